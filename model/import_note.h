#ifndef MODEL_IMPORT_NOTE_H
#define MODEL_IMPORT_NOTE_H
/* Notes of interviews from CSV: interview, seq, kind, text and speaker, as `export notes` writes them. A row whose number
 * stands in its interview changes that note, another one is added; importing what was exported changes nothing. Source:
 * commands.md, "Fields". */
#include "model/import.h"

/* One edit(), all rows that can be taken; refused ones are told with line and reason. Of the options path, encoding,
 * delimiter, dry_run, strict, refused and arg count. 0, or -1: nothing was written. */
int import_notes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
#endif
