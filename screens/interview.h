#ifndef SCREENS_INTERVIEW_H
#define SCREENS_INTERVIEW_H
/* The live screen of an interview, shared by its files: interview.c (typed keys, time), interview_act.c (the table of
 * keys), interview_place.c (the texts, how each is kept and stored), interview_load.c (what the model says),
 * interview_draw.c (paint). Notes stand left, one thought each; what is captured as fields and the question that is
 * asked stand right. Opened with the interview's id. */
#include "model/interview_field.h"
#include "model/interview_note.h"
#include "screens/conflict.h"
#include "screens/pad.h"
#include "screens/quotes.h"
#include "screens/screen.h"

/* A text on the screen: a note, or a row of a field. */
struct thought {
	bool is_field;
	enum captured field;
	int64_t id;                 /* of the note; of a field its row */
	struct interview_note base; /* as it was read, or as the words here began from; of a field its text and rev alone */
	bool is_new;                /* stands in no table yet */
	char *theirs;               /* what somebody else wrote there, while both are shown */
	bool retried;               /* it is stored once more: that it failed was said */
	struct pad *pad;            /* NULL: nothing was typed here */
};
struct guide_shown {
	const char *head;           /* of what is said first: "Say first"; NULL: a question */
	char *question;
	char *prompts;              /* a line each */
	bool core;
};
struct interview_page {
	int64_t id;
	struct interview i;
	char title[200], who[160];
	bool may_write;
	char why_not[320];
	struct thought *places;       /* notes in their order, then fields */
	size_t n, notes, at;
	size_t top;                 /* first note drawn */
	struct guide_shown *asked;  /* what is said first, then the questions */
	size_t n_asked, lead, asking;
	char **reminder;            /* what the interviewer keeps in mind, owned */
	size_t reminders;
	int64_t spare[4];           /* ids for new notes */
	size_t n_spare;
	int64_t spare_ms;           /* monotonic: none is taken before */
	bool reread, stale;         /* something was stored; the file was in use when it was to be read */
	bool began;                 /* the first note of one that was not held yet stands: it is held */
	int64_t retry_ms, saves_ms; /* monotonic: drafts, saves not before */
	int64_t met;                /* 1 + place that somebody else changed too; 0 none */
	struct err left_err;        /* why a text that was left could not be stored */
	char said[160];             /* told by the next tick */
	struct area note_area, field_area, edit_area;
	int *row_of;                /* where the last draw put each place; -1 not shown */
	int64_t escalating[2];      /* the interview and the note that `!` is about */
	char what[240];
};

struct interview_page *interview_page(const struct screen *s);
struct thought *interview_here(const struct screen *s); /* NULL: no place at all */
const char *interview_why_not(const struct screen *s, const struct thought *p); /* NULL: it may be typed in */

/* ---- interview_place.c ---- */
void thought_done(struct thought *p);
struct pad *thought_pad(struct screen *s, struct thought *p); /* made where there is none */
const char *thought_text(const struct thought *p);            /* as typed, else as stored */
/* "note 3", "competitor": for sentences. */
void thought_name(const struct thought *p, struct buf *out);
int interview_keep(struct screen *s, struct err *err);
int64_t interview_keep_wait(const struct screen *s);
/* Leaving a text stores it behind the keys. */
void interview_leave_place(struct screen *s);
/* Stores it now; -1: it stays in its draft. */
int interview_store(struct screen *s, struct thought *p, struct err *err);
int interview_store_all(struct screen *s, struct err *err);
/* Takes what came of it. */
void interview_came(struct screen *s);
int64_t interview_came_wait(const struct screen *s);
void interview_retry(struct screen *s);
int64_t interview_retry_wait(const struct screen *s);
/* A new note, or a row of a field, under the cursor; the empty one that is left goes. */
struct act interview_new_note(struct screen *s, int64_t kind);
struct act interview_new_field(struct screen *s, enum captured field);
struct act interview_go(struct screen *s, size_t to);
struct act interview_ask_conflict(struct screen *s, size_t at);
int interview_settle(struct screen *s, enum conflict_end how, struct err *err);
/* The kind of the note under the cursor. */
struct act interview_set_kind(struct screen *s, int64_t kind);
void interview_reserve(struct screen *s);

/* ---- interview_load.c ---- */
int interview_open(struct screen *s, const struct note_place *place, struct err *err);
int interview_load(struct screen *s, struct err *err);
void interview_close(struct screen *s);

/* ---- interview_draw.c ---- */
void interview_draw(struct screen *s, struct draw *d);

/* ---- interview_act.c ---- */
extern const struct binding interview_bindings[];
struct act interview_leave(struct screen *s);

extern const struct screen_type interview_screen; /* arg: const struct note_place * */
extern const struct screen_type six_screen;       /* what validation looks for; arg as above */
extern const struct screen_type incomplete_screen;
extern const struct screen_type escalate_screen;  /* arg: const int64_t[2], interview and note (0: the whole) */
#endif
