#ifndef MODEL_ALIAS_H
#define MODEL_ALIAS_H
/* Spellings that were merged into another record: whoever types or imports one means that record, so that the double does
 * not come back. Source: commands.md, `merge`. */
#include "model/history.h"

/* Stored; never renumbered. */
enum alias_kind { ALIAS_COMPANY, ALIAS_COMPETITOR, ALIAS_KINDS };

/* The record that a folded spelling means, 0 none, -1. */
int64_t alias_find(struct store *s, enum alias_kind kind, const char *name_key, struct err *err);
/* Inside edit(): from here on the spelling means that record, and so do all that meant `was`. */
int alias_put(struct store *s, struct group *g, enum alias_kind kind, const char *name, int64_t record, int64_t was,
	      struct err *err);
extern const struct sql alias_sql[];
#endif
