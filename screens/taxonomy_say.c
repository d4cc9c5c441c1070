/* Strips of the taxonomy: a new theme, its words, where it goes, its parts, what a version changed. */
#include "screens/taxonomy.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/taxonomy_doc.h"
#include "model/taxonomy_edit.h"
#include "screens/strip_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum say_kind { SAY_ROOT, SAY_BELOW, SAY_EDIT, SAY_MERGE, SAY_MOVE, SAY_SPLIT, SAY_PUBLISH };
struct saying {
	struct strip_form strip;
	enum say_kind kind;
	int64_t theme;
	char *was[4]; /* of SAY_EDIT: what stood in the fields, owned */
};

#define LETTER_ROOT "b c f i m o p s or a capital but E G H L; empty: a free one of the title"
#define LETTER_BELOW "the second letter, but j k u v; empty: a free one of the title"
#define THEME_FIELDS(letter)                                                                                          \
	{ "title", "Title", "as people call it", FIELDS_LINE, true, NULL, 0 },                                        \
	{ "letter", "Letter", (letter), FIELDS_LINE, false, NULL, 0 },                                                \
	{ "definit", "Definition", "when it applies, and when not", FIELDS_PROSE, false, NULL, 2 },                   \
	{ "example", "Examples", "words that belong to it, one a line", FIELDS_PROSE, false, NULL, 2 }
static const struct fields_spec root_fields[] = { THEME_FIELDS(LETTER_ROOT) };
static const struct fields_spec below_fields[] = { THEME_FIELDS(LETTER_BELOW) };
static const struct fields_spec merge_fields[] = {
	{ "into", "Into", "the beginning of another theme's title, or its key", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec move_fields[] = {
	{ "below", "Below", "the beginning of a theme's title, or its key; empty: among the roots", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec split_fields[] = {
	{ "one", "Part", "the first part: it takes letter and sub-themes along", FIELDS_LINE, true, NULL, 0 },
	{ "two", "Part", "the second part", FIELDS_LINE, true, NULL, 0 },
	{ "three", "Part", "a third one, where there is one", FIELDS_LINE, false, NULL, 0 },
	{ "four", "Part", "a fourth one; the command line takes more", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec publish_fields[] = {
	{ "note", "What changed", "in a few words; may stay empty", FIELDS_LINE, false, NULL, 0 },
};
static const struct strip_asks kinds[] = {
	[SAY_ROOT] = { root_fields, 4, "a new theme among the roots", "Alt-Enter adds it" },
	[SAY_BELOW] = { below_fields, 4, "a new theme below it", "Alt-Enter adds it" },
	[SAY_EDIT] = { below_fields, 4, "its words", "Alt-Enter keeps them" },
	[SAY_MERGE] = { merge_fields, 1, "merge it into another", "Enter merges" },
	[SAY_MOVE] = { move_fields, 1, "move it", "Enter moves it" },
	[SAY_SPLIT] = { split_fields, 4, "split it into parts", "Alt-Enter splits" },
	[SAY_PUBLISH] = { publish_fields, 1, "", "Enter publishes" },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct saying *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- opening ---- */

static void fill_words(struct saying *y, const struct theme *at)
{
	const char *const words[] = { at->title, at->letter, at->definition, at->examples };

	for (size_t i = 0; i < 4; i++) {
		fields_set(&y->strip.form, i, words[i]);
		y->was[i] = xstrdup(words[i]);
	}
}

/* Whose words they are, and which version it will be. */
static int put_title(struct screen *s, struct buf *title, struct err *err)
{
	struct saying *y = state_of(s);
	struct taxonomy t;
	const struct theme *at;
	int rc = taxonomy_newest(store_of(s), &t, err);

	if (rc != 1)
		return -1;
	at = taxonomy_theme(&t, y->theme);
	if (at) {
		theme_put_path(&t, at, title);
		buf_puts(title, ": ");
	}
	if (at && y->kind == SAY_EDIT)
		fill_words(y, at);
	if (y->kind == SAY_PUBLISH) {
		buf_puts(title, "publish the ");
		taxonomy_put_number(store_of(s), &t, title);
	}
	rc = y->theme && !at ? err_set(err, ERR_REFUSED, "this theme is no longer there") : 0;
	taxonomy_done(&t);
	return rc;
}

static int open_kind(struct screen *s, enum say_kind kind, const void *arg, struct err *err)
{
	struct saying *y = state_of(s);
	const struct strip_asks *k = &kinds[kind];
	struct buf title = { 0 };
	char name[24];
	int rc;

	if (!arg)
		return err_set(err, ERR_REFUSED, "this is opened from the themes");
	y->kind = kind;
	y->theme = ((const struct taxonomy_arg *)arg)->theme;
	strip_form_open(&y->strip, k->fields, k->n, k->enter, run);
	rc = put_title(s, &title, err);
	buf_puts(&title, k->doing);
	cut_printf(y->strip.title, sizeof y->strip.title, "%s", buf_str(&title));
	buf_done(&title);
	snprintf(name, sizeof name, "t%lld-%d", (long long)y->theme, (int)kind);
	if (!rc)
		strip_form_drafts(&y->strip, store_of(s), 0, name, y->was, false);
	return rc;
}

static void done(struct screen *s)
{
	for (size_t i = 0; i < 4; i++)
		free(state_of(s)->was[i]);
	strip_form_done(s);
}

STRIP_FORM_INIT(open_root, open_kind, SAY_ROOT)
STRIP_FORM_INIT(open_below, open_kind, SAY_BELOW)
STRIP_FORM_INIT(open_edit, open_kind, SAY_EDIT)
STRIP_FORM_INIT(open_merge, open_kind, SAY_MERGE)
STRIP_FORM_INIT(open_move, open_kind, SAY_MOVE)
STRIP_FORM_INIT(open_split, open_kind, SAY_SPLIT)
STRIP_FORM_INIT(open_publish, open_kind, SAY_PUBLISH)

/* ---- doing it ---- */

static int add(struct screen *s, struct err *err)
{
	const struct fields *f = &state_of(s)->strip.form;
	struct theme_new n = { .title = fields_get(f, 0),
			       .parent = state_of(s)->theme,
			       .letter = *fields_get(f, 1) ? fields_get(f, 1) : NULL,
			       .definition = fields_get(f, 2),
			       .examples = fields_get(f, 3) };

	return theme_add(store_of(s), &n, NULL, err);
}

/* Words that somebody else changed since the strip was opened are not written over. */
static int check_meanwhile(struct screen *s, const struct theme_words *w, struct err *err)
{
	const struct saying *y = state_of(s);
	struct taxonomy t;
	const struct theme *at;
	int rc = taxonomy_newest(store_of(s), &t, err);

	if (rc != 1)
		return -1;
	at = taxonomy_theme(&t, y->theme);
	if (!at)
		rc = err_set(err, ERR_REFUSED, "this theme is no longer there");
	else if ((w->title && strcmp(at->title, y->was[0])) || (w->letter && strcmp(at->letter, y->was[1])) ||
		 (w->definition && strcmp(at->definition, y->was[2])) || (w->examples && strcmp(at->examples, y->was[3])))
		rc = err_set(err, ERR_REFUSED, "somebody else changed “%.100s” meanwhile; yours stays a draft, Esc and e show theirs",
			     at->title);
	taxonomy_done(&t);
	return rc < 0 ? -1 : 0;
}

static const char *changed(const struct saying *y, size_t i)
{
	const char *is = fields_get(&y->strip.form, i);

	return y->was[i] && strcmp(is, y->was[i]) ? is : NULL;
}

static int set(struct screen *s, struct err *err)
{
	const struct saying *y = state_of(s);
	struct theme_words w = { changed(y, 0), changed(y, 2), changed(y, 3), changed(y, 1) };

	return check_meanwhile(s, &w, err) || theme_set(store_of(s), y->theme, &w, err) ? -1 : 0;
}

/* The other theme, by the words of the only field. */
static int find_other(struct screen *s, int64_t *id, struct err *err)
{
	const char *words = fields_get(&state_of(s)->strip.form, 0);
	struct taxonomy t;
	const struct theme *at;

	*id = 0;
	if (!*words)
		return 0;
	if (taxonomy_newest(store_of(s), &t, err) != 1)
		return -1;
	at = theme_named(&t, words, err);
	*id = at ? at->id : 0;
	taxonomy_done(&t);
	return at ? 0 : -1;
}

static int split(struct screen *s, struct err *err)
{
	const struct saying *y = state_of(s);
	const char *parts[STRIP_FIELDS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < y->strip.form.count; i++)
		if (*fields_get(&y->strip.form, i))
			parts[n++] = fields_get(&y->strip.form, i);
	return theme_split(store_of(s), y->theme, parts, n, err);
}

static int store(struct screen *s, struct err *err)
{
	const struct saying *y = state_of(s);
	int64_t other;

	switch (y->kind) {
	case SAY_ROOT:
	case SAY_BELOW:
		return add(s, err);
	case SAY_EDIT:
		return set(s, err);
	case SAY_MERGE:
		return find_other(s, &other, err) || theme_merge(store_of(s), y->theme, other, err) ? -1 : 0;
	case SAY_MOVE:
		return find_other(s, &other, err) || theme_move(store_of(s), y->theme, other, err) ? -1 : 0;
	case SAY_SPLIT:
		return split(s, err);
	case SAY_PUBLISH:
		break;
	}
	return taxonomy_publish(store_of(s), fields_get(&y->strip.form, 0), err);
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	static const char *const told[] = { "added to the draft", "added to the draft", "kept in the draft", "merged in the draft",
					    "moved in the draft", "split in the draft", "published" };

	buf_puts(said, told[state_of(s)->kind]);
	return store(s, err);
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("theme", "set", "keep it", "Keep what is typed", "See"),
	{ .command = NULL },
};

#define STRIP(name_, title_, init_) STRIP_FORM_SCREEN(name_, title_, struct saying, init_, done)
const struct screen_type theme_root_screen = STRIP("theme-root", "a new root", open_root);
const struct screen_type theme_below_screen = STRIP("theme-below", "a new sub-theme", open_below);
const struct screen_type theme_edit_screen = STRIP("theme-edit", "the words of a theme", open_edit);
const struct screen_type theme_merge_screen = STRIP("theme-merge", "a merge", open_merge);
const struct screen_type theme_move_screen = STRIP("theme-move", "another place", open_move);
const struct screen_type theme_split_screen = STRIP("theme-split", "a split", open_split);
const struct screen_type taxonomy_publish_screen = STRIP("taxonomy-publish", "the next version", open_publish);
