#include "model/io/csv_out.h"

#include "model/buf.h"
#include "model/teeth.h"
#include "model/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_SIZE (256 << 10)

struct csv_out {
	int fd;
	struct csv_out_options opt;
	struct buf buf;
	bool begun; /* the row has a cell */
	bool bare;  /* its only cell is nothing at all */
	int64_t rows;
	int failed; /* errno of the first write that did */
};

struct csv_out *csv_out_open(int fd, const struct csv_out_options *options)
{
	struct csv_out *out = xcalloc(1, sizeof *out);

	out->fd = fd;
	if (options)
		out->opt = *options;
	if (!out->opt.delimiter)
		out->opt.delimiter = ',';
	if (!out->opt.decimal)
		out->opt.decimal = '.';
	if (!out->opt.raw && !out->opt.visible)
		buf_puts(&out->buf, "\xef\xbb\xbf");
	return out;
}

static void flush(struct csv_out *out)
{
	size_t at = 0;

	while (at < out->buf.len && !out->failed) {
		ssize_t n = write(out->fd, out->buf.data + at, out->buf.len - at);

		if (n >= 0)
			at += (size_t)n;
		else if (errno != EINTR)
			out->failed = errno;
	}
	buf_clear(&out->buf);
}

/* Bytes that make a cell be quoted, and bytes that a cell may begin with and be no formula. */
static const unsigned char is_special[256] = {
	['"'] = 1, [','] = 1, [';'] = 1, ['\t'] = 1, ['|'] = 1, ['\n'] = 1, ['\r'] = 1,
};
static const unsigned char is_start[256] = {
	['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, [0xC3 ... 0xDF] = 1
};

/* Cells that hold any of the usual delimiters are quoted whichever is ours: a reader set to another one cuts nothing.
 * So are those with blanks at an end, which some readers take off, and the byte-order mark, which only the first cell
 * of a file may lose. */
static bool wants_quotes(const char *s, size_t len, char delimiter)
{
	if (s[0] == ' ' || s[len - 1] == ' ' || (unsigned char)s[0] == 0xEF)
		return true;
	for (size_t i = 0; i < len; i++)
		if (is_special[(unsigned char)s[i]] || s[i] == delimiter)
			return true;
	return false;
}

static void put_quoted(struct buf *b, const char *s, size_t len)
{
	const char *end = s + len;

	for (const char *q; s < end && (q = memchr(s, '"', (size_t)(end - s))); s = q + 1) {
		buf_add(b, s, (size_t)(q - s) + 1);
		if (!teeth_off("P25"))
			buf_putc(b, '"');
	}
	buf_add(b, s, (size_t)(end - s));
	buf_putc(b, '"');
}

/* The guard stands inside of the quotes, before everything the cell holds. */
static void put_cell(struct buf *b, const char *s, size_t len, char delimiter, bool guard)
{
	if (!s)
		return;
	if (len && !guard && !wants_quotes(s, len, delimiter)) {
		buf_add(b, s, len);
		return;
	}
	if (guard && !wants_quotes(s, len, delimiter)) {
		buf_putc(b, '\'');
		buf_add(b, s, len);
		return;
	}
	buf_puts(b, guard ? "\"'" : "\"");
	put_quoted(b, s, len);
}

void csv_put_cell(struct buf *out, const char *s, size_t len, char delimiter, bool raw)
{
	put_cell(out, s, len, delimiter, !raw && s && text_is_formula(s, len));
}

static void begin_cell(struct csv_out *out, const char *s)
{
	if (out->begun)
		buf_putc(&out->buf, out->opt.delimiter);
	out->bare = !out->begun && !s;
	out->begun = true;
}

/* Most cells begin with a letter or digit and hold nothing to quote: one look at each byte tells. */
static bool is_easy(const struct csv_out *out, const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	unsigned seen = 0;

	if (!s || !len || !is_start[u[0]] || u[len - 1] == ' ')
		return false;
	for (size_t i = 0; i < len; i++)
		seen |= is_special[u[i]] | (u[i] == (unsigned char)out->opt.delimiter);
	return !seen;
}

static void put_easy(struct csv_out *out, const char *s, size_t len)
{
	struct buf *b = &out->buf;

	if (b->cap - b->len < len + 3) {
		begin_cell(out, s);
		buf_add(b, s, len);
		return;
	}
	b->data[b->len] = out->opt.delimiter;
	b->len += out->begun;
	memcpy(b->data + b->len, s, len);
	b->len += len;
	b->data[b->len] = '\0';
	out->begun = true;
	out->bare = false;
}

static void put_visible(struct csv_out *out, const char *s, size_t len)
{
	struct buf clean = { 0 };

	text_visible(&clean, s, len, false);
	csv_put_cell(&out->buf, buf_str(&clean), clean.len, out->opt.delimiter, out->opt.raw);
	buf_done(&clean);
}

void csv_out_text(struct csv_out *out, const char *s, size_t len)
{
	if (!out->opt.visible && is_easy(out, s, len)) {
		put_easy(out, s, len);
		return;
	}
	begin_cell(out, s);
	if (s && out->opt.visible)
		put_visible(out, s, len);
	else
		csv_put_cell(&out->buf, s, len, out->opt.delimiter, out->opt.raw);
}

void csv_out_plain(struct csv_out *out, const char *s, size_t len)
{
	begin_cell(out, len ? s : NULL);
	if (len && out->opt.visible) {
		put_visible(out, s, len);
		return;
	}
	put_cell(&out->buf, len ? s : NULL, len, out->opt.delimiter, false);
}

void csv_out_decimal(struct csv_out *out, const char *s, size_t len)
{
	const char *point = s && len ? memchr(s, '.', len) : NULL;
	char text[64];

	if (!point || out->opt.decimal == '.' || len > sizeof text) {
		csv_out_plain(out, s, len);
		return;
	}
	memcpy(text, s, len);
	text[point - s] = out->opt.decimal;
	csv_out_plain(out, text, len);
}

void csv_out_end_row(struct csv_out *out)
{
	/* A row of one cell without a value would be a blank line, which is no row. */
	if (out->bare)
		buf_puts(&out->buf, "\"\"");
	buf_puts(&out->buf, out->opt.raw ? "\n" : "\r\n");
	out->begun = out->bare = false;
	out->rows++;
	if (out->buf.len >= PIECE_SIZE)
		flush(out);
}

int csv_out_close(struct csv_out *out, int64_t *rows, struct err *err)
{
	int failed, r = 0;

	flush(out);
	failed = out->failed;
	if (rows)
		*rows = out->rows;
	buf_done(&out->buf);
	free(out);
	if (failed) {
		r = err_set(err, ERR_OUTPUT, "cannot write: %s", strerror(failed));
		errno = failed;
	}
	return r;
}

bool csv_is_guarded(const char *s, size_t len)
{
	return len > 1 && s[0] == '\'' && text_is_formula(s + 1, len - 1);
}

void csv_unguard(const char **s, size_t *len)
{
	if (*s && csv_is_guarded(*s, *len)) {
		(*s)++;
		(*len)--;
	}
}
