#ifndef MODEL_CHECK_STORE_H
#define MODEL_CHECK_STORE_H
/* Is the file sound? The database's own integrity and foreign keys, the chain of history, and every derived table
 * (clocks, sums) against what is computed anew; `deep` adds the checksum of every row (P32). */
#include "model/store.h"

/* `report` hears each finding as a sentence, and notes, which begin with "note: "; *findings counts the findings.
 * -1 only where the check could not be made. */
int store_check(struct store *s, bool deep, int (*report)(void *arg, const char *text), void *arg, size_t *findings,
		struct err *err);
extern const struct sql check_sql[];
#endif
