#ifndef MODEL_REFINEMENT_PRIVATE_H
#define MODEL_REFINEMENT_PRIVATE_H
/* Shared by the files of refinements only. */
#include "model/record.h"
#include "model/refinement.h"

enum { REFINEMENT_GET, REFINEMENT_LIST, REFINEMENT_INSERT, REFINEMENT_UPDATE, REFINEMENT_DEALS, REFINEMENT_LINK,
       REFINEMENT_LINK_INSERT, REFINEMENT_LINK_UPDATE, REFINEMENT_LINKED };

/* Owned words and all. */
void refinement_copy(struct refinement *to, const struct refinement *from);
/* Inside edit(). The text is stored where it differs. was NULL: a new row, whose id is given. */
int refinement_put(struct store *s, struct group *g, const struct refinement *was, struct refinement *r, struct err *err);
/* The link there or away; nothing where it is so already. */
int refinement_put_deal(struct store *s, struct group *g, int64_t id, int64_t deal, int64_t form, bool off, struct err *err);
/* Different deals it rests on that are not deleted; -1. */
int64_t refinement_count(struct store *s, int64_t id, struct err *err);
#endif
