/* The onboarding on the screen: its steps and the one under the cursor, ticks, numbers, reasons, the agenda's clock; what
 * another program writes, and who may. */
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void begin(void)
{
	call_set_up();
	CALL_AS("priya", "--now", CALL_NOW, "playbook", "Umber", "--start", "onboarding");
}

TestSuite(playbook_screen, .init = begin, .fini = call_tear_down, .timeout = 600);

/* call_start() opens the list of debriefs, whose account page leads to the run. */
static struct pty *open_run(const char *login, int rows, int cols)
{
	struct pty *p = call_start(login, (struct pty_options){ .rows = rows, .cols = cols });

	call_type(p, "3aS");
	call_see(p, "Onboarding");
	return p;
}

static void stored(const char *words, bool there)
{
	call_prints("priya", (const char *const[]){ "playbook", "Umber", NULL }, words, there);
}

static void shows(int rows, int cols)
{
	static const char *const words[] = { "Onboarding · Umber Group", "0 of 7 steps", "Pre-handoff", "Handoff meeting",
					     "Customer introduction", "Kickoff call", "Week 1", "Weeks 2 to 4", "Day 30 review",
					     "waits for kickoff held", "ae mira", "csm priya", "Opportunity fields complete",
					     "Deliverables", "Risk factors noted" };
	struct pty *p = open_run("priya", rows, cols);

	call_see_all(p, words, sizeof words / sizeof *words);
	pty_free(p);
}

Test(playbook_screen, all_of_it_at_80x24)
{
	shows(24, 80);
}

Test(playbook_screen, all_of_it_at_120x40)
{
	shows(40, 120);
}

Test(playbook_screen, a_tick_is_one_key)
{
	struct pty *p = open_run("priya", 24, 80);

	call_type(p, "l ");
	call_see(p, "✓ Opportunity fields complete   u undo");
	stored("- [x] Opportunity fields complete", true);
	call_type(p, "u");
	call_see(p, "· Opportunity fields complete");
	stored("- [x] Opportunity fields complete", false);
	call_type(p, "\x12");
	call_see(p, "✓ Opportunity fields complete");
	call_type(p, " ");
	call_see(p, "not ticked any more");
	stored("- [x] Opportunity fields complete", false);
	pty_free(p);
}

Test(playbook_screen, a_number_is_asked_for)
{
	struct pty *p = open_run("priya", 24, 80);

	call_type(p, "Gljjj ");
	call_see(p, "as the customer said it");
	call_type(p, "eleven\r");
	call_see(p, "found “eleven”, expected a number");
	call_type(p, "\x15" "11\r");
	call_see(p, "expected a number from 0 to 10");
	call_type(p, "\x15" "9\r");
	call_see(p, "noted");
	stored("Satisfaction, 0 to 10: 9", true);
	pty_free(p);
}

/* Words that are not stored yet are there again. */
Test(playbook_screen, a_reason_is_kept)
{
	struct pty *p = open_run("priya", 24, 80);

	call_type(p, "c");
	call_see(p, "is done with 11 of 11 open");
	call_type(p, "sales had it all");
	call_see(p, "sales had it all");
	call_type(p, "\x1b");
	call_type(p, "\x1b");
	call_gone(p, "sales had it all");
	call_type(p, "c");
	call_see(p, "sales had it all");
	call_type(p, "\r");
	call_see(p, "1 of 7 steps");
	call_see(p, "reason: sales had it all");
	call_type(p, "r");
	call_see(p, "open again");
	call_see(p, "0 of 7 steps");
	pty_free(p);
}

Test(playbook_screen, the_agenda_runs)
{
	struct pty *p = open_run("priya", 24, 80);

	call_type(p, "T");
	call_see(p, "no agenda runs");
	call_type(p, "t");
	call_see(p, "this step has no agenda");
	call_type(p, "jt");
	call_see(p, "t goes to the next line");
	call_see(p, "● 0:0");
	call_type(p, "tT");
	call_see(p, "the agenda took 0:");
	call_gone(p, "●");
	pty_free(p);
}

Test(playbook_screen, another_program_ticks)
{
	struct pty *p = open_run("priya", 24, 80);

	CALL_AS("mira", "--now", CALL_NOW, "playbook", "Umber", "--tick", "fields");
	call_see(p, "✓ Opportunity fields complete");
	call_see(p, "1/11");
	pty_free(p);
}

/* Another playbook of the deal begins while one is shown: what is shown stays, and b leads to the other. */
Test(playbook_screen, each_run_of_a_deal)
{
	struct pty *p = open_run("priya", 24, 80);
	char *dir = temp_dir("fair"), *path = temp_path(dir, "fair.ini");
	FILE *f;

	call_type(p, "b");
	call_see(p, "no other playbook");
	f = fopen(path, "w");
	cr_assert_not_null(f);
	fputs("[playbook]\ntitle = Trade fair\nstart = hand\nowner = csm\n[step ship]\ntitle = Ship the booth\nwhen = day\n", f);
	fclose(f);
	CALL_AS("dana", "config", "playbooks/fair", "--import", path);
	CALL_AS("priya", "--now", CALL_NOW, "playbook", "Umber", "--start", "fair", "--day", "2027-03-01");
	CALL_AS("mira", "--now", CALL_NOW, "playbook", "Umber", "--name", "onboarding", "--tick", "fields");
	call_see(p, "✓ Opportunity fields complete");
	call_type(p, "b");
	call_see(p, "Trade fair · Umber Group");
	call_see(p, "Ship the booth");
	call_type(p, "b");
	call_see(p, "Onboarding · Umber Group");
	pty_free(p);
	free(path);
	temp_remove(dir);
	free(dir);
}

Test(playbook_screen, who_reads_may_not_write)
{
	struct pty *p = open_run("rex", 24, 80);

	call_type(p, "l ");
	call_see(p, "your role reads this run");
	stored("- [x] Opportunity fields complete", false);
	pty_free(p);
}

Test(playbook_screen, leads_to_what_belongs_to_it)
{
	struct pty *p = open_run("priya", 24, 80);

	call_type(p, "K");
	call_see(p, "Umber Group: the kickoff");
	call_type(p, "\x1b");
	call_type(p, "\x1b");
	call_gone(p, "the kickoff");
	call_type(p, "Gi");
	call_see(p, "the kickoff was not held yet");
	call_type(p, "a");
	call_see(p, "What happened");
	pty_free(p);
}

/* The figures from the queue; who may is asked to look after what falls short. */
Test(playbook_screen, figures)
{
	struct pty *p;

	CALL_AS("priya", "--now", CALL_NOW, "playbook", "Umber", "--note", "nps=3");
	p = call_start("max", (struct pty_options){ .rows = 24, .cols = 80 });
	call_type(p, "2%");
	call_see(p, "What the handoffs come to");
	call_see(p, "! Handoff NPS");
	call_see(p, "-100");
	call_see(p, "target above 50");
	call_see(p, "no number yet");
	call_type(p, "A");
	call_see(p, "Handoff NPS: -100");
	pty_free(p);
}
