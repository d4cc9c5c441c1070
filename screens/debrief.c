/* The live debrief: seven questions, one key from any to any other; what is typed is never lost. Keys: screens.md,
 * "One grammar for every screen" (a form has two levels). */
#include "screens/debrief.h"

#include "model/buf.h"
#include "model/draft_writer.h"
#include "model/store.h"
#include "model/text.h"
#include "model/value.h"
#include "screens/registry.h"
#include "screens/typing.h"

#include <string.h>

struct debrief_state *debrief_state(const struct screen *s)
{
	return s->state;
}

struct asked *debrief_here(const struct screen *s)
{
	struct debrief_state *b = s->state;

	return &b->asked[b->at];
}

struct pad *debrief_pad(const struct screen *s)
{
	struct debrief_state *b = s->state;

	return b->row ? &b->row->cell[b->row->at] : b->asking ? &b->line : &debrief_here(s)->pad;
}

bool debrief_hides(const struct screen *s, const struct asked *q)
{
	return debrief_state(s)->hides && !(q && q->customer);
}

bool debrief_is_wide(const struct screen *s)
{
	return s->area.cols >= 100;
}

/* ---- typing ---- */

void debrief_call_begins(struct screen *s)
{
	struct debrief_state *b = s->state;

	if (b->mode != MODE_LIVE || b->running || b->asking || b->complete)
		return;
	b->running = b->moved = true;
	b->since_ms = s->view->mono_ms;
}

static struct act typed(struct screen *s, enum edit_result r)
{
	if (r == EDIT_CHANGED)
		debrief_call_begins(s);
	return typing_act(r);
}

static struct act may_type(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	if (b->mode == MODE_READ)
		return act_refuse("your role reads this debrief; who answers it is the CSM, ahead the deal's AE");
	if (debrief_here(s)->mark == MARK_HIDDEN)
		return act_refuse("your role may not see this answer");
	return ACT(STAY);
}

static struct act line_done_with(struct screen *s)
{
	static const enum debrief_verb verbs[] = { VERB_TAKE, VERB_UNKNOWN, VERB_WHO, VERB_ABSENT, VERB_SAID, VERB_SIGNAL };
	static const char *const done[] = { "", "is not known", "", "", "has who said it", "has its signal" };
	struct debrief_state *b = s->state;
	enum asking what = b->asking;
	struct err err = { 0 };

	if (debrief_do(s, verbs[what], b->line.edit.text, &err))
		return debrief_said(&err);
	debrief_answered(s);
	if (done[what][0])
		return debrief_reloaded(s, act_say(ACT_RELOAD, TONE_DONE, "Q%d %s", debrief_here(s)->id, done[what]));
	return debrief_reloaded(s, act_say(ACT_RELOAD, TONE_DONE, "noted who was there"));
}

static struct act key(struct screen *s, int k)
{
	struct debrief_state *b = s->state;
	struct act no = may_type(s);

	if (b->row && s->level == LEVEL_TEXT)
		return debrief_row_key(s, k);
	if (b->asking && k == K_ESC) { /* the words stay in their draft; Esc and a letter is Alt and the letter here too */
		debrief_keep(s, NULL);
		b->asking = ASK_NONE;
		b->moved = true;
		s->level = LEVEL_FORM;
		return ACT(HANDLED);
	}
	if (k == K_ESC && s->level == LEVEL_TEXT)
		b->row_at = -1; /* the keys of the form begin at the answer */
	if (k == K_ESC || s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	if (b->asking && k == K_ENTER)
		return line_done_with(s);
	if (no.say.tone != TONE_NONE && !b->asking)
		return no;
	return typed(s, edit_key(&debrief_pad(s)->edit, k, s->view->mono_ms));
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	struct act no = debrief_pad(s) == &debrief_here(s)->pad ? may_type(s) : ACT(STAY), done;
	struct edit *e = &debrief_pad(s)->edit;

	if (no.say.tone != TONE_NONE)
		return no;
	s->level = LEVEL_TEXT;
	done = typed(s, edit_paste(e, text, len, s->view->mono_ms));
	return done.kind == ACT_HANDLED ? typing_taken(e, done, "pasted", text, len) : done;
}

static struct act edited(struct screen *s, const char *text, size_t len)
{
	struct edit *e = &debrief_here(s)->pad.edit;
	struct act no = may_type(s), done;

	if (no.say.tone != TONE_NONE)
		return no;
	done = typed(s, edit_replace(e, text, len, s->view->mono_ms));
	return done.kind == ACT_HANDLED ? typing_taken(e, done, "taken from the editor", text, len) : done;
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct debrief_state *b = s->state;
	struct edit *e = &debrief_here(s)->pad.edit;
	struct act row;

	if (m->kind != MOUSE_PRESS)
		return edit_by_mouse(e, b->edit_area, m, s->view->mono_ms) == EDIT_IGNORED ? ACT(STAY) : ACT(HANDLED);
	for (size_t i = 0; i < b->count; i++)
		if (m->y == b->asked[i].row && m->x < b->edit_area.x - 3)
			return debrief_go(s, i);
	row = debrief_row_click(s, m->y, m->x);
	if (row.kind != ACT_IGNORED)
		return row;
	debrief_row_close(s);
	if (area_has(b->edit_area, m->y, m->x)) {
		edit_by_mouse(e, b->edit_area, m, s->view->mono_ms);
		s->level = b->mode == MODE_READ ? LEVEL_FORM : LEVEL_TEXT;
		return ACT(HANDLED);
	}
	return ACT(STAY);
}

/* ---- time ---- */

static int64_t second_wait(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	if (!b->running || b->paused)
		return -1;
	return debrief_total_ms(s) / 1000 != b->shown_s ? 0 : 1000 - debrief_total_ms(s) % 1000;
}

/* Something typed is in a draft alone because the file was in use: tried again from here. */
static int64_t retry_wait(const struct screen *s)
{
	const struct debrief_state *b = s->state;
	bool waits = b->stale || debrief_rows_waiting(s);

	for (size_t i = 0; i < b->count && !waits; i++)
		waits = b->asked[i].pad.retry && i != b->at && !b->asked[i].pad.saving;
	if (!waits)
		return -1;
	return b->saves_ms > s->view->mono_ms ? b->saves_ms - s->view->mono_ms : 0;
}

static int64_t clock_wait(const struct screen *s)
{
	return screen_wait(s, debrief_state(s)->next_change);
}

static bool typed_on(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	return b->row || b->asking || debrief_here(s)->pad.edit.version != b->typed_at;
}

static int64_t met_wait(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	if (!b->met)
		return -1;
	return typed_on(s) || b->met_ms <= s->view->mono_ms ? 0 : b->met_ms - s->view->mono_ms;
}

static int64_t wait_ms(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	if (b->restored[0] || b->reread || b->noted || b->left_err.kind || b->turn_err.kind)
		return 0;
	return SCREEN_SOONEST(debrief_keep_wait(s), second_wait(s), retry_wait(s), clock_wait(s), debrief_place_wait(s),
			      debrief_left_wait(s), debrief_others_wait(s), met_wait(s), debrief_back_wait(s));
}

/* Answers and rows go behind the keys; what is read again is tried without waiting for the lock: somebody types. True
 * when it was read. */
static bool retry_saves(struct screen *s)
{
	struct debrief_state *b = s->state;
	bool was_stale = b->stale;

	b->saves_ms = s->view->mono_ms + 250;
	if (db_is_lent(s->view->store->db))
		return false;
	db_patience(s->view->store->db, 0);
	for (size_t i = 0; i < b->count; i++)
		if (b->asked[i].pad.retry && i != b->at)
			b->asked[i].left = b->asked[i].retried = true;
	debrief_rows_retry(s);
	if (draft_writer_fd(s->view->store) < 0)
		debrief_store_left(s);
	if (b->stale)
		b->stale = debrief_load(s, NULL) != 0;
	db_patience(s->view->store->db, -1);
	debrief_store_left(s);
	return was_stale && !b->stale;
}

/* Somebody else changed the answer that was left. Who has typed on is told, and asked when he goes back there: a
 * question in the middle of a word would take its letters. */
static struct act tell_met(struct screen *s)
{
	struct debrief_state *b = s->state;
	size_t met = (size_t)b->met - 1;

	b->met = 0;
	debrief_load(s, NULL);
	if (met >= b->count) /* it is asked no more */
		return ACT(HANDLED);
	if (typed_on(s))
		return act_refuse("somebody changed Q%d too: Alt-%d shows both texts", b->asked[met].id, b->asked[met].id);
	b->at = met;
	return debrief_ask_conflict(s);
}

static struct act tick(struct screen *s)
{
	struct debrief_state *b = s->state;
	char back[sizeof b->restored];
	bool was_unkept = s->unkept, paint = second_wait(s) == 0;

	if (paint) /* also where another screen lies above and nothing of it is drawn: else every turn would be a second */
		b->shown_s = debrief_total_ms(s) / 1000;
	if (!debrief_keep_wait(s))
		s->unkept = debrief_keep(s, NULL) != 0;
	if (!debrief_left_wait(s)) {
		debrief_left_came(s, false);
		debrief_store_left(s);
	}
	if (b->reread || b->noted || b->left_err.kind || b->turn_err.kind)
		return debrief_tell_left(s);
	if (!debrief_back_wait(s))
		return debrief_tell_back(s);
	if (!met_wait(s))
		return tell_met(s);
	if (!debrief_place_wait(s))
		debrief_place_keep(s);
	if (!debrief_others_wait(s))
		paint |= debrief_others(s);
	if (!retry_wait(s))
		paint |= retry_saves(s);
	if (!clock_wait(s)) {
		debrief_load(s, NULL);
		paint = true;
	}
	if (b->restored[0]) {
		memcpy(back, b->restored, sizeof back);
		b->restored[0] = '\0';
		return act_say(ACT_HANDLED, TONE_SAY, "%s", back);
	}
	return paint || was_unkept != s->unkept ? ACT(HANDLED) : ACT(STAY);
}

static int keep(struct screen *s, struct err *err)
{
	int rc;

	debrief_left_came(s, false);
	rc = debrief_keep(s, err);
	if (debrief_state(s)->moved)
		debrief_place_keep(s);
	if (!db_is_lent(s->view->store->db))
		debrief_rows_reserve(s);
	debrief_store_left(s);
	return rc;
}

/* What somebody else wrote is shown as soon as the file can be read again; who types is not told of it. */
static int load(struct screen *s, struct err *err)
{
	struct debrief_state *b = s->state;
	struct err e = { 0 };
	int rc = debrief_load(s, &e);

	b->stale = rc && e.kind == ERR_BUSY;
	if (rc && !b->stale && err)
		*err = e;
	if (b->stale)
		b->saves_ms = s->view->mono_ms + 250;
	return b->stale ? 0 : rc;
}

static void resize(struct screen *s)
{
	debrief_load_deal(s);
}

/* ---- the type ---- */

static int init(struct screen *s, const void *arg, struct err *err)
{
	const int64_t *deal = arg;

	if (!deal)
		return err_set(err, ERR_REFUSED, "a debrief opens from its deal");
	if (debrief_open(s, *deal, err))
		return -1; /* what was read so far goes with the screen */
	if (debrief_state(s)->mode == MODE_READ)
		s->level = LEVEL_FORM;
	return 0;
}

const struct screen_type debrief_screen = {
	.name = "debrief",
	.title = "Debrief",
	.level = LEVEL_TEXT,
	.size = sizeof(struct debrief_state),
	.bindings = debrief_bindings,
	.init = init,
	.done = debrief_close,
	.load = load,
	.draw = debrief_draw,
	.key = key,
	.alt = debrief_alt,
	.mouse = mouse,
	.paste = paste,
	.resize = resize,
	.edited = edited,
	.wait_ms = wait_ms,
	.tick = tick,
	.keep = keep,
	.leave = debrief_leave,
	.unfinished = debrief_unfinished,
};
