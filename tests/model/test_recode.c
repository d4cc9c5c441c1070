/* Codes of a theme that was split, and how often each theme is coded. */
#include "model/recode.h"

#include "model/cooccurrence.h"
#include "model/export.h"
#include "model/taxonomy_edit.h"
#include "tests/model/coded.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const notes[] = { "Honestly the number was fine.", "Nobody could say who would own it.", NULL };

struct scene {
	struct store *s;
	int64_t interview, ana, ben, price, risk, secret; /* passes of two coders; codes */
	struct taxonomy t;
};

static void renew(struct scene *x)
{
	taxonomy_done(&x->t);
	cr_assert_eq(taxonomy_get(x->s, 0, &x->t, NULL), 1);
}

static int64_t part(const struct scene *x, const char *words)
{
	const struct theme *at = taxonomy_find(&x->t, words);

	return at ? at->id : 0;
}

static int split(struct scene *x, int64_t theme, const char *one, const char *two)
{
	const char *const titles[] = { one, two };
	struct err err = { 0 };

	cr_assert_eq(theme_split(x->s, theme, titles, 2, &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_publish(x->s, "", &err), 0, "%s", err.text);
	renew(x);
	return 0;
}

/* ana's price and risk, ben's price which he has not released; ana acts. */
static struct scene begin(void)
{
	struct scene x = { .s = coded_open() };

	x.interview = coded_interview(x.s, notes);
	x.ana = coded_pass(x.s, x.interview, "ana");
	x.ben = coded_pass(x.s, x.interview, "ben");
	x.price = coded_code(x.s, x.ana, coded_note(x.s, x.interview, 1), CODED_PRICE, 9, 19);
	x.risk = coded_code(x.s, x.ana, coded_note(x.s, x.interview, 2), CODED_OWNER, 0, -1);
	x.secret = coded_code(x.s, x.ben, coded_note(x.s, x.interview, 1), CODED_PRICE, 0, -1);
	coded_run(x.s, "update code set driver = 2 where id = %lld", (long long)x.price);
	team_as(x.s, "ana");
	renew(&x);
	return x;
}

static void end(struct scene *x)
{
	taxonomy_done(&x->t);
	store_close(x->s);
}

static size_t waiting(struct scene *x, bool all, int64_t *first)
{
	struct recode_item *at;
	size_t n;

	cr_assert_eq(recode_list(x->s, &x->t, all, &at, &n, NULL), 0);
	if (first)
		*first = n ? at[0].code : 0;
	recode_done(at, n);
	return n;
}

static int64_t count(struct scene *x, int64_t theme)
{
	struct theme_count *c = calloc(x->t.n, sizeof *c);
	const struct theme *at = taxonomy_theme(&x->t, theme);
	int64_t n;

	cr_assert_eq(theme_counts(x->s, &x->t, c, NULL), 0);
	n = c[at - x->t.theme].win + c[at - x->t.theme].loss + c[at - x->t.theme].none;
	free(c);
	return n;
}

Test(recode, a_split_theme_leaves_its_codes_to_be_given_to_its_parts)
{
	struct scene x = begin();
	struct recode_item *at;
	struct err err = { 0 };
	struct undone u;
	size_t n;

	cr_assert_eq(recode_put(x.s, x.price, CODED_RISK, &err), -1, "not split");
	split(&x, CODED_PRICE, "Level", "Terms");
	cr_assert_eq(recode_list(x.s, &x.t, false, &at, &n, NULL), 0);
	cr_assert_eq(n, 1, "ben's is not seen");
	cr_assert_eq(at->code, x.price);
	cr_assert_eq(at->split, CODED_PRICE);
	cr_assert_str_eq(at->words, "the number");
	cr_assert_str_eq(at->company, "Stagg Industrial");
	cr_assert_eq(at->may_leave, false, "nobody asked for permission");
	recode_done(at, n);
	cr_assert_eq(count(&x, CODED_PRICE), 1);
	cr_assert_eq(recode_put(x.s, x.price, part(&x, "terms"), &err), 0, "%s", err.text);
	cr_assert_eq(waiting(&x, false, NULL), 0);
	cr_assert_eq(waiting(&x, true, NULL), 1);
	cr_assert_eq(count(&x, CODED_PRICE), 0);
	cr_assert_eq(count(&x, part(&x, "terms")), 1);
	cr_assert_eq(recode_put(x.s, x.price, part(&x, "level"), &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(x.s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
	cr_assert_eq(count(&x, part(&x, "terms")), 1);
	cr_assert_eq(history_undo(x.s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
	cr_assert_eq(waiting(&x, false, NULL), 1);
	cr_assert_eq(history_redo(x.s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
	cr_assert_eq(count(&x, part(&x, "terms")), 1);
	cr_assert_eq(recode_put(x.s, x.price, 0, &err), 0, "%s", err.text);
	cr_assert_eq(waiting(&x, false, NULL), 1);
	cr_assert_eq(history_undo(x.s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
	cr_assert_eq(count(&x, part(&x, "terms")), 1);
	end(&x);
}

Test(recode, what_is_blind_is_neither_listed_counted_nor_given)
{
	struct scene x = begin();
	struct err err = { 0 };

	split(&x, CODED_PRICE, "Level", "Terms");
	cr_assert_eq(recode_put(x.s, x.secret, part(&x, "terms"), &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	team_as(x.s, "rex");
	cr_assert_eq(waiting(&x, true, NULL), 0);
	cr_assert_eq(count(&x, CODED_PRICE), 0);
	coded_end(x.s, x.ana);
	cr_assert_eq(count(&x, CODED_PRICE), 0, "ben has not released");
	coded_end(x.s, x.ben);
	cr_assert_eq(count(&x, CODED_PRICE), 2);
	cr_assert_eq(waiting(&x, false, NULL), 2);
	cr_assert_eq(recode_put(x.s, x.secret, part(&x, "terms"), &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	team_as(x.s, "jo");
	cr_assert_eq(count(&x, CODED_PRICE), 0, "mira's deal");
	team_as(x.s, "carl");
	cr_assert_eq(waiting(&x, true, NULL), 0);
	end(&x);
}

Test(recode, a_part_that_is_split_again_asks_again)
{
	struct scene x = begin();
	struct err err = { 0 };
	int64_t first;

	split(&x, CODED_PRICE, "Level", "Terms");
	cr_assert_eq(recode_put(x.s, x.price, part(&x, "terms"), &err), 0);
	split(&x, part(&x, "terms"), "Length", "Payment");
	cr_assert_eq(waiting(&x, false, &first), 1);
	cr_assert_eq(first, x.price);
	cr_assert_eq(recode_put(x.s, x.price, part(&x, "payment"), &err), 0, "%s", err.text);
	cr_assert_eq(count(&x, part(&x, "payment")), 1);
	cr_assert_eq(waiting(&x, false, NULL), 0);
	/* One that is merged takes the choice along. */
	cr_assert_eq(theme_merge(x.s, part(&x, "payment"), CODED_RISK, &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_publish(x.s, "", &err), 0);
	renew(&x);
	cr_assert_eq(count(&x, CODED_RISK), 1);
	end(&x);
}

Test(recode, merged_themes_are_counted_together_and_the_passes_stay)
{
	struct scene x = begin();
	struct err err = { 0 };

	cr_assert_eq(theme_merge(x.s, CODED_PRICE, CODED_RISK, &err), 0, "%s", err.text);
	cr_assert_eq(count(&x, CODED_PRICE), 1, "not published yet");
	cr_assert_eq(taxonomy_publish(x.s, "", &err), 0);
	renew(&x);
	cr_assert_eq(count(&x, CODED_PRICE), 0);
	cr_assert_eq(count(&x, CODED_RISK), 1);
	cr_assert_eq(waiting(&x, true, NULL), 0, "nobody has to choose");
	taxonomy_done(&x.t);
	cr_assert_eq(taxonomy_get(x.s, 900, &x.t, NULL), 1);
	cr_assert_eq(count(&x, CODED_PRICE), 1, "in the version it was coded with");
	end(&x);
}

static void assert_matrix(struct scene *x, const char *columns, const char *expected)
{
	char *dir = temp_dir("matrix"), *path = temp_path(dir, "matrix.csv");
	struct export_options opt = { .kind = "matrix", .path = path, .columns = columns, .raw = true };
	struct buf out = { 0 };
	struct err err = { 0 };
	int64_t rows;
	bool closed;

	cr_assert_eq(export_run(x->s, &opt, &rows, &closed, &err), 0, "%s", err.text);
	cr_assert(prop_read(path, &out));
	cr_assert_not_null(strstr(buf_str(&out), expected), "%s", buf_str(&out));
	buf_done(&out);
	temp_remove(dir);
	free(dir);
	free(path);
}

Test(recode, the_matrix_and_what_stands_together_go_by_the_choice)
{
	struct scene x = begin();
	struct err err = { 0 };
	struct cooccurrence c;
	char columns[200];

	split(&x, CODED_PRICE, "Level", "Terms");
	cr_assert_eq(recode_put(x.s, x.price, part(&x, "terms"), &err), 0, "%s", err.text);
	coded_end(x.s, x.ana);
	coded_end(x.s, x.ben);
	snprintf(columns, sizeof columns, "%s,%s", taxonomy_theme(&x.t, part(&x, "level"))->key,
		 taxonomy_theme(&x.t, part(&x, "terms"))->key);
	assert_matrix(&x, columns, "0,1");
	cr_assert_eq(cooccurrence_make(x.s, TOGETHER_INTERVIEW, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.codes, 2);
	cr_assert_eq(c.themes.theme[c.root[c.code[0].root]].id, part(&x, "terms"));
	cooccurrence_done(&c);
	end(&x);
}
