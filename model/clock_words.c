/* Clocks in words: a cell, the whole story, and when the words change next. */
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
static const char *event_noun(enum event_kind kind)
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
		buf_printf(out, "waiting: %s", event_noun((enum event_kind)c->waiting_for));
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

/* ---- the whole story ---- */

static void put_moment(struct buf *out, const struct calendar *cal, const char *label, int64_t at, int64_t now)
{
	buf_printf(out, "  %-10s", label);
	calendar_format_moment(cal, at, now, out);
	buf_puts(out, "  (");
	moment_format_utc(at, out);
	buf_puts(out, ")\n");
}

/* "1d 2:30" */
static void put_exact(struct buf *out, int64_t ms)
{
	if (ms >= DAY_MS)
		buf_printf(out, "%lldd ", (long long)(ms / DAY_MS));
	buf_printf(out, "%lld:%02lld", (long long)(ms % DAY_MS / HOUR_MS), (long long)(ms / MINUTE_MS % 60));
}

static void put_both(struct buf *out, const struct calendar *cal, const char *label, int64_t from, int64_t to)
{
	int64_t work = calendar_working_ms(cal, from, to);

	buf_printf(out, "  %-10s", label);
	put_exact(out, to - from);
	buf_printf(out, " by the clock on the wall, %lld:%02lld of working time\n", (long long)(work / HOUR_MS),
		   (long long)(work / MINUTE_MS % 60));
}

static void explain_rule(const struct clock *c, const struct clock_rule *r, const struct calendar *cal,
			 struct buf *out)
{
	int close = calendar_close_minute(cal);

	buf_printf(out, "  %-10s%d %s", "rule", r->length, clock_unit_name(r->unit));
	if (r->unit != UNIT_HOURS)
		buf_printf(out, ", to the close of a day at %02d:%02d", close / 60, close % 60);
	else
		buf_puts(out, " of exactly 3,600 seconds");
	buf_printf(out, ", %s\n  %-10s", calendar_zone(cal), "owner");
	for (const char *s = r->ladder; *s; s++)
		buf_puts(out, *s == ' ' ? ", then " : (char[]){ *s, '\0' });
	buf_putc(out, '\n');
	if (c->waiting_for)
		buf_printf(out, "  %-10s%s is not told yet\n", "waiting",
			   event_noun((enum event_kind)c->waiting_for));
}

static void explain_steps(const struct clock *c, const struct clock_rule *r, const struct calendar *cal, int64_t now,
			  struct buf *out)
{
	int64_t day = calendar_day(cal, c->start_at), full;

	put_moment(out, cal, "start", c->start_at, now);
	if (r->unit == UNIT_BUSINESS_DAYS) {
		for (int i = 1; i <= r->length; i++) {
			day = calendar_add_business(cal, day, 1);
			buf_puts(out, i == 1 ? "  counted   " : " ");
			calendar_format_day(day, calendar_day(cal, now), out);
		}
		buf_putc(out, '\n');
	}
	full = r->unit == UNIT_BUSINESS_DAYS ? calendar_close(cal, day) : c->due_at;
	if (full != c->due_at)
		put_moment(out, cal, "would be", full, now);
	put_moment(out, cal, "soon from", c->warn_at, now);
	put_moment(out, cal, "due", c->due_at, now);
	if (full != c->due_at)
		buf_printf(out, "  %-10sthe close of the last business day before the kickoff is sooner\n", "");
}

static void explain_state(const struct clock *c, const struct calendar *cal, int64_t now, struct buf *out)
{
	int64_t due = c->start_at == NO_MOMENT ? c->provisional_due_at : c->due_at;

	switch (clock_state(c, now)) {
	case CLOCK_WAITING:
		break;
	case CLOCK_RUNNING:
	case CLOCK_SOON:
		put_both(out, cal, "left", now, due);
		break;
	case CLOCK_LATE:
		if (c->start_at == NO_MOMENT)
			put_moment(out, cal, "counts", due, now);
		put_both(out, cal, "late by", due, now);
		break;
	case CLOCK_MET_LATE:
		put_both(out, cal, "late by", due, c->met_at);
		break;
	case CLOCK_MET:
	case CLOCK_OVERRIDDEN:
		break;
	case CLOCK_VOID:
		buf_printf(out, "  %-10s%s\n", "void",
			   c->void_reason == 1	 ? "the deal was reopened"
			   : c->void_reason == 2 ? "the deal was closed the other way"
						 : "the clock was switched off");
		break;
	}
}

void clock_explain(const struct clock *c, const struct clock_rule *rule, const struct calendar *cal, int64_t now,
		   struct buf *out)
{
	buf_printf(out, "%s: %s\n", rule->title, clock_state_key(clock_state(c, now)));
	explain_rule(c, rule, cal, out);
	if (c->start_at != NO_MOMENT)
		explain_steps(c, rule, cal, now, out);
	if (c->met_at != NO_MOMENT)
		put_moment(out, cal, c->overridden ? "overridden" : "met", c->met_at, now);
	explain_state(c, cal, now, out);
}
