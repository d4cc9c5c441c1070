/* The deals that metrics are made of: walked once a look, by the indexes of the board, within what the actor may see. */
#include "model/calendar.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/metric_private.h"

#include <stdlib.h>
#include <string.h>

enum { METRIC_DEALS, METRIC_DEALS_OWN, METRIC_MOVES, METRIC_TOTALS, METRIC_GROUPS, METRIC_SLIPS, METRIC_LATER };

struct meter *meter_open(struct store *s, int64_t as_of_day, bool bounded)
{
	struct meter *m = xcalloc(1, sizeof *m);
	int64_t now = s->now(s), today = calendar_day(s->calendar, now);

	m->s = s;
	m->bounded = bounded;
	m->past = as_of_day != NO_DAY && as_of_day < today;
	m->day = m->past ? as_of_day : today;
	m->now_ms = m->past ? calendar_moment(s->calendar, m->day + 1, 0) - 1 : now;
	return m;
}

void meter_close(struct meter *m)
{
	for (int i = 0; m && i < COHORT_KINDS; i++)
		free(m->kept[i].c.deal);
	free(m);
}

/* ---- windows ---- */

/* Whether deals stand as closed on a later day: an import may say so, and the totals of the month have them. */
static bool closes_later(struct store *s, int64_t to_ms)
{
	static const int closed[][2] = { { STAGE_WON, OUTCOME_WON }, { STAGE_LOST, OUTCOME_LOST } };

	for (size_t i = 0; i < 2; i++) {
		struct stmt *st = db_stmt(s->db, &metric_sql[METRIC_LATER], NULL);
		int rc;

		if (!st)
			return true;
		db_int(st, 1, closed[i][0]);
		db_int(st, 2, closed[i][1]);
		db_int(st, 3, to_ms);
		access_bind(st, s);
		rc = db_step(st, NULL);
		if (rc == 1)
			db_reset(st);
		if (rc)
			return true;
	}
	return false;
}

static void whole_months(const struct meter *m, struct span *out)
{
	struct ymd first = day_to_ymd(out->from_day), next = day_to_ymd(out->to_day + 1);
	bool ends = next.day == 1 || (!m->past && out->to_day == m->day && !closes_later(m->s, out->to_ms));

	if (first.day != 1 || !ends)
		return;
	out->from_month = month_of_day(out->from_day);
	out->to_month = month_of_day(out->to_day);
}

static void month_span(int year, int month, struct span *out)
{
	out->from_day = day_from_ymd(year, month, 1);
	out->to_day = (month == 12 ? day_from_ymd(year + 1, 1, 1) : day_from_ymd(year, month + 1, 1)) - 1;
}

int window_span(const struct meter *m, const struct window *w, struct span *out)
{
	const struct calendar *c = m->s->calendar;
	int fiscal = calendar_fiscal_start(c), quarter = quarter_of_day(m->day, fiscal);
	struct ymd day = day_to_ymd(m->day);

	*out = (struct span){ .from_day = NO_DAY, .to_day = m->day };
	switch (w->kind) {
	case WINDOW_NOW:
		return 0;
	case WINDOW_DAYS:
		out->from_day = m->day - w->n + 1;
		break;
	case WINDOW_BUSINESS_DAYS:
		out->from_day = m->day;
		for (int i = 0; i < w->n; i++)
			out->from_day = calendar_business_before(c, out->from_day);
		break;
	case WINDOW_MONTH:
		month_span(day.year, day.month, out);
		break;
	case WINDOW_LAST_MONTH:
		month_span(day.month == 1 ? day.year - 1 : day.year, day.month == 1 ? 12 : day.month - 1, out);
		break;
	case WINDOW_QUARTER:
	case WINDOW_LAST_QUARTER:
		quarter_bounds(quarter - (w->kind == WINDOW_LAST_QUARTER), fiscal, &out->from_day, &out->to_day);
	}
	if (out->to_day > m->day)
		out->to_day = m->day;
	out->from_ms = calendar_moment(c, out->from_day, 0);
	out->to_ms = calendar_moment(c, out->to_day + 1, 0) - 1;
	whole_months(m, out);
	return 0;
}

/* ---- walking ---- */

struct walk {
	struct meter *m;
	struct cohort *c;
	size_t room;
	enum cohort_kind kind;
	const struct span *span;
};

static int64_t or_absent(struct stmt *st, int i, int64_t absent)
{
	return db_col_null(st, i) ? absent : db_col(st, i);
}

static void read_deal(struct stmt *st, struct meter_deal *d)
{
	*d = (struct meter_deal){
		.id = db_col(st, 0), .stage = db_col(st, 1), .outcome = db_col(st, 2), .sort_at = db_col(st, 3),
		.stage_at = db_col(st, 4), .owner = db_col(st, 5), .amount_minor = or_absent(st, 6, NO_AMOUNT),
		.currency = db_col(st, 7), .discount_bp = or_absent(st, 8, -1), .probability_bp = or_absent(st, 9, -1),
		.expected_day = or_absent(st, 10, NO_DAY), .created_day = or_absent(st, 11, NO_DAY),
		.closed_day = or_absent(st, 12, NO_DAY), .reason = db_col(st, 13), .competitor = db_col(st, 14),
		.segment = db_col(st, 15), .has_next_step = db_col(st, 16) != 0,
	};
}

static bool belongs(const struct walk *w, const struct meter_deal *d)
{
	return w->kind != COHORT_CLOSED || (d->closed_day != NO_DAY && d->closed_day >= w->span->from_day &&
					    d->closed_day <= w->span->to_day);
}

/* By the index of the board: one stage and outcome, from a moment to another. */
static int walk_stage(struct walk *w, int stage, int outcome, int64_t from_ms, int64_t to_ms, struct err *err)
{
	struct store *s = w->m->s;
	bool own = access_read(s, CLASS_DEAL) != ACCESS_ALL;
	struct stmt *st = db_stmt(s->db, &metric_sql[own ? METRIC_DEALS_OWN : METRIC_DEALS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, stage);
	db_int(st, 2, outcome);
	db_int(st, 3, from_ms);
	db_int(st, 4, to_ms);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct meter_deal d;

		if (w->m->bounded && w->c->n == METER_WALK_MAX) {
			w->c->cut = true;
			db_reset(st);
			return 0;
		}
		read_deal(st, &d);
		if (!belongs(w, &d))
			continue;
		if (w->c->n == w->room) {
			w->room = w->room ? w->room * 2 : 256;
			w->c->deal = xrealloc(w->c->deal, w->room * sizeof *w->c->deal);
		}
		w->c->deal[w->c->n++] = d;
	}
	return rc;
}

static int walk_open(struct walk *w, int64_t from_ms, struct err *err)
{
	static const int outcomes[] = { OUTCOME_NONE, OUTCOME_STALLED, OUTCOME_DELAYED };
	struct store *s = w->m->s;

	for (size_t i = 0; i < stages_count(s->stages); i++)
		for (int k = 0; k < 3; k++)
			if (!stage_is_closed(stage_at(s->stages, i)->id) && !w->c->cut &&
			    walk_stage(w, stage_at(s->stages, i)->id, outcomes[k], from_ms, INT64_MAX, err))
				return -1;
	return 0;
}

static int walk_closed(struct walk *w, int64_t from_ms, int64_t to_ms, struct err *err)
{
	return walk_stage(w, STAGE_WON, OUTCOME_WON, from_ms, to_ms, err) ||
	       (!w->c->cut && walk_stage(w, STAGE_LOST, OUTCOME_LOST, from_ms, to_ms, err)) ? -1 : 0;
}

/* ---- moves ---- */

/* As stage_compliance() has it: a deal whose first stage nobody told comes from the left of them all. */
static int read_moves(struct meter *m, const struct span *span, struct meter_deal *d, struct err *err)
{
	struct stmt *st = db_stmt(m->s->db, &metric_sql[METRIC_MOVES], err);
	int from = -1, from_stage = 0, rc;

	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, d->id);
	while ((rc = db_step(st, err)) == 1) {
		enum event_kind kind = (enum event_kind)db_col(st, 0);
		int to_stage = kind == EV_WON ? STAGE_WON : kind == EV_LOST ? STAGE_LOST : (int)db_col(st, 1);
		int to = stage_position(m->s->stages, to_stage);
		int64_t at = db_col(st, 3);

		if (at >= span->from_ms && at <= span->to_ms) {
			bool forward = (kind == EV_MOVED || kind == EV_WON) && to > from;

			if (!d->forward && !d->back)
				d->from_stage = from_stage;
			d->forward += forward;
			d->back += !forward && kind != EV_LOST && to < from;
			d->over += forward && db_col(st, 2);
			d->to_stage = to_stage;
			d->moved_at = at;
		}
		from = to;
		from_stage = to_stage;
	}
	return rc;
}

static bool same_span(const struct span *a, const struct span *b)
{
	return a->from_day == b->from_day && a->to_day == b->to_day;
}

static int walk(struct walk *w, struct err *err)
{
	int rc = 0;

	switch (w->kind) {
	case COHORT_OPEN:
		return walk_open(w, INT64_MIN, err);
	case COHORT_CLOSED: /* the close of its last day may lie behind its midnight where days are odd */
		return walk_closed(w, w->span->from_ms - DAY_MS, w->span->to_ms + DAY_MS, err);
	case COHORT_TOUCHED:
		rc = walk_open(w, w->span->from_ms, err) ||
		     (!w->c->cut && walk_closed(w, w->span->from_ms, INT64_MAX, err)) ? -1 : 0;
		for (size_t i = 0; !rc && i < w->c->n; i++)
			rc = read_moves(w->m, w->span, &w->c->deal[i], err);
		return rc;
	case COHORT_KINDS:
		break;
	}
	return 0;
}

int cohort_get(struct meter *m, enum cohort_kind kind, const struct span *span, const struct cohort **out, struct err *err)
{
	struct walk w = { .m = m, .c = &m->kept[kind].c, .kind = kind, .span = span };

	*out = w.c;
	if (m->kept[kind].is_there && same_span(&m->kept[kind].span, span))
		return 0;
	free(w.c->deal);
	*w.c = (struct cohort){ 0 };
	m->kept[kind].span = *span;
	m->kept[kind].is_there = access_read(m->s, CLASS_DEAL) == ACCESS_NO || !walk(&w, err);
	return m->kept[kind].is_there ? 0 : -1;
}

/* ---- totals ---- */

int totals_each(struct meter *m, int from_month, int to_month, void (*fn)(void *arg, const struct total_cell *c), void *arg,
		struct err *err)
{
	struct stmt *st = db_stmt(m->s->db, &metric_sql[METRIC_TOTALS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, from_month);
	db_int(st, 2, to_month);
	access_bind(st, m->s);
	while ((rc = db_step(st, err)) == 1) {
		struct total_cell c = { db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4),
					db_col(st, 5), db_col(st, 6), db_col(st, 7) };

		fn(arg, &c);
	}
	return rc;
}

/* ---- expected closes that moved ---- */

/* The first group that was made in the span; groups are numbered in the order of their making. */
static int first_group(struct meter *m, const struct span *span, int64_t *out, struct err *err)
{
	struct stmt *st = db_stmt(m->s->db, &metric_sql[METRIC_GROUPS], err);
	int rc;

	*out = INT64_MAX;
	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		if (db_col(st, 1) < span->from_ms) {
			db_reset(st);
			return 0;
		}
		*out = db_col(st, 0);
	}
	return rc;
}

static int64_t day_text(const char *text)
{
	int64_t day = NO_DAY;

	if (text && *text && int_parse(text, &day, NULL))
		day_parse(text, false, &day, NULL);
	return day;
}

/* Moved to a later day in the end: a day that was taken back is no slip. */
static size_t keep_later(struct slip *slip, size_t n)
{
	size_t keep = 0;

	for (size_t i = 0; i < n; i++)
		if (slip[i].was_day != NO_DAY && slip[i].is_day != NO_DAY && slip[i].is_day > slip[i].was_day)
			slip[keep++] = slip[i];
	return keep;
}

int slips_get(struct meter *m, const struct span *span, struct slip **out, size_t *n, struct err *err)
{
	struct stmt *st;
	int64_t first;
	int rc;

	*out = NULL;
	*n = 0;
	if (access_read(m->s, CLASS_DEAL) == ACCESS_NO)
		return 0;
	if (first_group(m, span, &first, err))
		return -1;
	st = db_stmt(m->s->db, &metric_sql[METRIC_SLIPS], err);
	if (!st)
		return -1;
	db_int(st, 1, first);
	db_int(st, 2, SUBJECT_DEAL);
	db_int(st, 3, span->to_ms);
	access_bind(st, m->s);
	while ((rc = db_step(st, err)) == 1) {
		int64_t deal = db_col(st, 0);

		if (!*n || (*out)[*n - 1].deal != deal) {
			*out = xrealloc(*out, (*n + 1) * sizeof **out);
			(*out)[(*n)++] = (struct slip){ deal, NO_DAY, NO_DAY };
		}
		if ((*out)[*n - 1].was_day == NO_DAY)
			(*out)[*n - 1].was_day = day_text(db_col_text(st, 1));
		(*out)[*n - 1].is_day = day_text(db_col_text(st, 2));
	}
	*n = keep_later(*out, *n);
	return rc;
}

/* ---- of one deal ---- */

bool meter_is_open(const struct meter_deal *d)
{
	return !stage_is_closed((int)d->stage) && d->outcome == OUTCOME_NONE;
}

bool meter_is_folded(const struct meter_deal *d)
{
	return d->outcome == OUTCOME_STALLED || d->outcome == OUTCOME_DELAYED;
}

int64_t meter_probability_bp(const struct store *s, const struct meter_deal *d)
{
	const struct stage *stage = stage_get(s->stages, (int)d->stage);

	return d->probability_bp >= 0 ? d->probability_bp : stage ? stage->probability_bp : 0;
}

int meter_stale_days(const struct meter *m, const struct meter_deal *d)
{
	const struct stage *stage = stage_get(m->s->stages, (int)d->stage);
	int64_t days = m->day - calendar_day(m->s->calendar, d->stage_at);

	return stage && stage->max_days && days > stage->max_days ? (int)(days - stage->max_days) : 0;
}

void money_add(struct metric_value *v, int64_t currency, int64_t minor, int64_t n)
{
	size_t i = 0;

	while (i < v->moneys && v->money[i].currency != currency)
		i++;
	if (i == METRIC_CURRENCIES) {
		v->unvalued += n; /* more currencies than a line can name; said with those without an amount */
		return;
	}
	if (i == v->moneys)
		v->money[v->moneys++] = (struct money_sum){ .currency = currency };
	v->money[i].minor += minor;
	v->money[i].n += n;
}

static int more_first(const void *a, const void *b)
{
	const struct money_sum *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->currency > y->currency) - (x->currency < y->currency);
}

void money_order(struct metric_value *v)
{
	qsort(v->money, v->moneys, sizeof *v->money, more_first);
}

void money_words(struct store *s, const struct money_sum *money, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(out, i ? " · " : "");
		amount_format_board(money[i].minor, money[i].currency ? dict_title(s, money[i].currency) : "USD", out);
	}
	if (!n)
		buf_puts(out, "—");
}

#define METER_COLUMNS "select d.id, d.stage, d.outcome, d.sort_at, d.stage_at, d.owner, d.amount_minor, d.currency, d.discount_bp," \
	" d.probability_bp, d.expected_day, d.created_day, d.closed_day, d.reason, d.competitor, d.segment," \
	" case when coalesce(d.next_step, '') = '' then 0 else 1 end from deal d"
#define METER_RANGE " d.gone = 0 and d.stage = $1 and d.outcome = $2 and d.sort_at >= $3 and d.sort_at <= $4 and " \
	ACCESS_DEAL("d") " order by d.sort_at desc, d.id desc"

const struct sql metric_sql[] = {
	[METRIC_DEALS] = { "metric_deals", METER_COLUMNS " where" METER_RANGE },
	[METRIC_DEALS_OWN] = { "metric_deals_own", METER_COLUMNS " where d.owner = $99 and" METER_RANGE },
	[METRIC_MOVES] = { "metric_moves", "select e.kind, e.value, e.override, e.at_ms from event e where e.subject_kind = $1"
			   " and e.subject = $2 and e.kind in (2, 3, 4, 5) and e.history = 0 and e.undone_by is null order by e.id" },
	[METRIC_TOTALS] = { "metric_totals", "select t.stage, t.outcome, t.currency, t.owner, t.segment, t.n, t.n_valued, t.amount_minor"
			    " from sum_deal t where t.close_month between $1 and $2 and t.n <> 0 and " ACCESS_DEAL("t") },
	[METRIC_GROUPS] = { "metric_groups", "select g.id, g.at_ms from grp g order by g.id desc" },
	[METRIC_SLIPS] = { "metric_slips", "select c.subject, c.before, c.after from change c join grp g on g.id = c.grp"
			   " join deal d on d.id = c.subject where c.grp >= $1 and c.subject_kind = $2 and c.field = 'expected_close'"
			   " and g.at_ms <= $3 and d.gone = 0 and " ACCESS_DEAL("d") " order by c.subject, c.grp, c.n" },
	[METRIC_LATER] = { "metric_later", "select d.id from deal d where d.gone = 0 and d.stage = $1 and d.outcome = $2 and d.sort_at > $3"
			   " and " ACCESS_DEAL("d") " limit 1" },
	{ NULL, NULL },
};
