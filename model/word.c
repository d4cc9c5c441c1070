#include "model/word.h"

#include "model/buf.h"
#include "model/text.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

struct range {
	uint32_t first, last;
	enum word_kind kind;
};
static const struct range scripts[];
static const uint32_t closing[], opening[];

/* The code point there; a byte that is no UTF-8 counts as an unknown character. */
static uint32_t code_at(const char *s, size_t len, size_t at)
{
	utf8proc_int32_t c;

	if ((unsigned char)s[at] < 0x80)
		return (unsigned char)s[at];
	if (utf8proc_iterate((const utf8proc_uint8_t *)s + at, (utf8proc_ssize_t)(len - at), &c) < 1)
		return 0xFFFD;
	return (uint32_t)c;
}

static bool is_among(const uint32_t *list, uint32_t c)
{
	while (*list && *list != c)
		list++;
	return *list;
}

static enum word_kind kind_of_category(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	if (category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP)
		return WORD_BLANK;
	if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO)
		return WORD_LETTERS;
	return category == UTF8PROC_CATEGORY_PC ? WORD_LETTERS : WORD_SIGN;
}

static enum word_kind kind_of(uint32_t c)
{
	if (c < 0x80) {
		if (c == ' ' || (c >= '\t' && c <= '\r'))
			return WORD_BLANK;
		return c == '\'' || c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ? WORD_LETTERS
														  : WORD_SIGN;
	}
	if (c == 0x2019) /* the apostrophe of books */
		return WORD_LETTERS;
	for (const struct range *r = scripts; r->last; r++)
		if (c >= r->first && c <= r->last)
			return r->kind;
	return kind_of_category(c);
}

enum word_kind word_kind(const char *s, size_t len, size_t at)
{
	return kind_of(code_at(s, len, at));
}

static enum word_kind kind_before(const char *s, size_t len, size_t at)
{
	size_t before = at;

	while (before && at - before < 4 && ((unsigned char)s[--before] & 0xC0) == 0x80)
		;
	return before < at ? kind_of(code_at(s, len, before)) : WORD_BLANK;
}

/* Written without blanks: ideographs, kana, their signs, and pictographs. */
static bool stands_alone(uint32_t c)
{
	enum word_kind kind;

	if (c < 0x2E80)
		return false;
	kind = kind_of(c);
	return kind == WORD_HAN || kind == WORD_HIRAGANA || kind == WORD_KATAKANA ||
	       utf8proc_get_property((utf8proc_int32_t)c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC ||
	       (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF60);
}

bool word_may_break(const char *s, size_t len, size_t before, size_t at)
{
	uint32_t a, b;

	if ((unsigned char)s[before] < 0x80 && (unsigned char)s[at] < 0x80 && s[before] != '-')
		return false;
	a = code_at(s, len, before);
	b = code_at(s, len, at);
	if (is_among(closing, b) || is_among(opening, a))
		return false;
	if (a == '-' || a == 0x2010 || a == 0x2014)
		return kind_of(b) == WORD_LETTERS && !(b >= '0' && b <= '9') && kind_before(s, len, before) == WORD_LETTERS;
	return stands_alone(a) || stands_alone(b);
}

static const struct range scripts[] = {
	{ 0x2E80, 0x2FDF, WORD_HAN }, { 0x3005, 0x3007, WORD_HAN }, { 0x3041, 0x309F, WORD_HIRAGANA },
	{ 0x30A1, 0x30FA, WORD_KATAKANA }, { 0x30FC, 0x30FF, WORD_KATAKANA }, { 0x31F0, 0x31FF, WORD_KATAKANA },
	{ 0x3400, 0x4DBF, WORD_HAN }, { 0x4E00, 0x9FFF, WORD_HAN }, { 0xF900, 0xFAFF, WORD_HAN },
	{ 0xFF66, 0xFF9F, WORD_KATAKANA }, { 0x20000, 0x3FFFD, WORD_HAN }, { 0, 0, WORD_BLANK },
};
/* What no line begins with: closing brackets, stops, small kana, marks of repetition and of length. */
static const uint32_t closing[] = {
	'!', ')', ',', '.', ':', ';', '?', ']', '}', '%', 0x2019, 0x201D, 0x2026, 0x3001, 0x3002, 0x3005, 0x3009, 0x300B,
	0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019, 0x301B, 0x301F, 0x303B, 0x3041, 0x3043, 0x3045, 0x3047, 0x3049,
	0x3063, 0x3083, 0x3085, 0x3087, 0x308E, 0x3095, 0x3096, 0x309D, 0x309E, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
	0x30C3, 0x30E3, 0x30E5, 0x30E7, 0x30EE, 0x30F5, 0x30F6, 0x30FB, 0x30FC, 0x30FD, 0x30FE, 0xFF01, 0xFF05, 0xFF09,
	0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D, 0xFF60, 0xFF61, 0xFF63, 0xFF64, 0,
};
/* What no line ends with. */
static const uint32_t opening[] = {
	'(', '[', '{', '$', 0x2018, 0x201C, 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016, 0x3018, 0x301A, 0x301D,
	0xFF04, 0xFF08, 0xFF3B, 0xFF5B, 0xFF5F, 0xFF62, 0xFFE5, 0,
};

static size_t skip_blanks(const char *s, size_t at)
{
	return at + strspn(s + at, " \t\n");
}

static size_t skip_word(const char *s, size_t at)
{
	return at + strcspn(s + at, " \t\n");
}

static bool begins_one(const char *text, const char *word, size_t len)
{
	for (size_t at = skip_blanks(text, 0); text[at]; at = skip_blanks(text, skip_word(text, at)))
		if (!strncmp(text + at, word, len))
			return true;
	return false;
}

bool word_found(const char *text, const char *words)
{
	struct buf in = { 0 }, of = { 0 };
	const char *w;
	bool all = true;

	text_fold(&in, text, strlen(text));
	text_fold(&of, words, strlen(words));
	w = buf_str(&of);
	for (size_t at = skip_blanks(w, 0); all && w[at]; at = skip_blanks(w, skip_word(w, at)))
		all = begins_one(buf_str(&in), w + at, skip_word(w, at) - at);
	buf_done(&in);
	buf_done(&of);
	return all;
}

bool word_is_alike(const char *a, const char *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool alike;

	text_fold(&x, a, strlen(a));
	text_fold(&y, b, strlen(b));
	alike = !strcmp(buf_str(&x), buf_str(&y));
	buf_done(&x);
	buf_done(&y);
	return alike;
}
