#ifndef MODEL_BOARD_H
#define MODEL_BOARD_H
/* What the board shows: totals from the summary rows, cards by keyset pages over the board's index, never OFFSET. */
#include "model/deal.h"
#include "model/clock.h"

#define BOARD_EVERY_QUARTER (-1)

struct board_filter {
	int64_t owner;       /* 0 any */
	int64_t segment;     /* 0 any */
	int quarter;         /* of the closed columns; 0: the quarter of now; BOARD_EVERY_QUARTER for pages */
	const char *text;    /* beginnings of words in company, id, ext, owner, deal name within those; NULL or "" none */
};

struct card {
	int64_t id;
	char *company, *name;       /* owned by the page; without a company its name or external id stands there */
	int64_t stage, outcome, stage_at, sort_at;
	int64_t amount_minor, currency, owner, csm, segment, reason, follow_up_day; /* NO_AMOUNT, NO_DAY: absent */
	int criteria, criteria_met; /* exit criteria of the stage */
	int days;                   /* in the stage */
	int max_days;               /* of the stage; 0 never stale */
	struct clock clock;         /* the clock to show: worst open one */
	bool has_clock;
	bool all_met;               /* has clocks, none open */
	bool refused;               /* of a lost one: its interview was refused */
};

struct board_page {
	struct card *card;
	size_t n;
	bool more_before, more_after;
};
void board_page_done(struct board_page *p);

/* Where a page begins: before or behind this card (sort_at, id); {0, 0} from the top. */
struct board_key {
	int64_t sort_at, id;
};
/* At most `want` cards of a stage, newest first (closed stages: of the filter's quarter). `folded`: stalled and
 * delayed deals left out (open_only) or alone. */
enum board_fold { BOARD_ACTIVE, BOARD_FOLDED, BOARD_ALL };

/* One look at the board with a filter: its text is looked up once for all stages. Made for reading the columns in one go
 * and closed behind it; what others write meanwhile shows in the next look (inside db_read() nothing of it). The filter
 * and its text are borrowed. */
struct board_look *board_look_open(struct store *s, const struct board_filter *f, struct err *err);
void board_look_close(struct board_look *l);
int board_look_page(const struct board_look *l, int64_t stage, enum board_fold fold, struct board_key from,
		    bool backwards, size_t want, struct board_page *out, struct err *err);
/* The same with a look of its own. */
int board_page(struct store *s, const struct board_filter *f, int64_t stage, enum board_fold fold,
	       struct board_key from, bool backwards, size_t want, struct board_page *out, struct err *err);

struct board_total {
	int64_t n;               /* active deals (closed stages: of the quarter) */
	int64_t folded;          /* stalled and delayed */
	int64_t amount_minor;    /* of those with a value, in `currency` */
	int64_t currency;        /* 0: no value at all; -1: several, not added together */
	int64_t n_valued;
	bool at_least;           /* counting with a text filter stopped: there are n or more */
};
/* Totals of one stage. From sum_deal without a text filter, counted with one. */
int board_look_total(const struct board_look *l, int64_t stage, struct board_total *out, struct err *err);
int board_total(struct store *s, const struct board_filter *f, int64_t stage, struct board_total *out,
		struct err *err);
/* The ids of all deals that the board holds with that filter, ascending. Caller frees *ids. */
int board_ids(struct store *s, const struct board_filter *f, enum board_fold fold, int64_t **ids, size_t *n,
	      struct err *err);
/* Any deal at all that the actor may see? 1, 0, -1. */
int board_any(struct store *s, struct err *err);
/* The nearest quarter before (or after) the filter's in which a deal closed; its owner and segment count, not its text.
 * 1, 0 there is none, -1. */
int board_quarter_near(struct store *s, const struct board_filter *f, bool later, int *quarter, struct err *err);
extern const struct sql board_sql[], board_quarter_sql[], board_walk_sql[];
#endif
