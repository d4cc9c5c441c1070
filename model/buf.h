#ifndef MODEL_BUF_H
#define MODEL_BUF_H
/* A growing run of bytes, always NUL-terminated behind `len` (which may count embedded NULs).
 * Zero-initialise it; free with buf_done(). Out of memory ends the program through buf_oom(). */
#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data; /* NULL while nothing was ever added */
	size_t len, cap;
};

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void buf_clear(struct buf *b);          /* keeps the memory */
void buf_done(struct buf *b);           /* frees; b may be used again */
const char *buf_str(const struct buf *b); /* never NULL */
/* The bytes as a string of the caller's, who frees it; b is empty afterwards. Never NULL. */
char *buf_take(struct buf *b);

/* Allocation that does not return NULL. What to do when there is no memory (put the terminal back, keep the
 * draft) is set once by the program; without it: a sentence on standard error and abort(). */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
char *xstrdup(const char *s);           /* NULL gives NULL */
char *xstrndup(const char *s, size_t n);
extern void (*buf_oom)(void);
#endif
