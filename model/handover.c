#include "model/handover.h"

#include "model/action.h"
#include "model/item_private.h"
#include "model/member.h"

#include <stdlib.h>
#include <string.h>

enum { HANDOVER_ROWS, HANDOVER_CHECKINS, HANDOVER_TITLE };

#define HANDED_OVER "; handed over "

struct passing {
	int64_t deal, from, to;
	size_t actions, rows, checkins;
};

/* ---- rows of the debrief ---- */

static int list_rows(struct store *s, const struct passing *p, int64_t **ids, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &handover_sql[HANDOVER_ROWS], err);
	int rc;

	*ids = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, p->deal);
	db_int(st, 2, p->from);
	while ((rc = db_step(st, err)) == 1) {
		*ids = xrealloc(*ids, (*n + 1) * sizeof **ids);
		(*ids)[(*n)++] = db_col(st, 0);
	}
	return rc;
}

/* The action of a promise goes along with it (item_follow). */
static int pass_row(struct store *s, struct group *g, struct passing *p, int64_t id, struct err *err)
{
	struct item_row row = { 0 };
	struct item base;
	int rc = item_row_read(s, id, &row, err);

	if (rc != 1)
		return rc;
	item_copy(&base, &row.it);
	row.it.owner = p->to;
	rc = item_put(s, g, &base, &row.it, err);
	if (row.it.action)
		p->actions++;
	else
		p->rows++;
	item_done(&base);
	item_done(&row.it);
	return rc;
}

static int pass_rows(struct store *s, struct group *g, struct passing *p, struct err *err)
{
	int64_t *ids;
	size_t n;
	int rc = list_rows(s, p, &ids, &n, err);

	for (size_t i = 0; !rc && i < n; i++)
		rc = pass_row(s, g, p, ids[i], err);
	free(ids);
	return rc;
}

/* ---- actions ---- */

static int pass_actions(struct store *s, struct group *g, struct passing *p, struct err *err)
{
	int64_t *ids;
	size_t n;
	int rc = action_ids_of(s, p->deal, p->from, &ids, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		struct action_news news = { .id = ids[i], .owner = p->to, .due_day = NO_DAY };

		rc = action_follow(s, g, &news, err);
		p->actions++;
	}
	free(ids);
	return rc;
}

/* ---- in words ---- */

/* Debrief and check-ins that are not complete: they are the new csm's from now on. */
static int count_forms(struct store *s, struct passing *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &handover_sql[HANDOVER_CHECKINS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->deal);
	db_int(st, 2, FORM_DEBRIEF);
	db_int(st, 3, FORM_CHECKIN);
	db_int(st, 4, FORM_COMPLETE);
	rc = db_step(st, err);
	if (rc == 1) {
		p->checkins = (size_t)db_col(st, 0);
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

static void say(struct buf *out, size_t n, const char *one, const char *many, bool *first)
{
	if (!n)
		return;
	buf_puts(out, *first ? HANDED_OVER : ", ");
	if (n == 1)
		buf_puts(out, one);
	else
		buf_printf(out, "%zu %s", n, many);
	*first = false;
}

static void say_all(struct store *s, const struct passing *p, struct buf *out)
{
	bool first = true;

	say(out, p->actions, "1 action", "actions", &first);
	say(out, p->rows, "1 open row", "open rows", &first);
	say(out, p->checkins, "1 debrief or check-in", "debriefs and check-ins", &first);
	if (!first)
		buf_printf(out, " from %s to %s", member_login(s, p->from), member_login(s, p->to));
}

int handover_follow(struct store *s, struct group *g, const struct deal *old, const struct deal *now, struct buf *title,
		    struct err *err)
{
	struct passing p = { .deal = now->id, .from = old->csm, .to = now->csm };

	if (!p.from || !p.to || p.from == p.to)
		return 0;
	if (pass_rows(s, g, &p, err) || pass_actions(s, g, &p, err) || count_forms(s, &p, err))
		return -1;
	if (title)
		say_all(s, &p, title);
	return 0;
}

int handover_told(struct store *s, int64_t deal, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &handover_sql[HANDOVER_TITLE], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, s->actor.member);
	db_int(st, 2, SUBJECT_DEAL);
	db_int(st, 3, deal);
	rc = db_step(st, err);
	if (rc == 1) {
		const char *words = strstr(db_col_text(st, 0), HANDED_OVER);

		rc = words != NULL;
		buf_puts(out, words ? words + strlen("; ") : "");
		db_reset(st);
	}
	return rc;
}

const struct sql handover_sql[] = {
	[HANDOVER_ROWS] = { "handover_rows", "select id from item where deal = $1 and owner = $2 and state = 0 and gone = 0"
					     " order by id" },
	[HANDOVER_CHECKINS] = { "handover_forms", "select count(*) from form where deal = $1 and kind in ($2, $3)"
						  " and state <> $4 and gone = 0" },
	[HANDOVER_TITLE] = { "handover_title", "select title from grp where member = $1 and scope_kind = $2 and scope = $3"
					       " order by id desc limit 1" },
	{ NULL, NULL },
};
