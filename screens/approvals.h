#ifndef SCREENS_APPROVALS_H
#define SCREENS_APPROVALS_H
/* What waits for a decision (model/approval.h), and the short strips with which one is asked for and decided, a handoff is
 * put off (model/snooze.h) and somebody says who stands in (model/away.h). */
#include "screens/screen.h"

extern const struct screen_type approvals_screen; /* arg: const int64_t *, the deal whose are listed; NULL: all */
extern const struct screen_type approval_ask_screen;                          /* arg: const int64_t *, the deal's id */
extern const struct screen_type approval_approve_screen, approval_reject_screen; /* arg: const int64_t *, the request's id */
extern const struct screen_type snooze_screen;                                /* arg: const int64_t *, the deal's id */
extern const struct screen_type away_screen;                                  /* no arg: of who acts */
#endif
