#ifndef SCREENS_MERGE_H
#define SCREENS_MERGE_H
/* The strip in which the company or the competitor of a deal is merged into another spelling (model/merge.h). */
#include "screens/screen.h"

extern const struct screen_type merge_screen; /* arg: const int64_t *, the deal's id */
#endif
