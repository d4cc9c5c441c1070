#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H
/* The team's calendar: time zone, close of the day, working hours, holidays (assets/calendar.ini, kept versioned in
 * the database). domain.md, "Clocks", is the source of every rule here. Pure: no system time zone is consulted after
 * calendar_parse(), which reads the zone's transitions once. */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct calendar;

/* Reads calendar.ini. ERR_CONFIG names the line and the reason (unknown zone, close before opening, holiday twice …).
 * A zone is a name of the system's time zone data ("Europe/Lisbon"), or without that data UTC or a fixed offset
 * ("+05:30"). */
int calendar_parse(struct calendar **out, const char *ini, size_t len, struct err *err);
void calendar_free(struct calendar *c);
/* The shipped calendar.ini with its zone filled in, for a store that is made. Caller frees. */
char *calendar_default_ini(const char *zone);

const char *calendar_zone(const struct calendar *c);
int calendar_fiscal_start(const struct calendar *c); /* month 1…12 */
int calendar_close_minute(const struct calendar *c); /* 18:00 = 1080 */

/* Team-local day of a moment and back. A local time that a daylight change skips is moved on by the gap; one that
 * happens twice is its first occurrence. */
int64_t calendar_day(const struct calendar *c, int64_t ms);
int calendar_minute(const struct calendar *c, int64_t ms); /* 0…1439, local */
int64_t calendar_moment(const struct calendar *c, int64_t day, int minute_of_day);
int64_t calendar_close(const struct calendar *c, int64_t day); /* moment of that day's close */
bool calendar_is_business(const struct calendar *c, int64_t day);
bool calendar_is_holiday(const struct calendar *c, int64_t day); /* of the list; a weekend is none */
/* The n-th business day after `day` (n = 0: that day itself if it is one, else the next one). */
int64_t calendar_add_business(const struct calendar *c, int64_t day, int n);
/* The last business day before `day`. */
int64_t calendar_business_before(const struct calendar *c, int64_t day);
/* Business days in (from, to]; negative when to < from. */
int calendar_business_between(const struct calendar *c, int64_t from, int64_t to);
/* Working time (9:00–18:00 on business days) between two moments, in ms; negative when b < a. */
int64_t calendar_working_ms(const struct calendar *c, int64_t a, int64_t b);
/* The last moment not after `ms` up to which people work: `ms` itself within working time and at its end. */
int64_t calendar_work_before(const struct calendar *c, int64_t ms);

/* What people type: ISO with or without zone (without: team time), `now`, `today HH:MM`, `yesterday HH:MM`,
 * `tomorrow HH:MM`, `YYYY-MM-DD HH:MM`. A bare day is accepted and says so in *day_only (may be NULL). */
int calendar_parse_moment(const struct calendar *c, const char *s, int64_t now, int64_t *out, bool *day_only,
			  struct err *err);
/* "11-22 17:04", with the year only where it is not `now`'s. */
void calendar_format_moment(const struct calendar *c, int64_t ms, int64_t now, struct buf *out);
const char *calendar_weekday(int64_t day); /* "Sat" */
/* "11-22" or "2027-01-04". */
void calendar_format_day(int64_t day, int64_t today, struct buf *out);
/* The system's zone name ("Europe/Lisbon"; "UTC" when nothing says). Caller frees. The one function here that asks
 * the system; used when a store is made. */
char *calendar_system_zone(void);
#endif
