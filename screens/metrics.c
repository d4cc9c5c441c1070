/* What is measured over all handoffs: each figure with its target, of how many, and what to do where it falls short. */
#include "screens/playbook.h"

#include "model/buf.h"
#include "model/playbook_metric.h"
#include "model/store.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct figure {
	char *title, *value, *target, *of, *action; /* owned */
	bool alarm, hidden;
};
struct metrics_page {
	struct figure *figure;
	struct list list;
	size_t alarms;
};

static struct metrics_page *page_of(const struct screen *s)
{
	return s->state;
}

static void forget(struct metrics_page *p)
{
	for (size_t i = 0; i < p->list.count; i++) {
		struct figure *f = &p->figure[i];

		free(f->title);
		free(f->value);
		free(f->target);
		free(f->of);
		free(f->action);
	}
	free(p->figure);
	p->figure = NULL;
	p->list.count = p->alarms = 0;
}

static void done(struct screen *s)
{
	forget(page_of(s));
}

static int take(void *arg, const struct measured *m)
{
	struct metrics_page *p = arg;
	struct buf b = { 0 };
	struct figure *f;

	p->figure = xrealloc(p->figure, (p->list.count + 1) * sizeof *p->figure);
	f = &p->figure[p->list.count++];
	*f = (struct figure){ .alarm = m->alarm, .hidden = m->hidden, .title = xstrdup(m->metric->title),
			      .action = xstrdup(m->metric->action) };
	measured_words(m, &b);
	f->value = buf_take(&b);
	target_words(&m->metric->target, &b);
	f->target = buf_take(&b);
	buf_printf(&b, "%lld in the last %d days", (long long)m->n, m->metric->window_days);
	if (m->open)
		buf_printf(&b, ", %lld past it and not there yet", (long long)m->open);
	f->of = buf_take(&b);
	p->alarms += m->alarm;
	return 0;
}

static int load(struct screen *s, struct err *err)
{
	struct metrics_page *p = page_of(s);

	forget(p);
	return playbook_measure(s->view->store, take, p, err);
}

/* Who may is told to look after what falls short; where the file is busy, the next look does it. */
static int init(struct screen *s, const void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	playbook_watch(s->view->store, NULL);
	return 0;
}

/* ---- painting ---- */

static void draw_figure(const struct screen *s, struct draw *d, int y, size_t i)
{
	const struct metrics_page *p = page_of(s);
	const struct figure *f = &p->figure[i];
	int cols = s->area.cols, at = cols >= 100 ? 44 : 30;

	if (i == p->list.at)
		draw_edge(d, y, 1, 2, STYLE_ACCENT);
	if (f->alarm)
		draw_sign(d, y, 3, STYLE_LATE, SIGN_LATE);
	draw_text(d, y, 5, at - 6, i == p->list.at ? STYLE_HERE : STYLE_TEXT, f->title);
	draw_text(d, y, at, 24, f->alarm ? STYLE_LATE : f->hidden ? STYLE_MUTED : STYLE_STRONG, f->value);
	draw_printf(d, y, at + 26, cols - at - 27, STYLE_MUTED, "target %s", f->target);
	draw_text(d, y + 1, 5, f->alarm ? at - 6 : cols - 6, STYLE_MUTED, f->hidden ? "" : f->of);
	if (f->alarm)
		draw_text(d, y + 1, at, cols - at - 1, STYLE_TEXT, f->action);
}

static void draw(struct screen *s, struct draw *d)
{
	struct metrics_page *p = page_of(s);
	bool tall = s->area.rows >= 28;
	int y = s->area.y + tall, step = tall ? 3 : 2, x = 1;

	x += draw_text(d, y, x, 40, STYLE_TITLE, "What the handoffs come to") + 2;
	if (p->alarms)
		draw_printf(d, y, x, s->area.cols - x - 1, STYLE_LATE, "!%zu short of %s target", p->alarms,
			    p->alarms == 1 ? "its" : "their");
	draw_rule(d, y + 1, 1, s->area.cols - 2);
	y += 2 + tall;
	list_fit(&p->list, p->list.count, (size_t)((s->area.y + s->area.rows - y) / step));
	if (!p->list.count)
		draw_text(d, y, 2, s->area.cols - 3, STYLE_MUTED, "no playbook measures anything");
	for (size_t i = p->list.top; i < p->list.count && i < p->list.top + p->list.rows; i++)
		draw_figure(s, d, y + (int)(i - p->list.top) * step, i);
}

/* ---- keys ---- */

static struct act move(struct screen *s, int key)
{
	return list_key(&page_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act copy(struct screen *s, int key)
{
	const struct metrics_page *p = page_of(s);
	struct buf out = { 0 };
	struct act a;

	(void)key;
	for (size_t i = 0; i < p->list.count; i++)
		if (!p->figure[i].hidden)
			buf_printf(&out, "%s%s: %s (%s), target %s\n", p->figure[i].alarm ? "! " : "", p->figure[i].title,
				   p->figure[i].value, p->figure[i].of, p->figure[i].target);
	a = act_copy(buf_str(&out), out.len, "the figures");
	buf_done(&out);
	return a;
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the figures", .group = "See",
	  .footer = 1, .run = copy },
	LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type metrics_screen = {
	.name = "metrics", .title = "What the handoffs come to", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct metrics_page), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
};
