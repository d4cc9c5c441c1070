/* Events of a deal in a store, and the clocks that follow them in the same transaction. */
#include "assets/assets.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/move.h"
#include "model/question.h"

#include <criterion/criterion.h>
#include <string.h>

static int64_t utc(const char *s)
{
	int64_t at;

	cr_assert_eq(moment_parse_utc(s, &at, NULL), 0, "%s", s);
	return at;
}

static struct store *made(const char *now)
{
	struct store_options opt = { .login = "dana",
				     .zone = "UTC",
				     .now_ms = utc(now),
				     .now_frozen = true,
				     .seed = 7,
				     .db_flags = DB_CREATE | DB_MEMORY };
	struct store *s = NULL;
	struct err err = { 0 };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	return s;
}

static int64_t deal_in(struct store *s, int64_t stage)
{
	struct deal d;
	struct err err = { 0 };
	int64_t id;

	deal_init(&d);
	d.name = xstrdup("Kestrel Data");
	d.stage = stage;
	cr_assert_eq(deal_add(s, &d, &err), 0, "%s", err.text);
	id = d.id;
	deal_done(&d);
	return id;
}

static void win(struct store *s, int64_t deal, enum commitment commitment, enum sow_status sow, const char *reason)
{
	struct move m = { .deal = deal,
			  .to_stage = STAGE_WON,
			  .follow_up_day = NO_DAY,
			  .check_all = !reason,
			  .reason = reason,
			  .commitment = commitment,
			  .sow = sow,
			  .sow_day = sow == SOW_PENDING ? 20800 : NO_DAY,
			  .contact = "Ida Brandt" };
	struct err err = { 0 };

	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
}

static int mark(struct store *s, int64_t deal, enum event_kind kind, const char *at, const char *reason,
		struct err *err)
{
	struct new_event e = { .deal = deal, .kind = kind, .at_ms = utc(at), .for_ms = NO_MOMENT, .reason = reason };

	return event_mark(s, &e, err);
}

/* Both start with the commitment. */
#define TO_FILE "packet:running announce:running acknowledge:running "

/* "debrief:running introduction:soon …" as stored. */
static void clocks_are(struct store *s, int64_t deal, const char *want)
{
	struct clock c[32];
	struct buf b = { 0 };
	size_t n;
	struct err err = { 0 };

	cr_assert_eq(clocks_of(s, deal, c, 32, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s:%s", i ? " " : "", clock_rule_id(s->clocks, c[i].kind)->key,
			   clock_state_key(clock_state(&c[i], s->now(s))));
	cr_assert_str_eq(buf_str(&b), want);
	buf_done(&b);
}

Test(mark, a_win_starts_its_clocks)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);

	clocks_are(s, deal, "");
	win(s, deal, COMMIT_VERBAL, SOW_PENDING, NULL);
	clocks_are(s, deal,
		   TO_FILE "sow_sent:running sow_signed:running delivery:waiting debrief:running introduction:running "
		   "kickoff:running");
	store_close(s);
}

Test(mark, written_commitment_needs_no_sow_reminder)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);

	win(s, deal, COMMIT_WRITTEN, SOW_SIGNED, NULL);
	clocks_are(s, deal, TO_FILE "delivery:running debrief:running introduction:running kickoff:running");
	store_close(s);
}

Test(mark, going_over_the_gate_of_a_move_overrides_no_clock)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);

	win(s, deal, COMMIT_VERBAL, SOW_SIGNED, "signed on the fair");
	clocks_are(s, deal,
		   TO_FILE "sow_sent:met sow_signed:met delivery:running debrief:running introduction:running "
		   "kickoff:running");
	store_close(s);
}

Test(mark, kickoff_waits_for_the_debrief_or_a_reason)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);
	struct err err = { 0 };

	win(s, deal, COMMIT_WRITTEN, SOW_PENDING, NULL);
	cr_assert_eq(mark(s, deal, EV_KICKOFF_HELD, "2026-11-24T08:49:00Z", NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "debrief is not complete"), "%s", err.text);
	clocks_are(s, deal, TO_FILE "delivery:waiting debrief:running introduction:running kickoff:running");
	cr_assert_eq(mark(s, deal, EV_KICKOFF_HELD, "2026-11-24T08:49:00Z", "the customer flew in", &err), 0, "%s",
		     err.text);
	clocks_are(s, deal,
		   TO_FILE "delivery:waiting debrief:late introduction:running kickoff:overridden checkin_30:running "
		   "checkin_60:running checkin_90:running");
	store_close(s);
}

Test(mark, undo_takes_the_clocks_back_and_redo_does_not_restart_them)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);
	struct err err = { 0 };
	struct undone what = { 0 };

	win(s, deal, COMMIT_WRITTEN, SOW_PENDING, NULL);
	cr_assert_eq(mark(s, deal, EV_SOW_SIGNED, "2026-11-23T17:00:00Z", NULL, &err), 0, "%s", err.text);
	clocks_are(s, deal, TO_FILE "delivery:running debrief:running introduction:running kickoff:running");
	cr_assert_eq(history_undo(s, SUBJECT_NONE, 0, &what, &err), 0, "%s", err.text);
	clocks_are(s, deal, TO_FILE "delivery:waiting debrief:running introduction:running kickoff:running");
	cr_assert_eq(history_redo(s, SUBJECT_NONE, 0, &what, &err), 0, "%s", err.text);
	clocks_are(s, deal, TO_FILE "delivery:running debrief:running introduction:running kickoff:running");
	store_close(s);
}

Test(mark, today_without_a_time_is_not_the_future)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);
	struct new_event e = {
		.deal = deal, .kind = EV_SOW_SIGNED, .at_ms = utc("2026-11-24T18:00:00Z"), .for_ms = NO_MOMENT
	};
	struct err err = { 0 };

	cr_assert_eq(event_mark(s, &e, &err), -1);
	cr_assert_not_null(strstr(err.text, "future"), "%s", err.text);
	e.day_only = true;
	cr_assert_eq(event_mark(s, &e, &err), 0, "%s", err.text);
	clocks_are(s, deal, "delivery:running");
	e.at_ms += DAY_MS;
	cr_assert_eq(event_mark(s, &e, &err), -1);
	store_close(s);
}

static int count_moved(void *arg, int64_t deal, const struct clock *was, const struct clock *is)
{
	(void)deal;
	cr_assert(was && is);
	cr_assert_eq(is->due_at - was->due_at, 24 * HOUR_MS);
	++*(int *)arg;
	return 0;
}

Test(mark, a_new_holiday_moves_what_is_due)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	int64_t deal = deal_in(s, STAGE_NEGOTIATION);
	static const char ini[] = "[calendar]\nzone = UTC\n[holidays]\n2026-11-26 = off\n";
	struct calendar *cal = NULL;
	struct err err = { 0 };
	int moved = 0;

	win(s, deal, COMMIT_WRITTEN, SOW_PENDING, NULL);
	cr_assert_eq(calendar_parse(&cal, ini, strlen(ini), &err), 0, "%s", err.text);
	calendar_free(s->calendar);
	s->calendar = cal;
	cr_assert_eq(clocks_compare(s, count_moved, &moved, &err), 0, "%s", err.text);
	cr_assert_eq(moved, 1, "only the debrief counts business days");
	store_close(s);
}

Test(mark, phrases_of_the_team_are_loaded)
{
	struct store *s = made("2026-11-24T08:49:00Z");
	struct err err = { 0 };

	cr_assert_geq(questions_phrase_count(s->questions), 10);
	cr_assert_eq(config_check("phrases", "\xff", 1, &err), -1);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_eq(config_check("phrases", "good fit\n", 9, &err), 0);
	store_close(s);
}
