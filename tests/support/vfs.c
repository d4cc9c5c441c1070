#include "tests/support/vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	sqlite3_file base;
	const char *name; /* as long as the file is open */
	sqlite3_file *real;
};

static sqlite3_vfs shim, *real;
static const sqlite3_io_methods methods;
static struct vfs_fault fault;
static long calls, failed;
static int64_t room = -1, least_room;
static void (*hearer)(void *arg, const struct vfs_event *e);
static void *hearer_arg;
static void (*listener)(void *arg, enum vfs_op op, const char *name);
static void *listener_arg;

void vfs_set(const struct vfs_fault *f)
{
	fault = f ? *f : (struct vfs_fault){ 0 };
	calls = 0;
	failed = 0;
}

long vfs_calls(void)
{
	return calls;
}

long vfs_failed(void)
{
	return failed;
}

void vfs_full(bool on)
{
	room = on ? 0 : -1;
}

void vfs_room(int64_t bytes)
{
	room = least_room = bytes;
}

int64_t vfs_least_room(void)
{
	return least_room;
}

void vfs_hear(void (*fn)(void *arg, const struct vfs_event *e), void *arg)
{
	hearer = fn;
	hearer_arg = arg;
}

/* Passes rc on; tells what was done when it is SQLITE_OK. */
static int tell(int rc, const struct vfs_event *e)
{
	if (rc == SQLITE_OK && hearer && e->name)
		hearer(hearer_arg, e);
	return rc;
}

void vfs_listen(void (*fn)(void *arg, enum vfs_op op, const char *name), void *arg)
{
	listener = fn;
	listener_arg = arg;
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = name ? strlen(name) : 0, k = strlen(end);

	return n >= k && !strcmp(name + n - k, end);
}

/* SQLITE_OK: the call may be made. */
static int meet(enum vfs_op op, const char *name)
{
	if (listener && (op & VFS_CHANGES))
		listener(listener_arg, op, name ? name : "");
	if (!(fault.ops & op) || (fault.file && !ends_with(name, fault.file)))
		return SQLITE_OK;
	calls++;
	if (!fault.at || calls < fault.at || (calls > fault.at && !fault.for_good))
		return SQLITE_OK;
	failed++;
	if (!fault.rc)
		_exit(9);
	return fault.rc;
}

#define REAL(f) (((struct file *)(f))->real)
#define NAME(f) (((struct file *)(f))->name)

static int do_close(sqlite3_file *f)
{
	int rc = REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : SQLITE_OK;

	free(REAL(f));
	return rc;
}

static int do_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	int rc = meet(VFS_READ, NAME(f));

	return rc ? rc : REAL(f)->pMethods->xRead(REAL(f), to, n, at);
}

static int64_t size_of(sqlite3_file *f)
{
	sqlite3_int64 size = 0;

	return REAL(f)->pMethods->xFileSize(REAL(f), &size) ? 0 : size;
}

/* Takes the room that a file needs to grow to `end`; a shorter one gives some back. False: there is not enough. */
static bool take_room(sqlite3_file *f, int64_t end, bool may_shrink)
{
	int64_t more;

	if (room < 0)
		return true;
	more = end - size_of(f);
	if (more > room)
		return false;
	if (more > 0 || may_shrink)
		room -= more;
	if (room < least_room)
		least_room = room;
	return true;
}

static int do_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	struct vfs_event e = { .op = VFS_WRITE, .name = NAME(f), .bytes = from, .at = at, .n = n };
	int rc = meet(VFS_WRITE, NAME(f));

	if (!rc && !take_room(f, at + n, false))
		rc = SQLITE_FULL;
	return rc ? rc : tell(REAL(f)->pMethods->xWrite(REAL(f), from, n, at), &e);
}

static int do_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct vfs_event e = { .op = VFS_TRUNCATE, .name = NAME(f), .n = size };
	int rc = meet(VFS_TRUNCATE, NAME(f));

	if (!rc && !take_room(f, size, true))
		rc = SQLITE_FULL;
	return rc ? rc : tell(REAL(f)->pMethods->xTruncate(REAL(f), size), &e);
}

static int do_sync(sqlite3_file *f, int flags)
{
	struct vfs_event e = { .op = VFS_SYNC, .name = NAME(f) };
	int rc = meet(VFS_SYNC, NAME(f));

	return rc ? rc : tell(REAL(f)->pMethods->xSync(REAL(f), flags), &e);
}

static int do_size(sqlite3_file *f, sqlite3_int64 *size)
{
	int rc = meet(VFS_SIZE, NAME(f));

	return rc ? rc : REAL(f)->pMethods->xFileSize(REAL(f), size);
}

static int do_lock(sqlite3_file *f, int level)
{
	int rc = meet(VFS_LOCK, NAME(f));

	return rc ? rc : REAL(f)->pMethods->xLock(REAL(f), level);
}

/* Letting go of a lock does not fail on any system that we run on. */
static int do_unlock(sqlite3_file *f, int level)
{
	return REAL(f)->pMethods->xUnlock(REAL(f), level);
}

static int do_check_lock(sqlite3_file *f, int *held)
{
	int rc = meet(VFS_LOCK, NAME(f));

	return rc ? rc : REAL(f)->pMethods->xCheckReservedLock(REAL(f), held);
}

static int do_control(sqlite3_file *f, int op, void *arg)
{
	return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}

static int do_sector(sqlite3_file *f)
{
	return REAL(f)->pMethods->xSectorSize(REAL(f));
}

static int do_traits(sqlite3_file *f)
{
	return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}

static int do_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **at)
{
	int rc = meet(VFS_SHM, NAME(f));

	return rc ? rc : REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, at);
}

static int do_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	int rc = flags & SQLITE_SHM_LOCK ? meet(VFS_SHM, NAME(f)) : SQLITE_OK;

	return rc ? rc : REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}

static void do_shm_barrier(sqlite3_file *f)
{
	REAL(f)->pMethods->xShmBarrier(REAL(f));
}

static int do_shm_unmap(sqlite3_file *f, int remove)
{
	return REAL(f)->pMethods->xShmUnmap(REAL(f), remove);
}

static int do_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *out, int flags, int *got)
{
	struct file *f = (struct file *)out;
	struct vfs_event e = { .op = VFS_OPEN, .name = name };
	bool is_new = name && (flags & SQLITE_OPEN_CREATE) && access(name, F_OK);
	int rc = meet(VFS_OPEN, name);

	(void)vfs;
	memset(f, 0, sizeof *f);
	if (rc)
		return rc;
	f->name = name;
	f->real = calloc(1, (size_t)real->szOsFile);
	rc = f->real ? real->xOpen(real, name, f->real, flags, got) : SQLITE_NOMEM;
	if (rc == SQLITE_OK || (f->real && f->real->pMethods))
		f->base.pMethods = &methods;
	else
		free(f->real);
	return is_new ? tell(rc, &e) : rc;
}

static int do_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	struct vfs_event e = { .op = VFS_DELETE, .name = name, .is_synced = sync_dir != 0 };
	int rc = meet(VFS_DELETE, name);
	struct stat st = { 0 };
	bool frees = room >= 0 && !stat(name, &st);

	(void)vfs;
	if (!rc)
		rc = tell(real->xDelete(real, name, sync_dir), &e);
	if (!rc && frees)
		room += st.st_size;
	return rc;
}

static int do_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	int rc = meet(VFS_ACCESS, name);

	(void)vfs;
	return rc ? rc : real->xAccess(real, name, flags, out);
}

void vfs_install(void)
{
	if (real)
		return;
	real = sqlite3_vfs_find(NULL);
	shim = *real;
	shim.pNext = NULL;
	shim.zName = "winloss-shim";
	shim.szOsFile = sizeof(struct file);
	shim.xOpen = do_open;
	shim.xDelete = do_delete;
	shim.xAccess = do_access;
	sqlite3_vfs_register(&shim, 1);
}

static const sqlite3_io_methods methods = {
	2,	     do_close,	     do_read,	    do_write,	do_truncate, do_sync,	do_size,
	do_lock,     do_unlock,	     do_check_lock, do_control, do_sector,   do_traits, do_shm_map,
	do_shm_lock, do_shm_barrier, do_shm_unmap,  NULL,	NULL,
};
