#include "screens/narrow.h"

#include <string.h>

static struct act from_the_top(struct screen *s, struct list *list)
{
	list->at = list->top = 0;
	return act_load(s);
}

struct act narrow_open(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

struct act narrow_close(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_LIST;
	return ACT(HANDLED);
}

struct act narrow_clear(struct screen *s, struct line *l)
{
	s->level = LEVEL_LIST;
	line_clear(l);
	return act_load(s);
}

struct act narrow_key(struct screen *s, struct line *l, struct list *list, int key)
{
	bool only_moved = false;

	if (s->level != LEVEL_TEXT)
		return key == K_ESC && *line_text(l) ? narrow_clear(s, l) : ACT(IGNORED);
	if (key == K_UP || key == K_DOWN)
		return list_key(list, key) ? ACT(HANDLED) : ACT(IGNORED);
	if (line_key(l, key, &only_moved))
		return from_the_top(s, list);
	return only_moved ? ACT(HANDLED) : ACT(IGNORED);
}

struct act narrow_paste(struct screen *s, struct line *l, struct list *list, const char *text, size_t len)
{
	if (s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	edit_paste(&l->edit, text, len, s->view->mono_ms);
	return from_the_top(s, list);
}

bool narrow_is_on(const struct screen *s, const struct line *l)
{
	return s->level == LEVEL_TEXT || *line_text(l);
}

void narrow_draw(struct screen *s, struct line *l, struct draw *d, int y, int x)
{
	static const char clears[] = "Esc clears";
	int end = s->area.cols - 1 - (int)strlen(clears);

	line_draw(l, d, y, x, end - 2 - x, "/", s->level == LEVEL_TEXT);
	draw_text(d, y, end, (int)strlen(clears), STYLE_MUTED, clears);
}
