#include "screens/ui/edit_rows.h"

#include "model/buf.h"
#include "model/text.h"

#include <string.h>

/* Columns of the grapheme at [at, next) as it is shown. */
static int shown_cols(const char *s, size_t at, size_t next)
{
	struct buf clean = { 0 };
	int cols;

	if (next == at + 1 && s[at] >= 0x20 && s[at] < 0x7f)
		return 1;
	text_visible(&clean, s + at, next - at, false);
	cols = text_width(buf_str(&clean), clean.len);
	buf_done(&clean);
	return cols;
}

static size_t step(const struct edit *e, size_t at)
{
	unsigned char c = (unsigned char)e->text[at], d = at + 1 < e->len ? (unsigned char)e->text[at + 1] : 0;

	return c < 0x80 && d < 0x80 ? at + 1 : text_next(e->text, e->len, at);
}

size_t edit_row(const struct edit *e, size_t at, int cols, size_t *next)
{
	size_t word = 0;
	int col = 0;

	for (size_t i = at; i < e->len;) {
		size_t j = step(e, i);
		int w;

		if (e->text[i] == '\n' && !e->single) {
			*next = j;
			return i;
		}
		w = shown_cols(e->text, i, j);
		if (col + w > cols - 1 && e->text[i] != ' ' && !e->single && i > at) {
			*next = word > at ? word : i;
			return *next;
		}
		col += w;
		i = j;
		if (e->text[j - 1] == ' ')
			word = j;
	}
	*next = e->len + 1;
	return e->len;
}

static int cols_between(const struct edit *e, size_t from, size_t to)
{
	int cols = 0;

	while (from < to) {
		size_t next = step(e, from);

		cols += shown_cols(e->text, from, next);
		from = next;
	}
	return cols;
}

struct edit_place edit_place(const struct edit *e, int cols)
{
	struct edit_place p = { 0, 0, 0 };

	for (size_t at = 0, next; at <= e->len; at = next) {
		size_t end = edit_row(e, at, cols, &next);

		if (e->at >= at && (e->at < next || next > e->len) && (e->at <= end || next > e->len)) {
			p.row = p.rows;
			p.col = cols_between(e, at, e->at);
		}
		p.rows++;
	}
	return p;
}

size_t edit_at(const struct edit *e, int cols, int row, int col)
{
	size_t at = 0, next = 0, end = 0;
	int x = 0;

	for (int r = 0; at <= e->len; r++, at = next) {
		end = edit_row(e, at, cols, &next);
		if (r == row || next > e->len)
			break;
	}
	while (at < end) {
		size_t j = step(e, at);
		int w = shown_cols(e->text, at, j);

		if (x + w > col || (j == end && end == next)) /* before the break of a wrapped row, not behind it */
			break;
		x += w;
		at = j;
	}
	return at;
}

int edit_rows(const struct edit *e, int cols)
{
	return edit_place(e, cols).rows;
}

void edit_click(struct edit *e, struct area a, int y, int x)
{
	e->at = edit_at(e, a.cols, e->single ? 0 : e->top + y - a.y, x - a.x + (e->single ? e->top : 0));
	e->goal_col = -1;
}

/* ---- painting ---- */

static size_t skip_cols(const struct edit *e, int cols)
{
	size_t at = 0;

	while (at < e->len && cols > 0) {
		size_t j = step(e, at);

		cols -= shown_cols(e->text, at, j);
		at = j;
	}
	return at;
}

static void draw_single(struct edit *e, struct draw *d, struct area a, enum style ink, bool active)
{
	int col = cols_between(e, 0, e->at);
	size_t from;

	if (!active)
		e->top = 0;
	else if (col < e->top)
		e->top = col;
	else if (col > e->top + a.cols - 1)
		e->top = col - a.cols + 1;
	from = skip_cols(e, e->top);
	if (active)
		draw_plain(d, a.y, a.x, a.cols, ink, e->text + from, e->len - from);
	else
		draw_textn(d, a.y, a.x, a.cols, ink, e->text, e->len);
	if (active)
		draw_cursor(d, a.y, a.x + col - cols_between(e, 0, from));
}

static void draw_rows(struct edit *e, struct draw *d, struct area a, enum style ink)
{
	int row = 0;

	for (size_t at = 0, next; at <= e->len && row < e->top + a.rows; at = next, row++) {
		size_t end = edit_row(e, at, a.cols, &next);

		if (row >= e->top)
			draw_plain(d, a.y + row - e->top, a.x, a.cols, ink, e->text + at, end - at);
	}
}

void edit_draw(struct edit *e, struct draw *d, struct area a, enum style ink, bool active)
{
	struct edit_place p;

	if (a.rows < 1 || a.cols < 2)
		return;
	if (e->single) {
		draw_single(e, d, a, ink, active);
		return;
	}
	e->wrap_cols = a.cols;
	p = edit_place(e, a.cols);
	if (p.row < e->top)
		e->top = p.row;
	if (p.row >= e->top + a.rows)
		e->top = p.row - a.rows + 1;
	if (e->top > p.rows - a.rows)
		e->top = p.rows > a.rows ? p.rows - a.rows : 0;
	draw_rows(e, d, a, ink);
	if (active)
		draw_cursor(d, a.y + p.row - e->top, a.x + (p.col < a.cols ? p.col : a.cols - 1));
}
