#ifndef TESTS_CSV_REF_H
#define TESTS_CSV_REF_H
/* A second CSV reader, written for being plain: the whole text in memory, one character after the other. What csv_in
 * says about a text is compared with what this one says. Both are put down as lines of text:
 *   "= LINE  field|field|~" for a row that is taken (~: empty and not quoted),
 *   "! LINE COLUMN" for one that is refused. */
#include "model/buf.h"
#include "model/io/csv_in.h"

void csv_ref_dump(const char *s, size_t n, char delimiter, struct buf *out);
/* The same from csv_in; returns false where its totals do not add up or it fails. */
bool csv_in_dump(struct csv_in *in, struct buf *out);
#endif
