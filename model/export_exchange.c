/* The exchange records as a table: a row a record that was begun. */
#include "model/export_private.h"

#include "model/calendar.h"
#include "model/deal.h"
#include "model/exchange.h"
#include "model/member.h"
#include "model/value.h"

#include <stdlib.h>

enum { EXPORT_EXCHANGES };

struct record {
	int64_t deal, form;
	enum exchange_direction direction;
};
struct exporting {
	struct export *x;
	struct exchange_fields fields;
	struct record *record;
	size_t n;
};

static int read_records(struct exporting *e, struct err *err)
{
	struct stmt *st = db_stmt(e->x->s->db, &export_exchange_sql[EXPORT_EXCHANGES], err);
	int rc;

	if (!st)
		return -1;
	export_bind(e->x, st);
	db_int(st, 5, FORM_EXCHANGE);
	while ((rc = db_step(st, err)) == 1) {
		e->record = xrealloc(e->record, (e->n + 1) * sizeof *e->record);
		e->record[e->n++] = (struct record){ db_col(st, 0), db_col(st, 1), (enum exchange_direction)db_col(st, 2) };
	}
	return rc;
}

static int put_scores(const struct exporting *e, const struct exchange *x, struct err *err)
{
	int64_t score[ICP_DIMENSIONS];

	if (deal_icp_get(e->x->s, x->form.deal, x->direction == EXCHANGE_POST ? ICP_VALIDATED : ICP_HANDOFF, score, err))
		return -1;
	for (int i = 0; i < ICP_DIMENSIONS; i++)
		sheet_int(e->x->sheet, score[i], score[i] >= 0 && access_can_read(e->x->s, CLASS_CRM, x->owner));
	return 0;
}

static int put_field(const struct exporting *e, const struct exchange *x, const char *key, struct err *err)
{
	const struct exchange_field *f = exchange_field_find(&e->fields, x->direction, key);
	struct buf words = { 0 };
	bool prefilled;
	int rc = f ? exchange_value(e->x->s, x, x->form.deal, f, &words, &prefilled, err) : 0;

	sheet_text(e->x->sheet, words.len ? buf_str(&words) : NULL);
	buf_done(&words);
	return rc < 0 ? -1 : 0;
}

static void put_signature(const struct exporting *e, const struct exchange *x)
{
	sheet_text(e->x->sheet, x->filed_at ? member_login(e->x->s, x->filed_by) : NULL);
	sheet_day(e->x->sheet, x->filed_at ? calendar_day(e->x->s->calendar, x->filed_at) : NO_DAY);
	sheet_moment(e->x->sheet, x->filed_at ? x->filed_at : NO_MOMENT);
}

static int put_record(const struct exporting *e, const struct record *r, struct err *err)
{
	static const char *const before[] = { "friction", "recommendation", "objections", "expectations", "predicted" };
	bool post = r->direction == EXCHANGE_POST;
	struct exchange x;
	struct deal d;

	if (exchange_get(e->x->s, r->deal, r->direction, &x, err) != 1 || deal_need(e->x->s, r->deal, &d, err))
		return -1;
	export_put_number(e->x, r->deal);
	sheet_text(e->x->sheet, d.company_name);
	sheet_word(e->x->sheet, exchange_direction_words(r->direction));
	sheet_word(e->x->sheet, exchange_direction_key(r->direction));
	deal_done(&d);
	if (put_scores(e, &x, err) || put_field(e, &x, "codes", err) || put_field(e, &x, post ? "context" : "signals", err))
		return -1;
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		if (put_field(e, &x, before[i], err))
			return -1;
	put_signature(e, &x);
	sheet_end_row(e->x->sheet);
	return 0;
}

int export_exchanges(struct export *x, struct err *err)
{
	const struct sheet_column columns[] = {
		{ "deal", false },    { "company", false },  { "direction", false }, { "stage", false }, { "icp_1", false },
		{ "icp_2", false },    { "icp_3", false },     { "icp_4", false },	     { "icp_5", false },	 { "codes", false },
		{ "signals", false }, { "friction", false }, { "recommendation", false }, { "objections", false },
		{ "expectations", false }, { "predicted", false }, { "filed_by", false }, { "date", false },
		{ "filed", !x->table },
	};
	struct exporting e = { .x = x };
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);

	if (!rc)
		rc = exchange_fields_load(x->s, &e.fields, err) || read_records(&e, err) ? -1 : 0;
	for (size_t i = 0; !rc && i < e.n; i++)
		rc = put_record(&e, &e.record[i], err);
	free(e.record);
	return rc;
}

/* ---- what was typed or kept in them ---- */

static int put_value(const struct exporting *e, const struct record *r, const struct exchange_field *f, struct err *err)
{
	struct export *x = e->x;
	struct form_value v = { 0 };
	int rc = form_value_get(x->s, r->form, f->key, 0, LAYER_LIVE, &v, err);

	if (rc == 1 && v.text && *v.text && v.at_ms >= x->since_ms) {
		export_put_number(x, r->deal);
		sheet_word(x->sheet, exchange_direction_key(r->direction));
		sheet_word(x->sheet, f->key);
		sheet_text(x->sheet, v.text);
		sheet_text(x->sheet, member_login(x->s, v.author));
		sheet_moment(x->sheet, v.at_ms);
		sheet_end_row(x->sheet);
	}
	form_value_done(&v);
	return rc < 0 ? -1 : 0;
}

int export_exchange_fields(struct export *x, struct err *err)
{
	static const struct sheet_column columns[] = { { "deal", false }, { "stage", false },  { "field", false },
						       { "text", false }, { "author", false }, { "at", false } };
	struct exporting e = { .x = x };
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);

	if (!rc)
		rc = exchange_fields_load(x->s, &e.fields, err) || read_records(&e, err) ? -1 : 0;
	for (size_t i = 0; !rc && i < e.n; i++)
		for (size_t k = 0; !rc && k < e.fields.n; k++)
			if (exchange_field_is_of(&e.fields.at[k], e.record[i].direction))
				rc = put_value(&e, &e.record[i], &e.fields.at[k], err);
	free(e.record);
	return rc;
}

const struct sql export_exchange_sql[] = {
	[EXPORT_EXCHANGES] = { "export_exchanges",
			       "select d.id, f.id, f.period from form f join deal d on d.id = f.deal where f.kind = $5 and f.gone = 0"
			       " and d.gone = 0 and ($1 = 0 or d.closed_day between $2 and $3) and " ACCESS_DEAL("d")
			       " and ($4 <= 0 or exists (select 1 from form_value v where v.form = f.id and v.at_ms >= $4))"
			       " order by d.id, f.period" },
	{ NULL, NULL },
};
