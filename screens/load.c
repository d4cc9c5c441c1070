/* Over the queue: how much each customer success manager has. Enter shows the handoffs of one, g gives them the handoff that
 * was under the cursor. */
#include "screens/handoffs.h"

#include "model/away.h"
#include "model/buf.h"
#include "model/caseload.h"
#include "model/deal.h"
#include "model/handover.h"
#include "model/member.h"
#include "screens/ui/list.h"

#include <stdlib.h>

struct load_panel {
	struct load_arg arg;
	char *company;
	struct caseload *at;
	struct list list;
};

static struct load_panel *state_of(const struct screen *s)
{
	return s->state;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	(void)err;
	if (arg)
		state_of(s)->arg = *(const struct load_arg *)arg;
	state_of(s)->company = xstrdup(arg ? state_of(s)->arg.company : "");
	return 0;
}

static void done(struct screen *s)
{
	free(state_of(s)->at);
	free(state_of(s)->company);
}

static struct area area_of(const struct screen *s)
{
	int cols = s->area.cols < 76 ? s->area.cols - 4 : 72;

	return (struct area){ s->area.y + 2, (s->area.cols - cols) / 2, s->area.rows - 4, cols };
}

static size_t rows_of(const struct screen *s)
{
	int rows = area_of(s).rows - 8;

	return rows > 1 ? (size_t)rows : 1;
}

static int add(void *arg, const struct caseload *c)
{
	struct load_panel *p = arg;

	p->at = xrealloc(p->at, (p->list.count + 1) * sizeof *p->at);
	p->at[p->list.count++] = *c;
	return 0;
}

static int load(struct screen *s, struct err *err)
{
	struct load_panel *p = state_of(s);
	int64_t here = p->list.at < p->list.count ? p->at[p->list.at].csm : 0;
	int rc;

	p->list.count = 0;
	rc = caseload_each(s->view->store, add, p, err);
	for (size_t i = 0; i < p->list.count; i++)
		if (here && p->at[i].csm == here)
			p->list.at = i;
	list_fit(&p->list, p->list.count, rows_of(s));
	return rc;
}

static void resize(struct screen *s)
{
	list_fit(&state_of(s)->list, state_of(s)->list.count, rows_of(s));
}

/* ---- painting ---- */

static void put_name(struct store *s, const struct caseload *c, struct buf *out)
{
	int64_t deputy = away_now(s, c->csm);

	buf_puts(out, c->csm ? member_login(s, c->csm) : "nobody yet");
	if (deputy)
		buf_printf(out, " (away: %s)", member_login(s, deputy));
}

static void draw_row(struct screen *s, struct draw *d, int y, struct area in, const struct caseload *c, bool here)
{
	int x = in.x + 2;
	struct buf name = { 0 };

	if (here)
		draw_sign(d, y, in.x, STYLE_ACCENT, SIGN_CHOSEN);
	put_name(s->view->store, c, &name);
	draw_text(d, y, x, 26, here ? STYLE_HERE : STYLE_STRONG, buf_str(&name));
	draw_printf(d, y, x + 28, 7, STYLE_TEXT, "%lld", (long long)c->open);
	draw_printf(d, y, x + 36, 7, c->late ? STYLE_LATE : STYLE_MUTED, "%s%lld", c->late ? "!" : "", (long long)c->late);
	draw_printf(d, y, x + 44, 10, c->debriefs ? STYLE_TEXT : STYLE_MUTED, "%lld", (long long)c->debriefs);
	draw_printf(d, y, x + 56, in.cols - 58, c->kickoffs ? STYLE_TEXT : STYLE_MUTED, "%lld", (long long)c->kickoffs);
	buf_done(&name);
}

static void draw(struct screen *s, struct draw *d)
{
	struct load_panel *p = state_of(s);
	struct area in = draw_panel(d, area_of(s), STYLE_OVERLAY);
	int x = in.x + 2, y = in.y, foot = in.y + in.rows - 2;

	draw_text(d, y, x, in.cols - 3, STYLE_TITLE, "Who has how much");
	draw_right(d, y++, x + 20, in.cols - 22, STYLE_MUTED, "debriefs due and kickoffs: this week");
	draw_text(d, ++y, x, 12, STYLE_COLUMN_HEAD, "CSM");
	draw_text(d, y, x + 28, 6, STYLE_COLUMN_HEAD, "Open");
	draw_text(d, y, x + 36, 6, STYLE_COLUMN_HEAD, "Late");
	draw_text(d, y, x + 44, 10, STYLE_COLUMN_HEAD, "Debriefs");
	draw_text(d, y++, x + 56, in.cols - 58, STYLE_COLUMN_HEAD, "Kickoffs");
	if (!p->list.count)
		draw_text(d, y, x, in.cols - 3, STYLE_MUTED, "No customer success manager yet: winloss member add NAME --role csm");
	for (size_t i = 0; i < p->list.rows && p->list.top + i < p->list.count; i++)
		draw_row(s, d, y++, in, &p->at[p->list.top + i], p->list.top + i == p->list.at);
	list_draw_below(&p->list, d, y, x);
	x += draw_key(d, foot, x, 30, "Enter", "their handoffs") + 3;
	if (p->arg.deal)
		x += draw_key(d, foot, x, in.cols - 40, "g", "give them") + 1;
	if (p->arg.deal)
		x += draw_text(d, foot, x, in.cols - (x - in.x) - 14, STYLE_STRONG, p->company) + 3;
	draw_key(d, foot, x, 12, "Esc", "close");
}

/* ---- keys ---- */

static const char *none_here(const struct screen *s)
{
	return state_of(s)->list.count ? NULL : "there is nobody here";
}

static const char *not_to_give(const struct screen *s)
{
	const struct load_panel *p = state_of(s);

	if (!p->list.count)
		return none_here(s);
	if (!p->arg.deal)
		return "there was no handoff under the cursor to give";
	return p->at[p->list.at].csm ? NULL : "a handoff is given to a member; this row is of those that nobody has";
}

static struct act show_theirs(struct screen *s, int key)
{
	struct load_panel *p = state_of(s);
	const struct caseload *c = &p->at[p->list.at];

	(void)key;
	if (p->arg.picked)
		*p->arg.picked = c->csm ? c->csm : HANDOFF_NOBODY;
	return ACT(POP);
}

/* In one step with what goes along: open actions and rows of the one before. */
static struct act give(struct screen *s, int key)
{
	struct load_panel *p = state_of(s);
	struct store *st = s->view->store;
	const char *to = member_login(st, p->at[p->list.at].csm);
	struct buf words = { 0 }, who = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (deal_change(st, p->arg.deal, "csm", to, &err))
		return act_error(&err);
	handover_told(st, p->arg.deal, &words, NULL);
	put_name(st, &p->at[p->list.at], &who); /* somebody who is away is a CSM all the same: it is said */
	a = act_say(ACT_RELOAD, TONE_DONE, "%s: %s is the CSM now%s%s", p->company, buf_str(&who), words.len ? "; " : "",
		    buf_str(&words));
	buf_done(&words);
	buf_done(&who);
	return act_offer(a, "u", "undo");
}

static struct act undo(struct screen *s, int key)
{
	(void)key;
	struct undone u = { 0 };
	struct err err = { 0 };

	if (history_undo(s->view->store, SUBJECT_DEAL, state_of(s)->arg.deal, &u, &err))
		return act_error(&err);
	return act_say(ACT_RELOAD, TONE_DONE, "taken back: %s", u.title);
}

static struct act close_panel(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(POP);
}

static struct act move(struct screen *s, int key)
{
	list_key(&state_of(s)->list, key);
	return ACT(HANDLED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return act_mouse(s, &state_of(s)->list, m, area_of(s).y + 4, show_theirs);
}

#define ROW(k, k2, name, word, fn) \
	{ .levels = AT_LIST, .key = (k), .key2 = (k2), .command = (name), .label = (word), .group = "Load", .run = (fn) }
static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "load-show", .label = "their handoffs", .group = "Load", .run = show_theirs,
	  .refuse = none_here },
	{ .levels = AT_LIST, .key = 'g', .command = "load-give", .label = "give them the handoff", .group = "Load", .run = give,
	  .refuse = not_to_give },
	ROW('u', 0, "load-undo", "undo", undo),
	ROW(K_ESC, 'L', "load-close", "close", close_panel),
	ROW(K_DOWN, 'j', "load-down", "down", move),
	ROW(K_UP, 'k', "load-up", "up", move),
	ROW(K_HOME, K_END, "load-ends", "first, last", move),
	ROW(K_PGUP, K_PGDN, "load-page", "a page", move),
	{ .command = NULL },
};

const struct screen_type load_screen = {
	.name = "load", .title = "who has how much", .kind = SCREEN_OVERLAY, .size = sizeof(struct load_panel), .bindings = bindings,
	.init = init, .done = done, .load = load, .draw = draw, .mouse = mouse, .resize = resize,
};
