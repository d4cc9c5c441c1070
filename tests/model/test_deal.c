/* Deals: what each field takes and refuses, what a deal is called, and thousands of random acts after which every
 * derived table, every digest and the log itself agree with the records. */
#include "model/deal.h"

#include "model/check_store.h"
#include "model/deal_private.h"
#include "model/event.h"
#include "model/member.h"
#include "model/move.h"
#include "tests/model/team.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- fields ---- */

static const struct {
	const char *field, *text,
		*says; /* says: part of the refusal; with NULL the text is taken, and read back as `back` */
	const char *back;
} fields[] = {
	{ "amount", "9500", NULL, "9500.00" },
	{ "amount", "9,500.25", NULL, "9500.25" },
	{ "amount", "-12.5", NULL, "-12.50" },
	{ "amount", "", NULL, "" },
	{ "amount", "a lot", "a lot", NULL },
	{ "amount", "1.001", "1.001", NULL },
	{ "amount", "99999999999999999999", "99999999999999999999", NULL },
	{ "arr", "12k", "12k", NULL },
	{ "currency", "eur", NULL, "EUR" },
	{ "currency", "euro", "three letters", NULL },
	{ "currency", "E1R", "three letters", NULL },
	{ "currency", "", NULL, "" }, /* there is no amount that needs one */
	{ "discount", "12.5", NULL, "12.5" },
	{ "discount", "0", NULL, "0" },
	{ "discount", "100", NULL, "100" },
	{ "discount", "101", "from 0 to 100", NULL },
	{ "discount", "-1", "from 0 to 100", NULL },
	{ "discount", "ten", "percentage", NULL },
	{ "probability", "250", "from 0 to 100", NULL },
	{ "term_months", "12", NULL, "12" },
	{ "term-months", "24", NULL, "24" },
	{ "term_months", "1201", "from 0 to 1200", NULL },
	{ "term_months", "-1", "whole number", NULL },
	{ "term_months", "1.5", "whole number", NULL },
	{ "expected_close", "2026-12-24", NULL, "2026-12-24" },
	{ "expected_close", "tomorrow", NULL, "2026-11-25" },
	{ "expected_close", "2026-02-30", "2026-02-30", NULL },
	{ "expected_close", "soon", "expected YYYY-MM-DD", NULL },
	{ "follow_up", "2026-13-01", "2026-13-01", NULL },
	{ "created", "yesterday", NULL, "2026-11-23" },
	{ "sow_date", "24.12.2026", "24.12.2026", NULL },
	{ "commitment", "Verbal", NULL, "verbal" },
	{ "commitment", "oral", "written verbal", NULL },
	{ "sow_status", "maybe", "signed pending", NULL },
	{ "icp_1", "4", NULL, "4" },
	{ "icp_1", "5", "from 0 to 4", NULL },
	{ "icp_5", "x", "whole number", NULL },
	{ "owner", "jo", NULL, "jo" },
	{ "owner", "\xff\xfe", "no UTF-8", NULL },
	{ "segment", "mid-market", NULL, "mid-market" },
	{ "segment", "bad\xc3", "no UTF-8", NULL },
	{ "company", "Lumen Labs", NULL, "Lumen Labs" },
	{ "company", "\xc0\xaf", "no UTF-8", NULL },
	{ "next_step", "two\nlines \xf0\x9f\x98\x80", NULL, "two\nlines \xf0\x9f\x98\x80" },
	{ "next_step", "cut \xf0\x9f", "byte 5 is no UTF-8", NULL },
	{ "external_id", "CRM-1", NULL, "CRM-1" },
	{ "stage", "won", "changes its stage by moving", NULL },
	{ "outcome", "won", "changes its stage by moving", NULL },
	{ "stage_since", "2026-01-01", "by hand", NULL },
	{ "closed", "2026-01-01", "by hand", NULL },
	{ "id", "D-99", "given by the program", NULL },
	{ "colour", "red", "no field “colour”", NULL },
};

Test(deal, every_field_takes_and_refuses)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "10");

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		char was[600] = "";
		struct err err = { 0 };
		int rc;

		if (deal_field(fields[i].field))
			snprintf(was, sizeof was, "%s", team_get(s, deal, fields[i].field));
		rc = deal_change(s, deal, fields[i].field, fields[i].text, &err);
		cr_assert_eq(rc, fields[i].says ? -1 : 0, "%s=%s: %s", fields[i].field, fields[i].text,
			     rc ? err.text : "taken");
		if (fields[i].says) {
			/* What cannot be read says what was found. */
			cr_assert_eq(err.kind, strncmp(err.text, "found ", 6) ? ERR_INPUT : ERR_USAGE, "%s=%s: %s", fields[i].field, fields[i].text, err.text);
			cr_assert_not_null(strstr(err.text, fields[i].says), "%s=%s: %s", fields[i].field,
					   fields[i].text, err.text);
		}
		if (deal_field(fields[i].field))
			cr_assert_str_eq(team_get(s, deal, fields[i].field), fields[i].says ? was : fields[i].back,
					 "%s=%s", fields[i].field, fields[i].text);
	}
	store_close(s);
}

/* What was not read can be ended like what was: many callers do. */
Test(deal, one_that_is_not_there_is_nothing)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	struct deal d;
	struct member m;

	memset(&d, 0x7f, sizeof d);
	memset(&m, 0x7f, sizeof m);
	cr_assert_eq(deal_get(s, 99, &d, &err), 0, "%s", err.text);
	cr_assert(!d.id && !d.company_name && !d.name);
	deal_done(&d);
	cr_assert_eq(member_get(s, 99, &m, &err), 0, "%s", err.text);
	cr_assert(!m.id && !m.login && !m.name);
	member_done(&m);
	store_close(s);
}

Test(deal, an_external_id_is_short_and_its_own)
{
	struct store *s = team_open(NULL);
	int64_t a = team_deal(s, "Kestrel Data", "mira", "10"), b = team_deal(s, "Lumen Labs", "mira", "10");
	char *big = xcalloc(1, 600);
	struct err err = { 0 };

	memset(big, 'x', 513);
	cr_assert_eq(deal_change(s, a, "external_id", big, &err), -1);
	cr_assert_not_null(strstr(err.text, "at most 512"), "%s", err.text);
	team_set(s, a, "external_id", "CRM-1");
	cr_assert_eq(deal_change(s, b, "external_id", "CRM-1", &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT, "%s", err.text);
	cr_assert_not_null(strstr(err.text, "belongs to another deal"), "%s", err.text);
	cr_assert_str_eq(team_get(s, b, "external_id"), "");
	free(big);
	store_close(s);
}

Test(deal, another_currency_moves_the_point_and_not_the_money)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "9500");
	struct err err = { 0 };

	team_set(s, deal, "arr", "1200.00");
	team_set(s, deal, "currency", "JPY");
	cr_assert_str_eq(team_get(s, deal, "amount"), "9500");
	cr_assert_str_eq(team_get(s, deal, "arr"), "1200");
	team_set(s, deal, "currency", "KWD");
	cr_assert_str_eq(team_get(s, deal, "amount"), "9500.000");
	team_set(s, deal, "amount", "9500.125");
	cr_assert_eq(deal_change(s, deal, "currency", "USD", &err), -1);
	cr_assert_not_null(strstr(err.text, "no such small coins"), "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "9500.125");
	cr_assert_str_eq(team_get(s, deal, "currency"), "KWD");
	store_close(s);
}

Test(deal, an_amount_without_room_stays)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", NULL);
	struct err err = { 0 };

	team_set(s, deal, "currency", "JPY");
	team_set(s, deal, "amount", "900000000000000000");
	cr_assert_eq(deal_change(s, deal, "currency", "KWD", &err), -1);
	cr_assert_not_null(strstr(err.text, "no room"), "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "currency"), "JPY");
	store_close(s);
}

Test(deal, a_new_deal_needs_a_name_of_some_kind)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	struct deal d;

	deal_init(&d);
	cr_assert_eq(deal_add(s, &d, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "a company, a name or an external id"), "%s", err.text);
	d.ext = xstrdup("CRM-9");
	cr_assert_eq(deal_add(s, &d, &err), 0, "%s", err.text);
	deal_done(&d);
	store_close(s);
}

/* What is stored is what was entered, byte for byte, or it is refused and nothing changes (P25). */
Test(deal, p25_text_is_stored_as_entered_or_refused)
{
	static const char *const into[] = { "next_step", "name", "external_id", "company", "segment" };
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", NULL);
	long cases = 3000, fail = 0, taken = 0;
	struct prop p;

	prop_init(&p, 25);
	for (long i = 0; i < cases; i++) {
		const char *field = into[i % 5];
		struct buf text = { 0 };
		char *was = xstrdup(team_get(s, deal, field));
		struct err err = { 0 };
		int rc;

		prop_hostile(&p, 1 + (int)prop_below(&p, 8), &text);
		rc = deal_change(s, deal, field, buf_str(&text), &err);
		taken += rc == 0;
		/* A word of a dictionary that folds to one that is there is that word. */
		if (rc == 0 && strcmp(field, "segment") && strcmp(team_get(s, deal, field), buf_str(&text)))
			fail++;
		if (rc && (err.kind != ERR_INPUT || strcmp(team_get(s, deal, field), was)))
			fail++;
		free(was);
		buf_done(&text);
	}
	cr_assert_gt(taken, cases / 10);
	cr_assert(prop_promise("P25", cases, fail));
	store_close(s);
}

/* ---- what a deal is called ---- */

static void finds(struct store *s, const char *word, int64_t want, const char *says)
{
	struct err err = { 0 };
	int64_t id;
	int rc = deal_find(s, word, &id, &err);

	cr_assert_eq(rc, want ? 0 : -1, "%s: %s", word, rc ? err.text : "found");
	if (want) {
		cr_assert_eq(id, want, "%s: D-%lld", word, (long long)id);
		return;
	}
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, says), "%s: no “%s” in: %s", word, says, err.text);
}

Test(deal, is_found_by_number_external_id_and_name)
{
	struct store *s = team_open(NULL);
	int64_t acme = team_deal(s, "Acme", "mira", NULL), north = team_deal(s, "Acme North", "mira", NULL),
		data = team_deal(s, "Kestrel Data", "jo", NULL), other = team_deal(s, "Blue Kestrel", "mira", NULL),
		twice;
	char number[24];
	struct err err = { 0 };

	snprintf(number, sizeof number, "D-%" PRId64, data);
	finds(s, number, data, NULL);
	number[0] = 'd';
	finds(s, number, data, NULL);
	team_set(s, data, "external_id", "acme");
	finds(s, "acme", data, NULL); /* an external id comes before names */
	team_set(s, data, "external_id", "");
	finds(s, "acme", acme, NULL); /* the whole name, though it begins another */
	finds(s, "ACME N", north, NULL);
	finds(s, "acm", 0, "fits 2 deals: D-");
	finds(s, "acm", 0, "Acme North");
	finds(s, "kestrel", data, NULL); /* the beginning of a name comes before that of a word in it */
	finds(s, "blue", other, NULL);
	finds(s, "north", north, NULL);
	finds(s, "data kes", data, NULL);
	finds(s, "D-9999", 0, "no deal");
	finds(s, "", 0, "no deal");
	finds(s, "%", 0, "no deal");
	twice = team_deal(s, "Kestrel Data", "jo", NULL);
	team_set(s, twice, "name", "renewal");
	finds(s, "kestrel d", 0, "Kestrel Data · renewal");
	cr_assert_eq(deal_remove(s, twice, &err), 0, "%s", err.text);
	finds(s, "kestrel d", data, NULL);
	store_close(s);
}

Test(deal, what_is_hidden_is_neither_found_nor_listed_nor_ambiguous)
{
	struct store *s = team_open(NULL);
	int64_t mine = team_deal(s, "Kestrel Data", "mira", NULL),
		theirs = team_deal(s, "Kestrel Hidden", "jo", NULL);
	char number[24];
	struct err err = { 0 };
	int64_t id;

	team_set(s, theirs, "external_id", "SECRET-1");
	snprintf(number, sizeof number, "D-%" PRId64, theirs);
	team_as(s, "mira");
	finds(s, "kestrel", mine, NULL);
	finds(s, number, 0, "no deal");
	finds(s, "SECRET-1", 0, "no deal");
	cr_assert_eq(deal_find(s, "kestrel h", &id, &err), -1);
	cr_assert_null(strstr(err.text, "Hidden"), "%s", err.text);
	team_as(s, "carl");
	finds(s, "kestrel", 0, "no deal");
	store_close(s);
}
