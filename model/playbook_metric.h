#ifndef MODEL_PLAYBOOK_METRIC_H
#define MODEL_PLAYBOOK_METRIC_H
/* What is measured over all runs of the playbooks (S2H-15: completeness of the handoff, kickoff within its days, 30-day
 * satisfaction, time to first value, NPS): value, how many it speaks of, target; and the action that is opened once a
 * month when one falls short, as for the rate of debriefs. Which metrics there are is data (assets/playbooks/). */
#include "model/buf.h"
#include "model/playbook.h"

struct measured {
	const struct playbook *book;
	const struct playbook_metric *metric;
	bool hidden;      /* the actor reads none of what it is made of */
	int64_t value_c;  /* in hundredths; nothing where n is 0 */
	int64_t n;        /* of how many */
	int64_t open;     /* MEASURE_DAYS: past the target already and not there yet; they are in no mean */
	bool alarm;       /* short of the target */
};
/* Of all newest playbooks, in their order; of deals that the actor may see. fn returns non-zero to stop. */
int playbook_measure(struct store *s, int (*fn)(void *arg, const struct measured *m), void *arg, struct err *err);
/* "87.5 %", "9.2", "12.5 days", "no number yet"; appended. */
void measured_words(const struct measured *m, struct buf *out);
/* Opens an action for each that falls short, once a month; does nothing for who may not. 0 or -1. */
int playbook_watch(struct store *s, struct err *err);
extern const struct sql playbook_metric_sql[];
#endif
