/* The notes with their codes. */
#include "screens/coding.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/empty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_X = 9, TALL_ROWS = 24, WIDE_COLS = 100 };

int coding_pane_cols(int cols)
{
	return cols >= WIDE_COLS ? 29 : 21;
}

static bool is_tall(const struct coding_page *p)
{
	return p->notes.rows >= TALL_ROWS;
}

/* A note as it is shown, and the byte at which its text begins. Who else than the respondent said it stands before it. */
static size_t put_words(const struct interview_note *n, struct buf *out)
{
	bool bare = n->kind == SAID_QUOTE && strncmp(n->text, "“", strlen("“")) != 0 && n->text[0] != '"';
	size_t from;

	if (*n->speaker && n->kind == SAID_QUOTE)
		buf_printf(out, "%s: ", n->speaker);
	buf_puts(out, bare ? "“" : "");
	from = out->len;
	buf_puts(out, n->text);
	buf_puts(out, bare ? "”" : "");
	return from;
}

static int text_rows(const struct interview_note *n, int cols)
{
	struct buf b = { 0 };
	int rows;

	put_words(n, &b);
	rows = draw_prose_rows(buf_str(&b), cols);
	buf_done(&b);
	return rows;
}

static int count_codes(const struct coding_page *p, int64_t note)
{
	int n = 0;

	for (size_t i = 0; i < p->n_code; i++)
		n += p->code[i].note == note;
	return n;
}

/* The memo of the code that is meant stands whole below it. */
static int memo_rows(const struct coding_page *p, const struct interview_note *n, int cols)
{
	const struct code *c = coding_meant(p, n->id);

	return c && *c->memo ? draw_prose_rows(c->memo, cols - TEXT_X - 2) : 0;
}

int coding_note_rows(const struct coding_page *p, size_t note, int cols, bool here)
{
	const struct interview_note *n = &p->note[note];
	int codes = count_codes(p, n->id);

	return text_rows(n, cols - TEXT_X) + codes + (here ? memo_rows(p, n, cols) : 0) + (!codes && (here || coding_was_read(p, n->id))) + is_tall(p);
}

static void lay(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);
	struct area a = s->area;
	bool tall = a.rows >= 30;
	int top = a.y + (tall ? 3 : 2), pane = coding_pane_cols(a.cols);

	p->pane = (struct area){ top, a.cols - 1 - pane, a.y + a.rows - top, pane };
	p->notes = (struct area){ top + 1 + tall, 1, a.y + a.rows - top - 1 - tall, p->pane.x - 4 };
}

/* The rows of the selected words stay on the screen. */
static void show_selection(struct coding_page *p, const struct interview_note *here)
{
	struct buf b = { 0 };
	size_t from = put_words(here, &b) + span_byte(here->text, coding_selected(p).start);
	char *text = buf_take(&b);
	int row;

	text[from] = 0;
	row = draw_prose_rows(text, p->notes.cols - TEXT_X) - 1;
	if (row < p->skip)
		p->skip = row;
	if (row >= p->skip + p->notes.rows)
		p->skip = row - p->notes.rows + 1;
	free(text);
}

void coding_fit(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);
	struct list *l = &p->narrow.list;
	int rows = 0;

	lay(s);
	if (l->at < l->top || l->top >= l->count) {
		l->top = l->at;
		p->skip = 0;
	}
	for (size_t i = l->at + 1; l->count && i-- > l->top;) {
		rows += coding_note_rows(p, p->shown[i], p->notes.cols, i == l->at);
		if (rows - is_tall(p) > p->notes.rows && i < l->at) {
			l->top = i + 1;
			p->skip = 0;
			break;
		}
	}
	if (l->top != l->at || rows <= p->notes.rows)
		p->skip = 0;
	else if (p->skip > rows - p->notes.rows)
		p->skip = rows - p->notes.rows;
}

/* ---- one note ---- */

static enum style ink_of(int64_t kind)
{
	return kind == SAID_QUOTE ? STYLE_QUOTE : kind == SAID_INTERPRETATION ? STYLE_INTERPRETATION : STYLE_FACT;
}

struct marked {
	size_t from, to; /* bytes of the clean text */
	bool selected;   /* else the words of the code that is meant */
};

/* One row, in up to three pieces. */
static void draw_row(struct draw *d, int y, int x, int cols, enum style ink, const char *text, size_t start, size_t end,
		     const struct marked *m)
{
	size_t a = m->from < start ? start : m->from > end ? end : m->from, b = m->to < a ? a : m->to > end ? end : m->to;
	int used = draw_textn(d, y, x, cols, ink, text + start, a - start);
	enum style was;

	if (b > a) {
		was = m->selected ? draw_surface(d, STYLE_SELECTION) : STYLE_BASE;
		used += draw_textn(d, y, x + used, cols - used, m->selected ? ink : STYLE_STRONG, text + a, b - a);
		if (m->selected)
			draw_surface(d, was);
	}
	draw_textn(d, y, x + used, cols - used, ink, text + b, end - b);
}

static size_t clean_length(const char *text, size_t len)
{
	struct buf b = { 0 };
	size_t n;

	text_visible(&b, text, len, true);
	n = b.len;
	buf_done(&b);
	return n;
}

static struct marked mark_of(const struct screen *s, const struct interview_note *n, const char *text, size_t from)
{
	const struct coding_page *p = coding_page_of(s);
	const struct code *c = coding_current(s);
	struct span sp = { 0, 0 };

	if (coding_here(s) != n)
		return (struct marked){ 0 };
	if (p->selecting)
		sp = coding_selected(p);
	else if (c && c->end_cp > 0 && c->text_id == n->text_id)
		sp = (struct span){ c->start_cp, c->end_cp };
	return (struct marked){ clean_length(text, from + span_byte(n->text, sp.start)),
				clean_length(text, from + span_byte(n->text, sp.end)), p->selecting };
}

static int draw_words(struct screen *s, struct draw *d, int y, const struct interview_note *n)
{
	const struct area a = coding_page_of(s)->notes;
	struct buf words = { 0 }, clean = { 0 };
	size_t from = put_words(n, &words), at = 0;
	struct marked m = mark_of(s, n, buf_str(&words), from);
	int rows = 0;

	text_visible(&clean, buf_str(&words), words.len, true);
	do {
		size_t start = at, end = text_wrap(buf_str(&clean), clean.len, at, a.cols - TEXT_X, &at);

		if (y + rows < a.y + a.rows)
			draw_row(d, y + rows, a.x + TEXT_X, a.cols - TEXT_X, ink_of(n->kind), buf_str(&clean), start, end, &m);
		rows++;
	} while (at < clean.len);
	buf_done(&words);
	buf_done(&clean);
	return rows;
}

static void put_letters(const struct taxonomy *t, const struct theme *theme, struct buf *out)
{
	const struct theme *root = theme->parent ? taxonomy_theme(t, theme->parent) : NULL;

	if (root)
		buf_puts(out, root->letter);
	buf_puts(out, theme->letter);
}

static const char *state_words(const struct code *c)
{
	return c->state == CODE_MOVED ? "  *moved" : c->state == CODE_LOST ? "  *lost" : "";
}

/* The words a code stands on, where that is not the whole note. */
static void put_quote(const struct interview_note *n, const struct code *c, struct buf *out)
{
	size_t len;
	const char *words;

	if (c->end_cp < 0 || c->text_id != n->text_id)
		return;
	words = span_words(n->text, (struct span){ c->start_cp, c->end_cp }, &len);
	buf_puts(out, "  “");
	buf_add(out, words, len);
	buf_puts(out, "”");
}

static void draw_code(struct screen *s, struct draw *d, int y, const struct interview_note *n, const struct code *c)
{
	const struct coding_page *p = coding_page_of(s);
	const struct theme *t = taxonomy_theme(&p->themes, c->theme);
	int x = p->notes.x + TEXT_X, end = p->notes.x + p->notes.cols;
	bool meant = coding_here(s) == n && coding_current(s) == c;
	struct buf b = { 0 };

	x += draw_text(d, y, x, 2, meant ? STYLE_ACCENT : STYLE_RULE, meant ? "▸" : "└") + 1;
	if (t) {
		put_letters(&p->themes, t, &b);
		x += draw_text(d, y, x, end - x, STYLE_KEY, buf_str(&b)) + (b.len > 0);
	}
	x += draw_text(d, y, x, end - x, STYLE_TEXT, t ? t->title : "a theme of another version");
	if (c->driver)
		x += 2 + draw_text(d, y, x + 2, end - x - 2, c->driver == DRIVER_WIN ? STYLE_WIN : STYLE_LOSS,
				   c->driver == DRIVER_WIN ? "+ win" : "− loss");
	x += 2 + draw_text(d, y, x + 2, end - x - 2, STYLE_MUTED, coding_coder(p, coding_pass_place(p, c)));
	x += draw_text(d, y, x, end - x, STYLE_REQUIRED, state_words(c));
	buf_clear(&b);
	put_quote(n, c, &b);
	if (*c->memo && !meant)
		buf_printf(&b, "  · %s", c->memo);
	draw_text(d, y, x, end - x, STYLE_MUTED, buf_str(&b));
	buf_done(&b);
}

static void draw_hint(const struct coding_page *p, struct draw *d, int y)
{
	int x = p->notes.x + TEXT_X, end = p->notes.x + p->notes.cols;

	if (p->writes_not) {
		draw_text(d, y, x, end - x, STYLE_MUTED, "no code");
		return;
	}
	x += draw_text(d, y, x, end - x, STYLE_MUTED, "no code yet · ");
	x += draw_text(d, y, x, end - x, STYLE_KEY, "letter");
	x += draw_text(d, y, x, end - x, STYLE_MUTED, " codes it · ");
	x += draw_text(d, y, x, end - x, STYLE_KEY, "v");
	draw_text(d, y, x, end - x, STYLE_MUTED, " words");
}

static int draw_below(struct screen *s, struct draw *d, int y, const struct interview_note *n)
{
	const struct coding_page *p = coding_page_of(s);
	int rows = 0;

	for (size_t i = 0; i < p->n_code; i++)
		if (p->code[i].note == n->id) {
			draw_code(s, d, y + rows++, n, &p->code[i]);
			if (coding_here(s) == n && coding_current(s) == &p->code[i] && *p->code[i].memo)
				rows += draw_prose(d, (struct area){ y + rows, p->notes.x + TEXT_X + 2, p->notes.rows, p->notes.cols - TEXT_X - 2 },
						   STYLE_MUTED, p->code[i].memo, 0);
		}
	if (rows)
		return rows;
	if (coding_was_read(p, n->id))
		draw_text(d, y, p->notes.x + TEXT_X, p->notes.cols - TEXT_X, STYLE_MUTED, "└ read, no theme fits");
	else if (coding_here(s) == n)
		draw_hint(p, d, y);
	else
		return 0;
	return 1;
}

static int draw_note(struct screen *s, struct draw *d, int y, const struct interview_note *n)
{
	const struct coding_page *p = coding_page_of(s);
	bool here = coding_here(s) == n;
	const char *kind = n->kind == SAID_INTERPRETATION ? "interp" : said_key(n->kind);
	int rows = draw_words(s, d, y, n);

	rows += draw_below(s, d, y + rows, n);
	if (here)
		draw_edge(d, y, p->notes.x, rows, STYLE_ACCENT);
	draw_text(d, y, p->notes.x + 1, TEXT_X - 2, here ? STYLE_HERE : n->kind == SAID_FACT ? STYLE_MUTED : ink_of(n->kind), kind);
	return rows + is_tall(p);
}

/* ---- the whole ---- */

static void draw_consent(const struct coding_page *p, struct draw *d, int y, int cols)
{
	static const char *const words[] = { "notes", "quote", "record" }, *const letters[] = { "n", "q", "r" };
	const int64_t given[] = { p->i.consent_notes, p->i.consent_quote, p->i.consent_record };
	bool wide = cols >= WIDE_COLS;
	int x = cols - (wide ? 36 : 9);

	if (wide) {
		draw_text(d, y, x, 9, STYLE_MUTED, "consent");
		x += 9;
	}
	for (int i = 0; i < 3; i++) {
		bool yes = given[i] == CONSENT_GIVEN;

		x += draw_text(d, y, x, 1, yes ? STYLE_GOOD : STYLE_MUTED, yes ? "✓" : "✗") + wide;
		x += draw_text(d, y, x, 8, yes ? STYLE_GOOD : STYLE_MUTED, wide ? words[i] : letters[i]) + (wide ? 2 : 1);
	}
}

static void draw_title(struct screen *s, struct draw *d)
{
	const struct coding_page *p = coding_page_of(s);
	struct area a = s->area;
	bool tall = a.rows >= 30;
	int y = a.y + tall, end = a.cols - (a.cols >= WIDE_COLS ? 38 : 11), x;

	x = 1 + draw_text(d, y, 1, end - 1, STYLE_TITLE, p->title) + 2;
	draw_text(d, y, x, end - x, STYLE_MUTED, p->facts);
	draw_consent(p, d, y, a.cols);
	if (!tall)
		draw_rule(d, y + 1, 1, a.cols - 2);
}

/* What the marks at the codes of the note under the cursor mean. */
static const char *corrected(const struct screen *s)
{
	const struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);
	bool lost = false;

	for (size_t i = 0; here && i < p->n_own; i++) {
		if (p->code[i].note == here->id && p->code[i].state == CODE_MOVED)
			return "* text corrected; Enter: codes stand";
		lost = lost || (p->code[i].note == here->id && p->code[i].state == CODE_LOST);
	}
	return lost ? "* its words were corrected away" : NULL;
}

static void draw_head(struct screen *s, struct draw *d)
{
	const struct coding_page *p = coding_page_of(s);
	int y = p->pane.y, end = p->pane.x - 3, x = 1;
	char text[80];

	x += draw_text(d, y, x, 6, STYLE_SECTION, "Notes") + 2;
	if (p->finding || narrow_is_on(s)) {
		struct coding_page *w = coding_page_of(s);

		line_draw(p->finding ? &w->find : &w->narrow.line, d, y, x, end - x, "/", s->level == LEVEL_TEXT);
		return;
	}
	if (p->selecting)
		snprintf(text, sizeof text, "%s · h l go · H L more · v %s · 1-9", p->unit == SPAN_WORD ? "words" : "sentence",
			 p->unit == SPAN_WORD ? "sentence" : "word");
	else
		snprintf(text, sizeof text, "%zu of %zu", p->narrow.list.count ? p->narrow.list.at + 1 : 0,
			 p->n < p->all ? p->all : p->narrow.list.count);
	x += draw_text(d, y, x, end - x, STYLE_MUTED, text) + 2;
	if (p->selecting)
		return;
	if (corrected(s)) {
		draw_text(d, y, x, end - x, STYLE_REQUIRED, corrected(s));
		return;
	}
	snprintf(text, sizeof text, "%zu coded", p->coded);
	draw_right(d, y, end - 20, 20, STYLE_MUTED, text);
}

static const struct empty_offer offers[] = { { "e", "notes", NULL }, { "t", "the themes", NULL }, { NULL, NULL, NULL } };
static const struct empty no_notes = { "No notes yet.", "Paste or type what was said: one note a thought.", offers };
static const struct empty_offer clears[] = { { "Esc", "clear", NULL }, { NULL, NULL, NULL } };
static const struct empty no_match = { "No note matches.", "Words of a note, its kind, and titles of its themes are looked at.", clears };

static void draw_notes(struct screen *s, struct draw *d)
{
	struct coding_page *p = coding_page_of(s);
	struct area was = draw_clip(d, p->notes);
	int y = p->notes.y - p->skip;

	for (size_t i = p->narrow.list.top; i < p->narrow.list.count && y < p->notes.y + p->notes.rows; i++)
		y += draw_note(s, d, y, &p->note[p->shown[i]]);
	draw_clip(d, was);
}

void coding_draw(struct screen *s, struct draw *d)
{
	struct coding_page *p = coding_page_of(s);

	coding_fit(s);
	if (p->selecting && coding_here(s) && p->narrow.list.top == p->narrow.list.at)
		show_selection(p, coding_here(s));
	draw_title(s, d);
	draw_head(s, d);
	draw_vertical(d, p->pane.y, p->pane.x - 2, p->pane.rows);
	if (p->narrow.list.count)
		draw_notes(s, d);
	else
		empty_draw(d, (struct area){ p->notes.y, 0, p->notes.rows, p->pane.x - 2 }, p->n ? &no_match : &no_notes);
	coding_draw_pane(s, d, p->pane);
}
