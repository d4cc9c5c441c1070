#include "tests/support/call.h"

#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *dir, *db;
static const char *program;

const char *call_db(void)
{
	return db;
}

int call_run(const char *login, const char *const *words, struct run *r)
{
	const char *argv[32] = { program, "--db", db, "--now", CALL_NOW, "--as", login };
	int n = 7;

	while (*words && n < 31)
		argv[n++] = *words++;
	return run_program(r, argv, NULL, NULL);
}

void call_prints(const char *login, const char *const *words, const char *text, bool there)
{
	struct run r;

	cr_assert_eq(call_run(login, words, &r), 0, "%s: %s", words[0], buf_str(&r.err));
	cr_assert_eq(strstr(buf_str(&r.out), text) != NULL, there, "“%s” in:\n%s", text, buf_str(&r.out));
	run_done(&r);
}

void call_as(const char *login, const char *const *words)
{
	struct run r;

	cr_assert_eq(call_run(login, words, &r), 0, "%s: %s", words[0], buf_str(&r.err));
	run_done(&r);
}

void call_check_stored(const char *text, bool there)
{
	call_prints("priya", (const char *const[]){ "debrief", "D-1", NULL }, text, there);
}

char *call_value(const char *file, const char *sql)
{
	sqlite3 *handle = NULL;
	sqlite3_stmt *st = NULL;
	char *out = NULL;

	cr_assert_eq(sqlite3_open_v2(file, &handle, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(handle, PTY_LIMIT_MS);
	cr_assert_eq(sqlite3_prepare_v2(handle, sql, -1, &st, NULL), SQLITE_OK, "%s", sqlite3_errmsg(handle));
	if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_text(st, 0))
		out = xstrdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(handle);
	return out ? out : xstrdup("");
}

void call_check_value(const char *sql, const char *is)
{
	char *v = call_value(db, sql);

	cr_assert_str_eq(v, is, "%s: %s", sql, v);
	free(v);
}

void call_wait_draft(const char *words)
{
	struct buf path = { 0 };
	char *list = NULL;

	buf_printf(&path, "%s-drafts", db);
	for (int i = 0; i < PTY_LIMIT_MS / 50 && !(list && strstr(list, words)); i++) {
		free(list);
		usleep(50000);
		list = call_value(buf_str(&path), "select group_concat(body, '|') from draft");
	}
	cr_assert_not_null(strstr(list, words), "no draft “%s” in %s", words, list);
	free(list);
	buf_done(&path);
}

static sqlite3 *hold(const char *file, const char *begin)
{
	sqlite3 *writer = NULL;

	cr_assert_eq(sqlite3_open(file, &writer), SQLITE_OK);
	sqlite3_busy_timeout(writer, PTY_LIMIT_MS); /* the program may be writing just now */
	cr_assert_eq(sqlite3_exec(writer, begin, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(writer));
	return writer;
}

struct sqlite3 *call_hold(const char *begin)
{
	return hold(db, begin);
}

struct sqlite3 *call_hold_drafts_of(const char *file)
{
	struct buf path = { 0 };
	sqlite3 *held;

	buf_printf(&path, "%s-drafts", file);
	held = hold(buf_str(&path), "begin exclusive");
	buf_done(&path);
	return held;
}

struct sqlite3 *call_hold_drafts(void)
{
	return call_hold_drafts_of(db);
}

void call_let_go(struct sqlite3 *writer)
{
	cr_assert_eq(sqlite3_exec(writer, "rollback", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(writer);
}

void call_set_up(void)
{
	call_set_up_in(getenv("WINLOSS_BIN"));
}

void call_set_up_in(const char *path)
{
	program = path;
	dir = temp_dir("call");
	db = temp_path(dir, "w.db");
	CALL_AS("dana", "member", "add", "priya", "--role", "csm");
	CALL_AS("dana", "member", "add", "mira", "--role", "ae");
	CALL_AS("dana", "member", "add", "max", "--role", "csm_manager");
	CALL_AS("dana", "member", "add", "rex", "--role", "readonly");
	CALL_AS("dana", "deal", "add", "--company", "Umber Group", "--owner", "mira", "--csm", "priya", "--amount",
		"2500");
	CALL_AS("dana", "deal", "move", "D-1", "won", "--check", "all", "--commitment", "written", "--sow", "signed",
		"--contact", "L. Fox");
}

void call_tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(db);
}

void call_see(struct pty *p, const char *text)
{
	cr_assert(pty_wait(p, text, PTY_LIMIT_MS), "no “%s” on the screen:\n%s", text, pty_screen(p));
}

void call_see_all(struct pty *p, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		call_see(p, texts[i]);
}

void call_gone(struct pty *p, const char *text)
{
	cr_assert(pty_wait_gone(p, text, PTY_LIMIT_MS), "“%s” stays on the screen:\n%s", text, pty_screen(p));
}

void call_type(struct pty *p, const char *keys)
{
	pty_keys(p, keys);
	cr_assert(pty_settle(p, PTY_LIMIT_MS), "behind %s the program does not come to rest:\n%s", keys,
		  pty_screen(p));
}

struct pty *call_start(const char *login, struct pty_options options)
{
	const char *argv[] = { program, "--db", db, "--now", CALL_NOW, "--as", login, NULL };
	struct pty *p;

	options.argv = argv;
	p = pty_open(&options);
	call_see(p, "3 Debriefs");
	pty_settle(p, PTY_LIMIT_MS);
	call_type(p, "3");
	return p;
}

struct pty *call_open_at(const char *login, int rows, int cols)
{
	struct pty *p = call_start(login, (struct pty_options){ .rows = rows, .cols = cols });

	call_see(p, "Umber Group");
	call_type(p, "<Enter>");
	call_see(p, "Buying trigger");
	return p;
}

struct pty *call_open(const char *login)
{
	return call_open_at(login, 0, 0);
}

void call_type_unread(struct pty *p, const char *bytes)
{
	size_t len = strlen(bytes);

	pty_signal(p, SIGSTOP);
	pty_bytes(p, bytes, len);
	for (int ms = 0; ms < PTY_LIMIT_MS && pty_unread(p) < len; ms++)
		usleep(1000);
	cr_assert_eq(pty_unread(p), len);
}

void call_end(struct pty *p, int signal_number)
{
	int status;

	pty_signal(p, signal_number);
	pty_signal(p, SIGCONT);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status), "%s: still there", strsignal(signal_number));
	pty_free(p);
}

void call_kill(struct pty *p)
{
	call_end(p, SIGKILL);
}
