#include "model/unit.h"

#include "model/buf.h"
#include "model/text.h"
#include "model/word.h"

#include <stdlib.h>
#include <string.h>

static const char *const keys[] = { "note", "word", "character" };

const char *unit_key(enum code_unit u)
{
	return keys[u];
}

int unit_parse(const char *key, enum code_unit *out, struct err *err)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!strcmp(key, keys[i])) {
			*out = (enum code_unit)i;
			return 0;
		}
	return err_set(err, ERR_USAGE, "found “%s”, expected note, word or character", key);
}

static bool is_continued(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) == 0x80;
}

/* Signs belong to the word they stand in: "wasn't," is one. */
static enum word_kind kind_at(const char *text, size_t len, size_t at)
{
	enum word_kind kind = word_kind(text, len, at);

	return kind == WORD_SIGN ? WORD_LETTERS : kind;
}

static void find_words(struct units *u, const char *text)
{
	size_t len = strlen(text), cap = 0;
	enum word_kind was = WORD_BLANK;
	int64_t cp = 0;

	for (size_t at = 0; at < len; cp++) {
		enum word_kind kind = kind_at(text, len, at);

		if (kind != WORD_BLANK && kind != was) {
			if (u->n == cap) {
				cap = cap ? 2 * cap : 64;
				u->start = xrealloc(u->start, cap * sizeof *u->start);
				u->end = xrealloc(u->end, cap * sizeof *u->end);
			}
			u->start[u->n++] = cp;
		}
		if (kind != WORD_BLANK)
			u->end[u->n - 1] = cp + 1;
		was = kind;
		for (at++; at < len && is_continued(text, at);)
			at++;
	}
}

void units_init(struct units *u, enum code_unit unit, const char *text)
{
	*u = (struct units){ .unit = unit };
	switch (unit) {
	case UNIT_NOTE:
		u->n = 1;
		break;
	case UNIT_WORD:
		find_words(u, text);
		break;
	case UNIT_CHARACTER:
		u->n = text_points(text, strlen(text));
		break;
	}
}

void units_done(struct units *u)
{
	free(u->start);
	free(u->end);
	*u = (struct units){ 0 };
}

/* How many of n ascending numbers are at most `limit`. */
static size_t count_to(const int64_t *number, size_t n, int64_t limit)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;

		if (number[mid] <= limit)
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

static size_t clamp(int64_t at, size_t n)
{
	return at < 0 ? 0 : (size_t)at > n ? n : (size_t)at;
}

void units_touched(const struct units *u, int64_t start_cp, int64_t end_cp, size_t *from, size_t *to)
{
	*from = 0;
	*to = u->n;
	if (end_cp < 0 || u->unit == UNIT_NOTE)
		return;
	if (u->unit == UNIT_WORD) {
		*from = count_to(u->end, u->n, start_cp);
		*to = count_to(u->start, u->n, end_cp - 1);
	} else {
		*from = clamp(start_cp, u->n);
		*to = clamp(end_cp, u->n);
	}
	if (*to < *from)
		*to = *from;
}
