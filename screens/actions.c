/* The list of actions: what came out of promises, flags, check-ins and rates, soonest due first. Whoever sees one may go
 * where it came from; who may change it is the model's to say. */
#include "screens/actions.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/account.h"
#include "screens/checkin.h"
#include "screens/deal.h"
#include "screens/narrow.h"
#include "screens/playbook.h"
#include "screens/registry.h"
#include "screens/reports.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct actions_state *actions_state(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct screen *s)
{
	struct actions_state *b = actions_state(s);

	for (size_t i = 0; i < b->narrow.list.count; i++) {
		action_done(&b->lines[i].a);
		free(b->lines[i].company);
		free(b->lines[i].kept);
		free(b->lines[i].names);
	}
	free(b->lines);
	b->lines = NULL;
}

/* ---- loading ---- */

enum { LIST_FULL = 1 };

struct filling {
	struct screen *s;
	int64_t now, today;
};

static void say_away(struct action_line *l, int64_t days, int64_t today)
{
	struct buf day = { 0 };

	calendar_format_day(l->a.due_day, today, &day);
	if (days == 0)
		snprintf(l->due, sizeof l->due, l->late ? "late today" : "today");
	else if (days < 0)
		snprintf(l->due, sizeof l->due, "%lld day%s late", (long long)-days, days == -1 ? "" : "s");
	else if (days == 1)
		snprintf(l->due, sizeof l->due, "tomorrow");
	else if (days < 7)
		snprintf(l->due, sizeof l->due, "%s %s", calendar_weekday(l->a.due_day), buf_str(&day));
	else
		snprintf(l->due, sizeof l->due, "%s", buf_str(&day));
	buf_done(&day);
}

/* Words first: late is not said by a colour. */
static void say_due(struct store *st, const struct filling *f, struct action_line *l)
{
	struct buf day = { 0 };

	if (l->a.state != ACTION_OPEN) {
		calendar_format_day(calendar_day(st->calendar, l->a.closed_at), f->today, &day);
		snprintf(l->due, sizeof l->due, "%s %s", action_state_key(l->a.state), buf_str(&day));
		buf_done(&day);
		return;
	}
	if (l->a.due_day == NO_DAY) {
		snprintf(l->due, sizeof l->due, "no day");
		return;
	}
	l->soon = !l->late && l->a.due_day <= f->today + 1;
	say_away(l, l->a.due_day - f->today, f->today);
}

static void keep_change(struct actions_state *b, int64_t at_ms, int64_t now)
{
	if (at_ms > now)
		b->next_change = moment_sooner(b->next_change, at_ms);
}

/* By the beginnings of words: company, owner, what, where from, the deal's number. */
static bool matches(const struct screen *s, const struct action_row *row)
{
	char deal[24] = "";

	if (row->deal)
		snprintf(deal, sizeof deal, " D-%lld", (long long)row->deal);
	return narrow_has(s, "%s %s %s %s %s%s", row->company, member_login(store_of(s), row->a.owner), row->a.text,
			  action_source_key(row->source), change_kind_key(row->a.change_kind), deal);
}

static int one(void *arg, const struct action_row *row)
{
	struct filling *f = arg;
	struct actions_state *b = actions_state(f->s);
	struct list *list = &b->narrow.list;
	struct store *st = store_of(f->s);
	struct action_line *l;

	if ((b->deal && row->deal != b->deal) || !matches(f->s, row))
		return 0;
	if (list->count == ACTIONS_MAX) {
		b->more = true;
		return LIST_FULL;
	}
	b->lines = xrealloc(b->lines, (list->count + 1) * sizeof *b->lines);
	l = &b->lines[list->count++];
	*l = (struct action_line){ .a = row->a, .company = xstrdup(row->company), .source = row->source, .form = row->form,
				   .period = row->period, .late = row->late, .evidence = row->evidence };
	l->a.text = xstrdup(row->a.text);
	l->a.expected = xstrdup(row->a.expected);
	l->a.reason = xstrdup(row->a.reason);
	say_due(st, f, l);
	b->late += l->late;
	if (l->a.state == ACTION_OPEN && l->a.due_day != NO_DAY)
		keep_change(b, calendar_close(st->calendar, l->a.due_day), f->now);
	return 0;
}

static size_t rows_of(const struct screen *s)
{
	int taken = actions_has_room(s) ? s->area.rows / 2 : 5;

	return s->area.rows > taken + 1 ? (size_t)(s->area.rows - taken) : 1;
}

/* What the one under the cursor rests on. */
static int read_evidence(struct screen *s, struct err *err)
{
	struct actions_state *b = actions_state(s);
	struct action_line *l = b->narrow.list.at < b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
	struct buf kept = { 0 }, names = { 0 };
	int rc;

	if (!l || !l->evidence || l->kept)
		return 0;
	rc = evidence_read(store_of(s), l->a.id, &kept, err);
	evidence_format(store_of(s), buf_str(&kept), &names);
	l->kept = buf_take(&kept);
	l->names = buf_take(&names);
	return rc;
}

static int read_lines(struct screen *s, struct err *err)
{
	struct actions_state *b = actions_state(s);
	struct store *st = store_of(s);
	int64_t now = st->now(st);
	struct filling f = { s, now, calendar_day(st->calendar, now) };
	int rc;

	b->late = 0;
	b->more = false;
	b->next_change = NO_MOMENT;
	rc = action_each(st, b->shown != SHOWN_ALL, b->shown == SHOWN_MINE ? st->actor.member : 0, one, &f, err);
	if (b->narrow.list.count)
		keep_change(b, calendar_moment(st->calendar, f.today + 1, 0), now);
	return rc;
}

static int64_t id_of(const struct screen *s, size_t i)
{
	return actions_state(s)->lines[i].a.id;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct actions_state *b = actions_state(s);
	struct buf label = { 0 };

	narrow_init(s, arg, err);
	b->next_change = NO_MOMENT;
	b->deal = arg ? *(const int64_t *)arg : 0;
	if (!b->deal)
		return 0;
	if (deal_name(store_of(s), b->deal, &label, err))
		return -1;
	cut_printf(b->company, sizeof b->company, "%s", buf_str(&label));
	buf_done(&label);
	return 0;
}

/* ---- keys ---- */

static const struct action_line *line_here(const struct screen *s)
{
	const struct actions_state *b = actions_state(s);

	return b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
}

static struct act open_evidence(struct screen *s, int key)
{
	struct actions_state *b = actions_state(s);
	const struct action_line *l = line_here(s);

	(void)key;
	snprintf(b->rests_title, sizeof b->rests_title, "What action %lld rests on", (long long)l->a.id);
	b->rests = (struct evidence_arg){ .title = b->rests_title, .kept = l->kept ? l->kept : "" };
	return evidence_open(s, &b->rests);
}

static struct act change_aim(struct screen *s, int key)
{
	(void)key;
	return act_push(&action_aim_screen, &line_here(s)->a.id);
}

/* The figures that fell short. */
static struct act open_rate(const struct action *a)
{
	if (!strncmp(a->trigger_key, ACTION_REPORT, strlen(ACTION_REPORT)))
		return act_push(&reports_screen, NULL);
	if (!strncmp(a->trigger_key, ACTION_METRIC, strlen(ACTION_METRIC)))
		return act_push(&metrics_screen, NULL);
	return act_tab(3);
}

/* Where it came from: the debrief, the check-in, the deal it was written for; of a figure that fell short the page of it. */
static struct act open_source(struct screen *s, int key)
{
	struct checkin_arg *checkin = &actions_state(s)->checkin;
	const struct action_line *l = line_here(s);

	(void)key;
	switch (l->source) {
	case SOURCE_PROMISE:
	case SOURCE_FLAG:
	case SOURCE_ROW:
	case SOURCE_DEBRIEF:
		return act_push(&debrief_screen, &l->a.deal);
	case SOURCE_CHECKIN:
		*checkin = (struct checkin_arg){ l->a.deal, l->period };
		return act_push(&checkin_screen, checkin);
	case SOURCE_RATE:
		return open_rate(&l->a);
	case SOURCE_INTERVIEW:
	case SOURCE_HAND:
		break;
	}
	if (l->evidence)
		return open_evidence(s, key);
	return l->a.deal ? act_push(&deal_screen, &l->a.deal) : act_refuse("this is one of the team: it has no deal to open");
}

static struct act open_account(struct screen *s, int key)
{
	(void)key;
	return act_push(&account_screen, &line_here(s)->a.deal);
}

static struct act close_here(struct screen *s, int key)
{
	const struct action_line *l = line_here(s);
	struct err err = { 0 };
	bool closes = l->a.state == ACTION_OPEN;

	(void)key;
	if (closes && (l->a.change_kind || l->a.kind == ACTION_FINDING)) /* it says what came of it */
		return act_push(&action_close_screen, &l->a.id);
	if (closes ? action_close(store_of(s), l->a.id, NULL, &err) : action_reopen(store_of(s), l->a.id, &err))
		return act_error(&err);
	if (l->source == SOURCE_PROMISE)
		return act_offer(act_say(ACT_RELOAD, TONE_DONE, closes ? "closed, and its promise is kept" : "open again, its promise too"),
				 "u", "undo");
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, closes ? "closed" : "open again"), "u", "undo");
}

static struct act close_with_words(struct screen *s, int key)
{
	(void)key;
	return act_push(&action_close_screen, &line_here(s)->a.id);
}

static struct act change_owner(struct screen *s, int key)
{
	(void)key;
	return act_push(&action_owner_screen, &line_here(s)->a.id);
}

static struct act change_day(struct screen *s, int key)
{
	(void)key;
	return act_push(&action_day_screen, &line_here(s)->a.id);
}

static struct act write_new(struct screen *s, int key)
{
	struct actions_state *b = actions_state(s);

	(void)key;
	b->new_arg = (struct action_new_arg){ .deal = b->deal };
	return act_push(&action_new_screen, &b->new_arg);
}

static struct act copy_line(struct screen *s, int key)
{
	const struct action_line *l = line_here(s);
	struct buf b = { 0 };
	struct act a;

	(void)key;
	buf_printf(&b, "%s%s%s", l->company, *l->company ? ": " : "", l->a.text);
	buf_printf(&b, " (%s, ", l->a.owner ? member_login(store_of(s), l->a.owner) : "nobody's");
	if (l->a.due_day == NO_DAY)
		buf_puts(&b, "no day");
	else
		day_format(l->a.due_day, &b);
	buf_puts(&b, ")\n");
	a = act_copy(buf_str(&b), b.len, "the action");
	buf_done(&b);
	return a;
}

static struct act show_more(struct screen *s, int key)
{
	struct actions_state *b = actions_state(s);

	(void)key;
	b->shown = (enum list_shown)((b->shown + 1) % SHOWN_COUNT);
	return act_load(s);
}

static struct act of_all_deals(struct screen *s, int key)
{
	struct actions_state *b = actions_state(s);

	(void)key;
	b->deal = 0;
	return act_load(s);
}

static struct act go_messages(struct screen *s, int key)
{
	(void)key;
	return act_replace(&outbox_screen, actions_state(s)->deal ? &actions_state(s)->deal : NULL);
}

static const char *none_here(const struct screen *s)
{
	return narrow_none(s, "there is no action here; n writes one");
}

static const char *no_deal(const struct screen *s)
{
	if (!line_here(s))
		return none_here(s);
	return line_here(s)->a.deal ? NULL : "this is one of the team: it has no account";
}

static const char *reads_only(const struct screen *s)
{
	return access_act(store_of(s), "action", NULL) ? "your role reads actions" : NULL;
}

static const char *not_to_change(const struct screen *s)
{
	const char *why = line_here(s) ? reads_only(s) : none_here(s);

	if (why)
		return why;
	return line_here(s)->a.state == ACTION_OPEN ? NULL : "this one is closed: Space opens it again";
}

static const char *not_to_turn(const struct screen *s)
{
	return line_here(s) ? reads_only(s) : none_here(s);
}

static const char *all_there(const struct screen *s)
{
	return actions_state(s)->deal ? NULL : "these are the actions of all deals";
}

static void object(const struct screen *s, struct buf *out)
{
	if (line_here(s))
		buf_puts(out, line_here(s)->a.text);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_ACTION, 0, key == K_CTRL('R'), NULL);
}

static int64_t wait_ms(const struct screen *s)
{
	return screen_wait(s, actions_state(s)->next_change);
}

static struct act tick(struct screen *s)
{
	return act_load(s);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open where it came from",
	  .group = "Action", .footer = 1, .run = open_source, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = ' ', .command = "close", .label = "done", .title = "Close it, or open it again",
	  .group = "Action", .footer = 2, .explain = "The promise it came from is kept with it.", .run = close_here,
	  .refuse = not_to_turn, .object = object },
	{ .levels = AT_LIST, .key = 'c', .command = "close-words", .label = "done, with words",
	  .title = "Close it and say what came of it", .group = "Action", .run = close_with_words, .refuse = not_to_change,
	  .object = object },
	{ .levels = AT_LIST, .key = 'r', .command = "owner", .label = "owner", .title = "Give it to another member",
	  .group = "Action", .footer = 3, .run = change_owner, .refuse = not_to_change, .object = object },
	{ .levels = AT_LIST, .key = 's', .command = "day", .label = "due day", .title = "Change its due day", .group = "Action",
	  .footer = 4, .run = change_day, .refuse = not_to_change, .object = object },
	{ .levels = AT_LIST, .key = 'e', .command = "aim", .label = "expected, evidence", .title = "What it shall change, what it rests on",
	  .group = "Action", .run = change_aim, .refuse = not_to_change, .object = object },
	{ .levels = AT_LIST, .key = 'v', .command = "evidence", .label = "evidence", .title = "Open what it rests on",
	  .group = "Action", .explain = "Deals, interviews, notes and exchange records.", .run = open_evidence, .refuse = none_here,
	  .object = object },
	{ .levels = AT_LIST, .key = 'n', .command = "new", .label = "new", .title = "Write a new action", .group = "Action",
	  .footer = 6, .run = write_new, .refuse = reads_only },
	{ .levels = AT_LIST, .key = 'a', .command = "account", .label = "account", .title = "Open the account page",
	  .group = "Action", .run = open_account, .refuse = no_deal, .object = object },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the action", .group = "Action",
	  .run = copy_line, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'o', .command = "shown", .label = "mine, finished", .title = "Open ones, mine, finished too",
	  .group = "See", .footer = 5, .run = show_more },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow",
	  .title = "Narrow to a company, an owner, words, an id", .group = "See", .footer = 8, .run = narrow_open },
	NARROW_ROWS,
	{ .levels = AT_LIST, .key = 'A', .command = "all-deals", .label = "of all deals", .title = "Actions of all deals",
	  .group = "See", .run = of_all_deals, .refuse = all_there },
	{ .levels = AT_LIST, .key = 'M', .command = "messages", .label = "messages", .title = "Messages to send", .group = "See",
	  .footer = 7, .run = go_messages },
	UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_lines, .forget = forget, .id = id_of, .rows = rows_of, .first_row = actions_first_row, .open = open_source,
	.moved = read_evidence,
};

const struct screen_type actions_screen = {
	.name = "actions", .title = "Actions", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct actions_state),
	.bindings = bindings, .narrow = &narrow, .init = init, .done = narrow_done, .load = narrow_load, .draw = actions_draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize, .wait_ms = wait_ms, .tick = tick,
};
