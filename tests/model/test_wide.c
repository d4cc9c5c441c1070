/* The round trip of a wide export: out, through the habits of a spreadsheet, and back. */
#include "tests/model/imports.h"
#include "tests/model/won.h"

#include "model/loose.h"
#include "model/value.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
	imports_expect(&t, "deals",
		       "external_id,company,name,amount,currency,expected_close,next_step,created\n"
		       "A1,Acme,new,9500.50,EUR,2026-12-01,call,2026-01-02\n"
		       "A2,Beta,,1200,USD,2026-03-04,write,2026-02-03\n"
		       ",Gamma,,,,,,2026-02-04\n",
		       3, 0, 0, 0);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(wide, .init = open_it, .fini = close_it);

static char *sheet(const char *columns)
{
	struct export_options opt = { .kind = "deals", .wide = true, .columns = columns, .delimiter = ';', .decimal = ',' };

	return imports_export(&t, &opt);
}

/* One text of the sheet replaced; the sheet is freed. */
static char *typed(char *csv, const char *was, const char *is)
{
	char *at = strstr(csv, was);
	struct buf b = { 0 };

	cr_assert_not_null(at, "%s is not in %s", was, csv);
	buf_add(&b, csv, (size_t)(at - csv));
	buf_puts(&b, is);
	buf_puts(&b, at + strlen(was));
	free(csv);
	return buf_take(&b);
}

static void back(char *csv, int updated, int unchanged, int refused)
{
	imports_expect(&t, "deals", csv, 0, updated, unchanged, refused);
	free(csv);
}

Test(wide, comes_back_unchanged_and_leaves_nothing)
{
	int64_t groups = imports_count(&t, "select count(*) from grp");

	back(sheet(NULL), 0, 3, 0);
	cr_assert_eq(imports_count(&t, "select count(*) from grp"), groups);
	cr_assert_eq(imports_count(&t, "select count(*) from import"), 1);
}

Test(wide, an_edit_of_what_was_edited_here_before_is_no_conflict)
{
	char *csv;

	imports_edit(&t, "A1", "amount", "10000");
	csv = typed(sheet(NULL), "10000,00", "12.345,50");
	imports_file(&t, "in.csv", csv);
	back(xstrdup(csv), 1, 2, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "12345.50");
	cr_assert(imports_said(&t.changed, "amount: 10000.00 -> 12345.50"), "%s", buf_str(&t.changed));
	back(csv, 0, 3, 0);
}

/* What the other program said is still known: its next file does not take the typed value back. */
Test(wide, an_edit_in_a_sheet_is_an_edit_of_ours)
{
	back(typed(sheet(NULL), "9500,50", "9600,50"), 1, 2, 0);
	imports_expect(&t, "deals", "external_id,company,amount,currency\nA1,Acme,9500.50,EUR\n", 0, 0, 1, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "9600.50");
	imports_expect(&t, "deals", "external_id,company,amount,currency\nA1,Acme,1,EUR\n", 0, 0, 0, 1);
	cr_assert_eq(t.last.conflicts, 1);
}

Test(wide, a_field_that_changed_here_meanwhile_is_a_conflict_with_both)
{
	char *csv = typed(sheet(NULL), "9500,50", "9600,50");

	imports_edit(&t, "A1", "amount", "7");
	imports_edit(&t, "A2", "amount", "8");
	back(csv, 0, 2, 1);
	cr_assert(imports_said(&t.refused, "here \"7.00\", the file says \"9600,50\", before \"9500.50\""), "%s",
		  buf_str(&t.refused));
	cr_assert_str_eq(imports_field(&t, "A2", "amount"), "8.00");
}

Test(wide, is_taken_back_as_an_import)
{
	struct import_reverted out;
	struct err err = { 0 };
	char *csv = typed(sheet(NULL), "9500,50", "9600,50");

	back(xstrdup(csv), 1, 2, 0);
	cr_assert_eq(import_revert(t.s, t.last.id, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "9500.50");
	back(csv, 1, 2, 0);
}

Test(wide, finds_deals_by_their_number_where_no_other_id_stands)
{
	back(typed(sheet("id,company,amount,as_of"), "9500,50", "1,5"), 1, 2, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "1.50");
	back(typed(sheet("company,amount,id"), "1200,00", "2,50"), 1, 2, 0);
	imports_expect(&t, "deals", "id,company,amount\nD-1,Someone else,5\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "1.50");
}

Test(wide, days_in_the_order_of_a_country)
{
	back(typed(sheet(NULL), "2026-12-01", "24.12.2026"), 1, 2, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "expected_close"), "2026-12-24");
	back(typed(sheet(NULL), "2026-12-24", "12/25/2026"), 1, 2, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "expected_close"), "2026-12-25");
	back(typed(sheet(NULL), "2026-03-04", "4/3/2026"), 0, 2, 1);
	cr_assert(imports_said(&t.refused, "--dates"), "%s", buf_str(&t.refused));
	t.opt.dates = LOOSE_DMY;
	back(typed(sheet(NULL), "2026-03-04", "4/3/2026"), 0, 3, 0);
}

/* A workbook that was saved as CSV says moments to the second, without their zone. */
Test(wide, moments_come_back_to_the_second)
{
	imports_expect(&t, "deals", "external_id,company,stage_since\nB1,Acme,2026-10-01T08:00:01.123Z\n", 1, 0, 0, 0);
	back(typed(sheet(NULL), "2026-10-01T08:00:01.123Z", "2026-10-01 08:00:01"), 0, 4, 0);
	back(typed(sheet(NULL), "2026-10-01T08:00:01.123Z", "2026-10-01 08:00"), 0, 4, 0);
	back(typed(sheet(NULL), "2026-10-01T08:00:01.123Z", "2026-10-01 08:01"), 1, 3, 0);
	cr_assert_str_eq(imports_field(&t, "B1", "stage_since"), "2026-10-01T08:01:00Z");
}

Test(wide, an_id_that_was_typed_over_is_refused)
{
	back(typed(sheet(NULL), "D-1;A1;", "D-1;A9;"), 0, 2, 1);
	cr_assert(imports_said(&t.refused, "the deal D-1 has \"A1\" here"), "%s", buf_str(&t.refused));
	back(typed(sheet(NULL), "D-1;A1;", "D-1;;"), 0, 3, 0);
}

Test(wide, a_cut_id_is_refused_and_not_added)
{
	imports_expect(&t, "deals", "external_id,company\n1.23457E+17,Acme\n", 0, 0, 0, 1);
	cr_assert(imports_said(&t.refused, "format that column as text"), "%s", buf_str(&t.refused));
}

Test(wide, as_of_of_another_database_is_not_believed)
{
	imports_edit(&t, "A1", "amount", "10000");
	imports_expect(&t, "deals", "external_id,amount,currency,as_of\nA1,11000,EUR,wl-0000000000000001-G99\n", 0, 0, 0, 1);
	cr_assert(imports_said(&t.notes, "as_of is of another database"), "%s", buf_str(&t.notes));
}

Test(wide, amounts_are_read_in_one_way_or_refused)
{
	static const struct {
		const char *in;
		int digits;
		bool comma; /* the file has shown one */
		int64_t out;
	} rows[] = {
		{ "1.234,50", 2, false, 123450 }, { "1,234.50", 2, false, 123450 }, { "1234,5", 2, false, 123450 },
		{ "1,234", 2, false, 123400 },	  { "1.234", 2, false, NO_AMOUNT },  { "1.234", 2, true, 123400 },
		{ "1.234.567", 2, false, 123456700 }, { "1.5", 2, false, 150 },	     { "1.234", 3, false, 1234 },
		{ "1,2345", 2, false, NO_AMOUNT },    { "x", 2, false, NO_AMOUNT },	     { "€ 9,99", 2, false, 999 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool comma = rows[i].comma;
		int64_t out = NO_AMOUNT;
		int rc = loose_amount(rows[i].in, rows[i].digits, 0, &comma, &out, NULL);

		cr_assert_eq(rc, rows[i].out == NO_AMOUNT ? -1 : 0, "%s", rows[i].in);
		cr_assert_eq(out, rows[i].out, "%s gave %lld", rows[i].in, (long long)out);
	}
}

static char *of_won(struct won *w, const char *login)
{
	struct export_options opt = { .kind = "deals", .wide = true, .raw = true };

	won_as(w, login);
	return imports_export_of(&t, w->s, &opt);
}

Test(wide, holds_the_answers_that_the_reader_may_see)
{
	struct won w;
	char *csv;

	won_open(&w, NULL);
	csv = of_won(&w, "dana");
	cr_assert_not_null(strstr(csv, "dispute,q1_trigger,q2_champion,q3_objections,q4_promises,q5_expansion,q6_risks,q7_gut,as_of"));
	free(csv);
	won_as(&w, "mira");
	cr_assert_eq(debrief_answer(w.s, w.form, 1, LAYER_AHEAD, "only said ahead", 0, 0, NULL, NULL, NULL), 0);
	csv = of_won(&w, "dana");
	cr_assert_null(strstr(csv, "only said ahead"), "%s", csv);
	free(csv);
	won_as(&w, "priya");
	cr_assert_eq(debrief_reply(w.s, w.form, 1, REPLY_ACCEPTED, NULL, NULL), 0);
	cr_assert_eq(debrief_reply(w.s, w.form, 2, REPLY_UNKNOWN, "nobody asked", NULL), 0);
	csv = of_won(&w, "dana");
	cr_assert_not_null(strstr(csv, ",only said ahead,not known: nobody asked,"), "%s", csv);
	free(csv);
	csv = of_won(&w, "rex");
	cr_assert_null(strstr(csv, "q3_"), "%s", csv);
	cr_assert_null(strstr(csv, "q6_"));
	free(csv);
	won_close(&w);
}

Test(wide, an_answer_that_was_edited_is_named_and_not_taken)
{
	struct store *own = t.s;
	struct won w;
	char *csv;

	won_open(&w, NULL);
	won_as(&w, "priya");
	cr_assert_eq(debrief_answer(w.s, w.form, 1, LAYER_LIVE, "the audit of May", 0, 0, NULL, NULL, NULL), 0);
	csv = typed(of_won(&w, "dana"), "the audit of May", "the audit of June");
	t.s = w.s;
	back(csv, 0, 1, 0);
	cr_assert(imports_said(&t.notes, "q1_trigger: the file has another answer, which is not taken"), "%s", buf_str(&t.notes));
	cr_assert(imports_said(&t.notes, "answers of debriefs, which an import of deals leaves as they are"));
	back(of_won(&w, "dana"), 0, 1, 0);
	cr_assert_not(imports_said(&t.notes, "another answer"), "%s", buf_str(&t.notes));
	t.s = own;
	won_close(&w);
}
