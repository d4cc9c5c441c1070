#ifndef SCREENS_TYPED_H
#define SCREENS_TYPED_H
/* Text typed into a short field about a deal (the reason of a move, a field of its form) that nothing stored yet: kept
 * as a draft, so that neither Esc nor a crash loses it, and offered again where the same field opens for the same deal. */
#include "model/draft.h"
#include "screens/screen.h"
#include "screens/ui/edit.h"

struct typed {
	struct store *s;
	int64_t deal;       /* 0: one that is not written yet */
	char field[32];
	unsigned char request[16];
	bool has;           /* a draft stands */
	bool told;          /* a save carried this request: what is typed after it needs another */
	bool over;          /* stored or dropped: nothing is kept any more */
	bool conflict;      /* the draft was begun over another value than the one that stands there now */
	int64_t base;       /* draft_base() of what stood in the field when the words were begun; -1 nothing */
	uint64_t version;   /* of the text as kept */
};
/* Puts an earlier draft into the field. True when there was one that no save stored. `stored`: what stands in the
 * database where the words will go; NULL: nothing is replaced. */
bool typed_open(struct typed *t, struct store *s, int64_t deal, const char *field, const char *stored, struct edit *e);
/* What is typed from now on is meant for this value: it was seen. */
void typed_rebase(struct typed *t, const char *stored);
/* Keeps what changed since; an emptied field has no draft. 0 or -1. */
int typed_keep(struct typed *t, struct edit *e, struct err *err);
/* Appends who wrote that field of a deal or form last (its key; NULL: any), "somebody" where that is not known. */
void typed_who(struct store *s, enum subject_kind kind, int64_t id, const char *field, struct buf *out);
/* Appends "STORED mira, 11-20: words". */
void typed_theirs(struct store *s, enum subject_kind kind, int64_t id, const char *field, const char *words,
		  struct buf *out);
/* "mira changed Owner too.": which stays? The answers run "typed-mine" and "typed-theirs" of the screen. */
struct act typed_ask(const char *who, const char *what);
/* The request (16 bytes) of the one save that is to store these `n` fields: their drafts carry it from now on, so that a
 * crash behind its COMMIT offers none of them again. */
void typed_request(struct store *s, struct typed *const *fields, size_t n, unsigned char *request);
/* What came of that save: `rc`, but 0 where it was told failed and stands in the database all the same. */
int typed_saved(struct store *s, const unsigned char *request, int rc, struct err *err);
/* The text stands in the database, or is given up. What is typed after it is kept again. */
void typed_drop(struct typed *t);
/* The same, and nothing of the field is kept after this. */
void typed_end(struct typed *t);
/* The same for the fields of a form, `t[i]` for its field i: what changed in any is kept; all are over. */
struct fields; /* screens/ui/fields.h */
int typed_keep_form(struct typed *t, struct fields *f, struct err *err);
void typed_end_form(struct typed *t, const struct fields *f);
#endif
