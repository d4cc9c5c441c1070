/* The queue of open handoffs: keys, load and time. What is breached first stands on top. */
#include "screens/handoffs.h"

#include "model/access.h"
#include "model/calendar.h"
#include "model/escalation.h"
#include "model/history.h"
#include "model/packet.h"
#include "model/store.h"
#include "screens/actions.h"
#include "screens/deal.h"
#include "screens/export_file.h"
#include "screens/narrow.h"
#include "screens/packet.h"
#include "screens/playbook.h"
#include "screens/registry.h"
#include "screens/undo.h"

#include <stdlib.h>

enum { REST_MS = 50, AGAIN_MS = 250 };

struct handoffs *handoffs_of(const struct screen *s)
{
	return s->state;
}

struct handoff *handoffs_here(const struct handoffs *h)
{
	return h->at < h->n ? &h->row[h->at] : NULL;
}

bool handoffs_filtered(const struct handoffs *h)
{
	return h->filter.mine || h->filter.csm || h->filter.put_off == PUT_OFF_ALONE || *line_text(&h->line);
}

/* ---- loading and time ---- */

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct handoffs *h = handoffs_of(s);

	(void)arg;
	(void)err;
	line_init(&h->line);
	h->detail_at_ms = -1;
	h->look_at_ms = -1;
	h->look.at_ms = NO_MOMENT;
	h->filter.put_off = PUT_OFF_NOT;
	h->change_at = NO_MOMENT;
	return 0;
}

static void done(struct screen *s)
{
	struct handoffs *h = handoffs_of(s);

	handoffs_reset(h);
	handoffs_detail_done(&h->detail);
	changes_since_done(&h->since);
	line_done(&h->line);
}

/* When a shown word changes next: one of the rows, the counts, or the day. */
static void set_change(struct screen *s)
{
	struct handoffs *h = handoffs_of(s);
	struct store *store = s->view->store;

	h->change_at = calendar_moment(store->calendar, calendar_day(store->calendar, store->now(store)) + 1, 0);
	h->change_at = moment_sooner(h->change_at, h->count.change_at);
	for (size_t i = h->top; i < h->n && i < h->top + (size_t)h->place.slots; i++)
		h->change_at = moment_sooner(h->change_at, h->row[i].change_at);
}

static int read_queue(void *arg, struct err *err)
{
	struct screen *s = arg;
	struct handoffs *h = handoffs_of(s);
	struct handoff_count all;

	if (handoff_count(s->view->store, &h->filter, &h->count, err) || handoffs_look(s, err))
		return -1;
	if (h->filter.put_off == PUT_OFF_ALONE && !h->count.put_off) /* the last one came back */
		h->filter.put_off = PUT_OFF_NOT;
	handoffs_set_place(s);
	if (handoffs_load_window(s, err))
		return -1;
	h->unfiltered = h->count.open;
	if (!h->n && handoffs_filtered(h)) {
		if (handoff_count(s->view->store, &(struct handoff_filter){ 0 }, &all, err))
			return -1;
		h->unfiltered = all.open;
	}
	handoffs_set_place(s);
	return handoffs_detail_load(s, err);
}

static int load(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);

	if (!s->view->store)
		return 0;
	h->filter.text = line_text(&h->line);
	if (h->picked) {
		h->filter.csm = h->picked;
		h->picked = 0;
		handoffs_reset(h);
	}
	handoffs_detail_done(&h->detail);
	if (db_read(s->view->store->db, read_queue, s, err))
		return -1;
	set_change(s);
	return 0;
}

/* More room may show more than the window holds; before the first load there is none. A failure is met again by the next
 * load. */
static void resize(struct screen *s)
{
	struct handoffs *h = handoffs_of(s);
	struct handoffs_place was = h->place;

	handoffs_set_place(s);
	if (was.slots && (h->place.slots > was.slots || !was.detail_y != !h->place.detail_y))
		load(s, NULL);
	else
		handoffs_move(s, 0, NULL);
}

static int64_t wait_ms(const struct screen *s)
{
	const struct handoffs *h = handoffs_of(s);
	int64_t next = h->detail_at_ms < 0 || (h->look_at_ms >= 0 && h->look_at_ms < h->detail_at_ms) ? h->look_at_ms : h->detail_at_ms;

	return h->change_at == NO_MOMENT ? -1 : screen_wait_or(s, h->change_at, next);
}

static struct act tick(struct screen *s)
{
	struct handoffs *h = handoffs_of(s);
	struct err err = { 0 };
	int64_t now = s->view->store->now(s->view->store);

	if (now >= h->change_at) {
		if (!load(s, &err))
			return ACT(HANDLED);
		h->change_at = now + AGAIN_MS; /* somebody writes: not at once, or the loop would spin */
		return err.kind == ERR_BUSY ? ACT(HANDLED) : act_error(&err);
	}
	handoffs_looked(s);
	if (h->detail_at_ms < 0 || s->view->mono_ms < h->detail_at_ms)
		return ACT(STAY);
	return handoffs_detail_load(s, &err) ? act_error(&err) : ACT(HANDLED);
}

/* ---- moving ---- */

static struct act moved(struct screen *s)
{
	handoffs_of(s)->detail_at_ms = s->view->mono_ms + REST_MS;
	set_change(s);
	return ACT(HANDLED);
}

static struct act move_by(struct screen *s, long by)
{
	struct err err = { 0 };

	return handoffs_move(s, by, &err) ? act_error(&err) : moved(s);
}

static struct act go(struct screen *s, int key)
{
	long page = handoffs_of(s)->place.slots > 1 ? handoffs_of(s)->place.slots - 1 : 1;
	struct err err = { 0 };

	switch (key) {
	case K_UP:
	case 'k':
		return move_by(s, -1);
	case K_PGDN:
	case K_CTRL('F'):
		return move_by(s, page);
	case K_PGUP:
	case K_CTRL('B'):
		return move_by(s, -page);
	case K_HOME:
	case 'g':
		return handoffs_first(s, &err) ? act_error(&err) : moved(s);
	case K_END:
	case 'G':
		return handoffs_last(s, &err) ? act_error(&err) : moved(s);
	default:
		return move_by(s, 1);
	}
}

/* ---- the handoff under the cursor ---- */

static const char *none_here(const struct screen *s)
{
	return handoffs_here(handoffs_of(s)) ? NULL : "there is no handoff here; a deal that moves to Won brings one";
}

static const char *not_late(const struct screen *s)
{
	const struct handoff *here = handoffs_here(handoffs_of(s));

	return !here ? none_here(s) : here->state == CLOCK_LATE ? NULL : "nothing of this handoff is late yet";
}

static void object(const struct screen *s, struct buf *out)
{
	if (handoffs_here(handoffs_of(s)))
		buf_puts(out, handoffs_here(handoffs_of(s))->company);
}

static struct act open_packet(struct screen *s, int key)
{
	(void)key;
	return act_push(&packet_screen, &handoffs_here(handoffs_of(s))->deal);
}

static struct act open_exchange(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);

	(void)key;
	h->exchange = (struct exchange_arg){ .deal = handoffs_here(h)->deal };
	return act_push(&exchange_screen, &h->exchange);
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &handoffs_here(handoffs_of(s))->deal);
}

static struct act open_clocks(struct screen *s, int key)
{
	(void)key;
	return act_push(&clocks_screen, &handoffs_here(handoffs_of(s))->deal);
}

static struct act open_playbook(struct screen *s, int key)
{
	(void)key;
	return act_push(&playbook_screen, &handoffs_here(handoffs_of(s))->deal);
}

static struct act open_metrics(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&metrics_screen, NULL);
}

/* The packet that was acted on here last is turned round by u. `state` gets its state, FORM_OPEN without one. */
static int remember(struct screen *s, int64_t deal, int64_t *state, struct err *err)
{
	struct form form;
	int rc = form_of_deal(s->view->store, deal, FORM_PACKET, &form, err);

	handoffs_of(s)->acted = rc == 1 ? form.id : 0;
	*state = rc == 1 ? (int64_t)form.state : (int64_t)FORM_OPEN;
	return rc < 0 ? -1 : 0;
}

static struct act acknowledge(struct screen *s, int key)
{
	const struct handoff *here = handoffs_here(handoffs_of(s));
	struct err err = { 0 };
	struct buf say = { 0 };
	int64_t state;
	struct act a;

	(void)key;
	if (packet_acknowledge(s->view->store, here->deal, &say, &err) || remember(s, here->deal, &state, &err)) {
		buf_done(&say);
		return act_error(&err);
	}
	if (say.len)
		a = act_say(ACT_RELOAD, TONE_ERROR, "%s: %s", here->company, buf_str(&say));
	else
		a = act_say(ACT_RELOAD, TONE_DONE, "%s: packet acknowledged", here->company);
	buf_done(&say);
	return act_offer(a, "u", "undo");
}

static struct act give_back(struct screen *s, int key)
{
	const struct handoff *here = handoffs_here(handoffs_of(s));
	struct err err = { 0 };
	int64_t state;

	(void)key;
	if (access_act(s->view->store, "acknowledge", &err) || remember(s, here->deal, &state, &err))
		return act_error(&err);
	if (state != FORM_FILED)
		return act_refuse("not returned: the packet of %s is %s", here->company,
				  state == FORM_OPEN ? "not filed yet" : packet_state_key(state));
	return act_push(&handoff_return_screen, &here->deal);
}

static struct act escalate(struct screen *s, int key)
{
	const struct handoff *here = handoffs_here(handoffs_of(s));
	struct outbox_message m;
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (handoff_escalate(s->view->store, here->deal, &m, &err))
		return act_error(&err);
	handoffs_of(s)->acted = 0;
	a = act_say(ACT_RELOAD, TONE_DONE, "to %s: it waits under M", m.recipient);
	outbox_message_done(&m);
	return act_offer(a, "u", "undo");
}

#define NOTE(name, kind)                                                                                               \
	static struct act name(struct screen *s, int key)                                                              \
	{                                                                                                              \
		(void)key;                                                                                             \
		return message_of(s, kind, handoffs_here(handoffs_of(s))->deal, &handoffs_of(s)->note);                 \
	}
NOTE(copy_note, NOTE_SLACK)
NOTE(copy_coordination, NOTE_COORDINATION)
NOTE(copy_sow, NOTE_SOW)
NOTE(copy_sow_late, NOTE_SOW_LATE)
NOTE(copy_intro, NOTE_INTRO)
NOTE(copy_daily, NOTE_DAILY)

/* What was done to a packet here first, else the last own change of a deal. */
static struct act undo(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);
	bool again = key == K_CTRL('R');

	if (h->acted) {
		struct act a = undo_last(s, SUBJECT_FORM, h->acted, again, NULL);

		if (a.say.tone == TONE_DONE)
			return a;
	}
	/* Of deals and packets whatever was last: also an acknowledgement of before a restart. */
	return undo_last(s, SUBJECT_FILED, 0, again, NULL);
}

/* ---- what is shown ---- */

static struct act show_anew(struct screen *s)
{
	handoffs_reset(handoffs_of(s));
	return act_load(s);
}

static struct act show_all(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);

	(void)key;
	s->level = LEVEL_LIST;
	line_clear(&h->line);
	h->filter = (struct handoff_filter){ .put_off = PUT_OFF_NOT };
	return show_anew(s);
}

static struct act only_mine(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);

	(void)key;
	h->filter.mine = h->filter.mine ? 0 : s->view->store->actor.member;
	return show_anew(s);
}

static const char *no_member(const struct screen *s)
{
	return s->view->store->actor.member ? NULL : "no member acts here, so that nothing is yours";
}

static struct act only_csm(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);
	const struct handoff *here = handoffs_here(h);

	(void)key;
	if (!h->filter.csm && !here)
		return act_refuse("there is no handoff here whose CSM could be taken");
	h->filter.csm = h->filter.csm ? 0 : here->csm ? here->csm : HANDOFF_NOBODY;
	return show_anew(s);
}

static struct act typed(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);
	bool only_moved = false;

	if (s->level == LEVEL_TEXT) {
		if (key == K_UP || key == K_DOWN)
			return move_by(s, key == K_UP ? -1 : 1);
		if (line_key(&h->line, key, &only_moved))
			return show_anew(s);
		return only_moved ? ACT(HANDLED) : ACT(IGNORED);
	}
	return key == K_ESC && handoffs_filtered(h) ? show_all(s, key) : ACT(IGNORED);
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	if (s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	edit_paste(&handoffs_of(s)->line.edit, text, len, s->view->mono_ms);
	return show_anew(s);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct handoffs *h = handoffs_of(s);
	size_t at = h->top + (size_t)(m->y - h->place.rows_y);

	if (!area_has(s->area, m->y, m->x))
		return ACT(IGNORED);
	if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN)
		return move_by(s, m->kind == MOUSE_WHEEL_UP ? -1 : 1);
	if (m->kind != MOUSE_PRESS || m->y < h->place.rows_y || m->y >= h->place.rows_y + h->place.slots || at >= h->n)
		return ACT(STAY);
	if (at == h->at)
		return open_packet(s, 0);
	h->at = at;
	return moved(s);
}

/* ---- export ---- */

/* What is on the screen: with a filter those alone. */
static struct act export(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);
	struct store *store = s->view->store;
	struct export_options o = { .kind = "handoffs" };
	struct buf name = { 0 };
	struct err err = { 0 };
	int64_t *ids = NULL;
	struct act a;
	int rc = handoffs_filtered(h) ? handoff_ids(store, &h->filter, &ids, &o.n_only, &err) : 0;

	(void)key;
	export_file_name(store, o.kind, &name);
	o.path = buf_str(&name);
	o.only = ids;
	a = rc ? act_error(&err) : export_file_write(s, &o, "handoff", "handoffs");
	free(ids);
	buf_done(&name);
	return a;
}

#define COPY(name, words, fn) \
	{ .levels = AT_LIST, .command = (name), .label = "copy", .title = (words), .group = "Messages", .run = (fn), \
	  .refuse = none_here, .object = object }
#define MOVE(k, k2, name, word) \
	{ .levels = AT_LIST, .key = (k), .key2 = (k2), .command = (name), .label = (word), .group = "Move", .run = go }
static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "packet", .title = "Open the packet", .group = "Handoff",
	  .footer = 1, .explain = "At its first gap.", .run = open_packet, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'D', .command = "deal", .label = "deal", .title = "Open the deal", .group = "Handoff",
	  .explain = "Fields, people, clocks and history.", .run = open_deal, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'X', .command = "exchange", .label = "exchange", .title = "Open the exchange record",
	  .group = "Handoff", .explain = "What the deal's side tells customer success, and what comes back.", .run = open_exchange,
	  .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'a', .command = "acknowledge", .label = "acknowledge", .title = "Acknowledge the packet",
	  .group = "Handoff", .footer = 2, .explain = "Its CSM or a csm_manager, never who filed it.", .run = acknowledge,
	  .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'r', .command = "return", .label = "return", .title = "Return the packet with its gaps",
	  .group = "Handoff", .footer = 3, .explain = "Field by field; the clocks go on.", .run = give_back,
	  .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'E', .command = "escalate", .label = "escalate", .title = "Escalate what is late",
	  .group = "Handoff", .footer = 4, .explain = "A message to the next rung of its ladder, into the outbox.",
	  .run = escalate, .refuse = not_late, .object = object },
	{ .levels = AT_LIST, .key = 'c', .command = "clocks", .label = "clocks", .title = "What each clock counted",
	  .group = "Handoff", .footer = 9, .explain = "Hours and days, working time beside them.", .run = open_clocks,
	  .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = '%', .command = "metrics", .label = "figures", .title = "What the handoffs come to",
	  .group = "Handoff", .footer = 11, .explain = "Completeness, kickoff, satisfaction, first value, NPS: targets and alarms.",
	  .run = open_metrics },
	{ .levels = AT_LIST, .key = 'S', .command = "playbook", .label = "onboarding", .title = "Open the onboarding",
	  .group = "Handoff", .footer = 10, .explain = "What follows the acknowledgement, step by step.", .run = open_playbook,
	  .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'y', .command = "copy-note", .label = "copy note", .title = "Copy the note to the deals channel",
	  .group = "Handoff", .footer = 5, .explain = "To this terminal's clipboard; it stands in the outbox (M) until it is sent.",
	  .run = copy_note, .refuse = none_here, .object = object },
	COPY("note-coordination", "Copy the note to CS", copy_coordination),
	COPY("note-sow", "Copy the mail of the SOW", copy_sow),
	COPY("note-sow-late", "Copy the late-SOW note", copy_sow_late),
	COPY("note-intro", "Copy the introduction", copy_intro),
	COPY("note-daily", "Copy the daily line", copy_daily),
	{ .levels = AT_LIST, .key = 's', .command = "put-off", .label = "put off", .title = "Put the handoff off, or take it up again",
	  .group = "Handoff", .footer = 10, .explain = "With a reason and a day; it stays counted, and a new breach brings it back.",
	  .run = handoffs_put_off, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'z', .command = "show-put-off", .label = "put off ones", .title = "Show those that are put off",
	  .group = "See", .run = handoffs_show_put_off },
	{ .levels = AT_LIST, .key = 'L', .command = "load", .label = "who has how much", .title = "Load of each CSM, and give a handoff away",
	  .group = "See", .footer = 11, .explain = "Open, late, debriefs and kickoffs of this week.", .run = handoffs_load_panel },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "export", .title = "Export what is on the screen",
	  .group = "Handoff", .footer = 8, .explain = "A CSV in the present folder; with a filter those alone.", .run = export },
	{ .levels = AT_LIST, .key = 'u', .command = "undo", .label = "undo", .title = "Undo my last change", .group = "Handoff",
	  .run = undo },
	{ .levels = AT_LIST, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo it", .group = "Handoff",
	  .run = undo },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow to a company, a person, an id",
	  .group = "See", .footer = 6, .run = narrow_open },
	{ .levels = AT_LIST, .key = 'o', .command = "mine", .label = "only mine", .title = "Only my handoffs, or all",
	  .group = "See", .footer = 7, .explain = "Those of which I am the CSM or the AE.", .run = only_mine, .refuse = no_member },
	{ .levels = AT_LIST, .key = 'O', .command = "csm", .label = "this CSM", .title = "Only this CSM's handoffs, or all",
	  .group = "See", .run = only_csm, .object = object },
	MOVE(K_DOWN, 'j', "down", "down"),
	MOVE(K_UP, 'k', "up", "up"),
	MOVE(K_PGDN, K_CTRL('F'), "page-down", "page down"),
	MOVE(K_PGUP, K_CTRL('B'), "page-up", "page up"),
	MOVE(K_HOME, 'g', "first", "first"),
	MOVE(K_END, 'G', "last", "last"),
	{ .levels = AT_TEXT, .key = K_ENTER, .command = "narrow-done", .label = "to the rows", .group = "See", .footer = 1,
	  .run = narrow_close },
	{ .levels = AT_TEXT, .key = K_ESC, .command = "narrow-clear", .label = "clear", .group = "See", .footer = 2,
	  .run = show_all },
	{ .command = NULL },
};

const struct screen_type handoffs_screen = {
	.name = "handoffs",
	.title = "Handoffs",
	.tab = 2,
	.level = LEVEL_LIST,
	.size = sizeof(struct handoffs),
	.bindings = bindings,
	.init = init,
	.done = done,
	.load = load,
	.draw = handoffs_draw,
	.key = typed,
	.mouse = mouse,
	.paste = paste,
	.resize = resize,
	.wait_ms = wait_ms,
	.tick = tick,
};
