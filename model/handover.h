#ifndef MODEL_HANDOVER_H
#define MODEL_HANDOVER_H
/* What passes to the next customer success manager when a deal gets another: its open promises, flags and rows and its
 * open actions that were of the one before. The debrief, the check-ins and the clocks are the deal's csm's by
 * themselves. Source: issue "The live debrief", "handing an account to another CSM keeps everything findable". */
#include "model/deal.h"

/* Inside edit(), in the same group, so that undo brings all of it back; asks nobody's role: who may name the csm is the
 * caller's rule. `title` (may be NULL) gets how many in words: "; handed over 2 actions, 1 open row from priya to max". Nothing
 * where the csm stayed, where there was none, or where there is none now: then it stays whose it is. 0 or -1. */
int handover_follow(struct store *s, struct group *g, const struct deal *old, const struct deal *now, struct buf *title,
		    struct err *err);
/* What the actor's newest change of that deal handed over: 1 and "handed over 2 actions from priya to max", 0, -1. */
int handover_told(struct store *s, int64_t deal, struct buf *out, struct err *err);
extern const struct sql handover_sql[];
#endif
