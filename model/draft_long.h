#ifndef MODEL_DRAFT_LONG_H
#define MODEL_DRAFT_LONG_H
/* The text of a long draft, for model/draft.c alone. It lies in pieces of a kilobyte at most, and a write puts those
 * down again that differ from what this store wrote last: a letter costs the same whatever stands around it. Pieces
 * carry the session of the write that made them. A draft that still has that session was written by nobody else since;
 * with any other the whole text is written under a session of its own. */
#include "model/buf.h"
#include "model/store.h"

enum { DRAFT_LONG = 4096 }; /* bytes; up to here a text stands in its row */

/* Of the text that was written last; 0: none. */
int64_t draft_long_session(const struct store *s);
/* In the transaction of the write: brings the pieces of that session to this text. 1; 0: they have no place for it,
 * nothing was written; -1. */
int draft_long_change(struct store *s, const char *text, size_t len, struct err *err);
/* In the transaction of the write: the whole text, under a new session. */
int draft_long_put(struct store *s, const char *text, size_t len, int64_t *session, struct err *err);
/* Appends the text. */
int draft_long_get(struct store *s, int64_t session, struct buf *out, struct err *err);
/* After a write that was told failed: what the file holds is no longer known. */
void draft_long_forget(struct store *s);
void draft_long_free(struct store *s);
extern const struct sql draft_long_sql[]; /* of the drafts file */
#endif
