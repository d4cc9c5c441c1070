#ifndef SCREENS_IMPORT_H
#define SCREENS_IMPORT_H
/* A file into the records: which file, then what would happen (nothing is written yet), then Enter. */
#include "screens/screen.h"

extern const struct screen_type import_screen;
#endif
