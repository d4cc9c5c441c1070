#ifndef TESTS_FAULTS_FILE_H
#define TESTS_FAULTS_FILE_H
/* A database file of ours with some rows, to be damaged, and a child process that opens it. */
#include "model/buf.h"
#include "model/err.h"
#include "tests/faults/promise.h"

#include <stdbool.h>
#include <sys/types.h>

struct faulty {
	char *dir, *path; /* DIR/a.db, DIR/a.db.backup-1 beside it */
	struct buf base;  /* the bytes of the good file */
};

/* 200 deals with texts, written by plain SQL into the schema that db_open() makes. Ends the process on failure. */
void faulty_init(struct faulty *f);
void faulty_done(struct faulty *f);
/* Writes the file anew, with nothing beside it but the backup. */
void faulty_put(const struct faulty *f, const void *bytes, size_t n);
/* Runs SQL on the file with a plain connection: writable_schema is allowed. Ends the process on failure unless
 * `may_fail`, which then returns false. */
bool faulty_sql(const struct faulty *f, const char *sql, bool may_fail);
/* A private copy of a file, whatever was at `to`. Ends the process on failure. */
void faulty_copy(const char *from, const char *to);
bool faulty_same(const char *path, const struct buf *bytes);

/* What a child saw. */
struct seen {
	bool refused; /* by db_open */
	bool readonly;
	bool complained; /* db_integrity or a read after opening */
	bool wrote;	 /* a transaction of ours went through */
	int calls;	 /* of canary(), the function that hostile schemas call */
	double cpu_ms;
	int died_of; /* a signal, 0: none; SIGPROF: more than a second of processor time */
	struct err err;
};
/* Opens the file in a child with canary() in reach of every connection; then reads all rows, checks the file and, if
 * asked, writes. `flags` as of db_open(). */
struct seen faulty_open(const struct faulty *f, unsigned flags, bool write);

/* The switches for a walk in this process (the twin's, WAL): TEETH is set from run->env, or taken away. */
void faulty_teeth(const struct promise_run *run);
/* A walk in this process with these switches, shared out among so many (promise_workers()); the twin walks alone, for it
 * stops at its first failure. They are taken away behind it. */
void faulty_workers(struct promise_run *run, int workers, void (*fn)(struct promise_run *run, int worker, void *arg),
		    void *arg);
#endif
