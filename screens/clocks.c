/* The clocks of one deal, each with what was counted: what `due --explain` says, on the screen. */
#include "model/buf.h"
#include "model/deal.h"
#include "model/event.h"
#include "screens/deal.h"
#include "screens/ui/scroll.h"

#include <string.h>

struct clocks_page {
	int64_t id;
	struct buf title, text;
	struct scroll scroll;
};

static struct clocks_page *page_of(const struct screen *s)
{
	return s->state;
}

static int load(struct screen *s, struct err *err)
{
	struct clocks_page *p = page_of(s);

	buf_clear(&p->title);
	buf_clear(&p->text);
	return deal_name(s->view->store, p->id, &p->title, err) ? -1
							       : clocks_explain(s->view->store, p->id, 0, &p->text, err);
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
	p->scroll.rows = a.rows;
	p->scroll.all = 0;
	if (!*line)
		draw_text(d, a.y, a.x, a.cols, STYLE_MUTED, "No clock runs for this deal: they start with a win or a loss.");
	for (; *line; p->scroll.all++) {
		size_t n = strcspn(line, "\n");

		if (p->scroll.all >= p->scroll.top && p->scroll.all < p->scroll.top + p->scroll.rows)
			draw_textn(d, a.y + p->scroll.all - p->scroll.top, a.x, a.cols, ink_of(line, n), line, n);
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
	return act_load(s);
}

/* ---- keys ---- */

static struct act scroll(struct screen *s, int key)
{
	return scroll_key(&page_of(s)->scroll, key) ? ACT(HANDLED) : ACT(STAY);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return scroll_mouse(&page_of(s)->scroll, m) ? ACT(HANDLED) : ACT(STAY);
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
