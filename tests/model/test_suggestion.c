/* What the records suggest: doubts that came true, promises that were broken more than once; told to whom. */
#include "model/suggestion.h"

#include "model/checkin.h"
#include "model/debrief.h"
#include "model/event.h"
#include "model/item.h"
#include "tests/model/team.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static struct err err;

static void open_won(void)
{
	struct new_event held = { .kind = EV_KICKOFF_HELD, .for_ms = NO_MOMENT, .override = true, .reason = "they begin today" };

	won_open(&w, NULL);
	err = (struct err){ 0 };
	held.deal = w.deal;
	held.at_ms = w.s->now(w.s);
	won_as(&w, "dana");
	cr_assert_eq(event_mark(w.s, &held, &err), 0, "%s", err.text);
	won_as(&w, "priya");
}

static void close_won(void)
{
	won_close(&w);
}

TestSuite(suggestion, .init = open_won, .fini = close_won);

static int hear(void *arg, const struct suggestion *x)
{
	buf_printf(arg, "%s|%s|%s|%lld\n", suggestion_kind_key(x->kind), x->pattern, x->what, (long long)x->deals);
	return 0;
}

static const char *told(void)
{
	static struct buf all;

	buf_done(&all);
	all = (struct buf){ 0 };
	cr_assert_eq(suggestions_each(w.s, hear, &all, &err), 0, "%s", err.text);
	return buf_str(&all);
}

static void say_health(int64_t health)
{
	struct form f;

	cr_assert_eq(checkin_need(w.s, w.deal, 90, &f, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_set(w.s, f.id, "health", NULL, health, &err), 0, "%s", err.text);
}

Test(suggestion, a_doubt_that_came_true)
{
	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_YES, &err), 0, "%s", err.text);
	cr_assert_str_eq(told(), "");
	say_health(SIGNAL_GOOD);
	cr_assert_str_eq(told(), "");
	say_health(SIGNAL_WORRIED);
	cr_assert_str_eq(told(), "fit|worried about fit|health at the check-in of day 90: worried|1\n");
	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_NO, &err), 0, "%s", err.text);
	cr_assert_str_eq(told(), "");
}

static void promise(int64_t attr, const char *by, enum item_state state)
{
	struct item it;

	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	free(it.text);
	it.text = xstrdup("live in a week");
	free(it.said_by);
	it.said_by = xstrdup(by);
	it.attr = attr;
	it.state = state;
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), 0, "%s", err.text);
	item_done(&it);
}

/* Twice in one deal is no pattern over deals. */
Test(suggestion, promises_broken_in_two_deals_are_a_pattern)
{
	promise(PROMISE_IMPLICIT, "mira", ITEM_BROKEN);
	promise(PROMISE_IMPLICIT, "mira", ITEM_BROKEN);
	cr_assert_str_eq(told(), "");
	team_deal(w.s, "Glade", "jo", NULL);
	cr_assert_eq(db_script(w.s->db, "update item set deal = 2 where id = 2", &err), 0, "%s", err.text);
	cr_assert_str_eq(told(), "promise|broken promises, implicit|live in a week|2\npromise|broken promises, implicit|live in a week|2\n"
				 "promiser|broken promises of mira|live in a week|2\n"
				 "promiser|broken promises of mira|live in a week|2\n");
}

Test(suggestion, is_told_to_who_reads_it)
{
	struct buf said = { 0 };

	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_YES, &err), 0, "%s", err.text);
	say_health(SIGNAL_WORRIED);
	won_as(&w, "mira");
	cr_assert_eq(suggestions_each(w.s, hear, &said, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&w, "ana");
	cr_assert_eq(suggestions_each(w.s, hear, &said, &err), -1);
	cr_assert_eq(said.len, 0);
	buf_done(&said);
}
