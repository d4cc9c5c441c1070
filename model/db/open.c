/* Opening. The bytes of the file are looked at first (place.c), then its schema (foreign.c) under a watch, and only
 * then is anything of it used; what is refused was not written to. */
#include "model/db/private.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/teeth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	GUARD_MS = 200,		  /* of processor time, for all that opening does with a file not known yet */
	SMALL_BYTES = 1 << 20,	  /* looked through whole at each opening: up to 5 ms */
	DRAFTS_BYTES = 256 << 10, /* kept for the moment when the disk is full */
	JOURNAL_BYTES = 64 << 10,
	BUSY_MS = 5000,
	BUSY_SCREEN_MS = 25,
};

static int64_t clock_ms(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int out_of_time(void *arg)
{
	const struct db *db = arg;

	return clock_ms(CLOCK_THREAD_CPUTIME_ID) >= db->guard_until_ms;
}

/* Processor time, not the wall's: a busy machine is no reason to refuse a good file. */
void db_guard(struct db *db, int ms)
{
	if (teeth_off("db-guard"))
		return;
	db->guard_until_ms = clock_ms(CLOCK_THREAD_CPUTIME_ID) + ms;
	sqlite3_progress_handler(db->handle, 1000, out_of_time, db);
}

void db_unguard(struct db *db)
{
	db->guard_until_ms = 0;
	sqlite3_progress_handler(db->handle, 0, NULL, NULL);
}

void db_patience(struct db *db, int ms)
{
	db_wait_own(db);
	db->busy_ms = ms >= 0 ? ms : db->flags & DB_SCREEN ? BUSY_SCREEN_MS : BUSY_MS;
}

/* Waits for a lock in short uneven steps: with the library's own, which grow to 100 ms, one of eight writers may
 * starve. Who has waited for long looks more often than the others: on a machine with much to do whoever wrote last has
 * the lock again before one who sleeps can look. */
static int wait_for_lock(void *arg, int count)
{
	struct db *db = arg;
	int64_t now = clock_ms(CLOCK_MONOTONIC), waited;
	struct timespec nap = { 0 };

	if (count == 0) {
		db->busy_from_ms = now;
		db->busy_cpu_ms = clock_ms(CLOCK_THREAD_CPUTIME_ID);
	}
	/* Looking for a lock is no work on the file: it says nothing of a schema that does not come to an end. */
	if (db->guard_until_ms) {
		int64_t cpu = clock_ms(CLOCK_THREAD_CPUTIME_ID);

		db->guard_until_ms += cpu - db->busy_cpu_ms;
		db->busy_cpu_ms = cpu;
	}
	waited = now - db->busy_from_ms;
	if (waited >= db->busy_ms)
		return 0;
	db->busy_seed = db->busy_seed * 1103515245u + 12345u;
	nap.tv_nsec = waited > 250 ? 50000 : 100000 + (long)((db->busy_seed >> 8) % (count < 200 ? 500000 : 2000000));
	nanosleep(&nap, NULL);
	return 1;
}

static void set_limits(sqlite3 *handle)
{
	static const struct {
		int id, most;
	} limits[] = {
		{ SQLITE_LIMIT_LENGTH, 64 << 20 },     { SQLITE_LIMIT_SQL_LENGTH, 1 << 20 },
		{ SQLITE_LIMIT_COLUMN, 200 },	       { SQLITE_LIMIT_EXPR_DEPTH, 200 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 50 },  { SQLITE_LIMIT_VDBE_OP, 25000 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 50 },     { SQLITE_LIMIT_ATTACHED, 1 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },     { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100 },
		{ SQLITE_LIMIT_VARIABLE_NUMBER, 999 },
	};

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		sqlite3_limit(handle, limits[i].id, limits[i].most);
}

/* FULL: with less, a power cut takes commits that were told done (P2). */
static const char *synchronous(void)
{
	return teeth_off("P2") ? "pragma synchronous = off"
	       : teeth_off("P2-normal") ? "pragma synchronous = normal" : "pragma synchronous = full";
}

static int harden(struct db *db, struct err *err)
{
	static const struct {
		int what, on;
	} switches[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },   { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },	    { SQLITE_DBCONFIG_DQS_DML, 0 },
	};

	sqlite3_extended_result_codes(db->handle, 1);
	db_patience(db, -1);
	sqlite3_busy_handler(db->handle, wait_for_lock, db);
	set_limits(db->handle);
	for (size_t i = 0; i < sizeof switches / sizeof switches[0] && !teeth_off("db-harden"); i++)
		sqlite3_db_config(db->handle, switches[i].what, switches[i].on, NULL);
	return db_script(db,
			 "pragma cell_size_check = on; pragma foreign_keys = on; pragma temp_store = memory;"
			 " pragma cache_size = -4000; pragma mmap_size = 0",
			 err) ||
		       db_script(db, synchronous(), err) ? -1 : 0;
}

static int read_version(struct db *db, struct look *look, struct err *err)
{
	static const struct sql version = { "user_version", "pragma user_version" };
	struct stmt *st = db_stmt(db, &version, err);
	int newest = db_newest_version(db);

	/* The first read: here the library meets a damaged header, and takes back a write that was cut off. */
	if (!st || db_step(st, err) != 1)
		return -1;
	db->version = (int)db_col(st, 0);
	db_reset(st);
	if (db->version / 10000 > newest / 10000 && !teeth_off("db-newer"))
		return err_set(err, ERR_DB,
			       "%s was written by a newer winloss (schema %d.%d, this program knows"
			       " %d.%d); it was left as it is. Update winloss.",
			       db->path, db->version / 10000, db->version % 10000, newest / 10000, newest % 10000);
	look->empty = look->empty || (look->recovering && !db->version);
	return 0;
}

static void add_notice(struct db *db, const char *say)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s%s%s", db->notice ? db->notice : "", db->notice ? "\n" : "", say);
	free(db->notice);
	db->notice = buf_take(&b);
}

/* Older ones are migrated, which needs the right to write; newer minor ones are read. */
static int settle_version(struct db *db, const struct look *look, struct err *err)
{
	int newest = db_newest_version(db);
	struct buf say = { 0 };

	if (db->readonly && db->version < newest && !(db->flags & DB_VERIFY))
		return err_set(err, ERR_DB,
			       "%s is of an older schema (%d.%d, expected %d.%d) and can only be read"
			       " here; open it once with the right to write. It was left as it is.",
			       db->path, db->version / 10000, db->version % 10000, newest / 10000, newest % 10000);
	if (db->version > newest) {
		db->readonly = true;
		buf_printf(&say,
			   "%s was written by a newer winloss (schema %d.%d, this program writes %d.%d): it can"
			   " be read, not changed. Update winloss.",
			   db->path, db->version / 10000, db->version % 10000, newest / 10000, newest % 10000);
		add_notice(db, buf_str(&say));
	} else if (db->readonly && !(db->flags & DB_READONLY) && !look->may_write) {
		buf_printf(&say, "%s or its folder can only be read by this user: nothing can be changed", db->path);
		add_notice(db, buf_str(&say));
	}
	buf_done(&say);
	return 0;
}

static int inspect(struct db *db, struct look *look, struct err *err)
{
	int rc;

	rc = read_version(db, look, err);
	if (!rc && !look->empty)
		rc = settle_version(db, look, err);
	if (!rc && !look->empty)
		rc = db_check_schema(db, err);
	if (!rc && !look->empty && look->size <= SMALL_BYTES && !(db->flags & DB_VERIFY))
		rc = db_quick_check(db, err);
	return rc;
}

/* The mode that the file is in after asking for `mode`; "" asks for none. */
static int ask_mode(struct db *db, const char *mode, char got[16])
{
	char text[48];
	sqlite3_stmt *st = NULL;
	int rc;

	snprintf(text, sizeof text, "pragma main.journal_mode%s%s", *mode ? " = " : "", mode);
	rc = sqlite3_prepare_v2(db->handle, text, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	*got = '\0';
	if (rc == SQLITE_ROW) {
		snprintf(got, 16, "%s", (const char *)sqlite3_column_text(st, 0));
		rc = SQLITE_OK;
	}
	sqlite3_finalize(st);
	return rc;
}

static bool wants_wal(const struct db *db)
{
	if (db->flags & (DB_DRAFTS | DB_MEMORY))
		return false;
	return teeth_off("db-wal") || (db_wal_library(sqlite3_libversion_number()) && db_local_disk(db->path));
}

/* Somebody else may have taken the file to WAL since we looked at its header. */
static bool is_in_wal(struct db *db)
{
	char got[16];

	return ask_mode(db, "", got) == SQLITE_OK && !strcmp(got, "wal");
}

/* journal_mode does not wait for a lock, so we do. Out of WAL it gets only when nobody else has the file open. */
static int set_mode(struct db *db, const char *mode, int wait_ms, struct err *err)
{
	int64_t until = clock_ms(CLOCK_MONOTONIC) + wait_ms;
	char got[16];
	int rc;

	while ((rc = ask_mode(db, mode, got)) != SQLITE_OK || strcmp(got, mode)) {
		if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
			return db_fail(db, rc, "setting the journal mode", err);
		if (wants_wal(db) && is_in_wal(db))
			return 0;
		if (clock_ms(CLOCK_MONOTONIC) >= until)
			return err_set(err, ERR_BUSY,
				       "%s is open in another program in a mode that this one must not"
				       " share (journal mode %s, expected %s); nothing was written. Close it there"
				       " and try again.",
				       db->path, *got ? got : "WAL", mode);
		sqlite3_sleep(10);
	}
	return 0;
}

/* The drafts keep the blocks of their journal, TRUNCATE would give them back: with a full disk there must be room for
 * both. */
static int settle_journal(struct db *db, const struct look *look, struct err *err)
{
	if (db->flags & DB_MEMORY)
		return 0;
	if (db->flags & DB_DRAFTS)
		return set_mode(db, "persist", BUSY_MS, err);
	if (look->wal && wants_wal(db))
		return 0;
	return set_mode(db, "truncate", BUSY_MS, err);
}

/* After the first migration, so that the header of the file says whose it is from its first moment. Where somebody
 * is at work in the file just now it stays as it is. */
static void settle_wal(struct db *db)
{
	char got[16];

	if (wants_wal(db))
		ask_mode(db, "wal", got);
}

/* Fills the drafts file and its journal once, and empties them: their blocks stay. */
static int reserve(struct db *db, struct err *err)
{
	char text[400];

	if (teeth_off("drafts-reserve"))
		return 0;
	snprintf(text, sizeof text,
		 "begin immediate;"
		 " insert into draft values (0, 0, '', 0, 0, 0, 0, 0, '', 0, 0, zeroblob(%d), 0);"
		 " insert into draft values (0, 0, 'x', 0, 0, 0, 0, 0, '', 0, 0, zeroblob(%d), 0); commit;"
		 " update draft set request = randomblob(%d) where field = 'x'; delete from draft where subject_kind "
		 "= 0",
		 DRAFTS_BYTES - JOURNAL_BYTES, JOURNAL_BYTES, JOURNAL_BYTES);
	return db_script(db, text, err);
}

static int open_handle(struct db *db, struct err *err)
{
	int how = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	struct buf name = { 0 };
	int rc;

	how |= db->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	/* "./" keeps a name like "file:x?mode=rw" or ":memory:" a name. */
	if (db->path)
		buf_printf(&name, "%s%s", db->path[0] == '/' ? "" : "./", db->path);
	rc = sqlite3_open_v2(db->path ? name.data : ":memory:", &db->handle, how, NULL);
	buf_done(&name);
	if (rc != SQLITE_OK)
		return db_fail(db, rc, "opening", err);
	/* Before the first pragma: some of them read the schema. */
	if (db->path)
		db_guard(db, GUARD_MS);
	return harden(db, err);
}

static int open_file(struct db *db, struct look *look, struct err *err)
{
	char *loose;
	int rc = db_look(db, look, err);

	if (rc)
		return rc;
	db->readonly = (db->flags & DB_READONLY) || !look->may_write || look->version > db_newest_version(db);
	rc = open_handle(db, err);
	if (!rc)
		rc = inspect(db, look, err);
	if (rc && db->guard_until_ms && out_of_time(db))
		rc = db_say_damaged(db, "reading its schema did not come to an end", "", "", err);
	db_unguard(db);
	/* Closing would write the log into a file that is refused, or that we may only read. */
	if ((rc || db->readonly) && look->had_wal && db->handle)
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (rc)
		return rc;
	loose = file_loose(db->path);
	if (loose)
		add_notice(db, loose);
	free(loose);
	if (db->readonly)
		return db_script(db, "pragma query_only = on", err);
	db_align(db);
	rc = settle_journal(db, look, err);
	if (!rc)
		rc = db_migrate(db, err);
	if (!rc && look->empty && (db->flags & DB_DRAFTS))
		rc = reserve(db, err);
	if (!rc)
		settle_wal(db);
	return rc;
}

int db_open(struct db **out, const char *path, unsigned flags, struct err *err)
{
	struct db *db = xcalloc(1, sizeof *db);
	struct look look = { 0 };
	int rc;

	*out = NULL;
	db->flags = flags;
	db->path = flags & DB_MEMORY ? NULL : xstrdup(path);
	db->busy_seed = (unsigned)clock_ms(CLOCK_MONOTONIC) * 2654435761u + (unsigned)getpid();
	if (db->path) {
		rc = open_file(db, &look, err);
	} else {
		rc = open_handle(db, err);
		if (!rc)
			rc = db_migrate(db, err);
	}
	if (rc) {
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < sizeof db->bucket / sizeof db->bucket[0]; i++)
		while (db->bucket[i]) {
			struct stmt *st = db->bucket[i];

			db->bucket[i] = st->next;
			sqlite3_finalize(st->st);
			free(st);
		}
	sqlite3_close(db->handle);
	free(db->notice);
	free(db->path);
	free(db);
}
