/* Under the answer: its rows, what to ask next, what the deal knows already. */
#include "screens/debrief.h"
#include "screens/ui/strip.h"

#include "model/buf.h"
#include "model/member.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

enum { ATTR_NARROW = 9, ATTR_WIDE = 16, OWNER_COLS = 8, DUE_COLS = 8, SAID_COLS = 15, WHO_COLS = 14, ROW_WIDE = 72 };

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- the open row ---- */

static bool is_wide_cell(enum cell c)
{
	return c == CELL_TEXT || c == CELL_HOW;
}

/* A wide cell has a line of its own; the short ones beside each other share one. */
static size_t cells_in_line(const struct row *r, size_t from)
{
	size_t n = 1;

	if (is_wide_cell(row_cell(r, from)))
		return 1;
	while (from + n < r->n && !is_wide_cell(row_cell(r, from + n)))
		n++;
	return n;
}

static int open_lines(const struct row *r)
{
	int lines = 0;

	for (size_t i = 0; i < r->n; i += cells_in_line(r, i))
		lines++;
	return lines;
}

static void draw_cell(const struct screen *s, struct draw *d, int y, int x, int cols, struct row *r, size_t i)
{
	bool active = r->at == i && s->level == LEVEL_TEXT;
	enum style surface = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	struct edit *e = &r->cell[i].edit;

	draw_fill(d, (struct area){ y, x, 1, cols }, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	if (debrief_state(s)->hides) {
		debrief_draw_hidden(d, y, x, cols, e, active);
	} else {
		if (!e->len)
			draw_text(d, y, x + active, cols - active, STYLE_MUTED,
				  row_cell_label(r->kind, row_cell(r, i)));
		if (active || e->len)
			edit_draw(e, d, (struct area){ y, x, 1, cols - 1 }, STYLE_TEXT, active);
	}
	draw_surface(d, surface);
}

/* What the cell takes, or what Tab makes of the beginning that is typed: "→ priya". */
static void draw_open_hint(const struct screen *s, const struct row *r, struct draw *d, int y, int x, int cols)
{
	struct buf help = { 0 }, word = { 0 };
	enum cell c = row_cell(r, r->at);

	if (c == CELL_TEXT || c == CELL_SAID || c == CELL_HOW) {
		x += draw_key(d, y, x, cols, "Enter", "note it") + 2;
		x += r->n > 1 ? draw_key(d, y, x, cols - 16, "Tab", "next cell") + 2 : 0;
		x += debrief_is_wide(s) ? draw_key(d, y, x, cols - 30, "Alt-+", "note it and one more") + 2 : 0;
		draw_key(d, y, x, cols - 30, "Esc", "keep it for later");
		return;
	}
	row_completion(store_of(s), r, r->at, &word);
	row_cell_help(r->kind, c, &help);
	if (word.len && !debrief_state(s)->hides)
		draw_printf(d, y, x, cols, STYLE_TEXT, "→ %s", buf_str(&word));
	else
		draw_text(d, y, x, cols, STYLE_MUTED, buf_str(&help));
	buf_done(&help);
	buf_done(&word);
}

/* What somebody else wrote there meanwhile, whole: both are to be seen before one is chosen. */
static void theirs_words(const struct screen *s, const struct row *r, struct buf *out)
{
	buf_puts(out, "STORED ");
	for (size_t i = 0; i < r->n; i++) {
		size_t before = out->len;

		if (i)
			buf_puts(out, " · ");
		row_words(store_of(s), &r->theirs, row_cell(r, i), out);
		if (i && out->len == before + strlen(" · "))
			out->len = before;
	}
	buf_puts(out, "");
}

/* The words here that their cell cuts. */
static const char *cut_words(const struct row *r, int cols)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct edit *e = &r->cell[i].edit;

		if (is_wide_cell(row_cell(r, i)) && text_width(e->text, e->len) >= cols - 1)
			return e->text;
	}
	return NULL;
}

static int theirs_lines(const struct screen *s, const struct row *r, int cols)
{
	struct buf words = { 0 };
	int rows = 0;

	if (r->theirs.id && !debrief_state(s)->hides) {
		theirs_words(s, r, &words);
		rows = both_rows(cut_words(r, cols), buf_str(&words), cols, debrief_is_tall(s) ? 16 : 10);
	}
	buf_done(&words);
	return rows;
}

static int draw_theirs(const struct screen *s, const struct row *r, struct draw *d, struct area a)
{
	struct buf words = { 0 };

	a.rows = theirs_lines(s, r, a.cols);
	if (a.rows) {
		theirs_words(s, r, &words);
		both_draw(d, a, cut_words(r, a.cols), buf_str(&words));
	}
	buf_done(&words);
	return a.rows;
}

static int draw_open(struct screen *s, struct draw *d, struct area a, int y)
{
	struct row *r = debrief_state(s)->row;

	draw_edge(d, y, a.x, open_lines(r), STYLE_ACCENT);
	for (size_t i = 0, n; i < r->n; i += n) {
		int cols = a.cols - 2, each;

		n = cells_in_line(r, i);
		each = cols / (int)n;
		for (size_t k = 0; k < n; k++)
			draw_cell(s, d, y, a.x + 2 + (int)k * each, k + 1 < n ? each - 1 : cols - (int)k * each, r,
				  i + k);
		y++;
	}
	y += draw_theirs(s, r, d, (struct area){ y, a.x + 2, 0, a.cols - 2 });
	draw_open_hint(s, r, d, y, a.x + 2, a.cols - 2);
	return y + 1;
}

/* ---- a row in the list ---- */

static void draw_due(const struct item *it, struct draw *d, int y, int right, bool wide)
{
	struct buf due = { 0 };
	const char *words;

	item_due_format(it, &due);
	words = buf_str(&due);
	if (!wide && due.len == 10) /* "26-12-22" */
		words += 2;
	if (due.len && wide)
		draw_printf(d, y, right - 14, 14, STYLE_MUTED, "due %s", words);
	else if (due.len)
		draw_right(d, y, right - DUE_COLS, DUE_COLS, STYLE_MUTED, words);
	buf_done(&due);
}

static bool needs_owner(enum item_kind kind)
{
	return kind == ITEM_PROMISE || kind == ITEM_FLAG;
}

static bool has_cell(enum item_kind kind, enum cell c)
{
	for (const enum cell *all = row_cells(kind); *all; all++)
		if (*all == c)
			return true;
	return false;
}

/* Owner, due and who said it, from the right; returns the column they leave. */
static int draw_right_cells(const struct screen *s, struct draw *d, int y, int right, bool wide,
			    const struct item *it)
{
	if (wide && has_cell(it->kind, CELL_SAID) && it->kind != ITEM_STAKEHOLDER) {
		if (it->said_by[0])
			draw_printf(d, y, right - SAID_COLS, SAID_COLS, STYLE_MUTED, "said by %s", it->said_by);
		right -= SAID_COLS + 2;
	}
	if (has_cell(it->kind, CELL_DUE)) {
		draw_due(it, d, y, right, wide);
		right -= (wide ? 14 : DUE_COLS) + 1;
	}
	if (has_cell(it->kind, CELL_OWNER)) {
		right -= OWNER_COLS;
		if (it->owner)
			draw_text(d, y, right, OWNER_COLS, STYLE_TEXT, member_login(store_of(s), it->owner));
		else if (needs_owner(it->kind))
			draw_text(d, y, right, OWNER_COLS, STYLE_REQUIRED, "* owner");
		right -= 1;
	}
	return right;
}

static int attr_cols(bool wide, enum item_kind kind)
{
	if (!wide)
		return ATTR_NARROW;
	return kind == ITEM_RISK || kind == ITEM_FLAG ? ATTR_WIDE : ATTR_NARROW + 2;
}

/* `state`: what is to be known of it before owner and due date: "draft"; NULL nothing. */
static void draw_item(const struct screen *s, struct draw *d, int y, struct area a, const struct item *it,
		      const char *state)
{
	int x = a.x, right = a.x + a.cols, attr = attr_cols(a.cols >= ROW_WIDE, it->kind), half;

	if (state)
		right -= draw_right(d, y, right - (int)strlen(state), (int)strlen(state), STYLE_SOON, state) + 1;
	else
		right = draw_right_cells(s, d, y, right, a.cols >= ROW_WIDE, it);
	if (has_cell(it->kind, CELL_ATTR)) {
		draw_text(d, y, x, attr - 1, STYLE_MUTED, item_attr_key(it->kind, it->attr));
		x += attr;
	}
	if (it->kind == ITEM_STAKEHOLDER) {
		draw_text(d, y, x, WHO_COLS - 1, STYLE_MUTED, it->said_by);
		x += WHO_COLS;
	}
	if ((it->kind == ITEM_GAP || it->kind == ITEM_PARKED) && it->state != ITEM_OPEN)
		x += draw_sign(d, y, x, STYLE_GOOD, SIGN_DONE) + 1;
	half = it->mitigation[0] ? (right - x) / 2 : right - x;
	draw_text(d, y, x, half - 1,
		  it->state == ITEM_ANSWERED || it->state == ITEM_PLACED ? STYLE_MUTED : STYLE_TEXT, it->text);
	if (it->mitigation[0])
		draw_printf(d, y, x + half, right - x - half, STYLE_MUTED, "→ %s", it->mitigation);
}

/* A row that is a draft so far: the words that were typed, and that it is one. */
static void draw_typed(const struct row *r, struct draw *d, int y, struct area a)
{
	const char *state = row_waits(r) ? "waits for the file" : "draft";
	int cols = a.cols - text_width(state, strlen(state)) - 1, x = a.x;

	for (size_t i = 0; i < r->n && x < a.x + cols; i++)
		if (r->cell[i].edit.len)
			x += draw_text(d, y, x, a.x + cols - x, STYLE_MUTED, r->cell[i].edit.text) + 2;
	draw_right(d, y, a.x + cols + 1, a.cols - cols - 1, STYLE_SOON, state);
}

static void draw_shown(const struct screen *s, struct draw *d, int y, struct area a, const struct shown *at,
		       bool here)
{
	enum style surface = STYLE_BASE;

	if (here) {
		surface = draw_surface(d, STYLE_SELECTION);
		draw_fill(d, (struct area){ y, a.x, 1, a.cols }, STYLE_SELECTION);
		draw_edge(d, y, a.x - 1, 1, STYLE_ACCENT);
	}
	if (at->typed && row_is_noted(at->typed))
		draw_item(s, d, y, a, &at->typed->noted, at->typed->way == ROW_STANDS ? NULL : "keeping");
	else if (at->item && (!at->typed || at->typed == debrief_state(s)->row))
		draw_item(s, d, y, a, at->item, NULL);
	else
		draw_typed(at->typed, d, y, a);
	if (here)
		draw_surface(d, surface);
}

/* ---- the rows ---- */

/* How many of the shown belong to the rows; the rest are questions to raise. */
static size_t split(const struct screen *s, const struct shown *all, size_t n)
{
	enum item_kind kind = debrief_kind(s);
	size_t i = 0;

	while (i < n && (all[i].item ? all[i].item->kind : all[i].typed->kind) == kind)
		i++;
	return i;
}

static int list_most(const struct screen *s)
{
	const struct row *r = debrief_state(s)->row;

	if (r && r->theirs.id && !debrief_is_tall(s)) /* the room is for both texts of the one */
		return 0;
	return debrief_is_tall(s) ? 8 : debrief_state(s)->row ? 2 : 4;
}

int debrief_rows_height(const struct screen *s, int cols)
{
	const struct debrief_state *b = debrief_state(s);
	struct shown all[SHOWN_MAX];
	int n, tall = debrief_is_tall(s);

	if (b->row && b->hides)
		return 1 + open_lines(b->row) + 1;
	if (b->hides || !debrief_kind(s))
		return debrief_here(s)->signal && !b->hides ? 1 + tall : 0;
	n = (int)split(s, all, debrief_shown(s, debrief_kind(s), all));
	n = n > list_most(s) ? list_most(s) : n;
	return 1 + tall + (tall && (n || b->row)) + n + (b->row ? open_lines(b->row) + theirs_lines(s, b->row, cols - 2) + 1 : 0);
}

static bool at_form(const struct screen *s)
{
	return s->level == LEVEL_FORM;
}

static void draw_rows_head(const struct screen *s, struct draw *d, struct area a, int y, size_t n)
{
	int x = a.x + draw_text(d, y, a.x, a.cols, STYLE_SECTION, item_kind_title(debrief_kind(s))) + 1;

	if (n)
		draw_printf(d, y, x, 12, STYLE_MUTED, debrief_is_wide(s) ? " %zu noted" : "%zu", n);
	if (debrief_state(s)->mode == MODE_READ || debrief_state(s)->row)
		return;
	x = a.x + a.cols - (at_form(s) ? 5 : 9);
	draw_key(d, y, x, 9, at_form(s) ? "+" : "Alt-+", "add");
	if (at_form(s) && debrief_state(s)->row_at >= 0) {
		draw_key(d, y, x - 22, 10, "Enter", "edit");
		draw_key(d, y, x - 10, 8, "d", "delete");
	}
}

/* The rows that fit, with the one under the cursor among them; else the newest. */
static int draw_list(const struct screen *s, struct draw *d, struct area a, int y, const struct shown *all, size_t n)
{
	struct debrief_state *b = debrief_state(s);
	size_t most = (size_t)list_most(s), from = n > most ? n - most : 0;

	if (at_form(s) && b->row_at >= 0 && (size_t)b->row_at < from)
		from = (size_t)b->row_at;
	b->list_from = from;
	b->list_area = (struct area){ y, a.x, (int)(n < most ? n : most), a.cols };
	for (size_t i = from; i < n && i < from + most && y < a.y + a.rows; i++)
		draw_shown(s, d, y++, a, &all[i], at_form(s) && b->row_at == (int64_t)i);
	return y;
}

static int draw_signal(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct asked *q = debrief_here(s);
	int x = a.x + draw_text(d, y, a.x, a.cols, STYLE_SECTION, "Signal") + 2;

	draw_text(d, y, x, a.cols - 20, q->signal_words[0] ? STYLE_TEXT : STYLE_MUTED,
		  q->signal_words[0] ? q->signal_words : "good, unsure or worried?");
	if (debrief_state(s)->mode != MODE_READ)
		draw_key(d, y, a.x + a.cols - (at_form(s) ? 5 : 9), 9, at_form(s) ? "+" : "Alt-+", "say");
	return y + 1;
}

int debrief_draw_rows(struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	struct shown all[SHOWN_MAX];
	bool tall = debrief_is_tall(s);
	size_t n;

	if (b->hides && b->row)
		return draw_open(s, d, a, y + 1);
	if (b->hides)
		return y;
	if (!debrief_kind(s))
		return debrief_here(s)->signal ? draw_signal(s, d, a, y + tall) : y;
	y += tall;
	n = split(s, all, debrief_shown(s, debrief_kind(s), all));
	draw_rows_head(s, d, a, y++, n);
	y += tall && (n || b->row);
	if (b->row)
		y = draw_open(s, d, a, y);
	return draw_list(s, d, a, y, all, n);
}

/* ---- what to ask next ---- */

/* Of the words in the editor, once they are stored: nothing flickers while one types. */
static bool marks_generic(const struct screen *s)
{
	const struct asked *q = debrief_here(s);

	if (!q->generic || pad_is_unsaved(&q->pad) || debrief_state(s)->hides)
		return false;
	return debrief_state(s)->mode == MODE_AHEAD || q->mark == MARK_ANSWERED;
}

int debrief_draw_generic(const struct screen *s, struct draw *d, struct area a, int y)
{
	if (marks_generic(s) && y < a.y + a.rows)
		draw_text(d, y++, a.x, a.cols, STYLE_SOON, DEBRIEF_GENERIC);
	return y;
}

static int draw_question_line(struct draw *d, struct area a, int y, enum style ink, const char *text)
{
	draw_text(d, y, a.x, 2, ink, "›");
	return draw_prose(d, (struct area){ y, a.x + 2, a.y + a.rows - y, a.cols - 2 }, STYLE_TEXT, text, 0);
}

static int draw_raised_line(struct draw *d, struct area a, int y, const struct item *it)
{
	if (it->state == ITEM_OPEN)
		return draw_question_line(d, a, y, STYLE_ACCENT, it->text);
	draw_sign(d, y, a.x, STYLE_GOOD, SIGN_DONE);
	draw_text(d, y, a.x + 2, a.cols - 2, STYLE_MUTED, it->text);
	return 1;
}

/* What this call is to raise comes before what the team asks everybody. */
static int draw_raised(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	struct shown all[SHOWN_MAX];
	size_t n = debrief_shown(s, debrief_kind(s), all);

	for (size_t i = b->pane ? n : split(s, all, n); i < n && y < a.y + a.rows; i++) {
		if ((at_form(s) && b->row_at == (int64_t)i) || !all[i].item)
			draw_shown(s, d, y++, a, &all[i], at_form(s) && b->row_at == (int64_t)i);
		else
			y += draw_raised_line(d, a, y, all[i].item);
	}
	return y;
}

static int draw_ask_next(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct asked *q = debrief_here(s);
	int end = a.y + a.rows;

	if (y + 1 >= end)
		return y;
	draw_text(d, ++y, a.x, a.cols, STYLE_SECTION, "Ask next");
	y = draw_raised(s, d, a, y + 1 + debrief_is_tall(s));
	for (size_t i = 0; q->prompt[i] && y < end; i++)
		y += draw_question_line(d, a, y, STYLE_MUTED, q->prompt[i]);
	return y;
}

static void draw_deal(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	int label = debrief_is_wide(s) ? 16 : 14, end = a.y + a.rows;

	if (!b->deal_words.len || y + 2 >= end)
		return;
	draw_text(d, ++y, a.x, a.cols, STYLE_SECTION, "From the deal");
	y += 1 + debrief_is_tall(s);
	for (const char *word = b->deal_words.data; word < b->deal_words.data + b->deal_words.len && y < end; y++) {
		draw_text(d, y, a.x, label - 1, STYLE_MUTED, word);
		word += strlen(word) + 1;
		draw_text(d, y, a.x + label, a.cols - label, STYLE_TEXT, word);
		word += strlen(word) + 1;
	}
}

void debrief_draw_next(struct screen *s, struct draw *d, struct area a, int y)
{
	const struct debrief_state *b = debrief_state(s);
	bool tall = debrief_is_tall(s);

	if (b->hides)
		return;
	if (!b->shows_deal || tall)
		y = draw_ask_next(s, d, a, y);
	if (tall ? !b->shows_deal : b->shows_deal)
		draw_deal(s, d, a, y);
}

int debrief_next_height(const struct screen *s, int cols)
{
	const struct asked *q = debrief_here(s);
	int rows = 2 + 2 * debrief_is_tall(s) + marks_generic(s);
	struct shown all[SHOWN_MAX];
	size_t n = debrief_shown(s, debrief_kind(s), all);

	if (debrief_state(s)->hides)
		return 0;
	for (size_t i = 0; q->prompt[i]; i++)
		rows += draw_prose_rows(q->prompt[i], cols - 2);
	return rows + (int)(n - split(s, all, n));
}
