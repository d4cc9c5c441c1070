/* Reading clocks.ini, and the words of events. */
#include "model/buf.h"
#include "model/clock.h"
#include "model/ini.h"
#include "model/member.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "clocks.ini"

struct clock_rules {
	struct clock_rule **rule;
	size_t n;
};

static const char *const event_keys[EV_COUNT];
static const char *const unit_names[] = { "hours", "days", "business days" };

const char *event_key(enum event_kind kind)
{
	return kind > 0 && kind < EV_COUNT ? event_keys[kind] : "";
}

static bool same_key(const char *key, const char *word)
{
	for (; *key && *word; key++, word++)
		if (*key != (*word == '-' ? '_' : tolower((unsigned char)*word)))
			return false;
	return *key == *word;
}

enum event_kind event_find(const char *key)
{
	for (int i = 1; i < EV_COUNT; i++)
		if (same_key(event_keys[i], key))
			return (enum event_kind)i;
	return 0;
}

const char *clock_unit_name(enum clock_unit unit)
{
	return unit_names[unit];
}

/* ---- values ---- */

static int read_flag(const char *key, const char *value, bool *out, struct err *err)
{
	*out = !strcmp(value, "yes");
	if (!*out && strcmp(value, "no"))
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected yes or no", key, value);
	return 0;
}

static int read_number(const char *key, const char *value, int64_t max, int *out, struct err *err)
{
	int64_t n;

	if (int_parse(value, &n, NULL) || n < 1 || n > max)
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected a number from 1 to %lld", key, value,
			       (long long)max);
	*out = (int)n;
	return 0;
}

/* The words of the values that a start or a stop may ask for. */
static int64_t value_of(enum event_kind kind, const char *word)
{
	int64_t n;

	if (kind == EV_COMMITTED)
		return !strcmp(word, "written") ? 1 : !strcmp(word, "verbal") ? 2 : 0;
	return kind == EV_CHECKIN && !int_parse(word, &n, NULL) && n > 0 ? n : 0;
}

int clock_on_parse(const char *key, const char *word, struct clock_on *out, struct err *err)
{
	char name[64];
	size_t n = strcspn(word, ":");

	snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), word);
	*out = (struct clock_on){ event_find(name), 0 };
	if (!out->kind)
		return err_set(err, ERR_CONFIG, "%s names the event \"%.40s\", which does not exist", key, name);
	if (word[n]) {
		out->value = value_of(out->kind, word + n + 1);
		if (!out->value)
			return err_set(err, ERR_CONFIG,
				       "%s asks \"%.40s\", expected committed:written, committed:verbal or "
				       "checkin:DAYS",
				       key, word);
	}
	return 0;
}

static int read_events(const char *key, const char *value, struct clock_on *out, int *count, struct err *err)
{
	char word[64];
	size_t n;

	for (const char *s = value + strspn(value, " \t"); *s; s += n, s += strspn(s, " \t")) {
		n = strcspn(s, " \t");
		snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), s);
		if (*count == CLOCK_ON_MAX)
			return err_set(err, ERR_CONFIG, "%s names more than %d events", key, CLOCK_ON_MAX);
		if (clock_on_parse(key, word, &out[*count], err))
			return -1;
		++*count;
	}
	if (!*count)
		return err_set(err, ERR_CONFIG, "%s is empty, expected an event", key);
	return 0;
}

static int read_due(struct clock_rule *r, const char *value, struct err *err)
{
	static const struct {
		const char *word;
		enum clock_unit unit;
	} units[] = { { "hours", UNIT_HOURS },
		      { "hour", UNIT_HOURS },
		      { "days", UNIT_DAYS },
		      { "day", UNIT_DAYS },
		      { "business days", UNIT_BUSINESS_DAYS },
		      { "business day", UNIT_BUSINESS_DAYS } };
	int used = 0;

	if (sscanf(value, "%4d %n", &r->length, &used) == 1 && used && r->length >= 1) {
		for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
			if (!strcmp(value + used, units[i].word)) {
				r->unit = units[i].unit;
				return 0;
			}
		}
	}
	return err_set(err, ERR_CONFIG, "due is \"%.40s\", expected such as 2 hours, 30 days or 5 business days",
		       value);
}

static int read_ladder(struct clock_rule *r, const char *value, struct err *err)
{
	char word[64];
	size_t n;

	if (!*value)
		return err_set(err, ERR_CONFIG, "owner is empty, expected roles or duties parted by blanks");
	for (const char *s = value; *s; s += n, s += strspn(s, " \t")) {
		n = strcspn(s, " \t");
		snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), s);
		if (role_find(word) < 0 && duty_find(word) < 0)
			return err_set(err, ERR_CONFIG, "owner names \"%s\", which is neither a role nor a duty",
				       word);
	}
	r->ladder = xstrdup(value);
	return 0;
}

static int read_enabled(struct clock_rule *r, const char *value, struct err *err)
{
	if (!moment_parse_utc(value, &r->since, NULL)) {
		r->enabled = true;
		return 0;
	}
	r->since = NO_MOMENT;
	if (read_flag("enabled", value, &r->enabled, NULL))
		return err_set(err, ERR_CONFIG,
			       "enabled is \"%.40s\", expected yes, no or a moment such as "
			       "2027-01-01T00:00:00Z",
			       value);
	return 0;
}

static int read_text(const char *key, const char *value, const char **out, struct err *err)
{
	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected words", key);
	*out = xstrdup(value);
	return 0;
}

/* ---- settings ---- */

enum setting {
	SET_ID,
	SET_LABEL,
	SET_TITLE,
	SET_START,
	SET_AFTER,
	SET_STOP,
	SET_DUE,
	SET_BEFORE,
	SET_METRIC,
	SET_TARGET,
	SET_OWNER,
	SET_PROVISIONAL,
	SET_STAYS,
	SET_ENABLED,
	SET_COUNT
};
static const char *const setting_names[SET_COUNT];

static int set_id(const struct clock_rules *all, struct clock_rule *r, const char *value, struct err *err)
{
	if (read_number("id", value, 999, &r->id, err))
		return -1;
	for (size_t i = 0; i + 1 < all->n; i++)
		if (all->rule[i]->id == r->id)
			return err_set(err, ERR_CONFIG, "id %d belongs to [%s] already", r->id, all->rule[i]->key);
	return 0;
}

static int set_target(struct clock_rule *r, const char *value, struct err *err)
{
	if (read_number("target", value, 100, &r->target_bp, err))
		return -1;
	r->target_bp *= 100;
	return 0;
}

static int set_before(struct clock_rule *r, const char *value, struct err *err)
{
	if (strcmp(value, "kickoff"))
		return err_set(err, ERR_CONFIG, "before is \"%.40s\", expected kickoff", value);
	r->before_kickoff = true;
	return 0;
}

static int set_after(struct clock_rule *r, const char *value, struct err *err)
{
	r->after = event_find(value);
	if (!r->after)
		return err_set(err, ERR_CONFIG, "after names the event \"%.40s\", which does not exist", value);
	return 0;
}

static int set_one(const struct clock_rules *all, struct clock_rule *r, enum setting what, const char *value,
		   struct err *err)
{
	switch (what) {
	case SET_ID:
		return set_id(all, r, value, err);
	case SET_LABEL:
		return read_text("label", value, &r->label, err);
	case SET_TITLE:
		return read_text("title", value, &r->title, err);
	case SET_START:
		return read_events("start", value, r->start, &r->n_start, err);
	case SET_AFTER:
		return set_after(r, value, err);
	case SET_STOP:
		return read_events("stop", value, r->stop, &r->n_stop, err);
	case SET_DUE:
		return read_due(r, value, err);
	case SET_BEFORE:
		return set_before(r, value, err);
	case SET_METRIC:
		return read_number("metric", value, 9999, &r->metric, err);
	case SET_TARGET:
		return set_target(r, value, err);
	case SET_OWNER:
		return read_ladder(r, value, err);
	case SET_PROVISIONAL:
		return read_flag("provisional", value, &r->provisional, err);
	case SET_STAYS:
		return read_flag("stays", value, &r->stays, err);
	case SET_ENABLED:
		return read_enabled(r, value, err);
	case SET_COUNT:
		break;
	}
	return err_set(err, ERR_BUG, "unknown setting");
}

struct reading {
	struct clock_rules *rules;
	unsigned seen; /* settings of the newest rule */
	int line;      /* at which the newest rule began */
};

/* A rule is whole when the next begins or the file ends. */
static int check_rule(const struct reading *rd, struct err *err)
{
	static const unsigned needed = 1u << SET_ID | 1u << SET_LABEL | 1u << SET_TITLE | 1u << SET_START |
				       1u << SET_STOP | 1u << SET_DUE | 1u << SET_OWNER | 1u << SET_ENABLED;
	const struct clock_rule *r = rd->rules->n ? rd->rules->rule[rd->rules->n - 1] : NULL;

	for (int i = 0; r && i < SET_COUNT; i++)
		if (needed & ~rd->seen & 1u << i)
			return err_set(err, ERR_CONFIG, "[%s] of line %d has no %s", r->key, rd->line - 1,
				       setting_names[i]);
	return 0;
}

static struct clock_rule *section_rule(struct reading *rd, const char *section, int line, struct err *err)
{
	struct clock_rules *all = rd->rules;
	struct clock_rule *r;

	if (all->n && !strcmp(all->rule[all->n - 1]->key, section))
		return all->rule[all->n - 1];
	if (check_rule(rd, err))
		return NULL;
	if (!*section || strspn(section, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(section)) {
		err_set(err, ERR_CONFIG, "[%s] is no key of a clock, expected small letters, digits and _", section);
		return NULL;
	}
	if (clock_rule_find(all, section)) {
		err_set(err, ERR_CONFIG, "clock [%s] stands here a second time", section);
		return NULL;
	}
	all->rule = xrealloc(all->rule, (all->n + 1) * sizeof(struct clock_rule *));
	r = all->rule[all->n++] = xcalloc(1, sizeof *r);
	r->key = xstrdup(section);
	r->since = NO_MOMENT;
	rd->seen = 0;
	rd->line = line;
	return r;
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *rd = arg;
	struct clock_rule *r = section_rule(rd, section, line, err);

	if (!r)
		return -1;
	for (int i = 0; i < SET_COUNT; i++) {
		if (strcmp(setting_names[i], key))
			continue;
		if (rd->seen & 1u << i)
			return err_set(err, ERR_CONFIG, "%s of [%s] stands here a second time", key, section);
		rd->seen |= 1u << i;
		return set_one(rd->rules, r, (enum setting)i, value, err);
	}
	return err_set(err, ERR_CONFIG, "\"%s\" is no setting of a clock", key);
}

int clock_rules_parse(struct clock_rules **out, const char *ini, size_t len, struct err *err)
{
	struct reading rd = { .rules = xcalloc(1, sizeof *rd.rules) };
	int rc;

	*out = NULL;
	rc = ini_each(FILE_NAME, ini, len, take, &rd, err);
	if (!rc && check_rule(&rd, err))
		rc = err_wrap(err, FILE_NAME);
	if (!rc && !rd.rules->n)
		rc = err_set(err, ERR_CONFIG, FILE_NAME ": holds no clock");
	if (rc) {
		clock_rules_free(rd.rules);
		return -1;
	}
	*out = rd.rules;
	return 0;
}

void clock_rules_free(struct clock_rules *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++) {
		free((char *)r->rule[i]->key);
		free((char *)r->rule[i]->label);
		free((char *)r->rule[i]->title);
		free((char *)r->rule[i]->ladder);
		free(r->rule[i]);
	}
	free(r->rule);
	free(r);
}

size_t clock_rules_count(const struct clock_rules *r)
{
	return r->n;
}

const struct clock_rule *clock_rule_at(const struct clock_rules *r, size_t i)
{
	return i < r->n ? r->rule[i] : NULL;
}

const struct clock_rule *clock_rule_find(const struct clock_rules *r, const char *key)
{
	for (size_t i = 0; i < r->n; i++)
		if (same_key(r->rule[i]->key, key))
			return r->rule[i];
	return NULL;
}

const struct clock_rule *clock_rule_id(const struct clock_rules *r, int id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->rule[i]->id == id)
			return r->rule[i];
	return NULL;
}

static const char *const setting_names[SET_COUNT] = {
	"id",	  "label",  "title",  "start", "after",	      "stop",  "due",
	"before", "metric", "target", "owner", "provisional", "stays", "enabled",
};

static const char *const event_keys[EV_COUNT] = {
	[EV_CREATED] = "created",
	[EV_MOVED] = "moved",
	[EV_WON] = "won",
	[EV_LOST] = "lost",
	[EV_REOPENED] = "reopened",
	[EV_STALLED] = "stalled",
	[EV_DELAYED] = "delayed",
	[EV_RESUMED] = "resumed",
	[EV_COMMITTED] = "committed",
	[EV_SOW_SENT] = "sow_sent",
	[EV_SOW_SIGNED] = "sow_signed",
	[EV_FILED] = "filed",
	[EV_ACKED] = "acked",
	[EV_RETURNED] = "returned",
	[EV_ANNOUNCED] = "announced",
	[EV_INTRODUCED] = "introduced",
	[EV_KICKOFF_SET] = "kickoff_set",
	[EV_KICKOFF_HELD] = "kickoff_held",
	[EV_DELIVERY_STARTED] = "delivery_started",
	[EV_DELIVERED] = "delivered",
	[EV_CHECKIN] = "checkin",
	[EV_DEBRIEF_DONE] = "debrief_done",
	[EV_EXCHANGE_FILED] = "exchange_filed",
	[EV_INTERVIEW_DONE] = "interview_done",
	[EV_INTERVIEW_REFUSED] = "interview_refused",
	[EV_NOTED] = "noted",
	[EV_FIRST_VALUE] = "first_value",
	[EV_SOW_TAKEN_BACK] = "sow_taken_back",
};
