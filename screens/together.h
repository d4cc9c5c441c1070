#ifndef SCREENS_TOGETHER_H
#define SCREENS_TOGETHER_H
/* The matrix of themes that stand together on a note or in an interview. */
#include "screens/screen.h"

extern const struct screen_type together_screen; /* arg: none */
#endif
