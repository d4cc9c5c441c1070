#ifndef TESTS_MODEL_ASKED_H
#define TESTS_MODEL_ASKED_H
/* The team of tests/model/team.h with ben (a second analyst), one lost deal of mira's, "Stagg Industrial", and one
 * interview of it that is planned, with ana as interviewer; ana acts. For tests of interviews, notes and codes. */
#include "model/interview.h"
#include "tests/model/team.h"

struct asked {
	struct store *s;
	int64_t deal, interview;
	int64_t ana, ben, mira;
};
void asked_open(struct asked *a);
/* The same in a file. */
void asked_open_at(struct asked *a, const char *path);
/* The deal alone: no interview is planned. */
void asked_open_deal(struct asked *a);
void asked_close(struct asked *a);
/* It was held now, and notes and quoting are permitted. */
void asked_hold(struct asked *a);
struct interview asked_get(struct asked *a);
/* Sums, search and the chain of history fit. */
void asked_sound(struct asked *a);
#endif
