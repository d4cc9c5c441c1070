/* The card under the cursor in words: one line, or three parts where there is room. It follows when the keys rest. */
#include "screens/board.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/history_value.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/deal.h"

#include <stdlib.h>
#include <string.h>

void board_detail_done(struct board_detail *dt)
{
	free(dt->label);
	free(dt->line);
	free(dt->next_step);
	free(dt->next_when);
	free(dt->why);
	for (size_t i = 0; i < dt->n_lately; i++)
		free(dt->lately[i].text);
	for (size_t i = 0; i < dt->clocks; i++)
		free(dt->clock[i].words);
	memset(dt, 0, sizeof *dt);
}

/* ---- reading ---- */

static int read_criteria(struct store *s, const struct card *c, struct board_detail *dt, struct err *err)
{
	const char *keys[64];
	size_t n = 0;

	if (deal_checks(s, c->id, keys, 64, &n, err))
		return -1;
	for (size_t i = 0; i < dt->stage->exit.n; i++) {
		const struct stage_item *item = dt->stage->exit.item[i];
		bool met = false;

		for (size_t k = 0; k < n; k++)
			met |= !strcmp(item->key, keys[k]);
		dt->criteria_met += met;
		if (!met && !dt->first_open)
			dt->first_open = item->text;
		if (dt->criteria < BOARD_CRITERIA) {
			dt->met[dt->criteria] = met;
			dt->criterion[dt->criteria++] = item->text;
		}
	}
	return 0;
}

static void take_clock(struct store *s, const struct clock *k, struct board_detail *dt)
{
	const struct clock_rule *rule = clock_rule_id(s->clocks, k->kind);
	struct buf b = { 0 };

	if (!rule || !rule->enabled || k->void_reason || dt->clocks == BOARD_CLOCKS)
		return;
	dt->clock[dt->clocks].title = rule->title;
	dt->clock[dt->clocks].ink = card_clock(s, k, s->now(s), &b);
	dt->clock[dt->clocks++].words = buf_take(&b);
}

/* What is still open first, the earliest due before the others: it is what to do. */
static int by_urgency(const void *a, const void *b)
{
	const struct clock *x = a, *y = b;
	bool open_x = x->met_at == NO_MOMENT, open_y = y->met_at == NO_MOMENT;

	if (open_x != open_y)
		return open_x ? -1 : 1;
	return x->due_at < y->due_at ? -1 : x->due_at > y->due_at;
}

static int read_clocks(struct store *s, const struct card *c, struct board_detail *dt, struct err *err)
{
	struct clock list[32];
	size_t n = 0;

	if (clocks_of(s, c->id, list, 32, &n, err))
		return -1;
	if (n)
		qsort(list, n, sizeof *list, by_urgency);
	for (size_t i = 0; i < n; i++)
		if (list[i].start_at != NO_MOMENT)
			take_clock(s, &list[i], dt);
	return 0;
}

struct lately {
	struct store *s;
	struct board_detail *dt;
	int64_t group;
	const char *company;
};

static int take_lately(void *arg, const struct history_row *row)
{
	struct lately *l = arg;
	struct board_detail *dt = l->dt;
	struct buf text = { 0 };

	if (dt->n_lately == BOARD_LATELY)
		return 1;
	if (row->group == l->group)
		return 0;
	l->group = row->group;
	dt->lately[dt->n_lately].day = calendar_day(l->s->calendar, row->at_ms);
	buf_printf(&text, "%s%s", history_turned(row->group_kind), deal_short_title(row->title, l->company));
	dt->lately[dt->n_lately++].text = buf_take(&text);
	return 0;
}

static int read_history(struct store *s, const struct card *c, struct board_detail *dt, struct err *err)
{
	struct lately l = { s, dt, 0, c->company };

	return history_each(s, SUBJECT_DEAL, c->id, 200, take_lately, &l, err);
}

static const struct stage *next_stage(const struct store *s, const struct stage *of)
{
	return stage_at(s->stages, (size_t)stage_position(s->stages, of->id) + 1);
}

static void write_open_line(struct store *s, const struct card *c, const struct board_detail *dt, struct buf *b)
{
	const struct stage *next = next_stage(s, dt->stage);

	if (c->max_days)
		buf_printf(b, "day %d of %d", c->days, c->max_days);
	else
		buf_printf(b, "day %d", c->days);
	if (!dt->criteria || !next)
		return;
	if (dt->first_open)
		buf_printf(b, " · before %s: □ %s", next->short_title, dt->first_open);
	else
		buf_printf(b, " · all exit criteria met: L moves it on to %s", next->short_title);
}

/* A lost deal has its reason among its fields, one that waits has it with what stopped it. */
static int read_why(struct store *s, const struct card *c, const struct deal *d, struct board_detail *dt, struct err *err)
{
	struct buf b = { 0 };
	int rc = 0;

	if (c->stage == STAGE_LOST)
		buf_puts(&b, d->reason ? dict_title(s, d->reason) : "");
	else if (c->outcome == OUTCOME_STALLED || c->outcome == OUTCOME_DELAYED)
		rc = event_reason(s, c->id, c->outcome == OUTCOME_STALLED ? EV_STALLED : EV_DELAYED, &b, err);
	if (b.len)
		dt->why = buf_take(&b);
	buf_done(&b);
	return rc;
}

/* The card has room for the figure alone, the line for what it means. */
static void put_late_or_left(const struct clock *k, int64_t now, struct buf *b)
{
	switch (clock_state(k, now)) {
	case CLOCK_RUNNING:
	case CLOCK_SOON:
		buf_puts(b, " left");
		break;
	case CLOCK_LATE:
		buf_puts(b, " late");
		break;
	case CLOCK_WAITING:
	case CLOCK_MET:
	case CLOCK_MET_LATE:
	case CLOCK_VOID:
	case CLOCK_OVERRIDDEN:
		break;
	}
}

static void write_line(struct store *s, const struct card *c, struct board_detail *dt)
{
	struct buf b = { 0 };

	if (c->has_clock) {
		const struct clock_rule *rule = clock_rule_id(s->clocks, c->clock.kind);

		buf_printf(&b, "%s: ", rule ? rule->title : "clock");
		card_clock(s, &c->clock, s->now(s), &b);
		put_late_or_left(&c->clock, s->now(s), &b);
	} else if (stage_is_closed((int)c->stage) || c->outcome != OUTCOME_NONE) {
		card_state(s, c, s->now(s), CARD_MAX_COLS, &b);
	} else {
		write_open_line(s, c, dt, &b);
	}
	if (dt->why)
		buf_printf(&b, " · %s", dt->why);
	dt->line = buf_take(&b);
}

static void write_next(struct store *s, const struct deal *d, struct board_detail *dt)
{
	int64_t today = calendar_day(s->calendar, s->now(s));
	int64_t day = d->follow_up_day != NO_DAY ? d->follow_up_day : d->expected_day;
	struct buf b = { 0 };

	if (d->next_step && *d->next_step)
		dt->next_step = xstrdup(d->next_step);
	if (day == NO_DAY)
		return;
	buf_puts(&b, day < today ? "! " : day <= today + 1 ? "~ " : "");
	buf_puts(&b, d->follow_up_day != NO_DAY ? "follow up " : "expected to close ");
	calendar_format_day(day, today, &b);
	if (d->owner)
		buf_printf(&b, " · %s", member_login(s, d->owner));
	dt->next_when = buf_take(&b);
}

static int read_near(struct screen *s, struct board_detail *dt, struct err *err)
{
	const struct board *b = board_of(s);
	int quarter, r = 0;

	if (!b->columns || !stage_is_closed((int)b->column[b->cur].stage->id) || *b->filter.text)
		return 0;
	r = board_quarter_near(s->view->store, &b->filter, false, &quarter, err);
	dt->near = r == 1 ? quarter : 0;
	return r < 0 ? -1 : 0;
}

int board_detail_load(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);
	struct store *store = s->view->store;
	struct board_detail *dt = &b->detail;
	const struct card *c = board_card(b);
	struct buf label = { 0 };
	struct deal d;
	int r;

	b->detail_at_ms = -1;
	b->ruled = b->cur;
	board_detail_done(dt);
	if (!c)
		return read_near(s, dt, err);
	r = deal_get(store, c->id, &d, err);
	if (r < 1)
		return r;
	dt->deal = c->id;
	dt->stage = stage_get(store->stages, (int)c->stage);
	deal_label(&d, &label);
	dt->label = buf_take(&label);
	r = read_criteria(store, c, dt, err);
	if (!r && b->place.detail_rows > 1)
		r = read_history(store, c, dt, err) || (stage_is_closed((int)c->stage) && read_clocks(store, c, dt, err)) ? -1 : 0;
	if (!r)
		r = read_why(store, c, &d, dt, err);
	write_line(store, c, dt);
	write_next(store, &d, dt);
	deal_done(&d);
	return r;
}

/* ---- drawing ---- */

static const struct card *detail_card(const struct board *b)
{
	for (size_t i = 0; i < b->columns; i++)
		for (size_t k = 0; k < b->column[i].n; k++)
			if (b->column[i].card[k].id == b->detail.deal)
				return &b->column[i].card[k];
	return NULL;
}

static void draw_line(struct screen *s, struct draw *d, const struct board_detail *dt)
{
	int y = board_of(s)->place.detail_y, x = s->area.x + 1, cols = s->area.cols - 2;
	int used = draw_text(d, y, x, cols * 2 / 3, STYLE_STRONG, dt->label);

	draw_text(d, y, x + used + 1, cols - used - 1, STYLE_MUTED, dt->line);
}

static void draw_title(struct screen *s, struct draw *d, int y, const struct board_detail *dt, const struct card *c)
{
	struct store *store = s->view->store;
	int x = s->area.x + 1, cols = s->area.cols - 2, used;
	struct buf b = { 0 };

	used = draw_text(d, y, x, cols / 2, STYLE_STRONG, dt->label) + 3;
	buf_printf(&b, "%s, ", dt->stage->title);
	if (stage_is_closed(dt->stage->id) || c->outcome != OUTCOME_NONE)
		card_state(store, c, store->now(store), CARD_MAX_COLS, &b);
	else
		buf_printf(&b, c->max_days ? "day %d of %d" : "day %d", c->days, c->max_days);
	buf_puts(&b, "   ·   ");
	card_amount(store, c, &b);
	if (c->owner)
		buf_printf(&b, "   ·   owner %s", member_login(store, c->owner));
	buf_printf(&b, "   ·   D-%lld", (long long)c->id);
	draw_text(d, y, x + used, cols - used, STYLE_MUTED, buf_str(&b));
	buf_done(&b);
}

static void draw_criteria(struct draw *d, struct area a, const struct board_detail *dt)
{
	bool shown = false;

	draw_printf(d, a.y, a.x, a.cols, STYLE_SECTION, "To leave %s", dt->stage->short_title);
	if (!dt->criteria) {
		draw_text(d, a.y + 1, a.x, a.cols, STYLE_MUTED, "nothing is asked for");
		return;
	}
	draw_printf(d, a.y, a.x + a.cols - 10, 10, STYLE_MUTED, "%zu of %zu", dt->criteria_met, dt->stage->exit.n);
	for (size_t i = 0; i < dt->criteria && (int)i < a.rows - 1; i++) {
		bool first = !dt->met[i] && !shown;

		shown |= first;
		draw_text(d, a.y + 1 + (int)i, a.x, 1, dt->met[i] ? STYLE_GOOD : STYLE_SOON, dt->met[i] ? "✓" : "□");
		draw_text(d, a.y + 1 + (int)i, a.x + 2, a.cols - 2, dt->met[i] ? STYLE_MUTED : first ? STYLE_STRONG : STYLE_TEXT,
			  dt->criterion[i]);
	}
}

static void draw_clocks(struct draw *d, struct area a, const struct board_detail *dt)
{
	draw_text(d, a.y, a.x, a.cols, STYLE_SECTION, "Clocks");
	if (!dt->clocks)
		draw_text(d, a.y + 1, a.x, a.cols, STYLE_MUTED, "none runs");
	for (size_t i = 0; i < dt->clocks && (int)i < a.rows - 1; i++) {
		draw_text(d, a.y + 1 + (int)i, a.x, a.cols - 12, STYLE_TEXT, dt->clock[i].title);
		draw_right(d, a.y + 1 + (int)i, a.x + a.cols - 11, 11, dt->clock[i].ink, dt->clock[i].words);
	}
}

static void draw_next(struct screen *s, struct draw *d, struct area a, const struct board_detail *dt, const struct card *c)
{
	const struct stage *next = next_stage(s->view->store, dt->stage);
	int y = a.y;

	draw_text(d, y++, a.x, a.cols, STYLE_SECTION, "Next");
	draw_text(d, y++, a.x, a.cols, dt->next_step ? STYLE_TEXT : STYLE_MUTED, dt->next_step ? dt->next_step : "—");
	if (dt->next_when)
		draw_text(d, y++, a.x, a.cols, *dt->next_when == '!' ? STYLE_LATE : *dt->next_when == '~' ? STYLE_SOON
											    : STYLE_MUTED, dt->next_when);
	if (dt->why) {
		int used = draw_text(d, y, a.x, a.cols, STYLE_MUTED, dt->stage->id == STAGE_LOST ? "lost: " : "waits: ");

		draw_text(d, y, a.x + used, a.cols - used, STYLE_TEXT, dt->why);
	}
	if (stage_is_closed(dt->stage->id) || c->outcome != OUTCOME_NONE || !next)
		return;
	draw_text(d, y, a.x, a.cols, STYLE_MUTED, "then");
	draw_key(d, y, a.x + 5, a.cols - 5, "L", next->title);
}

static void draw_lately(struct screen *s, struct draw *d, struct area a, const struct board_detail *dt)
{
	struct store *store = s->view->store;
	int64_t today = calendar_day(store->calendar, store->now(store));
	struct buf b = { 0 };

	draw_text(d, a.y, a.x, a.cols, STYLE_SECTION, "Lately");
	if (!dt->n_lately)
		draw_text(d, a.y + 1, a.x, a.cols, STYLE_MUTED, "nothing written yet");
	for (size_t i = 0; i < dt->n_lately && (int)i < a.rows - 1; i++) {
		buf_clear(&b);
		calendar_format_day(dt->lately[i].day, today, &b);
		draw_text(d, a.y + 1 + (int)i, a.x, 10, STYLE_MUTED, buf_str(&b));
		draw_text(d, a.y + 1 + (int)i, a.x + (int)b.len + 2, a.cols - (int)b.len - 2, STYLE_TEXT, dt->lately[i].text);
	}
	buf_done(&b);
}

/* Under a column without a card: why there is none, and the key that shows what there is. */
static void draw_none(struct screen *s, struct draw *d, int y)
{
	struct board *b = board_of(s);
	const struct board_column *c = b->columns ? board_column(b) : NULL;
	int x = s->area.x + 1, cols = s->area.cols - 2, used;
	struct buf words = { 0 };

	if (!c || c->n)
		return;
	if (c->total.folded && !b->unfolded) {
		buf_printf(&words, "%s: %lld stalled or delayed, folded away  ", c->stage->title, (long long)c->total.folded);
		used = draw_text(d, y, x, cols, STYLE_MUTED, buf_str(&words));
		draw_key(d, y, x + used, cols - used, "z", "shows them");
	} else if (stage_is_closed(c->stage->id)) {
		buf_printf(&words, "%s: none in ", c->stage->title);
		quarter_format(s->view->quarter, &words);
		buf_puts(&words, "  ");
		used = draw_text(d, y, x, cols, STYLE_MUTED, buf_str(&words));
		buf_clear(&words);
		if (b->detail.near)
			quarter_format(b->detail.near, &words);
		if (words.len)
			draw_key(d, y, x + used, cols - used, "[", buf_str(&words));
	} else {
		buf_printf(&words, "%s: no deal%s", c->stage->title, board_filtered(b) ? " that matches" : "");
		draw_text(d, y, x, cols, STYLE_MUTED, buf_str(&words));
	}
	buf_done(&words);
}

void board_detail_draw(struct screen *s, struct draw *d)
{
	struct board *b = board_of(s);
	const struct board_detail *dt = &b->detail;
	const struct card *c = detail_card(b);
	int y = b->place.detail_y, x = s->area.x + 1, part = (s->area.cols - 4) / 3;
	struct area a = { y + 3, x, b->place.detail_rows - 3, part - 2 };

	if (b->place.detail_rows > 1)
		draw_rule(d, y, x, s->area.cols - 2);
	if (!dt->deal || !c || !dt->stage) {
		draw_none(s, d, b->place.detail_rows > 1 ? y + 1 : y);
		return;
	}
	if (b->place.detail_rows == 1) {
		draw_line(s, d, dt);
		return;
	}
	draw_title(s, d, y + 1, dt, c);
	if (stage_is_closed((int)c->stage))
		draw_clocks(d, a, dt);
	else
		draw_criteria(d, a, dt);
	a.x += part + 2;
	draw_next(s, d, a, dt, c);
	a.x += part;
	a.cols = s->area.x + s->area.cols - 1 - a.x;
	draw_lately(s, d, a, dt);
}
