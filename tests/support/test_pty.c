/* The driver itself, against a program that is known: a test of the real screens is worth what its driver is worth. */
#include "tests/support/pty.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct pty *open_app(struct pty_options o)
{
	const char *argv[] = { getenv("WINLOSS_SELFTEST_BIN"), NULL };
	struct pty *p;

	cr_assert_not_null(argv[0], "run by make check, which says where the programs are");
	o.argv = argv;
	p = pty_open(&o);
	cr_assert(pty_wait(p, "ready", PTY_LIMIT_MS), "%s", pty_screen(p));
	return p;
}

static int leave(struct pty *p, const char *keys)
{
	int status = -1;

	pty_keys(p, keys);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status), "%s", pty_screen(p));
	return status;
}

Test(pty, reads_the_screen_and_the_exit_status)
{
	struct pty *p = open_app((struct pty_options){ 0 });
	int status, row = -1, col = -1;

	cr_assert_eq(pty_mode(p, 1049), 1);
	cr_assert(vt_is_alternate(pty_vt(p)));
	cr_assert_not_null(pty_left_behind(p));
	pty_keys(p, "w");
	cr_assert(pty_wait(p, "東京b", PTY_LIMIT_MS));
	cr_assert(vt_find(pty_vt(p), "b e", &row, &col));
	cr_assert_eq(row, 4);
	cr_assert_eq(col, 5, "two wide characters take four columns, found %d", col);
	cr_assert_eq(vt_cell(pty_vt(p), 4, 1).width_cols, 2);
	cr_assert_str_eq(vt_cell(pty_vt(p), 4, 7).text, "e\xCC\x81");
	status = leave(p, "q");
	cr_assert_eq(WEXITSTATUS(status), 3);
	cr_assert_null(pty_left_behind(p), "%s", pty_left_behind(p));
	pty_free(p);
}

Test(vt, joins_a_character_that_comes_in_two_parts)
{
	static const char text[] = "a\xE6\x9D\xB1 \xF0\x9F\x98\x80 end";

	for (size_t cut = 0; cut < sizeof text - 1; cut++) {
		struct vt *vt = vt_new(2, 20);

		vt_feed(vt, text, cut);
		vt_feed(vt, text + cut, sizeof text - 1 - cut);
		cr_assert_str_eq(vt_row(vt, 0), text, "cut at %zu: %s", cut, vt_row(vt, 0));
		vt_free(vt);
	}
}

Test(pty, understands_a_repeated_character)
{
	struct pty *p = open_app((struct pty_options){ 0 });

	pty_keys(p, "=");
	cr_assert(pty_wait(p, "========================================", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_free(p);
}

Test(pty, reads_colours_and_attributes)
{
	struct pty *p = open_app((struct pty_options){ 0 });
	struct vt_cell cell;

	pty_keys(p, "c");
	cr_assert(pty_wait(p, "loud", PTY_LIMIT_MS));
	cell = vt_cell(pty_vt(p), 5, 2);
	cr_assert_str_eq(cell.text, "l");
	cr_assert(cell.bold);
	cr_assert_eq(cell.fg.kind, VT_INDEXED);
	cr_assert_eq(cell.fg.value, 1);
	cr_assert_eq(cell.bg.value, 4);
	cell = vt_cell(pty_vt(p), 5, 7);
	cr_assert_not(cell.bold);
	cr_assert_eq(cell.bg.kind, VT_DEFAULT);
	pty_free(p);
}

struct key_case {
	const char *keys, *shown;
};

Test(pty, sends_the_keys_a_terminal_sends)
{
	static const struct key_case cases[] = {
		{ "a", "key c97" }, { "é", "key c233" }, { "<lt>", "key c60" }, { "<Enter>", "key c13" }, { "<Tab>", "key c9" },
		{ "<C-s>", "key c19" }, { "<C-_>", "key c31" }, { "<Up>", "key f259" }, { "<Down>", "key f258" },
		{ "<Home>", "key f262" }, { "<PgDn>", "key f338" }, { "<S-Tab>", "key f353" }, { "<F1>", "key f265" },
		{ "<BS>", "key f263" }, { "<Del>", "key f330" }, { "<Esc>", "key c27" }, { "<Esc>h", "key c104" },
	};
	struct pty *p = open_app((struct pty_options){ 0 });

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		pty_keys(p, cases[i].keys);
		cr_assert(pty_wait(p, cases[i].shown, PTY_LIMIT_MS), "%s: %s", cases[i].keys, pty_screen(p));
	}
	pty_free(p);
}

Test(pty, pastes_in_brackets_and_clicks)
{
	struct pty *p = open_app((struct pty_options){ 0 });

	cr_assert_eq(pty_mode(p, 2004), 1);
	pty_paste(p, "Z");
	cr_assert(pty_wait(p, "key c126", PTY_LIMIT_MS), "the closing bracket ends in ~: %s", pty_screen(p));
	pty_click(p, 7, 11);
	cr_assert(pty_wait(p, "mouse 7,11 press", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_wheel(p, 1, 2, false);
	cr_assert(pty_wait(p, "mouse 1,2 up", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_free(p);
}

Test(pty, resizes)
{
	struct pty *p = open_app((struct pty_options){ 0 });

	pty_resize(p, 40, 120);
	cr_assert(pty_wait(p, "size 40x120", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_resize(p, 3, 10);
	cr_assert(pty_wait(p, "size 3x10", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_free(p);
}

Test(pty, sees_each_frame_and_only_those)
{
	struct pty *p = open_app((struct pty_options){ 0 });

	cr_assert(pty_settle(p, PTY_LIMIT_MS)); /* the frames of its start may come late on a busy machine */
	while (pty_frame(p, 0))
		;
	cr_assert_not(pty_frame(p, 50), "nothing was typed, and still a frame came");
	pty_keys(p, "a");
	cr_assert(pty_frame(p, PTY_LIMIT_MS));
	cr_assert(pty_has(p, "key c97"), "the frame's bytes come before its mark: %s", pty_screen(p));
	pty_free(p);
}

Test(pty, settles_after_work)
{
	struct pty *p = open_app((struct pty_options){ 0 });

	pty_keys(p, "bbb");
	cr_assert(pty_settle(p, PTY_LIMIT_MS));
	cr_assert(pty_has(p, "key c98"));
	cr_assert_geq(pty_cpu_ms(p), 100);
	pty_free(p);
}

/* A last short sequence looked like the begin of the driver's own mark and was held back until more came. */
Test(pty, shows_the_last_sequence_though_nothing_follows)
{
	static const char script[] = "stty -echo; printf ready; while read -r x; do for c in 1 2 3 4 5 6 7 8; do"
				     " printf '\\033[K%s\\b' $c; done; printf '\\033[K%s\\b' $x; done";
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv });

	cr_assert(pty_wait(p, "ready", PTY_LIMIT_MS));
	for (int i = 0; i < 300; i++) {
		pty_bytes(p, i % 2 ? "Q\n" : "Z\n", 2);
		cr_assert(pty_wait(p, i % 2 ? "readyQ" : "readyZ", PTY_LIMIT_MS), "at %d: %s", i, pty_screen(p));
	}
	pty_free(p);
}

/* Read together with the key behind it, it would be Alt and that key. */
Test(pty, types_on_behind_an_escape_only_when_it_was_read)
{
	static const char script[] = "stty raw -echo; printf ready; sleep 0.3;"
				     " while n=$(dd bs=64 count=1 2>/dev/null | wc -c); do printf '<%s>' $n; done";
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv });

	cr_assert(pty_wait(p, "ready", PTY_LIMIT_MS));
	pty_keys(p, "<Esc>a");
	cr_assert(pty_wait(p, "ready<1><1>", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_keys(p, "<Esc>");
	pty_keys(p, "a");
	cr_assert(pty_wait(p, "ready<1><1><1><1>", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_free(p);
}

Test(pty, notices_what_a_program_leaves_behind)
{
	struct pty *p = open_app((struct pty_options){ 0 });
	int status = leave(p, "x");

	cr_assert_eq(WEXITSTATUS(status), 0);
	cr_assert_not_null(pty_left_behind(p));
	pty_free(p);
}

Test(pty, tells_a_signal_from_an_exit)
{
	struct pty *p = open_app((struct pty_options){ 0 });
	int status;

	pty_signal(p, SIGKILL);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	cr_assert(WIFSIGNALED(status));
	cr_assert_eq(WTERMSIG(status), SIGKILL);
	pty_free(p);
}

Test(pty, hangs_up_with_and_without_the_signal)
{
	struct pty *p = open_app((struct pty_options){ 0 });
	int status;

	pty_hang_up(p);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
	pty_free(p);
	p = open_app((struct pty_options){ .ignores_hup = true });
	pty_hang_up(p);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
	cr_assert(WIFEXITED(status));
	pty_free(p);
}

Test(pty, stops_and_continues_under_a_shell)
{
	struct pty *p = open_app((struct pty_options){ .has_jobs = true });
	int status;

	pty_keys(p, "<C-z>");
	cr_assert(pty_wait_stopped(p, PTY_LIMIT_MS));
	cr_assert_eq(pty_mode(p, 1049), 0);
	pty_continue(p);
	cr_assert(pty_wait(p, "back again", PTY_LIMIT_MS), "%s", pty_screen(p));
	status = leave(p, "q");
	cr_assert_eq(WEXITSTATUS(status), 3);
	pty_free(p);
}

Test(pty, reads_the_ledger_and_the_switches)
{
	const char *argv[] = { getenv("WINLOSS_SELFTEST_BIN"), NULL };
	const char *env[] = { "TEETH=other,greeting", NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env });

	cr_assert(pty_wait(p, "no greeting", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_keys(p, "ll");
	cr_assert(pty_settle(p, PTY_LIMIT_MS));
	cr_assert_str_eq(pty_ledger(p), "saved 1/2 1 5\nsaved 1/2 2 5\n");
	pty_free(p);
}

/* A terminal that is full takes a part of what is written to it: nothing of the program may be lost where the harness
 * wrote its mark meanwhile. */
Test(pty, reads_every_byte_of_a_program_that_fills_the_terminal)
{
	const char *argv[] = { "/bin/sh", "-c", "seq 100000 399999; echo over; read x", NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv });
	const char *raw;
	size_t len, at = 0;

	do {
		pty_drain(p);
		raw = pty_raw(p, &len);
	} while (len < 6 || memcmp(raw + len - 6, "over\r\n", 6));
	for (int i = 100000; i < 400000; i++, at += 8) {
		char line[16];

		snprintf(line, sizeof line, "%d\r\n", i);
		cr_assert(at + 8 <= len && !memcmp(raw + at, line, 8), "line %d is not what seq wrote", i);
	}
	pty_free(p);
}
