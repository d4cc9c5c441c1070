/* "Did I get you right?": what the CSM understood, back to the AE while the call is fresh. */
#include "model/outbox.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/config.h"
#include "model/debrief.h"
#include "model/item.h"
#include "model/member.h"
#include "model/template.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NOTE "ae-note"

struct note {
	struct store *s;
	struct form form;
	struct deal deal;
	struct buf answers, promises, open;
	enum field_class class; /* of the closest-held words in it */
};

static void note_done(struct note *n)
{
	deal_done(&n->deal);
	buf_done(&n->answers);
	buf_done(&n->promises);
	buf_done(&n->open);
}

/* Internal is held closer than health, health closer than crm. */
static void hold(struct note *n, enum field_class class)
{
	if (class == CLASS_INTERNAL || (class == CLASS_HEALTH && n->class == CLASS_CRM))
		n->class = class;
}

static void put_answer(struct note *n, const struct debrief_answer *a)
{
	if (a->hidden)
		return;
	if (a->state == ANSWER_UNKNOWN || !text_says(a->live.text)) {
		buf_printf(&n->open, "%s- Q%d %s%s%s", n->open.len ? "\n" : "", a->question->id, a->question->title,
			   a->state == ANSWER_UNKNOWN ? ": " : "", a->state == ANSWER_UNKNOWN ? a->live.text : "");
		return;
	}
	buf_printf(&n->answers, "%sQ%d %s\n%s", n->answers.len ? "\n\n" : "", a->question->id, a->question->title,
		   a->live.text);
	hold(n, a->question->class);
	hold(n, a->live.class);
}

static int read_answers(struct note *n, struct err *err)
{
	size_t count = questions_count(n->s->questions);
	struct debrief_answer *a = xcalloc(count, sizeof *a);
	int rc = debrief_answers(n->s, n->form.id, a, err);

	for (size_t i = 0; i < count; i++) {
		if (!rc)
			put_answer(n, &a[i]);
		answer_done(&a[i]);
	}
	free(a);
	return rc;
}

static void put_promise(struct note *n, const struct item *it)
{
	const char *attr = item_attr_key(it->kind, it->attr);

	buf_printf(&n->promises, "%s- %s", n->promises.len ? "\n" : "", it->text);
	if (*attr)
		buf_printf(&n->promises, " (%s)", attr);
	if (it->owner)
		buf_printf(&n->promises, ", %s", member_login(n->s, it->owner));
	if (it->due_day != NO_DAY) {
		buf_puts(&n->promises, ", due ");
		item_due_format(it, &n->promises);
	}
	hold(n, it->class);
}

static int read_promises(struct note *n, struct err *err)
{
	struct item *items = NULL;
	size_t count = 0;

	if (item_list(n->s, n->form.id, ITEM_PROMISE, &items, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (text_says(items[i].text) && items[i].state != ITEM_DROPPED)
			put_promise(n, &items[i]);
	items_done(items, count);
	return 0;
}

static int render(struct note *n, struct outbox_message *out, struct err *err)
{
	struct store *s = n->s;
	char *body = config_text(s, "templates/" NOTE, "templates/" NOTE ".txt", err), *email = NULL, *ae, *csm;
	struct buf text = { 0 }, label = { 0 }, date = { 0 };

	if (!body)
		return -1;
	ae = member_name(s, n->deal.owner, &email);
	csm = member_name(s, s->actor.member, NULL);
	deal_label(&n->deal, &label);
	day_format(calendar_day(s->calendar, s->now(s)), &date);
	template_render(body, (const struct template_value[]){
				      { "company", n->deal.company_name ? n->deal.company_name : "" },
				      { "deal", buf_str(&label) }, { "ae", ae }, { "csm", csm }, { "date", buf_str(&date) },
				      { "answers", n->answers.len ? n->answers.data : "(nothing is written down yet)" },
				      { "promises", n->promises.len ? n->promises.data : "- nothing that was said" },
				      { "open", n->open.len ? n->open.data : "- nothing" } }, 8, &text);
	*out = (struct outbox_message){ .deal = n->deal.id, .template = NOTE, .recipient = email ? email : xstrdup(ae),
					.text = buf_take(&text), .class = n->class };
	free(ae);
	free(csm);
	free(body);
	buf_done(&label);
	buf_done(&date);
	return 0;
}

int debrief_note_to_ae(struct store *s, int64_t form, struct outbox_message *out, struct err *err)
{
	struct note n = { .s = s, .class = CLASS_CRM };
	int rc;

	*out = (struct outbox_message){ 0 };
	if (access_act(s, "debrief", err))
		return -1;
	rc = form_read(s, form, &n.form, err);
	if (rc == 1)
		rc = deal_get(s, n.form.deal, &n.deal, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	if (!n.deal.owner)
		rc = err_set(err, ERR_REFUSED, "D-%" PRId64 " has no owner to write to", n.deal.id);
	else
		rc = read_answers(&n, err) || read_promises(&n, err) || render(&n, out, err) || outbox_add(s, out, err) ? -1 : 0;
	note_done(&n);
	if (rc)
		outbox_message_done(out);
	return rc;
}
