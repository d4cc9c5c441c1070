#include "screens/ui/edit_move.h"

#include "model/text.h"
#include "model/word.h"
#include "screens/ui/edit_rows.h"

#include <limits.h>
#include <string.h>

enum { PAGE_ROWS = 10 };

/* ---- places ---- */

size_t edit_before(const struct edit *e, size_t at)
{
	return at ? text_prev(e->text, e->len, at) : 0;
}

/* Typing may have left the cursor inside of what is one grapheme with what follows: then its end. */
size_t edit_after(const struct edit *e, size_t at)
{
	size_t end;

	if (at >= e->len)
		return e->len;
	end = at ? text_next(e->text, e->len, text_prev(e->text, e->len, at)) : 0;
	return end > at ? end : text_next(e->text, e->len, at);
}

static bool is_word(const struct edit *e, size_t at)
{
	return word_kind(e->text, e->len, at) >= WORD_LETTERS;
}

size_t edit_word_before(const struct edit *e, size_t at)
{
	enum word_kind kind;
	size_t p;

	while (at && !is_word(e, edit_before(e, at)))
		at = edit_before(e, at);
	if (!at)
		return 0;
	kind = word_kind(e->text, e->len, edit_before(e, at));
	while (at && word_kind(e->text, e->len, p = edit_before(e, at)) == kind)
		at = p;
	return at;
}

static size_t kind_end(const struct edit *e, size_t at)
{
	enum word_kind kind = word_kind(e->text, e->len, at);

	while (at < e->len && word_kind(e->text, e->len, at) == kind)
		at = text_next(e->text, e->len, at);
	return at;
}

size_t edit_word_after(const struct edit *e, size_t at)
{
	while (at < e->len && !is_word(e, at))
		at = edit_after(e, at);
	return at < e->len ? kind_end(e, at) : at;
}

size_t edit_line_start(const struct edit *e, size_t at)
{
	const char *found = at ? memrchr(e->text, '\n', at) : NULL;

	return found ? (size_t)(found - e->text) + 1 : 0;
}

size_t edit_line_end(const struct edit *e, size_t at)
{
	const char *found = memchr(e->text + at, '\n', e->len - at);

	return found ? (size_t)(found - e->text) : e->len;
}

/* Paragraphs: line ends, and beyond one where the cursor stands at it already. */
static size_t lines_before(const struct edit *e, size_t at)
{
	return edit_line_start(e, at && e->text[at - 1] == '\n' ? at - 1 : at);
}

static size_t lines_after(const struct edit *e, size_t at)
{
	return edit_line_end(e, at < e->len && e->text[at] == '\n' ? at + 1 : at);
}

/* ---- moves ---- */

static enum edit_result move_to(struct edit *e, size_t at)
{
	e->at = at;
	e->at_end = false;
	e->goal_col = -1;
	return EDIT_MOVED;
}

static enum edit_result move_to_cell(struct edit *e, int row, int col)
{
	size_t at = edit_at(e, e->wrap_cols, row, col, &e->at_end);
	size_t sure = at && at < e->len ? text_next(e->text, e->len, text_prev(e->text, e->len, at)) : at;

	e->at = sure;
	e->at_end = e->at_end && sure == at;
	return EDIT_MOVED;
}

/* Up and down go by the rows as they are wrapped on the screen. */
static enum edit_result move_rows(struct edit *e, int by)
{
	struct edit_place p;
	int goal, row, last;

	if (e->single)
		return EDIT_IGNORED;
	p = edit_spot(e, e->wrap_cols);
	goal = e->goal_col >= 0 ? e->goal_col : p.col;
	last = edit_rows_most(e, e->wrap_cols, p.row + (by > 0 ? by : 0) + 1) - 1;
	row = p.row + by;
	row = row < 0 ? 0 : row > last ? last : row;
	if (row == p.row)
		return EDIT_IGNORED;
	move_to_cell(e, row, goal);
	e->goal_col = goal;
	return EDIT_MOVED;
}

static enum edit_result move_pages(struct edit *e, int by)
{
	return move_rows(e, by * (e->shown_rows > 2 ? e->shown_rows - 1 : PAGE_ROWS));
}

/* To the end of the row as it is shown, and from there to that of the line. */
static enum edit_result move_to_edge(struct edit *e, bool end)
{
	size_t line = end ? edit_line_end(e, e->at) : edit_line_start(e, e->at), before = e->at;
	bool was_at_end = e->at_end;

	if (e->single)
		return move_to(e, line);
	e->goal_col = -1;
	move_to_cell(e, edit_spot(e, e->wrap_cols).row, end ? INT_MAX : 0);
	if (e->at == before && e->at_end == was_at_end)
		return move_to(e, line);
	return EDIT_MOVED;
}

static enum edit_result move_key(struct edit *e, int key)
{
	switch (key) {
	case K_LEFT:
	case K_CTRL('B'):
		return move_to(e, edit_before(e, e->at));
	case K_RIGHT:
	case K_CTRL('F'):
		return move_to(e, edit_after(e, e->at));
	case K_HOME:
	case K_END:
		return move_to_edge(e, key == K_END);
	case K_CTRL('A'):
		return move_to(e, edit_line_start(e, e->at));
	case K_CTRL('E'):
		return move_to(e, edit_line_end(e, e->at));
	case K_CTRL_LEFT:
		return move_to(e, edit_word_before(e, e->at));
	case K_CTRL_RIGHT:
		return move_to(e, edit_word_after(e, e->at));
	case K_CTRL_UP:
		return move_to(e, lines_before(e, e->at));
	case K_CTRL_DOWN:
		return move_to(e, lines_after(e, e->at));
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
		return move_pages(e, -1);
	case K_PGDN:
		return move_pages(e, 1);
	default:
		return EDIT_IGNORED;
	}
}

/* ---- selection ---- */

size_t edit_selection(const struct edit *e, size_t *from)
{
	size_t mark = e->mark < e->len ? e->mark : e->len;

	*from = mark < e->at ? mark : e->at;
	return !e->selects ? 0 : mark < e->at ? e->at - mark : mark - e->at;
}

void edit_select_word(struct edit *e, size_t at)
{
	size_t from = at, end, before;

	if (at >= e->len || e->text[at] == '\n')
		return;
	end = kind_end(e, at);
	while (from && word_kind(e->text, e->len, before = edit_before(e, from)) == word_kind(e->text, e->len, at) &&
	       e->text[before] != '\n')
		from = before;
	e->mark = from;
	e->selects = true;
	e->sticks = false;
	move_to(e, end);
}

static enum edit_result extend(struct edit *e, int key)
{
	size_t mark = e->selects ? e->mark : e->at;
	enum edit_result r = move_key(e, key);

	if (r == EDIT_IGNORED && (key == K_UP || key == K_DOWN || key == K_PGUP || key == K_PGDN))
		r = move_to(e, key == K_UP || key == K_PGUP ? 0 : e->len); /* a selection never leaves its field */
	if (r == EDIT_IGNORED)
		return r;
	e->mark = mark;
	e->selects = true;
	e->sticks = false;
	return r;
}

enum edit_result edit_move(struct edit *e, int key)
{
	size_t from, len = edit_selection(e, &from);
	enum edit_result r;

	if (key & K_SHIFT)
		return extend(e, key & ~K_SHIFT);
	if (len && !e->sticks && (key == K_LEFT || key == K_RIGHT))
		r = move_to(e, key == K_LEFT ? from : from + len);
	else
		r = move_key(e, key);
	if (r == EDIT_MOVED && !e->sticks)
		e->selects = false;
	return r;
}
