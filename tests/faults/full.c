#include "tests/faults/full.h"

#include "tests/support/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* The world, its drafts with their reserve, a log, and something to fill. */
#define SIZE "size=2m"
#define BEFORE "said before the disk was full"
#define MEANWHILE ", and typed while it was full"
#define AFTER ", and after there was room"

enum { BLOCK = 4096 };

static bool put_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* A view of the file systems that only this process and its children have; without the rights of root, as a root of
 * our own. */
static bool leave_the_others(void)
{
	unsigned uid = geteuid(), gid = getegid();
	char line[40];

	if (!uid)
		return !unshare(CLONE_NEWNS);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return false;
	put_line("/proc/self/setgroups", "deny");
	snprintf(line, sizeof line, "0 %u 1", uid);
	if (!put_line("/proc/self/uid_map", line))
		return false;
	snprintf(line, sizeof line, "0 %u 1", gid);
	return put_line("/proc/self/gid_map", line);
}

static bool mount_disk(const char *at)
{
	return leave_the_others() && !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount("winloss", at, "tmpfs", 0, SIZE);
}

/* ---- filling ---- */

/* Fills the disk but for so many blocks; the name of the file to delete. */
static char *fill(const char *disk, int blocks)
{
	static char zeros[BLOCK];
	char *path = temp_path(disk, "filler");
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	off_t size = 0;

	while (write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros)
		size += BLOCK;
	size -= (off_t)blocks * BLOCK;
	if (fd < 0 || ftruncate(fd, size > 0 ? size : 0) || close(fd))
		abort();
	return path;
}

/* ---- what the files hold ---- */

static bool holds(const char *world, const char *file, const char *sql, const char *text)
{
	char *path = temp_path(world, file);
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	bool found = false;

	sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
	sqlite3_busy_timeout(db, PTY_LIMIT_MS); /* the program tries again now and then */
	sqlite3_prepare_v2(db, sql, -1, &st, NULL);
	while (st && !found && sqlite3_step(st) == SQLITE_ROW)
		found = strstr((const char *)sqlite3_column_text(st, 0), text) != NULL;
	sqlite3_finalize(st);
	sqlite3_close(db);
	free(path);
	return found;
}

static bool is_kept(const char *world, const char *text)
{
	return holds(world, "world.db-drafts", "select body from draft", text) ||
	       holds(world, "world.db", "select body from text", text);
}

static void type(struct pty *p, const char *text)
{
	pty_bytes(p, text, strlen(text));
	pty_settle(p, PTY_LIMIT_MS);
}

/* ---- one fill level ---- */

static bool is_stored(const char *world, const char *text)
{
	return holds(world, "world.db", "select body from text", text);
}

/* Until the answer stands in the database, or this word, if any, on the screen. */
static bool wait_stored(struct pty *p, const char *world, const char *text, const char *word, int limit_ms)
{
	double limit = pty_now_ms() + limit_ms;
	int status;

	while (!is_stored(world, text)) {
		if (word && pty_has(p, word))
			return true;
		if (pty_wait_exit(p, 0, &status) || pty_now_ms() > limit)
			return false;
		pty_wait(p, word ? word : "✓ 1 ", 50);
		pty_frame(p, 50);
	}
	return true;
}

/* On a full disk the answer is left: it is stored or the reason is said, and in both cases it is kept. */
static const char *live_through(struct pty *p, const char *world, const char *disk, int blocks, int limit_ms)
{
	const char *wrong = NULL;
	char *filler;

	type(p, BEFORE);
	filler = fill(disk, blocks);
	type(p, MEANWHILE);
	if (!is_kept(world, BEFORE MEANWHILE))
		wrong = "what was typed on the full disk is not kept";
	state_type(p, "<A-2>");
	if (!wait_stored(p, world, BEFORE MEANWHILE, "disk is full", limit_ms) && !wrong)
		wrong = "it is not stored and nothing is said of the disk";
	if (!wrong && !is_kept(world, BEFORE MEANWHILE))
		wrong = "what could not be stored is not kept";
	if (!wrong && !pty_settle(p, PTY_LIMIT_MS))
		wrong = "it does not come to rest";
	unlink(filler);
	free(filler);
	state_type(p, "<A-1>");
	type(p, AFTER);
	state_type(p, "<A-2>");
	if (!wrong && !wait_stored(p, world, BEFORE MEANWHILE AFTER, NULL, limit_ms))
		wrong = "it does not go on once there is room";
	return wrong;
}

static void check_level(struct promise_run *run, const char *disk, int blocks)
{
	static const struct state answers = { "debrief", "3 <Enter>", "Buying trigger", NULL };
	char *world = state_world();
	struct pty *p = state_open(run, &answers, world, (struct pty_options){ 0 });

	if (p) {
		const char *wrong = live_through(p, world, disk, blocks, run->is_twin ? 2000 : PTY_LIMIT_MS);

		promise_case(run, !wrong, "a small disk, %d blocks free: %s; the screen:\n%s", blocks, wrong, pty_screen(p));
		pty_free(p);
	}
	temp_remove(world);
	free(world);
}

static void walk_disk(struct promise_run *run, int worker, void *arg)
{
	int levels = run->is_fast || run->is_sanitized ? 2 : run->is_long ? 60 : 8;
	const char *disk = arg;

	(void)worker;
	if (!mount_disk(disk)) {
		fprintf(stderr, "SKIPPED: no file system of two megabytes can be mounted here (%s); the program itself was not met"
			" by a full disk\n", strerror(errno));
		return;
	}
	setenv("TMPDIR", disk, 1);
	for (int i = 0; i < levels; i++)
		check_level(run, disk, i);
}

void full_walk_program(struct promise_run *run)
{
	char *disk = temp_dir("disk");

	promise_workers(run, 1, walk_disk, disk);
	temp_remove(disk);
	free(disk);
}
