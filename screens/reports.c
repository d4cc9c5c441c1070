#include "screens/reports.h"

#include "model/bulletin.h"
#include "screens/empty.h"
#include "screens/ui/list.h"

#include <stdlib.h>

struct reports_state {
	struct bulletins *all;
	const struct bulletin **mine; /* those that the actor reads, borrowed from `all`; owned */
	struct list list;
};

static struct reports_state *state_of(const struct screen *s)
{
	return s->state;
}

static void done(struct screen *s)
{
	bulletins_free(state_of(s)->all);
	free(state_of(s)->mine);
	state_of(s)->all = NULL;
	state_of(s)->mine = NULL;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	(void)arg;
	return access_act(s->view->store, "report", err);
}

static int load(struct screen *s, struct err *err)
{
	struct reports_state *r = state_of(s);
	struct bulletins *all;
	size_t n = 0;

	if (bulletins_load(s->view->store, &all, err))
		return -1;
	done(s);
	r->all = all;
	r->mine = xcalloc(all->n + 1, sizeof(const struct bulletin *));
	for (size_t i = 0; i < all->n; i++)
		if (!bulletin_may_read(s->view->store, &all->at[i], NULL))
			r->mine[n++] = &all->at[i];
	list_fit(&r->list, n, r->list.rows ? r->list.rows : 1);
	return 0;
}

static int first_row(const struct screen *s)
{
	return s->area.y + 2 + (s->area.rows >= 28);
}

static void draw_row(const struct screen *s, struct draw *d, int y, size_t i)
{
	const struct bulletin *b = state_of(s)->mine[i];
	bool here = i == state_of(s)->list.at;
	int cols = s->area.cols, at = 32;
	struct buf words = { 0 };

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_text(d, y, 3, at - 4, here ? STYLE_HERE : STYLE_TEXT, b->title);
	bulletin_cadence_words(b, &words);
	draw_text(d, y, at, 24, STYLE_FACT, buf_str(&words));
	draw_text(d, y, at + 26, cols >= 100 ? 12 : cols - at - 27, STYLE_MUTED, b->owner);
	if (cols >= 100)
		draw_text(d, y, at + 40, cols - at - 41, STYLE_MUTED, b->decisions);
	buf_done(&words);
}

static void draw(struct screen *s, struct draw *d)
{
	struct reports_state *r = state_of(s);
	int y = first_row(s), rows = s->area.y + s->area.rows - y;
	static const struct empty_offer none[] = { { NULL, NULL, NULL } };

	draw_text(d, y - 2, 1, 40, STYLE_TITLE, "Regular reports");
	draw_rule(d, y - 1, 1, s->area.cols - 2);
	if (!r->list.count) {
		empty_draw(d, s->area, &(struct empty){ "No regular report is for your role",
							"Who reads which is said in the team's reports (config reports).", none });
		return;
	}
	list_fit(&r->list, r->list.count, rows > 1 ? (size_t)rows : 1);
	for (size_t i = r->list.top; i < r->list.count && i < r->list.top + r->list.rows; i++)
		draw_row(s, d, y + (int)(i - r->list.top), i);
}

/* ---- keys ---- */

static struct act move(struct screen *s, int key)
{
	return list_key(&state_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static const char *is_empty(const struct screen *s)
{
	return state_of(s)->list.count ? NULL : "there is no report here to open";
}

static struct act open_here(struct screen *s, int key)
{
	(void)key;
	return act_push(&bulletin_screen, state_of(s)->mine[state_of(s)->list.at]->name);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return act_mouse(s, &state_of(s)->list, m, first_row(s), open_here);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the report", .group = "See",
	  .footer = 1, .run = open_here, .refuse = is_empty },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type reports_screen = {
	.name = "reports", .title = "Regular reports", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct reports_state), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse,
};
