#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H
/* What happened to a record, with two times (told and recorded), and the derived table of clocks that is written in
 * the same transaction. Source: domain.md, "Clocks"; schema.md, "What happened, and clocks". */
#include "model/buf.h"
#include "model/clock.h"
#include "model/history.h"

struct new_event {
	int64_t deal;
	enum event_kind kind;
	int64_t value;
	int64_t at_ms;      /* when it happened */
	int64_t for_ms;     /* NO_MOMENT none */
	bool day_only, override, history;
	const char *reason; /* NULL none */
};
/* Inside edit(); the clocks of the deal follow at once. */
int event_add(struct store *s, struct group *g, const struct new_event *e, struct err *err);
/* Live events of a deal (undone ones left out), oldest first: *n of them in *out, which the caller frees. */
int event_list(struct store *s, int64_t deal, struct event **out, size_t *n, struct err *err);
/* Has that been told of the deal, and not taken back? 1, 0, -1. */
int event_is_told(struct store *s, int64_t deal, enum event_kind kind, struct err *err);
/* The words given with the newest live event of that kind; "" none. Of a deal that the actor may see. */
int event_reason(struct store *s, int64_t deal, enum event_kind kind, struct buf *out, struct err *err);
/* Undo: the live events of a group are marked undone by another; redo: written again with their first moments. */
int event_undo(struct store *s, int64_t group, int64_t by, struct err *err);
int event_redo(struct store *s, int64_t group, int64_t by, struct err *err);

/* One edit(): `mark DEAL EVENT`. Gates (kickoff before the debrief is complete, delivery before SOW and ack) refuse
 * with ERR_REFUSED unless the role may override and a reason is given. */
int event_mark(struct store *s, const struct new_event *e, struct err *err);

/* kind, start, warn, due, met, void, waiting_for, overridden of a row of `clock`, from column `i` on. */
struct stmt;
struct clock clock_of_row(struct stmt *st, int i);
/* The clocks of one deal as stored, in rule order. */
int clocks_of(struct store *s, int64_t deal, struct clock *out, size_t max, size_t *n, struct err *err);
struct clock_rule;
/* The one of that rule (model/clock_rule.h): 1, 0 where it has none or rule is NULL, -1. */
int clock_of(struct store *s, int64_t deal, const struct clock_rule *rule, struct clock *out, struct err *err);
/* Recomputes and writes the clocks of a deal. */
int clocks_refresh(struct store *s, int64_t deal, struct err *err);
/* clock_explain() of the clocks of a deal that the actor may see, or of the one of that rule (`kind` 0: of all), parted
 * by empty lines. Appended; nothing where none is there. */
int clocks_explain(struct store *s, int64_t deal, int kind, struct buf *out, struct err *err);
/* Recomputes all (rules or calendar changed): calls fn for every clock that moved, before and after; `was` is NULL of
 * one that was not there, `is` of one that is there no more. */
int clocks_rebuild(struct store *s, int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is),
		   void *arg, struct err *err);

/* "SOW signed", "kickoff set": appended. */
void event_words(enum event_kind kind, struct buf *out);

/* The same without writing: what `check` finds different from what is stored. A stored clock that nothing gives has no
 * `is` (NULL). */
int clocks_compare(struct store *s, int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is),
		   void *arg, struct err *err);

struct due_row {
	int64_t deal;
	const char *company;      /* the deal's name or external id where it has none; borrowed for the call */
	const char *owner_role;
	int64_t owner;            /* member, 0 unknown */
	struct clock clock;
};
/* Open clocks the actor may see, soonest due first. `late_only`, `before_ms` (0: any), `role` (NULL: any). */
int due_each(struct store *s, bool late_only, int64_t before_ms, const char *role,
	     int (*fn)(void *arg, const struct due_row *row), void *arg, struct err *err);
/* Those of them that are late or due soon by now. */
int due_pressing(struct store *s, int (*fn)(void *arg, const struct due_row *row), void *arg, struct err *err);
extern const struct sql event_sql[];
#endif
