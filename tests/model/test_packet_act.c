/* Who files, acknowledges and returns a packet, and what each of them takes back. */
#include "model/away.h"
#include "model/calendar.h"
#include "model/handoff.h"
#include "model/history.h"
#include "model/member.h"
#include "tests/model/filed.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(packet_act, .init = filed_begin, .fini = filed_end);

static void files_not(const char *login)
{
	struct err err = { 0 };

	won_as(&filed.w, login);
	cr_assert_eq(packet_file(filed.w.s, filed.w.deal, NULL, NULL, &err), -1, "%s", login);
	cr_assert(err.kind == ERR_ROLE || err.kind == ERR_INPUT, "%s: %s", login, err.text);
}

Test(packet_act, who_files)
{
	static const char *const not[] = { "mira", "jo", "priya", "max", "ana", "rex", "nobody" };
	struct err err = { 0 };

	cr_assert_eq(member_add(filed.w.s, "cora", 1u << ROLE_CRO, 0, &err), 0);
	filed_fill();
	for (size_t i = 0; i < sizeof not / sizeof not[0]; i++)
		files_not(not[i]);
	won_as(&filed.w, "cora");
	cr_assert_eq(filed_file(), 1);
}

static int acks(const char *login, struct err *err)
{
	struct buf say = { 0 };
	int rc;

	won_as(&filed.w, login);
	rc = packet_acknowledge(filed.w.s, filed.w.deal, &say, err);
	if (!rc && say.len)
		cr_assert_fail("%s", buf_str(&say));
	buf_done(&say);
	return rc;
}

static void acks_not(const char *login, enum err_kind kind, const char *why)
{
	struct err err = { 0 };

	cr_assert_eq(acks(login, &err), -1, "%s", login);
	cr_assert_eq(err.kind, kind, "%s: %s", login, err.text);
	cr_assert_not_null(strstr(err.text, why), "%s: %s", login, err.text);
}

static void acked(const char *login)
{
	struct err err = { 0 };

	cr_assert_eq(acks(login, &err), 0, "%s: %s", login, err.text);
}

Test(packet_act, who_acknowledges)
{
	struct err err = { 0 };

	cr_assert_eq(member_add(filed.w.s, "sam", 1u << ROLE_CSM, 0, &err), 0);
	cr_assert_eq(member_add(filed.w.s, "cora", 1u << ROLE_CRO | 1u << ROLE_CSM_MANAGER, 0, &err), 0);
	filed_fill();
	acks_not("priya", ERR_REFUSED, "the packet is not filed yet");
	won_as(&filed.w, "cora");
	filed_file();
	acks_not("dana", ERR_ROLE, "csm, csm_manager");
	acks_not("mira", ERR_ROLE, "csm, csm_manager");
	acks_not("rex", ERR_ROLE, "csm");
	acks_not("cora", ERR_ROLE, "who filed the packet does not acknowledge it");
	acks_not("sam", ERR_ROLE, "the packet is for priya");
	acked("priya");
	cr_assert_eq(filed_state(), FORM_ACKED);
	cr_assert_eq(filed_told(EV_ACKED), 1);
	acks_not("max", ERR_REFUSED, "acknowledged already");
	won_sound(&filed.w);
}

static void stands_in(const char *who, const char *deputy)
{
	int64_t today = calendar_day(filed.w.s->calendar, filed.w.s->now(filed.w.s));
	struct away a = { .member = member_find(filed.w.s, who, NULL), .deputy = member_find(filed.w.s, deputy, NULL),
			  .from_day = today, .to_day = today + 7 };
	struct err err = { 0 };

	won_as(&filed.w, "dana");
	cr_assert_eq(away_put(filed.w.s, &a, &err), 0, "%s", err.text);
}

/* What falls to the CSM is the deputy's while the CSM is away, but a role that may not acknowledge gets no right by it. */
Test(packet_act, who_stands_in_for_the_csm_acknowledges)
{
	struct err err = { 0 };

	cr_assert_eq(member_add(filed.w.s, "sam", 1u << ROLE_CSM, 0, &err), 0);
	cr_assert_eq(member_add(filed.w.s, "omar", 1u << ROLE_SALES_OPS, 0, &err), 0);
	filed_fill();
	filed_file();
	acks_not("sam", ERR_ROLE, "the packet is for priya");
	stands_in("priya", "omar");
	acks_not("omar", ERR_ROLE, "csm, csm_manager");
	won_as(&filed.w, "dana");
	cr_assert_eq(away_end(filed.w.s, filed.w.priya, &err), 0, "%s", err.text);
	stands_in("priya", "sam");
	acked("sam");
	cr_assert_eq(filed_state(), FORM_ACKED);
}

Test(packet_act, a_csm_takes_over_a_deal_without_one)
{
	struct err err = { 0 };
	struct deal d;

	cr_assert_eq(deal_change(filed.w.s, filed.w.deal, "csm", "", &err), 0);
	filed_fill();
	filed_file();
	acked("priya");
	cr_assert_eq(deal_get(filed.w.s, filed.w.deal, &d, &err), 1);
	cr_assert_eq(d.csm, filed.w.priya);
	deal_done(&d);
}

/* What was filed is signed, not what was typed since; what is filed after it keeps the signature. */
Test(packet_act, the_signature_stands_in_the_file)
{
	const char *text;

	filed_fill();
	filed_file();
	filed_set("notes", "typed after it was filed");
	acked("priya");
	filed_is(2);
	text = filed_there(FILED_NAME);
	cr_assert_not_null(
		strstr(text,
		       "- Filed by: dana, 2026-11-20 10:50 Europe/Berlin (version 1)\n- Acknowledged by: priya, "
		       "2026-11-20 10:50"),
		"%s", text);
	cr_assert_null(strstr(text, "typed after"));
	won_as(&filed.w, "dana");
	cr_assert_eq(filed_file(), 3);
	cr_assert_eq(filed_state(), FORM_ACKED, "an amendment");
	text = filed_there(FILED_NAME);
	cr_assert_not_null(strstr(text, "typed after it was filed"));
	cr_assert_not_null(strstr(text, "(version 3)\n- Acknowledged by: priya"), "%s", text);
	won_sound(&filed.w);
}

Test(packet_act, is_read_whole_or_not)
{
	struct packet_filed f = { 0 };
	struct err err = { 0 };
	int64_t form = filed_form();

	filed_fill();
	filed_file();
	won_as(&filed.w, "rex");
	cr_assert_eq(packet_version(filed.w.s, form, 1, &f, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&filed.w, "mira");
	cr_assert_eq(packet_version(filed.w.s, form, 1, &f, &err), 1);
	packet_filed_done(&f);
	cr_assert_eq(packet_version(filed.w.s, form, 9, &f, &err), 0);
}

/* ---- returned ---- */

static void give_back(const char *field, const char *why)
{
	struct packet_gap gap = { packet_field_find(filed.w.s->packet, field), why };
	struct err err = { 0 };

	cr_assert_eq(packet_return(filed.w.s, filed.w.deal, &gap, 1, &err), 0, "%s", err.text);
}

Test(packet_act, goes_back_with_its_gaps_and_round_again)
{
	struct packet p;
	struct err err = { 0 };

	filed_fill();
	filed_file();
	won_as(&filed.w, "priya");
	give_back("expect", "By when?");
	cr_assert_eq(packet_load(filed.w.s, filed.w.deal, &p, &err), 1);
	cr_assert_eq(p.form.state, FORM_RETURNED);
	cr_assert_eq(p.rounds, 1);
	cr_assert_str_eq(packet_value_of(&p, "expect")->gap, "By when?");
	cr_assert_null(packet_value_of(&p, "problem")->gap);
	packet_done(&p);
	acks_not("priya", ERR_REFUSED, "was returned and is not filed again");
	won_as(&filed.w, "dana");
	filed_refused(ERR_REFUSED, "nothing changed since version 1");
	filed_set("expect", "One number by March");
	cr_assert_eq(filed_file(), 2);
	won_as(&filed.w, "priya");
	give_back("criteria", "Which three?");
	cr_assert_eq(packet_load(filed.w.s, filed.w.deal, &p, &err), 1);
	cr_assert_eq(p.rounds, 2);
	cr_assert_null(packet_value_of(&p, "expect")->gap, "the gap of the first round is answered");
	packet_done(&p);
	cr_assert_eq(filed_told(EV_RETURNED), 1);
	won_sound(&filed.w);
}

static void queued(const char *packet, const char *next)
{
	struct handoff_page p;
	struct err err = { 0 };

	cr_assert_eq(handoff_page(filed.w.s, &(struct handoff_filter){ 0 }, (struct handoff_key){ 0, 0 }, false, 10, &p, &err), 0,
		     "%s", err.text);
	cr_assert_eq(p.n, 1);
	cr_assert_not_null(strstr(p.row[0].cell[HANDOFF_PACKET].words, packet), "%s", p.row[0].cell[HANDOFF_PACKET].words);
	cr_assert_str_eq(p.row[0].next, next);
	handoff_page_done(&p);
}

/* The row says how many fields are wanted, and that one that came back waits for who files it. */
Test(packet_act, the_queue_says_what_the_packet_lacks)
{
	struct packet p;
	struct buf lacks = { 0 };
	struct err err = { 0 };

	cr_assert_eq(packet_load(filed.w.s, filed.w.deal, &p, &err), 1);
	cr_assert_gt(p.missing, 0);
	buf_printf(&lacks, " *%zu", p.missing);
	packet_done(&p);
	queued(buf_str(&lacks), "cro: file the packet");
	filed_fill();
	filed_file();
	queued("✓", "priya: acknowledge the packet");
	won_as(&filed.w, "priya");
	give_back("expect", "By when?");
	queued("returned *1", "cro: fill the gaps and file again");
	won_as(&filed.w, "dana");
	filed_set("expect", "One number by March");
	filed_file();
	queued("✓", "priya: acknowledge the packet");
	buf_done(&lacks);
}

Test(packet_act, a_return_names_gaps)
{
	struct packet_gap gap = { packet_field_find(filed.w.s->packet, "expect"), " " };
	struct err err = { 0 };

	filed_fill();
	filed_file();
	won_as(&filed.w, "priya");
	cr_assert_eq(packet_return(filed.w.s, filed.w.deal, &gap, 0, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert_eq(packet_return(filed.w.s, filed.w.deal, &gap, 1, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert_eq(filed_state(), FORM_FILED);
}

/* ---- undo ---- */

static void undo(void)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_undo(filed.w.s, SUBJECT_FORM, filed_form(), &u, &err), 0, "%s", err.text);
}

static void redo(void)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_redo(filed.w.s, SUBJECT_FORM, filed_form(), &u, &err), 0, "%s", err.text);
}

Test(packet_act, is_taken_back_and_done_again)
{
	filed_fill();
	filed_file();
	filed_set("notes", "more");
	filed_file();
	undo();
	filed_is(1);
	cr_assert_eq(filed_state(), FORM_FILED);
	redo();
	filed_is(2);
	undo();
	undo();
	undo();
	cr_assert_eq(filed_state(), FORM_OPEN);
	cr_assert_eq(filed_told(EV_FILED), 0);
	cr_assert_not_null(filed_there(FILED_NAME), "nothing ever removes a file");
	won_sound(&filed.w);
	cr_assert_eq(filed_file(), 3, "a number is never given again");
	filed_is(3);
	won_sound(&filed.w);
}

Test(packet_act, a_return_and_a_signature_are_taken_back)
{
	filed_fill();
	filed_file();
	won_as(&filed.w, "priya");
	give_back("expect", "By when?");
	undo();
	cr_assert_eq(filed_state(), FORM_FILED);
	cr_assert_eq(filed_told(EV_RETURNED), 0);
	acked("priya");
	undo();
	filed_is(1);
	cr_assert_eq(filed_told(EV_ACKED), 0);
	acked("priya");
	cr_assert_eq(filed_state(), FORM_ACKED);
	won_sound(&filed.w);
}
