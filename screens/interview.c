/* The live screen of an interview: notes as they are said, one thought each, none of it lost. Keys: screens.md, "One
 * grammar for every screen" (a form has two levels). */
#include "screens/interview.h"

#include "model/draft_writer.h"
#include "model/store.h"
#include "model/text.h"
#include "screens/typing.h"

#include <stdio.h>
#include <string.h>

struct interview_page *interview_page(const struct screen *s)
{
	return s->state;
}

struct thought *interview_here(const struct screen *s)
{
	struct interview_page *v = interview_page(s);

	return v->at < v->n ? &v->places[v->at] : NULL;
}

const char *interview_why_not(const struct screen *s, const struct thought *p)
{
	const struct interview_page *v = interview_page(s);

	if (*v->why_not)
		return v->why_not;
	if (v->i.state == INTERVIEW_VALIDATED && (!p || p->is_field || p->is_new))
		return "this interview is validated: its notes are corrected, nothing comes or goes; v says more";
	return NULL;
}

/* ---- typing ---- */

/* Its words are on their way into the database: it takes letters again when they are there. */
static void await(struct screen *s, struct thought *p)
{
	if (!p->pad->saving)
		return;
	draft_writer_rest(s->view->store);
	interview_came(s);
}

/* The place that letters go to; NULL, and why in *no. */
static struct thought *typing_place(struct screen *s, struct act *no)
{
	struct thought *p = interview_here(s);
	const char *why = interview_why_not(s, p);

	if (why || !p) {
		*no = act_refuse("%s", why ? why : "n begins a note");
		return NULL;
	}
	thought_pad(s, p);
	await(s, p);
	return p;
}

/* Enter at the end of a note, and in a row, begins the next of its kind. */
static struct act next_one(struct screen *s, struct thought *p)
{
	if (!text_says(p->pad->edit.text))
		return act_say(ACT_HANDLED, TONE_SAY, "it is empty: type, or Esc");
	return p->is_field ? interview_new_field(s, p->field) : interview_new_note(s, p->base.kind);
}

static struct act key(struct screen *s, int k)
{
	struct act no = ACT(IGNORED);
	struct thought *p;

	if (k == K_ESC || s->level != LEVEL_TEXT)
		return no;
	p = typing_place(s, &no);
	if (!p)
		return no;
	if (k == K_ENTER && (p->pad->edit.single || (!p->is_field && p->pad->edit.at == p->pad->edit.len)) &&
	    interview_page(s)->i.state != INTERVIEW_VALIDATED)
		return next_one(s, p);
	return typing_act(edit_key(&p->pad->edit, k, s->view->mono_ms));
}

static struct act take_text(struct screen *s, const char *text, size_t len, bool replaces)
{
	struct act done = ACT(IGNORED);
	struct thought *p;

	if (!interview_here(s) || (s->level == LEVEL_FORM && !replaces && !interview_why_not(s, NULL))) {
		done = interview_new_note(s, SAID_QUOTE);
		if (done.kind != ACT_HANDLED || done.say.tone != TONE_NONE)
			return done;
	}
	p = typing_place(s, &done);
	if (!p)
		return done;
	s->level = LEVEL_TEXT;
	done = typing_act(replaces ? edit_replace(&p->pad->edit, text, len, s->view->mono_ms)
				   : edit_paste(&p->pad->edit, text, len, s->view->mono_ms));
	return done.kind == ACT_HANDLED ? typing_taken(&p->pad->edit, done, replaces ? "taken from the editor" : "pasted", text, len)
					: done;
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	return take_text(s, text, len, false);
}

static struct act edited(struct screen *s, const char *text, size_t len)
{
	return take_text(s, text, len, true);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct interview_page *v = interview_page(s);
	struct thought *p = interview_here(s);
	size_t best = v->n;

	if (p && p->pad && s->level == LEVEL_TEXT && (m->kind != MOUSE_PRESS || area_has(v->edit_area, m->y, m->x)))
		return edit_by_mouse(&p->pad->edit, v->edit_area, m, s->view->mono_ms) == EDIT_IGNORED ? ACT(STAY) : ACT(HANDLED);
	if (m->kind != MOUSE_PRESS)
		return ACT(STAY);
	for (size_t i = 0; i < v->n; i++) /* the last one that begins above the click, on its side */
		if (v->row_of && v->row_of[i] >= 0 && v->row_of[i] <= m->y && (i >= v->notes) == (m->x >= v->field_area.x))
			best = i;
	if (best == v->n)
		return ACT(STAY);
	s->level = interview_why_not(s, &v->places[best]) ? LEVEL_FORM : LEVEL_TEXT;
	return interview_go(s, best);
}

/* ---- time ---- */

static int64_t wait_ms(const struct screen *s)
{
	const struct interview_page *v = interview_page(s);

	if (v->said[0] || v->left_err.kind || v->met || v->began || (v->reread && !db_is_lent(s->view->store->db)))
		return 0;
	return SCREEN_SOONEST(interview_keep_wait(s), interview_came_wait(s), interview_retry_wait(s));
}

/* The first note of an interview that was planned: now it is held. */
static struct act begin(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	struct err err = { 0 };

	v->began = false;
	if (v->i.state != INTERVIEW_PLANNED && v->i.state != INTERVIEW_SCHEDULED)
		return ACT(HANDLED);
	if (interview_hold(s->view->store, v->id, s->view->store->now(s->view->store), &err))
		return act_error(&err);
	return act_say(ACT_RELOAD, TONE_DONE, "the interview is held from now on");
}

static struct act tell(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	size_t met = (size_t)v->met - 1;
	struct err err = v->left_err;
	char said[sizeof v->said];

	if (v->said[0]) {
		memcpy(said, v->said, sizeof said);
		v->said[0] = '\0';
		return act_say(ACT_HANDLED, TONE_SAY, "%s", said);
	}
	if (v->left_err.kind) {
		v->left_err.kind = ERR_NONE;
		return act_say(ACT_HANDLED, TONE_ERROR, "kept as a draft: %s", err.text);
	}
	if (!v->met)
		return ACT(STAY);
	v->met = 0;
	if (s->level == LEVEL_TEXT && met != v->at) /* a question in the middle of a word would take its letters */
		return act_refuse("somebody changed a text that you left too: Esc, and go there");
	return interview_ask_conflict(s, met);
}

static struct act tick(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	bool was_unkept = s->unkept, paint = false;
	struct err err = { 0 };
	struct act a;

	if (!interview_keep_wait(s))
		s->unkept = interview_keep(s, NULL) != 0;
	if (!interview_came_wait(s))
		interview_came(s);
	if (!interview_retry_wait(s))
		interview_retry(s);
	if (v->began && !db_is_lent(s->view->store->db))
		return begin(s);
	if (v->reread && !db_is_lent(s->view->store->db)) {
		v->stale = interview_load(s, &err) && err.kind == ERR_BUSY;
		v->reread = false;
		v->saves_ms = s->view->mono_ms;
		paint = true;
	}
	a = tell(s);
	if (a.kind != ACT_STAY)
		return a;
	return paint || was_unkept != s->unkept ? ACT(HANDLED) : ACT(STAY);
}

static int keep(struct screen *s, struct err *err)
{
	int rc;

	interview_came(s);
	rc = interview_keep(s, err);
	interview_reserve(s);
	return rc;
}

/* What somebody else wrote is shown as soon as the file can be read again. */
static int load(struct screen *s, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct err e = { 0 };
	int rc = interview_load(s, &e);

	v->stale = rc && e.kind == ERR_BUSY;
	if (rc && !v->stale && err)
		*err = e;
	return v->stale ? 0 : rc;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	const struct note_place *place = arg;

	if (!place)
		return err_set(err, ERR_REFUSED, "an interview opens from the list of interviews");
	return interview_open(s, place, err);
}

const struct screen_type interview_screen = {
	.name = "interview", .title = "Interview", .level = LEVEL_FORM, .size = sizeof(struct interview_page),
	.bindings = interview_bindings, .init = init, .done = interview_close, .load = load, .draw = interview_draw, .key = key,
	.mouse = mouse, .paste = paste, .edited = edited, .wait_ms = wait_ms, .tick = tick, .keep = keep,
	.leave = interview_leave,
};
