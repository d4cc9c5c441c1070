#ifndef MODEL_REJECT_H
#define MODEL_REJECT_H
/* The file of refused rows: the columns of the import with rejected_line, rejected_column and rejected_reason in
 * front, so that a mended row can be imported from it. Mode 0600; an earlier one is never written over. */
#include "model/io/csv_in.h"

struct reject;

/* `asked` NULL: SOURCE.rejected.csv, or with a number where that is taken. The file is made with its first row. */
struct reject *reject_new(const char *source, const char *asked, char delimiter);
/* Columns are named by their header. */
void reject_header(struct reject *r, const struct csv_row *header);
const char *reject_column(const struct reject *r, int column); /* "" unknown; from 1 */
int reject_row(struct reject *r, const struct csv_row *row, int column, const char *reason, struct err *err);
/* Writes all of it to the disk; after it no row is taken. 0 too where there is no such file. */
int reject_finish(struct reject *r, struct err *err);
/* Writes and closes; the path is the caller's to free, NULL when no row was refused. */
int reject_close(struct reject *r, char **path, struct err *err);
#endif
