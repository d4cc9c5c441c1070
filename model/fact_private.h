#ifndef MODEL_FACT_PRIVATE_H
#define MODEL_FACT_PRIVATE_H
/* Shared by the files of facts. */
#include "model/fact.h"
#include "model/fact_rule.h"
#include "model/icp.h"
#include "model/taxonomy.h"

/* What all rows of a deal have in common. */
struct fact_of {
	int64_t deal, month, outcome, owner;
	int64_t side[DIM_COUNT]; /* DIM_ALL 0 */
};
struct fact_row {
	int64_t kind, bucket, n, v;
};
struct fact_rows {
	struct fact_of of;
	struct fact_row *at; /* by kind and bucket */
	size_t n, cap;
};
void fact_rows_done(struct fact_rows *r);
/* Adds to the row of that kind and bucket. */
void fact_rows_add(struct fact_rows *r, enum fact_kind kind, int64_t bucket, int64_t n, int64_t v);

/* What many deals are worked out with: read when the first of them asks. */
struct fact_maker {
	struct store *s;
	struct fact_rules rules;
	struct taxonomy taxonomy;
	struct icp icp;
	bool has_rules, has_taxonomy, has_icp;
};
void fact_maker_done(struct fact_maker *m);
/* What the deal counts for now, in order; none of one that is open, gone, or of which nothing was learned. */
int fact_rows_make(struct fact_maker *m, int64_t deal, struct fact_rows *out, struct err *err);
/* What is stored of it. */
int fact_rows_read(struct store *s, int64_t deal, struct fact_rows *out, struct err *err);
bool fact_rows_same(const struct fact_rows *a, const struct fact_rows *b);

/* Sums by their whole key, in memory. */
struct fact_total {
	int64_t key[7]; /* owner, dim, month, kind, value, bucket, outcome: the order of sum_fact */
	int64_t deals, n, v;
};
struct fact_totals {
	struct fact_total *at;
	size_t n, cap, *slot; /* slot: index + 1 by hash, 0 free */
};
void fact_totals_done(struct fact_totals *t);
struct fact_total *fact_total_of(struct fact_totals *t, const int64_t *key);
/* Adds (sign 1) or takes away (-1) one row in all the sums it counts in. */
void fact_totals_add(struct fact_totals *t, const struct fact_of *of, const struct fact_row *row, int64_t sign);
/* In the order of the keys; nothing may be added afterwards. */
void fact_totals_sort(struct fact_totals *t);

/* Whether the sums of that kind are kept for that side, of one owner or everybody; else its rows are walked. An owner's
 * deals of a quarter are few, and so are hardly fewer than their sums would be. */
bool fact_is_summed(enum fact_kind kind, enum fact_dim dim, int64_t owner);
/* Deals that may have facts, and those that have. The caller frees. */
int fact_candidates(struct store *s, int64_t **out, size_t *n, struct err *err);
/* Every stored row, in the order of the table. */
int fact_rows_each(struct store *s, void (*fn)(void *arg, const struct fact_of *of, const struct fact_row *row), void *arg,
		   struct err *err);
extern const struct sql fact_row_sql[], fact_total_sql[], fact_write_sql[], fact_check_sql[];
#endif
