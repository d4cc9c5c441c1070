/* Who codes which interview: given, taken away, dealt out with a share for two, and what it keeps shut. */
#include "model/assignment.h"
#include "model/blind.h"
#include "model/calendar.h"
#include "tests/model/coded.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;
static struct err err;
static int64_t interview, ana, ben;

static void open_store(void)
{
	err_clear(&err);
	s = coded_open();
	interview = coded_interview(s, (const char *const[]){ "one", NULL });
	ana = coded_member(s, "ana");
	ben = coded_member(s, "ben");
}

static void close_store(void)
{
	store_close(s);
	s = NULL;
}

TestSuite(assignment, .init = open_store, .fini = close_store);

static int count_one(void *arg, const struct assignment *a)
{
	(void)a;
	++*(int *)arg;
	return 0;
}

static int count(const struct assignment_filter *f)
{
	int n = 0;

	cr_assert_eq(assignment_each(s, f, count_one, &n, &err), 0, "%s", err.text);
	return n;
}

static const char *words(void)
{
	static struct buf b;

	buf_clear(&b);
	assignment_put_words(s, interview, &b);
	return buf_str(&b);
}

Test(assignment, given_dated_taken_and_undone)
{
	struct undone u;
	int64_t day = calendar_day(s->calendar, s->now(s)) + 7;

	cr_assert_eq(assignment_put(s, interview, ben, NO_DAY, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "ben");
	cr_assert_eq(assignment_put(s, interview, ben, day, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "ben due 2026-12-01");
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, interview, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "ben");
	cr_assert_eq(history_redo(s, SUBJECT_INTERVIEW, interview, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "ben due 2026-12-01");
	cr_assert_eq(assignment_drop(s, interview, ben, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "");
	cr_assert_eq(assignment_drop(s, interview, ben, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, interview, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "ben due 2026-12-01");
	team_later(s, INT64_C(8) * 86400000);
	cr_assert_str_eq(words(), "ben late since 2026-12-01");
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, interview, &u, &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, interview, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "");
}

Test(assignment, whoever_may_not_is_refused)
{
	team_as(s, "mira");
	cr_assert_eq(assignment_put(s, interview, ben, NO_DAY, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	team_as(s, "dana");
	cr_assert_eq(assignment_put(s, 12345678, ben, NO_DAY, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	coded_run(s, "update member set active = 0 where id = %lld", (long long)ben);
	cr_assert_eq(assignment_put(s, interview, ben, NO_DAY, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
}

/* An account executive cannot code: what others code there would stay shut for ever. */
Test(assignment, who_may_not_code_is_not_given_one)
{
	struct assignment_draw d = { .coder = (const int64_t[]){ ben, coded_member(s, "mira") }, .coders = 2, .due_day = NO_DAY };

	cr_assert_eq(assignment_put(s, interview, coded_member(s, "mira"), NO_DAY, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_str_eq(err.text, "“code” is for sales_ops, analyst, admin; mira is not one of them");
	coded_interview(s, (const char *const[]){ "two", NULL });
	cr_assert_eq(assignment_draw(s, &d, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(count(&(struct assignment_filter){ 0 }), 0, "none of them is given");
}

Test(assignment, it_keeps_shut_what_was_open_and_says_so)
{
	int64_t pass = coded_pass(s, interview, "ana");
	bool saw = true;

	cr_assert_eq(assignment_put(s, interview, ana, NO_DAY, &saw, &err), 0, "%s", err.text);
	cr_assert_not(saw);
	cr_assert_eq(count(&(struct assignment_filter){ .open_only = true }), 1);
	coded_end(s, pass);
	cr_assert_str_eq(words(), "ana ✓");
	cr_assert_eq(count(&(struct assignment_filter){ .open_only = true }), 0);
	cr_assert_eq(assignment_put(s, interview, ben, NO_DAY, &saw, &err), 0, "%s", err.text);
	cr_assert(saw, "ana's pass was released and open to all");
	cr_assert_not(blind_is_seen(s, SUBJECT_CODING_PASS, pass));
	team_as(s, "jo");
	cr_assert_eq(count(&(struct assignment_filter){ 0 }), 0, "not of deals that one may not see");
}

static int put_pair(void *arg, const struct assignment *a)
{
	buf_printf(arg, "%lld %lld|", (long long)a->interview, (long long)a->coder);
	return 0;
}

static char *dealt(uint64_t seed, int64_t percent, struct assignment_draw *d)
{
	struct buf b = { 0 };

	*d = (struct assignment_draw){ .coder = (const int64_t[]){ ana, ben }, .coders = 2, .double_percent = percent, .seed = seed,
				       .due_day = NO_DAY };
	cr_assert_eq(assignment_draw(s, d, &err), 0, "%s", err.text);
	cr_assert_eq(assignment_each(s, &(struct assignment_filter){ 0 }, put_pair, &b, &err), 0, "%s", err.text);
	return buf_take(&b);
}

Test(assignment, a_share_is_dealt_to_two_by_the_seed)
{
	struct assignment_draw d;
	struct undone u;
	char *first, *again, *other;

	for (int i = 0; i < 9; i++)
		coded_interview(s, (const char *const[]){ "one", NULL });
	first = dealt(7, 25, &d);
	cr_assert_eq(d.interviews, 10);
	cr_assert_eq(d.doubled, 3, "rounded up");
	cr_assert_eq(count(&(struct assignment_filter){ 0 }), 13);
	cr_assert_geq(count(&(struct assignment_filter){ .coder = ben }), 6, "in turn");
	cr_assert_eq(assignment_draw(s, &d, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, 0, &u, &err), 0, "%s", err.text);
	cr_assert_eq(count(&(struct assignment_filter){ 0 }), 0);
	again = dealt(7, 25, &d);
	cr_assert_str_eq(first, again);
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, 0, &u, &err), 0, "%s", err.text);
	other = dealt(8, 0, &d);
	cr_assert_eq(d.doubled, 0);
	cr_assert_str_neq(other, first);
	cr_assert_eq(count(&(struct assignment_filter){ 0 }), 10);
	free(first);
	free(again);
	free(other);
}

Test(assignment, these_and_nobody_else_in_one_step)
{
	int64_t coder[4];
	struct undone u;
	size_t n;

	cr_assert_eq(assignment_put(s, interview, ana, NO_DAY, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(assignment_coders_parse(s, "ben, dana", coder, 4, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 2);
	cr_assert_eq(assignment_set(s, interview, coder, n, NO_DAY, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(count(&(struct assignment_filter){ .interview = interview }), 2);
	cr_assert_eq(count(&(struct assignment_filter){ .coder = ana }), 0);
	cr_assert_eq(history_undo(s, SUBJECT_INTERVIEW, interview, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "ana");
	cr_assert_eq(assignment_coders_parse(s, "", coder, 4, &n, &err), 0);
	cr_assert_eq(assignment_set(s, interview, coder, n, NO_DAY, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(words(), "");
	cr_assert_eq(assignment_coders_parse(s, "ben ben", coder, 4, &n, &err), -1);
	cr_assert_str_eq(err.text, "ben is named twice");
	cr_assert_eq(assignment_coders_parse(s, "ben, zz", coder, 4, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
}

Test(assignment, two_are_needed_for_a_share_of_two)
{
	struct assignment_draw d = { .coder = (const int64_t[]){ ana, ana }, .coders = 1, .double_percent = 10, .due_day = NO_DAY };

	cr_assert_eq(assignment_draw(s, &d, &err), -1);
	cr_assert_str_eq(err.text, "two code a share of them: name two coders or more");
	d.coders = 2;
	cr_assert_eq(assignment_draw(s, &d, &err), -1);
	cr_assert_str_eq(err.text, "ana is named twice");
}
