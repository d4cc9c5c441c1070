#ifndef MODEL_JOIN_H
#define MODEL_JOIN_H
/* A second CSV file that names what the first one only numbers: KEY → VALUE, held in memory by a hash. */
#include "model/err.h"

#include <stddef.h>

struct join;

/* Reads the columns `key` and `value` (or "A+B": joined by a blank) of the file; names in any case. A key that comes
 * twice keeps its first value, and every value for join_each(). Rows without a key are passed over.
 * ERR_NO_INPUT, ERR_IO, ERR_INPUT (no such column: names what there is). */
int join_read(struct join **out, const char *path, const char *key, const char *value, struct err *err);
void join_free(struct join *j);
/* NULL: no such key. Valid until join_free(). */
const char *join_get(const struct join *j, const char *key, size_t len);
/* Every value of a key, in the order of the file: call with *at = 0 first; NULL at the end. */
const char *join_next(const struct join *j, const char *key, size_t len, size_t *at);
#endif
