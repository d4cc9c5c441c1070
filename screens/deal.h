#ifndef SCREENS_DEAL_H
#define SCREENS_DEAL_H
/* One deal: its sheet, and the form that writes or edits it. Both read the field table of model/deal.h. */
#include "screens/screen.h"

extern const struct screen_type deal_screen;      /* arg: const int64_t *, the deal's id */
extern const struct screen_type deal_edit_screen; /* arg: the same, or NULL: a new deal */
extern const struct screen_type clocks_screen;    /* arg: const int64_t *, the deal's id */

/* A history title without the name of the deal in front, which stands above it already. */
const char *deal_short_title(const char *title, const char *company);
#endif
