/* The right and lower part of the quarter: the cross-table, qualification against delivery, refinements, actions. */
#include "screens/report.h"

#include "model/calendar.h"
#include "model/refinement.h"
#include "model/store.h"
#include "model/value.h"

#include <stdio.h>
#include <string.h>

enum { ICP_LEAST = 3 }; /* deals that a dimension must be validated on before it says anything */

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

enum { CROSS_COLS = 8, CROSS_WIDE = 13, CROSS_MAX = 12, CROSS_NAME = 28 };
struct cross_row {
	const struct figure *first, *all, *cell[CROSS_MAX]; /* first: of its theme and driver */
};
struct cross {
	const char *column[CROSS_MAX];
	struct cross_row row[CROSS_MAX];
	size_t columns, rows;
	int64_t most;
	int cols; /* of one column, its gap with it */
	int name; /* of what stands before them */
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
	const struct figure *f = report_section(pen, ROLLUP_CROSS, &n);

	memset(c, 0, sizeof *c);
	for (int loss = 1; loss >= 0; loss--)
		for (size_t i = 0; i < n; i++) {
			size_t row, column;

			if (!f[i].n || !is_of_side(&f[i], side) || is_loss(&f[i]) != loss)
				continue;
			row = row_of(c, loss ? (rows + 1) / 2 : rows, &f[i]);
			if (row >= c->rows)
				continue;
			if (f[i].column && !strcmp(f[i].column, "all")) {
				c->row[row].all = &f[i];
				continue;
			}
			column = column_of(c, columns, f[i].column ? f[i].column : "—");
			if (column >= c->columns)
				continue;
			c->row[row].cell[column] = &f[i];
			c->most = f[i].n > c->most ? f[i].n : c->most;
		}
}

/* Its theme: what drove is said by the sign before it. */
static void name_row(const struct cross_row *row, struct buf *out)
{
	const char *tail = is_loss(row->first) ? ", loss" : ", win";
	size_t len = strlen(row->first->title);

	if (len > strlen(tail) && !strcmp(row->first->title + len - strlen(tail), tail))
		len -= strlen(tail);
	buf_add(out, row->first->title, len);
}

/* Names are whole where the columns leave them the room. */
static void size_cross(const struct report_pen *pen, struct cross *c)
{
	int room = pen->cols - 6 - (int)c->columns * CROSS_COLS;

	c->name = CROSS_NAME;
	for (size_t i = 0; i < c->rows; i++) {
		struct buf title = { 0 };

		name_row(&c->row[i], &title);
		if (report_width(buf_str(&title)) + 4 > c->name)
			c->name = report_width(buf_str(&title)) + 4;
		buf_done(&title);
	}
	if (c->name > room)
		c->name = room < CROSS_NAME ? CROSS_NAME : room;
	c->cols = c->columns ? (pen->cols - c->name - 6) / (int)c->columns : CROSS_COLS;
	c->cols = c->cols > CROSS_WIDE ? CROSS_WIDE : c->cols;
}

static void lay_cross_row(struct report_pen *pen, const struct cross *c, const struct cross_row *row)
{
	bool loss = is_loss(row->first);
	struct buf title = { 0 };
	char words[24];
	int x = pen->x + c->name, i;

	name_row(row, &title);
	report_add(pen, PIECE_TEXT, loss ? STYLE_LOSS : STYLE_WIN, pen->y, pen->x, 1, loss ? "−" : "+");
	report_add(pen, PIECE_TEXT, STYLE_TEXT, pen->y, pen->x + 2, c->name - 3, buf_str(&title));
	buf_done(&title);
	for (size_t col = 0; col < c->columns; col++, x += c->cols) {
		const struct figure *f = row->cell[col];

		if (!f) {
			report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, x + (c->cols - 1) / 2, 1, "·");
			continue;
		}
		snprintf(words, sizeof words, "%*lld", (c->cols - 1) / 2 + 1, (long long)f->n);
		report_add_spot(pen, report_spot_add(pen, BLOCK_CROSS, f->key), PIECE_HEAT, STYLE_TEXT, pen->y, x,
				c->cols - 1, words);
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

/* Over the number, in the middle. */
static void lay_column_head(struct report_pen *pen, const struct cross *c, size_t col)
{
	int cols = report_width(c->column[col]), most = c->cols - 1;

	cols = cols > most ? most : cols;
	report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x + c->name + (int)col * c->cols + (most - cols + 1) / 2, cols,
		   c->column[col]);
}

void report_block_cross(struct report_pen *pen)
{
	char sides[REPORT_SIDES][24], title[60];
	size_t n = report_sides(&pen->p->r, sides), columns = (size_t)((pen->cols - CROSS_NAME - 6) / CROSS_COLS);
	/* What stands below it has its room first. */
	int room = pen->end - pen->y - 3 - pen->tall - (!pen->wide ? 0 : report_has_icp(pen) ? 7 + pen->tall : 4 + pen->tall) -
		   (pen->wide && report_has_friction(pen));
	struct cross c;

	if (!n)
		return;
	fill_cross(pen, sides[pen->p->side % n], &c, columns > CROSS_MAX ? CROSS_MAX : columns,
		   room < 2 ? 2 : room > 8 ? 8 : (size_t)room);
	snprintf(title, sizeof title, "Themes by %s", sides[pen->p->side % n]);
	if (!c.rows || !report_heading(pen, (int)c.rows + 1, title, "interviews that name it; under 2 is no finding"))
		return;
	size_cross(pen, &c);
	for (size_t col = 0; col < c.columns; col++)
		lay_column_head(pen, &c, col);
	report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y++, pen->x + c.name + (int)c.columns * c.cols, 5, "all");
	for (size_t row = 0; row < c.rows; row++)
		lay_cross_row(pen, &c, &c.row[row]);
}

/* ---- qualification, refinements, actions ---- */

static bool is_few(const struct figure *f)
{
	return f->of < ICP_LEAST;
}

static void say_predicted(const struct figure *f, struct buf *out)
{
	if (is_few(f))
		buf_printf(out, "n=%lld, needs %d", (long long)(f->of < 0 ? 0 : f->of), ICP_LEAST);
	else
		buf_printf(out, "predicted %lld/%lld", (long long)f->n, (long long)f->of);
}

/* Titles have the room that the longest of these leaves. */
static int predicted_cols(const struct figure *f, size_t n)
{
	int cols = 0;

	for (size_t i = 0; i < n; i++) {
		struct buf words = { 0 };

		if (f[i].form != FIGURE_RATE)
			continue;
		say_predicted(&f[i], &words);
		cols = (int)words.len > cols ? (int)words.len : cols;
		buf_done(&words);
	}
	return cols;
}

void report_block_icp(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_ICP, &n);
	int64_t validated = 0;
	int at = pen->cols - 2 - predicted_cols(f, n);

	for (size_t i = 0; i < n; i++)
		validated += f[i].form == FIGURE_RATE && f[i].of > 0 ? f[i].of : 0;
	if (!validated || !report_heading(pen, 2, "ICP signals against delivery", NULL))
		return;
	for (size_t i = 0; i < n && pen->y < pen->end; i++) {
		bool few = is_few(&f[i]), held = !few && f[i].n * 2 >= f[i].of;
		struct buf words = { 0 };

		if (f[i].form != FIGURE_RATE)
			continue;
		say_predicted(&f[i], &words);
		report_add_spot(pen, report_spot_add(pen, BLOCK_ICP, f[i].key), PIECE_TEXT, STYLE_TEXT, pen->y, pen->x, at - 1,
				f[i].title);
		report_add(pen, PIECE_TEXT, few ? STYLE_MUTED : held ? STYLE_GOOD : STYLE_SOON, pen->y, pen->x + at, 2,
			   few ? "·" : held ? "✓" : "✗");
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y++, pen->x + at + 2, (int)words.len, buf_str(&words));
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

bool report_has_icp(const struct report_pen *pen)
{
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_ICP, &n);

	for (size_t i = 0; i < n; i++)
		if (f[i].form == FIGURE_RATE && f[i].of > 0)
			return true;
	return lines_of(&pen->p->r, ROLLUP_REFINEMENTS) > 0;
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
		report_add(pen, PIECE_RIGHT, STYLE_MUTED, pen->y, pen->x + pen->cols - 10, 10, refinement_state_key(l->state));
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
	int cols = pen->cols - 7, who = l->who && *l->who ? report_width(l->who) + 1 : 0, text = report_width(l->text);
	bool two; /* whose it is stands below */
	struct buf words = { 0 };
	char key[80];

	report_line_key(l, key, sizeof key);
	buf_puts(&words, l->late ? "!" : " ");
	if (l->due_day != NO_DAY)
		report_day(pen->s, l->due_day, &words);
	else
		buf_puts(&words, "—");
	report_add(pen, PIECE_TEXT, l->late ? STYLE_LATE : STYLE_MUTED, pen->y, pen->x, 11, buf_str(&words));
	if (report_width(buf_str(&words)) > 6)
		cols -= report_width(buf_str(&words)) - 6;
	two = who && text > cols - who && pen->y + 1 < pen->end;
	who = who > cols / 2 ? cols / 2 : who;
	text = two && text > cols ? cols : !two && text > cols - who ? cols - who : text;
	report_add_spot(pen, report_spot_add(pen, BLOCK_ACTIONS, key), PIECE_TEXT, STYLE_TEXT, pen->y,
			pen->x + pen->cols - cols, text, l->text);
	pen->y += two;
	if (who)
		report_add(pen, PIECE_TEXT, STYLE_MUTED, pen->y, pen->x + pen->cols - cols + (two ? 0 : text + 1), who - 1, l->who);
	pen->y++;
	buf_done(&words);
}

/* ---- friction ---- */

bool report_has_friction(const struct report_pen *pen)
{
	size_t n;

	report_section(pen, ROLLUP_FRICTION, &n);
	return n > 0;
}

/* "Friction  Implementation risk 5  Pricing 1": those that fit, in one row. */
static void lay_friction_line(struct report_pen *pen, const struct figure *f, size_t n)
{
	int x = pen->x, end = pen->x + pen->cols;

	pen->y += pen->y > pen->start;
	report_add(pen, PIECE_TEXT, STYLE_SECTION, pen->y, x, 8, "Friction");
	x += 10;
	for (size_t i = 0; i < n; i++) {
		int to = report_add_number(pen, BLOCK_FRICTION, &f[i], f[i].title, x, end - x);

		x = to > x ? to + 2 : x;
	}
	pen->y++;
}

void report_block_friction(struct report_pen *pen)
{
	size_t n;
	const struct figure *f = report_section(pen, ROLLUP_FRICTION, &n);
	char words[24];

	if (!n || pen->y + (pen->y > pen->start) >= pen->end)
		return;
	if (!report_heading(pen, n < 3 ? (int)n : 3, "Friction in delivery", "points, by theme")) {
		lay_friction_line(pen, f, n);
		return;
	}
	for (size_t i = 0; i < n && pen->y < pen->end; i++) {
		enum style ink = f[i].no_finding ? STYLE_MUTED : STYLE_TEXT;
		int cols = report_width(f[i].title);

		report_add_spot(pen, report_spot_add(pen, BLOCK_FRICTION, f[i].key), PIECE_TEXT, ink, pen->y, pen->x,
				cols > pen->cols - 6 ? pen->cols - 6 : cols, f[i].title);
		snprintf(words, sizeof words, "%lld", (long long)f[i].n);
		report_add(pen, PIECE_RIGHT, f[i].no_finding ? STYLE_MUTED : STYLE_STRONG, pen->y++, pen->x + pen->cols - 5, 5, words);
	}
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
