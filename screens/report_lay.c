/* Where everything of the quarter stands: made once for a rollup and a size, painted as often as asked. A number is a piece
 * with a spot; the cursor goes from spot to spot by where they stand. */
#include "screens/report.h"

#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- pieces ---- */

int report_add(struct report_pen *pen, enum piece_kind kind, enum style ink, int y, int x, int cols, const char *text)
{
	struct report_lay *l = pen->l;

	if (l->pieces == l->piece_cap) {
		l->piece_cap = l->piece_cap ? l->piece_cap * 2 : 64;
		l->piece = xrealloc(l->piece, l->piece_cap * sizeof *l->piece);
	}
	l->piece[l->pieces] = (struct report_piece){ .kind = kind, .ink = ink, .y = y, .x = x, .cols = cols,
						     .text = l->text.len, .spot = -1 };
	buf_add(&l->text, text, strlen(text) + 1);
	return (int)l->pieces++;
}

int report_spot_add(struct report_pen *pen, enum report_block block, const char *key)
{
	struct report_lay *l = pen->l;

	if (l->spots == l->spot_cap) {
		l->spot_cap = l->spot_cap ? l->spot_cap * 2 : 32;
		l->spot = xrealloc(l->spot, l->spot_cap * sizeof *l->spot);
	}
	l->spot[l->spots] = (struct report_spot){ .block = block };
	snprintf(l->spot[l->spots].key, sizeof l->spot->key, "%s", key);
	return (int)l->spots++;
}

void report_add_spot(struct report_pen *pen, int spot, enum piece_kind kind, enum style ink, int y, int x, int cols,
		     const char *text)
{
	int i = report_add(pen, kind, ink, y, x, cols, text);

	pen->l->piece[i].spot = spot;
	pen->l->spot[spot].area = (struct area){ y, x, 1, cols };
}

bool report_heading(struct report_pen *pen, int rows, const char *title, const char *more)
{
	int y = pen->y + (pen->y > pen->start), width = text_visible_width(title, strlen(title));

	if (y + 1 + pen->tall + rows > pen->end)
		return false;
	report_add(pen, PIECE_TEXT, STYLE_SECTION, y, pen->x, pen->cols, title);
	if (more && width + 4 < pen->cols)
		report_add(pen, PIECE_TEXT, STYLE_MUTED, y, pen->x + width + 2, pen->cols - width - 2, more);
	pen->y = y + 1 + pen->tall;
	return true;
}

void report_lay_done(struct report_lay *l)
{
	free(l->piece);
	free(l->spot);
	buf_done(&l->text);
	*l = (struct report_lay){ 0 };
}

/* ---- the columns ---- */

enum { LEFT_COLS = 28, THEMES_COLS = 39 };

static void lay_left(struct report_pen *pen)
{
	report_block_outcome(pen);
	report_block_process(pen);
	report_block_sample(pen);
	report_block_views(pen);
}

/* Two blocks beside each other; the column goes on below the longer one. */
static void beside(struct report_pen *pen, void (*left)(struct report_pen *pen), void (*right)(struct report_pen *pen))
{
	int half = (pen->cols - 3) / 2;
	struct report_pen a = *pen, b = *pen;

	a.cols = b.cols = half;
	b.x = pen->x + half + 3;
	left(&a);
	right(&b);
	pen->y = a.y > b.y ? a.y : b.y;
}

static void lay_loss(struct report_pen *pen)
{
	report_block_themes(pen, ROLLUP_LOSS, pen->end - pen->y > 26 ? 5 : 4);
}

static void lay_win(struct report_pen *pen)
{
	report_block_themes(pen, ROLLUP_WIN, pen->end - pen->y > 26 ? 5 : 4);
}

static void lay_icp(struct report_pen *pen)
{
	report_block_icp(pen);
	report_block_refinements(pen);
}

/* A row of it is kept for the friction below. */
static void lay_actions(struct report_pen *pen)
{
	int kept = report_has_friction(pen) ? 2 : 0;

	pen->end -= kept;
	report_block_actions(pen);
	pen->end += kept;
	report_block_friction(pen);
}

/* As wide as its reasons want, where both lists of themes keep what their longest names and marks need. */
static int left_cols(const struct report_pen *pen)
{
	int cols = report_views_cols(pen), most = pen->cols - 6 - 2 * THEMES_COLS;

	cols = cols > most ? most : cols;
	return cols < LEFT_COLS ? LEFT_COLS : cols;
}

static void lay_wide(struct report_pen pen)
{
	struct report_pen left = pen;

	left.cols = left_cols(&pen);
	lay_left(&left);
	pen.x = left.x + left.cols + 3;
	pen.cols -= left.cols + 3;
	beside(&pen, lay_loss, lay_win);
	report_block_words(&pen, 3);
	report_block_cross(&pen);
	if (report_has_icp(&pen))
		beside(&pen, lay_icp, lay_actions);
	else
		beside(&pen, report_block_actions, report_block_friction);
}

/* What does not fit stands behind `t`. */
static void lay_narrow(struct report_pen pen)
{
	struct report_pen left = pen;
	bool long_one = pen.end - pen.y > 26;

	left.cols = 23;
	lay_left(&left);
	pen.x = 27;
	pen.cols -= 26;
	report_block_themes(&pen, ROLLUP_LOSS, long_one ? 6 : 3);
	report_block_themes(&pen, ROLLUP_WIN, long_one ? 6 : 3);
	report_block_words(&pen, long_one ? 3 : 1);
	report_block_actions(&pen);
	if (!long_one)
		report_block_friction(&pen);
	if (long_one) {
		report_block_cross(&pen);
		lay_icp(&pen);
		report_block_friction(&pen);
	}
}

static int bottom_rows(const struct report_pen *pen)
{
	return pen->wide && pen->tall ? 5 : 1;
}

void report_lay(struct screen *s)
{
	struct report_page *p = report_page_of(s);
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS;
	struct report_pen pen = { .s = s, .p = p, .l = &p->lay, .x = 1, .cols = cols - 2, .tall = s->area.rows >= 34,
				  .wide = cols >= REPORT_WIDE && s->area.rows >= 28 };

	p->lay.pieces = p->lay.spots = p->lay.quarters = 0;
	buf_clear(&p->lay.text);
	if (!p->has || p->empty)
		return;
	pen.y = s->area.y + pen.tall;
	pen.end = s->area.y + s->area.rows - bottom_rows(&pen);
	pen.y = report_block_head(&pen);
	pen.start = pen.y;
	if (pen.wide)
		lay_wide(pen);
	else
		lay_narrow(pen);
}

/* ---- the cursor ---- */

const struct report_spot *report_spot_here(const struct screen *s)
{
	const struct report_page *p = report_page_of(s);

	for (size_t i = 0; i < p->lay.spots; i++)
		if (!strcmp(p->lay.spot[i].key, p->here))
			return &p->lay.spot[i];
	return NULL;
}

static int distance(int a, int b)
{
	return a < b ? b - a : a - b;
}

/* Across: what stands beside it is nearer than what stands above; up and down the other way round. -1: not that way. */
static int cost(const struct report_spot *at, const struct report_spot *to, int key)
{
	int dy = distance(at->area.y, to->area.y), dx = distance(at->area.x, to->area.x);

	switch (key) {
	case K_DOWN:
		return to->area.y > at->area.y ? dy * 2 + dx * 3 : -1;
	case K_UP:
		return to->area.y < at->area.y ? dy * 2 + dx * 3 : -1;
	case K_RIGHT:
		return to->area.x > at->area.x ? dx + dy * 8 : -1;
	case K_LEFT:
		return to->area.x < at->area.x ? dx + dy * 8 : -1;
	}
	return -1;
}

/* The first of the block behind that of the cursor, or before it. */
static const struct report_spot *next_block(const struct report_lay *l, const struct report_spot *at, bool back)
{
	const struct report_spot *found = NULL;

	for (const struct report_spot *i = l->spot; i < l->spot + l->spots; i++)
		if (back ? i->block < at->block && (!found || i->block > found->block)
			 : i->block > at->block && (!found || i->block < found->block))
			found = i;
	return found;
}

const struct report_spot *report_spot_from(const struct report_lay *l, const struct report_spot *at, int key)
{
	const struct report_spot *best = NULL;
	int least = 0;

	if (!l->spots || key == K_HOME || !at)
		return l->spots ? &l->spot[0] : NULL;
	if (key == K_END)
		return &l->spot[l->spots - 1];
	if (key == K_PGDN || key == K_PGUP)
		return next_block(l, at, key == K_PGUP);
	for (size_t i = 0; i < l->spots; i++) {
		int c = cost(at, &l->spot[i], key);

		if (c >= 0 && (!best || c < least)) {
			best = &l->spot[i];
			least = c;
		}
	}
	return best;
}
