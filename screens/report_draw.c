/* The quarter on the screen: the pieces of its layout, what the cursor stands on in full, how it was counted. */
#include "screens/report.h"

#include "model/calendar.h"
#include "model/stage.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/empty.h"
#include "screens/ui/chart.h"

#include <stdio.h>
#include <string.h>

static void draw_piece(const struct report_page *p, struct draw *d, const struct report_piece *i)
{
	const char *text = buf_str(&p->lay.text) + i->text;
	bool here = i->spot >= 0 && !strcmp(p->lay.spot[i->spot].key, p->here);
	enum style ink = here ? STYLE_HERE : i->ink;

	switch (i->kind) {
	case PIECE_TEXT:
		draw_text(d, i->y, i->x, i->cols, ink, text);
		break;
	case PIECE_RIGHT:
		draw_right(d, i->y, i->x, i->cols, ink, text);
		break;
	case PIECE_COUNT:
		chart_count(d, i->y, i->x, i->cols, ink, i->mark_cols, i->n, i->most);
		break;
	case PIECE_SHARE:
		draw_share(d, i->y, i->x, i->cols, ink, (long)i->n, (long)i->most);
		break;
	case PIECE_SPARK:
		chart_spark(d, i->y, i->x, ink, p->lay.trend, p->lay.quarters);
		break;
	case PIECE_HEAT:
		draw_padded(d, i->y, i->x, i->cols, here ? STYLE_HERE : chart_heat(i->n, i->most), text);
		if (here)
			draw_text(d, i->y, i->x, 2, STYLE_HERE, "▸");
		break;
	case PIECE_RULE:
		draw_rule(d, i->y, i->x, i->cols);
		break;
	case PIECE_EDGE:
		draw_edge(d, i->y, i->x, 1, i->ink);
		break;
	}
}

/* ---- below them ---- */

static void say_here(struct screen *s, struct buf *out)
{
	const struct report_page *p = report_page_of(s);
	const struct figure *f = report_figure(&p->r, p->here);
	const struct rollup_line *l = report_line(&p->r, p->here);

	if (f) {
		buf_printf(out, "%s", f->title);
		if (f->column)
			buf_printf(out, ", %s", f->column);
		buf_puts(out, ": ");
		figure_say(s->view->store, f, out);
		if (f->form == FIGURE_COUNT && f->of >= 0)
			buf_printf(out, " of %lld coded", (long long)f->of);
		if (f->no_finding)
			buf_puts(out, ", no finding: it needs two interviews");
		if (f->target_bp >= 0) {
			buf_puts(out, ", target ");
			percent_format(f->target_bp, out);
			buf_puts(out, "%");
		}
	} else if (l) {
		buf_puts(out, l->text ? l->text : "");
		if (l->theme)
			buf_printf(out, " · %s", l->theme);
	}
}

void report_draw_here(struct screen *s, struct draw *d, int y)
{
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS;
	struct buf b = { 0 };

	say_here(s, &b);
	draw_text(d, y, 1, cols - 2, STYLE_STRONG, buf_str(&b));
	buf_done(&b);
}

static void draw_method(struct screen *s, struct draw *d, int y, int rows)
{
	const struct report_page *p = report_page_of(s);
	const struct figure *closed = rollup_find(&p->r, "scope.closed"), *coded = rollup_find(&p->r, "scope.coded");
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS, end = y + rows;
	struct buf b = { 0 };

	buf_printf(&b, "Method: %lld closed deals, %lld interviews coded; taxonomy v%s; window ", closed ? (long long)closed->n : 0,
		   coded ? (long long)coded->n : 0, p->r.taxonomy);
	day_format(p->r.from_day, &b);
	buf_puts(&b, " to ");
	day_format(p->r.to_day, &b);
	buf_puts(&b, ", team time.");
	if (y < end)
		draw_text(d, y++, 1, cols - 2, STYLE_MUTED, buf_str(&b));
	buf_done(&b);
	if (y < end)
		draw_text(d, y++, 1, cols - 2, STYLE_MUTED,
			  "One mark is one interview; rates carry n and a 95% interval; a theme with one interview is no finding.");
	for (const char *line = buf_str(&p->r.limits); *line && y < end; line += strcspn(line, "\n"), line += *line == '\n')
		draw_textn(d, y++, 1, cols - 2, STYLE_MUTED, line, strcspn(line, "\n"));
}

static void draw_bottom(struct screen *s, struct draw *d)
{
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS, last = s->area.y + s->area.rows - 1;

	if (s->area.cols < REPORT_WIDE || s->area.rows < 34) {
		report_draw_here(s, d, last);
		return;
	}
	draw_rule(d, last - 4, 1, cols - 2);
	report_draw_here(s, d, last - 3);
	draw_method(s, d, last - 2, 3);
}

/* ---- an empty quarter ---- */

static void draw_empty(struct screen *s, struct draw *d)
{
	char fact[80], reason[200], key_words[40];
	struct empty_offer offers[4];
	struct report_page *p = report_page_of(s);
	struct empty e = { fact, reason, offers };
	int n = 0;

	snprintf(fact, sizeof fact, "Nothing closed in %s%s.", p->r.period, p->r.to_date ? " yet" : "");
	snprintf(reason, sizeof reason, "The last quarter with deals is %d-Q%d: %lld closed, %lld coded.", p->last.year,
		 p->last.quarter, (long long)p->last_closed, (long long)p->last_coded);
	if (!p->has_last)
		snprintf(reason, sizeof reason, "A deal that is won or lost appears here, with what was learned of it.");
	else {
		snprintf(key_words, sizeof key_words, "%d-Q%d", p->last.year, p->last.quarter);
		offers[n++] = (struct empty_offer){ p->last.year * 4 + p->last.quarter - 1 > s->view->quarter ? "]" : "[", key_words,
						    NULL };
	}
	if (p->segment)
		offers[n++] = (struct empty_offer){ "s", "another segment", NULL };
	offers[n++] = (struct empty_offer){ "4", "interviews", NULL };
	offers[n] = (struct empty_offer){ NULL, NULL, NULL };
	empty_draw(d, s->area, &e);
}

void report_draw(struct screen *s, struct draw *d)
{
	struct report_page *p = report_page_of(s);

	if (!p->has)
		return;
	if (p->empty) {
		draw_empty(s, d);
	} else if (p->table) {
		report_table_draw(s, d);
	} else {
		for (size_t i = 0; i < p->lay.pieces; i++)
			draw_piece(p, d, &p->lay.piece[i]);
		draw_bottom(s, d);
	}
}
