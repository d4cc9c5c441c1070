/* The quarter on the command line: printed, written, published, verified. */
#include "model/file.h"
#include "tests/cli/cli.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(cli_report, .init = cli_begin, .fini = cli_end);

static void says(const char *words)
{
	cr_assert_not_null(strstr(buf_str(&cli.run.out), words), "%s: %s%s", words, buf_str(&cli.run.out), buf_str(&cli.run.err));
}

static void fails(const char *who, const char *line, int status, const char *words)
{
	cr_assert_eq(cli_run(who, NULL, line), status, "%s: %s", line, buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), words), "%s: %s", line, buf_str(&cli.run.err));
}

static void lose(void)
{
	cli_ok("dana", "deal|set|D-1|--amount|500");
	cli_ok("dana", "--now|2026-11-20T10:00:00Z|deal|move|D-1|lost|--reason|price|--follow-up|2030-01-01");
}

static void name_of(const char *name, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", cli.dir, name);
}

Test(cli_report, a_quarter_is_printed_in_each_format_and_written_into_files)
{
	static const char *const heads[][2] = { { "md", "# Win/loss 2026-Q4" }, { "text", "Win/loss 2026-Q4" }, { "csv", "\xef\xbb\xbfsection,key,title" },
						{ "json", "{\"period\":\"2026-Q4\"" }, { "xlsx", "PK" } };

	cli_team();
	lose();
	cli_ok("dana", "report|2026-q4");
	says("# Win/loss 2026-Q4");
	says("| lost         |      1 |");
	for (size_t i = 0; i < 5; i++) {
		char path[300], line[400];
		struct buf b = { 0 };

		name_of(heads[i][0], path, sizeof path);
		snprintf(line, sizeof line, "report|2026-Q4|--format|%s|-o|%s", heads[i][0], path);
		cli_ok("dana", line);
		cr_assert_eq(file_read(path, 1 << 20, &b), 0);
		cr_assert(b.len > 1000 && !strncmp(buf_str(&b), heads[i][1], strlen(heads[i][1])), "%s: %.80s", path, buf_str(&b));
		buf_done(&b);
	}
	fails("dana", "report|2026-Q4|--format|pdf", 64, "expected md, text, csv, json or xlsx");
	fails("dana", "report|2026-Q4|--segment|Nowhere", 65, "no segment");
	fails("dana", "report|2026-Q4|--publish|--format|csv", 64, "do not go with it");
	fails("dana", "report|2026-Q4|-o|/proc/nothing/here", 73, "/proc/nothing/here");
}

/* A figure beside the table of the dimensions has no column of it. */
Test(cli_report, a_doubt_about_the_fit_is_said_below_the_dimensions)
{
	cli_team();
	cli_ok("dana", "deal|move|D-1|won|--check|all|--commitment|written|--sow|signed|--contact|L. Fox");
	cli_ok("dana", "debrief|D-1|--doubt|yes");
	cli_ok("dana", "--now|2026-11-20T10:00:00Z|report|2026-Q4|--format|text");
	cli_ok("dana", "report|2026-Q4|--publish");
	cli_ok("dana", "report|2026-Q4");
	says("| Fit doubted in the debrief |      1 |");
}

Test(cli_report, a_published_file_is_verified_and_a_digit_is_found)
{
	char path[300], line[400];
	struct buf b = { 0 };
	char *at;
	FILE *f;

	cli_team();
	lose();
	fails("mira", "report|2026-Q4|--publish", 77, "publish");
	cli_ok("dana", "report|2026-Q4|--publish");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "win-loss-2026-Q4.md"), "%s", buf_str(&cli.run.err));
	cli_ok("dana", "report|list");
	says("reports/revenue/win-loss-2026-Q4.md");
	at = strstr(buf_str(&cli.run.out), "reports/revenue");
	cr_assert_not_null(at);
	name_of("files/reports/revenue/win-loss-2026-Q4.md", path, sizeof path);
	if (access(path, R_OK))
		snprintf(path, sizeof path, "%s-files/reports/revenue/win-loss-2026-Q4.md", cli.db);
	snprintf(line, sizeof line, "report|--verify|%s", path);
	cli_ok("dana", line);
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "as it was published"), "%s", buf_str(&cli.run.err));
	cr_assert_eq(file_read(path, 1 << 20, &b), 0);
	at = strstr(b.data, "| lost ");
	cr_assert_not_null(at);
	at += strcspn(at, "0123456789");
	*at = '7';
	f = fopen(path, "w");
	cr_assert(f && fwrite(b.data, 1, b.len, f) == b.len && !fclose(f));
	cr_assert_eq(cli_run("dana", NULL, line), 1, "%s", buf_str(&cli.run.err));
	says("found 7, published 1 (lost; outcome.lost)");
	fails("dana", "report|2026-Q4|--publish", 73, "left as it is");
	fails("dana", "report|--verify|/nowhere.md", 66, "/nowhere.md");
	buf_done(&b);
}
