#include "tests/cli/cli.h"

#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct cli cli;

void cli_begin(void)
{
	cli.dir = temp_dir("cli");
	cli.db = temp_path(cli.dir, "a.db");
}

void cli_end(void)
{
	run_done(&cli.run);
	temp_remove(cli.dir);
	free(cli.dir);
	free(cli.db);
}

int cli_run(const char *login, const char *const *env, const char *line)
{
	char *words = xstrdup(line), *save = NULL;
	const char *argv[40] = { getenv("WINLOSS_BIN"), "--db", cli.db, "--as", login };
	size_t n = 5;

	cr_assert_not_null(argv[0], "WINLOSS_BIN is not set: run by make check");
	for (char *w = strtok_r(words, "|", &save); w && n < 39; w = strtok_r(NULL, "|", &save))
		argv[n++] = w;
	run_done(&cli.run);
	memset(&cli.run, 0, sizeof cli.run);
	run_program(&cli.run, argv, env, NULL);
	free(words);
	return cli.run.status;
}

void cli_ok(const char *login, const char *line)
{
	cr_assert_eq(cli_run(login, NULL, line), 0, "%s: status %d, %s", line, cli.run.status, buf_str(&cli.run.err));
}

void cli_team(void)
{
	cli_ok("dana", "member|add|mira|--role|ae");
	cli_ok("dana", "member|add|jo|--role|ae");
	cli_ok("dana", "member|add|priya|--role|csm");
	cli_ok("dana", "member|add|rex|--role|readonly");
	cli_ok("dana", "deal|add|--company|Kestrel Data|--owner|mira|--amount|9500");
	cli_ok("dana", "deal|add|--company|Lumen Labs|--owner|jo|--external-id|CRM-2");
}
