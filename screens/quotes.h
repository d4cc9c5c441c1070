#ifndef SCREENS_QUOTES_H
#define SCREENS_QUOTES_H
/* Words looked for in the notes of all interviews, as one types: newest first, a screenful at a time (F12). The note under
 * the cursor stands below in full; Enter opens its interview there. */
#include "screens/screen.h"

/* Where the screens of an interview ("coding", "interview") are to open: what they get as `arg`. */
struct note_place {
	int64_t interview;
	int64_t note; /* 0: where the screen begins by itself */
};
struct act act_push_note(const struct screen_type *type, int64_t interview, int64_t note);

/* The hit under the cursor, for keys that code it from here; NULL: none. */
struct quote_hit {
	struct note_place place;
	int64_t text_id;
	size_t from, to; /* bytes of the words that were found, in that text */
};
const struct quote_hit *quotes_here(const struct screen *s);

extern const struct screen_type quotes_screen;
#endif
