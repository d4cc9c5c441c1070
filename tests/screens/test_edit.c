/* The text editor of forms. */
#include "model/text.h"
#include "screens/ui/edit.h"
#include "screens/ui/edit_past.h"
#include "screens/ui/edit_rows.h"
#include "screens/ui/key.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct edit e;

static void set_up(void)
{
	edit_init(&e, false);
}

static void tear_down(void)
{
	edit_done(&e);
}

TestSuite(edit, .init = set_up, .fini = tear_down);

static void type(const char *s)
{
	for (; *s; s++)
		edit_key(&e, *s == '\n' ? K_ENTER : *s, 1000);
}

Test(edit, types_moves_and_deletes_by_graphemes)
{
	edit_set(&e, "ae\xcc\x81" "b", 5);
	edit_key(&e, K_LEFT, 0);
	edit_key(&e, K_BACKSPACE, 0);
	cr_assert_str_eq(e.text, "ab");
	edit_key(&e, 0x6d5c, 0);
	cr_assert_str_eq(e.text, "a浜b");
	edit_key(&e, K_LEFT, 0);
	edit_key(&e, K_DELETE, 0);
	cr_assert_str_eq(e.text, "ab");
}

Test(edit, all_selected_is_replaced_by_what_is_typed_or_pasted_and_kept_by_a_move)
{
	size_t from;

	edit_select_all(&e);
	cr_assert_eq(edit_selection(&e, &from), 0, "there is nothing to select");
	edit_set(&e, "11-23 15:30", 11);
	edit_select_all(&e);
	cr_assert_eq(edit_selection(&e, &from), 11);
	cr_assert_eq(from, 0);
	cr_assert(edit_is_kept(&e), "nothing was typed");
	type("to");
	cr_assert_str_eq(e.text, "to");
	edit_undo(&e, 1000);
	cr_assert_str_eq(e.text, "11-23 15:30");
	edit_select_all(&e);
	edit_paste(&e, "friday", 6, 1000);
	cr_assert_str_eq(e.text, "friday");
	edit_select_all(&e);
	edit_key(&e, K_RIGHT, 0);
	type("s");
	cr_assert_str_eq(e.text, "fridays");
	edit_select_all(&e);
	edit_key(&e, K_BACKSPACE, 0);
	cr_assert_str_eq(e.text, "");
}

Test(edit, kills_and_brings_back)
{
	type("one two three");
	edit_key(&e, K_CTRL('W'), 0);
	cr_assert_str_eq(e.text, "one two ");
	edit_key(&e, K_CTRL('A'), 0);
	edit_key(&e, K_CTRL('Y'), 0);
	cr_assert_str_eq(e.text, "threeone two ");
	edit_key(&e, K_CTRL('K'), 0);
	cr_assert_str_eq(e.text, "three");
	edit_key(&e, K_CTRL('U'), 0);
	cr_assert_str_eq(e.text, "");
}

Test(edit, takes_typing_back_by_words_and_again)
{
	type("one two");
	edit_key(&e, K_CTRL('_'), 0);
	cr_assert_str_eq(e.text, "one");
	edit_key(&e, K_CTRL('_'), 0);
	cr_assert_str_eq(e.text, "");
	cr_assert_eq(edit_undo(&e, 0), EDIT_IGNORED);
	edit_redo(&e, 0);
	edit_redo(&e, 0);
	cr_assert_str_eq(e.text, "one two");
	cr_assert_eq(edit_redo(&e, 0), EDIT_IGNORED);
}

Test(edit, a_paste_is_one_edit_and_kept_as_text)
{
	edit_paste(&e, "a\r\nb\rc\033[A\x03", 10, 5);
	cr_assert_str_eq(e.text, "a\nb\nc\033[A\x03");
	cr_assert_eq(e.unkept_chars, 1);
	edit_undo(&e, 6);
	cr_assert_str_eq(e.text, "");
}

Test(edit, counts_what_is_not_kept)
{
	cr_assert(edit_is_kept(&e));
	edit_key(&e, 'x', 1000);
	edit_key(&e, 'y', 1100);
	cr_assert_eq(e.unkept_at_ms, 1000);
	cr_assert_eq(e.unkept_chars, 2);
	edit_kept(&e);
	cr_assert(edit_is_kept(&e));
	edit_key(&e, K_LEFT, 1200);
	cr_assert(edit_is_kept(&e), "a move is no typing");
}

Test(edit, refuses_more_than_its_bound)
{
	e.max = 3;
	type("abc");
	cr_assert_eq(edit_key(&e, 'd', 0), EDIT_REFUSED);
	cr_assert_str_eq(e.text, "abc");
	cr_assert(edit_is_kept(&e) == false);
}

Test(edit, wraps_between_words_and_keeps_the_goal_column)
{
	type("alpha beta gamma\ndelta");
	cr_assert_eq(edit_rows(&e, 11), 3);
	e.wrap_cols = 11;
	edit_key(&e, K_UP, 0); /* from "delta|" to "gamma|" */
	cr_assert_eq(e.at, strlen("alpha beta gamma"));
	edit_key(&e, K_UP, 0);
	cr_assert_eq(e.at, strlen("alpha"));
	cr_assert_eq(edit_key(&e, K_UP, 0), EDIT_IGNORED);
}

Test(edit, every_place_is_reached_at_every_width)
{
	static const char text[] = "Mira said 北浜電機 would be live\n\nin 30 days, e\xcc\x81 not\tin the contract ";

	edit_set(&e, text, strlen(text));
	for (int cols = 3; cols < 40; cols++)
		for (e.at = 0; e.at <= e.len; e.at++) {
			struct edit_place p = edit_place(&e, cols);

			cr_assert(p.row >= 0 && p.row < p.rows, "at %zu of %d columns: row %d of %d", e.at, cols, p.row, p.rows);
			cr_assert_lt(p.col, cols + 2, "at %zu of %d columns: column %d", e.at, cols, p.col);
		}
}

Test(edit, a_single_line_has_no_breaks)
{
	edit_done(&e);
	edit_init(&e, true);
	edit_paste(&e, "a\r\nb\nc", 6, 0);
	cr_assert_str_eq(e.text, "a b c");
	cr_assert_eq(edit_key(&e, K_ENTER, 0), EDIT_IGNORED);
	cr_assert_eq(edit_key(&e, K_UP, 0), EDIT_IGNORED);
}

/* ---- rows ---- */

static void set(const char *s)
{
	edit_set(&e, s, strlen(s));
}

/* The rows at that width, parted by `|`. */
static const char *rows_at(int cols)
{
	static char text[600];
	size_t from, end, n = 0;

	for (int row = 0; edit_row_at(&e, cols, row, &from, &end, NULL); row++) {
		memcpy(text + n, e.text + from, end - from);
		n += end - from;
		text[n++] = '|';
	}
	text[n] = '\0';
	return text;
}

static void rows_are(const char *text, int cols, const char *want)
{
	set(text);
	cr_assert_str_eq(rows_at(cols), want);
}

Test(edit, breaks_where_words_of_a_script_allow_it)
{
	rows_are("one two three", 9, "one two |three|");
	rows_are("a word-for-word copy", 8, "a word-|for-|word |copy|");
	rows_are("from 5-10 or so", 7, "from |5-10 |or so|");
	rows_are("東京都の顧客", 9, "東京都の|顧客|");
	rows_are("東京、大阪。", 7, "東京、|大阪。|");
	rows_are("「東京」は「大阪」", 9, "「東京」|は「大|阪」|");
	rows_are("한국어 텍스트", 9, "한국어 |텍스트|");
	rows_are("abcdefghij", 5, "abcd|efgh|ij|");
	rows_are("مرحبا بالعالم", 9, "مرحبا |بالعالم|");
	rows_are("a\tb c", 4, "a\tb |c|");
}

Test(edit, blanks_take_room_like_letters)
{
	rows_are("ab        c", 5, "ab   |     |c|");
	rows_are("word \nnext", 5, "word |next|");
	rows_are("\n\n", 5, "|||");
}

Test(edit, a_wide_letter_is_never_halved)
{
	rows_are("a東b京", 4, "a東|b京|");
	rows_are("東京", 3, "東|京|");
	rows_are("e\xcc\x81" "e\xcc\x81" "e\xcc\x81", 3, "e\xcc\x81" "e\xcc\x81|e\xcc\x81|");
}

Test(edit, what_is_shown_as_an_escape_takes_its_room)
{
	rows_are("ab\x1b" "cd", 7, "ab\x1b|cd|");
	rows_are("a\xe2\x80\xae" "b", 10, "a\xe2\x80\xae|b|");
}

Test(edit, a_thousand_marks_on_one_letter_fit_the_box)
{
	struct buf text = { 0 };
	size_t from, end;

	buf_puts(&text, "a");
	for (int i = 0; i < 1000; i++)
		buf_puts(&text, "\xcc\x81");
	edit_set(&e, text.data, text.len);
	for (int row = 0; edit_row_at(&e, 40, row, &from, &end, NULL); row++)
		cr_assert_leq(text_visible_width(e.text + from, end - from), 40, "row %d", row);
	edit_key(&e, K_BACKSPACE, 0);
	cr_assert_eq(e.len, 0, "one letter with all its marks goes at once");
	edit_undo(&e, 0);
	cr_assert_str_eq(e.text, text.data);
	buf_done(&text);
}

Test(edit, home_and_end_go_by_rows_and_then_by_lines)
{
	set("alpha beta gamma\ndelta");
	e.wrap_cols = 11;
	e.at = 7;
	edit_key(&e, K_END, 0);
	cr_assert_eq(e.at, 10, "before the blank that breaks the row");
	edit_key(&e, K_END, 0);
	cr_assert_eq(e.at, 16);
	edit_key(&e, K_HOME, 0);
	cr_assert_eq(e.at, 11);
	edit_key(&e, K_HOME, 0);
	cr_assert_eq(e.at, 0);
}

Test(edit, the_end_of_a_row_without_a_blank_is_on_that_row)
{
	set("東京都の顧客");
	e.wrap_cols = 9;
	e.at = 0;
	edit_key(&e, K_END, 0);
	cr_assert_eq(e.at, 12);
	cr_assert_eq(edit_spot(&e, 9).row, 0);
	cr_assert_eq(edit_spot(&e, 9).col, 8);
	edit_key(&e, K_RIGHT, 0);
	cr_assert_eq(edit_spot(&e, 9).row, 1);
}

/* ---- graphemes of every kind ---- */

Test(edit, graphemes_are_stored_as_typed_and_deleted_whole)
{
	static const char *const one[] = { "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "각", "한", "नि", "é", "e\xcc\x81\xcc\x82", "☎️" };

	for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
		set("x");
		edit_paste(&e, one[i], strlen(one[i]), 0);
		edit_key(&e, 'y', 0);
		cr_assert_eq(memcmp(e.text + 1, one[i], strlen(one[i])), 0, "%s is stored as it came", one[i]);
		edit_key(&e, K_LEFT, 0);
		edit_key(&e, K_LEFT, 0);
		cr_assert_eq(e.at, 1, "%s is one step", one[i]);
		edit_key(&e, K_DELETE, 0);
		cr_assert_str_eq(e.text, "xy", "%s goes at once", one[i]);
	}
}

/* The first half of a flag before another flag makes other pairs for a moment. */
Test(edit, what_is_typed_between_code_points_keeps_its_order)
{
	set("🇩🇪");
	edit_key(&e, K_HOME, 0);
	edit_key(&e, 0x1f1eb, 0);
	edit_key(&e, 0x1f1f7, 0);
	cr_assert_str_eq(e.text, "🇫🇷🇩🇪");
	set("👩");
	edit_key(&e, K_HOME, 0);
	edit_key(&e, 0x1f468, 0);
	edit_key(&e, 0x200d, 0);
	edit_key(&e, 'x', 0);
	cr_assert_str_eq(e.text, "👨\xe2\x80\x8dx👩");
}

Test(edit, right_to_left_text_is_kept_and_walked_in_its_order)
{
	static const char text[] = "said שלום עולם and مرحبا";

	edit_paste(&e, text, strlen(text), 0);
	cr_assert_str_eq(e.text, text);
	edit_key(&e, K_CTRL_LEFT, 0);
	cr_assert_str_eq(e.text + e.at, "مرحبا");
	edit_key(&e, K_LEFT, 0);
	cr_assert_str_eq(e.text + e.at, " مرحبا");
	e.at = strlen("said ");
	edit_key(&e, K_CTRL_RIGHT, 0);
	cr_assert_str_eq(e.text + e.at, " עולם and مرحبا");
}

Test(edit, words_of_scripts_without_blanks_end_where_the_script_changes)
{
	set("東京タワーへ行く");
	edit_key(&e, K_CTRL_HOME, 0);
	edit_key(&e, K_CTRL_RIGHT, 0);
	cr_assert_str_eq(e.text + e.at, "タワーへ行く");
	edit_key(&e, K_CTRL_RIGHT, 0);
	cr_assert_str_eq(e.text + e.at, "へ行く");
}

/* ---- selection ---- */

static void keys(const int *list)
{
	for (; *list; list++)
		edit_key(&e, *list, 0);
}
#define KEYS(...) keys((const int[]){ __VA_ARGS__, 0 })

static const char *selected(void)
{
	static char text[200];
	size_t from, len = edit_selection(&e, &from);

	memcpy(text, e.text + from, len);
	text[len] = '\0';
	return text;
}

Test(edit, shift_selects_and_a_move_without_it_ends_that)
{
	type("one two three");
	KEYS(K_CTRL_LEFT | K_SHIFT, K_LEFT | K_SHIFT);
	cr_assert_str_eq(selected(), " three");
	KEYS(K_LEFT);
	cr_assert_str_eq(selected(), "");
	cr_assert_eq(e.at, 7, "at the beginning of what was selected");
	KEYS(K_HOME | K_SHIFT, K_RIGHT | K_SHIFT);
	cr_assert_str_eq(selected(), "ne two");
	KEYS(K_CTRL_END | K_SHIFT);
	cr_assert_str_eq(selected(), " three");
	KEYS(K_UP | K_SHIFT);
	cr_assert_str_eq(selected(), "one two", "above the first row is its beginning");
}

Test(edit, ctrl_space_sets_a_mark_that_moves_keep)
{
	type("one two three");
	KEYS(K_CTRL_SPACE, K_LEFT, K_CTRL_LEFT);
	cr_assert_str_eq(selected(), "three");
	KEYS(K_CTRL('G'));
	cr_assert_str_eq(selected(), "");
	cr_assert_eq(edit_key(&e, K_CTRL('G'), 0), EDIT_IGNORED);
	KEYS(K_CTRL_SPACE, K_CTRL('A'), K_CTRL('W'), K_CTRL('E'), K_CTRL('Y'));
	cr_assert_str_eq(e.text, "threeone two ");
}

Test(edit, typing_over_a_selection_is_one_step_of_undo)
{
	type("one two three");
	KEYS(K_CTRL_LEFT | K_SHIFT);
	type("four");
	cr_assert_str_eq(e.text, "one two four");
	KEYS(K_CTRL('_'));
	cr_assert_str_eq(e.text, "one two three");
	KEYS(K_CTRL_LEFT | K_SHIFT);
	edit_paste(&e, "5", 1, 0);
	cr_assert_str_eq(e.text, "one two 5");
	edit_undo(&e, 0);
	KEYS(K_CTRL_LEFT | K_SHIFT, K_BACKSPACE);
	cr_assert_str_eq(e.text, "one two ");
}

Test(edit, kills_that_follow_one_another_are_one)
{
	type("one two three");
	KEYS(K_CTRL('W'), K_CTRL('W'), K_CTRL('Y'));
	cr_assert_str_eq(e.text, "one two three");
	KEYS(K_CTRL('A'), K_CTRL_RIGHT, K_CTRL('K'), K_CTRL('U'), K_CTRL('Y'));
	cr_assert_str_eq(e.text, "one two three");
	KEYS(K_CTRL('W'), K_LEFT, K_CTRL('W'), K_CTRL('Y'));
	cr_assert_str_eq(e.text, "one two ", "a move parts them");
}

Test(edit, fields_of_one_form_share_what_was_killed)
{
	struct edit other;

	edit_init(&other, false);
	edit_share(&other, &e);
	type("moved");
	KEYS(K_CTRL('U'));
	edit_key(&other, K_CTRL('Y'), 0);
	cr_assert_str_eq(other.text, "moved");
	edit_done(&e);
	edit_key(&other, K_CTRL('Y'), 0);
	cr_assert_str_eq(other.text, "movedmoved");
	edit_done(&other);
	set_up();
}

Test(edit, copies_what_is_selected_and_leaves_it)
{
	size_t len;

	type("one two");
	cr_assert_null(edit_copy(&e, &len));
	KEYS(K_CTRL_LEFT | K_SHIFT);
	cr_assert_str_eq(edit_copy(&e, &len), "two");
	cr_assert_eq(len, 3);
	KEYS(K_CTRL_END, K_CTRL('Y'));
	cr_assert_str_eq(e.text, "one twotwo");
}

static enum edit_result mouse(enum mouse_kind kind, int y, int x, int64_t now_ms)
{
	return edit_by_mouse(&e, (struct area){ 2, 10, 3, 12 }, &(struct mouse){ kind, y, x }, now_ms);
}

Test(edit, the_mouse_selects_by_dragging_and_words_by_two_presses)
{
	set("alpha beta gamma\n\u6771\u4eac delta");
	mouse(MOUSE_PRESS, 2, 12, 1000);
	cr_assert_str_eq(selected(), "");
	mouse(MOUSE_DRAG, 3, 13, 1100);
	cr_assert_str_eq(selected(), "pha beta gam");
	mouse(MOUSE_PRESS, 4, 11, 5000);
	mouse(MOUSE_PRESS, 4, 11, 5200);
	cr_assert_str_eq(selected(), "東京");
	mouse(MOUSE_PRESS, 4, 16, 9000);
	mouse(MOUSE_PRESS, 4, 16, 9900);
	cr_assert_str_eq(selected(), "", "too slow for two");
	cr_assert_eq(mouse(MOUSE_PRESS, 1, 11, 0), EDIT_IGNORED);
}

Test(edit, the_wheel_scrolls_and_leaves_the_cursor)
{
	for (int i = 0; i < 20; i++)
		type("row\n");
	e.top = 18;
	e.wrap_cols = 12;
	cr_assert_eq(mouse(MOUSE_WHEEL_UP, 3, 11, 0), EDIT_MOVED);
	cr_assert_eq(e.top, 15);
	cr_assert_eq(e.at, e.len);
	mouse(MOUSE_WHEEL_DOWN, 3, 11, 0);
	mouse(MOUSE_WHEEL_DOWN, 3, 11, 0);
	cr_assert_eq(e.top, 18, "not beyond the end");
}

/* ---- undo ---- */

Test(edit, a_pause_parts_what_is_taken_back)
{
	edit_key(&e, 'a', 1000);
	edit_key(&e, 'b', 1500);
	edit_key(&e, 'c', 9000);
	edit_undo(&e, 9100);
	cr_assert_str_eq(e.text, "ab");
	edit_undo(&e, 9200);
	cr_assert_str_eq(e.text, "");
}

Test(edit, rubbing_out_a_word_is_one_step)
{
	type("one two");
	KEYS(K_BACKSPACE, K_BACKSPACE, K_BACKSPACE);
	edit_undo(&e, 0);
	cr_assert_str_eq(e.text, "one two");
	KEYS(K_CTRL('A'), K_DELETE, K_DELETE, K_CTRL('_'));
	cr_assert_str_eq(e.text, "one two");
}

Test(edit, what_is_taken_back_is_not_kept_yet)
{
	type("word");
	edit_kept(&e);
	edit_undo(&e, 77);
	cr_assert_not(edit_is_kept(&e));
	cr_assert_eq(e.unkept_at_ms, 77);
}

Test(edit, undo_holds_a_bounded_amount)
{
	char *big = calloc(1, 1 << 20);

	memset(big, 'x', 1 << 20);
	for (int i = 0; i < 20; i++) {
		edit_set(&e, "", 0);
		for (int j = 0; j < 10; j++)
			edit_paste(&e, big, 1 << 20, 0);
		cr_assert_leq(e.past->bytes, (size_t)5 << 20);
	}
	edit_set(&e, "", 0);
	for (int i = 0; i < 5000; i++)
		edit_paste(&e, "y", 1, 0);
	cr_assert_leq(e.past->count, 1000);
	free(big);
}

Test(edit, another_editors_text_is_one_step)
{
	type("as it was");
	cr_assert_eq(edit_replace(&e, "a\xff\0b\n", 5, 0), EDIT_CHANGED);
	cr_assert_str_eq(e.text, "a\xef\xbf\xbd\xef\xbf\xbd" "b\n");
	cr_assert_eq(e.odd_bytes, 2);
	cr_assert_eq(edit_replace(&e, e.text, e.len, 0), EDIT_MOVED);
	edit_undo(&e, 0);
	cr_assert_str_eq(e.text, "as it was");
}

/* ---- size ---- */

/* A megabyte with everything in it that a terminal would obey. */
static void make_big(struct buf *out, const char *unit, size_t len)
{
	while (out->len < len)
		buf_puts(out, unit);
}

Test(edit, a_megabyte_of_anything_is_taken_whole)
{
	static const char *const units[] = { "word\033[2J\003 \x7f", "\xff\xfe\x80 ", "a\r\n", "\xe2\x80\xae", "👨‍👩‍👧", "x" };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct buf big = { 0 };
		size_t from, end;

		make_big(&big, units[i], 1 << 20);
		set("");
		cr_assert_eq(edit_paste(&e, big.data, big.len, 0), EDIT_CHANGED);
		cr_assert_eq(text_valid(e.text, e.len), e.len, "unit %zu", i);
		cr_assert_eq(e.odd_bytes > 0, i == 1, "unit %zu", i);
		for (int row = 0; edit_row_at(&e, 78, row, &from, &end, NULL); row += 97)
			cr_assert_leq(text_visible_width(e.text + from, end - from), 78, "unit %zu row %d", i, row);
		edit_undo(&e, 0);
		cr_assert_eq(e.len, 0);
		buf_done(&big);
	}
}

/* Types one key and looks at the rows of the screen, as a paint does: how many rows had to be measured. */
static size_t cost_of_key(int key)
{
	size_t before = edit_layout_found(&e), from, end;
	struct edit_place p;

	edit_key(&e, key, 0);
	p = edit_spot(&e, 78);
	if (p.row < e.top || p.row >= e.top + 20)
		e.top = p.row;
	for (int i = 0; i < 20; i++)
		edit_row_at(&e, 78, e.top + i, &from, &end, NULL);
	return edit_layout_found(&e) - before;
}

/* No key costs more than a screen of rows and a few, wherever in whatever text; where lines end by themselves a handful. */
Test(edit, a_key_measures_a_few_rows_of_any_text)
{
	static const char *const units[] = { "some words of prose, and more. ", "a line\n", "x", "東京都の顧客は", "한국어 " };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct buf big = { 0 };

		make_big(&big, units[i], 1000000);
		e.wrap_cols = 78;
		edit_set(&e, big.data, big.len);
		for (size_t place = 0; place < 3; place++) {
			size_t most = i == 1 ? 8 : 26;

			e.at = place == 0 ? 0 : text_prev(e.text, e.len, e.len * place / 2);
			e.top = 0;
			cost_of_key(K_LEFT); /* the first look at this place */
			cost_of_key('a');
			for (const char *c = "typed here"; *c; c++) {
				size_t cost = cost_of_key(*c);

				cr_assert_leq(cost, most, "unit %zu, place %zu: %zu rows for '%c'", i, place, cost, *c);
			}
			cr_assert_leq(cost_of_key(K_BACKSPACE), most);
			cr_assert_leq(cost_of_key(K_UP), most);
		}
		buf_done(&big);
	}
}
