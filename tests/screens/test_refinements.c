/* Changes of the qualification model on the screen: two who decide at once, and what an action shall change. */
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void begin(void)
{
	call_set_up();
	CALL_AS("dana", "member", "add", "olga", "--role", "sales_ops");
	CALL_AS("dana", "member", "add", "cora", "--role", "cro");
	CALL_AS("mira", "deal", "add", "--company", "Kestrel Data", "--amount", "9500");
	CALL_AS("mira", "deal", "add", "--company", "Glade Health", "--amount", "4200");
	CALL_AS("priya", "refine", "flag", "an owner on their side", "--deal", "D-1");
	CALL_AS("olga", "refine", "propose", "1", "--dimension", "dimension_2", "--deal", "D-2,D-3", "--reason", "all three waited",
		"--reclassifies");
}

TestSuite(refinements, .init = begin, .fini = call_tear_down, .timeout = 600);

static void put_words(const char *path, const char *words)
{
	FILE *f = fopen(path, "w");

	cr_assert(f && fputs(words, f) >= 0 && !fclose(f) && !chmod(path, 0700));
}

static struct pty *open_list(const char *login, struct pty_options o)
{
	struct pty *p = call_start(login, o);

	call_type(p, ":refinem<Enter>");
	call_see(p, "Changes of the qualification model 1");
	return p;
}

Test(refinements, of_two_who_decide_at_once_the_second_hears_by_whom)
{
	struct pty *p = open_list("cora", (struct pty_options){ 0 });

	call_see(p, "a review by the council is");
	call_type(p, "m");
	call_see(p, "its review by the council is marked done");
	call_type(p, "a");
	call_see(p, "Enter approves");
	call_type(p, "we saw it too");
	CALL_AS("dana", "refine", "reject", "1", "--comment", "too early");
	call_type(p, "<Enter>");
	call_see(p, "refinement 1 is rejected already (dana");
	call_check_value("select state || comment from refinement", "4too early");
	pty_free(p);
}

Test(refinements, decided_and_taken_back)
{
	struct pty *p = open_list("cora", (struct pty_options){ .rows = 40, .cols = 120 });

	call_type(p, "a");
	call_see(p, "Enter approves");
	call_type(p, "as proposed<Enter>");
	call_see(p, "1 to apply");
	call_check_value("select state || comment from refinement", "3as proposed");
	call_type(p, "u");
	call_see(p, "1 to decide");
	call_check_value("select state || comment from refinement", "2");
	call_type(p, "<Enter>");
	call_see(p, "What refinement 1 rests on");
	call_type(p, "j<Enter>");
	call_see(p, "Kestrel Data");
	pty_free(p);
}

/* Who may is offered it, and nobody else. An editor that changes nothing applies nothing; what it wrote is a version once that
 * is said, and the words of one that is refused, or put off, are there to go on with, also for another run. */
Test(refinements, an_approved_one_is_applied_from_the_list)
{
	char *dir = temp_dir("apply"), *editor = temp_path(dir, "editor.sh");
	struct buf own = { 0 };
	const char *env[] = { NULL, NULL };
	struct pty *p;

	put_words(editor, "#!/bin/sh\nexit 0\n");
	buf_printf(&own, "EDITOR=%s", editor);
	env[0] = buf_str(&own);
	CALL_AS("cora", "refine", "approve", "1", "--comment", "we saw it too");
	p = open_list("cora", (struct pty_options){ .env = env });
	call_gone(p, "e apply");
	call_type(p, "e");
	call_see(p, "“propose refinement” is for sales_ops, admin");
	pty_free(p);
	p = open_list("olga", (struct pty_options){ .env = env });
	call_see(p, "e apply");
	call_type(p, "e");
	call_see(p, "nothing is applied");
	put_words(editor, "#!/bin/sh\necho 'no section' >>\"$1\"\n");
	call_type(p, "e");
	call_see(p, "Make this a version? It stays.");
	call_type(p, "a");
	call_see(p, "nor a comment   e edit on");
	call_check_value("select state from refinement", "3");
	put_words(editor, "#!/bin/sh\nsed -i -e '/no section/d' -e 's/^title = Dimension 2$/title = Their owner/' \"$1\"\n");
	call_type(p, "e");
	call_see(p, "Make this a version? It stays.");
	call_type(p, "n");
	call_gone(p, "Make this a version?");
	pty_free(p);
	put_words(editor, "#!/bin/sh\nexit 0\n");
	p = open_list("olga", (struct pty_options){ .env = env });
	call_see(p, "e apply");
	call_type(p, "e");
	call_see(p, "Make this a version? It stays.");
	call_type(p, "a");
	call_see(p, "applied: the qualification model has a new version");
	call_check_value("select state from refinement", "6");
	call_check_value("select max(version) from config where name = 'icp' and body like '%Their owner%'", "2");
	pty_free(p);
	buf_done(&own);
	temp_remove(dir);
	free(editor);
	free(dir);
}

/* A doubt that came true: with the deals of its pattern into the strip that flags; u takes it back. */
Test(refinements, what_the_records_suggest_is_flagged_from_its_list)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--doubt", "yes");
	CALL_AS("dana", "mark", "D-1", "kickoff_held", "--reason", "they begin today");
	CALL_AS("priya", "checkin", "D-1", "--day", "90", "--health", "worried");
	p = open_list("priya", (struct pty_options){ 0 });
	call_type(p, "s");
	call_see(p, "What the records suggest  1");
	call_see(p, "worried about fit  1");
	call_see(p, "three deals make a proposal");
	call_type(p, "n");
	call_see(p, "flag what a delivery showed");
	call_see(p, "D-1");
	call_type(p, "<Enter><Enter>");
	call_see(p, "flagged");
	call_check_value("select text from (select t.body as text from refinement r join text t on t.id = r.text order by r.id desc) limit 1",
			 "worried about fit");
	call_type(p, "u");
	call_check_value("select count(*) from refinement where gone = 0", "1");
	call_type(p, "<Enter>");
	call_see(p, "Clocks");
	pty_free(p);
	p = call_start("mira", (struct pty_options){ 0 });
	call_type(p, ":refinem<Enter>");
	call_see(p, "not yours to read");
	call_gone(p, "n flag");
	call_gone(p, "s suggested");
	pty_free(p);
}

Test(refinements, nothing_is_offered_that_the_member_may_not)
{
	struct pty *p;

	CALL_AS("olga", "refine", "withdraw", "1");
	p = call_start("cora", (struct pty_options){ 0 });
	call_type(p, ":refinem<Enter>");
	call_see(p, "No change of the qualification model waits");
	call_see(p, "decided ones too");
	call_gone(p, "flag one");
	call_gone(p, "propose one");
	call_type(p, "n");
	call_see(p, "“flag refinement” is for");
	pty_free(p);
	p = call_start("priya", (struct pty_options){ 0 });
	call_type(p, ":refinem<Enter>");
	call_see(p, "flag one");
	call_gone(p, "propose one");
	pty_free(p);
}

/* Arrows go through the list while words are typed; what is read of the one under the cursor goes with them. */
Test(refinements, what_a_change_rests_on_follows_the_arrows_that_narrow)
{
	struct pty *p;

	CALL_AS("priya", "refine", "flag", "an invoice in two parts", "--deal", "D-2");
	p = call_start("cora", (struct pty_options){ 0 });
	call_type(p, ":refinem<Enter>");
	call_see(p, "Changes of the qualification model 2");
	call_type(p, "/an");
	call_see(p, "D-2 Kestrel Data");
	call_gone(p, "D-1 Umber Group");
	call_type(p, "<Down>");
	call_see(p, "D-1 Umber Group");
	call_type(p, "<Up>");
	call_gone(p, "D-1 Umber Group");
	call_see(p, "D-2 Kestrel Data");
	pty_free(p);
}

Test(refinements, an_action_says_what_it_changes_and_what_came_of_it)
{
	struct pty *p;

	CALL_AS("olga", "action", "add", "speak of owners first", "--due", "2026-11-18");
	p = call_start("olga", (struct pty_options){ 0 });
	call_type(p, "A");
	call_see(p, "speak of owners first");
	call_type(p, "e");
	call_see(p, "what it shall change");
	call_type(p, "m<Tab>fewer losses<Tab>D-2, D-9<Enter>");
	call_see(p, "D-9");
	call_type(p, "<C-u>");
	call_type(p, "D-2, D-3<Enter>");
	call_see(p, "Evidence   D-2, D-3");
	call_check_value("select change_kind || expected || (select count(*) from action_link) from action", "1fewer losses2");
	call_type(p, "<Enter>");
	call_see(p, "What action 1 rests on");
	call_type(p, "<Esc>");
	call_see(p, "Open actions 1");
	call_type(p, " ");
	call_see(p, "What came of it");
	call_type(p, "<Enter>");
	call_see(p, "say what came of it");
	call_type(p, "the deck begins with it<Enter>");
	call_see(p, "closed");
	call_check_value("select reason from action", "the deck begins with it");
	call_type(p, "u");
	call_see(p, "Open actions 1");
	pty_free(p);
}
