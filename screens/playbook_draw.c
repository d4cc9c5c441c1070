/* Painting a run: nothing here asks the model. */
#include "screens/playbook.h"

#include "model/buf.h"
#include "model/member.h"
#include "model/store.h"

#include <stdio.h>
#include <string.h>

static enum style ink_of(enum step_state state)
{
	switch (state) {
	case STEP_LATE:
		return STYLE_LATE;
	case STEP_SOON:
		return STYLE_SOON;
	case STEP_DONE:
	case STEP_DONE_LATE:
		return STYLE_GOOD;
	case STEP_OPEN:
		return STYLE_TEXT;
	case STEP_WAITING:
	case STEP_LATER:
	case STEP_SKIPPED:
		break;
	}
	return STYLE_MUTED;
}

static void put_owner(const struct screen *s, size_t i, struct buf *out)
{
	const struct playbook_run *r = &playbook_page_of(s)->run;
	int64_t owner = r->step[i].owner;

	buf_puts(out, r->book->step[i].owner);
	if (owner)
		buf_printf(out, " %s", member_login(s->view->store, owner));
}

/* ---- the steps ---- */

static void draw_step(const struct screen *s, struct draw *d, size_t i, int y)
{
	const struct playbook_page *p = playbook_page_of(s);
	const struct playbook_step *step = &p->run.book->step[i];
	const struct run_step *st = &p->run.step[i];
	struct area a = p->steps;
	bool here = i == p->step;
	struct buf words = { 0 };
	char count[24];
	int used;

	if (here)
		draw_edge(d, y, a.x, 2, p->in_items ? STYLE_EDGE : STYLE_ACCENT);
	snprintf(count, sizeof count, "%zu/%zu", st->ticked, step->n);
	draw_text(d, y, a.x + 2, a.cols - 9, here ? STYLE_HERE : st->state >= STEP_DONE ? STYLE_MUTED : STYLE_STRONG, step->title);
	if (step->n)
		draw_right(d, y, a.x + a.cols - 7, 6, STYLE_MUTED, count);
	playbook_step_words(s->view->store, &p->run, i, &words);
	used = draw_text(d, y + 1, a.x + 2, a.cols - 3, ink_of(st->state), buf_str(&words));
	buf_clear(&words);
	buf_puts(&words, " · ");
	put_owner(s, i, &words);
	draw_text(d, y + 1, a.x + 2 + used, a.cols - 3 - used, STYLE_MUTED, buf_str(&words));
	buf_done(&words);
}

/* ---- the one under the cursor ---- */

static void put_time(char *out, size_t size, int64_t ms)
{
	snprintf(out, size, "%d:%02d", (int)(ms / 60000), (int)(ms / 1000 % 60));
}

static void draw_agenda_line(const struct screen *s, struct draw *d, struct area a, int y, size_t k)
{
	const struct playbook_page *p = playbook_page_of(s);
	const struct playbook_agenda *line = &p->run.book->step[p->step].agenda[k];
	bool runs = p->timed == (int)p->step, now = runs && p->line == k;
	int64_t spent = runs ? playbook_spent_ms(s, k) : 0;
	bool over = spent > line->minutes * INT64_C(60000);
	char time[16];

	if (now)
		draw_edge(d, y, a.x, 1, STYLE_LIVE);
	draw_text(d, y, a.x + 2, a.cols - (runs ? 20 : 10), now ? STYLE_HERE : STYLE_TEXT, line->text);
	draw_printf(d, y, a.x + a.cols - 7, 7, STYLE_MUTED, "%3d min", line->minutes);
	if (!runs || !(now || spent))
		return;
	put_time(time, sizeof time, spent);
	draw_printf(d, y, a.x + a.cols - 17, 9, over ? STYLE_LATE : now ? STYLE_LIVE : STYLE_MUTED, "%s%s", over ? "!" : "", time);
}

static int draw_agenda(const struct screen *s, struct draw *d, struct area a, int y)
{
	const struct playbook_page *p = playbook_page_of(s);
	const struct playbook_step *step = &p->run.book->step[p->step];
	int64_t all = 0;
	char time[16];

	if (!step->n_agenda)
		return y;
	draw_printf(d, y, a.x, a.cols, STYLE_SECTION, "Agenda, %d minutes", step->minutes);
	if (p->timed == (int)p->step) {
		for (size_t k = 0; k < step->n_agenda; k++)
			all += playbook_spent_ms(s, k);
		put_time(time, sizeof time, all);
		draw_printf(d, y, a.x + a.cols - 17, 17, STYLE_LIVE, "● %s", time);
	}
	y++;
	for (size_t k = 0; k < step->n_agenda; k++)
		draw_agenda_line(s, d, a, y++, k);
	return y;
}

static void draw_item(const struct screen *s, struct draw *d, struct area a, int y, size_t i)
{
	const struct playbook_page *p = playbook_page_of(s);
	const struct playbook_step *step = &p->run.book->step[p->step];
	const struct playbook_item *it = &p->run.book->item[step->first + i];
	const struct run_tick *t = &p->run.tick[step->first + i];
	bool here = p->in_items && i == p->item;
	const char *side = t->by_itself ? it->by == BY_PACKET ? "packet" : "told" : "";
	char number[24];

	if (here)
		draw_edge(d, y, a.x, 1, STYLE_ACCENT);
	draw_sign(d, y, a.x + 2, t->on ? STYLE_GOOD : STYLE_MUTED, t->on ? SIGN_DONE : SIGN_NOT_YET);
	if (it->by == BY_NUMBER && t->num != NO_NUM) {
		snprintf(number, sizeof number, "%lld", (long long)t->num);
		side = number;
	}
	draw_text(d, y, a.x + 4, a.cols - 4 - (*side ? 8 : 0), here ? STYLE_HERE : t->on ? STYLE_MUTED : STYLE_TEXT, it->text);
	draw_right(d, y, a.x + a.cols - 7, 7, it->by == BY_NUMBER ? STYLE_STRONG : STYLE_MUTED, side);
}

static int draw_items(const struct screen *s, struct draw *d, struct area a, int y, bool deliverables)
{
	struct playbook_page *p = playbook_page_of(s);
	const struct playbook_step *step = &p->run.book->step[p->step];
	bool first = true;

	for (size_t i = 0; i < step->n; i++) {
		if (p->run.book->item[step->first + i].deliverable != deliverables)
			continue;
		if (first)
			draw_text(d, y++, a.x, a.cols, STYLE_SECTION, deliverables ? "Deliverables" : "Checklist");
		if (!i)
			p->first_item_y = y;
		first = false;
		draw_item(s, d, a, y++, i);
	}
	return y;
}

/* Rows from the top of the detail to the item under the cursor, as draw_detail() puts them. */
static int item_row(const struct playbook_page *p)
{
	const struct playbook_step *step = &p->run.book->step[p->step];
	const struct run_step *st = &p->run.step[p->step];
	int y = 2 + (st->lacks != NULL) + (st->reason && *st->reason) + (step->n_agenda ? (int)step->n_agenda + 1 : 0);

	for (size_t i = 0; i <= p->item && i < step->n; i++) {
		const struct playbook_item *it = &p->run.book->item[step->first + i];

		y += 1 + (!i || it->deliverable != it[-1].deliverable);
	}
	return y;
}

static void draw_detail(struct screen *s, struct draw *d, struct area a)
{
	struct playbook_page *p = playbook_page_of(s);
	const struct run_step *st = &p->run.step[p->step];
	struct area before = draw_clip(d, a);
	int hidden = p->in_items ? item_row(p) - a.rows : 0, y = a.y - (hidden > 0 ? hidden : 0);
	struct buf words = { 0 };

	draw_text(d, y++, a.x, a.cols, STYLE_STRONG, p->run.book->step[p->step].title);
	playbook_step_words(s->view->store, &p->run, p->step, &words);
	buf_puts(&words, " · ");
	put_owner(s, p->step, &words);
	draw_text(d, y++, a.x, a.cols, STYLE_MUTED, buf_str(&words));
	buf_done(&words);
	if (st->lacks)
		draw_printf(d, y++, a.x, a.cols, STYLE_REQUIRED, "comes after: %s", st->lacks);
	if (st->reason && *st->reason)
		draw_printf(d, y++, a.x, a.cols, STYLE_QUOTE, "reason: %s", st->reason);
	y = draw_agenda(s, d, a, y);
	y = draw_items(s, d, a, y, false);
	y = draw_items(s, d, a, y, true);
	if (y == a.y + 2)
		draw_text(d, y, a.x, a.cols, STYLE_MUTED, "nothing to tick: c when it is done");
	draw_clip(d, before);
}

/* ---- the whole ---- */

static void place(struct screen *s)
{
	struct playbook_page *p = playbook_page_of(s);
	bool tall = s->area.rows >= 28;
	int y = s->area.y + tall + 2 + tall, left = s->area.cols >= 100 ? 46 : 34;

	p->steps = (struct area){ y, 1, s->area.y + s->area.rows - y, left };
	p->detail = (struct area){ y, left + 4, p->steps.rows, s->area.cols - left - 5 };
	p->step_rows = tall ? 3 : 2;
}

void playbook_draw(struct screen *s, struct draw *d)
{
	struct playbook_page *p = playbook_page_of(s);
	int y = s->area.y + (s->area.rows >= 28), x = 1;
	size_t shown, top;

	place(s);
	x += draw_text(d, y, x, s->area.cols / 2, STYLE_TITLE, p->title) + 2;
	draw_text(d, y, x, s->area.cols - 1 - x, STYLE_MUTED, p->facts);
	draw_rule(d, y + 1, 1, s->area.cols - 2);
	if (!p->has)
		return;
	shown = (size_t)(p->steps.rows / p->step_rows);
	top = p->step >= shown ? p->step + 1 - shown : 0;
	for (size_t i = top; i < p->run.book->n && i < top + shown; i++)
		draw_step(s, d, i, p->steps.y + (int)(i - top) * p->step_rows);
	draw_vertical(d, p->steps.y, p->steps.x + p->steps.cols + 1, p->steps.rows);
	draw_detail(s, d, p->detail);
}
