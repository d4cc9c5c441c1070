/* What a figure of a regular report means: what is counted, its window, its target, and the deals behind it. */
#include "screens/reports.h"

#include "model/bulletin.h"
#include "screens/deal.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEHIND_MAX = 200 };
struct behind {
	int64_t deal;
	char *label, *words; /* owned */
};
struct figure_state {
	char report[BULLETIN_NAME_MAX + 1], key[METRIC_KEY_MAX + 1];
	char *title, *value, *definition; /* owned */
	bool under, has_rows;
	struct behind *row;
	struct list list;
};

static struct figure_state *state_of(const struct screen *s)
{
	return s->state;
}

static void forget(struct figure_state *f)
{
	for (size_t i = 0; i < f->list.count; i++) {
		free(f->row[i].label);
		free(f->row[i].words);
	}
	free(f->row);
	free(f->title);
	free(f->value);
	free(f->definition);
	f->row = NULL;
	f->title = f->value = f->definition = NULL;
	f->list.count = 0;
}

static void done(struct screen *s)
{
	forget(state_of(s));
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	const struct figure_arg *a = arg;

	(void)err;
	snprintf(state_of(s)->report, sizeof state_of(s)->report, "%s", a->report);
	snprintf(state_of(s)->key, sizeof state_of(s)->key, "%s", a->key);
	return 0;
}

static int take_row(void *arg, const struct metric_row *r)
{
	struct figure_state *f = arg;

	f->row = xrealloc(f->row, (f->list.count + 1) * sizeof *f->row);
	f->row[f->list.count++] = (struct behind){ r->deal, xstrdup(r->label), xstrdup(r->words) };
	return 0;
}

static int load_metric(struct screen *s, const struct bulletin_page *p, const struct metric_value *v, struct err *err)
{
	struct figure_state *f = state_of(s);
	struct buf b = { 0 };
	int rc;

	f->title = xstrdup(v->metric->title);
	metric_words(s->view->store, v, &b);
	if (*v->note && v->state != METRIC_NOT_MEASURED)
		buf_printf(&b, " (%s)", v->note);
	f->value = buf_take(&b);
	metric_definition(v->metric, &b);
	f->definition = buf_take(&b);
	f->under = v->under;
	rc = metric_behind(p->meter, v->metric, BEHIND_MAX, take_row, f, err);
	f->has_rows = rc == 1;
	return rc < 0 ? -1 : 0;
}

static void load_table(struct screen *s, const struct bulletin_table *t)
{
	struct figure_state *f = state_of(s);
	struct buf b = { 0 };

	f->title = xstrdup(t->title);
	buf_printf(&b, "%zu %s", t->rows + t->left_out, t->rows + t->left_out == 1 ? "row" : "rows");
	f->value = buf_take(&b);
	buf_printf(&b, "%s\nWindow: ", t->what);
	window_words(&t->window, &b);
	buf_puts(&b, ".\n");
	f->definition = buf_take(&b);
	f->has_rows = false;
}

static int load_page(struct screen *s, const struct bulletin_page *p, struct err *err)
{
	for (size_t i = 0; i < p->sections; i++)
		for (size_t k = 0; k < p->section[i].n; k++) {
			const struct bulletin_part *part = &p->section[i].part[k];
			const char *key = part->is_table ? table_kind_key(part->table.kind) : part->value.metric->key;

			if (strcmp(key, state_of(s)->key))
				continue;
			if (!part->is_table)
				return load_metric(s, p, &part->value, err);
			load_table(s, &part->table);
			return 0;
		}
	return err_set(err, ERR_INPUT, "the report %s has no “%s” any more", state_of(s)->report, state_of(s)->key);
}

static int load(struct screen *s, struct err *err)
{
	struct bulletin_page *p;
	int rc;

	if (bulletin_open(s->view->store, state_of(s)->report, NO_DAY, true, &p, err))
		return -1;
	forget(state_of(s));
	rc = load_page(s, p, err);
	bulletin_close(p);
	list_fit(&state_of(s)->list, state_of(s)->list.count, 1);
	return rc;
}

/* ---- painting ---- */

static int prose_rows(const struct screen *s)
{
	const struct figure_state *f = state_of(s);

	return f->definition ? draw_prose_rows(f->definition, s->area.cols - 4) : 0;
}

static int first_row(const struct screen *s)
{
	int most = s->area.rows / 2, rows = prose_rows(s);

	return s->area.y + 4 + (rows > most ? most : rows);
}

static void draw_rows(struct screen *s, struct draw *d, int y)
{
	struct figure_state *f = state_of(s);
	int rows = s->area.y + s->area.rows - y, at = s->area.cols >= 100 ? 44 : 32;

	draw_printf(d, y - 1, 2, s->area.cols - 3, STYLE_SECTION, "Behind it: %zu%s", f->list.count,
		    f->list.count == BEHIND_MAX ? " and more" : "");
	list_fit(&f->list, f->list.count, rows > 1 ? (size_t)rows : 1);
	for (size_t i = f->list.top; i < f->list.count && i < f->list.top + f->list.rows; i++) {
		int line = y + (int)(i - f->list.top);

		if (i == f->list.at)
			draw_edge(d, line, 1, 1, STYLE_ACCENT);
		draw_text(d, line, 3, at - 4, i == f->list.at ? STYLE_HERE : STYLE_TEXT, f->row[i].label);
		draw_text(d, line, at, s->area.cols - at - 1, STYLE_FACT, f->row[i].words);
	}
}

static void draw(struct screen *s, struct draw *d)
{
	struct figure_state *f = state_of(s);
	int x = 1, y = first_row(s);

	if (!f->title)
		return;
	x += draw_text(d, s->area.y, x, 40, STYLE_TITLE, f->title) + 2;
	draw_text(d, s->area.y, x, s->area.cols - x - 1, f->under ? STYLE_LATE : STYLE_STRONG, f->value);
	draw_rule(d, s->area.y + 1, 1, s->area.cols - 2);
	draw_prose(d, (struct area){ s->area.y + 2, 2, y - s->area.y - 4, s->area.cols - 4 }, STYLE_TEXT, f->definition, 0);
	if (f->has_rows)
		draw_rows(s, d, y);
}

/* ---- keys ---- */

static struct act move(struct screen *s, int key)
{
	return list_key(&state_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static const char *is_empty(const struct screen *s)
{
	return state_of(s)->list.count ? NULL : "there is no deal behind it to open";
}

static struct act open_here(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &state_of(s)->row[state_of(s)->list.at].deal);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return act_mouse(s, &state_of(s)->list, m, first_row(s), open_here);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the deal", .group = "See",
	  .footer = 1, .run = open_here, .refuse = is_empty },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type figure_screen = {
	.name = "figure", .title = "What a figure means", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct figure_state), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse,
};
