#ifndef MODEL_SHORTFALL_H
#define MODEL_SHORTFALL_H
/* The action that is opened, once in a period, where a metric falls short of its target. One mechanism for the rate of
 * debriefs, the metrics of playbooks and those of the regular reports. Source: checklist M8, "action if below". */
#include "model/action.h"
#include "model/member.h"
#include "model/target.h"

struct shortfall {
	const char *trigger_key; /* with the period in it: one action a key, ever */
	const char *title;       /* what the history says */
	const char *text, *expected;
	enum role owner, else_owner; /* the first active member with that role, else with the other */
	enum field_class class;
};
/* Whether the actor is told to open one: it speaks of all deals, so only who reads and writes all of them is. */
bool shortfall_may_open(const struct store *s);
/* Nothing where it was opened before. 0 or -1. */
int shortfall_open(struct store *s, const struct shortfall *f, struct err *err);
/* The same with text and expected made of the target that is missed: "TITLE: SAID, target at least 85 %. ACTION". */
int shortfall_of_target(struct store *s, struct shortfall *f, const char *said, const struct target *t, const char *action,
			struct err *err);
extern const struct sql shortfall_sql[];
#endif
