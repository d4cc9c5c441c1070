/* A regular report as Markdown, text, JSON and as rows of a sheet. */
#include "model/bulletin.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/io/json.h"
#include "model/metric_private.h"
#include "model/sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct doc_column figure_columns[] = {
	{ "Figure", false, 34 }, { "Value", true, 34 }, { "Target", false, 0 }, { "Window", false, 24 }, { "Note", false, 24 },
};
enum { FIGURE_COLUMNS = sizeof figure_columns / sizeof *figure_columns };

/* ---- a document ---- */

static void put_head(const struct bulletin_page *p, enum doc_kind kind, struct buf *out)
{
	struct buf b = { 0 };

	doc_heading(kind, 1, p->def->title, out);
	buf_puts(&b, "As of ");
	day_format(p->as_of_day, &b);
	buf_printf(&b, ", time zone %s. ", store_zone(p->s));
	if (p->own_only)
		buf_printf(&b, "Of the deals of %s alone. ", p->s->actor.login);
	buf_puts(&b, "Cadence: ");
	bulletin_cadence_words(p->def, &b);
	buf_puts(&b, ". Audience: ");
	bulletin_audience_words(p->def, &b);
	buf_printf(&b, ". Owner: %s. Goes to: %s.", p->def->owner, p->def->distribution);
	doc_para(kind, buf_str(&b), out);
	buf_clear(&b);
	buf_printf(&b, "Decides: %s", p->def->decisions);
	doc_para(kind, buf_str(&b), out);
	buf_done(&b);
}

static void put_value(const struct bulletin_page *p, const struct metric_value *v, struct doc_table *t)
{
	struct buf b = { 0 };

	doc_table_printf(t, "%s%s", v->under ? "! " : "", v->metric->title);
	metric_words(p->s, v, &b);
	doc_table_cell(t, buf_str(&b));
	buf_clear(&b);
	target_words(&v->target, &b);
	doc_table_cell(t, buf_str(&b));
	buf_clear(&b);
	if (v->state != METRIC_NOT_MEASURED)
		window_words(&v->metric->window, &b);
	doc_table_cell(t, buf_str(&b));
	doc_table_cell(t, v->under && !*v->note ? "under its target" : v->note);
	buf_done(&b);
}

static void put_table(const struct bulletin_table *t, enum doc_kind kind, struct buf *out)
{
	struct doc_table *doc = doc_table_new(t->column, t->columns);
	char more[64];

	for (size_t i = 0; i < t->rows * t->columns; i++)
		doc_table_cell(doc, t->cell[i]);
	if (t->rows)
		doc_table_write(doc, kind, out);
	else if (!*t->note)
		doc_para(kind, "None.", out);
	if (t->left_out) {
		snprintf(more, sizeof more, "%zu more are not listed.", t->left_out);
		doc_para(kind, more, out);
	}
	if (*t->note)
		doc_para(kind, t->note, out);
	doc_table_free(doc);
}

/* The figures of a section that stand beside each other are one table. */
static size_t put_figures(const struct bulletin_page *p, const struct bulletin_part *part, size_t n, enum doc_kind kind,
			  struct buf *out)
{
	struct doc_table *t = doc_table_new(figure_columns, FIGURE_COLUMNS);
	size_t i = 0;

	for (; i < n && !part[i].is_table; i++)
		put_value(p, &part[i].value, t);
	doc_table_write(t, kind, out);
	doc_table_free(t);
	return i;
}

void bulletin_write(const struct bulletin_page *p, enum doc_kind kind, struct buf *out)
{
	put_head(p, kind, out);
	for (size_t i = 0; i < p->sections; i++) {
		size_t at = 0;

		if (!p->section[i].n)
			continue;
		doc_heading(kind, 2, p->section[i].title, out);
		while (at < p->section[i].n)
			if (p->section[i].part[at].is_table)
				put_table(&p->section[i].part[at++].table, kind, out);
			else
				at += put_figures(p, &p->section[i].part[at], p->section[i].n - at, kind, out);
	}
}

void bulletin_definitions(const struct bulletin_page *p, enum doc_kind kind, struct buf *out)
{
	put_head(p, kind, out);
	for (size_t i = 0; i < p->sections; i++)
		for (size_t k = 0; k < p->section[i].n; k++) {
			const struct bulletin_part *part = &p->section[i].part[k];
			struct buf b = { 0 };

			doc_heading(kind, 2, part->is_table ? part->table.title : part->value.metric->title, out);
			if (part->is_table) {
				buf_printf(&b, "%s\nWindow: ", part->table.what);
				window_words(&part->table.window, &b);
				buf_puts(&b, ".\n");
			} else {
				metric_definition(part->value.metric, &b);
			}
			for (char *line = b.data; line && *line;) {
				size_t n = strcspn(line, "\n");

				line[n] = '\0';
				doc_item(kind, line, out);
				line += n + 1;
			}
			buf_putc(out, '\n');
			buf_done(&b);
		}
}

/* ---- JSON ---- */

static void json_hundredths(struct json *j, const char *name, int64_t value_c)
{
	struct buf b = { 0 };

	hundredths_format(value_c, &b);
	json_number(j, name, buf_str(&b));
	buf_done(&b);
}

static void json_span(struct json *j, int64_t from_day, int64_t to_day)
{
	if (from_day != NO_DAY)
		json_day(j, "from", from_day);
	json_day(j, "to", to_day);
}

static const char *currency_iso(struct store *s, int64_t id)
{
	return id ? dict_title(s, id) : "USD";
}

static void json_money(struct store *s, struct json *j, const struct metric_value *v)
{
	json_array(j, "amounts");
	for (size_t i = 0; i < v->moneys; i++) {
		const char *iso = currency_iso(s, v->money[i].currency);

		json_object(j, NULL);
		json_str(j, "currency", iso);
		json_amount(j, "amount", v->money[i].minor, currency_digits(iso));
		json_int(j, "n", v->money[i].n);
		json_end(j);
	}
	json_end(j);
	json_int(j, "without_amount", v->unvalued);
}

static const char *state_word(const struct metric_value *v)
{
	static const char *const words[] = { "known", "none", "hidden", "not_measured", "not_now" };

	return words[v->state];
}

static const char *unit_word(const struct metric_value *v)
{
	switch (v->form) {
	case METRIC_RATE:
	case METRIC_PERCENT:
		return "%";
	case METRIC_DAYS:
		return "days";
	case METRIC_MONEY:
		return "money";
	case METRIC_COUNT:
		break;
	}
	return "";
}

static void json_value(struct store *s, struct json *j, const struct metric_value *v)
{
	struct buf target = { 0 };

	json_object(j, NULL);
	json_str(j, "metric", v->metric->key);
	json_str(j, "title", v->metric->title);
	json_str(j, "state", state_word(v));
	json_str(j, "unit", v->state == METRIC_NOT_MEASURED ? "" : unit_word(v));
	if (v->state == METRIC_KNOWN && v->form != METRIC_MONEY)
		json_hundredths(j, "value", v->value_c);
	else
		json_null(j, "value");
	if (v->state != METRIC_NOT_MEASURED)
		json_int(j, "n", v->n);
	if (v->form == METRIC_RATE && v->state == METRIC_KNOWN) {
		json_int(j, "of", v->of);
		json_hundredths(j, "low", v->share.low_bp);
		json_hundredths(j, "high", v->share.high_bp);
	}
	if (v->form == METRIC_MONEY)
		json_money(s, j, v);
	target_words(&v->target, &target);
	json_str(j, "target", target.len ? buf_str(&target) : NULL);
	json_bool(j, "under", v->under);
	json_str(j, "note", *v->note ? v->note : NULL);
	json_span(j, v->from_day, v->to_day);
	json_end(j);
	buf_done(&target);
}

static void json_table(struct json *j, const struct bulletin_table *t)
{
	json_object(j, NULL);
	json_str(j, "table", table_kind_key(t->kind));
	json_str(j, "title", t->title);
	json_array(j, "columns");
	for (size_t c = 0; c < t->columns; c++)
		json_str(j, NULL, t->column[c].title);
	json_end(j);
	json_array(j, "rows");
	for (size_t r = 0; r < t->rows; r++) {
		json_array(j, NULL);
		for (size_t c = 0; c < t->columns; c++)
			json_str(j, NULL, t->cell[r * t->columns + c]);
		json_end(j);
	}
	json_end(j);
	json_int(j, "left_out", (int64_t)t->left_out);
	json_str(j, "note", *t->note ? t->note : NULL);
	json_end(j);
}

void bulletin_json(const struct bulletin_page *p, struct buf *out)
{
	struct json j = { .out = out };
	struct buf b = { 0 };

	json_object(&j, NULL);
	json_str(&j, "report", p->def->name);
	json_str(&j, "title", p->def->title);
	json_day(&j, "as_of", p->as_of_day);
	json_bool(&j, "own_deals_only", p->own_only);
	bulletin_cadence_words(p->def, &b);
	json_str(&j, "cadence", buf_str(&b));
	buf_clear(&b);
	bulletin_audience_words(p->def, &b);
	json_str(&j, "audience", buf_str(&b));
	json_str(&j, "owner", p->def->owner);
	json_str(&j, "decisions", p->def->decisions);
	json_str(&j, "distribution", p->def->distribution);
	json_int(&j, "under_target", (int64_t)p->under);
	json_array(&j, "sections");
	for (size_t i = 0; i < p->sections; i++) {
		json_object(&j, NULL);
		json_str(&j, "title", p->section[i].title);
		json_array(&j, "figures");
		for (size_t k = 0; k < p->section[i].n; k++)
			if (!p->section[i].part[k].is_table)
				json_value(p->s, &j, &p->section[i].part[k].value);
		json_end(&j);
		json_array(&j, "tables");
		for (size_t k = 0; k < p->section[i].n; k++)
			if (p->section[i].part[k].is_table)
				json_table(&j, &p->section[i].part[k].table);
		json_end(&j);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	json_line(&j);
	buf_done(&b);
}

/* ---- rows ---- */

static const struct sheet_column sheet_columns[] = {
	{ "section", false }, { "kind", false }, { "key", false }, { "row", false }, { "name", false }, { "value", false },
	{ "unit", false }, { "n", false }, { "of", false }, { "low", false }, { "high", false }, { "target", false },
	{ "under", false }, { "from", false }, { "to", false }, { "note", false },
};

struct figure_row {
	const char *section, *unit;
	const struct money_sum *money; /* NULL: the metric's own number */
	int64_t n;
};

/* Numbers are numbers in a workbook too. */
static void sheet_number(struct sheet *s, const struct metric_value *v, const struct figure_row *row)
{
	bool known = v->state == METRIC_KNOWN;

	if (row->money)
		sheet_amount(s, row->money->minor, currency_digits(row->unit));
	else if (v->form == METRIC_COUNT)
		sheet_int(s, v->n, known);
	else if (v->form == METRIC_DAYS)
		sheet_amount(s, known ? v->value_c : NO_AMOUNT, 2);
	else
		sheet_percent(s, known && v->form != METRIC_MONEY ? v->value_c : -1);
}

static void sheet_value(struct sheet *s, const struct metric_value *v, const struct figure_row *row)
{
	bool rate = v->form == METRIC_RATE && v->state == METRIC_KNOWN;
	struct buf target = { 0 };

	sheet_text(s, row->section);
	sheet_word(s, "figure");
	sheet_word(s, v->metric->key);
	sheet_int(s, 0, false);
	sheet_text(s, v->metric->title);
	sheet_number(s, v, row);
	sheet_word(s, row->unit);
	sheet_int(s, row->n, v->state == METRIC_KNOWN);
	sheet_int(s, v->of, rate);
	sheet_percent(s, rate ? v->share.low_bp : -1);
	sheet_percent(s, rate ? v->share.high_bp : -1);
	target_words(&v->target, &target);
	sheet_word(s, target.len ? buf_str(&target) : NULL);
	sheet_word(s, v->target.how == TARGET_NONE ? NULL : v->under ? "yes" : "no");
	sheet_day(s, v->from_day);
	sheet_day(s, v->to_day);
	sheet_text(s, *v->note ? v->note : v->state == METRIC_NO_NUMBER ? "nothing of it in the window" : NULL);
	sheet_end_row(s);
	buf_done(&target);
}

/* One row a currency: they are never added together; and one of the deals that stand in none. */
static void sheet_figure(struct store *store, struct sheet *s, const char *section, const struct metric_value *v)
{
	struct figure_row row = { section, v->state == METRIC_NOT_MEASURED ? NULL : unit_word(v), NULL, v->n };

	if (v->form != METRIC_MONEY || (!v->moneys && !v->unvalued)) {
		sheet_value(s, v, &row);
		return;
	}
	for (size_t i = 0; i < v->moneys; i++) {
		row.money = &v->money[i];
		row.unit = currency_iso(store, v->money[i].currency);
		row.n = v->money[i].n;
		sheet_value(s, v, &row);
	}
	row = (struct figure_row){ section, "without an amount", NULL, v->unvalued };
	if (v->unvalued)
		sheet_value(s, v, &row);
}

static void sheet_cells(struct sheet *s, const char *section, const struct bulletin_table *t)
{
	for (size_t i = 0; i < t->rows * t->columns; i++) {
		sheet_text(s, section);
		sheet_word(s, "cell");
		sheet_word(s, table_kind_key(t->kind));
		sheet_int(s, (int64_t)(i / t->columns) + 1, true);
		sheet_text(s, t->column[i % t->columns].title);
		sheet_text(s, t->cell[i]);
		for (int k = 0; k < 7; k++)
			sheet_word(s, NULL);
		sheet_day(s, NO_DAY);
		sheet_day(s, NO_DAY);
		sheet_text(s, NULL);
		sheet_end_row(s);
	}
}

int bulletin_export(const struct bulletin_page *p, const struct export_options *opt, int64_t *rows, bool *closed,
		    struct err *err)
{
	struct sheet *s;

	if (sheet_open(&s, opt, sheet_columns, sizeof sheet_columns / sizeof *sheet_columns, p->s->now(p->s), err))
		return -1;
	for (size_t i = 0; i < p->sections; i++)
		for (size_t k = 0; k < p->section[i].n; k++)
			if (p->section[i].part[k].is_table)
				sheet_cells(s, p->section[i].title, &p->section[i].part[k].table);
			else
				sheet_figure(p->s, s, p->section[i].title, &p->section[i].part[k].value);
	return sheet_close(s, rows, closed, err);
}
