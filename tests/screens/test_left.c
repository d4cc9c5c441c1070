/* A question that is left: the next one is painted first, and the answer goes into the database behind that. Driven
 * without a terminal, so that the frame stands still between the two. */
#include "app/stack.h"
#include "model/draft_writer.h"
#include "model/form.h"
#include "screens/debrief.h"
#include "screens/registry.h"
#include "tests/model/won.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *dir, *path;
static struct won w;
static struct store *other;
static struct stack st;
static struct debrief_state *b;

static struct store *open_as(const char *login)
{
	struct store_options opt = { .path = path, .login = login, .now_ms = INT64_C(1795168200000), .now_frozen = true,
				     .db_flags = DB_SCREEN };
	struct store *s;
	struct err err = { 0 };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	return s;
}

static void set_up(void)
{
	struct err err = { 0 };

	dir = temp_dir("left");
	path = temp_path(dir, "w.db");
	won_open_at(&w, NULL, path);
	store_close(w.s);
	w.s = open_as("priya");
	other = open_as("max");
	draft_writer_open(w.s);
	stack_init(&st, w.s, NULL);
	cr_assert_eq(stack_start(&st, &debriefs_screen, &err), 0, "%s", err.text);
	stack_key(&st, K_ENTER);
	cr_assert_eq(stack_top(&st)->type, &debrief_screen);
	b = debrief_state(stack_top(&st));
	b->paused = true; /* no second passes */
	stack_keep(&st);
}

static void tear_down(void)
{
	stack_done(&st);
	store_close(w.s);
	store_close(other);
	temp_remove(dir);
	free(dir);
	free(path);
}

TestSuite(left, .init = set_up, .fini = tear_down, .timeout = 300);

static void type(const char *words)
{
	for (; *words; words++)
		stack_key(&st, (unsigned char)*words);
}

/* As the loop does behind a frame, until what was handed over has come back. */
static void turn(void)
{
	st.dirty = false;
	stack_keep(&st);
	draft_writer_rest(w.s);
	stack_keep(&st);
	stack_tick(&st);
}

static void tick_after(int64_t ms)
{
	st.view.mono_ms += ms;
	stack_tick(&st);
}

/* What the database holds of a question, seen by somebody else; "-" nothing. */
static void assert_stored(const char *field, const char *words)
{
	struct form_value v = { 0 };
	struct err err = { 0 };

	cr_assert_geq(form_value_get(other, w.form, field, 0, LAYER_LIVE, &v, &err), 0, "%s", err.text);
	cr_assert_str_eq(v.text ? v.text : "-", words);
	form_value_done(&v);
}

static void assert_draft(const char *field, const char *words)
{
	struct draft d = { 0 };
	struct err err = { 0 };
	int rc = draft_get(w.s, SUBJECT_FORM_VALUE, w.form, field, 0, LAYER_LIVE, &d, &err);

	cr_assert_geq(rc, 0, "%s", err.text);
	cr_assert_str_eq(rc ? d.body : "-", words);
	draft_done(&d);
}

Test(left, is_painted_first_and_stored_behind_it)
{
	type("they asked");
	stack_key(&st, K_TAB);
	cr_assert_eq(b->at, 1);
	cr_assert(st.dirty);
	cr_assert(b->asked[0].left);
	cr_assert_eq(b->asked[0].mark, MARK_OPEN);
	assert_stored("1", "-");
	assert_draft("1", "they asked");
	turn();
	assert_stored("1", "they asked");
	assert_draft("1", "-");
	cr_assert_eq(b->asked[0].mark, MARK_ANSWERED);
	cr_assert(st.dirty, "and the mark is to be painted");
	cr_assert_not(b->asked[0].left);
}

/* The place of the call was written with the time of a question that was stored right behind: after a kill it counts
 * once. */
Test(left, time_that_was_stored_since_is_not_found_again)
{
	struct err err = { 0 };

	type("they asked");
	b->asked[0].pad.spent_ms = 300000;
	stack_key(&st, K_TAB);
	b->asked[1].pad.spent_ms = 4000;
	turn();
	cr_assert_eq(b->asked[0].stored_ms, 300000);
	cr_assert_eq(debrief_place_restore(stack_top(&st), &err), 1, "%s", err.text);
	cr_assert_eq(b->asked[0].pad.spent_ms, 0);
	cr_assert_eq(b->asked[1].pad.spent_ms, 4000);
}

Test(left, is_stored_in_time_though_keys_wait)
{
	type("they asked");
	stack_key(&st, K_TAB);
	stack_tick(&st);
	assert_stored("1", "-");
	tick_after(250);
	draft_writer_rest(w.s);
	assert_stored("1", "they asked");
}

Test(left, is_stored_before_the_program_ends)
{
	type("they asked");
	stack_key(&st, K_TAB);
	stack_keep_last(&st);
	assert_stored("1", "they asked");
	assert_draft("1", "-");
}

Test(left, is_stored_before_it_is_typed_on)
{
	type("they");
	stack_key(&st, K_TAB);
	stack_key(&st, K_BACKTAB);
	assert_stored("1", "they");
	type(" asked");
	turn();
	assert_stored("1", "they");
	assert_draft("1", "they asked");
	stack_key(&st, K_TAB);
	turn();
	assert_stored("1", "they asked");
	assert_draft("1", "-");
}

/* Gone and come back within one look at the keys: what somebody else wrote is asked about then. */
Test(left, asks_about_what_somebody_else_wrote_when_it_is_gone_back_to_at_once)
{
	struct err err = { 0 };

	type("mine");
	cr_assert_eq(debrief_answer(other, w.form, 1, LAYER_LIVE, "theirs", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	stack_key(&st, K_TAB);
	stack_key(&st, K_BACKTAB);
	cr_assert_not_null(st.question);
	st.view.mono_ms += 2000;
	stack_key(&st, 't');
	turn();
	cr_assert_null(st.question, "and not once more");
	cr_assert_str_eq(b->asked[0].pad.edit.text, "theirs");
}

Test(left, meets_what_somebody_else_wrote_and_says_so)
{
	struct err err = { 0 };

	type("mine");
	stack_key(&st, K_TAB);
	cr_assert_eq(debrief_answer(other, w.form, 1, LAYER_LIVE, "theirs", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	type("on");
	turn();
	turn();
	assert_stored("1", "theirs");
	assert_draft("1", "mine");
	cr_assert(b->asked[0].pad.conflict);
	cr_assert_not_null(strstr(st.message.text, "changed Q1 too"), "%s", st.message.text);
	stack_key(&st, K_BACKTAB);
	cr_assert_not_null(st.question);
	stack_key(&st, 'm');
	turn();
	assert_stored("1", "mine");
	assert_draft("1", "-");
}

/* Somebody else deletes the deal: nobody may write there any more. */
static void remove_deal(void)
{
	struct err err = { 0 };

	cr_assert_eq(store_act_as(other, "dana", &err), 0, "%s", err.text);
	cr_assert_eq(deal_remove(other, w.deal, &err), 0, "%s", err.text);
}

/* Runs fn while a file, the database or the drafts, is somebody else's. */
static void while_held(struct db *file, int (*fn)(void *arg, struct err *err))
{
	struct err err = { 0 };

	cr_assert_eq(db_tx(file, fn, NULL, &err), 0, "%s", err.text);
}

static int leave_while_held(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	type("they asked");
	stack_key(&st, K_TAB);
	stack_keep(&st);
	cr_assert(db_is_lent(w.s->db));
	cr_assert_not_null(b->asked[0].pad.saving);
	type("and more"); /* nothing of this needs the database */
	cr_assert(db_is_lent(w.s->db));
	turn(); /* and once more at once */
	draft_writer_rest(w.s);
	stack_keep(&st);
	cr_assert_not(db_is_lent(w.s->db));
	cr_assert(b->asked[0].pad.retry);
	cr_assert(pad_is_unsaved(&b->asked[0].pad));
	cr_assert_eq(b->asked[0].mark, MARK_OPEN);
	cr_assert_eq(st.message.tone, TONE_NONE, "%s", st.message.text);
	return 0;
}

Test(left, is_tried_again_behind_the_keys_when_somebody_holds_the_file)
{
	while_held(other->db, leave_while_held);
	assert_stored("1", "-");
	assert_draft("1", "they asked");
	tick_after(250);
	cr_assert(b->asked[0].pad.saving != NULL, "behind the keys too");
	turn();
	assert_stored("1", "they asked");
	assert_draft("1", "-");
	cr_assert_eq(b->asked[0].mark, MARK_ANSWERED);
	cr_assert_str_eq(b->asked[1].pad.edit.text, "and more");
}

static int type_while_held(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	type("nobody asked them");
	stack_tick(&st);
	cr_assert(stack_top(&st)->unkept);
	cr_assert(st.dirty);
	return 0;
}

/* The mark is made between two keys, and what makes it wrong is the keep behind the frame that shows it. */
Test(left, no_mark_says_unkept_of_what_is_kept_by_now)
{
	struct err err = { 0 };

	cr_assert_eq(drafts_open(other, &err), 0, "%s", err.text);
	while_held(other->drafts, type_while_held);
	st.dirty = false;
	stack_keep(&st);
	assert_draft("1", "nobody asked them");
	cr_assert_not(stack_top(&st)->unkept);
	cr_assert(st.dirty, "and the frame with the mark gives way");
}

/* The reason comes when the cursor is elsewhere: it says that the words are kept. */
Test(left, is_refused_in_words_when_nobody_may_store_it_any_more)
{
	type("they asked");
	stack_key(&st, K_TAB);
	remove_deal();
	turn();
	cr_assert_eq(st.message.tone, TONE_ERROR);
	cr_assert_not_null(strstr(st.message.text, "your words are kept"), "%s", st.message.text);
	assert_draft("1", "they asked");
}

Test(left, is_stored_before_what_asks_for_it)
{
	type("they asked");
	stack_key(&st, K_TAB);
	stack_keep(&st);
	stack_key(&st, K_CTRL('S'));
	assert_stored("1", "they asked");
	cr_assert_null(b->asked[0].pad.saving);
	cr_assert_eq(b->asked[0].mark, MARK_ANSWERED);
	cr_assert_eq(st.message.tone, TONE_DONE, "%s", st.message.text);
}

/* Seconds without words are stored behind the keys as well, and count once. */
Test(left, counts_the_time_of_a_question_once)
{
	struct form f;
	struct err err = { 0 };

	type("a");
	b->paused = false;
	b->since_ms = st.view.mono_ms;
	stack_key(&st, K_TAB);
	turn();
	st.view.mono_ms += 5000;
	stack_key(&st, K_TAB);
	stack_keep(&st);
	cr_assert_not_null(b->asked[1].counting);
	cr_assert_eq(debrief_total_ms(stack_top(&st)), 5000);
	turn();
	cr_assert_null(b->asked[1].counting);
	cr_assert_eq(debrief_total_ms(stack_top(&st)), 5000);
	cr_assert_eq(form_read(other, w.form, &f, &err), 1, "%s", err.text);
	cr_assert_eq(f.live_ms, 5000);
}

/* ---- the mark of one that is to be asked again ---- */

static int64_t marked(const char *field)
{
	struct form_value v = { 0 };
	struct err err = { 0 };
	int64_t again;

	cr_assert_geq(form_value_get(other, w.form, field, 0, LAYER_LIVE, &v, &err), 0, "%s", err.text);
	again = v.again;
	form_value_done(&v);
	return again;
}

static void press_again(void)
{
	stack_key(&st, K_ESC);
	stack_key(&st, 'a');
}

Test(left, a_mark_is_painted_and_said_when_it_stands)
{
	type("they asked");
	press_again();
	cr_assert(st.dirty);
	cr_assert_eq(marked("1"), 0);
	cr_assert_not(b->asked[0].again);
	cr_assert_eq(st.message.tone, TONE_NONE, "%s", st.message.text);
	type(" twice");
	turn();
	cr_assert_eq(marked("1"), 1);
	cr_assert(b->asked[0].again);
	cr_assert_str_eq(st.message.text, "Q1 marked to be asked again");
	stack_key(&st, K_TAB);
	turn();
	cr_assert_not(b->asked[0].pad.conflict, "the mark is no other's words");
	assert_stored("1", "they asked twice");
	cr_assert_eq(marked("1"), 1);
}

Test(left, a_mark_turned_twice_at_once_is_none)
{
	press_again();
	press_again();
	turn();
	cr_assert_eq(marked("1"), 0);
	cr_assert_not(b->asked[0].again);
	cr_assert_str_eq(st.message.text, "Q1 no longer marked");
}

Test(left, a_mark_stands_before_the_program_ends_and_before_what_is_left_or_taken_back)
{
	press_again();
	stack_keep_last(&st);
	cr_assert_eq(marked("1"), 1);
	turn();
	stack_key(&st, K_TAB);
	type("a name");
	press_again();
	stack_key(&st, K_TAB);
	turn();
	turn();
	cr_assert_not(b->asked[1].pad.conflict);
	assert_stored("2", "a name");
	cr_assert_eq(marked("2"), 1);
	press_again();
	stack_key(&st, K_ESC);
	stack_key(&st, 'u');
	cr_assert_eq(marked("3"), 0);
	cr_assert_not_null(strstr(st.message.text, "taken back"), "%s", st.message.text);
}

/* The draft follows the rev that the mark made, or opening it again would ask about nobody's words. */
Test(left, a_mark_leaves_the_draft_of_its_question_without_a_question)
{
	struct draft d = { 0 };
	struct err err = { 0 };
	struct form_value v = { 0 };

	type("they asked");
	stack_keep(&st);
	press_again();
	turn();
	turn();
	cr_assert_eq(draft_get(w.s, SUBJECT_FORM_VALUE, w.form, "1", 0, LAYER_LIVE, &d, &err), 1, "%s", err.text);
	cr_assert_eq(form_value_get(other, w.form, "1", 0, LAYER_LIVE, &v, &err), 1, "%s", err.text);
	cr_assert_str_eq(d.body, "they asked");
	cr_assert_eq(d.base_rev, v.rev);
	draft_done(&d);
	form_value_done(&v);
}

Test(left, a_mark_hides_nothing_that_somebody_else_wrote_there)
{
	struct err err = { 0 };

	type("mine");
	cr_assert_eq(debrief_answer(other, w.form, 1, LAYER_LIVE, "theirs", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	press_again();
	turn();
	cr_assert_eq(marked("1"), 1);
	stack_key(&st, K_TAB);
	turn();
	turn();
	assert_stored("1", "theirs");
	assert_draft("1", "mine");
	cr_assert(b->asked[0].pad.conflict);
}

Test(left, a_mark_that_nobody_may_set_any_more_is_refused_in_words)
{
	press_again();
	remove_deal();
	turn();
	cr_assert(st.message.tone == TONE_ERROR || st.message.tone == TONE_REFUSED, "%s", st.message.text);
	cr_assert_neq(st.message.text[0], '\0');
}

/* ---- rows ---- */

/* How many rows there are with these words, seen by somebody else. */
static int64_t rows_with(const char *words)
{
	struct item *items;
	struct err err = { 0 };
	size_t n;
	int64_t count = 0;

	cr_assert_eq(item_list(other, w.form, 0, &items, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		count += !strcmp(items[i].text, words);
	items_done(items, n);
	return count;
}

static size_t row_drafts(void)
{
	size_t n = 0;

	for (const struct row *r = b->rows; r; r = r->next)
		for (size_t i = 0; i < r->n; i++) {
			struct draft d;

			if (draft_get(w.s, SUBJECT_ITEM, w.form, r->cell[i].field, r->id, r->question, &d, NULL) == 1) {
				draft_done(&d);
				n++;
			}
		}
	return n;
}

static void begin_row(char kind, const char *words)
{
	stack_key(&st, K_ALT | (unsigned char)kind);
	cr_assert_not_null(b->row);
	type(words);
}

static void note_row(char kind, const char *words)
{
	begin_row(kind, words);
	stack_key(&st, K_ENTER);
	cr_assert_null(b->row);
}

Test(left, a_row_is_listed_first_and_stored_behind_it)
{
	struct shown shown[SHOWN_MAX];

	stack_key(&st, K_ALT | '4');
	turn();
	note_row('p', "live in May");
	cr_assert(st.dirty);
	cr_assert_eq(st.message.tone, TONE_NONE, "%s", st.message.text);
	cr_assert_eq(rows_with("live in May"), 0);
	cr_assert_eq(debrief_shown(stack_top(&st), ITEM_PROMISE, shown), 1);
	cr_assert(row_is_noted(shown[0].typed));
	cr_assert_str_eq(shown[0].typed->noted.text, "live in May");
	type("and on");
	cr_assert_str_eq(b->asked[3].pad.edit.text, "and on");
	turn();
	turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_str_eq(st.message.text, "promise noted");
	cr_assert_null(b->rows);
	cr_assert_eq(debrief_shown(stack_top(&st), ITEM_PROMISE, shown), 1);
	cr_assert_not_null(shown[0].item);
	assert_stored("4", "-");
}

/* The words stand in the drafts from before the save to behind it. */
Test(left, a_row_is_a_draft_until_it_stands)
{
	begin_row('p', "live in May");
	stack_key(&st, K_TAB);
	type("exp");
	stack_keep(&st);
	cr_assert_eq(row_drafts(), 2);
	stack_key(&st, K_ENTER);
	cr_assert_eq(row_drafts(), 2);
	turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(drafts_recover(w.s, NULL, NULL, NULL), 0);
	cr_assert_eq(row_drafts(), 0);
}

Test(left, a_row_is_stored_in_time_though_keys_wait)
{
	note_row('p', "live in May");
	stack_tick(&st);
	cr_assert_eq(rows_with("live in May"), 0);
	tick_after(250);
	draft_writer_rest(w.s);
	cr_assert_eq(rows_with("live in May"), 1);
}

Test(left, a_row_is_stored_before_the_program_ends)
{
	note_row('p', "live in May");
	stack_keep_last(&st);
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(row_drafts(), 0);
}

/* Noted and handed over, and taken back by the next key: it is that row, not what was done before. */
Test(left, a_row_is_what_undo_right_behind_it_takes_back)
{
	note_row('r', "the head of IT");
	turn();
	note_row('p', "live in May");
	stack_key(&st, K_ESC);
	stack_key(&st, 'u');
	cr_assert_not_null(strstr(st.message.text, "taken back"), "%s", st.message.text);
	cr_assert_eq(rows_with("live in May"), 0);
	cr_assert_eq(rows_with("the head of IT"), 1);
	stack_key(&st, K_CTRL('R'));
	cr_assert_eq(rows_with("live in May"), 1);
}

Test(left, a_row_stands_when_the_screen_is_left_behind_it)
{
	note_row('p', "live in May");
	stack_keep(&st);
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	cr_assert_eq(rows_with("live in May"), 1);
}

Test(left, two_rows_noted_at_once_both_stand)
{
	note_row('p', "live in May");
	note_row('p', "a second site");
	turn();
	turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(rows_with("a second site"), 1);
	cr_assert_null(b->rows);
	cr_assert_eq(row_drafts(), 0);
}

/* It opens again while nobody types, with its words and the reason. */
Test(left, a_row_that_nobody_may_note_any_more_is_open_again)
{
	note_row('p', "live in May");
	remove_deal();
	turn();
	cr_assert_null(b->row, "the next letters belong to the sentence");
	tick_after(2000);
	cr_assert_not_null(b->row);
	cr_assert_str_eq(b->row->cell[0].edit.text, "live in May");
	cr_assert(st.message.tone == TONE_ERROR || st.message.tone == TONE_REFUSED, "%s", st.message.text);
	cr_assert_eq(row_drafts(), 1);
}

/* Who has typed on keeps the letters where they are; the row is a draft, and why is said. */
Test(left, a_row_that_is_refused_takes_no_letters)
{
	note_row('p', "live in May");
	remove_deal();
	type("they");
	turn();
	tick_after(2000);
	cr_assert_null(b->row);
	cr_assert_eq(st.message.tone, TONE_ERROR);
	cr_assert_not_null(strstr(st.message.text, "the promise is a draft"), "%s", st.message.text);
	type(" asked");
	cr_assert_str_eq(b->asked[0].pad.edit.text, "they asked");
	cr_assert_eq(row_drafts(), 1);
}

/* Changed by somebody else in the same cell between the paint and the save. */
Test(left, a_row_that_somebody_else_changed_asks)
{
	struct item theirs, base;
	struct err err = { 0 };

	stack_key(&st, K_ALT | '4');
	note_row('p', "live in May");
	turn();
	turn();
	stack_key(&st, K_ESC);
	stack_key(&st, 'j');
	stack_key(&st, K_ENTER);
	type(" or June");
	stack_key(&st, K_ENTER);
	cr_assert_eq(item_get(other, b->items[0].id, &base, &err), 1, "%s", err.text);
	item_copy(&theirs, &base);
	free(theirs.text);
	theirs.text = xstrdup("live in March");
	cr_assert_eq(item_save(other, &base, &theirs, NULL, &err), 0, "%s", err.text);
	item_done(&theirs);
	item_done(&base);
	turn();
	tick_after(2000);
	cr_assert_not_null(b->row);
	cr_assert_not_null(st.question);
	cr_assert_eq(rows_with("live in March"), 1);
	cr_assert_str_eq(b->row->cell[0].edit.text, "live in May or June");
	stack_key(&st, 'm');
	turn();
	cr_assert_eq(rows_with("live in May or June"), 1);
	cr_assert_eq(row_drafts(), 0);
}

static int note_while_held(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	note_row('p', "live in May");
	stack_keep(&st);
	cr_assert(db_is_lent(w.s->db));
	type("and on"); /* nothing of this needs the database */
	cr_assert(db_is_lent(w.s->db));
	turn();
	stack_tick(&st);
	cr_assert_not_null(strstr(st.message.text, "in use"), "%s", st.message.text);
	cr_assert_not_null(b->rows);
	cr_assert(row_waits(b->rows));
	cr_assert_eq(row_drafts(), 1);
	return 0;
}

Test(left, a_row_is_noted_again_behind_the_keys_when_somebody_holds_the_file)
{
	type("x"); /* the call runs: it has ids for rows in hand */
	stack_key(&st, K_BACKSPACE);
	turn();
	while_held(other->db, note_while_held);
	cr_assert_eq(rows_with("live in May"), 0);
	tick_after(250);
	cr_assert(db_is_lent(w.s->db) || draft_writer_is_busy(w.s) || debrief_rows_landed(stack_top(&st)),
		  "behind the keys too");
	turn();
	turn();
	cr_assert_eq(rows_with("live in May"), 1);
	cr_assert_eq(row_drafts(), 0);
	cr_assert_str_eq(st.message.text, "promise noted");
	cr_assert_str_eq(b->asked[0].pad.edit.text, "and on");
}

/* The twin of the order: dropped before the save, the words of a row that is refused stand nowhere but on the screen. */
Test(left, a_row_without_its_order_loses_its_draft_when_it_is_refused)
{
	struct err err = { 0 };

	setenv("TEETH", "P8", 1);
	cr_assert_eq(store_act_as(other, "dana", &err), 0, "%s", err.text);
	note_row('p', "live in May");
	cr_assert_eq(deal_remove(other, w.deal, &err), 0, "%s", err.text);
	type("they");
	turn();
	st.view.mono_ms += 2000;
	stack_tick(&st);
	cr_assert_eq(row_drafts(), 0);
	unsetenv("TEETH");
}
