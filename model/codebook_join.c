/* One codebook into another: themes that a coded project brings beside those of the team. */
#include "model/codebook_private.h"

#include "model/names.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* What is known of the first while the other is added. */
struct join_book {
	struct codebook *b;
	const struct codebook *more;
	struct names key, guid, title, letter; /* to positions in b; the last two below a parent */
	struct names more_key;		       /* to positions in more */
	long *at;			       /* where each code of more is in b; -1 not looked at */
	struct buf words;
};

static int64_t *find(struct join_book *j, struct names *in, const char *text)
{
	buf_clear(&j->words);
	text_fold(&j->words, text, strlen(text));
	return names_find(in, buf_str(&j->words), j->words.len);
}

static int64_t *find_below(struct join_book *j, struct names *in, long parent, const char *text)
{
	buf_clear(&j->words);
	buf_printf(&j->words, "%ld\n", parent);
	if (in == &j->title)
		text_fold(&j->words, text, strlen(text));
	else
		buf_puts(&j->words, text); /* f and F are two letters */
	return names_find(in, buf_str(&j->words), j->words.len);
}

/* The words that were looked for last stand for code i, unless they stand for another. */
static void note(struct join_book *j, struct names *in, size_t i)
{
	if (!names_find(in, buf_str(&j->words), j->words.len))
		names_add(in, buf_str(&j->words), j->words.len, (int64_t)i);
}

static void note_code(struct join_book *j, size_t i, long parent)
{
	const struct codebook_code *c = &j->b->code[i];

	find(j, &j->key, c->key);
	note(j, &j->key, i);
	if (*c->guid) {
		find(j, &j->guid, c->guid);
		note(j, &j->guid, i);
	}
	if (c->retired)
		return;
	find_below(j, &j->title, parent, c->title);
	note(j, &j->title, i);
	find_below(j, &j->letter, parent, c->letter);
	note(j, &j->letter, i);
}

static void set(char **text, const char *s)
{
	codebook_set(text, s, strlen(s));
}

static void copy_code(struct join_book *j, const struct codebook_code *from, long parent)
{
	bool has_letter = *from->letter && !find_below(j, &j->letter, parent, from->letter);
	struct codebook_code *c = codebook_add(j->b);

	set(&c->key, from->key);
	set(&c->parent, parent < 0 ? "" : j->b->code[parent].key);
	set(&c->title, from->title);
	set(&c->definition, from->definition);
	set(&c->examples, from->examples);
	set(&c->guid, from->guid);
	c->retired = from->retired;
	c->line = from->line;
	if (has_letter)
		memcpy(c->letter, from->letter, sizeof c->letter);
	note_code(j, j->b->n - 1, parent);
}

/* Parents first, at most CODEBOOK_DEPTH of them. */
static long join_code(struct join_book *j, size_t i)
{
	const struct codebook_code *from = &j->more->code[i];
	int64_t *parent = *from->parent ? find(j, &j->more_key, from->parent) : NULL, *at;
	long below;

	if (j->at[i] >= 0)
		return j->at[i];
	below = parent ? join_code(j, (size_t)*parent) : -1;
	at = *from->guid ? find(j, &j->guid, from->guid) : NULL;
	at = at ? at : find_below(j, &j->title, below, from->title);
	at = at ? at : find(j, &j->key, from->key);
	if (at)
		return j->at[i] = (long)*at;
	copy_code(j, from, below);
	return j->at[i] = (long)j->b->n - 1;
}

void codebook_join(struct codebook *b, const struct codebook *more)
{
	struct join_book j = { .b = b, .more = more, .at = xcalloc(more->n + 1, sizeof *j.at) };

	for (size_t i = 0; i < b->n; i++) {
		find(&j, &j.key, b->code[i].key);
		note(&j, &j.key, i);
	}
	for (size_t i = 0; i < b->n; i++) {
		int64_t *parent = *b->code[i].parent ? find(&j, &j.key, b->code[i].parent) : NULL;

		note_code(&j, i, parent ? (long)*parent : -1);
	}
	for (size_t i = 0; i < more->n; i++) {
		j.at[i] = -1;
		find(&j, &j.more_key, more->code[i].key);
		note(&j, &j.more_key, i);
	}
	for (size_t i = 0; i < more->n; i++)
		join_code(&j, i);
	names_done(&j.key);
	names_done(&j.guid);
	names_done(&j.title);
	names_done(&j.letter);
	names_done(&j.more_key);
	buf_done(&j.words);
	free(j.at);
}
