#include "model/tally.h"

#include "model/buf.h"

#include <stdlib.h>

void tally_init(struct tally *t, int coders)
{
	*t = (struct tally){ .coders = coders };
}

void tally_done(struct tally *t)
{
	free(t->run);
	free(t->pool);
	*t = (struct tally){ 0 };
}

void tally_mark(struct tally_coder *c, size_t from, size_t to, int theme)
{
	c->seen = true;
	if (from >= to)
		return;
	if (c->n == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 8;
		c->mark = xrealloc(c->mark, c->cap * sizeof *c->mark);
	}
	c->mark[c->n++] = (struct tally_mark){ from, to, theme };
}

static int ascending(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static void put(struct tally *t, int value)
{
	if (t->pool_n == t->pool_cap) {
		t->pool_cap = t->pool_cap ? 2 * t->pool_cap : 256;
		t->pool = xrealloc(t->pool, t->pool_cap * sizeof *t->pool);
	}
	t->pool[t->pool_n++] = value;
}

/* The themes that a coder gave unit `at`, ascending, each once. */
static void put_themes(struct tally *t, const struct tally_coder *c, size_t at)
{
	size_t head = t->pool_n;
	int n = 0;

	put(t, c->seen ? 0 : -1);
	for (size_t i = 0; c->seen && i < c->n; i++) {
		size_t place = head + 1;

		if (c->mark[i].from > at || c->mark[i].to <= at)
			continue;
		while (place < t->pool_n && t->pool[place] < c->mark[i].theme)
			place++;
		if (place < t->pool_n && t->pool[place] == c->mark[i].theme)
			continue;
		put(t, 0);
		for (size_t k = t->pool_n - 1; k > place; k--)
			t->pool[k] = t->pool[k - 1];
		t->pool[place] = c->mark[i].theme;
		n++;
		if (c->mark[i].theme >= t->themes)
			t->themes = c->mark[i].theme + 1;
	}
	if (c->seen)
		t->pool[head] = n;
	t->many = t->many || n > 1;
}

static void put_run(struct tally *t, size_t units, const struct tally_coder *coder, size_t at)
{
	bool first = at == 0;

	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 64;
		t->run = xrealloc(t->run, t->cap * sizeof *t->run);
	}
	t->run[t->n++] = (struct tally_run){ (int64_t)units, first, t->pool_n };
	for (int c = 0; c < t->coders; c++)
		put_themes(t, &coder[c], at);
}

/* Between two ends of marks every unit has the same answers. */
void tally_note(struct tally *t, size_t units, const struct tally_coder *coder)
{
	size_t ends = 2, seen = 0, n = 0, *end;

	for (int c = 0; c < t->coders; c++) {
		seen += coder[c].seen;
		ends += 2 * coder[c].n;
	}
	if (!seen || !units)
		return;
	t->notes += seen > 1;
	end = xcalloc(ends, sizeof *end);
	end[n++] = 0;
	end[n++] = units;
	for (int c = 0; c < t->coders; c++)
		for (size_t i = 0; i < coder[c].n; i++) {
			end[n++] = coder[c].mark[i].from;
			end[n++] = coder[c].mark[i].to;
		}
	qsort(end, n, sizeof *end, ascending);
	for (size_t i = 0; i + 1 < n && end[i] < units; i++)
		if (end[i] < end[i + 1])
			put_run(t, (end[i + 1] < units ? end[i + 1] : units) - end[i], coder, end[i]);
	free(end);
}

/* Runs of one note are drawn together. */
static void next_note(const struct tally *t, size_t run, struct ratings *r)
{
	if (!t->run[run].first)
		return;
	if (run)
		ratings_close(r);
	ratings_open(r);
}

struct ratings *tally_labels(const struct tally *t)
{
	struct ratings *r = ratings_new(t->coders);
	int *label = xcalloc((size_t)t->coders, sizeof *label);

	for (size_t i = 0; i < t->n; i++) {
		const int *p = t->pool + t->run[i].at;

		next_note(t, i, r);
		for (int c = 0; c < t->coders; c++) {
			label[c] = *p < 0 ? RATING_MISSING : *p ? p[1] + 1 : 0;
			p += 1 + (*p > 0 ? *p : 0);
		}
		ratings_add(r, label, t->run[i].units);
	}
	ratings_close(r);
	free(label);
	return r;
}

/* -1 missing, 0, 1; *p moves behind the coder. */
static int decision(const int **p, int theme)
{
	const int *at = *p;
	int so = *at < 0 ? RATING_MISSING : 0;

	for (int k = 1; k <= *at; k++)
		so |= at[k] == theme;
	*p = at + 1 + (*at > 0 ? *at : 0);
	return so;
}

struct ratings *tally_decisions(const struct tally *t, int theme)
{
	struct ratings *r = ratings_new(t->coders);
	int *label = xcalloc((size_t)t->coders, sizeof *label), from = theme < 0 ? 0 : theme, to = theme < 0 ? t->themes : theme + 1;

	for (size_t i = 0; i < t->n; i++) {
		next_note(t, i, r);
		for (int k = from; k < to; k++) {
			const int *p = t->pool + t->run[i].at;

			for (int c = 0; c < t->coders; c++)
				label[c] = decision(&p, k);
			ratings_add(r, label, t->run[i].units);
		}
	}
	ratings_close(r);
	free(label);
	return r;
}
