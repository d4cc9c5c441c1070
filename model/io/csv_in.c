#include "model/io/csv_in.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/io/csv_source.h"
#include "model/teeth.h"
#include "model/text.h"

#include <csv.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD_MAX (1 << 20)
#define DIALECT_SIZE (256 << 10)

struct csv_in {
	struct csv_source src;
	struct csv_options opt;
	struct csv_parser parser;
	struct csv_totals totals;
	int width; /* fields of a row; 0: not known yet */
	int64_t line;
	size_t clear_from, clear_to; /* places of the window between which no LF stands */
	struct csv_field *fields;
	int count, cap;
	/* The row that libcsv is making: its fields one behind the other, each with a NUL. */
	struct buf cells;
	int too_long; /* the field that is, from 1 */
	bool complete;
	char says[80];
};

/* ---- Opening ---- */

/* Blanks are data: nothing is trimmed. */
static int no_blank(unsigned char c)
{
	(void)c;
	return 0;
}

static void parser_init(struct csv_in *in)
{
	csv_init(&in->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL | CSV_REPALL_NL);
	csv_set_delim(&in->parser, (unsigned char)in->opt.delimiter);
	csv_set_space_func(&in->parser, no_blank);
	csv_set_blk_size(&in->parser, 4096);
}

static struct csv_in *begin(struct csv_in *in)
{
	const struct buf *win = &in->src.win;
	size_t n = win->len < DIALECT_SIZE ? win->len : DIALECT_SIZE;

	if (!in->opt.delimiter)
		in->opt.delimiter = csv_delimiter_detect(buf_str(win), n);
	if (!in->opt.field_max)
		in->opt.field_max = FIELD_MAX;
	snprintf(in->says, sizeof in->says, "%s, %s, %s", encoding_name(in->src.encoding),
		 csv_delimiter_name(in->opt.delimiter), csv_line_ends(buf_str(win), n));
	in->line = 1;
	parser_init(in);
	return in;
}

struct csv_in *csv_in_open(const char *path, const struct csv_options *options, struct err *err)
{
	struct csv_in *in = xcalloc(1, sizeof *in);

	if (options)
		in->opt = *options;
	if (csv_source_open(&in->src, path, in->opt.encoding, in->opt.piece, err) < 0) {
		free(in);
		return NULL;
	}
	return begin(in);
}

struct csv_in *csv_in_open_bytes(const void *bytes, size_t n, const struct csv_options *options)
{
	struct csv_in *in = xcalloc(1, sizeof *in);

	if (options)
		in->opt = *options;
	csv_source_bytes(&in->src, bytes, n, in->opt.encoding, in->opt.piece);
	return begin(in);
}

void csv_in_close(struct csv_in *in)
{
	if (!in)
		return;
	csv_free(&in->parser);
	csv_source_done(&in->src);
	buf_done(&in->cells);
	free(in->fields);
	free(in);
}

/* ---- Physical lines ---- */

/* A line of the window. Offsets count from src.at, where the row begins, because the window moves. */
struct line {
	size_t from, len; /* without its end */
	size_t end;	  /* 0 at the end of the file, 1, or 2 for CRLF */
};

static size_t row_max(const struct csv_in *in)
{
	return 4 * in->opt.field_max;
}

static size_t less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

static int more(struct csv_in *in, struct err *err)
{
	in->clear_from = less(in->clear_from, in->src.at);
	in->clear_to = less(in->clear_to, in->src.at);
	return csv_source_more(&in->src, err);
}

/* Where the next LF stands at or behind `pos`, both places of the window; its length where there is none. What was
 * looked through is remembered: a file with CR alone is searched once, not once a line. */
static size_t next_lf(struct csv_in *in, size_t pos)
{
	const struct buf *win = &in->src.win;
	const char *p;

	if (pos < in->clear_from || pos > in->clear_to)
		in->clear_from = in->clear_to = pos;
	p = in->clear_to < win->len ? memchr(win->data + in->clear_to, '\n', win->len - in->clear_to) : NULL;
	in->clear_to = p ? (size_t)(p - win->data) : win->len;
	return in->clear_to;
}

/* The line `from` bytes behind src.at. 1; 0: nothing is left; 2: it is longer than a row may be; -1. */
static int get_line(struct csv_in *in, size_t from, struct line *line, struct err *err)
{
	struct csv_source *src = &in->src;

	for (;;) {
		size_t pos = src->at + from, stop = next_lf(in, pos);
		const char *s = buf_str(&src->win) + pos;
		const char *cr = stop > pos ? memchr(s, '\r', stop - pos) : NULL;

		*line = (struct line){ .from = from, .len = stop - pos };
		if (cr && (size_t)(cr - s) + 1 < src->win.len - pos) {
			line->len = (size_t)(cr - s);
			line->end = 1 + (cr[1] == '\n');
			return 1;
		}
		if (stop < src->win.len) {
			line->end = 1;
			return 1;
		}
		if (src->end) {
			line->end = cr != NULL;
			line->len -= line->end;
			return line->len || line->end ? 1 : 0;
		}
		if (stop - pos > row_max(in))
			return 2;
		if (more(in, err) < 0)
			return -1;
	}
}

/* ---- Fields ---- */

static struct csv_field *add_field(struct csv_in *in)
{
	if (in->count == in->cap) {
		in->cap = in->cap ? 2 * in->cap : 64;
		in->fields = xrealloc(in->fields, (size_t)in->cap * sizeof *in->fields);
	}
	return &in->fields[in->count++];
}

/* A line without a quote mark is cut at its delimiters where it stands; the end of each field becomes its NUL. */
static void split(struct csv_in *in, char *s, size_t n)
{
	char *end = s + n;

	in->count = 0;
	in->too_long = 0;
	for (char *next; s <= end; s = next + 1) {
		size_t len;

		next = s < end ? memchr(s, in->opt.delimiter, (size_t)(end - s)) : NULL;
		next = next ? next : end;
		len = (size_t)(next - s);
		*next = '\0';
		*add_field(in) = (struct csv_field){ len ? s : NULL, len };
		if (len > in->opt.field_max && !in->too_long)
			in->too_long = in->count;
	}
}

static void take_field(void *text, size_t len, void *arg)
{
	struct csv_in *in = arg;
	struct csv_field *f;

	if (in->complete)
		return;
	f = add_field(in);
	/* The cells may move as they grow: until the row is complete `text` only says whether there is one. */
	*f = (struct csv_field){ text, len };
	if (len > in->opt.field_max && !in->too_long) {
		in->too_long = in->count;
		f->len = 0;
		len = 0;
	}
	buf_add(&in->cells, text ? text : "", len);
	buf_putc(&in->cells, '\0');
}

static void take_row(int c, void *arg)
{
	struct csv_in *in = arg;

	(void)c;
	in->complete = true;
}

static void place_fields(struct csv_in *in)
{
	const char *s = buf_str(&in->cells);

	for (int i = 0; i < in->count; i++) {
		if (in->fields[i].text)
			in->fields[i].text = s;
		s += in->fields[i].len + 1;
	}
}

/* ---- Refusing ---- */

static void say(char *to, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void say(char *to, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cut_print(to, size, fmt, ap);
	va_end(ap);
}

#define FOUND(row, ...) say((row)->found, sizeof(row)->found, __VA_ARGS__)
#define EXPECTED(row, ...) say((row)->expected, sizeof(row)->expected, __VA_ARGS__)

/* A few characters at s for a sentence, safe to show. */
static void show(const char *s, size_t n, char *to, size_t size)
{
	struct buf b = { 0 };
	size_t fit;

	text_visible(&b, s, n < 40 ? n : 40, false);
	fit = text_fit(buf_str(&b), b.len, 24, NULL);
	snprintf(to, size, "%.*s%s", (int)fit, buf_str(&b), fit < b.len || n > 40 ? "…" : "");
	buf_done(&b);
}

static int refuse(struct csv_in *in, struct csv_row *row, int column, size_t raw_len)
{
	row->column = column;
	row->raw = buf_str(&in->src.win) + in->src.at;
	row->raw_len = raw_len;
	row->fields = in->fields;
	row->count = 0;
	in->totals.read++;
	in->totals.refused++;
	return CSV_IN_REFUSED;
}

/* The row begins with a line that is longer than any row may be: what follows is skipped unkept. */
static int refuse_endless(struct csv_in *in, struct csv_row *row, struct err *err)
{
	struct csv_source *src = &in->src;
	struct line line;
	int got;

	FOUND(row, "a line of more than %zu bytes", row_max(in));
	EXPECTED(row, "a row of at most %zu", row_max(in));
	do {
		src->at = src->win.len; /* all but a last CR, which may be half of a CRLF */
		src->at -= src->win.data[src->win.len - 1] == '\r';
		if (more(in, err) < 0)
			return -1;
		got = get_line(in, 0, &line, err);
	} while (got == 2);
	if (got < 0)
		return -1;
	if (got)
		src->at += line.len + line.end;
	in->line++;
	return refuse(in, row, 1, 0);
}

/* Strict parsing stopped, or the file or the limit of a row ended inside quotes: the first line is refused alone. */
static int refuse_quote(struct csv_in *in, struct csv_row *row, const struct line *first, size_t stop, size_t used)
{
	const char *s = buf_str(&in->src.win) + in->src.at;
	size_t from = stop < 12 ? 0 : stop - 12;
	int column = in->count + 1;
	char here[80];
	int got;

	while (from < stop && (s[from] & 0xC0) == 0x80)
		from++;
	show(s + from, used - from, here, sizeof here);
	if (stop < used) {
		FOUND(row, "a quote mark or text where none may stand, at \"%s\"", here);
		EXPECTED(row, "a field wholly in quotes, quotes inside of it doubled");
	} else {
		FOUND(row, "no closing quote mark %s",
		      in->src.end ? "up to the end of the file" : "within the longest row");
		EXPECTED(row, "one before a delimiter or the end of the line");
	}
	csv_free(&in->parser);
	parser_init(in);
	got = refuse(in, row, column, first->len);
	in->src.at += first->len + first->end;
	in->line++;
	return got;
}

/* The field with bytes that are no text; 0 where every one is. */
static int bad_field(const struct csv_in *in, char *what, size_t size)
{
	for (int i = 0; i < in->count; i++) {
		const struct csv_field *f = &in->fields[i];
		size_t at = f->text ? text_valid(f->text, f->len) : 0;

		if (at == f->len)
			continue;
		/* Decoding leaves 0xFF where the bytes of another encoding mean nothing. */
		if (!f->text[at])
			snprintf(what, size, "a NUL byte at place %zu of the field", at + 1);
		else if (in->src.encoding != ENCODING_UTF8)
			snprintf(what, size, "bytes without a meaning at place %zu of the field", at + 1);
		else
			snprintf(what, size, "the byte 0x%02x at place %zu of the field", (unsigned char)f->text[at],
				 at + 1);
		return i + 1;
	}
	return 0;
}

/* ---- Rows ---- */

/* split() has ended every field of the line with a NUL; of a refused row people want to see the line. */
static void unsplit(struct csv_in *in)
{
	char *s = in->src.win.data + in->src.at;

	for (int i = 0; i + 1 < in->count; i++) {
		s += in->fields[i].len;
		*s++ = in->opt.delimiter;
	}
}

/* More cells than the header has, or fewer: the first one of them. */
static int find_width(const struct csv_in *in, struct csv_row *row)
{
	const struct csv_field *extra = &in->fields[in->width];
	char first[80];

	EXPECTED(row, "%d as in the header", in->width);
	if (in->count < in->width) {
		FOUND(row, "%d cell%s", in->count, in->count == 1 ? "" : "s");
		return in->count + 1;
	}
	if (extra->len) {
		show(extra->text, extra->len, first, sizeof first);
		FOUND(row, "%d cells, the first too many “%s”", in->count, first);
		EXPECTED(row, "%d as in the header; a cell with a %s inside stands in quotes", in->width,
			 csv_delimiter_name(in->opt.delimiter));
	} else {
		FOUND(row, "%d cells, the first too many empty", in->count);
	}
	return in->width + 1;
}

/* The field that keeps the row out, with the reason in `row`; 0: none does. */
static int find_fault(struct csv_in *in, struct csv_row *row, bool valid)
{
	int column;

	if (in->too_long) {
		FOUND(row, "a field of more than %zu bytes", in->opt.field_max);
		EXPECTED(row, "at most %zu", in->opt.field_max);
		return in->too_long;
	}
	column = valid || teeth_off("P26") ? 0 : bad_field(in, row->found, sizeof row->found);
	if (column) {
		EXPECTED(row, "text in %s", encoding_name(in->src.encoding));
		return column;
	}
	if (!in->width || in->count == in->width || in->opt.ragged)
		return 0;
	return find_width(in, row);
}

/* Takes or refuses the row that was cut: `len` bytes at src.at without its last line end. */
static int finish(struct csv_in *in, struct csv_row *row, bool valid, bool cut, size_t len, size_t end)
{
	int column = find_fault(in, row, valid), got = CSV_IN_ROW;

	if (column) {
		if (cut)
			unsplit(in);
		got = refuse(in, row, column, len);
	} else {
		if (!in->width)
			in->width = in->count;
		row->fields = in->fields;
		row->count = in->count;
		in->totals.read++;
		in->totals.taken++;
	}
	in->src.at += len + end;
	return got;
}

/* Strict parsing stopped at s[at]. How many bytes there are harmless after all: a quote mark in a field that began
 * without one can only be text (*text); blanks between a closing quote mark and the end of its field are nothing. */
static size_t forgive(const struct csv_in *in, const char *s, size_t at, size_t n, bool *text)
{
	size_t end = at;

	*text = !in->parser.quoted;
	if (*text)
		return s[at] == '"';
	while (end < n && s[end] != in->opt.delimiter && (s[end] == ' ' || s[end] == '\t'))
		end++;
	return end == n || s[end] == in->opt.delimiter || s[end] == '\n' || s[end] == '\r' ? end - at : 0;
}

/* Feeds n bytes at s; returns how many were right. */
static size_t feed(struct csv_in *in, const char *s, size_t n)
{
	int strict = csv_get_opts(&in->parser);
	size_t took = csv_parse(&in->parser, s, n, take_field, take_row, in), skip;
	bool text;

	while (took < n && (skip = forgive(in, s, took, n, &text)) > 0) {
		if (text) {
			csv_set_opts(&in->parser, (unsigned char)(strict & ~CSV_STRICT));
			csv_parse(&in->parser, s + took, 1, take_field, take_row, in);
			csv_set_opts(&in->parser, (unsigned char)strict);
		}
		took += skip;
		took += csv_parse(&in->parser, s + took, n - took, take_field, take_row, in);
	}
	return took;
}

/* A row with a quote mark in its first line goes through libcsv, a physical line at a time. */
static int parse_quoted(struct csv_in *in, struct csv_row *row, const struct line *first, struct err *err)
{
	struct line line = *first;
	size_t used = 0;
	int64_t lines = 0;
	bool valid = true;

	in->count = 0;
	in->too_long = 0;
	in->complete = false;
	buf_clear(&in->cells);
	for (;;) {
		const char *s = in->src.win.data + in->src.at + line.from;
		size_t n = line.len + line.end, took = feed(in, s, n);
		int got;

		if (took < n)
			return refuse_quote(in, row, first, used + took, used + n);
		valid = valid && text_valid(s, n) == n;
		used += n;
		lines++;
		if (!line.end && csv_fini(&in->parser, take_field, take_row, in) != 0)
			return refuse_quote(in, row, first, used, used);
		if (in->complete || !line.end)
			break;
		got = used > row_max(in) ? 2 : get_line(in, used, &line, err);
		if (got < 0)
			return -1;
		if (got != 1)
			return refuse_quote(in, row, first, used, used);
	}
	place_fields(in);
	in->line += lines;
	return finish(in, row, valid, false, used - line.end, line.end);
}

static int get_row(struct csv_in *in, struct csv_row *row, struct err *err)
{
	struct line line;
	bool valid;
	char *s;
	int got;

	for (;;) {
		got = get_line(in, 0, &line, err);
		*row = (struct csv_row){ .line = in->line };
		if (got == 2)
			return refuse_endless(in, row, err);
		if (got <= 0)
			return got;
		if (line.len)
			break;
		in->src.at += line.end;
		in->line++;
	}
	s = in->src.win.data + in->src.at;
	if (memchr(s, '"', line.len))
		return parse_quoted(in, row, &line, err);
	in->line++;
	valid = text_valid(s, line.len) == line.len;
	split(in, s, line.len);
	return finish(in, row, valid, true, line.len, line.end);
}

int csv_in_next(struct csv_in *in, struct csv_row *row, struct err *err)
{
	return get_row(in, row, err);
}

int csv_in_header(struct csv_in *in, struct csv_row *row, struct err *err)
{
	int got = get_row(in, row, err);

	in->totals = (struct csv_totals){ 0 };
	if (got == CSV_IN_REFUSED)
		return err_set(err, ERR_INPUT,
			       "line %" PRId64 ", column %d: found %s, expected %s; the header cannot be read",
			       row->line, row->column, row->found, row->expected);
	return got;
}

/* ---- What is known ---- */

struct csv_totals csv_in_totals(const struct csv_in *in)
{
	return in->totals;
}

void csv_in_progress(const struct csv_in *in, int64_t *done, int64_t *size)
{
	*done = in->src.done - (int64_t)(in->src.win.len - in->src.at);
	*size = in->src.size;
}

const char *csv_in_says(const struct csv_in *in)
{
	return in->says;
}

enum encoding csv_in_encoding(const struct csv_in *in)
{
	return in->src.encoding;
}

char csv_in_delimiter(const struct csv_in *in)
{
	return in->opt.delimiter;
}
