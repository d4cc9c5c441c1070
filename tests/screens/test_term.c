/* The real program in a terminal: what it leaves behind, what it takes for text, how little it sends. */
#include "screens/registry.h"
#include "tests/support/pty.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char *dir, *db;

static void set_up(void)
{
	dir = temp_dir("term");
	db = temp_path(dir, "w.db");
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(db);
}

TestSuite(term, .init = set_up, .fini = tear_down, .timeout = 600);

/* On tab 5, whose screen stands still without records. */
static struct pty *start(struct pty_options options)
{
	const char *argv[] = { getenv("WINLOSS_BIN"), "--db", db, "--now", "2026-11-23T10:00:00Z", NULL };
	struct pty *p;

	db[strlen(db) - 1]++; /* a file of its own for every start: w.db, w.dc, … */

	options.argv = argv;
	p = pty_open(&options);
	cr_assert(pty_wait(p, "Begin with", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Esc>n");
	cr_assert(pty_wait(p, "the board is yours", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_keys(p, "5");
	cr_assert(pty_wait(p, "Nothing closed in", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	return p;
}

/* The scroll region that was set last: lines from and to, 0 and 0 for all. */
static void last_region(struct pty *p, int *from, int *to)
{
	size_t len;
	const char *raw = pty_raw(p, &len);

	*from = *to = -1;
	for (const char *at = raw; (at = memchr(at, '\033', len - (size_t)(at - raw))); at++) {
		int a = 0, b = 0, n = 0;

		if (sscanf(at, "\033[%d;%dr%n", &a, &b, &n) == 2 && n) {
			*from = a;
			*to = b;
		} else if (!strncmp(at, "\033[r", 3)) {
			*from = *to = 0;
		}
	}
}

/* A line inserted below a region of 24 lines is ignored, and what stood there is seen on. */
Test(term, scrolls_all_lines_of_a_large_terminal)
{
	struct pty *p = start((struct pty_options){ .rows = 40, .cols = 120 });
	int from, to;

	last_region(p, &from, &to);
	cr_assert((!from && !to) || (from == 1 && to == 40), "lines %d to %d", from, to);
	pty_free(p);
}

static void check_fault(int sig)
{
	struct pty *p = start((struct pty_options){ 0 });
	int status = 0;

	pty_signal(p, sig);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status), "%s: still there", strsignal(sig));
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == sig, "%s: wait status %#x", strsignal(sig), (unsigned)status);
	cr_assert_null(pty_left_behind(p), "%s: %s", strsignal(sig), pty_left_behind(p));
	pty_free(p);
}

Test(term, a_fault_gives_the_terminal_back_and_ends_by_its_signal)
{
	static const int faults[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		check_fault(faults[i]);
}

Test(term, a_signal_that_ends_us_gives_the_terminal_back)
{
	static const int signals[] = { SIGHUP, SIGTERM, SIGQUIT, SIGINT, SIGPIPE };

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct pty *p = start((struct pty_options){ 0 });
		int status = 0;

		pty_signal(p, signals[i]);
		cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status), "%s: still there", strsignal(signals[i]));
		cr_assert(WIFEXITED(status), "%s: wait status %#x", strsignal(signals[i]), (unsigned)status);
		cr_assert_eq(WEXITSTATUS(status), 128 + signals[i]);
		cr_assert_null(pty_left_behind(p), "%s: %s", strsignal(signals[i]), pty_left_behind(p));
		pty_free(p);
	}
}

Test(term, leaving_leaves_nothing)
{
	struct pty *p = start((struct pty_options){ 0 });
	int status = 0;

	cr_assert_eq(pty_mode(p, 2004), 1);
	pty_keys(p, "q");
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	cr_assert_eq(status, 0);
	cr_assert_null(pty_left_behind(p), "%s", pty_left_behind(p));
	pty_free(p);
}

Test(term, suspended_and_back)
{
	struct pty *p = start((struct pty_options){ .has_jobs = true });

	pty_keys(p, "<C-z>");
	cr_assert(pty_wait_stopped(p, PTY_LIMIT_MS));
	pty_continue(p);
	cr_assert(pty_wait(p, "Nothing closed in", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_keys(p, "2");
	cr_assert(pty_wait(p, "No open handoffs", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_free(p);
}

Test(term, a_storm_of_sizes_ends_as_a_fresh_draw)
{
	static const int sizes[][2] = { { 1, 1 }, { 100, 300 }, { 12, 40 }, { 2, 200 }, { 60, 3 }, { 25, 81 }, { 24, 80 } };
	struct pty *p = start((struct pty_options){ 0 });
	char *before = strdup(pty_screen(p));

	for (int round = 0; round < 4; round++)
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			pty_resize(p, sizes[i][0], sizes[i][1]);
			if (round % 2)
				pty_settle(p, PTY_LIMIT_MS);
		}
	pty_settle(p, PTY_LIMIT_MS);
	pty_wait(p, "Nothing closed in", PTY_LIMIT_MS);
	cr_assert_str_eq(pty_screen(p), before);
	free(before);
	pty_free(p);
}

Test(term, a_small_window_says_what_it_needs)
{
	struct pty *p = start((struct pty_options){ 0 });

	pty_resize(p, 12, 70);
	cr_assert(pty_wait(p, "70 columns and 12 rows", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	cr_assert(pty_has(p, "80 and 24"), "the screen:\n%s", pty_screen(p));
	pty_resize(p, 24, 80);
	cr_assert(pty_wait(p, "Nothing closed in", PTY_LIMIT_MS));
	pty_free(p);
}

/* P29, P23: the bytes of a paste run nothing and never reach the terminal as they are. */
Test(term, what_is_pasted_is_text)
{
	static const char bytes[] = "\033[200~q\033]0;owned\007\003\032\033[31mx\033[201~";
	struct pty *p = start((struct pty_options){ 0 });
	const char *raw;
	size_t len;

	pty_keys(p, ":");
	cr_assert(pty_wait(p, "Go to", PTY_LIMIT_MS));
	pty_raw_clear(p);
	pty_bytes(p, bytes, sizeof bytes - 1);
	cr_assert(pty_wait(p, "\\x1b]0;owned", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	raw = pty_raw(p, &len);
	cr_assert_null(memmem(raw, len, "\033]", 2), "a control sequence of the paste was sent");
	cr_assert_null(memmem(raw, len, "\003", 1));
	pty_keys(p, "<Esc>");
	cr_assert(pty_wait_gone(p, "owned", PTY_LIMIT_MS));
	pty_settle(p, PTY_LIMIT_MS);
	cr_assert(pty_has(p, "Nothing closed in"));
	pty_free(p);
}

Test(term, nothing_is_sent_when_nothing_changed)
{
	struct pty *p = start((struct pty_options){ 0 });
	size_t len;

	pty_raw_clear(p);
	pty_bytes(p, "\033[99;99X", 8); /* a sequence that names no key */
	pty_settle(p, PTY_LIMIT_MS);
	pty_raw(p, &len);
	cr_assert_eq(len, 0, "%zu bytes", len);
	pty_free(p);
}

Test(term, a_cursor_key_costs_at_most_128_bytes)
{
	struct pty *p = start((struct pty_options){ 0 });

	pty_keys(p, ":");
	cr_assert(pty_wait(p, "Go to", PTY_LIMIT_MS));
	pty_settle(p, PTY_LIMIT_MS);
	for (int i = 0; i < 10; i++) {
		size_t len;

		pty_raw_clear(p);
		pty_keys(p, i < 4 ? "<Down>" : i < 7 ? "<Up>" : "<Down>");
		pty_settle(p, PTY_LIMIT_MS);
		pty_raw(p, &len);
		/* Two names, two markers and the two lines that explain the one: more than a list's cursor. */
		cr_assert_leq(len, 330, "%zu bytes", len);
		cr_assert_gt(len, 0);
	}
	pty_free(p);
}

Test(term, the_help_lists_every_common_key)
{
	struct pty *p = start((struct pty_options){ .rows = 40, .cols = 120 });

	pty_keys(p, "?");
	cr_assert(pty_wait(p, "Keys on the Report", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	for (const struct binding *b = common_bindings; b->command; b++)
		if (b->key && b->levels & AT_LIST && !(b->key > '1' && b->key < '5')) /* a run: "1 … 5" */
			cr_assert(pty_has(p, b->label), "%s is not there:\n%s", b->label, pty_screen(p));
	pty_keys(p, "/interv");
	cr_assert(pty_wait(p, "interviews", PTY_LIMIT_MS), "found by name");
	pty_free(p);
}

Test(term, no_color_sends_no_colour)
{
	const char *env[] = { "NO_COLOR=1", NULL };
	struct pty *p = start((struct pty_options){ .env = env });
	bool bold = false;

	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 80; x++) {
			struct vt_cell c = vt_cell(pty_vt(p), y, x);

			cr_assert(c.fg.kind == VT_DEFAULT && c.bg.kind == VT_DEFAULT, "row %d column %d has a colour", y, x);
			bold |= c.bold;
		}
	cr_assert(bold, "attributes stay");
	pty_free(p);
}

Test(term, without_utf8_all_is_ascii)
{
	const char *env[] = { "LC_ALL=C", NULL };
	struct pty *p = start((struct pty_options){ .env = env });
	size_t len;
	const char *raw = pty_raw(p, &len);

	for (size_t i = 0; i < len; i++)
		cr_assert_lt((unsigned char)raw[i], 0x80, "byte %zu is %#x", i, (unsigned char)raw[i]);
	pty_free(p);
}

Test(term, an_unknown_terminal_is_no_reason_to_stay_away)
{
	struct pty *p = start((struct pty_options){ .term = "no-such-terminal" });

	cr_assert(pty_has(p, "5 Report"));
	pty_free(p);
}

Test(term, a_closed_window_ends_the_program)
{
	struct pty *p = start((struct pty_options){ 0 });
	int status;

	pty_hang_up(p);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	pty_free(p);
}

Test(term, a_click_on_a_tab_shows_it)
{
	struct pty *p = start((struct pty_options){ 0 });
	int row, col;

	cr_assert(vt_find(pty_vt(p), "Handoffs", &row, &col));
	pty_click(p, row, col);
	cr_assert(pty_wait(p, "No open handoffs", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_free(p);
}
