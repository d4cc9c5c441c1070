#include "screens/evidence.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/evidence.h"
#include "model/interview_note.h"
#include "model/store.h"
#include "screens/deal.h"
#include "screens/interview.h"
#include "screens/quotes.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct evidence_state {
	struct list list;
	char title[160];
	char *kept;
	struct evidence *at;
	char **words;   /* of a note what was said, "" else */
	size_t n, hidden;
	struct exchange_arg chosen;
};

static struct evidence_state *state_of(const struct screen *s)
{
	return s->state;
}

static void forget(struct evidence_state *e)
{
	for (size_t i = 0; i < e->n; i++)
		free(e->words[i]);
	free(e->words);
	free(e->at);
	e->at = NULL;
	e->words = NULL;
	e->n = 0;
}

static int take(void *arg, const struct evidence *of)
{
	struct evidence_state *e = arg;

	e->at = xrealloc(e->at, (e->n + 1) * sizeof *e->at);
	e->words = xrealloc(e->words, (e->n + 1) * sizeof *e->words);
	e->words[e->n] = NULL;
	e->at[e->n++] = *of;
	return 0;
}

/* The words are read once the list stands: no statement is open then. */
static char *words_of(struct store *s, const struct evidence *of)
{
	static const char *const directions[] = { "an exchange record", "the exchange record before delivery",
						  "the exchange record after delivery" };
	struct interview_note n;
	char *words;

	if (of->kind == SUBJECT_FORM)
		return xstrdup(directions[of->period == 1 || of->period == 2 ? of->period : 0]);
	if (of->kind != SUBJECT_INTERVIEW_NOTE)
		return xstrdup(of->kind == SUBJECT_INTERVIEW ? "an interview" : "a deal");
	if (interview_note_get(s, of->subject, &n, NULL) != 1)
		return xstrdup("a note");
	words = xstrdup(n.text);
	interview_note_done(&n);
	return words;
}

static size_t rows_of(const struct screen *s)
{
	return s->area.rows > 6 ? (size_t)(s->area.rows - 5) : 1;
}

static int load(struct screen *s, struct err *err)
{
	struct evidence_state *e = state_of(s);

	forget(e);
	if (evidence_each(s->view->store, e->kept, take, e, &e->hidden, err))
		return -1;
	for (size_t i = 0; i < e->n; i++)
		e->words[i] = words_of(s->view->store, &e->at[i]);
	list_fit(&e->list, e->n, rows_of(s));
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	const struct evidence_arg *a = arg;

	if (!a)
		return err_set(err, ERR_REFUSED, "this is opened from an action or a refinement, for the one under the cursor");
	cut_printf(state_of(s)->title, sizeof state_of(s)->title, "%s", a->title);
	state_of(s)->kept = xstrdup(a->kept);
	return 0;
}

static void done(struct screen *s)
{
	forget(state_of(s));
	free(state_of(s)->kept);
}

static void resize(struct screen *s)
{
	list_fit(&state_of(s)->list, state_of(s)->n, rows_of(s));
}

/* ---- painting ---- */

static void draw_row(struct draw *d, int y, int cols, const struct evidence *of, const char *words, bool here)
{
	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_text(d, y, 4, 12, here ? STYLE_HERE : STYLE_STRONG, of->name);
	draw_text(d, y, 17, 22, STYLE_TEXT, of->company);
	draw_text(d, y, 40, cols - 41, STYLE_MUTED, words);
}

static void draw(struct screen *s, struct draw *d)
{
	struct evidence_state *e = state_of(s);
	int y = s->area.y, cols = s->area.cols;

	draw_printf(d, y, 1, cols - 2, STYLE_TITLE, "%s  %zu", e->title, e->n);
	y += 2;
	if (!e->n)
		draw_text(d, y, 4, cols - 5, STYLE_MUTED, e->hidden ? "Your role reads none of it." : "None of it is there any more.");
	for (size_t i = e->list.top; i < e->n && i < e->list.top + e->list.rows; i++)
		draw_row(d, y++, cols, &e->at[i], e->words[i], i == e->list.at);
	if (list_below(&e->list))
		draw_printf(d, y++, 4, 20, STYLE_MUTED, "↓ %zu more", list_below(&e->list));
	if (e->hidden && e->n)
		draw_printf(d, y, 4, cols - 5, STYLE_MUTED, "%zu more that your role does not read, or that %s gone", e->hidden,
			    e->hidden == 1 ? "is" : "are");
}

/* ---- keys ---- */

static struct act open_it(const struct evidence *of, struct exchange_arg *chosen)
{
	if (of->kind == SUBJECT_INTERVIEW || of->kind == SUBJECT_INTERVIEW_NOTE)
		return act_push_note(&interview_screen, of->interview, of->kind == SUBJECT_INTERVIEW_NOTE ? of->subject : 0);
	chosen->deal = of->deal;
	chosen->direction = (enum exchange_direction)of->period;
	return act_push(of->kind == SUBJECT_FORM ? &exchange_screen : &deal_screen, of->kind == SUBJECT_FORM ? (const void *)chosen
														: &chosen->deal);
}

static struct act open_here(struct screen *s, int key)
{
	struct evidence_state *e = state_of(s);

	(void)key;
	return open_it(&e->at[e->list.at], &e->chosen);
}

struct looking {
	struct evidence only;
	size_t n;
};

static int look(void *arg, const struct evidence *of)
{
	struct looking *l = arg;

	l->only = *of;
	l->n++;
	return 0;
}

struct act evidence_open(struct screen *s, struct evidence_arg *arg)
{
	struct looking l = { .n = 0 };
	size_t hidden = 0;
	struct err err = { 0 };

	if (evidence_each(s->view->store, arg->kept, look, &l, &hidden, &err))
		return act_error(&err);
	if (!l.n && !hidden)
		return act_refuse("it rests on no record; e names some");
	return l.n == 1 && !hidden ? open_it(&l.only, &arg->chosen) : act_push(&evidence_screen, arg);
}

static const char *none_here(const struct screen *s)
{
	return state_of(s)->n ? NULL : "there is nothing here to open";
}

static struct act move(struct screen *s, int key)
{
	list_key(&state_of(s)->list, key);
	return ACT(HANDLED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return act_mouse(s, &state_of(s)->list, m, s->area.y + 2, open_here);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the record", .group = "Evidence",
	  .footer = 1, .run = open_here, .refuse = none_here },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type evidence_screen = {
	.name = "evidence", .title = "Evidence", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct evidence_state),
	.bindings = bindings, .init = init, .done = done, .load = load, .draw = draw, .mouse = mouse, .resize = resize,
};
