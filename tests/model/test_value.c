#include "model/value.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct buf b;

static const char *text(void)
{
	static char copy[200];

	snprintf(copy, sizeof copy, "%s", buf_str(&b));
	buf_clear(&b);
	return copy;
}

/* timegm of the C library is the reference. */
Test(value, days_agree_with_the_c_library)
{
	for (int64_t day = -200000; day < 200000; day++) {
		time_t t = day * 86400;
		struct ymd d = day_to_ymd(day);
		struct tm tm;

		gmtime_r(&t, &tm);
		cr_assert(d.year == tm.tm_year + 1900 && d.month == tm.tm_mon + 1 && d.day == tm.tm_mday);
		cr_assert_eq(day_from_ymd(d.year, d.month, d.day), day);
		cr_assert_eq(day_weekday(day), (tm.tm_wday + 6) % 7);
	}
}

Test(value, reads_days)
{
	static const struct {
		const char *in;
		bool us;
		const char *out;
	} rows[] = {
		{ "2026-11-22", false, "2026-11-22" },
		{ "2026/1/5", false, "2026-01-05" },
		{ "2024-02-29", false, "2024-02-29" },
		{ "2026-11-22 10:00", false, "2026-11-22" },
		{ "2026-11-22T10:00:00Z", false, "2026-11-22" },
		{ "02/28/2026", true, "2026-02-28" },
		{ "2026-02-28", true, "2026-02-28" },
		{ " 2026-02-28 ", false, "2026-02-28" },
		{ "2026-02-29", false, NULL },
		{ "1900-02-29", false, NULL },
		{ "02/28/2026", false, NULL },
		{ "", false, NULL },
		{ "2026-13-01", false, NULL },
		{ "2026-11", false, NULL },
		{ "2026-11-22x", false, NULL },
		{ "20261122", false, NULL },
		{ "2026-11-22 soon", false, NULL },
		{ "2026-11/22", false, NULL },
		{ "28/02/2026", true, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { 0 };
		int64_t day;

		if (!rows[i].out) {
			cr_assert_eq(day_parse(rows[i].in, rows[i].us, &day, &err), -1, "\"%s\" is no day",
				     rows[i].in);
			cr_assert(err.kind == ERR_USAGE && strstr(err.text, "expected"));
			continue;
		}
		cr_assert_eq(day_parse(rows[i].in, rows[i].us, &day, &err), 0, "\"%s\": %s", rows[i].in, err.text);
		day_format(day, &b);
		cr_assert_str_eq(text(), rows[i].out);
	}
	day_format(NO_DAY, &b);
	cr_assert_str_eq(text(), "");
}

Test(value, reads_moments)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "2026-11-22T17:00:00Z", "2026-11-22T17:00:00Z" },
		{ "2026-11-22 17:00+01:00", "2026-11-22T16:00:00Z" },
		{ "2026-01-01T00:30:00.250+0100", "2025-12-31T23:30:00.250Z" },
		{ "2020-06-01 12:00:00 UTC", "2020-06-01T12:00:00Z" },
		{ "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
		{ "2026-11-22T17:00:00-08", "2026-11-23T01:00:00Z" },
		{ "2026-11-22T17:00:00", NULL },
		{ "2026-11-22", NULL },
		{ "2026-11-22T24:00:00Z", NULL },
		{ "2026-11-22T10:61Z", NULL },
		{ "2026-11-22T10:00Zx", NULL },
		{ "2026-11-22T10:00+15:00", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { 0 };
		int64_t ms;

		if (!rows[i].out) {
			cr_assert_eq(moment_parse_utc(rows[i].in, &ms, &err), -1, "\"%s\" is no moment", rows[i].in);
			continue;
		}
		cr_assert_eq(moment_parse_utc(rows[i].in, &ms, &err), 0, "\"%s\": %s", rows[i].in, err.text);
		moment_format_utc(ms, &b);
		cr_assert_str_eq(text(), rows[i].out);
	}
}

Test(value, reads_amounts)
{
	static const struct {
		const char *in;
		int digits;
		char decimal;
		int64_t out;
	} rows[] = {
		{ "9500", 2, '.', 950000 },
		{ "9,500.5", 2, '.', 950050 },
		{ "$9,500.00", 2, '.', 950000 },
		{ "-5", 2, '.', -500 },
		{ "EUR 1.200,50", 2, ',', 120050 },
		{ "1 200,50 €", 2, ',', 120050 },
		{ "980000.00", 0, '.', 980000 },
		{ ".5", 2, '.', 50 },
		{ "5.", 2, '.', 500 },
		{ "1.500000", 2, '.', 150 },
		{ "-$3", 2, '.', -300 },
		{ "1.234", 3, '.', 1234 },
		{ "12,34,567.00", 2, '.', 123456700 },
		{ "1\u00a0000", 2, '.', 100000 },
		{ "0", 2, '.', 0 },
		{ "1,5", 2, '.', NO_AMOUNT },
		{ "1.234", 2, '.', NO_AMOUNT },
		{ "", 2, '.', NO_AMOUNT },
		{ "abc", 2, '.', NO_AMOUNT },
		{ "1e5", 2, '.', NO_AMOUNT },
		{ "--5", 2, '.', NO_AMOUNT },
		{ "99999999999999999999", 2, '.', NO_AMOUNT },
		{ "$", 2, '.', NO_AMOUNT },
		{ "1,2345", 2, '.', NO_AMOUNT },
		{ "1.5", 0, '.', NO_AMOUNT },
		{ "1.2.3", 2, '.', NO_AMOUNT },
		{ ".", 2, '.', NO_AMOUNT },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { 0 };
		int64_t out = 0;
		int r = amount_parse(rows[i].in, rows[i].digits, rows[i].decimal, &out, &err);

		cr_assert_eq(r, rows[i].out == NO_AMOUNT ? -1 : 0, "\"%s\": %s", rows[i].in, err.text);
		cr_assert(r || out == rows[i].out, "\"%s\" gave %lld", rows[i].in, (long long)out);
	}
}

Test(value, writes_amounts)
{
	amount_format_plain(950000, 2, &b);
	cr_assert_str_eq(text(), "9500.00");
	amount_format_plain(-5, 2, &b);
	cr_assert_str_eq(text(), "-0.05");
	amount_format_plain(980000, 0, &b);
	cr_assert_str_eq(text(), "980000");
	amount_format_plain(NO_AMOUNT, 2, &b);
	cr_assert_str_eq(text(), "");
	amount_format_board(950000, "USD", &b);
	cr_assert_str_eq(text(), "$9,500");
	amount_format_board(980000, "JPY", &b);
	cr_assert_str_eq(text(), "¥980,000");
	amount_format_board(-120049, "CHF", &b);
	cr_assert_str_eq(text(), "-CHF 1,200");
	amount_format_board(99950, "EUR", &b);
	cr_assert_str_eq(text(), "€1,000");
	amount_format_whole(99950, "EUR", &b);
	cr_assert_str_eq(text(), "€999.50");
	amount_format_whole(-2400005, "USD", &b);
	cr_assert_str_eq(text(), "-$24,000.05");
	amount_format_whole(950000, "USD", &b);
	cr_assert_str_eq(text(), "$9,500");
	amount_format_whole(980001, "JPY", &b);
	cr_assert_str_eq(text(), "¥980,001");
	amount_format_whole(NO_AMOUNT, "USD", &b);
	cr_assert_str_eq(text(), "");
	cr_assert_eq(currency_digits("KWD"), 3);
	cr_assert_eq(currency_digits("???"), 2);
}

Test(value, percents_are_basis_points)
{
	static const struct {
		const char *in;
		int64_t bp;
		const char *out;
	} rows[] = { { "12.5", 1250, "12.5" },
		     { "12.50%", 1250, "12.5" },
		     { "100", 10000, "100" },
		     { "0.05", 5, "0.05" },
		     { "-3 %", -300, "-3" } };
	static const char *const bad[] = { "", "%", "1.234", "12,5", "x", "99999999" };
	int64_t bp;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(percent_parse(rows[i].in, &bp, NULL), 0, "\"%s\"", rows[i].in);
		cr_assert_eq(bp, rows[i].bp);
		percent_format(bp, &b);
		cr_assert_str_eq(text(), rows[i].out);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_assert_eq(percent_parse(bad[i], &bp, NULL), -1, "\"%s\"", bad[i]);
}

Test(value, quarters_hold_every_day_once)
{
	for (int start = 1; start <= 12; start++)
		for (int64_t day = day_from_ymd(2023, 1, 1), first, last; day < day_from_ymd(2027, 1, 1); day++) {
			quarter_bounds(quarter_of_day(day, start), start, &first, &last);
			cr_assert(first <= day && day <= last && last - first < 92);
			cr_assert_eq(quarter_of_day(last + 1, start), quarter_of_day(day, start) + 1);
		}
}

Test(value, quarters_have_names)
{
	int q;

	cr_assert_eq(quarter_parse("2026-Q4", &q, NULL), 0);
	cr_assert_eq(quarter_of_day(day_from_ymd(2026, 11, 22), 1), q);
	quarter_format(q, &b);
	cr_assert_str_eq(text(), "2026-Q4");
	quarter_format(quarter_of_day(day_from_ymd(2026, 2, 1), 2), &b);
	cr_assert_str_eq(text(), "2027-Q1");
	cr_assert_eq(quarter_parse("2026-Q5", &q, NULL), -1);
	cr_assert_eq(quarter_parse("2026Q4", &q, NULL), -1);
	cr_assert_eq(month_of_day(day_from_ymd(2026, 11, 22)), 2026 * 12 + 10);
	cr_assert_eq(month_of_day(NO_DAY), 0);
	/* of a damaged file: wrong, and no more than that */
	cr_assert_neq(month_of_day(INT64_C(1) << 60), month_of_day(0));
}

Test(value, reads_whole_numbers_and_truth)
{
	int64_t n;
	bool t;

	cr_assert(int_parse(" -42 ", &n, NULL) == 0 && n == -42);
	cr_assert_eq(int_parse("9223372036854775808", &n, NULL), -1);
	cr_assert_eq(int_parse("4x", &n, NULL), -1);
	cr_assert_eq(int_parse("", &n, NULL), -1);
	cr_assert(bool_parse("YES", &t) && t);
	cr_assert(bool_parse("0", &t) && !t);
	cr_assert(!bool_parse("maybe", &t));
}
