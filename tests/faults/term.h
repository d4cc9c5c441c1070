#ifndef TESTS_FAULTS_TERM_H
#define TESTS_FAULTS_TERM_H
/* What a program sends to a terminal over a world with bad bytes, beside what it sends over their visible form. */
#include "tests/faults/promise.h"
#include "tests/faults/state.h"
#include "tests/support/prop.h"

struct term_round {
	struct promise_run *run;
	char *world[2];    /* raw, shown */
	struct prop texts; /* for arguments */
	long number, turn;
	bool *seen;
	const char *term;
};

/* Counts the texts that were seen; one failure when a byte is not the program's. `screen`: it may paint. */
bool term_judge(struct term_round *r, const char *bytes, size_t len, bool screen, const char *where);
/* One failure when the two differ. */
void term_compare(struct term_round *r, const char *a, size_t a_len, const char *b, size_t b_len, const char *where);
/* The name of the state that gives something to the clipboard. */
extern const char term_copied[];
/* Brings a program on each world to the state: judged and compared as reached, in two sizes and at its end. */
void term_check_state(struct term_round *r, const struct state *state);
#endif
