#include "screens/ui/key.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct key_word {
	int key;
	const char *word;
};
static const struct key_word words[];

bool key_is_text(int key)
{
	if (key & K_ALT || key >= 0x110000)
		return false;
	return key >= 0x20 && key != 0x7f && !(key >= 0x80 && key < 0xa0);
}

bool key_moves(int key)
{
	return (key >= K_UP && key <= K_PGDN) || (key >= K_CTRL_LEFT && key <= K_CTRL_END);
}

static void put_code_point(struct buf *out, int c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xc0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xe0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(out, (char)(0xf0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	}
}

void key_utf8(int key, struct buf *out)
{
	put_code_point(out, key);
}

void key_label(int key, struct buf *out)
{
	if (key & K_ALT) {
		buf_puts(out, "Alt-");
		key &= ~K_ALT;
	}
	if (key & K_SHIFT) {
		buf_puts(out, "Shift-");
		key &= ~K_SHIFT;
	}
	for (const struct key_word *w = words; w->word; w++)
		if (w->key == key) {
			buf_puts(out, w->word);
			return;
		}
	if (key > 0 && key < 0x20) {
		buf_printf(out, "Ctrl-%c", key == 0x1f ? '_' : key + 0x40);
		return;
	}
	put_code_point(out, key);
}

int key_parse(const char *name)
{
	int alt = 0;

	if (!strncasecmp(name, "Alt-", 4) && name[4]) {
		alt = K_ALT;
		name += 4;
	}
	for (const struct key_word *w = words; w->word; w++) {
		if (!strcasecmp(w->word, name))
			return w->key | alt;
		if (!strncasecmp(name, "Shift-", 6) && !strcasecmp(w->word, name + 6) && key_moves(w->key))
			return w->key | K_SHIFT | alt;
	}
	if (!strncasecmp(name, "Ctrl-", 5) && name[5] && !name[6])
		return K_CTRL(toupper((unsigned char)name[5])) | alt;
	if (name[0] > 0x20 && name[0] < 0x7f && !name[1])
		return name[0] | alt;
	return K_NONE;
}

static const struct key_word words[] = {
	{ K_TAB, "Tab" }, { K_ENTER, "Enter" }, { K_ESC, "Esc" }, { K_SPACE, "Space" },
	{ K_UP, "↑" }, { K_DOWN, "↓" }, { K_LEFT, "←" }, { K_RIGHT, "→" },
	{ K_UP, "Up" }, { K_DOWN, "Down" }, { K_LEFT, "Left" }, { K_RIGHT, "Right" },
	{ K_HOME, "Home" }, { K_END, "End" }, { K_PGUP, "PgUp" }, { K_PGDN, "PgDn" },
	{ K_BACKSPACE, "Backspace" }, { K_DELETE, "Delete" }, { K_INSERT, "Insert" }, { K_BACKTAB, "Shift-Tab" },
	{ K_CTRL_LEFT, "Ctrl-Left" }, { K_CTRL_RIGHT, "Ctrl-Right" }, { K_CTRL_UP, "Ctrl-Up" },
	{ K_CTRL_SPACE, "Ctrl-Space" }, { K_CTRL_DOWN, "Ctrl-Down" }, { K_CTRL_HOME, "Ctrl-Home" }, { K_CTRL_END, "Ctrl-End" },
	{ K_F1, "F1" }, { K_F2, "F2" }, { K_F3, "F3" }, { K_F4, "F4" }, { K_F5, "F5" }, { K_F6, "F6" },
	{ K_F7, "F7" }, { K_F8, "F8" }, { K_F9, "F9" }, { K_F10, "F10" }, { K_F11, "F11" }, { K_F12, "F12" },
	{ K_LETTER, "letter" },
	{ 0, NULL },
};

int mouse_wheel_rows(const struct mouse *m)
{
	enum { ROWS = 3 };

	return m->kind == MOUSE_WHEEL_UP ? -ROWS : m->kind == MOUSE_WHEEL_DOWN ? ROWS : 0;
}
