/* What somebody else decides, as a table: the newest last decided behind those that wait. */
#include "model/export_private.h"

#include "model/approval.h"
#include "model/member.h"

#include <stdio.h>

static const struct sheet_column columns[] = {
	{ "id", false },       { "deal", false },   { "company", false },    { "matrix", false },  { "value", false },
	{ "decides", false },  { "state", false },  { "asked_by", false },   { "asked", false },   { "reason", false },
	{ "decided_by", false }, { "decided", false }, { "comment", false },
};

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static int put_approval(void *arg, const struct approval_row *row)
{
	struct export *x = arg;
	char number[24];

	if (row->a.asked_at < x->since_ms)
		return 0;
	snprintf(number, sizeof number, "D-%lld", (long long)row->a.deal);
	sheet_int(x->sheet, row->a.id, true);
	sheet_word(x->sheet, number);
	sheet_text(x->sheet, none(row->company));
	sheet_word(x->sheet, row->a.matrix);
	if (row->matrix && row->matrix->field->kind == FIELD_INT)
		sheet_int(x->sheet, row->a.value, true);
	else
		sheet_percent(x->sheet, row->a.value);
	sheet_word(x->sheet, duty_key((enum duty)row->a.duty));
	sheet_word(x->sheet, approval_state_key(row->a.state));
	sheet_text(x->sheet, none(member_login(x->s, row->a.asked_by)));
	sheet_moment(x->sheet, row->a.asked_at);
	sheet_text(x->sheet, none(row->a.reason));
	sheet_text(x->sheet, none(member_login(x->s, row->a.decided_by)));
	sheet_moment(x->sheet, row->a.decided_at ? row->a.decided_at : NO_MOMENT);
	sheet_text(x->sheet, none(row->a.comment));
	sheet_end_row(x->sheet);
	return 0;
}

int export_approvals(struct export *x, struct err *err)
{
	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	return approval_each(x->s, &(struct approval_filter){ 0 }, put_approval, x, err);
}
