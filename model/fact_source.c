/* Where what a deal counts for is read: of one deal, or of every deal at once, each source walked in the order of deals beside
 * the others. Both are the same statements but for one condition. */
#include "model/fact_private.h"

#include "model/buf.h"

#include <stdlib.h>

/* A deal of which one of these has a row is one of which something was learned. */
static const enum fact_source telling[] = { FACT_FROM_INTERVIEWS, FACT_FROM_EVENTS, FACT_FROM_FORMS, FACT_FROM_VALIDATED };
enum { TELLING = sizeof telling / sizeof telling[0] };

/* In the table of statements behind both of each source. */
enum { CODES_OF = FACT_SOURCES * 2, ALL_CODES };

static int advance(struct fact_stream *f, struct err *err)
{
	int rc = f->deal == INT64_MAX ? 0 : db_step(f->st, err);

	f->deal = rc == 1 ? db_col(f->st, 0) : INT64_MAX;
	f->taken = false;
	return rc < 0 ? -1 : 0;
}

/* ---- codes ---- */

/* Few, but asked for by the pass: of all deals at once they are read once, in the order of their table, and looked up. */
static int read_codes(struct fact_maker *m, int64_t pass, struct err *err)
{
	struct fact_codes *l = &m->codes;
	struct stmt *st = db_stmt(m->s->db, &fact_source_sql[m->streams ? ALL_CODES : CODES_OF], err);
	int rc;

	l->n = 0;
	if (!st)
		return -1;
	if (!m->streams)
		db_int(st, 1, pass);
	while ((rc = db_step(st, err)) == 1) {
		if (l->n == l->cap) {
			l->cap = l->cap ? l->cap * 2 : 16;
			l->at = xrealloc(l->at, l->cap * sizeof *l->at);
		}
		l->at[l->n++] = (struct fact_code){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3) };
	}
	return rc;
}

static int compare_codes(const void *a, const void *b)
{
	int64_t x = ((const struct fact_code *)a)->pass, y = ((const struct fact_code *)b)->pass;

	return (x > y) - (x < y);
}

int fact_codes_of(struct fact_maker *m, int64_t pass, const struct fact_code **out, size_t *n, struct err *err)
{
	const struct fact_codes *l = &m->codes;
	size_t low = 0, high;

	if (!m->streams && read_codes(m, pass, err))
		return -1;
	for (high = l->n; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (l->at[middle].pass < pass)
			low = middle + 1;
		else
			high = middle;
	}
	for (*n = 0; low + *n < l->n && l->at[low + *n].pass == pass;)
		++*n;
	*out = l->at + low;
	return 0;
}

/* ---- streams ---- */

int fact_sources_open(struct fact_maker *m, struct err *err)
{
	m->streams = true;
	m->deal = INT64_MIN;
	for (int i = 0; i < FACT_SOURCES; i++) {
		m->from[i] = (struct fact_stream){ .st = db_stmt(m->s->db, &fact_source_sql[FACT_SOURCES + i], err) };
		if (!m->from[i].st || advance(&m->from[i], err))
			return -1;
	}
	if (read_codes(m, 0, err))
		return -1;
	if (m->codes.n)
		qsort(m->codes.at, m->codes.n, sizeof *m->codes.at, compare_codes);
	return 0;
}

void fact_sources_close(struct fact_maker *m)
{
	for (int i = 0; m->streams && i < FACT_SOURCES; i++)
		if (m->from[i].st)
			db_reset(m->from[i].st);
	m->codes.n = 0;
	m->streams = false;
}

int fact_sources_next(struct fact_maker *m, int64_t *deal, struct err *err)
{
	int64_t next = INT64_MAX;

	for (int i = 0; i < TELLING; i++) {
		struct fact_stream *f = &m->from[telling[i]];

		while (f->deal <= m->deal)
			if (advance(f, err))
				return -1;
		next = f->deal < next ? f->deal : next;
	}
	*deal = m->deal = next;
	return next < INT64_MAX;
}

int fact_source_begin(struct fact_maker *m, enum fact_source source, int64_t deal, struct stmt **st, struct err *err)
{
	struct fact_stream *f = &m->from[source];

	if (!m->streams) {
		*st = db_stmt(m->s->db, &fact_source_sql[source], err);
		if (*st)
			db_int(*st, 1, deal);
		return *st ? 0 : -1;
	}
	*st = f->st;
	while (f->deal < deal)
		if (advance(f, err))
			return -1;
	return 0;
}

int fact_source_next(struct fact_maker *m, enum fact_source source, int64_t deal, struct stmt *st, struct err *err)
{
	struct fact_stream *f = &m->from[source];

	if (!m->streams)
		return db_step(st, err);
	if (f->taken && advance(f, err))
		return -1;
	f->taken = f->deal == deal;
	return f->taken;
}

/* While somebody still codes it, an interview has no pass that counts. */
#define COUNTED "case when i.state = 4 and " BLIND_ALL("i.id") " then coalesce(" CODING_COUNTS ", 0) else 0 end"

/* Of one deal, and of all. `where` begins with a condition of its own or "true". */
#define SOURCE(source, name, select, where, deal, order)                                                               \
	[source] = { "fact_" name, select " where " deal " = $1 and " where " order by " deal order },                 \
	[FACT_SOURCES + (source)] = { "facts_" name, select " where " where " order by " deal order }

#define EVENTS   "select subject, kind, value, override, at_ms, day_only from event"
#define HAPPENED " and history = 0 and undone_by is null"

#define CODES                                                                                                          \
	"select c.pass, c.theme, coalesce(r.theme, 0), c.driver from code c left join recode r on r.code = c.id"       \
	" and r.gone = 0 where c.gone = 0"

/* Kept from indexes by the + 0: over all deals the table in its own order and one sort is quicker, of one deal only the
 * index of deals is meant. */
const struct sql fact_source_sql[] = {
	SOURCE(FACT_FROM_INTERVIEWS, "interviews", "select i.deal, i.state, " COUNTED " from interview i", "i.gone + 0 = 0",
	       "i.deal", ", i.id"),
	[FACT_FROM_EVENTS] = { "fact_events", EVENTS " where subject_kind = 1 and subject = $1" HAPPENED " order by id" },
	[FACT_SOURCES + FACT_FROM_EVENTS] = { "facts_events", EVENTS " where subject_kind + 0 = 1" HAPPENED
					      " order by subject, id" },
	SOURCE(FACT_FROM_CLOCKS, "clocks",
	       "select subject, kind, start_at, warn_at, due_at, met_at, void, waiting_for, overridden from clock",
	       "subject_kind = 1", "subject", ", kind"),
	SOURCE(FACT_FROM_FORMS, "forms", "select deal, kind, period, state, completed_at from form",
	       "kind in (1, 4) and gone + 0 = 0", "deal", ", id"),
	SOURCE(FACT_FROM_VALIDATED, "validated", "select deal from deal_icp", "phase = 2", "deal", ", dimension"),
	SOURCE(FACT_FROM_SCORES, "scores", "select deal, phase, dimension, score from deal_icp", "dimension between 1 and 5",
	       "deal", ", phase, dimension"),
	SOURCE(FACT_FROM_PROMISES, "promises", "select deal, state, attr from item", "kind = 1 and gone = 0", "deal", ", id"),
	SOURCE(FACT_FROM_DOUBT, "doubt", "select f.deal, v.field, v.num from form f join form_value v on v.form = f.id",
	       "f.kind = 1 and f.gone + 0 = 0 and v.gone = 0 and v.num is not null", "f.deal", ", f.id, v.layer"),
	SOURCE(FACT_FROM_DELIVERY, "delivery", "select f.deal, v.field, t.body from form f join form_value v on v.form = f.id"
	       " and v.field in ('" FACT_FIELD_CODES "', '" FACT_FIELD_FRICTION "') join text t on t.id = v.text",
	       "f.kind = 4 and f.period = 2 and f.state + 0 = 5 and f.gone + 0 = 0 and v.gone = 0", "f.deal", ", f.id, v.id"),
	[CODES_OF] = { "fact_codes", CODES " and c.pass = $1" },
	[ALL_CODES] = { "facts_codes", CODES },
	{ NULL, NULL },
};
