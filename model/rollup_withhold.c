/* What the file for product leaves out, which is what deals were worth; and that for the cmo: with the name of a segment, a competitor or a product over one deal alone, a figure
 * would say which deal that is. */
#include "model/rollup_private.h"

#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED_MIN = 2 };

/* By what is counted: two names may be one word of a key. */
static bool same_column(const struct figure *a, const struct figure *b)
{
	return a->from.dim == b->from.dim && a->from.value == b->from.value && a->from.outcome == b->from.outcome;
}

/* The most interviews that one theme has in the column. */
static int64_t most_in_column(const struct rollup *r, const struct figure *of)
{
	int64_t most = 0;

	for (size_t i = 0; i < r->figures; i++)
		if (r->figure[i].section == ROLLUP_CROSS && same_column(of, &r->figure[i]) && r->figure[i].n > most)
			most = r->figure[i].n;
	return most;
}

static bool is_withheld(const struct rollup *r, const struct figure *f)
{
	if (r->scope.audience == AUDIENCE_PRODUCT)
		return f->form == FIGURE_MONEY;
	if (f->form == FIGURE_MONEY)
		return f->n < NAMED_MIN;
	if (f->section == ROLLUP_CROSS)
		return strcmp(f->column, "all") && most_in_column(r, f) < NAMED_MIN;
	return !strncmp(f->key, "sample.segment.", strlen("sample.segment.")) && f->of < NAMED_MIN;
}

int rolling_withhold(struct rolling *w, struct err *err)
{
	struct rollup *r = w->r;
	bool *drop;
	size_t kept = 0;

	(void)err;
	if (r->scope.audience == AUDIENCE_CRO || !r->figures || teeth_off("cmo-file"))
		return 0;
	drop = xcalloc(r->figures, sizeof *drop);
	for (size_t i = 0; i < r->figures; i++)
		drop[i] = is_withheld(r, &r->figure[i]);
	for (size_t i = 0; i < r->figures; i++) {
		if (!drop[i]) {
			r->figure[kept++] = r->figure[i];
			continue;
		}
		free(r->figure[i].title);
		free(r->figure[i].column);
	}
	if (kept < r->figures && r->scope.audience == AUDIENCE_PRODUCT)
		rolling_limit(w, "Amounts are left out.");
	else if (kept < r->figures)
		rolling_limit(w, "Names and sums that fewer than %d deals or interviews stand behind are left out.", NAMED_MIN);
	r->figures = kept;
	free(drop);
	return 0;
}
