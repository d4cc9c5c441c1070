#include "model/stage.h"
#include "model/buf.h"
#include "model/ini.h"
#include "model/value.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILE_NAME "stages.ini"

struct items {
	struct stage_item **item;
	size_t n;
};

/* A stage while and after it is read: `shown` points into the lists beside it. */
struct own_stage {
	struct stage shown;
	char *key, *title, *short_title, *alias;
	struct items entry, exit, documents, activities;
	unsigned seen;
};

struct stages {
	struct own_stage *stage;
	size_t n;
	struct items all;	 /* every criterion and document once; owns them */
	struct items activities; /* owns them */
};

static const char *const outcome_keys[OUTCOME_COUNT] = { "none", "won", "lost", "stalled", "delayed" };

const char *outcome_key(enum outcome o)
{
	return (unsigned)o < OUTCOME_COUNT ? outcome_keys[o] : "";
}

int outcome_find(const char *word)
{
	if (!*word || !strcasecmp(word, "active"))
		return OUTCOME_NONE;
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (!strcasecmp(outcome_keys[i], word))
			return i;
	return -1;
}

/* ---- reading stages.ini ---- */

static void items_add(struct items *list, struct stage_item *item)
{
	list->item = xrealloc(list->item, (list->n + 1) * sizeof(struct stage_item *));
	list->item[list->n++] = item;
}

static struct stage_item *items_find(const struct items *list, const char *key)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->item[i]->key, key))
			return list->item[i];
	return NULL;
}

static struct stage_item *item_new(const char *key, const char *text)
{
	struct stage_item *item = xmalloc(sizeof *item);

	*item = (struct stage_item){ xstrdup(key), xstrdup(text) };
	return item;
}

static void items_free(struct items *list, bool owned)
{
	for (size_t i = 0; owned && i < list->n; i++) {
		free((char *)list->item[i]->key);
		free((char *)list->item[i]->text);
		free(list->item[i]);
	}
	free(list->item);
}

static bool is_key(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static struct own_stage *section_stage(struct stages *s, const char *section, struct err *err)
{
	struct own_stage *st;

	if (s->n && !strcmp(s->stage[s->n - 1].key, section))
		return &s->stage[s->n - 1];
	if (!is_key(section)) {
		err_set(err, ERR_CONFIG, "[%s] is no key of a stage, expected small letters, digits and _", section);
		return NULL;
	}
	for (size_t i = 0; i < s->n; i++) {
		if (!strcmp(s->stage[i].key, section)) {
			err_set(err, ERR_CONFIG, "stage [%s] stands here a second time", section);
			return NULL;
		}
	}
	s->stage = xrealloc(s->stage, (s->n + 1) * sizeof *s->stage);
	st = &s->stage[s->n++];
	*st = (struct own_stage){ .key = xstrdup(section) };
	return st;
}

static int add_item(struct stages *s, struct items *list, const char *key, const char *text, struct err *err)
{
	struct stage_item *item = items_find(&s->all, key);

	if (!is_key(key))
		return err_set(err, ERR_CONFIG,
			       "\"%s\" is no key of a criterion, expected small letters, digits and _", key);
	if (!*text)
		return err_set(err, ERR_CONFIG, "criterion %s has no words", key);
	if (items_find(list, key))
		return err_set(err, ERR_CONFIG, "criterion %s stands here a second time", key);
	if (item && strcmp(item->text, text))
		return err_set(err, ERR_CONFIG,
			       "criterion %s reads \"%.80s\" here and \"%.80s\" before; one key has one text", key,
			       text, item->text);
	if (!item) {
		item = item_new(key, text);
		items_add(&s->all, item);
	}
	items_add(list, item);
	return 0;
}

static int add_activity(struct stages *s, struct own_stage *st, const char *text)
{
	struct buf number = { 0 };
	struct stage_item *item;

	buf_printf(&number, "%zu", st->activities.n + 1);
	item = item_new(buf_str(&number), text);
	buf_done(&number);
	items_add(&s->activities, item);
	items_add(&st->activities, item);
	return 0;
}

static int read_number(const char *key, const char *value, int64_t max, int *out, struct err *err)
{
	int64_t n;

	if (int_parse(value, &n, NULL) || n < 0 || n > max)
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected a number from 0 to %lld", key, value,
			       (long long)max);
	*out = (int)n;
	return 0;
}

static int set_id(struct stages *s, struct own_stage *st, const char *value, struct err *err)
{
	if (read_number("id", value, 999, &st->shown.id, err))
		return -1;
	if (!st->shown.id)
		return err_set(err, ERR_CONFIG, "id is 0, expected a number from 1 to 999");
	for (size_t i = 0; i < s->n; i++)
		if (&s->stage[i] != st && s->stage[i].shown.id == st->shown.id)
			return err_set(err, ERR_CONFIG, "id %s belongs to [%s] already", value, s->stage[i].key);
	return 0;
}

static int set_text(char **out, const char *key, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected words", key);
	*out = xstrdup(value);
	return 0;
}

static int set_one(struct stages *s, struct own_stage *st, const char *key, const char *value, struct err *err)
{
	static const char *const once[] = { "id", "title", "short", "alias", "days", "probability" };
	size_t i = 0, n = sizeof once / sizeof *once;

	while (i < n && strcmp(once[i], key))
		i++;
	if (i == n)
		return err_set(err, ERR_CONFIG,
			       "\"%s\" is no setting of a stage, expected id, title, short, alias, days, "
			       "probability, entry.KEY, exit.KEY, document.KEY or activity",
			       key);
	if (st->seen & 1u << i)
		return err_set(err, ERR_CONFIG, "%s of [%s] stands here a second time", key, st->key);
	st->seen |= 1u << i;
	if (i == 0)
		return set_id(s, st, value, err);
	if (i < 4)
		return set_text(i == 1 ? &st->title : i == 2 ? &st->short_title : &st->alias, key, value, err);
	if (i == 4)
		return read_number(key, value, 3650, &st->shown.max_days, err);
	if (read_number(key, value, 100, &st->shown.probability_bp, err))
		return -1;
	st->shown.probability_bp *= 100;
	return 0;
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct stages *s = arg;
	struct own_stage *st = section_stage(s, section, err);

	(void)line;
	if (!st)
		return -1;
	if (!strncmp(key, "entry.", 6))
		return add_item(s, &st->entry, key + 6, value, err);
	if (!strncmp(key, "exit.", 5))
		return add_item(s, &st->exit, key + 5, value, err);
	if (!strncmp(key, "document.", 9))
		return add_item(s, &st->documents, key + 9, value, err);
	if (!strcmp(key, "activity"))
		return add_activity(s, st, value);
	return set_one(s, st, key, value, err);
}

static struct stage_items show(const struct items *list)
{
	return (struct stage_items){ (const struct stage_item *const *)list->item, list->n };
}

static int check_whole(struct stages *s, struct err *err)
{
	for (size_t i = 0; i < s->n; i++) {
		struct own_stage *st = &s->stage[i];

		if (!st->shown.id || !st->title)
			return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] has no %s", st->key,
				       st->title ? "id" : "title");
		st->shown.key = st->key;
		st->shown.title = st->title;
		st->shown.short_title = st->short_title ? st->short_title : st->title;
		st->shown.entry = show(&st->entry);
		st->shown.exit = show(&st->exit);
		st->shown.documents = show(&st->documents);
		st->shown.activities = show(&st->activities);
	}
	if (s->n < 3 || s->stage[s->n - 2].shown.id != STAGE_WON || s->stage[s->n - 1].shown.id != STAGE_LOST)
		return err_set(err, ERR_CONFIG,
			       FILE_NAME ": the last two stages must be won (id %d) and lost (id %d), behind at "
					 "least one other",
			       STAGE_WON, STAGE_LOST);
	return 0;
}

/* Two stages of one name would make an import put deals into the wrong one. */
static int check_names(struct stages *s, struct err *err)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct stage *st = &s->stage[i].shown;
		const char *names[] = { st->key, st->title, st->short_title };

		for (size_t k = 0; k < 3; k++)
			if (stage_find(s, names[k]) != st)
				return err_set(err, ERR_CONFIG, FILE_NAME ": \"%.60s\" names both [%s] and [%s]",
					       names[k], stage_find(s, names[k])->key, st->key);
	}
	return 0;
}

/* The longest move asks for the exit items of all open stages; each has entry items beside them. */
static int check_count(const struct stages *s, struct err *err)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t n = stage_items_to_move(s, s->stage[0].shown.id, s->stage[i].shown.id, NULL, 0);

		if (n > STAGE_ITEMS_MAX)
			return err_set(err, ERR_CONFIG,
				       FILE_NAME
				       ": moving from [%s] to [%s] asks for %zu criteria, at most %d can be "
				       "asked at once",
				       s->stage[0].key, s->stage[i].key, n, STAGE_ITEMS_MAX);
	}
	return 0;
}

int stages_parse(struct stages **out, const char *ini, size_t len, struct err *err)
{
	struct stages *s = xcalloc(1, sizeof *s);

	*out = NULL;
	if (ini_each(FILE_NAME, ini, len, take, s, err) || check_whole(s, err) || check_names(s, err) ||
	    check_count(s, err)) {
		stages_free(s);
		return -1;
	}
	*out = s;
	return 0;
}

void stages_free(struct stages *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		struct own_stage *st = &s->stage[i];

		free(st->key);
		free(st->title);
		free(st->short_title);
		free(st->alias);
		items_free(&st->entry, false);
		items_free(&st->exit, false);
		items_free(&st->documents, false);
		items_free(&st->activities, false);
	}
	items_free(&s->all, true);
	items_free(&s->activities, true);
	free(s->stage);
	free(s);
}

/* ---- finding ---- */

size_t stages_count(const struct stages *s)
{
	return s->n;
}

const struct stage *stage_at(const struct stages *s, size_t i)
{
	return i < s->n ? &s->stage[i].shown : NULL;
}

int stage_position(const struct stages *s, int id)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->stage[i].shown.id == id)
			return (int)i;
	return -1;
}

const struct stage *stage_get(const struct stages *s, int id)
{
	int at = stage_position(s, id);

	return at < 0 ? NULL : &s->stage[at].shown;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '-' || c == '_' || c == '\t';
}

/* Any case, runs of blank, - and _ alike, none at the ends counted. */
static bool same_word(const char *a, size_t a_len, const char *b)
{
	size_t i = 0;

	while (i < a_len && is_gap(a[i]))
		i++;
	while (a_len > i && is_gap(a[a_len - 1]))
		a_len--;
	while (is_gap(*b))
		b++;
	while (i < a_len && *b) {
		if (is_gap(a[i]) && is_gap(*b)) {
			while (is_gap(a[i]))
				i++;
			while (is_gap(*b))
				b++;
		} else if (tolower((unsigned char)a[i++]) != tolower((unsigned char)*b++)) {
			return false;
		}
	}
	while (is_gap(*b))
		b++;
	return i == a_len && !*b;
}

static bool alias_has(const char *alias, const char *word)
{
	while (alias) {
		const char *bar = strchr(alias, '|');
		size_t n = bar ? (size_t)(bar - alias) : strlen(alias);

		if (n && same_word(alias, n, word))
			return true;
		alias = bar ? bar + 1 : NULL;
	}
	return false;
}

const struct stage *stage_find(const struct stages *s, const char *word)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct own_stage *st = &s->stage[i];

		if (same_word(st->key, strlen(st->key), word) || same_word(st->title, strlen(st->title), word) ||
		    same_word(st->shown.short_title, strlen(st->shown.short_title), word) ||
		    alias_has(st->alias, word))
			return &st->shown;
	}
	return NULL;
}

bool stage_is_closed(int id)
{
	return id == STAGE_WON || id == STAGE_LOST;
}

int stage_unknown(const struct stages *s, const char *word, struct err *err)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < s->n; i++)
		buf_printf(&b, "%s%s", !i ? "" : i + 1 < s->n ? ", " : " or ", s->stage[i].key);
	err_set(err, ERR_INPUT, "\"%.60s\" is no stage, expected %s", word, buf_str(&b));
	buf_done(&b);
	return -1;
}

const struct stage_item *stage_item_find(const struct stages *s, const char *key)
{
	return items_find(&s->all, key);
}

const struct stage_item *stage_item_named(const struct stages *s, const char *word)
{
	for (size_t i = 0; i < s->all.n; i++)
		if (!strcmp(s->all.item[i]->key, word) || !strcasecmp(s->all.item[i]->text, word))
			return s->all.item[i];
	return NULL;
}

/* ---- what a move asks for ---- */

struct asked {
	const struct stage_item **out;
	size_t max, n;
	const struct stages *s;
	int from, to;
};

/* Is it in a list that was walked before this one? */
static bool was_asked(const struct asked *a, const struct items *list, const struct stage_item *item)
{
	for (int at = a->from; at < a->to; at++) {
		const struct items *exit = &a->s->stage[at].exit;

		if (exit == list)
			return false;
		if (items_find(exit, item->key) == item)
			return true;
	}
	return false;
}

static void ask(struct asked *a, const struct items *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (was_asked(a, list, list->item[i]))
			continue;
		if (a->n < a->max)
			a->out[a->n] = list->item[i];
		a->n++;
	}
}

size_t stage_items_to_move(const struct stages *s, int from, int to, const struct stage_item **out, size_t max)
{
	struct asked a = { out, max, 0, s, stage_position(s, from), stage_position(s, to) };

	if (a.from < 0 || a.to < 0 || a.to <= a.from || to == STAGE_LOST || stage_is_closed(from))
		return 0;
	for (int at = a.from; at < a.to; at++)
		ask(&a, &s->stage[at].exit);
	ask(&a, &s->stage[a.to].entry);
	return a.n;
}
