/* Themes and coded projects as files. */
#include "tests/cli/cli.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(cli_themes, .init = cli_begin, .fini = cli_end);

Test(cli_themes, the_taxonomy_leaves_as_a_sheet_and_as_a_codebook)
{
	cli_team();
	cli_ok("dana", "export|taxonomy|--raw");
	cr_assert_not_null(
		strstr(buf_str(&cli.run.out), "code,parent,title,definition,examples,letter,version,retired\n"));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "\nprocurement,,Procurement or legal friction,"));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "rows of taxonomy"));
	cli_ok("dana", "export|taxonomy|--format|qdc");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\""));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "Letter: o</Description>"));
	cr_assert_eq(cli_run("dana", NULL, "export|deals|--format|qdc"), 64);
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "holds themes"));
}

static void write_file(const char *name, const char *body, char **path)
{
	FILE *f;

	*path = temp_path(cli.dir, name);
	f = fopen(*path, "w");
	cr_assert_not_null(f);
	fputs(body, f);
	fclose(f);
}

/* As dana, the file; what it says goes to both streams. */
static int import(const char *who, const char *what, const char *path, const char *more)
{
	struct buf line = { 0 };
	int status;

	buf_printf(&line, "import|%s|%s%s", what, path, more);
	status = cli_run(who, NULL, buf_str(&line));
	buf_done(&line);
	return status;
}

static void export_to(const char *path, const char *format)
{
	struct buf line = { 0 };

	buf_printf(&line, "export|taxonomy|--format|%s|-o|%s", format, path);
	cli_ok("dana", buf_str(&line));
	buf_done(&line);
}

Test(cli_themes, what_left_comes_back_unchanged)
{
	char *csv, *qdc;

	cli_team();
	csv = temp_path(cli.dir, "t.csv");
	qdc = temp_path(cli.dir, "t.qdc");
	export_to(csv, "csv");
	export_to(qdc, "qdc");
	cr_assert_eq(import("dana", "taxonomy", csv, ""), 0, "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "added 0, updated 0, "), "%s", buf_str(&cli.run.out));
	cr_assert_eq(import("dana", "taxonomy", qdc, ""), 0, "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "added 0, updated 0, "), "%s", buf_str(&cli.run.out));
	cr_assert_eq(import("rex", "taxonomy", qdc, ""), 77);
	free(csv);
	free(qdc);
}

Test(cli_themes, themes_come_from_a_sheet_with_headers_of_its_own)
{
	char *path;

	cli_team();
	write_file("t.csv",
		   "Theme;Parent theme;Description;Mood\nPricing and commercial terms;;What it costs;\n"
		   "Seats;pricing and commercial terms;Who counts;\n",
		   &path);
	cr_assert_eq(import("dana", "taxonomy", path, "|--dry-run"), 0, "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "read 2, added 1, updated 1, unchanged 0, refused 0"));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "\"Mood\" is not known"));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "nothing was written"));
	cr_assert_eq(import("dana", "taxonomy", path, ""), 0, "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "retired"));
	cr_assert_eq(import("dana", "taxonomy", path, ""), 0);
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "read 2, added 0, updated 0, unchanged 2, refused 0"));
	free(path);
}

Test(cli_themes, a_bad_file_is_refused_by_line)
{
	static const struct {
		const char *name, *body, *says;
	} cases[] = {
		{ "a.csv", "code,title\na,A\na,B\n", "a.csv:3: the code \"a\" stands there twice" },
		{ "b.csv", "code,parent,title\na,b,A\nb,a,B\n", "b.csv:2: \"A\" stands below itself" },
		{ "c.qdc", "<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/passwd\">]>\n<CodeBook>&e;</CodeBook>",
		  "c.qdc:1: found a DOCTYPE" },
		{ "d.qdc", "title\nA\n", "d.qdc:1: this is no XML" },
		{ "e.qdc", "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes>\n<Code name=\"A\"", "e.qdc:2: " },
		{ "f.qdpx", "no zip", "f.qdpx:1: this is no XML" },
	};
	struct buf before = { 0 };

	cli_team();
	cli_ok("dana", "export|history|--raw");
	buf_puts(&before, buf_str(&cli.run.out));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *path;

		write_file(cases[i].name, cases[i].body, &path);
		cr_assert_eq(import("dana", "taxonomy", path, ""), 65, "%s", cases[i].name);
		cr_assert_not_null(strstr(buf_str(&cli.run.err), cases[i].says), "%s", buf_str(&cli.run.err));
		cr_assert_eq(cli.run.out.len, 0);
		free(path);
	}
	cr_assert_eq(cli_run("dana", NULL, "import|taxonomy"), 64);
	cr_assert_eq(cli_run("dana", NULL, "import|codes|a|b"), 64);
	cr_assert_eq(cli_run("dana", NULL, "import|codes|/nowhere/x.qdpx"), 66);
	cli_ok("dana", "export|history|--raw");
	cr_assert_str_eq(buf_str(&cli.run.out), buf_str(&before), "nothing changed");
	buf_done(&before);
}

Test(cli_themes, a_coded_project_brings_its_themes_and_names_what_it_cannot)
{
	const char *shared = prop_shared();
	struct buf path = { 0 };

	if (!shared)
		cr_skip_test("no shared data");
	cli_team();
	buf_printf(&path, "%s/data/refi-qda/TestProject.qdpx", shared);
	cr_assert_eq(import("dana", "taxonomy", buf_str(&path), ""), 0, "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "added 14, updated 0, unchanged 28"), "%s",
			   buf_str(&cli.run.out));
	cr_assert_eq(import("dana", "codes", buf_str(&path), ""), 1, "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "read 9, added 0, updated 0, unchanged 0, refused 9"));
	cr_assert_not_null(
		strstr(buf_str(&cli.run.err), "project.qde:46: Coke::diet Coke “Oh, that was great. See you "
					      "tomorrow? Eleven thir…”: no interview here is called"),
		"%s", buf_str(&cli.run.err));
	buf_done(&path);
}
