/* Changes of the qualification model on the screen: two who decide at once, and what an action shall change. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

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
