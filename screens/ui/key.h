#ifndef SCREENS_UI_KEY_H
#define SCREENS_UI_KEY_H
/* Keys as the screens know them: a Unicode code point, a control code (K_CTRL), or one of the K_… below. The decoder
 * in app/input.c makes them from bytes; Esc x and Alt-x arrive as one key with K_ALT, so that the loop can give both
 * the same meaning. */
#include "model/buf.h"

#include <stdbool.h>

#define K_CTRL(c) ((c)&0x1f)
#define K_ALT 0x1000000 /* added to the key that followed Esc */
/* Added to keys that move, where the terminal tells it: selects in a text. Outside of texts the loop takes it off. */
#define K_SHIFT 0x2000000

enum key {
	K_NONE = 0,
	K_TAB = 9,
	K_ENTER = 13,
	K_ESC = 27,
	K_SPACE = 32,
	K_ODD = 0xfffd, /* a byte that is no UTF-8: text, as the sign for an unknown character */
	K_UP = 0x110000,
	K_DOWN, K_LEFT, K_RIGHT,
	K_HOME, K_END, K_PGUP, K_PGDN,
	K_BACKSPACE, K_DELETE, K_INSERT,
	K_BACKTAB,
	K_CTRL_LEFT, K_CTRL_RIGHT, K_CTRL_UP, K_CTRL_DOWN, K_CTRL_HOME, K_CTRL_END,
	K_CTRL_SPACE,
	K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10, K_F11, K_F12,
	K_LETTER, /* stands in a table of keys for letters that data gives a meaning; no terminal sends it */
	K_UNKNOWN, /* a sequence that names no key we know: never text, never an action */
};

/* What a text field may take as typed: a code point that is no control. */
bool key_is_text(int key);
/* Arrows, Home, End and the pages, with Ctrl or without: what Shift may be added to. */
bool key_moves(int key);
/* "Ctrl-R", "Alt-4", "PgUp", "H", "Space"; appended. */
void key_label(int key, struct buf *out);
/* The bytes of a typed character; appended. */
void key_utf8(int key, struct buf *out);
/* The key of such a name; K_NONE when there is none. */
int key_parse(const char *name);

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_DRAG, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct mouse {
	enum mouse_kind kind;
	int y, x; /* cell of the whole screen, from 0 */
};
/* Rows that a turn of the wheel scrolls, up negative; 0: another event. */
int mouse_wheel_rows(const struct mouse *m);
#endif
