#ifndef SCREENS_UI_BAR_H
#define SCREENS_UI_BAR_H
/* The first and the last row. Top: tabs, who and in which role, quarter, clocks due and late (absent, not zero).
 * Bottom: the keys that matter now, or the last message, or a question. Drawn by the loop alone. */
#include "screens/screen.h"

void bar_draw_top(struct draw *d, int cols, const struct view *v, int tab);
/* The tab whose words stand at that column of the top row, 0: none. */
int bar_tab_at(int cols, const struct view *v, int x);
void bar_draw_keys(struct draw *d, int y, int cols, const struct screen *s);
void bar_draw_message(struct draw *d, int y, int cols, const struct message *m);
void bar_draw_question(struct draw *d, int y, int cols, const struct question *q, const char *text);
#endif
