/* Exports beside those of deals: members and back, quotes. */
#include "model/import_member.h"
#include "model/member.h"
#include "tests/model/imports.h"
#include "tests/model/interviewed.h"
#include "tests/model/team.h"

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

TestSuite(export_rows, .init = open_it, .fini = close_it);

static char *members_csv(struct store *s, bool raw)
{
	struct export_options opt = { .kind = "members", .raw = raw };
	struct store *own = t.s;
	char *csv;

	t.s = s;
	csv = imports_export(&t, &opt);
	t.s = own;
	return csv;
}

static void refused(void *arg, const struct import_refusal *r)
{
	import_refusal_format(r, arg);
	buf_putc(arg, '\n');
}

static struct import_counts take_members(const char *csv, bool raw, struct buf *said)
{
	struct import_options opt = { .path = imports_file(&t, "members.csv", csv), .raw = raw, .refused = refused, .arg = said };
	struct import_counts c;
	struct err err = { 0 };

	cr_assert_eq(import_members(t.s, &opt, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.read, c.added + c.updated + c.unchanged + c.refused);
	return c;
}

Test(export_rows, members_come_back_as_they_went)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	struct import_counts c;
	struct buf said = { 0 };
	char *csv, *back;

	team_as(s, "olga");
	cr_assert_eq(member_add_whole(s, &(struct new_member){ "=kim", "+Kim, \"the\" one", "kim@lumen.example",
							       1u << ROLE_AE | 1u << ROLE_CRO, 1u << DUTY_REVIEWER }, &err),
		     0, "%s", err.text);
	csv = members_csv(s, false);
	cr_assert_not_null(strstr(csv, "'=kim,\"'+Kim, \"\"the\"\" one\",kim@lumen.example,\"ae,cro\",reviewer,yes\r\n"), "%s", csv);
	c = take_members(csv, false, &said);
	cr_assert_eq(c.refused, 0, "%s", buf_str(&said));
	back = members_csv(t.s, false);
	cr_assert_not_null(strstr(back, "'=kim,\"'+Kim, \"\"the\"\" one\",kim@lumen.example,\"ae,cro\",reviewer,yes\r\n"), "%s", back);
	c = take_members(csv, false, &said);
	cr_assert_eq(c.unchanged, c.read);
	free(back);
	back = members_csv(t.s, true);
	c = take_members(back, true, &said);
	cr_assert_eq(c.unchanged, c.read);
	free(csv);
	free(back);
	buf_done(&said);
	store_close(s);
}

Test(export_rows, a_row_that_is_no_member_is_refused_and_the_others_go_in)
{
	struct buf said = { 0 };
	struct import_counts c = take_members("login,roles,duties,active\nkim,ae csm,,\n-x,ae,,\nlee,boss,,\nmo,ae,king,\nno,ae,,perhaps\n"
					      "ann,ae,,\n", false, &said);
	struct member m;

	cr_assert_eq(c.added, 1);
	cr_assert_eq(c.refused, 5, "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 3, column 1 (login)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 4, column 2 (roles): found “boss”"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 6, column 4 (active)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 7: ann is the only admin"), "%s", buf_str(&said));
	cr_assert_eq(member_by_login(t.s, "kim", &m, NULL), 1);
	cr_assert_eq(m.roles, 1u << ROLE_AE | 1u << ROLE_CSM);
	member_done(&m);
	buf_done(&said);
}

Test(export_rows, who_reads_no_personal_data_of_all_exports_no_addresses)
{
	struct store *s = team_open(NULL);
	char *csv;

	team_as(s, "mira");
	csv = members_csv(s, true);
	cr_assert(!strncmp(csv, "login,name,roles,duties,active\n", 31), "%s", csv);
	free(csv);
	store_close(s);
}

/* ---- quotes ---- */

static char *quotes_csv(struct interviewed *i)
{
	struct export_options opt = { .kind = "quotes", .raw = true };
	struct store *own = t.s;
	char *csv;

	t.s = i->s;
	csv = imports_export(&t, &opt);
	t.s = own;
	return csv;
}

static void release(struct interviewed *i)
{
	struct coding_pass p = interviewed_pass(i);
	struct err err = { 0 };

	cr_assert_eq(coding_pass_close(i->s, p.id, &err), 0, "%s", err.text);
	cr_assert_eq(coding_pass_release(i->s, p.id, &err), 0, "%s", err.text);
}

Test(export_rows, quotes_are_the_words_that_were_coded_once_a_theme)
{
	struct interviewed i;
	struct err err = { 0 };
	char *csv;

	interviewed_open(&i);
	interviewed_code(&i, 0, i.discount, 13, 23);
	interviewed_code(&i, 0, i.owner, 0, 0);
	interviewed_code(&i, 1, i.price, 0, 0); /* a fact is no quote */
	csv = quotes_csv(&i);
	cr_assert_eq(strchr(csv, '\n')[1], '\0', "nothing is released yet: %s", csv);
	free(csv);
	interviewed_code(&i, 2, i.price, 0, 0);
	interviewed_code(&i, 3, i.onboarding, 0, 0);
	release(&i);
	csv = quotes_csv(&i);
	cr_assert_not_null(strstr(csv, ",price-level,win,number was,,I-"), "%s", csv);
	cr_assert_not_null(strstr(csv, ",no-owner,win,Honestly the number was fine."), "%s", csv);
	cr_assert_null(strstr(csv, "Two vendors"), "%s", csv);
	cr_assert(!strncmp(strchr(csv, '\n') + 1, "2026-Q4,won,", 12), "%s", csv);
	free(csv);
	interviewed_as(&i, "dana");
	cr_assert_eq(interview_consent(i.s, i.interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, NULL, &err), 0, "%s", err.text);
	csv = quotes_csv(&i);
	cr_assert_eq(strchr(csv, '\n')[1], '\0', "quoting was withdrawn: %s", csv);
	free(csv);
	interviewed_close(&i);
}
