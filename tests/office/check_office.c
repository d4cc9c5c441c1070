/* What a spreadsheet makes of an export: LibreOffice opens 2,000 deals with hostile texts as a workbook and as CSV in three
 * dialects, once as a person does who asks for nothing (every cell may become a number, a day or a formula) and once told
 * which columns are text. Cells and their types are compared with what was exported, and what it writes is imported again.
 * Source: promise P27. The twin is an export with --raw, which carries no guard: the same comparison must find its formulas.
 *
 * A stage of its own (make check-office), for it takes a minute and an office: it is no part of make check. */
#include "model/io/csv_in.h"
#include "tests/support/prop.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include "model/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 2000, COLUMNS_MAX = 64 };
enum cell { CELL_NOTHING, CELL_STRING, CELL_NUMBER, CELL_DATE, CELL_FORMULA, CELL_OTHER };

static struct office {
	char *soffice, *dir, *db, *profile;
	long cases, fails, told;
} o;

static bool check(bool holds, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool check(bool holds, const char *fmt, ...)
{
	va_list ap;

	o.cases++;
	if (holds)
		return true;
	o.fails++;
	if (o.told++ < 20) {
		va_start(ap, fmt);
		vfprintf(stderr, fmt, ap);
		va_end(ap);
		fputc('\n', stderr);
	}
	return false;
}

/* ---- the world ---- */

static char *find_office(void)
{
	const char *path = getenv("PATH");

	for (const char *p = path ? path : ""; *p;) {
		size_t n = strcspn(p, ":");
		struct buf name = { 0 };

		buf_printf(&name, "%.*s/soffice", (int)n, p);
		if (!access(buf_str(&name), X_OK))
			return buf_take(&name);
		buf_done(&name);
		p += n + (p[n] == ':');
	}
	return NULL;
}

static int winloss(struct run *r, const char *input, const char *const *words)
{
	const char *argv[24] = { getenv("WINLOSS_BIN"), "--db", o.db };
	size_t n = 3;

	while (*words && n < 23)
		argv[n++] = *words++;
	return run_program(r, argv, (const char *const[]){ "TZ=UTC", "LC_ALL=C.UTF-8", "WINLOSS_USER=olga", NULL }, input);
}

/* The tokens that a filter of text files takes: separator, quote mark, 76 for UTF-8, first line, formats of columns,
 * language, quoted cells as text, special numbers detected (in: days; out: as shown). */
static char *convert(const char *file, const char *infilter, const char *to)
{
	struct buf profile = { 0 }, filter = { 0 }, out = { 0 };
	const char *argv[12];
	struct run r;
	size_t n = 0;
	char *made, *dot;

	buf_printf(&profile, "-env:UserInstallation=file://%s", o.profile);
	buf_printf(&filter, "--infilter=%s", infilter ? infilter : "");
	argv[n++] = o.soffice;
	argv[n++] = buf_str(&profile);
	argv[n++] = "--headless";
	if (infilter)
		argv[n++] = buf_str(&filter);
	argv[n++] = "--convert-to";
	argv[n++] = to;
	argv[n++] = "--outdir";
	buf_printf(&out, "%s/made", o.dir);
	argv[n++] = buf_str(&out);
	argv[n++] = file;
	argv[n] = NULL;
	run_program(&r, argv, NULL, NULL);
	check(r.status == 0, "%s: soffice ended with %d: %s", file, r.status, buf_str(&r.err));
	run_done(&r);
	buf_puts(&out, strrchr(file, '/'));
	made = buf_take(&out);
	dot = strrchr(made, '.');
	memcpy(dot + 1, to, strcspn(to, ":"));
	dot[1 + strcspn(to, ":")] = '\0';
	buf_done(&profile);
	buf_done(&filter);
	return made;
}

/* Two to six pieces that spreadsheets, CSV readers and number detection trip over, with a number behind them: each text
 * stands once. */
static void put_text(struct prop *p, int number, struct buf *out)
{
	static const char *const bits[] = { "=",	"+",	 "-",	 "@",	"\t",  "'",	 " ",	   "\u00a0", "\n",   "1",    "a",
					    "5.5",	"\"",	 ";",	 "＝",	"(",   "+1 555", "cmd|' /C calc'!A0",	"1/2",	"SUM(1;2)", "HYPERLINK(\"x\")",
					    "\u200b",	"\u202e", "東京", "👩‍🔬",	"é",	 "|",	 ",",	   "%",	    "TRUE", "#REF!", "\033]0;x\007", "_x0041_" };

	for (uint32_t n = 2 + prop_below(p, 5); n; n--)
		buf_puts(out, bits[prop_below(p, sizeof bits / sizeof *bits)]);
	buf_printf(out, "x%d", number);
}

static void put_cell(struct prop *p, int number, struct buf *out)
{
	struct buf text = { 0 };

	put_text(p, number, &text);
	buf_putc(out, '"');
	for (size_t i = 0; i < text.len; i++)
		buf_printf(out, text.data[i] == '"' ? "\"\"" : "%c", text.data[i]);
	buf_puts(out, "\",");
	buf_done(&text);
}

static bool fill(void)
{
	static const char *const words[] = { "import", "deals", "-", "--raw", "--delimiter", ",", "--encoding", "UTF-8", NULL };
	struct buf csv = { 0 };
	struct prop p;
	struct run r;
	bool went;

	prop_init(&p, 2727);
	buf_puts(&csv, "external_id,company,name,next_step,stage,amount,currency,discount,term_months,expected_close,created,stage_since\n");
	for (int i = 0; i < ROWS; i++) {
		for (int c = 0; c < 4; c++)
			put_cell(&p, i, &csv);
		buf_printf(&csv, "discovery,%d.%02d,EUR,%d.5,%d,2027-%02d-%02d,2026-0%d-11,2026-10-%02dT08:0%d:00Z\n", i * 37, i % 100,
			   i % 40, 12 + i % 36, 1 + i % 12, 1 + i % 28, 1 + i % 9, 1 + i % 28, i % 10);
	}
	went = winloss(&r, buf_str(&csv), words) == 0 && strstr(buf_str(&r.out), "added 2000");
	check(went, "the deals did not go in: %s%s", buf_str(&r.out), buf_str(&r.err));
	run_done(&r);
	buf_done(&csv);
	return went;
}

static char *export_deals(const char *name, const char *const *options)
{
	const char *words[16] = { "export", "deals", "-o" };
	char *path = temp_path(o.dir, name);
	struct run r;
	size_t n = 3;

	words[n++] = path;
	while (*options)
		words[n++] = *options++;
	winloss(&r, NULL, words);
	check(r.status == 0 && strstr(buf_str(&r.err), "2000 rows"), "export %s: %s", name, buf_str(&r.err));
	run_done(&r);
	return path;
}

/* ---- what stands in a file ---- */

struct grid {
	char **cell;	 /* rows * cols */
	enum cell *type; /* of those that LibreOffice has, else NULL */
	size_t rows, cols;
};

static void grid_done(struct grid *g)
{
	for (size_t i = 0; i < g->rows * g->cols; i++)
		free(g->cell[i]);
	free(g->cell);
	free(g->type);
	*g = (struct grid){ 0 };
}

/* Line ends inside of a cell are all one to a spreadsheet. */
static char *one_line_end(const char *s)
{
	struct buf b = { 0 };

	for (; s && *s; s++)
		if (*s != '\r')
			buf_putc(&b, *s);
		else if (s[1] != '\n')
			buf_putc(&b, '\n');
	return buf_take(&b);
}

static bool grid_read(const char *path, char delimiter, struct grid *g)
{
	struct csv_options how = { .encoding = ENCODING_UTF8, .delimiter = delimiter };
	struct err err = { 0 };
	struct csv_in *in = csv_in_open(path, &how, &err);
	struct csv_row row;
	int got;

	*g = (struct grid){ 0 };
	if (!in)
		return check(false, "%s", err.text);
	while ((got = csv_in_next(in, &row, &err)) == CSV_IN_ROW) {
		g->cols = (size_t)row.count;
		g->cell = xrealloc(g->cell, (g->rows + 1) * g->cols * sizeof *g->cell);
		for (size_t c = 0; c < g->cols; c++)
			g->cell[g->rows * g->cols + c] = one_line_end(row.fields[c].text);
		g->rows++;
	}
	check(got == CSV_IN_END, "%s: row %zu: found %s", path, g->rows + 1, got == CSV_IN_REFUSED ? row.found : err.text);
	csv_in_close(in);
	return got == CSV_IN_END;
}

static size_t attribute(const char *tag, const char *end, const char *name)
{
	const char *at = strstr(tag, name);

	return at && at < end ? (size_t)strtoul(at + strlen(name), NULL, 10) : 1;
}

static bool tag_has(const char *tag, const char *end, const char *words)
{
	const char *at = strstr(tag, words);

	return at && at < end;
}

static enum cell type_of(const char *tag, const char *end)
{
	if (tag_has(tag, end, " table:formula="))
		return CELL_FORMULA;
	if (tag_has(tag, end, " office:value-type=\"string\""))
		return CELL_STRING;
	if (tag_has(tag, end, " office:value-type=\"date\""))
		return CELL_DATE;
	if (tag_has(tag, end, " office:value-type=\"float\""))
		return CELL_NUMBER;
	return tag_has(tag, end, " office:value-type=") ? CELL_OTHER : CELL_NOTHING;
}

/* Types of cells from a flat document; in its texts no < stands. */
static bool read_types(const char *path, struct grid *g)
{
	struct buf all = { 0 };
	size_t row = (size_t)-1, col = 0;

	g->type = xcalloc(g->rows * g->cols + 1, sizeof *g->type);
	if (!check(prop_read(path, &all), "%s is not there", path))
		return false;
	for (const char *p = buf_str(&all); (p = strchr(p, '<')); p++) {
		const char *end = strchr(p, '>');

		if (!strncmp(p, "<table:table-row ", 17)) {
			row++;
			col = 0;
		} else if (!strncmp(p, "<table:table-cell", 17)) {
			for (size_t n = attribute(p, end, "number-columns-repeated=\""); n; n--, col++)
				if (row < g->rows && col < g->cols)
					g->type[row * g->cols + col] = type_of(p, end);
		}
	}
	buf_done(&all);
	return check(row + 1 >= g->rows, "%s has %zu rows, expected %zu", path, row + 1, g->rows);
}

/* ---- the comparison ---- */

static enum cell expected_type(const char *column)
{
	static const char *const numbers[] = { "amount", "discount", "term_months" }, *const days[] = { "expected_close", "created" };

	for (size_t i = 0; i < 3; i++)
		if (!strcmp(column, numbers[i]))
			return CELL_NUMBER;
	for (size_t i = 0; i < 2; i++)
		if (!strcmp(column, days[i]))
			return CELL_DATE;
	return CELL_STRING;
}

static double number(const char *s)
{
	char *copy = xstrdup(s), *comma = strchr(copy, ',');
	double n;

	if (comma)
		*comma = '.';
	n = strtod(copy, NULL);
	free(copy);
	return n;
}

/* One cell as it was exported (`was`) and as LibreOffice has it. Of texts only the type of a text is a text's: a person who
 * asks for nothing gets 007x as it is, but 5.5 as a number, which is no formula. */
static bool is_same(const char *was, const char *is, enum cell type, enum cell expected, bool told_text)
{
	if (type == CELL_FORMULA)
		return false;
	if (!*was)
		return !*is && (type == CELL_NOTHING || type == CELL_STRING);
	switch (expected) {
	case CELL_NUMBER:
		return type == CELL_NUMBER && number(was) == number(is);
	case CELL_DATE:
		return type == CELL_DATE && !strcmp(was, is);
	case CELL_STRING:
		return type == CELL_STRING ? !strcmp(was, is) : !told_text;
	case CELL_NOTHING:
	case CELL_FORMULA:
	case CELL_OTHER:
		break;
	}
	return false;
}

struct dialect {
	const char *name, *const *options;
	char delimiter;
	const char *infilter; /* its tokens up to the formats of columns; NULL: a workbook */
	const char *rest;     /* those behind them */
	const char *out;      /* to which CSV */
};

static bool is_moment(const char *column)
{
	return !strcmp(column, "stage_since");
}

/* How many cells differ. */
static long compare(const struct grid *was, const struct grid *is, bool told_text, bool workbook, const char *name, bool quiet)
{
	long differ = 0;

	if (was->rows != is->rows || was->cols != is->cols) {
		check(quiet, "%s: %zu rows of %zu, expected %zu of %zu", name, is->rows, is->cols, was->rows, was->cols);
		return 1;
	}
	for (size_t i = 0; i < was->rows * was->cols; i++) {
		const char *column = was->cell[i % was->cols];
		enum cell expected = i < was->cols ? CELL_STRING : expected_type(column);
		bool same;

		if (workbook && i >= was->cols && is_moment(column))
			same = is->type[i] == CELL_DATE && !strncmp(was->cell[i], is->cell[i], 10) &&
			       !strncmp(was->cell[i] + 11, is->cell[i] + 11, 8);
		else
			same = is_same(was->cell[i], is->cell[i], is->type[i], expected, told_text);
		if (!quiet)
			check(same, "%s, row %zu, %s (type %d): exported “%s”, LibreOffice has “%s”", name, i / was->cols + 1, column,
			      (int)is->type[i], was->cell[i], is->cell[i]);
		differ += !same;
	}
	return differ;
}

/* 1/2/2/1 …: which columns are text. */
static void put_formats(const struct grid *g, struct buf *out)
{
	for (size_t c = 0; c < g->cols; c++)
		buf_printf(out, "%s%zu/%d", c ? "/" : "", c + 1, expected_type(g->cell[c]) == CELL_STRING ? 2 : 1);
}

/* The file of a dialect through LibreOffice: cells, types. The CSV that it wrote is the caller's. */
static char *through(const struct dialect *d, const char *file, const struct grid *was, bool told_text, struct grid *is)
{
	struct buf in = { 0 };
	char *csv, *flat;

	if (d->infilter) {
		buf_puts(&in, d->infilter);
		if (told_text)
			put_formats(was, &in);
		buf_puts(&in, d->rest);
	}
	flat = convert(file, d->infilter ? buf_str(&in) : NULL, "fods");
	csv = convert(file, d->infilter ? buf_str(&in) : NULL, d->out);
	buf_done(&in);
	if (grid_read(csv, ',', is))
		read_types(flat, is);
	unlink(flat);
	free(flat);
	return csv;
}

/* What LibreOffice wrote, imported over the same deals, changes none. */
static void import_back(const char *csv, const char *const *more, const char *name)
{
	const char *words[12] = { "import", "deals", csv, "--encoding", "UTF-8" };
	struct run r;

	for (size_t i = 0; more[i]; i++)
		words[5 + i] = more[i];
	winloss(&r, NULL, words);
	check(r.status == 0 && strstr(buf_str(&r.out), "added 0, updated 0, unchanged 2000, refused 0"), "%s back: %s%.2000s", name,
	      buf_str(&r.out), buf_str(&r.err));
	run_done(&r);
}

static const struct dialect dialects[];

/* An export without the guard, opened the same way. */
static void twin(void)
{
	const struct dialect *d = &dialects[0];
	char *file = export_deals("raw.csv", (const char *const[]){ "--raw", NULL }), *csv;
	struct grid was, is;
	long differ = 0, formulas = 0;

	if (grid_read(file, ',', &was)) {
		csv = through(d, file, &was, false, &is);
		differ = compare(&was, &is, false, false, "twin", true);
		for (size_t i = 0; is.type && i < is.rows * is.cols; i++)
			formulas += is.type[i] == CELL_FORMULA;
		free(csv);
		grid_done(&is);
	}
	check(differ > 0 && formulas > 0, "the twin (--raw) shows no formula: the comparison would not notice one");
	fprintf(stderr, "twin P27-office: --raw: %ld cells differ, %ld of them ran as formulas\n", differ, formulas);
	grid_done(&was);
	free(file);
}

static void walk(const struct dialect *d)
{
	struct grid was, is = { 0 };
	char *file = export_deals(d->name, d->options), *plain, *csv;

	/* What was exported is read from the file itself, of a workbook from the CSV without guards. */
	plain = d->infilter ? xstrdup(file) : export_deals("plain.csv", (const char *const[]){ "--raw", NULL });
	if (grid_read(plain, d->delimiter, &was)) {
		if (d->infilter) {
			csv = through(d, file, &was, false, &is);
			compare(&was, &is, false, false, d->name, false);
			grid_done(&is);
			free(csv);
		}
		csv = through(d, file, &was, true, &is);
		compare(&was, &is, true, !d->infilter, d->name, false);
		import_back(csv, d->infilter ? (const char *const[]){ NULL } : (const char *const[]){ "--raw", NULL }, d->name);
		grid_done(&is);
		free(csv);
	}
	fprintf(stderr, "%s: %ld cells, %ld differ\n", d->name, o.cases, o.fails);
	grid_done(&was);
	free(plain);
	free(file);
}

static void begin(void)
{
	struct run r;

	o.dir = temp_dir("office");
	o.db = temp_path(o.dir, "a.db");
	o.profile = temp_path(o.dir, "profile");
	winloss(&r, NULL, (const char *const[]){ "check", NULL });
	run_done(&r);
}

int main(void)
{
	o.soffice = find_office();
	if (!o.soffice) {
		fprintf(stderr, "SKIPPED: no soffice on the path, so no spreadsheet opened the exports (Debian: apt-get install"
				" --no-install-recommends libreoffice-calc)\n");
		return 77;
	}
	begin();
	if (fill()) {
		twin();
		for (const struct dialect *d = dialects; d->name; d++)
			walk(d);
	}
	temp_remove(o.dir);
	free(o.dir);
	free(o.db);
	free(o.profile);
	free(o.soffice);
	return prop_promise("P27-office", o.cases, o.fails) ? 0 : 1;
}

#define AS_CSV "csv:Text - txt - csv (StarCalc):44,34,76,1,,"

static const struct dialect dialects[] = {
	{ "comma.csv", (const char *const[]){ NULL }, ',', "CSV:44,34,76,1,", ",1033,false,true", AS_CSV "1033,false,true" },
	{ "semicolon.csv", (const char *const[]){ "--delimiter", ";", "--decimal", ",", NULL }, ';', "CSV:59,34,76,1,", ",1031,false,true",
	  AS_CSV "1031,false,true" },
	{ "tab.csv", (const char *const[]){ "--delimiter", "tab", NULL }, '\t', "CSV:9,34,76,1,", ",1033,false,true",
	  AS_CSV "1033,false,true" },
	{ "book.xlsx", (const char *const[]){ "--format", "xlsx", NULL }, ',', NULL, NULL, AS_CSV "1033,false,true" },
	{ 0 },
};
