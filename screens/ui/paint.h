#ifndef SCREENS_UI_PAINT_H
#define SCREENS_UI_PAINT_H
/* The loop's side of draw.h: one frame on the terminal that app/term.c opened. */
#include "screens/ui/draw.h"

/* `ascii`: signs in ASCII; `utf8`: other characters may be sent at all (else they show as ?). */
struct draw *draw_new(const struct scheme *theme, bool ascii, bool utf8);
void draw_free(struct draw *d);
/* Takes another theme from the next frame on. */
void draw_theme(struct draw *d, const struct scheme *theme);
/* The terminal was away: whether its cursor shows is not known any more. */
void draw_forget_cursor(struct draw *d);
void draw_begin(struct draw *d, int rows, int cols);
/* Everything from here on is painted muted, surfaces dropped: what lies under an overlay. */
void draw_muted(struct draw *d, bool muted);
/* Sends what changed. `anew`: every cell. */
void draw_end(struct draw *d, bool anew);
#endif
