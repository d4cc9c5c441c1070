#ifndef TESTS_SUPPORT_VT_H
#define TESTS_SUPPORT_VT_H
/* A terminal without a window: libvterm behind few verbs. It takes the bytes a program writes and answers what stands
 * on the screen; it turns names of keys into the bytes that a terminal in that state would send.
 * Rows and columns count from 0. Texts returned live until the next call of the same function. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vt;

/* What a colour is: the terminal's own default, one of 256, or 24 bits. */
enum vt_colour_kind {
	VT_DEFAULT,
	VT_INDEXED,
	VT_RGB,
};

struct vt_colour {
	enum vt_colour_kind kind;
	uint32_t value; /* the index, or 0xRRGGBB */
};

struct vt_cell {
	char text[32]; /* the grapheme as UTF-8; empty for a blank cell and for the right half of a wide one */
	int width_cols; /* 1 or 2; 0 for the right half of a wide grapheme */
	bool bold, underline, italic, blink, reverse, strike;
	struct vt_colour fg, bg;
};

struct vt *vt_new(int rows, int cols);
void vt_free(struct vt *vt);
void vt_resize(struct vt *vt, int rows, int cols);
void vt_feed(struct vt *vt, const char *bytes, size_t len);

/* The row's text, blanks at its end cut off. */
const char *vt_row(struct vt *vt, int row);
/* All rows, a newline after each. */
const char *vt_text(struct vt *vt);
struct vt_cell vt_cell(struct vt *vt, int row, int col);
void vt_cursor(struct vt *vt, int *row, int *col);
bool vt_is_cursor_shown(struct vt *vt);
bool vt_is_alternate(struct vt *vt);
const char *vt_title(struct vt *vt);
int vt_bells(struct vt *vt);
/* Where a text begins; false when no row holds it. */
bool vt_find(struct vt *vt, const char *text, int *row, int *col);

/* What the terminal would send: keys by name ("x", "Enter", "C-s", "A-4", "S-Tab", "F1"), 0 for an unknown name;
 * a paste (in brackets when the program asked for them); the mouse (nothing when the program did not ask). */
size_t vt_key(struct vt *vt, const char *name, size_t name_len, char *out, size_t size);
size_t vt_paste(struct vt *vt, bool start, char *out, size_t size);
/* button 1 to 3; 4 and 5 are the wheel up and down. */
/* The first button pressed at one cell (row, column) and moved to another, where vt_drop() lets it go. */
size_t vt_drag(struct vt *vt, const int from[2], const int to[2], char *out, size_t size);
size_t vt_drop(struct vt *vt, char *out, size_t size);
size_t vt_click(struct vt *vt, int row, int col, int button, char *out, size_t size);
/* Answers the terminal owes the program (device attributes and the like). */
size_t vt_answers(struct vt *vt, char *out, size_t size);
#endif
