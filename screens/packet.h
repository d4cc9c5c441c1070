#ifndef SCREENS_PACKET_H
#define SCREENS_PACKET_H
/* The handoff packet as a form, and the customer handoff form beside it. Its fields are data (model/packet_field.h): what
 * is known fills itself in, what is typed is kept as every typed text (pad.h), rows are lines of words each. Source:
 * screens.md, "The handoff packet (form)"; look.md. Shared by its files: packet.c (typed keys, time), packet_act.c (the
 * table of keys), packet_load.c (what the model says), packet_keep.c (how words are kept and stored), packet_draw.c and
 * packet_lay.c (paint); packet_gaps.c and packet_view.c are screens over it. */
#include "model/packet.h"
#include "screens/conflict.h"
#include "screens/pad.h"
#include "screens/screen.h"

/* arg: const int64_t *, the deal's id. The packet opens at its first gap. */
extern const struct screen_type packet_screen;
extern const struct screen_type packet_gaps_screen; /* over it: what is missing; Enter goes there */
extern const struct screen_type packet_view_screen; /* over it: the text that is filed, and what changed */

/* Where the layout has put a place, in rows of its column from 0. */
struct spot {
	int column;         /* 0 left, 1 right */
	int head_y;         /* heading of the section; -1 none here */
	int label_y;        /* label above the text; -1 none, or beside it */
	int y, rows;        /* of what is typed */
	int theirs;         /* rows of what somebody else stored, below it */
};
/* A text that the cursor can stand on: a field, a row of one, or the line that adds a row. */
struct place {
	const struct packet_field *field;
	const struct packet_value *value;
	struct item base;   /* of rows, as it was read; id 0: the line that adds one */
	bool is_row, is_removed; /* removed: by somebody else, while words are typed over it */
	char *no;           /* owned: why it is not typed in; NULL: it is */
	bool left;          /* with words that are to be stored */
	bool is_retried;    /* they are stored once more: that it fails was said */
	struct pad pad;
	struct spot spot;
	struct area area;   /* of what is typed, at the last draw; no rows: out of sight */
};
enum { COLUMNS = 2 };
struct packet_page {
	int64_t deal;
	struct packet p;
	struct place **place; /* in the order of the fields; they keep their address */
	size_t n, at;
	bool reads;         /* nothing is typed here by this member */
	char title[200], state[120], due[80];
	enum style state_ink, due_ink;
	int64_t version;    /* in force; 0 not filed */
	int64_t next_change; /* told clock; NO_MOMENT never */
	bool reread;        /* something was stored and is not shown yet */
	bool stale;         /* the file was in use when it was to be read */
	struct err left_err; /* why words that were left are not stored */
	bool unkept;
	int64_t retry_ms, saves_ms; /* monotonic: drafts, saves not before */
	char restored[160]; /* said once after opening */
	uint64_t drafts_seen; /* of view->drafts_seen */
	char typing[120];   /* "mira is typing in Problem statement"; "" nobody */
	int64_t typing_ms;  /* monotonic: when to look again; -1 not */
	int top[COLUMNS], height[COLUMNS];
	struct area column[COLUMNS];
	int64_t note;       /* the message that was copied last */
	bool files;         /* what is opened over it is opened to file */
};

struct packet_page *packet_page(const struct screen *s);
struct place *packet_here(const struct screen *s);
bool packet_is_wide(const struct screen *s);
bool packet_is_tall(const struct screen *s);

/* ---- packet_load.c ---- */
int packet_page_open(struct screen *s, int64_t deal, struct err *err);
int packet_page_load(struct screen *s, struct err *err);
void packet_page_close(struct screen *s);
/* Something is to be done there: words of two, a gap, a required field that is empty. */
bool place_is_gap(const struct place *p);
/* The next of them from `from` on, round; n: there is none. */
size_t packet_next_gap(const struct packet_page *page, size_t from);
/* What stands in the database there; appended. */
void place_stored_words(struct store *st, const struct packet_page *page, const struct place *p, struct buf *out);

/* ---- packet_keep.c ---- */
int packet_keep_drafts(struct screen *s, struct err *err);
int64_t packet_keep_wait(const struct screen *s);
/* Stores what is typed there; 0, or -1 (it stays in its draft). */
int packet_store(struct screen *s, struct place *p, struct err *err);
int packet_store_all(struct screen *s, struct err *err);
/* Stores what was left; what came of it is told by tick(). */
void packet_store_left(struct screen *s);
/* Takes what came of it; `wait`: of all that is on its way. */
void packet_came(struct screen *s, bool wait);
/* Milliseconds until packet_came() has something to take; -1: nothing is on its way. */
int64_t packet_came_wait(const struct screen *s);
/* Who else types in this packet. True when the words changed. */
bool packet_others(struct screen *s);
int64_t packet_others_wait(const struct screen *s);
/* Ends the words of two in the field under the cursor. */
int packet_settle_words(struct screen *s, enum conflict_end how, struct err *err);
/* The row under the cursor goes; *what gets its words. */
int packet_drop_row(struct screen *s, struct buf *what, struct err *err);

/* ---- packet_act.c ---- */
extern const struct binding packet_bindings[];
/* To that place; what is left is stored behind the paint. */
struct act packet_go(struct screen *s, size_t to);
struct act packet_go_gap(struct screen *s);
struct act packet_leave(struct screen *s);
/* "somebody changed it too": both are shown, and the key row asks. */
struct act packet_ask_conflict(struct screen *s);
/* Enter in a line: what is typed is done with. */
struct act packet_line_done(struct screen *s);

/* ---- paint ---- */
void packet_draw(struct screen *s, struct draw *d);
/* packet_lay.c: where everything stands in columns of these widths. */
void packet_lay(struct screen *s, const int cols[COLUMNS]);
int packet_label_cols(const struct screen *s);
#endif
