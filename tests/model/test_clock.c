#include "assets/assets.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/clock.h"
#include "tests/support/clock_case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct calendar *calendar_of(const char *ini)
{
	struct calendar *cal = NULL;
	struct err err = { 0 };

	cr_assert_eq(calendar_parse(&cal, ini, strlen(ini), &err), 0, "%s", err.text);
	return cal;
}

static struct clock_rules *rules_of(const char *ini)
{
	struct clock_rules *rules = NULL;
	struct err err = { 0 };

	cr_assert_eq(clock_rules_parse(&rules, ini, strlen(ini), &err), 0, "%s", err.text);
	return rules;
}

/* The shipped rules with one piece of their text replaced, everywhere. */
static char *replaced(const char *was, const char *is)
{
	const char *at = asset_find("clocks.ini")->body, *hit;
	struct buf b = { 0 };

	cr_assert_not_null(strstr(at, was), "%s", was);
	for (; (hit = strstr(at, was)); at = hit + strlen(was)) {
		buf_add(&b, at, (size_t)(hit - at));
		buf_puts(&b, is);
	}
	buf_puts(&b, at);
	return buf_take(&b);
}

static struct clock_rules *all_switched_on(void)
{
	char *ini = clock_case_rules();
	struct clock_rules *rules = rules_of(ini);

	free(ini);
	return rules;
}

static int64_t moment(const char *s)
{
	return clock_case_moment(s);
}

static struct calendar *row_calendar(const struct clock_case *row)
{
	struct buf ini = { 0 };
	struct calendar *cal;

	clock_case_calendar(row, &ini);
	cal = calendar_of(buf_str(&ini));
	buf_done(&ini);
	return cal;
}

static void put_moment(struct buf *b, int64_t at)
{
	buf_putc(b, '\t');
	if (at == NO_MOMENT)
		buf_putc(b, '-');
	else
		moment_format_utc(at, b);
}

/* The columns that the engine answers, in the file's own words. */
static void put_answer(struct buf *b, const struct clock *c, const struct calendar *cal, int64_t now)
{
	enum clock_state st = clock_state(c, now);
	int64_t end = st == CLOCK_MET_LATE ? c->met_at : now;

	put_moment(b, c->start_at);
	put_moment(b, c->warn_at);
	put_moment(b, c->due_at);
	put_moment(b, c->met_at);
	buf_printf(b, "\t%s\t", clock_state_key(st));
	if (c->void_reason)
		buf_printf(b, "%d\t", c->void_reason);
	else
		buf_puts(b, "-\t");
	buf_puts(b, c->waiting_for ? event_key((enum event_kind)c->waiting_for) : "-");
	if ((st == CLOCK_LATE || st == CLOCK_MET_LATE) && c->due_at != NO_MOMENT)
		buf_printf(b, "\t%lld\t%lld", (long long)(end - c->due_at),
			   (long long)calendar_working_ms(cal, c->due_at, end));
	else
		buf_puts(b, "\t-\t-");
}

static void check_row(const struct clock_rules *rules, const struct clock_case *row)
{
	struct calendar *cal = row_calendar(row);
	struct event ev[CASE_EVENTS_MAX];
	struct clock out[32];
	size_t n = clock_compute(rules, cal, ev, clock_case_events(row->col[CASE_EVENTS], ev), out, 32);
	int kind = clock_rule_find(rules, row->col[CASE_CLOCK])->id;
	struct buf got = { 0 }, want = { 0 };

	for (size_t i = 0; i < n; i++)
		if (out[i].kind == kind)
			put_answer(&got, &out[i], cal, moment(row->col[CASE_NOW]));
	if (!got.len)
		buf_puts(&got, "\t-\t-\t-\t-\tabsent\t-\t-\t-\t-");
	for (int i = CASE_START; i < CASE_COLUMNS; i++)
		buf_printf(&want, "\t%s", row->col[i]);
	cr_assert_str_eq(buf_str(&got), buf_str(&want), "clock_cases.tsv:%d: %s, %s in %s\n got%s\nwant%s", row->line,
			 row->col[CASE_NAME], row->col[CASE_CLOCK], row->col[CASE_ZONE], buf_str(&got), buf_str(&want));
	buf_done(&got);
	buf_done(&want);
	calendar_free(cal);
}

Test(clock, equals_the_reference)
{
	struct clock_rules *rules = all_switched_on();
	struct clock_case row = { .line = 0 };
	FILE *in = clock_cases_open();
	int rows = 0;

	for (; clock_case_next(in, &row); rows++)
		check_row(rules, &row);
	fclose(in);
	cr_assert_geq(rows, 300);
	clock_rules_free(rules);
}

/* ---- the shipped file ---- */

Test(clock, shipped_rules)
{
	struct clock_rules *rules = rules_of(asset_find("clocks.ini")->body);
	const struct clock_rule *r;

	cr_assert_eq(clock_rules_count(rules), 14);
	for (size_t i = 0; i < clock_rules_count(rules); i++) {
		r = clock_rule_at(rules, i);
		cr_assert(r->enabled, "%s", r->key);
		cr_assert_eq(r->id, (int)i + 1);
		cr_assert_eq(clock_rule_id(rules, r->id), r);
	}
	r = clock_rule_find(rules, "Check-In_30");
	cr_assert_null(r);
	r = clock_rule_find(rules, "SOW-sent");
	cr_assert_str_eq(r->key, "sow_sent");
	cr_assert_str_eq(r->ladder, "cro ceo");
	r = clock_rule_find(rules, "kickoff");
	cr_assert_eq(r->metric, 3);
	cr_assert_eq(r->target_bp, 9500);
	cr_assert_null(clock_rule_at(rules, 14));
	cr_assert_null(clock_rule_id(rules, 0));
	clock_rules_free(rules);
}

Test(clock, event_words_go_there_and_back)
{
	for (int i = 1; i < EV_COUNT; i++) {
		cr_assert_neq(*event_key((enum event_kind)i), '\0', "%d", i);
		cr_assert_eq((int)event_find(event_key((enum event_kind)i)), i);
	}
	cr_assert_eq(event_find("SOW-Signed"), EV_SOW_SIGNED);
	cr_assert_eq((int)event_find("sow"), 0);
	cr_assert_eq((int)event_find(""), 0);
	cr_assert_str_eq(event_key(0), "");
	/* Stored numbers: these may only grow at the end. */
	cr_assert_eq(EV_WON, 3);
	cr_assert_eq(EV_COMMITTED, 9);
	cr_assert_eq(EV_NOTED, 26);
}

static void refused(const char *was, const char *is, const char *says)
{
	char *ini = replaced(was, is);
	struct clock_rules *rules = NULL;
	struct err err = { 0 };

	cr_assert_eq(clock_rules_parse(&rules, ini, strlen(ini), &err), -1, "accepted: %s", is);
	cr_assert_null(rules);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, says), "\"%s\" lacks \"%s\"", err.text, says);
	cr_assert_not_null(strstr(err.text, "clocks.ini"), "%s", err.text);
	free(ini);
}

Test(clock, checker_names_line_and_reason)
{
	refused("due = 48 hours", "due = 48", "clocks.ini:67: due is \"48\", expected such as 2 hours");
	refused("due = 48 hours", "due = 0 hours", "due is \"0 hours\"");
	refused("due = 48 hours", "due = 48 weeks", "due is \"48 weeks\"");
	refused("due = 48 hours\n", "", "[sow_signed] of line");
	refused("due = 48 hours", "due = 48 hours\ndue = 9 hours", "due of [sow_signed] stands here a second time");
	refused("start = lost", "start = loss", "start names the event \"loss\", which does not exist");
	refused("start = lost", "start =", "start is empty");
	refused("start = lost", "start = lost won filed acked lost", "start names more than 4 events");
	refused("committed:verbal", "committed:oral", "expected committed:written, committed:verbal");
	refused("id = 14", "id = 13", "id 13 belongs to [post_delivery] already");
	refused("id = 14", "id = x", "expected a number from 1 to 999");
	refused("[loss_interview]", "[packet]", "clock [packet] stands here a second time");
	refused("[loss_interview]", "[Loss]", "[Loss] is no key of a clock");
	refused("before = kickoff", "before = delivery", "expected kickoff");
	refused("stays = yes", "stays = maybe", "stays is \"maybe\", expected yes or no");
	refused("metric = 3", "metrics = 3", "\"metrics\" is no setting of a clock");
	refused("owner = ae cro", "owner = ae boss", "owner names \"boss\", which is neither a role nor a duty");
	refused("owner = ae cro", "owner =", "owner is empty");
	refused("enabled = yes", "enabled = soon", "expected yes, no or a moment");
}

#define FROM "owner = csm sales_ops\nenabled = "
Test(clock, switched_on_from_a_moment)
{
	char *ini = replaced(FROM "yes", FROM "2026-11-24T00:00:00Z");
	struct clock_rules *rules = rules_of(ini);
	struct calendar *cal = calendar_of("[calendar]\nzone = UTC\n");
	struct event ev = { .id = 1, .kind = EV_DELIVERED, .at_ms = moment("2026-11-23T23:59:59Z"), .for_ms = NO_MOMENT };
	struct clock out[32];

	cr_assert_eq(clock_compute(rules, cal, &ev, 1, out, 32), 0);
	ev.at_ms = moment("2026-11-24T00:00:00Z");
	cr_assert_eq(clock_compute(rules, cal, &ev, 1, out, 32), 1);
	cr_assert_eq(out[0].kind, clock_rule_find(rules, "post_delivery")->id);
	calendar_free(cal);
	clock_rules_free(rules);
	free(ini);
}

/* ---- words ---- */

struct shown {
	struct clock_rules *rules;
	struct calendar *cal;
	struct clock clocks[32];
	size_t n;
};

static struct shown shown(const char *events)
{
	struct shown s = { all_switched_on(), calendar_of("[calendar]\nzone = Europe/Lisbon\n"), { { 0 } }, 0 };
	struct event ev[CASE_EVENTS_MAX];
	size_t n = clock_case_events(events, ev);

	s.n = clock_compute(s.rules, s.cal, ev, n, s.clocks, 32);
	return s;
}

static const struct clock *shown_clock(const struct shown *s, const char *key)
{
	size_t i = 0;

	while (i < s->n && s->clocks[i].kind != clock_rule_find(s->rules, key)->id)
		i++;
	cr_assert_lt(i, s->n, "no clock %s", key);
	return &s->clocks[i];
}

static void words_are(const struct shown *s, const char *key, const char *now, const char *words)
{
	struct buf b = { 0 };

	clock_words(shown_clock(s, key), clock_rule_find(s->rules, key), s->cal, moment(now), &b);
	cr_assert_str_eq(buf_str(&b), words, "%s at %s: \"%s\", not \"%s\"", key, now, buf_str(&b), words);
	buf_done(&b);
}

static void shown_done(struct shown *s)
{
	clock_rules_free(s->rules);
	calendar_free(s->cal);
}

Test(clock, words_on_a_card)
{
	char events[] = "won@2026-11-24T08:49:00Z committed:2@2026-11-24T08:49:00Z announced@2026-11-24T10:01:59Z "
			"introduced@2026-11-25T10:00:00Z";
	struct shown s = shown(events);

	words_are(&s, "packet", "2026-11-24T10:08:00Z", "0:41");
	words_are(&s, "packet", "2026-11-24T10:48:59Z", "0:00");
	words_are(&s, "packet", "2026-11-25T12:49:00Z", "26h");
	words_are(&s, "packet", "2026-11-24T12:59:59Z", "2:10");
	words_are(&s, "packet", "2026-11-30T12:49:00Z", "6d");
	words_are(&s, "sow_signed", "2026-11-24T08:49:00Z", "48h");
	words_are(&s, "debrief", "2026-11-24T08:49:00Z", "5 bd");
	words_are(&s, "debrief", "2026-11-28T08:49:00Z", "2 bd");
	words_are(&s, "debrief", "2026-12-01T09:00:00Z", "9:00");
	words_are(&s, "debrief", "2026-12-01T19:30:00Z", "1:30");
	words_are(&s, "kickoff", "2026-11-24T08:49:00Z", "5d");
	words_are(&s, "delivery", "2026-11-24T08:49:00Z", "waiting: signed SOW");
	words_are(&s, "announce", "2026-11-24T08:49:00Z", "1h12");
	words_are(&s, "introduction", "2026-11-26T08:49:00Z", "11-25");
	words_are(&s, "introduction", "2027-11-26T08:49:00Z", "2026-11-25");
	shown_done(&s);
}

Test(clock, words_of_the_rarer_states)
{
	char waiting[] = "won@2026-11-24T08:49:00Z",
	     gone[] = "won@2026-11-24T08:49:00Z reopened@2026-11-24T09:00:00Z",
	     over[] = "won@2026-11-24T08:49:00Z kickoff_held@2026-11-25T09:00:00Z/o";
	struct shown s = shown(waiting);

	words_are(&s, "packet", "2026-11-24T10:48:59Z", "waiting: commitment");
	words_are(&s, "packet", "2026-11-24T10:49:00Z", "0:00");
	words_are(&s, "packet", "2026-11-24T11:49:00Z", "1:00");
	words_are(&s, "acknowledge", "2026-11-29T11:49:00Z", "waiting: commitment");
	cr_assert_eq(clock_next_change(shown_clock(&s, "packet"), s.cal, moment("2026-11-24T09:00:00Z")),
		     moment("2026-11-24T10:49:00Z"));
	shown_done(&s);
	s = shown(gone);
	words_are(&s, "debrief", "2026-11-24T10:00:00Z", "void");
	cr_assert_eq(clock_next_change(shown_clock(&s, "debrief"), s.cal, moment("2026-11-24T10:00:00Z")), NO_MOMENT);
	shown_done(&s);
	s = shown(over);
	words_are(&s, "kickoff", "2026-11-26T10:00:00Z", "overridden");
	shown_done(&s);
}

/* From a moment to the next announced change neither words nor state change, and at the change one of them does, or
 * a midnight or an hour has passed. */
static void steady_between_changes(const struct shown *s, const char *key, const char *from, int steps)
{
	const struct clock *c = shown_clock(s, key);
	const struct clock_rule *rule = clock_rule_find(s->rules, key);
	int64_t now = moment(from), next;
	struct buf a = { 0 }, b = { 0 };

	for (int i = 0; i < steps; i++, now = next) {
		next = clock_next_change(c, s->cal, now);
		cr_assert_gt(next, now, "%s", key);
		buf_clear(&a);
		buf_clear(&b);
		clock_words(c, rule, s->cal, now, &a);
		clock_words(c, rule, s->cal, next - 1, &b);
		cr_assert_str_eq(buf_str(&a), buf_str(&b), "%s: %s became %s unannounced", key, buf_str(&a),
				 buf_str(&b));
		cr_assert_eq(clock_state(c, now), clock_state(c, next - 1));
	}
	buf_done(&a);
	buf_done(&b);
}

Test(clock, nothing_changes_unannounced)
{
	char events[] = "won@2026-11-24T08:49:00Z committed:2@2026-11-24T08:49:13Z";
	struct shown s = shown(events);

	steady_between_changes(&s, "packet", "2026-11-24T08:50:07Z", 2000);
	steady_between_changes(&s, "sow_signed", "2026-11-24T08:50:07Z", 1500);
	steady_between_changes(&s, "debrief", "2026-11-24T08:50:07Z", 1500);
	steady_between_changes(&s, "kickoff", "2026-11-24T08:50:07Z", 1500);
	shown_done(&s);
}

Test(clock, explains_every_step)
{
	char events[] = "won@2026-11-20T10:00:00Z kickoff_set@2026-11-20T10:00:00Z>2026-11-26T09:00:00Z";
	struct shown s = shown(events);
	struct buf b = { 0 };

	clock_explain(shown_clock(&s, "debrief"), clock_rule_find(s.rules, "debrief"), s.cal,
		      moment("2026-11-27T10:00:00Z"), &b);
	cr_assert_str_eq(buf_str(&b),
			 "Debrief complete: late\n"
			 "  rule      5 business days, to the close of a day at 18:00, Europe/Lisbon\n"
			 "  owner     csm, then csm_manager\n"
			 "  start     Fri 11-20 10:00  (2026-11-20T10:00:00Z)\n"
			 "  counted   Mon 11-23, Tue 11-24, Wed 11-25, Thu 11-26, Fri 11-27\n"
			 "  not       Sat 11-21, Sun 11-22\n"
			 "  would be  Fri 11-27 18:00  (2026-11-27T18:00:00Z)\n"
			 "  soon from Tue 11-24 10:00  (2026-11-24T10:00:00Z)\n"
			 "  due       Wed 11-25 18:00  (2026-11-25T18:00:00Z)\n"
			 "            the close of the last business day before the kickoff is sooner\n"
			 "  in all    5d 8:00 by the clock on the wall, 35:00 of working time\n"
			 "  late by   1d 16:00 by the clock on the wall, 10:00 of working time\n",
			 "%s", buf_str(&b));
	buf_done(&b);
	shown_done(&s);
}

Test(clock, order_given_does_not_matter)
{
	struct clock_rules *rules = all_switched_on();
	struct calendar *cal = calendar_of("[calendar]\nzone = UTC\n");
	char text[] = "won@2026-11-20T10:00:00Z reopened@2026-11-21T10:00:00Z won@2026-11-23T10:00:00Z "
		      "committed:2@2026-11-23T09:00:00Z debrief_done@2026-11-24T09:00:00Z";
	struct event ev[CASE_EVENTS_MAX], back[CASE_EVENTS_MAX];
	size_t n = clock_case_events(text, ev), count;
	struct clock a[32], b[32];

	for (size_t i = 0; i < n; i++)
		back[i] = ev[n - 1 - i];
	count = clock_compute(rules, cal, ev, n, a, 32);
	cr_assert_eq(clock_compute(rules, cal, back, n, b, 32), count);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(a[i].kind, b[i].kind);
		cr_assert_eq(a[i].start_at, b[i].start_at);
		cr_assert_eq(a[i].due_at, b[i].due_at);
		cr_assert_eq(a[i].met_at, b[i].met_at);
		cr_assert_eq(a[i].void_reason, b[i].void_reason);
	}
	cr_assert_eq(clock_compute(rules, cal, ev, n, a, 2), 2, "never more than there is room for");
	cr_assert_eq(clock_compute(rules, cal, NULL, 0, a, 32), 0);
	calendar_free(cal);
	clock_rules_free(rules);
}

static void explained(const struct shown *s, const char *key, const char *now, const char *want)
{
	struct buf b = { 0 };

	clock_explain(shown_clock(s, key), clock_rule_find(s->rules, key), s->cal, moment(now), &b);
	cr_assert_not_null(strstr(buf_str(&b), want), "no\n%s in\n%s", want, buf_str(&b));
	buf_done(&b);
}

Test(clock, a_day_and_night_that_end_on_a_saturday_say_so)
{
	char events[] = "won@2026-11-20T16:30:00Z committed:1@2026-11-20T16:30:00Z";
	struct shown s = shown(events);

	explained(&s, "acknowledge", "2026-11-21T17:30:00Z",
		  "  counted   Fri 11-20 7:30, of it working time 1:30\n"
		  "            Sat 11-21 16:30, of it working time 0:00\n"
		  "  soon from Sat 11-21 10:30  (2026-11-21T10:30:00Z)\n"
		  "  due       Sat 11-21 16:30  (2026-11-21T16:30:00Z)\n"
		  "            outside working time, which ended Fri 11-20 18:00\n"
		  "  in all    1d 0:00 by the clock on the wall, 1:30 of working time\n"
		  "  late by   1:00 by the clock on the wall, 0:00 of working time\n");
	explained(&s, "packet", "2026-11-20T17:00:00Z", "outside working time, which ended Fri 11-20 18:00\n");
	explained(&s, "kickoff", "2026-11-20T17:00:00Z",
		  "  counted   every day from Sat 11-21 to Wed 11-25, 3 of them business days\n");
	shown_done(&s);
}

Test(clock, a_holiday_is_named_as_not_counted)
{
	static const char ini[] = "[calendar]\nzone = UTC\n[holidays]\n2026-11-26 = off\n2026-12-04 = off\n";
	char events[] = "lost@2026-11-20T16:30:00Z";
	struct shown s = shown(events);

	calendar_free(s.cal);
	s.cal = calendar_of(ini);
	explained(&s, "loss_interview", "2026-11-21T17:30:00Z",
		  "  counted   Mon 11-23, Tue 11-24, Wed 11-25, Fri 11-27, Mon 11-30,\n"
		  "            Tue 12-01, Wed 12-02, Thu 12-03, Mon 12-07, Tue 12-08,\n"
		  "            Wed 12-09, Thu 12-10, Fri 12-11, Mon 12-14, Tue 12-15\n"
		  "  not       Sat 11-21, Sun 11-22, Thu 11-26 (holiday), Sat 11-28,\n"
		  "            Sun 11-29, Fri 12-04 (holiday), Sat 12-05, Sun 12-06,\n"
		  "            Sat 12-12, Sun 12-13\n");
	shown_done(&s);
}
