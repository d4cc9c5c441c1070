/* When the call of a debrief will be: set by the csm, before the kickoff (S4-05, S4-06, S4-28). */
#include "model/account.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/event.h"

#include <inttypes.h>

struct scheduling {
	int64_t form, at_ms;
	bool late;
};

/* The due moment of a deal's debrief; 0 where it has none. -1 on error. */
static int64_t due_of(struct store *s, int64_t deal, struct err *err)
{
	struct clock c;
	int rc = clock_of(s, deal, clock_rule_find(s->clocks, "debrief"), &c, err);

	return rc != 1 ? rc : c.due_at != NO_MOMENT ? c.due_at : 0;
}

/* Before the kickoff's day; once the kickoff was held without it, late is better than never. */
static int check_day(struct store *s, const struct deal *d, int64_t at_ms, struct err *err)
{
	int held = event_is_told(s, d->id, EV_KICKOFF_HELD, err);
	struct buf day = { 0 };

	if (held < 0)
		return -1;
	if (held || d->kickoff_day == NO_DAY || calendar_day(s->calendar, at_ms) < d->kickoff_day)
		return 0;
	calendar_format_day(d->kickoff_day, calendar_day(s->calendar, s->now(s)), &day);
	err_set(err, ERR_REFUSED, "not scheduled: the kickoff is on %s, and the debrief comes before that day", buf_str(&day));
	buf_done(&day);
	return -1;
}

static int check(struct store *s, const struct form *f, const struct deal *d, struct scheduling *v, struct err *err)
{
	int64_t due;

	if (f->state == FORM_COMPLETE)
		return err_set(err, ERR_REFUSED, "the debrief is complete; no call is to come");
	if (v->at_ms == NO_MOMENT)
		return 0;
	if (v->at_ms <= s->now(s))
		return err_set(err, ERR_INPUT, "the moment of the call lies in the past");
	if (check_day(s, d, v->at_ms, err))
		return -1;
	due = due_of(s, d->id, err);
	v->late = due > 0 && v->at_ms > due;
	return due < 0 ? -1 : 0;
}

static int write(struct store *s, struct group *g, const struct form *old, const struct deal *d,
		 const struct scheduling *v, struct err *err)
{
	struct form f = *old;
	struct buf title = { 0 };

	f.scheduled_at = v->at_ms == NO_MOMENT ? 0 : v->at_ms;
	if (f.state == FORM_OPEN && f.scheduled_at)
		f.state = FORM_SCHEDULED;
	if (f.state == FORM_SCHEDULED && !f.scheduled_at)
		f.state = FORM_OPEN;
	deal_label(d, &title);
	buf_puts(&title, f.scheduled_at ? ": debrief call set for " : ": debrief call taken off the calendar");
	if (f.scheduled_at)
		calendar_format_moment(s->calendar, f.scheduled_at, g->at_ms, &title);
	group_title(g, buf_str(&title));
	buf_done(&title);
	return form_save(s, g, old, &f, err);
}

static int run(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct scheduling *v = arg;
	struct form f;
	struct deal d;
	int rc = form_read(s, v->form, &f, err);

	if (rc == 1)
		rc = deal_get(s, f.deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	rc = check(s, &f, &d, v, err) || write(s, g, &f, &d, v, err) ? -1 : 0;
	deal_done(&d);
	return rc;
}

int debrief_schedule(struct store *s, int64_t form, int64_t at_ms, bool *late, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL };
	struct scheduling v = { .form = form, .at_ms = at_ms };
	int64_t owner = 0;
	int rc = form_deal(s, form, &how.scope, &owner, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	/* Undone from the list of debriefs, as the kickoff is: not from within the call. */
	if (access_act(s, "debrief", err) || edit(s, &how, run, &v, NULL, err))
		return -1;
	if (late)
		*late = v.late;
	return 0;
}
