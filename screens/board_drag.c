/* Moving a card with the mouse: pressed, dragged over another stage, let go. The drop is a move like any other: done at
 * once, asked for in the gate with its open criteria, or refused with the sentence; until then the card stays. */
#include "screens/board.h"

#include "model/buf.h"
#include "screens/deal.h"

#include <stdlib.h>

/* The stage whose column, or place in the rail, stands at a cell. */
static const struct board_column *stage_over(const struct board *b, const struct mouse *m)
{
	size_t column;

	return board_column_at(b, m->y, m->x, &column) ? &b->column[column] : NULL;
}

static void forget(struct board_drag *g)
{
	free(g->company);
	*g = (struct board_drag){ 0 };
}

void board_drag_done(struct board *b)
{
	forget(&b->drag);
}

struct act board_press(struct screen *s, const struct mouse *m)
{
	struct board *b = board_of(s);
	size_t column, card;
	bool head, was_here;
	struct act a;

	forget(&b->drag);
	if (!area_has(s->area, m->y, m->x))
		return ACT(IGNORED);
	if (!board_hit(b, m->y, m->x, &column, &card, &head))
		return ACT(STAY);
	was_here = !head && column == b->cur && card == board_column(b)->at;
	b->cur = column;
	if (head)
		return board_moved(s);
	board_column(b)->at = card;
	a = was_here ? ACT(STAY) : board_moved(s);
	b->drag = (struct board_drag){ .deal = board_card(b)->id, .stage = board_card(b)->stage, .was_here = was_here,
				       .company = xstrdup(board_card(b)->company) };
	return a;
}

struct act board_dragged(struct screen *s, const struct mouse *m)
{
	struct board_drag *g = &board_of(s)->drag;
	const struct board_column *to = stage_over(board_of(s), m);
	int64_t over = to ? to->stage->id : 0;

	if (!g->deal || (g->is_moving && over == g->over))
		return ACT(STAY);
	g->is_moving |= over != g->stage;
	g->over = over;
	if (!g->is_moving)
		return ACT(STAY);
	if (!to || over == g->stage)
		return act_say(ACT_HANDLED, TONE_SAY, "%s stays where it is when you let go here", g->company);
	return act_say(ACT_HANDLED, TONE_SAY, "%s → %s: let go to move it", g->company, to->stage->title);
}

struct act board_released(struct screen *s, const struct mouse *m)
{
	struct board *b = board_of(s);
	const struct board_column *to = stage_over(b, m);
	struct board_drag g = b->drag;
	struct act a = ACT(STAY);

	b->drag = (struct board_drag){ 0 };
	if (!g.deal)
		return ACT(IGNORED);
	if (!g.is_moving && g.was_here && board_card(b) && board_card(b)->id == g.deal) {
		a = act_push(&deal_screen, &board_card(b)->id);
	} else if (g.is_moving && (!to || to->stage->id == g.stage)) {
		a = act_say(ACT_HANDLED, TONE_SAY, "%s stays where it was", g.company);
	} else if (g.is_moving) {
		b->step = (struct move_arg){ .deal = g.deal, .to_stage = to->stage->id, .from_stage = g.stage,
					     .outcome = to->stage->id == STAGE_WON	? OUTCOME_WON
							: to->stage->id == STAGE_LOST ? OUTCOME_LOST
										      : OUTCOME_NONE };
		b->keep = g.deal;
		a = move_begin(s, &b->step);
	}
	forget(&g);
	return a;
}
