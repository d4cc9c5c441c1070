#ifndef MODEL_REFINEMENT_H
#define MODEL_REFINEMENT_H
/* A change of the qualification model: flagged by customer success from what a delivery showed, proposed by sales ops over
 * three deals at the least, decided by the CRO with a comment, marked for council review where it reclassifies a dimension, and
 * then made as a new version of the team's icp. Source: win-loss-data-exchange-sop, "5. Qualification model refinement";
 * S0-16, S0-29 … S0-33, S4-30.
 *
 * It is the team's and of no one deal: who reads all deals reads it, with the deals it rests on. Scores keep the version of
 * the model they were given under (deal_icp.model_version); a refinement that is applied touches none of them. */
#include "model/buf.h"
#include "model/history.h"

/* Stored. */
enum refinement_state { REFINEMENT_FLAGGED = 1, REFINEMENT_PROPOSED, REFINEMENT_APPROVED, REFINEMENT_REJECTED,
			REFINEMENT_WITHDRAWN, REFINEMENT_APPLIED };
enum { REFINEMENT_DEALS_MIN = 3, REFINEMENT_DEALS_MAX = 200 };
struct refinement {
	int64_t id;
	int64_t state;
	char dimension[24];   /* key of model/icp.h, "" none said yet */
	char *text, *reason, *comment; /* owned: what shall change, why, the CRO's */
	int64_t text_id;
	int64_t reclassifies, council_at; /* council_at: its review was marked done */
	int64_t flagged_by, flagged_at, proposed_by, proposed_at, decided_by, decided_at;
	int64_t icp_config, applied_config; /* config.id: proposed against, became */
	int64_t rev, gone;
	int64_t deals;        /* how many different deals it rests on that are there */
};
void refinement_done(struct refinement *r);
const char *refinement_state_key(int64_t state); /* "proposed" */
/* Those that wait for somebody: flagged, proposed, approved. */
bool refinement_is_open(const struct refinement *r);
int refinement_get(struct store *s, int64_t id, struct refinement *out, struct err *err); /* 1, 0, -1 */
/* Newest first; those that are open, or all. */
int refinement_each(struct store *s, bool all, int (*fn)(void *arg, const struct refinement *r), void *arg, struct err *err);
/* The deals it rests on, by number; `form` is the exchange record it was seen in, 0 none. */
struct refinement_deal {
	int64_t deal, form;
	const char *company; /* borrowed for the call */
	int64_t outcome, closed_day;
};
int refinement_deals(struct store *s, int64_t id, int (*fn)(void *arg, const struct refinement_deal *d), void *arg,
		     struct err *err);

/* Each one edit(), of who may (access_act): flag_refinement, propose_refinement, approve_refinement. */

/* Over one deal or more; `form` the exchange record it was seen in, 0. */
int refinement_flag(struct store *s, const char *text, const int64_t *deals, size_t n, int64_t form, int64_t *id, struct err *err);
/* A deal more, or (off) one less, while it is flagged or proposed. */
int refinement_link(struct store *s, int64_t id, int64_t deal, bool off, struct err *err);
/* r->id 0: without a flag before; else the flag of that id, whose words stay where r->text is NULL. Needs dimension and
 * reason. ERR_REFUSED below three deals with those linked before, saying how many there are. r->id is set. */
int refinement_propose(struct store *s, struct refinement *r, const int64_t *deals, size_t n, struct err *err);
/* Whether the team's icp has a dimension of that key, which fits struct refinement then. 0, or ERR_INPUT naming those it has. */
int refinement_check_dimension(struct store *s, const char *key, struct err *err);
/* Never by who proposed it. The comment is needed; approving counts the deals again. ERR_REFUSED, naming whom, where it is
 * decided already. */
int refinement_decide(struct store *s, int64_t id, bool approve, const char *comment, struct err *err);
/* What is to be said of one that reclassifies a dimension before or when it is approved; false: nothing. */
bool refinement_warn(const struct refinement *r, struct buf *out);
/* Its review by the council is done. ERR_REFUSED where none is recommended, or it was marked before. */
int refinement_council(struct store *s, int64_t id, struct err *err);
/* The icp becomes this text as its next version. ERR_REFUSED when it is not approved, when the icp became another version
 * since it was proposed, or when the text is what stands there. Cannot be undone, as no configuration can. */
int refinement_apply(struct store *s, int64_t id, const char *icp_ini, struct err *err);
/* By who flagged or proposed it, or who may propose: one that is open. */
int refinement_withdraw(struct store *s, int64_t id, struct err *err);

extern const struct record_ops refinement_ops, refinement_deal_ops;
extern const struct sql refinement_sql[];
#endif
