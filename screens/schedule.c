#include "screens/schedule.h"

#include "model/account.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/form.h"
#include "model/store.h"
#include "model/teeth.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHEN, REASON };

struct scheduling {
	struct strip_form strip;
	struct schedule_arg arg;
	bool is_kickoff;
	char *base; /* owned: the moment that was seen; "" none */
};

static const struct fields_spec call_fields[] = {
	{ "call", "Call", "2026-11-24 15:00, today 16:30, tomorrow 10:00; empty takes it away", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec kickoff_fields[] = {
	{ "kickoff", "Kickoff", "a day to come plans it; a moment that was says it was held", FIELDS_LINE, true, NULL, 0 },
	{ "why", "Reason", "only for holding it before the debrief is complete: a csm_manager or cro says why", FIELDS_LINE,
	  false, NULL, 0 },
};

static struct act set(struct screen *s, int key);
static int run(struct screen *s, struct buf *said, struct err *err);

static struct scheduling *state_of(const struct screen *s)
{
	return s->state;
}

static int name_deal(struct screen *s, struct err *err)
{
	struct scheduling *c = state_of(s);
	struct buf label = { 0 };

	if (deal_name(s->view->store, c->arg.deal, &label, err))
		return -1;
	cut_printf(c->strip.title, sizeof c->strip.title, "%s: %s", buf_str(&label), c->is_kickoff ? "the kickoff" : "when the debrief is held");
	buf_done(&label);
	return 0;
}

/* The moment that stands now, as the field shows one. */
static int stored(struct screen *s, char **out, struct err *err)
{
	struct scheduling *c = state_of(s);
	struct store *st = s->view->store;
	struct buf b = { 0 };
	struct form f;
	struct deal d;
	int rc = c->is_kickoff ? deal_get(st, c->arg.deal, &d, err) : form_read(st, c->arg.form, &f, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that is not here any more; what you typed is kept");
	if (c->is_kickoff) {
		if (d.kickoff_day != NO_DAY)
			day_format(d.kickoff_day, &b);
		deal_done(&d);
	} else if (f.scheduled_at) {
		calendar_format_moment(st->calendar, f.scheduled_at, st->now(st), &b);
	}
	*out = buf_take(&b);
	return 0;
}

/* Shows the moment that somebody else set meanwhile under the one that is typed here. */
static int load(struct screen *s, struct err *err)
{
	struct scheduling *c = state_of(s);
	struct store *st = s->view->store;
	struct buf b = { 0 };
	char *now = NULL;
	bool newer;

	if (stored(s, &now, err))
		return -1;
	newer = (c->strip.typed[WHEN].conflict || strcmp(now, c->base) != 0) && strcmp(now, fields_get(&c->strip.form, WHEN)) != 0 &&
		!teeth_off("P7-base");
	if (newer && c->is_kickoff)
		typed_theirs(st, SUBJECT_DEAL, c->arg.deal, "kickoff", now, &b);
	else if (newer)
		typed_theirs(st, SUBJECT_FORM, c->arg.form, "scheduled_at", *now ? now : "no moment", &b);
	fields_theirs(&c->strip.form, WHEN, newer ? buf_str(&b) : NULL);
	buf_done(&b);
	free(now);
	return 0;
}

static int open_strip(struct screen *s, const void *arg, bool is_kickoff, struct err *err)
{
	struct scheduling *c = state_of(s);
	struct store *st = s->view->store;

	c->arg = *(const struct schedule_arg *)arg;
	c->is_kickoff = is_kickoff;
	strip_form_open(&c->strip, is_kickoff ? kickoff_fields : call_fields, is_kickoff ? 2 : 1, "Enter keeps it", run);
	c->strip.end = set;
	if (stored(s, &c->base, err))
		return -1;
	if (!is_kickoff)
		fields_set(&c->strip.form, WHEN, c->base);
	for (size_t i = 0; i < c->strip.form.count; i++)
		if (!typed_open(&c->strip.typed[i], st, c->arg.deal, c->strip.form.fields[i].key, i == WHEN ? c->base : NULL,
				&c->strip.form.values[i].edit))
			fields_select(&c->strip.form, i);
	return name_deal(s, err);
}

static int open_call(struct screen *s, const void *arg, struct err *err)
{
	return open_strip(s, arg, false, err);
}

static int open_kickoff(struct screen *s, const void *arg, struct err *err)
{
	return open_strip(s, arg, true, err);
}

static void done(struct screen *s)
{
	strip_form_done(s);
	free(state_of(s)->base);
}

/* ---- doing it ---- */

static int read_when(struct screen *s, int64_t *at, bool *day_only, struct err *err)
{
	struct store *st = s->view->store;
	const char *text = fields_get(&state_of(s)->strip.form, WHEN);

	text += strspn(text, " ");
	*at = NO_MOMENT;
	*day_only = false;
	return *text ? calendar_parse_moment(st->calendar, text, st->now(st), at, day_only, err) : 0;
}

static int set_call(struct screen *s, struct buf *said, struct err *err)
{
	struct scheduling *c = state_of(s);
	struct store *st = s->view->store;
	bool day_only;
	int64_t at;

	if (read_when(s, &at, &day_only, err))
		return -1;
	if (day_only)
		return err_set(err, ERR_REFUSED, "say the hour as well: 2026-11-24 15:00");
	if (debrief_schedule(st, c->arg.form, at, &c->strip.warns, err))
		return -1;
	if (at == NO_MOMENT) {
		c->strip.warns = false;
		buf_puts(said, "the call has no moment any more");
		return 0;
	}
	buf_puts(said, "the call is at ");
	calendar_format_moment(st->calendar, at, st->now(st), said);
	buf_puts(said, c->strip.warns ? ": after the debrief is due" : "");
	return 0;
}

/* What lies ahead plans the kickoff; what was, today included when only the day is said, was held. */
static int mark_kickoff(struct screen *s, struct buf *said, struct err *err)
{
	struct scheduling *c = state_of(s);
	struct store *st = s->view->store;
	struct new_event e = { .deal = c->arg.deal, .at_ms = st->now(st), .for_ms = NO_MOMENT };
	bool day_only, ahead;
	struct buf when = { 0 };
	int64_t at;

	if (read_when(s, &at, &day_only, err))
		return -1;
	ahead = day_only ? calendar_day(st->calendar, at) > calendar_day(st->calendar, st->now(st)) : at > st->now(st);
	e.kind = ahead ? EV_KICKOFF_SET : EV_KICKOFF_HELD;
	e.reason = fields_get(&c->strip.form, REASON);
	e.day_only = day_only && !ahead;
	if (ahead)
		e.for_ms = at;
	else
		e.at_ms = at;
	if (event_mark(st, &e, err))
		return -1;
	calendar_format_moment(st->calendar, at, st->now(st), &when);
	buf_printf(said, ahead ? "the kickoff is planned for %.11s" : "the kickoff was held %.11s", buf_str(&when));
	buf_done(&when);
	return 0;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	return state_of(s)->is_kickoff ? mark_kickoff(s, said, err) : set_call(s, said, err);
}

static struct act ask_newer(struct screen *s)
{
	struct scheduling *c = state_of(s);
	struct buf who = { 0 };
	struct act a;

	if (c->is_kickoff)
		typed_who(s->view->store, SUBJECT_DEAL, c->arg.deal, "kickoff", &who);
	else
		typed_who(s->view->store, SUBJECT_FORM, c->arg.form, "scheduled_at", &who);
	a = typed_ask(buf_str(&who), c->strip.form.fields[WHEN].label);
	buf_done(&who);
	return a;
}

static struct act set(struct screen *s, int key)
{
	struct err err = { 0 };

	s->level = LEVEL_TEXT;
	if (load(s, &err))
		return act_error(&err);
	if (state_of(s)->strip.form.values[WHEN].theirs)
		return ask_newer(s);
	return strip_form_end(s, key);
}

/* What stands now was seen. */
static struct act rebase(struct screen *s)
{
	struct scheduling *c = state_of(s);
	struct err err = { 0 };
	char *now;

	if (stored(s, &now, &err))
		return act_error(&err);
	free(c->base);
	c->base = now;
	typed_rebase(&c->strip.typed[WHEN], now);
	fields_theirs(&c->strip.form, WHEN, NULL);
	return ACT(STAY);
}

static struct act write_mine(struct screen *s, int key)
{
	struct act a = rebase(s);

	return a.kind == ACT_STAY ? set(s, key) : a;
}

static struct act take_theirs(struct screen *s, int key)
{
	struct scheduling *c = state_of(s);

	(void)key;
	typed_end_form(c->strip.typed, &c->strip.form);
	return act_say(ACT_POP, TONE_DONE, "theirs stays");
}

static const struct binding bindings[] = {
	STRIP_FORM_TAB_ROWS("schedule", "set", "keep it", "Keep the moment", "Debrief", set),
	{ .levels = AT_TEXT | AT_FORM, .command = "typed-mine", .label = "write mine", .group = "Debrief", .run = write_mine },
	{ .levels = AT_TEXT | AT_FORM, .command = "typed-theirs", .label = "take theirs", .group = "Debrief",
	  .run = take_theirs },
	{ .command = NULL },
};

const struct screen_type schedule_screen = {
	.name = "schedule", .title = "when a debrief is held", .size = sizeof(struct scheduling), .bindings = bindings,
	.init = open_call, .done = done, .load = load, STRIP_FORM_TYPE,
};
const struct screen_type kickoff_screen = {
	.name = "kickoff", .title = "a kickoff", .size = sizeof(struct scheduling), .bindings = bindings,
	.init = open_kickoff, .done = done, .load = load, STRIP_FORM_TYPE,
};
