/* The draft of the taxonomy and each of its changes. */
#include "model/taxonomy_edit.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/taxonomy_private.h"
#include "model/text.h"
#include "model/word.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EDIT_NUMBER, EDIT_KEY };

#define ROOT_LETTERS "bcfimopsABCDFIJKMNOPQRSTUVWXYZ"
#define SUB_LETTERS "abcdefghilmnopqrstwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* ---- the draft ---- */

/* A row of that number whose opening was taken back: its id and rev. */
static int find_number(struct store *s, struct taxonomy *t, int64_t *was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_edit_sql[EDIT_NUMBER], err);
	int rc;

	*was_rev = 0;
	if (!st)
		return -1;
	db_int(st, 1, t->major);
	db_int(st, 2, t->minor);
	rc = db_step(st, err);
	if (rc == 1) {
		t->id = db_col(st, 0);
		*was_rev = db_col(st, 1);
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

static int open_draft(struct store *s, struct group *g, struct err *err)
{
	char title[] = "";
	struct taxonomy from = { 0 };
	struct taxonomy t = { .state = TAXONOMY_DRAFT, .title = title, .member = s->actor.member, .at_ms = g->at_ms };
	int64_t was_rev = 0;
	int rc = taxonomy_get(s, 0, &from, err);

	if (!rc)
		rc = err_set(err, ERR_DB, "this file has no taxonomy");
	t.major = from.major;
	t.minor = from.minor + 1;
	rc = rc < 0 ? -1 : find_number(s, &t, &was_rev, err);
	if (!rc && !was_rev)
		t.id = db_next_id(s->db, "taxonomy", 1, err);
	t.rev = was_rev + 1;
	if (!rc)
		rc = t.id < 0 || taxonomy_write(s, &t, was_rev, err) || taxonomy_copy(s, from.id, t.id, err) ||
		     taxonomy_note_made(g, &t, err);
	taxonomy_done(&from);
	return rc ? -1 : 0;
}

int taxonomy_need_draft(struct store *s, struct group *g, struct taxonomy *out, struct err *err)
{
	int rc = access_act(s, "taxonomy", err) ? -1 : taxonomy_draft(s, out, err);

	if (!rc)
		rc = open_draft(s, g, err) ? -1 : taxonomy_draft(s, out, err);
	return rc == 1 ? 0 : -1;
}

/* ---- one change ---- */

/* All that a change is told, and what it changed. */
struct editing {
	int64_t theme, other;
	const struct theme_new *made;
	const struct theme_words *words;
	const char *const *titles;
	size_t n;
	bool back;
	int64_t id;
	struct taxonomy t; /* the draft as it stands before */
	struct group *g;
	struct store *s;
};

typedef int doing(struct editing *e, struct err *err);

struct running {
	doing *fn;
	struct editing *e;
};

static int run(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct running *r = arg;
	int rc;

	r->e->s = s;
	r->e->g = g;
	group_scope(g, SUBJECT_TAXONOMY, TAXONOMY_SCOPE);
	if (taxonomy_need_draft(s, g, &r->e->t, err))
		return -1;
	rc = r->fn(r->e, err);
	taxonomy_done(&r->e->t);
	return rc;
}

static int change(struct store *s, doing *fn, struct editing *e, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_TAXONOMY, .scope = TAXONOMY_SCOPE };
	struct running r = { fn, e };

	return edit(s, &how, run, &r, NULL, err);
}

static void name_group(struct editing *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void name_group(struct editing *e, const char *fmt, ...)
{
	char words[300];
	struct buf b = { 0 };
	va_list args;

	va_start(args, fmt);
	cut_print(words, sizeof words, fmt, args);
	va_end(args);
	text_repair(&b, words, strlen(words));
	group_title(e->g, buf_str(&b));
	buf_done(&b);
}

/* A theme of the draft; retired ones only where `any`. */
static const struct theme *need(const struct editing *e, int64_t id, bool any, struct err *err)
{
	const struct theme *at = taxonomy_theme(&e->t, id);

	if (!at)
		err_set(err, ERR_INPUT, "there is no such theme in the taxonomy");
	else if (at->retired && !any)
		err_set(err, ERR_REFUSED, "“%s” is retired; bring it back first", at->title);
	else
		return at;
	return NULL;
}

static int put(struct editing *e, const struct theme *was, struct theme *is, struct err *err)
{
	is->rev = was->rev + 1;
	return theme_write(e->s, e->t.id, is, was->rev, err) || theme_note_changed(e->g, e->t.id, was, is, err) ? -1 : 0;
}

/* ---- titles, letters, places ---- */

static int check_title(const struct editing *e, int64_t parent, int64_t but, const char *title, struct err *err)
{
	if (!text_says(title) || strpbrk(title, "\r\n"))
		return err_set(err, ERR_INPUT, "a theme needs a title in one line");
	if (strlen(title) > CODEBOOK_TITLE_MAX)
		return err_set(err, ERR_INPUT, "the title is longer than %d bytes", CODEBOOK_TITLE_MAX);
	for (size_t i = 0; i < e->t.n; i++) {
		const struct theme *at = &e->t.theme[i];

		if (at->parent == parent && at->id != but && !at->retired && word_is_alike(at->title, title))
			return err_set(err, ERR_INPUT, "“%s” stands there already; two themes side by side need two titles",
				       at->title);
	}
	return 0;
}

static int check_texts(const char *definition, const char *examples, struct err *err)
{
	if ((definition && strlen(definition) > CODEBOOK_TEXT_MAX) || (examples && strlen(examples) > CODEBOOK_TEXT_MAX))
		return err_set(err, ERR_INPUT, "the definition or the examples are longer than %d bytes", CODEBOOK_TEXT_MAX);
	return 0;
}

static int check_letter(const struct editing *e, int64_t parent, int64_t but, const char *letter, struct err *err)
{
	const char *may = parent ? SUB_LETTERS : ROOT_LETTERS;
	const struct theme *has = taxonomy_letter(&e->t, parent, letter);

	if (!*letter)
		return 0;
	if (letter[1] || !strchr(may, *letter))
		return err_set(err, ERR_INPUT,
			       parent ? "found the letter “%.8s”, expected one of a to z but j k u v, or a capital"
				      : "found the letter “%.8s”, expected one of b c f i m o p s or a capital but E G H L:"
					" the others are keys of the coding screen",
			       letter);
	if (has && has->id != but)
		return err_set(err, ERR_INPUT, "the letter %s belongs to “%s” already", letter, has->title);
	return 0;
}

/* Of the title's letters: small or capital, only the beginnings of words or all. */
static char pick_of(const char *title, const char *may, bool beginnings, bool capital, bool (*is_free)(void *, char),
		    void *arg)
{
	for (const char *c = title; *c; c++) {
		char l = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;

		if (l < 'a' || l > 'z' || (beginnings && c > title && c[-1] != ' '))
			continue;
		l = capital ? (char)(l - 'a' + 'A') : l;
		if (strchr(may, l) && is_free(arg, l))
			return l;
	}
	return 0;
}

char theme_pick_letter(bool root, const char *title, bool (*is_free)(void *arg, char letter), void *arg)
{
	const char *may = root ? ROOT_LETTERS : SUB_LETTERS;
	char l = pick_of(title, may, true, false, is_free, arg);

	if (!l)
		l = pick_of(title, may, root, root, is_free, arg);
	if (!l)
		l = pick_of(title, may, false, false, is_free, arg);
	for (const char *c = may; !l && *c; c++)
		l = is_free(arg, *c) ? *c : 0;
	return l;
}

struct beside {
	const struct taxonomy *t;
	int64_t parent;
};

static bool is_free(void *arg, char letter)
{
	const struct beside *b = arg;

	return !taxonomy_letter(b->t, b->parent, (char[]){ letter, 0 });
}

static void free_letter(const struct editing *e, int64_t parent, const char *title, char out[2])
{
	struct beside b = { &e->t, parent };

	out[0] = theme_pick_letter(!parent, title, is_free, &b);
	out[1] = 0;
}

static int64_t last_seq(const struct editing *e, int64_t parent)
{
	int64_t last = 0;

	for (size_t i = 0; i < e->t.n; i++)
		if (e->t.theme[i].parent == parent && e->t.theme[i].seq > last)
			last = e->t.theme[i].seq;
	return last;
}

static int check_depth(const struct editing *e, int64_t parent, int levels, struct err *err)
{
	const struct theme *at = taxonomy_theme(&e->t, parent);

	if (at && at->level + 1 + levels >= CODEBOOK_DEPTH)
		return err_set(err, ERR_INPUT, "themes stand at most %d levels deep", CODEBOOK_DEPTH);
	return 0;
}

/* ---- adding ---- */

/* A key that no theme has, made of the title; one whose making was taken back is free again. */
static int make_key(struct store *s, const char *title, struct buf *key, struct err *err)
{
	char *slug = text_slug(title);
	int rc = 1;

	for (int n = 1; rc == 1; n++) {
		struct stmt *st = db_stmt(s->db, &taxonomy_edit_sql[EDIT_KEY], err);

		buf_clear(key);
		buf_printf(key, "%.60s", slug);
		if (n > 1)
			buf_printf(key, "-%d", n);
		if (st)
			db_text(st, 1, buf_str(key));
		rc = st ? db_step(st, err) : -1;
		if (rc == 1)
			db_reset(st);
	}
	free(slug);
	return rc;
}

int theme_put_new(struct store *s, struct group *g, int64_t taxonomy, struct theme *t, bool brief, struct err *err)
{
	struct theme was;
	int rc;

	t->id = theme_make(s, taxonomy, t->key, t->guid, err);
	rc = t->id < 0 ? -1 : theme_get(s, taxonomy, t->id, &was, err);
	if (rc < 0)
		return -1;
	t->rev = was.rev + 1;
	rc = theme_write(s, taxonomy, t, was.rev, err) || theme_note_made(g, taxonomy, t, brief, err) ? -1 : 0;
	theme_done(&was);
	return rc;
}

static int add_row(struct editing *e, const struct theme_new *n, int64_t seq, int64_t split_from, struct err *err)
{
	struct buf key = { 0 };
	char letter[2] = "";
	struct theme t = { .guid = (char *)(uintptr_t) "",
			   .parent = n->parent,
			   .seq = seq,
			   .letter = letter,
			   .title = (char *)(uintptr_t)n->title,
			   .definition = (char *)(uintptr_t)(n->definition ? n->definition : ""),
			   .examples = (char *)(uintptr_t)(n->examples ? n->examples : ""),
			   .split_from = split_from };
	int rc = n->key ? 0 : make_key(e->s, n->title, &key, err);

	if (n->letter)
		letter[0] = *n->letter;
	else
		free_letter(e, n->parent, n->title, letter);
	t.key = n->key ? (char *)(uintptr_t)n->key : (char *)(uintptr_t)buf_str(&key);
	if (!rc)
		rc = theme_put_new(e->s, e->g, e->t.id, &t, false, err);
	e->id = t.id;
	buf_done(&key);
	return rc;
}

static int do_add(struct editing *e, struct err *err)
{
	const struct theme_new *n = e->made;

	if ((n->parent && !need(e, n->parent, false, err)) || check_title(e, n->parent, 0, n->title, err) ||
	    check_texts(n->definition, n->examples, err) || check_depth(e, n->parent, 0, err) ||
	    (n->letter && check_letter(e, n->parent, 0, n->letter, err)))
		return -1;
	if (n->key && taxonomy_find(&e->t, n->key) && !strcmp(taxonomy_find(&e->t, n->key)->key, n->key))
		return err_set(err, ERR_INPUT, "there is a theme with the key “%.80s” already", n->key);
	name_group(e, "theme “%s” added", n->title);
	return add_row(e, n, last_seq(e, n->parent) + 1, 0, err);
}

int theme_add(struct store *s, const struct theme_new *n, int64_t *id, struct err *err)
{
	struct editing e = { .made = n };
	int rc = change(s, do_add, &e, err);

	if (!rc && id)
		*id = e.id;
	return rc;
}

/* ---- words ---- */

static int do_set(struct editing *e, struct err *err)
{
	const struct theme_words *w = e->words;
	const struct theme *was = need(e, e->theme, true, err);
	struct theme is;

	if (!was || (w->title && check_title(e, was->parent, was->id, w->title, err)) ||
	    check_texts(w->definition, w->examples, err))
		return -1;
	if (w->letter && *w->letter && was->retired)
		return err_set(err, ERR_REFUSED, "“%s” is retired and has no letter", was->title);
	if (w->letter && check_letter(e, was->parent, was->id, w->letter, err))
		return -1;
	is = *was;
	is.title = w->title ? (char *)(uintptr_t)w->title : was->title;
	is.definition = w->definition ? (char *)(uintptr_t)w->definition : was->definition;
	is.examples = w->examples ? (char *)(uintptr_t)w->examples : was->examples;
	is.letter = w->letter ? (char *)(uintptr_t)w->letter : was->letter;
	if (strcmp(is.title, was->title) != 0)
		name_group(e, "theme “%s” renamed to “%s”", was->title, is.title);
	else
		name_group(e, "theme “%s” changed", was->title);
	return put(e, was, &is, err);
}

/* Whether the words are those that stand there: then no draft is opened for nothing. */
static int says_nothing(struct store *s, int64_t theme, const struct theme_words *w, struct err *err)
{
	struct taxonomy t;
	const struct theme *at;
	int rc = taxonomy_newest(s, &t, err);
	bool same;

	if (rc != 1)
		return rc;
	at = taxonomy_theme(&t, theme);
	same = at && (!w->title || !strcmp(w->title, at->title)) && (!w->letter || !strcmp(w->letter, at->letter)) &&
	       (!w->definition || !strcmp(w->definition, at->definition)) &&
	       (!w->examples || !strcmp(w->examples, at->examples));
	taxonomy_done(&t);
	return same;
}

int theme_set(struct store *s, int64_t theme, const struct theme_words *w, struct err *err)
{
	struct editing e = { .theme = theme, .words = w };
	int rc = says_nothing(s, theme, w, err);

	return rc ? (rc < 0 ? -1 : 0) : change(s, do_set, &e, err);
}

/* ---- the tree ---- */

static int depth_below(const struct editing *e, const struct theme *top)
{
	int deepest = 0;

	for (size_t i = 0; i < e->t.n; i++)
		if (e->t.theme[i].level - top->level > deepest && taxonomy_is_below(&e->t, e->t.theme[i].id, top->id))
			deepest = e->t.theme[i].level - top->level;
	return deepest;
}

/* One theme and all below it to another place; its letter goes along where it is free there. What is in memory follows,
 * so that the next one sees which letter this one took. */
static int put_below(struct editing *e, int64_t theme, int64_t parent, int64_t seq, struct err *err)
{
	struct theme *was = (struct theme *)(uintptr_t)taxonomy_theme(&e->t, theme), is = *was;
	char letter[2] = "";

	is.parent = parent;
	is.seq = seq;
	if (!was->retired && check_letter(e, parent, was->id, *was->letter ? was->letter : "?", NULL)) {
		free_letter(e, parent, was->title, letter);
		is.letter = letter;
	}
	if (put(e, was, &is, err))
		return -1;
	if (is.letter == letter) {
		free(was->letter);
		was->letter = xstrdup(letter);
	}
	was->parent = parent;
	was->seq = seq;
	was->rev = is.rev;
	return 0;
}

static int do_move(struct editing *e, struct err *err)
{
	const struct theme *was = need(e, e->theme, false, err);

	if (!was || (e->other && !need(e, e->other, false, err)))
		return -1;
	if (e->other && taxonomy_is_below(&e->t, e->other, e->theme))
		return err_set(err, ERR_INPUT, "“%s” cannot stand below itself", was->title);
	if (was->parent == e->other)
		return err_set(err, ERR_REFUSED, "“%s” stands there already", was->title);
	if (check_title(e, e->other, was->id, was->title, err) || check_depth(e, e->other, depth_below(e, was), err))
		return -1;
	name_group(e, "theme “%s” moved", was->title);
	return put_below(e, e->theme, e->other, last_seq(e, e->other) + 1, err);
}

int theme_move(struct store *s, int64_t theme, int64_t parent, struct err *err)
{
	struct editing e = { .theme = theme, .other = parent };

	return change(s, do_move, &e, err);
}

/* What stands below one theme goes below another that has at most as deep a place. */
static int move_children(struct editing *e, int64_t from, int64_t to, struct err *err)
{
	int64_t seq = last_seq(e, to);

	for (size_t i = 0; i < e->t.n; i++) {
		const struct theme *at = &e->t.theme[i];

		if (at->parent != from)
			continue;
		if ((!at->retired && check_title(e, to, at->id, at->title, err)) || put_below(e, at->id, to, ++seq, err))
			return -1;
	}
	return 0;
}

static int retire_row(struct editing *e, int64_t theme, int64_t into, struct err *err)
{
	const struct theme *was = taxonomy_theme(&e->t, theme);
	char none[] = "";
	struct theme is = *was;

	is.retired = 1;
	is.merged_into = into;
	is.letter = none;
	return put(e, was, &is, err);
}

static int do_merge(struct editing *e, struct err *err)
{
	const struct theme *from = need(e, e->theme, false, err), *into = from ? need(e, e->other, false, err) : NULL;

	if (!from || !into)
		return -1;
	if (taxonomy_is_below(&e->t, into->id, from->id))
		return err_set(err, ERR_INPUT, from == into ? "“%s” cannot be merged into itself"
							     : "“%s” cannot be merged into what stands below it; move that out first",
			       from->title);
	if (check_depth(e, into->id, depth_below(e, from) - 1, err))
		return -1;
	name_group(e, "theme “%s” merged into “%s”", from->title, into->title);
	return move_children(e, e->theme, e->other, err) || retire_row(e, e->theme, e->other, err) ? -1 : 0;
}

int theme_merge(struct store *s, int64_t from, int64_t into, struct err *err)
{
	struct editing e = { .theme = from, .other = into };

	return change(s, do_merge, &e, err);
}

static int do_split(struct editing *e, struct err *err)
{
	const struct theme *was = need(e, e->theme, false, err);
	int64_t parent = was ? was->parent : 0, seq = was ? was->seq : 0, first = 0;
	char letter[2] = "";

	if (!was)
		return -1;
	if (e->n < 2)
		return err_set(err, ERR_INPUT, "“%s” is split into at least two parts", was->title);
	letter[0] = *was->letter;
	name_group(e, "theme “%s” split into %zu", was->title, e->n);
	if (retire_row(e, e->theme, 0, err))
		return -1;
	for (size_t i = 0; i < e->n; i++) {
		struct theme_new n = { .title = e->titles[i], .parent = parent, .letter = i || !*letter ? NULL : letter };

		taxonomy_done(&e->t);
		if (taxonomy_draft(e->s, &e->t, err) != 1 || check_title(e, parent, 0, n.title, err) ||
		    add_row(e, &n, seq, e->theme, err))
			return -1;
		first = first ? first : e->id;
	}
	taxonomy_done(&e->t);
	return taxonomy_draft(e->s, &e->t, err) != 1 || move_children(e, e->theme, first, err) ? -1 : 0;
}

int theme_split(struct store *s, int64_t theme, const char *const *titles, size_t n, struct err *err)
{
	struct editing e = { .theme = theme, .titles = titles, .n = n };

	return change(s, do_split, &e, err);
}

/* ---- in use or not ---- */

static int bring_back(struct editing *e, const struct theme *was, struct err *err)
{
	const struct theme *parent = taxonomy_theme(&e->t, was->parent);
	struct theme is = *was;
	char letter[2];

	if (!was->retired)
		return err_set(err, ERR_REFUSED, "“%s” is in use", was->title);
	if (parent && parent->retired)
		return err_set(err, ERR_REFUSED, "“%s” stands below “%s”, which is retired; bring that back first", was->title,
			       parent->title);
	if (check_title(e, was->parent, was->id, was->title, err))
		return -1;
	free_letter(e, was->parent, was->title, letter);
	is.retired = 0;
	is.merged_into = 0;
	is.letter = letter;
	name_group(e, "theme “%s” brought back", was->title);
	return put(e, was, &is, err);
}

static int do_retire(struct editing *e, struct err *err)
{
	const struct theme *was = need(e, e->theme, e->back, err);

	if (!was || e->back)
		return was ? bring_back(e, was, err) : -1;
	name_group(e, "theme “%s” retired", was->title);
	for (size_t i = 0; i < e->t.n; i++)
		if (!e->t.theme[i].retired && taxonomy_is_below(&e->t, e->t.theme[i].id, e->theme) &&
		    retire_row(e, e->t.theme[i].id, 0, err))
			return -1;
	return 0;
}

int theme_retire(struct store *s, int64_t theme, bool back, struct err *err)
{
	struct editing e = { .theme = theme, .back = back };

	return change(s, do_retire, &e, err);
}

const struct sql taxonomy_edit_sql[] = {
	[EDIT_NUMBER] = { "taxonomy_number", "select id, rev from taxonomy where major = $1 and minor = $2 and gone <> 0" },
	[EDIT_KEY] = { "theme_key", "select t.id from theme t where t.key = $1 and exists (select 1 from theme_in i"
				    " join taxonomy x on x.id = i.taxonomy where i.theme = t.id and i.gone = 0 and x.gone = 0)" },
	{ NULL, NULL },
};
