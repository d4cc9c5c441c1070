/* The left side of the debrief: the questions, who is there, what is noted around the call, what was said so far. */
#include "screens/debrief.h"

#include "model/cut.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

static void draw_mark(struct draw *d, int y, int x, const struct asked *a, bool here)
{
	if (here) {
		draw_sign(d, y, x, STYLE_ACCENT, SIGN_PRESENT);
		return;
	}
	if (a->pad.conflict) {
		draw_sign(d, y, x, STYLE_LATE, SIGN_LATE);
		return;
	}
	if (pad_is_unsaved(&a->pad) && a->mark != MARK_HIDDEN) { /* what is typed stands in a draft alone */
		draw_sign(d, y, x, STYLE_SOON, SIGN_NOT_YET);
		return;
	}
	switch (a->mark) {
	case MARK_OPEN:
		draw_sign(d, y, x, STYLE_MUTED, SIGN_NOT_YET);
		break;
	case MARK_AHEAD:
		draw_sign(d, y, x, STYLE_MUTED, SIGN_AHEAD);
		break;
	case MARK_ANSWERED:
		draw_sign(d, y, x, STYLE_GOOD, SIGN_DONE);
		break;
	case MARK_HIDDEN:
		draw_sign(d, y, x, STYLE_MUTED, SIGN_UNKNOWN);
		break;
	}
}

static void draw_question(const struct screen *s, struct draw *d, int y, size_t i, int cols)
{
	const struct debrief_state *b = debrief_state(s);
	const struct asked *a = &b->asked[i];
	bool here = i == b->at, wide = debrief_is_wide(s);
	enum style ink = here ? STYLE_HERE : a->mark == MARK_OPEN ? STYLE_MUTED : STYLE_TEXT;
	char number[4];
	int x;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_mark(d, y, 3, a, here);
	snprintf(number, sizeof number, "%d", a->id);
	draw_text(d, y, 5, 1, STYLE_KEY, number);
	x = 7 + draw_text(d, y, 7,
			  cols - 6 -
				  (wide ? a->again * 2 + text_visible_width(a->short_goes, strlen(a->short_goes))
					: a->again * 2),
			  ink, debrief_hides(s, a) ? "· · ·" : a->title);
	if (a->again)
		draw_text(d, y, x + 1, 1, STYLE_SOON, "?");
	if (wide && !b->hides)
		draw_right(d, y, x + 2, cols - x - 2, a->ink, a->short_goes);
}

/* "AE   mira", or what is missing in its place. */
static int draw_there(const struct debrief_state *b, struct draw *d, int y, int cols)
{
	static const char *const parts[] = { "AE", "CSM", "3rd" };

	for (int i = 0; i < 3; i++) {
		bool needed = i < 2 || strstr(b->missing, "CS manager or RevOps");

		if (!b->there[i][0] && !needed)
			continue;
		draw_text(d, y, 3, 5, STYLE_MUTED, parts[i]);
		if (b->there[i][0])
			draw_text(d, y++, 9, cols - 10, STYLE_TEXT, b->there[i]);
		else
			draw_text(d, y++, 9, cols - 10, STYLE_REQUIRED, "* who?");
	}
	return y;
}

/* "1 · capacity": how many, and of which kinds. */
static void flag_words(const struct debrief_state *b, char *out, size_t size)
{
	size_t n = 0, len;
	unsigned seen = 0;

	for (size_t i = 0; i < b->n_items; i++)
		n += b->items[i].kind == ITEM_FLAG && b->items[i].state == ITEM_OPEN;
	len = (size_t)snprintf(out, size, "%zu", n);
	for (size_t i = 0; i < b->n_items && len < size; i++) {
		const struct item *it = &b->items[i];

		if (it->kind != ITEM_FLAG || it->state != ITEM_OPEN || !it->attr || seen & 1u << it->attr)
			continue;
		len += (size_t)snprintf(out + len, size - len, "%s%s", seen ? ", " : " · ",
					item_attr_key(it->kind, it->attr));
		seen |= 1u << it->attr;
	}
}

/* What is noted around the call: flags, gaps, parked words, rows that are drafts. */
static int draw_around(const struct screen *s, struct draw *d, int y, int cols)
{
	const struct debrief_state *b = debrief_state(s);
	size_t gaps = debrief_count_of(s, ITEM_GAP), parked = debrief_count_of(s, ITEM_PARKED), typed = 0;
	char flags[80];

	if (b->hides)
		return y;
	flag_words(b, flags, sizeof flags);
	draw_text(d, y, 3, 5, STYLE_MUTED, "Flags");
	draw_text(d, y++, 9, cols - 9, strcmp(flags, "0") ? STYLE_TEXT : STYLE_MUTED,
		  strcmp(flags, "0") ? flags : "none");
	draw_text(d, y, 3, 5, STYLE_MUTED, "Gaps");
	if (gaps)
		draw_printf(d, y++, 9, cols - 9, STYLE_SOON, "%zu to ask", gaps);
	else
		draw_text(d, y++, 9, cols - 9, STYLE_MUTED, "none");
	if (parked) {
		draw_text(d, y, 3, 5, STYLE_MUTED, "Later");
		draw_printf(d, y++, 9, cols - 9, STYLE_TEXT, "%zu parked", parked);
	}
	for (const struct row *r = b->rows; r; r = r->next)
		typed += r != b->row && !row_is_noted(r);
	if (typed) {
		draw_text(d, y, 3, 5, STYLE_MUTED, "Draft");
		draw_printf(d, y++, 9, cols - 9, STYLE_SOON, "%zu row%s", typed, typed > 1 ? "s" : "");
	}
	return y;
}

static bool is_again(const struct asked *a)
{
	return a->again;
}

static bool is_short(const struct asked *a)
{
	return a->generic && a->mark == MARK_ANSWERED;
}

/* "Again Q2 Q5": the questions that have a mark, where there are such. */
static int draw_marked(const struct debrief_state *b, struct draw *d, int y, int cols, const char *label,
		       bool (*has)(const struct asked *a))
{
	char marks[64] = "";

	for (size_t i = 0, n = 0; i < b->count && n + 4 < sizeof marks; i++)
		if (has(&b->asked[i]))
			n += (size_t)snprintf(marks + n, sizeof marks - n, "%sQ%d", n ? " " : "", b->asked[i].id);
	if (!marks[0])
		return y;
	draw_text(d, y, 3, 5, STYLE_MUTED, label);
	draw_text(d, y, 9, cols - 10, STYLE_SOON, marks);
	return y + 1;
}

static int draw_left_of(const struct debrief_state *b, struct draw *d, int y, int cols)
{
	y = draw_marked(b, d, y, cols, "Again", is_again);
	if (!b->hides)
		y = draw_marked(b, d, y, cols, "Short", is_short);
	draw_text(d, y, 3, 5, STYLE_MUTED, "Left");
	if (text_width(b->left, strlen(b->left)) > cols - 9)
		draw_printf(d, y++, 9, cols - 9, STYLE_REQUIRED, "%.2s and %zu more", b->left, strlen(b->left) / 3);
	else
		draw_text(d, y++, 9, cols - 9, b->left[0] ? STYLE_REQUIRED : STYLE_TEXT,
			  b->left[0] ? b->left : "none");
	return y;
}

/* The open rows of a kind under a heading, where there is room for them. */
static int draw_notes(const struct screen *s, struct draw *d, int y, int cols, enum item_kind kind, const char *title)
{
	const struct debrief_state *b = debrief_state(s);
	int end = s->area.y + s->area.rows;

	if (!debrief_count_of(s, kind) || y + 3 > end)
		return y;
	draw_text(d, y, 1, cols, STYLE_SECTION, title);
	y += 2;
	for (size_t i = 0; i < b->n_items && y < end; i++) {
		const struct item *it = &b->items[i];
		char words[400];

		if (it->kind != kind || it->state != ITEM_OPEN)
			continue;
		cut_printf(words, sizeof words, "%s%s%.300s", kind == ITEM_FLAG ? item_attr_key(kind, it->attr) : "",
			 kind == ITEM_FLAG && it->attr ? ": " : "", it->text);
		y += draw_prose(d, (struct area){ y, 3, end - y < 3 ? end - y : 3, cols - 3 }, STYLE_TEXT, words, 0);
	}
	return y + 1;
}

/* The first words of each answer: what was said so far, for who looks up from the call. */
static void draw_said(const struct screen *s, struct draw *d, int y, int cols)
{
	const struct debrief_state *b = debrief_state(s);
	int end = s->area.y + s->area.rows;

	draw_text(d, y, 1, cols, STYLE_SECTION, "Said so far");
	y += 2;
	for (size_t i = 0; i < b->count && y < end; i++) {
		const struct asked *a = &b->asked[i];
		int x = 3;

		if (a->mark != MARK_ANSWERED || !a->live || a->unknown || debrief_hides(s, a))
			continue;
		x += draw_printf(d, y, x, 4, STYLE_MUTED, "Q%d", a->id) + 1;
		draw_textn(d, y++, x, cols - x, STYLE_MUTED, a->live, text_first_line(a->live));
	}
}

void debrief_draw_list(struct screen *s, struct draw *d, int y, int cols)
{
	struct debrief_state *b = debrief_state(s);
	int answered = 0;

	for (size_t i = 0; i < b->count; i++)
		answered += b->asked[i].mark == MARK_ANSWERED;
	if (debrief_is_tall(s)) {
		char count[32];

		snprintf(count, sizeof count, "%d of %zu", answered, b->count);
		draw_text(d, y, 1, cols, STYLE_SECTION, "Questions");
		draw_right(d, y, 20, cols - 20, STYLE_MUTED, count);
		y += 2;
	}
	for (size_t i = 0; i < b->count; i++) {
		if (debrief_is_tall(s) && (!i || strcmp(b->asked[i].group, b->asked[i - 1].group)))
			draw_text(d, y++, 3, cols - 3, STYLE_MUTED, b->hides ? "" : b->asked[i].group);
		b->asked[i].row = y;
		draw_question(s, d, y++, i, cols);
	}
	y = draw_there(b, d, y + 1, cols);
	y = draw_around(s, d, y, cols);
	y = draw_left_of(b, d, y, cols) + 1;
	if (b->typing[0])
		draw_text(d, s->area.y + s->area.rows - 1, 1, cols, STYLE_SOON, b->typing);
	if (!debrief_is_tall(s))
		return;
	if (!b->hides) {
		y = draw_notes(s, d, y, cols, ITEM_FLAG, "Flagged for kickoff");
		y = draw_notes(s, d, y, cols, ITEM_GAP, "Gaps to ask about");
		y = draw_notes(s, d, y, cols, ITEM_PARKED, "Parked");
	}
	if (answered && y + 3 < s->area.y + s->area.rows)
		draw_said(s, d, y, cols);
}
