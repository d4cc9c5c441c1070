#ifndef TESTS_PROP_H
#define TESTS_PROP_H
/* Property tests: a seeded random source that gives the same cases on every machine, and the line that a promise
 * prints. The seed comes from $WINLOSS_SEED (default 1), so that a failure can be played again. */
#include "model/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct prop {
	uint64_t state;
	uint64_t seed;
};

void prop_init(struct prop *p, uint64_t stream); /* `stream` keeps two tests with one seed apart */
uint64_t prop_next(struct prop *p);
uint32_t prop_below(struct prop *p, uint32_t n); /* 0 … n-1; n at least 1 */

/* Appends one random hostile string of up to `pieces` pieces of every kind that promise P23 names: controls of all
 * forms, OSC and DCS sequences, bidi, zero-width, tags, private use, non-characters, invalid UTF-8, combining marks,
 * emoji sequences, wide letters, spreadsheet triggers, plain words, any byte. */
void prop_hostile(struct prop *p, int pieces, struct buf *out);

/* Prints `PROMISE id cases=N fail=M` and returns whether M is 0. */
bool prop_promise(const char *id, long cases, long fail);

/* The data from outside: $WINLOSS_SHARED, else ../shared beside the source tree. NULL after saying loudly on standard
 * error that the test is skipped; the caller then leaves. Shared string, not freed. */
const char *prop_shared(void);
/* The whole file; false when it cannot be read. */
bool prop_read(const char *path, struct buf *out);
#endif
