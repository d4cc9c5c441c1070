#ifndef SCREENS_STRIP_FORM_H
#define SCREENS_STRIP_FORM_H
/* A short form in a strip, with a draft of each field: what its screen does with keys, mouse, pastes and drafts. The state
 * of such a screen begins with one. */
#include "screens/typed.h"
#include "screens/typing.h"
#include "screens/ui/fields.h"

enum { STRIP_FIELDS_MAX = 8 };
struct strip_form {
	struct fields form;
	struct typed typed[STRIP_FIELDS_MAX];            /* of its fields; one that is not opened keeps nothing */
	char title[700]; /* longer than a line of the widest screen, whatever its letters are */
	const char *enter;                               /* what Enter does at the end: "Enter keeps it" */
	struct act (*end)(struct screen *s, int key);    /* and does it */
};

/* What one kind of strip asks, of those that a file holds. */
struct strip_asks {
	const struct fields_spec *fields;
	size_t n;
	const char *doing, *enter;
};
/* Its empty form. */
void strip_form_open(struct strip_form *f, const struct fields_spec *fields, size_t n, const char *enter,
		     struct act (*end)(struct screen *s, int key));
/* Words that were typed here before and stored nowhere stand in their fields again. `name` (at most 20 bytes) tells the
 * strips of a deal apart. stored (may be NULL): of each field what stands in the database, or NULL. Where it `selects`,
 * the first letter takes the place of what stands there. */
void strip_form_drafts(struct strip_form *f, struct store *s, int64_t deal, const char *name, char *const *stored,
		       bool selects);

/* For the tables of types and of keys. */
#define STRIP_FORM_TYPE                                                                                               \
	.kind = SCREEN_STRIP, .level = LEVEL_TEXT, .draw = strip_form_draw, .key = strip_form_key,                    \
	.mouse = strip_form_mouse, .paste = strip_form_paste, .keep = strip_form_keep
#define STRIP_FORM_COPY(name)                                                                                         \
	{ .levels = AT_FORM, .key = 'y', .command = (name), .label = "copy",                                          \
	  .title = "Copy what is selected, or the field", .group = "See", .run = strip_form_copy }
void strip_form_done(struct screen *s);
void strip_form_draw(struct screen *s, struct draw *d);
struct act strip_form_key(struct screen *s, int key);
struct act strip_form_mouse(struct screen *s, const struct mouse *m);
struct act strip_form_paste(struct screen *s, const char *text, size_t len);
int strip_form_keep(struct screen *s, struct err *err);
struct act strip_form_copy(struct screen *s, int key);
#endif
