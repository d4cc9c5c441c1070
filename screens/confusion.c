/* What the first coder called what the second called what: notes by theme and theme. Enter opens the notes of a cell. */
#include "screens/settle.h"

#include "model/buf.h"
#include "model/member.h"
#include "screens/ui/list.h"

#include <stdlib.h>

enum { NAME_COLS = 26, CELL_COLS = 5 };

struct confusion_view {
	struct confusion_arg arg;
	struct settling x;
	struct confusion c;
	struct list row;
	size_t col, left; /* the cursor's column, and the first one shown */
};

static struct confusion_view *state_of(const struct screen *s)
{
	return s->state;
}

static size_t cols_of(const struct screen *s)
{
	int n = (s->area.cols - NAME_COLS - 3) / CELL_COLS;

	return n > 1 ? (size_t)n : 1;
}

static void fit(struct screen *s)
{
	struct confusion_view *v = state_of(s);
	int rows = s->area.rows - 6;

	list_fit(&v->row, v->c.n, rows > 1 ? (size_t)rows : 1);
	if (v->col >= v->c.n)
		v->col = v->c.n ? v->c.n - 1 : 0;
	if (v->col < v->left)
		v->left = v->col;
	if (v->col >= v->left + cols_of(s))
		v->left = v->col + 1 - cols_of(s);
}

static int load(struct screen *s, struct err *err)
{
	struct confusion_view *v = state_of(s);
	int rc;

	confusion_done(&v->c);
	settling_done(&v->x);
	rc = settling_load(s->view->store, v->arg.interview, &v->x, err);
	confusion_init(&v->c, &v->x);
	fit(s);
	return rc;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	(void)err;
	state_of(s)->arg = *(const struct confusion_arg *)arg;
	return 0;
}

static void done(struct screen *s)
{
	confusion_done(&state_of(s)->c);
	settling_done(&state_of(s)->x);
}

/* ---- painting ---- */

static int x_of(const struct confusion_view *v, size_t col)
{
	return NAME_COLS + 2 + (int)(col - v->left) * CELL_COLS;
}

static enum style ink_of(const struct confusion_view *v, size_t row, size_t col)
{
	int64_t n = v->c.count[row * v->c.n + col];

	return !n ? STYLE_MUTED : row == col ? STYLE_GOOD : STYLE_SOON;
}

static void draw_row(struct draw *d, int y, const struct confusion_view *v, size_t row, size_t cols)
{
	bool is_here = row == v->row.at;

	if (is_here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_printf(d, y, 2, NAME_COLS - 2, is_here ? STYLE_HERE : STYLE_TEXT, "%s  %s", settle_theme_letter(&v->x, v->c.theme[row]),
		    settle_theme_title(&v->x, v->c.theme[row]));
	for (size_t col = v->left; col < v->c.n && col < v->left + cols; col++) {
		int64_t n = v->c.count[row * v->c.n + col];
		int x = x_of(v, col);

		if (is_here && col == v->col)
			draw_sign(d, y, x, STYLE_ACCENT, SIGN_CHOSEN);
		if (n)
			draw_printf(d, y, x + 1, CELL_COLS - 1, ink_of(v, row, col), "%3lld", (long long)n);
		else
			draw_text(d, y, x + 3, 1, STYLE_MUTED, "·");
	}
}

static void draw(struct screen *s, struct draw *d)
{
	struct confusion_view *v = state_of(s);
	int y = s->area.y, width = s->area.cols;
	size_t cols = cols_of(s);
	int64_t n;

	if (!v->c.n)
		return;
	draw_text(d, y, 1, 40, STYLE_TITLE, "Who called what what");
	draw_printf(d, y, 24, width - 25, STYLE_MUTED, "notes; down %s, across %s", member_login(s->view->store, v->x.pass[0].coder),
		    member_login(s->view->store, v->x.pass[1].coder));
	y += 2;
	for (size_t col = v->left; col < v->c.n && col < v->left + cols; col++)
		draw_printf(d, y, x_of(v, col) + 3, 2, col == v->col ? STYLE_HERE : STYLE_COLUMN_HEAD, "%s",
			    settle_theme_letter(&v->x, v->c.theme[col]));
	y++;
	for (size_t row = v->row.top; row < v->c.n && row < v->row.top + v->row.rows; row++)
		draw_row(d, y++, v, row, cols);
	n = v->c.count[v->row.at * v->c.n + v->col];
	if (y + 1 < s->area.y + s->area.rows)
		draw_printf(d, y + 1, 2, width - 3, STYLE_STRONG, "%s: %s, %s: %s, %lld note%s",
			    member_login(s->view->store, v->x.pass[0].coder), settle_theme_title(&v->x, v->c.theme[v->row.at]),
			    member_login(s->view->store, v->x.pass[1].coder), settle_theme_title(&v->x, v->c.theme[v->col]),
			    (long long)n, n == 1 ? "" : "s");
}

/* ---- keys ---- */

static const char *is_empty(const struct screen *s)
{
	const struct confusion_view *v = state_of(s);

	return v->c.n && v->c.count[v->row.at * v->c.n + v->col] ? NULL : "no note stands in this cell";
}

static struct act open_cell(struct screen *s, int key)
{
	struct confusion_view *v = state_of(s);

	(void)key;
	*v->arg.pick = (struct settle_pick){ true, v->c.theme[v->row.at], v->c.theme[v->col] };
	return ACT(POP);
}

static struct act left(struct screen *s, int key)
{
	(void)key;
	if (state_of(s)->col)
		state_of(s)->col--;
	fit(s);
	return ACT(HANDLED);
}

static struct act right(struct screen *s, int key)
{
	(void)key;
	state_of(s)->col++;
	fit(s);
	return ACT(HANDLED);
}

static struct act move(struct screen *s, int key)
{
	list_key(&state_of(s)->row, key);
	return ACT(HANDLED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return list_mouse(&state_of(s)->row, m, s->area.y + 3) == LIST_IGNORED ? ACT(STAY) : ACT(HANDLED);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "its notes", .title = "Open the notes of this cell",
	  .group = "See", .footer = 1, .run = open_cell, .refuse = is_empty },
	{ .levels = AT_LIST, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "left", .group = "Move", .run = left },
	{ .levels = AT_LIST, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "right", .group = "Move", .run = right },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type confusion_screen = {
	.name = "confusion", .title = "who called what what", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct confusion_view), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse, .resize = fit,
};
