/* The shipped taxonomy: assets/taxonomy.csv as version 1.0. */
#include "model/taxonomy_private.h"

#include "assets/assets.h"
#include "model/buf.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "taxonomy.csv"

static int read_shipped(struct codebook *out, struct err *err)
{
	const struct asset *a = asset_find(FILE_NAME);
	struct codebook_options opt = { .delimiter = ',' };

	if (!a)
		return err_set(err, ERR_BUG, FILE_NAME " is not compiled in");
	return codebook_read_bytes(FILE_NAME, a->body, strlen(a->body), &opt, out, NULL, err);
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
	if (read_shipped(&b, err))
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
