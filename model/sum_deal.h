#ifndef MODEL_SUM_DEAL_H
#define MODEL_SUM_DEAL_H
/* Deals by month of close, stage, outcome, owner, segment and currency, with their amounts: rows of `sum_deal`, derived.
 * Whoever changes a deal adds the difference in the same transaction; `check` compares. Source: schema.md, "Derived for
 * speed"; performance.md, F11. */
#include "model/deal.h"
#include "model/totals.h"

/* +1 or -1 of this deal in its row. */
int sum_deal_of(struct store *s, const struct deal *d, int sign, struct err *err);
/* The same of many deals: gathered first, then added in the order of their keys. A deal that is gone counts for nothing. */
void sum_deal_count(struct totals *t, const struct deal *d, int sign);
int sum_deals_add(struct store *s, struct totals *t, struct err *err);
/* Hears of each sum that differs from what its deals count for; sentences. What fn returns but 0 ends it. */
int sum_deals_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err);
/* Those that differ, as their deals count for (`check --rebuild`). */
int sum_deals_rebuild(struct store *s, struct err *err);
extern const struct sql sum_deal_sql[];
#endif
