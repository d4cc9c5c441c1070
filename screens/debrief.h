#ifndef SCREENS_DEBRIEF_H
#define SCREENS_DEBRIEF_H
/* The state of the debrief screen, shared by its files: debrief.c (typed keys, time), debrief_act.c (the table of keys),
 * debrief_complete.c (what ends the call), debrief_pad.c (answers as they are typed and kept), debrief_rows.c and
 * debrief_row.c (the structured rows), debrief_behind.c (them, stored behind the keys), debrief_place.c (where the call
 * is, for the restart, and who else types), debrief_load.c (what the model says), debrief_draw.c, debrief_list.c and
 * debrief_pane.c (paint). */
#include "screens/account.h"
#include "screens/debrief_row.h"
#include "screens/conflict.h"
#include "screens/pad.h"
#include "screens/screen.h"

#include <stdbool.h>
#include <stdint.h>

enum { QUESTIONS_MAX = 9, PROMPTS_MAX = 4 };

enum mark { MARK_OPEN, MARK_AHEAD, MARK_ANSWERED, MARK_HIDDEN };
/* A question as the screen shows it; texts owned. */
struct asked {
	int id;
	const char *title, *text;
	const char *group;          /* what it belongs to: "Before the sale" */
	int row;                    /* where the last draw put it */
	const char *prompt[PROMPTS_MAX + 1];
	const char *goes;           /* "CRM account record" */
	const char *readers;        /* "CS, AE, CS manager" */
	const char *short_goes;     /* "crm + internal" */
	enum style ink;             /* of short_goes */
	enum mark mark;
	bool generic, again;
	bool customer;              /* may be seen by a customer */
	char *said_by;              /* who gave the live answer */
	bool signal;                /* good, unsure, worried stands beside it */
	char signal_words[40];      /* "worried, doubts the fit" */
	enum item_kind rows;        /* what stands beside the prose; 0 nothing */
	bool newer;                 /* what is stored is not what the unstored words in the editor began from */
	bool left;                  /* with words that are not stored yet */
	bool retried;               /* they are stored once more: that it fails was said */
	int64_t saving_ms;          /* of pad.spent_ms, on its way into the database with them */
	struct flight *counting;    /* the time alone on its way; NULL nothing */
	int turn;                   /* its mark `again` is to be set (1) or taken away (-1) behind the paint; 0 neither */
	struct flight *turning;     /* that on its way; NULL not yet */
	int64_t turning_rev;        /* pad.base_rev then */
	bool gone;                  /* the team asks it no more; shown while words typed here are stored nowhere */
	char *ahead, *ahead_by;     /* the words of the ae, "mira, 11-21" */
	char *live, *live_by;       /* stored live words */
	char *unknown;              /* why it is not known */
	const char *reply;          /* "taken as written ahead", or NULL */
	bool contradicted;
	int64_t stored_ms;          /* of the call, spent on it and stored */
	struct pad pad;
};

enum asking { ASK_NONE, ASK_WHY, ASK_WHO, ASK_ABSENT, ASK_SAID, ASK_SIGNAL };
enum { MODE_READ, MODE_AHEAD, MODE_LIVE };

struct debrief_state {
	int64_t deal, form;
	int mode;
	char title[200], pair[140];
	char due[80], ahead_login[64];
	enum style due_ink;
	int64_t next_change;        /* of the words of `due`, told clock; NO_MOMENT never */
	bool begun, complete;
	char done_day[32];
	size_t count, at;
	struct asked asked[QUESTIONS_MAX];
	char missing[600];          /* sentences parted by "; " */
	char left[80];              /* "Q5 Q6" */
	char there[3][80];          /* ae, csm, further: who, or "" */
	size_t n_missing;
	int minutes;
	bool shows_ahead, set_ahead;
	/* the line that asks for a reason or for names */
	enum asking asking;
	struct pad line;
	/* the structured rows, and what is noted around the call */
	struct item *items;
	size_t n_items;
	struct row *rows;           /* typed and not in the database */
	struct row *row;            /* the one that is open */
	enum item_kind noted;       /* of a row that stands and is not said yet; 0 none */
	struct err row_err;         /* one waits for the file, which is not said yet */
	struct row *back;           /* one that was refused: it opens again, and why is said */
	struct err back_err;
	bool back_conflict;
	int64_t back_ms;            /* monotonic: who has not typed on by then */
	int64_t spare[3];           /* ids for new rows */
	size_t n_spare;
	int64_t spare_ms;           /* monotonic: none is taken before */
	int64_t row_at;             /* at form level: of the rows of this question; -1 the answer */
	enum item_kind pane;        /* whose rows are shown instead of the question's; 0 those */
	bool hides;                 /* a screen is shared: nothing is shown that a customer may not see */
	bool shows_deal;            /* at 80x24: what the deal knows in the place of what to ask next */
	struct buf deal_words;      /* of debrief_context() for question deal_at: label and text in turn, a NUL behind each */
	int deal_at;
	/* timer */
	bool running, paused;
	int64_t total_ms;           /* stored, of the whole call */
	int64_t since_ms;           /* monotonic: counted up to here */
	int64_t shown_s;            /* seconds on the screen */
	int64_t placed_ms;          /* monotonic: when the place of the call was kept last */
	bool moved;                 /* it is another one since */
	bool leaves;                /* on purpose: no place is kept any more */
	/* others in this debrief */
	uint64_t drafts_seen;       /* of view->drafts_seen */
	char typing[64];            /* "priya is typing in Q4"; "" nobody */
	int64_t typing_ms;          /* monotonic: when to look again; -1 not */
	/* keeping */
	uint64_t turns;             /* rows that were noted so far */
	int64_t left_ms;            /* monotonic: what was left is stored at the latest then; -1 nothing was */
	bool reread;                /* something was stored and is not shown yet */
	int met;                    /* 1 + the question that somebody else changed too; 0 none */
	int64_t met_ms;             /* monotonic: who has not typed on by then is asked */
	uint64_t typed_at;          /* version of the text of the question when it was gone to */
	struct err left_err;        /* why an answer that was left could not be stored */
	int turned;                 /* number of the question whose mark is stored and not said yet; 0 none */
	struct err turn_err;        /* why one could not be */
	bool stale;                 /* the file was in use when it was to be read */
	int64_t retry_ms;           /* monotonic: drafts not before */
	int64_t saves_ms;           /* monotonic: saves that wait for the file not before */
	char restored[80];          /* said once after opening */
	char what[240];             /* unfinished: its name */
	/* the question in the key row */
	struct answer answers[4];
	struct question question;
	/* where the last draw put things, for the mouse */
	struct area edit_area, list_area; /* of the answer, of the rows */
	size_t list_from;                 /* the first row of those shown */
	struct preview_arg preview;
};

struct debrief_state *debrief_state(const struct screen *s);
struct asked *debrief_here(const struct screen *s);
/* The pad that typed keys go to: the cell of the open row, the line, else the answer. */
struct pad *debrief_pad(const struct screen *s);
/* A customer may be looking: the question's words are not shown. */
bool debrief_hides(const struct screen *s, const struct asked *q);
/* The first words begin the call for who runs it. */
void debrief_call_begins(struct screen *s);
bool debrief_is_wide(const struct screen *s);

/* ---- debrief_load.c ---- */
int debrief_open(struct screen *s, int64_t deal, struct err *err);
int debrief_load(struct screen *s, struct err *err);
void debrief_close(struct screen *s);
/* What the deal knows about the question under the cursor, where that is shown. */
void debrief_load_deal(struct screen *s);

/* ---- debrief_pad.c ---- */
/* Text that is not in the draft yet goes there. 0, or -1: it is still only on the screen. */
int debrief_keep(struct screen *s, struct err *err);
/* The same, and it stands in the drafts file when it returns 0 (pad.h: with a writer it is on its way). */
int debrief_keep_now(struct screen *s, struct err *err);
/* Stores the answer of question i where it differs; 0, or -1 (it stays in its draft). */
int debrief_store(struct screen *s, size_t i, struct err *err);
int debrief_store_all(struct screen *s, struct err *err);
/* Leaving a field stores it, behind the paint that shows the next one: no key waits for the disk. Its words are on their
 * way to the drafts when this returns true; false: they cannot be drafted, and are to be stored at once. */
bool debrief_leave_field(struct screen *s);
/* Stores what was left. */
void debrief_store_left(struct screen *s);
/* Takes what came of it; `wait`: of all that is on its way. */
void debrief_left_came(struct screen *s, bool wait);
int64_t debrief_left_wait(const struct screen *s);
/* Turns the mark `ask again` of the question under the cursor, behind the paint too. False: its words are in question,
 * and are to be stored first. */
bool debrief_turn_again(struct screen *s);
/* Milliseconds until the draft must be written; -1: nothing unkept. */
int64_t debrief_keep_wait(const struct screen *s);
/* Ends the conflict of the question under the cursor. */
int debrief_settle(struct screen *s, enum conflict_end how, struct err *err);
enum debrief_verb { VERB_TAKE, VERB_AMEND, VERB_CONTRADICT, VERB_UNKNOWN, VERB_AGAIN, VERB_WHO, VERB_ABSENT,
		    VERB_SAID, VERB_SIGNAL, VERB_COMPLETE };
int debrief_do(struct screen *s, enum debrief_verb verb, const char *words, struct err *err);
/* Undo or redo of the debrief; the title of what was done. */
int debrief_undo(struct screen *s, bool redo, char *title, size_t size, struct err *err);
/* Opens the line for a reason or names, with what was typed there before. The one that is open stays, and why is said,
 * while its words cannot be kept. */
struct act debrief_ask(struct screen *s, enum asking what);
/* The line is done with: its draft goes. */
void debrief_answered(struct screen *s);
/* Counts the time up to now for the question under the cursor. */
void debrief_count(struct screen *s);
int64_t debrief_total_ms(const struct screen *s);

/* ---- debrief_rows.c ---- */
/* A row as the pane shows it: stored, or typed and not stored (then `typed`). */
struct shown {
	const struct item *item; /* NULL: a new one that is only typed */
	struct row *typed;
};
enum { SHOWN_MAX = 512 }; /* more than a call can hold */
/* Rows of a kind of the question under the cursor, then the questions to raise there; how many. */
size_t debrief_shown(const struct screen *s, enum item_kind kind, struct shown *out);
/* The kind whose rows the pane shows: that of the open row, else of the question. */
enum item_kind debrief_kind(const struct screen *s);
size_t debrief_count_of(const struct screen *s, enum item_kind kind);
int debrief_load_rows(struct screen *s, struct err *err);
struct act debrief_row_open(struct screen *s, enum item_kind kind);
/* The row under the cursor at form level. */
struct act debrief_row_edit(struct screen *s);
struct act debrief_row_delete(struct screen *s);
struct act debrief_row_asked(struct screen *s);
struct act debrief_row_click(struct screen *s, int y, int x);
/* One row up or down; false: there is none, the question is to change. */
bool debrief_row_move(struct screen *s, int by);
/* Flags, gaps and parked words in turn where the question's rows stand. */
void debrief_row_pane(struct screen *s);
/* Keeps it as a draft. */
void debrief_row_close(struct screen *s);
struct act debrief_row_note(struct screen *s);
/* One that was refused behind the keys is open again. */
struct act debrief_row_back(struct screen *s, struct row *r, bool conflict, const struct err *err);
/* A key at the open row. */
struct act debrief_row_key(struct screen *s, int key);
struct act debrief_row_tab(struct screen *s, int by);
/* How a conflict ends: mine written over theirs, or theirs taken. */
struct act debrief_row_settle(struct screen *s, bool mine);
int debrief_rows_keep(struct screen *s, int64_t live_ms, struct err *err);
int64_t debrief_rows_wait(const struct screen *s);
bool debrief_rows_waiting(const struct screen *s);
/* What waited for the file is noted once more. */
void debrief_rows_retry(struct screen *s);
void debrief_rows_close(struct screen *s);
/* Takes an id for a row to come, when none waits for a key. */
void debrief_rows_reserve(struct screen *s);

/* ---- debrief_behind.c ---- */
/* The row is noted as *it, which is taken: stored behind the paint. */
void debrief_row_behind(struct screen *s, struct row *r, const struct item *it);
/* Hands over what was noted; where nothing takes it, it is stored here. */
void debrief_rows_store_left(struct screen *s);
/* Takes what came of it; `wait`: of all that is on its way. */
void debrief_rows_came(struct screen *s, bool wait);
/* What was noted stands when it returns 0. */
int debrief_rows_store(struct screen *s, struct err *err);
/* Something came and is not taken yet. */
bool debrief_rows_landed(const struct screen *s);
/* The row that a kill is to bring back open: one that was noted is until it stands. NULL: none. */
const struct row *debrief_row_open_after_kill(const struct screen *s);
struct act debrief_row_noted(enum item_kind kind);
/* Says what became of a row that could not be stored, and opens it again where nobody types on elsewhere. */
struct act debrief_tell_back(struct screen *s);
int64_t debrief_back_wait(const struct screen *s);

/* ---- debrief_place.c ---- */
/* Where the call is, kept beside what is typed, so that a restart finds it although nothing was typed since. */
void debrief_place_keep(struct screen *s);
int64_t debrief_place_wait(const struct screen *s);
/* 1 when there was one. */
int debrief_place_restore(struct screen *s, struct err *err);
void debrief_place_forget(struct screen *s);
/* Who else types in this debrief. True when the words changed. */
bool debrief_others(struct screen *s);
int64_t debrief_others_wait(const struct screen *s);

/* ---- debrief_act.c ---- */
extern const struct binding debrief_bindings[];
/* The key that opens a row of that kind. */
const char *debrief_kind_key(enum item_kind kind);
/* Alt and a key in the text (screen.h). */
struct act debrief_alt(struct screen *s, int key);
/* To question `to`; the one that is left is stored. */
struct act debrief_go(struct screen *s, size_t to);
/* What the model said when it refused; the words stay where they were typed. */
struct act debrief_said(const struct err *err);
/* Reads the debrief again, then `done`. */
struct act debrief_reloaded(struct screen *s, struct act done);
/* Says and shows what came of storing answers that were left. */
struct act debrief_tell_left(struct screen *s);
/* Both texts are shown, and the key row asks which stays. */
struct act debrief_ask_conflict(struct screen *s);
struct act debrief_leave(struct screen *s);
const char *debrief_unfinished(const struct screen *s);

/* ---- debrief_complete.c: runs of bindings ---- */
/* Says that all is kept and what is missing; it never completes. */
struct act debrief_show_kept(struct screen *s, int key);
/* Opens the preview that completes, or asks for what is missing. */
struct act debrief_open_preview(struct screen *s, int key);
/* Opens what the call left to settle: parked words, marks, what is short or general. */
struct act debrief_clean_up(struct screen *s, int key);
/* Nothing opens that would show what a customer may not see. */
struct act debrief_refuse_shared(void);

/* ---- paint ---- */
#define DEBRIEF_GENERIC "? short or general: a name, a number, a date?"
bool debrief_is_tall(const struct screen *s);
void debrief_draw(struct screen *s, struct draw *d);
/* "· 123 characters kept" in the place of what is typed. */
void debrief_draw_hidden(struct draw *d, int y, int x, int cols, const struct edit *e, bool active);
/* debrief_list.c: the questions and what stands under them. */
void debrief_draw_list(struct screen *s, struct draw *d, int y, int cols);
/* debrief_pane.c: the mark of a general answer, the rows, what to ask next, what the deal knows. */
int debrief_draw_generic(const struct screen *s, struct draw *d, struct area a, int y);
int debrief_draw_rows(struct screen *s, struct draw *d, struct area a, int y);
int debrief_rows_height(const struct screen *s, int cols);
void debrief_draw_next(struct screen *s, struct draw *d, struct area a, int y);
int debrief_next_height(const struct screen *s, int cols);
#endif
