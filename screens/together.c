/* Which themes stand together: a matrix of roots, by notes or by interviews. Enter on a cell shows the words of both themes
 * side by side. */
#include "screens/together.h"

#include "model/buf.h"
#include "model/cooccurrence.h"
#include "model/span.h"
#include "screens/empty.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "screens/ui/list.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_COLS = 30, CELL_COLS = 5 };

/* A unit of the cell that is open: the codes of its row's theme and of its column's. */
struct pair {
	size_t from, end; /* codes of the unit */
};
struct together_view {
	enum together unit;
	struct cooccurrence c;
	struct list row;
	size_t col;
	bool opened;         /* the cell's words are shown instead of the matrix */
	struct pair *pair;
	struct list pairs;
};

static struct together_view *state_of(const struct screen *s)
{
	return s->state;
}

static void close_cell(struct together_view *v)
{
	free(v->pair);
	v->pair = NULL;
	v->pairs = (struct list){ 0 };
	v->opened = false;
}

static int pair_rows(const struct screen *s)
{
	return s->area.rows >= 30 ? 5 : 4;
}

static void fit(struct screen *s)
{
	struct together_view *v = state_of(s);
	int rows = s->area.rows - 6, pairs = (s->area.rows - 3) / pair_rows(s);

	list_fit(&v->row, v->c.n, rows > 1 ? (size_t)rows : 1);
	if (v->col >= v->c.n)
		v->col = v->c.n ? v->c.n - 1 : 0;
	if (v->opened)
		list_fit(&v->pairs, v->pairs.count, pairs > 1 ? (size_t)pairs : 1);
}

/* Units in which both themes of the cell stand. */
static void list_pairs(struct together_view *v)
{
	const struct cooccurrence *c = &v->c;
	size_t n = 0;

	free(v->pair);
	v->pair = xcalloc(c->codes + 1, sizeof *v->pair);
	for (size_t from = 0, end; from < c->codes; from = end) {
		bool has = cooccurrence_has(c, v->unit, v->row.at, v->col, from);

		for (end = from + 1; end < c->codes && c->code[end].interview == c->code[from].interview &&
				     (v->unit == TOGETHER_INTERVIEW || c->code[end].note == c->code[from].note); end++)
			has = has || cooccurrence_has(c, v->unit, v->row.at, v->col, end);
		if (has)
			v->pair[n++] = (struct pair){ from, end };
	}
	v->pairs.count = n;
	if (v->pairs.at >= n)
		v->pairs.at = n ? n - 1 : 0;
}

static int load(struct screen *s, struct err *err)
{
	struct together_view *v = state_of(s);
	int rc;

	cooccurrence_done(&v->c);
	rc = cooccurrence_make(s->view->store, v->unit, &v->c, err);
	if (rc || v->row.at >= v->c.n)
		close_cell(v);
	else if (v->opened)
		list_pairs(v);
	fit(s);
	return rc;
}

static void done(struct screen *s)
{
	close_cell(state_of(s));
	cooccurrence_done(&state_of(s)->c);
}

/* ---- painting ---- */

static const struct theme *theme_at(const struct together_view *v, size_t root)
{
	return &v->c.themes.theme[v->c.root[root]];
}

static enum style heat(int64_t n, int64_t most)
{
	return !n ? STYLE_MUTED : n * 4 <= most ? STYLE_HEAT_1 : n * 2 <= most ? STYLE_HEAT_2 : n * 4 <= most * 3 ? STYLE_HEAT_3 : STYLE_HEAT_4;
}

/* The greatest of the cells beside the diagonal. */
static int64_t most_of(const struct cooccurrence *c)
{
	int64_t most = 0;

	for (size_t i = 0; i < c->n * c->n; i++)
		if (i / c->n != i % c->n && c->count[i] > most)
			most = c->count[i];
	return most;
}

static void draw_cells(const struct together_view *v, struct draw *d, int y, size_t row, int cols)
{
	const struct cooccurrence *c = &v->c;
	int64_t most = most_of(c);

	for (size_t col = 0; col < c->n; col++) {
		int64_t n = c->count[row * c->n + col];
		int x = NAME_COLS + (int)col * CELL_COLS;

		if (x + CELL_COLS >= cols)
			return;
		if (row == v->row.at && col == v->col)
			draw_sign(d, y, x, STYLE_ACCENT, SIGN_CHOSEN);
		if (n)
			draw_printf(d, y, x + 1, CELL_COLS - 1, row == col ? STYLE_MUTED : heat(n, most), "%3lld", (long long)n);
		else
			draw_text(d, y, x + 3, 1, STYLE_MUTED, "·");
	}
}

static void draw_matrix(struct screen *s, struct draw *d)
{
	struct together_view *v = state_of(s);
	int y = s->area.y + 2;
	int64_t n;

	for (size_t col = 0; col < v->c.n && NAME_COLS + (int)(col + 1) * CELL_COLS < s->area.cols; col++)
		draw_text(d, y, NAME_COLS + (int)col * CELL_COLS + 3, 1, col == v->col ? STYLE_HERE : STYLE_COLUMN_HEAD,
			  theme_at(v, col)->letter);
	y++;
	for (size_t row = v->row.top; row < v->c.n && row < v->row.top + v->row.rows; row++, y++) {
		bool here = row == v->row.at;

		if (here)
			draw_edge(d, y, 1, 1, STYLE_ACCENT);
		draw_printf(d, y, 2, NAME_COLS - 3, here ? STYLE_HERE : STYLE_TEXT, "%s  %s", theme_at(v, row)->letter,
			    theme_at(v, row)->title);
		draw_cells(v, d, y, row, s->area.cols);
	}
	n = v->c.count[v->row.at * v->c.n + v->col];
	draw_printf(d, y + 1, 2, s->area.cols - 3, STYLE_STRONG, "%s and %s: %lld %s%s", theme_at(v, v->row.at)->title,
		    theme_at(v, v->col)->title, (long long)n, v->unit == TOGETHER_NOTE ? "note" : "interview", n == 1 ? "" : "s");
}

/* The words of a code; the caller frees. */
static char *words_of(struct screen *s, const struct cooccurrence_code *c)
{
	struct interview_note n;
	char *words;
	size_t len;
	const char *at;

	if (interview_note_get(s->view->store, c->note, &n, NULL) != 1)
		return xstrdup("");
	at = c->text_id == n.text_id ? span_words(n.text, (struct span){ c->start_cp, c->end_cp }, &len) : n.text;
	words = xstrndup(at, c->text_id == n.text_id ? len : strlen(n.text));
	interview_note_done(&n);
	return words;
}

/* What one of the two themes stands on in that unit, one after the other. */
static void draw_side(struct screen *s, struct draw *d, struct area a, const struct pair *p, size_t root)
{
	const struct cooccurrence *c = &state_of(s)->c;

	for (size_t i = p->from; i < p->end && a.rows > 0; i++) {
		char *words;
		int used;

		if (c->code[i].root != root)
			continue;
		words = words_of(s, &c->code[i]);
		draw_text(d, a.y, a.x, 1, c->code[i].driver == DRIVER_WIN ? STYLE_WIN : c->code[i].driver == DRIVER_LOSS ? STYLE_LOSS : STYLE_MUTED,
			  c->code[i].driver == DRIVER_WIN ? "+" : c->code[i].driver == DRIVER_LOSS ? "−" : "·");
		used = draw_prose(d, (struct area){ a.y, a.x + 2, a.rows, a.cols - 2 }, STYLE_TEXT, words, 0);
		free(words);
		a.y += used;
		a.rows -= used;
	}
}

static void draw_pairs(struct screen *s, struct draw *d)
{
	struct together_view *v = state_of(s);
	int half = s->area.cols / 2, y = s->area.y + 2, rows = pair_rows(s);

	draw_printf(d, y, 3, half - 5, STYLE_SECTION, "%s  %s", theme_at(v, v->row.at)->letter, theme_at(v, v->row.at)->title);
	draw_printf(d, y, half + 1, half - 2, STYLE_SECTION, "%s  %s", theme_at(v, v->col)->letter, theme_at(v, v->col)->title);
	y++;
	for (size_t i = v->pairs.top; i < v->pairs.count && i < v->pairs.top + v->pairs.rows; i++, y += rows) {
		const struct pair *p = &v->pair[i];
		const struct cooccurrence_code *c = &v->c.code[p->from];
		bool here = i == v->pairs.at;

		if (here)
			draw_edge(d, y, 1, rows - 1, STYLE_ACCENT);
		if (v->unit == TOGETHER_NOTE)
			draw_printf(d, y, 3, s->area.cols - 4, here ? STYLE_HERE : STYLE_MUTED, "%s, note %lld", c->company, (long long)c->seq);
		else
			draw_text(d, y, 3, s->area.cols - 4, here ? STYLE_HERE : STYLE_MUTED, c->company);
		draw_side(s, d, (struct area){ y + 1, 3, rows - 2, half - 5 }, p, v->row.at);
		draw_side(s, d, (struct area){ y + 1, half + 1, rows - 2, half - 3 }, p, v->col);
	}
}

static const struct empty_offer offers[] = { { "4", "interviews", NULL }, { NULL, NULL, NULL } };
static const struct empty nothing = { "Nothing is coded yet.", "Here the themes that stand together on a note or in an interview are counted.",
				      offers };

static void draw(struct screen *s, struct draw *d)
{
	struct together_view *v = state_of(s);
	int x = 1, y = s->area.y;

	x += draw_text(d, y, x, 30, STYLE_TITLE, "Themes that stand together") + 2;
	draw_printf(d, y, x, s->area.cols - 1 - x, STYLE_MUTED, "on one %s · %zu interview%s", v->unit == TOGETHER_NOTE ? "note" : "interview",
		    v->c.interviews, v->c.interviews == 1 ? "" : "s");
	if (!v->c.codes)
		empty_draw(d, s->area, &nothing);
	else if (v->opened)
		draw_pairs(s, d);
	else
		draw_matrix(s, d);
}

/* ---- keys ---- */

static struct act move(struct screen *s, int key)
{
	struct together_view *v = state_of(s);

	return list_key(v->opened ? &v->pairs : &v->row, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act sideways(struct screen *s, int key)
{
	struct together_view *v = state_of(s);

	if (v->opened)
		return ACT(STAY);
	if (key == 'h' || key == K_LEFT)
		v->col -= v->col > 0;
	else
		v->col += v->col + 1 < v->c.n;
	return ACT(HANDLED);
}

static struct act change_unit(struct screen *s, int key)
{
	struct together_view *v = state_of(s);

	(void)key;
	close_cell(v);
	v->unit = v->unit == TOGETHER_NOTE ? TOGETHER_INTERVIEW : TOGETHER_NOTE;
	return act_load(s);
}

static const char *is_empty(const struct screen *s)
{
	const struct together_view *v = state_of(s);

	if (!v->c.codes)
		return "nothing is coded yet";
	return v->opened || v->c.count[v->row.at * v->c.n + v->col] ? NULL : "these two stand nowhere together";
}

static struct act open_cell(struct screen *s, int key)
{
	struct together_view *v = state_of(s);
	const struct screen_type *coding = screen_find("coding");

	(void)key;
	if (v->opened && v->pairs.count && coding) {
		const struct cooccurrence_code *c = &v->c.code[v->pair[v->pairs.at].from];

		return act_push_note(coding, c->interview, c->note);
	}
	v->opened = true;
	list_pairs(v);
	fit(s);
	return ACT(HANDLED);
}

static struct act other_key(struct screen *s, int key)
{
	struct together_view *v = state_of(s);

	if (key != K_ESC || !v->opened)
		return ACT(IGNORED);
	close_cell(v);
	return ACT(HANDLED);
}

static struct act leave(struct screen *s)
{
	(void)s;
	return ACT(POP);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct together_view *v = state_of(s);
	int wheel = mouse_wheel_rows(m);

	if (wheel)
		return move(s, wheel < 0 ? K_UP : K_DOWN);
	if (m->kind != MOUSE_PRESS || v->opened || m->y < s->area.y + 3 || m->x < NAME_COLS)
		return ACT(STAY);
	if (v->row.top + (size_t)(m->y - s->area.y - 3) >= v->c.n || (size_t)((m->x - NAME_COLS) / CELL_COLS) >= v->c.n)
		return ACT(STAY);
	v->row.at = v->row.top + (size_t)(m->y - s->area.y - 3);
	v->col = (size_t)((m->x - NAME_COLS) / CELL_COLS);
	return ACT(HANDLED);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open-cell", .label = "words", .title = "Open the words of the cell; then the interview",
	  .group = "See", .footer = 1, .run = open_cell, .refuse = is_empty },
	{ .levels = AT_LIST, .key = 'o', .command = "unit", .label = "by note, interview", .title = "Count by notes or by interviews",
	  .group = "See", .footer = 2, .run = change_unit },
	{ .levels = AT_LIST, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "right", .group = "Move", .run = sideways },
	{ .levels = AT_LIST, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "left", .group = "Move", .run = sideways },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type together_screen = {
	.name = "together", .title = "themes that stand together", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct together_view), .bindings = bindings, .load = load, .draw = draw, .done = done, .key = other_key,
	.leave = leave, .mouse = mouse, .resize = fit,
};
