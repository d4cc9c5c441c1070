#ifndef TESTS_FAULTS_STATE_CODED_H
#define TESTS_FAULTS_STATE_CODED_H
/* An interview that was validated, for the states in which it is coded: laid into the database by the model, because
 * nobody validates what he asked himself and the world has one pair of hands. It is the oldest of the list. 0 or -1. */
int state_coded(const char *db_path);
#endif
