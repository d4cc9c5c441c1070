#ifndef MODEL_CANDIDATE_H
#define MODEL_CANDIDATE_H
/* Which deals a programme may draw, and how what was drawn stands to all that closed. A sample that only holds friendly
 * customers says nothing: so the next one comes from the outcome, the segment and the size that are represented least,
 * by lot among those that are alike (S3-06, S3-07, S3-26, S3-37). */
#include "model/programme.h"

enum candidate_outcome { CANDIDATE_WON, CANDIDATE_LOST, CANDIDATE_STALLED, CANDIDATE_OUTCOMES };
/* Thirds of the amounts of one currency in the window; no amount, and one of 0, is none. */
enum candidate_size { SIZE_SMALL, SIZE_MIDDLE, SIZE_LARGE, SIZE_UNKNOWN, CANDIDATE_SIZES };
enum candidate_standing {
	CANDIDATE_ELIGIBLE,
	CANDIDATE_LEFT_OUT, /* in dispute or under an open escalation, and nobody let it in */
	CANDIDATE_DRAWN,
	CANDIDATE_INVITED,
	CANDIDATE_REFUSED,
	CANDIDATE_DONE,     /* the interview was held */
	CANDIDATE_DROPPED,
	CANDIDATE_STANDINGS,
};
struct candidate {
	int64_t deal, owner, segment, amount_minor, currency; /* NO_AMOUNT: none */
	int64_t closed_day;       /* or the day it was marked stalled */
	enum candidate_outcome outcome;
	enum candidate_size size;
	enum candidate_standing standing;
	bool disputed, escalated;
	bool outside;             /* it was drawn, and is not of the window and scope any more: it counts nowhere */
	int64_t selection, interview; /* 0 none */
	char *company;            /* owned */
};
struct candidates {
	struct candidate *at;     /* by deal */
	size_t n;
};
/* All closed deals of the window and scope that the actor may see, and what was drawn before the scope was changed or the
 * deal reopened. */
int candidates_load(struct store *s, const struct programme *p, struct candidates *out, struct err *err);
void candidates_done(struct candidates *c);
const struct candidate *candidates_find(const struct candidates *c, int64_t deal);
/* The next to draw, or NULL: none is eligible. `like` (may be NULL): one to be replaced, by one that is as like it as
 * there is. Chance comes from the store. `why` gets the reason. The caller marks it as drawn. */
struct candidate *candidates_pick(struct store *s, struct candidates *c, const struct candidate *like, struct buf *why);
/* Of the programme, then of each outcome, segment and size: how many of the closed deals stand where. */
struct balance {
	const char *dimension;    /* "all", "outcome", "segment", "size" */
	const char *name;         /* "won", "Mid-market"; borrowed from the store */
	int64_t closed, left_out, drawn, invited, refused, done;
	/* drawn: all that ever were; invited: with those that refused and those that were held */
};
/* *out is the caller's to free. */
void candidates_balance(struct store *s, const struct candidates *c, struct balance **out, size_t *n);
const char *candidate_outcome_key(enum candidate_outcome o);   /* "won", "lost", "stalled" */
const char *candidate_size_key(enum candidate_size size);      /* "small", "middle", "large", "no amount" */
const char *candidate_standing_key(enum candidate_standing s); /* "eligible", "left out", "drawn" … */
extern const struct sql candidate_sql[];
#endif
