#include "tests/model/imports.h"

#include "model/company.h"
#include "model/deal.h"
#include "model/member.h"
#include "model/merge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
	imports_expect(&t, "deals",
		       "external_id,company,name,competitor,amount,created\n"
		       "A1,Kestrel Data,new,Northwind,10,2026-01-02\n"
		       "A2,\"Kestrel Data, Inc.\",renewal,Nrthwind,20,2026-01-03\n"
		       "A3,KESTREL DATA,more,,30,2026-01-04\n"
		       "A4,Umber,,Northwind,40,2026-01-05\n",
		       4, 0, 0, 0);
	imports_expect(&t, "contacts",
		       "company,deal,name,email\n"
		       "Kestrel Data,A1,Ada Byron,ada@kestrel.example\n"
		       "\"Kestrel Data, Inc.\",A2,Ada Byron,\n"
		       "\"Kestrel Data, Inc.\",A2,Tom Lee,\n",
		       3, 0, 0, 0);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(merge, .init = open_it, .fini = close_it);

static int merge(enum merge_kind kind, const char *gone, const char *kept, struct merged *m, struct err *err)
{
	int64_t a, b;

	*m = (struct merged){ 0 };
	return merge_find(t.s, kind, gone, &a, err) || merge_find(t.s, kind, kept, &b, err) ||
			       merge_run(t.s, kind, a, b, 0, m, err)
		       ? -1
		       : 0;
}

static void merges(enum merge_kind kind, const char *gone, const char *kept, const char *told)
{
	struct merged m;
	struct err err = { 0 };
	struct buf b = { 0 };

	cr_assert_eq(merge(kind, gone, kept, &m, &err), 0, "%s", err.text);
	merged_format(&m, kind, &b);
	if (told)
		cr_assert_str_eq(buf_str(&b), told);
	buf_done(&b);
	merged_done(&m);
}

static void refuses(enum merge_kind kind, const char *gone, const char *kept, enum err_kind is, const char *why)
{
	struct merged m;
	struct err err = { 0 };

	cr_assert_eq(merge(kind, gone, kept, &m, &err), -1);
	cr_assert_eq(err.kind, is, "%d %s", (int)err.kind, err.text);
	cr_assert_not_null(strstr(err.text, why), "%s", err.text);
	merged_done(&m);
}

/* What files hold of deals and contacts. */
static char *all(void)
{
	struct export_options deals = { .kind = "deals", .raw = true }, contacts = { .kind = "contacts", .raw = true };
	char *a = imports_export(&t, &deals), *b = imports_export(&t, &contacts);
	struct buf both = { 0 };

	buf_printf(&both, "%s\n%s", a, b);
	free(a);
	free(b);
	return buf_take(&both);
}

static void undo(void)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_undo(t.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
}

Test(merge, what_the_first_has_goes_to_the_second_and_comes_back)
{
	char *before = all(), *after, *again;
	struct undone u;

	merges(MERGE_COMPANY, "Kestrel Data, Inc.", "Kestrel Data",
	       "Kestrel Data, Inc. → Kestrel Data: 1 deal, 2 contacts; both had Ada Byron: both are kept");
	cr_assert_str_eq(imports_field(&t, "A2", "company"), "Kestrel Data");
	after = all();
	cr_assert_null(strstr(after, "Inc."), "%s", after);
	undo();
	again = all();
	cr_assert_str_eq(again, before);
	free(again);
	cr_assert_eq(history_redo(t.s, SUBJECT_NONE, 0, &u, NULL), 0);
	again = all();
	cr_assert_str_eq(again, after);
	free(again);
	free(before);
	free(after);
}

Test(merge, the_old_spelling_finds_the_kept_one)
{
	int64_t ids[4];
	size_t n;

	merges(MERGE_COMPANY, "Kestrel Data, Inc.", "Umber", NULL);
	cr_assert_eq(company_search(t.s, "kestrel inc", ids, 4, &n, NULL), 0);
	cr_assert_eq(n, 1);
	imports_expect(&t, "deals", "external_id,company,amount\nB1,\"Kestrel Data, Inc.\",5\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "B1", "company"), "Umber");
	imports_edit(&t, "A1", "company", "kestrel data, inc.");
	cr_assert_str_eq(imports_field(&t, "A1", "company"), "Umber");
	imports_edit(&t, "B1", "company", "Ostra");
	imports_edit(&t, "A1", "company", "Ostra");
	imports_edit(&t, "A4", "company", "Ostra");
	cr_assert_eq(imports_deal(&t, "kestrel data, inc."), imports_deal(&t, "A2"));
	/* The file that brought the deal says the old spelling still: nothing of it is new. */
	imports_expect(&t, "deals", "external_id,company,amount\nA2,\"Kestrel Data, Inc.\",20\n", 0, 0, 1, 0);
	imports_expect(&t, "contacts", "company,name,title\n\"Kestrel Data, Inc.\",Tom Lee,CTO\n", 0, 1, 0, 0);
	cr_assert_eq(imports_count(&t, "select count(*) from company where gone = 0 and name like 'Kestrel Data, Inc%'"), 0);
}

Test(merge, after_undo_the_spelling_is_its_own_again)
{
	merges(MERGE_COMPANY, "Kestrel Data, Inc.", "Umber", NULL);
	undo();
	imports_expect(&t, "deals", "external_id,company\nB1,\"Kestrel Data, Inc.\"\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "B1", "company"), "Kestrel Data, Inc.");
}

Test(merge, the_same_letters_in_another_case_are_told_apart_by_their_spelling)
{
	merges(MERGE_COMPANY, "KESTREL DATA", "Kestrel Data", NULL);
	cr_assert_str_eq(imports_field(&t, "A3", "company"), "Kestrel Data");
	imports_expect(&t, "deals", "external_id,company\nB1,KESTREL DATA\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "B1", "company"), "Kestrel Data");
}

Test(merge, chains_lead_to_the_last)
{
	merges(MERGE_COMPANY, "KESTREL DATA", "Kestrel Data, Inc.", NULL);
	merges(MERGE_COMPANY, "Kestrel Data, Inc.", "Umber", NULL);
	imports_expect(&t, "deals", "external_id,company\nB1,KESTREL DATA\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "B1", "company"), "Umber");
	cr_assert_str_eq(imports_field(&t, "A3", "company"), "Umber");
}

Test(merge, competitors_are_words_of_deals)
{
	char *before = all(), *again;

	merges(MERGE_COMPETITOR, "nrthwind", "Northwind", "Nrthwind → Northwind: 1 deal");
	cr_assert_str_eq(imports_field(&t, "A2", "competitor"), "Northwind");
	imports_edit(&t, "A3", "competitor", "Nrthwind");
	cr_assert_str_eq(imports_field(&t, "A3", "competitor"), "Northwind");
	imports_edit(&t, "A3", "competitor", "");
	imports_expect(&t, "deals", "external_id,company,competitor\nB1,Umber,Nrthwind\n", 1, 0, 0, 0);
	cr_assert_str_eq(imports_field(&t, "B1", "competitor"), "Northwind");
	for (int i = 0; i < 4; i++)
		undo();
	again = all();
	cr_assert_str_eq(again, before);
	free(before);
	free(again);
}

static void people(void)
{
	struct err err = { 0 };

	cr_assert_eq(member_add(t.s, "omar", 1u << ROLE_SALES_OPS, 0, &err), 0, "%s", err.text);
	cr_assert_eq(member_add(t.s, "mira", 1u << ROLE_AE, 0, &err), 0, "%s", err.text);
}

/* Another edit of the same deal is no hindrance, one of the same field is named. */
Test(merge, undo_names_what_changed_since)
{
	struct err err = { 0 };
	struct undone u;

	people();
	merges(MERGE_COMPANY, "Kestrel Data, Inc.", "Kestrel Data", NULL);
	cr_assert_eq(store_act_as(t.s, "omar", &err), 0, "%s", err.text);
	imports_edit(&t, "A2", "amount", "21");
	imports_edit(&t, "A2", "company", "Umber");
	cr_assert_eq(store_act_as(t.s, "ann", &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(t.s, SUBJECT_NONE, 0, &u, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "omar changed"), "%s", err.text);
	cr_assert_str_eq(imports_field(&t, "A2", "company"), "Umber");
	imports_edit(&t, "A2", "company", "Kestrel Data");
}

Test(merge, refuses_what_is_no_pair)
{
	refuses(MERGE_COMPANY, "Umber", "Umber", ERR_REFUSED, "both names mean the same");
	refuses(MERGE_COMPANY, "Nobody", "Umber", ERR_INPUT, "there is no company “Nobody”");
	refuses(MERGE_COMPANY, "kestrel", "Umber", ERR_INPUT, "may be any of");
	refuses(MERGE_COMPETITOR, "Acme", "Northwind", ERR_INPUT, "there is no competitor “Acme”");
	people();
	cr_assert_eq(store_act_as(t.s, "mira", NULL), 0);
	refuses(MERGE_COMPANY, "Kestrel Data, Inc.", "Umber", ERR_ROLE, "merge");
	/* Neither whether a name is there nor which are like it. */
	refuses(MERGE_COMPANY, "kestrel", "Umber", ERR_ROLE, "merge");
	refuses(MERGE_COMPETITOR, "Acme", "Northwind", ERR_ROLE, "merge");
	cr_assert_eq(store_act_as(t.s, "ann", NULL), 0);
}

static int take_pair(void *arg, const struct merge_pair *p)
{
	buf_printf(arg, "%s=%s;", p->gone_name, p->kept_name);
	return 0;
}

Test(merge, proposes_likely_doubles)
{
	struct buf b = { 0 };

	imports_expect(&t, "deals", "external_id,company\nB1,Umbra Ltd\nB2,Kestral Data\nB3,Umber Works\nB4,\"Kestrel-Data (GmbH)\"\n", 4, 0, 0, 0);
	cr_assert_eq(merge_suggest(t.s, MERGE_COMPANY, take_pair, &b, NULL), 0);
	cr_assert_str_eq(buf_str(&b), "Kestrel Data, Inc.=Kestrel Data;KESTREL DATA=Kestrel Data;Kestral Data=Kestrel Data;"
				      "Kestrel-Data (GmbH)=Kestrel Data;");
	buf_clear(&b);
	cr_assert_eq(merge_suggest(t.s, MERGE_COMPETITOR, take_pair, &b, NULL), 0);
	cr_assert_str_eq(buf_str(&b), "Nrthwind=Northwind;");
	buf_done(&b);
}

/* Merges of anything into anything, with edits between: each undo gives the bytes of before. */
Test(merge, any_row_of_merges_comes_back_byte_for_byte)
{
	static const char *const name[] = { "Kestrel Data", "Kestrel Data, Inc.", "KESTREL DATA", "Umber", "Ostra", "Ostra AG" };
	static const char *const rival[] = { "Northwind", "Nrthwind", "Acme" };
	unsigned seed = 7;

	imports_expect(&t, "deals", "external_id,company,competitor\nB1,Ostra,Acme\nB2,Ostra AG,Acme\nB3,Ostra AG,\n", 3, 0, 0, 0);
	for (int round = 0; round < 25; round++) {
		char *was[8], *is;
		size_t n = 0;

		for (int k = 0; k < 12 && n < 8; k++) {
			enum merge_kind kind = (seed = seed * 1103515245 + 12345) >> 16 & 3 ? MERGE_COMPANY : MERGE_COMPETITOR;
			unsigned a = (seed = seed * 1103515245 + 12345) >> 16, b = (seed = seed * 1103515245 + 12345) >> 16;
			struct err err = { 0 };
			struct merged m;

			was[n] = all();
			if (merge(kind, kind == MERGE_COMPANY ? name[a % 6] : rival[a % 3],
				  kind == MERGE_COMPANY ? name[b % 6] : rival[b % 3], &m, &err))
				free(was[n]);
			else
				n++;
			merged_done(&m);
		}
		cr_assert_gt(n, 0);
		while (n) {
			undo();
			is = all();
			cr_assert_str_eq(is, was[--n], "round %d", round);
			free(is);
			free(was[n]);
		}
	}
}
