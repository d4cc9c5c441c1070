/* The whole way of the taxonomy on the command line. */
#include "tests/cli/cli.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(cli_taxonomy, .init = cli_begin, .fini = cli_end);

static void says(const char *words)
{
	cr_assert_not_null(strstr(buf_str(&cli.run.out), words), "%s: %s%s", words, buf_str(&cli.run.out),
			   buf_str(&cli.run.err));
}

static void fails(const char *who, const char *line, int status, const char *words)
{
	cr_assert_eq(cli_run(who, NULL, line), status, "%s: %s", line, buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), words), "%s: %s", line, buf_str(&cli.run.err));
}

Test(cli_taxonomy, a_version_is_drafted_and_published)
{
	cli_team();
	cli_ok("dana", "member|add|ana|--role|analyst");
	cli_ok("ana", "taxonomy");
	says("Themes, 1.0\nf Product fit");
	cli_ok("ana", "taxonomy|add|Training|--below|implementation|--definition|Who teaches it|--example|“nobody”");
	says("draft of 1.1: 1 added, 0 changed, 0 retired");
	cli_ok("ana", "taxonomy|rename|training|Training and help");
	cli_ok("ana", "taxonomy|letter|training|g");
	cli_ok("ana", "taxonomy|define|messaging|--definition|What we said we are");
	cli_ok("ana", "taxonomy|move|speed|--root");
	cli_ok("ana", "taxonomy|merge|unclear-value|--into|proof");
	cli_ok("ana", "taxonomy|split|procurement|--into|Purchasing|--into|Legal");
	says("draft of 2.0");
	cli_ok("ana", "taxonomy|retire|own-build");
	cli_ok("ana", "taxonomy|show|1.0|--format|csv");
	cr_assert_null(strstr(buf_str(&cli.run.out), "Training and help"));
	cli_ok("ana", "taxonomy|publish|--note|after the first quarter");
	says("taxonomy 2.0 published");
	cli_ok("ana", "taxonomy|list|--format|csv");
	says("2.0,published,");
	says("ana,after the first quarter");
	cli_ok("ana", "taxonomy|print");
	says("### g · Training and help\n\n`training` · no codes\n\nWho teaches it\n\n- “nobody”\n");
	says("- Procurement or legal friction (procurement): split into Purchasing, Legal; no codes");
	cli_ok("ana", "taxonomy|print|1.0|--format|text");
	says("\no Procurement or legal friction\n  procurement · no codes\n");
	cli_ok("ana", "taxonomy|show|--format|json");
	says("{\"code\":\"unclear-value\",\"parent\":\"messaging\",\"title\":\"Value not clear\",\"letter\":null,");
	cli_ok("ana", "taxonomy|recode|--format|csv");
	says("code,interview,note,coder,driver,theme,chosen,words");
	cli_ok("ana", "undo");
	cli_ok("ana", "taxonomy|list");
	says("draft of 2.0");
}

Test(cli_taxonomy, what_does_not_fit_is_refused_with_the_reason)
{
	cli_team();
	fails("mira", "taxonomy|add|Weather", 77, "mira is not one of them");
	fails("dana", "taxonomy|add|Weather|--letter|w", 65, "expected one of b c f i m o p s");
	fails("dana", "taxonomy|rename|nothing|Weather", 65, "there is no theme “nothing”");
	fails("dana", "taxonomy|rename|proc|Product FIT", 65, "stands there already");
	fails("dana", "taxonomy|retire|s", 65, "“s” may be Structure of the price (price-structure), Staying as they are");
	fails("dana", "taxonomy|move|pricing|--below|price-level", 65, "cannot stand below itself");
	fails("dana", "taxonomy|move|pricing", 64, "--below THEME or --root");
	fails("dana", "taxonomy|merge|pricing|--into|pricing", 65, "cannot be merged into itself");
	fails("dana", "taxonomy|split|pricing|--into|One", 65, "at least two parts");
	fails("dana", "taxonomy|publish", 1, "nothing of the taxonomy was changed");
	fails("dana", "taxonomy|show|7", 65, "there is no version “7” of the taxonomy, expected one of 1.0");
	fails("dana", "taxonomy|recode|12|--into|pricing", 65, "there is no code number 12");
	fails("dana", "taxonomy|weather", 64, "expected list, show, add");
	fails("dana", "taxonomy|add|A|B", 64, "found “B”");
	cli_ok("dana", "taxonomy|list");
	cr_assert_null(strstr(buf_str(&cli.run.out), "draft"));
}
