/* The queue of open handoffs: walks over the index of the clocks that lead, one of each open handoff. */
#include "model/handoff.h"

#include "model/access.h"
#include "model/board_text.h"
#include "model/calendar.h"
#include "model/event.h"

#include <stdlib.h>
#include <string.h>

enum { WALK_DUE, WALK_DUE_BACK, WALK_WAITING, WALK_WAITING_BACK, COUNT_DUE, COUNT_WAITING };
#define CLOCKS_MAX 64

void handoff_done(struct handoff *h)
{
	free(h->company);
	free(h->ext);
	*h = (struct handoff){ 0 };
}

void handoff_page_done(struct handoff_page *p)
{
	for (size_t i = 0; i < p->n; i++)
		handoff_done(&p->row[i]);
	free(p->row);
	*p = (struct handoff_page){ 0 };
}

struct handoff_key handoff_key_of(const struct handoff *h)
{
	return (struct handoff_key){ h->due_at == NO_MOMENT ? INT64_MAX : h->due_at, h->deal };
}

/* ---- walks ---- */

struct walk {
	struct store *s;
	const struct handoff_filter *f;
	struct board_text text;
	struct handoff_key from;
	bool backwards;
	/* A row that matches; its texts are borrowed until it returns. True: enough. */
	bool (*row)(struct walk *w, const struct handoff *h, struct err *err);
	void *arg;
	bool is_failed; /* by row() */
};

static int64_t col_or(struct stmt *st, int i, int64_t absent)
{
	return db_col_null(st, i) ? absent : db_col(st, i);
}

static struct handoff read_row(struct stmt *st)
{
	int64_t due = db_col(st, 1);
	const char *company = db_col_text(st, 2), *name = db_col_text(st, 4), *ext = db_col_text(st, 5);

	if (!*company)
		company = *name ? name : ext ? ext : "";
	return (struct handoff){
		.deal = db_col(st, 0), .due_at = due ? due : NO_MOMENT, .company = (char *)(uintptr_t)company,
		.ext = (char *)(uintptr_t)ext, .owner = db_col(st, 6), .csm = db_col(st, 7),
		.won_at = col_or(st, 8, NO_MOMENT), .amount_minor = col_or(st, 9, NO_AMOUNT), .currency = db_col(st, 10),
		.commitment = db_col(st, 11), .sow_status = db_col(st, 12), .sow_day = col_or(st, 13, NO_DAY),
		.kickoff_day = col_or(st, 14, NO_DAY), .closed_day = col_or(st, 15, NO_DAY),
	};
}

static bool matches(const struct walk *w, struct stmt *st, const struct handoff *h)
{
	struct board_words words = { .id = h->deal, .owner = h->owner, .csm = h->csm, .company_key = db_col_text(st, 3),
				     .name = db_col_text(st, 4), .ext = h->ext };

	return board_text_match(&w->text, &words);
}

static void bind(struct stmt *st, const struct walk *w)
{
	access_bind(st, w->s);
	db_int(st, 3, w->f->mine);
	db_int(st, 4, w->f->csm);
}

/* 1 when row() had enough, 0, -1. */
static int walk_one(struct walk *w, int sql, struct handoff_key from, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &handoff_sql[sql + w->backwards], err);
	int rc;

	if (!st)
		return -1;
	bind(st, w);
	db_int(st, 1, from.due_at);
	db_int(st, 2, from.deal);
	while ((rc = db_step(st, err)) == 1) {
		struct handoff h = read_row(st);

		if (matches(w, st, &h) && w->row(w, &h, err)) {
			db_reset(st);
			return w->is_failed ? -1 : 1;
		}
	}
	return rc;
}

static int walk_run(struct walk *w, struct err *err)
{
	/* Clocks that only wait have a due moment of 0. */
	const struct handoff_key top = { 0, 0 }, first = { 0, INT64_MAX }, end = { INT64_MAX, INT64_MAX };
	bool at_end = !w->from.deal, waits = w->from.due_at == INT64_MAX && !at_end;
	int rc = 0;

	if (w->backwards) {
		if (at_end || waits)
			rc = walk_one(w, WALK_WAITING, at_end ? end : w->from, err);
		return rc ? rc : walk_one(w, WALK_DUE, at_end || waits ? end : w->from, err);
	}
	if (!waits)
		rc = walk_one(w, WALK_DUE, at_end ? first : w->from, err);
	return rc ? rc : walk_one(w, WALK_WAITING, waits ? w->from : top, err);
}

static int walk_init(struct walk *w, struct store *s, const struct handoff_filter *f, struct err *err)
{
	*w = (struct walk){ .s = s, .f = f };
	return board_text_init(&w->text, s, f->text, err);
}

static int walk_end(struct walk *w, int rc)
{
	board_text_done(&w->text);
	return rc < 0 ? -1 : 0;
}

/* Clocks and words of a row. */
static int complete(struct store *s, struct handoff *h, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	size_t n;

	if (clocks_of(s, h->deal, c, CLOCKS_MAX, &n, err))
		return -1;
	handoff_words(s, h, c, n);
	return 0;
}

/* ---- pages ---- */

struct paging {
	struct walk walk;
	struct handoff_page *out;
	size_t want, cap;
};

static bool take_row(struct walk *w, const struct handoff *h, struct err *err)
{
	struct paging *p = w->arg;
	struct handoff *to;

	if (p->out->n == p->want) {
		*(w->backwards ? &p->out->more_before : &p->out->more_after) = true;
		return true;
	}
	if (p->out->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 32;
		p->out->row = xrealloc(p->out->row, p->cap * sizeof *p->out->row);
	}
	to = &p->out->row[p->out->n++];
	*to = *h;
	to->company = xstrdup(h->company);
	to->ext = h->ext ? xstrdup(h->ext) : NULL;
	w->is_failed = complete(w->s, to, err);
	return w->is_failed;
}

static void turn_round(struct handoff_page *p)
{
	for (size_t i = 0; i < p->n / 2; i++) {
		struct handoff other = p->row[i];

		p->row[i] = p->row[p->n - 1 - i];
		p->row[p->n - 1 - i] = other;
	}
}

static int read_page(void *arg, struct err *err)
{
	struct paging *p = arg;

	return walk_run(&p->walk, err) < 0 ? -1 : 0;
}

int handoff_page(struct store *s, const struct handoff_filter *f, struct handoff_key from, bool backwards, size_t want,
		 struct handoff_page *out, struct err *err)
{
	struct paging p = { .out = out, .want = want };
	int rc;

	*out = (struct handoff_page){ 0 };
	if (walk_init(&p.walk, s, f, err))
		return -1;
	p.walk.from = from;
	p.walk.backwards = backwards;
	p.walk.row = take_row;
	p.walk.arg = &p;
	rc = walk_end(&p.walk, db_read(s->db, read_page, &p, err));
	if (backwards) {
		turn_round(out);
		out->more_after = from.deal;
	} else {
		out->more_before = from.deal;
	}
	if (rc)
		handoff_page_done(out);
	return rc;
}

/* ---- all of them ---- */

struct each {
	struct walk walk;
	int (*fn)(void *arg, const struct handoff *h);
	void *arg;
};

static bool give_row(struct walk *w, const struct handoff *h, struct err *err)
{
	struct each *e = w->arg;
	struct handoff row = *h;

	w->is_failed = complete(w->s, &row, err);
	return w->is_failed || e->fn(e->arg, &row);
}

static int read_all(void *arg, struct err *err)
{
	struct each *e = arg;

	return walk_run(&e->walk, err) < 0 ? -1 : 0;
}

int handoff_each(struct store *s, const struct handoff_filter *f, int (*fn)(void *arg, const struct handoff *h),
		 void *arg, struct err *err)
{
	struct each e = { .fn = fn, .arg = arg };

	if (walk_init(&e.walk, s, f, err))
		return -1;
	e.walk.row = give_row;
	e.walk.arg = &e;
	return walk_end(&e.walk, db_read(s->db, read_all, &e, err));
}

struct ids {
	int64_t *id;
	size_t n, cap;
};

static bool take_id(struct walk *w, const struct handoff *h, struct err *err)
{
	struct ids *all = w->arg;

	(void)err;
	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 256;
		all->id = xrealloc(all->id, all->cap * sizeof *all->id);
	}
	all->id[all->n++] = h->deal;
	return false;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int handoff_ids(struct store *s, const struct handoff_filter *f, int64_t **ids, size_t *n, struct err *err)
{
	struct ids all = { .id = xmalloc(256 * sizeof *all.id), .cap = 256 };
	struct walk w;
	int rc = walk_init(&w, s, f, err);

	w.row = take_id;
	w.arg = &all;
	if (!rc)
		rc = walk_end(&w, walk_run(&w, err));
	qsort(all.id, all.n, sizeof *all.id, by_id);
	*ids = all.id;
	*n = all.n;
	return rc;
}

/* ---- counts ---- */

struct counting {
	struct handoff_count *out;
	int64_t now, midnight;
};

/* Of equal worth in any order, but the soonest come first: what is cut off is neither late nor soon. */
static bool count_due(struct counting *c, int64_t due)
{
	struct handoff_count *out = c->out;

	if (out->open == HANDOFF_COUNT_MAX) {
		out->at_least = true;
		return true;
	}
	out->open++;
	if (due == NO_MOMENT)
		return false;
	out->late += due < c->now;
	out->today += due >= c->now && due < c->midnight;
	if (due >= c->now && (out->change_at == NO_MOMENT || due + 1 < out->change_at))
		out->change_at = due + 1;
	return false;
}

static bool count_row(struct walk *w, const struct handoff *h, struct err *err)
{
	(void)err;
	return count_due(w->arg, h->due_at);
}

static int count_plain(struct walk *w, int sql, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &handoff_sql[sql], err);
	int rc;

	if (!st)
		return -1;
	bind(st, w);
	while ((rc = db_step(st, err)) == 1)
		if (count_due(w->arg, db_col(st, 0) ? db_col(st, 0) : NO_MOMENT)) {
			db_reset(st);
			return 1;
		}
	return rc;
}

int handoff_count(struct store *s, const struct handoff_filter *f, struct handoff_count *out, struct err *err)
{
	int64_t now = s->now(s);
	struct counting c = { out, now, calendar_moment(s->calendar, calendar_day(s->calendar, now) + 1, 0) };
	struct walk w;
	int rc;

	*out = (struct handoff_count){ .change_at = NO_MOMENT };
	if (walk_init(&w, s, f, err))
		return -1;
	w.row = count_row;
	w.arg = &c;
	if (w.text.n)
		return walk_end(&w, walk_run(&w, err));
	rc = count_plain(&w, COUNT_DUE, err);
	return walk_end(&w, rc ? rc : count_plain(&w, COUNT_WAITING, err));
}

/* A deal is met once, at the clock that leads (event.c keeps that): the index clock_lead holds these alone. */
#define LEADS "k.lead = 1 and k.subject_kind = 1"
#define WHOSE \
	" and d.gone = 0 and (cast($3 as bigint) = 0 or d.csm = $3 or d.owner = $3)" \
	" and (cast($4 as bigint) = 0 or d.csm = $4 or (d.csm = 0 and $4 = -1)) and " ACCESS_DEAL("d")
#define ROW \
	"select k.subject, k.due_at, co.name, co.name_key, d.name, d.ext, d.owner, d.csm, d.won_at, d.amount_minor," \
	" d.currency, d.commitment, d.sow_status, d.sow_day, d.kickoff_day, d.closed_day" \
	" from clock k cross join deal d cross join company co where d.id = k.subject and co.id = d.company and "
#define COUNT "select k.due_at from clock k cross join deal d where d.id = k.subject and "

const struct sql handoff_sql[] = {
	[WALK_DUE] = { "handoff_due", ROW LEADS WHOSE " and (k.due_at, k.subject) > ($1, $2) order by k.due_at, k.subject" },
	[WALK_DUE_BACK] = { "handoff_due_back", ROW LEADS WHOSE " and k.due_at > 0 and (k.due_at, k.subject) < ($1, $2)"
			    " order by k.due_at desc, k.subject desc" },
	[WALK_WAITING] = { "handoff_waiting", ROW LEADS WHOSE " and k.due_at = 0 and k.subject > $2"
			   " and cast($1 as bigint) >= 0 order by k.subject" },
	[WALK_WAITING_BACK] = { "handoff_waiting_back", ROW LEADS WHOSE " and k.due_at = 0 and k.subject < $2"
				" and cast($1 as bigint) >= 0 order by k.subject desc" },
	[COUNT_DUE] = { "handoff_count_due", COUNT LEADS WHOSE " and k.due_at > 0 order by k.due_at, k.subject" },
	[COUNT_WAITING] = { "handoff_count_waiting", COUNT LEADS WHOSE " and k.due_at = 0" },
	{ NULL, NULL },
};
