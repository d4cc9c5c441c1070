/* The debrief as a document for a reader who gets only what goes there; here as Markdown, for people. */
#include "model/debrief_doc.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/member.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const state_keys[] = { "open", "scheduled", "live", "complete", "void" };

/* What a reader of that audience gets of a question. Of what is internal a customer never gets a word, whatever the
 * team's data says. */
static bool is_for(const struct doc *d, const struct debrief_question *q)
{
	if (!d->audience)
		return true;
	if (d->customer)
		return teeth_off("P39") || (q->customer && q->dest != DEST_INTERNAL && q->dest != DEST_HEALTH);
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

char *doc_person(const struct doc *d, const struct item *it)
{
	struct person p = { 0 };
	char *name = NULL;

	if (it->person && person_get(d->s, it->person, &p, NULL) == 1)
		name = xstrdup(p.name);
	person_done(&p);
	return name;
}

const char *doc_state(const struct doc *d)
{
	return state_keys[d->form.state];
}

/* Of rows a customer gets the promises alone, and none that was filed elsewhere. */
bool doc_has_row(const struct doc *d, const struct item *it)
{
	const struct debrief_question *q = item_question(d->s, it->kind);

	if (d->customer)
		return teeth_off("P39") || (it->kind == ITEM_PROMISE && q && q->customer && it->class == CLASS_CRM &&
					    it->state != ITEM_DROPPED);
	return !d->audience || !strcmp(d->audience, class_key(it->class));
}

bool doc_has_rows(const struct doc *d, const struct debrief_question *q)
{
	enum item_kind kind = item_kind_of(q);

	for (size_t i = 0; kind && i < d->n_rows; i++)
		if (d->row[i].kind == kind && doc_has_row(d, &d->row[i]))
			return true;
	return false;
}

int doc_open(struct doc *d, struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err)
{
	int rc;

	*d = (struct doc){ .s = s, .audience = audience, .out = out,
			   .customer = audience && !strcmp(audience, "customer") };
	if (check_audience(audience, err))
		return -1;
	rc = form_read(s, form, &d->form, err);
	if (rc == 1)
		rc = deal_get(s, d->form.deal, &d->deal, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	if (!item_list(s, form, 0, &d->row, &d->n_rows, err)) {
		d->told = xcalloc(d->n_rows + 1, sizeof *d->told);
		return 0;
	}
	doc_close(d);
	return -1;
}

void doc_close(struct doc *d)
{
	deal_done(&d->deal);
	items_done(d->row, d->n_rows);
	free(d->told);
}

int doc_each_answer(struct doc *d, void (*fn)(struct doc *d, const struct debrief_answer *a, bool prose),
		    struct err *err)
{
	size_t n = questions_count(d->s->questions);
	struct debrief_answer *answers = xcalloc(n, sizeof *answers);
	int rc = debrief_answers(d->s, d->form.id, answers, err);

	for (size_t i = 0; i < n; i++) {
		const struct debrief_question *q = answers[i].question;
		bool prose = !rc && !answers[i].hidden && is_for(d, q);

		if (prose || (!rc && doc_has_rows(d, q)))
			fn(d, &answers[i], prose);
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
	if (v->said_by && *v->said_by) {
		buf_puts(d->out, ", said by ");
		put_name(d, v->said_by);
	}
	buf_puts(d->out, "*\n\n");
}

/* Further lines of a row stay in its list item. */
static void put_indented(const struct doc *d, const char *text)
{
	for (const char *p = text; *p; p++) {
		buf_putc(d->out, *p);
		if (*p == '\n' && p[1] && p[1] != '\n')
			buf_puts(d->out, "  ");
	}
}

static void put_detail(const struct doc *d, int *n, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	buf_puts(d->out, (*n)++ ? "; " : " (");
	buf_puts(d->out, label);
	put_name(d, value);
}

static void put_person(const struct doc *d, int *n, const struct item *it)
{
	char *name = doc_person(d, it);

	put_detail(d, n, "", name);
	free(name);
}

/* "Integrations in 30 days (explicit; said by Mira; owner priya; due 2026-12-22; open)". A customer reads what was
 * promised and for when, and none of our names. */
static void markdown_row(struct doc *d, const struct item *it)
{
	struct buf due = { 0 };
	char question[24] = "";
	int n = 0;

	item_due_format(it, &due);
	put_indented(d, it->text);
	if (*it->mitigation && !d->customer) {
		buf_puts(d->out, *it->text ? " → " : "→ ");
		put_indented(d, it->mitigation);
	}
	if (!d->customer) {
		put_person(d, &n, it);
		if (it->kind >= ITEM_GAP && it->attr)
			snprintf(question, sizeof question, "Q%d", (int)it->attr);
		put_detail(d, &n, "", it->kind >= ITEM_GAP ? question : item_attr_key(it->kind, it->attr));
		put_detail(d, &n, "said by ", it->said_by);
		put_detail(d, &n, "owner ", member_login(d->s, it->owner));
	}
	put_detail(d, &n, "due ", buf_str(&due));
	if (!d->customer && (it->kind == ITEM_PROMISE || it->state != ITEM_OPEN))
		put_detail(d, &n, "", item_state_key(it->state));
	buf_puts(d->out, n ? ")\n" : "\n");
	buf_done(&due);
}

/* A row in a list: after what it is where it stands among others. */
static void list_row(struct doc *d, size_t i, const char *label)
{
	buf_puts(d->out, "- ");
	if (label)
		buf_printf(d->out, "*%s:* ", label);
	markdown_row(d, &d->row[i]);
	d->told[i] = true;
}

static void markdown_rows(struct doc *d, enum item_kind kind)
{
	bool any = false;

	for (size_t i = 0; kind && i < d->n_rows; i++)
		if (d->row[i].kind == kind && !d->told[i] && doc_has_row(d, &d->row[i])) {
			list_row(d, i, NULL);
			any = true;
		}
	if (any)
		buf_putc(d->out, '\n');
}

/* Gaps, parked words and questions to raise stand under the question that they belong to. */
static void markdown_beneath(struct doc *d, const struct debrief_question *q)
{
	static const char *const labels[] = { [ITEM_GAP] = "context gap", [ITEM_PARKED] = "parked",
					      [ITEM_FOLLOWUP] = "to raise" };
	bool any = false;

	for (size_t i = 0; i < d->n_rows; i++)
		if (d->row[i].kind >= ITEM_GAP && d->row[i].attr == q->id && doc_has_row(d, &d->row[i])) {
			list_row(d, i, labels[d->row[i].kind]);
			any = true;
		}
	if (any)
		buf_putc(d->out, '\n');
}

/* What stands beside no question: flags, gaps, questions to raise, parked words. */
static void markdown_around(struct doc *d)
{
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++) {
		bool any = false;

		for (size_t i = 0; i < d->n_rows; i++)
			any = any || (d->row[i].kind == k && !d->told[i] && doc_has_row(d, &d->row[i]));
		if (!any || item_question(d->s, k) || d->customer)
			continue;
		buf_printf(d->out, "## %s\n\n", item_kind_title(k));
		markdown_rows(d, k);
	}
}

const char *destination_title(enum destination dest)
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
	if (a->live.reply == REPLY_AMENDED)
		return "amended";
	return a->live.reply == REPLY_CONTRADICTED ? "contradicts what was written ahead" : "live";
}

/* Only what was said in the call or taken; the reader gets neither layers nor names. */
static void customer_answer(struct doc *d, const struct debrief_answer *a, bool prose)
{
	bool said = prose && a->live.text && *a->live.text && a->state != ANSWER_UNKNOWN;

	if (!said && !doc_has_rows(d, a->question))
		return;
	buf_printf(d->out, "## %s\n\n", a->question->title);
	if (said)
		buf_printf(d->out, "%s\n\n", a->live.text);
	markdown_rows(d, item_kind_of(a->question));
}

/* The gut read as a value, and the time that the question took. */
static void markdown_values(struct doc *d, const struct debrief_answer *a)
{
	if (a->signal || a->doubt) {
		buf_printf(d->out, "Signal: %s", a->signal ? signal_key(a->signal) : "not said");
		if (a->signal_ahead && a->signal_ahead != a->signal)
			buf_printf(d->out, " (ahead: %s)", signal_key(a->signal_ahead));
		if (a->doubt)
			buf_printf(d->out, "; doubt about the fit: %s", doubt_key(a->doubt));
		buf_puts(d->out, "\n\n");
	}
	if (a->live.ms_spent >= 1000)
		buf_printf(d->out, "Time: %" PRId64 ":%02d min\n\n", a->live.ms_spent / MINUTE_MS,
			   (int)(a->live.ms_spent / 1000 % 60));
}

static void markdown_answer(struct doc *d, const struct debrief_answer *a, bool prose)
{
	const struct debrief_question *q = a->question;

	if (d->customer) {
		customer_answer(d, a, prose);
		return;
	}
	buf_printf(d->out, "## Q%d %s\n\n> %s\n\n", q->id, q->title, q->text);
	if (prose) {
		buf_printf(d->out, "Goes to: %s\n\n", destination_title(q->dest));
		if (a->state == ANSWER_OPEN)
			buf_puts(d->out, "*no answer yet*\n\n");
		if (a->state != ANSWER_TAKEN)
			layer_text(d, "ahead", &a->ahead);
		layer_text(d, live_label(a), &a->live);
		markdown_values(d, a);
	}
	if (doc_has_rows(d, q) && (!prose || q->rows != q->dest))
		buf_printf(d->out, "%s, which go to: %s\n\n", item_kind_title(item_kind_of(q)),
			   destination_title(q->rows));
	markdown_rows(d, item_kind_of(q));
	markdown_beneath(d, q);
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
	buf_printf(d->out, " (D-%" PRId64 ")\n\nState: %s", d->deal.id, doc_state(d));
	buf_done(&label);
	if (d->form.completed_at) {
		buf_puts(d->out, ", ");
		moment(d, d->form.completed_at);
	}
	if (d->form.live_ms >= MINUTE_MS)
		buf_printf(d->out, "  \nTime in the call: %" PRId64 " min of %d–%d", d->form.live_ms / MINUTE_MS,
			   questions_minutes_least(d->s->questions), questions_minutes(d->s->questions));
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
	rc = markdown_head(&d, err) || doc_each_answer(&d, markdown_answer, err) ? -1 : 0;
	if (!rc)
		markdown_around(&d);
	if (!rc)
		rc = markdown_missing(&d, err);
	doc_close(&d);
	return rc;
}
