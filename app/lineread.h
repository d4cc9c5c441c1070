#ifndef APP_LINEREAD_H
#define APP_LINEREAD_H
/* A line typed in line mode, for screen readers and bad lines: key by key where input is a terminal, so that what is
 * typed is kept while it is typed (screens/pad.h) and a paste is one text; whole lines where it is a file or a pipe.
 * Only what is added at the end is echoed; nothing on the screen is ever rewritten but a character taken back. */
#include "app/input.h"
#include "screens/pad.h"

#include <stdbool.h>
#include <termios.h>

struct lineread {
	struct store *store;
	struct input in;
	struct termios before;
	bool is_tty;
	int signals;       /* the pipe of app/signals.h */
	int64_t retry_ms;  /* drafts: not before */
	int64_t fed_ms;    /* when bytes came last: what they began is waited for from there */
	const char *prompt; /* of the line that is read */
	int ended_by;      /* the signal of LINE_SIGNAL */
	bool unkept_said;
};
enum line_end { LINE_TAKEN, LINE_EOF, LINE_SIGNAL };

/* Changes the terminal's modes (no line editing of its own, no echo; signals stay) until lineread_close(). */
int lineread_open(struct lineread *r, struct store *s, struct err *err);
/* Prints the prompt and what stands behind `from` already, then reads to Enter. What is typed goes to the end of the
 * pad's text; nothing before byte `from` is ever taken away. */
enum line_end lineread_next(struct lineread *r, struct pad *p, size_t from, const char *prompt);
/* Where what was typed begins: behind the line break that parts it from the answer before it. */
size_t lineread_floor(const struct pad *p, size_t from);
/* Puts the terminal back. After LINE_SIGNAL the process ends by that signal: does not return then. */
void lineread_close(struct lineread *r, enum line_end end);
/* Milliseconds that do not go back. */
int64_t lineread_mono_ms(void);
#endif
