/* Painting the live screen of an interview (look.md, mock/interviews-*): notes left; right the question that is asked
 * and what is captured as fields. */
#include "screens/interview.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RIGHT_COLS = 27, RIGHT_WIDE = 42, KIND_COLS = 8, TEXT_MAX = 96, EDIT_ROWS_MAX = 400 };

static bool is_wide(const struct screen *s)
{
	return s->area.cols >= 100;
}

static bool is_tall(const struct screen *s)
{
	return s->area.rows >= 28;
}

/* ---- the head ---- */

static int draw_permission(struct draw *d, int y, int x, int64_t consent, const char *what)
{
	enum style ink = consent == CONSENT_GIVEN ? STYLE_GOOD : consent == CONSENT_NOT_ASKED ? STYLE_MUTED : STYLE_LATE;
	const char *mark = consent == CONSENT_GIVEN ? "✓" : consent == CONSENT_NOT_ASKED ? "·" : "✗";

	x += draw_text(d, y, x, 2, ink, mark);
	return x + draw_text(d, y, x, 10, ink, what) + 1;
}

static void draw_head(const struct screen *s, struct draw *d, int y)
{
	static const char *const wide[] = { "notes", "quote", "record" }, *const narrow[] = { "n", "q", "r" };
	const struct interview_page *v = interview_page(s);
	const char *const *words = is_wide(s) ? wide : narrow;
	int cols = s->area.cols, right = is_wide(s) ? 24 : 9, x = 1;

	x += draw_text(d, y, x, cols / 3, STYLE_TITLE, v->title) + 2;
	x += draw_text(d, y, x, cols - right - x - 14, STYLE_MUTED, v->who) + 2;
	draw_text(d, y, x, 11, v->i.state == INTERVIEW_INCOMPLETE ? STYLE_SOON : STYLE_MUTED,
		  interview_state_key(v->i.state));
	x = cols - right;
	x = draw_permission(d, y, x, v->i.consent_notes, words[0]);
	x = draw_permission(d, y, x, v->i.consent_quote, words[1]);
	draw_permission(d, y, x, v->i.consent_record, words[2]);
}

/* ---- the notes ---- */

static enum style ink_of(int64_t kind)
{
	return kind == SAID_QUOTE ? STYLE_QUOTE : kind == SAID_FACT ? STYLE_FACT : STYLE_INTERPRETATION;
}

static bool is_here(const struct screen *s, size_t i)
{
	return interview_page(s)->at == i;
}

static int rows_of(const struct screen *s, const struct thought *p, size_t i, int cols, int most)
{
	int rows;

	if (is_here(s, i) && p->pad)
		rows = edit_rows_most(&p->pad->edit, cols, most);
	else
		rows = draw_prose_rows(thought_text(p), cols);
	if (*p->base.speaker && !p->is_field)
		rows++;
	if (p->theirs && is_here(s, i))
		rows += both_rows(NULL, p->theirs, cols, most > 6 ? 6 : most);
	return rows < 1 ? 1 : rows > most ? most : rows;
}

/* A text: the one under the cursor as it is edited, the others as prose. */
static void draw_place(struct screen *s, struct draw *d, size_t i, struct area a)
{
	struct interview_page *v = interview_page(s);
	struct thought *p = &v->places[i];
	bool here = is_here(s, i), active = here && s->level == LEVEL_TEXT;
	int theirs = p->theirs && here ? both_rows(NULL, p->theirs, a.cols, a.rows > 6 ? 6 : a.rows - 1) : 0;
	enum style ink = p->is_field ? STYLE_TEXT : ink_of(p->base.kind), surface = STYLE_BASE;

	v->row_of[i] = a.y;
	if (*p->base.speaker && !p->is_field && a.rows > 1) {
		draw_text(d, a.y++, a.x, a.cols, STYLE_MUTED, p->base.speaker);
		a.rows--;
	}
	a.rows -= theirs;
	if (active) {
		draw_fill(d, (struct area){ a.y, a.x - 1, a.rows, a.cols + 1 }, STYLE_INPUT_ACTIVE);
		surface = draw_surface(d, STYLE_INPUT_ACTIVE);
	}
	if (active && p->pad) {
		v->edit_area = a;
		edit_draw(&p->pad->edit, d, a, ink, true);
	} else {
		draw_prose(d, a, ink, thought_text(p), 0);
	}
	if (active)
		draw_surface(d, surface);
	if (theirs)
		both_draw(d, (struct area){ a.y + a.rows, a.x, theirs, a.cols }, NULL, p->theirs);
}

/* The first note drawn moves no further than the cursor needs. */
static void scroll_notes(struct screen *s, struct area a, int cols)
{
	struct interview_page *v = interview_page(s);
	size_t at = v->at < v->notes ? v->at : v->notes ? v->notes - 1 : 0;
	size_t top = at;
	int used;

	if (!v->notes) {
		v->top = 0;
		return;
	}
	used = rows_of(s, &v->places[at], at, cols, a.rows);
	while (top > 0 && used < a.rows) {
		used += rows_of(s, &v->places[top - 1], top - 1, cols, a.rows);
		if (used <= a.rows)
			top--;
	}
	if (v->top < top || v->top > at)
		v->top = v->top > at && at + 1 < v->notes ? at : top;
}

static void draw_kind(const struct screen *s, struct draw *d, int y, size_t i, int x)
{
	static const char *const words[] = { "", "quote", "fact", "interp" };
	const struct thought *p = &interview_page(s)->places[i];

	if (is_here(s, i))
		draw_text(d, y, x, 1, STYLE_ACCENT, "▌");
	draw_text(d, y, x + 1, KIND_COLS - 1, is_here(s, i) ? STYLE_STRONG : STYLE_MUTED, words[p->base.kind & 3]);
}

static void draw_notes(struct screen *s, struct draw *d, struct area a)
{
	struct interview_page *v = interview_page(s);
	int cols = a.cols - KIND_COLS - 1, y = a.y + 1, end = a.y + a.rows;
	struct area list = { y, a.x, end - y, a.cols };
	char count[48];

	if (cols > TEXT_MAX)
		cols = TEXT_MAX;
	v->note_area = list;
	snprintf(count, sizeof count, "%zu", v->notes);
	draw_text(d, a.y, a.x, 7, STYLE_SECTION, "Notes");
	draw_text(d, a.y, a.x + 7, 10, STYLE_MUTED, v->notes ? count : "");
	scroll_notes(s, list, cols);
	for (size_t i = v->top; i < v->notes && y < end; i++) {
		int rows = rows_of(s, &v->places[i], i, cols, end - y);

		draw_kind(s, d, y, i, a.x);
		draw_place(s, d, i, (struct area){ y, a.x + KIND_COLS, rows, cols });
		y += rows;
	}
	if (!v->notes)
		draw_prose(d, (struct area){ y, a.x + 1, end - y, a.cols - 2 }, STYLE_MUTED,
			   *v->why_not ? v->why_not
				       : "n begins a note. One thought a note: a quote in their words, a fact, or your"
					 " interpretation; Enter at its end begins the next.", 0);
}

/* ---- the question that is asked, and the fields ---- */

static int draw_question(const struct screen *s, struct draw *d, struct area a)
{
	const struct interview_page *v = interview_page(s);
	int y = a.y, end = a.y + a.rows;
	char head[64];

	if (!v->n_asked)
		return y;
	if (v->asked[v->asking].head)
		snprintf(head, sizeof head, "%s", v->asked[v->asking].head);
	else
		snprintf(head, sizeof head, "Ask %zu of %zu%s", v->asking - v->lead + 1, v->n_asked - v->lead,
			 v->asked[v->asking].core ? "" : " · this outcome");
	draw_text(d, y++, a.x, a.cols, STYLE_SECTION, head);
	y += draw_prose(d, (struct area){ y, a.x, end - y, a.cols }, STYLE_TEXT, v->asked[v->asking].question, 0);
	if (y < end && v->asked[v->asking].prompts && *v->asked[v->asking].prompts)
		y += draw_prose(d, (struct area){ y, a.x, end - y, a.cols }, STYLE_MUTED, v->asked[v->asking].prompts, 0);
	/* Another one with each question, where it fits whole. */
	if (v->reminders && !v->asked[v->asking].head) {
		const char *text = v->reminder[(v->asking - v->lead) % v->reminders];

		if (draw_prose_rows(text, a.cols - 2) <= end - y)
			y += draw_prose(d, (struct area){ y, a.x + 2, end - y, a.cols - 2 }, STYLE_HINT, text, 0);
	}
	return y;
}

static void draw_fields(struct screen *s, struct draw *d, struct area a)
{
	static const char key[CAPTURED_COUNT] = { [CAPTURED_CRITERION] = 't', [CAPTURED_COMPETITOR] = 'c',
						  [CAPTURED_PRICE] = 'p', [CAPTURED_FRICTION] = 'r',
						  [CAPTURED_SUMMARY] = 's', [CAPTURED_CONCERN] = 'w' };
	struct interview_page *v = interview_page(s);
	int y = a.y, end = a.y + a.rows;
	size_t i = v->notes;

	v->field_area = a;
	for (enum captured f = 0; f < CAPTURED_FLAG && y < end; f++) {
		char one[2] = { key[f], '\0' };

		draw_text(d, y, a.x, 2, STYLE_KEY, one);
		draw_text(d, y, a.x + 2, a.cols - 2, STYLE_SECTION, captured_kind(f)->title);
		if (i >= v->n || v->places[i].field != f)
			draw_right(d, y, a.x + a.cols - 2, 2, STYLE_MUTED, "·");
		y++;
		for (; i < v->n && v->places[i].field == f && y < end; i++) {
			struct thought *p = &v->places[i];
			int rows = rows_of(s, p, i, a.cols - 3, end - y);

			draw_text(d, y, a.x, 1, is_here(s, i) ? STYLE_ACCENT : STYLE_MUTED, is_here(s, i) ? "▌" : "·");
			draw_place(s, d, i, (struct area){ y, a.x + 2, rows, a.cols - 3 });
			y += rows;
		}
	}
}

void interview_draw(struct screen *s, struct draw *d)
{
	struct interview_page *v = interview_page(s);
	int y = s->area.y + is_tall(s), top = y + 2, bottom = s->area.y + s->area.rows;
	int right = is_wide(s) ? RIGHT_WIDE : RIGHT_COLS, left = s->area.cols - right - 2, used;
	struct area pane = { top, left + 2, bottom - top, right - 1 };

	free(v->row_of);
	v->row_of = xmalloc((v->n + 1) * sizeof *v->row_of);
	for (size_t i = 0; i < v->n; i++)
		v->row_of[i] = -1;
	v->edit_area = (struct area){ 0 };
	draw_head(s, d, y);
	draw_rule(d, y + 1, 1, s->area.cols - 2);
	draw_vertical(d, top, left, bottom - top);
	draw_notes(s, d, (struct area){ top, 1, bottom - top, left - 2 });
	pane.rows = pane.rows / 2;
	/* A field that is typed in wants the room; a screen just opened shows what is asked. */
	used = v->at >= v->notes && v->n > v->notes && !is_tall(s) && (v->notes || s->level == LEVEL_TEXT) ? pane.y : draw_question(s, d, pane);
	if (used > pane.y)
		used++;
	draw_fields(s, d, (struct area){ used, pane.x, bottom - used, pane.cols });
}
