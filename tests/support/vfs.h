#ifndef TESTS_SUPPORT_VFS_H
#define TESTS_SUPPORT_VFS_H
/* A shim between the database library and the system: counts its calls, and fails the n-th of them once or for good,
 * or ends the process there. Wraps the default VFS and takes its place, so the code under test knows nothing of it.
 */
#include <stdbool.h>
#include <stdint.h>

enum vfs_op {
	VFS_OPEN = 1,
	VFS_READ = 2,
	VFS_WRITE = 4,
	VFS_TRUNCATE = 8,
	VFS_SYNC = 16,
	VFS_LOCK = 32,
	VFS_DELETE = 64,
	VFS_SIZE = 128,
	VFS_SHM = 256,
	VFS_ACCESS = 512,
	VFS_CHANGES = VFS_WRITE | VFS_TRUNCATE | VFS_SYNC | VFS_DELETE, /* what reaches the disk */
	VFS_ALL = 1023,
};

/* Takes the place of the default VFS for connections opened from now on. */
void vfs_install(void);

struct vfs_fault {
	unsigned ops;	  /* which calls count */
	const char *file; /* how the name of their file ends ("-drafts"); NULL: all */
	long at;	  /* the n-th of them, from 1; 0: none fails */
	bool for_good;	  /* that one and all after it */
	int rc; /* the result code it returns, e.g. SQLITE_IOERR_WRITE; 0: the process ends there, status 9 */
};
/* Counting starts anew. The strings are borrowed. */
void vfs_set(const struct vfs_fault *fault);
/* Calls counted since vfs_set(), and how many of them were failed. */
long vfs_calls(void);
long vfs_failed(void);

/* A full disk: a write that makes a file longer is refused with SQLITE_FULL. */
void vfs_full(bool on);
/* A disk that fills: files may grow by so many bytes more, in all; what is cut off or deleted is room again. -1: no end
 * of room. */
void vfs_room(int64_t bytes);
/* The least that was left of it since. */
int64_t vfs_least_room(void);

/* Hears of every call that changes something, before it is made. `name` is the path. NULL: nobody listens. */
void vfs_listen(void (*fn)(void *arg, enum vfs_op op, const char *name), void *arg);

/* A call that went well and changed something: for the tape of tape.h. */
struct vfs_event {
	enum vfs_op op;	   /* VFS_OPEN: a file was made; VFS_WRITE, VFS_TRUNCATE, VFS_SYNC, VFS_DELETE */
	const char *name;  /* the path; borrowed, as `bytes` is */
	const void *bytes; /* written */
	int64_t at, n;	   /* where, how many; VFS_TRUNCATE: n is the new size */
	bool is_synced;	   /* VFS_DELETE: the directory was synced too */
};
void vfs_hear(void (*fn)(void *arg, const struct vfs_event *e), void *arg);
#endif
