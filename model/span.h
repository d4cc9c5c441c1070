#ifndef MODEL_SPAN_H
#define MODEL_SPAN_H
/* Places in an immutable text, counted in code points, so that every program that reads an export means the same words.
 * Both ends of a span stand at boundaries of grapheme clusters: a letter is never parted from its accent, nor a family
 * of pictographs from its joiners. Pure. Source: S3-17; promise P45. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPAN_SHA = 32 };
struct span {
	int64_t start, end; /* end exclusive; -1: the whole text */
};
/* The byte at which a code point begins; the length of the text where it has no more. */
size_t span_byte(const char *text, int64_t point);
/* How many code points begin before that byte. */
int64_t span_point(const char *text, size_t byte);
/* Not empty, inside the text, at boundaries of clusters. The whole text always fits. */
bool span_fits(const char *text, struct span sp);
/* Where its bytes are and how many; sp fits. */
const char *span_words(const char *text, struct span sp, size_t *len);
/* SHA-256 of its bytes. */
void span_hash(const char *text, struct span sp, unsigned char *sha);

/* Words (letters and numbers, with what joins them inside: "week-two", "$40,000"; scripts without blanks one sign each)
 * or sentences (with the marks that end them) in their order. */
enum span_unit { SPAN_WORD, SPAN_SENTENCE };
struct spans {
	struct span *at; /* for spans_done() */
	size_t n;
};
void spans_of(enum span_unit unit, const char *text, struct spans *out);
void spans_done(struct spans *s);

/* Where the words of a span of `was` stand in `is`, a later version of that text. What stands before or behind all that
 * was changed keeps its place exactly; else the same words are looked for, and of several the ones whose neighbours agree
 * best. *sp is changed only where they were found. */
enum span_found { SPAN_LOST, SPAN_FOUND, SPAN_NEAREST };
enum span_found span_move(const char *was, const char *is, struct span *sp);
#endif
