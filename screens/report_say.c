/* The strip over the quarter in which its segment is chosen. */
#include "screens/report.h"

#include "model/store.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one segment, or all ---- */

enum { ROWS_MAX = 9 };
struct segment_row {
	int64_t id;
	char *title; /* owned */
	char of[40];
};
struct segments {
	struct screen *asks;
	struct segment_row *row;
	struct list list;
};

static struct segments *segments_of(const struct screen *s)
{
	return s->state;
}

static void add_segment(struct segments *g, int64_t id, const char *title)
{
	g->row = xrealloc(g->row, (g->list.count + 1) * sizeof *g->row);
	g->row[g->list.count++] = (struct segment_row){ .id = id, .title = xstrdup(title) };
}

/* Those that closed deals of the quarter are of. */
static int fill_segments(struct screen *s, struct err *err)
{
	struct segments *g = segments_of(s);
	struct rollup_scope scope;
	struct rollup r;
	size_t n;
	const struct figure *f;

	report_scope(g->asks, &scope);
	scope.segment = 0;
	scope.quotes = 0;
	if (rollup_load(s->view->store, &scope, &r, err))
		return -1;
	add_segment(g, 0, "All segments");
	f = rollup_section(&r, ROLLUP_SAMPLE, &n);
	for (size_t i = 0; f && i < n; i++) {
		if (f[i].from.dim != DIM_SEGMENT || !f[i].from.value)
			continue;
		add_segment(g, f[i].from.value, f[i].title);
		snprintf(g->row[g->list.count - 1].of, sizeof g->row->of, "%lld of %lld closed interviewed", (long long)f[i].n,
			 (long long)f[i].of);
		if (f[i].from.value == report_page_of(g->asks)->segment)
			g->list.at = g->list.count - 1;
	}
	rollup_done(&r);
	return 0;
}

static int open_segments(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "a segment is chosen on the report");
	memcpy(&segments_of(s)->asks, &arg, sizeof arg);
	return fill_segments(s, err);
}

static void segments_done(struct screen *s)
{
	struct segments *g = segments_of(s);

	for (size_t i = 0; i < g->list.count; i++)
		free(g->row[i].title);
	free(g->row);
}

static void draw_segments(struct screen *s, struct draw *d)
{
	struct segments *g = segments_of(s);
	int rows = g->list.count < ROWS_MAX ? (int)g->list.count : ROWS_MAX;
	struct area a = strip_draw(d, s->area, rows + 3);
	int y = a.y;

	list_fit(&g->list, g->list.count, (size_t)rows);
	draw_text(d, y, a.x, a.cols, STYLE_TITLE, "Which segment");
	y += 2;
	for (size_t i = g->list.top; i < g->list.count && i < g->list.top + g->list.rows; i++, y++) {
		if (i == g->list.at)
			draw_text(d, y, a.x, 1, STYLE_ACCENT, "▸");
		draw_text(d, y, a.x + 2, 30, i == g->list.at ? STYLE_HERE : STYLE_TEXT, g->row[i].title);
		draw_text(d, y, a.x + 34, a.cols - 34, STYLE_MUTED, g->row[i].of);
	}
}

static struct act move_segments(struct screen *s, int key)
{
	return list_key(&segments_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act take_segment(struct screen *s, int key)
{
	struct segments *g = segments_of(s);

	(void)key;
	report_page_of(g->asks)->segment = g->row[g->list.at].id;
	return ACT(POP);
}

static const struct binding segment_bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "segment-take", .label = "show it", .title = "Show this segment",
	  .group = "See", .footer = 1, .run = take_segment },
	LIST_MOVES(move_segments),
	{ .command = NULL },
};

const struct screen_type report_segment_screen = {
	.name = "report-segment", .title = "the segment of the report", .kind = SCREEN_STRIP, .level = LEVEL_LIST,
	.size = sizeof(struct segments), .bindings = segment_bindings, .init = open_segments, .done = segments_done,
	.draw = draw_segments,
};
