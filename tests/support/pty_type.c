/* Keys, pastes, the mouse and the size of the window. */
#include "tests/support/pty_private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ESCAPE_LIMIT_MS = 5000 }; /* of a program that never rests: it hears Alt then */

void pty_bytes(struct pty *p, const void *bytes, size_t len)
{
	const char *at = bytes;
	double limit = pty_now_ms() + PTY_LIMIT_MS;

	while (len && !p->is_hung_up) {
		ssize_t n = write(p->master, at, len);

		if (n > 0) {
			at += n;
			len -= (size_t)n;
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return;
		if (pty_now_ms() > limit)
			pty_give_up("the program does not read its keys");
		pty_read_some(p);
		poll(&(struct pollfd){ p->master, POLLIN | POLLOUT, 0 }, 1, 20);
	}
}

/* The length of the key's name at s, and where the key begins; brackets that hold no name are characters. */
static size_t next_key(const char *s, const char **name, size_t *name_len)
{
	size_t close = *s == '<' ? strcspn(s, ">") : 0;
	size_t n = 1;

	if (close > 1 && s[close] == '>') {
		*name = s + 1;
		*name_len = close - 1;
		return close + 1;
	}
	while ((s[n] & 0xC0) == 0x80)
		n++;
	*name = s;
	*name_len = n;
	return n;
}

void pty_keys(struct pty *p, const char *keys)
{
	if (p->has_escaped && *keys)
		pty_settle(p, ESCAPE_LIMIT_MS);
	while (*keys) {
		const char *name;
		char bytes[64];
		size_t name_len, n, used = next_key(keys, &name, &name_len);

		n = vt_key(p->vt, name, name_len, bytes, sizeof bytes);
		if (!n && !(name_len == 1 && !*name))
			pty_give_up("no key is called %.*s", (int)name_len, name);
		pty_bytes(p, bytes, n);
		keys += used;
		p->has_escaped = n == 1 && bytes[0] == 27;
		if (p->has_escaped && *keys)
			pty_settle(p, ESCAPE_LIMIT_MS);
	}
}

void pty_paste(struct pty *p, const char *text)
{
	char bytes[64];

	pty_bytes(p, bytes, vt_paste(p->vt, true, bytes, sizeof bytes));
	pty_bytes(p, text, strlen(text));
	pty_bytes(p, bytes, vt_paste(p->vt, false, bytes, sizeof bytes));
}

size_t pty_unread(struct pty *p)
{
	int n = 0;

	if (p->slave >= 0)
		ioctl(p->slave, FIONREAD, &n);
	return (size_t)n;
}

void pty_click(struct pty *p, int row, int col)
{
	char bytes[128];

	pty_bytes(p, bytes, vt_click(p->vt, row, col, 1, bytes, sizeof bytes));
}

void pty_drag(struct pty *p, const int from[2], const int to[2])
{
	char bytes[128];

	pty_bytes(p, bytes, vt_drag(p->vt, from, to, bytes, sizeof bytes));
}

void pty_drop(struct pty *p)
{
	char bytes[64];

	pty_bytes(p, bytes, vt_drop(p->vt, bytes, sizeof bytes));
}

void pty_wheel(struct pty *p, int row, int col, bool is_down)
{
	char bytes[128];

	pty_bytes(p, bytes, vt_click(p->vt, row, col, is_down ? 5 : 4, bytes, sizeof bytes));
}

void pty_resize(struct pty *p, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	pty_drain(p);
	vt_resize(p->vt, rows, cols);
	ioctl(p->master, TIOCSWINSZ, &size);
}
