/* The quarter (screens.md, "5 Report"): loaded out of sums alone, with a cursor over every number of it. */
#include "screens/report.h"

#include "model/access.h"
#include "model/quote.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/actions.h"
#include "screens/deal.h"
#include "screens/quotes.h"
#include "screens/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUOTES = 8 };

struct report_page *report_page_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- keys of things ---- */

void report_quote_key(const struct rollup_line *l, char *out, size_t size)
{
	snprintf(out, size, "quote.%lld", (long long)l->note);
}

void report_line_key(const struct rollup_line *l, char *out, size_t size)
{
	snprintf(out, size, "%s.line.%lld", rollup_section_key(l->section), (long long)l->id);
}

const struct figure *report_figure(const struct rollup *r, const char *key)
{
	return *key ? rollup_find(r, key) : NULL;
}

const struct rollup_line *report_line(const struct rollup *r, const char *key)
{
	char own[80];

	for (size_t i = 0; i < r->quotes; i++) {
		report_quote_key(&r->quote[i], own, sizeof own);
		if (!strcmp(own, key))
			return &r->quote[i];
	}
	for (size_t i = 0; i < r->lines; i++) {
		report_line_key(&r->line[i], own, sizeof own);
		if (!strcmp(own, key))
			return &r->line[i];
	}
	return NULL;
}

/* ---- loading ---- */

void report_scope(const struct screen *s, struct rollup_scope *out)
{
	const struct report_page *p = report_page_of(s);

	*out = (struct rollup_scope){ .year = s->view->quarter / 4, .quarter = s->view->quarter % 4 + 1, .segment = p->segment,
				      .audience = AUDIENCE_CRO, .quotes = QUOTES };
}

static int64_t count_of(const struct rollup *r, const char *key)
{
	const struct figure *f = rollup_find(r, key);

	return f ? f->n : 0;
}

/* What the empty screen offers instead. */
static int load_last(struct screen *s, struct err *err)
{
	struct report_page *p = report_page_of(s);
	struct rollup r;
	int rc = rollup_newest(store_of(s), &p->last, err);

	p->has_last = rc == 1;
	if (rc != 1)
		return rc;
	if (rollup_load(store_of(s), &(struct rollup_scope){ .year = p->last.year, .quarter = p->last.quarter }, &r, err))
		return -1;
	p->last_closed = count_of(&r, "scope.closed");
	p->last_coded = count_of(&r, "scope.coded");
	rollup_done(&r);
	return 0;
}

/* The cursor stays on its number; where that is gone, on the first. */
static void place_cursor(struct screen *s)
{
	struct report_page *p = report_page_of(s);

	report_lay(s);
	report_table_load(s);
	if (p->table || report_spot_here(s))
		return;
	if (p->lay.spots) {
		size_t first = 0;

		while (first + 1 < p->lay.spots && p->lay.spot[first].block == BLOCK_HEAD)
			first++;
		snprintf(p->here, sizeof p->here, "%s", p->lay.spot[first].key);
	}
}

/* A minute at the longest: what is late is said of its moment. */
static bool still_holds(const struct report_page *p, struct store *s, const struct rollup_scope *scope)
{
	return p->has && p->asked.year == scope->year && p->asked.quarter == scope->quarter && p->asked.segment == scope->segment &&
	       as_of_holds(s, &p->as_of);
}

static int load(struct screen *s, struct err *err)
{
	struct report_page *p = report_page_of(s);
	struct rollup_scope scope;
	struct as_of as_of;
	struct rollup r;

	if (!store_of(s))
		return 0;
	if (!s->view->quarter) {
		rollup_period_now(store_of(s), &scope);
		s->view->quarter = scope.year * 4 + scope.quarter - 1;
	}
	report_scope(s, &scope);
	if (still_holds(p, store_of(s), &scope)) {
		place_cursor(s);
		return 0;
	}
	as_of = as_of_now(store_of(s));
	as_of.until = as_of.from + MINUTE_MS;
	if (rollup_load(store_of(s), &scope, &r, err))
		return -1;
	rollup_done(&p->r);
	p->r = r;
	p->asked = scope;
	p->as_of = as_of;
	p->has = true;
	p->empty = !count_of(&p->r, "scope.closed");
	if (p->empty && load_last(s, err))
		return -1;
	place_cursor(s);
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	line_init(&report_page_of(s)->narrow.line);
	return 0;
}

static void done(struct screen *s)
{
	struct report_page *p = report_page_of(s);

	line_done(&p->narrow.line);
	rollup_done(&p->r);
	report_lay_done(&p->lay);
	free(p->row);
}

static void resize(struct screen *s)
{
	if (report_page_of(s)->has)
		place_cursor(s);
}

/* ---- moving ---- */

static struct act go_key(struct screen *s, const char *key)
{
	struct report_page *p = report_page_of(s);

	if (!strcmp(p->here, key))
		return ACT(STAY);
	snprintf(p->here, sizeof p->here, "%s", key);
	return ACT(HANDLED);
}

static int plain_key(int key)
{
	switch (key) {
	case 'h':
		return K_LEFT;
	case 'j':
		return K_DOWN;
	case 'k':
		return K_UP;
	case 'l':
		return K_RIGHT;
	case 'g':
		return K_HOME;
	case 'G':
		return K_END;
	}
	return key;
}

static struct act move_table(struct screen *s, int key)
{
	struct report_page *p = report_page_of(s);

	if (!list_key(&p->narrow.list, key))
		return ACT(STAY);
	if (p->narrow.list.count)
		snprintf(p->here, sizeof p->here, "%s", p->row[p->narrow.list.at].key);
	return ACT(HANDLED);
}

static struct act move(struct screen *s, int key)
{
	struct report_page *p = report_page_of(s);
	const struct report_spot *to;

	if (p->table)
		return move_table(s, key);
	to = report_spot_from(&p->lay, report_spot_here(s), plain_key(key));
	return to ? go_key(s, to->key) : ACT(STAY);
}

/* ---- what is behind ---- */

static const char *nothing_here(const struct screen *s)
{
	const struct report_page *p = report_page_of(s);

	if (p->empty)
		return "nothing closed in this quarter: [ goes to the one before";
	return report_figure(&p->r, p->here) || report_line(&p->r, p->here) ? NULL : "no number stands under the cursor";
}

static const char *nothing_behind(const struct screen *s)
{
	if (access_read(store_of(s), CLASS_DEAL) == ACCESS_NO)
		return "your role reads aggregates: what is behind them is not shown";
	return nothing_here(s);
}

static struct act open_line(const struct rollup_line *l)
{
	static int64_t deal;

	if (l->note)
		return act_push_note(screen_find("coding"), l->interview, l->note);
	if (l->section == ROLLUP_REFINEMENTS && screen_find("refinements"))
		return act_push(screen_find("refinements"), NULL);
	if (!l->deal)
		return act_push(&actions_screen, NULL);
	deal = l->deal;
	return act_push(&deal_screen, &deal);
}

static struct act open_here(struct screen *s, int key)
{
	static struct behind_arg arg;
	const struct report_page *p = report_page_of(s);
	const struct rollup_line *l = report_line(&p->r, p->here);
	const char *why = nothing_behind(s); /* of a click */

	(void)key;
	if (why)
		return act_refuse("%s", why);
	if (l)
		return open_line(l);
	report_scope(s, &arg.scope);
	snprintf(arg.key, sizeof arg.key, "%s", p->here);
	return act_push(&report_behind_screen, &arg);
}

static void object(const struct screen *s, struct buf *out)
{
	const struct report_page *p = report_page_of(s);
	const struct figure *f = report_figure(&p->r, p->here);

	if (f)
		buf_puts(out, f->title);
}

/* ---- the quarter, the segment, chart and table ---- */

static struct act show_quarter(struct screen *s, int quarter)
{
	int was = s->view->quarter;
	struct err err = { 0 };

	s->view->quarter = quarter;
	if (load(s, &err)) {
		s->view->quarter = was;
		return act_error(&err);
	}
	return ACT(HANDLED);
}

/* Out of an empty quarter to the newest one with deals, where that lies this way. */
static struct act turn_quarter(struct screen *s, int key)
{
	const struct report_page *p = report_page_of(s);
	int now = s->view->quarter, by = key == '[' ? -1 : key == ']' ? 1 : key == '{' ? -4 : 4;
	int last = p->last.year * 4 + p->last.quarter - 1;

	if (p->empty && p->has_last && (by == 1 || by == -1) && (last - now) * by > 0)
		return show_quarter(s, last);
	return show_quarter(s, now + by);
}

static struct act choose_segment(struct screen *s, int key)
{
	(void)key;
	return act_push(&report_segment_screen, s);
}

static struct act turn_table(struct screen *s, int key)
{
	struct report_page *p = report_page_of(s);

	(void)key;
	p->table = !p->table;
	place_cursor(s);
	return ACT(HANDLED);
}

static struct act narrow_table(struct screen *s, int key)
{
	report_page_of(s)->table = true;
	place_cursor(s);
	return narrow_open(s, key);
}

static bool has_block(const struct report_lay *l, enum report_block block)
{
	for (size_t i = 0; i < l->spots; i++)
		if (l->spot[i].block == block)
			return true;
	return false;
}

/* Where the chart has no room for the themes by a side, the table has: the cursor goes to the first of them. */
static void show_side(struct screen *s, const char *side)
{
	struct report_page *p = report_page_of(s);
	char start[40];

	snprintf(start, sizeof start, "cross.%s.", side);
	line_clear(&p->narrow.line);
	for (size_t i = 0; i < p->r.figures; i++)
		if (p->r.figure[i].n && !strncmp(p->r.figure[i].key, start, strlen(start))) {
			snprintf(p->here, sizeof p->here, "%s", p->r.figure[i].key);
			break;
		}
	p->table = true;
	place_cursor(s);
	p->narrow.list.top = p->narrow.list.at;
	list_fit(&p->narrow.list, p->narrow.list.count, p->narrow.list.rows);
}

static struct act next_side(struct screen *s, int key)
{
	struct report_page *p = report_page_of(s);
	char sides[REPORT_SIDES][24];
	size_t n = report_sides(&p->r, sides);

	(void)key;
	if (!n)
		return act_refuse("no theme is coded in this quarter yet");
	if (p->table || has_block(&p->lay, BLOCK_CROSS))
		p->side = (p->side + 1) % n;
	p->side %= n;
	if (p->table || !has_block(&p->lay, BLOCK_CROSS))
		show_side(s, sides[p->side]);
	else
		place_cursor(s);
	return act_say(ACT_HANDLED, TONE_SAY, "themes by %s", sides[p->side]);
}

/* ---- out of it ---- */

static struct act copy(struct screen *s, int key)
{
	const struct report_page *p = report_page_of(s);
	const struct figure *f = report_figure(&p->r, p->here);
	const struct rollup_line *l = report_line(&p->r, p->here);
	struct buf b = { 0 };
	struct act a;

	(void)key;
	if (l && l->note && !note_id_may_leave(store_of(s), l->note))
		return act_refuse("the respondent did not permit that these words leave");
	if (f) {
		buf_printf(&b, "%s %s, %s%s%s: ", p->r.period, rollup_section_title(f->section), f->title, f->column ? ", " : "",
			   f->column ? f->column : "");
		figure_say(store_of(s), f, &b);
	} else if (l) {
		buf_printf(&b, l->note ? "“%s”" : "%s", l->text);
		if (l->who && *l->who)
			buf_printf(&b, " · %s", l->who);
	}
	a = act_copy(buf_str(&b), b.len, l && l->note ? "the quote" : "the figure");
	buf_done(&b);
	return a;
}

static const char *is_empty(const struct screen *s)
{
	return report_page_of(s)->empty ? "nothing closed in this quarter: [ goes to the one before" : NULL;
}

static struct act open_reports(struct screen *s, int key)
{
	const struct screen_type *t = screen_find("reports");

	(void)s;
	(void)key;
	return t ? act_push(t, NULL) : act_refuse("no other reports are set up: `winloss report NAME` makes them");
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct report_page *p = report_page_of(s);

	if (p->table) {
		enum list_result r = list_mouse(&p->narrow.list, m, report_table_first_row(s));

		if (r != LIST_IGNORED && p->narrow.list.count)
			snprintf(p->here, sizeof p->here, "%s", p->row[p->narrow.list.at].key);
		return r == LIST_OPENED ? open_here(s, K_ENTER) : r == LIST_MOVED ? ACT(HANDLED) : ACT(STAY);
	}
	for (size_t i = 0; m->kind == MOUSE_PRESS && i < p->lay.spots; i++)
		if (area_has(p->lay.spot[i].area, m->y, m->x))
			return strcmp(p->here, p->lay.spot[i].key) ? go_key(s, p->lay.spot[i].key) : open_here(s, K_ENTER);
	return ACT(STAY);
}

/* Typed words narrow the table, the arrows go through what is left; Esc goes back to the chart. */
static struct act key(struct screen *s, int key)
{
	struct report_page *p = report_page_of(s);
	struct act a;

	if (!p->table)
		return ACT(IGNORED);
	if (key == K_ESC && !narrow_is_on(s))
		return turn_table(s, key);
	a = narrow_key(s, key);
	if (p->narrow.list.count)
		snprintf(p->here, sizeof p->here, "%s", p->row[p->narrow.list.at].key);
	return a;
}

#define MOVE(a, b, name) { .levels = AT_LIST, .key = (a), .key2 = (b), .command = (name), .label = (name), .group = "Move", .run = move }
static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "behind it",
	  .title = "Open the deals and words behind this number", .group = "Figure", .footer = 1, .run = open_here,
	  .refuse = nothing_behind, .object = object },
	{ .levels = AT_LIST, .key = '[', .command = "quarter-before", .label = "quarter", .title = "The quarter before",
	  .group = "See", .footer = 2, .explain = "From an empty one to the newest with closed deals.", .run = turn_quarter },
	{ .levels = AT_LIST, .key = ']', .command = "quarter-after", .label = "quarter", .title = "The quarter after",
	  .group = "See", .footer = 2, .run = turn_quarter },
	{ .levels = AT_LIST, .key = '{', .command = "year-before", .label = "year before", .title = "The same quarter a year before",
	  .group = "See", .run = turn_quarter },
	{ .levels = AT_LIST, .key = '}', .command = "year-after", .label = "year after", .title = "The same quarter a year after",
	  .group = "See", .run = turn_quarter },
	{ .levels = AT_LIST, .key = 's', .command = "segment", .label = "segment", .title = "One segment, or all", .group = "See",
	  .footer = 3, .run = choose_segment },
	{ .levels = AT_LIST, .key = 't', .command = "table", .label = "table", .title = "Chart or table of every figure",
	  .group = "See", .footer = 4, .explain = "The table has n, share and interval of each.", .run = turn_table,
	  .refuse = is_empty },
	{ .levels = AT_LIST, .key = 'b', .command = "side", .label = "by another side", .title = "Themes by another side",
	  .group = "See", .footer = 7, .explain = "Segment, competitor, size, region, product, outcome.", .run = next_side,
	  .refuse = is_empty },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow the table to words of a figure",
	  .group = "See", .run = narrow_table, .refuse = is_empty },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "export", .title = "Write this quarter into a file",
	  .group = "Out", .footer = 5, .explain = "Markdown, text, CSV, JSON or XLSX; the same numbers in all.", .run = report_export,
	  .refuse = is_empty },
	{ .levels = AT_LIST, .key = 'p', .command = "publish", .label = "publish", .title = "Publish this quarter's report",
	  .group = "Out", .footer = 6, .explain = "For the cro, product or the cmo; frozen with its facts, a later one is a reissue.",
	  .run = report_ask_publish, .refuse = report_no_publish },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the figure or the quote", .group = "Out",
	  .run = copy, .refuse = nothing_here, .object = object },
	{ .levels = AT_LIST, .key = 'R', .command = "reports", .label = "other reports", .title = "The other reports", .group = "See",
	  .footer = 8, .run = open_reports },
	NARROW_ROWS,
	MOVE('j', K_DOWN, "down"), MOVE('k', K_UP, "up"), MOVE('h', K_LEFT, "left"), MOVE('l', K_RIGHT, "right"),
	MOVE('g', K_HOME, "first"), MOVE('G', K_END, "last"), MOVE(K_PGDN, 0, "page-down"), MOVE(K_PGUP, 0, "page-up"), /* a page is a block of figures */
	{ .command = NULL },
};

const struct screen_type report_screen = {
	.name = "report", .title = "the Report", .tab = 5, .size = sizeof(struct report_page), .bindings = bindings,
	.init = init, .done = done, .load = load, .draw = report_draw, .key = key, .mouse = mouse, .paste = narrow_paste, .resize = resize,
};
