#ifndef MODEL_IMPORT_ALL_H
#define MODEL_IMPORT_ALL_H
/* Everything that `export all` wrote, taken in again: members, themes, deals with their stage history, contacts, interviews
 * and notes, table by table by the rules of each, so that the same file taken twice changes nothing. Into an empty file they
 * give the same exports again in every column but id. The other tables are there to be read and are not taken: each is told
 * with its rows. Of interviews no validation and no programme travels. Source: commands.md, "import all". */
#include "model/import.h"

struct import_all_table {
	const char *name;
	bool taken;
	int64_t rows; /* of the file */
	struct import_counts counts;
};

/* The whole file is read before the first table is taken: one that was cut off or is no such file changes nothing. Each table is a step
 * of its own; where one fails, *taken says how many were taken before. Of the options path, dry_run (the file is
 * read and counted), strict, theirs and the callbacks count. */
int import_all(struct store *s, const struct import_options *opt, void (*told)(void *arg, const struct import_all_table *table),
	       struct import_counts *sum, int *taken, struct err *err);
#endif
