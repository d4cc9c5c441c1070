/* The whole story of a clock: its rule, what was counted hour by hour or day by day, and how that compares with the time
 * in which people work. */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/clock.h"

/* Days that are named one by one. */
enum { DAYS_SHOWN = 15, LINE = 50 };

static void put_moment(struct buf *out, const struct calendar *cal, const char *label, int64_t at, int64_t now)
{
	buf_printf(out, "  %-10s%s ", label, calendar_weekday(calendar_day(cal, at)));
	calendar_format_moment(cal, at, now, out);
	buf_puts(out, "  (");
	moment_format_utc(at, out);
	buf_puts(out, ")\n");
}

/* " 2:30" behind what is said before it. */
static void put_span(struct buf *out, const char *before, int64_t ms)
{
	buf_printf(out, "%s%lld:%02lld", before, (long long)(ms / HOUR_MS), (long long)(ms / MINUTE_MS % 60));
}

/* "1d 2:30" */
static void put_exact(struct buf *out, int64_t ms)
{
	if (ms >= DAY_MS)
		buf_printf(out, "%lldd ", (long long)(ms / DAY_MS));
	buf_printf(out, "%lld:%02lld", (long long)(ms % DAY_MS / HOUR_MS), (long long)(ms / MINUTE_MS % 60));
}

static void put_both(struct buf *out, const char *label, int64_t wall, int64_t work)
{
	buf_printf(out, "  %-10s", label);
	put_exact(out, wall);
	put_span(out, " by the clock on the wall, ", work);
	buf_puts(out, " of working time\n");
}

static void put_between(struct buf *out, const struct calendar *cal, const char *label, int64_t from, int64_t to)
{
	put_both(out, label, to - from, calendar_working_ms(cal, from, to));
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
			   clock_event_noun((enum event_kind)c->waiting_for));
}

/* "Sat 11-21" */
static void put_day(struct buf *out, int64_t day, int64_t now_day)
{
	buf_printf(out, "%s ", calendar_weekday(day));
	calendar_format_day(day, now_day, out);
}

/* The days from `from` to `to` that do or do not count, by name; more of them than a line or two hold are left out. */
static void put_days(struct buf *out, const struct calendar *cal, int64_t from, int64_t to, bool business, int64_t now_day)
{
	size_t line = out->len;
	int n = 0;

	for (int64_t day = from; day <= to; day++) {
		if (calendar_is_business(cal, day) != business || n++ >= DAYS_SHOWN)
			continue;
		if (out->len - line > LINE) {
			buf_printf(out, ",\n  %-10s", "");
			line = out->len;
		} else if (n > 1) {
			buf_puts(out, ", ");
		}
		put_day(out, day, now_day);
		if (!business && calendar_is_holiday(cal, day))
			buf_puts(out, " (holiday)");
	}
	if (n > DAYS_SHOWN)
		buf_printf(out, " and %d more", n - DAYS_SHOWN);
}

/* Business days are those counted; a day between them that is none is named with why. */
static void count_business(const struct clock_rule *r, const struct calendar *cal, int64_t start, int64_t now_day,
			   struct buf *out)
{
	int64_t last = calendar_add_business(cal, start, r->length);

	buf_printf(out, "  %-10s", "counted");
	put_days(out, cal, start + 1, last, true, now_day);
	buf_putc(out, '\n');
	if (calendar_business_between(cal, start, last) == last - start)
		return;
	buf_printf(out, "  %-10s", "not");
	put_days(out, cal, start + 1, last, false, now_day);
	buf_putc(out, '\n');
}

/* Of what adds up no minute is lost to milliseconds. */
static int64_t whole_minutes(int64_t ms)
{
	return (ms + MINUTE_MS / 2) / MINUTE_MS * MINUTE_MS;
}

/* Hours run on every day and at night: what each day gives, and how much of it people work. */
static void count_hours(const struct calendar *cal, int64_t start, int64_t due, int64_t now_day, struct buf *out)
{
	int64_t first = calendar_day(cal, start), last = calendar_day(cal, due - 1);

	for (int64_t day = first; day <= last && day - first < DAYS_SHOWN; day++) {
		int64_t from = calendar_moment(cal, day, 0), to = calendar_moment(cal, day + 1, 0);

		from = from < start ? start : from;
		to = to > due ? due : to;
		buf_printf(out, "  %-10s", day == first ? "counted" : "");
		put_day(out, day, now_day);
		put_span(out, " ", whole_minutes(to - from));
		put_span(out, ", of it working time ", whole_minutes(calendar_working_ms(cal, from, to)));
		buf_puts(out, calendar_is_holiday(cal, day) ? " (holiday)\n" : "\n");
	}
	if (last - first >= DAYS_SHOWN)
		buf_printf(out, "  %-10sand %lld more days\n", "", (long long)(last - first + 1 - DAYS_SHOWN));
}

static void explain_count(const struct clock *c, const struct clock_rule *r, const struct calendar *cal, int64_t now,
			  struct buf *out)
{
	int64_t start = calendar_day(cal, c->start_at), now_day = calendar_day(cal, now);

	switch (r->unit) {
	case UNIT_HOURS:
		count_hours(cal, c->start_at, c->due_at, now_day, out);
		break;
	case UNIT_DAYS:
		buf_printf(out, "  %-10severy day from ", "counted");
		put_day(out, start + 1, now_day);
		buf_puts(out, " to ");
		put_day(out, start + r->length, now_day);
		buf_printf(out, ", %d of them business days\n", calendar_business_between(cal, start, start + r->length));
		break;
	case UNIT_BUSINESS_DAYS:
		count_business(r, cal, start, now_day, out);
		break;
	}
}

/* A clock that ends where nobody works says so, and until when there was somebody. */
static void explain_rest(const struct clock *c, const struct calendar *cal, int64_t now, struct buf *out)
{
	int64_t work = calendar_work_before(cal, c->due_at);

	if (work == c->due_at)
		return;
	buf_printf(out, "  %-10s%soutside working time, which ended ", "",
		   calendar_is_holiday(cal, calendar_day(cal, c->due_at)) ? "a holiday, " : "");
	buf_printf(out, "%s ", calendar_weekday(calendar_day(cal, work)));
	calendar_format_moment(cal, work, now, out);
	buf_putc(out, '\n');
}

static void explain_steps(const struct clock *c, const struct clock_rule *r, const struct calendar *cal, int64_t now,
			  struct buf *out)
{
	int64_t full = clock_due_after(r, cal, c->start_at);

	put_moment(out, cal, "start", c->start_at, now);
	explain_count(c, r, cal, now, out);
	if (full != c->due_at)
		put_moment(out, cal, "would be", full, now);
	put_moment(out, cal, "soon from", c->warn_at, now);
	put_moment(out, cal, "due", c->due_at, now);
	if (full != c->due_at)
		buf_printf(out, "  %-10sthe close of the last business day before the kickoff is sooner\n", "");
	explain_rest(c, cal, now, out);
	if (c->due_at > c->start_at)
		put_both(out, "in all", whole_minutes(c->due_at - c->start_at),
			 whole_minutes(calendar_working_ms(cal, c->start_at, c->due_at)));
}

static void explain_state(const struct clock *c, const struct calendar *cal, int64_t now, struct buf *out)
{
	int64_t due = c->start_at == NO_MOMENT ? c->provisional_due_at : c->due_at;

	switch (clock_state(c, now)) {
	case CLOCK_WAITING:
		break;
	case CLOCK_RUNNING:
	case CLOCK_SOON:
		put_between(out, cal, "left", now, due);
		break;
	case CLOCK_LATE:
		if (c->start_at == NO_MOMENT)
			put_moment(out, cal, "counts", due, now);
		put_between(out, cal, "late by", due, now);
		break;
	case CLOCK_MET_LATE:
		put_between(out, cal, "late by", due, c->met_at);
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
