/* The queue of handoffs: its words against the drawn ones, its order against a reference over histories by chance, its
 * pages against the whole, and who sees which. The team lives in UTC; all clocks are switched on. */
#include "model/handoff.h"

#include "model/calendar.h"
#include "model/check_store.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/escalation.h"
#include "model/event.h"
#include "model/member.h"
#include "model/move.h"
#include "tests/model/team.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;
static struct err err;

static const struct handoff_filter everything;

static void switch_all_on(void)
{
	static const char off[] = "enabled = no";
	char *body = NULL;
	struct buf on = { 0 };
	const char *at, *hit;

	cr_assert_eq(config_get(s, "clocks", &body, NULL, NULL, &err), 1, "%s", err.text);
	for (at = body; (hit = strstr(at, off)); at = hit + strlen(off)) {
		buf_add(&on, at, (size_t)(hit - at));
		buf_puts(&on, "enabled = yes");
	}
	buf_puts(&on, at);
	if (at != body)
		cr_assert_eq(config_put(s, "clocks", buf_str(&on), NULL, NULL, &err), 0, "%s", err.text);
	buf_done(&on);
	free(body);
}

static void open_team(void)
{
	s = team_open(NULL);
	switch_all_on();
}

static void close_team(void)
{
	store_close(s);
}

TestSuite(handoff, .init = open_team, .fini = close_team);

/* ---- words ---- */

struct said {
	const char *packet, *ack, *sow, *debrief, *kickoff, *next;
};

/* A deal won at that moment, `kickoff` NO_DAY or a day; clocks of given start, due and met. */
static void expect(const struct handoff *facts, const struct clock *c, size_t n, const struct said *said, int line)
{
	struct handoff h = *facts;

	handoff_words(s, &h, c, n);
	cr_assert_str_eq(h.cell[HANDOFF_PACKET].words, said->packet, "line %d: %s", line, h.cell[HANDOFF_PACKET].words);
	cr_assert_str_eq(h.cell[HANDOFF_ACK].words, said->ack, "line %d: %s", line, h.cell[HANDOFF_ACK].words);
	cr_assert_str_eq(h.cell[HANDOFF_SOW].words, said->sow, "line %d: %s", line, h.cell[HANDOFF_SOW].words);
	cr_assert_str_eq(h.cell[HANDOFF_DEBRIEF].words, said->debrief, "line %d: %s", line, h.cell[HANDOFF_DEBRIEF].words);
	cr_assert_str_eq(h.cell[HANDOFF_KICKOFF].words, said->kickoff, "line %d: %s", line, h.cell[HANDOFF_KICKOFF].words);
	cr_assert_str_eq(h.next, said->next, "line %d: %s", line, h.next);
}

/* Moments in minutes from now; NEVER: none. */
#define NEVER INT64_MIN
static struct clock clock_at(int kind, int64_t start, int64_t due, int64_t met)
{
	int64_t now = s->now(s), at = now + start * MINUTE_MS;
	struct clock c = { .kind = kind, .start_at = at, .due_at = now + due * MINUTE_MS, .met_at = NO_MOMENT,
			   .provisional_due_at = NO_MOMENT };

	c.warn_at = at + (c.due_at - at) / 4 * 3;
	if (met != NEVER)
		c.met_at = now + met * MINUTE_MS;
	return c;
}

static struct clock waiting(int kind, int64_t provisional)
{
	return (struct clock){ .kind = kind, .start_at = NO_MOMENT, .warn_at = NO_MOMENT, .due_at = NO_MOMENT,
			       .met_at = NO_MOMENT, .waiting_for = EV_COMMITTED,
			       .provisional_due_at = provisional == NEVER ? NO_MOMENT : s->now(s) + provisional * MINUTE_MS };
}

static struct handoff facts(void)
{
	struct handoff h = { .deal = 1, .csm = member_find(s, "priya", NULL), .owner = member_find(s, "mira", NULL),
			     .won_at = s->now(s), .commitment = COMMIT_VERBAL, .sow_status = SOW_PENDING, .sow_day = NO_DAY,
			     .kickoff_day = NO_DAY, .closed_day = NO_DAY };

	return h;
}

#define EXPECT(h, clocks, ...) \
	expect(&(h), clocks, sizeof(clocks) / sizeof *(clocks), &(struct said){ __VA_ARGS__ }, __LINE__)

/* The three rows that are drawn. Now is Tuesday 11-24 09:00; of two hours 0:41 are not yet the last quarter. */
Test(handoff, says_the_drawn_rows)
{
	int64_t today = calendar_day(s->calendar, s->now(s));
	struct handoff umbra = facts(), wayne = facts(), tyrell = facts();
	struct clock late_ack[] = {
		clock_at(CLOCK_PACKET, -49 * 60, -47 * 60, -49 * 60 + 72), clock_at(CLOCK_ACK, -49 * 60, -25 * 60, NEVER),
		clock_at(CLOCK_DEBRIEF, -49 * 60, 2 * 1440 + 540, NEVER), clock_at(CLOCK_KICKOFF, -49 * 60, 3 * 1440, NEVER),
	};
	struct clock fresh[] = {
		clock_at(CLOCK_PACKET, -79, 41, NEVER), clock_at(CLOCK_ACK, -79, 1361, NEVER),
		clock_at(CLOCK_SOW_SENT, -79, 1361, NEVER), clock_at(CLOCK_SOW_SIGNED, -79, 2801, NEVER),
		clock_at(CLOCK_DEBRIEF, -79, 7 * 1440 + 540, NEVER), clock_at(CLOCK_KICKOFF, -79, 5 * 1440 + 540, NEVER),
	};
	struct clock nearly[] = {
		clock_at(CLOCK_PACKET, -5000, -4880, -4966), clock_at(CLOCK_ACK, -5000, -3560, -4815),
		clock_at(CLOCK_SOW_SENT, -5000, -3560, -4000), clock_at(CLOCK_SOW_SIGNED, -5000, -2120, -4000),
		clock_at(CLOCK_DEBRIEF, -5000, 1440, -1440), clock_at(CLOCK_KICKOFF, -500, 3 * 1440, NEVER),
	};

	umbra.commitment = COMMIT_WRITTEN;
	umbra.sow_status = SOW_SIGNED;
	umbra.kickoff_day = today + 3;
	EXPECT(umbra, late_ack, "✓ 1h12", "!25h late", "✓ signed", "2 bd left", "11-27", "priya: acknowledge the packet");
	wayne.csm = 0;
	wayne.sow_day = today + 3;
	EXPECT(wayne, fresh, "0:41 left", "—", "verbal 11-27", "5 bd left", "—", "cro: file the packet");
	tyrell.kickoff_day = today + 1;
	EXPECT(tyrell, nearly, "✓ 0h34", "✓ 3h05", "✓ signed", "✓ 11-23", "11-25", "priya: hold the kickoff");
}

Test(handoff, says_what_is_late_soon_and_missing)
{
	struct handoff h = facts();
	struct clock unsent[] = { clock_at(CLOCK_SOW_SENT, -1500, -60, NEVER), clock_at(CLOCK_SOW_SIGNED, -1500, 1380, NEVER) };
	struct clock sent[] = { clock_at(CLOCK_SOW_SENT, -1620, -180, -1600), clock_at(CLOCK_SOW_SIGNED, -1620, 1260, NEVER) };
	struct clock sent_soon[] = { clock_at(CLOCK_SOW_SENT, -2400, -960, -2300), clock_at(CLOCK_SOW_SIGNED, -2400, 480, NEVER) };
	struct clock soon[] = { clock_at(CLOCK_SOW_SENT, -1400, 40, NEVER), clock_at(CLOCK_SOW_SIGNED, -1400, 1480, NEVER) };
	struct clock running[] = { clock_at(CLOCK_SOW_SENT, -60, 1380, NEVER), clock_at(CLOCK_SOW_SIGNED, -60, 2820, NEVER) };
	struct clock untold[] = { waiting(CLOCK_PACKET, -30), waiting(CLOCK_ACK, NEVER) };
	struct clock filed_untold[] = { waiting(CLOCK_ACK, NEVER) };
	struct clock over[] = { clock_at(CLOCK_PACKET, -300, -180, -60), clock_at(CLOCK_DEBRIEF, -9000, -1440, -100),
				clock_at(CLOCK_KICKOFF, -9000, -2880, NEVER) };
	struct clock unset[] = { clock_at(CLOCK_KICKOFF, -7000, 1000, NEVER) };
	struct clock reopened[] = { clock_at(CLOCK_PACKET, -79, 41, NEVER) };

	EXPECT(h, unsent, "—", "—", "!1:00 late", "—", "—", "cro: send the SOW");
	EXPECT(h, sent, "—", "—", "sent, 21h", "—", "—", "priya: get the SOW signed");
	EXPECT(h, sent_soon, "—", "—", "~sent, 8:00", "—", "—", "priya: get the SOW signed");
	EXPECT(h, soon, "—", "—", "~0:40 left", "—", "—", "cro: send the SOW");
	EXPECT(h, running, "—", "—", "verbal, 23h", "—", "—", "cro: send the SOW");
	h.commitment = COMMIT_NONE;
	h.sow_status = SOW_NONE;
	EXPECT(h, untold, "!0:30 late", "—", "—", "—", "—", "cro: tell the commitment");
	EXPECT(h, filed_untold, "—", "waiting", "—", "—", "—", "priya: tell the commitment");
	EXPECT(h, over, "✓ 4h00 late", "—", "—", "✓ 11-24 late", "!48h late", "priya: set a day for the kickoff");
	h.csm = 0;
	EXPECT(h, unset, "—", "—", "—", "—", "~1d left", "csm (nobody yet): set a day for the kickoff");
	reopened[0].void_reason = 1;
	EXPECT(h, reopened, "—", "—", "—", "—", "—", "");
}

/* A clock that the team has switched off stands as a dash, whatever is stored of it. */
Test(handoff, says_nothing_of_a_clock_that_is_off)
{
	struct handoff h = facts();
	struct clock c[] = { clock_at(CLOCK_PACKET, -79, 41, NEVER), clock_at(CLOCK_KICKOFF, -79, 5 * 1440, NEVER) };
	struct buf limit = { 0 };
	char *body, *at;

	h.sow_status = SOW_NONE;
	cr_assert_eq(config_get(s, "clocks", &body, NULL, NULL, &err), 1, "%s", err.text);
	at = strstr(body, "enabled = yes");
	cr_assert_not_null(at);
	memcpy(at, "enabled = no ", 13); /* the first section is the packet's */
	cr_assert_eq(config_put(s, "clocks", body, NULL, NULL, &err), 0, "%s", err.text);
	free(body);
	EXPECT(h, c, "—", "—", "—", "—", "—", "priya: set a day for the kickoff");
	handoff_limit(s, HANDOFF_PACKET, &limit);
	cr_assert_eq(limit.len, 0);
	handoff_limit(s, HANDOFF_DEBRIEF, &limit);
	cr_assert_str_eq(buf_str(&limit), "≤5bd");
	buf_done(&limit);
}

/* ---- the order ---- */

struct telling {
	int64_t deal;
	enum event_kind kind;
	int64_t value, at_ms;
};

static int tell_one(struct store *st, struct group *g, void *arg, struct err *e)
{
	const struct telling *t = arg;
	struct new_event ev = { .deal = t->deal, .kind = t->kind, .value = t->value, .at_ms = t->at_ms, .for_ms = NO_MOMENT };

	return event_add(st, g, &ev, e);
}

static void tell(int64_t deal, enum event_kind kind, int64_t value, int64_t at_ms)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "told", .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct telling t = { deal, kind, value, at_ms };

	cr_assert_eq(edit(s, &how, tell_one, &t, NULL, &err), 0, "%s", err.text);
}

static int64_t won(const char *company, const char *owner, int64_t at_ms)
{
	int64_t deal = team_deal(s, company, owner, NULL);

	tell(deal, EV_WON, 0, at_ms);
	return deal;
}

enum { DEALS = 60 };

/* What is told of each deal, by chance: some are all done, some were reopened, some wait for their commitment. */
static void tell_history(struct prop *p, int64_t deal, int64_t at)
{
	static const enum event_kind kinds[] = { EV_FILED, EV_ACKED, EV_SOW_SENT, EV_SOW_SIGNED, EV_DEBRIEF_DONE, EV_KICKOFF_HELD };
	bool all = !prop_below(p, 4);

	if (prop_below(p, 5))
		tell(deal, EV_COMMITTED, 1 + prop_below(p, 2), at);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (all || !prop_below(p, 3))
			tell(deal, kinds[i], 0, at + (1 + prop_below(p, 40)) * HOUR_MS);
	if (!prop_below(p, 10))
		tell(deal, EV_REOPENED, 0, at + 50 * HOUR_MS);
}

static bool is_handoff_clock(int kind)
{
	return kind == CLOCK_PACKET || kind == CLOCK_ACK || kind == CLOCK_SOW_SENT || kind == CLOCK_SOW_SIGNED ||
	       kind == CLOCK_DEBRIEF || kind == CLOCK_KICKOFF;
}

struct place {
	int64_t due, deal; /* due INT64_MAX: it waits */
};

static int by_breach(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return x->deal < y->deal ? -1 : x->deal > y->deal;
}

static size_t reference(const int64_t *deals, size_t n, struct place *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		struct clock c[64];
		struct place at = { INT64_MAX, deals[i] };
		size_t n_clocks = 0, open = 0;

		cr_assert_eq(clocks_of(s, deals[i], c, 64, &n_clocks, &err), 0, "%s", err.text);
		for (size_t k = 0; k < n_clocks; k++) {
			int64_t due = c[k].due_at != NO_MOMENT ? c[k].due_at : c[k].provisional_due_at;

			if (!is_handoff_clock(c[k].kind) || c[k].void_reason || c[k].met_at != NO_MOMENT)
				continue;
			open++;
			if (due != NO_MOMENT && due < at.due)
				at.due = due;
		}
		if (open)
			out[found++] = at;
	}
	qsort(out, found, sizeof *out, by_breach);
	return found;
}

struct seen {
	int64_t deal[DEALS];
	size_t n;
};

static int see(void *arg, const struct handoff *h)
{
	struct seen *all = arg;

	cr_assert_lt(all->n, DEALS);
	all->deal[all->n++] = h->deal;
	return 0;
}

static void expect_order(const struct place *want, size_t n)
{
	struct seen all = { .n = 0 };

	cr_assert_eq(handoff_each(s, &everything, see, &all, &err), 0, "%s", err.text);
	cr_assert_eq(all.n, n, "%zu rows, expected %zu", all.n, n);
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(all.deal[i], want[i].deal, "row %zu", i);
}

/* From the top down, then from the end up: each row once, each with the due moment of the reference. */
static void expect_pages(const struct place *want, size_t n, size_t step)
{
	for (int back = 0; back < 2; back++) {
		struct handoff_key from = { 0, 0 };
		size_t met = 0;
		bool more = true;

		while (more) {
			struct handoff_page p;

			cr_assert_eq(handoff_page(s, &everything, from, back, step, &p, &err), 0, "%s", err.text);
			cr_assert_leq(p.n, step);
			for (size_t i = 0; i < p.n; i++) {
				const struct place *w = &want[back ? n - met - p.n + i : met + i];

				cr_assert_eq(p.row[i].deal, w->deal);
				cr_assert_eq(p.row[i].due_at, w->due == INT64_MAX ? NO_MOMENT : w->due);
			}
			met += p.n;
			more = back ? p.more_before : p.more_after;
			cr_assert_eq(more, met < n);
			cr_assert_eq(back ? p.more_after : p.more_before, met > p.n);
			if (p.n)
				from = handoff_key_of(&p.row[back ? 0 : p.n - 1]);
			handoff_page_done(&p);
		}
		cr_assert_eq(met, n);
	}
}

static void expect_counts(const struct place *want, size_t n)
{
	int64_t now = s->now(s), midnight = calendar_moment(s->calendar, calendar_day(s->calendar, now) + 1, 0);
	struct handoff_count c;
	int64_t late = 0, today = 0;

	for (size_t i = 0; i < n; i++) {
		late += want[i].due < now;
		today += want[i].due >= now && want[i].due < midnight;
	}
	cr_assert_eq(handoff_count(s, &everything, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.open, (int64_t)n);
	cr_assert_eq(c.late, late);
	cr_assert_eq(c.today, today);
	cr_assert_not(c.at_least);
}

Test(handoff, stands_in_the_order_of_breach_in_pages_of_any_size)
{
	static const size_t steps[] = { 1, 3, 7, DEALS };
	int64_t deals[DEALS];
	struct place want[DEALS];
	struct prop p;
	size_t n;

	prop_init(&p, 41);
	for (size_t i = 0; i < DEALS; i++) {
		int64_t at = TEAM_NOW - prop_below(&p, 200) * HOUR_MS;

		deals[i] = won("Umber Group", "mira", at);
		tell_history(&p, deals[i], at);
	}
	n = reference(deals, DEALS, want);
	cr_assert_gt(n, DEALS / 4);
	cr_assert_lt(n, DEALS);
	expect_order(want, n);
	expect_counts(want, n);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		expect_pages(want, n, steps[i]);
}

static size_t count_of(const struct handoff_filter *f)
{
	struct handoff_count c;
	struct seen all = { .n = 0 };
	int64_t *ids;
	size_t n;

	cr_assert_eq(handoff_count(s, f, &c, &err), 0, "%s", err.text);
	cr_assert_eq(handoff_each(s, f, see, &all, &err), 0, "%s", err.text);
	cr_assert_eq(handoff_ids(s, f, &ids, &n, &err), 0, "%s", err.text);
	free(ids);
	cr_assert_eq((size_t)c.open, all.n);
	cr_assert_eq(n, all.n);
	return all.n;
}

Test(handoff, leaves_the_queue_when_all_is_done_and_comes_back)
{
	static const enum event_kind kinds[] = { EV_FILED, EV_ACKED, EV_DEBRIEF_DONE, EV_KICKOFF_HELD };
	int64_t deal = won("Umber Group", "mira", TEAM_NOW - HOUR_MS);

	tell(deal, EV_COMMITTED, COMMIT_WRITTEN, TEAM_NOW - HOUR_MS);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		cr_assert_eq(count_of(&everything), 1, "before %s", event_key(kinds[i]));
		tell(deal, kinds[i], 0, TEAM_NOW);
	}
	cr_assert_eq(count_of(&everything), 0);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(count_of(&everything), 1);
	cr_assert_eq(deal_remove(s, deal, &err), 0, "%s", err.text);
	cr_assert_eq(count_of(&everything), 0);
}

Test(handoff, narrows_to_a_text_a_member_and_a_csm)
{
	int64_t a = won("Umber Group", "mira", TEAM_NOW);
	int64_t priya = member_find(s, "priya", NULL), mira = member_find(s, "mira", NULL);

	won("Wayfare Labs", "jo", TEAM_NOW);
	team_set(s, a, "csm", "priya");
	cr_assert_eq(count_of(&(struct handoff_filter){ .text = "way" }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .text = "priya" }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .text = "jo" }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .text = "d-1" }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .text = "ayfare" }), 0);
	cr_assert_eq(count_of(&(struct handoff_filter){ .mine = priya }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .mine = mira }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .mine = mira, .text = "way" }), 0);
	cr_assert_eq(count_of(&(struct handoff_filter){ .csm = priya }), 1);
	cr_assert_eq(count_of(&(struct handoff_filter){ .csm = HANDOFF_NOBODY }), 1);
	cr_assert_eq(count_of(&everything), 2);
}

Test(handoff, is_seen_by_who_may_read_the_deal)
{
	static const struct {
		const char *login;
		size_t rows;
	} cases[] = { { "mira", 1 }, { "jo", 1 }, { "priya", 2 }, { "max", 2 }, { "cora", 2 }, { "olga", 2 },
		      { "ana", 2 },  { "carl", 0 }, { "rex", 2 }, { "dana", 2 }, { "nobody", 2 } };

	won("Umber Group", "mira", TEAM_NOW);
	won("Wayfare Labs", "jo", TEAM_NOW);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		team_as(s, cases[i].login);
		cr_assert_eq(count_of(&everything), cases[i].rows, "%s", cases[i].login);
	}
}

/* More than are counted: the late ones are counted first, and the rest is said to be more. */
Test(handoff, counts_so_many_and_says_that_there_are_more)
{
	struct handoff_count c;

	for (int i = 0; i < HANDOFF_COUNT_MAX + 1; i++)
		won("Umber Group", "mira", i % 2 ? TEAM_NOW : TEAM_NOW - 30 * DAY_MS);
	cr_assert_eq(handoff_count(s, &everything, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.open, HANDOFF_COUNT_MAX);
	cr_assert_eq(c.late, (HANDOFF_COUNT_MAX + 1) / 2);
	cr_assert(c.at_least);
}

/* ---- the ladder ---- */

static void expect_rung(int64_t deal, const char *recipient, const char *words)
{
	struct outbox_message m;

	cr_assert_eq(handoff_escalate(s, deal, &m, &err), 0, "%s: %s", recipient, err.text);
	cr_assert_str_eq(m.recipient, recipient);
	cr_assert_not_null(strstr(m.text, words), "“%s” in:\n%s", words, m.text);
	cr_assert_null(strchr(m.text, '{'), "%s", m.text);
	outbox_message_done(&m);
}

static void expect_refused(int64_t deal, enum err_kind kind, const char *words)
{
	struct outbox_message m;

	cr_assert_eq(handoff_escalate(s, deal, &m, &err), -1);
	cr_assert_eq(err.kind, kind, "%s", err.text);
	cr_assert_not_null(strstr(err.text, words), "%s", err.text);
}

/* The packet is filed, nobody acknowledges it: csm, then cro, chief of staff and ceo. Tuesday 09:00; won on Sunday 09:00. */
Test(handoff, goes_up_the_ladder_of_what_is_late_rung_by_rung)
{
	int64_t deal = won("Umber Group", "mira", TEAM_NOW - 48 * HOUR_MS), fresh = won("Wayfare Labs", "jo", TEAM_NOW);
	int64_t both = won("Sorrel Foods", "mira", TEAM_NOW - 25 * HOUR_MS);
	struct undone u;

	team_set(s, deal, "csm", "priya");
	tell(deal, EV_COMMITTED, COMMIT_WRITTEN, TEAM_NOW - 48 * HOUR_MS);
	tell(deal, EV_FILED, 0, TEAM_NOW - 47 * HOUR_MS);
	expect_rung(deal, "cro (Packet acknowledged)",
		    "Packet acknowledged was due 11-23 09:00: it is 24h late, 9:00 of it working time.");
	expect_rung(deal, "chief_of_staff (Packet acknowledged)", "It is with priya. Next: acknowledge the packet.");
	cr_assert_eq(history_undo(s, SUBJECT_DEAL, deal, &u, &err), 0, "%s", err.text);
	expect_rung(deal, "chief_of_staff (Packet acknowledged)", "Subject: Umber Group: Packet acknowledged is 24h late");
	expect_rung(deal, "ceo (Packet acknowledged)", "Umber Group was won");
	expect_refused(deal, ERR_REFUSED, "ceo, the top of the ladder, was told already");
	tell(both, EV_COMMITTED, COMMIT_VERBAL, TEAM_NOW - 25 * HOUR_MS);
	tell(both, EV_FILED, 0, TEAM_NOW - 24 * HOUR_MS);
	expect_rung(both, "cro (Packet acknowledged)", "1:00 late");
	expect_rung(both, "chief_of_staff (Packet acknowledged)", "1:00 late");
	expect_rung(both, "ceo (Packet acknowledged)", "1:00 late");
	expect_rung(both, "ceo (SOW sent)", "It is with cro. Next: send the SOW.");
	expect_refused(both, ERR_REFUSED, "ceo, the top of the ladder, was told already");
	expect_refused(fresh, ERR_REFUSED, "late yet");
	expect_refused(999, ERR_INPUT, "no deal D-999");
	team_as(s, "rex");
	expect_refused(deal, ERR_ROLE, "message");
	team_as(s, "jo");
	expect_refused(deal, ERR_INPUT, "no deal");
}

/* ---- the mark that the queue walks by ---- */

static int count_finding(void *arg, const char *sentence)
{
	(void)sentence;
	++*(int *)arg;
	return 0;
}

static int findings(void)
{
	size_t n = 0;
	int told = 0;

	cr_assert_eq(store_check(s, true, count_finding, &told, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, (size_t)told);
	return told;
}

/* A mark that was lost would leave the handoff out of the queue, one too many would show it twice: check finds both. */
Test(handoff, marks_that_are_not_as_the_events_have_them_are_found)
{
	int64_t deal = won("Umber Group", "mira", TEAM_NOW - 48 * HOUR_MS);

	tell(deal, EV_COMMITTED, COMMIT_VERBAL, TEAM_NOW - 48 * HOUR_MS);
	cr_assert_eq(findings(), 0);
	cr_assert_eq(db_script(s->db, "update clock set lead = 0", &err), 0, "%s", err.text);
	cr_assert_eq(count_of(&everything), 0);
	cr_assert_gt(findings(), 0);
	cr_assert_eq(db_script(s->db, "update clock set lead = 1", &err), 0, "%s", err.text);
	cr_assert_gt(findings(), 0);
	cr_assert_eq(clocks_refresh(s, deal, &err), 0, "%s", err.text);
	cr_assert_eq(findings(), 0);
	cr_assert_eq(count_of(&everything), 1);
}
