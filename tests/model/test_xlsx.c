#include "model/io/xlsx.h"
#include "model/buf.h"
#include "model/value.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[64];

static void fresh(void)
{
	snprintf(path, sizeof path, "xlsx_test_%d.xlsx", (int)getpid());
	unlink(path);
}

static void gone(void)
{
	unlink(path);
}

TestSuite(xlsx, .init = fresh, .fini = gone);

/* The text of the sheet; false, said loudly, where there is no unzip. */
static bool unzip(struct buf *out)
{
	char part[4096];
	int pipes[2], status;
	ssize_t n;
	pid_t child;

	cr_assert_eq(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		execlp("unzip", "unzip", "-p", path, "xl/worksheets/sheet1.xml", (char *)NULL);
		_exit(127);
	}
	close(pipes[1]);
	while ((n = read(pipes[0], part, sizeof part)) > 0)
		buf_add(out, part, (size_t)n);
	close(pipes[0]);
	waitpid(child, &status, 0);
	if (WEXITSTATUS(status) == 127)
		fprintf(stderr, "SKIPPED: there is no unzip; what the sheet holds was not looked at\n");
	return WEXITSTATUS(status) == 0;
}

Test(xlsx, cells_are_what_they_are)
{
	struct xlsx *x = xlsx_open(path, "deals", 0, NULL);
	struct buf b = { 0 };
	struct stat st;
	int64_t rows;

	cr_assert_not_null(x);
	xlsx_text(x, "company", 7);
	xlsx_end_row(x);
	xlsx_text(x, "=1+1", 4);
	xlsx_int(x, 42);
	xlsx_amount(x, 950050, 2);
	xlsx_day(x, day_from_ymd(2026, 11, 22));
	xlsx_moment(x, day_from_ymd(2026, 11, 22) * DAY_MS + 12 * HOUR_MS);
	xlsx_day(x, NO_DAY);
	xlsx_day(x, day_from_ymd(1850, 1, 2));
	xlsx_int(x, INT64_MAX);
	xlsx_end_row(x);
	cr_assert_eq(xlsx_close(x, &rows, NULL), 0);
	cr_assert_eq(rows, 2);
	cr_assert(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	if (unzip(&b)) {
		cr_assert_null(strstr(buf_str(&b), "<f>"), "a formula");
		cr_assert(strstr(buf_str(&b), "t=\"inlineStr\"><is><t>=1+1</t>"));
		cr_assert(strstr(buf_str(&b), "<v>42</v>"));
		cr_assert(strstr(buf_str(&b), "<v>9500.5</v>"));
		cr_assert(strstr(buf_str(&b), "<v>46348</v>"));
		cr_assert(strstr(buf_str(&b), "<v>46348.5</v>"));
		cr_assert(strstr(buf_str(&b), "<t>1850-01-02</t>"));
		cr_assert(strstr(buf_str(&b), "<t>9223372036854775807</t>"));
	}
	buf_done(&b);
}

Test(xlsx, long_text_is_refused_not_cut)
{
	struct xlsx *x = xlsx_open(path, "notes", 0, NULL);
	struct err err = { 0 };
	char text[XLSX_TEXT_MAX + 1];

	memset(text, 'x', sizeof text);
	xlsx_text(x, text, XLSX_TEXT_MAX);
	xlsx_end_row(x);
	xlsx_text(x, "a", 1);
	xlsx_text(x, text, XLSX_TEXT_MAX + 1);
	xlsx_end_row(x);
	cr_assert_eq(xlsx_close(x, NULL, &err), -1);
	cr_assert(err.kind == ERR_OUTPUT && strstr(err.text, "row 2, column 2") && strstr(err.text, "32,767"));
	cr_assert_eq(access(path, F_OK), -1);
}

Test(xlsx, too_many_rows_are_refused_not_cut)
{
	struct xlsx *x = xlsx_open(path, "many", 0, NULL);
	struct err err = { 0 };

	for (int i = 0; i < XLSX_ROWS_MAX; i++)
		xlsx_end_row(x);
	xlsx_text(x, "one more", 8);
	cr_assert_eq(xlsx_close(x, NULL, &err), -1);
	cr_assert(strstr(err.text, "1,048,576"));
	cr_assert_eq(access(path, F_OK), -1);
}

Test(xlsx, what_failed_replaces_nothing)
{
	FILE *f = fopen(path, "w");
	struct xlsx *x;
	struct stat st;

	fputs("good", f);
	fclose(f);
	x = xlsx_open(path, "bad", 0, NULL);
	xlsx_text(x, "\xff", 1);
	cr_assert_eq(xlsx_close(x, NULL, NULL), -1);
	cr_assert(stat(path, &st) == 0 && st.st_size == 4);
}

Test(xlsx, a_place_that_cannot_be_written_is_told)
{
	struct err err = { 0 };

	cr_assert_null(xlsx_open("no such folder/x.xlsx", "deals", 0, &err));
	cr_assert_eq(err.kind, ERR_OUTPUT);
}
