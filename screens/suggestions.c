/* What the records suggest (model/suggestion.h), pattern by pattern with the deals of each; a doubt about the fit that came
 * true is flagged from here. */
#include "screens/refinements.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/refinement.h"
#include "model/store.h"
#include "model/suggestion.h"
#include "screens/deal.h"
#include "screens/empty.h"
#include "screens/ui/list.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct row {
	enum suggestion_kind kind;
	int64_t deal, deals;
	char *pattern, *company, *what; /* owned */
};
struct suggestions {
	struct list list;
	struct row *row;
	size_t n;
	struct buf deals; /* of what is flagged: "D-1, D-5" */
	struct refinement_flag_arg flag;
	int64_t opened;
};

static struct suggestions *state_of(const struct screen *s)
{
	return s->state;
}

static const struct row *here(const struct screen *s)
{
	const struct suggestions *g = state_of(s);

	return g->n ? &g->row[g->list.at] : NULL;
}

/* ---- loading ---- */

static void forget(struct suggestions *g)
{
	for (size_t i = 0; i < g->n; i++) {
		free(g->row[i].pattern);
		free(g->row[i].company);
		free(g->row[i].what);
	}
	free(g->row);
	g->row = NULL;
	g->n = 0;
}

static int take(void *arg, const struct suggestion *x)
{
	struct suggestions *g = arg;

	g->row = xrealloc(g->row, (g->n + 1) * sizeof *g->row);
	g->row[g->n++] = (struct row){ x->kind, x->deal, x->deals, xstrdup(x->pattern), xstrdup(x->company), xstrdup(x->what) };
	return 0;
}

/* Below the list the one under the cursor stands in full. */
static size_t rows_of(const struct screen *s)
{
	return s->area.rows > 14 ? (size_t)(s->area.rows - 10) : 3;
}

static int load(struct screen *s, struct err *err)
{
	struct suggestions *g = state_of(s);

	forget(g);
	if (suggestions_each(s->view->store, take, g, err))
		return -1;
	list_fit(&g->list, g->n, rows_of(s));
	return 0;
}

static void done(struct screen *s)
{
	forget(state_of(s));
	buf_done(&state_of(s)->deals);
}

static void resize(struct screen *s)
{
	list_fit(&state_of(s)->list, state_of(s)->n, rows_of(s));
}

/* ---- painting ---- */

struct columns {
	int deal, company, what;
};

static struct columns place(int cols)
{
	return cols >= 100 ? (struct columns){ 40, 48, 74 } : (struct columns){ 32, 39, 56 };
}

static bool same_pattern(const struct row *a, const struct row *b)
{
	return a->kind == b->kind && !strcasecmp(a->pattern, b->pattern);
}

static void draw_row(const struct suggestions *g, struct draw *d, int y, int cols, size_t i)
{
	struct columns c = place(cols);
	const struct row *r = &g->row[i];
	bool at = i == g->list.at;

	if (at)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (i == g->list.top || !same_pattern(r, r - 1))
		draw_printf(d, y, 4, c.deal - 5, STYLE_SECTION, "%s  %lld", r->pattern, (long long)r->deals);
	draw_printf(d, y, c.deal, c.company - c.deal - 1, STYLE_MUTED, "D-%lld", (long long)r->deal);
	draw_text(d, y, c.company, c.what - c.company - 1, at ? STYLE_HERE : STYLE_TEXT, r->company);
	draw_text(d, y, c.what, cols - c.what - 1, STYLE_TEXT, r->what);
}

static const char *advice(const struct row *r)
{
	switch (r->kind) {
	case SUGGEST_FIT:
		return r->deals >= REFINEMENT_DEALS_MIN ? "enough deals for a proposal; n flags it, p on the flag proposes it"
							: "three deals make a proposal; n flags it until there are";
	case SUGGEST_PROMISE_KIND:
	case SUGGEST_PROMISE_BY:
		break;
	}
	return "a change of process: A and n make an action of it";
}

static void draw_here(struct screen *s, struct draw *d, int y)
{
	const struct row *r = here(s);
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };
	char words[200];

	if (a.rows < 5)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	cut_printf(words, sizeof words, "%.120s, %lld deal%s", r->pattern, (long long)r->deals, r->deals == 1 ? "" : "s");
	y = draw_labelled(d, y, a, "Pattern", words);
	cut_printf(words, sizeof words, "D-%lld %.150s", (long long)r->deal, r->company);
	y = draw_labelled(d, y, a, "Deal", words);
	y = draw_labelled(d, y, a, "What", r->what);
	draw_labelled(d, y, a, "Next", advice(r));
}

static void draw(struct screen *s, struct draw *d)
{
	static const struct empty_offer offers[] = { { NULL, NULL, NULL } };
	static const struct empty nothing = { "The records suggest nothing to look at.",
					      "A doubt about the fit that came true stands here, and promises broken in two deals.", offers };
	struct suggestions *g = state_of(s);
	struct columns c = place(s->area.cols);
	int y = s->area.y;

	draw_printf(d, y, 1, s->area.cols - 2, STYLE_TITLE, "What the records suggest  %zu", g->n);
	if (!g->n) {
		empty_draw(d, s->area, &nothing);
		return;
	}
	y += 2;
	draw_text(d, y, 4, 20, STYLE_COLUMN_HEAD, "Pattern");
	draw_text(d, y, c.deal, 20, STYLE_COLUMN_HEAD, "Deal");
	draw_text(d, y++, c.what, 20, STYLE_COLUMN_HEAD, "What came of it");
	for (size_t i = g->list.top; i < g->n && i < g->list.top + g->list.rows; i++)
		draw_row(g, d, y++, s->area.cols, i);
	if (list_below(&g->list))
		draw_printf(d, y, 4, 20, STYLE_MUTED, "↓ %zu more", list_below(&g->list));
	draw_here(s, d, y + 1);
}

/* ---- keys ---- */

static struct act open_here(struct screen *s, int key)
{
	struct suggestions *g = state_of(s);

	(void)key;
	g->opened = here(s)->deal;
	return act_push(&deal_screen, &g->opened);
}

/* With the deals of the pattern, each once. */
static struct act flag(struct screen *s, int key)
{
	struct suggestions *g = state_of(s);
	const struct row *of = here(s);

	(void)key;
	buf_clear(&g->deals);
	for (size_t i = 0; i < g->n; i++)
		if (same_pattern(of, &g->row[i]) && !(i && same_pattern(of, &g->row[i - 1]) && g->row[i].deal == g->row[i - 1].deal))
			buf_printf(&g->deals, "%sD-%lld", g->deals.len ? ", " : "", (long long)g->row[i].deal);
	g->flag = (struct refinement_flag_arg){ .what = of->pattern, .deals = buf_str(&g->deals) };
	return act_push(&refinement_flag_screen, &g->flag);
}

static const char *none_here(const struct screen *s)
{
	return here(s) ? NULL : "nothing is suggested";
}

static const char *not_to_flag(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	if (here(s)->kind != SUGGEST_FIT)
		return "promises are a change of process, not of the qualification model: A and n make an action";
	return screen_may_not(s, "flag_refinement");
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_puts(out, here(s)->company);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_REFINEMENT, 0, key == K_CTRL('R'), NULL);
}

static struct act move(struct screen *s, int key)
{
	list_key(&state_of(s)->list, key);
	return ACT(HANDLED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	enum list_result r = list_mouse(&state_of(s)->list, m, s->area.y + 3);

	return r == LIST_OPENED && here(s) ? open_here(s, K_ENTER) : r == LIST_MOVED ? ACT(HANDLED) : ACT(STAY);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "deal", .title = "Open the deal", .group = "Suggestion",
	  .footer = 1, .run = open_here, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'n', .command = "flag", .label = "flag it", .title = "Flag it with the deals of its pattern",
	  .group = "Suggestion", .footer = 2, .run = flag, .refuse = not_to_flag },
	UNDO_ROWS(undo), LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type suggestions_screen = {
	.name = "suggestions", .title = "what the records suggest", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct suggestions), .bindings = bindings, .done = done, .load = load, .draw = draw, .mouse = mouse,
	.resize = resize,
};
