/* The tree of themes and, beside or below it, what the one under the cursor means. */
#include "screens/taxonomy.h"

#include "model/buf.h"
#include "model/taxonomy_doc.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SIDE_COLS = 72, BELOW_ROWS = 7 };

/* The definition stands beside the tree where there is room, else below it. */
static bool is_beside(const struct screen *s)
{
	return s->area.cols >= SIDE_COLS;
}

static bool has_below(const struct screen *s)
{
	return !is_beside(s) && s->area.rows >= 14;
}

static int list_cols(const struct screen *s)
{
	return !is_beside(s) ? s->area.cols - 1 : s->area.cols >= 100 ? 58 : 44;
}

int taxonomy_first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 2;
}

size_t taxonomy_rows(const struct screen *s)
{
	int rows = s->area.y + s->area.rows - taxonomy_first_row(s) - 1 - (has_below(s) ? BELOW_ROWS : 0);

	return rows > 1 ? (size_t)rows : 1;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	struct taxonomy_page *p = taxonomy_page_of(s);
	int x = 1;

	x += draw_text(d, y, x, 20, STYLE_TITLE, "Themes") + 1;
	x += draw_text(d, y, x, 20, p->t.state == TAXONOMY_DRAFT ? STYLE_SOON : STYLE_MUTED, p->number) + 2;
	if (narrow_is_on(s)) {
		narrow_draw(s, d, y, x);
		return;
	}
	if (*p->change)
		x += draw_text(d, y, x, s->area.cols - x - 1, STYLE_MUTED, p->change) + 2;
	if (p->waiting)
		draw_printf(d, y, x, s->area.cols - x - 1, STYLE_SOON, "%zu %s to give to a part", p->waiting,
			    p->waiting == 1 ? "code" : "codes");
	else if (p->version && !*p->change)
		draw_text(d, y, x, s->area.cols - x - 1, STYLE_MUTED, "published; ] goes on");
}

static void draw_count(struct draw *d, int y, int x, enum style ink, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, n);
	draw_right(d, y, x, 5, n ? ink : STYLE_MUTED, n ? text : "·");
}

static void draw_row(struct screen *s, struct draw *d, int y, size_t i, bool here)
{
	const struct taxonomy_page *p = taxonomy_page_of(s);
	const struct theme *at = &p->t.theme[i];
	const struct theme_count *c = &p->count[i];
	int x = 3 + 2 * (at->level < 6 ? at->level : 6), end = list_cols(s) - 12;
	enum style ink = here ? STYLE_HERE : at->retired ? STYLE_MUTED : at->level ? STYLE_TEXT : STYLE_STRONG;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (at->retired)
		draw_text(d, y, x, 1, STYLE_MUTED, "×");
	else
		draw_text(d, y, x, 1, STYLE_KEY, at->letter);
	draw_text(d, y, x + 2, end - x - 3, ink, at->title);
	draw_count(d, y, end, STYLE_WIN, c->win);
	draw_count(d, y, end + 5, STYLE_LOSS, c->loss);
}

/* Titles have one line each: a break in one is shown as a sign, as in the tree, and only the width wraps them. Empties
 * `words`; the rows that were used. */
static int draw_titles(struct draw *d, struct area a, enum style ink, struct buf *words)
{
	struct buf clean = { 0 };
	int used;

	text_visible(&clean, buf_str(words), words->len, false);
	used = draw_prose(d, a, ink, buf_str(&clean), 0);
	buf_done(&clean);
	buf_clear(words);
	return used;
}

/* What it means, what belongs to it, and how often it is coded. */
static void draw_here(struct screen *s, struct draw *d, struct area a)
{
	const struct taxonomy_page *p = taxonomy_page_of(s);
	const struct theme *at = taxonomy_here(s);
	struct buf b = { 0 };
	int y = a.y, end = a.y + a.rows;

	theme_put_path(&p->t, at, &b);
	y += draw_titles(d, (struct area){ y, a.x, end - y, a.cols }, STYLE_SECTION, &b);
	buf_printf(&b, "%s · ", at->key);
	theme_put_count(&p->count[at - p->t.theme], &b);
	if (at->retired) {
		buf_puts(&b, " · ");
		theme_put_fate(&p->t, at, &b);
	}
	if (y < end)
		y += draw_titles(d, (struct area){ y, a.x, end - y, a.cols }, STYLE_MUTED, &b);
	y += a.rows > 12;
	if (y < end && *at->definition)
		y += draw_prose(d, (struct area){ y, a.x, end - y, a.cols }, STYLE_TEXT, at->definition, 0);
	else if (y < end)
		y += draw_text(d, y, a.x, a.cols, STYLE_MUTED, "no definition yet; e writes one") > 0;
	y += a.rows > 12;
	if (y < end && *at->examples)
		draw_prose(d, (struct area){ y, a.x, end - y, a.cols }, STYLE_QUOTE, at->examples, 0);
	buf_done(&b);
}

static void draw_pane(struct screen *s, struct draw *d, int y)
{
	int bottom = s->area.y + s->area.rows, x = list_cols(s) + 1;

	if (is_beside(s)) {
		draw_vertical(d, y - 1, x, bottom - y + 1);
		draw_here(s, d, (struct area){ y - 1, x + 2, bottom - y + 1, s->area.cols - x - 3 });
	} else if (has_below(s)) {
		draw_rule(d, bottom - BELOW_ROWS, 1, s->area.cols - 2);
		draw_here(s, d, (struct area){ bottom - BELOW_ROWS + 1, 3, BELOW_ROWS - 1, s->area.cols - 5 });
	}
}

void taxonomy_draw(struct screen *s, struct draw *d)
{
	struct taxonomy_page *p = taxonomy_page_of(s);
	struct list *l = &p->narrow.list;
	int y = taxonomy_first_row(s), end = list_cols(s) - 12;

	draw_title(s, d, y - 2);
	if (!l->count) {
		draw_printf(d, y, 3, s->area.cols - 4, STYLE_MUTED, "No theme matches “%s”.", line_text(&p->narrow.line));
		return;
	}
	draw_text(d, y - 1, 3, end - 4, STYLE_COLUMN_HEAD, "Theme");
	draw_right(d, y - 1, end, 5, STYLE_COLUMN_HEAD, "Win");
	draw_right(d, y - 1, end + 5, 5, STYLE_COLUMN_HEAD, "Loss");
	draw_pane(s, d, y);
	for (size_t i = l->top; i < l->count && i < l->top + l->rows; i++)
		draw_row(s, d, y++, p->row[i], i == l->at);
	list_draw_below(l, d, y, 3);
}
