#ifndef MODEL_CASELOAD_H
#define MODEL_CASELOAD_H
/* How much each customer success manager has: open handoffs, how many of them late, debriefs due until the end of this
 * week, kickoffs of this week. Counted over the deals that the actor may see. Source: issue "Handoffs", "For a CRO with
 * many". */
#include "model/store.h"

struct caseload {
	int64_t csm;       /* member; 0: handoffs that have none yet */
	int64_t open, late;
	int64_t debriefs;  /* open ones due until Sunday, late ones too */
	int64_t kickoffs;  /* booked for Monday to Sunday of this week and not held */
};
/* Every csm and csm_manager who can log in, with nothing to do too, and whoever else has a handoff: who is latest first,
 * those that nobody has last. */
int caseload_each(struct store *s, int (*fn)(void *arg, const struct caseload *c), void *arg, struct err *err);
extern const struct sql caseload_sql[];
#endif
