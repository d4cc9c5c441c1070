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
