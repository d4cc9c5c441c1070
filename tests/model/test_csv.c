#include "model/io/csv_in.h"
#include "model/io/csv_out.h"
#include "model/text.h"
#include "tests/support/csv_ref.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static void utf8(void)
{
	setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(csv, .init = utf8);

/* ---- Reading ---- */

static const char *dump(const char *s, size_t n, const struct csv_options *opt)
{
	static struct buf out;
	struct csv_in *in = csv_in_open_bytes(s, n, opt);

	buf_clear(&out);
	cr_assert(csv_in_dump(in, &out), "the sums of \"%s\" do not add up", s);
	csv_in_close(in);
	return buf_str(&out);
}

Test(csv, reads_what_the_standard_has)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "", "" },
		{ "a,b\n1,2\n", "= 1 a|b\n= 2 1|2\n" },
		{ "a,b\r\n1,2", "= 1 a|b\n= 2 1|2\n" },
		{ "a,b\r1,2\r", "= 1 a|b\n= 2 1|2\n" },
		{ "a,b\n,\"\"\n", "= 1 a|b\n= 2 ~|\n" },
		{ "a,b\n\"x, y\",\"say \"\"no\"\"\"\n", "= 1 a|b\n= 2 x, y|say \"no\"\n" },
		{ "a,b\n\"1\n2\",3\n4,5\n", "= 1 a|b\n= 2 1\n2|3\n= 4 4|5\n" },
		{ "a,b\n\"1\r\n2\",3\n4,5\n", "= 1 a|b\n= 2 1\r\n2|3\n= 4 4|5\n" },
		{ "a,b\n\n\r\n 1 ,2 \n", "= 1 a|b\n= 4  1 |2 \n" },
		{ "\xef\xbb\xbf"
		  "a,b\n1,2\n",
		  "= 1 a|b\n= 2 1|2\n" },
		{ "a;b\n1,5;2\n", "= 1 a|b\n= 2 1,5|2\n" },
		{ "a\tb\n1\t2\n", "= 1 a|b\n= 2 1|2\n" },
		{ "a|b\n1|2\n", "= 1 a|b\n= 2 1|2\n" },
		{ "one\ntwo\n", "= 1 one\n= 2 two\n" },
		{ "size,kind\n5\" pipe,x\n", "= 1 size|kind\n= 2 5\" pipe|x\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_str_eq(dump(rows[i].in, strlen(rows[i].in), NULL), rows[i].out, "row %zu gave\n%s", i,
				 dump(rows[i].in, strlen(rows[i].in), NULL));
}

Test(csv, refuses_a_row_and_goes_on)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "a,b\n1,\"2\n3,4\n5,6\n", "= 1 a|b\n! 2 2\n= 3 3|4\n= 4 5|6\n" },
		{ "a,b\n1,\"2\"x\n3,4\n", "= 1 a|b\n! 2 2\n= 3 3|4\n" },
		{ "a,b\n1,\"2\n\"3\",4\n5,6\n", "= 1 a|b\n! 2 2\n= 3 3|4\n= 4 5|6\n" },
		{ "a,b\n1,2,3\n4\n5,6\n", "= 1 a|b\n! 2 3\n! 3 2\n= 4 5|6\n" },
		{ "a,b\nx\xc3,2\n\"1\n\xff\",2\n5,6\n\xc3\xa9,"
		  "\xc3\xa9\n\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9,1\n",
		  "= 1 a|b\n! 2 1\n! 3 1\n= 5 5|6\n= 6 \xc3\xa9|\xc3\xa9\n= 7 "
		  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9|1\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_str_eq(dump(rows[i].in, strlen(rows[i].in), NULL), rows[i].out, "row %zu gave\n%s", i,
				 dump(rows[i].in, strlen(rows[i].in), NULL));
	cr_assert_str_eq(dump("a,b\n1,x\0y\n2,3\n", 14, NULL), "= 1 a|b\n! 2 2\n= 3 2|3\n");
}

Test(csv, says_what_was_found_and_keeps_the_line)
{
	const char *s = "id,name\n1,\"Lumen\"x\n2,x,y,\n";
	struct csv_in *in = csv_in_open_bytes(s, strlen(s), NULL);
	struct csv_row row;

	cr_assert_eq(csv_in_header(in, &row, NULL), 1);
	cr_assert(row.count == 2 && strcmp(row.fields[1].text, "name") == 0);
	cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_REFUSED);
	cr_assert(row.line == 2 && row.column == 2 && strstr(row.found, "quote mark") &&
		  strstr(row.expected, "quotes"));
	cr_assert(row.raw_len == 10 && memcmp(row.raw, "1,\"Lumen\"x", 10) == 0);
	cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_REFUSED);
	cr_assert_str_eq(row.found, "4 cells, the first too many “y”");
	cr_assert_str_eq(row.expected, "2 as in the header; a cell with a comma inside stands in quotes");
	cr_assert(row.raw_len == 6 && memcmp(row.raw, "2,x,y,", 6) == 0);
	cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_END);
	cr_assert_eq(csv_in_totals(in).read, 2);
	csv_in_close(in);
}

Test(csv, a_header_that_cannot_be_read_is_an_error)
{
	struct csv_in *in = csv_in_open_bytes("a,\"b\n1,2\n", 9, NULL);
	struct csv_row row;
	struct err err = { 0 };

	cr_assert_eq(csv_in_header(in, &row, &err), -1);
	cr_assert(err.kind == ERR_INPUT && strstr(err.text, "line 1, column 2"));
	csv_in_close(in);
	in = csv_in_open_bytes("\n\n", 2, NULL);
	cr_assert_eq(csv_in_header(in, &row, &err), 0);
	csv_in_close(in);
	cr_assert_null(csv_in_open("no such file.csv", NULL, &err));
	cr_assert_eq(err.kind, ERR_NO_INPUT);
	cr_assert_null(csv_in_open(".", NULL, &err));
	cr_assert_eq(err.kind, ERR_IO);
}

Test(csv, small_windows_change_nothing)
{
	const char *s = "a,b\r\n\"1\r\n\r\n2\",\xc3\xa9\r\n3,\"4\r\n5,6\r\n";
	char whole[200];

	snprintf(whole, sizeof whole, "%s",
		 dump(s, strlen(s), &(struct csv_options){ .encoding = ENCODING_UTF8, .delimiter = ',' }));
	for (size_t piece = 3; piece < 40; piece++) {
		struct csv_options opt = { .encoding = ENCODING_UTF8, .delimiter = ',', .piece = piece };

		cr_assert_str_eq(dump(s, strlen(s), &opt), whole);
	}
}

Test(csv, limits_are_held)
{
	struct csv_options opt = { .field_max = 10 };
	struct buf b = { 0 };

	buf_puts(&b, "a,b\n1,12345678901\n\"12345678901\",1\n1234567890,1\n");
	cr_assert_str_eq(dump(b.data, b.len, &opt), "= 1 a|b\n! 2 2\n! 3 1\n= 4 1234567890|1\n");
	buf_puts(&b, "1,\"");
	for (int i = 0; i < 20; i++)
		buf_puts(&b, "x\n");
	buf_puts(&b, "\"\n5,6\n");
	cr_assert(strstr(dump(b.data, b.len, &opt), "! 5 2\n! 6 2\n"));
	cr_assert(strstr(dump(b.data, b.len, &opt), "= 26 5|6\n"));
	buf_done(&b);
}

/* A line of 100 MB that the disk need not hold: a hole. */
Test(csv, a_cell_of_100_mb_is_refused_not_stored)
{
	char path[] = "csv_big_XXXXXX";
	int fd = mkstemp(path);
	struct csv_in *in;
	struct csv_row row;
	struct rusage use;

	cr_assert_geq(fd, 0);
	unlink(path);
	cr_assert_eq(pwrite(fd, "a,b\n1,", 6, 0), 6);
	cr_assert_eq(pwrite(fd, "\n3,4\n", 5, 100 << 20), 5);
	dup2(fd, STDIN_FILENO);
	in = csv_in_open("-", NULL, NULL);
	cr_assert_eq(csv_in_header(in, &row, NULL), 1);
	cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_REFUSED);
	cr_assert(row.line == 2 && strstr(row.found, "bytes"));
	cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_ROW);
	cr_assert(row.line == 3 && strcmp(row.fields[1].text, "4") == 0);
	cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_END);
	csv_in_close(in);
	getrusage(RUSAGE_SELF, &use);
#ifndef __SANITIZE_ADDRESS__
	cr_assert_lt(use.ru_maxrss, 64 << 10);
#endif
	close(fd);
}

/* Every line opens a quote that nothing closes: each refusal may read on only so far. */
Test(csv, many_bad_quotes_are_refused_one_by_one)
{
	struct buf b = { 0 };
	struct csv_in *in;
	struct csv_row row;

	buf_puts(&b, "a,b\n");
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, "x,\"y\n");
	in = csv_in_open_bytes(b.data, b.len, NULL);
	cr_assert_eq(csv_in_header(in, &row, NULL), 1);
	while (csv_in_next(in, &row, NULL) > CSV_IN_END)
		cr_assert_eq(row.count, 0);
	cr_assert_eq(csv_in_totals(in).refused, 20000);
	csv_in_close(in);
	buf_done(&b);
}

Test(csv, encodings_are_told_apart)
{
	static const struct {
		const char *in;
		size_t n;
		enum encoding e;
		const char *text;
	} rows[] = {
		{ "n\nAcme\n", 7, ENCODING_UTF8, "Acme" },
		{ "n\nCaf\xc3\xa9\n", 8, ENCODING_UTF8, "Café" },
		{ "n\nCaf\xe9 \x80\n", 9, ENCODING_WINDOWS1252, "Café €" },
		{ "n\nCaf\xe9 \x81\n", 9, ENCODING_LATIN1, "Café \xc2\x81" },
		{ "n\nCaf\x8e noir\n", 12, ENCODING_MACROMAN, "Café noir" },
		{ "\xff\xfen\0\n\0\xe9\0\n\0", 10, ENCODING_UTF16LE, "é" },
		{ "\xfe\xff\0n\0\n\xd8\x3d\xde\x00\0\n", 12, ENCODING_UTF16BE, "\U0001F600" },
		{ "n\0\n\0a\0b\0c\0\n\0", 12, ENCODING_UTF16LE, "abc" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct csv_in *in = csv_in_open_bytes(rows[i].in, rows[i].n, NULL);
		struct csv_row row;

		cr_assert_eq(csv_in_encoding(in), rows[i].e, "row %zu is %s", i, csv_in_says(in));
		cr_assert_eq(csv_in_header(in, &row, NULL), 1);
		cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_ROW);
		cr_assert_str_eq(row.fields[0].text, rows[i].text, "row %zu", i);
		csv_in_close(in);
	}
}

/* Greek in ISO 8859-7 and Japanese in Shift JIS, which are not ours to read, and UTF-8 that was cut. */
Test(csv, what_no_encoding_fits_is_refused_by_row)
{
	static const char *const files[] = { "n\n\xcb\xe5\xf9\xed\nok\n", "n\n\x96\xbc\x91\x4f\nok\n",
					     "n\n\xe2\x82\nok\n" };

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		cr_assert_str_eq(dump(files[i], strlen(files[i]), NULL), "= 1 n\n! 2 1\n= 3 ok\n", "file %zu", i);
	cr_assert_str_eq(dump(files[2], strlen(files[2]), &(struct csv_options){ .encoding = ENCODING_LATIN1 }),
			 "= 1 n\n= 2 â\xc2\x82\n= 3 ok\n");
}

Test(csv, a_half_character_of_utf16_refuses_its_row)
{
	const char s[] = "\xff\xfe"
			 "a\0\n\0\x3d\xd8x\0\n\0b\0\n\0";

	cr_assert_str_eq(dump(s, sizeof s - 1, NULL), "= 1 a\n! 2 1\n= 3 b\n");
	cr_assert_str_eq(dump(s, sizeof s - 1, &(struct csv_options){ .encoding = ENCODING_UTF16LE, .piece = 3 }),
			 "= 1 a\n! 2 1\n= 3 b\n");
}

Test(csv, encodings_and_delimiters_have_names)
{
	enum encoding e;
	char c;

	for (int i = ENCODING_UTF8; i <= ENCODING_MACROMAN; i++)
		cr_assert(encoding_parse(encoding_name((enum encoding)i), &e) && e == (enum encoding)i);
	cr_assert(encoding_parse("ISO-8859-1", &e) && e == ENCODING_LATIN1);
	cr_assert_not(encoding_parse("ebcdic", &e));
	cr_assert(csv_delimiter_parse(";", &c) && c == ';');
	cr_assert(csv_delimiter_parse("tab", &c) && c == '\t');
	cr_assert(csv_delimiter_parse("\\t", &c) && c == '\t');
	cr_assert(csv_delimiter_parse(":", &c) && c == ':');
	cr_assert_not(csv_delimiter_parse("\"", &c));
	cr_assert_not(csv_delimiter_parse("::", &c));
	cr_assert_not(csv_delimiter_parse("", &c));
	cr_assert_str_eq(csv_delimiter_name('|'), "pipe");
	cr_assert_str_eq(csv_delimiter_name(':'), "\":\"");
}

/* ---- Writing and reading again ---- */

static int memory_file(void)
{
	int fd = memfd_create("csv", MFD_CLOEXEC);

	cr_assert_geq(fd, 0);
	return fd;
}

static void read_fd(int fd, struct buf *b)
{
	char part[65536];
	ssize_t n;

	buf_clear(b);
	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, part, sizeof part)) > 0)
		buf_add(b, part, (size_t)n);
	close(fd);
}

Test(csv, writes_what_a_spreadsheet_reads)
{
	struct csv_out *out;
	struct buf b = { 0 };
	int64_t rows;
	int fd = memory_file();

	out = csv_out_open(fd, NULL);
	csv_out_text(out, "id", 2);
	csv_out_text(out, "note, long", 10);
	csv_out_end_row(out);
	csv_out_decimal(out, "-9500.50", 8);
	csv_out_text(out, "=1+1", 4);
	csv_out_text(out, NULL, 0);
	csv_out_text(out, "", 0);
	csv_out_text(out, "say \"no\"\n-x", 11);
	csv_out_end_row(out);
	cr_assert_eq(csv_out_close(out, &rows, NULL), 0);
	cr_assert_eq(rows, 2);
	read_fd(fd, &b);
	cr_assert_str_eq(buf_str(&b),
			 "\xef\xbb\xbfid,\"note, long\"\r\n-9500.50,'=1+1,,\"\",\"'say \"\"no\"\"\n-x\"\r\n");
	fd = memory_file();
	out = csv_out_open(fd, &(struct csv_out_options){ .raw = true, .delimiter = ';', .decimal = ',' });
	csv_out_decimal(out, "1.5", 3);
	csv_out_text(out, "=1;", 3);
	csv_out_end_row(out);
	csv_out_text(out, NULL, 0);
	csv_out_end_row(out);
	cr_assert_eq(csv_out_close(out, NULL, NULL), 0);
	read_fd(fd, &b);
	cr_assert_str_eq(buf_str(&b), "\"1,5\";\"=1;\"\n\"\"\n");
	buf_done(&b);
}

Test(csv, a_failed_write_is_told)
{
	struct csv_out *out = csv_out_open(open("/dev/full", O_WRONLY), NULL);
	struct err err = { 0 };

	csv_out_text(out, "x", 1);
	csv_out_end_row(out);
	cr_assert_eq(csv_out_close(out, NULL, &err), -1);
	cr_assert(err.kind == ERR_OUTPUT && errno == ENOSPC);
}

#define BATCH 1000

struct trip {
	struct csv_out_options out;
	struct buf cells[BATCH];
	long refused, fail;
};

/* Judged without text_is_formula: what a spreadsheet may run begins so after all that it might skip. */
static bool runs(const char *s, size_t n)
{
	static const char *const covers[] = { " ", "\n", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u2003" };
	size_t at = 0, len, i;

	do {
		for (i = 0; i < sizeof covers / sizeof *covers; i++) {
			len = strlen(covers[i]);
			if (n - at >= len && memcmp(s + at, covers[i], len) == 0)
				break;
		}
		at += i < sizeof covers / sizeof *covers ? len : 0;
	} while (i < sizeof covers / sizeof *covers);
	if (at >= n || !strchr("=+-@\t\r", s[at]) || !s[at])
		return false;
	/* Only digits and what stands between them in numbers and phone numbers computes nothing. */
	if ((s[at] == '+' || s[at] == '-') && at + 1 < n && strspn(s + at + 1, "0123456789.,() -/eE+%") == n - at - 1)
		return false;
	return true;
}

/* Writes the cells, each beside its number, reads them and compares. */
static void travel(struct trip *t)
{
	int fd = memory_file();
	struct csv_out *out = csv_out_open(fd, &t->out);
	struct csv_options opt = { .encoding = ENCODING_UTF8, .delimiter = t->out.delimiter };
	struct csv_in *in;
	struct csv_row row;
	struct buf file = { 0 };

	for (int i = 0; i < BATCH; i++) {
		csv_out_text(out, buf_str(&t->cells[i]), t->cells[i].len);
		csv_out_plain(out, "1", 1);
		csv_out_end_row(out);
	}
	csv_out_close(out, NULL, NULL);
	read_fd(fd, &file);
	in = csv_in_open_bytes(file.data, file.len, &opt);
	for (int i = 0; i < BATCH; i++) {
		const struct buf *cell = &t->cells[i];
		int got = csv_in_next(in, &row, NULL);
		const char *s;
		size_t n;

		if (got == CSV_IN_REFUSED) {
			t->refused++;
			t->fail += text_valid(buf_str(cell), cell->len) == cell->len || !row.found[0];
			continue;
		}
		if (got != CSV_IN_ROW || !row.fields[0].text) {
			t->fail++;
			continue;
		}
		s = row.fields[0].text;
		n = row.fields[0].len;
		t->fail += !t->out.raw && runs(s, n);
		if (!t->out.raw)
			csv_unguard(&s, &n);
		t->fail += n != cell->len || memcmp(s, buf_str(cell), n) != 0;
	}
	t->fail += csv_in_next(in, &row, NULL) != CSV_IN_END;
	csv_in_close(in);
	buf_done(&file);
}

static void free_cells(struct trip *t)
{
	for (int i = 0; i < BATCH; i++)
		buf_done(&t->cells[i]);
}

Test(csv, p25_bytes_come_back_or_are_refused)
{
	static struct trip t;
	struct prop p;
	long cases = 0;

	prop_init(&p, 250);
	for (; cases < 100000; cases += BATCH) {
		t.out = (struct csv_out_options){ .delimiter = ',', .raw = cases / BATCH % 2 };
		for (int i = 0; i < BATCH; i++) {
			buf_clear(&t.cells[i]);
			for (uint32_t n = prop_below(&p, 12); i % 2 && n > 0; n--)
				buf_putc(&t.cells[i], (char)prop_below(&p, 256));
			if (i % 2 == 0)
				prop_hostile(&p, 4, &t.cells[i]);
		}
		travel(&t);
	}
	cr_assert_gt(t.refused, 0);
	cr_assert_lt(t.refused, cases);
	cr_assert(prop_promise("P25", cases, t.fail));
	free_cells(&t);
}

Test(csv, p27_no_cell_is_a_formula_and_all_come_back)
{
	static const char *const triggers[] = {
		"=", "+",   "-",  "@", "\t", "\r",     "'", " ",	  "\u00a0",	      "\n", "\r\n", "1",
		"a", "5.5", "\"", ";", "＝", "\u200b", "(", "+1 555 010", "cmd|' /C calc'!A0"
	};
	static struct trip t;
	struct prop p;
	long cases = 0;

	prop_init(&p, 27);
	for (; cases < 300000; cases += BATCH) {
		t.out = (struct csv_out_options){ .delimiter = ",;\t"[cases / BATCH % 3] };
		for (int i = 0; i < BATCH; i++) {
			buf_clear(&t.cells[i]);
			for (uint32_t n = 1 + prop_below(&p, 6); n > 0; n--)
				buf_puts(&t.cells[i], triggers[prop_below(&p, sizeof triggers / sizeof *triggers)]);
		}
		travel(&t);
	}
	cr_assert_eq(t.refused, 0);
	cr_assert(prop_promise("P27", cases, t.fail));
	free_cells(&t);
}

Test(csv, names_the_bytes_that_are_no_text)
{
	static const struct {
		const char *in;
		size_t n;
		const char *found;
	} rows[] = {
		{ "a\nx\0y\n", 6, "a NUL byte at place 2 of the field" },
		{ "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\nx\xffy\n", 15, "the byte 0xff at place 2 of the field" },
		{ "\xff\xfe" "a\0\n\0x\0\0\xd8", 10, "bytes without a meaning at place 2 of the field" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct csv_in *in = csv_in_open_bytes(rows[i].in, rows[i].n, NULL);
		struct csv_row row;

		cr_assert_eq(csv_in_header(in, &row, NULL), 1);
		cr_assert_eq(csv_in_next(in, &row, NULL), CSV_IN_REFUSED);
		cr_assert_str_eq(row.found, rows[i].found);
		csv_in_close(in);
	}
}
