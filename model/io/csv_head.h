#ifndef MODEL_IO_CSV_HEAD_H
#define MODEL_IO_CSV_HEAD_H
/* Columns found by what people call them: a table of words, in any case and order, blanks and signs aside. */
#include "model/io/csv_in.h"

struct buf;

#define CSV_HEAD_MAX 16

struct csv_word {
	const char *words; /* "parentcode"; NULL ends the table */
	int column;
};

struct csv_head {
	int at[CSV_HEAD_MAX]; /* where each column stands, -1 nowhere */
	bool raw;	      /* take no guarding ' off */
};

/* Columns that no word names are left out and said in `notes` (may be NULL), a line each. ERR_INPUT "FILE:LINE: …": two
 * that say the same. */
int csv_head_take(struct csv_head *h, const struct csv_word *words, const struct csv_row *row, const char *file,
		  struct buf *notes, struct err *err);
/* The text of a column without blanks around it and without its guard; "" where it is not there. */
const char *csv_head_cell(const struct csv_head *h, const struct csv_row *row, int column, size_t *len);
/* The same as a string of the caller's; `exact`: with its blanks, for texts that shall come back as they left. */
char *csv_head_text(const struct csv_head *h, const struct csv_row *row, int column, bool exact);
#endif
