#ifndef TESTS_FAULTS_PROMISE_H
#define TESTS_FAULTS_PROMISE_H
/* One promise, walked case by case. Prints "PROMISE id cases=N fail=N" and gives the exit status for main().
 *
 * Then the twin: the same walk with the test build, each protection turned off in turn; it must find at least one
 * failure (it stops there), else the promise itself fails, for the walk would not notice. With TEETH in the environment
 * only the twin runs, and its failures are this command's: TEETH=1 for all protections together, else by their names (that of the promise, P6, or with a word behind it).
 *
 * WINLOSS_TIER=fast asks for few cases, long for as many as the promise names, sanitize for no judging of processor time; WINLOSS_SEED replays a run. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct promise_run {
	const char *program; /* to be tested */
	const char *const *env; /* for it; holds TEETH=… in the twin, and where the database is in WAL */
	bool is_twin, is_fast, is_long, is_sanitized;
	bool is_wal; /* the second walk of a promise that holds in both journal modes */
	int cases, fails;
	uint64_t random; /* state of promise_random() */
};

struct promise {
	const char *id;
	const char *const *protections; /* names of teeth_off(); ends with NULL */
	void (*walk)(struct promise_run *run);
	/* A promise over records needs a world made once; NULL: none. -1: the walk cannot run, said on standard error. */
	int (*set_up)(void);
	void (*tear_down)(void);
};

int promise_main(const struct promise *p);
/* The same, walked twice: with the database in a rollback journal, and in WAL, which the test build enters also where
 * the linked library is not one that the program would trust with it. */
int promise_main_both(const struct promise *p);
/* Files of the walk lie in memory where the system has such a folder: nothing then waits for a disk. */
void promise_in_memory(void);
/* Counts a case; when it does not hold, the sentence is printed (the twin keeps quiet). Returns holds. */
bool promise_case(struct promise_run *run, bool holds, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Runs fn in so many processes at once and adds up what they counted: for walks that mostly wait for screens to be
 * still. fn knows its number, from 0, and what it shares with the others. */
void promise_workers(struct promise_run *run, int workers, void (*fn)(struct promise_run *run, int worker, void *arg),
	void *arg);
/* The twin has found what it was looking for. */
bool promise_is_settled(const struct promise_run *run);
/* Evenly below `below`. */
unsigned promise_random(struct promise_run *run, unsigned below);
#endif
