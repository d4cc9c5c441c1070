#ifndef APP_TERM_H
#define APP_TERM_H
/* The terminal: opened, described, left, given back. It is given back on every way out: leaving, suspending, signals
 * that end the program, and faults of our own (P5): the modes equal byte for byte, the alternate screen off, the
 * cursor on, paste and mouse modes off. */
#include "app/input.h"
#include "model/err.h"
#include "screens/ui/draw.h"

#include <stdbool.h>

struct term; /* one a process */

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

struct term_options {
	const char *theme;  /* a theme's name, or "auto" */
	const char *color;  /* "auto", "always", "never" */
	bool ascii, mouse;
	const char *folder; /* where the answer of this TERM about its background is kept; NULL: not asked */
};
/* ERR_USAGE when input or output is no terminal or TERM is of no use; nothing was changed then. */
int term_open(struct term **out, const struct term_options *opt, struct err *err);
void term_close(struct term *t);

struct draw *term_draw(struct term *t);
/* Sends the frame that was drawn: one write. */
void term_flush(struct term *t);
int term_fd(const struct term *t);
/* Tells the decoder how this terminal's description spells its keys. */
void term_teach(struct term *t, struct input *in);
/* Asks the system for the size; true when it changed, and curses knows it then. */
bool term_resize(struct term *t, int *rows, int *cols);
void term_size(const struct term *t, int *rows, int *cols);
/* Away and back: for Ctrl-Z and $EDITOR. */
void term_leave(struct term *t);
void term_enter(struct term *t);
/* Stops the process as Ctrl-Z does, and comes back when it is continued. */
void term_suspend(struct term *t);
/* OSC 52, as app/copy.h says. NULL, or a sentence why nothing was sent. */
const char *term_copy(struct term *t, const char *bytes, size_t len);
/* The theme that would be taken for "auto", or the named one; takes effect with the next frame. */
int term_theme(struct term *t, const char *name, struct err *err);
/* From a signal handler, or where the program must end at once: gives the terminal back with write() alone. */
void term_rescue(void);
#endif
