/* A deal that gets another csm: its open work goes along, undo brings it back, and all of it stays findable. */
#include "model/handover.h"

#include "model/action.h"
#include "model/member.h"
#include "model/search.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static int64_t max, promise, flag, of_mira, by_hand, closed;
static struct err err;

static int64_t add_action(const char *text, int64_t owner)
{
	struct action a = { .subject_kind = SUBJECT_DEAL, .subject = w.deal, .text = xstrdup(text), .owner = owner,
			    .due_day = NO_DAY };
	int64_t id;

	cr_assert_eq(action_add(w.s, &a, &err), 0, "%s", err.text);
	id = a.id;
	action_done(&a);
	return id;
}

static int64_t add_row(enum item_kind kind, const char *text, int64_t owner)
{
	struct item it = won_add(&w, kind, text), base;
	int64_t id = it.id;

	item_copy(&base, &it);
	it.owner = owner;
	won_save(&w, &base, &it);
	item_done(&base);
	item_done(&it);
	return id;
}

static void begin(bool complete)
{
	err = (struct err){ 0 };
	won_open(&w, NULL);
	max = member_find(w.s, "max", NULL);
	promise = add_row(ITEM_PROMISE, "zebra integrations", w.priya);
	of_mira = add_row(ITEM_PROMISE, "zebra roadmap call", w.mira);
	flag = add_row(ITEM_FLAG, "zebra capacity", 0);
	if (complete) {
		won_answer_all(&w);
		cr_assert_eq(debrief_attend(w.s, w.form, "mira,priya", &err), 0, "%s", err.text);
		cr_assert_eq(debrief_complete(w.s, w.form, &err), 0, "%s", err.text);
	}
	by_hand = add_action("zebra first invoice", w.priya);
	closed = add_action("zebra welcome", w.priya);
	cr_assert_eq(action_close(w.s, closed, NULL, &err), 0, "%s", err.text);
}

static int64_t owner_of_action(int64_t id)
{
	struct action a;
	int64_t owner;

	cr_assert_eq(action_get(w.s, id, &a, &err), 1, "%s", err.text);
	owner = a.owner;
	action_done(&a);
	return owner;
}

static int64_t owner_of_row(int64_t id, int64_t *action)
{
	struct item it = won_row(&w, id);
	int64_t owner = it.owner;

	if (action)
		*action = it.action;
	item_done(&it);
	return owner;
}

static int one_hit(void *arg, const struct search_hit *h)
{
	size_t *n = arg;

	*n += h->kind == SUBJECT_ITEM || h->kind == SUBJECT_ACTION;
	return 0;
}

static size_t found(const char *login)
{
	size_t n = 0;

	won_as(&w, login);
	cr_assert_eq(search_each(w.s, "zebra", 100, one_hit, &n, &err), 0, "%s", err.text);
	return n;
}

static void give_to(const char *csm)
{
	won_as(&w, "max");
	cr_assert_eq(deal_change(w.s, w.deal, "csm", csm, &err), 0, "%s", err.text);
}

Test(handover, open_work_goes_to_the_new_csm_and_undo_brings_it_back)
{
	struct buf words = { 0 };
	struct undone u;
	int64_t action, of_flag;

	begin(true);
	give_to("max");
	cr_assert_eq(owner_of_row(promise, &action), max);
	cr_assert_eq(owner_of_action(action), max);
	cr_assert_eq(owner_of_row(of_mira, NULL), w.mira, "another's stays another's");
	owner_of_row(flag, &of_flag);
	cr_assert_eq(owner_of_action(of_flag), max, "it was the csm's because nobody was named");
	cr_assert_eq(owner_of_action(by_hand), max);
	cr_assert_eq(owner_of_action(closed), w.priya, "what is closed says who did it");
	cr_assert_eq(handover_told(w.s, w.deal, &words, &err), 1, "%s", err.text);
	cr_assert_str_eq(buf_str(&words), "handed over 3 actions from priya to max");
	won_sound(&w);
	cr_assert_eq(history_undo(w.s, SUBJECT_DEAL, w.deal, &u, &err), 0, "%s", err.text);
	cr_assert_not_null(strstr(u.title, "handed over 3 actions"), "%s", u.title);
	cr_assert_eq(owner_of_row(promise, NULL), w.priya);
	cr_assert_eq(owner_of_action(action), w.priya);
	cr_assert_eq(owner_of_action(of_flag), w.priya);
	cr_assert_eq(owner_of_action(by_hand), w.priya);
	cr_assert_eq(history_redo(w.s, SUBJECT_DEAL, w.deal, &u, &err), 0, "%s", err.text);
	cr_assert_eq(owner_of_action(by_hand), max);
	buf_done(&words);
	won_sound(&w);
	won_close(&w);
}

Test(handover, before_completion_promises_and_the_debrief_go_along)
{
	struct buf words = { 0 };

	begin(false);
	give_to("max");
	cr_assert_eq(owner_of_row(promise, NULL), max);
	cr_assert_eq(owner_of_row(of_mira, NULL), w.mira);
	cr_assert_eq(handover_told(w.s, w.deal, &words, &err), 1, "%s", err.text);
	cr_assert_str_eq(buf_str(&words), "handed over 1 action, 1 open row, 1 debrief or check-in from priya to max");
	buf_done(&words);
	won_sound(&w);
	won_close(&w);
}

Test(handover, nothing_is_lost_to_search)
{
	size_t before;

	begin(true);
	before = found("priya");
	cr_assert_geq(before, 8, "%zu", before);
	cr_assert_eq(found("max"), before);
	give_to("max");
	cr_assert_eq(found("max"), before);
	cr_assert_eq(found("priya"), before);
	cr_assert_eq(found("mira"), before);
	cr_assert_eq(found("jo"), 0, "who saw nothing before sees nothing now");
	won_close(&w);
}

/* Somebody else went on with one of them: the whole stays as it is, as with every undo. */
Test(handover, undo_stops_where_somebody_went_on)
{
	struct undone u;

	begin(true);
	give_to("max");
	won_as(&w, "priya");
	cr_assert_eq(action_set(w.s, by_hand, w.mira, NO_DAY, &err), 0, "%s", err.text);
	won_as(&w, "max");
	cr_assert_eq(history_undo(w.s, SUBJECT_DEAL, w.deal, &u, &err), -1);
	cr_assert_not_null(strstr(err.text, "priya"), "%s", err.text);
	cr_assert_eq(owner_of_row(promise, NULL), max);
	won_close(&w);
}

Test(handover, without_a_csm_before_or_after_nothing_changes_hands)
{
	struct buf words = { 0 };

	begin(true);
	give_to("");
	cr_assert_eq(owner_of_action(by_hand), w.priya);
	cr_assert_eq(handover_told(w.s, w.deal, &words, &err), 0);
	give_to("max");
	cr_assert_eq(owner_of_action(by_hand), w.priya);
	buf_done(&words);
	won_sound(&w);
	won_close(&w);
}
