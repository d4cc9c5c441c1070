/* `config` as a script meets it: what comes in, what goes out, what an edit of it moves. */
#include "tests/cli/cli.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(cli_config, .init = cli_begin, .fini = cli_end);

Test(cli_config, a_bad_configuration_names_file_and_line_and_stays_out)
{
	char *ini = temp_path(cli.dir, "mine.ini");
	struct buf line = { 0 };
	FILE *f = fopen(ini, "w");

	fputs("[prospecting]\nid = 1\ntitle = A\n[won]\nid = six\n", f);
	fclose(f);
	cli_team();
	buf_printf(&line, "config|stages|--import|%s", ini);
	cr_assert_eq(cli_run("dana", NULL, buf_str(&line)), 78, "%d %s", cli.run.status, buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "mine.ini"), "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "5"), "the line: %s", buf_str(&cli.run.err));
	cli_ok("dana", "config|stages|--history");
	cr_assert_null(strstr(buf_str(&cli.run.out), "version 2"));
	buf_done(&line);
	free(ini);
}

Test(cli_config, an_edited_configuration_lies_where_temporary_files_go)
{
	char *editor = temp_path(cli.dir, "editor.sh"), *seen = temp_path(cli.dir, "seen");
	struct buf script = { 0 }, visual = { 0 }, tmp = { 0 }, got = { 0 };
	const char *env[] = { NULL, NULL, NULL };
	char word[400] = "";
	FILE *f;

	buf_printf(
		&script,
		"#!/bin/sh\nstat -c '%%a %%n' \"$1\" > %s\nsed -i 's/^title = Prospecting/title = Leads/' \"$1\"\n",
		seen);
	f = fopen(editor, "w");
	fputs(buf_str(&script), f);
	fclose(f);
	chmod(editor, 0700);
	cli_team();
	buf_printf(&visual, "VISUAL=%s", editor);
	buf_printf(&tmp, "TMPDIR=%s", cli.dir);
	env[0] = buf_str(&visual);
	env[1] = buf_str(&tmp);
	cr_assert_eq(cli_run("dana", env, "config|stages|--edit"), 0, "%s", buf_str(&cli.run.err));
	f = fopen(seen, "r");
	cr_assert_not_null(f);
	cr_assert_not_null(fgets(word, sizeof word, f));
	fclose(f);
	cr_assert_eq(strncmp(word, "600 ", 4), 0, "%s", word);
	cr_assert_eq(strncmp(word + 4, cli.dir, strlen(cli.dir)), 0, "%s", word);
	word[strcspn(word, "\n")] = '\0';
	cr_assert_neq(access(word + 4, F_OK), 0, "it is gone afterwards");
	cli_ok("dana", "deal|show|D-1");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "Leads"), "%s", buf_str(&cli.run.out));
	buf_done(&script);
	buf_done(&visual);
	buf_done(&tmp);
	buf_done(&got);
	free(editor);
	free(seen);
}

/* The configuration of that name as it stands, with one piece of it put in place of another. */
static void change_config(const char *name, const char *was, const char *is)
{
	char *ini = temp_path(cli.dir, "changed.ini");
	struct buf line = { 0 };
	const char *at;
	FILE *f;

	buf_printf(&line, "config|%s|--print", name);
	cli_ok("dana", buf_str(&line));
	at = strstr(buf_str(&cli.run.out), was);
	cr_assert_not_null(at, "%s lacks %s", name, was);
	f = fopen(ini, "w");
	fprintf(f, "%.*s%s%s", (int)(at - buf_str(&cli.run.out)), buf_str(&cli.run.out), is, at + strlen(was));
	fclose(f);
	buf_clear(&line);
	buf_printf(&line, "--now|2026-12-01T09:00:00Z|config|%s|--import|%s", name, ini);
	cli_ok("dana", buf_str(&line));
	buf_done(&line);
	free(ini);
}

static void moved_is(const char *want)
{
	cr_assert_str_eq(buf_str(&cli.run.out), want, "%s", buf_str(&cli.run.out));
}

/* The one was due in the past and the other is to come: both are corrected, and the list says how. */
Test(cli_config, a_changed_calendar_or_rule_lists_what_moved)
{
	static const char won[] = "--reason|signed|--commitment|written|--sow|signed|--sow-date|2026-11-10|--contact|Ida Brandt";
	struct buf line = { 0 };

	cli_team();
	buf_printf(&line, "--now|2026-11-24T09:00:00Z|deal|move|D-1|won|%s", won);
	cli_ok("dana", buf_str(&line));
	buf_clear(&line);
	buf_printf(&line, "--now|2026-11-26T09:00:00Z|deal|move|D-2|won|%s", won);
	cli_ok("dana", buf_str(&line));
	change_config("calendar", "[holidays]", "[holidays]\n2026-11-27 = off");
	moved_is("D-1 Kestrel Data · debrief: due 12-01 18:00 → 12-02 18:00\n"
		 "D-2 Lumen Labs · debrief: due 12-03 18:00 → 12-04 18:00\n2 clocks changed\n");
	change_config("clocks", "due = 2 days", "due = 6 days");
	moved_is("D-1 Kestrel Data · introduction: due 11-26 18:00 → 11-30 18:00\n"
		 "D-2 Lumen Labs · introduction: due 11-28 18:00 → 12-02 18:00, late → soon\n2 clocks changed\n");
	/* Of clocks that come and go, too. */
	change_config("clocks", "stop = introduced\ndue = 6 days\nowner = ae cro\nenabled = yes",
		      "stop = introduced\ndue = 6 days\nowner = ae cro\nenabled = 2026-11-25T00:00:00Z");
	moved_is("D-1 Kestrel Data · introduction: due 11-30 18:00 → —, late → not there\n1 clock changed\n");
	change_config("clocks", "enabled = 2026-11-25T00:00:00Z", "enabled = yes");
	moved_is("D-1 Kestrel Data · introduction: due — → 11-30 18:00, not there → late\n1 clock changed\n");
	change_config("calendar", "[holidays]", "; nothing of a clock\n[holidays]");
	moved_is("0 clocks changed\n");
	buf_done(&line);
}

Test(cli_config, a_configuration_that_cannot_be_written_leaves_no_file)
{
	char *path = temp_path(cli.dir, "stages.ini");
	struct rlimit was, none;
	struct buf line = { 0 };

	cli_ok("dana", "deal|list");
	buf_printf(&line, "config|stages|--export|%s", path);
	getrlimit(RLIMIT_FSIZE, &was);
	none = (struct rlimit){ 100, was.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	cli_run("dana", NULL, buf_str(&line));
	setrlimit(RLIMIT_FSIZE, &was);
	cr_assert_eq(cli.run.status, 73, "%d %s", cli.run.status, buf_str(&cli.run.err));
	cr_assert_eq(access(path, F_OK), -1, "a part of it was left");
	cli_ok("dana", buf_str(&line));
	cr_assert_eq(cli_run("dana", NULL, buf_str(&line)), 73, "it was written over");
	buf_done(&line);
	free(path);
}

/* The file keeps its zone, and the refusal says what was found, where, and what would do. */
Test(cli_config, a_time_zone_that_does_not_exist)
{
	char *ini = temp_path(cli.dir, "calendar.ini");
	struct buf line = { 0 };
	FILE *f = fopen(ini, "w");

	cli_team();
	fputs("[calendar]\nzone = Mars/Olympus\n", f);
	fclose(f);
	buf_printf(&line, "config|calendar|--import|%s", ini);
	cr_assert_eq(cli_run("dana", NULL, buf_str(&line)), 78);
	cr_assert_not_null(strstr(buf_str(&cli.run.err), ini), "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "calendar.ini:2: no time zone \"Mars/Olympus\""), "%s", buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "expected a name like Europe/Lisbon"), "%s", buf_str(&cli.run.err));
	cli_ok("dana", "config|calendar|--print");
	cr_assert_null(strstr(buf_str(&cli.run.out), "Mars"));
	cli_ok("dana", "config|calendar|--history");
	cr_assert_null(strstr(buf_str(&cli.run.out), "version 2"));
	buf_done(&line);
	free(ini);
}

/* The machine's own zone is not one either: a file that is made counts by UTC, and says so. */
Test(cli_config, a_machine_without_a_zone_makes_a_file_in_utc)
{
	static const char *const env[] = { "TZ=Mars/Olympus", NULL };

	cr_assert_eq(cli_run("dana", env, "member|list"), 0, "%s", buf_str(&cli.run.err));
	cr_assert(strstr(buf_str(&cli.run.err), "its time zone Etc/UTC") || strstr(buf_str(&cli.run.err), "its time zone UTC"),
		  "%s", buf_str(&cli.run.err));
}

/* What was told before stays; what comes is counted by the clock that is set, and nothing is refused or spoilt. */
Test(cli_config, a_clock_set_back)
{
	cli_team();
	cli_ok("dana", "--now|2026-11-24T10:00:00Z|deal|move|D-1|won|--reason|signed|--commitment|verbal|--sow|pending|--sow-date|"
		   "2026-11-27|--contact|Ida Brandt");
	cli_ok("dana", "--now|2026-11-23T08:59:30Z|due|--explain|D-1|acknowledge");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "due       Wed 11-25 10:00  (2026-11-25T10:00:00"), "%s", buf_str(&cli.run.out));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "left      2d 1:00 by the clock on the wall"), "%s", buf_str(&cli.run.out));
	cli_ok("dana", "--now|2026-11-23T09:00:00Z|mark|D-1|sow_signed");
	cli_ok("dana", "--now|2026-11-23T09:00:00Z|due|--explain|D-1|delivery");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "start     Mon 11-23 09:00"), "%s", buf_str(&cli.run.out));
	cr_assert_eq(cli_run("dana", NULL, "--now|2026-11-23T09:00:00Z|mark|D-1|sow_sent|--at|2026-11-24 10:00"), 65);
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "lies in the future"), "%s", buf_str(&cli.run.err));
	cli_ok("dana", "--now|2026-11-23T09:00:00Z|undo");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "SOW signed"), "%s", buf_str(&cli.run.out));
	cli_ok("dana", "--now|2026-11-24T11:00:00Z|check|--deep");
}
