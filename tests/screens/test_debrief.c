/* The debrief in a terminal: the list, the seven questions, what is kept, what comes back. */
#include "tests/support/pty.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define NOW "2026-11-20T09:10:00Z"

static char *dir, *db;

/* Runs one command as a member; the words end with NULL. */
static void as(const char *login, const char *const *words)
{
	const char *argv[24] = { getenv("WINLOSS_BIN"), "--db", db, "--now", NOW, "--as", login };
	struct run r;
	int n = 7;

	while (*words)
		argv[n++] = *words++;
	cr_assert_eq(run_program(&r, argv, NULL, NULL), 0, "%s: %s", argv[7], buf_str(&r.err));
	run_done(&r);
}
#define AS(login, ...) as(login, (const char *const[]){ __VA_ARGS__, NULL })

/* What a command says. */
static void out_of(const char *login, struct buf *out, const char *const *words)
{
	const char *argv[24] = { getenv("WINLOSS_BIN"), "--db", db, "--now", NOW, "--as", login };
	struct run r;
	int n = 7;

	while (*words)
		argv[n++] = *words++;
	run_program(&r, argv, NULL, NULL);
	buf_puts(out, buf_str(&r.out));
	run_done(&r);
}

static void check_stored(const char *text, bool there)
{
	struct buf out = { 0 };

	out_of("priya", &out, (const char *const[]){ "debrief", "D-1", NULL });
	cr_assert_eq(strstr(buf_str(&out), text) != NULL, there, "“%s” in:\n%s", text, buf_str(&out));
	buf_done(&out);
}

static void set_up(void)
{
	dir = temp_dir("debrief");
	db = temp_path(dir, "w.db");
	AS("dana", "member", "add", "priya", "--role", "csm");
	AS("dana", "member", "add", "mira", "--role", "ae");
	AS("dana", "member", "add", "max", "--role", "csm_manager");
	AS("dana", "member", "add", "rex", "--role", "readonly");
	AS("dana", "deal", "add", "--company", "Umber Group", "--owner", "mira", "--csm", "priya", "--amount", "2500");
	AS("dana", "deal", "move", "D-1", "won", "--check", "all", "--commitment", "written", "--sow", "signed",
	   "--contact", "L. Fox");
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(db);
}

TestSuite(debrief_screen, .init = set_up, .fini = tear_down, .timeout = 120);

static void see(struct pty *p, const char *text)
{
	cr_assert(pty_wait(p, text, PTY_LIMIT_MS), "no “%s” on the screen:\n%s", text, pty_screen(p));
}

static void type(struct pty *p, const char *keys)
{
	pty_keys(p, keys);
	pty_settle(p, PTY_LIMIT_MS);
}

static struct pty *start(const char *login, struct pty_options options)
{
	const char *argv[] = { getenv("WINLOSS_BIN"), "--db", db, "--now", NOW, "--as", login, NULL };
	struct pty *p;

	options.argv = argv;
	p = pty_open(&options);
	see(p, "3 Debriefs");
	pty_settle(p, PTY_LIMIT_MS);
	type(p, "3");
	return p;
}

static struct pty *open_debrief(const char *login)
{
	struct pty *p = start(login, (struct pty_options){ 0 });

	see(p, "Umber Group");
	type(p, "<Enter>");
	return p;
}

Test(debrief_screen, the_list_shows_what_is_due)
{
	struct pty *p = start("priya", (struct pty_options){ 0 });

	see(p, "Debriefs due 1");
	see(p, "0/7");
	see(p, "5 bd");
	pty_free(p);
}

Test(debrief_screen, three_keys_from_the_board_to_the_first_word)
{
	struct pty *p = open_debrief("priya"); /* 3, Enter */

	type(p, "x");
	see(p, "▌ x");
	pty_free(p);
}

Test(debrief_screen, leaving_a_field_stores_it)
{
	struct pty *p = open_debrief("priya");

	type(p, "An audit in spring.");
	check_stored("An audit in spring.", false);
	type(p, "<A-4>");
	see(p, "What did we promise");
	see(p, "✓ 1 Buying trigger");
	check_stored("An audit in spring.", true);
	pty_free(p);
}

/* One key from any question to any other, out of the middle of a sentence. */
Test(debrief_screen, any_question_is_one_key_away)
{
	struct pty *p = open_debrief("priya");

	for (int from = 1; from <= 7; from++)
		for (int to = 1; to <= 7; to++) {
			char key[16], here[16];

			snprintf(key, sizeof key, "<A-%d>", from);
			type(p, key);
			snprintf(key, sizeof key, "<A-%d>", to);
			type(p, key);
			snprintf(here, sizeof here, "▶ %d ", to);
			see(p, here);
		}
	pty_free(p);
}

/* Esc and x as two keys do what Alt-x does: a slow line may part the bytes. */
Test(debrief_screen, escape_then_a_digit_is_the_same_key)
{
	struct pty *p = open_debrief("priya");

	type(p, "words<Esc>5");
	see(p, "▶ 5 ");
	type(p, "more");
	see(p, "▌ more");
	pty_free(p);
}

Test(debrief_screen, killed_while_typing_it_comes_back_where_it_was)
{
	struct pty *p = open_debrief("priya");
	int status;

	type(p, "<A-4>Mira said thirty days");
	pty_signal(p, SIGKILL);
	cr_assert(pty_wait_exit(p, 5000, &status));
	pty_free(p);
	p = open_debrief("priya");
	see(p, "▶ 4 ");
	see(p, "▌ Mira said thirty days");
	see(p, "is back");
	type(p, ", on the phone<A-1>");
	see(p, "▶ 1 ");
	check_stored("Mira said thirty days, on the phone", true);
	pty_free(p);
}

Test(debrief_screen, a_hang_up_keeps_every_key)
{
	struct pty *p = open_debrief("priya");
	int status;

	type(p, "<A-2>");
	pty_bytes(p, "the last key is kept.", 21);
	see(p, "the last key is kept.");
	pty_signal(p, SIGHUP);
	cr_assert(pty_wait_exit(p, 5000, &status));
	pty_free(p);
	p = open_debrief("priya");
	see(p, "▌ the last key is kept.");
	pty_free(p);
}

Test(debrief_screen, escape_twice_leaves_and_loses_nothing)
{
	struct pty *p = open_debrief("priya");

	type(p, "<A-3>Price changed late.");
	type(p, "<Esc>");
	type(p, "<Esc>");
	see(p, "q leave");
	type(p, "q");
	see(p, "1/7");
	check_stored("Price changed late.", true);
	pty_free(p);
}

Test(debrief_screen, a_paste_is_text_whatever_is_in_it)
{
	struct pty *p = open_debrief("priya");

	pty_paste(p, "first\r\nsecond \x1b[2J \x03 end");
	pty_settle(p, PTY_LIMIT_MS);
	see(p, "second");
	type(p, "<A-2>");
	see(p, "▶ 2 ");
	check_stored("second \x1b[2J \x03 end", true);
	pty_free(p);
}

/* An import or a stuck writer holds the file: typing and moving go on, the answer is stored when it is free again. */
Test(debrief_screen, a_file_in_use_stops_nobody_from_typing)
{
	struct pty *p = open_debrief("priya");
	sqlite3 *writer;

	cr_assert_eq(sqlite3_open(db, &writer), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(writer, "begin exclusive", NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(writer));
	pty_keys(p, "typed while it is locked<A-2>");
	see(p, "▶ 2 ");
	pty_keys(p, "and on");
	see(p, "▌ and on");
	cr_assert_eq(sqlite3_exec(writer, "rollback", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(writer);
	see(p, "✓ 1 Buying trigger");
	check_stored("typed while it is locked", true);
	pty_free(p);
}

/* How often the program has gone to sleep. */
static long sleeps(struct pty *p)
{
	char path[64], line[128];
	long n = -1;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pty_pid(p));
	f = fopen(path, "r");
	cr_assert_not_null(f);
	while (fgets(line, sizeof line, f))
		if (!strncmp(line, "voluntary_ctxt_switches:", 24))
			n = strtol(line + 24, NULL, 10);
	fclose(f);
	cr_assert_geq(n, 0);
	return n;
}

/* A save that waits for the file is tried again now and then, not behind each letter; a try that waits for the lock
 * sleeps some seventy times in its 25 ms. */
Test(debrief_screen, letters_do_not_wait_for_a_file_in_use)
{
	struct pty *p = open_debrief("priya");
	sqlite3 *writer;
	long before;

	cr_assert_eq(sqlite3_open(db, &writer), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(writer, "begin immediate", NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(writer));
	type(p, "left while it is locked<A-2>");
	see(p, "▶ 2 ");
	before = sleeps(p);
	for (int i = 0; i < 20; i++)
		type(p, "a");
	cr_assert_leq(sleeps(p) - before, 20 * 50);
	cr_assert_eq(sqlite3_exec(writer, "rollback", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(writer);
	see(p, "✓ 1 Buying trigger");
	check_stored("left while it is locked", true);
	pty_free(p);
}

/* Somebody deletes the deal in the middle of the call: what was typed outlives it and is there when it comes back. */
Test(debrief_screen, a_deal_that_goes_away_takes_no_words_with_it)
{
	struct pty *p = open_debrief("priya");

	type(p, "<A-4>Mira said thirty days");
	AS("dana", "deal", "delete", "D-1");
	see(p, "no longer there");
	see(p, "▌ Mira said thirty days");
	type(p, ", on the phone");
	type(p, "<A-5>");
	see(p, "your words are kept");
	type(p, "<A-4>");
	type(p, "<Esc>");
	type(p, "<Esc>");
	type(p, "q");
	see(p, "kept as a draft");
	AS("dana", "undo");
	see(p, "Umber Group");
	type(p, "<Enter>");
	see(p, "▌ Mira said thirty days, on the phone");
	pty_free(p);
}

Test(debrief_screen, bytes_that_are_no_text_are_said)
{
	struct pty *p = open_debrief("priya");

	pty_paste(p, "caf\xe9 at noon");
	see(p, "1 bytes were no UTF-8");
	pty_bytes(p, "\xe9t\xe9", 3); /* typed on a keyboard of another encoding */
	see(p, "a byte that was no UTF-8 shows as");
	type(p, "<A-2>");
	see(p, "▶ 2 ");
	check_stored("caf\xef\xbf\xbd at noon\xef\xbf\xbdt\xef\xbf\xbd", true);
	pty_free(p);
}

Test(debrief_screen, the_words_ahead_are_shown_and_taken_with_one_key)
{
	struct pty *p;

	AS("mira", "debrief", "D-1", "--answer", "4=Nothing beyond the contract.");
	p = open_debrief("priya");
	see(p, "○ 4 Promises");
	type(p, "<A-4>");
	see(p, "Alt-A shows it");
	see(p, "Alt-t take  Alt-m amend  Alt-Enter complete");
	type(p, "<A-A>");
	see(p, "Nothing beyond the contract.");
	type(p, "<A-t>");
	see(p, "taken as written ahead");
	type(p, "<A-5>");
	see(p, "✓ 4 Promises");
	type(p, "<Esc>u");
	see(p, "○ 4 Promises");
	pty_free(p);
}

Test(debrief_screen, the_ae_writes_ahead_in_a_layer_of_their_own)
{
	struct pty *p = open_debrief("mira");
	struct buf out = { 0 };

	see(p, "AHEAD");
	type(p, "Told us of an audit.<A-t>");
	see(p, "the CSM does this in the call");
	type(p, "<A-2>");
	see(p, "▶ 2 ");
	out_of("priya", &out, (const char *const[]){ "debrief", "D-1", "--format", "json", NULL });
	cr_assert_not_null(strstr(buf_str(&out), "\"layer\":\"ahead\""), "%s", buf_str(&out));
	cr_assert_null(strstr(buf_str(&out), "\"layer\":\"live\""), "%s", buf_str(&out));
	buf_done(&out);
	pty_free(p);
}

Test(debrief_screen, readonly_reads_and_sees_no_internal_answer)
{
	struct pty *p;

	AS("priya", "debrief", "D-1", "--answer", "3=canaryobjection", "--answer", "4=canarypromise");
	p = open_debrief("rex");
	type(p, "4");
	see(p, "canarypromise");
	type(p, "3");
	see(p, "your role does not see this answer");
	cr_assert_not(pty_has(p, "canaryobjection"));
	type(p, "<Space>x");
	cr_assert_not(pty_has(p, "▌ x"));
	pty_free(p);
}

Test(debrief_screen, what_is_missing_is_named_and_nothing_completes)
{
	struct pty *p = open_debrief("priya");

	type(p, "Only this one.<A-Enter>");
	see(p, "Open: Q2 Q3 Q4 Q5 Q6 Q7");
	type(p, "2");
	see(p, "▶ 2 ");
	check_stored("State: complete", false);
	pty_free(p);
}

Test(debrief_screen, from_the_first_word_to_completion)
{
	struct pty *p = open_debrief("priya");

	for (int q = 1; q <= 6; q++) {
		char keys[80];

		snprintf(keys, sizeof keys, "<A-%d>said on 2026-11-%02d by L. Fox", q, q);
		type(p, keys);
	}
	type(p, "<A-7><A-w>");
	see(p, "Not known, because");
	type(p, "mira would not say<Enter>");
	see(p, "not known: mira would not say");
	type(p, "<A-v>mira<Enter>");
	see(p, "AE    mira");
	type(p, "<A-Enter>");
	see(p, "nothing is missing: Enter completes it");
	type(p, "<Enter>");
	see(p, "each answer is at its destination");
	check_stored("State: complete", true);
	pty_free(p);
}

/* A reason half typed is a draft as well. */
Test(debrief_screen, a_reason_half_typed_is_there_again)
{
	struct pty *p = open_debrief("priya");
	int status;

	type(p, "<A-6><A-w>nobody was as");
	pty_signal(p, SIGKILL);
	cr_assert(pty_wait_exit(p, 5000, &status));
	pty_free(p);
	p = open_debrief("priya");
	type(p, "<A-6><A-w>");
	see(p, "nobody was as");
	pty_free(p);
}

/* Two in one debrief: different fields merge, the same field asks, nothing is overwritten in silence. */
Test(debrief_screen, the_same_field_asks_with_both_texts)
{
	struct pty *p = open_debrief("priya");

	type(p, "<A-4>mine in the editor");
	AS("max", "debrief", "D-1", "--answer", "4=theirs in the file");
	pty_settle(p, PTY_LIMIT_MS);
	see(p, "mine in the editor");
	type(p, "<A-5>");
	see(p, "max changed Q4 too");
	see(p, "theirs in the file");
	see(p, "mine in the editor");
	check_stored("theirs in the file", true);
	type(p, "b");
	pty_settle(p, PTY_LIMIT_MS);
	check_stored("theirs in the file", true);
	check_stored("mine in the editor", true);
	pty_free(p);
}

Test(debrief_screen, it_is_whole_at_both_sizes)
{
	static const int sizes[][2] = { { 24, 80 }, { 40, 120 } };

	for (size_t i = 0; i < 2; i++) {
		struct pty *p = start("priya", (struct pty_options){ .rows = sizes[i][0], .cols = sizes[i][1] });

		type(p, "<Enter><A-4>words<A-5><A-4>");
		see(p, "What did we promise");
		see(p, "CRM account record");
		see(p, "Ask next");
		see(p, "kept");
		see(p, "● live");
		see(p, "7 Gut read");
		see(p, "Alt-?");
		type(p, "<Esc>");
		type(p, "<Esc>");
		type(p, "q");
		see(p, "Debriefs due 1");
		pty_free(p);
	}
}

Test(debrief_screen, too_small_a_window_keeps_what_is_typed)
{
	struct pty *p = open_debrief("priya");

	type(p, "before");
	pty_resize(p, 10, 40);
	see(p, "winloss needs 80");
	type(p, " and after");
	pty_resize(p, 24, 80);
	see(p, "▌ before and after");
	pty_free(p);
}
