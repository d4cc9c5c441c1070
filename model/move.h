#ifndef MODEL_MOVE_H
#define MODEL_MOVE_H
/* The one transition function: key, form, drag, import and command all move a deal through deal_move(). A refused
 * move leaves the deal where it was and names the unmet criteria. Source: domain.md, "Deals and stages". */
#include "model/deal.h"

#define MOVE_ITEMS_MAX 32

struct move {
	int64_t deal;
	int64_t to_stage;         /* 0: stays (outcome changes only) */
	enum outcome outcome;     /* for a move to won or lost it follows the stage; stalled, delayed; none = active */
	const char *reason;       /* words; asked for: unmet criteria, lost, stalled, delayed, leaving a closed stage */
	const char *competitor;   /* lost */
	int64_t follow_up_day;    /* stalled, delayed, lost; NO_DAY none */
	const char *check[MOVE_ITEMS_MAX]; /* item keys ticked with the move */
	size_t checks;
	bool check_all;
	enum commitment commitment; /* won; none, no SOW status and NO_DAY: what the deal says, of an import nothing */
	enum sow_status sow;
	int64_t sow_day;
	const char *contact;      /* won: primary contact's name; NULL or "": the one the deal has */
	bool again;               /* stalled or delayed as it is already: reason and day are told anew */
	bool by_import;           /* unmet criteria are listed, not counted as overrides */
	struct buf *unmet;        /* by_import: gets the criteria that are not met, parted by commas; NULL: not wanted */
	int64_t at_ms;            /* when it happened; 0: now */
	int64_t rev;              /* of the deal as it was read: refused when somebody wrote it since; 0: not asked */
	const unsigned char *request; /* 16 bytes or NULL: deal_move() with the same id again moves nothing more */
};

/* What a move would ask for, so that a form can ask before it tries. */
struct move_needs {
	const struct stage_item *item[MOVE_ITEMS_MAX];
	bool met[MOVE_ITEMS_MAX];
	bool blocked[MOVE_ITEMS_MAX]; /* not met while somebody has not approved (approval.h); no reason goes over it */
	size_t items, unmet;
	bool reason;        /* a reason is needed (given unmet criteria or the kind of move) */
	bool follow_up, competitor, commitment, sow, contact; /* asked for by this move */
	const char *refused; /* a sentence: not at all by this actor; NULL */
};
int move_needs(struct store *s, int64_t deal, int64_t to_stage, enum outcome outcome, struct move_needs *out,
	       struct err *err);

/* No reason goes over what somebody else has to approve: 0, or -1 with the sentence. */
int move_check_approved(struct store *s, const struct deal *d, const struct move_needs *needs, struct err *err);

/* One edit() (or part of the running one with `g`). ERR_REFUSED names the unmet boxes or what is missing. A win
 * writes its event, starts the clocks and opens the debrief and the handoff packet.
 * `title` (may be NULL) gets what was done, for the message line. */
int deal_move(struct store *s, const struct move *m, struct buf *title, struct err *err);
int deal_move_in(struct store *s, struct group *g, const struct move *m, struct err *err);
/* The same inside an edit() that runs; `title` (may be NULL) gets what was done. */
int deal_move_told(struct store *s, struct group *g, const struct move *m, struct buf *title, struct err *err);

/* Fields of a deal as words, in one edit(): of *id, or of a new one where *id is 0, which then is its number. Stage and
 * outcome are a move in the same step, with all that a move asks; `closed` and `stage_since` tell when it was, `reason`
 * why. `more` holds what is no field: contact, ticked criteria; NULL none. */
int deal_write(struct store *s, int64_t *id, const struct deal_setting *set, size_t n, const struct move *more,
	       struct err *err);
#endif
