#ifndef SCREENS_UI_FORM_H
#define SCREENS_UI_FORM_H
/* A list of fields that are filled in: rendering and the two levels of screens.md (Text: every printable key is
 * text; Form, after Esc: keys move between fields and act). The screen says what the fields are and stores them. */
#include "screens/screen.h"
#include "screens/ui/edit.h"

enum form_kind {
	FORM_LINE,   /* one line of text */
	FORM_PROSE,  /* several lines */
	FORM_CHOICE, /* one of a list: Left, Right or a first letter choose; typed letters never get lost elsewhere */
	FORM_FIXED,  /* shown, not changed */
};
struct form_field {
	const char *key;            /* the field's name in the model */
	const char *label;
	const char *help;           /* one line, shown for the field under the cursor */
	enum form_kind kind;
	bool required;
	const char *const *choices; /* FORM_CHOICE: ended by NULL */
	int rows;                   /* FORM_PROSE: rows it takes at least; 0: 3 */
};
struct form_value {
	struct edit edit;   /* LINE, PROSE; FIXED shows its text */
	int choice;         /* CHOICE */
	bool changed;       /* since form_set or form_stored */
	bool missing;       /* set by form_draw(): shown with `*` */
};
struct form {
	const struct form_field *fields;
	struct form_value *values;
	size_t count, at;
	int label_cols;     /* width of the labels, computed by form_init; may be set */
	size_t top;
};
enum form_result {
	FORM_IGNORED,  /* not for the form: the screen or the common keys may have it */
	FORM_HANDLED,  /* moved or changed: repaint */
	FORM_LEFT,     /* the cursor left a field (form.left) whose value changed: store it */
	FORM_END,      /* Tab behind the last field, Enter in the last line */
};

void form_init(struct form *f, const struct form_field *fields, size_t count);
void form_done(struct form *f);
void form_set(struct form *f, size_t i, const char *text);  /* CHOICE: by its word */
/* Text of the field, or the word of its choice. */
const char *form_get(const struct form *f, size_t i);
/* Required and empty. */
bool form_is_missing(const struct form *f, size_t i);
/* The field stands in the database now. */
void form_stored(struct form *f, size_t i);
/* Moves to field i. FORM_LEFT when the one before had changed; *left is its index. */
enum form_result form_go(struct form *f, size_t i, size_t *left);
/* A key at the screen's level. Changes s->level (Space or Tab at LEVEL_FORM goes back into the text). */
enum form_result form_key(struct form *f, struct screen *s, int key, size_t *left);
enum form_result form_paste(struct form *f, struct screen *s, const char *text, size_t len);
/* A click into the area of form_draw(); *left as in form_go() (set it to SIZE_MAX before). */
bool form_click(struct form *f, struct screen *s, struct area a, int y, int x, size_t *left);
/* All fields under each other from a.y on, the one under the cursor in sight. Returns rows used. */
int form_draw(struct form *f, struct draw *d, struct area a, enum level level);
#endif
