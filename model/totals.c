#include "model/totals.h"

#include "model/buf.h"

#include <stdlib.h>
#include <string.h>

void totals_done(struct totals *t)
{
	free(t->at);
	free(t->slot);
	*t = (struct totals){ 0 };
}

static size_t hash_of(const int64_t *key)
{
	uint64_t h = 0;

	for (int i = 0; i < TOTAL_KEYS; i++)
		h = (h ^ (uint64_t)key[i]) * UINT64_C(0x9E3779B97F4A7C15);
	return (size_t)(h >> 17);
}

static void grow(struct totals *t)
{
	t->cap = t->cap ? t->cap * 2 : 128; /* a power of two, as the mask of places wants */
	t->at = xrealloc(t->at, t->cap * sizeof *t->at);
	free(t->slot);
	t->slot = xcalloc(t->cap * 2, sizeof *t->slot);
	for (size_t i = 0; i < t->n; i++) {
		size_t h = hash_of(t->at[i].key) & (t->cap * 2 - 1);

		while (t->slot[h])
			h = (h + 1) & (t->cap * 2 - 1);
		t->slot[h] = i + 1;
	}
}

struct total *totals_at(struct totals *t, const int64_t key[TOTAL_KEYS])
{
	size_t h;

	if (t->n == t->cap)
		grow(t);
	h = hash_of(key) & (t->cap * 2 - 1);
	while (t->slot[h] && memcmp(t->at[t->slot[h] - 1].key, key, sizeof t->at->key))
		h = (h + 1) & (t->cap * 2 - 1);
	if (!t->slot[h]) {
		t->at[t->n] = (struct total){ 0 };
		memcpy(t->at[t->n].key, key, sizeof t->at->key);
		t->slot[h] = ++t->n;
	}
	return &t->at[t->slot[h] - 1];
}

/* Each is met where it stands, whatever of its way is free by now. */
void totals_clear(struct totals *t)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t h = hash_of(t->at[i].key) & (t->cap * 2 - 1);

		while (t->slot[h] != i + 1)
			h = (h + 1) & (t->cap * 2 - 1);
		t->slot[h] = 0;
	}
	t->n = 0;
}

static int compare(const void *a, const void *b)
{
	const struct total *x = a, *y = b;

	for (int i = 0; i < TOTAL_KEYS; i++)
		if (x->key[i] != y->key[i])
			return x->key[i] < y->key[i] ? -1 : 1;
	return 0;
}

void totals_sort(struct totals *t)
{
	if (t->n)
		qsort(t->at, t->n, sizeof *t->at, compare);
	free(t->slot);
	t->slot = NULL;
	t->cap = t->n; /* the next one would make the places anew */
}
