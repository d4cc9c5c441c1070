/* `handoff` as everybody who has a part in a packet says it. */
#include "tests/cli/cli.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(cli_packet, .init = cli_begin, .fini = cli_end);

/* The whole way of a packet, by everybody who has a part in it. */
Test(cli_packet, a_packet_from_the_win_to_the_acknowledgement)
{
	static const struct {
		const char *who, *words;
		int status;
		const char *out, *err;
	} walk[] = {
		{ "mira", "--file", 77, NULL, "is for cro" },
		{ "cora", "--file", 1, NULL, "not filed: 9 required fields are missing:\n  email: Contact's e-mail\n" },
		{ "mira", "--set|email=fox@kestrel.example|--set|origin=partner", 0, "email kept", NULL },
		{ "mira", "--set|start=2027-01-31", 0, "start kept", "later than the last day of the window" },
		{ "mira", "--set|start=2026-12-01|--set|problem=Three = too many|--set|expect=x|--set|sold=y", 0, "sold kept", NULL },
		{ "mira", "--set|briefing=n|--set|touchpoints=2026-10-02 call -> demo|--set|criteria=a", 0, "criteria kept", NULL },
		{ "cora", "--file", 1, NULL, "not filed: 1 required field is missing:\n  criteria: Success criteria, 1 of 3\n" },
		{ "mira", "--set|criteria=b|--set|criteria=c|--set|criteria.2=bb", 0, "criteria kept", NULL },
		{ "cora", "--file", 0, "filed, version 1: ", NULL },
		{ "cora", "--file", 1, NULL, "nothing changed since version 1" },
		{ "cora", "--ack", 77, NULL, "csm, csm_manager" },
		{ "priya", "--return|expect=By when?|--return|risks=Who?", 0, "returned with 2 gaps", NULL },
		{ "priya", "--ack", 1, NULL, "was returned" },
		{ "priya", "", 0, "- expect: By when?\n- risks: Who?\n", NULL },
		{ "cora", "--set|expect=x by March|--file", 0, "filed, version 2: ", NULL },
		{ "cora", "--version|1..2", 0, "### What they expect\n\n- > x\n+ > x by March\n", NULL },
		{ "priya", "--ack", 0, "packet acknowledged", NULL },
		{ "rex", "--version|1", 77, NULL, "read whole" },
		{ "priya", "--version|1", 0, "> Three = too many", NULL },
		{ "priya", "--format|json", 0, "\"state\":\"acknowledged\"", NULL },
		{ "mira", "", 0, "Acknowledged by priya", NULL },
	};

	cli_team();
	cli_ok("dana", "member|add|cora|--role|cro");
	cli_ok("dana", "deal|set|D-1|--csm|priya");
	cli_ok("dana", "--now|2026-11-20T09:00:00Z|deal|move|D-1|won|--check|all|--commitment|written|--sow|signed|--contact|L. Fox");
	for (size_t i = 0; i < sizeof walk / sizeof walk[0]; i++) {
		struct buf line = { 0 };

		buf_printf(&line, "--now|2026-11-20T10:00:00Z|handoff|D-1|%s", walk[i].words);
		cr_assert_eq(cli_run(walk[i].who, NULL, buf_str(&line)), walk[i].status, "%s: status %d, %s%s",
			     walk[i].words, cli.run.status, buf_str(&cli.run.out), buf_str(&cli.run.err));
		if (walk[i].out)
			cr_assert_not_null(strstr(buf_str(&cli.run.out), walk[i].out), "%s: %s", walk[i].words,
					   buf_str(&cli.run.out));
		else
			cr_assert_eq(cli.run.out.len, 0, "%s: %s", walk[i].words,
					   buf_str(&cli.run.out));
		if (walk[i].err)
			cr_assert_not_null(strstr(buf_str(&cli.run.err), walk[i].err), "%s: %s", walk[i].words,
					   buf_str(&cli.run.err));
		else
			cr_assert_eq(cli.run.err.len, 0, "%s: %s", walk[i].words,
					   buf_str(&cli.run.err));
		buf_done(&line);
	}
}

/* Taken back from the command line, the file follows; a file that is not ours is told and left. */
Test(cli_packet, the_file_of_a_packet)
{
	char *path = temp_path(cli.dir, "files/handoffs/assessment-kestrel-data-2026-11-20.md");
	FILE *f;

	cli_team();
	cli_ok("dana", "--now|2026-11-20T09:00:00Z|deal|move|D-1|won|--check|all|--commitment|written|--sow|signed|--contact|L. Fox");
	cli_ok("dana", "--now|2026-11-20T09:00:00Z|handoff|D-1|--set|email=f@k.example|--set|origin=p|--set|start=2026-12-01|--set|"
		   "problem=x|--set|expect=x|--set|sold=y|--set|briefing=n|--set|touchpoints=call|--set|criteria=a|--set|criteria=b");
	cli_ok("dana", "--now|2026-11-20T09:00:00Z|handoff|D-1|--set|criteria=c|--file|--set|notes=late|--file");
	cr_assert_eq(access(path, R_OK), 0);
	cli_ok("dana", "undo");
	cli_ok("dana", "handoff|D-1|--version|2");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "was taken back"), "%s", buf_str(&cli.run.err));
	cr_assert_eq(unlink(path), 0);
	cli_ok("dana", "handoff|D-1");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "holds version 1 again"), "%s", buf_str(&cli.run.err));
	f = fopen(path, "w");
	fputs("mine", f);
	fclose(f);
	cli_ok("dana", "handoff|D-1");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "was left as it is"), "%s", buf_str(&cli.run.err));
	cr_assert_eq(cli_run("dana", NULL, "handoff|D-1|--file"), 73, "%s", buf_str(&cli.run.err));
	free(path);
}
