#include "model/board.h"

#include "model/access.h"
#include "model/board_text.h"
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

enum { PAGE_ALL, PAGE_ALL_BACK, PAGE_OWN, PAGE_OWN_BACK, PAGE_COMPANY, PAGE_ID, PAGE_EXT, TOTALS, ALERTS, ANY, ANY_OWN };

struct walk;
typedef int row_fn(struct walk *w, struct stmt *st); /* 1: enough */

/* One look at the cards of a stage with one outcome. */
struct walk {
	struct store *s;
	const struct board_filter *f;
	struct board_text text;
	int64_t stage, outcome;
	int64_t low, high;          /* sort_at from low up to high, for the quarter */
	int64_t owner;              /* walk this owner's index; 0: the board's */
	bool is_large;              /* counting: more rows than are compared one by one */
	struct board_key from;
	bool backwards;
	size_t want, seen, taken;
	row_fn *row;
	struct card *card;
	size_t n, cap;
	struct board_total *total;
	bool mixed;
	int64_t *id;
};

/* ---- what may be seen ---- */

static int64_t quarter_start(const struct store *s, int quarter, bool end)
{
	int64_t first, last;

	quarter_bounds(quarter, calendar_fiscal_start(s->calendar), &first, &last);
	return calendar_close(s->calendar, end ? last : first);
}

static int quarter_of(const struct store *s, const struct board_filter *f)
{
	return f->quarter ? f->quarter : quarter_of_day(calendar_day(s->calendar, s->now(s)),
							calendar_fiscal_start(s->calendar));
}

/* False: nothing to see (somebody else's deals asked for by who may read own ones only). */
static bool walk_init(struct walk *w, struct store *s, const struct board_filter *f, int64_t stage)
{
	enum access_scope scope = access_read(s, CLASS_DEAL);

	memset(w, 0, sizeof *w);
	w->s = s;
	w->f = f;
	w->stage = stage;
	w->low = 0;
	w->high = INT64_MAX;
	if (stage_is_closed((int)stage) && f->quarter != BOARD_EVERY_QUARTER) {
		w->low = quarter_start(s, quarter_of(s, f), false);
		w->high = quarter_start(s, quarter_of(s, f), true);
	}
	w->owner = f->owner;
	if (scope == ACCESS_ALL)
		return true;
	if (scope == ACCESS_NO || !s->actor.member || (f->owner && f->owner != s->actor.member))
		return false;
	w->owner = s->actor.member;
	return true;
}

/* ---- one row ---- */

static int64_t col_or(struct stmt *st, int i, int64_t absent)
{
	return db_col_null(st, i) ? absent : db_col(st, i);
}

static bool row_matches(const struct walk *w, struct stmt *st)
{
	struct board_words words = { db_col(st, 0), db_col(st, 9), db_col_text(st, 14), db_col_text(st, 2),
				     db_col_text(st, 15) };

	if (w->f->segment && db_col(st, 11) != w->f->segment)
		return false;
	if (w->owner && db_col(st, 9) != w->owner)
		return false;
	return board_text_match(&w->text, &words);
}

static int take_card(struct walk *w, struct stmt *st)
{
	struct card *c;

	if (!row_matches(w, st))
		return 0;
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 32;
		w->card = xrealloc(w->card, w->cap * sizeof *w->card);
	}
	c = &w->card[w->n++];
	memset(c, 0, sizeof *c);
	c->id = db_col(st, 0);
	c->company = xstrdup(db_col_text(st, 1));
	c->name = xstrdup(db_col_text(st, 2));
	/* A deal that came without a company is called by its name, else by the id its CRM knows it by. */
	if (!*c->company) {
		free(c->company);
		c->company = *c->name || db_col_null(st, 15) ? c->name : xstrdup(db_col_text(st, 15));
		c->name = c->company == c->name ? xstrdup("") : c->name;
	}
	c->stage = db_col(st, 3);
	c->outcome = db_col(st, 4);
	c->stage_at = db_col(st, 5);
	c->sort_at = db_col(st, 6);
	c->amount_minor = col_or(st, 7, NO_AMOUNT);
	c->currency = db_col(st, 8);
	c->owner = db_col(st, 9);
	c->csm = db_col(st, 10);
	c->segment = db_col(st, 11);
	c->reason = db_col(st, 12);
	c->follow_up_day = col_or(st, 13, NO_DAY);
	return ++w->taken > w->want;
}

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

static int count_row(struct walk *w, struct stmt *st)
{
	bool folded = w->outcome == OUTCOME_STALLED || w->outcome == OUTCOME_DELAYED;

	if (++w->seen > (w->text.many && w->is_large ? COUNT_EARLY : COUNT_ROWS) || w->taken >= COUNT_MAX) {
		w->total->at_least = true;
		return 1;
	}
	if (!row_matches(w, st))
		return 0;
	w->taken++;
	if (folded) {
		w->total->folded++;
		return 0;
	}
	w->total->n++;
	if (!db_col_null(st, 7))
		add_amount(w->total, &w->mixed, db_col(st, 8), 1, db_col(st, 7));
	return 0;
}

static int take_id(struct walk *w, struct stmt *st)
{
	if (!row_matches(w, st))
		return 0;
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 256;
		w->id = xrealloc(w->id, w->cap * sizeof *w->id);
	}
	w->id[w->n++] = db_col(st, 0);
	return 0;
}

/* ---- where rows come from ---- */

static struct board_key start_key(const struct walk *w)
{
	if (w->from.id)
		return w->from;
	return w->backwards ? (struct board_key){ INT64_MIN, 0 } : (struct board_key){ INT64_MAX, INT64_MAX };
}

static bool in_window(const struct walk *w, struct stmt *st)
{
	struct board_key k = start_key(w);
	int64_t at = db_col(st, 6), id = db_col(st, 0);
	int order = at != k.sort_at ? (at < k.sort_at ? -1 : 1) : id < k.id ? -1 : id > k.id;

	return db_col(st, 3) == w->stage && db_col(st, 4) == w->outcome && at >= w->low && at <= w->high &&
	       (w->backwards ? order > 0 : order < 0);
}

static int walk_sql(struct walk *w, int sql, int64_t owner, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &board_sql[sql], err);
	struct board_key k = start_key(w);
	int r;

	if (!st)
		return -1;
	access_bind(st, w->s);
	db_int(st, 1, w->stage);
	db_int(st, 2, w->outcome);
	db_int(st, 3, k.sort_at);
	db_int(st, 4, k.id);
	db_int(st, 5, w->low);
	db_int(st, 6, w->high);
	if (owner)
		db_int(st, 7, owner);
	while ((r = db_step(st, err)) == 1) {
		if (w->row(w, st)) {
			db_reset(st);
			return 0;
		}
	}
	return r;
}

/* Found by its owner or, for an id, by its company already: a deal counts once. */
static bool was_met(const struct walk *w, struct stmt *st, bool by_company)
{
	const struct board_text *t = &w->text;

	if (board_text_has(t->owner[t->base], t->owners[t->base], db_col(st, 9)))
		return true;
	return !by_company && board_text_has(t->company, t->companies, db_col(st, 16));
}

/* Few rows, found by other indexes: the window is applied here. */
static int walk_found(struct walk *w, struct stmt *st, bool by_company, struct err *err)
{
	int r, stop = 0;

	while ((r = db_step(st, err)) == 1) {
		if (!stop && in_window(w, st) && !was_met(w, st, by_company))
			stop = w->row(w, st) && w->row == count_row;
	}
	return r;
}

static int walk_ids(struct walk *w, struct err *err)
{
	const struct board_text *t = &w->text;
	struct stmt *st;

	for (size_t i = 0; i < t->companies; i++) {
		st = db_stmt(w->s->db, &board_sql[PAGE_COMPANY], err);
		if (!st)
			return -1;
		access_bind(st, w->s);
		db_int(st, 7, t->company[i]);
		if (walk_found(w, st, true, err))
			return -1;
	}
	for (size_t i = 0; i < t->n; i++) {
		if (!t->id[i])
			continue;
		st = db_stmt(w->s->db, &board_sql[PAGE_ID], err);
		if (!st)
			return -1;
		access_bind(st, w->s);
		db_int(st, 7, t->id[i]);
		if (walk_found(w, st, false, err))
			return -1;
	}
	return 0;
}

static int walk_ext_as(struct walk *w, const char *text, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &board_sql[PAGE_EXT], err);
	struct buf high = { 0 };
	int r;

	if (!st)
		return -1;
	buf_printf(&high, "%s\xf4\x8f\xbf\xbf", text);
	access_bind(st, w->s);
	db_text(st, 7, text);
	db_text(st, 8, buf_str(&high));
	r = walk_found(w, st, false, err);
	buf_done(&high);
	return r;
}

/* External ids are looked up as they were typed and in capitals: most CRMs write them so. */
static int walk_ext(struct walk *w, struct err *err)
{
	char *upper = xstrdup(w->f->text);
	int r;

	for (char *p = upper; *p; p++)
		*p = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	r = walk_ext_as(w, w->f->text, err) || (strcmp(upper, w->f->text) && walk_ext_as(w, upper, err)) ? -1 : 0;
	free(upper);
	return r;
}

static int walk_index(struct walk *w, int64_t owner, struct err *err)
{
	return walk_sql(w, (owner ? PAGE_OWN : PAGE_ALL) + w->backwards, owner, err);
}

static int walk_rows(struct walk *w, struct err *err)
{
	const struct board_text *t = &w->text;

	w->taken = 0;
	if (!t->n || t->many)
		return walk_index(w, w->owner, err);
	for (size_t i = 0; i < t->owners[t->base]; i++) {
		int64_t owner = t->owner[t->base][i];

		w->taken = 0;
		if ((!w->owner || w->owner == owner) && walk_index(w, owner, err))
			return -1;
	}
	return walk_ids(w, err) || walk_ext(w, err) ? -1 : 0;
}

/* ---- a page ---- */

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
static void drop_doubles(struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (n && w->card[n - 1].id == w->card[i].id)
			card_done(&w->card[i]);
		else
			w->card[n++] = w->card[i];
	}
	w->n = n;
}

static void cut_page(struct walk *w, size_t want, struct board_page *out)
{
	size_t spare = w->n > want ? w->n - want : 0;

	out->card = w->card;
	out->more_before = w->backwards ? spare > 0 : w->from.id != 0;
	out->more_after = w->backwards ? w->from.id != 0 : spare > 0;
	for (size_t i = 0; i < spare; i++)
		card_done(&w->card[w->backwards ? i : want + i]);
	if (spare && w->backwards)
		memmove(w->card, w->card + spare, want * sizeof *w->card);
	out->n = w->n - spare;
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

/* The outcomes that stand in a column, in a list ended by -1. */
static const int *outcomes_of(int64_t stage, enum board_fold fold)
{
	static const int won[] = { OUTCOME_WON, -1 }, lost[] = { OUTCOME_LOST, -1 }, none[] = { -1 };
	static const int active[] = { OUTCOME_NONE, -1 }, folded[] = { OUTCOME_STALLED, OUTCOME_DELAYED, -1 };
	static const int all[] = { OUTCOME_NONE, OUTCOME_STALLED, OUTCOME_DELAYED, -1 };

	if (stage_is_closed((int)stage))
		return fold == BOARD_FOLDED ? none : stage == STAGE_WON ? won : lost;
	switch (fold) {
	case BOARD_ACTIVE: return active;
	case BOARD_FOLDED: return folded;
	case BOARD_ALL: return all;
	}
	return none;
}

static int walk_outcomes(struct walk *w, enum board_fold fold, struct err *err)
{
	for (const int *o = outcomes_of(w->stage, fold); *o >= 0; o++) {
		w->outcome = *o;
		if (walk_rows(w, err))
			return -1;
	}
	return 0;
}

static int page_sources(struct walk *w, enum board_fold fold, struct err *err)
{
	int r;

	if (board_text_init(&w->text, w->s, w->f->text, err))
		return -1;
	r = walk_outcomes(w, fold, err);
	board_text_done(&w->text);
	return r;
}

int board_page(struct store *s, const struct board_filter *f, int64_t stage, enum board_fold fold,
	       struct board_key from, bool backwards, size_t want, struct board_page *out, struct err *err)
{
	struct walk w;
	bool visible = walk_init(&w, s, f, stage);
	int r;

	memset(out, 0, sizeof *out);
	if (!visible)
		return 0;
	w.from = from;
	w.backwards = backwards;
	w.want = want;
	w.row = take_card;
	r = page_sources(&w, fold, err);
	if (w.n)
		qsort(w.card, w.n, sizeof *w.card, by_newest);
	drop_doubles(&w);
	cut_page(&w, want, out);
	for (size_t i = 0; !r && i < out->n; i++)
		r = complete_card(s, &out->card[i], err);
	if (r)
		board_page_done(out);
	return r;
}

/* ---- totals ---- */

static int total_from_sums(struct walk *w, struct board_total *out, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &board_sql[TOTALS], err);
	int64_t first = 0, last = 0;
	bool mixed = false;
	int r;

	if (!st)
		return -1;
	if (stage_is_closed((int)w->stage)) {
		quarter_bounds(quarter_of(w->s, w->f), calendar_fiscal_start(w->s->calendar), &first, &last);
		first = month_of_day(first);
		last = month_of_day(last);
	}
	access_bind(st, w->s);
	db_int(st, 1, first);
	db_int(st, 2, last);
	db_int(st, 3, w->stage);
	db_int(st, 4, w->owner);
	db_int(st, 5, w->f->segment);
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

static int total_by_counting(struct walk *w, struct board_total *out, struct err *err)
{
	struct board_total all = { 0 };

	if (total_from_sums(w, &all, err))
		return -1;
	w->is_large = all.n + all.folded > COUNT_WHOLE;
	w->total = out;
	w->row = count_row;
	w->want = COUNT_MAX;
	return page_sources(w, BOARD_ALL, err);
}

int board_total(struct store *s, const struct board_filter *f, int64_t stage, struct board_total *out,
		struct err *err)
{
	struct walk w;

	memset(out, 0, sizeof *out);
	if (!walk_init(&w, s, f, stage))
		return 0;
	return f->text && *f->text ? total_by_counting(&w, out, err) : total_from_sums(&w, out, err);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void add_ids(struct walk *w, int64_t **ids, size_t *n)
{
	*ids = xrealloc(*ids, (*n + w->n + 1) * sizeof **ids);
	if (w->n)
		memcpy(*ids + *n, w->id, w->n * sizeof **ids);
	*n += w->n;
	free(w->id);
}

int board_ids(struct store *s, const struct board_filter *f, enum board_fold fold, int64_t **ids, size_t *n,
	      struct err *err)
{
	int r = 0;

	*ids = NULL;
	*n = 0;
	for (size_t i = 0; !r && i < stages_count(s->stages); i++) {
		struct walk w;

		if (!walk_init(&w, s, f, stage_at(s->stages, i)->id))
			continue;
		w.row = take_id;
		r = page_sources(&w, fold, err);
		add_ids(&w, ids, n);
	}
	if (*n)
		qsort(*ids, *n, sizeof **ids, by_id);
	return r;
}

int board_alerts(struct store *s, const struct board_filter *f, int64_t *late, int64_t *soon, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &board_sql[ALERTS], err);
	int r;

	for (size_t i = 0; i < stages_count(s->stages); i++)
		late[i] = soon[i] = 0;
	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, s->now(s));
	db_int(st, 2, f->owner);
	db_int(st, 3, SUBJECT_DEAL);
	while ((r = db_step(st, err)) == 1) {
		int at = stage_position(s->stages, (int)db_col(st, 0));

		if (at < 0)
			continue;
		late[at] += db_col(st, 2);
		soon[at] += db_col(st, 1) - db_col(st, 2);
	}
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

#define CARD_COLUMNS \
	"select d.id, c.name, d.name, d.stage, d.outcome, d.stage_at, d.sort_at, d.amount_minor, d.currency, d.owner," \
	" d.csm, d.segment, d.reason, d.follow_up_day, c.name_key, d.ext, d.company from deal d join company c on c.id = d.company"
#define BOARD_RANGE " d.gone = 0 and d.stage = $1 and d.outcome = $2 and d.sort_at >= $5 and d.sort_at <= $6 and "
#define BOARD_DOWN " and (d.sort_at, d.id) < ($3, $4) order by d.sort_at desc, d.id desc"
#define BOARD_UP " and (d.sort_at, d.id) > ($3, $4) order by d.sort_at, d.id"

const struct sql board_sql[] = {
	[PAGE_ALL] = { "board_page", CARD_COLUMNS " where" BOARD_RANGE ACCESS_DEAL("d") BOARD_DOWN },
	[PAGE_ALL_BACK] = { "board_page_back", CARD_COLUMNS " where" BOARD_RANGE ACCESS_DEAL("d") BOARD_UP },
	[PAGE_OWN] = { "board_own", CARD_COLUMNS " where d.owner = $7 and" BOARD_RANGE ACCESS_DEAL("d") BOARD_DOWN },
	[PAGE_OWN_BACK] = { "board_own_back", CARD_COLUMNS " where d.owner = $7 and" BOARD_RANGE ACCESS_DEAL("d")
			    BOARD_UP },
	[PAGE_COMPANY] = { "board_company", CARD_COLUMNS " where d.company = $7 and d.gone = 0 and " ACCESS_DEAL("d") },
	[PAGE_ID] = { "board_id", CARD_COLUMNS " where d.id = $7 and d.gone = 0 and " ACCESS_DEAL("d") },
	[PAGE_EXT] = { "board_ext", CARD_COLUMNS " where d.ext is not null and d.ext >= $7 and d.ext < $8 and d.gone = 0"
		       " and " ACCESS_DEAL("d") " limit 500" },
	[TOTALS] = { "board_totals", "select t.outcome, t.currency, cast(sum(t.n) as bigint),"
		     " cast(sum(t.n_valued) as bigint), cast(sum(t.amount_minor) as bigint) from sum_deal t"
		     " where t.close_month between $1 and $2 and t.stage = $3 and (cast($4 as bigint) = 0 or t.owner = $4)"
		     " and (cast($5 as bigint) = 0 or t.segment = $5) and " ACCESS_DEAL("t")
		     " group by t.outcome, t.currency" },
	[ALERTS] = { "board_alerts", "select d.stage, count(*), cast(sum(case when k.due_at <= $1 then 1 else 0 end)"
		     " as bigint) from clock k join deal d on d.id = k.subject where k.void = 0 and k.met_at = 0"
		     " and k.due_at > 0 and k.subject_kind = $3 and k.warn_at <= $1 and d.gone = 0"
		     " and (cast($2 as bigint) = 0 or d.owner = $2) and " ACCESS_DEAL("d") " group by d.stage" },
	[ANY] = { "board_any", "select d.id from deal d where d.gone = 0 and " ACCESS_DEAL("d") " limit 1" },
	[ANY_OWN] = { "board_any_own", "select d.id from deal d where d.gone = 0 and d.owner = $99 and " ACCESS_DEAL("d")
		      " limit 1" },
	{ NULL, NULL },
};
