/* Who decides which discount, by which way, and what it keeps from moving on. */
#include "model/approval.h"

#include "model/away.h"
#include "model/config.h"
#include "model/member.h"
#include "model/move.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_NOW INT64_C(20781) /* 2026-11-24 */

static void duty(struct store *s, const char *login, enum duty d)
{
	unsigned duties = 1u << d;
	struct err err = { 0 };

	team_as(s, "dana");
	cr_assert_eq(member_set(s, login, NULL, &duties, NULL, NULL, NULL, &err), 0, "%s", err.text);
}

/* olga is vp_sales, max sales_manager, ana ceo; mira's deal in negotiation with that discount. */
static int64_t open_deal(struct store **s, const char *discount)
{
	struct move m = { .to_stage = STAGE_NEGOTIATION, .check_all = true, .follow_up_day = NO_DAY, .sow_day = NO_DAY };
	struct err err = { 0 };

	*s = team_open(NULL);
	duty(*s, "olga", DUTY_VP_SALES);
	duty(*s, "max", DUTY_SALES_MANAGER);
	duty(*s, "ana", DUTY_CEO);
	m.deal = team_deal(*s, "Kestrel Data", "mira", "9500");
	team_as(*s, "mira");
	cr_assert_eq(deal_move(*s, &m, NULL, &err), 0, "%s", err.text);
	team_set(*s, m.deal, "discount", discount);
	return m.deal;
}

static int64_t ask(struct store *s, int64_t deal, const char *login)
{
	struct err err = { 0 };
	int64_t id = 0;

	team_as(s, login);
	cr_assert_eq(approval_ask(s, deal, NULL, "the rival is cheaper", &id, &err), 0, "%s", err.text);
	return id;
}

static int decide(struct store *s, int64_t id, const char *login, bool approves, struct err *err)
{
	*err = (struct err){ 0 };
	team_as(s, login);
	return approval_decide(s, id, approves, approves ? NULL : "too much", err);
}

static int64_t state_of(struct store *s, int64_t id)
{
	struct approval a;
	struct err err = { 0 };
	int64_t state;

	team_as(s, "dana");
	cr_assert_eq(approval_get(s, id, &a, &err), 1, "%s", err.text);
	state = a.state;
	approval_done(&a);
	return state;
}

static int win(struct store *s, int64_t deal, const char *reason, struct err *err)
{
	struct move m = { .deal = deal, .to_stage = STAGE_WON, .check_all = !reason, .reason = reason, .commitment = COMMIT_WRITTEN,
			  .sow = SOW_SIGNED, .contact = "Ida Brandt", .follow_up_day = NO_DAY, .sow_day = NO_DAY };

	*err = (struct err){ 0 };
	team_as(s, "mira");
	return deal_move(s, &m, NULL, err);
}

/* domain.md, "Deals and stages": at most 10 % rep, 20 % sales_manager, 30 % vp_sales, above ceo. */
Test(approval, bands_end_where_the_source_says)
{
	static const struct { const char *discount; int duty; } cases[] = {
		{ "", APPROVAL_FREE }, { "0", APPROVAL_FREE }, { "10", APPROVAL_FREE }, { "10.01", DUTY_SALES_MANAGER },
		{ "20", DUTY_SALES_MANAGER }, { "20.01", DUTY_VP_SALES }, { "30", DUTY_VP_SALES }, { "30.01", DUTY_CEO },
		{ "100", DUTY_CEO },
	};
	struct store *s;
	int64_t deal = open_deal(&s, "");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct approval_need n;
		struct err err = { 0 };
		struct deal d;

		team_set(s, deal, "discount", cases[i].discount);
		cr_assert_eq(deal_get(s, deal, &d, &err), 1);
		cr_assert_eq(approval_need(s, &d, approval_rule_at(s->approvals, 0), &n, &err), 0, "%s", err.text);
		cr_assert_eq(n.duty, cases[i].duty, "%s: %d", cases[i].discount, n.duty);
		cr_assert_eq(n.standing, n.duty == APPROVAL_FREE ? STANDING_FREE : STANDING_MISSING);
		deal_done(&d);
	}
	store_close(s);
}

Test(approval, the_duty_of_the_band_or_above_decides_and_never_who_asked)
{
	struct store *s;
	int64_t deal = open_deal(&s, "25"), id = ask(s, deal, "mira");
	struct err err;

	cr_assert_eq(decide(s, id, "mira", true, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(decide(s, id, "max", true, &err), -1, "a sales_manager decides up to 20 %%");
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert(strstr(err.text, "vp_sales"), "%s", err.text);
	cr_assert(strstr(err.text, "olga"), "%s", err.text);
	cr_assert_eq(decide(s, id, "priya", true, &err), -1);
	cr_assert_eq(decide(s, id, "ana", true, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(s, id), APPROVAL_APPROVED);
	cr_assert_eq(decide(s, id, "olga", false, &err), -1);
	cr_assert(strstr(err.text, "approved already (ana"), "%s", err.text);
	store_close(s);
}

/* Each by name, also one whose name stands in another's. */
Test(approval, who_decides_is_named)
{
	struct store *s;
	int64_t id = ask(s, open_deal(&s, "25"), "mira");
	struct err err;

	team_as(s, "dana");
	cr_assert_eq(member_add(s, "lga", 1u << ROLE_AE, 1u << DUTY_VP_SALES, &err), 0, "%s", err.text);
	cr_assert_eq(decide(s, id, "max", true, &err), -1);
	cr_assert_not_null(strstr(err.text, "vp_sales or above (olga, ana, lga)"), "%s", err.text);
	store_close(s);
}

/* domain.md, "People": the cro does not approve discounts, whatever duty or deputy. */
Test(approval, the_cro_does_not_decide_discounts)
{
	struct store *s;
	int64_t deal = open_deal(&s, "25"), id = ask(s, deal, "mira");
	struct away a = { .from_day = DAY_NOW, .to_day = DAY_NOW };
	struct err err = { 0 };

	duty(s, "cora", DUTY_VP_SALES);
	cr_assert_eq(decide(s, id, "cora", true, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert(strstr(err.text, "cro"), "%s", err.text);
	a.member = member_find(s, "olga", NULL);
	a.deputy = member_find(s, "cora", NULL);
	team_as(s, "dana");
	cr_assert_eq(away_put(s, &a, &err), 0, "%s", err.text);
	cr_assert_eq(decide(s, id, "cora", true, &err), -1);
	store_close(s);
}

Test(approval, a_deputy_decides_while_the_holder_is_away)
{
	struct store *s;
	int64_t deal = open_deal(&s, "25"), id = ask(s, deal, "mira"), n = -1;
	struct away a = { .from_day = DAY_NOW, .to_day = DAY_NOW + 1 };
	struct err err = { 0 };

	team_as(s, "max");
	cr_assert_eq(approval_count(s, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 0);
	a.member = member_find(s, "olga", NULL);
	a.deputy = member_find(s, "max", NULL);
	team_as(s, "olga");
	cr_assert_eq(away_put(s, &a, &err), 0, "%s", err.text);
	team_as(s, "max");
	cr_assert_eq(approval_count(s, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 1);
	team_later(s, 3 * 86400000LL);
	cr_assert_eq(decide(s, id, "max", true, &err), -1, "olga is back");
	team_later(s, -3 * 86400000LL);
	cr_assert_eq(decide(s, id, "max", true, &err), 0, "%s", err.text);
	store_close(s);
}

/* Key, form, drag and import all move through deal_move(); ticks all go through deal_check(). */
Test(approval, terms_stay_open_by_every_path_until_it_is_approved)
{
	struct store *s;
	int64_t deal = open_deal(&s, "25"), id;
	struct deal_setting set[] = { { deal_field("stage"), "won" }, { deal_field("commitment"), "written" },
				      { deal_field("sow_status"), "signed" } };
	struct err err = { 0 };

	cr_assert_eq(deal_tick(s, deal, "terms", true, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "terms agreed"), "%s", err.text);
	cr_assert(strstr(err.text, "25 %"), "%s", err.text);
	cr_assert_eq(win(s, deal, NULL, &err), -1, "not with all ticked");
	cr_assert_eq(win(s, deal, "go on anyway", &err), -1, "not with a reason");
	cr_assert(strstr(err.text, "not moved"), "%s", err.text);
	cr_assert_eq(deal_write(s, &deal, set, 3, &(struct move){ .check_all = true, .contact = "Ida Brandt", .follow_up_day = NO_DAY,
								  .sow_day = NO_DAY }, &err), -1);
	cr_assert_str_eq(team_get(s, deal, "stage"), "negotiation");
	id = ask(s, deal, "mira");
	cr_assert_eq(win(s, deal, NULL, &err), -1, "asked is not approved");
	cr_assert(strstr(err.text, "waits for vp_sales"), "%s", err.text);
	cr_assert_eq(decide(s, id, "olga", false, &err), 0, "%s", err.text);
	cr_assert_eq(win(s, deal, NULL, &err), -1);
	cr_assert(strstr(err.text, "rejected by olga: too much"), "%s", err.text);
	id = ask(s, deal, "mira");
	cr_assert_eq(decide(s, id, "olga", true, &err), 0, "%s", err.text);
	cr_assert_eq(win(s, deal, NULL, &err), 0, "%s", err.text);
	store_close(s);
}

Test(approval, another_number_withdraws_it_and_opens_the_terms_again)
{
	struct store *s;
	int64_t deal = open_deal(&s, "25"), id = ask(s, deal, "mira");
	struct err err = { 0 };

	cr_assert_eq(decide(s, id, "olga", true, &err), 0, "%s", err.text);
	team_as(s, "mira");
	cr_assert_eq(deal_tick(s, deal, "terms", true, &err), 0, "%s", err.text);
	team_set(s, deal, "discount", "28");
	cr_assert_eq(state_of(s, id), APPROVAL_WITHDRAWN);
	cr_assert_not(deal_is_checked(s, deal, "terms"));
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(s, id), APPROVAL_APPROVED);
	cr_assert(deal_is_checked(s, deal, "terms"));
	team_as(s, "mira");
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(s, id), APPROVAL_WITHDRAWN);
	cr_assert_not(deal_is_checked(s, deal, "terms"));
	team_as(s, "mira");
	team_set(s, deal, "discount", "8");
	cr_assert_eq(deal_tick(s, deal, "terms", true, &err), 0, "%s", err.text);
	store_close(s);
}

/* A tick that was there before the number says nothing of it. */
Test(approval, an_old_tick_does_not_carry_an_unapproved_number)
{
	struct store *s;
	int64_t deal = open_deal(&s, "5");
	struct err err = { 0 };

	cr_assert_eq(deal_tick(s, deal, "terms", true, &err), 0, "%s", err.text);
	team_set(s, deal, "discount", "40");
	cr_assert_not(deal_is_checked(s, deal, "terms"));
	cr_assert_eq(win(s, deal, "go on", &err), -1);
	cr_assert(strstr(err.text, "ceo decides"), "%s", err.text);
	store_close(s);
}

Test(approval, a_decision_is_taken_back_until_something_stands_on_it)
{
	struct store *s;
	int64_t deal = open_deal(&s, "15"), id = ask(s, deal, "mira");
	struct err err = { 0 };

	cr_assert_eq(decide(s, id, "max", true, &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(s, id), APPROVAL_ASKED);
	team_as(s, "max");
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(s, id), APPROVAL_APPROVED);
	team_as(s, "mira");
	cr_assert_eq(deal_tick(s, deal, "terms", true, &err), 0, "%s", err.text);
	team_as(s, "max");
	cr_assert_eq(team_undo(s, &err), -1);
	cr_assert(strstr(err.text, "terms agreed"), "%s", err.text);
	store_close(s);
}

Test(approval, what_is_not_needed_or_asked_twice_is_refused)
{
	struct store *s;
	int64_t deal = open_deal(&s, "10"), id;
	struct err err = { 0 };

	cr_assert_eq(approval_ask(s, deal, NULL, NULL, NULL, &err), -1);
	cr_assert(strstr(err.text, "needs no approval"), "%s", err.text);
	team_set(s, deal, "discount", "11");
	id = ask(s, deal, "mira");
	cr_assert_eq(approval_ask(s, deal, NULL, NULL, NULL, &err), -1);
	cr_assert(strstr(err.text, "already"), "%s", err.text);
	team_as(s, "jo");
	cr_assert_eq(approval_ask(s, deal, NULL, NULL, NULL, &err), -1, "not of a deal that one does not see");
	cr_assert_eq(err.kind, ERR_INPUT);
	team_as(s, "max");
	cr_assert_eq(approval_decide(s, id, false, " ", &err), -1);
	cr_assert(strstr(err.text, "say why"), "%s", err.text);
	team_as(s, "priya");
	cr_assert_eq(approval_withdraw(s, id, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	team_as(s, "mira");
	cr_assert_eq(approval_withdraw(s, id, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(s, id), APPROVAL_WITHDRAWN);
	store_close(s);
}

struct seen {
	size_t n, mine;
};

static int see(void *arg, const struct approval_row *row)
{
	struct seen *k = arg;

	k->n++;
	k->mine += row->mine;
	return 0;
}

Test(approval, who_does_not_see_the_deal_sees_no_request)
{
	static const struct { const char *login; size_t n, mine; } cases[] = {
		{ "mira", 1, 0 }, { "jo", 0, 0 }, { "olga", 1, 1 }, { "ana", 1, 1 }, { "max", 1, 0 }, { "carl", 0, 0 }, { "rex", 1, 0 },
	};
	struct store *s;
	int64_t deal = open_deal(&s, "25");

	ask(s, deal, "mira");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct seen k = { 0 };
		struct err err = { 0 };

		team_as(s, cases[i].login);
		cr_assert_eq(approval_each(s, &(struct approval_filter){ 0 }, see, &k, &err), 0, "%s", err.text);
		cr_assert_eq(k.n, cases[i].n, "%s sees %zu", cases[i].login, k.n);
		cr_assert_eq(k.mine, cases[i].mine, "%s decides %zu", cases[i].login, k.mine);
	}
	store_close(s);
}

Test(approval, the_checker_names_line_and_reason)
{
	static const struct { const char *ini, *says; } cases[] = {
		{ "[discount]\nfield = colour\n", "approvals:2: found field “colour”" },
		{ "[discount]\nband = 10 nobody\n", "approvals:2: found band before field" },
		{ "[discount]\nfield = discount\nband = 10 nobody\nband = 5 ceo\n", "approvals:4: found the band 5 behind a larger one" },
		{ "[discount]\nfield = discount\nband = 10 king\n", "approvals:3: found “king”" },
		{ "[discount]\nfield = discount\nband = 10 nobody\n", "no band for all above" },
		{ "[discount]\nfield = discount\nband = 10 ceo\nband = above nobody\n", "approvals:4: found nobody" },
		{ "[discount]\nfield = discount\nband = above ceo\nnever = king\n", "approvals:4: found “king”, expected a role" },
		{ "[discount]\nfield = discount\nband = above ceo\ncolour = red\n", "approvals:4: found “colour”" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = { 0 };

		cr_assert_eq(config_check("approvals", cases[i].ini, strlen(cases[i].ini), &err), -1, "%s", cases[i].ini);
		cr_assert_eq(err.kind, ERR_CONFIG);
		cr_assert(strstr(err.text, cases[i].says), "%s", err.text);
	}
}

static int see_duty(void *arg, const struct approval_row *row)
{
	*(int64_t *)arg = row->a.duty;
	return 0;
}

/* Who decides is asked of the matrix of today: so is whom a request waits for. */
Test(approval, a_request_waits_for_who_decides_by_the_matrix_of_today)
{
	struct store *s;
	int64_t deal = open_deal(&s, "15"), id = ask(s, deal, "mira"), waits_for = -1;
	struct err err = { 0 };

	team_as(s, "dana");
	cr_assert_eq(config_put(s, "approvals", "[discount]\nfield = discount\nblocks = terms\nband = 10 nobody\nband = 12 sales_manager\n"
				"band = above vp_sales\n", NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(approval_each(s, &(struct approval_filter){ .open_only = true }, see_duty, &waits_for, &err), 0, "%s", err.text);
	cr_assert_eq(waits_for, DUTY_VP_SALES);
	cr_assert_eq(decide(s, id, "max", true, &err), -1);
	cr_assert_eq(decide(s, id, "olga", true, &err), 0, "%s", err.text);
	store_close(s);
}

Test(approval, the_team_changes_its_matrix)
{
	struct store *s;
	int64_t deal = open_deal(&s, "25");
	struct err err = { 0 };

	team_as(s, "dana");
	cr_assert_eq(config_put(s, "approvals", "[discount]\nfield = discount\nblocks = moon\nband = above ceo\n", NULL, NULL, &err), -1);
	cr_assert(strstr(err.text, "moon"), "%s", err.text);
	cr_assert_eq(config_put(s, "approvals", "[discount]\nfield = discount\nblocks = terms\nband = 30 nobody\nband = above ceo\n",
				NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(win(s, deal, NULL, &err), 0, "%s", err.text);
	store_close(s);
}
