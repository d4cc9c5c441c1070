#ifndef TESTS_FAULTS_CODES_H
#define TESTS_FAULTS_CODES_H
/* Result codes in place of what the database library answers. Linked with --wrap for sqlite3_step, sqlite3_prepare_v2,
 * sqlite3_prepare_v3, sqlite3_exec, sqlite3_backup_step and sqlite3_errmsg, so that our own calls come here first. */
#include "tests/faults/promise.h"
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
/* The statement that was failed, or what of it fits; "" none. */
const char *codes_met(void);

/* A workflow as it goes when nothing fails: the calls (or the commits) of each step, and the rows it leaves. */
enum { CODES_STEPS = 24 };
struct codes_plain {
	const struct workflow *flow;
	long calls[CODES_STEPS];
	struct buf rows;
};
/* fn for each of the workflows, until the run is settled. */
void codes_each_flow(struct promise_run *run, bool commits,
		     void (*fn)(struct promise_run *run, const struct codes_plain *p, int worker, const void *arg), int worker,
		     const void *arg);
/* The world that every case begins from (work_make()), as a promise wants it. */
int codes_set_up(void);
void codes_tear_down(void);
/* That world in a folder of its own, opened, with the steps before `step` done. Ends the process when it cannot. */
void codes_begin(struct work *w, const struct workflow *flow, int step);
/* NULL, or what is wrong: a workflow that went through leaves what it leaves when nothing fails. `deep`: the records are
 * checked too. *say gets what was found. */
const char *codes_judge(struct work *w, const struct codes_plain *p, bool deep, struct buf *say);

struct code {
	int rc;
	const char *name;
};
/* The plain error codes; ends with a name of NULL. */
extern const struct code codes[];
enum { CODES = 26 };
#endif
