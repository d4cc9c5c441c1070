#ifndef SCREENS_EVIDENCE_H
#define SCREENS_EVIDENCE_H
/* What an action or a refinement rests on, as a list that opens each of it. */
#include "screens/exchange.h"

struct evidence_arg {
	const char *title; /* "what action 7 rests on" */
	const char *kept;  /* a line of model/evidence.h */
	struct exchange_arg chosen; /* given: what evidence_open() opens */
};
extern const struct screen_type evidence_screen; /* arg: const struct evidence_arg * */
/* Opens the one that there is, else the list; refuses where there is none. `arg` must stay until the screen is open. */
struct act evidence_open(struct screen *s, struct evidence_arg *arg);
#endif
