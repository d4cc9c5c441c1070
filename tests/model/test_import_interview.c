/* Interviews out of and into files: the columns are the same both ways, a row is taken whole or refused with its reason, and
 * an import goes back in one step. */
#include "tests/model/imports.h"

#include "model/interview.h"
#include "model/member.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "external_id,deal,respondent,role,interviewer,date,format,consent_notes,consent_record,consent_quote,status\n"
static const char deals[] = "external_id,company,name,stage,closed,owner\nK1,Kestrel,,lost,2026-10-02,mira\nU1,Umber,,won,2026-10-03,mira\n";
static const char four[] = HEAD
	"x1,K1,\"CFO, \"\"acting\"\"\",economic,ana,2026-10-20T09:30:00Z,video,given,refused,given,held\n"
	"x2,Umber,=COO,executive,ana,2027-01-04T10:00:00Z,phone,not asked,not asked,not asked,scheduled\n"
	"x3,U1,CIO,technical,,2026-10-02T15:30:00Z,in person,given,given,withdrawn,incomplete\n"
	"x4,U1,CPO,,ana,,,not asked,not asked,not asked,refused\n";

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
	imports_expect(&t, "deals", deals, 2, 0, 0, 0);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(import_interview, .init = open_it, .fini = close_it);

static char *whole(void)
{
	struct export_options o = { .kind = "interviews", .format = EXPORT_CSV };

	return imports_export(&t, &o);
}

/* Behind the first cell of each line, which is the id. */
static void without_ids(char *csv)
{
	char *to = csv;

	for (char *p = csv; *p; p += *p == '\n') {
		p += strcspn(p, ",");
		while (*p && *p != '\n')
			*to++ = *p++;
		if (*p)
			*to++ = '\n';
	}
	*to = '\0';
}

Test(import_interview, export_and_import_are_the_identity_but_for_the_id)
{
	struct import_reverted out;
	struct err err = { 0 };
	char *first, *second, *body;

	imports_expect(&t, "interviews", four, 4, 0, 0, 0);
	first = whole();
	imports_expect(&t, "interviews", first, 0, 0, 4, 0);
	cr_assert_eq(import_revert(t.s, 2, NULL, NULL, &out, &err), 0, "%s", err.text);
	cr_assert_eq(out.removed, 4);
	cr_assert_eq(imports_count(&t, "select count(*) from interview where gone = 0"), 0);
	cr_assert_eq(imports_count(&t, "select count(*) from event where kind in (24, 25) and undone_by is null"), 0);
	body = xstrdup(first);
	imports_expect(&t, "interviews", body, 4, 0, 0, 0);
	second = whole();
	without_ids(first);
	without_ids(second);
	cr_assert_str_eq(first, second);
	free(first);
	free(second);
	free(body);
}

Test(import_interview, what_happened_is_told_of_the_deal)
{
	imports_expect(&t, "interviews", four, 4, 0, 0, 0);
	cr_assert_eq(imports_count(&t, "select count(*) from event where kind = 24 and undone_by is null"), 2);
	cr_assert_eq(imports_count(&t, "select count(*) from event where kind = 25 and undone_by is null"), 1);
	cr_assert_eq(imports_count(&t, "select count(*) from form where kind = 7 and gone = 0"), 4);
}

Test(import_interview, a_row_that_cannot_be_taken_says_why)
{
	static const struct {
		const char *row, *says;
	} wrong[] = {
		{ "y1,Nowhere,CFO,,,,,,,,\n", "no deal “Nowhere”" },
		{ "y1,,CFO,,,,,,,,\n", "found nothing, expected a deal" },
		{ "y1,K1,CFO,king,,,,,,,\n", "role: found “king”" },
		{ "y1,K1,CFO,,,,letter,,,,\n", "format: found “letter”" },
		{ "y1,K1,CFO,,,,,maybe,,,\n", "consent_notes: found “maybe”" },
		{ "y1,K1,CFO,,,someday,,,,,\n", "date: found “someday”" },
		{ "y1,K1,CFO,,,,,,,,held\n", "the day on which it was held" },
		{ "y1,K1,CFO,,,2031-01-01,,,,,held\n", "a day that has come" },
		{ "y1,K1,CFO,,,,,,,,scheduled\n", "the moment for which it is scheduled" },
		{ "y1,K1,CFO,,,,,,,,lost\n", "status: found “lost”" },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf body = { 0 };

		buf_printf(&body, "%s%s", HEAD, wrong[i].row);
		imports_expect(&t, "interviews", buf_str(&body), 0, 0, 0, 1);
		cr_assert(imports_said(&t.refused, wrong[i].says), "%s: %s", wrong[i].row, buf_str(&t.refused));
		buf_done(&body);
	}
	cr_assert_eq(imports_count(&t, "select count(*) from interview"), 0);
}

Test(import_interview, a_file_validates_nothing)
{
	imports_expect(&t, "interviews", HEAD "z1,K1,CFO,,,2026-10-20,,,,,validated\n", 1, 0, 0, 0);
	cr_assert(imports_said(&t.notes, "held here, until a reviewer validates"), "%s", buf_str(&t.notes));
	cr_assert_eq(imports_count(&t, "select state from interview"), INTERVIEW_HELD);
}

Test(import_interview, what_was_edited_here_stays_and_both_sides_conflict)
{
	struct interview was, i;
	struct err err = { 0 };
	int64_t id = 0;

	imports_expect(&t, "interviews", HEAD "x1,K1,CFO,economic,,2026-10-20,,,,,held\n", 1, 0, 0, 0);
	cr_assert_eq(interview_find(t.s, "x1", &id, &err), 0, "%s", err.text);
	cr_assert_eq(interview_get(t.s, id, &was, &err), 1);
	interview_copy(&i, &was);
	free(i.respondent);
	i.respondent = xstrdup("CFO and treasurer");
	cr_assert_eq(interview_change(t.s, &was, &i, &err), 0, "%s", err.text);
	interview_done(&was);
	interview_done(&i);
	imports_expect(&t, "interviews", HEAD "x1,K1,CFO,evaluator,,2026-10-20,,,,,held\n", 0, 1, 0, 0);
	cr_assert_eq(imports_count(&t, "select respondent = 'CFO and treasurer' and respondent_role = 6 from interview"), 1);
	imports_expect(&t, "interviews", HEAD "x1,K1,treasurer,evaluator,,2026-10-20,,,,,held\n", 0, 0, 0, 1);
	cr_assert(imports_said(&t.refused, "conflict in respondent"), "%s", buf_str(&t.refused));
}

Test(import_interview, the_same_id_twice_with_other_values_is_refused)
{
	imports_expect(&t, "interviews", HEAD "x1,K1,CFO,,,,,,,,\nx1,K1,CFO,,,,,,,,\nx1,K1,COO,,,,,,,,\n", 1, 0, 1, 1);
	cr_assert(imports_said(&t.refused, "stands on line 2"), "%s", buf_str(&t.refused));
}
