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
	struct act (*end)(struct screen *s, int key);    /* and does it: strip_form_end(), or one of the screen's own */
	/* For strip_form_end(): does it and appends to `said` what the key row says then. */
	int (*run)(struct screen *s, struct buf *said, struct err *err);
	bool says_missing;                               /* run has better words for a field that is needed and empty */
	bool stays;                                      /* what is done is nothing that `u` of the screen below takes back */
	bool warns;                                      /* set by run: done, and something is to be known of it */
};

/* What one kind of strip asks, of those that a file holds. */
struct strip_asks {
	const struct fields_spec *fields;
	size_t n;
	const char *doing, *enter;
};
/* Its empty form. run NULL: set `end` yourself. */
void strip_form_open(struct strip_form *f, const struct fields_spec *fields, size_t n, const char *enter,
		     int (*run)(struct screen *s, struct buf *said, struct err *err));
/* Words that were typed here before and stored nowhere stand in their fields again. `name` (at most 20 bytes) tells the
 * strips of a deal apart. stored (may be NULL): of each field what stands in the database, or NULL. Where it `selects`,
 * the first letter takes the place of what stands there. */
void strip_form_drafts(struct strip_form *f, struct store *s, int64_t deal, const char *name, char *const *stored,
		       bool selects);

/* Runs it: the strip closes and its drafts are over. Where that fails, or a field that is needed is empty, that is said and
 * all stays as it is. */
struct act strip_form_end(struct screen *s, int key);

/* For the tables of types and of keys. */
#define STRIP_FORM_TYPE                                                                                               \
	.kind = SCREEN_STRIP, .level = LEVEL_TEXT, .draw = strip_form_draw, .key = strip_form_key,                    \
	.mouse = strip_form_mouse, .paste = strip_form_paste, .keep = strip_form_keep
/* One of the strips of a file that has one table of `bindings` for all. */
#define STRIP_FORM_SCREEN(name_, title_, state_, init_, done_)                                                        \
	{ .name = (name_), .title = (title_), .size = sizeof(state_), .bindings = bindings, .init = (init_),          \
	  .done = (done_), STRIP_FORM_TYPE }
#define STRIP_FORM_COPY(name)                                                                                         \
	{ .levels = AT_FORM, .key = 'y', .command = (name), .label = "copy",                                          \
	  .title = "Copy what is selected, or the field", .group = "See", .run = strip_form_copy }
/* The init of one of the strips of a file, which `open_` opens all by their kind. */
#define STRIP_FORM_INIT(init_, open_, kind_)                                                                          \
	static int init_(struct screen *s, const void *arg, struct err *err)                                          \
	{                                                                                                             \
		return open_(s, kind_, arg, err);                                                                     \
	}
/* Enter, Ctrl-S and y: the commands WORD-VERB, WORD-kept and WORD-copy. place: of "kept?" in the key row. */
#define STRIP_FORM_KEYS(word, verb, label_, title_, group_, end_, place)                                              \
	{ .levels = AT_FORM, .key = K_ENTER, .command = word "-" verb, .label = (label_), .title = (title_),          \
	  .group = (group_), .footer = 1, .run = (end_) },                                                            \
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = word "-kept", .label = "kept?", .group = "See", \
	  .footer = (place), .run = typing_kept, .stays = true },                                                     \
	STRIP_FORM_COPY(word "-copy")
#define STRIP_FORM_ROWS(word, verb, label, title, group)                                                              \
	STRIP_FORM_KEYS(word, verb, label, title, group, strip_form_end, 2)
/* The same with Tab, WORD-next, in the key row, and an end of the screen's own. */
#define STRIP_FORM_TAB_ROWS(word, verb, label_, title_, group_, end_)                                                 \
	{ .levels = AT_TEXT, .key = K_TAB, .command = word "-next", .label = "next field", .group = "Move",           \
	  .footer = 2, .run = strip_form_key },                                                                       \
	STRIP_FORM_KEYS(word, verb, label_, title_, group_, end_, 3)
void strip_form_done(struct screen *s);
void strip_form_draw(struct screen *s, struct draw *d);
struct act strip_form_key(struct screen *s, int key);
struct act strip_form_mouse(struct screen *s, const struct mouse *m);
struct act strip_form_paste(struct screen *s, const char *text, size_t len);
int strip_form_keep(struct screen *s, struct err *err);
struct act strip_form_copy(struct screen *s, int key);
#endif
