#ifndef SCREENS_UI_CHART_H
#define SCREENS_UI_CHART_H
/* Charts in cells (look.md, "Charts"): small numbers as marks that can be counted, larger ones as a bar in eighths of a cell,
 * trends in eight heights, shares of four shades. Every one stands beside its number; in ASCII they keep their columns. */
#include "screens/ui/draw.h"

#include <stdint.h>

/* Columns of one mark where `most` of them are to fit: 3, 2 or 1; 0: a bar. Lists side by side ask with the larger of their
 * counts and share it. */
int chart_mark_cols(int cols, int64_t most);
/* `n` marks of that many columns each, or with 0 a bar that is full at `most`. */
void chart_count(struct draw *d, int y, int x, int cols, enum style ink, int mark_cols, int64_t n, int64_t most);
/* A height for each value, from zero to the greatest; -1 is unknown. In ASCII the tenths of the greatest, 0 to 9. */
void chart_spark(struct draw *d, int y, int x, enum style ink, const int64_t *value, size_t n);
/* The shade of one count among those that go up to `most`. */
enum style chart_heat(int64_t n, int64_t most);
#endif
