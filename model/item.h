#ifndef MODEL_ITEM_H
#define MODEL_ITEM_H
/* Structured rows of a form: what stands beside the prose of an answer (promises, risks, objections, criteria,
 * stakeholders), flags for the kickoff, and what is noted around a call (context gaps, questions to raise, parked
 * words). One table for all kinds (schema.md, "item"); domain.md, "The won-deal debrief". Every row has the class of
 * the place where its kind is read later. */
#include "model/buf.h"
#include "model/form.h"
#include "model/question.h"

/* Stored; never renumbered. */
enum item_kind {
	ITEM_PROMISE = 1,
	ITEM_RISK,
	ITEM_OBJECTION,   /* `mitigation` holds its resolution */
	ITEM_CRITERION,
	ITEM_TOUCHPOINT,
	ITEM_STAKEHOLDER, /* said_by or person: who; text: what that person gains or loses */
	ITEM_FRICTION,
	ITEM_FLAG,        /* for the kickoff */
	ITEM_GAP,         /* a context gap prepared before the call; attr: the question it belongs to, 0 none */
	ITEM_PARKED,      /* words that belong to no question yet; attr: the question they went to once ITEM_PLACED */
	ITEM_FOLLOWUP,    /* a question to raise; attr: the question it sharpens */
	ITEM_KIND_COUNT,
};
/* item.attr of each kind; 0 is "not said". */
enum { PROMISE_EXPLICIT = 1, PROMISE_IMPLICIT };
enum { RISK_SKEPTIC = 1, RISK_VENDOR, RISK_POLITICS };
enum { CRITERION_MEASURABLE = 1, CRITERION_VAGUE };
enum { FLAG_IMPLEMENTATION = 1, FLAG_CAPACITY, FLAG_GAP };
/* Of promises and flags: the action of one that is kept or answered closes, that of a dropped one is dropped; and one
 * whose action is closed is kept (a flag: answered) until the action is open again. */
enum item_state { ITEM_OPEN, ITEM_KEPT, ITEM_BROKEN, ITEM_ANSWERED, ITEM_PLACED, ITEM_DROPPED };
enum due_unit { DUE_DAY, DUE_MONTH, DUE_QUARTER }; /* due_day is the last day of the month or quarter */

struct item {
	int64_t id, form, deal;
	enum item_kind kind;
	char *text;              /* owned, as all texts here; never NULL after item_init() or a read */
	int64_t attr;
	char *said_by;
	int64_t person, owner;   /* contact, member; 0 none */
	int64_t due_day;         /* NO_DAY none */
	enum due_unit due_unit;
	char *mitigation;
	enum item_state state;
	enum field_class class;  /* follows from the kind: item_class() */
	int64_t action;          /* the action it became, 0 none */
	int64_t seq, made_by, made_at, rev;
};
void item_init(struct item *it, enum item_kind kind);
void item_copy(struct item *to, const struct item *from);
void item_done(struct item *it);
const char *item_kind_key(enum item_kind kind);     /* "promise" */
const char *item_kind_title(enum item_kind kind);   /* "Promises" */
const char *item_attr_key(enum item_kind kind, int64_t attr);   /* "implicit", "displaced vendor"; "" not said */
int64_t item_attr_find(enum item_kind kind, const char *word);  /* by its beginning, any case; 0 unknown */
const char *item_state_key(enum item_state state);
enum item_kind item_kind_find(const char *word);    /* by its key, any case; 0 unknown */
int item_state_find(const char *word);              /* -1 unknown */
/* The kind of rows that stands beside a question; 0 for none. */
enum item_kind item_kind_of(const struct debrief_question *q);
/* Whether rows of that kind stand beside some question (promises), not around the call (flags). */
bool item_stands_beside(enum item_kind kind);
/* The question that rows of that kind stand beside; NULL: none. */
const struct debrief_question *item_question(const struct store *s, enum item_kind kind);
/* Where rows of that kind are read later: as their question says (questions.ini, `rows`), else by the kind. */
enum field_class item_class(const struct store *s, enum item_kind kind);

/* Rows of a form that the actor may see, oldest first; kind 0: all. Each is to be item_done(), the array freed. */
int item_list(struct store *s, int64_t form, enum item_kind kind, struct item **out, size_t *n, struct err *err);
void items_done(struct item *items, size_t n); /* does so */
int item_get(struct store *s, int64_t id, struct item *out, struct err *err); /* 1, 0 absent or hidden, -1 */
/* An id for a row that is only typed so far (its draft needs one); -1 on error. */
int64_t item_new_id(struct store *s, struct err *err);

/* One edit(): writes the row. `base` is the row as it was read, NULL for a new one. Fields that differ from `base` are
 * written; what somebody else changed meanwhile in other fields stays; the same field changed by both: ERR_REFUSED,
 * naming field, who and both words, nothing written. Afterwards *it is the row as it stands. A new row without a word
 * in it writes nothing: *it has rev 0 then. `request` as in struct form_save. The first row that is written live begins
 * the call as the first words do; context gaps and questions to raise are prepared and do not. Who may: who runs
 * debriefs; the deal's ae (ahead), but for flags. */
int item_save(struct store *s, const struct item *base, struct item *it, const unsigned char *request, struct err *err);
int item_delete(struct store *s, int64_t id, struct err *err);
/* The same as part of a running edit(); who may is the caller's rule. */
int item_put(struct store *s, struct group *g, const struct item *base, struct item *it, struct err *err);

/* As another file has it: a new row keeps made_by and made_at (0: the actor, now), and no action is opened or changed for it. */
int item_take(struct store *s, struct group *g, const struct item *base, struct item *it, struct err *err);

/* "2026-12-22", "12-22" (the next one), "2027-03", "2027-Q2", "30 days", "+30", "2 weeks", "Q2", "friday", "tomorrow",
 * "" (none). A month or quarter is due on its last day; quarters are the calendar's: a customer hears them so.
 * ERR_USAGE says what was found and expected. */
int item_due_parse(struct store *s, const char *words, int64_t *day, enum due_unit *unit, struct err *err);
void item_due_format(const struct item *it, struct buf *out); /* "2026-12-22", "2027-03", "2027-Q2"; nothing for none */
/* A member by the beginning of login or name; 0 none or ambiguous (*n says how many). For owners as one types. */
int64_t item_owner_find(struct store *s, const char *word, size_t *n);
/* The same of a field: 0 in *owner where it is empty, ERR_INPUT where it names nobody or several. */
int item_owner_parse(struct store *s, const char *word, int64_t *owner, struct err *err);

extern const struct record_ops item_ops;
extern const struct sql item_sql[];
#endif
