/* What each reader sees of a debrief: the AE, the CSM, the CS manager, a customer. Opened by "complete" it also says what
 * is missing, and Enter completes. Source: screens.md, `Alt-Enter`; domain.md, "The won-deal debrief". */
#include "model/account.h"
#include "model/buf.h"
#include "model/debrief.h"
#include "model/store.h"
#include "screens/account.h"
#include "screens/ui/scroll.h"

#include <stdio.h>
#include <string.h>

struct preview {
	struct preview_arg arg;
	enum reader reader;
	struct buf text, missing;
	size_t n_missing;
	struct scroll scroll;
	bool is_complete;
};

static struct preview *preview_of(const struct screen *s)
{
	return s->state;
}

static int load(struct screen *s, struct err *err)
{
	struct preview *p = preview_of(s);
	struct store *st = s->view->store;
	struct form f;

	buf_clear(&p->text);
	buf_clear(&p->missing);
	if (form_read(st, p->arg.form, &f, err) != 1)
		return -1;
	p->is_complete = f.state == FORM_COMPLETE;
	if (debrief_preview(st, p->arg.form, p->reader, &p->text, err))
		return -1;
	return p->is_complete ? 0 : debrief_missing(st, p->arg.form, &p->missing, &p->n_missing, err);
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "a preview opens from its debrief");
	preview_of(s)->arg = *(const struct preview_arg *)arg;
	return 0;
}

static void done(struct screen *s)
{
	buf_done(&preview_of(s)->text);
	buf_done(&preview_of(s)->missing);
}

/* ---- painting ---- */

static void draw_readers(const struct preview *p, struct draw *d, int y, int cols)
{
	int x = 1;

	for (int r = 0; r < READERS; r++) {
		const char *title = reader_title((enum reader)r);

		x += draw_printf(d, y, x, cols - x, r == (int)p->reader ? STYLE_HERE : STYLE_MUTED, " %s ", title) + 1;
	}
}

/* "missing: Q5: has no live answer …", a line each; says how many more there are. */
static int draw_missing(const struct preview *p, struct draw *d, int y, int cols, int most)
{
	const char *line = buf_str(&p->missing);
	size_t shown = 0;

	if (!p->arg.completes)
		return y;
	if (p->is_complete || !p->n_missing) {
		draw_text(d, y, 1, cols, STYLE_GOOD, p->is_complete ? "it is complete" : "nothing is missing: Enter completes it");
		return y + 2;
	}
	while (*line && (int)shown < most) {
		size_t n = strcspn(line, "\n");

		draw_text(d, y, 1, 1, STYLE_REQUIRED, "*");
		draw_textn(d, y++, 3, cols - 2, STYLE_TEXT, line, n);
		line += n + (line[n] == '\n');
		shown++;
	}
	if (shown < p->n_missing)
		draw_printf(d, y++, 3, cols, STYLE_MUTED, "and %zu more", p->n_missing - shown);
	return y + 1;
}

/* Markdown as it is, its headings in their ink: what goes out is what is seen. */
static int draw_line(struct draw *d, int y, struct area a, const char *line, size_t n)
{
	struct buf one = { 0 };
	int rows;

	if (n && line[n - 1] == '\r') /* of a text whose lines end in both */
		n--;
	buf_add(&one, line, n);
	if (n && line[0] == '#')
		rows = draw_prose(d, (struct area){ y, a.x, 1000, a.cols }, STYLE_SECTION,
				  buf_str(&one) + strspn(buf_str(&one), "# "), 0);
	else
		rows = n ? draw_prose(d, (struct area){ y, a.x, 1000, a.cols }, STYLE_TEXT, buf_str(&one), 0) : 1;
	buf_done(&one);
	return rows ? rows : 1;
}

static void draw_text_of(struct preview *p, struct draw *d, struct area a)
{
	struct area before = draw_clip(d, a);
	const char *line = buf_str(&p->text);
	int y = a.y - p->scroll.top;

	while (*line) {
		size_t n = strcspn(line, "\n");

		y += draw_line(d, y, a, line, n);
		line += n + (line[n] == '\n');
	}
	p->scroll.all = y + p->scroll.top - a.y;
	p->scroll.rows = a.rows;
	draw_clip(d, before);
}

static void draw(struct screen *s, struct draw *d)
{
	struct preview *p = preview_of(s);
	bool tall = s->area.rows >= 28;
	int y = s->area.y + tall, cols = s->area.cols - 2;

	draw_text(d, y, 1, 24, STYLE_TITLE, p->arg.completes ? "Complete the debrief" : "Who sees what");
	draw_readers(p, d, y + 1, cols);
	draw_rule(d, y + 2, 1, cols);
	y = draw_missing(p, d, y + 3, cols, tall ? 12 : 6);
	if (cols > 100)
		cols = 100;
	draw_text_of(p, d, (struct area){ y, 1, s->area.y + s->area.rows - y, cols });
}

/* ---- keys ---- */

static struct act scroll(struct screen *s, int key)
{
	return scroll_key(&preview_of(s)->scroll, key) ? ACT(HANDLED) : ACT(STAY);
}

static struct act turn(struct screen *s, int by)
{
	struct preview *p = preview_of(s);

	p->reader = (enum reader)(((int)p->reader + by + READERS) % READERS);
	p->scroll.top = 0;
	return act_load(s);
}

static struct act next_reader(struct screen *s, int key)
{
	(void)key;
	return turn(s, 1);
}

static struct act reader_before(struct screen *s, int key)
{
	(void)key;
	return turn(s, -1);
}

static struct act complete(struct screen *s, int key)
{
	struct preview *p = preview_of(s);
	struct err err = { 0 };

	(void)key;
	if (debrief_complete(s->view->store, p->arg.form, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_POP, TONE_DONE, "complete: each answer is at its destination"), "Esc u", "undo");
}

static const char *not_to_complete(const struct screen *s)
{
	const struct preview *p = preview_of(s);

	if (p->is_complete)
		return "this debrief is complete; later edits are dated amendments";
	if (!p->arg.completes)
		return "Alt-Enter in the debrief completes it";
	return p->n_missing ? "not complete: what is missing stands above" : NULL;
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return scroll_mouse(&preview_of(s)->scroll, m) ? ACT(HANDLED) : ACT(STAY);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "complete", .label = "complete", .title = "Complete the debrief",
	  .group = "Debrief", .footer = 1, .run = complete, .refuse = not_to_complete },
	{ .levels = AT_LIST, .key = K_TAB, .key2 = 'l', .command = "reader-next", .label = "next reader", .group = "See",
	  .footer = 2, .run = next_reader },
	{ .levels = AT_LIST, .key = K_BACKTAB, .key2 = 'h', .command = "reader-before", .label = "reader before",
	  .group = "See", .run = reader_before },
	{ .levels = AT_LIST, .key = K_RIGHT, .command = "reader-right", .label = "next reader", .group = "See",
	  .run = next_reader },
	{ .levels = AT_LIST, .key = K_LEFT, .command = "reader-left", .label = "reader before", .group = "See",
	  .run = reader_before },
	SCROLL_ROWS(scroll, 3, K_SPACE),
	{ .command = NULL },
};

const struct screen_type preview_screen = {
	.name = "preview", .title = "What each reader sees", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct preview), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse,
};
