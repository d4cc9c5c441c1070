#include "model/export_private.h"

#include "model/calendar.h"
#include "model/deal.h"
#include "model/file.h"
#include "model/import.h"
#include "model/interview.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

static const struct kind {
	const char *name;
	int (*run)(struct export *x, struct err *err);
} kinds[];

static const struct kind *kind_of(const char *name);

static int read_range(struct export *x, struct err *err)
{
	const struct export_options *o = x->opt;
	int quarter;

	x->first_day = INT64_MIN + 1;
	x->last_day = INT64_MAX;
	x->since_ms = INT64_MIN + 1;
	if (o->quarter) {
		if (quarter_parse(o->quarter, &quarter, err))
			return err_wrap(err, "--quarter");
		quarter_bounds(quarter, calendar_fiscal_start(x->s->calendar), &x->first_day, &x->last_day);
	}
	if (o->since) {
		bool day_only;

		if (calendar_parse_moment(x->s->calendar, o->since, x->s->now(x->s), &x->since_ms, &day_only, err))
			return err_wrap(err, "--since");
		if (day_only)
			x->since_ms = calendar_moment(x->s->calendar, calendar_day(x->s->calendar, x->since_ms), 0);
	}
	return 0;
}

void export_bind(const struct export *x, struct stmt *st)
{
	access_bind(st, x->s);
	db_int(st, 1, x->opt->quarter != NULL);
	db_int(st, 2, x->first_day);
	db_int(st, 3, x->last_day);
	db_int(st, 4, x->since_ms);
}

int export_open(struct export *x, const struct sheet_column *columns, size_t n, struct err *err)
{
	if (x->table && x->sheet)
		return sheet_turn(x->sheet, x->table, columns, n, err);
	if (sheet_open(&x->sheet, x->opt, columns, n, x->s->now(x->s), err))
		return -1;
	return x->table ? sheet_turn(x->sheet, x->table, columns, n, err) : 0;
}

/* Of the other program, of this file among others, or the short one. */
static void put_name(struct export *x, void (*global)(const struct store *s, int64_t id, struct buf *out), char letter, int64_t id,
		     const char *ext)
{
	struct buf name = { 0 };

	if (ext && *ext)
		buf_puts(&name, ext);
	else if (x->table)
		global(x->s, id, &name);
	else
		buf_printf(&name, "%c-%lld", letter, (long long)id);
	sheet_text(x->sheet, buf_str(&name));
	buf_done(&name);
}

void export_put_deal(struct export *x, int64_t deal, const char *ext)
{
	put_name(x, deal_global_name, 'D', deal, ext);
}

void export_put_interview(struct export *x, int64_t interview, const char *ext)
{
	put_name(x, interview_global_name, 'I', interview, ext);
}

void export_deal_name(struct export *x, int64_t deal, struct buf *out)
{
	struct deal d = { 0 };

	if (x->table && deal_get(x->s, deal, &d, NULL) == 1 && d.ext && *d.ext)
		buf_puts(out, d.ext);
	else if (x->table)
		deal_global_name(x->s, deal, out);
	else
		buf_printf(out, "D-%lld", (long long)deal);
	deal_done(&d);
}

void export_put_number(struct export *x, int64_t deal)
{
	struct buf name = { 0 };

	export_deal_name(x, deal, &name);
	if (x->table)
		sheet_text(x->sheet, buf_str(&name));
	else
		sheet_word(x->sheet, buf_str(&name));
	buf_done(&name);
}

/* Every table of records that the actor may see, in the order in which import takes them. What is reckoned from them (the queue of
 * handoffs, the matrix, quotes, ratings) is not among them. */
static int each_table(void *arg, struct err *err)
{
	static const char *const tables[] = { "members", "taxonomy", "deals", "stages", "contacts", "programmes", "interviews", "notes", "captured", "validations", "passes",
					      "codes",
					      "debriefs", "answers", "promises", "risks", "rows",
					      "exchange", "exchange_fields", "refinements", "actions", "approvals", "steps", "sample",
					      "clocks", "history" };
	struct export *x = arg;

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct err own = { 0 };

		x->table = tables[i];
		/* What one may not see is absent; so are themes where there are none. */
		if (kind_of(tables[i])->run(x, &own) && own.kind != ERR_ROLE && (own.kind != ERR_INPUT || x->sheet)) {
			*err = own;
			return -1;
		}
	}
	return x->sheet ? 0 : err_set(err, ERR_ROLE, "there is nothing that you may export");
}

int export_all(struct export *x, struct err *err)
{
	if (x->opt->columns || x->opt->wide || x->opt->delimiter || x->opt->decimal || x->opt->format == EXPORT_XLSX)
		return err_set(err, ERR_USAGE, "export all writes JSON Lines, a table behind the other with all of its columns: it takes no"
			       " --columns, --wide, --delimiter, --decimal or workbook");
	x->own = *x->opt;
	x->own.format = EXPORT_JSON;
	x->own.lines = true;
	x->opt = &x->own;
	return each_table(x, err);
}

static const struct kind *kind_of(const char *name)
{
	for (const struct kind *k = kinds; k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

static int refuse_kind(const char *name, struct err *err)
{
	struct buf all = { 0 };

	export_kinds_format(", ", " or ", &all);
	err_set(err, ERR_USAGE, "found “%s”, expected %s", name, buf_str(&all));
	buf_done(&all);
	return -1;
}

struct running {
	struct export *x;
	const struct kind *kind;
};

static int run_kind(void *arg, struct err *err)
{
	const struct running *r = arg;

	return read_range(r->x, err) || r->kind->run(r->x, err) ? -1 : 0;
}

int export_run(struct store *s, const struct export_options *opt, int64_t *rows, bool *closed, struct err *err)
{
	struct export x = { .s = s, .opt = opt };
	const struct kind *k = kind_of(opt->kind);
	int rc;

	*rows = 0;
	*closed = false;
	if (!k)
		return refuse_kind(opt->kind, err);
	if (opt->name && k->run != export_contact)
		return err_set(err, ERR_USAGE, "found more than one kind of records: %s, %s", k->name, opt->name);
	if (opt->format == EXPORT_QDC && k->run != export_taxonomy)
		return err_set(err, ERR_USAGE, "a codebook (qdc) holds themes, found %s, expected taxonomy", k->name);
	if (opt->path && s->path && file_is_same(opt->path, s->path))
		return err_set(err, ERR_OUTPUT, "%s is the database itself; nothing was written", opt->path);
	if (access_act(s, "export", err))
		return -1;
	rc = db_whole(s->db, run_kind, &(struct running){ &x, k }, err);
	if (rc) {
		sheet_drop(x.sheet);
		return -1;
	}
	return sheet_close(x.sheet, rows, closed, err);
}

static const struct kind kinds[] = {
	{ "deals", export_deals },
	{ "contacts", export_contacts },
	{ "stages", export_stages },
	{ "handoffs", export_handoffs },
	{ "debriefs", export_debriefs },
	{ "answers", export_answers },
	{ "promises", export_promises },
	{ "risks", export_risks },
	{ "rows", export_rows },
	{ "interviews", export_interviews },
	{ "notes", export_notes },
	{ "captured", export_captured },
	{ "validations", export_validations },
	{ "passes", export_passes },
	{ "codes", export_codes },
	{ "matrix", export_matrix },
	{ "quotes", export_quotes },
	{ "ratings", export_ratings },
	{ "programmes", export_programmes },
	{ "sample", export_sample },
	{ "actions", export_actions },
	{ "approvals", export_approvals },
	{ "steps", export_steps },
	{ "clocks", export_clocks },
	{ "taxonomy", export_taxonomy },
	{ "history", export_history },
	{ "members", export_members },
	{ "exchange", export_exchanges },
	{ "exchange_fields", export_exchange_fields },
	{ "refinements", export_refinements },
	{ "rollup", export_rollup },
	{ "contact", export_contact },
	{ "all", export_all },
	{ NULL, NULL },
};

const char *export_kind_name(size_t i)
{
	return kinds[i].name;
}

void export_kinds_format(const char *between, const char *last, struct buf *out)
{
	for (const struct kind *k = kinds; k->name; k++)
		buf_printf(out, "%s%s", k == kinds ? "" : k[1].name ? between : last, k->name);
}
