/* Counts of clocks and handoffs that are kept: true after every write, of whomever, and at every moment; and of many, as
 * many as a screen has room for. */
#include "model/due_count.h"

#include "model/event.h"
#include "model/handoff.h"
#include "model/history.h"
#include "tests/model/team.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct store *s;
static struct err err;
static char *dir, *path;

static void open_team(void)
{
	dir = temp_dir("due-count");
	path = temp_path(dir, "team.db");
	s = team_open(path);
}

static void close_team(void)
{
	store_close(s);
	temp_remove(dir);
	free(path);
	free(dir);
}

TestSuite(due_count, .init = open_team, .fini = close_team);

static int add(struct store *to, struct group *g, int64_t deal, enum event_kind kind, int64_t value, int64_t at_ms)
{
	struct new_event e = { .deal = deal, .kind = kind, .value = value, .at_ms = at_ms, .for_ms = NO_MOMENT };

	return event_add(to, g, &e, &err);
}

struct wins {
	int64_t first, n, at_ms;
	bool fails;
};

static int add_wins(struct store *to, struct group *g, void *arg, struct err *why)
{
	const struct wins *w = arg;

	for (int64_t i = 0; i < w->n; i++)
		if (add(to, g, w->first + i, EV_WON, 0, w->at_ms) || add(to, g, w->first + i, EV_COMMITTED, COMMIT_WRITTEN, w->at_ms))
			return -1;
	return w->fails ? err_set(why, ERR_INPUT, "taken back") : 0;
}

static int win(struct store *to, const struct wins *w)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "wins" };

	return edit(to, &how, add_wins, (void *)(uintptr_t)w, NULL, &err);
}

static int count_row(void *arg, const struct due_row *row)
{
	const struct clock *c = &row->clock;
	struct due_count *n = arg;
	int64_t now = s->now(s), due = c->due_at == NO_MOMENT ? c->provisional_due_at : c->due_at;

	n->late += due < now;
	n->soon += due >= now && c->warn_at != NO_MOMENT && c->warn_at <= now;
	return 0;
}

static int count_handoff(void *arg, const struct handoff *h)
{
	struct handoff_count *n = arg;

	n->open++;
	n->late += h->due_at != NO_MOMENT && h->due_at < s->now(s);
	return 0;
}

/* The heads of the board's columns add up to the same. */
static void check_stages(const struct due_count *all)
{
	int64_t late[16], soon[16];
	struct due_stages stages = { .late = late, .soon = soon };
	struct due_count sum = { 0 };

	cr_assert_eq(due_count_stages(s, 0, &stages, &err), 0, "%s", err.text);
	for (size_t i = 0; i < stages_count(s->stages); i++) {
		sum.late += late[i];
		sum.soon += soon[i];
	}
	cr_assert_eq(sum.late, all->late, "%lld, by stage %lld", (long long)all->late, (long long)sum.late);
	cr_assert_eq(sum.soon, all->soon, "%lld, by stage %lld", (long long)all->soon, (long long)sum.soon);
}

/* What is kept against what the lists hold, which are read anew each time. */
static struct due_count expect_true(void)
{
	struct handoff_filter all = { 0 };
	struct handoff_count handoffs = { 0 }, listed = { 0 };
	struct due_count kept, want = { 0 };

	cr_assert_eq(due_each(s, false, 0, NULL, count_row, &want, &err), 0, "%s", err.text);
	cr_assert_eq(due_count(s, &kept, &err), 0, "%s", err.text);
	cr_assert_eq(kept.late, want.late);
	cr_assert_eq(kept.soon, want.soon);
	cr_assert_not(kept.more_late || kept.more_soon);
	check_stages(&kept);
	cr_assert_eq(handoff_each(s, &all, count_handoff, &listed, &err), 0, "%s", err.text);
	cr_assert_eq(handoff_count(s, &all, &handoffs, &err), 0, "%s", err.text);
	cr_assert_eq(handoffs.open, listed.open);
	cr_assert_eq(handoffs.late, listed.late);
	return kept;
}

Test(due_count, is_true_at_every_moment)
{
	struct wins w = { .n = 1, .at_ms = TEAM_NOW - 3600000 };
	int64_t last_late = 0;
	int changes = 0;

	w.first = team_deal(s, "Umber Group", "mira", NULL);
	cr_assert_eq(win(s, &w), 0, "%s", err.text);
	for (struct due_count n = expect_true(); n.next_change != NO_MOMENT; changes++) {
		struct due_count before = n;

		cr_assert_gt(n.next_change, s->now(s));
		team_later(s, n.next_change - s->now(s) - 1);
		n = expect_true();
		cr_assert_eq(n.late, before.late, "nothing changes before the moment that was told");
		cr_assert_eq(n.soon, before.soon);
		team_later(s, 1);
		n = expect_true();
		last_late = n.late;
	}
	cr_assert_gt(changes, 2);
	cr_assert_gt(last_late, 1);
	team_later(s, -400 * 86400000LL);
	cr_assert_eq(expect_true().late, 0, "the clock may be set back");
}

Test(due_count, is_true_after_every_write)
{
	struct store *other = team_open_again(path, "dana");
	struct wins w = { .n = 1, .at_ms = TEAM_NOW - 90 * 86400000LL };
	int64_t late;

	w.first = team_deal(s, "Umber Group", "mira", NULL);
	cr_assert_eq(expect_true().late, 0);
	cr_assert_eq(win(s, &w), 0, "%s", err.text);
	late = expect_true().late;
	cr_assert_gt(late, 0);
	w.first = team_deal(other, "Dune Foods", "jo", NULL);
	cr_assert_eq(win(other, &w), 0, "%s", err.text);
	cr_assert_eq(expect_true().late, 2 * late, "written by another program");
	w.first = team_deal(s, "Elm Paper", "jo", NULL);
	w.fails = true;
	cr_assert_eq(win(s, &w), -1);
	cr_assert_eq(expect_true().late, 2 * late, "taken back");
	team_as(s, "mira");
	cr_assert_eq(expect_true().late, late, "another acts, who sees her own");
	store_close(other);
}

static int win_and_count(struct store *to, struct group *g, void *arg, struct err *why)
{
	struct due_count n;
	struct handoff_count h;

	if (add_wins(to, g, arg, why) == 0 || due_count(to, &n, &err) || handoff_count(to, &(struct handoff_filter){ 0 }, &h, &err))
		abort();
	cr_assert_gt(n.late, 0);
	cr_assert_eq(h.open, 1);
	return -1;
}

Test(due_count, keeps_nothing_of_what_is_taken_back)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "wins" };
	struct wins w = { .n = 1, .at_ms = TEAM_NOW - 90 * 86400000LL, .fails = true };

	w.first = team_deal(s, "Umber Group", "mira", NULL);
	cr_assert_eq(edit(s, &how, win_and_count, &w, NULL, &err), -1);
	cr_assert_eq(expect_true().late, 0);
}

Test(due_count, stops_where_a_screen_has_no_room)
{
	struct wins w = { .n = 400, .at_ms = TEAM_NOW - 90 * 86400000LL };
	int64_t late[16], soon[16];
	struct due_stages stages = { .late = late, .soon = soon };
	struct due_count n;

	w.first = team_deal(s, "Umber Group", "mira", NULL);
	for (int64_t i = 1; i < w.n; i++)
		cr_assert_eq(team_deal(s, "Umber Group", "mira", NULL), w.first + i);
	cr_assert_eq(win(s, &w), 0, "%s", err.text);
	cr_assert_eq(due_count(s, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n.late, DUE_COUNT_MAX);
	cr_assert(n.more_late);
	cr_assert_eq(due_count_stages(s, 0, &stages, &err), 0, "%s", err.text);
	cr_assert_eq(late[0], DUE_COUNT_MAX, "they were not moved on the board");
	cr_assert(stages.more_late);
	cr_assert_not(stages.more_soon);
}
