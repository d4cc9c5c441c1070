#include "model/suggestion.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/debrief.h"
#include "model/item.h"
#include "model/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SUGGEST_DOUBTS, SUGGEST_BROKEN };
enum { CHECKIN_LAST = 90 };

struct row {
	enum suggestion_kind kind;
	char *pattern, *company, *what;
	int64_t deal, deals;
};
struct rows {
	struct row *at;
	size_t n;
};

const char *suggestion_kind_key(enum suggestion_kind kind)
{
	static const char *const keys[] = { "fit", "promise", "promiser" };

	return keys[kind];
}

static void rows_done(struct rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->at[i].pattern);
		free(r->at[i].company);
		free(r->at[i].what);
	}
	free(r->at);
}

static void add(struct rows *r, enum suggestion_kind kind, const char *pattern, struct stmt *st, const char *what)
{
	r->at = xrealloc(r->at, (r->n + 1) * sizeof *r->at);
	r->at[r->n++] = (struct row){ kind, xstrdup(pattern), xstrdup(db_col_text(st, 1)), xstrdup(what), db_col(st, 0), 0 };
}

/* ---- doubts that came true ---- */

static void say_later(struct stmt *st, struct buf *out)
{
	if (db_col(st, 2) == SIGNAL_WORRIED)
		buf_printf(out, "health at the check-in of day %d: %s", CHECKIN_LAST, signal_key(SIGNAL_WORRIED));
	if (db_col(st, 3))
		buf_printf(out, "%sa later deal of the company was lost", out->len ? "; " : "");
}

static int read_doubts(struct store *s, struct rows *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &suggestion_sql[SUGGEST_DOUBTS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, FORM_DEBRIEF);
	db_int(st, 2, DOUBT_YES);
	db_int(st, 3, FORM_CHECKIN);
	db_int(st, 4, CHECKIN_LAST);
	db_int(st, 5, OUTCOME_LOST);
	while ((rc = db_step(st, err)) == 1) {
		struct buf what = { 0 };

		say_later(st, &what);
		if (what.len)
			add(out, SUGGEST_FIT, "worried about fit", st, buf_str(&what));
		buf_done(&what);
	}
	return rc;
}

/* ---- promises ---- */

static int read_promises(struct store *s, struct rows *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &suggestion_sql[SUGGEST_BROKEN], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, ITEM_PROMISE);
	db_int(st, 2, ITEM_BROKEN);
	while ((rc = db_step(st, err)) == 1) {
		const char *kind = item_attr_key(ITEM_PROMISE, db_col(st, 2)), *by = db_col_text(st, 3);
		char pattern[160];

		snprintf(pattern, sizeof pattern, "broken promises, %s", kind);
		if (*kind)
			add(out, SUGGEST_PROMISE_KIND, pattern, st, db_col_text(st, 4));
		cut_printf(pattern, sizeof pattern, "broken promises of %.120s", by);
		if (*by)
			add(out, SUGGEST_PROMISE_BY, pattern, st, db_col_text(st, 4));
	}
	return rc;
}

/* ---- told ---- */

static int by_pattern(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int words = strcasecmp(x->pattern, y->pattern);

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (words)
		return words;
	return x->deal < y->deal ? -1 : x->deal > y->deal;
}

static bool is_same(const struct row *x, const struct row *y)
{
	return x->kind == y->kind && !strcasecmp(x->pattern, y->pattern);
}

/* In order: of each pattern its different deals. */
static void count_deals(struct rows *r)
{
	for (size_t i = 0, k; i < r->n; i = k) {
		int64_t deals = 1;

		for (k = i + 1; k < r->n && is_same(&r->at[i], &r->at[k]); k++)
			deals += r->at[k].deal != r->at[k - 1].deal;
		for (size_t j = i; j < k; j++)
			r->at[j].deals = deals;
	}
}

int suggestions_each(struct store *s, int (*fn)(void *arg, const struct suggestion *x), void *arg, struct err *err)
{
	bool all = access_read(s, CLASS_DEAL) == ACCESS_ALL, health = all && access_read(s, CLASS_HEALTH) == ACCESS_ALL,
	     crm = all && access_read(s, CLASS_CRM) == ACCESS_ALL;
	struct rows rows = { NULL, 0 };
	int rc;

	if (!health && !crm)
		return err_set(err, ERR_ROLE, "what debriefs and check-ins suggest is told to who reads those of all deals");
	rc = (health && read_doubts(s, &rows, err)) || (crm && read_promises(s, &rows, err)) ? -1 : 0;
	if (rows.n)
		qsort(rows.at, rows.n, sizeof *rows.at, by_pattern);
	count_deals(&rows);
	for (size_t i = 0; !rc && i < rows.n; i++) {
		const struct row *r = &rows.at[i];

		if (r->kind == SUGGEST_FIT || r->deals >= SUGGESTION_DEALS_MIN)
			rc = fn(arg, &(struct suggestion){ r->kind, r->pattern, r->deal, r->company, r->what, r->deals });
	}
	rows_done(&rows);
	return rc;
}

#define COMPANY "coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, '')"

const struct sql suggestion_sql[] = {
	/* The doubt of the debrief, said live or ahead; the newest check-in of day 90; a deal of the company closed later. */
	[SUGGEST_DOUBTS] = { "suggest_doubts",
			     "select distinct d.id, " COMPANY ", coalesce((select h.num from form k join form_value h on h.form = k.id"
			     " where k.deal = d.id and k.kind = $3 and k.period = $4 and k.gone = 0 and h.field = 'health' and h.gone = 0"
			     " order by k.id desc limit 1), 0),"
			     " case when d.company is not null and exists (select 1 from deal l where l.company = d.company and l.id <> d.id"
			     " and l.gone = 0 and l.outcome = $5 and l.closed_day > coalesce(d.closed_day, 0)) then 1 else 0 end"
			     " from form f join form_value v on v.form = f.id join deal d on d.id = f.deal"
			     " left join company c on c.id = d.company where f.kind = $1 and f.gone = 0 and v.field = '7.doubt'"
			     " and v.num = $2 and v.gone = 0 and d.gone = 0 order by d.id" },
	[SUGGEST_BROKEN] = { "suggest_broken",
			     "select i.deal, " COMPANY ", i.attr, i.said_by, coalesce(t.body, '') from item i join deal d on d.id = i.deal"
			     " left join company c on c.id = d.company left join text t on t.id = i.text where i.kind = $1"
			     " and i.state = $2 and i.gone = 0 and d.gone = 0 order by i.deal, i.id" },
	{ NULL, NULL },
};
