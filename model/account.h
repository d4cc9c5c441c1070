#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H
/* The account page: what the debrief left at its three destinations (CRM account record, health inputs, internal
 * sales-CS record), side by side, and what happened. S4-17 … S4-20. What the actor may not read is absent. */
#include "model/debrief.h"

enum account_record { ACCOUNT_CRM, ACCOUNT_HEALTH, ACCOUNT_INTERNAL, ACCOUNT_RECORDS };
struct account_line {
	enum account_record record;
	char *label;     /* "Trigger", "Promised", "Skeptic", "Flag": owned */
	char *text;      /* owned */
	int64_t item;    /* the row it comes from, 0 a question's prose */
	int question;    /* 0 none */
};
struct account {
	int64_t deal, form;
	bool hidden[ACCOUNT_RECORDS]; /* the actor may not read that record */
	struct account_line *line;
	size_t n;
};
int account_load(struct store *s, int64_t deal, struct account *out, struct err *err);
void account_done(struct account *a);
/* The three records as Markdown sections; appended. */
void account_markdown(const struct account *a, struct buf *out);

/* What a reader would see of a debrief: for the preview before completing. Nothing in it that the actor may not read. */
enum reader { READER_AE, READER_CSM, READER_MANAGER, READER_CUSTOMER, READERS };
const char *reader_title(enum reader r);
int debrief_preview(struct store *s, int64_t form, enum reader r, struct buf *out, struct err *err); /* Markdown */

/* What the deal (and the packet, once there is one) already knows, beside a question: stated reason beside Q1, contacts
 * beside Q2, objections beside Q3, promises beside Q4, criteria beside Q5. A place whose record does not exist yet says
 * so. What the actor may not read is left out. label "contract", text "12 months, $2,500.00, one region": borrowed for the call. */
int debrief_context(struct store *s, int64_t form, int question,
		    int (*fn)(void *arg, const char *label, const char *text), void *arg, struct err *err);

/* Completion over the last thirty days (domain.md): deals won in them whose debrief is due, complete or overtaken by
 * the kickoff; of those, complete before the kickoff. Of the deals that the actor may see. A deal counts from the first
 * minute of the thirtieth day before today on; a kickoff known only as a day begins with that day. */
struct debrief_rate {
	int64_t n, complete;
	int target_bp, rate_bp;    /* rate_bp -1: n is 0 */
	int64_t kickoffs_before;   /* kickoffs held before completion, with a reason: overrides */
	bool alarm;
};
int debrief_rate(struct store *s, struct debrief_rate *out, struct err *err);
/* Opens the action of the alarm for sales operations, once a month (trigger "debrief-rate:2026-11"), where the actor
 * reads and writes all deals; nothing for others. Undo of that member passes over it. */
int debrief_rate_watch(struct store *s, struct err *err);

/* The csm sets when the call will be. Refused in the past, and on the kickoff's day or after it (until the kickoff was
 * held without a debrief); later than the due moment is stored and *late (may be NULL) set. NO_MOMENT takes it away. */
int debrief_schedule(struct store *s, int64_t form, int64_t at_ms, bool *late, struct err *err);
extern const struct sql debrief_rate_sql[];
#endif
