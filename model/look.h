#ifndef MODEL_LOOK_H
#define MODEL_LOOK_H
/* What changed in the queue of handoffs since a member looked at it last. A look is kept in the database, as a row of
 * `session`, so that it is the same on every machine; coming back within half an hour is the same look. It is no change of
 * a record and stands in no history. Source: issue "Handoffs", "what changed since my last look". */
#include "model/store.h"

#define LOOK_SAME_MS INT64_C(1800000)
enum { LOOK_LATE_MAX = 999 };

struct last_look {
	int64_t at_ms;  /* when the look before ended; NO_MOMENT: there was none */
	int64_t group;  /* the newest group then */
};
/* The look before this one. 1, 0 none, -1. */
int look_get(struct store *s, struct last_look *out, struct err *err);
/* This is a look: what stands there now was seen. Nothing for who is no member. */
int look_put(struct store *s, struct err *err);

struct looked {
	int64_t deal, at_ms, member; /* of the newest change by somebody else */
	size_t n;                    /* how many */
	char what[160];              /* its title, without the company: "packet filed" */
};
struct changes_since {
	struct looked *at;   /* by deal, ascending */
	size_t n;
	int64_t came_late;   /* open handoffs that were breached since, counted up to LOOK_LATE_MAX */
	bool more_late;
	bool more;           /* more groups than are read */
};
/* Of deals that the actor may see, by others. Freed by changes_since_done(), also where it failed. */
int look_changes(struct store *s, const struct last_look *since, struct changes_since *out, struct err *err);
void changes_since_done(struct changes_since *c);
const struct looked *changes_since_find(const struct changes_since *c, int64_t deal);
extern const struct sql look_sql[];
#endif
