/* The tables that reports.ini can name. */
#include "model/bulletin_private.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/playbook_metric.h"
#include "model/rollup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_COLUMNS_MAX = 8 };

struct table_kind {
	const char *key, *title, *what;
	enum field_class class;
	struct doc_column column[TABLE_COLUMNS_MAX];
	int (*fill)(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err);
};
static const struct table_kind kinds[];

/* ---- sums by something ---- */

struct bucket {
	int64_t id, n, won, lost;
	struct metric_value open, weighted, sum;
};
struct buckets {
	struct bucket *at;
	size_t n;
	struct meter *m;
};

static struct bucket *bucket_of(struct buckets *g, int64_t id)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->at[i].id == id)
			return &g->at[i];
	g->at = xrealloc(g->at, (g->n + 1) * sizeof *g->at);
	g->at[g->n] = (struct bucket){ .id = id };
	return &g->at[g->n++];
}

static int by_count(const void *a, const void *b)
{
	const struct bucket *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->id > y->id) - (x->id < y->id);
}

/* ---- the pipeline ---- */

static void stage_ages(struct meter *m, const struct cohort *c, int stage, struct bulletin_table *t)
{
	int64_t *age = xcalloc(c->n + 1, sizeof *age);
	size_t n = 0, stale = 0;
	struct buf b = { 0 };

	for (size_t i = 0; i < c->n; i++)
		if (c->deal[i].stage == stage && meter_is_open(&c->deal[i])) {
			age[n++] = (m->now_ms - c->deal[i].stage_at) * 100 / DAY_MS;
			stale += meter_stale_days(m, &c->deal[i]) > 0;
		}
	if (n && !c->cut)
		hundredths_format((median_of(age, n, 0) + 5) / 10 * 10, &b);
	else
		buf_puts(&b, "—");
	table_put(t, &b);
	if (c->cut)
		table_put_text(t, "—");
	else
		table_put_int(t, (int64_t)stale);
	free(age);
}

static void take_open(void *arg, const struct total_cell *c)
{
	struct buckets *g = arg;
	struct bucket *at;

	if (stage_is_closed((int)c->stage) || c->outcome != OUTCOME_NONE)
		return;
	at = bucket_of(g, c->stage);
	at->n += c->n;
	if (c->n_valued)
		money_add(&at->open, c->currency, c->minor, c->n_valued);
}

static void add_weighted(struct meter *m, struct metric_value *v, const struct meter_deal *d)
{
	const struct measure *measure = measure_find("weighted_amount");
	int64_t minor = measure->value(m, d);

	if (minor != NO_AMOUNT)
		money_add(v, d->currency, minor, 1);
}

static int fill_by_stage(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	const struct span now = { .from_day = NO_DAY, .to_day = m->day };
	struct buckets g = { .m = m };
	const struct cohort *c;
	int rc = totals_each(m, 0, 0, take_open, &g, err) || cohort_get(m, COHORT_OPEN, &now, &c, err) ? -1 : 0;

	(void)span;
	for (size_t i = 0; !rc && i < stages_count(m->s->stages); i++) {
		int stage = stage_at(m->s->stages, i)->id;
		struct bucket *at;

		if (stage_is_closed(stage))
			continue;
		at = bucket_of(&g, stage);
		for (size_t k = 0; k < c->n && !c->cut; k++)
			if (c->deal[k].stage == stage && meter_is_open(&c->deal[k]))
				add_weighted(m, &at->weighted, &c->deal[k]);
		table_begin_row(t, 0);
		table_put_stage(t, m->s, stage);
		table_put_int(t, at->n);
		table_put_money(t, m->s, &at->open);
		table_put_money(t, m->s, &at->weighted);
		stage_ages(m, c, stage, t);
	}
	free(g.at);
	return rc;
}

static void list_open(struct meter *m, const struct cohort *c, struct bulletin_table *t, bool stale)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct meter_deal *d = &c->deal[i];
		bool overdue = d->expected_day != NO_DAY && d->expected_day < m->day;

		if (!meter_is_open(d) || !(stale ? meter_stale_days(m, d) > 0 : overdue) || !table_begin_deal(m, t, d->id))
			continue;
		table_put_stage(t, m->s, (int)d->stage);
		if (stale)
			table_put_int(t, m->day - calendar_day(m->s->calendar, d->stage_at));
		else
			table_put_day(t, d->expected_day);
		table_put_amount(t, m->s, d);
		table_put_text(t, member_login(m->s, d->owner));
	}
}

static int fill_open(struct meter *m, struct bulletin_table *t, bool stale, struct err *err)
{
	const struct span now = { .from_day = NO_DAY, .to_day = m->day };
	const struct cohort *c;

	if (cohort_get(m, COHORT_OPEN, &now, &c, err))
		return -1;
	list_open(m, c, t, stale);
	table_say_cut(t, c);
	return 0;
}

static int fill_stale(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	(void)span;
	return fill_open(m, t, true, err);
}

static int fill_overdue(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	(void)span;
	return fill_open(m, t, false, err);
}

static int fill_forecast(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	const struct span now = { .from_day = NO_DAY, .to_day = m->day };
	const struct measure *expected = measure_find("expected_amount");
	struct buckets g = { .m = m };
	const struct cohort *c;

	(void)span;
	if (cohort_get(m, COHORT_OPEN, &now, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		const struct meter_deal *d = &c->deal[i];
		struct bucket *at;

		if (!meter_is_open(d))
			continue;
		at = bucket_of(&g, d->owner);
		at->n++;
		if (d->amount_minor == NO_AMOUNT)
			continue;
		money_add(&at->open, d->currency, d->amount_minor, 1);
		add_weighted(m, &at->weighted, d);
		if (expected->of(m, d))
			money_add(&at->sum, d->currency, d->amount_minor, 1);
	}
	if (g.n)
		qsort(g.at, g.n, sizeof *g.at, by_count);
	for (size_t i = 0; i < g.n; i++) {
		table_begin_row(t, 0);
		table_put_text(t, g.at[i].id ? member_login(m->s, g.at[i].id) : "nobody");
		table_put_int(t, g.at[i].n);
		table_put_money(t, m->s, &g.at[i].open);
		table_put_money(t, m->s, &g.at[i].weighted);
		table_put_money(t, m->s, &g.at[i].sum);
	}
	table_say_cut(t, c);
	free(g.at);
	return 0;
}

/* ---- what moved ---- */

static int fill_changes(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	const struct cohort *c;

	if (cohort_get(m, COHORT_TOUCHED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		const struct meter_deal *d = &c->deal[i];
		struct buf b = { 0 };

		if (!d->moved_at || d->from_stage == d->to_stage || !table_begin_deal(m, t, d->id))
			continue;
		table_put_stage(t, m->s, d->from_stage);
		table_put_stage(t, m->s, d->to_stage);
		calendar_format_moment(m->s->calendar, d->moved_at, m->now_ms, &b);
		table_put(t, &b);
		table_put_amount(t, m->s, d);
		table_put_text(t, member_login(m->s, d->owner));
	}
	table_say_cut(t, c);
	return 0;
}

static int fill_new(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	const struct measure *measure = measure_find("new_deals");
	const struct cohort *c;

	if (cohort_get(m, COHORT_TOUCHED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		if (!measure->of(m, &c->deal[i]) || !table_begin_deal(m, t, c->deal[i].id))
			continue;
		table_put_stage(t, m->s, (int)c->deal[i].stage);
		table_put_day(t, c->deal[i].created_day);
		table_put_amount(t, m->s, &c->deal[i]);
		table_put_text(t, member_login(m->s, c->deal[i].owner));
	}
	table_say_cut(t, c);
	return 0;
}

static int fill_slips(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	struct slip *slip;
	size_t n;
	int rc = slips_get(m, span, &slip, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		if (!table_begin_deal(m, t, slip[i].deal))
			continue;
		table_put_day(t, slip[i].was_day);
		table_put_day(t, slip[i].is_day);
		table_put_int(t, slip[i].is_day - slip[i].was_day);
	}
	free(slip);
	return rc;
}

/* ---- what was closed ---- */

static int64_t id_of(const struct meter_deal *d, char by)
{
	return by == 'r' ? d->reason : by == 'c' ? d->competitor : d->owner;
}

/* Of the lost ones: how many name each. */
static int fill_lost(struct meter *m, const struct span *span, struct bulletin_table *t, char by, struct err *err)
{
	struct buckets g = { .m = m };
	const struct cohort *c;
	int64_t all = 0;

	if (cohort_get(m, COHORT_CLOSED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (c->deal[i].outcome == OUTCOME_LOST) {
			struct bucket *at = bucket_of(&g, id_of(&c->deal[i], by));

			at->n++;
			all++;
			if (c->deal[i].amount_minor != NO_AMOUNT)
				money_add(&at->sum, c->deal[i].currency, c->deal[i].amount_minor, 1);
		}
	if (g.n)
		qsort(g.at, g.n, sizeof *g.at, by_count);
	for (size_t i = 0; i < g.n; i++) {
		table_begin_row(t, 0);
		table_put_text(t, g.at[i].id ? dict_title(m->s, g.at[i].id) : by == 'r' ? "no reason given" : "nobody named");
		table_put_int(t, g.at[i].n);
		table_put_rate(t, g.at[i].n, all);
		table_put_money(t, m->s, &g.at[i].sum);
	}
	table_say_cut(t, c);
	free(g.at);
	return 0;
}

static int fill_reasons(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	return fill_lost(m, span, t, 'r', err);
}

static int fill_competitors(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	return fill_lost(m, span, t, 'c', err);
}

struct closing {
	struct buckets g;
	bool by_owner;
};

static void take_closed(void *arg, const struct total_cell *c)
{
	struct closing *k = arg;
	bool won = c->stage == STAGE_WON && c->outcome == OUTCOME_WON, lost = c->stage == STAGE_LOST && c->outcome == OUTCOME_LOST;
	struct bucket *at;

	if (!won && !lost)
		return;
	at = bucket_of(&k->g, k->by_owner ? c->owner : c->segment);
	at->n += c->n;
	at->won += won ? c->n : 0;
	at->lost += lost ? c->n : 0;
	if (won && c->n_valued)
		money_add(&at->sum, c->currency, c->minor, c->n_valued);
}

static int gather_closed(struct meter *m, const struct span *span, struct closing *k, const struct cohort **c, struct err *err)
{
	*c = NULL;
	if (span->from_month)
		return totals_each(m, span->from_month, span->to_month, take_closed, k, err);
	if (cohort_get(m, COHORT_CLOSED, span, c, err))
		return -1;
	for (size_t i = 0; i < (*c)->n; i++) {
		const struct meter_deal *d = &(*c)->deal[i];
		bool valued = d->amount_minor != NO_AMOUNT;
		const struct total_cell cell = { d->stage, d->outcome, d->currency, d->owner, d->segment, 1, valued,
						 valued ? d->amount_minor : 0 };

		take_closed(k, &cell);
	}
	return 0;
}

static int fill_by(struct meter *m, const struct span *span, struct bulletin_table *t, bool by_owner, struct err *err)
{
	struct closing k = { .g.m = m, .by_owner = by_owner };
	const struct cohort *c;

	if (gather_closed(m, span, &k, &c, err)) {
		free(k.g.at);
		return -1;
	}
	if (k.g.n)
		qsort(k.g.at, k.g.n, sizeof *k.g.at, by_count);
	for (size_t i = 0; i < k.g.n; i++) {
		struct bucket *at = &k.g.at[i];

		table_begin_row(t, 0);
		table_put_text(t, by_owner ? (at->id ? member_login(m->s, at->id) : "nobody")
				     : (at->id ? dict_title(m->s, at->id) : "no segment"));
		table_put_int(t, at->won);
		table_put_int(t, at->lost);
		table_put_rate(t, at->won, at->won + at->lost);
		table_put_money(t, m->s, &at->sum);
	}
	if (c)
		table_say_cut(t, c);
	free(k.g.at);
	return 0;
}

static int fill_segments(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	return fill_by(m, span, t, false, err);
}

static int fill_owners(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	return fill_by(m, span, t, true, err);
}

static int fill_closed(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	const struct cohort *c;

	if (cohort_get(m, COHORT_CLOSED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		const struct meter_deal *d = &c->deal[i];

		if (!table_begin_deal(m, t, d->id))
			continue;
		table_put_text(t, outcome_key((enum outcome)d->outcome));
		table_put_day(t, d->closed_day);
		table_put_amount(t, m->s, d);
		table_put_text(t, dict_title(m->s, d->reason));
		table_put_text(t, member_login(m->s, d->owner));
	}
	table_say_cut(t, c);
	return 0;
}

/* ---- what buyers said ---- */

/* Out of the rollup of the quarter that the window lies in, so that both say the same. */
static int fill_themes(struct meter *m, const struct span *span, struct bulletin_table *t, enum rollup_section section,
		       struct err *err)
{
	int fiscal = calendar_fiscal_start(m->s->calendar);
	struct rollup_scope scope = { .audience = AUDIENCE_CRO };
	struct buf period = { 0 };
	const struct figure *f;
	struct rollup r;
	size_t n;
	int rc;

	quarter_format(quarter_of_day(span->to_day, fiscal), &period);
	rc = rollup_period_parse(m->s, buf_str(&period), &scope, err) || rollup_load(m->s, &scope, &r, err) ? -1 : 0;
	if (!rc) {
		f = rollup_section(&r, section, &n);
		for (size_t i = 0; i < n; i++) {
			table_begin_row(t, 0);
			table_put_text(t, f[i].title);
			table_put_int(t, f[i].n);
			table_put_rate(t, f[i].n, f[i].of);
			table_put_text(t, f[i].no_finding ? "no finding yet: one interview" : "");
		}
		snprintf(t->note, sizeof t->note, "closed in %s, as interviews were coded up to now", buf_str(&period));
		rollup_done(&r);
	}
	buf_done(&period);
	return rc;
}

static int fill_loss_themes(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	return fill_themes(m, span, t, ROLLUP_LOSS, err);
}

static int fill_win_themes(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	return fill_themes(m, span, t, ROLLUP_WIN, err);
}

/* ---- the playbooks ---- */

static int put_playbook(void *arg, const struct measured *v)
{
	struct bulletin_table *t = arg;
	struct buf b = { 0 };

	if (v->hidden)
		return 0;
	table_begin_row(t, 0);
	table_put_text(t, v->metric->title);
	if (v->metric->measure == MEASURE_CLOCK && v->n) { /* the only one that is k of n */
		table_put_rate(t, (v->value_c * v->n + 5000) / 10000, v->n);
	} else {
		measured_words(v, &b);
		table_put(t, &b);
	}
	table_put_int(t, v->n);
	target_words(&v->metric->target, &b);
	table_put(t, &b);
	table_put_text(t, v->alarm ? "under its target" : "");
	t->under |= v->alarm;
	return 0;
}

static int fill_handoffs(struct meter *m, const struct span *span, struct bulletin_table *t, struct err *err)
{
	(void)span;
	return playbook_measure(m->s, put_playbook, t, err);
}

/* ---- all of them ---- */

const struct table_kind *table_kind_find(const char *key)
{
	for (const struct table_kind *k = kinds; k->key; k++)
		if (!strcmp(k->key, key))
			return k;
	return NULL;
}

enum field_class table_kind_class(const struct table_kind *k)
{
	return k->class;
}

const char *table_kind_key(const struct table_kind *k)
{
	return k->key;
}

/* Of the quarter of its window, with what was learned since. */
static bool is_of_buyers(const struct table_kind *k)
{
	return k->fill == fill_loss_themes || k->fill == fill_win_themes;
}

/* What stands in the pipeline is known of today alone. */
static bool is_standing(const struct table_kind *k)
{
	return k->fill == fill_by_stage || k->fill == fill_stale || k->fill == fill_overdue || k->fill == fill_forecast ||
	       k->fill == fill_handoffs || is_of_buyers(k);
}

int table_fill(struct meter *m, const struct table_kind *kind, const struct window *w, struct bulletin_table *out,
	       struct err *err)
{
	struct span span;

	*out = (struct bulletin_table){ .kind = kind, .title = kind->title, .what = kind->what, .column = kind->column,
					.window = *w };
	while (out->columns < TABLE_COLUMNS_MAX && kind->column[out->columns].title)
		out->columns++;
	if (is_standing(kind) && !is_of_buyers(kind))
		out->window = (struct window){ WINDOW_NOW, 0 };
	if (m->past && is_standing(kind)) {
		snprintf(out->note, sizeof out->note, "is known as of today alone");
		return 0;
	}
	window_span(m, w, &span);
	if (kind->fill(m, &span, out, err)) {
		table_done(out);
		return -1;
	}
	return 0;
}

void table_done(struct bulletin_table *t)
{
	for (size_t i = 0; i < t->rows * t->columns; i++)
		free(t->cell[i]);
	free(t->cell);
	free(t->deal);
	*t = (struct bulletin_table){ 0 };
}

#define DEAL { "Deal", false, 30 }
#define AMOUNT { "Amount", true, 0 }
#define OWNER { "Owner", false, 0 }

static const struct table_kind kinds[] = {
	{ "by_stage", "By stage", "Open deals of each stage, their amounts, the same times their probability, the middle one of the days"
	  " in the stage, and how many are longer in it than it allows.", CLASS_DEAL,
	  { { "Stage", false, 0 }, { "Deals", true, 0 }, { "Amount", true, 30 }, { "Weighted", true, 30 }, { "Median days", true, 0 },
	    { "Stale", true, 0 } }, fill_by_stage },
	{ "changes", "Deals that moved", "Deals that changed their stage in the window: from the first to the last of it.", CLASS_DEAL,
	  { DEAL, { "From", false, 0 }, { "To", false, 0 }, { "When", false, 0 }, AMOUNT, OWNER }, fill_changes },
	{ "new", "New deals", "Deals created in the window, in the stage they are in now.", CLASS_DEAL,
	  { DEAL, { "Stage", false, 0 }, { "Created", false, 0 }, AMOUNT, OWNER }, fill_new },
	{ "slips", "Slipped closes", "Deals whose expected close is later now than when the window began.", CLASS_DEAL,
	  { DEAL, { "Was", false, 0 }, { "Is", false, 0 }, { "Days", true, 0 } }, fill_slips },
	{ "stale", "Stale deals", "Open deals that are longer in their stage than it allows.", CLASS_DEAL,
	  { DEAL, { "Stage", false, 0 }, { "Days", true, 0 }, AMOUNT, OWNER }, fill_stale },
	{ "overdue", "Overdue closes", "Open deals whose expected close is past.", CLASS_DEAL,
	  { DEAL, { "Stage", false, 0 }, { "Expected", false, 0 }, AMOUNT, OWNER }, fill_overdue },
	{ "forecast_by_owner", "Forecast by owner", "Open deals of each owner: their amounts, the same times their probability, and of"
	  " those expected to close before the quarter is over.", CLASS_DEAL,
	  { OWNER, { "Deals", true, 0 }, { "Amount", true, 30 }, { "Weighted", true, 30 }, { "This quarter", true, 30 } },
	  fill_forecast },
	{ "loss_reasons", "Reasons of losses", "The reason that the team gave for each deal lost in the window; buyers may see it"
	  " otherwise.", CLASS_DEAL,
	  { { "Reason", false, 34 }, { "Deals", true, 0 }, { "Share", true, 0 }, { "Amount", true, 30 } }, fill_reasons },
	{ "lost_to", "Lost to", "The competitor named on each deal lost in the window.", CLASS_DEAL,
	  { { "Competitor", false, 34 }, { "Deals", true, 0 }, { "Share", true, 0 }, { "Amount", true, 30 } }, fill_competitors },
	{ "by_segment", "By segment", "Deals won and lost in the window, by segment; the amount is of those won.", CLASS_DEAL,
	  { { "Segment", false, 34 }, { "Won", true, 0 }, { "Lost", true, 0 }, { "Win rate", true, 0 }, { "Won amount", true, 30 } },
	  fill_segments },
	{ "by_owner", "By owner", "Deals won and lost in the window, by owner; the amount is of those won.", CLASS_DEAL,
	  { OWNER, { "Won", true, 0 }, { "Lost", true, 0 }, { "Win rate", true, 0 }, { "Won amount", true, 30 } }, fill_owners },
	{ "closed", "Closed deals", "Deals won and lost in the window, the latest first.", CLASS_DEAL,
	  { DEAL, { "Outcome", false, 0 }, { "Closed", false, 0 }, AMOUNT, { "Reason", false, 24 }, OWNER }, fill_closed },
	{ "loss_themes", "Why we lose, as buyers say", "Themes that drove losses, in interviews of deals closed in the quarter: how many"
	  " interviews name each, of those that are coded. A finding needs two interviews.", CLASS_INTERVIEW,
	  { { "Theme", false, 34 }, { "Interviews", true, 0 }, { "Share", true, 0 }, { "Note", false, 30 } }, fill_loss_themes },
	{ "win_themes", "Why we win, as buyers say", "Themes that drove wins, in interviews of deals closed in the quarter: how many"
	  " interviews name each, of those that are coded. A finding needs two interviews.", CLASS_INTERVIEW,
	  { { "Theme", false, 34 }, { "Interviews", true, 0 }, { "Share", true, 0 }, { "Note", false, 30 } }, fill_win_themes },
	{ "handoffs", "Handoffs and onboarding", "The metrics of the playbooks, each over its own window (playbook metrics).", CLASS_CRM,
	  { { "Metric", false, 0 }, { "Value", true, 0 }, { "Of", true, 0 }, { "Target", false, 0 }, { "Judged", false, 0 } },
	  fill_handoffs },
	{ .key = NULL },
};
