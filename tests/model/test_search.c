/* Search: what is found, by whom, in which order. */
#include "model/item.h"
#include "model/search.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct won w;

struct found {
	int n;
	enum subject_kind first;
	char around[200];
};

static int count(void *arg, const struct search_hit *h)
{
	struct found *f = arg;

	if (!f->n++) {
		f->first = h->kind;
		snprintf(f->around, sizeof f->around, "%s[%s]%s", h->before, h->match, h->after);
	}
	return 0;
}

static struct found search(const char *words)
{
	struct found f = { 0 };
	struct err err = { 0 };

	cr_assert_eq(search_each(w.s, words, 50, count, &f, &err), 0, "%s", err.text);
	return f;
}

static void live(int q, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_answer(w.s, w.form, q, LAYER_LIVE, text, -1, 0, NULL, NULL, &err), 0, "%s", err.text);
}

Test(search, names_come_before_words_inside_of_texts)
{
	won_open(&w, NULL);
	live(4, "they compared us with umber paint");
	cr_assert_eq(search("umber").n, 2);
	cr_assert_eq(search("umber").first, SUBJECT_COMPANY);
	cr_assert_eq(search("fox").first, SUBJECT_PERSON);
	won_close(&w);
}

Test(search, all_words_must_be_found_and_beginnings_count)
{
	won_open(&w, NULL);
	live(4, "integrations live in thirty days");
	cr_assert_eq(search("integ thir").n, 1);
	cr_assert_eq(search("integ forty").n, 0);
	cr_assert_eq(search("tegrations").n, 0, "no middle of a word");
	won_close(&w);
}

Test(search, folds_case_and_marks)
{
	won_open(&w, NULL);
	live(4, "Caf\xc3\xa9 Z\xc3\xbcrich");
	cr_assert_eq(search("CAFE").n, 1);
	cr_assert_eq(search("zurich").n, 1);
	won_close(&w);
}

Test(search, shows_the_words_around_the_hit)
{
	struct found f;

	won_open(&w, NULL);
	live(4, "Mira said integrations would be live in 30 days.");
	f = search("integrations");
	cr_assert_str_eq(f.around, "Mira said [integrations] would be live in 30 days.");
	won_close(&w);
}

/* An ae finds nothing of another ae's deals: neither company nor contact nor answer. */
Test(search, finds_only_what_may_be_seen)
{
	static const struct {
		const char *login;
		bool names, internal;
	} cases[] = {
		{ "priya", true, true }, { "mira", true, true }, { "jo", false, false }, { "ana", true, false },
		{ "rex", true, false }, { "stranger", true, false },
	};

	won_open(&w, NULL);
	live(3, "canaryobjection");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		won_as(&w, cases[i].login);
		cr_assert_eq(search("umber").n > 0, cases[i].names, "%s: company", cases[i].login);
		cr_assert_eq(search("fox").n > 0, cases[i].names, "%s: contact", cases[i].login);
		cr_assert_eq(search("canaryobjection").n > 0, cases[i].internal, "%s: answer", cases[i].login);
	}
	won_close(&w);
}

Test(search, an_undone_answer_is_not_found)
{
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	live(4, "integrations in thirty days");
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(search("integrations").n, 0);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(search("integrations").n, 1);
	won_close(&w);
}

static void set(const char *field, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(deal_change(w.s, w.deal, field, text, &err), 0, "%s", err.text);
}

/* Also with words of the company beside, which alone find the company and not each of its deals. */
Test(search, finds_a_deal_by_its_name_and_its_next_step)
{
	struct found f;

	won_open(&w, NULL);
	won_as(&w, "dana");
	set("name", "Caf\xc3\xa9 renewal");
	set("next_step", "send the canarysow");
	f = search("cafe");
	cr_assert_eq(f.n, 1);
	cr_assert_eq(f.first, SUBJECT_DEAL);
	cr_assert_str_eq(f.around, "[Caf\xc3\xa9] renewal");
	cr_assert_str_eq(search("canary").around, "send the [canarysow]");
	cr_assert_eq(search("umber renew").n, 1);
	cr_assert_eq(search("umber").n, 1);
	cr_assert_eq(search("umber nowhere").n, 0);
	won_as(&w, "jo");
	cr_assert_eq(search("cafe").n, 0);
	cr_assert_eq(search("canarysow").n, 0);
	won_close(&w);
}

Test(search, a_name_that_was_taken_back_is_not_found)
{
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	won_as(&w, "dana");
	set("name", "Second round");
	cr_assert_eq(history_undo(w.s, SUBJECT_DEAL, w.deal, &u, &err), 0, "%s", err.text);
	cr_assert_eq(search("round").n, 0);
	cr_assert_eq(history_redo(w.s, SUBJECT_DEAL, w.deal, &u, &err), 0, "%s", err.text);
	cr_assert_eq(search("round").n, 1);
	cr_assert_eq(deal_remove(w.s, w.deal, &err), 0, "%s", err.text);
	cr_assert_eq(search("round").n, 0);
	won_close(&w);
}

static void said(int q, const char *who)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_said_by(w.s, w.form, q, who, &err), 0, "%s", err.text);
}

/* Beside the words or alone, in every order of writing; as it stands now. */
Test(search, finds_who_said_an_answer)
{
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	live(4, "integrations in thirty days");
	said(4, "Zo\xc3\xab Marchetti");
	cr_assert_eq(search("zoe").n, 1);
	cr_assert_eq(search("zoe").first, SUBJECT_FORM_VALUE);
	cr_assert_str_eq(search("marchetti").around, "integrations in thirty days \xe2\x80\x94 Zo\xc3\xab [Marchetti]");
	cr_assert_eq(search("marchetti thirty").n, 1);
	cr_assert_eq(search("marchetti forty").n, 0);
	live(4, "integrations in sixty days");
	cr_assert_eq(search("marchetti sixty").n, 1);
	said(4, "Theodora");
	cr_assert_eq(search("marchetti").n, 0);
	cr_assert_eq(search("theodora").n, 1);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(search("marchetti").n, 1);
	cr_assert_eq(search("theodora").n, 0);
	said(4, "");
	cr_assert_eq(search("marchetti").n, 0);
	cr_assert_eq(search("integrations").n, 1);
	won_sound(&w);
	won_close(&w);
}

/* An answer that was taken as it was written ahead stays one hit when somebody is named for it. */
Test(search, a_name_makes_no_second_hit_of_one_answer)
{
	struct err err = { 0 };

	won_open(&w, NULL);
	won_as(&w, "mira");
	cr_assert_eq(debrief_answer(w.s, w.form, 4, LAYER_AHEAD, "integrations in thirty days", -1, 0, NULL, NULL, &err), 0,
		     "%s", err.text);
	won_as(&w, "priya");
	cr_assert_eq(debrief_reply(w.s, w.form, 4, REPLY_ACCEPTED, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(search("integrations").n, 1);
	said(4, "Marchetti");
	cr_assert_eq(search("integrations").n, 1);
	cr_assert_eq(search("marchetti").n, 1);
	won_close(&w);
}

Test(search, finds_who_said_a_row)
{
	struct item it, base;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_OBJECTION, "the price moved twice");
	item_copy(&base, &it);
	won_put(&it.mitigation, "one quote in writing");
	won_put(&it.said_by, "Zo\xc3\xab Marchetti");
	cr_assert_eq(item_save(w.s, &base, &it, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(search("marchetti").n, 1);
	cr_assert_eq(search("marchetti").first, SUBJECT_ITEM);
	cr_assert_str_eq(search("zoe price quote").around,
			 "the [price] moved twice \xe2\x86\x92 one quote in writing \xe2\x80\x94 Zo\xc3\xab Marchetti");
	won_sound(&w);
	cr_assert_eq(item_delete(w.s, it.id, &err), 0, "%s", err.text);
	cr_assert_eq(search("marchetti").n, 0);
	item_done(&it);
	item_done(&base);
	won_close(&w);
}

/* Whoever may not read the answer or the row does not learn from a name that somebody said something there. */
Test(search, a_name_is_found_by_those_who_read_what_was_said)
{
	static const struct {
		const char *login;
		int answer, internal, row;
	} cases[] = {
		{ "priya", 1, 1, 1 }, { "mira", 1, 1, 1 }, { "jo", 0, 0, 0 }, { "rex", 1, 0, 0 }, { "stranger", 1, 0, 0 },
	};
	struct item it, base;
	struct err err = { 0 };

	won_open(&w, NULL);
	live(4, "integrations");
	said(4, "canaryspeaker");
	live(3, "the price");
	said(3, "canaryinside");
	it = won_add(&w, ITEM_OBJECTION, "the price moved");
	item_copy(&base, &it);
	won_put(&it.said_by, "canaryrow");
	cr_assert_eq(item_save(w.s, &base, &it, NULL, &err), 0, "%s", err.text);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		won_as(&w, cases[i].login);
		cr_assert_eq(search("canaryspeaker").n, cases[i].answer, "%s", cases[i].login);
		cr_assert_eq(search("canaryinside").n, cases[i].internal, "%s", cases[i].login);
		cr_assert_eq(search("canaryrow").n, cases[i].row, "%s", cases[i].login);
	}
	item_done(&it);
	item_done(&base);
	won_close(&w);
}
