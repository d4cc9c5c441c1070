/* The short strips over the list of actions and the account: whose an action is, when it is due, what came of it, a new
 * one, and the csm that an account passes to. What is typed is kept as everywhere (screens/typed.h). */
#include "screens/actions.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/handover.h"
#include "model/item.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum strip_kind { STRIP_OWNER, STRIP_DAY, STRIP_CLOSE, STRIP_NEW, STRIP_HANDOVER };
enum { NEW_WHAT, NEW_OWNER, NEW_DAY, NEW_DEAL };

struct action_edit_state {
	struct strip_form strip;
	enum strip_kind kind;
	int64_t deal, form; /* form: the check-in a new one comes from */
	struct action base; /* as it was read when the strip opened */
	char stored[64]; /* what the first field replaces: owner, day, csm; "" none */
};

static const struct fields_spec owner_fields[] = {
	{ "owner", "Owner", "a login or its beginning; empty: nobody's", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec day_fields[] = {
	{ "due", "Due", "2026-12-22, friday, 2 weeks, 2027-Q2; empty: no day", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec close_fields[] = {
	{ "reason", "What came of it", "stays beside the action and in the history", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec new_fields[] = {
	{ "what", "What", "what is to be done", FIELDS_LINE, true, NULL, 0 },
	{ "owner", "Owner", "a login or its beginning; empty: nobody's", FIELDS_LINE, false, NULL, 0 },
	{ "due", "Due", "2026-12-22, friday, 2 weeks, 2027-Q2; empty: no day", FIELDS_LINE, false, NULL, 0 },
	{ "deal", "Deal", "a company's beginning or D-12; empty: one of the team", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec handover_fields[] = {
	{ "csm", "New CSM", "open actions and rows of the CSM before go along", FIELDS_LINE, true, NULL, 0 },
};

static struct act set(struct screen *s, int key);
static int run(struct screen *s, struct buf *said, struct err *err);

static struct action_edit_state *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- opening ---- */

/* What stands there now; action or deal is read anew. */
static int read_stored(struct screen *s, struct err *err)
{
	struct action_edit_state *c = state_of(s);
	struct buf words = { 0 };
	struct deal d;
	int rc;

	if (c->kind == STRIP_HANDOVER) {
		if (deal_need(store_of(s), c->deal, &d, err))
			return -1;
		buf_puts(&words, member_login(store_of(s), d.csm));
		deal_done(&d);
	} else {
		action_done(&c->base);
		rc = action_get(store_of(s), c->base.id, &c->base, err);
		if (rc != 1)
			return rc ? -1 : err_set(err, ERR_INPUT, "that action is not here any more");
		if (c->kind == STRIP_OWNER)
			buf_puts(&words, member_login(store_of(s), c->base.owner));
		if (c->kind == STRIP_DAY)
			day_format(c->base.due_day, &words);
	}
	cut_printf(c->stored, sizeof c->stored, "%s", buf_str(&words));
	buf_done(&words);
	return 0;
}

static int name_deal(struct screen *s, struct err *err)
{
	struct action_edit_state *c = state_of(s);
	struct buf label = { 0 };

	if (deal_name(store_of(s), c->deal, &label, err))
		return -1;
	cut_printf(c->strip.title, sizeof c->strip.title, "%.120s: from %.50s to another CSM", buf_str(&label), *c->stored ? c->stored : "nobody");
	buf_done(&label);
	return 0;
}

static bool replaces(const struct action_edit_state *c)
{
	return c->kind == STRIP_OWNER || c->kind == STRIP_DAY || c->kind == STRIP_HANDOVER;
}

/* A field's draft belongs to its deal; of an action its id stands in the name. */
static void open_fields(struct screen *s, const struct fields_spec *spec, size_t n)
{
	struct action_edit_state *c = state_of(s);

	strip_form_open(&c->strip, spec, n, "Enter keeps it", run);
	c->strip.end = set;
	c->strip.stays = c->form != 0; /* in the text of a check-in u is a letter */
	if (c->kind == STRIP_OWNER || c->kind == STRIP_DAY)
		fields_set(&c->strip.form, 0, c->stored);
	if (c->kind == STRIP_NEW && c->deal && !c->form) {
		char number[32];

		snprintf(number, sizeof number, "D-%lld", (long long)c->deal);
		fields_set(&c->strip.form, NEW_DEAL, number);
	}
	for (size_t i = 0; i < n; i++) {
		char field[32];

		snprintf(field, sizeof field, "a%lld-%d-%.8s", (long long)c->base.id, (int)c->kind, spec[i].key);
		if (!typed_open(&c->strip.typed[i], store_of(s), c->deal, field, replaces(c) ? c->stored : NULL,
				&c->strip.form.values[i].edit))
			fields_select(&c->strip.form, i);
	}
}

static int open_action(struct screen *s, enum strip_kind kind, const void *arg, struct err *err)
{
	static const char *const words[] = { "whose it is", "when it is due", "it is done" };
	struct action_edit_state *c = state_of(s);

	c->kind = kind;
	c->base.id = *(const int64_t *)arg;
	if (read_stored(s, err))
		return -1;
	c->deal = c->base.deal;
	cut_printf(c->strip.title, sizeof c->strip.title, "%s: %.160s", words[kind], c->base.text);
	open_fields(s, kind == STRIP_OWNER ? owner_fields : kind == STRIP_DAY ? day_fields : close_fields, 1);
	return 0;
}

STRIP_FORM_INIT(open_owner, open_action, STRIP_OWNER)
STRIP_FORM_INIT(open_day, open_action, STRIP_DAY)
STRIP_FORM_INIT(open_close, open_action, STRIP_CLOSE)

static int open_new(struct screen *s, const void *arg, struct err *err)
{
	struct action_edit_state *c = state_of(s);
	const struct action_new_arg *from = arg;
	size_t all = sizeof new_fields / sizeof *new_fields;

	(void)err;
	c->kind = STRIP_NEW;
	c->deal = from ? from->deal : 0;
	c->form = from ? from->form : 0;
	snprintf(c->strip.title, sizeof c->strip.title, c->form ? "an action of this check-in" : "a new action");
	open_fields(s, new_fields, c->form ? all - 1 : all); /* that of a check-in is of its deal */
	return 0;
}

static int open_handover(struct screen *s, const void *arg, struct err *err)
{
	struct action_edit_state *c = state_of(s);

	c->kind = STRIP_HANDOVER;
	c->deal = *(const int64_t *)arg;
	if (read_stored(s, err) || name_deal(s, err))
		return -1;
	open_fields(s, handover_fields, 1);
	return 0;
}

static void done(struct screen *s)
{
	action_done(&state_of(s)->base);
	strip_form_done(s);
}

/* ---- doing it ---- */

bool action_tell_theirs(struct screen *s, int (*read)(struct screen *s, struct err *err), struct err *err)
{
	char *end = err->kind == ERR_REFUSED ? strstr(err->text, "; yours, ") : NULL;

	if (!end || read(s, NULL))
		return false;
	snprintf(end, sizeof err->text - (size_t)(end - err->text), "; Enter again puts yours");
	return true;
}

/* Somebody put another there: said once, with the key that puts ours all the same. */
static int tell_theirs(struct screen *s, struct err *err)
{
	struct action_edit_state *c = state_of(s);

	if (action_tell_theirs(s, read_stored, err))
		typed_rebase(&c->strip.typed[0], c->stored);
	return -1;
}

/* A draft of before, or a csm that somebody named meanwhile. True when it was said. */
static bool is_newer(struct screen *s, struct act *said)
{
	struct action_edit_state *c = state_of(s);
	char seen[sizeof c->stored];
	struct err err = { 0 };
	bool differs;

	memcpy(seen, c->stored, sizeof seen);
	if (c->kind == STRIP_HANDOVER && read_stored(s, &err)) {
		*said = act_error(&err);
		return true;
	}
	differs = c->strip.typed[0].conflict || strcmp(seen, c->stored);
	if (!differs || !strcmp(c->stored, fields_get(&c->strip.form, 0)))
		return false;
	typed_rebase(&c->strip.typed[0], c->stored);
	*said = act_refuse("“%s” stands there now, since your words were begun; Enter again puts yours",
			   *c->stored ? c->stored : "nothing");
	return true;
}

/* A member by the beginning of the word; 0 for none said. */
static int read_member(struct screen *s, size_t field, int64_t *out, struct err *err)
{
	return item_owner_parse(store_of(s), fields_get(&state_of(s)->strip.form, field), out, err);
}

static int read_day(struct screen *s, size_t field, int64_t *day, struct err *err)
{
	enum due_unit unit;

	return item_due_parse(store_of(s), fields_get(&state_of(s)->strip.form, field), day, &unit, err);
}

static int set_owner(struct screen *s, struct buf *said, struct err *err)
{
	struct action_edit e = { .base = &state_of(s)->base, .due_day = NO_DAY };

	if (read_member(s, 0, &e.owner, err))
		return -1;
	e.nobody = !e.owner;
	if (action_change(store_of(s), &e, err))
		return tell_theirs(s, err);
	buf_printf(said, "it is %s now", e.owner ? member_login(store_of(s), e.owner) : "nobody's");
	return 0;
}

static int set_day(struct screen *s, struct buf *said, struct err *err)
{
	struct action_edit e = { .base = &state_of(s)->base, .due_day = NO_DAY };

	if (read_day(s, 0, &e.due_day, err))
		return -1;
	e.no_day = e.due_day == NO_DAY;
	if (action_change(store_of(s), &e, err))
		return tell_theirs(s, err);
	buf_puts(said, e.no_day ? "it has no day any more" : "it is due ");
	day_format(e.due_day, said);
	return 0;
}

static int close_it(struct screen *s, struct buf *said, struct err *err)
{
	struct action_edit_state *c = state_of(s);

	buf_puts(said, "closed");
	return action_close(store_of(s), c->base.id, fields_get(&c->strip.form, 0), err);
}

/* What it is about: the check-in, the deal that is named, or the team. */
static int read_subject(struct screen *s, struct action *a, struct err *err)
{
	struct action_edit_state *c = state_of(s);
	const char *deal = c->form ? "" : fields_get(&c->strip.form, NEW_DEAL);

	deal += strspn(deal, " ");
	if (c->form) {
		a->subject_kind = SUBJECT_FORM;
		a->subject = c->form;
		a->class = CLASS_HEALTH; /* as what a check-in says */
	} else if (*deal) {
		a->subject_kind = SUBJECT_DEAL;
		return deal_find(store_of(s), deal, &a->subject, err);
	}
	return 0;
}

static int write_new(struct screen *s, struct buf *said, struct err *err)
{
	struct action_edit_state *c = state_of(s);
	struct action a = { .subject_kind = SUBJECT_NONE, .due_day = NO_DAY };
	int rc = read_member(s, NEW_OWNER, &a.owner, err) || read_day(s, NEW_DAY, &a.due_day, err) ||
		 read_subject(s, &a, err) ? -1 : 0;

	a.text = xstrdup(fields_get(&c->strip.form, NEW_WHAT));
	if (!rc)
		rc = action_add(store_of(s), &a, err);
	action_done(&a);
	buf_puts(said, "the action is written");
	return rc;
}

static int hand_over(struct screen *s, struct buf *said, struct err *err)
{
	struct action_edit_state *c = state_of(s);
	struct buf words = { 0 };
	int64_t csm = 0;

	if (read_member(s, 0, &csm, err) || deal_change(store_of(s), c->deal, "csm", member_login(store_of(s), csm), err))
		return -1;
	handover_told(store_of(s), c->deal, &words, NULL);
	buf_printf(said, "%s is the CSM now%s%s", member_login(store_of(s), csm), words.len ? "; " : "", buf_str(&words));
	buf_done(&words);
	return 0;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	switch (state_of(s)->kind) {
	case STRIP_OWNER:
		return set_owner(s, said, err);
	case STRIP_DAY:
		return set_day(s, said, err);
	case STRIP_CLOSE:
		return close_it(s, said, err);
	case STRIP_NEW:
		return write_new(s, said, err);
	case STRIP_HANDOVER:
		break;
	}
	return hand_over(s, said, err);
}

static struct act set(struct screen *s, int key)
{
	struct act said;

	s->level = LEVEL_TEXT;
	return replaces(state_of(s)) && is_newer(s, &said) ? said : strip_form_end(s, key);
}

static const struct binding bindings[] = {
	STRIP_FORM_TAB_ROWS("strip", "set", "keep it", "Keep what is typed", "Action", set),
	{ .command = NULL },
};

#define STRIP(screen, word, words, open)                                                                              \
	const struct screen_type screen = {                                                                           \
		.name = (word), .title = (words), .size = sizeof(struct action_edit_state), .bindings = bindings,     \
		.init = (open), .done = done, STRIP_FORM_TYPE,                                                        \
	}
STRIP(action_owner_screen, "action-owner", "whose an action is", open_owner);
STRIP(action_day_screen, "action-day", "when an action is due", open_day);
STRIP(action_close_screen, "action-close", "an action that is done", open_close);
STRIP(action_new_screen, "action-new", "a new action", open_new);
STRIP(handover_screen, "handover", "an account's next CSM", open_handover);
