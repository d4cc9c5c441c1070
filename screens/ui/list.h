#ifndef SCREENS_UI_LIST_H
#define SCREENS_UI_LIST_H
/* The cursor of a list and the part of it that is on the screen. Holds no data: the screen loads `rows` from `top`. */
#include "screens/ui/draw.h"
#include "screens/ui/key.h"

#include <stdbool.h>
#include <stddef.h>

/* Lists of work: what `o` steps through. */
enum list_shown { SHOWN_OPEN, SHOWN_MINE, SHOWN_ALL, SHOWN_COUNT };

struct list {
	size_t count; /* things there are */
	size_t at;    /* the one under the cursor; 0 when there is none */
	size_t top;   /* first one shown */
	size_t rows;  /* how many fit */
};
/* After a load or a resize: keeps `at` inside and visible. */
void list_fit(struct list *l, size_t count, size_t rows);
void list_go(struct list *l, size_t at);
/* Arrows, j k, g G, Home End, PgUp PgDn. True when the key is one of them (also when there is nowhere to go). */
bool list_key(struct list *l, int key);
void list_scroll(struct list *l, long rows); /* the wheel: moves the window, the cursor stays inside it */
/* The wheel scrolls; a press on a row goes there, on the row under the cursor it opens it. first_row: of the screen, where
 * the first thing shown stands. */
enum list_result { LIST_IGNORED, LIST_MOVED, LIST_OPENED };
enum list_result list_mouse(struct list *l, const struct mouse *m, int first_row);
size_t list_below(const struct list *l); /* things below the window */
void list_draw_below(const struct list *l, struct draw *d, int y, int x); /* "↓ 12 more", or nothing */
#endif
