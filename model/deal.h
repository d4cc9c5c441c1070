#ifndef MODEL_DEAL_H
#define MODEL_DEAL_H
/* Deals: the record, its field table, and the ways to read and write it. Every write goes through edit() and
 * deal_save(), which keeps history, sums, clocks and the row checksum together. Source: domain.md, "Deals and
 * stages"; commands.md, "Fields". */
#include "model/buf.h"
#include "model/field.h"
#include "model/history.h"
#include "model/stage.h"
#include "model/value.h"

/* Stored. */
enum commitment { COMMIT_NONE, COMMIT_WRITTEN, COMMIT_VERBAL };
enum sow_status { SOW_NONE, SOW_SIGNED, SOW_PENDING };

/* Absent: NULL text, NO_AMOUNT, NO_DAY, NO_MOMENT, -1 for discount_bp, probability_bp and term_months, 0 for ids. */
struct deal {
	int64_t id;
	char *ext, *name, *next_step;           /* owned */
	int64_t company;
	char *company_name;                     /* owned; filled on reading */
	int64_t stage, outcome;
	int64_t stage_at;                       /* since when in this stage, ms UTC */
	int64_t sort_at;                        /* derived: stage_at of an open deal, the close of closed_day else */
	int64_t owner, csm;                     /* members */
	int64_t amount_minor, arr_minor, currency;
	int64_t product, segment, region, industry, tier, competitor, source, reason; /* dictionary */
	int64_t discount_bp, probability_bp, term_months;
	int64_t follow_up_day, kickoff_day, expected_day, created_day, closed_day, sow_day;
	int64_t won_at;
	int64_t commitment, sow_status, dispute;
	int64_t icp[5];                         /* scores 0…4 at handoff, -1 none; stored in deal_icp */
	int64_t row_hash, origin_import, changed_import;
	int64_t rev, gone;
};

void deal_init(struct deal *d);                                /* everything absent, stage prospecting */
void deal_done(struct deal *d);                                /* frees what it owns */
void deal_copy(struct deal *to, const struct deal *from);      /* to is initialised here */

/* The field table, in the order of commands.md; ended by a NULL key. */
extern const struct field deal_fields[];
const struct field *deal_field(const char *key);               /* `-` and `_` alike; NULL: no such */

/* A deal that the actor may see. 1, 0 absent (or hidden), -1. */
int deal_get(struct store *s, int64_t id, struct deal *out, struct err *err);
/* The same of one that was there a moment ago: 0, or -1 also where it is absent by now. */
int deal_need(struct store *s, int64_t id, struct deal *out, struct err *err);
/* Appends what a person calls that deal; as deal_need(). */
int deal_name(struct store *s, int64_t id, struct buf *out, struct err *err);
/* Why deal_get() gave 0, as an error of that kind: deleted and by whom, or never there. Always -1. */
int deal_absent(struct store *s, int64_t id, enum err_kind kind, struct err *err);
/* What a person calls a deal: "D-12", its external id, or a unique beginning of the company's name. ERR_INPUT when
 * there is none or several (the candidates are listed). */
int deal_find(struct store *s, const char *word, int64_t *id, struct err *err);
/* By external id alone, or by the one that another program gave: 1, 0, -1. */
int deal_find_external(struct store *s, const char *word, int64_t *id, struct err *err);
/* "Kestrel Data" or "Kestrel Data · renewal": the company, with the deal's name where it has one; the
 * external id where there is neither. */
void deal_label(const struct deal *d, struct buf *out);

/* Parses text as that field's kind into d (members, companies and dictionary words are made when missing: inside
 * edit()). "" makes it absent. Checks class and ownership. ERR_USAGE (unreadable) or ERR_INPUT says what was found and expected. Stage and
 * outcome are refused: they change by deal_move() only. */
int deal_set(struct store *s, struct deal *d, const struct field *f, const char *text, struct err *err);
/* The same without asking who may: for loads, which asked once. */
int deal_put(struct store *s, struct deal *d, const struct field *f, const char *text, struct err *err);
/* The value as files hold it (ISO days, plain decimals, words); nothing when absent. */
void deal_text(struct store *s, const struct deal *d, const struct field *f, struct buf *out);
/* The value as a screen shows it ("$9,500", "—" when absent). */
void deal_show(struct store *s, const struct deal *d, const struct field *f, struct buf *out);

/* Inside edit(). A new deal gets its id (and created_day, stage_at) here. */
int deal_insert(struct store *s, struct group *g, struct deal *d, struct err *err);
/* Writes what differs between `old` (as read) and `d`, compares rev: ERR_REFUSED when somebody else saved since. */
int deal_save(struct store *s, struct group *g, const struct deal *old, struct deal *d, struct err *err);
int deal_delete(struct store *s, struct group *g, int64_t id, struct err *err);

/* Whole acts, each one edit(). */
int deal_add(struct store *s, struct deal *d, struct err *err);
int deal_change(struct store *s, int64_t id, const char *field, const char *text, struct err *err);
int deal_remove(struct store *s, int64_t id, struct err *err);
struct deal_setting {
	const struct field *field;
	const char *text;
};
int deal_change_many(struct store *s, int64_t id, const struct deal_setting *set, size_t n, struct err *err);
/* The same carrying an id of its own (16 bytes): told again it is harmless. */
int deal_change_once(struct store *s, int64_t id, const struct deal_setting *set, size_t n,
		     const unsigned char *request, struct err *err);

/* The same for the deal as it was read at `rev`: ERR_REFUSED when somebody wrote it since. */
int deal_change_at(struct store *s, int64_t id, int64_t rev, const struct deal_setting *set, size_t n,
		   const unsigned char *request, struct err *err);

/* People of a deal. */
enum person_role { PERSON_PRIMARY = 1, PERSON_CHAMPION, PERSON_EXECUTIVE, PERSON_TECHNICAL, PERSON_ECONOMIC,
		   PERSON_EVALUATOR, PERSON_PROCUREMENT, PERSON_ROLE_COUNT };
const char *person_role_key(int role);
int person_role_find(const char *key);
struct deal_person {
	int64_t person;
	int role;
	const char *name, *title, *email, *phone; /* borrowed for the call; NULL where the actor may not see them */
};
int deal_people(struct store *s, int64_t deal, int (*fn)(void *arg, const struct deal_person *p), void *arg,
		struct err *err);
/* The company's other contacts, with role 0, by name; the first twelve. */
int deal_contacts(struct store *s, int64_t deal, int (*fn)(void *arg, const struct deal_person *p), void *arg,
		  struct err *err);
/* Inside edit(): the person of that name at the deal's company, made when there is none, linked in that role. */
int deal_add_person(struct store *s, struct group *g, const struct deal *d, const char *name, int role,
		    struct err *err);

/* The same for a person who is known. */
int deal_link_person(struct store *s, struct group *g, const struct deal *d, int64_t person, int role, struct err *err);

/* Inside edit(): the person is a contact of the deal in that role no more. */
int deal_unlink_person(struct store *s, struct group *g, const struct deal *d, int64_t person, int role,
		       struct err *err);

/* Ticked criteria. */
int deal_checks(struct store *s, int64_t deal, const char **keys, size_t max, size_t *n, struct err *err);
bool deal_is_checked(struct store *s, int64_t deal, const char *item);
int deal_check(struct store *s, struct group *g, const struct deal *d, const char *item, bool on, struct err *err);
/* One edit(): ticks or unticks a criterion from a screen. */
int deal_tick(struct store *s, int64_t deal, const char *item, bool on, struct err *err);

/* Dictionary id of the currency that amounts without one are in. */
int64_t deal_default_currency(struct store *s);

extern const struct sql deal_sql[];
#endif
