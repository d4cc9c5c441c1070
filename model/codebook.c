#include "model/codebook.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/names.h"
#include "model/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void codebook_done(struct codebook *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct codebook_code *c = &b->code[i];

		free(c->key);
		free(c->parent);
		free(c->title);
		free(c->definition);
		free(c->examples);
		free(c->guid);
		free(c->merged);
	}
	free(b->code);
	free(b->name);
	*b = (struct codebook){ 0 };
}

struct codebook_code *codebook_add(struct codebook *b)
{
	struct codebook_code *c;

	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 32;
		b->code = xrealloc(b->code, b->cap * sizeof *b->code);
	}
	c = &b->code[b->n++];
	*c = (struct codebook_code){ .key = xstrdup(""),
				     .parent = xstrdup(""),
				     .title = xstrdup(""),
				     .definition = xstrdup(""),
				     .examples = xstrdup(""),
				     .guid = xstrdup(""),
				     .merged = xstrdup("") };
	return c;
}

long codebook_find(const struct codebook *b, const char *key)
{
	for (size_t i = 0; i < b->n; i++)
		if (!strcasecmp(b->code[i].key, key))
			return (long)i;
	return -1;
}

/* One look at all codes. Positions of codes are kept in `names` by folded words. */
struct check {
	const struct codebook *b;
	const char *file;
	struct err *err;
	struct names key, title, letter, guid;
	struct buf words;
	long *parent; /* position; -1 of a root */
	int *level;   /* 0 not known yet, -1 on the way */
};

static int refuse(struct check *c, const struct codebook_code *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int refuse(struct check *c, const struct codebook_code *at, const char *fmt, ...)
{
	struct buf why = { 0 }, words = { 0 };
	char one[512];
	va_list args;

	va_start(args, fmt);
	cut_print(one, sizeof one, fmt, args);
	va_end(args);
	/* Long titles were cut anywhere. */
	text_repair(&words, one, strlen(one));
	if (at && at->line)
		buf_printf(&why, "%s:%ld: %s", c->file, at->line, buf_str(&words));
	else
		buf_printf(&why, "%s: %s", c->file, buf_str(&words));
	err_set(c->err, ERR_INPUT, "%s; nothing of the file was taken", buf_str(&why));
	buf_done(&words);
	buf_done(&why);
	return -1;
}

/* Puts a folded text behind what the caller has in c->words and notes it for code i. The code that had it: position;
 * -1 none. */
static long note_words(struct check *c, struct names *in, const char *text, size_t i)
{
	int64_t *was;

	text_fold(&c->words, text, strlen(text));
	was = names_find(in, buf_str(&c->words), c->words.len);
	if (was)
		return (long)*was;
	names_add(in, buf_str(&c->words), c->words.len, (int64_t)i);
	return -1;
}

static bool is_text(const char *s, size_t max)
{
	size_t len = strlen(s);

	return len <= max && text_valid(s, len) == len;
}

static bool is_guid(const char *s)
{
	for (int i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
	return !s[36];
}

static int check_texts(struct check *c, const struct codebook_code *code)
{
	if (!*code->title)
		return refuse(c, code, "found a code without a title");
	if (!is_text(code->title, CODEBOOK_TITLE_MAX))
		return refuse(c, code, "the title \"%.60s…\" is no text or longer than %d bytes", code->title,
			      CODEBOOK_TITLE_MAX);
	if (!*code->key || !is_text(code->key, CODEBOOK_KEY_MAX) || strpbrk(code->key, "\r\n\t"))
		return refuse(c, code,
			      "found the code \"%.60s\" of \"%.60s\", expected 1 to %d bytes of text in one line",
			      code->key, code->title, CODEBOOK_KEY_MAX);
	if (!is_text(code->definition, CODEBOOK_TEXT_MAX) || !is_text(code->examples, CODEBOOK_TEXT_MAX))
		return refuse(c, code, "definition or examples of \"%.60s\" are no text or longer than %d bytes",
			      code->title, CODEBOOK_TEXT_MAX);
	if (*code->guid && !is_guid(code->guid))
		return refuse(c, code,
			      "found the guid \"%.60s\" of \"%.60s\", expected 8-4-4-4-12 hexadecimal digits",
			      code->guid, code->title);
	return 0;
}

/* Roots take the letters that the coding screen leaves free; below a root any letter but
 * those that move, select words and take back. */
static int check_letter(struct check *c, const struct codebook_code *code)
{
	unsigned char l = (unsigned char)code->letter[0];

	if (!l)
		return 0;
	if (l > 127 || !isalpha(l) || code->letter[1])
		return refuse(c, code, "found the letter \"%s\" of \"%.60s\", expected one of a to z, A to Z",
			      code->letter, code->title);
	if (!*code->parent && !strchr("bcfimops", l) && (islower(l) || strchr("EGHL", l)))
		return refuse(c, code,
			      "the letter \"%s\" of \"%.60s\" is a key of the coding screen; expected one of "
			      "b c f i m o p s, or a capital other than E G H L",
			      code->letter, code->title);
	if (*code->parent && strchr("jkuv", l))
		return refuse(c, code,
			      "the letter \"%s\" of \"%.60s\" is a key of the coding screen below a root too; expected "
			      "another than j k u v",
			      code->letter, code->title);
	return 0;
}

static int check_keys(struct check *c)
{
	for (size_t i = 0; i < c->b->n; i++) {
		const struct codebook_code *code = &c->b->code[i];
		long was;

		if (check_texts(c, code) || check_letter(c, code))
			return -1;
		buf_clear(&c->words);
		if ((was = note_words(c, &c->key, code->key, i)) >= 0)
			return refuse(c, code, "the code \"%.60s\" stands there twice, first on line %ld", code->key,
				      c->b->code[was].line);
		buf_clear(&c->words);
		if (*code->guid && (was = note_words(c, &c->guid, code->guid, i)) >= 0)
			return refuse(c, code, "the guid %s stands there twice, first on line %ld", code->guid,
				      c->b->code[was].line);
	}
	return 0;
}

static int64_t *find_key(struct check *c, const char *key)
{
	buf_clear(&c->words);
	text_fold(&c->words, key, strlen(key));
	return names_find(&c->key, buf_str(&c->words), c->words.len);
}

static int check_parents(struct check *c)
{
	for (size_t i = 0; i < c->b->n; i++) {
		const struct codebook_code *code = &c->b->code[i];
		int64_t *at;

		c->parent[i] = -1;
		if (*code->merged && (!code->retired || !find_key(c, code->merged)))
			return refuse(
				c, code,
				"\"%.60s\" was merged into \"%.60s\", expected a code of the file, and the first "
				"retired",
				code->title, code->merged);
		if (!*code->parent)
			continue;
		if (!(at = find_key(c, code->parent)))
			return refuse(c, code,
				      "\"%.60s\" belongs below \"%.60s\", and there is no such code in the file",
				      code->title, code->parent);
		c->parent[i] = (long)*at;
	}
	return 0;
}

/* Walks up from code i and writes the levels on the way down again. */
static int check_levels(struct check *c, size_t i)
{
	long at = (long)i, stop;
	int steps = 0, level;

	for (; at >= 0 && !c->level[at]; at = c->parent[at]) {
		c->level[at] = -1;
		steps++;
	}
	if (at >= 0 && c->level[at] < 0)
		return refuse(c, &c->b->code[i], "\"%.60s\" stands below itself, by way of \"%.60s\"",
			      c->b->code[i].title, c->b->code[c->parent[i]].title);
	stop = at;
	level = steps + (stop >= 0 ? c->level[stop] : 0);
	if (level > CODEBOOK_DEPTH)
		return refuse(c, &c->b->code[i], "\"%.60s\" stands %d levels deep, expected at most %d",
			      c->b->code[i].title, level, CODEBOOK_DEPTH);
	for (at = (long)i; at != stop; at = c->parent[at])
		c->level[at] = level--;
	return 0;
}

/* Titles and letters of siblings that are in use. */
static int check_siblings(struct check *c)
{
	for (size_t i = 0; i < c->b->n; i++) {
		const struct codebook_code *code = &c->b->code[i];
		long was;

		if (code->retired)
			continue;
		buf_clear(&c->words);
		buf_printf(&c->words, "%ld\n", c->parent[i]);
		if ((was = note_words(c, &c->title, code->title, i)) >= 0)
			return refuse(c, code, "two codes below one have the title \"%.60s\", the first on line %ld",
				      code->title, c->b->code[was].line);
		/* Unfolded: f and F are two keys. */
		buf_clear(&c->words);
		buf_printf(&c->words, "%ld\n%s", c->parent[i], code->letter);
		if (*code->letter && (was = note_words(c, &c->letter, "", i)) >= 0)
			return refuse(
				c, code,
				"\"%.60s\" and \"%.60s\" (line %ld) stand below one and have both the letter %s",
				code->title, c->b->code[was].title, c->b->code[was].line, code->letter);
	}
	return 0;
}

static int check_all(struct check *c)
{
	if (!c->b->n)
		return refuse(c, NULL, "found no code, expected at least one");
	if (c->b->n > CODEBOOK_MAX)
		return refuse(c, &c->b->code[CODEBOOK_MAX], "found more than %d codes", CODEBOOK_MAX);
	if (check_keys(c) || check_parents(c))
		return -1;
	for (size_t i = 0; i < c->b->n; i++)
		if (check_levels(c, i))
			return -1;
	return check_siblings(c);
}

int codebook_check(const struct codebook *b, const char *file, struct err *err)
{
	struct check c = { .b = b,
			   .file = file,
			   .err = err,
			   .parent = xcalloc(b->n + 1, sizeof *c.parent),
			   .level = xcalloc(b->n + 1, sizeof *c.level) };
	int rc = check_all(&c);

	names_done(&c.key);
	names_done(&c.title);
	names_done(&c.letter);
	names_done(&c.guid);
	buf_done(&c.words);
	free(c.parent);
	free(c.level);
	return rc;
}
