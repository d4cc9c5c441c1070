/* `0`: what is mine and late, or soon, over any screen. `o` shows everybody's. */
#include "screens/actions.h"
#include "screens/approvals.h"
#include "screens/deal.h"
#include "screens/exchange.h"
#include "screens/registry.h"

#include "model/action.h"
#include "model/approval.h"
#include "model/away.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/event.h"
#include "model/member.h"
#include "model/text.h"
#include "screens/ui/list.h"

#include <stdlib.h>
#include <string.h>

enum { DUE_MAX = 400 };

struct due_item {
	int64_t deal;
	enum { DUE_CLOCK, DUE_ACTION, DUE_APPROVAL, DUE_EXCHANGE } kind;
	char *company, *what, *words, *owner;
	bool late;
};
struct due {
	struct due_item items[DUE_MAX];
	size_t count;
	struct list list;
	bool everybody;
	struct exchange_arg exchange;
	int64_t chosen; /* the deal that Enter opens: what is opened copies it */
};

static void forget(struct due *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->items[i].company);
		free(w->items[i].what);
		free(w->items[i].words);
		free(w->items[i].owner);
	}
	w->count = 0;
}

/* A clock is mine when I own it or stand in for who does, or when nobody does and the role it falls to is one of `roles`. */
static bool is_mine(struct store *s, unsigned roles, const struct due_row *row)
{
	int role;

	if (row->owner)
		return row->owner == s->actor.member || away_is_mine(s, row->owner);
	role = row->owner_role ? role_find(row->owner_role) : -1;
	return role >= 0 && roles & 1u << role;
}

/* Who has it, with the deputy in front of who is away: "max for priya". */
static char *owner_words(struct store *s, const struct due_row *row)
{
	struct buf b = { 0 };

	if (row->owner)
		away_put_name(s, row->owner, &b);
	else
		buf_puts(&b, row->owner_role ? row->owner_role : "");
	return buf_take(&b);
}

struct taking {
	struct due *w;
	struct store *store;
	unsigned roles; /* of the actor, and of those for whom they stand in */
};

static int take(void *arg, const struct due_row *row)
{
	struct taking *t = arg;
	struct due *w = t->w;
	struct store *s = t->store;
	int64_t now = s->now(s);
	enum clock_state state = clock_state(&row->clock, now);
	const struct clock_rule *rule = clock_rule_id(s->clocks, row->clock.kind);
	struct buf words = { 0 };
	struct due_item *item = &w->items[w->count];

	if (w->count == DUE_MAX) /* the later ones */
		return 1;
	if (!rule || (state != CLOCK_LATE && state != CLOCK_SOON))
		return 0;
	if (!w->everybody && !is_mine(s, t->roles, row))
		return 0;
	clock_words(&row->clock, rule, s->calendar, now, &words);
	*item = (struct due_item){ row->deal, strcmp(rule->key, "post_delivery") ? DUE_CLOCK : DUE_EXCHANGE, xstrdup(row->company ? row->company : "—"), xstrdup(rule->title),
				   buf_take(&words), owner_words(s, row), state == CLOCK_LATE };
	w->count++;
	return 0;
}

/* "!2d late", "~today", "~1d left". */
static char *words_of(const struct action_row *row, int64_t days)
{
	struct buf b = { 0 };

	if (days < 0)
		buf_printf(&b, "%lldd late", (long long)-days);
	else
		buf_puts(&b, row->late ? "late" : days ? "1d left" : "today");
	return buf_take(&b);
}

static int take_action(void *arg, const struct action_row *row)
{
	struct taking *t = arg;
	struct due *w = t->w;
	struct store *s = t->store;
	int64_t days = row->a.due_day == NO_DAY ? 2 : row->a.due_day - calendar_day(s->calendar, s->now(s));
	struct buf what = { 0 }, who = { 0 };

	if (w->count == DUE_MAX || days > 1)
		return 0;
	if (!w->everybody && row->a.owner != s->actor.member && !away_is_mine(s, row->a.owner))
		return 0;
	if (row->a.owner)
		away_put_name(s, row->a.owner, &who);
	buf_printf(&what, "action: %s", row->a.text);
	w->items[w->count++] = (struct due_item){ row->deal, DUE_ACTION, xstrdup(*row->company ? row->company : "the team"),
						  buf_take(&what), words_of(row, days),
						  who.len ? buf_take(&who) : xstrdup("—"), row->late };
	return 0;
}

/* What waits for the actor's decision is theirs alone; of everybody's, what waits for anybody's. */
static int take_approval(void *arg, const struct approval_row *row)
{
	struct taking *t = arg;
	struct due *w = t->w;
	struct buf what = { 0 };

	if (w->count == DUE_MAX)
		return 0;
	buf_printf(&what, "approve: %s ", row->matrix ? row->matrix->title : row->a.matrix);
	approval_value(row->matrix, row->a.value, &what);
	w->items[w->count++] = (struct due_item){ row->a.deal, DUE_APPROVAL, xstrdup(row->company), buf_take(&what),
						  xstrdup("waits"), xstrdup(row->mine ? t->store->actor.login
										      : duty_key((enum duty)row->a.duty)), false };
	return 0;
}

static struct area due_area(const struct screen *s)
{
	int cols = s->area.cols < 88 ? s->area.cols - 8 : 84;

	return (struct area){ s->area.y + 2, (s->area.cols - cols) / 2, s->area.rows - 6, cols };
}

/* A row of heading and a blank one above, the row of "more", a blank one and the keys below, and the frame where there is one. */
static size_t rows_of(const struct screen *s)
{
	return (size_t)(due_area(s).rows - 7);
}

static int due_load(struct screen *s, struct err *err)
{
	struct due *w = s->state;
	struct taking t = { .w = w, .store = s->view->store };
	int rc = 0;

	forget(w);
	if (t.store)
		t.roles = t.store->actor.roles | away_roles(t.store);
	if (t.store)
		rc = due_pressing(t.store, take, &t, err);
	if (t.store && !rc)
		rc = action_each(t.store, true, 0, take_action, &t, err);
	if (t.store && rc >= 0)
		rc = approval_each(t.store, &(struct approval_filter){ .open_only = true, .mine_only = !w->everybody }, take_approval, &t,
				   err);
	list_fit(&w->list, w->count, rows_of(s));
	return rc;
}

static void due_done(struct screen *s)
{
	forget(s->state);
}

static void due_resize(struct screen *s)
{
	struct due *w = s->state;

	list_fit(&w->list, w->count, rows_of(s));
}

/* ---- painting ---- */

static void draw_item(struct draw *d, int y, int x, int cols, const struct due_item *item, bool here)
{
	int name = 18, owner = cols > 70 ? 16 : 10, words = 9;
	const char *who = item->owner ? item->owner : "—";
	struct buf sign = { 0 };

	buf_printf(&sign, "%c%s", item->late ? '!' : '~', item->words);
	if (here)
		draw_sign(d, y, x - 2, STYLE_ACCENT, SIGN_CHOSEN);
	draw_text(d, y, x, name, here ? STYLE_HERE : STYLE_STRONG, item->company);
	draw_text(d, y, x + name + 2, cols - name - owner - words - 6, STYLE_TEXT, item->what);
	draw_text(d, y, x + cols - owner - words - 2, words, item->late ? STYLE_LATE : STYLE_SOON, buf_str(&sign));
	/* "max for priya" where it has room, else "max": never half a name. */
	draw_textn(d, y, x + cols - owner - 1, owner, STYLE_MUTED, who,
		   text_width(who, strlen(who)) > owner ? strcspn(who, " ") : strlen(who));
	buf_done(&sign);
}

static void draw_nothing(const struct due *w, struct draw *d, struct area in)
{
	draw_text(d, in.y + 2, in.x + 2, in.cols - 3, STYLE_STRONG, w->everybody ? "Nothing is late, and nothing is due soon."
										 : "Nothing of yours is late or due soon.");
	if (!w->everybody)
		draw_key(d, in.y + 4, in.x + 2, in.cols - 3, "o", "show everybody's");
}

static void due_draw(struct screen *s, struct draw *d)
{
	struct due *w = s->state;
	struct area in = draw_panel(d, due_area(s), STYLE_OVERLAY);
	int x = in.x + 2, foot = in.y + in.rows - 2;

	draw_text(d, in.y, x, in.cols - 3, STYLE_TITLE, w->everybody ? "Late and due soon: everybody's" : "Mine, late and due soon");
	if (!w->count)
		draw_nothing(w, d, in);
	for (size_t i = 0; i < w->list.rows && w->list.top + i < w->count; i++)
		draw_item(d, in.y + 2 + (int)i, x, in.cols - 3, &w->items[w->list.top + i], w->list.top + i == w->list.at);
	list_draw_below(&w->list, d, foot - 1, x);
	x += draw_key(d, foot, x, 20, "Enter", "open") + 3;
	x += draw_key(d, foot, x, 20, "o", w->everybody ? "mine" : "everybody's") + 3;
	draw_key(d, foot, x, 20, "Esc", "close");
}

/* ---- keys ---- */

static struct act open_deal(struct screen *s, int key)
{
	struct due *w = s->state;

	(void)key;
	w->chosen = w->items[w->list.at].deal;
	if (w->items[w->list.at].kind == DUE_APPROVAL)
		return act_replace(&approvals_screen, NULL);
	if (w->items[w->list.at].kind == DUE_ACTION)
		return act_replace(&actions_screen, w->chosen ? &w->chosen : NULL);
	if (w->items[w->list.at].kind == DUE_EXCHANGE) {
		w->exchange = (struct exchange_arg){ w->chosen, EXCHANGE_POST };
		return act_replace(&exchange_screen, &w->exchange);
	}
	return act_replace(&deal_screen, &w->chosen);
}

static const char *is_empty(const struct screen *s)
{
	const struct due *w = s->state;

	return w->count ? NULL : "there is nothing in this list to open";
}

static struct act whose(struct screen *s, int key)
{
	struct due *w = s->state;

	(void)key;
	w->everybody = !w->everybody;
	w->list.at = w->list.top = 0;
	return act_load(s);
}

static struct act close_due(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(POP);
}

static struct act move(struct screen *s, int key)
{
	list_key(&((struct due *)s->state)->list, key);
	return ACT(HANDLED);
}

static struct act due_mouse(struct screen *s, const struct mouse *m)
{
	struct due *w = s->state;

	if (!mouse_wheel_rows(m))
		return ACT(STAY);
	list_scroll(&w->list, mouse_wheel_rows(m));
	return ACT(HANDLED);
}

#define ROW(k, k2, name, word, fn) \
	{ .levels = AT_LIST, .key = (k), .key2 = (k2), .command = (name), .label = (word), .group = "Due", .run = (fn) }
static const struct binding due_bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "due-open", .label = "open", .group = "Due", .run = open_deal,
	  .refuse = is_empty },
	ROW('o', 0, "due-whose", "mine, everybody's", whose),
	ROW(K_ESC, '0', "due-close", "close", close_due),
	ROW(K_DOWN, 'j', "due-down", "down", move),
	ROW(K_UP, 'k', "due-up", "up", move),
	ROW('g', 'G', "due-ends", "first, last", move),
	ROW(K_HOME, K_END, "due-home", "first, last", move),
	ROW(K_PGUP, K_PGDN, "due-page", "a page", move),
	{ .command = NULL },
};

const struct screen_type due_screen = {
	.name = "due", .title = "what is due", .kind = SCREEN_OVERLAY, .size = sizeof(struct due), .bindings = due_bindings,
	.done = due_done, .load = due_load, .draw = due_draw, .mouse = due_mouse, .resize = due_resize,
};
