#ifndef MODEL_IO_BOOK_H
#define MODEL_IO_BOOK_H
/* A workbook of several sheets with charts of its own cells, into memory. Real numbers and days; a text is never a formula.
 * The same cells give the same bytes. Beside xlsx.c, which writes one long sheet, the only user of libxlsxwriter. */
#include "model/buf.h"
#include "model/err.h"

#include <stdint.h>

struct book;
/* now_ms: the moment that the file says it was made at. NULL: ERR_OUTPUT. */
struct book *book_open(int64_t now_ms, struct err *err);
/* The next sheet, with its head of column titles (ended by NULL) in the first row and these widths, in columns of text. */
void book_sheet(struct book *b, const char *name, const char *const *titles, const int *widths);
/* The next cell of the row, from left to right. NULL, NO_DAY: an empty one. */
void book_text(struct book *b, const char *text);
void book_int(struct book *b, int64_t n);
void book_amount(struct book *b, int64_t minor, int digits);
void book_share(struct book *b, int64_t bp); /* shown in percent; -1 none */
void book_day(struct book *b, int64_t day);
void book_end_row(struct book *b);
int64_t book_rows(const struct book *b); /* of this sheet, with the head */
/* A chart in the sheet, beside its table: of `values` named by `names`, both columns from 0, in the rows from … to (from 1). */
enum book_chart { BOOK_BAR, BOOK_COLUMN };
struct book_series {
	enum book_chart kind;
	const char *title;
	int names, values;
	int64_t from, to;
	int at_row, at_col;
};
void book_chart(struct book *b, const struct book_series *s);
/* Frees it; the bytes are appended where `out` is not NULL. 0, -1. */
int book_close(struct book *b, struct buf *out, struct err *err);
#endif
