/* From events to moments, and from moments to a state. */
#include "model/clock.h"
#include "model/calendar.h"

#include <stdlib.h>

/* ---- the events in order of telling ---- */

static int by_telling(const void *a, const void *b)
{
	const struct event *x = *(const struct event *const *)a, *y = *(const struct event *const *)b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x < y ? -1 : x > y; /* told together: as given */
}

/* A run of events between two reopenings, [from, to) of the sorted events. */
struct run {
	const struct event *const *ev;
	size_t from, to;
};

static bool matches(const struct event *ev, const struct clock_on *on)
{
	return ev->kind == on->kind && (!on->value || ev->value == on->value);
}

/* The start that counts: of a closing the last one told, of anything else the first that happened. History does not
 * start clocks. */
static const struct event *find_start(const struct run *run, const struct clock_on *on)
{
	bool last = on->kind == EV_WON || on->kind == EV_LOST;
	const struct event *found = NULL;

	for (size_t i = run->from; i < run->to; i++) {
		const struct event *ev = run->ev[i];

		if (!matches(ev, on) || ev->history)
			continue;
		if (!found || last || ev->at_ms < found->at_ms)
			found = ev;
	}
	return found;
}

static const struct event *find_stop(const struct run *run, const struct clock_rule *r)
{
	const struct event *found = NULL;

	for (size_t i = r->stays ? 0 : run->from; i < run->to; i++)
		for (int k = 0; k < r->n_stop; k++)
			if (matches(run->ev[i], &r->stop[k]) && (!found || run->ev[i]->at_ms < found->at_ms))
				found = run->ev[i];
	return found;
}

/* The day of the kickoff: when it was held, else when it was last said to be. */
static int64_t kickoff_day(const struct run *run, const struct calendar *cal)
{
	int64_t at = NO_MOMENT;

	for (size_t i = run->from; i < run->to; i++) {
		const struct event *ev = run->ev[i];

		if (ev->kind == EV_KICKOFF_HELD)
			return calendar_day(cal, ev->at_ms);
		if (ev->kind == EV_KICKOFF_SET && ev->for_ms != NO_MOMENT)
			at = ev->for_ms;
	}
	return at == NO_MOMENT ? NO_DAY : calendar_day(cal, at);
}

/* Won, lost or reopened, whichever was told last; 0 none. */
static enum event_kind standing(const struct run *whole)
{
	for (size_t i = whole->to; i > whole->from; i--) {
		enum event_kind kind = whole->ev[i - 1]->kind;

		if (kind == EV_WON || kind == EV_LOST || kind == EV_REOPENED)
			return kind;
	}
	return 0;
}

/* ---- one clock ---- */

int64_t clock_due_after(const struct clock_rule *r, const struct calendar *cal, int64_t start)
{
	switch (r->unit) {
	case UNIT_HOURS:
		return start + r->length * HOUR_MS;
	case UNIT_DAYS:
		return calendar_close(cal, calendar_day(cal, start) + r->length);
	case UNIT_BUSINESS_DAYS:
		return calendar_close(cal, calendar_add_business(cal, calendar_day(cal, start), r->length));
	}
	return start;
}

static void set_due(struct clock *c, const struct clock_rule *r, const struct calendar *cal, const struct run *run)
{
	int64_t day = r->before_kickoff ? kickoff_day(run, cal) : NO_DAY;

	c->due_at = clock_due_after(r, cal, c->start_at);
	if (day != NO_DAY) {
		int64_t close = calendar_close(cal, calendar_business_before(cal, day));

		if (close < c->due_at)
			c->due_at = close;
	}
	c->warn_at = c->due_at;
	if (c->due_at > c->start_at)
		c->warn_at = c->start_at + (c->due_at - c->start_at) / 4 * 3 + (c->due_at - c->start_at) % 4 * 3 / 4;
}

static void set_met(struct clock *c, const struct clock_rule *r, const struct run *run)
{
	const struct event *stop = find_stop(run, r);

	if (!stop)
		return;
	c->met_at = stop->at_ms;
	c->overridden = stop->overridden;
}

/* The clock as this run of events has it: 1 started, 0 waiting, -1 neither. */
static int compute_run(struct clock *c, const struct clock_rule *r, const struct calendar *cal, const struct run *run)
{
	const struct event *first = NULL;
	int64_t start = NO_MOMENT;

	*c = (struct clock){ .kind = r->id,
			     .start_at = NO_MOMENT,
			     .warn_at = NO_MOMENT,
			     .due_at = NO_MOMENT,
			     .met_at = NO_MOMENT,
			     .provisional_due_at = NO_MOMENT };
	for (int i = 0; i < r->n_start; i++) {
		const struct event *ev = find_start(run, &r->start[i]);

		if (i == 0)
			first = ev;
		if (!ev && !c->waiting_for)
			c->waiting_for = r->start[i].kind;
		if (ev && ev->at_ms > start)
			start = ev->at_ms;
	}
	set_met(c, r, run);
	if (!c->waiting_for) {
		c->start_at = start;
		set_due(c, r, cal, run);
		return r->since == NO_MOMENT || start >= r->since ? 1 : -1;
	}
	if (first && r->provisional)
		c->provisional_due_at = clock_due_after(r, cal, first->at_ms);
	return first || (r->after && find_start(run, &(struct clock_on){ r->after, 0 })) ? 0 : -1;
}

/* A clock of a win ends with a loss, and the other way round. */
static bool outcome_changed(const struct clock_rule *r, enum event_kind now)
{
	bool of_loss = false;

	for (int i = 0; i < r->n_start; i++)
		of_loss = of_loss || r->start[i].kind == EV_LOST;
	return of_loss ? now == EV_WON : now == EV_LOST;
}

static bool compute_rule(struct clock *c, const struct clock_rule *r, const struct calendar *cal,
			 const struct run *whole, size_t newest)
{
	struct run run = { whole->ev, newest, whole->to };
	int got = compute_run(c, r, cal, &run);

	if (got >= 0 && outcome_changed(r, standing(whole))) {
		c->void_reason = 2;
		return got == 1;
	}
	if (got >= 0)
		return true;
	/* Not started since the deal was reopened: the clock of the newest run before that had it, now void. */
	while (run.from > 0) {
		run.to = run.from;
		do
			run.from--;
		while (run.from > 0 && whole->ev[run.from - 1]->kind != EV_REOPENED);
		if (compute_run(c, r, cal, &run) == 1) {
			c->void_reason = 1;
			return true;
		}
	}
	return false;
}

size_t clock_compute(const struct clock_rules *r, const struct calendar *cal, const struct event *ev, size_t n,
		     struct clock *out, size_t max)
{
	const struct event **sorted = xmalloc((n ? n : 1) * sizeof *sorted);
	struct run whole = { sorted, 0, n };
	size_t newest = 0, found = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &ev[i];
	qsort(sorted, n, sizeof *sorted, by_telling);
	for (size_t i = 0; i < n; i++)
		if (sorted[i]->kind == EV_REOPENED)
			newest = i + 1;
	for (size_t i = 0; i < clock_rules_count(r) && found < max; i++) {
		const struct clock_rule *rule = clock_rule_at(r, i);

		if (rule->enabled && compute_rule(&out[found], rule, cal, &whole, newest))
			found++;
	}
	free(sorted);
	return found;
}

/* ---- state ---- */

enum clock_state clock_state(const struct clock *c, int64_t now)
{
	if (c->void_reason)
		return CLOCK_VOID;
	if (c->met_at != NO_MOMENT && c->overridden)
		return CLOCK_OVERRIDDEN;
	if (c->met_at != NO_MOMENT)
		return c->due_at != NO_MOMENT && c->met_at > c->due_at ? CLOCK_MET_LATE : CLOCK_MET;
	if (c->start_at == NO_MOMENT)
		return c->provisional_due_at != NO_MOMENT && now >= c->provisional_due_at ? CLOCK_LATE
											  : CLOCK_WAITING;
	if (now > c->due_at)
		return CLOCK_LATE;
	return now >= c->warn_at ? CLOCK_SOON : CLOCK_RUNNING;
}

static const char *const state_keys[] = { "waiting", "running",	 "soon", "late",
					  "met",     "met_late", "void", "overridden" };

const char *clock_state_key(enum clock_state st)
{
	return state_keys[st];
}
