#include "model/zone.h"
#include "model/buf.h"
#include "model/file.h"
#include "model/value.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY_S INT64_C(86400)
/* The calendar repeats after 400 years to the weekday, so a rule expanded that far holds for ever. */
#define PERIOD_YEARS 400
#define PERIOD_S (INT64_C(146097) * DAY_S)
#define FILE_MAX (1 << 20)

struct change {
	int64_t utc;
	int32_t offset; /* from then on */
};

struct zone {
	int32_t first; /* before the first change */
	struct change *change;
	size_t n, cap;
	bool periodic; /* the changes end with a full period of the rule */
};

static void add_change(struct zone *z, int64_t utc, int32_t offset)
{
	if (z->n == z->cap) {
		z->cap = z->cap ? z->cap * 2 : 64;
		z->change = xrealloc(z->change, z->cap * sizeof *z->change);
	}
	z->change[z->n++] = (struct change){ utc, offset };
}

/* ---- the rule at the end of a file: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

struct turn {
	char kind; /* 'J' day 1…365 without 29 February, 'D' day 0…365, 'M' month, week, weekday */
	int month, week, day;
	int64_t time;
};

struct rule {
	int32_t standard, daylight;
	bool has_daylight;
	struct turn start, end; /* of daylight time */
};

static bool skip_name(const char **s)
{
	const char *p = *s;

	if (*p == '<') {
		p = strchr(p, '>');
		if (!p)
			return false;
		p++;
	} else {
		while (isalpha((unsigned char)*p))
			p++;
	}
	if (p - *s < 3)
		return false;
	*s = p;
	return true;
}

static bool read_number(const char **s, int max, int *out)
{
	int n = 0, digits = 0;

	for (; isdigit((unsigned char)**s && digits < 4 ? **s : 0); (*s)++, digits++)
		n = n * 10 + (**s - '0');
	*out = n;
	return digits > 0 && n <= max;
}

/* [+-]h[h[h]][:mm[:ss]] in seconds. */
static bool read_time(const char **s, int64_t *out)
{
	int sign = 1, h = 0, part;
	int64_t t;

	if (**s == '+' || **s == '-')
		sign = *(*s)++ == '-' ? -1 : 1;
	if (!read_number(s, 167, &h))
		return false;
	t = h * INT64_C(3600);
	for (int scale = 60; scale && **s == ':'; scale /= 60) {
		(*s)++;
		if (!read_number(s, 59, &part))
			return false;
		t += part * scale;
	}
	*out = sign * t;
	return true;
}

static bool read_month_turn(const char **s, struct turn *t)
{
	if (!read_number(s, 12, &t->month) || t->month < 1 || *(*s)++ != '.')
		return false;
	if (!read_number(s, 5, &t->week) || t->week < 1 || *(*s)++ != '.')
		return false;
	return read_number(s, 6, &t->day);
}

static bool read_turn(const char **s, struct turn *t)
{
	bool ok;

	*t = (struct turn){ .kind = 'D', .time = 2 * 3600 };
	if (*(*s)++ != ',')
		return false;
	if (**s == 'M' || **s == 'J')
		t->kind = *(*s)++;
	ok = t->kind == 'M' ? read_month_turn(s, t) : read_number(s, 365, &t->day);
	if (ok && **s == '/') {
		(*s)++;
		ok = read_time(s, &t->time);
	}
	return ok;
}

static bool read_rule(const char *s, struct rule *r)
{
	int64_t t;

	*r = (struct rule){ 0 };
	if (!skip_name(&s) || !read_time(&s, &t))
		return false;
	r->standard = (int32_t)-t; /* POSIX counts west of Greenwich */
	if (!*s)
		return true;
	r->has_daylight = true;
	if (!skip_name(&s))
		return false;
	r->daylight = r->standard + 3600;
	if (*s && *s != ',') {
		if (!read_time(&s, &t))
			return false;
		r->daylight = (int32_t)-t;
	}
	return read_turn(&s, &r->start) && read_turn(&s, &r->end) && !*s;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Local time, in seconds since 1970, at which the turn happens in that year. */
static int64_t turn_local(const struct turn *t, int year)
{
	int64_t day = day_from_ymd(year, 1, 1);

	if (t->kind == 'M') {
		int64_t first = day_from_ymd(year, t->month, 1);
		int64_t after = t->month == 12 ? day_from_ymd(year + 1, 1, 1) : day_from_ymd(year, t->month + 1, 1);
		int weekday = (t->day + 6) % 7; /* POSIX: 0 is Sunday; ours: 0 is Monday */

		day = first + (weekday - day_weekday(first) + 7) % 7 + (t->week - 1) * 7;
		if (day >= after)
			day -= 7;
	} else if (t->kind == 'J') {
		day += t->day - 1 + (is_leap(year) && t->day >= 60);
	} else {
		day += t->day;
	}
	return day * DAY_S + t->time;
}

static int by_utc(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->utc != y->utc)
		return x->utc < y->utc ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void expand_rule(struct zone *z, const struct rule *r)
{
	int64_t last = z->n ? z->change[z->n - 1].utc : INT64_MIN;
	int year = z->n ? day_to_ymd(last / DAY_S).year : 1970;

	if (!r->has_daylight) {
		if (!z->n)
			z->first = r->standard;
		return;
	}
	size_t from = z->n;
	for (int y = year; y <= year + PERIOD_YEARS + 1; y++) {
		int64_t start = turn_local(&r->start, y) - r->standard, end = turn_local(&r->end, y) - r->daylight;

		if (start > last)
			add_change(z, start, r->daylight);
		if (end > last)
			add_change(z, end, r->standard);
	}
	qsort(z->change + from, z->n - from, sizeof *z->change, by_utc);
	z->periodic = true;
}

/* ---- TZif ---- */

struct header {
	char version;
	uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t be32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t be64(const char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static bool read_header(const char *p, size_t len, struct header *h)
{
	if (len < 44 || memcmp(p, "TZif", 4))
		return false;
	*h =
		(struct header){ p[4],	       be32(p + 20), be32(p + 24), be32(p + 28),
				 be32(p + 32), be32(p + 36), be32(p + 40) };
	return h->time < 10000 && h->type > 0 && h->type < 256 && h->chars < 10000 && h->leap < 10000 &&
	       h->isut < 256 && h->isstd < 256;
}

static size_t body_size(const struct header *h, size_t word)
{
	return h->time * (word + 1) + h->type * 6 + h->chars + h->leap * (word + 4) + h->isstd + h->isut;
}

static bool read_changes(struct zone *z, const char *p, const struct header *h)
{
	const char *kinds = p + h->time * 8, *types = kinds + h->time;
	int64_t last = INT64_MIN;

	z->first = (int32_t)be32(types);
	for (uint32_t i = 0; i < h->time; i++) {
		unsigned kind = (unsigned char)kinds[i];
		int64_t at = be64(p + i * 8);

		if (kind >= h->type || at <= last)
			return false;
		add_change(z, at, (int32_t)be32(types + kind * 6));
		last = at;
	}
	return true;
}

static bool read_footer(struct zone *z, const char *p, size_t len)
{
	char text[128];
	struct rule r;
	const char *end;

	if (len < 2 || *p != '\n')
		return false;
	end = memchr(p + 1, '\n', len - 1);
	if (!end || end - p > (ptrdiff_t)sizeof text - 1)
		return false;
	memcpy(text, p + 1, (size_t)(end - p - 1));
	text[end - p - 1] = '\0';
	if (!*text)
		return true;
	if (!read_rule(text, &r))
		return false;
	expand_rule(z, &r);
	return true;
}

int zone_parse(struct zone **out, const char *bytes, size_t len, struct err *err)
{
	struct zone *z = xcalloc(1, sizeof *z);
	struct header h;
	size_t at, size;
	bool ok = read_header(bytes, len, &h) && h.version >= '2';

	*out = NULL;
	at = ok ? 44 + body_size(&h, 4) : 0;
	ok = ok && at < len && read_header(bytes + at, len - at, &h) && h.leap == 0;
	if (ok) {
		at += 44;
		size = body_size(&h, 8);
		ok = size <= len - at && read_changes(z, bytes + at, &h) &&
		     read_footer(z, bytes + at + size, len - at - size);
	}
	if (!ok) {
		zone_free(z);
		return err_set(err, ERR_CONFIG,
			       "not readable as time zone data, expected TZif of version 2 or later without "
			       "leap seconds");
	}
	*out = z;
	return 0;
}

void zone_free(struct zone *z)
{
	if (!z)
		return;
	free(z->change);
	free(z);
}

/* ---- opening by name ---- */

static bool is_fixed(const char *name, int64_t *offset)
{
	const char *s = name;

	if (!strncmp(s, "UTC", 3) || !strncmp(s, "GMT", 3))
		s += 3;
	*offset = 0;
	if (!*s || !strcmp(name, "Z") || !strcmp(name, "Etc/UTC"))
		return *name != '\0';
	if (*s != '+' && *s != '-')
		return false;
	return read_time(&s, offset) && !*s && *offset >= -DAY_S && *offset <= DAY_S;
}

/* A name goes into a path: letters, digits and + - _ / alone, and no way up. */
static bool is_name(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/");

	return n > 0 && n < 64 && !name[n] && isalpha((unsigned char)*name);
}

int zone_open(struct zone **out, const char *name, struct err *err)
{
	static const char *const dirs[] = { "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo" };
	struct buf b = { 0 };
	char path[128];
	int64_t offset;
	int rc;

	*out = NULL;
	if (is_fixed(name, &offset)) {
		*out = xcalloc(1, sizeof **out);
		(*out)->first = (int32_t)offset;
		return 0;
	}
	if (!is_name(name))
		return err_set(err, ERR_CONFIG,
			       "\"%.80s\" is no time zone, expected a name like Europe/Lisbon, UTC or +05:30", name);
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		snprintf(path, sizeof path, "%s/%s", dirs[i], name);
		if (file_read(path, FILE_MAX, &b) == 0 && b.len)
			break;
		buf_clear(&b);
	}
	if (!b.len) {
		buf_done(&b);
		return err_set(err, ERR_CONFIG,
			       "no time zone \"%s\" in this machine's time zone data (Debian: tzdata); "
			       "expected a name like Europe/Lisbon, UTC or +05:30",
			       name);
	}
	rc = zone_parse(out, b.data, b.len, err);
	buf_done(&b);
	return rc ? err_wrap(err, "time zone \"%s\"", name) : 0;
}

/* ---- what the system says ---- */

static char *if_opens(const char *name)
{
	struct zone *z;

	if (!name || !*name || zone_open(&z, name, NULL))
		return NULL;
	zone_free(z);
	return xstrdup(name);
}

static char *from_etc(void)
{
	struct buf b = { 0 };
	char *name = NULL;

	if (!file_read("/etc/timezone", FILE_MAX, &b) && b.len) {
		b.data[strcspn(b.data, " \t\r\n")] = '\0';
		name = if_opens(b.data);
	}
	buf_done(&b);
	return name;
}

static char *from_link(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/etc/localtime", path, sizeof path - 1);
	char *at;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	at = strstr(path, "zoneinfo/");
	return at ? if_opens(at + strlen("zoneinfo/")) : NULL;
}

char *zone_system(void)
{
	const char *tz = getenv("TZ");
	char *name = if_opens(tz && *tz == ':' ? tz + 1 : tz);

	if (!name)
		name = from_etc();
	if (!name)
		name = from_link();
	return name ? name : xstrdup("UTC");
}

/* ---- asking ---- */

int32_t zone_offset(const struct zone *z, int64_t utc)
{
	size_t lo = 0, hi = z->n;

	if (z->periodic && utc > z->change[z->n - 1].utc)
		utc -= ((utc - z->change[z->n - 1].utc - 1) / PERIOD_S + 1) * PERIOD_S;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (z->change[mid].utc <= utc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? z->change[lo - 1].offset : z->first;
}

int64_t zone_to_utc(const struct zone *z, int64_t local)
{
	int32_t before = zone_offset(z, local - DAY_S), after = zone_offset(z, local + DAY_S);
	int64_t by_before = local - before, by_after = local - after;

	/* Neither fits inside a gap: the offset before the change moves it on by the gap. */
	if (zone_offset(z, by_before) == before || zone_offset(z, by_after) != after)
		return by_before;
	return by_after;
}
