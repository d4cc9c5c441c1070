#include "model/sheet.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/io/xlsx.h"
#include "model/text.h"
#include "model/value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define JSON_PIECE 65536

/* A cell of a row that is gathered because its columns are asked for in another order. */
struct cell {
	enum cell_kind { CELL_TEXT, CELL_WORD, CELL_INT, CELL_AMOUNT, CELL_PERCENT, CELL_DAY, CELL_MOMENT } kind;
	bool has;
	int digits;
	int64_t n;
	struct buf text;
};

struct sheet {
	const struct export_options *opt;
	char **name;  /* of every column */
	int *place;   /* of every column in the file, -1 absent */
	size_t n, at; /* the next column to be filled */
	bool in_order;
	struct cell *kept; /* by place, where the order differs */
	size_t n_kept;
	int fd;
	char *path, *tmp; /* where to and under which name until then; NULL for standard output, a device or a pipe */
	struct csv_out *csv;
	struct xlsx *xlsx;
	struct json json;
	struct buf out;
	bool visible; /* it is a terminal that reads */
	bool whole;   /* its bytes come from outside */
	char *table;  /* of the rows, in JSON Lines of many */
	int failed;   /* errno of the first write that failed */
	int64_t rows;
};

static int find(const struct sheet *s, const char *word, size_t len)
{
	for (size_t i = 0; i < s->n; i++)
		if (strlen(s->name[i]) == len && !strncasecmp(s->name[i], word, len))
			return (int)i;
	return -1;
}

static int choose(struct sheet *s, const struct sheet_column *columns, struct err *err)
{
	int place = 0, last = -1;

	for (size_t i = 0; i < s->n; i++)
		s->place[i] = s->opt->columns || columns[i].hidden ? -1 : place++;
	for (const char *p = s->opt->columns; p && *p; p += *p == ',') {
		size_t len = strcspn(p, ",");
		int c = find(s, p, len);

		if (c < 0 || columns[c].hidden)
			return err_set(err, ERR_USAGE, "--columns: no column “%.*s” in an export of %s", (int)len, p,
				       s->opt->kind);
		if (s->place[c] >= 0)
			return err_set(err, ERR_USAGE, "--columns: “%.*s” stands there twice", (int)len, p);
		s->in_order &= c > last;
		last = c;
		s->place[c] = place++;
		p += len;
	}
	s->n_kept = (size_t)place;
	s->kept = xcalloc((size_t)place + 1, sizeof *s->kept);
	return 0;
}

/* Standard output, a device and a pipe are written into; a file gets its name when all of it is there. */
static int open_path(struct sheet *s, const char *path, struct err *err)
{
	bool special = file_is_special(path);

	s->fd = STDOUT_FILENO;
	if (!strcmp(path, "-"))
		return 0;
	if (special && s->opt->format == EXPORT_XLSX)
		return err_set(err, ERR_OUTPUT, "%s is no file, which a workbook needs; nothing was written", path);
	if (special) {
		s->fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
		return s->fd >= 0 ? 0 : err_set(err, ERR_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
	}
	s->path = file_behind(path);
	if (s->opt->format != EXPORT_XLSX)
		s->fd = file_make_part(s->path, NULL, &s->tmp, err);
	return s->fd < 0 ? -1 : 0;
}

static int open_file(struct sheet *s, int64_t now_ms, struct err *err)
{
	struct csv_out_options how = { s->opt->delimiter, s->opt->decimal, s->opt->raw, false };

	if (open_path(s, s->opt->path ? s->opt->path : "-", err))
		return -1;
	how.visible = s->visible = !s->path && isatty(s->fd);
	if (s->opt->format == EXPORT_XLSX) {
		s->xlsx = xlsx_open(s->path ? s->path : "-", s->opt->kind, now_ms, err);
		return s->xlsx ? 0 : -1;
	}
	if (s->whole)
		return 0;
	if (s->opt->format == EXPORT_CSV) {
		s->csv = csv_out_open(s->fd, &how);
	} else {
		s->json.out = &s->out;
		if (!s->opt->lines)
			json_array(&s->json, NULL);
	}
	return 0;
}

static void write_header(struct sheet *s)
{
	for (size_t place = 0; place < s->n_kept; place++)
		for (size_t i = 0; i < s->n; i++) {
			if (s->place[i] != (int)place)
				continue;
			if (s->csv)
				csv_out_plain(s->csv, s->name[i], strlen(s->name[i]));
			else if (s->xlsx)
				xlsx_text(s->xlsx, s->name[i], strlen(s->name[i]));
		}
	if (s->csv)
		csv_out_end_row(s->csv);
	else if (s->xlsx)
		xlsx_end_row(s->xlsx);
}

static void set_columns(struct sheet *s, const struct sheet_column *columns, size_t n)
{
	s->n = n;
	s->in_order = true;
	s->name = xcalloc(n + 1, sizeof *s->name);
	s->place = xcalloc(n + 1, sizeof *s->place);
	for (size_t i = 0; i < n; i++)
		s->name[i] = xstrdup(columns[i].name);
}

static void free_columns(struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->name[i]);
	for (size_t i = 0; i < s->n_kept; i++)
		buf_done(&s->kept[i].text);
	free(s->name);
	free(s->place);
	free(s->kept);
	s->n = s->n_kept = 0;
	s->name = NULL;
	s->place = NULL;
	s->kept = NULL;
}

int sheet_turn(struct sheet *s, const char *table, const struct sheet_column *columns, size_t n, struct err *err)
{
	free_columns(s);
	free(s->table);
	s->table = xstrdup(table);
	set_columns(s, columns, n);
	return choose(s, columns, err);
}

int sheet_open(struct sheet **out, const struct export_options *opt, const struct sheet_column *columns, size_t n,
	       int64_t now_ms, struct err *err)
{
	struct sheet *s = xcalloc(1, sizeof *s);

	*out = NULL;
	s->opt = opt;
	s->fd = -1;
	set_columns(s, columns, n);
	if (choose(s, columns, err) || open_file(s, now_ms, err)) {
		sheet_drop(s);
		return -1;
	}
	write_header(s);
	*out = s;
	return 0;
}

int sheet_open_whole(struct sheet **out, const struct export_options *opt, struct err *err)
{
	struct sheet *s = xcalloc(1, sizeof *s);

	*out = NULL;
	s->opt = opt;
	s->fd = -1;
	s->whole = true;
	if (open_file(s, 0, err)) {
		sheet_drop(s);
		return -1;
	}
	*out = s;
	return 0;
}

void sheet_whole(struct sheet *s, const struct buf *bytes, int64_t rows)
{
	buf_add(&s->out, buf_str(bytes), bytes->len);
	s->rows = rows;
}

static void make_visible(struct buf *b)
{
	struct buf clean = { 0 };

	text_visible(&clean, b->data, b->len, true);
	buf_done(b);
	*b = clean;
}

static void drain(struct sheet *s, size_t least)
{
	size_t done = 0;

	if (s->out.len < least || !s->out.len)
		return;
	if (s->visible)
		make_visible(&s->out);
	while (!s->failed && done < s->out.len) {
		ssize_t k = write(s->fd, s->out.data + done, s->out.len - done);

		if (k >= 0)
			done += (size_t)k;
		else if (errno != EINTR)
			s->failed = errno;
	}
	buf_clear(&s->out);
}

static char *put_digits(char *p, uint64_t n, int least)
{
	char back[24];
	int k = 0;

	do
		back[k++] = (char)('0' + n % 10);
	while ((n /= 10) || k < least);
	while (k)
		*p++ = back[--k];
	return p;
}

static char *put_day(char *p, int64_t day)
{
	struct ymd d = day_to_ymd(day);

	p = put_digits(p, (uint64_t)d.year, 4);
	*p++ = '-';
	p = put_digits(p, (uint64_t)d.month, 2);
	*p++ = '-';
	return put_digits(p, (uint64_t)d.day, 2);
}

/* Days of four-digit years, the same texts as day_format() and moment_format_utc() give: a million rows have millions
 * of them. 0: out of that range. */
static size_t quick_day(char *p, int64_t day)
{
	if (day < -719162 || day > 2932896)
		return 0;
	return (size_t)(put_day(p, day) - p);
}

static size_t quick_moment(char *at, int64_t ms)
{
	int64_t day = ms / DAY_MS, rest = ms % DAY_MS;
	char *p = at;

	if (ms < 0 || day > 2932896)
		return 0;
	p = put_day(p, day);
	*p++ = 'T';
	p = put_digits(p, (uint64_t)(rest / HOUR_MS), 2);
	*p++ = ':';
	p = put_digits(p, (uint64_t)(rest % HOUR_MS / MINUTE_MS), 2);
	*p++ = ':';
	p = put_digits(p, (uint64_t)(rest % MINUTE_MS / 1000), 2);
	if (rest % 1000) {
		*p++ = '.';
		p = put_digits(p, (uint64_t)(rest % 1000), 3);
	}
	*p++ = 'Z';
	return (size_t)(p - at);
}

static size_t quick_amount(char *at, int64_t minor, int digits)
{
	char *p = at;

	if (digits != 2 || minor < 0)
		return 0;
	p = put_digits(p, (uint64_t)minor / 100, 1);
	*p++ = '.';
	return (size_t)(put_digits(p, (uint64_t)minor % 100, 2) - at);
}

/* The common values without an allocation; false: the long way. */
static bool put_quick(struct sheet *s, const struct cell *c)
{
	char text[64];
	size_t n = 0;

	if (!c->has) {
		csv_out_plain(s->csv, NULL, 0);
		return true;
	}
	switch (c->kind) {
	case CELL_DAY:
		n = quick_day(text, c->n);
		break;
	case CELL_MOMENT:
		n = quick_moment(text, c->n);
		break;
	case CELL_AMOUNT:
		n = quick_amount(text, c->n, c->digits);
		break;
	case CELL_TEXT:
	case CELL_WORD:
	case CELL_INT:
	case CELL_PERCENT:
		break;
	}
	if (n && c->kind == CELL_AMOUNT)
		csv_out_decimal(s->csv, text, n);
	else if (n)
		csv_out_plain(s->csv, text, n);
	return n;
}

static void put_csv(struct sheet *s, const struct cell *c, const char *text, size_t len)
{
	char number[64];
	struct buf b = { 0 };
	int n;

	if (put_quick(s, c))
		return;

	switch (c->kind) {
	case CELL_TEXT:
		csv_out_text(s->csv, c->has ? text : NULL, len);
		return;
	case CELL_WORD:
		csv_out_plain(s->csv, c->has ? text : NULL, len);
		return;
	case CELL_INT:
		n = c->has ? snprintf(number, sizeof number, "%lld", (long long)c->n) : 0;
		csv_out_plain(s->csv, c->has ? number : NULL, (size_t)n);
		return;
	case CELL_AMOUNT:
		amount_format_plain(c->n, c->digits, &b);
		break;
	case CELL_PERCENT:
		if (c->has)
			percent_format(c->n, &b);
		break;
	case CELL_DAY:
		day_format(c->n, &b);
		break;
	case CELL_MOMENT:
		if (c->has)
			moment_format_utc(c->n, &b);
		break;
	}
	if (c->kind == CELL_AMOUNT || c->kind == CELL_PERCENT)
		csv_out_decimal(s->csv, b.data, b.len);
	else
		csv_out_plain(s->csv, b.data, b.len);
	buf_done(&b);
}

static void put_json(struct sheet *s, const char *name, const struct cell *c, const char *text, size_t len)
{
	struct buf b = { 0 };

	if (!c->has) {
		json_null(&s->json, name);
		return;
	}
	switch (c->kind) {
	case CELL_TEXT:
	case CELL_WORD:
		json_text(&s->json, name, text, len);
		break;
	case CELL_INT:
		json_int(&s->json, name, c->n);
		break;
	case CELL_AMOUNT:
		json_amount(&s->json, name, c->n, c->digits);
		break;
	case CELL_PERCENT:
		percent_format(c->n, &b);
		json_number(&s->json, name, buf_str(&b));
		break;
	case CELL_DAY:
		json_day(&s->json, name, c->n);
		break;
	case CELL_MOMENT:
		json_moment(&s->json, name, c->n);
		break;
	}
	buf_done(&b);
}

static void put_xlsx(struct sheet *s, const struct cell *c, const char *text, size_t len)
{
	switch (c->has ? c->kind : CELL_TEXT) {
	case CELL_TEXT:
	case CELL_WORD:
		xlsx_text(s->xlsx, c->has ? text : NULL, len);
		break;
	case CELL_INT:
		xlsx_int(s->xlsx, c->n);
		break;
	case CELL_AMOUNT:
		xlsx_amount(s->xlsx, c->n, c->digits);
		break;
	case CELL_PERCENT:
		xlsx_amount(s->xlsx, c->n, 2);
		break;
	case CELL_DAY:
		xlsx_day(s->xlsx, c->n);
		break;
	case CELL_MOMENT:
		xlsx_moment(s->xlsx, c->n);
		break;
	}
}

static void put_cell(struct sheet *s, const char *name, const struct cell *c, const char *text, size_t len)
{
	if (s->csv)
		put_csv(s, c, text, len);
	else if (s->xlsx)
		put_xlsx(s, c, text, len);
	else
		put_json(s, name, c, text, len);
}

static void begin_object(struct sheet *s)
{
	json_object(&s->json, NULL);
	if (s->table)
		json_str(&s->json, "table", s->table);
}

static void put(struct sheet *s, struct cell c, const char *text)
{
	size_t i = s->at++, len = text ? strlen(text) : 0;
	struct cell *kept;

	if (s->place[i] < 0)
		return;
	if (s->in_order) {
		if (!s->csv && !s->xlsx && s->place[i] == 0)
			begin_object(s);
		put_cell(s, s->name[i], &c, text, len);
		return;
	}
	kept = &s->kept[s->place[i]];
	c.text = kept->text;
	*kept = c;
	buf_clear(&kept->text);
	buf_add(&kept->text, text ? text : "", len);
}

bool sheet_wants(const struct sheet *s)
{
	return s->place[s->at] >= 0;
}

void sheet_text(struct sheet *s, const char *text)
{
	put(s, (struct cell){ .kind = CELL_TEXT, .has = text }, text);
}

void sheet_word(struct sheet *s, const char *text)
{
	put(s, (struct cell){ .kind = CELL_WORD, .has = text && *text }, text);
}

void sheet_int(struct sheet *s, int64_t n, bool has)
{
	put(s, (struct cell){ .kind = CELL_INT, .has = has, .n = n }, NULL);
}

void sheet_amount(struct sheet *s, int64_t minor, int digits)
{
	put(s, (struct cell){ .kind = CELL_AMOUNT, .has = minor != NO_AMOUNT, .n = minor, .digits = digits }, NULL);
}

void sheet_percent(struct sheet *s, int64_t bp)
{
	put(s, (struct cell){ .kind = CELL_PERCENT, .has = bp >= 0, .n = bp }, NULL);
}

void sheet_day(struct sheet *s, int64_t day)
{
	put(s, (struct cell){ .kind = CELL_DAY, .has = day != NO_DAY, .n = day }, NULL);
}

void sheet_moment(struct sheet *s, int64_t ms)
{
	put(s, (struct cell){ .kind = CELL_MOMENT, .has = ms != NO_MOMENT, .n = ms }, NULL);
}

static void flush_kept(struct sheet *s)
{
	if (!s->csv && !s->xlsx)
		begin_object(s);
	for (size_t place = 0; place < s->n_kept; place++)
		for (size_t i = 0; i < s->n; i++)
			if (s->place[i] == (int)place)
				put_cell(s, s->name[i], &s->kept[place], buf_str(&s->kept[place].text),
					 s->kept[place].text.len);
}

void sheet_end_row(struct sheet *s)
{
	if (!s->in_order)
		flush_kept(s);
	s->at = 0;
	s->rows++;
	if (s->csv) {
		csv_out_end_row(s->csv);
	} else if (s->xlsx) {
		xlsx_end_row(s->xlsx);
	} else {
		json_end(&s->json);
		if (s->opt->lines)
			json_line(&s->json);
		drain(s, JSON_PIECE);
	}
}

static void free_sheet(struct sheet *s)
{
	free_columns(s);
	free(s->table);
	if (!s->path && s->fd > STDERR_FILENO)
		close(s->fd);
	free(s->path);
	free(s->tmp);
	buf_done(&s->out);
	free(s);
}

void sheet_drop(struct sheet *s)
{
	if (!s)
		return;
	if (s->csv)
		csv_out_close(s->csv, NULL, NULL);
	if (s->tmp && s->fd >= 0)
		file_drop(s->fd, s->tmp);
	free_sheet(s);
}

/* JSON, or a file that came whole. */
static int close_out(struct sheet *s, struct err *err)
{
	if (s->opt->lines) { /* which tells a whole file from one that was cut off */
		json_object(&s->json, NULL);
		json_str(&s->json, "table", "end");
		json_int(&s->json, "rows", s->rows);
	}
	if (!s->whole) {
		json_end(&s->json);
		buf_putc(&s->out, '\n');
	}
	drain(s, 0);
	if (!s->failed)
		return 0;
	errno = s->failed;
	return err_set(err, ERR_OUTPUT, "the export cannot be written: %s", strerror(s->failed));
}

int sheet_close(struct sheet *s, int64_t *rows, bool *closed, struct err *err)
{
	struct csv_out *csv = s->csv;
	int rc;

	*rows = s->rows;
	*closed = false;
	errno = 0;
	s->csv = NULL;
	rc = s->xlsx ? xlsx_close(s->xlsx, NULL, err) : csv ? csv_out_close(csv, NULL, err) : close_out(s, err);
	if (rc && errno == EPIPE && !s->tmp) {
		*closed = true;
		err_clear(err);
		rc = 0;
	}
	if (rc && s->tmp && err) /* a full disk, told with its file */
		err_set(err, ERR_OUTPUT, "%.300s cannot be written: %s; nothing was replaced", s->path, strerror(errno));
	if (!rc && s->tmp)
		rc = file_put(s->fd, s->tmp, s->path, true, err);
	else if (s->tmp)
		file_drop(s->fd, s->tmp);
	free_sheet(s);
	return rc;
}
