/* Interviews behind tab 4: planned, scheduled, permitted, held, refused, taken back; who may; both sizes. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <string.h>

static void begin(void)
{
	call_set_up();
	CALL_AS("dana", "member", "add", "ana", "--role", "analyst", "--duty", "interviewer");
	CALL_AS("dana", "deal", "add", "--company", "Stagg Industrial", "--owner", "mira", "--amount", "40000");
	CALL_AS("dana", "deal", "move", "D-2", "lost", "--reason", "price", "--competitor", "Gridwell");
}

TestSuite(interviews, .init = begin, .fini = call_tear_down, .timeout = 600);

Test(interviews, one_is_planned_scheduled_permitted_and_held)
{
	struct pty *p = call_start("ana", (struct pty_options){ 0 });

	call_type(p, "4");
	call_see(p, "No interviews to hold.");
	call_type(p, "n");
	call_see(p, "plan an interview");
	call_type(p, "Stagg<Tab>CFO<Enter>");
	call_type(p, "<Tab><Enter>");
	call_see(p, "CFO");
	call_see(p, "planned");
	call_see(p, "4 Interviews 1");
	call_see(p, "1 waits for me");
	call_type(p, "s");
	call_see(p, "when the interview is");
	call_type(p, "tomorrow 10:00<Tab>45<Tab><Tab>no names<Enter>");
	call_see(p, "scheduled");
	call_see(p, "11-21 10:00, 45 minutes");
	call_see(p, "no names");
	call_type(p, "c");
	call_see(p, "what the respondent permits");
	call_type(p, "g<Tab>r<Tab>g<Enter>");
	call_see(p, "✓n ✓q ✗r");
	call_check_value("select consent_notes || consent_record || consent_quote from interview", "121");
	call_type(p, "h");
	call_see(p, "held 11-20 09");
	call_check_value("select count(*) from clock where kind = 14 and met_at > 0", "1");
	call_type(p, "h");
	call_see(p, "it was held already");
	call_type(p, "u");
	call_see(p, "taken back: Stagg Industrial: interview held");
	call_check_value("select count(*) from clock where kind = 14 and met_at > 0", "0");
	call_type(p, "<C-r>");
	call_see(p, "done again");
	call_check_value("select state from interview", "2");
	call_type(p, "1");
	call_gone(p, "Open interviews");
	pty_free(p);
}

Test(interviews, a_refusal_wants_its_reason_and_leaves_the_open_ones)
{
	struct pty *p;

	CALL_AS("ana", "interview", "add", "Stagg", "--respondent", "CFO", "--interviewer", "ana");
	p = call_start("ana", (struct pty_options){ 0 });
	call_type(p, "4r");
	call_see(p, "the respondent declined");
	call_type(p, "<Enter>");
	call_see(p, "Why is needed");
	call_type(p, "no time before spring<Enter>");
	call_see(p, "No interviews to hold.");
	call_type(p, "oo");
	call_see(p, "All interviews 1");
	call_see(p, "no time before spring");
	call_type(p, "<Enter>");
	call_see(p, "it was refused");
	call_check_value("select refusal from interview", "no time before spring");
	pty_free(p);
}

Test(interviews, who_may_not_hears_it_before_typing)
{
	struct pty *p;

	CALL_AS("ana", "interview", "add", "Stagg", "--respondent", "CFO", "--interviewer", "ana");
	p = call_start("mira", (struct pty_options){ 0 });
	call_type(p, "4");
	call_see(p, "CFO");
	call_type(p, "s");
	call_see(p, "its named interviewer");
	call_type(p, "n");
	call_see(p, "is for");
	pty_free(p);
}

Test(interviews, an_interviewer_who_owns_the_deal_is_said)
{
	struct pty *p = call_start("ana", (struct pty_options){ .rows = 40, .cols = 120 });

	call_type(p, "4n");
	call_see(p, "plan an interview");
	call_type(p, "Stagg<Tab>CFO<Tab><Tab>mira<Enter>");
	call_see(p, "planned; mira owns the deal");
	call_see(p, "a neutral interviewer is not its owner");
	call_type(p, "e");
	call_see(p, "who is asked, by whom");
	call_type(p, "<Tab><Tab>ana<Tab><Enter>");
	call_gone(p, "mira owns the deal");
	call_check_value("select count(*) from interview i join member m on m.id = i.interviewer where m.login = 'ana'", "1");
	pty_free(p);
}

Test(interviews, narrowed_to_a_role_and_copied)
{
	struct pty *p;

	CALL_AS("ana", "interview", "add", "Stagg", "--respondent", "CFO", "--role", "economic", "--interviewer", "ana");
	CALL_AS("ana", "interview", "add", "Umber", "--respondent", "plant lead", "--role", "technical", "--interviewer", "ana");
	p = call_start("ana", (struct pty_options){ 0 });
	call_type(p, "4");
	call_see(p, "Open interviews 2");
	call_type(p, "/techn");
	call_see(p, "Open interviews 1");
	call_gone(p, "CFO");
	call_type(p, "<Enter>");
	call_type(p, "y");
	call_see(p, "the interview copied");
	call_type(p, "<Esc>");
	call_see(p, "Open interviews 2");
	pty_free(p);
}

/* The next key is about the one that was just planned. */
Test(interviews, the_cursor_stands_on_the_one_that_was_planned)
{
	struct pty *p;

	CALL_AS("ana", "interview", "add", "Stagg", "--respondent", "CFO", "--interviewer", "ana");
	p = call_start("ana", (struct pty_options){ 0 });
	call_type(p, "4n");
	call_see(p, "plan an interview");
	call_type(p, "Umber<Tab>plant lead<Tab>technical<Tab>ana<Enter>");
	call_see(p, "Umber Group: plant lead, technical");
	pty_free(p);
}
