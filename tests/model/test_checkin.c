/* Check-ins after the kickoff, the gate before it, and an account that changes hands. */
#include "model/checkin.h"

#include "model/account.h"
#include "model/action.h"
#include "model/event.h"
#include "model/item.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/search.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static struct err err;

static int told(enum event_kind kind, const char *reason)
{
	struct new_event e = { .deal = w.deal, .kind = kind, .at_ms = w.s->now(w.s), .for_ms = NO_MOMENT, .reason = reason };

	return event_mark(w.s, &e, &err);
}

static void answers(void)
{
	static const char *const texts[] = { "canary-trigger", "canary-champion", "canary-objections", "canary-promises",
					     "canary-expand", "canary-risks", "canary-gut" };

	for (int q = 1; q <= 7; q++)
		cr_assert_eq(debrief_answer(w.s, w.form, q, LAYER_LIVE, texts[q - 1], -1, 0, NULL, NULL, &err), 0, "%s",
			     err.text);
}

static void begin(void)
{
	err = (struct err){ 0 };
	won_open(&w, NULL);
	answers();
	cr_assert_eq(debrief_attend(w.s, w.form, "mira, priya", &err), 0, "%s", err.text);
}

static void hold_kickoff(void)
{
	cr_assert_eq(debrief_complete(w.s, w.form, &err), 0, "%s", err.text);
	cr_assert_eq(told(EV_KICKOFF_HELD, NULL), 0, "%s", err.text);
	w.s->now_offset_ms += 30 * DAY_MS;
}

Test(checkin, none_before_the_kickoff)
{
	struct form f;

	begin();
	cr_assert_eq(checkin_need(w.s, w.deal, 30, &f, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	hold_kickoff();
	cr_assert_eq(checkin_need(w.s, w.deal, 45, &f, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert_eq(checkin_need(w.s, w.deal, 30, &f, &err), 0, "%s", err.text);
	won_close(&w);
}

static int keep(void *arg, const struct debrief_question *q, const char *text)
{
	buf_printf(arg, "[Q%d %s]", q->id, text);
	return 0;
}

Test(checkin, looks_back_at_the_three_answers_that_went_to_health)
{
	struct buf out = { 0 };

	begin();
	cr_assert_eq(checkin_reference(w.s, w.deal, keep, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "[Q2 canary-champion][Q5 canary-expand][Q7 canary-gut]");
	buf_clear(&out);
	won_as(&w, "ana");
	cr_assert_eq(checkin_reference(w.s, w.deal, keep, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "", "who may not read health answers");
	buf_done(&out);
	won_close(&w);
}

static int64_t met(const char *key)
{
	const struct clock_rule *rule = clock_rule_find(w.s->clocks, key);
	struct clock clocks[32];
	size_t n = 0;

	cr_assert_eq(clocks_of(w.s, w.deal, clocks, 32, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		if (clocks[i].kind == rule->id)
			return clocks[i].met_at;
	return 0;
}

Test(checkin, a_note_completes_it_and_meets_its_clock)
{
	struct form f, again;
	struct checkin c;

	begin();
	hold_kickoff();
	cr_assert_eq(checkin_need(w.s, w.deal, 30, &f, &err), 0, "%s", err.text);
	cr_assert_eq(f.period, 30);
	cr_assert_eq(checkin_complete(w.s, f.id, &err), -1, "without a note");
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(checkin_set(w.s, f.id, "note", "Two sites live, Lena is content.", 0, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_set(w.s, f.id, "health", NULL, SIGNAL_UNSURE, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_complete(w.s, f.id, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_complete(w.s, f.id, &err), -1, "once");
	cr_assert_eq(met("checkin_30"), w.s->now(w.s));
	cr_assert_eq(met("checkin_60"), NO_MOMENT);
	cr_assert_eq(checkin_need(w.s, w.deal, 30, &again, &err), 0, "%s", err.text);
	cr_assert_eq(again.id, f.id, "made once");
	cr_assert_eq(checkin_need(w.s, w.deal, 60, &again, &err), 0, "%s", err.text);
	cr_assert_neq(again.id, f.id);
	cr_assert_eq(checkin_read(w.s, f.id, &c, &err), 1);
	cr_assert_str_eq(c.note, "Two sites live, Lena is content.");
	cr_assert_eq(c.health, SIGNAL_UNSURE);
	cr_assert_eq(c.form.state, FORM_COMPLETE);
	checkin_done(&c);
	won_as(&w, "ana");
	cr_assert_eq(checkin_read(w.s, f.id, &c, &err), 1);
	cr_assert_null(c.note, "of health: not the analyst's");
	cr_assert_eq(c.health, 0);
	checkin_done(&c);
	cr_assert_eq(checkin_set(w.s, f.id, "note", "x", 0, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_close(&w);
}

Test(checkin, undo_says_which_field_it_takes_back)
{
	struct undone u;
	struct checkin c;
	struct form f;

	begin();
	hold_kickoff();
	cr_assert_eq(checkin_need(w.s, w.deal, 30, &f, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_set(w.s, f.id, "health", NULL, SIGNAL_GOOD, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_set(w.s, f.id, "health", NULL, SIGNAL_WORRIED, &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(u.title, "Umber Group: check-in of day 30 health");
	cr_assert_eq(checkin_read(w.s, f.id, &c, &err), 1);
	cr_assert_eq(c.health, SIGNAL_GOOD);
	checkin_done(&c);
	cr_assert_eq(checkin_set(w.s, w.form, "note", "of a debrief", 0, &err), -1, "a debrief is no check-in");
	cr_assert_eq(err.kind, ERR_INPUT);
	won_close(&w);
}

Test(checkin, undo_takes_the_completion_back)
{
	struct undone u;
	struct form f;

	begin();
	hold_kickoff();
	cr_assert_eq(checkin_need(w.s, w.deal, 30, &f, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_set(w.s, f.id, "note", "Two sites live.", 0, &err), 0, "%s", err.text);
	cr_assert_eq(checkin_complete(w.s, f.id, &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	cr_assert_eq(met("checkin_30"), NO_MOMENT);
	cr_assert_eq(form_read(w.s, f.id, &f, &err), 1);
	cr_assert_eq(f.state, FORM_OPEN);
	won_close(&w);
}

/* ---- the gate ---- */

Test(checkin, only_a_manager_goes_past_the_gate_and_only_with_a_reason)
{
	struct debrief_rate r;

	begin();
	cr_assert_eq(told(EV_KICKOFF_HELD, NULL), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(told(EV_KICKOFF_HELD, "they flew in"), -1, "a csm");
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&w, "mira");
	cr_assert_eq(told(EV_KICKOFF_HELD, "they flew in"), -1, "an ae");
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&w, "max");
	cr_assert_eq(told(EV_KICKOFF_HELD, " "), -1, "blanks are no reason");
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(told(EV_KICKOFF_HELD, "they flew in"), 0, "%s", err.text);
	cr_assert_eq(debrief_rate(w.s, &r, &err), 0, "%s", err.text);
	cr_assert_eq(r.kickoffs_before, 1, "it is counted");
	cr_assert_eq(r.complete, 0);
	won_close(&w);
}

/* ---- another pair of hands ---- */

struct hunt {
	const char *word;
	bool found;
};

static int look(void *arg, const struct search_hit *h)
{
	struct hunt *hunt = arg;

	hunt->found |= !strncasecmp(h->match, hunt->word, strlen(h->match)) || strstr(h->match, hunt->word);
	return 0;
}

static bool is_found(const char *word)
{
	struct hunt hunt = { word, false };

	cr_assert_eq(search_each(w.s, word, 50, look, &hunt, &err), 0, "%s", err.text);
	return hunt.found;
}

static void leave_traces(void)
{
	struct action a = { .subject_kind = SUBJECT_DEAL, .subject = w.deal, .text = xstrdup("tracehand"), .due_day = NO_DAY };
	struct outbox_message m;
	struct item it;

	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	free(it.text);
	it.text = xstrdup("tracerow");
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), 0, "%s", err.text);
	item_done(&it);
	cr_assert_eq(action_add(w.s, &a, &err), 0, "%s", err.text);
	action_done(&a);
	cr_assert_eq(debrief_note_to_ae(w.s, w.form, &m, &err), 0, "%s", err.text);
	outbox_message_done(&m);
}

static const char *const traces[] = { "trigger", "champion", "objections", "promises", "expand",
				      "risks",	 "gut",	     "tracehand",  "tracerow", "understood" };

/* The csm has left, and the ae with the deal's owner; six months later both are others and find every word (S4-20). */
Test(checkin, a_new_csm_and_a_new_ae_find_every_word_six_months_later)
{
	static const char *const hands[] = { "nils", "jo" };

	begin();
	leave_traces();
	hold_kickoff();
	won_as(&w, "jo");
	for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++)
		cr_assert_not(is_found(traces[i]), "another's deal: %s", traces[i]);
	won_as(&w, "dana");
	cr_assert_eq(member_add(w.s, "nils", 1u << ROLE_CSM, 0, &err), 0, "%s", err.text);
	cr_assert_eq(deal_change(w.s, w.deal, "csm", "nils", &err), 0, "%s", err.text);
	cr_assert_eq(deal_change(w.s, w.deal, "owner", "jo", &err), 0, "%s", err.text);
	w.s->now_offset_ms += 182 * DAY_MS;
	for (size_t k = 0; k < 2; k++) {
		struct account account;

		won_as(&w, hands[k]);
		for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++)
			cr_assert(is_found(traces[i]), "%s finds %s", hands[k], traces[i]);
		cr_assert_eq(account_load(w.s, w.deal, &account, &err), 0, "%s", err.text);
		cr_assert_geq(account.n, 8);
		account_done(&account);
	}
	won_as(&w, "mira");
	for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++)
		cr_assert_not(is_found(traces[i]), "no longer mira's: %s", traces[i]);
	won_close(&w);
}

static int whose(void *arg, const struct due_row *row)
{
	int64_t *seen = arg;

	if (!strcmp(row->owner_role, "csm"))
		*seen = row->owner;
	return 0;
}

Test(checkin, clocks_follow_the_account_to_its_new_csm)
{
	int64_t owner = 0, nils;

	begin();
	hold_kickoff();
	won_as(&w, "dana");
	cr_assert_eq(member_add(w.s, "nils", 1u << ROLE_CSM, 0, &err), 0, "%s", err.text);
	nils = member_find(w.s, "nils", NULL);
	cr_assert_eq(deal_change(w.s, w.deal, "csm", "nils", &err), 0, "%s", err.text);
	cr_assert_eq(due_each(w.s, false, 0, "csm", whose, &owner, &err), 0, "%s", err.text);
	cr_assert_eq(owner, nils);
	won_close(&w);
}
