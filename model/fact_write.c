/* Writing what closed deals count for, with the change it follows from: which deals were touched, what they count for now,
 * and the differences to what is stored. */
#include "model/fact_private.h"

#include "model/buf.h"
#include "model/private.h"
#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

enum { WRITE_READ, WRITE_DROP, WRITE_PUT, WRITE_SUM, WRITE_EMPTY, WRITE_OF_INTERVIEW, WRITE_OF_CODE, WRITE_ALL,
       WRITE_DROP_DEAL, WRITE_SUM_AS, WRITE_SUM_GONE };

/* ---- what was touched ---- */

struct ids {
	int64_t *at;
	size_t n, cap;
};
struct fact_touched {
	struct ids deals, interviews, codes;
	bool all;
};

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void sort_ids(struct ids *l)
{
	size_t kept = 0;

	if (l->n)
		qsort(l->at, l->n, sizeof *l->at, compare_ids);
	for (size_t i = 0; i < l->n; i++)
		if (!kept || l->at[kept - 1] != l->at[i])
			l->at[kept++] = l->at[i];
	l->n = kept;
}

/* Room is made by dropping repeats first: a deal may be touched a thousand times. */
static void add_id(struct ids *l, int64_t id)
{
	if (l->n && l->at[l->n - 1] == id)
		return;
	if (l->n == l->cap) {
		sort_ids(l);
		if (l->n * 2 >= l->cap) {
			l->cap = l->cap ? l->cap * 2 : 16;
			l->at = xrealloc(l->at, l->cap * sizeof *l->at);
		}
	}
	l->at[l->n++] = id;
}

static struct fact_touched *touched(struct store *s)
{
	if (!s->priv->touched)
		s->priv->touched = xcalloc(1, sizeof *s->priv->touched);
	return s->priv->touched;
}

void fact_touch(struct store *s, int64_t deal)
{
	if (!teeth_off("facts-deal"))
		add_id(&touched(s)->deals, deal);
}

void fact_touch_interview(struct store *s, int64_t interview)
{
	if (!teeth_off("facts-interview"))
		add_id(&touched(s)->interviews, interview);
}

void fact_touch_code(struct store *s, int64_t code)
{
	if (!teeth_off("facts-code"))
		add_id(&touched(s)->codes, code);
}

void fact_touch_all(struct store *s)
{
	if (!teeth_off("facts-all"))
		touched(s)->all = true;
}

void facts_forget(struct store *s)
{
	struct fact_touched *t = s->priv->touched;

	s->priv->touched = NULL;
	if (!t)
		return;
	free(t->deals.at);
	free(t->interviews.at);
	free(t->codes.at);
	free(t);
}

static int read_ids(struct store *s, int sql, int64_t of, struct ids *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_write_sql[sql], err);
	int rc;

	if (!st)
		return -1;
	if (of)
		db_int(st, 1, of);
	while ((rc = db_step(st, err)) == 1)
		add_id(out, db_col(st, 0));
	return rc;
}

/* The deals of all that was touched, each once, in their order. */
static int gather(struct store *s, struct fact_touched *t, struct err *err)
{
	int rc = 0;

	sort_ids(&t->interviews);
	sort_ids(&t->codes);
	for (size_t i = 0; !rc && i < t->interviews.n; i++)
		rc = read_ids(s, WRITE_OF_INTERVIEW, t->interviews.at[i], &t->deals, err);
	for (size_t i = 0; !rc && i < t->codes.n; i++)
		rc = read_ids(s, WRITE_OF_CODE, t->codes.at[i], &t->deals, err);
	if (!rc && t->all)
		rc = read_ids(s, WRITE_ALL, 0, &t->deals, err);
	sort_ids(&t->deals);
	return rc;
}

/* ---- rows ---- */

/* What is stored of it. */
static int read_stored(struct store *s, int64_t deal, struct fact_rows *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_write_sql[WRITE_READ], err);
	int rc;

	out->n = 0;
	out->of = (struct fact_of){ .deal = deal };
	if (!st)
		return -1;
	db_int(st, 1, deal);
	while ((rc = db_step(st, err)) == 1) {
		fact_rows_add(out, (enum fact_kind)db_col(st, 0), db_col(st, 1), db_col(st, 10), db_col(st, 11));
		out->of = (struct fact_of){ deal, db_col(st, 2), db_col(st, 3), db_col(st, 4),
					    { 0, db_col(st, 5), db_col(st, 6), db_col(st, 7), db_col(st, 8), db_col(st, 9) } };
	}
	return rc;
}

static int drop_row(struct store *s, const struct fact_of *of, const struct fact_row *row, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_write_sql[WRITE_DROP], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ row->kind, row->bucket, of->month, of->deal }, 4);
	return db_run(st, err);
}

static int put_row(struct store *s, const struct fact_of *of, const struct fact_row *row, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_write_sql[WRITE_PUT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ row->kind, row->bucket, of->month, of->deal, of->outcome, of->owner }, 6);
	db_ints(st, 7, of->side + DIM_SEGMENT, DIM_COUNT - DIM_SEGMENT);
	db_ints(st, 12, (const int64_t[]){ row->n, row->v }, 2);
	return db_run(st, err);
}

static int order_of(const struct fact_row *a, const struct fact_row *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

/* Both are in the order of the key. */
static int write_rows(struct store *s, const struct fact_rows *was, const struct fact_rows *is, struct totals *t,
		      struct err *err)
{
	bool moved = was->n && is->n && memcmp(&was->of, &is->of, sizeof was->of);
	bool elsewhere = moved && was->of.month != is->of.month;
	size_t i = 0, k = 0;

	while (i < was->n || k < is->n) {
		int order = i == was->n ? 1 : k == is->n ? -1 : order_of(&was->at[i], &is->at[k]);
		const struct fact_row *old = order <= 0 ? &was->at[i++] : NULL, *new = order >= 0 ? &is->at[k++] : NULL;

		if (old && new && !moved && old->n == new->n && old->v == new->v)
			continue;
		if (old)
			fact_totals_add(t, &was->of, old, -1);
		if (new)
			fact_totals_add(t, &is->of, new, 1);
		if ((old && (!new || elsewhere) && drop_row(s, &was->of, old, err)) || (new && put_row(s, &is->of, new, err)))
			return -1;
	}
	return 0;
}

/* ---- sums ---- */

static int write_total(struct store *s, const struct total *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &fact_write_sql[WRITE_SUM], err);

	if (!st)
		return -1;
	db_ints(st, 1, t->key, 7);
	db_ints(st, 8, (const int64_t[]){ t->deals, t->n, t->v }, 3);
	if (db_run(st, err))
		return -1;
	if (t->deals >= 0)
		return 0;
	st = db_stmt(s->db, &fact_write_sql[WRITE_EMPTY], err);
	if (!st)
		return -1;
	db_ints(st, 1, t->key, 7);
	return db_run(st, err);
}

/* In the order of the keys, so that writers on a shared server meet the rows in one order. */
static int write_totals(struct store *s, struct totals *t, struct err *err)
{
	totals_sort(t);
	for (size_t i = 0; i < t->n; i++)
		if ((t->at[i].deals || t->at[i].n || t->at[i].v) && write_total(s, &t->at[i], err))
			return -1;
	return 0;
}

/* ---- all of it ---- */

static int write_deals(struct store *s, const int64_t *deal, size_t n, struct err *err)
{
	struct fact_maker m = { .s = s };
	struct totals t = { 0 };
	struct fact_rows was = { 0 }, is = { 0 };
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		rc = read_stored(s, deal[i], &was, err) || fact_rows_make(&m, deal[i], &is, err) ? -1 : 0;
		if (!rc && !fact_rows_same(&was, &is))
			rc = write_rows(s, &was, &is, &t, err);
	}
	if (!rc)
		rc = write_totals(s, &t, err);
	fact_rows_done(&was);
	fact_rows_done(&is);
	totals_done(&t);
	fact_maker_done(&m);
	return rc;
}

int facts_write(struct store *s, struct err *err)
{
	struct fact_touched *t = s->priv->touched;
	int rc;

	if (!t)
		return 0;
	rc = gather(s, t, err);
	if (!rc)
		rc = write_deals(s, t->deals.at, t->deals.n, err);
	facts_forget(s);
	return rc;
}

/* Rows of many deals go into the table in the order of its keys, a batch at a time. */
#define BATCH 262144

struct batch {
	struct batch_row {
		struct fact_row row;
		struct fact_of of;
	} *at;
	size_t n;
};

static int compare_rows(const void *a, const void *b)
{
	const struct batch_row *x = a, *y = b;
	int order = order_of(&x->row, &y->row);

	if (order || x->of.month != y->of.month)
		return order ? order : x->of.month < y->of.month ? -1 : 1;
	return (x->of.deal > y->of.deal) - (x->of.deal < y->of.deal);
}

static int write_batch(struct store *s, struct batch *b, struct err *err)
{
	if (b->n)
		qsort(b->at, b->n, sizeof *b->at, compare_rows);
	for (size_t i = 0; i < b->n; i++)
		if (put_row(s, &b->at[i].of, &b->at[i].row, err))
			return -1;
	b->n = 0;
	return 0;
}

struct mending {
	struct store *s;
	struct batch b;
};

/* What was stored goes at once, whatever it says; the rest follows with the rows of others. */
static int mend_deal(void *arg, const struct fact_rows *is, bool stored, struct err *err)
{
	struct mending *m = arg;
	struct stmt *st = db_stmt(m->s->db, &fact_write_sql[WRITE_DROP_DEAL], err);

	if (!st)
		return -1;
	db_int(st, 1, is->of.deal);
	if ((stored && db_run(st, err)) || (m->b.n + is->n > BATCH && write_batch(m->s, &m->b, err)))
		return -1;
	for (size_t i = 0; i < is->n; i++)
		m->b.at[m->b.n++] = (struct batch_row){ is->at[i], is->of };
	return 0;
}

static int mend_sum(void *arg, const struct total *is, struct err *err)
{
	struct mending *m = arg;
	struct stmt *st = db_stmt(m->s->db, &fact_write_sql[is->deals ? WRITE_SUM_AS : WRITE_SUM_GONE], err);

	if (!st)
		return -1;
	db_ints(st, 1, is->key, 7);
	db_ints(st, 8, (const int64_t[]){ is->deals, is->n, is->v }, 3);
	return db_run(st, err);
}

static int rebuild(void *arg, struct err *err)
{
	struct mending m = { .s = arg, .b = { .at = xmalloc(BATCH * sizeof *m.b.at) } };
	int rc = facts_differing(m.s, &(struct fact_hearing){ &m, mend_deal, mend_sum }, err);

	if (!rc)
		rc = write_batch(m.s, &m.b, err);
	free(m.b.at);
	facts_forget(m.s);
	return rc;
}

int facts_rebuild(struct store *s, struct err *err)
{
	return db_tx(s->db, rebuild, s, err);
}

const struct sql fact_write_sql[] = {
	[WRITE_READ] = { "fact_read", "select kind, bucket, close_month, outcome, owner, segment, competitor, size, region,"
				      " product, n, v from fact where deal = $1 order by kind, bucket" },
	[WRITE_DROP] = { "fact_drop", "delete from fact where kind = $1 and bucket = $2 and close_month = $3 and deal = $4" },
	[WRITE_PUT] = { "fact_put", "insert into fact (kind, bucket, close_month, deal, outcome, owner, segment, competitor, size,"
				    " region, product, n, v) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
				    " on conflict (kind, bucket, close_month, deal) do update set outcome = excluded.outcome,"
				    " owner = excluded.owner, segment = excluded.segment, competitor = excluded.competitor,"
				    " size = excluded.size, region = excluded.region, product = excluded.product, n = excluded.n,"
				    " v = excluded.v" },
	[WRITE_SUM] = { "fact_sum", "insert into sum_fact (owner, dim, close_month, kind, value, bucket, outcome, deals, n, v)"
				    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
				    " on conflict (owner, dim, close_month, kind, value, bucket, outcome) do update set"
				    " deals = sum_fact.deals + excluded.deals, n = sum_fact.n + excluded.n, v = sum_fact.v + excluded.v" },
	[WRITE_EMPTY] = { "fact_empty", "delete from sum_fact where owner = $1 and dim = $2 and close_month = $3 and kind = $4"
					" and value = $5 and bucket = $6 and outcome = $7 and deals = 0" },
	[WRITE_OF_INTERVIEW] = { "fact_of_interview", "select deal from interview where id = $1" },
	[WRITE_OF_CODE] = { "fact_of_code", "select i.deal from code c join coding_pass p on p.id = c.pass"
					    " join interview i on i.id = p.interview where c.id = $1" },
	[WRITE_ALL] = { "fact_all", "select distinct deal from fact order by deal" },
	[WRITE_DROP_DEAL] = { "fact_drop_deal", "delete from fact where deal = $1" },
	[WRITE_SUM_AS] = { "fact_sum_as", "insert into sum_fact (owner, dim, close_month, kind, value, bucket, outcome, deals, n, v)"
					  " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
					  " on conflict (owner, dim, close_month, kind, value, bucket, outcome) do update set"
					  " deals = excluded.deals, n = excluded.n, v = excluded.v" },
	[WRITE_SUM_GONE] = { "fact_sum_gone", "delete from sum_fact where owner = $1 and dim = $2 and close_month = $3"
					      " and kind = $4 and value = $5 and bucket = $6 and outcome = $7" },
	{ NULL, NULL },
};
