#include "assets/assets.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/ini.h"
#include "model/value.h"
#include "model/zone.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct calendar *calendar_of(const char *ini)
{
	struct calendar *cal = NULL;
	struct err err = { 0 };

	cr_assert_eq(calendar_parse(&cal, ini, strlen(ini), &err), 0, "%s", err.text);
	return cal;
}

static struct calendar *in_zone(const char *zone)
{
	char ini[200];

	snprintf(ini, sizeof ini,
		 "[calendar]\nzone = %s\n[holidays]\n2026-12-25 = off\n2027-01-01 = off\n2026-12-26 = off\n", zone);
	return calendar_of(ini);
}

static int64_t day(const char *s)
{
	int64_t d;

	cr_assert_eq(day_parse(s, false, &d, NULL), 0, "%s", s);
	return d;
}

static int64_t utc(const char *s)
{
	int64_t at;

	cr_assert_eq(moment_parse_utc(s, &at, NULL), 0, "%s", s);
	return at;
}

/* ---- ini.h ---- */

static int keep(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	if (!strcmp(key, "stop"))
		return err_set(err, ERR_CONFIG, "told to stop");
	buf_printf(arg, "%d:%s.%s=%s;", line, section, key, value);
	return 0;
}

static void reads(const char *body, size_t len, const char *seen, const char *says)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	cr_assert_eq(ini_each("t.ini", body, len, keep, &b, &err), says ? -1 : 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&b), seen);
	cr_assert_str_eq(err.text, says ? says : "");
	cr_assert_eq(ini_each("t.ini", body, len, keep, &b, NULL), says ? -1 : 0);
	buf_done(&b);
}

#define READS(body, seen, says) reads(body, sizeof(body) - 1, seen, says)

Test(ini, lines_are_known)
{
	READS("", "", NULL);
	READS("a = 1\n\n; c\n[s]\nb = 2\n  more\nc: 3 ; note\r\nd =", "1:.a=1;5:s.b=2;6:s.b=more;7:s.c=3;8:s.d=;",
	      NULL);
	READS("\xef\xbb\xbf"
	      "a = 1\n",
	      "1:.a=1;", NULL);
}

Test(ini, first_error_stops)
{
	READS("a = 1\nstop = 1\nb = 2\n", "1:.a=1;", "t.ini:2: told to stop");
	READS("a = 1\nnonsense\n", "1:.a=1;", "t.ini:2: neither `key = value`, `[section]` nor a comment");
	READS("[open\n", "", "t.ini:1: neither `key = value`, `[section]` nor a comment");
	READS("a = 1\n= 2\n", "1:.a=1;", "t.ini:2: nothing stands before the \"=\", expected a key");
	READS("a = 1\nb = \0\n", "1:.a=1;", "t.ini:2: the line holds a NUL byte, expected text");
	READS("a = 1\nb = \xe9\n", "1:.a=1;", "t.ini:2: not UTF-8 from byte 5 of the line on");
}

Test(ini, lines_that_would_be_cut_are_refused)
{
	struct buf b = { 0 }, seen = { 0 };
	struct err err = { 0 };

	buf_puts(&b, "k = ");
	while (b.len < 198)
		buf_putc(&b, 'x');
	cr_assert_eq(ini_each("t.ini", b.data, b.len, keep, &seen, &err), 0, "%s", err.text);
	cr_assert_eq(seen.len, strlen("1:.k=;") + 194);
	buf_putc(&b, 'x');
	cr_assert_eq(ini_each("t.ini", b.data, b.len, keep, &seen, &err), -1);
	cr_assert_str_eq(err.text,
			 "t.ini:1: the line has 199 bytes, at most 198 can be read; continue the value on an "
			 "indented line");
	buf_clear(&b);
	while (b.len < 49)
		buf_putc(&b, 'k');
	buf_puts(&b, " = 1");
	cr_assert_eq(ini_each("t.ini", b.data, b.len, keep, &seen, &err), -1);
	cr_assert_not_null(strstr(err.text, "longer than 48 bytes"), "%s", err.text);
	buf_done(&b);
	buf_done(&seen);
}

/* ---- calendar.ini ---- */

Test(calendar, shipped_file_with_its_zone)
{
	char *ini = calendar_default_ini("Europe/Lisbon");
	struct calendar *cal = calendar_of(ini);

	cr_assert_str_eq(calendar_zone(cal), "Europe/Lisbon");
	cr_assert_eq(calendar_fiscal_start(cal), 1);
	cr_assert_eq(calendar_close_minute(cal), 18 * 60);
	cr_assert_eq(strlen(ini), asset_find("calendar.ini")->size + strlen("Europe/Lisbon") - strlen("UTC"));
	calendar_free(cal);
	free(ini);
}

static void refused(const char *ini, const char *says)
{
	struct calendar *cal = NULL;
	struct err err = { 0 };

	cr_assert_eq(calendar_parse(&cal, ini, strlen(ini), &err), -1, "accepted: %s", ini);
	cr_assert_null(cal);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, says), "\"%s\" lacks \"%s\"", err.text, says);
}

Test(calendar, checker_names_line_and_reason)
{
	refused("", "no zone in [calendar]");
	refused("[calendar]\nzone = Europe/Nowhere\n", "calendar.ini:2: no time zone \"Europe/Nowhere\"");
	refused("[calendar]\nzone = ../../etc/passwd\n", "calendar.ini:2: \"../../etc/passwd\" is no time zone");
	refused("[calendar]\nzone = /etc/localtime\n", "is no time zone");
	refused("[calendar]\nzone = +5h\n", "is no time zone");
	refused("[calendar]\nzone =\n", "is no time zone");
	refused("[calendar]\nzone = UTC\nzone = UTC\n", "calendar.ini:3: zone stands here a second time");
	refused("[calendar]\nzone = UTC\nclose = 6pm\n", "calendar.ini:3: close is \"6pm\"");
	refused("[calendar]\nzone = UTC\nclose = 24:00\n", "close is \"24:00\"");
	refused("[calendar]\nzone = UTC\nclose = 18:5\n", "close is \"18:5\"");
	refused("[calendar]\nzone = UTC\nclose = 8:00\n", "the close of the day lies before work begins");
	refused("[calendar]\nzone = UTC\nwork_to = 9:00\n", "working time ends (work_to) before it begins");
	refused("[calendar]\nzone = UTC\nweekend = sat sun fun\n", "weekend names \"fun\"");
	refused("[calendar]\nzone = UTC\nweekend = mon tue wed thu fri sat sun\n", "all seven days");
	refused("[calendar]\nzone = UTC\nfiscal_year_start = 13\n", "expected a month from 1 to 12");
	refused("[calendar]\nzone = UTC\nopen = 9:00\n", "\"open\" is no setting of the calendar");
	refused("[calendar]\nzone = UTC\n[feasts]\na = b\n", "section [feasts] is not known here");
	refused("[calendar]\nzone = UTC\n[holidays]\n2026-02-29 = x\n", "calendar.ini:4: holiday \"2026-02-29\"");
	refused("[calendar]\nzone = UTC\n[holidays]\n2026-12-25 = x\n2026-01-01 = y\n2026-12-25 = z\n",
		"calendar.ini:6: holiday 2026-12-25 stands here a second time");
}

/* ---- days and moments ---- */

Test(calendar, local_day_and_back)
{
	struct calendar *cal = in_zone("Asia/Kathmandu");

	cr_assert_eq(calendar_day(cal, utc("2026-11-22T18:14:59Z")), day("2026-11-22"));
	cr_assert_eq(calendar_day(cal, utc("2026-11-22T18:15:00Z")), day("2026-11-23"));
	cr_assert_eq(calendar_minute(cal, utc("2026-11-22T18:14:59Z")), 1439);
	cr_assert_eq(calendar_moment(cal, day("2026-11-23"), 0), utc("2026-11-22T18:15:00Z"));
	cr_assert_eq(calendar_close(cal, day("2026-11-23")), utc("2026-11-23T12:15:00Z"));
	cr_assert_eq(calendar_day(cal, utc("1969-12-31T18:00:00Z")), day("1969-12-31"));
	calendar_free(cal);
}

Test(calendar, skipped_and_repeated_hours)
{
	struct calendar *cal = in_zone("Europe/Berlin");

	cr_assert_eq(calendar_moment(cal, day("2026-03-29"), 150), utc("2026-03-29T01:30:00Z"),
		     "moved on by the gap");
	cr_assert_eq(calendar_minute(cal, utc("2026-03-29T01:30:00Z")), 210);
	cr_assert_eq(calendar_moment(cal, day("2026-10-25"), 150), utc("2026-10-25T00:30:00Z"), "the first of two");
	cr_assert_eq(calendar_minute(cal, utc("2026-10-25T01:30:00Z")), 150);
	calendar_free(cal);
}

/* A file of one type and no changes, with that rule at its end. */
static struct zone *by_rule(const char *rule, struct err *err)
{
	static const char head[44] = { 'T', 'Z', 'i', 'f', '2', [39] = 1, [43] = 4 };
	static const char type[6] = { 0, 0, 0x0e, 0x10, 0, 0 };
	struct zone *z = NULL;
	struct buf b = { 0 };

	for (int i = 0; i < 2; i++) {
		buf_add(&b, head, sizeof head);
		buf_add(&b, type, sizeof type);
		buf_add(&b, "CET", 4);
	}
	buf_printf(&b, "\n%s\n", rule);
	zone_parse(&z, b.data, b.len, err);
	buf_done(&b);
	return z;
}

static int hours_at(const struct zone *z, const char *at)
{
	return zone_offset(z, utc(at) / 1000) / 3600;
}

Test(calendar, rule_holds_long_after_the_listed_changes)
{
	struct zone *z = by_rule("CET-1CEST,M3.5.0,M10.5.0/3", NULL);

	cr_assert_eq(hours_at(z, "1999-12-31T23:59:59Z"), 1);
	cr_assert_eq(hours_at(z, "2300-03-25T00:59:59Z"), 1);
	cr_assert_eq(hours_at(z, "2300-03-25T01:00:00Z"), 2);
	cr_assert_eq(hours_at(z, "2300-10-28T00:59:59Z"), 2);
	cr_assert_eq(hours_at(z, "2300-10-28T01:00:00Z"), 1);
	cr_assert_eq(hours_at(z, "2999-01-15T12:00:00Z"), 1);
	cr_assert_eq(hours_at(z, "2999-07-15T12:00:00Z"), 2);
	zone_free(z);
}

Test(calendar, rules_of_every_form)
{
	struct zone *z = by_rule("<-04>4<-03>,M9.1.6/24,M4.1.6/24", NULL);

	/* Summer over the turn of the year, changes at the end of a Saturday. */
	cr_assert_eq(hours_at(z, "2030-01-15T12:00:00Z"), -3);
	cr_assert_eq(hours_at(z, "2030-07-15T12:00:00Z"), -4);
	cr_assert_eq(hours_at(z, "2030-09-08T03:59:59Z"), -4);
	cr_assert_eq(hours_at(z, "2030-09-08T04:00:00Z"), -3);
	zone_free(z);
	z = by_rule("EST5EDT,J60,300/1:30", NULL);
	/* J60 is 1 March in every year, 300 counts from zero and knows leap days. */
	cr_assert_eq(hours_at(z, "2028-03-01T06:59:59Z"), -5);
	cr_assert_eq(hours_at(z, "2028-03-01T07:00:00Z"), -4);
	cr_assert_eq(hours_at(z, "2028-10-27T05:29:59Z"), -4);
	cr_assert_eq(hours_at(z, "2028-10-27T05:30:00Z"), -5);
	cr_assert_eq(hours_at(z, "2027-10-28T05:29:59Z"), -4);
	zone_free(z);
	z = by_rule("<+0330>-3:30", NULL);
	cr_assert_eq(zone_offset(z, 0), 12600);
	zone_free(z);
}

Test(calendar, broken_rules_are_refused)
{
	static const char *const bad[] = { "X1",
					   "CET",
					   "CET-1CEST",
					   "CET-1CEST,M3.5.0",
					   "CET-1CEST,M13.5.0,M10.5.0",
					   "CET-1CEST,M3.6.0,M10.5.0",
					   "CET-1CEST,M3.5.7,M10.5.0",
					   "<CET-1",
					   "CET-200",
					   "CET-1CEST,J366,M10.5.0",
					   "CET-1CEST,M3.5.0,M10.5.0/3 and more" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };

		cr_assert_null(by_rule(bad[i], &err), "taken: %s", bad[i]);
		cr_assert_eq(err.kind, ERR_CONFIG);
	}
}

Test(calendar, a_day_that_was_skipped)
{
	struct calendar *cal = in_zone("Pacific/Apia");

	cr_assert_eq(calendar_day(cal, utc("2011-12-30T09:59:59Z")), day("2011-12-29"));
	cr_assert_eq(calendar_day(cal, utc("2011-12-30T10:00:00Z")), day("2011-12-31"));
	cr_assert_eq(calendar_close(cal, day("2011-12-30")), calendar_close(cal, day("2011-12-31")));
	calendar_free(cal);
}

Test(calendar, fixed_offsets_need_no_data)
{
	static const struct {
		const char *name, *noon;
	} zones[] = { { "UTC", "2026-11-22T12:00:00Z" },
		      { "+05:30", "2026-11-22T06:30:00Z" },
		      { "-03:00", "2026-11-22T15:00:00Z" },
		      { "UTC+2", "2026-11-22T10:00:00Z" } };

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		struct calendar *cal = in_zone(zones[i].name);

		cr_assert_eq(calendar_moment(cal, day("2026-11-22"), 720), utc(zones[i].noon), "%s", zones[i].name);
		calendar_free(cal);
	}
}

Test(calendar, every_hour_of_two_years_goes_there_and_back)
{
	static const char *const zones[] = { "Europe/Dublin", "America/Havana", "Australia/Lord_Howe",
					     "Africa/Casablanca" };

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		struct calendar *cal = in_zone(zones[i]);
		int repeated = 0;

		for (int64_t at = utc("2022-01-01T00:10:00Z"); at < utc("2024-01-01T00:00:00Z"); at += HOUR_MS / 2) {
			int64_t back = calendar_moment(cal, calendar_day(cal, at), calendar_minute(cal, at));

			cr_assert(back == at || (back < at && at - back <= HOUR_MS), "%s", zones[i]);
			repeated += back != at;
		}
		cr_assert_leq(repeated, 8, "%s", zones[i]);
		cr_assert_geq(repeated, 2, "%s", zones[i]);
		calendar_free(cal);
	}
}

Test(calendar, damaged_zone_data_is_refused)
{
	static const char head[] =
		"TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
	FILE *in = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
	char bytes[8192];
	size_t n = in ? fread(bytes, 1, sizeof bytes, in) : 0;
	struct zone *z = NULL;
	struct err err = { 0 };
	int whole = 0;

	cr_assert_eq(zone_parse(&z, head, sizeof head - 1, &err), -1);
	cr_assert_not_null(strstr(err.text, "expected TZif"));
	cr_assert_gt(n, 500);
	fclose(in);
	for (size_t cut = 0; cut < n; cut++)
		whole += !zone_parse(&z, bytes, cut, NULL);
	cr_assert_eq(whole, 0, "a cut file was taken");
	cr_assert_eq(zone_parse(&z, bytes, n, &err), 0, "%s", err.text);
	zone_free(z);
}

/* ---- business days ---- */

Test(calendar, business_days)
{
	struct calendar *cal = in_zone("UTC");

	cr_assert(calendar_is_business(cal, day("2026-12-24")));
	cr_assert_not(calendar_is_business(cal, day("2026-12-25")));
	cr_assert_not(calendar_is_business(cal, day("2026-12-26")));
	cr_assert_eq(calendar_add_business(cal, day("2026-11-20"), 5), day("2026-11-27"));
	cr_assert_eq(calendar_add_business(cal, day("2026-12-24"), 1), day("2026-12-28"));
	cr_assert_eq(calendar_add_business(cal, day("2026-12-25"), 0), day("2026-12-28"));
	cr_assert_eq(calendar_add_business(cal, day("2026-12-24"), 0), day("2026-12-24"));
	cr_assert_eq(calendar_business_before(cal, day("2026-12-28")), day("2026-12-24"));
	calendar_free(cal);
}

Test(calendar, another_weekend)
{
	struct calendar *cal = calendar_of("[calendar]\nzone = Asia/Dubai\nweekend = Fri, sat\n");

	cr_assert(calendar_is_business(cal, day("2026-11-22")), "Sunday");
	cr_assert_not(calendar_is_business(cal, day("2026-11-20")), "Friday");
	cr_assert_eq(calendar_add_business(cal, day("2026-11-19"), 1), day("2026-11-22"));
	calendar_free(cal);
}

Test(calendar, counting_equals_walking)
{
	struct calendar *cal = in_zone("UTC");
	int64_t first = day("2026-11-20");

	for (int64_t from = first; from < first + 20; from++) {
		int n = 0;

		for (int64_t to = from; to < from + 50; to++) {
			n += to > from && calendar_is_business(cal, to);
			cr_assert_eq(calendar_business_between(cal, from, to), n);
			cr_assert_eq(calendar_business_between(cal, to, from), -n);
		}
	}
	calendar_free(cal);
}

Test(calendar, working_time)
{
	struct calendar *cal = in_zone("UTC");

	cr_assert_eq(calendar_working_ms(cal, utc("2026-11-20T17:00:00Z"), utc("2026-11-23T10:00:00Z")), 2 * HOUR_MS);
	cr_assert_eq(calendar_working_ms(cal, utc("2026-11-23T10:00:00Z"), utc("2026-11-20T17:00:00Z")),
		     -2 * HOUR_MS);
	cr_assert_eq(calendar_working_ms(cal, utc("2026-11-20T19:00:00Z"), utc("2026-11-23T08:00:00Z")), 0);
	cr_assert_eq(calendar_working_ms(cal, utc("2026-12-24T00:00:00Z"), utc("2026-12-29T00:00:00Z")),
		     18 * HOUR_MS);
	cr_assert_eq(calendar_working_ms(cal, utc("2026-11-23T10:00:00Z"), utc("2026-11-23T10:00:00Z")), 0);
	calendar_free(cal);
}

Test(calendar, until_when_people_work)
{
	struct calendar *cal = in_zone("UTC"); /* 2026-12-25 and 28 are holidays */
	static const char *const at[][2] = {
		{ "2026-11-20T17:00:00Z", "2026-11-20T17:00:00Z" }, { "2026-11-20T18:00:00Z", "2026-11-20T18:00:00Z" },
		{ "2026-11-20T18:00:01Z", "2026-11-20T18:00:00Z" }, { "2026-11-21T23:00:00Z", "2026-11-20T18:00:00Z" },
		{ "2026-11-23T09:00:00Z", "2026-11-20T18:00:00Z" }, { "2026-11-23T09:00:01Z", "2026-11-23T09:00:01Z" },
		{ "2026-12-27T12:00:00Z", "2026-12-24T18:00:00Z" },
	};

	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		cr_assert_eq(calendar_work_before(cal, utc(at[i][0])), utc(at[i][1]), "%s", at[i][0]);
	cr_assert_str_eq(calendar_weekday(calendar_day(cal, utc("2026-11-21T12:00:00Z"))), "Sat");
	cr_assert(calendar_is_holiday(cal, calendar_day(cal, utc("2026-12-25T12:00:00Z"))));
	cr_assert_not(calendar_is_holiday(cal, calendar_day(cal, utc("2026-11-21T12:00:00Z"))));
	calendar_free(cal);
}

/* ---- what people type and read ---- */

static void typed(const char *s, const char *at, bool is_day)
{
	struct calendar *cal = in_zone("Europe/Berlin");
	int64_t got = 0;
	bool day_only = !is_day;
	struct err err = { 0 };

	cr_assert_eq(calendar_parse_moment(cal, s, utc("2026-11-22T23:30:00Z"), &got, &day_only, &err), 0, "%s",
		     err.text);
	cr_assert_eq(got, utc(at), "%s", s);
	cr_assert_eq(day_only, is_day, "%s", s);
	cr_assert_eq(calendar_parse_moment(cal, s, utc("2026-11-22T23:30:00Z"), &got, NULL, NULL), 0);
	calendar_free(cal);
}

Test(calendar, moments_as_typed)
{
	/* In Berlin it is half past midnight of the 23rd. */
	typed("now", "2026-11-22T23:30:00Z", false);
	typed(" NOW ", "2026-11-22T23:30:00Z", false);
	typed("today 17:04", "2026-11-23T16:04:00Z", false);
	typed("Yesterday  9:05", "2026-11-22T08:05:00Z", false);
	typed("tomorrow 00:00", "2026-11-23T23:00:00Z", false);
	typed("today", "2026-11-23T17:00:00Z", true);
	typed("2026-07-01", "2026-07-01T16:00:00Z", true);
	typed("2026-07-01 09:30", "2026-07-01T07:30:00Z", false);
	typed("2026-07-01T09:30:15", "2026-07-01T07:30:15Z", false);
	typed("2026-07-01T09:30Z", "2026-07-01T09:30:00Z", false);
	typed("2026-07-01 09:30+01:00", "2026-07-01T08:30:00Z", false);
}

Test(calendar, what_is_no_moment)
{
	static const char *const bad[] = {
		"",
		" ",
		"soon",
		"todayish",
		"today 25:00",
		"today 9",
		"2026-02-30",
		"2026-11-22 24:00",
		"2026-11-22 17",
		"2026-11-22 17:04 tomorrow",
		"22.11.2026",
		"17:04",
		"2026-11-22 17:04:61",
		"now now",
		"2026-11-22T17:04+99",
		"2026-11-22T17:04:00Z and a tail that is longer than any moment could ever be"
	};
	struct calendar *cal = in_zone("UTC");

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		int64_t at = 42;

		cr_assert_eq(calendar_parse_moment(cal, bad[i], 0, &at, NULL, &err), -1, "taken: \"%s\"", bad[i]);
		cr_assert_eq(err.kind, ERR_USAGE);
		cr_assert_not_null(strstr(err.text, "is no moment, expected"), "%s", err.text);
		cr_assert_eq(at, 42, "nothing is written");
	}
	calendar_free(cal);
}

Test(calendar, moments_as_read)
{
	struct calendar *cal = in_zone("Europe/Berlin");
	struct buf b = { 0 };

	calendar_format_moment(cal, utc("2026-11-22T16:04:59Z"), utc("2026-12-31T22:59:59Z"), &b);
	cr_assert_str_eq(buf_str(&b), "11-22 17:04");
	buf_clear(&b);
	/* The team's year has turned. */
	calendar_format_moment(cal, utc("2026-11-22T16:04:59Z"), utc("2026-12-31T23:00:00Z"), &b);
	cr_assert_str_eq(buf_str(&b), "2026-11-22 17:04");
	buf_clear(&b);
	calendar_format_day(day("2027-01-04"), day("2026-11-22"), &b);
	calendar_format_day(day("2026-11-05"), day("2026-11-22"), &b);
	cr_assert_str_eq(buf_str(&b), "2027-01-0411-05");
	buf_done(&b);
	calendar_free(cal);
}

Test(calendar, zone_of_the_system)
{
	char *zone;

	setenv("TZ", ":Europe/Lisbon", 1);
	zone = calendar_system_zone();
	cr_assert_str_eq(zone, "Europe/Lisbon");
	free(zone);
	setenv("TZ", "Nowhere/At_All", 1);
	zone = calendar_system_zone();
	cr_assert_str_neq(zone, "Nowhere/At_All");
	calendar_free(in_zone(zone));
	free(zone);
}
