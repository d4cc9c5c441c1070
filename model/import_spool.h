#ifndef MODEL_IMPORT_SPOOL_H
#define MODEL_IMPORT_SPOOL_H
/* A file of `export all` taken apart: the rows of each of its tables as a CSV file that has no name, so that every table is
 * taken by the rules of its kind, in the order in which one needs the other, whatever their order in the file. Memory holds two
 * numbers a row. */
#include "model/import.h"

#define SPOOL_TABLES_MAX 48
#define SPOOL_NAME_BYTES 32
/* A file with more lines that cannot be read is none of ours. */
#define SPOOL_BAD_MAX 1000

struct csv_out;
struct spool {
	char name[SPOOL_NAME_BYTES];
	int fd;
	struct csv_out *csv; /* NULL once the file was read */
	char **column;
	size_t columns;
	int64_t rows, line; /* line: of the CSV file, on which the next row begins */
	int64_t *lines;	    /* of each row: its line in the CSV file and in the one that was read */
	size_t cap;
};
struct spool_bad {
	int64_t line;
	char *reason;
};
struct spools {
	struct spool at[SPOOL_TABLES_MAX];
	size_t n;
	struct spool_bad *bad; /* lines that cannot be read; they count among the rows of the file */
	size_t n_bad;
};

/* Reads all of it. A file without its last line, with another number of rows than that line says, or with something behind it
 * is refused as a whole: ERR_INPUT, naming the first line that cannot be read where there is one. */
int spools_read(struct spools *sp, const char *path, struct err *err);
void spools_done(struct spools *sp);
struct spool *spools_find(struct spools *sp, const char *table); /* NULL: the file has none */
/* Which line of the file that was read a line of the spool is. */
int64_t spool_line(const struct spool *sp, int64_t line);
#endif
