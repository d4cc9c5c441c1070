/* The measures that metrics.ini can name: which deals each takes, and what of them. */
#include "model/account.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/metric_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Clocks of one deal. */
enum { CLOCKS_MAX = 32 };

static const struct measure measures[];

/* ---- of one deal ---- */

static bool is_open(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return meter_is_open(d);
}

static bool is_folded(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return meter_is_folded(d) && !stage_is_closed((int)d->stage);
}

static bool is_won(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->stage == STAGE_WON && d->outcome == OUTCOME_WON;
}

static bool is_lost(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->stage == STAGE_LOST && d->outcome == OUTCOME_LOST;
}

static bool is_stale(const struct meter *m, const struct meter_deal *d)
{
	return meter_is_open(d) && meter_stale_days(m, d) > 0;
}

static bool is_overdue(const struct meter *m, const struct meter_deal *d)
{
	return meter_is_open(d) && d->expected_day != NO_DAY && d->expected_day < m->day;
}

static bool has_next_step(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->has_next_step;
}

/* Expected to close before the quarter of that day is over. */
static bool is_expected(const struct meter *m, const struct meter_deal *d)
{
	int fiscal = calendar_fiscal_start(m->s->calendar);
	int64_t first, last;

	quarter_bounds(quarter_of_day(m->day, fiscal), fiscal, &first, &last);
	return meter_is_open(d) && d->expected_day != NO_DAY && d->expected_day <= last;
}

static bool is_new(const struct meter *m, const struct meter_deal *d)
{
	const struct span *span = &m->kept[COHORT_TOUCHED].span;

	return d->created_day != NO_DAY && d->created_day >= span->from_day && d->created_day <= span->to_day;
}

static bool went_forward(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->forward > 0;
}

static bool went_back(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->back > 0;
}

static bool went_over(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->over > 0;
}

static bool is_discounted(const struct meter *m, const struct meter_deal *d)
{
	return is_won(m, d) && d->discount_bp > 0;
}

static int64_t stage_age(const struct meter *m, const struct meter_deal *d)
{
	return (m->now_ms - d->stage_at) * 100 / DAY_MS;
}

static int64_t cycle(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->created_day == NO_DAY || d->closed_day == NO_DAY || d->closed_day < d->created_day
		       ? NO_AMOUNT : (d->closed_day - d->created_day) * 100;
}

static int64_t discount(const struct meter *m, const struct meter_deal *d)
{
	(void)m;
	return d->discount_bp;
}

/* Halves away from zero. */
static int64_t weighted(const struct meter *m, const struct meter_deal *d)
{
	int64_t bp = meter_probability_bp(m->s, d);

	return d->amount_minor == NO_AMOUNT ? NO_AMOUNT
					    : d->amount_minor / 10000 * bp + (d->amount_minor % 10000 * bp + 5000) / 10000;
}

/* ---- those that count by themselves ---- */

static int slipped(struct meter *m, const struct metric *metric, const struct span *span, struct metric_value *v,
		   struct err *err)
{
	struct slip *slip;
	size_t n;
	int rc = slips_get(m, span, &slip, &n, err);

	(void)metric;
	free(slip);
	v->n = (int64_t)n;
	return rc;
}

/* The rate that has an alarm of its own: its window and target are those of the questions. */
static int debriefs(struct meter *m, const struct metric *metric, const struct span *span, struct metric_value *v,
		    struct err *err)
{
	struct debrief_rate rate;

	(void)metric;
	(void)span;
	if (debrief_rate(m->s, &rate, err))
		return -1;
	v->n = rate.complete;
	v->of = rate.n;
	v->target = (struct target){ TARGET_AT_LEAST, rate.target_bp, "%" };
	return 0;
}

static int moves_whole(struct meter *m, const struct metric *metric, const struct span *span, struct metric_value *v,
		       struct err *err)
{
	const struct cohort *c;

	(void)metric;
	if (cohort_get(m, COHORT_TOUCHED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		v->of += c->deal[i].forward;
		v->n += c->deal[i].forward - c->deal[i].over;
	}
	return c->cut;
}

/* Of the deals won in the span: their clock was met by its due, or is late; one that still runs counts for neither. */
static int clock_in_time(struct meter *m, const struct metric *metric, const struct span *span, struct metric_value *v,
			 struct err *err)
{
	const struct clock_rule *rule = clock_rule_find(m->s->clocks, metric->of);
	const struct cohort *c;

	if (!rule || !rule->enabled) {
		v->state = METRIC_NOT_NOW;
		cut_printf(v->note, sizeof v->note, "there is no clock “%s”", metric->of);
		return 0;
	}
	if (cohort_get(m, COHORT_CLOSED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		struct clock clock[CLOCKS_MAX];
		size_t n = 0;

		if (!is_won(m, &c->deal[i]))
			continue;
		if (clocks_of(m->s, c->deal[i].id, clock, CLOCKS_MAX, &n, err))
			return -1;
		for (size_t k = 0; k < n; k++) {
			bool met = clock[k].met_at != NO_MOMENT, in_time = met && clock[k].met_at <= clock[k].due_at;

			if (clock[k].kind != rule->id || clock[k].void_reason || clock[k].due_at == NO_MOMENT)
				continue;
			v->n += in_time;
			v->of += met || clock[k].due_at < m->now_ms;
		}
	}
	return c->cut;
}

static void add_won(void *arg, const struct total_cell *c)
{
	if (c->stage == STAGE_WON && c->outcome == OUTCOME_WON && c->n_valued)
		money_add(arg, c->currency, c->minor, c->n_valued);
}

static int won_money(struct meter *m, const struct span *span, struct metric_value *v, struct err *err)
{
	const struct cohort *c;

	if (span->from_month)
		return totals_each(m, span->from_month, span->to_month, add_won, v, err);
	if (cohort_get(m, COHORT_CLOSED, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (is_won(m, &c->deal[i]) && c->deal[i].amount_minor != NO_AMOUNT)
			money_add(v, c->deal[i].currency, c->deal[i].amount_minor, 1);
	return c->cut;
}

/* Each currency against its own quota; the one that is furthest from it is the number. */
static int attainment(struct meter *m, const struct metric *metric, const struct span *span, struct metric_value *v,
		      struct err *err)
{
	struct buf words = { 0 };
	int rc;

	if (!metric->quotas) {
		v->state = METRIC_NOT_NOW;
		cut_printf(v->note, sizeof v->note, "no quota is set (config metrics: [%s] quota = 500000 USD)", metric->key);
		return 0;
	}
	rc = won_money(m, span, v, err);
	v->value_c = INT64_MAX;
	for (size_t q = 0; !rc && q < metric->quotas; q++) {
		int64_t id = dict_find(m->s, "currency", metric->quota[q].iso, NULL), bp = 0, n = 0;

		for (size_t i = 0; i < v->moneys; i++)
			if (v->money[i].currency == id || (!v->money[i].currency && !strcmp(metric->quota[q].iso, "USD"))) {
				bp += (int64_t)((__int128)v->money[i].minor * 10000 / metric->quota[q].minor);
				n += v->money[i].n;
			}
		buf_printf(&words, "%s%s ", q ? ", " : "", metric->quota[q].iso);
		hundredths_format(bp / 100 * 100, &words);
		buf_puts(&words, " %");
		v->value_c = bp < v->value_c ? bp : v->value_c;
		v->n += n;
	}
	cut_printf(v->note, sizeof v->note, "%s", metric->quotas > 1 ? buf_str(&words) : "");
	buf_done(&words);
	v->moneys = 0;
	return rc;
}

/* ---- the table ---- */

const struct measure *measure_find(const char *name)
{
	for (const struct measure *at = measures; at->name; at++)
		if (!strcmp(at->name, name))
			return at;
	return NULL;
}

void measure_names(struct buf *out)
{
	for (const struct measure *at = measures; at->name; at++)
		buf_printf(out, "%s%s", at == measures ? "" : " ", at->name);
}

#define OPEN(word, what) .name = (word), .form = METRIC_##what, .cohort = COHORT_OPEN, .standing = true
#define CLOSED(word, what) .name = (word), .form = METRIC_##what, .cohort = COHORT_CLOSED, .windowed = true
#define TOUCHED(word, what) .name = (word), .form = METRIC_##what, .cohort = COHORT_TOUCHED, .windowed = true

static const struct measure measures[] = {
	{ OPEN("open_deals", COUNT), .summed = true, .of = is_open },
	{ OPEN("open_amount", MONEY), .summed = true, .of = is_open },
	{ OPEN("folded_deals", COUNT), .summed = true, .of = is_folded },
	{ OPEN("weighted_amount", MONEY), .of = is_open, .value = weighted },
	{ OPEN("expected_amount", MONEY), .of = is_expected },
	{ OPEN("expected_weighted", MONEY), .of = is_expected, .value = weighted },
	{ OPEN("overdue_closes", COUNT), .of = is_overdue },
	{ OPEN("stale_deals", COUNT), .of = is_stale },
	{ OPEN("stale_share", RATE), .of = is_open, .hit = is_stale },
	{ OPEN("next_step_share", RATE), .of = is_open, .hit = has_next_step },
	{ OPEN("stage_age_mean", DAYS), .of = is_open, .value = stage_age },
	{ OPEN("stage_age_median", DAYS), .of = is_open, .value = stage_age, .median = true },
	{ CLOSED("won_count", COUNT), .summed = true, .of = is_won },
	{ CLOSED("lost_count", COUNT), .summed = true, .of = is_lost },
	{ CLOSED("won_amount", MONEY), .summed = true, .of = is_won },
	{ CLOSED("lost_amount", MONEY), .summed = true, .of = is_lost },
	{ CLOSED("win_rate", RATE), .summed = true, .hit = is_won },
	{ CLOSED("deal_size", MONEY), .summed = true, .of = is_won, .mean = true },
	{ CLOSED("cycle_median", DAYS), .of = is_won, .value = cycle, .median = true },
	{ CLOSED("cycle_mean", DAYS), .of = is_won, .value = cycle },
	{ CLOSED("discount_mean", PERCENT), .of = is_discounted, .value = discount },
	{ CLOSED("attainment", PERCENT), .of = is_won, .own = attainment },
	{ CLOSED("clock", RATE), .of = is_won, .own = clock_in_time },
	{ TOUCHED("new_deals", COUNT), .of = is_new },
	{ TOUCHED("moved_forward", COUNT), .of = went_forward },
	{ TOUCHED("moved_back", COUNT), .of = went_back },
	{ TOUCHED("stage_compliance", RATE), .of = went_over, .own = moves_whole },
	{ TOUCHED("slipped_closes", COUNT), .own = slipped },
	{ .name = "debrief_rate", .form = METRIC_RATE, .windowed = true, .standing = true, .own = debriefs },
	{ .name = NULL },
};
