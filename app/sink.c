#include "app/sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct sink_look plain = { 0, "39", "49" };
enum { UNKNOWN = 1 << 9 };

int sink_open(struct sink *s)
{
	int fd = memfd_create("frame", MFD_CLOEXEC);

	*s = (struct sink){ .file = fd < 0 ? NULL : fdopen(fd, "w+"), .wanted = plain };
	sink_forget(s);
	if (!s->file && fd >= 0)
		close(fd);
	return s->file ? 0 : -1;
}

void sink_forget(struct sink *s)
{
	s->sent = plain;
	s->sent.attrs = UNKNOWN;
}

void sink_close(struct sink *s)
{
	if (s->file)
		fclose(s->file);
	s->file = NULL;
}

/* ---- attributes ---- */

static void set_colour(char *to, const int *p, int n)
{
	struct buf b = { 0 };

	for (int i = 0; i < n; i++)
		buf_printf(&b, i ? ";%d" : "%d", p[i]);
	snprintf(to, sizeof plain.fg, "%s", buf_str(&b));
	buf_done(&b);
}

/* How many parameters a colour takes from here: 38;5;n and 38;2;r;g;b, else one. */
static int colour_length(const int *p, int n)
{
	int want = p[0] % 10 != 8 || p[0] > 49 || n < 2 ? 1 : p[1] == 5 ? 3 : 5;

	return want < n ? want : n;
}

static void take_off(struct sink_look *l, int code)
{
	static const unsigned off[] = { [2] = 1u << 1 | 1u << 2, [3] = 1u << 3, [4] = 1u << 4, [5] = 1u << 5, [7] = 1u << 7 };
	int i = code - 20;

	if (i >= 2 && i <= 7)
		l->attrs &= ~off[i];
}

static int take_one(struct sink_look *l, const int *p, int n)
{
	int code = p[0], used = 1;

	if (code <= 0) {
		*l = plain;
	} else if (code < 10) {
		l->attrs |= 1u << code;
	} else if (code < 30) {
		take_off(l, code);
	} else if (code < 40 || (code >= 90 && code < 98)) {
		used = colour_length(p, n);
		set_colour(l->fg, p, used);
	} else if (code < 50 || (code >= 100 && code < 108)) {
		used = colour_length(p, n);
		set_colour(l->bg, p, used);
	}
	return used;
}

static void take_attributes(struct sink *s, const char *params, size_t n)
{
	int p[32] = { 0 }, count = 1;

	for (size_t i = 0; i < n; i++) {
		if (params[i] == ';' && count < 32)
			count++;
		else if (params[i] >= '0' && params[i] <= '9' && p[count - 1] < 100000)
			p[count - 1] = p[count - 1] * 10 + (params[i] - '0');
	}
	for (int i = 0; i < count;)
		i += take_one(&s->wanted, p + i, count - i);
}

static void add_code(struct buf *b, const char *code)
{
	if (b->len)
		buf_putc(b, ';');
	buf_puts(b, code);
}

/* From one look to another without a reset; attributes that must go need has_off. */
static void add_difference(struct buf *b, const struct sink_look *from, const struct sink_look *to)
{
	static const char *const on[] = { "", "1", "2", "3", "4", "5", "", "7" }, *const off[] = { "", "22", "22", "23", "24", "25", "", "27" };
	unsigned gone = from->attrs & ~to->attrs, come = to->attrs & ~from->attrs;

	if (gone & 6) /* 22 takes bold and dim together */
		come |= to->attrs & 6;
	for (int i = 1; i < 8; i++)
		if (gone & 1u << i && !(i == 2 && gone & 2))
			add_code(b, off[i]);
	for (int i = 1; i < 8; i++)
		if (come & 1u << i)
			add_code(b, on[i]);
	if (strcmp(from->fg, to->fg))
		add_code(b, to->fg);
	if (strcmp(from->bg, to->bg))
		add_code(b, to->bg);
}

void sink_emit(struct sink *s, struct buf *out)
{
	struct buf reset = { 0 }, step = { 0 };
	bool may_step = !(s->sent.attrs & UNKNOWN) && (s->has_off || !(s->sent.attrs & ~s->wanted.attrs));

	if (s->sent.attrs == s->wanted.attrs && !strcmp(s->sent.fg, s->wanted.fg) && !strcmp(s->sent.bg, s->wanted.bg))
		return;
	add_code(&reset, "0");
	add_difference(&reset, &plain, &s->wanted);
	if (!strcmp(buf_str(&reset), "0"))
		buf_clear(&reset);
	add_difference(&step, &s->sent, &s->wanted);
	buf_puts(out, "\033[");
	buf_puts(out, may_step && step.len <= reset.len ? buf_str(&step) : buf_str(&reset));
	buf_putc(out, 'm');
	s->sent = s->wanted;
	buf_done(&reset);
	buf_done(&step);
}

/* ---- shortening ---- */

/* Length of a control sequence CSI … at bytes, its final byte in *final; 0 when it is none or not whole. */
static size_t csi_length(const char *bytes, size_t n, char *final)
{
	size_t i = 2;

	if (n < 3 || bytes[0] != '\033' || bytes[1] != '[')
		return 0;
	while (i < n && (unsigned char)bytes[i] >= 0x20 && (unsigned char)bytes[i] < 0x40)
		i++;
	if (i == n)
		return 0;
	*final = bytes[i];
	return i + 1;
}

/* Moves write nothing: attributes may wait behind them. */
static bool is_move(char final)
{
	return final && strchr("ABCDGHd", final);
}

static size_t take_sequence(struct sink *s, const char *bytes, size_t n, struct buf *out)
{
	char final = 0;
	size_t len;

	if (n >= 3 && bytes[1] == '(' && bytes[2] == 'B')
		return 3;
	len = csi_length(bytes, n, &final);
	if (!len) {
		sink_emit(s, out);
		buf_putc(out, bytes[0]);
		return 1;
	}
	if (final == 'm') {
		take_attributes(s, bytes + 2, len - 3);
		return len;
	}
	if (!is_move(final))
		sink_emit(s, out);
	buf_add(out, bytes, len);
	return len;
}

void sink_compact(struct sink *s, const char *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n;) {
		size_t run = 0;

		if (bytes[i] == '\033') {
			i += take_sequence(s, bytes + i, n - i, out);
			continue;
		}
		if (bytes[i] == '\017') { /* the same change back, as screen and the Linux console spell it */
			i++;
			continue;
		}
		if (bytes[i] != '\r' && bytes[i] != '\b' && bytes[i] != '\t') /* these move too */
			sink_emit(s, out);
		for (run = 1; i + run < n && (unsigned char)bytes[i] >= 0x20 && (unsigned char)bytes[i + run] >= 0x20; run++)
			;
		buf_add(out, bytes + i, run);
		i += run;
	}
}

/* ---- sending ---- */

static void send_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = write(fd, bytes, n);

		if (sent < 0 && errno != EINTR && errno != EAGAIN)
			return; /* the terminal is gone; the loop learns it from its input */
		bytes += sent > 0 ? sent : 0;
		n -= sent > 0 ? (size_t)sent : 0;
	}
}

void sink_flush(struct sink *s, int fd, bool all)
{
	int memory = fileno(s->file);
	off_t size;
	char *bytes;
	struct buf out = { 0 };

	fflush(s->file);
	size = lseek(memory, 0, SEEK_END);
	if (size > 0) {
		bytes = xmalloc((size_t)size);
		if (pread(memory, bytes, (size_t)size, 0) == size)
			sink_compact(s, bytes, (size_t)size, &out);
		free(bytes);
		lseek(memory, 0, SEEK_SET);
		if (ftruncate(memory, 0))
			abort(); /* memory of ours that cannot shrink: nothing sane is left to do */
	}
	if (all)
		sink_emit(s, &out);
	send_all(fd, buf_str(&out), out.len);
	buf_done(&out);
}
