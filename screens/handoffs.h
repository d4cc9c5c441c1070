#ifndef SCREENS_HANDOFFS_H
#define SCREENS_HANDOFFS_H
/* The queue of open handoffs, shared by its files: handoffs.c (keys and time), handoffs_window.c (the rows it keeps in
 * memory), handoffs_detail.c (the one under the cursor), handoffs_draw.c (paint). A cursor move inside the window asks
 * the model nothing. */
#include "model/handoff.h"
#include "model/look.h"
#include "screens/exchange.h"
#include "screens/screen.h"
#include "screens/ui/line.h"

#define HANDOFFS_CLOCKS 8
#define HANDOFFS_MESSAGES 4
/* What is known of the one under the cursor: read when the keys rest. */
struct handoffs_detail {
	int64_t deal;          /* 0: nothing is read */
	char *company, *next;
	bool is_late;
	char *put_off, *changed; /* "to 11-30 by priya: legal reads it", "packet filed, priya 11-24 09:12"; NULL: not */
	char *packet;          /* "draft · 2 missing: Problem statement, What they expect"; NULL: there is none */
	char *facts;           /* "won today 08:49 · $2,500 · verbal · ae mira · csm priya" */
	bool has_no_csm;
	struct {
		const char *title; /* of the team's configuration */
		char *words, *when, *who;
		enum clock_state state;
		long part, whole;  /* of the time it has, in minutes; 0 0: no time runs */
	} clock[HANDOFFS_CLOCKS];
	size_t clocks;
	struct {
		char *to, *about, *state; /* "✓ sent 11-24 09:01 · dana" */
		bool is_open;
	} message[HANDOFFS_MESSAGES]; /* the newest ones, the oldest of them first; read where there is room */
	size_t messages, to_send;     /* of all: those that wait */
};

struct handoffs_place {
	int title_y, heads_y, rows_y, filter_y, detail_y; /* detail_y 0: no room for it */
	int slots;
	bool tall;
};

/* For the panel of who has how much: which handoff may be given away, and where the CSM that is picked is put. */
struct load_arg {
	int64_t deal; /* 0 none */
	const char *company;
	int64_t *picked;
};
extern const struct screen_type load_screen; /* arg: const struct load_arg * */

struct handoffs {
	struct handoff *row;   /* a window of the queue; `base` rows stand before it where that is known */
	size_t n, cap, base;
	size_t top, at;        /* first one shown, the one of the cursor: indexes into the window */
	struct exchange_arg exchange;
	bool more_before, more_after;
	struct handoff_filter filter;
	struct handoff_count count; /* with the filter */
	int64_t unfiltered;    /* open ones without it, where none matches */
	struct line line;
	struct handoffs_place place;
	struct handoffs_detail detail;
	int64_t detail_at_ms;  /* monotonic: when the detail follows; -1: it has */
	int64_t change_at;     /* told moment at which a shown word changes */
	int64_t note;          /* the message that y copied last */
	struct load_arg load;
	int64_t picked;        /* the CSM picked in the panel; 0 none */
	struct last_look look;      /* the one before this */
	struct changes_since since;
	bool look_is_read;
	int64_t look_at_ms;    /* monotonic: when this look is kept; -1: it is */
	int64_t acted;         /* the packet that was acknowledged or returned here last; u takes that back first */
};
extern const struct screen_type handoff_return_screen; /* arg: const int64_t *, the deal's id */
struct handoffs *handoffs_of(const struct screen *s);
struct handoff *handoffs_here(const struct handoffs *h); /* NULL: none */
bool handoffs_filtered(const struct handoffs *h);
void handoffs_set_place(struct screen *s);

/* handoffs_act.c */
int64_t handoffs_listed(const struct handoffs *h); /* rows that stand in the list */
struct act handoffs_put_off(struct screen *s, int key);
struct act handoffs_show_put_off(struct screen *s, int key);
struct act handoffs_load_panel(struct screen *s, int key);
/* What changed since the look before this one. */
int handoffs_look(struct screen *s, struct err *err);
/* Keeps this look once the queue stood there for a second. */
void handoffs_looked(struct screen *s);
/* "3 changed · 2 came late since 11-21 17:40"; nothing where nothing did. Appended. */
void handoffs_put_since(const struct screen *s, bool is_long, struct buf *out);

/* handoffs_window.c */
int handoffs_load_window(struct screen *s, struct err *err);
int handoffs_move(struct screen *s, long by, struct err *err);
int handoffs_first(struct screen *s, struct err *err);
int handoffs_last(struct screen *s, struct err *err);
void handoffs_reset(struct handoffs *h); /* after a change of the filter */

/* handoffs_detail.c */
int handoffs_detail_load(struct screen *s, struct err *err);
void handoffs_detail_done(struct handoffs_detail *dt);
void handoffs_detail_draw(struct screen *s, struct draw *d);

/* handoffs_draw.c */
enum style handoffs_ink(enum clock_state state);
void handoffs_draw(struct screen *s, struct draw *d);
#endif
