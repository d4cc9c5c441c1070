#ifndef SCREENS_TYPING_H
#define SCREENS_TYPING_H
/* What every screen does for a text being typed in it, beside the keys that the text knows itself (typing_bindings). */
#include "screens/screen.h"
#include "screens/ui/edit.h"

/* To the terminal's clipboard: what is selected, else all of it (`whole` says what that is: "the answer"). It is there
 * for Ctrl-Y too. */
struct act typing_copy(struct edit *e, const char *whole);
/* `done`, saying what came that nobody types: control characters, bytes that were no UTF-8, much of it. `what`: "pasted". */
struct act typing_taken(const struct edit *e, struct act done, const char *what, const char *text, size_t len);
/* What a key or a paste did to a text. */
struct act typing_act(enum edit_result r);
/* From the keys of a form into its text: the level alone changes. */
struct act typing_on(struct screen *s, int key);
/* The same as typing_copy() of the field under the cursor. */
struct fields; /* screens/ui/fields.h */
struct act typing_copy_field(struct fields *f);
/* Ctrl-S in a strip where Enter stores what is typed. */
struct act typing_kept(struct screen *s, int key);
#endif
