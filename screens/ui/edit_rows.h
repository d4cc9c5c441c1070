#ifndef SCREENS_UI_EDIT_ROWS_H
#define SCREENS_UI_EDIT_ROWS_H
/* How a text that is being typed falls into rows: soft wrap between words, never inside a grapheme, with a cell left
 * for the cursor behind the last one. Widths are those of what is shown (a control character takes its escape). */
#include "screens/ui/edit.h"

struct edit_place {
	int row, col; /* of the cursor */
	int rows;     /* all together, at least 1 */
};
/* The row that begins at byte `at`: where it ends; *next is where the next one begins (len + 1: there is none). */
size_t edit_row(const struct edit *e, size_t at, int cols, size_t *next);
struct edit_place edit_place(const struct edit *e, int cols);
/* The byte at that row, as near to the column as the row allows. */
size_t edit_at(const struct edit *e, int cols, int row, int col);
#endif
