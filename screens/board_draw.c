/* Painting the board: heads, cards, the rail of folded stages, what is narrowed. */
#include "screens/board.h"

#include "model/access.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/store.h"
#include "model/text.h"
#include "screens/empty.h"

#include <stdio.h>
#include <string.h>

static int column_x(const struct board *b, size_t i)
{
	return b->place.x + (int)(i - b->left) * b->place.stride;
}

static enum style stage_ink(const struct board_column *c)
{
	return c->stage->id == STAGE_WON ? STYLE_WIN : c->stage->id == STAGE_LOST ? STYLE_LOSS : STYLE_COLUMN_HEAD;
}

/* ---- heads ---- */

/* "$36.9M", "$180B": thousands, millions, billions, where the whole figure has no room. */
static void short_amount(int64_t minor, const char *iso, struct buf *out)
{
	static const char units[] = "KMBT";
	int64_t unit = 1, major = minor;
	size_t step = 0;
	struct buf whole = { 0 };

	for (int i = currency_digits(iso); i > 0; i--)
		major /= 10;
	for (unit = 1000; major / unit >= 1000 && step + 1 < sizeof units - 1; step++)
		unit *= 1000;
	/* The sign of the currency comes from a whole amount: "$0" without its digit. */
	amount_format_board(0, iso, &whole);
	buf_printf(out, "%.*s%lld", (int)(whole.len ? whole.len - 1 : 0), buf_str(&whole), (long long)(major / unit));
	if (major / unit < 100)
		buf_printf(out, ".%lld", (long long)(major % unit * 10 / unit));
	buf_putc(out, units[step]);
	buf_done(&whole);
}

static void sum_text(struct store *s, const struct board_total *t, int room, struct buf *out)
{
	const char *iso = t->currency > 0 ? dict_title(s, t->currency) : "USD";

	if (t->at_least)
		return; /* a sum of part of them would pass for the whole */
	if (t->currency < 0) {
		buf_puts(out, "several");
	} else if (t->n_valued) {
		amount_format_board(t->amount_minor, iso, out);
		if (text_width(buf_str(out), out->len) > room && t->amount_minor >= 0) {
			buf_clear(out);
			short_amount(t->amount_minor, iso, out);
		}
	} else if (t->n) {
		buf_puts(out, "—");
	}
}

/* Stalled deals stay out of the count as out of the sum beside it, unfolded or not. */
static void count_text(const struct board_column *c, struct buf *out)
{
	buf_printf(out, "%lld%s", (long long)c->total.n, c->total.at_least ? "+" : "");
}

static void draw_quarter(struct draw *d, struct screen *s, int y, int x, int cols, const struct board_column *c)
{
	struct store *store = s->view->store;
	int64_t today = calendar_day(store->calendar, store->now(store));
	int title = text_visible_width(c->stage->short_title, strlen(c->stage->short_title));
	struct buf b = { 0 };

	if (s->view->quarter == quarter_of_day(today, calendar_fiscal_start(store->calendar)))
		buf_puts(&b, "this Q");
	else
		quarter_format(s->view->quarter, &b);
	if (title + 1 + (int)b.len <= cols)
		draw_right(d, y, x + title + 1, cols - title - 1, STYLE_MUTED, buf_str(&b));
	buf_done(&b);
}

static void draw_rule_of(struct draw *d, const struct board *b, size_t i, int y, int x, int cols)
{
	const struct board_column *c = &b->column[i];
	struct buf above = { 0 };

	bool closed = c->stage->id == STAGE_WON || c->stage->id == STAGE_LOST;

	if (i == b->ruled && b->any)
		draw_heavy(d, y, x, cols, closed ? stage_ink(c) : STYLE_ACCENT);
	else
		draw_rule_ink(d, y, x, cols, closed && b->any ? stage_ink(c) : STYLE_RULE);
	if (!(c->base + c->top))
		return;
	buf_printf(&above, " ↑ %zu", c->base + c->top);
	draw_right(d, y, x, cols, STYLE_MUTED, buf_str(&above));
	buf_done(&above);
}

static void draw_head(struct draw *d, struct screen *s, size_t i)
{
	struct board *b = board_of(s);
	const struct board_column *c = &b->column[i];
	int y = b->place.heads_y, x = column_x(b, i), cols = b->place.card_cols, used;
	struct buf count = { 0 }, sum = { 0 };

	draw_text(d, y, x, cols, STYLE_COLUMN_HEAD, c->stage->short_title);
	count_text(c, &count);
	sum_text(s->view->store, &c->total, cols - (int)count.len - 1, &sum);
	if (!b->any) {
		draw_right(d, y, x, cols, STYLE_MUTED, buf_str(&count));
	} else {
		used = draw_text(d, y + 1, x, cols, STYLE_TEXT, buf_str(&count));
		if (used + 1 + text_width(buf_str(&sum), sum.len) <= cols)
			draw_right(d, y + 1, x, cols, STYLE_MUTED, buf_str(&sum));
		if (stage_is_closed(c->stage->id))
			draw_quarter(d, s, y, x, cols, c);
	}
	draw_rule_of(d, b, i, y + 2, x, cols);
	buf_done(&count);
	buf_done(&sum);
}

/* ---- cards ---- */

/* Under the last card: what does not fit, and what is folded away. */
static void draw_rest(struct draw *d, const struct board *b, const struct board_column *c, int y, int x, size_t drawn)
{
	int64_t above = (int64_t)(c->base + c->top + drawn), all = board_shown(b, c);
	int cols = b->place.card_cols, used = 0;
	struct buf t = { 0 };

	if (c->more_after || c->top + drawn < c->n) {
		if (all > above && !c->total.at_least)
			buf_printf(&t, " ↓ %lld more", (long long)(all - above));
		else
			buf_puts(&t, " ↓ more");
		used = draw_text(d, y, x, cols, STYLE_MUTED, buf_str(&t));
	}
	if (c->total.folded && !b->unfolded) {
		buf_clear(&t);
		buf_printf(&t, "%lld%s", (long long)c->total.folded, used ? "" : " stalled");
		if (used + (int)t.len + 3 <= cols)
			draw_key(d, y, x + (used ? used + 1 : 1), cols - used - 1, "z", buf_str(&t));
	}
	buf_done(&t);
}

static void draw_column(struct draw *d, struct screen *s, size_t i)
{
	struct board *b = board_of(s);
	const struct board_column *c = &b->column[i];
	int x = column_x(b, i), y = b->place.cards_y, end = b->place.cards_y + b->place.cards_rows;
	int64_t now = s->view->store->now(s->view->store);
	size_t drawn = 0;

	while (drawn < (size_t)b->place.slots && c->top + drawn < c->n) {
		size_t at = c->top + drawn;

		card_draw(d, y, x, b->place.card_cols, s->view->store, &c->card[at], now, i == b->cur && at == c->at);
		y += CARD_ROWS + 1;
		drawn++;
	}
	if (y < end || (y == end && b->place.detail_rows == 1))
		draw_rest(d, b, c, y, x, drawn);
}

/* ---- folded stages ---- */

static int draw_folded(struct draw *d, const struct board *b, size_t i, int y)
{
	const struct board_column *c = &b->column[i];
	int x = b->place.rail_x, cols = b->place.rail_cols;
	struct buf t = { 0 };
	enum style ink = stage_ink(c);

	draw_text(d, y++, x, cols, ink == STYLE_COLUMN_HEAD ? STYLE_MUTED : ink, c->stage->short_title);
	count_text(c, &t);
	draw_right(d, y++, x, cols, STYLE_MUTED, buf_str(&t));
	if (c->late) {
		buf_clear(&t);
		buf_printf(&t, "!%lld%s", (long long)c->late, c->more_late ? "+" : "");
		draw_text(d, y++, x, cols, STYLE_LATE_BADGE, buf_str(&t));
	}
	if (c->soon) {
		buf_clear(&t);
		buf_printf(&t, "~%lld%s", (long long)c->soon, c->more_soon ? "+" : "");
		draw_text(d, y++, x, cols, STYLE_SOON, buf_str(&t));
	}
	buf_done(&t);
	return y + 1;
}

static void draw_rail(struct draw *d, const struct board *b)
{
	const struct board_place *p = &b->place;
	size_t right = b->columns - b->left - (size_t)p->shown;
	struct buf t = { 0 };
	int y = p->cards_y;

	if (!p->rail_cols)
		return;
	if (b->left)
		buf_printf(&t, "‹%zu", b->left);
	if (b->left && right)
		buf_putc(&t, ' ');
	if (right)
		buf_printf(&t, b->left ? "%zu›" : "%zu ›", right);
	draw_right(d, p->heads_y, p->rail_x - 1, p->rail_cols + 1, STYLE_ACCENT, buf_str(&t));
	draw_rule(d, p->heads_y + 2, p->rail_x, p->rail_cols);
	for (size_t i = 0; i < b->columns; i++)
		if ((i < b->left || i >= b->left + (size_t)p->shown) && y + 2 <= p->cards_y + p->cards_rows)
			y = draw_folded(d, b, i, y);
	buf_done(&t);
}

/* ---- what is narrowed ---- */

bool board_filtered(const struct board *b)
{
	return b->filter.owner || b->filter.segment || (b->filter.text && *b->filter.text);
}

static void filter_words(struct screen *s, struct buf *out)
{
	struct board *b = board_of(s);

	if (b->mine)
		buf_puts(out, "mine");
	else if (b->filter.owner)
		buf_printf(out, "owner %s", member_login(s->view->store, b->filter.owner));
	if (b->filter.segment)
		buf_printf(out, "%ssegment %s", out->len ? " · " : "", dict_title(s->view->store, b->filter.segment));
}

static void draw_filter(struct draw *d, struct screen *s)
{
	struct board *b = board_of(s);
	int y = b->place.filter_y, x = s->area.x + 1, cols = s->area.cols - 2;
	bool typing = s->level == LEVEL_TEXT, line = typing || *line_text(&b->line);
	int half = line ? cols / 2 : 0;
	struct buf words = { 0 };
	int64_t found = 0;

	if (!typing && !board_filtered(b))
		return;
	for (size_t i = 0; i < b->columns; i++)
		found += board_shown(b, &b->column[i]);
	filter_words(s, &words);
	if (words.len)
		buf_puts(&words, " · ");
	buf_printf(&words, "%lld %s · Esc clears", (long long)found, found == 1 ? "deal" : "deals");
	draw_fill(d, (struct area){ y, s->area.x, 1, s->area.cols }, STYLE_BASE);
	if (line)
		line_draw(&b->line, d, y, x, half, "/", typing);
	draw_right(d, y, x + half + line, cols - half - line, STYLE_MUTED, buf_str(&words));
	buf_done(&words);
}

static const struct empty_offer first_deals[] = {
	{ "n", "write the first deal", "company, amount, owner: three fields" },
	{ "i", "import a CSV", "Salesforce, HubSpot, a CRM's own export or any other" },
	{ "D", "look at a sample board", "in a temporary place; nothing of yours is touched" },
	{ NULL, NULL, NULL },
};
static const struct empty no_deals = { "No deals yet.", "Three ways to begin, all undone with one key:", first_deals };

static const struct empty_offer leave_offer[] = { { "q", "leave", NULL }, { NULL, NULL, NULL } };
static const struct empty not_yours = { "The deals are not for your role.",
					"It reads the written rollups; an admin changes roles with winloss member set.",
					leave_offer };

static const struct empty_offer clear_offers[] = {
	{ "Esc", "clear", NULL },
	{ ":", "all commands", NULL },
	{ NULL, NULL, NULL },
};

static bool draw_nothing(struct draw *d, struct screen *s)
{
	struct board *b = board_of(s);
	struct area a = { b->place.cards_y, s->area.x, b->place.cards_rows, s->area.cols };
	char fact[200], reason[80];
	struct buf words = { 0 };
	struct empty none = { fact, reason, clear_offers };

	snprintf(reason, sizeof reason, b->unfiltered == 1 ? "%lld deal is on the board without the filter."
							    : "%lld deals are on the board without the filter.",
		 (long long)b->unfiltered);
	if (!b->any) {
		empty_draw(d, a, access_read(s->view->store, CLASS_DEAL) == ACCESS_NO ? &not_yours : &no_deals);
		return true;
	}
	for (size_t i = 0; i < b->columns; i++)
		if (b->column[i].n || b->column[i].total.folded)
			return false;
	if (!board_filtered(b))
		return false;
	filter_words(s, &words);
	if (*line_text(&b->line))
		cut_printf(fact, sizeof fact, "Nothing matches “%.80s”.", line_text(&b->line));
	else
		cut_printf(fact, sizeof fact, b->mine ? "No deal of yours is on the board." : "No deals of %.80s.", buf_str(&words));
	buf_done(&words);
	empty_draw(d, a, &none);
	return true;
}

void board_draw(struct screen *s, struct draw *d)
{
	struct board *b = board_of(s);

	board_set_place(s);
	for (size_t i = b->left; i < b->left + (size_t)b->place.shown && i < b->columns; i++)
		draw_head(d, s, i);
	if (!draw_nothing(d, s)) {
		for (size_t i = b->left; i < b->left + (size_t)b->place.shown && i < b->columns; i++)
			draw_column(d, s, i);
		draw_rail(d, b);
		board_detail_draw(s, d);
	}
	draw_filter(d, s);
}
