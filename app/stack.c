#include "app/stack.h"

#include "model/buf.h"
#include "model/store.h"
#include "model/teeth.h"
#include "model/value.h"
#include "screens/keymap.h"
#include "screens/registry.h"
#include "screens/ui/bar.h"
#include "screens/ui/paint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_STAYS_MS = 2000 };
/* Half of the 16 characters that may be lost: the loop reads up to seven more before it sees that a draft is due. */
enum { KEEP_KEYS = 8, KEEP_MS = 250, KEEP_AGAIN_MS = 100, KEEP_LEAVING_MS = 1000 };
#define NOT_KEPT "not kept"

static void apply(struct stack *st, struct screen *s, struct act a);
static bool dispatch(struct stack *st, int key);

void stack_init(struct stack *st, struct store *store, struct settings *settings)
{
	memset(st, 0, sizeof *st);
	st->view.store = store;
	st->view.settings = settings;
	st->view.rows = NEED_ROWS;
	st->view.cols = NEED_COLS;
	st->view.clock_change_at = NO_MOMENT;
}

static void free_screen(struct screen *s)
{
	if (!s)
		return;
	if (s->type->done)
		s->type->done(s);
	free(s->state);
	free(s);
}

void stack_done(struct stack *st)
{
	for (int i = st->depth - 1; i > 0; i--)
		free_screen(st->screens[i]);
	if (st->depth && !(st->screens[0]->type->tab && st->tabs[st->screens[0]->type->tab] == st->screens[0]))
		free_screen(st->screens[0]);
	for (int i = 1; i <= 5; i++)
		free_screen(st->tabs[i]);
	free(st->copy);
	free(st->editor);
	memset(st, 0, sizeof *st);
}

struct screen *stack_top(const struct stack *st)
{
	return st->depth ? st->screens[st->depth - 1] : NULL;
}

struct screen *stack_base(const struct stack *st)
{
	for (int i = st->depth - 1; i > 0; i--)
		if (st->screens[i]->type->kind == SCREEN_FULL)
			return st->screens[i];
	return st->depth ? st->screens[0] : NULL;
}

bool stack_too_small(const struct stack *st)
{
	return st->view.rows < NEED_ROWS || st->view.cols < NEED_COLS;
}

void stack_say(struct stack *st, const struct message *m)
{
	if (m->tone == TONE_NONE)
		return;
	st->message = *m;
	st->message_ms = st->view.mono_ms;
	st->dirty = true;
}

static void say_error(struct stack *st, const struct err *err)
{
	struct act a = act_error(err);

	stack_say(st, &a.say);
}

/* ---- screens come and go ---- */

static void place(struct stack *st, struct screen *s)
{
	int rows = st->view.rows < NEED_ROWS ? NEED_ROWS : st->view.rows;
	int cols = st->view.cols < NEED_COLS ? NEED_COLS : st->view.cols;
	int top = s->type->bare ? 0 : 1;

	s->area = (struct area){ top, 0, rows - 1 - top, cols };
}

static int load_screen(struct stack *st, struct screen *s)
{
	struct err err = { 0 };

	if (s->type->load && s->type->load(s, &err)) {
		say_error(st, &err);
		return -1;
	}
	return 0;
}

static void load_bar(struct stack *st)
{
	struct err err = { 0 };

	if (bar_load(&st->view, &err))
		say_error(st, &err);
}

static struct screen *open_screen(struct stack *st, const struct screen_type *type, const void *arg, struct err *err)
{
	struct screen *s = xcalloc(1, sizeof *s);

	s->type = type;
	s->state = xcalloc(1, type->size ? type->size : 1);
	s->view = &st->view;
	s->level = type->level;
	s->below = stack_top(st);
	place(st, s);
	if (type->init && type->init(s, arg, err)) {
		free_screen(s);
		return NULL;
	}
	return s;
}

/* What cannot be kept is marked as that: it stands on the screen alone. */
static void keep_screen(struct stack *st, struct screen *s)
{
	struct err err = { 0 };

	if (!s->type->keep || teeth_off("P9") || !s->type->keep(s, &err))
		return;
	if (teeth_off("P9-mark"))
		return;
	err_wrap(&err, NOT_KEPT);
	say_error(st, &err);
	st->unkept = true;
}

/* The last chance: somebody who holds the drafts for a moment does not cost what was typed. */
static void keep_leaving(struct stack *st, struct screen *s)
{
	struct db *drafts = st->view.store ? st->view.store->drafts : NULL;

	if (drafts)
		db_patience(drafts, KEEP_LEAVING_MS);
	keep_screen(st, s);
	if (drafts)
		db_patience(drafts, -1);
}

static void push(struct stack *st, const struct screen_type *type, const void *arg)
{
	struct err err = { 0 };
	struct screen *s;

	if (st->depth == STACK_MAX) {
		struct act a = act_refuse("%d screens lie open over each other: Esc closes one", STACK_MAX);

		stack_say(st, &a.say);
		return;
	}
	s = open_screen(st, type, arg, &err);
	if (!s) {
		say_error(st, &err);
		return;
	}
	st->screens[st->depth++] = s;
	load_screen(st, s);
	st->dirty = true;
}

/* Closes the top one; a tab's own screen stays. */
static void pop(struct stack *st, bool load)
{
	struct screen *s = stack_top(st);

	if (st->depth < 2)
		return;
	keep_leaving(st, s);
	st->depth--;
	if (st->asker == s)
		st->question = NULL;
	load = load && s->type->kind != SCREEN_OVERLAY;
	free_screen(s);
	if (load) {
		load_screen(st, stack_top(st));
		load_bar(st);
	}
	st->dirty = true;
}

static void show_tab(struct stack *st, int tab)
{
	struct err err = { 0 };
	struct screen *s;
	const struct screen_type *type = screen_of_tab(tab);

	if (!type)
		return;
	while (st->depth > 1)
		pop(st, false);
	s = st->tabs[tab];
	if (!s) {
		st->depth = 0;
		s = open_screen(st, type, NULL, &err);
		st->depth = 1;
		if (!s) {
			say_error(st, &err);
			return;
		}
		st->tabs[tab] = s;
	}
	if (!st->screens[0]->type->tab) /* the first run's page */
		free_screen(st->screens[0]);
	st->screens[0] = s;
	place(st, s);
	if (s->type->resize)
		s->type->resize(s);
	load_bar(st);
	load_screen(st, s);
	st->dirty = true;
}

static void replace(struct stack *st, struct act *a)
{
	struct err err = { 0 };
	struct screen *s;

	if (st->depth == 1 && a->type->tab) {
		show_tab(st, a->type->tab);
		return;
	}
	keep_leaving(st, stack_top(st));
	s = open_screen(st, a->type, a->arg, &err);
	if (!s) {
		say_error(st, &err);
		return;
	}
	if (st->depth == 1) {
		st->screens[st->depth++] = s;
		s->below = st->screens[0];
	} else {
		s->below = st->screens[st->depth - 2];
		free_screen(stack_top(st));
		st->screens[st->depth - 1] = s;
	}
	load_screen(st, s);
	st->dirty = true;
}

int stack_start(struct stack *st, const struct screen_type *type, struct err *err)
{
	struct screen *s = open_screen(st, type, NULL, err);

	if (!s)
		return -1;
	st->screens[0] = s;
	st->depth = 1;
	if (type->tab)
		st->tabs[type->tab] = s;
	load_bar(st);
	load_screen(st, s);
	st->dirty = true;
	return 0;
}

void stack_reload(struct stack *st)
{
	load_bar(st);
	for (int i = 0; i < st->depth; i++)
		load_screen(st, st->screens[i]);
	st->dirty = true;
}

void stack_resize(struct stack *st, int rows, int cols)
{
	st->view.rows = rows;
	st->view.cols = cols;
	for (int i = 0; i < st->depth; i++) {
		place(st, st->screens[i]);
		if (st->screens[i]->type->resize)
			st->screens[i]->type->resize(st->screens[i]);
	}
	st->dirty = st->anew = true;
}

/* ---- acts ---- */

static void run_binding(struct stack *st, struct screen *s, const struct binding *b, int key)
{
	const char *why = b->refuse ? b->refuse(s) : NULL;

	if (why) {
		struct act a = act_refuse("%s", why);

		stack_say(st, &a.say);
		return;
	}
	apply(st, s, b->run(s, key));
}

static void run_command(struct stack *st, struct screen *s, const char *command)
{
	const struct binding *b = command ? screen_command(s->type, command) : NULL;

	if (b)
		run_binding(st, s, b, b->key);
}

/* On the screen below, which comes to light: the command's name may lie in the one that goes. */
static void run_below(struct stack *st, const char *command)
{
	char name[64];

	snprintf(name, sizeof name, "%s", command ? command : "");
	pop(st, false);
	run_command(st, stack_top(st), *name ? name : NULL);
}

static void ask(struct stack *st, struct screen *s, const struct act *a)
{
	st->question = a->question;
	st->asker = s;
	memcpy(st->question_text, a->say.text, sizeof st->question_text);
	st->dirty = true;
}

static const struct answer quit_answers[] = {
	{ 'q', "leave", "quit-now" },
	{ K_ESC, "stay", NULL },
	{ 0, NULL, NULL },
};
static const struct question quit_question = { quit_answers, true };

static void quit(struct stack *st, struct screen *s)
{
	for (int i = st->depth - 1; i >= 0; i--) {
		const struct screen_type *t = st->screens[i]->type;
		const char *what = t->unfinished ? t->unfinished(st->screens[i]) : NULL;

		if (what) {
			struct act a = act_ask(&quit_question, "Unfinished, and kept: %s.", what);

			ask(st, s, &a);
			return;
		}
	}
	st->quit = true;
}

static void take_bytes(char **to, size_t *len, struct act *a)
{
	free(*to);
	*to = a->bytes;
	*len = a->len;
}

static void apply(struct stack *st, struct screen *s, struct act a)
{
	switch (a.kind) {
	case ACT_IGNORED:
	case ACT_STAY:
		break;
	case ACT_HANDLED:
		st->dirty = true;
		break;
	case ACT_RELOAD:
		stack_reload(st);
		break;
	case ACT_PUSH:
		push(st, a.type, a.arg);
		break;
	case ACT_REPLACE:
		replace(st, &a);
		break;
	case ACT_POP:
		pop(st, true);
		break;
	case ACT_TAB:
		show_tab(st, a.number);
		break;
	case ACT_RUN:
		run_below(st, a.command);
		break;
	case ACT_ASK:
		ask(st, s, &a);
		return;
	case ACT_COPY:
		take_bytes(&st->copy, &st->copy_len, &a);
		break;
	case ACT_EDITOR:
		take_bytes(&st->editor, &st->editor_len, &a);
		break;
	case ACT_SUSPEND:
		st->suspend = true;
		break;
	case ACT_THEME:
		st->theme = a.command;
		st->dirty = true;
		break;
	case ACT_REDRAW:
		st->dirty = st->anew = true;
		break;
	case ACT_QUIT:
		if (a.number) {
			st->quit = true;
			st->status = a.number;
		} else {
			quit(st, s);
		}
		break;
	}
	stack_say(st, &a.say);
}

/* ---- keys ---- */

static void leave(struct stack *st, struct screen *s)
{
	if (st->depth > 1)
		apply(st, s, s->type->leave ? s->type->leave(s) : ACT(POP));
}

/* Esc where neither table nor screen wanted it: from the text to the form's level, from there back. */
static void escape(struct stack *st, struct screen *s)
{
	if (s->level == LEVEL_TEXT) {
		s->level = LEVEL_FORM;
		st->dirty = true;
		return;
	}
	leave(st, s);
}

static void say_dead(struct stack *st, int key)
{
	struct buf name = { 0 };
	struct act a;

	key_label(key, &name);
	a = act_offer(act_refuse("%s does nothing here", buf_str(&name)), "?", "keys");
	buf_done(&name);
	stack_say(st, &a.say);
}

static void say_odd(struct stack *st)
{
	struct act a = act_say(ACT_HANDLED, TONE_SAY, "a byte that was no UTF-8 shows as \xef\xbf\xbd");

	stack_say(st, &a.say);
}

/* True when something took the key. */
static bool dispatch(struct stack *st, int key)
{
	struct screen *s = stack_top(st);
	enum level level = s->level;
	const struct binding *b = keymap_find(st->view.keymap, s->type->bindings, level, key);
	struct act a;

	if (b) {
		/* A key that acts at form level leaves the cursor in the text again (screens.md). */
		if (level == LEVEL_FORM && !b->stays)
			s->level = LEVEL_TEXT;
		run_binding(st, s, b, key);
		return true;
	}
	a = s->type->key ? s->type->key(s, key) : ACT(IGNORED);
	if (a.kind != ACT_IGNORED) {
		apply(st, s, a);
		return true;
	}
	stack_say(st, &a.say);
	b = keymap_find(st->view.keymap, common_bindings, level, key);
	if (b) {
		if (level == LEVEL_FORM && !b->stays)
			s->level = LEVEL_TEXT;
		run_binding(st, s, b, key);
		return true;
	}
	if (key == K_ESC) {
		escape(st, s);
		return true;
	}
	return false;
}

/* The question in the key row has the key first. True when it took it. */
static bool answer(struct stack *st, int key)
{
	const struct question *q = st->question;
	struct screen *s = st->asker;

	if (!q)
		return false;
	for (const struct answer *a = q->answers; a->key; a++)
		if (a->key == key) {
			st->question = NULL;
			st->dirty = true;
			run_command(st, s, a->command);
			return true;
		}
	if (key == K_ESC || q->keys_pass) {
		st->question = NULL;
		st->dirty = true;
		return key == K_ESC;
	}
	return true;
}

static void age_message(struct stack *st)
{
	bool stays = st->message.tone == TONE_DONE || st->message.tone == TONE_SAY;

	if (st->message.tone == TONE_NONE || (stays && st->view.mono_ms - st->message_ms < MESSAGE_STAYS_MS))
		return;
	st->message.tone = TONE_NONE;
	st->dirty = true;
}

/* Alt-x is Esc x from the text and plain x elsewhere. */
static bool dispatch_alt(struct stack *st, int key)
{
	struct screen *s = stack_top(st);
	bool done;

	if (s->level != LEVEL_TEXT)
		return dispatch(st, key);
	dispatch(st, K_ESC);
	if (stack_top(st) == s && s->level == LEVEL_TEXT) /* that Esc closed a line that was asked over the text */
		dispatch(st, K_ESC);
	if (stack_top(st) != s || s->level != LEVEL_FORM)
		return dispatch(st, key);
	done = dispatch(st, key);
	if (!done && stack_top(st) == s && s->level == LEVEL_FORM)
		s->level = LEVEL_TEXT;
	return done;
}

/* Too small to show: what is typed into a text is still taken, nothing else acts. */
static bool taken_unseen(const struct stack *st, int key)
{
	return !stack_too_small(st) || stack_top(st)->level == LEVEL_TEXT || key == 'q' || key == K_CTRL('Z');
}

/* A key, or a paste, after which something may be typed and not kept. */
static void count_typed(struct stack *st)
{
	if (!st->unkept_keys++)
		st->unkept_ms = st->view.mono_ms;
}

void stack_key(struct stack *st, int key)
{
	if (!st->depth || key == K_UNKNOWN || key == K_NONE)
		return;
	if (stack_top(st)->level != LEVEL_TEXT)
		key &= ~K_SHIFT;
	if (!taken_unseen(st, key))
		return;
	count_typed(st);
	age_message(st);
	if (answer(st, key))
		return;
	if (key & K_ALT ? !dispatch_alt(st, key & ~K_ALT) : !dispatch(st, key))
		say_dead(st, key);
	else if (key == K_ODD)
		say_odd(st);
}

void stack_paste(struct stack *st, const char *text, size_t len)
{
	struct screen *s = stack_top(st);
	struct act a;

	if (!s)
		return;
	count_typed(st);
	age_message(st);
	st->question = NULL;
	a = s->type->paste ? s->type->paste(s, text, len) : ACT(IGNORED);
	if (a.kind == ACT_IGNORED)
		a = act_refuse("there is no field under the cursor to paste into; nothing was done");
	apply(st, s, a);
}

void stack_edited(struct stack *st, const char *text, size_t len)
{
	struct screen *s = stack_top(st);

	if (s && s->type->edited)
		apply(st, s, s->type->edited(s, text, len));
}

void stack_mouse(struct stack *st, const struct mouse *m)
{
	struct screen *s = stack_top(st);
	int tab;

	if (!s || stack_too_small(st))
		return;
	age_message(st);
	if (m->kind == MOUSE_PRESS && m->y == 0 && !stack_base(st)->type->bare && s->level == LEVEL_LIST) {
		tab = bar_tab_at(st->view.cols, &st->view, m->x);
		if (tab)
			show_tab(st, tab);
		return;
	}
	if (s->type->mouse)
		apply(st, s, s->type->mouse(s, m));
}

/* ---- time ---- */

/* Until a clock somewhere becomes soon or late, which the top row counts. */
static int64_t clock_wait_ms(const struct view *v)
{
	int64_t left;

	if (!v->store || v->clock_change_at == NO_MOMENT)
		return -1;
	left = v->clock_change_at - v->store->now(v->store);
	return left > 0 ? left : 0;
}

int64_t stack_wait_ms(const struct stack *st)
{
	int64_t least = clock_wait_ms(&st->view);

	if (st->unkept && (least < 0 || least > KEEP_AGAIN_MS))
		least = KEEP_AGAIN_MS;
	for (int i = 0; i < st->depth; i++) {
		const struct screen *s = st->screens[i];
		int64_t ms = s->type->wait_ms ? s->type->wait_ms(s) : -1;

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

/* Keys that wait are all taken before the loop keeps what was typed: screens that do not watch their own drafts are
 * kept between them (P1). */
static void keep_between_keys(struct stack *st)
{
	if (!st->unkept_keys || (st->unkept_keys < KEEP_KEYS && st->view.mono_ms - st->unkept_ms < KEEP_MS))
		return;
	st->unkept_keys = 0;
	for (int i = 0; i < st->depth; i++)
		if (!st->screens[i]->type->tick && !teeth_off("P1-tick"))
			keep_screen(st, st->screens[i]);
}

void stack_tick(struct stack *st)
{
	keep_between_keys(st);
	if (clock_wait_ms(&st->view) == 0) {
		st->view.clock_change_at = NO_MOMENT;
		stack_reload(st);
	}
	for (int i = 0; i < st->depth; i++) {
		struct screen *s = st->screens[i];

		if (s->type->wait_ms && s->type->tick && s->type->wait_ms(s) == 0)
			apply(st, s, s->type->tick(s));
	}
}

void stack_keep(struct stack *st)
{
	bool was_unkept = st->unkept;

	st->unkept_keys = 0;
	st->unkept = false;
	for (int i = 0; i < st->depth; i++)
		keep_screen(st, st->screens[i]);
	if (!was_unkept || st->unkept)
		return;
	if (!strncmp(st->message.text, NOT_KEPT, sizeof NOT_KEPT - 1))
		st->message.tone = TONE_NONE;
	st->dirty = true;
}

void stack_keep_last(struct stack *st)
{
	for (int i = 0; i < st->depth; i++)
		keep_leaving(st, st->screens[i]);
}

/* ---- painting ---- */

static void draw_small(struct stack *st, struct draw *d)
{
	char text[160];

	snprintf(text, sizeof text, "This window has %d columns and %d rows; winloss needs %d and %d. Nothing is lost.",
		 st->view.cols, st->view.rows, NEED_COLS, NEED_ROWS);
	draw_prose(d, (struct area){ 0, 0, st->view.rows, st->view.cols }, STYLE_TEXT, text, 0);
}

static void draw_screens(struct stack *st, struct draw *d)
{
	struct screen *base = stack_base(st);
	int from = st->depth - 1;

	while (from > 0 && st->screens[from] != base)
		from--;
	for (int i = from; i < st->depth; i++) {
		bool muted = false;

		for (int j = i + 1; j < st->depth; j++)
			muted |= st->screens[j]->type->kind == SCREEN_OVERLAY;
		draw_muted(d, muted);
		draw_surface(d, STYLE_BASE);
		draw_clip(d, st->screens[i]->area);
		st->screens[i]->type->draw(st->screens[i], d);
	}
	draw_muted(d, false);
	draw_surface(d, STYLE_BASE);
}

/* Under an overlay the key row is that of the screen below, muted: the overlay says its own keys itself. */
static void draw_bottom(struct stack *st, struct draw *d)
{
	int y = st->view.rows - 1, cols = st->view.cols;
	int i = st->depth - 1;

	if (st->question) {
		bar_draw_question(d, y, cols, st->question, st->question_text);
		return;
	}
	if (st->message.tone != TONE_NONE) {
		bar_draw_message(d, y, cols, &st->message);
		return;
	}
	while (i > 0 && st->screens[i]->type->kind == SCREEN_OVERLAY)
		i--;
	draw_muted(d, i != st->depth - 1);
	bar_draw_keys(d, y, cols, st->screens[i]);
	draw_muted(d, false);
}

void stack_draw(struct stack *st, struct draw *d)
{
	struct area all = { 0, 0, st->view.rows, st->view.cols };

	if (!st->depth)
		return;
	if (stack_too_small(st)) {
		draw_small(st, d);
		return;
	}
	if (!stack_base(st)->type->bare)
		bar_draw_top(d, st->view.cols, &st->view, stack_base(st)->type->tab ? stack_base(st)->type->tab
										       : st->screens[0]->type->tab);
	draw_screens(st, d);
	draw_clip(d, all);
	draw_bottom(st, d);
}
