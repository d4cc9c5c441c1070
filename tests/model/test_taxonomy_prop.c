/* Whatever is done to the taxonomy, in whatever order: nothing that was coded is lost, what is published stays, and undo
 * brings back what stood there. */
#include "model/recode.h"

#include "model/buf.h"
#include "model/taxonomy_edit.h"
#include "tests/model/coded.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORES = 25, SEQUENCES = 40, STEPS = 6, CODES = 4 };

struct walk {
	struct store *s;
	uint64_t seed;
	int64_t code[CODES], theme[CODES]; /* as they were made */
	struct buf published;              /* what every published version said */
};

static uint32_t next(struct walk *w, uint32_t n)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(w->seed >> 33) % n;
}

static int64_t any_theme(struct walk *w)
{
	struct taxonomy t;
	int64_t id;

	cr_assert_eq(taxonomy_newest(w->s, &t, NULL), 1);
	id = t.theme[next(w, (uint32_t)t.n)].id;
	taxonomy_done(&t);
	return id;
}

static const char *some_title(struct walk *w)
{
	static char title[32];

	snprintf(title, sizeof title, "Theme %u", next(w, 60));
	return title;
}

/* ---- one step; false: it was refused ---- */

static bool split(struct walk *w)
{
	char one[32], two[32];

	snprintf(one, sizeof one, "%s", some_title(w));
	snprintf(two, sizeof two, "%s", some_title(w));
	return !theme_split(w->s, any_theme(w), (const char *const[]){ one, two }, 2, NULL);
}

static bool choose(struct walk *w)
{
	return !recode_put(w->s, w->code[next(w, CODES)], next(w, 6) ? any_theme(w) : 0, NULL);
}

static bool step(struct walk *w)
{
	struct theme_new n = { .title = some_title(w), .parent = next(w, 2) ? any_theme(w) : 0 };

	switch (next(w, 9)) {
	case 0:
		return !theme_add(w->s, &n, NULL, NULL);
	case 1:
		return !theme_set(w->s, any_theme(w), &(struct theme_words){ .title = some_title(w), .definition = some_title(w) }, NULL);
	case 2:
		return !theme_move(w->s, any_theme(w), next(w, 3) ? any_theme(w) : 0, NULL);
	case 3:
		return !theme_merge(w->s, any_theme(w), any_theme(w), NULL);
	case 4:
		return split(w);
	case 5:
		return !theme_retire(w->s, any_theme(w), false, NULL);
	case 6:
		return !theme_retire(w->s, any_theme(w), true, NULL);
	case 7:
		return !taxonomy_publish(w->s, "", NULL);
	}
	return choose(w);
}

static bool undo(struct walk *w, bool again)
{
	struct undone u;

	return !(again ? history_redo : history_undo)(w->s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, NULL);
}

/* ---- what must hold ---- */

static int64_t chosen(struct walk *w, int64_t code)
{
	static const struct sql sql = { "prop_chosen", "select coalesce(max(theme), 0) from recode where gone = 0 and code = $1" };
	struct stmt *st = db_stmt(w->s->db, &sql, NULL);
	int64_t theme;

	db_int(st, 1, code);
	cr_assert_eq(db_step(st, NULL), 1);
	theme = db_col(st, 0);
	db_reset(st);
	return theme;
}

static void check_codes(struct walk *w, const struct taxonomy *t)
{
	static const struct sql kept = { "prop_kept", "select count(*) from code where gone = 0" };
	struct theme_count *c = xcalloc(t->n, sizeof *c);
	int64_t all = 0;

	cr_assert_eq(db_scalar(w->s->db, &kept, 0), CODES);
	for (int i = 0; i < CODES; i++) {
		int64_t now = recode_counts_for(t, w->theme[i], chosen(w, w->code[i]));

		cr_assert_not_null(taxonomy_theme(t, now), "a code counts for a theme that is not there");
		cr_assert_eq(taxonomy_theme(t, now)->merged_into, 0);
	}
	cr_assert_eq(theme_counts(w->s, t, c, NULL), 0);
	for (size_t i = 0; i < t->n; i++)
		all += c[i].win + c[i].loss + c[i].none;
	cr_assert_eq(all, CODES, "every code is counted once");
	free(c);
}

static void put_version(const struct taxonomy *t, struct buf *out)
{
	buf_printf(out, "%" PRId64 " %" PRId64 ".%" PRId64 " %" PRId64 "\n", t->id, t->major, t->minor, t->state);
	for (size_t i = 0; i < t->n; i++)
		buf_printf(out, "%" PRId64 "<%" PRId64 " %" PRId64 " %s %s %s %" PRId64 " %" PRId64 " %" PRId64 "\n", t->theme[i].id,
			   t->theme[i].parent, t->theme[i].seq, t->theme[i].letter, t->theme[i].title, t->theme[i].definition,
			   t->theme[i].merged_into, t->theme[i].split_from, t->theme[i].retired);
}

/* The draft or the newest version, and what was chosen. */
static char *picture(struct walk *w)
{
	struct taxonomy t;
	struct buf b = { 0 };

	cr_assert_eq(taxonomy_newest(w->s, &t, NULL), 1);
	check_codes(w, &t);
	put_version(&t, &b);
	for (int i = 0; i < CODES; i++)
		buf_printf(&b, "%" PRId64 " ", chosen(w, w->code[i]));
	taxonomy_done(&t);
	return buf_take(&b);
}

/* What every published version says, oldest first. */
static void put_published(struct walk *w, struct buf *out)
{
	struct taxonomy *all, t;
	size_t n;

	cr_assert_eq(taxonomy_list(w->s, &all, &n, NULL), 0);
	for (size_t i = 0; i < n; i++) {
		if (all[i].state == TAXONOMY_PUBLISHED) {
			cr_assert_eq(taxonomy_get(w->s, all[i].id, &t, NULL), 1);
			put_version(&t, out);
			taxonomy_done(&t);
		}
		taxonomy_done(&all[i]);
	}
	free(all);
}

/* One of both begins with the other: a version came or its publishing was taken back, and no other changed. */
static void check_published(struct walk *w)
{
	struct buf is = { 0 };
	size_t n;

	put_published(w, &is);
	n = is.len < w->published.len ? is.len : w->published.len;
	cr_assert(!memcmp(buf_str(&is), buf_str(&w->published), n), "a published version changed:\n%s\nwas\n%s", buf_str(&is),
		  buf_str(&w->published));
	buf_done(&w->published);
	w->published = is;
}

/* ---- sequences ---- */

/* What is done is taken back to where it began, and done again. */
static void there_and_back(struct walk *w)
{
	char *before = picture(w), *after, *is;
	int done = 0;

	for (int i = 0; i < STEPS; i++) {
		char *was = picture(w);

		/* A step that was taken and changed nothing is none to take back. */
		if (step(w)) {
			is = picture(w);
			done += strcmp(was, is) != 0;
			free(is);
		}
		check_published(w);
		free(was);
	}
	after = picture(w);
	for (int i = 0; i < done; i++)
		cr_assert(undo(w, false), "step %d of %d is not taken back", i, done);
	is = picture(w);
	cr_assert_str_eq(is, before);
	free(is);
	check_published(w);
	for (int i = 0; i < done; i++)
		cr_assert(undo(w, true), "step %d of %d is not done again", i, done);
	is = picture(w);
	cr_assert_str_eq(is, after);
	free(is);
	check_published(w);
	free(before);
	free(after);
}

/* Two members at once, who take back what they did whenever they like. */
static void mixed(struct walk *w)
{
	for (int i = 0; i < STEPS; i++) {
		team_as(w->s, next(w, 2) ? "ana" : "olga");
		if (next(w, 3))
			step(w);
		else
			undo(w, next(w, 3) == 0);
		free(picture(w));
		check_published(w);
	}
	team_as(w->s, "ana");
}

static struct walk begin(uint64_t seed)
{
	static const char *const notes[] = { "Honestly the number was fine.", "Nobody could say who would own it.", NULL };
	static const int64_t themes[CODES] = { CODED_PRICE, CODED_PRICE, CODED_RISK, CODED_OWNER };
	struct walk w = { .s = coded_open(), .seed = seed };
	int64_t interview = coded_interview(w.s, notes), pass = coded_pass(w.s, interview, "ana");

	for (int i = 0; i < CODES; i++) {
		w.theme[i] = themes[i];
		w.code[i] = coded_code(w.s, pass, coded_note(w.s, interview, 1 + i % 2), themes[i], i, -1);
	}
	coded_end(w.s, pass);
	team_as(w.s, "ana");
	put_published(&w, &w.published);
	return w;
}

Test(taxonomy_prop, nothing_coded_is_lost, .timeout = 600)
{
	for (uint64_t seed = 1; seed <= STORES; seed++) {
		struct walk w = begin(seed);

		for (int i = 0; i < SEQUENCES; i++)
			(i % 2 ? mixed : there_and_back)(&w);
		buf_done(&w.published);
		store_close(w.s);
	}
}
