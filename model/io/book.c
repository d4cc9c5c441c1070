#include "model/io/book.h"

#include "model/file.h"
#include "model/io/xlsx.h"
#include "model/value.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define BOOK_MAX (64u << 20)
#define DAY_ZERO (-25569)
#define CELL_MAX 32767

struct book {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *wrap, *day, *share, *amount[5];
	char *temp, *name;
	lxw_row_t row;
	lxw_col_t col;
	lxw_error failed;
};

static int make_temp(struct book *b, struct err *err)
{
	int fd = file_temp(&b->temp, err);

	return fd < 0 ? -1 : close(fd);
}

static void book_free(struct book *b)
{
	free(b->temp);
	free(b->name);
	free(b);
}

static void formats(struct book *b)
{
	static const char *const amounts[] = { "#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000" };

	b->head = workbook_add_format(b->book);
	format_set_bold(b->head);
	b->wrap = workbook_add_format(b->book);
	format_set_text_wrap(b->wrap);
	format_set_align(b->wrap, LXW_ALIGN_VERTICAL_TOP);
	b->day = workbook_add_format(b->book);
	format_set_num_format(b->day, "yyyy-mm-dd");
	b->share = workbook_add_format(b->book);
	format_set_num_format(b->share, "0%");
	for (size_t i = 0; i < 5; i++) {
		b->amount[i] = workbook_add_format(b->book);
		format_set_num_format(b->amount[i], amounts[i]);
	}
}

struct book *book_open(int64_t now_ms, struct err *err)
{
	lxw_doc_properties p = { .created = (time_t)(now_ms / 1000) };
	struct book *b = xcalloc(1, sizeof *b);

	b->book = make_temp(b, err) ? NULL : workbook_new(b->temp);
	if (!b->book) {
		if (b->temp)
			unlink(b->temp);
		book_free(b);
		return NULL;
	}
	workbook_set_properties(b->book, &p);
	formats(b);
	return b;
}

static void check(struct book *b, lxw_error e)
{
	if (e != LXW_NO_ERROR && b->failed == LXW_NO_ERROR)
		b->failed = e;
}

void book_sheet(struct book *b, const char *name, const char *const *titles, const int *widths)
{
	b->sheet = workbook_add_worksheet(b->book, name);
	free(b->name);
	b->name = xstrdup(name);
	b->row = 0;
	b->col = 0;
	for (lxw_col_t i = 0; titles[i]; i++) {
		worksheet_set_column(b->sheet, i, i, widths[i], NULL);
		check(b, worksheet_write_string(b->sheet, 0, i, titles[i], b->head));
	}
	worksheet_freeze_panes(b->sheet, 1, 0);
	b->row = 1;
}

/* A cell holds so many units of UTF-16; a longer text ends with a sign that it does. */
void book_text(struct book *b, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len > CELL_MAX / 2) {
		struct buf cut = { 0 };

		len = CELL_MAX / 2;
		while (len && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
		buf_add(&cut, text, len);
		buf_puts(&cut, "…");
		check(b, worksheet_write_string(b->sheet, b->row, b->col, buf_str(&cut), b->wrap));
		buf_done(&cut);
	} else if (len) {
		check(b, worksheet_write_string(b->sheet, b->row, b->col, text, b->wrap));
	}
	b->col++;
}

void book_int(struct book *b, int64_t n)
{
	check(b, worksheet_write_number(b->sheet, b->row, b->col++, (double)n, NULL));
}

void book_amount(struct book *b, int64_t minor, int digits)
{
	double scale = 1;

	for (int i = 0; i < digits; i++)
		scale *= 10;
	check(b, worksheet_write_number(b->sheet, b->row, b->col++, (double)minor / scale, b->amount[digits < 5 ? digits : 4]));
}

void book_share(struct book *b, int64_t bp)
{
	if (bp >= 0)
		check(b, worksheet_write_number(b->sheet, b->row, b->col, (double)bp / 10000, b->share));
	b->col++;
}

void book_day(struct book *b, int64_t day)
{
	if (day != NO_DAY)
		check(b, worksheet_write_number(b->sheet, b->row, b->col, (double)(day - DAY_ZERO), b->day));
	b->col++;
}

void book_end_row(struct book *b)
{
	b->row++;
	b->col = 0;
}

int64_t book_rows(const struct book *b)
{
	return b->row;
}

void book_chart(struct book *b, const struct book_series *s)
{
	lxw_chart *chart;
	lxw_chart_series *series;

	if (s->to < s->from)
		return;
	chart = workbook_add_chart(b->book, s->kind == BOOK_BAR ? LXW_CHART_BAR : LXW_CHART_COLUMN);
	series = chart_add_series(chart, NULL, NULL);
	chart_series_set_categories(series, b->name, (lxw_row_t)s->from, (lxw_col_t)s->names, (lxw_row_t)s->to, (lxw_col_t)s->names);
	chart_series_set_values(series, b->name, (lxw_row_t)s->from, (lxw_col_t)s->values, (lxw_row_t)s->to, (lxw_col_t)s->values);
	chart_series_set_name(series, s->title);
	chart_title_set_name(chart, s->title);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	if (s->kind == BOOK_BAR)
		chart_axis_set_reverse(chart->y_axis); /* the most stands on top, as in the table */
	check(b, worksheet_insert_chart(b->sheet, (lxw_row_t)s->at_row, (lxw_col_t)s->at_col, chart));
}

int book_close(struct book *b, struct buf *out, struct err *err)
{
	lxw_error e;
	int rc = 0, why;

	e = (lxw_error)workbook_end(b->book, &why);
	if (b->failed != LXW_NO_ERROR)
		e = b->failed;
	if (e != LXW_NO_ERROR)
		rc = err_set(err, ERR_OUTPUT, "the workbook cannot be written: %s", why ? strerror(why) : lxw_strerror(e));
	else if (out && file_read(b->temp, BOOK_MAX, out))
		rc = err_set(err, ERR_OUTPUT, "%s cannot be read again: %s", b->temp, strerror(errno));
	unlink(b->temp);
	file_ended(b->temp);
	book_free(b);
	return rc;
}
