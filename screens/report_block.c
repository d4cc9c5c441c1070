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

static const char *const short_words[][2];

const struct figure *report_section(const struct report_pen *pen, enum rollup_section which, size_t *n)
{
	const struct figure *f = rollup_section(&pen->p->r, which, n);

	if (!f)
		*n = 0;
	return f;
}

int report_width(const char *text)
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
	int cols = report_width(label);
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
	x += report_width(buf_str(&words)) + 1;
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
	const struct figure *f = report_section(pen, ROLLUP_OUTCOME, &n);
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
		buf_printf(&words, pen->cols < 28 ? "%lld no amount" : "%lld without an amount", (long long)f->n);
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
		buf_puts(&words, pen->cols < 28 ? "won: too few" : "won: too few for a rate");
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
	const struct figure *f = report_section(pen, ROLLUP_TREND, &n);
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
		x += report_width(q ? q : f[i].title) + 1;
		report_add(pen, PIECE_TEXT, STYLE_MUTED, y, x - report_width(q ? q : f[i].title) - 1, 8, q ? q : f[i].title);
		if (f[i].share.bp < 0)
			buf_puts(&words, "—");
		else if (f[i].small)
			buf_printf(&words, "%lld/%lld", (long long)f[i].n, (long long)f[i].of);
		else
			buf_printf(&words, "%lld", (long long)((f[i].share.bp + 50) / 100));
		report_add_spot(pen, report_spot_add(pen, BLOCK_OUTCOME, f[i].key), PIECE_TEXT, STYLE_MUTED, y, x,
				report_width(buf_str(&words)), buf_str(&words));
		x += report_width(buf_str(&words)) + 1;
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
	const struct figure *f = report_section(pen, ROLLUP_OUTCOME, &n), *rate = NULL;

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
	name = report_width(buf_str(&words)) < name ? report_width(buf_str(&words)) : name;
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

	if (!report_section(pen, ROLLUP_PROCESS, &n) || !report_heading(pen, 2, "Process", NULL))
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
			report_width(short_title(f)), short_title(f));
	i = report_add(pen, PIECE_COUNT, strcmp(f->key, "sample.done") ? STYLE_MUTED : STYLE_CHART_1, pen->y, pen->x + 11, room, "");
	pen->l->piece[i].n = f->n;
	pen->l->piece[i].most = most;
	pen->l->piece[i].mark_cols = most <= room;
	snprintf(words, sizeof words, "%lld", (long long)f->n);
	report_add(pen, PIECE_RIGHT, STYLE_STRONG, pen->y++, pen->x + pen->cols - 5, 5, words);
}

int report_add_number(struct report_pen *pen, enum report_block block, const struct figure *f, const char *title, int x, int cols)
{
	char words[24];
	int n = snprintf(words, sizeof words, "%lld", (long long)f->n), title_cols = report_width(title);

	if (title_cols + 1 + n > cols)
		return x;
	report_add_spot(pen, report_spot_add(pen, block, f->key), PIECE_TEXT, f->no_finding ? STYLE_MUTED : STYLE_TEXT, pen->y, x,
			title_cols, title);
	report_add(pen, PIECE_TEXT, f->no_finding ? STYLE_MUTED : STYLE_STRONG, pen->y, x + title_cols + 1, n, words);
	return x + title_cols + 1 + n;
}

/* Where a row each has no room, those behind the first stand two in a row: an incomplete one is never left out alone. */
static void lay_pairs(struct report_pen *pen, const struct figure *const *f, size_t n)
{
	int end = pen->x + pen->cols + 1; /* of the gap behind the column */

	for (size_t i = 0; i < n; i += 2, pen->y++) {
		int x = report_add_number(pen, BLOCK_SAMPLE, f[i], short_title(f[i]), pen->x, pen->cols) + 1;

		x = x > pen->x + 11 ? x : pen->x + 11;
		if (i + 1 < n)
			report_add_number(pen, BLOCK_SAMPLE, f[i + 1], short_title(f[i + 1]), x, end - x);
	}
}

enum { STATES_MAX = 8 };

void report_block_sample(struct report_pen *pen)
{
	size_t n, rows = 0, room;
	const struct figure *f = report_section(pen, ROLLUP_SAMPLE, &n), *state[STATES_MAX];
	int64_t most = 1;
	int left = pen->end - pen->y - (pen->y > pen->start) - 1 - pen->tall;

	for (size_t i = 0; i < n && rows < STATES_MAX; i++)
		if (is_state(&f[i])) {
			most = f[i].n > most ? f[i].n : most;
			state[rows++] = &f[i];
		}
	room = left < 0 ? 0 : (size_t)left;
	if (!rows || !report_heading(pen, rows <= room ? (int)rows : 1 + (int)rows / 2, "Interviews", NULL))
		return;
	for (size_t i = 0; i < rows && (!i || rows <= room); i++)
		lay_state(pen, state[i], most);
	if (rows > room)
		lay_pairs(pen, state + 1, rows - 1);
}

enum { SAID_COLS = 11 };

/* Columns that the reasons of both want in whole, 0 where none is said. */
int report_views_cols(const struct report_pen *pen)
{
	static const char *const said[] = { "views.ours.", "views.theirs." };
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_VIEWS, &n);
	int cols = 0;

	for (int which = 0; which < 2; which++)
		for (size_t i = 0; i < n; i++) {
			int own = SAID_COLS + report_width(f[i].title) + snprintf(NULL, 0, " %lld", (long long)f[i].n);

			if (strncmp(f[i].key, said[which], strlen(said[which])) || !f[i].from.bucket)
				continue;
			cols = own > cols ? own : cols;
			break;
		}
	return cols;
}

/* "we said     price 4": the first figure whose key begins so; that a reason means no theme is said in the table. */
static void lay_said(struct report_pen *pen, const char *prefix, const char *label)
{
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_VIEWS, &n);

	for (size_t i = 0; i < n && pen->y < pen->end; i++) {
		char words[24];
		int cols = pen->cols - SAID_COLS;

		if (strncmp(f[i].key, prefix, strlen(prefix)) || !f[i].from.bucket)
			continue;
		snprintf(words, sizeof words, " %lld", (long long)f[i].n);
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x, 10, label);
		if (report_width(f[i].title) + (int)strlen(words) < cols)
			cols = report_width(f[i].title) + (int)strlen(words);
		report_add_spot(pen, report_spot_add(pen, BLOCK_VIEWS, f[i].key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x + SAID_COLS,
				cols - (int)strlen(words), f[i].title);
		report_add(pen, PIECE_TEXT, STYLE_STRONG, pen->y++, pen->x + SAID_COLS + cols - (int)strlen(words), (int)strlen(words),
			   words);
		return;
	}
}

/* Where both named a reason and not the same one: which way, most often. */
static void lay_pair(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_VIEWS, &n);
	int half = (pen->cols - 7) / 2;

	for (size_t i = 0; i < n && pen->y < pen->end; i++) {
		const char *arrow = strstr(f[i].title, " → ");
		struct buf ours = { 0 };
		char count[24];
		int cols, theirs;

		if (strncmp(f[i].key, "views.pair.", 11) || !arrow)
			continue;
		buf_add(&ours, f[i].title, (size_t)(arrow - f[i].title));
		cols = report_width(buf_str(&ours));
		theirs = report_width(arrow + strlen(" → "));
		if (cols + theirs > 2 * half) /* the shorter one gives the other its room */
			cols = cols <= half ? cols : theirs < half ? 2 * half - theirs : half;
		report_add_spot(pen, report_spot_add(pen, BLOCK_VIEWS, f[i].key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x, cols,
				buf_str(&ours));
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x + cols + 1, 1, "→");
		report_add(pen, PIECE_TEXT, STYLE_TEXT, pen->y, pen->x + cols + 3, 2 * half - cols, arrow + strlen(" → "));
		snprintf(count, sizeof count, "%lld", (long long)f[i].n);
		report_add(pen, PIECE_RIGHT, STYLE_STRONG, pen->y++, pen->x + pen->cols - 3, 3, count);
		buf_done(&ours);
		return;
	}
}

void report_block_views(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_VIEWS, &n), *rate = NULL;
	struct buf words = { 0 };

	for (size_t i = 0; i < n && !rate; i++)
		rate = f[i].form == FIGURE_RATE ? &f[i] : NULL;
	if (!rate || rate->of <= 0 || !report_heading(pen, 1, pen->wide ? "Our reason, their reason" : "Our reason and theirs", NULL))
		return;
	buf_printf(&words, "%lld of %lld", (long long)rate->n, (long long)rate->of);
	report_add(pen, PIECE_TEXT, STYLE_TEXT, pen->y, pen->x, 8, "agree in");
	report_add_spot(pen, report_spot_add(pen, BLOCK_VIEWS, rate->key), PIECE_TEXT, STYLE_STRONG, pen->y++, pen->x + 9,
			(int)words.len, buf_str(&words));
	buf_done(&words);
	lay_said(pen, "views.ours.", "we said");
	lay_said(pen, "views.theirs.", "they said");
	lay_pair(pen);
}

/* ---- themes ---- */

/* Both lists side by side: the larger of their counts, the longest of their names. */
struct theme_scale {
	int64_t most;
	int name;
};

static struct theme_scale scale_of(const struct report_pen *pen, size_t most_rows)
{
	static const enum rollup_section both[] = { ROLLUP_LOSS, ROLLUP_WIN };
	struct theme_scale scale = { 1, 12 };
	int room;

	for (int b = 0; b < 2; b++) {
		size_t n;
		const struct figure *f = report_section(pen, both[b], &n);

		for (size_t i = 0; i < n && i < most_rows; i++) {
			scale.most = f[i].n > scale.most ? f[i].n : scale.most;
			scale.name = report_width(f[i].title) > scale.name ? report_width(f[i].title) : scale.name;
		}
	}
	/* A name is whole before its marks are wide; that they can be counted comes before either. */
	room = pen->cols - 6 - (int)(scale.most < 15 ? scale.most : 15);
	scale.name = scale.name > room ? room : scale.name;
	return scale;
}

static void lay_theme(struct report_pen *pen, const struct figure *f, bool loss, const struct theme_scale *scale)
{
	int room = pen->cols - scale->name - 5, i;
	enum style ink = f->no_finding ? STYLE_MUTED : loss ? STYLE_LOSS : STYLE_WIN;
	char words[24];

	report_add_spot(pen, report_spot_add(pen, loss ? BLOCK_LOSS : BLOCK_WIN, f->key), PIECE_TEXT,
			f->no_finding ? STYLE_MUTED : STYLE_TEXT, pen->y, pen->x,
			report_width(f->title) < scale->name ? report_width(f->title) : scale->name, f->title);
	i = report_add(pen, PIECE_COUNT, ink, pen->y, pen->x + scale->name + 1, room, "");
	pen->l->piece[i].n = f->n;
	pen->l->piece[i].most = scale->most;
	pen->l->piece[i].mark_cols = chart_mark_cols(room, scale->most);
	snprintf(words, sizeof words, "%s %lld", loss ? "−" : "+", (long long)f->n);
	report_add(pen, PIECE_RIGHT, ink, pen->y++, pen->x + pen->cols - 8, 8, words);
}

void report_block_themes(struct report_pen *pen, enum rollup_section which, size_t most_rows)
{
	bool loss = which == ROLLUP_LOSS;
	const struct figure *coded = rollup_find(&pen->p->r, "scope.coded");
	size_t n;
	const struct figure *f = report_section(pen, which, &n);
	struct theme_scale scale = scale_of(pen, most_rows);
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
		lay_theme(pen, &f[i], loss, &scale);
}

/* ---- their words ---- */

/* Where there is one quote alone, it may take a second row. */
static void lay_words(struct report_pen *pen, const char *key, const char *words, int x, int cols)
{
	size_t len = strlen(words), next = len, end = pen->wide ? len : text_wrap(words, len, 0, cols, &next);
	struct buf first = { 0 };

	buf_add(&first, words, pen->y + 1 < pen->end ? end : len);
	report_add_spot(pen, report_spot_add(pen, BLOCK_WORDS, key), PIECE_TEXT, STYLE_QUOTE, pen->y++, x, cols, buf_str(&first));
	buf_done(&first);
	if (next < len && end < len && pen->y < pen->end)
		report_add(pen, PIECE_TEXT, STYLE_QUOTE, pen->y++, x, cols, words + next);
}

static void lay_quote(struct report_pen *pen, const struct rollup_line *q)
{
	int edge = pen->wide ? 2 : 0, who_cols;
	struct buf words = { 0 };
	char key[80];

	buf_puts(&words, q->who && *q->who ? q->who : "");
	if (pen->wide && q->outcome != OUTCOME_NONE)
		buf_printf(&words, "%s%s", words.len ? " · " : "", outcome_key((enum outcome)q->outcome));
	who_cols = report_width(buf_str(&words));
	who_cols = who_cols > pen->cols / 3 ? pen->cols / 3 : who_cols;
	if (edge)
		report_add(pen, PIECE_EDGE, STYLE_EDGE, pen->y, pen->x, 1, "");
	report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y, pen->x + pen->cols - who_cols, who_cols, buf_str(&words));
	buf_clear(&words);
	buf_puts(&words, "“");
	text_visible(&words, q->text, strlen(q->text), false); /* it is wrapped: as it will be seen */
	buf_puts(&words, "”");
	report_quote_key(q, key, sizeof key);
	lay_words(pen, key, buf_str(&words), pen->x + edge, pen->cols - who_cols - edge - 2);
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

static const char *const short_words[][2] = {
	{ "process.packet", "packet" },
	{ "process.acknowledge", "ack" },
	{ "process.debrief_before_kickoff", "debrief" },
	{ "process.kickoff", "kickoff" },
	{ "process.stage_compliance", "stages" },
	{ "process.overrides", "overrides" },
	{ "sample.done", "done" },
	{ "sample.incomplete", "incomplete" },
	{ "sample.held", "to check" },
	{ NULL, NULL },
};
