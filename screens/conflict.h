#ifndef SCREENS_CONFLICT_H
#define SCREENS_CONFLICT_H
/* Two texts for one field: somebody else stored theirs since mine was begun. Both stand on the screen, and the key row
 * asks which stays. For a screen with pads (screens/pad.h); a short field has typed_ask() (screens/typed.h). */
#include "screens/screen.h"

/* How it ends. Both: theirs, then mine behind it. What does not stay is in the history. */
enum conflict_end { CONFLICT_MINE = 'm', CONFLICT_THEIRS = 't', CONFLICT_BOTH = 'b' };
/* "mira changed Q4 too." */
struct act conflict_ask(const char *who, const char *what);
struct act conflict_settled(void);
/* What the answers run: `settle` sees a conflict_end as its key. */
#define CONFLICT_ROWS(heading, settle)                                                                                \
	{ .levels = AT_FORM, .command = "conflict-mine", .label = "keep mine", .group = heading, .run = settle },            \
	{ .levels = AT_FORM, .command = "conflict-theirs", .label = "take theirs", .group = heading, .run = settle },        \
	{ .levels = AT_FORM, .command = "conflict-both", .label = "keep both", .group = heading, .run = settle }
#endif
