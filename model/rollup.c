/* The quarter as one list: which quarter it is, and the order in which its figures are made. */
#include "model/rollup_private.h"

#include "model/calendar.h"
#include "model/cut.h"
#include "model/dict.h"
#include "model/stage.h"
#include "model/value.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROLLUP_NEWEST, ROLLUP_CONFIG };

static const struct rollup_section_words {
	const char *key, *title;
} sections[ROLLUP_SECTIONS];

/* ---- which quarter ---- */

static int number(const struct rollup_scope *scope)
{
	return scope->year * 4 + scope->quarter - 1;
}

static void set_number(struct rollup_scope *scope, int quarter)
{
	scope->year = quarter / 4;
	scope->quarter = quarter % 4 + 1;
}

int rollup_period_parse(struct store *s, const char *word, struct rollup_scope *out, struct err *err)
{
	char upper[16];
	int quarter, n;

	(void)s;
	n = snprintf(upper, sizeof upper, "%s", word);
	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	if (n == 6 && upper[4] == 'Q') {
		memmove(upper + 5, upper + 4, 3);
		upper[4] = '-';
	}
	if (n >= (int)sizeof upper || quarter_parse(upper, &quarter, err))
		return n >= (int)sizeof upper ? err_set(err, ERR_USAGE, "found “%.80s”, expected a quarter such as 2026-Q4", word)
					      : -1;
	set_number(out, quarter);
	return 0;
}

void rollup_period_now(struct store *s, struct rollup_scope *out)
{
	set_number(out, quarter_of_day(calendar_day(s->calendar, s->now(s)), calendar_fiscal_start(s->calendar)));
}

bool rollup_rows_are_seen(const struct store *s)
{
	return access_read(s, CLASS_DEAL) != ACCESS_NO;
}

static int64_t whose(const struct store *s)
{
	return access_read(s, CLASS_DEAL) == ACCESS_OWN ? s->actor.member : FACT_EVERYBODY;
}

int rollup_newest(struct store *s, struct rollup_scope *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &rollup_sql[ROLLUP_NEWEST], err);
	int64_t month = 0;

	if (!st)
		return -1;
	db_int(st, 1, whose(s));
	if (db_step(st, err) != 1)
		return -1;
	month = db_col(st, 0);
	db_reset(st);
	if (month > 0)
		set_number(out, quarter_of_month((int)month, calendar_fiscal_start(s->calendar)));
	return month > 0;
}

/* ---- the list ---- */

static struct figure *next_figure(struct rollup *r)
{
	if ((r->figures & (r->figures - 1)) == 0)
		r->figure = xrealloc(r->figure, (r->figures ? r->figures * 2 : 1) * sizeof *r->figure);
	return &r->figure[r->figures++];
}

static bool key_is_there(const struct rollup *r, const char *key, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(r->figure[i].key, key))
			return true;
	return false;
}

/* Two words of people may fold to one key: the second one then ends with _2. */
static void make_unique(const struct rollup *r, struct figure *f)
{
	size_t before = r->figures - 1;

	if (key_is_there(r, f->key, before))
		for (size_t place = strlen(f->key) > 48 ? 48 : strlen(f->key), nth = 2; key_is_there(r, f->key, before); nth++)
			snprintf(f->key + place, sizeof f->key - place, "_%zu", nth);
}

struct figure *rolling_add(struct rolling *w, enum rollup_section section, enum figure_form form, const char *title,
			   const char *key_fmt, ...)
{
	struct figure *f = next_figure(w->r);
	va_list ap;

	*f = (struct figure){ .section = section, .form = form, .title = xstrdup(title), .of = -1, .target_bp = -1,
			      .share = share_of(0, 0) };
	va_start(ap, key_fmt);
	vsnprintf(f->key, sizeof f->key, key_fmt, ap);
	va_end(ap);
	make_unique(w->r, f);
	f->from = rolling_from(w, 0, 0);
	return f;
}

struct figure *rolling_count(struct rolling *w, enum rollup_section section, const char *title, int64_t n,
			     const struct figure_from *from, const char *key)
{
	struct figure *f = rolling_add(w, section, FIGURE_COUNT, title, "%s", key);

	f->n = n;
	if (from)
		f->from = *from;
	return f;
}

void figure_rate(struct figure *f, int64_t n, int64_t of)
{
	f->form = FIGURE_RATE;
	f->n = n;
	f->of = of;
	f->share = share_of(n, of);
	f->small = of < SHARE_SMALL;
	f->under = f->target_bp >= 0 && of && f->share.bp < f->target_bp;
}

void figure_column(struct figure *f, const char *column)
{
	f->column = xstrdup(column);
}

void rolling_limit(struct rolling *w, const char *fmt, ...)
{
	char line[900];
	va_list ap;

	va_start(ap, fmt);
	cut_print(line, sizeof line, fmt, ap);
	va_end(ap);
	for (char *c = line; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	buf_printf(&w->r->limits, "%s\n", line);
}

struct rollup_line *rolling_line(struct rollup_line **list, size_t *n, enum rollup_section section)
{
	if ((*n & (*n - 1)) == 0)
		*list = xrealloc(*list, (*n ? *n * 2 : 1) * sizeof **list);
	(*list)[*n] = (struct rollup_line){ .section = section, .due_day = NO_DAY };
	return &(*list)[(*n)++];
}

void rolling_word(const char *title, int64_t id, char *out, size_t size)
{
	bool lost = false; /* letters that another title may differ in */
	char tail[24];
	const char *c;
	size_t n = 0;
	int len;

	for (c = title; *c && n + 1 < size; c++) {
		lost |= (unsigned char)*c >= 0x80;
		if (isalnum((unsigned char)*c))
			out[n++] = (char)tolower((unsigned char)*c);
		else if (n && out[n - 1] != '_')
			out[n++] = '_';
	}
	lost |= *c != '\0';
	while (n && out[n - 1] == '_')
		n--;
	out[n] = '\0';
	len = snprintf(tail, sizeof tail, "_%" PRId64, id);
	if (!n)
		snprintf(out, size, id ? "n%" PRId64 : "none", id);
	else if (lost && (size_t)len < size)
		memcpy(out + (n + (size_t)len < size ? n : size - 1 - (size_t)len), tail, (size_t)len + 1);
}

int rolling_sums(struct rolling *w, enum fact_kind kind, struct fact_sum **out, size_t *n, struct err *err)
{
	return fact_sums(w->s, &w->r->facts, kind, out, n, err);
}

struct figure_from rolling_from(const struct rolling *w, enum fact_kind kind, int64_t bucket)
{
	return (struct figure_from){ .kind = kind, .bucket = bucket, .from_month = w->r->facts.from_month,
				     .to_month = w->r->facts.to_month };
}

int64_t sums_n(const struct fact_sum *sum, size_t n, int64_t bucket, int64_t outcome)
{
	int64_t total = 0;

	for (size_t i = 0; i < n; i++)
		if ((bucket < 0 || sum[i].bucket == bucket) && (outcome == OUTCOME_NONE || sum[i].outcome == outcome))
			total += sum[i].n;
	return total;
}

/* ---- loading ---- */

static int begin(struct store *s, const struct rollup_scope *scope, struct rollup *out, struct err *err)
{
	int quarter = number(scope), fiscal = calendar_fiscal_start(s->calendar);
	struct buf name = { 0 };

	if (access_act(s, "report", err))
		return -1;
	if (scope->quarter < 1 || scope->quarter > 4 || scope->year < 1 || scope->year > 9999)
		return err_set(err, ERR_USAGE, "found quarter %d of %d, expected 1 … 4", scope->quarter, scope->year);
	out->scope = *scope;
	if (!rollup_rows_are_seen(s))
		out->scope.audience = AUDIENCE_CMO;
	quarter_format(quarter, &name);
	snprintf(out->period, sizeof out->period, "%s", buf_str(&name));
	buf_done(&name);
	quarter_bounds(quarter, fiscal, &out->from_day, &out->to_day);
	out->as_of_ms = s->now(s);
	out->to_date = calendar_day(s->calendar, out->as_of_ms) <= out->to_day;
	out->facts = (struct fact_scope){ .from_month = month_of_day(out->from_day), .to_month = month_of_day(out->to_day),
					  .owner = whose(s), .dim = scope->segment ? DIM_SEGMENT : DIM_ALL,
					  .value = scope->segment };
	out->own_only = out->facts.owner != FACT_EVERYBODY;
	if (scope->segment)
		out->segment = xstrdup(dict_title(s, scope->segment));
	return 0;
}

static void note_versions(struct rolling *w)
{
	w->r->taxonomy_id = w->themes.id;
	snprintf(w->r->taxonomy, sizeof w->r->taxonomy, "%" PRId64 ".%" PRId64, w->themes.major, w->themes.minor);
	w->r->config_id = db_scalar(w->s->db, &rollup_sql[ROLLUP_CONFIG], 0);
}

static int fill(void *arg, struct err *err)
{
	static int (*const part[])(struct rolling *, struct err *) = {
		rolling_unratified, rolling_outcomes, rolling_themes, rolling_cross, rolling_process, rolling_sample, rolling_views, rolling_icp,
		rolling_friction, rolling_refinements, rolling_actions, rolling_quotes, rolling_withhold,
		rolling_limits,
	};
	struct rolling *w = arg;
	const struct rollup_scope scope = w->r->scope;
	int rc = begin(w->s, &scope, w->r, err) || taxonomy_get(w->s, 0, &w->themes, err) < 0 ? -1 : 0;

	note_versions(w);
	for (size_t i = 0; !rc && i < sizeof part / sizeof *part; i++)
		rc = part[i](w, err);
	taxonomy_done(&w->themes);
	return rc;
}

int rollup_load(struct store *s, const struct rollup_scope *scope, struct rollup *out, struct err *err)
{
	struct rolling w = { .s = s, .r = out };
	int rc;

	*out = (struct rollup){ .scope = *scope };
	/* One state of the file for every number of the list. */
	rc = db_whole(s->db, fill, &w, err);
	if (rc)
		rollup_done(out);
	return rc ? -1 : 0;
}

static void lines_done(struct rollup_line *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(line[i].text);
		free(line[i].who);
		free(line[i].theme);
	}
	free(line);
}

void rollup_done(struct rollup *r)
{
	for (size_t i = 0; i < r->figures; i++) {
		free(r->figure[i].title);
		free(r->figure[i].column);
	}
	free(r->figure);
	lines_done(r->quote, r->quotes);
	lines_done(r->line, r->lines);
	free(r->segment);
	buf_done(&r->limits);
	*r = (struct rollup){ 0 };
}

const struct figure *rollup_find(const struct rollup *r, const char *key)
{
	for (size_t i = 0; i < r->figures; i++)
		if (!strcmp(r->figure[i].key, key))
			return &r->figure[i];
	return NULL;
}

const struct figure *rollup_section(const struct rollup *r, enum rollup_section section, size_t *n)
{
	const struct figure *first = NULL;

	*n = 0;
	for (size_t i = 0; i < r->figures; i++)
		if (r->figure[i].section == section) {
			first = first ? first : &r->figure[i];
			++*n;
		}
	return first;
}

const char *rollup_section_title(enum rollup_section section)
{
	return sections[section].title;
}

const char *rollup_section_key(enum rollup_section section)
{
	return sections[section].key;
}

static const struct rollup_section_words sections[ROLLUP_SECTIONS] = {
	[ROLLUP_SCOPE] = { "scope", "Scope and sample size" },
	[ROLLUP_OUTCOME] = { "outcome", "Outcomes" },
	[ROLLUP_TREND] = { "trend", "Four quarters" },
	[ROLLUP_LOSS] = { "loss", "Why we lose" },
	[ROLLUP_WIN] = { "win", "Why we win" },
	[ROLLUP_CROSS] = { "cross", "Themes by segment, competitor, size, region, product and outcome" },
	[ROLLUP_PROCESS] = { "process", "Process" },
	[ROLLUP_SAMPLE] = { "sample", "Interviews" },
	[ROLLUP_VIEWS] = { "views", "Our reason, their reason" },
	[ROLLUP_ICP] = { "icp", "ICP signals against delivery" },
	[ROLLUP_FRICTION] = { "friction", "Friction in delivery" },
	[ROLLUP_REFINEMENTS] = { "refinements", "Refinements of the qualification model" },
	[ROLLUP_ACTIONS] = { "actions", "Recommended actions" },
};

const struct sql rollup_sql[] = {
	[ROLLUP_NEWEST] = { "rollup_newest", "select coalesce(max(t.close_month), 0) from sum_deal t where t.close_month > 0"
					     " and t.n > 0 and ($1 = -1 or t.owner = $1)" },
	[ROLLUP_CONFIG] = { "rollup_config", "select coalesce(max(id), 0) from config" },
	{ NULL, NULL },
};
