#ifndef MODEL_FILE_H
#define MODEL_FILE_H
/* Files that the program makes: private from their first moment, whatever the umask says (P37). */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>

/* The mode for a file that belongs to `like`: 0600, or 0660 where the team shares `like`; 0600 without one. */
unsigned file_mode_like(const char *like);
/* Makes `path`, which must not be there yet, with the mode of `like` and, as far as the system lets us, its group.
 * Returns a descriptor open for reading and writing, or -1 (ERR_OUTPUT). `like` NULL or absent: 0600. */
int file_make(const char *path, const char *like, struct err *err);
/* Gives a file of ours that is there the mode and group of `like`, where the system lets us: a database that was made
 * private and is then shared must not keep a journal that the others cannot open. Links are left alone. */
void file_align(const char *path, const char *like);
/* Like file_make(), below another name for now: makes `path`.part-PID, for file_put() to give it its name. The caller
 * frees *tmp. */
int file_make_part(const char *path, const char *like, char **tmp, struct err *err);
/* An empty private file where temporary files are, in that table too; the caller frees *tmp, also after -1 (ERR_OUTPUT). */
int file_temp(char **tmp, struct err *err);
/* Closes fd, where there is one, and removes `tmp`. */
void file_drop(int fd, const char *tmp);
/* Files under way, in a table that a signal handler can read: what ends the program removes them (file_sweep(), safe in
 * a handler), so that a name stands for a whole file or there is none. file_make_part() has them in it already. */
void file_begun(const char *tmp);
void file_ended(const char *tmp);
void file_sweep(void);
/* Gives `tmp` the name `path`, which nothing may have yet: 0, or -1 with errno. */
int file_name(const char *tmp, const char *path);
/* Syncs, closes fd and names `tmp` `path`. Without `replace` a file that is there is never touched. On an error tmp
 * is gone and what was at `path` is as it was. */
int file_put(int fd, const char *tmp, const char *path, bool replace, struct err *err);
/* Adds what the file holds to `out`, and no more of it than about `max` bytes. 0, or -1 with errno. */
int file_read(const char *path, size_t max, struct buf *out);
/* A device, a pipe or a socket: written into, never replaced by a file. */
bool file_is_special(const char *path);
/* Two paths to one file that is there. */
bool file_is_same(const char *a, const char *b);
/* The file that a link leads to, or the path itself; the caller frees. */
char *file_behind(const char *path);
/* The directory of `path` itself is on disk: after a new name in it. */
void file_sync_dir(const char *path);
/* A sentence when others than owner and group can read or anybody but them can write; NULL when the mode is fine.
 * The caller frees. */
char *file_loose(const char *path);
/* A folder of ours, made where it is not, like the database: private, or for the group that shares it. `inside`: a link in
 * its place is not followed. ERR_OUTPUT. */
int file_need_folder(const char *path, const char *like, bool inside, struct err *err);
/* All bytes, on disk. 0, or -1 with errno. */
int file_fill(int fd, const char *bytes, size_t len);
#endif
