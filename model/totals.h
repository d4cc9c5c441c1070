#ifndef MODEL_TOTALS_H
#define MODEL_TOTALS_H
/* Sums by their whole key, in memory: what is added to a table of sums, and what it is compared with. */
#include <stddef.h>
#include <stdint.h>

enum { TOTAL_KEYS = 7 };
struct total {
	int64_t key[TOTAL_KEYS]; /* those that a table has not are 0 */
	int64_t deals, n, v;
};
struct totals {
	struct total *at;
	size_t n, cap, *slot; /* slot: index + 1 by hash, 0 free */
};
void totals_done(struct totals *t);
/* None is left, the room stays. */
void totals_clear(struct totals *t);
/* The one of that key, of nothing at first; valid until the next one is asked for. */
struct total *totals_at(struct totals *t, const int64_t key[TOTAL_KEYS]);
/* In the order of the keys; nothing may be added afterwards. */
void totals_sort(struct totals *t);
#endif
