/* Fields of a deal as a script says them. Stage and outcome are fields there too; here they become the one move, in
 * the same step as the rest, so that a refused move changes nothing. */
#include "model/deal_private.h"
#include "model/move.h"

#include "model/calendar.h"
#include "model/event.h"

#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 64

struct writing {
	int64_t id;                 /* 0: a new deal */
	struct deal_setting plain[SETTINGS_MAX + 1], reason;
	size_t n;
	struct deal said;           /* what the settings alone say */
	const struct stage *stage;  /* NULL: not said */
	int outcome;                /* -1: not said */
	struct move move;
	bool moves;
};

static int read_moment(struct store *s, const char *text, int64_t *at, struct err *err)
{
	bool day_only;

	return calendar_parse_moment(s->calendar, text, s->now(s), at, &day_only, err);
}

static int read_one(struct store *s, struct writing *w, const struct deal_setting *set, struct err *err)
{
	const struct field *f = set->field;

	if (f->kind == FIELD_STAGE) {
		w->stage = stage_find(s->stages, set->text);
		return w->stage ? 0 : stage_unknown(s->stages, set->text, err);
	}
	if (f->kind == FIELD_OUTCOME) {
		w->outcome = outcome_find(set->text);
		return w->outcome >= 0 ? 0 : err_set(err, ERR_USAGE, "found outcome “%s”, expected won, lost, stalled, delayed"
						     " or active", set->text);
	}
	if (f->kind == FIELD_MOMENT)
		return read_moment(s, set->text, &w->said.stage_at, err);
	if (f->offset == offsetof(struct deal, reason)) {
		w->reason = *set;
		return 0;
	}
	if (!f->derived)
		w->plain[w->n++] = *set;
	if (f->derived || f->offset == offsetof(struct deal, follow_up_day) || f->offset == offsetof(struct deal, sow_day) ||
	    f->kind == FIELD_CHOICE)
		return deal_put(s, &w->said, f, set->text, err);
	if (f->offset == offsetof(struct deal, competitor))
		w->move.competitor = set->text;
	return 0;
}

static int64_t stage_said(const struct writing *w, const struct deal *d)
{
	if (w->stage)
		return w->stage->id;
	return w->outcome == OUTCOME_WON ? STAGE_WON : w->outcome == OUTCOME_LOST ? STAGE_LOST : d->stage;
}

static int64_t outcome_said(const struct writing *w, const struct deal *d, int64_t stage)
{
	if (w->outcome >= 0)
		return w->outcome;
	return stage == d->stage ? d->outcome : stage == STAGE_WON ? OUTCOME_WON : stage == STAGE_LOST ? OUTCOME_LOST
											    : OUTCOME_NONE;
}

/* When it was, where `closed` or `stage_since` say so. */
static int read_when(struct store *s, struct writing *w, int64_t stage, struct err *err)
{
	int64_t now = s->now(s), day = w->said.closed_day;

	w->move.at_ms = w->said.stage_at;
	if (day != NO_DAY && (!w->moves || !stage_is_closed((int)stage)))
		return err_set(err, ERR_INPUT, "closed is told with a move to won or lost; nothing was changed");
	if (day != NO_DAY && day != calendar_day(s->calendar, now))
		w->move.at_ms = calendar_close(s->calendar, day);
	if (w->move.at_ms && w->id && !w->moves)
		return err_set(err, ERR_INPUT, "stage_since is told with a move; nothing was changed");
	if (w->move.at_ms > now)
		return err_set(err, ERR_INPUT, "the day or moment of the move lies in the future; nothing was changed");
	return 0;
}

/* The move from where the deal is (a new one: where it begins) to what was said; none when it is there. */
static int plan_move(struct store *s, struct writing *w, const struct deal *d, struct err *err)
{
	int64_t stage = stage_said(w, d), outcome = outcome_said(w, d, stage);

	if ((stage == STAGE_WON) != (outcome == OUTCOME_WON) || (stage == STAGE_LOST) != (outcome == OUTCOME_LOST))
		return err_set(err, ERR_INPUT, "the stage %s and the outcome %s do not go together; nothing was changed",
			       stage_get(s->stages, (int)stage)->key, outcome_key((enum outcome)outcome));
	w->moves = stage != d->stage || outcome != d->outcome;
	w->move.to_stage = stage == d->stage ? 0 : stage;
	w->move.outcome = (enum outcome)outcome;
	w->move.follow_up_day = w->said.follow_up_day;
	w->move.sow_day = w->said.sow_day;
	w->move.commitment = (enum commitment)w->said.commitment;
	w->move.sow = (enum sow_status)w->said.sow_status;
	w->move.reason = w->moves ? w->reason.text : NULL;
	if (!w->moves && w->reason.field)
		w->plain[w->n++] = w->reason;
	return read_when(s, w, stage, err);
}

static int add(struct store *s, struct group *g, struct writing *w, struct buf *title, struct err *err)
{
	struct deal d;
	int rc = 0;

	deal_init(&d);
	if (w->stage && !stage_is_closed(w->stage->id))
		d.stage = w->stage->id;
	if (access_write(s, CLASS_DEAL) == ACCESS_OWN)
		d.owner = s->actor.member;
	rc = plan_move(s, w, &d, err);
	if (!w->moves && w->move.at_ms)
		d.stage_at = w->move.at_ms;
	for (size_t i = 0; !rc && i < w->n; i++)
		rc = deal_put(s, &d, w->plain[i].field, w->plain[i].text, err);
	if (!rc && !deal_is_named(&d))
		rc = err_set(err, ERR_INPUT, "a deal needs a company, a name or an external id; found none");
	if (!rc && !access_can_write(s, CLASS_DEAL, d.owner))
		rc = err_set(err, ERR_ROLE, "%s adds deals of %s alone", s->actor.login, s->actor.login);
	if (!rc)
		rc = deal_insert(s, g, &d, err);
	if (!rc) {
		w->id = d.id;
		deal_label(&d, title);
		buf_puts(title, ": new deal");
		group_scope(g, SUBJECT_DEAL, d.id);
	}
	deal_done(&d);
	return rc;
}

static int change(struct store *s, struct group *g, struct writing *w, struct buf *title, struct err *err)
{
	struct deal d;
	int rc = deal_get(s, w->id, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%lld", (long long)w->id);
	rc = plan_move(s, w, &d, err);
	deal_done(&d);
	return rc || !w->n ? rc : deal_change_in(s, g, w->id, w->plain, w->n, title, err);
}

static int write_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct writing *w = arg;
	struct buf title = { 0 };
	bool fresh = !w->id;
	int rc = fresh ? add(s, g, w, &title, err) : change(s, g, w, &title, err);

	w->move.deal = w->id;
	if (!rc && w->moves)
		rc = deal_move_told(s, g, &w->move, title.len ? NULL : &title, err);
	if (!rc && w->moves && w->n && !fresh && !strchr(buf_str(&title), ';'))
		buf_puts(&title, ", Stage");
	group_title(g, buf_str(&title));
	buf_done(&title);
	return rc;
}

int deal_write(struct store *s, int64_t *id, const struct deal_setting *set, size_t n, const struct move *more,
	       struct err *err)
{
	struct writing w = { .id = *id, .outcome = -1 };
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = *id };
	int rc = n <= SETTINGS_MAX ? 0 : err_set(err, ERR_USAGE, "more than %d fields", SETTINGS_MAX);

	if (more)
		w.move = *more;
	deal_init(&w.said);
	w.said.stage_at = 0;
	for (size_t i = 0; !rc && i < n; i++)
		rc = read_one(s, &w, &set[i], err);
	if (!rc)
		rc = edit(s, &how, write_all, &w, NULL, err);
	if (!rc)
		*id = w.id;
	deal_done(&w.said);
	return rc;
}
