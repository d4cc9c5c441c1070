#include "tests/model/interviewed.h"

#include "model/form.h"
#include "model/member.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const interviewed_text[4] = {
	"Honestly the number was fine. What killed it was nobody could tell us who would own the migration.",
	"Two vendors in the final round; the other ran a paid pilot.",
	"They wanted proof, not a lower price. Cafe\xcc\x81 👩‍🔬 said so.",
	"Security review took eleven days.",
};

/* What others write by commands of their own stands in the file as it is. */
static void run(struct interviewed *i, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void run(struct interviewed *i, const char *fmt, ...)
{
	struct err err = { 0 };
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	cr_assert_eq(db_script(i->s->db, text, &err), 0, "%s", err.text);
}

static void add_theme(struct interviewed *i, int64_t id, const char *key, int64_t parent, const char *letter, const char *title,
		      int retired)
{
	run(i, "insert into theme (id, key, made_in) values (%" PRId64 ", '%s', %" PRId64 ")", id, key, i->taxonomy);
	run(i, "insert into theme_in (taxonomy, theme, parent, seq, letter, title, retired) values (%" PRId64 ", %" PRId64
	       ", %" PRId64 ", %" PRId64 ", '%s', '%s', %d)", i->taxonomy, id, parent, id, letter, title, retired);
}

static void add_themes(struct interviewed *i)
{
	i->taxonomy = 9000;
	run(i, "insert into taxonomy (id, major, minor, state, title, member, at_ms) values (9000, 9, 0, 1, 'test', 1, 1)");
	i->price = 9001;
	i->onboarding = 9002;
	i->discount = 9003;
	i->owner = 9004;
	i->gone_theme = 9005;
	add_theme(i, i->price, "t_price", 0, "p", "Price", 0);
	add_theme(i, i->discount, "t_discount", i->price, "d", "Discount", 0);
	add_theme(i, i->onboarding, "t_onboarding", 0, "o", "Onboarding", 0);
	add_theme(i, i->owner, "t_owner", i->onboarding, "n", "No owner", 0);
	add_theme(i, i->gone_theme, "t_gone", 0, "", "Gone", 1);
}

static int put_text(void *arg, struct err *err)
{
	void **a = arg;
	struct interviewed *i = a[0];
	const char *text = a[1];
	int64_t *id = a[2];

	*id = text_store(i->s, text, strlen(text), CLASS_INTERVIEW, SUBJECT_INTERVIEW_NOTE, 1, err);
	return *id < 0 ? -1 : 0;
}

static int64_t text_of(struct interviewed *i, const char *text)
{
	struct err err = { 0 };
	int64_t id = 0;
	const void *args[] = { i, text, &id };

	cr_assert_eq(db_tx(i->s->db, put_text, args, &err), 0, "%s", err.text);
	return id;
}

void interviewed_open(struct interviewed *i)
{
	struct err err = { 0 };

	memset(i, 0, sizeof *i);
	won_open(&i->w, NULL);
	i->s = i->w.s;
	won_as(&i->w, "dana");
	cr_assert_eq(member_add(i->s, "ben", 1u << ROLE_ANALYST, 0, &err), 0, "%s", err.text);
	i->interview = 7;
	run(i, "insert into interview (id, deal, form, state, made_at) values (7, %" PRId64 ", %" PRId64 ", 4, 1)", i->w.deal, i->w.form);
	for (int k = 0; k < 4; k++) {
		i->note[k] = 70 + k;
		run(i, "insert into interview_note (id, interview, seq, kind, text, member, at_ms) values (%d, 7, %d, 1, %" PRId64
		       ", 1, 1)", 70 + k, k + 1, text_of(i, interviewed_text[k]));
	}
	add_themes(i);
	interviewed_as(i, "ana");
}

void interviewed_close(struct interviewed *i)
{
	won_close(&i->w);
}

void interviewed_as(struct interviewed *i, const char *login)
{
	won_as(&i->w, login);
}

struct coding_pass interviewed_pass(struct interviewed *i)
{
	struct coding_pass p = { 0 };
	struct err err = { 0 };

	cr_assert_eq(coding_pass_need(i->s, i->interview, &p, &err), 0, "%s", err.text);
	return p;
}

struct code interviewed_code(struct interviewed *i, int note, int64_t theme, int64_t start, int64_t end)
{
	struct code c = { .pass = interviewed_pass(i).id, .note = i->note[note], .theme = theme, .start_cp = start,
			  .end_cp = end > 0 ? end : -1, .driver = DRIVER_BY_OUTCOME };
	struct err err = { 0 };

	cr_assert_eq(code_put(i->s, &c, &err), 0, "%s", err.text);
	code_done(&c);
	return c;
}

struct correcting {
	struct interviewed *i;
	int note;
	const char *text;
	int64_t id;
};

static int correct(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct correcting *c = arg;
	int64_t note = c->i->note[c->note], was;
	static const struct sql text_now = { "test_text_now", "select text from interview_note where id = 70" };

	cr_assert_eq(c->note, 0, "the statement reads the first note");
	was = db_scalar(s->db, &text_now, 0);
	c->id = text_store(s, c->text, strlen(c->text), CLASS_INTERVIEW, SUBJECT_INTERVIEW_NOTE, note, err);
	if (c->id < 0)
		return -1;
	run(c->i, "update interview_note set text = %" PRId64 " where id = %" PRId64, c->id, note);
	return code_reanchor(s, g, note, was, c->id, err);
}

int64_t interviewed_correct(struct interviewed *i, int note, const char *text)
{
	struct correcting c = { i, note, text, 0 };
	struct group_open how = { .kind = GROUP_EDIT, .title = "correction", .scope_kind = SUBJECT_INTERVIEW, .scope = i->interview };
	struct err err = { 0 };

	cr_assert_eq(edit(i->s, &how, correct, &c, NULL, &err), 0, "%s", err.text);
	return c.id;
}
