#include "model/move.h"

#include "model/approval.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/deal_private.h"
#include "model/debrief.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/note.h"
#include "model/packet.h"
#include "model/tell.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* A move seen whole: where from, where to, what it asks. */
struct plan {
	struct deal old, d;
	int64_t to_stage;
	enum outcome outcome;
	bool forward, closes, reopens, pauses, resumes;
	struct move_needs needs;
};

static void plan_done(struct plan *p)
{
	deal_done(&p->old);
	deal_done(&p->d);
}

static int has_primary(void *arg, const struct deal_person *p)
{
	*(bool *)arg |= p->role == PERSON_PRIMARY;
	return 0;
}

/* A tick does not count while what it stands for is not approved. */
static int see_blocked(struct store *s, struct plan *p, size_t i, struct err *err)
{
	int rc = approval_blocks(s, &p->old, p->needs.item[i]->key, NULL, err);

	p->needs.blocked[i] = rc == 1;
	p->needs.met[i] &= rc == 0;
	return rc < 0 ? -1 : 0;
}

static int plan_items(struct store *s, struct plan *p, struct err *err)
{
	const char *met[128];
	size_t n, max = MOVE_ITEMS_MAX;

	if (deal_checks(s, p->old.id, met, 128, &n, err))
		return -1;
	p->needs.items = stage_items_to_move(s->stages, (int)p->old.stage, (int)p->to_stage, p->needs.item, max);
	if (p->needs.items > max)
		p->needs.items = max;
	for (size_t i = 0; i < p->needs.items; i++) {
		for (size_t k = 0; k < n; k++)
			p->needs.met[i] |= !strcmp(met[k], p->needs.item[i]->key);
		if (see_blocked(s, p, i, err))
			return -1;
		p->needs.unmet += !p->needs.met[i];
	}
	return 0;
}

static void plan_kind(struct store *s, struct plan *p, int64_t to_stage, enum outcome outcome)
{
	p->to_stage = to_stage ? to_stage : p->old.stage;
	p->outcome = !to_stage			  ? outcome
		     : p->to_stage == STAGE_WON	  ? OUTCOME_WON
		     : p->to_stage == STAGE_LOST ? OUTCOME_LOST
						  : outcome;
	p->closes = stage_is_closed((int)p->to_stage) && p->to_stage != p->old.stage;
	p->reopens = stage_is_closed((int)p->old.stage) && p->to_stage != p->old.stage;
	p->pauses = p->outcome == OUTCOME_STALLED || p->outcome == OUTCOME_DELAYED;
	p->resumes = !p->pauses && !p->closes && !p->reopens &&
		     (p->old.outcome == OUTCOME_STALLED || p->old.outcome == OUTCOME_DELAYED);
	p->forward = !p->reopens && p->to_stage != STAGE_LOST &&
		     stage_position(s->stages, (int)p->to_stage) > stage_position(s->stages, (int)p->old.stage);
}

static bool wants_reason(const struct plan *p)
{
	return p->needs.unmet || p->reopens || p->pauses || p->needs.competitor;
}

static int plan_make(struct store *s, int64_t deal, int64_t to_stage, enum outcome outcome, struct plan *p,
		     struct err *err)
{
	bool primary = false;
	int rc;

	memset(p, 0, sizeof *p);
	if (to_stage && !stage_get(s->stages, (int)to_stage))
		return err_set(err, ERR_INPUT, "there is no stage number %lld", (long long)to_stage);
	rc = deal_get(s, deal, &p->old, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%lld", (long long)deal);
	deal_copy(&p->d, &p->old);
	plan_kind(s, p, to_stage, outcome);
	if (p->forward && plan_items(s, p, err))
		return -1;
	if (p->to_stage == STAGE_WON && p->closes) {
		if (deal_people(s, deal, has_primary, &primary, err))
			return -1;
		p->needs.commitment = p->needs.sow = true;
		p->needs.contact = !primary;
	}
	p->needs.competitor = p->needs.follow_up = p->to_stage == STAGE_LOST && p->closes;
	p->needs.follow_up |= p->pauses;
	p->needs.reason = wants_reason(p);
	if (!access_can_write(s, CLASS_DEAL, p->old.owner))
		p->needs.refused = "this deal is not yours to move";
	else if (p->reopens && p->old.stage == STAGE_WON && access_act(s, "reopen", NULL))
		p->needs.refused = "a won deal is opened again by the cro";
	return 0;
}

int move_needs(struct store *s, int64_t deal, int64_t to_stage, enum outcome outcome, struct move_needs *out,
	       struct err *err)
{
	struct plan p;
	int rc = plan_make(s, deal, to_stage, outcome, &p, err);

	*out = p.needs;
	plan_done(&p);
	return rc;
}

static bool ticked(const struct move *m, const struct stage_item *item)
{
	for (size_t i = 0; i < m->checks; i++)
		if (!strcmp(m->check[i], item->key) || !strcasecmp(m->check[i], item->text))
			return true;
	return m->check_all;
}

/* A criterion that this move does not ask for may be ticked before; one that no stage knows is a mistake. */
static int known_items(struct store *s, const struct move *m, struct err *err)
{
	for (size_t i = 0; i < m->checks; i++)
		if (!stage_item_named(s->stages, m->check[i]))
			return err_set(err, ERR_INPUT, "found “%s”, expected a criterion by its key or its words; nothing was"
				       " ticked", m->check[i]);
	return 0;
}

static int tick_items(struct store *s, struct group *g, const struct move *m, struct plan *p, struct err *err)
{
	if (known_items(s, m, err))
		return -1;
	for (size_t i = 0; i < p->needs.items; i++) {
		if (p->needs.met[i] || !ticked(m, p->needs.item[i]))
			continue;
		if (deal_check(s, g, &p->old, p->needs.item[i]->key, true, err))
			return -1;
		p->needs.met[i] = true;
		p->needs.unmet--;
	}
	p->needs.reason = wants_reason(p);
	return 0;
}

/* "decision maker identified, budget confirmed": appended. */
static void list_unmet(const struct plan *p, struct buf *out)
{
	for (size_t i = 0, n = 0; i < p->needs.items; i++)
		if (!p->needs.met[i])
			buf_printf(out, "%s%s", n++ ? ", " : "", p->needs.item[i]->text);
}

/* "4 criteria are open: decision maker identified, …" */
static int refuse_unmet(const struct plan *p, struct err *err)
{
	struct buf list = { 0 };

	list_unmet(p, &list);
	err_set(err, ERR_REFUSED, "not moved: %zu %s open: %s. Tick them, or give a reason to go on anyway.",
		p->needs.unmet, p->needs.unmet == 1 ? "criterion is" : "criteria are", buf_str(&list));
	buf_done(&list);
	return -1;
}

/* Not at all, whoever gives whatever. */
static int check_allowed(const struct move *m, const struct plan *p, struct err *err)
{
	bool stays = p->to_stage == p->old.stage, there = stays && (int64_t)p->outcome == p->old.outcome;

	if (p->needs.refused)
		return err_set(err, ERR_ROLE, "not moved: %s", p->needs.refused);
	if (there && !m->by_import && !(m->again && p->pauses))
		return err_set(err, ERR_REFUSED, "the deal is there already");
	if (there || !stays || !stage_is_closed((int)p->old.stage))
		return 0;
	return err_set(err, ERR_REFUSED, "%s: move it to an open stage first",
		       p->pauses ? "a closed deal is neither stalled nor delayed" : "a closed deal is not active");
}

int move_check_approved(struct store *s, const struct deal *d, const struct move_needs *needs, struct err *err)
{
	for (size_t i = 0; i < needs->items; i++) {
		struct buf why = { 0 };

		if (!needs->blocked[i])
			continue;
		if (approval_blocks(s, d, needs->item[i]->key, &why, err) == 1)
			err_set(err, ERR_REFUSED, "not moved: “%s” is open: %s", needs->item[i]->text, buf_str(&why));
		buf_done(&why);
		return -1;
	}
	return 0;
}

static int check_given(struct store *s, const struct move *m, const struct plan *p, struct err *err)
{
	if (m->by_import)
		return 0;
	if (move_check_approved(s, &p->old, &p->needs, err))
		return -1;
	if (p->needs.unmet && !text_says(m->reason))
		return refuse_unmet(p, err);
	if (p->needs.unmet && access_act(s, "override", err))
		return -1;
	if (p->needs.reason && !text_says(m->reason))
		return err_set(err, ERR_REFUSED, "not moved: a reason is needed (%s)",
			       p->reopens ? "the deal was closed" : p->pauses ? "why it waits" : "why it was lost");
	if (p->pauses && m->follow_up_day == NO_DAY)
		return err_set(err, ERR_REFUSED, "not moved: a day to follow up is needed");
	if (p->needs.commitment && !m->commitment)
		return err_set(err, ERR_REFUSED, "not moved: is the commitment written or verbal?");
	if (p->needs.sow && !m->sow)
		return err_set(err, ERR_REFUSED, "not moved: is the SOW signed, or pending with an expected day?");
	if (p->needs.sow && m->sow == SOW_PENDING && m->sow_day == NO_DAY)
		return err_set(err, ERR_REFUSED, "not moved: the SOW is pending: which day is it expected?");
	if (p->needs.contact && !text_says(m->contact))
		return err_set(err, ERR_REFUSED, "not moved: who is the primary contact?");
	return 0;
}

static int set_row(struct store *s, struct group *g, const struct move *m, struct plan *p, int64_t at, struct err *err)
{
	struct deal *d = &p->d;

	if (p->to_stage != p->old.stage) {
		d->stage = p->to_stage;
		d->stage_at = at;
	}
	d->outcome = p->outcome;
	if (p->closes)
		d->closed_day = calendar_day(s->calendar, at);
	else if (p->reopens)
		d->closed_day = NO_DAY;
	d->won_at = p->to_stage == STAGE_WON ? (p->closes ? at : d->won_at) : NO_MOMENT;
	if (p->needs.commitment) {
		d->commitment = m->commitment ? (int64_t)m->commitment : d->commitment;
		if (m->sow && (int64_t)m->sow != d->sow_status)
			d->sow_day = NO_DAY;
		d->sow_status = m->sow ? (int64_t)m->sow : d->sow_status;
		d->sow_day = m->sow_day != NO_DAY ? m->sow_day : d->sow_day;
	}
	if (m->follow_up_day != NO_DAY)
		d->follow_up_day = m->follow_up_day;
	if (p->to_stage == STAGE_LOST && text_says(m->reason))
		d->reason = dict_need(s, "reason", m->reason, err);
	if (p->to_stage == STAGE_LOST && text_says(m->competitor))
		d->competitor = dict_need(s, "competitor", m->competitor, err);
	if (d->reason < 0 || d->competitor < 0)
		return -1;
	return deal_save(s, g, &p->old, d, err);
}

static int add_event(struct store *s, struct group *g, const struct move *m, const struct plan *p, enum event_kind kind,
		     int64_t value, int64_t at, bool day_only, struct err *err)
{
	/* The move went over the gate; a SOW that is told with it was signed all the same. */
	bool moved = kind == EV_MOVED || kind == EV_WON;
	struct new_event e = { .deal = p->old.id, .kind = kind, .value = value, .at_ms = at, .for_ms = NO_MOMENT,
			       .day_only = day_only, .override = moved && p->needs.unmet && !m->by_import,
			       .reason = text_says(m->reason) ? m->reason : NULL };
	struct buf why = { 0 };
	int rc;

	if (moved && p->needs.unmet && m->by_import) { /* listed, not counted (domain.md, "Clocks") */
		buf_printf(&why, "%s%snot met: ", e.reason ? e.reason : "", e.reason ? "; " : "");
		list_unmet(p, &why);
		e.reason = buf_str(&why);
		if (m->unmet)
			list_unmet(p, m->unmet);
	}
	rc = event_add(s, g, &e, err);
	buf_done(&why);
	return rc;
}

/* A win is told with its commitment, so that the clocks that wait for it start at once. */
static int win(struct store *s, struct group *g, const struct move *m, const struct plan *p, int64_t at, struct err *err)
{
	if (add_event(s, g, m, p, EV_WON, p->to_stage, at, false, err))
		return -1;
	if (m->commitment && add_event(s, g, m, p, EV_COMMITTED, m->commitment, at, false, err))
		return -1;
	if (m->sow == SOW_SIGNED) {
		struct new_event sow = tell_signed(s, p->old.id, m->sow_day, at);

		if (add_event(s, g, m, p, EV_SOW_SIGNED, 0, sow.at_ms, sow.day_only, err))
			return -1;
	}
	if (text_says(m->contact) && deal_add_person(s, g, &p->d, m->contact, PERSON_PRIMARY, err))
		return -1;
	if (debrief_create(s, g, &p->d, err) || packet_create(s, g, &p->d, err))
		return -1;
	return m->commitment == COMMIT_VERBAL && m->sow != SOW_SIGNED && note_follow(s, g, NOTE_SOW, p->d.id, err) ? -1 : 0;
}

static int tell(struct store *s, struct group *g, const struct move *m, const struct plan *p, int64_t at, struct err *err)
{
	if (p->reopens && (add_event(s, g, m, p, EV_REOPENED, p->to_stage, at, false, err) ||
			   note_drop_all(s, g, p->old.id, err)))
		return -1;
	if (p->to_stage == STAGE_WON && p->closes)
		return win(s, g, m, p, at, err);
	if (p->to_stage == STAGE_LOST && p->closes)
		return add_event(s, g, m, p, EV_LOST, p->to_stage, at, false, err);
	if (p->pauses)
		return add_event(s, g, m, p, p->outcome == OUTCOME_STALLED ? EV_STALLED : EV_DELAYED, 0, at, false, err);
	if (p->resumes && add_event(s, g, m, p, EV_RESUMED, 0, at, false, err))
		return -1;
	if (p->to_stage != p->old.stage && !p->reopens)
		return add_event(s, g, m, p, EV_MOVED, p->to_stage, at, false, err);
	return 0;
}

static void name_move(struct store *s, const struct plan *p, struct buf *title)
{
	const struct stage *from = stage_get(s->stages, (int)p->old.stage), *to = stage_get(s->stages, (int)p->to_stage);

	deal_label(&p->old, title);
	if (p->pauses)
		buf_printf(title, ": %s", outcome_key(p->outcome));
	else if (p->to_stage == p->old.stage)
		buf_puts(title, ": active again");
	else
		buf_printf(title, ": %s → %s", from ? from->short_title : "?", to ? to->short_title : "?");
}

/* A win is not asked again for what the deal says already. A day that was expected is not the day of a signature. */
static struct move take_known(const struct store *s, const struct move *m, const struct plan *p, int64_t at)
{
	struct move told = *m;
	int64_t day = calendar_day(s->calendar, at);

	if (!p->needs.commitment || m->by_import)
		return told;
	if (!told.commitment)
		told.commitment = (enum commitment)p->old.commitment;
	if (!told.sow)
		told.sow = (enum sow_status)p->old.sow_status;
	if (told.sow_day == NO_DAY && (int64_t)told.sow == p->old.sow_status)
		told.sow_day = p->old.sow_day;
	if (told.sow == SOW_SIGNED && m->sow_day == NO_DAY && told.sow_day != NO_DAY && told.sow_day > day)
		told.sow_day = day;
	return told;
}

static int move_in(struct store *s, struct group *g, const struct move *m, struct buf *title, struct err *err)
{
	int64_t at = m->at_ms ? m->at_ms : g->at_ms;
	struct plan p;
	int rc = plan_make(s, m->deal, m->to_stage, m->outcome, &p, err);
	struct move told = take_known(s, m, &p, at);

	if (!rc)
		rc = deal_is_at(s, m->deal, m->rev, err);
	if (!rc)
		rc = check_allowed(m, &p, err);
	if (!rc)
		rc = tick_items(s, g, m, &p, err);
	if (!rc)
		rc = check_given(s, &told, &p, err);
	if (!rc)
		rc = set_row(s, g, &told, &p, at, err);
	if (!rc)
		rc = tell(s, g, &told, &p, at, err);
	if (!rc && title)
		name_move(s, &p, title);
	plan_done(&p);
	return rc;
}

int deal_move_in(struct store *s, struct group *g, const struct move *m, struct err *err)
{
	return move_in(s, g, m, NULL, err);
}

int deal_move_told(struct store *s, struct group *g, const struct move *m, struct buf *title, struct err *err)
{
	return move_in(s, g, m, title, err);
}

struct moving {
	const struct move *m;
	struct buf title;
};

static int run(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct moving *mv = arg;

	if (move_in(s, g, mv->m, &mv->title, err))
		return -1;
	group_title(g, buf_str(&mv->title));
	return 0;
}

int deal_move(struct store *s, const struct move *m, struct buf *title, struct err *err)
{
	struct moving mv = { .m = m };
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = m->deal,
				  .request = m->request };
	int rc = edit(s, &how, run, &mv, NULL, err);

	if (!rc && title)
		buf_puts(title, buf_str(&mv.title));
	buf_done(&mv.title);
	return rc;
}
