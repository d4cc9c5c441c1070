#ifndef SCREENS_DEBRIEF_H
#define SCREENS_DEBRIEF_H
/* The state of the debrief screen, shared by its files: debrief.c (keys), debrief_pad.c (what is typed, and how it is
 * kept), debrief_load.c (what the model says), debrief_draw.c (paint). */
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
	char *ahead, *ahead_by;     /* the words of the ae, "mira, 11-21" */
	char *live, *live_by;       /* stored live words */
	char *unknown;              /* why it is not known */
	const char *reply;          /* "taken as written ahead", or NULL */
	bool contradicted;
	struct pad pad;
};

enum asking { ASK_NONE, ASK_WHY, ASK_WHO, ASK_ABSENT };
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
	/* timer */
	bool running, paused;
	int64_t total_ms;           /* stored, of the whole call */
	int64_t since_ms;           /* monotonic: counted up to here */
	int64_t shown_s;            /* seconds on the screen */
	/* keeping */
	bool unkept;                /* shown: ! not kept */
	int64_t retry_ms;           /* monotonic: not before */
	char restored[80];          /* said once after opening */
	char what[240];             /* unfinished: its name */
	/* the question in the key row */
	struct answer answers[4];
	struct question question;
	/* where the last draw put things, for the mouse */
	struct area edit_area;
};

struct debrief_state *debrief_state(const struct screen *s);
struct asked *debrief_here(const struct screen *s);
/* The pad that typed keys go to: the line, else the answer. */
struct pad *debrief_pad(const struct screen *s);
bool debrief_is_wide(const struct screen *s);

/* ---- debrief_load.c ---- */
int debrief_open(struct screen *s, int64_t deal, struct err *err);
int debrief_load(struct screen *s, struct err *err);
void debrief_close(struct screen *s);

/* ---- debrief_pad.c ---- */
/* Text that is not in the draft yet goes there. 0, or -1: it is still only on the screen. */
int debrief_keep(struct screen *s, struct err *err);
/* Stores the answer of question i where it differs; 0, or -1 (it stays in its draft). */
int debrief_store(struct screen *s, size_t i, struct err *err);
int debrief_store_all(struct screen *s, struct err *err);
/* Milliseconds until the draft must be written; -1: nothing unkept. */
int64_t debrief_keep_wait(const struct screen *s);
/* How a conflict ends: 'm' mine, 't' theirs, 'b' both. */
int debrief_settle(struct screen *s, int how, struct err *err);
enum debrief_verb { VERB_TAKE, VERB_AMEND, VERB_CONTRADICT, VERB_UNKNOWN, VERB_AGAIN, VERB_WHO, VERB_ABSENT,
		    VERB_COMPLETE };
int debrief_do(struct screen *s, enum debrief_verb verb, const char *words, struct err *err);
/* Undo or redo of the debrief; the title of what was done. */
int debrief_undo(struct screen *s, bool redo, char *title, size_t size, struct err *err);
/* Opens the line for a reason or names, with what was typed there before. */
void debrief_ask(struct screen *s, enum asking what);
/* The line is done with: its draft goes. */
void debrief_answered(struct screen *s);
/* Counts the time up to now for the question under the cursor. */
void debrief_count(struct screen *s);
int64_t debrief_total_ms(const struct screen *s);

/* ---- debrief_act.c ---- */
extern const struct binding debrief_bindings[];
/* To question `to`; the one that is left is stored. */
struct act debrief_go(struct screen *s, size_t to);
/* What the model said when it refused; the words stay where they were typed. */
struct act debrief_said(const struct err *err);
/* Reads the debrief again, then `done`. */
struct act debrief_reloaded(struct screen *s, struct act done);
struct act debrief_leave(struct screen *s);
const char *debrief_unfinished(const struct screen *s);

void debrief_draw(struct screen *s, struct draw *d);
#endif
