#ifndef SCREENS_UI_LINE_H
#define SCREENS_UI_LINE_H
/* A prompt of one line in a row of the screen: "/ acme", ": move". The text is `edit`, a single-line editor. */
#include "screens/ui/edit.h"

struct line {
	struct edit edit;
};
void line_init(struct line *l);
void line_done(struct line *l);
const char *line_text(const struct line *l);
void line_clear(struct line *l);
/* True when the text changed; *moved (may be NULL) when only the cursor did. */
bool line_key(struct line *l, int key, bool *moved);
/* The prompt sign in the accent, then the text on STYLE_INPUT_ACTIVE with the cursor. */
void line_draw(struct line *l, struct draw *d, int y, int x, int cols, const char *prompt, bool active);
#endif
