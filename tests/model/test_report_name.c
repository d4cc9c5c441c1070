/* Names, marks and counts of a quarter's report that people's words could confuse. */
#include "tests/model/quarter.h"

#include "model/dict.h"
#include "model/sample.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

static char *dir;
static struct store *s;

static void fresh(void)
{
	s = quarter_open(&dir);
}

static void gone(void)
{
	quarter_close(s, dir);
}

TestSuite(report_name, .init = fresh, .fini = gone);

static void rename_word(const char *was, const char *is)
{
	struct buf sql = { 0 };
	struct err err = { 0 };

	buf_printf(&sql, "update dict set title = '%s' where title = '%s'", is, was);
	cr_assert_eq(db_script(s->db, buf_str(&sql), &err), 0, "%s", err.text);
	dict_free(s);
	buf_done(&sql);
}

/* The figure of a theme in the column of that name; NULL none. */
static const struct figure *cell_of(const struct rollup *r, const char *side, const char *column)
{
	for (size_t i = 0; i < r->figures; i++)
		if (r->figure[i].section == ROLLUP_CROSS && !strncmp(r->figure[i].key + strlen("cross."), side, strlen(side)) &&
		    !strcmp(r->figure[i].column, column))
			return &r->figure[i];
	return NULL;
}

/* Names of people that are words of ours, that begin alike or lose all their letters keep a column and a key of their own. */
static void names_that_look_alike_stay_apart(void)
{
	struct rollup r;
	struct buf md;

	rename_word("SMB", "all");
	rename_word("Gridwell", "International Business Ventures One");
	rename_word("Tessel", "International Business Ventures Two");
	r = quarter_load(s, AUDIENCE_CRO);
	md = quarter_write(s, &r, REPORT_MD);
	cr_assert(strstr(buf_str(&md), "| Mid-market | “all” | Enterprise | all |"), "%s", buf_str(&md));
	cr_assert(cell_of(&r, "segment", "“all”") && cell_of(&r, "segment", "all"));
	cr_assert(cell_of(&r, "competitor", "International Business Ventures One") &&
		  cell_of(&r, "competitor", "International Business Ventures Two"));
	cr_assert(strncmp(cell_of(&r, "competitor", "International Business Ventures One")->key,
			  cell_of(&r, "competitor", "International Business Ventures Two")->key, strlen("cross.competitor.") + 19));
	for (size_t i = 0; i < r.figures; i++)
		for (size_t k = 0; k < i; k++)
			cr_assert_str_neq(r.figure[i].key, r.figure[k].key);
	rollup_done(&r);
	buf_done(&md);
	/* One interview stands behind the second: a key that they shared would have let its name through. */
	r = quarter_load(s, AUDIENCE_CMO);
	cr_assert(cell_of(&r, "competitor", "International Business Ventures One") == NULL ||
		  cell_of(&r, "competitor", "International Business Ventures Two") == NULL);
	rollup_done(&r);
	rename_word("all", "SMB");
	rename_word("International Business Ventures One", "Gridwell");
	rename_word("International Business Ventures Two", "Tessel");
}

/* The same counts whoever loads the CMO's figures. */
static void the_cmo_reads_the_counts_of_everybody(void)
{
	struct rollup ours = quarter_load(s, AUDIENCE_CMO), r;

	quarter_as(s, "ruth");
	r = quarter_load(s, AUDIENCE_CMO);
	cr_assert_eq(r.figures, ours.figures);
	for (size_t i = 0; i < r.figures; i++)
		cr_assert(!strcmp(r.figure[i].key, ours.figure[i].key) && r.figure[i].n == ours.figure[i].n, "%s: %" PRId64 ", %" PRId64,
			  r.figure[i].key, r.figure[i].n, ours.figure[i].n);
	cr_assert_gt(rollup_find(&r, "actions.open")->n, 0);
	cr_assert_eq(r.lines, 0);
	quarter_as(s, SAMPLE_CRO);
	rollup_done(&r);
	rollup_done(&ours);
}

static const struct figure *marked(const struct rollup *r, const char *mark)
{
	for (size_t i = 0; i < r->figures; i++) {
		struct buf b = { 0 };
		bool is;

		figure_mark(&r->figure[i], &b);
		is = !strcmp(buf_str(&b), mark);
		buf_done(&b);
		if (is)
			return &r->figure[i];
	}
	cr_assert(false, "nothing is marked “%s”", mark);
	return NULL;
}

/* Behind `key` in the text, and before the end of what it begins. */
static void assert_behind(const char *text, const char *before, const char *key, const char *after, const char *mark, char end)
{
	struct buf line = { 0 };
	const char *at;

	buf_printf(&line, "%s%s%s", before, key, after);
	at = strstr(text, buf_str(&line));
	cr_assert(at && strstr(at, mark) && strstr(at, mark) < strchr(at, end), "%s, %s", key, mark);
	buf_done(&line);
}

/* In every file that a program reads: what is small, no finding, or below its target. */
static void marks_stand_in_every_format(void)
{
	static const char *const marks[] = { "small", "no finding", "target missed" };
	struct rollup r = quarter_load(s, AUDIENCE_CRO);
	struct buf csv = quarter_write(s, &r, REPORT_CSV), json = quarter_write(s, &r, REPORT_JSON),
		   xlsx = quarter_write(s, &r, REPORT_XLSX), xml = { 0 };

	quarter_unzip(dir, &xlsx, &xml);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const struct figure *f = marked(&r, marks[i]);

		assert_behind(buf_str(&csv), ",", f->key, ",", marks[i], '\n');
		assert_behind(buf_str(&json), "\"key\":\"", f->key, "\"", marks[i], '}');
		cr_assert_geq(quarter_shared_place(buf_str(&xml), marks[i]), 0, "%s", marks[i]);
	}
	buf_done(&csv);
	buf_done(&json);
	buf_done(&xlsx);
	buf_done(&xml);
	rollup_done(&r);
}

/* The sample is filled anew for each test, so they are few. */
Test(report_name, of_every_report)
{
	marks_stand_in_every_format();
	the_cmo_reads_the_counts_of_everybody();
	names_that_look_alike_stay_apart();
}
