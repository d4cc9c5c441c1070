#ifndef APP_CHILD_H
#define APP_CHILD_H
/* The one place that starts another program: a member's editor, and the command of the team that carries a message. No
 * shell, and no word of it comes from a record (P28; `make check-noshell` looks for any other place). */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>

/* In the forked process: becomes the program, found along PATH. Does not come back; the process ends with 127 where it
 * cannot be run. */
_Noreturn void child_become(char *const *words);

struct child_end {
	int status;      /* of exit; -1: a signal ended it, or it could not be started */
	int signal;      /* that ended it; 0 none */
	bool timed_out;  /* it and its group were ended after `seconds` */
	struct buf said; /* the beginning of its standard error, at most 2 KiB: bytes of another program */
};
struct child;
/* Starts the program (words[0] is its whole path) with the text, which is copied, on its standard input. What it prints is
 * thrown away. 0, or -1 where no process can be made. */
int child_start(const char *const *words, const char *text, size_t len, int seconds, struct child **out, struct err *err);
/* Feeds and hears it, waiting at most that long; true when it has ended, or its time had and it was ended. */
bool child_turn(struct child *c, int wait_ms);
/* How it ended; it is ended here when it has not yet. The caller frees out->said. */
void child_done(struct child *c, struct child_end *out);
#endif
