#include "screens/ui/edit.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/ui/edit_move.h"
#include "screens/ui/edit_past.h"
#include "screens/ui/edit_rows.h"

#include <stdlib.h>
#include <string.h>

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
	e->past = past_new();
	e->layout = edit_layout_new();
}

void edit_done(struct edit *e)
{
	past_free(e->past);
	edit_layout_free(e->layout);
	free(e->text);
	memset(e, 0, sizeof *e);
}

void edit_share(struct edit *e, struct edit *with)
{
	kill_share(e->past, with->past);
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
	e->selects = e->at_end = e->scrolled = false;
	past_forget(e->past);
	edit_layout_forget(e);
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

static void splice(struct edit *e, size_t at, size_t out_len, const char *in, size_t in_len, int64_t now_ms)
{
	edit_layout_change(e, at, at + out_len);
	reserve(e, e->len - out_len + in_len);
	memmove(e->text + at + in_len, e->text + at + out_len, e->len - at - out_len + 1);
	memcpy(e->text + at, in, in_len);
	e->len = e->len - out_len + in_len;
	e->at = at + in_len;
	e->goal_col = -1;
	e->selects = e->at_end = false;
	e->version++;
	if (e->unkept_at_ms < 0)
		e->unkept_at_ms = now_ms;
	e->unkept_chars++;
}

static enum edit_result change(struct edit *e, enum change_kind kind, size_t at, size_t out_len, const char *in,
			       size_t in_len, int64_t now_ms)
{
	if (!out_len && !in_len)
		return EDIT_MOVED;
	if (e->max && e->len - out_len + in_len > e->max && in_len > out_len)
		return EDIT_REFUSED;
	past_add(e->past, kind, at, e->text + at, out_len, in, in_len, now_ms);
	splice(e, at, out_len, in, in_len, now_ms);
	return EDIT_CHANGED;
}

/* In the place of what is selected, else at the cursor. */
static enum edit_result insert(struct edit *e, enum change_kind kind, const char *in, size_t in_len, int64_t now_ms)
{
	size_t at, out_len = edit_selection(e, &at);

	return change(e, kind, out_len ? at : e->at, out_len, in, in_len, now_ms);
}

enum edit_result edit_undo(struct edit *e, int64_t now_ms)
{
	const struct change *c = past_undo(e->past);

	if (!c)
		return EDIT_IGNORED;
	splice(e, c->at, c->in.len, buf_str(&c->out), c->out.len, now_ms);
	return EDIT_CHANGED;
}

enum edit_result edit_redo(struct edit *e, int64_t now_ms)
{
	const struct change *c = past_redo(e->past);

	if (!c)
		return EDIT_IGNORED;
	splice(e, c->at, c->out.len, buf_str(&c->in), c->in.len, now_ms);
	return EDIT_CHANGED;
}

/* What both engines can store: UTF-8 without NUL, line breaks of one kind. What is none becomes U+FFFD, one a byte. */
static void clean(struct edit *e, const char *s, size_t len, struct buf *out)
{
	size_t good = text_valid(s, len);

	e->odd_bytes = 0;
	for (size_t i = 0; i < len; i++) {
		if (i == good) {
			buf_puts(out, "\xef\xbf\xbd");
			e->odd_bytes++;
			good = i + 1 + text_valid(s + i + 1, len - i - 1);
		} else if (s[i] == '\r' || s[i] == '\n') {
			if (s[i] == '\n' || i + 1 == len || s[i + 1] != '\n')
				buf_putc(out, e->single ? ' ' : '\n');
		} else {
			buf_putc(out, s[i]);
		}
	}
}

enum edit_result edit_paste(struct edit *e, const char *s, size_t len, int64_t now_ms)
{
	struct buf in = { 0 };
	enum edit_result r;

	clean(e, s, len, &in);
	e->scrolled = e->past->killing = false;
	r = insert(e, CHANGE_ONCE, buf_str(&in), in.len, now_ms);
	buf_done(&in);
	return r;
}

enum edit_result edit_replace(struct edit *e, const char *s, size_t len, int64_t now_ms)
{
	struct buf in = { 0 };
	enum edit_result r = EDIT_MOVED;

	clean(e, s, len, &in);
	e->scrolled = e->past->killing = false;
	if (in.len != e->len || memcmp(buf_str(&in), e->text, in.len) != 0)
		r = change(e, CHANGE_ONCE, 0, e->len, buf_str(&in), in.len, now_ms);
	buf_done(&in);
	return r;
}

/* ---- kills ---- */

static enum edit_result kill(struct edit *e, size_t from, size_t to, int64_t now_ms)
{
	enum edit_result r;

	if (from == to)
		return EDIT_MOVED;
	kill_add(e->past, e->text + from, to - from, from < e->at);
	r = change(e, CHANGE_ONCE, from, to - from, "", 0, now_ms);
	e->past->killing = true;
	return r;
}

static enum edit_result kill_to_end(struct edit *e, int64_t now_ms)
{
	size_t end = edit_line_end(e, e->at);

	return kill(e, e->at, end == e->at && end < e->len ? end + 1 : end, now_ms);
}

static enum edit_result kill_region(struct edit *e, int64_t now_ms)
{
	size_t from, len = edit_selection(e, &from);

	return len ? kill(e, from, from + len, now_ms) : kill(e, edit_word_before(e, e->at), e->at, now_ms);
}

const char *edit_copy(struct edit *e, size_t *len)
{
	size_t from;

	*len = edit_selection(e, &from);
	if (!*len)
		return NULL;
	e->past->killing = false;
	kill_add(e->past, e->text + from, *len, false);
	return e->text + from;
}

/* ---- keys ---- */

static enum edit_result rub(struct edit *e, size_t from, size_t to, int64_t now_ms)
{
	size_t at, len = edit_selection(e, &at);

	if (len)
		return change(e, CHANGE_ONCE, at, len, "", 0, now_ms);
	return change(e, CHANGE_RUBBED, from, to - from, "", 0, now_ms);
}

static enum edit_result transpose(struct edit *e, int64_t now_ms)
{
	size_t b = e->at < e->len && e->text[e->at] != '\n' ? edit_after(e, e->at) : e->at;
	size_t m = edit_before(e, b), a = edit_before(e, m);
	struct buf swapped = { 0 };
	enum edit_result r;

	if (a == m || e->text[a] == '\n' || e->text[m] == '\n')
		return EDIT_MOVED;
	buf_add(&swapped, e->text + m, b - m);
	buf_add(&swapped, e->text + a, m - a);
	r = change(e, CHANGE_ONCE, a, b - a, buf_str(&swapped), swapped.len, now_ms);
	buf_done(&swapped);
	return r;
}

static enum edit_result type(struct edit *e, int key, int64_t now_ms)
{
	struct buf bytes = { 0 };
	enum edit_result r;

	key_utf8(key, &bytes);
	r = insert(e, CHANGE_TYPED, buf_str(&bytes), bytes.len, now_ms);
	buf_done(&bytes);
	return r;
}

void edit_select_all(struct edit *e)
{
	e->mark = 0;
	e->at = e->len;
	e->selects = e->len > 0;
	e->sticks = false;
}

static enum edit_result set_mark(struct edit *e)
{
	e->selects = e->sticks = !(e->selects && e->sticks && e->mark == e->at);
	e->mark = e->at;
	return EDIT_MOVED;
}

static enum edit_result drop_mark(struct edit *e)
{
	if (!e->selects)
		return EDIT_IGNORED;
	e->selects = false;
	return EDIT_MOVED;
}

static enum edit_result act(struct edit *e, int key, int64_t now_ms)
{
	if (key_is_text(key))
		return type(e, key, now_ms);
	switch (key) {
	case K_ENTER:
		return e->single ? EDIT_IGNORED : type(e, '\n', now_ms);
	case K_BACKSPACE:
		return rub(e, edit_before(e, e->at), e->at, now_ms);
	case K_DELETE:
	case K_CTRL('D'):
		return rub(e, e->at, edit_after(e, e->at), now_ms);
	case K_CTRL('K'):
		return kill_to_end(e, now_ms);
	case K_CTRL('U'):
		return kill(e, edit_line_start(e, e->at), e->at, now_ms);
	case K_CTRL('W'):
		return kill_region(e, now_ms);
	case K_CTRL('Y'):
		return insert(e, CHANGE_ONCE, buf_str(&e->past->kill->text), e->past->kill->text.len, now_ms);
	case K_CTRL('T'):
		return transpose(e, now_ms);
	case K_CTRL('_'):
		edit_undo(e, now_ms);
		return EDIT_CHANGED;
	case K_ALT | '_':
		return edit_redo(e, now_ms) == EDIT_CHANGED ? EDIT_CHANGED : EDIT_MOVED;
	case K_CTRL_SPACE:
		return set_mark(e);
	case K_CTRL('G'):
		return drop_mark(e);
	default:
		return edit_move(e, key);
	}
}

enum edit_result edit_key(struct edit *e, int key, int64_t now_ms)
{
	bool was_killing = e->past->killing, kills = key == K_CTRL('K') || key == K_CTRL('U') || key == K_CTRL('W');
	enum edit_result r = act(e, key, now_ms);

	if (r != EDIT_IGNORED)
		e->scrolled = false;
	if (!kills || r == EDIT_REFUSED)
		e->past->killing = false;
	else
		e->past->killing |= was_killing;
	return r;
}
