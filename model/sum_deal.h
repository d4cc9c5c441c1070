#ifndef MODEL_SUM_DEAL_H
#define MODEL_SUM_DEAL_H
/* Deals by month of close, stage, outcome, owner, segment and currency, with their amounts: rows of `sum_deal`, derived.
 * Whoever changes a deal adds the difference in the same transaction; `check` compares. Source: schema.md, "Derived for
 * speed"; performance.md, F11. */
#include "model/deal.h"

/* Adds to one row; deltas of a load are gathered first. */
int sum_deal_add(struct store *s, int close_month, int64_t stage, int64_t outcome, int64_t owner, int64_t segment,
		 int64_t currency, int64_t n, int64_t n_valued, int64_t amount_minor, struct err *err);
/* +1 or -1 of this deal in its row. */
int sum_deal_of(struct store *s, const struct deal *d, int sign, struct err *err);
/* Hears of each sum that differs from what its deals count for; sentences. What fn returns but 0 ends it. */
int sum_deals_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err);
/* Those that differ, as their deals count for (`check --rebuild`). */
int sum_deals_rebuild(struct store *s, struct err *err);
extern const struct sql sum_deal_sql[];
#endif
