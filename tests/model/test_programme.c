/* Programmes and their samples: what is eligible, what is drawn and why, what became of it. */
#include "model/candidate.h"

#include "model/calendar.h"
#include "model/check_store.h"
#include "model/event.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/move.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEALS = 24 };
struct world {
	struct store *s;
	struct programme p;
	int64_t deal[DEALS], ana, mira;
};

static void settle(struct store *s, int64_t deal, int to)
{
	struct move m = { .deal = deal, .check_all = true, .reason = "told", .follow_up_day = NO_DAY, .sow_day = NO_DAY };
	struct err err = { 0 };

	if (to == CANDIDATE_STALLED) {
		m.outcome = OUTCOME_STALLED;
		m.follow_up_day = calendar_day(s->calendar, s->now(s)) + 10;
	} else {
		m.to_stage = to == CANDIDATE_WON ? STAGE_WON : STAGE_LOST;
		m.outcome = to == CANDIDATE_WON ? OUTCOME_WON : OUTCOME_LOST;
		m.commitment = to == CANDIDATE_WON ? COMMIT_WRITTEN : COMMIT_NONE;
		m.contact = to == CANDIDATE_WON ? "L. Fox" : NULL;
		m.sow = to == CANDIDATE_WON ? SOW_SIGNED : SOW_NONE;
		m.competitor = to == CANDIDATE_WON ? NULL : "Rival Works";
	}
	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
}

/* Twelve won, eight lost, four stalled; three in four of one segment; amounts from 1,000 up. */
static void open_world(struct world *w)
{
	struct err err = { 0 };

	w->s = team_open(NULL);
	for (int i = 0; i < DEALS; i++) {
		char company[32], amount[16];

		snprintf(company, sizeof company, "Firm %02d", i);
		snprintf(amount, sizeof amount, "%d", 1000 * (i + 1));
		w->deal[i] = team_deal(w->s, company, i % 2 ? "jo" : "mira", amount);
		team_as(w->s, "dana");
		team_set(w->s, w->deal[i], "segment", i % 4 ? "Mid-market" : "Enterprise");
		settle(w->s, w->deal[i], i % 6 == 5 ? CANDIDATE_STALLED : i % 3 ? CANDIDATE_WON : CANDIDATE_LOST);
	}
	w->ana = member_find(w->s, "ana", &err);
	w->mira = member_find(w->s, "mira", &err);
	team_as(w->s, "ana");
	programme_init(&w->p);
	free(w->p.title);
	w->p.title = xstrdup("Why they chose 2026-Q4");
	w->p.wanted = 9;
	w->p.cadence = CADENCE_QUARTER;
	cr_assert_eq(programme_window(w->s, "2026-Q4", &w->p.from_day, &w->p.to_day, &err), 0, "%s", err.text);
	cr_assert_eq(programme_add(w->s, &w->p, &err), 0, "%s", err.text);
}

static void close_world(struct world *w)
{
	programme_done(&w->p);
	store_close(w->s);
}

static int64_t draw(struct world *w, int64_t n)
{
	struct interviewers who = { { w->ana, w->mira }, 2 };
	struct err err = { 0 };
	int64_t drawn;

	cr_assert_eq(selection_draw(w->s, w->p.id, n, &who, &drawn, &err), 0, "%s", err.text);
	return drawn;
}

static struct candidates load(struct world *w)
{
	struct candidates c;
	struct err err = { 0 };

	cr_assert_eq(candidates_load(w->s, &w->p, &c, &err), 0, "%s", err.text);
	return c;
}

static size_t count(const struct candidates *c, int outcome, enum candidate_standing standing)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += (outcome < 0 || (int)c->at[i].outcome == outcome) && c->at[i].standing == standing;
	return n;
}

static int64_t first(const struct candidates *c, enum candidate_standing standing)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->at[i].standing == standing)
			return c->at[i].selection ? c->at[i].selection : c->at[i].deal;
	cr_assert_fail("none stands there");
	return 0;
}

Test(programme, draws_from_what_is_represented_least)
{
	struct world w;
	struct candidates c;
	size_t sizes[CANDIDATE_SIZES] = { 0 }, enterprise = 0;

	open_world(&w);
	c = load(&w);
	cr_assert_eq(c.n, DEALS);
	candidates_done(&c);
	cr_assert_eq(draw(&w, 9), 9);
	c = load(&w);
	for (int o = 0; o < CANDIDATE_OUTCOMES; o++)
		cr_assert_eq(count(&c, o, CANDIDATE_DRAWN), 3, "%s: %zu", candidate_outcome_key((enum candidate_outcome)o),
			     count(&c, o, CANDIDATE_DRAWN));
	for (size_t i = 0; i < c.n; i++)
		if (c.at[i].standing == CANDIDATE_DRAWN) {
			struct selection x;
			struct err err = { 0 };

			sizes[c.at[i].size]++;
			cr_assert_eq(selection_get(w.s, c.at[i].selection, &x, &err), 1, "%s", err.text);
			enterprise += strstr(x.reason, "Enterprise") != NULL;
			cr_assert(strstr(x.reason, candidate_outcome_key(c.at[i].outcome)) != NULL, "%s", x.reason);
			cr_assert(strstr(x.reason, candidate_size_key(c.at[i].size)) != NULL, "%s", x.reason);
			cr_assert_neq(x.interviewer, c.at[i].owner, "the owner does not interview");
			selection_done(&x);
		}
	cr_assert_geq(enterprise, 2, "the smaller segment is heard: %zu", enterprise);
	cr_assert(sizes[SIZE_SMALL] && sizes[SIZE_MIDDLE] && sizes[SIZE_LARGE]);
	candidates_done(&c);
	cr_assert_eq(draw(&w, 100), DEALS - 9, "no more than there are");
	close_world(&w);
}

Test(programme, one_in_dispute_is_left_out_unless_approved)
{
	struct world w;
	struct candidates c;
	struct selecting how;
	struct err err = { 0 };
	int64_t id;

	open_world(&w);
	team_as(w.s, "dana");
	team_set(w.s, w.deal[1], "dispute", "open");
	team_as(w.s, "ana");
	cr_assert_eq(draw(&w, 100), DEALS - 1);
	c = load(&w);
	cr_assert_eq(count(&c, -1, CANDIDATE_LEFT_OUT), 1);
	candidates_done(&c);
	how = (struct selecting){ .programme = w.p.id, .deal = w.deal[1], .reason = "the largest of the quarter" };
	cr_assert_eq(selection_add(w.s, &how, &id, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "in dispute") != NULL, "%s", err.text);
	how.approval = "they asked to be heard";
	cr_assert_eq(selection_add(w.s, &how, &id, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	team_as(w.s, "cora");
	how.reason = " ";
	cr_assert_eq(selection_add(w.s, &how, &id, &err), -1, "a reason is needed");
	how.reason = "the largest of the quarter";
	cr_assert_eq(selection_add(w.s, &how, &id, &err), 0, "%s", err.text);
	c = load(&w);
	cr_assert_eq(candidates_find(&c, w.deal[1])->standing, CANDIDATE_DRAWN);
	candidates_done(&c);
	close_world(&w);
}

Test(programme, who_declines_is_replaced_by_one_alike_and_the_clock_is_met)
{
	struct world w;
	struct candidates c;
	struct selection x, in_place;
	const struct candidate *one, *other;
	struct err err = { 0 };
	int64_t interview, next;

	open_world(&w);
	draw(&w, 6);
	c = load(&w);
	cr_assert_eq(selection_get(w.s, first(&c, CANDIDATE_DRAWN), &x, &err), 1);
	candidates_done(&c);
	cr_assert_eq(selection_invite(w.s, x.id, 0, &interview, &err), 0, "%s", err.text);
	cr_assert_gt(interview, 0);
	cr_assert_eq(selection_refuse(w.s, x.id, "", &next, &err), -1, "the reason is needed");
	cr_assert_eq(selection_refuse(w.s, x.id, "no time before the audit", &next, &err), 0, "%s", err.text);
	cr_assert_eq(event_is_told(w.s, x.deal, EV_INTERVIEW_REFUSED, &err), 1);
	cr_assert_eq(selection_get(w.s, next, &in_place, &err), 1, "%s", err.text);
	c = load(&w);
	one = candidates_find(&c, x.deal);
	other = candidates_find(&c, in_place.deal);
	cr_assert_eq(one->standing, CANDIDATE_REFUSED);
	cr_assert_eq(other->standing, CANDIDATE_DRAWN);
	cr_assert_eq(other->outcome, one->outcome);
	cr_assert(strstr(in_place.reason, "in place of D-") != NULL, "%s", in_place.reason);
	candidates_done(&c);
	selection_done(&x);
	selection_done(&in_place);
	close_world(&w);
}

Test(programme, one_step_back_takes_sample_interview_and_event_along)
{
	struct world w;
	struct candidates c;
	struct selection x;
	struct err err = { 0 };
	int64_t interview, next;

	open_world(&w);
	draw(&w, 1);
	c = load(&w);
	cr_assert_eq(selection_get(w.s, first(&c, CANDIDATE_DRAWN), &x, &err), 1);
	candidates_done(&c);
	cr_assert_eq(selection_invite(w.s, x.id, w.ana, &interview, &err), 0, "%s", err.text);
	cr_assert_eq(selection_refuse(w.s, x.id, "no", &next, &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(w.s, &err), 0, "%s", err.text);
	cr_assert_eq(event_is_told(w.s, x.deal, EV_INTERVIEW_REFUSED, &err), 0);
	c = load(&w);
	cr_assert_eq(candidates_find(&c, x.deal)->standing, CANDIDATE_INVITED);
	cr_assert_eq(count(&c, -1, CANDIDATE_DRAWN), 0, "who was drawn in place is gone too");
	candidates_done(&c);
	cr_assert_eq(team_undo(w.s, &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(w.s, &err), 0, "%s", err.text);
	c = load(&w);
	cr_assert_eq(count(&c, -1, CANDIDATE_ELIGIBLE), DEALS);
	candidates_done(&c);
	cr_assert_eq(team_redo(w.s, &err), 0, "%s", err.text);
	c = load(&w);
	cr_assert_eq(count(&c, -1, CANDIDATE_DRAWN), 1);
	candidates_done(&c);
	selection_done(&x);
	close_world(&w);
}

Test(programme, the_balance_counts_every_closed_deal_once)
{
	struct world w;
	struct candidates c;
	struct balance *b;
	struct err err = { 0 };
	size_t n;
	int64_t closed[3] = { 0 }, interview;

	open_world(&w);
	draw(&w, 5);
	c = load(&w);
	cr_assert_eq(selection_invite(w.s, first(&c, CANDIDATE_DRAWN), w.ana, &interview, &err), 0, "%s", err.text);
	cr_assert_eq(interview_hold(w.s, interview, w.s->now(w.s), &err), 0, "%s", err.text);
	candidates_done(&c);
	c = load(&w);
	candidates_balance(w.s, &c, &b, &n);
	cr_assert_str_eq(b[0].dimension, "all");
	cr_assert_eq(b[0].closed, DEALS);
	cr_assert_eq(b[0].drawn, 5);
	cr_assert_eq(b[0].invited, 1);
	cr_assert_eq(b[0].done, 1);
	for (size_t i = 1; i < n; i++)
		closed[!strcmp(b[i].dimension, "outcome") ? 0 : !strcmp(b[i].dimension, "segment") ? 1 : 2] += b[i].closed;
	for (int i = 0; i < 3; i++)
		cr_assert_eq(closed[i], DEALS);
	free(b);
	candidates_done(&c);
	close_world(&w);
}

Test(programme, a_whole_title_is_no_beginning_of_another)
{
	struct world w;
	struct programme other;
	struct err err = { 0 };
	int64_t id;

	open_world(&w);
	programme_init(&other);
	free(other.title);
	other.title = xstrdup("Why they chose 2026-Q4, enterprise");
	other.from_day = w.p.from_day;
	other.to_day = w.p.to_day;
	cr_assert_eq(programme_add(w.s, &other, &err), 0, "%s", err.text);
	cr_assert_eq(programme_find(w.s, "Why they chose", &id, &err), -1, "two begin so");
	cr_assert_eq(programme_find(w.s, "why they chose 2026-Q4", &id, &err), 0, "%s", err.text);
	cr_assert_eq(id, w.p.id);
	programme_done(&other);
	close_world(&w);
}

Test(programme, wants_a_title_a_window_that_began_and_a_type)
{
	struct world w;
	struct programme p;
	struct err err = { 0 };

	open_world(&w);
	programme_init(&p);
	cr_assert_eq(programme_add(w.s, &p, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED, "%s", err.text);
	free(p.title);
	p.title = xstrdup("x");
	cr_assert_eq(programme_add(w.s, &p, &err), -1, "no window");
	p.from_day = w.p.to_day + 1;
	p.to_day = p.from_day + 5;
	cr_assert_eq(programme_add(w.s, &p, &err), -1, "not closed yet");
	cr_assert(strstr(err.text, "future") != NULL, "%s", err.text);
	p.from_day = w.p.from_day;
	p.types = 0;
	cr_assert_eq(programme_add(w.s, &p, &err), -1, "no type");
	p.types = PROGRAMME_LOST;
	team_as(w.s, "rex");
	cr_assert_eq(programme_add(w.s, &p, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	programme_done(&p);
	close_world(&w);
}

Test(programme, the_cadence_asks_for_the_next_window_once)
{
	struct world w;
	struct programme next;
	struct err err = { 0 };
	int64_t day, made;

	open_world(&w);
	cr_assert_eq(programme_next_day(w.s, &w.p, &day, &err), 0);
	cr_assert_eq(day, w.p.to_day + 1);
	cr_assert_eq(programme_repeat(w.s, w.p.id, &made, &err), -1, "that quarter has not begun");
	team_later(w.s, 60 * DAY_MS);
	cr_assert_eq(programme_repeat(w.s, w.p.id, &made, &err), 0, "%s", err.text);
	cr_assert_eq(programme_get(w.s, made, &next, &err), 1);
	cr_assert_str_eq(next.title, "Why they chose 2027-Q1");
	cr_assert_eq(next.from_day, w.p.to_day + 1);
	programme_done(&next);
	cr_assert_eq(programme_next_day(w.s, &w.p, &day, &err), 0);
	cr_assert_eq(day, NO_DAY);
	cr_assert_eq(programme_remove(w.s, made, &err), 0, "%s", err.text);
	cr_assert_eq(programme_get(w.s, made, &next, &err), 0);
	cr_assert_eq(team_undo(w.s, &err), 0, "%s", err.text);
	cr_assert_eq(programme_get(w.s, made, &next, &err), 1);
	programme_done(&next);
	close_world(&w);
}

Test(programme, what_was_drawn_stays_when_the_scope_changes_and_counts_nowhere)
{
	struct world w;
	struct candidates c;
	struct balance *b;
	struct programme was, is;
	struct selection x;
	struct err err = { 0 };
	int64_t interview, next, taken, id;
	size_t n;

	open_world(&w);
	cr_assert_eq(selection_add(w.s, &(struct selecting){ .programme = w.p.id, .deal = w.deal[0], .interviewer = w.ana, .reason = "x" },
				   &id, &err), 0, "%s", err.text);
	taken = w.deal[0];
	cr_assert_eq(selection_invite(w.s, id, 0, &interview, &err), 0, "%s", err.text);
	cr_assert_eq(programme_need(w.s, w.p.id, &was, &err), 0);
	cr_assert_eq(programme_need(w.s, w.p.id, &is, &err), 0);
	is.types = PROGRAMME_WON; /* the first is lost */
	cr_assert_eq(programme_change(w.s, &was, &is, &err), 0, "%s", err.text);
	cr_assert_eq(candidates_load(w.s, &is, &c, &err), 0, "%s", err.text);
	cr_assert_not_null(candidates_find(&c, taken), "an interview that is planned is not lost from its sample");
	cr_assert(candidates_find(&c, taken)->outside);
	cr_assert_eq(candidates_find(&c, taken)->standing, CANDIDATE_INVITED);
	candidates_balance(w.s, &c, &b, &n);
	cr_assert_eq(b[0].closed, (int64_t)c.n - 1);
	cr_assert_eq(b[0].invited, 0);
	free(b);
	candidates_done(&c);
	cr_assert_eq(selection_refuse(w.s, id, "no", &next, &err), 0, "%s", err.text);
	cr_assert_eq(selection_get(w.s, next, &x, &err), 1, "one of those that are eligible now");
	selection_done(&x);
	programme_done(&was);
	programme_done(&is);
	close_world(&w);
}

Test(programme, an_interview_that_is_refused_or_taken_away_is_the_samples_too)
{
	struct world w;
	struct candidates c;
	struct selection x;
	struct err err = { 0 };
	int64_t interview, next, id;

	open_world(&w);
	draw(&w, 1);
	c = load(&w);
	id = first(&c, CANDIDATE_DRAWN);
	candidates_done(&c);
	cr_assert_eq(selection_invite(w.s, id, w.ana, &interview, &err), 0, "%s", err.text);
	cr_assert_eq(interview_remove(w.s, interview, &err), 0, "%s", err.text);
	c = load(&w);
	cr_assert_eq(first(&c, CANDIDATE_DRAWN), id, "it is only drawn again");
	candidates_done(&c);
	cr_assert_eq(selection_invite(w.s, id, w.ana, &interview, &err), 0, "%s", err.text);
	cr_assert_eq(selection_invite(w.s, id, w.ana, &next, &err), -1, "once");
	cr_assert_eq(selection_refuse_interview(w.s, interview, " ", &next, &err), -1, "the reason is needed");
	cr_assert_eq(selection_refuse_interview(w.s, interview, "no time", &next, &err), 0, "%s", err.text);
	cr_assert_eq(selection_get(w.s, next, &x, &err), 1, "the next eligible is drawn");
	selection_done(&x);
	cr_assert_eq(selection_get(w.s, id, &x, &err), 1);
	cr_assert_eq(x.state, SELECTION_REFUSED);
	cr_assert_str_eq(x.refusal, "no time");
	selection_done(&x);
	close_world(&w);
}
