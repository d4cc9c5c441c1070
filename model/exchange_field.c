/* The fields of the exchange record as data: assets/exchange.ini. */
#include "model/exchange.h"

#include "model/config.h"
#include "model/debrief.h"
#include "model/ini.h"
#include "model/item.h"
#include "model/packet_field.h"
#include "model/value.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "exchange"
#define OPEN "open "

struct line {
	const char *key;
	size_t offset, size;
};
struct reading {
	struct exchange_fields *f;
	char section[64]; /* the one being read */
	bool has_kind[EXCHANGE_FIELDS_MAX];
};

static const struct line layout_lines[], field_lines[], open_lines[];
static const char *const kind_keys[] = { "text", "paragraph", "scores", "codes", "list" };

/* 1: a line of that table, taken; 0: none of it. */
static int take_line(void *to, const struct line *lines, const char *key, const char *value, struct err *err)
{
	for (; lines->key; lines++)
		if (!strcmp(lines->key, key))
			return ini_fit_words((char *)to + lines->offset, lines->size, key, value, err) ? -1 : 1;
	return 0;
}

static int take_yes(bool *to, const char *key, const char *value, struct err *err)
{
	return bool_parse(value, to) ? 0 : err_set(err, ERR_CONFIG, "found %s “%.80s”, expected yes or no", key, value);
}

static int take_number(int *to, int least, int most, const char *key, const char *value, struct err *err)
{
	int64_t n;

	if (int_parse(value, &n, NULL) || n < least || n > most)
		return err_set(err, ERR_CONFIG, "found %s “%.80s”, expected %d … %d", key, value, least, most);
	*to = (int)n;
	return 0;
}

static int take_layout(struct exchange_fields *f, const char *key, const char *value, struct err *err)
{
	int rc = take_line(f, layout_lines, key, value, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	if (!strcmp(key, "rule"))
		return take_number(&f->rule, 1, 80, key, value, err);
	if (!strcmp(key, "paragraph_max"))
		return take_number(&f->paragraph_max, 1, 100000, key, value, err);
	return err_set(err, ERR_CONFIG, "found “%.80s”, expected title, rule, paragraph_max, deal, direction, stage, filed_by or date",
		       key);
}

/* ---- a field ---- */

static int take_kind(struct exchange_field *f, const char *value, struct err *err)
{
	for (size_t i = 0; i < sizeof kind_keys / sizeof kind_keys[0]; i++)
		if (!strcmp(kind_keys[i], value)) {
			f->kind = (enum exchange_kind)i;
			return 0;
		}
	return err_set(err, ERR_CONFIG, "found kind “%.80s”, expected text, paragraph, scores, codes or list", value);
}

static int take_direction(struct exchange_field *f, const char *value, struct err *err)
{
	char words[32], *rest = words, *word;

	snprintf(words, sizeof words, "%s", value);
	while ((word = strsep(&rest, " ")) != NULL) {
		enum exchange_direction d = *word ? exchange_direction_find(word) : 0;

		if (*word && !d)
			return err_set(err, ERR_CONFIG, "found direction “%.80s”, expected pre or post", value);
		f->directions |= *word ? 1u << d : 0;
	}
	return 0;
}

static int take_class(struct exchange_field *f, const char *value, struct err *err)
{
	for (enum field_class c = CLASS_DEAL; c < CLASS_INTERVIEW; c++)
		if (!strcmp(class_key(c), value)) {
			f->class = c;
			return 0;
		}
	return err_set(err, ERR_CONFIG, "found class “%.80s”, expected deal, crm, health, internal or personal", value);
}

static int take_field(struct reading *r, struct exchange_field *f, const char *key, const char *value, struct err *err)
{
	int rc = take_line(f, field_lines, key, value, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	if (!strcmp(key, "kind")) {
		r->has_kind[f - r->f->at] = true;
		return take_kind(f, value, err);
	}
	if (!strcmp(key, "direction"))
		return take_direction(f, value, err);
	if (!strcmp(key, "class"))
		return take_class(f, value, err);
	if (!strcmp(key, "required"))
		return take_yes(&f->required, key, value, err);
	if (!strcmp(key, "ratified"))
		return take_yes(&f->ratified, key, value, err);
	return err_set(err, ERR_CONFIG, "found “%.80s”, expected title, label, kind, direction, required, ratified, class, from or"
		       " help", key);
}

static int take_open(struct exchange_open *o, const char *key, const char *value, struct err *err)
{
	int rc = take_line(o, open_lines, key, value, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	return strcmp(key, "done") ? err_set(err, ERR_CONFIG, "found “%.80s”, expected title, field or done", key)
				   : take_yes(&o->done, key, value, err);
}

/* ---- sections ---- */

static int begin_field(struct exchange_fields *f, const char *section, struct err *err)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->at[i].key, section))
			return err_set(err, ERR_CONFIG, "found [%.40s] twice", section);
	if (f->n == EXCHANGE_FIELDS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d fields", EXCHANGE_FIELDS_MAX);
	return ini_fit_words(f->at[f->n++].key, sizeof f->at[0].key, "the name of a section", section, err);
}

static int begin(struct reading *r, const char *section, struct err *err)
{
	struct exchange_fields *f = r->f;

	snprintf(r->section, sizeof r->section, "%s", section);
	if (!strcmp(section, FILE_NAME))
		return 0;
	if (strncmp(section, OPEN, strlen(OPEN)))
		return begin_field(f, section, err);
	if (f->n_open == EXCHANGE_OPEN_MAX)
		return err_set(err, ERR_CONFIG, "more than %d open points", EXCHANGE_OPEN_MAX);
	return ini_fit_words(f->open[f->n_open++].key, sizeof f->open[0].key, "the name of a section", section + strlen(OPEN), err);
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;
	struct exchange_fields *f = r->f;

	(void)line;
	if (strlen(section) >= sizeof r->section)
		return err_set(err, ERR_CONFIG, "found [%.40s…], a name longer than can be kept", section);
	if (strcmp(r->section, section) && begin(r, section, err))
		return -1;
	if (!strcmp(section, FILE_NAME))
		return take_layout(f, key, value, err);
	return strncmp(section, OPEN, strlen(OPEN)) ? take_field(r, &f->at[f->n - 1], key, value, err)
						    : take_open(&f->open[f->n_open - 1], key, value, err);
}

/* ---- the whole ---- */

static bool is_source(const char *word)
{
	int64_t n;

	if (!strcmp(word, "codes"))
		return true;
	if (!strncmp(word, "debrief.", 8))
		return !int_parse(word + 8, &n, NULL) && n > 0 && n < 100;
	if (!strncmp(word, "rows.", 5))
		return item_kind_find(word + 5) != 0;
	return !strncmp(word, "packet.", 7) && word[7];
}

static int check_from(const struct exchange_field *f, struct err *err)
{
	char words[sizeof f->from], *rest = words, *word;

	snprintf(words, sizeof words, "%s", f->from);
	while ((word = strsep(&rest, " ")) != NULL)
		if (*word && !is_source(word))
			return err_set(err, ERR_CONFIG, FILE_NAME ": [%s]: found from “%s”, expected packet.FIELD, debrief.N, rows.KIND"
				       " or codes", f->key, word);
	return 0;
}

static int check_field(const struct reading *r, const struct exchange_field *f, struct err *err)
{
	const char *lacks = !*f->title ? "title" : !r->has_kind[f - r->f->at] ? "kind" : !f->directions ? "direction"
			    : !f->class ? "class" : NULL;

	if (lacks)
		return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] has no %s", f->key, lacks);
	if (f->kind == EXCHANGE_SCORES && (*f->from || f->class != CLASS_CRM || (f->directions & (f->directions - 1))))
		return err_set(err, ERR_CONFIG, FILE_NAME ": [%s]: scores are of one direction, of class crm, and filled in by nothing",
			       f->key);
	return check_from(f, err);
}

static int check_open(const struct exchange_fields *f, struct exchange_open *o, struct err *err)
{
	if (!*o->title)
		return err_set(err, ERR_CONFIG, FILE_NAME ": [" OPEN "%s] has no title", o->key);
	for (size_t i = 0; *o->field && i < f->n; i++)
		if (!strcmp(f->at[i].key, o->field)) {
			o->done = f->at[i].ratified;
			return 0;
		}
	return *o->field ? err_set(err, ERR_CONFIG, FILE_NAME ": [" OPEN "%s]: found field “%s”, which is none of this file", o->key,
				   o->field) : 0;
}

static int check_layout(const struct exchange_fields *f, struct err *err)
{
	for (const struct line *l = layout_lines; l->key; l++)
		if (!*((const char *)f + l->offset))
			return err_set(err, ERR_CONFIG, FILE_NAME ": [" FILE_NAME "] has no %s", l->key);
	return f->n ? 0 : err_set(err, ERR_CONFIG, FILE_NAME ": holds no field");
}

int exchange_fields_parse(struct exchange_fields *out, const char *ini, size_t len, struct err *err)
{
	struct reading r = { .f = out };
	int rc;

	*out = (struct exchange_fields){ .rule = 30, .paragraph_max = 1200 };
	rc = ini_each(FILE_NAME, ini, len, read_line, &r, err) || check_layout(out, err) ? -1 : 0;
	for (size_t i = 0; !rc && i < out->n; i++)
		rc = check_field(&r, &out->at[i], err);
	for (size_t i = 0; !rc && i < out->n_open; i++)
		rc = check_open(out, &out->open[i], err);
	return rc;
}

int exchange_fields_load(struct store *s, struct exchange_fields *out, struct err *err)
{
	char *body = config_text(s, FILE_NAME, FILE_NAME ".ini", err);
	int rc = body ? exchange_fields_parse(out, body, strlen(body), err) : -1;

	free(body);
	return rc;
}

const struct exchange_field *exchange_field_find(const struct exchange_fields *f, enum exchange_direction d, const char *key)
{
	for (size_t i = 0; i < f->n; i++)
		if (exchange_field_is_of(&f->at[i], d) && ini_is_key(f->at[i].key, key))
			return &f->at[i];
	return NULL;
}

bool exchange_field_is_of(const struct exchange_field *f, enum exchange_direction d)
{
	return f->directions & 1u << d;
}

bool exchange_is_ratified(const struct exchange_fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (!f->at[i].ratified)
			return false;
	return true;
}

/* ---- directions ---- */

const char *exchange_direction_key(enum exchange_direction d)
{
	return d == EXCHANGE_POST ? "post-delivery" : "pre-delivery";
}

const char *exchange_direction_words(enum exchange_direction d)
{
	return d == EXCHANGE_POST ? "customer.success → sales.ops" : "sales.ops → customer.success";
}

enum exchange_direction exchange_direction_find(const char *word)
{
	for (enum exchange_direction d = EXCHANGE_PRE; d <= EXCHANGE_POST; d++) {
		const char *key = exchange_direction_key(d);

		if (!strcmp(word, key) || (strlen(word) == strcspn(key, "-") && !strncmp(word, key, strlen(word))))
			return d;
	}
	return 0;
}

#define WORDS_OF(type, member) offsetof(struct type, member), sizeof ((struct type *)NULL)->member
static const struct line layout_lines[] = {
	{ "title", WORDS_OF(exchange_fields, title) }, { "deal", WORDS_OF(exchange_fields, deal) },
	{ "direction", WORDS_OF(exchange_fields, direction) }, { "stage", WORDS_OF(exchange_fields, stage) },
	{ "filed_by", WORDS_OF(exchange_fields, filed_by) }, { "date", WORDS_OF(exchange_fields, date) },
	{ NULL, 0, 0 },
};
static const struct line field_lines[] = {
	{ "title", WORDS_OF(exchange_field, title) }, { "label", WORDS_OF(exchange_field, label) },
	{ "from", WORDS_OF(exchange_field, from) }, { "help", WORDS_OF(exchange_field, help) },
	{ NULL, 0, 0 },
};
static const struct line open_lines[] = {
	{ "title", WORDS_OF(exchange_open, title) }, { "field", WORDS_OF(exchange_open, field) },
	{ NULL, 0, 0 },
};
