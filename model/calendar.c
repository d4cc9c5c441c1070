#include "model/calendar.h"
#include "assets/assets.h"
#include "model/buf.h"
#include "model/ini.h"
#include "model/value.h"
#include "model/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILE_NAME "calendar.ini"

struct calendar {
	char *name;
	struct zone *zone;
	int close_minute, work_from, work_to;
	bool weekend[7];   /* 0 Monday */
	int week_business; /* business days of a week without holidays */
	int fiscal_start;
	int64_t *holiday; /* sorted */
	size_t n_holidays;
	unsigned seen; /* keys of [calendar] met so far, while reading */
};

static const char *const weekday_names[7] = { "monday", "tuesday",  "wednesday", "thursday",
					      "friday", "saturday", "sunday" };

/* ---- reading calendar.ini ---- */

/* "18:00" as minutes of the day; 24:00 is not one. */
static int read_minute(const char *s, int *out)
{
	int h, m, used = 0;

	if (sscanf(s, "%2d:%2d%n", &h, &m, &used) != 2 || s[used] || strchr(s, '-') || strchr(s, '+'))
		return -1;
	if (h > 23 || m > 59 || s[used - 3] != ':')
		return -1;
	*out = h * 60 + m;
	return 0;
}

static int set_minute(int *out, const char *key, const char *value, struct err *err)
{
	if (read_minute(value, out))
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected a time of day such as 18:00", key, value);
	return 0;
}

static int set_zone(struct calendar *c, const char *value, struct err *err)
{
	if (zone_open(&c->zone, value, err))
		return -1;
	c->name = xstrdup(value);
	return 0;
}

static int weekday_find(const char *word, size_t n)
{
	for (int i = 0; i < 7; i++)
		if (n >= 3 && n <= strlen(weekday_names[i]) && !strncasecmp(weekday_names[i], word, n))
			return i;
	return -1;
}

static int set_weekend(struct calendar *c, const char *value, struct err *err)
{
	memset(c->weekend, 0, sizeof c->weekend);
	for (const char *s = value; *s;) {
		size_t n = strcspn(s, " \t,");
		int day = n ? weekday_find(s, n) : -1;

		if (n && day < 0)
			return err_set(err, ERR_CONFIG, "weekend names \"%.*s\", expected days such as saturday",
				       (int)(n < 40 ? n : 40), s);
		if (n)
			c->weekend[day] = true;
		s += n;
		s += strspn(s, " \t,");
	}
	c->week_business = 0;
	for (int i = 0; i < 7; i++)
		c->week_business += !c->weekend[i];
	if (!c->week_business)
		return err_set(err, ERR_CONFIG, "weekend names all seven days, expected at least one to work on");
	return 0;
}

static int set_fiscal(struct calendar *c, const char *value, struct err *err)
{
	int64_t month;

	if (int_parse(value, &month, NULL) || month < 1 || month > 12)
		return err_set(err, ERR_CONFIG, "fiscal_year_start is \"%.40s\", expected a month from 1 to 12",
			       value);
	c->fiscal_start = (int)month;
	return 0;
}

static int add_holiday(struct calendar *c, const char *key, struct err *err)
{
	int64_t day;
	size_t at = c->n_holidays;

	if (strlen(key) != 10 || day_parse(key, false, &day, NULL))
		return err_set(err, ERR_CONFIG, "holiday \"%.40s\", expected a day such as 2026-12-25", key);
	while (at > 0 && c->holiday[at - 1] > day)
		at--;
	if (at > 0 && c->holiday[at - 1] == day)
		return err_set(err, ERR_CONFIG, "holiday %s stands here a second time", key);
	c->holiday = xrealloc(c->holiday, (c->n_holidays + 1) * sizeof *c->holiday);
	memmove(c->holiday + at + 1, c->holiday + at, (c->n_holidays - at) * sizeof *c->holiday);
	c->holiday[at] = day;
	c->n_holidays++;
	return 0;
}

enum setting { SET_ZONE, SET_CLOSE, SET_FROM, SET_TO, SET_WEEKEND, SET_FISCAL, SET_COUNT };
static const char *const setting_names[SET_COUNT];

static int set_one(struct calendar *c, enum setting what, const char *value, struct err *err)
{
	switch (what) {
	case SET_ZONE:
		return set_zone(c, value, err);
	case SET_CLOSE:
		return set_minute(&c->close_minute, "close", value, err);
	case SET_FROM:
		return set_minute(&c->work_from, "work_from", value, err);
	case SET_TO:
		return set_minute(&c->work_to, "work_to", value, err);
	case SET_WEEKEND:
		return set_weekend(c, value, err);
	case SET_FISCAL:
		return set_fiscal(c, value, err);
	case SET_COUNT:
		break;
	}
	return err_set(err, ERR_BUG, "unknown setting");
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct calendar *c = arg;

	(void)line;
	if (!strcmp(section, "holidays"))
		return add_holiday(c, key, err);
	if (strcmp(section, "calendar"))
		return err_set(err, ERR_CONFIG, "section [%s] is not known here, expected [calendar] or [holidays]",
			       section);
	for (int i = 0; i < SET_COUNT; i++) {
		if (strcmp(setting_names[i], key))
			continue;
		if (c->seen & 1u << i)
			return err_set(err, ERR_CONFIG, "%s stands here a second time", key);
		c->seen |= 1u << i;
		return set_one(c, (enum setting)i, value, err);
	}
	return err_set(err, ERR_CONFIG,
		       "\"%s\" is no setting of the calendar, expected zone, close, work_from, work_to, "
		       "weekend or fiscal_year_start",
		       key);
}

static int check_whole(const struct calendar *c, struct err *err)
{
	if (!c->zone)
		return err_set(err, ERR_CONFIG, FILE_NAME ": no zone in [calendar]");
	if (c->work_to <= c->work_from)
		return err_set(err, ERR_CONFIG,
			       FILE_NAME ": working time ends (work_to) before it begins (work_from)");
	if (c->close_minute <= c->work_from)
		return err_set(err, ERR_CONFIG,
			       FILE_NAME ": the close of the day lies before work begins (work_from)");
	return 0;
}

int calendar_parse(struct calendar **out, const char *ini, size_t len, struct err *err)
{
	struct calendar *c = xcalloc(1, sizeof *c);

	*out = NULL;
	c->close_minute = c->work_to = 18 * 60;
	c->work_from = 9 * 60;
	c->weekend[5] = c->weekend[6] = true;
	c->week_business = 5;
	c->fiscal_start = 1;
	if (ini_each(FILE_NAME, ini, len, take, c, err) || check_whole(c, err)) {
		calendar_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void calendar_free(struct calendar *c)
{
	if (!c)
		return;
	zone_free(c->zone);
	free(c->name);
	free(c->holiday);
	free(c);
}

char *calendar_default_ini(const char *zone)
{
	static const char line[] = "\nzone = UTC\n";
	const struct asset *a = asset_find("calendar.ini");
	const char *at = a ? strstr(a->body, line) : NULL;
	struct buf b = { 0 };

	if (!at)
		return xstrdup("");
	buf_add(&b, a->body, (size_t)(at - a->body));
	buf_printf(&b, "\nzone = %s\n", zone);
	buf_puts(&b, at + strlen(line));
	return buf_take(&b);
}

char *calendar_system_zone(void)
{
	return zone_system();
}

const char *calendar_zone(const struct calendar *c)
{
	return c->name;
}

int calendar_fiscal_start(const struct calendar *c)
{
	return c->fiscal_start;
}

int calendar_close_minute(const struct calendar *c)
{
	return c->close_minute;
}

/* ---- days and moments ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Milliseconds since 1970 on the team's wall clock. */
static int64_t local_ms(const struct calendar *c, int64_t ms)
{
	return ms + zone_offset(c->zone, floor_div(ms, 1000)) * INT64_C(1000);
}

int64_t calendar_day(const struct calendar *c, int64_t ms)
{
	return floor_div(local_ms(c, ms), DAY_MS);
}

int calendar_minute(const struct calendar *c, int64_t ms)
{
	int64_t local = local_ms(c, ms);

	return (int)((local - floor_div(local, DAY_MS) * DAY_MS) / MINUTE_MS);
}

int64_t calendar_moment(const struct calendar *c, int64_t day, int minute_of_day)
{
	return zone_to_utc(c->zone, day * (DAY_MS / 1000) + minute_of_day * INT64_C(60)) * 1000;
}

int64_t calendar_close(const struct calendar *c, int64_t day)
{
	return calendar_moment(c, day, c->close_minute);
}

/* ---- business days ---- */

/* How many holidays lie before that day. */
static size_t holidays_before(const struct calendar *c, int64_t day)
{
	size_t lo = 0, hi = c->n_holidays;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->holiday[mid] < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool calendar_is_holiday(const struct calendar *c, int64_t day)
{
	size_t at = holidays_before(c, day);

	return at < c->n_holidays && c->holiday[at] == day;
}

bool calendar_is_business(const struct calendar *c, int64_t day)
{
	return !c->weekend[day_weekday(day)] && !calendar_is_holiday(c, day);
}

int64_t calendar_add_business(const struct calendar *c, int64_t day, int n)
{
	while (n == 0 && !calendar_is_business(c, day))
		day++;
	while (n > 0)
		n -= calendar_is_business(c, ++day);
	return day;
}

int64_t calendar_business_before(const struct calendar *c, int64_t day)
{
	do
		day--;
	while (!calendar_is_business(c, day));
	return day;
}

int calendar_business_between(const struct calendar *c, int64_t from, int64_t to)
{
	int64_t n = 0, weeks;

	if (to < from)
		return -calendar_business_between(c, to, from);
	weeks = (to - from) / 7;
	n = weeks * c->week_business;
	for (int64_t day = from + weeks * 7 + 1; day <= to; day++)
		n += !c->weekend[day_weekday(day)];
	for (size_t i = holidays_before(c, from + 1); i < c->n_holidays && c->holiday[i] <= to; i++)
		n -= !c->weekend[day_weekday(c->holiday[i])];
	return (int)n;
}

int64_t calendar_working_ms(const struct calendar *c, int64_t a, int64_t b)
{
	int64_t sum = 0, last;

	if (b < a)
		return -calendar_working_ms(c, b, a);
	last = calendar_day(c, b);
	for (int64_t day = calendar_day(c, a); day <= last; day++) {
		int64_t from, to;

		if (!calendar_is_business(c, day))
			continue;
		from = calendar_moment(c, day, c->work_from);
		to = calendar_moment(c, day, c->work_to);
		from = from < a ? a : from;
		to = to > b ? b : to;
		sum += to > from ? to - from : 0;
	}
	return sum;
}

int64_t calendar_work_before(const struct calendar *c, int64_t ms)
{
	for (int64_t day = calendar_day(c, ms);; day--) {
		int64_t to;

		if (!calendar_is_business(c, day) || calendar_moment(c, day, c->work_from) >= ms)
			continue;
		to = calendar_moment(c, day, c->work_to);
		return to < ms ? to : ms;
	}
}

/* ---- what people type and read ---- */

const char *calendar_weekday(int64_t day)
{
	static const char *const names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

	return names[day_weekday(day)];
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* `today HH:MM` and its neighbours, from behind the word. A bare word is a day. */
static int parse_time_of(const struct calendar *c, int64_t day, const char *rest, int64_t *out, bool *day_only)
{
	int minute;

	rest = skip_blanks(rest);
	*day_only = !*rest;
	if (!*rest) {
		*out = calendar_close(c, day);
		return 0;
	}
	if (read_minute(rest, &minute))
		return -1;
	*out = calendar_moment(c, day, minute);
	return 0;
}

/* "2026-11-22 17:04" and "2026-11-22T17:04:30", in team time. */
static int parse_iso_local(const struct calendar *c, const char *s, int64_t *out, bool *day_only)
{
	int y, mo, d, h, mi, sec = 0, used = 0;
	int64_t day;

	if (strspn(s, "0123456789-:T .") != strlen(s) || strlen(s) > 19)
		return -1;
	if (strlen(s) == 10 && !day_parse(s, false, &day, NULL)) {
		*day_only = true;
		*out = calendar_close(c, day);
		return 0;
	}
	if (sscanf(s, "%4d-%2d-%2d%*1[T ]%2d:%2d%n", &y, &mo, &d, &h, &mi, &used) != 5 || used != 16)
		return -1;
	if (s[16] && (sscanf(s + 16, ":%2d%n", &sec, &used) != 1 || used != 3 || s[19]))
		return -1;
	if (!ymd_valid(y, mo, d) || h < 0 || h > 23 || mi < 0 || mi > 59 || sec < 0 || sec > 59)
		return -1;
	*day_only = false;
	*out = calendar_moment(c, day_from_ymd(y, mo, d), h * 60 + mi) + sec * 1000;
	return 0;
}

static int parse_word(const struct calendar *c, const char *s, int64_t now, int64_t *out, bool *day_only)
{
	static const struct {
		const char *word;
		int days;
	} words[] = { { "today", 0 }, { "yesterday", -1 }, { "tomorrow", 1 } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i].word);

		if (!strncasecmp(s, words[i].word, n) && strchr(" \t", s[n]))
			return parse_time_of(c, calendar_day(c, now) + words[i].days, s + n, out, day_only);
	}
	return -1;
}

int calendar_parse_moment(const struct calendar *c, const char *s, int64_t now, int64_t *out, bool *day_only,
			  struct err *err)
{
	char text[64];
	bool own;
	size_t n;

	if (!day_only)
		day_only = &own;
	*day_only = false;
	s = skip_blanks(s);
	n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	if (n && n < sizeof text) {
		memcpy(text, s, n);
		text[n] = '\0';
		if (!strcasecmp(text, "now")) {
			*out = now;
			return 0;
		}
		if (!parse_word(c, text, now, out, day_only) || !parse_iso_local(c, text, out, day_only) ||
		    !moment_parse_utc(text, out, NULL))
			return 0;
	}
	return err_set(err, ERR_USAGE,
		       "\"%.60s\" is no moment, expected 2026-11-22 17:04, today 17:04, yesterday 17:04, now, "
		       "or ISO 8601 with a zone",
		       s);
}

void calendar_format_moment(const struct calendar *c, int64_t ms, int64_t now, struct buf *out)
{
	int minute = calendar_minute(c, ms);

	calendar_format_day(calendar_day(c, ms), calendar_day(c, now), out);
	buf_printf(out, " %02d:%02d", minute / 60, minute % 60);
}

void calendar_format_day(int64_t day, int64_t today, struct buf *out)
{
	struct ymd d = day_to_ymd(day);

	if (d.year != day_to_ymd(today).year)
		buf_printf(out, "%04d-", d.year);
	buf_printf(out, "%02d-%02d", d.month, d.day);
}

static const char *const setting_names[SET_COUNT] = { "zone",	 "close",   "work_from",
						      "work_to", "weekend", "fiscal_year_start" };
