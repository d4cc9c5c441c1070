/* What is stored of facts beside what it should be, for `check` and for making it anew. */
#include "model/fact_private.h"

#include <stdio.h>
#include <string.h>

enum { CHECK_SUMS };

static uint64_t mix(uint64_t h, int64_t v)
{
	h = (h ^ (uint64_t)v) * UINT64_C(0xBF58476D1CE4E5B9);
	return h ^ (h >> 29);
}

#define SEED UINT64_C(0x9E3779B97F4A7C15)

static uint64_t mark_of(const struct fact_of *of, const struct fact_row *row)
{
	uint64_t h = mix(mix(mix(mix(SEED, of->deal), of->month), of->outcome), of->owner);

	for (int i = DIM_SEGMENT; i < DIM_COUNT; i++)
		h = mix(h, of->side[i]);
	return mix(mix(mix(mix(h, row->kind), row->bucket), row->n), row->v);
}

static uint64_t mark_of_sum(const struct total *t)
{
	uint64_t h = SEED;

	for (int i = 0; i < 7; i++)
		h = mix(h, t->key[i]);
	return mix(mix(mix(h, t->deals), t->n), t->v);
}

static int each_sum(struct store *s, void (*fn)(void *arg, const struct total *at), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_check_sql[CHECK_SUMS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct total at = { .deals = db_col(st, 7), .n = db_col(st, 8), .v = db_col(st, 9) };

		for (int i = 0; i < 7; i++)
			at.key[i] = db_col(st, i);
		fn(arg, &at);
	}
	return rc;
}

/* Every deal of which something was learned, and what it counts for. */
static int each_deal(struct store *s, int (*fn)(void *arg, const struct fact_rows *is, struct err *err), void *arg,
		     struct err *err)
{
	struct fact_maker m = { .s = s };
	struct fact_rows is = { 0 };
	int64_t deal;
	int rc = fact_sources_open(&m, err);

	while (!rc && (rc = fact_sources_next(&m, &deal, err)) == 1) {
		rc = fact_rows_make(&m, deal, &is, err);
		if (!rc)
			rc = fn(arg, &is, err);
	}
	fact_rows_done(&is);
	fact_maker_done(&m);
	return rc;
}

/* ---- at a glance ---- */

/* Both sides as one number each: the sum of the marks of what is stored less that of what should be. Rows of one kind, bucket
 * and month are one run of the table, and what they sum up to is complete with them. */
struct glance {
	uint64_t rows, sums;
	int64_t kind, bucket, month; /* kind 0: no row is stored */
	struct totals run;
};

static void end_run(struct glance *g)
{
	for (size_t i = 0; i < g->run.n; i++)
		g->sums -= mark_of_sum(&g->run.at[i]);
	totals_clear(&g->run);
}

static void glance_row(void *arg, const struct fact_of *of, const struct fact_row *row)
{
	struct glance *g = arg;

	if (row->kind != g->kind || row->bucket != g->bucket || of->month != g->month)
		end_run(g);
	g->kind = row->kind;
	g->bucket = row->bucket;
	g->month = of->month;
	g->rows += mark_of(of, row);
	fact_totals_add(&g->run, of, row, 1);
}

static void glance_sum(void *arg, const struct total *at)
{
	struct glance *g = arg;

	g->sums += mark_of_sum(at);
}

static int glance_deal(void *arg, const struct fact_rows *is, struct err *err)
{
	struct glance *g = arg;

	(void)err;
	for (size_t i = 0; i < is->n; i++)
		g->rows -= mark_of(&is->of, &is->at[i]);
	return is->n && !g->kind;
}

/* 1 where all agrees, 0, -1. */
static int is_right(struct store *s, struct err *err)
{
	struct glance g = { 0 };
	int rc = fact_rows_each(s, glance_row, &g, err);

	end_run(&g);
	if (!rc)
		rc = each_sum(s, glance_sum, &g, err);
	if (!rc && !g.sums)
		rc = each_deal(s, glance_deal, &g, err);
	totals_done(&g.run);
	return rc < 0 ? -1 : !rc && !g.rows && !g.sums;
}

/* ---- one by one ---- */

struct looking {
	const struct fact_hearing *h;
	struct totals deals; /* key[0] the deal, deals the rows stored, v the sum of their marks */
	struct totals sums;  /* as they should be, until the stored one was met */
	struct totals wrong; /* those as they should be, of no deals where there should be none */
};

static void take_row(void *arg, const struct fact_of *of, const struct fact_row *row)
{
	struct looking *l = arg;
	struct total *at = totals_at(&l->deals, (const int64_t[7]){ of->deal });

	at->deals++;
	at->v = (int64_t)((uint64_t)at->v + mark_of(of, row));
}

static int look_deal(void *arg, const struct fact_rows *is, struct err *err)
{
	struct looking *l = arg;
	struct total *at = totals_at(&l->deals, (const int64_t[7]){ is->of.deal });
	uint64_t number = (uint64_t)at->v;

	for (size_t i = 0; i < is->n; i++) {
		number -= mark_of(&is->of, &is->at[i]);
		fact_totals_add(&l->sums, &is->of, &is->at[i], 1);
	}
	at->v = 0;
	return number ? l->h->deal(l->h->arg, is, at->deals > 0, err) : 0;
}

/* Of these nothing was learned, or no more. */
static int look_left(struct looking *l, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < l->deals.n; i++) {
		const struct fact_rows none = { .of = { .deal = l->deals.at[i].key[0] } };

		if (l->deals.at[i].v)
			rc = l->h->deal(l->h->arg, &none, true, err);
	}
	return rc;
}

static void take_sum(void *arg, const struct total *stored)
{
	struct looking *l = arg;
	struct total *at = totals_at(&l->sums, stored->key);

	if (at->deals != stored->deals || at->n != stored->n || at->v != stored->v || !stored->deals)
		*totals_at(&l->wrong, at->key) = *at;
	at->deals = 0;
}

static int look_sums(struct store *s, struct looking *l, struct err *err)
{
	int rc = each_sum(s, take_sum, l, err);

	for (size_t i = 0; !rc && i < l->sums.n; i++)
		if (l->sums.at[i].deals)
			*totals_at(&l->wrong, l->sums.at[i].key) = l->sums.at[i];
	totals_sort(&l->wrong);
	for (size_t i = 0; !rc && i < l->wrong.n; i++)
		rc = l->h->sum(l->h->arg, &l->wrong.at[i], err);
	return rc;
}

int facts_differing(struct store *s, const struct fact_hearing *h, struct err *err)
{
	struct looking l = { .h = h };
	int rc = is_right(s, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	rc = fact_rows_each(s, take_row, &l, err);
	if (!rc)
		rc = each_deal(s, look_deal, &l, err);
	if (!rc)
		rc = look_left(&l, err);
	if (!rc)
		rc = look_sums(s, &l, err);
	totals_done(&l.deals);
	totals_done(&l.sums);
	totals_done(&l.wrong);
	return rc;
}

/* ---- said ---- */

struct telling {
	struct store *s;
	int (*fn)(void *arg, const char *sentence);
	void *arg;
};

static int tell_deal(void *arg, const struct fact_rows *is, bool stored, struct err *err)
{
	struct telling *t = arg;
	char text[160];

	(void)stored;
	(void)err;
	snprintf(text, sizeof text, "facts of D-%lld: stored differs from what the deal counts for;"
		 " `winloss check --rebuild` makes them anew", (long long)is->of.deal);
	return t->fn(t->arg, text);
}

static int tell_sum(void *arg, const struct total *at, struct err *err)
{
	struct telling *t = arg;
	char text[300];

	(void)err;
	snprintf(text, sizeof text, "sum of facts %lld, bucket %lld, month %lld, owner %lld, side %lld %lld, outcome %lld: stored"
		 " differs from what its deals count for; `winloss check --rebuild` makes them anew",
		 (long long)at->key[3], (long long)at->key[5], (long long)at->key[2],
		 (long long)at->key[0], (long long)at->key[1], (long long)at->key[4], (long long)at->key[6]);
	return t->fn(t->arg, text);
}

static int compare_all(void *arg, struct err *err)
{
	struct telling *t = arg;

	return facts_differing(t->s, &(struct fact_hearing){ t, tell_deal, tell_sum }, err);
}

int facts_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err)
{
	struct telling t = { s, fn, arg };
	int rc = db_read(s->db, compare_all, &t, err);

	return rc < 0 ? -1 : 0;
}

const struct sql fact_check_sql[] = {
	[CHECK_SUMS] = { "check_sum_fact", "select owner, dim, close_month, kind, value, bucket, outcome, deals, n, v"
					   " from sum_fact" },
	{ NULL, NULL },
};
