/* What stands beside a question while it is asked: what the deal knows already. */
#include "model/account.h"

#include "model/buf.h"
#include "model/dict.h"
#include "model/icp.h"
#include "model/packet.h"

#include <string.h>

struct telling {
	struct store *s;
	const struct deal *deal;
	int (*fn)(void *arg, const char *label, const char *text);
	void *arg;
};

static int tell(const struct telling *t, const char *label, const char *text)
{
	return t->fn(t->arg, label, text);
}

/* A field of the deal as a screen shows it, where it says something. */
static void put_field(const struct telling *t, const char *key, const char *before, const char *behind, struct buf *out)
{
	struct buf value = { 0 };

	deal_text(t->s, t->deal, deal_field(key), &value);
	if (value.len) {
		buf_clear(&value);
		deal_show(t->s, t->deal, deal_field(key), &value);
		buf_printf(out, "%s%s%s%s", out->len ? ", " : "", before, buf_str(&value), behind);
	}
	buf_done(&value);
}

static int tell_fields(const struct telling *t, const char *label, const char *const *key, size_t n)
{
	struct buf out = { 0 };
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		put_field(t, key[i], "", "", &out);
	if (out.len)
		rc = tell(t, label, buf_str(&out));
	buf_done(&out);
	return rc;
}
#define TELL(t, label, ...) \
	tell_fields(t, label, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* "SOW": "signed 2026-11-20". */
static int tell_contract(const struct telling *t)
{
	struct buf out = { 0 };
	int rc = 0;

	put_field(t, "term_months", "", " months", &out);
	put_field(t, "amount", "", "", &out);
	put_field(t, "arr", "ARR ", "", &out);
	put_field(t, "product", "", "", &out);
	if (out.len)
		rc = tell(t, "contract", buf_str(&out));
	buf_done(&out);
	put_field(t, "discount", "discount ", "", &out);
	if (!rc && out.len)
		rc = tell(t, "price", buf_str(&out));
	buf_clear(&out);
	put_field(t, "sow_status", "", "", &out);
	put_field(t, "sow_date", "", "", &out);
	if (!rc && out.len)
		rc = tell(t, "SOW", buf_str(&out));
	buf_done(&out);
	return rc;
}

struct people {
	const struct telling *t;
	size_t n;
	int rc;
};

static int tell_person(void *arg, const struct deal_person *p)
{
	struct people *all = arg;
	struct buf out = { 0 };

	buf_puts(&out, p->name);
	if (p->title && *p->title)
		buf_printf(&out, ", %s", p->title);
	all->n++;
	all->rc = tell(all->t, p->role ? person_role_key(p->role) : "contact", buf_str(&out));
	buf_done(&out);
	return all->rc;
}

static int tell_people(const struct telling *t, struct err *err)
{
	struct people all = { .t = t };

	if (deal_people(t->s, t->deal->id, tell_person, &all, err) && !all.rc)
		return -1;
	if (!all.rc && deal_contacts(t->s, t->deal->id, tell_person, &all, err) && !all.rc)
		return -1;
	if (!all.n && !all.rc)
		return tell(t, "contacts", "none on the deal yet");
	return all.rc;
}

/* Rows that the customer handoff form has of what this question asks. */
static int tell_rows(const struct telling *t, const struct packet *p, enum item_kind kind, size_t *told)
{
	int rc = 0;

	for (size_t i = 0; !rc && kind && i < p->n_rows; i++) {
		struct buf words = { 0 };

		if (p->row[i].kind != kind || p->row[i].form != p->customer.id)
			continue;
		packet_row_words(t->s, &p->row[i], &words);
		rc = tell(t, "customer form", buf_str(&words));
		++*told;
		buf_done(&words);
	}
	return rc;
}

/* What the handoff packet and the customer's form say of it, where somebody typed it there; or that they do not. */
static int tell_packet(const struct telling *t, const struct debrief_question *q, struct err *err)
{
	struct packet p;
	size_t told = 0;
	int rc = packet_load(t->s, t->deal->id, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : tell(t, "packet", "none yet");
	rc = 0;
	for (size_t i = 0; !rc && i < p.n; i++) {
		const struct packet_field *field = p.value[i].field;

		if (!p.value[i].own || field->from != FROM_DEBRIEF || field->from_question != q->id)
			continue;
		rc = tell(t, "packet", p.value[i].text);
		told++;
	}
	if (!rc)
		rc = tell_rows(t, &p, item_kind_of(q), &told);
	if (!rc && !told)
		rc = tell(t, "packet", "nothing of it yet");
	packet_done(&p);
	return rc;
}

static int tell_scores(const struct telling *t)
{
	struct buf out = { 0 };
	int rc;

	icp_scores_format(t->deal->icp, &out);
	if (out.len)
		buf_printf(&out, " of %d each", ICP_SCORE_MAX);
	rc = tell(t, "ICP at handoff", out.len ? buf_str(&out) : "not scored yet");
	buf_done(&out);
	return rc;
}

static int tell_beside(const struct telling *t, const struct debrief_question *q, struct err *err)
{
	int rc;

	switch (q->kind) {
	case ANSWER_TRIGGER:
		rc = tell(t, "stated reason", t->deal->reason ? dict_title(t->s, t->deal->reason) : "none in the deal");
		return rc ? rc : TELL(t, "lead from", "source");
	case ANSWER_STAKE:
		return tell_people(t, err);
	case ANSWER_OBJECTIONS:
		rc = TELL(t, "competitor", "competitor");
		if (!rc)
			rc = TELL(t, "discount", "discount");
		return rc ? rc : tell_packet(t, q, err);
	case ANSWER_PROMISES:
		rc = tell_contract(t);
		return rc ? rc : tell_packet(t, q, err);
	case ANSWER_CRITERIA:
		return tell_packet(t, q, err);
	case ANSWER_RISKS:
		rc = TELL(t, "competitor", "competitor");
		if (!rc)
			rc = tell_people(t, err);
		return rc ? rc : tell_packet(t, q, err);
	case ANSWER_GUT:
		rc = TELL(t, "segment", "segment", "region", "industry");
		return rc ? rc : tell_scores(t);
	case ANSWER_PROSE:
	case ANSWER_COUNT:
		break;
	}
	return 0;
}

int debrief_context(struct store *s, int64_t form, int question,
		    int (*fn)(void *arg, const char *label, const char *text), void *arg, struct err *err)
{
	const struct debrief_question *q = question_get(s->questions, question);
	struct telling t = { .s = s, .fn = fn, .arg = arg };
	struct form f;
	struct deal d;
	int rc;

	if (!q)
		return err_set(err, ERR_INPUT, "no question %d", question);
	rc = form_read(s, form, &f, err);
	if (rc == 1)
		rc = deal_get(s, f.deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	t.deal = &d;
	rc = access_can_read(s, q->class, d.owner) ? tell_beside(&t, q, err) : 0;
	deal_done(&d);
	return rc;
}
