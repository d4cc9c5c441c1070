#include "screens/ui/scroll.h"

bool scroll_by(struct scroll *v, int rows)
{
	int most = v->all - v->rows, was = v->top;

	v->top += rows;
	if (v->top > most)
		v->top = most;
	if (v->top < 0)
		v->top = 0;
	return v->top != was;
}

bool scroll_key(struct scroll *v, int key)
{
	switch (key) {
	case 'j':
	case K_DOWN:
		return scroll_by(v, 1);
	case 'k':
	case K_UP:
		return scroll_by(v, -1);
	case K_PGDN:
	case K_SPACE:
		return scroll_by(v, v->rows - 1);
	case K_PGUP:
		return scroll_by(v, 1 - v->rows);
	case 'g':
		return scroll_by(v, -v->all);
	case 'G':
		return scroll_by(v, v->all);
	default:
		return false;
	}
}

bool scroll_mouse(struct scroll *v, const struct mouse *m)
{
	return scroll_by(v, mouse_wheel_rows(m));
}
