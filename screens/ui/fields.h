#ifndef SCREENS_UI_FIELDS_H
#define SCREENS_UI_FIELDS_H
/* A list of fields that are filled in: rendering and the two levels of screens.md (Text: every printable key is
 * text; Form, after Esc: keys move between fields and act). The screen says what the fields are and stores them. */
#include "screens/screen.h"
#include "screens/ui/edit.h"

enum fields_kind {
	FIELDS_LINE,   /* one line of text */
	FIELDS_PROSE,  /* several lines */
	FIELDS_CHOICE, /* one of a list: Left, Right or a first letter choose; typed letters never get lost elsewhere */
	FIELDS_FIXED,  /* shown, not changed */
};
struct fields_spec {
	const char *key;            /* the field's name in the model */
	const char *label;
	const char *help;           /* one line, shown for the field under the cursor */
	enum fields_kind kind;
	bool required;
	const char *const *choices; /* FIELDS_CHOICE: ended by NULL */
	int rows;                   /* FIELDS_PROSE: rows it takes at least; 0: 3 */
};
struct fields_value {
	struct edit edit;   /* LINE, PROSE; FIXED shows its text */
	int choice;         /* CHOICE */
	size_t typed;       /* CHOICE: how many of its letters were typed in a row */
	bool changed;       /* since fields_set or fields_stored */
	bool missing;       /* set by fields_draw(): shown with `*` */
	char *theirs;       /* owned: what somebody else stored there meanwhile, whole under the field; NULL nothing */
};
struct fields {
	const struct fields_spec *fields;
	struct fields_value *values;
	size_t count, at;
	int label_cols;     /* width of the labels, computed by fields_init; may be set */
	size_t top;
	struct area drawn;  /* where fields_draw() put them, for the mouse */
};
enum fields_result {
	FIELDS_IGNORED,  /* not for the form: the screen or the common keys may have it */
	FIELDS_HANDLED,  /* moved or changed: repaint */
	FIELDS_LEFT,     /* the cursor left a field (form.left) whose value changed: store it */
	FIELDS_END,      /* Tab behind the last field, Enter in the last line */
};

void fields_init(struct fields *f, const struct fields_spec *fields, size_t count);
void fields_done(struct fields *f);
void fields_set(struct fields *f, size_t i, const char *text);  /* CHOICE: by its word */
/* What stands in a line goes with the first letter that is typed there. */
void fields_select(struct fields *f, size_t i);
/* Text of the field, or the word of its choice. */
const char *fields_get(const struct fields *f, size_t i);
/* Required and empty. */
bool fields_is_missing(const struct fields *f, size_t i);
/* Goes to the first field that is required and empty; false: none is. */
bool fields_go_missing(struct fields *f);
/* The field stands in the database now. */
void fields_stored(struct fields *f, size_t i);
/* Shows another's words under the field ("STORED mira, 11-20: …") until it is set or stored; NULL takes them away. */
void fields_theirs(struct fields *f, size_t i, const char *words);
/* Rows that fields_draw() wants for all of them in that width, without the help. */
int fields_height(const struct fields *f, int cols);
/* Moves to field i. FIELDS_LEFT when the one before had changed; *left is its index. */
enum fields_result fields_go(struct fields *f, size_t i, size_t *left);
/* A key at the screen's level. Changes s->level (Space or Tab at LEVEL_FORM goes back into the text). */
enum fields_result fields_key(struct fields *f, struct screen *s, int key, size_t *left);
enum fields_result fields_paste(struct fields *f, struct screen *s, const char *text, size_t len);
/* The mouse where fields_draw() put them: a press goes to a field (*left as in fields_go(), set it to SIZE_MAX before), a
 * drag selects in it, two presses a word, the wheel scrolls it. */
bool fields_mouse(struct fields *f, struct screen *s, const struct mouse *m, size_t *left);
/* All fields under each other from a.y on, the one under the cursor in sight. Returns rows used. */
int fields_draw(struct fields *f, struct draw *d, struct area a, enum level level);

/* ---- a short form in a strip: what its screen does with them ---- */
/* Draws the strip with its title, what Enter does on the right of it, and the fields. */
void fields_draw_strip(struct fields *f, struct screen *s, struct draw *d, const char *title, const char *enter);
/* Enter at the end of the form runs `end`; leaving a field stores nothing. */
struct act fields_act_key(struct fields *f, struct screen *s, int key, struct act (*end)(struct screen *s, int key));
struct act fields_act_paste(struct fields *f, struct screen *s, const char *text, size_t len);
#endif
