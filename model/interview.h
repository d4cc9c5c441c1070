#ifndef MODEL_INTERVIEW_H
#define MODEL_INTERVIEW_H
/* Interviews with buyers after a deal closed: who was asked by whom, when and how, what the respondent permits, and how
 * far it has come. Source: win-loss-interview-sop, steps 4 to 6; domain.md, "Interviews"; S3-08 … S3-16, S3-26 … S3-31,
 * S3-36.
 *
 * Consent is three permissions that are told apart. Without `notes` nothing that was said is written down; without
 * `record` a recording is not kept and a transcript is not taken; without `quote` no words of the respondent leave the
 * coding screens: no report, export, message or clipboard carries them (interview_may_quote()). A permission that is
 * taken back takes the words out of every later output and leaves the codes. */
#include "model/buf.h"
#include "model/history.h"

/* All stored; never renumbered. */
enum consent { CONSENT_NOT_ASKED, CONSENT_GIVEN, CONSENT_REFUSED, CONSENT_WITHDRAWN };
enum interview_state {
	INTERVIEW_PLANNED,    /* somebody shall be asked */
	INTERVIEW_SCHEDULED,
	INTERVIEW_HELD,       /* notes are taken or complete, not validated */
	INTERVIEW_INCOMPLETE, /* flagged: out of the counts, shown apart */
	INTERVIEW_VALIDATED,  /* its text is frozen: codes count */
	INTERVIEW_REFUSED,    /* with the reason */
};
enum interview_format { FORMAT_NOT_SAID, FORMAT_PHONE, FORMAT_VIDEO, FORMAT_IN_PERSON };
/* The three permissions, in the order of their columns. */
enum permission { PERMIT_NOTES, PERMIT_RECORD, PERMIT_QUOTE, PERMISSIONS };

struct interview {
	int64_t id;
	char *ext;                /* external id, NULL none; texts are owned */
	int64_t programme;        /* 0 none */
	int64_t deal;
	int64_t form;             /* FORM_INTERVIEW: competitors, prices, frictions, criteria, summary, concerns */
	int64_t person;           /* contact, 0 none */
	char *respondent;         /* as it is spoken of ("CFO"), or the name where there is no contact */
	int64_t respondent_role;  /* enum person_role of model/deal.h: the part in the decision; 0 not said */
	int64_t interviewer;      /* member, 0 none */
	int64_t scheduled_at, minutes; /* 0 not said */
	int64_t format;           /* enum interview_format */
	int64_t held_at;
	int64_t consent_notes, consent_record, consent_quote; /* enum consent */
	char *guide;              /* which guide was followed: "won", "lost" …; "" none */
	int64_t guide_config;     /* version of the configuration it stood in (config.id) */
	int64_t state;            /* enum interview_state */
	char *refusal;
	int64_t validated_at, validated_by;
	int64_t row_hash, origin_import; /* of the import it came from */
	int64_t made_at, rev, gone;
	int64_t owner;            /* of its deal, not stored here: for access */
};
void interview_init(struct interview *i); /* nothing said */
void interview_copy(struct interview *to, const struct interview *from);
void interview_done(struct interview *i);
/* One the actor may see (class interview, of its deal): 1, 0, -1. */
int interview_get(struct store *s, int64_t id, struct interview *out, struct err *err);
/* "I-12", an external id, or a deal as deal_find() takes it when it has one interview; ERR_INPUT lists the candidates. */
int interview_find(struct store *s, const char *words, int64_t *id, struct err *err);
/* Whether words of the respondent may leave for others: quoting is given and was not taken back. */
bool interview_may_quote(const struct interview *i);
/* Whether what is said may be written down: notes were not refused or withdrawn. */
bool interview_may_note(const struct interview *i);
/* Whether a transcript may be taken: recording was not refused or withdrawn. */
bool interview_may_record(const struct interview *i);
/* Who may write it: class interview of the deal, or its named interviewer. ERR_ROLE. */
int interview_may_write(struct store *s, const struct interview *i, struct err *err);
/* The respondent in words: those that were given, else the contact's name; appended. */
void interview_respondent(struct store *s, const struct interview *i, struct buf *out);
/* What should be said of it and is not refused: its interviewer owns the deal (S3-28), the deal is open. Sentences, a
 * line each; appended. */
void interview_warn(struct store *s, const struct interview *i, struct buf *out);

/* Inside edit(): the row and its history, without asking who may. `was` NULL: a new one, which gets its id, its form
 * (FORM_INTERVIEW) and the guide of its deal's outcome where none is named; else what differs from `was` is written,
 * and ERR_REFUSED says that somebody wrote it since. */
int interview_put(struct store *s, struct group *g, const struct interview *was, struct interview *i, struct err *err);
/* Whole acts, each one edit(), for who may write it. A new one wants a deal that is seen. */
int interview_add(struct store *s, struct interview *i, struct err *err);
/* Respondent, role, interviewer, scheduling facts, guide, external id. Not of one that is validated. */
int interview_change(struct store *s, const struct interview *was, struct interview *i, struct err *err);
/* When and how it will be; minutes 0 and format FORMAT_NOT_SAID stay as they are. ERR_REFUSED: held or refused. */
int interview_schedule(struct store *s, int64_t id, int64_t at_ms, int64_t minutes, int64_t format, struct err *err);
/* It was held at that moment, not in the future: the deal's clock of the loss interview is met. */
int interview_hold(struct store *s, int64_t id, int64_t at_ms, struct err *err);
/* The respondent declined; words say why. The clock is met by that too. */
int interview_refuse(struct store *s, int64_t id, const char *reason, struct err *err);
/* The same inside edit(), asking nobody's role: with the sample that it was drawn for. */
int interview_decline(struct store *s, struct group *g, int64_t id, const char *reason, struct err *err);
/* One permission, an act of its own. `said` (may be NULL) gets what follows from it: what is no longer written, kept
 * or shown. Taken back can only be what was given. */
int interview_consent(struct store *s, int64_t id, enum permission p, enum consent c, struct buf *said, struct err *err);
/* What the respondent asked to be kept confidential, on the form of the interview (field `concern`); "" none. */
int interview_say_concern(struct store *s, int64_t id, const char *text, struct err *err);
int interview_concern(struct store *s, const struct interview *i, struct buf *out, struct err *err);
/* Not one with notes. */
int interview_remove(struct store *s, int64_t id, struct err *err);
int64_t interview_permission(const struct interview *i, enum permission p); /* enum consent */
const char *permission_key(enum permission p);    /* "notes", "recording", "quoting" */
int permission_find(const char *word);            /* by its beginning, also "record", "quote"; -1 unknown */
int consent_find(const char *word);               /* also "yes", "no"; -1 unknown */
int interview_state_find(const char *word);       /* -1 */
int interview_format_find(const char *word);      /* also "person"; -1 */
/* "wl-0123456789abcdef-I12": its name for other programs; and back: 0 when it is not one of ours. */
void interview_global_name(const struct store *s, int64_t id, struct buf *out);
int64_t interview_from_global_name(const struct store *s, const char *name);
const char *consent_key(int64_t c);               /* "not asked", "given", "refused", "withdrawn" */
const char *interview_state_key(int64_t state);   /* "planned", "scheduled", "held", "incomplete", "validated", "refused" */
const char *interview_format_key(int64_t format); /* "phone", "video", "in person", "" */

/* Interviews the actor may see: those that wait for him first, then by how far they are, then by their day. */
enum interview_which {
	INTERVIEWS_OPEN, /* something is still to be done: asked, held, validated, coded */
	INTERVIEWS_MINE, /* of these where the actor interviews or codes */
	INTERVIEWS_ALL,
};
struct interview_filter {
	enum interview_which which;
	int64_t deal, programme; /* 0 any */
	bool by_id;              /* in the order in which they were made */
};
struct interview_row {
	struct interview i;      /* all borrowed for the call */
	const char *company, *programme, *coders; /* "" none; coders by login, parted by a blank */
	int64_t stage, outcome, amount_minor, currency, closed_day;
	int64_t notes, coded;    /* notes that stand; of them read in the actor's own pass, else in the furthest closed one */
	bool open, mine, to_code; /* to_code: it is assigned to the actor, whose pass is not closed */
};
int interview_each(struct store *s, const struct interview_filter *f, int (*fn)(void *arg, const struct interview_row *row),
		   void *arg, struct err *err);
/* How many are open. */
int interview_count_open(struct store *s, int64_t *n, struct err *err);
/* "✓n ✓q ✗r": the three permissions, · not asked; appended. */
void interview_marks(const struct interview *i, struct buf *out);
/* Its day: held, else scheduled, else 0. */
int64_t interview_day_at(const struct interview *i);
extern const struct record_ops interview_ops;
extern const struct sql interview_sql[], interview_list_sql[];
#endif
