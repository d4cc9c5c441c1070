/* What stands behind the numbers of a published report: kept with it, so that every number can be counted again from what
 * it was counted from then, whatever became of the deals since. */
#include "model/report_private.h"

#include "model/action.h"
#include "model/clock.h"
#include "model/dict.h"
#include "model/digest.h"
#include "model/rollup_private.h"
#include "model/stage.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SUBJECT_FACTS, SUBJECT_DEALS, SUBJECT_REFINEMENTS, FACT_ROWS, FACT_PUT };
enum { CLOCK_PER_RULE = 8 };
/* How a list is counted: not kept, one an entry, the sum of their numbers. */
enum { LIST_NONE, LIST_ENTRIES, LIST_NUMBERS };

/* ---- bytes ---- */

static void put_varint(struct buf *out, uint64_t v)
{
	while (v >= 0x80) {
		buf_putc(out, (char)(0x80 | (v & 0x7f)));
		v >>= 7;
	}
	buf_putc(out, (char)v);
}

static bool get_varint(const unsigned char **p, const unsigned char *end, uint64_t *v)
{
	*v = 0;
	for (int shift = 0; *p < end && shift < 64; shift += 7) {
		unsigned char c = *(*p)++;

		*v |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

static uint64_t zigzag(int64_t v)
{
	return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
}

static int64_t unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* ---- what a figure counts ---- */

static int64_t side_of(const struct rollup *r, const struct figure_from *from, int dim)
{
	if ((int)from->dim == dim)
		return from->value;
	return (int)r->facts.dim == dim ? r->facts.value : -1;
}

static struct stmt *ask_facts(struct store *s, const struct rollup *r, const struct figure_from *from, struct err *err)
{
	const struct clock_rule *debrief = clock_rule_find(s->clocks, "debrief");
	struct stmt *st = db_stmt(s->db, &report_subject_sql[SUBJECT_FACTS], err);

	if (!st)
		return NULL;
	db_ints(st, 1, (int64_t[]){ from->kind, from->bucket, from->bucket_to ? from->bucket_to : from->bucket, from->from_month,
				    from->to_month, from->outcome, r->facts.owner }, 7);
	for (int d = DIM_SEGMENT; d < DIM_COUNT; d++)
		db_int(st, 7 + d, side_of(r, from, d));
	/* Open clocks whose time was not over count for nothing, nor do debriefs that were not due. */
	db_ints(st, 13, (int64_t[]){ from->kind == FACT_CLOCK ? CLOCK_PER_RULE : 0, FACT_OPEN, r->as_of_ms, SUBJECT_DEAL,
				     from->kind == FACT_DEBRIEF && debrief ? debrief->id : 0, FACT_NOT_COMPLETE }, 6);
	return st;
}

static struct stmt *ask_deals(struct store *s, const struct rollup *r, const struct figure_from *from, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_subject_sql[SUBJECT_DEALS], err);
	int64_t first = day_from_ymd(from->from_month / 12, from->from_month % 12 + 1, 1);
	int64_t last = day_from_ymd((from->to_month + 1) / 12, (from->to_month + 1) % 12 + 1, 1) - 1;

	if (st)
		db_ints(st, 1, (int64_t[]){ first, last, from->outcome, r->facts.owner, side_of(r, from, DIM_SEGMENT), from->currency,
					    STAGE_WON, STAGE_LOST }, 8);
	return st;
}

/* Entries by their ids, each with a number. */
struct entries {
	struct buf list;
	uint64_t n;
	int64_t last;
};

static void put_entry(struct entries *e, int64_t id, int64_t number)
{
	put_varint(&e->list, (uint64_t)(id - e->last));
	put_varint(&e->list, zigzag(number));
	e->last = id;
	e->n++;
}

static void end_entries(struct entries *e, int how, struct buf *out)
{
	buf_putc(out, (char)how);
	put_varint(out, e->n);
	buf_add(out, buf_str(&e->list), e->list.len);
	buf_done(&e->list);
}

static int put_rows_of(struct stmt *st, int how, struct buf *out, struct err *err)
{
	struct entries e = { 0 };
	int rc = -1;

	while (st && (rc = db_step(st, err)) == 1)
		put_entry(&e, db_col(st, 0), db_col(st, 1));
	end_entries(&e, how, out);
	return rc;
}

static int put_list(struct store *s, const struct rollup *r, const struct figure_from *from, struct buf *out, struct err *err)
{
	if (!from->from_month) {
		buf_putc(out, LIST_NONE);
		return 0;
	}
	return put_rows_of(from->kind ? ask_facts(s, r, from, err) : ask_deals(s, r, from, err),
			   from->kind ? LIST_NUMBERS : LIST_ENTRIES, out, err);
}

/* The refinements of that state. */
static int put_refinements(struct store *s, const struct figure *f, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_subject_sql[SUBJECT_REFINEMENTS], err);

	if (st)
		db_int(st, 1, rollup_refinement_state(f->key));
	return put_rows_of(st, LIST_ENTRIES, out, err);
}

struct acted {
	int64_t (*at)[2]; /* id, day it is due */
	size_t n;
	bool late;        /* those alone */
};

static int take_acted(void *arg, const struct action_row *row)
{
	struct acted *a = arg;

	if (a->late && !row->late)
		return 0;
	if ((a->n & (a->n - 1)) == 0)
		a->at = xrealloc(a->at, (a->n ? a->n * 2 : 1) * sizeof *a->at);
	a->at[a->n][0] = row->a.id;
	a->at[a->n++][1] = row->a.due_day;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return x[0] < y[0] ? -1 : x[0] > y[0];
}

/* The open actions, or those of them that are late, each with the day that it is due. */
static int put_actions(struct store *s, const struct rollup *r, const struct figure *f, struct buf *out, struct err *err)
{
	struct acted a = { .late = !strcmp(f->key, "actions.late") };
	struct entries e = { 0 };
	int rc = rollup_actions_each(s, r, take_acted, &a, err);

	if (a.n)
		qsort(a.at, a.n, sizeof *a.at, by_id);
	for (size_t i = 0; i < a.n; i++)
		put_entry(&e, a.at[i][0], a.at[i][1]);
	end_entries(&e, LIST_ENTRIES, out);
	free(a.at);
	return rc;
}

/* What a figure counts, as bytes: of its numerator and of what it is a share, each deal with how often it counts. */
static int subjects_of(struct store *s, const struct rollup *r, const struct figure *f, struct buf *out, struct err *err)
{
	int rc;

	if (f->section == ROLLUP_REFINEMENTS)
		rc = put_refinements(s, f, out, err);
	else if (f->section == ROLLUP_ACTIONS)
		rc = put_actions(s, r, f, out, err);
	else
		rc = put_list(s, r, &f->from, out, err);
	return rc || put_list(s, r, &f->of_from, out, err) ? -1 : 0;
}

static bool count_list(const unsigned char **p, const unsigned char *end, bool *known, int64_t *n, int64_t *sum)
{
	int how = *p < end ? *(*p)++ : -1;
	uint64_t count, delta, v;

	*known = how != LIST_NONE;
	*n = 0;
	*sum = 0;
	if (how == LIST_NONE)
		return true;
	if (how < 0 || how > LIST_NUMBERS || !get_varint(p, end, &count))
		return false;
	for (uint64_t i = 0; i < count; i++) {
		if (!get_varint(p, end, &delta) || !get_varint(p, end, &v))
			return false;
		*sum += unzigzag(v);
	}
	*n = how == LIST_NUMBERS ? *sum : (int64_t)count;
	return true;
}

bool report_recount(const void *bytes, size_t len, enum figure_form form, struct recount *out)
{
	const unsigned char *p = bytes, *end = p + len;
	int64_t of_sum;

	*out = (struct recount){ 0 };
	if (!count_list(&p, end, &out->known, &out->n, &out->amount_minor) || !count_list(&p, end, &out->of_known, &out->of, &of_sum))
		return false;
	if (form != FIGURE_MONEY)
		out->amount_minor = 0;
	return p == end;
}

/* ---- rows ---- */

static void digest_of(const struct report_fact *f, const unsigned char *salt, size_t salt_len, unsigned char *digest)
{
	struct buf b = { 0 };

	buf_printf(&b, "%" PRId64 "\n%s\n%d\n%s\n%d\n%" PRId64 "\n%" PRId64 "\n%" PRId64 "\n%" PRId64 "\n%s\n", f->seq, f->key,
		   (int)f->section, f->title, (int)f->form, f->n, f->of, f->amount_minor, f->currency, f->value);
	buf_add(&b, buf_str(&f->subjects), f->subjects.len);
	digest_bytes(salt, salt_len, buf_str(&b), b.len, digest);
	buf_done(&b);
}

/* Counted from the deals themselves it must be what the sums say: what is not the same is not published. */
static int agree(const struct figure *f, const struct buf *subjects, struct err *err)
{
	struct recount c;

	if (!subjects->len || !report_recount(buf_str(subjects), subjects->len, f->form, &c))
		return 0;
	if ((c.known && (c.n != f->n || (f->form == FIGURE_MONEY && c.amount_minor != f->amount_minor))) ||
	    (c.of_known && c.of != f->of))
		return err_set(err, ERR_DB, "nothing was published: %s says %" PRId64 " of %" PRId64 ", what is behind it is %" PRId64
					    " of %" PRId64 "; winloss check --rebuild makes the sums anew", f->key, f->n, f->of, c.n, c.of);
	return 0;
}

static int put_row(struct store *s, int64_t report, const struct report_fact *f, struct err *err)
{
	unsigned char salt[16], digest[DIGEST_SIZE];
	struct stmt *st = db_stmt(s->db, &report_subject_sql[FACT_PUT], err);

	if (!st)
		return -1;
	s->random(s, salt, sizeof salt);
	digest_of(f, salt, sizeof salt, digest);
	db_int(st, 1, report);
	db_int(st, 2, f->seq);
	db_text(st, 3, f->key);
	db_int(st, 4, f->section);
	db_text(st, 5, f->title);
	db_int(st, 6, f->form);
	db_int(st, 7, f->n);
	db_int(st, 8, f->of);
	if (f->form == FIGURE_MONEY)
		db_int(st, 9, f->amount_minor);
	else
		db_null(st, 9);
	db_int(st, 10, f->currency);
	db_text(st, 11, f->value);
	if (f->subjects.len)
		db_blob(st, 12, buf_str(&f->subjects), f->subjects.len);
	else
		db_null(st, 12);
	db_blob(st, 13, salt, sizeof salt);
	db_blob(st, 14, digest, sizeof digest);
	return db_run(st, err);
}

int report_facts_put(struct store *s, int64_t report, const struct rollup *r, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->figures; i++) {
		const struct figure *f = &r->figure[i];
		struct buf value = { 0 };
		struct report_fact row = { .seq = (int64_t)i + 1, .key = (char *)f->key, .title = f->title, .section = f->section,
					   .form = f->form, .n = f->n, .of = f->of, .amount_minor = f->amount_minor,
					   .currency = f->currency };

		figure_say(s, f, &value);
		row.value = (char *)buf_str(&value);
		rc = subjects_of(s, r, f, &row.subjects, err) || agree(f, &row.subjects, err) || put_row(s, report, &row, err) ? -1 : 0;
		buf_done(&row.subjects);
		buf_done(&value);
	}
	return rc;
}

static void read_row(struct stmt *st, struct report_fact *f)
{
	unsigned char digest[DIGEST_SIZE];
	size_t n, salt_n, digest_n;
	const void *bytes = db_col_blob(st, 10, &n), *salt, *want;

	*f = (struct report_fact){ .seq = db_col(st, 0), .key = xstrdup(db_col_text(st, 1)), .section = (enum rollup_section)db_col(st, 2),
				   .title = xstrdup(db_col_text(st, 3)), .form = (enum figure_form)db_col(st, 4), .n = db_col(st, 5),
				   .of = db_col(st, 6), .amount_minor = db_col(st, 7), .currency = db_col(st, 8),
				   .value = xstrdup(db_col_text(st, 9)), .has_subjects = !db_col_null(st, 10) };
	if (bytes)
		buf_add(&f->subjects, bytes, n);
	salt = db_col_blob(st, 11, &salt_n);
	digest_of(f, salt, salt_n, digest);
	want = db_col_blob(st, 12, &digest_n);
	f->intact = digest_n == sizeof digest && !memcmp(want, digest, sizeof digest);
}

int report_facts(struct store *s, int64_t report, struct report_fact **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_subject_sql[FACT_ROWS], err);
	int rc;

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, report);
	while ((rc = db_step(st, err)) == 1) {
		if ((*n & (*n - 1)) == 0)
			*out = xrealloc(*out, (*n ? *n * 2 : 1) * sizeof **out);
		read_row(st, &(*out)[(*n)++]);
	}
	return rc;
}

void report_facts_done(struct report_fact *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(f[i].key);
		free(f[i].title);
		free(f[i].value);
		buf_done(&f[i].subjects);
	}
	free(f);
}

static void put_change(const char *title, const char *column, const char *was, const char *is, struct buf *out)
{
	for (const char *c = title; *c; c++)
		buf_putc(out, *c == '\n' || *c == '\r' ? ' ' : *c);
	buf_printf(out, "%s%s: %s → %s\n", column && *column ? ", " : "", column ? column : "", was, is);
}

static const struct report_fact *fact_find(const struct report_fact *f, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(f[i].key, key))
			return &f[i];
	return NULL;
}

/* The team's year may begin in another month since then. */
static size_t put_days(const struct report *issue, const struct rollup *is, struct buf *out)
{
	if (issue->from_day == is->from_day && issue->to_day == is->to_day)
		return 0;
	buf_puts(out, "its days are others: ");
	day_format(issue->from_day, out);
	buf_puts(out, " … ");
	day_format(issue->to_day, out);
	buf_puts(out, " → ");
	day_format(is->from_day, out);
	buf_puts(out, " … ");
	day_format(is->to_day, out);
	buf_putc(out, '\n');
	return 1;
}

size_t report_changes(struct store *s, const struct report *issue, const struct report_fact *was, size_t n, const struct rollup *is,
		      struct buf *out)
{
	struct buf say = { 0 };
	size_t changes = put_days(issue, is, out);

	for (size_t i = 0; i < is->figures; i++) {
		const struct figure *f = &is->figure[i];
		const struct report_fact *before = fact_find(was, n, f->key);

		if (before ? before->n == f->n && before->of == f->of && (f->form != FIGURE_MONEY || before->amount_minor == f->amount_minor)
			   : !f->n && !f->amount_minor)
			continue;
		buf_clear(&say);
		figure_say(s, f, &say);
		put_change(f->title, f->form == FIGURE_MONEY ? NULL : f->column, before ? before->value : "not there", buf_str(&say), out);
		changes++;
	}
	for (size_t i = 0; i < n; i++)
		if (!rollup_find(is, was[i].key) && (was[i].n || was[i].amount_minor)) {
			put_change(was[i].title, NULL, was[i].value, "not there", out);
			changes++;
		}
	buf_done(&say);
	return changes;
}

const struct sql report_subject_sql[] = {
	[SUBJECT_FACTS] = { "report_subject_facts",
			    "select f.deal, cast(sum(f.n) as bigint) from fact f where f.kind = $1 and f.bucket between $2 and $3"
			    " and f.close_month between $4 and $5 and ($6 = 0 or f.outcome = $6) and ($7 = -1 or f.owner = $7)"
			    " and ($8 = -1 or f.segment = $8) and ($9 = -1 or f.competitor = $9) and ($10 = -1 or f.size = $10)"
			    " and ($11 = -1 or f.region = $11) and ($12 = -1 or f.product = $12)"
			    " and not ($13 > 0 and f.bucket % 8 = $14 and exists (select 1 from clock c where c.subject_kind = $16"
			    " and c.subject = f.deal and c.kind = f.bucket / 8 and c.void = 0 and c.met_at = 0"
			    " and (c.due_at = 0 or c.due_at > $15)))"
			    " and not ($17 > 0 and f.bucket = $18 and not exists (select 1 from clock c where c.subject_kind = $16"
			    " and c.subject = f.deal and c.kind = $17 and c.void = 0 and c.due_at > 0 and c.due_at <= $15))"
			    " group by f.deal order by f.deal" },
	[SUBJECT_DEALS] = { "report_subject_deals",
			    "select d.id, coalesce(d.amount_minor, 0) from deal d where d.gone = 0 and d.stage in ($7, $8)"
			    " and d.closed_day between $1 and $2 and ($3 = 0 or d.outcome = $3) and ($4 = -1 or d.owner = $4)"
			    " and ($5 = -1 or d.segment = $5) and ($6 = 0 or ($6 = -1 and d.amount_minor is null)"
			    " or (d.currency = $6 and d.amount_minor is not null)) order by d.id" },
	[SUBJECT_REFINEMENTS] = { "report_subject_refinements",
				  "select id, state from refinement where gone = 0 and state = $1 order by id" },
	[FACT_ROWS] = { "report_fact_rows", "select seq, key, section, title, form, n, of_n, coalesce(amount_minor, 0), currency, value,"
					    " subjects, salt, digest from report_fact where report = $1 order by seq" },
	[FACT_PUT] = { "report_fact_put",
		       "insert into report_fact (report, seq, key, section, title, form, n, of_n, amount_minor, currency, value, subjects,"
		       " salt, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)" },
	{ NULL, NULL },
};
