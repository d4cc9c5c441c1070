#include "model/search_word.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MAX 64 /* bytes of a word that are indexed */

static bool is_word_byte(char c)
{
	unsigned char b = (unsigned char)c;

	return b >= 0x80 || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
}

/* What folding takes apart may hold signs ("…" is three dots): they go, the word stays one. Cut at a code point. */
static void tidy(struct buf *folded)
{
	size_t n = 0, keep;

	for (size_t i = 0; i < folded->len; i++)
		if (is_word_byte(folded->data[i]))
			folded->data[n++] = folded->data[i];
	keep = n < WORD_MAX ? n : WORD_MAX;
	while (keep < n && keep && ((unsigned char)folded->data[keep] & 0xc0) == 0x80)
		keep--;
	if (folded->len)
		folded->data[keep] = '\0';
	folded->len = keep;
}

bool search_word_next(const char *s, size_t len, size_t *at, size_t *from, size_t *to, struct buf *folded)
{
	do {
		while (*at < len && !is_word_byte(s[*at]))
			(*at)++;
		*from = *at;
		while (*at < len && is_word_byte(s[*at]))
			(*at)++;
		*to = *at;
		buf_clear(folded);
		if (*from < *to)
			text_fold(folded, s + *from, *to - *from);
		tidy(folded);
	} while (*from < *to && !folded->len);
	return *from < *to;
}

static int by_bytes(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

void search_word_list(struct buf *out, const char *text)
{
	size_t at = 0, from, to, len = strlen(text), n = 0, room = 0, start = out->len;
	struct buf word = { 0 };
	char **words = NULL;

	while (search_word_next(text, len, &at, &from, &to, &word)) {
		if (n == room)
			words = xrealloc(words, (room = room ? 2 * room : 32) * sizeof *words);
		words[n++] = xstrndup(word.data, word.len);
	}
	buf_done(&word);
	if (n)
		qsort(words, n, sizeof *words, by_bytes);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(words[i - 1], words[i]))
			buf_printf(out, "%s%s", out->len > start ? " " : "", words[i]);
	for (size_t i = 0; i < n; i++)
		free(words[i]);
	free(words);
}
