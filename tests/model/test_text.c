#include "model/text.h"
#include "model/word.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void utf8(void)
{
	setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(text, .init = utf8);

static const char *visible(const char *s, size_t len, bool lines)
{
	static struct buf b;

	buf_clear(&b);
	text_visible(&b, s, len, lines);
	return buf_str(&b);
}

Test(text, shows_what_would_command_a_terminal)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "Lumen Labs", "Lumen Labs" },
		{ "Åland 東京", "Åland 東京" },
		{ "\x1b]0;x\x07", "\\x1b]0;x\\x07" },
		{ "a\x7f", "a\\x7f" },
		{ "\x9b"
		  "2J",
		  "\\x9b2J" },
		{ "\xc2\x9b"
		  "2J",
		  "\\u{9b}2J" },
		{ "\u202e"
		  "x",
		  "\\u{202e}x" },
		{ "a\u200b"
		  "b",
		  "a\\u{200b}b" },
		{ "\ufeffx", "\\u{feff}x" },
		{ "\xf3\xa0\x81\x81", "\\u{e0041}" },
		{ "\ue000", "\\u{e000}" },
		{ "\ufdd0", "\\u{fdd0}" },
		{ "\xff", "\\xff" },
		{ "\xc0\x80", "\\xc0\\x80" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "a\tb", "a b" },
		{ "a\r\nb\nc", "a⏎b⏎c" },
		{ "a\rb", "a\\x0db" },
		{ "\u2028", "\\u{2028}" },
		{ "e\u0301", "e\u0301" },
		{ "\u0301x", "\\u{301}x" },
		{ "\n\u0301", "⏎\\u{301}" },
		{ "\u00ad", "\\u{ad}" },
		{ "\U0001F468\u200d\U0001F469", "\U0001F468\U0001F469" },
		{ "\U0001F44D\U0001F3FD", "\U0001F44D" },
		{ "\u2764\ufe0f", "\u2764" },
		{ "a\ufe0f", "a\\u{fe0f}" },
		{ "a\u200d"
		  "b",
		  "a\\u{200d}b" },
		{ "\u3164", "\\u{3164}" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_str_eq(visible(rows[i].in, strlen(rows[i].in), false), rows[i].out, "row %zu gave %s", i,
				 visible(rows[i].in, strlen(rows[i].in), false));
	cr_assert_str_eq(visible("a\r\nb\n", 5, true), "a\nb\n");
	cr_assert_str_eq(visible("a\0b", 3, true), "a\\x00b");
}

Test(text, keeps_eight_marks_a_base)
{
	struct buf in = { 0 };
	const char *out;

	buf_puts(&in, "a");
	for (int i = 0; i < 10; i++)
		buf_puts(&in, "\u0301");
	out = visible(in.data, in.len, false);
	cr_assert_str_eq(out, "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\\u{301}\\u{301}");
	buf_done(&in);
}

/* Judged without the tables of the code under test: only wcwidth, iswprint of the C library and fixed ranges. */
static bool is_clean(const struct buf *b, bool lines)
{
	mbstate_t state = { 0 };
	const char *s = buf_str(b);
	int marks = 0;
	bool base = false;

	for (size_t i = 0, n; i < b->len; i += n) {
		wchar_t c;

		n = mbrtowc(&c, s + i, b->len - i, &state);
		if (n == 0 || n > 4)
			return false;
		if (c == L'\n' && lines) {
			base = false;
			continue;
		}
		if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
		    (c >= 0x2060 && c <= 0x206F) || (c >= 0x200B && c <= 0x200F) || c == 0x61C || c == 0xFEFF ||
		    c >= 0xE0000 || (c >= 0xE000 && c < 0xF900) || (c >= 0xFDD0 && c < 0xFDF0) ||
		    (c & 0xFFFE) == 0xFFFE || wcwidth(c) < 0)
			return false;
		marks = wcwidth(c) ? 0 : marks + 1;
		if ((!wcwidth(c) && !base) || marks > 8)
			return false;
		base = true;
	}
	return true;
}

static bool has_bad_byte_lost(const struct buf *in, const struct buf *out)
{
	for (size_t i = 0; i < in->len; i++)
		if ((unsigned char)in->data[i] == 0x1B && !strstr(buf_str(out), "\\x1b"))
			return true;
	return false;
}

Test(text, p23_no_control_byte_comes_out)
{
	struct buf in = { 0 }, out = { 0 };
	struct prop p;
	long fail = 0, cases = 50000;

	prop_init(&p, 23);
	for (long i = 0; i < cases; i++) {
		bool lines = i & 1;

		buf_clear(&in);
		buf_clear(&out);
		prop_hostile(&p, 12, &in);
		buf_puts(&out, "[");
		text_visible(&out, buf_str(&in), in.len, lines);
		buf_puts(&out, "]");
		if (!is_clean(&out, lines) || has_bad_byte_lost(&in, &out))
			fail++;
	}
	cr_assert(prop_promise("P23", cases, fail));
	buf_done(&in);
	buf_done(&out);
}

Test(text, parts_at_boundaries_show_as_parts)
{
	struct buf in = { 0 }, whole = { 0 }, parts = { 0 };
	struct prop p;

	prop_init(&p, 230);
	for (int i = 0; i < 5000; i++) {
		buf_clear(&in);
		buf_clear(&whole);
		buf_clear(&parts);
		prop_hostile(&p, 8, &in);
		text_visible(&whole, buf_str(&in), in.len, false);
		for (size_t at = 0, next; at < in.len; at = next) {
			next = text_next(in.data, in.len, at);
			text_visible(&parts, in.data + at, next - at, false);
		}
		cr_assert_str_eq(buf_str(&parts), buf_str(&whole), "case %d", i);
	}
	buf_done(&in);
	buf_done(&whole);
	buf_done(&parts);
}

Test(text, width_counts_cells)
{
	cr_assert_eq(text_width("abc", 3), 3);
	cr_assert_eq(text_width("東京", 6), 4);
	cr_assert_eq(text_width("e\u0301x", 4), 2);
	cr_assert_eq(text_width("a\nb", 3), 2);
	cr_assert_eq(text_width("", 0), 0);
}

Test(text, cut_ends_with_the_ellipsis)
{
	struct buf b = { 0 };

	cr_assert_eq(text_cut(&b, "Lumen Labs", 10, 10, "…"), 10);
	cr_assert_str_eq(buf_str(&b), "Lumen Labs");
	buf_clear(&b);
	cr_assert_eq(text_cut(&b, "Lumen Labs", 10, 6, "…"), 6);
	cr_assert_str_eq(buf_str(&b), "Lumen…");
	buf_clear(&b);
	cr_assert_eq(text_cut(&b, "東京都", 9, 4, "…"), 3);
	cr_assert_str_eq(buf_str(&b), "東…");
	buf_clear(&b);
	cr_assert_eq(text_cut(&b, "abc", 3, 0, "…"), 0);
	cr_assert_str_eq(buf_str(&b), "");
	buf_done(&b);
}

Test(text, steps_over_graphemes_both_ways)
{
	const char *s = "ae\u0301\U0001F468\u200d\U0001F469"
			"x\r\n\xff";
	size_t len = strlen(s);
	const size_t ends[] = { 1, 4, 15, 16, 18, 19 };
	size_t at = 0;

	for (size_t i = 0; i < 6; i++) {
		at = text_next(s, len, at);
		cr_assert_eq(at, ends[i], "step %zu came to %zu", i, at);
	}
	for (size_t i = 5; i-- > 0;) {
		at = text_prev(s, len, at);
		cr_assert_eq(at, ends[i], "back step %zu came to %zu", i, at);
	}
	cr_assert_eq(text_prev(s, len, at), 0);
	cr_assert_eq(text_graphemes(s, len), 6);
}

Test(text, prev_is_the_inverse_of_next)
{
	struct buf in = { 0 };
	struct prop p;

	prop_init(&p, 240);
	for (int i = 0; i < 3000; i++) {
		buf_clear(&in);
		prop_hostile(&p, 8, &in);
		for (size_t at = 0, next; at < in.len; at = next) {
			next = text_next(in.data, in.len, at);
			cr_assert_gt(next, at);
			cr_assert_eq(text_prev(in.data, in.len, next), at, "case %d at %zu", i, at);
		}
	}
	buf_done(&in);
}

static bool is_boundary(const struct buf *b, size_t at)
{
	size_t i = 0;

	while (i < at)
		i = text_next(b->data, b->len, i);
	return i == at;
}

static int cells(const char *s, size_t n)
{
	mbstate_t state = { 0 };
	int sum = 0;

	for (size_t i = 0, k; i < n; i += k) {
		wchar_t c;

		k = mbrtowc(&c, s + i, n - i, &state);
		if (k == 0 || k > 4)
			return -1;
		sum += wcwidth(c) > 0 ? wcwidth(c) : 0;
	}
	return sum;
}

/* One hostile text laid out in one width, in all three ways. */
static bool holds(const struct buf *b, int cols)
{
	struct buf out = { 0 };
	int width, said = text_cut(&out, buf_str(b), b->len, cols, "…");
	bool ok = said <= cols && cells(buf_str(&out), out.len) == said;
	size_t n = text_fit(buf_str(b), b->len, cols, &width), at = 0, next;

	ok = ok && width <= cols && cells(buf_str(b), n) == width && is_boundary(b, n);
	while (at < b->len) {
		size_t end = text_wrap(b->data, b->len, at, cols, &next);

		ok = ok && end >= at && next > at && next <= b->len && end <= next && is_boundary(b, end) &&
		     is_boundary(b, next);
		if (!ok || text_width(b->data + at, end - at) > cols)
			break;
		at = next;
	}
	buf_done(&out);
	return ok && at >= b->len;
}

Test(text, p24_layout_holds)
{
	struct buf in = { 0 }, shown = { 0 };
	struct prop p;
	long fail = 0, cases = 10000;

	prop_init(&p, 24);
	for (long i = 0; i < cases; i++) {
		buf_clear(&in);
		buf_clear(&shown);
		prop_hostile(&p, 10, &in);
		text_visible(&shown, buf_str(&in), in.len, i & 1);
		fail += !holds(&shown, 1 + (int)prop_below(&p, 30));
	}
	cr_assert(prop_promise("P24", cases, fail));
	buf_done(&in);
	buf_done(&shown);
}

Test(text, long_text_is_laid_out)
{
	struct buf in = { 0 }, out = { 0 };

	for (int i = 0; i < 100000; i++)
		buf_puts(&in, i % 7 ? "x" : " ");
	for (int i = 0; i < 1000; i++)
		buf_puts(&in, "\u0301");
	text_visible(&out, in.data, in.len, true);
	cr_assert(is_clean(&out, true));
	buf_clear(&in);
	cr_assert_eq(text_cut(&in, out.data, out.len, 80, "…"), 80);
	buf_done(&in);
	buf_done(&out);
}

Test(text, wraps_at_words)
{
	static const char *const lines[] = { "the quick", "brown", "", "abcdefghi", "jk l" };
	const char *s = "the quick brown\n\nabcdefghijk l";
	size_t at = 0, next, len = strlen(s), i = 0;

	while (at < len) {
		size_t end = text_wrap(s, len, at, 9, &next);

		cr_assert_lt(i, 5);
		cr_assert_eq(end - at, strlen(lines[i]), "line %zu is \"%.*s\"", i, (int)(end - at), s + at);
		cr_assert(strncmp(s + at, lines[i], end - at) == 0);
		at = next;
		i++;
	}
	cr_assert_eq(i, 5);
}

Test(text, valid_finds_the_first_bad_byte)
{
	cr_assert_eq(text_valid("plain ascii text of some length", 31), 31);
	cr_assert_eq(text_valid("東京 Київ", strlen("東京 Київ")), strlen("東京 Київ"));
	cr_assert_eq(text_valid("0123456789\0ab", 13), 10);
	cr_assert_eq(text_valid("0123456789\xff", 11), 10);
	cr_assert_eq(text_valid("é\xed\xa0\x80", 5), 2);
	cr_assert_eq(text_valid("", 0), 0);
}

Test(text, valid_agrees_with_the_c_library)
{
	struct buf in = { 0 };
	struct prop p;

	prop_init(&p, 25);
	for (int i = 0; i < 20000; i++) {
		size_t at = 0, n;
		mbstate_t state = { 0 };

		buf_clear(&in);
		prop_hostile(&p, 6, &in);
		for (; at < in.len; at += n) {
			wchar_t c;

			/* glibc lets pass what lies above the last code point. */
			n = mbrtowc(&c, in.data + at, in.len - at, &state);
			if (n == 0 || n > 4 || c > 0x10FFFF)
				break;
		}
		cr_assert_eq(text_valid(buf_str(&in), in.len), at, "case %d", i);
	}
	buf_done(&in);
}

static const char *fold(const char *s)
{
	static struct buf b;

	buf_clear(&b);
	text_fold(&b, s, strlen(s));
	return buf_str(&b);
}

Test(text, folds_to_a_comparison_key)
{
	cr_assert_str_eq(fold("Lumen  Labs"), "lumen labs");
	cr_assert_str_eq(fold("  Éclair\u00a0ÇELIK\t"), "eclair celik");
	cr_assert_str_eq(fold("Stra\u00dfe \ufb01x \u2460"), "strasse fix 1");
	cr_assert_str_eq(fold("e\u0301 \u200bx"), "e x");
	cr_assert_str_eq(fold("a\xff"
			      "b"),
			 "a\ufffd"
			 "b");
	cr_assert_str_eq(fold(""), "");
}

Test(text, a_key_is_at_most_512_bytes_of_valid_text)
{
	struct buf in = { 0 }, out = { 0 };
	struct prop p;

	prop_init(&p, 26);
	for (int i = 0; i < 3000; i++) {
		buf_clear(&in);
		buf_clear(&out);
		prop_hostile(&p, i % 50 ? 8 : 400, &in);
		text_fold(&out, buf_str(&in), in.len);
		cr_assert_leq(out.len, 512);
		cr_assert_eq(text_valid(buf_str(&out), out.len), out.len, "case %d", i);
		cr_assert(!out.len || (out.data[0] != ' ' && out.data[out.len - 1] != ' '));
	}
	buf_clear(&in);
	buf_clear(&out);
	for (int i = 0; i < 600; i++)
		buf_putc(&in, 'A');
	text_fold(&out, in.data, in.len);
	cr_assert_eq(out.len, 512);
	buf_done(&in);
	buf_done(&out);
}

Test(text, slugs_are_file_names)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "Lumen Labs, Inc.", "lumen-labs-inc" },
		{ "Société Żabka", "societe-zabka" },
		{ "Øre & Łódź", "ore-lodz" },
		{ "../../etc/passwd", "etc-passwd" },
		{ "東京", "x" },
		{ "", "x" },
		{ "---", "x" },
		{ "A\nB", "a-b" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *s = text_slug(rows[i].in);

		cr_assert_str_eq(s, rows[i].out);
		free(s);
	}
}

Test(text, slugs_are_never_long)
{
	char in[200], *s;

	memset(in, 'a', sizeof in);
	in[79] = ' ';
	in[199] = '\0';
	s = text_slug(in);
	cr_assert_eq(strlen(s), 79);
	free(s);
}

Test(text, knows_formulas)
{
	static const char *const yes[] = { "=1+1",   "+A1",	 "-A1",	     "@SUM(A1)", "\tx",	     "\rx",
					   " =x",    "''=x",	 "\u00a0=x", "a\n=x",	 "a\r\n =x", "-",
					   "=",	     "\u3000=x", "＝1",	     "-2-3",	 "+1+cmd",   "a\r@x",
					   "\x01=x", "\ufeff=x", "-5\n=x",   "- 5",	 "+123a" };
	static const char *const no[] = {
		"",    "x",    "a=b",	   "-12.50", "+5", "-1,234.5", "+1 (555) 010-9999", "+49 30 1234567", "-5%",
		"1-2", "-1e5", "+1.5E+06", "a-b\nc", "'x", "-.5"
	};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		cr_assert(text_is_formula(yes[i], strlen(yes[i])), "\"%s\" is one", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		cr_assert(!text_is_formula(no[i], strlen(no[i])), "\"%s\" is none", no[i]);
}

Test(text, a_list_is_narrowed_by_the_beginnings_of_words)
{
	static const struct {
		const char *text, *words;
		bool found;
	} rows[] = {
		{ "Umber Group priya live in May", "", true },
		{ "Umber Group priya live in May", "UMB pri", true },
		{ "Umber Group priya live in May", "mber", false },
		{ "Umber Group priya live in May", "umb max", false },
		{ "Zürich Söhne", "zur soh", true },
		{ "北浜電機 翻訳", "翻", true },
		{ "", "x", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_eq(word_found(rows[i].text, rows[i].words), rows[i].found, "%s in %s", rows[i].words, rows[i].text);
}

Test(text, the_first_line_ends_at_its_line_end)
{
	cr_assert_eq(text_first_line(""), 0);
	cr_assert_eq(text_first_line("one"), 3);
	cr_assert_eq(text_first_line("one\ntwo"), 3);
	cr_assert_eq(text_first_line("one\r\ntwo"), 3);
	cr_assert_eq(text_first_line("a\rb"), 3, "a carriage return alone is a sign");
	cr_assert_eq(text_first_line("one\r"), 4);
	cr_assert_eq(text_first_line("\ntwo"), 0);
}
