/* A rollup as a workbook: a sheet each for outcomes, themes, quotes, process, ICP, actions, with charts of their cells. */
#include "model/report_private.h"

#include "model/dict.h"
#include "model/io/book.h"
#include "model/refinement.h"
#include "model/value.h"

#include <string.h>

static const char *const figure_titles[] = { "Key",   "What", "Column", "n",	    "of",	"Share",
					     "Low",   "High", "Amount", "Currency", "Target", "Mark", NULL };
static const int figure_widths[] = { 30, 34, 18, 8, 8, 9, 9, 9, 14, 10, 9, 14 };
enum { COLUMN_WHAT = 1, COLUMN_N = 3, COLUMN_SHARE = 5, BESIDE = 13, CHART_ROWS = 16 };

static void put_figure(struct store *s, struct book *b, const struct figure *f)
{
	const char *iso = f->form == FIGURE_MONEY ? dict_title(s, f->currency) : "";
	struct buf mark = { 0 };

	book_text(b, f->key);
	book_text(b, f->title);
	book_text(b, f->column);
	book_int(b, f->n);
	if (f->of >= 0)
		book_int(b, f->of);
	else
		book_text(b, NULL);
	book_share(b, f->share.bp);
	book_share(b, f->share.low_bp);
	book_share(b, f->share.high_bp);
	if (f->form == FIGURE_MONEY)
		book_amount(b, f->amount_minor, currency_digits(iso));
	else
		book_text(b, NULL);
	book_text(b, iso);
	book_share(b, f->target_bp);
	figure_mark(f, &mark);
	book_text(b, mark.len ? buf_str(&mark) : NULL);
	buf_done(&mark);
	book_end_row(b);
}

/* The rows of a section: where they begin and end in the sheet. */
static void put_section(struct store *s, struct book *b, const struct rollup *r, enum rollup_section section, int64_t *from,
			int64_t *to)
{
	size_t n;
	const struct figure *f = rollup_section(r, section, &n);

	*from = book_rows(b);
	for (size_t i = 0; i < n; i++)
		put_figure(s, b, &f[i]);
	*to = book_rows(b) - 1;
}

static void outcomes(struct store *s, struct book *b, const struct rollup *r)
{
	static const char *const titles[] = { "Quarter", "Won", "Lost", "Win rate", NULL };
	static const int widths[] = { 12, 8, 8, 10 };
	int64_t from, to;
	size_t n;
	const struct figure *f = rollup_section(r, ROLLUP_TREND, &n);

	book_sheet(b, "Outcomes", figure_titles, figure_widths);
	put_section(s, b, r, ROLLUP_SCOPE, &from, &to);
	put_section(s, b, r, ROLLUP_OUTCOME, &from, &to);
	put_section(s, b, r, ROLLUP_TREND, &from, &to);
	book_sheet(b, "Quarters", titles, widths);
	for (size_t i = 0; i < n; i++) {
		const char *won = "trend.";
		struct buf key = { 0 };
		const struct figure *w, *l;

		if (f[i].form != FIGURE_RATE)
			continue;
		buf_printf(&key, "%s%s.won", won, f[i].title);
		w = rollup_find(r, buf_str(&key));
		buf_clear(&key);
		buf_printf(&key, "%s%s.lost", won, f[i].title);
		l = rollup_find(r, buf_str(&key));
		buf_done(&key);
		book_text(b, f[i].title);
		book_int(b, w ? w->n : 0);
		book_int(b, l ? l->n : 0);
		book_share(b, f[i].share.bp);
		book_end_row(b);
	}
	/* Wins and losses share no axis. */
	book_chart(b, &(struct book_series){ BOOK_COLUMN, "Won", 0, 1, 1, book_rows(b) - 1, 1, 5 });
	book_chart(b, &(struct book_series){ BOOK_COLUMN, "Lost", 0, 2, 1, book_rows(b) - 1, 1, 13 });
	book_chart(b, &(struct book_series){ BOOK_COLUMN, "Win rate", 0, 3, 1, book_rows(b) - 1, 1 + CHART_ROWS, 5 });
}

static void themes(struct store *s, struct book *b, const struct rollup *r)
{
	int64_t from, to;

	book_sheet(b, "Themes", figure_titles, figure_widths);
	put_section(s, b, r, ROLLUP_LOSS, &from, &to);
	book_chart(b, &(struct book_series){ BOOK_BAR, "Why we lose: interviews", COLUMN_WHAT, COLUMN_N, from, to, 1, BESIDE });
	put_section(s, b, r, ROLLUP_WIN, &from, &to);
	book_chart(b, &(struct book_series){ BOOK_BAR, "Why we win: interviews", COLUMN_WHAT, COLUMN_N, from, to, 1 + CHART_ROWS, BESIDE });
	put_section(s, b, r, ROLLUP_CROSS, &from, &to);
	put_section(s, b, r, ROLLUP_VIEWS, &from, &to);
	put_section(s, b, r, ROLLUP_FRICTION, &from, &to);
}

static void quotes(struct book *b, const struct rollup *r)
{
	static const char *const titles[] = { "Words", "Who", "Outcome", "Theme", NULL };
	static const int widths[] = { 70, 20, 10, 30 };

	book_sheet(b, "Quotes", titles, widths);
	for (size_t i = 0; i < r->quotes; i++) {
		book_text(b, r->quote[i].text);
		book_text(b, r->quote[i].who);
		book_text(b, r->quote[i].outcome == 1 ? "won" : "lost");
		book_text(b, r->quote[i].theme);
		book_end_row(b);
	}
}

static void actions(struct store *s, struct book *b, const struct rollup *r)
{
	static const char *const titles[] = { "What", "Owner", "Due", "Late", "State", NULL };
	static const int widths[] = { 70, 14, 12, 8, 12 };
	int64_t from, to;

	book_sheet(b, "Actions", titles, widths);
	for (size_t i = 0; i < r->lines; i++) {
		const struct rollup_line *l = &r->line[i];

		book_text(b, l->text);
		book_text(b, l->section == ROLLUP_ACTIONS ? l->who : "");
		book_day(b, l->due_day);
		book_text(b, l->late ? "late" : "");
		book_text(b, l->section == ROLLUP_REFINEMENTS ? refinement_state_key(l->state) : "open");
		book_end_row(b);
	}
	book_sheet(b, "Counts", figure_titles, figure_widths);
	put_section(s, b, r, ROLLUP_REFINEMENTS, &from, &to);
	put_section(s, b, r, ROLLUP_ACTIONS, &from, &to);
}

static void method(struct book *b, const struct rollup *r)
{
	static const char *const titles[] = { "Method and limits", NULL };
	static const int widths[] = { 110 };
	struct buf line = { 0 };

	book_sheet(b, "Method", titles, widths);
	report_title(r, &line);
	book_text(b, buf_str(&line));
	book_end_row(b);
	for (const char *p = buf_str(&r->limits); *p; p += strcspn(p, "\n") + 1) {
		buf_clear(&line);
		buf_add(&line, p, strcspn(p, "\n"));
		book_text(b, buf_str(&line));
		book_end_row(b);
	}
	buf_done(&line);
}

int report_xlsx(struct store *s, const struct rollup *r, struct buf *out, struct err *err)
{
	struct book *b = book_open(r->as_of_ms, err);
	int64_t from, to;

	if (!b)
		return -1;
	outcomes(s, b, r);
	themes(s, b, r);
	quotes(b, r);
	book_sheet(b, "Process", figure_titles, figure_widths);
	put_section(s, b, r, ROLLUP_PROCESS, &from, &to);
	book_chart(b, &(struct book_series){ BOOK_COLUMN, "Process: share kept", COLUMN_WHAT, COLUMN_SHARE, from, to, 1, BESIDE });
	put_section(s, b, r, ROLLUP_SAMPLE, &from, &to);
	book_sheet(b, "ICP", figure_titles, figure_widths);
	put_section(s, b, r, ROLLUP_ICP, &from, &to);
	actions(s, b, r);
	method(b, r);
	return book_close(b, out, err);
}
