/* The text editor where it is used: selection, copies, the mouse and $EDITOR in a debrief. */
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *dir, *script, *seen;

static void set_up(void)
{
	call_set_up();
	dir = temp_dir("typing");
	script = temp_path(dir, "editor.sh");
	seen = temp_path(dir, "seen");
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(script);
	free(seen);
	call_tear_down();
}

TestSuite(typing, .init = set_up, .fini = tear_down, .timeout = 600);

/* ---- selection ---- */

Test(typing, what_is_cut_under_one_question_is_pasted_under_another)
{
	struct pty *p = call_open("priya");

	call_type(p, "live in 30 days, said Mira");
	pty_bytes(p, "\033[1;6D\033[1;6D", 12); /* Ctrl-Shift-Left */
	call_type(p, "<C-w>\177\177");
	call_gone(p, "said Mira");
	call_type(p, "<A-4><C-y>");
	call_see(p, "said Mira");
	call_type(p, "<A-5>");
	call_check_stored("live in 30 days\n", true);
	call_check_stored("said Mira", true);
	pty_free(p);
}

Test(typing, alt_y_copies_what_is_selected_and_else_the_answer)
{
	struct pty *p = call_open("priya");
	size_t len;

	call_type(p, "two words");
	pty_bytes(p, "\033[1;6D", 6);
	pty_settle(p, PTY_LIMIT_MS);
	pty_raw_clear(p);
	call_type(p, "<A-y>");
	call_see(p, "what is selected copied");
	cr_assert_not_null(strstr(pty_raw(p, &len), "\033]52;c;d29yZHM=\a"), "“words”, as a terminal wants it");
	call_type(p, "<Right><A-y>");
	call_see(p, "the answer copied");
	cr_assert_not_null(strstr(pty_raw(p, &len), "\033]52;c;dHdvIHdvcmRz\a"), "“two words”");
	call_type(p, ".");
	call_see(p, "two words.");
	pty_free(p);
}

/* The same in the strips: the gate's reason, the moment of a call, the kickoff. */
Test(typing, alt_y_copies_from_a_strip)
{
	static const struct {
		const char *open, *copied;
	} strips[] = { { "s", "Call copied" }, { "K", "Kickoff copied" } };
	struct pty *p = call_start("priya", (struct pty_options){ 0 });
	size_t len;

	for (size_t i = 0; i < sizeof strips / sizeof strips[0]; i++) {
		call_type(p, strips[i].open);
		call_see(p, "Enter keeps it");
		call_type(p, "today");
		pty_raw_clear(p);
		call_type(p, "<A-y>");
		call_see(p, strips[i].copied);
		cr_assert_not_null(strstr(pty_raw(p, &len), "\033]52;c;dG9kYXk=\a"), "“today”");
		call_type(p, " 16");
		call_see(p, "today 16");
		call_type(p, "<Esc>");
		call_type(p, "<Esc>");
	}
	pty_free(p);
	CALL_AS("dana", "deal", "add", "--company", "Acme Metals", "--owner", "mira");
	p = call_start("dana", (struct pty_options){ 0 });
	call_type(p, "1");
	call_see(p, "Acme Metals");
	call_type(p, "L<Tab>today");
	call_see(p, "Reason");
	pty_raw_clear(p);
	call_type(p, "<A-y>");
	call_see(p, "the reason copied");
	cr_assert_not_null(strstr(pty_raw(p, &len), "\033]52;c;dG9kYXk=\a"), "“today”");
	call_type(p, " at last");
	call_see(p, "today at last");
	pty_free(p);
}

Test(typing, words_cut_from_the_answer_go_into_a_promise)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>live in May");
	pty_bytes(p, "\033[1;2H", 6); /* Shift-Home */
	call_type(p, "<C-w>");
	call_gone(p, "live in May");
	call_type(p, "<A-p><C-y><Enter><A-1>");
	call_check_stored("live in May", true);
	pty_free(p);
}

static void send_mouse(struct pty *p, int button, int row, int col, char final)
{
	char bytes[40];

	pty_bytes(p, bytes, (size_t)snprintf(bytes, sizeof bytes, "\033[<%d;%d;%d%c", button, col + 1, row + 1, final));
	pty_settle(p, PTY_LIMIT_MS);
}

Test(typing, a_drag_selects_and_typing_replaces_it)
{
	struct pty *p = call_open("priya");
	struct vt_cell in, out;
	int row = 0, col = 0;

	call_type(p, "alpha beta gamma");
	cr_assert(vt_find(pty_vt(p), "alpha beta", &row, &col));
	send_mouse(p, 0, row, col + 6, 'M');
	send_mouse(p, 32, row, col + 10, 'M');
	send_mouse(p, 0, row, col + 10, 'm');
	in = vt_cell(pty_vt(p), row, col + 7);
	out = vt_cell(pty_vt(p), row, col + 1);
	cr_assert(in.reverse != out.reverse || in.bg.value != out.bg.value || in.bg.kind != out.bg.kind, "it is seen");
	call_type(p, "delta");
	call_see(p, "alpha delta gamma");
	call_type(p, "<C-_>");
	call_see(p, "alpha beta gamma");
	pty_free(p);
}

Test(typing, right_to_left_words_stand_in_their_order_and_what_turns_them_is_seen)
{
	struct pty *p = call_open("priya");

	pty_paste(p, "name \xe2\x80\xae" "gpj.exe שלום");
	call_see(p, "name \\u{202e}gpj.exe שלום");
	call_type(p, "<A-2>");
	call_check_stored("שלום", true);
	pty_free(p);
}

/* ---- $EDITOR ---- */

/* Opens the debrief with a shell script as the editor; $1 is the file. */
static struct pty *open_with(const char *what, bool has_jobs)
{
	char editor[400], runtime[400];
	const char *env[] = { editor, runtime, "VISUAL", NULL };
	FILE *f = fopen(script, "w");
	struct pty *p;

	fprintf(f, "#!/bin/sh\n%s\n", what);
	fclose(f);
	chmod(script, 0700);
	snprintf(editor, sizeof editor, "EDITOR=%s", script);
	snprintf(runtime, sizeof runtime, "XDG_RUNTIME_DIR=%s", dir);
	p = call_start("priya", (struct pty_options){ .env = env, .has_jobs = has_jobs });
	call_see(p, "Umber Group");
	call_type(p, "<Enter>");
	return p;
}

static void check_seen(const char *want)
{
	char text[2000] = "";
	FILE *f = fopen(seen, "r");

	cr_assert_not_null(f, "the editor did not run");
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	cr_assert_not_null(strstr(text, want), "“%s” in: %s", want, text);
}

Test(typing, the_draft_stands_before_the_editor_begins_and_the_terminal_comes_back)
{
	char what[900];
	struct pty *p;

	snprintf(what, sizeof what, "grep -c 'said before' %s-drafts > %s; stty -a < /dev/tty >> %s; echo ', and after' >> \"$1\"",
		 call_db(), seen, seen);
	p = open_with(what, false);
	call_type(p, "said before<A-e>");
	call_see(p, "said before, and after");
	check_seen("1\n");
	check_seen(" icanon");
	cr_assert_eq(pty_mode(p, 1049), 1, "the screen is ours again");
	cr_assert_eq(pty_mode(p, 2004), 1, "and pastes are told apart");
	call_type(p, "!<C-_><C-_>");
	call_gone(p, "and after");
	call_see(p, "said before");
	pty_free(p);
}

Test(typing, an_editor_that_is_killed_loses_nothing)
{
	struct pty *p = open_with("echo 'an hour of work' > \"$1\"; kill -9 $$", false);

	call_type(p, "said before<A-e>");
	call_see(p, "ended badly");
	call_see(p, "said before");
	cr_assert(pty_has(p, "answer.txt") || pty_has(p, "winloss-"), "the file is named:\n%s", pty_screen(p));
	call_type(p, " and on");
	call_see(p, "said before and on");
	pty_free(p);
}

Test(typing, an_editor_that_leaves_no_text_at_all_is_told)
{
	struct pty *p = open_with("printf 'a\\377b' > \"$1\"", false);

	call_type(p, "said before<A-e>");
	call_see(p, "1 byte was no UTF-8");
	call_see(p, "a\xef\xbf\xbd" "b");
	call_type(p, "<C-_>");
	call_see(p, "said before");
	pty_free(p);
}

/* The terminal sends the interrupt to both. */
Test(typing, ctrl_c_in_an_editor_is_the_editors)
{
	struct pty *p = open_with("trap '' INT; kill -INT 0; echo ', and an interrupt' >> \"$1\"", false);

	call_type(p, "said before<A-e>");
	call_see(p, "and an interrupt");
	usleep(2300000); /* a signal that ends the program gives it two seconds */
	call_type(p, " still here");
	call_see(p, "still here");
	pty_free(p);
}

Test(typing, an_editor_that_stops_itself_stops_us_with_it)
{
	struct pty *p = open_with("kill -STOP $$; echo ', then on' >> \"$1\"", true);

	pty_keys(p, "said before<A-e>");
	cr_assert(pty_wait_stopped(p, PTY_LIMIT_MS), "the shell has its terminal back");
	pty_continue(p);
	call_see(p, "said before, then on");
	pty_free(p);
}
