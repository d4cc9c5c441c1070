#ifndef MODEL_OVERRIDE_H
#define MODEL_OVERRIDE_H
/* Gates that somebody went over with a reason: criteria of a stage, the kickoff before its debrief, delivery before its
 * SOW and acknowledgement. They are kept with the event and counted here. Source: domain.md, "Deals and stages" (stage
 * compliance) and "Clocks". */
#include "model/event.h"

enum gate_kind { GATE_STAGE, GATE_KICKOFF, GATE_DELIVERY };
const char *gate_key(enum gate_kind g); /* "stage", "kickoff", "delivery" */

struct override_row {
	int64_t deal, at_ms, member;
	const char *company;
	const char *reason; /* "" for who may not read what is of class crm; borrowed for the call, as company is */
	enum gate_kind gate;
};
/* Of the deals that the actor may see, told to have happened since that moment (NO_MOMENT: ever), oldest first. */
int overrides_each(struct store *s, int64_t since_ms, int (*fn)(void *arg, const struct override_row *row), void *arg,
		   struct err *err);

enum { COMPLIANCE_TARGET_BP = 8500 };
struct compliance {
	int64_t moves, over; /* moves forward, and those with criteria open */
	int rate_bp;	     /* of moves without; -1 where there was no move */
};
int stage_compliance(struct store *s, int64_t since_ms, struct compliance *out, struct err *err);
extern const struct sql override_sql[];
#endif
