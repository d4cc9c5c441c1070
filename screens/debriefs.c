/* The list of debriefs: before the call. The one due first stands on top, today's call has the cursor; the csm books
 * the call, sees what is written ahead and what is to be asked, tells the kickoff. Won deals alone. */
#include "screens/debriefs.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/event.h"
#include "model/item.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/narrow.h"
#include "screens/registry.h"
#include "screens/account.h"
#include "screens/schedule.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct debriefs_state *debriefs_state(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget_here(struct debrief_prepared *p)
{
	for (size_t i = 0; i < p->notes; i++)
		free(p->note[i]);
	*p = (struct debrief_prepared){ 0 };
}

static void forget(struct screen *s)
{
	struct debriefs_state *b = debriefs_state(s);

	for (size_t i = 0; i < b->narrow.list.count; i++)
		free(b->lines[i].company);
	free(b->lines);
	b->lines = NULL;
	forget_here(&b->here);
}

/* ---- loading ---- */

static void day_words(struct store *st, int64_t day, char *to, size_t size)
{
	struct buf b = { 0 };

	calendar_format_day(day, calendar_day(st->calendar, st->now(st)), &b);
	snprintf(to, size, "%s", buf_str(&b));
	buf_done(&b);
}

static void take_state(struct store *st, struct debrief_line *l, const struct debrief_row *row)
{
	char day[24];

	l->complete = row->state == FORM_COMPLETE;
	if (!l->complete) {
		snprintf(l->state, sizeof l->state, "%s", row->state == FORM_LIVE ? "begun" : "to be held");
		return;
	}
	day_words(st, calendar_day(st->calendar, row->completed_at), day, sizeof day);
	snprintf(l->state, sizeof l->state, "complete %s", day);
}

/* "today 15:00", "11-24 15:00". */
static void take_call(struct store *st, struct debrief_line *l)
{
	int64_t now = st->now(st);
	struct buf b = { 0 };

	if (!l->scheduled_at)
		return;
	l->today = calendar_day(st->calendar, l->scheduled_at) == calendar_day(st->calendar, now);
	calendar_format_moment(st->calendar, l->scheduled_at, now, &b);
	if (l->today && b.len > 5)
		snprintf(l->call, sizeof l->call, "today %s", buf_str(&b) + b.len - 5);
	else
		snprintf(l->call, sizeof l->call, "%s", buf_str(&b));
	buf_done(&b);
}

static int one(void *arg, const struct debrief_row *row)
{
	struct debriefs_state *b = debriefs_state(arg);
	struct list *list = &b->narrow.list;
	struct store *st = store_of(arg);
	struct debrief_line *l;

	b->lines = xrealloc(b->lines, (list->count + 1) * sizeof *b->lines);
	l = &b->lines[list->count++];
	*l = (struct debrief_line){ .deal = row->deal, .form = row->form, .scheduled_at = row->scheduled_at,
				    .company = xstrdup(row->company), .answered = row->answered,
				    .needs_further = row->needs_further };
	snprintf(l->csm, sizeof l->csm, "%s", member_login(st, row->csm));
	snprintf(l->ae, sizeof l->ae, "%s", member_login(st, row->owner));
	if (row->kickoff_day != NO_DAY)
		day_words(st, row->kickoff_day, l->kickoff, sizeof l->kickoff);
	take_state(st, l, row);
	take_call(st, l);
	return 0;
}

/* "!2 bd late", "~1 bd left": from the clock of the deal. */
static int take_clock(struct screen *s, struct debrief_line *l, struct err *err)
{
	struct debriefs_state *b = debriefs_state(s);
	struct store *st = store_of(s);
	const struct clock_rule *rule = clock_rule_find(st->clocks, "debrief");
	struct buf out = { 0 };
	struct clock c;
	int64_t now = st->now(st);
	int rc = clock_of(st, l->deal, rule, &c, err);

	l->due_ink = STYLE_TEXT;
	if (rc != 1)
		return rc;
	clock_words(&c, rule, st->calendar, now, &out);
	l->late = clock_state(&c, now) == CLOCK_LATE;
	l->soon = clock_state(&c, now) == CLOCK_SOON;
	l->due_ink = l->late ? STYLE_LATE : l->soon ? STYLE_SOON : STYLE_TEXT;
	b->next_change = moment_sooner(b->next_change, clock_next_change(&c, st->calendar, now));
	snprintf(l->due, sizeof l->due, "%s", buf_str(&out));
	b->late += l->late;
	buf_done(&out);
	return 0;
}

/* ---- what is prepared for the one under the cursor ---- */

/* Without a moment for the call: the day before which it has to be. */
static int take_book(struct screen *s, const struct debrief_line *l, struct debrief_prepared *p, struct err *err)
{
	struct store *st = store_of(s);
	struct clock c;
	char day[24];
	int rc = l->complete || l->scheduled_at ? 0 : clock_of(st, l->deal, clock_rule_find(st->clocks, "debrief"), &c, err);

	if (rc != 1)
		return rc;
	if (c.due_at != NO_MOMENT && c.due_at) {
		day_words(st, calendar_day(st->calendar, c.due_at), day, sizeof day);
		snprintf(p->book, sizeof p->book, l->late ? "book the call: it was due %s" : "book the call: due %s", day);
	}
	return 0;
}

static char mark_of(const struct debrief_answer *a)
{
	if (a->hidden)
		return '-';
	switch (a->state) {
	case ANSWER_OPEN:
		return '.';
	case ANSWER_AHEAD:
		return 'a';
	case ANSWER_LIVE:
	case ANSWER_TAKEN:
	case ANSWER_UNKNOWN:
		break;
	}
	return 'x';
}

static int take_marks(struct screen *s, const struct debrief_line *l, struct debrief_prepared *p, struct err *err)
{
	size_t n = questions_count(store_of(s)->questions);
	struct debrief_answer *all = xcalloc(n, sizeof *all);
	int rc = debrief_answers(store_of(s), l->form, all, err);

	for (size_t i = 0; i < n; i++) {
		if (!rc && i < MARKS_MAX) {
			p->marks[p->questions] = mark_of(&all[i]);
			p->title[p->questions++] = all[i].question->title;
		}
		answer_done(&all[i]);
	}
	free(all);
	return rc;
}

static int take_notes(struct screen *s, const struct debrief_line *l, struct debrief_prepared *p, struct err *err)
{
	static const enum item_kind kinds[] = { ITEM_GAP, ITEM_FOLLOWUP };
	int rc = 0;

	for (size_t k = 0; !rc && k < sizeof kinds / sizeof *kinds; k++) {
		struct item *items = NULL;
		size_t n = 0;

		rc = item_list(store_of(s), l->form, kinds[k], &items, &n, err);
		for (size_t i = 0; i < n; i++) {
			if (items[i].state == ITEM_OPEN && p->notes < PREPARED_MAX) {
				p->is_gap[p->notes] = kinds[k] == ITEM_GAP;
				p->note[p->notes++] = xstrdup(items[i].text);
			}
			item_done(&items[i]);
		}
		free(items);
	}
	return rc;
}

static int load_here(struct screen *s, struct err *err)
{
	struct debriefs_state *b = debriefs_state(s);
	const struct debrief_line *l = b->narrow.list.at < b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;

	if (!l || !debriefs_has_room(s) || b->here.deal == l->deal)
		return 0;
	forget_here(&b->here);
	b->here.deal = l->deal;
	return take_book(s, l, &b->here, err) || take_marks(s, l, &b->here, err) || take_notes(s, l, &b->here, err) ? -1 : 0;
}

/* ---- the whole ---- */

/* Today's call, the next one of several: the call begins with Enter. */
static void place_cursor(struct screen *s)
{
	struct debriefs_state *b = debriefs_state(s);
	int64_t now = store_of(s)->now(store_of(s)), least = INT64_MAX;

	for (size_t i = 0; i < b->narrow.list.count; i++) {
		const struct debrief_line *l = &b->lines[i];
		int64_t away = l->scheduled_at > now ? l->scheduled_at - now : now - l->scheduled_at;

		if (l->today && !l->complete && away < least) {
			least = away;
			b->narrow.wanted = l->deal;
		}
	}
	b->placed = true;
}

static size_t rows_of(const struct screen *s)
{
	int taken = debriefs_has_room(s) ? s->area.rows / 2 : 5;

	return s->area.rows > taken + 1 ? (size_t)(s->area.rows - taken) : 1;
}

static int read_lines(struct screen *s, struct err *err)
{
	struct debriefs_state *b = debriefs_state(s);
	struct debrief_list list = { .open_only = b->shown != SHOWN_ALL, .text = line_text(&b->narrow.line), .max = DEBRIEFS_MAX,
				     .member = b->shown == SHOWN_MINE ? store_of(s)->actor.member : 0 };
	int rc;

	b->late = 0;
	b->next_change = NO_MOMENT;
	b->of = questions_count(store_of(s)->questions);
	rc = debrief_each(store_of(s), &list, &b->more, one, s, err);
	for (size_t i = 0; !rc && i < b->narrow.list.count; i++)
		rc = take_clock(s, &b->lines[i], err);
	if (!rc && !b->placed)
		place_cursor(s);
	return rc ? rc : debrief_rate(store_of(s), &b->rate, err);
}

static int64_t deal_at(const struct screen *s, size_t i)
{
	return debriefs_state(s)->lines[i].deal;
}

/* ---- keys ---- */

static struct debrief_line *line_here(const struct screen *s)
{
	struct debriefs_state *b = debriefs_state(s);

	return &b->lines[b->narrow.list.at];
}

static struct act open_one(struct screen *s, int key)
{
	(void)key;
	return act_push(&debrief_screen, &line_here(s)->deal);
}

static struct act push_strip(struct screen *s, const struct screen_type *strip)
{
	const struct debrief_line *l = line_here(s);
	struct schedule_arg *arg = &debriefs_state(s)->schedule;

	*arg = (struct schedule_arg){ l->deal, l->form, l->scheduled_at };
	return act_push(strip, arg);
}

static struct act book(struct screen *s, int key)
{
	(void)key;
	return push_strip(s, &schedule_screen);
}

static struct act tell_kickoff(struct screen *s, int key)
{
	(void)key;
	return push_strip(s, &kickoff_screen);
}

static struct act open_account(struct screen *s, int key)
{
	(void)key;
	return act_push(&account_screen, &line_here(s)->deal);
}

static const char *none_here(const struct screen *s)
{
	return narrow_none(s, "there is no debrief here; a deal that moves to Won brings one");
}

static void object(const struct screen *s, struct buf *out)
{
	if (debriefs_state(s)->narrow.list.count)
		buf_puts(out, line_here(s)->company);
}

static struct act show_more(struct screen *s, int key)
{
	struct debriefs_state *b = debriefs_state(s);

	(void)key;
	b->shown = (enum list_shown)((b->shown + 1) % SHOWN_COUNT);
	return act_load(s);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_DEAL, 0, key == K_CTRL('R'), NULL);
}

static int64_t wait_ms(const struct screen *s)
{
	const struct debriefs_state *b = debriefs_state(s);

	if (b->rate.alarm && !b->watched)
		return 0;
	return screen_wait(s, b->next_change);
}

/* The action of the alarm is opened once the list stands on the screen: nobody waits for it. */
static struct act tick(struct screen *s)
{
	struct debriefs_state *b = debriefs_state(s);

	if (b->rate.alarm && !b->watched) {
		b->watched = true;
		debrief_rate_watch(store_of(s), NULL);
		return ACT(STAY);
	}
	return act_load(s);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the debrief",
	  .group = "Debrief", .footer = 1, .run = open_one, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 's', .command = "schedule", .label = "book the call", .title = "Say when the call is",
	  .group = "Debrief", .footer = 2, .run = book, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'K', .command = "kickoff", .label = "kickoff", .title = "Plan the kickoff, or say it was held",
	  .group = "Debrief", .footer = 4, .run = tell_kickoff, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'a', .command = "account", .label = "account", .title = "Open the account page",
	  .group = "Debrief", .footer = 3, .run = open_account, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'o', .command = "finished", .label = "mine, finished",
	  .title = "Open ones, mine, finished too", .group = "See", .footer = 5, .run = show_more },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow",
	  .title = "Narrow to a company, a CSM, an AE, an id", .group = "See", .footer = 6, .run = narrow_open },
	NARROW_ROWS,
	UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_lines, .forget = forget, .id = deal_at, .rows = rows_of, .first_row = debriefs_first_row, .open = open_one,
	.moved = load_here,
};

const struct screen_type debriefs_screen = {
	.name = "debriefs",
	.title = "Debriefs",
	.tab = 3,
	.level = LEVEL_LIST,
	.size = sizeof(struct debriefs_state),
	.bindings = bindings,
	.narrow = &narrow,
	.init = narrow_init,
	.done = narrow_done,
	.load = narrow_load,
	.draw = debriefs_draw,
	.key = narrow_key,
	.paste = narrow_paste,
	.mouse = narrow_mouse,
	.resize = narrow_resize,
	.wait_ms = wait_ms,
	.tick = tick,
};
