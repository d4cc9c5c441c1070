#ifndef MODEL_DICT_H
#define MODEL_DICT_H
/* The team's small vocabularies (segment, region, industry, tier, competitor, source, reason, product, currency):
 * records hold ids, 0 is none. Kept in memory with the store: they are small and append-only. */
#include "model/store.h"

/* The id of that word (exact bytes first, then folded), 0 when there is none. -1 on error. */
int64_t dict_find(struct store *s, const char *kind, const char *word, struct err *err);
/* The same, made when there is none. "" is 0. Inside a transaction. -1 on error. */
int64_t dict_need(struct store *s, const char *kind, const char *word, struct err *err);
/* The title; "" for 0. Borrowed until the store closes. */
const char *dict_title(struct store *s, int64_t id);
/* Forgets what a rolled-back transaction may have put into memory. */
void dict_forget(struct store *s);
extern const struct sql dict_sql[];
#endif
