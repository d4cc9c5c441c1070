/* What a row counts for in `sum_fact`, and the rows themselves in the order of their table. */
#include "model/fact_private.h"

enum { TOTAL_ROWS };

static void add(struct totals *t, const struct fact_of *of, const struct fact_row *row, int64_t owner, enum fact_dim dim,
		int64_t sign)
{
	const int64_t key[TOTAL_KEYS] = { owner, dim, of->month, row->kind, of->side[dim], row->bucket, of->outcome };
	struct total *at = totals_at(t, key);

	at->deals += sign;
	at->n += sign * row->n;
	at->v += sign * row->v;
}

void fact_totals_add(struct totals *t, const struct fact_of *of, const struct fact_row *row, int64_t sign)
{
	for (enum fact_dim dim = 0; dim < DIM_COUNT; dim++) {
		if (fact_is_summed((enum fact_kind)row->kind, dim, of->owner))
			add(t, of, row, of->owner, dim, sign);
		if (fact_is_summed((enum fact_kind)row->kind, dim, FACT_EVERYBODY))
			add(t, of, row, FACT_EVERYBODY, dim, sign);
	}
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
