#ifndef MODEL_SEEN_H
#define MODEL_SEEN_H
/* The keys met in one file, twelve bytes each: 56 bits of a key's hash, its line, 16 bits of the row's hash. A million
 * keys hold two that are taken for one with a chance of one in 140,000. (With 40 bits it was one in three.) */
#include <stddef.h>
#include <stdint.h>

/* What is told of lines from here on, where the number has no room. */
#define SEEN_FAR 0xffffffu

struct seen_slot {
	uint32_t tag;
	uint32_t more; /* 24 more bits of the tag, 8 of the row's hash */
	uint32_t line; /* 24 bits, 8 more of the row's hash; line 0: free */
};
struct seen {
	struct seen_slot *slot;
	size_t n, cap;
};

void seen_done(struct seen *s);
/* Makes room for so many keys at once. */
void seen_reserve(struct seen *s, size_t keys);
/* The line on which the key was met before (at most SEEN_FAR), 0 when this is the first time (it is kept then). *same:
 * with an equal row. */
uint32_t seen_add(struct seen *s, const char *key, size_t len, uint64_t row_hash, uint32_t line, int *same);
#endif
