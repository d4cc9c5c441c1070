#ifndef MODEL_SEEN_H
#define MODEL_SEEN_H
/* The keys met in one file, twelve bytes each: 40 bits of a key's hash, its line, 24 bits of the row's hash. Two of a
 * million keys are taken for one with a chance of about one in a million. */
#include <stddef.h>
#include <stdint.h>

struct seen_slot {
	uint32_t tag, line, rest; /* line 0: free; rest: 8 more bits of the tag, 24 of the row's hash */
};
struct seen {
	struct seen_slot *slot;
	size_t n, cap;
};

void seen_done(struct seen *s);
/* Makes room for so many keys at once. */
void seen_reserve(struct seen *s, size_t keys);
/* The line on which the key was met before, 0 when this is the first time (it is kept then). *same: with an equal
 * row. */
uint32_t seen_add(struct seen *s, const char *key, size_t len, uint64_t row_hash, uint32_t line, int *same);
#endif
