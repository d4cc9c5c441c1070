/* Sums by their whole key, in memory: what is added to `sum_fact` and what it is compared with. */
#include "model/fact_private.h"

#include "model/buf.h"

#include <stdlib.h>
#include <string.h>

#define KEYS 7

enum { TOTAL_ROWS };

void fact_totals_done(struct fact_totals *t)
{
	free(t->at);
	free(t->slot);
	*t = (struct fact_totals){ 0 };
}

static size_t hash_of(const int64_t *key)
{
	uint64_t h = 0;

	for (int i = 0; i < KEYS; i++)
		h = (h ^ (uint64_t)key[i]) * UINT64_C(0x9E3779B97F4A7C15);
	return (size_t)(h >> 17);
}

static void grow(struct fact_totals *t)
{
	t->cap = t->cap ? t->cap * 2 : 128; /* a power of two, as the mask of places wants */
	t->at = xrealloc(t->at, t->cap * sizeof *t->at);
	free(t->slot);
	t->slot = xcalloc(t->cap * 2, sizeof *t->slot);
	for (size_t i = 0; i < t->n; i++) {
		size_t h = hash_of(t->at[i].key) & (t->cap * 2 - 1);

		while (t->slot[h])
			h = (h + 1) & (t->cap * 2 - 1);
		t->slot[h] = i + 1;
	}
}

struct fact_total *fact_total_of(struct fact_totals *t, const int64_t *key)
{
	size_t h;

	if (t->n == t->cap)
		grow(t);
	h = hash_of(key) & (t->cap * 2 - 1);
	while (t->slot[h] && memcmp(t->at[t->slot[h] - 1].key, key, sizeof t->at->key))
		h = (h + 1) & (t->cap * 2 - 1);
	if (!t->slot[h]) {
		t->at[t->n] = (struct fact_total){ 0 };
		memcpy(t->at[t->n].key, key, sizeof t->at->key);
		t->slot[h] = ++t->n;
	}
	return &t->at[t->slot[h] - 1];
}

/* Each is met where it stands, whatever of its way is free by now. */
void fact_totals_clear(struct fact_totals *t)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t h = hash_of(t->at[i].key) & (t->cap * 2 - 1);

		while (t->slot[h] != i + 1)
			h = (h + 1) & (t->cap * 2 - 1);
		t->slot[h] = 0;
	}
	t->n = 0;
}

static void add(struct fact_totals *t, const struct fact_of *of, const struct fact_row *row, int64_t owner, enum fact_dim dim,
		int64_t sign)
{
	const int64_t key[KEYS] = { owner, dim, of->month, row->kind, of->side[dim], row->bucket, of->outcome };
	struct fact_total *at = fact_total_of(t, key);

	at->deals += sign;
	at->n += sign * row->n;
	at->v += sign * row->v;
}

void fact_totals_add(struct fact_totals *t, const struct fact_of *of, const struct fact_row *row, int64_t sign)
{
	for (enum fact_dim dim = 0; dim < DIM_COUNT; dim++) {
		if (fact_is_summed((enum fact_kind)row->kind, dim, of->owner))
			add(t, of, row, of->owner, dim, sign);
		if (fact_is_summed((enum fact_kind)row->kind, dim, FACT_EVERYBODY))
			add(t, of, row, FACT_EVERYBODY, dim, sign);
	}
}

static int compare(const void *a, const void *b)
{
	const struct fact_total *x = a, *y = b;

	for (int i = 0; i < KEYS; i++)
		if (x->key[i] != y->key[i])
			return x->key[i] < y->key[i] ? -1 : 1;
	return 0;
}

void fact_totals_sort(struct fact_totals *t)
{
	if (t->n)
		qsort(t->at, t->n, sizeof *t->at, compare);
	free(t->slot);
	t->slot = NULL;
	t->cap = t->n; /* the next one would make the places anew */
}

int fact_rows_each(struct store *s, void (*fn)(void *arg, const struct fact_of *of, const struct fact_row *row), void *arg,
		   struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_total_sql[TOTAL_ROWS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct fact_of of = { .month = db_col(st, 2), .outcome = db_col(st, 3), .owner = db_col(st, 4), .deal = db_col(st, 12) };
		struct fact_row row = { db_col(st, 0), db_col(st, 1), db_col(st, 10), db_col(st, 11) };

		for (int i = DIM_SEGMENT; i < DIM_COUNT; i++)
			of.side[i] = db_col(st, 4 + i);
		fn(arg, &of, &row);
	}
	return rc;
}

const struct sql fact_total_sql[] = {
	[TOTAL_ROWS] = { "fact_rows", "select kind, bucket, close_month, outcome, owner, segment, competitor, size, region,"
				      " product, n, v, deal from fact" },
	{ NULL, NULL },
};
