/* Whole-file work: integrity, and what is said about a damaged file. */
#include "model/db/private.h"

#include "model/buf.h"
#include "model/teeth.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int first_complaint(struct db *db, const char *pragma, struct buf *say, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->handle, pragma, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		const char *word = (const char *)sqlite3_column_text(st, 0);

		if (word && strcmp(word, "ok"))
			buf_puts(say, word);
		rc = SQLITE_DONE;
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : db_fail(db, rc, pragma, err);
}

static int complain(struct db *db, const char *pragma, struct err *err)
{
	struct buf say = { 0 };
	int rc = first_complaint(db, pragma, &say, err);

	if (!rc && say.len)
		rc = db_say_damaged(db, buf_str(&say), "", "", err);
	buf_done(&say);
	return rc;
}

int db_quick_check(struct db *db, struct err *err)
{
	if (teeth_off("db-quick-check"))
		return 0;
	return complain(db, "pragma quick_check(1)", err);
}

int db_integrity(struct db *db, struct err *err)
{
	struct buf say = { 0 };
	int rc = complain(db, "pragma integrity_check(1)", err);

	if (!rc)
		rc = first_complaint(db, "pragma foreign_key_check", &say, err);
	if (!rc && say.len)
		rc = db_say_damaged(db, "a row of table", "points at nothing", buf_str(&say), err);
	buf_done(&say);
	return rc;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *db_newest_backup(const char *path)
{
	struct buf want = { 0 }, dir = { 0 }, name = { 0 };
	struct timespec newest = { 0 };
	struct dirent *e;
	char *found = NULL;
	DIR *d;

	buf_printf(&want, "%s.backup-", base_name(path));
	buf_add(&dir, path, (size_t)(base_name(path) - path));
	d = opendir(dir.len ? dir.data : ".");
	while (d && (e = readdir(d))) {
		struct stat st;

		if (strncmp(e->d_name, want.data, want.len) || strstr(e->d_name, ".part-"))
			continue;
		buf_clear(&name);
		buf_printf(&name, "%s%s", buf_str(&dir), e->d_name);
		if (lstat(name.data, &st) || !S_ISREG(st.st_mode) ||
		    (found && (st.st_mtim.tv_sec < newest.tv_sec ||
			       (st.st_mtim.tv_sec == newest.tv_sec && st.st_mtim.tv_nsec <= newest.tv_nsec))))
			continue;
		newest = st.st_mtim;
		free(found);
		found = xstrdup(name.data);
	}
	if (d)
		closedir(d);
	buf_done(&want);
	buf_done(&dir);
	buf_done(&name);
	return found;
}

int db_say_damaged(struct db *db, const char *what, const char *say, const char *name, struct err *err)
{
	char *backup = db->path ? db_newest_backup(db->path) : NULL;
	const char *space = *name ? " " : "";

	db->damaged = true;
	err_set(err, ERR_DB, "%s is damaged (%.200s%s%.80s%s%s). Nothing more is written to it. %s%s",
		db->path ? db->path : "the database", what, space, name, *say ? " " : "", say,
		backup ? "The newest backup is " : "No backup lies beside it.", backup ? backup : "");
	free(backup);
	return -1;
}
