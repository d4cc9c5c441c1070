/* The run of a playbook on a deal: what is ticked, completed and skipped, and the clock of a meeting's agenda. */
#include "screens/playbook.h"

#include "model/account.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/member.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/account.h"
#include "screens/deal.h"
#include "screens/export_file.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READS "your role reads this run; it ticks nothing"

struct playbook_page *playbook_page_of(const struct screen *s)
{
	return s->state;
}

static const struct playbook_step *here(const struct screen *s)
{
	const struct playbook_page *p = playbook_page_of(s);

	return &p->run.book->step[p->step];
}

/* The item under the cursor, as the playbook counts. */
static size_t item_here(const struct screen *s)
{
	return here(s)->first + playbook_page_of(s)->item;
}

/* ---- loading ---- */

static int load_run(struct screen *s, struct err *err)
{
	struct playbook_page *p = playbook_page_of(s);
	int rc;

	playbook_run_done(&p->run);
	p->has = false;
	rc = playbook_run_load(s->view->store, p->deal, p->book, &p->run, err);
	if (!rc && p->book) /* it was taken back; there may be another */
		rc = playbook_run_load(s->view->store, p->deal, NULL, &p->run, err);
	p->has = rc == 1;
	if (p->has) {
		free(p->book);
		p->book = xstrdup(p->run.book->name);
	}
	if (!rc)
		rc = err_set(err, ERR_REFUSED, "nothing runs here yet: the onboarding begins when the packet is acknowledged");
	return rc < 0 ? -1 : 0;
}

static void put_facts(struct screen *s)
{
	struct playbook_page *p = playbook_page_of(s);
	struct store *st = s->view->store;
	struct buf b = { 0 };

	buf_printf(&b, "%zu of %zu steps", p->run.done, p->run.book->n);
	if (p->run.late)
		buf_printf(&b, " · !%zu late", p->run.late);
	if (p->run.stopped)
		buf_puts(&b, " · stands still: not won any more");
	if (p->run.window_to != NO_DAY) {
		buf_puts(&b, " · delivery ");
		if (p->run.window_from != NO_DAY) {
			calendar_format_day(p->run.window_from, calendar_day(st->calendar, st->now(st)), &b);
			buf_puts(&b, " ");
		}
		buf_puts(&b, "to ");
		calendar_format_day(p->run.window_to, calendar_day(st->calendar, st->now(st)), &b);
	}
	if (p->run.deal.csm)
		buf_printf(&b, " · csm %s", member_login(st, p->run.deal.csm));
	snprintf(p->facts, sizeof p->facts, "%s", buf_str(&b));
	buf_done(&b);
}

static int load(struct screen *s, struct err *err)
{
	struct playbook_page *p = playbook_page_of(s);
	struct buf label = { 0 };

	if (load_run(s, err))
		return -1;
	deal_label(&p->run.deal, &label);
	snprintf(p->title, sizeof p->title, "%s · %s", p->run.book->title, buf_str(&label));
	buf_done(&label);
	p->writes = !access_act(s->view->store, "mark", NULL) &&
		    access_can_write(s->view->store, CLASS_CRM, p->run.deal.owner);
	put_facts(s);
	if (p->step >= p->run.book->n)
		p->step = 0;
	if (p->item >= here(s)->n)
		p->item = 0;
	p->in_items = p->in_items && here(s)->n;
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct playbook_page *p = playbook_page_of(s);

	if (!arg)
		return err_set(err, ERR_REFUSED, "a playbook opens from its deal");
	p->deal = *(const int64_t *)arg;
	p->timed = -1;
	if (load_run(s, err))
		return -1;
	p->step = p->run.next > 0 ? (size_t)p->run.next : 0;
	return 0;
}

static void done(struct screen *s)
{
	playbook_run_done(&playbook_page_of(s)->run);
	free(playbook_page_of(s)->book);
}

/* ---- the agenda's clock ---- */

int64_t playbook_spent_ms(const struct screen *s, size_t line)
{
	const struct playbook_page *p = playbook_page_of(s);

	return line >= AGENDA_MAX ? 0 : p->spent_ms[line] + (line == p->line ? s->view->mono_ms - p->line_at_ms : 0);
}

static int64_t wait_ms(const struct screen *s)
{
	const struct playbook_page *p = playbook_page_of(s);

	return p->timed < 0 ? -1 : 1000 - playbook_spent_ms(s, p->line) % 1000;
}

static struct act tick(struct screen *s)
{
	(void)s;
	return ACT(HANDLED);
}

static void rest_line(struct screen *s)
{
	struct playbook_page *p = playbook_page_of(s);

	p->spent_ms[p->line] = playbook_spent_ms(s, p->line);
	p->line_at_ms = s->view->mono_ms;
}

static struct act stop_agenda(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	int64_t all = 0;

	(void)key;
	for (size_t i = 0; i < AGENDA_MAX; i++)
		all += playbook_spent_ms(s, i);
	p->timed = -1;
	return act_say(ACT_HANDLED, TONE_SAY, "the agenda took %d:%02d", (int)(all / 60000), (int)(all / 1000 % 60));
}

static struct act next_line(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);

	if (p->timed != (int)p->step) {
		memset(p->spent_ms, 0, sizeof p->spent_ms);
		p->timed = (int)p->step;
		p->line = 0;
		p->line_at_ms = s->view->mono_ms;
		return act_say(ACT_HANDLED, TONE_SAY, "%s: t goes to the next line", here(s)->agenda[0].text);
	}
	if (p->line + 1 >= here(s)->n_agenda || p->line + 1 >= AGENDA_MAX)
		return stop_agenda(s, key);
	rest_line(s);
	p->line++;
	return ACT(HANDLED);
}

static const char *no_agenda(const struct screen *s)
{
	return here(s)->n_agenda ? NULL : "this step has no agenda";
}

static const char *not_timed(const struct screen *s)
{
	return playbook_page_of(s)->timed >= 0 ? NULL : "no agenda runs: t begins that of this step";
}

/* ---- moving ---- */

static size_t moved(size_t at, size_t n, int key)
{
	switch (key) {
	case 'j':
	case K_DOWN:
		return at + 1 < n ? at + 1 : at;
	case 'k':
	case K_UP:
		return at ? at - 1 : 0;
	case 'g':
	case K_HOME:
	case K_PGUP:
		return 0;
	}
	return n ? n - 1 : 0;
}

static struct act move(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	size_t *at = p->in_items ? &p->item : &p->step, was = *at;

	*at = moved(was, p->in_items ? here(s)->n : p->run.book->n, key);
	if (*at == was)
		return ACT(STAY);
	if (!p->in_items)
		p->item = 0;
	return ACT(HANDLED);
}

static struct act to_items(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);

	(void)key;
	if (p->in_items)
		return ACT(STAY);
	if (!here(s)->n)
		return act_refuse("nothing to tick here: c when it is done");
	p->in_items = true;
	return ACT(HANDLED);
}

static struct act to_steps(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);

	(void)key;
	if (!p->in_items)
		return ACT(STAY);
	p->in_items = false;
	return ACT(HANDLED);
}

/* ---- doing ---- */

static struct act say(struct screen *s, enum say_what what)
{
	struct playbook_page *p = playbook_page_of(s);

	p->say = (struct playbook_say_arg){ p->deal, p->run.book->name, what, p->step, item_here(s) };
	return act_push(&playbook_say_screen, &p->say);
}

static struct act plan_kickoff(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	struct err err = { 0 };
	struct form f;

	(void)key;
	if (debrief_of(s->view->store, p->deal, &f, &err) != 1)
		return act_refuse("this deal has no debrief; a deal that moves to Won brings one");
	p->kickoff = (struct schedule_arg){ .deal = p->deal, .form = f.id };
	return act_push(&kickoff_screen, &p->kickoff);
}

static struct act open_checkin(struct screen *s, int64_t period)
{
	struct playbook_page *p = playbook_page_of(s);

	p->checkin = (struct checkin_arg){ p->deal, period };
	return act_push(&checkin_screen, &p->checkin);
}

static struct act tick_item(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	const struct playbook_item *it = &p->run.book->item[item_here(s)];
	bool on = !p->run.tick[item_here(s)].on;
	struct err err = { 0 };

	if (it->by == BY_NUMBER)
		return say(s, SAY_NUMBER);
	if (it->by == BY_EVENT && it->on.kind == EV_KICKOFF_SET)
		return plan_kickoff(s, key);
	if (playbook_tick(s->view->store, &p->run, item_here(s), on, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s%s", on ? "" : "not ticked any more: ", it->text), "u", "undo");
}

static struct act enter(struct screen *s, int key)
{
	if (!playbook_page_of(s)->in_items)
		return to_items(s, key);
	return playbook_page_of(s)->writes ? tick_item(s, key) : act_refuse("%s", READS);
}

static const char *not_an_item(const struct screen *s)
{
	if (!playbook_page_of(s)->writes)
		return READS;
	return playbook_page_of(s)->in_items ? NULL : "l goes to the items of this step; Space ticks them there";
}

static struct act complete(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	struct store *st = s->view->store;
	struct step_done d = { .step = p->step, .at_ms = st->now(st) };
	const struct run_step *step = &p->run.step[p->step];
	bool open = step->ticked < here(s)->n && step->state < STEP_DONE && !step->lacks && !p->run.stopped;
	struct err err = { 0 };

	if (open || key == 'C')
		return say(s, SAY_DONE);
	if (here(s)->tells.kind == EV_CHECKIN && step->state < STEP_DONE)
		return open_checkin(s, here(s)->tells.value);
	if (playbook_complete(st, &p->run, &d, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s is done", here(s)->title), "u", "undo");
}

static struct act skip(struct screen *s, int key)
{
	(void)key;
	return say(s, SAY_SKIP);
}

static struct act open_again(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	struct err err = { 0 };

	(void)key;
	if (playbook_reopen(s->view->store, &p->run, p->step, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s is open again", here(s)->title), "u", "undo");
}

static const char *is_done(const struct screen *s)
{
	const struct playbook_page *p = playbook_page_of(s);

	if (!p->writes)
		return READS;
	return p->run.step[p->step].state < STEP_DONE ? NULL : "this step is done; r opens it again";
}

static const char *reads_only(const struct screen *s)
{
	return playbook_page_of(s)->writes ? NULL : READS;
}

static struct act checkin(struct screen *s, int key)
{
	(void)key;
	return open_checkin(s, here(s)->tells.value);
}

static const char *no_checkin(const struct screen *s)
{
	return here(s)->tells.kind == EV_CHECKIN ? NULL : "this step has no check-in; that of day 30 has";
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &playbook_page_of(s)->deal);
}

static struct act open_account(struct screen *s, int key)
{
	(void)key;
	return act_push(&account_screen, &playbook_page_of(s)->deal);
}

static struct act show_other(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	struct err err = { 0 };
	char *other = playbook_other(s->view->store, p->deal, p->book, &err);

	(void)key;
	if (!other)
		return err.kind ? act_error(&err) : act_refuse("no other playbook runs on this deal");
	free(p->book);
	p->book = other;
	p->timed = -1;
	p->step = p->item = 0;
	p->in_items = false;
	return act_load(s);
}

static struct act open_metrics(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&metrics_screen, NULL);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_DEAL, playbook_page_of(s)->deal, key == K_CTRL('R'), NULL);
}

static struct act copy(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	struct buf out = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (playbook_markdown(s->view->store, &p->run, &out, &err))
		a = act_error(&err);
	else
		a = act_copy(buf_str(&out), out.len, "the run");
	buf_done(&out);
	return a;
}

static struct act export(struct screen *s, int key)
{
	struct playbook_page *p = playbook_page_of(s);
	struct export_options o = { .kind = "steps", .only = &p->deal, .n_only = 1 };
	struct store *st = s->view->store;
	struct buf name = { 0 };
	struct act a;

	(void)key;
	buf_printf(&name, "steps-D-%lld-", (long long)p->deal);
	day_format(calendar_day(st->calendar, st->now(st)), &name);
	buf_puts(&name, ".csv");
	o.path = buf_str(&name);
	a = export_file_write(s, &o, "steps", "steps");
	buf_done(&name);
	return a;
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct playbook_page *p = playbook_page_of(s);
	size_t at;

	if (m->kind != MOUSE_PRESS || !p->has)
		return ACT(STAY);
	if (area_has(p->steps, m->y, m->x)) {
		at = (size_t)((m->y - p->steps.y) / p->step_rows);
		p->in_items = false;
		p->step = at < p->run.book->n ? at : p->step;
		p->item = 0;
		return ACT(HANDLED);
	}
	if (area_has(p->detail, m->y, m->x) && here(s)->n && m->y >= p->first_item_y) {
		at = (size_t)(m->y - p->first_item_y);
		/* A heading stands between checklist and deliverables. */
		for (size_t i = 1; i <= at && i < here(s)->n; i++)
			if (p->run.book->item[here(s)->first + i].deliverable && !p->run.book->item[here(s)->first + i - 1].deliverable)
				at--;
		p->in_items = true;
		p->item = at < here(s)->n ? at : p->item;
		return ACT(HANDLED);
	}
	return ACT(STAY);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "its items", .title = "Go to the items, tick the one there",
	  .group = "Step", .footer = 2, .run = enter },
	{ .levels = AT_LIST, .key = ' ', .command = "tick", .label = "tick", .title = "Tick the item, or take the tick away",
	  .group = "Step", .footer = 1, .explain = "An item of an event tells the event; a number is asked for.",
	  .run = tick_item, .refuse = not_an_item },
	{ .levels = AT_LIST, .key = 'c', .command = "complete", .label = "done", .title = "The step is done", .group = "Step",
	  .footer = 3, .explain = "With items open it asks for a reason.", .run = complete, .refuse = is_done },
	{ .levels = AT_LIST, .key = 'C', .command = "complete-words", .label = "done, with a reason",
	  .title = "The step is done, with a reason", .group = "Step", .explain = "Through a gate, where your role may.",
	  .run = complete, .refuse = is_done },
	{ .levels = AT_LIST, .key = 's', .command = "skip", .label = "skip", .title = "Skip the step with a reason",
	  .group = "Step", .footer = 5, .run = skip, .refuse = is_done },
	{ .levels = AT_LIST, .key = 'r', .command = "reopen", .label = "open again", .title = "Open the step again",
	  .group = "Step", .run = open_again, .refuse = reads_only },
	{ .levels = AT_LIST, .key = 't', .command = "agenda", .label = "agenda", .title = "Begin the agenda, go to its next line",
	  .group = "Meeting", .footer = 4, .run = next_line, .refuse = no_agenda },
	{ .levels = AT_LIST, .key = 'T', .command = "agenda-stop", .label = "stop it", .title = "Stop the agenda's clock",
	  .group = "Meeting", .run = stop_agenda, .refuse = not_timed },
	{ .levels = AT_LIST, .key = 'K', .command = "kickoff", .label = "kickoff", .title = "Plan the kickoff, or say it was held",
	  .group = "Meeting", .footer = 6, .run = plan_kickoff },
	{ .levels = AT_LIST, .key = 'i', .command = "checkin", .label = "check-in", .title = "Open the check-in of this step",
	  .group = "Meeting", .run = checkin, .refuse = no_checkin },
	{ .levels = AT_LIST, .key = 'e', .command = "deal", .label = "deal", .title = "Open the deal", .group = "See",
	  .footer = 7, .run = open_deal },
	{ .levels = AT_LIST, .key = 'a', .command = "account", .label = "account", .title = "Open the account page",
	  .group = "See", .footer = 8, .run = open_account },
	{ .levels = AT_LIST, .key = 'b', .command = "other", .label = "other playbook", .title = "Show another playbook of this deal",
	  .group = "See", .run = show_other },
	{ .levels = AT_LIST, .key = '%', .command = "metrics", .label = "figures", .title = "What the handoffs come to",
	  .group = "See", .run = open_metrics },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the run", .group = "See", .run = copy },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "export", .title = "Export the steps as CSV",
	  .group = "See", .run = export },
	{ .levels = AT_LIST, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "items", .group = "Move", .run = to_items },
	{ .levels = AT_LIST, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "steps", .group = "Move", .run = to_steps },
	UNDO_ROWS(undo), LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type playbook_screen = {
	.name = "playbook", .title = "a playbook's run", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct playbook_page), .bindings = bindings, .init = init, .done = done, .load = load,
	.draw = playbook_draw, .mouse = mouse, .wait_ms = wait_ms, .tick = tick,
};
