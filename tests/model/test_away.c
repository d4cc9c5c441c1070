/* Who stands in for whom, and on which days. */
#include "model/away.h"

#include "model/buf.h"
#include "model/member.h"
#include "model/value.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define TODAY INT64_C(20781) /* 2026-11-24 */

static int put(struct store *s, const char *who, const char *deputy, int64_t from, int64_t to, struct err *err)
{
	struct away a = { .member = member_find(s, who, NULL), .deputy = member_find(s, deputy, NULL), .from_day = from, .to_day = to };

	*err = (struct err){ 0 };
	return away_put(s, &a, err);
}

static const char *deputy(struct store *s, const char *who, int64_t day)
{
	return member_login(s, away_deputy(s, member_find(s, who, NULL), day));
}

static void check_name(struct store *s, const char *who, const char *is)
{
	struct buf b = { 0 };

	away_put_name(s, member_find(s, who, NULL), &b);
	cr_assert_str_eq(buf_str(&b), is);
	buf_done(&b);
}

Test(away, the_deputy_stands_in_from_the_first_day_to_the_last)
{
	struct store *s = team_open(NULL);
	struct err err;

	team_as(s, "priya");
	cr_assert_eq(put(s, "priya", "max", TODAY + 1, TODAY + 3, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY), "");
	cr_assert_str_eq(deputy(s, "priya", TODAY + 1), "max");
	cr_assert_str_eq(deputy(s, "priya", TODAY + 3), "max");
	cr_assert_str_eq(deputy(s, "priya", TODAY + 4), "");
	store_close(s);
}

Test(away, a_deputy_who_is_away_has_one_too_and_a_ring_has_none)
{
	struct store *s = team_open(NULL);
	struct err err;

	team_as(s, "dana");
	cr_assert_eq(put(s, "priya", "max", TODAY, TODAY, &err), 0, "%s", err.text);
	cr_assert_eq(put(s, "max", "olga", TODAY, TODAY, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY), "olga");
	check_name(s, "priya", "olga for priya");
	cr_assert_eq(put(s, "olga", "priya", TODAY, TODAY, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY), "");
	check_name(s, "priya", "priya (away)");
	check_name(s, "mira", "mira");
	store_close(s);
}

static const char *lacks(struct store *s, const char *who, const char *by)
{
	static char words[200];
	struct away a = { .member = member_find(s, who, NULL), .deputy = member_find(s, by, NULL) };
	struct buf b = { 0 };

	away_put_lacks(s, &a, &b);
	snprintf(words, sizeof words, "%s", buf_str(&b));
	buf_done(&b);
	return words;
}

Test(away, a_deputy_without_the_role_is_told)
{
	struct store *s = team_open(NULL);

	cr_assert_str_eq(lacks(s, "priya", "jo"), "jo is no csm: what a csm alone may do stays with those who are");
	cr_assert_str_eq(lacks(s, "jo", "mira"), "");
	cr_assert_str_eq(lacks(s, "priya", "max"), "", "a csm_manager may all that a csm may");
	store_close(s);
}

/* What falls to sales operations is the deputy's while olga is away. */
Test(away, what_falls_to_a_role_is_the_deputys_too)
{
	struct store *s = team_open(NULL);
	struct err err;

	team_as(s, "dana");
	cr_assert_eq(put(s, "olga", "max", TODAY, TODAY, &err), 0, "%s", err.text);
	cr_assert_eq(away_roles(s), 0);
	team_as(s, "max");
	cr_assert(away_roles(s) & 1u << ROLE_SALES_OPS);
	team_later(s, 86400000LL);
	cr_assert_eq(away_roles(s), 0);
	store_close(s);
}

Test(away, what_cannot_be_is_refused)
{
	struct store *s = team_open(NULL);
	struct err err;

	team_as(s, "priya");
	cr_assert_eq(put(s, "max", "priya", TODAY, TODAY, &err), -1, "others are said away by who changes members");
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(put(s, "priya", "priya", TODAY, TODAY, &err), -1);
	cr_assert_eq(put(s, "priya", "max", TODAY + 2, TODAY + 1, &err), -1);
	cr_assert_eq(put(s, "priya", "max", TODAY - 3, TODAY - 1, &err), -1);
	cr_assert(strstr(err.text, "past"), "%s", err.text);
	cr_assert_eq(put(s, "priya", "max", TODAY, TODAY + 5, &err), 0, "%s", err.text);
	cr_assert_eq(put(s, "priya", "olga", TODAY + 5, TODAY + 6, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "2026-11-29"), "%s", err.text);
	team_as(s, "nobody");
	cr_assert_eq(put(s, "priya", "max", TODAY + 8, TODAY + 9, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	store_close(s);
}

Test(away, back_again_and_undo)
{
	struct store *s = team_open(NULL);
	int64_t priya = member_find(s, "priya", NULL);
	struct err err;

	team_as(s, "priya");
	cr_assert_eq(put(s, "priya", "max", TODAY, TODAY + 5, &err), 0, "%s", err.text);
	team_later(s, 2 * 86400000LL);
	cr_assert_eq(away_end(s, priya, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY + 1), "max", "what was stays");
	cr_assert_str_eq(deputy(s, "priya", TODAY + 2), "");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY + 2), "max");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY + 2), "");
	cr_assert_eq(away_end(s, priya, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(deputy(s, "priya", TODAY + 2), "max");
	store_close(s);
}
