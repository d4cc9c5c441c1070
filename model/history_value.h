#ifndef MODEL_HISTORY_VALUE_H
#define MODEL_HISTORY_VALUE_H
/* History keeps values as they are stored; a person reads stages, days, amounts and names. Shown as files hold them
 * (commands.md, "Fields"), so that `deal history` and `export history` say the same. Rows come from history_each(),
 * which asked who may read them. */
#include "model/buf.h"
#include "model/history.h"

/* What was changed: "Amount", "criterion BANT qualified", "Q4, live". */
void history_what(struct store *s, const struct history_row *row, struct buf *out);
/* The key of it for files: "amount", "bant", "icp_1"; what stands in `--columns field`. */
void history_field(struct store *s, const struct history_row *row, struct buf *out);
/* The value before or after; nothing where there was none. Amounts are in the currency that the deal had then. */
enum history_side { HISTORY_BEFORE, HISTORY_AFTER };
void history_value(struct store *s, const struct history_row *row, enum history_side side, struct buf *out);
/* Follows from other fields of the same row and is kept only so that undo puts all of it back. */
bool history_is_derived(const struct history_row *row);
/* What stands before the title of a group, which an undo and a redo share with what they turn round: "taken back: ",
 * "done again: ", "" of all others. */
const char *history_turned(enum group_kind kind);
extern const struct sql history_value_sql[];
#endif
