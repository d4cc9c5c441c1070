#include "screens/empty.h"

static int draw_offers(struct draw *d, struct area a, int y, const struct empty_offer *o)
{
	int x = a.x;
	bool tall = o->more;

	for (; o->key; o++) {
		if (!tall) {
			x += draw_key(d, y, x, a.x + a.cols - x, o->key, o->label) + 4;
			continue;
		}
		draw_text(d, y, a.x, 2, STYLE_KEY, o->key);
		draw_text(d, y++, a.x + 3, a.cols - 3, STYLE_STRONG, o->label);
		if (o->more)
			draw_text(d, y++, a.x + 3, a.cols - 3, STYLE_MUTED, o->more);
	}
	return y;
}

void empty_draw(struct draw *d, struct area a, const struct empty *e)
{
	int left = a.cols >= 100 ? 30 : 16, y = a.y + a.rows / 4;
	struct area text = { y, a.x + left, 3, a.cols - left - 2 };

	draw_text(d, y++, text.x, text.cols, STYLE_STRONG, e->fact);
	text.y = y;
	y += draw_prose(d, text, STYLE_MUTED, e->reason, 0) + 1;
	draw_offers(d, text, y, e->offers);
}
