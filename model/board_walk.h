#ifndef MODEL_BOARD_WALK_H
#define MODEL_BOARD_WALK_H
/* The rows behind the board, for model/board*.c alone: a look at the board with one filter, and walks over the deals of
 * one stage and outcome in it. */
#include "model/board.h"
#include "model/board_text.h"

/* A deal as it was read; the texts are borrowed until the next row, but those of `found` until the look is closed. */
struct board_row {
	int64_t id, stage, outcome, stage_at, sort_at;
	int64_t amount_minor, currency, owner, csm, segment, reason, follow_up_day; /* NO_AMOUNT, NO_DAY: absent */
	int64_t company_id;
	const char *company, *company_key, *name, *ext; /* ext NULL: none */
};

struct board_look {
	struct store *s;
	struct board_filter f; /* its text is borrowed from the caller */
	struct board_text text;
	int64_t owner;         /* whose deals alone are seen; 0: all */
	bool is_blind;         /* nothing may be seen */
	struct board_row *found; /* what the rarest word of the text finds other than by an owner, newest first */
	size_t n_found, found_cap;
	bool is_cut;           /* more external ids begin with the word than were looked up */
};

struct board_walk {
	const struct board_look *look;
	int64_t stage, outcome;
	int64_t low, high;     /* sort_at from low up to high, for the quarter */
	struct board_key from; /* {0, 0}: from the end it begins at */
	bool backwards;
	/* Each row that was read, also one that the filter does not match. True: enough of this source. */
	bool (*row)(struct board_walk *w, const struct board_row *row, bool matches);
	size_t matched;        /* in the present source, with the row that is given */
	void *arg;
};

int board_look_init(struct board_look *l, struct store *s, const struct board_filter *f, struct err *err);
void board_look_done(struct board_look *l);
/* Stage and the moments of its quarter. */
struct board_walk board_walk(const struct board_look *l, int64_t stage);
/* Every matching deal of the stage in that fold, source after source (index of the board, of each owner, `found`), each
 * in its order; a deal comes once but where two words name one owner. */
int board_walk_run(struct board_walk *w, enum board_fold fold, struct err *err);
/* The quarter that closed columns show. */
int board_look_quarter(const struct board_look *l);
#endif
