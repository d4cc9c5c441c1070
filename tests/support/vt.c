#include "tests/support/vt.h"

#include "model/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

struct vt {
	VTerm *term;
	VTermScreen *screen;
	int rows, cols;
	bool is_cursor_shown, is_alternate;
	int bells;
	struct buf title, row, text;
	struct buf rest; /* the beginning of a character whose other bytes have not come yet */
};

static int on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct vt *vt = user;

	if (prop == VTERM_PROP_CURSORVISIBLE)
		vt->is_cursor_shown = value->boolean;
	if (prop == VTERM_PROP_ALTSCREEN)
		vt->is_alternate = value->boolean;
	if (prop == VTERM_PROP_TITLE) {
		buf_clear(&vt->title);
		buf_add(&vt->title, value->string, strlen(value->string));
	}
	return 1;
}

static int on_bell(void *user)
{
	((struct vt *)user)->bells++;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_prop, .bell = on_bell };

struct vt *vt_new(int rows, int cols)
{
	struct vt *vt = xcalloc(1, sizeof *vt);

	vt->rows = rows;
	vt->cols = cols;
	vt->is_cursor_shown = true;
	vt->term = vterm_new(rows, cols);
	vterm_set_utf8(vt->term, 1);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
	return vt;
}

void vt_free(struct vt *vt)
{
	if (!vt)
		return;
	vterm_free(vt->term);
	buf_done(&vt->title);
	buf_done(&vt->row);
	buf_done(&vt->text);
	buf_done(&vt->rest);
	free(vt);
}

void vt_resize(struct vt *vt, int rows, int cols)
{
	if (rows == vt->rows && cols == vt->cols)
		return; /* the program is not told either, and half a character may be on its way */
	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->term, rows, cols);
}

/* How many bytes at the end begin a UTF-8 character without ending it. */
static size_t open_tail(const char *bytes, size_t len)
{
	for (size_t n = 1; n <= 3 && n <= len; n++) {
		unsigned char c = (unsigned char)bytes[len - n];

		if (c >= 0xC0)
			return n < (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) ? n : 0;
		if (c < 0x80)
			return 0;
	}
	return 0;
}

/* libvterm takes a character that is cut by two calls for two broken ones. */
void vt_feed(struct vt *vt, const char *bytes, size_t len)
{
	size_t tail;

	buf_add(&vt->rest, bytes, len);
	tail = open_tail(vt->rest.data, vt->rest.len);
	vterm_input_write(vt->term, vt->rest.data, vt->rest.len - tail);
	memmove(vt->rest.data, vt->rest.data + vt->rest.len - tail, tail);
	vt->rest.len = tail;
}

static void put_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(b, (char)c);
	} else if (c < 0x800) {
		buf_putc(b, (char)(0xC0 | c >> 6));
		buf_putc(b, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buf_putc(b, (char)(0xE0 | c >> 12));
		buf_putc(b, (char)(0x80 | (c >> 6 & 63)));
		buf_putc(b, (char)(0x80 | (c & 63)));
	} else {
		buf_putc(b, (char)(0xF0 | c >> 18));
		buf_putc(b, (char)(0x80 | (c >> 12 & 63)));
		buf_putc(b, (char)(0x80 | (c >> 6 & 63)));
		buf_putc(b, (char)(0x80 | (c & 63)));
	}
}

static VTermScreenCell raw_cell(struct vt *vt, int row, int col)
{
	VTermScreenCell cell;

	memset(&cell, 0, sizeof cell);
	vterm_screen_get_cell(vt->screen, (VTermPos){ row, col }, &cell);
	return cell;
}

/* libvterm marks the right half of a wide cell with this number in place of a character. */
static bool is_right_half(const VTermScreenCell *cell)
{
	return cell->chars[0] == (uint32_t)-1;
}

static void add_cell(struct buf *b, const VTermScreenCell *cell)
{
	if (is_right_half(cell))
		return;
	if (!cell->chars[0])
		buf_putc(b, ' ');
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
		put_utf8(b, cell->chars[i]);
}

const char *vt_row(struct vt *vt, int row)
{
	buf_clear(&vt->row);
	for (int col = 0; row >= 0 && row < vt->rows && col < vt->cols; col++) {
		VTermScreenCell cell = raw_cell(vt, row, col);

		add_cell(&vt->row, &cell);
	}
	while (vt->row.len && vt->row.data[vt->row.len - 1] == ' ')
		vt->row.data[--vt->row.len] = '\0';
	return buf_str(&vt->row);
}

const char *vt_text(struct vt *vt)
{
	buf_clear(&vt->text);
	for (int row = 0; row < vt->rows; row++)
		buf_printf(&vt->text, "%s\n", vt_row(vt, row));
	return buf_str(&vt->text);
}

static struct vt_colour colour_of(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return (struct vt_colour){ VT_DEFAULT, 0 };
	if (VTERM_COLOR_IS_INDEXED(c))
		return (struct vt_colour){ VT_INDEXED, c->indexed.idx };
	return (struct vt_colour){ VT_RGB, (uint32_t)c->rgb.red << 16 | (uint32_t)c->rgb.green << 8 | c->rgb.blue };
}

struct vt_cell vt_cell(struct vt *vt, int row, int col)
{
	VTermScreenCell raw = raw_cell(vt, row, col);
	struct vt_cell cell = { .width_cols = raw.width };
	struct buf text = { 0 };

	cell.bold = raw.attrs.bold;
	cell.underline = raw.attrs.underline != 0;
	cell.italic = raw.attrs.italic;
	cell.blink = raw.attrs.blink;
	cell.reverse = raw.attrs.reverse;
	cell.strike = raw.attrs.strike;
	cell.fg = colour_of(&raw.fg);
	cell.bg = colour_of(&raw.bg);
	if (is_right_half(&raw)) {
		cell.width_cols = 0;
		return cell;
	}
	if (raw.chars[0])
		add_cell(&text, &raw);
	snprintf(cell.text, sizeof cell.text, "%s", buf_str(&text));
	buf_done(&text);
	return cell;
}

void vt_cursor(struct vt *vt, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &at);
	*row = at.row;
	*col = at.col;
}

bool vt_is_cursor_shown(struct vt *vt)
{
	return vt->is_cursor_shown;
}

bool vt_is_alternate(struct vt *vt)
{
	return vt->is_alternate;
}

const char *vt_title(struct vt *vt)
{
	return buf_str(&vt->title);
}

int vt_bells(struct vt *vt)
{
	return vt->bells;
}

/* The column is found by adding up cells until their text reaches the offset. */
bool vt_find(struct vt *vt, const char *text, int *row, int *col)
{
	for (*row = 0; *row < vt->rows; ++*row) {
		const char *line = vt_row(vt, *row), *hit = strstr(line, text);
		size_t offset = hit ? (size_t)(hit - line) : 0;
		struct buf seen = { 0 };

		if (!hit)
			continue;
		for (*col = 0; *col < vt->cols; ++*col) {
			VTermScreenCell cell = raw_cell(vt, *row, *col);

			if (seen.len >= offset && !is_right_half(&cell))
				break;
			add_cell(&seen, &cell);
		}
		buf_done(&seen);
		return true;
	}
	return false;
}

struct named_key {
	const char *name;
	VTermKey key;
};
static const struct named_key named_keys[];

static size_t take_output(struct vt *vt, char *out, size_t size)
{
	return vterm_output_read(vt->term, out, size);
}

static size_t named_key(struct vt *vt, const char *name, size_t len, int mods, char *out, size_t size)
{
	for (const struct named_key *k = named_keys; k->name; k++)
		if (strlen(k->name) == len && !memcmp(k->name, name, len)) {
			vterm_keyboard_key(vt->term, k->key, (VTermModifier)mods);
			return take_output(vt, out, size);
		}
	if (len >= 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
		vterm_keyboard_key(vt->term, (VTermKey)VTERM_KEY_FUNCTION(strtol(name + 1, NULL, 10)), (VTermModifier)mods);
		return take_output(vt, out, size);
	}
	return 0;
}

/* Enter, Tab, Esc and the characters are sent as every terminal sends them: a control byte, an Esc before it for Alt. */
static size_t plain_key(const char *name, size_t len, int mods, char *out)
{
	size_t n = 0;

	if (mods & VTERM_MOD_ALT)
		out[n++] = 27;
	if (len == 5 && !memcmp(name, "Enter", 5))
		out[n++] = '\r';
	else if (len == 3 && !memcmp(name, "Tab", 3) && !(mods & VTERM_MOD_SHIFT))
		out[n++] = '\t';
	else if (len == 3 && !memcmp(name, "Esc", 3))
		out[n++] = 27;
	else if (len == 5 && !memcmp(name, "Space", 5))
		out[n++] = mods & VTERM_MOD_CTRL ? 0 : ' ';
	else if (len == 2 && !memcmp(name, "lt", 2))
		out[n++] = '<';
	else if (len == 1 && mods & VTERM_MOD_CTRL)
		out[n++] = (char)(name[0] == '?' ? 127 : name[0] & 31);
	else if (len == 1 || ((unsigned char)name[0] >= 0xC2 && len <= 4))
		memcpy(out + n, name, len), n += len;
	else
		return 0;
	return n;
}

size_t vt_key(struct vt *vt, const char *name, size_t name_len, char *out, size_t size)
{
	int mods = 0;
	size_t n;

	while (name_len > 2 && name[1] == '-' && strchr("CAS", name[0])) {
		mods |= name[0] == 'C' ? VTERM_MOD_CTRL : name[0] == 'A' ? VTERM_MOD_ALT : VTERM_MOD_SHIFT;
		name += 2;
		name_len -= 2;
	}
	n = size >= 8 ? plain_key(name, name_len, mods, out) : 0;
	return n ? n : named_key(vt, name, name_len, mods, out, size);
}

size_t vt_paste(struct vt *vt, bool start, char *out, size_t size)
{
	if (start)
		vterm_keyboard_start_paste(vt->term);
	else
		vterm_keyboard_end_paste(vt->term);
	return take_output(vt, out, size);
}

size_t vt_click(struct vt *vt, int row, int col, int button, char *out, size_t size)
{
	size_t n;

	vterm_mouse_move(vt->term, row, col, VTERM_MOD_NONE);
	vterm_mouse_button(vt->term, button, true, VTERM_MOD_NONE);
	n = take_output(vt, out, size);
	/* A wheel has no release. */
	if (button > 3)
		return n;
	vterm_mouse_button(vt->term, button, false, VTERM_MOD_NONE);
	return n + take_output(vt, out + n, size - n);
}

size_t vt_drag(struct vt *vt, const int from[2], const int to[2], char *out, size_t size)
{
	size_t n;

	vterm_mouse_move(vt->term, from[0], from[1], VTERM_MOD_NONE);
	vterm_mouse_button(vt->term, 1, true, VTERM_MOD_NONE);
	n = take_output(vt, out, size);
	vterm_mouse_move(vt->term, to[0], to[1], VTERM_MOD_NONE);
	n += take_output(vt, out + n, size - n);
	return n;
}

size_t vt_drop(struct vt *vt, char *out, size_t size)
{
	vterm_mouse_button(vt->term, 1, false, VTERM_MOD_NONE);
	return take_output(vt, out, size);
}

size_t vt_answers(struct vt *vt, char *out, size_t size)
{
	return take_output(vt, out, size);
}

static const struct named_key named_keys[] = {
	{ "Tab", VTERM_KEY_TAB },
	{ "BS", VTERM_KEY_BACKSPACE },
	{ "Up", VTERM_KEY_UP },
	{ "Down", VTERM_KEY_DOWN },
	{ "Left", VTERM_KEY_LEFT },
	{ "Right", VTERM_KEY_RIGHT },
	{ "Ins", VTERM_KEY_INS },
	{ "Del", VTERM_KEY_DEL },
	{ "Home", VTERM_KEY_HOME },
	{ "End", VTERM_KEY_END },
	{ "PgUp", VTERM_KEY_PAGEUP },
	{ "PgDn", VTERM_KEY_PAGEDOWN },
	{ NULL, VTERM_KEY_NONE },
};
