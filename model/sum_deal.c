#include "model/sum_deal.h"

#include "model/calendar.h"
#include "model/deal_private.h"
#include "model/private.h"
#include "model/totals.h"

#include <stdio.h>

enum { SUM_ADD, SUM_DEALS, SUM_STORED };
/* Of a struct total: close_month, stage, outcome, owner, segment, currency; its n are the deals with an amount, its v their
 * minor units. */
enum { SUM_KEYS = 6 };

static struct total total_of(const struct deal *d, int sign)
{
	bool valued = d->amount_minor != NO_AMOUNT;

	return (struct total){ { deal_close_month(d), d->stage, d->outcome, d->owner, d->segment, valued ? d->currency : 0 },
			       sign, valued ? sign : 0, valued ? sign * d->amount_minor : 0 };
}

static int add(struct store *s, const struct total *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &sum_deal_sql[SUM_ADD], err);

	if (!st)
		return -1;
	db_ints(st, 1, t->key, SUM_KEYS);
	db_ints(st, SUM_KEYS + 1, (const int64_t[]){ t->deals, t->n, t->v }, 3);
	return db_run(st, err);
}

int sum_deal_of(struct store *s, const struct deal *d, int sign, struct err *err)
{
	struct total t = total_of(d, sign);

	return d->gone ? 0 : add(s, &t, err);
}

void sum_deal_count(struct totals *t, const struct deal *d, int sign)
{
	struct total one = total_of(d, sign), *at;

	if (d->gone)
		return;
	at = totals_at(t, one.key);
	at->deals += one.deals;
	at->n += one.n;
	at->v += one.v;
}

int sum_deals_add(struct store *s, struct totals *t, struct err *err)
{
	totals_sort(t);
	for (size_t i = 0; i < t->n; i++) {
		const struct total *at = &t->at[i];

		if ((at->deals || at->n || at->v) && add(s, at, err))
			return -1;
	}
	return 0;
}

/* ---- what the deals count for, less what is stored ---- */

static int add_deals(struct store *s, struct totals *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &sum_deal_sql[SUM_DEALS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		bool closed = stage_is_closed((int)db_col(st, 0)) && !db_col_null(st, 6), valued = !db_col_null(st, 5);
		struct total *at = totals_at(t, (const int64_t[TOTAL_KEYS]){
							closed ? month_of_day(db_col(st, 6)) : 0, db_col(st, 0), db_col(st, 1),
							db_col(st, 2), db_col(st, 3), valued ? db_col(st, 4) : 0 });

		at->deals++;
		at->n += valued;
		at->v += valued ? db_col(st, 5) : 0;
	}
	return rc;
}

static int take_stored(struct store *s, struct totals *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &sum_deal_sql[SUM_STORED], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		int64_t key[TOTAL_KEYS] = { 0 };
		struct total *at;

		for (int i = 0; i < SUM_KEYS; i++)
			key[i] = db_col(st, i);
		at = totals_at(t, key);
		at->deals -= db_col(st, SUM_KEYS);
		at->n -= db_col(st, SUM_KEYS + 1);
		at->v -= db_col(st, SUM_KEYS + 2);
	}
	return rc;
}

struct comparing {
	struct store *s;
	int (*fn)(struct comparing *c, const struct total *more, struct err *err);
	int (*say)(void *arg, const char *sentence);
	void *arg;
};

/* fn hears what is left over, by its key. */
static int compare(void *arg, struct err *err)
{
	struct comparing *c = arg;
	struct totals t = { 0 };
	int rc = add_deals(c->s, &t, err) || take_stored(c->s, &t, err) ? -1 : 0;

	totals_sort(&t);
	for (size_t i = 0; !rc && i < t.n; i++)
		if (t.at[i].deals || t.at[i].n || t.at[i].v)
			rc = c->fn(c, &t.at[i], err);
	totals_done(&t);
	return rc;
}

static int say_sum(struct comparing *c, const struct total *more, struct err *err)
{
	char text[320];

	(void)err;
	snprintf(text, sizeof text,
		 "sum of month %lld, stage %lld, outcome %lld, owner %lld, segment %lld, currency %lld: %lld deals and %lld more"
		 " counted than stored; `winloss check --rebuild` makes it anew", (long long)more->key[0],
		 (long long)more->key[1], (long long)more->key[2], (long long)more->key[3], (long long)more->key[4],
		 (long long)more->key[5], (long long)more->deals, (long long)more->v);
	return c->say(c->arg, text);
}

static int mend_sum(struct comparing *c, const struct total *more, struct err *err)
{
	return add(c->s, more, err);
}

int sum_deals_compare(struct store *s, int (*fn)(void *arg, const char *sentence), void *arg, struct err *err)
{
	struct comparing c = { s, say_sum, fn, arg };
	int rc = db_read(s->db, compare, &c, err);

	return rc < 0 ? -1 : 0;
}

int sum_deals_rebuild(struct store *s, struct err *err)
{
	return db_tx(s->db, compare, &(struct comparing){ .s = s, .fn = mend_sum }, err);
}

const struct sql sum_deal_sql[] = {
	[SUM_ADD] = { "sum_deal_add", "insert into sum_deal (close_month, stage, outcome, owner, segment, currency, n, n_valued,"
				      " amount_minor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
				      " on conflict (close_month, stage, outcome, owner, segment, currency) do update set"
				      " n = sum_deal.n + excluded.n, n_valued = sum_deal.n_valued + excluded.n_valued,"
				      " amount_minor = sum_deal.amount_minor + excluded.amount_minor" },
	[SUM_DEALS] = { "sum_deals", "select stage, outcome, owner, segment, currency, amount_minor, closed_day from deal"
				     " where gone = 0" },
	[SUM_STORED] = { "sum_deals_stored", "select close_month, stage, outcome, owner, segment, currency, n, n_valued,"
					     " amount_minor from sum_deal" },
	{ NULL, NULL },
};
