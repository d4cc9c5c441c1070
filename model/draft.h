#ifndef MODEL_DRAFT_H
#define MODEL_DRAFT_H
/* Drafts: typed text that no field has stored yet, in FILE-drafts beside the database (architecture.md, "typed text").
 * A draft is written at the latest at 16 characters or 250 ms after the first unsaved key; the save that stores the
 * field carries the draft's request id, and the draft goes after the COMMIT that carried it (P1, P8). */
#include "model/history.h"

struct draft {
	enum subject_kind kind;   /* SUBJECT_FORM_VALUE: subject is the form */
	int64_t subject;
	char field[32];
	int64_t item, layer, member;
	int64_t base_rev;
	char *body;               /* owned; text as typed */
	size_t len;
	int64_t cursor;           /* byte in body */
	int64_t live_ms;          /* of the call's timer */
	unsigned char request[16];
	int64_t at_ms;
};
void draft_done(struct draft *d);
/* `base_rev` of words about a value that has no rev of its own: of that value as text. Never negative; -1 says that
 * nothing stood there. */
int64_t draft_base(const char *text);
/* Opens (makes) the drafts file; done by the first form. What was handed to a writer is written when it returns. */
int drafts_open(struct store *s, struct err *err);
/* A new request id for what is typed from now on. */
void draft_request(struct store *s, struct draft *d);
/* Writes it durably; replaces the draft of that field. */
int draft_write(struct store *s, const struct draft *d, struct err *err);
/* The same for the writer's thread, whose the open drafts file is meanwhile. */
int draft_write_alone(struct store *s, const struct draft *d, struct err *err);
int draft_get(struct store *s, enum subject_kind kind, int64_t subject, const char *field, int64_t item,
	      int64_t layer, struct draft *out, struct err *err); /* the actor's; 1, 0, -1 */
/* After the COMMIT that carries its request. A draft written since with another request stays. */
int draft_drop(struct store *s, const struct draft *d, struct err *err);
/* Several that one save carried, all or none. */
int drafts_drop(struct store *s, const struct draft *all, size_t n, struct err *err);
/* Saves what a draft holds, in the one order that loses nothing (P8): `save` writes it in a transaction that carries
 * d->request, and the draft goes only after its COMMIT returned. 0 when the save stands in the database. */
int draft_store(struct store *s, const struct draft *d,
		int (*save)(struct store *s, const struct draft *d, void *arg, struct err *err), void *arg,
		struct err *err);
/* Whether a save that carried this request stands in the database (its COMMIT may have been told failed). 1, 0, -1. */
int draft_is_saved(struct store *s, const unsigned char *request, struct err *err);
/* At start: drafts whose request stands in grp are dropped; the others of the actor are listed, newest first. */
int drafts_recover(struct store *s, int (*fn)(void *arg, const struct draft *d), void *arg, struct err *err);
/* Who else types in a form: drafts of other members in it and its rows, written since (machine's clock), oldest first.
 * Their words are not read: `body` is NULL. */
int drafts_of_others(struct store *s, int64_t form, int64_t since_ms, int (*fn)(void *arg, const struct draft *d),
		     void *arg, struct err *err);
extern const struct sql draft_sql[];       /* of the drafts file */
extern const struct sql draft_saved_sql[]; /* of the database */
#endif
