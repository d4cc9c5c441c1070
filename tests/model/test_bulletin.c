/* The regular reports: who reads which, the same numbers in every format, names that would break a table, and the data
 * that is refused. */
#include "model/bulletin.h"

#include "model/config.h"
#include "model/export.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct store *s;

static void begin(void)
{
	s = team_open(NULL);
}

static void end(void)
{
	store_close(s);
}

TestSuite(bulletin, .init = begin, .fini = end);

static struct bulletin_page *opened(const char *name)
{
	struct bulletin_page *p;
	struct err err = { 0 };

	cr_assert_eq(bulletin_open(s, name, NO_DAY, false, &p, &err), 0, "%s", err.text);
	return p;
}

static char *written(const char *name, enum doc_kind kind)
{
	struct bulletin_page *p = opened(name);
	struct buf out = { 0 };

	bulletin_write(p, kind, &out);
	bulletin_close(p);
	return buf_take(&out);
}

static bool says(const char *name, const char *words)
{
	char *text = written(name, DOC_TEXT);
	bool is = strstr(text, words) != NULL;

	free(text);
	return is;
}

/* report: who reads it */
static const struct {
	const char *name, *may;
} readers[] = {
	{ "pipeline-changes", "mira max cora olga dana" }, { "win-loss", "mira priya max cora olga ana dana rex" },
	{ "marketing-review", "cora olga carl dana" },	   { "board-deck", "cora olga dana" },
};

Test(bulletin, who_reads_which)
{
	static const char *const logins[] = { "mira", "priya", "max", "cora", "olga", "ana", "carl", "rex", "dana", "nobody" };

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		for (size_t k = 0; k < sizeof logins / sizeof *logins; k++) {
			struct bulletin_page *p;
			struct err err = { 0 };
			char list[80], word[24];
			int rc;

			snprintf(list, sizeof list, " %s ", readers[i].may);
			snprintf(word, sizeof word, " %s ", logins[k]);
			team_as(s, logins[k]);
			rc = bulletin_open(s, readers[i].name, NO_DAY, false, &p, &err);
			cr_assert_eq(rc == 0, strstr(list, word) != NULL, "%s: %s", logins[k], readers[i].name);
			cr_assert(!rc || err.kind == ERR_ROLE, "%s", err.text);
			bulletin_close(p);
		}
}

Test(bulletin, no_such_report_and_no_day_to_come)
{
	struct bulletin_page *p;
	struct err err = { 0 };

	team_as(s, "dana");
	cr_assert_eq(bulletin_open(s, "weather", NO_DAY, false, &p, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert(strstr(err.text, "no report “weather”") && strstr(err.text, "pipeline-review"), "%s", err.text);
	cr_assert_eq(bulletin_open(s, "forecast", day_from_ymd(2027, 1, 1), false, &p, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
}

Test(bulletin, a_seller_sees_own_deals_alone)
{
	team_deal(s, "Alder", "mira", "1000");
	team_deal(s, "Birch", "jo", "77000");
	team_as(s, "mira");
	cr_assert(says("pipeline-changes", "Of the deals of mira alone."));
	cr_assert(says("pipeline-changes", "Alder"));
	cr_assert_not(says("pipeline-changes", "Birch"));
	cr_assert_not(says("forecast", "77,"));
	cr_assert_not(says("forecast", "jo"));
}

Test(bulletin, what_is_not_measured_says_so_without_a_number)
{
	team_as(s, "carl");
	cr_assert(says("marketing-review", "not measured"));
	cr_assert(says("lead-flow", "leads are not kept here"));
	cr_assert_not(says("marketing-review", "0 %"));
}

/* A name that would break a table, in every format. */
Test(bulletin, a_name_stays_in_its_cell)
{
	char *md;

	team_deal(s, "A | B\nC *star*", "mira", "1000");
	team_as(s, "dana");
	md = written("pipeline-changes", DOC_MARKDOWN);
	cr_assert(strstr(md, "| A \\| B<br>C \\*star\\* |"), "%s", md);
	free(md);
	md = written("pipeline-changes", DOC_TEXT);
	cr_assert(strstr(md, "\nA | B C *star*"), "%s", md);
	free(md);
}

Test(bulletin, the_same_bytes_for_the_same_deals)
{
	char *once, *twice;

	team_deal(s, "Alder", "mira", "1000");
	team_as(s, "dana");
	once = written("business-review", DOC_MARKDOWN);
	twice = written("business-review", DOC_MARKDOWN);
	cr_assert_str_eq(once, twice);
	free(once);
	free(twice);
}

static char *exported(const struct bulletin_page *p)
{
	char path[] = "/tmp/bulletin-XXXXXX";
	struct export_options opt = { .format = EXPORT_CSV, .path = path, .raw = true };
	char *text = xcalloc(1, 65536);
	struct err err = { 0 };
	int64_t rows;
	bool closed;
	FILE *f;
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	close(fd);
	unlink(path);
	cr_assert_eq(bulletin_export(p, &opt, &rows, &closed, &err), 0, "%s", err.text);
	f = fopen(path, "r");
	cr_assert_not_null(f);
	cr_assert_gt(fread(text, 1, 65535, f), 0);
	fclose(f);
	unlink(path);
	return text;
}

Test(bulletin, the_same_numbers_in_json_and_csv)
{
	int64_t euro = team_deal(s, "Alder", "mira", "1234.50");
	struct bulletin_page *p;
	struct buf json = { 0 };
	char *csv;

	team_deal(s, "Birch", "jo", "700");
	team_deal(s, "Cedar", "jo", "");
	team_set(s, euro, "currency", "EUR");
	team_as(s, "dana");
	p = opened("pipeline-review");
	bulletin_json(p, &json);
	csv = exported(p);
	cr_assert(strstr(buf_str(&json), "\"currency\":\"EUR\",\"amount\":\"1234.50\",\"n\":1"), "%s", buf_str(&json));
	cr_assert(strstr(csv, "figure,pipeline_amount,,Pipeline,1234.50,EUR,1,"), "%s", csv);
	cr_assert(strstr(csv, "figure,pipeline_amount,,Pipeline,700.00,USD,1,"), "%s", csv);
	cr_assert(strstr(buf_str(&json), "\"without_amount\":1"), "%s", buf_str(&json));
	cr_assert(strstr(csv, "figure,pipeline_amount,,Pipeline,,without an amount,1,"), "%s", csv);
	cr_assert(strstr(buf_str(&json), "\"metric\":\"pipeline_deals\",\"title\":\"Open deals\",\"state\":\"known\",\"unit\":\"\","
					 "\"value\":3"), "%s", buf_str(&json));
	cr_assert(strstr(csv, "figure,pipeline_deals,,Open deals,3,,3,"), "%s", csv);
	cr_assert(strstr(csv, "cell,by_stage,1,Deals,3,"), "%s", csv);
	bulletin_close(p);
	buf_done(&json);
	free(csv);
}

Test(bulletin, every_report_is_written_of_an_empty_file)
{
	struct bulletins *b;
	struct err err = { 0 };

	team_as(s, "dana");
	cr_assert_eq(bulletins_load(s, &b, &err), 0, "%s", err.text);
	for (size_t i = 0; i < b->n; i++) {
		struct bulletin_page *p = opened(b->at[i].name);
		struct buf out = { 0 };

		bulletin_definitions(p, DOC_MARKDOWN, &out);
		cr_assert_gt(out.len, 0);
		cr_assert_eq(p->under, 0, "%s: nothing is not short of a target", b->at[i].name);
		buf_done(&out);
		bulletin_close(p);
		cr_assert(says(b->at[i].name, b->at[i].title));
	}
	bulletins_free(b);
}

#define REPORT "[r]\ntitle = R\naudience = cro\nowner = cro\ndecisions = d\nformat = md\ndistribution = n\nwindow = month\n"

static const struct {
	const char *ini, *say;
} wrong[] = {
	{ "[R]\ntitle = x\n", "reports:2: [R] is no name" },
	{ "[2026-q4]\ntitle = x\n", "reports:2: [2026-q4] means something else to `report`" },
	{ "[r]\naudience = queen\n", "reports:2: " },
	{ REPORT "section = A: won\n", "reports:2: [r] has no cadence" },
	{ REPORT "cadence = hourly\n", "reports:9: cadence is \"hourly\", expected daily, weekly or monthly" },
	{ REPORT "cadence = weekly\nsection = A: won\n", "reports:2: [r] has no day" },
	{ REPORT "cadence = weekly\nday = 3\nsection = A: won\n", "reports:2: the day of [r] does not go with weekly" },
	{ REPORT "cadence = monthly\nday = 31\n", "reports:10: day is \"31\", expected Monday … Sunday or 1 … 28" },
	{ REPORT "at = 25:00\n", "reports:9: at is \"25:00\", expected such as 9:00" },
	{ REPORT "section = won\n", "reports:9: section is \"won\", expected Title: names" },
	{ REPORT "cadence = daily\n", "reports:2: [r] has no section" },
	{ REPORT "colour = red\n", "reports:9: \"colour\" is no setting of a report" },
};

Test(bulletin, a_file_that_is_wrong_is_refused_with_its_line)
{
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { 0 };

		cr_assert_eq(config_check("reports", wrong[i].ini, strlen(wrong[i].ini), &err), -1, "%s", wrong[i].ini);
		cr_assert_eq(err.kind, ERR_CONFIG);
		cr_assert(strstr(err.text, wrong[i].say), "%s\nfound: %s", wrong[i].say, err.text);
	}
}

Test(bulletin, a_name_that_is_nothing_is_refused)
{
	const char *const body = REPORT "cadence = daily\nsection = A: won weather\n";
	struct err err = { 0 };

	team_as(s, "dana");
	cr_assert_eq(config_put(s, "reports", body, NULL, NULL, &err), -1);
	cr_assert(strstr(err.text, "reports:10: [r] names “weather”, which is no metric"), "%s", err.text);
}
