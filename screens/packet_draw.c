/* Painting the packet (look.md; mock/packet-*): the short fields left, the long ones right, help of the field under the
 * cursor in the last row. */
#include "screens/packet.h"

#include "model/buf.h"
#include "model/store.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

enum { LEFT_COLS = 35, LEFT_WIDE = 50, TEXT_MAX = 96 };

/* ---- the head ---- */

static void draw_head(const struct screen *s, struct draw *d, int y)
{
	const struct packet_page *page = packet_page(s);
	const struct packet *p = &page->p;
	bool wide = packet_is_wide(s);
	int cols = s->area.cols, due = text_visible_width(page->due, strlen(page->due)), x = 1, end = cols - 1 - due;

	x += draw_text(d, y, x, 16, STYLE_TITLE, "Handoff packet") + 2;
	x += draw_text(d, y, x, cols / 4, STYLE_MUTED, page->title) + 2;
	draw_right(d, y, end, due, page->due_ink, page->due);
	x += draw_text(d, y, x, end - x - (p->missing && !wide ? 18 : 9), page->state_ink, page->state) + (page->state[0] != '\0') * 2;
	if (!wide) {
		char words[48];
		int n = snprintf(words, sizeof words, "%zu/%zu", p->filled, p->asked);

		if (p->missing)
			n += snprintf(words + n, sizeof words - (size_t)n, " %zu missing", p->missing);
		if (end - 2 - n > x)
			x = end - 2 - n;
		x += draw_printf(d, y, x, end - x, STYLE_STRONG, "%zu/%zu", p->filled, p->asked) + 1;
		if (p->missing)
			draw_printf(d, y, x, end - x, STYLE_REQUIRED, "%zu missing", p->missing);
		return;
	}
	if (x < LEFT_WIDE + 3)
		x = LEFT_WIDE + 3;
	x += draw_printf(d, y, x, end - x, STYLE_STRONG, "%zu of %zu filled", p->filled, p->asked) + 2;
	draw_share(d, y, x, 14, STYLE_ACCENT, (long)p->filled, (long)p->asked);
	if (p->missing)
		draw_printf(d, y, x + 16, end - x - 17, STYLE_REQUIRED, "%zu required missing", p->missing);
	else if (end - x > 36)
		draw_text(d, y, x + 16, 18, STYLE_MUTED, "nothing is missing");
}

/* ---- fields ---- */

static void draw_heading(const struct screen *s, struct draw *d, int y, struct area a, const struct place *p)
{
	size_t filled, asked;
	char count[32];
	int n;

	packet_section_count(&packet_page(s)->p, p->field->section, &filled, &asked);
	draw_text(d, y, a.x, a.cols - 10, STYLE_SECTION, p->field->section->title);
	n = snprintf(count, sizeof count, "%zu/%zu", filled, asked);
	draw_right(d, y, a.x + a.cols - n, n, STYLE_MUTED, count);
	if (asked && filled == asked)
		draw_sign(d, y, a.x + a.cols - n - 2, STYLE_GOOD, SIGN_DONE);
}

/* The sign beside a field: what is to be done there first. */
static bool is_unstored(const struct screen *s, const struct place *p)
{
	return pad_is_unsaved(&p->pad) && p != packet_here(s) && !p->left && !p->pad.saving;
}

static void draw_mark(const struct screen *s, struct draw *d, int y, int x, const struct place *p)
{
	if (p->value->gap || is_unstored(s, p) || p->pad.conflict)
		draw_sign(d, y, x, STYLE_LATE, SIGN_LATE);
	else if (p->value->missing)
		draw_sign(d, y, x, STYLE_REQUIRED, SIGN_REQUIRED);
	else if (p->value->warning)
		draw_sign(d, y, x, STYLE_SOON, SIGN_SOON);
}

/* What fills a field by itself, in a word: "deal". */
static const char *source_word(const struct place *p)
{
	static const char *const words[] = { "", "deal", "contact", "debrief", "price", "SOW", "clock" };

	return p->value->prefilled && !pad_is_unsaved(&p->pad) ? words[p->field->from] : "";
}

/* What an empty line takes. */
static const char *row_hint(const struct place *p)
{
	switch (p->field->rows) {
	case ITEM_TOUCHPOINT:
		return "2026-10-02 intro call -> asked for a demo";
	case ITEM_STAKEHOLDER:
		return "name, title: what this person gains or loses";
	case ITEM_RISK:
		return "the risk -> what is done about it";
	case ITEM_CRITERION:
		return "one outcome that can be measured";
	case ITEM_PROMISE:
	case ITEM_OBJECTION:
	case ITEM_FRICTION:
	case ITEM_FLAG:
	case ITEM_GAP:
	case ITEM_PARKED:
	case ITEM_FOLLOWUP:
	case ITEM_KIND_COUNT:
		break;
	}
	return "";
}

static void draw_empty(struct draw *d, struct area a, const struct place *p)
{
	if (p->value->hidden)
		draw_text(d, a.y, a.x, a.cols, STYLE_MUTED, "— your role does not see this");
	else if (p->is_row)
		draw_printf(d, a.y, a.x, a.cols, STYLE_MUTED, "+ %s", row_hint(p));
	else if (p->value->missing)
		draw_text(d, a.y, a.x, a.cols, STYLE_REQUIRED, "* required");
	else
		draw_text(d, a.y, a.x, a.cols, STYLE_MUTED, "—");
}

/* A text that is not typed in now: its beginning, and that there is more. */
static void draw_words(struct draw *d, struct area a, const struct place *p)
{
	const char *text = p->pad.edit.text, *source = source_word(p);
	int used, n = (int)strlen(source);

	if (!*text) {
		draw_empty(d, a, p);
	} else if (p->is_row) {
		draw_prose(d, a, STYLE_TEXT, text, 0);
	} else if (p->field->kind != PACKET_TEXT) {
		used = draw_text(d, a.y, a.x, a.cols, STYLE_TEXT, text);
		if (n && used + n + 2 <= a.cols)
			draw_right(d, a.y, a.x + a.cols - n, n, STYLE_MUTED, source);
	} else {
		if (edit_rows_most(&p->pad.edit, a.cols, a.rows + 1) > a.rows) { /* of a book no more than is shown */
			a.rows--;
			draw_text(d, a.y + a.rows, a.x, a.cols, STYLE_MUTED, "… more lines");
		}
		draw_prose(d, a, STYLE_TEXT, text, 0);
	}
}

static enum style edge_of(const struct screen *s, const struct place *p, bool active)
{
	if (active)
		return STYLE_ACCENT;
	if (p->value->gap || is_unstored(s, p) || p->pad.conflict)
		return STYLE_LATE_EDGE;
	return p->value->missing ? STYLE_SOON_EDGE : STYLE_EDGE;
}

static void draw_theirs(const struct screen *s, struct draw *d, struct area a, const struct place *p)
{
	struct buf words = { 0 };

	if (!p->spot.theirs)
		return;
	buf_puts(&words, "STORED  ");
	place_stored_words(s->view->store, packet_page(s), p, &words);
	draw_prose(d, (struct area){ a.y + a.rows, a.x, p->spot.theirs, a.cols }, STYLE_SOON, buf_str(&words), 0);
	buf_done(&words);
}

/* What is typed, in the area that holds it and its edge. */
static void draw_box(struct screen *s, struct draw *d, struct area a, struct place *p)
{
	bool here = p == packet_here(s), active = here && s->level == LEVEL_TEXT && !p->no;
	enum style surface;

	if (!p->no) {
		draw_fill(d, a, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
		if (active || p->is_row || p->field->kind == PACKET_TEXT)
			draw_edge(d, a.y, a.x, a.rows, edge_of(s, p, active));
	}
	surface = draw_surface(d, p->no ? STYLE_BASE : active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	a.x += 2;
	a.cols -= 3;
	p->area = a;
	if (active && *p->pad.edit.text)
		edit_draw(&p->pad.edit, d, a, STYLE_TEXT, true);
	else
		draw_words(d, a, p);
	if (here && !*p->pad.edit.text && s->level == LEVEL_TEXT)
		draw_cursor(d, a.y, a.x);
	draw_surface(d, surface);
	draw_theirs(s, d, a, p);
}

/* "Problem statement *  verbatim, or close to it" */
static void draw_label(const struct screen *s, struct draw *d, int y, struct area a, const struct place *p)
{
	const struct packet_field *f = p->field;
	bool here = packet_here(s)->field == f;
	const char *source = source_word(p);
	int x = a.x, n = (int)strlen(source);

	if (here || strcmp(f->title, f->section->title)) /* the heading says it */
		x += draw_text(d, y, x, a.cols - 4, here ? STYLE_HERE : STYLE_STRONG, f->title) + 1;
	if (f->kind == PACKET_ROWS && f->required > 1)
		x += draw_printf(d, y, x, a.cols - (x - a.x), p->value->missing ? STYLE_REQUIRED : STYLE_MUTED, "%s%zu of %d",
				 p->value->missing ? "* " : "", p->value->rows, f->required) + 2;
	else if (p->value->missing)
		x += draw_sign(d, y, x, STYLE_REQUIRED, SIGN_REQUIRED) + 1;
	if (p->value->gap)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_LATE, "! %s", p->value->gap);
	else if (is_unstored(s, p))
		draw_text(d, y, x, a.x + a.cols - x, STYLE_LATE, "! a draft, not stored");
	else if (n && x + n + 5 <= a.x + a.cols)
		draw_printf(d, y, a.x + a.cols - n - 5, n + 5, STYLE_MUTED, "from %s", source);
	else
		draw_text(d, y, x, a.x + a.cols - x, STYLE_MUTED, f->help);
}

static void draw_place(struct screen *s, struct draw *d, struct place *p)
{
	struct packet_page *page = packet_page(s);
	struct area a = page->column[p->spot.column];
	int up = a.y - page->top[p->spot.column], label = packet_label_cols(s), y = up + p->spot.y;
	bool here = p == packet_here(s);

	if (p->spot.head_y >= 0)
		draw_heading(s, d, up + p->spot.head_y, a, p);
	if (p->spot.label_y >= 0)
		draw_label(s, d, up + p->spot.label_y, a, p);
	if (p->field->kind == PACKET_TEXT || p->is_row) {
		draw_box(s, d, (struct area){ y, a.x, p->spot.rows, a.cols }, p);
		return;
	}
	draw_text(d, y, a.x, label, here ? STYLE_HERE : STYLE_MUTED, p->field->title);
	draw_mark(s, d, y, a.x + label, p);
	draw_box(s, d, (struct area){ y, a.x + label + 2, 1, a.cols - label - 2 }, p);
}

/* ---- columns ---- */

/* Where the section of the cursor begins and ends in its column. */
static void section_rows(const struct packet_page *page, int *from, int *end)
{
	const struct packet_section *section = page->place[page->at]->field->section;

	*from = -1;
	for (size_t i = 0; i < page->n; i++) {
		const struct spot *spot = &page->place[i]->spot;

		if (page->place[i]->field->section != section)
			continue;
		if (*from < 0)
			*from = spot->head_y;
		*end = spot->y + spot->rows + spot->theirs;
	}
}

/* The section under the cursor is in sight where it fits, else the place with its label and heading. */
static void scroll(struct packet_page *page, int c)
{
	const struct spot *here = &page->place[page->at]->spot;
	int rows = page->column[c].rows, top = here->y, end = here->y + here->rows + here->theirs, from = 0, last = 0;

	if (here->column == c) {
		if (here->label_y >= 0)
			top = here->label_y;
		if (here->head_y >= 0)
			top = here->head_y;
		section_rows(page, &from, &last);
		if (last - from <= rows) {
			top = from;
			end = last;
		}
		if (page->top[c] + rows < end)
			page->top[c] = end - rows;
		if (page->top[c] > top)
			page->top[c] = top;
	}
	if (page->top[c] > page->height[c] - rows)
		page->top[c] = page->height[c] - rows;
	if (page->top[c] < 0)
		page->top[c] = 0;
}

/* "↓ Delivery notes 1/3, Key stakeholders 0/4": the sections that begin below. */
static void draw_more(const struct screen *s, struct draw *d, int c)
{
	const struct packet_page *page = packet_page(s);
	struct area a = page->column[c];
	int below = page->top[c] + a.rows;
	struct buf words = { 0 };

	for (size_t i = 0; i < page->n; i++) {
		const struct place *p = page->place[i];
		size_t filled, asked;

		if (p->spot.column != c || p->spot.head_y < below)
			continue;
		packet_section_count(&page->p, p->field->section, &filled, &asked);
		buf_printf(&words, "%s%s %zu/%zu", words.len ? ", " : "", p->field->section->title, filled, asked);
	}
	if (words.len)
		draw_printf(d, a.y + a.rows, a.x, a.cols, STYLE_MUTED, "↓ %s", buf_str(&words));
	else if (page->height[c] > below)
		draw_text(d, a.y + a.rows, a.x, a.cols, STYLE_MUTED, "↓ more");
	buf_done(&words);
}

static void draw_column(struct screen *s, struct draw *d, int c)
{
	struct packet_page *page = packet_page(s);
	struct area before;

	if (page->height[c] > page->column[c].rows)
		page->column[c].rows--; /* for what is below */
	scroll(page, c);
	before = draw_clip(d, page->column[c]);
	for (size_t i = 0; i < page->n; i++) {
		struct place *p = page->place[i];
		int y = p->spot.y - page->top[c];

		if (p->spot.column != c)
			continue;
		draw_place(s, d, p);
		if (y < 0 || y >= page->column[c].rows)
			p->area.rows = 0;
	}
	draw_clip(d, before);
	draw_more(s, d, c);
}

/* ---- the last row ---- */

static const char *source_words(const struct place *p)
{
	static const char *const words[] = { "",
					     "from the deal; typed here it is written there",
					     "from the contact; typed here it is written there",
					     "from the debrief; typed here it stands for itself",
					     "the deal's amount, else the price list",
					     "told by the SOW's events",
					     "counted by the delivery clock" };

	return words[p->field->from];
}

static void draw_help(const struct screen *s, struct draw *d, int y)
{
	const struct packet_page *page = packet_page(s);
	const struct place *p = packet_here(s);
	int cols = s->area.cols - 14;

	if (page->typing[0])
		draw_text(d, y, 1, cols, STYLE_SOON, page->typing);
	else if (p->value->gap)
		draw_printf(d, y, 1, cols, STYLE_LATE, "! returned: %s", p->value->gap);
	else if (p->value->warning)
		draw_printf(d, y, 1, cols, STYLE_SOON, "~ %s", p->value->warning);
	else if (p->no)
		draw_printf(d, y, 1, cols, STYLE_MUTED, "%s%s%s", p->pad.edit.text, *p->pad.edit.text ? " · " : "", p->no);
	else if (p->is_row)
		draw_printf(d, y, 1, cols, STYLE_MUTED, "%s%s%s", p->field->help, *p->field->help ? " " : "", row_hint(p));
	else if (p->value->prefilled)
		draw_printf(d, y, 1, cols, STYLE_MUTED, "%s: %s", p->field->title, source_words(p));
	else
		draw_printf(d, y, 1, cols, STYLE_MUTED, "%s%s%s", p->field->title, *p->field->help ? ": " : "", p->field->help);
	if (page->reads)
		draw_right(d, y, s->area.cols - 12, 11, STYLE_MUTED, "read only");
	else if (page->unkept)
		draw_right(d, y, s->area.cols - 12, 11, STYLE_LATE, "! not kept");
	else
		draw_right(d, y, s->area.cols - 12, 11, STYLE_MUTED, "✓ kept");
}

void packet_draw(struct screen *s, struct draw *d)
{
	struct packet_page *page = packet_page(s);
	bool tall = packet_is_tall(s), wide = packet_is_wide(s);
	int left = wide ? LEFT_WIDE : LEFT_COLS, y = s->area.y + tall, top = y + 2;
	int rows = s->area.y + s->area.rows - top - 1, right = s->area.cols - left - 4;
	int cols[COLUMNS] = { left, right > TEXT_MAX ? TEXT_MAX : right };

	draw_head(s, d, y);
	if (!tall)
		draw_rule(d, y + 1, 1, s->area.cols - 2);
	page->column[0] = (struct area){ top, 1, rows, cols[0] };
	page->column[1] = (struct area){ top, left + 3, rows, cols[1] };
	packet_lay(s, cols);
	draw_column(s, d, 0);
	draw_column(s, d, 1);
	draw_help(s, d, s->area.y + s->area.rows - 1);
}
