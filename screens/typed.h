#ifndef SCREENS_TYPED_H
#define SCREENS_TYPED_H
/* Text typed into a short field about a deal (the reason of a move, a field of its form) that nothing stored yet: kept
 * as a draft, so that neither Esc nor a crash loses it, and offered again where the same field opens for the same deal. */
#include "model/draft.h"
#include "screens/ui/edit.h"

struct typed {
	struct store *s;
	int64_t deal;       /* 0: one that is not written yet */
	char field[32];
	unsigned char request[16];
	bool has;           /* a draft stands */
	bool told;          /* a save carried this request: what is typed after it needs another */
	bool over;          /* stored or dropped: nothing is kept any more */
	uint64_t version;   /* of the text as kept */
};
/* Puts an earlier draft into the field. True when there was one that no save stored. */
bool typed_open(struct typed *t, struct store *s, int64_t deal, const char *field, struct edit *e);
/* Keeps what changed since; an emptied field has no draft. 0 or -1. */
int typed_keep(struct typed *t, struct edit *e, struct err *err);
/* The request (16 bytes) of the one save that is to store these `n` fields: their drafts carry it from now on, so that a
 * crash behind its COMMIT offers none of them again. */
void typed_request(struct store *s, struct typed *const *fields, size_t n, unsigned char *request);
/* What came of that save: `rc`, but 0 where it was told failed and stands in the database all the same. */
int typed_saved(struct store *s, const unsigned char *request, int rc, struct err *err);
/* The text stands in the database, or is given up. `over`: nothing of the field is kept after this. */
void typed_drop(struct typed *t, bool over);
#endif
