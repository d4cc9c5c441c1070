/* Changes of the qualification model as a table: a row each, with the deals it rests on. */
#include "model/export_private.h"

#include "model/member.h"
#include "model/refinement.h"
#include "model/value.h"

#include <stdlib.h>

struct putting {
	struct export *x;
	struct buf deals;
	int64_t *deal;
	size_t n;
};

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static int put_deal(void *arg, const struct refinement_deal *d)
{
	struct putting *p = arg;

	p->deal = xrealloc(p->deal, (p->n + 1) * sizeof *p->deal);
	p->deal[p->n++] = d->deal;
	return 0;
}

/* By their names, a line each: the statement that lists them is over. */
static void put_deals(struct putting *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->deals.len)
			buf_putc(&p->deals, '\n');
		export_deal_name(p->x, p->deal[i], &p->deals);
	}
	sheet_text(p->x->sheet, none(buf_str(&p->deals)));
	free(p->deal);
	buf_done(&p->deals);
}

static void put_act(struct export *x, int64_t member, int64_t at_ms)
{
	sheet_text(x->sheet, none(member_login(x->s, member)));
	sheet_moment(x->sheet, at_ms ? at_ms : NO_MOMENT);
}

static int put_refinement(void *arg, const struct refinement *r)
{
	struct export *x = arg;
	struct putting p = { .x = x };

	if (r->flagged_at < x->since_ms && r->proposed_at < x->since_ms)
		return 0;
	if (refinement_deals(x->s, r->id, put_deal, &p, NULL)) {
		free(p.deal);
		return -1;
	}
	sheet_text(x->sheet, r->text);
	sheet_word(x->sheet, none(r->dimension));
	sheet_word(x->sheet, refinement_state_key(r->state));
	sheet_text(x->sheet, none(r->reason));
	sheet_word(x->sheet, r->reclassifies ? "yes" : NULL);
	put_deals(&p);
	put_act(x, r->flagged_by, r->flagged_at);
	put_act(x, r->proposed_by, r->proposed_at);
	put_act(x, r->decided_by, r->decided_at);
	sheet_text(x->sheet, none(r->comment));
	sheet_moment(x->sheet, r->council_at ? r->council_at : NO_MOMENT);
	sheet_end_row(x->sheet);
	return 0;
}

int export_refinements(struct export *x, struct err *err)
{
	static const struct sheet_column columns[] = {
		{ "text", false },	  { "dimension", false },   { "state", false },	   { "reason", false },	    { "reclassifies", false },
		{ "deals", false },	  { "flagged_by", false },  { "flagged", false },  { "proposed_by", false }, { "proposed", false },
		{ "decided_by", false }, { "decided", false },     { "comment", false },  { "council", false },
	};

	return export_open(x, columns, sizeof columns / sizeof *columns, err) || refinement_each(x->s, true, put_refinement, x, err) ? -1
																      : 0;
}
