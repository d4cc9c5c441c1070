/* Every figure of the quarter as a row: n, of how many, share and interval, and what is to be said of it. */
#include "screens/report.h"

#include "model/store.h"
#include "model/text.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- which rows ---- */

/* Whether each typed word stands in it, whatever the case. */
static bool has_words(const char *text, const char *words)
{
	struct buf folded = { 0 }, asked = { 0 };
	bool has = true;

	text_fold(&folded, text, strlen(text));
	text_fold(&asked, words, strlen(words));
	for (const char *p = buf_str(&asked); has && *(p += strspn(p, " ")); p += strcspn(p, " ")) {
		char *word = xstrndup(p, strcspn(p, " "));

		has = strstr(buf_str(&folded), word) != NULL;
		free(word);
	}
	buf_done(&folded);
	buf_done(&asked);
	return has;
}

static void add_row(struct report_page *p, size_t *n, const char *key, const char *section, const char *title, const char *more)
{
	struct buf all = { 0 };

	buf_printf(&all, "%s %s %s", section, title ? title : "", more ? more : "");
	if (has_words(buf_str(&all), line_text(&p->narrow.line)))
		snprintf(p->row[(*n)++].key, sizeof p->row->key, "%s", key);
	buf_done(&all);
}

void report_table_load(struct screen *s)
{
	struct report_page *p = report_page_of(s);
	const struct rollup *r = &p->r;
	size_t n = 0, rows;
	char key[80];

	if (!p->table) {
		p->narrow.list.count = 0;
		return;
	}
	p->row = xrealloc(p->row, (r->figures + r->quotes + r->lines + 1) * sizeof *p->row);
	for (size_t i = 0; i < r->figures; i++)
		if (r->figure[i].n || r->figure[i].section != ROLLUP_CROSS)
			add_row(p, &n, r->figure[i].key, rollup_section_title(r->figure[i].section), r->figure[i].title,
				r->figure[i].column);
	for (size_t i = 0; i < r->quotes; i++) {
		report_quote_key(&r->quote[i], key, sizeof key);
		add_row(p, &n, key, "In their words", r->quote[i].text, r->quote[i].theme);
	}
	for (size_t i = 0; i < r->lines; i++) {
		report_line_key(&r->line[i], key, sizeof key);
		add_row(p, &n, key, rollup_section_title(r->line[i].section), r->line[i].text, r->line[i].who);
	}
	rows = (size_t)(s->area.y + s->area.rows - report_table_first_row(s) - 1); /* the last one says the one under the cursor in full */
	for (size_t i = 0; i < n; i++)
		if (!strcmp(p->row[i].key, p->here))
			p->narrow.list.at = i;
	list_fit(&p->narrow.list, n, rows);
	if (p->table && n)
		snprintf(p->here, sizeof p->here, "%s", p->row[p->narrow.list.at].key);
}

/* ---- painting ---- */

/* The sections in a word or two: their own titles are headings. */
static const char *const sections[ROLLUP_SECTIONS + 1] = {
	[ROLLUP_SCOPE] = "Scope", [ROLLUP_OUTCOME] = "Outcome", [ROLLUP_TREND] = "Quarters", [ROLLUP_LOSS] = "− We lose",
	[ROLLUP_WIN] = "+ We win", [ROLLUP_CROSS] = "Themes", [ROLLUP_PROCESS] = "Process", [ROLLUP_SAMPLE] = "Interviews",
	[ROLLUP_VIEWS] = "Reasons", [ROLLUP_ICP] = "ICP", [ROLLUP_FRICTION] = "Friction", [ROLLUP_REFINEMENTS] = "Refine",
	[ROLLUP_ACTIONS] = "Actions", [ROLLUP_SECTIONS] = "Words",
};

struct columns {
	int section, title, n, share, interval, remark, end;
};

static struct columns place(const struct screen *s)
{
	int cols = s->area.cols < REPORT_TEXT_COLS ? s->area.cols : REPORT_TEXT_COLS;
	struct columns c = { .section = 1, .title = 12, .end = cols - 1 };

	c.remark = cols - (cols >= REPORT_WIDE ? 26 : 12);
	c.interval = c.remark - 9;
	c.share = c.interval - 7;
	c.n = c.share - 11;
	return c;
}

int report_table_first_row(const struct screen *s)
{
	return s->area.y + 3 + (s->area.rows >= 34);
}

static const char *remark(const struct figure *f)
{
	if (f->under)
		return "! under";
	if (f->no_finding)
		return "no finding";
	return f->small && f->of > 0 && f->form == FIGURE_RATE ? "few" : "";
}

static void draw_figure(struct screen *s, struct draw *d, int y, struct columns c, const struct figure *f, enum style ink)
{
	struct buf b = { 0 };

	if (f->form == FIGURE_MONEY) {
		figure_say(s->view->store, f, &b);
		draw_right(d, y, c.n, c.interval - 1 - c.n, ink, buf_str(&b));
		buf_done(&b);
		return;
	}
	buf_printf(&b, f->of > 0 ? "%lld of %lld" : "%lld", (long long)f->n, (long long)f->of);
	draw_right(d, y, c.n, c.share - c.n, STYLE_STRONG, buf_str(&b));
	if (f->of > 0 && f->share.bp >= 0 && !f->small) {
		buf_clear(&b);
		buf_printf(&b, "%lld%%", (long long)((f->share.bp + 50) / 100));
		draw_right(d, y, c.share, 6, f->under ? STYLE_LATE : STYLE_TEXT, buf_str(&b));
		draw_printf(d, y, c.interval, 9, STYLE_MUTED, "[%lld–%lld]", (long long)((f->share.low_bp + 50) / 100),
			    (long long)((f->share.high_bp + 50) / 100));
	}
	draw_text(d, y, c.remark, c.end - c.remark, f->under ? STYLE_LATE : STYLE_MUTED, remark(f));
	buf_done(&b);
}

static enum rollup_section section_of(const struct rollup *r, const char *key)
{
	const struct figure *f = report_figure(r, key);
	const struct rollup_line *l = f ? NULL : report_line(r, key);

	return f ? f->section : !l || l->note ? ROLLUP_SECTIONS : l->section;
}

static void draw_line(struct screen *s, struct draw *d, int y, struct columns c, const struct rollup_line *l, enum style ink)
{
	struct buf b = { 0 };

	if (l->note)
		buf_printf(&b, "“%s”", l->text);
	else if (l->due_day != NO_DAY)
		report_day(s, l->due_day, &b);
	if (!l->note)
		buf_printf(&b, "%s%s", b.len ? "  " : "", l->text);
	if (l->late)
		draw_sign(d, y, c.title - 1, STYLE_LATE, SIGN_LATE);
	draw_text(d, y, c.title, c.remark - c.title - 1, ink == STYLE_HERE ? ink : l->note ? STYLE_QUOTE : ink, buf_str(&b));
	draw_text(d, y, c.remark, c.end - c.remark, STYLE_MUTED, l->who ? l->who : "");
	buf_done(&b);
}

/* Below which word a row stands: its section, or the side of its themes. */
static void head_of(const struct rollup *r, const char *key, char *out, size_t size)
{
	enum rollup_section of = section_of(r, key);

	if (of == ROLLUP_CROSS && strchr(key, '.'))
		snprintf(out, size, "%.*s", (int)strcspn(strchr(key, '.') + 1, "."), strchr(key, '.') + 1);
	else
		snprintf(out, size, "%s", sections[of]);
}

/* A number without "of" needs few columns: its title has the others. */
static int title_cols(struct columns c, const struct figure *f)
{
	if (f->form == FIGURE_MONEY || f->of > 0)
		return c.n - c.title - 1;
	return c.share - c.title - snprintf(NULL, 0, "%lld", (long long)f->n) - 1;
}

static void draw_row(struct screen *s, struct draw *d, int y, struct columns c, size_t i)
{
	const struct report_page *p = report_page_of(s);
	const char *key = p->row[i].key;
	const struct figure *f = report_figure(&p->r, key);
	const struct rollup_line *l = f ? NULL : report_line(&p->r, key);
	enum style ink = i == p->narrow.list.at ? STYLE_HERE : STYLE_TEXT;
	char head[24], before[24] = "";

	head_of(&p->r, key, head, sizeof head);
	if (i > p->narrow.list.top)
		head_of(&p->r, p->row[i - 1].key, before, sizeof before);
	if (strcmp(head, before))
		draw_text(d, y, c.section, c.title - c.section - 1, STYLE_SECTION, head);
	if (l)
		draw_line(s, d, y, c, l, ink);
	if (!f)
		return;
	if (f->column)
		draw_printf(d, y, c.title, title_cols(c, f), ink, "%s · %s", f->title, f->column);
	else
		draw_text(d, y, c.title, title_cols(c, f), ink, f->title);
	draw_figure(s, d, y, c, f, STYLE_TEXT);
}

void report_table_draw(struct screen *s, struct draw *d)
{
	const struct report_page *p = report_page_of(s);
	const struct list *l = &p->narrow.list;
	struct columns c = place(s);
	int y = report_table_first_row(s), x = 1, head = y - 3;

	x += draw_printf(d, head, x, 40, STYLE_TITLE, "Win/loss %s", p->r.period) + 2;
	x += draw_text(d, head, x, 30, STYLE_MUTED, p->r.segment ? p->r.segment : "all segments") + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, head, x);
	draw_text(d, y - 2, c.title, 10, STYLE_COLUMN_HEAD, "Figure");
	draw_right(d, y - 2, c.n, c.share - c.n, STYLE_COLUMN_HEAD, "n");
	draw_right(d, y - 2, c.share, 6, STYLE_COLUMN_HEAD, "share");
	draw_text(d, y - 2, c.interval, 9, STYLE_COLUMN_HEAD, "95%");
	draw_rule(d, y - 1, 1, c.end - 1);
	for (size_t i = l->top; i < l->count && i < l->top + l->rows; i++)
		draw_row(s, d, y++, c, i);
	if (!l->count)
		draw_text(d, y, c.title, c.end - c.title, STYLE_MUTED, "Nothing matches; Esc clears the words.");
	else
		report_draw_here(s, d, s->area.y + s->area.rows - 1);
}
