/* `check --deep`: do the filed packets stand in their files as they stand in the database? */
#include "model/check_private.h"
#include "model/packet_private.h"
#include "model/teeth.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILED_FORMS };

static const char *wrong(enum standing there)
{
	switch (there) {
	case STANDS_NEWEST:
		break;
	case STANDS_NOTHING:
		return "its file is not in its place; handoff puts it there";
	case STANDS_OLDER:
		return "its file holds an earlier version; handoff puts the newest there";
	case STANDS_FOREIGN:
		return "its file holds what was not filed";
	}
	return NULL;
}

static int check_one(struct checking *c, int64_t form, int64_t deal, struct err *err)
{
	struct packet_filed f;
	enum standing there;
	int rc = filed_newest(c->s, form, 0, &f, err);

	if (rc == 1) {
		struct err why = { 0 };

		if (filed_look(c->s, &f, &there, &why))
			check_say(c, "packet of D-%lld, version %lld: its file cannot be read", (long long)deal,
				  (long long)f.version);
		else if (wrong(there) && !teeth_off("packet-check"))
			check_say(c, "packet of D-%lld, version %lld: %s", (long long)deal, (long long)f.version, wrong(there));
	}
	packet_filed_done(&f);
	return rc < 0 ? -1 : 0;
}

/* The forms first: looking at one asks the database again. */
static int64_t *read_forms(struct checking *c, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &packet_check_sql[FILED_FORMS], err);
	int64_t *form = xmalloc(2 * sizeof *form);
	int rc = -1;

	*n = 0;
	while (st && (rc = db_step(st, err)) == 1) {
		form = xrealloc(form, (*n + 2) * 2 * sizeof *form);
		form[2 * *n] = db_col(st, 0);
		form[2 * (*n)++ + 1] = db_col(st, 1);
	}
	if (!rc)
		return form;
	free(form);
	return NULL;
}

int check_files(struct checking *c, struct err *err)
{
	struct stat st;
	int64_t *form;
	size_t n;
	int rc = 0;

	if (!c->s->path || !c->s->out_dir) /* in memory: nothing was written beside it */
		return 0;
	form = read_forms(c, &n, err);
	if (!form)
		return -1;
	/* A backup, or a copy on another machine, has none of them: said once, and nothing is lost. */
	if (n && stat(c->s->out_dir, &st) && errno == ENOENT)
		check_note(c, "the folder of what is filed is not there: %zu packet%s no file (--out names another one)", n,
			   n == 1 ? " has" : "s have");
	else
		for (size_t i = 0; !rc && i < n; i++)
			rc = check_one(c, form[2 * i], form[2 * i + 1], err);
	free(form);
	return rc;
}

const struct sql packet_check_sql[] = {
	[FILED_FORMS] = { "filed_forms", "select distinct x.form, f.deal from filed x join form f on f.id = x.form"
					 " where x.gone = 0 order by x.form" },
	{ NULL, NULL },
};
