#ifndef SCREENS_NARROW_H
#define SCREENS_NARROW_H
/* A list that `/` narrows by words typed into its head: "/ kestrel   Esc clears". The state of the screen begins with its
 * struct narrow, and its load() reads the words. At LEVEL_TEXT they are typed; Enter goes to the list, Esc clears them. */
#include "screens/screen.h"
#include "screens/ui/line.h"
#include "screens/ui/list.h"

struct narrow {
	struct list list;
	struct line line;
};

/* For the tables of keys. open and close only change the level: a screen of another state may have them too. */
struct act narrow_open(struct screen *s, int key);
struct act narrow_close(struct screen *s, int key);
/* The cursor stays on the one that was found, where it is among those that are listed. */
struct act narrow_clear(struct screen *s, int key);
struct act narrow_move(struct screen *s, int key);
#define NARROW_ROWS                                                                                                   \
	{ .levels = AT_TEXT, .key = K_ENTER, .command = "narrow-done", .label = "to the list", .group = "See", .footer = 1,   \
	  .run = narrow_close },                                                                                          \
	{ .levels = AT_TEXT, .key = K_ESC, .command = "narrow-clear", .label = "clear", .group = "See", .footer = 2,        \
	  .run = narrow_clear }
/* A key that no binding took: typed text, the Esc that clears from the list, or an arrow through the list. */
struct act narrow_key(struct screen *s, int key);
struct act narrow_paste(struct screen *s, const char *text, size_t len);
bool narrow_is_on(const struct screen *s);
/* From x to the right end of the row. */
void narrow_draw(struct screen *s, struct draw *d, int y, int x);
#endif
