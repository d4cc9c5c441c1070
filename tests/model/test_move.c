/* The one transition function: every gate and every refusal of "Deals and stages" as a table. */
#include "model/move.h"

#include "model/config.h"
#include "model/event.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOVE_DAYS(follow_up, sow, ...)                                                                               \
	{                                                                                                            \
		.follow_up_day = follow_up, .sow_day = sow, __VA_ARGS__                                              \
	}
#define MOVE(...) MOVE_DAYS(NO_DAY, NO_DAY, __VA_ARGS__)

static void go(struct store *s, int64_t deal, struct move m)
{
	struct err err = { 0 };

	m.deal = deal;
	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
}

/* Puts a new deal there, without asking much. */
static int64_t deal_at(struct store *s, int64_t stage, enum outcome outcome)
{
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "9500");
	struct move m = MOVE(.to_stage = stage, .reason = "set up", .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED,
			     .contact = "Ida Brandt");

	team_as(s, "dana");
	if (stage != STAGE_PROSPECTING)
		go(s, deal, m);
	if (outcome == OUTCOME_STALLED || outcome == OUTCOME_DELAYED)
		go(s, deal, (struct move)MOVE_DAYS(20800, NO_DAY, .outcome = outcome, .reason = "budget"));
	return deal;
}

/* A save that is told twice, as where its COMMIT was told failed, moves once; another id is another move. */
Test(move, told_again_with_its_id_is_harmless)
{
	static const unsigned char first[16] = { 1 }, second[16] = { 2 };
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_PROSPECTING, OUTCOME_NONE);
	struct move m = MOVE(.to_stage = STAGE_DISCOVERY, .reason = "they called", .request = first);
	struct deal_setting set = { deal_field("next_step"), "call" };
	struct err err = { 0 };

	go(s, deal, m);
	m.to_stage = STAGE_SOLUTION;
	go(s, deal, m);
	cr_assert_str_eq(team_get(s, deal, "stage"), "discovery");
	m.request = second;
	go(s, deal, m);
	cr_assert_str_eq(team_get(s, deal, "stage"), "solution");
	set.text = "visit";
	cr_assert_eq(deal_change_once(s, deal, &set, 1, second, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "next_step"), "");
	cr_assert_eq(deal_change_once(s, deal, &set, 1, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "next_step"), "visit");
	store_close(s);
}

struct refusal {
	const char *why; /* what the row is about */
	const char *as;	 /* who moves */
	int64_t from;
	enum outcome from_outcome;
	struct move move;
	enum err_kind kind; /* ERR_NONE: goes */
	const char *says;   /* part of the sentence */
};

/* What the deal says that a refused move must leave alone. */
static void picture(struct store *s, int64_t deal, char *out, size_t n)
{
	static const char *const fields[] = { "stage",	    "outcome",	  "stage_since", "closed",
					      "commitment", "sow_status", "sow_date",	 "reason",
					      "competitor", "follow_up",  "owner",	 "amount" };
	size_t len = 0;

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		len += (size_t)snprintf(out + len, n - len, "%s=%s;", fields[i], team_get(s, deal, fields[i]));
	for (const char *const *k = (const char *const[]){ "discovery_call", "bant", "terms", NULL }; *k; k++)
		len += (size_t)snprintf(out + len, n - len, "%s=%d;", *k, deal_is_checked(s, deal, *k));
}

static const struct refusal refusals[];

Test(move, refusals_and_what_goes)
{
	for (const struct refusal *r = refusals; r->why; r++) {
		struct store *s = team_open(NULL);
		int64_t deal = deal_at(s, r->from, r->from_outcome);
		static const struct sql groups = { "groups", "select count(*) from grp" };
		int64_t before;
		struct move m = r->move;
		char was[1024], is[1024];
		struct err err = { 0 };
		int rc;

		m.deal = deal;
		picture(s, deal, was, sizeof was);
		before = db_scalar(s->db, &groups, -1);
		team_as(s, r->as);
		rc = deal_move(s, &m, NULL, &err);
		cr_assert_eq(rc, r->kind ? -1 : 0, "%s: %s", r->why, rc ? err.text : "it went");
		if (r->kind) {
			cr_assert_eq(err.kind, r->kind, "%s: kind %d, %s", r->why, err.kind, err.text);
			cr_assert_not_null(strstr(err.text, r->says), "%s: no “%s” in: %s", r->why, r->says,
					   err.text);
			picture(s, deal, is, sizeof is);
			cr_assert_str_eq(is, was, "%s: a refused move changed the deal", r->why);
			cr_assert_eq(db_scalar(s->db, &groups, -1), before, "%s", r->why);
		}
		store_close(s);
	}
}

Test(move, forward_asks_exits_of_every_stage_left_and_entries_of_the_target)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_PROSPECTING, OUTCOME_NONE);
	struct move_needs n;
	struct err err = { 0 };
	/* exits of prospecting and discovery, entries of solution; "demo" is an exit of one and an entry of the other
	 */
	static const char *const want[] = { "discovery_call", "decision_maker", "pain_point",	   "bant",
					    "champion",	      "demo",		"evaluation_plan", "discovery_done",
					    "stakeholders" };

	cr_assert_eq(move_needs(s, deal, STAGE_SOLUTION, OUTCOME_NONE, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n.items, sizeof want / sizeof want[0]);
	cr_assert_eq(n.unmet, n.items);
	cr_assert(n.reason);
	for (size_t i = 0; i < n.items; i++)
		cr_assert_str_eq(n.item[i]->key, want[i]);
	store_close(s);
}

Test(move, back_asks_nothing)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_PROPOSAL, OUTCOME_NONE);
	struct move_needs n;
	struct err err = { 0 };

	cr_assert_eq(move_needs(s, deal, STAGE_DISCOVERY, OUTCOME_NONE, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n.items, 0);
	cr_assert_not(n.reason);
	team_as(s, "mira");
	go(s, deal, (struct move)MOVE(.to_stage = STAGE_DISCOVERY));
	cr_assert_str_eq(team_get(s, deal, "stage"), "discovery");
	store_close(s);
}

Test(move, a_tick_with_the_move_counts_and_stays)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_PROSPECTING, OUTCOME_NONE);
	struct move m = MOVE(.deal = deal, .to_stage = STAGE_DISCOVERY,
			     .check = { "discovery_call", "DECISION MAKER identified", "pain_point", "stakeholder" },
			     .checks = 4);
	struct err err = { 0 };

	team_as(s, "mira");
	cr_assert_eq(deal_move(s, &m, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "1 criterion is open: research completed"), "%s", err.text);
	cr_assert_not(deal_is_checked(s, deal, "discovery_call"), "a refused move ticks nothing");
	m.check[m.checks++] = "research";
	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
	cr_assert(deal_is_checked(s, deal, "decision_maker"));
	store_close(s);
}

static bool has_override(struct store *s, int64_t deal)
{
	struct event *ev = NULL;
	struct err err = { 0 };
	size_t n;
	bool over = false;

	cr_assert_eq(event_list(s, deal, &ev, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		over |= ev[i].overridden;
	free(ev);
	return over;
}

Test(move, going_on_anyway_is_an_override_and_by_import_is_none)
{
	static const struct sql listed = { "listed", "select count(*) from event where reason like 'not met: %'" };
	struct store *s = team_open(NULL);
	struct buf unmet = { 0 };
	int64_t deal = deal_at(s, STAGE_PROSPECTING, OUTCOME_NONE),
		other = deal_at(s, STAGE_PROSPECTING, OUTCOME_NONE);

	team_as(s, "mira");
	go(s, deal, (struct move)MOVE(.to_stage = STAGE_DISCOVERY, .reason = "met on the fair"));
	cr_assert(has_override(s, deal));
	team_as(s, "olga");
	go(s, other, (struct move)MOVE(.to_stage = STAGE_DISCOVERY, .by_import = true, .unmet = &unmet));
	cr_assert_not(has_override(s, other));
	/* They are listed: for the import's output, and with the move itself. */
	cr_assert(unmet.len > 0);
	cr_assert_eq(db_scalar(s->db, &listed, 0), 1);
	buf_done(&unmet);
	store_close(s);
}

Test(move, a_win_sets_what_it_was_told_and_makes_its_forms)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_NEGOTIATION, OUTCOME_NONE);
	static const struct sql forms = { "forms", "select count(*) from form where gone = 0 and kind in (1, 2, 3)" };

	team_as(s, "mira");
	go(s, deal,
	   (struct move)MOVE_DAYS(NO_DAY, 20800, .to_stage = STAGE_WON, .check_all = true,
				  .commitment = COMMIT_VERBAL, .sow = SOW_PENDING, .contact = "Ida Brandt"));
	cr_assert_str_eq(team_get(s, deal, "outcome"), "won");
	cr_assert_str_eq(team_get(s, deal, "closed"), "2026-11-24");
	cr_assert_str_eq(team_get(s, deal, "commitment"), "verbal");
	cr_assert_str_eq(team_get(s, deal, "sow_status"), "pending");
	cr_assert_eq(db_scalar(s->db, &forms, -1), 3, "debrief, packet, customer handoff form");
	store_close(s);
}

Test(move, a_win_knows_the_contact_the_deal_has)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_WON, OUTCOME_NONE); /* with Ida Brandt */
	struct move_needs n;
	struct err err = { 0 };

	team_as(s, "cora");
	go(s, deal, (struct move)MOVE(.to_stage = STAGE_NEGOTIATION, .reason = "the order was void"));
	cr_assert_eq(move_needs(s, deal, STAGE_WON, OUTCOME_NONE, &n, &err), 0, "%s", err.text);
	cr_assert_not(n.contact);
	cr_assert(n.commitment && n.sow);
	store_close(s);
}

Test(move, reopening_a_win_voids_its_clocks_and_keeps_its_forms)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_WON, OUTCOME_NONE);
	static const struct sql forms = { "forms", "select count(*) from form where gone = 0 and kind in (1, 2, 3)" };
	struct clock c[32];
	struct err err = { 0 };
	size_t n;

	team_as(s, "cora");
	go(s, deal, (struct move)MOVE(.to_stage = STAGE_PROPOSAL, .reason = "the order was void"));
	cr_assert_str_eq(team_get(s, deal, "outcome"), "");
	cr_assert_str_eq(team_get(s, deal, "closed"), "");
	cr_assert_str_eq(team_get(s, deal, "commitment"), "written", "what was told stays told");
	cr_assert_eq(db_scalar(s->db, &forms, -1), 3, "debrief, packet, customer handoff form");
	cr_assert_eq(clocks_of(s, deal, c, 32, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		cr_assert_neq(clock_state(&c[i], s->now(s)), CLOCK_RUNNING, "clock %d runs on", c[i].kind);
	store_close(s);
}

Test(move, from_won_to_lost_is_for_the_cro_and_leaves_one_close)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_WON, OUTCOME_NONE);

	team_as(s, "cora");
	team_later(s, DAY_MS);
	go(s, deal, (struct move)MOVE(.to_stage = STAGE_LOST, .reason = "withdrew", .competitor = "Northwind"));
	cr_assert_str_eq(team_get(s, deal, "outcome"), "lost");
	cr_assert_str_eq(team_get(s, deal, "closed"), "2026-11-25");
	cr_assert_str_eq(team_get(s, deal, "reason"), "withdrew");
	cr_assert_str_eq(team_get(s, deal, "competitor"), "Northwind");
	store_close(s);
}

Test(move, stalled_keeps_its_stage_and_a_move_wakes_it)
{
	struct store *s = team_open(NULL);
	int64_t deal = deal_at(s, STAGE_PROPOSAL, OUTCOME_STALLED);

	cr_assert_str_eq(team_get(s, deal, "stage"), "proposal");
	cr_assert_str_eq(team_get(s, deal, "outcome"), "stalled");
	team_as(s, "mira");
	go(s, deal, (struct move)MOVE_DAYS(20801, NO_DAY, .outcome = OUTCOME_DELAYED, .reason = "again"));
	cr_assert_str_eq(team_get(s, deal, "outcome"), "delayed");
	go(s, deal, (struct move)MOVE(.outcome = OUTCOME_NONE));
	cr_assert_str_eq(team_get(s, deal, "outcome"), "");
	go(s, deal, (struct move)MOVE_DAYS(20801, NO_DAY, .outcome = OUTCOME_STALLED, .reason = "again"));
	go(s, deal, (struct move)MOVE(.to_stage = STAGE_NEGOTIATION, .check_all = true));
	cr_assert_str_eq(team_get(s, deal, "outcome"), "");
	cr_assert_str_eq(team_get(s, deal, "stage"), "negotiation");
	store_close(s);
}

Test(move, a_stage_that_deals_stand_in_is_not_configured_away)
{
	struct store *s = team_open(NULL);
	char *body = NULL, *cut, *end;
	struct err err = { 0 };

	deal_at(s, STAGE_SOLUTION, OUTCOME_NONE);
	cr_assert_eq(config_get(s, "stages", &body, NULL, NULL, &err), 1);
	cut = strstr(body, "[solution]");
	end = strstr(body, "[proposal]");
	cr_assert(cut && end);
	memmove(cut, end, strlen(end) + 1);
	cr_assert_eq(config_put(s, "stages", body, NULL, NULL, &err), -1, "deals would stand nowhere");
	cr_assert_eq(err.kind, ERR_CONFIG, "%s", err.text);
	cr_assert_not_null(strstr(err.text, "id 3"), "%s", err.text);
	cr_assert_not_null(stage_find(s->stages, "solution"), "what was loaded before stays");
	free(body);
	store_close(s);
}

#define WIN_WORDS .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .contact = "Ida Brandt"

static const struct refusal refusals[] = {
	/* forward */
	{ "one stage on, nothing ticked", "mira", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY),
	  ERR_REFUSED,
	  "5 criteria are open: discovery call scheduled, decision maker identified, first pain point uncovered, "
	  "stakeholder "
	  "confirmed, research completed" },
	{ "blanks are no reason", "mira", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .reason = " \t\n"),
	  ERR_REFUSED, "5 criteria are open" },
	{ "a reason goes on", "mira", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .reason = "met"), 0,
	  "" },
	{ "all ticked", "mira", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), 0, "" },
	{ "three stages on at once", "mira", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_PROPOSAL), ERR_REFUSED,
	  "BANT qualified" },
	{ "a criterion nobody knows", "mira", STAGE_PROSPECTING, 0,
	  MOVE(.to_stage = STAGE_DISCOVERY, .check = { "nonsense" }, .checks = 1, .reason = "met"), ERR_INPUT,
	  "nonsense" },
	{ "the same stage", "mira", STAGE_DISCOVERY, 0, MOVE(.to_stage = STAGE_DISCOVERY), ERR_REFUSED,
	  "there already" },
	{ "active already", "mira", STAGE_DISCOVERY, 0, MOVE(.outcome = OUTCOME_NONE), ERR_REFUSED, "there already" },
	{ "no such deal stage", "mira", STAGE_DISCOVERY, 0, MOVE(.to_stage = 99), ERR_INPUT, "stage" },
	/* who */
	{ "another's deal", "jo", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true),
	  ERR_INPUT, "no deal" },
	{ "a csm", "priya", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), ERR_ROLE,
	  "not" },
	{ "a csm manager", "max", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), 0, "" },
	{ "the cro", "cora", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), 0, "" },
	{ "sales ops", "olga", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), 0, "" },
	{ "an analyst", "ana", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), ERR_ROLE,
	  "not" },
	{ "the cmo", "carl", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), ERR_INPUT,
	  "no deal" },
	{ "readonly", "rex", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), ERR_ROLE,
	  "not" },
	{ "no member", "nobody", STAGE_PROSPECTING, 0, MOVE(.to_stage = STAGE_DISCOVERY, .check_all = true), ERR_ROLE,
	  "no member of this file" },
	/* lost, stalled, delayed */
	{ "lost without a reason", "mira", STAGE_PROPOSAL, 0, MOVE(.to_stage = STAGE_LOST), ERR_REFUSED,
	  "why it was lost" },
	{ "lost with one, from the first stage on", "mira", STAGE_PROSPECTING, 0,
	  MOVE(.to_stage = STAGE_LOST, .reason = "price"), 0, "" },
	{ "stalled without a reason", "mira", STAGE_PROPOSAL, 0, MOVE_DAYS(20800, NO_DAY, .outcome = OUTCOME_STALLED),
	  ERR_REFUSED, "why it waits" },
	{ "stalled without a day", "mira", STAGE_PROPOSAL, 0, MOVE(.outcome = OUTCOME_STALLED, .reason = "budget"),
	  ERR_REFUSED, "a day to follow up" },
	{ "delayed without a reason", "mira", STAGE_PROPOSAL, 0, MOVE_DAYS(20800, NO_DAY, .outcome = OUTCOME_DELAYED),
	  ERR_REFUSED, "why it waits" },
	{ "delayed without a day", "mira", STAGE_PROPOSAL, 0, MOVE(.outcome = OUTCOME_DELAYED, .reason = "budget"),
	  ERR_REFUSED, "a day to follow up" },
	{ "stalled with both", "mira", STAGE_PROPOSAL, 0,
	  MOVE_DAYS(20800, NO_DAY, .outcome = OUTCOME_STALLED, .reason = "budget"), 0, "" },
	{ "stalled twice", "mira", STAGE_PROPOSAL, OUTCOME_STALLED,
	  MOVE_DAYS(20800, NO_DAY, .outcome = OUTCOME_STALLED, .reason = "budget"), ERR_REFUSED, "there already" },
	/* won */
	{ "won without commitment", "mira", STAGE_NEGOTIATION, 0,
	  MOVE(.to_stage = STAGE_WON, .check_all = true, .sow = SOW_SIGNED, .contact = "Ida"), ERR_REFUSED,
	  "written or verbal" },
	{ "won without the SOW", "mira", STAGE_NEGOTIATION, 0,
	  MOVE(.to_stage = STAGE_WON, .check_all = true, .commitment = COMMIT_VERBAL, .contact = "Ida"), ERR_REFUSED,
	  "is the SOW signed" },
	{ "won with a pending SOW and no day", "mira", STAGE_NEGOTIATION, 0,
	  MOVE(.to_stage = STAGE_WON, .check_all = true, .commitment = COMMIT_VERBAL, .sow = SOW_PENDING,
	       .contact = "Ida"),
	  ERR_REFUSED, "which day is it expected" },
	{ "won without a contact", "mira", STAGE_NEGOTIATION, 0,
	  MOVE(.to_stage = STAGE_WON, .check_all = true, .commitment = COMMIT_VERBAL, .sow = SOW_SIGNED), ERR_REFUSED,
	  "primary contact" },
	{ "won with a blank contact", "mira", STAGE_NEGOTIATION, 0,
	  MOVE(.to_stage = STAGE_WON, .check_all = true, .commitment = COMMIT_VERBAL, .sow = SOW_SIGNED,
	       .contact = "  "),
	  ERR_REFUSED, "primary contact" },
	{ "won with open boxes", "mira", STAGE_NEGOTIATION, 0, MOVE(.to_stage = STAGE_WON, WIN_WORDS), ERR_REFUSED,
	  "terms agreed" },
	{ "won with all", "mira", STAGE_NEGOTIATION, 0, MOVE(.to_stage = STAGE_WON, .check_all = true, WIN_WORDS), 0,
	  "" },
	{ "won twice", "cora", STAGE_WON, 0, MOVE(.to_stage = STAGE_WON, WIN_WORDS), ERR_REFUSED, "there already" },
	/* closed deals */
	{ "reopening won by the ae", "mira", STAGE_WON, 0, MOVE(.to_stage = STAGE_PROPOSAL, .reason = "void"),
	  ERR_ROLE, "cro" },
	{ "reopening won by sales ops", "olga", STAGE_WON, 0, MOVE(.to_stage = STAGE_PROPOSAL, .reason = "void"),
	  ERR_ROLE, "cro" },
	{ "won to lost by the ae", "mira", STAGE_WON, 0, MOVE(.to_stage = STAGE_LOST, .reason = "void"), ERR_ROLE,
	  "cro" },
	{ "reopening won without a reason", "cora", STAGE_WON, 0, MOVE(.to_stage = STAGE_PROPOSAL), ERR_REFUSED,
	  "the deal was closed" },
	{ "reopening won by the cro", "cora", STAGE_WON, 0, MOVE(.to_stage = STAGE_PROPOSAL, .reason = "void"), 0,
	  "" },
	{ "reopening lost without a reason", "mira", STAGE_LOST, 0, MOVE(.to_stage = STAGE_PROPOSAL), ERR_REFUSED,
	  "the deal was closed" },
	{ "reopening lost by the ae", "mira", STAGE_LOST, 0,
	  MOVE(.to_stage = STAGE_PROPOSAL, .reason = "they called"), 0, "" },
	{ "lost to won without a reason", "mira", STAGE_LOST, 0, MOVE(.to_stage = STAGE_WON, WIN_WORDS), ERR_REFUSED,
	  "the deal was closed" },
	{ "lost to won", "mira", STAGE_LOST, 0, MOVE(.to_stage = STAGE_WON, .reason = "they called", WIN_WORDS), 0,
	  "" },
	{ "stalling a won deal", "cora", STAGE_WON, 0,
	  MOVE_DAYS(20800, NO_DAY, .outcome = OUTCOME_STALLED, .reason = "x"), ERR_REFUSED,
	  "neither stalled nor delayed" },
	{ "delaying a lost deal", "mira", STAGE_LOST, 0,
	  MOVE_DAYS(20800, NO_DAY, .outcome = OUTCOME_DELAYED, .reason = "x"), ERR_REFUSED,
	  "neither stalled nor delayed" },
	{ "a won deal made active", "cora", STAGE_WON, 0, MOVE(.outcome = OUTCOME_NONE), ERR_REFUSED, "open stage" },
	{ "a lost deal made active", "mira", STAGE_LOST, 0, MOVE(.outcome = OUTCOME_NONE), ERR_REFUSED,
	  "open stage" },
	{ NULL, NULL, 0, 0, MOVE(.deal = 0), 0, NULL },
};
