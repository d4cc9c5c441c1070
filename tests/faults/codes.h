#ifndef TESTS_FAULTS_CODES_H
#define TESTS_FAULTS_CODES_H
/* Result codes in place of what the database library answers. Linked with --wrap for sqlite3_step, sqlite3_prepare_v2,
 * sqlite3_prepare_v3, sqlite3_exec, sqlite3_backup_step and sqlite3_errmsg, so that our own calls come here first. */
#include "tests/faults/work.h"

#include <stdbool.h>

struct codes_fault {
	long at;      /* the n-th call, from 1; 0: none */
	int rc;       /* what it answers */
	bool rolls_back; /* it takes the transaction back, as the library does of itself for some codes */
	bool commits; /* only COMMIT is counted, and it is made before it is told failed */
	long more;    /* so many calls after it answer the same, and are not made */
};
/* Counting starts anew. */
void codes_set(const struct codes_fault *fault);
long codes_calls(void);
bool codes_was_met(void);

/* A workflow as it goes when nothing fails: the calls (or the commits) of each step, and the rows it leaves. */
enum { CODES_STEPS = 24 };
struct codes_plain {
	const struct workflow *flow;
	long calls[CODES_STEPS];
	struct buf rows;
};
void codes_plain_init(struct codes_plain *p, const struct workflow *flow, const struct work *base, bool commits);
void codes_plain_done(struct codes_plain *p);
/* The base in a folder of its own, opened, with the steps before `step` done. Ends the process when it cannot. */
void codes_begin(struct work *w, const struct work *base, const struct workflow *flow, int step);

struct code {
	int rc;
	const char *name;
};
/* The plain error codes; ends with a name of NULL. */
extern const struct code codes[];
enum { CODES = 26 };
#endif
