/* A rollup for people: Markdown and plain text out of one walk, with the sections of the source in their order. */
#include "model/report_private.h"

#include "model/dict.h"
#include "model/doc_table.h"
#include "model/refinement.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct writing {
	struct store *s;
	const struct rollup *r;
	enum doc_kind kind;
	struct buf *out;
};

void report_title(const struct rollup *r, struct buf *out)
{
	buf_printf(out, "Win/loss %s%s · %s", r->period, r->to_date ? " to date" : "", r->segment ? r->segment : "all segments");
}

static void nothing(struct writing *w)
{
	doc_para(w->kind, "None.", w->out);
}

static void put_say(struct writing *w, struct doc_table *t, const struct figure *f)
{
	struct buf b = { 0 };

	if (f)
		figure_say(w->s, f, &b);
	doc_table_cell(t, f ? buf_str(&b) : "·");
	buf_done(&b);
}

/* One row a figure. */
static void put_list(struct writing *w, const struct figure *f, size_t n, const char *what)
{
	struct doc_column column[] = { { what, false, 48 }, { "", false, 28 }, { "Figure", true, 0 }, { "Target", true, 0 } };
	bool columns = false, targets = false;
	struct doc_table *t;

	for (size_t i = 0; i < n; i++) {
		columns |= f[i].column && f[i].form != FIGURE_MONEY;
		targets |= f[i].target_bp >= 0;
	}
	if (!columns)
		column[1] = column[2];
	if (!columns)
		column[2] = column[3];
	t = doc_table_new(column, 2 + (size_t)columns + (size_t)targets);
	for (size_t i = 0; i < n; i++) {
		doc_table_cell(t, f[i].title);
		if (columns)
			doc_table_cell(t, f[i].form == FIGURE_MONEY ? "" : f[i].column);
		put_say(w, t, &f[i]);
		if (targets && f[i].target_bp >= 0)
			doc_table_printf(t, "%" PRId64 "%%%s", f[i].target_bp / 100, f[i].under ? ", missed" : "");
		else if (targets)
			doc_table_cell(t, "");
	}
	doc_table_write(t, w->kind, w->out);
	doc_table_free(t);
}

/* ---- figures of two sides as a table ---- */

static void add_word(const char **list, size_t *n, const char *word)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(list[i], word))
			return;
	list[(*n)++] = word;
}

/* Rows by title, columns by column, both in the order in which they are met; "all" is the last column. */
static void put_pivot(struct writing *w, const struct figure *f, size_t n, const char *what)
{
	const char **columns = xcalloc(n + 1, sizeof *columns), **rows = xcalloc(n + 1, sizeof *rows);
	struct doc_column *column = xcalloc(n + 1, sizeof *column);
	size_t n_columns = 0, n_rows = 0;
	struct doc_table *t;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(f[i].column, "all"))
			add_word(columns, &n_columns, f[i].column);
		add_word(rows, &n_rows, f[i].title);
	}
	for (size_t i = 0; i < n; i++)
		if (!strcmp(f[i].column, "all"))
			add_word(columns, &n_columns, f[i].column);
	column[0] = (struct doc_column){ what, false, 40 };
	for (size_t c = 0; c < n_columns; c++)
		column[c + 1] = (struct doc_column){ columns[c], true, 0 };
	t = doc_table_new(column, n_columns + 1);
	for (size_t r = 0; r < n_rows; r++) {
		doc_table_cell(t, rows[r]);
		for (size_t c = 0; c < n_columns; c++) {
			const struct figure *at = NULL;

			for (size_t i = 0; i < n && !at; i++)
				if (!strcmp(f[i].title, rows[r]) && !strcmp(f[i].column, columns[c]))
					at = &f[i];
			put_say(w, t, at);
		}
	}
	doc_table_write(t, w->kind, w->out);
	doc_table_free(t);
	free(column);
	free(columns);
	free(rows);
}

static void put_themes(struct writing *w, const struct figure *f, size_t n)
{
	static const struct doc_column column[] = {
		{ "Theme", false, 44 }, { "Interviews", true, 0 }, { "Share of the coded", true, 0 }, { "", false, 0 } };
	struct doc_table *t = doc_table_new(column, 4);

	for (size_t i = 0; i < n; i++) {
		struct figure share = f[i];
		struct buf b = { 0 };

		share.form = FIGURE_RATE;
		figure_say(w->s, &share, &b);
		doc_table_cell(t, f[i].title);
		doc_table_printf(t, "%" PRId64, f[i].n);
		doc_table_cell(t, buf_str(&b));
		doc_table_cell(t, f[i].no_finding ? "no finding: one interview" : "");
		buf_done(&b);
	}
	doc_table_write(t, w->kind, w->out);
	doc_table_free(t);
}

/* The run of a cross-table with the same side: the second word of its keys. */
static size_t same_side(const struct figure *f, size_t n)
{
	size_t len = strlen("cross.") + strcspn(f->key + strlen("cross."), "."), k = 1;

	while (k < n && !strncmp(f[k].key, f->key, len + 1))
		k++;
	return k;
}

static void put_cross(struct writing *w, const struct figure *f, size_t n)
{
	if (!n)
		nothing(w);
	while (n) {
		const char *side = f->key + strlen("cross.");
		struct buf title = { 0 };
		size_t k = same_side(f, n);

		buf_printf(&title, "By %.*s", (int)strcspn(side, "."), side);
		doc_heading(w->kind, 3, buf_str(&title), w->out);
		put_pivot(w, f, k, "Interviews that name it");
		buf_done(&title);
		f += k;
		n -= k;
	}
}

/* ---- words ---- */

static void put_quotes(struct writing *w)
{
	doc_heading(w->kind, 2, "In their words", w->out);
	if (!w->r->quotes)
		doc_para(w->kind, "None that may be quoted.", w->out);
	for (size_t i = 0; i < w->r->quotes; i++) {
		const struct rollup_line *q = &w->r->quote[i];
		struct buf line = { 0 };

		buf_printf(&line, "“%s” — %s, %s; %s", q->text, q->who, q->outcome == 1 ? "won" : "lost", q->theme);
		doc_item(w->kind, buf_str(&line), w->out);
		buf_done(&line);
	}
	if (w->r->quotes)
		buf_putc(w->out, '\n');
}

static void put_refinements(struct writing *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->r->lines; i++) {
		const struct rollup_line *l = &w->r->line[i];
		struct buf line = { 0 };

		if (l->section != ROLLUP_REFINEMENTS)
			continue;
		buf_printf(&line, "%s: %s%s%s", refinement_state_key(l->state), l->text, *l->who ? "; " : "", l->who);
		doc_item(w->kind, buf_str(&line), w->out);
		buf_done(&line);
		n++;
	}
	if (n)
		buf_putc(w->out, '\n');
}

static void put_actions(struct writing *w)
{
	static const struct doc_column column[] = {
		{ "Action", false, 48 }, { "Owner", false, 0 }, { "Due", false, 0 }, { "", false, 0 } };
	struct doc_table *t = doc_table_new(column, 4);

	for (size_t i = 0; i < w->r->lines; i++) {
		const struct rollup_line *l = &w->r->line[i];
		struct buf day = { 0 };

		if (l->section != ROLLUP_ACTIONS)
			continue;
		day_format(l->due_day, &day);
		doc_table_cell(t, l->text);
		doc_table_cell(t, *l->who ? l->who : "nobody");
		doc_table_cell(t, buf_str(&day));
		doc_table_cell(t, l->late ? "late" : "");
		buf_done(&day);
	}
	if (doc_table_rows(t))
		doc_table_write(t, w->kind, w->out);
	doc_table_free(t);
}

static void put_limits(struct writing *w)
{
	doc_heading(w->kind, 2, "Method and limits", w->out);
	for (const char *p = buf_str(&w->r->limits); *p; p += strcspn(p, "\n") + 1) {
		char *line = xstrndup(p, strcspn(p, "\n"));

		doc_item(w->kind, line, w->out);
		free(line);
	}
	buf_putc(w->out, '\n');
}

/* ---- the whole ---- */

static void put_head(struct writing *w)
{
	struct buf b = { 0 };

	report_title(w->r, &b);
	doc_heading(w->kind, 1, buf_str(&b), w->out);
	buf_clear(&b);
	buf_puts(&b, "Closed ");
	day_format(w->r->from_day, &b);
	buf_puts(&b, " to ");
	day_format(w->r->to_day, &b);
	buf_puts(&b, ", team time; as of ");
	moment_format_utc(w->r->as_of_ms, &b);
	buf_printf(&b, "; taxonomy %s; configuration %" PRId64 "; for the %s.", w->r->taxonomy, w->r->config_id,
		   report_audience_key(w->r->scope.audience));
	doc_para(w->kind, buf_str(&b), w->out);
	buf_done(&b);
}

/* Those of a table with columns stand before the others of their section. */
static size_t with_column(const struct figure *f, size_t n)
{
	size_t k = 0;

	while (k < n && f[k].column)
		k++;
	return k;
}

static void put_section(struct writing *w, enum rollup_section section)
{
	size_t n, k;
	const struct figure *f = rollup_section(w->r, section, &n);

	doc_heading(w->kind, 2, rollup_section_title(section), w->out);
	switch (section) {
	case ROLLUP_LOSS:
	case ROLLUP_WIN:
		if (n)
			put_themes(w, f, n);
		else
			nothing(w);
		break;
	case ROLLUP_TREND:
		put_pivot(w, f, n, "Quarter");
		break;
	case ROLLUP_ICP:
		k = with_column(f, n);
		put_pivot(w, f, k, "Dimension");
		if (k < n)
			put_list(w, f + k, n - k, "Debriefs");
		break;
	case ROLLUP_CROSS:
		put_cross(w, f, n);
		break;
	case ROLLUP_REFINEMENTS:
		put_list(w, f, n, "Refinements");
		put_refinements(w);
		break;
	case ROLLUP_ACTIONS:
		put_list(w, f, n, "Actions");
		put_actions(w);
		break;
	case ROLLUP_FRICTION:
		if (!n) {
			nothing(w);
			break;
		}
		put_list(w, f, n, "Theme");
		break;
	case ROLLUP_SCOPE:
	case ROLLUP_OUTCOME:
	case ROLLUP_PROCESS:
	case ROLLUP_SAMPLE:
	case ROLLUP_VIEWS:
	case ROLLUP_SECTIONS:
		put_list(w, f, n, "What");
		break;
	}
}

void report_doc(struct store *s, const struct rollup *r, bool markdown, struct buf *out)
{
	struct writing w = { s, r, markdown ? DOC_MARKDOWN : DOC_TEXT, out };

	put_head(&w);
	put_section(&w, ROLLUP_SCOPE);
	put_limits(&w);
	for (enum rollup_section section = ROLLUP_OUTCOME; section < ROLLUP_SECTIONS; section++) {
		put_section(&w, section);
		if (section == ROLLUP_WIN)
			put_quotes(&w);
	}
}
