/* Cells of the tables of a regular report. */
#include "model/bulletin_private.h"

#include "model/calendar.h"

#include <inttypes.h>
#include <stdio.h>

/* Deals that a table lists; how many more there are it says. */
enum { TABLE_DEALS_MAX = 100 };

/* Starts a row; its cells follow. */
void table_begin_row(struct bulletin_table *t, int64_t deal)
{
	t->cell = xrealloc(t->cell, (t->rows + 1) * t->columns * sizeof *t->cell);
	t->deal = xrealloc(t->deal, (t->rows + 1) * sizeof *t->deal);
	for (size_t i = 0; i < t->columns; i++)
		t->cell[t->rows * t->columns + i] = NULL;
	t->deal[t->rows++] = deal;
}

void table_put(struct bulletin_table *t, struct buf *words)
{
	char **cell = &t->cell[(t->rows - 1) * t->columns];

	while (*cell)
		cell++;
	*cell = buf_take(words);
}

void table_put_text(struct bulletin_table *t, const char *text)
{
	struct buf b = { 0 };

	buf_puts(&b, text);
	table_put(t, &b);
}

void table_put_int(struct bulletin_table *t, int64_t n)
{
	struct buf b = { 0 };

	buf_printf(&b, "%" PRId64, n);
	table_put(t, &b);
}

void table_put_money(struct bulletin_table *t, struct store *s, struct metric_value *v)
{
	struct buf b = { 0 };

	money_order(v);
	money_words(s, v->money, v->moneys, &b);
	table_put(t, &b);
}

void table_put_amount(struct bulletin_table *t, struct store *s, const struct meter_deal *d)
{
	struct metric_value v = { .moneys = 0 };

	if (d->amount_minor != NO_AMOUNT)
		money_add(&v, d->currency, d->amount_minor, 1);
	table_put_money(t, s, &v);
}

void table_put_day(struct bulletin_table *t, int64_t day)
{
	struct buf b = { 0 };

	day_format(day, &b);
	if (!b.len)
		buf_puts(&b, "—");
	table_put(t, &b);
}

void table_put_stage(struct bulletin_table *t, const struct store *s, int id)
{
	const struct stage *stage = stage_get(s->stages, id);

	table_put_text(t, stage ? stage->title : "—");
}

void table_put_rate(struct bulletin_table *t, int64_t n, int64_t of)
{
	struct share share = share_of(n, of);
	struct buf b = { 0 };

	if (of < SHARE_SMALL)
		buf_printf(&b, of ? "%" PRId64 " of %" PRId64 : "—", n, of);
	else
		buf_printf(&b, "%" PRId64 "%% [%" PRId64 "–%" PRId64 "] n=%" PRId64, (share.bp + 50) / 100, (share.low_bp + 50) / 100,
			   (share.high_bp + 50) / 100, of);
	table_put(t, &b);
}

/* A row of that deal with its name; false: there is no room for it, and it is counted. */
bool table_begin_deal(struct meter *m, struct bulletin_table *t, int64_t deal)
{
	struct buf b = { 0 };

	if (t->rows == TABLE_DEALS_MAX) {
		t->left_out++;
		return false;
	}
	if (deal_name(m->s, deal, &b, NULL)) {
		buf_done(&b);
		return false;
	}
	table_begin_row(t, deal);
	table_put(t, &b);
	return true;
}

void table_say_cut(struct bulletin_table *t, const struct cohort *c)
{
	if (c->cut)
		snprintf(t->note, sizeof t->note, "of %d deals, not of all; winloss report counts them all", METER_WALK_MAX);
}
