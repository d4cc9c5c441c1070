#include "screens/move.h"

#include "model/store.h"
#include "model/teeth.h"
#include "screens/typed.h"
#include "screens/ui/list.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void move_title(struct store *s, const struct deal *d, const struct move_arg *arg, struct buf *out)
{
	const struct stage *from = stage_get(s->stages, (int)d->stage), *to = stage_get(s->stages, (int)arg->to_stage);

	deal_label(d, out);
	buf_printf(out, ": %s → ", from ? from->short_title : "?");
	if (to && to != from)
		buf_puts(out, to->short_title);
	else
		buf_puts(out, arg->outcome == OUTCOME_NONE ? "active again" : outcome_key(arg->outcome));
}

struct act move_finish(struct screen *s, struct move *m, struct typed *const *fields, size_t n, enum act_kind then)
{
	struct store *store = s->view->store;
	unsigned char request[16];
	struct buf title = { 0 };
	struct err err = { 0 };
	struct act a;

	typed_request(store, fields, n, request);
	m->request = request;
	if (typed_saved(store, request, deal_move(store, m, &title, &err), &err))
		return act_error(&err);
	for (size_t i = 0; i < n; i++)
		typed_end(fields[i]);
	a = act_offer(act_say(then, TONE_DONE, "%s", title.len ? buf_str(&title) : "the deal is moved"), "u", "undo");
	buf_done(&title);
	return a;
}

/* Does this move ask anything of the person? */
static bool asks(const struct move_arg *arg, const struct move_needs *n)
{
	return n->unmet || n->reason || n->follow_up || n->competitor || n->commitment || n->sow || n->contact ||
	       arg->to_stage == STAGE_WON || arg->to_stage == STAGE_LOST;
}

static bool closes(const struct move_arg *arg)
{
	return arg->to_stage == STAGE_WON || arg->to_stage == STAGE_LOST || arg->outcome == OUTCOME_STALLED ||
	       arg->outcome == OUTCOME_DELAYED;
}

/* Moved by somebody else since the person looked: what is wanted then is not what was meant. */
static struct act say_moved(struct screen *s, const struct deal *now)
{
	const struct stage *st = stage_get(s->view->store->stages, (int)now->stage);
	struct buf who = { 0 };
	struct act a;

	typed_who(s->view->store, SUBJECT_DEAL, now->id, "stage", &who);
	a = act_say(ACT_RELOAD, TONE_REFUSED, "%s moved this deal to %s just now; nothing was moved", buf_str(&who),
		    st ? st->title : "another stage");
	buf_done(&who);
	return a;
}

struct act move_begin(struct screen *s, const struct move_arg *arg)
{
	struct move_needs needs;
	struct err err = { 0 };
	struct move m = { .deal = arg->deal, .to_stage = arg->to_stage, .outcome = arg->outcome, .follow_up_day = NO_DAY,
			  .sow_day = NO_DAY };
	struct deal now;
	struct act moved;

	if (arg->from_stage && !teeth_off("P7-base") && deal_get(s->view->store, arg->deal, &now, NULL) == 1) {
		moved = now.stage == arg->from_stage ? ACT(STAY) : say_moved(s, &now);
		m.rev = now.rev;
		deal_done(&now);
		if (moved.kind != ACT_STAY)
			return moved;
	}
	if (move_needs(s->view->store, arg->deal, arg->to_stage, arg->outcome, &needs, &err))
		return act_refuse("%s", err.text);
	if (needs.refused)
		return act_refuse("%s", needs.refused);
	if (!asks(arg, &needs))
		return move_finish(s, &m, NULL, 0, ACT_RELOAD);
	return act_push(closes(arg) && !needs.unmet ? &close_screen : &gate_screen, arg);
}

/* ---- the menu ---- */

enum { CHOICES_MAX = 32 };
struct choice {
	struct move_arg arg;
	char label[80];
	int key;
};
struct menu {
	struct deal deal;
	struct choice choice[CHOICES_MAX];
	struct list list;
	size_t n;
};

static struct menu *menu_of(const struct screen *s)
{
	return s->state;
}

static void add_choice(struct menu *m, int64_t stage, enum outcome outcome, int key, const char *label)
{
	struct choice *c = &m->choice[m->n];

	if (m->n == CHOICES_MAX)
		return;
	c->arg = (struct move_arg){ .deal = m->deal.id, .to_stage = stage, .from_stage = m->deal.stage, .outcome = outcome };
	c->key = key;
	snprintf(c->label, sizeof c->label, "%s", label);
	m->n++;
}

static int stage_letter(int64_t id, size_t i)
{
	return id == STAGE_WON ? 'w' : id == STAGE_LOST ? 'x' : (int)('1' + i);
}

static void add_choices(struct menu *m, struct store *s)
{
	bool open = !stage_is_closed((int)m->deal.stage);

	for (size_t i = 0; i < stages_count(s->stages); i++) {
		const struct stage *st = stage_at(s->stages, i);

		if (st->id == m->deal.stage)
			m->list.at = m->n;
		else
			add_choice(m, st->id, st->id == STAGE_WON ? OUTCOME_WON : st->id == STAGE_LOST ? OUTCOME_LOST : OUTCOME_NONE,
				   stage_letter(st->id, i), st->title);
	}
	if (open && m->deal.outcome != OUTCOME_STALLED)
		add_choice(m, 0, OUTCOME_STALLED, 's', "stalled: kept in its stage, folded away");
	if (open && m->deal.outcome != OUTCOME_DELAYED)
		add_choice(m, 0, OUTCOME_DELAYED, 'd', "delayed: the customer named a later day");
	if (open && m->deal.outcome != OUTCOME_NONE)
		add_choice(m, 0, OUTCOME_NONE, 'a', "active again");
}

static int menu_init(struct screen *s, const void *arg, struct err *err)
{
	struct menu *m = menu_of(s);
	const int64_t *deal = arg;

	if (deal_need(s->view->store, *deal, &m->deal, err))
		return -1;
	add_choices(m, s->view->store);
	list_fit(&m->list, m->n, m->n);
	return 0;
}

static void menu_done(struct screen *s)
{
	deal_done(&menu_of(s)->deal);
}

static void menu_draw(struct screen *s, struct draw *d)
{
	struct menu *m = menu_of(s);
	struct area a = strip_draw(d, s->area, (int)m->n + 1);
	struct buf title = { 0 };

	deal_label(&m->deal, &title);
	buf_puts(&title, ": move to");
	draw_text(d, a.y, a.x, a.cols, STYLE_STRONG, buf_str(&title));
	for (size_t i = 0; i < m->n && (int)i + 1 < a.rows; i++) {
		int y = a.y + 1 + (int)i;
		char key[2] = { (char)m->choice[i].key, 0 };

		draw_text(d, y, a.x, 1, STYLE_ACCENT, i == m->list.at ? "▸" : " ");
		draw_text(d, y, a.x + 2, 1, STYLE_KEY, key);
		draw_text(d, y, a.x + 4, a.cols - 4, i == m->list.at ? STYLE_STRONG : STYLE_TEXT, m->choice[i].label);
	}
	buf_done(&title);
}

/* The menu gives way to the strip that asks, or to the board with what was done. */
static struct act choose(struct screen *s, size_t i)
{
	struct act a = move_begin(s, &menu_of(s)->choice[i].arg);

	if (a.kind == ACT_PUSH)
		a.kind = ACT_REPLACE;
	else if (a.kind == ACT_RELOAD)
		a.kind = ACT_POP;
	return a;
}

static struct act menu_enter(struct screen *s, int key)
{
	(void)key;
	return menu_of(s)->n ? choose(s, menu_of(s)->list.at) : ACT(POP);
}

static struct act menu_key(struct screen *s, int key)
{
	struct menu *m = menu_of(s);

	if (list_key(&m->list, key))
		return ACT(HANDLED);
	for (size_t i = 0; i < m->n; i++)
		if (m->choice[i].key == key)
			return choose(s, i);
	return ACT(IGNORED);
}

static const struct binding menu_bindings[] = {
	{ AT_LIST, K_ENTER, 0, "move-choose", "move", "Move to the chosen stage", "Move", 1, NULL, menu_enter, NULL, NULL,
	  false },
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
const struct screen_type move_screen = {
	.name = "move", .title = "the moves of a deal", .kind = SCREEN_STRIP, .level = LEVEL_LIST,
	.size = sizeof(struct menu), .bindings = menu_bindings, .init = menu_init, .done = menu_done, .draw = menu_draw,
	.key = menu_key,
};
