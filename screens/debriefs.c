/* The list of debriefs, the one due first on top, with the time left. Enter opens one. */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/event.h"
#include "model/member.h"
#include "screens/empty.h"
#include "screens/registry.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
	int64_t deal;
	char *company;
	char csm[64], ae[64], due[64], kickoff[24], state[48];
	int answered;
	enum style due_ink;
	bool late, soon, complete;
};
struct debriefs_state {
	struct list list;
	struct line *lines;
	bool finished;          /* shows those that are complete too */
	int64_t next_change;    /* told clock */
	size_t of;              /* questions */
	size_t late;
	char next[200];         /* for the empty screen */
};

static struct debriefs_state *state_of(const struct screen *s)
{
	return s->state;
}

static void forget(struct debriefs_state *b)
{
	for (size_t i = 0; i < b->list.count; i++)
		free(b->lines[i].company);
	free(b->lines);
	b->lines = NULL;
	b->list.count = 0;
}

/* ---- loading ---- */

struct filling {
	struct screen *s;
	size_t n;
};

static void take_state(struct store *st, struct line *l, const struct debrief_row *row)
{
	struct buf day = { 0 };

	l->complete = row->state == FORM_COMPLETE;
	if (l->complete) {
		calendar_format_day(calendar_day(st->calendar, row->completed_at), calendar_day(st->calendar, st->now(st)),
				    &day);
		snprintf(l->state, sizeof l->state, "complete %s", buf_str(&day));
	} else {
		snprintf(l->state, sizeof l->state, "%s", row->state == FORM_LIVE ? "begun" : "to be held");
	}
	buf_done(&day);
}

static int one(void *arg, const struct debrief_row *row)
{
	struct filling *f = arg;
	struct debriefs_state *b = state_of(f->s);
	struct store *st = f->s->view->store;
	struct line *l;
	struct buf day = { 0 };

	b->lines = xrealloc(b->lines, (f->n + 1) * sizeof *b->lines);
	l = &b->lines[f->n++];
	*l = (struct line){ .deal = row->deal, .company = xstrdup(row->company), .answered = row->answered };
	snprintf(l->csm, sizeof l->csm, "%s", member_login(st, row->csm));
	snprintf(l->ae, sizeof l->ae, "%s", member_login(st, row->owner));
	if (row->kickoff_day != NO_DAY)
		calendar_format_day(row->kickoff_day, calendar_day(st->calendar, st->now(st)), &day);
	snprintf(l->kickoff, sizeof l->kickoff, "%s", buf_str(&day));
	buf_done(&day);
	take_state(st, l, row);
	return 0;
}

/* "!2 bd late", "~1 bd left": from the clock of the deal. */
static int take_clock(struct screen *s, struct line *l, struct err *err)
{
	struct debriefs_state *b = state_of(s);
	struct store *st = s->view->store;
	const struct clock_rule *rule = clock_rule_find(st->clocks, "debrief");
	struct clock clocks[64];
	struct buf out = { 0 };
	size_t n = 0;
	int64_t now = st->now(st);

	l->due_ink = STYLE_TEXT;
	if (!rule || clocks_of(st, l->deal, clocks, 64, &n, err))
		return rule ? -1 : 0;
	for (size_t i = 0; i < n; i++) {
		enum clock_state state = clock_state(&clocks[i], now);
		int64_t change = clock_next_change(&clocks[i], st->calendar, now);

		if (clocks[i].kind != rule->id)
			continue;
		clock_words(&clocks[i], rule, st->calendar, now, &out);
		l->late = state == CLOCK_LATE;
		l->soon = state == CLOCK_SOON;
		l->due_ink = l->late ? STYLE_LATE : l->soon ? STYLE_SOON : STYLE_TEXT;
		if (change != NO_MOMENT && (b->next_change == NO_MOMENT || change < b->next_change))
			b->next_change = change;
	}
	snprintf(l->due, sizeof l->due, "%s", buf_str(&out));
	b->late += l->late;
	buf_done(&out);
	return 0;
}

static int load(struct screen *s, struct err *err)
{
	struct debriefs_state *b = state_of(s);
	struct filling f = { s, 0 };
	int64_t here = b->list.at < b->list.count ? b->lines[b->list.at].deal : 0;
	size_t rows = s->area.rows > 6 ? (size_t)s->area.rows - 5 : 1;
	int rc;

	forget(b);
	b->late = 0;
	b->next_change = NO_MOMENT;
	b->of = questions_count(s->view->store->questions);
	rc = debrief_each(s->view->store, !b->finished, one, &f, err);
	for (size_t i = 0; !rc && i < f.n; i++) {
		rc = take_clock(s, &b->lines[i], err);
		if (b->lines[i].deal == here)
			b->list.at = i;
	}
	list_fit(&b->list, f.n, rows);
	return rc;
}

static void done(struct screen *s)
{
	forget(state_of(s));
}

static void resize(struct screen *s)
{
	struct debriefs_state *b = state_of(s);

	list_fit(&b->list, b->list.count, s->area.rows > 6 ? (size_t)s->area.rows - 5 : 1);
}

/* ---- painting ---- */

static const struct empty_offer offers[] = {
	{ "1", "board", NULL }, { "2", "handoffs", NULL }, { "o", "finished ones", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"No debriefs to run.", "A deal that moves to Won appears here; its debrief is due in five business days.", offers,
};

static const char what_it_is[] =
	"The debrief is a talk of CSM and AE about this account before its kickoff. The handoff meeting hands over the"
	" process; win-loss interviews compare many deals.";

struct columns {
	int company, people, due, answers, kickoff, state;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 3, 36, 58, 72, 84, 98 };
	return (struct columns){ 3, 27, 44, 56, 0, 65 };
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, c.company, 20, STYLE_COLUMN_HEAD, "Company");
	draw_text(d, y, c.people, 16, STYLE_COLUMN_HEAD, "CSM + AE");
	draw_text(d, y, c.due, 12, STYLE_COLUMN_HEAD, "Due");
	draw_text(d, y, c.answers, 10, STYLE_COLUMN_HEAD, "Answers");
	if (c.kickoff)
		draw_text(d, y, c.kickoff, 12, STYLE_COLUMN_HEAD, "Kickoff");
	draw_text(d, y, c.state, cols - c.state - 1, STYLE_COLUMN_HEAD, "State");
}

static void draw_line(struct draw *d, int y, struct columns c, int cols, const struct line *l, bool here, size_t of)
{
	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (l->late || l->soon || l->complete)
		draw_sign(d, y, 2, l->complete ? STYLE_GOOD : l->due_ink,
			  l->complete ? SIGN_DONE : l->late ? SIGN_LATE : SIGN_SOON);
	draw_text(d, y, c.company + 1, c.people - c.company - 2, here ? STYLE_HERE : STYLE_TEXT, l->company);
	draw_printf(d, y, c.people, c.due - c.people - 1, STYLE_MUTED, "%s + %s", l->csm[0] ? l->csm : "—",
		    l->ae[0] ? l->ae : "—");
	draw_text(d, y, c.due, c.answers - c.due - 1, l->due_ink, l->due[0] ? l->due : "—");
	draw_printf(d, y, c.answers, 8, STYLE_TEXT, "%d of %zu", l->answered, of);
	if (c.kickoff)
		draw_text(d, y, c.kickoff, c.state - c.kickoff - 1, STYLE_TEXT, l->kickoff[0] ? l->kickoff : "—");
	draw_text(d, y, c.state, cols - c.state - 1, STYLE_MUTED, l->state);
}

static void draw_title(const struct screen *s, struct draw *d, int y)
{
	const struct debriefs_state *b = state_of(s);
	int x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, b->finished ? "All debriefs" : "Debriefs due") + 1;
	x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu", b->list.count) + 2;
	if (b->late)
		draw_printf(d, y, x, 16, STYLE_LATE, "!%zu late", b->late);
	draw_right(d, y, s->area.cols - 41, 40, STYLE_MUTED, "due ≤5 bd, before the kickoff's day");
}

static void draw(struct screen *s, struct draw *d)
{
	const struct debriefs_state *b = state_of(s);
	struct columns c = place(s->area.cols);
	int y = s->area.y + (s->area.rows >= 28);

	if (!b->list.count) {
		empty_draw(d, s->area, &nothing);
		return;
	}
	draw_title(s, d, y);
	draw_heads(d, y + 2, c, s->area.cols);
	y += 3;
	for (size_t i = b->list.top; i < b->list.count && i < b->list.top + b->list.rows; i++)
		draw_line(d, y++, c, s->area.cols, &b->lines[i], i == b->list.at, b->of);
	if (b->list.count + 8 < (size_t)s->area.rows)
		draw_prose(d, (struct area){ s->area.y + s->area.rows - 3, 4, 3, s->area.cols - 6 }, STYLE_MUTED, what_it_is, 0);
	if (list_below(&b->list))
		draw_printf(d, y, c.company + 1, 20, STYLE_MUTED, "↓ %zu more", list_below(&b->list));
}

/* ---- keys ---- */

static struct act open_one(struct screen *s, int key)
{
	struct debriefs_state *b = state_of(s);

	(void)key;
	return act_push(&debrief_screen, &b->lines[b->list.at].deal);
}

static const char *none_here(const struct screen *s)
{
	return state_of(s)->list.count ? NULL : "there is no debrief to open; a deal that moves to Won brings one";
}

static void object(const struct screen *s, struct buf *out)
{
	const struct debriefs_state *b = state_of(s);

	if (b->list.count)
		buf_puts(out, b->lines[b->list.at].company);
}

static struct act show_finished(struct screen *s, int key)
{
	struct debriefs_state *b = state_of(s);
	struct err err = { 0 };

	(void)key;
	b->finished = !b->finished;
	return load(s, &err) ? act_error(&err) : ACT(HANDLED);
}

static struct act move(struct screen *s, int key)
{
	return list_key(&state_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct debriefs_state *b = state_of(s);
	int first = s->area.y + (s->area.rows >= 28) + 3;
	size_t at;

	if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN) {
		list_scroll(&b->list, m->kind == MOUSE_WHEEL_UP ? -3 : 3);
		return ACT(HANDLED);
	}
	if (m->kind != MOUSE_PRESS || m->y < first)
		return ACT(STAY);
	at = b->list.top + (size_t)(m->y - first);
	if (at >= b->list.count)
		return ACT(STAY);
	if (at == b->list.at)
		return open_one(s, K_ENTER);
	list_go(&b->list, at);
	return ACT(HANDLED);
}

static int64_t wait_ms(const struct screen *s)
{
	const struct debriefs_state *b = state_of(s);
	int64_t now;

	if (b->next_change == NO_MOMENT)
		return -1;
	now = s->view->store->now(s->view->store);
	return b->next_change > now ? b->next_change - now : 0;
}

static struct act tick(struct screen *s)
{
	struct err err = { 0 };

	return load(s, &err) ? act_error(&err) : ACT(HANDLED);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the debrief",
	  .group = "Debrief", .footer = 1, .run = open_one, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'o', .command = "finished", .label = "finished too",
	  .title = "Show finished debriefs too", .group = "See", .footer = 2, .run = show_finished },
	{ .levels = AT_LIST, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "down", .group = "Move", .run = move },
	{ .levels = AT_LIST, .key = 'k', .key2 = K_UP, .command = "up", .label = "up", .group = "Move", .run = move },
	{ .levels = AT_LIST, .key = 'g', .key2 = K_HOME, .command = "first", .label = "first", .group = "Move", .run = move },
	{ .levels = AT_LIST, .key = 'G', .key2 = K_END, .command = "last", .label = "last", .group = "Move", .run = move },
	{ .levels = AT_LIST, .key = K_PGDN, .command = "page-down", .label = "page down", .group = "Move", .run = move },
	{ .levels = AT_LIST, .key = K_PGUP, .command = "page-up", .label = "page up", .group = "Move", .run = move },
	{ .command = NULL },
};

const struct screen_type debriefs_screen = {
	.name = "debriefs",
	.title = "Debriefs",
	.tab = 3,
	.level = LEVEL_LIST,
	.size = sizeof(struct debriefs_state),
	.bindings = bindings,
	.done = done,
	.load = load,
	.draw = draw,
	.mouse = mouse,
	.resize = resize,
	.wait_ms = wait_ms,
	.tick = tick,
};
