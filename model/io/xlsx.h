#ifndef MODEL_IO_XLSX_H
#define MODEL_IO_XLSX_H
/* Writes a workbook of one sheet, a cell at a time, row after row: text always as text, never as a formula; days,
 * moments and numbers as what they are. The first row is the header (bold, kept in sight).
 *
 * A sheet holds 1,048,576 rows and a cell 32,767 characters: what is longer is never cut. The first such row or
 * cell ends the work: the calls after it do nothing, and xlsx_close() tells it and writes no file. */
#include "model/err.h"

#include <stddef.h>
#include <stdint.h>

#define XLSX_ROWS_MAX 1048576
#define XLSX_TEXT_MAX 32767 /* in UTF-16, as spreadsheets count */

struct xlsx;

/* workbook_close() for whoever makes a workbook. The library writes lines of its own about what failed, into whatever the terminal
 * shows: not here, the failure is told once, by the caller. Its lxw_error, and errno in *why. */
struct lxw_workbook;
int workbook_end(struct lxw_workbook *book, int *why);

/* `path` "-" is standard output. A file (mode 0600) takes its place only when xlsx_close() has written all of it;
 * until then what stood there stands. `now_ms` is noted in it as the moment of its making. `sheet`: its name, at
 * most 31 characters. NULL with ERR_OUTPUT. */
struct xlsx *xlsx_open(const char *path, const char *sheet, int64_t now_ms, struct err *err);

void xlsx_text(struct xlsx *x, const char *s, size_t len); /* NULL: an empty cell */
void xlsx_int(struct xlsx *x, int64_t n);
/* An amount in minor units. What a double cannot hold exactly is written as text. NO_AMOUNT: an empty cell. */
void xlsx_amount(struct xlsx *x, int64_t minor, int digits);
void xlsx_day(struct xlsx *x, int64_t day);       /* NO_DAY: empty; before March 1900, as text */
void xlsx_moment(struct xlsx *x, int64_t ms);     /* UTC; NO_MOMENT: empty */
void xlsx_end_row(struct xlsx *x);

/* Writes the file and frees. *rows (may be NULL): the rows with the header. -1: ERR_OUTPUT, and no file is
 * changed. */
int xlsx_close(struct xlsx *x, int64_t *rows, struct err *err);
#endif
