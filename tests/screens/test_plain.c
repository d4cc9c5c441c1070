/* Line mode of the debrief in a terminal: kills, closed windows, Ctrl-Z, pastes, what is taken back, other sessions, a
 * file that takes nothing; and in a pipe. */
#include "tests/support/call.h"

#include "model/db/db.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(plain, .init = call_set_up, .fini = call_tear_down, .timeout = 600);

static const char *const *words_of(const char *login)
{
	static const char *argv[12];
	const char *words[] = { getenv("WINLOSS_BIN"), "--db", call_db(), "--now", CALL_NOW, "--as", login, "debrief", "D-1",
				"--plain", NULL };

	memcpy(argv, words, sizeof words);
	return argv;
}

static struct pty *open_with(const char *login, struct pty_options options)
{
	struct pty *p;

	options.argv = words_of(login);
	p = pty_open(&options);
	call_see(p, ">");
	pty_settle(p, PTY_LIMIT_MS);
	return p;
}

static struct pty *open_plain(const char *login)
{
	return open_with(login, (struct pty_options){ 0 });
}

static void send(struct pty *p, const char *bytes)
{
	pty_bytes(p, bytes, strlen(bytes));
}

static void ends_with(struct pty *p, int status)
{
	int got;

	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &got), "it still runs:\n%s", pty_screen(p));
	cr_assert_eq(WIFEXITED(got) ? WEXITSTATUS(got) : 128 + WTERMSIG(got), status, "%d:\n%s", got, pty_screen(p));
	cr_assert_null(pty_left_behind(p));
	pty_free(p);
}

/* The live answer as JSON has it: its text up to the end of the string. */
static void check_answer(int question, const char *json)
{
	struct buf want = { 0 };
	struct run r;
	const char *at;

	call_run("priya", (const char *const[]){ "debrief", "D-1", "--format", "json", NULL }, &r);
	buf_printf(&want, "\"question\":%d,\"layer\":\"live\"", question);
	at = strstr(buf_str(&r.out), buf_str(&want));
	at = at ? strstr(at, "\"text\":\"") : NULL;
	buf_clear(&want);
	buf_printf(&want, "\"text\":\"%s\"", json);
	cr_assert(at && !strncmp(at, buf_str(&want), want.len), "wanted %s:\n%s", buf_str(&want), buf_str(&r.out));
	buf_done(&want);
	run_done(&r);
}

static char *draft_text(void)
{
	struct buf path = { 0 };
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	char *out = NULL;

	buf_printf(&path, "%s-drafts", call_db());
	cr_assert_eq(sqlite3_open_v2(buf_str(&path), &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, PTY_LIMIT_MS);
	if (!sqlite3_prepare_v2(db, "select body from draft", -1, &st, NULL) && sqlite3_step(st) == SQLITE_ROW)
		out = xstrdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	buf_done(&path);
	return out ? out : xstrdup("");
}

/* ---- nothing is lost ---- */

Test(plain, a_kill_in_mid_sentence_loses_sixteen_characters_at_most)
{
	static const char words[] = "An audit in spring found 41 gaps and Ana Ruiz has to close the books in five days.";

	for (size_t cut = 9; cut < sizeof words; cut += 24) {
		struct pty *p = open_plain("priya");
		size_t unread, kept;
		char *draft;
		int status;

		send(p, "\x15"); /* what the round before left */
		for (size_t i = 0; i < cut; i++)
			pty_bytes(p, words + i, 1);
		if (cut % 2)
			pty_settle(p, PTY_LIMIT_MS);
		pty_signal(p, SIGKILL);
		cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &status));
		unread = pty_unread(p);
		pty_free(p);
		draft = draft_text();
		kept = strlen(draft);
		cr_assert(kept <= cut && !memcmp(draft, words, kept), "%s", draft);
		cr_assert_leq(cut - kept, 16 + unread, "kept “%s” of %zu", draft, cut);
		p = open_plain("priya");
		if (kept)
			call_see(p, "Kept from before");
		free(draft);
		send(p, words + kept);
		send(p, "\r");
		call_see(p, "Q1 kept.");
		check_answer(1, words);
		send(p, ":back\r:clear\r:quit\r");
		ends_with(p, 0);
	}
}

Test(plain, a_line_that_broke_off_goes_on_at_its_question)
{
	struct pty *p = open_plain("priya");

	send(p, "An audit in spring 2026\r");
	call_see(p, "Question 2 of 7");
	send(p, "Ana Ruiz owns");
	call_wait_draft("Ana Ruiz owns");
	call_kill(p);
	p = open_plain("priya");
	call_see(p, "goes on where it broke off");
	call_see(p, "Question 2 of 7");
	send(p, " the budget\r");
	call_see(p, "Question 3 of 7");
	check_answer(2, "Ana Ruiz owns the budget");
	send(p, ":back\r:back\r");
	call_see(p, "Question 1 of 7");
	send(p, ":quit\r");
	ends_with(p, 0);
}

Test(plain, a_closed_window_and_a_signal_keep_every_letter)
{
	struct pty *p = open_plain("priya");

	send(p, "said before the window was cl");
	pty_settle(p, PTY_LIMIT_MS);
	pty_hang_up(p);
	cr_assert(pty_wait_exit(p, PTY_LIMIT_MS, &(int){ 0 }));
	pty_free(p);
	p = open_plain("priya");
	call_see(p, "said before the window was cl");
	send(p, "osed on");
	pty_settle(p, PTY_LIMIT_MS);
	pty_signal(p, SIGTERM);
	ends_with(p, 128 + SIGTERM);
	p = open_plain("priya");
	send(p, " us\r");
	call_see(p, "Q1 kept.");
	pty_signal(p, SIGINT);
	ends_with(p, 128 + SIGINT);
	check_answer(1, "said before the window was closed on us");
}

Test(plain, a_line_goes_on_after_it_was_in_the_background)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--answer", "1=Stands already.");
	p = open_with("priya", (struct pty_options){ .has_jobs = true });
	send(p, "one, ");
	pty_settle(p, PTY_LIMIT_MS);
	send(p, "\x1a");
	cr_assert(pty_wait_stopped(p, PTY_LIMIT_MS));
	pty_continue(p);
	send(p, "two");
	call_see(p, "> one, two");
	cr_assert_not(pty_has(p, "> Stands"), "%s", pty_screen(p));
	send(p, "\r");
	call_see(p, "Q1 kept.");
	check_answer(1, "Stands already.\\none, two");
	pty_free(p);
}

/* ---- what is typed ---- */

Test(plain, a_paste_of_several_lines_is_one_answer)
{
	struct pty *p = open_plain("priya");

	pty_paste(p, "first line\n:take\n\nlast line");
	call_see(p, "last line");
	pty_settle(p, PTY_LIMIT_MS);
	send(p, " and typed on\r");
	call_see(p, "Question 2 of 7");
	check_answer(1, "first line\\n:take\\n\\nlast line and typed on");
	pty_free(p);
}

/* Not even its end has come. */
Test(plain, a_paste_that_a_signal_cuts_short_is_kept)
{
	struct pty *p = open_plain("priya");

	send(p, "before ");
	call_see(p, "> before");
	send(p, "\x1b[200~and what was pasted");
	pty_settle(p, PTY_LIMIT_MS);
	pty_signal(p, SIGTERM);
	ends_with(p, 128 + SIGTERM);
	p = open_plain("priya");
	call_see(p, "before and what was pasted");
	pty_free(p);
}

/* Behind a long paste keys wait for its end, and whoever types on without a pause is heard all the same. */
Test(plain, keys_typed_on_behind_a_long_paste_are_taken)
{
	struct pty *p = open_plain("priya");
	struct buf text = { 0 };

	while (text.len < 1500)
		buf_puts(&text, "word ");
	buf_puts(&text, "Kend");
	pty_paste(p, buf_str(&text));
	for (int i = 0; !pty_has(p, "Kend"); i++) {
		cr_assert_lt(i, 500, "held for ever:\n%s", pty_screen(p));
		send(p, "x");
		usleep(40000);
		pty_drain(p);
	}
	call_see(p, "Kendx");
	send(p, "\r");
	call_see(p, "Q1 kept.");
	buf_done(&text);
	pty_free(p);
}

/* One key takes back what stands as one sign, and as many cells of the screen. */
Test(plain, a_sign_of_many_bytes_is_taken_back_at_once)
{
	struct pty *p = open_plain("priya");

	send(p, "ab👩‍🔬世é");
	call_see(p, "世é");
	send(p, "\x7f");
	call_gone(p, "é");
	send(p, "\x7f\x7f");
	call_gone(p, "世");
	call_gone(p, "👩");
	send(p, "c");
	call_see(p, "> abc");
	send(p, " two words\x17\x17\r");
	call_see(p, "Q1 kept.");
	check_answer(1, "abc ");
	send(p, "gone\x15that\r");
	call_see(p, "Q2 kept.");
	check_answer(2, "that");
	pty_free(p);
}

Test(plain, bytes_of_one_sign_may_come_one_by_one)
{
	static const char sign[] = "世é🙂";
	struct pty *p = open_plain("priya");

	for (const char *b = sign; *b; b++) {
		pty_bytes(p, b, 1);
		pty_settle(p, PTY_LIMIT_MS);
	}
	call_see(p, "> 世é🙂");
	send(p, "\xff"); /* no UTF-8 */
	call_see(p, "A byte that was no UTF-8");
	send(p, "!\r");
	call_see(p, "Q1 kept.");
	check_answer(1, "世é🙂\xef\xbf\xbd!");
	pty_free(p);
}

/* Also where the draft of what stands before it is written while its rest is on the way. */
Test(plain, a_sign_that_comes_slowly_is_waited_for_while_drafts_are_written)
{
	struct pty *p = open_plain("priya");

	send(p, "a\xe4");
	cr_assert(pty_rest(p, 500, PTY_LIMIT_MS)); /* the draft of the letter is due after 250 ms */
	send(p, "\xb8\x96\r");
	call_see(p, "> a世");
	call_see(p, "Q1 kept.");
	check_answer(1, "a世");
	pty_free(p);
}

Test(plain, the_end_of_input_ends_at_an_empty_line_alone)
{
	struct pty *p = open_plain("priya");

	send(p, "half\x04 a sentence");
	call_see(p, "half a sentence");
	send(p, "\r");
	call_see(p, "Q1 kept.");
	send(p, "\x04");
	ends_with(p, 0);
	check_answer(1, "half a sentence");
}

/* A command half typed is no answer, also after a kill. */
Test(plain, a_command_half_typed_is_no_answer)
{
	struct pty *p = open_plain("priya");

	send(p, ":promise live in Ma");
	cr_assert(pty_rest(p, 400, PTY_LIMIT_MS)); /* the last letters are kept a quarter of a second later */
	call_kill(p);
	p = open_plain("priya");
	call_see(p, ":promise live in Ma");
	send(p, "y\r");
	call_see(p, "Done.");
	send(p, ":quit\r");
	ends_with(p, 0);
	call_check_stored("live in May", true);
	call_check_stored(":promise", false);
}

/* ---- others, and a file that takes nothing ---- */

Test(plain, words_of_another_session_stay_beside_these)
{
	struct pty *p = open_plain("priya");

	send(p, "mine");
	pty_settle(p, PTY_LIMIT_MS);
	CALL_AS("max", "debrief", "D-1", "--answer", "1=theirs");
	send(p, " on the line\r");
	call_see(p, "Somebody else answered this too: theirs");
	call_see(p, "Both are kept, theirs first.");
	check_answer(1, "theirs\\nmine on the line");
	pty_free(p);
}

Test(plain, a_deal_that_goes_away_takes_no_words_with_it)
{
	struct pty *p = open_plain("priya");

	send(p, "typed while");
	pty_settle(p, PTY_LIMIT_MS);
	CALL_AS("dana", "deal", "delete", "D-1");
	send(p, " it went\r");
	call_see(p, "kept as a draft");
	call_kill(p);
	CALL_AS("dana", "undo");
	p = open_plain("priya");
	call_see(p, "typed while it went");
	pty_free(p);
}

/* A file that grows too long is an error to the program, not a signal: as on a full disk. */
static struct pty *open_without_signal(const char *login)
{
	const char *argv[16] = { "/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh" };
	struct pty *p;

	memcpy(argv + 4, words_of(login), 11 * sizeof *argv);
	p = pty_open(&(struct pty_options){ .argv = argv });
	call_see(p, ">");
	return p;
}

/* Neither the file nor its drafts take a byte more: said while it is typed, and it is stored once they do. */
Test(plain, a_file_that_takes_nothing_is_said_and_typing_goes_on)
{
	struct rlimit none = { 4096, RLIM_INFINITY }, all = { RLIM_INFINITY, RLIM_INFINITY };
	struct pty *p;

	p = open_without_signal("priya");
	cr_assert_eq(prlimit(pty_pid(p), RLIMIT_FSIZE, &none, NULL), 0);
	send(p, "typed while nothing could be written");
	call_see(p, "Not kept yet");
	send(p, "\r");
	call_see(p, "stands nowhere but here");
	cr_assert_not(pty_has(p, "kept as a draft"), "%s", pty_screen(p));
	call_see(p, "> typed while nothing could be written");
	cr_assert_eq(prlimit(pty_pid(p), RLIMIT_FSIZE, &all, NULL), 0);
	call_see(p, "Kept again.");
	send(p, ", and after\r");
	call_see(p, "Q1 kept.");
	check_answer(1, "typed while nothing could be written, and after");
	pty_free(p);
}

/* ---- rows ---- */

/* Text, kind, owner, due day and who said it of the one row there is. */
static void check_row(const char *is)
{
	call_check_value("select t.body || '/' || i.attr || '/' || coalesce(m.login, '') || '/' || coalesce(i.due_day, '') || '/'"
		    " || i.said_by from item i join text t on t.id = i.text left join member m on m.id = i.owner", is);
}

Test(plain, a_promise_is_asked_for_field_by_field)
{
	struct pty *p = open_plain("priya");

	send(p, ":promise\r");
	call_see(p, "what was promised:");
	send(p, "live in May\r");
	call_see(p, "kind: explicit, implicit");
	send(p, "im\r");
	call_see(p, "= implicit");
	call_see(p, "owner: a member");
	send(p, "nobody\r");
	call_see(p, "no member's name begins with “nobody”");
	send(p, "\x15pri\r");
	call_see(p, "= priya");
	call_see(p, "due: 2026-12-22, 2027-Q2, 30 days, friday");
	send(p, "30 days\r");
	call_see(p, "said by:");
	send(p, "Ana Ruiz\r");
	call_see(p, "Done. Noted: promise 1: live in May; implicit; owner priya; due 2026-12-20; sai");
	send(p, "the answer\r");
	call_see(p, "Q1 kept.");
	check_row("live in May/2/priya/20807/Ana Ruiz");
	check_answer(1, "the answer");
	pty_free(p);
}

/* Every kind has the fields that it has on the screen; a field more is refused with those that there are. */
Test(plain, rows_of_every_kind_are_noted_in_one_line)
{
	static const struct {
		const char *typed, *says;
	} lines[] = {
		{ ":promise live in May :owner pri :due 2027-Q2 :kind ex :by Ana Ruiz\r",
		  "promise 1: live in May; explicit; owner priya; due 2027-Q2; said" },
		{ ":risk the head of IT :kind sk :how weekly notes :owner max\r",
		  "risk 2: the head of IT; skeptic; owner max; what we do about" },
		{ ":objection the price :by the CFO :resolution two years\r",
		  "objection 3: the price; how it was settled two years; said by" },
		{ ":criterion tickets halved :kind measurable :due 2027-03\r",
		  "criterion 4: tickets halved; measurable; due 2027-03" },
		{ ":flag capacity week three :owner priya\r", "flag 5: week three; capacity; owner priya" },
		{ ":flag week four :kind gap\r", "flag 6: week four; gap" },
		{ ":park a call at 9:30 :-) and more\r", "parked 7: a call at 9:30 :-) and more" },
		{ ":stake her budget :by Ana\r", "stakeholder 8: her budget; who Ana" },
		{ ":promise\xc2\xa0" "x\r", "There is no “:promise" },
		{ ":risk :owner max\r", "say the person or group" },
		{ "\x15:objection the price :owner max\r", "an objection has no :owner; it has :by :how" },
		{ "\x15:promise x :due someday\r", "found the date “someday”" },
	};
	struct pty *p = open_plain("priya");

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		send(p, lines[i].typed);
		call_see(p, lines[i].says);
	}
	call_see(p, "> :promise x :due someday");
	send(p, "\x17\x17:due friday\r"); /* mended where it stands */
	call_see(p, ": x; due 2026-11-27; no owner");
	send(p, ":rows\r");
	call_see(p, "risk 2: the head of IT");
	send(p, ":quit\r");
	ends_with(p, 0);
	call_check_value("select count(*) from item", "9");
}

Test(plain, the_fields_of_a_row_may_be_gone_through_both_ways)
{
	struct pty *p = open_plain("priya");

	send(p, ":objection\r:nonsense\r");
	call_see(p, "There is no “:nonsense” here");
	send(p, "::the price\r:back\r moved\r:note\r");
	call_see(p, "Noted: objection 1: :the price moved");
	send(p, ":risk\rthe CFO\r:drop\r");
	call_see(p, "Dropped.");
	send(p, ":risk\r\r");
	call_see(p, "Nothing was noted.");
	send(p, "an answer\r");
	call_see(p, "Q1 kept.");
	call_check_value("select count(*) from item", "1");
	pty_free(p);
	call_check_value("select said_by from item", "");
}

/* A kill between two letters loses as little of a row as of an answer, and what was half noted is gone on with. */
Test(plain, a_row_half_noted_is_there_after_a_kill)
{
	struct pty *p = open_plain("priya");

	send(p, ":promise\rlive in May\rimplicit\rpri\r30 da");
	cr_assert(pty_rest(p, 400, PTY_LIMIT_MS)); /* the last letters are kept a quarter of a second later */
	call_kill(p);
	call_check_value("select count(*) from item", "0");
	p = open_plain("priya");
	call_see(p, "Kept from before, half noted: a promise: live in May");
	send(p, ":promise\r");
	call_see(p, "> live in May");
	send(p, "\r\r\r");
	call_see(p, "> 30 da");
	send(p, "ys\rAna\r");
	call_see(p, "Noted: promise");
	send(p, ":quit\r");
	ends_with(p, 0);
	check_row("live in May/2/priya/20807/Ana");
	p = open_plain("priya");
	cr_assert_not(pty_has(p, "half noted"), "%s", pty_screen(p));
	pty_free(p);
}

Test(plain, a_signal_and_the_end_of_input_keep_a_row)
{
	struct pty *p = open_plain("priya");

	send(p, ":risk\rthe head of IT\rsk");
	pty_settle(p, PTY_LIMIT_MS);
	pty_signal(p, SIGTERM);
	ends_with(p, 128 + SIGTERM);
	p = open_plain("priya");
	send(p, ":risk\r\reptic\r\x04");
	ends_with(p, 0);
	p = open_plain("priya");
	call_see(p, "half noted: a risk: the head of IT");
	send(p, ":risk\r\r:note\r");
	call_see(p, "Noted: risk");
	call_see(p, "the head of IT; skeptic");
	pty_free(p);
}

/* The drafts are held between the COMMIT of a row and the end of its draft: a kill there notes it once, and does not ask
 * for it again. False where it does. */
static bool noted_once(const char *const *env)
{
	const char *argv[12];
	struct buf path = { 0 };
	sqlite3 *drafts = NULL;
	struct pty *p;
	bool once;

	memcpy(argv, words_of("priya"), sizeof argv);
	argv[0] = getenv("WINLOSS_TEST_BIN");
	buf_printf(&path, "%s-drafts", call_db());
	p = pty_open(&(struct pty_options){ .argv = argv, .env = env });
	call_see(p, ">");
	send(p, ":promise live in May");
	cr_assert(pty_rest(p, 400, PTY_LIMIT_MS)); /* the last letters are kept a quarter of a second later */
	cr_assert_eq(sqlite3_open_v2(buf_str(&path), &drafts, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(drafts, PTY_LIMIT_MS);
	cr_assert_eq(sqlite3_exec(drafts, "begin immediate", NULL, NULL, NULL), SQLITE_OK);
	send(p, "\r");
	call_see(p, "Done. Noted");
	call_kill(p);
	sqlite3_close(drafts);
	p = open_plain("priya");
	once = !pty_has(p, "Kept from before");
	pty_free(p);
	buf_done(&path);
	return once;
}

Test(plain, a_row_of_one_line_is_noted_once)
{
	static const char *const off[] = { "TEETH=P8-line", NULL };

	cr_assert(noted_once(NULL));
	call_check_value("select count(*) from item", "1");
	cr_assert_not(noted_once(off), "the twin goes through");
}

/* What one left half noted in line mode is the open row of the screen. */
Test(plain, a_row_half_noted_goes_on_on_the_screen)
{
	struct pty *p = open_plain("priya");

	send(p, ":promise\rlive in May\rim\r:quit\r");
	ends_with(p, 0);
	p = call_open("priya");
	call_type(p, "<A-p>");
	call_see(p, "live in May");
	call_type(p, "<Enter>");
	call_see(p, "promise noted");
	check_row("live in May/2///");
	pty_free(p);
}

Test(plain, a_row_stands_in_its_draft_while_the_file_takes_nothing)
{
	struct sqlite3 *other;
	struct pty *p = open_plain("priya");

	send(p, ":promise\rlive in May\r");
	call_see(p, "kind: explicit");
	other = call_hold("begin immediate");
	send(p, ":note\r");
	call_see(p, "It is kept as a draft; :promise alone goes on with it");
	call_let_go(other);
	send(p, ":promise\r:note\r");
	call_see(p, "Noted: promise");
	check_row("live in May/0///");
	pty_free(p);
}

/* ---- a pipe ---- */

Test(plain, lines_of_a_pipe_are_answers_and_a_backslash_goes_on)
{
	struct run r;

	cr_assert_eq(run_program(&r, words_of("priya"), NULL,
				 "first\\\nsecond\n\n::colon\n:promise live in May\nlast \x1b[31mwithout an end"), 0, "%s",
		     buf_str(&r.err));
	cr_assert_null(strchr(buf_str(&r.err), 0x1b), "%s", buf_str(&r.err));
	check_answer(1, "first\\nsecond");
	check_answer(3, ":colon");
	check_answer(4, "last \\u001b[31mwithout an end");
	call_check_stored("live in May", true);
	run_done(&r);
}

Test(plain, rows_of_a_pipe_and_what_is_not_understood_there)
{
	struct run r;
	struct pty *p;

	cr_assert_eq(run_program(&r, words_of("priya"), NULL,
				 ":promise\nlive in May\nimplicit\npriya\n30 days\nAna Ruiz\nan answer\n"), 0, "%s",
		     buf_str(&r.err));
	run_done(&r);
	check_row("live in May/2/priya/20807/Ana Ruiz");
	check_answer(1, "an answer");
	cr_assert_eq(run_program(&r, words_of("priya"), NULL, "\n:risk the CFO :owner nobody\nanother answer\n"), 1, "%s",
		     buf_str(&r.err));
	cr_assert_not_null(strstr(buf_str(&r.err), "no member's name begins with “nobody”"), "%s", buf_str(&r.err));
	cr_assert_not_null(strstr(buf_str(&r.err), "1 of the lines could not be done"), "%s", buf_str(&r.err));
	run_done(&r);
	check_answer(2, "another answer");
	call_check_value("select count(*) from item", "1");
	p = open_plain("priya");
	call_see(p, "half noted: a risk: the CFO");
	pty_free(p);
}

/* What a kill left is stored before the lines of a pipe come, which are lines of their own. */
Test(plain, a_draft_of_before_is_no_part_of_a_line_of_a_pipe)
{
	struct pty *p = open_plain("priya");
	struct run r;

	send(p, "half a sen");
	cr_assert(pty_rest(p, 400, PTY_LIMIT_MS)); /* the last letters are kept a quarter of a second later */
	call_kill(p);
	cr_assert_eq(run_program(&r, words_of("priya"), NULL, ":quit\n"), 0, "%s", buf_str(&r.err));
	run_done(&r);
	check_answer(1, "half a sen");
	cr_assert_eq(run_program(&r, words_of("priya"), NULL, "tence\n"), 0, "%s", buf_str(&r.err));
	run_done(&r);
	check_answer(1, "half a sen\\ntence");
}

/* Before the first question, not behind the first answer. */
Test(plain, who_may_not_answer_is_not_asked)
{
	struct run r;

	cr_assert_eq(run_program(&r, words_of("rex"), NULL, "words\n"), 77, "%s", buf_str(&r.err));
	cr_assert_null(strstr(buf_str(&r.err), "Question 1"), "%s", buf_str(&r.err));
	run_done(&r);
}
