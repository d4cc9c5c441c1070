#ifndef MODEL_IMPORT_KINDS_H
#define MODEL_IMPORT_KINDS_H
/* Tables of `export all` that come back by a file of all alone (model/import_all.h): each takes the rows of one table within that import,
 * by the rules of import_table.h, with who said what and when as the file has it. Who may: what the act would ask of the
 * actor. A row is known by what the table in its file says; one that is there already is made what the row says. */
#include "model/form.h"
#include "model/import.h"

int import_programmes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_samples(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_debriefs(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_answers(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_promises(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_risks(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_rows(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_exchanges(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_exchange_fields(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
/* The debrief of a won deal, made where there is none; inside edit(). */
int import_need_debrief(struct store *s, struct group *g, int64_t deal, struct form *f, struct err *err);
/* Whether the actor may do that act, and write that class (CLASS_NONE: any) of that deal. */
int import_may_write(struct store *s, int64_t deal, const char *act, enum field_class class, struct err *err);
extern const struct sql import_item_sql[];
int import_refinements(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
extern const struct sql import_refinement_sql[];
int import_captured(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_validations(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_passes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
int import_coded(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
extern const struct sql import_coded_sql[];
extern const struct sql import_programme_sql[];
#endif
