/* Backup: a copy through the database library while others write, verified before it gets its name. */
#include "model/db/private.h"

#include "model/buf.h"
#include "model/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int copy_pages(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc, ended;

	if (!b)
		return sqlite3_errcode(to);
	/* All pages in one step: a copy in parts starts again with every write of somebody else. */
	while ((rc = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED)
		sqlite3_sleep(10);
	ended = sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? ended : rc;
}

static int copy_into(struct db *db, const char *tmp, const char *to_path, struct err *err)
{
	sqlite3 *to = NULL;
	char room[DB_WORDS];
	int rc = sqlite3_open_v2(tmp, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(to, 5000);
		rc = copy_pages(to, db->handle);
	}
	/* The copy of a WAL file says WAL in its header; a backup is one file. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "pragma journal_mode = delete", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		err_set(err, ERR_OUTPUT, "%s: %s; nothing was kept of it", to_path, db_words(to, rc, room));
	sqlite3_close(to);
	return rc == SQLITE_OK ? 0 : -1;
}

static int verify(const char *tmp, unsigned flags, struct err *err)
{
	struct db *copy = NULL;
	int rc = db_open(&copy, tmp, DB_READONLY | DB_VERIFY | (flags & DB_DRAFTS), err);

	if (!rc)
		rc = db_integrity(copy, err);
	db_close(copy);
	return rc ? err_wrap(err, "the copy is not good and was thrown away") : 0;
}

int db_backup(struct db *db, const char *to, struct err *err)
{
	struct buf journal = { 0 };
	char *tmp = NULL;
	int fd = file_make_part(to, db->path, &tmp, err);
	int rc;

	buf_printf(&journal, "%s-journal", tmp);
	file_begun(buf_str(&journal));
	rc = fd < 0 ? -1 : copy_into(db, tmp, to, err);
	file_ended(buf_str(&journal));
	buf_done(&journal);
	if (!rc)
		rc = verify(tmp, db->flags, err);
	if (!rc)
		rc = file_put(fd, tmp, to, false, err);
	else if (fd >= 0)
		file_drop(fd, tmp);
	free(tmp);
	return rc;
}
