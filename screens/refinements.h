#ifndef SCREENS_REFINEMENTS_H
#define SCREENS_REFINEMENTS_H
/* Changes of the qualification model (model/refinement.h): the list, and the strips in which one is flagged, proposed and
 * decided. refinements.c is the list, refinement_say.c the strips. S0-29 … S0-33. */
#include "screens/screen.h"

extern const struct screen_type refinements_screen;
extern const struct screen_type suggestions_screen; /* arg: NULL; suggestions.c */
/* arg: const int64_t *, the refinement's id; NULL: a new one */
extern const struct screen_type refinement_propose_screen;
/* arg: what it was seen in, or NULL */
struct refinement_flag_arg {
	int64_t deal, form; /* the exchange record of that deal */
	const char *what, *deals; /* what the fields hold at first, NULL: nothing; `deals` in the place of the deal */
};
extern const struct screen_type refinement_flag_screen;
/* arg: const int64_t *, the refinement's id */
extern const struct screen_type refinement_link_screen, refinement_approve_screen, refinement_reject_screen;
#endif
