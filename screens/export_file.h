#ifndef SCREENS_EXPORT_FILE_H
#define SCREENS_EXPORT_FILE_H
/* What a screen shows into a file of its own name in the present folder, as CSV. */
#include "model/export.h"
#include "screens/screen.h"

struct buf;
/* Appends "deals-2026-11-20-1405.csv". */
void export_file_name(struct store *s, const char *kind, struct buf *out);
/* Writes kind, path and `only` of the options; says "deals.csv holds 1 ONE", or "2 MANY". */
struct act export_file_write(struct screen *s, const struct export_options *o, const char *one, const char *many);
#endif
