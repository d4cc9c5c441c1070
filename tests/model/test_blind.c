/* Coders are blind to each other until all who code an interview have released. */
#include "model/blind.h"
#include "model/buf.h"
#include "tests/model/coded.h"

#include <criterion/criterion.h>

static struct store *s;
static int64_t interview, ana, ben, code;

static void open_store(void)
{
	s = coded_open();
	interview = coded_interview(s, (const char *const[]){ "We had a ticket queue.", "Price was fine.", NULL });
	ana = coded_pass(s, interview, "ana");
	code = coded_code(s, ana, coded_note(s, interview, 1), CODED_RISK, 0, -1);
}

static void close_store(void)
{
	store_close(s);
	s = NULL;
}

TestSuite(blind, .init = open_store, .fini = close_store);

static bool sees(const char *login, int64_t pass)
{
	struct coding_pass p = { .id = pass };

	team_as(s, login);
	return coding_pass_is_seen(s, &p);
}

Test(blind, ones_own_is_seen_and_nobody_elses)
{
	static const char *const others[] = { "ben", "dana", "cora", "olga", "rex", "max", "mira" };

	cr_assert(sees("ana", ana));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		cr_assert_not(sees(others[i], ana), "%s", others[i]);
	coded_close(s, ana);
	cr_assert_not(sees("ben", ana), "closed is not released");
}

Test(blind, released_alone_is_open_until_somebody_else_codes)
{
	coded_end(s, ana);
	cr_assert(sees("cora", ana));
	cr_assert(sees("ben", ana));
	ben = coded_pass(s, interview, "ben");
	cr_assert_not(sees("ben", ana), "who begins does not see");
	cr_assert_not(sees("cora", ana));
	cr_assert(sees("ana", ana));
	cr_assert_not(sees("ana", ben));
	coded_end(s, ben);
	cr_assert(sees("ben", ana));
	cr_assert(sees("ana", ben));
}

Test(blind, who_is_assigned_and_has_not_begun_keeps_it_shut)
{
	coded_end(s, ana);
	coded_assign(s, interview, "ben");
	cr_assert_not(sees("ben", ana));
	cr_assert_not(sees("dana", ana));
	coded_run(s, "update assignment set gone = 1");
	cr_assert(sees("ben", ana));
}

Test(blind, a_pass_taken_away_is_its_coders)
{
	coded_end(s, ana);
	coded_run(s, "update coding_pass set gone = 1");
	cr_assert_not(sees("ben", ana));
	cr_assert(sees("ana", ana));
}

Test(blind, the_settled_layer_follows_the_passes)
{
	int64_t settled;

	coded_end(s, ana);
	settled = coded_pass(s, interview, "cora");
	coded_run(s, "update coding_pass set layer = 1 where id = %lld", (long long)settled);
	cr_assert(sees("ben", settled));
	ben = coded_pass(s, interview, "ben");
	cr_assert_not(sees("ben", settled), "a third coder does not see what two settled");
	cr_assert_not(sees("cora", settled));
}

Test(blind, history_asks)
{
	team_as(s, "ben");
	cr_assert_not(blind_is_seen(s, SUBJECT_CODE, code));
	cr_assert_not(blind_is_seen(s, SUBJECT_PASS_NOTE, ana));
	cr_assert_not(blind_is_seen(s, SUBJECT_CODING_PASS, ana));
	cr_assert(blind_is_seen(s, SUBJECT_INTERVIEW, interview));
	team_as(s, "nobody");
	cr_assert_not(blind_is_seen(s, SUBJECT_CODE, code), "a login that is no member has no pass");
}

Test(blind, says_who_is_missing)
{
	struct buf b = { 0 };

	coded_assign(s, interview, "ben");
	blind_put_missing(s, interview, &b);
	cr_assert_str_eq(buf_str(&b), "ana has not closed, ben has not begun");
	buf_clear(&b);
	coded_close(s, ana);
	ben = coded_pass(s, interview, "ben");
	coded_end(s, ben);
	blind_put_missing(s, interview, &b);
	cr_assert_str_eq(buf_str(&b), "ana has not released");
	buf_clear(&b);
	coded_release(s, ana);
	blind_put_missing(s, interview, &b);
	cr_assert_str_eq(buf_str(&b), "");
	buf_done(&b);
}
