#ifndef MODEL_INTERVIEW_FIELD_H
#define MODEL_INTERVIEW_FIELD_H
/* What an interview captures beside its notes, as fields (S3-13, S3-14): competitors that were named, prices and terms,
 * frictions of the process, decision criteria (a row each), the main reasons in short, and what the respondent asked to
 * keep confidential. Values of the interview's form (FORM_INTERVIEW), of class interview. */
#include "model/form.h"
#include "model/interview.h"

enum captured { CAPTURED_CRITERION, CAPTURED_COMPETITOR, CAPTURED_PRICE, CAPTURED_FRICTION, CAPTURED_SUMMARY,
		CAPTURED_CONCERN, CAPTURED_FLAG, CAPTURED_COUNT };
struct captured_kind {
	const char *key;   /* of the form's value: "competitor" */
	const char *title; /* "Competitors" */
	const char *help;  /* what belongs there */
	bool is_rows;
};
const struct captured_kind *captured_kind(enum captured c);
int captured_find(const char *word); /* by the beginning of its key, any case; -1 */

struct captured_row {
	enum captured field;
	int64_t item;      /* 0 of a field that has one value */
	char *text;        /* owned */
	int64_t rev, author, at_ms;
};
/* All that says something, by field and row; the actor may see them all or none. For captured_done(). */
int captured_list(struct store *s, const struct interview *i, struct captured_row **out, size_t *n, struct err *err);
void captured_done(struct captured_row *rows, size_t n);
/* One row more: its number. -1. */
int64_t captured_next(struct store *s, const struct interview *i, enum captured field, struct err *err);

/* One edit(). `text` "" takes it away. `base_rev`, `request`, `rev` as in struct form_save. ERR_REFUSED without the
 * permission for notes, in a validated interview (flag it as incomplete first), or when somebody else wrote it since. */
struct captured_save {
	int64_t interview;
	enum captured field;
	int64_t item;
	const char *text;
	int64_t base_rev;
	const unsigned char *request;
};
int captured_put(struct store *s, const struct captured_save *v, int64_t *rev, struct err *err);
/* The rev of a row that stands, 0 none. */
int64_t captured_rev(struct store *s, int64_t form, enum captured field, int64_t item);
extern const struct sql captured_sql[];
#endif
