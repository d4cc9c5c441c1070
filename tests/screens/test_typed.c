/* Words typed into the strips of a move and the form of a deal, against a program that ends in the middle: before the
 * save they come back, and behind its COMMIT they never do. */
#include "model/draft.h"
#include "tests/support/pty.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include "model/buf.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW "2026-11-20T09:10:00Z"

static char *dir, *db;

static void dana(const char *const *words)
{
	const char *argv[24] = { getenv("WINLOSS_BIN"), "--db", db, "--now", NOW, "--as", "dana" };
	struct run r;
	int n = 7;

	while (*words)
		argv[n++] = *words++;
	cr_assert_eq(run_program(&r, argv, NULL, NULL), 0, "%s: %s", argv[7], buf_str(&r.err));
	run_done(&r);
}
#define DANA(...) dana((const char *const[]){ __VA_ARGS__, NULL })

static void set_up(void)
{
	dir = temp_dir("typed");
	db = temp_path(dir, "w.db");
	DANA("member", "add", "mira", "--role", "ae");
	DANA("deal", "add", "--company", "Umber Group", "--owner", "mira", "--amount", "2500");
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(db);
}

TestSuite(typed, .init = set_up, .fini = tear_down, .timeout = 120);

/* Types keys on the board of a program in which no draft goes, as where it ends before it could; then ends it. */
static void type_and_die(const char *typed, const char *saved, const char *then)
{
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--now", NOW, "--as", "dana", NULL };
	const char *env[] = { "TEETH=typed-drop", NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = 40, .cols = 120 });
	int status;

	cr_assert(pty_wait(p, "Umber Group", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, typed);
	pty_settle(p, PTY_LIMIT_MS);
	if (saved) {
		pty_keys(p, saved);
		cr_assert(pty_wait(p, then, PTY_LIMIT_MS), "no “%s” on the screen:\n%s", then, pty_screen(p));
		pty_settle(p, PTY_LIMIT_MS);
	}
	pty_signal(p, SIGKILL);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	pty_free(p);
}

static int count(void *arg, const struct draft *d)
{
	(void)d;
	(*(int *)arg)++;
	return 0;
}

/* How many texts the next start would offer. */
static int offered(void)
{
	struct store *s;
	struct err err = { 0 };
	int n = 0;

	cr_assert_eq(store_open(&s, &(struct store_options){ .path = db, .login = "dana" }, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(drafts_recover(s, count, &n, &err), 0, "%s", err.text);
	store_close(s);
	return n;
}

static const struct {
	const char *name, *typed, *saved, *then;
	int drafts;
} saves[] = {
	{ "the reason at a gate", "L<Tab>they asked for it", "<Enter>", "Prospecting → Discovery", 1 },
	{ "the contact of a win behind a gate", "mw<Tab>signed at once<Enter>w<Tab>s<Tab><Tab>L. Fox", "<Enter>",
	  "Prospecting → Won", 2 },
	{ "the reason of a loss", "mxprice<Tab>Rival", "<Tab><Enter>", "→ Lost", 2 },
	{ "the reason of a wait", "msno budget", "<Tab><Enter>", "stalled", 1 },
	{ "a field of a deal", "e<Tab>renewal", "<Tab><Esc><Esc>", "renewal", 1 },
	{ "a new deal", "nAcme Metals<Tab>100<Tab><Tab>first", "<Esc><Enter>", "Acme Metals stands in", 3 },
};

Test(typed, comes_back_until_it_is_saved_and_never_after)
{
	for (size_t i = 0; i < sizeof saves / sizeof saves[0]; i++) {
		if (i) {
			tear_down();
			set_up();
		}
		type_and_die(saves[i].typed, NULL, NULL);
		cr_assert_eq(offered(), saves[i].drafts, "%s: %d kept before the save", saves[i].name, offered());
		tear_down();
		set_up();
		type_and_die(saves[i].typed, saves[i].saved, saves[i].then);
		cr_assert_eq(offered(), 0, "%s: %d offered behind the save", saves[i].name, offered());
	}
}

/* The same without a start between: the strip that opens next asks the file itself. */
Test(typed, a_reason_that_was_saved_is_not_in_the_next_gate)
{
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--now", NOW, "--as", "dana", NULL };
	const char *env[] = { "TEETH=typed-drop", NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = 40, .cols = 120 });

	cr_assert(pty_wait(p, "Umber Group", PTY_LIMIT_MS));
	pty_keys(p, "L<Tab>they asked for it");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Enter>");
	cr_assert(pty_wait(p, "Prospecting → Discovery", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_keys(p, "L");
	cr_assert(pty_wait(p, "Discovery → Solution", PTY_LIMIT_MS), "%s", pty_screen(p));
	cr_assert_not(pty_has(p, "they asked"), "%s", pty_screen(p));
	pty_free(p);
}

/* Another program on the file's drafts for as long as it likes. */
static sqlite3 *hold_drafts(void)
{
	struct buf path = { 0 };
	sqlite3 *held = NULL;

	buf_printf(&path, "%s-drafts", db);
	cr_assert_eq(sqlite3_open(buf_str(&path), &held), SQLITE_OK);
	sqlite3_busy_timeout(held, 5000);
	cr_assert_eq(sqlite3_exec(held, "begin exclusive", NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(held));
	buf_done(&path);
	return held;
}

static struct pty *on_the_board(int rows, int cols, const char *env)
{
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--now", NOW, "--as", "dana", NULL };
	const char *more[] = { env, NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env ? more : NULL, .rows = rows, .cols = cols });

	cr_assert(pty_wait(p, "Umber Group", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	return p;
}

static void end(struct pty *p)
{
	int status;

	pty_signal(p, SIGKILL);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	pty_free(p);
}

static void see(struct pty *p, const char *text)
{
	cr_assert(pty_wait(p, text, PTY_LIMIT_MS), "no “%s” on the screen:\n%s", text, pty_screen(p));
}

/* The form waits a second for whoever holds the drafts; after that it stays, with its words in it. */
Test(typed, words_stay_where_the_drafts_are_held_for_long)
{
	static const char *const forms[][2] = {
		{ "L<Tab>a ", "<Esc><Esc>" }, { "mxa ", "<Esc><Esc>" },
	};
	struct pty *p = on_the_board(24, 80, NULL);

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		sqlite3 *held;

		pty_keys(p, forms[i][0]);
		pty_settle(p, PTY_LIMIT_MS);
		held = hold_drafts();
		pty_keys(p, "heldlong");
		see(p, "heldlong");
		pty_keys(p, forms[i][1]);
		see(p, "drop the words");
		sqlite3_close(held);
		cr_assert(pty_wait_gone(p, "drop the words", PTY_LIMIT_MS), "%s", pty_screen(p));
		see(p, "heldlong");
		end(p);
		cr_assert_geq(offered(), 1, "%s: the words are lost", forms[i][0]);
		tear_down();
		set_up();
		p = on_the_board(24, 80, NULL);
	}
	pty_free(p);
}
