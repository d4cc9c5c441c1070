/* The file before the database library sees it: what it is, whose it is, where it lies. Reads, never writes, but for
 * making a file that is not there. */
#include "model/db/private.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/teeth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define LEFT "it was left as it is"

static unsigned big32(const unsigned char *p)
{
	return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

static const char *kind_of(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISLNK(mode))
		return "a symbolic link";
	if (S_ISFIFO(mode))
		return "a pipe";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

/* Size of a file beside the database, -1 when there is none. A link there would send our writes elsewhere. */
static off_t beside(const struct db *db, const char *suffix, struct err *err, int *rc)
{
	struct buf name = { 0 };
	struct stat st;
	off_t size = -1;

	buf_printf(&name, "%s%s", db->path, suffix);
	if (!lstat(name.data, &st)) {
		if (S_ISREG(st.st_mode))
			size = st.st_size;
		else
			*rc = err_set(err, ERR_DB, "%s is %s, expected a plain file or none; %s was left as it is",
				      name.data, kind_of(st.st_mode), db->path);
	}
	buf_done(&name);
	return size;
}

static int read_version(struct db *db, const unsigned char *head, struct look *look, struct err *err)
{
	int newest = db_newest_version(db), version = (int)(big32(head + 60) & 0x7fffffff);

	look->version = version;
	if (version / 10000 > newest / 10000 && !teeth_off("db-newer"))
		return err_set(err, ERR_DB,
			       "%s was written by a newer winloss (schema %d.%d, this program knows"
			       " %d.%d); " LEFT ". Update winloss.",
			       db->path, version / 10000, version % 10000, newest / 10000, newest % 10000);
	return 0;
}

/* The pages that the header counts are more than the file holds, and nothing beside it says why. */
static bool is_short(const unsigned char *head, const struct look *look)
{
	unsigned page = (unsigned)head[16] << 8 | head[17];

	return !look->recovering && !look->had_wal && !memcmp(head + 24, head + 92, 4) &&
	       (int64_t)big32(head + 28) * (page == 1 ? 65536 : page) > look->size;
}

/* Somebody may make the file longer in this very moment: journal, size and header were read one after the other, and the
 * commit came between them. A file that was cut off is still short when it is looked at again. */
static void look_again(struct db *db, int fd, unsigned char head[100], struct look *look)
{
	enum { TIMES = 4 };
	const struct timespec pause = { 0, 5000000 };
	struct stat st;
	int ignored = 0;

	for (int i = 0; i < TIMES && is_short(head, look) && !teeth_off("db-short"); i++) {
		unsigned char now[100];

		nanosleep(&pause, NULL);
		if (pread(fd, now, sizeof now, 0) != sizeof now || fstat(fd, &st))
			return;
		memcpy(head, now, sizeof now);
		look->size = st.st_size;
		look->recovering = beside(db, "-journal", NULL, &ignored) > 0;
		look->had_wal = beside(db, "-wal", NULL, &ignored) > 0;
	}
}

/* The numbers of the header agree with each other and with the size of the file. */
static int check_size(struct db *db, const unsigned char *head, struct look *look, struct err *err)
{
	unsigned page = (unsigned)head[16] << 8 | head[17];
	int64_t pages = big32(head + 28);
	char say[80];

	page = page == 1 ? 65536 : page;
	if (page < 512 || (page & (page - 1)) || head[18] < 1 || head[18] > 2 || head[19] < 1 || head[19] > 2 ||
	    head[21] != 64 || head[22] != 32 || head[23] != 32 || big32(head + 56) > 1)
		return db_say_damaged(db, "its first bytes are no database that winloss writes", "", "", err);
	look->wal = head[18] == 2;
	if (!is_short(head, look))
		return 0;
	snprintf(say, sizeof say, "cut off: %lld bytes, expected %lld", (long long)look->size,
		 (long long)(pages * page));
	return db_say_damaged(db, say, "", "", err);
}

/* ---- a header that a power cut left half written ---- */

static bool is_ours(const struct db *db, const unsigned char *head)
{
	return !memcmp(head, "SQLite format 3", 16) &&
	       big32(head + 68) == (db->flags & DB_DRAFTS ? DB_DRAFTS_ID : DB_APPLICATION_ID);
}

static bool is_page_size(unsigned n)
{
	return n >= 512 && n <= 65536 && !(n & (n - 1));
}

/* The first page as it was before the write that was cut off: its record in the rollback journal. Each part of a
 * journal begins on a sector with the number of its records, all ones where they go to the end. */
static bool head_in_journal(int fd, unsigned char head[100])
{
	static const unsigned char magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	unsigned char part[28], number[4];
	off_t at = 0;

	while (pread(fd, part, sizeof part, at) == sizeof part && !memcmp(part, magic, sizeof magic)) {
		unsigned records = big32(part + 8), sector = big32(part + 20), page = big32(part + 24);

		if (!is_page_size(page) || !is_page_size(sector))
			return false;
		at += sector;
		for (; records > 0 && pread(fd, number, 4, at) == 4; records--, at += page + 8)
			if (big32(number) == 1)
				return pread(fd, head, 100, at + 4) == 100;
		at = (at + sector - 1) / sector * sector;
	}
	return false;
}

/* The same page in the write-ahead log: its newest frame of the log's present round. */
static bool head_in_log(int fd, unsigned char head[100])
{
	unsigned char log[32], frame[24], first[100];
	bool found = false;
	unsigned page;

	if (pread(fd, log, sizeof log, 0) != sizeof log || (big32(log) | 1) != 0x377f0683)
		return false;
	page = big32(log + 8);
	if (!is_page_size(page))
		return false;
	for (off_t at = sizeof log; pread(fd, frame, sizeof frame, at) == sizeof frame; at += (off_t)sizeof frame + page) {
		if (memcmp(frame + 8, log + 16, 8))
			break;
		if (big32(frame) == 1 && pread(fd, first, 100, at + (off_t)sizeof frame) == 100) {
			memcpy(head, first, sizeof first);
			found = true;
		}
	}
	return found;
}

/* A header that says nothing of ours, with an unfinished write beside it: what that write puts back says whose the file
 * is. The library puts it back when it opens. */
static void mend_head(const struct db *db, const char *suffix, bool (*find)(int fd, unsigned char head[100]),
		      unsigned char head[100], ssize_t *n)
{
	unsigned char was[100];
	struct buf name = { 0 };
	int fd;

	buf_printf(&name, "%s%s", db->path, suffix);
	fd = open(name.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	buf_done(&name);
	if (fd < 0)
		return;
	if (find(fd, was) && is_ours(db, was)) {
		memcpy(head, was, sizeof was);
		*n = sizeof was;
	}
	close(fd);
}

static int look_at(struct db *db, int fd, struct look *look, struct err *err)
{
	unsigned want = db->flags & DB_DRAFTS ? DB_DRAFTS_ID : DB_APPLICATION_ID;
	unsigned char head[100] = { 0 };
	ssize_t n = pread(fd, head, sizeof head, 0);

	look->empty = n == 0;
	if (n < 0)
		return err_set(err, ERR_DB, "%s cannot be read: %s", db->path, strerror(errno));
	if (look->recovering && n > 0 && !is_ours(db, head))
		mend_head(db, "-journal", head_in_journal, head, &n);
	if (look->had_wal && n > 0 && !is_ours(db, head))
		mend_head(db, "-wal", head_in_log, head, &n);
	/* A making that was cut off: the journal beside takes it back to nothing. */
	if (n == 0 || (look->recovering && n == sizeof head && !head[0] && !memcmp(head, head + 1, sizeof head - 1)))
		return 0;
	if (n < (ssize_t)sizeof head || memcmp(head, "SQLite format 3", 16))
		return err_set(err, ERR_DB, "%s is not a winloss file (found other data, expected a database); " LEFT,
			       db->path);
	if (big32(head + 68) != want && !teeth_off("db-application"))
		return err_set(err, ERR_DB,
			       "%s is a database of another program (application id 0x%08x, expected"
			       " 0x%08x); " LEFT,
			       db->path, big32(head + 68), want);
	if (read_version(db, head, look, err))
		return -1;
	look_again(db, fd, head, look);
	return check_size(db, head, look, err);
}

static int make_parents(const char *path, struct err *err)
{
	char *dir = xstrdup(path);
	int rc = 0;

	for (char *p = dir + 1; *p && !rc; p++)
		if (*p == '/') {
			*p = '\0';
			if (mkdir(dir, 0700) && errno != EEXIST)
				rc = err_set(err, ERR_DB, "%s cannot be made: %s", dir, strerror(errno));
			*p = '/';
		}
	free(dir);
	return rc;
}

/* The drafts have the mode and the group of the database they lie beside. */
static char *like(const struct db *db)
{
	static const char suffix[] = "-drafts";
	size_t n = strlen(db->path), k = sizeof suffix - 1;

	if (!(db->flags & DB_DRAFTS) || n <= k || strcmp(db->path + n - k, suffix))
		return NULL;
	return xstrndup(db->path, n - k);
}

void db_align(const struct db *db)
{
	static const char *const beside[] = { "-journal", "-wal", "-shm" };
	struct buf name = { 0 };
	char *as = like(db);

	if (as)
		file_align(db->path, as);
	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
		buf_clear(&name);
		buf_printf(&name, "%s%s", db->path, beside[i]);
		file_align(name.data, db->path);
	}
	buf_done(&name);
	free(as);
}

static int make(struct db *db, struct look *look, struct err *err)
{
	char *as = like(db);
	int fd = make_parents(db->path, err) ? -1 : file_make(db->path, as, err);

	free(as);
	/* Somebody else may have made it in this moment. */
	if (fd < 0 && errno == EEXIST)
		fd = open(db->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	else
		look->made = fd >= 0;
	if (err && fd < 0)
		err->kind = ERR_DB;
	return fd;
}

static int open_plain(struct db *db, struct look *look, struct err *err)
{
	struct stat st;
	int fd;

	if (lstat(db->path, &st)) {
		if (errno == ENOENT && (db->flags & DB_CREATE) && !(db->flags & DB_READONLY))
			return make(db, look, err);
		return err_set(err, ERR_DB, "%s cannot be opened: %s", db->path, strerror(errno));
	}
	/* Looked at before it is opened: opening a pipe or a device does something. */
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_DB, "%s is %s, expected a winloss file; " LEFT, db->path,
			       kind_of(st.st_mode));
	fd = open(db->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, ERR_DB, "%s cannot be opened: %s", db->path, strerror(errno));
	return fd;
}

static bool may_write(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	bool may = !access(path, W_OK) && !access(dir, W_OK | X_OK);

	free(dir);
	return may;
}

int db_look(struct db *db, struct look *look, struct err *err)
{
	int fd = open_plain(db, look, err), rc = 0;
	struct stat st;

	if (fd < 0)
		return -1;
	look->size = fstat(fd, &st) ? 0 : st.st_size;
	look->may_write = may_write(db->path);
	look->recovering = beside(db, "-journal", err, &rc) > 0;
	look->had_wal = beside(db, "-wal", err, &rc) > 0;
	beside(db, "-shm", err, &rc);
	if (!rc)
		rc = look_at(db, fd, look, err);
	/* Closing a descriptor of a file drops all its locks of this process: before the library opens it. */
	close(fd);
	if (!rc && look->empty && !(db->flags & DB_CREATE))
		rc = err_set(err, ERR_DB, "%s is empty, expected a winloss file; " LEFT, db->path);
	return rc;
}

/* The bug (a writer that starts the log again may lose frames that a reader still counts on) is mended in these. */
bool db_wal_library(int version)
{
	int line = version / 1000;

	if (line == 3044)
		return version >= 3044006;
	if (line == 3050)
		return version >= 3050007;
	return version >= 3051003;
}

bool db_local_disk(const char *path)
{
	static const unsigned long local[] = {
		0xEF53,	    0x58465342, 0x9123683E, 0x01021994, 0x858458F6,
		0x794C7630, 0x2FC12FC1, 0xF2F52010, 0xCA451A4E,
	}; /* ext, XFS, Btrfs, tmpfs, ramfs, overlay, ZFS, F2FS, bcachefs: what is not known is taken as remote */
	struct statfs fs;

	if (statfs(path, &fs))
		return false;
	for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
		if ((unsigned long)fs.f_type == local[i])
			return true;
	return false;
}
