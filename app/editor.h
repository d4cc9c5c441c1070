#ifndef APP_EDITOR_H
#define APP_EDITOR_H
/* A text in the member's own editor ($VISUAL, $EDITOR or the setting `editor`): written to a file of mode 0600 in a
 * folder of its own, read back, both removed. The command is the member's words, run without a shell; data is never
 * part of it. */
#include "model/buf.h"
#include "model/err.h"

/* The terminal must be out of the way. 0 with the text in out, or -1. */
int editor_run(const char *command, const char *bytes, size_t len, struct buf *out, struct err *err);
#endif
