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
	int64_t wanted; /* while it is read: the record that the cursor goes to, where it is listed; 0: none */
};
/* What such a list says of itself (`narrow` of its screen_type): with it init, done, load, resize and mouse are those below. */
struct narrow_type {
	/* Fills the rows and counts them in list.count; `wanted` is the one that the cursor stood on. -1 leaves what was read. */
	int (*read)(struct screen *s, struct err *err);
	void (*forget)(struct screen *s);                /* frees what read() took */
	int64_t (*id)(const struct screen *s, size_t i); /* of the record in row i */
	size_t (*rows)(const struct screen *s);          /* that fit */
	int (*first_row)(const struct screen *s);        /* of the screen */
	struct act (*open)(struct screen *s, int key);   /* a press on the row under the cursor */
	/* Behind a load, a move and a resize: reads what is shown of the one under the cursor. NULL: nothing. */
	int (*moved)(struct screen *s, struct err *err);
};
int narrow_init(struct screen *s, const void *arg, struct err *err); /* never -1; of another init() the first line */
void narrow_done(struct screen *s);
int narrow_load(struct screen *s, struct err *err);
void narrow_resize(struct screen *s);
struct act narrow_mouse(struct screen *s, const struct mouse *m);
/* Whether the typed words begin words of this text; true where none are typed. For read(). */
bool narrow_has(const struct screen *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* For refuse(): NULL where a row is under the cursor, else that nothing matches, or `none`. */
const char *narrow_none(const struct screen *s, const char *none);

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
/* Where there are no rows, instead of them: what is empty, or "Nothing matches “kestrel”; o shows decided ones too." hint:
 * from the semicolon on, or "". False: there are some. */
struct empty; /* screens/empty.h */
bool narrow_draw_none(struct screen *s, struct draw *d, int y, int x, const char *hint, const struct empty *nothing);
#endif
