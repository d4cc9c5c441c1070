/* The exchange record on the screen: scores by digits, themes by letters, what fills itself in, what is missing, filed. */
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void begin(void)
{
	call_set_up();
	CALL_AS("dana", "--now", CALL_NOW, "handoff", "Umber", "--set", "expect=One workshop a week");
}

TestSuite(exchange_screen, .init = begin, .fini = call_tear_down, .timeout = 600);

static struct pty *open_record(const char *login, int rows, int cols)
{
	struct pty *p = call_start(login, (struct pty_options){ .rows = rows, .cols = cols });

	call_type(p, "3a");
	call_see(p, "Health inputs");
	call_type(p, "x");
	call_see(p, "exchange record");
	return p;
}

static void stored(const char *direction, const char *words, bool there)
{
	call_prints("dana", (const char *const[]){ "exchange", "Umber", "--direction", direction, "--format", "md", NULL }, words, there);
}

static void shows(int rows, int cols)
{
	static const char *const words[] = { "Umber Group: exchange record", "pre-delivery", "ICP dimension scores", "* required",
					     "Dimension 5", "Key signals", "Objections and how addressed", "prefilled",
					     "One workshop a week", "not filed" };
	struct pty *p = open_record("dana", rows, cols);

	call_see_all(p, words, sizeof words / sizeof *words);
	pty_free(p);
}

Test(exchange_screen, all_of_it_at_80x24)
{
	shows(24, 80);
}

Test(exchange_screen, all_of_it_at_120x40)
{
	shows(40, 120);
}

Test(exchange_screen, what_is_missing_is_said_until_it_is_filed)
{
	struct pty *p = open_record("dana", 24, 80);

	call_type(p, "3");
	call_see(p, "[3]");
	call_type(p, "<A-Enter>");
	call_see(p, "not filed: missing icp: ICP dimension scores, 1 of 5");
	call_type(p, "9");
	call_see(p, "a score is 0 to 4");
	call_type(p, "2140");
	call_see(p, "not there");
	call_type(p, "<Tab>");
	call_see(p, "what drove the deal forward");
	call_type(p, "- a new CFO<Enter>budget<Tab>");
	call_see(p, "what they raised");
	stored("pre", "- a new CFO\n- budget", true);
	call_type(p, "<A-Enter>");
	call_see(p, "the exchange record is filed");
	pty_free(p);
	stored("pre", "Filed by: dana", true);
	stored("pre", "One workshop a week", true);
}

Test(exchange_screen, themes_by_their_letters_and_a_recommendation_of_one_paragraph)
{
	struct pty *p = open_record("priya", 24, 80);

	call_see(p, "pre-delivery"); /* the deal's side writes that one */
	call_type(p, "d");
	call_see(p, "post-delivery");
	call_type(p, "<Tab>");
	call_see(p, "[ ] p Pricing");
	call_type(p, "p");
	call_see(p, "[x] p Pricing");
	stored("post", "pricing", true);
	call_type(p, "p");
	call_see(p, "[ ] p Pricing");
	stored("post", "pricing", false);
	call_type(p, "<Tab><Tab><Tab><Tab>");
	call_see(p, "one paragraph at most");
	call_type(p, "first<Enter><Enter>second<Tab>");
	call_see(p, "line 2 is empty");
	stored("post", "second", false);
	pty_free(p);
}

Test(exchange_screen, what_a_delivery_showed_is_flagged_with_its_deal)
{
	struct pty *p = open_record("priya", 24, 80);

	call_type(p, "d");
	call_see(p, "post-delivery");
	call_type(p, "<A-f>");
	call_see(p, "D-1");
	call_type(p, "ask who owns the data<Enter><Enter>");
	call_see(p, "flagged");
	pty_free(p);
	call_check_value("select count(*) from refinement r join refinement_deal d on d.refinement = r.id"
			 " join form f on f.id = d.form where f.kind = 4 and f.period = 2", "1");
}

/* Two write one text at once: both stand there, and whose words stay is asked; nothing is filed or left before. */
Test(exchange_screen, words_of_two_stand_beside_each_other)
{
	struct pty *p = open_record("dana", 24, 80);

	call_type(p, "<Tab>");
	call_type(p, "a new CFO");
	CALL_AS("mira", "exchange", "D-1", "--direction", "pre", "--set", "signals=budget for the year");
	call_type(p, "<Tab>");
	call_see(p, "mira changed Key signals too.");
	call_see(p, "stored meanwhile");
	call_see(p, "budget for the year");
	call_see(p, "a new CFO");
	stored("pre", "a new CFO", false);
	call_type(p, "m");
	call_see(p, "the other words stay in the history");
	stored("pre", "a new CFO", true);
	stored("pre", "budget for the year", false);
	call_type(p, ", soon");
	CALL_AS("mira", "exchange", "D-1", "--direction", "pre", "--set", "signals=no budget");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "mira changed Key signals too.");
	call_type(p, "b");
	call_see(p, "the other words stay in the history");
	stored("pre", "no budget", true);
	stored("pre", ", soon", true);
	pty_free(p);
}

/* What is typed is never given for what could fill the field in. */
Test(exchange_screen, taking_what_fills_in_leaves_own_words)
{
	struct pty *p = open_record("dana", 24, 80);

	call_type(p, "<Tab><Tab><Tab>");
	call_see(p, "One workshop a week");
	call_type(p, "two on site");
	call_see(p, "two on site");
	call_type(p, "<A-p>");
	call_see(p, "your own words stand here");
	call_type(p, "<Tab>");
	stored("pre", "two on site", true);
	pty_free(p);
}
