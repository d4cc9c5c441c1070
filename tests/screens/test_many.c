/* The queue for a CRO with many, on the screen: putting off, load, changes since the last look, undo after a restart. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(many, .init = call_set_up, .fini = call_tear_down, .timeout = 120);

static struct pty *open_queue(const char *login)
{
	struct pty *p = call_start(login, (struct pty_options){ 0 });

	call_type(p, "2");
	call_see(p, "Open handoffs");
	return p;
}

Test(many, put_off_with_a_reason_and_a_day_shown_apart_and_taken_up_again)
{
	struct pty *p = open_queue("max");

	call_type(p, "z");
	call_see(p, "nothing is put off");
	call_type(p, "s");
	call_see(p, "Umber Group: put the handoff off");
	call_type(p, "2027-01-15<Enter>");
	call_type(p, "<Enter>");
	call_see(p, "Why is needed");
	call_type(p, "their board meets then<Enter>");
	call_see(p, "1 put off");
	call_see(p, "put off; z shows it");
	call_check_value("select count(*) || reason from snooze where gone = 0", "1their board meets then");
	call_type(p, "z");
	call_see(p, "their board meets then");
	call_see(p, "Umber Group");
	call_type(p, "s");
	call_see(p, "Umber Group is taken up again");
	call_gone(p, "1 put off");
	call_type(p, "u");
	call_see(p, "taken back: Umber Group: taken up again");
	call_see(p, "1 put off");
	pty_free(p);
}

Test(many, who_has_how_much_and_a_handoff_given_away)
{
	struct pty *p = open_queue("max");

	call_type(p, "L");
	call_see(p, "Who has how much");
	call_see(p, "give them Umber Group");
	call_type(p, "jg");
	call_see(p, "Umber Group: max is the CSM now");
	call_check_value("select m.login from deal d join member m on m.id = d.csm where d.id = 1", "max");
	call_type(p, "u");
	call_see(p, "taken back");
	CALL_AS("priya", "member", "away", "priya", "--to", "2026-11-25", "--deputy", "max");
	call_see(p, "priya (away: max)");
	call_type(p, "<Home>g");
	call_see(p, "Umber Group: priya (away: max) is the CSM now");
	call_check_value("select m.login from deal d join member m on m.id = d.csm where d.id = 1", "priya");
	call_type(p, "<Home><Enter>");
	call_see(p, "CSM priya");
	call_see(p, "1 open");
	call_type(p, "<Esc>");
	call_gone(p, "CSM priya");
	pty_free(p);
}

/* The look is kept once the queue stood there for a second, without a key. */
static void wait_for_look(void)
{
	char *pos = NULL;

	for (int i = 0; i < PTY_LIMIT_MS / 50 && !(pos && *pos); i++) {
		free(pos);
		usleep(50000);
		pos = call_value(call_db(), "select pos from session");
	}
	cr_assert(pos && !strncmp(pos, "handoffs ", 9), "%s", pos ? pos : "");
	free(pos);
}

Test(many, what_changed_since_the_last_look_is_marked)
{
	struct pty *p = open_queue("max");

	wait_for_look();
	cr_assert_not(pty_has(p, "since"), "the first look has nothing before it");
	pty_free(p);
	call_check_value("update session set seen_at = seen_at - 7200000", ""); /* two hours ago */
	CALL_AS("dana", "deal", "set", "D-1", "--next-step", "call them");
	p = open_queue("max");
	call_see(p, "1 changed since");
	call_see(p, "+Umber Group");
	call_see(p, "Next step, dana");
	call_type(p, "1");
	call_type(p, "2");
	call_see(p, "1 changed since");
	pty_free(p);
	p = open_queue("dana");
	call_see(p, "Umber Group");
	cr_assert_not(pty_has(p, "changed since"), "one's own changes are no news");
	pty_free(p);
}

Test(many, an_acknowledgement_of_before_a_restart_is_taken_back)
{
	static const char *const set[] = { "email=f@umber.example", "origin=p", "start=2026-12-01", "problem=x", "expect=x", "sold=y",
					   "briefing=n", "touchpoints=2026-10-02 call -> demo", "criteria=a", "criteria=b", "criteria=c" };
	struct pty *p;

	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		CALL_AS("dana", "handoff", "D-1", "--set", set[i]);
	CALL_AS("dana", "handoff", "D-1", "--file");
	p = open_queue("max");
	call_type(p, "a");
	call_see(p, "packet acknowledged");
	pty_free(p);
	call_check_value("select state from form where kind = 2", "7");
	p = open_queue("max");
	call_type(p, "u");
	call_see(p, "taken back: Umber Group");
	call_check_value("select state from form where kind = 2", "5");
	call_type(p, "<C-r>");
	call_see(p, "done again");
	call_check_value("select state from form where kind = 2", "7");
	pty_free(p);
}

/* ---- cards under the mouse ---- */

static void find(struct pty *p, const char *text, int at[2])
{
	call_see(p, text);
	cr_assert(vt_find(pty_vt(p), text, &at[0], &at[1]), "%s", text);
}

static struct pty *open_board(const char *login)
{
	struct pty *p = call_start(login, (struct pty_options){ .rows = 40, .cols = 160 });

	call_type(p, "1");
	call_see(p, "Prospecting");
	return p;
}

Test(many, a_card_is_dragged_to_another_stage)
{
	int card[2], head[2];
	struct pty *p;

	CALL_AS("mira", "deal", "add", "--company", "Kestrel Data", "--amount", "9500");
	CALL_AS("mira", "deal", "move", "D-2", "discovery", "--check", "all");
	p = open_board("mira");
	find(p, "Kestrel Data", card);
	find(p, "Prospecting", head);
	pty_drag(p, card, head);
	call_see(p, "Kestrel Data → Prospecting: let go to move it");
	call_check_value("select stage from deal where id = 2", "2");
	pty_drop(p);
	call_see(p, "Discovery → Prospecting");
	call_check_value("select stage from deal where id = 2", "1");
	call_type(p, "u");
	call_see(p, "taken back");
	call_check_value("select stage from deal where id = 2", "2");
	pty_free(p);
}

/* The drop asks what every move asks: the card stays, and the open boxes are named. */
Test(many, a_drop_that_is_refused_leaves_the_card_and_names_the_boxes)
{
	int card[2], to[2];
	struct pty *p;

	CALL_AS("mira", "deal", "add", "--company", "Kestrel Data", "--amount", "9500");
	p = open_board("mira");
	find(p, "Kestrel Data", card);
	find(p, "Solution", to);
	pty_drag(p, card, to);
	call_see(p, "Kestrel Data → Solution design: let go");
	pty_drop(p);
	call_see(p, "criteria met");
	call_gone(p, "let go");
	call_see(p, "decision maker identified");
	call_check_value("select stage from deal where id = 2", "1");
	call_type(p, "<Esc>");
	call_gone(p, "criteria met");
	call_check_value("select stage from deal where id = 2", "1");
	pty_drag(p, card, (int[2]){ 0, 0 });
	call_see(p, "Kestrel Data stays where it is");
	pty_drop(p);
	call_see(p, "stays where it was");
	pty_click(p, card[0], card[1]);
	call_see(p, "To leave Prospecting"); /* the cursor stood there: a click opens it */
	pty_free(p);
}
