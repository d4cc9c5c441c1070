#ifndef APP_COPY_H
#define APP_COPY_H
/* The terminal's clipboard, by OSC 52: it works over SSH too, where the terminal allows it. */
#include "model/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the sequence that puts the bytes into the clipboard. False when they are more than terminals take (they ignore
 * it silently): nothing was appended. */
bool copy_put(struct buf *out, const char *bytes, size_t len);
#endif
