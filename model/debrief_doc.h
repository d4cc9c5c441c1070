#ifndef MODEL_DEBRIEF_DOC_H
#define MODEL_DEBRIEF_DOC_H
/* Shared by the two forms of the debrief as a document. */
#include "model/debrief_private.h"
#include "model/item.h"

struct doc {
	struct store *s;
	const char *audience; /* NULL: everything the actor may see */
	bool customer;
	struct buf *out;
	struct form form;
	struct deal deal;
	struct item *row; /* those that the actor may see */
	size_t n_rows;
	bool *told;       /* Markdown: rows that stand somewhere already */
	size_t items; /* JSON: elements of the present list */
};

int doc_open(struct doc *d, struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err);
void doc_close(struct doc *d);
/* Whether the reader gets a row, and whether one of those that stand beside a question. */
bool doc_has_row(const struct doc *d, const struct item *it);
bool doc_has_rows(const struct doc *d, const struct debrief_question *q);
/* Runs fn over the questions of which the reader gets something; `prose`: the answer itself. */
int doc_each_answer(struct doc *d, void (*fn)(struct doc *d, const struct debrief_answer *a, bool prose),
		    struct err *err);
/* The name of the contact that a row is about; NULL none. Caller frees. */
char *doc_person(const struct doc *d, const struct item *it);
const char *doc_state(const struct doc *d);
/* "CRM account record" */
const char *destination_title(enum destination dest);
#endif
