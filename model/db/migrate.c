/* Migrations: the numbered steps of assets/schema/, each with its version number in one transaction. */
#include "model/db/private.h"

#include "assets/assets.h"
#include "model/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *mark, *sqlite, *postgres;
} marks[] = {
	{ "@STRICT", "strict", "" },
	{ "@KEYED", "strict, without rowid", "" },
	{ "@ID", "", ", id" },
	{ "@I", "integer", "bigint" },
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

static int apply(void *arg, struct err *err)
{
	struct step *s = arg;
	char *ddl = db_expand_marks(s->asset->body, DB_SQLITE);
	char stamp[80];
	int rc = db_script(s->db, ddl, err);

	free(ddl);
	snprintf(stamp, sizeof stamp, "pragma user_version = %d; pragma application_id = %d", s->version,
		 s->db->flags & DB_DRAFTS ? DB_DRAFTS_ID : DB_APPLICATION_ID);
	return rc ? rc : db_script(s->db, stamp, err);
}

int db_migrate(struct db *db, struct err *err)
{
	static const struct sql version_of = { "user_version", "pragma user_version" };
	int64_t have = db_scalar(db, &version_of, -1);

	if (have < 0)
		return err_set(err, ERR_DB, "%s cannot be read", db->path);
	/* The table of assets is sorted by name, so the steps come in their order. */
	for (size_t i = 0; i < assets_count; i++) {
		struct step s = { db, &assets[i], 0 };

		if (!is_step(db, &assets[i]))
			continue;
		s.version = db_step_version(assets[i].body);
		if (s.version > have && db_tx(db, apply, &s, err))
			return err_wrap(err, "schema %d.%d", s.version / 10000, s.version % 10000);
	}
	return 0;
}
