#include "model/seen.h"

#include "model/buf.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>

void seen_done(struct seen *s)
{
	free(s->slot);
	*s = (struct seen){ 0 };
}

/* The slot is chosen by the tag's own bits, so that growing needs no key. */
static void place(struct seen_slot *slot, size_t cap, struct seen_slot it)
{
	size_t i = it.tag;

	while (slot[i & (cap - 1)].line)
		i++;
	slot[i & (cap - 1)] = it;
}

static void grow(struct seen *s)
{
	size_t cap = s->cap ? s->cap * 2 : 1024;
	struct seen_slot *slot = xcalloc(cap, sizeof *slot);

	for (size_t i = 0; i < s->cap; i++)
		if (s->slot[i].line)
			place(slot, cap, s->slot[i]);
	free(s->slot);
	s->slot = slot;
	s->cap = cap;
}

uint32_t seen_add(struct seen *s, const char *key, size_t len, uint64_t row_hash, uint32_t line, int *same)
{
	uint64_t h = XXH3_64bits(key, len);
	struct seen_slot it = { (uint32_t)h, line, (uint32_t)(h >> 32) << 24 | (uint32_t)(row_hash & 0xffffff) };

	*same = 0;
	for (size_t i = it.tag; s->cap && s->slot[i & (s->cap - 1)].line; i++) {
		const struct seen_slot *had = &s->slot[i & (s->cap - 1)];

		if (had->tag == it.tag && had->rest >> 24 == it.rest >> 24) {
			*same = had->rest == it.rest;
			return had->line;
		}
	}
	if (s->n * 5 >= s->cap * 4)
		grow(s);
	place(s->slot, s->cap, it);
	s->n++;
	return 0;
}
