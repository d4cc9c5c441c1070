/* Reading what closed deals count for: sums of a quarter, a month at a time by their whole key, and the deals behind a
 * figure. A side that is not summed is walked in the rows of the buckets that the quarter has. */
#include "model/fact_private.h"

#include "model/buf.h"

#include <stdlib.h>
#include <string.h>

enum { FACT_SUMS, FACT_SUMS_ALL, FACT_BUCKETS, FACT_WALK, FACT_DEALS };

bool fact_is_summed(enum fact_kind kind, enum fact_dim dim, int64_t owner)
{
	if (dim == DIM_ALL)
		return true;
	return owner == FACT_EVERYBODY && (dim == DIM_SEGMENT || kind == FACT_ROOT || (kind == FACT_LEARNED && dim == DIM_SIZE));
}

struct sums {
	struct fact_sum *at;
	size_t n, cap;
};

static int compare(const void *a, const void *b)
{
	const struct fact_sum *x = a, *y = b;

	if (x->bucket != y->bucket)
		return x->bucket < y->bucket ? -1 : 1;
	if (x->outcome != y->outcome)
		return x->outcome < y->outcome ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

static void add(struct sums *l, const struct fact_sum *row)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->at = xrealloc(l->at, l->cap * sizeof *l->at);
	}
	l->at[l->n++] = *row;
}

/* One row a bucket, outcome and value, in that order. */
static void gather(struct sums *l)
{
	size_t kept = 0;

	if (l->n)
		qsort(l->at, l->n, sizeof *l->at, compare);
	for (size_t i = 0; i < l->n; i++) {
		if (kept && !compare(&l->at[kept - 1], &l->at[i])) {
			l->at[kept - 1].deals += l->at[i].deals;
			l->at[kept - 1].n += l->at[i].n;
			l->at[kept - 1].v += l->at[i].v;
		} else {
			l->at[kept++] = l->at[i];
		}
	}
	l->n = kept;
}

/* bucket, outcome, value, deals, n, v. */
static int read_sums(struct stmt *st, struct sums *l, struct err *err)
{
	int rc;

	while ((rc = db_step(st, err)) == 1)
		add(l, &(struct fact_sum){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4),
					   db_col(st, 5) });
	return rc;
}

/* Without a side every deal has the value 0. */
static int64_t value_of(const struct fact_scope *scope)
{
	return scope->dim == DIM_ALL ? 0 : scope->value;
}

struct asking {
	struct store *s;
	const struct fact_scope *scope;
	enum fact_kind kind;
	enum fact_dim by; /* of the sums; the scope's own, or the other side of a cross-table */
	bool cross;       /* every value of `by` is a row */
	struct sums sums;
};

static int read_month(struct asking *a, int month, struct err *err)
{
	struct stmt *st = db_stmt(a->s->db, &fact_sql[a->cross ? FACT_SUMS_ALL : FACT_SUMS], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ a->scope->owner, a->by, month, a->kind, value_of(a->scope) }, a->cross ? 4 : 5);
	return read_sums(st, &a->sums, err);
}

/* The buckets that there are at all in these months, out of the sums without a side. */
static int list_buckets(struct asking *a, struct sums *out, struct err *err)
{
	for (int month = a->scope->from_month; month <= a->scope->to_month; month++) {
		struct stmt *st = db_stmt(a->s->db, &fact_sql[FACT_BUCKETS], err);
		int rc;

		if (!st)
			return -1;
		db_ints(st, 1, (const int64_t[]){ a->scope->owner, DIM_ALL, month, a->kind }, 4);
		while ((rc = db_step(st, err)) == 1)
			add(out, &(struct fact_sum){ .bucket = db_col(st, 0) });
		if (rc)
			return -1;
	}
	gather(out);
	return 0;
}

static int walk_bucket(struct asking *a, int64_t bucket, struct err *err)
{
	const struct fact_scope *scope = a->scope;
	struct stmt *st = db_stmt(a->s->db, &fact_sql[FACT_WALK], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ a->kind, bucket, scope->from_month, scope->to_month, scope->owner, scope->dim,
					  value_of(scope), a->by, a->cross }, 9);
	return read_sums(st, &a->sums, err);
}

static int walk(struct asking *a, struct err *err)
{
	struct sums buckets = { 0 };
	int rc = list_buckets(a, &buckets, err);

	for (size_t i = 0; !rc && i < buckets.n; i++)
		rc = walk_bucket(a, buckets.at[i].bucket, err);
	free(buckets.at);
	return rc;
}

static int ask_in(void *arg, struct err *err)
{
	struct asking *a = arg;
	const struct fact_scope *scope = a->scope;
	bool one_side = !a->cross || scope->dim == DIM_ALL || scope->dim == a->by;

	if (!one_side || !fact_is_summed(a->kind, a->by, scope->owner))
		return walk(a, err);
	for (int month = scope->from_month; month <= scope->to_month; month++)
		if (read_month(a, month, err))
			return -1;
	return 0;
}

/* A cross-table of the scope's own side has the scope's one value. */
static void drop_other_values(struct asking *a)
{
	size_t kept = 0;

	if (!a->cross || a->scope->dim != a->by || a->by == DIM_ALL)
		return;
	for (size_t i = 0; i < a->sums.n; i++)
		if (a->sums.at[i].value == a->scope->value)
			a->sums.at[kept++] = a->sums.at[i];
	a->sums.n = kept;
}

static int ask(struct asking *a, struct fact_sum **out, size_t *n, struct err *err)
{
	int rc = db_read(a->s->db, ask_in, a, err);

	*out = NULL;
	*n = 0;
	if (rc) {
		free(a->sums.at);
		return -1;
	}
	drop_other_values(a);
	gather(&a->sums);
	*out = a->sums.at;
	*n = a->sums.n;
	return 0;
}

int fact_sums(struct store *s, const struct fact_scope *scope, enum fact_kind kind, struct fact_sum **out, size_t *n,
	      struct err *err)
{
	struct asking a = { s, scope, kind, scope->dim, false, { 0 } };

	return ask(&a, out, n, err);
}

int fact_sums_by(struct store *s, const struct fact_scope *scope, enum fact_kind kind, enum fact_dim by, struct fact_sum **out,
		 size_t *n, struct err *err)
{
	struct asking a = { s, scope, kind, by, true, { 0 } };

	return ask(&a, out, n, err);
}

int fact_deals(struct store *s, const struct fact_scope *scope, enum fact_kind kind, int64_t bucket, int64_t outcome,
	       int after_month, int64_t after_deal, size_t limit, struct fact_deal *out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_sql[FACT_DEALS], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ kind, bucket, scope->from_month, scope->to_month, scope->owner, scope->dim,
					  value_of(scope), outcome, after_month, after_deal, (int64_t)limit }, 11);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1)
		out[(*n)++] = (struct fact_deal){ .month = (int)db_col(st, 0), .deal = db_col(st, 1), .outcome = db_col(st, 2),
						  .n = db_col(st, 3), .v = db_col(st, 4) };
	return rc;
}

/* The value of a row on the side whose number is bound. */
#define SIDE(dim)                                                                                                      \
	"case " dim " when 0 then 0 when 1 then f.segment when 2 then f.competitor when 3 then f.size when 4 then f.region" \
	" else f.product end"
#define IN_SCOPE                                                                                                       \
	" from fact f where f.kind = $1 and f.bucket = $2 and f.close_month >= $3 and f.close_month <= $4"             \
	" and (cast($5 as bigint) = -1 or f.owner = $5) and " SIDE("cast($6 as bigint)") " = $7"
#define MONTH " from sum_fact where owner = $1 and dim = $2 and close_month = $3 and kind = $4"

const struct sql fact_sql[] = {
	[FACT_SUMS] = { "fact_sums", "select bucket, outcome, value, deals, n, v" MONTH " and value = $5" },
	[FACT_SUMS_ALL] = { "fact_sums_all", "select bucket, outcome, value, deals, n, v" MONTH },
	[FACT_BUCKETS] = { "fact_buckets", "select distinct bucket" MONTH },
	[FACT_WALK] = { "fact_walk", "select f.bucket, f.outcome, case when cast($9 as bigint) = 1 then " SIDE("cast($8 as bigint)")
				     " else cast($7 as bigint) end, 1, f.n, f.v" IN_SCOPE },
	[FACT_DEALS] = { "fact_deals", "select f.close_month, f.deal, f.outcome, f.n, f.v" IN_SCOPE
				       " and (cast($8 as bigint) = 0 or f.outcome = $8)"
				       " and (f.close_month > $9 or (f.close_month = $9 and f.deal > $10)) and " ACCESS_DEAL("f")
				       " order by f.close_month, f.deal limit $11" },
	{ NULL, NULL },
};
