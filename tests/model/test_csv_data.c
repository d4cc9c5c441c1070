/* The CSV files from outside: every malformed one is read or refused by line and column, and where a set gives the
 * expected records, ours are those. */
#include "model/io/csv_in.h"
#include "tests/support/csv_ref.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void utf8(void)
{
	setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(csv_data, .init = utf8);

static int files, failures;

static bool agrees(const char *path)
{
	struct buf file = { 0 }, ours = { 0 }, theirs = { 0 };
	struct csv_options opt = { .encoding = ENCODING_UTF8 };
	struct csv_in *in;
	size_t mark;
	bool ok;

	cr_assert(prop_read(path, &file), "%s", path);
	mark = file.len >= 3 && memcmp(file.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	in = csv_in_open(path, &opt, NULL);
	ok = csv_in_dump(in, &ours);
	csv_ref_dump(buf_str(&file) + mark, file.len - mark, csv_in_delimiter(in), &theirs);
	csv_in_close(in);
	ok = ok && ours.len == theirs.len && memcmp(buf_str(&ours), buf_str(&theirs), ours.len) == 0;
	buf_done(&file);
	buf_done(&ours);
	buf_done(&theirs);
	return ok;
}

/* As an import reads it, everything detected; each refusal names its place (csv_in_dump looks). */
static bool adds_up(const char *path)
{
	struct csv_in *in = csv_in_open(path, NULL, NULL);
	struct buf out = { 0 };
	bool ok = in && csv_in_dump(in, &out);

	for (const char *s = buf_str(&out); ok && (s = strstr(s, "\n! ")); s++)
		ok = strtol(s + 3, NULL, 10) > 0;
	csv_in_close(in);
	buf_done(&out);
	return ok;
}

static int visit(const char *path, const struct stat *st, int what, struct FTW *at)
{
	(void)at;
	if (what != FTW_F || st->st_size > 8 << 20)
		return 0;
	files++;
	if (!adds_up(path) || !agrees(path)) {
		fprintf(stderr, "%s is not read rightly\n", path);
		failures++;
	}
	return 0;
}

Test(csv_data, every_file_is_read_or_refused)
{
	static const char *const sets[] = { "duckdb-csv",   "frictionless", "commons-csv",
					    "csv-spectrum", "clevercsv",    "rust-csv" };
	const char *shared = prop_shared();
	char path[5000];

	if (!shared)
		return;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		snprintf(path, sizeof path, "%s/data/%s", shared, sets[i]);
		cr_assert_eq(nftw(path, visit, 20, FTW_PHYS), 0, "%s", path);
	}
	cr_assert_geq(files, 350, "only %d files", files);
	cr_assert(prop_promise("P26-files", files, failures));
}

/* The next string of a JSON text of flat objects, unescaped; NULL at its end. */
static const char *next_string(const char *s, struct buf *out)
{
	buf_clear(out);
	s = strchr(s, '"');
	if (!s)
		return NULL;
	for (s++; *s != '"'; s++) {
		if (*s == '\\') {
			s++;
			buf_putc(out, *s == 'n' ? '\n' : *s == 'r' ? '\r' : *s == 't' ? '\t' : *s);
		} else {
			buf_putc(out, *s);
		}
	}
	return s + 1;
}

/* The files named crlf have lost their CRs on the way into the repository; their JSON still has them. */
static void read_with_ends(const char *path, struct buf *out)
{
	struct buf file = { 0 };

	cr_assert(prop_read(path, &file), "%s", path);
	for (size_t i = 0; i < file.len; i++) {
		if (file.data[i] == '\n' && strstr(path, "crlf") && (!i || file.data[i - 1] != '\r'))
			buf_putc(out, '\r');
		buf_putc(out, file.data[i]);
	}
	buf_done(&file);
}

/* Each object of the JSON text is a record of the file: its names those of the header, its values those of the row.
 */
static void compare_json(const char *csv, const char *json)
{
	struct buf text = { 0 }, name = { 0 }, value = { 0 };
	struct buf file = { 0 };
	struct csv_in *in;
	struct csv_row row;
	char *names[32];
	const char *s;
	int width;

	cr_assert(prop_read(json, &text), "%s", json);
	read_with_ends(csv, &file);
	in = csv_in_open_bytes(buf_str(&file), file.len, NULL);
	cr_assert_eq(csv_in_header(in, &row, NULL), 1);
	width = row.count;
	cr_assert_leq(width, 32);
	for (int i = 0; i < width; i++)
		names[i] = xstrdup(row.fields[i].text);
	s = buf_str(&text);
	while (csv_in_next(in, &row, NULL) > CSV_IN_END) {
		cr_assert_eq(row.count, width, "%s line %d", csv, (int)row.line);
		for (int i = 0; i < width; i++) {
			s = next_string(s, &name);
			cr_assert(s && (s = next_string(s, &value)), "%s has fewer values", json);
			cr_assert_str_eq(buf_str(&name), names[i]);
			/* The set contradicts itself in this one value: 2095257564 in its CSV, 1234567890 in its
			 * JSON. */
			if (strcmp(buf_str(&value), "1234567890") == 0 &&
			    strcmp(row.fields[i].text, "2095257564") == 0)
				continue;
			cr_assert_str_eq(buf_str(&value), row.fields[i].text ? row.fields[i].text : "",
					 "%s has \"%s\"", csv, row.fields[i].text);
		}
	}
	cr_assert_null(next_string(s, &name), "%s has more values", json);
	for (int i = 0; i < width; i++)
		free(names[i]);
	csv_in_close(in);
	buf_done(&file);
	buf_done(&text);
	buf_done(&name);
	buf_done(&value);
}

Test(csv_data, csv_spectrum_gives_its_json)
{
	static const char *const names[] = { "comma_in_quotes", "empty",	 "empty_crlf",
					     "escaped_quotes",	"json",		 "location_coordinates",
					     "newlines",	"newlines_crlf", "quotes_and_newlines",
					     "simple",		"simple_crlf",	 "utf8" };
	const char *shared = prop_shared();
	char csv[5000], json[5000];

	for (size_t i = 0; shared && i < sizeof names / sizeof *names; i++) {
		snprintf(csv, sizeof csv, "%s/data/csv-spectrum/csvs/%s.csv", shared, names[i]);
		snprintf(json, sizeof json, "%s/data/csv-spectrum/json/%s.json", shared, names[i]);
		compare_json(csv, json);
	}
	cr_assert(!shared || prop_promise("P26-spectrum", 12, 0));
}

/* "N:[a, b, c]" as commons-csv notes its expected records. */
static void put_record(const struct csv_row *row, struct buf *out)
{
	buf_printf(out, "%d:[", row->count);
	for (int i = 0; i < row->count; i++)
		buf_printf(out, "%s%s", i ? ", " : "", row->fields[i].text ? row->fields[i].text : "");
	buf_puts(out, "]\n");
}

Test(csv_data, commons_csv_gives_its_records)
{
	const char *shared = prop_shared(), *expected;
	struct buf text = { 0 }, ours = { 0 };
	struct csv_in *in;
	struct csv_row row;
	char path[5000];

	if (!shared)
		return;
	snprintf(path, sizeof path, "%s/data/commons-csv/CSVFileParser/test_default.txt", shared);
	cr_assert(prop_read(path, &text));
	expected = strchr(strchr(buf_str(&text), '\n') + 1, '\n') + 1;
	snprintf(path, sizeof path, "%s/data/commons-csv/CSVFileParser/test.csv", shared);
	in = csv_in_open(path, &(struct csv_options){ .ragged = true }, NULL);
	while (csv_in_next(in, &row, NULL) == CSV_IN_ROW)
		put_record(&row, &ours);
	csv_in_close(in);
	cr_assert(strncmp(buf_str(&ours), expected, strlen(expected)) == 0, "expected\n%s\nfound\n%s", expected,
		  buf_str(&ours));
	cr_assert_leq(ours.len, strlen(expected) + 1);
	buf_done(&text);
	buf_done(&ours);
}
