/* The metrics of the handoff (S2H-15): each value from its inputs, what stands outside of the window, who sees it, and the
 * action that is opened once a month when one falls short. */
#include "model/playbook_metric.h"

#include "model/action.h"
#include "model/event.h"
#include "model/move.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { DEALS = 4 };
static struct store *s;
static int64_t deal[DEALS];

static void win(int64_t id)
{
	struct move m = { .deal = id, .to_stage = STAGE_WON, .outcome = OUTCOME_WON, .check_all = true, .reason = "signed",
			  .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .sow_day = NO_DAY, .follow_up_day = NO_DAY,
			  .contact = "L. Fox" };
	struct err err = { 0 };

	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(playbook_start(s, id, "onboarding", NO_DAY, &err), 0, "%s", err.text);
}

static void begin(void)
{
	static const char *const names[DEALS] = { "Alder", "Birch", "Cedar", "Douglas" };

	s = team_open(NULL);
	for (int i = 0; i < DEALS; i++)
		deal[i] = team_deal(s, names[i], i < 3 ? "mira" : "jo", "2500");
	team_as(s, "dana");
	for (int i = 0; i < DEALS; i++)
		win(deal[i]);
}

static void end(void)
{
	store_close(s);
}

TestSuite(playbook_metric, .init = begin, .fini = end);

struct found {
	const char *key;
	struct measured m;
	bool there;
};

static int find(void *arg, const struct measured *m)
{
	struct found *f = arg;

	if (!strcmp(m->metric->key, f->key)) {
		f->m = *m;
		f->there = true;
	}
	return 0;
}

static struct measured of(const char *key)
{
	struct found f = { .key = key };
	struct err err = { 0 };

	cr_assert_eq(playbook_measure(s, find, &f, &err), 0, "%s", err.text);
	cr_assert(f.there, "%s", key);
	return f.m;
}

static void is(const char *key, int64_t n, const char *words, bool alarm)
{
	struct measured m = of(key);
	struct buf b = { 0 };

	measured_words(&m, &b);
	cr_assert_eq(m.n, n, "%s: n %lld", key, (long long)m.n);
	cr_assert_str_eq(buf_str(&b), words, "%s: %s", key, buf_str(&b));
	cr_assert_eq(m.alarm, alarm, "%s", key);
	buf_done(&b);
}

static void note(int64_t id, const char *item, int64_t num)
{
	struct playbook_run r;
	struct err err = { 0 };

	cr_assert_eq(playbook_run_load(s, id, NULL, &r, &err), 1, "%s", err.text);
	cr_assert_eq(playbook_note(s, &r, (size_t)playbook_item_find(r.book, item), num, &err), 0, "%s", err.text);
	playbook_run_done(&r);
}

static void tell(int64_t id, enum event_kind kind)
{
	struct new_event e = { .deal = id, .kind = kind, .at_ms = s->now(s), .for_ms = NO_MOMENT, .reason = "it was so" };
	struct err err = { 0 };

	cr_assert_eq(event_mark(s, &e, &err), 0, "%s", err.text);
}

Test(playbook_metric, nothing_is_no_alarm)
{
	is("satisfaction", 0, "no number yet", false);
	is("nps", 0, "no number yet", false);
	is("first_value", 0, "no number yet", false);
	is("kickoff", 0, "no number yet", false);
}

/* Of the customer handoff form: what stands there when the run begins. */
Test(playbook_metric, completeness)
{
	struct measured m = of("completeness");

	cr_assert_eq(m.n, DEALS);
	cr_assert_gt(m.value_c, 0);
	cr_assert_lt(m.value_c, 10000);
	cr_assert(m.alarm);
}

Test(playbook_metric, kickoff_within_its_days)
{
	team_later(s, 3 * DAY_MS);
	tell(deal[0], EV_KICKOFF_HELD);
	is("kickoff", 1, "100 %", false);
	team_later(s, DAY_MS);
	tell(deal[1], EV_KICKOFF_HELD);
	is("kickoff", DEALS, "25 %", true);
	team_later(s, 200 * DAY_MS);
	is("kickoff", 0, "no number yet", false);
}

/* Above 8 is not 8. */
Test(playbook_metric, satisfaction)
{
	note(deal[0], "satisfaction", 9);
	note(deal[1], "satisfaction", 7);
	is("satisfaction", 2, "8", true);
	note(deal[2], "satisfaction", 9);
	is("satisfaction", 3, "8.33", false);
	note(deal[2], "satisfaction", NO_NUM);
	is("satisfaction", 2, "8", true);
}

/* Promoters less detractors, of all who answered. */
Test(playbook_metric, nps)
{
	note(deal[0], "nps", 10);
	note(deal[1], "nps", 9);
	is("nps", 2, "100", false);
	note(deal[2], "nps", 8);
	is("nps", 3, "66.66", false);
	note(deal[3], "nps", 6);
	is("nps", 4, "25", true);
}

Test(playbook_metric, time_to_first_value)
{
	team_later(s, 10 * DAY_MS);
	tell(deal[0], EV_FIRST_VALUE);
	is("first_value", 1, "10 days", false);
	team_later(s, 5 * DAY_MS);
	cr_assert_eq(of("first_value").open, 3, "past 14 days, and not there");
	team_later(s, 5 * DAY_MS);
	tell(deal[1], EV_FIRST_VALUE);
	is("first_value", 2, "15 days", true);
	cr_assert_eq(of("first_value").open, 2);
}

Test(playbook_metric, what_was_undone_does_not_count)
{
	struct err err = { 0 };

	note(deal[0], "satisfaction", 3);
	is("satisfaction", 1, "3", true);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	is("satisfaction", 0, "no number yet", false);
}

Test(playbook_metric, of_deals_that_one_may_see)
{
	for (int i = 0; i < DEALS; i++)
		note(deal[i], "satisfaction", i < 3 ? 9 : 3);
	is("satisfaction", 4, "7.5", true);
	team_as(s, "mira");
	is("satisfaction", 3, "9", false);
	team_as(s, "jo");
	is("satisfaction", 1, "3", true);
	team_as(s, "ana");
	cr_assert(of("satisfaction").hidden, "an analyst reads no health fields");
	cr_assert(of("kickoff").hidden);
}

struct opened {
	size_t n;
	char text[300], expected[100];
	enum action_source source;
	enum field_class class;
};

static int count_open(void *arg, const struct action_row *row)
{
	struct opened *o = arg;

	if (!strstr(row->a.trigger_key, ":satisfaction:"))
		return 0;
	o->n++;
	snprintf(o->text, sizeof o->text, "%s", row->a.text);
	snprintf(o->expected, sizeof o->expected, "%s", row->a.expected);
	o->source = row->source;
	o->class = row->a.class;
	return 0;
}

static struct opened actions(void)
{
	struct opened o = { 0 };
	struct err err = { 0 };

	cr_assert_eq(playbook_watch(s, &err), 0, "%s", err.text);
	cr_assert_eq(action_each(s, false, 0, count_open, &o, &err), 0, "%s", err.text);
	return o;
}

Test(playbook_metric, an_action_once_a_month)
{
	struct opened o;

	cr_assert_eq(actions().n, 0);
	note(deal[0], "satisfaction", 5);
	team_as(s, "mira");
	cr_assert_eq(actions().n, 0, "who sees only some deals opens none");
	team_as(s, "max");
	o = actions();
	cr_assert_eq(o.n, 1);
	cr_assert_not_null(strstr(o.text, "30-day satisfaction: 5 (1 in the last 90 days), target above 8. Speak with"), "%s", o.text);
	cr_assert_str_eq(o.expected, "above 8 again");
	cr_assert_eq(o.source, SOURCE_RATE);
	cr_assert_eq(o.class, CLASS_HEALTH);
	cr_assert_eq(actions().n, 1, "and no second one");
	team_later(s, 40 * DAY_MS);
	cr_assert_eq(actions().n, 2, "a month later it is asked again");
}
