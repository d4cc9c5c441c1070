#include "model/dict.h"

#include "model/alias.h"
#include "model/buf.h"
#include "model/private.h"
#include "model/rowsum.h"
#include "model/teeth.h"
#include "model/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct word {
	int64_t id;
	char *kind, *title, *folded;
	struct word *next_title, *next_id, *next_folded; /* in their buckets */
};

/* A team's dictionaries hold hundreds of words, an import asks a million times: hashes by (kind, title), by
 * (kind, folded) and by id. */
struct dict_cache {
	struct word *title[1024], *folded[1024], *id[1024];
	struct word **list; /* in the order in which they were remembered */
	size_t n;
	struct word *gone; /* by next_id: what a rolled-back transaction made, readable for who borrowed its title */
	int64_t newest;
};

static unsigned hash(const char *kind, const char *word)
{
	unsigned h = 2166136261u;

	for (; *kind; kind++)
		h = (h ^ (unsigned char)*kind) * 16777619u;
	for (h *= 31; *word; word++)
		h = (h ^ (unsigned char)*word) * 16777619u;
	return h & 1023;
}

static void remember(struct dict_cache *c, int64_t id, const char *kind, const char *title, const char *folded)
{
	struct word *w = xcalloc(1, sizeof *w);
	unsigned t = hash(kind, title), f = hash(kind, folded);

	w->id = id;
	w->kind = xstrdup(kind);
	w->title = xstrdup(title);
	w->folded = xstrdup(folded);
	w->next_title = c->title[t];
	c->title[t] = w;
	w->next_folded = c->folded[f];
	c->folded[f] = w;
	w->next_id = c->id[id & 1023];
	c->id[id & 1023] = w;
	c->list = xrealloc(c->list, (c->n + 1) * sizeof *c->list);
	c->list[c->n++] = w;
	if (id > c->newest)
		c->newest = id;
}

enum { DICT_NEWER, DICT_INSERT };

/* Reads the words that came since: other members add to the dictionaries of an open file. */
static int refresh(struct store *s, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &dict_sql[DICT_NEWER], err);
	int rc;

	if (!st)
		return -1;
	if (!s->priv->dict)
		s->priv->dict = xcalloc(1, sizeof *s->priv->dict);
	db_int(st, 1, s->priv->dict->newest);
	while ((rc = db_step(st, err)) == 1)
		remember(s->priv->dict, db_col(st, 0), db_col_text(st, 1), db_col_text(st, 2), db_col_text(st, 3));
	return rc;
}

static const struct word *lookup(const struct dict_cache *c, const char *kind, const char *word, const char *folded)
{
	const struct word *w;

	for (w = c->title[hash(kind, word)]; w; w = w->next_title)
		if (!strcmp(w->title, word) && !strcmp(w->kind, kind))
			return w;
	for (w = folded ? c->folded[hash(kind, folded)] : NULL; w; w = w->next_folded)
		if (!strcmp(w->folded, folded) && !strcmp(w->kind, kind))
			return w;
	return NULL;
}

/* The word, also by its folded form when `loosely`; reads the table again before it says there is none. */
static int find(struct store *s, const char *kind, const char *word, const struct word **out, struct buf *folded,
		struct err *err)
{
	if (!s->priv->dict && refresh(s, err))
		return -1;
	*out = lookup(s->priv->dict, kind, word, NULL);
	if (*out)
		return 0;
	text_fold(folded, word, strlen(word));
	*out = lookup(s->priv->dict, kind, word, buf_str(folded));
	if (*out)
		return 0;
	if (refresh(s, err))
		return -1;
	*out = lookup(s->priv->dict, kind, word, buf_str(folded));
	return 0;
}

/* The word that it was merged into, or itself. Competitors alone are merged. */
static int64_t merged(struct store *s, const struct word *w, struct err *err)
{
	int64_t kept;

	if (strcmp(w->kind, "competitor") != 0)
		return w->id;
	kept = alias_find(s, ALIAS_COMPETITOR, w->folded, err);
	return kept ? kept : w->id;
}

int64_t dict_find(struct store *s, const char *kind, const char *word, struct err *err)
{
	struct buf folded = { 0 };
	const struct word *w = NULL;
	int rc = find(s, kind, word, &w, &folded, err);

	buf_done(&folded);
	return rc ? -1 : w ? merged(s, w, err) : 0;
}

static int64_t insert(struct store *s, const char *kind, const char *word, const char *folded, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &dict_sql[DICT_INSERT], err);
	int64_t id;

	if (text_valid(word, strlen(word)) < strlen(word))
		return err_set(err, ERR_INPUT, "the %s is no UTF-8; expected text, nothing was changed", kind);
	id = db_next_id(s->db, "dict", 1, err);
	if (!st || id < 0)
		return -1;
	db_int(st, 1, id);
	db_text(st, 2, kind);
	db_text(st, 3, word);
	db_text(st, 4, folded);
	db_int(st, 5, rowsum_of(ROW(NUMBER(id), WORDS(kind), WORDS(folded), WORDS(word), WORDS(folded), NUMBER(0))));
	if (db_run(st, err))
		return -1;
	remember(s->priv->dict, id, kind, word, folded);
	return id;
}

int64_t dict_need(struct store *s, const char *kind, const char *word, struct err *err)
{
	struct buf folded = { 0 };
	const struct word *w = NULL;
	int64_t id;

	if (!word || !*word)
		return 0;
	id = find(s, kind, word, &w, &folded, err);
	if (!id)
		id = w ? merged(s, w, err) : insert(s, kind, word, buf_str(&folded), err);
	buf_done(&folded);
	return id;
}

static const struct word *by_id(const struct dict_cache *c, int64_t id)
{
	const struct word *w = c ? c->id[id & 1023] : NULL;

	while (w && w->id != id)
		w = w->next_id;
	return w;
}

const char *dict_title(struct store *s, int64_t id)
{
	const struct word *w;

	if (!id)
		return "";
	w = by_id(s->priv->dict, id);
	if (!w && !refresh(s, NULL))
		w = by_id(s->priv->dict, id);
	return w ? w->title : "";
}

int64_t dict_newest(const struct store *s)
{
	return s->priv->dict ? s->priv->dict->newest : 0;
}

static void out_of(struct word **bucket, const struct word *w, size_t next)
{
	while (*bucket && *bucket != w)
		bucket = (struct word **)(void *)((char *)*bucket + next);
	if (*bucket)
		*bucket = *(struct word **)(void *)((char *)*bucket + next);
}

void dict_take_back(struct store *s, int64_t newest)
{
	struct dict_cache *c = s->priv->dict;
	size_t n = 0;

	if (!c || c->newest <= newest || teeth_off("dict-back"))
		return;
	for (size_t i = 0; i < c->n; i++) {
		struct word *w = c->list[i];

		if (w->id <= newest) {
			c->list[n++] = w;
			continue;
		}
		out_of(&c->title[hash(w->kind, w->title)], w, offsetof(struct word, next_title));
		out_of(&c->folded[hash(w->kind, w->folded)], w, offsetof(struct word, next_folded));
		out_of(&c->id[w->id & 1023], w, offsetof(struct word, next_id));
		w->next_id = c->gone;
		c->gone = w;
	}
	c->n = n;
	c->newest = newest;
}

static void free_word(struct word *w)
{
	free(w->kind);
	free(w->title);
	free(w->folded);
	free(w);
}

void dict_free(struct store *s)
{
	struct dict_cache *c = s->priv->dict;
	struct word *w;

	for (size_t i = 0; c && i < c->n; i++)
		free_word(c->list[i]);
	while (c && (w = c->gone)) {
		c->gone = w->next_id;
		free_word(w);
	}
	if (c)
		free(c->list);
	free(c);
	s->priv->dict = NULL;
}

const struct sql dict_sql[] = {
	{ "dict_newer", "select id, kind, title, folded from dict where id > $1 order by id" },
	{ "dict_insert", "insert into dict (id, kind, key, title, folded, sum) values ($1, $2, $4, $3, $4, $5)" },
	{ NULL, NULL },
};
