/* Settling by keys: one a disagreement, the table of who called what what, undo, and who is refused. */
#include "app/stack_private.h"
#include "model/settle.h"
#include "screens/registry.h"
#include "screens/settle.h"
#include "tests/model/interviewed.h"

#include <criterion/criterion.h>
#include <string.h>

static struct interviewed w;
static struct stack st;
static struct err err;

static void end(void)
{
	int64_t pass = interviewed_pass(&w).id;

	cr_assert_eq(coding_pass_close(w.s, pass, &err), 0, "%s", err.text);
	cr_assert_eq(coding_pass_release(w.s, pass, &err), 0, "%s", err.text);
}

/* Two disagreements: notes 2 (price, discount) and 3 (none, price). */
static void set_up(void)
{
	interviewed_open(&w);
	interviewed_code(&w, 0, w.onboarding, 0, 8);
	interviewed_code(&w, 1, w.price, 0, 0);
	cr_assert_eq(pass_note_put(w.s, interviewed_pass(&w).id, w.note[2], true, &err), 0, "%s", err.text);
	end();
	interviewed_as(&w, "ben");
	interviewed_code(&w, 0, w.onboarding, 0, 0);
	interviewed_code(&w, 1, w.discount, 0, 0);
	interviewed_code(&w, 2, w.price, 0, 0);
	stack_init(&st, w.s, NULL);
	cr_assert_eq(stack_start(&st, &interviews_screen, &err), 0, "%s", err.text);
}

static void tear_down(void)
{
	stack_done(&st);
	interviewed_close(&w);
}

TestSuite(settle_keys, .init = set_up, .fini = tear_down);

static void open_screen(void)
{
	end();
	stack_apply(&st, stack_top(&st), act_push(screen_find("settle"), &w.interview));
	cr_assert_eq(stack_top(&st)->type, &settle_screen, "%s", st.message.text);
}

static void press(const char *words)
{
	for (; *words; words++)
		stack_key(&st, *words == '~' ? K_ENTER : *words == '^' ? K_ESC : *words == '>' ? K_RIGHT : (unsigned char)*words);
}

static enum settle_state state_of(int note)
{
	struct settling x;
	enum settle_state state;

	cr_assert_eq(settling_load(w.s, w.interview, &x, &err), 0, "%s", err.text);
	state = x.note[note].state;
	settling_done(&x);
	return state;
}

static void assert_says(const char *words)
{
	cr_assert_not_null(strstr(st.message.text, words), "“%s” is not in “%s”", words, st.message.text);
}

Test(settle_keys, refused_before_both_have_released)
{
	stack_apply(&st, stack_top(&st), act_push(&settle_screen, &w.interview));
	cr_assert_neq(stack_top(&st)->type, &settle_screen);
	assert_says("ben has not closed");
}

Test(settle_keys, one_key_each_and_the_last_says_so)
{
	open_screen();
	press("b");
	cr_assert_eq(state_of(1), SETTLE_AS_SECOND);
	assert_says("1 to settle");
	press("w"); /* the cursor went on to the next open one */
	cr_assert_eq(state_of(2), SETTLE_AS_NONE);
	assert_says("all 2 are settled");
	press("u");
	cr_assert_eq(state_of(2), SETTLE_OPEN);
	press("a");
	cr_assert_eq(state_of(2), SETTLE_AS_NONE, "the first coder read it and found no theme");
	press("gm");
	cr_assert_eq(state_of(1), SETTLE_AS_BOTH);
}

Test(settle_keys, undo_to_the_beginning_and_redo)
{
	open_screen();
	press("u");
	assert_says("nothing is settled yet");
	press("auu");
	cr_assert_eq(state_of(1), SETTLE_OPEN);
	press("u");
	assert_says("nothing is settled yet");
	stack_key(&st, K_CTRL('R'));
	stack_key(&st, K_CTRL('R'));
	cr_assert_eq(state_of(1), SETTLE_AS_FIRST);
}

Test(settle_keys, a_cell_of_the_table_opens_its_notes)
{
	open_screen();
	press("t");
	cr_assert_eq(stack_top(&st)->type, &confusion_screen, "%s", st.message.text);
	press("~");
	assert_says("no note stands in this cell"); /* both said price: nowhere */
	press(">~");
	cr_assert_eq(stack_top(&st)->type, &settle_screen, "%s", st.message.text);
	press("b");
	cr_assert_eq(state_of(1), SETTLE_AS_SECOND, "the note of that cell was under the cursor");
	press("^w");
	cr_assert_eq(stack_top(&st)->type, &settle_screen, "Esc shows all disagreements again");
	cr_assert_eq(state_of(2), SETTLE_OPEN, "the cursor stayed at the first one");
	cr_assert_eq(state_of(1), SETTLE_AS_NONE);
	press("t^^");
	cr_assert_neq(stack_top(&st)->type, &settle_screen);
}

Test(settle_keys, who_may_not_code_settles_nothing)
{
	open_screen();
	interviewed_as(&w, "max");
	press("a");
	cr_assert_eq(state_of(1), SETTLE_OPEN);
	cr_assert(st.message.tone == TONE_REFUSED, "%s", st.message.text);
}
