/* The row of a deal: one table of columns gives reading, binding, the checksum and what history calls a field. */
#include "model/deal_private.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/rowsum.h"

#include <stdlib.h>
#include <string.h>

#define C(m) offsetof(struct deal, m)

const struct deal_col deal_cols[] = {
	{ "ext", "external_id", C(ext), true, true, 0 },
	{ "company", "company", C(company), false, false, 0 },
	{ "name", "name", C(name), true, false, 0 },
	{ "stage", "stage", C(stage), false, false, 0 },
	{ "outcome", "outcome", C(outcome), false, false, 0 },
	{ "stage_at", "stage_since", C(stage_at), false, false, 0 },
	{ "sort_at", "sort_at", C(sort_at), false, false, 0 },
	{ "owner", "owner", C(owner), false, false, 0 },
	{ "csm", "csm", C(csm), false, false, 0 },
	{ "amount_minor", "amount", C(amount_minor), false, true, NO_AMOUNT },
	{ "arr_minor", "arr", C(arr_minor), false, true, NO_AMOUNT },
	{ "currency", "currency", C(currency), false, false, 0 },
	{ "product", "product", C(product), false, false, 0 },
	{ "segment", "segment", C(segment), false, false, 0 },
	{ "region", "region", C(region), false, false, 0 },
	{ "industry", "industry", C(industry), false, false, 0 },
	{ "tier", "tier", C(tier), false, false, 0 },
	{ "competitor", "competitor", C(competitor), false, false, 0 },
	{ "source", "source", C(source), false, false, 0 },
	{ "reason", "reason", C(reason), false, false, 0 },
	{ "discount_bp", "discount", C(discount_bp), false, true, -1 },
	{ "probability_bp", "probability", C(probability_bp), false, true, -1 },
	{ "term_months", "term_months", C(term_months), false, true, -1 },
	{ "next_step", "next_step", C(next_step), true, true, 0 },
	{ "follow_up_day", "follow_up", C(follow_up_day), false, true, NO_DAY },
	{ "kickoff_day", "kickoff", C(kickoff_day), false, true, NO_DAY },
	{ "expected_day", "expected_close", C(expected_day), false, true, NO_DAY },
	{ "created_day", "created", C(created_day), false, true, NO_DAY },
	{ "closed_day", "closed", C(closed_day), false, true, NO_DAY },
	{ "won_at", "won_at", C(won_at), false, true, NO_MOMENT },
	{ "commitment", "commitment", C(commitment), false, false, 0 },
	{ "sow_status", "sow_status", C(sow_status), false, false, 0 },
	{ "sow_day", "sow_date", C(sow_day), false, true, NO_DAY },
	{ "dispute", "dispute", C(dispute), false, false, 0 },
	{ "row_hash", "row_hash", C(row_hash), false, false, 0 },
	{ "origin_import", "origin_import", C(origin_import), false, false, 0 },
	{ "changed_import", "changed_import", C(changed_import), false, false, 0 },
};
const size_t deal_cols_count = sizeof deal_cols / sizeof deal_cols[0];

#undef C

const struct sql deal_insert_sql = {
	"deal_insert",
	"insert into deal (" DEAL_COLUMNS("") ", sum) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	" $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,"
	" $37, $38, $39, $40, $41)"
};

void deal_init(struct deal *d)
{
	*d = (struct deal){ .stage = STAGE_PROSPECTING, .rev = 1 };
	for (size_t i = 0; i < deal_cols_count; i++)
		if (deal_cols[i].null && !deal_cols[i].text)
			*(int64_t *)((char *)d + deal_cols[i].offset) = deal_cols[i].none;
	for (size_t i = 0; i < 5; i++)
		d->icp[i] = -1;
}

void deal_done(struct deal *d)
{
	free(d->ext);
	free(d->name);
	free(d->next_step);
	free(d->company_name);
	*d = (struct deal){ 0 };
}

void deal_copy(struct deal *to, const struct deal *from)
{
	*to = *from;
	to->ext = xstrdup(from->ext);
	to->name = xstrdup(from->name);
	to->next_step = xstrdup(from->next_step);
	to->company_name = xstrdup(from->company_name);
}

int64_t deal_col_int(const struct deal *d, const struct deal_col *c)
{
	return *(const int64_t *)((const char *)d + c->offset);
}

static const char *col_text(const struct deal *d, const struct deal_col *c)
{
	const char *s = *(char *const *)((const char *)d + c->offset);

	return s || c->null ? s : "";
}

void deal_bind(struct stmt *st, const struct deal *d)
{
	db_int(st, 1, d->id);
	for (size_t i = 0; i < deal_cols_count; i++) {
		const struct deal_col *c = &deal_cols[i];
		int n = (int)i + 2;

		if (c->text)
			db_text(st, n, col_text(d, c));
		else if (c->null && deal_col_int(d, c) == c->none)
			db_null(st, n);
		else
			db_int(st, n, deal_col_int(d, c));
	}
	db_int(st, 39, d->rev);
	db_int(st, 40, d->gone);
	db_int(st, 41, deal_rowsum(d));
}

void deal_borrow(struct stmt *st, struct deal *d)
{
	deal_init(d);
	d->id = db_col(st, 0);
	for (size_t i = 0; i < deal_cols_count; i++) {
		const struct deal_col *c = &deal_cols[i];
		char *at = (char *)d + c->offset;
		int n = (int)i + 1;

		if (c->text)
			*(char **)at = (char *)(uintptr_t)db_col_text(st, n);
		else if (!c->null || !db_col_null(st, n))
			*(int64_t *)at = db_col(st, n);
	}
}

void deal_read(struct stmt *st, struct deal *d)
{
	deal_borrow(st, d);
	for (size_t i = 0; i < deal_cols_count; i++)
		if (deal_cols[i].text) {
			char **at = (char **)((char *)d + deal_cols[i].offset);

			*at = xstrdup(*at);
		}
	d->rev = db_col(st, 38);
	d->gone = db_col(st, 39);
}

int64_t deal_rowsum(const struct deal *d)
{
	struct rowsum r;

	rowsum_init(&r);
	rowsum_int(&r, d->id);
	for (size_t i = 0; i < deal_cols_count; i++) {
		const struct deal_col *c = &deal_cols[i];

		if (c->text)
			rowsum_text(&r, col_text(d, c));
		else if (c->null && deal_col_int(d, c) == c->none)
			rowsum_null(&r);
		else
			rowsum_int(&r, deal_col_int(d, c));
	}
	return rowsum_done(&r);
}

int deal_close_month(const struct deal *d)
{
	return stage_is_closed((int)d->stage) && d->closed_day != NO_DAY ? month_of_day(d->closed_day) : 0;
}

int64_t deal_sort_at(const struct store *s, const struct deal *d)
{
	if (stage_is_closed((int)d->stage) && d->closed_day != NO_DAY)
		return calendar_close(s->calendar, d->closed_day);
	return d->stage_at;
}
