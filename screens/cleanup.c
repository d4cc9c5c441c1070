/* Behind the call: what it left, in one list. A digit puts parked words to a question, Enter goes to the question. */
#include "model/cleanup.h"
#include "model/outbox.h"
#include "model/store.h"
#include "screens/account.h"
#include "screens/undo.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <string.h>

struct cleanup {
	int64_t form;
	struct leftover *left;
	struct list list;
	char go[24]; /* command of the debrief below */
};

static struct cleanup *cleanup_of(const struct screen *s)
{
	return s->state;
}

static int load(struct screen *s, struct err *err)
{
	struct cleanup *c = cleanup_of(s);
	size_t n = 0;

	leftovers_done(c->left, c->list.count);
	c->left = NULL;
	if (leftovers_list(s->view->store, c->form, &c->left, &n, err)) {
		c->list.count = 0;
		return -1;
	}
	list_fit(&c->list, n, s->area.rows > 6 ? (size_t)s->area.rows - 5 : 1);
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "the clean-up opens from its debrief");
	cleanup_of(s)->form = *(const int64_t *)arg;
	return 0;
}

static void done(struct screen *s)
{
	leftovers_done(cleanup_of(s)->left, cleanup_of(s)->list.count);
}

static void resize(struct screen *s)
{
	struct cleanup *c = cleanup_of(s);

	list_fit(&c->list, c->list.count, s->area.rows > 6 ? (size_t)s->area.rows - 5 : 1);
}

/* ---- painting ---- */

static void draw_row(const struct cleanup *c, struct draw *d, int y, int cols, size_t i)
{
	const struct leftover *l = &c->left[i];
	bool here = i == c->list.at, first = !i || i == c->list.top || c->left[i - 1].kind != l->kind;
	int x = 26;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (first)
		draw_text(d, y, 2, 22, l->kind == LEFT_OPEN ? STYLE_REQUIRED : STYLE_MUTED, leftover_title(l->kind));
	if (l->question)
		draw_printf(d, y, x, 3, STYLE_KEY, "Q%d", l->question);
	draw_text(d, y, x + 4, cols - x - 5, here ? STYLE_HERE : STYLE_TEXT, l->text);
}

static void draw(struct screen *s, struct draw *d)
{
	const struct cleanup *c = cleanup_of(s);
	int y = s->area.y + (s->area.rows >= 28), x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, "Behind the call") + 2;
	draw_printf(d, y, x, 30, STYLE_MUTED, "%zu left to settle", c->list.count);
	draw_rule(d, y + 1, 1, s->area.cols - 2);
	y += 2;
	if (!c->list.count)
		draw_text(d, y, 2, s->area.cols - 3, STYLE_GOOD, "Nothing is left: no parked words, no marks, every answer says something.");
	for (size_t i = c->list.top; i < c->list.count && i < c->list.top + c->list.rows; i++)
		draw_row(c, d, y++, s->area.cols, i);
	list_draw_below(&c->list, d, y, 30);
}

/* ---- keys ---- */

static const struct leftover *here(const struct screen *s)
{
	const struct cleanup *c = cleanup_of(s);

	return c->list.count ? &c->left[c->list.at] : NULL;
}

static struct act go_question(struct screen *s, int key)
{
	struct cleanup *c = cleanup_of(s);
	struct act a = ACT(RUN);

	(void)key;
	snprintf(c->go, sizeof c->go, "question-%d", here(s)->question);
	a.command = c->go;
	return a;
}

static const char *no_question(const struct screen *s)
{
	const struct leftover *l = here(s);

	if (!l)
		return "nothing is left here";
	return l->question ? NULL : "these words belong to no question yet: 1 … 7 puts them to one";
}

static struct act place(struct screen *s, int key)
{
	struct err err = { 0 };

	if (parked_place(s->view->store, here(s)->item, key - '0', &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "put to Q%d", key - '0'), "u", "undo");
}

static const char *not_parked(const struct screen *s)
{
	const struct leftover *l = here(s);

	return l && l->kind == LEFT_PARKED ? NULL : "a digit puts parked words to a question; this is something else";
}

static struct act settle(struct screen *s, enum item_state state, const char *done_words)
{
	struct err err = { 0 };

	if (leftover_settle(s->view->store, here(s)->item, state, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s", done_words), "u", "undo");
}

static struct act answered(struct screen *s, int key)
{
	const struct leftover *l = here(s);
	struct err err = { 0 };

	(void)key;
	if (l->kind != LEFT_AGAIN)
		return settle(s, ITEM_ANSWERED, "answered");
	if (debrief_again(s->view->store, cleanup_of(s)->form, l->question, false, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "Q%d no longer marked", l->question), "u", "undo");
}

static const char *not_to_answer(const struct screen *s)
{
	const struct leftover *l = here(s);

	if (l && (l->kind == LEFT_AGAIN || l->kind == LEFT_GAP || l->kind == LEFT_FOLLOWUP))
		return NULL;
	return "Space settles marks, gaps and questions to raise; Enter goes to the question";
}

static struct act drop(struct screen *s, int key)
{
	(void)key;
	return settle(s, ITEM_DROPPED, "put aside; it stays in the history");
}

static const char *not_to_drop(const struct screen *s)
{
	const struct leftover *l = here(s);

	if (l && l->item && l->kind != LEFT_UNOWNED)
		return NULL;
	return "d puts aside parked words, gaps and questions to raise; answers stay";
}

static struct act note_to_ae(struct screen *s, int key)
{
	struct outbox_message m = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (debrief_note_to_ae(s->view->store, cleanup_of(s)->form, &m, &err))
		return act_error(&err);
	a = act_offer(act_say(ACT_RELOAD, TONE_DONE, "the note to %s stands in the outbox; M shows it", m.recipient), "u", "undo");
	outbox_message_done(&m);
	return a;
}

static struct act move(struct screen *s, int key)
{
	return list_key(&cleanup_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_FORM, cleanup_of(s)->form, key == K_CTRL('R'), NULL);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return list_mouse(&cleanup_of(s)->list, m, s->area.y + (s->area.rows >= 28) + 2) ? ACT(HANDLED) : ACT(STAY);
}

#define PLACE(n)                                                                                                      \
	{ .levels = AT_LIST, .key = '0' + (n), .command = "place-" #n, .label = "put to question",                      \
	  .title = "Put the parked words to Q" #n, .group = "Settle", .footer = (n) == 1 ? 2 : 0, .run = place,           \
	  .refuse = not_parked }

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "go", .label = "go there", .title = "Go to the question",
	  .group = "Settle", .footer = 1, .run = go_question, .refuse = no_question },
	PLACE(1), PLACE(2), PLACE(3), PLACE(4), PLACE(5), PLACE(6), PLACE(7),
	{ .levels = AT_LIST, .key = ' ', .command = "settle", .label = "settled", .title = "It is answered", .group = "Settle",
	  .footer = 3, .run = answered, .refuse = not_to_answer },
	{ .levels = AT_LIST, .key = 'd', .command = "drop", .label = "put aside", .title = "Put it aside", .group = "Settle",
	  .footer = 4, .run = drop, .refuse = not_to_drop },
	{ .levels = AT_LIST, .key = 'y', .command = "note-ae", .label = "note to the AE", .title = "Ask the AE: did I get you right?",
	  .group = "Settle", .footer = 5, .run = note_to_ae },
	UNDO_ROWS(undo), LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type cleanup_screen = {
	.name = "cleanup", .title = "Behind the call", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct cleanup), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.resize = resize, .mouse = mouse,
};
