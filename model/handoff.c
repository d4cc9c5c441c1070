/* The queue of open handoffs: walks over the index of the clocks that lead, one of each open handoff. */
#include "model/handoff_private.h"

#include "model/access.h"
#include "model/away.h"
#include "model/calendar.h"
#include "model/event.h"
#include "model/packet.h"
#include "model/private.h"
#include "model/snooze.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

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

/* Members whose deputy `mine` is today: their handoffs are theirs too. */
struct handoff_for {
	int64_t *member;
	size_t n;
};

struct walk {
	struct store *s;
	const struct handoff_filter *f;
	struct board_text text;
	struct snoozes put_off;
	struct handoff_for stands_for; /* of `mine` */
	int64_t now;
	struct handoff_key from;
	bool backwards;
	bool light; /* row() looks at deal, breach and members alone */
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

static bool is_of(const struct walk *w, int64_t member)
{
	bool is = member == w->f->mine;

	for (size_t i = 0; member && i < w->stands_for.n; i++)
		is |= member == w->stands_for.member[i];
	return is;
}

/* What the statements do not ask: whose deputy, and what is put off. */
static bool is_wanted(const struct walk *w, const struct handoff *h)
{
	if (w->f->mine && !is_of(w, h->csm) && !is_of(w, h->owner))
		return false;
	if (w->f->csm && h->csm != (w->f->csm == HANDOFF_NOBODY ? 0 : w->f->csm))
		return false;
	if (w->f->put_off == PUT_OFF_TOO)
		return true;
	return snoozes_hide(&w->put_off, h->deal, h->due_at, w->now) == (w->f->put_off == PUT_OFF_ALONE);
}

static void bind(struct stmt *st, const struct walk *w)
{
	access_bind(st, w->s);
	db_int(st, 3, w->stands_for.n ? 0 : w->f->mine); /* else is_wanted() asks */
	db_int(st, 4, w->f->csm);
}

static bool give(struct walk *w, struct handoff *h, struct err *err)
{
	const struct snoozed *z = w->put_off.n ? snoozes_find(&w->put_off, h->deal) : NULL;

	h->put_off_day = z && snoozes_hide(&w->put_off, h->deal, h->due_at, w->now) ? z->until_day : NO_DAY;
	return is_wanted(w, h) && w->row(w, h, err);
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

		if (give(w, &h, err)) {
			db_reset(st);
			return w->is_failed ? -1 : 1;
		}
	}
	return rc;
}

/* The row of a line that matches. 1 when row() had enough, 0, -1. */
static int give_line(struct walk *w, const struct handoff_line *l, struct err *err)
{
	struct stmt *st;
	struct handoff h = { .deal = l->key.deal, .due_at = l->key.due_at == INT64_MAX ? NO_MOMENT : l->key.due_at,
			     .owner = l->owner, .csm = l->csm };
	int rc;
	bool enough;

	if (w->light || !is_wanted(w, &h))
		return give(w, &h, err) ? w->is_failed ? -1 : 1 : 0;
	st = db_stmt(w->s->db, &handoff_sql[WALK_ONE], err);
	if (!st)
		return -1;
	access_bind(st, w->s);
	db_int(st, 1, l->key.deal);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	h = read_row(st);
	enough = give(w, &h, err);
	db_reset(st);
	return enough ? w->is_failed ? -1 : 1 : 0;
}

/* With a text: over what was read of every row before, see handoff_text.c. */
static int walk_text(struct walk *w, struct err *err)
{
	const struct handoff_lines *all = handoff_lines_matching(w->s, w->f->text, &w->text, err);
	size_t i;
	int rc = 0;

	if (!all)
		return -1;
	if (w->backwards) {
		i = w->from.deal ? handoff_lines_behind(all, (struct handoff_key){ w->from.due_at, w->from.deal - 1 }) : all->matches;
		while (!rc && i-- > 0)
			rc = give_line(w, &all->at[all->match[i]], err);
		return rc;
	}
	for (i = w->from.deal ? handoff_lines_behind(all, w->from) : 0; !rc && i < all->matches; i++)
		rc = give_line(w, &all->at[all->match[i]], err);
	return rc;
}

static int walk_run(struct walk *w, struct err *err)
{
	/* Clocks that only wait have a due moment of 0. */
	const struct handoff_key top = { 0, 0 }, first = { 0, INT64_MAX }, end = { INT64_MAX, INT64_MAX };
	bool at_end = !w->from.deal, waits = w->from.due_at == INT64_MAX && !at_end;
	int rc = 0;

	if (w->text.n)
		return walk_text(w, err);
	if (w->backwards) {
		if (at_end || waits)
			rc = walk_one(w, WALK_WAITING, at_end ? end : w->from, err);
		return rc ? rc : walk_one(w, WALK_DUE, at_end || waits ? end : w->from, err);
	}
	if (!waits)
		rc = walk_one(w, WALK_DUE, at_end ? first : w->from, err);
	return rc ? rc : walk_one(w, WALK_WAITING, waits ? w->from : top, err);
}

static int add_away(void *arg, const struct away *a)
{
	struct handoff_for *all = arg;

	all->member = xrealloc(all->member, (all->n + 1) * sizeof *all->member);
	all->member[all->n++] = a->member;
	return 0;
}

static int find_stands_for(struct walk *w, struct err *err)
{
	struct handoff_for *all = &w->stands_for;
	size_t n = 0;

	if (!w->f->mine)
		return 0;
	if (away_each(w->s, false, add_away, all, err))
		return -1;
	for (size_t i = 0; i < all->n; i++)
		if (away_now(w->s, all->member[i]) == w->f->mine)
			all->member[n++] = all->member[i];
	all->n = n;
	return 0;
}

static int walk_init(struct walk *w, struct store *s, const struct handoff_filter *f, struct err *err)
{
	*w = (struct walk){ .s = s, .f = f, .now = s->now(s) };
	if (snoozes_load(s, &w->put_off, err))
		return -1;
	if (!find_stands_for(w, err) && !board_text_init(&w->text, s, f->text, err))
		return 0;
	snoozes_done(&w->put_off);
	free(w->stands_for.member);
	return -1;
}

static int walk_end(struct walk *w, int rc)
{
	board_text_done(&w->text);
	snoozes_done(&w->put_off);
	free(w->stands_for.member);
	return rc < 0 ? -1 : 0;
}

int handoff_read_packet(struct store *s, struct handoff *h, struct err *err)
{
	struct form form;
	struct packet p;
	int rc = form_of_deal(s, h->deal, FORM_PACKET, &form, err);

	h->is_returned = rc == 1 && form.state == FORM_RETURNED;
	h->lacks = 0;
	if (rc != 1 || form.state == FORM_FILED || form.state == FORM_ACKED)
		return rc < 0 ? -1 : 0;
	rc = packet_load(s, h->deal, &p, err);
	if (rc != 1)
		return rc;
	h->lacks = h->is_returned ? 0 : p.missing;
	for (size_t i = 0; h->is_returned && i < p.n; i++)
		h->lacks += p.value[i].gap != NULL;
	packet_done(&p);
	return 0;
}

/* Clocks and words of a row. */
static int complete(struct store *s, struct handoff *h, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	size_t n;

	if (clocks_of(s, h->deal, c, CLOCKS_MAX, &n, err) || handoff_read_packet(s, h, err))
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
	w.light = true;
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

/* Of equal worth in any order, but the soonest come first: what is cut off is neither late nor soon. What is put off is
 * counted with the others, and once more apart. */
static bool count_due(struct counting *c, int64_t due, bool is_put_off)
{
	struct handoff_count *out = c->out;

	if (out->open == HANDOFF_COUNT_MAX) {
		out->at_least = true;
		return true;
	}
	out->open++;
	out->put_off += is_put_off;
	out->put_off_late += is_put_off && due != NO_MOMENT && due < c->now;
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
	return count_due(w->arg, h->due_at, h->put_off_day != NO_DAY);
}

static int count_plain(struct walk *w, int sql, struct err *err)
{
	struct stmt *st = db_stmt(w->s->db, &handoff_sql[sql], err);
	int rc;

	if (!st)
		return -1;
	bind(st, w);
	while ((rc = db_step(st, err)) == 1) {
		struct handoff h = { .due_at = db_col(st, 0) ? db_col(st, 0) : NO_MOMENT, .deal = db_col(st, 1),
				     .owner = db_col(st, 2), .csm = db_col(st, 3) };

		if (give(w, &h, err)) {
			db_reset(st);
			return 1;
		}
	}
	return rc;
}

static int count_all(struct store *s, const struct handoff_filter *f, struct handoff_count *out, struct err *err)
{
	int64_t now = s->now(s);
	struct counting c = { out, now, calendar_moment(s->calendar, calendar_day(s->calendar, now) + 1, 0) };
	struct handoff_filter all = *f;
	struct walk w;
	int rc;

	/* Who puts a handoff off hides no breach by it: whatever is listed, all are counted. */
	all.put_off = PUT_OFF_TOO;
	*out = (struct handoff_count){ .change_at = NO_MOMENT };
	if (walk_init(&w, s, &all, err))
		return -1;
	w.row = count_row;
	w.arg = &c;
	w.light = true;
	if (w.text.n)
		return walk_end(&w, walk_run(&w, err));
	rc = count_plain(&w, COUNT_DUE, err);
	return walk_end(&w, rc ? rc : count_plain(&w, COUNT_WAITING, err));
}

/* The top row and the queue both ask, and each again on every reload: what was counted is kept for as long as it is true,
 * which is at most until the day ends (put off, deputies, what is due today). */
static void keep_count(struct store *s, const struct handoff_filter *f, struct as_of as_of, const struct handoff_count *count)
{
	struct handoff_counted *kept = s->priv->handoff_counted;

	if (!kept)
		kept = s->priv->handoff_counted = xcalloc(1, sizeof *kept);
	as_of.until = calendar_moment(s->calendar, calendar_day(s->calendar, as_of.from) + 1, 0);
	as_of.until = moment_sooner(as_of.until, count->change_at);
	*kept = (struct handoff_counted){ as_of, f->mine, f->csm, *count };
}

int handoff_count(struct store *s, const struct handoff_filter *f, struct handoff_count *out, struct err *err)
{
	const struct handoff_counted *kept = s->priv->handoff_counted;
	bool has_text = f->text && *f->text;
	struct as_of as_of;

	if (!has_text && kept && kept->mine == f->mine && kept->csm == f->csm && as_of_holds(s, &kept->as_of)) {
		*out = kept->count;
		return 0;
	}
	as_of = as_of_now(s);
	if (count_all(s, f, out, err))
		return -1;
	if (!has_text)
		keep_count(s, f, as_of, out);
	return 0;
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
#define COUNT "select k.due_at, k.subject, d.owner, d.csm from clock k cross join deal d where d.id = k.subject and "

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
	[WALK_ONE] = { "handoff_one", ROW LEADS " and k.subject = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	{ NULL, NULL },
};
