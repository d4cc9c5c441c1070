/* `:`: every command by name, fuzzy, with its key beside it. A command that cannot run now stays listed with its
 * reason, so that no search ends in silence. */
#include "screens/fuzzy.h"
#include "screens/keymap.h"
#include "screens/registry.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/ui/line.h"
#include "screens/ui/list.h"

#include <stdlib.h>
#include <string.h>

enum { HITS_MAX = 256, HIT_ROWS = 6, NAME_COLS = 23 };

struct hit {
	const struct binding *binding;
	int score, recent;
	struct fuzzy match;
};
struct palette {
	const struct screen *about;
	struct line words;
	struct list list;
	struct hit hits[HITS_MAX];
	size_t count, all;
};

static const struct binding palette_bindings[];

static int recent_place(const struct view *v, const char *command)
{
	for (int i = 0; i < RECENT_MAX && v->recent[i]; i++)
		if (!strcmp(v->recent[i], command))
			return RECENT_MAX - i;
	return 0;
}

static bool is_listed(const struct palette *p, const struct binding *b)
{
	unsigned levels = p->about->level == LEVEL_LIST ? AT_LIST : AT_FORM | AT_TEXT;

	/* Who has one screen alone is not shown the names of all the others. */
	if (p->about->view->report_only && b->refuse && b->refuse(p->about))
		return false;
	return b->title && b->levels & levels;
}

static void take(struct palette *p, const struct screen *s, const struct binding *b)
{
	struct hit *h = &p->hits[p->count];

	p->all++;
	h->score = fuzzy_match(b->title, line_text(&p->words), &h->match);
	if (h->score < 0 || p->count + 1 == HITS_MAX)
		return;
	h->binding = b;
	h->recent = recent_place(s->view, b->command);
	p->count++;
}

static int by_score(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->score != y->score)
		return y->score - x->score;
	if (x->recent != y->recent)
		return y->recent - x->recent;
	return x->binding < y->binding ? -1 : x->binding > y->binding;
}

static void find_hits(struct screen *s)
{
	struct palette *p = s->state;
	const struct binding *tables[] = { p->about->type->bindings, common_bindings };

	p->count = p->all = 0;
	for (int t = 0; t < 2; t++)
		for (const struct binding *b = tables[t]; b && b->command; b++)
			if (is_listed(p, b))
				take(p, s, b);
	qsort(p->hits, p->count, sizeof *p->hits, by_score);
	p->list.at = p->list.top = 0;
	list_fit(&p->list, p->count, HIT_ROWS);
}

static int palette_init(struct screen *s, const void *arg, struct err *err)
{
	struct palette *p = s->state;

	(void)err;
	p->about = arg;
	line_init(&p->words);
	find_hits(s);
	return 0;
}

static void palette_done(struct screen *s)
{
	line_done(&((struct palette *)s->state)->words);
}

/* ---- painting ---- */

static const char *why_not(const struct palette *p, const struct binding *b)
{
	return b->refuse ? b->refuse(p->about) : NULL;
}

/* A name that has nothing beside it may be as long as the row. */
static void draw_name(struct draw *d, int y, int x, int cols, const struct hit *h, bool here, bool muted)
{
	const char *s = h->binding->title;
	enum style ink = here ? STYLE_HERE : muted ? STYLE_MUTED : STYLE_TEXT;

	draw_text(d, y, x, cols, ink, s);
	for (size_t i = 0; s[i] && i < (size_t)cols; i++)
		if (fuzzy_has(&h->match, i))
			draw_textn(d, y, x + (int)i, 1, STYLE_MATCH, s + i, 1);
}

static void draw_hit(const struct palette *p, struct draw *d, int y, struct area a, const struct hit *h, bool here)
{
	struct buf key = { 0 }, object = { 0 };
	const struct binding *b = h->binding;
	const char *why = why_not(p, b);
	int key_cols = 10, middle = a.cols - NAME_COLS - key_cols - 3;

	if (b->key)
		key_label(keymap_key(p->about->view->keymap, b), &key);
	else
		buf_puts(&key, "·");
	if (b->object)
		b->object(p->about, &object);
	if (here)
		draw_sign(d, y, a.x - 2, STYLE_ACCENT, SIGN_CHOSEN);
	draw_name(d, y, a.x, why || object.len ? NAME_COLS : NAME_COLS + 1 + middle, h, here, why != NULL);
	draw_text(d, y, a.x + NAME_COLS + 1, middle, why ? STYLE_REQUIRED : STYLE_MUTED, why ? why : buf_str(&object));
	draw_right(d, y, a.x + a.cols - key_cols - 1, key_cols, STYLE_KEY, buf_str(&key));
	buf_done(&key);
	buf_done(&object);
}

static void draw_foot(const struct palette *p, struct draw *d, struct area a)
{
	const struct binding *b = p->count ? p->hits[p->list.at].binding : NULL;
	int x = a.x;

	draw_rule(d, a.y, a.x, a.cols - 1);
	if (b)
		draw_prose(d, (struct area){ a.y + 1, a.x, 2, a.cols - 2 }, STYLE_TEXT, b->explain ? b->explain : b->label, 0);
	else
		draw_text(d, a.y + 1, a.x, a.cols - 2, STYLE_TEXT, "No command has these letters in this order.");
	x += draw_key(d, a.y + 3, x, 20, "Enter", "run") + 3;
	x += draw_key(d, a.y + 3, x, 20, "↑↓", "choose") + 3;
	draw_key(d, a.y + 3, x, 20, "Esc", "close");
}

static void palette_draw(struct screen *s, struct draw *d)
{
	struct palette *p = s->state;
	int cols = s->area.cols < 100 ? 62 : s->area.cols < 110 ? 70 : 84;
	struct area box = { s->area.y + 2, (s->area.cols - cols) / 2, draw_framed(d) ? 15 : 13, cols }, in;

	in = draw_panel(d, box, STYLE_OVERLAY);
	line_draw(&p->words, d, in.y, in.x, in.cols - 12, ":", true);
	draw_fill(d, (struct area){ in.y, in.x + in.cols - 12, 1, 12 }, STYLE_INPUT_ACTIVE);
	draw_surface(d, STYLE_INPUT_ACTIVE);
	draw_printf(d, in.y, in.x + in.cols - 11, 10, STYLE_MUTED, "%zu of %zu", p->count, p->all);
	draw_surface(d, STYLE_OVERLAY);
	for (size_t i = 0; i < HIT_ROWS && p->list.top + i < p->count; i++)
		draw_hit(p, d, in.y + 2 + (int)i, (struct area){ 0, in.x + 2, 1, in.cols - 2 }, &p->hits[p->list.top + i],
			 p->list.top + i == p->list.at);
	list_draw_below(&p->list, d, in.y + 2 + HIT_ROWS, in.x + 2);
	draw_foot(p, d, (struct area){ in.y + in.rows - 4, in.x + 2, 4, in.cols - 2 });
}

/* ---- keys ---- */

static void remember(struct view *v, const char *command)
{
	int i = 0;

	while (i < RECENT_MAX - 1 && v->recent[i] && strcmp(v->recent[i], command))
		i++;
	for (; i > 0; i--)
		v->recent[i] = v->recent[i - 1];
	v->recent[0] = command;
}

static struct act run_chosen(struct screen *s, int key)
{
	struct palette *p = s->state;
	struct act a = ACT(RUN);
	const char *why;

	(void)key;
	if (!p->count)
		return act_refuse("no command has these letters in this order");
	why = why_not(p, p->hits[p->list.at].binding);
	if (why)
		return act_refuse("%s", why);
	a.command = p->hits[p->list.at].binding->command;
	remember(s->view, a.command);
	return a;
}

static struct act close_palette(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(POP);
}

static struct act choose(struct screen *s, int key)
{
	struct palette *p = s->state;

	list_key(&p->list, key == K_CTRL('P') ? K_UP : key == K_CTRL('N') ? K_DOWN : key);
	return ACT(HANDLED);
}

static struct act palette_key(struct screen *s, int key)
{
	struct palette *p = s->state;
	bool moved;

	if (line_key(&p->words, key, &moved)) {
		find_hits(s);
		return ACT(HANDLED);
	}
	return moved ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act palette_paste(struct screen *s, const char *text, size_t len)
{
	struct palette *p = s->state;

	edit_paste(&p->words.edit, text, len, 0);
	find_hits(s);
	return ACT(HANDLED);
}

static struct act palette_mouse(struct screen *s, const struct mouse *m)
{
	struct palette *p = s->state;

	if (m->kind != MOUSE_WHEEL_UP && m->kind != MOUSE_WHEEL_DOWN)
		return ACT(STAY);
	list_key(&p->list, m->kind == MOUSE_WHEEL_UP ? K_UP : K_DOWN);
	return ACT(HANDLED);
}

#define PALETTE(k, k2, name, word, fn)                                                                                \
	{ .levels = AT_TEXT, .key = (k), .key2 = (k2), .command = (name), .label = (word), .group = "Palette", .run = (fn) }
static const struct binding palette_bindings[] = {
	PALETTE(K_ENTER, 0, "palette-run", "run", run_chosen),
	PALETTE(K_ESC, 0, "palette-close", "close", close_palette),
	PALETTE(K_UP, K_CTRL('P'), "palette-up", "up", choose),
	PALETTE(K_DOWN, K_CTRL('N'), "palette-down", "down", choose),
	PALETTE(K_PGUP, K_PGDN, "palette-page", "a page", choose),
	{ .command = NULL },
};

const struct screen_type palette_screen = {
	.name = "palette", .title = "the palette", .kind = SCREEN_OVERLAY, .level = LEVEL_TEXT,
	.size = sizeof(struct palette), .bindings = palette_bindings, .init = palette_init, .done = palette_done,
	.draw = palette_draw, .key = palette_key, .paste = palette_paste, .mouse = palette_mouse,
};
