/* What stands behind a figure: the deals, page by page, and the words that were coded. */
#include "model/rollup_private.h"

#include "model/coding_private.h"
#include "model/blind.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/member.h"
#include "model/quote.h"
#include "model/recode.h"
#include "model/span.h"
#include "model/stage.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum { BEHIND_DEALS, BEHIND_FACTS, BEHIND_WORDS };

static int may_open(struct store *s, struct err *err)
{
	if (rollup_rows_are_seen(s))
		return 0;
	return err_set(err, ERR_ROLE, "your role reads the figures of a quarter, not the deals and words behind them");
}

void behind_deals_done(struct behind_deal *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(d[i].company);
	free(d);
}

/* The side of a cell, which may narrow what the scope narrows already: one value of each dimension, -1 any. */
static void bind_sides(struct stmt *st, int first, const struct rollup *r, const struct figure_from *from)
{
	int64_t side[DIM_COUNT];

	for (int d = 0; d < DIM_COUNT; d++)
		side[d] = -1;
	if (r->facts.dim != DIM_ALL)
		side[r->facts.dim] = r->facts.value;
	if (from->dim != DIM_ALL)
		side[from->dim] = from->value;
	db_ints(st, first, side + DIM_SEGMENT, DIM_COUNT - DIM_SEGMENT);
}

static struct stmt *begin_facts(struct store *s, const struct rollup *r, const struct figure_from *from, int after_month,
				int64_t after_deal, size_t limit, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &rollup_behind_sql[BEHIND_FACTS], err);

	if (!st)
		return NULL;
	db_ints(st, 1, (int64_t[]){ from->from_month, from->to_month, from->outcome, after_month, after_deal, (int64_t)limit }, 6);
	bind_sides(st, 7, r, from);
	db_ints(st, 12, (int64_t[]){ from->kind, from->bucket, from->bucket_to ? from->bucket_to : from->bucket }, 3);
	access_bind(st, s);
	return st;
}

static int64_t first_day(int month)
{
	return day_from_ymd(month / 12, month % 12 + 1, 1);
}

/* Deals of one month, which stand together in the index of the board. */
static struct stmt *begin_deals(struct store *s, const struct rollup *r, const struct figure_from *from, int month,
				int64_t after_deal, size_t limit, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &rollup_behind_sql[BEHIND_DEALS], err);

	if (!st)
		return NULL;
	db_ints(st, 1, (int64_t[]){ calendar_close(s->calendar, first_day(month)), calendar_close(s->calendar, first_day(month + 1) - 1),
				    from->outcome, month, after_deal, (int64_t)limit, r->scope.segment, from->currency, STAGE_WON,
				    STAGE_LOST }, 10);
	access_bind(st, s);
	return st;
}

/* Adds the rows of a statement. */
static int read_deals(struct stmt *st, struct behind_deal **out, size_t *n, struct err *err)
{
	int rc = -1;

	while (st && (rc = db_step(st, err)) == 1) {
		struct behind_deal *d;

		if ((*n & (*n - 1)) == 0)
			*out = xrealloc(*out, (*n ? *n * 2 : 1) * sizeof **out);
		d = &(*out)[(*n)++];
		*d = (struct behind_deal){ .month = (int)db_col(st, 0), .deal = db_col(st, 1), .outcome = db_col(st, 2),
					   .n = db_col(st, 3), .company = xstrdup(db_col_text(st, 4) ? db_col_text(st, 4) : ""),
					   .amount_minor = db_col_null(st, 5) ? NO_AMOUNT : db_col(st, 5),
					   .currency = db_col(st, 6), .owner = db_col(st, 7), .closed_day = db_col(st, 8) };
	}
	return rc;
}

int behind_deals(struct store *s, const struct rollup *r, const struct figure *f, int after_month, int64_t after_deal,
		 size_t limit, struct behind_deal **out, size_t *n, struct err *err)
{
	int month = after_month > f->from.from_month ? after_month : f->from.from_month, rc = 0;

	*out = NULL;
	*n = 0;
	if (may_open(s, err))
		return -1;
	if (f->from.kind)
		rc = read_deals(begin_facts(s, r, &f->from, after_month, after_deal, limit, err), out, n, err);
	for (; !f->from.kind && !rc && month <= f->from.to_month && *n < limit; month++)
		rc = read_deals(begin_deals(s, r, &f->from, month, month == after_month ? after_deal : 0, limit - *n, err), out, n, err);
	if (rc) {
		behind_deals_done(*out, *n);
		*out = NULL;
		*n = 0;
	}
	return rc;
}

/* ---- words ---- */

static int64_t root_of(const struct taxonomy *t, int64_t theme)
{
	const struct theme *at = taxonomy_theme(t, theme);

	for (int depth = 0; at && at->parent && depth < 64; depth++)
		at = taxonomy_theme(t, at->parent);
	return at ? at->id : theme;
}

static bool counts(const struct taxonomy *t, struct stmt *st, int64_t bucket, bool root)
{
	int64_t theme = recode_counts_for(t, db_col(st, 9), db_col(st, 10));

	return db_col(st, 11) == bucket % 4 && (root ? root_of(t, theme) : theme) == bucket / 4;
}

static void read_words(struct stmt *st, struct coded_words *w)
{
	struct interview i = { .consent_notes = db_col(st, 1), .consent_quote = db_col(st, 2) };
	struct interview_note n = { .kind = db_col(st, 6) };
	const char *text = db_col_text(st, 14) ? db_col_text(st, 14) : "";

	*w = (struct coded_words){ .interview = db_col(st, 0), .respondent = db_col_text(st, 3), .respondent_role = db_col(st, 4),
				   .note = db_col(st, 5), .kind = n.kind, .code = db_col(st, 7), .deal = db_col(st, 8),
				   .outcome = db_col(st, 15), .company = db_col_text(st, 16), .may_leave = note_may_leave(&i, &n) };
	w->words = span_words(text, (struct span){ db_col(st, 12), db_col(st, 13) }, &w->len);
	w->owner = db_col_text(st, 17);
}

int coded_words_each(struct store *s, const struct taxonomy *t, int64_t deal, int64_t bucket, bool root,
		     int (*fn)(void *arg, const struct coded_words *w), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &rollup_behind_sql[BEHIND_WORDS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	while ((rc = db_step(st, err)) == 1) {
		struct coded_words w;

		if (!counts(t, st, bucket, root))
			continue;
		read_words(st, &w);
		rc = fn(arg, &w);
		if (rc) {
			db_reset(st);
			return rc;
		}
	}
	return rc;
}

struct gathering {
	struct behind_words *w;
	size_t n;
};

static int gather(void *arg, const struct coded_words *w)
{
	struct gathering *g = arg;
	const char *role = person_role_key((int)w->respondent_role);

	if ((g->n & (g->n - 1)) == 0)
		g->w = xrealloc(g->w, (g->n ? g->n * 2 : 1) * sizeof *g->w);
	g->w[g->n++] = (struct behind_words){ .interview = w->interview, .note = w->note, .deal = w->deal, .code = w->code,
					      .may_leave = w->may_leave, .words = xstrndup(w->words, w->len),
					      .who = xstrdup(w->respondent && *w->respondent ? w->respondent : role) };
	return 0;
}

static bool has_words(const struct figure *f)
{
	return f->from.kind == FACT_ROOT || f->from.kind == FACT_THEME;
}

int behind_words(struct store *s, const struct figure *f, int64_t deal, struct behind_words **out, size_t *n, struct err *err)
{
	struct gathering g = { NULL, 0 };
	struct taxonomy t = { 0 };
	struct deal d;
	int rc = may_open(s, err) ? -1 : deal_get(s, deal, &d, err);

	*out = NULL;
	*n = 0;
	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(s, deal, ERR_INPUT, err);
	rc = access_can_read(s, CLASS_INTERVIEW, d.owner) && has_words(f);
	deal_done(&d);
	if (!rc)
		return 0;
	rc = taxonomy_get(s, 0, &t, err);
	if (rc == 1)
		rc = coded_words_each(s, &t, deal, f->from.bucket, f->from.kind == FACT_ROOT, gather, &g, err);
	taxonomy_done(&t);
	if (rc) {
		behind_words_done(g.w, g.n);
		return -1;
	}
	*out = g.w;
	*n = g.n;
	return 0;
}

void behind_words_done(struct behind_words *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(w[i].words);
		free(w[i].who);
	}
	free(w);
}

#define BEHIND_WHERE                                                                                                     \
	" and ($3 = 0 or f.outcome = $3) and (f.close_month > $4 or (f.close_month = $4 and f.deal > $5))"               \
	" and ($7 = -1 or f.segment = $7) and ($8 = -1 or f.competitor = $8) and ($9 = -1 or f.size = $9)"               \
	" and ($10 = -1 or f.region = $10) and ($11 = -1 or f.product = $11)"

const struct sql rollup_behind_sql[] = {
	[BEHIND_DEALS] = { "behind_deals",
			   "select cast($4 as bigint), d.id, d.outcome, 1, coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''), d.amount_minor,"
			   " d.currency, d.owner, d.closed_day from deal d left join company c on c.id = d.company where d.gone = 0"
			   " and d.stage in ($9, $10) and d.outcome in (1, 2) and d.sort_at between $1 and $2"
			   " and ($3 = 0 or d.outcome = $3) and d.id > $5 and ($7 = 0 or d.segment = $7)"
			   " and ($8 = 0 or ($8 = -1 and d.amount_minor is null) or (d.currency = $8 and d.amount_minor is not null))"
			   " and " ACCESS_DEAL("d") " order by d.id limit $6" },
	[BEHIND_FACTS] = { "behind_facts",
			   "select f.close_month, f.deal, f.outcome, cast(sum(f.n) as bigint), min(coalesce(nullif(c.name, ''),"
			   " nullif(d.name, ''), d.ext, '')), min(d.amount_minor), min(d.currency), min(d.owner), min(d.closed_day)"
			   " from fact f join deal d on d.id = f.deal left join company c on c.id = d.company"
			   " where f.kind = $12 and f.bucket between $13 and $14 and f.close_month between $1 and $2" BEHIND_WHERE
			   " and " ACCESS_DEAL("d") " group by f.close_month, f.deal, f.outcome order by f.close_month, f.deal limit $6" },
	[BEHIND_WORDS] = { "behind_words",
			   "select i.id, i.consent_notes, i.consent_quote, i.respondent, i.respondent_role, n.id, n.kind, k.id, i.deal,"
			   " k.theme, coalesce(r.theme, 0), k.driver, k.start_cp, k.end_cp, t.body, d.outcome,"
			   " coalesce(c.name, ''), coalesce(m.name, '') from interview i join deal d on d.id = i.deal"
			   " left join company c on c.id = d.company left join member m on m.id = d.owner"
			   " join code k on k.pass = " CODING_COUNTS " and k.gone = 0"
			   " join interview_note n on n.id = k.note and n.gone = 0 join text t on t.id = k.text"
			   " left join recode r on r.code = k.id and r.gone = 0 where i.deal = $1"
			   /* by its deal, not among all validated ones */
			   " and i.state + 0 = 4 and i.gone + 0 = 0 and " BLIND_ALL("i.id") " order by i.id, n.seq, n.id, k.start_cp, k.id" },
	{ NULL, NULL },
};
