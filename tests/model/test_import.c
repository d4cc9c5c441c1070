#include "tests/model/imports.h"

#include "model/access.h"
#include "model/action.h"
#include "model/company.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/io/csv_in.h"
#include "model/member.h"
#include "model/move.h"
#include "model/preset.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(import, .init = open_it, .fini = close_it);

/* Changed and moved by one import: put back in two steps, told as one row. */
Test(import, a_row_put_back_is_counted_once)
{
	struct import_reverted out;
	struct err err = { 0 };

	imports_expect(&t, "deals", "external_id,company,amount,stage\nA1,Acme,1,negotiation\n", 1, 0, 0, 0);
	imports_expect(&t, "deals", "external_id,company,amount,stage\nA1,Acme,2,won\n", 0, 1, 0, 0);
	cr_assert_eq(import_revert(t.s, t.last.id, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert_eq(out.restored, 1, "%d", (int)out.restored);
	cr_assert_eq(out.kept, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "negotiation");
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "1.00");
}

/* A day in team time: a moment of another zone is the day that it was here; a midnight is the day that is written. */
Test(import, a_moment_of_another_zone_is_the_day_that_it_was_here)
{
	imports_expect(&t, "deals", "external_id,company,stage,created,closed\n"
				    "A1,Acme,lost,2026-10-01,2026-10-31T23:30:00-05:00\n"
				    "A2,Beck,lost,2026-10-01,2026-10-31T23:59:59Z\n"
				    "A3,Cole,lost,2026-10-01,2026-10-31T00:00:00-05:00\n"
				    "A4,Dorn,lost,2026-10-01,2026-11-01T00:30:00.000+09:00\n"
				    "A5,Eads,lost,2026-10-01,2026-10-31 23:30\n", 5, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "closed"), "2026-11-01");
	cr_assert_str_eq(imports_field(&t, "A2", "closed"), "2026-10-31");
	cr_assert_str_eq(imports_field(&t, "A3", "closed"), "2026-10-31");
	cr_assert_str_eq(imports_field(&t, "A4", "closed"), "2026-10-31");
	cr_assert_str_eq(imports_field(&t, "A5", "closed"), "2026-10-31");
}

/* A limit on the size of files stands for a disk that is full. */
Test(import, takes_nothing_when_refused_rows_cannot_be_kept)
{
	struct rlimit was, small = { 0 };
	struct buf body = { 0 };
	struct err err = { 0 };
	int rc;

	buf_puts(&body, "external_id,amount\nA0,1\n");
	for (int i = 1; i < 400; i++)
		buf_printf(&body, "A%d,a lot\n", i);
	imports_file(&t, "in.csv", buf_str(&body));
	buf_done(&body);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	small = (struct rlimit){ 4096, was.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	rc = imports_run(&t, "deals", "in.csv", &err);
	setrlimit(RLIMIT_FSIZE, &was);
	cr_assert_eq(rc, -1);
	cr_assert_eq(err.kind, ERR_OUTPUT, "%d %s", (int)err.kind, err.text);
	cr_assert_not_null(strstr(err.text, "nothing was imported"), "%s", err.text);
	cr_assert_eq(imports_count(&t, "select count(*) from deal"), 0);
	cr_assert_eq(access(imports_path(&t, "in.csv.rejected.csv"), F_OK), -1, "a part of it was left");
}

Test(import, takes_every_field)
{
	imports_expect(
		&t, "deals",
		"external_id,company,name,product,stage,outcome,amount,arr,currency,discount,term_months,probability,"
		"expected_close,follow_up,next_step,owner,csm,segment,region,industry,tier,competitor,source,reason,"
		"created,closed,stage_since,commitment,sow_status,sow_date,icp_1,icp_5\n"
		"A1,Lumen Labs,renewal,Pro,negotiation,stalled,9500.50,1200,EUR,12.5,24,60,2026-12-01,2026-11-30,"
		"\"call, then write\",mira,priya,SMB,EMEA,retail,gold,Northwind,web,price,2026-01-02,,"
		"2026-10-01T08:00:00Z,verbal,pending,2026-12-24,3,0\n",
		1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "9500.50");
	cr_assert_str_eq(imports_field(&t, "A1", "currency"), "EUR");
	cr_assert_str_eq(imports_field(&t, "A1", "discount"), "12.5");
	cr_assert_str_eq(imports_field(&t, "A1", "outcome"), "stalled");
	cr_assert_str_eq(imports_field(&t, "A1", "next_step"), "call, then write");
	cr_assert_str_eq(imports_field(&t, "A1", "owner"), "mira");
	cr_assert_str_eq(imports_field(&t, "A1", "stage_since"), "2026-10-01T08:00:00Z");
	cr_assert_str_eq(imports_field(&t, "A1", "sow_status"), "pending");
	cr_assert_str_eq(imports_field(&t, "A1", "icp_1"), "3");
	cr_assert_str_eq(imports_field(&t, "A1", "icp_2"), "");
	cr_assert_str_eq(imports_field(&t, "A1", "icp_5"), "0");
}

Test(import, keeps_what_is_missing_missing)
{
	imports_expect(&t, "deals", "external_id,company,stage,amount,created\nA1,,discovery,,\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "company"), "");
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "");
	cr_assert_str_eq(imports_field(&t, "A1", "created"), "");
	cr_assert_str_eq(imports_field(&t, "A1", "currency"), "");
}

/* Each cell that is no value is refused with its line and column, and the others of the file go in. */
Test(import, refuses_what_is_no_value)
{
	static const struct {
		const char *column, *cell, *reason;
	} bad[] = {
		{ "stage", "Nowhere", "expected prospecting" },
		{ "outcome", "perhaps", "expected one of: won" },
		{ "amount", "12,5x", "amount" },
		{ "created", "2026-02-30", "no calendar has" },
		{ "probability", "101", "from 0 to 100" },
		{ "term_months", "-1", "from 0 to 1200" },
		{ "icp_1", "5", "from 0 to 4" },
		{ "currency", "dollars", "three letters" },
		{ "commitment", "maybe", "written verbal" },
		{ "stage_since", "soon", "stage_since" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char body[200], where[20];

		snprintf(body, sizeof body, "external_id,%s\nG%zu,\nB%zu,\"%s\"\n", bad[i].column, i, i, bad[i].cell);
		imports_expect(&t, "deals", body, 1, 0, 0, 1);
		snprintf(where, sizeof where, "3:2: ");
		cr_assert(imports_said(&t.refused, where) && imports_said(&t.refused, bad[i].reason), "%s", buf_str(&t.refused));
	}
	imports_expect(&t, "deals", "external_id,stage,outcome\nC1,won,lost\n", 0, 0, 0, 1);
	imports_expect(&t, "deals", "external_id,company,name,amount\n,,,5\n", 0, 0, 0, 1);
	cr_assert(imports_said(&t.refused, "neither external_id, company nor name"));
}

Test(import, writes_refused_rows_apart)
{
	struct stat st;
	char *first;
	FILE *f;
	char line[200] = "";

	imports_expect(&t, "deals", "external_id,stage\nA1,discovery\nA2,Nowhere\nA3\n", 1, 0, 0, 2);
	cr_assert_not_null(t.last.rejects);
	cr_assert_eq(stat(t.last.rejects, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0600);
	first = xstrdup(t.last.rejects);
	f = fopen(first, "re");
	cr_assert_not_null(fgets(line, sizeof line, f));
	cr_assert_not_null(strstr(line, "rejected_line,rejected_column,rejected_reason,external_id,stage"));
	cr_assert_not_null(fgets(line, sizeof line, f));
	cr_assert_eq(strncmp(line, "3,stage,", 8), 0, "%s", line);
	fclose(f);
	/* Never over an earlier one. */
	imports_expect(&t, "deals", "external_id,stage\nA2,Nowhere\n", 0, 0, 0, 1);
	cr_assert_str_neq(t.last.rejects, first);
	free(first);
}

/* Line, column, what was found, what was expected; a column that the header does not have is a number. */
Test(import, rows_of_another_width_say_what_is_too_much)
{
	static const char *const lines[] = {
		"line 2, column 3: found 3 cells, the first too many “two”, expected 2 as in the header; a cell with a"
		" semicolon inside stands in quotes\n",
		"line 3, column 2 (stage): found 1 cell, expected 2 as in the header\n",
		"line 4, column 3: found 5 cells, the first too many empty, expected 2 as in the header",
		"line 5, column 3: found 3 cells, the first too many “\\x1b[2Jno”, expected 2",
	};
	FILE *f;
	char line[400] = "";

	imports_expect(&t, "deals", "external_id;stage\nA1;discovery;two\nA2\nA3;won;;;\nA4;lost;\x1b[2Jno\n", 0, 0, 0, 4);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		cr_assert_not_null(strstr(buf_str(&t.told), lines[i]), "%s\n%s", lines[i], buf_str(&t.told));
	f = fopen(t.last.rejects, "re");
	fgets(line, sizeof line, f);
	cr_assert_not_null(fgets(line, sizeof line, f));
	cr_assert_eq(strncmp(line, "2;3;\"found 3 cells", 18), 0, "%s", line);
	cr_assert_not_null(strstr(line, "\"A1;discovery;two\""), "%s", line);
	fclose(f);
}

Test(import, asked_rejects_file_that_is_there_stops_the_import)
{
	struct err err = { 0 };

	imports_file(&t, "r.csv", "mine\n");
	imports_file(&t, "in.csv", "external_id,stage\nA1,discovery\nA2,Nowhere\n");
	t.opt.rejects = xstrdup(imports_path(&t, "r.csv"));
	cr_assert_eq(imports_run(&t, "deals", "in.csv", &err), -1);
	cr_assert_eq(err.kind, ERR_OUTPUT);
	cr_assert_eq(imports_count(&t, "select count(*) from deal"), 0);
	free((char *)(uintptr_t)t.opt.rejects);
}

Test(import, mended_rejects_go_in)
{
	struct err err = { 0 };

	imports_expect(&t, "deals", "external_id,stage,reason\nA2,Nowhere,price\n", 0, 0, 0, 1);
	imports_file(&t, "mended.csv",
		     "rejected_line,rejected_column,rejected_reason,external_id,stage,reason\n"
		     "2,stage,because,A2,discovery,price\n");
	cr_assert_eq(imports_run(&t, "deals", "mended.csv", &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.added, 1);
	cr_assert_str_eq(imports_field(&t, "A2", "reason"), "price");
	cr_assert_not(imports_said(&t.notes, "rejected_"), "%s", buf_str(&t.notes));
}

Test(import, strict_takes_all_or_none)
{
	t.opt.strict = true;
	imports_expect(&t, "deals", "external_id,stage\nA1,discovery\nA2,Nowhere\n", 0, 0, 0, 2);
	cr_assert_eq(imports_count(&t, "select count(*) from deal"), 0);
	imports_expect(&t, "deals", "external_id,stage\nA1,discovery\nA2,solution\n", 2, 0, 0, 0);
}

Test(import, dry_run_shows_differences_and_writes_nothing)
{
	imports_expect(&t, "deals", "external_id,amount,stage\nA1,100,discovery\n", 1, 0, 0, 0);
	t.opt.dry_run = true;
	imports_expect(&t, "deals", "external_id,amount,stage\nA1,150,solution\nA2,7,proposal\nA3,x,proposal\n", 1, 1,
		       0, 1);
	cr_assert(imports_said(&t.changed, "2 amount: 100.00 -> 150.00\n"), "%s", buf_str(&t.changed));
	cr_assert(imports_said(&t.changed, "2 stage: discovery -> solution\n"), "%s", buf_str(&t.changed));
	cr_assert_null(t.last.rejects);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "100.00");
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "discovery");
	cr_assert_eq(imports_count(&t, "select count(*) from deal"), 1);
}

Test(import, the_same_id_twice_in_a_file)
{
	imports_expect(&t, "deals", "external_id,amount\nA1,1\nA1,1\nA1,2\n", 1, 0, 1, 1);
	cr_assert(imports_said(&t.refused, "stands on line 2 already"), "%s", buf_str(&t.refused));
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "1.00");
}

/* Of a million ids, hashes of 40 bits made two one in every third file: these are such pairs. */
Test(import, other_ids_with_a_like_hash_are_other_deals)
{
	imports_expect(&t, "deals", "external_id,amount\nX0956788,1\nX1872476,2\nX1114684,3\nX2262377,4\n", 4, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "X1872476", "amount"), "2.00");
}

Test(import, without_an_id_by_company_name_and_created)
{
	imports_expect(&t, "deals",
		       "company,name,created,amount\nLumen,renewal,2026-01-02,1\nLumen,new,2026-01-02,2\n", 2, 0, 0,
		       0);
	imports_expect(&t, "deals",
		       "company,name,created,amount\nLumen,renewal,2026-01-02,1\nLumen,new,2026-01-02,5\n", 0, 1, 1,
		       0);
	/* Two of one company, name and day cannot be told apart: a changed row is a new deal, an equal one the same.
	 */
	imports_expect(&t, "deals", "company,amount\nUmber,1\nUmber,2\n", 2, 0, 0, 0);
	imports_expect(&t, "deals", "company,amount\nUmber,1\nUmber,2\n", 0, 0, 2, 0);
	imports_expect(&t, "deals", "company,amount\nUmber,1\nUmber,3\n", 1, 0, 1, 0);
}

/* Who wins on importing again: base, what was edited here, what the file says then; what stands, and as what. */
Test(import, three_ways_field_by_field)
{
	static const struct {
		const char *base, *ours, *file, *stands;
		int updated, unchanged, refused;
	} rows[] = {
		{ "1", NULL, "1", "1.00", 0, 1, 0 },				       /* nothing happened */
		{ "1", NULL, "2", "2.00", 1, 0, 0 },				       /* the file moved */
		{ "1", "5", "1", "5.00", 0, 1, 0 },				       /* we moved */
		{ "1", "5", "5", "5.00", 0, 1, 0 },				       /* both to the same */
		{ "1", "5", "2", "5.00", 0, 0, 1 },				       /* both apart: a conflict */
		{ "1", "", "1", "", 0, 1, 0 },					       /* we emptied it */
		{ "1", NULL, "", "", 1, 0, 0 },					       /* the file emptied it */
		{ "1", "5", "", "5.00", 0, 0, 1 },   { "", "5", "", "5.00", 0, 1, 0 }, /* we filled it */
		{ "", "5", "7", "5.00", 0, 0, 1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char ext[16], body[100];

		snprintf(ext, sizeof ext, "R%zu", i);
		snprintf(body, sizeof body, "external_id,amount,next_step\n%s,%s,call\n", ext, rows[i].base);
		imports_expect(&t, "deals", body, 1, 0, 0, 0);
		if (rows[i].ours)
			imports_edit(&t, ext, "amount", rows[i].ours);
		snprintf(body, sizeof body, "external_id,amount,next_step\n%s,%s,call\n", ext, rows[i].file);
		imports_expect(&t, "deals", body, 0, rows[i].updated, rows[i].unchanged, rows[i].refused);
		cr_assert_str_eq(imports_field(&t, ext, "amount"), rows[i].stands, "row %zu", i);
		cr_assert_eq(t.last.conflicts, rows[i].refused);
	}
}

Test(import, what_the_file_said_last_is_known_over_several_imports)
{
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,1,a\n", 1, 0, 0, 0);
	imports_edit(&t, "A1", "amount", "5");
	/* Another field moves, ours stays; then the file moves the edited one: still a conflict. */
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,1,b\n", 0, 1, 0, 0);
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,2,b\n", 0, 0, 0, 1);
	cr_assert(imports_said(&t.refused, "amount: here \"5.00\", the file says \"2\", before \"1.00\""), "%s",
		  buf_str(&t.refused));
	/* A conflict keeps the row's hash: it is listed on every import. */
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,2,b\n", 0, 0, 0, 1);
	imports_edit(&t, "A1", "amount", "2");
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,2,b\n", 0, 0, 1, 0);
	/* What was edited to the file's value counts as said by it: our next edit is the only one. */
	imports_edit(&t, "A1", "amount", "9");
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,2,c\n", 0, 1, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "9.00");
}

Test(import, a_row_in_conflict_is_not_taken_in_part)
{
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,1,a\n", 1, 0, 0, 0);
	imports_edit(&t, "A1", "amount", "5");
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,2,b\n", 0, 0, 0, 1);
	cr_assert_str_eq(imports_field(&t, "A1", "next_step"), "a");
	t.opt.theirs = true;
	imports_expect(&t, "deals", "external_id,amount,next_step\nA1,2,b\n", 0, 1, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "2.00");
	cr_assert_str_eq(imports_field(&t, "A1", "next_step"), "b");
}

Test(import, moved_deals_stay_where_the_team_put_them)
{
	imports_expect(&t, "deals", "external_id,stage,amount\nA1,discovery,1\nA2,solution,1\n", 2, 0, 0, 0);
	imports_move(&t, "A1", STAGE_PROPOSAL);
	imports_expect(&t, "deals", "external_id,stage,amount\nA1,discovery,1\nA2,solution,1\n", 0, 0, 2, 0);
	imports_expect(&t, "deals", "external_id,stage,amount\nA1,discovery,2\nA2,solution,1\n", 0, 1, 1, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "proposal");
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "2.00");
	imports_expect(&t, "deals", "external_id,stage,amount\nA1,solution,2\nA2,solution,1\n", 0, 0, 1, 1);
	cr_assert(imports_said(&t.refused, "stage: here \"proposal\", the file says \"solution\""), "%s",
		  buf_str(&t.refused));
}

Test(import, moves_open_deals_through_the_transition)
{
	struct event *ev;
	struct err err = { 0 };
	struct clock c[32];
	size_t n;

	imports_expect(&t, "deals", "external_id,company,stage\nA1,Lumen,discovery\n", 1, 0, 0, 0);
	imports_expect(&t, "deals",
		       "external_id,company,stage,closed,commitment\nA1,Lumen,Closed Won,2026-11-20,written\n", 0, 1,
		       0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "won");
	cr_assert_str_eq(imports_field(&t, "A1", "closed"), "2026-11-20");
	cr_assert_eq(event_list(t.s, imports_deal(&t, "A1"), &ev, &n, &err), 0, "%s", err.text);
	cr_assert(n >= 1 && ev[0].kind == EV_WON && !ev[0].overridden && !ev[0].history);
	free(ev);
	cr_assert_eq(clocks_of(t.s, imports_deal(&t, "A1"), c, 32, &n, &err), 0, "%s", err.text);
	cr_assert_gt(n, 0);
}

Test(import, closed_on_arrival_is_history)
{
	struct err err = { 0 };
	struct clock c[32];
	size_t n;

	imports_expect(&t, "deals", "external_id,stage,closed\nA1,won,2026-11-20\n", 1, 0, 0, 0);
	cr_assert_eq(clocks_of(t.s, imports_deal(&t, "A1"), c, 32, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 0);
	t.opt.start_clocks = true;
	imports_expect(&t, "deals", "external_id,stage,closed\nA2,won,2026-11-20\n", 1, 0, 0, 0);
	cr_assert_eq(clocks_of(t.s, imports_deal(&t, "A2"), c, 32, &n, &err), 0, "%s", err.text);
	cr_assert_gt(n, 0);
}

Test(import, never_takes_a_deal_out_of_won_or_lost)
{
	imports_expect(&t, "deals", "external_id,stage,closed\nA1,won,2026-11-20\nA2,lost,2026-11-20\n", 2, 0, 0, 0);
	imports_expect(&t, "deals", "external_id,stage,closed\nA1,proposal,\nA2,won,2026-11-20\n", 0, 0, 0, 2);
	cr_assert(imports_said(&t.refused, "an import does not take it out"), "%s", buf_str(&t.refused));
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "won");
	cr_assert_str_eq(imports_field(&t, "A2", "stage"), "lost");
	t.opt.theirs = true;
	imports_expect(&t, "deals", "external_id,stage,closed\nA1,proposal,\nA2,won,2026-11-20\n", 0, 2, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "proposal");
}

Test(import, never_revives_a_deleted_deal)
{
	struct err err = { 0 };

	imports_expect(&t, "deals", "external_id,amount\nA1,1\n", 1, 0, 0, 0);
	cr_assert_eq(deal_remove(t.s, imports_deal(&t, "A1"), &err), 0, "%s", err.text);
	imports_expect(&t, "deals", "external_id,amount\nA1,1\n", 0, 0, 1, 0);
	imports_expect(&t, "deals", "external_id,amount\nA1,2\n", 0, 0, 0, 1);
	cr_assert(imports_said(&t.refused, "was deleted here"), "%s", buf_str(&t.refused));
	t.opt.theirs = true;
	imports_expect(&t, "deals", "external_id,amount\nA1,2\n", 0, 1, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "2.00");
}

Test(import, revert_takes_back_what_nobody_touched)
{
	struct import_reverted out;
	struct err err = { 0 };

	imports_expect(&t, "deals", "external_id,amount,stage\nA1,1,discovery\n", 1, 0, 0, 0);
	imports_expect(&t, "deals", "external_id,amount,stage\nA1,2,solution\nA2,7,proposal\nA3,8,proposal\n", 2, 1,
		       0, 0);
	imports_edit(&t, "A3", "amount", "80");
	cr_assert_eq(import_revert(t.s, 2, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert(out.removed == 1 && out.restored == 1 && out.kept == 1, "%d %d %d", (int)out.removed,
		  (int)out.restored, (int)out.kept);
	cr_assert_str_eq(imports_field(&t, "A1", "amount"), "1.00");
	cr_assert_str_eq(imports_field(&t, "A1", "stage"), "discovery");
	cr_assert_str_eq(imports_field(&t, "A3", "amount"), "80.00");
	cr_assert_eq(import_revert(t.s, 2, NULL, NULL, &out, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(import_revert(t.s, 99, NULL, NULL, &out, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	/* The file goes in again as it did the first time. */
	imports_expect(&t, "deals", "external_id,amount,stage\nA1,2,solution\nA2,7,proposal\n", 1, 1, 0, 0);
}

/* A file that names another csm hands the open work over; taking the import back brings it back. */
Test(import, another_csm_takes_the_open_work_along)
{
	struct action a = { .subject_kind = SUBJECT_DEAL, .text = xstrdup("send the first invoice"), .due_day = NO_DAY };
	struct import_reverted out;
	struct err err = { 0 };
	int64_t id;

	imports_expect(&t, "deals", "external_id,amount,csm\nA1,1,priya\nA2,1,priya\n", 2, 0, 0, 0);
	a.subject = imports_deal(&t, "A1");
	a.owner = member_find(t.s, "priya", &err);
	cr_assert_eq(action_add(t.s, &a, &err), 0, "%s", err.text);
	id = a.id;
	action_done(&a);
	imports_expect(&t, "deals", "external_id,amount,csm\nA1,1,max\nA2,1,max\n", 0, 2, 0, 0);
	cr_assert_eq(action_get(t.s, id, &a, &err), 1, "%s", err.text);
	cr_assert_str_eq(member_login(t.s, a.owner), "max");
	action_done(&a);
	cr_assert_eq(import_revert(t.s, 2, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert_eq(out.kept, 0);
	cr_assert_eq(out.restored, 2);
	cr_assert_eq(action_get(t.s, id, &a, &err), 1, "%s", err.text);
	cr_assert_str_eq(member_login(t.s, a.owner), "priya");
	action_done(&a);
	cr_assert_eq(history_verify(t.s, &err), 0, "%s", err.text);
}

Test(import, undo_takes_an_import_of_ones_own_back)
{
	struct undone u;
	struct err err = { 0 };

	imports_expect(&t, "deals", "external_id,amount\nA1,1\nA2,1\n", 2, 0, 0, 0);
	cr_assert_eq(history_undo(t.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	cr_assert_eq(imports_count(&t, "select count(*) from deal where gone = 0"), 0);
	cr_assert_eq(history_undo(t.s, SUBJECT_NONE, 0, &u, &err), -1);
}

Test(import, a_file_that_brings_nothing_leaves_nothing)
{
	int64_t before;

	imports_expect(&t, "deals", "external_id,amount\nA1,1\n", 1, 0, 0, 0);
	before = imports_count(&t, "select count(*) from grp");
	imports_expect(&t, "deals", "external_id,amount\nA1,1\n", 0, 0, 1, 0);
	cr_assert_eq(t.last.id, 0);
	cr_assert_eq(imports_count(&t, "select count(*) from grp"), before);
}

Test(import, numbers_of_deals_follow_one_another)
{
	imports_expect(&t, "deals", "external_id,company\nA1,Lumen\nA2,Umber\n", 2, 0, 0, 0);
	imports_expect(&t, "deals", "external_id,company\nA3,Kestrel\n", 1, 0, 0, 0);
	cr_assert_eq(imports_deal(&t, "A3"), 3);
	cr_assert_eq(imports_count(&t, "select max(id) from company"), 3);
}

Test(import, names_columns_it_does_not_take)
{
	imports_expect(&t, "deals", "External-ID,mood,Amount,\nA1,good,1,\n", 1, 0, 0, 0);
	cr_assert(imports_said(&t.notes, "2 columns are not taken: mood, (no name)"), "%s", buf_str(&t.notes));
	t.opt.map = "next_step=mood";
	imports_expect(&t, "deals", "external_id,mood\nA2,good\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A2", "next_step"), "good");
}

Test(import, refuses_a_file_without_names)
{
	static const char *const bodies[] = { "", "a,b\n1,2\n", "external_id,external_id\n1,2\n" };

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct err err = { 0 };

		imports_file(&t, "in.csv", bodies[i]);
		cr_assert_eq(imports_run(&t, "deals", "in.csv", &err), -1, "%zu", i);
		cr_assert_eq(err.kind, ERR_INPUT);
		cr_assert_neq(*err.text, '\0');
	}
}

Test(import, takes_names_from_a_second_file)
{
	const char *joins[] = { "account=names.csv:id:name" };

	imports_file(&t, "names.csv", "id,name,extra\n7,Lumen Labs,x\n8,\"Umber, Group\",y\n");
	t.opt.joins = joins;
	t.opt.n_joins = 1;
	t.opt.map = "company=account";
	imports_expect(&t, "deals", "external_id,account\nA1,7\nA2,8\nA3,9\n", 3, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "A1", "company"), "Lumen Labs");
	cr_assert_str_eq(imports_field(&t, "A2", "company"), "Umber, Group");
	cr_assert_str_eq(imports_field(&t, "A3", "company"), "");
	cr_assert(imports_said(&t.notes, "names.csv"), "%s", buf_str(&t.notes));
}

Test(import, a_preset_of_ones_own)
{
	char *path = xstrdup(imports_file(
		&t, "p.ini",
		"[preset]\ntitle = Ours\n[deals]\nheader = key\nid_prefix = x-\ndates = us\ndecimal = ,\n[deals "
		"columns]\n"
		"external_id = key\nname = first+last\nstage = phase\ncreated = made\namount = value\n[deals "
		"default]\n"
		"stage = discovery\n[deals constant]\ncurrency = EUR\n[deals values]\nstage = Done & dusted -> won\n"
		"[deals rules]\nclosed = phase is done & dusted -> {end}\n[deals skip]\ngone = yes\n[deals names]\n"
		"key = merged.csv:key:old\n"));

	imports_file(&t, "merged.csv", "key,old\n1,0\n1,00\n");
	t.opt.preset = path;
	imports_expect(&t, "deals",
		       "key,first,last,phase,made,value,end,gone\n"
		       "1,A,B,Done & Dusted,12/31/2025,\"1.000,50\",2026-01-05,no\n"
		       "2,C,,,,,,no\n3,D,,,,,,YES\n",
		       2, 0, 0, 1);
	/* An id that was merged into another one finds the deal that it is now. */
	cr_assert_eq(imports_deal(&t, "x-00"), imports_deal(&t, "x-1"));
	imports_expect(&t, "deals",
		       "key,first,last,phase,made,value,end,gone\n00,A,B,Done & Dusted,12/31/2025,7,2026-01-05,\n", 0,
		       1, 0, 0);
	cr_assert_str_eq(imports_field(&t, "x-1", "amount"), "7.00");
	imports_expect(&t, "deals",
		       "key,first,last,phase,made,value,end,gone\n"
		       "1,A,B,Done & Dusted,12/31/2025,\"1.000,50\",2026-01-05,no\n3,D,,,,,,YES\n",
		       0, 1, 0, 1);
	free(path);
	cr_assert_str_eq(imports_field(&t, "x-1", "name"), "A B");
	cr_assert_str_eq(imports_field(&t, "x-1", "stage"), "won");
	cr_assert_str_eq(imports_field(&t, "x-1", "closed"), "2026-01-05");
	cr_assert_str_eq(imports_field(&t, "x-1", "created"), "2025-12-31");
	cr_assert_str_eq(imports_field(&t, "x-1", "amount"), "1000.50");
	cr_assert_str_eq(imports_field(&t, "x-2", "stage"), "discovery");
	cr_assert(imports_said(&t.refused, "left out: gone is YES"), "%s", buf_str(&t.refused));
}

Test(import, only_who_may_imports)
{
	struct err err = { 0 };

	cr_assert_eq(member_add(t.s, "mira", 1u << ROLE_AE, 0, &err), 0, "%s", err.text);
	imports_file(&t, "in.csv", "external_id\nA1\n");
	cr_assert_eq(store_act_as(t.s, "mira", &err), 0);
	cr_assert_eq(imports_run(&t, "deals", "in.csv", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(store_act_as(t.s, "ann", &err), 0);
}

Test(import, contacts)
{
	struct err err = { 0 };

	imports_expect(&t, "deals", "external_id,company\nA1,Lumen\n", 1, 0, 0, 0);
	imports_expect(&t, "contacts",
		       "company,deal,name,title,email,phone,role\n"
		       "Lumen,A1,Ida Berg,CFO,ida@lumen.example,+47 1,champion\n"
		       "Lumen,,Bo Lund,,bo@lumen.example,,\n,,,,,,\nLumen,A9,Cy,,,,\nLumen,A1,Di,,,,king\n",
		       2, 0, 0, 3);
	imports_expect(&t, "contacts",
		       "company,deal,name,title,email,phone,role\n"
		       "Lumen,A1,Ida Berg,CFO,ida@lumen.example,+47 1,champion\n"
		       "Lumen,,Bo Lund,CTO,bo@lumen.example,,\n",
		       0, 1, 1, 0);
	cr_assert_eq(person_find(t.s, 0, "", "BO@lumen.example", &err) > 0, 1);
	cr_assert_eq(imports_count(&t, "select count(*) from deal_person where role = 2"), 1);
}

static int rename_person(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct person p = { 0 };
	int rc = person_get(s, *(int64_t *)arg, &p, err) == 1 ? 0 : -1;

	free(p.title);
	p.title = xstrdup("COO");
	if (!rc)
		rc = person_save(s, g, &p, err);
	person_done(&p);
	return rc;
}

Test(import, revert_keeps_contacts_that_were_edited)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "contact" };
	struct import_reverted out;
	struct err err = { 0 };
	int64_t bo;

	imports_expect(&t, "contacts", "company,name,email\nLumen,Ida,ida@lumen.example\nLumen,Bo,bo@lumen.example\n",
		       2, 0, 0, 0);
	bo = person_find(t.s, 0, "", "bo@lumen.example", &err);
	cr_assert_eq(edit(t.s, &how, rename_person, &bo, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(import_revert(t.s, 1, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert(out.removed == 1 && out.kept == 1, "%d %d", (int)out.removed, (int)out.kept);
	cr_assert_eq(person_find(t.s, 0, "", "ida@lumen.example", &err), 0);
	cr_assert_eq(person_find(t.s, 0, "", "bo@lumen.example", &err), bo);
}

Test(import, checks_presets_with_line_and_reason)
{
	static const struct {
		const char *body, *reason;
	} bad[] = {
		{ "[deals columns]\nmood = x\n", "presets/x:2: found “mood”" },
		{ "[deals]\nheader = a\ncolour = red\n", "presets/x:3" },
		{ "[deals values]\nstage = Open discovery\n", "->" },
		{ "[deals rules]\nstage = won -> won\n", " is " },
		{ "[deals join]\na = b=c\n", "FILE:KEY:VALUE" },
		{ "[deals join]\na = bc\n", "COLUMN=FILE:KEY:VALUE" },
		{ "[deals paint]\na = b\n", "presets/x:2" },
		{ "[people]\na = b\n", "presets/x:2" },
		{ "[deals]\ndates = roman\n", "iso or us" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		struct preset *p = NULL;

		cr_assert_eq(preset_parse(&p, "presets/x", NULL, bad[i].body, strlen(bad[i].body), &err), -1, "%zu",
			     i);
		cr_assert(err.kind == ERR_CONFIG && strstr(err.text, bad[i].reason), "%s", err.text);
	}
}
