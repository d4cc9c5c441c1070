#ifndef MODEL_IMPORT_CODE_H
#define MODEL_IMPORT_CODE_H
/* Codes from CSV, as `export codes` writes them: interview, seq, start, end (code points; both empty: the whole note),
 * theme, driver, coder, memo, taxonomy. They go into the actor's own pass, which is begun where there is none; a row of
 * another coder, a place outside its note, a theme that is not offered are refused with line and reason. The same theme
 * on the same words stands once. Source: commands.md, "Fields". */
#include "model/import.h"

/* One edit(): every row that can be taken. Of the options path, map, encoding, delimiter, raw, dry_run, strict, refused,
 * note and arg count. 0, or -1: nothing was written. */
int import_codes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
#endif
