/* A question that is left: the next one is painted first, and the answer goes into the database behind that. Driven
 * without a terminal, so that the frame stands still between the two. */
#include "model/draft_writer.h"
#include "model/form.h"
#include "tests/screens/left.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(left, .init = left_set_up, .fini = left_tear_down, .timeout = 300);

Test(left, is_painted_first_and_stored_behind_it)
{
	left_type("they asked");
	stack_key(&left.st, K_TAB);
	cr_assert_eq(left.b->at, 1);
	cr_assert(left.st.dirty);
	cr_assert(left.b->asked[0].left);
	cr_assert_eq(left.b->asked[0].mark, MARK_OPEN);
	left_assert_stored("1", "-");
	left_assert_draft("1", "they asked");
	left_turn();
	left_assert_stored("1", "they asked");
	left_assert_draft("1", "-");
	cr_assert_eq(left.b->asked[0].mark, MARK_ANSWERED);
	cr_assert(left.st.dirty, "and the mark is to be painted");
	cr_assert_not(left.b->asked[0].left);
}

/* The place of the call was written with the time of a question that was stored right behind: after a kill it counts
 * once. */
Test(left, time_that_was_stored_since_is_not_found_again)
{
	struct err err = { 0 };

	left_type("they asked");
	left.b->asked[0].pad.spent_ms = 300000;
	stack_key(&left.st, K_TAB);
	left.b->asked[1].pad.spent_ms = 4000;
	left_turn();
	cr_assert_eq(left.b->asked[0].stored_ms, 300000);
	cr_assert_eq(debrief_place_restore(stack_top(&left.st), &err), 1, "%s", err.text);
	cr_assert_eq(left.b->asked[0].pad.spent_ms, 0);
	cr_assert_eq(left.b->asked[1].pad.spent_ms, 4000);
}

Test(left, is_stored_in_time_though_keys_wait)
{
	left_type("they asked");
	stack_key(&left.st, K_TAB);
	stack_tick(&left.st);
	left_assert_stored("1", "-");
	left_tick_after(250);
	draft_writer_rest(left.w.s);
	left_assert_stored("1", "they asked");
}

Test(left, is_stored_before_the_program_ends)
{
	left_type("they asked");
	stack_key(&left.st, K_TAB);
	stack_keep_last(&left.st);
	left_assert_stored("1", "they asked");
	left_assert_draft("1", "-");
}

Test(left, is_stored_before_it_is_typed_on)
{
	left_type("they");
	stack_key(&left.st, K_TAB);
	stack_key(&left.st, K_BACKTAB);
	left_assert_stored("1", "they");
	left_type(" asked");
	left_turn();
	left_assert_stored("1", "they");
	left_assert_draft("1", "they asked");
	stack_key(&left.st, K_TAB);
	left_turn();
	left_assert_stored("1", "they asked");
	left_assert_draft("1", "-");
}

/* Gone and come back within one look at the keys: what somebody else wrote is asked about then. */
Test(left, asks_about_what_somebody_else_wrote_when_it_is_gone_back_to_at_once)
{
	struct err err = { 0 };

	left_type("mine");
	cr_assert_eq(debrief_answer(left.other, left.w.form, 1, LAYER_LIVE, "theirs", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	stack_key(&left.st, K_TAB);
	stack_key(&left.st, K_BACKTAB);
	cr_assert_not_null(left.st.question);
	left.st.view.mono_ms += 2000;
	stack_key(&left.st, 't');
	left_turn();
	cr_assert_null(left.st.question, "and not once more");
	cr_assert_str_eq(left.b->asked[0].pad.edit.text, "theirs");
}

Test(left, meets_what_somebody_else_wrote_and_says_so)
{
	struct err err = { 0 };

	left_type("mine");
	stack_key(&left.st, K_TAB);
	cr_assert_eq(debrief_answer(left.other, left.w.form, 1, LAYER_LIVE, "theirs", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	left_type("on");
	left_turn();
	left_turn();
	left_assert_stored("1", "theirs");
	left_assert_draft("1", "mine");
	cr_assert(left.b->asked[0].pad.conflict);
	cr_assert_not_null(strstr(left.st.message.text, "changed Q1 too"), "%s", left.st.message.text);
	stack_key(&left.st, K_BACKTAB);
	cr_assert_not_null(left.st.question);
	stack_key(&left.st, 'm');
	left_turn();
	left_assert_stored("1", "mine");
	left_assert_draft("1", "-");
}

static int leave_while_held(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	left_type("they asked");
	stack_key(&left.st, K_TAB);
	stack_keep(&left.st);
	cr_assert(db_is_lent(left.w.s->db));
	cr_assert_not_null(left.b->asked[0].pad.saving);
	left_type("and more"); /* nothing of this needs the database */
	cr_assert(db_is_lent(left.w.s->db));
	left_turn(); /* and once more at once */
	draft_writer_rest(left.w.s);
	stack_keep(&left.st);
	cr_assert_not(db_is_lent(left.w.s->db));
	cr_assert(left.b->asked[0].pad.retry);
	cr_assert(pad_is_unsaved(&left.b->asked[0].pad));
	cr_assert_eq(left.b->asked[0].mark, MARK_OPEN);
	cr_assert_eq(left.st.message.tone, TONE_NONE, "%s", left.st.message.text);
	return 0;
}

Test(left, is_tried_again_behind_the_keys_when_somebody_holds_the_file)
{
	left_while_held(left.other->db, leave_while_held);
	left_assert_stored("1", "-");
	left_assert_draft("1", "they asked");
	left_tick_after(250);
	cr_assert(left.b->asked[0].pad.saving != NULL, "behind the keys too");
	left_turn();
	left_assert_stored("1", "they asked");
	left_assert_draft("1", "-");
	cr_assert_eq(left.b->asked[0].mark, MARK_ANSWERED);
	cr_assert_str_eq(left.b->asked[1].pad.edit.text, "and more");
}

static int type_while_held(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	left_type("nobody asked them");
	stack_tick(&left.st);
	cr_assert(stack_top(&left.st)->unkept);
	cr_assert(left.st.dirty);
	return 0;
}

/* The mark is made between two keys, and what makes it wrong is the keep behind the frame that shows it. */
Test(left, no_mark_says_unkept_of_what_is_kept_by_now)
{
	struct err err = { 0 };

	cr_assert_eq(drafts_open(left.other, &err), 0, "%s", err.text);
	left_while_held(left.other->drafts, type_while_held);
	left.st.dirty = false;
	stack_keep(&left.st);
	left_assert_draft("1", "nobody asked them");
	cr_assert_not(stack_top(&left.st)->unkept);
	cr_assert(left.st.dirty, "and the frame with the mark gives way");
}

/* The reason comes when the cursor is elsewhere: it says that the words are kept. */
Test(left, is_refused_in_words_when_nobody_may_store_it_any_more)
{
	left_type("they asked");
	stack_key(&left.st, K_TAB);
	left_remove_deal();
	left_turn();
	cr_assert_eq(left.st.message.tone, TONE_ERROR);
	cr_assert_not_null(strstr(left.st.message.text, "your words are kept"), "%s", left.st.message.text);
	left_assert_draft("1", "they asked");
}

Test(left, is_stored_before_what_asks_for_it)
{
	left_type("they asked");
	stack_key(&left.st, K_TAB);
	stack_keep(&left.st);
	stack_key(&left.st, K_CTRL('S'));
	left_assert_stored("1", "they asked");
	cr_assert_null(left.b->asked[0].pad.saving);
	cr_assert_eq(left.b->asked[0].mark, MARK_ANSWERED);
	cr_assert_eq(left.st.message.tone, TONE_DONE, "%s", left.st.message.text);
}

/* Seconds without words are stored behind the keys as well, and count once. */
Test(left, counts_the_time_of_a_question_once)
{
	struct form f;
	struct err err = { 0 };

	left_type("a");
	left.b->paused = false;
	left.b->since_ms = left.st.view.mono_ms;
	stack_key(&left.st, K_TAB);
	left_turn();
	left.st.view.mono_ms += 5000;
	stack_key(&left.st, K_TAB);
	stack_keep(&left.st);
	cr_assert_not_null(left.b->asked[1].counting);
	cr_assert_eq(debrief_total_ms(stack_top(&left.st)), 5000);
	left_turn();
	cr_assert_null(left.b->asked[1].counting);
	cr_assert_eq(debrief_total_ms(stack_top(&left.st)), 5000);
	cr_assert_eq(form_read(left.other, left.w.form, &f, &err), 1, "%s", err.text);
	cr_assert_eq(f.live_ms, 5000);
}

/* ---- the mark of one that is to be asked again ---- */

static int64_t marked(const char *field)
{
	struct form_value v = { 0 };
	struct err err = { 0 };
	int64_t again;

	cr_assert_geq(form_value_get(left.other, left.w.form, field, 0, LAYER_LIVE, &v, &err), 0, "%s", err.text);
	again = v.again;
	form_value_done(&v);
	return again;
}

static void press_again(void)
{
	stack_key(&left.st, K_ESC);
	stack_key(&left.st, 'a');
}

Test(left, a_mark_is_painted_and_said_when_it_stands)
{
	left_type("they asked");
	press_again();
	cr_assert(left.st.dirty);
	cr_assert_eq(marked("1"), 0);
	cr_assert_not(left.b->asked[0].again);
	cr_assert_eq(left.st.message.tone, TONE_NONE, "%s", left.st.message.text);
	left_type(" twice");
	left_turn();
	cr_assert_eq(marked("1"), 1);
	cr_assert(left.b->asked[0].again);
	cr_assert_str_eq(left.st.message.text, "Q1 marked to be asked again");
	stack_key(&left.st, K_TAB);
	left_turn();
	cr_assert_not(left.b->asked[0].pad.conflict, "the mark is no other's words");
	left_assert_stored("1", "they asked twice");
	cr_assert_eq(marked("1"), 1);
}

Test(left, a_mark_turned_twice_at_once_is_none)
{
	press_again();
	press_again();
	left_turn();
	cr_assert_eq(marked("1"), 0);
	cr_assert_not(left.b->asked[0].again);
	cr_assert_str_eq(left.st.message.text, "Q1 no longer marked");
}

Test(left, a_mark_stands_before_the_program_ends_and_before_what_is_left_or_taken_back)
{
	press_again();
	stack_keep_last(&left.st);
	cr_assert_eq(marked("1"), 1);
	left_turn();
	stack_key(&left.st, K_TAB);
	left_type("a name");
	press_again();
	stack_key(&left.st, K_TAB);
	left_turn();
	left_turn();
	cr_assert_not(left.b->asked[1].pad.conflict);
	left_assert_stored("2", "a name");
	cr_assert_eq(marked("2"), 1);
	press_again();
	stack_key(&left.st, K_ESC);
	stack_key(&left.st, 'u');
	cr_assert_eq(marked("3"), 0);
	cr_assert_not_null(strstr(left.st.message.text, "taken back"), "%s", left.st.message.text);
}

/* The draft follows the rev that the mark made, or opening it again would ask about nobody's words. */
Test(left, a_mark_leaves_the_draft_of_its_question_without_a_question)
{
	struct draft d = { 0 };
	struct err err = { 0 };
	struct form_value v = { 0 };

	left_type("they asked");
	stack_keep(&left.st);
	press_again();
	left_turn();
	left_turn();
	cr_assert_eq(draft_get(left.w.s, SUBJECT_FORM_VALUE, left.w.form, "1", 0, LAYER_LIVE, &d, &err), 1, "%s", err.text);
	cr_assert_eq(form_value_get(left.other, left.w.form, "1", 0, LAYER_LIVE, &v, &err), 1, "%s", err.text);
	cr_assert_str_eq(d.body, "they asked");
	cr_assert_eq(d.base_rev, v.rev);
	draft_done(&d);
	form_value_done(&v);
}

Test(left, a_mark_hides_nothing_that_somebody_else_wrote_there)
{
	struct err err = { 0 };

	left_type("mine");
	cr_assert_eq(debrief_answer(left.other, left.w.form, 1, LAYER_LIVE, "theirs", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	press_again();
	left_turn();
	cr_assert_eq(marked("1"), 1);
	stack_key(&left.st, K_TAB);
	left_turn();
	left_turn();
	left_assert_stored("1", "theirs");
	left_assert_draft("1", "mine");
	cr_assert(left.b->asked[0].pad.conflict);
}

Test(left, a_mark_that_nobody_may_set_any_more_is_refused_in_words)
{
	press_again();
	left_remove_deal();
	left_turn();
	cr_assert(left.st.message.tone == TONE_ERROR || left.st.message.tone == TONE_REFUSED, "%s", left.st.message.text);
	cr_assert_neq(left.st.message.text[0], '\0');
}

/* ---- rows ---- */

/* An import of many wins leaves clocks that come due a moment apart: not each of them has all screens read anew. */
Test(left, clocks_that_come_due_a_moment_apart_are_read_together)
{
	left.st.view.clock_change_at = 0;
	left_tick_after(0);
	cr_assert_neq(left.st.view.clock_change_at, 0, "the first is told at once");
	left.st.view.clock_change_at = 0;
	cr_assert_eq(stack_wait_ms(&left.st), 1000);
	left_tick_after(999);
	cr_assert_eq(left.st.view.clock_change_at, 0);
	left_tick_after(1);
	cr_assert_neq(left.st.view.clock_change_at, 0);
}
