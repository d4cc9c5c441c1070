#ifndef SCREENS_BOARD_H
#define SCREENS_BOARD_H
/* What the files of the board share: its state, the windows of cards it keeps in memory, and where things stand.
 * A cursor move inside a window asks the model nothing (performance.md, F3 and F6). */
#include "model/board.h"
#include "screens/card.h"
#include "screens/move.h"
#include "screens/screen.h"
#include "screens/ui/line.h"

#define BOARD_STAGES_MAX 24

/* One stage. `card` is a window of its cards, newest first; `base` cards stand before it. */
struct board_column {
	const struct stage *stage;
	struct board_total total;
	struct card *card;
	size_t n, cap;
	size_t base;
	size_t top, at;      /* first one shown, the one of the cursor: indexes into the window */
	bool more_before, more_after;
	int64_t late, soon;
	bool more_late, more_soon; /* not all of them were counted */
};

/* The rest of the card under the cursor: read when the keys rest. */
#define BOARD_LATELY 4
#define BOARD_CRITERIA 8
#define BOARD_CLOCKS 5
struct board_detail {
	int64_t deal;        /* 0: nothing under the cursor */
	char *label, *line;  /* owned; line: "day 11 of 14 · before Solution: □ …" */
	char *next_step, *next_when;
	int near;            /* without a card in a closed column: the quarter before with closed deals, 0 none */
	char *why;           /* of a lost, stalled or delayed deal; NULL: none was given */
	const struct stage *stage;
	const char *criterion[BOARD_CRITERIA]; /* of the stage's configuration */
	bool met[BOARD_CRITERIA];
	size_t criteria, criteria_met;
	const char *first_open; /* NULL: all met */
	struct {
		const char *title;   /* of the team's configuration */
		char *words;
		enum style ink;
	} clock[BOARD_CLOCKS];       /* of a closed deal */
	size_t clocks;
	struct {
		int64_t day;
		char *text;
	} lately[BOARD_LATELY];
	size_t n_lately;
};

struct board_place {
	int heads_y, cards_y, cards_rows, detail_y, detail_rows, filter_y;
	int card_cols, stride, shown, x;   /* shown: columns drawn from `left` on */
	int rail_x, rail_cols;             /* rail_cols 0: none */
	int slots;                         /* cards one under another */
};

/* A card under the pressed button. */
struct board_drag {
	int64_t deal;        /* 0: none */
	int64_t stage, over; /* where it stands; the stage under the mouse, 0 none */
	char *company;       /* owned */
	bool was_here;       /* the cursor stood on it: let go there opens it */
	bool is_moving;      /* it left its stage once */
};

struct board {
	struct board_column column[BOARD_STAGES_MAX];
	size_t columns, cur, left;
	struct board_place place;
	bool any;                /* there is a deal at all */
	int64_t unfiltered;  /* deals on the board without the filter, where none matches it */
	bool unfolded;           /* stalled and delayed deals stand in their columns */
	struct board_filter filter;
	struct board_look *look; /* while the columns are loaded, else NULL */
	struct line line;
	int64_t keep;            /* deal the cursor stays on over a load; 0: the one under it */
	bool mine;
	struct board_drag drag;
	struct move_arg step;    /* of the strip that a step opens */
	struct board_detail detail;
	size_t ruled;            /* the column with the heavy rule: it follows with the detail, a sideways key is 110 bytes less */
	int64_t detail_at_ms;    /* monotonic: when the detail follows; -1: it has */
	int64_t change_at;       /* told moment at which a shown clock changes */
};

struct board *board_of(const struct screen *s);
struct board_column *board_column(struct board *b);
/* The card under the cursor; NULL: none. */
struct card *board_card(const struct board *b);
bool board_filtered(const struct board *b);

/* board_drag.c */
struct act board_press(struct screen *s, const struct mouse *m);
struct act board_dragged(struct screen *s, const struct mouse *m);
struct act board_released(struct screen *s, const struct mouse *m);
void board_drag_done(struct board *b);
struct act board_moved(struct screen *s); /* the cursor is elsewhere: the detail follows when the keys rest */

/* board_window.c */
void board_set_stages(struct board *b, const struct stages *stages);
int board_load_columns(struct screen *s, struct err *err);
void board_windows_done(struct board *b);
/* Forgets the windows: after a change of filter or quarter. */
void board_windows_reset(struct board *b);
/* By `by` cards down (negative: up). -1: a page could not be read. */
int board_move(struct screen *s, long by, struct err *err);
int board_first(struct screen *s, struct err *err);
int board_last(struct screen *s, struct err *err);
void board_move_column(struct board *b, long by);
int64_t board_shown(const struct board *b, const struct board_column *c); /* cards in all that the column holds */

/* board_place.c */
void board_set_place(struct screen *s);
/* The column and card (index into its window) at a cell; false: none there. */
/* The column of a cell, also below its cards and in the rail of folded stages; false: none there. */
bool board_column_at(const struct board *b, int y, int x, size_t *column);
/* Rows that a folded stage takes in the rail. */
int board_folded_rows(const struct board_column *c);
bool board_hit(const struct board *b, int y, int x, size_t *column, size_t *card, bool *head);

/* board_draw.c */
void board_draw(struct screen *s, struct draw *d);

/* board_export.c */
struct act board_export(struct screen *s, int key);

/* board_detail.c */
int board_detail_load(struct screen *s, struct err *err);
void board_detail_done(struct board_detail *dt);
void board_detail_draw(struct screen *s, struct draw *d);
#endif
