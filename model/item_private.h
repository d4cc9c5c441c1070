#ifndef MODEL_ITEM_PRIVATE_H
#define MODEL_ITEM_PRIVATE_H
/* Shared by the files of items and history only. */
#include "model/item.h"

enum { ROW_OF_FORM, ROW_SEEN, ROW_RAW, ROW_SEQ, ROW_INSERT, ROW_UPDATE, ROW_BODY };

/* A row as it stands in the table. */
struct item_row {
	struct item it;
	int64_t text_id, gone;
};

/* Whatever the actor may see, also a deleted one: 1, 0, -1. The row is item_done(). */
int item_row_read(struct store *s, int64_t id, struct item_row *out, struct err *err);
/* Inside edit(): marks the row as deleted. */
int item_row_drop(struct store *s, struct group *g, int64_t id, struct item *out, struct err *err);
/* Inside edit(): the actions of the promises and flags of a form; of one row; and what becomes of the action of a row
 * that changed (`was`) or that is `dropped`. */
int item_act_all(struct store *s, struct group *g, int64_t form, struct err *err);
int item_act(struct store *s, struct group *g, struct item *it, struct err *err);
int item_follow(struct store *s, struct group *g, const struct item *was, struct item *it, bool dropped,
		struct err *err);
/* Inside edit(): the promise or flag goes along with its action: closed keeps it, open again opens it, owner and day
 * follow. *doing says so where its state changed: "closed, its promise kept". 0 or -1. */
struct action;
int item_of_action(struct store *s, struct group *g, const struct action *was, const struct action *is, const char **doing,
		   struct err *err);
/* What a person calls a field that history keeps: "due date". */
const char *item_field_title(enum item_kind kind, const char *key);
#endif
