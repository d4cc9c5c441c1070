#ifndef MODEL_CHECKIN_H
#define MODEL_CHECKIN_H
/* Check-ins 30, 60 and 90 days after the kickoff: a form each (form.period), which shows again what Q2, Q5 and Q7 of
 * the debrief said (S4-18, S4-29): the questions that go to the health inputs. Its fields, all in the live layer:
 * "note" (what was learned), "health" (num, as the signal of the gut read: signal_key()), "criteria" (how the criteria of Q5 stand).
 * Class health. */
#include "model/debrief.h"

/* The check-in of a deal, made when there is none; refused before the kickoff was held. period: 30, 60, 90. */
int checkin_need(struct store *s, int64_t deal, int64_t period, struct form *out, struct err *err);
/* The same without making one: 1, 0, -1. */
int checkin_of(struct store *s, int64_t deal, int64_t period, struct form *out, struct err *err);
/* One field: "note" or "criteria" with text, "health" with the signal (0 takes it away). Who runs debriefs may. */
int checkin_set(struct store *s, int64_t form, const char *field, const char *text, int64_t health, struct err *err);
struct checkin {
	struct form form;
	char *note, *criteria; /* owned; NULL none, or hidden */
	int64_t health;        /* SIGNAL_GOOD …; 0 none, or hidden */
};
int checkin_read(struct store *s, int64_t form, struct checkin *out, struct err *err); /* 1, 0, -1 */
void checkin_done(struct checkin *c);
/* The answers to look back at (Q2, Q5, Q7), texts borrowed for the call; hidden ones are left out. */
int checkin_reference(struct store *s, int64_t deal,
		      int (*fn)(void *arg, const struct debrief_question *q, const char *text), void *arg, struct err *err);
/* Tells EV_CHECKIN with the period and completes the form. ERR_REFUSED while "note" is empty. */
int checkin_complete(struct store *s, int64_t form, struct err *err);
extern const struct sql checkin_sql[];
#endif
