/* Fields that tell what happened: a commitment or a signed SOW that is set on a won deal is an event as `mark` tells it,
 * whatever path it came by, so that the clocks follow. */
#include "model/tell.h"

#include "model/calendar.h"
#include "model/event.h"

#include <stdlib.h>

/* Is the win one of ours, and not history that arrived closed? */
static int is_won_here(struct store *s, int64_t deal, struct err *err)
{
	struct event *ev;
	bool won = false;
	size_t n;

	if (event_list(s, deal, &ev, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		won |= ev[i].kind == EV_WON && !ev[i].history;
	free(ev);
	return won;
}

struct new_event tell_signed(const struct store *s, int64_t deal, int64_t sow_day, int64_t no_later)
{
	struct new_event e = { .deal = deal, .kind = EV_SOW_SIGNED, .at_ms = no_later, .for_ms = NO_MOMENT };
	int64_t close = sow_day == NO_DAY ? no_later : calendar_close(s->calendar, sow_day);

	if (close < no_later) {
		e.at_ms = close;
		e.day_only = true;
	}
	return e;
}

static int tell_commitment(struct store *s, struct group *g, const struct deal *d, struct err *err)
{
	struct new_event e = { .deal = d->id, .kind = EV_COMMITTED, .value = d->commitment, .at_ms = g->at_ms,
			       .for_ms = NO_MOMENT };

	return event_add(s, g, &e, err);
}

static int tell_sow(struct store *s, struct group *g, const struct deal *d, struct err *err)
{
	struct new_event e = tell_signed(s, d->id, d->sow_day, g->at_ms);
	int told = event_is_told(s, d->id, EV_SOW_SIGNED, err);

	return told ? told < 0 ? -1 : 0 : event_add(s, g, &e, err);
}

int tell_not_signed(struct store *s, struct group *g, int64_t deal, struct err *err)
{
	struct new_event e = { .deal = deal, .kind = EV_SOW_TAKEN_BACK, .at_ms = g->at_ms, .for_ms = NO_MOMENT };
	int told = event_is_told(s, deal, EV_SOW_SIGNED, err);

	return told <= 0 ? told : event_add(s, g, &e, err) ? -1 : 1;
}

/* A signature that does not hold, or was on another day: the clock that it started goes with it. */
static int take_back_sow(struct store *s, struct group *g, const struct deal *old, const struct deal *d, struct err *err)
{
	bool holds = d->sow_status == SOW_SIGNED;
	int told;

	if (old->sow_status != SOW_SIGNED || (holds && (d->sow_day == old->sow_day || d->sow_day == NO_DAY)))
		return 0;
	told = tell_not_signed(s, g, d->id, err);
	return told < 0 ? -1 : told && holds ? tell_sow(s, g, d, err) : 0;
}

int tell_fields(struct store *s, struct group *g, const struct deal *old, const struct deal *d, struct err *err)
{
	bool committed = d->commitment && d->commitment != old->commitment;
	bool is_signed = d->sow_status == SOW_SIGNED && old->sow_status != SOW_SIGNED;
	int won;

	if (take_back_sow(s, g, old, d, err))
		return -1;
	if (d->stage != STAGE_WON || old->stage != STAGE_WON || (!committed && !is_signed))
		return 0;
	won = is_won_here(s, d->id, err);
	if (won <= 0)
		return won;
	if (committed && tell_commitment(s, g, d, err))
		return -1;
	return is_signed ? tell_sow(s, g, d, err) : 0;
}
