/* Two programs on two worlds, screen by screen. */
#include "tests/faults/term.h"

#include "tests/faults/bad_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MS = 5000 }; /* of a twin, whose screens are to differ */

const char term_copied[] = "board, copied";

/* ---- judging ---- */

static void print_piece(struct buf *out, const char *bytes, size_t len, size_t at)
{
	size_t from = at > 60 ? at - 60 : 0;

	for (size_t i = from; i < len && i < at + 60; i++)
		if (bytes[i] >= 0x20 && bytes[i] < 0x7F)
			buf_putc(out, bytes[i]);
		else
			buf_printf(out, "<%02x>", (unsigned char)bytes[i]);
}

bool term_judge(struct term_round *r, const char *bytes, size_t len, bool screen, const char *where)
{
	size_t at = bad_byte(bytes, len, screen);
	struct buf piece = { 0 };

	if (at < len)
		print_piece(&piece, bytes, len, at);
	promise_case(r->run, at == len, "%s: byte %zu is not the program's: %s", where, at, buf_str(&piece));
	buf_done(&piece);
	return at == len;
}

void term_compare(struct term_round *r, const char *a, size_t a_len, const char *b, size_t b_len, const char *where)
{
	struct buf left = { 0 }, right = { 0 };
	size_t at = 0;

	while (at < a_len && at < b_len && a[at] == b[at])
		at++;
	if (at < a_len || at < b_len) {
		print_piece(&left, a, a_len, at);
		print_piece(&right, b, b_len, at);
	}
	promise_case(r->run, at == a_len && at == b_len, "%s: differs at byte %zu from what its visible form gives:\n  %s\n  %s",
		where, at, buf_str(&left), buf_str(&right));
	buf_done(&left);
	buf_done(&right);
}

/* ---- screens ---- */

/* A key that changes nothing paints nothing: then the wait is over soon. */
static void type_fast(struct pty *p, const char *keys)
{
	while (*keys) {
		size_t len = strcspn(keys, " ");
		char *step = xstrndup(keys, len);

		pty_keys(p, step);
		if (!strcmp(step, "<Esc>"))
			pty_settle(p, PTY_LIMIT_MS);
		else
			pty_frame(p, 100);
		free(step);
		keys += len + strspn(keys + len, " ");
	}
}

/* "0:07" becomes "0:00": the calls of the two do not begin at one moment. The caller frees it. */
static char *without_times(const char *bytes, size_t len)
{
	char *out = xstrndup(bytes, len);

	for (size_t i = 0; i + 2 < len; i++) {
		size_t from = i;

		if (out[i] != ':' || !isdigit((unsigned char)out[i + 1]) || !isdigit((unsigned char)out[i + 2]))
			continue;
		out[i + 1] = out[i + 2] = '0';
		while (from > 0 && isdigit((unsigned char)out[from - 1]))
			out[--from] = '0';
	}
	return out;
}

static bool same_screens(struct pty *const p[2])
{
	char *text[2];
	bool is;

	for (int i = 0; i < 2; i++)
		text[i] = without_times(pty_screen(p[i]), strlen(pty_screen(p[i])));
	is = !strcmp(text[0], text[1]);
	free(text[0]);
	free(text[1]);
	return is;
}

static void compare_screens(struct term_round *r, struct pty *const p[2], const struct state *state, const char *when)
{
	double limit = pty_now_ms() + (r->run->is_twin ? MESSAGE_MS : PTY_LIMIT_MS);
	struct buf where = { 0 };
	char *shown;
	const char *raw;
	size_t len;

	/* A message may have gone in one and not yet in the other. */
	while (!same_screens(p) && pty_now_ms() < limit)
		for (int i = 0; i < 2; i++)
			pty_frame(p[i], 100);
	buf_printf(&where, "%s, %s", state->name, when);
	raw = pty_raw(p[0], &len);
	if (term_judge(r, raw, len, true, buf_str(&where))) {
		shown = xstrdup(pty_screen(p[1]));
		promise_case(r->run, same_screens(p), "%s: not the screen of its visible form:\n%s\nbut:\n%s",
			buf_str(&where), pty_screen(p[0]), shown);
		r->run->cases += (int)bad_text_marks(shown, strlen(shown), r->seen);
		free(shown);
	}
	buf_done(&where);
}

static void paint_anew(struct pty *const p[2], int rows, int cols)
{
	for (int i = 0; i < 2; i++) {
		pty_raw_clear(p[i]);
		pty_resize(p[i], rows, cols);
	}
	for (int i = 0; i < 2; i++)
		pty_settle(p[i], PTY_LIMIT_MS);
}

/* From where the screen was last painted whole, without the times. The caller frees it. */
static char *painted(struct pty *p, size_t *len)
{
	static const char *const clear[] = { "\x1b[H\x1b[2J", "\x1b[H\x1b[J" };
	const char *raw = pty_raw(p, len), *from = raw, *at;

	for (size_t i = 0; i < 2; i++)
		for (at = from; (at = memmem(at, (size_t)(raw + *len - at), clear[i], strlen(clear[i]))); at++)
			from = at;
	*len -= (size_t)(from - raw);
	return without_times(from, *len);
}

/* Nothing but digits, and where they stand: what a call paints once a second. */
static bool is_ticking(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\x1b' && i + 1 < len && bytes[i + 1] == '[')
			for (i += 2; i < len && !isalpha((unsigned char)bytes[i]);)
				i++;
		else if (!isdigit((unsigned char)bytes[i]) && bytes[i] != ':' && bytes[i] != '\b')
			return false;
	return true;
}

/* Seconds that passed behind the whole paint passed in one alone. */
static void drop_ticks(const char *a, size_t *a_len, const char *b, size_t *b_len)
{
	size_t at = 0, escape;

	while (at < *a_len && at < *b_len && a[at] == b[at])
		at++;
	for (escape = at; escape > 0 && !isalpha((unsigned char)a[escape - 1]) && a[escape] != '\x1b';)
		escape--;
	if (escape < at && a[escape] == '\x1b') /* they part inside of one */
		at = escape;
	if (is_ticking(a + at, *a_len - at) && is_ticking(b + at, *b_len - at))
		*a_len = *b_len = at;
}

static bool same_paint(struct pty *const p[2])
{
	size_t len[2];
	char *raw[2] = { painted(p[0], &len[0]), painted(p[1], &len[1]) };
	bool is;

	drop_ticks(raw[0], &len[0], raw[1], &len[1]);
	is = len[0] == len[1] && !memcmp(raw[0], raw[1], len[0]);
	free(raw[0]);
	free(raw[1]);
	return is;
}

/* The whole screen painted anew in another size, byte for byte. The two do not run at one pace: a message may go between
 * their paints, so a difference is looked at again before it counts. */
static void compare_paint(struct term_round *r, struct pty *const p[2], const struct state *state, int rows, int cols)
{
	struct buf where = { 0 };
	char *a, *b;
	size_t a_len, b_len;

	paint_anew(p, rows, cols);
	for (int again = 0; again < (r->run->is_twin ? 3 : 40) && !same_paint(p); again++) {
		paint_anew(p, rows + 1, cols);
		paint_anew(p, rows, cols);
	}
	buf_printf(&where, "%s, %dx%d", state->name, cols, rows);
	a = painted(p[0], &a_len);
	b = painted(p[1], &b_len);
	drop_ticks(a, &a_len, b, &b_len);
	term_compare(r, a, a_len, b, b_len, buf_str(&where));
	buf_done(&where);
	free(a);
	free(b);
	compare_screens(r, p, state, "in another size");
}

/* What the program gave to the clipboard, from base64; empty: nothing. */
static void put_copied(struct pty *p, struct buf *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", start[] = "\x1b]52;c;";
	size_t len;
	const char *raw = pty_raw(p, &len), *at = memmem(raw, len, start, sizeof start - 1), *digit;
	unsigned bits = 0, held = 0;

	buf_puts(out, "");
	for (at = at ? at + sizeof start - 1 : ""; *at && (digit = strchr(alphabet, *at)); at++) {
		held = (held << 6 | (unsigned)(digit - alphabet)) & 0xFFFF;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_putc(out, (char)(held >> bits & 0xFF));
		}
	}
}

/* What is pasted elsewhere must not command that terminal either. */
static void check_copied(struct term_round *r, struct pty *const p[2], const struct state *state)
{
	struct buf raw = { 0 }, shown = { 0 };

	put_copied(p[0], &raw);
	put_copied(p[1], &shown);
	if (term_judge(r, raw.data, raw.len, false, "clipboard"))
		promise_case(r->run, !strcmp(raw.data, shown.data) && raw.len > 8, "%s: clipboard: %s\nbut: %s", state->name, shown.data,
			raw.data);
	buf_done(&raw);
	buf_done(&shown);
}

static void check_end(struct term_round *r, struct pty *p, const struct state *state)
{
	const char *raw;
	size_t len;
	int status;

	pty_raw_clear(p);
	pty_signal(p, 15);
	if (!promise_case(r->run, pty_wait_exit(p, PTY_LIMIT_MS, &status), "%s: does not end", state->name))
		return;
	raw = pty_raw(p, &len);
	term_judge(r, raw, len, true, "after the end");
}

/* The cursor stands in a bad text: an editor wraps and scrolls the raw one by its signs and the visible form by its
 * letters, so that only the bytes can be judged. */
static bool edits_bad_text(const struct state *state)
{
	static const char *const names[] = { "packet", "packet, typing a line", "packet, typing", "packet, a row",
					     "packet, form keys", "packet, what is missing", NULL };
	size_t i = 0;

	while (names[i] && strcmp(names[i], state->name))
		i++;
	return names[i] != NULL;
}

static void judge_bytes(struct term_round *r, struct pty *const p[2], const struct state *state)
{
	static const int sizes[][2] = { { 40, 120 }, { 24, 80 } };
	const char *raw, *shown;
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		raw = pty_raw(p[0], &len);
		term_judge(r, raw, len, true, state->name);
		shown = pty_screen(p[1]);
		r->run->cases += (int)bad_text_marks(shown, strlen(shown), r->seen);
		paint_anew(p, sizes[i][0], sizes[i][1]);
	}
	raw = pty_raw(p[0], &len);
	term_judge(r, raw, len, true, state->name);
}

void term_check_state(struct term_round *r, const struct state *state)
{
	struct pty *p[2];

	for (int i = 0; i < 2; i++)
		p[i] = state_start(r->run, r->world[i], (struct pty_options){ .term = r->term });
	for (int i = 0; i < 2; i++) {
		pty_frame(p[i], PTY_LIMIT_MS);
		type_fast(p[i], state->keys);
		if (state->typing)
			pty_bytes(p[i], state->typing, strlen(state->typing));
	}
	for (int i = 0; i < 2; i++)
		pty_settle(p[i], PTY_LIMIT_MS);
	if (!strcmp(state->name, term_copied))
		check_copied(r, p, state);
	if (edits_bad_text(state)) {
		judge_bytes(r, p, state);
	} else {
		compare_screens(r, p, state, "as reached");
		compare_paint(r, p, state, 40, 120);
		compare_paint(r, p, state, 24, 80);
	}
	check_end(r, p[0], state);
	for (int i = 0; i < 2; i++)
		pty_free(p[i]);
}
