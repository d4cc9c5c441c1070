/* Clocks in words: a cell, and when the words change next. */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/clock.h"

#include <stdlib.h>
#include <string.h>

/* Under ten hours minutes count, under a hundred hours do, after that days. */
#define FINE_MS (10 * HOUR_MS)
#define HOURS_MS (100 * HOUR_MS)

static void put_span(struct buf *out, int64_t ms)
{
	long long n = ms;

	if (ms < FINE_MS)
		buf_printf(out, "%lld:%02lld", n / HOUR_MS, n / MINUTE_MS % 60);
	else if (ms < HOURS_MS)
		buf_printf(out, "%lldh", n / HOUR_MS);
	else
		buf_printf(out, "%lldd", n / DAY_MS);
}

/* The step in which put_span() counts at that length. */
static int64_t span_step(int64_t ms)
{
	return ms < FINE_MS ? MINUTE_MS : ms < HOURS_MS ? HOUR_MS : DAY_MS;
}

/* What is waited for, as a noun. */
const char *clock_event_noun(enum event_kind kind)
{
	switch ((int)kind) {
	case EV_COMMITTED:
		return "commitment";
	case EV_SOW_SIGNED:
		return "signed SOW";
	case EV_KICKOFF_HELD:
		return "kickoff";
	case EV_DELIVERED:
		return "delivery";
	default:
		return event_key(kind);
	}
}

static void words_left(const struct clock *c, const struct clock_rule *rule, const struct calendar *cal, int64_t now,
		       struct buf *out)
{
	int64_t today = calendar_day(cal, now), due = calendar_day(cal, c->due_at);

	if (rule->unit == UNIT_HOURS || due <= today)
		put_span(out, c->due_at - now);
	else if (rule->unit == UNIT_DAYS)
		buf_printf(out, "%lldd", (long long)(due - today));
	else
		buf_printf(out, "%d bd", calendar_business_between(cal, today, due));
}

static void words_met(const struct clock *c, const struct clock_rule *rule, const struct calendar *cal, int64_t now,
		      struct buf *out)
{
	long long took = c->start_at == NO_MOMENT ? 0 : c->met_at - c->start_at; /* met before it began to run */

	if (rule->unit != UNIT_HOURS || c->start_at == NO_MOMENT || took >= HOURS_MS)
		calendar_format_day(calendar_day(cal, c->met_at), calendar_day(cal, now), out);
	else if (took < 0)
		buf_puts(out, "before");
	else
		buf_printf(out, "%lldh%02lld", took / HOUR_MS, took / MINUTE_MS % 60);
}

void clock_words(const struct clock *c, const struct clock_rule *rule, const struct calendar *cal, int64_t now,
		 struct buf *out)
{
	switch (clock_state(c, now)) {
	case CLOCK_WAITING:
		buf_printf(out, "waiting: %s", clock_event_noun((enum event_kind)c->waiting_for));
		break;
	case CLOCK_RUNNING:
	case CLOCK_SOON:
		words_left(c, rule, cal, now, out);
		break;
	case CLOCK_LATE:
		put_span(out, now - (c->start_at == NO_MOMENT ? c->provisional_due_at : c->due_at));
		break;
	case CLOCK_MET:
	case CLOCK_MET_LATE:
		words_met(c, rule, cal, now, out);
		break;
	case CLOCK_VOID:
		buf_puts(out, "void");
		break;
	case CLOCK_OVERRIDDEN:
		buf_puts(out, "overridden");
		break;
	}
}

/* ---- when they change ---- */

static void sooner(int64_t *next, int64_t at, int64_t now)
{
	if (at > now && (*next == NO_MOMENT || at < *next))
		*next = at;
}

/* To go: the words count down to `due`, and day clocks change at midnight. */
static int64_t next_running(const struct clock *c, const struct calendar *cal, int64_t now)
{
	int64_t left = c->due_at - now, step = span_step(left), next = NO_MOMENT;

	sooner(&next, c->due_at - left / step * step + 1, now);
	sooner(&next, calendar_moment(cal, calendar_day(cal, now) + 1, 0), now);
	sooner(&next, c->warn_at, now);
	sooner(&next, c->due_at + 1, now);
	return next;
}

static int64_t next_late(int64_t due, int64_t now)
{
	int64_t over = now - due, step = span_step(over);

	return due + (over / step + 1) * step;
}

int64_t clock_next_change(const struct clock *c, const struct calendar *cal, int64_t now)
{
	switch (clock_state(c, now)) {
	case CLOCK_WAITING:
		return c->provisional_due_at;
	case CLOCK_RUNNING:
	case CLOCK_SOON:
		return next_running(c, cal, now);
	case CLOCK_LATE:
		return next_late(c->start_at == NO_MOMENT ? c->provisional_due_at : c->due_at, now);
	case CLOCK_MET:
	case CLOCK_MET_LATE:
	case CLOCK_VOID:
	case CLOCK_OVERRIDDEN:
		break;
	}
	return NO_MOMENT;
}
