#ifndef MODEL_FACT_H
#define MODEL_FACT_H
/* What a closed deal counts for in the quarter it was closed in: rows of `fact`, worked out of what is stored of it, and
 * their sums (`sum_fact`), both derived. Only a deal of which something was learned has rows: what imports bring by the
 * hundred thousand counts in `sum_deal` alone.
 *
 * Whoever changes something that a fact rests on calls fact_touch() in the same transaction: the deal itself (outcome, close,
 * owner, segment, competitor, size, region, product, reason), its scores, its clocks and events, its exchange records,
 * interviews, passes, codes, the taxonomy. edit() and the imports call facts_write() before they commit. `check` compares.
 * Source: schema.md, "Derived for speed"; performance.md, F10 and F11. */
#include "model/history.h"

/* Stored; never renumbered. bucket, n and v of each stand beside it. */
enum fact_kind {
	FACT_THEME = 1,    /* bucket fact_theme(theme, driver); n interviews in which it counts, v codes */
	FACT_ROOT,         /* the same of its root: an interview with two of its parts counts once */
	FACT_INTERVIEW,    /* bucket enum fact_interview; n interviews */
	FACT_CLOCK,        /* bucket clock rule id * 8 + enum fact_clock; n 1 */
	FACT_DEBRIEF,      /* bucket enum fact_debrief; n 1 (won) */
	FACT_MOVE,         /* bucket 0 with all criteria met, 1 overridden; n stage moves forward */
	FACT_OVERRIDE,     /* bucket event kind that went through its gate with a reason; n */
	FACT_OURS,         /* bucket root theme that our own reason means, 0: means none; n 1. Of deals with a coded interview */
	FACT_THEIRS,       /* bucket root theme the interviews name most for the outcome; n 1 */
	FACT_VIEWS,        /* bucket enum fact_views; n 1 */
	FACT_PAIR,         /* bucket fact_pair(ours, theirs) where they differ; n 1 */
	FACT_ICP,          /* bucket dimension (from 1) * 8 + enum fact_icp, of won ones; n 1, v score after delivery - score at handoff */
	FACT_EXCHANGE,     /* bucket direction; n 1: filed */
	FACT_FRICTION,     /* bucket root theme of a friction point, 0 none said; n points */
	FACT_LEARNED,      /* bucket 0; n 1: has a coded interview */
	FACT_PROMISE,      /* bucket enum item_state * 8 + explicit or implicit; n promises made in the sale, of won ones */
	FACT_DOUBT,        /* bucket DOUBT_YES or DOUBT_NO, as the debrief's gut read has it; n 1 (won) */
	FACT_KIND_COUNT,
};
/* An interview counts once among planned, held, incomplete, validated and refused; of the validated those for which a pass
 * counts are coded too. */
enum fact_interview { FACT_PLANNED, FACT_HELD, FACT_INCOMPLETE, FACT_VALIDATED, FACT_CODED, FACT_REFUSED };
enum fact_clock { FACT_MET, FACT_MET_METRIC, /* within the shorter length that is measured */
		  FACT_MET_LATE, FACT_OPEN /* late by now or not: clock.due_at says */ };
enum fact_debrief { FACT_BEFORE_KICKOFF, FACT_AFTER_KICKOFF, FACT_NOT_COMPLETE, FACT_OVERTAKEN /* not complete, and the kickoff was held */ };
enum fact_views { FACT_AGREE, FACT_DIFFER, FACT_OURS_ONLY, FACT_THEIRS_ONLY };
enum fact_icp { FACT_PREDICTED, FACT_BETTER, FACT_WORSE, FACT_NOT_VALIDATED, FACT_NOT_SCORED };
#define fact_theme(theme, driver) ((theme) * 4 + (driver))
#define fact_pair(ours, theirs) ((ours) * 1000000 + (theirs))

/* Of an exchange record that delivery filed: keys of themes, and a point a line. */
#define FACT_FIELD_CODES    "codes"
#define FACT_FIELD_FRICTION "friction"

/* Sides a sum is looked at from; value is an id of dict, of SIZE an enum deal_size. */
enum fact_dim { DIM_ALL, DIM_SEGMENT, DIM_COMPETITOR, DIM_SIZE, DIM_REGION, DIM_PRODUCT, DIM_COUNT };
/* Bands of the amount (assets/report.ini, in major units whatever the currency: amounts are compared, never added). */
enum deal_size { DEAL_SIZE_NONE, DEAL_SIZE_SMALL, DEAL_SIZE_MIDDLE, DEAL_SIZE_LARGE, DEAL_SIZES };
#define FACT_EVERYBODY (-1)

/* Inside a transaction: what this deal counts for is to be worked out again before the commit. Cheap, repeats are
 * nothing; also of a deal that is open (its rows go). */
void fact_touch(struct store *s, int64_t deal);
void fact_touch_interview(struct store *s, int64_t interview); /* the deal of it */
void fact_touch_code(struct store *s, int64_t code);
/* Every deal with facts: the taxonomy, the bands, the stages or the clocks changed. */
void fact_touch_all(struct store *s);
/* Works them out and writes the differences to both tables, in the order of the keys. 0, -1. */
int facts_write(struct store *s, struct err *err);
/* The transaction did not commit. */
void facts_forget(struct store *s);
/* All of it anew (`check --rebuild`). */
int facts_rebuild(struct store *s, struct err *err);
/* Hears each deal whose rows, and each sum that, differ from what they would be now; sentences. What fn returns but 0
 * ends it. */
int facts_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err);

/* Which deals: closed in these months (deal_close_month(), ends included), of one owner (FACT_EVERYBODY), of one value of
 * one side (DIM_ALL). */
struct fact_scope {
	int from_month, to_month;
	int64_t owner;
	enum fact_dim dim;
	int64_t value;
};
struct fact_sum {
	int64_t bucket, outcome, value, deals, n, v; /* value: of fact_sums_by() */
};
/* Sums of one kind over the months of the scope, by bucket and outcome; *out is the caller's to free. */
int fact_sums(struct store *s, const struct fact_scope *scope, enum fact_kind kind, struct fact_sum **out, size_t *n,
	      struct err *err);
/* The same for every value of another side: the cross-table. In a scope of DIM_ALL out of the sums, else the rows are walked. */
int fact_sums_by(struct store *s, const struct fact_scope *scope, enum fact_kind kind, enum fact_dim by, struct fact_sum **out,
		 size_t *n, struct err *err);
/* A page of the deals behind a bucket, by month and id behind (after_month, after_deal), at most `limit` of those the actor may
 * see, with outcome OUTCOME_NONE: any. */
struct fact_deal {
	int month;
	int64_t deal, outcome, n, v;
};
int fact_deals(struct store *s, const struct fact_scope *scope, enum fact_kind kind, int64_t bucket, int64_t outcome,
	       int after_month, int64_t after_deal, size_t limit, struct fact_deal *out, size_t *n, struct err *err);
extern const struct sql fact_sql[];
#endif
