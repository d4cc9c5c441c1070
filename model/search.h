#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H
/* Search over every record's text that the actor may see: companies, deals (name, next step, external id), people,
 * written answers, actions, messages. By folded beginnings of words; all words of the query must be found in one
 * record. Derived tables search_doc and search_word hold written texts, one row a text version that a record points at
 * now. Source: commands.md, "search"; S4-20 (a new CSM finds it six months later without asking). */
#include "model/buf.h"
#include "model/history.h"

/* Inside edit(): `text_id` (body, len) is now what record `kind`/`record` of that deal says; NULL body: nothing. */
int search_put(struct store *s, enum subject_kind kind, int64_t record, int64_t deal, int64_t owner,
	       enum field_class class, int64_t text_id, const char *body, struct err *err);

/* Behind the words of an answer or a row in what search reads: who said them. */
#define SEARCH_SAID_JOIN " — "

/* Inside edit(): the deal has another owner, and so have its texts. */
int search_set_owner(struct store *s, int64_t deal, int64_t owner, struct err *err);

struct search_hit {
	enum subject_kind kind; /* COMPANY, DEAL, PERSON; of written texts FORM_VALUE, ITEM, ACTION, OUTBOX */
	int64_t record;
	int64_t deal;           /* 0: of no deal */
	const char *company;    /* the texts are borrowed for the call */
	const char *what;       /* "debrief Q4, live", "promise", "deal", "contact": where the words stand */
	const char *before, *match, *after; /* the words around the first hit, raw bytes as stored */
	int score;
};
/* Best first, at most `max`. */
int search_each(struct store *s, const char *words, size_t max, int (*fn)(void *arg, const struct search_hit *h),
		void *arg, struct err *err);
extern const struct sql search_sql[];
#endif
