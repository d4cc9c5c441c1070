#ifndef APP_COPY_H
#define APP_COPY_H
/* The terminal's clipboard, by OSC 52: it works over SSH too, where the terminal allows it. */
#include "model/buf.h"

#include <stddef.h>

/* What stands between us and the terminal: tmux and screen keep such a sequence to themselves unless it is wrapped, and
 * the console of Linux has no clipboard and would print it. */
enum copy_way { COPY_STRAIGHT, COPY_TMUX, COPY_SCREEN, COPY_NOWHERE };
/* Of $TMUX, $STY and $TERM. */
enum copy_way copy_way(void);
/* Appends the sequence that puts the bytes into the clipboard: NULL, or a sentence why it was not (they are more than
 * terminals take, who ignore it silently; there is no clipboard), and nothing was appended. For tmux both: the plain one,
 * which it takes with set-clipboard on, and the wrapped one, which it hands on with allow-passthrough. */
const char *copy_put(struct buf *out, const char *bytes, size_t len, enum copy_way way);
#endif
