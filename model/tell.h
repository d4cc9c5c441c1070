#ifndef MODEL_TELL_H
#define MODEL_TELL_H
/* What the fields of a won deal tell: a commitment, a signed SOW. Source: domain.md, "Clocks". */
#include "model/deal.h"
#include "model/event.h"

/* Inside edit(), behind deal_save(): the events of what was set, of a deal that was won here. */
int tell_fields(struct store *s, struct group *g, const struct deal *old, const struct deal *d, struct err *err);
/* Inside edit(): what was told of a signature does not hold, and its clock waits again. 1; 0 where none was told; -1. */
int tell_not_signed(struct store *s, struct group *g, int64_t deal, struct err *err);
/* The signing of a SOW of which the day is known (NO_DAY: not even that), at the latest at that moment. */
struct new_event tell_signed(const struct store *s, int64_t deal, int64_t sow_day, int64_t no_later);
#endif
