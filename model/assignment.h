#ifndef MODEL_ASSIGNMENT_H
#define MODEL_ASSIGNMENT_H
/* Who codes which interview, and a share of a programme that two code, so that agreement can be told. Who is assigned and
 * has not released keeps what the others found shut (model/blind.h). Undone in the scope SUBJECT_INTERVIEW. Source: S3-17, S3-26; issue "Interviews". */
#include "model/buf.h"
#include "model/history.h"

enum assignment_state { ASSIGNMENT_OPEN, ASSIGNMENT_BEGUN, ASSIGNMENT_CLOSED, ASSIGNMENT_DONE }; /* not stored: of the pass */
struct assignment {
	int64_t interview, coder, made_by, at_ms;
	int64_t due_day;  /* NO_DAY */
	int64_t rev, gone;
	int64_t owner;    /* of the interview's deal; not stored here, as what follows */
	enum assignment_state state;
	const char *company; /* borrowed for the call of assignment_each() */
};
/* Each one edit(), for who may do act "interview". A coder is an active member. One that stands gets the other day. *saw
 * (may be NULL) says that the coder may have seen what others found there, and so does not code blind. */
int assignment_put(struct store *s, int64_t interview, int64_t coder, int64_t due_day, bool *saw, struct err *err);
int assignment_drop(struct store *s, int64_t interview, int64_t coder, struct err *err);
/* These and nobody else, in one step. */
int assignment_set(struct store *s, int64_t interview, const int64_t *coder, size_t n, int64_t due_day, bool *saw,
		   struct err *err);
/* Logins of "ana, ben", each known and once: `coder` holds `max`. */
int assignment_coders_parse(struct store *s, const char *words, int64_t *coder, size_t max, size_t *n, struct err *err);
struct assignment_filter {
	int64_t interview, programme, coder; /* 0: any */
	bool open_only;                      /* not released yet */
};
/* What is due first on top, those without a day last. */
int assignment_each(struct store *s, const struct assignment_filter *f, int (*fn)(void *arg, const struct assignment *a),
		    void *arg, struct err *err);
/* "ana ✓, ben due 2026-12-01": who codes an interview and how far, for lists. Appended; nothing where nobody is. */
void assignment_put_words(struct store *s, int64_t interview, struct buf *out);
const char *assignment_state_key(enum assignment_state state); /* "open", "begun", "closed", "released" */

/* Interviews that nobody codes yet, dealt out in turn; a share of them, chosen by the seed, goes to two. */
struct assignment_draw {
	int64_t programme;      /* 0: every interview */
	const int64_t *coder;
	size_t coders;
	int64_t double_percent; /* 0 … 100; rounded up */
	uint64_t seed;
	int64_t due_day;
	int64_t interviews, doubled; /* filled: how many were dealt out, how many of them to two */
};
int assignment_draw(struct store *s, struct assignment_draw *d, struct err *err);
extern const struct record_ops assignment_ops;
extern const struct sql assignment_sql[];
#endif
