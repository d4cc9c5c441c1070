#ifndef MODEL_SAMPLE_H
#define MODEL_SAMPLE_H
/* The sample of `winloss demo`: an invented company's two quarters (assets/sample/deals.txt), told to the model through
 * the same functions as a team would, at moments that are counted back from now. */
#include "model/store.h"

#define SAMPLE_ADMIN "omar" /* the login a sample store is made with */
#define SAMPLE_CRO "dana"   /* who acts in it unless --as says otherwise */

/* Fills a store that was just made and is acted in by SAMPLE_ADMIN: one transaction. */
int sample_fill(struct store *s, struct err *err);
#endif
