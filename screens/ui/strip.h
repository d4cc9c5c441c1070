#ifndef SCREENS_UI_STRIP_H
#define SCREENS_UI_STRIP_H
/* The strip that opens from the bottom over a screen that stays readable above (a gate, a short form). A screen of
 * kind SCREEN_STRIP draws itself with it; the key row below stays. */
#include "screens/ui/draw.h"

/* The lowest `rows` of the body, filled and edged. Returns the area for the text. */
struct area strip_draw(struct draw *d, struct area body, int rows);
/* A checklist row: "✓ text", or "□ text"; the one under the cursor with ▸ and the accent. */
void strip_check(struct draw *d, int y, int x, int cols, bool met, bool here, const char *text);
/* "Reason  ▌text": a labelled single-line field inside a strip. */
struct edit;
void strip_field(struct draw *d, int y, int x, int cols, int label_cols, const char *label, struct edit *e, bool active);
/* What is typed here and what somebody else stored meanwhile, both whole, before one is chosen. `mine`: NULL where its
 * field shows all of it. Rows they take in that width, no more than `most`; drawn they keep to the area, and the last row
 * says where that cut them. */
int both_rows(const char *mine, const char *theirs, int cols, int most);
void both_draw(struct draw *d, struct area a, const char *mine, const char *theirs);
#endif
