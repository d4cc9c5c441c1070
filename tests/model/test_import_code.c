/* Codes as a table: out, blind, and in again. */
#include "model/buf.h"
#include "model/export.h"
#include "model/import_code.h"
#include "tests/model/interviewed.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct interviewed w;
static char *dir, *path;
static struct buf said;

static void begin(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	dir = temp_dir("codes");
	path = temp_path(dir, "codes.csv");
	interviewed_open(&w);
}

static void end(void)
{
	interviewed_close(&w);
	temp_remove(dir);
	free(dir);
	free(path);
	buf_done(&said);
}

TestSuite(import_code, .init = begin, .fini = end);

static void export_codes_to(struct buf *out, int64_t expected)
{
	struct export_options opt = { .kind = "codes", .path = path, .raw = true };
	struct err err = { 0 };
	int64_t rows;
	bool closed;

	cr_assert_eq(export_run(w.s, &opt, &rows, &closed, &err), 0, "%s", err.text);
	cr_assert_eq(rows, expected, "%" PRId64, rows);
	buf_clear(out);
	cr_assert(prop_read(path, out));
}

static void on_refused(void *arg, const struct import_refusal *r)
{
	(void)arg;
	import_refusal_format(r, &said);
	buf_putc(&said, '\n');
}

static struct import_counts imports(const char *body)
{
	struct import_options opt = { .kind = "codes", .path = path, .refused = on_refused };
	struct import_counts n;
	struct err err = { 0 };
	FILE *f = fopen(path, "w");

	fputs(body, f);
	fclose(f);
	buf_clear(&said);
	cr_assert_eq(import_codes(w.s, &opt, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n.read, n.added + n.updated + n.unchanged + n.refused);
	return n;
}

Test(import_code, what_left_comes_back)
{
	struct buf first = { 0 }, second = { 0 };
	struct import_counts n;
	struct undone u;
	struct code c;

	interviewed_code(&w, 0, w.price, 0, 8);
	interviewed_code(&w, 1, w.owner, 0, 0);
	c = interviewed_code(&w, 2, w.discount, 5, 11);
	c.memo = xstrdup("=1+1, \"said\" twice");
	cr_assert_eq(code_put(w.s, &c, NULL), 0);
	code_done(&c);
	export_codes_to(&first, 3);
	cr_assert_not_null(strstr(buf_str(&first), ",2,,,no-owner,win,ana,,"), "%s", buf_str(&first));
	n = imports(buf_str(&first));
	cr_assert_eq(n.unchanged, 3, "%s", buf_str(&said));
	for (int i = 0; i < 4; i++)
		cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, NULL), 0);
	n = imports(buf_str(&first));
	cr_assert_eq(n.added, 3, "%s", buf_str(&said));
	export_codes_to(&second, 3);
	cr_assert_str_eq(buf_str(&first), buf_str(&second));
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, NULL), 0, "all of it in one step");
	export_codes_to(&second, 0);
	buf_done(&first);
	buf_done(&second);
}

Test(import_code, coders_stay_blind)
{
	struct buf mine = { 0 }, theirs = { 0 };
	struct import_counts n;

	interviewed_code(&w, 0, w.price, 0, 8);
	export_codes_to(&mine, 1);
	interviewed_as(&w, "ben");
	export_codes_to(&theirs, 0);
	cr_assert_null(strstr(buf_str(&theirs), "pricing"));
	n = imports(buf_str(&mine));
	cr_assert_eq(n.refused, 1, "ana brings hers in herself");
	cr_assert_not_null(strstr(buf_str(&said), "a code of ana"), "%s", buf_str(&said));
	export_codes_to(&theirs, 0);
	buf_done(&mine);
	buf_done(&theirs);
}

Test(import_code, bad_rows_are_refused_by_line_and_column)
{
	struct buf body = { 0 };
	struct import_counts n;
	char id[24];

	snprintf(id, sizeof id, "I-%" PRId64, w.interview);
	buf_puts(&body, "Coder;THEME;Seq;Interview;Start;End;Driver;Colour\n");
	buf_printf(&body, ";pricing;1;%s;0;8;win;red\n", id);
	buf_printf(&body, ";pricing;1;I-999;0;8;win;\n");
	buf_printf(&body, ";pricing;77;%s;0;8;win;\n", id);
	buf_printf(&body, ";pricing;1;%s;9000;9001;win;\n", id);
	buf_printf(&body, ";pricing;1;%s;8;8;win;\n", id);
	buf_printf(&body, ";pricing;1;%s;0;8;perhaps;\n", id);
	buf_printf(&body, ";weather;1;%s;0;8;;\n", id);
	buf_printf(&body, "stranger;pricing;1;%s;0;8;;\n", id);
	n = imports(buf_str(&body));
	cr_assert(n.read == 8 && n.added == 1 && n.refused == 7, "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 3, column 4 (interview)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 4, column 3 (seq)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 5, column 5 (start)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 7, column 7 (driver)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 9, column 1 (coder)"), "%s", buf_str(&said));
	buf_done(&body);
}

Test(import_code, a_file_without_its_columns_is_no_file_of_codes)
{
	struct import_options opt = { .kind = "codes", .path = path };
	struct import_counts n;
	struct err err = { 0 };
	FILE *f = fopen(path, "w");

	fputs("interview,theme\nI-1,price\n", f);
	fclose(f);
	cr_assert_eq(import_codes(w.s, &opt, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "seq"), "%s", err.text);
}
