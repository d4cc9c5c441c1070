/* A change of the qualification model from a flag to a version: who may, the three deals, two who decide, what is undone. */
#include "model/refinement.h"

#include "model/check_store.h"
#include "model/config.h"
#include "model/icp.h"
#include "model/member.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;
static int64_t deal[4];
static struct err err;

static void open_team(void)
{
	s = team_open(NULL);
	deal[0] = team_deal(s, "Umber Group", "mira", NULL);
	deal[1] = team_deal(s, "Kestrel Data", "mira", NULL);
	deal[2] = team_deal(s, "Glade", "jo", NULL);
	deal[3] = team_deal(s, "Stark Industries", "jo", NULL);
	err = (struct err){ 0 };
	team_as(s, "olga");
}

static void close_team(void)
{
	store_close(s);
}

TestSuite(refinement, .init = open_team, .fini = close_team);

static const char *dimension(void)
{
	static struct icp icp;

	cr_assert_eq(icp_load(s, &icp, &err), 0, "%s", err.text);
	return icp.dimension[1].key;
}

/* As the actor; 0 refused. */
static int64_t propose(int64_t id, size_t deals, bool reclassifies)
{
	struct refinement r = { .id = id, .text = xstrdup("score the owner before the budget"),
				.reason = xstrdup("three deliveries without one"), .reclassifies = reclassifies };
	int rc;

	snprintf(r.dimension, sizeof r.dimension, "%s", dimension());
	rc = refinement_propose(s, &r, deal, deals, &err);
	id = rc ? 0 : r.id;
	refinement_done(&r);
	return id;
}

static struct refinement get(int64_t id)
{
	struct refinement r;

	cr_assert_eq(refinement_get(s, id, &r, &err), 1, "%s", err.text);
	refinement_done(&r);
	return r;
}

static void decide_as(const char *login, int64_t id, bool approve)
{
	team_as(s, login);
	cr_assert_eq(refinement_decide(s, id, approve, "we saw it too", &err), 0, "%s", err.text);
	team_as(s, "olga");
}

static void refused(int rc, enum err_kind kind, const char *because)
{
	cr_assert_eq(rc, -1);
	cr_assert_eq(err.kind, kind, "%s", err.text);
	cr_assert_not_null(strstr(err.text, because), "%s: %s", because, err.text);
}

Test(refinement, gate_of_three_different_deals)
{
	const int64_t same[] = { deal[0], deal[1], deal[1], deal[0] };
	struct refinement r = { .text = xstrdup("t"), .reason = xstrdup("r") };
	int64_t id;

	snprintf(r.dimension, sizeof r.dimension, "%s", dimension());
	cr_assert_eq(propose(0, 2, false), 0);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "it rests on 2 deals, 3 different ones are needed: D-"), "%s", err.text);
	refused(refinement_propose(s, &r, same, 4, &err), ERR_REFUSED, "it rests on 2 deals");
	refinement_done(&r);
	id = propose(0, 3, false);
	cr_assert_gt(id, 0, "%s", err.text);
	cr_assert_eq(get(id).deals, 3);
	cr_assert_eq(refinement_link(s, id, deal[2], true, &err), 0, "%s", err.text); /* evidence that was none */
	team_as(s, "cora");
	refused(refinement_decide(s, id, true, "fine", &err), ERR_REFUSED, "it rests on 2 deals");
	cr_assert_eq(get(id).state, REFINEMENT_PROPOSED);
	team_as(s, "olga");
	cr_assert_eq(refinement_link(s, id, deal[3], false, &err), 0, "%s", err.text);
	team_as(s, "dana");
	cr_assert_eq(deal_remove(s, deal[0], &err), 0, "%s", err.text);
	team_as(s, "cora");
	refused(refinement_decide(s, id, true, "fine", &err), ERR_REFUSED, "it rests on 2 deals");
	cr_assert_eq(refinement_decide(s, id, false, "too few", &err), 0, "%s", err.text); /* to say no needs no three */
	cr_assert_eq(get(id).state, REFINEMENT_REJECTED);
}

Test(refinement, flagged_proposed_approved)
{
	struct refinement r;
	int64_t id;

	team_as(s, "mira");
	refused(refinement_flag(s, "no owner, no go-live", deal, 1, 0, &id, &err), ERR_ROLE, "mira");
	team_as(s, "priya");
	refused(refinement_flag(s, "no owner, no go-live", deal, 0, 0, &id, &err), ERR_INPUT, "names the deal");
	refused(refinement_flag(s, " ", deal, 1, 0, &id, &err), ERR_INPUT, "what shall change is needed");
	cr_assert_eq(refinement_flag(s, "no owner, no go-live", deal, 1, 0, &id, &err), 0, "%s", err.text);
	cr_assert_eq(propose(id, 3, true), 0);
	cr_assert_eq(err.kind, ERR_ROLE);
	team_as(s, "olga");
	cr_assert_eq(propose(id, 3, true), id, "%s", err.text);
	refused(refinement_decide(s, id, true, "fine", &err), ERR_ROLE, "olga");
	team_as(s, "cora");
	refused(refinement_decide(s, id, true, "  ", &err), ERR_INPUT, "a comment is needed");
	cr_assert_eq(refinement_decide(s, id, true, "as proposed", &err), 0, "%s", err.text);
	cr_assert_eq(refinement_get(s, id, &r, &err), 1);
	cr_assert_str_eq(r.comment, "as proposed");
	cr_assert_str_eq(r.text, "score the owner before the budget");
	cr_assert_eq(r.decided_at, TEAM_NOW);
	cr_assert_eq(r.decided_by, member_find(s, "cora", NULL));
	cr_assert_eq(r.flagged_by, member_find(s, "priya", NULL));
	refinement_done(&r);
}

Test(refinement, of_two_who_decide_the_second_is_told_by_whom)
{
	int64_t id = propose(0, 3, false);

	decide_as("cora", id, true);
	team_as(s, "dana");
	refused(refinement_decide(s, id, false, "no", &err), ERR_REFUSED, "is approved already (cora, ");
	cr_assert_eq(get(id).state, REFINEMENT_APPROVED);
}

Test(refinement, who_proposed_does_not_decide)
{
	int64_t id;

	team_as(s, "dana"); /* an admin may both */
	id = propose(0, 3, false);
	cr_assert_gt(id, 0, "%s", err.text);
	refused(refinement_decide(s, id, true, "fine", &err), ERR_ROLE, "does not decide it");
	refused(refinement_decide(s, id, false, "fine", &err), ERR_ROLE, "does not decide it");
}

Test(refinement, a_reclassified_dimension_is_for_the_council)
{
	int64_t plain = propose(0, 3, false), moved = propose(0, 4, true);
	struct refinement r = get(moved);
	struct buf words = { 0 };

	cr_assert(refinement_warn(&r, &words));
	cr_assert_not_null(strstr(buf_str(&words), "none is marked done"));
	refused(refinement_council(s, plain, &err), ERR_REFUSED, "reclassifies no dimension");
	team_as(s, "priya");
	refused(refinement_council(s, moved, &err), ERR_ROLE, "priya");
	team_as(s, "olga");
	cr_assert_eq(refinement_council(s, moved, &err), 0, "%s", err.text);
	refused(refinement_council(s, moved, &err), ERR_REFUSED, "marked done");
	r = get(moved);
	buf_clear(&words);
	cr_assert(refinement_warn(&r, &words));
	cr_assert_not_null(strstr(buf_str(&words), "is marked done"));
	r = get(plain);
	cr_assert_not(refinement_warn(&r, &words));
	buf_done(&words);
}

/* The icp as it stands with other words in it. */
static char *icp_with(const char *title)
{
	char *body = NULL, *at;
	struct buf b = { 0 };

	cr_assert_eq(config_get(s, "icp", &body, NULL, NULL, &err), 1);
	at = strstr(body, "\ntitle = ");
	cr_assert_not_null(at);
	buf_add(&b, body, (size_t)(at - body));
	buf_printf(&b, "\ntitle = %s%s", title, strchr(at + 1, '\n'));
	free(body);
	return buf_take(&b);
}

Test(refinement, applied_as_a_new_version_once_it_is_approved)
{
	char *ini = icp_with("Owner"), *other = icp_with("Budget"), *now = icp_with("x");
	int64_t id = propose(0, 3, false), stale = propose(0, 3, false);
	struct icp icp;
	struct undone u;
	int version;

	cr_assert_eq(icp_load(s, &icp, &err), 0);
	version = icp.version;
	refused(refinement_apply(s, id, ini, &err), ERR_REFUSED, "is proposed, and only an approved one is");
	decide_as("cora", id, true);
	decide_as("cora", stale, true);
	refused(refinement_apply(s, id, "[icp]\n", &err), ERR_CONFIG, "icp");
	cr_assert_eq(get(id).state, REFINEMENT_APPROVED);
	team_as(s, "priya");
	refused(refinement_apply(s, id, ini, &err), ERR_ROLE, "priya");
	team_as(s, "olga");
	cr_assert_eq(refinement_apply(s, id, ini, &err), 0, "%s", err.text);
	cr_assert_eq(icp_load(s, &icp, &err), 0);
	cr_assert_eq(icp.version, version + 1);
	cr_assert_str_eq(icp.dimension[0].title, "Owner");
	cr_assert_eq(get(id).state, REFINEMENT_APPLIED);
	cr_assert_eq(get(id).applied_config, icp.config);
	refused(refinement_apply(s, stale, other, &err), ERR_REFUSED, "became version");
	cr_assert_eq(icp_load(s, &icp, &err), 0);
	cr_assert_eq(icp.version, version + 1);
	refused(refinement_apply(s, stale, ini, &err), ERR_REFUSED, "as it stands");
	refused(refinement_apply(s, id, other, &err), ERR_REFUSED, "is applied already");
	refused(refinement_withdraw(s, id, &err), ERR_REFUSED, "is applied already");
	cr_assert_eq(refinement_withdraw(s, stale, &err), 0, "%s", err.text);
	team_as(s, "cora");
	refused(history_undo(s, SUBJECT_REFINEMENT, id, &u, &err), ERR_REFUSED, "never taken away");
	free(ini);
	free(other);
	free(now);
}

Test(refinement, is_taken_back_and_done_again)
{
	struct undone u;
	int64_t id = propose(0, 3, false);

	decide_as("cora", id, true);
	refused(history_undo(s, SUBJECT_REFINEMENT, id, &u, &err), ERR_REFUSED, "cora");
	team_as(s, "cora");
	cr_assert_eq(history_undo(s, SUBJECT_REFINEMENT, id, &u, &err), 0, "%s", err.text);
	cr_assert_eq(get(id).state, REFINEMENT_PROPOSED);
	cr_assert_eq(get(id).decided_by, 0);
	cr_assert_eq(history_redo(s, SUBJECT_REFINEMENT, id, &u, &err), 0, "%s", err.text);
	cr_assert_eq(get(id).state, REFINEMENT_APPROVED);
	team_as(s, "olga");
	id = propose(0, 4, true);
	cr_assert_eq(refinement_link(s, id, deal[3], true, &err), 0, "%s", err.text);
	cr_assert_eq(get(id).deals, 3);
	cr_assert_eq(history_undo(s, SUBJECT_REFINEMENT, id, &u, &err), 0, "%s", err.text);
	cr_assert_eq(get(id).deals, 4);
	cr_assert_eq(history_undo(s, SUBJECT_REFINEMENT, id, &u, &err), 0, "%s", err.text);
	cr_assert_eq(refinement_get(s, id, &(struct refinement){ 0 }, &err), 0);
	cr_assert_eq(history_redo(s, SUBJECT_REFINEMENT, id, &u, &err), 0, "%s", err.text);
	cr_assert_eq(get(id).deals, 4);
	cr_assert_str_eq(get(id).dimension, dimension());
}

static int count(void *arg, const struct refinement *r)
{
	int64_t *n = arg;

	(void)r;
	++*n;
	return 0;
}

Test(refinement, who_reads_all_deals_reads_it)
{
	static const struct {
		const char *login;
		int64_t sees;
	} who[] = { { "mira", 0 }, { "carl", 0 }, { "priya", 1 }, { "ana", 1 }, { "rex", 1 }, { "cora", 1 }, { "nobody", 1 } };
	int64_t id = propose(0, 3, false);

	for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
		struct refinement r;
		int64_t n = 0;

		team_as(s, who[i].login);
		cr_assert_eq(refinement_each(s, true, count, &n, &err), 0, "%s", err.text);
		cr_assert_eq(n, who[i].sees, "%s", who[i].login);
		cr_assert_eq(refinement_get(s, id, &r, &err), who[i].sees, "%s", who[i].login);
		refinement_done(&r);
	}
	team_as(s, "olga");
	cr_assert_eq(refinement_withdraw(s, id, &err), 0, "%s", err.text);
	cr_assert_eq(refinement_each(s, false, count, &(int64_t){ 0 }, &err), 0);
}

static int hear(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "%s\n", text);
	return 0;
}

Test(refinement, rows_hold_their_sums)
{
	size_t found = 0;
	int64_t id = propose(0, 4, true);

	cr_assert_eq(refinement_link(s, id, deal[3], true, &err), 0, "%s", err.text);
	decide_as("cora", id, true);
	team_as(s, "dana");
	cr_assert_eq(store_check(s, true, hear, NULL, &found, &err), 0, "%s", err.text);
	cr_assert_eq(found, 0);
}
