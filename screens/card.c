#include "screens/card.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

enum age { AGE_FRESH, AGE_SOON, AGE_STALE };

/* Stale past the longest days of the stage; soon from four fifths of them. */
static enum age card_age(const struct card *c)
{
	if (!c->max_days || c->outcome != OUTCOME_NONE)
		return AGE_FRESH;
	if (c->days > c->max_days)
		return AGE_STALE;
	return c->days * 5 > c->max_days * 4 ? AGE_SOON : AGE_FRESH;
}

static enum style clock_ink(const struct clock *k, int64_t now, const char **sign)
{
	*sign = "";
	switch (clock_state(k, now)) {
	case CLOCK_LATE:
		*sign = "!";
		return STYLE_LATE;
	case CLOCK_SOON:
		*sign = "~";
		return STYLE_SOON;
	case CLOCK_MET:
	case CLOCK_MET_LATE:
	case CLOCK_OVERRIDDEN:
		*sign = "✓ ";
		return STYLE_GOOD;
	case CLOCK_WAITING:
	case CLOCK_RUNNING:
	case CLOCK_VOID:
		break;
	}
	return STYLE_MUTED;
}

enum style card_edge(struct store *s, const struct card *c, int64_t now)
{
	const char *sign;
	enum style ink;

	(void)s;
	if (stage_is_closed((int)c->stage)) {
		if (c->all_met)
			return STYLE_GOOD;
		ink = c->has_clock ? clock_ink(&c->clock, now, &sign) : STYLE_EDGE;
		return ink == STYLE_LATE ? STYLE_LATE_EDGE : ink == STYLE_SOON ? STYLE_SOON_EDGE : STYLE_EDGE;
	}
	switch (card_age(c)) {
	case AGE_SOON: return STYLE_SOON_EDGE;
	case AGE_STALE: return STYLE_LATE_EDGE;
	case AGE_FRESH: break;
	}
	return STYLE_EDGE;
}

enum style card_clock(struct store *s, const struct clock *k, int64_t now, struct buf *out)
{
	const struct clock_rule *rule = clock_rule_id(s->clocks, k->kind);
	const char *sign;
	enum style ink = clock_ink(k, now, &sign);

	buf_puts(out, sign);
	if (rule)
		clock_words(k, rule, s->calendar, now, out);
	return ink;
}

/* Columns inside a card of that width. */
static int inside(int cols)
{
	return cols - 2;
}

/* The name of the clock gives way to what it says. */
static enum style clock_state_words(struct store *s, const struct card *c, int64_t now, int cols, struct buf *out)
{
	const struct clock_rule *rule = clock_rule_id(s->clocks, c->clock.kind);
	const char *label = rule ? rule->label : "clock", *sign;
	enum style ink = clock_ink(&c->clock, now, &sign);
	struct buf words = { 0 };
	int room;

	if (rule)
		clock_words(&c->clock, rule, s->calendar, now, &words);
	room = inside(cols) - (int)strlen(sign) - 1 - text_width(buf_str(&words), words.len);
	if (room >= (int)strlen(label))
		buf_printf(out, "%s%s %s", sign, label, buf_str(&words));
	else if (room > 2)
		buf_printf(out, "%s%.*s… %s", sign, room - 1, label, buf_str(&words));
	else
		buf_printf(out, "%s%s", sign, buf_str(&words));
	buf_done(&words);
	return ink;
}

/* "delayed → 02-01", "delayed 02-01" or "→ 02-01", as it fits: a date is never cut. */
static void put_day(struct store *s, const char *word, const char *arrow, int64_t day, int64_t now, int cols,
		    struct buf *out)
{
	struct buf b = { 0 };
	int room;

	calendar_format_day(day, calendar_day(s->calendar, now), &b);
	room = inside(cols) - (int)b.len - (int)strlen(word) - 1;
	if (room >= 0)
		buf_printf(out, "%s ", word);
	if (*arrow && (room >= 2 || room < 0))
		buf_printf(out, "%s ", arrow);
	buf_puts(out, buf_str(&b));
	buf_done(&b);
}

static enum style closed_state(struct store *s, const struct card *c, int64_t now, int cols, struct buf *out)
{
	if (c->has_clock)
		return clock_state_words(s, c, now, cols, out);
	if (c->all_met) {
		buf_puts(out, c->stage == STAGE_WON ? "✓ on time" : c->refused ? "interview refused" : "✓ interviewed");
		return c->refused ? STYLE_MUTED : STYLE_GOOD;
	}
	put_day(s, "closed", "", calendar_day(s->calendar, c->sort_at), now, cols, out);
	return STYLE_MUTED;
}

static enum style open_state(const struct card *c, int cols, struct buf *out)
{
	enum age age = card_age(c);
	const char *sign = age == AGE_STALE ? "!" : age == AGE_SOON ? "~" : "";

	if (cols >= 20 && c->max_days)
		buf_printf(out, "%sday %d of %d", sign, c->days, c->max_days);
	else
		buf_printf(out, "%s%dd", sign, c->days);
	return age == AGE_STALE ? STYLE_LATE : age == AGE_SOON ? STYLE_SOON : STYLE_MUTED;
}

enum style card_state(struct store *s, const struct card *c, int64_t now, int cols, struct buf *out)
{
	if (stage_is_closed((int)c->stage))
		return closed_state(s, c, now, cols, out);
	if (c->outcome == OUTCOME_NONE)
		return open_state(c, cols, out);
	if (c->follow_up_day == NO_DAY)
		buf_puts(out, outcome_key((enum outcome)c->outcome));
	else
		put_day(s, outcome_key((enum outcome)c->outcome), "→", c->follow_up_day, now, cols, out);
	return STYLE_MUTED;
}

void card_amount(struct store *s, const struct card *c, struct buf *out)
{
	const char *iso = dict_title(s, c->currency);

	if (c->amount_minor == NO_AMOUNT)
		buf_puts(out, "—");
	else
		amount_format_board(c->amount_minor, *iso ? iso : "USD", out);
}

/* Who answers for it now: the owner, after a win customer success; a lost deal says why. */
static const char *card_who(struct store *s, const struct card *c)
{
	if (c->stage == STAGE_LOST)
		return c->reason ? dict_title(s, c->reason) : "—";
	if (c->stage == STAGE_WON)
		return c->csm ? member_login(s, c->csm) : "—";
	return c->owner ? member_login(s, c->owner) : "—";
}

/* "Ent.", or the whole of a short one. */
static void draw_segment(struct draw *d, int y, int x, const char *title)
{
	size_t len = strlen(title), fits = text_fit(title, len, 3, NULL);
	struct buf b = { 0 };

	buf_add(&b, title, fits);
	if (fits < len)
		buf_putc(&b, '.');
	draw_right(d, y, x, 4, STYLE_MUTED, buf_str(&b));
	buf_done(&b);
}

static void draw_second(struct draw *d, int y, int x, int cols, struct store *s, const struct card *c)
{
	struct buf amount = { 0 };
	const char *who = card_who(s, c);
	int used, who_cols = text_visible_width(who, strlen(who));

	card_amount(s, c, &amount);
	used = draw_text(d, y, x, cols, c->amount_minor == NO_AMOUNT ? STYLE_MUTED : STYLE_TEXT, buf_str(&amount));
	if (c->stage == STAGE_LOST && who_cols > cols - used - 1)
		who_cols = cols - used - 1 > 4 ? cols - used - 1 : who_cols;
	if (used + 1 + who_cols <= cols)
		draw_right(d, y, x + cols - who_cols, who_cols, STYLE_MUTED, who);
	if (cols >= CARD_MAX_COLS - 2 && c->segment && used + who_cols + 6 <= cols)
		draw_segment(d, y, x + cols - who_cols - 5, dict_title(s, c->segment));
	buf_done(&amount);
}

static void draw_criteria(struct draw *d, int y, int x, int cols, const struct card *c)
{
	struct buf b = { 0 };

	if (!c->criteria)
		return;
	if (cols < 11 || c->criteria > 6) {
		buf_printf(&b, "%d/%d", c->criteria_met, c->criteria);
		draw_right(d, y, x, cols, STYLE_MUTED, buf_str(&b));
	} else {
		for (int i = 0; i < c->criteria; i++)
			buf_puts(&b, i < c->criteria_met ? "■" : "□");
		draw_right(d, y, x, cols, STYLE_TEXT, buf_str(&b));
	}
	buf_done(&b);
}

static void draw_third(struct draw *d, int y, int x, int cols, struct store *s, const struct card *c, int64_t now)
{
	struct buf b = { 0 };
	enum style ink = card_state(s, c, now, cols + 2, &b);

	draw_text(d, y, x, cols, ink, buf_str(&b));
	if (!stage_is_closed((int)c->stage) && c->outcome == OUTCOME_NONE)
		draw_criteria(d, y, x, cols, c);
	buf_done(&b);
}

void card_draw(struct draw *d, int y, int x, int cols, struct store *s, const struct card *c, int64_t now, bool here)
{
	enum style before;

	draw_fill(d, (struct area){ y, x, CARD_ROWS, cols }, STYLE_CARD);
	before = draw_surface(d, STYLE_CARD);
	draw_edge(d, y, x, CARD_ROWS, card_edge(s, c, now));
	if (here)
		draw_padded(d, y, x + 1, cols - 2, STYLE_HERE, c->company);
	else
		draw_text(d, y, x + 1, cols - 2, STYLE_STRONG, c->company);
	draw_second(d, y + 1, x + 1, cols - 2, s, c);
	draw_third(d, y + 2, x + 1, cols - 2, s, c, now);
	draw_surface(d, before);
}
