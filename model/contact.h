#ifndef MODEL_CONTACT_H
#define MODEL_CONTACT_H
/* Finding one person among the contacts that the actor may see. */
#include "model/store.h"

/* By number (as `export contacts` gives it), e-mail address, or name in any case, with the company behind a comma where the
 * name alone is several people's: "Ida Berg, Tern". ERR_INPUT: none, or several, listed. */
int contact_find(struct store *s, const char *words, int64_t *id, struct err *err);
extern const struct sql contact_sql[];
#endif
