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
