#ifndef SCREENS_QUOTES_H
#define SCREENS_QUOTES_H
/* Words looked for in the notes of all interviews, as one types: newest first, a screenful at a time (F12). The note under
 * the cursor stands below in full; Enter opens its interview there, a letter behind `c` codes it from here. */
#include "screens/screen.h"

/* Where the screens of an interview ("coding", "interview") are to open: what they get as `arg`. */
struct note_place {
	int64_t interview;
	int64_t note; /* 0: where the screen begins by itself */
};
struct act act_push_note(const struct screen_type *type, int64_t interview, int64_t note);

/* The note under the cursor; NULL: none. */
struct quote_hit {
	int64_t interview, note, text_id;
};
const struct quote_hit *quotes_here(const struct screen *s);

extern const struct screen_type quotes_screen;
extern const struct screen_type quote_code_screen; /* arg: const struct quote_hit * */
#endif
