#ifndef MODEL_IMPORT_KINDS_H
#define MODEL_IMPORT_KINDS_H
/* Tables of `export all` that come back by a file of all alone (model/import_all.h): each takes the rows of one table within that import,
 * by the rules of import_table.h, with who said what and when as the file has it. Who may: what the act would ask of the
 * actor. A row is known by what the table in its file says; one that is there already is made what the row says. */
#include "model/import.h"

int import_programmes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_samples(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_debriefs(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_answers(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_captured(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_validations(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_passes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_coded(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
extern const struct sql import_coded_sql[];
extern const struct sql import_programme_sql[];
#endif
