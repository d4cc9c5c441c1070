/* A row of the queue in words: pure, from the clocks of one deal. */
#include "model/handoff.h"

#include "model/away.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/member.h"

#include <stdio.h>
#include <string.h>

#define NOTHING "—"

struct telling {
	struct store *s;
	struct handoff *h;
	const struct clock *clock;
	size_t n;
	int64_t now;
};

/* What a clock asks for, and of whom: the clock's own role, unless the deal names the member. */
static const struct task {
	int clock;
	const char *what;
} tasks[];

static const struct clock *clock_of(const struct telling *t, int kind)
{
	const struct clock_rule *rule = clock_rule_id(t->s->clocks, kind);

	for (size_t i = 0; rule && rule->enabled && i < t->n; i++)
		if (t->clock[i].kind == kind)
			return &t->clock[i];
	return NULL;
}

static bool is_open(const struct clock *c)
{
	return c && !c->void_reason && c->met_at == NO_MOMENT;
}

static int64_t breach(const struct clock *c)
{
	return c->due_at != NO_MOMENT ? c->due_at : c->provisional_due_at;
}

static enum clock_state state_of(const struct telling *t, const struct clock *c)
{
	return c ? clock_state(c, t->now) : CLOCK_VOID;
}

static int urgency(enum clock_state state)
{
	switch (state) {
	case CLOCK_LATE: return 4;
	case CLOCK_SOON: return 3;
	case CLOCK_RUNNING: return 2;
	case CLOCK_WAITING: return 1;
	case CLOCK_MET:
	case CLOCK_MET_LATE:
	case CLOCK_VOID:
	case CLOCK_OVERRIDDEN: break;
	}
	return 0;
}

static const char *sign(enum clock_state state)
{
	return state == CLOCK_LATE ? "!" : state == CLOCK_SOON ? "~" : "";
}

static void put_words(const struct telling *t, const struct clock *c, struct buf *out)
{
	clock_words(c, clock_rule_id(t->s->clocks, c->kind), t->s->calendar, t->now, out);
}

static void put_day(const struct telling *t, int64_t day, struct buf *out)
{
	calendar_format_day(day, calendar_day(t->s->calendar, t->now), out);
}

/* "✓ 1h12", "!26h late", "~0:41 left". */
static void put_clock(const struct telling *t, const struct clock *c, struct buf *out)
{
	switch (state_of(t, c)) {
	case CLOCK_VOID:
		buf_puts(out, NOTHING);
		return;
	case CLOCK_WAITING:
		buf_puts(out, "waiting");
		return;
	case CLOCK_RUNNING:
	case CLOCK_SOON:
		buf_puts(out, sign(state_of(t, c)));
		put_words(t, c, out);
		buf_puts(out, " left");
		return;
	case CLOCK_LATE:
		buf_puts(out, "!");
		put_words(t, c, out);
		buf_puts(out, " late");
		return;
	case CLOCK_MET:
	case CLOCK_OVERRIDDEN:
		buf_puts(out, "✓ ");
		put_words(t, c, out);
		return;
	case CLOCK_MET_LATE:
		buf_puts(out, "✓ ");
		put_words(t, c, out);
		buf_puts(out, " late");
		return;
	}
}

void handoff_clock_words(struct store *s, const struct clock *c, struct buf *out)
{
	const struct telling t = { .s = s, .now = s->now(s) };

	if (clock_state(c, t.now) == CLOCK_WAITING)
		put_words(&t, c, out);
	else
		put_clock(&t, c, out);
}

static void take(struct handoff_cell *cell, enum clock_state state, struct buf *words)
{
	cell->state = state;
	snprintf(cell->words, sizeof cell->words, "%s", words->len ? buf_str(words) : NOTHING);
	buf_done(words);
}

static void tell_plain(struct telling *t, enum handoff_part part, int kind)
{
	const struct clock *c = clock_of(t, kind);
	struct buf words = { 0 };

	put_clock(t, c, &words);
	take(&t->h->cell[part], state_of(t, c), &words);
}

/* With "*3" behind it where three fields are wanted before it can be filed; one that came back says so. */
static void tell_packet(struct telling *t)
{
	const struct clock *c = clock_of(t, CLOCK_PACKET);
	enum clock_state state = state_of(t, c);
	struct buf words = { 0 };

	if (t->h->is_returned) {
		buf_puts(&words, "returned");
		state = CLOCK_SOON;
	} else {
		put_clock(t, c, &words);
	}
	if (t->h->lacks && (t->h->is_returned || is_open(c)))
		buf_printf(&words, " *%zu", t->h->lacks);
	take(&t->h->cell[HANDOFF_PACKET], state, &words);
}

/* Nothing can be acknowledged before the packet is there; that time runs out is said all the same. */
static void tell_ack(struct telling *t)
{
	const struct clock *ack = clock_of(t, CLOCK_ACK);
	struct buf words = { 0 };

	if (is_open(clock_of(t, CLOCK_PACKET)) && urgency(state_of(t, ack)) <= urgency(CLOCK_RUNNING) && is_open(ack)) {
		take(&t->h->cell[HANDOFF_ACK], state_of(t, ack), &words);
		return;
	}
	tell_plain(t, HANDOFF_ACK, CLOCK_ACK);
}

/* ---- the SOW ---- */

/* "verbal 11-25", "pending 11-25": what is known of a SOW that is not signed. */
static void put_sow_known(const struct telling *t, const struct clock *sent, struct buf *out)
{
	const struct handoff *h = t->h;

	buf_puts(out, h->commitment == COMMIT_VERBAL ? "verbal" : "pending");
	if (h->sow_day != NO_DAY) {
		buf_putc(out, ' ');
		put_day(t, h->sow_day, out);
	} else if (is_open(sent)) {
		buf_puts(out, ", ");
		put_words(t, sent, out);
	}
}

static void put_sow_open(const struct telling *t, const struct clock *worst, const struct clock *sent,
			 const struct clock *sign_by, struct buf *out)
{
	enum clock_state state = state_of(t, worst);
	bool is_sent = sent && !is_open(sent) && !sent->void_reason;

	if (state == CLOCK_LATE || (state == CLOCK_SOON && !is_sent)) {
		put_clock(t, worst, out);
		return;
	}
	buf_puts(out, sign(state));
	if (!is_sent || !is_open(sign_by)) {
		put_sow_known(t, sent, out);
		return;
	}
	buf_puts(out, "sent, ");
	put_words(t, sign_by, out);
}

static void tell_sow(struct telling *t)
{
	const struct clock *sent = clock_of(t, CLOCK_SOW_SENT), *signed_by = clock_of(t, CLOCK_SOW_SIGNED);
	const struct clock_rule *rule = clock_rule_id(t->s->clocks, CLOCK_SOW_SIGNED);
	const struct clock *worst = is_open(sent) ? sent : signed_by;
	struct buf words = { 0 };

	if (!rule || !rule->enabled) {
		take(&t->h->cell[HANDOFF_SOW], CLOCK_VOID, &words);
		return;
	}
	if (t->h->sow_status == SOW_SIGNED || (signed_by && signed_by->met_at != NO_MOMENT)) {
		bool late = state_of(t, signed_by) == CLOCK_MET_LATE;

		buf_puts(&words, late ? "✓ signed late" : "✓ signed");
		take(&t->h->cell[HANDOFF_SOW], late ? CLOCK_MET_LATE : CLOCK_MET, &words);
		return;
	}
	if (is_open(signed_by) && urgency(state_of(t, signed_by)) > urgency(state_of(t, worst)))
		worst = signed_by;
	if (is_open(worst))
		put_sow_open(t, worst, sent, signed_by, &words);
	else if (t->h->sow_status == SOW_PENDING)
		put_sow_known(t, NULL, &words);
	take(&t->h->cell[HANDOFF_SOW], is_open(worst) ? state_of(t, worst) : CLOCK_VOID, &words);
}

/* ---- the kickoff ---- */

/* The day it will be; without one, how long there is once it gets short. */
static void tell_kickoff(struct telling *t)
{
	const struct clock *c = clock_of(t, CLOCK_KICKOFF);
	enum clock_state state = state_of(t, c);
	struct buf words = { 0 };

	if (is_open(c) && state != CLOCK_LATE && t->h->kickoff_day != NO_DAY) {
		buf_puts(&words, sign(state));
		put_day(t, t->h->kickoff_day, &words);
	} else if (state != CLOCK_RUNNING) {
		put_clock(t, c, &words);
	}
	take(&t->h->cell[HANDOFF_KICKOFF], state, &words);
}

/* ---- the row ---- */

static void put_who(const struct telling *t, const struct clock_rule *rule, struct buf *out)
{
	size_t n = strcspn(rule->ladder, " ");
	bool is_csm = n == 3 && !strncmp(rule->ladder, "csm", n), is_ae = n == 2 && !strncmp(rule->ladder, "ae", n);
	int64_t member = is_csm ? t->h->csm : is_ae ? t->h->owner : 0;

	if (member)
		away_put_name(t->s, member, out);
	else
		buf_printf(out, "%.*s%s", (int)n, rule->ladder, is_csm ? " (nobody yet)" : "");
}

static void tell_next(struct telling *t, const struct clock *first)
{
	const struct clock_rule *rule = clock_rule_id(t->s->clocks, first->kind);
	const char *what = "";
	struct buf words = { 0 };

	t->h->next_clock = first->kind;
	if (first->kind == CLOCK_ACK && t->h->is_returned && clock_rule_id(t->s->clocks, CLOCK_PACKET))
		rule = clock_rule_id(t->s->clocks, CLOCK_PACKET);
	t->h->next_role = rule->ladder;
	for (const struct task *k = tasks; k->what; k++)
		if (k->clock == first->kind)
			what = k->what;
	if (first->waiting_for == EV_COMMITTED)
		what = "tell the commitment";
	else if (first->kind == CLOCK_ACK && t->h->is_returned)
		what = "fill the gaps and file again";
	else if (first->kind == CLOCK_KICKOFF && t->h->kickoff_day == NO_DAY)
		what = "set a day for the kickoff";
	put_who(t, rule, &words);
	buf_printf(&words, ": %s", what);
	snprintf(t->h->next, sizeof t->h->next, "%s", buf_str(&words));
	buf_done(&words);
}

static bool is_earlier(const struct clock *a, const struct clock *b)
{
	int64_t x = breach(a), y = breach(b);

	if (x == NO_MOMENT || y == NO_MOMENT)
		return x != NO_MOMENT;
	return x < y;
}

static const int queued[] = { CLOCK_PACKET, CLOCK_ACK, CLOCK_SOW_SENT, CLOCK_SOW_SIGNED, CLOCK_DEBRIEF, CLOCK_KICKOFF };

void handoff_lead(struct clock *c, size_t n)
{
	struct clock *first = NULL;

	for (size_t i = 0; i < n; i++) {
		bool is_one = false;

		c[i].leads = false;
		for (size_t k = 0; k < sizeof queued / sizeof *queued; k++)
			is_one |= c[i].kind == queued[k];
		if (is_one && is_open(&c[i]) && (!first || is_earlier(&c[i], first)))
			first = &c[i];
	}
	if (first)
		first->leads = true;
}

static void take_open(struct telling *t)
{
	const struct clock *first = NULL;
	struct handoff *h = t->h;

	for (size_t i = 0; i < sizeof queued / sizeof *queued; i++) {
		const struct clock *c = clock_of(t, queued[i]);
		int64_t change;

		if (!is_open(c))
			continue;
		change = clock_next_change(c, t->s->calendar, t->now);
		if (change != NO_MOMENT && (h->change_at == NO_MOMENT || change < h->change_at))
			h->change_at = change;
		if (urgency(state_of(t, c)) > urgency(h->state))
			h->state = state_of(t, c);
		if (!first || is_earlier(c, first))
			first = c;
	}
	if (first)
		tell_next(t, first);
}

void handoff_words(struct store *s, struct handoff *h, const struct clock *c, size_t n)
{
	struct telling t = { s, h, c, n, s->now(s) };

	h->change_at = NO_MOMENT;
	h->state = CLOCK_VOID;
	h->next_clock = 0;
	h->next_role = "";
	h->next[0] = '\0';
	take_open(&t);
	tell_packet(&t);
	tell_ack(&t);
	tell_sow(&t);
	tell_plain(&t, HANDOFF_DEBRIEF, CLOCK_DEBRIEF);
	tell_kickoff(&t);
}

void handoff_limit(const struct store *s, enum handoff_part part, struct buf *out)
{
	static const int kinds[HANDOFF_PARTS] = { CLOCK_PACKET, CLOCK_ACK, CLOCK_SOW_SIGNED, CLOCK_DEBRIEF, CLOCK_KICKOFF };
	static const char *const units[] = { [UNIT_HOURS] = "h", [UNIT_DAYS] = "d", [UNIT_BUSINESS_DAYS] = "bd" };
	const struct clock_rule *rule = clock_rule_id(s->clocks, kinds[part]);

	if (rule && rule->enabled)
		buf_printf(out, "≤%d%s", rule->length, units[rule->unit]);
}

void handoff_age(const struct store *s, const struct handoff *h, struct buf *out)
{
	int64_t hours = h->won_at == NO_MOMENT ? -1 : (s->now(s) - h->won_at) / HOUR_MS;

	if (hours < 0)
		buf_puts(out, NOTHING);
	else
		buf_printf(out, "%lld%s", (long long)(hours < 48 ? hours : hours / 24), hours < 48 ? "h" : "d");
}

const char *handoff_part_key(enum handoff_part part)
{
	static const char *const keys[HANDOFF_PARTS] = { "packet", "acknowledge", "sow", "debrief", "kickoff" };

	return keys[part];
}

static const struct task tasks[] = {
	{ CLOCK_PACKET, "file the packet" },	 { CLOCK_ACK, "acknowledge the packet" },
	{ CLOCK_SOW_SENT, "send the SOW" },	 { CLOCK_SOW_SIGNED, "get the SOW signed" },
	{ CLOCK_DEBRIEF, "hold the debrief" }, { CLOCK_KICKOFF, "hold the kickoff" },
	{ 0, NULL },
};
