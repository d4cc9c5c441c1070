#ifndef MODEL_ACTION_H
#define MODEL_ACTION_H
/* Actions: work with an owner and a due date that follows from something learned (a promise, a flag, a rate that fell
 * below its target), to closure. Source: won-deal-review, "operationalising"; domain.md; schema.md, "action". */
#include "model/history.h"

enum action_kind { ACTION_ACTION = 1, ACTION_ESCALATION, ACTION_TASK, ACTION_REFINEMENT };
enum action_state { ACTION_OPEN, ACTION_CLOSED, ACTION_DROPPED };
struct action {
	int64_t id;
	enum action_kind kind;
	enum subject_kind subject_kind; /* SUBJECT_ITEM, SUBJECT_DEAL, SUBJECT_NONE (of the team) */
	int64_t subject;
	char *text;              /* owned */
	int64_t owner, due_day;  /* member, 0 none; NO_DAY none */
	char *expected;          /* owned: what shall change */
	char trigger_key[64];    /* what opened it: one open action a key; "" by hand */
	int64_t blocks;
	enum action_state state;
	int64_t closed_at, rev;
};
void action_done(struct action *a);
/* Inside edit(). An open action with the same trigger_key is not made twice: *a is then that one. */
int action_put(struct store *s, struct group *g, struct action *a, struct err *err);
int action_add(struct store *s, struct action *a, struct err *err);   /* one edit() */
int action_close(struct store *s, int64_t id, const char *reason, struct err *err);
int action_set(struct store *s, int64_t id, int64_t owner, int64_t due_day, struct err *err); /* 0, NO_DAY: stay */
struct action_row {
	struct action a;      /* texts borrowed for the call */
	int64_t deal;         /* 0 of none */
	const char *company;  /* "" of none */
	bool late;
};
/* Those the actor may see, soonest due first. A text made from a row of a class the actor may not read is absent. */
int action_each(struct store *s, bool open_only, int64_t owner, int (*fn)(void *arg, const struct action_row *row),
		void *arg, struct err *err);
extern const struct record_ops action_ops;
extern const struct sql action_sql[];
#endif
