#include "screens/checkin.h"

#include "model/buf.h"
#include "model/checkin.h"
#include "model/deal.h"
#include "model/store.h"
#include "screens/actions.h"
#include "screens/pads.h"
#include "screens/typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAD_NOTE, PAD_CRITERIA, PADS, LOOKED_MAX = 8 };
enum { HEALTH_NONE, HEALTH_GOOD, HEALTH_UNSURE, HEALTH_WORRIED };

struct looked { /* an answer of the debrief */
	const char *title;
	char *text;
};
struct checkin_page {
	struct pads pads; /* first, as pads.h wants it; those of a member who writes */
	struct checkin_arg arg;
	struct action_new_arg action;
	struct form form;
	char title[200];
	struct pad pad[PADS];
	size_t at;
	int64_t health;
	struct looked looked[LOOKED_MAX];
	size_t n_looked;
	bool writes;
	struct area edit_area[PADS];
};

static const char *const keys[PADS] = { "note", "criteria" };
static const char *const labels[PADS] = { "What was learned", "How the criteria of Q5 stand" };

static struct checkin_page *page_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget_looked(struct checkin_page *c)
{
	for (size_t i = 0; i < c->n_looked; i++)
		free(c->looked[i].text);
	c->n_looked = 0;
}

static const struct pad_ops field_ops;

/* ---- loading ---- */

static int look_at(void *arg, const struct debrief_question *q, const char *text)
{
	struct checkin_page *c = arg;

	if (c->n_looked < LOOKED_MAX)
		c->looked[c->n_looked++] = (struct looked){ q->title, xstrdup(text) };
	return 0;
}

static int load(struct screen *s, struct err *err)
{
	struct checkin_page *c = page_of(s);
	struct form_value v = { 0 };
	int rc = form_read(store_of(s), c->form.id, &c->form, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "this check-in is not here any more");
	for (size_t i = 0; i < PADS; i++)
		if (pads_load(s, &c->pad[i], err))
			return -1;
	rc = form_value_get(store_of(s), c->form.id, "health", 0, LAYER_LIVE, &v, err);
	c->health = rc == 1 && v.num != NO_NUM ? v.num : HEALTH_NONE;
	form_value_done(&v);
	forget_looked(c);
	return rc < 0 || checkin_reference(store_of(s), c->arg.deal, look_at, c, err) < 0 ? -1 : 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct checkin_page *c = page_of(s);
	struct buf label = { 0 };
	struct deal d;

	if (!arg)
		return err_set(err, ERR_REFUSED, "a check-in opens from its account");
	c->arg = *(const struct checkin_arg *)arg;
	if (checkin_need(store_of(s), c->arg.deal, c->arg.period, &c->form, err) ||
	    deal_need(store_of(s), c->arg.deal, &d, err))
		return -1;
	deal_label(&d, &label);
	snprintf(c->title, sizeof c->title, "%s: %lld-day check-in", buf_str(&label), (long long)c->arg.period);
	c->writes = access_can_write(store_of(s), CLASS_HEALTH, d.owner);
	buf_done(&label);
	deal_done(&d);
	if (drafts_open(store_of(s), err))
		return -1;
	c->pads = (struct pads){ .pad = c->pad, .ops = &field_ops };
	for (size_t i = 0; i < PADS; i++)
		if (pads_open(s, &c->pad[i], c->form.id, keys[i], err))
			return -1;
	c->pads.n = c->writes ? PADS : 0;
	if (!c->writes)
		s->level = LEVEL_FORM;
	return 0;
}

static void done(struct screen *s)
{
	struct checkin_page *c = page_of(s);

	forget_looked(c);
	for (size_t i = 0; i < PADS; i++)
		if (c->pad[i].edit.text)
			pad_done(&c->pad[i]);
}

/* ---- keeping ---- */

static int save_field(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	struct form_save save = { .form = d->subject, .field = d->field, .layer = LAYER_LIVE, .text = d->body, .reply = -1,
				  .again = -1, .class = CLASS_HEALTH, .base_rev = d->base_rev, .request = d->request };

	(void)arg;
	return form_value_save(st, &save, rev, err);
}
static const struct pad_ops field_ops = { save_field, NULL };

/* ---- painting ---- */

static int draw_looked(const struct checkin_page *c, struct draw *d, struct area a)
{
	int y = a.y, end = a.y + a.rows;

	draw_text(d, y++, a.x, a.cols, STYLE_SECTION, "From the debrief");
	if (!c->n_looked)
		draw_text(d, y++, a.x, a.cols, STYLE_MUTED, "it says nothing of champion, renewal and gut read");
	for (size_t i = 0; i < c->n_looked && y < end; i++) {
		draw_text(d, y, a.x, 18, STYLE_MUTED, c->looked[i].title);
		y += draw_prose(d, (struct area){ y, a.x + 18, end - y < 4 ? end - y : 4, a.cols - 18 }, STYLE_TEXT,
				c->looked[i].text, 0);
	}
	return y;
}

static int draw_pad(struct screen *s, struct draw *d, struct area a, size_t i)
{
	struct checkin_page *c = page_of(s);
	bool here = i == c->at, active = here && s->level == LEVEL_TEXT;
	enum style surface;

	if (here)
		draw_text(d, a.y, a.x, a.cols, STYLE_HERE, labels[i]);
	else
		draw_text(d, a.y, a.x, a.cols, STYLE_SECTION, labels[i]);
	if (!i && !c->pad[i].edit.len)
		draw_text(d, a.y, a.x + 20, 12, STYLE_REQUIRED, "* required");
	a.y++;
	a.rows--;
	draw_fill(d, a, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	surface = draw_surface(d, active ? STYLE_INPUT_ACTIVE : STYLE_INPUT);
	draw_edge(d, a.y, a.x, a.rows, active ? STYLE_ACCENT : STYLE_EDGE);
	c->edit_area[i] = (struct area){ a.y, a.x + 2, a.rows, a.cols - 3 };
	edit_draw(&c->pad[i].edit, d, c->edit_area[i], STYLE_TEXT, active);
	draw_surface(d, surface);
	return a.y + a.rows;
}

static void draw_health(const struct checkin_page *c, struct draw *d, int y, int cols)
{
	static const char *const words[] = { "not said", "good", "unsure", "worried" };
	int x = 1 + draw_text(d, y, 1, 12, STYLE_SECTION, "Health") + 2;

	for (int h = HEALTH_GOOD; h <= HEALTH_WORRIED; h++)
		x += draw_printf(d, y, x, cols - x, c->health == h ? STYLE_HERE : STYLE_MUTED, " %s ", words[h]) + 1;
	draw_key(d, y, x + 1, cols - x - 2, "Alt-r", "turn");
}

static void draw(struct screen *s, struct draw *d)
{
	struct checkin_page *c = page_of(s);
	bool tall = s->area.rows >= 28;
	int y = s->area.y + tall, cols = s->area.cols, left;
	const char *state = c->form.state == FORM_COMPLETE ? "complete" : s->unkept ? "! not kept" : "✓ kept";

	draw_text(d, y, 1, cols - 16, STYLE_TITLE, c->title);
	draw_right(d, y, cols - 15, 14, s->unkept ? STYLE_LATE : STYLE_MUTED, state);
	draw_rule(d, y + 1, 1, cols - 2);
	y = draw_looked(c, d, (struct area){ y + 2, 1, s->area.rows / 2 - 2, cols - 2 }) + 1;
	left = s->area.y + s->area.rows - y - 2;
	y = draw_pad(s, d, (struct area){ y, 1, left - left / 3, cols - 2 }, PAD_NOTE);
	y = draw_pad(s, d, (struct area){ y + (left > 12), 1, left / 3 - (left > 12), cols - 2 }, PAD_CRITERIA);
	draw_health(c, d, s->area.y + s->area.rows - 1, cols);
}

/* ---- keys ---- */

static struct act go_field(struct screen *s, int k)
{
	struct checkin_page *c = page_of(s);

	(void)k;
	c->at = (c->at + 1) % PADS;
	return pads_store_and(s, ACT(HANDLED));
}

static struct act turn_health(struct screen *s, int k)
{
	struct checkin_page *c = page_of(s);
	int64_t next = c->health == HEALTH_WORRIED ? HEALTH_GOOD : c->health + 1;
	struct form_save save = { .form = c->form.id, .field = "health", .layer = LAYER_LIVE, .num = &next, .reply = -1,
				  .again = -1, .class = CLASS_HEALTH, .base_rev = -1 };
	struct err err = { 0 };

	(void)k;
	if (form_value_save(store_of(s), &save, NULL, &err) || load(s, &err))
		return act_error(&err);
	return pads_store_and(s, ACT(HANDLED));
}

static struct act write_action(struct screen *s, int k)
{
	struct checkin_page *c = page_of(s);

	(void)k;
	c->action = (struct action_new_arg){ .deal = c->arg.deal, .form = c->form.id };
	return pads_store_and(s, act_push(&action_new_screen, &c->action));
}

static struct act complete(struct screen *s, int k)
{
	struct err err = { 0 };
	bool both;

	(void)k;
	if (pads_store(s, &both, &err) || checkin_complete(store_of(s), page_of(s)->form.id, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_POP, TONE_DONE, "the check-in is complete"), "u", "undo");
}

static struct act kept(struct screen *s, int k)
{
	const struct checkin_page *c = page_of(s);

	(void)k;
	return act_say(ACT_HANDLED, TONE_DONE, c->pad[PAD_NOTE].edit.len ? "kept; nothing is missing"
									 : "kept; missing: what was learned");
}

static const char *reads_only(const struct screen *s)
{
	return page_of(s)->writes ? NULL : "your role reads this check-in";
}

static struct act key(struct screen *s, int k)
{
	struct checkin_page *c = page_of(s);

	if (k == K_ESC || s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	if (!c->writes)
		return act_refuse("%s", reads_only(s));
	return typing_act(edit_key(&c->pad[c->at].edit, k, s->view->mono_ms));
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	struct checkin_page *c = page_of(s);

	if (!c->writes)
		return act_refuse("%s", reads_only(s));
	return pads_paste(s, &c->pad[c->at], text, len);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct checkin_page *c = page_of(s);

	for (size_t i = 0; m->kind == MOUSE_PRESS && i < PADS; i++)
		if (area_has(c->edit_area[i], m->y, m->x)) {
			c->at = i;
			edit_click(&c->pad[i].edit, c->edit_area[i], m->y, m->x);
			s->level = c->writes ? LEVEL_TEXT : LEVEL_FORM;
			return ACT(HANDLED);
		}
	return ACT(STAY);
}

static struct act copy_words(struct screen *s, int key)
{
	struct checkin_page *c = page_of(s);

	(void)key;
	return typing_copy(&c->pad[c->at].edit, "the answer");
}

static const struct binding bindings[] = {
	PADS_ROWS(go_field, reads_only),
	{ .levels = AT_FORM, .key = 'r', .command = "health", .label = "health", .title = "Turn the health: good, unsure, worried",
	  .group = "Check-in", .footer = 3, .run = turn_health, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'n', .command = "action", .label = "action", .title = "Write an action of this check-in",
	  .group = "Check-in", .footer = 5, .run = write_action, .refuse = reads_only },
	{ .levels = AT_FORM, .key = K_ENTER, .command = "complete", .label = "complete", .title = "Complete the check-in",
	  .group = "Check-in", .footer = 1, .run = complete, .refuse = reads_only },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "kept", .label = "kept?",
	  .title = "Show that all is kept and what is missing", .group = "See", .footer = 4, .run = kept },
	{ .levels = AT_FORM, .key = 'y', .command = "copy", .label = "copy", .title = "Copy what is selected, or the answer",
	  .group = "See", .run = copy_words },
	{ .command = NULL },
};

const struct screen_type checkin_screen = {
	.name = "checkin", .title = "Check-in", .kind = SCREEN_FULL, .level = LEVEL_TEXT, .size = sizeof(struct checkin_page),
	.bindings = bindings, .init = init, .done = done, .load = load, .draw = draw, .key = key, .mouse = mouse,
	.paste = paste, .wait_ms = pads_wait, .tick = pads_tick, .keep = pads_keep, .leave = pads_leave,
};
