#ifndef TESTS_FAULTS_STATE_CODED_H
#define TESTS_FAULTS_STATE_CODED_H
/* Interviews that were validated, for the states in which they are coded and settled: laid into the database by the model, because
 * nobody validates what he asked himself and the world has one pair of hands. The one that is being coded is the oldest of
 * the list. 0 or -1. */
int state_coded(const char *db_path);
#endif
