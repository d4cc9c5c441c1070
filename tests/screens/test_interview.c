/* The live screen of an interview: two in one note, a file in use, what came that nobody types, what is not permitted. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <stdio.h>

static void begin(void)
{
	call_set_up();
	CALL_AS("dana", "member", "add", "ana", "--role", "analyst");
	CALL_AS("dana", "member", "add", "ben", "--role", "analyst");
	CALL_AS("dana", "deal", "add", "--company", "Stagg Industrial", "--owner", "mira", "--amount", "40000");
	CALL_AS("dana", "deal", "move", "D-2", "lost", "--reason", "price", "--competitor", "Gridwell");
	CALL_AS("ana", "interview", "add", "Stagg", "--respondent", "CFO", "--interviewer", "ana", "--role", "economic");
}

TestSuite(interview_live, .init = begin, .fini = call_tear_down, .timeout = 600);

static struct pty *open_live(void)
{
	struct pty *p = call_start("ana", (struct pty_options){ 0 });

	call_type(p, "4");
	call_see(p, "Stagg Industrial");
	call_type(p, "<Enter>");
	call_see(p, "Main reasons");
	return p;
}

/* A note of ben's in the place of the first. */
static void rewrite_first(const char *text)
{
	struct buf path = { 0 };
	FILE *f;

	buf_printf(&path, "%s.csv", call_db());
	f = fopen(buf_str(&path), "w");
	fprintf(f, "interview,seq,kind,text\nI-1,1,quote,%s\n", text);
	fclose(f);
	CALL_AS("ben", "import", "notes", buf_str(&path));
	remove(buf_str(&path));
	buf_done(&path);
}

#define NOTES "select group_concat(body, '|') from (select t.body from interview_note n join text t on t.id = n.text" \
	      " where n.gone = 0 order by n.seq)"

Test(interview_live, both_texts_of_a_note_are_shown_and_one_chosen)
{
	struct pty *p;

	CALL_AS("ana", "interview", "note", "I-1", "--quote", "first words");
	p = open_live();
	call_type(p, "<Space> and mine");
	rewrite_first("theirs by ben");
	call_type(p, "<Tab>");
	call_see(p, "ben changed note 1 too.");
	call_see(p, "theirs by ben");
	call_see(p, "first words and mine");
	call_type(p, "m");
	call_see(p, "kept; the other words stay in the history");
	call_check_value(NOTES, "first words and mine");
	call_type(p, "<Space>!");
	rewrite_first("theirs once more");
	call_type(p, "<Tab>");
	call_see(p, "ben changed note 1 too.");
	call_type(p, "b");
	call_see(p, "kept; the other words");
	call_check_value(NOTES, "theirs once more\n\nfirst words and mine!");
	pty_free(p);
}

Test(interview_live, words_over_a_note_that_somebody_removed_are_a_new_one)
{
	struct pty *p;

	CALL_AS("ben", "interview", "note", "I-1", "--quote", "ben heard this");
	p = open_live();
	call_type(p, "<Space>, and I too");
	CALL_AS("ben", "undo");
	call_check_value("select count(*) from interview_note where gone = 0", "0");
	call_type(p, "<Tab>");
	call_see(p, "yours is a new one");
	call_type(p, "<Tab>");
	call_type(p, "<C-s>");
	call_see(p, "kept; v shows");
	call_check_value(NOTES, "ben heard this, and I too");
	pty_free(p);
}

Test(interview_live, a_file_in_use_holds_no_key_up)
{
	struct sqlite3 *writer;
	struct pty *p = open_live();

	call_type(p, "nfirst");
	writer = call_hold("begin immediate");
	call_type(p, "<Enter>second<Enter>third");
	call_see(p, "third");
	call_wait_draft("second");
	call_let_go(writer);
	call_see(p, "is held from now on");
	call_type(p, "<C-s>");
	call_see(p, "kept; v shows");
	call_check_value(NOTES, "first|second|third");
	pty_free(p);
}

Test(interview_live, a_kill_in_the_middle_of_a_word_loses_none)
{
	struct pty *p = open_live();

	call_type(p, "nA quote that stands.<Enter>half a tho");
	call_wait_draft("half a tho");
	call_kill(p);
	p = open_live();
	call_see(p, "half a tho");
	call_see(p, "what you typed last is back");
	call_type(p, "ught<Enter>");
	call_type(p, "<C-s>");
	call_see(p, "kept; v shows");
	call_check_value(NOTES, "A quote that stands.|half a thought");
	pty_free(p);
}

Test(interview_live, a_paste_says_what_nobody_types)
{
	struct pty *p = open_live();

	call_type(p, "n");
	pty_paste(p, "red \x1b[31m and \a bell");
	call_see(p, "2 control characters stand in it as escapes");
	call_see(p, "\\x1b[31m");
	pty_free(p);
}

Test(interview_live, nothing_is_typed_without_the_permission)
{
	struct pty *p;

	CALL_AS("ana", "interview", "consent", "I-1", "--notes", "refused");
	p = open_live();
	call_see(p, "refused: nothing is written down");
	call_type(p, "n");
	call_see(p, "* the respondent's permission for notes is refused");
	call_check_value("select count(*) from interview_note", "0");
	pty_free(p);
}

Test(interview_live, kinds_order_removal_and_undo_have_a_key_each)
{
	struct pty *p;

	CALL_AS("ana", "interview", "note", "I-1", "--quote", "one", "--quote", "two");
	p = open_live();
	call_type(p, "f");
	call_see(p, "it is a fact");
	call_check_value("select kind from interview_note where seq = 2", "2");
	call_type(p, "<Esc>");
	call_type(p, "<lt>");
	call_check_value(NOTES, "two|one");
	call_type(p, "d");
	call_see(p, "removed");
	call_check_value(NOTES, "one");
	call_type(p, "u");
	call_see(p, "taken back");
	call_check_value(NOTES, "two|one");
	pty_free(p);
}

/* Purpose, use and permissions come before the first question; where they were told, the questions stand there at once. */
Test(interview_live, what_is_said_first_stands_before_the_questions)
{
	struct pty *p = open_live();

	call_see(p, "Say first");
	call_see(p, "Thank you for the time");
	call_type(p, "g");
	call_see(p, "Say what becomes of it");
	call_type(p, "g");
	call_see(p, "May I take notes?");
	call_type(p, "g");
	call_see(p, "Ask before recording");
	call_type(p, "g");
	call_see(p, "Ask 1 of 10");
	pty_free(p);
	CALL_AS("ana", "interview", "consent", "I-1", "--notes", "given");
	p = call_start("ana", (struct pty_options){ .rows = 40, .cols = 120 });
	call_type(p, "4<Enter>");
	call_see(p, "Ask 1 of 10");
	call_see(p, "One question at a time");
	call_type(p, "g");
	call_see(p, "Ask 2 of 10");
	call_see(p, "Ask what and how before why");
	pty_free(p);
}
