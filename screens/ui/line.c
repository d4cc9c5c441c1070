#include "screens/ui/line.h"

#include <string.h>

void line_init(struct line *l)
{
	edit_init(&l->edit, true);
}

void line_done(struct line *l)
{
	edit_done(&l->edit);
}

const char *line_text(const struct line *l)
{
	return l->edit.text;
}

void line_clear(struct line *l)
{
	edit_set(&l->edit, "", 0);
}

bool line_key(struct line *l, int key, bool *moved)
{
	enum edit_result r = edit_key(&l->edit, key, 0);

	if (moved)
		*moved = r == EDIT_MOVED;
	return r == EDIT_CHANGED;
}

void line_draw(struct line *l, struct draw *d, int y, int x, int cols, const char *prompt, bool active)
{
	int used = draw_text(d, y, x, cols, STYLE_KEY, prompt);
	struct area a = { y, x + used + 1, 1, cols - used - 1 };

	draw_fill(d, a, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	enum style before = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	edit_draw(&l->edit, d, a, STYLE_TEXT, active);
	draw_surface(d, before);
}
