/* The debrief as a document: Markdown for people, JSON for machines, each for a reader who gets only what goes there. */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief_private.h"
#include "model/member.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct doc {
	struct store *s;
	const char *audience; /* NULL: everything the actor may see */
	bool customer;
	struct buf *out;
	struct form form;
	struct deal deal;
	size_t items; /* JSON: elements of the present list */
};

static const char *const state_keys[] = { "open", "scheduled", "live", "complete", "void" };
static const char *const reply_keys[] = { "", "accepted", "amended", "contradicted", "unknown" };

/* What a reader of that audience gets of a question. Of what is internal a customer never gets a word, whatever the
 * team's data says. */
static bool is_for(const struct doc *d, const struct debrief_question *q)
{
	if (!d->audience)
		return true;
	if (d->customer)
		return q->customer && q->dest != DEST_INTERNAL && q->dest != DEST_HEALTH;
	return !strcmp(d->audience, destination_key(q->dest));
}

static int check_audience(const char *audience, struct err *err)
{
	static const char *const known[] = { "crm", "health", "internal", "customer" };

	for (size_t i = 0; audience && i < sizeof known / sizeof known[0]; i++)
		if (!strcmp(audience, known[i]))
			return 0;
	if (!audience)
		return 0;
	return err_set(err, ERR_USAGE, "found audience “%s”, expected crm, health, internal or customer", audience);
}

static int doc_open(struct doc *d, struct store *s, int64_t form, const char *audience, struct buf *out,
		    struct err *err)
{
	int rc;

	*d = (struct doc){ .s = s, .audience = audience, .out = out,
			   .customer = audience && !strcmp(audience, "customer") };
	if (check_audience(audience, err))
		return -1;
	rc = form_read(s, form, &d->form, err);
	if (rc == 1)
		rc = deal_get(s, d->form.deal, &d->deal, err);
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
}

/* Runs fn over the answers the reader gets. */
static int each_answer(struct doc *d, void (*fn)(struct doc *d, const struct debrief_answer *a), struct err *err)
{
	size_t n = questions_count(d->s->questions);
	struct debrief_answer *answers = xcalloc(n, sizeof *answers);
	int rc = debrief_answers(d->s, d->form.id, answers, err);

	for (size_t i = 0; i < n; i++) {
		if (!rc && !answers[i].hidden && is_for(d, answers[i].question))
			fn(d, &answers[i]);
		answer_done(&answers[i]);
	}
	free(answers);
	return rc;
}

/* ---- Markdown ---- */

static void moment(const struct doc *d, int64_t ms)
{
	calendar_format_moment(d->s->calendar, ms, d->s->now(d->s), d->out);
}

/* A name on one line: a line break in it would begin a heading or a list of its own. */
static void put_name(const struct doc *d, const char *name)
{
	text_visible(d->out, name, strlen(name), false);
}

static void layer_text(struct doc *d, const char *label, const struct form_value *v)
{
	if (!v->text)
		return;
	buf_printf(d->out, "%s\n\n*%s, ", v->text, label);
	put_name(d, member_login(d->s, v->author));
	buf_puts(d->out, ", ");
	moment(d, v->at_ms);
	buf_puts(d->out, "*\n\n");
}

static const char *destination_title(enum destination dest)
{
	switch (dest) {
	case DEST_CRM:
		return "CRM account record";
	case DEST_HEALTH:
		return "CS platform, health inputs";
	case DEST_INTERNAL:
		return "internal sales-CS record, never customer-facing";
	case DEST_NONE:
	case DEST_COUNT:
		break;
	}
	return "";
}

static const char *live_label(const struct debrief_answer *a)
{
	switch (a->state) {
	case ANSWER_TAKEN:
		return "taken as written ahead";
	case ANSWER_UNKNOWN:
		return "not known";
	case ANSWER_LIVE:
	case ANSWER_AHEAD:
	case ANSWER_OPEN:
		break;
	}
	return a->live.reply == REPLY_AMENDED ? "amended" : a->live.reply == REPLY_CONTRADICTED ? "contradicts what was"
		" written ahead" : "live";
}

static void markdown_answer(struct doc *d, const struct debrief_answer *a)
{
	const struct debrief_question *q = a->question;

	if (d->customer) {
		/* Only what was said in the call or taken; the reader gets neither layers nor names. */
		if (a->live.text && a->state != ANSWER_UNKNOWN)
			buf_printf(d->out, "## %s\n\n%s\n\n", q->title, a->live.text);
		return;
	}
	buf_printf(d->out, "## Q%d %s\n\n> %s\n\nGoes to: %s\n\n", q->id, q->title, q->text, destination_title(q->dest));
	if (a->state == ANSWER_OPEN)
		buf_puts(d->out, "*no answer yet*\n\n");
	if (a->state != ANSWER_TAKEN)
		layer_text(d, "ahead", &a->ahead);
	layer_text(d, live_label(a), &a->live);
}

static int attendee(void *arg, const struct form_attendee *a)
{
	static const char *const parts[] = { "", "AE", "CSM", "further" };
	struct doc *d = arg;

	buf_printf(d->out, "- %s: ", parts[a->part]);
	put_name(d, a->member ? member_login(d->s, a->member) : "—");
	buf_puts(d->out, a->absent ? ", absent: " : "");
	put_name(d, a->reason);
	buf_putc(d->out, '\n');
	return 0;
}

static int markdown_head(struct doc *d, struct err *err)
{
	struct buf label = { 0 };

	deal_label(&d->deal, &label);
	if (d->customer) {
		buf_puts(d->out, "# ");
		put_name(d, buf_str(&label));
		buf_puts(d->out, "\n\n");
		buf_done(&label);
		return 0;
	}
	buf_puts(d->out, "# Won-deal debrief · ");
	put_name(d, buf_str(&label));
	buf_printf(d->out, " (D-%" PRId64 ")\n\nState: %s", d->deal.id, state_keys[d->form.state]);
	buf_done(&label);
	if (d->form.completed_at) {
		buf_puts(d->out, ", ");
		moment(d, d->form.completed_at);
	}
	buf_puts(d->out, "\n\n");
	if (form_attendees(d->s, d->form.id, attendee, d, err))
		return -1;
	buf_puts(d->out, "\n");
	return 0;
}

static int markdown_missing(struct doc *d, struct err *err)
{
	struct buf list = { 0 };
	size_t n = 0;
	int rc = 0;

	if (!d->audience && d->form.state != FORM_COMPLETE)
		rc = debrief_missing(d->s, d->form.id, &list, &n, err);
	if (!rc && n) {
		buf_puts(d->out, "## Missing\n\n");
		for (const char *p = buf_str(&list); *p;) {
			size_t len = strcspn(p, "\n");

			buf_printf(d->out, "- %.*s\n", (int)len, p);
			p += len + (p[len] == '\n');
		}
	}
	buf_done(&list);
	return rc;
}

int debrief_markdown(struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err)
{
	struct doc d;
	int rc = doc_open(&d, s, form, audience, out, err);

	if (rc)
		return -1;
	rc = markdown_head(&d, err) || each_answer(&d, markdown_answer, err) || markdown_missing(&d, err) ? -1 : 0;
	deal_done(&d.deal);
	return rc;
}

/* ---- JSON ---- */

static void json_text(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c == '\n')
			buf_puts(out, "\\n");
		else if (c < 0x20 || c == 0x7f)
			buf_printf(out, "\\u%04x", c);
		else
			buf_putc(out, (char)c);
	}
	buf_putc(out, '"');
}

static void json_member(struct doc *d, const char *name, const char *value)
{
	buf_printf(d->out, ",\"%s\":", name);
	if (value)
		json_text(d->out, value);
	else
		buf_puts(d->out, "null");
}

static void json_moment(struct doc *d, const char *name, int64_t ms)
{
	struct buf at = { 0 };

	if (ms && ms != NO_MOMENT)
		moment_format_utc(ms, &at);
	json_member(d, name, at.len ? at.data : NULL);
	buf_done(&at);
}

/* The members of `answers` of commands.md. */
static void json_layer(struct doc *d, const struct debrief_answer *a, const char *layer, const struct form_value *v)
{
	if (!v->text)
		return;
	buf_printf(d->out, "%s{\"deal\":\"D-%" PRId64 "\",\"question\":%d", d->items++ ? "," : "", d->deal.id,
		   a->question->id);
	json_member(d, "layer", layer);
	json_member(d, "reply", v->reply ? reply_keys[v->reply] : NULL);
	json_member(d, "author", member_login(d->s, v->author));
	json_moment(d, "at", v->at_ms);
	buf_printf(d->out, ",\"seconds\":%" PRId64, v->ms_spent / 1000);
	json_member(d, "destination", destination_key(a->question->dest));
	json_member(d, "text", v->text);
	buf_putc(d->out, '}');
}

static void json_answer(struct doc *d, const struct debrief_answer *a)
{
	if (!d->customer) {
		json_layer(d, a, "ahead", &a->ahead);
		json_layer(d, a, "live", &a->live);
		return;
	}
	if (!a->live.text || a->state == ANSWER_UNKNOWN)
		return;
	buf_printf(d->out, "%s{\"question\":%d", d->items++ ? "," : "", a->question->id);
	json_member(d, "text", a->live.text);
	buf_putc(d->out, '}');
}

static int json_missing(struct doc *d, struct err *err)
{
	struct buf list = { 0 };
	size_t n = 0, done = 0;
	int rc = debrief_missing(d->s, d->form.id, &list, &n, err);

	buf_puts(d->out, ",\"missing\":[");
	for (char *p = list.data; !rc && p && *p;) {
		size_t len = strcspn(p, "\n");
		bool last = !p[len];

		p[len] = '\0';
		buf_puts(d->out, done++ ? "," : "");
		json_text(d->out, p);
		p += len + !last;
	}
	buf_putc(d->out, ']');
	buf_done(&list);
	return rc;
}

int debrief_json(struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err)
{
	struct doc d;
	int rc = doc_open(&d, s, form, audience, out, err);

	if (rc)
		return -1;
	buf_puts(out, "{\"company\":");
	json_text(out, d.deal.company_name);
	if (!d.customer) {
		buf_printf(out, ",\"deal\":\"D-%" PRId64 "\"", d.deal.id);
		json_member(&d, "state", state_keys[d.form.state]);
		json_moment(&d, "completed", d.form.completed_at);
	}
	buf_puts(out, ",\"answers\":[");
	rc = each_answer(&d, json_answer, err);
	buf_putc(out, ']');
	if (!rc && !audience)
		rc = json_missing(&d, err);
	buf_puts(out, "}\n");
	deal_done(&d.deal);
	return rc;
}
