#include "screens/fuzzy.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool fuzzy_has(const struct fuzzy *m, size_t byte)
{
	return byte < 64 && m->at >> byte & 1;
}

static bool begins_word(const char *name, size_t at)
{
	return !at || !isalnum((unsigned char)name[at - 1]);
}

static int match_together(const char *name, const char *words, struct fuzzy *m)
{
	const char *hit = strcasestr(name, words);
	size_t at, len = strlen(words);

	if (!hit)
		return -1;
	/* A hit at the beginning of a word is worth looking for behind the first one. */
	for (const char *next = hit; next; next = strcasestr(next + 1, words))
		if (begins_word(name, (size_t)(next - name))) {
			hit = next;
			break;
		}
	at = (size_t)(hit - name);
	for (size_t i = at; i < at + len && i < 64; i++)
		m->at |= UINT64_C(1) << i;
	return 1000 + (begins_word(name, at) ? 500 : 0) - (int)at;
}

static int match_scattered(const char *name, const char *words, struct fuzzy *m)
{
	int score = 0;
	size_t at = 0, last = 0;

	for (; *words; words++) {
		if (*words == ' ')
			continue;
		while (name[at] && tolower((unsigned char)name[at]) != tolower((unsigned char)*words))
			at++;
		if (!name[at])
			return -1;
		score += (begins_word(name, at) ? 20 : 0) + (at == last + 1 ? 10 : 0);
		if (at < 64)
			m->at |= UINT64_C(1) << at;
		last = at++;
	}
	return score;
}

int fuzzy_match(const char *name, const char *words, struct fuzzy *m)
{
	int score;

	m->at = 0;
	if (!*words)
		return 0;
	score = match_together(name, words, m);
	return score >= 0 ? score : match_scattered(name, words, m);
}
