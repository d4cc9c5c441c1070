#ifndef MODEL_IMPORT_ACTION_H
#define MODEL_IMPORT_ACTION_H
/* Actions from CSV, as `export actions` writes them: deal, text, kind, owner, due, state, change, expected, evidence and
 * reason. One is known by its deal and its text: then it is changed, another one added; a cell that is empty says nothing.
 * An escalation is raised in its interview and comes from no file. Source: commands.md, "Fields". */
#include "model/import.h"

/* One edit(), as import_table.h has it. */
int import_actions(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
extern const struct sql import_action_sql[];
#endif
