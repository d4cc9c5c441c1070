#include "screens/ui/strip.h"

#include "screens/ui/edit.h"

enum { BOTH_ROWS = 8, YOURS_COLS = 6 };

struct area strip_draw(struct draw *d, struct area body, int rows)
{
	int tall = draw_framed(d) ? rows + 2 : rows;

	if (tall > body.rows)
		tall = body.rows;
	return draw_panel(d, (struct area){ body.y + body.rows - tall, body.x, tall, body.cols }, STYLE_STRIP);
}

void strip_check(struct draw *d, int y, int x, int cols, bool met, bool here, const char *text)
{
	/* The sign has a column of its own, so that nothing moves but the sign. */
	if (here)
		draw_sign(d, y, x, STYLE_ACCENT, SIGN_CHOSEN);
	x += 2;
	draw_sign(d, y, x, met ? STYLE_GOOD : STYLE_REQUIRED, met ? SIGN_DONE : SIGN_OPEN);
	draw_text(d, y, x + 2, cols - 4, here ? STYLE_STRONG : met ? STYLE_MUTED : STYLE_TEXT, text);
}

void strip_field(struct draw *d, int y, int x, int cols, int label_cols, const char *label, struct edit *e, bool active)
{
	struct area a = { y, x + label_cols + 2, 1, cols - label_cols - 2 };
	enum style before;

	draw_text(d, y, x, label_cols, active ? STYLE_STRONG : STYLE_MUTED, label);
	draw_fill(d, a, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	before = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	a.x++;
	a.cols--;
	edit_draw(e, d, a, STYLE_TEXT, active);
	draw_surface(d, before);
}

static int some_rows(const char *words, int cols)
{
	int rows = words ? draw_prose_rows(words, cols) : 0;

	return rows > BOTH_ROWS ? BOTH_ROWS : rows;
}

int both_rows(const char *mine, const char *theirs, int cols)
{
	return some_rows(mine, cols - YOURS_COLS) + some_rows(theirs, cols);
}

void both_draw(struct draw *d, struct area a, const char *mine, const char *theirs)
{
	int rows = some_rows(mine, a.cols - YOURS_COLS);

	if (rows && rows <= a.rows) {
		draw_text(d, a.y, a.x, YOURS_COLS, STYLE_MUTED, "YOURS");
		draw_prose(d, (struct area){ a.y, a.x + YOURS_COLS, rows, a.cols - YOURS_COLS }, STYLE_TEXT, mine, 0);
		a.y += rows;
		a.rows -= rows;
	}
	if (theirs && a.rows > 0)
		draw_prose(d, a, STYLE_SOON, theirs, 0);
}
