#include "model/io/csv_source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_SIZE (1 << 20) /* what the encoding is decided on */
#define PIECE_SIZE (256 << 10)

/* Room for n bytes and the one behind. */
static void reserve(struct buf *b, size_t n)
{
	if (b->cap - b->len > n && b->data)
		return;
	b->cap = b->len + n + 1 > 2 * b->cap ? b->len + n + 1 : 2 * b->cap;
	b->data = xrealloc(b->data, b->cap);
	b->data[b->len] = '\0';
}

/* Up to n more bytes of the file. Returns how many, 0 at its end, -1 on failure. */
static ssize_t read_some(struct csv_source *s, struct buf *into, size_t n)
{
	ssize_t got;

	reserve(into, n);
	if (s->fd < 0) {
		got = (ssize_t)(s->bytes_left < n ? s->bytes_left : n);
		if (got)
			memcpy(into->data + into->len, s->bytes, (size_t)got);
		s->bytes += got;
		s->bytes_left -= (size_t)got;
	} else {
		do
			got = read(s->fd, into->data + into->len, n);
		while (got < 0 && errno == EINTR);
	}
	if (got <= 0)
		return got;
	into->len += (size_t)got;
	into->data[into->len] = '\0';
	s->done += got;
	return got;
}

static void decode(struct csv_source *s, bool last)
{
	size_t n = encoding_decode(s->encoding, buf_str(&s->raw), s->raw.len, last, &s->win);

	s->raw.len -= n;
	if (s->raw.len)
		memmove(s->raw.data, s->raw.data + n, s->raw.len);
}

/* Reads the head, decides and decodes it. */
static int begin(struct csv_source *s, enum encoding encoding)
{
	size_t mark, head = s->piece ? s->piece : HEAD_SIZE;
	ssize_t got = 1;

	while (s->raw.len < head && got > 0)
		got = read_some(s, &s->raw, head - s->raw.len);
	if (!s->piece)
		s->piece = PIECE_SIZE;
	if (got < 0)
		return -1;
	s->encoding = encoding_detect(buf_str(&s->raw), s->raw.len, got == 0, &mark);
	if (encoding != ENCODING_AUTO && encoding != s->encoding) {
		s->encoding = encoding;
		mark = 0;
	}
	if (mark) {
		s->raw.len -= mark;
		memmove(s->raw.data, s->raw.data + mark, s->raw.len);
	}
	s->end = got == 0;
	decode(s, s->end);
	if (s->encoding == ENCODING_UTF8)
		buf_done(&s->raw);
	return 0;
}

static int failed(const char *what, const char *path, enum err_kind kind, struct err *err)
{
	return err_set(err, kind, "cannot %s %.300s: %s", what, path, strerror(errno));
}

int csv_source_open(struct csv_source *s, const char *path, enum encoding encoding, size_t piece, struct err *err)
{
	bool input = strcmp(path, "-") == 0;
	struct stat st;

	*s = (struct csv_source){ .piece = piece, .fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC) };
	if (s->fd < 0)
		return failed("open", path, ERR_NO_INPUT, err);
	if (fstat(s->fd, &st) == 0 && S_ISREG(st.st_mode))
		s->size = st.st_size;
	if (begin(s, encoding) < 0) {
		failed("read", input ? "standard input" : path, ERR_IO, err);
		csv_source_done(s);
		return -1;
	}
	return 0;
}

void csv_source_bytes(struct csv_source *s, const void *bytes, size_t n, enum encoding encoding, size_t piece)
{
	*s = (struct csv_source){ .piece = piece, .fd = -1, .bytes = bytes, .bytes_left = n, .size = (int64_t)n };
	begin(s, encoding);
}

void csv_source_done(struct csv_source *s)
{
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	buf_done(&s->win);
	buf_done(&s->raw);
	s->fd = -1;
}

int csv_source_more(struct csv_source *s, struct err *err)
{
	size_t keep = s->win.len - s->at;
	ssize_t got;

	if (s->at && keep)
		memmove(s->win.data, s->win.data + s->at, keep);
	s->win.len = keep;
	s->at = 0;
	for (size_t had = keep; !s->end && s->win.len == had;) {
		got = read_some(s, s->encoding == ENCODING_UTF8 ? &s->win : &s->raw, s->piece);
		if (got < 0)
			return failed("read on", "the file", ERR_IO, err);
		s->end = got == 0;
		if (s->encoding != ENCODING_UTF8)
			decode(s, s->end);
	}
	return 0;
}
