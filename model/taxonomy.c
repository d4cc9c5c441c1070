/* Versions of the taxonomy as they are read: the tree, its letters, and where merged themes went. */
#include "model/taxonomy_private.h"

#include "model/buf.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void theme_done(struct theme *t)
{
	free(t->key);
	free(t->guid);
	free(t->letter);
	free(t->title);
	free(t->definition);
	free(t->examples);
	*t = (struct theme){ 0 };
}

void taxonomy_done(struct taxonomy *t)
{
	for (size_t i = 0; i < t->n; i++)
		theme_done(&t->theme[i]);
	free(t->theme);
	free(t->by_id);
	free(t->title);
	*t = (struct taxonomy){ 0 };
}

void taxonomy_read_head(struct stmt *st, struct taxonomy *out)
{
	*out = (struct taxonomy){ .id = db_col(st, 0),
				  .major = db_col(st, 1),
				  .minor = db_col(st, 2),
				  .state = db_col(st, 3),
				  .title = xstrdup(db_col_text(st, 4)),
				  .member = db_col(st, 5),
				  .at_ms = db_col(st, 6),
				  .rev = db_col(st, 7),
				  .gone = db_col(st, 8) };
}

void theme_read(struct stmt *st, struct theme *t)
{
	*t = (struct theme){ .id = db_col(st, 0),
			     .key = xstrdup(db_col_text(st, 1)),
			     .guid = xstrdup(db_col_text(st, 2)),
			     .parent = db_col(st, 3),
			     .seq = db_col(st, 4),
			     .letter = xstrdup(db_col_text(st, 5)),
			     .title = xstrdup(db_col_text(st, 6)),
			     .definition = xstrdup(db_col_text(st, 7)),
			     .examples = xstrdup(db_col_text(st, 8)),
			     .merged_into = db_col(st, 9),
			     .split_from = db_col(st, 10),
			     .retired = db_col(st, 11),
			     .rev = db_col(st, 12),
			     .gone = db_col(st, 13) };
}

/* ---- the tree ---- */

/* Rows as they came: by parent, then in their order. */
struct rows {
	struct theme *at;
	size_t n, cap;
	bool *taken;
	size_t out; /* how many stand in the tree */
	struct theme *tree;
};

/* The first row below that parent; n: none. */
static size_t first_below(const struct rows *r, int64_t parent)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->at[mid].parent < parent)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void take_below(struct rows *r, size_t i, int level)
{
	int64_t id = r->at[i].id;

	r->taken[i] = true;
	r->at[i].level = level;
	r->tree[r->out++] = r->at[i];
	/* Deeper than any file may be: whatever the rows say, this ends. */
	for (size_t k = first_below(r, id); level < 4 * CODEBOOK_DEPTH && k < r->n && r->at[k].parent == id; k++)
		if (!r->taken[k])
			take_below(r, k, level + 1);
}

/* Nothing is left out: what has no parent in this version stands among the roots. */
static void lay_tree(struct rows *r, struct taxonomy *t)
{
	r->taken = xcalloc(r->n + 1, sizeof *r->taken);
	r->tree = xcalloc(r->n + 1, sizeof *r->tree);
	for (size_t i = 0; i < r->n && !r->at[i].parent; i++)
		take_below(r, i, 0);
	for (size_t i = 0; i < r->n; i++)
		if (!r->taken[i])
			take_below(r, i, 0);
	t->theme = r->tree;
	t->n = r->n;
	free(r->taken);
	free(r->at);
}

static int by_id(const void *a, const void *b, void *arg)
{
	const struct theme *theme = arg;
	int64_t x = theme[*(const size_t *)a].id, y = theme[*(const size_t *)b].id;

	return x < y ? -1 : x > y;
}

static void index_ids(struct taxonomy *t)
{
	t->by_id = xcalloc(t->n + 1, sizeof *t->by_id);
	for (size_t i = 0; i < t->n; i++)
		t->by_id[i] = i;
	qsort_r(t->by_id, t->n, sizeof *t->by_id, by_id, t->theme);
}

static int read_themes(struct store *s, struct taxonomy *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_sql[TAXONOMY_THEMES], err);
	struct rows r = { 0 };
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, t->id);
	while ((rc = db_step(st, err)) == 1) {
		if (r.n == r.cap) {
			r.cap = r.cap ? r.cap * 2 : 32;
			r.at = xrealloc(r.at, r.cap * sizeof *r.at);
		}
		theme_read(st, &r.at[r.n++]);
	}
	lay_tree(&r, t);
	index_ids(t);
	return rc;
}

struct getting {
	struct store *s;
	int sql;
	int64_t id;
	struct taxonomy *out;
	int found;
};

static int get(void *arg, struct err *err)
{
	struct getting *g = arg;
	struct stmt *st = db_stmt(g->s->db, &taxonomy_sql[g->sql], err);

	if (!st)
		return -1;
	if (g->sql == TAXONOMY_GET)
		db_int(st, 1, g->id);
	g->found = db_step(st, err);
	if (g->found != 1)
		return g->found;
	taxonomy_read_head(st, g->out);
	db_reset(st);
	if (!read_themes(g->s, g->out, err))
		return 0;
	taxonomy_done(g->out);
	return -1;
}

static int get_by(struct store *s, int sql, int64_t id, struct taxonomy *out, struct err *err)
{
	struct getting g = { s, sql, id, out, 0 };

	*out = (struct taxonomy){ 0 };
	return db_read(s->db, get, &g, err) ? -1 : g.found;
}

int taxonomy_get(struct store *s, int64_t id, struct taxonomy *out, struct err *err)
{
	return get_by(s, id ? TAXONOMY_GET : TAXONOMY_NEWEST, id, out, err);
}

int taxonomy_draft(struct store *s, struct taxonomy *out, struct err *err)
{
	return get_by(s, TAXONOMY_OPEN, 0, out, err);
}

int taxonomy_newest(struct store *s, struct taxonomy *out, struct err *err)
{
	int rc = taxonomy_draft(s, out, err);

	return rc ? rc : taxonomy_get(s, 0, out, err);
}

int taxonomy_list(struct store *s, struct taxonomy **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_sql[TAXONOMY_LIST], err);
	int rc;

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		taxonomy_read_head(st, &(*out)[(*n)++]);
	}
	return rc;
}

static void list_versions(const struct taxonomy *list, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].state == TAXONOMY_DRAFT)
			buf_printf(out, "%sdraft", i ? ", " : "");
		else
			buf_printf(out, "%s%" PRId64 ".%" PRId64, i ? ", " : "", list[i].major, list[i].minor);
}

/* Later ones win: of a major version its newest. */
static bool is_version(const struct taxonomy *t, const char *words)
{
	char full[48], major[24];

	snprintf(full, sizeof full, "%" PRId64 ".%" PRId64, t->major, t->minor);
	snprintf(major, sizeof major, "%" PRId64, t->major);
	if (t->state == TAXONOMY_DRAFT)
		return !strcmp(words, "draft");
	return !*words || !strcmp(words, full) || !strcmp(words, major);
}

int taxonomy_parse(struct store *s, const char *words, int64_t *id, struct err *err)
{
	struct taxonomy *list = NULL;
	size_t n = 0;
	struct buf known = { 0 };
	int rc = taxonomy_list(s, &list, &n, err);

	*id = 0;
	if (*words == 'v')
		words++;
	for (size_t i = 0; !rc && i < n; i++)
		if (is_version(&list[i], words))
			*id = list[i].id;
	list_versions(list, n, &known);
	if (!rc && !*id)
		rc = err_set(err, ERR_INPUT, "there is no version “%.80s” of the taxonomy, expected one of %s", words,
			     buf_str(&known));
	for (size_t i = 0; i < n; i++)
		taxonomy_done(&list[i]);
	free(list);
	buf_done(&known);
	return rc;
}

/* ---- finding ---- */

const struct theme *taxonomy_theme(const struct taxonomy *t, int64_t id)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct theme *at = &t->theme[t->by_id[mid]];

		if (at->id == id)
			return at;
		if (at->id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* How well words name a theme: 0 not at all; its key best, then the whole title of one in use, the beginning of it, and
 * both of a retired one. */
static int named(const struct theme *at, const struct buf *words, struct buf *fold)
{
	buf_clear(fold);
	text_fold(fold, at->key, strlen(at->key));
	if (!strcmp(buf_str(fold), buf_str(words)))
		return 5;
	buf_clear(fold);
	text_fold(fold, at->title, strlen(at->title));
	if (strncmp(buf_str(fold), buf_str(words), words->len) != 0)
		return 0;
	return 1 + (fold->len == words->len) + (at->retired ? 0 : 2);
}

const struct theme *taxonomy_find(const struct taxonomy *t, const char *words)
{
	struct buf want = { 0 }, fold = { 0 };
	const struct theme *best = NULL;
	int best_rank = 0;
	bool several = false;

	text_fold(&want, words, strlen(words));
	for (size_t i = 0; want.len && i < t->n; i++) {
		int rank = named(&t->theme[i], &want, &fold);

		if (!rank || rank < best_rank)
			continue;
		several = rank == best_rank;
		best_rank = rank;
		best = &t->theme[i];
	}
	buf_done(&want);
	buf_done(&fold);
	return several ? NULL : best;
}

const struct theme *taxonomy_letter(const struct taxonomy *t, int64_t parent, const char *letter)
{
	for (size_t i = 0; *letter && i < t->n; i++)
		if (t->theme[i].parent == parent && !t->theme[i].retired && !strcmp(t->theme[i].letter, letter))
			return &t->theme[i];
	return NULL;
}

int64_t taxonomy_counts_for(const struct taxonomy *t, int64_t theme)
{
	for (size_t steps = 0; steps <= t->n; steps++) {
		const struct theme *at = taxonomy_theme(t, theme);

		if (!at || !at->merged_into)
			break;
		theme = at->merged_into;
	}
	return theme;
}

bool taxonomy_is_below(const struct taxonomy *t, int64_t theme, int64_t above)
{
	for (size_t steps = 0; theme && steps <= t->n; steps++) {
		const struct theme *at = taxonomy_theme(t, theme);

		if (theme == above)
			return true;
		theme = at ? at->parent : 0;
	}
	return false;
}

#define HEAD "select id, major, minor, state, title, member, at_ms, rev, gone from taxonomy where gone = 0"

const struct sql taxonomy_sql[] = {
	[TAXONOMY_NEWEST] = { "taxonomy_newest", HEAD " and state = 1 order by major desc, minor desc limit 1" },
	[TAXONOMY_GET] = { "taxonomy_get", HEAD " and id = $1" },
	[TAXONOMY_OPEN] = { "taxonomy_open", HEAD " and state = 0 order by id desc limit 1" },
	[TAXONOMY_LIST] = { "taxonomy_list", HEAD " order by 1 - state, major, minor" },
	[TAXONOMY_THEMES] = { "taxonomy_themes",
			      "select t.id, t.key, t.guid, i.parent, i.seq, i.letter, i.title, i.definition, i.examples,"
			      " i.merged_into, i.split_from, i.retired, i.rev, i.gone from theme_in i"
			      " join theme t on t.id = i.theme where i.taxonomy = $1 and i.gone = 0"
			      " order by i.parent, i.seq, i.theme" },
	[TAXONOMY_ANY] = { "taxonomy_any", "select count(*) from (select 1 from taxonomy limit 1) x" },
	{ NULL, NULL },
};
