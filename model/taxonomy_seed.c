/* The shipped taxonomy: assets/taxonomy.ini as version 1.0. */
#include "model/taxonomy_private.h"

#include "assets/assets.h"
#include "model/buf.h"
#include "model/ini.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "taxonomy"

static struct codebook_code *need(struct codebook *b, const char *key, int line)
{
	struct codebook_code *c = b->n ? &b->code[b->n - 1] : NULL;

	if (c && !strcmp(c->key, key))
		return c;
	c = codebook_add(b);
	free(c->key);
	c->key = xstrdup(key);
	c->line = line;
	return c;
}

/* One example a line; words of the others go on behind a blank. */
static void add(char **text, const char *value, const char *between)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s%s%s", *text, **text ? between : "", value);
	free(*text);
	*text = buf_take(&b);
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct codebook_code *c = need(arg, section, line);

	if (!strcmp(key, "title"))
		add(&c->title, value, " ");
	else if (!strcmp(key, "definition"))
		add(&c->definition, value, " ");
	else if (!strcmp(key, "example"))
		add(&c->examples, value, "\n");
	else if (!strcmp(key, "parent"))
		add(&c->parent, value, " ");
	else if (!strcmp(key, "letter") && strlen(value) == 1)
		c->letter[0] = *value;
	else
		return err_set(err, ERR_CONFIG, "found %.40s = %.40s, expected title, letter (one), definition, example or parent",
			       key, value);
	return 0;
}

int taxonomy_shipped(struct codebook *out, struct err *err)
{
	const struct asset *a = asset_find(FILE_NAME ".ini");

	*out = (struct codebook){ 0 };
	if (!a)
		return err_set(err, ERR_BUG, FILE_NAME ".ini is not compiled in");
	if (!ini_each(FILE_NAME, a->body, strlen(a->body), take, out, err) && !codebook_check(out, FILE_NAME, err))
		return 0;
	codebook_done(out);
	return -1;
}

/* A parent stands in the file before what is below it. */
static int seed_theme(struct store *s, int64_t taxonomy, const struct codebook *b, int64_t *ids, size_t i, struct err *err)
{
	const struct codebook_code *c = &b->code[i];
	long parent = *c->parent ? codebook_find(b, c->parent) : -1;
	struct theme t = { .id = theme_make(s, taxonomy, c->key, c->guid, err),
			   .parent = parent < 0 ? 0 : ids[parent],
			   .seq = (int64_t)i + 1,
			   .letter = (char *)(uintptr_t)c->letter,
			   .title = c->title,
			   .definition = c->definition,
			   .examples = c->examples,
			   .rev = 1 };

	ids[i] = t.id;
	return t.id < 0 ? -1 : theme_write(s, taxonomy, &t, 0, err);
}

static int seed(void *arg, struct err *err)
{
	struct store *s = arg;
	char title[] = "shipped";
	struct taxonomy t = { .major = 1, .state = TAXONOMY_PUBLISHED, .title = title, .at_ms = s->now(s), .rev = 1 };
	struct codebook b;
	int64_t *ids;
	int rc;

	if (taxonomy_is_there(s))
		return 0;
	if (taxonomy_shipped(&b, err))
		return -1;
	ids = xcalloc(b.n, sizeof *ids);
	t.id = db_next_id(s->db, "taxonomy", 1, err);
	rc = t.id < 0 ? -1 : taxonomy_write(s, &t, 0, err);
	for (size_t i = 0; !rc && i < b.n; i++)
		rc = seed_theme(s, t.id, &b, ids, i, err);
	free(ids);
	codebook_done(&b);
	return rc;
}

bool taxonomy_is_there(const struct store *s)
{
	return db_scalar(s->db, &taxonomy_sql[TAXONOMY_ANY], 0);
}

int taxonomy_seed(struct store *s, struct err *err)
{
	return db_tx(s->db, seed, s, err);
}
