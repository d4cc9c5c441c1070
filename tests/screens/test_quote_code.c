/* Coding from what a search found, and where Enter leads. */
#include "app/stack_private.h"
#include "screens/coding.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "tests/model/interviewed.h"

#include <criterion/criterion.h>
#include <string.h>

/* The third note of four. */
#define FOUND "proof pri"
enum { AT = 2 };

static struct interviewed w;
static struct stack st;

static void open_screen(void)
{
	struct err err = { 0 };

	interviewed_open(&w);
	stack_init(&st, w.s, NULL);
	cr_assert_eq(stack_start(&st, &interviews_screen, &err), 0, "%s", err.text);
	stack_apply(&st, stack_top(&st), act_push(&quotes_screen, NULL));
	cr_assert_eq(stack_top(&st)->type, &quotes_screen, "%s", st.message.text);
}

static void close_screen(void)
{
	stack_done(&st);
	interviewed_close(&w);
}

TestSuite(quote_code, .init = open_screen, .fini = close_screen);

/* One letter a key; ~ is Enter. */
static void press(const char *words)
{
	for (; *words; words++)
		stack_key(&st, *words == '~' ? K_ENTER : (unsigned char)*words);
}

static size_t count(int64_t note, int64_t theme)
{
	struct coding_pass p;
	struct code *codes;
	struct err err = { 0 };
	size_t n, found = 0;

	if (coding_pass_own(w.s, w.interview, &p, &err) != 1)
		return 0;
	cr_assert_eq(codes_of(w.s, p.id, &codes, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		found += codes[i].note == note && codes[i].theme == theme && codes[i].end_cp < 0;
	codes_done(codes, n);
	return found;
}

/* The themes with which the actor coded the note. */
static void assert_titles(const char *want)
{
	struct buf titles = { 0 };
	struct err err = { 0 };

	cr_assert_eq(code_own_titles(w.s, w.note[AT], &titles, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&titles), want);
	buf_done(&titles);
}

/* Another coder's stay his own, also where both may be seen. */
Test(quote_code, the_codes_told_beside_a_note_are_ones_own)
{
	press(FOUND "~cp");
	assert_titles("Pricing and commercial terms");
	interviewed_as(&w, "ben");
	assert_titles("");
}

Test(quote_code, a_letter_codes_the_note_that_was_found)
{
	press(FOUND "~");
	cr_assert_not_null(quotes_here(stack_top(&st)), "%s", st.message.text);
	cr_assert_eq(quotes_here(stack_top(&st))->note, w.note[AT]);
	press("c");
	cr_assert_eq(stack_top(&st)->type, &quote_code_screen, "%s", st.message.text);
	press("p");
	cr_assert_eq(stack_top(&st)->type, &quotes_screen, "%s", st.message.text);
	cr_assert_eq(count(w.note[AT], w.price), 1, "%s", st.message.text);
	assert_titles("Pricing and commercial terms");
	press("u");
	assert_titles("");
	cr_assert_eq(count(w.note[AT], w.price), 0, "%s", st.message.text);
	stack_key(&st, K_CTRL('R'));
	cr_assert_eq(count(w.note[AT], w.price), 1, "%s", st.message.text);
}

Test(quote_code, a_letter_of_no_theme_codes_nothing)
{
	press(FOUND "~cz");
	cr_assert_eq(stack_top(&st)->type, &quote_code_screen);
	stack_key(&st, K_ESC);
	cr_assert_eq(stack_top(&st)->type, &quotes_screen);
	cr_assert_eq(count(w.note[AT], w.price), 0);
}

Test(quote_code, who_may_not_code_hears_it)
{
	interviewed_as(&w, "priya");
	press(FOUND "~cp");
	cr_assert_eq(stack_top(&st)->type, &quotes_screen);
	cr_assert_eq(st.message.tone, TONE_REFUSED);
	interviewed_as(&w, "ana");
	cr_assert_eq(count(w.note[AT], w.price), 0);
}

Test(quote_code, enter_opens_the_interview_at_the_note)
{
	press(FOUND "~~");
	cr_assert_eq(stack_top(&st)->type, &coding_screen, "%s", st.message.text);
	cr_assert_eq(coding_here(stack_top(&st))->id, w.note[AT]);
	press("e");
	cr_assert_str_eq(stack_top(&st)->type->name, "interview");
}
