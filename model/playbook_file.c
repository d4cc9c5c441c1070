#include "model/playbook_file.h"

#include "model/buf.h"
#include "model/ini.h"
#include "model/member.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP "step "
#define METRIC "metric "

/* What is read, with the line of each section for what only the whole file can show. */
struct own_step {
	struct playbook_step shown;
	struct playbook_agenda *agenda;
	struct playbook_need *need;
	int line;
	bool has_when;
};
struct own_metric {
	struct playbook_metric shown;
	int line;
	bool has_measure, has_target;
};
struct own_playbook {
	struct playbook shown; /* first, so that one can be freed as the other */
	const char *owner;
	struct own_step *step;
	struct playbook_item *item;
	struct own_metric *metric;
	struct playbook_step *steps;     /* the arrays that are shown */
	struct playbook_metric *metrics;
	char **kept;                     /* every text read */
	size_t texts, n, items, n_metrics;
	int line;
	bool has_start;
};

static char *keep(struct own_playbook *p, char *text)
{
	p->kept = xrealloc(p->kept, (p->texts + 1) * sizeof *p->kept);
	return p->kept[p->texts++] = text;
}

static int once(struct own_playbook *p, const char **to, const char *key, const char *value, struct err *err)
{
	if (*to)
		return err_set(err, ERR_CONFIG, "%s stands here a second time", key);
	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected words", key);
	*to = keep(p, xstrdup(value));
	return 0;
}

static int find_step(const struct own_playbook *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (ini_is_key(p->step[i].shown.key, key))
			return (int)i;
	return -1;
}

/* Steps and items are stored in one column, so their keys are of one list. */
static int check_key(const struct own_playbook *p, const char *key, struct err *err)
{
	if (!*key || strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(key) || strlen(key) > PLAYBOOK_KEY_MAX)
		return err_set(err, ERR_CONFIG, "\"%.40s\" is no key, expected up to %d small letters, digits and _", key,
			       PLAYBOOK_KEY_MAX);
	for (size_t i = 0; i < p->items; i++)
		if (!strcmp(p->item[i].key, key))
			return err_set(err, ERR_CONFIG, "the key %s stands here a second time", key);
	if (find_step(p, key) >= 0)
		return err_set(err, ERR_CONFIG, "the key %s stands here a second time", key);
	return 0;
}

/* ---- when ---- */

static int read_unit(const char *word, int *times, enum clock_unit *unit)
{
	static const struct {
		const char *word;
		int times;
		enum clock_unit unit;
	} units[] = { { "day", 1, UNIT_DAYS },		 { "days", 1, UNIT_DAYS },
		      { "week", 7, UNIT_DAYS },		 { "weeks", 7, UNIT_DAYS },
		      { "business day", 1, UNIT_BUSINESS_DAYS }, { "business days", 1, UNIT_BUSINESS_DAYS } };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (!strcmp(units[i].word, word)) {
			*times = units[i].times;
			*unit = units[i].unit;
			return 0;
		}
	return -1;
}

/* "0 to 1 days", "30 days" behind the sign. */
static int read_span(const char *words, int sign, struct playbook_when *w)
{
	int from = 0, to = 0, times = 1, used = 0;

	if (sscanf(words, "%4d to %4d %n", &from, &to, &used) == 2 && used)
		;
	else if (used = 0, sscanf(words, "%4d %n", &from, &used) == 1 && used)
		to = from;
	else
		return -1;
	if (from < 0 || to < 0 || (sign > 0 ? from > to : from < to) || read_unit(words + used, &times, &w->unit))
		return -1;
	w->from = sign * from * times;
	w->to = sign * to * times;
	return 0;
}

static int read_anchor(const struct own_playbook *p, const char *word, struct playbook_when *w, struct err *err)
{
	int step;

	if (!strcmp(word, "start")) {
		w->anchor = WHEN_START;
	} else if (!strcmp(word, "day")) {
		w->anchor = WHEN_DAY;
	} else if (!strncmp(word, "step", 4)) {
		step = find_step(p, word + 4 + strspn(word + 4, " "));
		if (step < 0 || step + 1 == (int)p->n)
			return err_set(err, ERR_CONFIG, "when names the %s, expected a step above this one", word);
		w->anchor = WHEN_STEP;
		w->step = (size_t)step;
	} else {
		w->anchor = WHEN_EVENT;
		return clock_on_parse("when", word, &w->on, err);
	}
	return 0;
}

static int read_when(const struct own_playbook *p, const char *value, struct playbook_when *w, struct err *err)
{
	size_t n = strcspn(value, "+-");
	char anchor[64];
	int rc;

	*w = (struct playbook_when){ .unit = UNIT_DAYS };
	snprintf(anchor, sizeof anchor, "%.*s", (int)n, value);
	for (n = strlen(anchor); n && anchor[n - 1] == ' ';)
		anchor[--n] = '\0';
	if (!strncmp(anchor, STEP, strlen(STEP)) && strchr(anchor + strlen(STEP), ' '))
		return err_set(err, ERR_CONFIG, "when is \"%.60s\", expected such as won + 2 to 5 days", value);
	rc = read_anchor(p, anchor, w, err);
	n = strcspn(value, "+-");
	if (!rc && value[n] && read_span(value + n + 1, value[n] == '-' ? -1 : 1, w))
		rc = err_set(err, ERR_CONFIG, "when is \"%.60s\", expected such as won + 2 to 5 days, day - 12 weeks", value);
	return rc;
}

/* ---- lines of a step ---- */

static int read_number(const char *key, const char *value, int low, int high, int *out, struct err *err)
{
	int64_t n;

	if (int_parse(value, &n, NULL) || n < low || n > high)
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected a number from %d to %d", key, value, low, high);
	*out = (int)n;
	return 0;
}

static int add_agenda(struct own_playbook *p, struct own_step *s, const char *value, struct err *err)
{
	int minutes = 0, used = 0;

	if (sscanf(value, "%4d %n", &minutes, &used) != 1 || minutes < 1 || minutes > 1440 || !value[used])
		return err_set(err, ERR_CONFIG, "agenda is \"%.60s\", expected minutes and words: 5 Introductions", value);
	s->agenda = xrealloc(s->agenda, (s->shown.n_agenda + 1) * sizeof *s->agenda);
	s->agenda[s->shown.n_agenda++] = (struct playbook_agenda){ minutes, keep(p, xstrdup(value + used)) };
	return 0;
}

/* What stands in [ ] behind the words of an item. */
static int read_by(struct own_playbook *p, struct playbook_item *it, const char *words, struct err *err)
{
	int used = 0;

	if (!strncmp(words, "event ", 6)) {
		it->by = BY_EVENT;
		return clock_on_parse("item", words + 6, &it->on, err);
	}
	if (!strncmp(words, "packet ", 7)) {
		it->by = BY_PACKET;
		it->packet = keep(p, xstrdup(words + 7));
		return 0;
	}
	it->by = BY_NUMBER;
	if (sscanf(words, "number %6d %6d%n", &it->low, &it->high, &used) == 2 && !words[used] && it->low < it->high)
		return 0;
	return err_set(err, ERR_CONFIG, "item has [%.40s], expected [event NAME], [packet FIELD] or [number LOW HIGH]", words);
}

/* "KEY: WORDS [event kickoff_held]" */
static int add_item(struct own_playbook *p, struct own_step *s, const char *value, bool deliverable, struct err *err)
{
	size_t n = strcspn(value, ":"), len = strlen(value);
	const char *words = value + n + (value[n] == ':'), *open = strrchr(value, '[');
	struct playbook_item it = { .deliverable = deliverable, .step = p->n - 1 };
	char *key = keep(p, xstrndup(value, n)), *by;

	words += strspn(words, " ");
	if (!value[n] || !*words || words == open)
		return err_set(err, ERR_CONFIG, "%s is \"%.60s\", expected KEY: WORDS", deliverable ? "deliverable" : "item",
			       value);
	if (check_key(p, key, err))
		return -1;
	if (open && value[len - 1] == ']') {
		by = keep(p, xstrndup(open + 1, (size_t)(value + len - 1 - (open + 1))));
		if (read_by(p, &it, by, err))
			return -1;
		while (open > words && open[-1] == ' ')
			open--;
		len = (size_t)(open - value);
	}
	it.key = key;
	it.text = keep(p, xstrndup(words, (size_t)(value + len - words)));
	p->item = xrealloc(p->item, (p->items + 1) * sizeof *p->item);
	p->item[p->items++] = it;
	s->shown.n++;
	return 0;
}

/* "sow_signed acked", "step kickoff" */
static int add_needs(struct own_playbook *p, struct own_step *s, const char *value, struct err *err)
{
	struct playbook_need need = { 0 };
	char word[64];
	size_t n;

	for (; *value; value += n, value += strspn(value, " ")) {
		n = strcspn(value, " ");
		if (n == 4 && !strncmp(value, "step", 4) && value[n]) {
			value += n + strspn(value + n, " ");
			n = strcspn(value, " ");
			need.is_step = true;
		}
		snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), value);
		if (need.is_step) {
			int step = find_step(p, word);

			if (step < 0 || step + 1 == (int)p->n)
				return err_set(err, ERR_CONFIG, "needs names the step %s, expected one above this one", word);
			need.step = (size_t)step;
		} else if (clock_on_parse("needs", word, &need.on, err)) {
			return -1;
		}
		s->need = xrealloc(s->need, (s->shown.needs + 1) * sizeof *s->need);
		s->need[s->shown.needs++] = need;
		need = (struct playbook_need){ 0 };
	}
	return s->shown.needs ? 0 : err_set(err, ERR_CONFIG, "needs is empty, expected events or steps");
}

static int read_owner(struct own_playbook *p, const char **to, const char *value, struct err *err)
{
	if (role_find(value) < 0 && duty_find(value) < 0)
		return err_set(err, ERR_CONFIG, "owner is \"%.40s\", expected a role or a duty", value);
	return once(p, to, "owner", value, err);
}

static int read_milestone(struct own_step *s, const char *value, struct err *err)
{
	s->shown.milestone = !strcmp(value, "yes");
	if (!s->shown.milestone && strcmp(value, "no"))
		return err_set(err, ERR_CONFIG, "milestone is \"%.40s\", expected yes or no", value);
	return 0;
}

static int take_step(struct own_playbook *p, struct own_step *s, const char *key, const char *value, struct err *err)
{
	if (!strcmp(key, "title"))
		return once(p, &s->shown.title, key, value, err);
	if (!strcmp(key, "owner"))
		return read_owner(p, &s->shown.owner, value, err);
	if (!strcmp(key, "minutes"))
		return read_number(key, value, 1, 1440, &s->shown.minutes, err);
	if (!strcmp(key, "agenda"))
		return add_agenda(p, s, value, err);
	if (!strcmp(key, "item") || !strcmp(key, "deliverable"))
		return add_item(p, s, value, *key == 'd', err);
	if (!strcmp(key, "needs"))
		return add_needs(p, s, value, err);
	if (!strcmp(key, "milestone"))
		return read_milestone(s, value, err);
	if (!strcmp(key, "tells")) {
		if (s->shown.tells.kind)
			return err_set(err, ERR_CONFIG, "tells stands here a second time");
		return clock_on_parse(key, value, &s->shown.tells, err);
	}
	if (strcmp(key, "when"))
		return err_set(err, ERR_CONFIG, "\"%s\" is no setting of a step, expected title, when, owner, minutes, agenda,"
			       " item, deliverable, needs, tells or milestone", key);
	if (s->has_when)
		return err_set(err, ERR_CONFIG, "when stands here a second time");
	s->has_when = true;
	return read_when(p, value, &s->shown.when, err);
}

static struct own_step *need_step(struct own_playbook *p, const char *key, int line, struct err *err)
{
	struct own_step *s = p->n ? &p->step[p->n - 1] : NULL;

	if (s && !strcmp(s->shown.key, key))
		return s;
	if (check_key(p, key, err))
		return NULL;
	p->step = xrealloc(p->step, (p->n + 1) * sizeof *p->step);
	s = &p->step[p->n++];
	*s = (struct own_step){ .shown = { .key = keep(p, xstrdup(key)), .first = p->items }, .line = line };
	return s;
}

/* ---- metrics ---- */

static int read_measure(struct own_playbook *p, struct own_metric *m, const char *value, struct err *err)
{
	static const char *const words[] = { "filled", "clock", "mean", "nps", "days" };
	size_t n = strcspn(value, " ");
	char *of = keep(p, xstrdup(value + n + strspn(value + n, " "))), *second = strchr(of, ' ');

	if (m->has_measure)
		return err_set(err, ERR_CONFIG, "measure stands here a second time");
	m->has_measure = true;
	m->shown.of = of;
	for (int i = MEASURE_FILLED; i <= MEASURE_DAYS; i++)
		if (strlen(words[i]) == n && !strncmp(words[i], value, n) && *of && !second == (i != MEASURE_DAYS)) {
			m->shown.measure = (enum metric_measure)i;
			if (i == MEASURE_FILLED && strcmp(of, "packet") && strcmp(of, "customer"))
				break;
			if (i != MEASURE_DAYS)
				return 0;
			*second++ = '\0';
			return clock_on_parse("measure", of, &m->shown.from, err) ||
			       clock_on_parse("measure", second, &m->shown.to, err) ? -1 : 0;
		}
	return err_set(err, ERR_CONFIG, "measure is \"%.60s\", expected filled packet, filled customer, clock KEY, mean ITEM, nps"
		       " ITEM or days EVENT EVENT", value);
}

static int read_target(struct own_metric *m, const char *value, struct err *err)
{
	if (m->has_target)
		return err_set(err, ERR_CONFIG, "target stands here a second time");
	m->has_target = true;
	return target_parse(value, &m->shown.target, err);
}

static int take_metric(struct own_playbook *p, const char *name, const char *key, const char *value, int line,
		       struct err *err)
{
	struct own_metric *m = p->n_metrics ? &p->metric[p->n_metrics - 1] : NULL;

	if (!m || strcmp(m->shown.key, name)) {
		for (size_t i = 0; i < p->n_metrics; i++)
			if (!strcmp(p->metric[i].shown.key, name))
				return err_set(err, ERR_CONFIG, "the metric %s stands here a second time", name);
		if (!*name || strlen(name) > PLAYBOOK_KEY_MAX)
			return err_set(err, ERR_CONFIG, "[" METRIC "%.40s] is no key, expected up to %d letters", name,
				       PLAYBOOK_KEY_MAX);
		p->metric = xrealloc(p->metric, (p->n_metrics + 1) * sizeof *p->metric);
		m = &p->metric[p->n_metrics++];
		*m = (struct own_metric){ .shown = { .key = keep(p, xstrdup(name)) }, .line = line };
	}
	if (!strcmp(key, "title"))
		return once(p, &m->shown.title, key, value, err);
	if (!strcmp(key, "action"))
		return once(p, &m->shown.action, key, value, err);
	if (!strcmp(key, "measure"))
		return read_measure(p, m, value, err);
	if (!strcmp(key, "target"))
		return read_target(m, value, err);
	if (!strcmp(key, "window"))
		return window_days_parse(value, &m->shown.window_days, err);
	return err_set(err, ERR_CONFIG, "\"%s\" is no setting of a metric, expected title, measure, target, window or action",
		       key);
}

/* ---- the whole of it ---- */

static int take_playbook(struct own_playbook *p, const char *key, const char *value, struct err *err)
{
	if (!strcmp(key, "title"))
		return once(p, &p->shown.title, key, value, err);
	if (!strcmp(key, "owner"))
		return read_owner(p, &p->owner, value, err);
	if (strcmp(key, "start"))
		return err_set(err, ERR_CONFIG, "\"%s\" is no setting of [playbook], expected title, start or owner", key);
	p->has_start = true;
	return strcmp(value, "hand") ? clock_on_parse(key, value, &p->shown.start, err) : 0;
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct own_playbook *p = arg;
	struct own_step *s;

	p->line = line;
	if (!strcmp(section, "playbook"))
		return take_playbook(p, key, value, err);
	if (!strncmp(section, METRIC, strlen(METRIC)))
		return take_metric(p, section + strlen(METRIC), key, value, line, err);
	if (strncmp(section, STEP, strlen(STEP)))
		return err_set(err, ERR_CONFIG, "[%.40s] is no section, expected playbook, step KEY or metric KEY", section);
	s = need_step(p, section + strlen(STEP), line, err);
	return s ? take_step(p, s, key, value, err) : -1;
}

static int check_step(struct own_playbook *p, struct own_step *s, struct err *err)
{
	const char *lacks = !s->shown.title ? "title" : !s->has_when ? "when" : NULL;
	int sum = 0;

	if (lacks)
		return err_set(err, ERR_CONFIG, "%s:%d: [step %s] has no %s", p->shown.name, s->line, s->shown.key, lacks);
	if (!s->shown.owner)
		s->shown.owner = p->owner;
	if (!s->shown.owner)
		return err_set(err, ERR_CONFIG, "%s:%d: [step %s] has no owner, and [playbook] names none", p->shown.name,
			       s->line, s->shown.key);
	for (size_t i = 0; i < s->shown.n_agenda; i++)
		sum += s->agenda[i].minutes;
	if (s->shown.n_agenda && sum != s->shown.minutes)
		return err_set(err, ERR_CONFIG, "%s:%d: the agenda of [step %s] comes to %d minutes, expected the %d of minutes",
			       p->shown.name, s->line, s->shown.key, sum, s->shown.minutes);
	s->shown.agenda = s->agenda;
	s->shown.need = s->need;
	return 0;
}

static const struct playbook_item *item_of(const struct own_playbook *p, const char *key)
{
	for (size_t i = 0; i < p->items; i++)
		if (!strcmp(p->item[i].key, key))
			return &p->item[i];
	return NULL;
}

static int check_metric(struct own_playbook *p, const struct own_metric *m, struct err *err)
{
	const struct playbook_metric *v = &m->shown;
	bool noted = m->has_measure && (v->measure == MEASURE_MEAN || v->measure == MEASURE_NPS);
	const struct playbook_item *it = noted ? item_of(p, v->of) : NULL;
	const char *lacks = !v->title ? "title" : !m->has_measure ? "measure" : !m->has_target ? "target"
			    : !v->window_days ? "window" : !v->action ? "action" : NULL;

	if (lacks)
		return err_set(err, ERR_CONFIG, "%s:%d: [metric %s] has no %s", p->shown.name, m->line, v->key, lacks);
	if (noted && (!it || it->by != BY_NUMBER))
		return err_set(err, ERR_CONFIG, "%s:%d: [metric %s] measures the item %s, expected one with [number LOW HIGH]",
			       p->shown.name, m->line, v->key, v->of);
	return 0;
}

static int check_whole(struct own_playbook *p, struct err *err)
{
	if (!p->shown.title || !p->has_start || !p->n)
		return err_set(err, ERR_CONFIG, "%s:%d: found no %s", p->shown.name, p->line,
			       !p->shown.title ? "title in [playbook]" : !p->has_start ? "start in [playbook]" : "[step KEY]");
	p->steps = xcalloc(p->n, sizeof *p->steps);
	p->metrics = xcalloc(p->n_metrics + 1, sizeof *p->metrics);
	for (size_t i = 0; i < p->n; i++) {
		if (check_step(p, &p->step[i], err))
			return -1;
		p->steps[i] = p->step[i].shown;
	}
	for (size_t i = 0; i < p->n_metrics; i++) {
		if (check_metric(p, &p->metric[i], err))
			return -1;
		p->metrics[i] = p->metric[i].shown;
	}
	p->shown.step = p->steps;
	p->shown.n = p->n;
	p->shown.item = p->item;
	p->shown.items = p->items;
	p->shown.metric = p->metrics;
	p->shown.metrics = p->n_metrics;
	return 0;
}

int playbook_check_name(const char *name, struct err *err)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	if (n && !name[n] && n <= PLAYBOOK_NAME_MAX)
		return 0;
	return err_set(err, ERR_CONFIG, "found the playbook “%.60s”, expected a name in 1 to %d small letters, digits, - and _", name,
		       PLAYBOOK_NAME_MAX);
}

int playbook_parse(struct playbook **out, const char *name, const char *ini, size_t len, struct err *err)
{
	struct own_playbook *p = xcalloc(1, sizeof *p);

	*out = NULL;
	p->shown.name = keep(p, xstrdup(name));
	if (ini_each(name, ini, len, take, p, err) || check_whole(p, err)) {
		playbook_free(&p->shown);
		return -1;
	}
	*out = &p->shown;
	return 0;
}

void playbook_free(struct playbook *shown)
{
	struct own_playbook *p = (struct own_playbook *)shown;

	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		free(p->step[i].agenda);
		free(p->step[i].need);
	}
	for (size_t i = 0; i < p->texts; i++)
		free(p->kept[i]);
	free(p->kept);
	free(p->step);
	free(p->item);
	free(p->metric);
	free(p->steps);
	free(p->metrics);
	free(p);
}

/* ---- what it says ---- */

int playbook_step_find(const struct playbook *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (ini_is_key(p->step[i].key, key))
			return (int)i;
	return -1;
}

int playbook_item_find(const struct playbook *p, const char *key)
{
	for (size_t i = 0; i < p->items; i++)
		if (ini_is_key(p->item[i].key, key))
			return (int)i;
	return -1;
}
