/* Thousands of random acts of several members, and afterwards: totals equal a recount, clocks equal a recomputation,
 * the chain holds, and the log alone gives the state of every deal back (P40). */
#include "model/check_store.h"
#include "model/deal_private.h"
#include "model/debrief.h"
#include "model/event.h"
#include "model/move.h"
#include "model/sum_deal.h"
#include "model/teeth.h"
#include "tests/model/team.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEALS_MAX 2000
#define ITEMS_MAX 128

/* ---- random acts ---- */

static const char *const actors[] = { "mira", "jo", "cora", "olga", "max", "priya", "dana", "rex" };
static const char *const companies[] = { "Kestrel Data", "Lumen Labs", "Umber Group", "Fallow & Sons" };
static const char *const values[][2] = {
	{ "amount", "1200" },
	{ "amount", "0.5" },
	{ "amount", "" },
	{ "amount", "77000.25" },
	{ "currency", "JPY" },
	{ "currency", "USD" },
	{ "currency", "KWD" },
	{ "owner", "mira" },
	{ "owner", "jo" },
	{ "owner", "" },
	{ "segment", "SMB" },
	{ "segment", "enterprise" },
	{ "csm", "priya" },
	{ "csm", "" },
	{ "next_step", "call" },
	{ "next_step", "" },
	{ "discount", "12.5" },
	{ "icp_1", "4" },
	{ "icp_1", "" },
	{ "icp_4", "1" },
	{ "company", "Lumen Labs" },
	{ "company", "Acme" },
	{ "expected_close", "2026-12-24" },
	{ "name", "renewal" },
	{ "external_id", "CRM-1" },
	{ "external_id", "" },
	{ "term_months", "24" },
	{ "arr", "500" },
};
static const char *const items[] = { "bant", "demo", "terms", "discovery_call", "champion" };

static int add_deal(struct store *s, struct prop *p, struct err *err)
{
	struct deal d;
	int rc;

	deal_init(&d);
	d.name = xstrdup(companies[prop_below(p, 4)]);
	d.amount_minor = prop_below(p, 2) ? (int64_t)prop_below(p, 1000000) : NO_AMOUNT;
	rc = deal_add(s, &d, err);
	deal_done(&d);
	return rc;
}

static int move_deal(struct store *s, struct prop *p, int64_t deal, struct err *err)
{
	struct move m = { .deal = deal,
			  .to_stage = prop_below(p, 8),
			  .outcome = prop_below(p, 5),
			  .reason = "because",
			  .check_all = prop_below(p, 2),
			  .competitor = "Northwind",
			  .follow_up_day = 20800,
			  .commitment = 1 + prop_below(p, 2),
			  .sow = 1 + prop_below(p, 2),
			  .sow_day = 20790,
			  .contact = "Ida Brandt" };

	if (m.to_stage && m.outcome < OUTCOME_STALLED)
		m.outcome = OUTCOME_NONE;
	return deal_move(s, &m, NULL, err);
}

static int mark_deal(struct store *s, struct prop *p, int64_t deal, struct err *err)
{
	static const enum event_kind kinds[] = { EV_COMMITTED,	      EV_SOW_SENT,    EV_SOW_SIGNED,
						 EV_INTRODUCED,	      EV_KICKOFF_SET, EV_KICKOFF_HELD,
						 EV_DELIVERY_STARTED, EV_DELIVERED,   EV_CHECKIN };
	struct new_event e = { .deal = deal,
			       .kind = kinds[prop_below(p, 9)],
			       .at_ms = s->now(s) - HOUR_MS * prop_below(p, 40),
			       .for_ms = s->now(s) + DAY_MS,
			       .reason = prop_below(p, 2) ? "because" : NULL };

	e.value = e.kind == EV_COMMITTED ? 1 + prop_below(p, 2) : e.kind == EV_CHECKIN ? 30 : 0;
	return event_mark(s, &e, err);
}

static int answer(struct store *s, struct prop *p, int64_t deal, struct err *err)
{
	struct form f;

	if (debrief_of(s, deal, &f, err) != 1)
		return 0;
	return debrief_answer(s, f.id, 1 + (int)prop_below(p, 7), 1 + prop_below(p, 2),
			      "a pilot in March with Ida Brandt", -1, 0, NULL, NULL, err);
}

static int act(struct store *s, struct prop *p, struct err *err)
{
	static const struct sql newest = { "newest", "select coalesce(max(id), 1) from deal" };
	int64_t deal = 1 + prop_below(p, (uint32_t)db_scalar(s->db, &newest, 1));
	size_t i = prop_below(p, sizeof values / sizeof values[0]);

	switch (prop_below(p, 24)) {
	case 0:
		return add_deal(s, p, err);
	case 1:
		return deal_remove(s, deal, err);
	case 2:
	case 3:
	case 4:
	case 5:
	case 6:
		return move_deal(s, p, deal, err);
	case 7:
	case 8:
		return deal_tick(s, deal, items[prop_below(p, 5)], prop_below(p, 2), err);
	case 9:
	case 10:
		return mark_deal(s, p, deal, err);
	case 11:
	case 12:
		return answer(s, p, deal, err);
	case 13:
	case 14:
	case 15:
	case 16:
		return team_undo(s, err);
	case 17:
	case 18:
		return team_redo(s, err);
	default:
		return deal_change(s, deal, values[i][0], values[i][1], err);
	}
}

/* ---- what must hold ---- */

/* All rows of a table as text. */
static char *dump(struct store *s, const struct sql *sql, int cols)
{
	struct err err = { 0 };
	struct stmt *st = db_stmt(s->db, sql, &err);
	struct buf out = { 0 };

	cr_assert_not_null(st, "%s", err.text);
	while (db_step(st, &err) == 1) {
		for (int i = 0; i < cols; i++)
			buf_printf(&out, "%s|", db_col_null(st, i) ? "-" : db_col_text(st, i));
		buf_puts(&out, "\n");
	}
	return buf_take(&out);
}

static int count_again(void *arg, struct err *err)
{
	static const struct sql deals = { "all_deals", "select " DEAL_COLUMNS("") " from deal" };
	struct store *s = arg;
	struct stmt *st = db_stmt(s->db, &deals, err);

	cr_assert_eq(db_script(s->db, "delete from sum_deal", err), 0);
	while (db_step(st, err) == 1) {
		struct deal d;

		deal_read(st, &d);
		cr_assert_eq(sum_deal_of(s, &d, 1, err), 0, "%s", err->text);
		deal_done(&d);
	}
	return 0;
}

static void totals_are_right(struct store *s)
{
	static const struct sql sums = {
		"all_sums", "select close_month, stage, outcome, owner, segment, currency, n, n_valued,"
			    " amount_minor from sum_deal where n <> 0 or n_valued <> 0 or amount_minor <> 0"
			    " order by close_month, stage, outcome, owner, segment, currency"
	};
	struct err err = { 0 };
	char *was = dump(s, &sums, 9), *is;

	cr_assert_eq(db_tx(s->db, count_again, s, &err), 0, "%s", err.text);
	is = dump(s, &sums, 9);
	cr_assert_str_eq(was, is);
	free(was);
	free(is);
}

static int rebuild(void *arg, struct err *err)
{
	return clocks_rebuild(arg, NULL, NULL, err);
}

static void clocks_are_right(struct store *s)
{
	static const struct sql clocks = { "all_clocks", "select * from clock order by subject_kind, subject, kind" };
	struct err err = { 0 };
	char *was = dump(s, &clocks, 14), *is;

	cr_assert_eq(db_tx(s->db, rebuild, s, &err), 0, "%s", err.text);
	is = dump(s, &clocks, 14);
	cr_assert_str_eq(was, is);
	free(was);
	free(is);
}

/* ---- the log played again ---- */

struct replay {
	struct deal deal[DEALS_MAX];
	bool made[DEALS_MAX];
	char *ticked[DEALS_MAX * ITEMS_MAX];
	size_t n_ticked;
	long cases, fail;
};

static void replay_field(struct deal *d, const char *field, const char *after)
{
	for (size_t i = 0; i < deal_cols_count; i++) {
		const struct deal_col *c = &deal_cols[i];
		char *at = (char *)d + c->offset;

		if (strcmp(c->field, field))
			continue;
		if (c->text) {
			free(*(char **)(void *)at);
			*(char **)(void *)at = xstrdup(after);
		} else {
			*(int64_t *)(void *)at = after ? strtoll(after, NULL, 10) : c->none;
		}
	}
}

static void replay_tick(struct replay *r, int64_t deal, const char *item, bool on)
{
	char key[80];
	size_t i = 0;

	snprintf(key, sizeof key, "%" PRId64 " %s", deal, item);
	while (i < r->n_ticked && strcmp(r->ticked[i], key))
		i++;
	if (on && i == r->n_ticked)
		r->ticked[r->n_ticked++] = xstrdup(key);
	else if (!on && i < r->n_ticked) {
		free(r->ticked[i]);
		r->ticked[i] = r->ticked[--r->n_ticked];
	}
}

static void replay_row(struct replay *r, enum change_op op, enum subject_kind kind, int64_t id, const char *part,
		       const char *field, const char *after)
{
	struct deal *d = &r->deal[id];

	if (kind == SUBJECT_DEAL_CHECK)
		replay_tick(r, id, part, op == OP_INSERT);
	else if (kind == SUBJECT_DEAL_ICP)
		d->icp[part[0] - '1'] = after ? strtoll(after, NULL, 10) : -1;
	else if (kind == SUBJECT_DEAL && op == OP_INSERT && !r->made[id]) {
		deal_init(d);
		d->name = xstrdup("");
		r->made[id] = true;
	} else if (kind == SUBJECT_DEAL && op == OP_UPDATE)
		replay_field(d, field, after);
	else if (kind == SUBJECT_DEAL)
		d->gone = op == OP_DELETE;
}

static void compare_deal(struct replay *r, struct store *s, const struct deal *is)
{
	static const struct sql ticks = { "ticks", "select item from deal_check where deal = $1" };
	const struct deal *d = &r->deal[is->id];
	struct stmt *st = db_stmt(s->db, &ticks, NULL);
	size_t n = 0, want = 0;

	r->cases++;
	r->fail += !r->made[is->id] || !d->gone != !is->gone;
	for (size_t i = 0; i < deal_cols_count; i++) {
		const char *a, *b;

		if (!deal_cols[i].text) {
			r->fail += deal_col_int(d, &deal_cols[i]) != deal_col_int(is, &deal_cols[i]);
			continue;
		}
		a = *(char *const *)(const void *)((const char *)d + deal_cols[i].offset);
		b = *(char *const *)(const void *)((const char *)is + deal_cols[i].offset);
		r->fail += strcmp(a ? a : "", b ? b : "") != 0;
	}
	db_int(st, 1, is->id);
	while (db_step(st, NULL) == 1) {
		char key[80];

		n++;
		snprintf(key, sizeof key, "%" PRId64 " %s", is->id, db_col_text(st, 0));
		for (size_t i = 0; i < r->n_ticked; i++)
			want += !strcmp(r->ticked[i], key);
	}
	r->fail += n != want;
}

static void compare_icp(struct replay *r, struct store *s)
{
	static const struct sql icp = { "all_icp", "select deal, dimension, score from deal_icp where phase = 1" };
	struct stmt *st = db_stmt(s->db, &icp, NULL);

	while (db_step(st, NULL) == 1)
		r->fail += r->deal[db_col(st, 0)].icp[db_col(st, 1) - 1] != db_col(st, 2);
}

static void log_gives_the_state_back(struct store *s, int acts)
{
	static const struct sql changes = { "all_changes",
					    "select op, subject_kind, subject, part, field, after from change"
					    " where subject_kind in (1, 5, 6) order by grp, n" },
				deals = { "deals_again", "select " DEAL_COLUMNS("") " from deal" };
	struct replay *r = xcalloc(1, sizeof *r);
	struct stmt *st = db_stmt(s->db, &changes, NULL);

	while (db_step(st, NULL) == 1)
		replay_row(r, (enum change_op)db_col(st, 0), (enum subject_kind)db_col(st, 1), db_col(st, 2),
			   db_col_text(st, 3), db_col_text(st, 4), db_col_text(st, 5));
	st = db_stmt(s->db, &deals, NULL);
	while (db_step(st, NULL) == 1) {
		struct deal d;

		deal_read(st, &d);
		compare_deal(r, s, &d);
		deal_done(&d);
	}
	compare_icp(r, s);
	cr_assert_gt(r->cases, 20);
	cr_assert(prop_promise("P40", acts, r->fail));
	for (size_t i = 0; i < DEALS_MAX; i++)
		deal_done(&r->deal[i]);
	for (size_t i = 0; i < r->n_ticked; i++)
		free(r->ticked[i]);
	free(r);
}

static int say_finding(void *arg, const char *text)
{
	(void)arg;
	cr_log_error("%s", text);
	return 0;
}

static int acts_of_this_run(void)
{
	const char *tier = getenv("WINLOSS_TIER");

	return tier && !strcmp(tier, "long") ? 20000 : tier ? 600 : 4000;
}

Test(audit, p40_random_acts_leave_everything_in_agreement)
{
	struct store *s = team_open(NULL);
	int acts = acts_of_this_run(), done = 0;
	struct err err = { 0 };
	size_t findings = 0;
	struct prop p;

	prop_init(&p, 40);
	for (int i = 0; i < 12; i++)
		team_deal(s, companies[i % 4], i % 2 ? "mira" : "jo", "100");
	for (int i = 0; i < acts; i++) {
		err_clear(&err);
		team_as(s, actors[prop_below(&p, 8)]);
		team_later(s, (int64_t)prop_below(&p, 3) * HOUR_MS + 1);
		if (!act(s, &p, &err))
			done++;
		else
			cr_assert(err.kind == ERR_REFUSED || err.kind == ERR_INPUT || err.kind == ERR_USAGE || err.kind == ERR_ROLE,
				  "act %d: kind %d, %s", i, err.kind, err.text);
		cr_assert_not(db_in_tx(s->db));
	}
	cr_assert_gt(done, acts / 5, "of %d acts only %d went", acts, done);
	team_as(s, "dana");
	totals_are_right(s);
	clocks_are_right(s);
	cr_assert_eq(store_check(s, true, say_finding, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	log_gives_the_state_back(s, done);
	store_close(s);
}

/* ---- what check finds ---- */

static const char *const wrong[] = {
	"update clock set due_at = due_at + 1 where due_at > 0",
	"update clock set met_at = 5 where met_at = 0",
	"update clock set owner = 99 where owner_role = 'csm'",
	"delete from clock where kind = (select min(kind) from clock)",
	"insert into clock (subject_kind, subject, kind, due_at) values (1, 1, 60, 5)",
	"insert into clock (subject_kind, subject, kind, due_at) values (1, 2, 1, 5)",
	"update event set at_ms = at_ms - 1000",
	"update sum_deal set n = n + 1 where n > 0",
	"update sum_deal set amount_minor = amount_minor + 1 where n > 0",
	"delete from sum_deal",
	"insert into sum_deal values (0, 1, 0, 99, 0, 0, 1, 0, 0)",
	"update deal set amount_minor = 5 where id = 2",
	"update deal set gone = 1 where id = 2",
};

static int count_finding(void *arg, const char *text)
{
	(void)arg;
	(void)text;
	return 0;
}

Test(audit, a_wrong_derived_row_is_found)
{
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct store *s = team_open(NULL);
		int64_t deal = team_deal(s, "Kestrel Data", "mira", "100");
		struct move win = { .deal = deal,
				    .to_stage = STAGE_WON,
				    .check_all = true,
				    .commitment = COMMIT_WRITTEN,
				    .sow = SOW_PENDING,
				    .sow_day = 20800,
				    .follow_up_day = NO_DAY,
				    .contact = "Ida Brandt" };
		struct err err = { 0 };
		size_t n = 0;

		team_deal(s, "Lumen Labs", "jo", "50");
		cr_assert_eq(deal_move(s, &win, NULL, &err), 0, "%s", err.text);
		cr_assert_eq(store_check(s, true, say_finding, NULL, &n, &err), 0, "%s", err.text);
		cr_assert_eq(n, 0, "before %s", wrong[i]);
		cr_assert_eq(db_script(s->db, wrong[i], &err), 0, "%s: %s", wrong[i], err.text);
		cr_assert_eq(store_check(s, true, count_finding, NULL, &n, &err), 0, "%s: %s", wrong[i], err.text);
		cr_assert_gt(n, 0, "not found: %s", wrong[i]);
		store_close(s);
	}
}
