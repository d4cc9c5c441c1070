/* The windows of cards that the board keeps in memory, and the cursor in them. */
#include "screens/board.h"

#include "model/due_count.h"
#include "model/store.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 32, WINDOW_MAX = 192, SPARE = 4 };

static enum board_fold fold_of(const struct board *b)
{
	return b->unfolded ? BOARD_ALL : BOARD_ACTIVE;
}

int64_t board_shown(const struct board *b, const struct board_column *c)
{
	return c->total.n + (b->unfolded ? c->total.folded : 0);
}

/* ---- a window ---- */

static void free_cards(struct card *card, size_t n)
{
	struct board_page p = { .card = card, .n = n };

	board_page_done(&p);
}

static void window_done(struct board_column *c)
{
	free_cards(c->card, c->n);
	c->card = NULL;
	c->n = c->cap = 0;
}

void board_windows_done(struct board *b)
{
	for (size_t i = 0; i < b->columns; i++)
		window_done(&b->column[i]);
}

void board_windows_reset(struct board *b)
{
	board_windows_done(b);
	for (size_t i = 0; i < b->columns; i++) {
		b->column[i].base = b->column[i].top = b->column[i].at = 0;
		b->column[i].more_before = b->column[i].more_after = false;
	}
}

static struct board_key key_of(const struct card *c)
{
	return (struct board_key){ c->sort_at, c->id };
}

/* The card itself and those after it. */
static struct board_key from_card(const struct card *c)
{
	return (struct board_key){ c->sort_at, c->id + 1 };
}

/* Takes the cards out of a page: they belong to the window then. */
static void take_page(struct board_column *c, struct board_page *p, bool before)
{
	size_t n = c->n + p->n;

	if (n > c->cap) {
		c->cap = n;
		c->card = xrealloc(c->card, n * sizeof *c->card);
	}
	if (p->n) {
		if (before && c->n)
			memmove(c->card + p->n, c->card, c->n * sizeof *c->card);
		memcpy(c->card + (before ? 0 : c->n), p->card, p->n * sizeof *c->card);
	}
	c->n = n;
	free(p->card);
	memset(p, 0, sizeof *p);
}

static int read_page(struct screen *s, struct board_column *c, struct board_key from, bool back, size_t want,
		     struct board_page *p, struct err *err)
{
	struct board *b = board_of(s);

	if (b->look)
		return board_look_page(b->look, c->stage->id, fold_of(b), from, back, want, p, err);
	return board_page(s->view->store, &b->filter, c->stage->id, fold_of(b), from, back, want, p, err);
}

static void drop_head(struct board_column *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(c->card[i].company);
		free(c->card[i].name);
	}
	memmove(c->card, c->card + n, (c->n - n) * sizeof *c->card);
	c->n -= n;
	c->base += n;
	c->top -= n;
	c->at -= n;
	c->more_before = true;
}

static void drop_tail(struct board_column *c, size_t n)
{
	for (size_t i = c->n - n; i < c->n; i++) {
		free(c->card[i].company);
		free(c->card[i].name);
	}
	c->n -= n;
	c->more_after = true;
}

static int grow_after(struct screen *s, struct board_column *c, struct err *err)
{
	struct board_page p;

	if (!c->n || !c->more_after)
		return 0;
	if (read_page(s, c, key_of(&c->card[c->n - 1]), false, STEP, &p, err))
		return -1;
	c->more_after = p.more_after;
	take_page(c, &p, false);
	if (c->n > WINDOW_MAX && c->top > STEP)
		drop_head(c, STEP);
	return 0;
}

static int grow_before(struct screen *s, struct board_column *c, struct err *err)
{
	struct board_page p;
	size_t got;

	if (!c->n || !c->more_before)
		return 0;
	if (read_page(s, c, key_of(&c->card[0]), true, STEP, &p, err))
		return -1;
	got = p.n;
	c->more_before = p.more_before;
	take_page(c, &p, true);
	c->top += got;
	c->at += got;
	c->base = !c->more_before ? 0 : c->base > got ? c->base - got : 1;
	if (c->n > WINDOW_MAX && c->n - c->top > 2 * STEP)
		drop_tail(c, STEP);
	return 0;
}

/* ---- the cursor ---- */

static void keep_in_sight(const struct board *b, struct board_column *c)
{
	size_t slots = (size_t)b->place.slots;

	if (c->at >= c->n)
		c->at = c->n ? c->n - 1 : 0;
	if (c->top > c->at)
		c->top = c->at;
	if (c->at >= c->top + slots)
		c->top = c->at + 1 - slots;
}

int board_move(struct screen *s, long by, struct err *err)
{
	struct board *b = board_of(s);
	struct board_column *c = board_column(b);

	while (by > 0 && c->at + (size_t)by >= c->n && c->more_after)
		if (grow_after(s, c, err))
			return -1;
	while (by < 0 && (size_t)-by > c->at && c->more_before)
		if (grow_before(s, c, err))
			return -1;
	if (by < 0)
		c->at = (size_t)-by > c->at ? 0 : c->at - (size_t)-by;
	else
		c->at += (size_t)by;
	keep_in_sight(b, c);
	return 0;
}

int board_first(struct screen *s, struct err *err)
{
	struct board_column *c = board_column(board_of(s));
	struct board_page p;

	if (c->base || c->more_before) {
		if (read_page(s, c, (struct board_key){ 0, 0 }, false, STEP, &p, err))
			return -1;
		window_done(c);
		c->more_before = false;
		c->more_after = p.more_after;
		c->base = 0;
		take_page(c, &p, false);
	}
	c->top = c->at = 0;
	return 0;
}

int board_last(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);
	struct board_column *c = board_column(b);
	struct board_page p;

	if (c->more_after) {
		if (read_page(s, c, (struct board_key){ 0, 0 }, true, STEP, &p, err))
			return -1;
		window_done(c);
		c->more_before = p.more_before;
		c->more_after = false;
		c->base = board_shown(b, c) > (int64_t)p.n ? (size_t)(board_shown(b, c) - (int64_t)p.n) : 0;
		take_page(c, &p, false);
	}
	c->at = c->n ? c->n - 1 : 0;
	c->top = 0;
	keep_in_sight(b, c);
	return 0;
}

/* Sideways the cursor stays on its row of the screen. */
void board_move_column(struct board *b, long by)
{
	size_t row = board_column(b)->at - board_column(b)->top;
	struct board_column *c;

	if (by < 0)
		b->cur = (size_t)-by > b->cur ? 0 : b->cur - (size_t)-by;
	else
		b->cur += (size_t)by;
	if (b->cur >= b->columns)
		b->cur = b->columns - 1;
	c = board_column(b);
	c->at = c->top + row;
	keep_in_sight(b, c);
}

/* ---- loading ---- */

/* While a text narrows, each further card may lie behind a hundred rows that do not match. */
static size_t window_size(const struct board *b)
{
	return (size_t)b->place.slots + (b->filter.text && *b->filter.text ? 0 : SPARE);
}

/* What is shown and a little more, from the card at the top of the column on. */
static int load_window(struct screen *s, struct board_column *c, struct err *err)
{
	struct board *b = board_of(s);
	struct board_key from = { 0, 0 };
	int64_t at = c->n ? c->card[c->at].id : 0;
	size_t row = c->at - c->top;
	struct board_page p;

	if (c->base + c->top && c->n)
		from = from_card(&c->card[c->top]);
	if (read_page(s, c, from, false, window_size(b), &p, err))
		return -1;
	c->base = from.id ? c->base + c->top : 0;
	window_done(c);
	c->more_before = from.id != 0;
	c->more_after = p.more_after;
	take_page(c, &p, false);
	c->top = 0;
	c->at = row;
	for (size_t i = 0; i < c->n; i++)
		if (c->card[i].id == at)
			c->at = i;
	if (!c->n && c->more_before) { /* the window lay behind the last card */
		c->base = 0;
		c->more_before = false;
		return read_page(s, c, (struct board_key){ 0, 0 }, true, window_size(b), &p, err)
			       ? -1
			       : (take_page(c, &p, false), keep_in_sight(b, c), 0);
	}
	keep_in_sight(b, c);
	return 0;
}

static bool find_in(struct board *b, size_t col, int64_t deal)
{
	struct board_column *c = &b->column[col];

	for (size_t i = 0; i < c->n; i++) {
		if (c->card[i].id != deal)
			continue;
		b->cur = col;
		c->at = i;
		keep_in_sight(b, c);
		return true;
	}
	return false;
}

/* The deal stands further down in its column: a window around it. */
static int jump(struct screen *s, size_t col, const struct deal *d, struct err *err)
{
	struct board *b = board_of(s);
	struct board_column *c = &b->column[col];
	struct board_page before, after;
	struct board_key key = { d->sort_at, d->id };

	if (read_page(s, c, (struct board_key){ d->sort_at, d->id + 1 }, false, STEP, &after, err))
		return -1;
	if (!after.n || after.card[0].id != d->id) { /* filtered away */
		board_page_done(&after);
		return 0;
	}
	if (read_page(s, c, key, true, STEP, &before, err)) {
		board_page_done(&after);
		return -1;
	}
	window_done(c);
	c->more_before = before.more_before;
	c->more_after = after.more_after;
	c->at = c->top = before.n;
	take_page(c, &before, false);
	take_page(c, &after, false);
	if (!c->more_before)
		c->base = 0;
	else if (!c->more_after)
		c->base = (size_t)board_shown(b, c) > c->n ? (size_t)board_shown(b, c) - c->n : 1;
	else if (!c->base)
		c->base = 1;
	b->cur = col;
	return 0;
}

static int follow(struct screen *s, int64_t deal, struct err *err)
{
	struct board *b = board_of(s);
	struct deal d;
	int r = deal_get(s->view->store, deal, &d, err);
	int col;

	if (r < 1)
		return r;
	col = stage_position(s->view->store->stages, (int)d.stage);
	if (col >= 0 && !find_in(b, (size_t)col, deal))
		r = jump(s, (size_t)col, &d, err);
	else
		r = 0;
	deal_done(&d);
	return r;
}

void board_set_stages(struct board *b, const struct stages *stages)
{
	size_t n = stages_count(stages);

	n = n > BOARD_STAGES_MAX ? BOARD_STAGES_MAX : n;
	for (size_t i = n; i < b->columns; i++)
		window_done(&b->column[i]);
	b->columns = n;
	if (b->cur >= n)
		b->cur = n - 1;
	for (size_t i = 0; i < b->columns; i++)
		b->column[i].stage = stage_at(stages, i);
}

static int load_alerts(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);
	size_t n = stages_count(s->view->store->stages);
	struct due_stages due = { .late = xcalloc(n, sizeof *due.late), .soon = xcalloc(n, sizeof *due.soon) };
	/* Beside the few that match, the clocks of all would mislead. */
	bool narrowed = b->filter.segment || (b->filter.text && *b->filter.text);
	int r = narrowed ? 0 : due_count_stages(s->view->store, b->filter.owner, &due, err);

	for (size_t i = 0; i < b->columns; i++) {
		b->column[i].late = due.late[i];
		b->column[i].soon = due.soon[i];
		b->column[i].more_late = due.more_late;
		b->column[i].more_soon = due.more_soon;
	}
	free(due.late);
	free(due.soon);
	return r;
}

/* Where no deal matches: how many there are without the filter, from the totals. */
static int count_unfiltered(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);
	struct board_filter all = { .quarter = b->filter.quarter };
	struct board_total total;

	b->unfiltered = 0;
	if (!board_filtered(b))
		return 0;
	for (size_t i = 0; i < b->columns; i++)
		if (b->column[i].n || b->column[i].total.folded)
			return 0;
	for (size_t i = 0; i < b->columns; i++) {
		if (board_total(s->view->store, &all, b->column[i].stage->id, &total, err))
			return -1;
		b->unfiltered += total.n + total.folded;
	}
	return 0;
}

static int load_columns(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);
	struct store *store = s->view->store;
	int64_t keep = b->keep ? b->keep : board_card(b) ? board_card(b)->id : 0;
	int any = board_any(store, err);

	if (any < 0)
		return -1;
	b->any = any;
	board_set_place(s);
	for (size_t i = 0; i < b->columns; i++) {
		struct board_column *c = &b->column[i];

		if (board_look_total(b->look, c->stage->id, &c->total, err) || load_window(s, c, err))
			return -1;
		/* Counting that stopped early knows of fewer than are shown. */
		if (c->total.at_least && c->total.n < (int64_t)(c->base + c->n))
			c->total.n = (int64_t)(c->base + c->n);
	}
	b->keep = 0;
	if (count_unfiltered(s, err))
		return -1;
	if (b->place.rail_cols && load_alerts(s, err))
		return -1;
	if (keep && follow(s, keep, err))
		return -1;
	board_set_place(s);
	return 0;
}

int board_load_columns(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);
	int r;

	b->look = board_look_open(s->view->store, &b->filter, err);
	if (!b->look)
		return -1;
	r = load_columns(s, err);
	board_look_close(b->look);
	b->look = NULL;
	return r;
}
