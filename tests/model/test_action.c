/* Actions: made, closed, taken back, seen by whom, found by search. */
#include "model/action.h"

#include "model/history_value.h"
#include "model/member.h"
#include "model/search.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;
static int64_t deal;
static struct err err;

static void begin(void)
{
	s = team_open(NULL);
	deal = team_deal(s, "Umber Group", "mira", NULL);
	err = (struct err){ 0 };
	team_as(s, "priya");
}

static int64_t today(void)
{
	return TEAM_NOW / DAY_MS;
}

static int64_t make(enum subject_kind kind, int64_t subject, const char *text, const char *owner, int64_t day)
{
	struct action a = { .subject_kind = kind, .subject = subject, .text = xstrdup(text), .due_day = day,
			    .owner = owner ? member_find(s, owner, NULL) : 0 };
	int64_t id;

	cr_assert_eq(action_add(s, &a, &err), 0, "%s", err.text);
	id = a.id;
	action_done(&a);
	return id;
}

struct seen {
	struct buf texts;
	size_t n, late;
};

static int see(void *arg, const struct action_row *row)
{
	struct seen *v = arg;

	buf_printf(&v->texts, "[%s|%s]", row->company, row->a.text);
	v->n++;
	v->late += row->late;
	return 0;
}

/* The texts that a member sees, soonest due first. */
static const char *list_of(const char *login, bool open_only, int64_t owner, size_t *late)
{
	static struct seen v;
	struct actor was = s->actor;

	buf_done(&v.texts);
	v = (struct seen){ 0 };
	team_as(s, login);
	cr_assert_eq(action_each(s, open_only, owner, see, &v, &err), 0, "%s", err.text);
	s->actor = was;
	if (late)
		*late = v.late;
	return buf_str(&v.texts);
}

static int count(void *arg, const struct search_hit *h)
{
	size_t *n = arg;

	*n += h->kind == SUBJECT_ACTION;
	return 0;
}

static size_t found(const char *login, const char *words)
{
	struct actor was = s->actor;
	size_t n = 0;

	team_as(s, login);
	cr_assert_eq(search_each(s, words, 50, count, &n, &err), 0, "%s", err.text);
	s->actor = was;
	return n;
}

Test(action, soonest_due_first_and_late_after_the_close_of_its_day)
{
	size_t late = 0;

	begin();
	make(SUBJECT_DEAL, deal, "third", NULL, NO_DAY);
	make(SUBJECT_DEAL, deal, "second", "priya", today());
	make(SUBJECT_NONE, 0, "first", "olga", today() - 1);
	cr_assert_str_eq(list_of("priya", true, 0, &late), "[|first][Umber Group|second][Umber Group|third]");
	cr_assert_eq(late, 1);
	team_later(s, 10 * HOUR_MS); /* 19:00: past the close at 18:00 */
	list_of("priya", true, 0, &late);
	cr_assert_eq(late, 2);
	cr_assert_str_eq(list_of("priya", true, member_find(s, "olga", NULL), NULL), "[|first]");
	store_close(s);
}

Test(action, closing_and_what_is_refused)
{
	struct action a;
	int64_t id;

	begin();
	id = make(SUBJECT_DEAL, deal, "call Lena", "priya", today());
	cr_assert_eq(action_close(s, id, "she called", &err), 0, "%s", err.text);
	cr_assert_eq(action_get(s, id, &a, &err), 1);
	cr_assert_eq(a.state, ACTION_CLOSED);
	cr_assert_eq(a.closed_at, TEAM_NOW);
	cr_assert_str_eq(a.reason, "she called");
	action_done(&a);
	cr_assert_str_eq(list_of("priya", true, 0, NULL), "");
	cr_assert_str_eq(list_of("priya", false, 0, NULL), "[Umber Group|call Lena]");
	cr_assert_eq(action_close(s, id, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(action_set(s, id, 0, today() + 1, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(action_close(s, 999, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	a = (struct action){ .text = (char *)" \n", .due_day = NO_DAY };
	cr_assert_eq(action_add(s, &a, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	store_close(s);
}

Test(action, one_that_somebody_else_closed_or_gave_away_meanwhile)
{
	struct action was;
	struct action_edit e = { .base = &was, .due_day = NO_DAY };
	int64_t id;

	begin();
	id = make(SUBJECT_DEAL, deal, "call Lena", "priya", today());
	cr_assert_eq(action_get(s, id, &was, &err), 1);
	team_as(s, "max");
	cr_assert_eq(action_set(s, id, member_find(s, "olga", NULL), NO_DAY, &err), 0, "%s", err.text);
	team_as(s, "priya");
	e.owner = member_find(s, "mira", NULL);
	cr_assert_eq(action_change(s, &e, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "max"), "%s", err.text);
	cr_assert_not_null(strstr(err.text, "“olga”"), "%s", err.text);
	cr_assert_not_null(strstr(err.text, "“mira”"), "%s", err.text);
	e.owner = 0;
	e.due_day = today() + 4; /* another field: both stay */
	cr_assert_eq(action_change(s, &e, &err), 0, "%s", err.text);
	action_done(&was);
	cr_assert_eq(action_get(s, id, &was, &err), 1);
	cr_assert_eq(was.owner, member_find(s, "olga", NULL));
	cr_assert_eq(was.due_day, today() + 4);
	e = (struct action_edit){ .base = &was, .due_day = NO_DAY, .nobody = true, .no_day = true };
	cr_assert_eq(action_change(s, &e, &err), 0, "%s", err.text);
	action_done(&was);
	cr_assert_eq(action_get(s, id, &was, &err), 1);
	cr_assert_eq(was.owner, 0);
	cr_assert_eq(was.due_day, NO_DAY);
	action_done(&was);
	team_as(s, "max");
	cr_assert_eq(action_close(s, id, NULL, &err), 0, "%s", err.text);
	team_as(s, "priya");
	cr_assert_eq(action_close(s, id, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "closed already (max"), "%s", err.text);
	store_close(s);
}

static int put(struct store *st, struct group *g, void *arg, struct err *e)
{
	return action_put(st, g, arg, e);
}

static int64_t triggered(const char *key)
{
	struct action a = { .text = xstrdup("look into the rate"), .due_day = NO_DAY };
	struct group_open how = { .kind = GROUP_EDIT, .title = "trigger" };
	int64_t id;

	snprintf(a.trigger_key, sizeof a.trigger_key, "%s", key);
	cr_assert_eq(edit(s, &how, put, &a, NULL, &err), 0, "%s", err.text);
	id = a.id;
	action_done(&a);
	return id;
}

Test(action, one_open_action_a_trigger)
{
	int64_t first;

	begin();
	cr_assert_eq(action_was_opened(s, "rate:2026-11", &err), 0);
	first = triggered("rate:2026-11");
	cr_assert_eq(triggered("rate:2026-11"), first);
	cr_assert_neq(triggered("rate:2026-12"), first);
	cr_assert_eq(action_close(s, first, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(action_was_opened(s, "rate:2026-11", &err), 1, "closed, and known all the same");
	cr_assert_neq(triggered("rate:2026-11"), first, "a closed one makes room");
	store_close(s);
}

Test(action, undo_and_redo_of_making_closing_and_setting)
{
	struct action a;
	int64_t id;

	begin();
	id = make(SUBJECT_DEAL, deal, "tell sales about the second site", "priya", today());
	cr_assert_eq(action_set(s, id, member_find(s, "max", NULL), today() + 3, &err), 0, "%s", err.text);
	cr_assert_eq(action_close(s, id, "told", &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(action_get(s, id, &a, &err), 1);
	cr_assert_eq(a.state, ACTION_OPEN);
	cr_assert_eq(a.closed_at, 0);
	cr_assert_str_eq(a.reason, "");
	cr_assert_eq(a.due_day, today() + 3);
	action_done(&a);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(action_get(s, id, &a, &err), 1);
	cr_assert_eq(a.owner, member_find(s, "priya", NULL));
	cr_assert_eq(a.due_day, today());
	action_done(&a);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(action_get(s, id, &a, &err), 0);
	cr_assert_eq(found("priya", "second site"), 0);
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	cr_assert_eq(action_get(s, id, &a, &err), 1);
	cr_assert_str_eq(a.text, "tell sales about the second site");
	action_done(&a);
	cr_assert_eq(found("priya", "second site"), 1);
	cr_assert_eq(history_verify(s, &err), 0, "%s", err.text);
	store_close(s);
}

Test(action, undo_stops_where_somebody_else_went_on)
{
	int64_t id;

	begin();
	id = make(SUBJECT_DEAL, deal, "call Lena", "priya", today());
	cr_assert_eq(action_set(s, id, 0, today() + 1, &err), 0, "%s", err.text);
	team_as(s, "max");
	cr_assert_eq(action_set(s, id, 0, today() + 2, &err), 0, "%s", err.text);
	team_as(s, "priya");
	cr_assert_eq(team_undo(s, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "max"), "%s", err.text);
	store_close(s);
}

/* Who sees an action of a deal, one of the team, and one of a deal that is another's. */
Test(action, seen_by_class_and_deal)
{
	static const struct {
		const char *login, *sees;
		size_t n;
	} readers[] = {
		{ "mira", "[Umber Group|canary-deal]", 1 },
		{ "jo", "", 0 },
		{ "priya", "[Umber Group|canary-deal][|canary-team]", 2 },
		{ "cora", "[Umber Group|canary-deal][|canary-team]", 2 },
		{ "rex", "[Umber Group|canary-deal][|canary-team]", 2 },
		{ "olga", "[Umber Group|canary-deal][|canary-team]", 2 },
		{ "ana", "[|canary-team]", 1 },
		{ "carl", "", 0 },
		{ "nobody", "[Umber Group|canary-deal][|canary-team]", 2 },
	};

	begin();
	make(SUBJECT_DEAL, deal, "canary-deal", NULL, today());
	make(SUBJECT_NONE, 0, "canary-team", "ana", today() + 1);
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		const char *sees = list_of(readers[i].login, true, 0, NULL);

		cr_assert_str_eq(sees, readers[i].sees, "%s: %s", readers[i].login, sees);
		cr_assert_eq(found(readers[i].login, "canary"), readers[i].n, "search: %s", readers[i].login);
	}
	store_close(s);
}

Test(action, who_may_change_one)
{
	int64_t of_deal, of_team;

	begin();
	of_deal = make(SUBJECT_DEAL, deal, "of the deal", NULL, today());
	of_team = make(SUBJECT_NONE, 0, "of the team", "ana", today());
	team_as(s, "ana");
	cr_assert_eq(action_close(s, of_team, "done", &err), 0, "its owner: %s", err.text);
	cr_assert_eq(action_close(s, of_deal, "done", &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT, "what one may not see is not there");
	team_as(s, "rex");
	cr_assert_eq(action_close(s, of_deal, "done", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	team_as(s, "mira");
	cr_assert_eq(action_close(s, of_deal, "done", &err), 0, "%s", err.text);
	store_close(s);
}

static int keep(void *arg, const struct history_row *row)
{
	struct buf *out = arg;

	if (row->kind != SUBJECT_ACTION || row->op != OP_UPDATE)
		return 0;
	history_what(s, row, out);
	buf_putc(out, '=');
	history_value(s, row, HISTORY_AFTER, out);
	buf_putc(out, ';');
	return 0;
}

Test(action, history_says_it_in_words_and_follows_the_deal_to_its_new_owner)
{
	struct buf out = { 0 };

	begin();
	make(SUBJECT_DEAL, deal, "call Lena", "priya", today());
	team_as(s, "jo");
	cr_assert_eq(history_each(s, SUBJECT_DEAL, deal, 0, keep, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "");
	team_as(s, "dana");
	team_set(s, deal, "owner", "jo");
	team_as(s, "jo");
	cr_assert_eq(history_each(s, SUBJECT_DEAL, deal, 0, keep, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "action text=call Lena;action owner=priya;action due=2026-11-24;");
	cr_assert_str_eq(list_of("jo", true, 0, NULL), "[Umber Group|call Lena]");
	cr_assert_str_eq(list_of("mira", true, 0, NULL), "");
	cr_assert_eq(found("jo", "Lena"), 1);
	cr_assert_eq(found("mira", "Lena"), 0);
	buf_done(&out);
	store_close(s);
}
