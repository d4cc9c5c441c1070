#include "app/stack_private.h"

#include "model/buf.h"
#include "model/draft_writer.h"
#include "model/store.h"
#include "model/teeth.h"
#include "model/value.h"
#include "screens/registry.h"
#include "screens/ui/bar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Half of the 16 characters that may be lost: the loop reads up to seven more before it sees that a draft is due. */
enum { KEEP_KEYS = 8, KEEP_MS = 250, KEEP_AGAIN_MS = 100, KEEP_LEAVING_MS = 1000, READ_AGAIN_MS = 100 };
/* Clocks that come due a moment apart, as after an import of many wins, are told together: between two keys each of
 * them would have every screen read anew. */
enum { CLOCKS_AGAIN_MS = 1000 };
#define NOT_KEPT "not kept"

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

/* What somebody writes just now is read again soon; that is said only to who `asked` for it. */
static void cannot_read(struct stack *st, const struct err *err, bool asked)
{
	if (err->kind == ERR_BUSY) {
		st->unread = true;
		st->read_again_ms = st->view.mono_ms + READ_AGAIN_MS;
	}
	if (err->kind != ERR_BUSY || asked)
		say_error(st, err);
}

static void load_screen(struct stack *st, struct screen *s, bool asked)
{
	struct err err = { 0 };

	if (s->type->load && s->type->load(s, &err))
		cannot_read(st, &err, asked);
}

static void load_bar(struct stack *st, bool asked)
{
	struct err err = { 0 };

	if (bar_load(&st->view, &err))
		cannot_read(st, &err, asked);
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

/* What cannot be kept is marked as that: it stands on the screen alone. ERR_NONE, or why. */
static enum err_kind keep_screen(struct stack *st, struct screen *s)
{
	bool was_unkept = s->unkept;
	struct err err = { 0 };

	if (!s->type->keep || teeth_off("P9"))
		return ERR_NONE;
	s->unkept = s->type->keep(s, &err) != 0;
	if (s->unkept != was_unkept) /* a screen may show it */
		st->dirty = true;
	if (!s->unkept)
		return ERR_NONE;
	if (teeth_off("P9-mark"))
		return err.kind;
	err_wrap(&err, NOT_KEPT);
	say_error(st, &err);
	st->unkept = true;
	return err.kind;
}

/* The last chance: somebody who holds the drafts for a moment does not cost what was typed. */
static enum err_kind keep_leaving(struct stack *st, struct screen *s)
{
	struct store *store = st->view.store;
	bool was_paused = store && draft_writer_is_paused(store);
	enum err_kind why;
	struct db *drafts;

	draft_writer_pause(store, true);
	drafts = store ? store->drafts : NULL;
	if (drafts)
		db_patience(drafts, KEEP_LEAVING_MS);
	why = keep_screen(st, s);
	if (drafts)
		db_patience(drafts, -1);
	draft_writer_pause(store, was_paused);
	return why;
}

static void ask(struct stack *st, struct screen *s, const struct act *a)
{
	st->question = a->question;
	st->asker = s;
	memcpy(st->question_text, a->say.text, sizeof st->question_text);
	st->dirty = true;
}

static const struct answer unkept_answers[] = {
	{ 'd', "drop the words", "drop-unkept" },
	{ K_ESC, "stay", NULL },
	{ 0, NULL, NULL },
};
static const struct question unkept_question = { unkept_answers, false };

/* A screen whose words stand nowhere else does not go by itself: only who is told so may drop them. */
static bool may_leave(struct stack *st, struct screen *s)
{
	enum err_kind why = keep_leaving(st, s);
	struct act a;

	if (!why || teeth_off("P9-leave"))
		return true;
	a = act_ask(&unkept_question, why == ERR_BUSY ? "Kept nowhere yet: the drafts are in use."
						      : "Kept nowhere yet: no draft can be written.");
	st->message.tone = TONE_NONE; /* the mark says the same without a way out */
	ask(st, s, &a);
	return false;
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
	load_screen(st, s, true);
	st->dirty = true;
}

/* Closes the top one; a tab's own screen stays. False: so does one that holds words which cannot be kept. */
static bool pop(struct stack *st, bool load, bool drops)
{
	struct screen *s = stack_top(st);

	if (st->depth < 2)
		return true;
	if (drops)
		keep_leaving(st, s);
	else if (!may_leave(st, s))
		return false;
	st->depth--;
	if (st->asker == s)
		st->question = NULL;
	load = load && s->type->kind != SCREEN_OVERLAY;
	free_screen(s);
	if (load) {
		load_screen(st, stack_top(st), true);
		load_bar(st, true);
	}
	st->dirty = true;
	return true;
}

void stack_show_tab(struct stack *st, int tab)
{
	struct err err = { 0 };
	struct screen *s;
	const struct screen_type *type = screen_of_tab(tab);
	bool counted = st->depth == 1 && st->screens[0]->type->tab; /* what writes from a tab loads the bar itself */

	if (!type)
		return;
	if (st->view.report_only && tab != 5) {
		err_set(&err, ERR_ROLE, "your role reads the written report: the other screens are not there for it");
		say_error(st, &err);
		return;
	}
	while (st->depth > 1)
		if (!pop(st, false, false))
			return;
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
	if (!counted)
		load_bar(st, true);
	load_screen(st, s, true);
	st->dirty = true;
}

static bool replace(struct stack *st, struct act *a)
{
	struct err err = { 0 };
	struct screen *s;

	if (st->depth == 1 && a->type->tab) {
		stack_show_tab(st, a->type->tab);
		return true;
	}
	if (!may_leave(st, stack_top(st)))
		return false;
	s = open_screen(st, a->type, a->arg, &err);
	if (!s) {
		say_error(st, &err);
		return true;
	}
	if (st->depth == 1) {
		st->screens[st->depth++] = s;
		s->below = st->screens[0];
	} else {
		s->below = st->screens[st->depth - 2];
		free_screen(stack_top(st));
		st->screens[st->depth - 1] = s;
	}
	load_screen(st, s, true);
	st->dirty = true;
	return true;
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
	load_bar(st, true);
	if (st->view.report_only && type->tab && type->tab != 5)
		stack_show_tab(st, 5);
	else
		load_screen(st, s, true);
	st->dirty = true;
	return 0;
}

void stack_reload(struct stack *st)
{
	st->unread = false;
	load_bar(st, false);
	for (int i = 0; i < st->depth; i++)
		load_screen(st, st->screens[i], false);
	st->dirty = true;
}

/* Without waiting for the lock: somebody may be typing. */
static void reload_unread(struct stack *st)
{
	struct db *db = st->view.store ? st->view.store->db : NULL;

	if (!st->unread || st->view.mono_ms < st->read_again_ms)
		return;
	st->read_again_ms = st->view.mono_ms + READ_AGAIN_MS;
	if (db && db_is_lent(db))
		return;
	if (db)
		db_patience(db, 0);
	stack_reload(st);
	if (db)
		db_patience(db, -1);
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

void stack_run(struct stack *st, struct screen *s, const struct binding *b, int key)
{
	const char *why = b->refuse ? b->refuse(s) : NULL;

	if (why) {
		struct act a = act_refuse("%s", why);

		stack_say(st, &a.say);
		return;
	}
	if (b->key && key != b->key && key != b->key2) /* the member has moved it, or it is run by name */
		key = b->key;
	stack_apply(st, s, b->run(s, key));
}

void stack_command(struct stack *st, struct screen *s, const char *command, int key)
{
	const struct binding *b = command ? screen_command(s->type, command) : NULL;

	if (b)
		stack_run(st, s, b, key);
}

/* On the screen below, which comes to light: the command's name may lie in the one that goes. */
static void run_below(struct stack *st, const char *command)
{
	char name[64];

	snprintf(name, sizeof name, "%s", command ? command : "");
	if (pop(st, false, false))
		stack_command(st, stack_top(st), *name ? name : NULL, 0);
}

static const struct answer quit_answers[] = {
	{ 'q', "leave", "quit-now" },
	{ K_ESC, "stay", NULL },
	{ 0, NULL, NULL },
};
static const struct question quit_question = { quit_answers, true };

static void quit(struct stack *st, struct screen *s, int status)
{
	if (status) {
		st->quit = true;
		st->status = status;
		return;
	}
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

void stack_apply(struct stack *st, struct screen *s, struct act a)
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
		if (a.bytes)
			take_bytes(&st->copy, &st->copy_len, &a);
		push(st, a.type, a.arg);
		break;
	case ACT_REPLACE:
		if (!replace(st, &a))
			return; /* what is asked now stands in the key row */
		break;
	case ACT_POP:
		if (!pop(st, true, a.number == ACT_DROPS))
			return;
		break;
	case ACT_TAB:
		stack_show_tab(st, a.number);
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
	case ACT_CARRY:
		st->carry = *(const int64_t *)a.arg;
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
		quit(st, s, a.number);
		break;
	}
	stack_say(st, &a.say);
}

/* ---- time ---- */

/* Until a clock somewhere becomes soon or late, which the top row counts. */
static int64_t clock_wait_ms(const struct stack *st)
{
	const struct view *v = &st->view;
	int64_t left, again = st->clocks_again_ms - v->mono_ms;

	if (!v->store || v->clock_change_at == NO_MOMENT)
		return -1;
	left = v->clock_change_at - v->store->now(v->store);
	left = left > again ? left : again;
	return left > 0 ? left : 0;
}

int64_t stack_wait_ms(const struct stack *st)
{
	int64_t least = clock_wait_ms(st);

	if (st->unkept && (least < 0 || least > KEEP_AGAIN_MS))
		least = KEEP_AGAIN_MS;
	if (st->unread && (least < 0 || least > st->read_again_ms - st->view.mono_ms))
		least = st->read_again_ms > st->view.mono_ms ? st->read_again_ms - st->view.mono_ms : 0;
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
	if (clock_wait_ms(st) == 0) {
		st->view.clock_change_at = NO_MOMENT;
		st->clocks_again_ms = st->view.mono_ms + CLOCKS_AGAIN_MS;
		stack_reload(st);
	}
	reload_unread(st);
	for (int i = 0; i < st->depth; i++) {
		struct screen *s = st->screens[i];

		if (s->type->wait_ms && s->type->tick && s->type->wait_ms(s) == 0)
			stack_apply(st, s, s->type->tick(s));
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
	if (st->question == &unkept_question)
		st->question = NULL;
	if (!strncmp(st->message.text, NOT_KEPT, sizeof NOT_KEPT - 1))
		st->message.tone = TONE_NONE;
	st->dirty = true;
}

void stack_keep_now(struct stack *st)
{
	draft_writer_pause(st->view.store, true);
	stack_keep(st);
	draft_writer_pause(st->view.store, false);
}

void stack_keep_last(struct stack *st)
{
	for (int i = 0; i < st->depth; i++)
		keep_leaving(st, st->screens[i]);
}
