#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H
/* What agreement counts: whole notes, words, or characters (code points) of a note. A span of code points is a run of
 * units; a word that it touches counts whole. Words part at blanks; Han, hiragana and katakana, which write no blanks,
 * where the script changes. */
#include "model/err.h"

#include <stddef.h>
#include <stdint.h>

enum code_unit { UNIT_NOTE, UNIT_WORD, UNIT_CHARACTER };
const char *unit_key(enum code_unit u); /* "note", "word", "character" */
int unit_parse(const char *key, enum code_unit *out, struct err *err);

struct units {
	enum code_unit unit;
	size_t n;             /* units of the text; 1 for a note */
	int64_t *start, *end; /* of words, in code points; NULL else */
};
/* `text` may be NULL for UNIT_NOTE. */
void units_init(struct units *u, enum code_unit unit, const char *text);
void units_done(struct units *u);
/* The units from *from to before *to that a span touches (end_cp -1: all of them); equal where it touches none. */
void units_touched(const struct units *u, int64_t start_cp, int64_t end_cp, size_t *from, size_t *to);
#endif
