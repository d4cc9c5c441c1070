#include "model/due_count.h"

#include "model/access.h"
#include "model/as_of.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/history.h"
#include "model/private.h"
#include "model/stage.h"
#include "model/value.h"

enum { DUE_LATE, DUE_AHEAD, STAGE_LATE, STAGE_AHEAD, ACTION_LATE, ACTION_AHEAD };

struct due_counted {
	struct as_of as_of;
	struct due_count count;
};

/* Calls fn for at most DUE_COUNT_MAX rows. 1: there is one more, 0, -1. */
static int each(struct store *s, int sql, int64_t now, int64_t owner, void (*fn)(void *arg, struct stmt *st), void *arg,
		struct err *err)
{
	struct stmt *st = db_stmt(s->db, &due_count_sql[sql], err);
	int rc, left = DUE_COUNT_MAX;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, now);
	if (sql >= STAGE_LATE)
		db_int(st, 3, owner);
	while ((rc = db_step(st, err)) == 1 && left--)
		fn(arg, st);
	if (rc == 1)
		db_reset(st);
	return rc;
}

/* ---- all of them ---- */

struct counting {
	int64_t now;
	struct due_count *out;
};

static void count_late(void *arg, struct stmt *st)
{
	struct counting *c = arg;

	(void)st;
	c->out->late++;
}

static void count_ahead(void *arg, struct stmt *st)
{
	struct counting *c = arg;
	int64_t warn_at = db_col(st, 0), due_at = db_col(st, 1);

	c->out->soon += warn_at > 0 && warn_at <= c->now;
	c->out->next_change = moment_sooner(c->out->next_change, warn_at > c->now ? warn_at : due_at + 1);
}

/* The class of an action's words is looked at as model/action.c does. */
static bool is_seen(const struct store *s, struct stmt *st)
{
	int64_t owner = db_col(st, 2), deal = db_col(st, 3);

	return access_can_read(s, (enum field_class)db_col(st, 1), owner) || (!deal && owner && owner == s->actor.member);
}

/* Actions whose day is over, ahead of them the first that is not: in the order of the index action_due. */
static int count_actions(struct store *s, int64_t now, struct due_count *out, struct err *err)
{
	int64_t today = calendar_day(s->calendar, now), last = calendar_close(s->calendar, today) < now ? today : today - 1;

	for (int sql = ACTION_LATE; sql <= ACTION_AHEAD; sql++) {
		struct stmt *st = db_stmt(s->db, &due_count_sql[sql], err);
		bool found = false;
		int rc, left = DUE_COUNT_MAX;

		if (!st)
			return -1;
		access_bind(st, s);
		db_int(st, 1, last);
		while (!found && (rc = db_step(st, err)) == 1 && left--) {
			if (!is_seen(s, st))
				continue;
			found = sql == ACTION_AHEAD;
			if (found)
				out->next_change = moment_sooner(out->next_change, calendar_close(s->calendar, db_col(st, 0)) + 1);
			else
				out->actions_late++;
		}
		if (rc < 0)
			return -1;
		if (sql == ACTION_LATE)
			out->more_actions = rc == 1;
		if (rc == 1)
			db_reset(st);
	}
	return 0;
}

static int count(struct store *s, struct due_count *out, struct err *err)
{
	struct counting c = { s->now(s), out };
	int late, ahead;

	*out = (struct due_count){ .next_change = NO_MOMENT };
	late = each(s, DUE_LATE, c.now, 0, count_late, &c, err);
	ahead = late < 0 ? -1 : each(s, DUE_AHEAD, c.now, 0, count_ahead, &c, err);
	out->more_late = late > 0;
	out->more_soon = ahead > 0;
	return ahead < 0 ? -1 : count_actions(s, c.now, out, err);
}

int due_count(struct store *s, struct due_count *out, struct err *err)
{
	struct due_counted *kept = s->priv->due_counted;
	struct as_of as_of;

	if (kept && as_of_holds(s, &kept->as_of)) {
		*out = kept->count;
		return 0;
	}
	as_of = as_of_now(s);
	if (count(s, out, err))
		return -1;
	if (!kept)
		kept = s->priv->due_counted = xcalloc(1, sizeof *kept);
	as_of.until = out->next_change;
	*kept = (struct due_counted){ as_of, *out };
	return 0;
}

/* ---- by stage ---- */

struct by_stage {
	const struct store *s;
	int64_t now;
	struct due_stages *out;
};

static void count_stage_late(void *arg, struct stmt *st)
{
	struct by_stage *b = arg;
	int at = stage_position(b->s->stages, (int)db_col(st, 0));

	if (at >= 0)
		b->out->late[at]++;
}

static void count_stage_ahead(void *arg, struct stmt *st)
{
	struct by_stage *b = arg;
	int at = stage_position(b->s->stages, (int)db_col(st, 0));

	if (at >= 0)
		b->out->soon[at] += db_col(st, 1) <= b->now;
}

int due_count_stages(struct store *s, int64_t owner, struct due_stages *out, struct err *err)
{
	struct by_stage b = { s, s->now(s), out };
	int late, ahead;

	for (size_t i = 0; i < stages_count(s->stages); i++)
		out->late[i] = out->soon[i] = 0;
	late = each(s, STAGE_LATE, b.now, owner, count_stage_late, &b, err);
	ahead = late < 0 ? -1 : each(s, STAGE_AHEAD, b.now, owner, count_stage_ahead, &b, err);
	out->more_late = late > 0;
	out->more_soon = ahead > 0;
	return ahead < 0 ? -1 : 0;
}

/* In the order of the index clock_due; the rest of a clock and its deal are looked at only behind it. */
#define OPEN " from clock c cross join deal d where d.id = c.subject and c.void = 0 and c.met_at = 0 and c.subject_kind = $1"
#define SEEN " and d.gone = 0 and " ACCESS_DEAL("d")
#define OF_OWNER " and (cast($3 as bigint) = 0 or d.owner = $3)"
#define IN_ORDER " order by c.due_at"

#define ACTION                                                                                                       \
	"select a.due_day, a.class, case when a.deal = 0 then a.owner else d.owner end, a.deal from action a"        \
	" left join deal d on d.id = a.deal where a.state = 0 and a.gone = 0 and a.due_day "
#define ACTION_SEEN " and (a.deal = 0 or (d.gone = 0 and " ACCESS_DEAL("d") ")) order by a.due_day"

const struct sql due_count_sql[] = {
	[DUE_LATE] = { "due_late", "select c.due_at" OPEN " and c.due_at > 0 and c.due_at < $2 and c.overridden = 0" SEEN },
	[DUE_AHEAD] = { "due_ahead", "select c.warn_at, c.due_at" OPEN " and c.due_at >= $2 and c.overridden = 0" SEEN IN_ORDER },
	[STAGE_LATE] = { "due_stage_late", "select d.stage" OPEN " and c.due_at > 0 and c.due_at < $2 and c.warn_at <= $2" OF_OWNER SEEN },
	[STAGE_AHEAD] = { "due_stage_ahead", "select d.stage, c.warn_at" OPEN " and c.due_at >= $2" OF_OWNER SEEN IN_ORDER },
	[ACTION_LATE] = { "due_action_late", ACTION "<= $1" ACTION_SEEN },
	[ACTION_AHEAD] = { "due_action_ahead", ACTION "> $1" ACTION_SEEN },
	{ NULL, NULL },
};
