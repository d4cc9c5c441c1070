/* One regular report as a page: its figures and tables, each with its definition behind Enter. */
#include "screens/reports.h"

#include "model/bulletin.h"
#include "model/text.h"
#include "screens/deal.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_COLS = 32, CELL_COLS = 28, GAP = 2 };
enum line_kind { LINE_BLANK, LINE_SECTION, LINE_FIGURE, LINE_HEAD, LINE_ROW, LINE_NOTE };
struct line {
	enum line_kind kind;
	size_t section, part, row;
};
struct bulletin_state {
	char name[BULLETIN_NAME_MAX + 1];
	struct bulletin_page *page;
	struct line *line;
	struct list list;
	struct figure_arg figure;
};

static struct bulletin_state *state_of(const struct screen *s)
{
	return s->state;
}

static const struct bulletin_part *part_of(const struct bulletin_state *b, const struct line *l)
{
	return &b->page->section[l->section].part[l->part];
}

static bool can_stand(const struct line *l)
{
	return l->kind == LINE_FIGURE || l->kind == LINE_HEAD || l->kind == LINE_ROW;
}

/* ---- loading ---- */

static void add_line(struct bulletin_state *b, size_t *n, enum line_kind kind, size_t section, size_t part, size_t row)
{
	b->line = xrealloc(b->line, (*n + 1) * sizeof *b->line);
	b->line[(*n)++] = (struct line){ kind, section, part, row };
}

static void lay_table(struct bulletin_state *b, size_t *n, size_t section, size_t part)
{
	const struct bulletin_table *t = &b->page->section[section].part[part].table;

	add_line(b, n, LINE_HEAD, section, part, 0);
	for (size_t r = 0; r < t->rows; r++)
		add_line(b, n, LINE_ROW, section, part, r);
	if (*t->note || t->left_out || !t->rows)
		add_line(b, n, LINE_NOTE, section, part, 0);
}

static size_t lay(struct bulletin_state *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->page->sections; i++) {
		if (!b->page->section[i].n)
			continue;
		if (n)
			add_line(b, &n, LINE_BLANK, i, 0, 0);
		add_line(b, &n, LINE_SECTION, i, 0, 0);
		for (size_t k = 0; k < b->page->section[i].n; k++)
			if (b->page->section[i].part[k].is_table)
				lay_table(b, &n, i, k);
			else
				add_line(b, &n, LINE_FIGURE, i, k, 0);
	}
	return n;
}

/* To the nearest line that is something, onwards where there is one. */
static void settle(struct bulletin_state *b, bool up)
{
	size_t at = b->list.at, n = b->list.count;

	while (!up && at < n && !can_stand(&b->line[at]))
		at++;
	if (at >= n)
		at = b->list.at;
	while (at > 0 && at < n && !can_stand(&b->line[at]))
		at--;
	while (at < n && !can_stand(&b->line[at]))
		at++;
	if (at < n)
		list_go(&b->list, at);
}

static int load(struct screen *s, struct err *err)
{
	struct bulletin_state *b = state_of(s);
	struct bulletin_page *page;
	size_t n;

	if (bulletin_open(s->view->store, b->name, NO_DAY, true, &page, err))
		return -1;
	bulletin_close(b->page);
	b->page = page;
	free(b->line);
	b->line = NULL;
	n = lay(b);
	list_fit(&b->list, n, b->list.rows ? b->list.rows : 1);
	settle(b, false);
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	(void)err;
	snprintf(state_of(s)->name, sizeof state_of(s)->name, "%s", (const char *)arg);
	return 0;
}

static void done(struct screen *s)
{
	bulletin_close(state_of(s)->page);
	free(state_of(s)->line);
}

/* ---- painting ---- */

static int first_row(const struct screen *s)
{
	return s->area.y + 3;
}

static void draw_figure(const struct screen *s, struct draw *d, int y, const struct metric_value *v, bool here)
{
	int cols = s->area.cols, at = 4 + TITLE_COLS, wide = cols >= 100 ? 40 : 21;
	struct buf words = { 0 };

	if (v->under)
		draw_sign(d, y, 2, STYLE_LATE, SIGN_LATE);
	draw_text(d, y, 4, TITLE_COLS - 1, here ? STYLE_HERE : STYLE_TEXT, v->metric->title);
	metric_words(s->view->store, v, &words);
	draw_text(d, y, at, wide, v->under ? STYLE_LATE : v->state == METRIC_KNOWN ? STYLE_STRONG : STYLE_MUTED, buf_str(&words));
	buf_clear(&words);
	if (*v->note) {
		buf_puts(&words, v->note);
	} else if (v->target.how != TARGET_NONE) {
		buf_puts(&words, "target ");
		target_words(&v->target, &words);
	} else {
		window_words(&v->metric->window, &words);
	}
	draw_text(d, y, at + wide + 1, cols - at - wide - 2, STYLE_MUTED, buf_str(&words));
	buf_done(&words);
}

static int width_of(const struct bulletin_table *t, size_t column)
{
	int cols = text_visible_width(t->column[column].title, strlen(t->column[column].title));

	for (size_t r = 0; r < t->rows; r++) {
		const char *cell = t->cell[r * t->columns + column];
		int w = text_visible_width(cell, strlen(cell));

		cols = w > cols ? w : cols;
	}
	return cols > CELL_COLS ? CELL_COLS : cols;
}

/* row -1: the head. */
static void draw_cells(const struct screen *s, struct draw *d, int y, const struct bulletin_table *t, long row, bool here)
{
	int x = 4, end = s->area.cols - 1;

	for (size_t c = 0; c < t->columns && x < end; c++) {
		int w = width_of(t, c), room = x + w > end ? end - x : w;
		const char *text = row < 0 ? t->column[c].title : t->cell[(size_t)row * t->columns + c];
		enum style ink = row < 0 ? STYLE_COLUMN_HEAD : here && !c ? STYLE_HERE : c ? STYLE_FACT : STYLE_TEXT;

		if (t->column[c].right)
			draw_right(d, y, x, room, ink, text);
		else
			draw_text(d, y, x, room, ink, text);
		x += w + GAP;
	}
}

static void draw_note(const struct screen *s, struct draw *d, int y, const struct bulletin_table *t)
{
	char more[64] = "";

	if (t->left_out)
		snprintf(more, sizeof more, "%zu more are not listed%s", t->left_out, *t->note ? "; " : "");
	draw_printf(d, y, 4, s->area.cols - 5, STYLE_MUTED, "%s%s%s", t->rows || *t->note ? "" : "none", more, t->note);
}

static void draw_line(const struct screen *s, struct draw *d, int y, size_t i)
{
	const struct bulletin_state *b = state_of(s);
	const struct line *l = &b->line[i];
	bool here = i == b->list.at;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	switch (l->kind) {
	case LINE_BLANK:
		break;
	case LINE_SECTION:
		draw_text(d, y, 2, s->area.cols - 3, STYLE_SECTION, b->page->section[l->section].title);
		break;
	case LINE_FIGURE:
		draw_figure(s, d, y, &part_of(b, l)->value, here);
		break;
	case LINE_HEAD:
		draw_cells(s, d, y, &part_of(b, l)->table, -1, here);
		break;
	case LINE_ROW:
		draw_cells(s, d, y, &part_of(b, l)->table, (long)l->row, here);
		break;
	case LINE_NOTE:
		draw_note(s, d, y, &part_of(b, l)->table);
	}
}

static void draw_head(const struct screen *s, struct draw *d)
{
	const struct bulletin_page *p = state_of(s)->page;
	struct buf words = { 0 };
	int x = 1, y = s->area.y;

	x += draw_text(d, y, x, 40, STYLE_TITLE, p->def->title) + 2;
	if (p->under)
		draw_printf(d, y, x, s->area.cols - x - 1, STYLE_LATE, "!%zu under %s target", p->under,
			    p->under == 1 ? "its" : "their");
	bulletin_cadence_words(p->def, &words);
	buf_printf(&words, " · %s · %s", p->def->owner, p->def->distribution);
	if (p->own_only)
		buf_puts(&words, " · of your deals alone");
	draw_text(d, y + 1, 1, s->area.cols - 2, STYLE_MUTED, buf_str(&words));
	draw_rule(d, y + 2, 1, s->area.cols - 2);
	buf_done(&words);
}

/* The heading above the first line that is shown, where the cursor stays in view. */
static void show_heading(struct bulletin_state *b)
{
	struct list *l = &b->list;

	while (l->top && !can_stand(&b->line[l->top - 1]) && l->at - l->top + 1 < l->rows)
		l->top--;
}

static void draw(struct screen *s, struct draw *d)
{
	struct bulletin_state *b = state_of(s);
	int y = first_row(s), rows = s->area.y + s->area.rows - y;

	if (!b->page)
		return;
	draw_head(s, d);
	list_fit(&b->list, b->list.count, rows > 1 ? (size_t)rows : 1);
	show_heading(b);
	if (!b->list.count)
		draw_text(d, y + 1, 2, s->area.cols - 3, STYLE_MUTED, "nothing of this report is shown to your role");
	for (size_t i = b->list.top; i < b->list.count && i < b->list.top + b->list.rows; i++)
		draw_line(s, d, y + (int)(i - b->list.top), i);
}

/* ---- keys ---- */

static struct act move(struct screen *s, int key)
{
	struct bulletin_state *b = state_of(s);
	size_t was = b->list.at;

	if (!list_key(&b->list, key))
		return ACT(IGNORED);
	settle(b, b->list.at < was);
	return ACT(HANDLED);
}

static const struct line *here(const struct screen *s)
{
	const struct bulletin_state *b = state_of(s);

	return b->list.count && can_stand(&b->line[b->list.at]) ? &b->line[b->list.at] : NULL;
}

static const char *is_nothing(const struct screen *s)
{
	return here(s) ? NULL : "there is nothing under the cursor";
}

static struct act explain(struct screen *s, int key)
{
	struct bulletin_state *b = state_of(s);
	const struct bulletin_part *part = part_of(b, here(s));

	(void)key;
	b->figure = (struct figure_arg){ b->name, part->is_table ? table_kind_key(part->table.kind) : part->value.metric->key };
	return act_push(&figure_screen, &b->figure);
}

/* A row of a deal opens it; all else says what it means. */
static struct act open_here(struct screen *s, int key)
{
	const struct line *l = here(s);
	const struct bulletin_part *part = part_of(state_of(s), l);
	const int64_t *deal = l->kind == LINE_ROW ? &part->table.deal[l->row] : NULL;

	return deal && *deal ? act_push(&deal_screen, deal) : explain(s, key);
}

static struct act copy(struct screen *s, int key)
{
	struct buf out = { 0 };
	struct act a;

	(void)key;
	bulletin_write(state_of(s)->page, DOC_MARKDOWN, &out);
	a = act_copy(buf_str(&out), out.len, "the report");
	buf_done(&out);
	return a;
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct bulletin_state *b = state_of(s);
	enum list_result r = list_mouse(&b->list, m, first_row(s));

	if (r == LIST_OPENED && here(s))
		return open_here(s, K_ENTER);
	if (r == LIST_IGNORED)
		return ACT(STAY);
	settle(b, false);
	return ACT(HANDLED);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the deal, or what the figure means",
	  .group = "See", .footer = 1, .run = open_here, .refuse = is_nothing },
	{ .levels = AT_LIST, .key = 'd', .command = "definition", .label = "definition", .title = "What the figure means",
	  .group = "See", .footer = 2, .run = explain, .refuse = is_nothing },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the report as Markdown", .group = "See",
	  .footer = 3, .run = copy },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type bulletin_screen = {
	.name = "bulletin", .title = "Regular report", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct bulletin_state), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse,
};
