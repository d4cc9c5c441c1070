/* What two coders found, compared: units, missing ones, label or pooled, and what is refused. */
#include "model/comparison.h"
#include "model/export.h"
#include "tests/model/coded.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;
static struct err err;
static struct comparison c;
static int64_t interview, ana, ben;

static void open_store(void)
{
	s = coded_open();
	err_clear(&err);
	interview = coded_interview(s, (const char *const[]){ "one two three", "four five", "six", "seven eight", "nine ten", NULL });
	ana = coded_pass(s, interview, "ana");
	ben = coded_pass(s, interview, "ben");
}

static void close_store(void)
{
	comparison_done(&c);
	store_close(s);
	s = NULL;
}

TestSuite(comparison, .init = open_store, .fini = close_store);

static int64_t note(int n)
{
	return coded_note(s, interview, n);
}

static int compare(enum code_unit unit, int64_t theme)
{
	struct comparison_ask ask = { .interview = interview, .unit = unit, .theme = theme, .rounds = 50, .seed = 1 };

	comparison_done(&c);
	return comparison_make(s, &ask, &c, &err);
}

static bool is_near(double found, double want)
{
	return fabs(found - want) < 0.0005;
}

/* Four notes both marked, the fifth by ana alone: labels risk risk none price / risk none none price. */
static void code_by_label(void)
{
	coded_code(s, ana, note(1), CODED_RISK, 0, -1);
	coded_code(s, ana, note(2), CODED_RISK, 0, 4);
	coded_none(s, ana, note(3));
	coded_code(s, ana, note(4), CODED_PRICE, 0, -1);
	coded_code(s, ana, note(5), CODED_PRICE, 0, -1);
	coded_code(s, ben, note(1), CODED_RISK, 4, 7);
	coded_none(s, ben, note(2));
	coded_none(s, ben, note(3));
	coded_code(s, ben, note(4), CODED_PRICE, 0, -1);
}

Test(comparison, one_theme_a_note_is_a_label)
{
	code_by_label();
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(compare(UNIT_NOTE, 0), 0, "%s", err.text);
	cr_assert_not(c.pooled);
	cr_assert_eq(c.overall.n, 4, "the note that ben did not mark is missing, not none");
	cr_assert_eq(c.overall.alone, 1);
	cr_assert(is_near(c.overall.percent, 0.75));
	/* ana: risk 2, none 1, price 1; ben: risk 1, none 2, price 1: pe = (2 + 2 + 1) / 16. */
	cr_assert(is_near(c.overall.kappa, (0.75 - 5 / 16.0) / (1 - 5 / 16.0)), "%f", c.overall.kappa);
	cr_assert_eq(c.n, 2);
	cr_assert_str_eq(c.theme[0].key, "risk");
	cr_assert(is_near(c.theme[0].prevalence, 3 / 8.0));
	cr_assert(is_near(c.theme[0].a.percent, 0.75));
	cr_assert_str_eq(c.theme[1].title, "Price of it");
	cr_assert(is_near(c.theme[1].a.kappa, 1));
	cr_assert_eq(c.notes, 4);
}

Test(comparison, two_themes_in_a_note_are_pooled)
{
	code_by_label();
	coded_code(s, ana, note(1), CODED_PRICE, 0, 3);
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(compare(UNIT_NOTE, 0), 0, "%s", err.text);
	cr_assert(c.pooled);
	cr_assert_eq(c.overall.n, 8, "four notes, two themes");
	cr_assert(is_near(c.overall.percent, 6 / 8.0), "%f", c.overall.percent);
}

Test(comparison, words_and_characters_are_runs_of_decisions)
{
	code_by_label();
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(compare(UNIT_WORD, 0), 0, "%s", err.text);
	/* Notes 1 to 4: words 3 + 2 + 1 + 2; "one" and "three" are ana's alone, "four" too. */
	cr_assert_eq(c.overall.n, 8);
	cr_assert(is_near(c.overall.percent, 5 / 8.0), "%f", c.overall.percent);
	cr_assert_eq(compare(UNIT_CHARACTER, 0), 0, "%s", err.text);
	cr_assert_eq(c.overall.n, 13 + 9 + 3 + 11);
	cr_assert(is_near(c.overall.percent, (36 - 10 - 4) / 36.0), "%f", c.overall.percent);
}

Test(comparison, a_word_that_is_touched_counts_whole)
{
	struct units u;
	size_t from, to;

	units_init(&u, UNIT_WORD, "nobody wasn't there, 東京タワー über");
	cr_assert_eq(u.n, 6, "%zu", u.n);
	units_touched(&u, 3, 8, &from, &to);
	cr_assert(from == 0 && to == 2, "%zu %zu", from, to);
	units_touched(&u, 6, 7, &from, &to);
	cr_assert_eq(from, to, "a blank touches no word");
	units_touched(&u, 21, 23, &from, &to);
	cr_assert(from == 3 && to == 4, "%zu %zu", from, to);
	units_touched(&u, 0, -1, &from, &to);
	cr_assert(from == 0 && to == 6);
	units_touched(&u, 500, 600, &from, &to);
	cr_assert_eq(from, to, "outside of the text");
	units_done(&u);
}

Test(comparison, a_note_that_was_corrected_counts_as_a_note_and_not_by_words)
{
	code_by_label();
	coded_end(s, ana);
	coded_end(s, ben);
	coded_run(s, "insert into text (id, body, digest, chars, class, subject_kind, subject, at_ms, member)"
		     " values (1, 'one two', x'00', 1, 6, 23, 0, 1, 1)");
	coded_run(s, "update interview_note set text = 1 where id = %lld", (long long)note(1));
	cr_assert_eq(compare(UNIT_WORD, 0), 0, "%s", err.text);
	cr_assert_eq(c.overall.n, 5);
	cr_assert_eq(c.skipped, 2);
	cr_assert_eq(compare(UNIT_NOTE, 0), 0, "%s", err.text);
	cr_assert_eq(c.overall.n, 4);
}

Test(comparison, a_sub_theme_is_a_theme_and_with_roots_its_root)
{
	struct comparison_ask ask = { .interview = interview, .roots = true };

	coded_code(s, ana, note(1), CODED_RISK, 0, -1);
	coded_code(s, ben, note(1), CODED_OWNER, 0, -1);
	coded_none(s, ana, note(2));
	coded_none(s, ben, note(2));
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(compare(UNIT_NOTE, 0), 0, "%s", err.text);
	cr_assert(is_near(c.overall.percent, 0.5));
	comparison_done(&c);
	cr_assert_eq(comparison_make(s, &ask, &c, &err), 0, "%s", err.text);
	cr_assert(is_near(c.overall.percent, 1));
	cr_assert_eq(c.n, 1);
	coded_run(s, "update theme_in set merged_into = 9001 where theme = 9002");
	cr_assert_eq(compare(UNIT_NOTE, CODED_PRICE), 0, "%s", err.text);
	cr_assert_eq(c.n, 1);
	cr_assert(is_near(c.theme[0].prevalence, 0.25), "a merged theme counts as the one that took its codes");
}

Test(comparison, a_theme_that_nobody_used_says_why)
{
	code_by_label();
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(compare(UNIT_NOTE, CODED_OWNER), 0, "%s", err.text);
	cr_assert_eq(c.n, 1);
	cr_assert(isnan(c.theme[0].a.kappa));
	cr_assert_str_eq(agreement_why(&c.theme[0].a), "one label only: there is no disagreement to expect");
}

Test(comparison, refused_before_all_have_released)
{
	static const char *const who[] = { "ana", "ben", "cora", "dana" };

	code_by_label();
	coded_close(s, ana);
	coded_end(s, ben);
	for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
		team_as(s, who[i]);
		cr_assert_eq(compare(UNIT_NOTE, 0), -1, "%s", who[i]);
		cr_assert_eq(err.kind, ERR_REFUSED);
		cr_assert_not_null(strstr(err.text, "ana has not released"), "%s", err.text);
		cr_assert_eq(c.overall.n, 0);
		cr_assert_eq(c.n, 0, "no figure and no theme");
	}
}

Test(comparison, refused_where_nothing_overlaps)
{
	coded_code(s, ana, note(1), CODED_RISK, 0, -1);
	coded_code(s, ben, note(2), CODED_RISK, 0, -1);
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(compare(UNIT_NOTE, 0), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	coded_run(s, "update coding_pass set gone = 1 where id = %lld", (long long)ben);
	cr_assert_eq(compare(UNIT_NOTE, 0), -1);
	cr_assert_str_eq(err.text, "ana alone has coded there: two are compared");
}

Test(comparison, whose_deals_one_may_not_see_are_not_compared)
{
	code_by_label();
	coded_end(s, ana);
	coded_end(s, ben);
	team_as(s, "mira");
	cr_assert_eq(compare(UNIT_NOTE, 0), 0, "%s", err.text);
	team_as(s, "jo");
	cr_assert_eq(compare(UNIT_NOTE, 0), -1);
	cr_assert_str_eq(err.text, "nobody has coded there yet");
	team_as(s, "carl");
	cr_assert_eq(compare(UNIT_NOTE, 0), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
}

/* The file that R and SPSS read: a column a coder, nothing where a note was not marked. */
Test(comparison, ratings_are_a_long_table)
{
	char *dir = temp_dir("ratings"), *path = temp_path(dir, "ratings.csv");
	struct export_options o = { .kind = "ratings", .format = EXPORT_CSV, .path = path, .raw = true };
	struct buf file = { 0 };
	int64_t rows;
	bool closed;

	code_by_label();
	coded_end(s, ana);
	coded_run(s, "update interview set ext = 'int-7'");
	cr_assert_eq(export_run(s, &o, &rows, &closed, &err), 0, "%s", err.text);
	cr_assert_eq(rows, 0, "ben has not released: nothing of ana's either");
	coded_end(s, ben);
	cr_assert_eq(export_run(s, &o, &rows, &closed, &err), 0, "%s", err.text);
	cr_assert_eq(rows, 10, "five notes, two themes");
	cr_assert(prop_read(path, &file));
	cr_assert_eq(strncmp(buf_str(&file), "interview,note,theme,ana,ben\nint-7,1,risk,1,1\nint-7,1,price,0,0\n"
			     "int-7,2,risk,1,0\n", 77), 0, "%s", buf_str(&file));
	cr_assert_not_null(strstr(buf_str(&file), "int-7,3,risk,0,0\n"), "%s", buf_str(&file));
	cr_assert_not_null(strstr(buf_str(&file), "int-7,5,price,1,\n"), "ben did not mark it: %s", buf_str(&file));
	team_as(s, "jo");
	cr_assert_eq(export_run(s, &o, &rows, &closed, &err), 0, "%s", err.text);
	cr_assert_eq(rows, 0);
	buf_done(&file);
	temp_remove(dir);
	free(path);
	free(dir);
}

Test(comparison, names_of_themes_and_of_one_programme)
{
	int64_t id;

	cr_assert_eq(comparison_theme_named(s, "RISK", &id, &err), 0, "%s", err.text);
	cr_assert_eq(id, CODED_RISK);
	cr_assert_eq(comparison_theme_named(s, "owner n", &id, &err), 0, "%s", err.text);
	cr_assert_eq(id, CODED_OWNER);
	cr_assert_eq(comparison_theme_named(s, "zz", &id, &err), -1);
	cr_assert_str_eq(err.text, "no theme “zz”");
	coded_run(s, "insert into programme (id, title, types, made_at) values (4, 'Losses of Q4', 1, 1), (5, 'Losses of Q3', 1, 1)");
	coded_run(s, "update interview set programme = 4");
	code_by_label();
	coded_end(s, ana);
	coded_end(s, ben);
	cr_assert_eq(comparison_make(s, &(struct comparison_ask){ .programme = 5 }, &c, &err), -1);
	comparison_done(&c);
	cr_assert_eq(comparison_make(s, &(struct comparison_ask){ .programme = 4 }, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.interviews, 1);
}
