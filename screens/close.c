/* What Won, Lost, Stalled and Delayed ask for: a short form in a strip. Source: domain.md, "Deals and stages". */
#include "screens/move_base.h"

#include "model/calendar.h"
#include "model/cut.h"
#include "model/store.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WON_COMMITMENT, WON_SOW, WON_DAY, WON_CONTACT };
enum { WHY_REASON, WHY_COMPETITOR, WHY_FOLLOW_UP };
enum { PAUSE_REASON, PAUSE_FOLLOW_UP };
enum { CLOSE_FIELDS = STRIP_FIELDS_MAX };

struct closing {
	struct strip_form strip;
	struct move_arg arg;
	struct deal deal;
	char *contact; /* the one the deal has; NULL none */
	struct typed gate; /* the reason written there */
	struct move_base base;
	bool again; /* another wrote it meanwhile, and mine was chosen */
};

static const char *const commitments[] = { "", "written", "verbal", NULL };
static const char *const sows[] = { "", "signed", "pending", NULL };

static const struct fields_spec won_fields[] = {
	{ "commitment", "Commitment", "w written, v verbal: the clocks of the SOW start with a verbal one", FIELDS_CHOICE, true,
	  commitments, 0 },
	{ "sow_status", "SOW", "s signed, p pending: then say which day it is expected", FIELDS_CHOICE, true, sows, 0 },
	{ "sow_day", "SOW day", "signed or expected: 2026-11-25, tomorrow …; empty: as the deal says, else signed today", FIELDS_LINE,
	  false, NULL, 0 },
	{ "contact", "Contact", "the primary contact, whom customer success calls first", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec lost_fields[] = {
	{ "reason", "Reason", "why they did not buy, in a word or two: price, timing, no owner …", FIELDS_LINE, true, NULL, 0 },
	{ "competitor", "Competitor", "who got it; empty: nobody, or not known", FIELDS_LINE, false, NULL, 0 },
	{ "follow_up", "Follow up", "a day to ask again; empty: none", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec pause_fields[] = {
	{ "reason", "Reason", "why it waits", FIELDS_LINE, true, NULL, 0 },
	{ "follow_up", "Follow up", "the day to take it up again: 2027-02-01, tomorrow …", FIELDS_LINE, true, NULL, 0 },
};

static struct act closing_move(struct screen *s, int key);

static struct closing *closing_of(const struct screen *s)
{
	return s->state;
}

static bool is_won(const struct closing *c)
{
	return c->arg.to_stage == STAGE_WON;
}

static bool is_lost(const struct closing *c)
{
	return c->arg.to_stage == STAGE_LOST;
}

static int take_contact(void *arg, const struct deal_person *p)
{
	char **name = arg;

	if (p->role == PERSON_PRIMARY && !*name)
		*name = xstrdup(p->name);
	return 0;
}

static void propose_follow_up(struct screen *s, size_t field, int days)
{
	struct store *store = s->view->store;
	struct buf b = { 0 };

	day_format(calendar_day(store->calendar, store->now(store)) + days, &b);
	fields_set(&closing_of(s)->strip.form, field, buf_str(&b));
	buf_done(&b);
}

/* What the deal says already. Its SOW day stays where the field is left empty: the day it was expected is none of a
 * signature. */
static void propose_known(struct closing *c)
{
	c->strip.form.values[WON_COMMITMENT].choice = (int)c->deal.commitment;
	c->strip.form.values[WON_SOW].choice = (int)c->deal.sow_status;
}

static void open_typed(struct screen *s)
{
	struct closing *c = closing_of(s);
	struct edit none;
	char field[32];

	for (size_t i = 0; i < c->strip.form.count && i < CLOSE_FIELDS; i++) {
		if (c->strip.form.fields[i].kind == FIELDS_CHOICE)
			continue;
		snprintf(field, sizeof field, "close.%s", c->strip.form.fields[i].key);
		if (typed_open(&c->strip.typed[i], s->view->store, c->arg.deal, field, c->base.read, &c->strip.form.values[i].edit))
			c->strip.form.values[i].changed = true;
		else
			fields_select(&c->strip.form, i);
	}
	edit_init(&none, true);
	typed_open(&c->gate, s->view->store, c->arg.deal, "move.reason", NULL, &none);
	edit_done(&none);
}

/* What somebody else did to the deal meanwhile stands under the first field. */
static int closing_load(struct screen *s, struct err *err)
{
	struct closing *c = closing_of(s);
	bool conflict = false;

	for (size_t i = 0; i < CLOSE_FIELDS; i++)
		conflict |= c->strip.typed[i].conflict;
	if (move_base_look(s->view->store, &c->arg, true, conflict, &c->base, err))
		return -1;
	fields_theirs(&c->strip.form, 0, c->base.theirs);
	return 0;
}

static int closing_init(struct screen *s, const void *arg, struct err *err)
{
	static const char enter[] = "Enter in the last field moves it";
	struct closing *c = closing_of(s);
	int r = 0;

	c->arg = *(const struct move_arg *)arg;
	if (is_won(c))
		strip_form_open(&c->strip, won_fields, sizeof won_fields / sizeof *won_fields, enter, NULL);
	else if (is_lost(c))
		strip_form_open(&c->strip, lost_fields, sizeof lost_fields / sizeof *lost_fields, enter, NULL);
	else
		strip_form_open(&c->strip, pause_fields, sizeof pause_fields / sizeof *pause_fields, enter, NULL);
	c->strip.end = closing_move;
	if (deal_need(s->view->store, c->arg.deal, &c->deal, err))
		return -1;
	if (is_won(c)) {
		r = deal_people(s->view->store, c->arg.deal, take_contact, &c->contact, err);
		fields_set(&c->strip.form, WON_CONTACT, c->contact ? c->contact : "");
		propose_known(c);
	} else {
		propose_follow_up(s, is_lost(c) ? WHY_FOLLOW_UP : PAUSE_FOLLOW_UP, is_lost(c) ? 90 : 30);
	}
	if (r < 0 || closing_load(s, err))
		return -1;
	open_typed(s);
	return closing_load(s, err);
}

static void closing_done(struct screen *s)
{
	struct closing *c = closing_of(s);

	strip_form_done(s);
	deal_done(&c->deal);
	free(c->contact);
	move_base_done(&c->base);
}

static void closing_draw(struct screen *s, struct draw *d)
{
	struct closing *c = closing_of(s);
	struct buf title = { 0 };

	move_title(s->view->store, &c->deal, &c->arg, &title);
	cut_printf(c->strip.title, sizeof c->strip.title, "%s", buf_str(&title));
	strip_form_draw(s, d);
	buf_done(&title);
}

/* ---- doing it ---- */

/* A day that cannot be read has the cursor, with what it may be. */
static int read_day(struct screen *s, size_t field, int64_t *day, struct err *err)
{
	struct store *store = s->view->store;
	struct fields *f = &closing_of(s)->strip.form;
	const char *text = fields_get(f, field);
	int64_t at;

	*day = NO_DAY;
	text += strspn(text, " ");
	if (!*text)
		return 0;
	if (!strcmp(text, "today") || !strcmp(text, "tomorrow")) {
		*day = calendar_day(store->calendar, store->now(store)) + (text[2] == 'm');
		return 0;
	}
	if (calendar_parse_moment(store->calendar, text, store->now(store), &at, NULL, err)) {
		fields_go(f, field, NULL);
		return err_set(err, ERR_INPUT, "%s: “%.24s” is no day; 2026-11-25, today, tomorrow", f->fields[field].label, text);
	}
	*day = calendar_day(store->calendar, at);
	return 0;
}

static int fill_won(struct screen *s, struct move *m, struct err *err)
{
	struct closing *c = closing_of(s);
	const char *contact = fields_get(&c->strip.form, WON_CONTACT);

	if (read_day(s, WON_DAY, &m->sow_day, err))
		return -1;
	m->commitment = (enum commitment)c->strip.form.values[WON_COMMITMENT].choice;
	m->sow = (enum sow_status)c->strip.form.values[WON_SOW].choice;
	if (m->sow == SOW_SIGNED && m->sow_day == NO_DAY && c->deal.sow_status != SOW_SIGNED)
		m->sow_day = calendar_day(s->view->store->calendar, s->view->store->now(s->view->store));
	m->contact = c->contact && !strcmp(c->contact, contact) ? NULL : contact;
	m->reason = c->arg.reason;
	return 0;
}

static int fill_why(struct screen *s, struct move *m, struct err *err)
{
	struct closing *c = closing_of(s);

	m->reason = fields_get(&c->strip.form, is_lost(c) ? WHY_REASON : PAUSE_REASON);
	if (is_lost(c))
		m->competitor = fields_get(&c->strip.form, WHY_COMPETITOR);
	return read_day(s, is_lost(c) ? WHY_FOLLOW_UP : PAUSE_FOLLOW_UP, &m->follow_up_day, err);
}

static struct act closing_move(struct screen *s, int key)
{
	struct closing *c = closing_of(s);
	struct move m = { .deal = c->arg.deal, .to_stage = c->arg.to_stage, .outcome = c->arg.outcome,
			  .follow_up_day = NO_DAY, .sow_day = NO_DAY, .again = c->again };
	struct typed *fields[CLOSE_FIELDS + 1] = { &c->gate };
	struct err err = { 0 };

	(void)key;
	s->level = LEVEL_TEXT;
	if (fields_go_missing(&c->strip.form))
		return act_refuse("%s is needed", c->strip.form.fields[c->strip.form.at].label);
	if (closing_load(s, &err))
		return act_error(&err);
	if (c->base.theirs)
		return move_base_ask(s, &c->arg);
	m.rev = c->base.rev;
	if (is_won(c) ? fill_won(s, &m, &err) : fill_why(s, &m, &err))
		return act_refuse("%s", err.text);
	for (size_t i = 0; i < CLOSE_FIELDS; i++)
		fields[i + 1] = &c->strip.typed[i];
	return move_finish(s, &m, fields, CLOSE_FIELDS + 1, ACT_POP);
}

/* Both lost it: there is nothing to move any more, what it was lost for is written over theirs. */
static struct act lose_again(struct screen *s)
{
	struct closing *c = closing_of(s);
	struct store *store = s->view->store;
	struct typed *fields[CLOSE_FIELDS + 1] = { &c->gate };
	struct buf day = { 0 };
	struct err err = { 0 };
	unsigned char request[16];
	int64_t at;
	int rc = read_day(s, WHY_FOLLOW_UP, &at, &err);

	if (!rc && at != NO_DAY)
		day_format(at, &day);
	for (size_t i = 0; i < CLOSE_FIELDS; i++)
		fields[i + 1] = &c->strip.typed[i];
	if (!rc) {
		struct deal_setting set[] = { { deal_field("reason"), fields_get(&c->strip.form, WHY_REASON) },
					      { deal_field("competitor"), fields_get(&c->strip.form, WHY_COMPETITOR) },
					      { deal_field("follow_up"), buf_str(&day) } };

		typed_request(store, fields, CLOSE_FIELDS + 1, request);
		rc = typed_saved(store, request, deal_change_at(store, c->arg.deal, c->base.rev, set, 3, request, &err), &err);
	}
	buf_done(&day);
	if (rc)
		return act_error(&err);
	for (size_t i = 0; i <= CLOSE_FIELDS; i++)
		typed_end(fields[i]);
	return act_offer(act_say(ACT_POP, TONE_DONE, "lost, with your words"), "u", "undo");
}

/* Both were seen: mine goes from where the deal stands now. */
static struct act closing_mine(struct screen *s, int key)
{
	struct closing *c = closing_of(s);
	struct deal now;

	move_base_take(&c->base);
	c->again = true; /* both stalled it: mine is told over theirs */
	for (size_t i = 0; i < CLOSE_FIELDS; i++)
		typed_rebase(&c->strip.typed[i], c->base.read);
	if (deal_get(s->view->store, c->arg.deal, &now, NULL) == 1) {
		deal_done(&c->deal);
		c->deal = now;
	}
	return is_lost(c) && c->deal.stage == STAGE_LOST ? lose_again(s) : closing_move(s, key);
}

static struct act closing_theirs(struct screen *s, int key)
{
	struct closing *c = closing_of(s);

	(void)key;
	typed_end_form(c->strip.typed, &c->strip.form);
	typed_end(&c->gate);
	return act_say(ACT_POP, TONE_DONE, "theirs stays; nothing was moved");
}

static const char *closing_unfinished(const struct screen *s)
{
	const struct closing *c = closing_of(s);

	for (size_t i = 0; i < c->strip.form.count; i++)
		if (c->strip.form.values[i].changed)
			return "the move of a deal";
	return NULL;
}

/* Ctrl-S moves nothing: it says that the typing is kept and what the move still needs. */
static struct act closing_kept(struct screen *s, int key)
{
	const struct fields *f = &closing_of(s)->strip.form;
	struct buf missing = { 0 };
	struct act a;

	(void)key;
	for (size_t i = 0; i < f->count; i++)
		if (fields_is_missing(f, i))
			buf_printf(&missing, "%s%s", missing.len ? ", " : "", f->fields[i].label);
	a = missing.len ? act_say(ACT_HANDLED, TONE_SAY, "kept; missing for the move: %s", buf_str(&missing))
			: act_say(ACT_HANDLED, TONE_DONE, "kept; nothing is missing for the move");
	buf_done(&missing);
	return a;
}

static const struct binding closing_bindings[] = {
	{ AT_TEXT, K_TAB, 0, "close-next", "next field", NULL, "Move", 1, NULL, strip_form_key, NULL, NULL, false },
	{ AT_FORM, K_ENTER, 0, "close-move", "move", "Move the deal", "Deal", 2, NULL, closing_move, NULL, NULL, false },
	{ AT_TEXT | AT_FORM, K_CTRL('S'), 0, "close-kept", "kept?", "Show that all is kept and what is missing", "See", 3, NULL,
	  closing_kept, NULL, NULL, true },
	{ AT_TEXT | AT_FORM, 0, 0, "move-mine", "go on with mine", NULL, "Deal", 0, NULL, closing_mine, NULL, NULL, false },
	{ AT_TEXT | AT_FORM, 0, 0, "move-theirs", "leave theirs", NULL, "Deal", 0, NULL, closing_theirs, NULL, NULL, false },
	STRIP_FORM_COPY("close-copy"),
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
const struct screen_type close_screen = {
	.name = "close", .title = "the close of a deal", .kind = SCREEN_STRIP, .level = LEVEL_TEXT,
	.size = sizeof(struct closing), .bindings = closing_bindings, .init = closing_init, .done = closing_done,
	.load = closing_load, .draw = closing_draw, .key = strip_form_key, .mouse = strip_form_mouse,
	.paste = strip_form_paste, .keep = strip_form_keep, .unfinished = closing_unfinished,
};
