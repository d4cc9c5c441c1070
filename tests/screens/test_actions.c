/* What is to be done and what is to be sent, from the screen: found, closed, given away, opened, copied, and what others
 * did meanwhile. */
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWNER_OF_FIRST "select m.login from action a join member m on m.id = a.owner where a.id = 1"
#define PROMISE "Integrations live in thirty days"

/* Umber's debrief is complete: a promise that is late, another of the AE's, a flag; one action of the team. */
static void begin(void)
{
	char answer[32];

	call_set_up();
	CALL_AS("dana", "member", "add", "jo", "--role", "ae");
	for (char q = '1'; q <= '7'; q++) {
		strcpy(answer, "1=said on 2026-11-20");
		answer[0] = q;
		CALL_AS("priya", "debrief", "D-1", "--answer", answer);
	}
	CALL_AS("priya", "debrief", "D-1", "--promise", PROMISE, "--owner", "priya", "--due", "2026-11-18");
	CALL_AS("priya", "debrief", "D-1", "--promise", "a roadmap call", "--owner", "mira", "--due", "2026-11-21");
	CALL_AS("priya", "debrief", "D-1", "--flag", "capacity=two of us are away");
	CALL_AS("priya", "debrief", "D-1", "--attended", "mira,priya");
	CALL_AS("priya", "debrief", "D-1", "--complete");
	CALL_AS("dana", "action", "add", "look into the rate", "--owner", "dana", "--due", "2026-12-20");
	CALL_AS("dana", "deal", "add", "--company", "Kestrel Data", "--owner", "mira", "--amount", "9500");
	CALL_AS("mira", "action", "add", "send the questionnaire", "--deal", "D-2", "--due", "2026-11-24");
}

TestSuite(actions, .init = begin, .fini = call_tear_down, .timeout = 600);

static struct pty *open_list(const char *login)
{
	struct pty *p = call_start(login, (struct pty_options){ 0 });

	call_type(p, "A");
	return p;
}

Test(actions, one_key_from_any_list_says_what_is_due_whose_it_is_and_where_it_came_from)
{
	struct pty *p = open_list("priya");

	call_see(p, "Open actions 5  !1 late");
	call_see(p, "! 2 days late");
	call_see(p, "~ tomorrow");
	call_see(p, "Tue 11-24");
	call_see(p, "no day");
	call_see(p, "the team");
	call_see(p, "a promise of the debrief");
	call_type(p, "G");
	call_see(p, "a flag of the debrief");
	call_type(p, "1");
	call_see(p, "Prospecting");
	call_type(p, "A");
	call_see(p, "Open actions 5");
	call_type(p, "<Esc>");
	call_see(p, "Prospecting");
	call_type(p, ":what is to be");
	call_see(p, "What is to be done: actions");
	call_type(p, "<Enter>");
	call_see(p, "Open actions 5");
	pty_resize(p, 40, 120);
	call_see(p, "Integrations live in thirty days   "); /* whole beside its owner */
	call_see(p, "M messages");
	pty_free(p);
}

Test(actions, closing_one_keeps_its_promise_and_u_takes_both_back)
{
	struct pty *p = open_list("priya");

	call_see(p, PROMISE);
	call_type(p, "<Space>");
	call_see(p, "closed, and its promise is kept");
	call_see(p, "Open actions 4");
	call_check_value("select state from item where kind = 1 order by id limit 1", "1");
	call_type(p, "u");
	call_see(p, "taken back: Umber Group: action closed, its promise kept");
	call_see(p, "Open actions 5  !1 late");
	call_check_value("select state from item where kind = 1 order by id limit 1", "0");
	call_type(p, "<C-r>");
	call_see(p, "done again");
	call_check_value("select state from item where kind = 1 order by id limit 1", "1");
	call_type(p, "oo");
	call_see(p, "All actions 5");
	call_type(p, "G");
	call_see(p, "closed 11-20");
	call_type(p, "<Space>");
	call_see(p, "open again, its promise too");
	call_check_value("select state from item where kind = 1 order by id limit 1", "0");
	pty_free(p);
}

Test(actions, closed_with_words)
{
	struct pty *p = open_list("priya");

	call_type(p, "cthey went live<Enter>");
	call_see(p, "Open actions 4");
	call_check_value("select reason from action where state = 1", "they went live");
	call_type(p, "oo");
	call_see(p, "All actions");
	call_type(p, "G");
	call_see(p, "they went live");
	call_type(p, "r");
	call_see(p, "this one is closed");
	pty_free(p);
}

Test(actions, another_owner_and_another_day)
{
	struct pty *p = open_list("priya");

	call_type(p, "r");
	call_see(p, "whose it is");
	call_type(p, "<C-a><C-k>nobody<Enter>");
	call_see(p, "no member's name begins with “nobody”");
	call_type(p, "<C-a><C-k>ma<Enter>");
	call_see(p, "it is max now");
	call_check_value("select m.login from item i join member m on m.id = i.owner where i.kind = 1 order by i.id limit 1", "max");
	call_type(p, "s");
	call_see(p, "when it is due");
	call_type(p, "<C-a><C-k>someday<Enter>");
	call_see(p, "someday");
	call_type(p, "<C-a><C-k>2 weeks<Enter>");
	call_see(p, "it is due 2026-12-04");
	call_see(p, "Open actions 5");
	call_type(p, "u");
	call_see(p, "taken back: Umber Group: action due 2026-12-04");
	call_type(p, "u");
	call_see(p, "taken back: Umber Group: action given to max");
	call_check_value("select m.login || due_day from action a join member m on m.id = a.owner order by a.id limit 1", "priya20775");
	pty_free(p);
}

Test(actions, what_another_member_did_meanwhile_is_said_and_stays)
{
	struct pty *p = open_list("priya");

	call_type(p, "r");
	call_see(p, "whose it is");
	CALL_AS("max", "action", "set", "1", "--owner", "mira");
	pty_settle(p, PTY_LIMIT_MS);
	call_type(p, "<C-a><C-k>dana<Enter>");
	call_see(p, "max made the owner “mira” (11-20");
	call_see(p, "Enter again puts yours");
	call_check_value(OWNER_OF_FIRST, "mira");
	call_type(p, "<Enter>");
	call_see(p, "it is dana now");
	call_check_value(OWNER_OF_FIRST, "dana");
	call_type(p, "c");
	call_see(p, "What came of it");
	CALL_AS("max", "action", "close", "1");
	pty_settle(p, PTY_LIMIT_MS);
	call_type(p, "done<Enter>");
	call_see(p, "is closed already (max, ");
	pty_free(p);
}

/* Words left in a strip, another's put there meanwhile: said before they go over it. */
Test(actions, words_of_before_do_not_go_over_newer_ones_unsaid)
{
	struct pty *p = open_list("priya");

	call_type(p, "r<C-a><C-k>dana");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "Open actions 5");
	CALL_AS("max", "action", "set", "1", "--owner", "mira");
	pty_settle(p, PTY_LIMIT_MS);
	call_type(p, "r");
	call_see(p, "Owner  dana");
	call_type(p, "<Enter>");
	call_see(p, "“mira” stands there now");
	call_check_value(OWNER_OF_FIRST, "mira");
	call_type(p, "<Enter>");
	call_see(p, "it is dana now");
	pty_free(p);
}

Test(actions, an_account_that_another_handed_over_meanwhile_is_said)
{
	struct pty *p = call_start("max", (struct pty_options){ 0 });

	call_type(p, "oo");
	call_see(p, "Umber Group");
	call_type(p, "aH");
	call_see(p, "from priya to another CSM");
	CALL_AS("dana", "deal", "set", "D-1", "--csm", "dana");
	pty_settle(p, PTY_LIMIT_MS);
	call_type(p, "max<Enter>");
	call_see(p, "“dana” stands there now");
	call_type(p, "<Enter>");
	call_see(p, "max is the CSM now; handed over 2 actions from dana to max");
	pty_free(p);
}

/* A strip that a kill ended has the words again. */
Test(actions, what_is_typed_into_a_strip_outlives_a_kill)
{
	struct pty *p = open_list("priya");

	call_type(p, "nask for the contract");
	call_see(p, "ask for the contract");
	call_type(p, "<A-y>");
	call_see(p, "What copied");
	call_kill(p);
	p = open_list("priya");
	call_type(p, "n");
	call_see(p, "ask for the contract");
	call_type(p, "<Tab>max<Tab>friday<Tab>Kestrel<Enter>");
	call_see(p, "the action is written");
	call_see(p, "Open actions 6");
	call_check_value("select deal from action order by id desc limit 1", "2");
	call_type(p, "n");
	call_see(p, "a new action");
	call_see(p, "▌* What             ");
	pty_free(p);
}

Test(actions, enter_opens_where_it_came_from)
{
	struct pty *p = open_list("priya");

	call_type(p, "<Enter>");
	call_see(p, "Ask next");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "Open actions 5");
	call_type(p, "jj");
	call_see(p, "written by hand");
	call_type(p, "<Enter>");
	call_see(p, "To leave Prospecting");
	call_type(p, "<Esc>");
	call_see(p, "Open actions 5");
	call_type(p, "a");
	call_see(p, "What happened");
	call_type(p, "A");
	call_see(p, "Open actions of Kestrel Data 1");
	call_gone(p, PROMISE);
	call_type(p, "A");
	call_see(p, "Open actions 5");
	pty_free(p);
}

Test(actions, mine_everybodys_finished_too)
{
	struct pty *p = open_list("mira");

	call_see(p, "Open actions 4"); /* those of her deals */
	call_gone(p, "look into the rate");
	call_type(p, "o");
	call_see(p, "My open actions 1");
	call_see(p, "a roadmap call");
	call_gone(p, PROMISE);
	call_type(p, "<Space>");
	call_see(p, "Nothing of yours is to be done.");
	call_type(p, "o");
	call_see(p, "All actions 4");
	pty_free(p);
}

Test(actions, narrowed_by_the_beginnings_of_words)
{
	struct pty *p = open_list("priya");

	call_type(p, "/umb PROM");
	call_see(p, "Open actions 2");
	call_see(p, "a roadmap call");
	call_gone(p, "send the questionnaire");
	call_type(p, "<Enter>");
	call_type(p, "j");
	call_type(p, "<Space>");
	call_see(p, "closed, and its promise is kept");
	call_see(p, "Open actions 1");
	call_type(p, "<Esc>");
	call_see(p, "Open actions 4");
	call_type(p, "/zebra");
	call_see(p, "Nothing matches “zebra”");
	call_type(p, "<Enter>");
	call_type(p, "<Space>");
	call_see(p, "nothing matches; Esc shows all again");
	call_type(p, "<Esc>");
	call_see(p, "Open actions 4");
	call_type(p, "/D-2 quest");
	call_see(p, "Open actions 1");
	pty_free(p);
}

/* P38 on these lists: who reads no such class, or not that deal, does not see it. */
Test(actions, who_may_not_see_one_has_an_empty_list)
{
	struct pty *p = open_list("jo");

	call_see(p, "Nothing is to be done.");
	call_gone(p, "Umber");
	call_type(p, "M");
	call_see(p, "No message to send.");
	pty_free(p);
}

Test(actions, who_only_reads_is_told_so)
{
	struct pty *p;

	CALL_AS("priya", "debrief", "D-1", "--note-ae");
	p = open_list("rex");
	call_see(p, PROMISE);
	call_type(p, "<Space>");
	call_see(p, "your role reads actions");
	call_type(p, "s");
	call_see(p, "your role reads actions");
	call_type(p, "n");
	call_see(p, "your role reads actions");
	call_check_value("select count(*) from action where state = 0", "5");
	call_type(p, "M");
	call_see(p, "you send them yourself");
	pty_free(p);
}

/* As the actions are; where two are told apart, x writes the one that was found. */
Test(actions, messages_are_narrowed_by_the_beginnings_of_words)
{
	struct pty *p;
	char *dir = temp_dir("messages"), *file = temp_path(dir, "message-2.txt"), *was = getcwd(NULL, 0);

	CALL_AS("priya", "debrief", "D-1", "--note-ae");
	CALL_AS("dana", "deal", "add", "--company", "Lumen Labs", "--stage", "won", "--reason", "signed", "--commitment",
		"written", "--sow-status", "signed", "--contact", "Ida Berg", "--owner", "jo", "--csm", "priya");
	CALL_AS("priya", "debrief", "D-3", "--answer", "4=a roadmap call in January");
	CALL_AS("priya", "debrief", "D-3", "--note-ae");
	cr_assert_eq(chdir(dir), 0);
	p = call_start("priya", (struct pty_options){ 0 });
	cr_assert_eq(chdir(was), 0);
	call_type(p, "M");
	call_see(p, "Messages to send 2");
	call_type(p, "/lum");
	call_see(p, "Messages to send 1");
	call_see(p, "Esc clears");
	call_type(p, "x"); /* a letter of the words */
	call_see(p, "Nothing matches “lumx”; o shows sent ones too");
	call_type(p, "<BS> not<Enter>"); /* the kind's words count */
	call_see(p, "Messages to send 1");
	call_type(p, "x");
	call_see(p, "message-2.txt holds the message");
	cr_assert_eq(access(file, R_OK), 0, "%s", file);
	call_type(p, "<Esc>");
	call_see(p, "Messages to send 2");
	call_type(p, "/zebra<Enter>x");
	call_see(p, "nothing matches; Esc shows all again");
	call_type(p, "<Esc>");
	call_see(p, "Messages to send 2");
	call_type(p, "/D-1");
	call_see(p, "Messages to send 1");
	call_type(p, "<C-u>mira");
	call_see(p, "Messages to send 1");
	pty_free(p);
	temp_remove(dir);
	free(dir);
	free(file);
	free(was);
}

Test(actions, a_message_is_read_copied_sent_and_brought_back)
{
	struct pty *p;
	size_t len;

	CALL_AS("priya", "debrief", "D-1", "--note-ae");
	p = open_list("priya");
	call_type(p, "M");
	call_see(p, "Messages to send 1");
	call_see(p, "note to the AE mira");
	call_see(p, "to send");
	pty_raw_clear(p);
	call_type(p, "y");
	call_see(p, "the message copied");
	cr_assert_not_null(strstr(pty_raw(p, &len), "\033]52;c;"));
	call_type(p, "<Enter>");
	call_see(p, "did I get you right?");
	call_see(p, "written 11-20 09:10 by priya · to send");
	call_type(p, "<PgDn><PgDn>");
	call_see(p, "Thank you,");
	call_type(p, "<Space>");
	call_see(p, "marked as sent");
	call_see(p, "· sent 11-20 09:10 by priya");
	call_type(p, "d");
	call_see(p, "this one is not to be sent any more");
	call_type(p, "<Esc>");
	call_see(p, "No message to send.");
	call_type(p, "o");
	call_see(p, "All messages 1");
	call_type(p, "u");
	call_see(p, "taken back: Umber Group: message sent");
	call_type(p, "o");
	call_see(p, "Messages to send 1");
	call_type(p, "d");
	call_see(p, "withdrawn; o shows it");
	call_see(p, "No message to send.");
	call_check_value("select state from outbox", "2");
	pty_free(p);
}

static void put_words(const char *path, const char *words, unsigned mode)
{
	FILE *f = fopen(path, "w");

	cr_assert_not_null(f, "%s", path);
	fputs(words, f);
	fclose(f);
	chmod(path, mode);
}

/* The team's command for e-mail: takes the text when `go` is there. */
static void configure_command(const char *dir)
{
	char *command = temp_path(dir, "post.sh"), *ini = temp_path(dir, "messages.ini");
	struct buf b = { 0 };
	struct run r = { 0 };

	buf_printf(&b, "#!/bin/sh\nuntil [ -e %s/go ]; do sleep 0.1; done\ncat >%s/got\n", dir, dir);
	put_words(command, buf_str(&b), 0700);
	cr_assert_eq(call_run("dana", (const char *const[]){ "config", "messages", "--print", NULL }, &r), 0);
	buf_printf(&r.out, "\n[by e-mail]\ncommand = %s\nseconds = 300\n", command);
	put_words(ini, buf_str(&r.out), 0600);
	CALL_AS("dana", "config", "messages", "--import", ini);
	run_done(&r);
	buf_done(&b);
	free(command);
	free(ini);
}

/* S hands it to the team's command; the screen goes on meanwhile, and says how that ended. */
Test(actions, a_message_is_handed_to_the_teams_command)
{
	char *dir = temp_dir("hand"), *go = temp_path(dir, "go"), *got = temp_path(dir, "got");
	struct buf own = { 0 };
	const char *env[] = { NULL, NULL };
	struct pty *p;

	CALL_AS("dana", "member", "set", "mira", "--email", "mira@sales.example");
	CALL_AS("priya", "debrief", "D-1", "--note-ae");
	buf_printf(&own, "XDG_CONFIG_HOME=%s/own", dir);
	env[0] = buf_str(&own);
	setenv("XDG_CONFIG_HOME", env[0] + strlen("XDG_CONFIG_HOME="), 1);
	p = call_start("priya", (struct pty_options){ .env = env });
	call_type(p, "AM<Enter>");
	call_type(p, "S");
	call_see(p, "no command carries e-mail");
	configure_command(dir);
	call_see(p, "which has a command: S");
	call_type(p, "S");
	call_see(p, "you have not allowed the command");
	CALL_AS("priya", "config", "messages", "--allow");
	call_type(p, "S");
	call_see(p, "sending just now, by priya");
	call_type(p, "d");
	call_see(p, "it is being sent just now");
	call_type(p, "<PgDn>");
	put_words(go, "", 0600);
	call_see(p, "the command took the message; it is sent");
	call_see(p, "· sent 11-20");
	cr_assert_eq(access(got, F_OK), 0);
	call_type(p, "u");
	call_see(p, "· to send by e-mail");
	call_check_value("select state from outbox", "0");
	pty_free(p);
	temp_remove(dir);
	buf_done(&own);
	free(got);
	free(go);
	free(dir);
}

/* e writes it anew in the member's editor; an editor that changes nothing writes nothing. */
Test(actions, a_message_is_written_anew)
{
	char *dir = temp_dir("edit"), *editor = temp_path(dir, "editor.sh");
	struct buf own = { 0 };
	const char *env[] = { NULL, NULL };
	struct pty *p;

	put_words(editor, "#!/bin/sh\nexit 0\n", 0700);
	CALL_AS("priya", "debrief", "D-1", "--note-ae");
	buf_printf(&own, "EDITOR=%s", editor);
	env[0] = buf_str(&own);
	p = call_start("priya", (struct pty_options){ .env = env });
	call_type(p, "AM<Enter>e");
	call_see(p, "the words are as they were");
	put_words(editor, "#!/bin/sh\necho 'Ahoy zebra, \033[31mred' >\"$1\"\n", 0700);
	call_type(p, "e");
	call_see(p, "the message has these words now");
	call_see(p, "Ahoy zebra");
	call_type(p, "u");
	call_see(p, "this is what I took from our call");
	call_type(p, "<C-r>");
	call_see(p, "Ahoy zebra");
	call_type(p, "<Space>");
	call_see(p, "marked as sent");
	call_type(p, "e");
	call_see(p, "this one is not to be sent any more");
	pty_free(p);
	temp_remove(dir);
	buf_done(&own);
	free(editor);
	free(dir);
}

/* Who leaves while it is on its way waits a little; then the command is ended, and the outbox does not claim to know. */
Test(actions, a_message_on_its_way_when_one_leaves)
{
	char *dir = temp_dir("hand");
	struct buf own = { 0 };
	const char *env[] = { NULL, NULL };
	struct pty *p;
	int status;

	CALL_AS("dana", "member", "set", "mira", "--email", "mira@sales.example");
	CALL_AS("priya", "debrief", "D-1", "--note-ae");
	configure_command(dir);
	buf_printf(&own, "XDG_CONFIG_HOME=%s/own", dir);
	env[0] = buf_str(&own);
	setenv("XDG_CONFIG_HOME", env[0] + strlen("XDG_CONFIG_HOME="), 1);
	CALL_AS("priya", "config", "messages", "--allow");
	p = call_start("priya", (struct pty_options){ .env = env });
	call_type(p, "AMS");
	call_see(p, "sending");
	pty_keys(p, "qqq");
	cr_assert(pty_wait_exit(p, 60000, &status));
	cr_assert_eq(status, 0);
	call_check_value("select state from outbox", "3");
	pty_free(p);
	p = call_start("priya", (struct pty_options){ .env = env });
	call_type(p, "AM");
	call_see(p, "sending");
	pty_free(p);
	temp_remove(dir);
	buf_done(&own);
	free(dir);
}

Test(actions, an_account_passes_to_another_csm_and_u_brings_it_back)
{
	struct pty *p = call_start("max", (struct pty_options){ 0 });

	call_type(p, "oo");
	call_see(p, "Umber Group");
	call_type(p, "a");
	call_see(p, "csm priya");
	call_type(p, "H");
	call_see(p, "from priya to another CSM");
	call_type(p, "max<Enter>");
	call_see(p, "max is the CSM now; handed over 2 actions from priya to max");
	call_see(p, "csm max");
	call_type(p, "A");
	call_see(p, "Open actions of Umber Group 3");
	call_type(p, "o");
	call_see(p, "My open actions of Umber Group 2");
	call_type(p, "<Esc>");
	call_type(p, "u");
	call_see(p, "csm priya");
	call_check_value("select count(*) from action a join member m on m.id = a.owner where m.login = 'max'", "0");
	pty_free(p);
}

/* The form of the deal says the same as deal set does. */
Test(actions, the_form_of_a_deal_says_what_passed_to_another_csm)
{
	struct pty *p = call_start("dana", (struct pty_options){ 0 });

	call_type(p, "1");
	call_see(p, "Kestrel Data");
	call_type(p, "/umber<Enter>");
	call_gone(p, "Kestrel Data");
	call_type(p, "e");
	call_see(p, "leaving a field stores it");
	for (int i = 0; i < 40 && !strstr(pty_screen(p), "the customer success manager"); i++)
		call_type(p, "<Tab>");
	call_see(p, "the customer success manager");
	call_type(p, "<C-u>max<Tab>");
	call_see(p, "handed over 2 actions from priya to max");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_gone(p, "leaving a field stores it");
	call_type(p, "e");
	call_see(p, "leaving a field stores it");
	for (int i = 0; i < 40 && !strstr(pty_screen(p), "the customer success manager"); i++)
		call_type(p, "<Tab>");
	call_type(p, "<C-u>priya<Esc>"); /* left by leaving the form */
	call_type(p, "<Enter>");
	call_gone(p, "leaving a field stores it");
	call_see(p, "handed over 2 actions from max to priya");
	pty_free(p);
}

Test(actions, who_may_not_name_the_csm_is_told_so)
{
	struct pty *p = call_start("rex", (struct pty_options){ 0 });

	call_type(p, "oo");
	call_see(p, "Umber Group");
	call_type(p, "a");
	call_see(p, "csm priya");
	call_type(p, "H");
	call_see(p, "your role does not name the CSM");
	pty_free(p);
}

Test(actions, a_check_in_writes_one_and_is_where_enter_goes)
{
	struct pty *p;

	CALL_AS("max", "mark", "D-1", "kickoff_held");
	p = call_start("priya", (struct pty_options){ 0 });
	call_type(p, "oo");
	call_see(p, "Umber Group");
	call_type(p, "ac");
	call_see(p, "30-day check-in");
	call_type(p, "two regions use it");
	call_type(p, "<A-n>");
	call_see(p, "an action of this check-in");
	call_type(p, "train the third region<Tab>pri<Tab>tomorrow<Enter>");
	call_see(p, "the action is written");
	call_see(p, "two regions use it");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "What happened");
	call_type(p, "A");
	call_see(p, "Open actions of Umber Group 4");
	call_type(p, "jj");
	call_see(p, "from the check-in of day 30");
	call_type(p, "<Enter>");
	call_see(p, "two regions use it");
	call_check_value("select class from action order by id desc limit 1", "3");
	pty_free(p);
}

Test(actions, what_is_mine_and_late_shows_them_over_any_screen)
{
	struct pty *p = call_start("priya", (struct pty_options){ 0 });

	call_type(p, "0");
	call_see(p, "action: Integrations");
	call_see(p, "!2d late");
	call_gone(p, "a roadmap call");
	call_type(p, "o");
	call_see(p, "action: a roadmap");
	call_see(p, "~1d left");
	call_type(p, "o");
	call_gone(p, "a roadmap");
	call_type(p, "G<Enter>");
	call_see(p, "Open actions of Umber Group 3");
	pty_free(p);
}
