#include "tests/model/imports.h"

#include "model/board.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/override.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
	imports_expect(&t, "deals",
		       "external_id,company,stage,created,closed\n"
		       "A1,Acme,negotiation,2026-10-01,\n"
		       "A2,Beta,prospecting,2026-10-02,\n"
		       "A3,Gamma,won,2026-08-01,2026-09-30\n",
		       3, 0, 0, 0);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(import_stage, .init = open_it, .fini = close_it);

static const char history[] = "deal,stage,entered,left\n"
			      "A1,prospecting,2026-10-01,2026-10-05\n"
			      "A1,discovery,2026-10-05,2026-10-20T09:00:00Z\n"
			      "A1,negotiation,2026-10-20T09:00:00Z,\n"
			      "A3,proposal,2026-08-20,\n"
			      "A3,won,2026-09-30,\n";

static int64_t events(const char *ext)
{
	struct event *ev;
	size_t n;

	cr_assert_eq(event_list(t.s, imports_deal(&t, ext), &ev, &n, NULL), 0);
	free(ev);
	return (int64_t)n;
}

static char *stages(void)
{
	struct export_options opt = { .kind = "stages", .raw = true };

	return imports_export(&t, &opt);
}

Test(import_stage, ages_are_right_and_nothing_starts)
{
	struct compliance c;

	imports_expect(&t, "stages", history, 5, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "stage_since"), "2026-10-20T09:00:00Z");
	cr_assert(imports_said(&t.changed, "stage_since: 2026-10-01T18:00:00Z -> 2026-10-20T09:00:00Z"), "%s",
		  buf_str(&t.changed));
	cr_assert_eq(events("A1"), 3);
	cr_assert_eq(imports_count(&t, "select count(*) from event where history = 1 and kind = 2"), 5);
	cr_assert_eq(imports_count(&t, "select count(*) from clock where void = 0"), 0);
	cr_assert_eq(stage_compliance(t.s, NO_MOMENT, &c, NULL), 0);
	cr_assert_eq(c.moves, 0);
	cr_assert_eq(imports_count(&t, "select sort_at - stage_at from deal where ext = 'A1'"), 0);
}

Test(import_stage, twice_is_once)
{
	char *once, *twice;

	imports_expect(&t, "stages", history, 5, 0, 0, 0);
	once = stages();
	imports_expect(&t, "stages", history, 0, 0, 5, 0);
	twice = stages();
	cr_assert_str_eq(once, twice);
	cr_assert_eq(imports_count(&t, "select count(*) from import"), 2);
	free(once);
	free(twice);
}

Test(import_stage, what_is_exported_is_the_same_again)
{
	char *csv, *again;

	imports_expect(&t, "stages", history, 5, 0, 0, 0);
	csv = stages();
	imports_expect(&t, "stages", csv, 0, 0, 6, 0);
	close_it();
	open_it();
	imports_expect(&t, "stages", csv, 5, 0, 1, 0);
	again = stages();
	cr_assert_str_eq(csv, again);
	free(csv);
	free(again);
}

Test(import_stage, is_taken_back_whole)
{
	struct import_reverted out;
	struct err err = { 0 };
	char *before = stages(), *after;

	imports_expect(&t, "stages", history, 5, 0, 0, 0);
	cr_assert_eq(import_revert(t.s, t.last.id, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert_eq(out.kept, 0);
	cr_assert_eq(events("A1"), 0);
	after = stages();
	cr_assert_str_eq(before, after);
	free(before);
	free(after);
	imports_expect(&t, "stages", history, 5, 0, 0, 0);
}

Test(import_stage, a_history_that_ends_elsewhere_is_refused_with_its_line)
{
	imports_expect(&t, "stages", "deal,stage,entered\nA1,prospecting,2026-10-01\nA1,discovery,2026-10-05\nA2,prospecting,2026-10-04\n",
		       1, 0, 0, 2);
	cr_assert(imports_said(&t.refused, "ends on line 3 in discovery, but the deal is in negotiation here"), "%s",
		  buf_str(&t.refused));
	cr_assert_eq(events("A1"), 0);
	cr_assert_str_eq(imports_field(&t, "A2", "stage_since"), "2026-10-04T18:00:00Z");
}

Test(import_stage, rows_in_any_order_and_other_names_of_columns)
{
	imports_expect(&t, "stages",
		       "Opportunity ID;Stage Name;Entered Date\r\nA1;Negotiation;20.10.2026\r\nA1;Discovery;05.10.2026\r\n"
		       "A1;prospecting;05.10.2026\r\nA1;Negotiation;21.10.2026\r\n",
		       3, 0, 1, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "stage_since"), "2026-10-20T18:00:00Z");
}

Test(import_stage, tables_of_other_programs)
{
	imports_expect(&t, "stages",
		       "id,opportunity_id,stage_name,amount,created_date\n1,A1,Prospecting,5,2026-10-01T10:00:00.000+0000\n"
		       "2,A1,Needs Analysis,5,2026-10-02T10:00:00Z\n3,A1,Needs Analysis,6,2026-10-03T10:00:00Z\n"
		       "4,A1,Negotiation/Review,5,2026-10-20 9:05:00\n",
		       3, 0, 1, 0);
	cr_assert(imports_said(&t.notes, "preset salesforce: taken"), "%s", buf_str(&t.notes));
	cr_assert_str_eq(imports_field(&t, "A1", "stage_since"), "2026-10-20T09:05:00Z");
	imports_expect(&t, "stages", "deal_id,date_entered,value\nA3,2026-08-20 6:49:18.5,contractsent\nA3,2026-09-30,closedwon\n",
		       2, 0, 0, 0);
	cr_assert(imports_said(&t.notes, "preset hubspot: taken"), "%s", buf_str(&t.notes));
}

Test(import_stage, refuses_each_bad_row_with_its_reason)
{
	static const struct {
		const char *row, *why;
	} bad[] = {
		{ "A9,discovery,2026-10-01,", "no deal \"A9\"" },
		{ "A1,nowhere,2026-10-01,", "expected prospecting" },
		{ "A1,discovery,soon,", "expected a day" },
		{ "A1,discovery,2027-10-01,", "still to come" },
		{ "A1,,2026-10-01,", "stage: found nothing" },
		{ "A1,discovery,2026-10-05,2026-10-04", "before it was entered" },
		{ "A1,discovery,2026-10-05,2026-10-25", "after the next stage was entered" },
		{ "A1,discovery,3/4/2026,", "--dates" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct buf body = { 0 };

		buf_printf(&body, "deal,stage,entered,left\n%s\nA1,negotiation,2026-10-20,\n", bad[i].row);
		t.opt.dry_run = true;
		imports_expect(&t, "stages", buf_str(&body), 1, 0, 0, 1);
		cr_assert(imports_said(&t.refused, bad[i].why), "%s: %s", bad[i].row, buf_str(&t.refused));
		buf_done(&body);
	}
	t.opt.dry_run = false;
}

Test(import_stage, moves_made_here_stay_as_they_are)
{
	imports_move(&t, "A2", 2);
	imports_expect(&t, "stages", "deal,stage,entered\nA2,prospecting,2026-10-03\nA2,solution,today 23:00\n", 1, 0, 0, 1);
	cr_assert_str_eq(imports_field(&t, "A2", "stage"), "discovery");
	cr_assert_eq(events("A2"), 2);
}
