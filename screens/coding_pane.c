/* The themes: letters, counts, and what the one in question means. */
#include "screens/coding.h"

#include "model/buf.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TALL_ROWS = 26 };

/* Two figures at the right, each with a blank before it; one digit is the rule. */
static int count_digits(const struct coding_page *p)
{
	int digits = 1;

	for (size_t i = 0; i < p->themes.n; i++)
		if (p->count[i].win > 9 || p->count[i].loss > 9)
			digits = 2;
	return digits;
}

static const struct theme *root_of(const struct coding_page *p)
{
	const struct theme *t = taxonomy_theme(&p->themes, p->theme);

	while (t && t->parent)
		t = taxonomy_theme(&p->themes, t->parent);
	return t;
}

static void draw_count(struct draw *d, int y, int x, int cols, int64_t n, enum style ink)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)(n > 99 ? 99 : n));
	draw_right(d, y, x, cols, n ? ink : STYLE_MUTED, n ? text : "·");
}

static void draw_theme(const struct coding_page *p, struct draw *d, int y, size_t i, bool shown)
{
	const struct theme *t = &p->themes.theme[i];
	const struct code_count *c = &p->count[i];
	int digits = count_digits(p), x = p->pane.x, end = x + p->pane.cols - 2 * (digits + 1);

	draw_text(d, y, x, 1, STYLE_KEY, *t->letter ? t->letter : " ");
	draw_text(d, y, x + 2, end - x - 2, shown ? STYLE_STRONG : c->win + c->loss + c->none ? STYLE_TEXT : STYLE_MUTED, t->title);
	draw_count(d, y, end + 1, digits, c->win, STYLE_WIN);
	draw_count(d, y, end + digits + 2, digits, c->loss, STYLE_LOSS);
}

/* The roots, those around the one that is shown where not all of them fit. Returns rows used. */
static int draw_roots(struct coding_page *p, struct draw *d, int y, int rows)
{
	const struct theme *root = root_of(p);
	int n = 0, at = 0, from, row = 0;

	for (size_t i = 0; i < p->themes.n; i++)
		if (!p->themes.theme[i].parent && !p->themes.theme[i].retired) {
			at = root == &p->themes.theme[i] ? n : at;
			n++;
		}
	from = n <= rows || at < rows ? 0 : at - rows + 1;
	p->pane_first_y = y - from;
	for (size_t i = 0; i < p->themes.n; i++) {
		if (p->themes.theme[i].parent || p->themes.theme[i].retired)
			continue;
		if (row >= from && row < from + rows)
			draw_theme(p, d, y + row - from, i, root == &p->themes.theme[i]);
		row++;
	}
	return n < rows ? n : rows;
}

static int draw_text_rows(struct draw *d, struct area a, int y, int rows, enum style ink, const char *text)
{
	int left = a.y + a.rows - y;

	a.y = y;
	a.rows = rows < left ? rows : left;
	return a.rows > 0 && *text ? draw_prose(d, a, ink, text, 0) : 0;
}

static int draw_example(struct draw *d, struct area a, int y, int rows, const char *examples)
{
	size_t n = strcspn(examples, "\n");
	char *first = xstrndup(examples, n);
	int used = draw_text_rows(d, a, y, rows, STYLE_QUOTE, first);

	free(first);
	return used;
}

static int draw_subs(const struct coding_page *p, struct draw *d, struct area a, int y, const struct theme *root)
{
	int first = y;

	for (size_t i = 0; i < p->themes.n && y < a.y + a.rows; i++) {
		const struct theme *t = &p->themes.theme[i];
		int x = a.x;

		if (t->parent != root->id || t->retired)
			continue;
		x += draw_text(d, y, x, 1, STYLE_KEY, root->letter);
		x += draw_text(d, y, x, 1, STYLE_KEY, *t->letter ? t->letter : " ") + 1;
		draw_text(d, y++, x, a.x + a.cols - x, t->id == p->theme ? STYLE_STRONG : STYLE_TEXT, t->title);
	}
	return y - first;
}

static int count_subs(const struct coding_page *p, const struct theme *root)
{
	int n = 0;

	for (size_t i = 0; i < p->themes.n; i++)
		n += p->themes.theme[i].parent == root->id && !p->themes.theme[i].retired;
	return n;
}

/* Where there is little room the sub-themes come first, but a row of the example is always shown. */
static int example_rows(struct area a, int y, int subs, bool tall)
{
	int left = a.y + a.rows - y - subs;

	return tall || left > 3 ? 3 : left < 1 ? 1 : left;
}

/* What the theme means, an example, what is below it. Returns the row behind. */
static int draw_meaning(const struct coding_page *p, struct draw *d, struct area a, int y, bool tall)
{
	const struct theme *t = taxonomy_theme(&p->themes, p->theme), *root = root_of(p);
	char head[12];
	int x = a.x, subs;

	if (!t || !root)
		return y;
	subs = count_subs(p, root);
	snprintf(head, sizeof head, "%.4s%.4s", root->letter, t == root ? "" : t->letter);
	x += draw_text(d, y, x, 3, STYLE_SECTION, head) + 2;
	draw_text(d, y, x, a.x + a.cols - x, STYLE_SECTION, t->title);
	y += 1 + tall;
	y += draw_text_rows(d, a, y, 9, STYLE_TEXT, t->definition);
	y += tall && *t->examples;
	y += draw_example(d, a, y, example_rows(a, y, subs, tall), t->examples);
	if (!subs || y >= a.y + a.rows)
		return y;
	if (tall) {
		y++;
		draw_text(d, y++, a.x, a.cols, p->root ? STYLE_ACCENT : STYLE_MUTED, p->root ? "Sub-themes: a letter names one" : "Sub-themes");
	}
	return y + draw_subs(p, d, a, y, root);
}

/* What the pass and the agreement with others have come to: rows at the foot. */
static void put_state(const struct coding_page *p, struct buf *out)
{
	if (p->has_own && p->pass[0].released_at && p->unseen)
		buf_printf(out, "released; %s", p->unseen);
	else if (p->has_own && p->pass[0].released_at)
		buf_puts(out, "released");
	else if (p->has_own && p->pass[0].closed_at)
		buf_puts(out, "closed · E releases");
	else if (!p->has_own && p->unseen)
		buf_printf(out, "not seen yet: %s", p->unseen);
}

static int foot_rows(const struct coding_page *p, const char *state, bool tall)
{
	return *p->agrees[1] ? (tall ? 3 + (*p->agrees[2] != 0) + (*p->agrees[3] != 0) : 1) : *state ? 1 : 0;
}

static void draw_foot(const struct coding_page *p, struct draw *d, struct area a, int y, const char *state, bool tall)
{
	if (!*p->agrees[1]) {
		draw_text(d, y, a.x, a.cols, STYLE_MUTED, state);
		return;
	}
	if (tall) {
		draw_text(d, y, a.x, a.cols, STYLE_SECTION, p->agrees[0]);
		y += 2;
	}
	draw_text(d, y++, a.x, a.cols, STYLE_STRONG, p->agrees[1]);
	for (int i = 2; tall && i < CODING_AGREES; i++)
		if (*p->agrees[i])
			draw_text(d, y++, a.x, a.cols, STYLE_MUTED, p->agrees[i]);
}

void coding_draw_pane(struct screen *s, struct draw *d, struct area a)
{
	struct coding_page *p = coding_page_of(s);
	bool tall = a.rows >= TALL_ROWS;
	struct area was = draw_clip(d, a), body = a;
	struct buf state = { 0 };
	char version[40];
	int x = a.x, y = a.y, foot;

	put_state(p, &state);
	foot = foot_rows(p, buf_str(&state), tall);
	body.rows -= foot ? foot + 1 : 0;
	x += draw_text(d, y, x, 7, STYLE_SECTION, "Themes") + 2;
	snprintf(version, sizeof version, "v%lld.%lld", (long long)p->themes.major, (long long)p->themes.minor);
	draw_text(d, y, x, 8, STYLE_MUTED, version);
	draw_text(d, y, a.x + a.cols - count_digits(p) - 2, 1, STYLE_WIN, "+");
	draw_text(d, y, a.x + a.cols - 1, 1, STYLE_LOSS, "−");
	y += 1 + tall;
	y += draw_roots(p, d, y, tall ? 12 : 8) + 1;
	draw_clip(d, body);
	draw_meaning(p, d, body, y, tall);
	draw_clip(d, a);
	if (foot)
		draw_foot(p, d, a, a.y + a.rows - foot, buf_str(&state), tall);
	buf_done(&state);
	draw_clip(d, was);
}
