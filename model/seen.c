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

/* The slot is chosen by the tag's own bits, so that growing needs no key; any number of slots will do. */
static size_t first(const struct seen *s, uint32_t tag)
{
	return (size_t)((uint64_t)tag * s->cap >> 32);
}

static size_t next(const struct seen *s, size_t i)
{
	return i + 1 == s->cap ? 0 : i + 1;
}

static uint32_t line_of(const struct seen_slot *it)
{
	return it->line >> 8;
}

static void place(struct seen *s, struct seen_slot it)
{
	size_t i = first(s, it.tag);

	while (line_of(&s->slot[i]))
		i = next(s, i);
	s->slot[i] = it;
}

static void set_cap(struct seen *s, size_t cap)
{
	struct seen old = *s;

	s->slot = xcalloc(cap, sizeof *s->slot);
	s->cap = cap;
	for (size_t i = 0; i < old.cap; i++)
		if (line_of(&old.slot[i]))
			place(s, old.slot[i]);
	free(old.slot);
}

void seen_reserve(struct seen *s, size_t keys)
{
	if (keys + keys / 8 > s->cap)
		set_cap(s, keys + keys / 8 + 64);
}

uint32_t seen_add(struct seen *s, const char *key, size_t len, uint64_t row_hash, uint32_t line, int *same)
{
	uint64_t h = XXH3_64bits(key, len);
	struct seen_slot it = {
		(uint32_t)h,
		(uint32_t)(h >> 32) << 8 | (uint32_t)(row_hash & 0xff),
		(line < SEEN_FAR ? line : SEEN_FAR) << 8 | (uint32_t)(row_hash >> 8 & 0xff),
	};

	*same = 0;
	for (size_t i = first(s, it.tag); s->cap && line_of(&s->slot[i]); i = next(s, i)) {
		const struct seen_slot *had = &s->slot[i];

		if (had->tag == it.tag && had->more >> 8 == it.more >> 8) {
			*same = had->more == it.more && (had->line & 0xff) == (it.line & 0xff);
			return line_of(had);
		}
	}
	if (s->n * 10 >= s->cap * 9)
		set_cap(s, s->cap ? s->cap + s->cap / 2 : 1024);
	place(s, it);
	s->n++;
	return 0;
}
