#include "model/db/private.h"

#include "model/buf.h"
#include "model/teeth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *db_words(sqlite3 *handle, int rc, char *room)
{
	const char *say = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(rc);

	if (strcmp(say, "unknown error") && strcmp(say, "not an error"))
		return say;
	snprintf(room, DB_WORDS, "the database library answered %d, without a word", rc);
	return room;
}

static int fail(struct db *db, int rc, const char *doing, struct err *err)
{
	const char *path = db->path ? db->path : "the database";
	char room[DB_WORDS];
	const char *say = db_words(db->handle, rc, room);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL: /* two who opened the log at once */
		return err_set(err, ERR_BUSY, "%s is in use by another program; nothing was written. Try again.",
			       path);
	case SQLITE_FULL:
		return err_set(err, ERR_IO, "not saved: the disk is full (%s). Free some space and save again.",
			       path);
	case SQLITE_IOERR:
		return err_set(err, ERR_IO, "not saved: %s cannot be read or written (%s)", path, say);
	case SQLITE_READONLY:
		if (rc == SQLITE_READONLY_ROLLBACK || rc == SQLITE_READONLY_RECOVERY)
			return err_set(err, ERR_DB,
				       "%s holds a write that was cut off, and taking it back needs the"
				       " right to write; nothing was changed",
				       path);
		return err_set(err, ERR_DB, "%s can only be read here; nothing was written", path);
	case SQLITE_CORRUPT:
		if (rc == SQLITE_CORRUPT_VTAB)
			return err_set(err, ERR_DB,
				       "the index of search in %s is damaged; nothing was written. The texts are whole:"
				       " `winloss check --rebuild` makes it anew.",
				       path);
		return db_say_damaged(db, say, "", "", err);
	case SQLITE_NOTADB:
		return db_say_damaged(db, say, "", "", err);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return err_set(err, ERR_DB, "%s cannot be opened: %s", path, say);
	case SQLITE_NOMEM:
		return err_set(err, ERR_IO, "out of memory while %s", doing);
	case SQLITE_TOOBIG:
		return err_set(err, ERR_INPUT, "a value is too long to be stored (%s)", doing);
	case SQLITE_SCHEMA:
		return err_set(err, ERR_BUSY, "%s was changed by another program meanwhile; nothing was written. Try again.",
			       path);
	case SQLITE_NOLFS:
		return err_set(err, ERR_IO, "not saved: %s is too large for its file system", path);
	case SQLITE_INTERRUPT:
		return err_set(err, ERR_BUSY, "%s was stopped", doing);
	case SQLITE_ERROR:
		/* A format number in the header that no library knows comes as a plain error. */
		if (!strcmp(say, "unsupported file format"))
			return db_say_damaged(db, say, "", "", err);
		break;
	case SQLITE_CONSTRAINT:
		return err_set(err, ERR_BUG, "%s: the database refused it (%s); nothing was written", doing, say);
	}
	return err_set(err, ERR_BUG, "%s: %s", doing, say);
}

/* After some errors, a full disk or one that fails, the library has taken the whole transaction back by itself, also where
 * it was a question whose answer somebody could do without. Each statement after it would be a transaction of its own. */
static void notice_lost(struct db *db, int rc, const char *doing)
{
	if (db->depth && !db->lost && sqlite3_get_autocommit(db->handle) && !teeth_off("db-lost")) {
		db->lost = true;
		fail(db, rc, doing, &db->lost_why);
	}
}

int db_fail(struct db *db, int rc, const char *doing, struct err *err)
{
	fail(db, rc, doing, &db->failed_why);
	db->failures++;
	if (err)
		*err = db->failed_why;
	notice_lost(db, rc, doing);
	return -1;
}

static int say_lost(const struct db *db, struct err *err)
{
	return err_set(err, db->lost_why.kind, "%s", db->lost_why.text);
}

bool db_readonly(const struct db *db)
{
	return db->readonly;
}

const char *db_notice(const struct db *db)
{
	return db->notice;
}

static unsigned bucket_of(const struct sql *sql)
{
	uintptr_t p = (uintptr_t)sql;

	return (unsigned)((p >> 4) ^ (p >> 12)) & 255;
}

static struct stmt *prepare(struct db *db, const struct sql *sql, struct err *err)
{
	struct stmt *st = xcalloc(1, sizeof *st);
	int rc = sqlite3_prepare_v3(db->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &st->st, NULL);
	char name[8];

	if (rc != SQLITE_OK) {
		free(st);
		db_fail(db, rc, sql->name, err);
		return NULL;
	}
	st->sql = sql;
	st->db = db;
	for (int n = 0; n < DB_PARAMS; n++) {
		snprintf(name, sizeof name, "$%d", n);
		st->index[n] = (short)sqlite3_bind_parameter_index(st->st, name);
	}
	st->next = db->bucket[bucket_of(sql)];
	db->bucket[bucket_of(sql)] = st;
	return st;
}

struct stmt *db_stmt(struct db *db, const struct sql *sql, struct err *err)
{
	db_wait_own(db);
	for (struct stmt *st = db->bucket[bucket_of(sql)]; st; st = st->next)
		if (st->sql == sql) {
			sqlite3_reset(st->st);
			sqlite3_clear_bindings(st->st);
			return st;
		}
	return prepare(db, sql, err);
}

void db_int(struct stmt *st, int n, int64_t value)
{
	if (st->index[n])
		sqlite3_bind_int64(st->st, st->index[n], value);
}

void db_ints(struct stmt *st, int from, const int64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		db_int(st, from + (int)i, values[i]);
}

void db_textn(struct stmt *st, int n, const char *value, size_t len)
{
	if (st->index[n])
		sqlite3_bind_text64(st->st, st->index[n], value, len, SQLITE_STATIC, SQLITE_UTF8);
}

void db_text(struct stmt *st, int n, const char *value)
{
	db_textn(st, n, value, value ? strlen(value) : 0);
}

void db_blob(struct stmt *st, int n, const void *value, size_t len)
{
	if (st->index[n])
		sqlite3_bind_blob64(st->st, st->index[n], len ? value : "", len, SQLITE_STATIC);
}

void db_null(struct stmt *st, int n)
{
	if (st->index[n])
		sqlite3_bind_null(st->st, st->index[n]);
}

void db_id(struct stmt *st, int n, int64_t id)
{
	if (id)
		db_int(st, n, id);
	else
		db_null(st, n);
}

int db_step(struct stmt *st, struct err *err)
{
	int rc;

	if (st->db->lost) {
		sqlite3_reset(st->st);
		return say_lost(st->db, err);
	}
	rc = sqlite3_step(st->st);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		db_fail(st->db, rc, st->sql->name, err);
	sqlite3_reset(st->st);
	return rc == SQLITE_DONE || teeth_off("P11") ? 0 : -1;
}

int db_run(struct stmt *st, struct err *err)
{
	int rc;

	while ((rc = db_step(st, err)) == 1)
		;
	return rc;
}

void db_reset(struct stmt *st)
{
	if (!teeth_off("P15"))
		sqlite3_reset(st->st);
}

const char *db_left_open(const struct db *db)
{
	sqlite3_stmt *st = NULL;

	while (db && !db_is_lent(db) && (st = sqlite3_next_stmt(db->handle, st)))
		if (sqlite3_stmt_busy(st))
			return sqlite3_sql(st);
	return NULL;
}

int64_t db_col(struct stmt *st, int i)
{
	return sqlite3_column_int64(st->st, i);
}

const char *db_col_text(struct stmt *st, int i)
{
	return (const char *)sqlite3_column_text(st->st, i);
}

const void *db_col_blob(struct stmt *st, int i, size_t *len)
{
	const void *p = sqlite3_column_blob(st->st, i);

	*len = (size_t)sqlite3_column_bytes(st->st, i);
	return p;
}

bool db_col_null(struct stmt *st, int i)
{
	return sqlite3_column_type(st->st, i) == SQLITE_NULL;
}

int db_cols(struct stmt *st)
{
	return sqlite3_column_count(st->st);
}

/* No column of ours holds a real number. */
enum db_type db_col_type(struct stmt *st, int i)
{
	switch (sqlite3_column_type(st->st, i)) {
	case SQLITE_NULL:
		return DB_NULL;
	case SQLITE_TEXT:
		return DB_TEXT;
	case SQLITE_BLOB:
		return DB_BYTES;
	}
	return DB_INT;
}

int64_t db_total_changes(const struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}

bool db_in_tx(const struct db *db)
{
	return db->depth > 0;
}

static int64_t version_now(struct db *db)
{
	static const struct sql version = { "user_version", "pragma user_version" };

	return db_scalar(db, &version, -1);
}

/* Read inside the transaction: a newer program may have migrated the file since we opened it. */
static int begin(struct db *db, struct err *err)
{
	if (db->damaged)
		return err_set(err, ERR_DB, "nothing was written: damage was met in %s. Restore the newest backup.",
			       db->path ? db->path : "the database");
	/* IMMEDIATE: a transaction that reads and then writes ignores busy_timeout and fails at its first write. */
	if (db_script(db, teeth_off("db-immediate") ? "begin" : "begin immediate", err))
		return -1;
	if (!db->version || version_now(db) == db->version)
		return 0;
	sqlite3_exec(db->handle, "rollback", NULL, NULL, NULL);
	return err_set(err, ERR_DB,
		       "nothing was written: %s was taken to another schema by another winloss meanwhile;"
		       " start this one again",
		       db->path);
}

int db_tx(struct db *db, int (*fn)(void *arg, struct err *err), void *arg, struct err *err)
{
	int rc;

	db_wait_own(db);
	if (db->depth > 0) {
		db->depth++;
		rc = fn(arg, err) ? -1 : 0;
		db->depth--;
		db->doomed = db->doomed || rc;
		return rc;
	}
	if (db->reading)
		return err_set(err, ERR_BUG, "nothing was written: the change was begun while reading");
	if (begin(db, err))
		return -1;
	db->depth = 1;
	db->doomed = db->lost = false;
	rc = fn(arg, err) ? -1 : 0;
	db->depth = 0;
	if (!rc && db->lost)
		rc = say_lost(db, err);
	db->lost = false;
	if (!rc && db->doomed)
		rc = err && err->kind != ERR_NONE ? -1
						  : err_set(err, ERR_BUG,
							    "a part of the change failed;"
							    " nothing was written");
	if (!rc && !db_script(db, "commit", err))
		return 0;
	sqlite3_exec(db->handle, "rollback", NULL, NULL, NULL);
	return -1;
}

static int run(struct db *db, const struct sql *sql, struct err *err)
{
	struct stmt *st = db_stmt(db, sql, err);

	return st ? db_run(st, err) : -1;
}

int db_read(struct db *db, int (*fn)(void *arg, struct err *err), void *arg, struct err *err)
{
	int rc;

	db_wait_own(db);
	if (db->depth || db->reading)
		return fn(arg, err);
	if (run(db, &db_sql[1], err))
		return -1;
	db->reading = true;
	rc = fn(arg, err);
	db->reading = false;
	if (run(db, &db_sql[2], NULL))
		sqlite3_exec(db->handle, "rollback", NULL, NULL, NULL);
	return rc;
}

static void end_open(struct db *db)
{
	sqlite3_stmt *st = NULL;

	while ((st = sqlite3_next_stmt(db->handle, st)))
		if (sqlite3_stmt_busy(st))
			sqlite3_reset(st);
}

int db_whole(struct db *db, int (*fn)(void *arg, struct err *err), void *arg, struct err *err)
{
	long before;
	bool alone;
	int rc;

	db_wait_own(db);
	before = db->failures;
	alone = !db_left_open(db);
	rc = db_read(db, fn, arg, err);
	if (db->failures == before || teeth_off("db-whole"))
		return rc;
	/* Where somebody walks through rows meanwhile, those are theirs. */
	if (alone)
		end_open(db);
	return rc < 0 && err && err->kind != ERR_NONE ? -1 : err_set(err, db->failed_why.kind, "%s", db->failed_why.text);
}

int64_t db_next_id(struct db *db, const char *name, int64_t n, struct err *err)
{
	struct stmt *st = db_stmt(db, &db_sql[0], err);
	int64_t id = -1;

	if (!st)
		return -1;
	db_text(st, 1, name);
	db_int(st, 2, n);
	if (db_step(st, err) == 1) {
		id = db_col(st, 0);
		if (db_run(st, err))
			return -1;
	}
	return id;
}

void db_text_or(struct stmt *st, int n, const char *text, int64_t number)
{
	if (text)
		db_text(st, n, text);
	else
		db_int(st, n, number);
}

int db_first(struct stmt *st, int64_t *cols, size_t n, struct err *err)
{
	int rc = db_step(st, err);

	if (rc != 1)
		return rc;
	for (size_t i = 0; i < n; i++)
		cols[i] = db_col(st, (int)i);
	db_reset(st);
	return 1;
}

int64_t db_first_id(struct stmt *st, struct err *err)
{
	int64_t id = 0;

	return db_first(st, &id, 1, err) < 0 ? -1 : id;
}

int db_find(struct db *db, const struct sql *sql, const char *text, int64_t number, int64_t *cols, size_t n, struct err *err)
{
	struct stmt *st = db_stmt(db, sql, err);

	if (!st)
		return -1;
	db_text_or(st, 1, text, number);
	return db_first(st, cols, n, err);
}

static int64_t scalar(struct db *db, const struct sql *sql, int64_t fallback, struct err *err)
{
	struct stmt *st = db_stmt(db, sql, err);
	int64_t v = fallback;

	if (st)
		db_first(st, &v, 1, err);
	return v;
}

int64_t db_scalar(struct db *db, const struct sql *sql, int64_t fallback)
{
	return scalar(db, sql, fallback, NULL);
}

int64_t db_data_version(struct db *db, struct err *err)
{
	static const struct sql version = { "db_data_version", "pragma data_version" };

	return scalar(db, &version, -1, err);
}

int db_script(struct db *db, const char *text, struct err *err)
{
	int rc;

	db_wait_own(db);
	rc = sqlite3_exec(db->handle, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : db_fail(db, rc, text, err);
}

const struct sql db_sql[] = {
	{ "db_next_id", "insert into seq (name, next) values ($1, 1 + cast($2 as bigint)) on conflict (name)"
			" do update set next = seq.next + cast($2 as bigint) returning next - cast($2 as bigint)" },
	{ "db_read_begin", "begin" },
	{ "db_read_end", "commit" },
	{ NULL, NULL },
};
