/* Foreign objects: the schema of the file against the one that our own steps make. A table, view, trigger, index or
 * generated column that somebody else put there could run functions or change rows behind our statements, so the
 * file is refused by its definitions, before any statement that touches them is compiled. */
#include "model/db/private.h"

#include "model/buf.h"
#include "model/teeth.h"

#include <nettle/sha2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct object {
	char *type, *name, *table, *sql;
	bool met;
};

struct objects {
	struct object *at;
	size_t n;
};

static const char all_objects[] = "select type, name, tbl_name, sql from sqlite_schema order by name";

/* Making our schema anew takes 3 ms, a tenth of what a start may take; so it is made only when the definitions do not
 * have the digest that they are known to have. */
static const struct known {
	bool drafts;
	int version;
	const char *digest;
} digests[];

static char *word(sqlite3_stmt *st, int i)
{
	const char *s = (const char *)sqlite3_column_text(st, i);

	return xstrdup(s ? s : "");
}

static void objects_done(struct objects *o)
{
	for (size_t i = 0; i < o->n; i++) {
		free(o->at[i].type);
		free(o->at[i].name);
		free(o->at[i].table);
		free(o->at[i].sql);
	}
	free(o->at);
}

/* The objects that our steps up to `version` make: made in memory by running them. */
static int expected(const struct db *db, int version, struct objects *o, struct err *err)
{
	struct db *memory = xcalloc(1, sizeof *memory);
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_open_v2(":memory:", &memory->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	memory->flags = db->flags & DB_DRAFTS;
	rc = rc == SQLITE_OK ? db_run_steps(memory, version, err) : db_fail(memory, rc, "opening", err);
	if (!rc && sqlite3_prepare_v2(memory->handle, all_objects, -1, &st, NULL) != SQLITE_OK)
		rc = db_fail(memory, SQLITE_ERROR, "reading our schema", err);
	while (!rc && sqlite3_step(st) == SQLITE_ROW) {
		o->at = xrealloc(o->at, (o->n + 1) * sizeof *o->at);
		o->at[o->n++] = (struct object){ word(st, 0), word(st, 1), word(st, 2), word(st, 3), false };
	}
	sqlite3_finalize(st);
	db_close(memory);
	return rc;
}

static int by_name(const void *key, const void *element)
{
	return strcmp(key, ((const struct object *)element)->name);
}

static int foreign(const struct db *db, const char *what, const char *type, const char *name, struct err *err)
{
	return err_set(err, ERR_DB, "%s holds %s %s %.80s, which winloss did not make; it was left as it is",
		       db->path, what, type, name);
}

/* What the library itself keeps beside the tables: statistics for its planner. Plain tables, checked by their text.
 */
static bool is_statistics(const char *type, const char *name, const char *sql)
{
	return !strcmp(type, "table") &&
	       ((!strcmp(name, "sqlite_stat1") && !strcmp(sql, "CREATE TABLE sqlite_stat1(tbl,idx,stat)")) ||
		(!strcmp(name, "sqlite_stat4") &&
		 !strcmp(sql, "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)")));
}

/* A newer minor version may have added tables, indexes, columns and views that this program does not read. A trigger
 * would act on its own and a generated column is computed, so those are refused there too. */
static bool may_be_newer(const char *type, const char *sql)
{
	if (!strcmp(type, "index") || !strcmp(type, "view"))
		return true;
	return !strcmp(type, "table") && !strncasecmp(sql, "create table ", 13);
}

static int check_object(struct db *db, struct objects *o, sqlite3_stmt *st, bool newer, struct err *err)
{
	char *type = word(st, 0), *name = word(st, 1), *table = word(st, 2), *sql = word(st, 3);
	struct object *known = o->n ? bsearch(name, o->at, o->n, sizeof *o->at, by_name) : NULL;
	int rc = 0;

	if (known && known->met)
		rc = foreign(db, "a second", type, name, err);
	else if (known && (strcmp(known->type, type) || strcmp(known->table, table)))
		rc = foreign(db, "in place of our own a changed", type, name, err);
	else if (known && strcmp(known->sql, sql) && !newer)
		rc = foreign(db, "a changed definition of the", type, name, err);
	else if (known && strcmp(known->sql, sql) && !may_be_newer(type, sql))
		rc = foreign(db, "a changed definition of the", type, name, err);
	else if (!known && !is_statistics(type, name, sql) && !(newer && may_be_newer(type, sql)))
		rc = foreign(db, "the", type, name, err);
	if (known)
		known->met = true;
	free(type);
	free(name);
	free(table);
	free(sql);
	return rc;
}

/* In a newer minor version a table's text may have grown by columns; none of them may be computed (2 and 3; 1 is what the
 * table of the index of search hides). The name is one of
 * our own, and the pragma, unlike its table-valued twin, cannot be shadowed by a table of the file. */
static int check_columns(struct db *db, const struct object *o, struct err *err)
{
	char *text = sqlite3_mprintf("pragma main.table_xinfo(%Q)", o->name);
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->handle, text, -1, &st, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW && sqlite3_column_int(st, 6) > 1)
			break;
	}
	if (rc == SQLITE_ROW)
		rc = foreign(db, "in our table a computed column:", o->name, (const char *)sqlite3_column_text(st, 1),
			     err);
	else
		rc = rc == SQLITE_DONE ? 0 : db_fail(db, rc, "reading the schema", err);
	sqlite3_finalize(st);
	sqlite3_free(text);
	return rc;
}

static int check_missing(struct db *db, const struct objects *o, bool newer, struct err *err)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct object *at = &o->at[i];

		if (!at->met && (!newer || !strcmp(at->type, "table")))
			return db_say_damaged(db, at->type, "is missing", at->name, err);
		if (newer && !strcmp(at->type, "table") && check_columns(db, at, err))
			return -1;
	}
	return 0;
}

/* SHA-256 over all definitions but the planner's statistics, as hexadecimal digits. */
static int digest_schema(sqlite3 *handle, char out[2 * SHA256_DIGEST_SIZE + 1])
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	sqlite3_stmt *st = NULL;
	struct sha256_ctx ctx;
	int rc = sqlite3_prepare_v2(handle, all_objects, -1, &st, NULL);

	sha256_init(&ctx);
	while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		char *words[4];

		rc = SQLITE_OK;
		for (int i = 0; i < 4; i++)
			words[i] = word(st, i);
		for (int i = 0; i < 4 && !is_statistics(words[0], words[1], words[3]); i++)
			sha256_update(&ctx, strlen(words[i]) + 1, (const uint8_t *)words[i]);
		for (int i = 0; i < 4; i++)
			free(words[i]);
	}
	sqlite3_finalize(st);
	sha256_digest(&ctx, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
	return rc;
}

static bool is_known(struct db *db)
{
	char digest[2 * SHA256_DIGEST_SIZE + 1];

	for (const struct known *k = digests; k->digest; k++)
		if (k->version == db->version && k->drafts == ((db->flags & DB_DRAFTS) != 0))
			return digest_schema(db->handle, digest) == SQLITE_DONE && !strcmp(digest, k->digest);
	return false;
}

bool db_schema_is_known(struct db *db, char digest[65])
{
	digest_schema(db->handle, digest);
	return is_known(db);
}

static int compare(struct db *db, struct err *err)
{
	struct objects o = { 0 };
	bool newer = db->version > db_newest_version(db);
	sqlite3_stmt *st = NULL;
	int rc;

	rc = expected(db, db->version, &o, err);
	if (!rc) {
		rc = sqlite3_prepare_v2(db->handle, all_objects, -1, &st, NULL);
		if (rc != SQLITE_OK)
			rc = db_fail(db, rc, "reading the schema", err);
	}
	while (!rc) {
		int step = sqlite3_step(st);

		if (step == SQLITE_DONE)
			break;
		rc = step == SQLITE_ROW ? check_object(db, &o, st, newer, err)
					: db_fail(db, step, "reading the schema", err);
	}
	sqlite3_finalize(st);
	if (!rc)
		rc = check_missing(db, &o, newer, err);
	objects_done(&o);
	return rc;
}

int db_check_schema(struct db *db, struct err *err)
{
	if (teeth_off("db-foreign") || is_known(db))
		return 0;
	return compare(db, err);
}

/* A new step adds a line; tests/model/test_db.c says what it must hold. */
static const struct known digests[] = {
	{ false, 10000, "016a2faddf79170313a5c4891d3c9eac6150e83d6269f3075b33283356b6b451" },
	{ true, 10000, "1bb7f9ac26cb04df9c024b37f79e734f539b09aeeb6e5ce96a982ec4a62b9c07" },
	{ false, 0, NULL },
};
