#ifndef TESTS_MODEL_INTERVIEWED_H
#define TESTS_MODEL_INTERVIEWED_H
/* The won deal of won.h, and an interview about it that was validated, with four notes. Two analysts, ana and
 * ben; two roots of the shipped taxonomy with a sub-theme each. */
#include "model/coding.h"
#include "tests/model/won.h"

struct interviewed {
	struct won w;
	struct store *s;
	int64_t interview, taxonomy;
	int64_t note[4];
	int64_t price, onboarding, discount, owner; /* pricing, implementation; price-level, no-owner */
};
extern const char *const interviewed_text[4];
/* Acts as ana afterwards. */
void interviewed_open(struct interviewed *i);
void interviewed_close(struct interviewed *i);
void interviewed_as(struct interviewed *i, const char *login);
/* The actor's pass, begun where there is none. */
struct coding_pass interviewed_pass(struct interviewed *i);
/* A code of the actor on a note, or (end > 0) on its words; the row, whose memo is freed already. */
struct code interviewed_code(struct interviewed *i, int note, int64_t theme, int64_t start, int64_t end);
/* Another text in the place of a note's, as a correction writes it. Its id. */
int64_t interviewed_correct(struct interviewed *i, int note, const char *text);
#endif
