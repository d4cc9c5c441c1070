/* The debrief in a terminal: the list, the seven questions, what is kept, what comes back. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(debrief_screen, .init = call_set_up, .fini = call_tear_down, .timeout = 600);

Test(debrief_screen, the_list_shows_what_is_due)
{
	struct pty *p = call_start("priya", (struct pty_options){ 0 });

	call_see(p, "Debriefs due 1");
	call_see(p, "0/7");
	call_see(p, "5 bd");
	pty_free(p);
}

/* In December calls are booked for January: the year and the day stand there whole. */
Test(debrief_screen, no_date_of_the_list_is_cut)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--schedule", "2027-01-05T10:00:00Z");
	p = call_start("priya", (struct pty_options){ .rows = 24, .cols = 80 });
	call_see(p, "2027-01-05   0/7");
	call_see(p, "Umber Group  2027-01-05 10:00");
	pty_free(p);
}

Test(debrief_screen, three_keys_from_the_board_to_the_first_word)
{
	struct pty *p = call_open("priya"); /* 3, Enter */

	call_type(p, "x");
	call_see(p, "▌ x");
	pty_free(p);
}

Test(debrief_screen, leaving_a_field_stores_it)
{
	struct pty *p = call_open("priya");

	call_type(p, "An audit in spring.");
	call_check_stored("An audit in spring.", false);
	call_type(p, "<A-4>");
	call_see(p, "What did we promise");
	call_see(p, "✓ 1 Buying trigger");
	call_check_stored("An audit in spring.", true);
	pty_free(p);
}

/* One key from any question to any other, out of the middle of a sentence. */
Test(debrief_screen, any_question_is_one_key_away)
{
	struct pty *p = call_open("priya");

	for (int from = 1; from <= 7; from++)
		for (int to = 1; to <= 7; to++) {
			char key[16], here[16];

			snprintf(key, sizeof key, "<A-%d>", from);
			call_type(p, key);
			snprintf(key, sizeof key, "<A-%d>", to);
			call_type(p, key);
			snprintf(here, sizeof here, "▶ %d ", to);
			call_see(p, here);
		}
	pty_free(p);
}

/* Esc and x as two keys do what Alt-x does: a slow line may part the bytes. */
Test(debrief_screen, escape_then_a_digit_is_the_same_key)
{
	struct pty *p = call_open("priya");

	call_type(p, "words<Esc>5");
	call_see(p, "▶ 5 ");
	call_type(p, "more");
	call_see(p, "▌ more");
	pty_free(p);
}

Test(debrief_screen, killed_while_typing_it_comes_back_where_it_was)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>Mira said thirty days");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "▶ 4 ");
	call_see(p, "▌ Mira said thirty days");
	call_see(p, "is back");
	call_type(p, ", on the phone<A-1>");
	call_see(p, "▶ 1 ");
	call_check_stored("Mira said thirty days, on the phone", true);
	pty_free(p);
}

Test(debrief_screen, a_hang_up_keeps_every_key)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-2>");
	pty_bytes(p, "the last key is kept.", 21);
	call_see(p, "the last key is kept.");
	call_end(p, SIGHUP);
	p = call_open("priya");
	call_see(p, "▌ the last key is kept.");
	pty_free(p);
}

/* The last key received is the last that the terminal holds, not the last that was read. */
Test(debrief_screen, keys_that_arrived_before_a_signal_are_kept)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-2>");
	call_type_unread(p, "said in one breath before the machine goes down");
	call_end(p, SIGTERM);
	p = call_open("priya");
	call_see(p, "▌ said in one breath before the machine goes down");
	pty_free(p);
}

/* So is a paste whose end nobody waited for, and one that broke off. */
Test(debrief_screen, a_paste_that_arrived_before_a_signal_is_kept)
{
	static const char *const pastes[] = { "\x1b[200~pasted whole\x1b[201~", "\x1b[200~pasted whole" };

	for (size_t i = 0; i < 2; i++) {
		struct pty *p = call_open("priya");

		call_type(p, i ? "<A-3>" : "<A-2>");
		call_type_unread(p, pastes[i]);
		call_end(p, SIGTERM);
		p = call_open("priya");
		call_see(p, "▌ pasted whole");
		pty_free(p);
	}
}

Test(debrief_screen, escape_twice_leaves_and_loses_nothing)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-3>Price changed late.");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "q leave");
	call_type(p, "q");
	call_see(p, "1/7");
	call_check_stored("Price changed late.", true);
	pty_free(p);
}

Test(debrief_screen, a_paste_is_text_whatever_is_in_it)
{
	struct pty *p = call_open("priya");

	pty_paste(p, "first\r\nsecond \x1b[2J \x03 end");
	pty_settle(p, PTY_LIMIT_MS);
	call_see(p, "second");
	call_see(p, "pasted; 2 control characters stand in it as escapes");
	call_type(p, "<A-2>");
	call_see(p, "▶ 2 ");
	call_check_stored("second \x1b[2J \x03 end", true);
	pty_free(p);
}

/* An import or a stuck writer holds the file: typing and moving go on, the answer is stored when it is free again. */
Test(debrief_screen, a_file_in_use_stops_nobody_from_typing)
{
	struct pty *p = call_open("priya");
	struct sqlite3 *writer;

	writer = call_hold("begin exclusive");
	pty_keys(p, "typed while it is locked<A-2>");
	call_see(p, "▶ 2 ");
	pty_keys(p, "and on");
	call_see(p, "▌ and on");
	call_let_go(writer);
	call_see(p, "✓ 1 Buying trigger");
	call_check_stored("typed while it is locked", true);
	pty_free(p);
}

/* One line gives way to the next only when its words stand in a draft. */
Test(debrief_screen, a_line_whose_words_cannot_be_kept_stays)
{
	struct pty *p = call_open("priya");
	struct sqlite3 *writer;

	call_type(p, "<A-w>nobody ");
	writer = call_hold_drafts();
	pty_keys(p, "asked them");
	call_see(p, "asked them");
	call_see(p, "not kept");
	pty_keys(p, "<A-v>");
	call_gone(p, "Not known, because");
	cr_assert_not(pty_has(p, "Who was there"), "%s", pty_screen(p));
	call_let_go(writer);
	call_gone(p, "not kept");
	call_type(p, "<A-w>");
	call_see(p, "nobody asked them");
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
	struct pty *p = call_open("priya");
	struct sqlite3 *writer;
	long before;

	writer = call_hold("begin immediate");
	call_type(p, "left while it is locked<A-2>");
	call_see(p, "▶ 2 ");
	before = sleeps(p);
	for (int i = 0; i < 20; i++)
		call_type(p, "a");
	cr_assert_leq(sleeps(p) - before, 20 * 50);
	call_let_go(writer);
	call_see(p, "✓ 1 Buying trigger");
	call_check_stored("left while it is locked", true);
	pty_free(p);
}

/* Somebody deletes the deal in the middle of the call: what was typed outlives it and is there when it comes back. */
Test(debrief_screen, a_deal_that_goes_away_takes_no_words_with_it)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>Mira said thirty days");
	CALL_AS("dana", "deal", "delete", "D-1");
	call_see(p, "what you typed is kept: D-1 was deleted by dana, whose undo brings it back");
	call_see(p, "▌ Mira said thirty days");
	call_type(p, ", on the phone");
	call_type(p, "<A-5>");
	call_see(p, "your words are kept");
	call_type(p, "<A-4>");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_type(p, "q");
	call_see(p, "kept as a draft");
	CALL_AS("dana", "undo");
	call_see(p, "Umber Group");
	call_type(p, "<Enter>");
	call_see(p, "▌ Mira said thirty days, on the phone");
	pty_free(p);
}

/* A role taken away in the middle of the call counts at once; what was typed up to then is kept. */
Test(debrief_screen, a_role_that_goes_away_takes_no_words_with_it)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--answer", "3=Price, twice in one week.");
	p = call_open("priya");
	call_type(p, "<A-4>Mira said thirty days");
	CALL_AS("dana", "member", "set", "priya", "--role", "readonly");
	call_see(p, "your role only reads this debrief now");
	call_see(p, "▌ Mira said thirty days");
	call_type(p, " and more");
	call_see(p, "your role reads this debrief");
	call_type(p, "<A-3>");
	call_see(p, "does not see this answer");
	cr_assert_not(pty_has(p, "Price, twice"), "%s", pty_screen(p));
	call_type(p, "<Esc>");
	call_see(p, "Debriefs due");
	call_check_stored("Mira said thirty days", false);
	CALL_AS("dana", "member", "set", "priya", "--role", "csm");
	call_type(p, "<Enter>");
	call_see(p, "▌ Mira said thirty days");
	call_type(p, ", on the phone<A-5>");
	call_see(p, "✓ 4 ");
	pty_free(p);
	call_check_stored("Mira said thirty days, on the phone", true);
}

Test(debrief_screen, a_pasted_megabyte_is_said_and_kept)
{
	struct pty *p = call_open("priya");
	struct buf text = { 0 };

	while (text.len < (size_t)1 << 20)
		buf_puts(&text, "Lars said this of the three regions and their stock figures.\n");
	pty_paste(p, buf_str(&text));
	call_see(p, "pasted: 1024 kB");
	call_type(p, "the end<A-2>");
	call_see(p, "✓ 1 ");
	call_type(p, "and on");
	call_see(p, "▌ and on");
	pty_free(p);
	call_check_stored("the end", true);
	buf_done(&text);
}

Test(debrief_screen, bytes_that_are_no_text_are_said)
{
	struct pty *p = call_open("priya");

	pty_paste(p, "caf\xe9 at noon");
	call_see(p, "pasted; 1 byte was no UTF-8 and shows as");
	pty_paste(p, "\xe9\xe8 and \x1b[31m");
	call_see(p, "pasted; as \xef\xbf\xbd show 2 that were no UTF-8, as escapes 1 control characters");
	pty_bytes(p, "\xe9t\xe9", 3); /* typed on a keyboard of another encoding */
	call_see(p, "a byte that was no UTF-8 shows as");
	call_type(p, "<A-2>");
	call_see(p, "▶ 2 ");
	call_check_stored("\xef\xbf\xbdt\xef\xbf\xbd", true);
	pty_free(p);
}

Test(debrief_screen, the_words_ahead_are_shown_and_taken_with_one_key)
{
	struct pty *p;

	CALL_AS("mira", "debrief", "D-1", "--answer", "4=Nothing beyond the contract.");
	p = call_open("priya");
	call_see(p, "○ 4 Promises");
	call_type(p, "<A-4>");
	call_see(p, "Alt-A shows it");
	call_see(p, "Alt-t take  Alt-m amend  Alt-Enter complete");
	call_type(p, "<A-A>");
	call_see(p, "Nothing beyond the contract.");
	call_type(p, "<A-t>");
	call_see(p, "taken as written ahead");
	call_type(p, "<A-5>");
	call_see(p, "✓ 4 Promises");
	call_type(p, "<Esc>u");
	call_see(p, "○ 4 Promises");
	pty_free(p);
}

Test(debrief_screen, the_ae_writes_ahead_in_a_layer_of_their_own)
{
	struct pty *p = call_open("mira");
	struct run r;

	call_see(p, "AHEAD");
	call_type(p, "Told us of an audit.<A-t>");
	call_see(p, "the CSM does this in the call");
	call_type(p, "<A-2>");
	call_see(p, "▶ 2 ");
	call_run("priya", (const char *const[]){ "debrief", "D-1", "--format", "json", NULL }, &r);
	cr_assert_not_null(strstr(buf_str(&r.out), "\"layer\":\"ahead\""), "%s", buf_str(&r.out));
	cr_assert_null(strstr(buf_str(&r.out), "\"layer\":\"live\""), "%s", buf_str(&r.out));
	run_done(&r);
	pty_free(p);
}

Test(debrief_screen, readonly_reads_and_sees_no_internal_answer)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--answer", "3=canaryobjection", "--answer", "4=canarypromise");
	p = call_open("rex");
	call_type(p, "4");
	call_see(p, "canarypromise");
	call_type(p, "3");
	call_see(p, "your role does not see this answer");
	cr_assert_not(pty_has(p, "canaryobjection"));
	call_type(p, "<Space>x");
	cr_assert_not(pty_has(p, "▌ x"));
	pty_free(p);
}

Test(debrief_screen, what_is_missing_is_named_and_nothing_completes)
{
	struct pty *p = call_open("priya");

	call_type(p, "Only this one.<A-Enter>");
	call_see(p, "Open: Q2 Q3 Q4 Q5 Q6 Q7");
	call_type(p, "2");
	call_see(p, "▶ 2 ");
	call_check_stored("State: complete", false);
	pty_free(p);
}

Test(debrief_screen, from_the_first_word_to_completion)
{
	struct pty *p = call_open("priya");

	for (int q = 1; q <= 6; q++) {
		char keys[80];

		snprintf(keys, sizeof keys, "<A-%d>said on 2026-11-%02d by L. Fox", q, q);
		call_type(p, keys);
	}
	call_type(p, "<A-7><A-w>");
	call_see(p, "Not known, because");
	call_type(p, "mira would not say<Enter>");
	call_see(p, "not known: mira would not say");
	call_type(p, "<A-v>mira<Enter>");
	call_see(p, "AE    mira");
	call_type(p, "<A-Enter>");
	call_see(p, "nothing is missing: Enter completes it");
	call_type(p, "<Enter>");
	call_see(p, "each answer is at its destination");
	call_check_stored("State: complete", true);
	pty_free(p);
}

/* A reason half typed is a draft as well. */
Test(debrief_screen, a_reason_half_typed_is_there_again)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-6><A-w>nobody was as");
	call_kill(p);
	p = call_open("priya");
	call_type(p, "<A-6><A-w>");
	call_see(p, "nobody was as");
	pty_free(p);
}

/* Two in one debrief: different fields merge, the same field asks, nothing is overwritten in silence. */
Test(debrief_screen, the_same_field_asks_with_both_texts)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>mine in the editor");
	CALL_AS("max", "debrief", "D-1", "--answer", "4=theirs in the file");
	pty_settle(p, PTY_LIMIT_MS);
	call_see(p, "mine in the editor");
	call_type(p, "<A-5>");
	call_see(p, "max changed Q4 too");
	call_see(p, "theirs in the file");
	call_see(p, "mine in the editor");
	call_check_stored("theirs in the file", true);
	call_type(p, "b");
	pty_settle(p, PTY_LIMIT_MS);
	call_check_stored("theirs in the file", true);
	call_check_stored("mine in the editor", true);
	pty_free(p);
}

Test(debrief_screen, it_is_whole_at_both_sizes)
{
	static const int sizes[][2] = { { 24, 80 }, { 40, 120 } };

	for (size_t i = 0; i < 2; i++) {
		struct pty *p = call_start("priya", (struct pty_options){ .rows = sizes[i][0], .cols = sizes[i][1] });

		call_type(p, "<Enter><A-4>words<A-5><A-4>");
		call_see(p, "What did we promise");
		call_see(p, "CRM account record");
		call_see(p, "Ask next");
		call_see(p, "kept");
		call_see(p, "● live");
		call_see(p, "7 Gut read");
		call_see(p, "Alt-?");
		call_type(p, "<Esc>");
		call_type(p, "<Esc>");
		call_type(p, "q");
		call_see(p, "Debriefs due 1");
		pty_free(p);
	}
}

Test(debrief_screen, too_small_a_window_keeps_what_is_typed)
{
	struct pty *p = call_open("priya");

	call_type(p, "before");
	pty_resize(p, 10, 40);
	call_see(p, "winloss needs 80");
	call_type(p, " and after");
	pty_resize(p, 24, 80);
	call_see(p, "▌ before and after");
	pty_free(p);
}
