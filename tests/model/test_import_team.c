/* A team's file into another: the sample's tables come back as they were, its report shows the same figures, and what is wrong
 * with a file is told line by line. */
#include "model/check_store.h"
#include "model/debrief.h"
#include "model/import_all.h"
#include "model/sample.h"
#include "tests/model/imports.h"
#include "tests/model/quarter.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(import_team, .init = open_it, .fini = close_it);

static void tell(void *arg, const struct import_all_table *table)
{
	if (table->why)
		buf_printf(&((struct imports *)arg)->told, "%s is left\n", table->name);
}

static struct import_counts take(const char *lines)
{
	struct import_result r;
	struct err err = { 0 };

	cr_assert_eq(imports_all(&t, lines, tell, &r, &err), 0, "%s", err.text);
	cr_assert_eq(r.counts.read, r.counts.added + r.counts.updated + r.counts.unchanged + r.counts.refused);
	t.last = (struct import_result){ .id = r.id, .counts = r.counts };
	import_result_done(&r);
	return t.last.counts;
}

static char *export_all_of(struct store *s)
{
	struct export_options opt = { .kind = "all" };
	struct store *own = t.s;
	char *out;

	t.s = s;
	out = imports_export(&t, &opt);
	t.s = own;
	return out;
}

static int by_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Numbers of this file alone, which the other one gives anew. */
static char *without_id(const char *line, size_t n)
{
	const char *id = strstr(line, ",\"id\":"), *end = id && id < line + n ? strpbrk(id + 1, ",}") : NULL;
	struct buf out = { 0 };

	buf_add(&out, line, end ? (size_t)(id - line) : n);
	if (end)
		buf_add(&out, end, (size_t)(line + n - end));
	return buf_take(&out);
}

/* What does not travel, and the line that counts all rows. */
static bool is_left(const char *line)
{
	static const char *const tables[] = { "history", "clocks", "approvals", "steps", "end" };
	char begins[64];

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		snprintf(begins, sizeof begins, "{\"table\":\"%s\"", tables[i]);
		if (!strncmp(line, begins, strlen(begins)))
			return true;
	}
	return false;
}

static size_t rows_of(const char *all, char ***out)
{
	size_t n = 0;

	*out = NULL;
	for (const char *p = all; *p; p += strcspn(p, "\n") + 1) {
		if (is_left(p))
			continue;
		*out = xrealloc(*out, (n + 1) * sizeof **out);
		(*out)[n++] = without_id(p, strcspn(p, "\n"));
	}
	qsort(*out, n, sizeof **out, by_words);
	return n;
}

/* Row by row, whatever their order. */
static void expect_same(const char *a, const char *b)
{
	char **x, **y;
	size_t n = rows_of(a, &x), m = rows_of(b, &y);

	for (size_t i = 0; i < n && i < m; i++)
		cr_assert_str_eq(x[i], y[i]);
	cr_assert_eq(n, m);
	for (size_t i = 0; i < n; i++) {
		free(x[i]);
		free(y[i]);
	}
	free(x);
	free(y);
}

static void expect_same_figures(struct store *a, struct store *b)
{
	struct rollup x = quarter_load(a, AUDIENCE_CRO), y = quarter_load(b, AUDIENCE_CRO);
	size_t compared = 0;

	for (size_t i = 0; i < x.figures; i++) {
		const struct figure *f = &x.figure[i], *g = rollup_find(&y, f->key);
		struct buf is = { 0 }, was = { 0 };

		/* Rests on what happened and when, which is the other file's history. */
		if (f->section == ROLLUP_PROCESS)
			continue;
		cr_assert_not_null(g, "%s", f->key);
		figure_say(a, f, &was);
		figure_say(b, g, &is);
		cr_assert_str_eq(buf_str(&is), buf_str(&was), "%s", f->key);
		buf_done(&is);
		buf_done(&was);
		compared++;
	}
	cr_assert_geq(compared, 100);
	cr_assert_eq(x.quotes, y.quotes);
	cr_assert_eq(x.lines, y.lines);
	rollup_done(&x);
	rollup_done(&y);
}

static int hear(void *arg, const char *sentence)
{
	(void)arg;
	cr_assert_fail("check: %s", sentence);
	return 0;
}

static void expect_sound(struct store *s)
{
	struct err err = { 0 };
	size_t findings = 0;

	cr_assert_eq(store_check(s, true, hear, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
}

Test(import_team, the_sample_comes_back_and_its_report_is_the_same)
{
	char *dir, *first, *second;
	struct store *team = quarter_open(&dir);
	struct store_options opt = { .login = SAMPLE_ADMIN, .zone = "UTC", .now_ms = team->now(team), .now_frozen = true, .seed = 4711 };
	struct import_reverted back;
	struct import_counts c;
	struct err err = { 0 };

	store_close(t.s);
	cr_assert_eq(store_open(&t.s, &opt, NULL, &err), 0, "%s", err.text);
	quarter_as(team, SAMPLE_ADMIN);
	first = export_all_of(team);
	c = take(first);
	cr_assert_eq(c.refused, 0, "%s", buf_str(&t.told));
	cr_assert_str_eq(buf_str(&t.told), "approvals is left\nsteps is left\nclocks is left\nhistory is left\n");
	second = export_all_of(t.s);
	expect_same(first, second);
	expect_same_figures(team, t.s);
	expect_sound(t.s);
	c = take(first);
	cr_assert_eq(c.unchanged, c.read, "%s", buf_str(&t.told));
	cr_assert_eq(import_revert(t.s, 1, NULL, NULL, &back, &err), 0, "%s", err.text);
	cr_assert_eq(back.kept, 0);
	cr_assert_eq(imports_count(&t, "select (select count(*) from deal where gone = 0) + (select count(*) from form_value where gone = 0)"
				       " + (select count(*) from item where gone = 0) + (select count(*) from code where gone = 0)"
				       " + (select count(*) from interview_note where gone = 0) + (select count(*) from action where gone = 0)"),
		     0);
	expect_sound(t.s);
	free(first);
	free(second);
	quarter_close(team, dir);
}

#define HEAD "{\"table\":\"deals\",\"external_id\":\"A1\",\"company\":\"Tern\",\"stage\":\"won\",\"closed\":\"2026-01-05\"}\n"
#define ANSWER(deal, text) "{\"table\":\"answers\",\"deal\":\"" deal "\",\"question\":\"4\",\"layer\":\"live\",\"text\":\"" text "\"}\n"

Test(import_team, a_line_that_cannot_be_is_refused_and_the_rest_goes_in)
{
	struct import_counts c = take(HEAD ANSWER("A1", "they pay in March") "{\"table\":\"answers\",\"deal\":\"A1\",\"ques\n"
				      "{\"table\":\"melodies\",\"deal\":\"A1\"}\n" ANSWER("A9", "nobody") ANSWER("A1", "they pay in May")
				      ANSWER("A1", "they pay in March") "{\"table\":\"end\",\"rows\":7}\n");

	cr_assert_eq(c.read, 7);
	cr_assert_eq(c.added, 2);
	cr_assert_eq(c.unchanged, 1);
	cr_assert_eq(c.refused, 4);
	cr_assert_not_null(strstr(buf_str(&t.told), "line 3: found the end of the line at byte 37, expected the end of a text\n"), "%s",
			   buf_str(&t.told));
	cr_assert_not_null(strstr(buf_str(&t.told), "line 4: found “melodies” as the name of a table, expected one of export all\n"));
	cr_assert_not_null(strstr(buf_str(&t.told), "line 5, column 1 (deal): answers: found “A9”, expected a deal that is in the file or here\n"));
	cr_assert_not_null(strstr(buf_str(&t.told), "line 6: answers: it stands on line 2 already, with other values\n"));
	cr_assert_eq(imports_count(&t, "select count(*) from form_value where gone = 0"), 1);
}

Test(import_team, a_table_without_what_it_needs_is_refused_alone)
{
	struct import_counts c = take(HEAD "{\"table\":\"answers\",\"deal\":\"A1\",\"text\":\"in March\"}\n{\"table\":\"end\",\"rows\":2}\n");

	cr_assert_eq(c.added, 1);
	cr_assert_eq(c.refused, 1);
	cr_assert_not_null(strstr(buf_str(&t.told), "line 2: answers: found no column question, expected deal, question"), "%s", buf_str(&t.told));
}

Test(import_team, what_was_edited_here_since_stays)
{
	struct err err = { 0 };
	struct import_counts c;
	struct form f;

	take(HEAD ANSWER("A1", "they pay in March") "{\"table\":\"end\",\"rows\":2}\n");
	cr_assert_eq(debrief_of(t.s, imports_deal(&t, "A1"), &f, &err), 1);
	cr_assert_eq(debrief_answer(t.s, f.id, 4, LAYER_LIVE, "they pay in June", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	c = take(HEAD ANSWER("A1", "they pay in March") "{\"table\":\"end\",\"rows\":2}\n");
	cr_assert_eq(c.unchanged, 2, "the file still says the old words: ours stay");
	c = take(HEAD ANSWER("A1", "they pay in May") "{\"table\":\"end\",\"rows\":2}\n");
	cr_assert_eq(c.refused, 1);
	cr_assert_not_null(strstr(buf_str(&t.told), "conflict in text: edited here, “they pay in June”; the file says “they pay in May”"), "%s",
			   buf_str(&t.told));
	cr_assert_eq(imports_count(&t, "select count(*) from form_value v join text t on t.id = v.text where t.body = 'they pay in June'"), 1);
}

#define DEAL(ext) "{\"table\":\"deals\",\"external_id\":\"" ext "\",\"company\":\"" ext "\",\"stage\":\"won\",\"closed\":\"2026-01-05\"}\n"
#define CHANGE(text, state, deals, by) "{\"table\":\"refinements\",\"text\":\"" text "\",\"state\":\"" state "\",\"dimension\":\"dimension_1\"," \
	"\"reason\":\"the score misled\",\"deals\":\"" deals "\",\"proposed_by\":\"ann\",\"proposed\":\"2026-01-06T10:00:00Z\"," \
	"\"decided_by\":\"" by "\",\"decided\":\"2026-01-07T10:00:00Z\",\"comment\":\"yes\"}\n"

Test(import_team, programmes_and_refinements_come_with_their_gates)
{
	static const char lines[] =
		"{\"table\":\"members\",\"login\":\"cora\",\"roles\":\"cro\"}\n" DEAL("A1") DEAL("A2") DEAL("A3")
		"{\"table\":\"programmes\",\"title\":\"Why we win\",\"types\":\"won\",\"from\":\"2026-01-01\",\"to\":\"2026-03-31\",\"owner\":\"cora\"}\n"
		"{\"table\":\"sample\",\"programme\":\"Why we win\",\"deal\":\"A2\",\"reason\":\"the largest\",\"state\":\"dropped\",\"refusal\":\"left the company\"}\n"
		CHANGE("Ask for the budget", "applied", "A1\\nA2\\nA3", "cora") CHANGE("Ask for the plan", "approved", "A1\\nA2", "cora")
		CHANGE("Ask for the team", "approved", "A1\\nA2\\nA3", "ann") "{\"table\":\"end\",\"rows\":9}\n";
	struct import_reverted back;
	struct import_counts c = take(lines);
	struct err err = { 0 };

	cr_assert_eq(c.added, 7, "%s", buf_str(&t.told));
	cr_assert_eq(c.refused, 2, "%s", buf_str(&t.told));
	cr_assert_not_null(strstr(buf_str(&t.told), "line 8, column 2 (state): refinements: what is proposed rests on 3 deals"), "%s", buf_str(&t.told));
	cr_assert_not_null(strstr(buf_str(&t.told), "line 9, column 2 (state): refinements: what is decided says with which words, and by somebody else"));
	cr_assert_eq(imports_count(&t, "select count(*) from selection where state = 3 and reason = 'the largest' and gone = 0"), 1);
	cr_assert_eq(imports_count(&t, "select count(*) from refinement where state = 3 and gone = 0"), 1, "approved, as nothing was applied here");
	cr_assert_eq(imports_count(&t, "select count(*) from refinement_deal where gone = 0"), 3);
	c = take(lines);
	cr_assert_eq(c.unchanged, 7, "%s", buf_str(&t.told));
	cr_assert_eq(import_revert(t.s, 1, NULL, NULL, &back, &err), 0, "%s", err.text);
	cr_assert_eq(back.kept, 0);
	cr_assert_eq(imports_count(&t, "select (select count(*) from refinement where gone = 0) + (select count(*) from selection where gone = 0)"
				       " + (select count(*) from programme where gone = 0)"), 0);
	expect_sound(t.s);
}
