#include "model/doc_table.h"

#include "model/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOC_COLS 78
#define GAP_COLS 2

struct doc_table {
	const struct doc_column *column;
	size_t columns;
	char **cell; /* row by row */
	size_t n;
};

struct doc_table *doc_table_new(const struct doc_column *columns, size_t n)
{
	struct doc_table *t = xcalloc(1, sizeof *t);

	t->column = columns;
	t->columns = n;
	return t;
}

void doc_table_free(struct doc_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		free(t->cell[i]);
	free(t->cell);
	free(t);
}

static void take_cell(struct doc_table *t, char *text)
{
	if ((t->n & (t->n - 1)) == 0)
		t->cell = xrealloc(t->cell, (t->n ? t->n * 2 : 1) * sizeof *t->cell);
	t->cell[t->n++] = text;
}

void doc_table_cell(struct doc_table *t, const char *text)
{
	take_cell(t, xstrdup(text ? text : ""));
}

void doc_table_printf(struct doc_table *t, const char *fmt, ...)
{
	struct buf b = { 0 };
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof text) {
		char *whole = xmalloc((size_t)n + 1);

		va_start(ap, fmt);
		vsnprintf(whole, (size_t)n + 1, fmt, ap);
		va_end(ap);
		buf_puts(&b, whole);
		free(whole);
	} else {
		buf_puts(&b, n < 0 ? "" : text);
	}
	take_cell(t, buf_take(&b));
}

size_t doc_table_rows(const struct doc_table *t)
{
	return t->columns ? (t->n + t->columns - 1) / t->columns : 0;
}

/* ---- words ---- */

/* CR LF is one line break. */
static bool is_break(const char **p)
{
	if (**p == '\r' && (*p)[1] == '\n')
		++*p;
	return **p == '\n' || **p == '\r';
}

void doc_words(enum doc_kind kind, const char *text, bool cell, struct buf *out)
{
	for (const char *p = text; *p; p++) {
		if (is_break(&p))
			buf_puts(out, kind == DOC_MARKDOWN && cell ? "<br>" : " ");
		else if (*p == '\t')
			buf_putc(out, ' ');
		else if (kind == DOC_MARKDOWN && *p == '<')
			buf_puts(out, "&lt;");
		else if (kind == DOC_MARKDOWN && strchr("\\|*_`[]", *p))
			buf_printf(out, "\\%c", *p);
		else
			buf_putc(out, *p);
	}
}

static void pad(struct buf *out, char c, int n)
{
	while (n-- > 0)
		buf_putc(out, c);
}

/* ---- tables ---- */

/* What stands in a cell of the document; row 0 is the head. */
static char *cell_text(const struct doc_table *t, enum doc_kind kind, size_t row, size_t col)
{
	size_t at = row ? (row - 1) * t->columns + col : 0;
	struct buf b = { 0 };

	doc_words(kind, !row ? t->column[col].title : at < t->n ? t->cell[at] : "", true, &b);
	return buf_take(&b);
}

static int *widths(const struct doc_table *t, enum doc_kind kind)
{
	int *cols = xcalloc(t->columns + 1, sizeof *cols);

	for (size_t c = 0; c < t->columns; c++) {
		cols[c] = 3; /* what the line below a head of Markdown needs */
		for (size_t r = 0; r <= doc_table_rows(t); r++) {
			char *text = cell_text(t, kind, r, c);
			int w = text_visible_width(text, strlen(text));

			cols[c] = w > cols[c] ? w : cols[c];
			free(text);
		}
		if (kind == DOC_TEXT && t->column[c].wrap_cols && cols[c] > t->column[c].wrap_cols)
			cols[c] = t->column[c].wrap_cols;
	}
	return cols;
}

static void put_cell(const char *text, size_t len, int cols, bool right, bool last, struct buf *out)
{
	int left = cols - text_visible_width(text, len);

	pad(out, ' ', right ? left : 0);
	buf_add(out, text, len);
	pad(out, ' ', right || last ? 0 : left);
}

static void markdown_row(const struct doc_table *t, size_t row, const int *cols, struct buf *out)
{
	for (size_t c = 0; c < t->columns; c++) {
		char *text = cell_text(t, DOC_MARKDOWN, row, c);

		buf_puts(out, c ? " | " : "| ");
		put_cell(text, strlen(text), cols[c], t->column[c].right, false, out);
		free(text);
	}
	buf_puts(out, " |\n");
}

static void markdown_rule(const struct doc_table *t, const int *cols, struct buf *out)
{
	for (size_t c = 0; c < t->columns; c++) {
		buf_puts(out, c ? " | " : "| ");
		pad(out, '-', cols[c] - t->column[c].right);
		buf_puts(out, t->column[c].right ? ":" : "");
	}
	buf_puts(out, " |\n");
}

/* Nothing but cells that are used up: no further line. */
static bool text_line(const struct doc_table *t, char **cell, size_t *at, const int *cols, struct buf *out)
{
	bool more = false;
	size_t mark = out->len;

	for (size_t c = 0; c < t->columns; c++) {
		const char *text = cell[c];
		size_t len = strlen(text), next = len, end = text_wrap(text, len, at[c], cols[c], &next);

		pad(out, ' ', c ? GAP_COLS : 0);
		put_cell(text + at[c], end - at[c], cols[c], t->column[c].right, c + 1 == t->columns, out);
		at[c] = next;
		more |= next < len;
	}
	while (out->len > mark && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	buf_putc(out, '\n');
	return more;
}

static void text_row(const struct doc_table *t, size_t row, const int *cols, struct buf *out)
{
	char **cell = xcalloc(t->columns + 1, sizeof *cell);
	size_t *at = xcalloc(t->columns + 1, sizeof *at);

	for (size_t c = 0; c < t->columns; c++)
		cell[c] = cell_text(t, DOC_TEXT, row, c);
	while (text_line(t, cell, at, cols, out))
		;
	for (size_t c = 0; c < t->columns; c++)
		free(cell[c]);
	free(cell);
	free(at);
}

static void text_rule(const struct doc_table *t, const int *cols, struct buf *out)
{
	for (size_t c = 0; c < t->columns; c++) {
		pad(out, ' ', c ? GAP_COLS : 0);
		pad(out, '-', cols[c]);
	}
	buf_putc(out, '\n');
}

void doc_table_write(const struct doc_table *t, enum doc_kind kind, struct buf *out)
{
	int *cols = widths(t, kind);

	for (size_t r = 0; r <= doc_table_rows(t); r++) {
		if (kind == DOC_MARKDOWN)
			markdown_row(t, r, cols, out);
		else
			text_row(t, r, cols, out);
		if (!r && kind == DOC_MARKDOWN)
			markdown_rule(t, cols, out);
		else if (!r)
			text_rule(t, cols, out);
	}
	buf_putc(out, '\n');
	free(cols);
}

/* ---- the rest of a document ---- */

void doc_heading(enum doc_kind kind, int level, const char *text, struct buf *out)
{
	struct buf words = { 0 };

	doc_words(kind, text, false, &words);
	if (kind == DOC_MARKDOWN) {
		pad(out, '#', level);
		buf_putc(out, ' ');
	}
	buf_printf(out, "%s\n", buf_str(&words));
	if (kind == DOC_TEXT && level <= 2) {
		pad(out, level == 1 ? '=' : '-', text_visible_width(buf_str(&words), words.len));
		buf_putc(out, '\n');
	}
	buf_putc(out, '\n');
	buf_done(&words);
}

static void wrapped(const char *first, const char *rest, const char *text, struct buf *out)
{
	size_t len = strlen(text), at = 0, next = 0;
	int room = DOC_COLS - (int)strlen(first);

	do {
		size_t end = text_wrap(text, len, at, room, &next);

		buf_puts(out, at ? rest : first);
		buf_add(out, text + at, end - at);
		buf_putc(out, '\n');
		at = next;
	} while (at < len);
}

void doc_para(enum doc_kind kind, const char *text, struct buf *out)
{
	struct buf words = { 0 };

	doc_words(kind, text, false, &words);
	if (kind == DOC_MARKDOWN)
		buf_printf(out, "%s\n", buf_str(&words));
	else
		wrapped("", "", buf_str(&words), out);
	buf_putc(out, '\n');
	buf_done(&words);
}

void doc_item(enum doc_kind kind, const char *text, struct buf *out)
{
	struct buf words = { 0 };

	doc_words(kind, text, false, &words);
	if (kind == DOC_MARKDOWN)
		buf_printf(out, "- %s\n", buf_str(&words));
	else
		wrapped("- ", "  ", buf_str(&words), out);
	buf_done(&words);
}
