#ifndef MODEL_IMPORT_MEMBER_H
#define MODEL_IMPORT_MEMBER_H
/* Members from CSV: login, name, email, roles, duties and active, as `export members` writes them. A login that is there
 * is changed, another one added; a cell that is empty says nothing. Roles and duties stand with commas or blanks between
 * them. Who may: access_act "members". Source: commands.md, "Fields". */
#include "model/import.h"

/* One edit(), as import_table.h has it. */
int import_members(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
#endif
