#include "model/unsure.h"

#include "model/buf.h"
#include "model/db/db.h"
#include "model/private.h"
#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

enum { UNSURE_FIND, UNSURE_TOUCH };

/* 1 it stands in the file, 0 not, -1. */
static int find(struct store *s, const struct unsure *u, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &unsure_sql[UNSURE_FIND], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, u->group);
	db_blob(st, 2, u->digest, UNSURE_DIGEST);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc;
}

static int touch(void *arg, struct err *err)
{
	struct store *s = arg;
	struct stmt *st = db_stmt(s->db, &unsure_sql[UNSURE_TOUCH], err);

	return st ? db_run(st, err) : -1;
}

static void remember(struct store *s, const struct unsure *u)
{
	if (!s->priv->unsure)
		s->priv->unsure = xmalloc(sizeof *u);
	*s->priv->unsure = *u;
}

/* Why the COMMIT failed, without what it says of what was written: that is not known. */
static int say(const struct unsure *u, const char *what, struct err *err)
{
	static const char not_saved[] = "not saved: ";
	struct err why = err ? *err : (struct err){ .kind = ERR_IO };
	const char *from = why.text + (strncmp(why.text, not_saved, sizeof not_saved - 1) ? 0 : sizeof not_saved - 1);
	char *end = strstr(why.text, "; nothing was written");

	if (end)
		*end = '\0';
	return err_set(err, why.kind, "%s “%s” (%.200s). Look before you do it again.", what, u->title, from);
}

/* What another program reads may still be lost with the power: only a COMMIT that went well behind it says that it is on
 * the disk. */
int unsure_settle(struct store *s, const struct unsure *u, struct err *err)
{
	int there = teeth_off("P12") ? 0 : find(s, u, NULL);

	if (!there)
		return -1;
	if (there == 1 && !db_tx(s->db, touch, s, NULL)) {
		err_clear(err);
		return 0;
	}
	remember(s, u);
	return say(u, there == 1 ? "the disk does not confirm that it holds" : "it is not known whether the file holds", err);
}

int unsure_ask(struct store *s, struct err *err)
{
	struct unsure *u = s->priv->unsure;
	int there = u && u->group ? find(s, u, err) : 0;

	if (there < 0)
		return -1;
	if (u)
		u->group = 0;
	return there ? err_set(err, ERR_REFUSED,
			       "“%s” was told failed and is stored after all; nothing more was written. Look, then go on.",
			       u->title)
		     : 0;
}

const struct sql unsure_sql[] = {
	[UNSURE_FIND] = { "unsure_find", "select 1 from grp where id = $1 and digest = $2" },
	[UNSURE_TOUCH] = { "unsure_touch", "update seq set next = next where name = 'grp'" },
	{ NULL, NULL },
};
