#include "model/look.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/history.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_GET, LOOK_NEWEST, LOOK_INSERT, LOOK_UPDATE, LOOK_CHANGES, LOOK_LATE };
enum { GROUPS_MAX = 5000 };
/* In session.pos: the place, the newest group at the end of the look before, and of this one. */
#define PLACE "handoffs"

struct row {
	int64_t id;              /* 0: none yet */
	int64_t began_at, seen_at;
	int64_t before, newest;  /* groups */
};

/* `opened_at` holds when the look before ended, `seen_at` when this one was seen last. */
static int read_row(struct store *s, struct row *r, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &look_sql[LOOK_GET], err);
	int rc;

	*r = (struct row){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, s->actor.member);
	while ((rc = db_step(st, err)) == 1) {
		struct row one = { .id = db_col(st, 0), .began_at = db_col(st, 1), .seen_at = db_col(st, 2) };

		if (sscanf(db_col_text(st, 3), PLACE " %" SCNd64 " %" SCNd64, &one.before, &one.newest) == 2)
			*r = one;
	}
	return rc;
}

static bool is_same_look(const struct store *s, const struct row *r)
{
	int64_t now = s->now(s);

	return r->id && now - r->seen_at < LOOK_SAME_MS && r->seen_at - now < LOOK_SAME_MS;
}

int look_get(struct store *s, struct last_look *out, struct err *err)
{
	struct row r;

	*out = (struct last_look){ .at_ms = NO_MOMENT };
	if (!s->actor.member)
		return 0;
	if (read_row(s, &r, err))
		return -1;
	if (!r.id)
		return 0;
	*out = is_same_look(s, &r) ? (struct last_look){ r.began_at, r.before } : (struct last_look){ r.seen_at, r.newest };
	if (out->at_ms)
		return 1;
	out->at_ms = NO_MOMENT; /* the first look goes on */
	return 0;
}

static int write_look(void *arg, struct err *err)
{
	struct store *s = arg;
	int64_t newest = db_scalar(s->db, &look_sql[LOOK_NEWEST], 0), now = s->now(s);
	struct stmt *st;
	struct row r;
	char pos[64];

	if (read_row(s, &r, err))
		return -1;
	if (!is_same_look(s, &r)) {
		r.began_at = r.id ? r.seen_at : 0;
		r.before = r.newest;
	}
	st = db_stmt(s->db, &look_sql[r.id ? LOOK_UPDATE : LOOK_INSERT], err);
	if (!r.id)
		r.id = db_next_id(s->db, "session", 1, err);
	if (!st || r.id < 0)
		return -1;
	snprintf(pos, sizeof pos, PLACE " %" PRId64 " %" PRId64, r.before, newest);
	db_int(st, 1, r.id);
	db_int(st, 2, r.began_at);
	db_int(st, 3, now);
	db_text(st, 4, pos);
	db_int(st, 5, s->actor.member);
	return db_run(st, err);
}

int look_put(struct store *s, struct err *err)
{
	return s->actor.member && !s->actor.gone ? db_tx(s->db, write_look, s, err) : 0;
}

/* ---- what changed ---- */

void changes_since_done(struct changes_since *c)
{
	free(c->at);
	*c = (struct changes_since){ 0 };
}

static int by_deal(const void *key, const void *element)
{
	int64_t deal = *(const int64_t *)key, other = ((const struct looked *)element)->deal;

	return deal < other ? -1 : deal > other;
}

const struct looked *changes_since_find(const struct changes_since *c, int64_t deal)
{
	return c->n ? bsearch(&deal, c->at, c->n, sizeof *c->at, by_deal) : NULL;
}

/* "Kestrel Data: packet filed" without what stands before the first colon. */
static void take_title(struct looked *l, const char *title)
{
	const char *rest = strstr(title, ": ");

	snprintf(l->what, sizeof l->what, "%s", rest ? rest + 2 : title);
}

/* Groups come by deal, the oldest first. */
static int read_changes(struct store *s, const struct last_look *since, struct changes_since *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &look_sql[LOOK_CHANGES], err);
	size_t groups = 0;
	int rc;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, since->group);
	db_int(st, 2, s->actor.member);
	db_int(st, 3, GROUPS_MAX + 1);
	while ((rc = db_step(st, err)) == 1) {
		int64_t deal = db_col(st, 0);

		out->more |= groups++ == GROUPS_MAX;
		if (!out->n || out->at[out->n - 1].deal != deal) {
			out->at = xrealloc(out->at, (out->n + 1) * sizeof *out->at);
			out->at[out->n++] = (struct looked){ .deal = deal };
		}
		out->at[out->n - 1].n++;
		out->at[out->n - 1].at_ms = db_col(st, 1);
		out->at[out->n - 1].member = db_col(st, 2);
		take_title(&out->at[out->n - 1], db_col_text(st, 3));
	}
	return rc;
}

int look_changes(struct store *s, const struct last_look *since, struct changes_since *out, struct err *err)
{
	struct stmt *st;
	int rc;

	*out = (struct changes_since){ 0 };
	if (since->at_ms == NO_MOMENT)
		return 0;
	if (read_changes(s, since, out, err)) {
		changes_since_done(out);
		return -1;
	}
	st = db_stmt(s->db, &look_sql[LOOK_LATE], err);
	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, since->at_ms);
	db_int(st, 2, s->now(s));
	db_int(st, 3, LOOK_LATE_MAX + 1);
	rc = db_step(st, err);
	if (rc == 1) {
		out->more_late = db_col(st, 0) > LOOK_LATE_MAX;
		out->came_late = db_col(st, 0) - out->more_late;
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

const struct sql look_sql[] = {
	[LOOK_GET] = { "look_get", "select id, opened_at, seen_at, pos from session where member = $1 order by id" },
	[LOOK_NEWEST] = { "look_newest", "select coalesce(max(id), 0) from grp" },
	[LOOK_INSERT] = { "look_insert", "insert into session (id, opened_at, seen_at, pos, member, host, pid)"
					 " values ($1, $2, $3, $4, $5, '', 0)" },
	[LOOK_UPDATE] = { "look_update", "update session set opened_at = $2, seen_at = $3, pos = $4 where id = $1 and member = $5" },
	/* 1 a deal, 7 a form of one. */
	[LOOK_CHANGES] = { "look_changes",
			   "select x.deal, x.at_ms, x.member, x.title from (select case when g.scope_kind = 1 then g.scope else f.deal"
			   " end as deal, g.id, g.at_ms, g.member, g.title from grp g left join form f on g.scope_kind = 7"
			   " and f.id = g.scope where g.id > $1 and g.member <> $2 and g.scope_kind in (1, 7)"
			   " order by g.id limit $3) x join deal d on d.id = x.deal where d.gone = 0 and " ACCESS_DEAL("d")
			   " order by x.deal, x.id" },
	[LOOK_LATE] = { "look_late", "select count(*) from (select 1 from clock k cross join deal d where d.id = k.subject"
				     " and k.lead = 1 and k.subject_kind = 1 and k.due_at >= $1 and k.due_at < $2 and d.gone = 0"
				     " and " ACCESS_DEAL("d") " limit $3) x" },
	{ NULL, NULL },
};
