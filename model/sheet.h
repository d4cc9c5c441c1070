#ifndef MODEL_SHEET_H
#define MODEL_SHEET_H
/* Rows of typed cells to a CSV, JSON or XLSX file. The maker of an export names its columns once and then fills each
 * row from left to right; columns that were not asked for, or that the actor may not see, are passed over here. */
#include "model/export.h"

struct sheet;
struct buf;

struct sheet_column {
	const char *name;
	bool hidden; /* by its class: absent, also when it is asked for by name */
};

/* ERR_INPUT: opt->columns names one that is not there. */
int sheet_open(struct sheet **out, const struct export_options *opt, const struct sheet_column *columns, size_t n,
	       int64_t now_ms, struct err *err);
/* The rows that follow are of another table, with other columns: of a sheet that was opened with opt->lines, JSON Lines in
 * which each row begins with the name of its table. */
int sheet_turn(struct sheet *s, const char *table, const struct sheet_column *columns, size_t n, struct err *err);
/* The same of a file that somebody else writes: its bytes, and how many rows they are. */
int sheet_open_whole(struct sheet **out, const struct export_options *opt, struct err *err);
void sheet_whole(struct sheet *s, const struct buf *bytes, int64_t rows);
/* The next cells of the row. NULL, NO_DAY …: no value. */
void sheet_text(struct sheet *s, const char *text);
void sheet_word(struct sheet *s, const char *text); /* of a fixed list, an id: never a formula */
void sheet_int(struct sheet *s, int64_t n, bool has);
void sheet_amount(struct sheet *s, int64_t minor, int digits);
void sheet_percent(struct sheet *s, int64_t bp); /* -1: none */
void sheet_day(struct sheet *s, int64_t day);
void sheet_moment(struct sheet *s, int64_t ms);
/* Whether the next cell is wanted at all: spares the work of making it. */
bool sheet_wants(const struct sheet *s);
void sheet_end_row(struct sheet *s);
int sheet_close(struct sheet *s, int64_t *rows, bool *closed, struct err *err);
/* Leaves everything as it was. */
void sheet_drop(struct sheet *s);
#endif
