/* How many debriefs are complete before the kickoff, and the alarm when they are too few (S4-27; domain.md,
 * "Completion rate"). A kickoff known only as a day begins with that day: what was completed on it came too late. */
#include "model/account.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/event.h"
#include "model/shortfall.h"

#include <stdio.h>

#define WINDOW_DAYS 30

enum { RATE_DEALS };

struct cohort_row {
	int64_t deal, completed_at, due_at;
	int64_t kickoff_at; /* NO_MOMENT: not held */
	bool by_reason;     /* through the gate */
};

static void count(const struct cohort_row *r, int64_t now, struct debrief_rate *out)
{
	bool done = r->completed_at > 0, held = r->kickoff_at != NO_MOMENT;
	bool in_time = done && (!held || r->completed_at < r->kickoff_at);

	if (!done && !held && !(r->due_at > 0 && r->due_at <= now))
		return;
	out->n++;
	out->complete += in_time;
	out->kickoffs_before += held && !in_time && r->by_reason;
}

static void read_row(struct store *s, struct stmt *st, struct cohort_row *r)
{
	*r = (struct cohort_row){ .deal = db_col(st, 0), .completed_at = db_col(st, 1), .due_at = db_col(st, 2),
				  .kickoff_at = db_col_null(st, 3) ? NO_MOMENT : db_col(st, 3),
				  .by_reason = db_col(st, 5) };
	if (r->kickoff_at != NO_MOMENT && db_col(st, 4))
		r->kickoff_at = calendar_moment(s->calendar, calendar_day(s->calendar, r->kickoff_at), 0);
}

int debrief_rate(struct store *s, struct debrief_rate *out, struct err *err)
{
	const struct clock_rule *rule = clock_rule_find(s->clocks, "debrief");
	struct stmt *st = db_stmt(s->db, &debrief_rate_sql[RATE_DEALS], err);
	int64_t now = s->now(s), from_day = calendar_day(s->calendar, now) - WINDOW_DAYS, last = 0;
	int rc;

	*out = (struct debrief_rate){ .target_bp = questions_target_bp(s->questions), .rate_bp = -1 };
	if (!st)
		return -1;
	db_int(st, 1, calendar_moment(s->calendar, from_day, 0));
	db_int(st, 2, now);
	db_int(st, 3, FORM_DEBRIEF);
	db_int(st, 4, rule ? rule->id : 0);
	db_int(st, 5, SUBJECT_DEAL);
	db_int(st, 6, EV_KICKOFF_HELD);
	db_int(st, 7, EV_REOPENED);
	db_int(st, 8, STAGE_WON);
	db_int(st, 9, OUTCOME_WON);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct cohort_row row;

		read_row(s, st, &row);
		if (row.deal != last) /* a kickoff told twice is its first telling */
			count(&row, now, out);
		last = row.deal;
	}
	if (rc)
		return -1;
	if (out->n)
		out->rate_bp = (int)(out->complete * 10000 / out->n);
	out->alarm = out->n && out->rate_bp < out->target_bp;
	return 0;
}

/* ---- the alarm ---- */

static int open_for(struct store *s, const struct debrief_rate *r, struct err *err)
{
	struct ymd day = day_to_ymd(calendar_day(s->calendar, s->now(s)));
	char text[320], expected[48], key[32];
	const struct shortfall f = { .trigger_key = key, .title = "debrief completion below its target", .text = text,
				     .expected = expected, .owner = ROLE_SALES_OPS, .else_owner = ROLE_SALES_OPS };

	snprintf(text, sizeof text, "Debriefs complete before the kickoff: %d %% (%lld of %lld won in the last %d days), target"
		 " %d %%. Find out what keeps them: friction, or the capacity of the AEs.", r->rate_bp / 100,
		 (long long)r->complete, (long long)r->n, WINDOW_DAYS, r->target_bp / 100);
	snprintf(expected, sizeof expected, "at least %d %% again", r->target_bp / 100);
	snprintf(key, sizeof key, "debrief-rate:%04d-%02d", day.year, day.month);
	return shortfall_open(s, &f, err);
}

int debrief_rate_watch(struct store *s, struct err *err)
{
	struct debrief_rate rate;

	if (!shortfall_may_open(s))
		return 0;
	if (debrief_rate(s, &rate, err))
		return -1;
	return rate.alarm ? open_for(s, &rate, err) : 0;
}

/* From the forms: of a million deals few are won and debriefed here. A kickoff held before the deal was opened again
 * belongs to the win before. */
const struct sql debrief_rate_sql[] = {
	[RATE_DEALS] = { "rate_deals", "select d.id, f.completed_at, coalesce(k.due_at, 0), e.at_ms, e.day_only, e.override"
				       " from form f cross join deal d"
				       " left join clock k on k.subject_kind = $5 and k.subject = d.id and k.kind = $4 and k.void = 0"
				       " left join event e on e.subject_kind = $5 and e.subject = d.id and e.kind = $6"
				       " and e.undone_by is null and not exists (select 1 from event r where"
				       " r.subject_kind = $5 and r.subject = d.id and r.kind = $7 and r.undone_by is null"
				       " and r.id > e.id)"
				       " where f.kind = $3 and f.gone = 0 and d.id = f.deal and d.gone = 0 and d.stage = $8"
				       " and d.outcome = $9 and d.won_at >= $1 and d.won_at <= $2 and " ACCESS_DEAL("d") " order by d.id, e.at_ms" },
	{ NULL, NULL },
};
