/* How the work went: clocks and gates, who was asked, our reasons beside theirs, qualification and friction. */
#include "model/rollup_private.h"

#include "model/clock.h"
#include "model/debrief.h"
#include "model/dict.h"
#include "model/icp.h"
#include "model/item.h"
#include "model/metric.h"
#include "model/question.h"
#include "model/stage.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCKS_RUNNING, CLOSED_BY_SEGMENT, DEBRIEFS_RUNNING };
enum { PER_RULE = 8, TOLD_MAX = 8 };

/* ---- clocks ---- */

/* Open clocks whose time is not over are neither kept nor missed: they count for nothing yet. By rule. */
static int read_running(struct rolling *w, int64_t *running, size_t rules, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &rollup_process_sql[CLOCKS_RUNNING], err);
	const struct fact_scope *f = &w->r->facts;
	int rc;

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ FACT_CLOCK, PER_RULE, FACT_OPEN, f->from_month, f->to_month, f->owner, w->r->scope.segment,
				    w->r->as_of_ms, 1 /* SUBJECT_DEAL */ }, 9);
	while ((rc = db_step(st, err)) == 1)
		if (db_col(st, 0) >= 0 && db_col(st, 0) < (int64_t)rules)
			running[db_col(st, 0)] += db_col(st, 1);
	return rc;
}

static void add_clock(struct rolling *w, const struct clock_rule *rule, const struct fact_sum *sum, size_t n, int64_t running)
{
	int64_t base = (int64_t)rule->id * PER_RULE, kept = sums_n(sum, n, base + FACT_MET_METRIC, OUTCOME_NONE), of;
	int length = rule->metric ? rule->metric : rule->length;
	struct figure *f;
	struct figure_from from = rolling_from(w, FACT_CLOCK, base + FACT_MET_METRIC);
	struct buf within = { 0 };
	char key[64];

	if (!rule->metric) {
		from.bucket = base + FACT_MET;
		from.bucket_to = base + FACT_MET_METRIC;
		kept += sums_n(sum, n, base + FACT_MET, OUTCOME_NONE);
	}
	of = sums_n(sum, n, base + FACT_MET, OUTCOME_NONE) + sums_n(sum, n, base + FACT_MET_METRIC, OUTCOME_NONE) +
	     sums_n(sum, n, base + FACT_MET_LATE, OUTCOME_NONE) + sums_n(sum, n, base + FACT_OPEN, OUTCOME_NONE) - running;
	if (!of)
		return;
	snprintf(key, sizeof key, "process.%s", rule->key);
	f = rolling_count(w, ROLLUP_PROCESS, rule->title, 0, &from, key);
	f->target_bp = rule->target_bp > 0 ? rule->target_bp : -1;
	figure_rate(f, kept, of);
	f->of_from = rolling_from(w, FACT_CLOCK, base + FACT_MET);
	f->of_from.bucket_to = base + FACT_OPEN;
	buf_printf(&within, "within %d %s", length, clock_unit_name(rule->unit));
	figure_column(f, buf_str(&within));
	buf_done(&within);
}

static int add_clocks(struct rolling *w, struct err *err)
{
	enum { RULES_MAX = 256 };
	int64_t running[RULES_MAX] = { 0 };
	struct fact_sum *sum;
	size_t n;

	if (read_running(w, running, RULES_MAX, err) || rolling_sums(w, FACT_CLOCK, &sum, &n, err))
		return -1;
	for (size_t i = 0; i < clock_rules_count(w->s->clocks); i++) {
		const struct clock_rule *rule = clock_rule_at(w->s->clocks, i);

		if (rule->enabled && rule->id < RULES_MAX)
			add_clock(w, rule, sum, n, running[rule->id]);
	}
	free(sum);
	return 0;
}

/* ---- debriefs, moves, gates ---- */

/* As the completion rate has it (domain.md): one that is not complete counts once it is due or overtaken by its kickoff. */
static int64_t debriefs_running(struct rolling *w, struct err *err)
{
	const struct clock_rule *rule = clock_rule_find(w->s->clocks, "debrief");
	struct stmt *st = db_stmt(w->s->db, &rollup_process_sql[DEBRIEFS_RUNNING], err);
	const struct fact_scope *f = &w->r->facts;
	int64_t n = -1;

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ FACT_DEBRIEF, FACT_NOT_COMPLETE, rule ? rule->id : 0, f->from_month, f->to_month, f->owner,
				    w->r->scope.segment, w->r->as_of_ms, 1 /* SUBJECT_DEAL */ }, 9);
	if (db_step(st, err) == 1)
		n = db_col(st, 0);
	db_reset(st);
	return n;
}

static int add_debriefs(struct rolling *w, struct err *err)
{
	int64_t running = debriefs_running(w, err);
	struct figure_from from = rolling_from(w, FACT_DEBRIEF, FACT_BEFORE_KICKOFF);
	struct fact_sum *sum;
	struct figure *f;
	size_t n;

	if (running < 0 || rolling_sums(w, FACT_DEBRIEF, &sum, &n, err))
		return -1;
	if (sums_n(sum, n, -1, OUTCOME_NONE) > running) {
		f = rolling_count(w, ROLLUP_PROCESS, "Debriefs complete before the kickoff", 0, &from, "process.debrief_before_kickoff");
		f->target_bp = questions_target_bp(w->s->questions);
		figure_rate(f, sums_n(sum, n, FACT_BEFORE_KICKOFF, OUTCOME_NONE),
			    sums_n(sum, n, -1, OUTCOME_NONE) - running);
		f->of_from = from;
		f->of_from.bucket_to = FACT_OVERTAKEN;
	}
	free(sum);
	return 0;
}

/* One target for the quarter and the regular reports: that of the team's metrics. */
static int compliance_target(struct rolling *w, int64_t *bp, struct err *err)
{
	struct metrics *metrics;
	const struct metric *m;

	if (metrics_load(w->s, &metrics, err))
		return -1;
	m = metric_find(metrics, "stage_compliance");
	if (m && m->target.how == TARGET_AT_LEAST)
		*bp = m->target.value_c;
	metrics_free(metrics);
	return 0;
}

static int add_moves(struct rolling *w, struct err *err)
{
	struct figure_from from = rolling_from(w, FACT_MOVE, 0);
	struct fact_sum *sum;
	size_t n;
	int rc = 0;

	if (rolling_sums(w, FACT_MOVE, &sum, &n, err))
		return -1;
	if (sums_n(sum, n, -1, OUTCOME_NONE)) {
		struct figure *f = rolling_count(w, ROLLUP_PROCESS, "Stage moves with every criterion met", 0, &from,
						 "process.stage_compliance");

		rc = compliance_target(w, &f->target_bp, err);
		figure_rate(f, sums_n(sum, n, 0, OUTCOME_NONE), sums_n(sum, n, -1, OUTCOME_NONE));
		f->of_from = from;
		f->of_from.bucket_to = 1;
	}
	free(sum);
	return rc;
}

static int add_overrides(struct rolling *w, struct err *err)
{
	struct figure_from from = rolling_from(w, FACT_OVERRIDE, 0);
	struct fact_sum *sum;
	size_t n;

	if (rolling_sums(w, FACT_OVERRIDE, &sum, &n, err))
		return -1;
	from.bucket_to = EV_COUNT;
	rolling_count(w, ROLLUP_PROCESS, "Gates passed with a reason", sums_n(sum, n, -1, OUTCOME_NONE), &from, "process.overrides");
	for (int64_t kind = 1; kind < EV_COUNT; kind++) {
		int64_t of = sums_n(sum, n, kind, OUTCOME_NONE);
		char key[64], title[80];

		if (!of)
			continue;
		from = rolling_from(w, FACT_OVERRIDE, kind);
		snprintf(key, sizeof key, "process.override.%s", event_key((enum event_kind)kind));
		snprintf(title, sizeof title, "of them: %s", event_key((enum event_kind)kind));
		rolling_count(w, ROLLUP_PROCESS, title, of, &from, key);
	}
	free(sum);
	return 0;
}

static int add_exchanges(struct rolling *w, struct err *err)
{
	static const char *const title[] = { "Exchange records filed before delivery", "Exchange records filed after delivery" };
	struct fact_sum *sum;
	size_t n;

	if (rolling_sums(w, FACT_EXCHANGE, &sum, &n, err))
		return -1;
	for (int64_t d = 1; d <= 2; d++) {
		struct figure_from from = rolling_from(w, FACT_EXCHANGE, d);

		rolling_count(w, ROLLUP_PROCESS, title[d - 1], sums_n(sum, n, d, OUTCOME_NONE), &from,
			      d == 1 ? "process.exchange_pre" : "process.exchange_post");
	}
	free(sum);
	return 0;
}

/* Promises of the sale, where debriefs name any: those not kept are what a process is mended by (S4-31). */
static int add_promises(struct rolling *w, struct err *err)
{
	struct figure_from from = rolling_from(w, FACT_PROMISE, ITEM_BROKEN * 8);
	struct fact_sum *sum;
	int64_t all, broken = 0;
	size_t n;

	if (rolling_sums(w, FACT_PROMISE, &sum, &n, err))
		return -1;
	all = sums_n(sum, n, -1, OUTCOME_NONE);
	for (int64_t attr = 0; attr < 8; attr++)
		broken += sums_n(sum, n, from.bucket + attr, OUTCOME_NONE);
	free(sum);
	from.bucket_to = from.bucket + 7;
	if (all)
		rolling_count(w, ROLLUP_PROCESS, "Promises of the sale not kept", broken, &from, "process.promises_broken");
	from.bucket = 0;
	from.bucket_to = ITEM_DROPPED * 8 - 1;
	if (all)
		rolling_count(w, ROLLUP_PROCESS, "Promises of the sale in all", all, &from, "process.promises");
	return 0;
}

int rolling_process(struct rolling *w, struct err *err)
{
	return add_debriefs(w, err) || add_clocks(w, err) || add_moves(w, err) || add_overrides(w, err) ||
			       add_exchanges(w, err) || add_promises(w, err)
		       ? -1
		       : 0;
}

/* ---- the sample ---- */

static int add_states(struct rolling *w, struct err *err)
{
	static const struct {
		int64_t state;
		const char *key, *title;
	} of[] = { { FACT_VALIDATED, "sample.done", "done and validated" }, { FACT_PLANNED, "sample.open", "open" },
		   { FACT_REFUSED, "sample.refused", "refused" },	    { FACT_HELD, "sample.held", "held, not validated yet" },
		   { FACT_INCOMPLETE, "sample.incomplete", "incomplete, counted nowhere else" } };
	struct fact_sum *sum;
	size_t n;

	if (rolling_sums(w, FACT_INTERVIEW, &sum, &n, err))
		return -1;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct figure_from from = rolling_from(w, FACT_INTERVIEW, of[i].state);

		rolling_count(w, ROLLUP_SAMPLE, of[i].title, sums_n(sum, n, of[i].state, OUTCOME_NONE), &from, of[i].key);
	}
	free(sum);
	return 0;
}

static void add_covered(struct rolling *w, const char *title, const char *key, int64_t n, int64_t of, const struct figure_from *from)
{
	struct figure *f;

	if (!of && !n)
		return;
	f = rolling_count(w, ROLLUP_SAMPLE, title, 0, from, key);
	figure_rate(f, n, of > n ? of : n);
	f->of_from = *from;
	f->of_from.kind = 0;
}

static int add_by_outcome(struct rolling *w, struct err *err)
{
	struct figure_from from = rolling_from(w, FACT_LEARNED, 0);
	struct fact_sum *sum;
	size_t n;

	if (rolling_sums(w, FACT_LEARNED, &sum, &n, err))
		return -1;
	from.outcome = OUTCOME_WON;
	add_covered(w, "won deals with a coded interview", "sample.won", sums_n(sum, n, -1, OUTCOME_WON), w->won, &from);
	from.outcome = OUTCOME_LOST;
	add_covered(w, "lost deals with a coded interview", "sample.lost", sums_n(sum, n, -1, OUTCOME_LOST), w->lost, &from);
	free(sum);
	return 0;
}

static int64_t learned_of(const struct fact_sum *sum, size_t n, int64_t value)
{
	int64_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += sum[i].value == value ? sum[i].n : 0;
	return total;
}

static int add_by_segment(struct rolling *w, struct err *err)
{
	const struct fact_scope *f = &w->r->facts;
	struct fact_sum *sum;
	struct stmt *st;
	size_t n;
	int rc = -1;

	if (w->r->scope.segment)
		return 0;
	if (fact_sums_by(w->s, f, FACT_LEARNED, DIM_SEGMENT, &sum, &n, err))
		return -1;
	st = db_stmt(w->s->db, &rollup_process_sql[CLOSED_BY_SEGMENT], err);
	if (st)
		db_ints(st, 1, (int64_t[]){ f->from_month, f->to_month, f->owner, STAGE_WON, STAGE_LOST }, 5);
	while (st && (rc = db_step(st, err)) == 1) {
		int64_t segment = db_col(st, 0), closed = db_col(st, 1);
		const char *title = *dict_title(w->s, segment) ? dict_title(w->s, segment) : "not said";
		char word[32], key[64];
		struct figure_from from = rolling_from(w, FACT_LEARNED, 0);

		rolling_word(title, segment, word, sizeof word);
		snprintf(key, sizeof key, "sample.segment.%s", word);
		from.dim = DIM_SEGMENT;
		from.value = segment;
		add_covered(w, title, key, learned_of(sum, n, segment), closed, &from);
	}
	free(sum);
	return rc;
}

static int add_by_size(struct rolling *w, struct err *err)
{
	static const char *const title[DEAL_SIZES] = { "no amount, interviewed", "small, interviewed", "middle, interviewed",
						       "large, interviewed" };
	struct fact_sum *sum;
	size_t n;

	if (fact_sums_by(w->s, &w->r->facts, FACT_LEARNED, DIM_SIZE, &sum, &n, err))
		return -1;
	for (int64_t size = 0; size < DEAL_SIZES; size++) {
		struct figure_from from = rolling_from(w, FACT_LEARNED, 0);
		char key[40];

		from.dim = DIM_SIZE;
		from.value = size;
		snprintf(key, sizeof key, "sample.size.%d", (int)size);
		rolling_count(w, ROLLUP_SAMPLE, title[size], learned_of(sum, n, size), &from, key);
	}
	free(sum);
	return 0;
}

int rolling_sample(struct rolling *w, struct err *err)
{
	return add_states(w, err) || add_by_outcome(w, err) || add_by_segment(w, err) || add_by_size(w, err) ? -1 : 0;
}

/* ---- our reason, their reason ---- */

static const char *theme_title(const struct rolling *w, int64_t theme, char *word, size_t size)
{
	const struct theme *t = taxonomy_theme(&w->themes, theme);

	rolling_word(t ? t->key : "", theme, word, size);
	return t ? t->title : theme ? "(a theme that is no longer there)" : "no theme";
}

static int by_n(const void *a, const void *b)
{
	const struct fact_sum *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->bucket < y->bucket ? -1 : x->bucket > y->bucket;
}

/* Sums of one kind with the outcomes of a bucket put together, most first. */
static int sums_by_n(struct rolling *w, enum fact_kind kind, struct fact_sum **out, size_t *n, struct err *err)
{
	size_t kept = 0;

	if (rolling_sums(w, kind, out, n, err))
		return -1;
	for (size_t i = 0; i < *n; i++) {
		size_t k = 0;

		while (k < kept && (*out)[k].bucket != (*out)[i].bucket)
			k++;
		if (k == kept)
			(*out)[kept++] = (*out)[i];
		else
			(*out)[k].n += (*out)[i].n;
	}
	*n = kept;
	if (*n)
		qsort(*out, *n, sizeof **out, by_n);
	return 0;
}

static int add_reasons(struct rolling *w, enum fact_kind kind, const char *prefix, const char *column, struct err *err)
{
	struct fact_sum *sum;
	size_t n;

	if (sums_by_n(w, kind, &sum, &n, err))
		return -1;
	for (size_t i = 0; i < n && i < TOLD_MAX; i++) {
		struct figure_from from = rolling_from(w, kind, sum[i].bucket);
		char word[48], key[72];
		const char *title = theme_title(w, sum[i].bucket, word, sizeof word);

		snprintf(key, sizeof key, "%s.%s", prefix, word);
		figure_column(rolling_count(w, ROLLUP_VIEWS, title, sum[i].n, &from, key), column);
	}
	free(sum);
	return 0;
}

static int add_pairs(struct rolling *w, struct err *err)
{
	struct fact_sum *sum;
	size_t n;

	if (sums_by_n(w, FACT_PAIR, &sum, &n, err))
		return -1;
	for (size_t i = 0; i < n && i < TOLD_MAX; i++) {
		struct figure_from from = rolling_from(w, FACT_PAIR, sum[i].bucket);
		char ours[28], theirs[28], key[72];
		struct buf title = { 0 };

		buf_puts(&title, theme_title(w, sum[i].bucket / 1000000, ours, sizeof ours));
		buf_printf(&title, " → %s", theme_title(w, sum[i].bucket % 1000000, theirs, sizeof theirs));
		snprintf(key, sizeof key, "views.pair.%s.%s", ours, theirs);
		figure_column(rolling_count(w, ROLLUP_VIEWS, buf_str(&title), sum[i].n, &from, key), "we said → they said");
		buf_done(&title);
	}
	free(sum);
	return 0;
}

int rolling_views(struct rolling *w, struct err *err)
{
	static const struct {
		int64_t bucket;
		const char *key, *title;
	} of[] = { { FACT_DIFFER, "views.differ", "differ" },
		   { FACT_OURS_ONLY, "views.ours_only", "only we named a reason" },
		   { FACT_THEIRS_ONLY, "views.theirs_only", "only they named a reason" } };
	struct figure_from from = rolling_from(w, FACT_VIEWS, FACT_AGREE);
	struct fact_sum *sum;
	size_t n;
	int64_t agree, differ;

	if (rolling_sums(w, FACT_VIEWS, &sum, &n, err))
		return -1;
	agree = sums_n(sum, n, FACT_AGREE, OUTCOME_NONE);
	differ = sums_n(sum, n, FACT_DIFFER, OUTCOME_NONE);
	figure_rate(rolling_count(w, ROLLUP_VIEWS, "agree", 0, &from, "views.agree"), agree, agree + differ);
	w->r->figure[w->r->figures - 1].of_from = from;
	w->r->figure[w->r->figures - 1].of_from.bucket_to = FACT_DIFFER;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		from = rolling_from(w, FACT_VIEWS, of[i].bucket);
		rolling_count(w, ROLLUP_VIEWS, of[i].title, sums_n(sum, n, of[i].bucket, OUTCOME_NONE), &from, of[i].key);
	}
	free(sum);
	return add_reasons(w, FACT_OURS, "views.ours", "we said", err) ||
	       add_reasons(w, FACT_THEIRS, "views.theirs", "they said", err) || add_pairs(w, err) ? -1 : 0;
}

/* ---- qualification and friction ---- */

static void add_dimension(struct rolling *w, int dimension, const char *title, const char *word, const struct fact_sum *sum,
			  size_t n)
{
	static const struct {
		int64_t how;
		const char *key, *title;
	} of[] = { { FACT_BETTER, "better", "better than scored" }, { FACT_WORSE, "worse", "worse than scored" },
		   { FACT_NOT_VALIDATED, "open", "not validated yet" } };
	int64_t base = (int64_t)dimension * PER_RULE, predicted = sums_n(sum, n, base + FACT_PREDICTED, OUTCOME_NONE);
	int64_t known = predicted + sums_n(sum, n, base + FACT_BETTER, OUTCOME_NONE) + sums_n(sum, n, base + FACT_WORSE, OUTCOME_NONE);
	struct figure_from from = rolling_from(w, FACT_ICP, base + FACT_PREDICTED);
	char key[72];

	snprintf(key, sizeof key, "icp.%.30s", word);
	figure_rate(rolling_count(w, ROLLUP_ICP, title, 0, &from, key), predicted, known);
	w->r->figure[w->r->figures - 1].small = known < 3;
	w->r->figure[w->r->figures - 1].of_from = from;
	w->r->figure[w->r->figures - 1].of_from.bucket_to = base + FACT_WORSE;
	figure_column(&w->r->figure[w->r->figures - 1], "predicted");
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		from = rolling_from(w, FACT_ICP, base + of[i].how);
		snprintf(key, sizeof key, "icp.%.30s.%s", word, of[i].key);
		figure_column(rolling_count(w, ROLLUP_ICP, title, sums_n(sum, n, base + of[i].how, OUTCOME_NONE), &from, key),
			      of[i].title);
	}
}

/* A fit that was doubted in the debrief of a win, where any debrief says so: where delivery then fails, the model of
 * qualification is to be looked at (S4-30). */
static int add_doubt(struct rolling *w, struct err *err)
{
	struct figure_from from = rolling_from(w, FACT_DOUBT, DOUBT_YES);
	struct fact_sum *sum;
	int64_t all;
	size_t n;

	if (rolling_sums(w, FACT_DOUBT, &sum, &n, err))
		return -1;
	all = sums_n(sum, n, -1, OUTCOME_NONE);
	if (all)
		rolling_count(w, ROLLUP_ICP, "Fit doubted in the debrief", sums_n(sum, n, DOUBT_YES, OUTCOME_NONE), &from, "icp.doubt");
	free(sum);
	return 0;
}

int rolling_icp(struct rolling *w, struct err *err)
{
	struct fact_sum *sum;
	struct icp icp;
	size_t n;

	if (icp_load(w->s, &icp, err) || rolling_sums(w, FACT_ICP, &sum, &n, err))
		return -1;
	for (int d = 0; d < ICP_DIMENSIONS; d++) {
		char word[24];

		rolling_word(icp.dimension[d].key, d + 1, word, sizeof word);
		add_dimension(w, d + 1, icp.dimension[d].title, word, sum, n); /* facts count them from 1 */
	}
	free(sum);
	return add_doubt(w, err);
}

int rolling_friction(struct rolling *w, struct err *err)
{
	struct fact_sum *sum;
	size_t n;

	if (sums_by_n(w, FACT_FRICTION, &sum, &n, err))
		return -1;
	for (size_t i = 0; i < n && i < TOLD_MAX; i++) {
		struct figure_from from = rolling_from(w, FACT_FRICTION, sum[i].bucket);
		char word[48], key[72];
		const char *title = theme_title(w, sum[i].bucket, word, sizeof word);

		snprintf(key, sizeof key, "friction.%s", word);
		rolling_count(w, ROLLUP_FRICTION, title, sum[i].n, &from, key)->no_finding = sum[i].n < 2;
	}
	free(sum);
	return 0;
}

const struct sql rollup_process_sql[] = {
	[CLOCKS_RUNNING] = { "rollup_clocks_running",
			     "select f.bucket / $2, count(*) from fact f join clock c on c.subject_kind = $9 and c.subject = f.deal"
			     " and c.kind = f.bucket / $2 where f.kind = $1 and f.bucket % $2 = $3 and f.close_month between $4 and $5"
			     " and ($6 = -1 or f.owner = $6) and ($7 = 0 or f.segment = $7) and c.void = 0 and c.met_at = 0"
			     " and (c.due_at = 0 or c.due_at > $8) group by f.bucket / $2" },
	[CLOSED_BY_SEGMENT] = { "rollup_closed_by_segment",
				"select t.segment, cast(sum(t.n) as bigint) from sum_deal t where t.close_month between $1 and $2"
				" and ($3 = -1 or t.owner = $3) and t.stage in ($4, $5) group by t.segment having sum(t.n) <> 0"
				" order by t.segment" },
	[DEBRIEFS_RUNNING] = { "rollup_debriefs_running",
			       "select count(*) from fact f left join clock c on c.subject_kind = $9 and c.subject = f.deal"
			       " and c.kind = $3 and c.void = 0 where f.kind = $1 and f.bucket = $2 and f.close_month between $4 and $5"
			       " and ($6 = -1 or f.owner = $6) and ($7 = 0 or f.segment = $7)"
			       " and (c.due_at is null or c.due_at = 0 or c.due_at > $8)" },
	{ NULL, NULL },
};
