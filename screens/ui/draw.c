#include "screens/ui/draw.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/teeth.h"
#include "model/text.h"
#include "screens/ui/paint.h"

#include <ncurses.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { LETTERS_MAX = 400 };

struct cell_look {
	bool known;
	attr_t attrs;
	int pair;
};
struct draw {
	struct scheme theme;
	bool ascii, utf8, muted;
	enum style surface;
	struct area clip;
	int cursor_y, cursor_x; /* -1: hidden */
	int cursor_shown;       /* as sent last; -1: not known */
	struct buf clean, cut;
	wchar_t *wide;
	size_t wide_cap;
	bool *right_half; /* of every cell: the second one of a wide letter */
	int rows, cols;
	struct cell_look cells[STYLE_SURFACES][STYLE_COUNT];
};

bool area_has(struct area a, int y, int x)
{
	return y >= a.y && y < a.y + a.rows && x >= a.x && x < a.x + a.cols;
}

struct area area_inset(struct area a, int rows, int cols)
{
	a.y += rows;
	a.x += cols;
	a.rows = a.rows > 2 * rows ? a.rows - 2 * rows : 0;
	a.cols = a.cols > 2 * cols ? a.cols - 2 * cols : 0;
	return a;
}

/* ---- a frame ---- */

struct draw *draw_new(const struct scheme *theme, bool ascii, bool utf8)
{
	struct draw *d = xcalloc(1, sizeof *d);

	d->ascii = ascii;
	d->utf8 = utf8;
	d->cursor_shown = -1;
	draw_theme(d, theme);
	return d;
}

void draw_free(struct draw *d)
{
	if (!d)
		return;
	buf_done(&d->clean);
	buf_done(&d->cut);
	free(d->wide);
	free(d->right_half);
	free(d);
}

void draw_theme(struct draw *d, const struct scheme *theme)
{
	d->theme = *theme;
	memset(d->cells, 0, sizeof d->cells);
}

void draw_forget_cursor(struct draw *d)
{
	d->cursor_shown = -1;
}

void draw_begin(struct draw *d, int rows, int cols)
{
	free(d->right_half);
	d->right_half = xcalloc((size_t)rows * (size_t)cols + 1, sizeof *d->right_half);
	d->rows = rows;
	d->cols = cols;
	d->surface = STYLE_BASE;
	d->muted = false;
	d->clip = (struct area){ 0, 0, rows, cols };
	d->cursor_y = d->cursor_x = -1;
	wattr_set(stdscr, A_NORMAL, 0, NULL);
	werase(stdscr);
}

void draw_muted(struct draw *d, bool muted)
{
	d->muted = muted;
}

void draw_end(struct draw *d, bool anew)
{
	bool shown = d->cursor_y >= 0;

	if (anew)
		clearok(curscr, TRUE);
	leaveok(stdscr, !shown);
	if (shown)
		wmove(stdscr, d->cursor_y, d->cursor_x);
	if (d->cursor_shown != shown)
		curs_set(shown);
	d->cursor_shown = shown;
	wnoutrefresh(stdscr);
	doupdate();
}

/* ---- styles to curses ---- */

static attr_t curses_attrs(unsigned attrs)
{
	return (attrs & ATTR_BOLD ? A_BOLD : 0) | (attrs & ATTR_UNDERLINE ? A_UNDERLINE : 0) |
	       (attrs & ATTR_REVERSE ? A_REVERSE : 0) | (attrs & ATTR_DIM ? A_DIM : 0);
}

/* Eight colours have no 15: white, bold. */
static short reduce(short colour, attr_t *attrs)
{
	if (colour < COLORS)
		return colour;
	if (colour < 16) {
		*attrs |= A_BOLD;
		return (short)(colour - 8);
	}
	return -1;
}

static const struct cell_look *find_look(struct draw *d, enum style ink)
{
	enum style surface = d->surface;
	struct cell_look *c;
	struct look look;

	if (d->muted) {
		surface = STYLE_BASE;
		ink = ink == STYLE_RULE || ink == STYLE_EDGE ? ink : STYLE_MUTED;
	}
	c = &d->cells[surface][ink];
	if (c->known)
		return c;
	look = style_cell(&d->theme, surface, ink);
	c->known = true;
	c->attrs = curses_attrs(look.attrs);
	if (has_colors() && (look.fg >= 0 || look.bg >= 0)) {
		short fg = look.fg < 0 ? -1 : reduce(look.fg, &c->attrs);
		short bg = look.bg < 0 ? -1 : reduce(look.bg, &c->attrs);

		c->pair = alloc_pair(fg, bg);
		if (c->pair < 0)
			c->pair = 0;
	}
	return c;
}

static void set_look(struct draw *d, enum style ink)
{
	const struct cell_look *c = find_look(d, ink);
	int pair = c->pair;

	wattr_set(stdscr, c->attrs, (short)(pair < 32767 ? pair : 0), pair < 256 ? NULL : &pair);
}

enum style draw_surface(struct draw *d, enum style surface)
{
	enum style before = d->surface;

	d->surface = surface;
	return before;
}

struct area draw_clip(struct draw *d, struct area clip)
{
	struct area before = d->clip;

	d->clip = clip;
	return before;
}

bool draw_framed(const struct draw *d)
{
	return d->theme.frames;
}

bool draw_is_ascii(const struct draw *d)
{
	return d->ascii || !d->utf8;
}

/* ---- text ---- */

static size_t decode(const unsigned char *s, size_t len, wchar_t *out)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	wchar_t c = n == 1 ? s[0] : s[0] & (0x7f >> n);

	if (n > len) {
		*out = L'?';
		return len;
	}
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3f);
	*out = c;
	return n;
}

static wchar_t reduce_sign(const struct draw *d, wchar_t c)
{
	char ascii;

	if (c < 0x80 || !(d->ascii || !d->utf8))
		return c;
	ascii = sign_ascii(c);
	if (ascii)
		return (wchar_t)ascii;
	return d->utf8 ? c : L'?';
}

/* A blank with the look of what stands there. */
static void blank_cell(int y, int x)
{
	wchar_t text[CCHARW_MAX + 1];
	cchar_t cell;
	attr_t attrs;
	short pair;

	if (mvwin_wch(stdscr, y, x, &cell) == ERR || getcchar(&cell, text, &attrs, &pair, NULL) == ERR)
		return;
	setcchar(&cell, L" ", attrs, pair, NULL);
	mvwadd_wch(stdscr, y, x, &cell);
}

/* Before cells are written: a wide letter that they take one half of loses the other too. Curses would keep the half and
 * paint the letter over its neighbour. */
static void part_letters(struct draw *d, int y, int x, int cols)
{
	bool *row;

	if (y < 0 || y >= d->rows || x < 0 || cols <= 0 || x + cols > d->cols)
		return;
	row = d->right_half + (size_t)y * (size_t)d->cols;
	if (row[x] && x)
		blank_cell(y, x - 1);
	if (x + cols < d->cols && row[x + cols]) {
		row[x + cols] = false;
		blank_cell(y, x + cols);
	}
	memset(row + x, 0, (size_t)cols * sizeof *row);
}

static void note_letters(struct draw *d, int y, int x, size_t n)
{
	bool *row = d->right_half + (size_t)y * (size_t)d->cols;

	if (y < 0 || y >= d->rows)
		return;
	for (size_t i = 0; i < n; i++) {
		int w = d->wide[i] < 0x80 ? 1 : wcwidth(d->wide[i]);

		if (w == 2 && x + 1 < d->cols)
			row[x + 1] = true;
		x += w;
	}
}

/* Letters of ASCII straight into their cells: by the long way the library asks the locale about each of them, and the
 * screen is drawn anew for every key. False: the look has no place in such a cell. */
static bool put_letters(struct draw *d, int y, int x, enum style ink, size_t n)
{
	const struct cell_look *c = find_look(d, ink);
	chtype cells[LETTERS_MAX];
	chtype look = c->attrs | COLOR_PAIR(c->pair);

	if (n > LETTERS_MAX || c->pair > 255)
		return false;
	for (size_t i = 0; i < n; i++)
		cells[i] = (chtype)d->wide[i] | look;
	mvwaddchnstr(stdscr, y, x, cells, (int)n);
	return true;
}

/* Clean text into cells from x on, at most `cols` of them and inside the clip. Widths are summed by code point, as
 * curses counts them, so nothing can pass the box whatever a cluster claims. Returns the columns used. */
static int put_clean(struct draw *d, int y, int x, int cols, enum style ink, const char *s, size_t len)
{
	size_t n = 0, i = 0;
	int used = 0, end = x + cols;
	bool plain = true;

	if (y < d->clip.y || y >= d->clip.y + d->clip.rows || x < d->clip.x)
		return 0;
	if (end > d->clip.x + d->clip.cols)
		end = d->clip.x + d->clip.cols;
	if (d->wide_cap < len + 1) {
		d->wide_cap = len + 64;
		d->wide = xrealloc(d->wide, d->wide_cap * sizeof *d->wide);
	}
	while (i < len) {
		wchar_t c;
		int w;

		i += decode((const unsigned char *)s + i, len - i, &c);
		c = reduce_sign(d, c);
		w = c < 0x80 ? 1 : wcwidth(c);
		if (w < 0 || c < 0x20)
			continue;
		if (x + used + w > end + teeth_off("P24"))
			break;
		d->wide[n++] = c;
		used += w;
		plain = plain && c < 0x80;
	}
	if (!n)
		return 0;
	part_letters(d, y, x, used);
	if (plain && put_letters(d, y, x, ink, n))
		return used;
	set_look(d, ink);
	mvwaddnwstr(stdscr, y, x, d->wide, (int)n);
	note_letters(d, y, x, n);
	return used;
}

static bool is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < 0x20 || s[i] > 0x7e)
			return false;
	return true;
}

int draw_textn(struct draw *d, int y, int x, int cols, enum style ink, const char *s, size_t len)
{
	if (cols <= 0)
		return 0;
	if (len <= (size_t)cols && is_plain(s, len))
		return put_clean(d, y, x, cols, ink, s, len);
	buf_clear(&d->clean);
	buf_clear(&d->cut);
	/* A cell shows at most a few hundred columns: the head of a huge text is enough. */
	text_visible(&d->clean, s, len > 8192 ? 8192 : len, false);
	text_cut(&d->cut, buf_str(&d->clean), d->clean.len, cols, sign_text(SIGN_CUT, d->ascii));
	return put_clean(d, y, x, cols, ink, buf_str(&d->cut), d->cut.len);
}

int draw_text(struct draw *d, int y, int x, int cols, enum style ink, const char *s)
{
	return s ? draw_textn(d, y, x, cols, ink, s, strlen(s)) : 0;
}

int draw_printf(struct draw *d, int y, int x, int cols, enum style ink, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	cut_print(text, sizeof text, fmt, ap);
	va_end(ap);
	return draw_text(d, y, x, cols, ink, text);
}

int draw_plain(struct draw *d, int y, int x, int cols, enum style ink, const char *s, size_t len)
{
	if (cols <= 0)
		return 0;
	buf_clear(&d->clean);
	text_visible(&d->clean, s, len, false);
	return put_clean(d, y, x, cols, ink, buf_str(&d->clean), d->clean.len);
}

int draw_right(struct draw *d, int y, int x, int cols, enum style ink, const char *s)
{
	int width;

	buf_clear(&d->clean);
	buf_clear(&d->cut);
	text_visible(&d->clean, s, strlen(s), false);
	width = text_cut(&d->cut, buf_str(&d->clean), d->clean.len, cols, sign_text(SIGN_CUT, d->ascii));
	return put_clean(d, y, x + cols - width, width, ink, buf_str(&d->cut), d->cut.len);
}

static void blanks(struct draw *d, int y, int x, int cols)
{
	part_letters(d, y, x, cols);
	if (cols > 0)
		mvwhline(stdscr, y, x, ' ', cols);
}

static struct area clipped(const struct draw *d, struct area a)
{
	int y1 = a.y + a.rows, x1 = a.x + a.cols;
	int cy1 = d->clip.y + d->clip.rows, cx1 = d->clip.x + d->clip.cols;

	a.y = a.y < d->clip.y ? d->clip.y : a.y;
	a.x = a.x < d->clip.x ? d->clip.x : a.x;
	a.rows = (y1 < cy1 ? y1 : cy1) - a.y;
	a.cols = (x1 < cx1 ? x1 : cx1) - a.x;
	return a;
}

void draw_padded(struct draw *d, int y, int x, int cols, enum style ink, const char *s)
{
	int used = draw_text(d, y, x, cols, ink, s);
	struct area rest = clipped(d, (struct area){ y, x + used, 1, cols - used });

	if (rest.rows <= 0 || rest.cols <= 0)
		return;
	set_look(d, ink);
	blanks(d, rest.y, rest.x, rest.cols);
}

int draw_sign(struct draw *d, int y, int x, enum style ink, enum sign sign)
{
	const char *s = sign_text(sign, d->ascii);

	return put_clean(d, y, x, 4, ink, s, strlen(s));
}

/* ---- shapes ---- */

void draw_fill(struct draw *d, struct area a, enum style surface)
{
	enum style before = draw_surface(d, surface);

	a = clipped(d, a);
	set_look(d, STYLE_TEXT);
	for (int i = 0; i < a.rows; i++)
		blanks(d, a.y + i, a.x, a.cols);
	draw_surface(d, before);
}

static void repeat(struct draw *d, int y, int x, int cols, enum style ink, enum sign sign)
{
	const char *s = sign_text(sign, d->ascii);
	struct buf line = { 0 };

	for (int i = 0; i < cols; i++)
		buf_puts(&line, s);
	put_clean(d, y, x, cols, ink, buf_str(&line), line.len);
	buf_done(&line);
}

void draw_rule(struct draw *d, int y, int x, int cols)
{
	draw_rule_ink(d, y, x, cols, STYLE_RULE);
}

void draw_rule_ink(struct draw *d, int y, int x, int cols, enum style ink)
{
	repeat(d, y, x, cols, ink, SIGN_RULE);
}

void draw_heavy(struct draw *d, int y, int x, int cols, enum style ink)
{
	repeat(d, y, x, cols, ink, SIGN_HEAVY);
}

void draw_vertical(struct draw *d, int y, int x, int rows)
{
	for (int i = 0; i < rows; i++)
		draw_sign(d, y + i, x, STYLE_RULE, SIGN_VERTICAL);
}

void draw_edge(struct draw *d, int y, int x, int rows, enum style ink)
{
	for (int i = 0; i < rows; i++)
		draw_sign(d, y + i, x, ink, ink == STYLE_ACCENT ? SIGN_WRITING : SIGN_EDGE);
}

int draw_labelled(struct draw *d, int y, struct area a, const char *label, const char *text)
{
	int rows = a.y + a.rows - y;

	if (!text || !*text || rows < 1)
		return y;
	draw_text(d, y, a.x, 10, STYLE_MUTED, label);
	return y + draw_prose(d, (struct area){ y, a.x + 11, rows, a.cols - 11 }, STYLE_TEXT, text, 0);
}

int draw_prose_rows(const char *s, int cols)
{
	struct buf clean = { 0 };
	size_t at = 0;
	int rows = 0;

	text_visible(&clean, s, strlen(s), true);
	do {
		text_wrap(buf_str(&clean), clean.len, at, cols, &at);
		rows++;
	} while (at < clean.len);
	buf_done(&clean);
	return rows;
}

int draw_prose(struct draw *d, struct area a, enum style ink, const char *s, int from)
{
	struct buf clean = { 0 };
	size_t at = 0;
	int used = 0;

	text_visible(&clean, s, strlen(s), true);
	for (int row = 0; used < a.rows && (at < clean.len || !row); row++) {
		size_t start = at, end = text_wrap(buf_str(&clean), clean.len, at, a.cols, &at);

		if (row >= from)
			put_clean(d, a.y + used++, a.x, a.cols, ink, buf_str(&clean) + start, end - start);
	}
	buf_done(&clean);
	return used;
}

int draw_key(struct draw *d, int y, int x, int cols, const char *key, const char *label)
{
	int used = draw_text(d, y, x, cols, STYLE_KEY, key);

	if (used + 1 < cols)
		used += 1 + draw_text(d, y, x + used + 1, cols - used - 1, STYLE_HINT, label);
	return used;
}

void draw_share(struct draw *d, int y, int x, int cols, enum style ink, long part, long whole)
{
	long halves = whole > 0 ? part * 2 * cols / whole : 0;
	int full;

	halves = halves < 0 ? 0 : halves > 2 * cols ? 2 * cols : halves;
	full = (int)(halves / 2);
	repeat(d, y, x, cols, STYLE_CHART_TRACK, SIGN_RULE);
	repeat(d, y, x, full, ink, SIGN_HEAVY);
	if (halves % 2)
		draw_sign(d, y, x + full, ink, SIGN_HALF);
}

static void draw_frame(struct draw *d, struct area a)
{
	draw_rule(d, a.y, a.x, a.cols);
	draw_rule(d, a.y + a.rows - 1, a.x, a.cols);
	draw_vertical(d, a.y, a.x, a.rows);
	draw_vertical(d, a.y, a.x + a.cols - 1, a.rows);
	draw_text(d, a.y, a.x, 1, STYLE_RULE, "┌");
	draw_text(d, a.y, a.x + a.cols - 1, 1, STYLE_RULE, "┐");
	draw_text(d, a.y + a.rows - 1, a.x, 1, STYLE_RULE, "└");
	draw_text(d, a.y + a.rows - 1, a.x + a.cols - 1, 1, STYLE_RULE, "┘");
}

struct area draw_panel(struct draw *d, struct area a, enum style surface)
{
	draw_surface(d, surface);
	draw_fill(d, a, surface);
	if (d->theme.frames) {
		draw_frame(d, a);
		return area_inset(a, 1, 2);
	}
	draw_edge(d, a.y, a.x, a.rows, STYLE_ACCENT);
	return (struct area){ a.y, a.x + 2, a.rows, a.cols - 3 };
}

void draw_cursor(struct draw *d, int y, int x)
{
	if (d->muted || !area_has(d->clip, y, x))
		return;
	d->cursor_y = y;
	d->cursor_x = x;
}
