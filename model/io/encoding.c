#include "model/io/encoding.h"

#include "model/text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static const uint16_t windows1252[32], macroman[128];
static const char *const names[] = { "automatic",    "UTF-8",	"UTF-16LE", "UTF-16BE",
				     "Windows-1252", "Latin-1", "Mac Roman" };

const char *encoding_name(enum encoding e)
{
	return names[e];
}

bool encoding_parse(const char *name, enum encoding *out)
{
	static const struct {
		const char *name;
		enum encoding e;
	} more[] = {
		{ "utf8", ENCODING_UTF8 },	    { "utf-16", ENCODING_UTF16LE },
		{ "utf16le", ENCODING_UTF16LE },    { "utf16be", ENCODING_UTF16BE },
		{ "cp1252", ENCODING_WINDOWS1252 }, { "windows1252", ENCODING_WINDOWS1252 },
		{ "latin1", ENCODING_LATIN1 },	    { "iso-8859-1", ENCODING_LATIN1 },
		{ "macroman", ENCODING_MACROMAN },  { "mac-roman", ENCODING_MACROMAN },
		{ "macintosh", ENCODING_MACROMAN },
	};

	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(name, names[i]) == 0) {
			*out = (enum encoding)i;
			return true;
		}
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (strcasecmp(name, more[i].name) == 0) {
			*out = more[i].e;
			return true;
		}
	return false;
}

/* UTF-16 without a mark shows in NUL bytes at every other place. */
static enum encoding by_nuls(const char *s, size_t n)
{
	size_t even = 0, odd = 0;

	for (size_t i = 0; i + 1 < n; i += 2) {
		even += !s[i];
		odd += !s[i + 1];
	}
	if (odd > n / 6 && odd > 20 * even)
		return ENCODING_UTF16LE;
	return even > n / 6 && even > 20 * odd ? ENCODING_UTF16BE : ENCODING_AUTO;
}

/* How many bytes are no UTF-8, and how many sequences of it there are. */
static void count_utf8(const char *s, size_t n, bool whole, size_t *bad, size_t *good)
{
	size_t i = 0, high = 0;

	*bad = 0;
	while (i < n) {
		size_t end = i + text_valid(s + i, n - i);

		for (; i < end; i++)
			high += (unsigned char)s[i] >= 0xC0;
		if (i < n && s[i])
			*bad += whole || n - i > 3; /* the last bytes may be a sequence that the piece cuts */
		i++;
	}
	*good = high;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_high(const char *s, size_t n, size_t i)
{
	return i < n && (unsigned char)s[i] >= 0x80;
}

static enum encoding single_byte(const char *s, size_t n)
{
	size_t windows = 0, mac = 0, undefined = 0, high = 0, together = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool beside = (i > 0 && is_letter(s[i - 1])) || (i + 1 < n && is_letter(s[i + 1]));

		if (c < 0x80)
			continue;
		high++;
		together += (i > 0 && is_high(s, n, i - 1)) || is_high(s, n, i + 1);
		undefined += c < 0xA0 && !windows1252[c - 0x80];
		if (c >= 0xC0 && c != 0xD7 && c != 0xF7)
			windows += beside;
		else if (c < 0xA0 && (c < 0x91 || c > 0x97))
			mac += beside;
	}
	/* Western accents stand alone between letters. Where high bytes keep together it is another script, or broken
	 * UTF-8: better refused by row than taken as gibberish. */
	if (together * 2 > high)
		return ENCODING_UTF8;
	if (mac > windows)
		return ENCODING_MACROMAN;
	return undefined ? ENCODING_LATIN1 : ENCODING_WINDOWS1252;
}

enum encoding encoding_detect(const char *s, size_t n, bool whole, size_t *mark)
{
	enum encoding e;
	size_t bad, good;

	*mark = 0;
	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		*mark = 3;
		return ENCODING_UTF8;
	}
	if (n >= 2 && (memcmp(s, "\xff\xfe", 2) == 0 || memcmp(s, "\xfe\xff", 2) == 0)) {
		*mark = 2;
		return s[0] == '\xff' ? ENCODING_UTF16LE : ENCODING_UTF16BE;
	}
	e = by_nuls(s, n);
	if (e != ENCODING_AUTO)
		return e;
	count_utf8(s, n, whole, &bad, &good);
	if (bad == 0 || bad * 4 < good)
		return ENCODING_UTF8;
	return single_byte(s, n);
}

static void put(struct buf *out, uint32_t c)
{
	char b[4] = { (char)c };
	size_t n = 1;

	if (c >= 0x10000) {
		b[0] = (char)(0xF0 | c >> 18);
		b[1] = (char)(0x80 | (c >> 12 & 0x3F));
		b[2] = (char)(0x80 | (c >> 6 & 0x3F));
		b[3] = (char)(0x80 | (c & 0x3F));
		n = 4;
	} else if (c >= 0x800) {
		b[0] = (char)(0xE0 | c >> 12);
		b[1] = (char)(0x80 | (c >> 6 & 0x3F));
		b[2] = (char)(0x80 | (c & 0x3F));
		n = 3;
	} else if (c >= 0x80) {
		b[0] = (char)(0xC0 | c >> 6);
		b[1] = (char)(0x80 | (c & 0x3F));
		n = 2;
	}
	buf_add(out, b, n);
}

static uint32_t unit(enum encoding e, const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	return e == ENCODING_UTF16LE ? u[0] | (uint32_t)u[1] << 8 : u[1] | (uint32_t)u[0] << 8;
}

static size_t decode_utf16(enum encoding e, const char *s, size_t n, bool last, struct buf *out)
{
	size_t i = 0;

	for (; i + 1 < n; i += 2) {
		uint32_t c = unit(e, s + i);

		if (c < 0xD800 || c > 0xDFFF) {
			put(out, c);
			continue;
		}
		if (i + 3 >= n && !last)
			break;
		if (c < 0xDC00 && i + 3 < n && (unit(e, s + i + 2) & 0xFC00) == 0xDC00) {
			put(out, 0x10000 + ((c & 0x3FF) << 10) + (unit(e, s + i + 2) & 0x3FF));
			i += 2;
		} else {
			buf_putc(out, '\xff');
		}
	}
	if (last && i < n) {
		buf_putc(out, '\xff');
		i = n;
	}
	return i;
}

static uint32_t meaning(enum encoding e, unsigned char c)
{
	if (e == ENCODING_MACROMAN)
		return macroman[c - 0x80];
	return e == ENCODING_WINDOWS1252 && c < 0xA0 ? windows1252[c - 0x80] : c;
}

size_t encoding_decode(enum encoding e, const char *s, size_t n, bool last, struct buf *out)
{
	if (e == ENCODING_UTF16LE || e == ENCODING_UTF16BE)
		return decode_utf16(e, s, n, last, out);
	if (e == ENCODING_UTF8 || e == ENCODING_AUTO) {
		buf_add(out, s, n);
		return n;
	}
	for (size_t i = 0; i < n;) {
		size_t from = i;

		while (i < n && (unsigned char)s[i] < 0x80)
			i++;
		buf_add(out, s + from, i - from);
		if (i < n) {
			uint32_t c = meaning(e, (unsigned char)s[i++]);

			if (c)
				put(out, c);
			else
				buf_putc(out, '\xff');
		}
	}
	return n;
}

/* 0x80 to 0x9F; 0 has no meaning. */
static const uint16_t windows1252[32] = {
	0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x0000, 0x017D, 0x0000, 0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x0000, 0x017E, 0x0178,
};

/* 0x80 to 0xFF. */
static const uint16_t macroman[128] = {
	0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0, 0x00E2, 0x00E4, 0x00E3, 0x00E5,
	0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB, 0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3, 0x00F2, 0x00F4,
	0x00F6, 0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3, 0x00A7, 0x2022, 0x00B6,
	0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8, 0x2260, 0x00C6, 0x00D8, 0x221E, 0x00B1, 0x2264, 0x2265,
	0x00A5, 0x00B5, 0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA, 0x00BA, 0x03A9, 0x00E6, 0x00F8, 0x00BF,
	0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB, 0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5,
	0x0152, 0x0153, 0x2013, 0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178, 0x2044,
	0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02, 0x2021, 0x00B7, 0x201A, 0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1,
	0x00CB, 0x00C8, 0x00CD, 0x00CE, 0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9,
	0x0131, 0x02C6, 0x02DC, 0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD, 0x02DB, 0x02C7,
};
