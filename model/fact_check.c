/* What is stored of facts beside what it should be, for `check`. */
#include "model/fact_private.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHECK_SUMS };

struct telling {
	int (*fn)(void *arg, const char *sentence);
	void *arg;
};

/* What is stored of each deal in one number: the sum of the marks of its rows. The table is read once, in its own order. */
struct stored {
	struct fact_totals sums; /* of all rows */
	struct fact_totals deals; /* key[0] the deal, v the number */
};

static uint64_t mix(uint64_t h, int64_t v)
{
	h = (h ^ (uint64_t)v) * UINT64_C(0xBF58476D1CE4E5B9);
	return h ^ (h >> 29);
}

static int64_t mark_of(const struct fact_of *of, const struct fact_row *row)
{
	uint64_t h = mix(mix(mix(UINT64_C(0x9E3779B97F4A7C15), of->month), of->outcome), of->owner);

	for (int i = DIM_SEGMENT; i < DIM_COUNT; i++)
		h = mix(h, of->side[i]);
	return (int64_t)mix(mix(mix(mix(h, row->kind), row->bucket), row->n), row->v);
}

static int64_t *number_of(struct stored *all, int64_t deal)
{
	return &fact_total_of(&all->deals, (const int64_t[7]){ deal })->v;
}

static void add_mark(int64_t *number, int64_t mark)
{
	*number = (int64_t)((uint64_t)*number + (uint64_t)mark);
}

static void take_row(void *arg, const struct fact_of *of, const struct fact_row *row)
{
	struct stored *all = arg;

	fact_totals_add(&all->sums, of, row, 1);
	add_mark(number_of(all, of->deal), mark_of(of, row));
}

/* Every deal that has rows or may have some. */
static int compare_rows(struct store *s, struct stored *all, struct telling *t, struct err *err)
{
	struct fact_maker m = { .s = s };
	struct fact_rows is = { 0 };
	int64_t *deal = NULL;
	size_t n = 0;
	int rc = fact_candidates(s, &deal, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		char text[160];
		int64_t number = 0;

		rc = fact_rows_make(&m, deal[i], &is, err);
		for (size_t k = 0; !rc && k < is.n; k++)
			add_mark(&number, mark_of(&is.of, &is.at[k]));
		if (rc || number == *number_of(all, deal[i]))
			continue;
		snprintf(text, sizeof text, "facts of D-%lld: stored differs from what the deal counts for;"
			 " `winloss check --rebuild` makes them anew", (long long)deal[i]);
		rc = t->fn(t->arg, text);
	}
	free(deal);
	fact_rows_done(&is);
	fact_maker_done(&m);
	return rc;
}

/* The stored sums are taken away; what is left over does not agree. */
static int take_sums(struct store *s, struct fact_totals *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_check_sql[CHECK_SUMS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct fact_total *at;
		int64_t key[7];

		for (int i = 0; i < 7; i++)
			key[i] = db_col(st, i);
		at = fact_total_of(t, key);
		/* A sum of nothing has no row. */
		at->deals -= db_col(st, 7) ? db_col(st, 7) : INT64_C(1) << 40;
		at->n -= db_col(st, 8);
		at->v -= db_col(st, 9);
	}
	return rc;
}

static int tell_sum(struct telling *t, const struct fact_total *at)
{
	char text[300];

	snprintf(text, sizeof text, "sum of facts %lld, bucket %lld, month %lld, owner %lld, side %lld %lld, outcome %lld: stored"
		 " differs from what its deals count for; `winloss check --rebuild` makes them anew",
		 (long long)at->key[3], (long long)at->key[5], (long long)at->key[2],
		 (long long)at->key[0], (long long)at->key[1], (long long)at->key[4], (long long)at->key[6]);
	return t->fn(t->arg, text);
}

static int compare_sums(struct store *s, struct fact_totals *all, struct telling *t, struct err *err)
{
	int rc = take_sums(s, all, err);

	for (size_t i = 0; !rc && i < all->n; i++)
		if (all->at[i].deals || all->at[i].n || all->at[i].v)
			rc = tell_sum(t, &all->at[i]);
	return rc;
}

struct comparing {
	struct store *s;
	struct telling to;
};

static int compare_all(void *arg, struct err *err)
{
	struct comparing *c = arg;
	struct stored all = { 0 };
	int rc = fact_rows_each(c->s, take_row, &all, err);

	if (!rc)
		rc = compare_rows(c->s, &all, &c->to, err);
	if (!rc)
		rc = compare_sums(c->s, &all.sums, &c->to, err);
	fact_totals_done(&all.sums);
	fact_totals_done(&all.deals);
	return rc;
}

int facts_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err)
{
	struct comparing c = { s, { fn, arg } };
	int rc = db_read(s->db, compare_all, &c, err);

	return rc < 0 ? -1 : 0;
}

const struct sql fact_check_sql[] = {
	[CHECK_SUMS] = { "check_sum_fact", "select owner, dim, close_month, kind, value, bucket, outcome, deals, n, v"
					   " from sum_fact" },
	{ NULL, NULL },
};
