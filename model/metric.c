#include "model/metric.h"

#include "model/calendar.h"
#include "model/cut.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/metric_private.h"
#include "model/shortfall.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- taking ---- */

struct taking {
	struct meter *m;
	const struct measure *measure;
	struct metric_value *v;
	int64_t *value; /* of DAYS and PERCENT */
	size_t n, room;
};

static void take_cell(void *arg, const struct total_cell *c)
{
	struct taking *t = arg;
	const struct meter_deal d = { .stage = c->stage, .outcome = c->outcome };

	if (t->measure->of && !t->measure->of(t->m, &d))
		return;
	if (t->measure->form == METRIC_RATE) {
		t->v->of += c->n;
		t->v->n += t->measure->hit(t->m, &d) ? c->n : 0;
		return;
	}
	t->v->n += c->n;
	if (t->measure->form != METRIC_MONEY)
		return;
	t->v->unvalued += c->n - c->n_valued;
	if (c->n_valued)
		money_add(t->v, c->currency, c->minor, c->n_valued);
}

static void take_value(struct taking *t, int64_t value)
{
	if (value == NO_AMOUNT)
		return;
	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->value = xrealloc(t->value, t->room * sizeof *t->value);
	}
	t->value[t->n++] = value;
}

static void take_deal(struct taking *t, const struct meter_deal *d)
{
	int64_t minor;

	if (t->measure->of && !t->measure->of(t->m, d))
		return;
	switch (t->measure->form) {
	case METRIC_RATE:
		t->v->of++;
		t->v->n += t->measure->hit(t->m, d);
		return;
	case METRIC_COUNT:
		t->v->n++;
		return;
	case METRIC_MONEY:
		minor = t->measure->value ? t->measure->value(t->m, d) : d->amount_minor;
		t->v->n++;
		t->v->unvalued += minor == NO_AMOUNT;
		if (minor != NO_AMOUNT)
			money_add(t->v, d->currency, minor, 1);
		return;
	case METRIC_DAYS:
	case METRIC_PERCENT:
		take_value(t, t->measure->value(t->m, d));
	}
}

static int64_t mean_of(const int64_t *value, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += value[i];
	return (sum + (int64_t)n / 2) / (int64_t)n;
}

/* 1: there are more deals than a screen walks. */
static int take_all(struct taking *t, const struct span *span, struct err *err)
{
	const struct measure *measure = t->measure;
	bool open = measure->cohort == COHORT_OPEN;
	const struct cohort *c;

	if (measure->summed && (open || span->from_month))
		return totals_each(t->m, open ? 0 : span->from_month, open ? 0 : span->to_month, take_cell, t, err);
	if (cohort_get(t->m, measure->cohort, span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++)
		take_deal(t, &c->deal[i]);
	return c->cut;
}

static void finish(struct taking *t)
{
	struct metric_value *v = t->v;

	if (v->state != METRIC_KNOWN)
		return;
	switch (v->form) {
	case METRIC_COUNT:
		v->value_c = v->n * 100;
		break;
	case METRIC_RATE:
		v->share = share_of(v->n, v->of);
		v->value_c = v->share.bp;
		v->state = v->of ? METRIC_KNOWN : METRIC_NO_NUMBER;
		break;
	case METRIC_MONEY:
		for (size_t i = 0; t->measure->mean && i < v->moneys; i++)
			v->money[i].minor = (v->money[i].minor + v->money[i].n / 2) / v->money[i].n;
		money_order(v);
		v->state = v->moneys ? METRIC_KNOWN : METRIC_NO_NUMBER;
		break;
	case METRIC_DAYS:
	case METRIC_PERCENT:
		if (t->measure->own)
			break;
		v->n = (int64_t)t->n;
		v->state = t->n ? METRIC_KNOWN : METRIC_NO_NUMBER;
		if (t->n)
			v->value_c = t->measure->median ? median_of(t->value, t->n, 0) : mean_of(t->value, t->n);
	}
	v->under = v->state == METRIC_KNOWN && target_is_missed(&v->target, v->value_c);
}

static int take(struct meter *m, const struct metric *metric, struct metric_value *v, struct err *err)
{
	struct taking t = { .m = m, .measure = metric->measure, .v = v };
	struct span span;
	int rc = window_span(m, &metric->window, &span);

	v->from_day = span.from_day;
	v->to_day = span.to_day;
	if (!rc)
		rc = metric->measure->own ? metric->measure->own(m, metric, &span, v, err) : take_all(&t, &span, err);
	if (rc > 0) {
		v->state = METRIC_NOT_NOW;
		snprintf(v->note, sizeof v->note, "more than %d deals: winloss report counts them", METER_WALK_MAX);
	}
	if (rc >= 0)
		finish(&t);
	free(t.value);
	return rc < 0 ? -1 : 0;
}

int metric_take(struct meter *m, const struct metric *metric, struct metric_value *out, struct err *err)
{
	*out = (struct metric_value){ .metric = metric, .target = metric->target, .from_day = NO_DAY, .to_day = m->day };
	if (!metric->measure) {
		out->state = METRIC_NOT_MEASURED;
		cut_printf(out->note, sizeof out->note, "%s", metric->reason);
		return 0;
	}
	out->form = metric->measure->form;
	if (access_read(m->s, CLASS_DEAL) == ACCESS_NO || access_read(m->s, metric->class) == ACCESS_NO) {
		out->state = METRIC_HIDDEN;
		return 0;
	}
	if (m->past && metric->measure->standing) {
		out->state = METRIC_NOT_NOW;
		cut_printf(out->note, sizeof out->note, "is known as of today alone");
		return 0;
	}
	return take(m, metric, out, err);
}

/* ---- words ---- */

static void put_percent(int64_t bp, struct buf *out)
{
	buf_printf(out, "%" PRId64, (bp + 50) / 100);
}

static void rate_words(const struct metric_value *v, struct buf *out)
{
	if (v->of < SHARE_SMALL) {
		buf_printf(out, "%" PRId64 " of %" PRId64, v->n, v->of);
		return;
	}
	put_percent(v->share.bp, out);
	buf_puts(out, "% [");
	put_percent(v->share.low_bp, out);
	buf_puts(out, "–");
	put_percent(v->share.high_bp, out);
	buf_printf(out, "] n=%" PRId64, v->of);
}

void metric_words(struct store *s, const struct metric_value *v, struct buf *out)
{
	if (v->state != METRIC_KNOWN) {
		buf_puts(out, v->state == METRIC_NOT_MEASURED ? "not measured" : "—");
		return;
	}
	switch (v->form) {
	case METRIC_COUNT:
		buf_printf(out, "%" PRId64, v->n);
		break;
	case METRIC_RATE:
		rate_words(v, out);
		break;
	case METRIC_MONEY:
		money_words(s, v->money, v->moneys, out);
		if (v->unvalued)
			buf_printf(out, " (%" PRId64 " without an amount)", v->unvalued);
		break;
	case METRIC_DAYS:
		hundredths_format((v->value_c + 5) / 10 * 10, out);
		buf_printf(out, " days n=%" PRId64, v->n);
		break;
	case METRIC_PERCENT:
		hundredths_format((v->value_c + 5) / 10 * 10, out);
		buf_printf(out, "%% n=%" PRId64, v->n);
	}
}

void metric_definition(const struct metric *m, struct buf *out)
{
	buf_printf(out, "%s\n", m->what);
	if (!m->measure) {
		buf_printf(out, "Not measured: %s\n", m->reason);
	} else {
		buf_printf(out, "Window: ");
		window_words(&m->window, out);
		buf_printf(out, ".\nMeasure: %s%s%s.\n", m->measure->name, *m->of ? " " : "", m->of);
	}
	if (m->target.how != TARGET_NONE) {
		buf_puts(out, "Target: ");
		target_words(&m->target, out);
		buf_puts(out, ".\n");
	}
	if (m->action)
		buf_printf(out, "Where it is missed: %s\n", m->action);
	if (m->source)
		buf_printf(out, "Source: %s\n", m->source);
}

/* ---- what is behind it ---- */

struct showing {
	struct meter *m;
	const struct metric *metric;
	size_t left;
	int (*fn)(void *arg, const struct metric_row *r);
	void *arg;
};

static int show(struct showing *w, int64_t deal, struct buf *words)
{
	struct buf label = { 0 };
	struct metric_row row = { .deal = deal };
	int stop = 0;

	if (!deal_name(w->m->s, deal, &label, NULL)) {
		row.label = label.data;
		row.words = words->data ? words->data : (char *)(uintptr_t) "";
		stop = w->fn(w->arg, &row);
		w->left--;
	}
	buf_done(&label);
	buf_done(words);
	return stop || !w->left;
}

static void say_deal(struct showing *w, const struct meter_deal *d, struct buf *out)
{
	const struct measure *measure = w->metric->measure;
	const struct stage *stage = stage_get(w->m->s->stages, (int)d->stage);
	int64_t value = measure->value && measure->form != METRIC_MONEY ? measure->value(w->m, d) : NO_AMOUNT;

	if (measure->form == METRIC_RATE)
		buf_puts(out, measure->hit ? (measure->hit(w->m, d) ? "yes · " : "no · ")
					   : measure->cohort == COHORT_TOUCHED && d->over ? "over its criteria · " : "");
	if (value != NO_AMOUNT) {
		hundredths_format((value + 5) / 10 * 10, out);
		buf_puts(out, measure->form == METRIC_DAYS ? " days · " : " % · ");
	}
	buf_puts(out, stage ? stage->title : "");
	if (d->amount_minor != NO_AMOUNT) {
		buf_puts(out, " · ");
		money_words(w->m->s, &(struct money_sum){ d->currency, d->amount_minor, 1 }, 1, out);
	}
	if (d->owner)
		buf_printf(out, " · %s", member_login(w->m->s, d->owner));
}

static int show_slips(struct showing *w, const struct span *span, struct err *err)
{
	struct slip *slip;
	size_t n;
	int rc = slips_get(w->m, span, &slip, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		struct buf words = { 0 };

		day_format(slip[i].was_day, &words);
		buf_puts(&words, " → ");
		day_format(slip[i].is_day, &words);
		if (show(w, slip[i].deal, &words))
			break;
	}
	free(slip);
	return rc;
}

static bool counts(const struct showing *w, const struct meter_deal *d)
{
	const struct measure *measure = w->metric->measure;

	if (measure->own && measure->cohort == COHORT_TOUCHED)
		return d->forward > 0;
	return !measure->of || measure->of(w->m, d);
}

int metric_behind(struct meter *m, const struct metric *metric, size_t max, int (*fn)(void *arg, const struct metric_row *r),
		  void *arg, struct err *err)
{
	struct showing w = { m, metric, max, fn, arg };
	const struct measure *measure = metric->measure;
	const struct cohort *c;
	struct metric_value v;
	struct span span;

	if (!measure || !max || metric_take(m, metric, &v, err) || v.state == METRIC_HIDDEN || v.state == METRIC_NOT_NOW)
		return 0;
	window_span(m, &metric->window, &span);
	if (measure->own && !measure->of)
		return measure->windowed && !measure->standing ? (show_slips(&w, &span, err) ? -1 : 1) : 0;
	if (cohort_get(m, measure->cohort, &span, &c, err))
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		struct buf words = { 0 };

		if (!counts(&w, &c->deal[i]))
			continue;
		say_deal(&w, &c->deal[i], &words);
		if (show(&w, c->deal[i].id, &words))
			break;
	}
	return 1;
}

/* ---- the action ---- */

static void period_words(struct store *s, const struct metric *m, struct buf *out)
{
	int64_t today = calendar_day(s->calendar, s->now(s));
	struct ymd day = day_to_ymd(today);

	if (m->window.kind == WINDOW_QUARTER || m->window.kind == WINDOW_LAST_QUARTER)
		quarter_format(quarter_of_day(today, calendar_fiscal_start(s->calendar)), out);
	else
		buf_printf(out, "%04d-%02d", day.year, day.month);
}

int metric_watch(struct store *s, const struct metric_value *v, struct err *err)
{
	const struct metric *m = v->metric;
	struct buf said = { 0 }, key = { 0 };
	struct shortfall f = { .title = m->title, .owner = ROLE_SALES_OPS, .else_owner = ROLE_CRO, .class = m->class };
	int rc;

	if (!v->under || !m->action || !shortfall_may_open(s))
		return 0;
	metric_words(s, v, &said);
	buf_puts(&said, " (");
	window_words(&m->window, &said);
	buf_puts(&said, ")");
	buf_printf(&key, ACTION_REPORT "%s:", m->key);
	period_words(s, m, &key);
	f.trigger_key = buf_str(&key);
	rc = shortfall_of_target(s, &f, buf_str(&said), &v->target, m->action, err);
	buf_done(&said);
	buf_done(&key);
	return rc;
}
