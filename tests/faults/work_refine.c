/* A change of the qualification model: flagged, proposed over three deals, approved, made a version; and an action that rests
 * on records. */
#include "tests/faults/work.h"

#include "model/action.h"
#include "model/config.h"
#include "model/icp.h"
#include "model/member.h"
#include "model/refinement.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How it stands: told failed, it may stand. */
static const struct sql states = { "work_refinement", "select coalesce(max(state), 0) from refinement" },
	findings = { "work_evidence", "select count(*) from action_link" };

static int propose(struct work *w, struct err *err)
{
	const int64_t deals[] = { w->open_deal, w->won_deal, w->won_deal + 1 };
	struct refinement r = { .id = 1, .reason = (char *)(uintptr_t)"three deliveries waited for one" };
	struct icp icp;

	if (icp_load(w->s, &icp, err))
		return -1;
	snprintf(r.dimension, sizeof r.dimension, "%s", icp.dimension[0].key);
	return refinement_propose(w->s, &r, deals, 3, err);
}

static int make_version(struct work *w, struct err *err)
{
	struct buf is = { 0 };
	char *was = NULL;
	int rc = config_get(w->s, "icp", &was, NULL, NULL, err) == 1 ? 0 : -1;

	if (!rc) {
		buf_printf(&is, "%s; as decided\n", was);
		rc = refinement_apply(w->s, 1, buf_str(&is), err);
	}
	free(was);
	buf_done(&is);
	return rc;
}

static int act_on_it(struct work *w, struct err *err)
{
	struct action a = { .text = xstrdup("speak of owners first"), .due_day = NO_DAY, .change_kind = CHANGE_MESSAGING };
	struct buf kept = { 0 };
	int rc;

	buf_printf(&kept, "D%lld I%lld", (long long)w->won_deal, (long long)w->interview);
	a.evidence = buf_take(&kept);
	rc = action_add(w->s, &a, err);
	action_done(&a);
	return rc;
}

int work_refine(struct work *w, int i, struct err *err)
{
	int64_t state = db_scalar(w->s->db, &states, -1), id, rests = db_scalar(w->s->db, &findings, -1);

	work_as(w, i == 1 ? "priya" : i == 3 ? "cora" : "dana");
	if (state < 0 || rests < 0)
		return err_set(err, ERR_IO, "how far the refinement is cannot be read");
	switch (i) {
	case 0:
		return member_find(w->s, "cora", NULL) > 0 ? 0 : member_add(w->s, "cora", 1u << ROLE_CRO, 0, err);
	case 1:
		return state ? 0 : refinement_flag(w->s, "an owner on their side", &w->won_deal, 1, 0, &id, err);
	case 2:
		return state >= REFINEMENT_PROPOSED ? 0 : propose(w, err);
	case 3:
		return state >= REFINEMENT_APPROVED ? 0 : refinement_decide(w->s, 1, true, "we saw it too", err);
	case 4:
		return state == REFINEMENT_APPLIED ? 0 : make_version(w, err);
	}
	return rests ? 0 : act_on_it(w, err);
}
