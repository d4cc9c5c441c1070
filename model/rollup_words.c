/* Words of a rollup: representative quotes, actions and refinements, and the sentences of method and limits. */
#include "model/rollup_private.h"

#include "model/action.h"
#include "model/calendar.h"
#include "model/coding.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/exchange.h"
#include "model/member.h"
#include "model/refinement.h"
#include "model/stage.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_DEALS, WORDS_REFINEMENT_COUNTS, WORDS_REFINEMENTS, WORDS_IN_COHORT, WORDS_BLOCKING };
enum { THEMES_MAX = 4, DEALS_MAX = 100, QUOTE_MAX = 320, LINES_MAX = 50 };

/* ---- quotes ---- */

struct choosing {
	struct rolling *w;
	const struct figure *f;
	bool anew;           /* only another interview than those */
	int64_t left_out;    /* because they name somebody */
};

static bool folded_has(const char *words, size_t len, const char *name)
{
	struct buf in = { 0 }, what = { 0 };
	bool has;

	if (!name || strlen(name) < 3)
		return false;
	text_fold(&in, words, len);
	text_fold(&what, name, strlen(name));
	has = what.len >= 3 && strstr(buf_str(&in), buf_str(&what));
	buf_done(&in);
	buf_done(&what);
	return has;
}

/* The words name the company (or its first word), the owner or the respondent: they stay out of what leaves the house of
 * the deals. */
static bool names_somebody(const struct coded_words *c)
{
	const char *company = c->company ? c->company : "";
	char first[64];
	int n = (int)strcspn(company, " ,.");

	snprintf(first, sizeof first, "%.*s", n > 60 ? 60 : n, company);
	return folded_has(c->words, c->len, company) || folded_has(c->words, c->len, strlen(first) > 3 ? first : "") ||
	       folded_has(c->words, c->len, c->owner) || folded_has(c->words, c->len, c->respondent);
}

static bool is_used(const struct choosing *ch, const struct coded_words *c)
{
	for (size_t i = 0; i < ch->w->r->quotes; i++)
		if (ch->w->r->quote[i].note == c->note || (ch->anew && ch->w->r->quote[i].interview == c->interview))
			return true;
	return false;
}

static void put_quote(struct choosing *ch, const struct coded_words *c)
{
	struct rollup *r = ch->w->r;
	struct rollup_line *q = rolling_line(&r->quote, &r->quotes, ch->f->section);
	const char *role = person_role_key((int)c->respondent_role);

	q->id = c->code;
	q->deal = c->deal;
	q->interview = c->interview;
	q->note = c->note;
	q->outcome = c->outcome;
	q->text = xstrndup(c->words, c->len);
	q->theme = xstrdup(ch->f->title);
	q->who = xstrdup(r->scope.audience != AUDIENCE_CMO && c->respondent && *c->respondent ? c->respondent
			 : *role							      ? role
											      : "a buyer");
}

static int choose(void *arg, const struct coded_words *c)
{
	struct choosing *ch = arg;

	if (c->kind != SAID_QUOTE || !c->may_leave || !c->len || text_points(c->words, c->len) > QUOTE_MAX || is_used(ch, c))
		return 0;
	if (ch->w->r->scope.audience == AUDIENCE_CMO && names_somebody(c)) {
		ch->left_out++;
		return 0;
	}
	put_quote(ch, c);
	return 1;
}

/* The first deals in which the theme was named, by month and id. */
static int deals_of(struct rolling *w, const struct figure *f, int64_t *out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &rollup_words_sql[WORDS_DEALS], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ f->from.kind, f->from.bucket, f->from.from_month, f->from.to_month, w->r->facts.owner,
				    w->r->scope.segment, DEALS_MAX }, 7);
	while ((rc = db_step(st, err)) == 1)
		out[(*n)++] = db_col(st, 0);
	return rc;
}

/* One quote of a theme; 1 found, 0 none, -1. */
static int quote_theme(struct rolling *w, const struct figure *f, bool anew, struct err *err)
{
	struct choosing ch = { .w = w, .f = f, .anew = anew };
	int64_t deal[DEALS_MAX];
	size_t n;
	int rc = deals_of(w, f, deal, &n, err);

	for (size_t i = 0; !rc && i < n; i++)
		rc = coded_words_each(w->s, &w->themes, deal[i], f->from.bucket, true, choose, &ch, err);
	return rc;
}

/* The k-th theme of losses or wins, NULL none. */
static const struct figure *top_theme(const struct rollup *r, enum rollup_section section, size_t k)
{
	size_t n;
	const struct figure *first = rollup_section(r, section, &n);

	return k < n ? first + k : NULL;
}

int rolling_quotes(struct rolling *w, struct err *err)
{
	static const enum rollup_section sides[] = { ROLLUP_LOSS, ROLLUP_WIN };
	struct rollup *r = w->r;

	if (access_read(w->s, CLASS_INTERVIEW) == ACCESS_NO && rollup_rows_are_seen(w->s))
		return 0;
	/* A round is one quote of each theme; a second round may come back to an interview, never to a note. */
	for (int round = 0; round < 3; round++)
		for (size_t k = 0; k < THEMES_MAX; k++)
			for (size_t i = 0; i < 2 && r->quotes < r->scope.quotes; i++) {
				const struct figure *f = top_theme(r, sides[i], k);

				if (f && quote_theme(w, f, round < 2, err) < 0)
					return -1;
			}
	return 0;
}

/* ---- refinements ---- */

static int refinement_lines(struct rolling *w, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &rollup_words_sql[WORDS_REFINEMENTS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, LINES_MAX);
	while ((rc = db_step(st, err)) == 1) {
		struct rollup_line *l = rolling_line(&w->r->line, &w->r->lines, ROLLUP_REFINEMENTS);

		l->id = db_col(st, 0);
		l->state = (int)db_col(st, 1);
		l->text = xstrdup(db_col_text(st, 2) ? db_col_text(st, 2) : "");
		l->who = xstrdup(db_col_text(st, 3) ? db_col_text(st, 3) : "");
	}
	return rc;
}

/* What is counted, state by state. */
static const struct {
	int64_t state;
	const char *key, *title;
} refined[] = { { REFINEMENT_FLAGGED, "refinements.flagged", "flagged" }, { REFINEMENT_PROPOSED, "refinements.proposed", "proposed" },
		{ REFINEMENT_APPROVED, "refinements.approved", "approved" }, { REFINEMENT_REJECTED, "refinements.rejected", "rejected" },
		{ REFINEMENT_APPLIED, "refinements.applied", "made" } };

int64_t rollup_refinement_state(const char *key)
{
	for (size_t i = 0; i < sizeof refined / sizeof *refined; i++)
		if (!strcmp(refined[i].key, key))
			return refined[i].state;
	return 0;
}

int rolling_refinements(struct rolling *w, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &rollup_words_sql[WORDS_REFINEMENT_COUNTS], err);
	int64_t n[16] = { 0 };
	int rc = -1;

	while (st && (rc = db_step(st, err)) == 1)
		if (db_col(st, 0) >= 0 && db_col(st, 0) < 16)
			n[db_col(st, 0)] = db_col(st, 1);
	for (size_t i = 0; !rc && i < sizeof refined / sizeof *refined; i++)
		rolling_count(w, ROLLUP_REFINEMENTS, refined[i].title, n[refined[i].state], NULL, refined[i].key);
	/* Their words may name a deal. */
	if (!rc && rollup_rows_are_seen(w->s) && w->r->scope.audience != AUDIENCE_CMO && !w->r->own_only)
		rc = refinement_lines(w, err);
	return rc;
}

/* ---- actions ---- */

struct acting {
	struct store *s;
	const struct rollup *r;
	int (*fn)(void *arg, const struct action_row *row);
	void *arg;
	struct err *err;
};

/* Open work on what was learned: neither what was promised to one customer nor an escalation. */
static bool follows_from_learning(const struct action_row *row)
{
	return row->a.kind != ACTION_ESCALATION && row->a.kind != ACTION_TASK && row->source != SOURCE_PROMISE &&
	       row->source != SOURCE_CHECKIN;
}

/* 1, 0, -1. */
static int is_in_cohort(struct store *s, const struct rollup *r, int64_t deal, struct err *err)
{
	struct stmt *st;
	int rc;

	if (!deal)
		return 1;
	st = db_stmt(s->db, &rollup_words_sql[WORDS_IN_COHORT], err);
	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ deal, STAGE_WON, STAGE_LOST, r->from_day, r->to_day, r->scope.segment }, 6);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc;
}

static int each_action(void *arg, const struct action_row *row)
{
	struct acting *a = arg;
	struct action_row told = *row;
	int rc;

	if (!follows_from_learning(row) || !row->a.text)
		return 0;
	rc = is_in_cohort(a->s, a->r, row->deal, a->err);
	told.late = row->a.due_day != NO_DAY && calendar_close(a->s->calendar, row->a.due_day) < a->r->as_of_ms;
	return rc == 1 ? a->fn(a->arg, &told) : rc;
}

int rollup_actions_each(struct store *s, const struct rollup *r, int (*fn)(void *arg, const struct action_row *row), void *arg,
			struct err *err)
{
	struct acting a = { .s = s, .r = r, .fn = fn, .arg = arg, .err = err };

	/* Who reads aggregates alone gets the counts that everybody gets, and no words. */
	return (rollup_rows_are_seen(s) ? action_each : action_each_any)(s, true, 0, each_action, &a, err);
}

struct taking {
	struct rolling *w;
	int64_t open, late;
};

/* "Name the onboarding owner in the proposal (process)". */
static char *action_words(const struct action_row *row)
{
	struct buf b = { 0 };

	buf_puts(&b, row->a.text);
	if (row->a.change_kind != CHANGE_NONE)
		buf_printf(&b, " (%s)", change_kind_key(row->a.change_kind));
	return buf_take(&b);
}

static int take_action(void *arg, const struct action_row *row)
{
	struct taking *t = arg;
	struct rollup *r = t->w->r;
	struct rollup_line *l;

	t->open++;
	t->late += row->late;
	if (r->scope.audience == AUDIENCE_CMO || t->open > LINES_MAX)
		return 0;
	l = rolling_line(&r->line, &r->lines, ROLLUP_ACTIONS);
	l->id = row->a.id;
	l->deal = row->deal;
	l->owner = row->a.owner;
	l->due_day = row->a.due_day;
	l->state = (int)row->a.state;
	l->late = row->late;
	l->text = action_words(row);
	l->who = xstrdup(row->a.owner ? member_login(t->w->s, row->a.owner) : "");
	return 0;
}

int rolling_actions(struct rolling *w, struct err *err)
{
	struct taking t = { .w = w };

	if (rollup_actions_each(w->s, w->r, take_action, &t, err))
		return -1;
	rolling_count(w, ROLLUP_ACTIONS, "open", t.open, NULL, "actions.open");
	rolling_count(w, ROLLUP_ACTIONS, "of them late", t.late, NULL, "actions.late");
	return 0;
}

/* ---- limits ---- */

enum { SHIPPED_ROOTS = 7 };

/* What the team has not ratified yet, first of all that is said. */
int rolling_unratified(struct rolling *w, struct err *err)
{
	struct exchange_fields fields;
	struct icp icp;
	size_t roots = 0;
	bool friction = false;

	if (icp_load(w->s, &icp, err) || exchange_fields_load(w->s, &fields, err))
		return -1;
	for (size_t i = 0; i < fields.n; i++)
		friction |= !fields.at[i].ratified;
	for (size_t i = 0; i < w->themes.n; i++)
		roots += !w->themes.theme[i].parent && !w->themes.theme[i].retired;
	if (!icp.ratified)
		rolling_limit(w, "Unratified: the dimensions of the qualification model (icp, version %d).", icp.version);
	if (friction)
		rolling_limit(w, "Unratified: the friction fields of the exchange record.");
	if (roots > SHIPPED_ROOTS)
		rolling_limit(w, "Unratified: pattern codes beyond the seven themes (%zu in use).", roots - SHIPPED_ROOTS);
	return 0;
}

static void say_sample(struct rolling *w)
{
	const struct figure *incomplete = rollup_find(w->r, "scope.incomplete"), *closed = rollup_find(w->r, "scope.closed");
	const struct figure *interviewed = rollup_find(w->r, "scope.learned");
	size_t n, single = 0;
	const struct figure *f = rollup_section(w->r, ROLLUP_LOSS, &n);

	if (!closed->n)
		rolling_limit(w, "No deal was closed in this quarter.");
	else if (interviewed->n < closed->n)
		rolling_limit(w, "%" PRId64 " of %" PRId64 " closed deals have a coded interview; the others speak in no theme.",
			      interviewed->n, closed->n);
	if (closed->n && w->coded < SHARE_SMALL)
		rolling_limit(w, "Small sample: %" PRId64 " coded; counts stand in words, without shares.", w->coded);
	if (incomplete->n)
		rolling_limit(w, "%" PRId64 " incomplete: shown apart, counted in no theme.", incomplete->n);
	for (size_t i = 0; i < n; i++)
		single += f[i].no_finding;
	f = rollup_section(w->r, ROLLUP_WIN, &n);
	for (size_t i = 0; i < n; i++)
		single += f[i].no_finding;
	if (single)
		rolling_limit(w, "Themes that one interview alone names are no finding: %zu.", single);
}

/* Every loss put down to the price is said more often than it is so. */
static int say_price(struct rolling *w, struct err *err)
{
	struct fact_sum *sum;
	size_t n;
	int64_t lost, priced = 0;

	if (rolling_sums(w, FACT_OURS, &sum, &n, err))
		return -1;
	lost = sums_n(sum, n, -1, OUTCOME_LOST);
	for (size_t i = 0; i < n; i++) {
		const struct theme *t = taxonomy_theme(&w->themes, sum[i].bucket);

		if (sum[i].outcome == OUTCOME_LOST && t && !strcmp(t->key, "pricing"))
			priced += sum[i].n;
	}
	free(sum);
	if (lost > 1 && priced == lost)
		rolling_limit(w, "All %" PRId64 " losses with an interview were put down to the price by us; compare what the buyers said.",
			      lost);
	return 0;
}

static int say_blocking(struct rolling *w, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &rollup_words_sql[WORDS_BLOCKING], err);
	int64_t n;

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ ACTION_ESCALATION, ACTION_OPEN, STAGE_WON, STAGE_LOST, w->r->from_day, w->r->to_day }, 6);
	if (db_step(st, err) != 1)
		return -1;
	n = db_col(st, 0);
	db_reset(st);
	if (n)
		rolling_limit(w, "Escalations that keep this from being published are open: %" PRId64 ".", n);
	return 0;
}

int rolling_limits(struct rolling *w, struct err *err)
{
	if (w->r->own_only)
		rolling_limit(w, "Own deals alone: these are not the figures of the team.");
	if (w->r->to_date)
		rolling_limit(w, "The quarter is not over: figures to date.");
	say_sample(w);
	if (say_price(w, err) || say_blocking(w, err))
		return -1;
	rolling_limit(w, "Rates carry n and a 95%% interval after Wilson. Our reasons and the buyers' stand side by side and are never"
			 " added; neither are wins and losses.");
	return 0;
}

const struct sql rollup_words_sql[] = {
	[WORDS_DEALS] = { "rollup_quote_deals",
			  "select f.deal from fact f where f.kind = $1 and f.bucket = $2 and f.close_month between $3 and $4"
			  " and ($5 = -1 or f.owner = $5) and ($6 = 0 or f.segment = $6) order by f.close_month, f.deal limit $7" },
	[WORDS_REFINEMENT_COUNTS] = { "rollup_refinement_counts",
				      "select state, count(*) from refinement where gone = 0 group by state order by state" },
	[WORDS_REFINEMENTS] = { "rollup_refinements", "select r.id, r.state, t.body, r.comment from refinement r left join text t"
						      " on t.id = r.text where r.gone = 0 and r.state in (1, 2, 3, 4, 6)"
						      " order by r.id desc limit $1" },
	[WORDS_IN_COHORT] = { "rollup_in_cohort", "select 1 from deal d where d.id = $1 and d.gone = 0 and d.stage in ($2, $3)"
						  " and d.closed_day between $4 and $5 and ($6 = 0 or d.segment = $6)" },
	[WORDS_BLOCKING] = { "rollup_blocking",
			     "select count(*) from action a join deal d on d.id = a.deal where a.gone = 0 and a.kind = $1 and a.state = $2"
			     " and a.blocks = 1 and d.gone = 0 and d.stage in ($3, $4) and d.closed_day between $5 and $6" },
	{ NULL, NULL },
};
