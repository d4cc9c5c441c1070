#include "model/sum_deal.h"

#include "model/calendar.h"
#include "model/deal_private.h"
#include "model/private.h"
#include "model/totals.h"

#include <stdio.h>

enum { SUM_ADD, SUM_DEALS, SUM_STORED };
enum { SUM_KEYS = 6 }; /* of a struct total; its n are the deals with an amount, v minor units */

int sum_deal_add(struct store *s, int close_month, int64_t stage, int64_t outcome, int64_t owner, int64_t segment,
		 int64_t currency, int64_t n, int64_t n_valued, int64_t amount_minor, struct err *err)
{
	const int64_t row[] = { close_month, stage, outcome, owner, segment, currency, n, n_valued, amount_minor };
	struct stmt *st = db_stmt(s->db, &sum_deal_sql[SUM_ADD], err);

	if (!st)
		return -1;
	db_ints(st, 1, row, sizeof row / sizeof *row);
	return db_run(st, err);
}

int sum_deal_of(struct store *s, const struct deal *d, int sign, struct err *err)
{
	bool valued = d->amount_minor != NO_AMOUNT;

	if (d->gone)
		return 0;
	return sum_deal_add(s, deal_close_month(d), d->stage, d->outcome, d->owner, d->segment,
			    valued ? d->currency : 0, sign, valued ? sign : 0, valued ? sign * d->amount_minor : 0, err);
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
	const int64_t *key = more->key;

	return sum_deal_add(c->s, (int)key[0], key[1], key[2], key[3], key[4], key[5], more->deals, more->n, more->v, err);
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
