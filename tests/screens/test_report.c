/* The quarter on the screen, over the sample: its blocks at both sizes, a number and what is behind it and the way back,
 * quarters, segments, the table, who reads aggregates alone. */
#include "tests/support/pty.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pty *p;

TestSuite(report_screen, .timeout = 600);

static void open_as(const char *login, int rows, int cols, const char *first)
{
	const char *argv[] = { getenv("WINLOSS_BIN"), "--now", "2026-11-23T10:00:00Z", "--as", login, "--color", "never", "demo", NULL };

	p = pty_open(&(struct pty_options){ .argv = argv, .rows = rows, .cols = cols });
	cr_assert(pty_wait(p, first, PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	cr_assert(pty_settle(p, PTY_LIMIT_MS));
}

static void sees(const char *text)
{
	cr_assert(pty_wait(p, text, PTY_LIMIT_MS), "“%s” is not on the screen:\n%s", text, pty_screen(p));
}

static void gone(const char *text)
{
	cr_assert(pty_wait_gone(p, text, PTY_LIMIT_MS), "“%s” stays on the screen:\n%s", text, pty_screen(p));
}

static void type(const char *keys)
{
	pty_keys(p, keys);
	cr_assert(pty_settle(p, PTY_LIMIT_MS));
}

static void open_report(int rows, int cols)
{
	open_as("dana", rows, cols, "Prospecting");
	type("5");
	sees("Why we lose");
}

/* ---- what stands on it ---- */

Test(report_screen, every_block_at_80x24)
{
	static const char *const words[] = { "Win/loss 2026-Q4 to date", "15 closed", "9 coded", "+ won  9", "− lost 6", "$201,900",
					     "60% [36–80] n=15", "Q1 50 Q2 55 Q3 42", "packet ≤2h", "!60%", "Implementation risk",
					     "▆▆ ▆▆ ▆▆ ▆▆ ▆▆", "− 5", "+ 5", "In their words", "“", "Interviews", "won: 9" };

	open_report(24, 80);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		sees(words[i]);
	pty_free(p);
}

/* The most used keys stand in the row at 80 columns; two that turn one thing have its word once. */
Test(report_screen, its_keys_at_80_columns)
{
	open_report(24, 80);
	sees(" Enter behind it  [ ] quarter  s segment  t table  x export  p publish ");
	pty_free(p);
}

Test(report_screen, every_block_at_120x40)
{
	static const char *const words[] = { "all segments", "Themes by segment", "Mid-market", "under 2 is no finding", "Actions",
					     "Our reason, their reason", "agree in", "Method: 15 closed deals, 9 interviews coded",
					     "rates carry n and a 95% interval", "p publish",
					     "Dimension 1             ✓ predicted 4/4", "Dimension 5             ✓ predicted 4/4" };

	open_report(40, 120);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		sees(words[i]);
	type("b");
	sees("Themes by competitor");
	type("bbbb");
	sees("Themes by outcome");
	pty_free(p);
}

Test(report_screen, without_unicode_the_columns_stay)
{
	const char *argv[] = { getenv("WINLOSS_BIN"), "--now", "2026-11-23T10:00:00Z", "--as", "dana", "--color", "never", "demo", NULL };
	const char *env[] = { "LC_ALL=C", NULL };

	p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = 24, .cols = 80 });
	sees("Prospecting");
	cr_assert(pty_settle(p, PTY_LIMIT_MS));
	type("5");
	sees("## ## ## ## ##");
	sees("Q1 50 Q2 55 Q3 42 7869");
	pty_free(p);
}

Test(report_screen, a_size_that_is_too_small_or_very_large)
{
	open_report(24, 80);
	pty_resize(p, 12, 40);
	gone("Why we lose");
	pty_resize(p, 100, 300);
	sees("Why we win");
	sees("Themes by segment");
	pty_resize(p, 24, 80);
	sees("Why we lose");
	pty_free(p);
}

/* A name is whole where the page has the room for it. */
Test(report_screen, names_of_themes_are_whole_at_120_columns)
{
	static const char *const words[] = { "Pricing and commercial terms ■■ ", "Competitive displacement     ■■■ ",
					     "they said  Sales process quality 3 " };

	open_report(40, 120);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		sees(words[i]);
	pty_resize(p, 24, 80);
	sees("Competitive displacement  ▆▆ ▆▆ ▆▆ ");
	pty_free(p);
}

/* What delivery told, by theme: a row at 80 columns, a block where there is room, with the deals behind each. */
Test(report_screen, friction_and_what_is_behind_it)
{
	open_report(24, 80);
	sees("Friction  Implementation risk 5  no theme 1");
	type("G");
	type("<Left>");
	sees("Implementation risk: 5");
	type("<Enter>");
	sees("Friction in delivery, Implementation risk");
	type("<Esc>");
	sees("Implementation risk: 5");
	pty_resize(p, 50, 140);
	sees("Friction in delivery  points, by theme");
	sees("Pricing and commercial terms");
	pty_free(p);
}

/* Where there is no row for each state of the interviews, two stand in one. */
Test(report_screen, an_incomplete_interview_and_what_is_behind_it)
{
	open_report(24, 80);
	type("[");
	sees("open 0     refused 0");
	sees("incomplete 1");
	type("<PgDn><PgDn>");
	sees("done and validated: 6");
	type("jj");
	sees("incomplete, counted nowhere else: 1");
	type("<Enter>");
	sees("Redwing Paper");
	type("<Esc>");
	sees("incomplete, counted nowhere else: 1");
	pty_resize(p, 40, 120);
	sees("incomplete ■");
	pty_free(p);
}

/* ---- from a number and back ---- */

Test(report_screen, what_is_behind_a_number_and_back)
{
	open_report(24, 80);
	sees("won: 9");
	type("j");
	sees("lost: 6");
	type("<Enter>");
	sees("Outcomes, lost");
	sees("Stagg Industries");
	sees("− lost");
	type("<Enter>");
	sees("Clocks");
	type("<Esc>");
	sees("Outcomes, lost");
	type("<Esc>");
	sees("lost: 6");
	pty_free(p);
}

Test(report_screen, the_words_behind_a_theme)
{
	open_report(40, 120);
	type("<PgDn><PgDn><PgDn><PgDn>");
	sees("Implementation risk: 5 of 9 coded");
	type("<Enter>");
	sees("Why we lose, Implementation risk");
	sees("Corvid Media");
	sees("Who tidies up the archive");
	pty_resize(p, 24, 80);
	type("jjjj");
	sees("who does the cut-over.");
	pty_resize(p, 40, 120);
	type("kkk");
	type("<Enter>");
	sees("Moss & Vale  lost");
	sees("Sub-themes");
	type("<Esc>");
	sees("Why we lose, Implementation risk");
	type("<Esc>");
	sees("Implementation risk: 5 of 9 coded");
	type("y");
	sees("copied");
	pty_free(p);
}

/* A rate counts some; the others are one key away. */
Test(report_screen, the_others_of_a_rate)
{
	open_report(24, 80);
	type("<PgDn>");
	sees("Handoff packet filed");
	type("<Enter>");
	sees("These: in time.  b shows the others: late or open.");
	sees("Umber Group");
	type("b");
	sees("These: late or open.");
	sees("Sorrel Foods");
	gone("Umber Group");
	type("<Esc>");
	type("<PgUp>");
	sees("won: 9");
	type("<Enter>");
	sees("Outcomes, won");
	type("b");
	sees("this number is no rate of some among others");
	pty_free(p);
}

/* ---- another part of it ---- */

Test(report_screen, quarters_and_an_empty_one)
{
	open_report(24, 80);
	type("[");
	sees("Win/loss 2026-Q3");
	sees("12 closed");
	type("]]");
	sees("Nothing closed in 2027-Q1 yet.");
	sees("The last quarter with deals is 2026-Q4: 15 closed, 9 coded.");
	type("t");
	sees("nothing closed in this quarter");
	type("]");
	sees("2027-Q2");
	type("[");
	sees("Win/loss 2026-Q4");
	type("{");
	sees("2025-Q4");
	pty_free(p);
}

Test(report_screen, one_segment)
{
	open_report(24, 80);
	type("s");
	sees("Which segment");
	sees("All segments");
	type("j");
	type("<Enter>");
	gone("Which segment");
	sees("·  ");
	gone("15 closed");
	type("sg");
	type("<Enter>");
	sees("15 closed");
	pty_free(p);
}

Test(report_screen, a_table_of_every_figure)
{
	open_report(24, 80);
	type("t");
	sees("share");
	sees("closed deals");
	type("/");
	type("pricing");
	sees("/ pricing");
	sees("no finding");
	gone("closed deals");
	type("<Enter>");
	type("<Enter>");
	sees("Pricing and commercial terms");
	sees("Esc back");
	type("<Esc>");
	sees("/ pricing");
	type("<Esc>");
	gone("/ pricing");
	type("<Esc>");
	sees("In their words");
	pty_free(p);
}

/* 80 columns have no room for the themes by a side: the table shows them. */
Test(report_screen, a_side_where_the_chart_has_no_room)
{
	open_report(24, 80);
	gone("Themes by");
	type("b");
	sees("themes by segment");
	sees(" segment    Implementation risk, loss · ");
	type("b");
	sees("themes by competitor");
	sees(" competitor Implementation risk, loss · ");
	type("<Esc>");
	sees("In their words");
	pty_free(p);
}

/* ---- out of it ---- */

Test(report_screen, into_a_file_that_holds_the_same_numbers)
{
	char *dir = temp_dir("report"), *path = temp_path(dir, "quarter.csv");
	FILE *in;
	char line[200] = "";
	bool has = false;

	open_report(24, 80);
	type("x");
	sees("2026-Q4 into a file");
	type("<Right><Right><Tab><Tab>");
	type(path);
	type("<Enter>");
	sees("holds the quarter");
	in = fopen(path, "r");
	cr_assert_not_null(in);
	while (fgets(line, sizeof line, in))
		has = has || strstr(line, "loss.implementation");
	fclose(in);
	cr_assert(has, "the file lacks the theme");
	pty_free(p);
	temp_remove(dir);
	free(path);
	free(dir);
}

Test(report_screen, publishing_asks_and_is_not_everybodys)
{
	open_report(24, 80);
	type("p");
	sees("Publish win-loss-2026-Q4.md? It cannot be taken back.");
	type("n");
	gone("Publish win-loss");
	type("p");
	type("p");
	sees("published: reports/revenue/win-loss-2026-Q4.md");
	pty_free(p);
	open_as("mira", 24, 80, "Prospecting");
	type("5");
	sees("own deals");
	type("p");
	gone("It cannot be taken back");
	pty_free(p);
}

/* Each audience has a file of its own; Enter files none. Who may not publish is not offered it. */
Test(report_screen, publishing_for_an_audience)
{
	open_report(24, 80);
	type("p");
	sees("Publish win-loss-2026-Q4.md? It cannot be taken back.");
	type("j");
	sees("Publish win-loss-2026-Q4-product.md?");
	type("j");
	sees("Publish win-loss-2026-Q4-cmo.md?");
	type("<Enter>");
	sees("p publishes it");
	type("p");
	sees("published: reports/revenue/win-loss-2026-Q4-cmo.md");
	type("pjjp");
	sees("win-loss-2026-Q4-cmo.md, a reissue");
	pty_free(p);
	open_as("mira", 40, 120, "Prospecting");
	type("5");
	sees("x export");
	gone("p publish");
	type("p");
	sees("“publish” is for cro, sales_ops, admin; mira is not one of them");
	pty_free(p);
}

/* ---- who reads aggregates alone ---- */

/* The palette names what opens and nothing else. */
Test(report_screen, the_palette_of_the_cmo_lists_what_opens)
{
	open_as("ruth", 24, 80, "Win/loss 2026-Q4");
	gone("behind it");
	type(":");
	type("go to");
	sees("Go to the Report");
	gone("Go to the Board");
	gone("Go to Interviews");
	type("<C-u>refinements");
	sees("No command has these letters");
	type("<C-u>regular rep");
	type("<Enter>");
	sees("Regular reports");
	pty_free(p);
	open_as("mira", 24, 80, "Prospecting");
	type("5");
	sees("own deals");
	type(":");
	type("go to");
	sees("Go to the Board");
	type("<C-u>publish this");
	sees("“publish” is for c");
	pty_free(p);
}

Test(report_screen, the_cmo_has_this_screen_alone)
{
	open_as("ruth", 24, 80, "Win/loss 2026-Q4");
	gone("Handoffs");
	type("2");
	sees("your role reads the written report");
	type("<Enter>");
	sees("your role reads aggregates");
	sees("Win/loss 2026-Q4");
	type("x");
	sees("‹ md ›");
	sees("‹ cmo ›");
	gone("cro");
	pty_free(p);
}
