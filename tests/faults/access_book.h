#ifndef TESTS_FAULTS_ACCESS_BOOK_H
#define TESTS_FAULTS_ACCESS_BOOK_H
/* A workbook that came out of a program: its words lie packed in it. */
#include "model/buf.h"

#include <stdbool.h>

/* Where `out` is one, every part of it (sheets, strings, comments, charts and what they keep, properties) is appended as text.
 * false: it begins as one and cannot be read. `dir` holds it meanwhile. */
bool access_unfold(struct buf *out, const char *dir);
#endif
