/* The strip over the packet that lists what is missing, what it was returned for and what two have changed: Enter goes
 * there. */
#include "screens/packet.h"

#include "screens/ui/list.h"
#include "screens/ui/strip.h"

enum { ROWS_MAX = 9, TITLE_COLS = 23 };

struct gaps {
	struct list list;
};

static struct gaps *gaps_of(const struct screen *s)
{
	return s->state;
}

/* Place of the n-th gap; the number of places: there is none. */
static size_t place_of(const struct screen *s, size_t n)
{
	const struct packet_page *page = packet_page(s->below);
	size_t i;

	for (i = 0; i < page->n; i++)
		if (place_is_gap(page->place[i]) && !n--)
			break;
	return i;
}

static int load(struct screen *s, struct err *err)
{
	const struct packet_page *page = packet_page(s->below);
	size_t n = 0;

	(void)err;
	for (size_t i = 0; i < page->n; i++)
		n += place_is_gap(page->place[i]);
	list_fit(&gaps_of(s)->list, n, ROWS_MAX);
	return 0;
}

static void draw_gap(struct draw *d, int y, struct area a, const struct place *p, bool is_here)
{
	const struct packet_field *f = p->field;
	int x = a.x;

	if (is_here)
		draw_sign(d, y, x, STYLE_ACCENT, SIGN_CHOSEN);
	draw_sign(d, y, x + 2, p->value->missing ? STYLE_REQUIRED : STYLE_LATE, p->value->missing ? SIGN_REQUIRED : SIGN_LATE);
	draw_text(d, y, x + 4, TITLE_COLS, is_here ? STYLE_STRONG : STYLE_TEXT, f->title);
	x += 4 + TITLE_COLS + 2;
	if (p->pad.conflict)
		draw_text(d, y, x, a.x + a.cols - x, STYLE_LATE, "somebody changed it too");
	else if (p->value->gap)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_LATE, "returned: %s", p->value->gap);
	else if (f->kind == PACKET_ROWS && f->required > 1)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_MUTED, "%zu of %d   %s", p->value->rows, f->required, f->help);
	else if (p->no)
		draw_text(d, y, x, a.x + a.cols - x, STYLE_MUTED, p->no);
	else
		draw_text(d, y, x, a.x + a.cols - x, STYLE_MUTED, *f->help ? f->help : f->section->title);
}

static void draw(struct screen *s, struct draw *d)
{
	const struct packet_page *page = packet_page(s->below);
	struct list *l = &gaps_of(s)->list;
	size_t shown = l->count < l->rows ? l->count : l->rows;
	struct area a = strip_draw(d, s->area, (int)shown + 2);

	if (page->p.missing)
		draw_printf(d, a.y, a.x, a.cols - 24, STYLE_STRONG, "Not filed yet: %zu required %s missing", page->p.missing,
			    page->p.missing == 1 ? "field is" : "fields are");
	else
		draw_text(d, a.y, a.x, a.cols - 24, STYLE_STRONG, l->count ? "To be looked at" : "Nothing is missing");
	draw_right(d, a.y, a.x, a.cols, STYLE_MUTED, l->count ? "Enter goes there" : "Esc back");
	for (size_t i = 0; i < shown; i++) {
		size_t at = place_of(s, l->top + i);

		if (at < page->n)
			draw_gap(d, a.y + 1 + (int)i, a, page->place[at], l->top + i == l->at);
	}
	if (list_below(l))
		draw_printf(d, a.y + 1 + (int)shown, a.x + 4, a.cols - 4, STYLE_MUTED, "↓ %zu more", list_below(l));
}

static struct act go(struct screen *s, int key)
{
	size_t at = place_of(s, gaps_of(s)->list.at);

	(void)key;
	if (at < packet_page(s->below)->n) {
		packet_page(s->below)->at = at;
		if (!packet_page(s->below)->reads)
			s->below->level = LEVEL_TEXT;
	}
	return ACT(POP);
}

static const char *none(const struct screen *s)
{
	return gaps_of(s)->list.count ? NULL : "nothing is missing";
}

static struct act key(struct screen *s, int k)
{
	return list_key(&gaps_of(s)->list, k) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	if (m->kind != MOUSE_WHEEL_UP && m->kind != MOUSE_WHEEL_DOWN)
		return ACT(STAY);
	list_scroll(&gaps_of(s)->list, m->kind == MOUSE_WHEEL_UP ? -1 : 1);
	return ACT(HANDLED);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .key2 = ' ', .command = "go", .label = "go there", .title = "Go to this gap",
	  .group = "Packet", .footer = 1, .run = go, .refuse = none },
	{ .command = NULL },
};

const struct screen_type packet_gaps_screen = {
	.name = "gaps", .title = "what is missing", .kind = SCREEN_STRIP, .level = LEVEL_LIST, .size = sizeof(struct gaps),
	.bindings = bindings, .load = load, .draw = draw, .key = key, .mouse = mouse,
};
