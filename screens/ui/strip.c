#include "screens/ui/strip.h"

#include "screens/ui/edit.h"

enum { YOURS_COLS = 6 };

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

static int rows_of(const char *words, int cols)
{
	return words ? draw_prose_rows(words, cols) : 0;
}

int both_rows(const char *mine, const char *theirs, int cols, int most)
{
	int rows = rows_of(mine, cols - YOURS_COLS) + rows_of(theirs, cols);

	return rows > most ? most : rows;
}

static void draw_some(struct draw *d, struct area a, enum style ink, const char *words)
{
	int all = rows_of(words, a.cols);

	if (a.rows <= 0)
		return;
	draw_prose(d, a, ink, words, 0);
	if (all <= a.rows)
		return;
	draw_fill(d, (struct area){ a.y + a.rows - 1, a.x, 1, a.cols }, draw_surface(d, STYLE_BASE));
	draw_printf(d, a.y + a.rows - 1, a.x, a.cols, STYLE_MUTED, "%d of %d lines; a taller window shows more", a.rows - 1, all);
}

/* Where there is not room for both, neither takes more than the other leaves. */
void both_draw(struct draw *d, struct area a, const char *mine, const char *theirs)
{
	int yours = rows_of(mine, a.cols - YOURS_COLS), others = rows_of(theirs, a.cols);

	if (yours + others > a.rows)
		yours = others < a.rows / 2 ? a.rows - others : yours < a.rows / 2 ? yours : a.rows / 2;
	if (yours) {
		draw_text(d, a.y, a.x, YOURS_COLS, STYLE_MUTED, "YOURS");
		draw_some(d, (struct area){ a.y, a.x + YOURS_COLS, yours, a.cols - YOURS_COLS }, STYLE_TEXT, mine);
	}
	if (others)
		draw_some(d, (struct area){ a.y + yours, a.x, a.rows - yours, a.cols }, STYLE_SOON, theirs);
}
