/* The queue for a CRO with many: what is put off, whose deputy stands in, who has how much, what changed since the last look,
 * and the text filter letter by letter. */
#include "model/away.h"
#include "model/calendar.h"
#include "model/caseload.h"
#include "model/escalation.h"
#include "model/event.h"
#include "model/handoff.h"
#include "model/look.h"
#include "model/member.h"
#include "model/move.h"
#include "model/snooze.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;
static struct err err;

static void open_team(void)
{
	s = team_open(NULL);
}

static void close_team(void)
{
	store_close(s);
}

TestSuite(many, .init = open_team, .fini = close_team);

static int64_t win(const char *company, const char *owner, const char *csm, int64_t ago_ms)
{
	struct move m = { .deal = team_deal(s, company, owner, "9500"), .to_stage = STAGE_WON, .check_all = true,
			  .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .contact = "L. Fox", .follow_up_day = NO_DAY,
			  .sow_day = NO_DAY, .at_ms = TEAM_NOW - ago_ms };

	team_as(s, "dana");
	if (csm)
		team_set(s, m.deal, "csm", csm);
	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
	return m.deal;
}

static size_t listed(const struct handoff_filter *f)
{
	struct handoff_page p;
	size_t n;

	cr_assert_eq(handoff_page(s, f, (struct handoff_key){ 0, 0 }, false, 100, &p, &err), 0, "%s", err.text);
	n = p.n;
	handoff_page_done(&p);
	return n;
}

static struct handoff_count count(void)
{
	struct handoff_count c;

	cr_assert_eq(handoff_count(s, &(struct handoff_filter){ .put_off = PUT_OFF_NOT }, &c, &err), 0, "%s", err.text);
	return c;
}

static int64_t today(void)
{
	return calendar_day(s->calendar, s->now(s));
}

/* A late one that is put off stays late in every count; one that was not late comes back when it is. */
Test(many, put_off_hides_a_row_and_no_breach)
{
	int64_t late = win("Umber Group", "mira", "priya", 40 * 86400000LL), fresh = win("Wayfare Labs", "mira", "priya", 0);
	const struct handoff_filter not = { .put_off = PUT_OFF_NOT }, alone = { .put_off = PUT_OFF_ALONE };

	cr_assert_eq(count().late, 1);
	cr_assert_eq(snooze_put(s, late, today() + 3, "legal reads it", &err), 0, "%s", err.text);
	cr_assert_eq(snooze_put(s, fresh, today() + 3, "they are away", &err), 0, "%s", err.text);
	cr_assert_eq(listed(&not), 0);
	cr_assert_eq(listed(&alone), 2);
	cr_assert_eq(listed(&(struct handoff_filter){ .put_off = PUT_OFF_TOO }), 2, "due and export show all");
	cr_assert_eq(count().open, 2);
	cr_assert_eq(count().late, 1);
	cr_assert_eq(count().put_off, 2);
	cr_assert_eq(count().put_off_late, 1);
	team_later(s, 3 * 3600000LL); /* the packet of the fresh one is breached */
	cr_assert_eq(listed(&not), 1);
	cr_assert_eq(listed(&alone), 1);
	cr_assert_eq(count().late, 2);
	team_later(s, 3 * 86400000LL);
	cr_assert_eq(listed(&not), 2, "their day has come");
	cr_assert_eq(count().put_off, 0);
}

static char *next_of(int64_t deal)
{
	struct handoff_page p;
	char *next = NULL;

	cr_assert_eq(handoff_page(s, &(struct handoff_filter){ 0 }, (struct handoff_key){ 0, 0 }, false, 100, &p, &err), 0, "%s", err.text);
	for (size_t i = 0; i < p.n; i++)
		if (p.row[i].deal == deal)
			next = xstrdup(p.row[i].next);
	handoff_page_done(&p);
	cr_assert_not_null(next);
	return next;
}

static int tell(struct store *st, struct group *g, void *arg, struct err *e)
{
	static const enum event_kind kinds[] = { EV_FILED, EV_ACKED };

	for (size_t i = 0; i < 2; i++) {
		struct new_event event = { .deal = *(int64_t *)arg, .kind = kinds[i], .at_ms = TEAM_NOW, .for_ms = NO_MOMENT };

		if (event_add(st, g, &event, e))
			return -1;
	}
	return 0;
}

static void file_and_ack(int64_t deal)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "told", .scope_kind = SUBJECT_DEAL, .scope = deal };

	cr_assert_eq(edit(s, &how, tell, &deal, NULL, &err), 0, "%s", err.text);
}

Test(many, a_deputy_has_the_queue_of_who_is_away)
{
	int64_t deal = win("Umber Group", "mira", "priya", 0), max = member_find(s, "max", NULL);
	struct away a = { .member = member_find(s, "priya", NULL), .deputy = max, .from_day = today(), .to_day = today() + 1 };
	char *next;

	file_and_ack(deal);
	cr_assert_eq(listed(&(struct handoff_filter){ .mine = max }), 0);
	cr_assert_eq(away_put(s, &a, &err), 0, "%s", err.text);
	cr_assert_eq(listed(&(struct handoff_filter){ .mine = max }), 1);
	cr_assert_eq(listed(&(struct handoff_filter){ .mine = max, .text = "umb" }), 1);
	next = next_of(deal);
	cr_assert(!strncmp(next, "max for priya: ", 15), "%s", next);
	free(next);
	team_later(s, 2 * 86400000LL);
	cr_assert_eq(listed(&(struct handoff_filter){ .mine = max }), 0);
	next = next_of(deal);
	cr_assert(!strncmp(next, "priya: ", 7), "%s", next);
	free(next);
}

/* A team of which many are away: nobody is the one too many. */
Test(many, a_deputy_of_one_among_many_who_are_away)
{
	int64_t max = member_find(s, "max", NULL);
	struct away a = { .deputy = member_find(s, "cora", NULL), .from_day = today() - 1, .to_day = today() };
	struct handoff_filter mine = { .mine = max };

	win("Umber Group", "mira", "priya", 0);
	team_as(s, "dana");
	for (int i = 0; i < 40; i++) {
		char login[8];

		snprintf(login, sizeof login, "csm%02d", i);
		cr_assert_eq(member_add(s, login, 1u << ROLE_CSM, 0, &err), 0, "%s", err.text);
		a.member = member_find(s, login, NULL);
		cr_assert_eq(away_put(s, &a, &err), 0, "%s", err.text);
	}
	a = (struct away){ .member = member_find(s, "priya", NULL), .deputy = max, .from_day = today(), .to_day = today() };
	cr_assert_eq(away_put(s, &a, &err), 0, "%s", err.text);
	cr_assert_eq(listed(&mine), 1);
}

Test(many, an_escalation_names_the_deputy_of_the_only_one_on_its_rung)
{
	int64_t deal = win("Umber Group", "mira", "priya", 40 * 86400000LL);
	struct away a = { .member = member_find(s, "dana", NULL), .deputy = member_find(s, "cora", NULL), .from_day = today(),
			  .to_day = today() };
	unsigned duties = 1u << DUTY_CEO;
	struct outbox_message m;

	cr_assert_eq(member_set(s, "dana", NULL, &duties, NULL, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(away_put(s, &a, &err), 0, "%s", err.text);
	cr_assert_eq(handoff_escalate(s, deal, &m, &err), 0, "%s", err.text);
	cr_assert(!strncmp(m.recipient, "ceo (", 5), "%s", m.recipient);
	cr_assert(strstr(m.text, "ceo (cora for dana)"), "%s", m.text);
	outbox_message_done(&m);
}

struct loads {
	struct caseload at[16];
	size_t n;
};

static int take(void *arg, const struct caseload *c)
{
	struct loads *all = arg;

	cr_assert_lt(all->n, 16);
	all->at[all->n++] = *c;
	return 0;
}

Test(many, load_is_counted_by_csm_over_what_one_may_see)
{
	struct loads all = { .n = 0 };
	int64_t priya = member_find(s, "priya", NULL), max = member_find(s, "max", NULL);

	win("Umber Group", "mira", "priya", 40 * 86400000LL);
	win("Wayfare Labs", "jo", "priya", 0);
	win("Sorrel Foods", "jo", NULL, 0);
	cr_assert_eq(caseload_each(s, take, &all, &err), 0, "%s", err.text);
	cr_assert_eq(all.n, 3);
	cr_assert_eq(all.at[0].csm, priya);
	cr_assert_eq(all.at[0].open, 2);
	cr_assert_eq(all.at[0].late, 1);
	cr_assert_eq(all.at[0].debriefs, 1, "that of 40 days ago");
	cr_assert_eq(all.at[1].csm, max, "nothing to do, and listed to be given something");
	cr_assert_eq(all.at[1].open, 0);
	cr_assert_eq(all.at[2].csm, 0);
	cr_assert_eq(all.at[2].open, 1);
	all.n = 0;
	team_as(s, "mira");
	cr_assert_eq(caseload_each(s, take, &all, &err), 0, "%s", err.text);
	cr_assert_eq(all.at[0].csm, priya);
	cr_assert_eq(all.at[0].open, 1, "of mira's own deals");
	all.n = 0;
	team_as(s, "carl");
	cr_assert_eq(caseload_each(s, take, &all, &err), 0, "%s", err.text);
	cr_assert_eq(all.n, 0);
}

static struct changes_since since(struct last_look *look)
{
	struct changes_since c;

	cr_assert_geq(look_get(s, look, &err), 0, "%s", err.text);
	cr_assert_eq(look_changes(s, look, &c, &err), 0, "%s", err.text);
	return c;
}

Test(many, what_others_changed_since_the_last_look)
{
	int64_t deal = win("Umber Group", "mira", "priya", 0);
	struct changes_since c;
	struct last_look look;

	team_as(s, "cora");
	c = since(&look);
	cr_assert_eq(look.at_ms, NO_MOMENT, "the first look has nothing before it");
	cr_assert_eq(c.n, 0);
	cr_assert_eq(look_put(s, &err), 0, "%s", err.text);
	team_later(s, 4 * 3600000LL);
	team_as(s, "dana");
	team_set(s, deal, "next_step", "call");
	team_as(s, "cora");
	team_set(s, deal, "next_step", "call them");
	c = since(&look);
	cr_assert_eq(c.n, 1);
	cr_assert_eq(c.at[0].deal, deal);
	cr_assert_eq(c.at[0].n, 1, "one's own changes are no news");
	cr_assert_eq(c.at[0].member, member_find(s, "dana", NULL));
	cr_assert_str_eq(c.at[0].what, "Next step");
	cr_assert_eq(c.came_late, 1, "its packet");
	changes_since_done(&c);
	cr_assert_eq(look_put(s, &err), 0, "%s", err.text);
	team_later(s, LOOK_SAME_MS - 1);
	c = since(&look);
	cr_assert_eq(c.n, 1, "coming back within half an hour is the same look");
	changes_since_done(&c);
	team_later(s, LOOK_SAME_MS);
	c = since(&look);
	cr_assert_eq(c.n, 0);
	changes_since_done(&c);
	team_as(s, "jo");
	cr_assert_eq(look_put(s, &err), 0, "%s", err.text);
	team_later(s, 2 * LOOK_SAME_MS);
	team_as(s, "dana");
	team_set(s, deal, "next_step", "write");
	team_as(s, "jo");
	c = since(&look);
	cr_assert_eq(c.n, 0, "another's deal is not told of");
	changes_since_done(&c);
	team_as(s, "nobody");
	cr_assert_eq(look_put(s, &err), 0, "who is no member keeps no look, and is not told off");
	cr_assert_eq(look_get(s, &look, &err), 0);
}

static size_t found(const char *text, int64_t **ids)
{
	struct handoff_filter f = { .text = text };
	size_t n;

	cr_assert_eq(handoff_ids(s, &f, ids, &n, &err), 0, "%s", err.text);
	return n;
}

/* What is kept in memory between letters never shows another result than a walk from nothing. */
Test(many, the_text_filter_letter_by_letter_finds_what_a_walk_finds)
{
	static const char *const typed[] = { "u",  "um",  "umb",   "umb ", "umb gr", "umb g", "d-1", "d-", "12",  "1", "é", "éc",
					     "mi", "mir", "priya", "way l", "way  l", "zz",    "z",   "",   "ext", "ext-1", "pil", "umb pil" };
	static const char *const names[] = { "Umber Group", "Umbra Labs", "Wayfare Labs", "École Zéro", "Larch-Umber", "12 Oaks" };
	int64_t first = 0;

	for (size_t i = 0; i < 24; i++) {
		char ext[24];
		int64_t deal = win(names[i % 6], i % 2 ? "mira" : "jo", i % 3 ? "priya" : NULL, (int64_t)i * 3600000);

		snprintf(ext, sizeof ext, "EXT-%zu", i);
		team_set(s, deal, "external_id", ext);
		team_set(s, deal, "name", i % 4 ? "pilot" : "Zusatz");
		first = first ? first : deal;
	}
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		int64_t *kept, *fresh;
		size_t a = found(typed[i], &kept), b;

		team_set(s, first, "next_step", i % 2 ? "call" : "write"); /* whatever was kept is old now */
		b = found(typed[i], &fresh);
		cr_assert_eq(a, b, "“%s”: %zu kept, %zu anew", typed[i], a, b);
		cr_assert_eq(memcmp(kept, fresh, a * sizeof *kept), 0, "“%s”", typed[i]);
		free(kept);
		free(fresh);
		found(typed[i], &kept); /* the next letter goes on from these */
		free(kept);
	}
}

Test(many, the_text_filter_sees_what_was_just_written_and_who_looks)
{
	int64_t deal = win("Umber Group", "mira", "priya", 0), *ids;

	cr_assert_eq(found("umb", &ids), 1);
	free(ids);
	team_set(s, deal, "company", "Kestrel Data");
	cr_assert_eq(found("umb", &ids), 0);
	free(ids);
	cr_assert_eq(found("kes", &ids), 1);
	free(ids);
	team_as(s, "jo");
	cr_assert_eq(found("kes", &ids), 0, "another's deal");
	free(ids);
}
