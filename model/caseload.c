#include "model/caseload.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/handoff.h"
#include "model/member.h"

#include <stdlib.h>

enum { CASELOAD_COUNT };

struct loads {
	struct caseload *at;
	size_t n;
};

static struct caseload *load_of(struct loads *all, int64_t csm)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].csm == csm)
			return &all->at[i];
	all->at = xrealloc(all->at, (all->n + 1) * sizeof *all->at);
	all->at[all->n] = (struct caseload){ .csm = csm };
	return &all->at[all->n++];
}

static int add_member(void *arg, const struct member *m)
{
	if (m->active && m->roles & (1u << ROLE_CSM | 1u << ROLE_CSM_MANAGER))
		load_of(arg, m->id);
	return 0;
}

static int count(struct store *s, struct loads *all, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &caseload_sql[CASELOAD_COUNT], err);
	int64_t now = s->now(s), day = calendar_day(s->calendar, now), monday = day - (day + 3) % 7;
	int rc;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, now);
	db_int(st, 2, CLOCK_DEBRIEF);
	db_int(st, 3, calendar_moment(s->calendar, monday + 7, 0));
	db_int(st, 4, CLOCK_KICKOFF);
	db_int(st, 5, monday);
	while ((rc = db_step(st, err)) == 1) {
		struct caseload *c = load_of(all, db_col(st, 0));

		c->open = db_col(st, 1);
		c->late = db_col(st, 2);
		c->debriefs = db_col(st, 3);
		c->kickoffs = db_col(st, 4);
	}
	return rc;
}

static int64_t cmp(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int latest_first(const void *a, const void *b)
{
	const struct caseload *x = a, *y = b;
	int64_t c = cmp(!x->csm, !y->csm);

	c = c ? c : cmp(y->late, x->late);
	c = c ? c : cmp(y->open, x->open);
	return (int)(c ? c : cmp(x->csm, y->csm));
}

int caseload_each(struct store *s, int (*fn)(void *arg, const struct caseload *c), void *arg, struct err *err)
{
	struct loads all = { NULL, 0 };
	int rc = access_read(s, CLASS_DEAL) == ACCESS_NO ? 0 : member_each(s, add_member, &all, err);

	if (!rc)
		rc = count(s, &all, err);
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, latest_first);
	for (size_t i = 0; !rc && i < all.n; i++)
		rc = fn(arg, &all.at[i]);
	free(all.at);
	return rc < 0 ? -1 : 0;
}

const struct sql caseload_sql[] = {
	[CASELOAD_COUNT] = { "caseload_count",
			     "select d.csm, cast(sum(k.lead) as bigint),"
			     " cast(sum(case when k.lead = 1 and k.due_at > 0 and k.due_at < $1 then 1 else 0 end) as bigint),"
			     " cast(sum(case when k.kind = $2 and k.due_at > 0 and k.due_at < $3 then 1 else 0 end) as bigint),"
			     " cast(sum(case when k.kind = $4 and d.kickoff_day >= $5 and d.kickoff_day < $5 + 7 then 1 else 0 end)"
			     " as bigint)"
			     " from clock k cross join deal d where d.id = k.subject and k.subject_kind = 1 and k.void = 0"
			     " and k.met_at = 0 and (k.lead = 1 or k.kind = $2 or k.kind = $4) and d.gone = 0 and "
			     ACCESS_DEAL("d") " group by d.csm order by d.csm" },
	{ NULL, NULL },
};
