#include "model/playbook_metric.h"

#include "model/calendar.h"
#include "model/member.h"
#include "model/playbook_private.h"
#include "model/shortfall.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { METRIC_FILLED, METRIC_NUMBERS, METRIC_CLOCK, METRIC_DAYS, METRIC_OPEN };

/* The class of what a metric is made of. */
static enum field_class class_of(const struct playbook_metric *m)
{
	return m->measure == MEASURE_MEAN || m->measure == MEASURE_NPS ? CLASS_HEALTH : CLASS_CRM;
}

/* $1 … $3 of every statement: the kind of form, the configuration's name, where the window begins. */
static struct stmt *ask(struct store *s, int sql, const struct measured *m, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &playbook_metric_sql[sql], err);
	int64_t today = calendar_day(s->calendar, s->now(s));

	if (!st)
		return NULL;
	db_int(st, 1, sql == METRIC_CLOCK ? FORM_PACKET : FORM_PLAYBOOK);
	db_int(st, 3, calendar_moment(s->calendar, today - m->metric->window_days, 0));
	access_bind(st, s);
	return st;
}

static void bind_name(struct stmt *st, const struct measured *m, struct buf *name)
{
	buf_printf(name, "playbooks/%s", m->book->name);
	db_text(st, 2, buf_str(name));
}

/* ---- the measures ---- */

static int measure_filled(struct store *s, struct measured *m, struct err *err)
{
	struct stmt *st = ask(s, METRIC_FILLED, m, err);
	struct buf name = { 0 };
	int64_t filled = 0, asked = 0;
	int rc;

	if (!st)
		return -1;
	bind_name(st, m, &name);
	db_text(st, 4, RUN_FILLED);
	db_text(st, 5, RUN_ASKED);
	while ((rc = db_step(st, err)) == 1) {
		m->n++;
		filled += db_col(st, 0);
		asked += db_col(st, 1);
	}
	buf_done(&name);
	m->value_c = asked ? filled * 10000 / asked : 0;
	return rc;
}

/* Those who would recommend us (9 and 10 of ten), less those who would not (up to 6). */
static int measure_numbers(struct store *s, struct measured *m, struct err *err)
{
	struct stmt *st = ask(s, METRIC_NUMBERS, m, err);
	struct buf name = { 0 };
	int64_t sum = 0, balance = 0;
	int rc;

	if (!st)
		return -1;
	bind_name(st, m, &name);
	db_text(st, 4, m->metric->of);
	while ((rc = db_step(st, err)) == 1) {
		int64_t v = db_col(st, 0);

		m->n++;
		sum += v;
		balance += v >= 9 ? 1 : v <= 6 ? -1 : 0;
	}
	buf_done(&name);
	if (m->n)
		m->value_c = m->metric->measure == MEASURE_NPS ? balance * 10000 / m->n : sum * 100 / m->n;
	return rc;
}

/* The last moment at which a clock that starts then is met within its metric. */
static int64_t metric_end(struct store *s, const struct clock_rule *rule, int64_t start_at)
{
	int64_t day = calendar_day(s->calendar, start_at);

	if (rule->unit == UNIT_HOURS)
		return start_at + rule->metric * HOUR_MS;
	day = rule->unit == UNIT_DAYS ? day + rule->metric : calendar_add_business(s->calendar, day, rule->metric);
	return calendar_moment(s->calendar, day + 1, 0) - 1;
}

static int measure_clock(struct store *s, struct measured *m, struct err *err)
{
	const struct clock_rule *rule = clock_rule_find(s->clocks, m->metric->of);
	struct stmt *st = rule && rule->metric ? ask(s, METRIC_CLOCK, m, err) : NULL;
	int64_t met = 0, now = s->now(s);
	int rc;

	if (!rule || !rule->metric)
		return 0;
	if (!st)
		return -1;
	db_int(st, 2, rule->id);
	while ((rc = db_step(st, err)) == 1) {
		int64_t end = metric_end(s, rule, db_col(st, 0)), met_at = db_col(st, 1);

		if (!met_at && now <= end)
			continue;
		m->n++;
		met += met_at && met_at <= end;
	}
	if (m->n)
		m->value_c = met * 10000 / m->n;
	return rc;
}

static void bind_events(struct stmt *st, const struct measured *m)
{
	const struct playbook_metric *v = m->metric;

	db_int(st, 4, v->from.kind);
	db_int(st, 5, v->from.value);
	db_int(st, 6, v->to.kind);
	db_int(st, 7, v->to.value);
}

/* Of what is told twice the first end and the last beginning before it. */
static int measure_days(struct store *s, struct measured *m, struct err *err)
{
	struct stmt *st = ask(s, METRIC_DAYS, m, err);
	struct buf name = { 0 };
	int64_t sum_ms = 0, last = 0;
	int rc;

	if (!st)
		return -1;
	bind_name(st, m, &name);
	bind_events(st, m);
	while ((rc = db_step(st, err)) == 1) {
		if (db_col(st, 0) == last)
			continue;
		last = db_col(st, 0);
		m->n++;
		sum_ms += db_col(st, 1) - db_col(st, 2);
	}
	if (m->n)
		m->value_c = sum_ms / m->n * 100 / DAY_MS;
	st = rc ? NULL : ask(s, METRIC_OPEN, m, err);
	if (st) {
		bind_name(st, m, (buf_clear(&name), &name));
		bind_events(st, m);
		db_int(st, 8, s->now(s) - m->metric->target.value_c * DAY_MS / 100);
		rc = db_step(st, err);
		if (rc == 1) {
			m->open = db_col(st, 0);
			db_reset(st);
			rc = 0;
		}
	}
	buf_done(&name);
	return rc || !st ? -1 : 0;
}

static int measure(struct store *s, struct measured *m, struct err *err)
{
	int rc = 0;

	m->hidden = access_read(s, CLASS_DEAL) == ACCESS_NO || access_read(s, class_of(m->metric)) == ACCESS_NO;
	if (m->hidden)
		return 0;
	switch (m->metric->measure) {
	case MEASURE_FILLED:
		rc = measure_filled(s, m, err);
		break;
	case MEASURE_CLOCK:
		rc = measure_clock(s, m, err);
		break;
	case MEASURE_MEAN:
	case MEASURE_NPS:
		rc = measure_numbers(s, m, err);
		break;
	case MEASURE_DAYS:
		rc = measure_days(s, m, err);
		break;
	}
	m->alarm = m->n && target_is_missed(&m->metric->target, m->value_c);
	return rc;
}

struct measuring {
	struct store *s;
	int (*fn)(void *arg, const struct measured *m);
	void *arg;
	struct err *err;
};

static int one_book(void *arg, const struct playbook *p, int64_t config)
{
	struct measuring *g = arg;
	int rc = 0;

	(void)config;
	for (size_t i = 0; !rc && i < p->metrics; i++) {
		struct measured m = { .book = p, .metric = &p->metric[i] };

		rc = measure(g->s, &m, g->err) ? -1 : g->fn(g->arg, &m);
	}
	return rc;
}

int playbook_measure(struct store *s, int (*fn)(void *arg, const struct measured *m), void *arg, struct err *err)
{
	struct measuring g = { s, fn, arg, err };

	return playbook_newest(s, one_book, &g, err);
}

void measured_words(const struct measured *m, struct buf *out)
{
	if (m->hidden || !m->n) {
		buf_puts(out, m->hidden ? "not shown to your role" : "no number yet");
		return;
	}
	hundredths_format(m->value_c, out);
	buf_printf(out, "%s%s", *m->metric->target.unit ? " " : "", m->metric->target.unit);
}

/* ---- the action ---- */

static int open_for(struct store *s, const struct measured *m, struct err *err)
{
	struct ymd day = day_to_ymd(calendar_day(s->calendar, s->now(s)));
	struct buf said = { 0 }, key = { 0 };
	struct shortfall f = { .title = m->metric->title, .owner = ROLE_CSM_MANAGER, .else_owner = ROLE_SALES_OPS,
			       .class = class_of(m->metric) };
	int rc;

	measured_words(m, &said);
	buf_printf(&said, " (%" PRId64 " in the last %d days)", m->n, m->metric->window_days);
	buf_printf(&key, ACTION_METRIC "%s:%s:%04d-%02d", m->book->name, m->metric->key, day.year, day.month);
	f.trigger_key = buf_str(&key);
	rc = shortfall_of_target(s, &f, buf_str(&said), &m->metric->target, m->metric->action, err);
	buf_done(&said);
	buf_done(&key);
	return rc;
}

struct watching {
	struct store *s;
	struct err *err;
};

static int watch_one(void *arg, const struct measured *m)
{
	struct watching *w = arg;

	return m->hidden || !m->alarm ? 0 : open_for(w->s, m, w->err);
}

int playbook_watch(struct store *s, struct err *err)
{
	struct watching w = { s, err };

	return shortfall_may_open(s) ? playbook_measure(s, watch_one, &w, err) : 0;
}

#define RUNS " from form f join deal d on d.id = f.deal join config c on c.id = f.config"
#define OF_RUNS " where f.kind = $1 and f.gone = 0 and d.gone = 0 and c.name = $2 and " ACCESS_DEAL("d")
#define NUMBER_OF(v, field) " join form_value " v " on " v ".form = f.id and " v ".field = " field " and " v ".item = 0 and " \
	v ".layer = 2 and " v ".gone = 0 and " v ".num is not null"
#define TOLD(e, kind, value) e ".subject_kind = 1 and " e ".subject = d.id and " e ".kind = " kind " and (" value " = 0 or " \
	e ".value = " value ") and " e ".undone_by is null"

const struct sql playbook_metric_sql[] = {
	[METRIC_FILLED] = { "metric_filled", "select a.num, b.num" RUNS NUMBER_OF("a", "$4") NUMBER_OF("b", "$5") OF_RUNS
					     " and f.live_at >= $3" },
	[METRIC_NUMBERS] = { "metric_numbers", "select v.num" RUNS NUMBER_OF("v", "$4") OF_RUNS " and v.at_ms >= $3" },
	[METRIC_CLOCK] = { "metric_clock", "select k.start_at, k.met_at from form f cross join deal d join clock k"
					   " on k.subject_kind = 1 and k.subject = d.id and k.kind = $2 and k.void = 0"
					   " where f.kind = $1 and f.gone = 0 and d.id = f.deal and d.gone = 0"
					   " and k.start_at >= $3 and " ACCESS_DEAL("d") },
	[METRIC_DAYS] = { "metric_days", "select d.id, b.at_ms, a.at_ms" RUNS " join event b on " TOLD("b", "$6", "$7")
					 " join event a on " TOLD("a", "$4", "$5") " and a.at_ms <= b.at_ms" OF_RUNS
					 " and b.at_ms >= $3 order by d.id, b.at_ms, a.at_ms desc" },
	[METRIC_OPEN] = { "metric_open", "select count(distinct d.id)" RUNS " join event a on " TOLD("a", "$4", "$5") OF_RUNS
					 " and a.at_ms >= $3 and a.at_ms < $8 and not exists (select 1 from event b where "
					 TOLD("b", "$6", "$7") ")" },
	{ NULL, NULL },
};
