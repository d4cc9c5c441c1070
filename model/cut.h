#ifndef MODEL_CUT_H
#define MODEL_CUT_H
/* Sentences that quote data: printf() counts bytes and may leave half of a letter, which then shows as signs that nobody
 * wrote. What is cut here ends where a character ends, as a reader counts them. */
#include <stdarg.h>
#include <stddef.h>

/* Bytes of the longest part of `s` that is at most `most` long and ends behind a whole character; of one character that is
 * longer alone, behind a whole code point. */
size_t cut_length(const char *s, size_t len, size_t most);
/* `fmt`, or where a "%.80s" in it would cut a character in two the same with a smaller number, in `room`. `ap` is left as it
 * was. A "%.*s" is taken to know what it does. */
const char *cut_format(char *room, size_t size, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
/* vsnprintf() with both: what is too long for `size` ends behind a whole character too. */
void cut_print(char *out, size_t size, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
void cut_printf(char *out, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* `s` as far as it fits. */
void cut_copy(char *out, size_t size, const char *s);
#endif
