#ifndef APP_CLI_ROWS_H
#define APP_CLI_ROWS_H
/* Rows of a debrief from the command line: one option makes or names a row, further ones say more of it. */
#include "model/item.h"

struct row_words {
	enum item_kind kind;  /* of a new row, 0 where one is named */
	int64_t id;           /* of the row that is changed or removed; filled when a new one is kept */
	bool removes;
	const char *text;     /* NULL: stays, as all that follows */
	const char *said_by, *resolution, *attr_word;
	int64_t attr, owner, due_day;
	enum due_unit due_unit;
	bool has_attr, has_owner, has_due;
	int question;         /* that a gap, a parked word or one to raise belongs to; 0: stays */
	int state;            /* -1: stays */
};
/* Whether --NAME makes or names a row ("promise", "flag", "row", "remove" …). 1, 0, -1 with what is wrong with the
 * value. */
int rows_begin(struct store *s, const char *name, const char *value, struct row_words *out, struct err *err);
/* Whether --NAME says more of the row before it ("owner", "due", "kind" …). 1, 0, -1. */
int rows_more(struct store *s, const char *name, const char *value, struct row_words *row, struct err *err);
/* Keeps, changes or removes it. */
int rows_take(struct store *s, int64_t form, struct row_words *row, struct err *err);
void rows_say(struct store *s, const struct row_words *row);
#endif
