#include "screens/screen.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/access.h"
#include "model/store.h"
#include "model/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct act act_make(enum act_kind kind)
{
	return (struct act){ .kind = kind };
}

struct act act_push(const struct screen_type *type, const void *arg)
{
	return (struct act){ .kind = ACT_PUSH, .type = type, .arg = arg };
}

struct act act_replace(const struct screen_type *type, const void *arg)
{
	return (struct act){ .kind = ACT_REPLACE, .type = type, .arg = arg };
}

struct act act_tab(int number)
{
	return (struct act){ .kind = ACT_TAB, .number = number };
}

struct act act_copy(const char *bytes, size_t len, const char *what)
{
	struct act a = act_say(ACT_COPY, TONE_DONE, "%s copied to this terminal's clipboard", what);

	a.bytes = xstrndup(bytes, len);
	a.len = len;
	return a;
}

struct act act_editor(const char *bytes, size_t len)
{
	return (struct act){ .kind = ACT_EDITOR, .bytes = xstrndup(bytes, len), .len = len };
}

struct act act_carry(const int64_t *message)
{
	struct act a = act_say(ACT_CARRY, TONE_SAY, "handed to its command; what comes of it is said here");

	a.arg = message;
	return a;
}

static __attribute__((format(printf, 3, 0))) struct act say(enum act_kind kind, enum tone tone, const char *fmt, va_list ap)
{
	struct act a = { .kind = kind, .say.tone = tone };

	cut_print(a.say.text, sizeof a.say.text, fmt, ap);
	return a;
}

struct act act_say(enum act_kind kind, enum tone tone, const char *fmt, ...)
{
	struct act a;
	va_list ap;

	va_start(ap, fmt);
	a = say(kind, tone, fmt, ap);
	va_end(ap);
	return a;
}

struct act act_refuse(const char *fmt, ...)
{
	struct act a;
	va_list ap;

	va_start(ap, fmt);
	a = say(ACT_HANDLED, TONE_REFUSED, fmt, ap);
	va_end(ap);
	return a;
}

/* A rule or a role that says no, or words that cannot be read, are no fault of the program or the machine. */
static enum tone tone_of(const struct err *err)
{
	return err->kind == ERR_REFUSED || err->kind == ERR_ROLE || err->kind == ERR_INPUT || err->kind == ERR_USAGE
		       ? TONE_REFUSED
		       : TONE_ERROR;
}

struct act act_error(const struct err *err)
{
	return act_say(ACT_HANDLED, tone_of(err), "%s", err->text[0] ? err->text : "that did not work");
}

struct act act_mouse(struct screen *s, struct list *l, const struct mouse *m, int first_row,
		     struct act (*open)(struct screen *s, int key))
{
	enum list_result r = list_mouse(l, m, first_row);

	return r == LIST_OPENED ? open(s, K_ENTER) : r == LIST_MOVED ? ACT(HANDLED) : ACT(STAY);
}

struct act act_load(struct screen *s)
{
	struct err err = { 0 };

	return s->type->load(s, &err) ? act_error(&err) : ACT(HANDLED);
}

struct act act_ask(const struct question *q, const char *fmt, ...)
{
	struct act a;
	va_list ap;

	va_start(ap, fmt);
	a = say(ACT_ASK, TONE_NONE, fmt, ap);
	va_end(ap);
	a.question = q;
	return a;
}

struct act act_offer(struct act a, const char *key, const char *label)
{
	a.say.key = key;
	a.say.key_label = label;
	return a;
}

const char *screen_may_not(const struct screen *s, const char *may)
{
	static struct err err;

	return access_act(s->view->store, may, &err) ? err.text : NULL;
}

int64_t screen_wait(const struct screen *s, int64_t at_ms)
{
	struct store *st = s->view->store;
	int64_t now;

	if (!st || at_ms == NO_MOMENT)
		return -1;
	now = st->now(st);
	return at_ms > now ? at_ms - now : 0;
}

int64_t screen_wait_or(const struct screen *s, int64_t at_ms, int64_t mono_ms)
{
	int64_t left = mono_ms > s->view->mono_ms ? mono_ms - s->view->mono_ms : 0;

	return SCREEN_SOONEST(screen_wait(s, at_ms), mono_ms < 0 ? -1 : left);
}

int64_t screen_soonest(const int64_t *waits_ms, size_t n)
{
	int64_t first = -1;

	for (size_t i = 0; i < n; i++)
		if (first < 0 || (waits_ms[i] >= 0 && waits_ms[i] < first))
			first = waits_ms[i];
	return first;
}

/* ---- the table of keys ---- */

const struct binding *binding_find(const struct binding *table, enum level level, int key)
{
	if (!table || !key)
		return NULL;
	for (const struct binding *b = table; b->command; b++)
		if (b->levels & 1u << level && (b->key == key || b->key2 == key))
			return b;
	return NULL;
}

const struct binding *screen_binding(const struct screen_type *t, enum level level, int key)
{
	return binding_find(t->bindings, level, key);
}

const struct binding *screen_command(const struct screen_type *t, const char *command)
{
	if (t->bindings)
		for (const struct binding *b = t->bindings; b->command; b++)
			if (!strcmp(b->command, command))
				return b;
	for (const struct binding *b = common_bindings; b->command; b++)
		if (!strcmp(b->command, command))
			return b;
	for (const struct binding *b = typing_bindings; t->paste && b->command; b++)
		if (!strcmp(b->command, command))
			return b;
	return NULL;
}

static const char *complain(const struct screen_type *t, const struct binding *b, const char *what)
{
	static char text[200];

	snprintf(text, sizeof text, "%s: %s: %s", t->name, b->command, what);
	return text;
}

static bool keys_meet(const struct binding *a, const struct binding *b)
{
	if (!(a->levels & b->levels))
		return false;
	return (a->key && (a->key == b->key || a->key == b->key2)) || (a->key2 && (a->key2 == b->key || a->key2 == b->key2));
}

static const char *check_key(const struct screen_type *t, const struct binding *b, int key)
{
	if (key & K_ALT)
		return complain(t, b, "Alt-x is made of x by the loop: no table names it");
	if (b->levels & AT_FORM && (key == '[' || key == 'O'))
		return complain(t, b, "Alt-[ and Alt-O begin the terminal's own sequences");
	if (b->levels & AT_TEXT && key_is_text(key))
		return complain(t, b, "a printable key is text while text is typed");
	return NULL;
}

static const char *check_binding(const struct screen_type *t, const struct binding *b)
{
	const char *why = check_key(t, b, b->key);

	if (!why && b->key2)
		why = check_key(t, b, b->key2);
	if (why)
		return why;
	if (!b->levels)
		return complain(t, b, "works at no level");
	if (!b->label || !b->group || !b->run)
		return complain(t, b, "needs a label, a group and something to run");
	for (const struct binding *o = b + 1; o->command; o++) {
		if (!strcmp(o->command, b->command))
			return complain(t, b, "the command stands twice");
		if (keys_meet(b, o))
			return complain(t, b, "its key has two meanings at one level");
	}
	return NULL;
}

const char *screen_check(const struct screen_type *t)
{
	const char *why;

	if (!t->bindings)
		return NULL;
	for (const struct binding *b = t->bindings; b->command; b++)
		if ((why = check_binding(t, b)))
			return why;
	return NULL;
}
