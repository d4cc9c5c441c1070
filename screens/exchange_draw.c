#include "screens/exchange.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/member.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 3, TEXT_ROWS = 3, TEXT_ROWS_HERE = 6 };

static struct exchange_page *page_of(const struct screen *s)
{
	return s->state;
}

bool exchange_has_code(const char *keys, const char *key)
{
	size_t len = strlen(key);

	while (*keys) {
		size_t n = strcspn(keys, ",");

		if (n == len && !memcmp(keys, key, n))
			return true;
		keys += n;
		keys += strspn(keys, ", ");
	}
	return false;
}

/* ---- how much each takes ---- */

static int count_roots(const struct exchange_page *p)
{
	int n = 0;

	for (size_t i = 0; i < p->themes.n; i++)
		n += !p->themes.theme[i].parent && !p->themes.theme[i].retired;
	return n;
}

static int clamp(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

/* Both wrote it: rows of what is stored, which stands above the own words. */
static int stored_rows(const struct exchange_place *at, int cols)
{
	return at->pad && at->pad->conflict && at->shown ? 1 + clamp(draw_prose_rows(at->shown, cols), 1, TEXT_ROWS) : 0;
}

static int text_rows(const struct exchange_page *p, const struct exchange_place *at, int cols)
{
	bool here = at == &p->place[p->at];
	int rows = at->pad && (at->pad->edit.len || !at->prefilled) ? edit_rows(&at->pad->edit, cols)
		   : at->shown ? draw_prose_rows(at->shown, cols) : 1;

	return stored_rows(at, cols) +
	       (here && at->writes ? clamp(rows, TEXT_ROWS, TEXT_ROWS_HERE) : clamp(rows, 1, TEXT_ROWS));
}

static int rows_of(const struct exchange_page *p, const struct exchange_place *at, int cols)
{
	if (at->hidden)
		return 1;
	switch (at->field->kind) {
	case EXCHANGE_SCORES:
		return ICP_DIMENSIONS;
	case EXCHANGE_CODES:
		return at == &p->place[p->at] ? count_roots(p) : 1;
	case EXCHANGE_TEXT:
	case EXCHANGE_PARAGRAPH:
	case EXCHANGE_LIST:
		break;
	}
	return text_rows(p, at, cols);
}

static void lay(struct exchange_page *p, int rows, int cols)
{
	const struct exchange_place *here = &p->place[p->at];
	int y = 0;

	for (size_t i = 0; i < p->n; i++) {
		p->place[i].y = y;
		p->place[i].rows = 1 + rows_of(p, &p->place[i], cols);
		y += p->place[i].rows + 1;
	}
	if (here->y + here->rows > p->top + rows)
		p->top = here->y + here->rows - rows;
	if (here->y < p->top)
		p->top = here->y;
	if (p->top > 0 && y - 1 - p->top < rows)
		p->top = y - 1 > rows ? y - 1 - rows : 0;
}

/* ---- each kind ---- */

static void draw_scores(const struct exchange_page *p, const struct exchange_place *at, struct draw *d, struct area a)
{
	bool here = at == &p->place[p->at], post = p->x.direction == EXCHANGE_POST;
	const int64_t *score = p->score[post];

	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		const struct icp_dimension *dim = &p->icp.dimension[i];
		int x = a.x + 24;

		draw_text(d, a.y + i, a.x, 23, here && i == p->dimension ? STYLE_HERE : STYLE_TEXT, dim->title);
		for (int n = 0; n <= ICP_SCORE_MAX; n++)
			x += draw_printf(d, a.y + i, x, 4, score[i] == n ? STYLE_ACCENT : STYLE_MUTED, score[i] == n ? "[%d]" : " %d ", n);
		if (score[i] != ICP_NOT_SCORED)
			x += draw_text(d, a.y + i, x + 1, 16, STYLE_TEXT, dim->score[score[i]]) + 1;
		if (post && p->score[0][i] != ICP_NOT_SCORED)
			draw_printf(d, a.y + i, a.x + 58, a.cols - 58, STYLE_MUTED, "at handoff %d", (int)p->score[0][i]);
	}
}

static void put_titles(const struct exchange_page *p, const char *keys, struct buf *out)
{
	for (size_t i = 0; i < p->themes.n; i++)
		if (exchange_has_code(keys, p->themes.theme[i].key))
			buf_printf(out, "%s%s", out->len ? ", " : "", p->themes.theme[i].title);
}

static void draw_codes(const struct exchange_page *p, const struct exchange_place *at, struct draw *d, struct area a)
{
	const char *keys = at->shown ? at->shown : "";
	struct buf titles = { 0 };
	int y = a.y;

	if (at != &p->place[p->at]) {
		put_titles(p, keys, &titles);
		draw_text(d, y, a.x, a.cols, titles.len && !at->prefilled ? STYLE_TEXT : STYLE_MUTED,
			  titles.len ? buf_str(&titles) : "none yet");
		buf_done(&titles);
		return;
	}
	for (size_t i = 0; i < p->themes.n; i++) {
		const struct theme *t = &p->themes.theme[i];
		bool is = exchange_has_code(keys, t->key);

		if (t->parent || t->retired)
			continue;
		draw_printf(d, y, a.x, 4, is ? STYLE_ACCENT : STYLE_MUTED, "[%s]", is ? "x" : " ");
		draw_text(d, y, a.x + 4, 2, STYLE_KEY, t->letter);
		draw_text(d, y++, a.x + 6, a.cols - 6, is && !at->prefilled ? STYLE_TEXT : STYLE_MUTED, t->title);
	}
}

static void draw_words(struct screen *s, struct exchange_place *at, struct draw *d, struct area a)
{
	struct exchange_page *p = page_of(s);
	bool here = at == &p->place[p->at], active = here && s->level == LEVEL_TEXT && at->writes;
	int above = stored_rows(at, a.cols - 3);
	enum style surface;

	if (above && above < a.rows) {
		draw_text(d, a.y, a.x + 2, a.cols - 3, STYLE_MUTED, "stored meanwhile; your words below");
		draw_prose(d, (struct area){ a.y + 1, a.x + 2, above - 1, a.cols - 3 }, STYLE_TEXT, at->shown, 0);
		a.y += above;
		a.rows -= above;
	}
	at->area = (struct area){ a.y, a.x + 2, a.rows, a.cols - 3 };
	if (at->writes && (here || at->pad->edit.len || !at->prefilled)) {
		draw_fill(d, a, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
		surface = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
		draw_edge(d, a.y, a.x, a.rows, active ? STYLE_ACCENT : STYLE_EDGE);
		edit_draw(&at->pad->edit, d, at->area, STYLE_TEXT, active);
		if (!at->pad->edit.len && at->prefilled)
			draw_prose(d, (struct area){ a.y + active, a.x + 2, a.rows - active, a.cols - 3 }, STYLE_MUTED, at->shown, 0);
		draw_surface(d, surface);
		return;
	}
	draw_prose(d, at->area, at->prefilled || !at->shown ? STYLE_MUTED : STYLE_TEXT, at->shown ? at->shown : "nothing yet", 0);
}

/* ---- one place ---- */

static bool is_missing(const struct exchange_page *p, const struct exchange_place *at)
{
	if (!at->field->required || at->hidden)
		return false;
	if (at->pad)
		return !at->pad->edit.len && !at->shown;
	if (at->field->kind == EXCHANGE_CODES)
		return !at->shown;
	for (int i = 0; i < ICP_DIMENSIONS; i++)
		if (p->score[p->x.direction == EXCHANGE_POST][i] == ICP_NOT_SCORED)
			return true;
	return false;
}

static void draw_label(const struct exchange_page *p, const struct exchange_place *at, struct draw *d, int y, int cols)
{
	bool here = at == &p->place[p->at];
	int x = 1 + draw_text(d, y, 1, cols - 2, here ? STYLE_HERE : STYLE_SECTION, at->field->title) + 2;

	if (is_missing(p, at))
		x += draw_text(d, y, x, 12, STYLE_REQUIRED, "* required") + 2;
	if (at->prefilled && !(at->pad && at->pad->edit.len))
		x += draw_text(d, y, x, cols - x - 1, STYLE_HINT, "prefilled") + 2;
	if (here && cols - x > 12)
		draw_text(d, y, x, cols - x - 1, STYLE_MUTED, at->field->help);
}

static void draw_place(struct screen *s, struct exchange_place *at, struct draw *d, int y, int cols)
{
	struct exchange_page *p = page_of(s);
	struct area a = { y + 1, INDENT, at->rows - 1, cols - INDENT - 1 };

	draw_label(p, at, d, y, cols);
	at->area = a;
	if (at->hidden) {
		draw_text(d, a.y, a.x, a.cols, STYLE_MUTED, "not for your role");
		return;
	}
	switch (at->field->kind) {
	case EXCHANGE_SCORES:
		draw_scores(p, at, d, a);
		break;
	case EXCHANGE_CODES:
		draw_codes(p, at, d, a);
		break;
	case EXCHANGE_TEXT:
	case EXCHANGE_PARAGRAPH:
	case EXCHANGE_LIST:
		draw_words(s, at, d, a);
		break;
	}
}

/* ---- the whole ---- */

static void put_state(const struct screen *s, struct buf *out)
{
	const struct exchange_page *p = page_of(s);

	if (s->unkept) {
		buf_puts(out, "! not kept");
	} else if (p->x.filed_at) {
		buf_printf(out, "%s by %s ", p->x.amended ? "amended, filed" : "filed", member_login(s->view->store, p->x.filed_by));
		day_format(calendar_day(s->view->store->calendar, p->x.filed_at), out);
	} else {
		buf_puts(out, p->x.form.id ? "not filed · ✓ kept" : "not begun");
	}
}

static void draw_head(struct screen *s, struct draw *d)
{
	const struct exchange_page *p = page_of(s);
	struct area a = s->area;
	struct buf state = { 0 };

	put_state(s, &state);
	draw_text(d, a.y, 1, a.cols - 34, STYLE_TITLE, p->title);
	draw_right(d, a.y, a.cols - 33, 32, s->unkept ? STYLE_LATE : STYLE_MUTED, buf_str(&state));
	draw_printf(d, a.y + 1, 1, a.cols - 2, STYLE_MUTED, "%s, %s", exchange_direction_key(p->x.direction),
		    exchange_direction_words(p->x.direction));
	draw_rule(d, a.y + 2, 1, a.cols - 2);
	buf_done(&state);
}

void exchange_draw(struct screen *s, struct draw *d)
{
	struct exchange_page *p = page_of(s);
	struct area form = { s->area.y + 3, 0, s->area.rows - 3, s->area.cols }, clip;

	draw_head(s, d);
	lay(p, form.rows, form.cols - INDENT - 4);
	clip = draw_clip(d, form);
	for (size_t i = 0; i < p->n; i++)
		if (p->place[i].y + p->place[i].rows > p->top && p->place[i].y < p->top + form.rows)
			draw_place(s, &p->place[i], d, form.y + p->place[i].y - p->top, form.cols);
		else
			p->place[i].area = (struct area){ 0 };
	draw_clip(d, clip);
}
