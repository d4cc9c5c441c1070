#ifndef MODEL_IMPORT_TABLE_H
#define MODEL_IMPORT_TABLE_H
/* Rows of one CSV file that are taken in one edit, which undo takes back: notes, members. Columns are found by name, in
 * any case and order. What is wrong with a row refuses that row, told with line and column; the others go in. */
#include "model/import.h"
#include "model/io/csv_in.h"

#define IMPORT_TABLE_COLUMNS 16

struct import_table {
	const char *const *names; /* of the columns, ended by NULL */
	unsigned optional;	  /* bit i: the file may be without column i */
	struct group_open how;	  /* of the edit; its title is told once all rows are read */
	/* One row inside the edit. ERR_INPUT, ERR_REFUSED, ERR_ROLE and ERR_USAGE refuse it and leave nothing of it; any other
	 * ends the import. It sets `which` to the column it looks at and `was_there` where it changes a record. */
	int (*row)(struct store *s, struct group *g, struct import_table *t, struct err *err);
	void *arg;

	int which; /* -1: the row as a whole */
	bool was_there;

	/* Private. */
	const struct import_options *opt;
	struct import_counts *counts;
	struct csv_in *in;
	const struct csv_row *at;
	int column[IMPORT_TABLE_COLUMNS]; /* -1: not there */
};

/* Whether the file has the column; its cell of the present row, "" where it has none or the cell is empty. Borrowed until
 * the next row. */
bool import_table_has(const struct import_table *t, int column);
const char *import_table_cell(const struct import_table *t, int column);
/* 0: done (see counts->refused; with dry_run, or strict and a refused row, nothing was written); -1: nothing was. */
int import_table_run(struct store *s, struct import_table *t, const struct import_options *opt, struct import_counts *counts,
		     struct err *err);
#endif
