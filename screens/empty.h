#ifndef SCREENS_EMPTY_H
#define SCREENS_EMPTY_H
/* An empty screen says a fact, a reason and a key (look.md, "Empty screens"); any list draws it instead of its rows. */
#include "screens/ui/draw.h"

struct empty_offer {
	const char *key, *label;
	const char *more; /* a second, muted line; NULL: none */
};
struct empty {
	const char *fact, *reason;
	const struct empty_offer *offers; /* ended by key NULL */
};
void empty_draw(struct draw *d, struct area a, const struct empty *e);
#endif
