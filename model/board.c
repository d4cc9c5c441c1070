#include "model/board.h"

#include "model/access.h"
#include "model/board_walk.h"
#include "model/calendar.h"
#include "model/event.h"

#include <stdlib.h>
#include <string.h>

/* With a text filter that is not selective, counting stops here: the head then says "999+". A word that begins more
 * companies than can be looked up is compared row by row: in a stage of more than COUNT_WHOLE it would be cut anyway,
 * and is cut early, so that the first letter of a word is seen at once. */
#define COUNT_MAX 999
#define COUNT_ROWS 2000
#define COUNT_WHOLE 500
#define COUNT_EARLY 64
#define CLOCKS_MAX 32

enum { TOTALS, ANY, ANY_OWN };

/* ---- cards ---- */

struct cards {
	struct card *card;
	size_t n, cap, want;
};

static bool take_card(struct board_walk *w, const struct board_row *r, bool matches)
{
	struct cards *all = w->arg;
	struct card *c;

	if (!matches)
		return false;
	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 32;
		all->card = xrealloc(all->card, all->cap * sizeof *all->card);
	}
	c = &all->card[all->n++];
	memset(c, 0, sizeof *c);
	c->id = r->id;
	c->company = xstrdup(r->company);
	c->name = xstrdup(r->name);
	/* A deal that came without a company is called by its name, else by the id its CRM knows it by. */
	if (!*c->company) {
		free(c->company);
		c->company = *c->name || !r->ext ? c->name : xstrdup(r->ext);
		c->name = c->company == c->name ? xstrdup("") : c->name;
	}
	c->stage = r->stage;
	c->outcome = r->outcome;
	c->stage_at = r->stage_at;
	c->sort_at = r->sort_at;
	c->amount_minor = r->amount_minor;
	c->currency = r->currency;
	c->owner = r->owner;
	c->csm = r->csm;
	c->segment = r->segment;
	c->reason = r->reason;
	c->follow_up_day = r->follow_up_day;
	return w->matched > all->want;
}

static int by_newest(const void *a, const void *b)
{
	const struct card *x = a, *y = b;

	if (x->sort_at != y->sort_at)
		return x->sort_at > y->sort_at ? -1 : 1;
	return x->id > y->id ? -1 : x->id < y->id;
}

static void card_done(struct card *c)
{
	free(c->company);
	free(c->name);
}

/* A deal may have been found by its company and by its owner. */
static void drop_doubles(struct cards *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		if (n && all->card[n - 1].id == all->card[i].id)
			card_done(&all->card[i]);
		else
			all->card[n++] = all->card[i];
	}
	all->n = n;
}

static void cut_page(const struct board_walk *w, const struct cards *all, struct board_page *out)
{
	size_t want = all->want, spare = all->n > want ? all->n - want : 0;

	out->card = all->card;
	out->more_before = w->backwards ? spare > 0 : w->from.id != 0;
	out->more_after = w->backwards ? w->from.id != 0 : spare > 0;
	for (size_t i = 0; i < spare; i++)
		card_done(&all->card[w->backwards ? i : want + i]);
	if (spare && w->backwards)
		memmove(all->card, all->card + spare, want * sizeof *all->card);
	out->n = all->n - spare;
}

void board_page_done(struct board_page *p)
{
	for (size_t i = 0; i < p->n; i++)
		card_done(&p->card[i]);
	free(p->card);
	memset(p, 0, sizeof *p);
}

static int count_criteria(struct store *s, struct card *c, struct err *err)
{
	const struct stage *st = stage_get(s->stages, (int)c->stage);
	const char *keys[64];
	size_t n = 0;

	if (!st || stage_is_closed((int)c->stage))
		return 0;
	c->max_days = st->max_days;
	c->criteria = (int)st->exit.n;
	if (!c->criteria)
		return 0;
	if (deal_checks(s, c->id, keys, 64, &n, err))
		return -1;
	for (size_t i = 0; i < st->exit.n; i++)
		for (size_t k = 0; k < n; k++)
			c->criteria_met += !strcmp(st->exit.item[i]->key, keys[k]);
	return 0;
}

static int urgency(const struct clock *c, int64_t now)
{
	switch (clock_state(c, now)) {
	case CLOCK_LATE: return 4;
	case CLOCK_SOON: return 3;
	case CLOCK_RUNNING: return 2;
	case CLOCK_WAITING: return 1;
	case CLOCK_MET:
	case CLOCK_MET_LATE:
	case CLOCK_OVERRIDDEN: return 0;
	case CLOCK_VOID: return -1;
	}
	return -1;
}

static int64_t effective_due(const struct clock *c)
{
	return c->due_at == NO_MOMENT ? (c->provisional_due_at == NO_MOMENT ? INT64_MAX : c->provisional_due_at) : c->due_at;
}

/* The worst open clock: late before soon before running, then the one that is due first. */
static int worst_clock(struct store *s, struct card *c, struct err *err)
{
	struct clock list[CLOCKS_MAX];
	size_t n = 0, met = 0;
	int worst = 0;
	int64_t now = s->now(s);

	if (clocks_of(s, c->id, list, CLOCKS_MAX, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct clock_rule *rule = clock_rule_id(s->clocks, list[i].kind);
		int u = rule && rule->enabled ? urgency(&list[i], now) : -1;

		met += u == 0;
		if (u < 1 || u < worst || (u == worst && effective_due(&list[i]) >= effective_due(&c->clock)))
			continue;
		worst = u;
		c->clock = list[i];
		c->has_clock = true;
	}
	c->all_met = met && !c->has_clock;
	if (c->all_met && c->stage == STAGE_LOST) {
		int told = event_is_told(s, c->id, EV_INTERVIEW_DONE, err);

		c->refused = !told;
		return told < 0 ? -1 : 0;
	}
	return 0;
}

static int complete_card(struct store *s, struct card *c, struct err *err)
{
	int64_t today = calendar_day(s->calendar, s->now(s));

	c->days = (int)(today - calendar_day(s->calendar, c->stage_at));
	if (c->days < 0)
		c->days = 0;
	return count_criteria(s, c, err) || worst_clock(s, c, err) ? -1 : 0;
}

struct reading {
	const struct board_look *look;
	struct board_walk *walk;
	enum board_fold fold;
	struct board_page *out;
};

static int read_page(void *arg, struct err *err)
{
	struct reading *p = arg;
	struct cards *all = p->walk->arg;
	int r = board_walk_run(p->walk, p->fold, err);

	if (all->n)
		qsort(all->card, all->n, sizeof *all->card, by_newest);
	drop_doubles(all);
	cut_page(p->walk, all, p->out);
	for (size_t i = 0; !r && i < p->out->n; i++)
		r = complete_card(p->look->s, &p->out->card[i], err);
	return r;
}

int board_look_page(const struct board_look *l, int64_t stage, enum board_fold fold, struct board_key from,
		    bool backwards, size_t want, struct board_page *out, struct err *err)
{
	struct cards all = { .want = want };
	struct board_walk w = board_walk(l, stage);
	struct reading p = { l, &w, fold, out };
	int r;

	memset(out, 0, sizeof *out);
	w.from = from;
	w.backwards = backwards;
	w.row = take_card;
	w.arg = &all;
	r = db_read(l->s->db, read_page, &p, err);
	if (r)
		board_page_done(out);
	return r;
}

int board_page(struct store *s, const struct board_filter *f, int64_t stage, enum board_fold fold,
	       struct board_key from, bool backwards, size_t want, struct board_page *out, struct err *err)
{
	struct board_look l;
	int r;

	memset(out, 0, sizeof *out);
	if (board_look_init(&l, s, f, err))
		return -1;
	r = board_look_page(&l, stage, fold, from, backwards, want, out, err);
	board_look_done(&l);
	return r;
}

struct board_look *board_look_open(struct store *s, const struct board_filter *f, struct err *err)
{
	struct board_look *l = xmalloc(sizeof *l);

	if (!board_look_init(l, s, f, err))
		return l;
	free(l);
	return NULL;
}

void board_look_close(struct board_look *l)
{
	if (!l)
		return;
	board_look_done(l);
	free(l);
}

/* ---- totals ---- */

struct count {
	struct board_total *total;
	size_t seen, matched;
	bool is_large;           /* more rows than are compared one by one */
	bool mixed;
};

static void add_amount(struct board_total *t, bool *mixed, int64_t currency, int64_t n_valued, int64_t amount)
{
	if (!n_valued)
		return;
	t->n_valued += n_valued;
	if (*mixed || (t->currency && t->currency != currency)) {
		*mixed = true; /* currencies are never added together */
		t->currency = -1;
		t->amount_minor = 0;
		return;
	}
	t->currency = currency;
	t->amount_minor += amount;
}

static bool count_row(struct board_walk *w, const struct board_row *r, bool matches)
{
	struct count *c = w->arg;

	if (++c->seen > (w->look->text.many && c->is_large ? COUNT_EARLY : COUNT_ROWS) || c->matched >= COUNT_MAX) {
		c->total->at_least = true;
		return true;
	}
	if (!matches)
		return false;
	c->matched++;
	if (w->outcome == OUTCOME_STALLED || w->outcome == OUTCOME_DELAYED) {
		c->total->folded++;
		return false;
	}
	c->total->n++;
	if (r->amount_minor != NO_AMOUNT)
		add_amount(c->total, &c->mixed, r->currency, 1, r->amount_minor);
	return false;
}

static int total_from_sums(const struct board_look *l, int64_t stage, struct board_total *out, struct err *err)
{
	struct stmt *st = db_stmt(l->s->db, &board_sql[TOTALS], err);
	int64_t first = 0, last = 0;
	bool mixed = false;
	int r;

	if (!st)
		return -1;
	if (stage_is_closed((int)stage)) {
		quarter_bounds(board_look_quarter(l), calendar_fiscal_start(l->s->calendar), &first, &last);
		first = month_of_day(first);
		last = month_of_day(last);
	}
	access_bind(st, l->s);
	db_int(st, 1, first);
	db_int(st, 2, last);
	db_int(st, 3, stage);
	db_int(st, 4, l->owner);
	db_int(st, 5, l->f.segment);
	while ((r = db_step(st, err)) == 1) {
		int64_t outcome = db_col(st, 0);

		if (outcome == OUTCOME_STALLED || outcome == OUTCOME_DELAYED) {
			out->folded += db_col(st, 2);
			continue;
		}
		out->n += db_col(st, 2);
		add_amount(out, &mixed, db_col(st, 1), db_col(st, 3), db_col(st, 4));
	}
	return r;
}

static int total_by_counting(const struct board_look *l, int64_t stage, struct board_total *out, struct err *err)
{
	struct board_walk w = board_walk(l, stage);
	struct count c = { .total = out };
	struct board_total all = { 0 };

	if (l->text.many && total_from_sums(l, stage, &all, err))
		return -1;
	c.is_large = all.n + all.folded > COUNT_WHOLE;
	out->at_least = l->is_cut;
	w.row = count_row;
	w.arg = &c;
	return board_walk_run(&w, BOARD_ALL, err);
}

int board_look_total(const struct board_look *l, int64_t stage, struct board_total *out, struct err *err)
{
	memset(out, 0, sizeof *out);
	if (l->is_blind)
		return 0;
	return l->f.text && *l->f.text ? total_by_counting(l, stage, out, err) : total_from_sums(l, stage, out, err);
}

int board_total(struct store *s, const struct board_filter *f, int64_t stage, struct board_total *out,
		struct err *err)
{
	struct board_look l;
	int r;

	memset(out, 0, sizeof *out);
	if (board_look_init(&l, s, f, err))
		return -1;
	r = board_look_total(&l, stage, out, err);
	board_look_done(&l);
	return r;
}

/* ---- ids ---- */

struct ids {
	int64_t *id;
	size_t n, cap;
};

static bool take_id(struct board_walk *w, const struct board_row *r, bool matches)
{
	struct ids *all = w->arg;

	if (!matches)
		return false;
	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 256;
		all->id = xrealloc(all->id, all->cap * sizeof *all->id);
	}
	all->id[all->n++] = r->id;
	return false;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int board_ids(struct store *s, const struct board_filter *f, enum board_fold fold, int64_t **ids, size_t *n,
	      struct err *err)
{
	struct board_look l;
	struct ids all = { 0 };
	int r = board_look_init(&l, s, f, err);

	*ids = NULL;
	*n = 0;
	if (r)
		return -1;
	for (size_t i = 0; !r && i < stages_count(s->stages); i++) {
		struct board_walk w = board_walk(&l, stage_at(s->stages, i)->id);

		w.row = take_id;
		w.arg = &all;
		r = board_walk_run(&w, fold, err);
	}
	board_look_done(&l);
	if (all.n)
		qsort(all.id, all.n, sizeof *all.id, by_id);
	*ids = all.id ? all.id : xmalloc(sizeof *all.id);
	*n = all.n;
	return r;
}

int board_any(struct store *s, struct err *err)
{
	enum access_scope scope = access_read(s, CLASS_DEAL);
	struct stmt *st;
	int r;

	if (scope == ACCESS_NO || (scope == ACCESS_OWN && !s->actor.member))
		return 0;
	st = db_stmt(s->db, &board_sql[scope == ACCESS_ALL ? ANY : ANY_OWN], err);
	if (!st)
		return -1;
	access_bind(st, s);
	r = db_step(st, err);
	if (r == 1)
		db_reset(st);
	return r;
}

const struct sql board_sql[] = {
	[TOTALS] = { "board_totals", "select t.outcome, t.currency, cast(sum(t.n) as bigint),"
		     " cast(sum(t.n_valued) as bigint), cast(sum(t.amount_minor) as bigint) from sum_deal t"
		     " where t.close_month between $1 and $2 and t.stage = $3 and (cast($4 as bigint) = 0 or t.owner = $4)"
		     " and (cast($5 as bigint) = 0 or t.segment = $5) and " ACCESS_DEAL("t")
		     " group by t.outcome, t.currency" },
	[ANY] = { "board_any", "select d.id from deal d where d.gone = 0 and " ACCESS_DEAL("d") " limit 1" },
	[ANY_OWN] = { "board_any_own", "select d.id from deal d where d.gone = 0 and d.owner = $99 and " ACCESS_DEAL("d")
		      " limit 1" },
	{ NULL, NULL },
};
