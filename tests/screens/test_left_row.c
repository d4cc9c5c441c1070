/* A row that is noted: listed first, and stored behind the frame that lists it. */
#include "model/draft_writer.h"
#include "model/form.h"
#include "tests/screens/left.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(left_row, .init = left_set_up, .fini = left_tear_down, .timeout = 300);

/* How many rows there are with these words, seen by somebody else. */
static int64_t rows_with(const char *words)
{
	struct item *items;
	struct err err = { 0 };
	size_t n;
	int64_t count = 0;

	cr_assert_eq(item_list(left.other, left.w.form, 0, &items, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		count += !strcmp(items[i].text, words);
	items_done(items, n);
	return count;
}

static size_t row_drafts(void)
{
	size_t n = 0;

	for (const struct row *r = left.b->rows; r; r = r->next)
		for (size_t i = 0; i < r->n; i++) {
			struct draft d;

			if (draft_get(left.w.s, SUBJECT_ITEM, left.w.form, r->cell[i].field, r->id, r->question, &d, NULL) == 1) {
				draft_done(&d);
				n++;
			}
		}
	return n;
}

static void begin_row(char kind, const char *words)
{
	stack_key(&left.st, K_ALT | (unsigned char)kind);
	cr_assert_not_null(left.b->row);
	left_type(words);
}

static void note_row(char kind, const char *words)
{
	begin_row(kind, words);
	stack_key(&left.st, K_ENTER);
	cr_assert_null(left.b->row);
}

Test(left_row, a_row_is_listed_first_and_stored_behind_it)
{
	struct shown shown[SHOWN_MAX];

	stack_key(&left.st, K_ALT | '4');
	left_turn();
	note_row('p', "live in May");
	cr_assert(left.st.dirty);
	cr_assert_eq(left.st.message.tone, TONE_NONE, "%s", left.st.message.text);
	cr_assert_eq(rows_with("live in May"), 0);
	cr_assert_eq(debrief_shown(stack_top(&left.st), ITEM_PROMISE, shown), 1);
	cr_assert(row_is_noted(shown[0].typed));
	cr_assert_str_eq(shown[0].typed->noted.text, "live in May");
	left_type("and on");
	cr_assert_str_eq(left.b->asked[3].pad.edit.text, "and on");
	left_turn();
	left_turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_str_eq(left.st.message.text, "promise noted");
	cr_assert_null(left.b->rows);
	cr_assert_eq(debrief_shown(stack_top(&left.st), ITEM_PROMISE, shown), 1);
	cr_assert_not_null(shown[0].item);
	left_assert_stored("4", "-");
}

/* The words stand in the drafts from before the save to behind it. */
Test(left_row, a_row_is_a_draft_until_it_stands)
{
	begin_row('p', "live in May");
	stack_key(&left.st, K_TAB);
	left_type("exp");
	stack_keep(&left.st);
	cr_assert_eq(row_drafts(), 2);
	stack_key(&left.st, K_ENTER);
	cr_assert_eq(row_drafts(), 2);
	left_turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(drafts_recover(left.w.s, NULL, NULL, NULL), 0);
	cr_assert_eq(row_drafts(), 0);
}

Test(left_row, a_row_is_stored_in_time_though_keys_wait)
{
	note_row('p', "live in May");
	stack_tick(&left.st);
	cr_assert_eq(rows_with("live in May"), 0);
	left_tick_after(250);
	draft_writer_rest(left.w.s);
	cr_assert_eq(rows_with("live in May"), 1);
}

Test(left_row, a_row_is_stored_before_the_program_ends)
{
	note_row('p', "live in May");
	stack_keep_last(&left.st);
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(row_drafts(), 0);
}

/* Noted and handed over, and taken back by the next key: it is that row, not what was done before. */
Test(left_row, a_row_is_what_undo_right_behind_it_takes_back)
{
	note_row('r', "the head of IT");
	left_turn();
	note_row('p', "live in May");
	stack_key(&left.st, K_ESC);
	stack_key(&left.st, 'u');
	cr_assert_not_null(strstr(left.st.message.text, "taken back"), "%s", left.st.message.text);
	cr_assert_eq(rows_with("live in May"), 0);
	cr_assert_eq(rows_with("the head of IT"), 1);
	stack_key(&left.st, K_CTRL('R'));
	cr_assert_eq(rows_with("live in May"), 1);
}

Test(left_row, a_row_stands_when_the_screen_is_left_behind_it)
{
	note_row('p', "live in May");
	stack_keep(&left.st);
	stack_key(&left.st, K_ESC);
	stack_key(&left.st, K_ESC);
	cr_assert_eq(rows_with("live in May"), 1);
}

Test(left_row, two_rows_noted_at_once_both_stand)
{
	note_row('p', "live in May");
	note_row('p', "a second site");
	left_turn();
	left_turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(rows_with("a second site"), 1);
	cr_assert_null(left.b->rows);
	cr_assert_eq(row_drafts(), 0);
}

/* It opens again while nobody types, with its words and the reason. */
Test(left_row, a_row_that_nobody_may_note_any_more_is_open_again)
{
	note_row('p', "live in May");
	left_remove_deal();
	left_turn();
	cr_assert_null(left.b->row, "the next letters belong to the sentence");
	left_tick_after(2000);
	cr_assert_not_null(left.b->row);
	cr_assert_str_eq(left.b->row->cell[0].edit.text, "live in May");
	cr_assert(left.st.message.tone == TONE_ERROR || left.st.message.tone == TONE_REFUSED, "%s", left.st.message.text);
	cr_assert_eq(row_drafts(), 1);
}

/* Who has typed on keeps the letters where they are; the row is a draft, and why is said. */
Test(left_row, a_row_that_is_refused_takes_no_letters)
{
	note_row('p', "live in May");
	left_remove_deal();
	left_type("they");
	left_turn();
	left_tick_after(2000);
	cr_assert_null(left.b->row);
	cr_assert_eq(left.st.message.tone, TONE_ERROR);
	cr_assert_not_null(strstr(left.st.message.text, "the promise is a draft"), "%s", left.st.message.text);
	left_type(" asked");
	cr_assert_str_eq(left.b->asked[0].pad.edit.text, "they asked");
	cr_assert_eq(row_drafts(), 1);
}

/* Changed by somebody else in the same cell between the paint and the save. */
Test(left_row, a_row_that_somebody_else_changed_asks)
{
	struct item theirs, base;
	struct err err = { 0 };

	stack_key(&left.st, K_ALT | '4');
	note_row('p', "live in May");
	left_turn();
	left_turn();
	stack_key(&left.st, K_ESC);
	stack_key(&left.st, 'j');
	stack_key(&left.st, K_ENTER);
	left_type(" or June");
	stack_key(&left.st, K_ENTER);
	cr_assert_eq(item_get(left.other, left.b->items[0].id, &base, &err), 1, "%s", err.text);
	item_copy(&theirs, &base);
	free(theirs.text);
	theirs.text = xstrdup("live in March");
	cr_assert_eq(item_save(left.other, &base, &theirs, NULL, &err), 0, "%s", err.text);
	item_done(&theirs);
	item_done(&base);
	left_turn();
	left_tick_after(2000);
	cr_assert_not_null(left.b->row);
	cr_assert_not_null(left.st.question);
	cr_assert_eq(rows_with("live in March"), 1);
	cr_assert_str_eq(left.b->row->cell[0].edit.text, "live in May or June");
	stack_key(&left.st, 'm');
	left_turn();
	cr_assert_eq(rows_with("live in May or June"), 1);
	cr_assert_eq(row_drafts(), 0);
}

static int note_while_held(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	note_row('p', "live in May");
	stack_keep(&left.st);
	cr_assert(db_is_lent(left.w.s->db));
	left_type("and on"); /* nothing of this needs the database */
	cr_assert(db_is_lent(left.w.s->db));
	left_turn();
	stack_tick(&left.st);
	cr_assert_not_null(strstr(left.st.message.text, "in use"), "%s", left.st.message.text);
	cr_assert_not_null(left.b->rows);
	cr_assert(row_waits(left.b->rows));
	cr_assert_eq(row_drafts(), 1);
	return 0;
}

Test(left_row, a_row_is_noted_again_behind_the_keys_when_somebody_holds_the_file)
{
	left_type("x"); /* the call runs: it has ids for rows in hand */
	stack_key(&left.st, K_BACKSPACE);
	left_turn();
	left_while_held(left.other->db, note_while_held);
	cr_assert_eq(rows_with("live in May"), 0);
	left_tick_after(250);
	cr_assert(db_is_lent(left.w.s->db) || draft_writer_is_busy(left.w.s) || debrief_rows_landed(stack_top(&left.st)),
		  "behind the keys too");
	left_turn();
	left_turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(row_drafts(), 0);
	cr_assert_str_eq(left.st.message.text, "promise noted");
	cr_assert_str_eq(left.b->asked[0].pad.edit.text, "and on");
}

/* The twin of the order: dropped before the save, the words of a row that is refused stand nowhere but on the screen. */
Test(left_row, a_row_without_its_order_loses_its_draft_when_it_is_refused)
{
	struct err err = { 0 };

	setenv("TEETH", "P8", 1);
	cr_assert_eq(store_act_as(left.other, "dana", &err), 0, "%s", err.text);
	note_row('p', "live in May");
	cr_assert_eq(deal_remove(left.other, left.w.deal, &err), 0, "%s", err.text);
	left_type("they");
	left_turn();
	left.st.view.mono_ms += 2000;
	stack_tick(&left.st);
	cr_assert_eq(row_drafts(), 0);
	unsetenv("TEETH");
}
