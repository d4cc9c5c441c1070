/* What stands beside a question while it is asked: what the deal knows already. */
#include "model/account.h"

#include "model/buf.h"
#include "model/dict.h"

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
	all->rc = tell(all->t, person_role_key(p->role), buf_str(&out));
	buf_done(&out);
	return all->rc;
}

static int tell_people(const struct telling *t, struct err *err)
{
	struct people all = { .t = t };

	if (deal_people(t->s, t->deal->id, tell_person, &all, err) && !all.rc)
		return -1;
	if (!all.n && !all.rc)
		return tell(t, "contacts", "none on the deal yet");
	return all.rc;
}

/* A record that joins here once there is one. */
static int tell_missing(const struct telling *t, enum form_kind kind, const char *label, struct err *err)
{
	struct form f;
	int rc = form_of_deal(t->s, t->deal->id, kind, &f, err);

	return rc ? (rc < 0 ? -1 : 0) : tell(t, label, "none yet");
}

static int tell_scores(const struct telling *t)
{
	struct buf out = { 0 };
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < sizeof t->deal->icp / sizeof t->deal->icp[0]; i++) {
		int64_t score = t->deal->icp[i];

		any |= score >= 0;
		buf_puts(&out, i ? " " : "");
		if (score >= 0)
			buf_printf(&out, "%d", (int)score);
		else
			buf_puts(&out, "–");
	}
	if (any)
		buf_puts(&out, " of 4 each");
	rc = tell(t, "ICP at handoff", any ? buf_str(&out) : "not scored yet");
	buf_done(&out);
	return rc;
}

static int tell_beside(const struct telling *t, enum answer_kind kind, struct err *err)
{
	int rc;

	switch (kind) {
	case ANSWER_TRIGGER:
		rc = tell(t, "stated reason", t->deal->reason ? dict_title(t->s, t->deal->reason) : "none in the deal");
		return rc ? rc : TELL(t, "lead from", "source");
	case ANSWER_STAKE:
		return tell_people(t, err);
	case ANSWER_OBJECTIONS:
		rc = TELL(t, "competitor", "competitor");
		if (!rc)
			rc = TELL(t, "discount", "discount");
		return rc ? rc : tell_missing(t, FORM_PACKET, "packet", err);
	case ANSWER_PROMISES:
		rc = tell_contract(t);
		return rc ? rc : tell_missing(t, FORM_PACKET, "packet", err);
	case ANSWER_CRITERIA:
		rc = tell_missing(t, FORM_CUSTOMER, "customer form", err);
		return rc ? rc : tell_missing(t, FORM_PACKET, "packet", err);
	case ANSWER_RISKS:
		rc = TELL(t, "competitor", "competitor");
		return rc ? rc : tell_people(t, err);
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
	rc = access_can_read(s, q->class, d.owner) ? tell_beside(&t, q->kind, err) : 0;
	deal_done(&d);
	return rc;
}
