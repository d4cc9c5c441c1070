/* The morning text and the CEO's daily line: what stands in them, for whom, and for how long. */
#include "model/morning.h"

#include "model/calendar.h"
#include "model/event.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static struct err err;

static void begin(void)
{
	err = (struct err){ 0 };
	won_open(&w, NULL);
	won_as(&w, "dana");
}

static void end(void)
{
	won_close(&w);
}

TestSuite(morning, .init = begin, .fini = end);

static char *text_since(int64_t since, size_t *late)
{
	struct buf out = { 0 };

	cr_assert_eq(morning_text(w.s, since, &out, late, &err), 0, "%s", err.text);
	return buf_take(&out);
}

static void says(const char *words, bool does)
{
	char *text = text_since(morning_since(w.s), NULL);

	cr_assert_eq(strstr(text, words) != NULL, does, "%s “%s” in\n%s", does ? "no" : "found", words, text);
	free(text);
}

Test(morning, the_open_handoffs_with_numbers_and_times)
{
	size_t late = 9;
	char *text = text_since(morning_since(w.s), &late);

	cr_assert_eq(late, 0u);
	cr_assert_not_null(strstr(text, "winloss, Fri 2026-11-20 10:50 Europe/Berlin, for dana"), "%s", text);
	cr_assert_not_null(strstr(text, "D-1 Umber Group: Handoff packet filed, 2:00 left, 2:00 of it working time"), "%s", text);
	cr_assert_not_null(strstr(text, "next cro: file the packet"), "%s", text);
	cr_assert_not_null(strstr(text, "D-1 Umber Group: SOW signed, dana"), "%s", text);
	free(text);
	w.s->now_offset_ms += 3 * DAY_MS; /* over a weekend: wall and working time part */
	text = text_since(morning_since(w.s), &late);
	cr_assert_eq(late, 1u);
	cr_assert_not_null(strstr(text, "! D-1 Umber Group: Handoff packet filed, 2d 22:00 late, "), "%s", text);
	cr_assert_null(strstr(text, "2d 22:00 late, 70:00"), "working time goes on over the weekend:\n%s", text);
	free(text);
}

/* Of a Monday morning that reaches back to Friday's. */
Test(morning, since_the_business_day_before)
{
	int64_t now = w.s->now(w.s);

	w.s->now_offset_ms += 3 * DAY_MS;
	cr_assert_eq(morning_since(w.s), now);
	says("SOW signed, dana", true);
	w.s->now_offset_ms += DAY_MS;
	says("SOW signed, dana", false);
	says("  nothing\n", true);
}

/* Told today of last week: it is new to who reads it. */
Test(morning, what_was_told_late_is_new)
{
	w.s->now_offset_ms += 10 * DAY_MS;
	cr_assert_eq(event_mark(w.s, &(struct new_event){ .deal = w.deal, .kind = EV_INTRODUCED,
							   .at_ms = w.s->now(w.s) - 8 * DAY_MS, .for_ms = NO_MOMENT }, &err),
		     0, "%s", err.text);
	says(": introduced, dana", true);
}

Test(morning, who_may_not_see_the_deal_reads_nothing_of_it)
{
	won_as(&w, "jo");
	says("Umber", false);
	says("Open handoffs 0", true);
	says("Messages to send", false);
	won_as(&w, "mira");
	says("Umber", true);
}

Test(morning, a_hostile_name_stays_on_its_line)
{
	cr_assert_eq(deal_change(w.s, w.deal, "company", "Umber\n! D-9 Forged \033[2J", &err), 0, "%s", err.text);
	says("\n! D-9", false);
	says("\033", false);
	says("Umber⏎! D-9 Forged \\x1b[2J", true);
}

Test(morning, the_daily_line_is_of_that_day)
{
	int64_t today = calendar_day(w.s->calendar, w.s->now(w.s));
	struct buf out = { 0 };
	size_t n;

	cr_assert_eq(daily_text(w.s, today, &out, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 1u);
	cr_assert_not_null(strstr(buf_str(&out), "KEY COMPLETIONS TODAY\n- Umber Group: "), "%s", buf_str(&out));
	buf_clear(&out);
	cr_assert_eq(daily_text(w.s, today - 1, &out, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 0u);
	cr_assert_eq(out.len, 0u);
	buf_done(&out);
}
