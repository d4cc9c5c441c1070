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

struct interview {
	int64_t id;
	char *ext;                /* external id, NULL none; texts are owned */
	int64_t programme;        /* 0 none */
	int64_t deal;
	int64_t form;             /* FORM_INTERVIEW: competitors, prices, frictions, criteria, summary, concerns */
	int64_t person;           /* contact, 0 none */
	char *respondent;         /* as named where there is no contact */
	int64_t respondent_role;  /* enum contact_role of model/deal.h: the part in the decision */
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
	int64_t made_at, rev, gone;
	int64_t owner;            /* of its deal, not stored here: for access */
};
void interview_done(struct interview *i);
/* One the actor may see (class interview, of its deal): 1, 0, -1. */
int interview_get(struct store *s, int64_t id, struct interview *out, struct err *err);
/* "I-12", an external id, or a deal as deal_find() takes it when it has one interview; ERR_INPUT lists the candidates. */
int interview_find(struct store *s, const char *words, int64_t *id, struct err *err);
/* Whether words of the respondent may leave for others: quoting is given and was not taken back. */
bool interview_may_quote(const struct interview *i);
/* Whether what is said may be written down: notes were not refused or withdrawn. */
bool interview_may_note(const struct interview *i);
/* Who may write it: class interview of the deal, or its named interviewer. ERR_ROLE. */
int interview_may_write(struct store *s, const struct interview *i, struct err *err);
const char *consent_key(int64_t c);               /* "not asked", "given", "refused", "withdrawn" */
const char *interview_state_key(int64_t state);   /* "planned", "scheduled", "held", "incomplete", "validated", "refused" */
const char *interview_format_key(int64_t format); /* "phone", "video", "in person", "" */
extern const struct record_ops interview_ops;
extern const struct sql interview_sql[];
#endif
