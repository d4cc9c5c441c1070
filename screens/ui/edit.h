#ifndef SCREENS_UI_EDIT_H
#define SCREENS_UI_EDIT_H
/* A text being typed: one line or many, with the keys of Emacs, selection, kills that Ctrl-Y brings back, undo of typing
 * (Ctrl-_, redo Alt-_), soft wrap, cursor by graphemes. A paste is one edit. Holds the bytes exactly as entered: nothing
 * is normalised, joined or turned round. Text that is read from right to left is stored as typed and shown in that same,
 * logical order: Left goes towards the beginning of the text, whatever the script; the controls that would turn it round
 * are shown as escapes, so that no text hides what it says (model/text.h).
 *
 * A key costs the rows it changes, not the text: edit_rows.h. The copy of bytes behind the cursor is one memmove. */
#include "screens/ui/draw.h"
#include "screens/ui/key.h"

#include <stdint.h>

struct edit {
	char *text;        /* NUL-terminated behind len; never NULL after edit_init() */
	size_t len, cap;
	size_t at;         /* cursor: byte offset; a move ends at a grapheme boundary, typing right behind what was typed */
	bool single;       /* one line: no line breaks, scrolls sideways */
	size_t max;        /* most bytes taken; 0: no bound but memory */
	/* Drafts: what is not yet kept. unkept_at_ms is the (monotonic) time of the first key since edit_kept(); -1 when
	 * all is kept. unkept_chars counts characters typed since; a paste counts as one. */
	int64_t unkept_at_ms;
	size_t unkept_chars;
	uint64_t version;  /* grows with every change */
	size_t odd_bytes;  /* of the last paste: bytes that were no UTF-8 or NUL, shown and stored as U+FFFD */
	/* inside */
	size_t mark;       /* the other end of the selection */
	bool selects;      /* mark to cursor is selected */
	bool sticks;       /* set by Ctrl-Space: moves without Shift keep it */
	bool at_end;       /* the cursor stands behind a row that the width ends, not before the next one */
	bool pressed;      /* the mouse was pressed here and is not released yet */
	bool scrolled;     /* by the wheel: the cursor may be out of sight until the next key */
	int goal_col;      /* column aimed at by up and down; -1: the present one */
	int top;           /* first wrapped row shown; of a single line: the byte of its first column */
	int wrap_cols, shown_rows; /* size at the last draw */
	size_t click_at;   /* for a double click: where the last press was, */
	int64_t click_ms;  /* and when */
	struct edit_past *past;
	struct edit_layout *layout;
};
enum edit_result { EDIT_IGNORED, EDIT_MOVED, EDIT_CHANGED, EDIT_REFUSED };

void edit_init(struct edit *e, bool single);
void edit_done(struct edit *e);
/* What is cut or killed in one is pasted by Ctrl-Y in the other: for the fields of one form. */
void edit_share(struct edit *e, struct edit *with);
/* Replaces the text (loading); forgets undo; counts as kept. */
void edit_set(struct edit *e, const char *s, size_t len);
/* Replaces the text by what another editor left: one edit that undo takes back. */
enum edit_result edit_replace(struct edit *e, const char *s, size_t len, int64_t now_ms);
/* Selects all of it, so that typing replaces it; a move drops the selection. */
void edit_select_all(struct edit *e);
/* A typed key. Up and Down at the first or last line are EDIT_IGNORED, so that a form can move on. REFUSED: the bound
 * `max` is reached. now_ms: view->mono_ms. */
enum edit_result edit_key(struct edit *e, int key, int64_t now_ms);
/* Typing taken back and brought again (Ctrl-_ and Alt-_). IGNORED: there is nothing. */
enum edit_result edit_undo(struct edit *e, int64_t now_ms);
enum edit_result edit_redo(struct edit *e, int64_t now_ms);
/* Text from a paste, whatever is in it: one edit. CR and CRLF become LF (in a single line: blanks). What is selected is
 * replaced. */
enum edit_result edit_paste(struct edit *e, const char *s, size_t len, int64_t now_ms);
/* The selected bytes from *from on: how many; 0: nothing is selected. */
size_t edit_selection(const struct edit *e, size_t *from);
/* The selected words for the clipboard (act_copy), also for Ctrl-Y; NULL: nothing is selected. Not freed; of *len bytes. */
const char *edit_copy(struct edit *e, size_t *len);
/* What is typed so far stands in a draft (or the database). */
void edit_kept(struct edit *e);
bool edit_is_kept(const struct edit *e);
/* Puts the cursor under a click; the area is that of the last draw. */
void edit_click(struct edit *e, struct area a, int y, int x);
/* The mouse over that area: a press puts the cursor there and may begin a selection, a drag (also one that leaves the
 * area) selects, two presses take the word, the wheel scrolls. IGNORED: nothing for a text. */
enum edit_result edit_by_mouse(struct edit *e, struct area a, const struct mouse *m, int64_t now_ms);
/* Draws on the surface set, scrolled so that the cursor is seen. `active`: with cursor and selection. */
void edit_draw(struct edit *e, struct draw *d, struct area a, enum style ink, bool active);
/* Rows the text takes at that width, at least 1; the second one looks no further than `most`. */
int edit_rows(const struct edit *e, int cols);
int edit_rows_most(const struct edit *e, int cols, int most);
#endif
