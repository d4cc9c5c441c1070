#ifndef MODEL_PLAYBOOK_H
#define MODEL_PLAYBOOK_H
/* Runs of playbooks (M3): what is to be done after something happened, step by step. A run is a form of a deal
 * (FORM_PLAYBOOK); form.config is the version of the playbook that it began with and keeps, form.scheduled_at the day
 * given with a run that was begun by hand. What is ticked, noted, done and skipped are values of that form, so that
 * history, undo, search and checksums know them. Nothing that follows from events, packet and calendar is stored: days,
 * states and what is ticked by itself are computed when somebody looks, so that a holiday added later moves them.
 *
 * The onboarding of a deal (assets/playbooks/onboarding.ini) is the delivery item of the handoff SOP, step 4: customer,
 * committed window, milestone dates and owner; it begins with the acknowledgement, in that transaction.
 * Source: the handoff SOP, step 4; the customer handoff SOP; checklist.md S1-28, S2H-02 … S2H-14. */
#include "model/buf.h"
#include "model/deal.h"
#include "model/form.h"
#include "model/playbook_file.h"

enum step_state {
	STEP_WAITING,   /* what its time is counted from has not happened */
	STEP_LATER,     /* its time has not come */
	STEP_OPEN,
	STEP_SOON,      /* due today, or expected until now */
	STEP_LATE,
	STEP_DONE,
	STEP_DONE_LATE,
	STEP_SKIPPED,
};
const char *step_state_key(enum step_state state); /* "done_late" */

struct run_tick {
	bool on, by_itself; /* by_itself: an event or the packet says so */
	bool hidden;        /* a number that the actor may not see */
	int64_t num;        /* noted; NO_NUM none */
	int64_t member, at_ms;
};
struct run_step {
	enum step_state state;
	int64_t from_day, due_day; /* NO_DAY unknown */
	bool expected;             /* counted from a kickoff that has its day and was not held */
	int64_t done_day;          /* NO_DAY */
	bool told;                 /* an event says so */
	char *reason;              /* owned: why it was skipped or completed with items open; NULL none */
	int64_t member, at_ms;     /* who completed or skipped it; 0: an event says so */
	size_t ticked;
	char *lacks;               /* owned: what must be before: "SOW signed, Kickoff call"; NULL nothing */
	int64_t owner;             /* member; 0: whoever has the role */
};
struct playbook_run {
	struct form form;
	const struct playbook *book; /* borrowed from the store */
	struct deal deal;
	struct run_step *step;       /* book->n */
	struct run_tick *tick;       /* book->items */
	size_t done, late;           /* steps; skipped ones are done */
	int next;                    /* the first open step that is late, open or due next; -1 none */
	int64_t window_from, window_to; /* of the delivery, NO_DAY unknown: the packet's start, the delivery clock */
	bool stopped;                /* the deal left the stage that the run is about: not won any more */
};
void playbook_run_done(struct playbook_run *r);

/* Inside edit(), by event_add(): begins the playbooks that start with that event and of which the deal has no run. */
int playbook_begin(struct store *s, struct group *g, int64_t deal, const struct clock_on *on, struct err *err);
/* One edit(): begins the newest version of a playbook for a deal; `day` what WHEN_DAY counts from, NO_DAY none. */
int playbook_start(struct store *s, int64_t deal, const char *name, int64_t day, struct err *err);
/* The deal's run of that playbook (NULL: the newest run of any), as it stands: 1, 0 none or hidden, -1. */
int playbook_run_load(struct store *s, int64_t deal, const char *name, struct playbook_run *out, struct err *err);
/* Name of the playbook behind that one of which the deal has a run, the first behind the last; owned; NULL: no other. */
char *playbook_other(struct store *s, int64_t deal, const char *name, struct err *err);
/* Those of all deals that the actor may see, the oldest first; `open`: only with steps to do, of deals that are won. */
int playbook_each(struct store *s, bool open, int (*fn)(void *arg, const struct playbook_run *r), void *arg,
		  struct err *err);

/* One edit() each, by who may mark events and writes the deal's crm fields. `step` and `item` count in the playbook.
 * ERR_REFUSED where an event or the packet says it by itself. An item of an event tells that event. */
int playbook_tick(struct store *s, const struct playbook_run *r, size_t item, bool on, struct err *err);
/* Notes a number (NO_NUM takes it away). ERR_USAGE outside its limits. */
int playbook_note(struct store *s, const struct playbook_run *r, size_t item, int64_t num, struct err *err);
/* ERR_REFUSED naming what must be before it, and the items that are open unless a reason is given; a gate of the event
 * it tells (event_mark()) refuses as for `mark`. `at_ms` is when it was done. */
struct step_done {
	size_t step;
	int64_t at_ms;
	bool day_only;
	const char *reason; /* NULL none */
};
int playbook_complete(struct store *s, const struct playbook_run *r, const struct step_done *d, struct err *err);
/* Not done in this case, with a reason; a step whose event was told cannot be. */
int playbook_skip(struct store *s, const struct playbook_run *r, size_t step, const char *reason, struct err *err);
/* Open again what was completed or skipped by hand. */
int playbook_reopen(struct store *s, const struct playbook_run *r, size_t step, struct err *err);

/* "2 of 5 items open: Training delivered, Adoption tracking"; nothing where none is. Appended. */
void playbook_open_items(const struct playbook_run *r, size_t step, struct buf *out);
/* "✓ done 11-24", "! late by 3d, due 11-20", "waits for kickoff held", "from 11-22", "due 11-25". Appended. */
void playbook_step_words(const struct store *s, const struct playbook_run *r, size_t step, struct buf *out);
/* The event as words: "kickoff held", "SOW signed". Appended. */
void playbook_event_words(const struct clock_on *on, struct buf *out);
/* The run as a document; appended. */
int playbook_markdown(struct store *s, const struct playbook_run *r, struct buf *out, struct err *err);
int playbook_json(struct store *s, const struct playbook_run *r, struct buf *out, struct err *err);
extern const struct sql playbook_sql[];
#endif
