#include "model/metric.h"

#include "model/config.h"
#include "model/ini.h"
#include "model/metric_private.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct metrics *m;
	struct metric *now;
	bool has_measure, has_window, has_target;
};

static int find_class(const char *word)
{
	for (int c = CLASS_DEAL; c < CLASS_COUNT; c++)
		if (!strcmp(class_key((enum field_class)c), word))
			return c;
	return -1;
}

int window_parse(const char *words, struct window *out, struct err *err)
{
	static const struct {
		const char *words;
		enum window_kind kind;
	} named[] = { { "now", WINDOW_NOW }, { "month", WINDOW_MONTH }, { "last month", WINDOW_LAST_MONTH },
		      { "quarter", WINDOW_QUARTER }, { "last quarter", WINDOW_LAST_QUARTER } };
	int n = 0, used = 0;

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (!strcmp(named[i].words, words)) {
			*out = (struct window){ named[i].kind, 0 };
			return 0;
		}
	if (sscanf(words, "%5d business day%n", &n, &used) == 1 && used && n > 0 && n <= 365 &&
	    (!words[used] || !strcmp(words + used, "s"))) {
		*out = (struct window){ WINDOW_BUSINESS_DAYS, n };
		return 0;
	}
	if (window_days_parse(words, &n, NULL))
		return err_set(err, ERR_CONFIG, "window is \"%.40s\", expected now, 30 days, 1 business day, month, last month,"
			       " quarter or last quarter", words);
	*out = (struct window){ WINDOW_DAYS, n };
	return 0;
}

void window_words(const struct window *w, struct buf *out)
{
	switch (w->kind) {
	case WINDOW_NOW:
		buf_puts(out, "as it stands");
		return;
	case WINDOW_DAYS:
		buf_printf(out, "the last %d days", w->n);
		return;
	case WINDOW_BUSINESS_DAYS:
		if (w->n == 1)
			buf_puts(out, "since the last business day began");
		else
			buf_printf(out, "the last %d business days", w->n);
		return;
	case WINDOW_MONTH:
		buf_puts(out, "this month");
		return;
	case WINDOW_LAST_MONTH:
		buf_puts(out, "last month");
		return;
	case WINDOW_QUARTER:
		buf_puts(out, "this quarter");
		return;
	case WINDOW_LAST_QUARTER:
		buf_puts(out, "last quarter");
	}
}

static int set_measure(struct metric *m, const char *value, struct err *err)
{
	size_t n = strcspn(value, " ");
	const char *of = value + n + strspn(value + n, " ");
	struct buf known = { 0 };
	char name[METRIC_KEY_MAX + 1];

	snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), value);
	snprintf(m->of, sizeof m->of, "%s", of);
	m->measure = measure_find(name);
	if (m->measure || !strcmp(name, "none"))
		return 0;
	measure_names(&known);
	err_set(err, ERR_CONFIG, "measure is \"%.40s\", expected none or one of %s", value, buf_str(&known));
	buf_done(&known);
	return -1;
}

/* "500000 USD" */
static int add_quota(struct metric *m, const char *value, struct err *err)
{
	struct quota q;
	char amount[32], more[2];

	if (sscanf(value, "%31s %3s %1s", amount, q.iso, more) != 2 || strlen(q.iso) != 3 ||
	    amount_parse(amount, currency_digits(q.iso), '.', &q.minor, NULL) || q.minor <= 0)
		return err_set(err, ERR_CONFIG, "quota is \"%.40s\", expected an amount and a currency such as 500000 USD", value);
	for (size_t i = 0; i < m->quotas; i++)
		if (!strcmp(m->quota[i].iso, q.iso))
			return err_set(err, ERR_CONFIG, "a quota in %s stands here a second time", q.iso);
	if (m->quotas == METRIC_QUOTAS)
		return err_set(err, ERR_CONFIG, "more than %d quotas", METRIC_QUOTAS);
	m->quota[m->quotas++] = q;
	return 0;
}

/* What a target of that form can be said in. */
static const char *unit_of(enum metric_form form)
{
	switch (form) {
	case METRIC_RATE:
	case METRIC_PERCENT:
		return "%";
	case METRIC_DAYS:
		return "days";
	case METRIC_COUNT:
	case METRIC_MONEY:
		break;
	}
	return "";
}

static int check_target(const struct metric *m, struct err *err)
{
	if (m->target.how == TARGET_NONE)
		return 0;
	if (!m->measure || m->measure->form == METRIC_MONEY)
		return err_set(err, ERR_CONFIG, "metrics:%d: [%s] has a target, expected none: %s", m->line, m->key,
			       m->measure ? "currencies are not compared" : "it is not measured");
	if (strcmp(m->target.unit, unit_of(m->measure->form)))
		return err_set(err, ERR_CONFIG, "metrics:%d: the target of [%s] is in \"%s\", expected \"%s\"", m->line, m->key,
			       m->target.unit, unit_of(m->measure->form));
	return 0;
}

/* What the section before lacks. */
static int check_whole(const struct reading *r, struct err *err)
{
	const struct metric *m = r->now;
	const char *lacks;

	if (!m)
		return 0;
	lacks = !m->title ? "title" : !r->has_measure ? "measure" : !m->what ? "what"
		: !m->measure && !m->reason ? "reason" : m->measure && !r->has_window ? "window" : NULL;
	if (lacks)
		return err_set(err, ERR_CONFIG, "metrics:%d: [%s] has no %s", m->line, m->key, lacks);
	if (m->measure && m->measure->windowed != (m->window.kind != WINDOW_NOW))
		return err_set(err, ERR_CONFIG, "metrics:%d: [%s] measures what %s", m->line, m->key, m->measure->windowed
			       ? "happened, expected a window such as 30 days" : "stands, expected window = now");
	return check_target(m, err);
}

static int begin(struct reading *r, const char *section, int line, struct err *err)
{
	if (check_whole(r, err))
		return -1;
	if (!*section || strspn(section, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(section) ||
	    strlen(section) > METRIC_KEY_MAX)
		return err_set(err, ERR_CONFIG, "[%.40s] is no key, expected up to %d small letters, digits and _", section,
			       METRIC_KEY_MAX);
	if (metric_find(r->m, section))
		return err_set(err, ERR_CONFIG, "found [%s] twice", section);
	r->m->at = xrealloc(r->m->at, (r->m->n + 1) * sizeof *r->m->at);
	r->now = &r->m->at[r->m->n++];
	*r->now = (struct metric){ .class = CLASS_DEAL, .line = line, .target.unit = "" };
	snprintf(r->now->key, sizeof r->now->key, "%s", section);
	r->has_measure = r->has_window = r->has_target = false;
	return 0;
}

static int once(bool *has, const char *key, struct err *err)
{
	if (*has)
		return err_set(err, ERR_CONFIG, "%s stands here a second time", key);
	*has = true;
	return 0;
}

static int set_class(struct metric *m, const char *value, struct err *err)
{
	int c = find_class(value);

	if (c < 0)
		return err_set(err, ERR_CONFIG, "class is \"%.40s\", expected deal, crm, health, internal, personal or interview",
			       value);
	m->class = (enum field_class)c;
	return 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;

	if ((!r->now || strcmp(r->now->key, section)) && begin(r, section, line, err))
		return -1;
	if (!strcmp(key, "title"))
		return ini_add_words(&r->now->title, key, value, err);
	if (!strcmp(key, "what"))
		return ini_add_words(&r->now->what, key, value, err);
	if (!strcmp(key, "action"))
		return ini_add_words(&r->now->action, key, value, err);
	if (!strcmp(key, "source"))
		return ini_add_words(&r->now->source, key, value, err);
	if (!strcmp(key, "reason"))
		return ini_add_words(&r->now->reason, key, value, err);
	if (!strcmp(key, "measure"))
		return once(&r->has_measure, key, err) ? -1 : set_measure(r->now, value, err);
	if (!strcmp(key, "window"))
		return once(&r->has_window, key, err) ? -1 : window_parse(value, &r->now->window, err);
	if (!strcmp(key, "target"))
		return once(&r->has_target, key, err) ? -1 : target_parse(value, &r->now->target, err);
	if (!strcmp(key, "quota"))
		return add_quota(r->now, value, err);
	if (!strcmp(key, "class"))
		return set_class(r->now, value, err);
	return err_set(err, ERR_CONFIG, "\"%.40s\" is no setting of a metric, expected title, what, measure, window, target, action,"
		       " class, quota, source or reason", key);
}

int metrics_parse(struct metrics **out, const char *ini, size_t len, struct err *err)
{
	struct reading r = { .m = xcalloc(1, sizeof *r.m) };

	*out = NULL;
	if (ini_each("metrics", ini, len, read_line, &r, err) || check_whole(&r, err)) {
		metrics_free(r.m);
		return -1;
	}
	*out = r.m;
	return 0;
}

int metrics_load(struct store *s, struct metrics **out, struct err *err)
{
	char *body = config_text(s, "metrics", "metrics.ini", err);
	int rc = body ? metrics_parse(out, body, strlen(body), err) : -1;

	free(body);
	return rc;
}

void metrics_free(struct metrics *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++) {
		free(m->at[i].title);
		free(m->at[i].what);
		free(m->at[i].action);
		free(m->at[i].source);
		free(m->at[i].reason);
	}
	free(m->at);
	free(m);
}

const struct metric *metric_find(const struct metrics *m, const char *key)
{
	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(m->at[i].key, key))
			return &m->at[i];
	return NULL;
}
