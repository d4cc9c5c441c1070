#include "model/board_walk.h"

#include "model/access.h"
#include "model/calendar.h"

#include <stdlib.h>
#include <string.h>

enum { EXT_MAX = 500 };
enum { PAGE_ALL, PAGE_ALL_BACK, PAGE_OWN, PAGE_OWN_BACK, PAGE_COMPANY, PAGE_ID, PAGE_EXT };

/* ---- one row ---- */

static int64_t col_or(struct stmt *st, int i, int64_t absent)
{
	return db_col_null(st, i) ? absent : db_col(st, i);
}

static void read_row(struct stmt *st, struct board_row *r)
{
	r->id = db_col(st, 0);
	r->company = db_col_text(st, 1);
	r->name = db_col_text(st, 2);
	r->stage = db_col(st, 3);
	r->outcome = db_col(st, 4);
	r->stage_at = db_col(st, 5);
	r->sort_at = db_col(st, 6);
	r->amount_minor = col_or(st, 7, NO_AMOUNT);
	r->currency = db_col(st, 8);
	r->owner = db_col(st, 9);
	r->csm = db_col(st, 10);
	r->segment = db_col(st, 11);
	r->reason = db_col(st, 12);
	r->follow_up_day = col_or(st, 13, NO_DAY);
	r->company_key = db_col_text(st, 14);
	r->ext = db_col_text(st, 15);
	r->company_id = db_col(st, 16);
}

static bool row_matches(const struct board_look *l, const struct board_row *r)
{
	struct board_words words = { .id = r->id, .owner = r->owner, .company_key = r->company_key, .name = r->name,
				     .ext = r->ext };

	if (l->f.segment && r->segment != l->f.segment)
		return false;
	if (l->owner && r->owner != l->owner)
		return false;
	return board_text_match(&l->text, &words);
}

/* ---- what a text finds by other indexes than the board's ---- */

/* Found by its owner or, for an id, by its company already: a deal counts once. */
static bool was_met(const struct board_look *l, const struct board_row *r, bool by_company)
{
	const struct board_text *t = &l->text;

	if (board_text_has(t->owner[t->base], t->owners[t->base], r->owner))
		return true;
	return !by_company && board_text_has(t->company, t->companies, r->company_id);
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

static void keep_row(struct board_look *l, const struct board_row *r)
{
	struct board_row *to;

	if (l->n_found == l->found_cap) {
		l->found_cap = l->found_cap ? l->found_cap * 2 : 32;
		l->found = xrealloc(l->found, l->found_cap * sizeof *l->found);
	}
	to = &l->found[l->n_found++];
	*to = *r;
	to->company = copy(r->company);
	to->company_key = copy(r->company_key);
	to->name = copy(r->name);
	to->ext = copy(r->ext);
}

static void row_done(struct board_row *r)
{
	free((char *)r->company);
	free((char *)r->company_key);
	free((char *)r->name);
	free((char *)r->ext);
}

/* How many rows were read, or -1. */
static int keep_found(struct board_look *l, struct stmt *st, bool by_company, struct err *err)
{
	int r, n = 0;

	while ((r = db_step(st, err)) == 1) {
		struct board_row row;

		read_row(st, &row);
		if (!was_met(l, &row, by_company) && row_matches(l, &row))
			keep_row(l, &row);
		n++;
	}
	return r < 0 ? -1 : n;
}

static struct stmt *find_by(struct board_look *l, int sql, int64_t id, struct err *err)
{
	struct stmt *st = db_stmt(l->s->db, &board_walk_sql[sql], err);

	if (!st)
		return NULL;
	access_bind(st, l->s);
	if (id)
		db_int(st, 7, id);
	return st;
}

static int find_ids(struct board_look *l, struct err *err)
{
	const struct board_text *t = &l->text;
	struct stmt *st;

	for (size_t i = 0; i < t->companies; i++) {
		st = find_by(l, PAGE_COMPANY, t->company[i], err);
		if (!st || keep_found(l, st, true, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < t->n; i++) {
		if (!t->id[i])
			continue;
		st = find_by(l, PAGE_ID, t->id[i], err);
		if (!st || keep_found(l, st, false, err) < 0)
			return -1;
	}
	return 0;
}

static int find_ext_as(struct board_look *l, const char *text, struct err *err)
{
	struct stmt *st = find_by(l, PAGE_EXT, 0, err);
	struct buf high = { 0 };
	int n;

	if (!st)
		return -1;
	buf_printf(&high, "%s\xf4\x8f\xbf\xbf", text);
	db_text(st, 7, text);
	db_text(st, 8, buf_str(&high));
	n = keep_found(l, st, false, err);
	l->is_cut |= n == EXT_MAX;
	buf_done(&high);
	return n < 0 ? -1 : 0;
}

/* External ids are looked up as they were typed and in capitals: most CRMs write them so. */
static int find_ext(struct board_look *l, struct err *err)
{
	char *upper = xstrdup(l->f.text);
	int r;

	for (char *p = upper; *p; p++)
		*p = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	r = find_ext_as(l, l->f.text, err) || (strcmp(upper, l->f.text) && find_ext_as(l, upper, err)) ? -1 : 0;
	free(upper);
	return r;
}

static int by_newest(const void *a, const void *b)
{
	const struct board_row *x = a, *y = b;

	if (x->sort_at != y->sort_at)
		return x->sort_at > y->sort_at ? -1 : 1;
	return x->id > y->id ? -1 : x->id < y->id;
}

/* A deal may have been found by two words, or by its id and by that of the CRM. */
static void sort_found(struct board_look *l)
{
	size_t n = 0;

	if (l->n_found)
		qsort(l->found, l->n_found, sizeof *l->found, by_newest);
	for (size_t i = 0; i < l->n_found; i++) {
		if (n && l->found[n - 1].id == l->found[i].id)
			row_done(&l->found[i]);
		else
			l->found[n++] = l->found[i];
	}
	l->n_found = n;
}

/* ---- a look ---- */

int board_look_init(struct board_look *l, struct store *s, const struct board_filter *f, struct err *err)
{
	enum access_scope scope = access_read(s, CLASS_DEAL);

	memset(l, 0, sizeof *l);
	l->s = s;
	l->f = *f;
	l->owner = f->owner;
	if (scope != ACCESS_ALL) {
		l->is_blind = scope == ACCESS_NO || !s->actor.member || (f->owner && f->owner != s->actor.member);
		l->owner = s->actor.member;
	}
	if (l->is_blind || !f->text || !*f->text)
		return 0;
	if (board_text_init(&l->text, s, f->text, err))
		return -1;
	if (!l->text.n || l->text.many)
		return 0;
	if (find_ids(l, err) || find_ext(l, err)) {
		board_look_done(l);
		return -1;
	}
	sort_found(l);
	return 0;
}

void board_look_done(struct board_look *l)
{
	for (size_t i = 0; i < l->n_found; i++)
		row_done(&l->found[i]);
	free(l->found);
	board_text_done(&l->text);
	l->found = NULL;
	l->n_found = 0;
}

int board_look_quarter(const struct board_look *l)
{
	const struct store *s = l->s;

	return l->f.quarter ? l->f.quarter : quarter_of_day(calendar_day(s->calendar, s->now(s)),
							    calendar_fiscal_start(s->calendar));
}

/* ---- walks ---- */

static int64_t quarter_start(const struct board_look *l, bool end)
{
	const struct calendar *c = l->s->calendar;
	int64_t first, last;

	quarter_bounds(board_look_quarter(l), calendar_fiscal_start(c), &first, &last);
	return calendar_close(c, end ? last : first);
}

struct board_walk board_walk(const struct board_look *l, int64_t stage)
{
	struct board_walk w = { .look = l, .stage = stage, .high = INT64_MAX };

	if (stage_is_closed((int)stage) && l->f.quarter != BOARD_EVERY_QUARTER) {
		w.low = quarter_start(l, false);
		w.high = quarter_start(l, true);
	}
	return w;
}

static struct board_key start_key(const struct board_walk *w)
{
	if (w->from.id)
		return w->from;
	return w->backwards ? (struct board_key){ INT64_MIN, 0 } : (struct board_key){ INT64_MAX, INT64_MAX };
}

static int walk_index(struct board_walk *w, int64_t owner, struct err *err)
{
	const struct board_look *l = w->look;
	struct stmt *st = db_stmt(l->s->db, &board_walk_sql[(owner ? PAGE_OWN : PAGE_ALL) + w->backwards], err);
	struct board_key k = start_key(w);
	int r;

	if (!st)
		return -1;
	access_bind(st, l->s);
	db_int(st, 1, w->stage);
	db_int(st, 2, w->outcome);
	db_int(st, 3, k.sort_at);
	db_int(st, 4, k.id);
	db_int(st, 5, w->low);
	db_int(st, 6, w->high);
	if (owner)
		db_int(st, 7, owner);
	w->matched = 0;
	while ((r = db_step(st, err)) == 1) {
		struct board_row row;
		bool matches;

		read_row(st, &row);
		matches = row_matches(l, &row);
		w->matched += matches;
		if (w->row(w, &row, matches)) {
			db_reset(st);
			return 0;
		}
	}
	return r;
}

static bool in_window(const struct board_walk *w, const struct board_row *r)
{
	struct board_key k = start_key(w);
	int order = r->sort_at != k.sort_at ? (r->sort_at < k.sort_at ? -1 : 1) : r->id < k.id ? -1 : r->id > k.id;

	return r->stage == w->stage && r->outcome == w->outcome && r->sort_at >= w->low && r->sort_at <= w->high &&
	       (w->backwards ? order > 0 : order < 0);
}

static void walk_found(struct board_walk *w)
{
	const struct board_look *l = w->look;

	w->matched = 0;
	for (size_t i = 0; i < l->n_found; i++) {
		const struct board_row *r = &l->found[w->backwards ? l->n_found - 1 - i : i];

		if (!in_window(w, r))
			continue;
		w->matched++;
		if (w->row(w, r, true))
			return;
	}
}

static int walk_sources(struct board_walk *w, struct err *err)
{
	const struct board_look *l = w->look;
	const struct board_text *t = &l->text;

	if (!t->n || t->many)
		return walk_index(w, l->owner, err);
	for (size_t i = 0; i < t->owners[t->base]; i++) {
		int64_t owner = t->owner[t->base][i];

		if ((!l->owner || l->owner == owner) && walk_index(w, owner, err))
			return -1;
	}
	walk_found(w);
	return 0;
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

int board_walk_run(struct board_walk *w, enum board_fold fold, struct err *err)
{
	if (w->look->is_blind)
		return 0;
	for (const int *o = outcomes_of(w->stage, fold); *o >= 0; o++) {
		w->outcome = *o;
		if (walk_sources(w, err))
			return -1;
	}
	return 0;
}

#define CARD_COLUMNS \
	"select d.id, c.name, d.name, d.stage, d.outcome, d.stage_at, d.sort_at, d.amount_minor, d.currency, d.owner," \
	" d.csm, d.segment, d.reason, d.follow_up_day, c.name_key, d.ext, d.company from deal d join company c on c.id = d.company"
#define BOARD_RANGE " d.gone = 0 and d.stage = $1 and d.outcome = $2 and d.sort_at >= $5 and d.sort_at <= $6 and "
#define BOARD_DOWN " and (d.sort_at, d.id) < ($3, $4) order by d.sort_at desc, d.id desc"
#define BOARD_UP " and (d.sort_at, d.id) > ($3, $4) order by d.sort_at, d.id"

const struct sql board_walk_sql[] = {
	[PAGE_ALL] = { "board_page", CARD_COLUMNS " where" BOARD_RANGE ACCESS_DEAL("d") BOARD_DOWN },
	[PAGE_ALL_BACK] = { "board_page_back", CARD_COLUMNS " where" BOARD_RANGE ACCESS_DEAL("d") BOARD_UP },
	[PAGE_OWN] = { "board_own", CARD_COLUMNS " where d.owner = $7 and" BOARD_RANGE ACCESS_DEAL("d") BOARD_DOWN },
	[PAGE_OWN_BACK] = { "board_own_back", CARD_COLUMNS " where d.owner = $7 and" BOARD_RANGE ACCESS_DEAL("d")
			    BOARD_UP },
	[PAGE_COMPANY] = { "board_company", CARD_COLUMNS " where d.company = $7 and d.gone = 0 and " ACCESS_DEAL("d") },
	[PAGE_ID] = { "board_id", CARD_COLUMNS " where d.id = $7 and d.gone = 0 and " ACCESS_DEAL("d") },
	/* EXT_MAX rows, so that a short beginning costs no more than that */
	[PAGE_EXT] = { "board_ext", CARD_COLUMNS " where d.ext is not null and d.ext >= $7 and d.ext < $8 and d.gone = 0"
		       " and " ACCESS_DEAL("d") " limit 500" },
	{ NULL, NULL },
};
