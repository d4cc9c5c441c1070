/* The sample's interviews stand as the screens of the report will show them: seventeen held, fifteen coded, two of them by both. */
#include "model/sample.h"

#include "model/check_store.h"
#include "model/coding.h"
#include "model/interview.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct counted {
	struct store *s;
	int held, coded, doubled, open, mine, quotable;
};

static int count(void *arg, const struct interview_row *row)
{
	struct counted *c = arg;
	struct coding_pass *passes = NULL;
	struct err err = { 0 };
	size_t n = 0, released = 0;

	cr_assert_eq(coding_passes(c->s, row->i.id, &passes, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		released += passes[i].released_at > 0;
	free(passes);
	c->held += row->i.held_at > 0;
	c->coded += released > 0;
	c->doubled += released > 1;
	c->open += row->open;
	c->mine += row->mine;
	c->quotable += interview_may_quote(&row->i);
	return 0;
}

static int tell_finding(void *arg, const char *sentence)
{
	cr_assert_fail("check: %s", sentence);
	(void)arg;
	return 0;
}

Test(sample, interviews_are_held_and_coded)
{
	char *dir = temp_dir("sample");
	struct store_options opt = { .login = SAMPLE_ADMIN, .out_dir = dir, .zone = "UTC", .now_ms = INT64_C(1795510800000), .now_frozen = true,
				     .db_flags = DB_CREATE, .seed = 3 };
	struct interview_filter all = { .which = INTERVIEWS_ALL };
	struct counted c = { 0 };
	struct err err = { 0 };
	size_t findings = 0;
	struct store *s;

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(sample_fill(s, &err), 0, "%s", err.text);
	cr_assert_eq(store_act_as(s, "ana", &err), 0, "%s", err.text);
	c.s = s;
	cr_assert_eq(interview_each(s, &all, count, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.held, 17);
	cr_assert_eq(c.coded, 15);
	cr_assert_eq(c.doubled, 2);
	cr_assert_eq(c.open, 3);
	cr_assert_eq(c.mine, 2);
	cr_assert_eq(c.quotable, 16);
	cr_assert_eq(store_check(s, true, tell_finding, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	store_close(s);
	temp_remove(dir);
	free(dir);
}
