#include "model/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/teeth.h"

/* A signal handler has no argument of ours, so this is global. More at once than slots are not swept. */
static struct {
	char path[PATH_MAX];
	volatile sig_atomic_t is;
} begun[4];

void file_begun(const char *tmp)
{
	for (size_t i = 0; i < sizeof begun / sizeof *begun; i++) {
		if (begun[i].is || strlen(tmp) >= sizeof begun[i].path)
			continue;
		memcpy(begun[i].path, tmp, strlen(tmp) + 1);
		atomic_signal_fence(memory_order_seq_cst);
		begun[i].is = 1;
		return;
	}
}

void file_ended(const char *tmp)
{
	for (size_t i = 0; i < sizeof begun / sizeof *begun; i++)
		if (begun[i].is && !strcmp(begun[i].path, tmp))
			begun[i].is = 0;
}

void file_sweep(void)
{
	for (size_t i = 0; i < sizeof begun / sizeof *begun; i++)
		if (begun[i].is)
			unlink(begun[i].path);
}

unsigned file_mode_like(const char *like)
{
	struct stat st;

	if (!like || stat(like, &st))
		return 0600;
	return (st.st_mode & 0660) | 0600;
}

/* The umask only takes away, so the mode is asked narrow and then set. A group that we may not give is no reason to
 * fail: the bits for the group go instead. */
static int own(int fd, const char *like)
{
	unsigned mode = file_mode_like(like);
	struct stat st, mine;

	if (teeth_off("file-mode"))
		return fchmod(fd, 0644);
	if (like && !stat(like, &st) && !fstat(fd, &mine) && mine.st_gid != st.st_gid &&
	    fchown(fd, (uid_t)-1, st.st_gid))
		mode &= 0600;
	return fchmod(fd, mode);
}

int file_make(const char *path, const char *like, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0 && !own(fd, like))
		return fd;
	err_set(err, ERR_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return -1;
}

void file_align(const char *path, const char *like)
{
	struct stat st, want;
	unsigned mode;

	if (lstat(path, &st) || !S_ISREG(st.st_mode) || stat(like, &want))
		return;
	mode = file_mode_like(like);
	if (st.st_gid != want.st_gid && lchown(path, (uid_t)-1, want.st_gid))
		mode &= 0600;
	if ((st.st_mode & 07777) != mode && !teeth_off("file-mode") && chmod(path, mode))
		return; /* another member's: only they can */
}

int file_make_part(const char *path, const char *like, char **tmp, struct err *err)
{
	struct buf name = { 0 };
	int fd;

	buf_printf(&name, "%s.part-%ld", path, (long)getpid());
	file_begun(buf_str(&name));
	fd = file_make(buf_str(&name), like, err);
	if (fd < 0) {
		err_set(err, ERR_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
		file_ended(buf_str(&name));
	}
	*tmp = buf_take(&name);
	return fd;
}

int file_temp(char **tmp, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	struct buf name = { 0 };
	int fd;

	buf_printf(&name, "%s/winloss-XXXXXX", dir && *dir ? dir : "/tmp");
	*tmp = buf_take(&name);
	fd = mkostemp(*tmp, O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_OUTPUT, "cannot write %.300s: %s", *tmp, strerror(errno));
	file_begun(*tmp);
	return fd;
}

void file_drop(int fd, const char *tmp)
{
	if (fd >= 0)
		close(fd);
	unlink(tmp);
	file_ended(tmp);
}

/* link, not rename: it fails where a file of that name is. Some file systems have no links. */
int file_name(const char *tmp, const char *path)
{
	if (!link(tmp, path)) {
		unlink(tmp);
		return 0;
	}
	if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
		return -1;
	return renameat2(AT_FDCWD, tmp, AT_FDCWD, path, RENAME_NOREPLACE);
}

int file_read(const char *path, size_t max, struct buf *out)
{
	char part[8192];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	while ((n = read(fd, part, sizeof part)) > 0 && out->len < max)
		buf_add(out, part, (size_t)n);
	close(fd);
	return n < 0 ? -1 : 0;
}

bool file_is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool file_is_same(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

char *file_behind(const char *path)
{
	char *real = realpath(path, NULL);

	return real ? real : xstrdup(path);
}

void file_sync_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct buf dir = { 0 };
	int fd;

	if (slash)
		buf_add(&dir, path, (size_t)(slash - path) + 1);
	else
		buf_puts(&dir, ".");
	fd = open(buf_str(&dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_done(&dir);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int file_put(int fd, const char *tmp, const char *path, bool replace, struct err *err)
{
	bool bad = fsync(fd) != 0;

	bad = close(fd) || bad;
	if (!bad)
		bad = (replace ? rename(tmp, path) : file_name(tmp, path)) != 0;
	if (bad) {
		err_set(err, ERR_OUTPUT, "%s: %s; nothing was replaced", path, strerror(errno));
		unlink(tmp);
	}
	file_ended(tmp);
	if (!bad)
		file_sync_dir(path);
	return bad ? -1 : 0;
}

char *file_loose(const char *path)
{
	struct buf say = { 0 };
	struct stat st;

	if (stat(path, &st) || !(st.st_mode & 0007))
		return NULL;
	buf_printf(&say,
		   "%s can be %s by everybody on this machine (mode %04o, expected 0600, or 0660 for a team);"
		   " chmod o= takes it back",
		   path, st.st_mode & 0002 ? "changed" : "read", st.st_mode & 07777u);
	return buf_take(&say);
}

int file_need_folder(const char *path, const char *like, bool inside, struct err *err)
{
	unsigned mode = file_mode_like(like);
	struct stat st;

	if (inside && !lstat(path, &st) && S_ISLNK(st.st_mode))
		return err_set(err, ERR_OUTPUT, "%s is a link to another place; nothing is filed through it, nothing was written", path);
	if (!stat(path, &st))
		return S_ISDIR(st.st_mode) ? 0 : err_set(err, ERR_OUTPUT, "%s is a file, expected a folder; nothing was written", path);
	if (!mkdir(path, mode & 0060 ? 0770 : 0700)) {
		file_sync_dir(path);
		return mode & 0060 ? chmod(path, 0770) : 0;
	}
	return err_set(err, ERR_OUTPUT, "the folder %s cannot be made: %s; nothing was written (--out names another one)", path,
		       strerror(errno));
}

int file_fill(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			return -1;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd);
}
