/* Keys, pastes and the mouse: which screen and which table they go to. */
#include "app/stack_private.h"

#include "model/buf.h"
#include "model/teeth.h"
#include "screens/keymap.h"
#include "screens/ui/bar.h"

enum { MESSAGE_STAYS_MS = 2000 };

static void leave(struct stack *st, struct screen *s)
{
	if (st->depth > 1)
		stack_apply(st, s, s->type->leave ? s->type->leave(s) : ACT(POP));
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
		stack_run(st, s, b, key);
		return true;
	}
	a = s->type->key ? s->type->key(s, key) : ACT(IGNORED);
	if (a.kind != ACT_IGNORED) {
		stack_apply(st, s, a);
		return true;
	}
	stack_say(st, &a.say);
	b = keymap_find(st->view.keymap, common_bindings, level, key);
	if (b) {
		if (level == LEVEL_FORM && !b->stays)
			s->level = LEVEL_TEXT;
		stack_run(st, s, b, key);
		return true;
	}
	if (key == K_ESC) {
		escape(st, s);
		return true;
	}
	return false;
}

/* What acts over any text (Ctrl-Z, Ctrl-L) also acts over a question, which stays. */
static void act_everywhere(struct stack *st, int key)
{
	const struct binding *b = keymap_find(st->view.keymap, common_bindings, LEVEL_TEXT, key);

	if (b)
		stack_run(st, stack_top(st), b, key);
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
			stack_command(st, s, a->command, key);
			return true;
		}
	if (key == K_ESC || q->keys_pass) {
		st->question = NULL;
		st->dirty = true;
		return key == K_ESC;
	}
	act_everywhere(st, key);
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

/* Typing brought again (Alt-_) is of the text that the cursor is in, and some keys lead from one row to the next: Esc
 * would close a row or a line first. */
static bool taken_in_text(struct stack *st, struct screen *s, int key)
{
	struct act a = ACT(IGNORED);

	if (s->type->alt)
		a = s->type->alt(s, key);
	if (a.kind == ACT_IGNORED && key == '_' && s->type->key)
		a = s->type->key(s, K_ALT | key);
	if (a.kind == ACT_IGNORED)
		return false;
	stack_apply(st, s, a);
	return true;
}

/* Alt-x is Esc x from the text and plain x elsewhere. */
static bool dispatch_alt(struct stack *st, int key)
{
	struct screen *s = stack_top(st);
	bool done;

	if (s->level != LEVEL_TEXT)
		return dispatch(st, key);
	if (taken_in_text(st, s, key))
		return true;
	if (teeth_off("overlay"))
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
	stack_apply(st, s, a);
}

void stack_edited(struct stack *st, const char *text, size_t len)
{
	struct screen *s = stack_top(st);

	if (s && s->type->edited)
		stack_apply(st, s, s->type->edited(s, text, len));
}

void stack_mouse(struct stack *st, const struct mouse *m)
{
	struct screen *s = stack_top(st);
	int tab;

	if (!s || stack_too_small(st))
		return;
	age_message(st);
	if (m->kind == MOUSE_RELEASE && st->message.tone == TONE_SAY) { /* what was said while it was dragged */
		st->message.tone = TONE_NONE;
		st->dirty = true;
	}
	if (m->kind == MOUSE_PRESS && m->y == 0 && !stack_base(st)->type->bare && s->level == LEVEL_LIST) {
		tab = bar_tab_at(st->view.cols, &st->view, m->x);
		if (tab)
			stack_show_tab(st, tab);
		return;
	}
	if (s->type->mouse)
		stack_apply(st, s, s->type->mouse(s, m));
}
