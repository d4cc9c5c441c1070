#ifndef MODEL_CLEANUP_H
#define MODEL_CLEANUP_H
/* What a call left behind: parked words that belong to no question yet, marks to ask again, generic answers, answers
 * against what was written ahead, open gaps and questions, promises without owner or day, open questions. Issue text:
 * "a clean-up view of parked words, marks and generic answers". What the actor may not see is absent. */
#include "model/debrief.h"
#include "model/item.h"

enum leftover_kind { LEFT_OPEN, LEFT_PARKED, LEFT_AGAIN, LEFT_CONTRADICTED, LEFT_GENERIC, LEFT_UNOWNED, LEFT_GAP,
		     LEFT_FOLLOWUP, LEFT_KINDS };
const char *leftover_title(enum leftover_kind kind);
struct leftover {
	enum leftover_kind kind;
	int question;        /* 0 none */
	int64_t item;        /* 0: the question itself */
	char *text;          /* owned */
};
/* In the order of the enum. Caller: leftovers_done(). */
int leftovers_list(struct store *s, int64_t form, struct leftover **out, size_t *n, struct err *err);
void leftovers_done(struct leftover *l, size_t n);

/* One edit(): parked words go to the end of the live answer to `question`, on a line of their own, and the parked row is
 * ITEM_PLACED there. */
int parked_place(struct store *s, int64_t item, int question, struct err *err);
/* A gap or a question that was answered, or words that are not wanted: the row's state. */
int leftover_settle(struct store *s, int64_t item, enum item_state state, struct err *err);
#endif
