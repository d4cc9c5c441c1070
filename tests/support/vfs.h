#ifndef TESTS_SUPPORT_VFS_H
#define TESTS_SUPPORT_VFS_H
/* A shim between the database library and the system: counts its calls, and fails the n-th of them once or for good,
 * or ends the process there. Wraps the default VFS and takes its place, so the code under test knows nothing of it.
 */
#include <stdbool.h>

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

/* Hears of every call that changes something, before it is made. `name` is the path. NULL: nobody listens. */
void vfs_listen(void (*fn)(void *arg, enum vfs_op op, const char *name), void *arg);
#endif
