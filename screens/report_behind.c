/* What stands behind a number: its deals, and below each of a theme's the words it was coded with. Enter opens one, Esc goes
 * back to the number. Pages are read as the cursor comes to them. */
#include "screens/report.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/stage.h"
#include "model/store.h"
#include "model/text.h"
#include "model/value.h"
#include "screens/deal.h"
#include "screens/quotes.h"
#include "screens/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 60, DETAIL_ROWS = 4 };

/* A deal, or words of one. */
struct behind_row {
	int64_t deal, outcome, amount_minor, currency, owner, closed_day, interview, note;
	int month;
	bool may_leave;
	char *text, *who; /* owned: the company; the words and whose they are */
};
/* A rate counts some of those it is of: the buckets of the others, and what both are called. */
enum { RANGES_MAX = 2 };
struct others {
	struct {
		int64_t from, to;
	} range[RANGES_MAX];
	size_t n;
	const char *those, *rest;
};
struct behind {
	struct behind_arg arg;
	bool others;        /* those that the rate does not count are shown */
	size_t range;       /* of them, the one that is read */
	int64_t after;      /* the last deal read of it, */
	int after_month;    /* and its month */
	struct rollup r;
	struct behind_row *row;
	struct list list;
	size_t deals, want; /* deals read; to be read */
	bool over;          /* all of them are read */
	bool fresh;         /* init() has just read them */
	struct buf title;   /* whole: a text cut in a character would be shown as bytes */
	char value[80], sides[120];
};

static struct behind *behind_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct behind *b)
{
	for (size_t i = 0; i < b->list.count; i++) {
		free(b->row[i].text);
		free(b->row[i].who);
	}
	free(b->row);
	b->row = NULL;
	b->list.count = b->deals = b->range = 0;
	b->after = b->after_month = 0;
	b->over = false;
}

/* ---- loading ---- */

static struct behind_row *add_row(struct behind *b)
{
	if ((b->list.count & (b->list.count - 1)) == 0)
		b->row = xrealloc(b->row, (b->list.count ? b->list.count * 2 : 1) * sizeof *b->row);
	b->row[b->list.count] = (struct behind_row){ 0 };
	return &b->row[b->list.count++];
}

static bool has_words(const struct figure *f)
{
	return f->from.kind == FACT_THEME || f->from.kind == FACT_ROOT;
}

static int add_words(struct screen *s, const struct figure *f, int64_t deal, struct err *err)
{
	struct behind_words *w = NULL;
	size_t n = 0;

	if (!has_words(f))
		return 0;
	if (behind_words(store_of(s), f, deal, &w, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct behind_row *row = add_row(behind_of(s));

		row->deal = deal;
		row->interview = w[i].interview;
		row->note = w[i].note;
		row->may_leave = w[i].may_leave;
		row->text = xstrdup(w[i].words ? w[i].words : "");
		row->who = xstrdup(w[i].who ? w[i].who : "");
	}
	behind_words_done(w, n);
	return 0;
}

/* Whether a figure has others. A running clock counts neither way and stands with those that are open. */
static bool others_of(const struct figure *f, struct others *out)
{
	int64_t b = f->from.bucket, base = b - b % 8;

	*out = (struct others){ .n = 1 };
	if (f->form != FIGURE_RATE)
		return false;
	if (f->from.kind == FACT_CLOCK) {
		*out = (struct others){ .range = { { base + FACT_MET_LATE, base + FACT_OPEN }, { base + FACT_MET, base + FACT_MET } },
					.n = b == base + FACT_MET_METRIC ? 2 : 1, .those = "in time", .rest = "late or open" };
	} else if (f->from.kind == FACT_DEBRIEF) {
		*out = (struct others){ .range = { { FACT_AFTER_KICKOFF, FACT_OVERTAKEN } }, .n = 1, .those = "before the kickoff",
					.rest = "not before it" };
	} else if (f->from.kind == FACT_MOVE) {
		*out = (struct others){ .range = { { 1, 1 } }, .n = 1, .those = "all criteria met", .rest = "overridden" };
	} else if (f->from.kind == FACT_VIEWS) {
		*out = (struct others){ .range = { { FACT_DIFFER, FACT_DIFFER } }, .n = 1, .those = "agree", .rest = "differ" };
	} else if (f->from.kind == FACT_ICP) {
		*out = (struct others){ .range = { { base + FACT_BETTER, base + FACT_WORSE } }, .n = 1, .those = "predicted",
					.rest = "not as predicted" };
	}
	return out->those != NULL;
}

/* The page behind the last deal; of the others, each range of buckets in turn. */
static int read_deals(struct screen *s, const struct figure *f, struct behind_deal **d, size_t *n, struct err *err)
{
	struct behind *b = behind_of(s);
	struct figure asked = *f;
	struct others o;

	if (b->others && others_of(f, &o)) {
		asked.from.bucket = o.range[b->range].from;
		asked.from.bucket_to = o.range[b->range].to;
	}
	if (behind_deals(store_of(s), &b->r, &asked, b->after_month, b->after, PAGE, d, n, err))
		return -1;
	if (*n) {
		b->after = (*d)[*n - 1].deal;
		b->after_month = (*d)[*n - 1].month;
	}
	b->over = *n < PAGE;
	if (b->over && b->others && b->range + 1 < o.n) {
		b->range++;
		b->after = b->after_month = 0;
		b->over = false;
	}
	return 0;
}

static int add_page(struct screen *s, const struct figure *f, struct err *err)
{
	struct behind *b = behind_of(s);
	struct behind_deal *d = NULL;
	size_t n = 0;
	int rc = 0;

	if (read_deals(s, f, &d, &n, err))
		return -1;
	for (size_t i = 0; !rc && i < n; i++) {
		struct behind_row *row = add_row(b);

		*row = (struct behind_row){ .deal = d[i].deal, .outcome = d[i].outcome, .amount_minor = d[i].amount_minor,
					    .currency = d[i].currency, .owner = d[i].owner, .closed_day = d[i].closed_day,
					    .month = d[i].month, .text = xstrdup(d[i].company ? d[i].company : "") };
		rc = add_words(s, f, d[i].deal, err);
	}
	b->deals += n;
	behind_deals_done(d, n);
	return rc;
}

static void place(struct screen *s)
{
	struct behind *b = behind_of(s);
	int rows = s->area.rows - 3 - (s->area.rows >= 28) - DETAIL_ROWS;

	list_fit(&b->list, b->list.count, rows > 1 ? (size_t)rows : 1);
}

static int fill(struct screen *s, struct err *err)
{
	struct behind *b = behind_of(s);
	const struct figure *f = report_figure(&b->r, b->arg.key);

	if (!f)
		return err_set(err, ERR_REFUSED, "this number is not in the quarter any more");
	while (!b->over && b->deals < b->want)
		if (add_page(s, f, err))
			return -1;
	place(s);
	return 0;
}

static void put_title(struct screen *s)
{
	struct behind *b = behind_of(s);
	const struct figure *f = report_figure(&b->r, b->arg.key);
	struct buf words = { 0 };
	struct others o;

	if (!f)
		return;
	buf_clear(&b->title);
	buf_printf(&b->title, "%s, %s%s%s", rollup_section_title(f->section), f->title, f->column ? ", " : "",
		   f->column ? f->column : "");
	figure_say(store_of(s), f, &words);
	cut_printf(b->value, sizeof b->value, "%s", buf_str(&words));
	b->sides[0] = '\0';
	if (others_of(f, &o))
		snprintf(b->sides, sizeof b->sides, "These: %s.  b shows the others: %s.", b->others ? o.rest : o.those,
			 b->others ? o.those : o.rest);
	buf_done(&words);
}

static int load(struct screen *s, struct err *err)
{
	struct behind *b = behind_of(s);
	struct rollup r;

	if (b->fresh) {
		b->fresh = false;
		return 0;
	}
	if (rollup_load(store_of(s), &b->arg.scope, &r, err))
		return -1;
	rollup_done(&b->r);
	b->r = r;
	forget(b);
	put_title(s);
	return fill(s, err);
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct behind *b = behind_of(s);

	if (!arg)
		return err_set(err, ERR_REFUSED, "what is behind a number opens from the number");
	b->arg = *(const struct behind_arg *)arg;
	b->want = PAGE;
	if (load(s, err))
		return -1;
	b->fresh = true;
	return 0;
}

static void done(struct screen *s)
{
	forget(behind_of(s));
	rollup_done(&behind_of(s)->r);
	buf_done(&behind_of(s)->title);
}

/* ---- painting ---- */

static void draw_deal(struct screen *s, struct draw *d, int y, const struct behind_row *row, bool here)
{
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS, end = cols - 1;
	bool won = row->outcome == OUTCOME_WON, lost = row->outcome == OUTCOME_LOST;
	struct buf words = { 0 };

	draw_text(d, y, end - 10, 10, STYLE_MUTED, row->owner ? member_login(store_of(s), row->owner) : "—");
	report_day(s, row->closed_day, &words);
	draw_right(d, y, end - 23, 11, STYLE_TEXT, buf_str(&words));
	buf_clear(&words);
	if (row->amount_minor == NO_AMOUNT)
		buf_puts(&words, "—");
	else
		amount_format_board(row->amount_minor, dict_title(store_of(s), row->currency), &words);
	draw_right(d, y, end - 38, 14, row->amount_minor == NO_AMOUNT ? STYLE_MUTED : STYLE_TEXT, buf_str(&words));
	buf_done(&words);
	draw_text(d, y, end - 50, 11, won ? STYLE_WIN : lost ? STYLE_LOSS : STYLE_MUTED,
		  won ? "+ won" : lost ? "− lost" : outcome_key((enum outcome)row->outcome));
	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_text(d, y, 3, end - 54, here ? STYLE_HERE : STYLE_STRONG, row->text);
}

static void draw_words(struct screen *s, struct draw *d, int y, const struct behind_row *row, bool here)
{
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS, end = cols - 1;
	int who = text_visible_width(row->who, strlen(row->who));

	who = who > 16 ? 16 : who;
	if (!row->may_leave)
		draw_text(d, y, end - who - 6, 5, STYLE_INTERNAL, "stays");
	draw_right(d, y, end - who, who, STYLE_MUTED, row->who);
	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_edge(d, y, 5, 1, STYLE_EDGE);
	draw_textn(d, y, 7, end - who - (row->may_leave ? 9 : 15), here ? STYLE_HERE : STYLE_QUOTE, row->text,
		   strlen(row->text));
}

/* A row cuts its words; below the list they stand whole. */
static void draw_whole_words(struct screen *s, struct draw *d)
{
	const struct behind *b = behind_of(s);
	const struct behind_row *row = b->list.at < b->list.count ? &b->row[b->list.at] : NULL;
	int cols = s->area.cols - 4 < 96 ? s->area.cols - 4 : 96;
	struct area a = { s->area.y + s->area.rows - DETAIL_ROWS + 1, 3, DETAIL_ROWS - 1, cols };

	if (!row || !row->note) {
		draw_text(d, a.y + a.rows - 1, a.x, a.cols, STYLE_MUTED, b->sides);
		return;
	}
	draw_rule(d, a.y - 1, 1, s->area.cols - 2);
	draw_prose(d, a, STYLE_TEXT, row->text, 0);
}

static void draw(struct screen *s, struct draw *d)
{
	struct behind *b = behind_of(s);
	int y = s->area.y + (s->area.rows >= 28), x = 1;

	x += draw_text(d, y, x, s->area.cols - 30, STYLE_TITLE, buf_str(&b->title)) + 2;
	x += draw_text(d, y, x, s->area.cols - x - 10, STYLE_MUTED, b->value) + 2;
	draw_text(d, y, x, s->area.cols - x - 1, STYLE_MUTED, b->r.period);
	draw_rule(d, y + 1, 1, s->area.cols - 2);
	y += 2;
	if (!b->list.count)
		draw_text(d, y, 3, s->area.cols - 4, STYLE_MUTED, "No deal stands behind this number.");
	for (size_t i = b->list.top; i < b->list.count && i < b->list.top + b->list.rows; i++, y++)
		if (b->row[i].note)
			draw_words(s, d, y, &b->row[i], i == b->list.at);
		else
			draw_deal(s, d, y, &b->row[i], i == b->list.at);
	if (list_below(&b->list) || !b->over)
		draw_printf(d, y, 3, 30, STYLE_MUTED, "↓ %zu%s more", list_below(&b->list), b->over ? "" : "+");
	draw_whole_words(s, d);
}

/* ---- keys ---- */

static const struct behind_row *row_here(const struct screen *s)
{
	const struct behind *b = behind_of(s);

	return b->list.at < b->list.count ? &b->row[b->list.at] : NULL;
}

static const char *none_here(const struct screen *s)
{
	return row_here(s) ? NULL : "no deal stands behind this number";
}

static struct act moved(struct screen *s)
{
	struct behind *b = behind_of(s);
	struct err err = { 0 };

	if (!b->over && b->list.at + b->list.rows >= b->list.count) {
		b->want = b->deals + PAGE;
		if (fill(s, &err))
			return act_error(&err);
	}
	return ACT(HANDLED);
}

static struct act move(struct screen *s, int key)
{
	return list_key(&behind_of(s)->list, key) ? moved(s) : ACT(IGNORED);
}

static struct act open_there(struct screen *s, int key)
{
	static int64_t deal;
	const struct behind_row *row = row_here(s);

	(void)key;
	if (row->note)
		return act_push_note(screen_find("coding"), row->interview, row->note);
	deal = row->deal;
	return act_push(&deal_screen, &deal);
}

static struct act copy(struct screen *s, int key)
{
	const struct behind_row *row = row_here(s);
	struct buf b = { 0 };
	struct act a;

	(void)key;
	if (row->note && !row->may_leave)
		return act_refuse("the respondent did not permit that these words leave");
	buf_puts(&b, row->text);
	if (row->note && *row->who)
		buf_printf(&b, " · %s", row->who);
	a = act_copy(buf_str(&b), b.len, row->note ? "the words" : "the company");
	buf_done(&b);
	return a;
}

static const char *no_others(const struct screen *s)
{
	const struct behind *b = behind_of(s);
	const struct figure *f = report_figure(&b->r, b->arg.key);
	struct others o;

	return f && others_of(f, &o) ? NULL : "this number is no rate of some among others";
}

static struct act turn_others(struct screen *s, int key)
{
	struct behind *b = behind_of(s);

	(void)key;
	b->others = !b->others;
	b->list.at = b->list.top = 0;
	b->want = PAGE;
	return act_load(s);
}

static void object(const struct screen *s, struct buf *out)
{
	if (row_here(s))
		buf_puts(out, row_here(s)->text);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	enum list_result r = list_mouse(&behind_of(s)->list, m, s->area.y + 2 + (s->area.rows >= 28));

	return r == LIST_OPENED ? open_there(s, K_ENTER) : r == LIST_MOVED ? moved(s) : ACT(STAY);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the deal, or the interview at these words",
	  .group = "See", .footer = 1, .run = open_there, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the words", .group = "See", .footer = 2,
	  .explain = "Only words that may leave.", .run = copy, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'b', .command = "others", .label = "the others", .title = "Those that the rate does not count",
	  .group = "See", .footer = 3, .explain = "Late or open, overridden, not as predicted.", .run = turn_others,
	  .refuse = no_others },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type report_behind_screen = {
	.name = "report-behind", .title = "what is behind a number", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct behind), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse, .resize = place,
};
