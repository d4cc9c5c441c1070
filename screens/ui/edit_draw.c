/* A text on the screen: its rows, its selection, the mouse over it. */
#include "model/text.h"
#include "screens/ui/edit.h"
#include "screens/ui/edit_move.h"
#include "screens/ui/edit_rows.h"

enum { WHEEL_ROWS = 3, DOUBLE_MS = 400 };

/* ---- painting ---- */

static int draw_part(const struct edit *e, struct draw *d, struct area a, int x, enum style ink, size_t from, size_t end)
{
	return from < end ? draw_plain(d, a.y, a.x + x, a.cols - x, ink, e->text + from, end - from) : 0;
}

/* A row from byte to byte, what is selected on its own surface. A selected line break shows as one cell. */
static void draw_row(const struct edit *e, struct draw *d, struct area a, enum style ink, size_t from, size_t end,
		     bool active)
{
	size_t first, len = active ? edit_selection(e, &first) : 0, last;
	enum style before;
	int x;

	if (!len || first > end || first + len <= from) {
		draw_part(e, d, a, 0, ink, from, end);
		return;
	}
	last = first + len < end ? first + len : end;
	first = first > from ? first : from;
	x = draw_part(e, d, a, 0, ink, from, first);
	before = draw_surface(d, STYLE_SELECTION);
	x += draw_part(e, d, a, x, ink, first, last);
	draw_surface(d, before);
	edit_selection(e, &first);
	if (first + len > end && end < e->len && e->text[end] == '\n' && x < a.cols)
		draw_fill(d, (struct area){ a.y, a.x + x, 1, 1 }, STYLE_SELECTION);
	draw_part(e, d, a, x, ink, last, end);
}

/* The first byte shown of a single line, so that the cursor is in sight and as little as possible moves. */
static void scroll_sideways(struct edit *e, int cols)
{
	size_t top = (size_t)e->top < e->at ? (size_t)e->top : e->at, first = e->at;
	int used = 0;

	while (top && ((unsigned char)e->text[top] & 0xc0) == 0x80)
		top--;
	while (first > top) {
		size_t before = edit_before(e, first);

		used += edit_cols(e, before, first);
		if (used > cols - 1)
			break;
		first = before;
	}
	e->top = (int)(first > top ? first : top);
}

static void draw_single(struct edit *e, struct draw *d, struct area a, enum style ink, bool active)
{
	size_t end;

	if (!active) {
		e->top = 0;
		draw_textn(d, a.y, a.x, a.cols, ink, e->text, e->len);
		return;
	}
	if (!e->scrolled)
		scroll_sideways(e, a.cols);
	end = (size_t)e->top + 16 * (size_t)a.cols;
	draw_row(e, d, a, ink, (size_t)e->top, end < e->len ? end : e->len, true);
	draw_cursor(d, a.y, a.x + edit_cols(e, (size_t)e->top, e->at));
}

/* The first row shown. */
static void scroll(struct edit *e, struct area a, int row)
{
	int rows;

	if (!e->scrolled && row < e->top)
		e->top = row;
	if (!e->scrolled && row >= e->top + a.rows)
		e->top = row - a.rows + 1;
	rows = edit_rows_most(e, a.cols, e->top + a.rows);
	if (e->top > rows - a.rows)
		e->top = rows > a.rows ? rows - a.rows : 0;
}

void edit_draw(struct edit *e, struct draw *d, struct area a, enum style ink, bool active)
{
	struct edit_place p;
	size_t from, end;

	if (a.rows < 1 || a.cols < 2)
		return;
	e->shown_rows = a.rows;
	if (e->single) {
		draw_single(e, d, a, ink, active);
		return;
	}
	e->wrap_cols = a.cols;
	p = edit_spot(e, a.cols);
	scroll(e, a, p.row);
	for (int i = 0; i < a.rows && edit_row_at(e, a.cols, e->top + i, &from, &end, NULL); i++)
		draw_row(e, d, (struct area){ a.y + i, a.x, 1, a.cols }, ink, from, end, active);
	if (active && p.row >= e->top && p.row < e->top + a.rows)
		draw_cursor(d, a.y + p.row - e->top, a.x + (p.col < a.cols ? p.col : a.cols - 1));
}

/* ---- mouse ---- */

static size_t byte_at(struct edit *e, struct area a, int y, int x)
{
	size_t at = (size_t)e->top;
	int used = 0;

	e->at_end = false;
	if (!e->single)
		return edit_at(e, a.cols, y < a.y ? (e->top ? e->top - 1 : 0) : e->top + y - a.y, x - a.x, &e->at_end);
	while (at < e->len) {
		size_t next = edit_after(e, at);

		used += edit_cols(e, at, next);
		if (used > x - a.x)
			break;
		at = next;
	}
	return at;
}

void edit_click(struct edit *e, struct area a, int y, int x)
{
	e->at = byte_at(e, a, y, x);
	e->goal_col = -1;
	e->selects = false;
}

static enum edit_result press(struct edit *e, struct area a, const struct mouse *m, int64_t now_ms)
{
	bool again = now_ms - e->click_ms <= DOUBLE_MS && e->click_ms;

	edit_click(e, a, m->y, m->x);
	again = again && e->click_at == e->at;
	e->mark = e->click_at = e->at;
	e->pressed = true;
	e->click_ms = again ? 0 : now_ms;
	if (again)
		edit_select_word(e, e->at);
	return EDIT_MOVED;
}

static enum edit_result drag(struct edit *e, struct area a, const struct mouse *m)
{
	bool selected = e->selects;

	e->at = byte_at(e, a, m->y, m->x < a.x ? a.x : m->x);
	e->goal_col = -1;
	e->scrolled = false;
	e->selects = selected || e->at != e->mark;
	e->sticks = false;
	return EDIT_MOVED;
}

static enum edit_result wheel(struct edit *e, struct area a, int by)
{
	int top = e->top + by;

	if (e->single)
		return EDIT_IGNORED;
	e->top = top < 0 ? 0 : top;
	e->top = edit_rows_most(e, a.cols, e->top + a.rows) - a.rows;
	e->top = e->top < 0 ? 0 : e->top;
	e->scrolled = true;
	return EDIT_MOVED;
}

enum edit_result edit_by_mouse(struct edit *e, struct area a, const struct mouse *m, int64_t now_ms)
{
	bool inside = area_has(a, m->y, m->x);

	switch (m->kind) {
	case MOUSE_PRESS:
		return inside ? press(e, a, m, now_ms) : EDIT_IGNORED;
	case MOUSE_DRAG:
		return e->pressed ? drag(e, a, m) : EDIT_IGNORED;
	case MOUSE_WHEEL_UP:
	case MOUSE_WHEEL_DOWN:
		return inside ? wheel(e, a, m->kind == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS) : EDIT_IGNORED;
	case MOUSE_RELEASE:
		e->pressed = false;
		break;
	}
	return EDIT_IGNORED;
}
