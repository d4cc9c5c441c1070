#include "model/event.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/fact.h"
#include "model/handoff.h"
#include "model/playbook.h"
#include "model/text.h"
#include "model/rowsum.h"

#include <stdlib.h>
#include <string.h>

#define CLOCKS_MAX 64

enum { EVENT_INSERT, EVENT_LIST, EVENT_UNDO, EVENT_OF_GROUP, EVENT_DEALS_OF_GROUP, CLOCK_DELETE, CLOCK_INSERT, CLOCK_LIST,
       CLOCK_SUBJECTS, DUE_LIST, EVENT_DEAL_FACTS, EVENT_TOLD, EVENT_REASON, EVENT_SOW_TOLD };

/* Binds the n-th column and adds it to the checksum of the row. */
static void put(struct stmt *st, struct rowsum *sum, int n, int64_t value)
{
	db_int(st, n, value);
	rowsum_int(sum, value);
}

static int insert(struct store *s, int64_t group, const struct new_event *e, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[EVENT_INSERT], err);
	int64_t id = db_next_id(s->db, "event", 1, err);
	struct rowsum sum;

	if (!st || id < 0)
		return -1;
	rowsum_init(&sum);
	put(st, &sum, 1, id);
	put(st, &sum, 2, SUBJECT_DEAL);
	put(st, &sum, 3, e->deal);
	put(st, &sum, 4, e->kind);
	put(st, &sum, 5, e->value);
	if (e->for_ms != NO_MOMENT)
		put(st, &sum, 6, e->for_ms);
	else
		rowsum_null(&sum);
	put(st, &sum, 7, e->at_ms);
	put(st, &sum, 8, e->day_only);
	put(st, &sum, 9, s->now(s));
	put(st, &sum, 10, s->actor.member);
	db_text(st, 11, e->reason);
	rowsum_text(&sum, e->reason);
	put(st, &sum, 12, e->override);
	put(st, &sum, 13, e->history);
	put(st, &sum, 14, s->config_version);
	put(st, &sum, 15, group);
	db_int(st, 16, rowsum_done(&sum));
	return db_run(st, err);
}

int event_add(struct store *s, struct group *g, const struct new_event *e, struct err *err)
{
	if (insert(s, g->id, e, err))
		return -1;
	g->events++;
	if (clocks_refresh(s, e->deal, err))
		return -1;
	return e->history ? 0 : playbook_begin(s, g, e->deal, &(struct clock_on){ e->kind, e->value }, err);
}

/* What was told of a signature before it was taken back counts nowhere. */
static void drop_taken_back(struct event *ev, size_t *n)
{
	int64_t last = 0;
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		if (ev[i].kind == EV_SOW_TAKEN_BACK && ev[i].id > last)
			last = ev[i].id;
	for (size_t i = 0; i < *n; i++)
		if (ev[i].kind != EV_SOW_SIGNED || ev[i].id > last)
			ev[kept++] = ev[i];
	*n = kept;
}

int event_list(struct store *s, int64_t deal, struct event **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[EVENT_LIST], err);
	size_t cap = 0;
	int rc;

	*n = 0;
	*out = NULL;
	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, deal);
	while ((rc = db_step(st, err)) == 1) {
		if (*n == cap) {
			cap = cap ? cap * 2 : 16;
			*out = xrealloc(*out, cap * sizeof **out);
		}
		(*out)[(*n)++] = (struct event){
			.id = db_col(st, 0), .kind = (enum event_kind)db_col(st, 1), .value = db_col(st, 2),
			.for_ms = db_col_null(st, 3) ? NO_MOMENT : db_col(st, 3), .at_ms = db_col(st, 4),
			.day_only = db_col(st, 5), .overridden = db_col(st, 6), .history = db_col(st, 7),
		};
	}
	if (!rc) {
		drop_taken_back(*out, n);
		return 0;
	}
	free(*out);
	*out = NULL;
	return -1;
}

/* The statement stands on the row that was found. 1, 0, -1. */
static int find_of_kind(struct store *s, const struct sql *sql, int64_t deal, enum event_kind kind, struct stmt **st,
			struct err *err)
{
	*st = db_stmt(s->db, sql, err);
	if (!*st)
		return -1;
	db_int(*st, 1, SUBJECT_DEAL);
	db_int(*st, 2, deal);
	db_int(*st, 3, kind);
	if (sql == &event_sql[EVENT_SOW_TOLD])
		db_int(*st, 4, EV_SOW_TAKEN_BACK);
	return db_step(*st, err);
}

int event_is_told(struct store *s, int64_t deal, enum event_kind kind, struct err *err)
{
	struct stmt *st;
	bool is_sow = kind == EV_SOW_SIGNED;
	int rc = find_of_kind(s, &event_sql[is_sow ? EVENT_SOW_TOLD : EVENT_TOLD], deal, kind, &st, err);

	if (rc == 1)
		db_reset(st);
	return rc;
}

int event_reason(struct store *s, int64_t deal, enum event_kind kind, struct buf *out, struct err *err)
{
	struct stmt *st;
	int rc = find_of_kind(s, &event_sql[EVENT_REASON], deal, kind, &st, err);

	if (rc == 1) {
		buf_puts(out, db_col_text(st, 0));
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

/* The deals that a group's events belong to: their clocks are computed again. */
static int refresh_group(struct store *s, int64_t group, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[EVENT_DEALS_OF_GROUP], err);
	int64_t *deal = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, group);
	while ((rc = db_step(st, err)) == 1) {
		deal = xrealloc(deal, (n + 1) * sizeof *deal);
		deal[n++] = db_col(st, 0);
	}
	for (size_t i = 0; !rc && i < n; i++)
		rc = clocks_refresh(s, deal[i], err);
	free(deal);
	return rc;
}

int event_undo(struct store *s, int64_t group, int64_t by, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[EVENT_UNDO], err);

	if (!st)
		return -1;
	db_int(st, 1, group);
	db_int(st, 2, by);
	return db_run(st, err) ? -1 : refresh_group(s, group, err);
}

/* Written again with their first moments, so that clocks do not restart; under the first group, so that undoing it
 * once more finds them. */
int event_redo(struct store *s, int64_t group, int64_t by, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[EVENT_OF_GROUP], err);
	struct new_event *e = NULL;
	size_t n = 0;
	int rc;

	(void)by;
	if (!st)
		return -1;
	db_int(st, 1, group);
	while ((rc = db_step(st, err)) == 1) {
		e = xrealloc(e, (n + 1) * sizeof *e);
		e[n++] = (struct new_event){
			.deal = db_col(st, 0), .kind = (enum event_kind)db_col(st, 1), .value = db_col(st, 2),
			.for_ms = db_col_null(st, 3) ? NO_MOMENT : db_col(st, 3), .at_ms = db_col(st, 4),
			.day_only = db_col(st, 5), .override = db_col(st, 6), .history = db_col(st, 7),
			.reason = xstrdup(db_col_text(st, 8)),
		};
	}
	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = insert(s, group, &e[i], err);
		free((char *)(uintptr_t)e[i].reason);
	}
	free(e);
	return rc ? rc : refresh_group(s, group, err);
}

/* Who owns a clock: the deal's own AE or CSM where the rule names that role, else the role alone. */
static int64_t clock_owner(const char *role, int64_t ae, int64_t csm)
{
	return !strcmp(role, "ae") ? ae : !strcmp(role, "csm") ? csm : 0;
}

static int write_clock(struct store *s, int64_t deal, const struct clock *c, int64_t ae, int64_t csm, struct err *err)
{
	const struct clock_rule *rule = clock_rule_id(s->clocks, c->kind);
	struct stmt *st = db_stmt(s->db, &event_sql[CLOCK_INSERT], err);
	char *role;
	int rc;

	if (!st || !rule)
		return -1;
	role = xstrndup(rule->ladder, strcspn(rule->ladder, " "));
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, deal);
	db_int(st, 3, c->kind);
	db_int(st, 4, c->start_at == NO_MOMENT ? 0 : c->start_at);
	db_int(st, 5, c->warn_at == NO_MOMENT ? 0 : c->warn_at);
	db_int(st, 6, c->due_at != NO_MOMENT	       ? c->due_at
		      : c->provisional_due_at == NO_MOMENT ? 0
							   : c->provisional_due_at);
	db_int(st, 7, c->met_at == NO_MOMENT ? 0 : c->met_at);
	db_int(st, 8, c->void_reason);
	db_int(st, 9, c->waiting_for);
	db_int(st, 10, c->overridden);
	db_text(st, 11, role);
	db_int(st, 12, clock_owner(role, ae, csm));
	db_int(st, 13, s->config_version);
	db_int(st, 14, c->leads);
	rc = db_run(st, err);
	free(role);
	return rc;
}

static int compute(struct store *s, int64_t deal, struct clock *out, size_t max, size_t *n, struct err *err)
{
	struct event *ev;
	size_t n_ev;
	int rc = event_list(s, deal, &ev, &n_ev, err);

	*n = rc ? 0 : clock_compute(s->clocks, s->calendar, ev, n_ev, out, max);
	handoff_lead(out, *n);
	free(ev);
	return rc;
}

int clocks_refresh(struct store *s, int64_t deal, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	struct stmt *st;
	int64_t ae = 0, csm = 0;
	size_t n;
	int rc;

	fact_touch(s, deal); /* also of the event that it follows from */
	if (compute(s, deal, c, CLOCKS_MAX, &n, err))
		return -1;
	st = db_stmt(s->db, &event_sql[EVENT_DEAL_FACTS], err);
	if (!st)
		return -1;
	db_int(st, 1, deal);
	rc = db_step(st, err);
	if (rc < 0)
		return -1;
	if (rc == 1) {
		ae = db_col(st, 0);
		csm = db_col(st, 1);
		db_reset(st);
	}
	st = db_stmt(s->db, &event_sql[CLOCK_DELETE], err);
	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, deal);
	if (db_run(st, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (write_clock(s, deal, &c[i], ae, csm, err))
			return -1;
	return 0;
}

static int64_t moment_col(struct stmt *st, int i)
{
	int64_t v = db_col(st, i);

	return v ? v : NO_MOMENT;
}

/* A clock without a start that has a due moment is the packet's provisional one. */
struct clock clock_of_row(struct stmt *st, int i)
{
	struct clock c = {
		.kind = (int)db_col(st, i), .start_at = moment_col(st, i + 1), .warn_at = moment_col(st, i + 2),
		.due_at = moment_col(st, i + 3), .met_at = moment_col(st, i + 4), .void_reason = (int)db_col(st, i + 5),
		.waiting_for = (int)db_col(st, i + 6), .overridden = db_col(st, i + 7), .provisional_due_at = NO_MOMENT,
	};

	if (c.start_at == NO_MOMENT && c.due_at != NO_MOMENT) {
		c.provisional_due_at = c.due_at;
		c.due_at = NO_MOMENT;
	}
	return c;
}

int clocks_of(struct store *s, int64_t deal, struct clock *out, size_t max, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[CLOCK_LIST], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, deal);
	while ((rc = db_step(st, err)) == 1 && *n < max) {
		out[*n] = clock_of_row(st, 0);
		out[(*n)++].leads = db_col(st, 8);
	}
	if (rc == 1)
		db_reset(st);
	return rc < 0 ? -1 : 0;
}

int clock_of(struct store *s, int64_t deal, const struct clock_rule *rule, struct clock *out, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	size_t n;

	if (!rule)
		return 0;
	if (clocks_of(s, deal, c, CLOCKS_MAX, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (c[i].kind == rule->id) {
			*out = c[i];
			return 1;
		}
	return 0;
}

int clocks_explain(struct store *s, int64_t deal, int kind, struct buf *out, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	size_t n, from = out->len;

	if (clocks_of(s, deal, c, CLOCKS_MAX, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct clock_rule *rule = clock_rule_id(s->clocks, c[i].kind);

		if (!rule || !rule->enabled || (kind && kind != c[i].kind))
			continue;
		buf_puts(out, out->len > from ? "\n" : "");
		clock_explain(&c[i], rule, s->calendar, s->now(s), out);
	}
	return 0;
}

static bool same_clock(const struct clock *a, const struct clock *b)
{
	return a->start_at == b->start_at && a->warn_at == b->warn_at && a->due_at == b->due_at && a->met_at == b->met_at &&
	       a->void_reason == b->void_reason && a->waiting_for == b->waiting_for && a->overridden == b->overridden &&
	       a->provisional_due_at == b->provisional_due_at && a->leads == b->leads;
}

static int64_t *clock_subjects(struct store *s, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[CLOCK_SUBJECTS], err);
	int64_t *deal = xmalloc(sizeof *deal);
	int rc;

	*n = 0;
	if (!st) {
		free(deal);
		return NULL;
	}
	db_int(st, 1, SUBJECT_DEAL);
	while ((rc = db_step(st, err)) == 1) {
		deal = xrealloc(deal, (*n + 1) * sizeof *deal);
		deal[(*n)++] = db_col(st, 0);
	}
	return deal;
}

typedef int clock_fn(void *arg, int64_t deal, const struct clock *was, const struct clock *is);

/* Calls fn for every clock of a deal that is not as stored; writes what is computed where `write`. */
static int compare(struct store *s, int64_t deal, bool write, clock_fn *fn, void *arg, struct err *err)
{
	struct clock was[CLOCKS_MAX], is[CLOCKS_MAX];
	size_t n_was, n_is;
	int rc = 0;

	if (clocks_of(s, deal, was, CLOCKS_MAX, &n_was, err) || compute(s, deal, is, CLOCKS_MAX, &n_is, err) ||
	    (write && clocks_refresh(s, deal, err)))
		return -1;
	for (size_t k = 0; !rc && fn && k < n_is; k++) {
		const struct clock *old = NULL;

		for (size_t j = 0; j < n_was; j++)
			if (was[j].kind == is[k].kind)
				old = &was[j];
		if (!old || !same_clock(old, &is[k]))
			rc = fn(arg, deal, old, &is[k]);
	}
	for (size_t j = 0; !rc && fn && j < n_was; j++) {
		size_t k = 0;

		while (k < n_is && is[k].kind != was[j].kind)
			k++;
		if (k == n_is)
			rc = fn(arg, deal, &was[j], NULL);
	}
	return rc;
}

static int compare_all(struct store *s, bool write, clock_fn *fn, void *arg, struct err *err)
{
	size_t n;
	int64_t *deal = clock_subjects(s, &n, err);
	int rc = deal ? 0 : -1;

	for (size_t i = 0; !rc && i < n; i++)
		rc = compare(s, deal[i], write, fn, arg, err);
	free(deal);
	return rc ? -1 : 0;
}

int clocks_rebuild(struct store *s, int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is),
		   void *arg, struct err *err)
{
	return compare_all(s, true, fn, arg, err);
}

int clocks_compare(struct store *s, int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is),
		   void *arg, struct err *err)
{
	return compare_all(s, false, fn, arg, err);
}

/* `pressing_at`: those that are late or due soon by then; 0 all. */
static int each_due(struct store *s, int64_t before_ms, int64_t pressing_at, const char *role,
		    int (*fn)(void *arg, const struct due_row *row), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &event_sql[DUE_LIST], err);
	int rc;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, before_ms);
	db_int(st, 3, pressing_at);
	while ((rc = db_step(st, err)) == 1) {
		struct due_row row = { .deal = db_col(st, 0), .company = db_col_text(st, 1), .owner_role = db_col_text(st, 2),
				       .owner = db_col(st, 3), .clock = clock_of_row(st, 4) };

		if (role && strcmp(role, row.owner_role))
			continue;
		if (fn(arg, &row)) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

int due_each(struct store *s, bool late_only, int64_t before_ms, const char *role,
	     int (*fn)(void *arg, const struct due_row *row), void *arg, struct err *err)
{
	return each_due(s, late_only ? s->now(s) : before_ms ? before_ms : INT64_MAX, 0, role, fn, arg, err);
}

int due_pressing(struct store *s, int (*fn)(void *arg, const struct due_row *row), void *arg, struct err *err)
{
	return each_due(s, INT64_MAX, s->now(s), NULL, fn, arg, err);
}

const struct sql event_sql[] = {
	[EVENT_INSERT] = { "event_insert",
		"insert into event (id, subject_kind, subject, kind, value, for_ms, at_ms, day_only, told_ms, member, reason,"
		" override, history, config, group_id, sum) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
		" $15, $16)" },
	[EVENT_LIST] = { "event_list",
		"select id, kind, value, for_ms, at_ms, day_only, override, history from event"
		" where subject_kind = $1 and subject = $2 and undone_by is null order by at_ms, id" },
	[EVENT_UNDO] = { "event_undo", "update event set undone_by = $2 where group_id = $1 and undone_by is null" },
	[EVENT_OF_GROUP] = { "event_of_group",
		"select subject, kind, value, for_ms, at_ms, day_only, override, history, reason from event where group_id = $1"
		" and undone_by = (select max(undone_by) from event where group_id = $1) order by id" },
	[EVENT_DEALS_OF_GROUP] = { "event_deals_of_group", "select distinct subject from event where group_id = $1" },
	[CLOCK_DELETE] = { "clock_delete", "delete from clock where subject_kind = $1 and subject = $2" },
	[CLOCK_INSERT] = { "clock_insert",
		"insert into clock (subject_kind, subject, kind, start_at, warn_at, due_at, met_at, void, waiting_for,"
		" overridden, owner_role, owner, config, calendar, lead)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)" },
	[CLOCK_LIST] = { "clock_list",
		"select kind, start_at, warn_at, due_at, met_at, void, waiting_for, overridden, lead from clock"
		" where subject_kind = $1 and subject = $2 order by kind" },
	[CLOCK_SUBJECTS] = { "clock_subjects",
		"select subject from event where subject_kind = $1 union select subject from clock where subject_kind = $1"
		" order by subject" },
	[DUE_LIST] = { "due_list",
		"select c.subject, case when co.name <> '' then co.name when d.name <> '' then d.name else coalesce(d.ext, '') end,"
		" c.owner_role, c.owner, c.kind, c.start_at, c.warn_at, c.due_at, c.met_at, c.void, c.waiting_for, c.overridden"
		" from clock c join deal d on d.id = c.subject join company co on co.id = d.company"
		" where c.void = 0 and c.met_at = 0 and c.due_at > 0 and c.due_at <= $2 and c.subject_kind = $1"
		" and (cast($3 as bigint) = 0 or c.due_at <= $3 or (c.warn_at > 0 and c.warn_at <= $3))"
		" and c.overridden = 0 and d.gone = 0 and " ACCESS_DEAL("d") " order by c.due_at, c.subject, c.kind" },
	[EVENT_DEAL_FACTS] = { "event_deal_facts", "select owner, csm from deal where id = $1" },
	[EVENT_TOLD] = { "event_told", "select 1 from event where subject_kind = $1 and subject = $2 and kind = $3"
				       " and undone_by is null limit 1" },
	[EVENT_REASON] = { "event_reason", "select coalesce(reason, '') from event where subject_kind = $1 and subject = $2"
					   " and kind = $3 and undone_by is null order by id desc limit 1" },
	/* The newest word of the two counts. */
	[EVENT_SOW_TOLD] = { "event_sow_told",
		"select 1 from event where subject_kind = $1 and subject = $2 and kind = $3 and undone_by is null and id >"
		" (select coalesce(max(b.id), 0) from event b where b.subject_kind = $1 and b.subject = $2 and b.kind = $4"
		" and b.undone_by is null) limit 1" },
	{ NULL, NULL },
};
