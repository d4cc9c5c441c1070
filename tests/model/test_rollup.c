#include "model/rollup.h"

#include "model/calendar.h"
#include "model/coding.h"
#include "model/config.h"
#include "model/dict.h"
#include "model/stage.h"
#include "model/value.h"
#include "tests/model/coded.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;

static void fresh(void)
{
	s = coded_open();
}

static void gone(void)
{
	store_close(s);
}

TestSuite(rollup, .init = fresh, .fini = gone);

static struct rollup load(int year, int quarter, enum rollup_audience audience)
{
	struct rollup_scope scope = { .year = year, .quarter = quarter, .audience = audience, .quotes = 5 };
	struct err err = { 0 };
	struct rollup r;

	cr_assert_eq(rollup_load(s, &scope, &r, &err), 0, "%s", err.text);
	return r;
}

static int64_t n_of(const struct rollup *r, const char *key)
{
	const struct figure *f = rollup_find(r, key);

	cr_assert_not_null(f, "no figure %s", key);
	return f->n;
}

static const char *say(const struct rollup *r, const char *key)
{
	static struct buf b;
	const struct figure *f = rollup_find(r, key);

	cr_assert_not_null(f, "no figure %s", key);
	buf_clear(&b);
	figure_say(s, f, &b);
	return buf_str(&b);
}

/* A closed deal as an import lays it: sums alone. */
static void closed(int month, int stage, const char *currency, int64_t n, int64_t valued, int64_t minor)
{
	struct err err = { 0 };
	int64_t c = currency ? dict_find(s, "currency", currency, &err) : 0;

	cr_assert_geq(c, 0);
	if (currency && !c) {
		coded_run(s, "insert into dict (id, kind, key, title, folded) select coalesce(max(id), 0) + 1, 'currency', '%s', '%s', lower('%s')"
			     " from dict", currency, currency, currency);
		c = db_scalar(s->db, &(const struct sql){ "newest", "select max(id) from dict" }, 0);
	}
	coded_run(s, "insert into sum_deal (close_month, stage, outcome, owner, segment, currency, n, n_valued, amount_minor) values"
		     " (%d, %d, %d, 1, 0, %" PRId64 ", %" PRId64 ", %" PRId64 ", %" PRId64 ")",
		  month, stage, stage == STAGE_WON ? OUTCOME_WON : OUTCOME_LOST, c, n, valued, minor);
}

Test(rollup, quarters_are_parsed)
{
	struct rollup_scope q = { 0 };
	struct err err = { 0 };

	cr_assert_eq(rollup_period_parse(s, "2026-Q4", &q, &err), 0, "%s", err.text);
	cr_assert(q.year == 2026 && q.quarter == 4);
	cr_assert_eq(rollup_period_parse(s, "2027q1", &q, &err), 0, "%s", err.text);
	cr_assert(q.year == 2027 && q.quarter == 1);
	cr_assert_eq(rollup_period_parse(s, "2026-Q5", &q, &err), -1);
	cr_assert_eq(rollup_period_parse(s, "a quarter of some very long name", &q, &err), -1);
	rollup_period_now(s, &q);
	cr_assert(q.year == 2026 && q.quarter == 4);
	cr_assert_eq(rollup_newest(s, &q, &err), 0, "%s", err.text);
}

Test(rollup, an_empty_quarter_says_so)
{
	struct rollup r = load(2026, 4, AUDIENCE_CRO);

	cr_assert_str_eq(r.period, "2026-Q4");
	cr_assert(r.to_date);
	cr_assert_eq(n_of(&r, "scope.closed"), 0);
	cr_assert_str_eq(say(&r, "outcome.rate"), "0 of 0");
	cr_assert(strstr(buf_str(&r.limits), "No deal was closed"));
	rollup_done(&r);
}

Test(rollup, three_currencies_stand_apart_and_deals_without_an_amount_are_told)
{
	struct rollup_scope newest = { 0 };
	struct rollup r;
	size_t n, money = 0;
	const struct figure *f;

	closed(2026 * 12 + 9, STAGE_WON, "USD", 2, 2, 150000);
	closed(2026 * 12 + 10, STAGE_WON, "JPY", 1, 1, 980000);
	closed(2026 * 12 + 11, STAGE_WON, "KWD", 1, 1, 1234567);
	closed(2026 * 12 + 11, STAGE_WON, NULL, 1, 0, 0);
	closed(2026 * 12 + 9, STAGE_LOST, "USD", 3, 3, 99);
	closed(2026 * 12 + 8, STAGE_LOST, "USD", 7, 7, 1);
	r = load(2026, 4, AUDIENCE_CRO);
	cr_assert_eq(n_of(&r, "scope.closed"), 8);
	cr_assert_eq(n_of(&r, "outcome.won"), 5);
	cr_assert_eq(n_of(&r, "outcome.lost"), 3);
	cr_assert_eq(n_of(&r, "outcome.won.no_amount"), 1);
	cr_assert_str_eq(say(&r, "outcome.won.USD"), "$1,500");
	cr_assert_str_eq(say(&r, "outcome.won.JPY"), "¥980,000");
	cr_assert_str_eq(say(&r, "outcome.rate"), "63% [31–86] n=8");
	cr_assert_eq(n_of(&r, "trend.2026-Q3.lost"), 7);
	f = rollup_section(&r, ROLLUP_OUTCOME, &n);
	for (size_t i = 0; i < n; i++)
		money += f[i].form == FIGURE_MONEY;
	cr_assert_eq(money, 4, "a sum a currency, none over several");
	cr_assert(strstr(buf_str(&r.limits), "never added together"));
	cr_assert(strstr(buf_str(&r.limits), "1 of the closed deals is without an amount and counts in no sum."));
	rollup_done(&r);
	cr_assert_eq(rollup_newest(s, &newest, NULL), 1);
	cr_assert(newest.year == 2026 && newest.quarter == 4);
}

/* A year that begins in April is named after the one it ends in: its fourth quarter is January to March. */
Test(rollup, quarters_are_those_of_the_teams_year)
{
	char *ini = calendar_default_ini("UTC"), *at = strstr(ini, "fiscal_year_start = 1");
	struct err err = { 0 };
	struct rollup r;

	cr_assert_not_null(at);
	at[strlen("fiscal_year_start = ")] = '4';
	cr_assert_eq(config_put(s, "calendar", ini, NULL, NULL, &err), 0, "%s", err.text);
	closed(2026 * 12 + 1, STAGE_WON, "USD", 1, 1, 5000);
	closed(2026 * 12 + 10, STAGE_WON, "USD", 2, 2, 5000);
	r = load(2026, 4, AUDIENCE_CRO);
	cr_assert_eq(n_of(&r, "outcome.won"), 1);
	cr_assert_not(r.to_date);
	cr_assert_eq(r.from_day, day_from_ymd(2026, 1, 1));
	rollup_done(&r);
	r = load(2027, 3, AUDIENCE_CRO);
	cr_assert_eq(n_of(&r, "outcome.won"), 2);
	cr_assert_eq(n_of(&r, "trend.2026-Q4.won"), 1);
	rollup_done(&r);
	free(ini);
}

Test(rollup, one_deal_is_said_in_words)
{
	struct rollup r;

	closed(2026 * 12 + 9, STAGE_WON, "USD", 1, 1, 5000);
	r = load(2026, 4, AUDIENCE_CRO);
	cr_assert_str_eq(say(&r, "outcome.rate"), "1 of 1");
	cr_assert(rollup_find(&r, "outcome.rate")->small);
	rollup_done(&r);
}

Test(rollup, sections_are_one_run_in_their_order_and_keys_stand_once)
{
	struct rollup r;
	int last = 0;

	closed(2026 * 12 + 9, STAGE_WON, "USD", 1, 1, 5000);
	r = load(2026, 4, AUDIENCE_CRO);
	for (size_t i = 0; i < r.figures; i++) {
		cr_assert_geq((int)r.figure[i].section, last, "%s", r.figure[i].key);
		last = (int)r.figure[i].section;
		cr_assert_eq(rollup_find(&r, r.figure[i].key), &r.figure[i], "%s stands twice", r.figure[i].key);
	}
	rollup_done(&r);
}

Test(rollup, who_sees_no_deals_reads_figures_and_opens_none)
{
	struct behind_deal *d;
	struct err err = { 0 };
	struct rollup r;
	size_t n;

	closed(2026 * 12 + 9, STAGE_WON, "USD", 1, 1, 5000);
	team_as(s, "carl");
	r = load(2026, 4, AUDIENCE_CRO);
	cr_assert_eq(r.scope.audience, AUDIENCE_CMO);
	cr_assert_eq(n_of(&r, "outcome.won"), 1);
	cr_assert_eq(behind_deals(s, &r, rollup_find(&r, "outcome.won"), 0, 0, 10, &d, &n, &err), -1);
	cr_assert(err.kind == ERR_ROLE && strstr(err.text, "figures"), "%s", err.text);
	rollup_done(&r);
	team_as(s, "mira");
	r = load(2026, 4, AUDIENCE_CRO);
	cr_assert(r.own_only);
	cr_assert_eq(n_of(&r, "outcome.won"), 0, "a deal of another owner");
	rollup_done(&r);
	team_as(s, "nobody");
	cr_assert_eq(rollup_load(s, &(struct rollup_scope){ .year = 2026, .quarter = 4 }, &r, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
}
