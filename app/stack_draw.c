/* Painting the screens of the stack over each other, between the top row and the key row. */
#include "app/stack.h"

#include "screens/ui/bar.h"
#include "screens/ui/paint.h"

#include <stdio.h>

static void draw_small(struct stack *st, struct draw *d)
{
	char text[160];

	snprintf(text, sizeof text, "This window has %d columns and %d rows; winloss needs %d and %d. Nothing is lost.",
		 st->view.cols, st->view.rows, NEED_COLS, NEED_ROWS);
	draw_prose(d, (struct area){ 0, 0, st->view.rows, st->view.cols }, STYLE_TEXT, text, 0);
}

static void draw_screens(struct stack *st, struct draw *d)
{
	struct screen *base = stack_base(st);
	int from = st->depth - 1;

	while (from > 0 && st->screens[from] != base)
		from--;
	for (int i = from; i < st->depth; i++) {
		bool muted = false;

		for (int j = i + 1; j < st->depth; j++)
			muted |= st->screens[j]->type->kind == SCREEN_OVERLAY;
		draw_muted(d, muted);
		draw_surface(d, STYLE_BASE);
		draw_clip(d, st->screens[i]->area);
		st->screens[i]->type->draw(st->screens[i], d);
	}
	draw_muted(d, false);
	draw_surface(d, STYLE_BASE);
}

/* Under an overlay the key row is that of the screen below, muted: the overlay says its own keys itself. */
static void draw_bottom(struct stack *st, struct draw *d)
{
	int y = st->view.rows - 1, cols = st->view.cols;
	int i = st->depth - 1;

	if (st->question) {
		bar_draw_question(d, y, cols, st->question, st->question_text);
		return;
	}
	if (st->message.tone != TONE_NONE) {
		bar_draw_message(d, y, cols, &st->message);
		return;
	}
	while (i > 0 && st->screens[i]->type->kind == SCREEN_OVERLAY)
		i--;
	draw_muted(d, i != st->depth - 1);
	bar_draw_keys(d, y, cols, st->screens[i]);
	draw_muted(d, false);
}

void stack_draw(struct stack *st, struct draw *d)
{
	struct area all = { 0, 0, st->view.rows, st->view.cols };

	if (!st->depth)
		return;
	if (stack_too_small(st)) {
		draw_small(st, d);
		return;
	}
	if (!stack_base(st)->type->bare)
		bar_draw_top(d, st->view.cols, &st->view, stack_base(st)->type->tab ? stack_base(st)->type->tab
										       : st->screens[0]->type->tab);
	draw_screens(st, d);
	draw_clip(d, all);
	draw_bottom(st, d);
}
