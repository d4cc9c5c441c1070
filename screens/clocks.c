/* The clocks of one deal, each with what was counted: what `due --explain` says, on the screen. */
#include "model/buf.h"
#include "model/deal.h"
#include "model/event.h"
#include "screens/deal.h"

#include <string.h>

struct clocks_page {
	int64_t id;
	struct buf title, text;
	int top, rows, all; /* shown at the last draw */
};

static struct clocks_page *page_of(const struct screen *s)
{
	return s->state;
}

static int load(struct screen *s, struct err *err)
{
	struct clocks_page *p = page_of(s);
	struct deal d;
	int rc = deal_get(s->view->store, p->id, &d, err);

	buf_clear(&p->title);
	buf_clear(&p->text);
	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that deal is not here any more");
	deal_label(&d, &p->title);
	deal_done(&d);
	return clocks_explain(s->view->store, p->id, 0, &p->text, err);
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "clocks are shown of a deal: open one first");
	page_of(s)->id = *(const int64_t *)arg;
	return 0;
}

static void done(struct screen *s)
{
	buf_done(&page_of(s)->title);
	buf_done(&page_of(s)->text);
}

/* ---- painting ---- */

static enum style ink_of(const char *line, size_t n)
{
	static const char late[] = ": late";

	if (*line == ' ')
		return STYLE_TEXT;
	return n >= sizeof late && !strncmp(line + n - (sizeof late - 1), late, sizeof late - 1) ? STYLE_LATE : STYLE_SECTION;
}

static void draw(struct screen *s, struct draw *d)
{
	struct clocks_page *p = page_of(s);
	struct area a = { s->area.y + 2, 1, s->area.rows - 2, s->area.cols - 2 };
	const char *line = buf_str(&p->text);

	draw_text(d, s->area.y, 1, a.cols / 2, STYLE_TITLE, buf_str(&p->title));
	draw_right(d, s->area.y, 1 + a.cols / 2, a.cols - a.cols / 2, STYLE_MUTED, "what each clock counted");
	draw_rule(d, s->area.y + 1, 1, a.cols);
	p->rows = a.rows;
	p->all = 0;
	if (!*line)
		draw_text(d, a.y, a.x, a.cols, STYLE_MUTED, "No clock runs for this deal: they start with a win or a loss.");
	for (; *line; p->all++) {
		size_t n = strcspn(line, "\n");

		if (p->all >= p->top && p->all < p->top + p->rows)
			draw_textn(d, a.y + p->all - p->top, a.x, a.cols, ink_of(line, n), line, n);
		line += n + (line[n] == '\n');
	}
}

/* ---- time goes on ---- */

/* Words count minutes. */
static int64_t wait_ms(const struct screen *s)
{
	const struct store *st = s->view->store;

	return page_of(s)->text.len ? MINUTE_MS - st->now(st) % MINUTE_MS : -1;
}

static struct act tick(struct screen *s)
{
	struct err err = { 0 };

	return load(s, &err) ? act_error(&err) : ACT(HANDLED);
}

/* ---- keys ---- */

static struct act scroll_by(struct screen *s, int rows)
{
	struct clocks_page *p = page_of(s);
	int most = p->all > p->rows ? p->all - p->rows : 0, to = p->top + rows;

	to = to > most ? most : to < 0 ? 0 : to;
	if (to == p->top)
		return ACT(STAY);
	p->top = to;
	return ACT(HANDLED);
}

static struct act scroll(struct screen *s, int key)
{
	const struct clocks_page *p = page_of(s);

	switch (key) {
	case 'j':
	case K_DOWN: return scroll_by(s, 1);
	case 'k':
	case K_UP: return scroll_by(s, -1);
	case K_PGDN: return scroll_by(s, p->rows - 1);
	case K_PGUP: return scroll_by(s, 1 - p->rows);
	case 'g': return scroll_by(s, -p->all);
	}
	return scroll_by(s, p->all);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	if (m->kind != MOUSE_WHEEL_UP && m->kind != MOUSE_WHEEL_DOWN)
		return ACT(STAY);
	return scroll_by(s, m->kind == MOUSE_WHEEL_UP ? -3 : 3);
}

#define ROW(k, k2, name, word, place) \
	{ .levels = AT_LIST, .key = (k), .key2 = (k2), .command = (name), .label = (word), .group = "Move", .footer = (place), \
	  .run = scroll }
static const struct binding bindings[] = {
	ROW('j', K_DOWN, "down", "down", 1),	       ROW('k', K_UP, "up", "up", 2),
	ROW(K_PGDN, 0, "page-down", "page down", 3), ROW(K_PGUP, 0, "page-up", "page up", 0),
	ROW('g', 0, "first", "first", 0),	       ROW('G', 0, "last", "last", 0),
	{ .command = NULL },
};

const struct screen_type clocks_screen = {
	.name = "clocks", .title = "The clocks of a deal", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct clocks_page), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse, .wait_ms = wait_ms, .tick = tick,
};
