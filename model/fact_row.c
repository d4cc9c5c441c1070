/* What one closed deal counts for, out of what is stored of it: a pure derivation, one function a kind of facts. */
#include "model/fact_private.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/exchange.h"
#include "model/form.h"
#include "model/interview.h"
#include "model/item.h"
#include "model/recode.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_BASE, ROW_LEARNED };

/* The deal and what was learned of it, while its rows are worked out. */
struct work {
	struct fact_maker *m;
	struct fact_rows *out;
	int64_t deal, reason, coded;
	int64_t kickoff_at; /* held, since it was last opened again; NO_MOMENT */
	int64_t ours;       /* root theme of what delivery filed, 0 */
	bool filed[EXCHANGE_POST + 1];
};

void fact_rows_done(struct fact_rows *r)
{
	free(r->at);
	*r = (struct fact_rows){ 0 };
}

void fact_maker_done(struct fact_maker *m)
{
	fact_sources_close(m);
	free(m->codes.at);
	if (m->has_rules)
		fact_rules_done(&m->rules);
	if (m->has_taxonomy)
		taxonomy_done(&m->taxonomy);
	*m = (struct fact_maker){ .s = m->s };
}

void fact_rows_add(struct fact_rows *r, enum fact_kind kind, int64_t bucket, int64_t n, int64_t v)
{
	size_t i = 0;

	while (i < r->n && (r->at[i].kind < (int64_t)kind || (r->at[i].kind == (int64_t)kind && r->at[i].bucket < bucket)))
		i++;
	if (i < r->n && r->at[i].kind == (int64_t)kind && r->at[i].bucket == bucket) {
		r->at[i].n += n;
		r->at[i].v += v;
		return;
	}
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 32;
		r->at = xrealloc(r->at, r->cap * sizeof *r->at);
	}
	memmove(&r->at[i + 1], &r->at[i], (r->n - i) * sizeof *r->at);
	r->at[i] = (struct fact_row){ kind, bucket, n, v };
	r->n++;
}

bool fact_rows_same(const struct fact_rows *a, const struct fact_rows *b)
{
	return a->n == b->n && (!a->n || (!memcmp(&a->of, &b->of, sizeof a->of) && !memcmp(a->at, b->at, a->n * sizeof *a->at)));
}

static int need_rules(struct fact_maker *m, struct err *err)
{
	if (!m->has_rules && fact_rules_load(m->s, &m->rules, err))
		return -1;
	m->has_rules = true;
	return 0;
}

static int need_taxonomy(struct fact_maker *m, struct err *err)
{
	if (!m->has_taxonomy && taxonomy_get(m->s, 0, &m->taxonomy, err) != 1)
		return -1;
	m->has_taxonomy = true;
	return 0;
}

static int need_icp(struct fact_maker *m, struct err *err)
{
	if (!m->has_icp && icp_load(m->s, &m->icp, err))
		return -1;
	m->has_icp = true;
	return 0;
}

static int begin(struct work *w, enum fact_source source, struct stmt **st, struct err *err)
{
	return fact_source_begin(w->m, source, w->deal, st, err);
}

static int next(struct work *w, enum fact_source source, struct stmt *st, struct err *err)
{
	return fact_source_next(w->m, source, w->deal, st, err);
}

/* ---- the deal ---- */

static int64_t size_of(const struct fact_maker *m, int64_t minor, const char *currency)
{
	int64_t unit = 1;

	for (int i = currency_digits(currency); i > 0; i--)
		unit *= 10;
	if (minor / unit < m->rules.small)
		return DEAL_SIZE_SMALL;
	return minor / unit < m->rules.large ? DEAL_SIZE_MIDDLE : DEAL_SIZE_LARGE;
}

/* 1, 0 where it counts for nothing: open, gone, not there, or known from its import alone. */
static int read_deal(struct work *w, struct err *err)
{
	struct fact_of *of = &w->out->of;
	struct stmt *st = db_stmt(w->m->s->db, &fact_row_sql[w->m->streams ? ROW_LEARNED : ROW_BASE], err);
	int64_t minor = NO_AMOUNT, currency = 0;
	bool counts = false;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, w->deal);
	if ((rc = db_step(st, err)) == 1) {
		counts = stage_is_closed((int)db_col(st, 0)) && !db_col_null(st, 2) && db_col(st, 10);
		*of = (struct fact_of){ w->deal, month_of_day(db_col_null(st, 2) ? NO_DAY : db_col(st, 2)), db_col(st, 1),
					db_col(st, 3), { 0, db_col(st, 4), db_col(st, 5), 0, db_col(st, 8), db_col(st, 9) } };
		minor = db_col_null(st, 6) ? NO_AMOUNT : db_col(st, 6);
		currency = db_col(st, 7);
		w->reason = db_col(st, 11);
		db_reset(st);
	}
	if (rc < 0 || !counts)
		return rc < 0 ? -1 : 0;
	if (need_rules(w->m, err))
		return -1;
	of->side[DIM_SIZE] = minor == NO_AMOUNT ? DEAL_SIZE_NONE : size_of(w->m, minor, dict_title(w->m->s, currency));
	return 1;
}

/* ---- interviews and their codes ---- */

static enum fact_interview standing(int64_t state)
{
	switch ((enum interview_state)state) {
	case INTERVIEW_PLANNED:
	case INTERVIEW_SCHEDULED:
		return FACT_PLANNED;
	case INTERVIEW_HELD:
		return FACT_HELD;
	case INTERVIEW_INCOMPLETE:
		return FACT_INCOMPLETE;
	case INTERVIEW_VALIDATED:
		return FACT_VALIDATED;
	case INTERVIEW_REFUSED:
		return FACT_REFUSED;
	}
	return FACT_PLANNED;
}

static int64_t root_of(const struct taxonomy *t, int64_t theme)
{
	const struct theme *at = taxonomy_theme(t, theme);

	for (int i = 0; at && at->parent && i < 16; i++)
		at = taxonomy_theme(t, at->parent);
	return at ? at->id : theme;
}

/* The rows of one interview are one run: a bucket counts it once. */
struct marks {
	struct fact_row *at; /* kind, bucket, n interviews, v codes; of the present interview */
	size_t n, cap;
};

static void mark(struct marks *l, enum fact_kind kind, int64_t bucket, int64_t codes)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i].kind == (int64_t)kind && l->at[i].bucket == bucket) {
			l->at[i].v += codes;
			return;
		}
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 16;
		l->at = xrealloc(l->at, l->cap * sizeof *l->at);
	}
	l->at[l->n++] = (struct fact_row){ kind, bucket, 1, codes };
}

static void count_marks(struct work *w, struct marks *l)
{
	for (size_t i = 0; i < l->n; i++)
		fact_rows_add(w->out, (enum fact_kind)l->at[i].kind, l->at[i].bucket, 1, l->at[i].v);
	l->n = 0;
}

/* The codes of the pass that counts. */
static int add_codes(struct work *w, int64_t pass, struct marks *l, struct err *err)
{
	const struct fact_code *code;
	size_t n;

	if (need_taxonomy(w->m, err) || fact_codes_of(w->m, pass, &code, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		int64_t theme = recode_counts_for(&w->m->taxonomy, code[i].theme, code[i].recoded);

		mark(l, FACT_THEME, fact_theme(theme, code[i].driver), 1);
		mark(l, FACT_ROOT, fact_theme(root_of(&w->m->taxonomy, theme), code[i].driver), 1);
	}
	count_marks(w, l);
	return 0;
}

static int add_interviews(struct work *w, struct err *err)
{
	struct marks l = { 0 };
	struct stmt *st;
	int rc = begin(w, FACT_FROM_INTERVIEWS, &st, err);

	while (!rc && (rc = next(w, FACT_FROM_INTERVIEWS, st, err)) == 1) {
		int64_t pass = db_col(st, 2);

		fact_rows_add(w->out, FACT_INTERVIEW, standing(db_col(st, 1)), 1, 0);
		rc = 0;
		if (!pass)
			continue;
		fact_rows_add(w->out, FACT_INTERVIEW, FACT_CODED, 1, 0);
		w->coded++;
		if ((rc = add_codes(w, pass, &l, err)))
			db_reset(st);
	}
	if (!rc && w->coded)
		fact_rows_add(w->out, FACT_LEARNED, 0, 1, 0);
	free(l.at);
	return rc;
}

/* ---- what happened, and by when ---- */

static bool is_move(enum event_kind kind)
{
	return kind == EV_MOVED || kind == EV_WON || kind == EV_LOST || kind == EV_REOPENED;
}

/* A kickoff known only as a day begins with that day; told twice it is its first telling; held before the deal was opened
 * again it belongs to the win before. */
static void note_kickoff(struct work *w, enum event_kind kind, int64_t at_ms, bool day_only)
{
	const struct calendar *cal = w->m->s->calendar;

	if (kind == EV_REOPENED)
		w->kickoff_at = NO_MOMENT;
	if (kind == EV_KICKOFF_HELD && day_only)
		at_ms = calendar_moment(cal, calendar_day(cal, at_ms), 0);
	if (kind == EV_KICKOFF_HELD && (w->kickoff_at == NO_MOMENT || at_ms < w->kickoff_at))
		w->kickoff_at = at_ms;
}

static int add_events(struct work *w, struct err *err)
{
	const struct stages *stages = w->m->s->stages;
	struct stmt *st;
	int from = -1, rc = begin(w, FACT_FROM_EVENTS, &st, err);

	while (!rc && (rc = next(w, FACT_FROM_EVENTS, st, err)) == 1) {
		enum event_kind kind = (enum event_kind)db_col(st, 1);
		int to = stage_position(stages, (int)db_col(st, 2));
		bool over = db_col(st, 3);

		note_kickoff(w, kind, db_col(st, 4), db_col(st, 5));
		if (over)
			fact_rows_add(w->out, FACT_OVERRIDE, kind, 1, 0);
		if ((kind == EV_MOVED || kind == EV_WON) && to > from)
			fact_rows_add(w->out, FACT_MOVE, over, 1, 0);
		if (is_move(kind))
			from = to;
		rc = 0;
	}
	return rc;
}

static enum fact_clock clock_standing(const struct work *w, const struct clock *c)
{
	const struct clock_rule *rule = clock_rule_id(w->m->s->clocks, c->kind);

	if (c->met_at == NO_MOMENT)
		return FACT_OPEN;
	if (c->due_at != NO_MOMENT && c->met_at > c->due_at)
		return FACT_MET_LATE;
	if (rule && rule->metric) {
		struct clock_rule shorter = *rule;

		shorter.length = rule->metric;
		if (c->met_at <= clock_due_after(&shorter, w->m->s->calendar, c->start_at))
			return FACT_MET_METRIC;
	}
	return FACT_MET;
}

/* What waits for its start is neither met nor late. */
static int add_clocks(struct work *w, bool *debriefed, struct err *err)
{
	const struct clock_rule *debrief = clock_rule_find(w->m->s->clocks, "debrief");
	struct stmt *st;
	int rc = begin(w, FACT_FROM_CLOCKS, &st, err);

	while (!rc && (rc = next(w, FACT_FROM_CLOCKS, st, err)) == 1) {
		struct clock c = clock_of_row(st, 1);

		rc = 0;
		if (c.void_reason || c.start_at == NO_MOMENT)
			continue;
		*debriefed = *debriefed || (debrief && c.kind == debrief->id);
		fact_rows_add(w->out, FACT_CLOCK, c.kind * 8 + clock_standing(w, &c), 1, 0);
	}
	return rc;
}

/* ---- forms ---- */

static void add_debrief(struct work *w, int64_t completed_at)
{
	bool held = w->kickoff_at != NO_MOMENT;
	enum fact_debrief standing = completed_at <= 0 ? held ? FACT_OVERTAKEN : FACT_NOT_COMPLETE
				     : !held || completed_at < w->kickoff_at ? FACT_BEFORE_KICKOFF : FACT_AFTER_KICKOFF;

	if (w->out->of.outcome == OUTCOME_WON)
		fact_rows_add(w->out, FACT_DEBRIEF, standing, 1, 0);
}

static int add_forms(struct work *w, struct err *err)
{
	bool has_debrief = false;
	int64_t completed_at = 0;
	struct stmt *st;
	int rc = add_clocks(w, &has_debrief, err) || begin(w, FACT_FROM_FORMS, &st, err) ? -1 : 0;

	while (!rc && (rc = next(w, FACT_FROM_FORMS, st, err)) == 1) {
		int64_t period = db_col(st, 2);

		if (db_col(st, 1) == FORM_DEBRIEF) { /* the newest is the one that stands */
			has_debrief = true;
			completed_at = db_col(st, 4);
		} else if (db_col(st, 3) == FORM_FILED && (period == EXCHANGE_PRE || period == EXCHANGE_POST)) {
			w->filed[period] = true;
		}
		rc = 0;
	}
	for (int d = EXCHANGE_PRE; !rc && d <= EXCHANGE_POST; d++)
		if (w->filed[d])
			fact_rows_add(w->out, FACT_EXCHANGE, d, 1, 0);
	if (!rc && has_debrief)
		add_debrief(w, completed_at);
	return rc;
}

/* ---- what the debrief holds of the sale ---- */

/* A promise that was dropped was none. */
static int add_promises(struct work *w, struct err *err)
{
	struct stmt *st;
	int rc = begin(w, FACT_FROM_PROMISES, &st, err);

	while (!rc && (rc = next(w, FACT_FROM_PROMISES, st, err)) == 1) {
		if (db_col(st, 1) != ITEM_DROPPED)
			fact_rows_add(w->out, FACT_PROMISE, db_col(st, 1) * 8 + db_col(st, 2), 1, 0);
		rc = 0;
	}
	return rc;
}

/* Live where it was said live, else ahead. */
static int add_doubt(struct work *w, struct err *err)
{
	struct stmt *st;
	int64_t doubt = 0;
	int rc = begin(w, FACT_FROM_DOUBT, &st, err);

	while (!rc && (rc = next(w, FACT_FROM_DOUBT, st, err)) == 1) {
		const char *end = strrchr(db_col_text(st, 1), '.');

		if (end && !strcmp(end, ".doubt") && db_col(st, 2))
			doubt = db_col(st, 2);
		rc = 0;
	}
	if (!rc && doubt)
		fact_rows_add(w->out, FACT_DOUBT, doubt, 1, 0);
	return rc;
}

static int add_sale(struct work *w, struct err *err)
{
	return w->out->of.outcome == OUTCOME_WON && (add_promises(w, err) || add_doubt(w, err)) ? -1 : 0;
}

/* ---- scores ---- */

static enum fact_icp icp_standing(int64_t handoff, int64_t validated, int64_t within)
{
	if (handoff == ICP_NOT_SCORED)
		return FACT_NOT_SCORED;
	if (validated == ICP_NOT_SCORED)
		return FACT_NOT_VALIDATED;
	if (validated > handoff + within)
		return FACT_BETTER;
	return validated < handoff - within ? FACT_WORSE : FACT_PREDICTED;
}

static int read_scores(struct work *w, int64_t score[][ICP_DIMENSIONS], struct err *err)
{
	struct stmt *st;
	int rc = begin(w, FACT_FROM_SCORES, &st, err);

	for (int i = 0; i < ICP_DIMENSIONS; i++)
		score[ICP_HANDOFF][i] = score[ICP_VALIDATED][i] = ICP_NOT_SCORED;
	while (!rc && (rc = next(w, FACT_FROM_SCORES, st, err)) == 1) {
		int64_t phase = db_col(st, 1);

		if (phase == ICP_HANDOFF || phase == ICP_VALIDATED)
			score[phase][db_col(st, 2) - 1] = db_col(st, 3);
		rc = 0;
	}
	return rc;
}

/* Nobody delivers what was lost. */
static int add_scores(struct work *w, struct err *err)
{
	int64_t score[ICP_VALIDATED + 1][ICP_DIMENSIONS];
	const int64_t *was = score[ICP_HANDOFF], *is = score[ICP_VALIDATED];

	if (w->out->of.outcome != OUTCOME_WON)
		return 0;
	if (need_icp(w->m, err) || read_scores(w, score, err))
		return -1;
	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		bool both = was[i] != ICP_NOT_SCORED && is[i] != ICP_NOT_SCORED;

		fact_rows_add(w->out, FACT_ICP, (i + 1) * 8 + icp_standing(was[i], is[i], w->m->icp.predicted_within), 1,
			      both ? is[i] - was[i] : 0);
	}
	return 0;
}

/* ---- our view beside theirs ---- */

/* The root that most interviews name as driver of the outcome, then by codes, then in the order of the taxonomy. */
static int64_t theirs(const struct work *w)
{
	int64_t driver = w->out->of.outcome == OUTCOME_WON ? DRIVER_WIN : DRIVER_LOSS;
	const struct fact_row *best = NULL;
	const struct theme *named = NULL;

	for (size_t i = 0; i < w->out->n; i++) {
		const struct fact_row *r = &w->out->at[i];
		const struct theme *at = r->kind == FACT_ROOT && r->bucket % 4 == driver
						 ? taxonomy_theme(&w->m->taxonomy, r->bucket / 4)
						 : NULL;

		if (at && (!named || r->n > best->n || (r->n == best->n && r->v > best->v) ||
			   (r->n == best->n && r->v == best->v && at < named))) {
			named = at;
			best = r;
		}
	}
	return named ? named->id : 0;
}

static const struct theme *theme_keyed(const struct taxonomy *t, const char *key)
{
	for (size_t i = 0; key && i < t->n; i++)
		if (!strcmp(t->theme[i].key, key))
			return &t->theme[i];
	return NULL;
}

/* Whether an interview of the deal was coded with it, by whatever driver. */
static bool is_theirs(const struct work *w, int64_t theme)
{
	for (size_t i = 0; i < w->out->n; i++)
		if (w->out->at[i].kind == FACT_THEME && w->out->at[i].bucket / 4 == theme)
			return true;
	return false;
}

/* The root of the first of the keys that is a theme. Where all are what the interviews were coded with, the record was
 * filled in from these and is no view of ours. */
static int64_t first_root(const struct work *w, const char *words)
{
	const struct taxonomy *t = &w->m->taxonomy;
	int64_t root = 0;
	bool own = false;

	for (const char *p = words + strspn(words, ", \n"); *p; p += strcspn(p, ", \n"), p += strspn(p, ", \n")) {
		char *key = xstrndup(p, strcspn(p, ", \n"));
		const struct theme *at = theme_keyed(t, key);

		if (at && !root)
			root = root_of(t, taxonomy_counts_for(t, at->id));
		own = own || (at && !is_theirs(w, taxonomy_counts_for(t, at->id)));
		free(key);
	}
	return own ? root : 0;
}

static int add_point(void *arg, const char *words, int64_t theme)
{
	struct work *w = arg;
	const struct taxonomy *t = &w->m->taxonomy;

	(void)words;
	fact_rows_add(w->out, FACT_FRICTION, theme ? root_of(t, taxonomy_counts_for(t, theme)) : 0, 1, 0);
	return 0;
}

/* What delivery filed: where it met friction, and what it says the deal was won by. */
static int add_delivery(struct work *w, struct err *err)
{
	struct stmt *st;
	int rc = need_taxonomy(w->m, err) || begin(w, FACT_FROM_DELIVERY, &st, err) ? -1 : 0;

	while (!rc && (rc = next(w, FACT_FROM_DELIVERY, st, err)) == 1) {
		const char *field = db_col_text(st, 1), *words = db_col_text(st, 2);

		if (!strcmp(field, FACT_FIELD_CODES) && !w->ours)
			w->ours = first_root(w, words);
		rc = strcmp(field, FACT_FIELD_FRICTION) ? 0 : exchange_points(words, &w->m->taxonomy, add_point, w);
		if (rc)
			db_reset(st);
	}
	return rc;
}

/* The root of what a reason of the CRM means, 0 none. Few reasons are of many deals. */
static int64_t said_by(struct fact_maker *m, int64_t reason)
{
	const struct taxonomy *t = &m->taxonomy;

	if (reason && reason != m->reason) {
		const struct theme *said = theme_keyed(t, fact_rules_theme(&m->rules, dict_title(m->s, reason)));

		m->said = said ? root_of(t, taxonomy_counts_for(t, said->id)) : 0;
		m->reason = reason;
	}
	return reason ? m->said : 0;
}

static void add_views(struct work *w)
{
	int64_t ours, named;

	if (!w->coded)
		return;
	ours = said_by(w->m, w->reason);
	if (!ours && w->out->of.outcome == OUTCOME_WON)
		ours = w->ours;
	named = theirs(w);
	fact_rows_add(w->out, FACT_OURS, ours, 1, 0);
	if (named)
		fact_rows_add(w->out, FACT_THEIRS, named, 1, 0);
	if (ours && named)
		fact_rows_add(w->out, FACT_VIEWS, ours == named ? FACT_AGREE : FACT_DIFFER, 1, 0);
	else if (ours || named)
		fact_rows_add(w->out, FACT_VIEWS, ours ? FACT_OURS_ONLY : FACT_THEIRS_ONLY, 1, 0);
	if (ours && named && ours != named)
		fact_rows_add(w->out, FACT_PAIR, fact_pair(ours, named), 1, 0);
}

int fact_rows_make(struct fact_maker *m, int64_t deal, struct fact_rows *out, struct err *err)
{
	struct work w = { .m = m, .out = out, .deal = deal, .kickoff_at = NO_MOMENT };
	int rc;

	out->n = 0;
	out->of = (struct fact_of){ .deal = deal };
	rc = read_deal(&w, err);
	if (rc != 1)
		return rc;
	if (add_interviews(&w, err) || add_events(&w, err) || add_forms(&w, err) ||
	    add_scores(&w, err) || add_sale(&w, err) || (w.filed[EXCHANGE_POST] && add_delivery(&w, err)))
		return -1;
	add_views(&w);
	return 0;
}

/* Anything of the deal that did not come with the row itself. */
#define LEARNED                                                                                                        \
	"case when d.gone <> 0 then 0"                                                                                  \
	" when exists (select 1 from interview i where i.deal = d.id and i.gone = 0) then 1"                           \
	" when exists (select 1 from form f where f.deal = d.id and f.kind in (1, 4) and f.gone = 0) then 1"           \
	" when exists (select 1 from event e where e.subject_kind = 1 and e.subject = d.id and e.history = 0"          \
	" and e.undone_by is null) then 1"                                                                              \
	" when exists (select 1 from deal_icp x where x.deal = d.id and x.phase = 2) then 1 else 0 end"

#define BASE(learned)                                                                                                  \
	"select d.stage, d.outcome, d.closed_day, d.owner, d.segment, d.competitor, d.amount_minor, d.currency, d.region,"  \
	" d.product, " learned ", d.reason from deal d where d.id = $1"

const struct sql fact_row_sql[] = {
	[ROW_BASE] = { "fact_base", BASE(LEARNED) },
	/* Where the sources themselves have said so. */
	[ROW_LEARNED] = { "fact_base_learned", BASE("case when d.gone <> 0 then 0 else 1 end") },
	{ NULL, NULL },
};
