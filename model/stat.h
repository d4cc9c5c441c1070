#ifndef MODEL_STAT_H
#define MODEL_STAT_H
/* Shares with their interval, medians. Pure; published values stand in the tests. */
#include <stddef.h>
#include <stdint.h>

/* A share k of n with the 95 % score interval of Wilson (E. B. Wilson, JASA 22, 1927, 209–212; z = 1.959964), in basis
 * points, halves away from zero. n 0: all are -1. */
struct share {
	int64_t k, n;
	int64_t bp, low_bp, high_bp;
};
struct share share_of(int64_t k, int64_t n);
/* Fewer than these are said in words, without a percent (look.md, "Charts"). */
enum { SHARE_SMALL = 5 };

/* The middle one, or the mean of the two middle ones (halves away from zero); sorts the values. `none` when n is 0. */
int64_t median_of(int64_t *values, size_t n, int64_t none);
#endif
