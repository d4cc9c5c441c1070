#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H
/* Money, days, moments, percents, quarters: parsing what people type and files hold, formatting what they read.
 * Money is integer minor units with an ISO 4217 currency; a day is a number of days since 1970-01-01; a moment is
 * milliseconds UTC. Time zones stand in model/calendar.h; here everything is UTC or zone-free arithmetic. */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>
#include <stdint.h>

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)
#define NO_DAY INT64_MIN /* in memory; NULL in the database */
#define NO_AMOUNT INT64_MIN
#define NO_MOMENT INT64_MIN
/* The earlier of two moments that may be absent. */
int64_t moment_sooner(int64_t a, int64_t b);

struct ymd {
	int year, month, day;
};
int64_t day_from_ymd(int year, int month, int day); /* proleptic Gregorian */
struct ymd day_to_ymd(int64_t day);
bool ymd_valid(int year, int month, int day);
int day_weekday(int64_t day);                       /* 0 Monday … 6 Sunday */

/* "YYYY-MM-DD", also with a time behind it (a blank or T, which is dropped), also "YYYY/MM/DD" and "MM/DD/YYYY"
 * where `us`. */
int day_parse(const char *s, bool us, int64_t *out, struct err *err);
void day_format(int64_t day, struct buf *out);       /* YYYY-MM-DD; nothing for NO_DAY */
/* ISO 8601 with a zone ("2026-11-22T17:00:00Z", "+01:00", blank or T). Without a zone: ERR_USAGE (the calendar's
 * calendar_parse_moment takes team time). */
int moment_parse_utc(const char *s, int64_t *out, struct err *err);
void moment_format_utc(int64_t ms, struct buf *out); /* 2026-11-22T17:00:00Z, with .mmm only where not zero */

/* Minor-unit digits of a currency (JPY 0, USD 2, KWD 3; unknown codes 2). */
int currency_digits(const char *iso);
/* Plain decimal in major units, also with grouping commas, a leading currency sign or code, and a `decimal` of ','.
 * Refuses more digits behind the point than the currency has, unless they are zeros, and out-of-range. */
int amount_parse(const char *s, int digits, char decimal, int64_t *out, struct err *err);
void amount_format_plain(int64_t minor, int digits, struct buf *out);           /* 9500.00, for files */
void amount_format_board(int64_t minor, const char *iso, struct buf *out);      /* $9,500 ; ¥980,000 ; CHF 1,200: lists */
/* The same of one deal, to the last cent where there are any: $9,500 ; $24,000.50 */
void amount_format_whole(int64_t minor, const char *iso, struct buf *out);

/* "12.5" or "12.5%" as basis points. */
int percent_parse(const char *s, int64_t *bp, struct err *err);
void percent_format(int64_t bp, struct buf *out);                               /* 12.5 */

/* A quarter: year * 4 + (0…3), calendar quarters shifted by a fiscal year start month (1 = January). A
 * year that does not start in January is named after the year in which it ends. */
int quarter_of_day(int64_t day, int fiscal_start_month);
int quarter_parse(const char *s, int *out, struct err *err);                    /* "2026-Q4" */
void quarter_format(int quarter, struct buf *out);
void quarter_bounds(int quarter, int fiscal_start_month, int64_t *first_day, int64_t *last_day);
/* Month number used in the keys of totals: year * 12 + (0…11). 0 means none. */
int month_of_day(int64_t day);
int quarter_of_month(int month, int fiscal_start_month); /* of such a month */

int int_parse(const char *s, int64_t *out, struct err *err);
bool bool_parse(const char *s, bool *out);           /* true/false, yes/no, 1/0, any case */
#endif
