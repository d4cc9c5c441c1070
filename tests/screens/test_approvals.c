/* What waits for a decision, on the screen: asked for on the deal's sheet, decided in the list, by who may. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void begin(void)
{
	call_set_up();
	CALL_AS("dana", "member", "add", "vera", "--role", "sales_ops", "--duty", "vp_sales");
	CALL_AS("mira", "deal", "add", "--company", "Kestrel Data", "--amount", "9500", "--discount", "25");
}

TestSuite(approvals, .init = begin, .fini = call_tear_down, .timeout = 600);

Test(approvals, asked_for_on_the_sheet_and_approved_in_the_list)
{
	struct pty *p = call_start("mira", (struct pty_options){ 0 });

	call_type(p, "1<Enter>");
	call_see(p, "not asked for");
	call_type(p, "r");
	call_see(p, "ask for the approval of the discount of 25 %");
	call_type(p, "the rival is cheaper<Enter>");
	call_see(p, "asked for");
	call_see(p, "25 % waits");
	call_type(p, "P");
	call_see(p, "the rival is cheaper");
	call_type(p, "a");
	call_see(p, "nobody decides what they asked for themselves");
	pty_free(p);
	p = call_start("vera", (struct pty_options){ 0 });
	call_type(p, "0");
	call_see(p, "approve: discount 25 %");
	call_type(p, "<Enter>");
	call_see(p, "1 waits for me");
	call_see(p, "the rival is cheaper");
	call_type(p, "a");
	call_see(p, "Kestrel Data: discount 25 % approved");
	call_see(p, "Nothing waits for a decision");
	call_check_value("select state || ' ' || decided_by from approval", "1 6");
	call_type(p, "u");
	call_see(p, "taken back: Kestrel Data: discount of 25 % approved");
	call_check_value("select state from approval", "0");
	call_type(p, "c");
	call_see(p, "approve the discount of 25 %");
	call_type(p, "this once<Enter>");
	call_see(p, "Nothing waits");
	call_check_value("select comment from approval", "this once");
	call_type(p, "oo");
	call_see(p, "All approvals 1");
	call_see(p, "this once");
	pty_free(p);
}

Test(approvals, a_rejection_wants_words_and_who_may_not_hears_it_before_typing)
{
	struct pty *p;

	CALL_AS("mira", "approval", "ask", "D-2");
	p = call_start("max", (struct pty_options){ 0 });
	call_type(p, "P");
	call_see(p, "Kestrel Data");
	call_type(p, "r");
	call_see(p, "is decided by vp_sales or above (vera)");
	pty_free(p);
	p = call_start("vera", (struct pty_options){ 0 });
	call_type(p, "P");
	call_see(p, "1 waits for me");
	call_type(p, "r");
	call_see(p, "reject the discount");
	call_type(p, "<Enter>");
	call_see(p, "Why not is needed");
	call_type(p, "20 at most<Enter>");
	call_see(p, "rejected");
	call_check_value("select state || comment from approval", "220 at most");
	pty_free(p);
	p = call_start("mira", (struct pty_options){ 0 });
	call_type(p, "1<Enter>");
	call_see(p, "rejected; r asks");
	pty_free(p);
}

/* The gate names what is open, and no reason goes over it. */
Test(approvals, the_gate_refuses_terms_that_nobody_approved)
{
	struct pty *p;

	CALL_AS("mira", "deal", "move", "D-2", "negotiation", "--check", "all");
	p = call_start("mira", (struct pty_options){ 0 });
	call_type(p, "1llll");
	call_see(p, "Kestrel Data");
	call_type(p, "<Enter>");
	call_see(p, "terms agreed");
	call_type(p, "<Esc>L");
	call_see(p, "criteria met");
	call_type(p, "<Tab>go on anyway<Enter>");
	call_see(p, "is not approved");
	call_check_value("select stage from deal where id = 2", "5");
	pty_free(p);
}

/* More than fits: how many more stands in a row of its own. */
Test(approvals, what_is_late_leaves_the_row_of_more_free)
{
	const char *at, *end;
	struct pty *p;

	for (int i = 0; i < 12; i++)
		CALL_AS("dana", "action", "add", "Call the auditor", "--owner", "priya", "--due", "2026-11-20");
	p = call_start("priya", (struct pty_options){ 0 });
	call_type(p, "0");
	call_see(p, "↓ ");
	at = strstr(pty_screen(p), " more");
	cr_assert_not_null(at);
	end = strstr(at, "│");
	cr_assert_not_null(end);
	cr_assert_eq(at + 5 + strspn(at + 5, " "), end, "%s", pty_screen(p));
	pty_free(p);
}

Test(approvals, who_is_away_has_a_deputy_from_the_palette)
{
	struct pty *p;

	CALL_AS("mira", "approval", "ask", "D-2");
	p = call_start("vera", (struct pty_options){ 0 });
	call_type(p, ":I am away");
	call_see(p, "I am away: who stands in");
	call_type(p, "<Enter>");
	call_see(p, "vera is away from today");
	call_type(p, "2026-12-01<Tab>max<Enter>");
	call_see(p, "your deputy stands in; max is no sales_ops");
	call_check_value("select deputy from away where gone = 0", "4");
	pty_free(p);
	CALL_AS("dana", "action", "add", "Call the auditor", "--owner", "vera", "--due", "2026-11-20");
	p = call_start("max", (struct pty_options){ 0 });
	call_type(p, "0");
	call_see(p, "action: Call the audi");
	call_type(p, "<Esc>");
	call_gone(p, "Mine, late");
	call_type(p, "P");
	call_see(p, "1 waits for me");
	call_type(p, "a");
	call_see(p, "approved");
	pty_free(p);
	p = call_start("vera", (struct pty_options){ 0 });
	call_type(p, ":I am back<Enter>");
	call_see(p, "you are back");
	pty_free(p);
}
