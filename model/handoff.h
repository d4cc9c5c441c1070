#ifndef MODEL_HANDOFF_H
#define MODEL_HANDOFF_H
/* The open handoffs, by time to breach: won deals with a clock of packet, acknowledgement, SOW, debrief or kickoff open.
 * One row a deal, with each of those clocks in words and what is to be done next. The screen, `due --handoffs` and
 * `export handoffs` show these words, so that they agree. Source: screens.md, "Handoffs"; domain.md, "Clocks". */
#include "model/buf.h"
#include "model/clock.h"
#include "model/store.h"

/* A column of the queue; the SOW has two clocks, sent and signed. */
enum handoff_part { HANDOFF_PACKET, HANDOFF_ACK, HANDOFF_SOW, HANDOFF_DEBRIEF, HANDOFF_KICKOFF, HANDOFF_PARTS };
/* The clocks behind them, by their stored numbers (assets/clocks.ini). */
enum { CLOCK_PACKET = 1, CLOCK_ACK = 3, CLOCK_SOW_SENT = 4, CLOCK_SOW_SIGNED = 5, CLOCK_DEBRIEF = 7, CLOCK_KICKOFF = 9 };

struct handoff_cell {
	enum clock_state state; /* the worse of two open ones; CLOCK_VOID where there is nothing to say */
	char words[40];         /* with its sign: "✓ 1h12", "!26h late", "~0:41 left *3", "returned *2", "verbal 11-25", "—" */
};

struct handoff {
	int64_t deal, owner, csm;   /* members; 0 none */
	char *company;              /* owned; the deal's name or external id where it has none */
	char *ext;                  /* owned; NULL none */
	int64_t won_at;             /* NO_MOMENT unknown */
	int64_t amount_minor, currency, commitment, sow_status;
	int64_t sow_day, kickoff_day, closed_day; /* NO_DAY */
	int64_t due_at;             /* when the first open clock is breached; NO_MOMENT: none of them runs yet */
	int next_clock;             /* that clock; 0: they wait */
	const char *next_role;      /* who owns it, of the configuration; "" nobody */
	enum clock_state state;     /* the worst of the open clocks */
	bool is_returned;           /* its packet, and not filed again */
	size_t lacks;               /* fields that its packet wants before it is filed, or was returned for, and that are seen */
	struct handoff_cell cell[HANDOFF_PARTS];
	char next[160];             /* "priya: hold the debrief" */
	int64_t put_off_day;        /* put off to that day (model/snooze.h), and stands apart; NO_DAY: not */
	int64_t change_at;          /* told moment at which a word of the row changes; NO_MOMENT */
};
void handoff_done(struct handoff *h);

struct handoff_filter {
	int64_t mine;      /* deals of which this member, or one for whom they stand in, is csm or ae; 0 any */
	int64_t csm;       /* of that csm; HANDOFF_NOBODY without one; 0 any */
	enum { PUT_OFF_TOO, PUT_OFF_NOT, PUT_OFF_ALONE } put_off;
	const char *text;  /* beginnings of words in company, id, external id, ae, csm, deal name within those; NULL none */
};
#define HANDOFF_NOBODY (-1)

/* Where a page begins: behind (or before) this row; {0, 0}: at the end it begins at. */
struct handoff_key {
	int64_t due_at, deal; /* due_at INT64_MAX: of those that wait */
};
struct handoff_key handoff_key_of(const struct handoff *h);

struct handoff_page {
	struct handoff *row;
	size_t n;
	bool more_before, more_after;
};
void handoff_page_done(struct handoff_page *p);
/* At most `want` rows, the one that is breached first on top. */
int handoff_page(struct store *s, const struct handoff_filter *f, struct handoff_key from, bool backwards, size_t want,
		 struct handoff_page *out, struct err *err);
/* All of them in that order, in one state of the file; fn returns non-zero to stop. */
int handoff_each(struct store *s, const struct handoff_filter *f, int (*fn)(void *arg, const struct handoff *h),
		 void *arg, struct err *err);

/* Counting stops at HANDOFF_COUNT_MAX rows: late ones are counted first. */
enum { HANDOFF_COUNT_MAX = 999 };
struct handoff_count {
	int64_t open, late, today; /* today: due before the day ends, and not late */
	int64_t put_off, put_off_late; /* among open and late */
	bool at_least;
	int64_t change_at;         /* told moment at which these change; NO_MOMENT */
};
int handoff_count(struct store *s, const struct handoff_filter *f, struct handoff_count *out, struct err *err);
/* Their ids, ascending; the caller frees. */
int handoff_ids(struct store *s, const struct handoff_filter *f, int64_t **ids, size_t *n, struct err *err);

/* "≤2h", "≤5bd" of a column, "" where its clock is switched off. Appended. */
void handoff_limit(const struct store *s, enum handoff_part part, struct buf *out);
/* How long ago it was won: "0h", "47h", "13d"; "—" where that is not known. Appended. */
void handoff_age(const struct store *s, const struct handoff *h, struct buf *out);
/* Key of a column as files call it: "packet", "acknowledge", "sow", "debrief", "kickoff". */
const char *handoff_part_key(enum handoff_part part);
/* One clock in the words of a cell: "~0:41 left"; one that waits says for what. Appended. */
void handoff_clock_words(struct store *s, const struct clock *c, struct buf *out);
/* Of the clocks of one deal marks the one at which its handoff stands in the queue: the open one of packet,
 * acknowledgement, SOW, debrief and kickoff that is due first, else the first that waits. Pure. */
void handoff_lead(struct clock *c, size_t n);
/* Fills is_returned and lacks. */
int handoff_read_packet(struct store *s, struct handoff *h, struct err *err);
/* Fills cells, next, state and change_at of h from its clocks as stored, and from what is known of its packet. */
void handoff_words(struct store *s, struct handoff *h, const struct clock *c, size_t n);
extern const struct sql handoff_sql[];
#endif
