#ifndef SCREENS_PLAYBOOK_H
#define SCREENS_PLAYBOOK_H
/* The run of a playbook on a deal (the onboarding): its steps on the left, the one under the cursor on the right with
 * agenda and items; a strip for what is typed. playbook.c (keys, time), playbook_draw.c (paint), playbook_say.c (strip). */
#include "model/playbook.h"
#include "screens/checkin.h"
#include "screens/schedule.h"
#include "screens/screen.h"

enum { AGENDA_MAX = 32 };
/* What is typed in the strip, and for what. */
enum say_what { SAY_DONE, SAY_SKIP, SAY_NUMBER };
struct playbook_say_arg {
	int64_t deal;
	const char *book;   /* name of the playbook */
	enum say_what what;
	size_t step, item;
};
struct playbook_page {
	int64_t deal;
	char *book;           /* name of the playbook that is shown, whatever else begins meanwhile; owned */
	struct playbook_run run;
	bool has;             /* run is loaded */
	bool writes;          /* the actor may tick */
	char title[200], facts[200];
	size_t step, item;    /* under the cursor; item counts within the step */
	bool in_items;
	int timed;            /* the step whose agenda runs; -1 none */
	size_t line;          /* of the agenda */
	int64_t line_at_ms;   /* monotonic: when that line began */
	int64_t spent_ms[AGENDA_MAX];
	struct area steps, detail;
	int step_rows, first_item_y; /* where the mouse finds them: rows of a step; row of the first item */
	struct playbook_say_arg say;
	struct schedule_arg kickoff;
	struct checkin_arg checkin;
};
extern const struct screen_type playbook_screen;     /* arg: const int64_t *, the deal's id */
extern const struct screen_type playbook_say_screen; /* arg: const struct playbook_say_arg * */

extern const struct screen_type metrics_screen;      /* arg: none */

struct playbook_page *playbook_page_of(const struct screen *s);
/* Time spent on a line of the agenda so far. */
int64_t playbook_spent_ms(const struct screen *s, size_t line);
void playbook_draw(struct screen *s, struct draw *d);
#endif
