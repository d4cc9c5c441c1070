#include "screens/exchange.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/form.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/conflict.h"
#include "screens/typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct exchange_page *page_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static struct exchange_place *here_of(const struct screen *s)
{
	return &page_of(s)->place[page_of(s)->at];
}

static bool is_typed(const struct exchange_place *p)
{
	return p->field->kind != EXCHANGE_SCORES && p->field->kind != EXCHANGE_CODES;
}

static const struct pad_ops field_ops;

/* ---- loading ---- */

static int load_place(struct screen *s, struct exchange_place *at, struct err *err)
{
	struct exchange_page *p = page_of(s);
	struct buf words = { 0 };
	int rc = exchange_value(store_of(s), &p->x, p->arg.deal, at->field, &words, &at->prefilled, err);

	free(at->shown);
	at->shown = words.len ? buf_take(&words) : NULL;
	buf_done(&words);
	at->hidden = !access_can_read(store_of(s), at->field->class, p->x.owner);
	return rc < 0 || (p->pads.n && at->pad && pads_load(s, at->pad, err)) ? -1 : 0;
}

static int load(struct screen *s, struct err *err)
{
	struct exchange_page *p = page_of(s);

	if (exchange_get(store_of(s), p->arg.deal, p->arg.direction, &p->x, err) < 0 ||
	    deal_icp_get(store_of(s), p->arg.deal, ICP_HANDOFF, p->score[0], err) ||
	    deal_icp_get(store_of(s), p->arg.deal, ICP_VALIDATED, p->score[1], err))
		return -1;
	for (size_t i = 0; i < p->n; i++)
		if (load_place(s, &p->place[i], err))
			return -1;
	return 0;
}

static int read_data(struct screen *s, struct err *err)
{
	struct exchange_page *p = page_of(s);
	struct buf label = { 0 };

	if (deal_name(store_of(s), p->arg.deal, &label, err))
		return -1;
	cut_printf(p->title, sizeof p->title, "%s: exchange record", buf_str(&label));
	buf_done(&label);
	return exchange_fields_load(store_of(s), &p->fields, err) || icp_load(store_of(s), &p->icp, err) ||
			       taxonomy_get(store_of(s), 0, &p->themes, err) != 1 ? -1 : 0;
}

/* Who may write the record begins it by opening it; who only reads does not. */
static int read_record(struct screen *s, struct err *err)
{
	struct exchange_page *p = page_of(s);

	if (exchange_get(store_of(s), p->arg.deal, p->arg.direction, &p->x, err) < 0)
		return -1;
	p->writes = !exchange_may_write(store_of(s), p->x.owner, p->arg.direction, NULL, NULL);
	return p->writes && exchange_need(store_of(s), p->arg.deal, p->arg.direction, &p->x, err) ? -1 : 0;
}

static int add_pad(struct screen *s, struct exchange_place *at, struct err *err)
{
	struct exchange_page *p = page_of(s);

	at->pad = &p->pad[p->pads.n++];
	return pads_open(s, at->pad, p->x.form.id, at->field->key, err);
}

static int make_places(struct screen *s, struct err *err)
{
	struct exchange_page *p = page_of(s);

	p->pads = (struct pads){ .pad = p->pad, .ops = &field_ops, .asks = true };
	for (size_t i = 0; i < p->fields.n; i++) {
		struct exchange_place *at = &p->place[p->n];

		if (!exchange_field_is_of(&p->fields.at[i], p->arg.direction))
			continue;
		p->n++;
		at->field = &p->fields.at[i];
		at->writes = p->writes && !exchange_may_write(store_of(s), p->x.owner, p->arg.direction, at->field, NULL);
		if (is_typed(at) && at->writes && add_pad(s, at, err))
			return -1;
	}
	return p->n ? 0 : err_set(err, ERR_CONFIG, "exchange: no field of a %s record",
				  exchange_direction_key(p->arg.direction));
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct exchange_page *p = page_of(s);
	int now;

	if (!arg)
		return err_set(err, ERR_REFUSED, "an exchange record opens from its deal");
	p->arg = *(const struct exchange_arg *)arg;
	now = p->arg.direction ? (int)p->arg.direction : exchange_direction_now(store_of(s), p->arg.deal, err);
	if (now < 0)
		return -1;
	p->arg.direction = (enum exchange_direction)now;
	if (read_data(s, err) || read_record(s, err) || (p->writes && drafts_open(store_of(s), err)) || make_places(s, err))
		return -1;
	if (!p->writes)
		s->level = LEVEL_FORM;
	return 0;
}

static void done(struct screen *s)
{
	struct exchange_page *p = page_of(s);

	for (size_t i = 0; i < p->n; i++)
		free(p->place[i].shown);
	for (size_t i = 0; i < p->pads.n; i++)
		pad_done(&p->pad[i]);
	taxonomy_done(&p->themes);
}

/* ---- keeping ---- */

static int save_field(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	struct exchange_save save = { .form = d->subject, .field = d->field, .text = d->body, .base_rev = d->base_rev,
				      .request = d->request };

	(void)arg;
	return exchange_save(st, &save, rev, err);
}
static const struct pad_ops field_ops = { save_field, NULL };

/* Both wrote one: the cursor goes to it, theirs stand above the own words, and the key row asks whose stay. */
static struct act ask_conflict(struct screen *s)
{
	struct exchange_page *p = page_of(s);
	struct form_value v = { 0 };
	const char *who = "";
	struct err err = { 0 };
	struct act a;

	for (size_t i = 0; i < p->n; i++)
		if (p->place[i].pad == p->pads.met)
			p->at = i;
	if (load(s, &err))
		return act_error(&err);
	if (form_value_get(store_of(s), p->x.form.id, here_of(s)->field->key, 0, LAYER_LIVE, &v, NULL) == 1)
		who = member_login(store_of(s), v.author);
	a = conflict_ask(*who ? who : "somebody", here_of(s)->field->title);
	form_value_done(&v);
	return a;
}

static struct act settle(struct screen *s, int key)
{
	struct err err = { 0 };

	if (pads_settle(s, key, &err) || load(s, &err))
		return act_error(&err);
	return conflict_settled();
}

static struct act leave(struct screen *s)
{
	struct act a = pads_leave(s);

	return page_of(s)->pads.met ? ask_conflict(s) : a;
}

/* Stored, and as it is kept: a list without its marks. */
static struct act store_and(struct screen *s, struct act then)
{
	struct err err = { 0 };
	struct act a = pads_store_and(s, then);

	if (page_of(s)->pads.met)
		return ask_conflict(s);
	return a.kind == then.kind && a.say.tone == then.say.tone && load(s, &err) ? act_error(&err) : a;
}

/* ---- scores and themes ---- */

static struct act set_words(struct screen *s, const struct exchange_place *at, const char *words)
{
	struct exchange_page *p = page_of(s);
	struct err err = { 0 };

	if (exchange_set(store_of(s), p->arg.deal, p->arg.direction, at->field->key, words, &err) || load(s, &err))
		return act_error(&err);
	return ACT(HANDLED);
}

static struct act score_key(struct screen *s, const struct exchange_place *at, int k)
{
	struct exchange_page *p = page_of(s);
	int64_t score[ICP_DIMENSIONS];
	struct buf words = { 0 };
	struct act a;

	if (k == K_DOWN || k == K_UP) {
		int next = p->dimension + (k == K_DOWN ? 1 : -1);

		p->dimension = next < 0 ? 0 : next >= ICP_DIMENSIONS ? ICP_DIMENSIONS - 1 : next;
		return ACT(HANDLED);
	}
	if (!key_is_text(k) && k != K_BACKSPACE) /* not meant as a score: Ctrl-Z and Ctrl-L act everywhere */
		return ACT(IGNORED);
	if (k != '-' && k != K_BACKSPACE && (k < '0' || k > '0' + ICP_SCORE_MAX))
		return act_refuse("a score is 0 to %d, - takes it away", ICP_SCORE_MAX);
	memcpy(score, p->score[p->arg.direction == EXCHANGE_POST], sizeof score);
	score[p->dimension] = k >= '0' && k <= '0' + ICP_SCORE_MAX ? k - '0' : ICP_NOT_SCORED;
	icp_scores_format(score, &words);
	a = set_words(s, at, buf_str(&words));
	buf_done(&words);
	if (k != '-' && k != K_BACKSPACE && a.kind == ACT_HANDLED && p->dimension + 1 < ICP_DIMENSIONS)
		p->dimension++;
	return a;
}

static void toggle(const struct exchange_page *p, const char *keys, const char *key, struct buf *out)
{
	for (size_t i = 0; i < p->themes.n; i++) {
		const char *one = p->themes.theme[i].key;

		if (exchange_has_code(keys, one) != !strcmp(one, key))
			buf_printf(out, "%s%s", out->len ? ", " : "", one);
	}
}

static struct act code_key(struct screen *s, const struct exchange_place *at, int k)
{
	const struct exchange_page *p = page_of(s);
	char letter[2] = { (char)k, '\0' };
	const struct theme *t = k > ' ' && k < 0x7f ? taxonomy_letter(&p->themes, 0, letter) : NULL;
	struct buf words = { 0 };
	struct act a;

	if (!key_is_text(k))
		return ACT(IGNORED);
	if (!t)
		return act_refuse("no theme has that letter");
	toggle(p, at->shown ? at->shown : "", t->key, &words);
	a = set_words(s, at, buf_str(&words));
	buf_done(&words);
	return a;
}

/* ---- keys ---- */

static const char *reads_only(const struct screen *s)
{
	return page_of(s)->writes ? NULL : "your role reads this record";
}

static const char *reads_field(const struct screen *s)
{
	return !here_of(s)->writes ? "your role reads this field" : NULL;
}

static struct act go_field(struct screen *s, int k)
{
	struct exchange_page *p = page_of(s);
	bool back = k == K_BACKTAB || k == 'k' || k == K_UP;

	p->at = (p->at + (back ? p->n - 1 : 1)) % p->n;
	p->dimension = 0;
	return store_and(s, ACT(HANDLED));
}

static struct act key(struct screen *s, int k)
{
	struct exchange_place *at = here_of(s);

	if (k == K_ESC || s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	if (reads_field(s))
		return act_refuse("%s", reads_field(s));
	if (at->field->kind == EXCHANGE_SCORES)
		return score_key(s, at, k);
	if (at->field->kind == EXCHANGE_CODES)
		return code_key(s, at, k);
	return typing_act(edit_key(&at->pad->edit, k, s->view->mono_ms));
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	struct exchange_place *at = here_of(s);

	if (!at->pad)
		return act_refuse("%s", reads_field(s) ? reads_field(s) : "scores and themes are set by their keys");
	return pads_paste(s, at->pad, text, len);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct exchange_page *p = page_of(s);

	for (size_t i = 0; m->kind == MOUSE_PRESS && i < p->n; i++) {
		struct exchange_place *at = &p->place[i];

		if (!at->area.rows || !area_has(at->area, m->y, m->x))
			continue;
		p->at = i;
		if (at->field->kind == EXCHANGE_SCORES && m->y - at->area.y < ICP_DIMENSIONS)
			p->dimension = m->y - at->area.y;
		if (at->pad)
			edit_click(&at->pad->edit, at->area, m->y, m->x);
		s->level = at->writes ? LEVEL_TEXT : LEVEL_FORM;
		return store_and(s, ACT(HANDLED));
	}
	return ACT(STAY);
}

/* What fills the field in becomes words to go on from. */
static struct act take_prefilled(struct screen *s, int k)
{
	struct exchange_place *at = here_of(s);

	(void)k;
	if (!at->prefilled || !at->shown)
		return act_refuse("nothing fills this field in");
	if (at->pad && at->pad->edit.len)
		return act_refuse("your own words stand here; empty the field to take what fills it in");
	if (!at->pad)
		return set_words(s, at, at->shown);
	edit_replace(&at->pad->edit, at->shown, strlen(at->shown), s->view->mono_ms);
	return store_and(s, ACT(HANDLED));
}

static struct act say_missing(struct screen *s, enum act_kind kind, enum tone tone, const char *head)
{
	struct exchange_page *p = page_of(s);
	struct buf list = { 0 }, say = { 0 };
	struct err err = { 0 };
	struct act a;

	if (exchange_missing(store_of(s), &p->x, p->arg.deal, &list, &err))
		return act_error(&err);
	for (const char *l = buf_str(&list); *l; l++)
		if (*l == '\n')
			buf_puts(&say, "; ");
		else
			buf_putc(&say, *l);
	a = act_say(kind, tone, say.len ? "%s; missing: %s" : "%s%s", head, say.len ? buf_str(&say) : "; nothing is missing");
	buf_done(&list);
	buf_done(&say);
	return a;
}

static struct act kept(struct screen *s, int k)
{
	struct act a = store_and(s, ACT(HANDLED));

	(void)k;
	return a.kind == ACT_HANDLED && a.say.tone == TONE_NONE ? say_missing(s, ACT_HANDLED, TONE_DONE, "kept") : a;
}

static struct act file_record(struct screen *s, int k)
{
	struct exchange_page *p = page_of(s);
	struct err err = { 0 };
	bool both;

	(void)k;
	if (pads_store(s, &both, &err))
		return act_error(&err);
	if (p->pads.met)
		return ask_conflict(s);
	if (exchange_file(store_of(s), p->arg.deal, p->arg.direction, &err)) {
		struct act a = act_error(&err);

		return load(s, &err) ? act_error(&err) : a;
	}
	return act_offer(act_say(ACT_POP, TONE_DONE, "the exchange record is filed"), "u", "undo");
}

static struct act turn(struct screen *s, int k)
{
	struct exchange_page *p = page_of(s);

	(void)k;
	p->other = (struct exchange_arg){ p->arg.deal, p->arg.direction == EXCHANGE_PRE ? EXCHANGE_POST : EXCHANGE_PRE };
	return store_and(s, act_replace(&exchange_screen, &p->other));
}

static const char *no_delivery(const struct screen *s)
{
	return page_of(s)->arg.direction == EXCHANGE_POST ? NULL : "what a delivery showed is flagged from the record after it: d";
}

static struct act flag(struct screen *s, int k)
{
	struct exchange_page *p = page_of(s);
	struct err err = { 0 };

	(void)k;
	if (access_act(store_of(s), "flag_refinement", &err))
		return act_error(&err);
	p->flag = (struct refinement_flag_arg){ .deal = p->arg.deal, .form = p->x.form.id };
	return store_and(s, act_push(&refinement_flag_screen, &p->flag));
}

static struct act copy_words(struct screen *s, int k)
{
	struct exchange_place *at = here_of(s);

	(void)k;
	if (at->pad && at->pad->edit.len)
		return typing_copy(&at->pad->edit, "the field");
	return at->shown ? act_copy(at->shown, strlen(at->shown), "the field") : act_refuse("this field is empty");
}

static const struct binding bindings[] = {
	PADS_ROWS(go_field, reads_only),
	{ .levels = AT_FORM, .key = K_ENTER, .key2 = 's', .command = "file", .label = "file", .title = "File the exchange record",
	  .group = "Record", .footer = 1, .run = file_record, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'p', .command = "take", .label = "take", .title = "Take what fills the field in",
	  .group = "Record", .footer = 4, .run = take_prefilled, .refuse = reads_field },
	{ .levels = AT_FORM, .key = 'd', .command = "turn", .label = "other way", .title = "The record of the other direction",
	  .group = "Record", .footer = 3, .run = turn },
	{ .levels = AT_FORM, .key = 'f', .command = "flag", .label = "flag", .title = "Flag a change of the qualification model",
	  .group = "Record", .footer = 6, .explain = "Sales ops proposes it once three deals show the same; the CRO decides.",
	  .run = flag, .refuse = no_delivery },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "kept", .label = "kept?",
	  .title = "Show that all is kept and what is missing", .group = "See", .footer = 5, .run = kept },
	{ .levels = AT_FORM, .key = 'y', .command = "copy", .label = "copy", .title = "Copy what is selected, or the field",
	  .group = "See", .run = copy_words },
	CONFLICT_ROWS("Record", settle),
	{ .command = NULL },
};

const struct screen_type exchange_screen = {
	.name = "exchange", .title = "Exchange record", .kind = SCREEN_FULL, .level = LEVEL_TEXT,
	.size = sizeof(struct exchange_page), .bindings = bindings, .init = init, .done = done, .load = load, .draw = exchange_draw,
	.key = key, .mouse = mouse, .paste = paste, .wait_ms = pads_wait, .tick = pads_tick, .keep = pads_keep, .leave = leave,
};
