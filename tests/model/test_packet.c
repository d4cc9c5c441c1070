/* The packet: what is known fills itself in, what is typed goes where it belongs, and what is missing is listed. */
#include "model/packet.h"
#include "model/account.h"
#include "model/company.h"
#include "model/config.h"
#include "model/event.h"
#include "model/search.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static struct packet p;

static void begin(void)
{
	won_open(&w, "60000");
	won_as(&w, "mira");
}

static void end(void)
{
	packet_done(&p);
	won_close(&w);
}

TestSuite(packet, .init = begin, .fini = end);

static void load(void)
{
	struct err err = { 0 };

	packet_done(&p);
	cr_assert_eq(packet_load(w.s, w.deal, &p, &err), 1, "%s", err.text);
}

static const char *text(const char *key)
{
	load();
	return packet_value_of(&p, key)->text;
}

static int try_set(const char *key, const char *words, int64_t base, struct err *err)
{
	return packet_set(w.s, w.deal, packet_field_find(w.s->packet, key), words, base, NULL, err);
}

static void set(const char *key, const char *words)
{
	struct err err = { 0 };

	cr_assert_eq(try_set(key, words, -1, &err), 0, "%s: %s", key, err.text);
}

static void refused(const char *key, const char *words, enum err_kind kind, const char *why)
{
	struct err err = { 0 };

	cr_assert_eq(try_set(key, words, -1, &err), -1, "%s took %s", key, words);
	cr_assert_eq(err.kind, kind, "%s", err.text);
	cr_assert_not_null(strstr(err.text, why), "%s", err.text);
}

static void add_row(const char *key, size_t n, const char *words)
{
	struct err err = { 0 };

	cr_assert_eq(packet_set_row(w.s, w.deal, packet_field_find(w.s->packet, key), n, words, NULL, &err), 0,
		     "%s: %s", key, err.text);
}

static const char *row(enum item_kind kind, size_t n)
{
	static struct buf out;

	load();
	buf_clear(&out);
	if (packet_row(&p, kind, n))
		packet_row_words(w.s, packet_row(&p, kind, n), &out);
	return buf_str(&out);
}

Test(packet, opens_with_the_win)
{
	load();
	cr_assert_eq(p.form.kind, FORM_PACKET);
	cr_assert_eq(p.form.state, FORM_OPEN);
	cr_assert_eq(p.customer.kind, FORM_CUSTOMER);
	cr_assert_eq(p.rounds, 0);
	cr_assert_str_eq(packet_state_key(p.form.state), "draft");
	won_sound(&w);
}

/* No field that the program knows already is typed again. */
Test(packet, what_is_known_fills_itself_in)
{
	static const char *const known[][2] = {
		{ "company", "Umber Group" }, { "contact", "L. Fox" },	  { "closed", "2026-11-20" },
		{ "price", "$2,500" },	      { "window", "2026-12-20" }, { "customer", "Umber Group" },
		{ "csm", "priya" },	      { "ae", "mira" },		  { "value", "$60,000" },
	};
	size_t n = sizeof known / sizeof known[0];

	for (size_t i = 0; i < n; i++)
		cr_assert_str_eq(text(known[i][0]), known[i][1], "%s", known[i][0]);
	cr_assert_str_eq(text("sow"), "signed");
	load();
	cr_assert_eq(p.prefilled, n + 1);
	cr_assert_eq(p.filled, n + 1, "nothing was typed yet");
	won_as(&w, "dana");
	set("email", "fox@umber.example");
	set("contact_title", "CTO");
	set("phone", "+1 555 0100");
	set("origin", "partner");
	set("term", "12");
	set("champion", "L. Fox");
	load();
	cr_assert_eq(p.prefilled, n + 1 + 6, "what a contact or the deal holds is known from then on");
	cr_assert_str_eq(text("champion"), "L. Fox, CTO", "the same person, with the title that was typed above");
	won_sound(&w);
}

Test(packet, what_is_typed_is_written_where_it_is_known)
{
	struct err err = { 0 };
	struct deal d;
	struct person who = { 0 };
	int64_t id;

	won_as(&w, "dana");
	set("value", "72,000");
	set("csm", "max");
	set("email", "fox@umber.example");
	set("executive", "Ann Bee, CEO");
	cr_assert_eq(deal_get(w.s, w.deal, &d, &err), 1);
	cr_assert_eq(d.arr_minor, 7200000);
	id = person_find(w.s, d.company, "Ann Bee", NULL, &err);
	cr_assert_gt(id, 0);
	cr_assert_eq(person_get(w.s, id, &who, &err), 1);
	cr_assert_str_eq(who.title, "CEO");
	person_done(&who);
	deal_done(&d);
	cr_assert_str_eq(text("executive"), "Ann Bee, CEO");
	cr_assert_str_eq(text("email"), "fox@umber.example");
	set("contact", "Cy Dee");
	cr_assert_str_eq(text("contact"), "Cy Dee");
	cr_assert_str_eq(text("email"), "", "another person has an address of their own");
	won_sound(&w);
}

Test(packet, an_answer_of_the_debrief_fills_in)
{
	struct err err = { 0 };

	cr_assert_eq(
		debrief_answer(w.s, w.form, 1, LAYER_AHEAD, "Their auditor asked for it", -1, 0, NULL, NULL, &err),
		0);
	cr_assert_str_eq(text("sold"), "Their auditor asked for it");
	cr_assert(packet_value_of(&p, "sold")->prefilled);
	won_as(&w, "priya");
	cr_assert_eq(debrief_answer(w.s, w.form, 1, LAYER_LIVE, "The audit in March", -1, 0, NULL, NULL, &err), 0);
	cr_assert_str_eq(text("sold"), "The audit in March", "what was said in the call counts");
	won_as(&w, "mira");
	set("sold", "A demo with their own data");
	cr_assert_str_eq(text("sold"), "A demo with their own data");
	cr_assert(packet_value_of(&p, "sold")->own);
	set("sold", " \n");
	cr_assert_str_eq(text("sold"), "The audit in March", "taken away, and the answer counts again");
	won_sound(&w);
}

static int tell(void *arg, const char *label, const char *what)
{
	buf_printf(arg, "[%s|%s]", label, what);
	return 0;
}

/* The other way round: the debrief asks beside what the packet says. */
Test(packet, stands_beside_the_debrief)
{
	struct err err = { 0 };
	struct buf out = { 0 };

	set("scope", "A second workshop");
	add_row("criteria", 0, "Sourced revenue known weekly");
	cr_assert_eq(debrief_context(w.s, w.form, 4, tell, &out, &err), 0);
	cr_assert_not_null(strstr(buf_str(&out), "[packet|A second workshop]"), "%s", buf_str(&out));
	buf_clear(&out);
	cr_assert_eq(debrief_context(w.s, w.form, 5, tell, &out, &err), 0);
	cr_assert_str_eq(buf_str(&out), "[customer form|Sourced revenue known weekly]");
	buf_done(&out);
}

Test(packet, words_are_read_by_their_kind)
{
	set("start", "12-01");
	cr_assert_str_eq(text("start"), "2026-12-01");
	set("briefing", "Y");
	cr_assert_str_eq(text("briefing"), "yes");
	set("problem", "Three teams,\nthree spreadsheets");
	cr_assert_str_eq(text("problem"), "Three teams,\nthree spreadsheets");
	refused("start", "soon", ERR_USAGE, "start: found “soon”, expected a day");
	refused("start", "2027-03", ERR_USAGE, "expected a day");
	refused("briefing", "perhaps", ERR_USAGE, "expected yes or no");
	refused("origin", "one\ntwo", ERR_USAGE, "found several lines");
	refused("sow", "signed", ERR_REFUSED, "winloss mark");
	refused("window", "2027-01-01", ERR_REFUSED, "counted from the signed SOW");
	refused("problem", "\xff", ERR_INPUT, "byte 1");
	refused("contact", " ", ERR_REFUSED, "a contact has a name");
	refused("closed", "2026-11-01", ERR_INPUT, "closed");
	cr_assert_str_eq(text("start"), "2026-12-01", "what was kept stays");
	won_sound(&w);
}

Test(packet, a_start_behind_the_window_is_said)
{
	set("start", "2026-12-20");
	load();
	cr_assert_eq(p.warnings, 0);
	set("start", "2026-12-21");
	load();
	cr_assert_eq(p.warnings, 1);
	cr_assert_str_eq(packet_value_of(&p, "start")->warning, "later than the last day of the window, 2026-12-20");
}

/* What they responded to is asked for where there was a briefing. */
Test(packet, a_field_that_hangs_on_another)
{
	load();
	cr_assert_not(packet_value_of(&p, "response")->asked);
	set("briefing", "yes");
	load();
	cr_assert(packet_value_of(&p, "response")->missing);
	set("briefing", "no");
	load();
	cr_assert_not(packet_value_of(&p, "response")->missing);
}

Test(packet, rows_are_read_in_words)
{
	add_row("touchpoints", 0, "2026-10-20 demo → they asked for a price");
	add_row("touchpoints", 0, "2026-10-02 intro call -> asked for a demo");
	add_row("risks", 0, "Nobody owns the migration -> name one at the kickoff");
	add_row("stakeholders", 0, "Ann Bee: gains a budget");
	add_row("criteria", 0, "Sourced revenue known weekly");
	cr_assert_str_eq(row(ITEM_TOUCHPOINT, 1), "2026-10-02 intro call → asked for a demo", "by day");
	cr_assert_str_eq(row(ITEM_TOUCHPOINT, 2), "2026-10-20 demo → they asked for a price");
	cr_assert_str_eq(row(ITEM_RISK, 1), "Nobody owns the migration → name one at the kickoff");
	cr_assert_str_eq(row(ITEM_STAKEHOLDER, 1), "Ann Bee: gains a budget");
	add_row("risks", 1, "Nobody owns it");
	cr_assert_str_eq(row(ITEM_RISK, 1), "Nobody owns it");
	add_row("risks", 1, "");
	cr_assert_str_eq(row(ITEM_RISK, 1), "");
	won_sound(&w);
}

Test(packet, rows_that_cannot_be)
{
	const struct packet_field *f = packet_field_find(w.s->packet, "risks");
	struct err err = { 0 };

	cr_assert_eq(packet_set_row(w.s, w.deal, f, 0, " ", NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert_eq(packet_set_row(w.s, w.deal, f, 3, "x", NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "found number 3, there are 0"), "%s", err.text);
	cr_assert_eq(packet_set_row(w.s, w.deal, f, 0, " -> only that", NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
}

/* Three criteria, whichever form they were written on. */
Test(packet, rows_of_the_debrief_count)
{
	struct item it;

	won_as(&w, "priya");
	it = won_add(&w, ITEM_CRITERION, "Half the manual work gone");
	item_done(&it);
	won_as(&w, "mira");
	add_row("criteria", 0, "Sourced revenue known weekly");
	load();
	cr_assert_eq(packet_rows(&p, ITEM_CRITERION), 2);
	cr_assert(packet_value_of(&p, "criteria")->missing);
	add_row("criteria", 0, "First value within 14 days");
	load();
	cr_assert_not(packet_value_of(&p, "criteria")->missing);
	won_sound(&w);
}

Test(packet, lists_what_is_missing)
{
	struct buf out = { 0 };
	size_t filled, asked;

	add_row("criteria", 0, "Sourced revenue known weekly");
	load();
	packet_missing(&p, &out);
	cr_assert_str_eq(buf_str(&out),
			 "email: Contact's e-mail\nstart: Delivery start target\nproblem: Problem statement\n"
			 "expect: What they expect\nsold: What sold them\norigin: Outreach origin\ntouchpoints: "
			 "Conversation history\n"
			 "briefing: Briefing delivered\ncriteria: Success criteria, 1 of 3");
	cr_assert_eq(p.missing, 9);
	cr_assert_eq(p.asked, 34, "all but the response to the briefing");
	packet_section_count(&p, packet_section_at(w.s->packet, 0), &filled, &asked);
	cr_assert_eq(filled, 6);
	cr_assert_eq(asked, 10);
	buf_done(&out);
}

/* ---- who, and two at once ---- */

Test(packet, who_may_write)
{
	static const char *const not[] = { "jo", "priya", "ana", "rex", "nobody" };
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof not / sizeof not[0]; i++) {
		won_as(&w, not[i]);
		cr_assert_eq(try_set("problem", "x", -1, &err), -1, "%s", not[i]);
		cr_assert(err.kind == ERR_ROLE || err.kind == ERR_INPUT, "%s: %s", not[i], err.text);
	}
	won_as(&w, "dana");
	set("problem", "x");
}

Test(packet, what_a_role_may_not_see_is_not_there)
{
	set("problem", "zq-crm");
	set("red_flags", "zq-internal");
	won_as(&w, "rex");
	cr_assert_str_eq(text("problem"), "zq-crm");
	cr_assert_str_eq(text("red_flags"), "");
	cr_assert(packet_value_of(&p, "red_flags")->hidden);
	won_as(&w, "ana");
	cr_assert_str_eq(text("problem"), "");
	cr_assert_str_eq(text("company"), "Umber Group");
	packet_done(&p);
	won_as(&w, "jo");
	cr_assert_eq(packet_load(w.s, w.deal, &p, NULL), 0, "a deal of somebody else");
}

Test(packet, two_who_write_one_field)
{
	struct err err = { 0 };
	int64_t rev;

	set("problem", "mine");
	load();
	rev = packet_value_of(&p, "problem")->rev;
	won_as(&w, "dana");
	set("problem", "theirs");
	won_as(&w, "mira");
	cr_assert_eq(try_set("problem", "mine again", rev, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "theirs"), "%s", err.text);
	load();
	cr_assert_eq(try_set("problem", "both", packet_value_of(&p, "problem")->rev, &err), 0, "%s", err.text);
	cr_assert_str_eq(text("problem"), "both");
}

Test(packet, a_save_told_again_is_one)
{
	const struct packet_field *f = packet_field_find(w.s->packet, "risks");
	static const unsigned char request[16] = "once and no more";
	struct err err = { 0 };

	for (int i = 0; i < 3; i++)
		cr_assert_eq(packet_set_row(w.s, w.deal, f, 0, "Nobody owns it", request, &err), 0, "%s", err.text);
	load();
	cr_assert_eq(packet_rows(&p, ITEM_RISK), 1);
}

Test(packet, is_taken_back_step_by_step)
{
	struct undone u;
	struct err err = { 0 };

	set("problem", "one");
	set("problem", "two");
	add_row("risks", 0, "Nobody owns it");
	load();
	for (int i = 0; i < 2; i++)
		cr_assert_eq(history_undo(w.s, SUBJECT_FORM, p.form.id, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(u.title, "Umber Group: packet, Problem statement");
	cr_assert_str_eq(text("problem"), "one");
	cr_assert_eq(packet_rows(&p, ITEM_RISK), 0);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, p.form.id, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(text("problem"), "two");
	won_sound(&w);
}

static int found(void *arg, const struct search_hit *h)
{
	buf_printf(arg, "[%s]", h->what);
	return 0;
}

Test(packet, is_found_by_its_words)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	set("problem", "Three spreadsheets");
	set("notes", "spreadsheets of theirs");
	cr_assert_eq(search_each(w.s, "spreadsheets", 9, found, &out, &err), 0);
	cr_assert_not_null(strstr(buf_str(&out), "[packet problem]"), "%s", buf_str(&out));
	cr_assert_not_null(strstr(buf_str(&out), "[customer handoff notes]"), "%s", buf_str(&out));
	buf_done(&out);
}

/* ---- deals that are not won, or came so ---- */

Test(packet, is_of_won_deals)
{
	struct err err = { 0 };
	struct deal d;
	int64_t id;

	won_as(&w, "dana");
	deal_init(&d);
	d.name = xstrdup("open one");
	cr_assert_eq(deal_add(w.s, &d, &err), 0);
	id = d.id;
	deal_done(&d);
	cr_assert_eq(packet_need(w.s, id, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "is not won"), "%s", err.text);
	cr_assert_eq(packet_load(w.s, id, &p, &err), 0);
}

/* A field that holds words cannot be taken out of the form, only put out of use. */
Test(packet, a_field_with_words_stays_known)
{
	struct err err = { 0 };
	char *body = NULL, *at;

	set("motion", "through two partners");
	won_as(&w, "dana");
	cr_assert_eq(config_get(w.s, "packet", &body, NULL, NULL, &err), 1);
	at = strstr(body, "[motion]");
	memcpy(at, "[notion]", 8);
	cr_assert_eq(config_put(w.s, "packet", body, NULL, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "[motion] is gone"), "%s", err.text);
	cr_assert_not_null(packet_field_find(w.s->packet, "motion"));
	free(body);
}
