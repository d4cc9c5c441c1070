#include "model/bulletin.h"

#include "model/calendar.h"
#include "model/config.h"
#include "model/ini.h"
#include "model/member.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const cadences[] = { "daily", "weekly", "monthly" };
static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

struct reading {
	struct bulletins *b;
	struct bulletin *now;
	bool has_cadence, has_day, has_at, has_window;
};

static int once(bool *has, const char *key, struct err *err)
{
	if (*has)
		return err_set(err, ERR_CONFIG, "%s stands here a second time", key);
	*has = true;
	return 0;
}

static int set_cadence(struct bulletin *b, const char *value, struct err *err)
{
	for (int i = CADENCE_DAILY; i <= CADENCE_MONTHLY; i++)
		if (!strcmp(cadences[i], value)) {
			b->cadence = (enum cadence)i;
			return 0;
		}
	return err_set(err, ERR_CONFIG, "cadence is \"%.40s\", expected daily, weekly or monthly", value);
}

/* A weekday, or a day that every month has. */
static int set_day(struct bulletin *b, const char *value, struct err *err)
{
	int64_t n;

	for (int i = 0; i < 7; i++)
		if (!strcmp(weekdays[i], value)) {
			b->day = i;
			return 0;
		}
	if (int_parse(value, &n, NULL) || n < 1 || n > 28)
		return err_set(err, ERR_CONFIG, "day is \"%.40s\", expected Monday … Sunday or 1 … 28", value);
	b->day = -(int)n; /* until the cadence is known */
	return 0;
}

static int set_at(struct bulletin *b, const char *value, struct err *err)
{
	int hour, minute, used = 0;

	if (sscanf(value, "%2d:%2d%n", &hour, &minute, &used) != 2 || value[used] || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59)
		return err_set(err, ERR_CONFIG, "at is \"%.40s\", expected such as 9:00", value);
	b->minute = hour * 60 + minute;
	return 0;
}

static int set_format(struct bulletin *b, const char *value, struct err *err)
{
	static const char *const known[] = { "md", "text", "csv", "json", "xlsx" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i], value))
			return ini_add_words(&b->format, "format", value, err);
	return err_set(err, ERR_CONFIG, "format is \"%.40s\", expected md, text, csv, json or xlsx", value);
}

/* "Title: name name" */
static int add_section(struct bulletin *b, const char *value, int line, struct err *err)
{
	const char *colon = strchr(value, ':'), *names = colon ? colon + 1 + strspn(colon + 1, " ") : "";

	if (!colon || colon == value || !*names)
		return err_set(err, ERR_CONFIG, "section is \"%.60s\", expected Title: names of metrics and tables", value);
	b->section = xrealloc(b->section, (b->sections + 1) * sizeof *b->section);
	b->section[b->sections++] =
		(struct bulletin_section){ xstrndup(value, (size_t)(colon - value)), xstrdup(names), line };
	return 0;
}

static int check_whole(const struct reading *r, struct err *err)
{
	struct bulletin *b = r->now;
	const char *lacks;

	if (!b)
		return 0;
	lacks = !b->title ? "title" : !b->audience ? "audience" : !r->has_cadence ? "cadence" : !b->owner ? "owner"
		: !b->decisions ? "decisions" : !b->format ? "format" : !b->distribution ? "distribution"
		: !r->has_window ? "window" : !b->sections ? "section"
		: b->cadence != CADENCE_DAILY && !r->has_day ? "day" : NULL;
	if (lacks)
		return err_set(err, ERR_CONFIG, "reports:%d: [%s] has no %s", b->line, b->name, lacks);
	if (r->has_day && (b->cadence == CADENCE_DAILY || (b->cadence == CADENCE_MONTHLY) != (b->day < 0)))
		return err_set(err, ERR_CONFIG, "reports:%d: the day of [%s] does not go with %s", b->line, b->name,
			       cadences[b->cadence]);
	if (b->day < 0)
		b->day = -b->day;
	return 0;
}

static int begin(struct reading *r, const char *section, int line, struct err *err)
{
	int quarter;

	if (check_whole(r, err))
		return -1;
	if (!*section || strspn(section, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(section) ||
	    strlen(section) > BULLETIN_NAME_MAX)
		return err_set(err, ERR_CONFIG, "[%.40s] is no name, expected up to %d small letters, digits and -", section,
			       BULLETIN_NAME_MAX);
	if (!quarter_parse(section, &quarter, NULL) || !strcmp(section, "list"))
		return err_set(err, ERR_CONFIG, "[%s] means something else to `report`", section);
	if (bulletin_find(r->b, section))
		return err_set(err, ERR_CONFIG, "found [%s] twice", section);
	r->b->at = xrealloc(r->b->at, (r->b->n + 1) * sizeof *r->b->at);
	*r = (struct reading){ .b = r->b, .now = &r->b->at[r->b->n++] };
	*r->now = (struct bulletin){ .line = line };
	snprintf(r->now->name, sizeof r->now->name, "%s", section);
	return 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;

	if ((!r->now || strcmp(r->now->name, section)) && begin(r, section, line, err))
		return -1;
	if (!strcmp(key, "title"))
		return ini_add_words(&r->now->title, key, value, err);
	if (!strcmp(key, "audience"))
		return roles_parse(value, &r->now->audience, err);
	if (!strcmp(key, "cadence"))
		return once(&r->has_cadence, key, err) ? -1 : set_cadence(r->now, value, err);
	if (!strcmp(key, "day"))
		return once(&r->has_day, key, err) ? -1 : set_day(r->now, value, err);
	if (!strcmp(key, "at"))
		return once(&r->has_at, key, err) ? -1 : set_at(r->now, value, err);
	if (!strcmp(key, "owner"))
		return ini_add_words(&r->now->owner, key, value, err);
	if (!strcmp(key, "decisions"))
		return ini_add_words(&r->now->decisions, key, value, err);
	if (!strcmp(key, "format"))
		return set_format(r->now, value, err);
	if (!strcmp(key, "distribution"))
		return ini_add_words(&r->now->distribution, key, value, err);
	if (!strcmp(key, "window"))
		return once(&r->has_window, key, err) ? -1 : window_parse(value, &r->now->window, err);
	if (!strcmp(key, "section"))
		return add_section(r->now, value, line, err);
	return err_set(err, ERR_CONFIG, "\"%.40s\" is no setting of a report, expected title, audience, cadence, day, at, owner,"
		       " decisions, format, distribution, window or section", key);
}

int bulletins_parse(struct bulletins **out, const char *ini, size_t len, struct err *err)
{
	struct reading r = { .b = xcalloc(1, sizeof *r.b) };

	*out = NULL;
	if (ini_each("reports", ini, len, read_line, &r, err) || check_whole(&r, err)) {
		bulletins_free(r.b);
		return -1;
	}
	*out = r.b;
	return 0;
}

int bulletins_load(struct store *s, struct bulletins **out, struct err *err)
{
	char *body = config_text(s, "reports", "reports.ini", err);
	int rc = body ? bulletins_parse(out, body, strlen(body), err) : -1;

	free(body);
	return rc;
}

void bulletins_free(struct bulletins *b)
{
	for (size_t i = 0; b && i < b->n; i++) {
		struct bulletin *at = &b->at[i];

		for (size_t k = 0; k < at->sections; k++) {
			free(at->section[k].title);
			free(at->section[k].names);
		}
		free(at->section);
		free(at->title);
		free(at->owner);
		free(at->decisions);
		free(at->format);
		free(at->distribution);
	}
	if (b)
		free(b->at);
	free(b);
}

const struct bulletin *bulletin_find(const struct bulletins *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++) {
		const char *a = b->at[i].name, *w = name;

		while (*a && (*a == *w || (*a == '-' && *w == '_')))
			a++, w++;
		if (!*a && !*w)
			return &b->at[i];
	}
	return NULL;
}

static int check_names(const struct bulletin *b, const struct bulletin_section *section, const struct metrics *m,
		       struct err *err)
{
	for (const char *at = section->names; *at; at += strspn(at, " ")) {
		char name[METRIC_KEY_MAX + 1];
		size_t n = strcspn(at, " ");

		snprintf(name, sizeof name, "%.*s", (int)n, at);
		if (n >= sizeof name || (!metric_find(m, name) && !table_kind_find(name)))
			return err_set(err, ERR_CONFIG, "reports:%d: [%s] names “%.80s”, which is no metric (metrics.ini) and no"
				       " table", section->line, b->name, name);
		at += n;
	}
	return 0;
}

int bulletins_check(const struct bulletins *b, const struct metrics *m, struct err *err)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < b->at[i].sections; k++)
			if (check_names(&b->at[i], &b->at[i].section[k], m, err))
				return -1;
	return 0;
}

void bulletin_cadence_words(const struct bulletin *b, struct buf *out)
{
	buf_puts(out, cadences[b->cadence]);
	switch (b->cadence) {
	case CADENCE_DAILY:
		break;
	case CADENCE_WEEKLY:
		buf_printf(out, ", %s", weekdays[b->day]);
		break;
	case CADENCE_MONTHLY:
		buf_printf(out, ", day %d", b->day);
	}
	if (b->minute)
		buf_printf(out, " %d:%02d", b->minute / 60, b->minute % 60);
}

void bulletin_audience_words(const struct bulletin *b, struct buf *out)
{
	const char *gap = "";

	for (int r = 0; r < ROLE_COUNT; r++)
		if (b->audience & 1u << r) {
			buf_printf(out, "%s%s", gap, role_key((enum role)r));
			gap = " ";
		}
}
