/* Painting the queue of handoffs, and where its parts stand. */
#include "screens/handoffs.h"

#include "model/access.h"
#include "model/away.h"
#include "model/calendar.h"
#include "model/member.h"
#include "screens/empty.h"

#include <stdio.h>
#include <string.h>

enum { TALL_ROWS = 32, WIDE_COLS = 110, DETAIL_ROWS = 12, LEAST_ROWS = 18 };

static const struct empty nothing, no_match, not_yours, all_put_off;

static const enum handoff_part wide_parts[], narrow_parts[], without_ack[];

/* A column of the list; part HANDOFF_PARTS: of the deal itself. */
struct columns {
	int won, won_cols, csm; /* csm 0: not shown */
	const enum handoff_part *part;
	int x[HANDOFF_PARTS + 1]; /* of part[i]; then where the last one ends */
	size_t n;
};

/* Four columns fit: the SOW stands where nothing is to be acknowledged. */
static const enum handoff_part *four(const struct store *s)
{
	const struct clock_rule *ack = clock_rule_id(s->clocks, CLOCK_ACK);

	return ack && ack->enabled ? narrow_parts : without_ack;
}

static struct columns place(const struct store *s, int cols)
{
	int more = cols > 120 ? cols - 120 : 0;

	if (cols >= WIDE_COLS)
		return (struct columns){ 22 + more, 12, 36 + more, wide_parts,
					 { 45 + more, 61 + more, 75 + more, 89 + more, 103 + more, cols }, 5 };
	more = cols > 80 ? cols - 80 : 0;
	return (struct columns){ 18 + more, 6, 0, four(s), { 25 + more, 40 + more, 54 + more, 69 + more, cols }, 4 };
}

void handoffs_set_place(struct screen *s)
{
	struct handoffs *h = handoffs_of(s);
	struct handoffs_place *p = &h->place;
	bool tall = s->area.rows >= TALL_ROWS;
	int detail = s->area.rows >= LEAST_ROWS ? DETAIL_ROWS + tall : 0;
	int end = s->area.y + s->area.rows;

	p->tall = tall;
	p->title_y = s->area.y + tall;
	p->heads_y = p->title_y + 1 + tall;
	p->rows_y = p->heads_y + 2;
	p->detail_y = detail ? end - detail : 0;
	p->filter_y = (detail ? p->detail_y : end) - 1;
	p->slots = p->filter_y - p->rows_y;
	if (p->slots < 1)
		p->slots = 1;
	/* The detail stands close under a short list. */
	if (detail && h->n && !h->more_after && h->n < (size_t)p->slots && !h->more_before) {
		p->detail_y = p->rows_y + (int)h->n + 1;
		p->filter_y = p->detail_y - 1;
	}
}

enum style handoffs_ink(enum clock_state state)
{
	switch (state) {
	case CLOCK_LATE: return STYLE_LATE;
	case CLOCK_SOON: return STYLE_SOON;
	case CLOCK_MET:
	case CLOCK_OVERRIDDEN: return STYLE_GOOD;
	case CLOCK_RUNNING:
	case CLOCK_WAITING:
	case CLOCK_MET_LATE:
	case CLOCK_VOID: break;
	}
	return STYLE_MUTED;
}

/* ---- the head ---- */

static void draw_title(struct screen *s, struct draw *d, int cols)
{
	const struct handoffs *h = handoffs_of(s);
	struct buf since = { 0 };
	const char *more = h->count.at_least ? "+" : "";
	int y = h->place.title_y, x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, h->filter.put_off == PUT_OFF_ALONE ? "Put off" : "Open handoffs") + 2;
	x += draw_printf(d, y, x, cols - x, STYLE_MUTED, "%lld%s open", (long long)h->count.open, more);
	if (h->count.late) {
		x += draw_text(d, y, x, cols - x, STYLE_MUTED, " · ");
		x += draw_printf(d, y, x, cols - x, STYLE_LATE, "!%lld%s late", (long long)h->count.late,
				 h->count.late == h->count.open ? more : "");
	}
	if (h->count.today) {
		x += draw_text(d, y, x, cols - x, STYLE_MUTED, " · ");
		x += draw_printf(d, y, x, cols - x, STYLE_SOON, "~%lld due today", (long long)h->count.today);
	}
	if (h->count.put_off) {
		x += draw_printf(d, y, x, cols - x, STYLE_MUTED, " · %lld put off", (long long)h->count.put_off);
		if (h->count.put_off_late)
			x += draw_printf(d, y, x, cols - x, STYLE_LATE, " !%lld", (long long)h->count.put_off_late);
	}
	handoffs_put_since(s, cols >= WIDE_COLS, &since);
	draw_right(d, y, x + 2, cols - x - 3, STYLE_SOON, buf_str(&since));
	buf_done(&since);
}

static void draw_heads(struct screen *s, struct draw *d, struct columns c)
{
	static const char *const titles[HANDOFF_PARTS] = { "Packet", "Ack", "SOW", "Debrief", "Kickoff" };
	int y = handoffs_of(s)->place.heads_y;

	draw_text(d, y, 4, c.won - 5, STYLE_COLUMN_HEAD, "Customer");
	draw_text(d, y, c.won, c.won_cols, STYLE_COLUMN_HEAD, "Won");
	if (c.csm)
		draw_text(d, y, c.csm, 8, STYLE_COLUMN_HEAD, "CSM");
	for (size_t i = 0; i < c.n; i++) {
		struct buf head = { 0 };

		buf_printf(&head, "%s ", titles[c.part[i]]);
		if (c.part[i] != HANDOFF_KICKOFF)
			handoff_limit(s->view->store, c.part[i], &head);
		draw_text(d, y, c.x[i], c.x[i + 1] - c.x[i] - 1, STYLE_COLUMN_HEAD, buf_str(&head));
		buf_done(&head);
	}
	draw_rule(d, y + 1, 1, s->area.cols - 2);
}

/* ---- the rows ---- */

static void draw_won(struct store *s, const struct handoff *h, struct draw *d, int y, struct columns c)
{
	int64_t now = s->now(s);
	struct buf when = { 0 };

	if (h->won_at == NO_MOMENT)
		buf_puts(&when, "—");
	else if (c.csm)
		calendar_format_moment(s->calendar, h->won_at, now, &when);
	else
		calendar_format_day(calendar_day(s->calendar, h->won_at), calendar_day(s->calendar, now), &when);
	draw_text(d, y, c.won, c.won_cols, STYLE_MUTED, buf_str(&when));
	buf_done(&when);
}

/* Who is away is not who to turn to: the deputy stands there, "→max"; the line below the rows has both. */
static void draw_csm(struct store *s, const struct handoff *h, struct draw *d, int y, struct columns c)
{
	int64_t deputy = away_now(s, h->csm);
	int x = c.csm, end = c.x[0] - 1;

	if (deputy)
		x += draw_sign(d, y, x, STYLE_SOON, SIGN_TO);
	draw_text(d, y, x, end - x, deputy ? STYLE_SOON : STYLE_MUTED, h->csm ? member_login(s, deputy ? deputy : h->csm) : "—");
}

static void draw_row(struct store *s, const struct handoff *h, struct draw *d, int y, struct columns c, bool here,
		     bool is_changed)
{
	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (h->state == CLOCK_LATE || h->state == CLOCK_SOON)
		draw_sign(d, y, 2, handoffs_ink(h->state), h->state == CLOCK_LATE ? SIGN_LATE : SIGN_SOON);
	if (is_changed)
		draw_text(d, y, 3, 1, STYLE_SOON, "+");
	draw_text(d, y, 4, c.won - 5, here ? STYLE_HERE : STYLE_STRONG, h->company);
	draw_won(s, h, d, y, c);
	if (c.csm)
		draw_csm(s, h, d, y, c);
	for (size_t i = 0; i < c.n; i++) {
		const struct handoff_cell *cell = &h->cell[c.part[i]];

		draw_text(d, y, c.x[i], c.x[i + 1] - c.x[i] - 1, handoffs_ink(cell->state), cell->words);
	}
}

/* ---- what is narrowed ---- */

static void filter_words(struct store *s, const struct handoffs *h, struct buf *out)
{
	if (h->filter.mine)
		buf_puts(out, "mine");
	if (h->filter.put_off == PUT_OFF_ALONE)
		buf_printf(out, "%sput off", out->len ? " · " : "");
	if (h->filter.csm == HANDOFF_NOBODY)
		buf_printf(out, "%swithout a CSM", out->len ? " · " : "");
	else if (h->filter.csm)
		buf_printf(out, "%sCSM %s", out->len ? " · " : "", member_login(s, h->filter.csm));
	if (out->len)
		buf_puts(out, " · ");
}

/* Below the rows: the text that narrows, how many stand further down. */
static void draw_foot(struct screen *s, struct draw *d)
{
	struct handoffs *h = handoffs_of(s);
	bool typing = s->level == LEVEL_TEXT, line = typing || *line_text(&h->line);
	int y = h->place.filter_y, x = 1, cols = s->area.cols - 2, half = line ? cols / 2 : 0;
	size_t shown = h->top + (size_t)h->place.slots;
	struct buf words = { 0 };

	if (line)
		line_draw(&h->line, d, y, x, half, "/", typing);
	if (handoffs_filtered(h) || typing) {
		filter_words(s->view->store, h, &words);
		buf_printf(&words, "%lld%s open · Esc clears", (long long)handoffs_listed(h), h->count.at_least ? "+" : "");
	} else if (h->count.at_least && (h->more_after || shown < h->n)) {
		buf_puts(&words, "↓ more");
	} else if (handoffs_listed(h) > (int64_t)(h->base + shown)) {
		buf_printf(&words, "↓ %lld more", (long long)(handoffs_listed(h) - (int64_t)(h->base + shown)));
	}
	draw_right(d, y, x + half + line, cols - half - line, STYLE_MUTED, buf_str(&words));
	buf_done(&words);
}

static bool draw_empty(struct screen *s, struct draw *d)
{
	struct handoffs *h = handoffs_of(s);
	bool filtered = handoffs_filtered(h) || s->level == LEVEL_TEXT;

	if (h->n)
		return false;
	if (access_read(s->view->store, CLASS_DEAL) == ACCESS_NO) {
		empty_draw(d, s->area, &not_yours);
		return true;
	}
	if (!filtered && h->count.put_off) {
		empty_draw(d, s->area, &all_put_off);
		draw_title(s, d, s->area.cols);
		return true;
	}
	empty_draw(d, s->area, filtered && h->unfiltered ? &no_match : &nothing);
	if (filtered)
		draw_foot(s, d);
	return true;
}

void handoffs_draw(struct screen *s, struct draw *d)
{
	struct handoffs *h = handoffs_of(s);
	struct columns c;

	if (!s->view->store || draw_empty(s, d))
		return;
	c = place(s->view->store, s->area.cols);
	draw_title(s, d, s->area.cols);
	draw_heads(s, d, c);
	for (size_t i = h->top; i < h->n && i < h->top + (size_t)h->place.slots; i++)
		draw_row(s->view->store, &h->row[i], d, h->place.rows_y + (int)(i - h->top), c, i == h->at,
			 changes_since_find(&h->since, h->row[i].deal) != NULL);
	draw_foot(s, d);
	handoffs_detail_draw(s, d);
}

static const enum handoff_part wide_parts[] = { HANDOFF_PACKET, HANDOFF_ACK, HANDOFF_SOW, HANDOFF_DEBRIEF, HANDOFF_KICKOFF };
static const enum handoff_part without_ack[] = { HANDOFF_PACKET, HANDOFF_SOW, HANDOFF_DEBRIEF, HANDOFF_KICKOFF };
static const enum handoff_part narrow_parts[] = { HANDOFF_PACKET, HANDOFF_ACK, HANDOFF_DEBRIEF, HANDOFF_KICKOFF };

static const struct empty_offer tabs[] = { { "1", "board", NULL }, { "3", "debriefs", NULL }, { NULL, NULL, NULL } };
static const struct empty_offer clear_offers[] = { { "Esc", "clear", NULL }, { NULL, NULL, NULL } };
static const struct empty_offer leave_offer[] = { { "q", "leave", NULL }, { NULL, NULL, NULL } };
static const struct empty nothing = {
	"No open handoffs.",
	"A deal that moves to Won stands here until its packet, acknowledgement, SOW, debrief and kickoff are done.", tabs,
};
static const struct empty_offer put_off_offers[] = { { "z", "show them", NULL }, { "1", "board", NULL }, { NULL, NULL, NULL } };
static const struct empty all_put_off = {
	"Every open handoff is put off.", "Each comes back on its day, or when a clock is breached.", put_off_offers,
};
static const struct empty no_match = { "No open handoff matches.", "Others are open.", clear_offers };
static const struct empty not_yours = {
	"The deals are not for your role.", "It reads the written rollups; an admin changes roles with winloss member set.",
	leave_offer,
};
