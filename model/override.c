#include "model/override.h"

#include "model/access.h"
#include "model/deal.h"
#include "model/stage.h"

enum { OVERRIDE_EACH, OVERRIDE_MOVES };

const char *gate_key(enum gate_kind g)
{
	static const char *const keys[] = { "stage", "kickoff", "delivery" };

	return keys[g];
}

static enum gate_kind gate_of(enum event_kind kind)
{
	return kind == EV_KICKOFF_HELD				      ? GATE_KICKOFF
	       : kind == EV_DELIVERY_STARTED || kind == EV_DELIVERED ? GATE_DELIVERY
								     : GATE_STAGE;
}

static struct stmt *begin(struct store *s, int sql, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &override_sql[sql], err);

	if (st) {
		access_bind(st, s);
		db_int(st, 1, SUBJECT_DEAL);
	}
	return st;
}

int overrides_each(struct store *s, int64_t since_ms, int (*fn)(void *arg, const struct override_row *row), void *arg,
		   struct err *err)
{
	struct stmt *st = begin(s, OVERRIDE_EACH, err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 2, since_ms == NO_MOMENT ? INT64_MIN : since_ms);
	while ((rc = db_step(st, err)) == 1) {
		struct override_row row = { .deal = db_col(st, 0), .company = db_col_text(st, 1),
					    .gate = gate_of((enum event_kind)db_col(st, 2)), .at_ms = db_col(st, 3),
					    .member = db_col(st, 4), .reason = db_col_text(st, 5) };

		if (!access_can_read(s, CLASS_CRM, db_col(st, 6)))
			row.reason = "";
		if (fn(arg, &row)) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

/* A deal whose first stage nobody told comes from the left of them all. */
int stage_compliance(struct store *s, int64_t since_ms, struct compliance *out, struct err *err)
{
	struct stmt *st = begin(s, OVERRIDE_MOVES, err);
	int64_t deal = 0;
	int rc, from = -1;

	*out = (struct compliance){ .rate_bp = -1 };
	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		enum event_kind kind = (enum event_kind)db_col(st, 1);
		int to = stage_position(s->stages, (int)db_col(st, 2));
		bool forward;

		if (db_col(st, 0) != deal)
			from = -1;
		deal = db_col(st, 0);
		forward = (kind == EV_MOVED || kind == EV_WON) && to > from;
		from = to;
		if (!forward || (since_ms != NO_MOMENT && db_col(st, 4) < since_ms))
			continue;
		out->moves++;
		out->over += db_col(st, 3) != 0;
	}
	if (out->moves)
		out->rate_bp = (int)((out->moves - out->over) * 10000 / out->moves);
	return rc;
}

#define SEEN " and e.subject_kind = $1 and e.undone_by is null and d.gone = 0 and " ACCESS_DEAL("d")

const struct sql override_sql[] = {
	[OVERRIDE_EACH] = { "override_each",
		"select e.subject, case when co.name <> '' then co.name when d.name <> '' then d.name else coalesce(d.ext, '') end,"
		" e.kind, e.at_ms, e.member, coalesce(e.reason, ''), d.owner from event e join deal d on d.id = e.subject"
		" join company co on co.id = d.company where e.override = 1 and e.at_ms >= $2" SEEN " order by e.at_ms, e.id" },
	[OVERRIDE_MOVES] = { "override_moves",
		"select e.subject, e.kind, e.value, e.override, e.at_ms from event e join deal d on d.id = e.subject"
		" where e.kind in (2, 3, 4, 5) and e.history = 0" SEEN " order by e.subject, e.id" },
	{ NULL, NULL },
};
