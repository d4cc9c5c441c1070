#include "screens/ui/list.h"

static void show(struct list *l)
{
	if (!l->rows)
		l->rows = 1;
	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + l->rows)
		l->top = l->at - l->rows + 1;
	if (l->count <= l->rows)
		l->top = 0;
	else if (l->top > l->count - l->rows)
		l->top = l->count - l->rows;
}

void list_fit(struct list *l, size_t count, size_t rows)
{
	l->count = count;
	l->rows = rows;
	if (l->at >= count)
		l->at = count ? count - 1 : 0;
	show(l);
}

void list_go(struct list *l, size_t at)
{
	l->at = at < l->count ? at : l->count ? l->count - 1 : 0;
	show(l);
}

static void move(struct list *l, long by)
{
	long at = (long)l->at + by;

	list_go(l, at < 0 ? 0 : (size_t)at);
}

bool list_key(struct list *l, int key)
{
	long page = l->rows > 1 ? (long)l->rows - 1 : 1;

	switch (key) {
	case K_UP:
	case 'k':
		move(l, -1);
		return true;
	case K_DOWN:
	case 'j':
		move(l, 1);
		return true;
	case K_PGUP:
		move(l, -page);
		return true;
	case K_PGDN:
		move(l, page);
		return true;
	case 'g':
	case K_HOME:
		list_go(l, 0);
		return true;
	case 'G':
	case K_END:
		list_go(l, l->count);
		return true;
	default:
		return false;
	}
}

void list_scroll(struct list *l, long rows)
{
	long last = l->count > l->rows ? (long)(l->count - l->rows) : 0;
	long top = (long)l->top + rows;

	l->top = (size_t)(top < 0 ? 0 : top > last ? last : top);
	if (l->at < l->top)
		l->at = l->top;
	if (l->at >= l->top + l->rows)
		l->at = l->top + l->rows - 1;
	if (l->at >= l->count)
		l->at = l->count ? l->count - 1 : 0;
}

enum list_result list_mouse(struct list *l, const struct mouse *m, int first_row)
{
	size_t at;

	if (mouse_wheel_rows(m)) {
		list_scroll(l, mouse_wheel_rows(m));
		return LIST_MOVED;
	}
	if (m->kind != MOUSE_PRESS || m->y < first_row || m->y >= first_row + (int)l->rows)
		return LIST_IGNORED;
	at = l->top + (size_t)(m->y - first_row);
	if (at >= l->count)
		return LIST_IGNORED;
	if (at == l->at)
		return LIST_OPENED;
	list_go(l, at);
	return LIST_MOVED;
}

size_t list_below(const struct list *l)
{
	return l->count > l->top + l->rows ? l->count - l->top - l->rows : 0;
}

void list_draw_below(const struct list *l, struct draw *d, int y, int x)
{
	if (list_below(l))
		draw_printf(d, y, x, 20, STYLE_MUTED, "↓ %zu more", list_below(l));
}
