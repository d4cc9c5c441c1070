#ifndef SCREENS_QUOTES_H
#define SCREENS_QUOTES_H
/* Words looked for in the notes of all interviews, as one types: newest first, a screenful at a time (F12). The note under
 * the cursor stands below in full; Enter opens its interview there. */
#include "screens/screen.h"

/* Where a screen of an interview is to open: what it gets as `arg`. */
struct note_place {
	int64_t interview; /* first: for a screen that wants no more, it is a pointer to an id */
	int64_t note;	   /* 0: where it was left */
};

/* The hit under the cursor, for keys that code it from here; NULL: none. */
struct quote_hit {
	struct note_place place;
	int64_t text_id;
	size_t from, to; /* bytes of the words that were found, in that text */
};
const struct quote_hit *quotes_here(const struct screen *s);

extern const struct screen_type quotes_screen;
#endif
