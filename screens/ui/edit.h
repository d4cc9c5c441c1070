#ifndef SCREENS_UI_EDIT_H
#define SCREENS_UI_EDIT_H
/* A text being typed: one line or many, with the keys of Emacs, undo of typing (Ctrl-_, redo Alt-_), a kill that
 * Ctrl-Y brings back, soft wrap, cursor by graphemes. A paste is one edit. Holds bytes exactly as entered. */
#include "screens/ui/draw.h"

#include <stdint.h>

struct edit {
	char *text;        /* NUL-terminated behind len; never NULL after edit_init() */
	size_t len, cap;
	size_t at;         /* cursor: byte offset at a grapheme boundary */
	bool single;       /* one line: no line breaks, scrolls sideways */
	size_t max;        /* most bytes taken; 0: no bound but memory */
	/* Drafts: what is not yet kept. unkept_at_ms is the (monotonic) time of the first key since edit_kept(); -1 when
	 * all is kept. unkept_chars counts characters typed since; a paste counts as one. */
	int64_t unkept_at_ms;
	size_t unkept_chars;
	uint64_t version;  /* grows with every change */
	/* inside */
	int goal_col;      /* column aimed at by up and down; -1: the present one */
	int top;           /* first wrapped row shown; of a single line: first column */
	int wrap_cols;     /* width at the last draw */
	struct edit_past *past;
};
enum edit_result { EDIT_IGNORED, EDIT_MOVED, EDIT_CHANGED, EDIT_REFUSED };

void edit_init(struct edit *e, bool single);
void edit_done(struct edit *e);
/* Replaces the text (loading); forgets undo; counts as kept. */
void edit_set(struct edit *e, const char *s, size_t len);
/* A typed key. Up and Down at the first or last line are EDIT_IGNORED, so that a form can move on. REFUSED: the bound
 * `max` is reached. now_ms: view->mono_ms. */
enum edit_result edit_key(struct edit *e, int key, int64_t now_ms);
/* Typing taken back and brought again (Ctrl-_ and Alt-_). IGNORED: there is nothing. */
enum edit_result edit_undo(struct edit *e, int64_t now_ms);
enum edit_result edit_redo(struct edit *e, int64_t now_ms);
/* Text from a paste, whatever is in it: one edit. CR and CRLF become LF (in a single line: blanks). */
enum edit_result edit_paste(struct edit *e, const char *s, size_t len, int64_t now_ms);
/* What is typed so far stands in a draft (or the database). */
void edit_kept(struct edit *e);
bool edit_is_kept(const struct edit *e);
/* Puts the cursor under a click; the area is that of the last draw. */
void edit_click(struct edit *e, struct area a, int y, int x);
/* Draws on the surface set, scrolled so that the cursor is seen. `active`: with the cursor. */
void edit_draw(struct edit *e, struct draw *d, struct area a, enum style ink, bool active);
/* Rows the text takes at that width, at least 1. */
int edit_rows(const struct edit *e, int cols);
#endif
