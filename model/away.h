#ifndef MODEL_AWAY_H
#define MODEL_AWAY_H
/* Who is away and who stands in: from the first to the last day, both in team time. What falls to somebody who is away
 * is shown as the deputy's and may be decided by the deputy. Source: domain.md, "People": "A clock's owner who is away has
 * a deputy". */
#include "model/history.h"

struct away {
	int64_t id, member, deputy, from_day, to_day, rev, gone;
};
/* The deputy on that day of a member who is away; where the deputy is away too, theirs. 0: not away, or nobody is
 * there. */
int64_t away_deputy(struct store *s, int64_t member, int64_t day);
/* The same today. */
int64_t away_now(struct store *s, int64_t member);
/* "max for priya" while priya is away, "priya (away)" where nobody is there for her, else "priya"; nothing for 0. Appended. */
struct buf;
void away_put_name(struct store *s, int64_t member, struct buf *out);
/* Whether the actor stands in for that member today. */
bool away_is_mine(struct store *s, int64_t member);
/* The roles of those for whom the actor stands in today: what falls to a role and to nobody by name is shown to them too. */
unsigned away_roles(struct store *s);
/* "jo is no csm: what a csm alone may do stays with those who are", where the deputy lacks a role of who is away; else
 * nothing. Appended. */
void away_put_lacks(struct store *s, const struct away *a, struct buf *out);
/* One edit(). For oneself, or for others by who may change members. ERR_REFUSED where that member is away on one of the
 * days already. */
int away_put(struct store *s, struct away *a, struct err *err);
/* Back: an absence that has begun ended yesterday, one that has not is taken away. ERR_REFUSED: not away. */
int away_end(struct store *s, int64_t member, struct err *err);
/* Present and coming ones, the first day first; all: past ones too. */
int away_each(struct store *s, bool all, int (*fn)(void *arg, const struct away *a), void *arg, struct err *err);
extern const struct record_ops away_ops;
extern const struct sql away_sql[];
#endif
