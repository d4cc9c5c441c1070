#ifndef SCREENS_UI_EDIT_PAST_H
#define SCREENS_UI_EDIT_PAST_H
/* What was typed into a text, for taking back: changes in their order, of which typing that goes on in one word without
 * a pause is one. Bounded: the oldest go when there are more than a thousand, or more than 4 MiB beside the newest.
 * And what was killed, which several texts may share. */
#include "model/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum change_kind { CHANGE_ONCE, CHANGE_TYPED, CHANGE_RUBBED }; /* ONCE: never one with its neighbours */
/* At `at`, `out` went and `in` came. */
struct change {
	enum change_kind kind;
	size_t at;
	struct buf out, in;
	int64_t at_ms; /* of its last key */
};
struct kill {
	size_t users;
	struct buf text;
};
struct edit_past {
	struct change *changes;
	size_t count, cap, bytes;
	size_t done;     /* changes in force; those behind it can be brought again */
	bool open;       /* the last one may be lengthened */
	struct kill *kill;
	bool killing;    /* the last key killed: the next kill joins it */
};

struct edit_past *past_new(void);
void past_free(struct edit_past *p);
void past_forget(struct edit_past *p);
void past_add(struct edit_past *p, enum change_kind kind, size_t at, const char *out, size_t out_len, const char *in,
	      size_t in_len, int64_t now_ms);
/* The change to take back or to bring again, which then counts as done or not; NULL: there is none. */
const struct change *past_undo(struct edit_past *p);
const struct change *past_redo(struct edit_past *p);

void kill_share(struct edit_past *p, struct edit_past *with);
/* Words killed behind the cursor go behind those killed just before, else before them. */
void kill_add(struct edit_past *p, const char *s, size_t len, bool before);
#endif
