/* Rows of a debrief that become work when it is complete. */
#include "model/action.h"
#include "model/item.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct won w;

static char action_words[10][100]; /* of the actions seen last */

static int keep_action(void *arg, const struct action_row *row)
{
	struct action *a = arg;
	size_t n = 0;

	while (a[n].id)
		n++;
	a[n] = row->a;
	cr_assert_lt(n, 10);
	snprintf(action_words[n], sizeof action_words[n], "%s", row->a.text);
	a[n].text = action_words[n];
	return 0;
}

static size_t actions(struct action *a, bool open_only)
{
	struct err err = { 0 };
	size_t n = 0;

	memset(a, 0, 10 * sizeof *a);
	cr_assert_eq(action_each(w.s, open_only, 0, keep_action, a, &err), 0, "%s", err.text);
	while (a[n].id)
		n++;
	return n;
}

static void complete(void)
{
	struct err err = { 0 };

	won_answer_all(&w);
	cr_assert_eq(debrief_attend(w.s, w.form, "mira,priya", &err), 0, "%s", err.text);
	cr_assert_eq(debrief_complete(w.s, w.form, &err), 0, "%s", err.text);
}

Test(item_work, promises_and_flags_become_actions_on_completion)
{
	struct item it, base, now;
	struct action a[10];

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	item_copy(&base, &it);
	it.owner = w.mira;
	it.due_day = day_from_ymd(2026, 12, 22);
	won_save(&w, &base, &it);
	now = won_add(&w, ITEM_FLAG, "only one of us in week three");
	item_done(&base);
	item_copy(&base, &now);
	now.attr = FLAG_CAPACITY;
	won_save(&w, &base, &now);
	item_done(&now);
	now = won_add(&w, ITEM_RISK, "Head of IT");
	item_done(&now);
	now = won_add(&w, ITEM_OBJECTION, "price");
	item_done(&now);
	cr_assert_eq(actions(a, false), 0);
	complete();
	cr_assert_eq(actions(a, true), 2);
	cr_assert_str_eq(a[0].text, "Integrations in 30 days");
	cr_assert_eq(a[0].owner, w.mira);
	cr_assert_eq(a[0].due_day, day_from_ymd(2026, 12, 22));
	cr_assert_eq(a[0].subject_kind, SUBJECT_ITEM);
	cr_assert_eq(a[0].subject, it.id);
	cr_assert_str_eq(a[1].text, "capacity: only one of us in week three");
	cr_assert_eq(a[1].owner, w.priya, "nobody named: the deal's csm");
	now = won_row(&w, it.id);
	cr_assert_eq(now.action, a[0].id);
	item_done(&now);
	won_sound(&w);
	won_undo(&w);
	cr_assert_eq(actions(a, false), 0);
	now = won_row(&w, it.id);
	cr_assert_eq(now.action, 0);
	item_done(&now);
	won_sound(&w);
	won_redo(&w);
	cr_assert_eq(actions(a, true), 2);
	now = won_row(&w, it.id);
	cr_assert_eq(now.action, a[0].id);
	item_done(&now);
	item_done(&it);
	item_done(&base);
	won_sound(&w);
	won_close(&w);
}

Test(item_work, an_action_follows_its_row)
{
	struct item it, base;
	struct action a[10];
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	complete();
	item_done(&it);
	cr_assert_eq(actions(a, true), 1);
	base = won_row(&w, a[0].subject);
	item_copy(&it, &base);
	it.owner = w.mira;
	it.due_day = day_from_ymd(2027, 1, 31);
	it.due_unit = DUE_MONTH;
	won_put(&it.text, "Integrations in January");
	won_save(&w, &base, &it);
	cr_assert_eq(actions(a, true), 1);
	cr_assert_eq(a[0].owner, w.mira);
	cr_assert_eq(a[0].due_day, day_from_ymd(2027, 1, 31));
	cr_assert_str_eq(a[0].text, "Integrations in January");
	item_done(&base);
	item_copy(&base, &it);
	it.state = ITEM_KEPT;
	won_save(&w, &base, &it);
	cr_assert_eq(actions(a, true), 0);
	cr_assert_eq(actions(a, false), 1);
	cr_assert_eq(a[0].state, ACTION_CLOSED);
	won_undo(&w);
	cr_assert_eq(actions(a, true), 1);
	cr_assert_eq(item_delete(w.s, it.id, &err), 0, "%s", err.text);
	cr_assert_eq(actions(a, false), 1);
	cr_assert_eq(a[0].state, ACTION_DROPPED);
	won_undo(&w);
	cr_assert_eq(actions(a, true), 1);
	item_done(&base);
	item_done(&it);
	won_sound(&w);
	won_close(&w);
}

Test(item_work, a_promise_told_after_completion_is_work_at_once)
{
	struct item it;
	struct action a[10];

	won_open(&w, NULL);
	complete();
	it = won_add(&w, ITEM_RISK, "a new head of IT");
	item_done(&it);
	cr_assert_eq(actions(a, true), 0);
	won_as(&w, "priya");
	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	won_put(&it.text, "Also a roadmap call");
	won_save(&w, NULL, &it);
	cr_assert_eq(actions(a, true), 1);
	cr_assert_eq(it.action, a[0].id);
	won_undo(&w);
	cr_assert_eq(actions(a, false), 0);
	item_done(&it);
	won_sound(&w);
	won_close(&w);
}

Test(item_work, completion_is_not_taken_back_from_under_work_that_others_did)
{
	struct item it;
	struct action a[10];
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	complete();
	cr_assert_eq(actions(a, true), 1);
	won_as(&w, "max");
	cr_assert_eq(action_close(w.s, a[0].id, "done on Monday", &err), 0, "%s", err.text);
	won_as(&w, "priya");
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), -1);
	cr_assert_not_null(strstr(err.text, "max"), "%s", err.text);
	cr_assert_eq(actions(a, false), 1);
	cr_assert_eq(a[0].state, ACTION_CLOSED);
	item_done(&it);
	won_close(&w);
}

static enum item_state state_of(int64_t id)
{
	struct item it = won_row(&w, id);
	enum item_state state = it.state;

	item_done(&it);
	return state;
}

/* As the list of actions does it. */
static void turn(bool again)
{
	struct undone u;
	struct err err = { 0 };
	int rc = again ? history_redo(w.s, SUBJECT_ACTION, 0, &u, &err) : history_undo(w.s, SUBJECT_ACTION, 0, &u, &err);

	cr_assert_eq(rc, 0, "%s", err.text);
}

static int source(void *arg, const struct action_row *row)
{
	struct buf *out = arg;

	buf_printf(out, "%s %d;", action_source_key(row->source), row->form == w.form);
	return 0;
}

Test(item_work, closing_its_action_keeps_the_promise_and_opening_it_again_takes_that_back)
{
	struct item promise, flag;
	struct action a[10];
	struct action one;
	struct buf from = { 0 };
	struct err err = { 0 };

	won_open(&w, NULL);
	promise = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	flag = won_add(&w, ITEM_FLAG, "two of us are away");
	complete();
	cr_assert_eq(actions(a, true), 2);
	cr_assert_eq(action_each(w.s, true, 0, source, &from, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&from), "promise 1;flag 1;");
	buf_done(&from);
	cr_assert_eq(action_close(w.s, a[0].id, "live since Monday", &err), 0, "%s", err.text);
	cr_assert_eq(action_close(w.s, a[1].id, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(promise.id), ITEM_KEPT);
	cr_assert_eq(state_of(flag.id), ITEM_ANSWERED);
	cr_assert_eq(action_get(w.s, a[0].id, &one, &err), 1);
	cr_assert_str_eq(one.reason, "live since Monday", "the reason stays that of who closed it");
	action_done(&one);
	won_sound(&w);
	turn(false);
	cr_assert_eq(state_of(flag.id), ITEM_OPEN);
	cr_assert_eq(state_of(promise.id), ITEM_KEPT);
	turn(true);
	cr_assert_eq(state_of(flag.id), ITEM_ANSWERED);
	cr_assert_eq(action_reopen(w.s, a[0].id, &err), 0, "%s", err.text);
	cr_assert_eq(state_of(promise.id), ITEM_OPEN);
	cr_assert_eq(actions(a, true), 1);
	cr_assert_eq(action_reopen(w.s, a[0].id, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	turn(false);
	cr_assert_eq(state_of(promise.id), ITEM_KEPT);
	cr_assert_eq(actions(a, true), 0);
	item_done(&promise);
	item_done(&flag);
	won_sound(&w);
	won_close(&w);
}

Test(item_work, a_promise_that_is_open_again_opens_its_action)
{
	struct item it, base;
	struct action a[10];

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	complete();
	item_done(&it);
	it = won_row(&w, 1);
	item_copy(&base, &it);
	it.state = ITEM_KEPT;
	won_save(&w, &base, &it);
	cr_assert_eq(actions(a, true), 0);
	item_done(&base);
	item_copy(&base, &it);
	it.state = ITEM_OPEN;
	won_save(&w, &base, &it);
	cr_assert_eq(actions(a, true), 1);
	cr_assert_eq(a[0].closed_at, 0);
	item_done(&base);
	item_done(&it);
	won_sound(&w);
	won_close(&w);
}

Test(item_work, a_promise_goes_along_when_its_action_gets_another_owner_or_day)
{
	struct item it, now;
	struct action a[10];
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	complete();
	cr_assert_eq(actions(a, true), 1);
	cr_assert_eq(action_set(w.s, a[0].id, w.mira, day_from_ymd(2026, 12, 1), &err), 0, "%s", err.text);
	now = won_row(&w, it.id);
	cr_assert_eq(now.owner, w.mira);
	cr_assert_eq(now.due_day, day_from_ymd(2026, 12, 1));
	item_done(&now);
	turn(false);
	now = won_row(&w, it.id);
	cr_assert_eq(now.owner, 0);
	cr_assert_eq(now.due_day, NO_DAY);
	item_done(&now);
	item_done(&it);
	won_sound(&w);
	won_close(&w);
}
