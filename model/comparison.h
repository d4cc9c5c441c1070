#ifndef MODEL_COMPARISON_H
#define MODEL_COMPARISON_H
/* Two or more coders over the interviews that they both coded: how far they agree, overall and per theme.
 *
 * A unit (note, word, character) counts for a coder who marked its note with a code or with "read, no theme fits" in a
 * pass that is closed and released; one that a coder did not mark is missing, never "none". Overall: where no unit
 * carries more than one theme from one coder the theme is the label ("none" is one); else one decision for each unit and
 * each theme that anybody used. Per theme: coded with it or not. A merged theme counts as the one that took its codes.
 * Source: domain.md, "Interviews". */
#include "model/agreement.h"
#include "model/buf.h"
#include "model/store.h"
#include "model/unit.h"

#include <stdbool.h>

#define COMPARISON_ROUNDS 2000
#define COMPARISON_SEED 1

struct comparison_ask {
	int64_t programme, interview; /* one of them; 0 */
	const int64_t *coder;         /* members; none: whoever has a pass there */
	size_t coders;
	enum code_unit unit;
	int64_t theme;                /* 0: every theme that was used; else that one alone is listed */
	bool roots;                   /* a sub-theme counts as its root */
	int rounds;                   /* of the bootstrap */
	uint64_t seed;
};
struct compared {
	int64_t theme;
	char *key, *title;      /* owned */
	double prevalence;      /* share of ratings that carry it, 0…1 */
	struct agreement a;
};
struct comparison {
	int64_t *coder;         /* as asked, or found */
	size_t coders;
	bool pooled;
	struct agreement overall;
	double prevalence;      /* of any theme */
	struct compared *theme; /* by prevalence, then by title */
	size_t n;
	int64_t interviews, notes; /* compared: interviews with two passes, notes that two of them marked */
	int64_t skipped;        /* ratings of notes left out because the note was corrected since (word, character) */
	struct buf missing;     /* "I-3: ben has not released; …": interviews that were left out, "" none */
};
/* ERR_REFUSED: not released by all, which says who is missing and no figure; ERR_INPUT: no two of them coded one
 * interview, or no unit of it. Over one state of the file. The caller ends *out in every case. */
int comparison_make(struct store *s, const struct comparison_ask *ask, struct comparison *out, struct err *err);
void comparison_done(struct comparison *c);
/* A theme by its key, or by the beginning of its title where that is one theme's. ERR_INPUT lists the candidates. */
int comparison_theme_named(struct store *s, const char *words, int64_t *id, struct err *err);
extern const struct sql comparison_sql[];
#endif
