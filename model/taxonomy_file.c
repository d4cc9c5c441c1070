#include "model/taxonomy_file.h"

#include "model/buf.h"
#include "model/codebook_private.h"
#include "model/export_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct sheet_column columns[] = {
	{ "code", false },     { "parent", false }, { "title", false },	  { "definition", false },
	{ "examples", false }, { "letter", false }, { "version", false }, { "retired", false },
};

static void set(char **text, const char *s)
{
	codebook_set(text, s ? s : "", strlen(s ? s : ""));
}

static const char *key_of(const struct taxonomy *t, int64_t theme)
{
	const struct theme *at = theme ? taxonomy_theme(t, theme) : NULL;

	return at ? at->key : "";
}

void taxonomy_codebook(const struct taxonomy *t, struct codebook *out)
{
	*out = (struct codebook){ .says = CODEBOOK_DEFINITION | CODEBOOK_EXAMPLES | CODEBOOK_LETTER |
					  CODEBOOK_RETIRED };
	for (size_t i = 0; i < t->n; i++) {
		const struct theme *from = &t->theme[i];
		struct codebook_code *c = codebook_add(out);

		set(&c->key, from->key);
		set(&c->parent, key_of(t, from->parent));
		set(&c->title, from->title);
		set(&c->definition, from->definition);
		set(&c->examples, from->examples);
		set(&c->guid, from->guid);
		c->retired = from->retired || from->merged_into;
		set(&c->merged, key_of(t, from->merged_into));
		snprintf(c->letter, sizeof c->letter, "%s", c->retired ? "" : from->letter);
	}
}

void taxonomy_origin(const struct store *s, struct buf *out)
{
	buf_printf(out, "wl-%016" PRIx64, s->uid);
}

static void put_code(struct export *x, const struct codebook_code *c, const char *version)
{
	sheet_text(x->sheet, c->key);
	sheet_text(x->sheet, *c->parent ? c->parent : NULL);
	sheet_text(x->sheet, c->title);
	sheet_text(x->sheet, *c->definition ? c->definition : NULL);
	sheet_text(x->sheet, *c->examples ? c->examples : NULL);
	sheet_word(x->sheet, *c->letter ? c->letter : NULL);
	sheet_word(x->sheet, version);
	sheet_word(x->sheet, c->retired ? "yes" : NULL);
	sheet_end_row(x->sheet);
}

static int put_qdc(struct export *x, const struct codebook *b, struct err *err)
{
	struct buf origin = { 0 }, bytes = { 0 };
	int rc;

	taxonomy_origin(x->s, &origin);
	rc = codebook_write_qdc(b, buf_str(&origin), &bytes, err);
	if (!rc)
		rc = sheet_open_whole(&x->sheet, x->opt, err);
	if (!rc)
		sheet_whole(x->sheet, &bytes, (int64_t)b->n);
	buf_done(&origin);
	buf_done(&bytes);
	return rc;
}

static int put_sheet(struct export *x, const struct codebook *b, const char *version, struct err *err)
{
	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	for (size_t i = 0; i < b->n; i++)
		put_code(x, &b->code[i], version);
	return 0;
}

/* The version that passes begin with. */
int export_taxonomy(struct export *x, struct err *err)
{
	struct codebook b = { 0 };
	struct taxonomy t;
	char version[48];
	int rc = taxonomy_get(x->s, 0, &t, err);

	if (rc < 0)
		return -1;
	if (!rc)
		return err_set(err, ERR_INPUT, "this file has no taxonomy");
	snprintf(version, sizeof version, "%" PRId64 ".%" PRId64, t.major, t.minor);
	taxonomy_codebook(&t, &b);
	rc = x->opt->format == EXPORT_QDC ? put_qdc(x, &b, err) : put_sheet(x, &b, version, err);
	codebook_done(&b);
	taxonomy_done(&t);
	return rc;
}
