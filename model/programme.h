#ifndef MODEL_PROGRAMME_H
#define MODEL_PROGRAMME_H
/* Programmes of interviews: what is asked of which closed deals, in which window, and the sample that was drawn for it.
 * A deal is drawn with the reason why it was, so that nobody has to believe that the sample is a fair one: what became
 * of all closed deals of the window stands beside it (candidate.h). Source: win-loss-interview-sop, steps 1 and 2;
 * S3-05 … S3-07, S3-11, S3-26, S3-28, S3-34 of the checklist; domain.md, "Interviews". */
#include "model/buf.h"
#include "model/history.h"
#include "model/record.h"

enum { PROGRAMME_WON = 1, PROGRAMME_LOST = 2, PROGRAMME_STALLED = 4 }; /* bits of programme.types */
enum cadence { CADENCE_ONCE, CADENCE_MONTH, CADENCE_QUARTER };

/* Texts are owned. Dictionary ids 0: any. */
struct programme {
	int64_t id;
	char *title, *objective, *questions;
	int64_t types;
	int64_t segment, region, industry, tier, product;
	int64_t from_day, to_day; /* of the close, or of the day a deal was marked stalled */
	int64_t wanted;           /* interviews; 0 not said */
	int64_t cadence;          /* enum cadence: how often the next window is looked at */
	int64_t owner;            /* member */
	int64_t made_at, rev, gone;
};
void programme_init(struct programme *p); /* of won, lost and stalled deals, without a window */
void programme_done(struct programme *p);
int programme_get(struct store *s, int64_t id, struct programme *out, struct err *err); /* 1, 0, -1 */
int programme_need(struct store *s, int64_t id, struct programme *out, struct err *err);
/* "P-3", or the beginning of a title, unique; ERR_INPUT lists the candidates. */
int programme_find(struct store *s, const char *words, int64_t *id, struct err *err);
/* The newest window first. Those who see no interviews of all deals see none. */
int programme_each(struct store *s, int (*fn)(void *arg, const struct programme *p), void *arg, struct err *err);
/* Each one edit(). Needs a title, a window that has begun, one type at least. Who may: act "interview". */
int programme_add(struct store *s, struct programme *p, struct err *err);
int programme_change(struct store *s, const struct programme *was, struct programme *p, struct err *err);
/* The same as a part of a running edit(), whose title stays: `was` NULL one that is made, with the moment in p->made_at (0: now). */
int programme_put(struct store *s, struct group *g, const struct programme *was, struct programme *p, struct err *err);
/* Not one with interviews. */
int programme_remove(struct store *s, int64_t id, struct err *err);
/* The same questions for the next month or quarter: a new programme of that window. */
int programme_repeat(struct store *s, int64_t id, int64_t *made, struct err *err);
/* The day from which the next window can be sampled, where the cadence asks for one and none is there; else NO_DAY. */
int programme_next_day(struct store *s, const struct programme *p, int64_t *day, struct err *err);
/* "won, lost": appended; and read back: 0 or -1 naming the word that is no type. */
void programme_types(int64_t types, struct buf *out);
int programme_types_parse(const char *words, int64_t *types, struct err *err);
const char *cadence_key(int64_t cadence); /* "once", "monthly", "quarterly" */
int cadence_find(const char *word);       /* -1 */
/* "2026-Q4", or a month "2026-11": the window; ERR_USAGE. */
int programme_window(const struct store *s, const char *words, int64_t *from, int64_t *to, struct err *err);
/* And back: "2026-Q4", "2026-11", else both days parted by a blank. Appended. */
void programme_window_words(const struct store *s, const struct programme *p, struct buf *out);

/* Stored; never renumbered. What became of an invitation later is the interview's to say. */
enum selection_state { SELECTION_DRAWN, SELECTION_INVITED, SELECTION_REFUSED, SELECTION_DROPPED };
struct selection {
	int64_t id, programme, deal;
	char *reason;          /* owned, as all texts: why this deal */
	int64_t state;         /* enum selection_state */
	char *refusal;         /* why the respondent declined, or why it was dropped */
	int64_t interviewer;   /* member, 0 not named yet */
	int64_t approved_by;   /* who let a deal in dispute in; 0 */
	char *approval;        /* and why */
	int64_t drawn_at, rev, gone;
	int64_t owner;         /* of its deal; not stored here */
};
void selection_done(struct selection *x);
int selection_get(struct store *s, int64_t id, struct selection *out, struct err *err); /* 1, 0, -1 */
/* That deal's in a programme. 1, 0, -1. */
int selection_of(struct store *s, int64_t programme, int64_t deal, struct selection *out, struct err *err);

/* Who interviews: given to those who are drawn in turn, never the deal's owner where somebody else is named. */
struct interviewers {
	int64_t member[8];
	size_t n;
};
/* Draws up to `n` more eligible deals, each from what is represented least; *drawn says how many there were. */
int selection_draw(struct store *s, int64_t programme, int64_t n, const struct interviewers *who, int64_t *drawn,
		   struct err *err);
/* Takes one by hand: the reason is needed. One in dispute or under an open escalation needs `approval`, the words of who
 * may let it in (act "approve_sample"). */
struct selecting {
	int64_t programme, deal, interviewer;
	const char *reason, *approval;
};
int selection_add(struct store *s, const struct selecting *how, int64_t *id, struct err *err);
/* Inside edit(), asking nobody's role and leaving its title: one as another file has it, made (`was` NULL; x->drawn_at 0: now) or
 * changed; its words are looked at. */
int selection_put(struct store *s, struct group *g, const struct selection *was, struct selection *x, struct err *err);
/* The deal's contact is invited: an interview is planned. `interviewer` 0 stays. *interview gets it. */
int selection_invite(struct store *s, int64_t id, int64_t interviewer, int64_t *interview, struct err *err);
/* The respondent declined; the words are needed. The next eligible deal like it is drawn in its place: *next its
 * selection, 0 where there is none left. An interview that was planned is refused with it, and the deal's clock met. */
int selection_refuse(struct store *s, int64_t id, const char *reason, int64_t *next, struct err *err);
/* The same, begun from the interview: one that was drawn for a programme by who may draw; else interview_refuse() alone,
 * and *next 0. */
int selection_refuse_interview(struct store *s, int64_t interview, const char *reason, int64_t *next, struct err *err);
/* Out of the sample, with the reason; not once it was invited. */
int selection_drop(struct store *s, int64_t id, const char *reason, struct err *err);
/* Names who interviews. */
int selection_give(struct store *s, int64_t id, int64_t interviewer, struct err *err);
extern const struct record_type programme_type, selection_type;
extern const struct record_ops programme_ops, selection_ops;
extern const struct sql programme_sql[], selection_sql[];
#endif
