/* The rows of a debrief in the call: noted without leaving the sentence, kept as they are typed, changed, deleted. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define WORDS " from item i join text t on t.id = i.text"

TestSuite(debrief_rows, .init = call_set_up, .fini = call_tear_down, .timeout = 600);

/* The row under the answer that is shown; a letter stands apart from the Esc before it. */
static void open_first_row(struct pty *p)
{
	call_type(p, "<Esc>");
	call_type(p, "j<Enter>");
}

static struct pty *open_with_promise(const char *words)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4><A-p>");
	call_type(p, words);
	call_type(p, "<Enter>");
	call_see(p, "promise noted");
	return p;
}

/* "live in May" is stored, "live in May or June" stands in its row. */
static struct pty *open_with_change(void)
{
	struct pty *p = open_with_promise("live in May");

	open_first_row(p);
	call_type(p, " or June");
	return p;
}

/* The keys that a promise costs beside its own words: Alt-p, Tab, Tab, Tab, Enter. */
Test(debrief_rows, a_promise_with_owner_and_due_date_from_the_middle_of_a_sentence)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-6>The CFO said ");
	call_type(p, "<A-p>live in thirty days");
	call_see(p, "Promises");
	call_type(p, "<Tab>im");
	call_see(p, "→ implicit");
	call_type(p, "<Tab>pri");
	call_see(p, "→ priya");
	call_type(p, "<Tab>30 days<Enter>");
	call_see(p, "promise noted");
	call_type(p, "twice.");
	call_see(p, "The CFO said twice.");
	call_see(p, "▶ 6 ");
	call_type(p, "<A-4>");
	call_see(p, "implicit live in thirty days");
	call_see(p, "priya    26-12-20");
	call_check_value("select t.body || '/' || attr || '/' || due_day || '/' || due_unit" WORDS,
		    "live in thirty days/2/20807/0");
	pty_free(p);
}

/* Ctrl-_ and Alt-_ are the text's under the cursor: the row stays open, the sentence is untouched. */
Test(debrief_rows, typing_is_taken_back_and_brought_again_inside_a_row)
{
	struct pty *p = call_open("priya");

	call_type(p, "the sentence<A-p>pilot in ");
	call_type(p, "<C-_><C-_><C-_><C-_>");
	call_gone(p, "pilot");
	call_type(p, "<A-_><A-_><A-_><A-_><A-_><A-_>"); /* more than there is */
	call_see(p, "pilot in");
	call_type(p, "May<Tab><A-_>exp<Enter>");
	call_see(p, "promise noted");
	call_check_value("select t.body || '/' || attr" WORDS, "pilot in May/1");
	call_type(p, " goes on");
	call_see(p, "the sentence goes on");
	pty_free(p);
}

Test(debrief_rows, a_promise_without_an_owner_says_so)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-p>a roadmap call<Enter>");
	call_see(p, "promise noted");
	call_type(p, "<A-4>");
	call_see(p, "* owner");
	pty_free(p);
}

Test(debrief_rows, what_is_not_understood_is_said_and_the_row_stays_open)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-p>live soon<Tab><Tab>nobody<Tab>someday<Enter>");
	call_see(p, "no member's name begins with");
	call_check_value("select count(*) from item", "0");
	call_type(p, "<C-a><C-k>max<Enter>"); /* the cursor is in the cell that was not understood */
	call_see(p, "someday");
	call_type(p, "<C-a><C-k>2027-Q2<Enter>");
	call_see(p, "promise noted");
	call_check_value("select due_unit from item", "2");
	pty_free(p);
}

/* Esc keeps a row as a draft; the same key brings it back, after a kill as well. */
Test(debrief_rows, a_row_left_with_escape_is_there_again)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-r>the head of IT<Tab>sk");
	call_type(p, "<Esc>");
	call_see(p, "1 row");
	call_type(p, "<A-6>");
	call_see(p, "draft");
	call_kill(p);
	p = call_open("priya");
	call_type(p, "<A-r>");
	call_see(p, "the head of IT");
	call_see(p, "the risk kept for later is open again; the same key begins another");
	call_see(p, "→ skeptic");
	call_type(p, "<Enter>");
	call_see(p, "risk noted");
	call_check_value("select attr from item", "1");
	call_gone(p, "1 row");
	pty_free(p);
}

Test(debrief_rows, a_kill_in_the_middle_of_a_row_brings_the_open_row_back)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>words<A-p>live in May<Tab>exp<Tab>ma");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "▶ 4 ");
	call_see(p, "live in May");
	call_see(p, "→ max");
	call_type(p, "<Enter>");
	call_see(p, "promise noted");
	call_type(p, " go on");
	call_see(p, "words go on");
	call_check_value("select t.body || '/' || attr" WORDS, "live in May/1");
	pty_free(p);
}

/* What the ledger calls kept is there after a kill, wherever in a row it came. */
Test(debrief_rows, kills_in_a_row_lose_nothing_that_was_kept)
{
	static const char *const steps[] = { "<A-p>", "live in ", "May ", "at the ", "latest", "<Tab>",
					     "im",    "<Tab>",	  "ma",	  "<Tab>",   "30 days" };
	static const char *const seen[] = { "what was promised",
					    "live in",
					    "live in May",
					    "live in May at the",
					    "live in May at the latest",
					    "live in May at the latest",
					    "im",
					    "im",
					    "ma",
					    "ma",
					    "30 days" };

	for (size_t upto = 2; upto <= sizeof steps / sizeof steps[0]; upto += 3) {
		struct pty *p = call_open("priya");

		for (size_t i = 0; i < upto; i++)
			call_type(p, steps[i]);
		call_see(p, seen[upto - 1]);
		call_kill(p);
		p = call_open("priya");
		call_see(p, seen[upto - 1]);
		call_see(p, "live in");
		for (size_t i = 0; i < 5; i++) { /* emptied, the row goes */
			call_type(p, "<C-a><C-k><Tab>");
		}
		call_type(p, "<Enter>");
		call_gone(p, "live in");
		call_check_value("select count(*) from item", "0");
		call_type(p, "<Esc>");
		call_type(p, "<Esc>");
		pty_settle(p, PTY_LIMIT_MS);
		if (pty_has(p, "q leave"))
			call_type(p, "q");
		call_see(p, "Debriefs due 1");
		pty_free(p);
	}
}

Test(debrief_rows, what_is_only_a_draft_is_named_when_asked)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-r>the head of IT<Esc>");
	call_type(p, "<C-s>");
	call_see(p, "a risk is only a draft: Alt-r opens it");
	call_type(p, "<A-r><Enter>");
	call_see(p, "risk noted");
	call_type(p, "<C-s>");
	call_see(p, "all is kept. Open:");
	pty_free(p);
}

/* A slow line parts Esc and the letter: both do what Alt and the letter do, also out of a row or an asked line. */
Test(debrief_rows, escape_then_a_letter_is_the_same_key_inside_a_row_and_a_line)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-p>first");
	call_type(p, "<Esc>");
	call_type(p, "5");
	call_see(p, "▶ 5 ");
	call_type(p, "<A-w>nobody asked");
	call_type(p, "<Esc>");
	call_type(p, "2");
	call_see(p, "▶ 2 ");
	call_type(p, "<A-5>");
	cr_assert_not(pty_has(p, "▌ 2"), "%s", pty_screen(p));
	call_type(p, "<A-w>");
	call_see(p, "nobody asked");
	pty_free(p);
}

/* j and k go through the answer and its rows to the next question; Enter edits, d deletes, u brings back. */
Test(debrief_rows, rows_are_walked_edited_deleted_and_brought_back)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-3><A-o>the price<Tab>a pilot first<Enter>");
	call_see(p, "objection noted");
	call_type(p, "<A-o>the security review<Enter>");
	call_see(p, "the price");
	call_see(p, "→ a pilot first");
	call_type(p, "<Esc>");
	call_type(p, "jj<Enter>");
	call_type(p, " took weeks<Enter>");
	call_see(p, "the security review took weeks");
	call_check_value("select count(*) from item where gone = 0", "2");
	call_type(p, "<Esc>");
	call_type(p, "jd");
	call_see(p, "objection deleted");
	call_gone(p, "the price");
	call_type(p, "u");
	call_see(p, "the price");
	call_type(p, "jjj");
	call_see(p, "▶ 4 ");
	pty_free(p);
}

Test(debrief_rows, what_is_noted_around_the_call_stands_at_the_left)
{
	struct pty *p = call_open_at("priya", 40, 120);

	call_type(p, "<A-i>the migration week<Tab>cap<Enter>");
	call_see(p, "flagged for the kickoff");
	call_see(p, "Flags 1 · capacity");
	call_see(p, "capacity: the migration week");
	call_type(p, "<A-n>their board meets in May<Enter>");
	call_see(p, "1 parked");
	call_type(p, "<Esc>");
	call_type(p, "G");
	call_type(p, "who signs the order?<Enter>");
	call_see(p, "1 to ask");
	call_type(p, "<A-5><A-f>from which number today?<Enter>");
	call_see(p, "› from which number today?");
	call_type(p, "<A-1>");
	call_gone(p, "from which number today?");
	pty_free(p);
}

Test(debrief_rows, flags_and_parked_words_are_edited_in_the_pane)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-n>belongs nowhere<Enter>");
	call_see(p, "parked");
	call_type(p, "<Esc>");
	call_type(p, "FFF");
	call_see(p, "belongs nowhere");
	call_type(p, "<Enter> yet<Enter>");
	call_see(p, "parked");
	call_check_value("select t.body" WORDS, "belongs nowhere yet");
	pty_free(p);
}

Test(debrief_rows, the_signal_and_who_said_it)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-7>Mira is not sure.<Esc>");
	call_type(p, "+");
	call_see(p, "Good, unsure or worried");
	call_type(p, "w d<Enter>");
	call_see(p, "worried, doubts the fit");
	call_type(p, "<A-b>mira<Enter>");
	call_see(p, "said by mira");
	pty_free(p);
}

/* The file is in use for a while: the row is a draft, typing goes on, and it is written when it can be. */
Test(debrief_rows, a_row_waits_for_a_file_in_use)
{
	struct pty *p = call_open("priya");
	struct sqlite3 *writer;

	call_type(p, "the call runs, ");
	writer = call_hold("begin exclusive");
	pty_keys(p, "<A-p>while it is locked<Enter>");
	call_see(p, "in use"); /* by the row itself, or by the list below that could not be read */
	pty_keys(p, "and on");
	call_see(p, "and on");
	call_let_go(writer);
	call_see(p, "promise noted");
	call_gone(p, "1 row");
	call_check_value("select t.body" WORDS, "while it is locked");
	pty_free(p);
}

/* The next one is begun before the first is noted: both stand, in the order they were heard. */
Test(debrief_rows, two_promises_in_one_breath)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4>They want <A-p><A-p>live in May<Tab>exp");
	call_type(p, "<A-p>");
	call_see(p, "explicit live in May");
	call_see(p, "promise noted");
	call_type(p, "a second site<Enter>");
	call_see(p, "Promises 2");
	call_gone(p, "keeping");
	call_type(p, "both.");
	call_see(p, "They want both.");
	call_check_value("select group_concat(body, '/') from (select t.body" WORDS " order by i.seq)", "live in May/a second site");
	pty_free(p);
}

/* The words that were typed, not those that still stand. */
Test(debrief_rows, a_change_that_is_put_off_is_listed_with_its_words)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4><A-p>live in May<Enter>");
	call_see(p, "promise noted");
	call_type(p, "<Esc>");
	call_type(p, "j<Enter>");
	call_type(p, " or June<Esc>");
	call_see(p, "live in May or June");
	call_see(p, "draft");
	call_check_value("select t.body" WORDS, "live in May");
	pty_free(p);
}

/* What is not understood holds nobody up: it is said, the row is a draft, the next one is open. */
Test(debrief_rows, a_row_that_is_not_understood_is_a_draft_behind_the_next)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4><A-p>live soon<Tab><Tab>nobody<A-p>");
	call_type(p, "a second site");
	call_see(p, "no member's name begins with"); /* nobody waits for it to be read */
	call_type(p, "<Enter>");
	call_see(p, "promise noted");
	call_see(p, "1 row");
	call_type(p, "<A-p>");
	call_see(p, "▌ live soon");
	call_type(p, "<C-a><C-k>max<Enter>");
	call_see(p, "Promises 2");
	call_gone(p, "1 row");
	call_gone(p, "keeping");
	call_check_value("select group_concat(body, '/') from (select t.body" WORDS " order by i.seq)", "a second site/live soon");
	pty_free(p);
}

Test(debrief_rows, the_newest_of_many_is_listed_and_counted)
{
	enum { MANY = 11, TIMES = 6 };
	const char *words[2 + 2 * MANY + 1] = { "debrief", "D-1" };
	struct pty *p;

	for (int i = 0; i < MANY; i++) {
		words[2 + 2 * i] = "--promise";
		words[3 + 2 * i] = "one of many";
	}
	for (int i = 0; i < TIMES; i++)
		call_as("priya", words);
	p = call_open("priya");
	call_type(p, "<A-4>");
	call_see(p, "Promises 66");
	call_type(p, "<A-p>the last of all<Enter>");
	call_see(p, "Promises 67");
	call_see(p, "the last of all");
	pty_free(p);
}

/* The kill comes right behind the frame that lists the row: it stands, or it is open again with all its words. */
Test(debrief_rows, a_kill_right_behind_the_key_that_notes_a_row_keeps_it)
{
	for (int i = 0; i < 4; i++) {
		struct pty *p = call_open("priya");
		char *n;

		call_type(p, "<A-4><A-p>live in May");
		pty_keys(p, "<Enter>");
		pty_frame(p, i * 5);
		call_kill(p);
		p = call_open("priya");
		call_see(p, "live in May");
		n = call_value(call_db(), "select count(*)" WORDS " where t.body = 'live in May' and i.gone = 0");
		if (!strcmp(n, "0"))
			call_type(p, "<Enter>");
		free(n);
		call_see(p, "Promises 1");
		call_gone(p, "keeping");
		call_gone(p, "1 row");
		call_check_value("select count(*)" WORDS " where i.gone = 0", "1");
		call_type(p, "<Esc>");
		call_type(p, "jd");
		call_see(p, "promise deleted");
		call_kill(p);
	}
}

/* The deal goes away under an open row: said, and the words are there when it is back. */
Test(debrief_rows, a_deal_that_goes_away_takes_no_row_with_it)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-p>live in May");
	CALL_AS("dana", "deal", "delete", "D-1");
	call_see(p, "deleted by dana");
	call_type(p, " or June<Enter>");
	call_see(p, "live in May or June");
	call_kill(p);
	CALL_AS("dana", "undo");
	p = call_open("priya");
	call_see(p, "live in May or June");
	pty_free(p);
}

Test(debrief_rows, the_same_cell_changed_by_two_asks)
{
	struct pty *p = call_open("priya"), *q;

	call_type(p, "<A-4><A-p>live in May<Enter>");
	q = call_open("max");
	call_type(q, "<A-4><Esc>");
	call_type(q, "j<Enter>");
	call_type(q, " at the latest");
	open_first_row(p);
	call_type(p, " or June<Enter>");
	call_see(p, "promise noted");
	call_type(q, "<Enter>");
	call_see(q, "write mine");
	call_type(q, "m");
	call_see(q, "promise noted");
	call_check_value("select t.body" WORDS, "live in May at the latest");
	pty_free(q);
	pty_free(p);
}

/* What was asked leaves the list of what is to be asked, and can come back. */
Test(debrief_rows, a_gap_and_a_question_are_ticked_off)
{
	struct pty *p = call_open("priya");

	call_type(p, "<Esc>");
	call_type(p, "G");
	call_type(p, "who signs the order?<Enter>");
	call_see(p, "1 to ask");
	call_type(p, "<A-1><A-f>what came first?<Enter>");
	call_see(p, "› what came first?");
	call_type(p, "<Esc>");
	call_type(p, "jx");
	call_see(p, "✓ asked");
	call_type(p, "FFx");
	call_gone(p, "1 to ask");
	call_type(p, "x");
	call_see(p, "1 to ask");
	pty_free(p);
}

Test(debrief_rows, a_click_opens_a_row)
{
	struct pty *p = call_open("priya");

	call_type(p, "<A-4><A-p>live in May<Enter>");
	call_see(p, "Promises 1");
	for (int row = 10; row < 22; row++) {
		pty_click(p, row, 40);
		pty_settle(p, PTY_LIMIT_MS);
		if (pty_has(p, "Enter note it"))
			break;
	}
	call_see(p, "Enter note it");
	pty_free(p);
}

/* Only the answer writes over what the other one noted: left with Esc and noted again it is asked again. */
Test(debrief_rows, a_question_that_was_left_is_asked_again)
{
	struct pty *p = open_with_change();

	CALL_AS("max", "debrief", "D-1", "--row", "1", "--text", "live in March");
	call_type(p, "<Enter>");
	call_see(p, "take theirs");
	call_type(p, "<Esc>");
	call_gone(p, "take theirs");
	call_type(p, "<A-4><Esc>");
	call_type(p, "j<Enter>");
	call_see(p, "live in May or June");
	call_type(p, "<Enter>");
	call_see(p, "take theirs");
	call_check_value("select t.body" WORDS, "live in March");
	call_type(p, "m");
	call_see(p, "promise noted");
	call_check_value("select t.body" WORDS, "live in May or June");
	pty_free(p);
}

/* The words are wanted, the owner was never typed here. */
Test(debrief_rows, mine_in_one_cell_leaves_theirs_in_the_others)
{
	struct pty *p = open_with_change();

	CALL_AS("max", "debrief", "D-1", "--row", "1", "--text", "live in March", "--owner", "max");
	call_type(p, "<Enter>");
	call_see(p, "take theirs");
	call_type(p, "m");
	call_see(p, "promise noted");
	call_check_value("select t.body || ' ' || m.login from item i join text t on t.id = i.text join member m on m.id = i.owner",
		    "live in May or June max");
	pty_free(p);
}

/* Both are read whole before one is chosen. */
Test(debrief_rows, their_words_stand_whole_under_mine)
{
	struct pty *p = open_with_change();

	CALL_AS("max", "debrief", "D-1", "--row", "1", "--text", "live in March, and the second site not before the audit");
	call_type(p, "<Enter>");
	call_see(p, "take theirs");
	call_see(p, "STORED live in March");
	call_see(p, "  the audit");
	pty_free(p);
}

/* Also where both are long, at 80 columns and 24 rows. */
Test(debrief_rows, both_texts_of_a_row_stand_whole)
{
	struct pty *p = open_with_promise("Live in May");

	open_first_row(p);
	call_type(p, " for the first site, in June for the second, and in autumn for all those that came with the merger;"
		     " the training is free for the first forty");
	CALL_AS("max", "debrief", "D-1", "--row", "1", "--text", "Live in March at the first site, and at the second one not"
		" before the audit, which the board has put off twice; no word about the sites of the merger, and the training"
		" is paid for from the eleventh person on");
	call_type(p, "<Enter>");
	call_see(p, "take theirs");
	call_see(p, "YOURS Live in May");
	call_see(p, "the first forty");
	call_see(p, "STORED Live in March");
	call_see(p, "eleventh person");
	call_see(p, "Enter note it");
	pty_free(p);
}

/* Its row is gone: the words get into the debrief all the same. */
Test(debrief_rows, a_row_that_another_took_away_is_noted_as_a_new_one)
{
	struct pty *p = open_with_change();

	CALL_AS("max", "debrief", "D-1", "--remove", "1");
	call_type(p, "<Enter>");
	call_see(p, "Enter notes yours as a new one");
	call_type(p, "<Enter>");
	call_see(p, "promise noted");
	call_check_value("select t.body from item i join text t on t.id = i.text where i.gone = 0", "live in May or June");
	pty_free(p);
}

/* The same where a crash lies between: the row that was taken away does not come back by itself. */
Test(debrief_rows, a_row_taken_away_behind_a_crash_is_noted_as_a_new_one)
{
	struct pty *p = open_with_change();

	call_kill(p);
	CALL_AS("max", "debrief", "D-1", "--remove", "1");
	p = call_open("priya");
	call_see(p, "live in May or June");
	call_type(p, "<Enter>");
	call_see(p, "Enter notes yours as a new one");
	call_check_value("select count(*) from item where gone = 0", "0");
	call_kill(p);
	p = call_open("priya");
	call_see(p, "live in May or June");
	call_type(p, "<Enter>");
	call_see(p, "max removed this promise");
	call_type(p, "<Enter>");
	call_see(p, "promise noted");
	call_check_value("select t.body from item i join text t on t.id = i.text where i.gone = 0", "live in May or June");
	call_check_value("select count(*) from item where gone > 0", "1");
	pty_free(p);
}

/* What a kill left as a draft is no newer than what somebody noted since. */
Test(debrief_rows, a_row_changed_while_its_draft_lay_there_asks)
{
	struct pty *p = open_with_change();

	call_kill(p);
	CALL_AS("max", "debrief", "D-1", "--row", "1", "--text", "live in March");
	p = call_open("priya");
	call_see(p, "live in May or June");
	call_type(p, "<Enter>");
	call_see(p, "Somebody changed this promise too");
	call_check_value("select t.body" WORDS, "live in March");
	call_type(p, "m");
	call_see(p, "promise noted");
	call_check_value("select t.body" WORDS, "live in May or June");
	pty_free(p);
}

/* Theirs taken: nothing of mine is written, and its draft is gone. */
Test(debrief_rows, theirs_taken_leaves_no_draft)
{
	struct pty *p = open_with_change();

	CALL_AS("max", "debrief", "D-1", "--row", "1", "--text", "live in March");
	call_type(p, "<Enter>");
	call_see(p, "take theirs");
	call_type(p, "t");
	call_see(p, "theirs stays");
	call_see(p, "live in March");
	call_gone(p, "1 row");
	call_check_value("select t.body" WORDS, "live in March");
	pty_free(p);
}

/* A line that hung and the window opened in its place hold the same new row. */
Test(debrief_rows, a_row_noted_from_two_windows_of_one_member_asks)
{
	struct pty *a = call_open("priya"), *b;

	call_type(a, "<A-p>live in May");
	call_wait_draft("live in May");
	b = call_open("priya");
	call_see(b, "▌ live in May");
	call_type(b, " or June<Enter>");
	call_see(b, "promise noted");
	call_type(a, " or July<Enter>");
	call_see(a, "live in May or June");
	call_see(a, "write mine");
	call_type(a, "m");
	call_see(a, "promise noted");
	pty_free(a);
	pty_free(b);
	call_check_value("select t.body" WORDS, "live in May or July");
	call_check_value("select count(*)" WORDS, "1");
}
