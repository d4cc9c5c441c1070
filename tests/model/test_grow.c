/* A file that somebody else makes longer while it is opened. */
#include "model/db/private.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* One commit behind the other, until the pipe is closed. */
static void grow(const char *path, int stop)
{
	struct pollfd p = { stop, POLLIN, 0 };
	sqlite3 *h = NULL;

	if (sqlite3_open(path, &h) != SQLITE_OK || sqlite3_exec(h, "pragma synchronous = off", NULL, NULL, NULL) != SQLITE_OK)
		_exit(1);
	while (!poll(&p, 1, 0))
		sqlite3_exec(h, "insert into text (body, digest, chars, class, subject_kind, subject, at_ms, member)"
				" values (hex(randomblob(3000)), x'00', 1, 1, 1, 1, 1, 1)", NULL, NULL, NULL);
	_exit(0);
}

/* It is in use at most: neither cut off nor unreadable. */
Test(grow, one_that_grows_meanwhile_is_not_damaged)
{
	char *dir = temp_dir("grow"), *path = temp_path(dir, "a.db");
	struct db *db = NULL;
	struct err err = { 0 };
	int ends[2], status;
	pid_t pid;

	cr_assert_eq(db_open(&db, path, DB_CREATE, &err), 0, "%s", err.text);
	db_close(db);
	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		close(ends[1]);
		grow(path, ends[0]);
	}
	close(ends[0]);
	for (int i = 0; i < 300; i++) {
		db = NULL;
		cr_assert(!db_open(&db, path, DB_SCREEN, &err) || err.kind == ERR_BUSY, "opening %d said: %s", i, err.text);
		db_close(db);
	}
	close(ends[1]);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0);
	temp_remove(dir);
	free(path);
	free(dir);
}
