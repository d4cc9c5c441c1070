#ifndef APP_EDITOR_H
#define APP_EDITOR_H
/* A text in the member's own editor ($VISUAL, $EDITOR or the setting `editor`): written to a file of mode 0600 in a
 * folder of its own (mode 0700, in $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp), read back, the folder removed with all that an editor
 * leaves beside a file. The command is the member's words, run without a shell; data is never part of it.
 *
 * No word is lost: when the editor fails, is killed or leaves more than can be taken, the text is as it was, and a file
 * that was changed stays and is named. The bytes come back as they are; edit_replace() takes what is no UTF-8. */
#include "model/buf.h"
#include "model/err.h"

/* The terminal must be out of the way. 0 with the text in out, or -1. */
int editor_run(const char *command, const char *bytes, size_t len, struct buf *out, struct err *err);
#endif
