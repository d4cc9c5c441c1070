#ifndef SCREENS_REGISTRY_H
#define SCREENS_REGISTRY_H
/* Every screen type there is: the tabs, what they open, the overlays. Help, palette, manual and the tests of key
 * tables walk it. A new screen adds its `extern` and one row to registry.c. */
#include "screens/screen.h"

extern const struct screen_type *const screen_types[]; /* ended by NULL */
/* The type behind tab 1 … 5. */
const struct screen_type *screen_of_tab(int tab);
const struct screen_type *screen_find(const char *name);
const char *tab_title(int tab);

extern const struct screen_type palette_screen, help_screen, due_screen, welcome_screen;
extern const struct screen_type board_screen, handoffs_screen, debriefs_screen, interviews_screen, report_screen;
extern const struct screen_type debrief_screen; /* one won deal; arg: const int64_t *, the deal's id */

/* What the first page leaves the program with: the caller opens the sample. */
enum { SCREEN_SAMPLE = 1000 };

/* Who acts, counts and clocks for the top bar. */
int bar_load(struct view *v, struct err *err);
#endif
