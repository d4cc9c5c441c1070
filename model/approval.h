#ifndef MODEL_APPROVAL_H
#define MODEL_APPROVAL_H
/* Approvals (M5): a number of a deal that somebody else has to decide; asked for, decided with words, kept. Who decides
 * says the matrix (model/approval_rule.h) by duty, and the deputy of who is away; never who asked. A request stands for
 * the number it was made for: when that changes it is withdrawn, and the criterion that it blocks is open again.
 * Source: domain.md, "Deals and stages", "People"; checklist S2S-20. */
#include "model/approval_rule.h"
#include "model/deal.h"

enum approval_state { APPROVAL_ASKED, APPROVAL_APPROVED, APPROVAL_REJECTED, APPROVAL_WITHDRAWN };
const char *approval_state_key(int64_t state); /* "asked", "approved" … */

struct approval {
	int64_t id;
	char matrix[32];
	int64_t deal;
	int64_t value;                /* of the matrix's field, in its unit */
	int64_t duty;                 /* enum duty: whose band it was when it was asked for */
	int64_t asked_by, asked_at;
	char *reason;                 /* owned: why it is asked */
	int64_t state;                /* enum approval_state */
	int64_t decided_by, decided_at; /* 0; of a withdrawn one who and when it ended */
	char *comment;                /* owned: of who decided */
	int64_t config, rev, gone;
};
void approval_done(struct approval *a);

/* How a deal stands to one matrix. */
enum approval_standing {
	STANDING_FREE,     /* needs none */
	STANDING_MISSING,  /* nobody asked */
	STANDING_ASKED,
	STANDING_APPROVED,
	STANDING_REJECTED,
};
struct approval_need {
	enum approval_standing standing;
	int64_t value;
	int duty;          /* who decides it; APPROVAL_FREE */
	int64_t id;        /* of the request that says so; 0 none */
};
int approval_need(struct store *s, const struct deal *d, const struct approval_matrix *m, struct approval_need *out,
		  struct err *err);
/* Whether a criterion cannot be met yet: 1 with the sentence appended to `why` (may be NULL), 0, -1. */
int approval_blocks(struct store *s, const struct deal *d, const char *item, struct buf *why, struct err *err);
/* "25 %", "14": the number of a matrix as people read it. Appended. */
void approval_value(const struct approval_matrix *m, int64_t value, struct buf *out);

/* Each one edit(). The matrix NULL: the first. ERR_REFUSED where none is needed, or one is asked for already. */
int approval_ask(struct store *s, int64_t deal, const char *matrix, const char *reason, int64_t *id, struct err *err);
/* A rejection needs words. ERR_ROLE says who may. */
int approval_decide(struct store *s, int64_t id, bool approves, const char *comment, struct err *err);
/* Who asked, or who may write the deal. */
int approval_withdraw(struct store *s, int64_t id, struct err *err);
/* Inside edit(), when a deal is written: requests and approvals of numbers that are others now are withdrawn, and the
 * criterion is open again. */
int approval_follow(struct store *s, struct group *g, const struct deal *old, const struct deal *now, struct err *err);

/* Why the actor may not decide it: 0, or -1 with ERR_ROLE or ERR_REFUSED. */
int approval_may(struct store *s, const struct approval *a, struct err *err);

struct approval_row {
	struct approval a;    /* texts borrowed for the call; duty of one that is asked: by the matrix of today */
	const struct approval_matrix *matrix; /* NULL: the configuration knows it no more */
	int64_t owner;        /* of the deal */
	const char *company;
	int64_t amount_minor, currency;
	bool mine;            /* asked, and the actor may decide it */
};
struct approval_filter {
	int64_t deal;         /* 0 any */
	bool open_only;       /* asked */
	bool mine_only;       /* those that wait for the actor */
};
/* Those of deals that the actor may see, the oldest open one first, then what was decided, newest first. fn returns
 * non-zero to stop. */
int approval_each(struct store *s, const struct approval_filter *f, int (*fn)(void *arg, const struct approval_row *row),
		  void *arg, struct err *err);
/* How many wait for the actor. */
int approval_count(struct store *s, int64_t *n, struct err *err);
int approval_get(struct store *s, int64_t id, struct approval *out, struct err *err); /* 1, 0, -1 */
extern const struct record_ops approval_ops;
extern const struct sql approval_sql[], approval_duty_sql[];
#endif
