/* The blocks of the quarter, each laid into its column where it fits (look.md, "Charts"). */
#include "screens/report.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/stage.h"
#include "model/store.h"
#include "model/text.h"
#include "model/value.h"
#include "screens/ui/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ICP_LEAST = 3 }; /* deals that a dimension must be validated on before it says anything */

static const char *const short_words[][2];

static const struct figure *section(const struct report_pen *pen, enum rollup_section which, size_t *n)
{
	const struct figure *f = rollup_section(&pen->p->r, which, n);

	if (!f)
		*n = 0;
	return f;
}

static int width_of(const char *text)
{
	return text_visible_width(text, strlen(text));
}

static int number_in(const char *digits)
{
	int n = 0;

	for (; *digits >= '0' && *digits <= '9' && n < 10000; digits++)
		n = n * 10 + *digits - '0';
	return n;
}

/* A word that fits its column, where the figure's own title is longer. */
static const char *short_title(const struct figure *f)
{
	for (size_t i = 0; short_words[i][0]; i++)
		if (!strcmp(short_words[i][0], f->key))
			return short_words[i][1];
	return f->title;
}

/* "60%", or in words where few stand behind it. */
static void percent(const struct figure *f, struct buf *out)
{
	if (f->small || f->share.bp < 0)
		buf_printf(out, "%lld of %lld", (long long)f->n, (long long)(f->of < 0 ? 0 : f->of));
	else
		buf_printf(out, "%lld%%", (long long)((f->share.bp + 50) / 100));
}

/* ---- head ---- */

static int head_figure(struct report_pen *pen, int y, int end, const char *key, const char *label)
{
	const struct figure *f = rollup_find(&pen->p->r, key);
	int cols = width_of(label);
	char n[24];

	if (!f)
		return end;
	report_add(pen, PIECE_TEXT, STYLE_MUTED, y, end - cols, cols, label);
	snprintf(n, sizeof n, "%lld", (long long)f->n);
	end -= cols + 1 + (int)strlen(n);
	report_add_spot(pen, report_spot_add(pen, BLOCK_HEAD, f->key), PIECE_TEXT, STYLE_STRONG, y, end, (int)strlen(n), n);
	return end - 2;
}

int report_block_head(struct report_pen *pen)
{
	const struct rollup *r = &pen->p->r;
	int y = pen->y, end = pen->x + pen->cols, x = pen->x;
	struct buf words = { 0 };

	end = head_figure(pen, y, end, "scope.coded", "coded");
	end = head_figure(pen, y, end, "scope.interviewed", "interviewed");
	end = head_figure(pen, y, end, "scope.closed", "closed");
	buf_printf(&words, "Win/loss %s", r->period);
	report_add(pen, PIECE_TEXT, STYLE_TITLE, y, x, end - x, buf_str(&words));
	x += width_of(buf_str(&words)) + 1;
	buf_clear(&words);
	if (r->to_date)
		buf_puts(&words, "to date  ");
	if (r->segment || pen->wide)
		buf_printf(&words, "·  %s  ", r->segment ? r->segment : "all segments");
	if (r->own_only)
		buf_puts(&words, "·  own deals  ");
	report_add(pen, PIECE_TEXT, STYLE_MUTED, y, x, end - x, buf_str(&words));
	buf_done(&words);
	if (pen->tall)
		return y + 2;
	report_add(pen, PIECE_RULE, STYLE_RULE, y + 1, pen->x, pen->cols, "");
	return y + 2;
}

/* ---- outcome ---- */

/* The sums of that outcome, a row each: currencies are never added. Returns the rows taken. */
static int lay_money(struct report_pen *pen, int y, int x, int64_t outcome)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_OUTCOME, &n);
	int rows = 0;

	for (size_t i = 0; i < n && y + rows < pen->end; i++) {
		struct buf words = { 0 };

		if (f[i].form != FIGURE_MONEY || f[i].from.outcome != outcome)
			continue;
		figure_say(pen->s->view->store, &f[i], &words);
		report_add_spot(pen, report_spot_add(pen, BLOCK_OUTCOME, f[i].key), PIECE_RIGHT, STYLE_TEXT, y + rows++, x,
				pen->x + pen->cols - x, buf_str(&words));
		buf_done(&words);
	}
	return rows;
}

static void lay_outcome(struct report_pen *pen, const struct figure *f)
{
	bool won = f->from.outcome == OUTCOME_WON, lost = f->from.outcome == OUTCOME_LOST;
	enum style ink = won ? STYLE_WIN : lost ? STYLE_LOSS : STYLE_MUTED;
	int name = 7, y = pen->y, rows;
	struct buf words = { 0 };

	if (strstr(f->key, ".no_amount")) {
		buf_printf(&words, "%lld without an amount", (long long)f->n);
		report_add_spot(pen, report_spot_add(pen, BLOCK_OUTCOME, f->key), PIECE_TEXT, STYLE_MUTED, pen->y++, pen->x + 7,
				pen->cols - 7, buf_str(&words));
		buf_done(&words);
		return;
	}
	report_add(pen, PIECE_TEXT, ink, y, pen->x, 2, won ? "+" : lost ? "−" : "·");
	report_add(pen, PIECE_TEXT, ink, y, pen->x + 2, 8, outcome_key((enum outcome)f->from.outcome));
	buf_printf(&words, "%lld", (long long)f->n);
	if (!won && !lost)
		name = 11;
	report_add_spot(pen, report_spot_add(pen, BLOCK_OUTCOME, f->key), PIECE_TEXT, STYLE_STRONG, y, pen->x + name,
			(int)words.len, buf_str(&words));
	rows = lay_money(pen, y, pen->x + name + (int)words.len + 1, f->from.outcome);
	pen->y += rows ? rows : 1;
	buf_done(&words);
}

static void lay_rate(struct report_pen *pen, const struct figure *f)
{
	struct buf words = { 0 };
	int i = report_add(pen, PIECE_SHARE, STYLE_WIN, pen->y, pen->x, pen->cols, ""), cols;

	pen->l->piece[i].n = f->n;
	pen->l->piece[i].most = f->of;
	percent(f, &words);
	cols = (int)words.len;
	report_add_spot(pen, report_spot_add(pen, BLOCK_OUTCOME, f->key), PIECE_TEXT, STYLE_STRONG, pen->y + 1, pen->x, cols,
			buf_str(&words));
	buf_clear(&words);
	if (f->small || f->share.bp < 0)
		buf_puts(&words, "won: too few for a rate");
	else
		buf_printf(&words, "[%lld–%lld] n=%lld", (long long)((f->share.low_bp + 50) / 100),
			   (long long)((f->share.high_bp + 50) / 100), (long long)f->of);
	report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y + 1, pen->x + cols + 1, pen->cols - cols - 1, buf_str(&words));
	buf_done(&words);
	pen->y += 2;
}

/* "Q1 49 Q2 55 Q3 52 ▂▅▄▇": the quarters before with their numbers, and the one shown as the last of the line. */
static void lay_trend(struct report_pen *pen, const struct figure *rate)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_TREND, &n);
	struct report_lay *l = pen->l;
	int x = pen->x, y = pen->y + pen->tall;
	bool has_own = false;

	if (!n || y >= pen->end)
		return;
	for (size_t i = 0; i < n && l->quarters < REPORT_QUARTERS - 1; i++) {
		struct buf words = { 0 };
		const char *q = strchr(f[i].title, 'Q');

		if (f[i].form != FIGURE_RATE)
			continue;
		l->trend[l->quarters++] = f[i].share.bp;
		has_own = !strcmp(f[i].title, pen->p->r.period);
		if (has_own || pen->x + pen->cols - x < 10)
			continue;
		x += width_of(q ? q : f[i].title) + 1;
		report_add(pen, PIECE_TEXT, STYLE_MUTED, y, x - width_of(q ? q : f[i].title) - 1, 8, q ? q : f[i].title);
		if (f[i].share.bp < 0)
			buf_puts(&words, "—");
		else if (f[i].small)
			buf_printf(&words, "%lld/%lld", (long long)f[i].n, (long long)f[i].of);
		else
			buf_printf(&words, "%lld", (long long)((f[i].share.bp + 50) / 100));
		report_add_spot(pen, report_spot_add(pen, BLOCK_OUTCOME, f[i].key), PIECE_TEXT, STYLE_MUTED, y, x,
				width_of(buf_str(&words)), buf_str(&words));
		x += width_of(buf_str(&words)) + 1;
		buf_done(&words);
	}
	if (!has_own && rate)
		l->trend[l->quarters++] = rate->share.bp;
	if (x + (int)l->quarters <= pen->x + pen->cols)
		report_add(pen, PIECE_SPARK, STYLE_CHART_1, y, x, (int)l->quarters, "");
	pen->y = y + 1;
}

void report_block_outcome(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_OUTCOME, &n), *rate = NULL;

	if (!n || !report_heading(pen, 5, "Outcome", NULL))
		return;
	for (size_t i = 0; i < n && pen->y < pen->end; i++)
		if (f[i].form == FIGURE_COUNT && f[i].from.outcome != OUTCOME_NONE)
			lay_outcome(pen, &f[i]);
	for (size_t i = 0; i < n; i++)
		if (f[i].form == FIGURE_RATE && !rate)
			rate = &f[i];
	if (rate)
		lay_rate(pen, rate);
	lay_trend(pen, rate);
}

/* ---- process, interviews, views ---- */

/* "within 24 hours" as "≤24h". */
static void add_length(const struct figure *f, struct buf *out)
{
	int n = f->column && !strncmp(f->column, "within ", 7) ? number_in(f->column + 7) : 0;

	if (!n)
		return;
	buf_printf(out, " ≤%d", n);
	buf_puts(out, strstr(f->column, "business") ? "bd" : strstr(f->column, "hour") ? "h" : strstr(f->column, "day") ? "d" : "m");
}

/* What was reached: the share as its picture, the figure beside it. */
static void lay_reached(struct report_pen *pen, const struct figure *f, int end)
{
	enum style ink = f->under ? STYLE_LATE : f->form == FIGURE_RATE && f->of <= 0 ? STYLE_MUTED : STYLE_TEXT;
	struct buf words = { 0 };

	if (f->form != FIGURE_RATE) {
		buf_printf(&words, "%lld", (long long)f->n);
	} else if (f->of <= 0) {
		buf_puts(&words, "—");
	} else {
		if (!f->small)
			buf_printf(&words, "%lld/%lld", (long long)f->n, (long long)f->of);
		report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y, end - 12, 7, buf_str(&words));
		buf_clear(&words);
		buf_puts(&words, f->under ? "!" : "");
		percent(f, &words);
	}
	report_add(pen, PIECE_RIGHT, ink, pen->y, end - 9, 9, buf_str(&words));
	buf_done(&words);
}

static void lay_measure(struct report_pen *pen, const struct figure *f)
{
	int end = pen->x + pen->cols, name = pen->cols - 11, i;
	struct buf words = { 0 };

	if (pen->wide && f->form == FIGURE_RATE && f->of > 0) {
		name -= 6;
		i = report_add(pen, PIECE_SHARE, STYLE_CHART_1, pen->y, end - 16, 5, "");
		pen->l->piece[i].n = f->n;
		pen->l->piece[i].most = f->of;
	}
	buf_puts(&words, short_title(f));
	add_length(f, &words);
	name = width_of(buf_str(&words)) < name ? width_of(buf_str(&words)) : name;
	report_add_spot(pen, report_spot_add(pen, BLOCK_PROCESS, f->key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x, name,
			buf_str(&words));
	lay_reached(pen, f, end);
	buf_done(&words);
	pen->y++;
}

/* The others stand in the table. */
void report_block_process(struct report_pen *pen)
{
	static const char *const shown[] = { "process.packet", "process.acknowledge", "process.debrief_before_kickoff",
					     "process.kickoff", "process.stage_compliance", "process.overrides", NULL };
	const struct rollup *r = &pen->p->r;
	size_t n;

	if (!section(pen, ROLLUP_PROCESS, &n) || !report_heading(pen, 2, "Process", NULL))
		return;
	for (size_t i = 0; shown[i] && pen->y < pen->end; i++) {
		const struct figure *f = rollup_find(r, shown[i]);

		if (f)
			lay_measure(pen, f);
	}
}

/* Open and refused ones always, of the others those there are. */
static bool is_state(const struct figure *f)
{
	return f->form == FIGURE_COUNT && f->of < 0 && strchr(f->key, '.') == strrchr(f->key, '.') &&
	       (f->n || !strcmp(f->key, "sample.open") || !strcmp(f->key, "sample.refused"));
}

static void lay_state(struct report_pen *pen, const struct figure *f, int64_t most)
{
	int room = pen->cols - 16, i;
	char words[24];

	report_add_spot(pen, report_spot_add(pen, BLOCK_SAMPLE, f->key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x,
			width_of(short_title(f)), short_title(f));
	i = report_add(pen, PIECE_COUNT, strcmp(f->key, "sample.coded") ? STYLE_MUTED : STYLE_CHART_1, pen->y, pen->x + 11, room, "");
	pen->l->piece[i].n = f->n;
	pen->l->piece[i].most = most;
	pen->l->piece[i].mark_cols = most <= room;
	snprintf(words, sizeof words, "%lld", (long long)f->n);
	report_add(pen, PIECE_RIGHT, STYLE_STRONG, pen->y++, pen->x + pen->cols - 5, 5, words);
}

void report_block_sample(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_SAMPLE, &n);
	int64_t most = 1;
	int rows = 0;

	for (size_t i = 0; i < n; i++)
		if (is_state(&f[i])) {
			most = f[i].n > most ? f[i].n : most;
			rows++;
		}
	if (!rows || !report_heading(pen, rows, "Interviews", NULL))
		return;
	for (size_t i = 0; i < n; i++)
		if (is_state(&f[i]))
			lay_state(pen, &f[i], most);
}

/* "we said     price 4": the first figure whose key begins so. */
static void lay_said(struct report_pen *pen, const char *prefix, const char *label)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_VIEWS, &n);

	for (size_t i = 0; i < n && pen->y < pen->end; i++) {
		char words[24];
		int cols = pen->cols - 11;

		if (strncmp(f[i].key, prefix, strlen(prefix)))
			continue;
		snprintf(words, sizeof words, " %lld", (long long)f[i].n);
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x, 10, label);
		if (width_of(f[i].title) + (int)strlen(words) < cols)
			cols = width_of(f[i].title) + (int)strlen(words);
		report_add_spot(pen, report_spot_add(pen, BLOCK_VIEWS, f[i].key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x + 11,
				cols - (int)strlen(words), f[i].title);
		report_add(pen, PIECE_TEXT, STYLE_STRONG, pen->y++, pen->x + 11 + cols - (int)strlen(words), (int)strlen(words),
			   words);
		return;
	}
}

void report_block_views(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_VIEWS, &n), *rate = NULL;
	struct buf words = { 0 };

	for (size_t i = 0; i < n && !rate; i++)
		rate = f[i].form == FIGURE_RATE ? &f[i] : NULL;
	if (!rate || rate->of <= 0 || !report_heading(pen, 1, "Our reason, their reason", NULL))
		return;
	buf_printf(&words, "%lld of %lld", (long long)rate->n, (long long)rate->of);
	report_add(pen, PIECE_TEXT, STYLE_TEXT, pen->y, pen->x, 8, "agree in");
	report_add_spot(pen, report_spot_add(pen, BLOCK_VIEWS, rate->key), PIECE_TEXT, STYLE_STRONG, pen->y++, pen->x + 9,
			(int)words.len, buf_str(&words));
	buf_done(&words);
	lay_said(pen, "views.ours.", "we said");
	lay_said(pen, "views.theirs.", "they said");
	lay_said(pen, "views.pair.", "not theirs");
}

/* ---- themes ---- */

static int64_t most_of(const struct report_pen *pen)
{
	static const enum rollup_section both[] = { ROLLUP_LOSS, ROLLUP_WIN };
	int64_t most = 1;

	for (int b = 0; b < 2; b++) {
		size_t n;
		const struct figure *f = section(pen, both[b], &n);

		for (size_t i = 0; i < n; i++)
			most = f[i].n > most ? f[i].n : most;
	}
	return most;
}

static void lay_theme(struct report_pen *pen, const struct figure *f, bool loss, int64_t most)
{
	int name = pen->cols > 46 ? 22 : 19, room = pen->cols - name - 7, i;
	enum style ink = f->no_finding ? STYLE_MUTED : loss ? STYLE_LOSS : STYLE_WIN;
	char words[24];

	report_add_spot(pen, report_spot_add(pen, loss ? BLOCK_LOSS : BLOCK_WIN, f->key), PIECE_TEXT,
			f->no_finding ? STYLE_MUTED : STYLE_TEXT, pen->y, pen->x, name, f->title);
	i = report_add(pen, PIECE_COUNT, ink, pen->y, pen->x + name + 1, room, "");
	pen->l->piece[i].n = f->n;
	pen->l->piece[i].most = most;
	pen->l->piece[i].mark_cols = chart_mark_cols(room, most);
	snprintf(words, sizeof words, "%s %lld", loss ? "−" : "+", (long long)f->n);
	report_add(pen, PIECE_RIGHT, ink, pen->y++, pen->x + pen->cols - 6, 6, words);
}

void report_block_themes(struct report_pen *pen, enum rollup_section which, size_t most_rows)
{
	bool loss = which == ROLLUP_LOSS;
	const struct figure *coded = rollup_find(&pen->p->r, "scope.coded");
	size_t n;
	const struct figure *f = section(pen, which, &n);
	int64_t most = most_of(pen);
	char more[40] = "";

	if (n && f->of >= 0)
		snprintf(more, sizeof more, "%lld coded", (long long)f->of);
	else if (coded)
		snprintf(more, sizeof more, "%lld coded", (long long)coded->n);
	if (!report_heading(pen, 2, loss ? "− Why we lose" : "+ Why we win", more))
		return;
	if (!n)
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y++, pen->x, pen->cols,
			   coded && coded->n ? "No theme drove it yet." : "No interview is coded yet.");
	for (size_t i = 0; i < n && i < most_rows && pen->y < pen->end; i++)
		lay_theme(pen, &f[i], loss, most);
}

/* ---- their words ---- */

static void lay_quote(struct report_pen *pen, const struct rollup_line *q)
{
	int edge = pen->wide ? 2 : 0, who_cols;
	struct buf words = { 0 };
	char key[80];

	buf_puts(&words, q->who && *q->who ? q->who : "");
	if (pen->wide && q->outcome != OUTCOME_NONE)
		buf_printf(&words, "%s%s", words.len ? " · " : "", outcome_key((enum outcome)q->outcome));
	who_cols = width_of(buf_str(&words));
	who_cols = who_cols > pen->cols / 3 ? pen->cols / 3 : who_cols;
	if (edge)
		report_add(pen, PIECE_EDGE, STYLE_EDGE, pen->y, pen->x, 1, "");
	report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y, pen->x + pen->cols - who_cols, who_cols, buf_str(&words));
	buf_clear(&words);
	buf_printf(&words, "“%.*s”", (int)strcspn(q->text, "\n"), q->text);
	report_quote_key(q, key, sizeof key);
	report_add_spot(pen, report_spot_add(pen, BLOCK_WORDS, key), PIECE_TEXT, STYLE_QUOTE, pen->y++, pen->x + edge,
			pen->cols - who_cols - edge - 2, buf_str(&words));
	buf_done(&words);
}

void report_block_words(struct report_pen *pen, size_t most)
{
	const struct rollup *r = &pen->p->r;

	if (!r->quotes || !report_heading(pen, 1, "In their words", NULL))
		return;
	for (size_t i = 0; i < r->quotes && i < most && pen->y < pen->end; i++)
		lay_quote(pen, &r->quote[i]);
}

/* ---- the cross-table ---- */

size_t report_sides(const struct rollup *r, char side[REPORT_SIDES][24])
{
	size_t n, sides = 0;
	const struct figure *f = rollup_section(r, ROLLUP_CROSS, &n);

	for (size_t i = 0; f && i < n; i++) {
		const char *from = strchr(f[i].key, '.');
		size_t len = from ? strcspn(from + 1, ".") : 0, at = 0;

		if (!len || len >= 24)
			continue;
		while (at < sides && (strlen(side[at]) != len || strncmp(side[at], from + 1, len)))
			at++;
		if (at == sides && sides < REPORT_SIDES)
			snprintf(side[sides++], 24, "%.*s", (int)len, from + 1);
	}
	return sides;
}

enum { CROSS_COLS = 8, CROSS_MAX = 12, CROSS_NAME = 24 };
struct cross_row {
	const struct figure *first, *all, *cell[CROSS_MAX]; /* first: of its theme and driver */
};
struct cross {
	const char *column[CROSS_MAX];
	struct cross_row row[CROSS_MAX];
	size_t columns, rows;
	int64_t most;
};

/* "cross.segment.smb.loss.pricing": loss and win stand in rows of their own, never in one sum. */
static bool is_loss(const struct figure *f)
{
	return strstr(f->key, ".loss.") != NULL;
}

static size_t row_of(struct cross *c, size_t most, const struct figure *f)
{
	size_t at = 0;

	while (at < c->rows && (strcmp(c->row[at].first->title, f->title) || is_loss(c->row[at].first) != is_loss(f)))
		at++;
	if (at == c->rows && c->rows < most)
		c->row[c->rows++] = (struct cross_row){ .first = f };
	return at;
}

static size_t column_of(struct cross *c, size_t most, const char *name)
{
	size_t at = 0;

	while (at < c->columns && strcmp(c->column[at], name))
		at++;
	if (at == c->columns && c->columns < most)
		c->column[c->columns++] = name;
	return at;
}

static bool is_of_side(const struct figure *f, const char *side)
{
	const char *from = strchr(f->key, '.');
	size_t len = strlen(side);

	return from && !strncmp(from + 1, side, len) && from[1 + len] == '.';
}

/* The first `rows` of both, each its half where there are more. */
static void fill_cross(const struct report_pen *pen, const char *side, struct cross *c, size_t columns, size_t rows)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_CROSS, &n);

	memset(c, 0, sizeof *c);
	for (int loss = 1; loss >= 0; loss--)
		for (size_t i = 0; i < n; i++) {
			size_t row, column;

			if (!f[i].n || !is_of_side(&f[i], side) || is_loss(&f[i]) != loss)
				continue;
			row = row_of(c, loss ? (rows + 1) / 2 : rows, &f[i]);
			if (row < c->rows && f[i].column && !strcmp(f[i].column, "all")) {
				c->row[row].all = &f[i];
				continue;
			}
			column = column_of(c, columns, f[i].column ? f[i].column : "—");
			if (row >= c->rows || column >= c->columns)
				continue;
			c->row[row].cell[column] = &f[i];
			c->most = f[i].n > c->most ? f[i].n : c->most;
		}
}

static void lay_cross_row(struct report_pen *pen, const struct cross *c, const struct cross_row *row)
{
	bool loss = is_loss(row->first);
	const char *tail = loss ? ", loss" : ", win";
	size_t len = strlen(row->first->title);
	struct buf title = { 0 };
	char words[24];
	int x = pen->x + CROSS_NAME, i;

	if (len > strlen(tail) && !strcmp(row->first->title + len - strlen(tail), tail))
		len -= strlen(tail);
	buf_add(&title, row->first->title, len);
	report_add(pen, PIECE_TEXT, loss ? STYLE_LOSS : STYLE_WIN, pen->y, pen->x, 1, loss ? "−" : "+");
	report_add(pen, PIECE_TEXT, STYLE_TEXT, pen->y, pen->x + 2, CROSS_NAME - 3, buf_str(&title));
	buf_done(&title);
	for (size_t col = 0; col < c->columns; col++, x += CROSS_COLS) {
		const struct figure *f = row->cell[col];

		if (!f) {
			report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, x + 3, 1, "·");
			continue;
		}
		snprintf(words, sizeof words, "%4lld", (long long)f->n);
		report_add_spot(pen, report_spot_add(pen, BLOCK_CROSS, f->key), PIECE_HEAT, STYLE_TEXT, pen->y, x,
				CROSS_COLS - 1, words);
		i = (int)pen->l->pieces - 1;
		pen->l->piece[i].n = f->n;
		pen->l->piece[i].most = c->most;
	}
	if (row->all) {
		snprintf(words, sizeof words, "%lld", (long long)row->all->n);
		report_add_spot(pen, report_spot_add(pen, BLOCK_CROSS, row->all->key), PIECE_RIGHT, STYLE_STRONG, pen->y,
				x + 5 - (int)strlen(words), (int)strlen(words), words);
	}
	pen->y++;
}

void report_block_cross(struct report_pen *pen)
{
	char sides[REPORT_SIDES][24], title[60];
	size_t n = report_sides(&pen->p->r, sides), columns = (size_t)((pen->cols - CROSS_NAME - 6) / CROSS_COLS);
	/* What stands below it has its room first. */
	int room = pen->end - pen->y - 3 - pen->tall - (pen->wide ? 5 + pen->tall : 0);
	struct cross c;

	if (!n)
		return;
	fill_cross(pen, sides[pen->p->side % n], &c, columns > CROSS_MAX ? CROSS_MAX : columns,
		   room < 2 ? 2 : room > 8 ? 8 : (size_t)room);
	snprintf(title, sizeof title, "Themes by %s", sides[pen->p->side % n]);
	if (!c.rows || !report_heading(pen, (int)c.rows + 1, title, "interviews that name it; under 2 is no finding"))
		return;
	for (size_t col = 0; col < c.columns; col++)
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x + CROSS_NAME + (int)col * CROSS_COLS, CROSS_COLS - 1,
			   c.column[col]);
	report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y++, pen->x + CROSS_NAME + (int)c.columns * CROSS_COLS, 5, "all");
	for (size_t row = 0; row < c.rows; row++)
		lay_cross_row(pen, &c, &c.row[row]);
}

/* ---- qualification, refinements, actions ---- */

void report_block_icp(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = section(pen, ROLLUP_ICP, &n);
	int64_t validated = 0;

	for (size_t i = 0; i < n; i++)
		validated += f[i].form == FIGURE_RATE && f[i].of > 0 ? f[i].of : 0;
	if (!validated || !report_heading(pen, 2, "ICP signals against delivery", NULL))
		return;
	for (size_t i = 0; i < n && pen->y < pen->end; i++) {
		bool few = f[i].of < ICP_LEAST, held = !few && f[i].n * 2 >= f[i].of;
		struct buf words = { 0 };

		if (f[i].form != FIGURE_RATE)
			continue;
		report_add_spot(pen, report_spot_add(pen, BLOCK_ICP, f[i].key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x,
				pen->cols - 19, f[i].title);
		if (few)
			buf_printf(&words, "n=%lld, needs %d", (long long)(f[i].of < 0 ? 0 : f[i].of), ICP_LEAST);
		else
			buf_printf(&words, "predicted %lld/%lld", (long long)f[i].n, (long long)f[i].of);
		report_add(pen, PIECE_TEXT, few ? STYLE_MUTED : held ? STYLE_GOOD : STYLE_SOON, pen->y, pen->x + pen->cols - 18, 2,
			   few ? "·" : held ? "✓" : "✗");
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y++, pen->x + pen->cols - 16, 16, buf_str(&words));
		buf_done(&words);
	}
}

static size_t lines_of(const struct rollup *r, enum rollup_section which)
{
	size_t n = 0;

	for (size_t i = 0; i < r->lines; i++)
		n += r->line[i].section == which;
	return n;
}

void report_block_refinements(struct report_pen *pen)
{
	const struct rollup *r = &pen->p->r;

	if (!lines_of(r, ROLLUP_REFINEMENTS) || !report_heading(pen, 1, "Refinements", NULL))
		return;
	for (size_t i = 0; i < r->lines && pen->y < pen->end; i++) {
		const struct rollup_line *l = &r->line[i];
		char key[80];

		if (l->section != ROLLUP_REFINEMENTS)
			continue;
		report_line_key(l, key, sizeof key);
		report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y, pen->x + pen->cols - 10, 10, l->who ? l->who : "");
		report_add_spot(pen, report_spot_add(pen, BLOCK_REFINEMENTS, key), PIECE_TEXT, STYLE_TEXT, pen->y++, pen->x,
				pen->cols - 12, l->text);
	}
}

void report_day(const struct screen *s, int64_t day, struct buf *out)
{
	const struct store *st = s->view->store;

	calendar_format_day(day, calendar_day(st->calendar, st->now(st)), out);
}

static void lay_action(struct report_pen *pen, const struct rollup_line *l)
{
	int cols = pen->cols - 7, who = l->who && *l->who ? width_of(l->who) + 1 : 0, text = width_of(l->text);
	struct buf words = { 0 };
	char key[80];

	report_line_key(l, key, sizeof key);
	buf_puts(&words, l->late ? "!" : " ");
	if (l->due_day != NO_DAY)
		report_day(pen->s, l->due_day, &words);
	else
		buf_puts(&words, "—");
	report_add(pen, PIECE_TEXT, l->late ? STYLE_LATE : STYLE_MUTED, pen->y, pen->x, 11, buf_str(&words));
	if (width_of(buf_str(&words)) > 6)
		cols -= width_of(buf_str(&words)) - 6;
	who = who > cols / 2 ? cols / 2 : who;
	text = text > cols - who ? cols - who : text;
	report_add_spot(pen, report_spot_add(pen, BLOCK_ACTIONS, key), PIECE_TEXT, STYLE_TEXT, pen->y,
			pen->x + pen->cols - cols, text, l->text);
	if (who)
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x + pen->cols - cols + text + 1, who - 1, l->who);
	pen->y++;
	buf_done(&words);
}

void report_block_actions(struct report_pen *pen)
{
	const struct rollup *r = &pen->p->r;

	if (!lines_of(r, ROLLUP_ACTIONS) || !report_heading(pen, 1, "Actions", NULL))
		return;
	for (size_t i = 0; i < r->lines && pen->y < pen->end; i++)
		if (r->line[i].section == ROLLUP_ACTIONS)
			lay_action(pen, &r->line[i]);
}

static const char *const short_words[][2] = {
	{ "process.packet", "packet" },
	{ "process.acknowledge", "ack" },
	{ "process.debrief_before_kickoff", "debrief" },
	{ "process.kickoff", "kickoff" },
	{ "process.stage_compliance", "stages" },
	{ "process.overrides", "overrides" },
	{ "sample.validated", "to code" },
	{ "sample.held", "to check" },
	{ NULL, NULL },
};
