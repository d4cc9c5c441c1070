#include "app/input.h"

#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

#define PASTE_START "\033[200~"
#define PASTE_END "\033[201~"
enum { MARK_LEN = sizeof PASTE_END - 1 };
enum { ESC_WAIT_MS = 25, SEQUENCE_WAIT_MS = 100, SIGN_WAIT_MS = 2000, PASTE_WAIT_MS = 2000, SEQUENCE_MAX = 128 };
/* A terminal hands a long paste on in pieces, and on a busy machine the next one is late. Keys behind the paste wait as
 * long, which P1 gives 250 ms for all. */
enum { LONG_PASTE_BYTES = 1000, PIECE_WAIT_MS = 150 };

struct letter_key {
	char letter;
	int key, with_ctrl;
};
static const struct letter_key csi_letters[];
struct number_key {
	int number, key, with_ctrl;
};
static const struct number_key csi_numbers[];

void input_init(struct input *in)
{
	memset(in, 0, sizeof *in);
	in->paste_max = (size_t)16 << 20;
}

void input_done(struct input *in)
{
	buf_done(&in->bytes);
	buf_done(&in->paste);
}

void input_learn(struct input *in, const char *bytes, int key)
{
	if (bytes && bytes[0] == '\033' && bytes[1] && in->extra_count < sizeof in->extra / sizeof *in->extra)
		in->extra[in->extra_count++] = (struct input_sequence){ bytes, key };
}

void input_feed(struct input *in, const char *bytes, size_t n)
{
	if (in->at == in->bytes.len) {
		buf_clear(&in->bytes);
		in->at = 0;
	}
	buf_add(&in->bytes, bytes, n);
	in->quiet = false;
}

static const char *rest(const struct input *in, size_t *n)
{
	*n = in->bytes.len - in->at;
	return buf_str(&in->bytes) + in->at;
}

static struct input_event key_event(int key)
{
	return (struct input_event){ .kind = INPUT_KEY, .key = key };
}

static struct input_event none(void)
{
	return (struct input_event){ .kind = INPUT_NONE };
}

static struct input_event take(struct input *in, size_t n, int key)
{
	in->at += n;
	return key_event(key);
}

/* ---- paste ---- */

static void paste_add(struct input *in, const char *s, size_t n)
{
	size_t room = in->paste_max > in->paste.len ? in->paste_max - in->paste.len : 0;

	if (n > room) {
		n = room;
		in->cut = true;
	}
	buf_add(&in->paste, s, n);
}

static struct input_event paste_finish(struct input *in)
{
	in->pasting = false;
	in->held_ms = 0;
	return (struct input_event){ .kind = INPUT_PASTE, .text = buf_str(&in->paste), .len = in->paste.len };
}

/* How many bytes belong to the text before an end mark, or before what may become one. */
static size_t before_mark(const char *s, size_t n, bool quiet)
{
	const char *end = memmem(s, n, PASTE_END, MARK_LEN);
	size_t keep;

	if (end)
		return (size_t)(end - s);
	for (keep = n < MARK_LEN ? n : MARK_LEN - 1; keep && memcmp(s + n - keep, PASTE_END, keep); keep--)
		;
	return quiet ? n : n - keep;
}

static bool at_mark(const char *s, size_t n, const char *mark)
{
	return n >= MARK_LEN && !memcmp(s, mark, MARK_LEN);
}

/* An end mark that another one follows was in the text itself, unless a new paste begins right behind it. Keys that were
 * typed between two pastes and came with both in one burst are the same bytes as a clipboard that holds an end mark,
 * those letters and a begin mark: nothing tells the two apart, and the letters stay text. Taken for keys they would be
 * commands of whoever wrote what was copied. */
static bool is_text(const char *s, size_t n)
{
	return !at_mark(s, n, PASTE_START) && memmem(s, n, PASTE_END, MARK_LEN) && !teeth_off("P29-end");
}

/* Everything up to the end mark is text; so is an end mark in the text, which would turn the rest of it into keys.
 * Which is the last one is known once the terminal has sent nothing for a moment, or begins another paste. */
static struct input_event paste_next(struct input *in)
{
	for (;;) {
		size_t n, text;
		const char *s = rest(in, &n);

		text = before_mark(s, n, in->quiet);
		paste_add(in, s, text);
		in->at += text;
		s = rest(in, &n);
		if (!at_mark(s, n, PASTE_END))
			return in->quiet ? paste_finish(in) : none();
		if (is_text(s + MARK_LEN, n - MARK_LEN)) {
			paste_add(in, s, MARK_LEN);
			in->at += MARK_LEN;
			in->held_ms = 0;
			continue;
		}
		if (!in->quiet && !teeth_off("P29-end") && !at_mark(s + MARK_LEN, n - MARK_LEN, PASTE_START))
			return none();
		in->at += MARK_LEN;
		return paste_finish(in);
	}
}

/* ---- sequences ---- */

static int read_numbers(const char *s, size_t n, int *out, int max)
{
	int count = 0, value = -1;

	for (size_t i = 0; i < n; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			value = (value < 0 ? 0 : value < 100000 ? value : 100000) * 10 + (s[i] - '0');
		} else if (s[i] == ';' || s[i] == ':') {
			if (count < max)
				out[count++] = value;
			value = -1;
		}
	}
	if (count < max)
		out[count++] = value;
	return count;
}

/* Modifiers of xterm: 1 + (1 shift, 2 alt, 4 ctrl). */
static int modified(int key, int with_ctrl, int modifier)
{
	int bits = modifier > 0 ? modifier - 1 : 0;

	if (bits & 4)
		key = with_ctrl ? with_ctrl : K_UNKNOWN;
	if (bits & 1 && key_moves(key))
		key |= K_SHIFT;
	return bits & 2 ? key | K_ALT : key;
}

/* rxvt's own: CSI 7 $ with Shift, ^ with Ctrl, @ with both; arrows as CSI a with Shift, SS3 a with Ctrl. */
static int rxvt_key(const char *s, size_t n, char final)
{
	static const char finals[] = "$^@";
	static const int modifiers[] = { 2, 5, 6 };
	const char *found = final ? strchr(finals, final) : NULL;
	int p[1] = { -1 };

	if (!found)
		return K_UNKNOWN;
	read_numbers(s, n, p, 1);
	for (size_t i = 0; csi_numbers[i].number; i++)
		if (csi_numbers[i].number == p[0])
			return modified(csi_numbers[i].key, csi_numbers[i].with_ctrl, modifiers[found - finals]);
	return K_UNKNOWN;
}

static int rxvt_arrow(char letter, int modifier)
{
	for (size_t i = 0; csi_letters[i].letter; i++)
		if (csi_letters[i].letter == letter - 'a' + 'A')
			return modified(csi_letters[i].key, csi_letters[i].with_ctrl, modifier);
	return K_UNKNOWN;
}

static int csi_key(const char *s, size_t n, char final)
{
	int p[4] = { -1, -1, -1, -1 }, count = read_numbers(s, n, p, 4);
	int modifier = count > 1 ? p[1] : 1;

	if (final == 'Z')
		return K_BACKTAB;
	if (n && strchr("$^@", final))
		return rxvt_key(s, n, final);
	if (!n && final >= 'a' && final <= 'd')
		return rxvt_arrow(final, 2);
	if (final == '~' && p[0] == 27 && count > 2) /* modifyOtherKeys: CSI 27;mod;code~ */
		return p[2] == 13 ? modified(K_ENTER, K_ENTER, modifier) : K_UNKNOWN;
	if (final == 'u')
		return p[0] == 13 ? modified(K_ENTER, K_ENTER, modifier) : K_UNKNOWN;
	if (final == '~') {
		for (size_t i = 0; csi_numbers[i].number; i++)
			if (csi_numbers[i].number == p[0])
				return modified(csi_numbers[i].key, csi_numbers[i].with_ctrl, modifier);
		return K_UNKNOWN;
	}
	for (size_t i = 0; csi_letters[i].letter; i++)
		if (csi_letters[i].letter == final)
			return modified(csi_letters[i].key, csi_letters[i].with_ctrl, modifier);
	return K_UNKNOWN;
}

static struct input_event mouse_event(const char *s, size_t n, char final)
{
	int p[3] = { -1, -1, -1 }, button;
	struct input_event e = { .kind = INPUT_MOUSE };

	read_numbers(s, n, p, 3);
	button = p[0];
	if (button < 0 || p[1] < 1 || p[2] < 1)
		return key_event(K_UNKNOWN);
	e.mouse = (struct mouse){ MOUSE_PRESS, p[2] - 1, p[1] - 1 };
	if (button & 64)
		e.mouse.kind = button & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
	else if (final == 'm')
		e.mouse.kind = MOUSE_RELEASE;
	else if (button & 32)
		e.mouse.kind = MOUSE_DRAG;
	else if (button & 3)
		return key_event(K_UNKNOWN); /* other buttons are the terminal's own */
	return e;
}

static bool is_number(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

/* CSI: parameters 0x30-0x3f, intermediates 0x20-0x2f, one final byte. */
static struct input_event csi_next(struct input *in, const char *s, size_t n)
{
	size_t i = 2;
	struct input_event e;
	char final;

	if (n > 3 && s[2] == '[') /* the Linux console's F1 … F5: ESC [ [ A */
		return take(in, 4, s[3] >= 'A' && s[3] <= 'E' ? K_F1 + (s[3] - 'A') : K_UNKNOWN);
	while (i < n && s[i] >= 0x20 && s[i] < 0x40 && !(s[i] == '$' && is_number(s + 2, i - 2)))
		i++;
	if (i == n)
		return in->quiet || n > SEQUENCE_MAX ? take(in, n, K_UNKNOWN) : none();
	final = s[i];
	if ((final < 0x40 || final > 0x7e) && final != '$') /* broken off: the odd byte is looked at anew */
		return take(in, i, K_UNKNOWN);
	in->at += i + 1;
	if (final == '~' && i == 5 && !memcmp(s + 2, "200", 3) && !teeth_off("P29")) {
		in->pasting = true;
		in->cut = false;
		buf_clear(&in->paste);
		return paste_next(in);
	}
	if (s[2] == '<' && (final == 'M' || final == 'm'))
		return mouse_event(s + 3, i - 3, final);
	if (i == 2 && (final == 'I' || final == 'O'))
		return (struct input_event){ .kind = INPUT_FOCUS };
	e = key_event(s[2] == '?' || s[2] == '>' ? K_UNKNOWN : csi_key(s + 2, i - 2, final));
	return e;
}

/* An answer to a question of ours that came late (OSC … BEL or ST): swallowed. */
static struct input_event osc_next(struct input *in, const char *s, size_t n)
{
	for (size_t i = 2; i < n; i++)
		if (s[i] == '\a' || (s[i] == '\\' && s[i - 1] == '\033'))
			return take(in, i + 1, K_UNKNOWN);
	return in->quiet || n > 4096 ? take(in, n, K_UNKNOWN) : none();
}

static struct input_event learned(struct input *in, const char *s, size_t n, bool *part)
{
	for (size_t i = 0; i < in->extra_count; i++) {
		size_t len = strlen(in->extra[i].bytes);

		if (len <= n && !memcmp(s, in->extra[i].bytes, len))
			return take(in, len, in->extra[i].key);
		*part |= n > 1 && n < len && !memcmp(s, in->extra[i].bytes, n);
	}
	return none();
}

static int plain_key(const char *s, size_t n, size_t *used, bool quiet);

static struct input_event escape_next(struct input *in, const char *s, size_t n)
{
	bool part = false;
	struct input_event e;
	size_t used;
	int key;

	if (n == 1)
		return in->quiet ? take(in, 1, K_ESC) : none();
	e = learned(in, s, n, &part);
	if (e.kind)
		return e;
	if (part && !in->quiet)
		return none();
	if (s[1] == '[') {
		if (n == 2)
			return in->quiet ? take(in, 2, '[' | K_ALT) : none();
		return csi_next(in, s, n);
	}
	if (s[1] == 'O') {
		if (n == 2)
			return in->quiet ? take(in, 2, 'O' | K_ALT) : none();
		return take(in, 3, s[2] >= 'a' && s[2] <= 'd' ? rxvt_arrow(s[2], 5) : csi_key("", 0, s[2]));
	}
	if (s[1] == ']' && n > 2 && s[2] >= '0' && s[2] <= '9')
		return osc_next(in, s, n);
	if (s[1] == '\033') /* two: the first is an Esc, the second may begin a sequence */
		return take(in, 1, K_ESC);
	key = plain_key(s + 1, n - 1, &used, in->quiet);
	return key == K_NONE ? none() : take(in, 1 + used, key | K_ALT);
}

/* A character, or K_NONE while its bytes are not all there. Invalid bytes are K_UNKNOWN, one at a time. */
static int plain_key(const char *s, size_t n, size_t *used, bool quiet)
{
	unsigned char b = (unsigned char)s[0];
	size_t len = b < 0x80 ? 1 : b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0;
	int c = len == 1 ? b : len ? b & (0x7f >> len) : 0;

	*used = 1;
	if (!len)
		return K_UNKNOWN;
	for (size_t i = 1; i < len; i++) {
		if (i >= n)
			return quiet ? K_UNKNOWN : K_NONE;
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return K_UNKNOWN;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c >= 0xd800 && c < 0xe000)
		return K_UNKNOWN;
	*used = len;
	if (c == '\n')
		return K_ENTER;
	if (c == 0x7f || c == '\b')
		return K_BACKSPACE;
	if (c == 3) /* raw mode gives Ctrl-C as a byte; it is Esc (screens.md) */
		return K_ESC;
	if (c == 0) /* Ctrl-Space and Ctrl-@ are this byte */
		return K_CTRL_SPACE;
	return c;
}

struct input_event input_next(struct input *in)
{
	size_t n, used;
	const char *s = rest(in, &n);
	int key;

	if (in->pasting)
		return n || in->quiet ? paste_next(in) : none();
	if (!n)
		return none();
	if (s[0] == '\033')
		return escape_next(in, s, n);
	key = plain_key(s, n, &used, in->quiet);
	if (key == K_UNKNOWN) /* a byte that is no text holds its place by the sign for that, as in a paste */
		key = K_ODD;
	return key == K_NONE ? none() : take(in, used, key);
}

/* A paste is over but for the quiet that shows its end mark was the last: keys behind it wait. */
static bool is_held(const struct input *in)
{
	size_t n;
	const char *s = rest(in, &n);

	return in->pasting && at_mark(s, n, PASTE_END);
}

/* That quiet. */
static int mark_wait_ms(const struct input *in)
{
	return in->paste.len < LONG_PASTE_BYTES ? ESC_WAIT_MS : PIECE_WAIT_MS;
}

int input_wait_ms(const struct input *in)
{
	size_t n;
	const char *s = rest(in, &n);

	if (in->pasting)
		return is_held(in) ? mark_wait_ms(in) : PASTE_WAIT_MS;
	if (n && (unsigned char)s[0] >= 0x80) /* nobody types half a character: a slow line brings the rest of it */
		return SIGN_WAIT_MS;
	return !n ? -1 : n == 1 ? ESC_WAIT_MS : SEQUENCE_WAIT_MS;
}

void input_flush(struct input *in)
{
	in->quiet = true;
}

bool input_waited(struct input *in, int64_t ms)
{
	if (!is_held(in))
		return false;
	in->held_ms += ms;
	if (in->held_ms < mark_wait_ms(in))
		return false;
	input_flush(in);
	return true;
}

static const struct letter_key csi_letters[] = {
	{ 'A', K_UP, K_CTRL_UP }, { 'B', K_DOWN, K_CTRL_DOWN }, { 'C', K_RIGHT, K_CTRL_RIGHT },
	{ 'D', K_LEFT, K_CTRL_LEFT }, { 'H', K_HOME, K_CTRL_HOME }, { 'F', K_END, K_CTRL_END },
	{ 'P', K_F1, 0 }, { 'Q', K_F2, 0 }, { 'R', K_F3, 0 }, { 'S', K_F4, 0 }, { 'M', K_ENTER, 0 }, { 0, 0, 0 },
};
static const struct number_key csi_numbers[] = {
	{ 1, K_HOME, K_CTRL_HOME }, { 2, K_INSERT, 0 }, { 3, K_DELETE, 0 }, { 4, K_END, K_CTRL_END },
	{ 5, K_PGUP, 0 }, { 6, K_PGDN, 0 }, { 7, K_HOME, K_CTRL_HOME }, { 8, K_END, K_CTRL_END },
	{ 11, K_F1, 0 }, { 12, K_F2, 0 }, { 13, K_F3, 0 }, { 14, K_F4, 0 }, { 15, K_F5, 0 }, { 17, K_F6, 0 },
	{ 18, K_F7, 0 }, { 19, K_F8, 0 }, { 20, K_F9, 0 }, { 21, K_F10, 0 }, { 23, K_F11, 0 }, { 24, K_F12, 0 },
	{ 0, 0, 0 },
};
