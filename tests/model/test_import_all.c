/* Everything in one file of JSON Lines, and back; and what such a file can be like. */
#include "model/import_all.h"
#include "model/io/json_in.h"
#include "tests/model/imports.h"
#include "tests/model/interviewed.h"

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

TestSuite(import_all, .init = open_it, .fini = close_it);

static void tell(void *arg, const struct import_all_table *table)
{
	buf_printf(&((struct imports *)arg)->told, "%s %lld%s\n", table->name, (long long)table->rows, table->why ? " left" : "");
}

static int take(const char *lines, struct import_counts *sum, struct err *err)
{
	struct import_result r;
	int rc;

	*err = (struct err){ 0 };
	rc = imports_all(&t, lines, tell, &r, err);
	*sum = r.counts;
	return rc;
}

static char *export_of(struct store *s, const char *kind, const char *columns)
{
	struct export_options opt = { .kind = kind, .columns = columns, .raw = true };

	return imports_export_of(&t, s, &opt);
}

Test(import_all, gives_the_same_exports_again)
{
	static const char *const kinds[][2] = {
		{ "members", NULL },
		{ "deals", "external_id,company,name,stage,outcome,amount,currency,owner,csm,created,closed,stage_since" },
		{ "contacts", "company,deal,name,title,email,phone,role" },
		{ "interviews", "external_id,deal,respondent,date,consent_notes,consent_quote" },
		{ "notes", "seq,kind,text,speaker" },
		{ "taxonomy", NULL },
	};
	/* Another file than the one of the interview: its names are of others here. */
	struct store_options opt = { .login = "ann", .zone = "UTC", .now_ms = t.s->now(t.s), .now_frozen = true, .seed = 4711 };
	struct interviewed i;
	struct import_counts sum;
	struct err err;
	char *all;

	store_close(t.s);
	cr_assert_eq(store_open(&t.s, &opt, NULL, &err), 0, "%s", err.text);
	interviewed_open(&i);
	interviewed_as(&i, "dana");
	cr_assert_eq(deal_change(i.s, i.w.deal, "next_step", "=1+1 \"quoted\" \\ tab\there\n\u202eturned 👩‍🔬", &err), 0);
	all = export_of(i.s, "all", NULL);
	cr_assert_eq(take(all, &sum, &err), 0, "%s", err.text);
	cr_assert_eq(sum.refused, 0, "%s", buf_str(&t.told));
	cr_assert_not_null(strstr(buf_str(&t.told), "notes 4\n"), "%s", buf_str(&t.told));
	cr_assert_not_null(strstr(buf_str(&t.told), "history "), "%s", buf_str(&t.told));
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		char *a = export_of(i.s, kinds[k][0], kinds[k][1]), *b = export_of(t.s, kinds[k][0], kinds[k][1]);

		/* Who made the new file is one more member. */
		if (k)
			cr_assert_str_eq(a, b, "%s", kinds[k][0]);
		else
			cr_assert_not_null(strstr(b, "mira,mira,,ae,"), "%s", b);
		free(a);
		free(b);
	}
	cr_assert_eq(take(all, &sum, &err), 0, "%s", err.text);
	cr_assert_eq(sum.unchanged, sum.read, "%s", buf_str(&t.told));
	free(all);
	interviewed_close(&i);
}

Test(import_all, a_file_that_is_none_or_was_cut_changes_nothing)
{
#define DEAL "{\"table\":\"deals\",\"external_id\":\"A1\",\"company\":\"Tern\"}\n"
	static const struct {
		const char *lines, *says;
	} bad[] = {
		{ "", "without its last line" },
		{ DEAL, "it was cut off" },
		{ DEAL "{\"table\":\"end\",\"rows\":2}\n", ":2: found 1 rows before the end, expected 2" },
		{ DEAL "{\"table\":\"end\",\"rows\":1}\n" DEAL, ":3: found a line behind the end" },
		{ DEAL "{\"table\":\"deals\",\"company\":\"Tern\"}\n", ":2: found other members than the first row of deals" },
		{ DEAL "{\"tab", ":2: found the end of the line at byte 6, expected the end of a text" },
		{ DEAL "[1]\n", ":2: found “[1]” at byte 1, expected an object" },
		{ "{\"company\":\"Tern\"}\n", ":1: found no “table”" },
		{ "{\"table\":\"deals\",\"company\":{}}\n", "expected a text, a number, true, false or null" },
		{ "{\"table\":\"deals\",\"company\":\"\\u0000\"}\n", "expected an escape of a character" },
		{ "{\"table\":\"deals\",\"company\":\"\\ud800\"}\n", "expected an escape of a character" },
		{ "{\"table\":\"deals\",\"company\":\"\xff\"}\n", ":1: found bytes that are no text" },
		{ "{\"table\":\"deals\",\"company\":nul}\n", "expected a text, a number" },
		{ "external_id,company\nA1,Tern\n", "expected an object in one line" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct import_counts sum;
		struct err err;

		cr_assert_eq(take(bad[i].lines, &sum, &err), -1, "%s", bad[i].lines);
		cr_assert_eq(err.kind, ERR_INPUT);
		cr_assert_not_null(strstr(err.text, bad[i].says), "%s", err.text);
		cr_assert_eq(imports_count(&t, "select count(*) from deal"), 0);
	}
}

Test(import_all, a_refused_row_is_told_with_its_line_and_the_others_go_in)
{
	struct import_counts sum;
	struct err err;

	cr_assert_eq(take("{\"table\":\"deals\",\"external_id\":\"A1\",\"company\":\"Tern\\ntwo lines\",\"amount\":\"1.50\"}\n"
			  "{\"table\":\"clocks\",\"deal\":\"A1\"}\n\n"
			  "{\"table\":\"deals\",\"external_id\":\"A2\",\"company\":\"Stagg\",\"amount\":\"a lot\"}\n"
			  "{\"table\":\"deals\",\"external_id\":\"A3\",\"company\":\"\\u6771\\ud83d\\ude00\",\"amount\":7}\n"
			  "{\"table\":\"end\",\"rows\":4}\n", &sum, &err),
		     0, "%s", err.text);
	cr_assert_eq(sum.read, 3);
	cr_assert_eq(sum.added, 2);
	cr_assert_eq(sum.refused, 1);
	cr_assert_not_null(strstr(buf_str(&t.told), "line 4, column 3 (amount): deals: "), "%s", buf_str(&t.told));
	cr_assert_not_null(strstr(buf_str(&t.told), "clocks 1 left\n"), "%s", buf_str(&t.told));
	cr_assert_str_eq(imports_field(&t, "A3", "company"), "東😀");
}
