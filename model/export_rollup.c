/* The figures of a quarter as typed rows, in the columns of `report QUARTER --format csv` behind the quarter: of --quarter, else of the
 * running one. Quotes and actions have exports of their own. */
#include "model/export_private.h"

#include "model/dict.h"
#include "model/rollup.h"
#include "model/value.h"

static const struct sheet_column columns[] = {
	{ "quarter", false }, { "section", false }, { "key", false }, { "title", false },  { "column", false },	  { "n", false },
	{ "of", false },      { "share", false },   { "low", false }, { "high", false },   { "target", false }, { "amount", false },
	{ "currency", false },
};

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static void put_figure(struct export *x, const struct rollup *r, const struct figure *f)
{
	const char *iso = f->form == FIGURE_MONEY ? dict_title(x->s, f->currency) : "";

	sheet_word(x->sheet, r->period);
	sheet_word(x->sheet, rollup_section_key(f->section));
	sheet_text(x->sheet, f->key);
	sheet_text(x->sheet, none(f->title));
	sheet_text(x->sheet, none(f->column));
	sheet_int(x->sheet, f->n, true);
	sheet_int(x->sheet, f->of, f->of >= 0);
	sheet_percent(x->sheet, f->share.bp);
	sheet_percent(x->sheet, f->share.low_bp);
	sheet_percent(x->sheet, f->share.high_bp);
	sheet_percent(x->sheet, f->target_bp);
	sheet_amount(x->sheet, f->form == FIGURE_MONEY ? f->amount_minor : NO_AMOUNT, *iso ? currency_digits(iso) : 2);
	sheet_word(x->sheet, none(iso));
	sheet_end_row(x->sheet);
}

int export_rollup(struct export *x, struct err *err)
{
	struct rollup_scope scope = { 0 };
	struct rollup r;
	int rc = 0;

	if (x->opt->quarter)
		rc = rollup_period_parse(x->s, x->opt->quarter, &scope, err);
	else
		rollup_period_now(x->s, &scope);
	if (rc || rollup_load(x->s, &scope, &r, err))
		return -1;
	rc = export_open(x, columns, sizeof columns / sizeof *columns, err);
	for (size_t i = 0; !rc && i < r.figures; i++)
		put_figure(x, &r, &r.figure[i]);
	rollup_done(&r);
	return rc;
}
