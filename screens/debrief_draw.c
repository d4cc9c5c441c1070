/* Painting the debrief (look.md, mock/debriefs-*): questions left, the answer right, nothing over it. */
#include "screens/debrief.h"

#include "model/text.h"

#include <stdio.h>
#include <string.h>

enum { LEFT_COLS = 22, LEFT_WIDE = 33, TEXT_MAX = 96 };

#define GENERIC "? short or general: a name, a number, a date?"

static bool is_tall(const struct screen *s)
{
	return s->area.rows >= 28;
}

static bool shows_ahead(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	return b->set_ahead ? b->shows_ahead : debrief_is_wide(s);
}

/* ---- the title line ---- */

static int draw_badge(const struct screen *s, struct draw *d, int y, int x)
{
	const struct debrief_state *b = debrief_state(s);
	char text[48];

	if (b->complete) {
		snprintf(text, sizeof text, "complete %s", b->done_day);
		x += draw_text(d, y, x, 2, STYLE_GOOD, "✓") + 1;
		return x + draw_text(d, y, x, 20, STYLE_TEXT, text) + 1;
	}
	if (b->mode == MODE_AHEAD)
		return x + draw_text(d, y, x, 20, STYLE_MUTED, "○ written ahead") + 1;
	if (b->running)
		return x + draw_text(d, y, x, 10, STYLE_LIVE, b->paused ? " ● paused " : " ● live ") + 1;
	return x + draw_text(d, y, x, 20, STYLE_MUTED, b->begun ? "begun" : "not begun") + 1;
}

static void draw_title(const struct screen *s, struct draw *d, int y)
{
	const struct debrief_state *b = debrief_state(s);
	int64_t seconds = debrief_total_ms(s) / 1000;
	int cols = s->area.cols, due = text_visible_width(b->due, strlen(b->due)), x = 1;
	bool wide = debrief_is_wide(s);
	char time[32];
	int share;

	x += draw_text(d, y, x, cols / 3, STYLE_TITLE, b->title) + 2;
	x += draw_text(d, y, x, cols / 4, STYLE_MUTED, b->pair) + (wide ? 8 : 3);
	x = draw_badge(s, d, y, x);
	draw_right(d, y, cols - 1 - due, due, b->due_ink, b->due);
	if (b->mode == MODE_AHEAD || cols - due - x < 14)
		return;
	snprintf(time, sizeof time, "%lld:%02lld", (long long)(seconds / 60), (long long)(seconds % 60));
	x += draw_text(d, y, x, 8, STYLE_STRONG, time) + 1;
	snprintf(time, sizeof time, wide ? "of %d:00" : "/%d", b->minutes);
	x += draw_text(d, y, x, 10, STYLE_MUTED, time) + 2;
	share = cols - 3 - due - x;
	if (share >= 10)
		draw_share(d, y, x, !wide ? 10 : share < 24 ? share : 24, STYLE_GOOD, (long)seconds, 60L * b->minutes);
}

/* ---- the questions ---- */

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
	x = 7 + draw_text(d, y, 7, cols - 6 - (wide ? a->again * 2 + text_visible_width(a->short_goes, strlen(a->short_goes)) : a->again * 2),
			  ink, a->title);
	if (a->again)
		draw_text(d, y, x + 1, 1, STYLE_SOON, "?");
	if (wide)
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

static int draw_left_of(const struct debrief_state *b, struct draw *d, int y, int cols)
{
	char marks[64] = "";

	for (size_t i = 0, n = 0; i < b->count && n + 4 < sizeof marks; i++)
		if (b->asked[i].again)
			n += (size_t)snprintf(marks + n, sizeof marks - n, "%sQ%d", n ? " " : "", b->asked[i].id);
	if (marks[0]) {
		draw_text(d, y, 3, 5, STYLE_MUTED, "Again");
		draw_text(d, y++, 9, cols - 10, STYLE_SOON, marks);
	}
	draw_text(d, y, 3, 5, STYLE_MUTED, "Left");
	if (text_width(b->left, strlen(b->left)) > cols - 9)
		draw_printf(d, y++, 9, cols - 9, STYLE_REQUIRED, "%.2s and %zu more", b->left, strlen(b->left) / 3);
	else
		draw_text(d, y++, 9, cols - 9, b->left[0] ? STYLE_REQUIRED : STYLE_TEXT, b->left[0] ? b->left : "none");
	return y;
}

/* The first words of each answer: what was said so far, for who looks up from the call. */
static size_t first_line(const char *text)
{
	size_t n = strcspn(text, "\n");

	return n && text[n] && text[n - 1] == '\r' ? n - 1 : n;
}

static void draw_said(const struct screen *s, struct draw *d, int y, int cols)
{
	const struct debrief_state *b = debrief_state(s);
	int end = s->area.y + s->area.rows;

	draw_text(d, y, 1, cols, STYLE_SECTION, "Said so far");
	y += 2;
	for (size_t i = 0; i < b->count && y < end; i++) {
		const struct asked *a = &b->asked[i];
		int x = 3;

		if (a->mark != MARK_ANSWERED || !a->live || a->unknown)
			continue;
		x += draw_printf(d, y, x, 4, STYLE_MUTED, "Q%d", a->id) + 1;
		draw_textn(d, y++, x, cols - x, STYLE_MUTED, a->live, first_line(a->live));
	}
}

static void draw_left(struct screen *s, struct draw *d, int y, int cols)
{
	struct debrief_state *b = debrief_state(s);
	int answered = 0;

	for (size_t i = 0; i < b->count; i++)
		answered += b->asked[i].mark == MARK_ANSWERED;
	if (is_tall(s)) {
		char count[32];

		snprintf(count, sizeof count, "%d of %zu", answered, b->count);
		draw_text(d, y, 1, cols, STYLE_SECTION, "Questions");
		draw_right(d, y, 20, cols - 20, STYLE_MUTED, count);
		y += 2;
	}
	for (size_t i = 0; i < b->count; i++) {
		if (is_tall(s) && (!i || strcmp(b->asked[i].group, b->asked[i - 1].group)))
			draw_text(d, y++, 3, cols - 3, STYLE_MUTED, b->asked[i].group);
		b->asked[i].row = y;
		draw_question(s, d, y++, i, cols);
	}
	y = draw_there(b, d, y + 1, cols);
	y = draw_left_of(b, d, y, cols);
	if (is_tall(s) && answered)
		draw_said(s, d, y + 1, cols);
}

/* ---- the answer ---- */

/* "✓ kept", or loudly that it is not. */
static void draw_kept(const struct screen *s, struct draw *d, int y, struct area a)
{
	const struct debrief_state *b = debrief_state(s);

	if (b->mode == MODE_READ)
		return;
	if (b->unkept) {
		draw_right(d, y, a.x + a.cols - 10, 10, STYLE_LATE, "! not kept");
		return;
	}
	draw_sign(d, y, a.x + a.cols - 6, STYLE_GOOD, SIGN_DONE);
	draw_text(d, y, a.x + a.cols - 4, 4, STYLE_MUTED, "kept");
}

static int draw_head(const struct screen *s, struct draw *d, struct area a)
{
	const struct asked *q = debrief_here(s);
	int y = a.y, x;

	y += draw_prose(d, (struct area){ y, a.x, 3, a.cols }, STYLE_STRONG, q->text, 0);
	x = a.x + draw_text(d, y, a.x, a.cols, q->ink, "→ ");
	x += draw_text(d, y, x, a.cols - (x - a.x) - 12, q->ink, q->goes) + 2;
	draw_text(d, y, x, a.x + a.cols - x - 12, STYLE_MUTED, q->readers);
	draw_kept(s, d, y, a);
	return y + 1;
}

/* The other layer, muted above: the AE's words for the CSM, the CSM's for the AE. */
static int draw_other(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	const struct asked *q = debrief_here(s);
	bool ahead = b->mode != MODE_AHEAD;
	const char *text = ahead ? q->ahead : q->live, *by = ahead ? q->ahead_by : q->live_by;
	int rows;

	if (q->pad.conflict) { /* both texts are to be seen: theirs above, mine in the editor */
		text = ahead ? q->live : q->ahead;
		by = ahead ? q->live_by : q->ahead_by;
	}
	y += is_tall(s);
	if (!text)
		return y;
	if (!shows_ahead(s) && !q->pad.conflict) {
		draw_printf(d, y, a.x, a.cols, STYLE_MUTED, "○ %s %s: Alt-A shows it", ahead ? "ahead, by" : "live, by", by);
		return y + 1 + is_tall(s);
	}
	draw_printf(d, y++, a.x, a.cols, STYLE_MUTED, "%s  %s", q->pad.conflict ? "STORED" : ahead ? "AHEAD" : "LIVE",
		    by);
	rows = draw_prose(d, (struct area){ y, a.x + 2, is_tall(s) ? 8 : 4, a.cols - 2 }, STYLE_MUTED, text, 0);
	draw_edge(d, y, a.x, rows, STYLE_EDGE);
	if (ahead && q->generic && q->mark == MARK_AHEAD)
		draw_text(d, y + rows++, a.x + 2, a.cols - 2, STYLE_SOON, GENERIC);
	return y + rows + is_tall(s);
}

/* One line over the editor: which layer, and what became of the words ahead. */
static int draw_label(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	const struct asked *q = debrief_here(s);
	int x = a.x;

	if (!is_tall(s) && !q->reply && !q->unknown && !(q->ahead && shows_ahead(s)) && b->mode == MODE_LIVE)
		return y;
	x += draw_text(d, y, x, 6, STYLE_MUTED, b->mode == MODE_AHEAD ? "AHEAD" : "LIVE") + 2;
	if (q->unknown)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_TEXT, "not known: %s", q->unknown);
	else if (b->mode != MODE_AHEAD && q->live_by)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_MUTED, "%s%s%s", q->live_by, q->reply ? " · " : "",
			    q->reply ? q->reply : "");
	else if (q->reply)
		draw_text(d, y, x, a.x + a.cols - x, STYLE_MUTED, q->reply);
	return y + 1;
}

static int draw_editor(struct screen *s, struct draw *d, struct area a, int y, int rows)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *q = debrief_here(s);
	bool active = s->level == LEVEL_TEXT && !b->asking;
	enum style surface;

	if (q->mark == MARK_HIDDEN) {
		draw_text(d, y, a.x, a.cols, STYLE_MUTED, "— your role does not see this answer");
		return y + 2;
	}
	draw_fill(d, (struct area){ y, a.x, rows, a.cols }, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	surface = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	draw_edge(d, y, a.x, rows, active ? STYLE_ACCENT : STYLE_EDGE);
	b->edit_area = (struct area){ y, a.x + 2, rows, a.cols - 3 };
	edit_draw(&q->pad.edit, d, b->edit_area, STYLE_TEXT, active);
	draw_surface(d, surface);
	return y + rows;
}

static void draw_line_asked(struct screen *s, struct draw *d, struct area a, int y)
{
	static const char *const labels[] = { "", "Not known, because", "Who was there: names, parted by commas",
					      "The AE was absent, because" };
	struct debrief_state *b = debrief_state(s);
	enum style surface;

	draw_text(d, y, a.x, a.cols, STYLE_SECTION, labels[b->asking]);
	draw_fill(d, (struct area){ y + 1, a.x, 1, a.cols }, STYLE_INPUT_ACTIVE);
	surface = draw_surface(d, STYLE_INPUT_ACTIVE);
	draw_edge(d, y + 1, a.x, 1, STYLE_ACCENT);
	edit_draw(&b->line.edit, d, (struct area){ y + 1, a.x + 2, 1, a.cols - 3 }, STYLE_TEXT, s->level == LEVEL_TEXT);
	draw_surface(d, surface);
	draw_key(d, y + 2, a.x, a.cols / 2, "Enter", "note it");
	draw_key(d, y + 2, a.x + 16, a.cols - 16, "Esc", "back; what is typed stays");
}

/* Of the words in the editor, once they are stored: nothing flickers while one types. */
static bool marks_generic(const struct screen *s)
{
	const struct asked *q = debrief_here(s);

	if (!q->generic || pad_is_unsaved(&q->pad))
		return false;
	return debrief_state(s)->mode == MODE_AHEAD || q->mark == MARK_ANSWERED;
}

static void draw_ask_next(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct asked *q = debrief_here(s);
	int end = a.y + a.rows;

	if (marks_generic(s) && y < end)
		draw_text(d, y++, a.x, a.cols, STYLE_SOON, GENERIC);
	if (y + 1 >= end || !q->prompt[0])
		return;
	draw_text(d, ++y, a.x, a.cols, STYLE_SECTION, "Ask next");
	y += 1 + is_tall(s);
	for (size_t i = 0; q->prompt[i] && y < end; i++) {
		draw_text(d, y, a.x, 2, STYLE_MUTED, "›");
		y += draw_prose(d, (struct area){ y, a.x + 2, end - y, a.cols - 2 }, STYLE_TEXT, q->prompt[i], 0);
	}
}

static int prompt_rows(const struct screen *s, int cols)
{
	const struct asked *q = debrief_here(s);
	int rows = 2 + 2 * is_tall(s) + marks_generic(s);

	for (size_t i = 0; q->prompt[i]; i++)
		rows += draw_prose_rows(q->prompt[i], cols - 2);
	return rows;
}

static void draw_right_pane(struct screen *s, struct draw *d, struct area a)
{
	const struct debrief_state *b = debrief_state(s);
	int y = draw_head(s, d, a), left, most, rows;

	y = draw_other(s, d, a, y);
	y = draw_label(s, d, a, y);
	left = a.y + a.rows - y - (b->asking ? 4 : prompt_rows(s, a.cols));
	most = a.rows / 2 > 12 ? a.rows / 2 : 12; /* a tall screen's room goes to the answer */
	rows = left < 5 ? 5 : left > most ? most : left;
	y = draw_editor(s, d, a, y, rows);
	if (b->asking)
		draw_line_asked(s, d, a, y + 1);
	else
		draw_ask_next(s, d, a, y);
}

void debrief_draw(struct screen *s, struct draw *d)
{
	struct debrief_state *b = debrief_state(s);
	bool tall = is_tall(s), wide = debrief_is_wide(s);
	int left = wide ? LEFT_WIDE : LEFT_COLS, y = s->area.y + tall, top = y + 2, bottom = s->area.y + s->area.rows;
	struct area right = { top, left + 3, bottom - top, s->area.cols - left - 4 };

	b->shown_s = debrief_total_ms(s) / 1000;
	if (right.cols > TEXT_MAX)
		right.cols = TEXT_MAX;
	draw_title(s, d, y);
	if (!tall)
		draw_rule(d, y + 1, 1, s->area.cols - 2);
	draw_vertical(d, top, left + 1, bottom - top);
	draw_left(s, d, top, left);
	draw_right_pane(s, d, right);
}
