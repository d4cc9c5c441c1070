/* What coding costs in keys, and what they do. */
#include "app/stack_private.h"
#include "model/taxonomy_edit.h"
#include "screens/coding.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "tests/model/interviewed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct interviewed w;
static struct stack st;
static int keys;

static void open_screen(void)
{
	struct err err = { 0 };

	interviewed_open(&w);
	stack_init(&st, w.s, NULL);
	cr_assert_eq(stack_start(&st, &interviews_screen, &err), 0, "%s", err.text);
	stack_apply(&st, stack_top(&st), act_push_note(&coding_screen, w.interview, 0));
	cr_assert_eq(stack_top(&st)->type, &coding_screen, "%s", st.message.text);
	keys = 0;
}

static void close_screen(void)
{
	stack_done(&st);
	interviewed_close(&w);
}

/* One letter a key; ~ is Enter. */
static void press(const char *words)
{
	for (; *words; words++, keys++)
		stack_key(&st, *words == '~' ? K_ENTER : *words == '^' ? K_ESC : (unsigned char)*words);
}

static struct code *read_codes(size_t *n)
{
	struct coding_pass p;
	struct code *codes;
	struct err err = { 0 };

	*n = 0;
	if (coding_pass_own(w.s, w.interview, &p, &err) != 1)
		return NULL;
	cr_assert_eq(codes_of(w.s, p.id, &codes, n, &err), 0, "%s", err.text);
	return codes;
}

static size_t count(void)
{
	size_t n;
	struct code *codes = read_codes(&n);

	codes_done(codes, n);
	return n;
}

/* The code made last stands on those words with that theme. */
static void assert_last(int64_t theme, const char *words)
{
	size_t n;
	struct code *codes = read_codes(&n);
	const struct code *last = NULL;
	const char *at = NULL;
	int note = 0;
	size_t len;

	for (size_t i = 0; i < n; i++)
		if (!last || codes[i].id > last->id)
			last = &codes[i];
	cr_assert_not_null(last, "%s", st.message.text);
	cr_assert_eq(last->theme, theme, "%s", st.message.text);
	while (w.note[note] != last->note)
		note++;
	at = span_words(interviewed_text[note], (struct span){ last->start_cp, last->end_cp }, &len);
	cr_assert_eq(strlen(words), len, "%.*s", (int)len, at);
	cr_assert_eq(strncmp(at, words, len), 0, "%.*s", (int)len, at);
	codes_done(codes, n);
}

Test(coding_keys, a_note_is_coded_with_two_keys)
{
	open_screen();
	press("jp");
	assert_last(w.price, interviewed_text[1]);
	cr_assert_leq(keys, 2);
	close_screen();
}

Test(coding_keys, a_sentence_is_coded_with_at_most_four)
{
	open_screen();
	press("v2io");
	assert_last(w.owner, "What killed it was nobody could tell us who would own the migration.");
	cr_assert_leq(keys, 4);
	close_screen();
}

Test(coding_keys, words_are_coded_with_at_most_three_beside_the_moves_to_them)
{
	open_screen();
	press("v");
	press("l");
	press("l"); /* moves: by word */
	press("Lp");
	cr_assert_leq(keys - 2, 3);
	assert_last(w.price, "number was");
	keys = 0;
	press("v/own the~i"); /* moves: by what they begin with */
	cr_assert_leq(keys - (int)strlen("/own the~"), 3);
	assert_last(w.onboarding, "own the");
	keys = 0;
	press("vj"); /* a move: by sentence */
	press("i");
	cr_assert_leq(keys - 1, 3);
	assert_last(w.onboarding, "What");
	close_screen();
}

/* A key a second and a half leaves time to read: 15 segments of notes, sentences and words in a minute of 60. */
Test(coding_keys, fifteen_segments_cost_less_than_sixty_keys)
{
	open_screen();
	press("pj" "cj" "mj" "f" "kk" "k");             /* four notes whole */
	press("v1s" "v2i" "jv1c");                      /* sentences */
	press("jv1m" "v2p" "jv1o");
	press("vLf" "vlp" "kvllp" "vi" "vlm");        /* words */
	cr_assert_geq(count(), 15, "%zu", count());
	cr_assert_lt(keys, 60, "%d", keys);
	close_screen();
}

Test(coding_keys, a_second_letter_refines_and_space_begins_anew)
{
	open_screen();
	press("pl");
	assert_last(w.discount, interviewed_text[0]);
	cr_assert_eq(count(), 1);
	press(" i");
	assert_last(w.onboarding, interviewed_text[0]);
	cr_assert_eq(count(), 2);
	press("u");
	cr_assert_eq(count(), 1);
	press("uu");
	cr_assert_eq(count(), 0);
	stack_key(&st, K_CTRL('R'));
	cr_assert_eq(count(), 1);
	close_screen();
}

Test(coding_keys, drivers_go_by_the_outcome_until_a_sign_says_otherwise)
{
	size_t n;
	struct code *codes;

	open_screen();
	press("p-");
	codes = read_codes(&n);
	cr_assert_eq(n, 1);
	cr_assert_eq(codes[0].driver, DRIVER_LOSS, "the deal was won");
	codes_done(codes, n);
	press("=");
	codes = read_codes(&n);
	cr_assert_eq(codes[0].driver, DRIVER_NONE);
	codes_done(codes, n);
	press("d");
	cr_assert_eq(count(), 0);
	close_screen();
}

Test(coding_keys, the_next_note_without_a_code_and_the_end_of_the_pass)
{
	struct coding_pass p;

	open_screen();
	press("p.c");
	assert_last(coding_page_of(stack_top(&st))->theme, interviewed_text[1]);
	press(".w.w");
	press(".");
	cr_assert(strstr(st.message.text, "every note is coded or read"), "%s", st.message.text);
	press("E");
	cr_assert_not_null(st.question);
	press("c");
	press("p");
	cr_assert_eq(count(), 2, "it is closed");
	press("Er");
	cr_assert_eq(coding_pass_own(w.s, w.interview, &p, NULL), 1);
	cr_assert_neq(p.released_at, 0);
	close_screen();
}

Test(coding_keys, a_newer_taxonomy_wants_another_pass)
{
	struct coding_pass p;
	int64_t theme;
	struct err err = { 0 };

	open_screen();
	press("pEcEr");
	interviewed_as(&w, "dana");
	cr_assert_eq(theme_add(w.s, &(struct theme_new){ .title = "Bundles", .parent = w.price }, &theme, &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_publish(w.s, "", &err), 0, "%s", err.text);
	interviewed_as(&w, "ana");
	stack_reload(&st);
	press("E");
	cr_assert_not_null(st.question, "%s", st.message.text);
	press("b");
	press("i");
	cr_assert_eq(count(), 1, "of the new pass");
	cr_assert_eq(coding_pass_own(w.s, w.interview, &p, NULL), 1);
	cr_assert_neq(p.taxonomy, w.taxonomy);
	close_screen();
}

Test(coding_keys, a_memo_is_kept_and_narrowing_finds_notes)
{
	size_t n;
	struct code *codes;

	open_screen();
	press("pr");
	cr_assert_eq(stack_top(&st)->type, &coding_memo_screen);
	press("said twice~");
	cr_assert_eq(stack_top(&st)->type, &coding_screen, "%s", st.message.text);
	codes = read_codes(&n);
	cr_assert_str_eq(codes[0].memo, "said twice");
	codes_done(codes, n);
	press("/vendors~");
	cr_assert_eq(coding_page_of(stack_top(&st))->narrow.list.count, 1);
	press("i");
	assert_last(w.onboarding, interviewed_text[1]);
	close_screen();
}

Test(coding_keys, nothing_is_copied_that_may_not_leave)
{
	struct err err = { 0 };

	open_screen();
	press("vly");
	cr_assert_str_eq(st.copy ? st.copy : "", "the");
	interviewed_as(&w, "dana");
	cr_assert_eq(interview_consent(w.s, w.interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, NULL, &err), 0, "%s", err.text);
	free(st.copy);
	st.copy = NULL;
	stack_reload(&st);
	press("y");
	cr_assert_null(st.copy);
	cr_assert(strstr(st.message.text, "did not permit quoting"), "%s", st.message.text);
	close_screen();
}

Test(coding_keys, another_s_codes_are_not_shown_before_both_are_released)
{
	open_screen();
	interviewed_as(&w, "ben");
	interviewed_code(&w, 2, w.discount, 0, 0);
	interviewed_as(&w, "ana");
	stack_reload(&st);
	press("p");
	cr_assert_eq(coding_page_of(stack_top(&st))->n_code, 1);
	cr_assert(strstr(coding_page_of(stack_top(&st))->unseen, "ben has not closed"));
	close_screen();
}

/* ---- an interview of many notes ---- */

enum { MANY = 200 };
static int64_t many, note_of[MANY];

static int put_many(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct interview was, is;
	int rc;

	(void)arg;
	interview_init(&was);
	was.deal = w.w.deal;
	was.held_at = g->at_ms;
	was.state = INTERVIEW_HELD;
	rc = interview_put(s, g, NULL, &was, err);
	many = was.id;
	for (int k = 0; !rc && k < MANY; k++) {
		struct interview_note n;

		interview_note_init(&n, many, SAID_FACT);
		free(n.text);
		n.text = xstrdup(k + 1 < MANY ? "They asked for more." : "Then they thanked us.");
		rc = interview_note_put(s, g, &was, NULL, &n, err);
		note_of[k] = n.id;
		interview_note_done(&n);
	}
	interview_copy(&is, &was);
	is.state = INTERVIEW_VALIDATED;
	rc = rc || interview_put(s, g, &was, &is, err) ? -1 : 0;
	interview_done(&was);
	interview_done(&is);
	return rc;
}

static void open_many(int note)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "an interview" };
	struct err err = { 0 };

	open_screen();
	cr_assert_eq(edit(w.s, &how, put_many, NULL, NULL, &err), 0, "%s", err.text);
	stack_apply(&st, stack_top(&st), act_push_note(&coding_screen, many, note < 0 ? 0 : note_of[note]));
	cr_assert_eq(coding_page_of(stack_top(&st))->interview, many, "%s", st.message.text);
}

static void check_here(int note)
{
	const struct interview_note *here = coding_here(stack_top(&st));

	cr_assert_not_null(here);
	cr_assert_eq(here->id, note_of[note], "note %lld, expected the %dth", (long long)here->seq, note + 1);
}

/* Those that no screen shows at first are there for every key. */
Test(coding_keys, all_of_many_notes_are_reached)
{
	open_many(-1);
	check_here(0);
	cr_assert_eq(coding_page_of(stack_top(&st))->all, MANY);
	press("G");
	check_here(MANY - 1);
	close_screen();
	open_many(-1);
	for (int k = 0; k < MANY - 1; k++)
		press("w.");
	check_here(MANY - 1);
	close_screen();
	open_many(-1);
	press("/thanked~");
	check_here(MANY - 1);
	close_screen();
}

Test(coding_keys, the_screen_opens_at_a_note_wherever_it_stands)
{
	static const int at[] = { 0, 5, 150, MANY - 1 };

	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		open_many(at[i]);
		check_here(at[i]);
		press("p");
		cr_assert_eq(coding_page_of(stack_top(&st))->n_own, 1, "%s", st.message.text);
		check_here(at[i]);
		close_screen();
	}
}
