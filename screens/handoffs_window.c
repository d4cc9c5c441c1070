/* The rows of the queue that are kept in memory, and the cursor in them. */
#include "screens/handoffs.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 32, WINDOW_MAX = 192, SPARE = 8 };

static void forget_rows(struct handoffs *h)
{
	struct handoff_page p = { .row = h->row, .n = h->n };

	handoff_page_done(&p);
	h->row = NULL;
	h->n = h->cap = 0;
}

void handoffs_reset(struct handoffs *h)
{
	forget_rows(h);
	h->base = h->top = h->at = 0;
	h->more_before = h->more_after = false;
}

static int read_page(struct screen *s, struct handoff_key from, bool back, size_t want, struct handoff_page *p,
		     struct err *err)
{
	return handoff_page(s->view->store, &handoffs_of(s)->filter, from, back, want, p, err);
}

/* Takes the rows out of a page: they belong to the window then. */
static void take_page(struct handoffs *h, struct handoff_page *p, bool before)
{
	size_t n = h->n + p->n;

	if (n > h->cap) {
		h->cap = n;
		h->row = xrealloc(h->row, n * sizeof *h->row);
	}
	if (p->n) {
		if (before && h->n)
			memmove(h->row + p->n, h->row, h->n * sizeof *h->row);
		memcpy(h->row + (before ? 0 : h->n), p->row, p->n * sizeof *h->row);
	}
	h->n = n;
	free(p->row);
	*p = (struct handoff_page){ 0 };
}

static void drop_head(struct handoffs *h, size_t n)
{
	for (size_t i = 0; i < n; i++)
		handoff_done(&h->row[i]);
	memmove(h->row, h->row + n, (h->n - n) * sizeof *h->row);
	h->n -= n;
	h->base += n;
	h->top -= n;
	h->at -= n;
	h->more_before = true;
}

static void drop_tail(struct handoffs *h, size_t n)
{
	for (size_t i = h->n - n; i < h->n; i++)
		handoff_done(&h->row[i]);
	h->n -= n;
	h->more_after = true;
}

static void keep_in_sight(struct handoffs *h)
{
	size_t slots = (size_t)h->place.slots;

	if (h->at >= h->n)
		h->at = h->n ? h->n - 1 : 0;
	if (h->top > h->at)
		h->top = h->at;
	if (h->at >= h->top + slots)
		h->top = h->at + 1 - slots;
	if (h->n <= slots)
		h->top = 0;
	else if (h->top > h->n - slots)
		h->top = h->n - slots;
}

static int grow_after(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);
	struct handoff_page p;

	if (read_page(s, handoff_key_of(&h->row[h->n - 1]), false, STEP, &p, err))
		return -1;
	h->more_after = p.more_after;
	take_page(h, &p, false);
	if (h->n > WINDOW_MAX && h->top > STEP)
		drop_head(h, STEP);
	return 0;
}

static int grow_before(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);
	struct handoff_page p;
	size_t got;

	if (read_page(s, handoff_key_of(&h->row[0]), true, STEP, &p, err))
		return -1;
	got = p.n;
	h->more_before = p.more_before;
	take_page(h, &p, true);
	h->top += got;
	h->at += got;
	h->base = !h->more_before ? 0 : h->base > got ? h->base - got : 1;
	if (h->n > WINDOW_MAX && h->n - h->top > 2 * STEP)
		drop_tail(h, STEP);
	return 0;
}

int handoffs_move(struct screen *s, long by, struct err *err)
{
	struct handoffs *h = handoffs_of(s);

	while (by > 0 && h->n && h->at + (size_t)by >= h->n && h->more_after)
		if (grow_after(s, err))
			return -1;
	while (by < 0 && h->n && (size_t)-by > h->at && h->more_before)
		if (grow_before(s, err))
			return -1;
	if (by < 0)
		h->at = (size_t)-by > h->at ? 0 : h->at - (size_t)-by;
	else
		h->at += (size_t)by;
	keep_in_sight(h);
	return 0;
}

/* A window at one end of the queue. */
static int read_end(struct screen *s, bool back, struct err *err)
{
	struct handoffs *h = handoffs_of(s);
	struct handoff_page p;
	size_t want = (size_t)h->place.slots + SPARE;

	if (read_page(s, (struct handoff_key){ 0, 0 }, back, want, &p, err))
		return -1;
	handoffs_reset(h);
	h->more_before = p.more_before;
	h->more_after = p.more_after;
	if (back && handoffs_listed(h) > (int64_t)p.n)
		h->base = (size_t)(handoffs_listed(h) - (int64_t)p.n);
	take_page(h, &p, false);
	return 0;
}

int handoffs_first(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);

	if (h->more_before && read_end(s, false, err))
		return -1;
	h->top = h->at = 0;
	return 0;
}

int handoffs_last(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);

	if (h->more_after && read_end(s, true, err))
		return -1;
	h->at = h->n ? h->n - 1 : 0;
	keep_in_sight(h);
	return 0;
}

/* The row itself and those behind it. A key without a deal would mean the top of the queue. */
static struct handoff_key just_before(const struct handoff *row)
{
	struct handoff_key k = handoff_key_of(row);

	if (k.deal > 1)
		return (struct handoff_key){ k.due_at, k.deal - 1 };
	return (struct handoff_key){ k.due_at - 1, INT64_MAX };
}

/* What is shown and a little more, from the row at the top on; the cursor stays on its deal where that is near. */
int handoffs_load_window(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);
	int64_t here = handoffs_here(h) ? handoffs_here(h)->deal : 0;
	size_t row = h->at - h->top, base = h->base + h->top;
	struct handoff_key from = { 0, 0 };
	struct handoff_page p;

	if (base && h->n)
		from = just_before(&h->row[h->top]);
	if (read_page(s, from, false, (size_t)h->place.slots + SPARE, &p, err))
		return -1;
	if (!p.n && from.deal) { /* it lay behind the last row */
		handoff_page_done(&p);
		return read_end(s, true, err) ? -1 : (keep_in_sight(h), 0);
	}
	handoffs_reset(h);
	h->base = from.deal ? base : 0;
	h->more_before = from.deal;
	h->more_after = p.more_after;
	take_page(h, &p, false);
	h->at = row;
	for (size_t i = 0; i < h->n; i++)
		if (h->row[i].deal == here)
			h->at = i;
	keep_in_sight(h);
	return 0;
}
