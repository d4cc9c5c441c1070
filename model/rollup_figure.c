/* Outcomes, quarters beside each other, themes and their cross-tables. */
#include "model/rollup_private.h"

#include "model/calendar.h"
#include "model/coding.h"
#include "model/dict.h"
#include "model/stage.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEAL_TOTALS };
enum { QUARTERS = 4, COLUMNS_MAX = 12 };
#define TOTAL (-1)

struct money {
	int64_t currency, n, valued, minor;
};
/* What was closed in some months. */
struct closed {
	int64_t n[OUTCOME_COUNT], without[OUTCOME_COUNT];
	struct money *of[OUTCOME_COUNT];
	size_t currencies[OUTCOME_COUNT];
};

static void closed_done(struct closed *c)
{
	for (int o = 0; o < OUTCOME_COUNT; o++)
		free(c->of[o]);
}

static int read_closed(struct rolling *w, int from, int to, struct closed *out, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &rollup_deal_sql[DEAL_TOTALS], err);
	int rc;

	*out = (struct closed){ 0 };
	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ from, to, w->r->facts.owner, w->r->scope.segment, STAGE_WON, STAGE_LOST }, 6);
	while ((rc = db_step(st, err)) == 1) {
		int o = db_col(st, 0) == STAGE_WON ? OUTCOME_WON : OUTCOME_LOST;
		struct money m = { db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4) };

		out->n[o] += m.n;
		out->without[o] += m.n - m.valued;
		if (!m.valued)
			continue;
		out->of[o] = xrealloc(out->of[o], (out->currencies[o] + 1) * sizeof m);
		out->of[o][out->currencies[o]++] = m;
	}
	return rc;
}

static struct figure_from of_deals(int from, int to, int64_t outcome, int64_t currency)
{
	return (struct figure_from){ .outcome = outcome, .from_month = from, .to_month = to, .currency = currency };
}

/* ---- outcomes ---- */

static void add_money(struct rolling *w, enum rollup_section section, const char *prefix, const char *title,
		      const struct closed *c, int o, const struct figure_from *from)
{
	for (size_t i = 0; i < c->currencies[o]; i++) {
		const struct money *m = &c->of[o][i];
		const char *iso = dict_title(w->s, m->currency);
		struct figure *f = rolling_add(w, section, FIGURE_MONEY, title, "%s.%s.%s", prefix, outcome_key((enum outcome)o), iso);

		f->n = m->valued;
		f->amount_minor = m->minor;
		f->currency = m->currency;
		f->from = *from;
		f->from.outcome = o;
		f->from.currency = m->currency;
		figure_column(f, iso);
	}
}

static void add_outcome(struct rolling *w, const struct closed *c, int o)
{
	struct figure_from from = of_deals(w->r->facts.from_month, w->r->facts.to_month, o, 0);
	char key[40];

	snprintf(key, sizeof key, "outcome.%s", outcome_key((enum outcome)o));
	rolling_count(w, ROLLUP_OUTCOME, o == OUTCOME_WON ? "won" : "lost", c->n[o], &from, key);
	add_money(w, ROLLUP_OUTCOME, "outcome", o == OUTCOME_WON ? "won, amount" : "lost, amount", c, o, &from);
	if (!c->without[o])
		return;
	from.currency = -1;
	snprintf(key, sizeof key, "outcome.%s.no_amount", outcome_key((enum outcome)o));
	rolling_count(w, ROLLUP_OUTCOME, o == OUTCOME_WON ? "won, without an amount" : "lost, without an amount", c->without[o],
		      &from, key);
}

static int add_learned(struct rolling *w, struct err *err)
{
	struct figure_from from = rolling_from(w, FACT_LEARNED, 0);
	struct fact_sum *sum;
	size_t n;

	if (rolling_sums(w, FACT_LEARNED, &sum, &n, err))
		return -1;
	rolling_count(w, ROLLUP_SCOPE, "of them with a coded interview", sums_n(sum, n, -1, OUTCOME_NONE), &from,
		      "scope.learned");
	free(sum);
	return 0;
}

static int add_scope(struct rolling *w, const struct closed *c, struct err *err)
{
	struct figure_from from = of_deals(w->r->facts.from_month, w->r->facts.to_month, OUTCOME_NONE, 0);
	struct fact_sum *sum;
	size_t n;
	int64_t validated;

	if (rolling_sums(w, FACT_INTERVIEW, &sum, &n, err))
		return -1;
	w->coded = sums_n(sum, n, FACT_CODED, OUTCOME_NONE);
	validated = sums_n(sum, n, FACT_VALIDATED, OUTCOME_NONE); /* coded ones among them */
	rolling_count(w, ROLLUP_SCOPE, "closed deals", c->n[OUTCOME_WON] + c->n[OUTCOME_LOST], &from, "scope.closed");
	if (add_learned(w, err)) {
		free(sum);
		return -1;
	}
	from = rolling_from(w, FACT_INTERVIEW, FACT_VALIDATED);
	rolling_count(w, ROLLUP_SCOPE, "interviews that count (validated)", validated, &from, "scope.interviewed");
	from = rolling_from(w, FACT_INTERVIEW, FACT_CODED);
	rolling_count(w, ROLLUP_SCOPE, "of them coded", w->coded, &from, "scope.coded");
	from = rolling_from(w, FACT_INTERVIEW, FACT_INCOMPLETE);
	rolling_count(w, ROLLUP_SCOPE, "interviews incomplete, counted nowhere", sums_n(sum, n, FACT_INCOMPLETE, OUTCOME_NONE), &from,
		      "scope.incomplete");
	free(sum);
	return 0;
}

static void add_win_rate(struct rolling *w, enum rollup_section section, const struct closed *c, const char *title,
			 const struct figure_from *from, const char *key)
{
	struct figure *f = rolling_count(w, section, title, 0, from, key);

	figure_rate(f, c->n[OUTCOME_WON], c->n[OUTCOME_WON] + c->n[OUTCOME_LOST]);
	f->of_from = *from;
	f->from.outcome = OUTCOME_WON;
}

static int add_quarter(struct rolling *w, int quarter, struct err *err)
{
	struct buf name = { 0 };
	int64_t first, last;
	struct closed c;
	int rc;

	quarter_bounds(quarter, calendar_fiscal_start(w->s->calendar), &first, &last);
	quarter_format(quarter, &name);
	rc = read_closed(w, month_of_day(first), month_of_day(last), &c, err);
	for (int o = OUTCOME_WON; !rc && o <= OUTCOME_LOST; o++) {
		struct figure_from from = of_deals(month_of_day(first), month_of_day(last), o, 0);
		char key[72], prefix[40];

		snprintf(prefix, sizeof prefix, "trend.%s", buf_str(&name));
		snprintf(key, sizeof key, "%s.%s", prefix, outcome_key((enum outcome)o));
		figure_column(rolling_count(w, ROLLUP_TREND, buf_str(&name), c.n[o], &from, key), outcome_key((enum outcome)o));
		for (size_t i = w->r->figures, k = 0; k < c.currencies[o]; k++, i++) {
			struct buf column = { 0 };

			if (!k)
				add_money(w, ROLLUP_TREND, prefix, buf_str(&name), &c, o, &from);
			buf_printf(&column, "%s %s", outcome_key((enum outcome)o), w->r->figure[i].column);
			free(w->r->figure[i].column);
			w->r->figure[i].column = buf_take(&column);
		}
	}
	if (!rc) {
		struct figure_from from = of_deals(month_of_day(first), month_of_day(last), OUTCOME_NONE, 0);
		char key[72];

		snprintf(key, sizeof key, "trend.%s.win_rate", buf_str(&name));
		add_win_rate(w, ROLLUP_TREND, &c, buf_str(&name), &from, key);
		figure_column(&w->r->figure[w->r->figures - 1], "win rate");
	}
	closed_done(&c);
	buf_done(&name);
	return rc;
}

int rolling_outcomes(struct rolling *w, struct err *err)
{
	int quarter = w->r->scope.year * 4 + w->r->scope.quarter - 1;
	struct figure_from from = of_deals(w->r->facts.from_month, w->r->facts.to_month, OUTCOME_NONE, 0);
	struct closed c;
	int64_t without;
	int rc = read_closed(w, w->r->facts.from_month, w->r->facts.to_month, &c, err);

	w->won = c.n[OUTCOME_WON];
	w->lost = c.n[OUTCOME_LOST];
	if (!rc)
		rc = add_scope(w, &c, err);
	if (!rc) {
		add_outcome(w, &c, OUTCOME_WON);
		add_outcome(w, &c, OUTCOME_LOST);
		add_win_rate(w, ROLLUP_OUTCOME, &c, "win rate", &from, "outcome.rate");
	}
	for (size_t o = OUTCOME_WON; !rc && o <= OUTCOME_LOST; o++)
		if (c.currencies[o] > 1) {
			rolling_limit(w, "Amounts stand in several currencies and are never added together.");
			break;
		}
	without = c.without[OUTCOME_WON] + c.without[OUTCOME_LOST];
	if (!rc && without)
		rolling_limit(w, "%" PRId64 " of the closed deals %s without an amount and count%s in no sum.", without,
			      without == 1 ? "is" : "are", without == 1 ? "s" : "");
	closed_done(&c);
	for (int i = QUARTERS - 1; !rc && i >= 0; i--)
		rc = add_quarter(w, quarter - i, err);
	return rc;
}

/* ---- themes ---- */

/* A theme of which sums speak, in the order of the list. */
struct named {
	int64_t theme, n;
	size_t place;
};

static int by_count(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static size_t place_of(const struct taxonomy *t, int64_t theme)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->theme[i].id == theme)
			return i;
	return t->n;
}

/* The themes with a driver, most first. */
static struct named *name_themes(const struct rolling *w, const struct fact_sum *sum, size_t n, int driver, size_t *count)
{
	struct named *out = xcalloc(n + 1, sizeof *out);

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		if (sum[i].bucket % 4 != driver || !sum[i].n)
			continue;
		while (k < *count && out[k].theme != sum[i].bucket / 4)
			k++;
		if (k == *count)
			out[(*count)++] = (struct named){ sum[i].bucket / 4, 0, place_of(&w->themes, sum[i].bucket / 4) };
		out[k].n += sum[i].n;
	}
	qsort(out, *count, sizeof *out, by_count);
	return out;
}

static const char *theme_key(const struct rolling *w, int64_t theme, char *out, size_t size)
{
	const struct theme *t = taxonomy_theme(&w->themes, theme);

	rolling_word(t ? t->key : "", theme, out, size);
	return t && t->title ? t->title : "(a theme that is no longer there)";
}

static void add_theme(struct rolling *w, enum rollup_section section, int driver, const struct named *t)
{
	char word[48];
	const char *title = theme_key(w, t->theme, word, sizeof word);
	struct figure *f = rolling_add(w, section, FIGURE_COUNT, title, "%s.%s", rollup_section_key(section), word);

	f->n = t->n;
	f->of = w->coded;
	f->share = share_of(t->n, w->coded);
	f->small = w->coded < SHARE_SMALL;
	f->no_finding = t->n < 2;
	f->from = rolling_from(w, FACT_ROOT, fact_theme(t->theme, driver));
	f->of_from = rolling_from(w, FACT_INTERVIEW, FACT_CODED);
}

int rolling_themes(struct rolling *w, struct err *err)
{
	static const struct {
		enum rollup_section section;
		int driver;
	} side[] = { { ROLLUP_LOSS, DRIVER_LOSS }, { ROLLUP_WIN, DRIVER_WIN } };
	struct fact_sum *sum;
	size_t n, count;

	if (rolling_sums(w, FACT_ROOT, &sum, &n, err))
		return -1;
	for (size_t i = 0; i < 2; i++) {
		struct named *t = name_themes(w, sum, n, side[i].driver, &count);

		for (size_t k = 0; k < count; k++)
			add_theme(w, side[i].section, side[i].driver, &t[k]);
		free(t);
	}
	free(sum);
	return 0;
}

/* ---- cross-tables ---- */

static const struct cross_side {
	const char *key;
	enum fact_dim dim; /* DIM_ALL: by outcome */
} cross_sides[6];
static const char *const size_titles[DEAL_SIZES];

static const char *value_title(struct rolling *w, enum fact_dim dim, int64_t value)
{
	const char *title = value == TOTAL    ? "all"
			    : dim == DIM_ALL ? outcome_key((enum outcome)value)
			    : dim == DIM_SIZE ? size_titles[value < DEAL_SIZES && value >= 0 ? value : 0]
					      : dict_title(w->s, value);

	return *title ? title : "not said";
}

static int64_t value_of(const struct fact_sum *sum, enum fact_dim dim)
{
	return dim == DIM_ALL ? sum->outcome : sum->value;
}

/* The values that are named most, so that a table of competitors stays one. */
static struct named *name_values(const struct fact_sum *sum, size_t n, enum fact_dim dim, int driver, size_t *count)
{
	struct named *out = xcalloc(n + 1, sizeof *out);

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t value = value_of(&sum[i], dim);
		size_t k = 0;

		if (sum[i].bucket % 4 != driver || !sum[i].n)
			continue;
		while (k < *count && out[k].theme != value)
			k++;
		if (k == *count)
			out[(*count)++] = (struct named){ value, 0, (size_t)value };
		out[k].n += sum[i].n;
	}
	qsort(out, *count, sizeof *out, by_count);
	return out;
}

static bool is_our_word(const char *title)
{
	return !strcmp(title, "all") || !strcmp(title, "not said");
}

/* The head of a column; a name of people that is one of our words stands in quotes, so that it is no other column's. */
static void say_value(struct rolling *w, enum fact_dim dim, int64_t value, struct buf *out)
{
	bool theirs = value > 0 && dim != DIM_ALL && dim != DIM_SIZE;
	const char *title = value_title(w, dim, value);

	buf_printf(out, theirs && is_our_word(title) ? "“%s”" : "%s", title);
}

static void add_cell(struct rolling *w, const struct cross_side *side, int driver, int64_t theme, int64_t value, int64_t n)
{
	char word[21], column[20];
	const char *title = theme_key(w, theme, word, sizeof word);
	struct buf whole = { 0 }, over = { 0 };
	struct figure *f;

	say_value(w, side->dim, value, &over);
	rolling_word(value ? buf_str(&over) : "none", value, column, sizeof column);
	buf_printf(&whole, "%s, %s", title, driver == DRIVER_LOSS ? "loss" : "win");
	f = rolling_add(w, ROLLUP_CROSS, FIGURE_COUNT, buf_str(&whole), "cross.%s.%s.%s.%s", side->key, column,
			driver == DRIVER_LOSS ? "loss" : "win", word);
	buf_done(&whole);
	f->n = n;
	f->no_finding = n < 2;
	figure_column(f, buf_str(&over));
	buf_done(&over);
	f->from = rolling_from(w, FACT_ROOT, fact_theme(theme, driver));
	if (value == TOTAL)
		return;
	f->from.dim = side->dim;
	f->from.value = side->dim == DIM_ALL ? 0 : value;
	f->from.outcome = side->dim == DIM_ALL ? value : OUTCOME_NONE;
}

static void add_cells(struct rolling *w, const struct cross_side *side, int driver, const struct fact_sum *sum, size_t n)
{
	size_t themes, values;
	struct named *t = name_themes(w, sum, n, driver, &themes), *v = name_values(sum, n, side->dim, driver, &values);

	if (values > COLUMNS_MAX) {
		rolling_limit(w, "Themes by %s: the %d named most of %zu stand in the table.", side->key, COLUMNS_MAX, values);
		values = COLUMNS_MAX;
	}
	for (size_t i = 0; i < themes; i++) {
		for (size_t k = 0; k < values; k++) {
			int64_t cell = 0;

			for (size_t j = 0; j < n; j++)
				if (sum[j].bucket == fact_theme(t[i].theme, driver) && value_of(&sum[j], side->dim) == v[k].theme)
					cell += sum[j].n;
			if (cell)
				add_cell(w, side, driver, t[i].theme, v[k].theme, cell);
		}
		add_cell(w, side, driver, t[i].theme, TOTAL, t[i].n);
	}
	free(t);
	free(v);
}

int rolling_cross(struct rolling *w, struct err *err)
{
	for (size_t i = 0; i < sizeof cross_sides / sizeof *cross_sides; i++) {
		const struct cross_side *side = &cross_sides[i];
		struct fact_sum *sum;
		size_t n;

		if (side->dim == DIM_ALL ? rolling_sums(w, FACT_ROOT, &sum, &n, err)
					 : fact_sums_by(w->s, &w->r->facts, FACT_ROOT, side->dim, &sum, &n, err))
			return -1;
		add_cells(w, side, DRIVER_LOSS, sum, n);
		add_cells(w, side, DRIVER_WIN, sum, n);
		free(sum);
	}
	return 0;
}

static const struct cross_side cross_sides[6] = { { "segment", DIM_SEGMENT }, { "competitor", DIM_COMPETITOR },
						  { "size", DIM_SIZE },	      { "region", DIM_REGION },
						  { "product", DIM_PRODUCT }, { "outcome", DIM_ALL } };
static const char *const size_titles[DEAL_SIZES] = { "no amount", "small", "middle", "large" };

const struct sql rollup_deal_sql[] = {
	[DEAL_TOTALS] = { "rollup_totals", "select t.stage, t.currency, cast(sum(t.n) as bigint), cast(sum(t.n_valued) as bigint),"
					   " cast(sum(t.amount_minor) as bigint) from sum_deal t where t.close_month between $1 and $2"
					   " and ($3 = -1 or t.owner = $3) and ($4 = 0 or t.segment = $4) and t.stage in ($5, $6)"
					   " group by t.stage, t.currency having sum(t.n) <> 0 order by t.stage, t.currency" },
	{ NULL, NULL },
};
