#include "model/question.h"
#include "model/buf.h"
#include "model/ini.h"
#include "model/text.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILE_NAME "questions.ini"
#define SETTINGS_SECTION "debrief"
#define PHRASE_BYTES 200

struct own_question {
	struct debrief_question shown; /* points into what follows */
	char *key, *title, *text, *group;
	char **prompts;
	unsigned seen;
};

struct questions {
	struct own_question *q;
	size_t n;
	int64_t threshold; /* in major units while reading, minor afterwards */
	char currency[4];
	int target_bp, minutes;
	unsigned seen;
	char **phrases; /* folded */
	size_t n_phrases;
};

static const char *const destination_keys[DEST_COUNT] = { "", "crm", "health", "internal" };
static const enum field_class destination_classes[DEST_COUNT] = { CLASS_NONE, CLASS_CRM, CLASS_HEALTH,
								  CLASS_INTERNAL };
static const char *const kind_keys[ANSWER_COUNT] = { "prose",	 "trigger",  "stake", "objections",
						     "promises", "criteria", "risks", "gut" };

const char *destination_key(enum destination d)
{
	return destination_keys[d];
}

enum field_class destination_class(enum destination d)
{
	return destination_classes[d];
}

/* ---- reading questions.ini ---- */

static int index_of(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (*words[i] && !strcmp(words[i], word))
			return i;
	return -1;
}

static int read_number(const char *key, const char *value, int64_t max, int64_t *out, struct err *err)
{
	if (int_parse(value, out, NULL) || *out < 0 || *out > max)
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected a number from 0 to %lld", key, value,
			       (long long)max);
	return 0;
}

static int once(unsigned *seen, int bit, const char *key, struct err *err)
{
	if (*seen & 1u << bit)
		return err_set(err, ERR_CONFIG, "%s stands here a second time", key);
	*seen |= 1u << bit;
	return 0;
}

static int set_currency(struct questions *q, const char *value, struct err *err)
{
	if (strlen(value) != 3 || strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
		return err_set(err, ERR_CONFIG, "arr_currency is \"%.40s\", expected three capitals such as USD",
			       value);
	memcpy(q->currency, value, 4);
	return 0;
}

static int take_setting(struct questions *q, const char *key, const char *value, struct err *err)
{
	static const char *const names[] = { "arr_threshold", "arr_currency", "target", "minutes" };
	int at = index_of(names, 4, key);
	int64_t n;

	if (at < 0)
		return err_set(err, ERR_CONFIG,
			       "\"%s\" is no setting of [" SETTINGS_SECTION "], expected arr_threshold, "
			       "arr_currency, target or minutes",
			       key);
	if (once(&q->seen, at, key, err))
		return -1;
	if (at == 1)
		return set_currency(q, value, err);
	if (read_number(key, value, at == 0 ? INT64_C(1000000000000) : at == 2 ? 100 : 480, &n, err))
		return -1;
	if (at == 0)
		q->threshold = n;
	else if (at == 2)
		q->target_bp = (int)n * 100;
	else
		q->minutes = (int)n;
	return 0;
}

static struct own_question *section_question(struct questions *q, const char *section, struct err *err)
{
	if (q->n && !strcmp(q->q[q->n - 1].key, section))
		return &q->q[q->n - 1];
	if (!*section || strspn(section, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(section)) {
		err_set(err, ERR_CONFIG, "[%s] is no key of a question, expected small letters, digits and _",
			section);
		return NULL;
	}
	for (size_t i = 0; i < q->n; i++) {
		if (!strcmp(q->q[i].key, section)) {
			err_set(err, ERR_CONFIG, "question [%s] stands here a second time", section);
			return NULL;
		}
	}
	q->q = xrealloc(q->q, (q->n + 1) * sizeof *q->q);
	q->q[q->n] = (struct own_question){ .key = xstrdup(section) };
	return &q->q[q->n++];
}

static int set_id(const struct questions *q, struct own_question *own, const char *value, struct err *err)
{
	int64_t id;

	if (int_parse(value, &id, NULL) || id != (int64_t)q->n)
		return err_set(err, ERR_CONFIG,
			       "id is \"%.40s\", expected %zu: questions stand in the order of their numbers", value,
			       q->n);
	own->shown.id = (int)id;
	return 0;
}

static int set_destination(enum destination *out, const char *key, const char *value, struct err *err)
{
	int at = index_of(destination_keys, DEST_COUNT, value);

	if (at < 0)
		return err_set(err, ERR_CONFIG, "%s is \"%.40s\", expected crm, health or internal", key, value);
	*out = (enum destination)at;
	return 0;
}

static int set_kind(struct debrief_question *shown, const char *value, struct err *err)
{
	int at = index_of(kind_keys, ANSWER_COUNT, value);

	if (at < 0)
		return err_set(err, ERR_CONFIG,
			       "beside is \"%.40s\", expected prose, trigger, stake, objections, promises, "
			       "criteria, risks or gut",
			       value);
	shown->kind = (enum answer_kind)at;
	return 0;
}

static int set_customer(struct debrief_question *shown, const char *value, struct err *err)
{
	if (!bool_parse(value, &shown->customer))
		return err_set(err, ERR_CONFIG, "customer is \"%.40s\", expected yes or no", value);
	return 0;
}

static int add_prompt(struct own_question *own, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, ERR_CONFIG, "prompt is empty, expected a question");
	own->prompts = xrealloc(own->prompts, (own->shown.n_prompts + 1) * sizeof(char *));
	own->prompts[own->shown.n_prompts++] = xstrdup(value);
	return 0;
}

enum setting {
	SET_ID,
	SET_TITLE,
	SET_GROUP,
	SET_GOES,
	SET_ROWS,
	SET_BESIDE,
	SET_CUSTOMER,
	SET_TEXT,
	SET_PROMPT,
	SET_COUNT
};
static const char *const setting_names[SET_COUNT];

static int set_one(const struct questions *q, struct own_question *own, enum setting what, const char *value,
		   struct err *err)
{
	switch (what) {
	case SET_ID:
		return set_id(q, own, value, err);
	case SET_TITLE:
		return ini_add_words(&own->title, "title", value, err);
	case SET_GROUP:
		return ini_add_words(&own->group, "group", value, err);
	case SET_GOES:
		return set_destination(&own->shown.dest, "goes", value, err);
	case SET_ROWS:
		return set_destination(&own->shown.rows, "rows", value, err);
	case SET_BESIDE:
		return set_kind(&own->shown, value, err);
	case SET_CUSTOMER:
		return set_customer(&own->shown, value, err);
	case SET_TEXT:
		return ini_add_words(&own->text, "text", value, err);
	case SET_PROMPT:
		return add_prompt(own, value, err);
	case SET_COUNT:
		break;
	}
	return err_set(err, ERR_BUG, "unknown setting");
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct questions *q = arg;
	struct own_question *own;
	int what = index_of(setting_names, SET_COUNT, key);

	(void)line;
	if (!strcmp(section, SETTINGS_SECTION))
		return take_setting(q, key, value, err);
	own = section_question(q, section, err);
	if (!own)
		return -1;
	if (what < 0)
		return err_set(err, ERR_CONFIG,
			       "\"%s\" is no setting of a question, expected id, title, group, text, goes, rows, "
			       "beside, customer or prompt",
			       key);
	if (what < SET_TEXT && once(&own->seen, what, key, err))
		return -1;
	return set_one(q, own, (enum setting)what, value, err);
}

static int check_question(struct own_question *own, struct err *err)
{
	struct debrief_question *shown = &own->shown;
	const char *lacks = !shown->id	   ? "id"
			    : !own->title  ? "title"
			    : !own->text   ? "text"
			    : !own->group  ? "group"
			    : !shown->dest ? "goes"
					   : NULL;

	if (lacks)
		return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] has no %s", own->key, lacks);
	if (!shown->rows)
		shown->rows = shown->dest;
	shown->class = destination_classes[shown->dest];
	shown->rows_class = destination_classes[shown->rows];
	/* What CS and the ae alone may see must not leave the house by one word in this file. */
	if (shown->customer && shown->dest != DEST_CRM)
		return err_set(err, ERR_CONFIG,
			       FILE_NAME ": [%s] is for the customer and goes to %s; only what goes to crm may "
					 "be shown to the customer",
			       own->key, destination_keys[shown->dest]);
	shown->key = own->key;
	shown->title = own->title;
	shown->text = own->text;
	shown->group = own->group;
	shown->prompts = (const char *const *)own->prompts;
	return 0;
}

static int check_whole(struct questions *q, struct err *err)
{
	if (!q->n)
		return err_set(err, ERR_CONFIG, FILE_NAME ": holds no question");
	for (size_t i = 0; i < q->n; i++)
		if (check_question(&q->q[i], err))
			return -1;
	for (int i = currency_digits(q->currency); i > 0; i--)
		q->threshold *= 10;
	return 0;
}

int questions_parse(struct questions **out, const char *ini, size_t len, struct err *err)
{
	struct questions *q = xcalloc(1, sizeof *q);

	*out = NULL;
	q->threshold = 50000;
	q->target_bp = 8000;
	q->minutes = 45;
	memcpy(q->currency, "USD", 4);
	if (ini_each(FILE_NAME, ini, len, take, q, err) || check_whole(q, err)) {
		questions_free(q);
		return -1;
	}
	*out = q;
	return 0;
}

static void free_phrases(char **phrases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(phrases[i]);
	free(phrases);
}

void questions_free(struct questions *q)
{
	if (!q)
		return;
	for (size_t i = 0; i < q->n; i++) {
		struct own_question *own = &q->q[i];

		free(own->key);
		free(own->title);
		free(own->text);
		free(own->group);
		free_phrases(own->prompts, own->shown.n_prompts);
	}
	free(q->q);
	free_phrases(q->phrases, q->n_phrases);
	free(q);
}

/* ---- asking ---- */

size_t questions_count(const struct questions *q)
{
	return q->n;
}

const struct debrief_question *question_at(const struct questions *q, size_t i)
{
	return i < q->n ? &q->q[i].shown : NULL;
}

const struct debrief_question *question_get(const struct questions *q, int id)
{
	return id > 0 ? question_at(q, (size_t)id - 1) : NULL;
}

const struct debrief_question *question_find(const struct questions *q, const char *word)
{
	int64_t id;

	if (!int_parse(word + (*word == 'q' || *word == 'Q'), &id, NULL))
		return id > 0 && id <= (int64_t)q->n ? question_get(q, (int)id) : NULL;
	for (size_t i = 0; i < q->n; i++)
		if (!strcasecmp(q->q[i].key, word))
			return &q->q[i].shown;
	return NULL;
}

int64_t questions_arr_threshold_minor(const struct questions *q)
{
	return q->threshold;
}

const char *questions_arr_currency(const struct questions *q)
{
	return q->currency;
}

int questions_target_bp(const struct questions *q)
{
	return q->target_bp;
}

int questions_minutes(const struct questions *q)
{
	return q->minutes;
}

int questions_minutes_least(const struct questions *q)
{
	return q->minutes * 2 / 3;
}

/* ---- stock phrases ---- */

static int add_phrase(char ***phrases, size_t *n, const char *s, size_t len, int line, struct err *err)
{
	struct buf folded = { 0 };

	if (len > PHRASE_BYTES)
		return err_set(err, ERR_CONFIG, "phrases.txt:%d: the phrase has %zu bytes, expected at most %d", line,
			       len, PHRASE_BYTES);
	if (text_valid(s, len) != len)
		return err_set(err, ERR_CONFIG, "phrases.txt:%d: not UTF-8 from byte %zu on", line,
			       text_valid(s, len) + 1);
	text_fold(&folded, s, len);
	*phrases = xrealloc(*phrases, (*n + 1) * sizeof(char *));
	(*phrases)[(*n)++] = buf_take(&folded);
	return 0;
}

int questions_phrases(struct questions *q, const char *text, size_t len, struct err *err)
{
	const char *end = text + len;
	char **phrases = NULL;
	size_t n = 0;
	int line = 0;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		const char *stop = nl ? nl : end;

		line++;
		while (stop > text && strchr(" \t\r", stop[-1]))
			stop--;
		while (text < stop && strchr(" \t", *text))
			text++;
		if (text < stop && *text != '#' && add_phrase(&phrases, &n, text, (size_t)(stop - text), line, err)) {
			free_phrases(phrases, n);
			return -1;
		}
		text = nl ? nl + 1 : end;
	}
	if (!q) {
		free_phrases(phrases, n);
		return 0;
	}
	free_phrases(q->phrases, q->n_phrases);
	q->phrases = phrases;
	q->n_phrases = n;
	return 0;
}

size_t questions_phrase_count(const struct questions *q)
{
	return q->n_phrases;
}

const char *questions_phrase_at(const struct questions *q, size_t i)
{
	return i < q->n_phrases ? q->phrases[i] : NULL;
}

static const char *const setting_names[SET_COUNT] = { "id",	"title",    "group", "goes",  "rows",
						      "beside", "customer", "text",  "prompt" };
