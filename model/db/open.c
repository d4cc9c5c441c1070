/* Opening: what is not ours, damaged or newer is refused by its first bytes, before the database library touches it. */
#include "model/db/private.h"

#include "model/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned big32(const unsigned char *p)
{
	return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

/* 0: ours or empty; 1: ours and of a newer minor version (read only); -1. *empty: nothing in it yet. */
static int look(struct db *db, int fd, bool *empty, struct err *err)
{
	unsigned char head[100];
	ssize_t n = pread(fd, head, sizeof head, 0);
	unsigned want = db->flags & DB_DRAFTS ? DB_DRAFTS_ID : DB_APPLICATION_ID;
	int version, newest = db_newest_version(db);

	*empty = n == 0;
	if (n == 0)
		return 0;
	if (n < (ssize_t)sizeof head || memcmp(head, "SQLite format 3", 16))
		return err_set(err, ERR_DB, "%s is not a winloss file (found other data, expected a database); it was"
			       " left as it is", db->path);
	if (big32(head + 68) != want)
		return err_set(err, ERR_DB, "%s is a database of another program (application id 0x%08x, expected"
			       " 0x%08x); it was left as it is", db->path, big32(head + 68), want);
	version = (int)big32(head + 60);
	if (version / 10000 > newest / 10000)
		return err_set(err, ERR_DB, "%s was written by a newer winloss (schema %d.%d, this program knows"
			       " %d.%d); it was left as it is. Update winloss.", db->path, version / 10000,
			       version % 10000, newest / 10000, newest % 10000);
	return version > newest;
}

static int make_parent(const char *path, struct err *err)
{
	char dir[4096];

	snprintf(dir, sizeof dir, "%s", path);
	for (char *p = dir + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			if (mkdir(dir, 0700) && errno != EEXIST)
				return err_set(err, ERR_DB, "%s cannot be made: %s", dir, strerror(errno));
			*p = '/';
		}
	return 0;
}

/* The file is made by us first, so that its mode is 0600 whatever the umask says. */
static int open_file(struct db *db, bool *empty, struct err *err)
{
	int fd = open(db->path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0 && errno == ENOENT && (db->flags & DB_CREATE)) {
		if (make_parent(db->path, err))
			return -1;
		fd = open(db->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0)
			fchmod(fd, 0600);
	}
	if (fd < 0)
		return err_set(err, ERR_DB, "%s cannot be opened: %s", db->path, strerror(errno));
	rc = look(db, fd, empty, err);
	close(fd);
	return rc;
}

static int set_modes(struct db *db, struct err *err)
{
	int on = 0;

	sqlite3_busy_timeout(db->handle, db->flags & DB_SCREEN ? 25 : 5000);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &on);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, &on);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, &on);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, &on);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &on);
	if (db_script(db, "pragma cell_size_check = on; pragma foreign_keys = on; pragma temp_store = memory;"
			  " pragma cache_size = -4000; pragma mmap_size = 0", err))
		return -1;
	if (db->readonly)
		return db_script(db, "pragma query_only = on", err);
	return db_script(db, "pragma journal_mode = truncate; pragma synchronous = full", err);
}

int db_open(struct db **out, const char *path, unsigned flags, struct err *err)
{
	struct db *db = xcalloc(1, sizeof *db);
	int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	bool empty = true;
	int rc = 0;

	*out = NULL;
	db->flags = flags;
	db->path = flags & DB_MEMORY ? NULL : xstrdup(path);
	if (db->path)
		rc = open_file(db, &empty, err);
	if (rc >= 0) {
		db->readonly = rc == 1 || (flags & DB_READONLY);
		rc = sqlite3_open_v2(db->path ? db->path : ":memory:", &db->handle,
				     db->readonly ? SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX : how, NULL);
		rc = rc == SQLITE_OK ? set_modes(db, err) : db_fail(db, rc, "opening", err);
	}
	if (!rc && !db->readonly)
		rc = db_migrate(db, err);
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
	free(db->path);
	free(db);
}
