#ifndef MODEL_SUGGESTION_H
#define MODEL_SUGGESTION_H
/* What the records themselves suggest to look at, out of what is stored and nothing else: deals whose debrief told of a doubt
 * about the fit and that went badly later (S4-30, a change of the qualification model), and promises that were broken in more
 * than one deal, by their kind and by who gave them (S4-31, a change of process). */
#include "model/store.h"

enum { SUGGESTION_DEALS_MIN = 2 }; /* of a pattern of promises; a doubt that came true is told from the first deal on */
enum suggestion_kind { SUGGEST_FIT, SUGGEST_PROMISE_KIND, SUGGEST_PROMISE_BY };
struct suggestion {
	enum suggestion_kind kind;
	const char *pattern;   /* "worried about fit", "broken promises, implicit", "broken promises of mira"; borrowed */
	int64_t deal;
	const char *company;   /* borrowed */
	const char *what;      /* what came of it, or the promise; borrowed */
	int64_t deals;         /* different ones of this pattern */
};
const char *suggestion_kind_key(enum suggestion_kind kind); /* "fit", "promise", "promiser" */
/* Pattern by pattern, deals by number. Who may: who reads all deals, and of them health (fit) and crm (promises); of what the
 * actor does not read nothing is told, ERR_ROLE where that is all. */
int suggestions_each(struct store *s, int (*fn)(void *arg, const struct suggestion *x), void *arg, struct err *err);
extern const struct sql suggestion_sql[];
#endif
