/* A change of the qualification model on the command line: from a flag of delivery to a version of the model. */
#include "tests/cli/cli.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(cli_refine, .init = cli_begin, .fini = cli_end);

static void refused(const char *who, const char *line, int status, const char *because)
{
	cr_assert_eq(cli_run(who, NULL, line), status, "%s: %d %s", line, cli.run.status, buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), because), "%s: %s", line, buf_str(&cli.run.err));
}

static void said(const char *words)
{
	cr_assert_not_null(strstr(buf_str(&cli.run.out), words), "%s: %s", words, buf_str(&cli.run.out));
}

static void begin(void)
{
	cli_team();
	cli_ok("dana", "member|add|olga|--role|sales_ops");
	cli_ok("dana", "member|add|cora|--role|cro");
	cli_ok("dana", "deal|add|--company|Kestrel Works|--owner|mira");
	cli_ok("priya", "refine|flag|no owner, no go-live|--deal|D-1");
}

Test(cli_refine, from_a_flag_to_an_approval)
{
	begin();
	refused("mira", "refine|flag|x|--deal|D-1", 77, "mira");
	refused("priya", "refine|flag|x|--deal|D-1/post", 65, "no exchange record");
	refused("priya", "refine|flag|x|--deal|I-1", 65, "no interview");
	refused("olga", "refine|propose|1|--dimension|dimension_2|--deal|D-2|--reason|two", 1, "it rests on 2 deals, 3 different ones are needed");
	refused("olga", "refine|propose|1|--dimension|dimension_2_and_more_than_a_key_holds|--deal|D-2,D-3|--reason|three", 65,
		"found “dimension_2_and_more_than_a_key_holds”");
	refused("olga", "refine|propose|1|--dimension|colour|--deal|D-2,D-3|--reason|three", 65, "dimension_5");
	refused("olga", "refine|propose|1", 64, "refine propose N|TEXT");
	cli_ok("olga", "refine|propose|1|--dimension|dimension_2|--deal|D-2,Kestrel Works|--reason|three deliveries|--reclassifies");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "a review by the council is recommended"), "%s", buf_str(&cli.run.err));
	refused("olga", "refine|approve|1|--comment|x", 77, "approve refinement");
	refused("cora", "refine|approve|1", 65, "a comment is needed");
	cli_ok("olga", "refine|unlink|1|D-2");
	refused("cora", "refine|approve|1|--comment|fine", 1, "3 different ones are needed: D-1, D-3");
	cli_ok("olga", "refine|link|1|D-2");
	cli_ok("olga", "refine|council|1");
	cli_ok("cora", "refine|approve|1|--comment|as proposed");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "is marked done"), "%s", buf_str(&cli.run.err));
	refused("dana", "refine|reject|1|--comment|no", 1, "is approved already (cora, ");
	cli_ok("rex", "refine|show|1");
	said("approved: cora, ");
	said("comment: as proposed");
	said("  D-3      Kestrel Works");
	cli_ok("rex", "refine|list|--format|csv");
	said("1,approved,dimension_2,");
	cli_ok("rex", "refine|list|--format|json");
	said("\"deals\":[\"D-1\",\"D-2\",\"D-3\"]");
	cli_ok("mira", "refine|list|--all|--format|json");
	said("[]");
}

static void write_icp(const char *path, const char *find, const char *put)
{
	struct buf in = { 0 };
	char *at;
	FILE *f;

	cr_assert(prop_read(path, &in));
	at = strstr(in.data, find);
	cr_assert_not_null(at, "%s", find);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	fprintf(f, "%.*s%s%s", (int)(at - in.data), in.data, put, at + strlen(find));
	fclose(f);
	buf_done(&in);
}

/* Once ratified the model changes by nothing else. */
Test(cli_refine, applied_as_a_version)
{
	char *ini, line[200];

	begin();
	ini = temp_path(cli.dir, "icp.ini");
	snprintf(line, sizeof line, "config|icp|--export|%s", ini);
	cli_ok("olga", line);
	write_icp(ini, "ratified = no", "ratified = yes");
	snprintf(line, sizeof line, "refine|apply|1|%s", ini);
	refused("olga", line, 1, "is flagged, and only an approved one is");
	cli_ok("olga", "refine|propose|1|--dimension|dimension_2|--deal|D-2,D-3|--reason|three deliveries");
	cli_ok("cora", "refine|approve|1|--comment|as proposed");
	refused("olga", "refine|apply|1|/nowhere/icp.ini", 65, "/nowhere/icp.ini");
	cli_ok("olga", line);
	said("the qualification model has a new version");
	write_icp(ini, "title = Dimension 2", "title = Owner");
	snprintf(line, sizeof line, "config|icp|--import|%s", ini);
	refused("olga", line, 1, "it changes by an approved refinement");
	cli_ok("olga", "config|icp|--history");
	said("version 2");
	free(ini);
}
