/* Words of structured rows: what kinds, attributes and states are called, and due dates and owners as people type
 * them. */
#include "model/item_private.h"

#include "model/calendar.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ATTRS 4

static const struct kind_words {
	const char *key, *title;
	enum field_class class;	   /* where no question says */
	enum answer_kind beside;   /* the questions it stands beside */
	const char *attr[ATTRS];   /* 0 is "not said" */
} kinds[ITEM_KIND_COUNT];
static const char *const states[] = { "open", "kept", "broken", "answered", "placed", "dropped" };
#define STATES (sizeof states / sizeof states[0])

static const struct kind_words *words_of(enum item_kind kind)
{
	return &kinds[kind > 0 && kind < ITEM_KIND_COUNT ? kind : 0];
}

const char *item_kind_key(enum item_kind kind)
{
	return words_of(kind)->key;
}

const char *item_kind_title(enum item_kind kind)
{
	return words_of(kind)->title;
}

enum item_kind item_kind_find(const char *word)
{
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++)
		if (!strcasecmp(kinds[k].key, word))
			return k;
	return 0;
}

const char *item_attr_key(enum item_kind kind, int64_t attr)
{
	const char *key = attr > 0 && attr < ATTRS ? words_of(kind)->attr[attr] : NULL;

	return key ? key : "";
}

int64_t item_attr_find(enum item_kind kind, const char *word)
{
	size_t n = strlen(word);

	for (int64_t i = 1; n && i < ATTRS; i++) {
		const char *key = words_of(kind)->attr[i], *last = key ? strrchr(key, ' ') : NULL;

		if (key && (!strncasecmp(key, word, n) || (last && !strncasecmp(last + 1, word, n))))
			return i;
	}
	return 0;
}

const char *item_state_key(enum item_state state)
{
	return (size_t)state < STATES ? states[state] : "";
}

int item_state_find(const char *word)
{
	for (size_t i = 0; i < STATES; i++)
		if (!strcasecmp(states[i], word))
			return (int)i;
	return -1;
}

enum item_kind item_kind_of(const struct debrief_question *q)
{
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++)
		if (kinds[k].beside != ANSWER_PROSE && kinds[k].beside == q->kind)
			return k;
	return 0;
}

bool item_stands_beside(enum item_kind kind)
{
	return kind > 0 && kind < ITEM_KIND_COUNT && kinds[kind].beside != ANSWER_PROSE;
}

/* The first of the questions that rows of that kind stand beside; NULL: of none. */
const struct debrief_question *item_question(const struct store *s, enum item_kind kind)
{
	for (size_t i = 0; i < questions_count(s->questions); i++)
		if (item_kind_of(question_at(s->questions, i)) == kind)
			return question_at(s->questions, i);
	return NULL;
}

enum field_class item_class(const struct store *s, enum item_kind kind)
{
	const struct debrief_question *q = item_question(s, kind);

	return q ? q->rows_class : words_of(kind)->class;
}

const char *item_field_title(enum item_kind kind, const char *key)
{
	static const char *const titles[][2] = { { "attr", "kind" }, { "said_by", "speaker" }, { "due_day", "due date" },
						 { "due_unit", "due date" }, { "mitigation", "resolution" } };

	if (kind >= ITEM_GAP && !strcmp(key, "attr"))
		return "question";
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		if (!strcmp(titles[i][0], key))
			return titles[i][1];
	return key;
}

/* ---- due dates ---- */

static int64_t month_end(int year, int month)
{
	return month == 12 ? day_from_ymd(year, 12, 31) : day_from_ymd(year, month + 1, 1) - 1;
}

/* `s` begins with `min` to `max` digits: how many, 0 where it does not. */
static size_t digits(const char *s, size_t min, size_t max, int *value)
{
	size_t n = strspn(s, "0123456789");

	if (n < min || n > max)
		return 0;
	*value = (int)strtol(s, NULL, 10);
	return n;
}

/* "30", "+30", "30 days", "2 weeks" from today on. */
static bool read_span(const char *s, int64_t today, int64_t *day)
{
	static const struct {
		const char *word;
		int days;
	} units[] = { { "", 1 }, { "d", 1 }, { "day", 1 }, { "days", 1 }, { "w", 7 }, { "week", 7 }, { "weeks", 7 } };
	int n = 0;
	size_t len = digits(s + (*s == '+'), 1, 3, &n);
	const char *unit = s + (*s == '+') + len;

	unit += strspn(unit, " ");
	for (size_t i = 0; len && i < sizeof units / sizeof units[0]; i++)
		if (!strcasecmp(unit, units[i].word)) {
			*day = today + (int64_t)n * units[i].days;
			return true;
		}
	return false;
}

/* "friday", "fri", "today", "tomorrow": the next one. */
static bool read_name(const char *s, int64_t today, int64_t *day)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
	size_t n = strlen(s);

	if (!strcasecmp(s, "today") || !strcasecmp(s, "tomorrow")) {
		*day = today + (n > 5);
		return true;
	}
	for (int i = 0; n >= 3 && i < 7; i++)
		if (!strncasecmp(names[i], s, n)) {
			int ahead = (i - day_weekday(today) + 7) % 7;

			*day = today + (ahead ? ahead : 7);
			return true;
		}
	return false;
}

/* "12-22": this year's, or the next one's where it is over. */
static bool read_month_day(const char *s, int64_t today, int64_t *day)
{
	int year = day_to_ymd(today).year, month, mday;
	size_t n = digits(s, 1, 2, &month), m = n && s[n] == '-' ? digits(s + n + 1, 1, 2, &mday) : 0;

	if (!m || s[n + 1 + m])
		return false;
	for (int i = 0; i <= 8; i++) /* the 29th of February is there every fourth year, or every eighth */
		if (ymd_valid(year + i, month, mday) && day_from_ymd(year + i, month, mday) >= today) {
			*day = day_from_ymd(year + i, month, mday);
			return true;
		}
	return false;
}

/* "2027-03" */
static bool read_month(const char *s, int64_t *day)
{
	int year, month;

	if (digits(s, 4, 4, &year) != 4 || s[4] != '-' || !digits(s + 5, 1, 2, &month) ||
	    s[5 + strspn(s + 5, "0123456789")] || !ymd_valid(year, month, 1))
		return false;
	*day = month_end(year, month);
	return true;
}

/* "2027-Q2", or "Q2" for the next one that is not over. What is said to a customer means the calendar's quarters,
 * whenever our fiscal year starts. */
static bool read_quarter(const char *words, int64_t today, int64_t *day)
{
	int64_t first;
	int quarter = 0;

	if ((*words == 'q' || *words == 'Q') && words[1] >= '1' && words[1] <= '4' && !words[2]) {
		quarter = quarter_of_day(today, 1);
		quarter += (words[1] - '1' - quarter % 4 + 4) % 4;
	} else if (quarter_parse(words, &quarter, NULL)) {
		return false;
	}
	quarter_bounds(quarter, 1, &first, day);
	return true;
}

static bool read_due(struct store *s, const char *words, int64_t *day, enum due_unit *unit)
{
	int64_t today = calendar_day(s->calendar, s->now(s));

	*unit = DUE_DAY;
	if (!*words) {
		*day = NO_DAY;
		return true;
	}
	if (read_span(words, today, day) || read_name(words, today, day) || read_month_day(words, today, day) ||
	    !day_parse(words, false, day, NULL))
		return true;
	*unit = DUE_MONTH;
	if (read_month(words, day))
		return true;
	*unit = DUE_QUARTER;
	return read_quarter(words, today, day);
}

int item_due_parse(struct store *s, const char *words, int64_t *day, enum due_unit *unit, struct err *err)
{
	size_t from = strspn(words, " \t"), n = strlen(words + from);
	char *trimmed;
	bool known;

	while (n && strchr(" \t", words[from + n - 1]))
		n--;
	trimmed = xstrndup(words + from, n);
	known = read_due(s, trimmed, day, unit);
	free(trimmed);
	if (known)
		return 0;
	return err_set(err, ERR_USAGE,
		       "found the date “%.80s”, expected a day (2026-12-22, 12-22, friday, 30 days), a month"
		       " (2027-03) or a quarter (2027-Q2)",
		       words);
}

void item_due_format(const struct item *it, struct buf *out)
{
	struct ymd d;

	if (it->due_day == NO_DAY)
		return;
	d = day_to_ymd(it->due_day);
	switch (it->due_unit) {
	case DUE_DAY:
		day_format(it->due_day, out);
		break;
	case DUE_MONTH:
		buf_printf(out, "%04d-%02d", d.year, d.month);
		break;
	case DUE_QUARTER:
		quarter_format(quarter_of_day(it->due_day, 1), out);
		break;
	}
}

/* ---- owners ---- */

struct finding {
	struct buf want; /* folded */
	int64_t id, exact;
	size_t n;
};

static int match(void *arg, const struct member *m)
{
	struct finding *f = arg;
	struct buf login = { 0 }, name = { 0 };

	text_fold(&login, m->login, strlen(m->login));
	text_fold(&name, m->name ? m->name : "", m->name ? strlen(m->name) : 0);
	if (m->active && (!strncmp(buf_str(&login), f->want.data, f->want.len) ||
			  !strncmp(buf_str(&name), f->want.data, f->want.len))) {
		f->id = m->id;
		f->n++;
		if (!strcmp(buf_str(&login), f->want.data) || !strcmp(buf_str(&name), f->want.data))
			f->exact = m->id;
	}
	buf_done(&login);
	buf_done(&name);
	return 0;
}

int64_t item_owner_find(struct store *s, const char *word, size_t *n)
{
	struct finding f = { 0 };

	text_fold(&f.want, word, strlen(word));
	if (f.want.len)
		member_each(s, match, &f, NULL);
	buf_done(&f.want);
	if (n)
		*n = f.exact ? 1 : f.n;
	return f.exact ? f.exact : f.n == 1 ? f.id : 0;
}

int item_owner_parse(struct store *s, const char *word, int64_t *owner, struct err *err)
{
	size_t n = 0;

	word += strspn(word, " ");
	*owner = *word ? item_owner_find(s, word, &n) : 0;
	if (!*word || *owner)
		return 0;
	return n ? err_set(err, ERR_INPUT, "%zu members' names begin with “%s”", n, word)
		 : err_set(err, ERR_INPUT, "no member's name begins with “%s”", word);
}

static const struct kind_words kinds[ITEM_KIND_COUNT] = {
	[0] = { "row", "Rows", CLASS_INTERNAL, ANSWER_PROSE, { NULL } },
	[ITEM_PROMISE] = { "promise", "Promises", CLASS_CRM, ANSWER_PROMISES, { "", "explicit", "implicit" } },
	[ITEM_RISK] = { "risk", "Risks", CLASS_CRM, ANSWER_RISKS, { "", "skeptic", "displaced vendor", "politics" } },
	[ITEM_OBJECTION] = { "objection", "Objections", CLASS_INTERNAL, ANSWER_OBJECTIONS, { NULL } },
	[ITEM_CRITERION] = { "criterion", "Success criteria", CLASS_HEALTH, ANSWER_CRITERIA,
			     { "", "measurable", "vague" } },
	[ITEM_TOUCHPOINT] = { "touchpoint", "Touchpoints", CLASS_CRM, ANSWER_PROSE, { NULL } },
	[ITEM_STAKEHOLDER] = { "stakeholder", "Stakeholders", CLASS_HEALTH, ANSWER_STAKE, { NULL } },
	[ITEM_FRICTION] = { "friction", "Friction", CLASS_INTERNAL, ANSWER_PROSE, { NULL } },
	[ITEM_FLAG] = { "flag", "Flags for the kickoff", CLASS_CRM, ANSWER_PROSE,
			{ "", "implementation", "capacity", "gap" } },
	[ITEM_GAP] = { "gap", "Context gaps", CLASS_INTERNAL, ANSWER_PROSE, { NULL } },
	[ITEM_PARKED] = { "parked", "Parked", CLASS_INTERNAL, ANSWER_PROSE, { NULL } },
	[ITEM_FOLLOWUP] = { "follow-up", "Questions to raise", CLASS_INTERNAL, ANSWER_PROSE, { NULL } },
};
