#ifndef MODEL_DB_PRIVATE_H
#define MODEL_DB_PRIVATE_H
/* Shared by the files of model/db/ only: the one place where the database's own header is seen. */
#include "model/db/db.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/types.h>

#define DB_APPLICATION_ID 0x574c6f73 /* "WLos": the file of a team */
#define DB_DRAFTS_ID 0x574c6472	     /* "WLdr": the drafts beside it */
#define DB_PARAMS 100		     /* $0 … $99 */

/* A flag of our own: the copy that is verified may be of an older schema. */
#define DB_VERIFY 0x1000u

struct stmt {
	const struct sql *sql;
	sqlite3_stmt *st;
	struct db *db;
	short index[DB_PARAMS]; /* of $n in the compiled statement; 0: not there */
	struct stmt *next;	/* in its bucket */
};

struct db {
	sqlite3 *handle;
	char *path;
	char *notice;
	unsigned flags;
	bool readonly;
	bool damaged;		/* damage was met: nothing more is written */
	bool doomed;		/* a db_tx inside the open one failed: the whole one goes back */
	bool lost;		/* the library took the open transaction back: what comes would be written one by one */
	struct err lost_why;
	long failures;		/* statements that failed */
	struct err failed_why;	/* the last of them */
	int version;		/* of the schema in the file, as db_step_version() counts */
	int depth;		/* of db_tx */
	bool reading;		/* inside db_read */
	int64_t guard_until_ms; /* of this thread's processor time: see db_guard() */
	int64_t busy_from_ms;
	int64_t busy_cpu_ms; /* this thread's processor time when it last looked for a lock */
	int busy_ms; /* see db_patience() */
	unsigned busy_seed;
	struct stmt *bucket[256];
	atomic_int lent;	/* how often, see db_lend() */
	pthread_t borrower;
};

/* Waits until the connection is this thread's. */
void db_wait_own(struct db *db);

/* What the bytes of the file say before the database library sees it. */
struct look {
	bool made;	 /* by us, just now */
	bool empty;	 /* 0 bytes */
	bool wal;	 /* the header says WAL */
	bool had_wal;	 /* a -wal with something in it lies beside */
	bool recovering; /* a journal lies beside: the header may be half of a write that is taken back */
	bool may_write;	 /* the file and its directory */
	off_t size;
	int version;
};

/* place.c: looks at the file (and makes it). 0, or -1: not ours, damaged, newer, no plain file. */
int db_look(struct db *db, struct look *look, struct err *err);
/* What lies beside a file that we write gets its mode and group; the drafts those of their database. */
void db_align(const struct db *db);
/* Whether a library of that version number (3040001 for 3.40.1) carries the fix of the WAL-reset bug. */
bool db_wal_library(int version);
/* Whether the file lies on a file system of this machine, where shared memory and locks work. */
bool db_local_disk(const char *path);

/* foreign.c: every object of the file is one that our steps up to its version make, letter by letter; else -1 naming
 * it. Runs no function of the file: nothing of it is compiled before it is known. */
int db_check_schema(struct db *db, struct err *err);

/* Whether the schema of this version has the digest that foreign.c knows; `digest` gets the one it has. */
bool db_schema_is_known(struct db *db, char digest[65]);

/* open.c: the limits and the watch that stop a hostile file from keeping us busy; from db_guard() on, statements
 * together may use that much processor time. */
void db_guard(struct db *db, int ms);
void db_unguard(struct db *db);

/* check.c: "FILE is damaged (WHAT NAME SAY)", what was kept, and the newest backup beside it. Returns -1. Marks the
 * connection, so that nothing more is written. */
int db_say_damaged(struct db *db, const char *what, const char *say, const char *name, struct err *err);
/* Small files are looked through whole at each opening. */
int db_quick_check(struct db *db, struct err *err);

/* What the library says of its last answer; for the codes of which it has no words the number, in `room`. */
enum { DB_WORDS = 64 };
const char *db_words(sqlite3 *handle, int rc, char *room);
/* Fills err from the connection's last error, as a sentence. Returns -1. */
int db_fail(struct db *db, int rc, const char *doing, struct err *err);

/* Brings the schema to the newest step; the file is ours and not newer. A file that has content is backed up first.
 */
int db_migrate(struct db *db, struct err *err);
/* Runs the steps up to `version` in a connection, each in its own transaction. */
int db_run_steps(struct db *db, int version, struct err *err);
/* "-- Schema M.N" in the first line of a step: M * 10000 + N. */
int db_step_version(const char *body);
/* The version that this program writes. */
int db_newest_version(const struct db *db);
#endif
