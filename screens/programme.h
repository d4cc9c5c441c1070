#ifndef SCREENS_PROGRAMME_H
#define SCREENS_PROGRAMME_H
/* A programme of interviews with its sample: who is asked, why they are, and how that stands to all that closed
 * (model/programme.h, candidate.h), and the short strips with which it is planned. */
#include "screens/screen.h"

extern const struct screen_type programme_screen; /* arg: const int64_t *, the programme; NULL: the newest window's */
struct programme_arg {
	int64_t programme; /* 0: a new one */
	int64_t selection; /* the sampled deal it is about; 0 none */
};
/* arg: const struct programme_arg * */
extern const struct screen_type programme_new_screen, programme_edit_screen, programme_take_screen, programme_invite_screen,
	programme_give_screen, programme_refuse_screen, programme_drop_screen;
#endif
