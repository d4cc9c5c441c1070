/* The text editor of forms. */
#include "screens/ui/edit.h"
#include "screens/ui/edit_rows.h"
#include "screens/ui/key.h"

#include <criterion/criterion.h>
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
