/* The shortened stream shows the same screen as the one that curses wrote, cell for cell. */
#include "app/sink.h"
#include "tests/support/vt.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

enum { ROWS = 12, COLS = 40 };

static uint64_t state;

static unsigned below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

/* What curses writes for the xterm description, in any order. */
static void add_piece(struct buf *b)
{
	static const char *const pieces[] = {
		"\033(B\033[m", "\033[m\017", "\033(B\033[0;1m", "\033(B\033[0;7m", "\033(B\033[0;1;7m", "\033[39;49m", "\033[38;5;147m",
		"\033[48;5;235m", "\033[38;5;16m\033[48;5;147m", "\033[31m", "\033[44m", "\033[97m", "\033[1m", "\033[22m",
		"\033[27m", "\033[4m", "\033[24m", "\033[2m", "\033[39m", "\033[49m", "\r", "\033[K", "\033[1K", "\033[J",
		"\033[3X", "\033[2P", "\033[2@", "\033[M", "\033[L", "\b", "\033[C", "\033[A", "x\033[4b",
	};

	switch (below(4)) {
	case 0:
		buf_printf(b, "\033[%u;%uH", 1 + below(ROWS), 1 + below(COLS));
		break;
	case 1:
		buf_printf(b, "%c─%u", 'a' + (int)below(26), below(100));
		break;
	default:
		buf_puts(b, pieces[below(sizeof pieces / sizeof *pieces)]);
		break;
	}
}

static bool same_colour(struct vt_colour a, struct vt_colour b)
{
	return a.kind == b.kind && a.value == b.value;
}

static void compare(struct vt *a, struct vt *b, int round)
{
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLS; x++) {
			struct vt_cell p = vt_cell(a, y, x), q = vt_cell(b, y, x);
			bool same = !strcmp(p.text, q.text) && p.bold == q.bold && p.underline == q.underline &&
				    p.reverse == q.reverse && same_colour(p.fg, q.fg) && same_colour(p.bg, q.bg);

			cr_assert(same, "round %d, row %d column %d: “%s” and “%s”", round, y, x, p.text, q.text);
		}
}

static void check(bool has_off)
{
	size_t before = 0, after = 0;

	for (int round = 0; round < 300; round++) {
		struct vt *plain = vt_new(ROWS, COLS), *shortened = vt_new(ROWS, COLS);
		struct sink s;

		state = (uint64_t)round + (has_off ? 1000 : 0);
		cr_assert_eq(sink_open(&s), 0);
		s.has_off = has_off;
		for (int frame = 0; frame < 4; frame++) {
			struct buf in = { 0 }, out = { 0 };

			for (int i = 0; i < 60; i++)
				add_piece(&in);
			sink_compact(&s, buf_str(&in), in.len, &out);
			vt_feed(plain, buf_str(&in), in.len);
			vt_feed(shortened, buf_str(&out), out.len);
			compare(plain, shortened, round);
			before += in.len;
			after += out.len;
			buf_done(&in);
			buf_done(&out);
		}
		sink_close(&s);
		vt_free(plain);
		vt_free(shortened);
	}
	cr_assert_lt(after, before);
}

Test(sink, the_same_screen_with_attributes_taken_off_one_by_one)
{
	check(true);
}

Test(sink, the_same_screen_with_resets_alone)
{
	check(false);
}

Test(sink, nothing_is_sent_for_attributes_that_nobody_sees)
{
	struct sink s;
	struct buf out = { 0 };
	const char *in = "\033(B\033[0;1m\033[38;5;147m\033[3;4H\033[39;49m\033(B\033[m";

	cr_assert_eq(sink_open(&s), 0);
	sink_compact(&s, "\033[mx", 4, &out);
	buf_clear(&out);
	sink_compact(&s, in, strlen(in), &out);
	cr_assert_str_eq(buf_str(&out), "\033[3;4H");
	buf_done(&out);
	sink_close(&s);
}
