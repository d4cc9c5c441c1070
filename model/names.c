#include "model/names.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

void names_done(struct names *m)
{
	buf_done(&m->bytes);
	free(m->slot);
	*m = (struct names){ 0 };
}

/* 0 marks a free slot. */
static uint32_t hash(const char *text, size_t len)
{
	uint32_t h = (uint32_t)XXH3_64bits(text, len);

	return h ? h : 1;
}

int64_t *names_find(const struct names *m, const char *text, size_t len)
{
	uint32_t h = hash(text, len);

	for (size_t i = h; m->cap; i++) {
		struct name_slot *s = &m->slot[i & (m->cap - 1)];

		if (!s->hash)
			return NULL;
		if (s->hash == h && s->len == len && !memcmp(m->bytes.data + s->at, text, len))
			return &s->value;
	}
	return NULL;
}

static void place(struct name_slot *slot, size_t cap, struct name_slot s)
{
	size_t i = s.hash;

	while (slot[i & (cap - 1)].hash)
		i++;
	slot[i & (cap - 1)] = s;
}

static void grow(struct names *m)
{
	size_t cap = m->cap ? m->cap * 2 : 64;
	struct name_slot *slot = xcalloc(cap, sizeof *slot);

	for (size_t i = 0; i < m->cap; i++)
		if (m->slot[i].hash)
			place(slot, cap, m->slot[i]);
	free(m->slot);
	m->slot = slot;
	m->cap = cap;
}

void names_add(struct names *m, const char *text, size_t len, int64_t value)
{
	struct name_slot s = { hash(text, len), (uint32_t)len, m->bytes.len, value };

	if (m->n * 4 >= m->cap * 3)
		grow(m);
	buf_add(&m->bytes, text, len);
	buf_putc(&m->bytes, '\0');
	place(m->slot, m->cap, s);
	m->n++;
}
