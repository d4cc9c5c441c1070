#ifndef TESTS_FAULTS_ACCESS_PATHS_H
#define TESTS_FAULTS_ACCESS_PATHS_H
/* The commands that the walk of check_access.c gives as every role, ended by NULL.
 * DEAL stands for a deal of mira's and then for one of jo's. Nothing here holds a whole canary: an error may say
 * again what was typed. */
extern const char *const access_paths[];
#endif
