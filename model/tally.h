#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H
/* Which themes each coder gave which units, as runs of units with the same answer: what agreement is worked out from.
 * Pure; themes are numbers from 0. */
#include "model/agreement.h"
#include "model/unit.h"

#include <stdbool.h>

struct tally_mark {
	size_t from, to; /* units of the note, end exclusive */
	int theme;
};
/* What one coder said of one note. */
struct tally_coder {
	bool seen;               /* marked at all; else missing */
	struct tally_mark *mark; /* owned */
	size_t n, cap;
};
void tally_mark(struct tally_coder *c, size_t from, size_t to, int theme);

struct tally {
	int coders, themes;
	bool many;       /* a unit carries more than one theme from one coder */
	int64_t notes;   /* with two coders or more */
	struct tally_run {
		int64_t units;
		bool first;  /* of its note */
		size_t at;   /* in pool: of each coder how many themes (-1: missing), then they, ascending */
	} *run;
	size_t n, cap;
	int *pool;
	size_t pool_n, pool_cap;
};
void tally_init(struct tally *t, int coders);
void tally_done(struct tally *t);
/* A note of `units` units and what each coder said of it. */
void tally_note(struct tally *t, size_t units, const struct tally_coder *coder);
/* Labels 0 "none", 1 … themes; only where !many. What is of one note is drawn together. The caller frees. */
struct ratings *tally_labels(const struct tally *t);
/* 0 not coded with it, 1 coded. Theme -1: one decision for every unit and theme. */
struct ratings *tally_decisions(const struct tally *t, int theme);
#endif
