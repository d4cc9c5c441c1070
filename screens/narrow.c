#include "screens/narrow.h"

#include <string.h>

static struct narrow *narrow_of(const struct screen *s)
{
	return s->state;
}

static struct act from_the_top(struct screen *s)
{
	narrow_of(s)->list.at = narrow_of(s)->list.top = 0;
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

struct act narrow_clear(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_LIST;
	line_clear(&narrow_of(s)->line);
	return act_load(s);
}

struct act narrow_move(struct screen *s, int key)
{
	return list_key(&narrow_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

struct act narrow_key(struct screen *s, int key)
{
	bool only_moved = false;

	if (s->level != LEVEL_TEXT)
		return key == K_ESC && *line_text(&narrow_of(s)->line) ? narrow_clear(s, key) : ACT(IGNORED);
	if (key == K_UP || key == K_DOWN)
		return narrow_move(s, key);
	if (line_key(&narrow_of(s)->line, key, &only_moved))
		return from_the_top(s);
	return only_moved ? ACT(HANDLED) : ACT(IGNORED);
}

struct act narrow_paste(struct screen *s, const char *text, size_t len)
{
	if (s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	edit_paste(&narrow_of(s)->line.edit, text, len, s->view->mono_ms);
	return from_the_top(s);
}

bool narrow_is_on(const struct screen *s)
{
	return s->level == LEVEL_TEXT || *line_text(&narrow_of(s)->line);
}

void narrow_draw(struct screen *s, struct draw *d, int y, int x)
{
	static const char clears[] = "Esc clears";
	int end = s->area.cols - 1 - (int)strlen(clears);

	line_draw(&narrow_of(s)->line, d, y, x, end - 2 - x, "/", s->level == LEVEL_TEXT);
	draw_text(d, y, end, (int)strlen(clears), STYLE_MUTED, clears);
}
