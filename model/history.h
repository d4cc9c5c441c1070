#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H
/* History: append-only groups of changes, each group one thing a member did. Every write of a record goes through
 * edit(), so that who, when (told and real), what, before and after are kept in the same transaction, undo and redo
 * work across restarts, and a chain of digests shows tampering. A digest covers salted payloads, so that erasing a
 * person can blank the words and keep the chain. Source: architecture.md, "history"; schema.md, "History". */
#include "model/access.h"
#include "model/store.h"

/* Stored; never renumbered. */
enum subject_kind {
	SUBJECT_NONE, SUBJECT_DEAL, SUBJECT_COMPANY, SUBJECT_PERSON, SUBJECT_DEAL_PERSON, SUBJECT_DEAL_CHECK,
	SUBJECT_DEAL_ICP, SUBJECT_FORM, SUBJECT_FORM_MEMBER, SUBJECT_FORM_VALUE, SUBJECT_ITEM, SUBJECT_ACTION,
	SUBJECT_OUTBOX, SUBJECT_MEMBER, SUBJECT_CONFIG, SUBJECT_IMPORT, SUBJECT_FILED,
	SUBJECT_APPROVAL, SUBJECT_AWAY, SUBJECT_SNOOZE,
	SUBJECT_PROGRAMME, SUBJECT_SELECTION, SUBJECT_INTERVIEW, SUBJECT_INTERVIEW_NOTE, SUBJECT_TAXONOMY, SUBJECT_THEME,
	SUBJECT_CODING_PASS, SUBJECT_PASS_NOTE, SUBJECT_CODE, SUBJECT_ASSIGNMENT,
	SUBJECT_RECODE,
	SUBJECT_REFINEMENT, SUBJECT_REFINEMENT_DEAL, SUBJECT_REPORT, SUBJECT_ALIAS,
	SUBJECT_EVENT, /* never stored: what was told of a deal, among the rows of history_each() */
	SUBJECT_COUNT,
};
enum group_kind { GROUP_EDIT, GROUP_UNDO, GROUP_REDO, GROUP_IMPORT, GROUP_REVERT, GROUP_MERGE, GROUP_ERASE,
		  GROUP_CONFIG, GROUP_MIGRATE,
		  GROUP_RULE }; /* by a rule, while somebody did something else: undo passes over it */
enum change_op { OP_INSERT, OP_UPDATE, OP_DELETE };

struct change {
	enum change_op op;
	enum subject_kind kind;
	int64_t subject;      /* id of the record */
	const char *part;     /* of rows whose key is not one id ("12:3"); "" else */
	const char *field;    /* key of the field; "" for insert and delete of a whole row */
	enum field_class class;
	int64_t owner;        /* of the deal it belongs to, for the access predicate; 0 none */
	const char *before;   /* canonical text of the value (integers in decimal, text.id for long texts); NULL none */
	const char *after;
};

/* One group while it is being written: inside edit() only. */
struct group {
	struct store *s;
	int64_t id;
	int64_t at_ms;          /* told moment of the group */
	size_t n;               /* changes so far */
	size_t events;          /* events so far */
	struct group_state *state;
};

struct group_open {
	enum group_kind kind;
	const char *title;              /* "Kestrel Data: Discovery → Solution": what undo says it takes back */
	enum subject_kind scope_kind;   /* undo of a screen looks for its scope */
	int64_t scope;
	const unsigned char *request;   /* 16 bytes or NULL: repeating a save with the same id is harmless */
	int64_t import;
	int64_t undoes;
};

/* Runs fn in one transaction and writes its group: nothing at all when it changed nothing. `id` (may be NULL) gets
 * the group's id, 0 when nothing changed, the earlier group's when the request was saved before. 0 or -1. */
int edit(struct store *s, const struct group_open *how,
	 int (*fn)(struct store *s, struct group *g, void *arg, struct err *err), void *arg, int64_t *id,
	 struct err *err);
/* Adds a change. Strings are copied. */
int group_change(struct group *g, const struct change *c, struct err *err);
/* The title, when it is known only after the work. */
void group_title(struct group *g, const char *title);
/* It takes an import back: what came by that goes, whosever words it holds. */
bool group_is_revert(const struct group *g);
void group_scope(struct group *g, enum subject_kind kind, int64_t subject);

/* What a kind of record does for undo. Registered in model/records.c. */
struct record_ops {
	enum subject_kind kind;
	const char *name;
	/* Puts `n` changes of one subject back: for each, the field must hold `before` (of the reversing change) and
	 * becomes `after`; an insert revives the row, a delete removes it. Logs its own changes into g.
	 * A field that holds something else: ERR_REFUSED. */
	int (*apply)(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		     size_t n, struct err *err);
};
const struct record_ops *record_ops(enum subject_kind kind); /* NULL: cannot be undone */
const char *record_name(enum subject_kind kind);             /* "deal", "answer": `kind` in exports of history */

struct undone {
	char title[300]; /* what was taken back or done again */
	int64_t group;   /* the new group */
	int64_t deal;    /* a deal it touched, 0 none: where the cursor goes */
};
/* Takes back (or does again) the actor's newest own change in the scope (SUBJECT_NONE: any). ERR_REFUSED with a
 * sentence when there is none, when somebody else changed a field since (who, what, when), when a record made by it
 * carries work of others since, or when it cannot be undone. All or nothing. */
int history_undo(struct store *s, enum subject_kind scope_kind, int64_t scope, struct undone *out, struct err *err);
int history_redo(struct store *s, enum subject_kind scope_kind, int64_t scope, struct undone *out, struct err *err);

struct history_row {
	int64_t group, at_ms, real_at, member, subject, owner;
	enum group_kind group_kind;
	enum subject_kind kind;
	enum change_op op;
	enum field_class class;
	const char *title, *part, *field, *before, *after; /* borrowed for the call; model/history_value.h shows them */
};
/* The changes the actor may see, newest group first, at most `limit` (0: all): of a deal with its criteria, contacts,
 * scores and forms, of another subject, or of everything (SUBJECT_NONE). `owner` is the deal's present one. None at
 * all for who may not read history (access.ini, "history"). Of a deal and of everything, what was told of a deal stands
 * before the changes of its group (SUBJECT_EVENT, `subject` is the deal): the reason that was given (`field` "reason"),
 * and an event that changed no row (its key, with its moment). */
int history_each(struct store *s, enum subject_kind kind, int64_t subject, int64_t limit,
		 int (*fn)(void *arg, const struct history_row *row), void *arg, struct err *err);
/* Who wrote that field of a record last (its key; NULL: any), and when: told moment of the change. 1, 0 not known, -1. */
int history_writer(struct store *s, enum subject_kind kind, int64_t subject, const char *field, int64_t *member,
		   int64_t *at_ms, struct err *err);
/* What happened to a deal, its debrief and its rows: whole groups, events among them, newest first, at most `limit`. */
struct happened {
	int64_t group, at_ms, member;
	enum group_kind kind;
	const char *title; /* borrowed for the call */
};
int history_happened(struct store *s, int64_t deal, int64_t limit, int (*fn)(void *arg, const struct happened *h), void *arg,
		     struct err *err);
/* The chain of digests and seals: 0, or -1 naming the first group that does not fit. */
int history_verify(struct store *s, struct err *err);
extern const struct sql history_sql[];
#endif
