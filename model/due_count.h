#ifndef MODEL_DUE_COUNT_H
#define MODEL_DUE_COUNT_H
/* How many open clocks are late or soon and how many actions late, for the top row and the heads of the board's columns. Counting looks at so many
 * of each that a screen has room for the number, the ones that are due first before all others: what it costs does not
 * grow with the file. Source: performance.md, F2 and F3. */
#include "model/store.h"

/* Late ones that are counted, and clocks due from now on that are looked at. */
enum { DUE_COUNT_MAX = 999 };

struct due_count {
	int64_t soon, late;
	bool more_soon, more_late; /* there may be more, there are more */
	int64_t actions_late;      /* open actions after the close of their day (model/action.h); not among `late` */
	bool more_actions;
	int64_t next_change;       /* told moment at which these change; NO_MOMENT: never */
};
/* Of clocks and actions that the actor may see. Kept until something is written or that moment comes. */
int due_count(struct store *s, struct due_count *out, struct err *err);

/* The same by the stage of the deal, of one owner (0: all). `late` and `soon` have room for stages_count() entries, in the
 * order of the board. */
struct due_stages {
	int64_t *late, *soon;
	bool more_late, more_soon;
};
int due_count_stages(struct store *s, int64_t owner, struct due_stages *out, struct err *err);
extern const struct sql due_count_sql[];
#endif
