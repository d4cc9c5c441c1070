#include "screens/ui/edit.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/ui/edit_rows.h"
#include "screens/ui/key.h"

#include <stdlib.h>
#include <string.h>

/* One change: at `at`, `out` went and `in` came. Typed characters that follow each other are one. */
struct change {
	size_t at;
	char *out, *in;
	size_t out_len, in_len;
	bool typed;
};
struct edit_past {
	struct change *changes;
	size_t count, cap;
	size_t done; /* changes in force; those behind it can be brought again */
	struct buf kill;
};
enum { PAST_MAX = 1000 };

/* ---- life ---- */

void edit_init(struct edit *e, bool single)
{
	memset(e, 0, sizeof *e);
	e->single = single;
	e->text = xstrdup("");
	e->cap = 1;
	e->unkept_at_ms = -1;
	e->goal_col = -1;
	e->wrap_cols = 60;
	e->past = xcalloc(1, sizeof *e->past);
}

static void forget(struct edit_past *p, size_t from)
{
	for (size_t i = from; i < p->count; i++) {
		free(p->changes[i].out);
		free(p->changes[i].in);
	}
	p->count = from;
	if (p->done > from)
		p->done = from;
}

void edit_done(struct edit *e)
{
	if (!e->past)
		return;
	forget(e->past, 0);
	free(e->past->changes);
	buf_done(&e->past->kill);
	free(e->past);
	free(e->text);
	memset(e, 0, sizeof *e);
}

static void reserve(struct edit *e, size_t len)
{
	if (len < e->cap)
		return;
	e->cap = len + len / 2 + 64;
	e->text = xrealloc(e->text, e->cap);
}

void edit_set(struct edit *e, const char *s, size_t len)
{
	reserve(e, len);
	memcpy(e->text, s, len);
	e->text[len] = '\0';
	e->len = e->at = len;
	e->top = 0;
	e->goal_col = -1;
	forget(e->past, 0);
	e->version++;
	edit_kept(e);
}

void edit_kept(struct edit *e)
{
	e->unkept_at_ms = -1;
	e->unkept_chars = 0;
}

bool edit_is_kept(const struct edit *e)
{
	return e->unkept_at_ms < 0;
}

/* ---- changes ---- */

static void splice(struct edit *e, size_t at, size_t out_len, const char *in, size_t in_len)
{
	reserve(e, e->len - out_len + in_len);
	memmove(e->text + at + in_len, e->text + at + out_len, e->len - at - out_len + 1);
	memcpy(e->text + at, in, in_len);
	e->len = e->len - out_len + in_len;
	e->at = at + in_len;
	e->goal_col = -1;
	e->version++;
}

static void mark_unkept(struct edit *e, int64_t now_ms)
{
	if (e->unkept_at_ms < 0)
		e->unkept_at_ms = now_ms;
	e->unkept_chars++;
}

/* True when the change only lengthens the run of typing before it. A blank begins a new run. */
static bool joins(const struct edit_past *p, size_t at, size_t out_len, const char *in, bool typed)
{
	const struct change *last = p->done ? &p->changes[p->done - 1] : NULL;

	return typed && last && last->typed && !out_len && last->at + last->in_len == at && in[0] != ' ' && in[0] != '\n';
}

static void remember(struct edit *e, size_t at, size_t out_len, const char *in, size_t in_len, bool typed)
{
	struct edit_past *p = e->past;
	struct change *c;

	forget(p, p->done);
	if (joins(p, at, out_len, in, typed)) {
		c = &p->changes[p->done - 1];
		c->in = xrealloc(c->in, c->in_len + in_len + 1);
		memcpy(c->in + c->in_len, in, in_len);
		c->in_len += in_len;
		return;
	}
	if (p->count == PAST_MAX) {
		free(p->changes[0].out);
		free(p->changes[0].in);
		memmove(p->changes, p->changes + 1, (PAST_MAX - 1) * sizeof *p->changes);
		p->count = p->done = PAST_MAX - 1;
	}
	if (p->count == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 16;
		p->changes = xrealloc(p->changes, p->cap * sizeof *p->changes);
	}
	c = &p->changes[p->count++];
	*c = (struct change){ at, xmalloc(out_len + 1), xmalloc(in_len + 1), out_len, in_len, typed };
	memcpy(c->out, e->text + at, out_len);
	memcpy(c->in, in, in_len);
	p->done = p->count;
}

static enum edit_result change(struct edit *e, size_t at, size_t out_len, const char *in, size_t in_len, bool typed,
			       int64_t now_ms)
{
	if (!out_len && !in_len)
		return EDIT_MOVED;
	if (e->max && e->len - out_len + in_len > e->max)
		return EDIT_REFUSED;
	remember(e, at, out_len, in, in_len, typed);
	splice(e, at, out_len, in, in_len);
	mark_unkept(e, now_ms);
	return EDIT_CHANGED;
}

enum edit_result edit_undo(struct edit *e, int64_t now_ms)
{
	struct edit_past *p = e->past;
	const struct change *c;

	if (!p->done)
		return EDIT_IGNORED;
	c = &p->changes[--p->done];
	splice(e, c->at, c->in_len, c->out, c->out_len);
	mark_unkept(e, now_ms);
	return EDIT_CHANGED;
}

enum edit_result edit_redo(struct edit *e, int64_t now_ms)
{
	struct edit_past *p = e->past;
	const struct change *c;

	if (p->done == p->count)
		return EDIT_IGNORED;
	c = &p->changes[p->done++];
	splice(e, c->at, c->out_len, c->in, c->in_len);
	mark_unkept(e, now_ms);
	return EDIT_CHANGED;
}

enum edit_result edit_paste(struct edit *e, const char *s, size_t len, int64_t now_ms)
{
	struct buf clean = { 0 };
	enum edit_result r;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (c == '\r') {
			if (i + 1 < len && s[i + 1] == '\n')
				continue;
			c = '\n';
		}
		if (c == '\n' && e->single)
			c = ' ';
		if (c) /* a NUL could not be stored */
			buf_putc(&clean, c);
	}
	r = change(e, e->at, 0, buf_str(&clean), clean.len, false, now_ms);
	buf_done(&clean);
	return r;
}

/* ---- moves ---- */

static size_t line_start(const struct edit *e, size_t at)
{
	while (at && e->text[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(const struct edit *e, size_t at)
{
	while (at < e->len && e->text[at] != '\n')
		at++;
	return at;
}

static bool is_word(const struct edit *e, size_t at)
{
	unsigned char c = (unsigned char)e->text[at];

	return c >= 0x80 || c == '\'' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static size_t word_before(const struct edit *e, size_t at)
{
	size_t p = at;

	while (p && !is_word(e, text_prev(e->text, e->len, p)))
		p = text_prev(e->text, e->len, p);
	while (p && is_word(e, text_prev(e->text, e->len, p)))
		p = text_prev(e->text, e->len, p);
	return p;
}

static size_t word_after(const struct edit *e, size_t at)
{
	while (at < e->len && !is_word(e, at))
		at = text_next(e->text, e->len, at);
	while (at < e->len && is_word(e, at))
		at = text_next(e->text, e->len, at);
	return at;
}

static enum edit_result move_to(struct edit *e, size_t at)
{
	e->at = at;
	e->goal_col = -1;
	return EDIT_MOVED;
}

/* Up and down go by the rows as they are wrapped on the screen. */
static enum edit_result move_rows(struct edit *e, int by)
{
	struct edit_place p = edit_place(e, e->wrap_cols);
	int goal = e->goal_col >= 0 ? e->goal_col : p.col, row = p.row + by;

	if (e->single || row < 0 || row >= p.rows) {
		if (e->single || p.row == (by < 0 ? 0 : p.rows - 1))
			return EDIT_IGNORED;
		row = by < 0 ? 0 : p.rows - 1;
	}
	e->at = edit_at(e, e->wrap_cols, row, goal);
	e->goal_col = goal;
	return EDIT_MOVED;
}

/* ---- kills ---- */

static enum edit_result kill(struct edit *e, size_t from, size_t to, int64_t now_ms)
{
	if (from == to)
		return EDIT_MOVED;
	buf_clear(&e->past->kill);
	buf_add(&e->past->kill, e->text + from, to - from);
	return change(e, from, to - from, "", 0, false, now_ms);
}

static enum edit_result kill_to_end(struct edit *e, int64_t now_ms)
{
	size_t end = line_end(e, e->at);

	return kill(e, e->at, end == e->at && end < e->len ? end + 1 : end, now_ms);
}

static enum edit_result transpose(struct edit *e, int64_t now_ms)
{
	size_t b = e->at < e->len && e->text[e->at] != '\n' ? text_next(e->text, e->len, e->at) : e->at;
	size_t m = text_prev(e->text, e->len, b), a = m ? text_prev(e->text, e->len, m) : m;
	struct buf swapped = { 0 };
	enum edit_result r;

	if (a == m || e->text[a] == '\n' || e->text[m] == '\n')
		return EDIT_MOVED;
	buf_add(&swapped, e->text + m, b - m);
	buf_add(&swapped, e->text + a, m - a);
	r = change(e, a, b - a, buf_str(&swapped), swapped.len, false, now_ms);
	buf_done(&swapped);
	return r;
}

static enum edit_result type(struct edit *e, int key, int64_t now_ms)
{
	struct buf bytes = { 0 };
	enum edit_result r;

	key_utf8(key, &bytes);
	r = change(e, e->at, 0, buf_str(&bytes), bytes.len, true, now_ms);
	buf_done(&bytes);
	return r;
}

static enum edit_result move_key(struct edit *e, int key)
{
	switch (key) {
	case K_LEFT:
	case K_CTRL('B'):
		return move_to(e, e->at ? text_prev(e->text, e->len, e->at) : 0);
	case K_RIGHT:
	case K_CTRL('F'):
		return move_to(e, e->at < e->len ? text_next(e->text, e->len, e->at) : e->len);
	case K_HOME:
	case K_CTRL('A'):
		return move_to(e, line_start(e, e->at));
	case K_END:
	case K_CTRL('E'):
		return move_to(e, line_end(e, e->at));
	case K_CTRL_LEFT:
		return move_to(e, word_before(e, e->at));
	case K_CTRL_RIGHT:
		return move_to(e, word_after(e, e->at));
	case K_CTRL_HOME:
		return move_to(e, 0);
	case K_CTRL_END:
		return move_to(e, e->len);
	case K_UP:
	case K_CTRL('P'):
		return move_rows(e, -1);
	case K_DOWN:
	case K_CTRL('N'):
		return move_rows(e, 1);
	case K_PGUP:
		return move_rows(e, -10);
	case K_PGDN:
		return move_rows(e, 10);
	default:
		return EDIT_IGNORED;
	}
}

enum edit_result edit_key(struct edit *e, int key, int64_t now_ms)
{
	key &= ~K_SHIFT;
	if (key_is_text(key))
		return type(e, key, now_ms);
	switch (key) {
	case K_ENTER:
		return e->single ? EDIT_IGNORED : type(e, '\n', now_ms);
	case K_BACKSPACE:
		return e->at ? change(e, text_prev(e->text, e->len, e->at), e->at - text_prev(e->text, e->len, e->at), "", 0,
				      false, now_ms)
			     : EDIT_MOVED;
	case K_DELETE:
	case K_CTRL('D'):
		return e->at < e->len ? change(e, e->at, text_next(e->text, e->len, e->at) - e->at, "", 0, false, now_ms)
				      : EDIT_MOVED;
	case K_CTRL('K'):
		return kill_to_end(e, now_ms);
	case K_CTRL('U'):
		return kill(e, line_start(e, e->at), e->at, now_ms);
	case K_CTRL('W'):
		return kill(e, word_before(e, e->at), e->at, now_ms);
	case K_CTRL('Y'):
		return change(e, e->at, 0, buf_str(&e->past->kill), e->past->kill.len, false, now_ms);
	case K_CTRL('T'):
		return transpose(e, now_ms);
	case K_CTRL('_'):
		edit_undo(e, now_ms);
		return EDIT_CHANGED;
	default:
		return move_key(e, key);
	}
}
