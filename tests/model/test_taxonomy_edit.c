/* Changing the taxonomy: drafts and versions, and that nothing coded is ever lost. */
#include "model/taxonomy_edit.h"

#include "model/buf.h"
#include "model/taxonomy_file.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t theme(struct store *s, const char *words)
{
	struct taxonomy t;
	const struct theme *at;
	int64_t id;

	cr_assert_eq(taxonomy_newest(s, &t, NULL), 1);
	at = taxonomy_find(&t, words);
	id = at ? at->id : 0;
	taxonomy_done(&t);
	return id;
}

/* "1.0 published f:product-fit …": the roots, or what stands below one. */
static void check_below(struct store *s, const char *parent, const char *is)
{
	struct taxonomy t;
	struct buf b = { 0 };
	int64_t id = *parent ? theme(s, parent) : 0;

	cr_assert_eq(taxonomy_newest(s, &t, NULL), 1);
	for (size_t i = 0; i < t.n; i++)
		if (t.theme[i].parent == id && !t.theme[i].retired)
			buf_printf(&b, "%s%s:%s", b.len ? " " : "", t.theme[i].letter, t.theme[i].key);
	cr_assert_str_eq(buf_str(&b), is);
	taxonomy_done(&t);
	buf_done(&b);
}

static void check_version(struct store *s, int64_t major, int64_t minor, size_t drafts)
{
	struct taxonomy t;
	struct taxonomy_change c;

	cr_assert_eq(taxonomy_get(s, 0, &t, NULL), 1);
	cr_assert(t.major == major && t.minor == minor, "%d.%d", (int)t.major, (int)t.minor);
	taxonomy_done(&t);
	cr_assert_eq(taxonomy_changes(s, &c, NULL), (int)drafts);
}

static struct store *analyst(void)
{
	struct store *s = team_open(NULL);

	team_as(s, "ana");
	return s;
}

static int64_t add(struct store *s, const char *title, const char *parent, struct err *err)
{
	struct theme_new n = { .title = title, .parent = *parent ? theme(s, parent) : 0 };
	int64_t id = 0;

	return theme_add(s, &n, &id, err) ? -1 : id;
}

static int rename_to(struct store *s, const char *what, const char *title, struct err *err)
{
	return theme_set(s, theme(s, what), &(struct theme_words){ .title = title }, err);
}

static void undo(struct store *s)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_undo(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
}

static void redo(struct store *s)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_redo(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
}

Test(taxonomy_edit, the_first_change_opens_a_draft_and_publishing_ends_it)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy t;

	check_version(s, 1, 0, 0);
	cr_assert_eq(rename_to(s, "messaging", "What we say we are", &err), 0, "%s", err.text);
	check_version(s, 1, 0, 1);
	cr_assert_eq(taxonomy_get(s, 0, &t, NULL), 1);
	cr_assert_str_eq(taxonomy_theme(&t, theme(s, "messaging"))->title, "Messaging and positioning");
	taxonomy_done(&t);
	cr_assert_eq(taxonomy_publish(s, "clearer words", &err), 0, "%s", err.text);
	check_version(s, 1, 1, 0);
	cr_assert_eq(theme(s, "what we"), theme(s, "messaging"));
	cr_assert_eq(taxonomy_publish(s, "", &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(theme_retire(s, theme(s, "purchasing"), false, &err), 0);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0);
	check_version(s, 2, 0, 0);
	store_close(s);
}

Test(taxonomy_edit, only_who_may_changes_it)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };

	team_as(s, "mira");
	cr_assert_eq(add(s, "Weather", "", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(taxonomy_publish(s, "", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	check_version(s, 1, 0, 0);
	store_close(s);
}

Test(taxonomy_edit, a_theme_gets_a_free_letter)
{
	struct store *s = analyst();
	struct err err = { 0 };

	cr_assert_gt(add(s, "Support after the sale", "", &err), 0, "%s", err.text);
	cr_assert_gt(add(s, "Buying committee", "", &err), 0, "%s", err.text);
	check_below(s, "", "f:product-fit p:pricing c:competition s:sales-process m:messaging i:implementation"
			   " o:procurement S:support-after-the-sale b:buying-committee");
	cr_assert_gt(add(s, "Training", "implementation", &err), 0, "%s", err.text);
	check_below(s, "implementation", "o:no-owner m:migration t:time-to-value r:training");
	store_close(s);
}

Test(taxonomy_edit, what_cannot_be_is_refused_and_changes_nothing)
{
	struct store *s = analyst();
	struct err err = { 0 };
	int64_t pricing = theme(s, "pricing"), level = theme(s, "price-level");
	const struct theme_words w[] = { { .letter = "w" }, { .letter = "f" }, { .title = "" }, { .title = "PRODUCT fit" },
					 { .letter = "ab" }, { .title = "two\nlines" } };

	for (size_t i = 0; i < sizeof w / sizeof w[0]; i++)
		cr_assert_eq(theme_set(s, pricing, &w[i], &err), -1, "case %zu", i);
	cr_assert_eq(add(s, "level of the PRICE", "pricing", &err), -1);
	cr_assert_eq(theme_move(s, pricing, level, &err), -1);
	cr_assert_str_eq(err.text, "“Pricing and commercial terms” cannot stand below itself");
	cr_assert_eq(theme_merge(s, pricing, level, &err), -1);
	cr_assert_eq(theme_merge(s, pricing, pricing, &err), -1);
	cr_assert_eq(theme_split(s, pricing, (const char *const[]){ "One" }, 1, &err), -1);
	cr_assert_eq(theme_split(s, pricing, (const char *const[]){ "One", "one" }, 2, &err), -1);
	cr_assert_eq(theme_retire(s, 999, false, &err), -1);
	cr_assert_eq(theme_retire(s, pricing, true, &err), -1);
	check_version(s, 1, 0, 0);
	store_close(s);
}

Test(taxonomy_edit, merged_themes_count_for_what_took_them)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy t, old;
	int64_t a = theme(s, "messaging"), b = theme(s, "sales-process"), c = theme(s, "product-fit");

	cr_assert_eq(theme_merge(s, a, b, &err), 0, "%s", err.text);
	cr_assert_eq(theme_merge(s, b, c, &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0, "%s", err.text);
	check_version(s, 2, 0, 0);
	cr_assert_eq(taxonomy_get(s, 0, &t, NULL), 1);
	cr_assert_eq(taxonomy_counts_for(&t, a), c);
	cr_assert_eq(taxonomy_counts_for(&t, b), c);
	cr_assert_null(taxonomy_letter(&t, 0, "m"));
	cr_assert_eq(taxonomy_get(s, 1, &old, NULL), 1);
	cr_assert_eq(taxonomy_counts_for(&old, a), a, "the version before stays as it was");
	check_below(s, "product-fit", "m:missing-function i:integration e:ease-of-use s:speed c:understanding p:people"
				      " n:unclear-value a:proof t:wrong-audience");
	taxonomy_done(&t);
	taxonomy_done(&old);
	store_close(s);
}

Test(taxonomy_edit, parts_stand_where_the_whole_stood)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy t;
	int64_t pricing = theme(s, "pricing");

	cr_assert_eq(theme_split(s, pricing, (const char *const[]){ "Price", "Terms" }, 2, &err), 0, "%s", err.text);
	check_below(s, "", "f:product-fit p:price T:terms c:competition s:sales-process m:messaging i:implementation"
			   " o:procurement");
	check_below(s, "price", "l:price-level s:price-structure t:contract-terms");
	cr_assert_eq(taxonomy_newest(s, &t, NULL), 1);
	cr_assert_eq(taxonomy_theme(&t, theme(s, "terms"))->split_from, pricing);
	cr_assert_eq(taxonomy_theme(&t, pricing)->retired, 1);
	taxonomy_done(&t);
	undo(s);
	check_version(s, 1, 0, 0);
	redo(s);
	check_below(s, "price", "l:price-level s:price-structure t:contract-terms");
	store_close(s);
}

Test(taxonomy_edit, retiring_takes_what_stands_below_along_and_brings_one_back)
{
	struct store *s = analyst();
	struct err err = { 0 };

	cr_assert_eq(theme_retire(s, theme(s, "implementation"), false, &err), 0, "%s", err.text);
	check_below(s, "implementation", "");
	cr_assert_eq(theme_retire(s, theme(s, "no-owner"), true, &err), -1);
	cr_assert_eq(theme_retire(s, theme(s, "implementation"), true, &err), 0, "%s", err.text);
	cr_assert_eq(theme_retire(s, theme(s, "no-owner"), true, &err), 0, "%s", err.text);
	check_below(s, "implementation", "n:no-owner");
	for (int i = 0; i < 3; i++)
		undo(s);
	check_version(s, 1, 0, 0);
	store_close(s);
}

Test(taxonomy_edit, what_others_changed_in_the_draft_stays_when_its_opening_is_taken_back)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct undone u;

	cr_assert_eq(rename_to(s, "pricing", "Money", &err), 0);
	team_as(s, "olga");
	cr_assert_gt(add(s, "Weather", "", &err), 0);
	team_as(s, "ana");
	undo(s);
	cr_assert_eq(theme(s, "Money"), 0);
	cr_assert_gt(theme(s, "weather"), 0);
	redo(s);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0, "%s", err.text);
	team_as(s, "olga");
	cr_assert_eq(history_undo(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), -1, "published");
	team_as(s, "ana");
	undo(s);
	team_as(s, "olga");
	undo(s);
	cr_assert_eq(theme(s, "weather"), 0);
	cr_assert_gt(theme(s, "money"), 0);
	store_close(s);
}

Test(taxonomy_edit, a_version_that_is_coded_with_stays_published)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct undone u;

	cr_assert_eq(rename_to(s, "pricing", "Money", &err), 0);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0);
	cr_assert_eq(db_script(s->db, "pragma foreign_keys = off; insert into coding_pass (id, interview, coder, taxonomy,"
				      " opened_at) values (1, 1, 2, 2, 5)", &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), -1);
	check_version(s, 1, 1, 0);
	store_close(s);
}

/* ---- files ---- */

static int take(struct store *s, const char *csv, bool dry_run, struct taxonomy_taken *out, struct err *err)
{
	struct codebook b;
	int rc = codebook_read_bytes("themes.csv", csv, strlen(csv), &(struct codebook_options){ 0 }, &b, NULL, err);

	cr_assert_eq(rc, 0, "%s", err->text);
	rc = taxonomy_take(s, &b, dry_run, out, err);
	codebook_done(&b);
	return rc;
}

static void check_taken(const struct taxonomy_taken *k, size_t added, size_t changed, size_t same, size_t retired)
{
	cr_assert(k->added == added && k->changed == changed && k->same == same && k->retired == retired,
		  "%zu added, %zu changed, %zu same, %zu retired", k->added, k->changed, k->same, k->retired);
}

Test(taxonomy_edit, its_own_file_changes_nothing)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy t;
	struct taxonomy_taken k;
	struct codebook b;

	cr_assert_eq(theme_retire(s, theme(s, "messaging"), false, &err), 0);
	cr_assert_gt(add(s, "Weather", "pricing", &err), 0);
	cr_assert_eq(theme_split(s, theme(s, "competition"), (const char *[]){ "Rivals", "Own work" }, 2, &err), 0);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0);
	cr_assert_eq(taxonomy_get(s, 0, &t, NULL), 1);
	taxonomy_codebook(&t, &b);
	cr_assert_eq(taxonomy_take(s, &b, false, &k, &err), 0, "%s", err.text);
	check_taken(&k, 0, 0, t.n, 0);
	check_version(s, 2, 0, 0);
	codebook_done(&b);
	taxonomy_done(&t);
	store_close(s);
}

static const char three[] = "Theme,Parent,Definition\n"
			    "Money,,All that is paid\n"
			    "Pricing and commercial terms,,\n"
			    "Level of the price,Pricing and commercial terms,How much\n"
			    "Discounts,Pricing and commercial terms,\n";

Test(taxonomy_edit, a_file_is_taken_in_one_step)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy_taken k;
	int64_t level = theme(s, "price-level");

	cr_assert_eq(take(s, three, true, &k, &err), 0, "%s", err.text);
	check_version(s, 1, 0, 0);
	cr_assert_eq(take(s, three, false, &k, &err), 0, "%s", err.text);
	check_taken(&k, 2, 2, 0, 26);
	check_below(s, "", "m:money p:pricing");
	check_below(s, "pricing", "l:price-level d:discounts");
	cr_assert_eq(theme(s, "level of"), level, "found by its title");
	cr_assert_eq(take(s, three, false, &k, &err), 0);
	check_taken(&k, 0, 0, 4, 0);
	undo(s);
	check_version(s, 1, 0, 0);
	redo(s);
	check_below(s, "pricing", "l:price-level d:discounts");
	store_close(s);
}

Test(taxonomy_edit, a_file_that_drops_a_used_theme_is_refused_whole)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy_taken k;
	char sql[200];

	snprintf(sql, sizeof sql, "pragma foreign_keys = off; insert into code (id, pass, note, text, span_sha, theme, made_at)"
				  " values (1, 1, 1, 1, x'00', %d, 5)", (int)theme(s, "messaging"));
	cr_assert_eq(db_script(s->db, sql, &err), 0, "%s", err.text);
	for (int dry = 0; dry < 2; dry++) {
		cr_assert_eq(take(s, three, dry, &k, &err), -1);
		cr_assert_eq(err.kind, ERR_INPUT);
		cr_assert(!strncmp(err.text, "themes.csv:5: the file ends without “Messaging and positioning” (messaging), and 1"
					     " code stands on it", 100), "%s", err.text);
	}
	check_version(s, 1, 0, 0);
	store_close(s);
}

/* Two keys swap their letters and one goes below the other, in one file. */
Test(taxonomy_edit, letters_and_places_may_be_exchanged_by_a_file)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct taxonomy_taken k;

	cr_assert_eq(take(s, "code,parent,title,letter\nmessaging,,M,f\nproduct-fit,,F,m\npricing,messaging,P,p\n", false, &k, &err),
		     0, "%s", err.text);
	check_below(s, "", "f:messaging m:product-fit");
	check_below(s, "messaging", "p:pricing");
	cr_assert_eq(taxonomy_publish(s, "", &err), 0, "%s", err.text);
	store_close(s);
}

/* A retired theme may share its title, and what is in use stands below nothing retired: publishing looks at the whole. */
Test(taxonomy_edit, what_undo_left_crooked_is_not_published)
{
	struct store *s = analyst();
	struct err err = { 0 };

	cr_assert_eq(rename_to(s, "messaging", "Words", &err), 0);
	team_as(s, "olga");
	cr_assert_gt(add(s, "Messaging and positioning", "", &err), 0, "%s", err.text);
	team_as(s, "ana");
	undo(s);
	cr_assert_eq(taxonomy_publish(s, "", &err), -1);
	cr_assert_not_null(strstr(err.text, "have the title"), "%s", err.text);
	cr_assert_null(strstr(err.text, "of the file"), "%s", err.text);
	cr_assert_eq(theme_retire(s, theme(s, "messaging"), false, &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0, "%s", err.text);
	store_close(s);
}

Test(taxonomy_edit, a_version_that_another_is_built_on_stays)
{
	struct store *s = analyst();
	struct err err = { 0 };
	struct undone u;

	cr_assert_eq(rename_to(s, "pricing", "Money", &err), 0);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0);
	team_as(s, "olga");
	cr_assert_eq(rename_to(s, "messaging", "Words", &err), 0);
	cr_assert_eq(taxonomy_publish(s, "", &err), 0);
	team_as(s, "ana");
	cr_assert_eq(history_undo(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), -1);
	check_version(s, 1, 2, 0);
	store_close(s);
}
