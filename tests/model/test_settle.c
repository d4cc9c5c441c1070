/* Two coders' disagreements settled in a layer of their own: what is taken over, chosen, undone, and what never changes. */
#include "model/settle.h"
#include "tests/model/interviewed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct interviewed w;
static struct settling x;
static struct err err;
static struct coding_pass ana, ben;

static void end(struct coding_pass *p)
{
	cr_assert_eq(coding_pass_close(w.s, p->id, &err), 0, "%s", err.text);
	cr_assert_eq(coding_pass_release(w.s, p->id, &err), 0, "%s", err.text);
}

/* ana: onboarding on words, price, none, -; ben: onboarding whole, discount, price, price. */
static void code_both(void)
{
	ana = interviewed_pass(&w);
	interviewed_code(&w, 0, w.onboarding, 0, 8);
	interviewed_code(&w, 1, w.price, 0, 0);
	cr_assert_eq(pass_note_put(w.s, ana.id, w.note[2], true, &err), 0, "%s", err.text);
	end(&ana);
	interviewed_as(&w, "ben");
	ben = interviewed_pass(&w);
	interviewed_code(&w, 0, w.onboarding, 0, 0);
	interviewed_code(&w, 1, w.discount, 0, 0);
	interviewed_code(&w, 2, w.price, 0, 0);
	interviewed_code(&w, 3, w.price, 0, 0);
}

static void open_store(void)
{
	err_clear(&err);
	interviewed_open(&w);
	code_both();
}

static void close_store(void)
{
	settling_done(&x);
	interviewed_close(&w);
}

TestSuite(settle, .init = open_store, .fini = close_store);

static void load(void)
{
	settling_done(&x);
	cr_assert_eq(settling_load(w.s, w.interview, &x, &err), 0, "%s", err.text);
}

static void choose(int note, enum settle_choice choice)
{
	load();
	cr_assert_eq(settle_note(w.s, w.interview, w.note[note], x.note[note].state, choice, &err), 0, "%s", err.text);
	load();
}

static void undo(void)
{
	struct undone u;

	cr_assert_eq(history_undo(w.s, SUBJECT_CODING_PASS, x.settled, &u, &err), 0, "%s", err.text);
	load();
}

/* A statement is known by its address: each has one. */
#define count(words) ({ static const struct sql one = { "test_settle", words }; count_by(&one); })
static int64_t count_by(const struct sql *sql)
{
	struct stmt *st = db_stmt(w.s->db, sql, &err);
	int64_t n = 0;

	cr_assert_not_null(st, "%s", err.text);
	while (db_step(st, &err) == 1)
		n = db_col(st, 0);
	return n;
}

static int64_t present(int64_t theme)
{
	static const struct sql sql = { "test_settle_present", "select coalesce(sum(n), 0) from presence where theme = $1" };
	struct stmt *st = db_stmt(w.s->db, &sql, &err);
	int64_t n = 0;

	db_int(st, 1, theme);
	while (db_step(st, &err) == 1)
		n = db_col(st, 0);
	return n;
}

Test(settle, refused_before_both_have_released)
{
	int64_t pass;

	cr_assert_eq(settling_load(w.s, w.interview, &x, &err), -1);
	cr_assert_str_eq(err.text, "nothing to settle before all have released: ben has not closed");
	cr_assert_eq(settle_begin(w.s, w.interview, &pass, &err), -1);
	cr_assert_eq(settle_note(w.s, w.interview, w.note[1], SETTLE_OPEN, SETTLE_FIRST, &err), -1);
}

Test(settle, lists_what_differs)
{
	end(&ben);
	load();
	cr_assert_eq(x.pass[0].id, ana.id);
	cr_assert_eq(x.pass[1].id, ben.id);
	cr_assert_eq(x.n, 4);
	cr_assert_not(x.note[0].differs, "the same theme on other words is no disagreement of the note");
	cr_assert(x.note[1].differs);
	cr_assert(x.note[2].differs, "none against a theme");
	cr_assert_not(x.note[3].differs, "ana did not mark it");
	cr_assert_eq(x.differing, 2);
	cr_assert_eq(x.open, 2);
}

Test(settle, one_key_each_and_closed_with_the_last)
{
	int64_t rows;

	end(&ben);
	rows = count("select count(*) from code where pass in (select id from coding_pass where layer = 0)");
	choose(1, SETTLE_SECOND);
	cr_assert_eq(x.note[1].state, SETTLE_AS_SECOND);
	cr_assert_eq(x.open, 1);
	cr_assert_eq(x.note[0].settled.n, 1, "what both said is taken over");
	cr_assert_eq(x.note[3].settled.n, 1, "what one alone marked too");
	cr_assert_eq(count("select released_at from coding_pass where layer = 1"), 0);
	cr_assert_eq(present(w.onboarding), 1, "the first released pass counts until all is settled");
	cr_assert_eq(present(w.discount), 0);
	choose(2, SETTLE_NONE);
	cr_assert_eq(x.open, 0);
	cr_assert_eq(x.note[2].state, SETTLE_AS_NONE);
	cr_assert_gt(count("select released_at from coding_pass where layer = 1"), 0);
	cr_assert_eq(present(w.discount), 1, "now the settled layer counts");
	cr_assert_eq(present(w.price), 1, "of note 4");
	cr_assert_eq(count("select count(*) from code where pass in (select id from coding_pass where layer = 0)"), rows);
	cr_assert_eq(x.codes[0], 2, "the two passes never change");
	cr_assert_eq(x.codes[1], 4);
}

Test(settle, another_choice_and_undo)
{
	end(&ben);
	choose(1, SETTLE_FIRST);
	cr_assert_eq(x.note[1].state, SETTLE_AS_FIRST);
	choose(1, SETTLE_BOTH);
	cr_assert_eq(x.note[1].state, SETTLE_AS_BOTH);
	cr_assert_eq(x.note[1].settled.n, 2);
	choose(2, SETTLE_SECOND);
	cr_assert_eq(x.open, 0);
	undo();
	cr_assert_eq(x.open, 1);
	cr_assert_eq(count("select released_at from coding_pass where layer = 1"), 0, "open again");
	undo();
	cr_assert_eq(x.note[1].state, SETTLE_AS_FIRST);
	undo();
	cr_assert_eq(x.note[1].state, SETTLE_OPEN);
	undo();
	cr_assert_eq(x.settled, 0, "the layer is gone, and what was taken over");
}

Test(settle, by_two_at_once)
{
	struct undone u;
	int64_t pass;

	end(&ben);
	cr_assert_eq(settle_begin(w.s, w.interview, &pass, &err), 0, "%s", err.text);
	interviewed_as(&w, "ana");
	choose(1, SETTLE_FIRST);
	interviewed_as(&w, "ben");
	cr_assert_eq(history_undo(w.s, SUBJECT_CODING_PASS, pass, &u, &err), -1, "ana settled in it since");
	cr_assert_not_null(strstr(err.text, "there are codes in it by now"), "%s", err.text);
	choose(2, SETTLE_SECOND);
	undo();
	cr_assert_eq(x.note[1].state, SETTLE_AS_FIRST, "ana's decision stays");
	cr_assert_eq(x.note[2].state, SETTLE_OPEN);
	cr_assert_eq(settle_note(w.s, w.interview, w.note[1], SETTLE_OPEN, SETTLE_NONE, &err), -1);
	cr_assert_str_eq(err.text, "note 2 was settled by somebody else meanwhile (as ana); look at it again");
	interviewed_as(&w, "max");
	cr_assert_eq(settle_note(w.s, w.interview, w.note[2], SETTLE_OPEN, SETTLE_FIRST, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
}

Test(settle, nothing_differs_is_settled_at_once)
{
	int64_t pass;

	cr_assert_eq(code_drop(w.s, count("select max(id) from code where note = (select id from interview_note where seq = 2)"), &err), 0, "%s", err.text);
	interviewed_code(&w, 1, w.price, 0, 0);
	cr_assert_eq(code_drop(w.s, count("select max(id) from code where note = (select id from interview_note where seq = 3)"), &err), 0, "%s", err.text);
	end(&ben);
	cr_assert_eq(settle_begin(w.s, w.interview, &pass, &err), 0, "%s", err.text);
	load();
	cr_assert_eq(x.differing, 0);
	cr_assert_gt(count("select released_at from coding_pass where layer = 1"), 0);
}

Test(settle, a_third_coder_shuts_it)
{
	end(&ben);
	choose(1, SETTLE_SECOND);
	interviewed_as(&w, "dana");
	interviewed_pass(&w);
	settling_done(&x);
	cr_assert_eq(settling_load(w.s, w.interview, &x, &err), -1);
	cr_assert_not_null(strstr(err.text, "dana has not closed"), "%s", err.text);
}

Test(settle, confusion_of_themes)
{
	struct confusion c;
	int64_t price = -1, discount = -1, onboarding = -1;

	end(&ben);
	load();
	confusion_init(&c, &x);
	cr_assert_eq(c.n, 4, "three themes and none");
	for (size_t i = 0; i < 3; i++) {
		price = c.theme[i] == w.price ? (int64_t)i : price;
		discount = c.theme[i] == w.discount ? (int64_t)i : discount;
		onboarding = c.theme[i] == w.onboarding ? (int64_t)i : onboarding;
	}
	cr_assert(price >= 0 && discount >= 0 && onboarding >= 0);
	cr_assert_eq(c.count[onboarding * 4 + onboarding], 1);
	cr_assert_eq(c.count[price * 4 + discount], 1);
	cr_assert_eq(c.count[3 * 4 + price], 1, "none against price");
	cr_assert_eq(c.count[price * 4 + price], 0, "the note that ana did not mark is not in it");
	cr_assert(confusion_has(&c, &x, 1, (size_t)price, (size_t)discount));
	cr_assert_not(confusion_has(&c, &x, 2, (size_t)price, (size_t)discount));
	confusion_done(&c);
}
