#ifndef SCREENS_UI_EDIT_ROWS_H
#define SCREENS_UI_EDIT_ROWS_H
/* How a text that is being typed falls into rows: soft wrap where words allow it (model/word.h), else between
 * graphemes; only a grapheme wider than the whole row is parted. Widths are those of what is shown (a control character
 * takes its escape). The last cell is kept for the cursor; a blank may stand in it.
 *
 * Where a row ends depends on nothing before it. So the rows are kept, and after a change only those are found anew
 * from two before it on, until one begins where one began already, or as far as somebody looks. */
#include "screens/ui/edit.h"

struct edit_place {
	int row, col; /* of the cursor */
	int rows;     /* all together, at least 1 */
};
struct edit_layout; /* the rows of one text at one width */

struct edit_layout *edit_layout_new(void);
void edit_layout_free(struct edit_layout *l);
/* Before the bytes from `at` to `end` of the present text are replaced. */
void edit_layout_change(const struct edit *e, size_t at, size_t end);
/* Nothing of what is known holds any more. */
void edit_layout_forget(const struct edit *e);
/* Rows found by measuring text so far: what a key costs (for tests). */
size_t edit_layout_found(const struct edit *e);

/* The row that begins at byte `at`: where it ends; *next is where the next one begins (len + 1: there is none). */
size_t edit_row(const struct edit *e, size_t at, int cols, size_t *next);
/* The row with that number: false when there is none; `from` to `end` is its text, without a line break. *soft (may be
 * NULL): it ends because the width does. */
bool edit_row_at(const struct edit *e, int cols, int row, size_t *from, size_t *end, bool *soft);
/* Row and column of the cursor, without looking further. */
struct edit_place edit_spot(const struct edit *e, int cols);
/* The same with the number of all rows. */
struct edit_place edit_place(const struct edit *e, int cols);
/* The byte at that row, as near to the column as the row allows. *at_end (may be NULL): it is the end of a row that the
 * width ends, which is also where the next one begins. */
size_t edit_at(const struct edit *e, int cols, int row, int col, bool *at_end);
/* Columns that the text between two places of one row takes. */
int edit_cols(const struct edit *e, size_t from, size_t to);
#endif
