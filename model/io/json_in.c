#include "model/io/json_in.h"

#include "model/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_in {
	char *path;
	FILE *file;
	int64_t line;
	struct buf bytes, texts; /* the line; names and texts of its members, each with a NUL */
	size_t *at;		 /* where in texts: name, text of each member; SIZE_MAX: null */
	struct json_member *member;
	size_t n, cap;
	const char *p; /* what is read next */
};

struct json_in *json_in_open(const char *path, struct err *err)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "re") : stdin;
	struct json_in *in;

	if (!f) {
		err_set(err, ERR_NO_INPUT, "cannot open %s: %s", path, strerror(errno));
		return NULL;
	}
	in = xcalloc(1, sizeof *in);
	in->path = xstrdup(path);
	in->file = f;
	return in;
}

void json_in_close(struct json_in *in)
{
	if (in->file != stdin)
		fclose(in->file);
	buf_done(&in->bytes);
	buf_done(&in->texts);
	free(in->at);
	free(in->member);
	free(in->path);
	free(in);
}

int64_t json_in_line(const struct json_in *in)
{
	return in->line;
}

static int refuse(struct json_in *in, const char *expected, struct err *err)
{
	size_t at = (size_t)(in->p - buf_str(&in->bytes)) + 1;

	if (!*in->p)
		return err_set(err, ERR_INPUT, "%s:%lld: found the end of the line at byte %zu, expected %s", in->path,
			       (long long)in->line, at, expected);
	return err_set(err, ERR_INPUT, "%s:%lld: found “%.20s” at byte %zu, expected %s", in->path, (long long)in->line, in->p, at,
		       expected);
}

/* One line without its end. 1; 0 the end; -1. */
static int read_line(struct json_in *in, struct err *err)
{
	int c;

	buf_clear(&in->bytes);
	while ((c = getc_unlocked(in->file)) != EOF && c != '\n') {
		if (in->bytes.len == JSON_LINE_MAX)
			return err_set(err, ERR_INPUT, "%s:%lld: the line is longer than %u bytes", in->path, (long long)in->line + 1,
				       JSON_LINE_MAX);
		buf_putc(&in->bytes, (char)c);
	}
	if (ferror(in->file))
		return err_set(err, ERR_IO, "cannot read %s: %s", in->path, strerror(errno));
	if (c == EOF && !in->bytes.len)
		return 0;
	in->line++;
	in->p = buf_str(&in->bytes);
	if (strlen(in->p) != in->bytes.len || text_valid(in->p, in->bytes.len) != in->bytes.len)
		return err_set(err, ERR_INPUT, "%s:%lld: found bytes that are no text, expected UTF-8", in->path, (long long)in->line);
	return 1;
}

static void skip(struct json_in *in)
{
	in->p += strspn(in->p, " \t\r");
}

static bool take(struct json_in *in, char c)
{
	skip(in);
	if (*in->p != c)
		return false;
	in->p++;
	return true;
}

static bool read_hex(struct json_in *in, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		char c = in->p[i];
		const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

		if (!at)
			return false;
		*out = *out << 4 | (uint32_t)(at - digits);
	}
	in->p += 4;
	return true;
}

static void put_point(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
		return;
	}
	if (c >= 0x10000) {
		buf_putc(out, (char)(0xf0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
	} else if (c >= 0x800) {
		buf_putc(out, (char)(0xe0 | c >> 12));
	}
	if (c >= 0x800)
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	else
		buf_putc(out, (char)(0xc0 | c >> 6));
	buf_putc(out, (char)(0x80 | (c & 0x3f)));
}

/* Behind "\u": one code point, of two halves where it has them. */
static bool read_point(struct json_in *in)
{
	uint32_t c, low;

	if (!read_hex(in, &c) || !c || (c >= 0xdc00 && c < 0xe000))
		return false;
	if (c >= 0xd800 && c < 0xdc00) {
		if (in->p[0] != '\\' || in->p[1] != 'u')
			return false;
		in->p += 2;
		if (!read_hex(in, &low) || low < 0xdc00 || low >= 0xe000)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	put_point(&in->texts, c);
	return true;
}

static bool read_escape(struct json_in *in)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at = *in->p ? strchr(from, *in->p) : NULL;

	if (*in->p == 'u') {
		in->p++;
		return read_point(in);
	}
	if (!at)
		return false;
	buf_putc(&in->texts, to[at - from]);
	in->p++;
	return true;
}

/* A text into texts, with its NUL. */
static int read_text(struct json_in *in, struct err *err)
{
	if (!take(in, '"'))
		return refuse(in, "a text", err);
	while (*in->p != '"') {
		size_t plain = strcspn(in->p, "\"\\");

		buf_add(&in->texts, in->p, plain);
		in->p += plain;
		if (!*in->p)
			return refuse(in, "the end of a text", err);
		if (*in->p == '\\') {
			in->p++;
			if (!read_escape(in))
				return refuse(in, "an escape of a character", err);
		}
	}
	in->p++;
	buf_putc(&in->texts, '\0');
	return 0;
}

static int read_value(struct json_in *in, size_t *at, struct err *err)
{
	size_t n;

	skip(in);
	*at = in->texts.len;
	if (*in->p == '"')
		return read_text(in, err);
	n = strspn(in->p, "+-.0123456789abcdefghijklmnopqrstuvwxyzE");
	if (!n)
		return refuse(in, "a text, a number, true, false or null", err);
	if (n == 4 && !strncmp(in->p, "null", 4)) {
		*at = SIZE_MAX;
	} else if ((n == 4 && !strncmp(in->p, "true", 4)) || (n == 5 && !strncmp(in->p, "false", 5)) ||
		   strspn(in->p, "+-.0123456789eE") == n) {
		buf_add(&in->texts, in->p, n);
		buf_putc(&in->texts, '\0');
	} else {
		return refuse(in, "a text, a number, true, false or null", err);
	}
	in->p += n;
	return 0;
}

static int read_member(struct json_in *in, struct err *err)
{
	if (in->n == in->cap) {
		in->cap = in->cap ? in->cap * 2 : 32;
		in->at = xrealloc(in->at, in->cap * 2 * sizeof *in->at);
		in->member = xrealloc(in->member, in->cap * sizeof *in->member);
	}
	skip(in);
	in->at[2 * in->n] = in->texts.len;
	if (read_text(in, err))
		return -1;
	if (!take(in, ':'))
		return refuse(in, "a colon", err);
	if (read_value(in, &in->at[2 * in->n + 1], err))
		return -1;
	in->n++;
	return 0;
}

static int read_object(struct json_in *in, struct err *err)
{
	in->n = 0;
	buf_clear(&in->texts);
	if (!take(in, '{'))
		return refuse(in, "an object in one line", err);
	if (!take(in, '}')) {
		do
			if (read_member(in, err))
				return -1;
		while (take(in, ','));
		if (!take(in, '}'))
			return refuse(in, "a comma or the end of the object", err);
	}
	skip(in);
	return *in->p ? refuse(in, "the end of the line", err) : 0;
}

int json_in_next(struct json_in *in, const struct json_member **members, size_t *n, struct err *err)
{
	int rc;

	do
		rc = read_line(in, err);
	while (rc == 1 && !in->p[strspn(in->p, " \t\r")]);
	if (rc != 1)
		return rc;
	if (read_object(in, err))
		return -1;
	for (size_t i = 0; i < in->n; i++) {
		size_t at = in->at[2 * i + 1];

		in->member[i].name = in->texts.data + in->at[2 * i];
		in->member[i].text = at == SIZE_MAX ? NULL : in->texts.data + at;
		in->member[i].len = in->member[i].text ? strlen(in->member[i].text) : 0;
	}
	*members = in->member;
	*n = in->n;
	return 1;
}
