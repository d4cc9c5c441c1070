#include "model/value.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Days ---- */

int64_t moment_sooner(int64_t a, int64_t b)
{
	return a == NO_MOMENT ? b : b == NO_MOMENT || a < b ? a : b;
}

/* Days from a year that starts in March, so that the leap day is the last of the year. */
int64_t day_from_ymd(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400, of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct ymd day_to_ymd(int64_t day)
{
	int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
	struct ymd d = { .month = (int)(m < 10 ? m + 3 : m - 9), .day = (int)(of_year - (153 * m + 2) / 5 + 1) };

	d.year = (int)(y + era * 400 + (d.month <= 2));
	return d;
}

bool ymd_valid(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (leap && month == 2);
}

int day_weekday(int64_t day)
{
	int64_t w = (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(w < 0 ? w + 7 : w);
}

/* Reads `min` to `max` digits; moves *s behind them. -1: not there. */
static int digits(const char **s, int min, int max)
{
	int value = 0, n = 0;

	while (n < max && (*s)[n] >= '0' && (*s)[n] <= '9')
		value = value * 10 + ((*s)[n++] - '0');
	if (n < min || ((*s)[n] >= '0' && (*s)[n] <= '9'))
		return -1;
	*s += n;
	return value;
}

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

static bool read_us(const char **s, struct ymd *d)
{
	const char *p = *s;

	d->month = digits(&p, 1, 2);
	if (d->month < 0 || *p++ != '/')
		return false;
	d->day = digits(&p, 1, 2);
	if (d->day < 0 || *p++ != '/')
		return false;
	d->year = digits(&p, 4, 4);
	*s = p;
	return d->year >= 0;
}

static bool read_iso(const char **s, struct ymd *d)
{
	const char *p = *s;
	char sep;

	d->year = digits(&p, 4, 4);
	sep = *p;
	if (d->year < 0 || (sep != '-' && sep != '/'))
		return false;
	p++;
	d->month = digits(&p, 1, 2);
	if (d->month < 0 || *p++ != sep)
		return false;
	d->day = digits(&p, 1, 2);
	*s = p;
	return d->day >= 0;
}

static int no_day(const char *s, bool us, struct err *err)
{
	return err_set(err, ERR_USAGE, "found \"%.60s\", expected a day as YYYY-MM-DD%s", s,
		       us ? " or MM/DD/YYYY" : "");
}

int day_parse(const char *s, bool us, int64_t *out, struct err *err)
{
	const char *p = skip_blanks(s);
	struct ymd d;

	if (!read_iso(&p, &d) && !(us && read_us(&p, &d)))
		return no_day(s, us, err);
	if (!ymd_valid(d.year, d.month, d.day))
		return err_set(err, ERR_USAGE, "found \"%.60s\", which no calendar has, expected a day as YYYY-MM-DD",
			       s);
	if (*p == 'T' && !isdigit((unsigned char)p[1]))
		return no_day(s, us, err);
	if (*p && *p != 'T') {
		if (*p != ' ' && *p != '\t')
			return no_day(s, us, err);
		p = skip_blanks(p);
		if (*p && !isdigit((unsigned char)*p))
			return no_day(s, us, err);
	}
	*out = day_from_ymd(d.year, d.month, d.day);
	return 0;
}

void day_format(int64_t day, struct buf *out)
{
	struct ymd d;

	if (day == NO_DAY)
		return;
	d = day_to_ymd(day);
	buf_printf(out, "%04d-%02d-%02d", d.year, d.month, d.day);
}

/* ---- Moments ---- */

/* "HH:MM", with seconds and their fraction where given (what is finer than a millisecond is dropped). */
static bool read_clock(const char **s, int64_t *ms)
{
	const char *p = *s;
	int hour = digits(&p, 1, 2), minute, second = 0, fraction = 0;

	if (hour < 0 || hour > 23 || *p++ != ':')
		return false;
	minute = digits(&p, 2, 2);
	if (minute < 0 || minute > 59)
		return false;
	if (*p == ':') {
		p++;
		second = digits(&p, 2, 2);
		if (second < 0 || second > 59)
			return false;
		if (*p == '.' || *p == ',') {
			int n = 0;

			for (p++; isdigit((unsigned char)*p); p++, n++)
				if (n < 3)
					fraction = fraction * 10 + (*p - '0');
			if (!n)
				return false;
			for (; n < 3; n++)
				fraction *= 10;
		}
	}
	*ms = hour * HOUR_MS + minute * MINUTE_MS + second * INT64_C(1000) + fraction;
	*s = p;
	return true;
}

/* "Z", "UTC", "+01:00", "+0100", "+01" as the milliseconds east of UTC. */
static bool read_zone(const char **s, int64_t *ms)
{
	const char *p = *s;
	int sign = *p == '-' ? -1 : 1, hour, minute = 0;

	*ms = 0;
	if (*p == 'Z' || *p == 'z' || strncmp(p, "UTC", 3) == 0) {
		*s = p + (*p == 'U' ? 3 : 1);
		return true;
	}
	if (*p != '+' && *p != '-')
		return false;
	p++;
	if (strspn(p, "0123456789") == 4) {
		minute = digits(&p, 4, 4);
		hour = minute / 100;
		minute %= 100;
	} else {
		hour = digits(&p, 2, 2);
		if (hour >= 0 && *p == ':') {
			p++;
			minute = digits(&p, 2, 2);
		}
	}
	*s = p;
	*ms = sign * (hour * HOUR_MS + minute * MINUTE_MS);
	return hour >= 0 && hour <= 14 && minute >= 0 && minute < 60;
}

int moment_parse_utc(const char *s, int64_t *out, struct err *err)
{
	const char *p = skip_blanks(s);
	int64_t clock_ms, zone_ms;
	struct ymd d;

	if (!read_iso(&p, &d) || !ymd_valid(d.year, d.month, d.day) || (*p != 'T' && *p != 't' && *p != ' '))
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a moment as YYYY-MM-DDTHH:MM:SSZ", s);
	p++;
	if (!read_clock(&p, &clock_ms))
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a time of day as HH:MM:SS behind the day",
			       s);
	p = skip_blanks(p);
	if (!read_zone(&p, &zone_ms) || *skip_blanks(p))
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a zone at its end (Z or +01:00)", s);
	*out = day_from_ymd(d.year, d.month, d.day) * DAY_MS + clock_ms - zone_ms;
	return 0;
}

void moment_format_utc(int64_t ms, struct buf *out)
{
	int64_t day = ms / DAY_MS, rest = ms % DAY_MS;

	if (ms == NO_MOMENT)
		return;
	if (rest < 0) {
		rest += DAY_MS;
		day--;
	}
	day_format(day, out);
	buf_printf(out, "T%02d:%02d:%02d", (int)(rest / HOUR_MS), (int)(rest / MINUTE_MS % 60),
		   (int)(rest / 1000 % 60));
	if (rest % 1000)
		buf_printf(out, ".%03d", (int)(rest % 1000));
	buf_putc(out, 'Z');
}

/* ---- Money ---- */

static const struct currency {
	const char iso[4];
	int digits;
	const char *sign; /* NULL: the code and a blank stand in front */
} * currency_get(const char *iso);

int currency_digits(const char *iso)
{
	const struct currency *c = currency_get(iso);

	return c ? c->digits : 2;
}

static int no_amount(const char *s, const char *why, struct err *err)
{
	return err_set(err, ERR_USAGE, "found \"%.60s\"%s, expected an amount such as 9500.00", s, why);
}

/* Moves behind a currency sign or a code of three letters and the blanks around it. */
static const char *skip_currency(const char *s)
{
	static const char *const signs[] = { "US$", "$", "€", "£", "¥", "₹", "₩", "₺", "₴", "₪", "฿", "R$" };

	s = skip_blanks(s);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strncmp(s, signs[i], strlen(signs[i])) == 0)
			return skip_blanks(s + strlen(signs[i]));
	if (isupper((unsigned char)s[0]) && isupper((unsigned char)s[1]) && isupper((unsigned char)s[2]) &&
	    !isalpha((unsigned char)s[3]))
		return skip_blanks(s + 3);
	return s;
}

/* A mark between groups of digits: its length, 0 when there is none. */
static size_t group_mark(const char *s, char decimal)
{
	if (*s == (decimal == ',' ? '.' : ',') || *s == ' ' || *s == '\'')
		return 1;
	if (strncmp(s, "\u00a0", 2) == 0)
		return 2;
	return strncmp(s, "\u202f", 3) == 0 ? 3 : 0;
}

static bool push_digit(int64_t *value, int digit)
{
	return !__builtin_mul_overflow(*value, 10, value) && !__builtin_add_overflow(*value, digit, value);
}

/* The whole part. The last group has three digits, one before it two or three (India), the first one to three: a
 * comma in any other place is more likely a decimal mark, and guessing wrong is a factor of a hundred. */
static const char *read_whole(const char *s, char decimal, int64_t *value, const char **why)
{
	int run = 0, groups = 0;
	size_t n;

	for (;; s++) {
		if (isdigit((unsigned char)*s)) {
			run++;
			if (!push_digit(value, *s - '0')) {
				*why = ", which is too large";
				return NULL;
			}
			continue;
		}
		n = group_mark(s, decimal);
		if (!n || !isdigit((unsigned char)s[n]))
			break;
		if (run < 1 || run > 3 || (groups && run < 2))
			break;
		groups++;
		run = 0;
		s += n - 1;
	}
	if ((groups && run != 3)) {
		*why = ", whose groups of digits are uneven";
		return NULL;
	}
	return s;
}

static const char *read_fraction(const char *s, int want, int64_t *value, const char **why)
{
	int n = 0;

	for (; isdigit((unsigned char)*s); s++, n++) {
		if (n >= want && *s != '0') {
			*why = ", which has more decimals than its currency";
			return NULL;
		}
		if (n < want && !push_digit(value, *s - '0')) {
			*why = ", which is too large";
			return NULL;
		}
	}
	for (; n < want; n++)
		if (!push_digit(value, 0)) {
			*why = ", which is too large";
			return NULL;
		}
	return s;
}

int amount_parse(const char *s, int digits_behind, char decimal, int64_t *out, struct err *err)
{
	const char *p = skip_blanks(s), *why = "", *start;
	bool minus = *p == '-';
	int64_t value = 0;

	p = skip_currency(p + (*p == '-' || *p == '+'));
	if (!minus && *p == '-') {
		minus = true;
		p++;
	}
	start = p;
	p = read_whole(p, decimal, &value, &why);
	if (!p)
		return no_amount(s, why, err);
	if (*p == decimal && isdigit((unsigned char)p[1]))
		p++;
	else if (p == start)
		return no_amount(s, "", err);
	else if (*p == decimal)
		p++;
	p = read_fraction(p, digits_behind, &value, &why);
	if (!p)
		return no_amount(s, why, err);
	if (*skip_currency(p))
		return no_amount(s, "", err);
	*out = minus ? -value : value;
	return 0;
}

void amount_format_plain(int64_t minor, int digits_behind, struct buf *out)
{
	uint64_t value = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, unit = 1;

	if (minor == NO_AMOUNT)
		return;
	for (int i = 0; i < digits_behind; i++)
		unit *= 10;
	buf_printf(out, "%s%" PRIu64, minor < 0 ? "-" : "", value / unit);
	if (digits_behind)
		buf_printf(out, ".%0*" PRIu64, digits_behind, value % unit);
}

/* "-CHF 1,200": sign, currency and whole units in groups of three. */
static void put_units(uint64_t value, bool minus, const char *iso, struct buf *out)
{
	const struct currency *c = currency_get(iso);
	char text[32];
	int n;

	buf_puts(out, minus ? "-" : "");
	if (c && c->sign)
		buf_puts(out, c->sign);
	else if (iso && *iso)
		buf_printf(out, "%s ", iso);
	n = snprintf(text, sizeof text, "%" PRIu64, value);
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buf_putc(out, ',');
		buf_putc(out, text[i]);
	}
}

static uint64_t unit_of(const char *iso)
{
	uint64_t unit = 1;

	for (int i = currency_digits(iso); i > 0; i--)
		unit *= 10;
	return unit;
}

void amount_format_board(int64_t minor, const char *iso, struct buf *out)
{
	uint64_t value = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, unit = unit_of(iso);

	if (minor != NO_AMOUNT)
		put_units(value / unit + (value % unit * 2 >= unit && unit > 1), minor < 0, iso, out);
}

void amount_format_whole(int64_t minor, const char *iso, struct buf *out)
{
	uint64_t value = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, unit = unit_of(iso);

	if (minor == NO_AMOUNT)
		return;
	put_units(value / unit, minor < 0, iso, out);
	if (value % unit)
		buf_printf(out, ".%0*" PRIu64, currency_digits(iso), value % unit);
}

/* ---- Percents, quarters, numbers ---- */

int percent_parse(const char *s, int64_t *bp, struct err *err)
{
	const char *p = skip_blanks(s), *why = "", *start;
	bool minus = *p == '-';
	int64_t value = 0;

	start = p += minus || *p == '+';
	while (isdigit((unsigned char)*p) && value < 1000000)
		value = value * 10 + (*p++ - '0');
	if (p == start)
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a percentage such as 12.5", s);
	p = read_fraction(*p == '.' ? p + 1 : p, 2, &value, &why);
	if (p)
		p = skip_blanks(p);
	if (p && *p == '%')
		p = skip_blanks(p + 1);
	if (!p || *p || value > 1000000)
		return err_set(err, ERR_USAGE,
			       "found \"%.60s\", expected a percentage of at most two decimals, such as 12.5", s);
	*bp = minus ? -value : value;
	return 0;
}

void percent_format(int64_t bp, struct buf *out)
{
	int64_t whole = bp < 0 ? -bp : bp, rest = whole % 100;

	buf_printf(out, "%s%" PRId64, bp < 0 ? "-" : "", whole / 100);
	if (rest % 10)
		buf_printf(out, ".%02d", (int)rest);
	else if (rest)
		buf_printf(out, ".%d", (int)(rest / 10));
}

/* A damaged file may hold a day beyond any calendar, whose year times twelve is more than an int holds. */
static int months(struct ymd d)
{
	return (int)((unsigned)d.year * 12u + (unsigned)d.month - 1u);
}

int month_of_day(int64_t day)
{
	return day == NO_DAY ? 0 : months(day_to_ymd(day));
}

int quarter_of_month(int month, int fiscal_start_month)
{
	/* A year that does not start in January is named after the year in which it ends. */
	return (int)((unsigned)month + (unsigned)(13 - fiscal_start_month) % 12u) / 3;
}

int quarter_of_day(int64_t day, int fiscal_start_month)
{
	return quarter_of_month(months(day_to_ymd(day)), fiscal_start_month);
}

int quarter_parse(const char *s, int *out, struct err *err)
{
	const char *p = skip_blanks(s);
	int year = digits(&p, 4, 4);

	if (year < 1 || p[0] != '-' || (p[1] != 'Q' && p[1] != 'q') || p[2] < '1' || p[2] > '4' ||
	    *skip_blanks(p + 3))
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a quarter as 2026-Q4", s);
	*out = year * 4 + (p[2] - '1');
	return 0;
}

void quarter_format(int quarter, struct buf *out)
{
	buf_printf(out, "%04d-Q%d", quarter / 4, quarter % 4 + 1);
}

void quarter_bounds(int quarter, int fiscal_start_month, int64_t *first_day, int64_t *last_day)
{
	int month = quarter * 3 - (13 - fiscal_start_month) % 12, end = month + 3;

	*first_day = day_from_ymd(month / 12, month % 12 + 1, 1);
	*last_day = day_from_ymd(end / 12, end % 12 + 1, 1) - 1;
}

int int_parse(const char *s, int64_t *out, struct err *err)
{
	const char *p = skip_blanks(s);
	bool minus = *p == '-';
	int64_t value = 0;

	p += minus || *p == '+';
	if (!isdigit((unsigned char)*p))
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a whole number", s);
	for (; isdigit((unsigned char)*p); p++)
		if (!push_digit(&value, *p - '0'))
			return err_set(err, ERR_USAGE, "found \"%.60s\", which is too large, expected a whole number",
				       s);
	if (*skip_blanks(p))
		return err_set(err, ERR_USAGE, "found \"%.60s\", expected a whole number", s);
	*out = minus ? -value : value;
	return 0;
}

bool bool_parse(const char *s, bool *out)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = { { "true", true }, { "false", false }, { "yes", true },
		      { "no", false },	{ "1", true },	    { "0", false } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(s, words[i].word) == 0) {
			*out = words[i].value;
			return true;
		}
	return false;
}

/* ISO 4217: those with other than two digits, and those with a sign that is not shared. */
static const struct currency currencies[] = {
	{ "USD", 2, "$" },  { "EUR", 2, "€" },	{ "GBP", 2, "£" },  { "JPY", 0, "¥" },	{ "INR", 2, "₹" },
	{ "KRW", 0, "₩" },  { "BIF", 0, NULL }, { "CLP", 0, NULL }, { "DJF", 0, NULL }, { "GNF", 0, NULL },
	{ "ISK", 0, NULL }, { "KMF", 0, NULL }, { "PYG", 0, NULL }, { "RWF", 0, NULL }, { "UGX", 0, NULL },
	{ "UYI", 0, NULL }, { "VND", 0, NULL }, { "VUV", 0, NULL }, { "XAF", 0, NULL }, { "XOF", 0, NULL },
	{ "XPF", 0, NULL }, { "BHD", 3, NULL }, { "IQD", 3, NULL }, { "JOD", 3, NULL }, { "KWD", 3, NULL },
	{ "LYD", 3, NULL }, { "OMR", 3, NULL }, { "TND", 3, NULL }, { "CLF", 4, NULL }, { "UYW", 4, NULL },
};

static const struct currency *currency_get(const char *iso)
{
	for (size_t i = 0; iso && i < sizeof currencies / sizeof *currencies; i++)
		if (strcmp(currencies[i].iso, iso) == 0)
			return &currencies[i];
	return NULL;
}
