/* Versions of the taxonomy: what is shipped, what is found by which words and letters. */
#include "model/taxonomy.h"

#include "model/buf.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <string.h>

Test(taxonomy, a_new_file_has_the_seven_shipped_themes)
{
	static const char *const keys[] = { "product-fit", "pricing", "competition", "sales-process", "messaging",
					    "implementation", "procurement" };
	struct store *s = team_open(NULL);
	struct taxonomy t;

	cr_assert_eq(taxonomy_get(s, 0, &t, NULL), 1);
	cr_assert_eq(t.major, 1);
	cr_assert_eq(t.minor, 0);
	cr_assert_eq(t.state, TAXONOMY_PUBLISHED);
	for (size_t i = 0, root = 0; i < t.n; i++) {
		const struct theme *at = &t.theme[i];

		cr_assert(*at->definition && *at->examples, "%s has words", at->key);
		cr_assert_eq(taxonomy_theme(&t, at->id), at);
		cr_assert_eq(taxonomy_letter(&t, at->parent, at->letter), at);
		if (at->parent)
			continue;
		cr_assert_lt(root, 7);
		cr_assert_str_eq(at->key, keys[root]);
		cr_assert_eq(taxonomy_letter(&t, 0, (char[]){ "fpcsmio"[root++], 0 }), at);
	}
	cr_assert_eq(taxonomy_letter(&t, taxonomy_letter(&t, 0, "i")->id, "o"), taxonomy_find(&t, "no-owner"));
	cr_assert_null(taxonomy_theme(&t, 99));
	cr_assert_null(taxonomy_letter(&t, 0, "w"));
	cr_assert_null(taxonomy_letter(&t, t.theme[0].id, "p"));
	cr_assert(taxonomy_is_below(&t, taxonomy_find(&t, "no-owner")->id, taxonomy_find(&t, "implementation")->id));
	taxonomy_done(&t);
	cr_assert_eq(taxonomy_draft(s, &t, NULL), 0);
	cr_assert_eq(taxonomy_seed(s, NULL), 0, "once is enough");
	cr_assert_eq(taxonomy_get(s, 2, &t, NULL), 0);
	store_close(s);
}

Test(taxonomy, a_theme_is_found_by_its_key_or_the_beginning_of_its_title)
{
	static const struct {
		const char *words, *key;
	} cases[] = {
		{ "pricing", "pricing" },	  { "PRICING", "pricing" },	{ "Pricing and commercial terms", "pricing" },
		{ "proc", "procurement" },	  { "pro", NULL },		{ "product fit", "product-fit" },
		{ "", NULL },			  { "cost", NULL },		{ "impl", "implementation" },
	};
	struct store *s = team_open(NULL);
	struct taxonomy t;

	cr_assert_eq(taxonomy_get(s, 0, &t, NULL), 1);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct theme *at = taxonomy_find(&t, cases[i].words);

		cr_assert_eq(!at, !cases[i].key, "%s", cases[i].words);
		if (at)
			cr_assert_str_eq(at->key, cases[i].key);
	}
	taxonomy_done(&t);
	store_close(s);
}

Test(taxonomy, a_version_is_named_by_its_number)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	int64_t id, newest;

	cr_assert_eq(taxonomy_parse(s, "", &newest, NULL), 0);
	cr_assert_eq(taxonomy_parse(s, "v1.0", &id, NULL), 0);
	cr_assert_eq(id, newest);
	cr_assert_eq(taxonomy_parse(s, "1", &id, NULL), 0);
	cr_assert_eq(id, newest);
	cr_assert_eq(taxonomy_parse(s, "draft", &id, &err), -1);
	cr_assert_str_eq(err.text, "there is no version “draft” of the taxonomy, expected one of 1.0");
	store_close(s);
}
