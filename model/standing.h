#ifndef MODEL_STANDING_H
#define MODEL_STANDING_H
/* What stands where a filed text has its place below out_dir: packets and published reports, of which the database leads
 * and the file follows. */
#include "model/buf.h"
#include "model/store.h"

/* Nothing; the one that belongs there; another one of ours; what we never wrote, a link or a folder among them. */
enum standing { STANDS_NOTHING, STANDS_NEWEST, STANDS_OLDER, STANDS_FOREIGN };
/* The place of that path, appended. */
void standing_place(const struct store *s, const char *path, struct buf *out);
/* `versions` gives number and bytes of all that ever belonged there, by one parameter, `text` or (NULL) `number`; `newest` is the
 * number of what belongs there now. 0; -1 with ERR_OUTPUT where it cannot be read. */
int standing_look(struct store *s, const char *path, const struct sql *versions, const char *text, int64_t number, int64_t newest,
		  enum standing *out, struct err *err);
#endif
