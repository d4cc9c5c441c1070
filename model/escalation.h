#ifndef MODEL_ESCALATION_H
#define MODEL_ESCALATION_H
/* The next rung of a late handoff's ladder (assets/clocks.ini, `owner`): a message to whom its clock goes up to, from the
 * template "escalation", put into the outbox. Source: domain.md, "Clocks"; S1-33: who does not hear is followed by the
 * next one up. */
#include "model/outbox.h"

/* About what was breached first; where its ladder was told to the top, about what was breached next. Messages about a clock
 * that were not withdrawn are rungs taken. ERR_REFUSED where nothing is late, or all tops were told; the caller frees out. */
int handoff_escalate(struct store *s, int64_t deal, struct outbox_message *out, struct err *err);
#endif
