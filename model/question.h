#ifndef MODEL_QUESTION_H
#define MODEL_QUESTION_H
/* The seven questions of the won-deal debrief as data (assets/questions.ini, kept versioned in the database), with
 * where each answer goes and what stands structured beside the prose. Source: won-deal-review; domain.md, "The
 * won-deal debrief". Pure. */
#include "model/access.h"
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where an answer is read later. Stored in exports by its key: "crm", "health", "internal". */
enum destination { DEST_NONE, DEST_CRM, DEST_HEALTH, DEST_INTERNAL, DEST_COUNT };
const char *destination_key(enum destination d);
enum field_class destination_class(enum destination d);

/* What stands beside the prose. The row kinds are kinds of table `item`; trigger, stake and gut are single values of
 * the form. */
enum answer_kind {
	ANSWER_PROSE,	   /* nothing beside it */
	ANSWER_TRIGGER,	   /* stated reason, actual trigger */
	ANSWER_STAKE,	   /* contact, stake */
	ANSWER_OBJECTIONS, /* rows: objection, resolution */
	ANSWER_PROMISES,   /* rows: explicit or implicit, who said it, owner, due (day, month, quarter), kept? */
	ANSWER_CRITERIA,   /* rows: success criterion, measurable */
	ANSWER_RISKS,	   /* rows: person or group, kind (skeptic, displaced vendor, politics) */
	ANSWER_GUT,	   /* good, unsure, worried; doubt about the fit yes or no */
	ANSWER_COUNT,
};

struct debrief_question {
	int id;			/* 1 … 7; stored in form_value.field */
	const char *key;	/* "promises" */
	const char *title;	/* "Promises": lists and the key row */
	const char *text;	/* the full question */
	const char *group;	/* "context", "delivery", "risk" */
	enum destination dest;	/* of the prose */
	enum destination rows;	/* of what stands beside it (6: crm, while its prose is internal) */
	enum field_class class; /* of the prose */
	enum field_class rows_class;
	enum answer_kind kind;
	bool customer;		    /* may stand in a customer-facing export (1 and 4 only) */
	const char *const *prompts; /* "Who heard it besides the champion?" */
	size_t n_prompts;
};
struct questions;

/* questions.ini. ERR_CONFIG names line and reason (a number twice, an unknown destination, not 1 … n …). */
int questions_parse(struct questions **out, const char *ini, size_t len, struct err *err);
void questions_free(struct questions *q);
size_t questions_count(const struct questions *q);
const struct debrief_question *question_at(const struct questions *q, size_t i);
const struct debrief_question *question_get(const struct questions *q, int id); /* NULL: no such */
/* By number ("4", "Q4") or key, any case. NULL: no such. */
const struct debrief_question *question_find(const struct questions *q, const char *word);
/* From this ARR on, in minor units of `arr_currency`, a further attendee (CS manager or RevOps) must be there. */
int64_t questions_arr_threshold_minor(const struct questions *q);
const char *questions_arr_currency(const struct questions *q);
int questions_target_bp(const struct questions *q); /* completion rate under this is an alarm: 80 % */
int questions_minutes(const struct questions *q);   /* length of the call: 45 */
int questions_minutes_least(const struct questions *q); /* two thirds of it: 30; shorter, and something was not asked */

/* The team's list of stock phrases (assets/phrases.txt: one a line, # begins a comment), used by the next function.
 * Replaces an earlier list; folded by text_fold(). With q NULL it only checks. */
int questions_phrases(struct questions *q, const char *text, size_t len, struct err *err);
size_t questions_phrase_count(const struct questions *q);
const char *questions_phrase_at(const struct questions *q, size_t i); /* folded */
/* Says too little to be of use later: no name, number, date or quote in it, and either under eight words (sixteen
 * graphemes where the script has no spaces) or with a stock phrase. An empty answer is not generic, it is open.
 * A name is a capitalised word that does not begin a sentence. Only ever marks an answer with a follow-up prompt. */
bool question_is_generic(const struct questions *q, const char *text, size_t len);
#endif
