#ifndef MODEL_DB_DB_H
#define MODEL_DB_DB_H
/* The database, without its header: the only way from model/ to SQL. Nothing outside model/db/ includes sqlite3.h.
 *
 * Statements are static texts in tables (`struct sql`), written in the SQL that SQLite and PostgreSQL share, with
 * parameters $1 … $99 bound by number. Each module of model/ exports its table as NAME_sql[], ended by a NULL name,
 * and model/sqlbook.c lists the tables, so that `make check-pg` prepares every statement on PostgreSQL. */
#include "model/err.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct stmt;

struct sql {
	const char *name; /* "deal_get": for messages and for check-pg */
	const char *text;
};

enum db_open_flags {
	DB_CREATE = 1, /* make the file (mode 0600) when it is not there; fill an empty one */
	DB_READONLY = 2,
	DB_DRAFTS = 4,	/* the drafts file: its own schema, pre-sized as the disk-full reserve */
	DB_SCREEN = 8,	/* a screen's connection: waits 25 ms for a lock, not 5,000; the loop tries again */
	DB_MEMORY = 16, /* tests */
};

/* Opens, checks that the file is ours (application_id, version, no foreign objects; a small file is looked through
 * whole), migrates it after a verified backup, and sets the hardened modes of architecture.md ("opening"). A file
 * that is not ours, damaged, newer or out of reach is left as it was: ERR_DB with a sentence. A newer minor version
 * and a file that we may not write open read-only (db_readonly, db_notice). */
int db_open(struct db **out, const char *path, unsigned flags, struct err *err);
void db_close(struct db *db);
bool db_readonly(const struct db *db);
/* How long to wait from now on for a lock that somebody else holds; -1: as long as it was opened for. With 0 a write is
 * refused at once (ERR_BUSY), for what is tried again anyway while somebody types. */
void db_patience(struct db *db, int ms);
/* What a person should know about the opened file (everybody can read it, it can only be read), or NULL. Borrowed. */
const char *db_notice(const struct db *db);

/* The prepared statement of a static text, from this connection's cache: reset, with no bindings. Borrowed.
 * NULL with err filled when the text does not compile (a bug) or the database is out of reach. */
struct stmt *db_stmt(struct db *db, const struct sql *sql, struct err *err);
/* Binds $n. Text and bytes are borrowed until the statement is reset; NULL text binds NULL. */
void db_int(struct stmt *st, int n, int64_t value);
/* $from and the following ones. */
void db_ints(struct stmt *st, int from, const int64_t *values, size_t n);
void db_text(struct stmt *st, int n, const char *value);
void db_textn(struct stmt *st, int n, const char *value, size_t len);
void db_blob(struct stmt *st, int n, const void *value, size_t len);
void db_null(struct stmt *st, int n);
/* The text, or, where it is NULL, the number. */
void db_text_or(struct stmt *st, int n, const char *text, int64_t number);
/* An id in a nullable column: 0 binds NULL. */
void db_id(struct stmt *st, int n, int64_t id);

/* 1: a row; 0: done (the statement is reset); -1: error (reset, err filled: ERR_BUSY when somebody else writes). */
int db_step(struct stmt *st, struct err *err);
/* Steps to the end and resets. 0 or -1. */
int db_run(struct stmt *st, struct err *err);
/* Ends a statement before its last row. Every db_step that returned 1 is followed by more steps or by this. */
void db_reset(struct stmt *st);
/* The first row alone: its first n columns, all numbers. 1: read; 0: there is none, cols is as it was; -1. The statement is
 * reset. */
int db_first(struct stmt *st, int64_t *cols, size_t n, struct err *err);
/* An id: column 0 of the first row, 0 there is none, -1. */
int64_t db_first_id(struct stmt *st, struct err *err);
/* As db_first() of a statement whose only parameter is a text or a number. */
int db_find(struct db *db, const struct sql *sql, const char *text, int64_t number, int64_t *cols, size_t n, struct err *err);
/* Columns of the present row, from 0. Text is borrowed until the next step; NULL column: NULL / 0. */
int64_t db_col(struct stmt *st, int i);
const char *db_col_text(struct stmt *st, int i);
const void *db_col_blob(struct stmt *st, int i, size_t *len);
bool db_col_null(struct stmt *st, int i);
int db_cols(struct stmt *st);
enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };
enum db_type db_col_type(struct stmt *st, int i);
/* Rows changed by the last db_run: how a `rev` that somebody else moved on is noticed. */
int64_t db_changes(const struct db *db);
/* Rows changed by this connection since it was opened: moves on with every write of our own. */
int64_t db_total_changes(const struct db *db);

/* Runs fn inside BEGIN IMMEDIATE … COMMIT; inside another db_tx it joins that one. fn returning non-zero rolls the
 * whole outer transaction back, whatever the outer fn then returns. Refused on a file in which damage was met and on
 * one that another program migrated meanwhile. Returns 0 or -1. */
int db_tx(struct db *db, int (*fn)(void *arg, struct err *err), void *arg, struct err *err);
bool db_in_tx(const struct db *db);
/* Runs fn over one state of the file, for what reads much at once: what others write meanwhile does not show, and the
 * file is locked once instead of once a statement. fn only reads; a db_tx inside is refused (ERR_BUG), for a read that
 * turns into a write waits for nobody. Inside a db_tx or another db_read it joins that one. What fn returns, or -1. */
int db_read(struct db *db, int (*fn)(void *arg, struct err *err), void *arg, struct err *err);

/* db_read() of what is told as a whole: a statement that failed without anybody minding (a name that could not be looked up, a
 * count that fell back to 0) makes it fail too, and statements that a failure left in the middle are ended. */
int db_whole(struct db *db, int (*fn)(void *arg, struct err *err), void *arg, struct err *err);

/* A block of `n` ids of the sequence `name` ("deal", "text" …), the first of which is returned; ids are never used
 * again. -1 on error. Inside a transaction. */
int64_t db_next_id(struct db *db, const char *name, int64_t n, struct err *err);

/* The SQL of a statement that was stepped and neither ended nor reset, NULL none (also while it is lent). Nothing may be open while the program
 * waits for a key: it would keep a lock or the log from being written back for as long as nobody types (P15). */
const char *db_left_open(const struct db *db);

/* Moves on with every committed write by another connection (PRAGMA data_version). -1 on error: the file may be in use. */
int64_t db_data_version(struct db *db, struct err *err);

/* Lends the connection to another thread for one piece of work (model/draft_writer.h), after which that thread gives it
 * back; lent twice it is given back twice. Nothing may be open in it. Whoever else comes meanwhile waits. */
void db_lend(struct db *db, pthread_t borrower);
void db_give_back(struct db *db);
bool db_is_lent(const struct db *db);

/* One row, one column; `fallback` when there is none. For counts and flags. */
int64_t db_scalar(struct db *db, const struct sql *sql, int64_t fallback);

/* Runs a script of several statements (schema, pragmas of a load). Not for data. */
int db_script(struct db *db, const char *text, struct err *err);

extern const struct sql db_sql[];

/* Whole-file work, used by `check`, `backup` and the migration. Each returns 0, or -1 with the sentence. */
/* The file written again without what was taken out of it: outside of a transaction. Waits for others as a write does. */
int db_compact(struct db *db, struct err *err);
int db_integrity(struct db *db, struct err *err);	       /* integrity and foreign keys */
int db_backup(struct db *db, const char *to, struct err *err); /* verified; never over a file that is there */
/* Backups beside the database are called FILE.backup-NAME: the newest one, or NULL. The caller frees. */
char *db_newest_backup(const char *path);

/* `@I` and the other type marks of assets/schema/ expanded for an engine; caller frees. */
enum db_engine { DB_SQLITE, DB_POSTGRES };
char *db_expand_marks(const char *ddl, enum db_engine engine);
#endif
