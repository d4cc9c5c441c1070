/* What is stored of facts beside what it should be, for `check`. */
#include "model/fact_private.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHECK_SUMS };

struct telling {
	int (*fn)(void *arg, const char *sentence);
	void *arg;
};

/* Every deal that has rows or may have some. */
static int compare_rows(struct store *s, struct telling *t, struct err *err)
{
	struct fact_maker m = { .s = s };
	struct fact_rows was = { 0 }, is = { 0 };
	int64_t *deal = NULL;
	size_t n = 0;
	int rc = fact_candidates(s, &deal, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		char text[160];

		rc = fact_rows_read(s, deal[i], &was, err) || fact_rows_make(&m, deal[i], &is, err) ? -1 : 0;
		if (rc || fact_rows_same(&was, &is))
			continue;
		snprintf(text, sizeof text, "facts of D-%lld: stored differs from what the deal counts for; `winloss check --rebuild` makes them anew",
			 (long long)deal[i]);
		rc = t->fn(t->arg, text);
	}
	free(deal);
	fact_rows_done(&was);
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
		 " differs from what its deals count for; `winloss check --rebuild` makes them anew", (long long)at->key[3], (long long)at->key[5], (long long)at->key[2],
		 (long long)at->key[0], (long long)at->key[1], (long long)at->key[4], (long long)at->key[6]);
	return t->fn(t->arg, text);
}

static int compare_sums(struct store *s, struct telling *t, struct err *err)
{
	struct fact_totals all = { 0 };
	int rc = fact_totals_read(s, &all, err) || take_sums(s, &all, err) ? -1 : 0;

	for (size_t i = 0; !rc && i < all.n; i++)
		if (all.at[i].deals || all.at[i].n || all.at[i].v)
			rc = tell_sum(t, &all.at[i]);
	fact_totals_done(&all);
	return rc;
}

struct comparing {
	struct store *s;
	struct telling to;
};

static int compare_all(void *arg, struct err *err)
{
	struct comparing *c = arg;
	int rc = compare_rows(c->s, &c->to, err);

	return rc ? rc : compare_sums(c->s, &c->to, err);
}

int facts_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err)
{
	struct comparing c = { s, { fn, arg } };
	int rc = db_read(s->db, compare_all, &c, err);

	return rc < 0 ? -1 : 0;
}

const struct sql fact_check_sql[] = {
	[CHECK_SUMS] = { "check_sum_fact", "select owner, dim, close_month, kind, value, bucket, outcome, deals, n, v from sum_fact" },
	{ NULL, NULL },
};
