#include "app/copy.h"

#include <stdlib.h>
#include <string.h>

enum { COPY_MAX = 74994, /* bytes before base64: what tmux and xterm take */
       SCREEN_MAX = 500 }; /* bytes of one wrapped piece: what screen takes */

enum copy_way copy_way(void)
{
	const char *term = getenv("TERM"), *tmux = getenv("TMUX"), *screen = getenv("STY");

	if (tmux && *tmux)
		return COPY_TMUX;
	if (screen && *screen)
		return COPY_SCREEN;
	if (term && (!strcmp(term, "linux") || !strcmp(term, "dumb")))
		return COPY_NOWHERE;
	/* vt100, vt220: terminals of before any clipboard, and nothing would say so. */
	return term && !strncmp(term, "vt", 2) && term[2] >= '0' && term[2] <= '9' ? COPY_NOWHERE : COPY_STRAIGHT;
}

static void put_sequence(struct buf *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)bytes;

	buf_puts(out, "\033]52;c;");
	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)s[i] << 16 | (i + 1 < len ? (unsigned)s[i + 1] << 8 : 0) | (i + 2 < len ? s[i + 2] : 0);

		buf_putc(out, digits[v >> 18 & 63]);
		buf_putc(out, digits[v >> 12 & 63]);
		buf_putc(out, i + 1 < len ? digits[v >> 6 & 63] : '=');
		buf_putc(out, i + 2 < len ? digits[v & 63] : '=');
	}
	buf_puts(out, "\a");
}

/* Every escape inside stands twice. */
static void wrap_tmux(struct buf *out, const struct buf *in)
{
	buf_puts(out, "\033Ptmux;");
	for (size_t i = 0; i < in->len; i++) {
		if (in->data[i] == '\033')
			buf_putc(out, '\033');
		buf_putc(out, in->data[i]);
	}
	buf_puts(out, "\033\\");
}

static void wrap_screen(struct buf *out, const struct buf *in)
{
	for (size_t i = 0; i < in->len; i += SCREEN_MAX) {
		buf_puts(out, "\033P");
		buf_add(out, in->data + i, in->len - i < SCREEN_MAX ? in->len - i : SCREEN_MAX);
		buf_puts(out, "\033\\");
	}
}

const char *copy_put(struct buf *out, const char *bytes, size_t len, enum copy_way way)
{
	struct buf plain = { 0 };

	if (len > COPY_MAX)
		return "this is too long for a terminal's clipboard; x writes it into a file";
	if (way == COPY_NOWHERE)
		return "this terminal has no clipboard; x writes the text into a file";
	put_sequence(&plain, bytes, len);
	if (way != COPY_SCREEN)
		buf_add(out, plain.data, plain.len);
	if (way == COPY_TMUX)
		wrap_tmux(out, &plain);
	else if (way == COPY_SCREEN)
		wrap_screen(out, &plain);
	buf_done(&plain);
	return NULL;
}
