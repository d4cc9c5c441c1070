#include "model/loose.h"

#include "model/buf.h"
#include "model/value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct order {
	const char *word;
	enum loose_dates dates;
};
static const struct order orders[];

bool loose_dates_parse(const char *word, enum loose_dates *out)
{
	for (size_t i = 0; orders[i].word; i++)
		if (!strcasecmp(orders[i].word, word)) {
			*out = orders[i].dates;
			return true;
		}
	return false;
}

/* Three numbers parted by one mark, and nothing behind them but a time of day. */
static bool three(const char *s, char mark, int n[3])
{
	char *end;

	for (int i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)*s))
			return false;
		n[i] = (int)strtol(s, &end, 10);
		if (end - s > 4 || (i < 2 && *end != mark))
			return false;
		s = end + (i < 2);
		if (i < 2 && end - s > 2)
			return false;
	}
	return !*s || (*s == ' ' && strspn(s, " 0123456789:AMPamp") == strlen(s));
}

static bool make(int year, int month, int day, int64_t *out)
{
	if (year < 1000 || !ymd_valid(year, month, day))
		return false;
	*out = day_from_ymd(year, month, day);
	return true;
}

static int no_day(const char *s, struct err *err)
{
	return err_set(err, ERR_USAGE, "found \"%.60s\", expected a day as YYYY-MM-DD, or as a spreadsheet writes it: "
		       "31.12.2026, 12/31/2026", s);
}

static int slashes(const char *s, const int n[3], enum loose_dates dates, int64_t *out, struct err *err)
{
	int64_t mdy, dmy;
	bool can_mdy = dates != LOOSE_DMY && make(n[2], n[0], n[1], &mdy);
	bool can_dmy = dates != LOOSE_MDY && make(n[2], n[1], n[0], &dmy);

	if (can_mdy && can_dmy && mdy != dmy)
		return err_set(err, ERR_USAGE, "found \"%.60s\", which is a day of two months: say --dates mdy or --dates dmy",
			       s);
	if (!can_mdy && !can_dmy)
		return no_day(s, err);
	*out = can_mdy ? mdy : dmy;
	return 0;
}

int loose_day(const char *s, enum loose_dates dates, int64_t *out, struct err *err)
{
	int n[3];

	while (*s == ' ')
		s++;
	if (three(s, '.', n))
		return make(n[2], n[1], n[0], out) ? 0 : no_day(s, err);
	if (dates != LOOSE_ISO && three(s, '/', n) && n[0] < 100)
		return slashes(s, n, dates, out, err);
	return day_parse(s, false, out, err);
}

/* "1.234" alone in a file that has shown no comma yet: a thousand and some, or one and some. */
static bool is_open(const char *s, bool comma)
{
	const char *dot = strchr(s, '.');

	return !comma && dot && !strchr(s, ',') && !strchr(dot + 1, '.');
}

int loose_amount(const char *s, int digits, char decimal, bool *comma, int64_t *out, struct err *err)
{
	struct err first = { 0 };
	int64_t point = 0, with_comma = 0;
	bool can_point, can_comma;

	if (decimal)
		return amount_parse(s, digits, decimal, out, err);
	can_point = !amount_parse(s, digits, '.', &point, &first);
	can_comma = !amount_parse(s, digits, ',', &with_comma, NULL);
	if (!can_point && can_comma && is_open(s, *comma))
		return err_set(err, ERR_USAGE, "found \"%.60s\", which has more decimals than its currency, or is a thousand "
			       "and some: say --decimal , or --decimal .", s);
	if (!can_point && !can_comma) {
		if (err)
			*err = first;
		return -1;
	}
	*comma |= !can_point;
	*out = can_point ? point : with_comma;
	return 0;
}

int loose_percent(const char *s, int64_t *bp, struct err *err)
{
	char *point = xstrdup(s), *comma = strchr(point, ',');
	int rc;

	if (comma && !strchr(point, '.'))
		*comma = '.';
	rc = percent_parse(point, bp, err);
	free(point);
	return rc;
}

bool loose_is_cut(const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (n != 1 || (s[1] != '.' && s[1] != ','))
		return false;
	s += 2;
	s += strspn(s, "0123456789");
	return (*s == 'E' || *s == 'e') && s[1] == '+' && isdigit((unsigned char)s[2]) && !s[2 + strspn(s + 2, "0123456789")];
}

static const struct order orders[] = { { "ymd", LOOSE_ISO }, { "mdy", LOOSE_MDY }, { "dmy", LOOSE_DMY }, { NULL, LOOSE_ANY } };
