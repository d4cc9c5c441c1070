#ifndef SCREENS_UI_SCROLL_H
#define SCREENS_UI_SCROLL_H
/* A text of more rows than fit. draw() says how many there are and fit, and shows those from `top` on. */
#include "screens/ui/key.h"

struct scroll {
	int top, rows, all;
};
/* Each: whether another part is shown now. */
bool scroll_by(struct scroll *v, int rows);
/* j k and arrows, g G, PgUp PgDn, Space. */
bool scroll_key(struct scroll *v, int key);
bool scroll_mouse(struct scroll *v, const struct mouse *m);
#endif
