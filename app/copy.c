#include "app/copy.h"

enum { COPY_MAX = 74994 }; /* bytes before base64: what tmux and xterm take */

bool copy_put(struct buf *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)bytes;

	if (len > COPY_MAX)
		return false;
	buf_puts(out, "\033]52;c;");
	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)s[i] << 16 | (i + 1 < len ? (unsigned)s[i + 1] << 8 : 0) | (i + 2 < len ? s[i + 2] : 0);

		buf_putc(out, digits[v >> 18 & 63]);
		buf_putc(out, digits[v >> 12 & 63]);
		buf_putc(out, i + 1 < len ? digits[v >> 6 & 63] : '=');
		buf_putc(out, i + 2 < len ? digits[v & 63] : '=');
	}
	buf_puts(out, "\a");
	return true;
}
