#ifndef SCREENS_CHECKIN_H
#define SCREENS_CHECKIN_H
/* A check-in 30, 60 or 90 days after the kickoff: what Q2, Q5 and Q7 of the debrief said stands above what is noted now
 * (S4-18, S4-29). Typed text is kept as everywhere (screens/pad.h). */
#include "screens/screen.h"

struct checkin_arg {
	int64_t deal;
	int64_t period; /* 30, 60, 90 */
};
extern const struct screen_type checkin_screen; /* arg: const struct checkin_arg * */
#endif
