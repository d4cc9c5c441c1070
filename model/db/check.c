/* Whole-file work: integrity and backup. */
#include "model/db/private.h"

#include "model/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

int db_integrity(struct db *db, struct err *err)
{
	struct buf say = { 0 };
	int rc = first_complaint(db, "pragma integrity_check(1)", &say, err);

	if (!rc && !say.len) {
		rc = first_complaint(db, "pragma foreign_key_check", &say, err);
		if (!rc && say.len)
			rc = err_set(err, ERR_DB, "a row of table %s points at nothing", buf_str(&say));
	} else if (!rc) {
		rc = err_set(err, ERR_DB, "%s is damaged: %s", db->path ? db->path : "the database", buf_str(&say));
	}
	buf_done(&say);
	return rc;
}

static int copy_into(struct db *db, const char *tmp, struct err *err)
{
	sqlite3 *to = NULL;
	sqlite3_backup *b;
	int rc = sqlite3_open_v2(tmp, &to, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(to, 5000);
		b = sqlite3_backup_init(to, "main", db->handle, "main");
		if (b) {
			while ((rc = sqlite3_backup_step(b, 1024)) == SQLITE_OK || rc == SQLITE_BUSY)
				if (rc == SQLITE_BUSY)
					sqlite3_sleep(10);
			sqlite3_backup_finish(b);
			rc = sqlite3_errcode(to);
		} else {
			rc = sqlite3_errcode(to);
		}
	}
	if (rc != SQLITE_OK)
		err_set(err, ERR_OUTPUT, "%s: %s", tmp, to ? sqlite3_errmsg(to) : sqlite3_errstr(rc));
	sqlite3_close(to);
	return rc == SQLITE_OK ? 0 : -1;
}

static int verify(const char *tmp, unsigned flags, struct err *err)
{
	struct db *copy = NULL;
	int rc = db_open(&copy, tmp, DB_READONLY | (flags & DB_DRAFTS), err);

	if (!rc)
		rc = db_integrity(copy, err);
	db_close(copy);
	return rc ? err_wrap(err, "the copy is not good and was thrown away") : 0;
}

int db_backup(struct db *db, const char *to, struct err *err)
{
	struct buf tmp = { 0 };
	int fd, rc;

	buf_printf(&tmp, "%s.part-%ld", to, (long)getpid());
	fd = open(tmp.data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		rc = err_set(err, ERR_OUTPUT, "%s cannot be written: %s", tmp.data, strerror(errno));
		buf_done(&tmp);
		return rc;
	}
	fchmod(fd, 0600);
	rc = copy_into(db, tmp.data, err);
	if (!rc)
		rc = verify(tmp.data, db->flags, err);
	if (!rc && fsync(fd))
		rc = err_set(err, ERR_OUTPUT, "%s: %s", tmp.data, strerror(errno));
	close(fd);
	/* link, not rename: a good backup that is already there is never replaced. */
	if (!rc && link(tmp.data, to))
		rc = err_set(err, ERR_OUTPUT, "%s: %s; nothing was replaced", to, strerror(errno));
	unlink(tmp.data);
	buf_done(&tmp);
	return rc;
}
