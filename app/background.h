#ifndef APP_BACKGROUND_H
#define APP_BACKGROUND_H
/* Is the terminal's background dark? The answer kept from an earlier start with this TERM, else the terminal itself
 * (OSC 11 with a device-attributes query behind it as a fence, 100 ms at most, before curses starts, at the first
 * start only), else COLORFGBG, else unknown. */
#include "app/term.h"

enum background background_find(const char *folder);
/* "rgb:1e1e/1e1e/1e1e" of an answer to OSC 11: by its luminance. */
enum background background_parse(const char *answer);
#endif
