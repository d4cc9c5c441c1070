#ifndef TESTS_MODEL_WON_H
#define TESTS_MODEL_WON_H
/* A store in memory with four members and one won deal, for the tests of what follows a win. */
#include "model/debrief.h"

struct won {
	struct store *s;
	int64_t deal, form;
	int64_t mira, priya; /* the ae and the csm of the deal */
};
/* `arr`: of the deal, in dollars; NULL none. Acts as priya (csm) afterwards. Members: dana (admin, cro), mira (ae),
 * priya (csm), max (csm_manager), jo (ae of nothing), ana (analyst), rex (readonly). */
void won_open(struct won *w, const char *arr);
/* The same in a file. */
void won_open_at(struct won *w, const char *arr, const char *path);
void won_close(struct won *w);
void won_as(struct won *w, const char *login);
/* Live answers to all seven, as priya. */
void won_answer_all(struct won *w);
/* How many sentences are missing; the text is put into out (may be NULL). */
size_t won_missing(struct won *w, struct buf *out);
#endif
