/* Documents of the sample's quarter, published and verified. */
#include "model/report_private.h"

#include "model/check_store.h"
#include "model/concern.h"
#include "model/coding.h"
#include "model/deal.h"
#include "model/doc_table.h"
#include "model/file.h"
#include "model/sample.h"
#include "tests/model/quarter.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *dir;
static struct store *s;

static void as(const char *login)
{
	quarter_as(s, login);
}

static void fresh(void)
{
	s = quarter_open(&dir);
}

static void gone(void)
{
	quarter_close(s, dir);
}

TestSuite(report, .init = fresh, .fini = gone);


static struct rollup load(enum rollup_audience audience)
{
	return quarter_load(s, audience);
}

static struct buf write_it(const struct rollup *r, enum report_format format)
{
	return quarter_write(s, r, format);
}

static void unzip(const struct buf *book, struct buf *out)
{
	quarter_unzip(dir, book, out);
}

static struct report publish(void)
{
	struct err err = { 0 };
	struct report r;

	cr_assert_eq(report_publish(s, &quarter_scope, &r, &err), 0, "%s", err.text);
	return r;
}

static struct buf file_of(const struct report *r)
{
	struct buf path = { 0 }, out = { 0 };

	buf_printf(&path, "%s/%s", dir, r->path);
	cr_assert_eq(file_read(buf_str(&path), 64u << 20, &out), 0);
	buf_done(&path);
	return out;
}

static struct buf said;
static int hear(void *arg, const char *sentence)
{
	(void)arg;
	buf_printf(&said, "%s\n", sentence);
	return 0;
}

/* ---- formats ---- */

static void the_same_rollup_gives_the_same_bytes(void)
{
	struct rollup r = load(AUDIENCE_CRO);

	for (int f = 0; f < REPORT_FORMATS; f++) {
		struct buf a = write_it(&r, (enum report_format)f), b = write_it(&r, (enum report_format)f);

		cr_assert(a.len > 200 && a.len == b.len && !memcmp(a.data, b.data, a.len), "format %d", f);
		buf_done(&a);
		buf_done(&b);
	}
	rollup_done(&r);
}

static bool book_says(const char *xml, const char *key, int64_t n)
{
	struct buf cell = { 0 }, number = { 0 };
	const char *at, *row;
	bool found = false;

	buf_printf(&cell, "t=\"s\"><v>%d</v></c>", quarter_shared_place(xml, key));
	buf_printf(&number, "<v>%" PRId64 "</v>", n);
	for (at = xml; !found && (at = strstr(at, buf_str(&cell))); at++) {
		row = strstr(at, "</row>");
		found = row && strstr(at, buf_str(&number)) && strstr(at, buf_str(&number)) < row;
	}
	buf_done(&cell);
	buf_done(&number);
	return found;
}

/* Each figure of one rollup is read back from all five. */
static void all_formats_hold_the_same_numbers(void)
{
	struct rollup r = load(AUDIENCE_CRO);
	struct buf md = write_it(&r, REPORT_MD), text = write_it(&r, REPORT_TEXT), csv = write_it(&r, REPORT_CSV),
		   json = write_it(&r, REPORT_JSON), xlsx = write_it(&r, REPORT_XLSX), xml = { 0 };

	unzip(&xlsx, &xml);
	cr_assert_gt(r.figures, 60);
	for (size_t i = 0; i < r.figures; i++) {
		const struct figure *f = &r.figure[i];
		struct buf say = { 0 }, line = { 0 };
		const char *at;

		figure_say(s, f, &say);
		doc_words(DOC_MARKDOWN, buf_str(&say), true, &line);
		cr_assert_not_null(strstr(buf_str(&md), buf_str(&line)), "%s: %s", f->key, buf_str(&line));
		buf_clear(&line);
		cr_assert_not_null(strstr(buf_str(&text), buf_str(&say)), "%s: %s", f->key, buf_str(&say));
		buf_printf(&line, "\"key\":\"%s\"", f->key);
		at = strstr(buf_str(&json), buf_str(&line));
		cr_assert_not_null(at, "%s", f->key);
		buf_clear(&line);
		buf_printf(&line, "\"n\":%" PRId64 "%c", f->n, f->of >= 0 ? ',' : f->form == FIGURE_MONEY || f->target_bp >= 0 ? ',' : '}');
		cr_assert(strstr(at, buf_str(&line)) && strstr(at, buf_str(&line)) < strstr(at, "}") + 1, "%s in JSON: %s", f->key, buf_str(&line));
		buf_clear(&line);
		buf_printf(&line, ",%s,", f->key);
		at = strstr(buf_str(&csv), buf_str(&line));
		cr_assert_not_null(at, "%s in CSV", f->key);
		buf_clear(&line);
		if (f->of >= 0)
			buf_printf(&line, ",%" PRId64 ",%" PRId64 ",", f->n, f->of);
		else
			buf_printf(&line, ",%" PRId64 ",,", f->n);
		cr_assert(strstr(at, buf_str(&line)) && strstr(at, buf_str(&line)) < strchr(at, '\n'), "%s in CSV: %s", f->key, buf_str(&line));
		cr_assert(book_says(buf_str(&xml), f->key, f->n), "%s in the workbook", f->key);
		buf_done(&say);
		buf_done(&line);
	}
	cr_assert_gt(r.quotes, 2);
	for (size_t i = 0; i < r.quotes; i++)
		cr_assert(strstr(buf_str(&json), r.quote[i].text), "%s", r.quote[i].text);
	buf_done(&md);
	buf_done(&text);
	buf_done(&csv);
	buf_done(&json);
	buf_done(&xlsx);
	buf_done(&xml);
	rollup_done(&r);
}

static void the_sample_says_what_the_source_asks_for(void)
{
	static const char *const heads[] = { "# Win/loss 2026-Q4", "## Scope and sample size", "## Method and limits", "## Outcomes", "## Why we lose",
					     "## Why we win", "## In their words", "## Process", "## ICP signals", "## Refinements", "## Recommended actions",
					     "Unratified: the dimensions" };
	struct rollup r = load(AUDIENCE_CRO);
	struct buf md = write_it(&r, REPORT_MD);

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		cr_assert_not_null(strstr(buf_str(&md), heads[i]), "%s is not in\n%s", heads[i], buf_str(&md));
	if (getenv("REPORT_SHOW"))
		fprintf(stderr, "%s", buf_str(&md));
	cr_assert_geq(rollup_find(&r, "scope.coded")->n, 4);
	buf_done(&md);
	rollup_done(&r);
}

/* ---- published ---- */

static void a_published_file_is_as_it_was_published(void)
{
	struct report r = publish();
	struct buf file = file_of(&r);
	size_t differences, moved, findings = 0;
	struct undone undone;
	struct stat st;
	struct buf path = { 0 };
	struct err err = { 0 };

	buf_clear(&said);
	cr_assert_str_eq(r.path, "reports/revenue/win-loss-2026-Q4.md");
	buf_printf(&path, "%s/%s", dir, r.path);
	cr_assert_eq(stat(buf_str(&path), &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0600);
	cr_assert_eq(report_verify(s, buf_str(&path), buf_str(&file), file.len, hear, NULL, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert_eq(differences, 0, "%s", buf_str(&said));
	cr_assert_eq(moved, 0, "%s", buf_str(&said));
	/* Nothing takes it back, and what is stored of it is sound. */
	cr_assert_eq(history_undo(s, SUBJECT_REPORT, 0, &undone, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED, "%s", err.text);
	cr_assert_eq(store_check(s, true, hear, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0, "%s", buf_str(&said));
	buf_done(&path);
	buf_done(&file);
	report_done(&r);
	buf_done(&said);
}

/* Every digit of the file turned into another one: each time that line is named, with what was published. */
static void every_single_digit_that_is_changed_is_found_and_named(void)
{
	struct report r = publish();
	struct buf file = file_of(&r);
	struct report_fact *fact;
	struct err err = { 0 };
	size_t n, line = 1, digits = 0;

	cr_assert_eq(report_facts(s, r.id, &fact, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < file.len; i++) {
		char was = file.data[i], name[32];
		struct buf bytes = { 0 };

		line += was == '\n';
		if (!isdigit((unsigned char)was))
			continue;
		digits++;
		buf_add(&bytes, file.data, file.len);
		bytes.data[i] = was == '9' ? '0' : (char)(was + 1);
		buf_clear(&said);
		cr_assert_geq(report_compare(fact, n, buf_str(&file), file.len, buf_str(&bytes), bytes.len, hear, NULL), 1, "byte %zu", i);
		snprintf(name, sizeof name, "line %zu: found ", line);
		cr_assert(!strncmp(buf_str(&said), name, strlen(name)) && strstr(buf_str(&said), "published"), "byte %zu, line %zu: %s", i, line,
			  buf_str(&said));
		buf_done(&bytes);
	}
	cr_assert_gt(digits, 200);
	report_facts_done(fact, n);
	buf_done(&said);
	buf_done(&file);
	report_done(&r);
}

static void a_number_is_named_with_its_figure_and_a_fact_that_was_changed_is_found(void)
{
	struct report r = publish();
	struct buf file = file_of(&r), path = { 0 };
	char *won = strstr(file.data, "| won ");
	size_t differences, moved;
	struct err err = { 0 };

	cr_assert_not_null(won);
	won += strcspn(won, "0123456789");
	*won = *won == '9' ? '8' : (char)(*won + 1);
	buf_clear(&said);
	cr_assert_eq(report_verify(s, r.path, buf_str(&file), file.len, hear, NULL, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert_eq(differences, 1, "%s", buf_str(&said));
	cr_assert(strstr(buf_str(&said), "outcome.won"), "%s", buf_str(&said));
	buf_done(&file);
	file = file_of(&r);
	cr_assert_eq(db_script(s->db, "update report_fact set n = n + 1 where key = 'outcome.lost'", &err), 0);
	buf_clear(&said);
	cr_assert_eq(report_verify(s, r.path, buf_str(&file), file.len, hear, NULL, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert(differences >= 2 && strstr(buf_str(&said), "counted again"), "%s", buf_str(&said));
	cr_assert_eq(report_verify(s, "other.md", "nothing", 7, hear, NULL, &differences, &moved, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	buf_done(&file);
	buf_done(&path);
	buf_done(&said);
	report_done(&r);
}

/* Every number of the report rests on something that is kept with it, refinements and actions too. */
static void each_number_is_counted_again_from_what_is_kept(void)
{
	static const char *const changes[] = {
		"update report_fact set n = n + 1 where key = '%s'",
		"update report_fact set subjects = x'01017a0000' where key = '%s'",
		"update report_fact set subjects = null where key = '%s'",
	};
	static const char *const keys[] = { "refinements.flagged", "refinements.proposed", "actions.open", "actions.late", "outcome.won" };
	struct report r = publish();
	struct buf file = file_of(&r);
	struct report_fact *fact;
	size_t n, differences, moved;
	struct err err = { 0 };

	cr_assert_eq(report_facts(s, r.id, &fact, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++) {
		struct recount c;

		cr_assert(report_recount(buf_str(&fact[i].subjects), fact[i].subjects.len, fact[i].form, &c), "%s", fact[i].key);
		cr_assert(c.known && c.n == fact[i].n, "%s: %" PRId64 " of %" PRId64, fact[i].key, c.n, fact[i].n);
		cr_assert(fact[i].of < 0 || (c.of_known && c.of == fact[i].of), "%s: of %" PRId64, fact[i].key, fact[i].of);
	}
	report_facts_done(fact, n);
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
		for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
			struct buf sql = { 0 };

			cr_assert_eq(db_script(s->db, "create table kept as select * from report_fact", &err), 0, "%s", err.text);
			buf_printf(&sql, changes[i], keys[k]);
			cr_assert_eq(db_script(s->db, buf_str(&sql), &err), 0, "%s", err.text);
			buf_clear(&said);
			cr_assert_eq(report_verify(s, r.path, buf_str(&file), file.len, hear, NULL, &differences, &moved, &err), 0, "%s", err.text);
			cr_assert(differences && strstr(buf_str(&said), keys[k]), "%s: %s", buf_str(&sql), buf_str(&said));
			cr_assert_eq(db_script(s->db, "delete from report_fact; insert into report_fact select * from kept; drop table kept", &err), 0,
				     "%s", err.text);
			buf_done(&sql);
		}
	buf_done(&file);
	report_done(&r);
	buf_done(&said);
}

static int64_t any_interview(void)
{
	return db_scalar(s->db, &(const struct sql){ "one", "select min(i.id) from interview i join deal d on d.id = i.deal where i.state = 4"
							    " and d.closed_day > 20000" }, 0);
}

static int count_reports(void *arg, const struct report *r)
{
	(void)r;
	++*(int *)arg;
	return 0;
}

static int reports(void)
{
	int n = 0;

	cr_assert_geq(report_each(s, count_reports, &n, NULL), 0);
	return n;
}

static void an_open_escalation_that_blocks_is_named_and_nothing_is_published(void)
{
	struct concern c = { .interview = any_interview(), .trigger = "security", .due_day = 21000, .expected = "an answer" };
	struct err err = { 0 };
	struct report r;

	c.owner = s->actor.member;
	cr_assert_eq(concern_raise(s, &c, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(report_publish(s, &quarter_scope, &r, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "security") && strstr(err.text, "interview I-"), "%s", err.text);
	cr_assert_eq(reports(), 0);
}

static void a_later_issue_says_what_changed(void)
{
	struct report one = publish(), two;
	struct buf first = file_of(&one), second;
	size_t differences, moved;
	struct err err = { 0 };
	int64_t deal = db_scalar(s->db, &(const struct sql){ "lost", "select min(id) from deal where stage = 7 and amount_minor > 0"
								     " and closed_day between 20727 and 20800" }, 0);

	cr_assert_gt(deal, 0);
	cr_assert_eq(deal_change(s, deal, "amount", "77777", &err), 0, "%s", err.text);
	buf_clear(&said);
	cr_assert_eq(report_verify(s, one.path, buf_str(&first), first.len, hear, NULL, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert_eq(differences, 0, "%s", buf_str(&said));
	cr_assert(moved >= 1 && strstr(buf_str(&said), "since then: lost, amount"), "%s", buf_str(&said));
	two = publish();
	second = file_of(&two);
	cr_assert_eq(two.supersedes, one.id);
	cr_assert(strstr(buf_str(&second), "## What changed against the issue before") && strstr(buf_str(&second), "lost, amount: "), "%s",
		  buf_str(&second));
	/* The first issue is still known by its bytes. */
	cr_assert_eq(report_verify(s, one.path, buf_str(&first), first.len, hear, NULL, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert_eq(differences, 0);
	cr_assert(strstr(buf_str(&said), "later issue"), "%s", buf_str(&said));
	cr_assert_eq(reports(), 2);
	buf_done(&first);
	buf_done(&second);
	buf_done(&said);
	report_done(&one);
	report_done(&two);
}

static void a_place_that_cannot_be_written_leaves_nothing(void)
{
	struct buf path = { 0 };
	struct err err = { 0 };
	struct report r;
	FILE *f;

	buf_printf(&path, "%s/reports", dir);
	f = fopen(buf_str(&path), "w");
	cr_assert(f && fputs("x", f) >= 0 && !fclose(f));
	cr_assert_eq(report_publish(s, &quarter_scope, &r, &err), -1);
	cr_assert(err.kind == ERR_OUTPUT && strstr(err.text, "expected a folder"), "%s", err.text);
	cr_assert_eq(reports(), 0);
	unlink(buf_str(&path));
	cr_assert_eq(mkdir(buf_str(&path), 0700), 0);
	buf_puts(&path, "/revenue");
	cr_assert_eq(mkdir(buf_str(&path), 0700), 0);
	buf_puts(&path, "/win-loss-2026-Q4.md");
	f = fopen(buf_str(&path), "w");
	cr_assert(f && fputs("notes of somebody", f) >= 0 && !fclose(f));
	cr_assert_eq(report_publish(s, &quarter_scope, &r, &err), -1);
	cr_assert(err.kind == ERR_OUTPUT && strstr(err.text, "left as it is"), "%s", err.text);
	cr_assert_eq(reports(), 0);
	buf_done(&path);
}

static void withdrawn_leave_takes_the_quote_out_of_what_is_made_later_and_lists_what_was_issued(void)
{
	struct rollup r = load(AUDIENCE_CRO);
	int64_t interview = r.quote[0].interview;
	char *words = xstrdup(r.quote[0].text);
	struct report issued = publish();
	struct buf md;
	struct err err = { 0 };
	int n = 0;

	rollup_done(&r);
	buf_clear(&said);
	cr_assert_eq(interview_consent(s, interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, &said, &err), 0, "%s", err.text);
	cr_assert(strstr(buf_str(&said), "issued already and kept as it was: report ") && !strstr(buf_str(&said), "may be shown"), "%s",
		  buf_str(&said));
	buf_done(&said);
	cr_assert_geq(report_quoting(s, interview, count_reports, &n, &err), 0);
	cr_assert_eq(n, 1);
	r = load(AUDIENCE_CRO);
	for (int f = 0; f < REPORT_XLSX; f++) {
		md = write_it(&r, (enum report_format)f);
		cr_assert_null(strstr(buf_str(&md), words), "format %d", f);
		buf_done(&md);
	}
	rollup_done(&r);
	report_done(&issued);
	free(words);
}

/* ---- who may see what ---- */

static void the_cmos_file_names_no_company_no_owner_and_holds_no_action(void)
{
	struct rollup r = load(AUDIENCE_CMO);
	struct stmt *st;
	static const struct sql names = { "names", "select name from company where gone = 0 union select name from member where name <> ''"
						   " union select login from member" };

	for (int f = 0; f < REPORT_XLSX; f++) {
		struct buf out = write_it(&r, (enum report_format)f);

		st = db_stmt(s->db, &names, NULL);
		while (db_step(st, NULL) == 1)
			if (strlen(db_col_text(st, 0)) > 4)
				cr_assert_null(strstr(buf_str(&out), db_col_text(st, 0)), "%s in format %d", db_col_text(st, 0), f);
		buf_done(&out);
	}
	cr_assert_eq(r.lines, 0);
	rollup_done(&r);
}

/* Words of the seven answers, and of quotes without leave, reach no file of anybody. */
static void answers_and_words_without_leave_reach_no_file(void)
{
	struct err err = { 0 };

	cr_assert_eq(db_script(s->db, "update text set body = 'zqanswer ' || id where id in (select text from form_value where text is not null);"
				      "update interview set consent_quote = 3;"
				      "update text set body = 'zqsaid ' || id where id in (select text from interview_note)", &err), 0, "%s",
			       err.text);
	for (int audience = 0; audience < AUDIENCES; audience++) {
		struct rollup r = load((enum rollup_audience)audience);

		cr_assert_eq(r.quotes, 0);
		for (int f = 0; f < REPORT_FORMATS; f++) {
			struct buf out = write_it(&r, (enum report_format)f), xml = { 0 };

			if (f == REPORT_XLSX)
				unzip(&out, &xml);
			cr_assert(!strstr(buf_str(&out), "zqanswer") && !strstr(buf_str(&xml), "zqanswer"), "format %d", f);
			cr_assert(!strstr(buf_str(&out), "zqsaid") && !strstr(buf_str(&xml), "zqsaid"), "format %d", f);
			buf_done(&out);
			buf_done(&xml);
		}
		rollup_done(&r);
	}
}

static void the_cmos_file_names_nothing_that_one_interview_stands_behind(void)
{
	struct rollup r = load(AUDIENCE_CMO);

	for (size_t i = 0; i < r.figures; i++) {
		const struct figure *f = &r.figure[i];
		int64_t most = 0;

		cr_assert(f->form != FIGURE_MONEY || f->n >= 2, "%s", f->key);
		if (f->section != ROLLUP_CROSS || !strcmp(f->column, "all"))
			continue;
		for (size_t k = 0; k < r.figures; k++)
			if (r.figure[k].section == ROLLUP_CROSS && !strcmp(r.figure[k].column, f->column) && r.figure[k].n > most)
				most = r.figure[k].n;
		cr_assert_geq(most, 2, "%s", f->key);
	}
	rollup_done(&r);
}

static void products_file_holds_no_amount_and_the_cmo_verifies_his_own_alone(void)
{
	struct rollup r = load(AUDIENCE_PRODUCT);
	struct report issued = publish();
	struct buf file = file_of(&issued);
	size_t differences, moved;
	struct err err = { 0 };

	for (size_t i = 0; i < r.figures; i++)
		cr_assert_neq(r.figure[i].form, FIGURE_MONEY, "%s", r.figure[i].key);
	as("ruth");
	cr_assert_eq(report_verify(s, issued.path, buf_str(&file), file.len, hear, NULL, &differences, &moved, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT, "%s", err.text);
	as(SAMPLE_CRO);
	buf_done(&file);
	report_done(&issued);
	rollup_done(&r);
}

/* ---- data that could break a document ---- */

static void hostile_titles_and_ten_thousand_quotes_stay_data(void)
{
	struct buf sql = { 0 }, md, csv;
	struct err err = { 0 };
	struct rollup r;

	cr_assert_eq(db_script(s->db, "update theme_in set title = 'Pipe | and' || char(10) || '=2+2 <b>' where theme = (select id from theme where"
				      " key = 'implementation')", &err), 0, "%s", err.text);
	buf_printf(&sql, "with recursive k(n) as (select 1 union all select n + 1 from k where n < 10000) insert into code (id, pass, note, text,"
			 " start_cp, end_cp, theme, driver, made_at) select 5000000 + k.n, c.pass, c.note, c.text, 0, -1, c.theme, c.driver, 1"
			 " from k, (select * from code where gone = 0 and driver = 2 order by id limit 1) c");
	cr_assert_eq(db_script(s->db, buf_str(&sql), &err), 0, "%s", err.text);
	r = load(AUDIENCE_CRO);
	md = write_it(&r, REPORT_MD);
	csv = write_it(&r, REPORT_CSV);
	cr_assert_leq(r.quotes, 6);
	cr_assert(strstr(buf_str(&md), "Pipe \\| and<br>=2+2 &lt;b>"), "%s", buf_str(&md));
	cr_assert(strstr(buf_str(&csv), "\"'Pipe | and\n=2+2 <b>\""), "%s", buf_str(&csv));
	buf_done(&sql);
	buf_done(&md);
	buf_done(&csv);
	rollup_done(&r);
}

static void a_quarter_that_has_not_begun_is_not_published(void)
{
	struct rollup_scope scope = { .year = 2029, .quarter = 1 };
	struct report issued;
	struct err err = { 0 };

	cr_assert_eq(report_publish(s, &scope, &issued, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "2029-Q1 has not begun: its first day is 2029-01-01"), "%s", err.text);
}

/* The sample is filled anew for each of these, so they are few. */
Test(report, documents)
{
	the_same_rollup_gives_the_same_bytes();
	all_formats_hold_the_same_numbers();
	the_sample_says_what_the_source_asks_for();
	the_cmos_file_names_no_company_no_owner_and_holds_no_action();
	the_cmos_file_names_nothing_that_one_interview_stands_behind();
	products_file_holds_no_amount_and_the_cmo_verifies_his_own_alone();
}

Test(report, published)
{
	a_later_issue_says_what_changed();
	a_published_file_is_as_it_was_published();
	every_single_digit_that_is_changed_is_found_and_named();
	a_number_is_named_with_its_figure_and_a_fact_that_was_changed_is_found();
	each_number_is_counted_again_from_what_is_kept();
}

Test(report, refused)
{
	a_quarter_that_has_not_begun_is_not_published();
	a_place_that_cannot_be_written_leaves_nothing();
	an_open_escalation_that_blocks_is_named_and_nothing_is_published();
}

Test(report, words)
{
	withdrawn_leave_takes_the_quote_out_of_what_is_made_later_and_lists_what_was_issued();
	hostile_titles_and_ten_thousand_quotes_stay_data();
	answers_and_words_without_leave_reach_no_file();
}
