/* Actions leave as CSV and come back: unchanged, edited, new, refused. */
#include "model/import_action.h"

#include "model/action.h"
#include "model/export.h"
#include "model/member.h"
#include "tests/model/imports.h"

#include <criterion/criterion.h>
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

TestSuite(import_action, .init = open_it, .fini = close_it);

#define HEAD "deal,text,kind,owner,due,state,change,expected,evidence,reason\n"

static void refused(void *arg, const struct import_refusal *r)
{
	import_refusal_format(r, arg);
	buf_putc(arg, '\n');
}

static struct import_counts take(const char *csv, struct buf *said)
{
	struct import_options opt = { .path = imports_file(&t, "actions.csv", csv), .raw = true, .refused = refused, .arg = said };
	struct import_counts c;
	struct err err = { 0 };

	cr_assert_eq(import_actions(t.s, &opt, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.read, c.added + c.updated + c.unchanged + c.refused);
	return c;
}

static char *leave(void)
{
	struct export_options opt = { .kind = "actions", .raw = true };

	return imports_export(&t, &opt);
}

Test(import_action, leaves_and_comes_back)
{
	struct buf said = { 0 }, line = { 0 };
	struct import_counts c;
	struct undone u;
	struct err err = { 0 };
	int64_t deal;
	char *csv;

	imports_expect(&t, "deals", "external_id,company\nU-1,Umber Group\n", 1, 0, 0, 0);
	deal = imports_deal(&t, "U-1");
	buf_printf(&line, HEAD "D-%lld,call Lena,,,2026-12-01,,messaging,fewer losses,D-%lld,\n,write the page,task,,,closed,process,,,it stands\n",
		   (long long)deal, (long long)deal);
	c = take(buf_str(&line), &said);
	cr_assert_eq(c.added, 2, "%s", buf_str(&said));
	csv = leave();
	cr_assert_not_null(strstr(csv, ",call Lena,action,,,2026-12-01,open,messaging,fewer losses,D-"), "%s", csv);
	cr_assert_not_null(strstr(csv, ",write the page,task,,,,closed,process,,,it stands"), "%s", csv);
	c = take(csv, &said);
	cr_assert_eq(c.unchanged, 2, "%s", buf_str(&said));
	free(csv);
	buf_clear(&line);
	buf_printf(&line, HEAD "D-%lld,call Lena,,,2026-12-08,,pricing,,,\n", (long long)deal);
	c = take(buf_str(&line), &said);
	cr_assert_eq(c.updated, 1, "%s", buf_str(&said));
	csv = leave();
	cr_assert_not_null(strstr(csv, ",call Lena,action,,,2026-12-08,open,pricing,fewer losses,D-"), "%s", csv);
	free(csv);
	cr_assert_eq(history_undo(t.s, SUBJECT_ACTION, 0, &u, &err), 0, "%s", err.text);
	csv = leave();
	cr_assert_not_null(strstr(csv, "2026-12-01,open,messaging,fewer losses"), "%s", csv);
	free(csv);
	buf_done(&said);
	buf_done(&line);
}

Test(import_action, what_is_wrong_with_a_row_refuses_it_alone)
{
	struct buf said = { 0 };
	struct import_counts c = take(HEAD ",good,,,,,,,,\n"
					   "D-99,no deal,,,,,,,,\n"
					   ",no day,,,soonish,,,,,\n"
					   ",no change,,,,,colour,,,\n"
					   ",nothing came of it,,,,closed,product,,,\n"
					   ",of one interview,finding,,,,,,,\n"
					   ",raised,escalation,,,,,,,\n"
					   ",,,,,,,,,\n",
				      &said);

	cr_assert_eq(c.added, 1, "%s", buf_str(&said));
	cr_assert_eq(c.refused, 7, "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 3"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "what came of it"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "at least 2 different interviews"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "comes from no file"), "%s", buf_str(&said));
	buf_done(&said);
}
