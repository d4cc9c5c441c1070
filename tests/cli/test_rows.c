/* The rows of a debrief, noted and changed by `debrief`. */
#include "tests/cli/cli.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(cli_rows, .init = cli_begin, .fini = cli_end);

Test(cli_rows, rows_of_a_debrief)
{
	static const struct {
		const char *who, *words;
		int status;
		const char *says; /* on standard output for 0, else on standard error */
	} cases[] = {
		{ "priya", "--promise|Integrations in 30 days|--owner|mi|--due|2026-12-22|--said-by|Mira|--kind|impl", 0,
		  "promise 1 kept, owner mira, due 2026-12-22" },
		{ "priya", "--objection|Price moved|--resolution|one quote|--flag|capacity=week three", 0, "flag 3 kept" },
		{ "priya", "--gap|3=who signed?|--gap|no notes|--followup|5=which region?|--park|sister company", 0,
		  "parked 7 kept" },
		{ "priya", "--answer|4=Integrations|--said-by|Mira|--signal|worr|--doubt|no", 0, "signal worried" },
		{ "priya", "--said-by|4=Lena", 0, "Q4 said by Lena" },
		{ "mira", "--promise|Two training days|--due|2027-Q2", 0, "promise 8 kept, due 2027-Q2" },
		{ "priya", "--row|1|--state|kept|--text|Integrations in 45 days", 0, "promise 1 kept, owner mira, due 2026-12-22, "
										     "kept" },
		{ "priya", "--remove|3", 0, "flag 3 removed" },
		{ "priya", "--row|7|--state|placed|--question|champion", 0, "parked 7 kept, placed" },
		{ "priya", "--row|7|--question|9", 65, "no question “9”" },
		{ "priya", "--row|1|--question|2", 64, "this is a promise" },
		{ "priya", "--remove|3", 65, "no row 3" },
		{ "priya", "--row|99|--state|kept", 65, "no row 99" },
		{ "priya", "--row|2|--kind|skeptic", 64, "objection has no --kind" },
		{ "priya", "--promise|x|--due|someday", 64, "someday" },
		{ "priya", "--promise|x|--owner|zz", 65, "no member “zz”" },
		{ "priya", "--promise|x|--owner|m", 65, "2 members begin with “m”" },
		{ "priya", "--promise|x|--kind|great", 64, "explicit, implicit" },
		{ "priya", "--promise|x|--state|great", 64, "open, kept" },
		{ "priya", "--promise| ", 64, "wants words" },
		{ "priya", "--promise", 64, "wants a value" },
		{ "priya", "--flag|week three", 64, "capacity=TEXT" },
		{ "priya", "--followup|which region?", 64, "N=TEXT" },
		{ "priya", "--owner|mira", 64, "no option --owner" },
		{ "priya", "--said-by|Mira", 64, "N=TEXT" },
		{ "priya", "--signal|great", 64, "good, unsure or worried" },
		{ "priya", "--doubt|great", 64, "yes or no" },
		{ "mira", "--flag|capacity=mine", 77, "debrief" },
		{ "rex", "--promise|x", 77, "" },
	};
	long failed = 0;

	cli_team();
	cli_ok("dana", "member|add|max|--role|csm_manager");
	cli_ok("dana", "--now|2026-11-24T09:00:00Z|deal|move|D-1|won|--reason|signed|--commitment|written|--sow|signed|--check|all|"
		   "--contact|Ida Brandt");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf line = { 0 };
		int status;
		const struct buf *out;

		buf_printf(&line, "--now|2026-11-24T10:00:00Z|debrief|D-1|%s", cases[i].words);
		status = cli_run(cases[i].who, NULL, buf_str(&line));
		out = cases[i].status ? &cli.run.err : &cli.run.out;
		if (status != cases[i].status || !strstr(buf_str(out), cases[i].says)) {
			fprintf(stderr, "%s %s: %d\n%s%s", cases[i].who, cases[i].words, status,
				buf_str(&cli.run.out), buf_str(&cli.run.err));
			failed++;
		}
		buf_done(&line);
	}
	cr_assert_eq(failed, 0);
	cli_ok("priya", "debrief|D-1");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "- Integrations in 45 days (implicit; said by Mira; owner mira; due "
						   "2026-12-22; kept)"), "%s", buf_str(&cli.run.out));
	cli_ok("priya", "debrief|D-1|--audience|customer");
	cr_assert_null(strstr(buf_str(&cli.run.out), "mira"), "%s", buf_str(&cli.run.out));
	cli_ok("priya", "search|quote");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "objection: "), "%s", buf_str(&cli.run.out));
}
