/* question_is_generic(): does an answer name anybody or anything? */
#include "model/buf.h"
#include "model/question.h"
#include "model/text.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#define WORDS_MIN 8
#define GRAPHEMES_MIN 16

#define SPECIFIC_WORDS 64 /* the rest are NULL */
static const char *const specific_words[SPECIFIC_WORDS];

struct answer {
	size_t words, letters, unspaced, quotes;
	bool named, numbered, lower;
};

static bool is_unspaced(int32_t cp)
{
	static const int32_t ranges[][2] = { { 0x0e00, 0x0eff }, { 0x1000, 0x109f },  { 0x1780, 0x17ff },
					     { 0x3040, 0x30ff }, { 0x3400, 0x4dbf },  { 0x4e00, 0x9fff },
					     { 0xf900, 0xfaff }, { 0x20000, 0x3ffff } };

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

static bool is_quote(int32_t cp)
{
	return cp == '"' || cp == 0xab || cp == 0xbb || (cp >= 0x201c && cp <= 0x201f) ||
	       (cp >= 0x300c && cp <= 0x300f);
}

static bool ends_sentence(int32_t cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == '\n' || cp == 0x3002 || cp == 0xff01 ||
	       cp == 0xff1f;
}

static bool is_letter(int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);

	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_ME) || cp == '\'' || cp == 0x2019;
}

static bool is_upper(int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);

	return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

static bool is_number(int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);

	return c == UTF8PROC_CATEGORY_ND || c == UTF8PROC_CATEGORY_NL || c == UTF8PROC_CATEGORY_NO;
}

/* "I", "I'm", "I’ll" */
static bool is_speaker(const char *s, size_t len)
{
	return *s == 'I' && (len == 1 || s[1] == '\'' || (unsigned char)s[1] == 0xe2);
}

static bool is_specific_word(const char *s, size_t len)
{
	for (size_t i = 0; specific_words[i]; i++)
		if (strlen(specific_words[i]) == len && !strncasecmp(specific_words[i], s, len))
			return true;
	return false;
}

static int32_t next_cp(const char *s, size_t len, size_t at, size_t *n)
{
	int32_t cp;
	utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)s + at, (utf8proc_ssize_t)(len - at), &cp);

	*n = got > 0 ? (size_t)got : 1;
	return got > 0 ? cp : 0xfffd;
}

/* One run of letters from `at`; its end. */
static size_t scan_word(struct answer *a, const char *s, size_t len, size_t at, bool first)
{
	size_t from = at, n;
	bool capital = false;

	while (at < len) {
		int32_t cp = next_cp(s, len, at, &n);

		if (!is_letter(cp))
			break;
		capital = capital || (at == from && is_upper(cp));
		a->lower = a->lower || utf8proc_category(cp) == UTF8PROC_CATEGORY_LL;
		a->unspaced += is_unspaced(cp);
		a->letters++;
		at += n;
	}
	a->words++;
	a->named = a->named || (capital && !first && !is_speaker(s + from, at - from));
	a->numbered = a->numbered || is_specific_word(s + from, at - from);
	return at;
}

static struct answer scan(const char *s, size_t len)
{
	struct answer a = { 0 };
	bool first = true;
	size_t n;

	for (size_t at = 0; at < len;) {
		int32_t cp = next_cp(s, len, at, &n);

		if (is_letter(cp)) {
			at = scan_word(&a, s, len, at, first);
			first = false;
			continue;
		}
		a.numbered = a.numbered || is_number(cp);
		a.quotes += is_quote(cp);
		first = first || ends_sentence(cp) || is_quote(cp);
		at += n;
	}
	/* All in capitals: they mark no names. */
	a.named = a.named && a.lower;
	return a;
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool has_phrase(const char *folded, const char *phrase)
{
	size_t len = strlen(phrase);

	for (const char *hit = folded; len && (hit = strstr(hit, phrase)); hit++) {
		bool cut = hit > folded && is_alnum(hit[-1]) && is_alnum(*phrase);

		if (!cut && !(is_alnum(phrase[len - 1]) && is_alnum(hit[len])))
			return true;
	}
	return false;
}

/* Sentence by sentence: a phrase does not run over its end, and folding keeps 512 bytes at once. */
static bool has_stock_phrase(const struct questions *q, const char *s, size_t len)
{
	struct buf folded = { 0 };
	bool found = false;

	for (size_t at = 0; at < len && !found;) {
		size_t n = 0;

		while (at + n < len && !strchr(".!?\n", s[at + n]))
			n++;
		buf_clear(&folded);
		text_fold(&folded, s + at, n);
		for (size_t i = 0; i < questions_phrase_count(q) && !found; i++)
			found = has_phrase(buf_str(&folded), questions_phrase_at(q, i));
		at += n + 1;
	}
	buf_done(&folded);
	return found;
}

static bool is_blank(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\r\n", s[i]))
			return false;
	return true;
}

bool question_is_generic(const struct questions *q, const char *text, size_t len)
{
	struct answer a;
	bool is_short;

	if (is_blank(text, len))
		return false;
	a = scan(text, len);
	if (a.named || a.numbered || a.quotes >= 2)
		return false;
	is_short = a.unspaced * 2 > a.letters ? text_graphemes(text, len) < GRAPHEMES_MIN : a.words < WORDS_MIN;
	return is_short || has_stock_phrase(q, text, len);
}

/* Numbers and dates that are written as words. "one", "second" and "may" mean too much else. */
static const char *const specific_words[SPECIFIC_WORDS] = {
	"two",	   "three",	"four",	    "five",   "six",	   "seven",   "eight",	  "nine",     "ten",
	"eleven",  "twelve",	"fifteen",  "twenty", "thirty",	   "forty",   "fifty",	  "sixty",    "ninety",
	"hundred", "thousand",	"million",  "dozen",  "half",	   "twice",   "january",  "february", "march",
	"april",   "june",	"july",	    "august", "september", "october", "november", "december", "monday",
	"tuesday", "wednesday", "thursday", "friday", "saturday",  "sunday",
};
