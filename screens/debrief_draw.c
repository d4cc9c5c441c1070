/* Painting the debrief (look.md, mock/debriefs-*): questions left, the answer right, nothing over it. */
#include "screens/debrief.h"

#include "model/text.h"

#include <stdio.h>
#include <string.h>

enum { LEFT_COLS = 22, LEFT_WIDE = 33, TEXT_MAX = 96 };

bool debrief_is_tall(const struct screen *s)
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
	if (b->hides)
		x += draw_text(d, y, x, 10, STYLE_SOON, "hidden") + 1;
	draw_right(d, y, cols - 1 - due, due, b->due_ink, b->due);
	if (b->mode == MODE_AHEAD || cols - due - x < 14)
		return;
	snprintf(time, sizeof time, "%lld:%02lld", (long long)(seconds / 60), (long long)(seconds % 60));
	x += draw_text(d, y, x, 8, STYLE_STRONG, time) + 1;
	snprintf(time, sizeof time, wide ? "of %d:00" : "/%d", b->minutes);
	x += draw_text(d, y, x, 10, STYLE_MUTED, time) + 2;
	share = cols - 3 - due - x;
	if (share >= 10)
		draw_share(d, y, x,
			   !wide	? 10
			   : share < 24 ? share
					: 24,
			   STYLE_GOOD, (long)seconds, 60L * b->minutes);
}

/* ---- the answer ---- */

/* "✓ kept", or loudly that it is not. */
static void draw_kept(const struct screen *s, struct draw *d, int y, struct area a)
{
	const struct debrief_state *b = debrief_state(s);

	if (b->mode == MODE_READ)
		return;
	if (s->unkept) {
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

	if (debrief_hides(s, q)) {
		draw_printf(d, y, a.x, a.cols - 12, STYLE_STRONG, "Q%d", q->id);
		draw_kept(s, d, y, a);
		return y + 1;
	}
	y += draw_prose(d, (struct area){ y, a.x, 3, a.cols }, STYLE_STRONG, q->text, 0);
	x = a.x + draw_text(d, y, a.x, a.cols, q->ink, "→ ");
	x += draw_text(d, y, x, a.cols - (x - a.x) - 12, q->ink, q->goes) + 2;
	draw_text(d, y, x, a.x + a.cols - x - 12, STYLE_MUTED, q->readers);
	draw_kept(s, d, y, a);
	return y + 1;
}

/* What the answer, its rows and the next questions leave to the other layer's words. */
static int other_rows(const struct screen *s, struct area a, int y)
{
	bool tall = debrief_is_tall(s);
	int most = tall ? 8 : 4;
	int room = a.y + a.rows - y - 6 - 2 * tall - debrief_rows_height(s, a.cols) - debrief_next_height(s, a.cols);

	return room < 2 ? 2 : room > most ? most : room;
}

/* The other layer, muted above: the AE's words for the CSM, the CSM's for the AE. */
static int draw_other(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	const struct asked *q = debrief_here(s);
	bool ahead = b->mode != MODE_AHEAD;
	const char *text = ahead ? q->ahead : q->live, *by = ahead ? q->ahead_by : q->live_by;
	int rows, all, x;

	if (q->pad.conflict) { /* both texts are to be seen: theirs above, mine in the editor */
		text = ahead ? q->live : q->ahead;
		by = ahead ? q->live_by : q->ahead_by;
	}
	y += debrief_is_tall(s);
	if (!text || b->hides)
		return y;
	if (!shows_ahead(s) && !q->pad.conflict) {
		draw_printf(d, y, a.x, a.cols, STYLE_MUTED, "○ %s %s: Alt-A shows it",
			    ahead ? "ahead, by" : "live, by", by);
		return y + 1 + debrief_is_tall(s);
	}
	x = a.x + draw_printf(d, y, a.x, a.cols, STYLE_MUTED, "%s  %s",
			      q->pad.conflict ? "STORED"
			      : ahead	      ? "AHEAD"
					      : "LIVE",
			      by);
	rows = other_rows(s, a, y + 1);
	all = draw_prose_rows(text, a.cols - 2);
	if (all > rows)
		draw_printf(d, y, x + 2, a.x + a.cols - x - 2, STYLE_MUTED,
			    "%d of %d lines; a taller window shows more", rows, all);
	y++;
	rows = draw_prose(d, (struct area){ y, a.x + 2, rows, a.cols - 2 }, STYLE_MUTED, text, 0);
	draw_edge(d, y, a.x, rows, STYLE_EDGE);
	if (ahead && q->generic && q->mark == MARK_AHEAD)
		draw_text(d, y + rows++, a.x + 2, a.cols - 2, STYLE_SOON, DEBRIEF_GENERIC);
	return y + rows + debrief_is_tall(s);
}

/* How long this question has taken of the call. */
static void draw_spent(const struct screen *s, struct draw *d, int y, struct area a)
{
	const struct debrief_state *b = debrief_state(s);
	const struct asked *q = debrief_here(s);
	int64_t ms = q->stored_ms + q->pad.spent_ms;
	char text[32];

	if (b->running && !b->paused && s->view->mono_ms > b->since_ms)
		ms += s->view->mono_ms - b->since_ms;
	if (b->mode == MODE_AHEAD || !debrief_is_tall(s) || (!b->running && !ms))
		return;
	snprintf(text, sizeof text, "%lld:%02lld here", (long long)(ms / 60000), (long long)(ms / 1000 % 60));
	draw_right(d, y, a.x + a.cols - 12, 12, STYLE_MUTED, text);
}

/* One line over the editor: which layer, and what became of the words ahead. */
static int draw_label(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	const struct asked *q = debrief_here(s);
	int x = a.x;

	if (b->hides)
		return y;
	if (!debrief_is_tall(s) && !q->reply && !q->said_by && !q->unknown && !(q->ahead && shows_ahead(s)) &&
	    b->mode == MODE_LIVE)
		return y;
	x += draw_text(d, y, x, 6, STYLE_MUTED, b->mode == MODE_AHEAD ? "AHEAD" : "LIVE") + 2;
	draw_spent(s, d, y, a);
	if (q->unknown)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_TEXT, "not known: %s", q->unknown);
	else if (b->mode != MODE_AHEAD && q->live_by && q->newer)
		draw_printf(d, y, x, a.x + a.cols - x - 14, STYLE_SOON, "typed here; another text is stored: %s", q->live_by);
	else if (b->mode != MODE_AHEAD && q->live_by)
		draw_printf(d, y, x, a.x + a.cols - x, STYLE_MUTED, "%s%s%s%s%s", q->live_by, q->reply ? " · " : "",
			    q->reply ? q->reply : "", q->said_by ? " · said by " : "", q->said_by ? q->said_by : "");
	else if (q->reply)
		draw_text(d, y, x, a.x + a.cols - x, STYLE_MUTED, q->reply);
	return y + 1;
}

void debrief_draw_hidden(struct draw *d, int y, int x, int cols, const struct edit *e, bool active)
{
	size_t n = 0;

	for (size_t i = 0; i < e->len; i++)
		n += ((unsigned char)e->text[i] & 0xc0) != 0x80;
	cols = draw_printf(d, y, x, cols, STYLE_MUTED, "· %zu character%s kept", n, n == 1 ? "" : "s");
	if (active)
		draw_cursor(d, y, x + cols + 1);
}

static int draw_editor(struct screen *s, struct draw *d, struct area a, int y, int rows)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *q = debrief_here(s);
	bool active = s->level == LEVEL_TEXT && !b->asking && !b->row;
	enum style surface;

	if (q->mark == MARK_HIDDEN) {
		draw_text(d, y, a.x, a.cols, STYLE_MUTED, "— your role does not see this answer");
		return y + 2;
	}
	draw_fill(d, (struct area){ y, a.x, rows, a.cols }, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	surface = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	draw_edge(d, y, a.x, rows, active ? STYLE_ACCENT : STYLE_EDGE);
	b->edit_area = (struct area){ y, a.x + 2, rows, a.cols - 3 };
	if (debrief_hides(s, q))
		debrief_draw_hidden(d, y, b->edit_area.x, b->edit_area.cols, &q->pad.edit, active);
	else
		edit_draw(&q->pad.edit, d, b->edit_area, STYLE_TEXT, active);
	draw_surface(d, surface);
	return y + rows;
}

static void draw_line_asked(struct screen *s, struct draw *d, struct area a, int y)
{
	static const char *const labels[] = { "",
					      "Not known, because",
					      "Who was there: names, parted by commas",
					      "The AE was absent, because",
					      "Who gave this answer",
					      "Good, unsure or worried; and doubt, or fits" };
	struct debrief_state *b = debrief_state(s);
	enum style surface;

	draw_text(d, y, a.x, a.cols, STYLE_SECTION, labels[b->asking]);
	draw_fill(d, (struct area){ y + 1, a.x, 1, a.cols }, STYLE_INPUT_ACTIVE);
	surface = draw_surface(d, STYLE_INPUT_ACTIVE);
	draw_edge(d, y + 1, a.x, 1, STYLE_ACCENT);
	if (b->hides)
		debrief_draw_hidden(d, y + 1, a.x + 2, a.cols - 3, &b->line.edit, s->level == LEVEL_TEXT);
	else
		edit_draw(&b->line.edit, d, (struct area){ y + 1, a.x + 2, 1, a.cols - 3 }, STYLE_TEXT,
			  s->level == LEVEL_TEXT);
	draw_surface(d, surface);
	draw_key(d, y + 2, a.x, a.cols / 2, "Enter", "note it");
	draw_key(d, y + 2, a.x + 16, a.cols - 16, "Esc", "back; what is typed stays");
}

/* The answer has what the rows and the next questions leave, at least four lines of it. */
static int editor_rows(const struct screen *s, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	int below = b->asking ? 4 : debrief_rows_height(s, a.cols) + debrief_next_height(s, a.cols);
	int left = a.y + a.rows - y - below, least = b->row && b->row->theirs.id ? 1 : b->row ? 4 : 5;
	int most = a.rows / 3 > 12 ? a.rows / 3 : 12; /* a tall screen's room goes to the answer */

	return left < least ? least : left > most ? most : left;
}

static void draw_right_pane(struct screen *s, struct draw *d, struct area a)
{
	const struct debrief_state *b = debrief_state(s);
	int y = draw_head(s, d, a);

	y = draw_other(s, d, a, y);
	y = draw_label(s, d, a, y);
	y = draw_editor(s, d, a, y, editor_rows(s, a, y));
	if (b->asking) {
		draw_line_asked(s, d, a, y + 1);
		return;
	}
	y = debrief_draw_generic(s, d, a, y);
	y = debrief_draw_rows(s, d, a, y);
	debrief_draw_next(s, d, a, y);
}

void debrief_draw(struct screen *s, struct draw *d)
{
	struct debrief_state *b = debrief_state(s);
	bool tall = debrief_is_tall(s), wide = debrief_is_wide(s);
	int left = wide ? LEFT_WIDE : LEFT_COLS, y = s->area.y + tall, top = y + 2, bottom = s->area.y + s->area.rows;
	struct area right = { top, left + 3, bottom - top, s->area.cols - left - 4 };

	b->shown_s = debrief_total_ms(s) / 1000;
	if (right.cols > TEXT_MAX)
		right.cols = TEXT_MAX;
	draw_title(s, d, y);
	if (!tall)
		draw_rule(d, y + 1, 1, s->area.cols - 2);
	draw_vertical(d, top, left + 1, bottom - top);
	debrief_draw_list(s, d, top, left);
	draw_right_pane(s, d, right);
}
