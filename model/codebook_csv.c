/* Codes out of CSV with loose headers. */
#include "model/codebook_private.h"

#include "model/io/csv_head.h"
#include "model/names.h"
#include "model/text.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum column { KEY, PARENT, TITLE, DEFINITION, EXAMPLES, LETTER, RETIRED, GUID, VERSION, COLUMNS };

static const struct csv_word headers[];
static const unsigned says[COLUMNS];

struct read {
	const char *file;
	const struct codebook_options *opt;
	struct codebook *b;
	struct csv_in *in;
	struct csv_head head;
	struct buf parents; /* what each row says, NUL behind each */
	struct err *err;
};

static int take_header(struct read *r, const struct csv_row *row, struct buf *notes)
{
	r->head.raw = r->opt->raw;
	if (csv_head_take(&r->head, headers, row, r->file, notes, r->err))
		return -1;
	if (r->head.at[TITLE] < 0 && r->head.at[KEY] < 0)
		return err_set(r->err, ERR_INPUT,
			       "%s:%lld: found no column for the title, expected one named title, name, theme or "
			       "code",
			       r->file, (long long)row->line);
	return 0;
}

static void take_text(const struct read *r, const struct csv_row *row, enum column c, char **text)
{
	free(*text);
	*text = csv_head_text(&r->head, row, c, c == DEFINITION || c == EXAMPLES);
}

static int refuse(const struct read *r, const struct csv_row *row, enum column c, const char *found,
		  const char *expected)
{
	return err_set(r->err, ERR_INPUT,
		       "%s:%lld: column %d: found \"%.60s\", expected %s; nothing of the file was taken", r->file,
		       (long long)row->line, r->head.at[c] + 1, found, expected);
}

static bool retired_parse(const char *s, bool *out)
{
	static const char *const yes[] = { "retired", "archived", "inactive", "deprecated", "closed", "x" };

	*out = false;
	if (!*s || !strcasecmp(s, "active") || !strcasecmp(s, "in use") || !strcasecmp(s, "open"))
		return true;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!strcasecmp(s, yes[i]))
			return *out = true;
	return bool_parse(s, out);
}

static int take_words(struct read *r, const struct csv_row *row, struct codebook_code *c)
{
	char *word = NULL, guid[37];
	int rc = 0;

	take_text(r, row, LETTER, &word);
	if (strlen(word) >= sizeof c->letter)
		rc = refuse(r, row, LETTER, word, "one letter");
	else
		memcpy(c->letter, word, strlen(word) + 1);
	take_text(r, row, RETIRED, &word);
	if (!rc && !retired_parse(word, &c->retired))
		rc = refuse(r, row, RETIRED, word, "yes or no");
	take_text(r, row, GUID, &word);
	if (!rc && *word && !codebook_guid_parse(word, guid))
		rc = refuse(r, row, GUID, word, "8-4-4-4-12 hexadecimal digits");
	else if (!rc && *word)
		codebook_set(&c->guid, guid, 36);
	free(word);
	return rc;
}

static int take_row(struct read *r, const struct csv_row *row)
{
	struct codebook_code *c;
	const char *parent;
	size_t len;

	if (r->b->n == CODEBOOK_MAX)
		return err_set(r->err, ERR_INPUT, "%s:%lld: found more than %d codes; nothing of the file was taken",
			       r->file, (long long)row->line, CODEBOOK_MAX);
	c = codebook_add(r->b);
	c->line = (long)row->line;
	take_text(r, row, KEY, &c->key);
	take_text(r, row, r->head.at[TITLE] < 0 ? KEY : TITLE, &c->title);
	take_text(r, row, DEFINITION, &c->definition);
	take_text(r, row, EXAMPLES, &c->examples);
	parent = csv_head_cell(&r->head, row, PARENT, &len);
	buf_add(&r->parents, parent, len);
	buf_add(&r->parents, "", 1);
	return take_words(r, row, c);
}

static int take_rows(struct read *r)
{
	struct csv_row row;
	int got;

	while ((got = csv_in_next(r->in, &row, r->err)) != CSV_IN_END) {
		if (got == CSV_IN_REFUSED)
			return err_set(r->err, ERR_INPUT,
				       "%s:%lld: column %d: found %s, expected %s; nothing of the file was taken",
				       r->file, (long long)row.line, row.column, row.found, row.expected);
		if (got != CSV_IN_ROW || take_row(r, &row))
			return -1;
	}
	return 0;
}

/* Notes what folds alike: the first position, or -1 where two titles do. */
static void note(struct names *in, struct buf *fold, const char *text, size_t i)
{
	int64_t *was;

	buf_clear(fold);
	text_fold(fold, text, strlen(text));
	if ((was = names_find(in, buf_str(fold), fold->len)))
		*was = -1;
	else
		names_add(in, buf_str(fold), fold->len, (int64_t)i);
}

static int find_parent(struct read *r, const struct names *keys, const struct names *titles, const char *text,
		       size_t i, long *out)
{
	struct buf fold = { 0 };
	int64_t *at;

	text_fold(&fold, text, strlen(text));
	if (!(at = names_find(keys, buf_str(&fold), fold.len)))
		at = names_find(titles, buf_str(&fold), fold.len);
	buf_done(&fold);
	*out = at ? (long)*at : -1;
	if (*out >= 0)
		return 0;
	return err_set(r->err, ERR_INPUT,
		       "%s:%ld: \"%.60s\" belongs below \"%.60s\", and %s in the file; nothing of the file was "
		       "taken",
		       r->file, r->b->code[i].line, r->b->code[i].title, text,
		       at ? "there are two of that name" : "there is no such code");
}

/* A parent is named by its code or by its title. */
static int find_parents(struct read *r, long *parent)
{
	struct names keys = { 0 }, titles = { 0 };
	const char *text = buf_str(&r->parents);
	struct buf fold = { 0 };
	int rc = 0;

	for (size_t i = 0; i < r->b->n; i++) {
		if (*r->b->code[i].key)
			note(&keys, &fold, r->b->code[i].key, i);
		note(&titles, &fold, r->b->code[i].title, i);
	}
	for (size_t i = 0; i < r->b->n && !rc; i++, text += strlen(text) + 1) {
		parent[i] = -1;
		if (*text)
			rc = find_parent(r, &keys, &titles, text, i, &parent[i]);
	}
	names_done(&keys);
	names_done(&titles);
	buf_done(&fold);
	return rc;
}

static int read_all(struct read *r, struct buf *notes)
{
	struct csv_row row;
	long *parent;
	int rc = csv_in_header(r->in, &row, r->err);

	if (!rc)
		return err_set(r->err, ERR_INPUT, "%s: the file is empty, expected a row of column names", r->file);
	if (rc < 0)
		return err_wrap(r->err, "%s", r->file);
	if (take_header(r, &row, notes) || take_rows(r))
		return -1;
	for (int i = 0; i < COLUMNS; i++)
		if (r->head.at[i] >= 0)
			r->b->says |= says[i];
	parent = xcalloc(r->b->n + 1, sizeof *parent);
	rc = find_parents(r, parent);
	if (!rc)
		codebook_finish(r->b, parent);
	free(parent);
	return rc;
}

int codebook_read_csv(const char *file, const void *bytes, size_t n, const struct codebook_options *opt,
		      struct codebook *out, struct buf *notes, struct err *err)
{
	struct csv_options how = { .encoding = opt->encoding, .delimiter = opt->delimiter };
	struct read r = { .file = file, .opt = opt, .b = out, .err = err };
	int rc;

	r.in = csv_in_open_bytes(bytes, n, &how);
	rc = read_all(&r, notes);
	csv_in_close(r.in);
	buf_done(&r.parents);
	return rc;
}

static const unsigned says[COLUMNS] = {
	[DEFINITION] = CODEBOOK_DEFINITION,
	[EXAMPLES] = CODEBOOK_EXAMPLES,
	[LETTER] = CODEBOOK_LETTER,
	[RETIRED] = CODEBOOK_RETIRED,
};

/* Without blanks and signs, in small letters. */
static const struct csv_word headers[] = {
	{ "code", KEY },
	{ "key", KEY },
	{ "id", KEY },
	{ "codeid", KEY },
	{ "themecode", KEY },
	{ "themeid", KEY },
	{ "slug", KEY },
	{ "parent", PARENT },
	{ "parentcode", PARENT },
	{ "parentkey", PARENT },
	{ "parentid", PARENT },
	{ "parenttheme", PARENT },
	{ "parentname", PARENT },
	{ "belongsto", PARENT },
	{ "below", PARENT },
	{ "under", PARENT },
	{ "category", PARENT },
	{ "group", PARENT },
	{ "title", TITLE },
	{ "name", TITLE },
	{ "theme", TITLE },
	{ "themename", TITLE },
	{ "codename", TITLE },
	{ "label", TITLE },
	{ "subtheme", TITLE },
	{ "definition", DEFINITION },
	{ "description", DEFINITION },
	{ "meaning", DEFINITION },
	{ "explanation", DEFINITION },
	{ "examples", EXAMPLES },
	{ "example", EXAMPLES },
	{ "examplequotes", EXAMPLES },
	{ "quotes", EXAMPLES },
	{ "letter", LETTER },
	{ "hotkey", LETTER },
	{ "shortcut", LETTER },
	{ "retired", RETIRED },
	{ "inactive", RETIRED },
	{ "archived", RETIRED },
	{ "status", RETIRED },
	{ "guid", GUID },
	{ "uuid", GUID },
	{ "version", VERSION },
	{ "taxonomy", VERSION },
	{ "taxonomyversion", VERSION },
	{ NULL, 0 },
};
