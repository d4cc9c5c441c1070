/* The call itself: where it is after a restart, what a shared screen shows, who else types, what a key costs. */
#include "assets/assets.h"
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(debrief_call, .init = call_set_up, .fini = call_tear_down, .timeout = 600);

/* Nothing is typed in Q5: it is where the call is all the same. */
Test(debrief_call, a_kill_without_a_word_comes_back_to_the_question)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-2>words<A-5>");
	call_see(p, "▶ 5 ");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "▶ 5 ");
	call_see(p, "● live");
	pty_free(p);
}

Test(debrief_call, a_paused_timer_is_paused_after_a_kill)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-3>words<A-6><A-z>");
	call_see(p, "● paused");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "● paused");
	call_see(p, "▶ 6 ");
	call_type(p, "<A-z>");
	call_see(p, "● live");
	pty_free(p);
}

Test(debrief_call, the_timer_goes_on_where_it_was)
{
	struct pty *p = call_open("priya");

	call_type(p, "words<A-2>");
	call_see(p, "0:07");
	call_kill(p);
	p = call_open("priya");
	cr_assert_not(pty_has(p, "0:00"), "%s", pty_screen(p));
	cr_assert_not(pty_has(p, "0:01"), "%s", pty_screen(p));
	pty_free(p);
}

/* The cursor too, in words that stand in the database. */
Test(debrief_call, the_cursor_is_where_it_was_in_stored_words)
{
	struct pty *p = call_open("priya");

	call_type(p, "said by<A-2><A-1><C-a><A-z>");
	call_see(p, "● paused");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "▶ 1 ");
	call_type(p, "It was ");
	call_see(p, "It was said by");
	pty_free(p);
}

Test(debrief_call, a_half_typed_line_is_open_again)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-6><A-w>nobody was as");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "Not known, because");
	call_see(p, "nobody was as");
	pty_free(p);
}

/* Left on purpose, the next call begins where something is open. */
Test(debrief_call, leaving_forgets_the_place)
{
	struct pty *p = call_open("priya");

	call_type(p, "words on this<A-5><Esc>");
	call_type(p, "<Esc>");
	call_see(p, "q leave");
	call_type(p, "q");
	call_see(p, "Debriefs due 1");
	call_type(p, "<Enter>");
	call_see(p, "▶ 2 ");
	cr_assert_not(pty_has(p, "● live"), "%s", pty_screen(p));
	pty_free(p);
}

/* Nothing that a customer may not see is on a shared screen, wide or narrow, with or without colours; the typing goes
 * on, and a restart does not show it either. */
Test(debrief_call, what_is_internal_is_hidden_and_kept)
{
	static const char *const hidden[] = { "canary",	  "Gut read", "Objections", "sales-CS",
					      "Ask next", "gap",      "At risk" };
	static const int sizes[][2] = { { 24, 80 }, { 40, 120 } };

	CALL_AS("mira", "debrief", "D-1", "--answer", "6=canary ahead.", "--answer", "4=canary ahead of the call.");
	for (size_t i = 0; i < 2; i++) {
		struct pty *p = call_open_at("priya", sizes[i][0], sizes[i][1]);

		call_type(p, "<A-3>canary objection<A-o>canary row<Enter><A-n>canary parked<Enter>");
		call_type(p, "<A-i>canary flag<Tab>gap<Enter><A-f>canary question<Enter><A-6><A-s>");
		call_see(p, "hidden");
		for (int q = 1; q <= 7; q++) {
			char key[16];

			snprintf(key, sizeof key, "<A-%d>", q);
			call_type(p, key);
			for (size_t k = 0; k < sizeof hidden / sizeof hidden[0]; k++)
				cr_assert_not(pty_has(p, hidden[k]), "Q%d shows %s:\n%s", q, hidden[k],
					      pty_screen(p));
		}
		call_type(p, "<A-2>canary in Q2");
		call_see(p, "· 12 characters kept");
		call_type(p, "<A-p>canary cell");
		call_see(p, "· 11 characters kept");
		cr_assert_not(pty_has(p, "canary"), "%s", pty_screen(p));
		call_kill(p);
		p = call_open_at("priya", sizes[i][0], sizes[i][1]);
		call_see(p, "hidden");
		cr_assert_not(pty_has(p, "canary"), "%s", pty_screen(p));
		call_type(p, "<Enter><A-s>");
		call_see(p, "canary in Q2");
		call_type(p, "<A-2><C-a><C-k><Esc>");
		call_type(p, "<Esc>");
		call_see(p, "q leave");
		call_type(p, "q");
		call_see(p, "Debriefs due 1");
		pty_free(p);
	}
}

Test(debrief_call, a_hidden_answer_is_not_handed_to_an_editor)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-3>canary<A-s><A-e>");
	call_see(p, "hidden while a screen is shared");
	call_type(p, "x");
	call_gone(p, "hidden while");
	call_type(p, "<A-B>"); /* nor does the clean-up show it */
	call_see(p, "hidden while a screen is shared");
	pty_free(p);
}

/* Others see who types where, and only while it is so. */
Test(debrief_call, others_see_who_types)
{
	struct pty *p = call_open("priya"), *q = call_open("max");

	call_type(q, "<A-4>mine");
	call_see(p, "max is typing in Q4");
	cr_assert_not(pty_has(q, "is typing"), "%s", pty_screen(q));
	call_gone(p, "max is typing in Q4");
	pty_free(q);
	pty_free(p);
}

/* What somebody else types repaints nothing here but the word that it is so. */
Test(debrief_call, the_typing_of_others_repaints_nothing)
{
	struct pty *p = call_open("priya"), *q = call_open("max");
	size_t len;

	call_type(q, "<A-4>one");
	call_see(p, "max is typing in Q4");
	call_type(q, " two");
	pty_settle(p, PTY_LIMIT_MS);
	pty_raw_clear(p);
	pty_keys(q, " three");
	call_see(q, "one two three");
	pty_settle(q, PTY_LIMIT_MS);
	pty_settle(p, PTY_LIMIT_MS);
	pty_raw(p, &len);
	cr_assert_eq(len, 0, "%zu bytes", len);
	pty_free(q);
	pty_free(p);
}

/* A letter costs the letter and the place of the cursor, not the screen. */
Test(debrief_call, a_letter_repaints_its_own_line_alone)
{
	struct pty *p = call_open_at("priya", 40, 120);
	size_t len;

	call_type(p, "words before it<A-z>");
	call_see(p, "● paused");
	call_type(p, "a");
	for (int i = 0; i < 8; i++) {
		pty_raw_clear(p);
		pty_keys(p, "b");
		cr_assert(pty_frame(p, PTY_LIMIT_MS));
		pty_settle(p, PTY_LIMIT_MS);
		pty_raw(p, &len);
		cr_assert_leq(len, 64, "%zu bytes for one letter", len);
	}
	pty_free(p);
}

/* Keys of the promise: Alt-p, then one Tab a cell, Enter; no mouse, no other screen. */
Test(debrief_call, a_promise_costs_five_keys_beside_its_words)
{
	struct pty *p = call_open("priya");
	static const char *const keys[] = { "<A-p>", "live in May", "<Tab>",   "<Tab>",
					    "priya", "<Tab>",	    "2027-05", "<Enter>" };
	int pressed = 0;

	call_type(p, "<A-2>");
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		pressed += keys[i][0] == '<';
		call_type(p, keys[i]);
	}
	cr_assert_eq(pressed, 5);
	call_see(p, "promise noted");
	call_see(p, "▶ 2 ");
	call_type(p, "<A-4>");
	call_see(p, "live in May");
	call_see(p, "priya     2027-05");
	pty_free(p);
}

/* What the deal knows stands beside the question where there is room, and behind a key where there is not. */
Test(debrief_call, what_the_deal_knows_is_beside_the_question)
{
	struct pty *p = call_open_at("priya", 40, 120);

	call_see(p, "From the deal");
	call_see(p, "stated reason");
	call_type(p, "<A-2>");
	call_see(p, "L. Fox");
	pty_resize(p, 24, 80);
	call_gone(p, "From the deal");
	call_type(p, "<A-D>");
	call_see(p, "L. Fox");
	call_gone(p, "Ask next");
	call_type(p, "<A-4>");
	call_see(p, "$2,500");
	call_type(p, "<A-s>");
	call_gone(p, "$2,500");
	pty_free(p);
}

/* One line of it, and the break is shown as everywhere. */
Test(debrief_call, a_break_in_what_the_deal_knows_is_shown)
{
	struct pty *p;

	CALL_AS("dana", "deal", "set", "D-1", "--competitor", "Ospr\ney\tInc");
	p = call_open_at("priya", 40, 120);
	call_type(p, "<A-6>");
	call_see(p, "competitor      Ospr⏎ey Inc");
	pty_free(p);
}

/* The place of what is not known yet says so; and who may read it is not cut in a small window. */
Test(debrief_call, a_packet_that_says_nothing_yet_is_said)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-3>");
	call_see(p, "→ sales-CS record  never to the customer ");
	call_type(p, "<A-D>");
	call_see(p, "nothing of it yet");
	pty_free(p);
}

/* An answer that was left short is named beside the questions until it says more; nothing opens, nothing is refused. */
Test(debrief_call, a_short_answer_that_was_left_is_named)
{
	struct pty *p = call_open("priya");

	call_type(p, "they seemed enthusiastic<A-2>");
	call_see(p, "✓ 1 Buying trigger");
	call_see(p, "Short Q1");
	call_type(p, "<A-1>");
	call_see(p, "? short or general");
	call_type(p, " about the audit of 2026-11-09<A-2>");
	call_gone(p, "Short");
	pty_free(p);
}

/* Who has typed on is not asked in the middle of a word: it is said, and asked when the question is gone to again. */
Test(debrief_call, a_conflict_does_not_take_the_next_keys)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>mine in the editor");
	CALL_AS("max", "debrief", "D-1", "--answer", "4=theirs in the file");
	pty_settle(p, PTY_LIMIT_MS);
	pty_bytes(p, "\0335b", 3);
	call_see(p, "somebody changed Q4 too: Alt-4 shows both texts");
	call_see(p, "▌ b");
	call_type(p, " to type on<A-4>");
	call_see(p, "max changed Q4 too");
	call_see(p, "theirs in the file");
	call_see(p, "mine in the editor");
	call_type(p, "m");
	call_see(p, "✓ kept");
	call_type(p, "<A-5>");
	call_see(p, "b to type on");
	call_check_stored("mine in the editor", true);
	pty_free(p);
}

/* In a large window a line names who wrote the answer: never theirs over words that are typed here. */
Test(debrief_call, the_name_of_the_other_does_not_stand_over_my_words)
{
	struct pty *p = call_open("priya");

	pty_resize(p, 40, 120);
	call_type(p, "<A-4>mine in the editor");
	CALL_AS("max", "debrief", "D-1", "--answer", "4=theirs in the file");
	call_see(p, "LIVE  typed here; another text is stored: max");
	call_type(p, "<A-5><A-4>");
	call_see(p, "STORED  max");
	call_see(p, "LIVE  typed here; another text is stored: max");
	call_type(p, "m");
	call_see(p, "LIVE  priya");
	pty_free(p);
}

/* The call's timer wakes a debrief that lies under another screen once a second, not all the time: Esc is told from
 * Alt by a quiet moment, which a program that never rests does not have. */
Test(debrief_call, a_call_under_another_screen_rests_and_hears_escape)
{
	struct pty *p = call_open("priya");

	call_type(p, "words on this");
	call_see(p, "0:01");
	call_type(p, "<A-B>");
	call_see(p, "Behind the call");
	pty_frame(p, 3000); /* a second goes by */
	call_type(p, "j");
	call_type(p, "<Esc>");
	call_see(p, "words on this");
	pty_free(p);
}

/* Drafts that cannot be read are said where the call was to be opened; the list stays, and the program with it. */
/* Imports the shipped questions: those from `from` on left out, or `more` behind them. */
static void ask_others(const char *from, const char *more)
{
	const char *body = asset_find("questions.ini")->body, *end = from ? strstr(body, from) : body + strlen(body);
	struct buf path = { 0 };
	FILE *f;

	buf_printf(&path, "%s.ini", call_db());
	f = fopen(buf_str(&path), "w");
	cr_assert_not_null(f);
	cr_assert_not_null(end);
	fprintf(f, "%.*s%s", (int)(end - body), body, more ? more : "");
	fclose(f);
	CALL_AS("dana", "config", "questions", "--import", buf_str(&path));
	buf_done(&path);
}

/* The team changes its questions in the middle of the call: what was typed stays, and the call goes on. */
Test(debrief_call, a_question_that_goes_away_takes_no_words_with_it)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-7>Good if Lars stays");
	ask_others("[gut", NULL);
	call_see(p, "the team asks no Q7 any more; its words stay a draft");
	call_type(p, ", he said<A-1>");
	call_see(p, "▶ 1 ");
	call_type(p, "The audit in spring<A-2>");
	call_see(p, "✓ 1 ");
	call_type(p, "<A-7>");
	call_see(p, "▌ Good if Lars stays, he said");
	ask_others(NULL, NULL);
	call_type(p, "<A-2>");
	call_see(p, "✓ 7 ");
	pty_free(p);
	call_check_stored("Good if Lars stays, he said", true);
}

Test(debrief_call, a_question_without_words_goes_and_another_comes)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-7>");
	call_see(p, "▶ 7 ");
	ask_others("[gut", NULL);
	call_see(p, "▶ 6 ");
	call_gone(p, "7 Gut");
	ask_others(NULL, "\n[noise]\nid = 8\ntitle = Noise\ngroup = risk\ntext = What else?\ngoes = crm\nbeside = prose\n");
	call_see(p, "· 8 Noise");
	call_type(p, "<A-7><Tab>");
	call_see(p, "What else?");
	call_type(p, "A train, at nine<Tab>");
	call_see(p, "✓ 8 ");
	pty_free(p);
	call_check_stored("A train, at nine", true);
}

Test(debrief_call, each_question_of_a_longer_list_has_its_key)
{
	struct pty *p = call_open("priya");

	call_see(p, "Alt-1…7 question");
	call_type(p, "<A-9>");
	call_see(p, "the team asks no Q9");
	call_type(p, "<F8>");
	call_see(p, "the team asks no Q8");
	call_type(p, "<A-?>");
	call_see(p, "Alt-1 … 7 ");
	call_see(p, "F1 … F7 ");
	call_type(p, "<Esc>");
	call_gone(p, "Alt-1 … 7 ");
	ask_others(NULL, "\n[noise]\nid = 8\ntitle = Noise\ngroup = risk\ntext = What else?\ngoes = crm\nbeside = prose\n"
			 "\n[last]\nid = 9\ntitle = Last\ngroup = risk\ntext = And then?\ngoes = crm\nbeside = prose\n");
	call_see(p, "· 9 Last");
	call_see(p, "Alt-1…9 question");
	call_type(p, "<A-8>");
	call_see(p, "What else?");
	call_type(p, "<A-1>");
	call_gone(p, "What else?");
	call_type(p, "<F8>");
	call_see(p, "What else?");
	call_type(p, "<F9>");
	call_see(p, "And then?");
	call_type(p, "<A-?>");
	call_see(p, "Alt-1 … 9 ");
	call_type(p, "<Esc>");
	call_gone(p, "Alt-1 … 9 ");
	for (char q = '1'; q <= '8'; q++) {
		char keys[] = "<A-1>said in the call, 2026";

		keys[3] = q;
		call_type(p, keys);
	}
	call_type(p, "<Esc>");
	call_type(p, "<Enter>");
	call_see(p, "9 answer it");
	call_type(p, "9");
	call_see(p, "And then?");
	pty_free(p);
}

Test(debrief_call, a_call_that_cannot_be_opened_is_said)
{
	struct pty *p = call_open("priya");
	struct buf path = { 0 };
	sqlite3 *db = NULL;

	call_type(p, "words<Esc>");
	call_type(p, "<Esc>");
	call_type(p, "q");
	call_see(p, "Debriefs due 1");
	call_kill(p);
	buf_printf(&path, "%s-drafts", call_db());
	cr_assert_eq(sqlite3_open(buf_str(&path), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, "drop table draft", NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
	buf_done(&path);
	p = call_start("priya", (struct pty_options){ 0 });
	call_see(p, "Umber Group");
	call_type(p, "<Enter>");
	call_see(p, "is damaged");
	call_type(p, "o");
	call_see(p, "Debriefs");
	call_type(p, "q");
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &(int){ 0 }));
	pty_free(p);
}

/* ---- when it is held ---- */

/* What stands there is replaced by typing; what was typed there before is gone on with. */
Test(debrief_call, the_moment_that_stands_is_replaced_by_typing)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--schedule", "2026-11-23 15:30");
	p = call_start("priya", (struct pty_options){ 0 });
	call_type(p, "s");
	call_see(p, "11-23 15:30");
	call_type(p, "2026-11-24 10");
	call_see(p, "Call  2026-11-24 10 ");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_gone(p, "when the debrief is held");
	call_type(p, "s");
	call_see(p, "Call  2026-11-24 10 ");
	call_type(p, ":15<Enter>");
	call_see(p, "the call is at");
	call_see(p, "10:15");
	call_type(p, "s");
	call_see(p, "when the debrief is held");
	call_type(p, "<End><BS>6<Enter>"); /* a move keeps it */
	call_see(p, "10:16");
	pty_free(p);
}

/* Two set the moment of one call, with a crash between and without: both moments are seen before one stays. */
Test(debrief_call, a_moment_set_by_two_asks)
{
	struct pty *p = call_start("priya", (struct pty_options){ 0 });

	call_type(p, "s2026-11-23 15:00");
	call_see(p, "2026-11-23 15:00");
	call_kill(p);
	CALL_AS("max", "debrief", "D-1", "--schedule", "2026-11-24 10:00");
	p = call_start("priya", (struct pty_options){ 0 });
	call_type(p, "s");
	call_see(p, "2026-11-23 15:00");
	call_see(p, "STORED max, ");
	call_see(p, "10:00");
	call_type(p, "<Enter>");
	call_see(p, "max changed Call too.");
	call_type(p, "m");
	call_see(p, "the call is at");
	call_type(p, "s<C-u>2026-11-25 09:00");
	CALL_AS("max", "debrief", "D-1", "--schedule", "2026-11-24 11:00");
	call_see(p, "11:00");
	call_type(p, "<Enter>");
	call_see(p, "max changed Call too.");
	call_type(p, "t");
	call_see(p, "theirs stays");
	call_see(p, "11:00");
	pty_free(p);
}

/* A line that hung and the window opened in its place: both hold the same draft, and both are typed in. */
Test(debrief_call, two_windows_of_one_member_lose_no_word)
{
	struct pty *a = call_open("priya"), *b;

	call_type(a, "<A-5>one");
	call_wait_draft("one");
	b = call_open("priya");
	call_see(b, "▌ one");
	call_type(b, " two<A-1>");
	call_see(b, "✓ 5 ");
	call_type(a, " three<A-1>");
	call_see(a, "changed Q5 too");
	call_see(a, "one two");
	call_type(a, "b");
	call_see(a, "the other words stay in the history");
	pty_free(a);
	pty_free(b);
	call_check_stored("one two", true);
	call_check_stored("one three", true);
}

/* ---- the machine's clock ---- */

static void set_up_clock(void)
{
	call_set_up_in(getenv("WINLOSS_TEST_BIN"));
}

TestSuite(debrief_clock, .init = set_up_clock, .fini = call_tear_down, .timeout = 600);

static void set_clock(const char *path, const char *ahead_ms)
{
	FILE *f = fopen(path, "w");

	cr_assert_not_null(f);
	fprintf(f, "%s 0\n", ahead_ms);
	fclose(f);
}

Test(debrief_clock, a_clock_that_is_set_back_is_said_and_the_call_goes_on)
{
	struct buf path = { 0 }, env = { 0 };
	struct pty *p;

	buf_printf(&path, "%s.clock", call_db());
	buf_printf(&env, "WINLOSS_CLOCK_FILE=%s", buf_str(&path));
	set_clock(buf_str(&path), "0");
	p = call_start("priya", (struct pty_options){ .env = (const char *const[]){ buf_str(&env), NULL } });
	call_see(p, "Umber Group");
	call_type(p, "<Enter>");
	call_see(p, "Buying trigger");
	call_type(p, "The audit");
	call_see(p, "0:02");
	set_clock(buf_str(&path), "-10800000");
	call_see(p, "the machine's clock was set back by 3 h; your words and the timer are kept");
	call_type(p, " in spring<A-2>");
	call_see(p, "✓ 1 ");
	call_see(p, "0:05");
	pty_free(p);
	call_check_stored("The audit in spring", true);
	buf_done(&env);
	buf_done(&path);
}

/* ---- the timer behind a kill ---- */

/* The place of the call was kept, then the answer that was left was stored, then the program died: the time of that answer
 * stands in both and counts once. */
Test(debrief_call, time_that_was_stored_behind_the_kept_place_counts_once)
{
	struct pty *p = call_open("priya");
	struct buf drafts = { 0 }, set = { 0 };
	char *spent, *now;

	call_type(p, "An audit.");
	call_see(p, "0:02");
	call_type(p, "<A-2>");
	call_see(p, "✓ 1 Buying trigger");
	call_type(p, "Ana");
	call_kill(p);
	spent = call_value(call_db(), "select ms_spent from form_value where field = '1'");
	cr_assert_geq(strtol(spent, NULL, 10), 1000);
	buf_printf(&drafts, "%s-drafts", call_db());
	buf_printf(&set, "update draft set live_ms = live_ms + 1, body = replace(replace(body, ' stored=%s,', ' stored=0,'),"
		" ' spent=0,', ' spent=%s,') where field = '.place' returning body like '%% spent=%s,%% stored=0,%%'", spent, spent,
		spent);
	now = call_value(buf_str(&drafts), buf_str(&set));
	cr_assert_str_eq(now, "1", "the place was not as it is kept");
	free(now);
	p = call_open("priya");
	call_see(p, "▶ 2 ");
	call_type(p, "<C-s>");
	call_see(p, "all is kept");
	pty_free(p);
	now = call_value(call_db(), "select ms_spent from form_value where field = '1'");
	cr_assert_str_eq(now, spent);
	free(now);
	free(spent);
	buf_done(&drafts);
	buf_done(&set);
}
