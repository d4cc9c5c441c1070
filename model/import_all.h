#ifndef MODEL_IMPORT_ALL_H
#define MODEL_IMPORT_ALL_H
/* Everything that `export all` wrote, taken in again, table by table by the rules of each, so that the same file taken twice
 * changes nothing. The whole file is one transaction and one import, which import_revert() takes back. Into an empty file it
 * gives the same exports again but for ids and for what is told of each table that does not travel. Source: commands.md, "import
 * all". */
#include "model/import.h"

struct import_all_table {
	const char *name;
	const char *why; /* it is left in the file; NULL: it was taken */
	int64_t rows;	 /* of the file */
	struct import_counts counts;
};

/* A file that was cut off or is no such file changes nothing. A line that cannot be read, one of a table that nobody knows and a row that
 * cannot be are refused, told with line and reason (opt->refused), and the others go in. Of the options path, dry_run (all of it
 * is tried and nothing kept), strict, theirs and the callbacks count. 0: done (see counts.refused); -1: nothing was written. */
int import_all(struct store *s, const struct import_options *opt, void (*told)(void *arg, const struct import_all_table *table),
	       struct import_result *out, struct err *err);
#endif
