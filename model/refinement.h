#ifndef MODEL_REFINEMENT_H
#define MODEL_REFINEMENT_H
/* A change of the qualification model: flagged by customer success from what a delivery showed, proposed by sales ops over
 * three deals at the least, decided by the CRO with a comment, marked for council review where it reclassifies a dimension, and
 * then made as a new version of the team's icp. Source: win-loss-data-exchange-sop, "5. Qualification model refinement";
 * S0-16, S0-29 … S0-33, S4-30. */
#include "model/history.h"

/* Stored. */
enum refinement_state { REFINEMENT_FLAGGED = 1, REFINEMENT_PROPOSED, REFINEMENT_APPROVED, REFINEMENT_REJECTED,
			REFINEMENT_WITHDRAWN, REFINEMENT_APPLIED };
enum { REFINEMENT_DEALS_MIN = 3 };
struct refinement {
	int64_t id;
	int64_t state;
	char dimension[24];   /* key of model/icp.h, "" none said yet */
	char *text, *reason, *comment; /* owned: what shall change, why, the CRO's */
	int64_t text_id;
	int64_t reclassifies, council_at; /* council_at: its review was marked done */
	int64_t flagged_by, flagged_at, proposed_by, proposed_at, decided_by, decided_at;
	int64_t icp_config, applied_config;
	int64_t rev, gone;
	int64_t deals;        /* how many it rests on */
};
void refinement_done(struct refinement *r);
const char *refinement_state_key(int64_t state); /* "proposed" */
int refinement_get(struct store *s, int64_t id, struct refinement *out, struct err *err);
int refinement_each(struct store *s, bool all, int (*fn)(void *arg, const struct refinement *r), void *arg, struct err *err);
/* Each one edit(). Flagged over one deal or more; `form` the record it was seen in, 0. */
int refinement_flag(struct store *s, const char *text, const int64_t *deals, size_t n, int64_t form, int64_t *id, struct err *err);
int refinement_link(struct store *s, int64_t id, int64_t deal, bool off, struct err *err);
/* ERR_REFUSED below three deals, saying how many there are. id 0: without a flag before. */
int refinement_propose(struct store *s, struct refinement *r, const int64_t *deals, size_t n, struct err *err);
int refinement_decide(struct store *s, int64_t id, bool approve, const char *comment, struct err *err);
int refinement_council(struct store *s, int64_t id, struct err *err);
/* The icp became another version by it. */
int refinement_apply(struct store *s, int64_t id, const char *icp_ini, struct err *err);
extern const struct record_ops refinement_ops, refinement_deal_ops;
extern const struct sql refinement_sql[];
#endif
