#ifndef MODEL_SEEDED_H
#define MODEL_SEEDED_H
/* Numbers of chance that a seed gives, the same on every machine: what is drawn or resampled with them can be done again.
 * splitmix64 (Steele, Lea, Flood 2014). Not for secrets. */
#include <stdint.h>

uint64_t seeded_bits(uint64_t *state);
double seeded_share(uint64_t *state); /* in [0, 1) */
#endif
