/* Winning by every path records commitment, SOW and contact and starts the same clocks; fields of a won deal tell what
 * `mark` tells; the gates behind a win, and how often they were gone over. */
#include "model/clock.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/member.h"
#include "model/move.h"
#include "model/override.h"
#include "tests/model/imports.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct imports t;

static void begin(void)
{
	imports_open(&t);
}

static void end(void)
{
	imports_close(&t);
}

TestSuite(win, .init = begin, .fini = end);

static int64_t write_deal(int64_t id, const char *const (*set)[2], const struct move *more)
{
	struct deal_setting settings[8];
	struct err err = { 0 };
	size_t n = 0;

	for (; set[n][0]; n++)
		settings[n] = (struct deal_setting){ deal_field(set[n][0]), set[n][1] };
	cr_assert_eq(deal_write(t.s, &id, settings, n, more, &err), 0, "%s", err.text);
	return id;
}

static int64_t open_deal(void)
{
	static const char *const set[][2] = { { "external_id", "W1" }, { "company", "Umber Group" },
					      { "stage", "negotiation" }, { NULL, NULL } };

	return write_deal(0, set, NULL);
}

static const struct move given = { .check_all = true, .contact = "Ida Brandt", .follow_up_day = NO_DAY, .sow_day = NO_DAY };

/* ---- the paths: a verbal commitment with a pending SOW, or a written one with a signed SOW ---- */

static int64_t by_move(bool verbal)
{
	struct move m = given;
	struct err err = { 0 };

	m.deal = open_deal();
	m.to_stage = STAGE_WON;
	m.commitment = verbal ? COMMIT_VERBAL : COMMIT_WRITTEN;
	m.sow = verbal ? SOW_PENDING : SOW_SIGNED;
	m.sow_day = verbal ? 20784 : 20778; /* 2026-11-27, 2026-11-21 */
	cr_assert_eq(deal_move(t.s, &m, NULL, &err), 0, "%s", err.text);
	return m.deal;
}

static int64_t by_fields(bool verbal)
{
	static const char *const set[2][5][2] = {
		{ { "stage", "won" }, { "commitment", "written" }, { "sow_status", "signed" }, { "sow_date", "2026-11-21" } },
		{ { "stage", "won" }, { "commitment", "verbal" }, { "sow_status", "pending" }, { "sow_date", "2026-11-27" } },
	};

	return write_deal(open_deal(), set[verbal], &given);
}

static int64_t by_adding(bool verbal)
{
	static const char *const set[2][7][2] = {
		{ { "external_id", "W1" }, { "company", "Umber Group" }, { "stage", "won" }, { "commitment", "written" },
		  { "sow_status", "signed" }, { "sow_date", "2026-11-21" } },
		{ { "external_id", "W1" }, { "company", "Umber Group" }, { "stage", "won" }, { "commitment", "verbal" },
		  { "sow_status", "pending" }, { "sow_date", "2026-11-27" } },
	};

	return write_deal(0, set[verbal], &given);
}

#define HEAD "external_id,company,stage,closed,commitment,sow_status,sow_date\n"
static const char *const rows[] = {
	HEAD "W1,Umber Group,won,2026-11-22,written,signed,2026-11-21\n",
	HEAD "W1,Umber Group,won,2026-11-22,verbal,pending,2026-11-27\n",
};

static void import_open(void)
{
	imports_expect(&t, "deals", "external_id,company,stage\nW1,Umber Group,negotiation\n", 1, 0, 0, 0);
}

static int64_t by_import(bool verbal)
{
	import_open();
	imports_expect(&t, "deals", rows[verbal], 0, 1, 0, 0);
	return imports_deal(&t, "W1");
}

static int64_t by_import_of_a_closed_one(bool verbal)
{
	t.opt.start_clocks = true;
	imports_expect(&t, "deals", rows[verbal], 1, 0, 0, 0);
	return imports_deal(&t, "W1");
}

static int64_t by_fields_after_the_win(bool verbal)
{
	static const char *const won[][2] = { { "stage", "won" }, { NULL, NULL } };
	static const char *const set[2][4][2] = {
		{ { "commitment", "written" }, { "sow_status", "signed" }, { "sow_date", "2026-11-21" } },
		{ { "commitment", "verbal" }, { "sow_status", "pending" }, { "sow_date", "2026-11-27" } },
	};
	struct move m = given;

	/* An import may bring a win of which nothing else is known. */
	m.by_import = true;
	return write_deal(write_deal(open_deal(), won, &m), set[verbal], NULL);
}

static int64_t by_import_after_the_win(bool verbal)
{
	import_open();
	imports_expect(&t, "deals", "external_id,company,stage,closed\nW1,Umber Group,won,2026-11-22\n", 0, 1, 0, 0);
	imports_expect(&t, "deals", rows[verbal], 0, 1, 0, 0);
	return imports_deal(&t, "W1");
}

static const struct path {
	const char *name;
	int64_t (*win)(bool verbal);
	bool asks_contact;
} paths[] = {
	{ "move", by_move, true },
	{ "fields", by_fields, true },
	{ "adding", by_adding, true },
	{ "import", by_import, false },
	{ "import of a closed one", by_import_of_a_closed_one, false },
	{ "fields after the win", by_fields_after_the_win, true },
	{ "import after the win", by_import_after_the_win, false },
};

/* "packet acknowledge debrief …": those that started, a waiting one behind a "?". */
static void clocks_are(const char *path, int64_t deal, const char *want)
{
	struct clock c[32];
	struct buf b = { 0 };
	struct err err = { 0 };
	size_t n;

	cr_assert_eq(clocks_of(t.s, deal, c, 32, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s%s", i ? " " : "", c[i].start_at == NO_MOMENT ? "?" : "",
			   clock_rule_id(t.s->clocks, c[i].kind)->key);
	cr_assert_str_eq(buf_str(&b), want, "%s: %s", path, buf_str(&b));
	buf_done(&b);
}

/* Switched on by the team or not, the clocks that the shipped rules name. */
static const char *expected(bool verbal)
{
	bool note = clock_rule_find(t.s->clocks, "announce")->enabled;

	if (verbal)
		return note ? "packet announce acknowledge sow_sent sow_signed ?delivery debrief introduction kickoff"
			    : "packet acknowledge sow_sent sow_signed ?delivery debrief introduction kickoff";
	return note ? "packet announce acknowledge delivery debrief introduction kickoff"
		    : "packet acknowledge delivery debrief introduction kickoff";
}

static int is_primary(void *arg, const struct deal_person *p)
{
	*(bool *)arg |= p->role == PERSON_PRIMARY && !strcmp(p->name, "Ida Brandt");
	return 0;
}

static void win_by(const struct path *path, bool verbal)
{
	int64_t deal = path->win(verbal);
	struct err err = { 0 };
	bool primary = false;

	clocks_are(path->name, deal, expected(verbal));
	cr_assert_str_eq(imports_field(&t, "W1", "commitment"), verbal ? "verbal" : "written", "%s", path->name);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_status"), verbal ? "pending" : "signed", "%s", path->name);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), verbal ? "2026-11-27" : "2026-11-21", "%s", path->name);
	cr_assert_str_eq(imports_field(&t, "W1", "outcome"), "won", "%s", path->name);
	cr_assert_eq(deal_people(t.s, deal, is_primary, &primary, &err), 0, "%s", err.text);
	cr_assert_eq(primary, path->asks_contact, "%s", path->name);
}

Test(win, by_every_path_is_recorded_and_starts_the_same_clocks)
{
	for (size_t i = 0; i < 2 * sizeof paths / sizeof *paths; i++) {
		win_by(&paths[i / 2], i % 2);
		end();
		begin();
	}
}

/* Its start is the close of the day of the signature, whoever told it how. */
Test(win, the_delivery_starts_with_the_signature)
{
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		int64_t deal = paths[i].win(false), at = 0;
		struct clock c[32];
		struct err err = { 0 };
		size_t n;

		cr_assert_eq(clocks_of(t.s, deal, c, 32, &n, &err), 0, "%s", err.text);
		for (size_t k = 0; k < n; k++)
			if (!strcmp(clock_rule_id(t.s->clocks, c[k].kind)->key, "delivery"))
				at = c[k].start_at;
		cr_assert_eq(at, (INT64_C(20778) * 24 + 18) * HOUR_MS, "%s: %lld", paths[i].name, (long long)at);
		end();
		begin();
	}
}

static void set(int64_t deal, const char *field, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(deal_change(t.s, deal, field, text, &err), 0, "%s", err.text);
}

Test(win, a_signature_set_as_a_field_is_taken_back_whole)
{
	int64_t deal = by_move(true);
	struct undone what;
	struct err err = { 0 };

	set(deal, "sow_status", "signed");
	cr_assert_eq(event_is_told(t.s, deal, EV_SOW_SIGNED, &err), 1);
	cr_assert_eq(history_undo(t.s, SUBJECT_DEAL, deal, &what, &err), 0, "%s", err.text);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_status"), "pending");
	cr_assert_eq(event_is_told(t.s, deal, EV_SOW_SIGNED, &err), 0);
	clocks_are("taken back", deal, expected(true));
}

/* Of an open deal the fields say what is hoped, and of history what was: neither starts a clock. */
Test(win, fields_of_open_deals_and_of_history_start_nothing)
{
	int64_t deal = open_deal();

	set(deal, "commitment", "verbal");
	set(deal, "sow_status", "signed");
	clocks_are("open", deal, "");
	imports_expect(&t, "deals", "external_id,company,stage,closed\nH1,Umber Group,won,2026-11-02\n", 1, 0, 0, 0);
	deal = imports_deal(&t, "H1");
	set(deal, "commitment", "verbal");
	set(deal, "sow_status", "signed");
	clocks_are("history", deal, "");
}

/* What the board says already is not asked for again, by a command or by a file without such columns. */
Test(win, takes_what_the_deal_says)
{
	static const char *const won[][2] = { { "stage", "won" }, { NULL, NULL } };

	for (int imported = 0; imported < 2; imported++) {
		int64_t deal = 0;

		import_open();
		deal = imports_deal(&t, "W1");
		set(deal, "commitment", "verbal");
		set(deal, "sow_status", "pending");
		set(deal, "sow_date", "2026-11-27");
		if (imported)
			imports_expect(&t, "deals", "external_id,company,stage\nW1,Umber Group,won\n", 0, 1, 0, 0);
		else
			write_deal(deal, won, &given);
		clocks_are(imported ? "import" : "command", deal, expected(true));
		cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "2026-11-27");
		end();
		begin();
	}
}

/* A file that empties the commitment with the win takes it away before the clocks would start on it. */
Test(win, waits_when_the_file_takes_the_commitment_away)
{
	imports_expect(&t, "deals", "external_id,company,stage,commitment\nW1,Umber Group,negotiation,verbal\n", 1, 0, 0, 0);
	imports_expect(&t, "deals", "external_id,company,stage,commitment\nW1,Umber Group,won,\n", 0, 1, 0, 0);
	cr_assert_str_eq(imports_field(&t, "W1", "commitment"), "");
	clocks_are("emptied", imports_deal(&t, "W1"), "?packet ?announce ?acknowledge ?delivery debrief introduction kickoff");
}

/* The day on which a pending SOW was expected is not the day on which it was signed. */
Test(win, a_signed_sow_has_not_the_day_that_was_expected)
{
	static const char *const won[][2] = { { "stage", "won" }, { "commitment", "written" }, { "sow_status", "signed" },
					      { NULL, NULL } };
	int64_t deal = open_deal();

	set(deal, "sow_status", "pending");
	set(deal, "sow_date", "2026-12-24");
	write_deal(deal, won, &given);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "2026-11-22");
	clocks_are("signed", deal, expected(false));
}

/* The start of the delivery clock of a deal; NO_MOMENT while it waits. */
static int64_t delivery_start(int64_t deal)
{
	struct clock c[32];
	struct err err = { 0 };
	size_t n;

	cr_assert_eq(clocks_of(t.s, deal, c, 32, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(clock_rule_id(t.s->clocks, c[i].kind)->key, "delivery"))
			return c[i].start_at;
	return NO_MOMENT;
}

static void take_back(int64_t deal)
{
	struct undone what;
	struct err err = { 0 };

	cr_assert_eq(history_undo(t.s, SUBJECT_DEAL, deal, &what, &err), 0, "%s", err.text);
}

/* A SOW that turns out not to be signed: the delivery waits again, and so does its gate; each step can be taken back. */
Test(win, a_signature_that_does_not_hold_stops_the_delivery)
{
	int64_t deal = by_move(false), start = delivery_start(deal);
	struct err err = { 0 };

	cr_assert_neq(start, NO_MOMENT);
	set(deal, "sow_status", "pending");
	cr_assert_eq(delivery_start(deal), NO_MOMENT);
	cr_assert_eq(event_is_told(t.s, deal, EV_SOW_SIGNED, &err), 0);
	take_back(deal);
	cr_assert_eq(delivery_start(deal), start);
	set(deal, "sow_status", "pending");
	set(deal, "sow_status", "signed");
	cr_assert_eq(delivery_start(deal), t.s->now(t.s));
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "2026-11-22");
	take_back(deal);
	take_back(deal);
	cr_assert_eq(delivery_start(deal), start);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "2026-11-21");
}

/* The day of a signature that was told wrong is corrected, and the delivery with it. */
Test(win, a_corrected_day_of_the_signature_moves_the_delivery)
{
	int64_t deal = by_move(false);

	set(deal, "sow_date", "2026-11-19");
	cr_assert_eq(delivery_start(deal), (INT64_C(20776) * 24 + 18) * HOUR_MS);
}

/* `mark` again corrects the moment that was told; undo brings the first one back. */
Test(win, a_signature_that_is_marked_anew_was_then)
{
	int64_t deal = by_move(false), first = delivery_start(deal), now = t.s->now(t.s);
	struct new_event e = { .deal = deal, .kind = EV_SOW_SIGNED, .at_ms = now, .for_ms = NO_MOMENT };
	struct err err = { 0 };

	cr_assert_eq(event_mark(t.s, &e, &err), 0, "%s", err.text);
	cr_assert_eq(delivery_start(deal), now);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "2026-11-22");
	take_back(deal);
	cr_assert_eq(delivery_start(deal), first);
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "2026-11-21");
}

Test(win, a_file_takes_a_signature_back_and_brings_it_again)
{
	int64_t deal = by_import(false);

	imports_expect(&t, "deals", "external_id,company,sow_status,sow_date\nW1,Umber Group,pending,2026-11-30\n", 0, 1, 0, 0);
	cr_assert_eq(delivery_start(deal), NO_MOMENT);
	imports_expect(&t, "deals", "external_id,company,sow_status,sow_date\nW1,Umber Group,signed,\n", 0, 1, 0, 0);
	cr_assert_eq(delivery_start(deal), t.s->now(t.s));
	cr_assert_str_eq(imports_field(&t, "W1", "sow_date"), "");
}

/* ---- gates ---- */

static int mark(int64_t deal, enum event_kind kind, const char *reason, struct err *err)
{
	struct new_event e = { .deal = deal, .kind = kind, .at_ms = t.s->now(t.s), .for_ms = NO_MOMENT, .reason = reason };

	return event_mark(t.s, &e, err);
}

static void is_shut(int64_t deal, enum event_kind kind, const char *says)
{
	struct err err = { 0 };

	cr_assert_eq(mark(deal, kind, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, says), "no “%s” in: %s", says, err.text);
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	return event_add(s, g, arg, err);
}

static void happen(int64_t deal, enum event_kind kind)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "it happened", .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct new_event e = { .deal = deal, .kind = kind, .at_ms = t.s->now(t.s), .for_ms = NO_MOMENT };
	struct err err = { 0 };

	cr_assert_eq(edit(t.s, &how, add, &e, NULL, &err), 0, "%s", err.text);
}

static void as(const char *login)
{
	struct err err = { 0 };

	cr_assert_eq(store_act_as(t.s, login, &err), 0, "%s", err.text);
}

static void join(const char *login, enum role role)
{
	struct err err = { 0 };

	cr_assert_eq(member_add(t.s, login, 1u << role, 0, &err), 0, "%s", err.text);
}

Test(win, delivery_waits_for_signature_acknowledgement_and_a_live_csm)
{
	int64_t deal = by_move(true);
	bool gone = false;
	struct err err = { 0 };

	join("priya", ROLE_CSM);
	is_shut(deal, EV_DELIVERY_STARTED,
		"not marked: the SOW is not signed, the handoff packet is not acknowledged, no CSM owns it; delivery comes after"
		" that.");
	is_shut(deal, EV_DELIVERED, "the SOW is not signed, the handoff packet is not acknowledged, no CSM owns it; delivery");
	set(deal, "sow_status", "signed");
	is_shut(deal, EV_DELIVERY_STARTED, "not marked: the handoff packet is not acknowledged, no CSM owns it; delivery");
	happen(deal, EV_ACKED);
	is_shut(deal, EV_DELIVERY_STARTED, "not marked: no CSM owns it; delivery");
	set(deal, "csm", "priya");
	cr_assert_eq(member_set(t.s, "priya", NULL, NULL, NULL, NULL, &gone, &err), 0, "%s", err.text);
	is_shut(deal, EV_DELIVERY_STARTED, "not marked: its CSM priya is not active; delivery");
	gone = true;
	cr_assert_eq(member_set(t.s, "priya", NULL, NULL, NULL, NULL, &gone, &err), 0, "%s", err.text);
	cr_assert_eq(mark(deal, EV_DELIVERY_STARTED, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(mark(deal, EV_DELIVERED, NULL, &err), 0, "%s", err.text);
}

Test(win, going_over_a_gate_needs_a_role_and_a_reason)
{
	int64_t deal = by_move(true);
	struct err err = { 0 };

	join("priya", ROLE_CSM);
	join("max", ROLE_CSM_MANAGER);
	as("priya");
	cr_assert_eq(mark(deal, EV_DELIVERY_STARTED, "the site is shut from Monday", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	as("max");
	cr_assert_eq(mark(deal, EV_DELIVERY_STARTED, "  ", &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED, "%s", err.text);
	cr_assert_eq(mark(deal, EV_DELIVERY_STARTED, "the site is shut from Monday", &err), 0, "%s", err.text);
	/* Once it has begun, over the gate or not, it may end. */
	cr_assert_eq(mark(deal, EV_DELIVERED, NULL, &err), 0, "%s", err.text);
	as("ann");
}

struct counted {
	int of[3];
	struct buf reasons;
};

static int count(void *arg, const struct override_row *row)
{
	struct counted *c = arg;

	c->of[row->gate]++;
	buf_printf(&c->reasons, "%s;", row->reason);
	return 0;
}

static void overrides_are(int stage, int kickoff, int delivery, const char *reasons)
{
	struct counted c = { 0 };
	struct err err = { 0 };

	cr_assert_eq(overrides_each(t.s, NO_MOMENT, count, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.of[GATE_STAGE], stage);
	cr_assert_eq(c.of[GATE_KICKOFF], kickoff);
	cr_assert_eq(c.of[GATE_DELIVERY], delivery);
	cr_assert_str_eq(buf_str(&c.reasons), reasons, "%s", buf_str(&c.reasons));
	buf_done(&c.reasons);
}

static void compliance_is(int64_t moves, int64_t over, int rate_bp)
{
	struct compliance c;
	struct err err = { 0 };

	cr_assert_eq(stage_compliance(t.s, NO_MOMENT, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.moves, moves, "%lld", (long long)c.moves);
	cr_assert_eq(c.over, over, "%lld", (long long)c.over);
	cr_assert_eq(c.rate_bp, rate_bp, "%d", c.rate_bp);
}

static void go(int64_t deal, int64_t stage, const char *reason)
{
	struct move m = given;
	struct err err = { 0 };

	m.check_all = !reason;
	m.deal = deal;
	m.to_stage = stage;
	m.reason = reason;
	m.commitment = COMMIT_WRITTEN;
	m.sow = SOW_PENDING;
	m.sow_day = 20784;
	cr_assert_eq(deal_move(t.s, &m, NULL, &err), 0, "%s", err.text);
}

Test(win, what_went_over_a_gate_is_counted)
{
	static const char *const first[][2] = { { "company", "Larkspur" }, { "stage", "prospecting" }, { NULL, NULL } };
	int64_t deal = write_deal(0, first, NULL);
	struct undone what;
	struct err err = { 0 };

	compliance_is(0, 0, -1);
	go(deal, STAGE_DISCOVERY, NULL);
	go(deal, STAGE_SOLUTION, "they know us");
	go(deal, STAGE_DISCOVERY, NULL); /* back: no gate */
	go(deal, STAGE_SOLUTION, NULL);
	overrides_are(1, 0, 0, "they know us;");
	compliance_is(3, 1, 6666);
	go(deal, STAGE_WON, "the fair ends");
	cr_assert_eq(mark(deal, EV_KICKOFF_HELD, "they flew in", &err), 0, "%s", err.text);
	cr_assert_eq(mark(deal, EV_DELIVERY_STARTED, "the site is shut", &err), 0, "%s", err.text);
	overrides_are(2, 1, 1, "they know us;the fair ends;they flew in;the site is shut;");
	compliance_is(4, 2, 5000);
	cr_assert_eq(history_undo(t.s, SUBJECT_DEAL, deal, &what, &err), 0, "%s", err.text);
	overrides_are(2, 1, 0, "they know us;the fair ends;they flew in;");
}
