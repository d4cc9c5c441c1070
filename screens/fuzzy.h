#ifndef SCREENS_FUZZY_H
#define SCREENS_FUZZY_H
/* Fuzzy search in the names of commands: the letters in order, best where they stand together and begin words. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fuzzy {
	uint64_t at; /* bytes of the name that were hit (the first 64) */
};
/* -1: no match; else the higher the better. No words: 0, everything matches. Case does not matter. */
int fuzzy_match(const char *name, const char *words, struct fuzzy *m);
bool fuzzy_has(const struct fuzzy *m, size_t byte);
#endif
