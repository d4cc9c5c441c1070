#include "tests/faults/bad_text.h"

#include "model/buf.h"
#include "model/text.h"

#include <string.h>

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char *const sequences[];
static const size_t n_sequences;
struct range {
	uint32_t first, last;
};
static const struct range hidden[];

/* ---- making ---- */

static void put_mark(long number, struct buf *out)
{
	buf_putc(out, 'Q');
	buf_putc(out, digits[number / (62 * 62) % 62]);
	buf_putc(out, digits[number / 62 % 62]);
	buf_putc(out, digits[number % 62]);
}

static long digit(char c)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? at - digits : -1;
}

long bad_text_marks(const char *text, size_t len, bool *seen)
{
	long count = 0;

	for (size_t i = 0; i + 3 < len; i++) {
		long a = digit(text[i + 1]), b = digit(text[i + 2]), c = digit(text[i + 3]), n = (a * 62 + b) * 62 + c;

		if (text[i] != 'Q' || a < 0 || b < 0 || c < 0 || seen[n])
			continue;
		seen[n] = true;
		count++;
	}
	return count;
}

static void put_code(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xC0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	} else {
		if (c < 0x10000) {
			buf_putc(out, (char)(0xE0 | c >> 12));
		} else {
			buf_putc(out, (char)(0xF0 | c >> 18));
			buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	}
}

/* All controls and all hidden characters in turn (of long ranges a few), each between two letters. */
static void put_hidden(struct prop *p, long turn, struct buf *out)
{
	size_t n = 0;
	const struct range *r;

	while (hidden[n].last)
		n++;
	r = &hidden[turn % (long)n];
	buf_putc(out, 'x');
	put_code(out, r->first + prop_below(p, r->last - r->first + 1));
	buf_putc(out, 'z');
}

static void put_byte(struct prop *p, long turn, struct buf *out)
{
	buf_putc(out, 'x');
	switch (turn % 3) {
	case 0:
		put_code(out, 1 + prop_below(p, 31));
		break;
	case 1:
		buf_putc(out, (char)(0x80 + prop_below(p, 128)));
		break;
	case 2:
		put_code(out, 0x7F + prop_below(p, 33));
		break;
	}
	buf_putc(out, 'z');
}

static void drop_nul(struct buf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->len; i++)
		if (b->data[i])
			b->data[n++] = b->data[i];
	b->len = n;
}

/* A document indents the lines of a text: a mark that has no base at the beginning of one gets the blank for its base, and
 * is seen on it. Its visible form has none to begin with, so such a line begins with a letter in both. */
static void give_bases(struct buf *b)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < b->len; i++) {
		if (i && b->data[i - 1] == '\n' && (unsigned char)b->data[i] >= 0x80)
			buf_putc(&out, 'x');
		buf_putc(&out, b->data[i]);
	}
	buf_done(b);
	*b = out;
}

/* The last sign of a line in a document: there CR and the line end after it are one. Its visible form is none of that. */
static void end_openly(struct buf *b)
{
	if (b->len && b->data[b->len - 1] == '\r')
		buf_putc(b, 'z');
}

void bad_text_next(struct prop *p, long number, enum bad_form form, struct buf *out)
{
	struct buf raw = { 0 };
	long turn = number / 4;

	put_mark(number, &raw);
	switch (number % 4) {
	case 0:
		put_hidden(p, turn, &raw);
		break;
	case 1:
		put_byte(p, turn, &raw);
		break;
	case 2:
		buf_puts(&raw, sequences[turn % (long)n_sequences]);
		break;
	case 3:
		prop_hostile(p, 4, &raw);
		break;
	}
	drop_nul(&raw);
	give_bases(&raw);
	end_openly(&raw);
	if (form == BAD_RAW)
		buf_add(out, raw.data, raw.len);
	else
		text_visible(out, raw.data, raw.len, form == BAD_LINES);
	buf_done(&raw);
}

/* ---- judging ---- */

static bool is_hidden(uint32_t c)
{
	for (const struct range *r = hidden; r->last; r++)
		if (c >= r->first && c <= r->last)
			return true;
	/* The last two of every plane are no characters. */
	return (c & 0xFFFE) == 0xFFFE;
}

/* The length of the character at s when it may be shown, 0 else. Its own decoder: the program's is under test. */
static size_t shown(const unsigned char *s, size_t len)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC2 ? 2 : 0;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = n == 1 ? s[0] : s[0] & (0x7Fu >> n);

	if (!n || n > len || s[0] > 0xF4)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3F);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) || c < 0x20 || (c >= 0x7F && c < 0xA0))
		return 0;
	return is_hidden(c) ? 0 : n;
}

/* What follows ESC [ : numbers and the letter at the end. No number of the program is above 2048. */
static size_t control_sequence(const char *s, size_t len)
{
	size_t i = 0;
	bool is_private = len && (s[0] == '?' || s[0] == '>');
	long number = 0;

	for (i = is_private; i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';'); i++) {
		number = s[i] == ';' ? 0 : number * 10 + (s[i] - '0');
		if (number > 2048)
			return 0;
	}
	return i < len && strchr(is_private ? "hlcm" : "HGdmKJX@PLMSTrABCDbhltcf", s[i]) ? i + 1 : 0;
}

/* What follows ESC ] : the question for the background, and the clipboard, whose load is base64. */
static size_t system_command(const char *s, size_t len)
{
	static const char ask[] = "11;?", copy[] = "52;c;";
	size_t i = sizeof copy - 1;

	if (len > sizeof ask && !memcmp(s, ask, sizeof ask - 1))
		return s[sizeof ask - 1] == 7 ? sizeof ask : s[sizeof ask - 1] == 27 && s[sizeof ask] == '\\' ? sizeof ask + 1 : 0;
	if (len < i || memcmp(s, copy, i))
		return 0;
	while (i < len && (digit(s[i]) >= 0 || strchr("+/=", s[i])))
		i++;
	return i < len && s[i] == 7 ? i + 1 : 0;
}

/* A sequence of the program after its ESC. */
static size_t sequence(const char *s, size_t len)
{
	size_t n;

	if (!len)
		return 0;
	switch (s[0]) {
	case '[':
		n = control_sequence(s + 1, len - 1);
		return n ? n + 1 : 0;
	case ']':
		n = system_command(s + 1, len - 1);
		return n ? n + 1 : 0;
	case '(':
	case ')':
		return len > 1 && (s[1] == 'B' || s[1] == '0') ? 2 : 0;
	case '=':
	case '>':
	case '7':
	case '8':
	case 'M':
		return 1;
	}
	return 0;
}

size_t bad_byte(const char *bytes, size_t len, bool screen)
{
	for (size_t i = 0; i < len;) {
		size_t n = 0;

		if (screen && bytes[i] == 27) {
			n = sequence(bytes + i + 1, len - i - 1);
			n += n > 0;
		} else if (screen && (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == '\b')) {
			n = 1;
		} else if (bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < len && (bytes[i + 1] == '\n' || bytes[i + 1] == '\r'))) {
			n = 1;
		} else if (len - i > 3 && !memcmp(bytes + i, "\r\x1b[K", 4)) {
			n = 4; /* a line of progress painted anew */
		} else {
			n = shown((const unsigned char *)bytes + i, len - i);
		}
		if (!n)
			return i;
		i += n;
	}
	return len;
}

/* ---- tables ---- */

/* Numbers of 7331 are the mark of data: the program sends none so high. */
static const char *const sequences[] = {
	"\x1b]0;taken\x07",
	"\x1b]2;taken\x1b\\",
	"\x1b]8;;http://a.example\x1b\\x\x1b]8;;\x1b\\",
	"\x1b]52;c;dGFrZW4=\x07",
	"\x1b]52;c;?\x07",
	"\x1bP$q7331\x1b\\",
	"\x1b[7331mred",
	"\x1b[7331;7331H",
	"\x1b[2J",
	"\x1b[?7331h",
	"\x1b[?1049l",
	"\x1b[7331t",
	"\x1b[6n",
	"\x1b" "c",
	"\x1b#8",
	"\x1b^pm\x1b\\",
	"\x1b_apc\x1b\\",
	"\x9b" "7331m",
	"\xc2\x9b" "7331m",
	"\xc2\x90q\xc2\x9c",
	"\xc2\x9d" "0;taken\xc2\x9c",
	"one\ntwo",
	"one\r\ntwo",
	"one\rtwo",
	"one\ttwo",
	"one\b\b\btwo",
	"\x0e" "lqqk\x0f",
	"bell\x07",
	"\xe2\x80\xae" "dlrow",
	"\xe2\x81\xa6" "ab\xe2\x81\xa9",
	"\xf3\xa0\x81\x81\xf3\xa0\x81\xbf",
	"\xef\xbb\xbf" "bom",
	"\xc0\x80",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\xe2\x82",
	"\xf0\x9f",
	"\xff\xfe",
	"\x80\x80",
	"100%n%s%d",
};
static const size_t n_sequences = sizeof sequences / sizeof *sequences;

/* Bidi, zero width, tags, private use, no characters: never sent as they are. */
static const struct range hidden[] = {
	{ 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x061C, 0x061C }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },
	{ 0x180B, 0x180F }, { 0x200B, 0x200D }, { 0x200E, 0x200F }, { 0x2028, 0x2029 }, { 0x202A, 0x202E },
	{ 0x2060, 0x2065 }, { 0x2066, 0x2069 }, { 0x206A, 0x206F }, { 0x3164, 0x3164 }, { 0xE000, 0xF8FF },
	{ 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB },
	{ 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE007F }, { 0xE0080, 0xE0FFF }, { 0xF0000, 0xFFFFD },
	{ 0x100000, 0x10FFFD }, { 0, 0 },
};
