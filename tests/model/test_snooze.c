/* Handoffs that are put off: kept, counted, and back on their day or at the next breach. */
#include "model/snooze.h"

#include "model/calendar.h"
#include "tests/model/team.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <string.h>

#define HOUR INT64_C(3600000)

static int64_t today(const struct won *w)
{
	return calendar_day(w->s->calendar, w->s->now(w->s));
}

static bool is_hidden(struct won *w, int64_t due_at)
{
	struct snoozes z;
	struct err err = { 0 };
	bool is;

	cr_assert_eq(snoozes_load(w->s, &z, &err), 0, "%s", err.text);
	is = snoozes_hide(&z, w->deal, due_at, w->s->now(w->s));
	snoozes_done(&z);
	return is;
}

Test(snooze, stands_apart_until_its_day)
{
	struct won w;
	struct snooze z;
	struct err err = { 0 };

	won_open(&w, NULL);
	cr_assert_not(is_hidden(&w, NO_MOMENT));
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 2, "their buyer is ill", &err), 0, "%s", err.text);
	cr_assert(is_hidden(&w, NO_MOMENT));
	cr_assert_eq(snooze_get(w.s, w.deal, &z, &err), 1, "%s", err.text);
	cr_assert_str_eq(z.reason, "their buyer is ill");
	cr_assert_eq(z.until_day, today(&w) + 2);
	cr_assert_eq(z.member, w.priya);
	snooze_done(&z);
	team_later(w.s, 2 * 24 * HOUR);
	cr_assert_not(is_hidden(&w, NO_MOMENT));
	cr_assert_eq(snooze_times(w.s, w.deal), 1, "it is kept");
	won_sound(&w);
	won_close(&w);
}

/* A breach that was not there when it was put off is not hidden; one that was known is. */
Test(snooze, a_later_breach_brings_it_back)
{
	struct won w;
	struct err err = { 0 };
	int64_t before, after;

	won_open(&w, NULL);
	before = w.s->now(w.s) - HOUR;
	after = w.s->now(w.s) + HOUR;
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 9, "waits for legal", &err), 0, "%s", err.text);
	cr_assert(is_hidden(&w, before));
	cr_assert(is_hidden(&w, after));
	team_later(w.s, 2 * HOUR);
	cr_assert(is_hidden(&w, before));
	cr_assert_not(is_hidden(&w, after));
	won_close(&w);
}

Test(snooze, taken_up_again_and_undone)
{
	struct won w;
	struct err err = { 0 };

	won_open(&w, NULL);
	cr_assert_eq(snooze_end(w.s, w.deal, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 2, "one", &err), 0, "%s", err.text);
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 4, "two", &err), 0, "%s", err.text);
	cr_assert_eq(snooze_times(w.s, w.deal), 2);
	cr_assert_eq(team_undo(w.s, &err), 0, "%s", err.text);
	cr_assert_eq(snooze_times(w.s, w.deal), 1);
	cr_assert(is_hidden(&w, NO_MOMENT), "the one before stands again");
	cr_assert_eq(team_redo(w.s, &err), 0, "%s", err.text);
	cr_assert_eq(snooze_end(w.s, w.deal, &err), 0, "%s", err.text);
	cr_assert_not(is_hidden(&w, NO_MOMENT));
	cr_assert_eq(team_undo(w.s, &err), 0, "%s", err.text);
	cr_assert(is_hidden(&w, NO_MOMENT));
	won_sound(&w);
	won_close(&w);
}

Test(snooze, wants_a_reason_a_day_to_come_and_who_may_mark)
{
	struct won w;
	struct err err = { 0 };

	won_open(&w, NULL);
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 2, "  ", &err), -1);
	cr_assert(strstr(err.text, "say why"), "%s", err.text);
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w), "x", &err), -1);
	cr_assert(strstr(err.text, "a day to come"), "%s", err.text);
	cr_assert_eq(snooze_put(w.s, w.deal, NO_DAY, "x", &err), -1);
	won_as(&w, "rex");
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 2, "x", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&w, "jo");
	cr_assert_eq(snooze_put(w.s, w.deal, today(&w) + 2, "x", &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT, "another's deal is not there");
	won_close(&w);
}
