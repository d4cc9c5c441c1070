#include "model/text.h"

#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#define MARKS_MAX 8
#define ZWJ 0x200D
#define CATEGORY_BIT(c) (1u << (c))
/* Categories of Unicode that command, hide or mean nothing. */
#define HIDDEN                                                                                                       \
	(CATEGORY_BIT(UTF8PROC_CATEGORY_CN) | CATEGORY_BIT(UTF8PROC_CATEGORY_CC) |                                   \
	 CATEGORY_BIT(UTF8PROC_CATEGORY_CF) | CATEGORY_BIT(UTF8PROC_CATEGORY_CS) |                                   \
	 CATEGORY_BIT(UTF8PROC_CATEGORY_CO) | CATEGORY_BIT(UTF8PROC_CATEGORY_ZL) |                                   \
	 CATEGORY_BIT(UTF8PROC_CATEGORY_ZP))
#define BLANK                                                                                                        \
	(CATEGORY_BIT(UTF8PROC_CATEGORY_ZS) | CATEGORY_BIT(UTF8PROC_CATEGORY_ZL) | CATEGORY_BIT(UTF8PROC_CATEGORY_ZP))
#define INVISIBLE (CATEGORY_BIT(UTF8PROC_CATEGORY_CF) | CATEGORY_BIT(UTF8PROC_CATEGORY_CC))

/* One code point at s: its length, or 0 where the bytes are no UTF-8 (overlong, surrogate, cut short, too high). */
static size_t decode(const char *text, size_t n, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *)text;

	*c = s[0];
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	if (s[0] < 0xE0) {
		if (n < 2 || (s[1] & 0xC0) != 0x80)
			return 0;
		*c = (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
		return 2;
	}
	if (n < 3 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
		return 0;
	if (s[0] < 0xF0) {
		*c = (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
		return *c < 0x800 || (*c >= 0xD800 && *c < 0xE000) ? 0 : 3;
	}
	if (n < 4 || (s[3] & 0xC0) != 0x80)
		return 0;
	*c = (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 |
	     (s[3] & 0x3F);
	return *c < 0x10000 || *c > 0x10FFFF ? 0 : 4;
}

static bool is_pictograph(uint32_t c)
{
	return utf8proc_get_property((utf8proc_int32_t)c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* Bases that a presentation selector may follow: pictographs and the keys of a keypad. */
static bool is_selectable(uint32_t c)
{
	return c == '#' || c == '*' || (c >= '0' && c <= '9') || is_pictograph(c);
}

static int code_width(uint32_t c)
{
	int w;

	if (c < 0x80)
		return c >= 0x20 && c < 0x7F;
	w = wcwidth((wchar_t)c);
	/* Outside a UTF-8 locale wcwidth knows nothing; the tables of utf8proc are the next best. */
	if (w < 0 && wcwidth(0x6771) != 2)
		w = utf8proc_charwidth((utf8proc_int32_t)c);
	return w < 0 ? 0 : w;
}

/* May this code point, 0x80 and above, reach a terminal as it is? */
static bool is_shown(uint32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);

	if (p->ignorable)
		return false;
	if (CATEGORY_BIT(p->category) & HIDDEN)
		return false;
	/* What this system's library cannot place, its screen library cannot either. */
	return wcwidth((wchar_t)c) >= 0 || wcwidth(0x6771) != 2;
}

/* What stands before the place being written: the base that marks would join. */
struct shown {
	uint32_t base;	 /* 0: none, a mark here would join what is not ours */
	uint32_t before; /* the code point just before */
	int marks;
};

static void put_escape(struct buf *out, struct shown *last, uint32_t c, bool byte)
{
	buf_printf(out, byte || c < 0x80 ? "\\x%02x" : "\\u{%x}", (unsigned)c);
	*last = (struct shown){ 0 };
}

/* Joiners, selectors and skin tones only ask the terminal to join or restyle the pictograph before them. Terminals
 * disagree about the width of the result, so the pictographs are shown side by side and these are left out. */
static bool is_styling(const struct shown *last, uint32_t c, const char *rest, size_t n)
{
	uint32_t next;

	if (!last->base)
		return false;
	if (c == 0xFE0E || c == 0xFE0F)
		return is_selectable(last->base);
	if (c >= 0x1F3FB && c <= 0x1F3FF)
		return is_pictograph(last->base);
	return c == ZWJ && is_pictograph(last->base) && n > 0 && decode(rest, n, &next) && is_pictograph(next);
}

static bool joins(uint32_t before, uint32_t c)
{
	return !utf8proc_grapheme_break((utf8proc_int32_t)before, (utf8proc_int32_t)c);
}

static void put_wide(struct buf *out, struct shown *last, const char *s, size_t n, uint32_t c)
{
	if (!is_shown(c)) {
		put_escape(out, last, c, false);
	} else if (code_width(c) > 0) {
		buf_add(out, s, n);
		*last = (struct shown){ .base = c, .before = c };
	} else if (last->base && last->marks < MARKS_MAX && joins(last->before, c)) {
		buf_add(out, s, n);
		last->before = c;
		last->marks++;
	} else {
		buf_printf(out, "\\u{%x}", (unsigned)c);
		last->base = 0;
	}
}

/* One control of ASCII; returns how many bytes it took. CRLF is one line break. */
static size_t put_control(struct buf *out, struct shown *last, const char *s, size_t n, bool lines)
{
	size_t crlf = n > 1 && s[0] == '\r' && s[1] == '\n';

	if (s[0] == '\n' || crlf) {
		buf_puts(out, lines ? "\n" : "⏎");
		*last = (struct shown){ 0 };
		return 1 + crlf;
	}
	if (s[0] == '\t') {
		buf_putc(out, ' ');
		*last = (struct shown){ 0 };
		return 1;
	}
	put_escape(out, last, (unsigned char)s[0], true);
	return 1;
}

void text_visible(struct buf *out, const char *s, size_t len, bool lines)
{
	struct shown last = { 0 };

	if (teeth_off("P23")) {
		buf_add(out, s, len);
		return;
	}
	for (size_t i = 0; i < len;) {
		size_t from = i, n;
		uint32_t c;

		while (i < len && s[i] >= 0x20 && s[i] < 0x7F)
			i++;
		if (i > from) {
			buf_add(out, s + from, i - from);
			last = (struct shown){ .base = (unsigned char)s[i - 1], .before = (unsigned char)s[i - 1] };
			continue;
		}
		n = decode(s + i, len - i, &c);
		if (n == 1) {
			i += put_control(out, &last, s + i, len - i, lines);
			continue;
		}
		if (!n)
			put_escape(out, &last, (unsigned char)s[i], true);
		else if (is_styling(&last, c, s + i + n, len - i - n))
			last.before = c;
		else
			put_wide(out, &last, s + i, n, c);
		i += n ? n : 1;
	}
}

/* ---- Clusters ---- */

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7F;
}

/* The end of the grapheme cluster that starts at `at`, and its columns. A byte that is no UTF-8 is one of its own. */
static size_t cluster(const char *s, size_t len, size_t at, int *cols)
{
	utf8proc_int32_t state = 0;
	uint32_t c, next;
	size_t n;

	if (is_plain(s[at]) && (at + 1 == len || is_plain(s[at + 1]))) {
		*cols = 1;
		return at + 1;
	}
	*cols = 0;
	n = decode(s + at, len - at, &c);
	if (!n)
		return at + 1;
	*cols = code_width(c);
	for (at += n; at < len; at += n, c = next) {
		n = decode(s + at, len - at, &next);
		if (!n || utf8proc_grapheme_break_stateful((utf8proc_int32_t)c, (utf8proc_int32_t)next, &state))
			break;
		*cols += code_width(next);
	}
	return at;
}

int text_width(const char *s, size_t len)
{
	int width = 0;

	for (size_t i = 0; i < len;) {
		uint32_t c;
		size_t n = decode(s + i, len - i, &c);

		width += n ? code_width(c) : 0;
		i += n ? n : 1;
	}
	return width;
}

int text_visible_width(const char *s, size_t len)
{
	struct buf clean = { 0 };
	int width;

	text_visible(&clean, s, len, false);
	width = text_width(buf_str(&clean), clean.len);
	buf_done(&clean);
	return width;
}

size_t text_fit(const char *s, size_t len, int cols, int *width)
{
	size_t at = 0;
	int sum = 0;

	while (at < len) {
		int w;
		size_t end = cluster(s, len, at, &w);

		if (sum + w > cols)
			break;
		sum += w;
		at = end;
	}
	if (width)
		*width = sum;
	return at;
}

int text_cut(struct buf *out, const char *s, size_t len, int cols, const char *ellipsis)
{
	int width, mark = text_width(ellipsis, strlen(ellipsis));
	size_t n;

	cols += teeth_off("P24");
	n = text_fit(s, len, cols, &width);

	if (n == len || mark > cols) {
		buf_add(out, s, n);
		return width;
	}
	n = text_fit(s, len, cols - mark, &width);
	buf_add(out, s, n);
	buf_puts(out, ellipsis);
	return width + mark;
}

size_t text_next(const char *s, size_t len, size_t at)
{
	int cols;

	return at >= len ? len : cluster(s, len, at, &cols);
}

/* A boundary whatever stands before these two code points: only joiners and marks (of a pictograph, of a conjunct) and
 * regional indicators (which pair) look further back. */
static bool is_surely_boundary(const char *s, size_t len, size_t at)
{
	size_t before = at;
	uint32_t a, b;
	unsigned class;

	if (at == 0)
		return true;
	while (before > 0 && at - before < 4 && (s[--before] & 0xC0) == 0x80)
		;
	if (decode(s + before, len - before, &a) != at - before || !decode(s + at, len - at, &b))
		return false;
	class = utf8proc_get_property((utf8proc_int32_t)a)->boundclass;
	return class != UTF8PROC_BOUNDCLASS_EXTEND && class != UTF8PROC_BOUNDCLASS_ZWJ &&
	       class != UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR &&
	       utf8proc_grapheme_break((utf8proc_int32_t)a, (utf8proc_int32_t)b);
}

size_t text_prev(const char *s, size_t len, size_t at)
{
	size_t from = at < len ? at : len, prev;

	if (from == 0)
		return 0;
	at = from--;
	while (from > 0 && !is_surely_boundary(s, len, from))
		from--;
	for (prev = from; from < at; from = text_next(s, len, from))
		prev = from;
	return prev;
}

size_t text_graphemes(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t at = 0; at < len; at = text_next(s, len, at))
		count++;
	return count;
}

/* ---- Wrapping ---- */

/* A blank that carries no mark. */
static bool is_blank(const char *s, size_t len, size_t at)
{
	return (s[at] == ' ' || s[at] == '\t') && text_next(s, len, at) == at + 1;
}

/* Where the next line starts when this one ends before the blanks at `at`: behind them and behind one line break. */
static size_t skip_break(const char *s, size_t len, size_t at)
{
	while (at < len && is_blank(s, len, at))
		at++;
	if (at + 1 < len && s[at] == '\r' && s[at + 1] == '\n')
		at++;
	return at < len && s[at] == '\n' ? at + 1 : at;
}

size_t text_wrap(const char *s, size_t len, size_t at, int cols, size_t *next)
{
	size_t start = at, word = at; /* `word`: where the last blanks began; `start` while there were none */
	bool was_blank = true;
	int sum = 0;

	while (at < len) {
		int w;
		size_t end = cluster(s, len, at, &w);
		bool blank = is_blank(s, len, at);

		if (s[end - 1] == '\n') {
			*next = end;
			return at;
		}
		if (blank && !was_blank)
			word = at;
		if (sum + w > cols) {
			if (word > start)
				at = word;
			*next = at == start ? end : skip_break(s, len, at);
			return at;
		}
		was_blank = blank;
		sum += w;
		at = end;
	}
	*next = len;
	return len;
}

/* ---- Checking ---- */

/* How many bytes from here are ASCII without NUL, counted eight at a time. */
static size_t plain_run(const char *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
	size_t i = 0;

	for (uint64_t w; i + sizeof w <= len; i += sizeof w) {
		memcpy(&w, s + i, sizeof w);
		if ((w | (w - ones)) & high)
			break;
	}
	while (i < len && s[i] > 0)
		i++;
	return i;
}

size_t text_valid(const char *s, size_t len)
{
	size_t i = 0;

	for (;;) {
		uint32_t c;
		size_t n;

		i += plain_run(s + i, len - i);
		if (i == len || !s[i])
			return i;
		n = decode(s + i, len - i, &c);
		if (!n)
			return i;
		i += n;
	}
}

size_t text_repair(struct buf *out, const char *s, size_t len)
{
	size_t bad = 0;

	while (len) {
		size_t good = text_valid(s, len);

		buf_add(out, s, good);
		if (good < len) {
			if (s[good])
				buf_puts(out, "\xef\xbf\xbd");
			bad++;
			good++;
		}
		s += good;
		len -= good;
	}
	return bad;
}

/* ---- Comparison keys ---- */

#define FOLD_MAX 512

struct fold {
	struct buf *out;
	size_t start;
	bool blank; /* a blank is owed before the next character */
	bool full;
};

static void fold_bytes(struct fold *f, const char *bytes, size_t n)
{
	size_t blank = f->blank && f->out->len > f->start;

	if (f->out->len - f->start + blank + n > FOLD_MAX) {
		f->full = true;
		return;
	}
	if (blank)
		buf_putc(f->out, ' ');
	f->blank = false;
	buf_add(f->out, bytes, n);
}

static void fold_code(struct fold *f, uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	utf8proc_uint8_t bytes[4];

	if (CATEGORY_BIT(category) & BLANK)
		f->blank = true;
	else
		fold_bytes(f, (char *)bytes, (size_t)utf8proc_encode_char((utf8proc_int32_t)c, bytes));
}

static void fold_wide(struct fold *f, uint32_t c)
{
	const utf8proc_option_t how =
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
	utf8proc_int32_t codes[32];
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, codes, 32, how, NULL);

	for (utf8proc_ssize_t i = 0; i < n && i < 32; i++)
		fold_code(f, (uint32_t)codes[i]);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* A word of ASCII at a time: most names are nothing else. */
static size_t fold_plain(struct fold *f, const char *s, size_t len)
{
	char word[64];
	size_t n = 0;

	while (n < len && n < sizeof word && s[n] > ' ' && s[n] < 0x7F) {
		word[n] = lower(s[n]);
		n++;
	}
	/* Near the limit one at a time, so that the key is as long as it may be. */
	if (f->out->len - f->start + n + 1 > FOLD_MAX)
		n = 1;
	fold_bytes(f, word, n);
	return n;
}

void text_fold(struct buf *out, const char *s, size_t len)
{
	struct fold f = { .out = out, .start = out->len };

	for (size_t i = 0; i < len && !f.full;) {
		uint32_t c;
		size_t n;

		if (s[i] > ' ' && s[i] < 0x7F) {
			i += fold_plain(&f, s + i, len - i);
			continue;
		}
		n = decode(s + i, len - i, &c);
		if (n == 1 && (c == ' ' || (c >= '\t' && c <= '\r')))
			f.blank = true;
		else if (n <= 1)
			fold_code(&f, 0xFFFD);
		else
			fold_wide(&f, c);
		i += n ? n : 1;
	}
}

/* Letters that no decomposition brings to ASCII. */
static const struct {
	const char *letter, *ascii;
} spelled[] = {
	{ "ø", "o" },  { "ł", "l" }, { "đ", "d" }, { "æ", "ae" }, { "œ", "oe" },
	{ "þ", "th" }, { "ð", "d" }, { "ħ", "h" }, { "ı", "i" },  { "ŋ", "n" },
};

static const char *spell(const char *s, size_t *n)
{
	for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++)
		if (strncmp(s, spelled[i].letter, strlen(spelled[i].letter)) == 0) {
			*n = strlen(spelled[i].letter);
			return spelled[i].ascii;
		}
	return NULL;
}

char *text_slug(const char *s)
{
	struct buf key = { 0 }, slug = { 0 };

	text_fold(&key, s, strlen(s));
	for (size_t i = 0; i < key.len && slug.len < 80;) {
		size_t n = 1;
		const char *ascii = spell(key.data + i, &n);

		if (ascii)
			buf_puts(&slug, ascii);
		else if ((key.data[i] >= 'a' && key.data[i] <= 'z') || (key.data[i] >= '0' && key.data[i] <= '9'))
			buf_putc(&slug, key.data[i]);
		else if (slug.len && slug.data[slug.len - 1] != '-')
			buf_putc(&slug, '-');
		i += n;
	}
	slug.len = slug.len > 80 ? 80 : slug.len;
	while (slug.len && slug.data[slug.len - 1] == '-')
		slug.len--;
	if (slug.len)
		slug.data[slug.len] = '\0';
	else
		buf_putc(&slug, 'x');
	buf_done(&key);
	return buf_take(&slug);
}

/* ---- Formulas ---- */

/* How many bytes at s a spreadsheet skips before it looks for a formula: ', any blank but tab and line ends, and what
 * is invisible. 0: none. */
static size_t skip_cover(const char *s, size_t n)
{
	utf8proc_category_t category;
	size_t size;
	uint32_t c;

	if (s[0] == '\'' || s[0] == ' ' || s[0] == 0x7F)
		return 1;
	if ((unsigned char)s[0] < 0x20)
		return s[0] != '\t' && s[0] != '\r' && s[0] != '\n';
	if ((unsigned char)s[0] < 0x80)
		return 0;
	size = decode(s, n, &c);
	category = size ? utf8proc_category((utf8proc_int32_t)c) : UTF8PROC_CATEGORY_CN;
	return CATEGORY_BIT(category) & (BLANK | INVISIBLE) ? size : 0;
}

/* The full-width forms count too: spreadsheets of East Asia take them as the plain ones. */
static bool is_trigger(const char *s, size_t n)
{
	if (memchr("=+-@\t\r", s[0], 6))
		return true;
	return n > 2 && (memcmp(s, "＝", 3) == 0 || memcmp(s, "＋", 3) == 0 || memcmp(s, "－", 3) == 0 ||
			 memcmp(s, "＠", 3) == 0);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits behind an E, perhaps with a sign, up to the end. */
static bool is_exponent(const char *s, size_t n)
{
	size_t i = n && (s[0] == '+' || s[0] == '-');

	if (i == n)
		return false;
	while (i < n && is_digit(s[i]))
		i++;
	return i == n;
}

/* A sign, digits with their grouping and decimal marks, perhaps an exponent or a percent sign; or a plus and the
 * seven to twenty digits of a phone number with what people put between them. */
static bool is_number(const char *s, size_t n)
{
	size_t digits = 0, i = s[0] == '+' || s[0] == '-';
	bool phone = s[0] == '+', number = true;

	if (i + 1 < n && (s[i] == '(' || s[i] == '.')) {
		phone = phone && s[i] == '(';
		number = s[i] == '.';
		i++;
	}
	if (i >= n || !is_digit(s[i]))
		return false;
	for (; i < n && (number || phone); i++) {
		if (is_digit(s[i])) {
			digits++;
			continue;
		}
		if (number && (s[i] == 'e' || s[i] == 'E'))
			return is_exponent(s + i + 1, n - i - 1);
		phone = phone && s[i] && strchr(" ().-/", s[i]);
		number = number && s[i] && (strchr("., ", s[i]) || (s[i] == '%' && i + 1 == n));
	}
	return number || (phone && digits >= 7 && digits <= 20);
}

static bool line_is_formula(const char *s, size_t len, size_t at, size_t *core)
{
	for (size_t n; at < len && (n = skip_cover(s + at, len - at)) > 0;)
		at += n;
	*core = at;
	return at < len && is_trigger(s + at, len - at);
}

bool text_is_formula(const char *s, size_t len)
{
	size_t core, end = len;

	if (teeth_off("P27"))
		return false;
	if (line_is_formula(s, len, 0, &core)) {
		while (end > core && s[end - 1] == ' ')
			end--;
		return !is_number(s + core, end - core);
	}
	for (size_t at = 0; at < len; at++)
		if ((s[at] == '\n' || s[at] == '\r') && line_is_formula(s, len, at + 1, &core))
			return true;
	return false;
}

bool text_says(const char *s)
{
	return s && s[strspn(s, " \t\r\n")];
}

size_t text_points(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

size_t text_first_line(const char *s)
{
	size_t n = strcspn(s, "\n");

	return n && s[n] && s[n - 1] == '\r' ? n - 1 : n;
}
