#ifndef APP_SINK_H
#define APP_SINK_H
/* Between curses and the terminal: curses writes a frame into memory, here it is made shorter and goes out in one
 * write. Of attributes only what differs is sent, and only when something is written in it; the change back of a
 * character set that is never left is dropped. A cursor key costs a third less, a full repaint a fifth. */
#include "model/buf.h"

#include <stdbool.h>
#include <stdio.h>

/* Attributes of what is written: SGR 1, 2, 3, 4, 5, 7 as bits, colours as their parameters ("38;5;147", "39"). */
struct sink_look {
	unsigned attrs;
	char fg[24], bg[24];
};
struct sink {
	FILE *file;              /* what curses is given to write to */
	bool has_off;            /* the terminal takes 22, 24, 25, 27: one attribute off without a reset */
	struct sink_look sent;   /* what the terminal has */
	struct sink_look wanted; /* what curses asked for; sent only when something is written in it */
};
/* 0 or -1. */
int sink_open(struct sink *s);
void sink_close(struct sink *s);
/* Sends what curses wrote since the last time. `all`: also attributes that nothing was written in yet. */
void sink_flush(struct sink *s, int fd, bool all);
/* What the terminal's attributes are is not known (it was away): the next ones are set from a reset. */
void sink_forget(struct sink *s);
/* The shortening itself, appended to out; for tests. */
void sink_compact(struct sink *s, const char *bytes, size_t n, struct buf *out);
void sink_emit(struct sink *s, struct buf *out);
#endif
