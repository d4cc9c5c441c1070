#include "model/cut.h"

#include "model/buf.h"
#include "model/err.h"
#include "model/text.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

static void what_a_precision_leaves_ends_behind_a_whole_character(void)
{
	static const struct {
		const char *word, *said;
	} cases[] = {
		{ "abcdefgh", "abcd" },
		{ "abc", "abc" },
		{ "abc\u00e9", "abc" },            /* two bytes from the fourth on */
		{ "ab\u20ac", "ab" },
		{ "\U0001F600\U0001F600", "\U0001F600" },
		{ "abce\u0301", "abc" },           /* the mark would be left out */
		{ "\u00e9e\u0301x", "\u00e9" },
		{ "ab\xe2\x82", "ab\xe2\x82" },    /* half of a letter in the data stays as it is */
		{ "abc\xff\xff", "abc\xff" },
		{ "e\u0301\u0301\u0301", "e\u0301" }, /* one character alone: whole code points */
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = { 0 }, want = { 0 };
		struct err err = { 0 };

		buf_printf(&want, "7 “%s” -3 x", cases[i].said);
		err_set(&err, ERR_INPUT, "%d “%.4s” %" PRId64 " %c", 7, cases[i].word, INT64_C(-3), 'x');
		cr_assert_str_eq(err.text, buf_str(&want), "case %zu", i);
		buf_printf(&b, "%zu%%%*s|%-6.4s|%.*s|%s|%.1f", (size_t)1, 3, "a", cases[i].word, 2, "zzz", "end", 0.5);
		buf_clear(&want);
		buf_printf(&want, "1%%  a|%-6s|zz|end|0.5", cases[i].said);
		cr_assert_str_eq(buf_str(&b), buf_str(&want), "case %zu", i);
		buf_done(&b);
		buf_done(&want);
	}
}

/* However long the words before: what is left of a text that has no room is a part of it in its visible form too. */
static void a_sentence_without_room_ends_behind_a_whole_character(void)
{
	static const char *const words[] = { "\u00e9", "\u20ac", "\U0001F600", "e\u0301", "\u0915\u094d\u0937", "\U0001F1E9\U0001F1EA" };

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		for (int pad = 0; pad < 16; pad++) {
			struct buf text = { 0 }, whole = { 0 }, part = { 0 };
			struct err err = { 0 };

			buf_printf(&text, "%.*s", pad, "................");
			while (text.len < 2 * sizeof err.text)
				buf_puts(&text, words[w]);
			err_set(&err, ERR_INPUT, "%s", buf_str(&text));
			cr_assert_gt(strlen(err.text), sizeof err.text - 32);
			cr_assert_eq(text_valid(err.text, strlen(err.text)), strlen(err.text));
			text_visible(&whole, buf_str(&text), text.len, false);
			text_visible(&part, err.text, strlen(err.text), false);
			cr_assert_eq(strncmp(buf_str(&whole), buf_str(&part), part.len), 0, "%s, %d", words[w], pad);
			err_wrap(&err, "%s", words[w]);
			cr_assert_eq(text_valid(err.text, strlen(err.text)), strlen(err.text));
			buf_done(&text);
			buf_done(&whole);
			buf_done(&part);
		}
}

static void a_copy_ends_behind_a_whole_character(void)
{
	char out[6];

	cut_copy(out, sizeof out, "abcd\u00e9");
	cr_assert_str_eq(out, "abcd");
	cut_copy(out, sizeof out, "abce\u0301");
	cr_assert_str_eq(out, "abc");
	cut_copy(out, sizeof out, "abcde");
	cr_assert_str_eq(out, "abcde");
}

Test(cut, characters)
{
	what_a_precision_leaves_ends_behind_a_whole_character();
	a_sentence_without_room_ends_behind_a_whole_character();
	a_copy_ends_behind_a_whole_character();
}
