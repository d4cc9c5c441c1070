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
/* Before a transaction the newest word in memory; when it was rolled back, what came since is no longer found: it has no
 * row, and its id will be another's. Titles that were borrowed stay readable. */
int64_t dict_newest(const struct store *s);
void dict_take_back(struct store *s, int64_t newest);
void dict_free(struct store *s); /* when the store closes */
extern const struct sql dict_sql[];
#endif
