#ifndef SCREENS_INTERVIEWS_H
#define SCREENS_INTERVIEWS_H
/* Behind tab 4: whom we talk with after a deal closed, by whom, when, with which permissions, and how far notes and codes
 * have come; and the short strips that plan, schedule, permit and refuse one. */
#include "model/interview.h"
#include "screens/screen.h"


/* arg: const int64_t *, the interview's id */
extern const struct screen_type interview_edit_screen, interview_schedule_screen, interview_consent_screen,
	interview_refuse_screen, interview_coders_screen;
extern const struct screen_type interview_new_screen; /* arg: const int64_t *, a deal it is for; NULL: it is typed */

/* Shared by interviews.c and interviews_draw.c. */
#include "screens/narrow.h"
enum { INTERVIEWS_SHOWN_MAX = 2000 };
struct interview_line {
	struct interview i; /* its texts are owned */
	char *company, *who, *coders;
	char when[32], amount[32];
	int64_t stage, notes, coded;
	bool mine, open, to_code;
};
struct interviews {
	struct narrow narrow;
	struct interview_line *lines;
	enum list_shown shown;
	size_t mine;
	bool more;
	struct {
		int64_t id; /* 0: nothing is loaded */
		struct buf concern, contact, warning, coders;
	} here;         /* what is read of the one under the cursor */
};
struct interviews *interviews_state(const struct screen *s);
int interviews_first_row(const struct screen *s);
bool interviews_has_room(const struct screen *s);
void interviews_draw(struct screen *s, struct draw *d);
#endif
