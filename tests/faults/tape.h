#ifndef TESTS_FAULTS_TAPE_H
#define TESTS_FAULTS_TAPE_H
/* Everything that a run did to the files of one folder, in order and with its contents, and what a power cut after the
 * k-th of these events could leave on the disk.
 *
 * What was synced stands. Of what was not, each write is there, or not, or partly: by sectors of 512 bytes, each the
 * new one, the old one or garbage, whatever was written before or after it (the disk reorders, across files too).
 * Bytes beside a write are not harmed (the database library counts on that as well). A file made, deleted or renamed
 * stands once its folder was synced; the library syncs it with the first sync of a new journal. */
#include "tests/support/vfs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tape;

/* Takes down what lies in the folder now (shared memory left out) and records from here on. One tape at a time. */
struct tape *tape_record(const char *dir);
/* No more events; the tape stays. */
void tape_stop(struct tape *t);
void tape_free(struct tape *t);

size_t tape_count(const struct tape *t);
bool tape_is_sync(const struct tape *t, size_t i);
/* "sync a.db-journal": for messages; the string lives until the next call. */
const char *tape_say(const struct tape *t, size_t i);

/* Writes into the empty folder `to` what a cut after the first `k` events leaves; `seed` decides what happened to each
 * unsynced write, so that the same seed leaves the same. */
void tape_cut(const struct tape *t, size_t k, uint64_t seed, const char *to);

/* The calls of the program itself (no database file): a file was named anew and a folder was synced. */
void tape_renamed(const char *from, const char *to);
void tape_dir_synced(void);
#endif
