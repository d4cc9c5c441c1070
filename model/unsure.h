#ifndef MODEL_UNSURE_H
#define MODEL_UNSURE_H
/* A COMMIT that was told failed may have been stored all the same. Whoever did it would do it again, and it would stand
 * there twice. So the file is asked: does the group of changes stand in it? Where the file cannot be asked just then
 * either, the next change that the same program would write asks first. Source: promise P12. */
#include "model/store.h"

enum { UNSURE_DIGEST = 32 };

struct unsure {
	int64_t group; /* 0: none */
	unsigned char digest[UNSURE_DIGEST];
	char title[200];
};

/* After a COMMIT of that group failed, with why in `err`. 0: it stands there, and on the disk: it is done, `err` is
 * empty. -1: it is not, or nobody can tell, which is then added to `err`. */
int unsure_settle(struct store *s, const struct unsure *u, struct err *err);
/* Before another change: 0, or -1 where one that was told failed stands there after all (ERR_REFUSED, once), or where
 * that cannot be asked. */
int unsure_ask(struct store *s, struct err *err);
extern const struct sql unsure_sql[];
#endif
