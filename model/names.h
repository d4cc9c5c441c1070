#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H
/* Texts to numbers by hash: the companies, owners and words that a load has met. */
#include "model/buf.h"

#include <stddef.h>
#include <stdint.h>

struct name_slot {
	uint32_t hash, len;
	size_t at; /* of the text in `bytes` */
	int64_t value;
};

struct names {
	struct buf bytes;
	struct name_slot *slot;
	size_t n, cap; /* cap is a power of two or 0 */
};

void names_done(struct names *m);
/* NULL: not there. */
int64_t *names_find(const struct names *m, const char *text, size_t len);
/* Adds a text that is not there. */
void names_add(struct names *m, const char *text, size_t len, int64_t value);
#endif
