/* Migrations: the numbered steps of assets/schema/, each with its version number in one transaction. */
#include "model/db/private.h"

#include "assets/assets.h"
#include "model/buf.h"
#include "model/db/search.h"
#include "model/teeth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *mark, *sqlite, *postgres;
} marks[] = {
	{ "@STRICT", "strict", "" }, { "@KEYED", "strict, without rowid", "" },
	{ "@ID", "", ", id" },	     { "@I", "integer", "bigint" },
	{ "@SEARCH", db_search_ddl_sqlite, db_search_ddl_pg },
	{ "@B", "blob", "bytea" },
};

char *db_expand_marks(const char *ddl, enum db_engine engine)
{
	struct buf b = { 0 };

	while (*ddl) {
		size_t i, n = 0;

		for (i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			n = strlen(marks[i].mark);
			if (!strncmp(ddl, marks[i].mark, n))
				break;
		}
		if (i < sizeof marks / sizeof marks[0]) {
			buf_puts(&b, engine == DB_SQLITE ? marks[i].sqlite : marks[i].postgres);
			ddl += n;
		} else {
			buf_putc(&b, *ddl++);
		}
	}
	return buf_take(&b);
}

int db_step_version(const char *body)
{
	int major = 0, minor = 0;

	return sscanf(body, "-- Schema %d.%d", &major, &minor) == 2 ? major * 10000 + minor : -1;
}

static bool is_step(const struct db *db, const struct asset *a)
{
	if (db->flags & DB_DRAFTS)
		return !strcmp(a->name, "schema/drafts.sql");
	return !strncmp(a->name, "schema/0", 8);
}

int db_newest_version(const struct db *db)
{
	int newest = 0;

	for (size_t i = 0; i < assets_count; i++)
		if (is_step(db, &assets[i]) && db_step_version(assets[i].body) > newest)
			newest = db_step_version(assets[i].body);
	return newest;
}

struct step {
	struct db *db;
	const struct asset *asset;
	int version;
};

static int64_t version_in_file(struct db *db)
{
	static const struct sql version_of = { "user_version", "pragma user_version" };

	return db_scalar(db, &version_of, -1);
}

static int apply(void *arg, struct err *err)
{
	struct step *s = arg;
	char *ddl, stamp[80];
	int rc;

	/* Somebody else may have taken this step while we waited for the lock. */
	if (version_in_file(s->db) >= s->version)
		return 0;
	ddl = db_expand_marks(s->asset->body, DB_SQLITE);
	rc = db_script(s->db, ddl, err);
	free(ddl);
	snprintf(stamp, sizeof stamp, "pragma user_version = %d; pragma application_id = %d", s->version,
		 s->db->flags & DB_DRAFTS ? DB_DRAFTS_ID : DB_APPLICATION_ID);
	return rc ? rc : db_script(s->db, stamp, err);
}

int db_run_steps(struct db *db, int version, struct err *err)
{
	/* The table of assets is sorted by name, so the steps come in their order. */
	for (size_t i = 0; i < assets_count; i++) {
		struct step s = { db, &assets[i], 0 };

		if (!is_step(db, &assets[i]))
			continue;
		s.version = db_step_version(assets[i].body);
		if (s.version <= version && version_in_file(db) < s.version && db_tx(db, apply, &s, err))
			return err_wrap(err, "schema %d.%d", s.version / 10000, s.version % 10000);
	}
	return 0;
}

/* FILE.backup-schema-1.0, and where that is taken -2, -3 … */
static int backup_first(struct db *db, int have, struct err *err)
{
	struct buf name = { 0 };
	int rc;

	buf_printf(&name, "%s.backup-schema-%d.%d", db->path, have / 10000, have % 10000);
	for (int n = 2; !access(name.data, F_OK) && n < 1000; n++) {
		buf_clear(&name);
		buf_printf(&name, "%s.backup-schema-%d.%d-%d", db->path, have / 10000, have % 10000, n);
	}
	rc = db_backup(db, name.data, err);
	if (rc)
		err_wrap(err, "%s was left as it is: no backup before its schema is brought up to date", db->path);
	buf_done(&name);
	return rc;
}

static bool has_content(struct db *db)
{
	static const struct sql pages = { "page_count", "pragma page_count" };

	return db_scalar(db, &pages, 0) > 0;
}

int db_migrate(struct db *db, struct err *err)
{
	static const struct sql version_of = { "opened_version", "pragma user_version" };
	struct stmt *st = db_stmt(db, &version_of, err);
	int newest = db_newest_version(db), rc = 0;
	int64_t have;

	/* Somebody who is just committing makes it busy. */
	if (!st || db_step(st, err) != 1)
		return -1;
	have = db_col(st, 0);
	db_reset(st);
	if (have < newest) {
		db->version = 0; /* db_tx: the version moves on under our own hands */
		if (db->path && has_content(db) && !teeth_off("db-backup-first"))
			rc = backup_first(db, (int)have, err);
		if (!rc)
			rc = db_run_steps(db, newest, err);
	}
	if (!rc)
		db->version = newest;
	return rc;
}
