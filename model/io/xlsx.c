#include "model/io/xlsx.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/text.h"
#include "model/value.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define DAY_ZERO (-25569) /* the day that sheets count from, 1899-12-30 */
#define DAY_FIRST 61	  /* before it they count a 29 February 1900 that never was */
#define EXACT (INT64_C(1) << 53)

struct xlsx {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *day, *moment, *amount[5];
	char *path; /* NULL: standard output */
	char *temp;
	lxw_row_t row;
	lxw_col_t col;
	struct buf cell;
	struct err err; /* the first failure */
};

/* Written beside its place under another name (mode 0600) and moved there when all is well: what failed replaces
 * nothing. What goes to standard output is written where temporary files are, and copied. */
static int make_file(struct xlsx *x, const char *path, struct err *err)
{
	int fd;

	if (strcmp(path, "-") != 0)
		x->path = xstrdup(path);
	fd = x->path ? file_make_part(path, NULL, &x->temp, err) : file_temp(&x->temp, err);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static void xlsx_free(struct xlsx *x)
{
	buf_done(&x->cell);
	free(x->path);
	free(x->temp);
	free(x);
}

static void note_moment(struct xlsx *x, int64_t now_ms)
{
	lxw_doc_properties p = { .created = (time_t)(now_ms / 1000) };

	workbook_set_properties(x->book, &p);
}

static lxw_format *format(struct xlsx *x, const char *pattern)
{
	lxw_format *f = workbook_add_format(x->book);

	format_set_num_format(f, pattern);
	return f;
}

static void formats(struct xlsx *x)
{
	static const char *const amounts[] = { "0", "0.0", "0.00", "0.000", "0.0000" };

	x->head = workbook_add_format(x->book);
	format_set_bold(x->head);
	x->day = format(x, "yyyy-mm-dd");
	x->moment = format(x, "yyyy-mm-dd hh:mm:ss");
	for (size_t i = 0; i < 5; i++)
		x->amount[i] = format(x, amounts[i]);
}

struct xlsx *xlsx_open(const char *path, const char *sheet, int64_t now_ms, struct err *err)
{
	lxw_workbook_options opt = { .constant_memory = LXW_TRUE };
	struct xlsx *x = xcalloc(1, sizeof *x);

	if (make_file(x, path, err) < 0) {
		xlsx_free(x);
		return NULL;
	}
	x->book = workbook_new_opt(x->temp, &opt);
	x->sheet = x->book ? workbook_add_worksheet(x->book, sheet) : NULL;
	if (!x->sheet) {
		err_set(err, ERR_OUTPUT, "cannot begin the sheet \"%.60s\" of %.300s", sheet, path);
		file_drop(-1, x->temp);
		xlsx_free(x);
		return NULL;
	}
	formats(x);
	note_moment(x, now_ms);
	worksheet_freeze_panes(x->sheet, 1, 0);
	return x;
}

static bool may_write(struct xlsx *x)
{
	if (x->err.kind == ERR_NONE && x->row >= XLSX_ROWS_MAX)
		err_set(&x->err, ERR_OUTPUT,
			"a sheet holds at most 1,048,576 rows with its header, and there are more: "
			"nothing was written; narrow what is exported, or take CSV or JSON");
	return x->err.kind == ERR_NONE;
}

static void check(struct xlsx *x, lxw_error e)
{
	if (e != LXW_NO_ERROR && x->err.kind == ERR_NONE)
		err_set(&x->err, ERR_OUTPUT, "row %u, column %u cannot be written: %s", (unsigned)x->row + 1,
			(unsigned)x->col + 1, lxw_strerror(e));
}

/* Length in UTF-16: four bytes of UTF-8 are two units. */
static size_t units(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((s[i] & 0xC0) != 0x80) + ((unsigned char)s[i] >= 0xF0);
	return n;
}

void xlsx_text(struct xlsx *x, const char *s, size_t len)
{
	size_t n = s ? units(s, len) : 0;

	if (may_write(x) && n > XLSX_TEXT_MAX)
		err_set(&x->err, ERR_OUTPUT,
			"row %u, column %u holds %zu characters, a cell of a sheet at most 32,767: "
			"nothing was written; take CSV or JSON",
			(unsigned)x->row + 1, (unsigned)x->col + 1, n);
	if (s && len && may_write(x)) {
		/* What is no text would make a file that no spreadsheet opens. */
		if (text_valid(s, len) != len) {
			err_set(&x->err, ERR_OUTPUT,
				"row %u, column %u holds bytes that are no text: nothing was written",
				(unsigned)x->row + 1, (unsigned)x->col + 1);
			return;
		}
		buf_clear(&x->cell);
		buf_add(&x->cell, s, len);
		check(x, worksheet_write_string(x->sheet, x->row, x->col, x->cell.data, x->row ? NULL : x->head));
	}
	x->col++;
}

static void put_number(struct xlsx *x, double n, lxw_format *f)
{
	if (may_write(x))
		check(x, worksheet_write_number(x->sheet, x->row, x->col, n, f));
	x->col++;
}

void xlsx_int(struct xlsx *x, int64_t n)
{
	char text[24];

	if (n > -EXACT && n < EXACT) {
		put_number(x, (double)n, NULL);
		return;
	}
	xlsx_text(x, text, (size_t)snprintf(text, sizeof text, "%" PRId64, n));
}

void xlsx_amount(struct xlsx *x, int64_t minor, int digits)
{
	struct buf text = { 0 };
	double unit = 1;

	if (minor == NO_AMOUNT) {
		xlsx_text(x, NULL, 0);
		return;
	}
	for (int i = 0; i < digits; i++)
		unit *= 10;
	/* Sheets keep fifteen digits. */
	if (digits >= 0 && digits < 5 && minor > -INT64_C(1000000000000000) && minor < INT64_C(1000000000000000)) {
		put_number(x, (double)minor / unit, x->amount[digits]);
		return;
	}
	amount_format_plain(minor, digits, &text);
	xlsx_text(x, buf_str(&text), text.len);
	buf_done(&text);
}

void xlsx_day(struct xlsx *x, int64_t day)
{
	struct buf text = { 0 };

	if (day != NO_DAY && day - DAY_ZERO >= DAY_FIRST) {
		put_number(x, (double)(day - DAY_ZERO), x->day);
		return;
	}
	day_format(day, &text);
	xlsx_text(x, buf_str(&text), text.len);
	buf_done(&text);
}

void xlsx_moment(struct xlsx *x, int64_t ms)
{
	struct buf text = { 0 };

	if (ms != NO_MOMENT && ms >= (DAY_ZERO + DAY_FIRST) * DAY_MS) {
		put_number(x, (double)(ms - DAY_ZERO * DAY_MS) / (double)DAY_MS, x->moment);
		return;
	}
	moment_format_utc(ms, &text);
	xlsx_text(x, buf_str(&text), text.len);
	buf_done(&text);
}

void xlsx_end_row(struct xlsx *x)
{
	if (may_write(x))
		x->row++;
	x->col = 0;
}

static int copy_out(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char part[65536];
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, part, sizeof part)) > 0)
		for (ssize_t at = 0, w; at < n; at += w)
			if ((w = write(STDOUT_FILENO, part + at, (size_t)(n - at))) < 0) {
				close(fd);
				return err_set(err, ERR_OUTPUT, "cannot write to standard output: %s",
					       strerror(errno));
			}
	if (fd >= 0)
		close(fd);
	return n < 0 ? err_set(err, ERR_OUTPUT, "cannot read %.300s again: %s", path, strerror(errno)) : 0;
}

int workbook_end(struct lxw_workbook *book, int *why)
{
	int was = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0), none = open("/dev/null", O_WRONLY | O_CLOEXEC);
	lxw_error e;

	fflush(stderr);
	if (was >= 0 && none >= 0)
		dup2(none, STDERR_FILENO);
	errno = 0;
	e = workbook_close(book);
	*why = errno;
	fflush(stderr);
	if (was >= 0 && none >= 0)
		dup2(was, STDERR_FILENO);
	if (was >= 0)
		close(was);
	if (none >= 0)
		close(none);
	return e;
}

int xlsx_close(struct xlsx *x, int64_t *rows, struct err *err)
{
	int rc = 0, why;
	lxw_error e = (lxw_error)workbook_end(x->book, &why);

	if (rows)
		*rows = x->row;
	if (x->err.kind != ERR_NONE) {
		rc = -1;
		if (err)
			*err = x->err;
	} else if (e != LXW_NO_ERROR) {
		rc = err_set(err, ERR_OUTPUT, "%.300s cannot be written: %s; nothing was replaced", x->path ? x->path : x->temp,
			     why ? strerror(why) : lxw_strerror(e));
	} else if (!x->path) {
		rc = copy_out(x->temp, err);
	} else if (rename(x->temp, x->path) < 0) {
		rc = err_set(err, ERR_OUTPUT, "%.300s cannot be written: %s; nothing was replaced", x->path, strerror(errno));
	}
	if (rc < 0 || !x->path)
		unlink(x->temp);
	file_ended(x->temp);
	xlsx_free(x);
	return rc;
}
