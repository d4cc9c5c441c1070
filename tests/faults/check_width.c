/* P24 on the screens: no text leaves its box, however wide, long or decorated it is.
 *
 * Every text of a world is made of wide letters at every column, emoji sequences, a thousand marks on one letter, a
 * hundred thousand letters. Beside it the same world with texts of two letters: edges, lines between panes and rules
 * must stand in the same cells, and the blanks between one box and the next must be blank. */
#include "model/buf.h"
#include "tests/faults/bad_text.h"
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORKERS = 8, LONG_LETTERS = 100000, CASES_LONG = 10000 };

struct worlds {
	char *wide, *plain;
};
static const char *const kinds[], *const structure[];
static const struct state more[];

/* ---- worlds ---- */

static void repeat(const char *piece, int n, struct buf *out)
{
	while (n-- > 0)
		buf_puts(out, piece);
}

/* A thousand texts in turn; the number moves each by a column. */
static void make_wide(void *arg, long number, bool has_lines, struct buf *out)
{
	long first = *(const long *)arg, turn = first + number;
	const char *piece = kinds[turn % 8];

	(void)has_lines;
	buf_printf(out, "%ld", number);
	repeat("i", (int)(turn / 8 % 14), out);
	if (turn % 8 == 7)
		repeat(turn / 8 % 20 ? "long " : "l", turn / 8 % 20 ? 200 : LONG_LETTERS, out);
	else if (turn % 8 == 6)
		buf_puts(out, "e"), repeat(piece, 1000, out);
	else
		repeat(piece, 40, out);
}

static void make_plain(void *arg, long number, bool has_lines, struct buf *out)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

	(void)arg;
	(void)has_lines;
	if (number >= 36 * 36)
		buf_putc(out, digits[number / (36 * 36) % 36]);
	buf_putc(out, digits[number / 36 % 36]);
	buf_putc(out, digits[number % 36]);
}

/* ---- judging ---- */

static bool is_structure(const char *text)
{
	for (const char *const *s = structure; *s; s++)
		if (!strcmp(*s, text))
			return true;
	return false;
}

static bool is_blank(struct pty *p, int row, int col)
{
	struct vt_cell c = vt_cell(pty_vt(p), row, col);

	return c.width_cols == 1 && (!c.text[0] || !strcmp(c.text, " "));
}

/* Two blanks part a card from the edge of the next one. */
static bool is_apart(struct pty *p, int row, int col)
{
	return col < 2 || (is_blank(p, row, col - 1) && is_blank(p, row, col - 2));
}

static bool check_cell(struct promise_run *run, struct pty *wide, struct pty *plain, const struct state *state, int row,
	int col)
{
	struct vt_cell a = vt_cell(pty_vt(wide), row, col), b = vt_cell(pty_vt(plain), row, col);
	bool holds = true;

	if (is_structure(a.text) || is_structure(b.text)) {
		holds = !strcmp(a.text, b.text);
		if (holds && !strcmp(a.text, "▎"))
			holds = is_apart(wide, row, col) || !is_apart(plain, row, col);
	}
	return holds || promise_case(run, false, "%s: row %d, column %d: \"%s\", not \"%s\":\n%s\nbut:\n%s", state->name, row, col,
		a.text, b.text, pty_screen(wide), pty_screen(plain));
}

/* The margin at the right is blank where it is blank with short texts. */
static bool check_margin(struct promise_run *run, struct pty *wide, struct pty *plain, const struct state *state, int row,
	int cols)
{
	return is_blank(wide, row, cols - 1) || !is_blank(plain, row, cols - 1) ||
	       promise_case(run, false, "%s: row %d reaches the last column:\n%s", state->name, row, pty_screen(wide));
}

static void check_screens(struct promise_run *run, struct pty *wide, struct pty *plain, const struct state *state, int rows,
	int cols)
{
	/* The last row is keys or a message, which may be a sentence over the whole row. */
	for (int row = 0; row < rows - 1; row++) {
		bool holds = check_margin(run, wide, plain, state, row, cols);

		for (int col = 0; holds && col < cols; col++)
			holds = check_cell(run, wide, plain, state, row, col);
		if (!holds)
			return;
		promise_case(run, true, "row");
	}
}

static void check_state(struct promise_run *run, const struct worlds *w, const struct state *state)
{
	struct pty *p[2] = { state_start(run, w->wide, (struct pty_options){ 0 }),
		state_start(run, w->plain, (struct pty_options){ 0 }) };
	static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 30, 97 } };

	for (int i = 0; i < 2; i++) {
		pty_frame(p[i], PTY_LIMIT_MS);
		pty_settle(p[i], PTY_LIMIT_MS);
		state_type(p[i], state->keys);
	}
	for (int size = 0; size < 3 && !promise_is_settled(run); size++) {
		for (int i = 0; i < 2 && size; i++)
			pty_resize(p[i], sizes[size][0], sizes[size][1]);
		for (int i = 0; i < 2; i++)
			pty_settle(p[i], PTY_LIMIT_MS);
		check_screens(run, p[0], p[1], state, sizes[size][0], sizes[size][1]);
	}
	pty_free(p[0]);
	pty_free(p[1]);
}

static void work(struct promise_run *run, int worker, void *arg)
{
	int least = run->is_long ? CASES_LONG / WORKERS : 1;

	(void)arg;
	do {
		struct worlds w = { state_world(), state_world() };
		long first = (long)promise_random(run, 100000);

		if (promise_case(run, fill_texts(w.wide, &(struct filler){ make_wide, &first, NULL }) > 0 &&
			fill_texts(w.plain, &(struct filler){ make_plain, NULL, NULL }) > 0, "the world cannot be filled"))
			for (int i = 0; more[i].name && !promise_is_settled(run); i++)
				if (i % WORKERS == worker)
					check_state(run, &w, &more[i]);
		temp_remove(w.wide);
		temp_remove(w.plain);
		free(w.wide);
		free(w.plain);
	} while (run->cases < least && !run->fails);
}

static void walk(struct promise_run *run)
{
	promise_workers(run, WORKERS, work, NULL);
}

int main(void)
{
	static const char *const protections[] = { "P24", NULL };

	return promise_main(&(struct promise){ "P24", protections, walk, states_set_up, states_tear_down });
}

static const char *const kinds[] = {
	"東", "🙂", "👩‍🚀", "🇩🇪", "é", "한 ", "\xcc\x81", "long ",
};
static const char *const structure[] = { "▎", "│", "━", "┌", "┐", "└", "┘", NULL };

static const struct state more[] = {
	{ "board", "", "", NULL },
	{ "board, last column", "l l l l", "", NULL },
	{ "board, folded out", "z", "", NULL },
	{ "filter", "/ b i", "", NULL },
	{ "help", "?", "", NULL },
	{ "palette", ": m o v", "", NULL },
	{ "palette on a card", ": d e a l", "", NULL },
	{ "edit form", "e", "", NULL },
	{ "new deal", "n", "", NULL },
	{ "move to", "m", "", NULL },
	{ "gate", "L", "", NULL },
	{ "handoffs", "2", "", NULL },
	{ "debriefs", "3", "", NULL },
	{ "debrief", "3 <Enter>", "", NULL },
	{ "debrief, second question", "3 <Enter> <Tab>", "", NULL },
	{ "mine and late", "0", "", NULL },
	{ "deal sheet", "<Enter>", "", NULL },
	{ NULL, NULL, NULL, NULL },
};
