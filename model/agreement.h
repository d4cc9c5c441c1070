#ifndef MODEL_AGREEMENT_H
#define MODEL_AGREEMENT_H
/* How far coders agree: percent, Cohen's kappa (1960) and Krippendorff's alpha for nominal data (2011), with a bootstrap
 * interval. Pure: labels in, figures out; what a unit and a label is decides the caller (domain.md, "Interviews").
 *
 * A rating is one label of one coder for one unit; a unit that a coder did not see is missing, never "none". */
#include "model/err.h"

#include <stddef.h>
#include <stdint.h>

#define RATING_MISSING (-1)
#define AGREEMENT_LABELS_MAX 4096 /* labels are 0 … AGREEMENT_LABELS_MAX - 1 */

/* Counts units of equal ratings together: what is worked out grows with the patterns met, not with the units. */
struct ratings;
struct ratings *ratings_new(int coders); /* 2 or more; the caller frees */
void ratings_free(struct ratings *r);
/* `n` units for which coder c gave label[c] or RATING_MISSING. */
void ratings_add(struct ratings *r, const int *label, int64_t n);
/* Units that are added between these hang together (the words of one note, the decisions on one note): the bootstrap
 * draws them together or not at all, else its interval would be too narrow. Others are drawn one by one. */
void ratings_open(struct ratings *r);
void ratings_close(struct ratings *r);

struct agreement {
	int64_t n;       /* units that two coders or more rated: all figures rest on these */
	int64_t alone;   /* units that one coder rated only: they count nowhere */
	double percent;  /* 0…1: pairs of ratings of one unit that are equal */
	double kappa;    /* NAN where it is not defined: other than two coders, or both used one and the same label */
	double alpha;    /* NAN where all ratings are one label: there is no disagreement to expect */
	double low, high; /* 95 % of the bootstrap, of kappa with two coders, of alpha with more; NAN as these */
};

/* ERR_INPUT: no unit was rated by two coders (their units do not overlap). `rounds` of resampling with the given
 * seed (0: no interval); the same seed gives the same interval on every machine. */
int agreement_of(const struct ratings *r, int rounds, uint64_t seed, struct agreement *out, struct err *err);
/* Why there is no kappa and no alpha, in words; NULL where there is one. Borrowed. */
const char *agreement_why(const struct agreement *a);
/* Share of ratings, among units that count, which carry `label`: the prevalence that a kappa must be read with. */
double agreement_prevalence(const struct ratings *r, int label);
#endif
