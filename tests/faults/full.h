#ifndef TESTS_FAULTS_FULL_H
#define TESTS_FAULTS_FULL_H
/* P13 with the real program in a terminal, its files on a file system of two megabytes. */
#include "tests/faults/state.h"

/* Says loudly that it is skipped where no file system can be mounted. */
void full_walk_program(struct promise_run *run);
#endif
