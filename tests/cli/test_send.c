/* A message on its way out: into a file, or to the command that the team's configuration names and the member allowed. */
#include "model/file.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *dir, *db, *got, *shipped;
static struct run r;

/* Words parted by blanks; % stands for `word`. */
static int say(const char *line, const char *word)
{
	const char *argv[32] = { getenv("WINLOSS_BIN"), "--db", db, "--as", "dana" };
	char *words = xstrdup(line), *save = NULL;
	struct buf config = { 0 };
	const char *env[] = { NULL, "TZ=UTC", NULL };
	size_t n = 5;
	int status;

	buf_printf(&config, "XDG_CONFIG_HOME=%s/own", dir);
	env[0] = buf_str(&config);
	for (char *w = strtok_r(words, " ", &save); w && n < 31; w = strtok_r(NULL, " ", &save))
		argv[n++] = strcmp(w, "%") ? w : word;
	run_done(&r);
	status = run_program(&r, argv, env, NULL);
	free(words);
	buf_done(&config);
	return status;
}

static void ok(const char *line, const char *word)
{
	int status = say(line, word);

	cr_assert_eq(status, 0, "%s: %d, %s", line, status, buf_str(&r.err));
}

static void refused(const char *line, int status, const char *why)
{
	int found = say(line, NULL);

	cr_assert_eq(found, status, "%s: %d, %s", line, found, buf_str(&r.err));
	cr_assert_not_null(strstr(buf_str(&r.err), why), "%s: expected “%s” in: %s", line, why, buf_str(&r.err));
}

static char *put_file(const char *name, const char *text, unsigned mode)
{
	char *path = temp_path(dir, name);
	FILE *f = fopen(path, "w");

	cr_assert_not_null(f, "%s", path);
	fputs(text, f);
	fclose(f);
	chmod(path, mode);
	return path;
}

/* The configuration as it is shipped, with a command for a channel behind it. */
static void configure(const char *channel, const char *command, const char *more)
{
	struct buf ini = { 0 };
	char *path;

	buf_printf(&ini, "%s\n[by %s]\ncommand = %s\n%s\n", shipped, channel, command, more);
	path = put_file("messages.ini", buf_str(&ini), 0600);
	ok("config messages --import %", path);
	free(path);
	buf_done(&ini);
}

/* A program that keeps its words and its input, and ends with `status`. */
static char *make_command(int status)
{
	struct buf text = { 0 };
	char *path;

	buf_printf(&text, "#!/bin/sh\necho \"words: $*\" >%s\ncat >>%s\necho \"the pipe is \033[31mclogged\" >&2\nexit %d\n", got, got,
		   status);
	path = put_file("post.sh", buf_str(&text), 0700);
	buf_done(&text);
	return path;
}

static void has_got(const char *text)
{
	struct buf b = { 0 };

	cr_assert_eq(file_read(got, 1 << 20, &b), 0, "nothing was handed over");
	cr_assert_not_null(strstr(buf_str(&b), text), "expected “%s” in: %s", text, buf_str(&b));
	buf_done(&b);
}

static void begin(void)
{
	dir = temp_dir("send");
	db = temp_path(dir, "a.db");
	got = temp_path(dir, "got");
	ok("config messages --print", NULL);
	shipped = xstrdup(buf_str(&r.out));
	ok("deal add --company % --owner dana", "Umber; touch /tmp/x $(id) --help");
	ok("deal move D-1 won --check all --commitment verbal --sow pending --sow-date 2026-11-30 --contact %", "Ana Fox");
}

static void end(void)
{
	run_done(&r);
	temp_remove(dir);
	free(dir);
	free(db);
	free(got);
	free(shipped);
}

TestSuite(send, .init = begin, .fini = end, .timeout = 600);

Test(send, goes_into_a_new_private_file)
{
	char *path = temp_path(dir, "note.txt");
	struct buf b = { 0 };
	struct stat st;

	ok("handoff D-1 --note slack --output %", path);
	cr_assert_eq(file_read(path, 1 << 20, &b), 0);
	cr_assert_not_null(strstr(buf_str(&b), "DEAL CLOSED — Umber; touch"), "%s", buf_str(&b));
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0600);
	cr_assert_eq(say("handoff D-1 --note slack --output %", path), 73, "%s", buf_str(&r.err));
	cr_assert_eq(say("handoff D-1 --note slack --output %", "/nowhere/at/all"), 73, "%s", buf_str(&r.err));
	buf_done(&b);
	free(path);
}

/* A file from elsewhere names a command: it is not started before the member allowed these very words. */
Test(send, starts_what_the_member_allowed)
{
	char *command = make_command(0);
	struct buf line = { 0 };

	refused("handoff D-1 --note slack --send", 1, "no command carries chat");
	buf_printf(&line, "%s --to deals", command);
	configure("chat", buf_str(&line), "");
	refused("handoff D-1 --note slack --send", 1, "you have not allowed the command");
	cr_assert_neq(access(got, F_OK), 0, "it ran");
	ok("config messages --allow", NULL);
	ok("handoff D-1 --note slack --send", NULL);
	has_got("words: --to deals\n🟢 DEAL CLOSED — Umber; touch /tmp/x $(id) --help — Assessment");
	ok("outbox list --all", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), " sent "), "%s", buf_str(&r.out));
	refused("outbox send 2", 1, "is sent already");
	buf_printf(&line, " --and more");
	configure("folder", buf_str(&line), "");
	refused("handoff D-1 --note daily --send", 1, "has a gap in it");
	ok("deal set D-1 --csm dana", NULL);
	refused("handoff D-1 --note daily --send", 1, "you have not allowed");
	buf_done(&line);
	free(command);
}

Test(send, says_how_the_command_failed)
{
	char *command = make_command(3);

	configure("chat", command, "");
	ok("config messages --allow", NULL);
	refused("handoff D-1 --note slack --send", 74, "ended with status 3 and said: the pipe is \\x1b[31mclogged");
	unlink(command);
	refused("handoff D-1 --note slack --send", 74, "cannot be run");
	free(command);
	configure("chat", "/bin/sleep 600", "seconds = 1");
	ok("config messages --allow", NULL);
	refused("outbox send 2", 74, "did not end within 1 seconds");
	ok("outbox list", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "deals-channel  to #exec-checkins  to send"), "%s", buf_str(&r.out));
}

/* The command itself hands the same message over once more, while it runs. */
Test(send, of_two_who_send_at_once_one_is_refused)
{
	struct buf text = { 0 };
	char *command;

	buf_printf(&text, "#!/bin/sh\necho once >>%s\n[ $(wc -l <%s) -gt 1 ] && exit 0\n\"$WINLOSS_BIN\" --db %s --as dana outbox"
		   " send 2 2>>%s\n\"$WINLOSS_BIN\" --db %s --as dana outbox withdraw 2 2>>%s\n\"$WINLOSS_BIN\" --db %s outbox list"
		   " >>%s\nexit 0\n", got, got, db, got, db, got, db, got);
	command = put_file("post.sh", buf_str(&text), 0700);
	configure("chat", command, "");
	ok("config messages --allow", NULL);
	ok("handoff D-1 --note slack --send", NULL);
	has_got("once\nwinloss: the message 2 is being sent by dana just now\nwinloss: the message 2 is being sent by dana just now\n");
	has_got("deals-channel  to #exec-checkins  sending ");
	refused("outbox send 2", 1, "is sent already");
	ok("undo", NULL);
	ok("outbox list", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "#exec-checkins  to send"), "%s", buf_str(&r.out));
	buf_done(&text);
	free(command);
}

/* Killed between the command and the mark: nobody knows whether it went, so it is shown as that and offered again. */
Test(send, a_claim_outlives_its_process)
{
	char *command = put_file("post.sh", "#!/bin/sh\nkill -9 $PPID\n", 0700);

	configure("chat", command, "seconds = 2");
	ok("config messages --allow", NULL);
	cr_assert_neq(say("handoff D-1 --note slack --send", NULL), 0);
	ok("outbox list", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "sending"), "%s", buf_str(&r.out));
	refused("outbox send 2", 1, "is being sent by dana just now");
	free(command);
	command = put_file("post.sh", "#!/bin/sh\nexit 0\n", 0700);
	ok("--now 2099-01-01T10:00:00Z outbox list", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "#exec-checkins  sent? "), "%s", buf_str(&r.out));
	ok("--now 2099-01-01T10:00:00Z outbox send 2", NULL);
	refused("outbox send 2", 1, "is sent already");
	free(command);
}

/* One that reads nothing and one that says without end: neither holds the program up. */
Test(send, takes_a_command_that_does_not_listen)
{
	char *command = put_file("deaf.sh", "#!/bin/sh\nexec <&-\nhead -c 300000 /dev/zero >&2\nexit 0\n", 0700);

	configure("chat", command, "");
	ok("config messages --allow", NULL);
	ok("handoff D-1 --note slack --send", NULL);
	free(command);
}

Test(send, a_mail_has_its_head)
{
	char *command = make_command(0);

	configure("e-mail", command, "");
	ok("config messages --allow", NULL);
	refused("handoff D-1 --note sow --send", 1, "no e-mail address of Ana Fox");
	ok("handoff D-1 --set %", "email=fox@umber.example");
	ok("handoff D-1 --note sow --send", NULL);
	has_got("To: fox@umber.example\nMIME-Version: 1.0\n");
	has_got("\nSubject: Umber; touch /tmp/x $(id) --help: statement of work");
	free(command);
}

Test(send, one_address_and_nothing_more)
{
	char *command = make_command(0);

	configure("e-mail", command, "");
	ok("config messages --allow", NULL);
	ok("handoff D-1 --set %", "email=fox@umber.example,all@umber.example");
	refused("handoff D-1 --note sow --send", 1, "expected one e-mail address");
	cr_assert_neq(access(got, F_OK), 0, "it ran");
	free(command);
}

/* A name that no value can fill is refused with the file and the line, and the template that stands is kept. */
Test(send, a_template_with_an_unknown_name_is_refused)
{
	char *path = put_file("daily.txt", "KEY COMPLETIONS TODAY\n- {company}: {compani}\n", 0600);

	cr_assert_eq(say("config templates/daily --import %", path), 78);
	cr_assert_not_null(strstr(buf_str(&r.err), "daily.txt: templates/daily:2: found “{compani}”"), "%s", buf_str(&r.err));
	ok("config --check", NULL);
	ok("handoff D-1 --note daily", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "confirmed, won"), "%s", buf_str(&r.out));
	free(path);
	path = put_file("daily.txt", "TODAY\n{company} by {ae}\n", 0600);
	ok("config templates/daily --import %", path);
	ok("handoff D-1 --note daily", NULL);
	cr_assert_str_eq(buf_str(&r.out), "TODAY\nUmber; touch /tmp/x $(id) --help by dana\n");
	free(path);
}

/* A playbook that nobody shipped: a file of the team, begun by hand and measured. */
Test(send, a_playbook_of_the_team)
{
	char *path = put_file("fair.ini", "[playbook]\ntitle = Fair\nstart = hand\nowner = cmo\n[step book]\ntitle = Book the booth\n"
			      "when = day - 12 weeks\nitem = booth: Booth space\n", 0600);

	refused("config playbooks/fair --print", 65, "no configuration");
	ok("config playbooks/fair --import %", path);
	ok("config playbooks/fair --print", NULL);
	ok("--now 2026-11-20T09:00:00Z playbook D-1 --start fair --day 2027-03-01", NULL);
	ok("--now 2026-11-20T09:00:00Z playbook D-1 --name fair", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "from 12-07"), "%s", buf_str(&r.out));
	cr_assert_eq(say("config playbooks/../fair --import %", path), 65, "%s", buf_str(&r.err));
	free(path);
	path = put_file("fair.ini", "[playbook]\ntitle = Fair\nstart = fairly\n", 0600);
	cr_assert_eq(say("config playbooks/fair2 --import %", path), 78);
	cr_assert_not_null(strstr(buf_str(&r.err), "fair.ini: playbooks/fair2:3: start names the event"), "%s", buf_str(&r.err));
	free(path);
}

/* A figure below its target has its action although nobody looks at the figures; once. */
Test(send, the_morning_opens_what_falls_short)
{
	ok("playbook D-1 --start onboarding", NULL);
	say("due --morning", NULL);
	say("due --morning", NULL);
	ok("action list", NULL);
	cr_assert_not_null(strstr(buf_str(&r.out), "Handoff completeness: "), "%s", buf_str(&r.out));
	cr_assert_null(strstr(strstr(buf_str(&r.out), "Handoff completeness: ") + 1, "Handoff completeness: "), "%s", buf_str(&r.out));
}
