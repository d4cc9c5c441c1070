#ifndef SCREENS_SCHEDULE_H
#define SCREENS_SCHEDULE_H
/* Two short strips over a won deal: when the debrief's call will be, and the kickoff (planned for, or held). S4-28
 * (the csm owns scheduling), S4-05, S4-06; domain.md, "Clocks" (kickoff comes after the debrief). */
#include "screens/screen.h"

struct schedule_arg {
	int64_t deal, form;
	int64_t scheduled_at; /* 0 not set */
};
extern const struct screen_type schedule_screen, kickoff_screen; /* arg: const struct schedule_arg * */
#endif
