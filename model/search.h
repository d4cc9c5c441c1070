#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H
/* Search over every record's text that the actor may see: companies, deals (name, next step, external id), people,
 * written answers, actions, messages. By folded beginnings of words; all words of the query must be found in one
 * record. The derived table search_doc has one row a text version that a record points at now, with its words; the
 * index of model/db/search.h stands over them. Source: commands.md, "search"; S4-20 (a new CSM finds it six months later
 * without asking). */
#include "model/buf.h"
#include "model/history.h"

#include <stdbool.h>

/* Inside edit(): `text_id` (body, len) is now what record `kind`/`record` of that deal says; NULL body: nothing. */
int search_put(struct store *s, enum subject_kind kind, int64_t record, int64_t deal, int64_t owner,
	       enum field_class class, int64_t text_id, const char *body, struct err *err);

/* Behind the words of an answer or a row in what search reads: who said them. */
#define SEARCH_SAID_JOIN " — "
/* Behind the words of a row: how it was settled. */
#define SEARCH_SETTLED_JOIN " → "

/* Inside edit(), after words of a person were put away: none of them stays anywhere in the index. Costs as much as writing
 * it anew. */
int search_optimize(struct store *s, struct err *err);
/* The words and the index made anew from the texts, of the records that are known to it; `check --rebuild`. */
int search_rebuild(struct store *s, struct err *err);

/* What is said there, of search_doc x: of a row with how it was settled behind it, of both it and an answer who said it.
 * The joins go behind "search_doc x". */
#define SEARCH_TEXT                                                                                                  \
	"t.body || case when coalesce(i.mitigation, '') = '' then '' else '" SEARCH_SETTLED_JOIN "' || i.mitigation end" \
	" || case when coalesce(i.said_by, v.said_by, '') = '' then '' else '" SEARCH_SAID_JOIN "'"                   \
	" || coalesce(i.said_by, v.said_by) end"
#define SEARCH_TEXT_JOIN                                                                                             \
	" join text t on t.id = x.id left join item i on i.id = x.record and x.kind = 10"                            \
	" left join form_value v on v.id = x.record and x.kind = 9"

/* Inside edit(): the deal has another owner, and so have its texts. */
int search_set_owner(struct store *s, int64_t deal, int64_t owner, struct err *err);

struct search_hit {
	enum subject_kind kind; /* COMPANY, DEAL, PERSON; of written texts FORM_VALUE, ITEM, ACTION, OUTBOX, INTERVIEW_NOTE */
	int64_t record;
	int64_t deal;           /* 0: of no deal */
	const char *company;    /* the texts are borrowed for the call */
	const char *what;       /* "debrief Q4, live", "promise", "quote", "deal", "contact": where the words stand */
	const char *before, *match, *after; /* the words around the first hit, raw bytes as stored */
	int score;
	int64_t text_id;        /* of written texts; 0 of names */
	size_t from, to;        /* bytes of the match in that text */
	bool newest_first;      /* more texts hold the words than are ranked: those stand newest first */
};
/* Best first, at most `max`. */
int search_each(struct store *s, const char *words, size_t max, int (*fn)(void *arg, const struct search_hit *h),
		void *arg, struct err *err);

/* One screen of written texts as one types: newest first, not ranked. */
struct search_page {
	enum subject_kind kind; /* only texts of such records; 0: of any */
	int64_t below;		/* where to go on, 0 from the newest; then where the next page goes on, 0: that was all */
	size_t max;		/* hits wanted */
	size_t look;		/* texts looked at for them, so that whoever may see few of them does not wait; more than max */
};
int search_page_each(struct store *s, const char *words, struct search_page *page,
		     int (*fn)(void *arg, const struct search_hit *h), void *arg, struct err *err);
extern const struct sql search_sql[], search_doc_sql[];
#endif
