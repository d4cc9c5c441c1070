#ifndef SCREENS_DEBRIEFS_H
#define SCREENS_DEBRIEFS_H
/* The state of the list of debriefs, shared by its files: debriefs.c (what the model says, keys), debriefs_draw.c
 * (paint). */
#include "model/account.h"
#include "screens/narrow.h"
#include "screens/schedule.h"
#include "screens/screen.h"

/* Listed at once: the clock and the answers of each are read. Narrowing finds those behind them. */
enum { DEBRIEFS_MAX = 1000, PREPARED_MAX = 12, MARKS_MAX = 9 };

struct debrief_line {
	int64_t deal, form, scheduled_at;
	char *company;
	char csm[64], ae[64], due[64], kickoff[24], call[32], state[48];
	int answered;
	enum style due_ink;
	bool late, soon, complete, today, needs_further;
};
/* What is known of the one under the cursor. */
struct debrief_prepared {
	int64_t deal;              /* 0: nothing is loaded */
	char book[64];             /* "book the call before Wed 11-25", "" when it is booked */
	char marks[MARKS_MAX];     /* of each question: 'a' ahead, 'x' answered, '.' open, '-' hidden */
	const char *title[MARKS_MAX];
	size_t questions;
	char *note[PREPARED_MAX];  /* gaps and questions to raise, owned */
	bool is_gap[PREPARED_MAX];
	size_t notes;
};
struct debriefs_state {
	struct narrow narrow;
	struct debrief_line *lines;
	bool more;                 /* there are others behind the DEBRIEFS_MAX that are listed */
	struct debrief_prepared here;
	struct debrief_rate rate;
	struct schedule_arg schedule; /* of the strip over it */
	enum list_shown shown;     /* of all or of the actor; complete ones too */
	bool placed;               /* the cursor was put on today's call once */
	bool watched;              /* a rate below its target had its action opened */
	int64_t next_change;       /* told clock */
	size_t of;                 /* questions */
	size_t late;
};
struct debriefs_state *debriefs_state(const struct screen *s);
bool debriefs_has_room(const struct screen *s); /* for what is prepared, below the list */
int debriefs_first_row(const struct screen *s);
void debriefs_draw(struct screen *s, struct draw *d);
#endif
