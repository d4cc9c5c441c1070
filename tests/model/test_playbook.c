/* A run of the onboarding: begun by the acknowledgement, days that follow events and calendar, items that tick themselves,
 * completion, gates, who may, undo and redo. The win is on Friday, 2026-11-20. */
#include "model/playbook.h"

#include "model/calendar.h"
#include "model/checkin.h"
#include "model/config.h"
#include "model/event.h"
#include "model/move.h"
#include "model/packet.h"
#include "model/value.h"
#include "tests/model/won.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static char *dir;
static struct playbook_run r;

static void set(const char *key, const char *words)
{
	won_packet_set(&w, key, words);
}

static void file_packet(void)
{
	static const char *const words[][2] = {
		{ "email", "fox@umber.example" }, { "start", "2026-12-01" },  { "problem", "Three teams" },
		{ "expect", "One number" },	  { "sold", "A demo" },	      { "origin", "partner" },
		{ "touchpoints", "2026-10-02 call -> asked for a demo" },     { "briefing", "no" },
		{ "criteria", "Revenue known weekly" },			      { "criteria", "First value in 14 days" },
		{ "criteria", "Two partners report" },
	};
	struct err err = { 0 };

	won_as(&w, "dana");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		set(words[i][0], words[i][1]);
	cr_assert_eq(packet_file(w.s, w.deal, NULL, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
}

static void acknowledge(void)
{
	struct buf say = { 0 };
	struct err err = { 0 };

	cr_assert_eq(packet_acknowledge(w.s, w.deal, &say, &err), 0, "%s", err.text);
	buf_done(&say);
}

static void begin(void)
{
	dir = temp_dir("playbook");
	won_open(&w, "60000");
	free(w.s->out_dir);
	w.s->out_dir = xstrdup(dir);
	file_packet();
}

static void end(void)
{
	playbook_run_done(&r);
	won_close(&w);
	temp_remove(dir);
	free(dir);
}

TestSuite(playbook, .init = begin, .fini = end);

static int load(void)
{
	struct err err = { 0 };
	int rc;

	playbook_run_done(&r);
	rc = playbook_run_load(w.s, w.deal, NULL, &r, &err);
	cr_assert_geq(rc, 0, "%s", err.text);
	return rc;
}

static size_t step(const char *key)
{
	int i = playbook_step_find(r.book, key);

	cr_assert_geq(i, 0, "%s", key);
	return (size_t)i;
}

static size_t item(const char *key)
{
	int i = playbook_item_find(r.book, key);

	cr_assert_geq(i, 0, "%s", key);
	return (size_t)i;
}

static void due_is(const char *key, const char *day)
{
	struct buf b = { 0 };

	day_format(r.step[step(key)].due_day, &b);
	cr_assert_str_eq(buf_str(&b), day, "%s: %s", key, buf_str(&b));
	buf_done(&b);
}

static void state_is(const char *key, enum step_state state)
{
	cr_assert_eq(load(), 1);
	cr_assert_eq(r.step[step(key)].state, state, "%s: %s", key, step_state_key(r.step[step(key)].state));
}

static void tick(const char *key)
{
	struct err err = { 0 };

	cr_assert_eq(load(), 1);
	cr_assert_eq(playbook_tick(w.s, &r, item(key), true, &err), 0, "%s: %s", key, err.text);
}

static int complete(const char *key, const char *reason, struct err *err)
{
	struct step_done d = { .at_ms = w.s->now(w.s), .reason = reason };

	cr_assert_eq(load(), 1);
	d.step = step(key);
	return playbook_complete(w.s, &r, &d, err);
}

static void not_completed(const char *key, const char *reason, enum err_kind kind, const char *why)
{
	struct err err = { 0 };

	cr_assert_eq(complete(key, reason, &err), -1);
	cr_assert_eq(err.kind, kind, "%s", err.text);
	cr_assert_not_null(strstr(err.text, why), "%s", err.text);
}

static void later(int days)
{
	w.s->now_offset_ms += days * DAY_MS;
}

static void undo(void)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
}

static void redo(void)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_redo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
}

static void mark(enum event_kind kind, int64_t for_ms)
{
	struct new_event e = { .deal = w.deal, .kind = kind, .at_ms = w.s->now(w.s), .for_ms = for_ms };
	struct err err = { 0 };

	cr_assert_eq(event_mark(w.s, &e, &err), 0, "%s", err.text);
}

Test(playbook, begins_with_the_acknowledgement)
{
	struct buf b = { 0 };

	cr_assert_eq(load(), 0);
	acknowledge();
	cr_assert_eq(load(), 1);
	cr_assert_str_eq(r.book->name, "onboarding");
	cr_assert_eq(r.deal.csm, w.priya);
	due_is("pre_handoff", "2026-11-20");
	due_is("handoff", "2026-11-21");
	due_is("introduction", "2026-11-22");
	due_is("kickoff", "2026-11-25");
	due_is("week_1", "2026-11-27");
	due_is("weeks_2_4", "2026-12-18");
	day_format(r.window_from, &b);
	buf_putc(&b, ' ');
	day_format(r.window_to, &b);
	cr_assert_str_eq(buf_str(&b), "2026-12-01 2026-12-20");
	cr_assert_eq(r.step[step("introduction")].owner, w.mira);
	buf_done(&b);
	won_sound(&w);
}

Test(playbook, goes_and_comes_with_the_acknowledgement)
{
	acknowledge();
	undo();
	cr_assert_eq(load(), 0);
	redo();
	cr_assert_eq(load(), 1);
	tick("crm");
	undo();
	cr_assert_eq(load(), 1);
	cr_assert_not(r.tick[item("crm")].on);
	redo();
	cr_assert_eq(load(), 1);
	cr_assert(r.tick[item("crm")].on);
	won_sound(&w);
}

Test(playbook, states_follow_the_day)
{
	acknowledge();
	state_is("pre_handoff", STEP_SOON);
	state_is("handoff", STEP_OPEN);
	state_is("introduction", STEP_LATER);
	state_is("day_30", STEP_WAITING);
	later(1);
	state_is("pre_handoff", STEP_LATE);
	state_is("handoff", STEP_SOON);
	cr_assert_eq(r.late, 1);
	cr_assert_eq(r.next, (int)step("pre_handoff"));
}

/* A kickoff with its day: what counts from it is expected, and stands once it was held. */
Test(playbook, days_follow_the_kickoff)
{
	struct err err = { 0 };

	acknowledge();
	mark(EV_KICKOFF_SET, w.s->now(w.s) + 4 * DAY_MS);
	cr_assert_eq(load(), 1);
	due_is("day_30", "2026-12-24");
	cr_assert(r.step[step("day_30")].expected);
	cr_assert(r.tick[item("kickoff_set")].by_itself);
	later(5);
	won_as(&w, "max");
	cr_assert_eq(complete("kickoff", "the debrief comes tomorrow", &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	due_is("day_30", "2026-12-25");
	cr_assert_not(r.step[step("day_30")].expected);
	state_is("kickoff", STEP_DONE);
	cr_assert(r.step[step("kickoff")].told);
	undo();
	state_is("kickoff", STEP_SOON);
}

/* A playbook that counts in business days moves when a holiday comes. */
Test(playbook, days_follow_the_calendar)
{
	struct err err = { 0 };
	struct buf b = { 0 };
	char *calendar;

	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "playbooks/onboarding", "[playbook]\ntitle = T\nstart = acked\nowner = csm\n"
				"[step a]\ntitle = A\nwhen = won + 3 business days\n", NULL, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	acknowledge();
	cr_assert_eq(load(), 1);
	due_is("a", "2026-11-25");
	won_as(&w, "dana");
	cr_assert_eq(config_get(w.s, "calendar", &calendar, NULL, NULL, &err), 1);
	buf_printf(&b, "%s\n[holidays]\n2026-11-24 = Founding day\n", calendar);
	cr_assert_eq(config_put(w.s, "calendar", buf_str(&b), NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	due_is("a", "2026-11-26");
	free(calendar);
	buf_done(&b);
}

/* A run keeps the version that it began with. */
Test(playbook, keeps_its_version)
{
	struct err err = { 0 };

	acknowledge();
	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "playbooks/onboarding", "[playbook]\ntitle = T\nstart = acked\nowner = csm\n"
				"[step a]\ntitle = A\nwhen = won\n", NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	cr_assert_eq(r.book->n, 7);
}

Test(playbook, items_tick_themselves)
{
	struct err err = { 0 };

	acknowledge();
	cr_assert_eq(load(), 1);
	cr_assert(r.tick[item("criteria")].by_itself, "three criteria stand in the packet");
	cr_assert(r.tick[item("use_cases")].on);
	cr_assert_not(r.tick[item("special")].on);
	cr_assert_eq(playbook_tick(w.s, &r, item("criteria"), false, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	tick("first_value");
	cr_assert_eq(event_is_told(w.s, w.deal, EV_FIRST_VALUE, NULL), 1);
	cr_assert_eq(load(), 1);
	cr_assert(r.tick[item("first_value")].by_itself);
	mark(EV_INTRODUCED, NO_MOMENT); /* as the introduction does that is marked as sent */
	cr_assert_eq(load(), 1);
	cr_assert(r.tick[item("email")].by_itself, "the e-mail was sent");
}

Test(playbook, open_items_ask_for_a_reason)
{
	struct err err = { 0 };

	acknowledge();
	not_completed("week_1", NULL, ERR_REFUSED, "5 of 5 open: CRM updated, Kickoff completed");
	not_completed("week_1", " ", ERR_REFUSED, "Go on with a reason");
	cr_assert_eq(complete("week_1", "done before we kept lists", &err), 0, "%s", err.text);
	state_is("week_1", STEP_DONE);
	cr_assert_str_eq(r.step[step("week_1")].reason, "done before we kept lists");
	not_completed("week_1", "again", ERR_REFUSED, "is done already");
	cr_assert_eq(playbook_reopen(w.s, &r, step("week_1"), &err), 0, "%s", err.text);
	state_is("week_1", STEP_OPEN);
	cr_assert_eq(playbook_skip(w.s, &r, step("week_1"), "", &err), -1);
	cr_assert_eq(playbook_skip(w.s, &r, step("week_1"), "they are away", &err), 0, "%s", err.text);
	state_is("week_1", STEP_SKIPPED);
	not_completed("week_1", "x", ERR_REFUSED, "was skipped: they are away");
	won_sound(&w);
}

/* The gates of the events hold here as they hold for `mark`. */
Test(playbook, gates_hold)
{
	struct err err = { 0 };

	acknowledge();
	not_completed("kickoff", "x", ERR_ROLE, "csm_manager");
	for (size_t i = 0; i < 5; i++) {
		static const char *const all[] = { "timeline", "training", "milestones", "cadence", "escalation" };

		tick(all[i]);
	}
	not_completed("kickoff", NULL, ERR_REFUSED, "the debrief is not complete");
	cr_assert_eq(event_is_told(w.s, w.deal, EV_KICKOFF_HELD, NULL), 0);
	won_answer_all(&w);
	cr_assert_eq(debrief_attend(w.s, w.form, "mira, priya, max", &err), 0, "%s", err.text);
	cr_assert_eq(debrief_complete(w.s, w.form, &err), 0, "%s", err.text);
	cr_assert_eq(complete("kickoff", NULL, &err), 0, "%s", err.text);
	state_is("kickoff", STEP_DONE);
	not_completed("day_30", "x", ERR_REFUSED, "the check-in of day 30 is not noted yet");
}

Test(playbook, delivery_waits_for_the_sow)
{
	struct err err = { 0 };
	struct event *ev;
	size_t n;

	acknowledge();
	cr_assert_eq(load(), 1);
	cr_assert_null(r.step[step("weeks_2_4")].lacks, "signed with the win, and acknowledged");
	tick("started");
	cr_assert_eq(event_list(w.s, w.deal, &ev, &n, &err), 0);
	cr_assert_eq(ev[n - 1].kind, EV_DELIVERY_STARTED);
	cr_assert_not(ev[n - 1].overridden);
	free(ev);
}

Test(playbook, numbers_are_noted)
{
	struct err err = { 0 };

	acknowledge();
	cr_assert_eq(load(), 1);
	cr_assert_eq(playbook_note(w.s, &r, item("satisfaction"), 11, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert_eq(playbook_note(w.s, &r, item("crm"), 1, &err), -1);
	cr_assert_eq(playbook_tick(w.s, &r, item("nps"), true, &err), -1);
	cr_assert_eq(playbook_note(w.s, &r, item("satisfaction"), 0, &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	cr_assert_eq(r.tick[item("satisfaction")].num, 0);
	cr_assert(r.tick[item("satisfaction")].on);
	cr_assert_eq(playbook_note(w.s, &r, item("satisfaction"), NO_NUM, &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	cr_assert_not(r.tick[item("satisfaction")].on);
}

static int can_load(const char *login)
{
	won_as(&w, login);
	return load();
}

Test(playbook, who_may)
{
	struct err err = { 0 };

	acknowledge();
	cr_assert_eq(can_load("jo"), 0, "an ae of other deals");
	cr_assert_eq(can_load("ana"), 0, "an analyst reads no crm fields");
	cr_assert_eq(can_load("rex"), 1);
	cr_assert_eq(playbook_tick(w.s, &r, item("crm"), true, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(playbook_skip(w.s, &r, step("week_1"), "x", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(can_load("mira"), 1);
	cr_assert_eq(playbook_tick(w.s, &r, item("email"), true, &err), 0, "%s", err.text);
}

Test(playbook, by_hand_and_only_once)
{
	struct err err = { 0 };

	acknowledge();
	cr_assert_eq(playbook_start(w.s, w.deal, "onboarding", NO_DAY, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED, "%s", err.text);
	cr_assert_eq(playbook_start(w.s, w.deal, "nothing", NO_DAY, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT, "%s", err.text);
	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "playbooks/fair", "[playbook]\ntitle = Trade fair\nstart = hand\nowner = csm\n"
				"[step ship]\ntitle = Ship\nwhen = day - 4 weeks\n"
				"[step follow]\ntitle = Follow\nwhen = step ship + 2 days\nneeds = step ship\n",
				NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(playbook_start(w.s, w.deal, "fair", day_from_ymd(2027, 3, 1), &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	cr_assert_str_eq(r.book->name, "fair");
	due_is("ship", "2027-02-01");
	due_is("follow", "2027-02-03");
	not_completed("follow", NULL, ERR_REFUSED, "Follow comes after Ship");
	cr_assert_eq(complete("ship", NULL, &err), 0, "%s", err.text);
	cr_assert_eq(load(), 1);
	due_is("follow", "2026-11-22");
}

static void move_to(int stage, int outcome);

/* A campaign is about a deal that may never be won; and each run of a deal is found by its name. */
Test(playbook, by_hand_on_a_deal_in_any_stage)
{
	struct err err = { 0 };
	struct buf b = { 0 };
	char *other;

	acknowledge();
	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "playbooks/fair", "[playbook]\ntitle = Trade fair\nstart = hand\nowner = csm\n"
				"[step ship]\ntitle = Ship\nwhen = day - 4 weeks\nitem = booth: Booth\n", NULL, NULL, &err), 0, "%s", err.text);
	other = playbook_other(w.s, w.deal, "onboarding", &err);
	cr_assert_null(other);
	cr_assert_eq(playbook_start(w.s, w.deal, "fair", day_from_ymd(2027, 3, 1), &err), 0, "%s", err.text);
	move_to(STAGE_NEGOTIATION, OUTCOME_NONE);
	cr_assert_eq(load(), 1);
	cr_assert_not(r.stopped);
	cr_assert_eq(playbook_tick(w.s, &r, 0, true, &err), 0, "%s", err.text);
	cr_assert_eq(playbook_markdown(w.s, &r, &b, &err), 0);
	cr_assert_null(strstr(buf_str(&b), "Delivery"), "%s", buf_str(&b));
	other = playbook_other(w.s, w.deal, "fair", &err);
	cr_assert_str_eq(other, "onboarding");
	free(other);
	other = playbook_other(w.s, w.deal, "onboarding", &err);
	cr_assert_str_eq(other, "fair");
	free(other);
	buf_done(&b);
}

static void move_to(int stage, int outcome)
{
	struct move m = { .deal = w.deal, .to_stage = stage, .outcome = outcome, .check_all = true, .reason = "again",
			  .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .sow_day = NO_DAY, .follow_up_day = NO_DAY,
			  .contact = "L. Fox" };
	struct err err = { 0 };

	cr_assert_eq(deal_move(w.s, &m, NULL, &err), 0, "%s", err.text);
}

/* Won again: the papers stay, the calls are held anew. */
Test(playbook, stands_still_while_the_deal_is_open_again)
{
	acknowledge();
	mark(EV_INTRODUCED, NO_MOMENT);
	state_is("introduction", STEP_DONE);
	won_as(&w, "dana");
	move_to(STAGE_NEGOTIATION, OUTCOME_NONE);
	cr_assert_eq(load(), 1);
	cr_assert(r.stopped);
	not_completed("handoff", NULL, ERR_REFUSED, "not won any more");
	later(7);
	move_to(STAGE_WON, OUTCOME_WON);
	cr_assert_eq(load(), 1);
	cr_assert_not(r.stopped);
	due_is("kickoff", "2026-12-02");
	state_is("introduction", STEP_LATER);
	cr_assert_null(r.step[step("weeks_2_4")].lacks);
}
