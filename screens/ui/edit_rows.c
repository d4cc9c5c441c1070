#include "screens/ui/edit_rows.h"

#include "model/buf.h"
#include "model/text.h"
#include "model/word.h"

#include <stdlib.h>
#include <string.h>

/* A grapheme of more bytes is measured in pieces, so that no text makes a row expensive. */
enum { UNIT_MAX = 256 };

struct stack {
	size_t *v, n, cap;
};
/* `head` holds where the first rows begin. `tail` holds where later rows began, the nearest on top, as distances from
 * the end of the text, which a change before them leaves true. `joined`: the rows of the tail follow those of the head;
 * else the next row begins at `resume`, and the tail is what a row may meet again. `partial`: nobody has looked behind the
 * tail, where a row begins at `beyond`, from the end too. */
struct edit_layout {
	struct stack head, tail;
	bool joined, partial;
	size_t resume, beyond;
	int cols;
	size_t found;
	struct buf clean;
};

/* ---- one row ---- */

static size_t step(const struct edit *e, size_t at)
{
	unsigned char c = (unsigned char)e->text[at], d = at + 1 < e->len ? (unsigned char)e->text[at + 1] : 0;

	if (c < 0x80 && d < 0x80 && c != '\r')
		return at + 1;
	return text_next(e->text, e->len - at > UNIT_MAX ? at + UNIT_MAX : e->len, at);
}

/* Columns of the bytes from `at` to `next` as they are shown. */
static int shown_cols(const struct edit *e, size_t at, size_t next)
{
	struct buf *clean = &e->layout->clean;

	if (next == at + 1 && e->text[at] >= 0x20 && e->text[at] < 0x7f)
		return 1;
	buf_clear(clean);
	text_visible(clean, e->text + at, next - at, false);
	return text_width(buf_str(clean), clean->len);
}

int edit_cols(const struct edit *e, size_t from, size_t to)
{
	int cols = 0;

	while (from < to) {
		size_t next = step(e, from);

		if (next > to) /* the cursor stands inside of what has become one grapheme: before it */
			break;
		cols += shown_cols(e, from, next);
		from = next;
	}
	return cols;
}

static bool is_blank(const struct edit *e, size_t at, size_t next)
{
	return next == at + 1 && (e->text[at] == ' ' || e->text[at] == '\t');
}

/* The first part, by code points, of what alone is wider than a row. */
static size_t part(const struct edit *e, size_t at, size_t next, int cols)
{
	size_t end = at;

	while (end < next) {
		size_t more = end + 1;

		while (more < next && ((unsigned char)e->text[more] & 0xc0) == 0x80)
			more++;
		if (end > at && shown_cols(e, at, more) > cols)
			break;
		end = more;
	}
	return end;
}

size_t edit_row(const struct edit *e, size_t at, int cols, size_t *next)
{
	size_t word = at, before = at; /* `word`: where a next row may begin */
	bool was_blank = false;
	int col = 0;

	for (size_t i = at; i < e->len;) {
		size_t j = step(e, i);
		bool blank = is_blank(e, i, j);
		int w;

		if (e->text[j - 1] == '\n' && !e->single) {
			*next = j;
			return i;
		}
		w = shown_cols(e, i, j);
		if (i > at && !blank && (was_blank || word_may_break(e->text + at, e->len - at, before - at, i - at)))
			word = i;
		if (!e->single && col + w > cols - !blank) {
			*next = i == at ? part(e, at, j, cols - 1) : word > at && !blank ? word : i;
			return *next;
		}
		col += w;
		before = i;
		was_blank = blank;
		i = j;
	}
	*next = e->len + 1;
	return e->len;
}

/* ---- all rows ---- */

static void push(struct stack *s, size_t value)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->v = xrealloc(s->v, s->cap * sizeof *s->v);
	}
	s->v[s->n++] = value;
}

struct edit_layout *edit_layout_new(void)
{
	return xcalloc(1, sizeof(struct edit_layout));
}

void edit_layout_free(struct edit_layout *l)
{
	if (!l)
		return;
	free(l->head.v);
	free(l->tail.v);
	buf_done(&l->clean);
	free(l);
}

void edit_layout_forget(const struct edit *e)
{
	struct edit_layout *l = e->layout;

	l->head.n = l->tail.n = l->resume = 0;
	l->joined = l->partial = false;
}

size_t edit_layout_found(const struct edit *e)
{
	return e->layout->found;
}

static bool is_whole(const struct edit_layout *l)
{
	return l->joined && !l->tail.n;
}

/* Where the row behind the head begins; len + 1: the head has all. */
static size_t frontier(const struct edit *e)
{
	const struct edit_layout *l = e->layout;

	if (!l->joined)
		return l->resume;
	return l->tail.n ? e->len - l->tail.v[l->tail.n - 1] : e->len + 1;
}

/* The tail is used up. */
static void end_tail(const struct edit *e)
{
	struct edit_layout *l = e->layout;

	if (l->tail.n || !l->partial)
		return;
	l->resume = l->joined ? e->len - l->beyond : l->resume;
	l->joined = l->partial = false;
}

/* Takes one more row into the head. */
static void lay_row(const struct edit *e)
{
	struct edit_layout *l = e->layout;

	push(&l->head, frontier(e));
	if (l->joined) {
		l->tail.n--;
		end_tail(e);
		return;
	}
	edit_row(e, l->resume, l->cols, &l->resume);
	l->found++;
	if (l->resume > e->len) {
		l->tail.n = 0;
		l->joined = true;
		l->partial = false;
		return;
	}
	while (l->tail.n && l->tail.v[l->tail.n - 1] > e->len - l->resume)
		l->tail.n--;
	end_tail(e);
	l->joined = l->tail.n && l->tail.v[l->tail.n - 1] == e->len - l->resume;
}

static void need_cols(const struct edit *e, int cols)
{
	if (e->layout->cols == cols)
		return;
	edit_layout_forget(e);
	e->layout->cols = cols;
}

static void need_byte(const struct edit *e, size_t at)
{
	while (!is_whole(e->layout) && frontier(e) <= at)
		lay_row(e);
}

static bool need_row(const struct edit *e, size_t row)
{
	while (!is_whole(e->layout) && e->layout->head.n <= row)
		lay_row(e);
	return row < e->layout->head.n;
}

/* The row of the head that holds the byte. */
static size_t row_of(const struct edit_layout *l, size_t at)
{
	size_t low = 0, high = l->head.n;

	while (low + 1 < high) {
		size_t mid = low + (high - low) / 2;

		if (l->head.v[mid] <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

void edit_layout_change(const struct edit *e, size_t at, size_t end)
{
	struct edit_layout *l = e->layout;
	size_t keep, before;

	while (l->tail.n && l->tail.v[l->tail.n - 1] > e->len - end)
		l->tail.n--;
	l->partial = l->partial && l->tail.n;
	if (!l->head.n) {
		l->resume = 0;
		l->joined = false;
		return;
	}
	/* What ends a row is at most the first grapheme of the row after the next, and the change may lengthen the grapheme
	 * before it: two rows before that one's everything is as it was. One more, where a narrow row has parted a grapheme
	 * and the next ones are therefore counted from its middle. */
	before = at ? text_prev(e->text, e->len, at) : 0;
	keep = row_of(l, before + UNIT_MAX < at ? at - UNIT_MAX : before);
	keep -= keep < 3 ? keep : 3;
	if (!l->joined && !l->tail.n && l->resume >= end) { /* what was found so far, and no further */
		l->joined = l->partial = true;
		l->beyond = e->len - l->resume;
	}
	for (size_t i = l->head.n; l->joined && i-- > keep + 1 && l->head.v[i] >= end;)
		push(&l->tail, e->len - l->head.v[i]);
	l->partial = l->partial && l->tail.n;
	l->resume = l->head.v[keep];
	l->head.n = keep;
	l->joined = false;
}

bool edit_row_at(const struct edit *e, int cols, int row, size_t *from, size_t *end, bool *soft)
{
	const struct edit_layout *l = e->layout;
	size_t next;

	need_cols(e, cols);
	if (row < 0 || !need_row(e, (size_t)row))
		return false;
	*from = l->head.v[row];
	next = (size_t)row + 1 < l->head.n ? l->head.v[row + 1] : frontier(e);
	*end = next > e->len ? e->len : next;
	if (soft)
		*soft = next <= e->len && e->text[next - 1] != '\n';
	if (!e->single && next <= e->len && e->text[next - 1] == '\n')
		*end -= 1 + (next - *from > 1 && e->text[next - 2] == '\r');
	return true;
}

/* ---- places ---- */

static bool ends_row(const struct edit *e, size_t row)
{
	size_t from, end;
	bool soft;

	return e->at_end && row && e->layout->head.v[row] == e->at &&
	       edit_row_at(e, e->layout->cols, (int)row - 1, &from, &end, &soft) && soft;
}

struct edit_place edit_spot(const struct edit *e, int cols)
{
	struct edit_place p = { 0, 0, 1 };
	size_t row;

	need_cols(e, cols);
	need_byte(e, e->at);
	row = row_of(e->layout, e->at);
	row -= ends_row(e, row);
	p.row = (int)row;
	p.col = edit_cols(e, e->layout->head.v[row], e->at);
	p.rows = p.row + 1;
	return p;
}

struct edit_place edit_place(const struct edit *e, int cols)
{
	struct edit_place p = edit_spot(e, cols);

	p.rows = edit_rows(e, cols);
	return p;
}

int edit_rows_most(const struct edit *e, int cols, int most)
{
	if (e->single)
		return 1;
	need_cols(e, cols);
	need_row(e, (size_t)most);
	return e->layout->head.n < (size_t)most ? (int)e->layout->head.n : most;
}

int edit_rows(const struct edit *e, int cols)
{
	if (e->single)
		return 1;
	need_cols(e, cols);
	while (!e->layout->joined || e->layout->partial)
		lay_row(e);
	return (int)(e->layout->head.n + e->layout->tail.n);
}

size_t edit_at(const struct edit *e, int cols, int row, int col, bool *at_end)
{
	size_t at, end, last;
	bool soft, blank = false;
	int x = 0;

	need_cols(e, cols);
	if (!need_row(e, (size_t)row))
		row = (int)e->layout->head.n - 1;
	edit_row_at(e, cols, row, &at, &end, &soft);
	for (last = at; at < end; last = at, at = step(e, at)) {
		size_t next = step(e, at);
		int w = shown_cols(e, at, next > end ? end : next);

		blank = is_blank(e, at, next);
		if (x + w > col)
			break;
		x += w;
	}
	if (at > end)
		at = end;
	soft = soft && at == end;
	if (soft && blank) /* before the blank at which it breaks: behind it is the next row */
		at = last;
	if (at_end)
		*at_end = soft && !blank;
	return at;
}
