#ifndef MODEL_SNOOZE_H
#define MODEL_SNOOZE_H
/* A handoff that somebody will look at again on a day: until then it stands apart from the queue, with who said so and
 * why. It stays counted, late or not, and comes back on that day, or at once when a clock is breached that was not
 * breached when it was put off. Every one is kept. Source: issue "Handoffs", "For a CRO with many". */
#include "model/history.h"

struct snooze {
	int64_t id, deal;
	int64_t until_day;   /* the day it comes back */
	char *reason;        /* owned */
	int64_t member, at_ms;
	int64_t ended_at;    /* taken up again before its day; 0 not */
	int64_t rev, gone;
};
void snooze_done(struct snooze *z);

/* One edit(): asks for a deal that the actor may see and mark, words and a day to come. One that stands is replaced. */
int snooze_put(struct store *s, int64_t deal, int64_t until_day, const char *reason, struct err *err);
/* Takes it up again. ERR_REFUSED where it is not put off. */
int snooze_end(struct store *s, int64_t deal, struct err *err);
/* The one that stands today: 1, 0, -1. */
int snooze_get(struct store *s, int64_t deal, struct snooze *out, struct err *err);
/* How often the deal was put off. */
int64_t snooze_times(struct store *s, int64_t deal);

/* Those that stand today, for lists that look up every row: by deal, ascending. */
struct snoozed {
	int64_t deal, at_ms, until_day;
};
struct snoozes {
	struct snoozed *at;
	size_t n;
};
int snoozes_load(struct store *s, struct snoozes *out, struct err *err);
void snoozes_done(struct snoozes *z);
/* The one of a deal; NULL none. */
const struct snoozed *snoozes_find(const struct snoozes *z, int64_t deal);
/* Whether the row with that first breach stands apart now: `due_at` NO_MOMENT none. */
bool snoozes_hide(const struct snoozes *z, int64_t deal, int64_t due_at, int64_t now);
extern const struct record_ops snooze_ops;
extern const struct sql snooze_sql[];
#endif
