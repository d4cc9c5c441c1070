/* The decoder: bytes to keys, mouse and paste. */
#include "app/input.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct input in;

static void set_up(void)
{
	input_init(&in);
}

static void tear_down(void)
{
	input_done(&in);
}

TestSuite(input, .init = set_up, .fini = tear_down);

static int one_key(const char *bytes)
{
	struct input_event e;

	input_feed(&in, bytes, strlen(bytes));
	e = input_next(&in);
	cr_assert_eq(e.kind, INPUT_KEY, "no key in %zu bytes", strlen(bytes));
	return e.key;
}

Test(input, characters_of_every_length)
{
	cr_assert_eq(one_key("a"), 'a');
	cr_assert_eq(one_key("é"), 0xe9);
	cr_assert_eq(one_key("浜"), 0x6d5c);
	cr_assert_eq(one_key("🙂"), 0x1f642);
	cr_assert_eq(one_key("\r"), K_ENTER);
	cr_assert_eq(one_key("\x7f"), K_BACKSPACE);
}

Test(input, a_character_that_comes_in_parts)
{
	input_feed(&in, "\xe6\xb5", 2);
	cr_assert_eq(input_next(&in).kind, INPUT_NONE);
	cr_assert_geq(input_wait_ms(&in), 1);
	input_feed(&in, "\x9c", 1);
	cr_assert_eq(input_next(&in).key, 0x6d5c);
	cr_assert_eq(input_wait_ms(&in), -1);
}

/* Each holds its place by the sign for an unknown character, so that nobody's letter goes without a trace. */
Test(input, invalid_bytes_leave_their_sign)
{
	const char *bad[] = { "\xff", "\xc0\x80", "\xed\xa0\x80", "\x80" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_assert_eq(one_key(bad[i]), K_ODD, "sequence %zu", i);
		while (input_next(&in).kind != INPUT_NONE)
			;
	}
}

Test(input, ctrl_c_is_esc)
{
	cr_assert_eq(one_key("\x03"), K_ESC);
}

Test(input, a_lone_esc_waits_and_is_esc)
{
	input_feed(&in, "\033", 1);
	cr_assert_eq(input_next(&in).kind, INPUT_NONE);
	cr_assert_eq(input_wait_ms(&in), 25);
	input_flush(&in);
	cr_assert_eq(input_next(&in).key, K_ESC);
}

Test(input, alt_is_one_key)
{
	cr_assert_eq(one_key("\0334"), '4' | K_ALT);
	cr_assert_eq(one_key("\033\r"), K_ENTER | K_ALT);
	cr_assert_eq(one_key("\033é"), 0xe9 | K_ALT);
}

Test(input, two_escs_are_two)
{
	cr_assert_eq(one_key("\033\033"), K_ESC);
	input_flush(&in);
	cr_assert_eq(input_next(&in).key, K_ESC);
}

Test(input, named_keys)
{
	static const struct {
		const char *bytes;
		int key;
	} rows[] = {
		{ "\033[A", K_UP }, { "\033OB", K_DOWN }, { "\033[1;5C", K_CTRL_RIGHT }, { "\033[1;5D", K_CTRL_LEFT },
		{ "\033[H", K_HOME }, { "\033[4~", K_END }, { "\033[5~", K_PGUP }, { "\033[3~", K_DELETE },
		{ "\033[Z", K_BACKTAB }, { "\033OP", K_F1 }, { "\033[18~", K_F7 }, { "\033[[A", K_F1 },
		{ "\033[27;3;13~", K_ENTER | K_ALT }, { "\033[13;3u", K_ENTER | K_ALT }, { "\033[1;3A", K_UP | K_ALT },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_eq(one_key(rows[i].bytes), rows[i].key, "row %zu", i);
}

/* As xterm and as rxvt spell them. */
Test(input, keys_that_select)
{
	static const struct {
		const char *bytes;
		int key;
	} rows[] = {
		{ "\033[1;2A", K_UP | K_SHIFT }, { "\033[1;2D", K_LEFT | K_SHIFT }, { "\033[1;6C", K_CTRL_RIGHT | K_SHIFT },
		{ "\033[1;2F", K_END | K_SHIFT }, { "\033[6;2~", K_PGDN | K_SHIFT }, { "\033[1;6H", K_CTRL_HOME | K_SHIFT },
		{ "\033[a", K_UP | K_SHIFT }, { "\033[c", K_RIGHT | K_SHIFT }, { "\033Od", K_CTRL_LEFT },
		{ "\033[7$", K_HOME | K_SHIFT }, { "\033[8^", K_CTRL_END }, { "\033[7@", K_CTRL_HOME | K_SHIFT },
		{ "\033[5$", K_PGUP | K_SHIFT }, { "\033[3;2~", K_DELETE }, { "\033[1;2P", K_F1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_eq(one_key(rows[i].bytes), rows[i].key, "row %zu", i);
	input_feed(&in, "\0j", 2);
	cr_assert_eq(input_next(&in).key, K_CTRL_SPACE);
	cr_assert_eq(input_next(&in).key, 'j');
	cr_assert_eq(one_key("\033[7$"), K_HOME | K_SHIFT, "and nothing of what follows");
	cr_assert_eq(one_key("j"), 'j');
}

Test(input, a_sequence_nobody_knows_is_not_typed)
{
	const char *bytes = "\033[99;1;2X\033[?1;2c\033]11;rgb:0000/0000/0000\033\\x";
	struct input_event e;
	int known = 0;

	input_feed(&in, bytes, strlen(bytes));
	while ((e = input_next(&in)).kind != INPUT_NONE)
		known += e.key == 'x' ? 1 : e.key == K_UNKNOWN ? 0 : 100;
	cr_assert_eq(known, 1);
}

Test(input, the_mouse)
{
	struct input_event e;

	input_feed(&in, "\033[<0;10;5M\033[<65;1;1M", 20);
	e = input_next(&in);
	cr_assert_eq(e.kind, INPUT_MOUSE);
	cr_assert_eq(e.mouse.y, 4);
	cr_assert_eq(e.mouse.x, 9);
	cr_assert_eq(e.mouse.kind, MOUSE_PRESS);
	cr_assert_eq(input_next(&in).mouse.kind, MOUSE_WHEEL_DOWN);
}

/* P29: whatever stands between the marks is text, also when it looks like keys, and however it is cut into reads. */
Test(input, what_is_pasted_is_text)
{
	const char *paste = "a\033b\003c\032d\033[A\033[200~\rq\033[201~\rL\033[200~\033[201";
	char bytes[128];
	int len = snprintf(bytes, sizeof bytes, "\033[200~%s\033[201~x", paste);

	for (int cut = 1; cut < len; cut++) {
		struct input_event e = { 0 };

		input_done(&in);
		input_init(&in);
		input_feed(&in, bytes, (size_t)cut);
		e = input_next(&in);
		if (e.kind == INPUT_NONE) {
			input_feed(&in, bytes + cut, (size_t)(len - cut));
			e = input_next(&in);
		}
		if (e.kind == INPUT_NONE) {
			cr_assert_eq(input_wait_ms(&in), 25);
			input_flush(&in);
			e = input_next(&in);
		}
		cr_assert_eq(e.kind, INPUT_PASTE, "cut at %d: kind %d key %x", cut, e.kind, (unsigned)e.key);
		cr_assert_eq(e.len, strlen(paste), "cut at %d: %zu bytes", cut, e.len);
		cr_assert_eq(memcmp(e.text, paste, e.len), 0);
	}
}

/* A piece of a long paste that ends with an end mark of the text, and the next piece late: what it holds is no key. */
Test(input, the_end_of_a_long_paste_is_waited_for_longer)
{
	struct buf text = { 0 };

	for (size_t len = 1; len < 10000; len *= 3) {
		struct input_event e;

		buf_clear(&text);
		buf_puts(&text, "\033[200~");
		while (text.len < 6 + len)
			buf_putc(&text, 'w');
		buf_puts(&text, "\033[201~");
		input_feed(&in, text.data, text.len);
		cr_assert_eq(input_next(&in).kind, INPUT_NONE);
		cr_assert_eq(input_wait_ms(&in), len < 1000 ? 25 : 150, "%zu bytes: %d ms", len, input_wait_ms(&in));
		input_feed(&in, "\032\033[201~", 7);
		cr_assert_eq(input_next(&in).kind, INPUT_NONE);
		input_flush(&in);
		e = input_next(&in);
		cr_assert_eq(e.kind, INPUT_PASTE);
		cr_assert_eq(e.len, len + 7, "%zu bytes: %zu", len, e.len);
		cr_assert_eq(input_wait_ms(&in), -1);
	}
	buf_done(&text);
}

/* Whoever types on behind a paste: the quiet between the keys counts in all, and from the last end mark on. */
Test(input, keys_typed_without_a_pause_are_held_no_longer)
{
	cr_assert_not(input_waited(&in, 1000), "nothing is held");
	input_feed(&in, "\033[200~t\033[201~", 13);
	cr_assert_eq(input_next(&in).kind, INPUT_NONE);
	cr_assert_not(input_waited(&in, 24));
	input_feed(&in, "u\033[201~", 7);
	cr_assert_eq(input_next(&in).kind, INPUT_NONE);
	for (int ms = 0; ms < 24; ms += 8) {
		cr_assert_not(input_waited(&in, ms ? 8 : 0), "after %d ms", ms);
		input_feed(&in, "j", 1);
		cr_assert_eq(input_next(&in).kind, INPUT_NONE);
	}
	cr_assert(input_waited(&in, 9));
	cr_assert_eq(input_next(&in).kind, INPUT_PASTE);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(input_next(&in).key, 'j');
	cr_assert_not(input_waited(&in, 1000), "nothing is held");
}

Test(input, a_paste_without_end_is_not_lost)
{
	struct input_event e;

	input_feed(&in, "\033[200~half", 10);
	cr_assert_eq(input_next(&in).kind, INPUT_NONE);
	input_flush(&in);
	e = input_next(&in);
	cr_assert_eq(e.kind, INPUT_PASTE);
	cr_assert_eq(e.len, 4);
	input_feed(&in, "j", 1);
	cr_assert_eq(input_next(&in).key, 'j');
}

Test(input, keys_after_a_paste_are_keys)
{
	input_feed(&in, "\033[200~t\033[201~j", 14);
	cr_assert_eq(input_next(&in).kind, INPUT_NONE, "another end mark may come");
	input_flush(&in);
	cr_assert_eq(input_next(&in).kind, INPUT_PASTE);
	cr_assert_eq(input_next(&in).key, 'j');
}

Test(input, two_pastes_are_two)
{
	struct input_event e;

	input_feed(&in, "\033[200~one\033[201~\033[200~two\033[201~", 30);
	e = input_next(&in);
	cr_assert_eq(e.kind, INPUT_PASTE);
	cr_assert_eq(e.len, 3);
	cr_assert_eq(memcmp(e.text, "one", 3), 0);
	input_flush(&in);
	e = input_next(&in);
	cr_assert_eq(e.kind, INPUT_PASTE);
	cr_assert_eq(memcmp(e.text, "two", 3), 0);
}
