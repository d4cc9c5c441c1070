#include "screens/narrow.h"

#include "model/buf.h"
#include "model/word.h"
#include "screens/empty.h"

#include <stdarg.h>
#include <string.h>

static struct narrow *narrow_of(const struct screen *s)
{
	return s->state;
}

static const struct narrow_type *type_of(const struct screen *s)
{
	return s->type->narrow;
}

/* ---- what is listed ---- */

static void forget(struct screen *s)
{
	type_of(s)->forget(s);
	narrow_of(s)->list.count = 0;
}

static int moved(struct screen *s, struct err *err)
{
	return type_of(s) && type_of(s)->moved ? type_of(s)->moved(s, err) : 0;
}

int narrow_init(struct screen *s, const void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	line_init(&narrow_of(s)->line);
	return 0;
}

void narrow_done(struct screen *s)
{
	forget(s);
	line_done(&narrow_of(s)->line);
}

int narrow_load(struct screen *s, struct err *err)
{
	struct narrow *n = narrow_of(s);
	int rc;

	n->wanted = n->list.at < n->list.count ? type_of(s)->id(s, n->list.at) : 0;
	forget(s);
	rc = type_of(s)->read(s, err);
	for (size_t i = 0; n->wanted && i < n->list.count; i++)
		if (type_of(s)->id(s, i) == n->wanted)
			n->list.at = i;
	list_fit(&n->list, n->list.count, type_of(s)->rows(s));
	return rc < 0 ? -1 : moved(s, err);
}

void narrow_resize(struct screen *s)
{
	list_fit(&narrow_of(s)->list, narrow_of(s)->list.count, type_of(s)->rows(s));
	moved(s, NULL);
}

bool narrow_has(const struct screen *s, const char *fmt, ...)
{
	const char *words = line_text(&narrow_of(s)->line);
	struct buf b = { 0 };
	va_list args;
	bool found;

	if (!*words)
		return true;
	va_start(args, fmt);
	buf_vprintf(&b, fmt, args);
	va_end(args);
	found = word_found(buf_str(&b), words);
	buf_done(&b);
	return found;
}

const char *narrow_none(const struct screen *s, const char *none)
{
	if (narrow_of(s)->list.count)
		return NULL;
	return *line_text(&narrow_of(s)->line) ? "nothing matches; Esc shows all again" : none;
}

/* ---- keys ---- */

static struct act followed(struct screen *s)
{
	struct err err = { 0 };

	return moved(s, &err) ? act_error(&err) : ACT(HANDLED);
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
	return list_key(&narrow_of(s)->list, key) ? followed(s) : ACT(IGNORED);
}

struct act narrow_mouse(struct screen *s, const struct mouse *m)
{
	enum list_result r = list_mouse(&narrow_of(s)->list, m, type_of(s)->first_row(s));

	return r == LIST_OPENED ? type_of(s)->open(s, K_ENTER) : r == LIST_MOVED ? followed(s) : ACT(STAY);
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

bool narrow_draw_none(struct screen *s, struct draw *d, int y, int x, const char *hint, const struct empty *nothing)
{
	if (narrow_of(s)->list.count)
		return false;
	if (narrow_is_on(s))
		draw_printf(d, y, x, s->area.cols - x - 1, STYLE_MUTED, "Nothing matches “%s”%s.", line_text(&narrow_of(s)->line),
			    hint);
	else
		empty_draw(d, s->area, nothing);
	return true;
}
