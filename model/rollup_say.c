/* A figure in words that screen and documents share. */
#include "model/rollup.h"

#include "model/dict.h"
#include "model/value.h"

#include <inttypes.h>

/* Whole percents, halves away from zero. */
static int64_t percent(int64_t bp)
{
	return (bp + 50) / 100;
}

void figure_say(struct store *s, const struct figure *f, struct buf *out)
{
	switch (f->form) {
	case FIGURE_COUNT:
		buf_printf(out, "%" PRId64, f->n);
		break;
	case FIGURE_MONEY:
		amount_format_whole(f->amount_minor, dict_title(s, f->currency), out);
		break;
	case FIGURE_RATE:
		if (f->small || !f->of)
			buf_printf(out, "%" PRId64 " of %" PRId64, f->n, f->of);
		else
			buf_printf(out, "%" PRId64 "%% [%" PRId64 "–%" PRId64 "] n=%" PRId64, percent(f->share.bp),
				   percent(f->share.low_bp), percent(f->share.high_bp), f->of);
		break;
	}
}

void figure_mark(const struct figure *f, struct buf *out)
{
	const struct {
		bool is;
		const char *word;
	} mark[] = { { f->small, "small" }, { f->no_finding, "no finding" }, { f->under, "target missed" } };
	size_t from = out->len;

	for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
		if (mark[i].is)
			buf_printf(out, "%s%s", out->len > from ? "; " : "", mark[i].word);
}
