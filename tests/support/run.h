#ifndef TESTS_SUPPORT_RUN_H
#define TESTS_SUPPORT_RUN_H
/* Runs a program without a terminal, as a script would, and keeps what it said. */
#include "model/buf.h"

#include <stdbool.h>

struct run {
	struct buf out, err;
	int status; /* the exit status; 128 + N when signal N ended it; 124 when it ran longer than a minute */
};

/* argv and env end with NULL; env: NAME=VALUE sets, NAME alone unsets; env may be NULL. input may be NULL: nothing.
 * Fills *r, which the caller frees with run_done(). Returns r->status. */
int run_program(struct run *r, const char *const *argv, const char *const *env, const char *input);
void run_done(struct run *r);

/* Sets or unsets the variables of env in this process. */
void run_environment(const char *const *env);
#endif
