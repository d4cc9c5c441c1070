/* A file becomes the draft of the taxonomy: first a plan in memory, which a dry run shows, then its rows. */
#include "model/taxonomy_edit.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/names.h"
#include "model/taxonomy_private.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TAKE_USED };

/* What becomes of a code of the file. Texts of `is` are borrowed, but the letter. */
struct planned {
	long was;    /* place in the taxonomy, -1 new */
	long parent; /* place in the file, -1 a root */
	bool matched, changed;
	struct theme is;
	char letter[2];
};
struct plan {
	struct store *s;
	const struct taxonomy *t;
	const struct codebook *b;
	struct planned *at; /* one a code */
	bool *kept;         /* by place in the taxonomy: a code of the file is it */
	int64_t *seq;       /* last one given below a code; the roots' behind all */
	int64_t *last;      /* the theme that has it, 0 a new one: of equal numbers the older theme stands first */
	uint64_t *letters;  /* taken below a code; the roots' behind all */
	struct names key, guid, title;
	struct buf words;
	struct taxonomy_taken n;
};

static const char all_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static int64_t *find(struct plan *p, struct names *in, int64_t parent, const char *words)
{
	buf_clear(&p->words);
	if (parent >= 0)
		buf_printf(&p->words, "%" PRId64 "\n", parent);
	text_fold(&p->words, words, strlen(words));
	return names_find(in, buf_str(&p->words), p->words.len);
}

static void note(struct plan *p, struct names *in, int64_t parent, const char *words, size_t place)
{
	if (!find(p, in, parent, words))
		names_add(in, buf_str(&p->words), p->words.len, (int64_t)place);
}

static void note_themes(struct plan *p)
{
	for (size_t i = 0; i < p->t->n; i++) {
		const struct theme *at = &p->t->theme[i];

		note(p, &p->key, -1, at->key, i);
		if (*at->guid)
			note(p, &p->guid, -1, at->guid, i);
		if (!at->retired)
			note(p, &p->title, at->parent, at->title, i);
	}
}

/* The theme that a code of the file is: by its key, its guid, or its title below the same parent. */
static void match(struct plan *p, size_t i)
{
	const struct codebook_code *c = &p->b->code[i];
	struct planned *at = &p->at[i];
	const struct planned *parent = at->parent < 0 ? NULL : &p->at[at->parent];
	int64_t *place;

	if (at->matched)
		return;
	at->matched = true;
	if (at->parent >= 0)
		match(p, (size_t)at->parent);
	place = find(p, &p->key, -1, c->key);
	if (!place && *c->guid)
		place = find(p, &p->guid, -1, c->guid);
	if (!place && (!parent || parent->was >= 0))
		place = find(p, &p->title, parent ? p->t->theme[parent->was].id : 0, c->title);
	at->was = place && !p->kept[*place] ? (long)*place : -1;
	if (at->was >= 0)
		p->kept[at->was] = true;
}

static size_t below(const struct plan *p, const struct planned *at)
{
	return at->parent < 0 ? p->b->n : (size_t)at->parent;
}

static uint64_t bit_of(const char *letter)
{
	const char *at = *letter ? strchr(all_letters, *letter) : NULL;

	return at ? UINT64_C(1) << (at - all_letters) : 0;
}

static void take_letter(struct plan *p, struct planned *at, const char *letter)
{
	uint64_t *taken = &p->letters[below(p, at)];

	if (!*letter || *taken & bit_of(letter))
		return;
	at->letter[0] = *letter;
	*taken |= bit_of(letter);
}

static bool is_free(void *arg, char letter)
{
	return !(*(const uint64_t *)arg & bit_of((char[]){ letter, 0 }));
}

/* Of a file without letters. */
static void give_letter(struct plan *p, struct planned *at)
{
	char one[2] = { theme_pick_letter(at->parent < 0, at->is.title, is_free, &p->letters[below(p, at)]), 0 };

	take_letter(p, at, one);
}

/* What the file says of it, over what stands there; letters and places come later. */
static void fill(struct plan *p, size_t i)
{
	const struct codebook_code *c = &p->b->code[i];
	struct planned *at = &p->at[i];
	static char none[] = "";

	if (at->was >= 0)
		at->is = p->t->theme[at->was];
	else
		at->is = (struct theme){ .key = c->key, .guid = c->guid, .definition = none, .examples = none };
	at->is.title = c->title;
	if (p->b->says & CODEBOOK_DEFINITION)
		at->is.definition = c->definition;
	if (p->b->says & CODEBOOK_EXAMPLES)
		at->is.examples = c->examples;
	if (p->b->says & CODEBOOK_RETIRED)
		at->is.retired = c->retired;
	if (!at->is.retired)
		at->is.merged_into = 0;
	at->is.letter = at->letter;
}

/* Siblings stand as in the file; who stands right keeps the number. */
static void place(struct plan *p, struct planned *at)
{
	const struct theme *was = at->was < 0 ? NULL : &p->t->theme[at->was];
	int64_t parent = at->parent < 0 ? 0 : p->at[at->parent].is.id, *last = &p->seq[below(p, at)];
	int64_t *before = &p->last[below(p, at)];
	bool behind = was && (was->seq > *last || (was->seq == *last && *before && *before < was->id));

	if (!behind || was->parent != parent)
		at->is.seq = *last + 1;
	*last = at->is.seq;
	*before = was ? was->id : 0;
	at->is.parent = parent;
}

static bool is_same(const struct theme *a, const struct theme *b)
{
	return a->parent == b->parent && a->seq == b->seq && a->retired == b->retired && !strcmp(a->letter, b->letter) &&
	       !strcmp(a->title, b->title) && !strcmp(a->definition, b->definition) && !strcmp(a->examples, b->examples);
}

static void lay(struct plan *p)
{
	for (size_t i = 0; i < p->b->n; i++) {
		fill(p, i);
		/* New ones have no number yet, and must differ from the roots' 0. */
		if (p->at[i].was < 0)
			p->at[i].is.id = -1 - (int64_t)i;
	}
	for (size_t i = 0; i < p->b->n; i++) {
		struct planned *at = &p->at[i];

		if (at->is.retired)
			continue;
		take_letter(p, at, p->b->says & CODEBOOK_LETTER ? p->b->code[i].letter
			       : at->was >= 0			? p->t->theme[at->was].letter
								: "");
	}
	for (size_t i = 0; i < p->b->n; i++) {
		struct planned *at = &p->at[i];

		if (!at->is.retired && !(p->b->says & CODEBOOK_LETTER) && !*at->letter)
			give_letter(p, at);
		place(p, at);
		at->changed = at->was < 0 || !is_same(&at->is, &p->t->theme[at->was]);
		(*(at->was < 0 ? &p->n.added : at->changed ? &p->n.changed : &p->n.same))++;
	}
}

static int refuse_lost(struct plan *p, const struct theme *at, struct err *err)
{
	struct stmt *st = db_stmt(p->s->db, &taxonomy_take_sql[TAKE_USED], err);
	int64_t codes;

	if (!st)
		return -1;
	db_int(st, 1, at->id);
	if (db_step(st, err) != 1)
		return -1;
	codes = db_col(st, 0);
	db_reset(st);
	if (!codes)
		return 0;
	return err_set(err, ERR_INPUT, "%s:%ld: the file ends without “%.200s” (%.80s), and %" PRId64 " %s; a theme in use can be"
		       " retired (a column retired with yes), never dropped; nothing was changed",
		       p->b->name ? p->b->name : "the file", p->b->n ? p->b->code[p->b->n - 1].line : 0, at->title, at->key, codes,
		       codes == 1 ? "code stands on it" : "codes stand on it");
}

static int check_kept(struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->t->n; i++) {
		const struct theme *at = &p->t->theme[i];

		if (p->kept[i] || at->retired)
			continue;
		p->n.retired++;
		if (refuse_lost(p, at, err))
			return -1;
	}
	for (size_t i = 0; i < p->b->n; i++) {
		const struct planned *at = &p->at[i];

		if (at->parent >= 0 && !at->is.retired && p->at[at->parent].is.retired)
			return err_set(err, ERR_INPUT, "%s:%ld: “%.200s” is in use below “%.200s”, which is retired; nothing was changed",
				       p->b->name ? p->b->name : "the file", p->b->code[i].line, at->is.title,
				       p->at[at->parent].is.title);
	}
	return 0;
}

static void find_parents(struct plan *p)
{
	struct names keys = { 0 };

	for (size_t i = 0; i < p->b->n; i++)
		note(p, &keys, -1, p->b->code[i].key, i);
	for (size_t i = 0; i < p->b->n; i++) {
		int64_t *at = *p->b->code[i].parent ? find(p, &keys, -1, p->b->code[i].parent) : NULL;

		p->at[i].parent = at ? (long)*at : -1;
	}
	names_done(&keys);
}

static void plan_done(struct plan *p)
{
	free(p->at);
	free(p->kept);
	free(p->seq);
	free(p->last);
	free(p->letters);
	names_done(&p->key);
	names_done(&p->guid);
	names_done(&p->title);
	buf_done(&p->words);
}

static int make_plan(struct plan *p, struct store *s, const struct taxonomy *t, const struct codebook *b, struct err *err)
{
	*p = (struct plan){ .s = s, .t = t, .b = b };
	p->at = xcalloc(b->n + 1, sizeof *p->at);
	p->kept = xcalloc(t->n + 1, sizeof *p->kept);
	p->seq = xcalloc(b->n + 1, sizeof *p->seq);
	p->last = xcalloc(b->n + 1, sizeof *p->last);
	p->letters = xcalloc(b->n + 1, sizeof *p->letters);
	note_themes(p);
	find_parents(p);
	for (size_t i = 0; i < b->n; i++)
		match(p, i);
	lay(p);
	return check_kept(p, err);
}

/* ---- rows ---- */

static int write_code(struct plan *p, struct group *g, size_t i, struct err *err);

/* A parent that is new gets its number first. */
static int need_parent(struct plan *p, struct group *g, struct planned *at, struct err *err)
{
	if (at->parent < 0)
		return 0;
	if (write_code(p, g, (size_t)at->parent, err))
		return -1;
	at->is.parent = p->at[at->parent].is.id;
	return 0;
}

static int write_code(struct plan *p, struct group *g, size_t i, struct err *err)
{
	struct planned *at = &p->at[i];
	const struct theme *was = at->was < 0 ? NULL : &p->t->theme[at->was];

	if (!at->changed)
		return 0;
	at->changed = false;
	if (need_parent(p, g, at, err))
		return -1;
	if (!was)
		return theme_put_new(p->s, g, p->t->id, &at->is, true, err);
	at->is.rev = was->rev + 1;
	return theme_write(p->s, p->t->id, &at->is, was->rev, err) || theme_note_changed(g, p->t->id, was, &at->is, err) ? -1 : 0;
}

static int retire_lost(struct plan *p, struct group *g, struct err *err)
{
	for (size_t i = 0; i < p->t->n; i++) {
		const struct theme *was = &p->t->theme[i];
		struct theme is = *was;
		char none[] = "";

		if (p->kept[i] || was->retired)
			continue;
		is.retired = 1;
		is.letter = none;
		is.rev++;
		if (theme_write(p->s, p->t->id, &is, was->rev, err) || theme_note_changed(g, p->t->id, was, &is, err))
			return -1;
	}
	return 0;
}

static int write_plan(struct plan *p, struct group *g, struct err *err)
{
	char title[200];

	for (size_t i = 0; i < p->b->n; i++)
		if (write_code(p, g, i, err))
			return -1;
	snprintf(title, sizeof title, "themes taken from a file: %zu added, %zu changed, %zu retired", p->n.added, p->n.changed,
		 p->n.retired);
	group_title(g, title);
	return retire_lost(p, g, err);
}

int taxonomy_take_in(struct store *s, struct group *g, const struct taxonomy_taking *k, struct err *err)
{
	struct taxonomy t;
	struct plan p;
	int rc;

	group_scope(g, SUBJECT_TAXONOMY, TAXONOMY_SCOPE);
	if (taxonomy_need_draft(s, g, &t, err))
		return -1;
	rc = make_plan(&p, s, &t, k->b, err);
	if (!rc)
		rc = write_plan(&p, g, err);
	*k->out = p.n;
	plan_done(&p);
	taxonomy_done(&t);
	return rc;
}

static int take(struct store *s, struct group *g, void *arg, struct err *err)
{
	return taxonomy_take_in(s, g, arg, err);
}

/* What taking it would do. */
static int look(struct store *s, const struct codebook *b, struct taxonomy_taken *out, struct err *err)
{
	struct taxonomy t;
	struct plan p;
	int rc = taxonomy_newest(s, &t, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_DB, "this file has no taxonomy");
	rc = make_plan(&p, s, &t, b, err);
	*out = p.n;
	plan_done(&p);
	taxonomy_done(&t);
	return rc;
}

int taxonomy_take(struct store *s, const struct codebook *b, bool dry_run, struct taxonomy_taken *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_TAXONOMY, .scope = TAXONOMY_SCOPE };
	struct taxonomy_taking k = { b, out };

	*out = (struct taxonomy_taken){ 0 };
	if (access_act(s, "taxonomy", err) || codebook_check(b, b->name ? b->name : "the file", err) || look(s, b, out, err))
		return -1;
	if (dry_run || !(out->added + out->changed + out->retired))
		return 0;
	return edit(s, &how, take, &k, NULL, err);
}

const struct sql taxonomy_take_sql[] = {
	[TAKE_USED] = { "theme_used", "select count(*) from code c where c.gone = 0 and (c.theme = $1 or exists (select 1 from"
				      " recode r where r.code = c.id and r.gone = 0 and r.theme = $1))" },
	{ NULL, NULL },
};
