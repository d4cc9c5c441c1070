#ifndef SCREENS_ACCOUNT_H
#define SCREENS_ACCOUNT_H
/* What the debrief left, and who sees it: the account page with the three records side by side (S4-17 … S4-20), the
 * preview of one debrief for each reader, and the view that cleans up behind a call. */
#include "screens/screen.h"

extern const struct screen_type account_screen; /* arg: const int64_t *, the deal's id */
extern const struct screen_type preview_screen; /* arg: const struct preview_arg * */
extern const struct screen_type cleanup_screen; /* arg: const int64_t *, the form's id */

struct preview_arg {
	int64_t deal, form;
	bool completes; /* opened by "complete": Enter does it */
};
#endif
