/* Sales operations: a sheet goes out and comes back, stage history, doubles. */
#include "tests/cli/cli.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(cli_sheets, .init = cli_begin, .fini = cli_end);

static bool out_has(const char *words)
{
	return strstr(buf_str(&cli.run.out), words) != NULL;
}

static bool err_has(const char *words)
{
	return strstr(buf_str(&cli.run.err), words) != NULL;
}

/* The last output, with one text replaced, as a file of that name; as dana, imported. */
static int send_back(const char *kind, const char *name, const char *was, const char *is, const char *more)
{
	char *path = temp_path(cli.dir, name), *at = strstr(buf_str(&cli.run.out), was);
	struct buf line = { 0 };
	FILE *f = fopen(path, "w");
	int status;

	cr_assert_not_null(f);
	cr_assert_not_null(at, "%s is not in %s", was, buf_str(&cli.run.out));
	fwrite(buf_str(&cli.run.out), 1, (size_t)(at - buf_str(&cli.run.out)), f);
	fprintf(f, "%s%s", is, at + strlen(was));
	fclose(f);
	buf_printf(&line, "import|%s|%s%s", kind, path, more);
	status = cli_run("dana", NULL, buf_str(&line));
	buf_done(&line);
	free(path);
	return status;
}

Test(cli_sheets, a_wide_row_comes_back_with_a_preview_by_field)
{
	cli_team();
	cli_ok("mira", "deal|set|D-1|--amount|1500|--expected-close|2026-12-01");
	cli_ok("dana", "export|deals|--wide|--columns|id,company,amount,expected_close,as_of|--delimiter|;|--decimal|,|--raw");
	cr_assert(out_has("id;company;amount;expected_close;as_of\nD-1;"), "%s", buf_str(&cli.run.out));
	cr_assert_eq(send_back("deals", "a.csv", "\"1500,00\";2026-12-01", "2.500,50;24.12.2026", "|--dry-run"), 0, "%s",
		     buf_str(&cli.run.err));
	cr_assert(out_has("amount: \"1500.00\" -> \"2500.50\"\n"), "%s", buf_str(&cli.run.out));
	cr_assert(out_has("expected_close: \"2026-12-01\" -> \"2026-12-24\"\n"));
	cr_assert(err_has("nothing was written"));
	cli_ok("dana", "export|deals|--wide|--raw");
	cr_assert_eq(send_back("deals", "b.csv", ",1500.00,", ",1600.00,", ""), 0, "%s", buf_str(&cli.run.err));
	cr_assert(out_has("read 2, added 0, updated 1, unchanged 1, refused 0"));
	cr_assert(err_has("answers of debriefs, which an import of deals leaves as they are"));
	cr_assert_eq(cli_run("dana", NULL, "import|deals|x.csv|--dates|sometimes"), 64);
	cr_assert_eq(cli_run("dana", NULL, "import|deals|x.csv|--decimal|;"), 64);
}

Test(cli_sheets, stage_history_goes_round)
{
	cli_team();
	cli_ok("dana", "export|stages|--raw");
	cr_assert(out_has("deal,stage,entered,left\n"));
	cr_assert_eq(send_back("stages", "s.csv", "", "", ""), 0, "%s", buf_str(&cli.run.err));
	cr_assert(out_has("unchanged 2, refused 0"), "%s", buf_str(&cli.run.out));
	cr_assert_eq(cli_run("mira", NULL, "import|stages|-"), 77);
}

Test(cli_sheets, doubles_are_merged_and_parted_again)
{
	cli_team();
	cli_ok("dana", "deal|add|--company|Umber Ltd|--competitor|Gridwell");
	cli_ok("dana", "deal|add|--company|UMBER|--competitor|Gridwel");
	cli_ok("dana", "merge|company|--suggest");
	cr_assert(out_has("merge company \"UMBER\" \"Umber Ltd\"   (1 and 1 deals)\n"), "%s", buf_str(&cli.run.out));
	cli_ok("dana", "merge|competitor|--suggest|--format|csv");
	cr_assert(out_has("Gridwel,1,Gridwell,1"), "%s", buf_str(&cli.run.out));
	cli_ok("dana", "merge|company|UMBER|Umber Ltd");
	cr_assert_str_eq(buf_str(&cli.run.out), "UMBER → Umber Ltd: 1 deal, 0 contacts\n");
	cr_assert_eq(cli_run("dana", NULL, "merge|company|UMBER|Umber Ltd"), 1);
	cr_assert_eq(cli_run("dana", NULL, "merge|company|Nobody|Umber Ltd"), 65);
	cr_assert_eq(cli_run("dana", NULL, "merge|company|UMBER"), 64);
	cr_assert_eq(cli_run("dana", NULL, "merge|deal|a|b"), 64);
	cr_assert_eq(cli_run("mira", NULL, "merge|company|--suggest"), 77);
	cli_ok("dana", "undo");
	cr_assert(out_has("taken back: merge of UMBER into Umber Ltd"));
	cli_ok("dana", "export|deals|--columns|company|--raw");
	cr_assert(out_has("UMBER\n"));
}
