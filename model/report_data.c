/* A rollup for programs: one long table of CSV, and JSON. */
#include "model/report_private.h"

#include "model/dict.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/refinement.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- CSV ---- */

static void cell(struct buf *out, const char *text, char behind)
{
	if (text)
		csv_put_cell(out, text, strlen(text), ',', false);
	buf_putc(out, behind);
}

static void number(struct buf *out, int64_t n, bool has, char behind)
{
	if (has)
		buf_printf(out, "%" PRId64, n);
	buf_putc(out, behind);
}

static void percent(struct buf *out, int64_t bp, char behind)
{
	if (bp >= 0)
		percent_format(bp, out);
	buf_putc(out, behind);
}

static void put_mark(const struct figure *f, struct buf *out)
{
	struct buf mark = { 0 };

	figure_mark(f, &mark);
	buf_add(out, buf_str(&mark), mark.len);
	buf_done(&mark);
}

static void put_figure(struct store *s, const struct figure *f, struct buf *out)
{
	const char *iso = f->form == FIGURE_MONEY ? dict_title(s, f->currency) : "";

	cell(out, rollup_section_key(f->section), ',');
	cell(out, f->key, ',');
	cell(out, f->title, ',');
	cell(out, f->column, ',');
	number(out, f->n, true, ',');
	number(out, f->of, f->of >= 0, ',');
	percent(out, f->share.bp, ',');
	percent(out, f->share.low_bp, ',');
	percent(out, f->share.high_bp, ',');
	if (f->form == FIGURE_MONEY)
		amount_format_plain(f->amount_minor, currency_digits(iso), out);
	buf_putc(out, ',');
	cell(out, *iso ? iso : NULL, ',');
	percent(out, f->target_bp, ',');
	put_mark(f, out);
	buf_puts(out, "\r\n");
}

static void put_words(const char *section, size_t place, const char *text, const char *column, struct buf *out)
{
	char key[48];

	snprintf(key, sizeof key, "%s.%zu", section, place);
	cell(out, section, ',');
	cell(out, key, ',');
	cell(out, text, ',');
	cell(out, column, ',');
	buf_puts(out, ",,,,,,,,\r\n");
}

static void quote_column(const struct rollup_line *q, struct buf *out)
{
	buf_printf(out, "%s, %s; %s", q->who, q->outcome == 1 ? "won" : "lost", q->theme);
}

static void line_column(const struct rollup_line *l, struct buf *out)
{
	if (l->section == ROLLUP_REFINEMENTS) {
		buf_printf(out, "%s%s%s", refinement_state_key(l->state), *l->who ? "; " : "", l->who);
		return;
	}
	buf_printf(out, "%s ", *l->who ? l->who : "nobody");
	day_format(l->due_day, out);
	buf_puts(out, l->late ? " late" : "");
}

void report_csv(struct store *s, const struct rollup *r, struct buf *out)
{
	struct buf column = { 0 };

	buf_puts(out, "\xef\xbb\xbfsection,key,title,column,n,of,share,low,high,amount,currency,target,mark\r\n");
	for (size_t i = 0; i < r->figures; i++)
		put_figure(s, &r->figure[i], out);
	for (size_t i = 0; i < r->quotes; i++) {
		buf_clear(&column);
		quote_column(&r->quote[i], &column);
		put_words("quote", i + 1, r->quote[i].text, buf_str(&column), out);
	}
	for (size_t i = 0; i < r->lines; i++) {
		buf_clear(&column);
		line_column(&r->line[i], &column);
		put_words(r->line[i].section == ROLLUP_ACTIONS ? "action" : "refinement", i + 1, r->line[i].text, buf_str(&column), out);
	}
	buf_done(&column);
}

/* ---- JSON ---- */

static void put_share(struct json *j, const char *name, int64_t bp)
{
	struct buf b = { 0 };

	percent_format(bp, &b);
	json_number(j, name, buf_str(&b));
	buf_done(&b);
}

static void json_figure(struct store *s, struct json *j, const struct figure *f)
{
	struct buf mark = { 0 };

	json_object(j, NULL);
	json_str(j, "section", rollup_section_key(f->section));
	json_str(j, "key", f->key);
	json_str(j, "title", f->title);
	if (f->column)
		json_str(j, "column", f->column);
	figure_mark(f, &mark);
	if (mark.len)
		json_str(j, "mark", buf_str(&mark));
	buf_done(&mark);
	json_int(j, "n", f->n);
	if (f->of >= 0)
		json_int(j, "of", f->of);
	if (f->share.bp >= 0) {
		put_share(j, "share", f->share.bp);
		put_share(j, "low", f->share.low_bp);
		put_share(j, "high", f->share.high_bp);
	}
	if (f->target_bp >= 0)
		put_share(j, "target", f->target_bp);
	if (f->form == FIGURE_MONEY) {
		json_amount(j, "amount", f->amount_minor, currency_digits(dict_title(s, f->currency)));
		json_str(j, "currency", dict_title(s, f->currency));
	}
	json_end(j);
}

static void json_quotes(struct json *j, const struct rollup *r)
{
	json_array(j, "quotes");
	for (size_t i = 0; i < r->quotes; i++) {
		json_object(j, NULL);
		json_str(j, "words", r->quote[i].text);
		json_str(j, "who", r->quote[i].who);
		json_str(j, "outcome", r->quote[i].outcome == 1 ? "won" : "lost");
		json_str(j, "theme", r->quote[i].theme);
		json_end(j);
	}
	json_end(j);
}

static void json_lines(struct json *j, const struct rollup *r, enum rollup_section section, const char *name)
{
	json_array(j, name);
	for (size_t i = 0; i < r->lines; i++) {
		const struct rollup_line *l = &r->line[i];

		if (l->section != section)
			continue;
		json_object(j, NULL);
		json_str(j, "text", l->text);
		if (section == ROLLUP_REFINEMENTS) {
			json_str(j, "state", refinement_state_key(l->state));
		} else {
			json_str(j, "owner", l->who);
			json_day(j, "due", l->due_day);
			json_bool(j, "late", l->late);
		}
		json_end(j);
	}
	json_end(j);
}

static void json_limits(struct json *j, const struct rollup *r)
{
	json_array(j, "limits");
	for (const char *p = buf_str(&r->limits); *p; p += strcspn(p, "\n") + 1)
		json_text(j, NULL, p, strcspn(p, "\n"));
	json_end(j);
}

void report_json(struct store *s, const struct rollup *r, struct buf *out)
{
	struct json j = { .out = out };

	json_object(&j, NULL);
	json_str(&j, "period", r->period);
	json_str(&j, "segment", r->segment);
	json_str(&j, "audience", report_audience_key(r->scope.audience));
	json_bool(&j, "to_date", r->to_date);
	json_day(&j, "from", r->from_day);
	json_day(&j, "to", r->to_day);
	json_moment(&j, "as_of", r->as_of_ms);
	json_str(&j, "taxonomy", r->taxonomy);
	json_int(&j, "configuration", r->config_id);
	json_array(&j, "figures");
	for (size_t i = 0; i < r->figures; i++)
		json_figure(s, &j, &r->figure[i]);
	json_end(&j);
	json_quotes(&j, r);
	json_lines(&j, r, ROLLUP_ACTIONS, "actions");
	json_lines(&j, r, ROLLUP_REFINEMENTS, "refinements");
	json_limits(&j, r);
	json_end(&j);
	json_line(&j);
}
