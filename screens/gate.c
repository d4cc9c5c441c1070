/* The gate: what a move asks for as a checklist, and the reason for going on anyway (gate-80x24). */
#include "screens/move_base.h"
#include "screens/typed.h"
#include "screens/typing.h"

#include "model/store.h"
#include "model/text.h"
#include "screens/ui/edit.h"
#include "screens/ui/list.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <string.h>

struct gate {
	struct move_arg arg;
	struct deal deal;
	struct move_needs needs;
	struct list list;
	struct edit reason;
	struct typed typed;
	struct move_base base;
};

static struct gate *gate_of(const struct screen *s)
{
	return s->state;
}

static int gate_load(struct screen *s, struct err *err)
{
	struct gate *g = gate_of(s);

	if (move_base_look(s->view->store, &g->arg, false, g->typed.conflict, &g->base, err) ||
	    move_needs(s->view->store, g->arg.deal, g->arg.to_stage, g->arg.outcome, &g->needs, err))
		return -1;
	list_fit(&g->list, g->needs.items, g->needs.items);
	return 0;
}

static int gate_init(struct screen *s, const void *arg, struct err *err)
{
	struct gate *g = gate_of(s);

	g->arg = *(const struct move_arg *)arg;
	edit_init(&g->reason, true);
	if (deal_need(s->view->store, g->arg.deal, &g->deal, err) || gate_load(s, err))
		return -1;
	while (g->list.at + 1 < g->needs.items && g->needs.met[g->list.at])
		g->list.at++;
	if (typed_open(&g->typed, s->view->store, g->arg.deal, "move.reason", g->base.read, &g->reason) || !g->needs.unmet)
		s->level = LEVEL_TEXT;
	return g->typed.conflict ? gate_load(s, err) : 0;
}

static void gate_done(struct screen *s)
{
	edit_done(&gate_of(s)->reason);
	move_base_done(&gate_of(s)->base);
	deal_done(&gate_of(s)->deal);
}

/* ---- drawing ---- */

static void draw_items(const struct gate *g, struct draw *d, struct area a, bool choosing)
{
	size_t top = (int)g->list.at >= a.rows ? g->list.at + 1 - (size_t)a.rows : 0;

	for (int i = 0; i < a.rows && top + (size_t)i < g->needs.items; i++) {
		size_t at = top + (size_t)i;

		strip_check(d, a.y + i, a.x, a.cols, g->needs.met[at], choosing && at == g->list.at, g->needs.item[at]->text);
	}
}

static const char *ask_words(const struct gate *g)
{
	if (g->needs.unmet)
		return "Go on anyway? It takes a reason, which is kept and counted.";
	return g->needs.reason ? "This move takes a reason, which is kept." : "All met: Enter moves it on.";
}

/* The reason where its line has no room for all of it, beside another's. */
static const char *cut_reason(const struct gate *g, int cols)
{
	return text_width(g->reason.text, g->reason.len) >= cols - 9 ? g->reason.text : NULL;
}

static void gate_draw(struct screen *s, struct draw *d)
{
	struct gate *g = gate_of(s);
	int cols = s->area.cols - 4;
	int both = g->base.theirs ? both_rows(cut_reason(g, cols), g->base.theirs, cols, 8) : 0;
	int rows = (int)g->needs.items + (g->needs.items ? 4 : 3) + both;
	struct area a = strip_draw(d, s->area, rows < s->area.rows - 6 ? rows : s->area.rows - 6), list = a;
	struct buf title = { 0 };
	int used;

	move_title(s->view->store, &g->deal, &g->arg, &title);
	used = draw_text(d, a.y, a.x, a.cols, STYLE_STRONG, buf_str(&title));
	if (g->needs.items)
		draw_printf(d, a.y, a.x + used + 3, a.cols - used - 3, STYLE_MUTED, "%zu of %zu criteria met",
			    g->needs.items - g->needs.unmet, g->needs.items);
	list.y++;
	list.rows -= (g->needs.items ? 4 : 3) + both;
	if (both)
		both_draw(d, (struct area){ a.y + a.rows - 2 - both, a.x, both, cols }, cut_reason(g, cols), g->base.theirs);
	draw_items(g, d, list, s->level == LEVEL_LIST);
	draw_text(d, a.y + a.rows - 2, a.x, a.cols, STYLE_MUTED, ask_words(g));
	if (g->needs.reason || g->needs.unmet)
		strip_field(d, a.y + a.rows - 1, a.x, a.cols, 6, "Reason", &g->reason, s->level == LEVEL_TEXT);
	buf_done(&title);
}

/* ---- keys ---- */

static struct act gate_tick(struct screen *s, int key)
{
	struct gate *g = gate_of(s);
	struct err err = { 0 };
	size_t i = g->list.at;

	(void)key;
	if (!g->needs.items)
		return act_refuse("there is nothing to tick");
	if (deal_tick(s->view->store, g->arg.deal, g->needs.item[i]->key, !g->needs.met[i], &err))
		return act_error(&err);
	if (i + 1 < g->needs.items)
		list_go(&g->list, i + 1);
	return ACT(RELOAD);
}

static bool has_reason(const struct gate *g)
{
	return text_says(g->reason.text);
}

static struct act gate_move(struct screen *s, int key)
{
	struct gate *g = gate_of(s);
	struct move m = { .deal = g->arg.deal, .to_stage = g->arg.to_stage, .outcome = g->arg.outcome,
			  .follow_up_day = NO_DAY, .sow_day = NO_DAY, .reason = g->reason.text };
	struct err err = { 0 };

	(void)key;
	if (gate_load(s, &err))
		return act_error(&err);
	if (g->base.theirs)
		return move_base_ask(s, &g->arg);
	m.rev = g->base.rev;
	if (move_check_approved(s->view->store, &g->deal, &g->needs, &err))
		return act_error(&err);
	if ((g->needs.unmet || g->needs.reason) && !has_reason(g)) {
		s->level = LEVEL_TEXT;
		return g->needs.unmet ? act_refuse("%zu open: tick what is met, or write a reason and press Enter", g->needs.unmet)
				      : act_refuse("a reason is needed: write it and press Enter");
	}
	if (g->arg.to_stage == STAGE_WON && !stage_is_closed((int)g->deal.stage)) {
		/* The draft stays: the reason is stored by the next strip, which drops it. */
		snprintf(g->arg.reason, sizeof g->arg.reason, "%s", g->reason.text);
		return act_replace(&close_screen, &g->arg);
	}
	return move_finish(s, &m, (struct typed *const[]){ &g->typed }, 1, ACT_POP);
}

/* The gate as it is for where the deal stands now: what that asks is seen before it moves. */
static struct act gate_mine(struct screen *s, int key)
{
	struct gate *g = gate_of(s);
	struct deal now;
	struct err err = { 0 };

	(void)key;
	move_base_take(&g->base);
	typed_rebase(&g->typed, g->base.read);
	if (deal_get(s->view->store, g->arg.deal, &now, &err) == 1) {
		deal_done(&g->deal);
		g->deal = now;
	}
	if (gate_load(s, &err))
		return act_error(&err);
	return act_say(ACT_HANDLED, TONE_SAY, "Enter moves it from where it stands now");
}

static struct act gate_theirs(struct screen *s, int key)
{
	(void)key;
	typed_end(&gate_of(s)->typed);
	return act_say(ACT_POP, TONE_DONE, "theirs stays; nothing was moved");
}

static struct act gate_other(struct screen *s, int key)
{
	struct gate *g = gate_of(s);

	(void)key;
	s->level = s->level == LEVEL_TEXT && g->needs.items ? LEVEL_LIST : LEVEL_TEXT;
	return ACT(HANDLED);
}

static const char *no_criteria(const struct screen *s)
{
	return gate_of(s)->needs.items ? NULL : "this move has no criteria";
}

/* The criteria are the form's level of this strip; one without any has the plain one. */
static struct act gate_back(struct screen *s, int key)
{
	(void)key;
	s->level = gate_of(s)->needs.items ? LEVEL_LIST : LEVEL_FORM;
	return ACT(HANDLED);
}

static struct act gate_type(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

static struct act gate_copy(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_TEXT;
	return typing_copy(&gate_of(s)->reason, "the reason");
}

static struct act gate_redo(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_TEXT;
	edit_redo(&gate_of(s)->reason, s->view->mono_ms);
	return ACT(HANDLED);
}

/* Ctrl-S moves nothing. */
static struct act gate_kept(struct screen *s, int key)
{
	const struct gate *g = gate_of(s);

	(void)key;
	if ((g->needs.unmet || g->needs.reason) && !has_reason(g))
		return act_say(ACT_HANDLED, TONE_SAY, "kept; missing for the move: a reason%s", g->needs.unmet ? ", or the ticks" : "");
	return act_say(ACT_HANDLED, TONE_DONE, "kept; nothing is missing for the move");
}

static struct act gate_key(struct screen *s, int key)
{
	struct gate *g = gate_of(s);

	if (s->level == LEVEL_FORM)
		return ACT(IGNORED);
	if (s->level == LEVEL_LIST)
		return list_key(&g->list, key) ? ACT(HANDLED) : ACT(IGNORED);
	if (edit_key(&g->reason, key, s->view->mono_ms) != EDIT_IGNORED)
		return ACT(HANDLED);
	return key == K_UP && g->needs.items ? gate_other(s, key) : ACT(IGNORED);
}

static struct act gate_paste(struct screen *s, const char *text, size_t len)
{
	s->level = LEVEL_TEXT;
	edit_paste(&gate_of(s)->reason, text, len, s->view->mono_ms);
	return ACT(HANDLED);
}

static int gate_keep(struct screen *s, struct err *err)
{
	return typed_keep(&gate_of(s)->typed, &gate_of(s)->reason, err);
}

static const char *gate_unfinished(const struct screen *s)
{
	return has_reason(gate_of(s)) ? "the reason of a move" : NULL;
}

static const struct binding gate_bindings[] = {
	{ AT_LIST, K_SPACE, 'x', "gate-tick", "tick", "Tick or untick the criterion", "Deal", 1, NULL, gate_tick, NULL, NULL,
	  false },
	{ AT_LIST | AT_FORM | AT_TEXT, K_ENTER, 0, "gate-move", "move", "Move the deal", "Deal", 2, NULL, gate_move, NULL, NULL, false },
	{ AT_LIST, K_TAB, K_BACKTAB, "gate-reason", "reason", "To the reason", "Deal", 3, NULL, gate_other, NULL, NULL, false },
	{ AT_TEXT, K_TAB, K_BACKTAB, "gate-criteria", "criteria", NULL, "Deal", 3, NULL, gate_other, no_criteria, NULL, false },
	{ AT_FORM, K_SPACE, K_TAB, "gate-type", "type", NULL, "Deal", 3, NULL, gate_type, NULL, NULL, false },
	{ AT_LIST | AT_FORM, 'y', 0, "gate-copy", "copy", "Copy what is selected, or the reason", "See", 0, NULL, gate_copy,
	  NULL, NULL, false },
	{ AT_LIST | AT_FORM, '_', 0, "gate-redo", "typing again", NULL, "Text", 0, NULL, gate_redo, NULL, NULL, false },
	{ AT_LIST | AT_FORM | AT_TEXT, K_CTRL('S'), 0, "gate-kept", "kept?", "Show that all is kept and what is missing",
	  "See", 0, NULL, gate_kept, NULL, NULL, true },
	{ AT_LIST | AT_FORM | AT_TEXT, 0, 0, "move-mine", "go on with mine", NULL, "Deal", 0, NULL, gate_mine, NULL, NULL, false },
	{ AT_LIST | AT_FORM | AT_TEXT, 0, 0, "move-theirs", "leave theirs", NULL, "Deal", 0, NULL, gate_theirs, NULL, NULL, false },
	{ AT_TEXT, K_ESC, 0, "gate-back", "back", NULL, "Deal", 4, NULL, gate_back, NULL, NULL, false },
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
const struct screen_type gate_screen = {
	.name = "gate", .title = "the gate of a stage", .kind = SCREEN_STRIP, .level = LEVEL_LIST,
	.size = sizeof(struct gate), .bindings = gate_bindings, .init = gate_init, .done = gate_done, .load = gate_load,
	.draw = gate_draw, .key = gate_key, .paste = gate_paste, .keep = gate_keep, .unfinished = gate_unfinished,
};
