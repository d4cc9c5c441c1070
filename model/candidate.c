#include "model/candidate.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/dict.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATE_CLOSED, CANDIDATE_STALLED_ONES, CANDIDATE_TAKEN };

static const char *const outcome_keys[] = { "won", "lost", "stalled" };
static const char *const size_keys[] = { "small", "middle", "large", "no amount" };
static const char *const standing_keys[] = { "eligible", "left out", "drawn", "invited", "refused", "done", "dropped" };

const char *candidate_outcome_key(enum candidate_outcome o)
{
	return outcome_keys[o];
}

const char *candidate_size_key(enum candidate_size size)
{
	return size_keys[size];
}

const char *candidate_standing_key(enum candidate_standing s)
{
	return standing_keys[s];
}

/* ---- loading ---- */

/* What became of the invitation says the interview, where there is one. */
static enum candidate_standing standing_of(const struct candidate *c, int64_t selection_state, int64_t interview_state,
					   bool approved)
{
	if (c->interview && (interview_state == 2 || interview_state == 3 || interview_state == 4))
		return CANDIDATE_DONE;
	if (c->selection && selection_state == SELECTION_DROPPED)
		return CANDIDATE_DROPPED;
	if ((c->selection && selection_state == SELECTION_REFUSED) || (c->interview && interview_state == 5))
		return CANDIDATE_REFUSED;
	if (c->interview) /* one that was planned and taken away again leaves it drawn */
		return CANDIDATE_INVITED;
	if (c->selection)
		return CANDIDATE_DRAWN;
	return (c->disputed || c->escalated) && !approved ? CANDIDATE_LEFT_OUT : CANDIDATE_ELIGIBLE;
}

static void put(struct candidates *out, const struct candidate *c)
{
	if (!(out->n & (out->n - 1)))
		out->at = xrealloc(out->at, (out->n ? 2 * out->n : 1) * sizeof *out->at);
	out->at[out->n++] = *c;
}

static void add_row(struct store *s, struct stmt *st, enum candidate_outcome outcome, struct candidates *out)
{
	struct candidate c = {
		.deal = db_col(st, 0), .owner = db_col(st, 1), .segment = db_col(st, 2),
		.amount_minor = db_col_null(st, 3) ? NO_AMOUNT : db_col(st, 3), .currency = db_col(st, 4), .outcome = outcome,
		.disputed = db_col(st, 6), .escalated = db_col(st, 7), .selection = db_col(st, 8), .interview = db_col(st, 11),
		.company = xstrdup(db_col_text(st, 13)),
	};

	c.closed_day = outcome == CANDIDATE_STALLED ? calendar_day(s->calendar, db_col(st, 5)) : db_col(st, 5);
	c.standing = standing_of(&c, db_col(st, 9), db_col(st, 12), db_col(st, 10) != 0);
	put(out, &c);
}

static int load_some(struct store *s, const struct programme *p, enum candidate_outcome outcome, struct candidates *out,
		     struct err *err)
{
	bool stalled = outcome == CANDIDATE_STALLED;
	struct stmt *st = db_stmt(s->db, &candidate_sql[stalled ? CANDIDATE_STALLED_ONES : CANDIDATE_CLOSED], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->id);
	db_ints(st, 2, (const int64_t[]){ p->segment, p->region, p->industry, p->tier, p->product }, 5);
	db_int(st, 7, stalled ? calendar_moment(s->calendar, p->from_day, 0) : p->from_day);
	db_int(st, 8, stalled ? calendar_moment(s->calendar, p->to_day + 1, 0) - 1 : p->to_day);
	if (!stalled) {
		db_int(st, 9, outcome == CANDIDATE_WON ? STAGE_WON : STAGE_LOST);
		db_int(st, 10, outcome == CANDIDATE_WON ? OUTCOME_WON : OUTCOME_LOST);
		/* The index holds the moment of the close, which lies within these days in every time zone. */
		db_int(st, 11, calendar_moment(s->calendar, p->from_day, 0) - DAY_MS);
		db_int(st, 12, calendar_moment(s->calendar, p->to_day, 0) + 2 * DAY_MS);
	}
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1)
		add_row(s, st, outcome, out);
	return rc;
}

static int by_deal(const void *a, const void *b)
{
	int64_t x = ((const struct candidate *)a)->deal, y = ((const struct candidate *)b)->deal;

	return x < y ? -1 : x > y;
}

static int by_amount(const void *a, const void *b)
{
	const struct candidate *x = *(const struct candidate *const *)a, *y = *(const struct candidate *const *)b;

	if (x->currency != y->currency)
		return x->currency < y->currency ? -1 : 1;
	return x->amount_minor < y->amount_minor ? -1 : x->amount_minor > y->amount_minor;
}

/* Thirds by rank within a currency; equal amounts are of one third. */
static void size_all(struct candidates *c)
{
	struct candidate **by = xcalloc(c->n + 1, sizeof(struct candidate *));
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		c->at[i].size = SIZE_UNKNOWN;
		/* Many a CRM writes 0 into a lost deal: that is no size. */
		if (c->at[i].amount_minor > 0 && !c->at[i].outside)
			by[n++] = &c->at[i];
	}
	qsort(by, n, sizeof *by, by_amount);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && by[to]->currency == by[from]->currency; to++)
			;
		for (size_t i = from; i < to; i++)
			by[i]->size = i > from && by[i]->amount_minor == by[i - 1]->amount_minor
					      ? by[i - 1]->size
					      : (enum candidate_size)((i - from) * 3 / (to - from));
	}
	free(by);
}

static void sort(struct candidates *c)
{
	if (c->n)
		qsort(c->at, c->n, sizeof *c->at, by_deal);
}

/* What was drawn stays in the sample when the scope changes and when the deal is reopened. */
static int load_taken(struct store *s, const struct programme *p, struct candidates *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &candidate_sql[CANDIDATE_TAKEN], err);
	struct candidates others = { 0 };
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->id);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		int64_t outcome = db_col(st, 14);

		if (!candidates_find(out, db_col(st, 0)))
			add_row(s, st, outcome == OUTCOME_WON ? CANDIDATE_WON : outcome == OUTCOME_LOST ? CANDIDATE_LOST : CANDIDATE_STALLED,
				&others);
	}
	for (size_t i = 0; i < others.n; i++) {
		others.at[i].outside = true;
		put(out, &others.at[i]);
	}
	free(others.at);
	sort(out);
	return rc;
}

int candidates_load(struct store *s, const struct programme *p, struct candidates *out, struct err *err)
{
	*out = (struct candidates){ 0 };
	for (int o = 0; o < CANDIDATE_OUTCOMES; o++)
		if (p->types & (1 << o) && load_some(s, p, (enum candidate_outcome)o, out, err)) {
			candidates_done(out);
			return -1;
		}
	sort(out);
	if (load_taken(s, p, out, err)) {
		candidates_done(out);
		return -1;
	}
	size_all(out);
	return 0;
}

void candidates_done(struct candidates *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->at[i].company);
	free(c->at);
	*c = (struct candidates){ 0 };
}

const struct candidate *candidates_find(const struct candidates *c, int64_t deal)
{
	struct candidate key = { .deal = deal };

	return c->n ? bsearch(&key, c->at, c->n, sizeof *c->at, by_deal) : NULL;
}

/* ---- drawing ---- */

/* What a pick looks for: -1 stands for any. */
struct cell {
	int64_t outcome, segment, size;
};
enum axis { AXIS_OUTCOME, AXIS_SEGMENT, AXIS_SIZE };

static bool is_in(const struct candidate *c, const struct cell *cell)
{
	return !c->outside && (cell->outcome < 0 || cell->outcome == (int64_t)c->outcome) &&
	       (cell->segment < 0 || cell->segment == c->segment) && (cell->size < 0 || cell->size == (int64_t)c->size);
}

static size_t count_in(const struct candidates *c, const struct cell *cell, enum candidate_standing from,
		       enum candidate_standing to)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += is_in(&c->at[i], cell) && c->at[i].standing >= from && c->at[i].standing <= to;
	return n;
}

/* Those that stand for the sample: who declined or was dropped represents nobody. */
static size_t count_standing(const struct candidates *c, const struct cell *cell)
{
	return count_in(c, cell, CANDIDATE_DRAWN, CANDIDATE_INVITED) + count_in(c, cell, CANDIDATE_DONE, CANDIDATE_DONE);
}

static int64_t *axis_of(struct cell *cell, enum axis axis)
{
	return axis == AXIS_OUTCOME ? &cell->outcome : axis == AXIS_SEGMENT ? &cell->segment : &cell->size;
}

static int64_t value_of(const struct candidate *c, enum axis axis)
{
	return axis == AXIS_OUTCOME ? (int64_t)c->outcome : axis == AXIS_SEGMENT ? c->segment : (int64_t)c->size;
}

/* The values met along an axis: some outcomes and sizes, a team's segments. */
struct values {
	int64_t *at;
	size_t n;
};

/* Whether it is new. */
static bool values_add(struct values *v, int64_t value)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->at[i] == value)
			return false;
	v->at = xrealloc(v->at, (v->n + 1) * sizeof *v->at);
	v->at[v->n++] = value;
	return true;
}

/* Along one axis: the value with the fewest that stand for it; among equals the one with the most to draw from. */
static void narrow_axis(const struct candidates *c, struct cell *cell, enum axis axis)
{
	struct cell best = *cell;
	size_t fewest = SIZE_MAX, most = 0;
	struct values seen = { 0 };

	for (size_t i = 0; i < c->n; i++) {
		struct cell one = *cell;
		size_t have, left;

		if (c->at[i].standing != CANDIDATE_ELIGIBLE || !is_in(&c->at[i], cell) ||
		    !values_add(&seen, value_of(&c->at[i], axis)))
			continue;
		*axis_of(&one, axis) = value_of(&c->at[i], axis);
		have = count_standing(c, &one);
		left = count_in(c, &one, CANDIDATE_ELIGIBLE, CANDIDATE_ELIGIBLE);
		if (have < fewest || (have == fewest && left > most)) {
			best = one;
			fewest = have;
			most = left;
		}
	}
	*cell = best;
	free(seen.at);
}

/* The cell of one that is to be replaced, as far as somebody eligible is in it. */
static struct cell cell_like(const struct candidates *c, const struct candidate *like)
{
	struct cell cell = { (int64_t)like->outcome, like->segment, (int64_t)like->size };

	for (int axis = AXIS_SIZE; axis >= 0 && !count_in(c, &cell, CANDIDATE_ELIGIBLE, CANDIDATE_ELIGIBLE); axis--)
		*axis_of(&cell, (enum axis)axis) = -1;
	return cell;
}

static size_t by_lot(struct store *s, size_t n)
{
	uint64_t bits;

	s->random(s, &bits, sizeof bits);
	return n ? (size_t)(bits % n) : 0;
}

struct candidate *candidates_pick(struct store *s, struct candidates *c, const struct candidate *like, struct buf *why)
{
	struct cell cell = { -1, -1, -1 };
	size_t left, skip;

	if (like)
		cell = cell_like(c, like);
	for (int axis = AXIS_OUTCOME; axis <= AXIS_SIZE; axis++)
		if (*axis_of(&cell, (enum axis)axis) < 0)
			narrow_axis(c, &cell, (enum axis)axis);
	left = count_in(c, &cell, CANDIDATE_ELIGIBLE, CANDIDATE_ELIGIBLE);
	if (!left)
		return NULL;
	skip = by_lot(s, left);
	for (size_t i = 0; i < c->n; i++) {
		struct candidate *one = &c->at[i];

		if (one->standing != CANDIDATE_ELIGIBLE || !is_in(one, &cell) || skip-- > 0)
			continue;
		buf_printf(why, "%s, %s, %s: ", outcome_keys[one->outcome],
			   one->segment ? dict_title(s, one->segment) : "no segment", size_keys[one->size]);
		if (left == 1)
			buf_puts(why, "the only one left of its kind");
		else
			buf_printf(why, "by lot from %zu alike", left);
		if (like)
			buf_printf(why, ", in place of D-%" PRId64 ", who declined", like->deal);
		return one;
	}
	return NULL;
}

/* ---- balance ---- */

static void count_row(const struct candidates *c, struct store *s, enum axis axis, int64_t value, bool all, struct balance *b)
{
	struct cell cell = { -1, -1, -1 };

	if (!all)
		*axis_of(&cell, axis) = value;
	b->dimension = all ? "all" : axis == AXIS_OUTCOME ? "outcome" : axis == AXIS_SEGMENT ? "segment" : "size";
	b->name = all ? "all closed deals" : axis == AXIS_OUTCOME ? outcome_keys[value]
		  : axis == AXIS_SIZE				   ? size_keys[value]
		  : value					   ? dict_title(s, value)
								   : "no segment";
	b->closed = (int64_t)count_in(c, &cell, CANDIDATE_ELIGIBLE, CANDIDATE_DROPPED);
	b->left_out = (int64_t)count_in(c, &cell, CANDIDATE_LEFT_OUT, CANDIDATE_LEFT_OUT);
	b->drawn = (int64_t)count_in(c, &cell, CANDIDATE_DRAWN, CANDIDATE_DROPPED);
	b->invited = (int64_t)count_in(c, &cell, CANDIDATE_INVITED, CANDIDATE_DONE);
	b->refused = (int64_t)count_in(c, &cell, CANDIDATE_REFUSED, CANDIDATE_REFUSED);
	b->done = (int64_t)count_in(c, &cell, CANDIDATE_DONE, CANDIDATE_DONE);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

void candidates_balance(struct store *s, const struct candidates *c, struct balance **out, size_t *n)
{
	*out = xcalloc(1, sizeof **out);
	*n = 1;
	count_row(c, s, AXIS_OUTCOME, 0, true, *out);
	for (int axis = AXIS_OUTCOME; axis <= AXIS_SIZE; axis++) {
		struct values met = { 0 };

		for (size_t i = 0; i < c->n; i++)
			if (!c->at[i].outside)
				values_add(&met, value_of(&c->at[i], (enum axis)axis));
		if (met.n)
			qsort(met.at, met.n, sizeof *met.at, by_value);
		*out = xrealloc(*out, (*n + met.n) * sizeof **out);
		for (size_t i = 0; i < met.n; i++)
			count_row(c, s, (enum axis)axis, met.at[i], false, &(*out)[(*n)++]);
		free(met.at);
	}
}

#define SCOPE                                                                                                          \
	" and ($2 = 0 or d.segment = $2) and ($3 = 0 or d.region = $3) and ($4 = 0 or d.industry = $4)"                  \
	" and ($5 = 0 or d.tier = $5) and ($6 = 0 or d.product = $6) and " ACCESS_DEAL("d")
#define BESIDE                                                                                                         \
	" d.dispute, (select count(*) from action a where a.deal = d.id and a.kind = 2 and a.state = 0 and a.gone = 0),"  \
	" coalesce(x.id, 0), coalesce(x.state, 0), coalesce(x.approved_by, 0), coalesce(i.id, 0), coalesce(i.state, 0),"  \
	" coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''), d.outcome from deal d join company c on c.id = d.company"    \
	" left join selection x on x.programme = $1 and x.deal = d.id and x.gone = 0"                                     \
	" left join interview i on i.programme = $1 and i.deal = d.id and i.gone = 0"                                     \
	" and i.id = (select max(j.id) from interview j where j.programme = $1 and j.deal = d.id and j.gone = 0)"

const struct sql candidate_sql[] = {
	[CANDIDATE_CLOSED] = { "candidate_closed", "select d.id, d.owner, d.segment, d.amount_minor, d.currency, d.closed_day," BESIDE
						   " where d.gone = 0 and d.stage = $9 and d.outcome = $10 and d.sort_at between $11 and $12"
						   " and d.closed_day between $7 and $8" SCOPE },
	/* Stalled and delayed deals count on the day they were marked. */
	[CANDIDATE_STALLED_ONES] = { "candidate_stalled", "select d.id, d.owner, d.segment, d.amount_minor, d.currency, m.at_ms," BESIDE
							  " join (select e.subject, max(e.at_ms) as at_ms from event e where"
							  " e.subject_kind = 1 and e.kind in (6, 7) and e.undone_by is null"
							  " group by e.subject) m on m.subject = d.id"
							  " where d.gone = 0 and d.outcome in (3, 4) and m.at_ms between $7 and $8" SCOPE },
	[CANDIDATE_TAKEN] = { "candidate_taken", "select d.id, d.owner, d.segment, d.amount_minor, d.currency,"
						 " case when d.outcome in (1, 2) then coalesce(d.closed_day, 0) else d.sort_at end," BESIDE
						 " where x.id is not null and d.gone = 0 and " ACCESS_DEAL("d") },
	{ NULL, NULL },
};
