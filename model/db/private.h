#ifndef MODEL_DB_PRIVATE_H
#define MODEL_DB_PRIVATE_H
/* Shared by the files of model/db/ only: the one place where the database's own header is seen. */
#include "model/db/db.h"

#include <sqlite3.h>

#define DB_APPLICATION_ID 0x574c6f73 /* "WLos": the file of a team */
#define DB_DRAFTS_ID 0x574c6472      /* "WLdr": the drafts beside it */
#define DB_PARAMS 100                /* $0 … $99 */

struct stmt {
	const struct sql *sql;
	sqlite3_stmt *st;
	struct db *db;
	short index[DB_PARAMS]; /* of $n in the compiled statement; 0: not there */
	struct stmt *next;      /* in its bucket */
};

struct db {
	sqlite3 *handle;
	char *path;
	unsigned flags;
	bool readonly;
	int depth; /* of db_tx */
	struct stmt *bucket[256];
};

/* Fills err from the connection's last error, as a sentence. Returns -1. */
int db_fail(struct db *db, int rc, const char *doing, struct err *err);
/* Brings the schema to the newest step; the file is ours and not newer. */
int db_migrate(struct db *db, struct err *err);
/* "-- Schema M.N" in the first line of a step: M * 10000 + N. */
int db_step_version(const char *body);
/* The version that this program writes. */
int db_newest_version(const struct db *db);
#endif
