#ifndef MODEL_IMPORT_TABLE_H
#define MODEL_IMPORT_TABLE_H
/* Rows of one CSV file that are taken in one edit, which undo takes back: notes, members. Columns are found by name, in
 * any case and order. What is wrong with a row refuses that row, told with line and column; the others go in. */
#include "model/import.h"
#include "model/io/csv_in.h"
#include "model/reject.h"
#include "model/seen.h"

#define IMPORT_TABLE_COLUMNS 32

struct import_table {
	const char *const *names; /* of the columns, ended by NULL */
	unsigned optional;	  /* bit i: the file may be without column i */
	unsigned key;		  /* bit i: column i is part of what a record is known by; a row met before in the file is unchanged
				   * where it says the same, else refused with the other's line. 0: rows are not compared */
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
	struct seen seen;
	struct reject *reject; /* of an import within another */
	bool ended;
};

/* Whether the file has the column; its cell of the present row, "" where it has none or the cell is empty. Borrowed until
 * the next row. */
bool import_table_has(const struct import_table *t, int column);
const char *import_table_cell(const struct import_table *t, int column);
/* The same, and it is the column that a refusal names. */
const char *import_table_look(struct import_table *t, int column);
/* A number from `low` on; `none` where the cell is empty. */
int import_table_int(struct import_table *t, int column, int64_t low, int64_t none, int64_t *out, struct err *err);
/* A moment as exports write it; 0 where the cell is empty. */
int import_table_moment(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err);
int import_table_day(struct import_table *t, int column, int64_t *out, struct err *err); /* NO_DAY where it is empty */
/* The deal that the cell names by external id, by its name for other programs, or (of a file that is no part of another) as deal_find()
 * takes it. */
int import_table_deal(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err);
/* An interview in the same way. */
int import_table_interview(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err);
/* The same of a word, as a file of all tables names them. */
int import_named_deal(struct store *s, const char *word, int64_t *out, struct err *err);
int import_named_interview(struct store *s, const char *word, int64_t *out, struct err *err);
/* A member by login, who is there; 0 where the cell is empty. */
int import_table_member(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err);
/* Where the cell stands in a list of words ended by NULL: from 0 on. An empty cell is the first where that is "". */
int import_table_choice(struct import_table *t, int column, const char *const *words, int *out, struct err *err);
/* 0: done (see counts->refused; with dry_run, or strict and a refused row, nothing was written); -1: nothing was. Within another
 * import the rows are its changes, some thousands a group, and refused ones stand in a file beside it. */
int import_table_run(struct store *s, struct import_table *t, const struct import_options *opt, struct import_counts *counts,
		     struct err *err);
extern const struct sql import_table_sql[];
#endif
