/* Where the parts of the board stand at a size of the terminal (look.md, "What folds away first"). */
#include "screens/board.h"

enum { TALL_ROWS = 32, DETAIL_TALL = 9, RAIL_COLS = 4, MARGIN = 1 };

/* Card width when `shown` columns share the row; the rail takes its part when some are folded. */
static int card_width(int cols, int shown, bool rail)
{
	int w = (cols - 2 * MARGIN - (rail ? RAIL_COLS + 2 : 0) + 1) / shown - 1;

	return w > CARD_MAX_COLS ? CARD_MAX_COLS : w;
}

static void place_columns(struct board *b, struct area a)
{
	struct board_place *p = &b->place;
	int n = (int)b->columns;

	if (!n)
		return;
	while (n > 1 && card_width(a.cols, n, n < (int)b->columns) < CARD_MIN_COLS)
		n--;
	p->shown = n;
	p->rail_cols = n < (int)b->columns ? RAIL_COLS : 0;
	p->card_cols = card_width(a.cols, n, p->rail_cols);
	p->stride = p->card_cols + 1;
	p->x = a.x + MARGIN;
	p->rail_x = a.x + a.cols - MARGIN - RAIL_COLS;
}

static void place_rows(struct board *b, struct area a)
{
	struct board_place *p = &b->place;
	bool tall = a.rows >= TALL_ROWS;

	p->heads_y = a.y + (tall ? 1 : 0);
	p->cards_y = p->heads_y + 3;
	p->detail_rows = tall ? DETAIL_TALL : 1;
	p->detail_y = a.y + a.rows - p->detail_rows;
	p->filter_y = tall ? a.y : p->detail_y - 1;
	p->cards_rows = p->detail_y - p->cards_y - (tall ? 0 : 1);
	p->slots = p->cards_rows / (CARD_ROWS + 1);
	if (p->slots < 1)
		p->slots = 1;
}

void board_set_place(struct screen *s)
{
	struct board *b = board_of(s);

	place_columns(b, s->area);
	place_rows(b, s->area);
	if (b->cur >= b->columns)
		b->cur = b->columns ? b->columns - 1 : 0;
	if (b->cur < b->left)
		b->left = b->cur;
	if (b->place.shown && b->cur >= b->left + (size_t)b->place.shown)
		b->left = b->cur + 1 - (size_t)b->place.shown;
	if (b->left + (size_t)b->place.shown > b->columns)
		b->left = b->columns - (size_t)b->place.shown;
}

bool board_hit(const struct board *b, int y, int x, size_t *column, size_t *card, bool *head)
{
	const struct board_place *p = &b->place;
	const struct board_column *c;
	int col = p->stride ? (x - p->x) / p->stride : 0, slot = (y - p->cards_y) / (CARD_ROWS + 1);

	if (x < p->x || col >= p->shown || y < p->heads_y || y >= p->detail_y)
		return false;
	*column = b->left + (size_t)col;
	*head = y < p->cards_y;
	*card = 0;
	if (*head)
		return true;
	c = &b->column[*column];
	*card = c->top + (size_t)slot;
	return slot < p->slots && *card < c->n;
}

int board_folded_rows(const struct board_column *c)
{
	return 3 + (c->late > 0) + (c->soon > 0);
}

static bool in_rail(const struct board *b, int y, size_t *column)
{
	const struct board_place *p = &b->place;
	int top = p->cards_y;

	for (size_t i = 0; i < b->columns; i++) {
		if ((i >= b->left && i < b->left + (size_t)p->shown) || top + 2 > p->cards_y + p->cards_rows)
			continue;
		if (y >= top && y < top + board_folded_rows(&b->column[i])) {
			*column = i;
			return true;
		}
		top += board_folded_rows(&b->column[i]);
	}
	return false;
}

bool board_column_at(const struct board *b, int y, int x, size_t *column)
{
	const struct board_place *p = &b->place;
	int col = p->stride ? (x - p->x) / p->stride : 0;

	if (y < p->heads_y || y >= p->detail_y || x < p->x)
		return false;
	if (p->rail_cols && x >= p->rail_x)
		return in_rail(b, y, column);
	if (!p->stride || col >= p->shown)
		return false;
	*column = b->left + (size_t)col;
	return true;
}
