/* The list of debriefs: narrowed, and longer than is listed at once. */
#include "tests/support/call.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(debriefs, .init = call_set_up, .fini = call_tear_down, .timeout = 600);

static void add_won(const char *company, const char *owner)
{
	CALL_AS("dana", "deal", "add", "--company", company, "--stage", "won", "--reason", "signed", "--commitment",
		"written", "--sow-status", "signed", "--contact", "Ida Berg", "--owner", owner);
}

static struct pty *open_list(void)
{
	struct pty *p = call_start("max", (struct pty_options){ 0 });

	call_see(p, "Debriefs due");
	return p;
}

Test(debriefs, words_narrow_the_list_to_companies_and_people)
{
	struct pty *p;

	add_won("Kestrel Data", "mira");
	add_won("K\xc3\xb6nig Werke", "dana");
	p = open_list();
	call_see(p, "Kestrel Data");
	call_see(p, "K\xc3\xb6nig Werke");
	call_type(p, "/kest");
	call_gone(p, "Umber Group");
	call_see(p, "Kestrel Data");
	call_see(p, "Esc clears");
	call_type(p, "<C-u>konig");
	call_gone(p, "Kestrel Data");
	call_see(p, "K\xc3\xb6nig Werke");
	call_type(p, "<C-u>priya"); /* the csm of the first alone */
	call_gone(p, "K\xc3\xb6nig Werke");
	call_see(p, "Umber Group");
	call_type(p, " zzz");
	call_see(p, "Nothing matches “priya zzz”");
	call_type(p, "<Esc>");
	call_see(p, "Kestrel Data");
	call_type(p, "/kest<Enter><Enter>"); /* into the one that was found */
	call_see(p, "Buying trigger");
	call_see(p, "Kestrel Data");
	pty_free(p);
}

Test(debriefs, o_steps_through_open_ones_mine_and_finished_ones)
{
	char answer[] = "1=said on 2026-11-20";
	struct pty *p;

	CALL_AS("dana", "member", "add", "jo", "--role", "ae");
	add_won("Kestrel Data", "dana");
	add_won("Lumen Labs", "jo");
	for (; answer[0] <= '7'; answer[0]++)
		CALL_AS("priya", "debrief", "D-1", "--answer", answer);
	CALL_AS("priya", "debrief", "D-1", "--attended", "mira,priya");
	CALL_AS("priya", "debrief", "D-1", "--complete");
	p = call_start("dana", (struct pty_options){ 0 });
	call_type(p, "3");
	call_see(p, "Debriefs due 2");
	call_type(p, "o"); /* of the deals that dana owns */
	call_see(p, "My debriefs due 1");
	call_see(p, "Kestrel Data");
	call_gone(p, "Lumen Labs");
	call_type(p, "/lumen");
	call_see(p, "Nothing matches “lumen” among those of yours that are due");
	call_type(p, "<Esc>");
	call_see(p, "Kestrel Data");
	call_type(p, "o");
	call_see(p, "All debriefs 3");
	call_see(p, "Umber Group");
	call_type(p, "o");
	call_see(p, "Debriefs due 2");
	pty_free(p);
	p = call_start("max", (struct pty_options){ 0 });
	call_type(p, "3o");
	call_see(p, "No debrief of yours is due.");
	call_type(p, "o");
	call_see(p, "All debriefs 3");
	pty_free(p);
}

static void run_sql(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &why), SQLITE_OK, "%s: %s", sql, why);
}

/* As many as there are after years: copies of the one deal and its debrief, under other companies. */
static void add_many(int n)
{
	sqlite3 *db = NULL;
	char sql[400];

	cr_assert_eq(sqlite3_open_v2(call_db(), &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	run_sql(db, "begin");
	run_sql(db, "create temp table c as select * from company where id = (select company from deal where id = 1);"
		    "create temp table d as select * from deal where id = 1;"
		    "create temp table f as select * from form where deal = 1 and kind = 1;");
	for (int i = 0; i < n; i++) {
		snprintf(sql, sizeof sql,
			 "update c set id = %d, name = 'Copy %d', name_key = 'copy %d'; insert into company select * from c;"
			 "insert into company_word values ('copy', %d), ('%d', %d);"
			 "update d set id = %d, company = %d; insert into deal select * from d;"
			 "update f set id = %d, deal = %d; insert into form select * from f;",
			 i + 1000, i, i, i + 1000, i, i + 1000, i + 1000, i + 1000, i + 1000, i + 1000);
		run_sql(db, sql);
	}
	run_sql(db, "commit");
	sqlite3_close(db);
}

Test(debriefs, a_list_that_ends_before_the_debriefs_says_so)
{
	struct pty *p;

	add_many(1007);
	p = open_list();
	call_see(p, "1000+");
	call_see(p, "1000 are listed, / finds others by company or name");
	call_type(p, "G");
	call_see(p, "1000 are listed; / finds others by company or name");
	call_type(p, "/1006"); /* one of those that are not */
	call_see(p, "Copy 1006");
	call_gone(p, "are listed");
	call_type(p, "<Esc>");
	call_see(p, "1000+");
	pty_free(p);
}
