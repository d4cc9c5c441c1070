/* Strips of a programme: a new one, its plan, a deal taken by hand, who interviews, why one declined or leaves. */
#include "screens/programme.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/item.h"
#include "model/member.h"
#include "model/programme.h"
#include "model/value.h"
#include "screens/strip_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum plan_kind { PLAN_NEW, PLAN_EDIT, PLAN_TAKE, PLAN_INVITE, PLAN_GIVE, PLAN_REFUSE, PLAN_DROP };
struct plan {
	struct strip_form strip;
	enum plan_kind kind;
	struct programme_arg arg;
};

static const struct fields_spec plan_fields[] = {
	{ "title", "Title", "what it is called: Why we lose 2026-Q4", FIELDS_LINE, true, NULL, 0 },
	{ "window", "Closed in", "a quarter (2026-Q4) or a month (2026-11)", FIELDS_LINE, true, NULL, 0 },
	{ "objective", "Objective", "what shall be decided with the answers", FIELDS_LINE, false, NULL, 0 },
	{ "wanted", "Interviews", "how many are wanted: A draws up to that", FIELDS_LINE, false, NULL, 0 },
	{ "questions", "Questions", "pricing, competition, product fit: what is asked about", FIELDS_LINE, false, NULL, 0 },
	{ "types", "Deals", "won, lost, stalled; empty: all three", FIELDS_LINE, false, NULL, 0 },
	{ "segment", "Segment", "of deals of this one alone; empty: of all", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec take_fields[] = {
	{ "deal", "Deal", "D-12, its external id or the beginning of the company", FIELDS_LINE, true, NULL, 0 },
	{ "reason", "Why", "why this deal is in the sample; it stays beside it", FIELDS_LINE, true, NULL, 0 },
	{ "approval", "Approval", "only of one in dispute or escalated: why it is asked all the same", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec who_fields[] = {
	{ "interviewer", "Interviewer", "a login or its beginning; not the owner of the deal", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec refuse_fields[] = {
	{ "reason", "Why", "what they said; the next eligible deal like it is drawn", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec drop_fields[] = {
	{ "reason", "Why", "why it leaves the sample", FIELDS_LINE, true, NULL, 0 },
};
static const struct strip_asks kinds[] = {
	[PLAN_NEW] = { plan_fields, 7, "a new programme of interviews", "Enter begins it" },
	[PLAN_EDIT] = { plan_fields, 7, "its plan", "Enter keeps it" },
	[PLAN_TAKE] = { take_fields, 3, "take a deal into the sample", "Enter takes it" },
	[PLAN_INVITE] = { who_fields, 1, "invited; who interviews", "Enter invites" },
	[PLAN_GIVE] = { who_fields, 1, "who interviews", "Enter keeps it" },
	[PLAN_REFUSE] = { refuse_fields, 1, "they declined", "Enter notes it" },
	[PLAN_DROP] = { drop_fields, 1, "out of the sample", "Enter drops it" },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct plan *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- opening ---- */

static int fill_plan(struct screen *s, struct buf *title, struct err *err)
{
	struct fields *f = &state_of(s)->strip.form;
	struct buf b = { 0 };
	struct programme p;

	if (programme_need(store_of(s), state_of(s)->arg.programme, &p, err))
		return -1;
	buf_printf(title, "%s: ", p.title);
	if (state_of(s)->kind == PLAN_EDIT) {
		fields_set(f, 0, p.title);
		programme_window_words(store_of(s), &p, &b);
		fields_set(f, 1, buf_str(&b));
		fields_set(f, 2, p.objective);
		buf_clear(&b);
		if (p.wanted)
			buf_printf(&b, "%" PRId64, p.wanted);
		fields_set(f, 3, buf_str(&b));
		fields_set(f, 4, p.questions);
		buf_clear(&b);
		programme_types(p.types, &b);
		fields_set(f, 5, buf_str(&b));
		fields_set(f, 6, p.segment ? dict_title(store_of(s), p.segment) : "");
	}
	buf_done(&b);
	programme_done(&p);
	return 0;
}

/* The deal whose sample it is: its drafts belong there. */
static int fill_selection(struct screen *s, struct buf *title, int64_t *deal, struct err *err)
{
	struct selection x;
	int rc = selection_get(store_of(s), state_of(s)->arg.selection, &x, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "the deal is not in this sample any more");
	*deal = x.deal;
	rc = deal_name(store_of(s), x.deal, title, err);
	buf_puts(title, ": ");
	if (x.interviewer && state_of(s)->kind <= PLAN_GIVE)
		fields_set(&state_of(s)->strip.form, 0, member_login(store_of(s), x.interviewer));
	selection_done(&x);
	return rc;
}

static int open_kind(struct screen *s, enum plan_kind kind, const void *arg, struct err *err)
{
	struct plan *y = state_of(s);
	const struct strip_asks *k = &kinds[kind];
	struct buf title = { 0 };
	char name[24];
	int64_t deal = 0;
	int rc = 0;

	if (!arg && kind != PLAN_NEW)
		return err_set(err, ERR_REFUSED, "this is opened from a programme");
	y->kind = kind;
	if (arg)
		y->arg = *(const struct programme_arg *)arg;
	strip_form_open(&y->strip, k->fields, k->n, k->enter, run);
	if (y->arg.selection)
		rc = fill_selection(s, &title, &deal, err);
	else if (kind != PLAN_NEW)
		rc = fill_plan(s, &title, err);
	buf_puts(&title, k->doing);
	cut_printf(y->strip.title, sizeof y->strip.title, "%s", buf_str(&title));
	buf_done(&title);
	snprintf(name, sizeof name, "p%lld-%d", (long long)(kind == PLAN_NEW ? 0 : y->arg.programme), (int)kind);
	if (!rc)
		strip_form_drafts(&y->strip, store_of(s), deal, name, NULL, true);
	return rc;
}

STRIP_FORM_INIT(open_new, open_kind, PLAN_NEW)
STRIP_FORM_INIT(open_edit, open_kind, PLAN_EDIT)
STRIP_FORM_INIT(open_take, open_kind, PLAN_TAKE)
STRIP_FORM_INIT(open_invite, open_kind, PLAN_INVITE)
STRIP_FORM_INIT(open_give, open_kind, PLAN_GIVE)
STRIP_FORM_INIT(open_refuse, open_kind, PLAN_REFUSE)
STRIP_FORM_INIT(open_drop, open_kind, PLAN_DROP)

/* ---- doing it ---- */

static void set_words(char **to, const char *words)
{
	free(*to);
	*to = xstrdup(words);
}

static int read_scope(struct screen *s, struct programme *p, struct err *err)
{
	const char *types = fields_get(&state_of(s)->strip.form, 5), *segment = fields_get(&state_of(s)->strip.form, 6);

	if (programme_types_parse(*types ? types : "won,lost,stalled", &p->types, err))
		return -1;
	p->segment = *segment ? dict_find(store_of(s), "segment", segment, err) : 0;
	if (p->segment < 0)
		return -1;
	return *segment && !p->segment ? err_set(err, ERR_INPUT, "no segment “%s” in the deals", segment) : 0;
}

/* The cadence follows the window: a quarter is looked at each quarter. */
static int read_plan(struct screen *s, struct programme *p, struct err *err)
{
	const struct fields *f = &state_of(s)->strip.form;
	const char *window = fields_get(f, 1), *wanted = fields_get(f, 3), *space = strchr(window, ' ');

	set_words(&p->title, fields_get(f, 0));
	set_words(&p->objective, fields_get(f, 2));
	set_words(&p->questions, fields_get(f, 4));
	if (read_scope(s, p, err))
		return -1;
	p->wanted = 0;
	if (*wanted && int_parse(wanted, &p->wanted, NULL))
		return err_set(err, ERR_USAGE, "found “%s” interviews, expected a number", wanted);
	if (space)
		return day_parse(window, false, &p->from_day, err) || day_parse(space + 1, false, &p->to_day, err) ? -1 : 0;
	return programme_window(store_of(s), window, &p->from_day, &p->to_day, err);
}

static int store_plan(struct screen *s, struct err *err)
{
	struct programme was = { 0 }, p;
	bool is_new = state_of(s)->kind == PLAN_NEW;
	int rc;

	if (is_new)
		programme_init(&p);
	else if (programme_need(store_of(s), state_of(s)->arg.programme, &was, err) ||
		 programme_need(store_of(s), state_of(s)->arg.programme, &p, err))
		return -1;
	rc = read_plan(s, &p, err);
	if (!rc && is_new)
		p.cadence = CADENCE_QUARTER;
	if (!rc)
		rc = is_new ? programme_add(store_of(s), &p, err) : programme_change(store_of(s), &was, &p, err);
	programme_done(&was);
	programme_done(&p);
	return rc;
}

static int take(struct screen *s, struct err *err)
{
	const struct fields *f = &state_of(s)->strip.form;
	struct selecting how = { .programme = state_of(s)->arg.programme, .reason = fields_get(f, 1), .approval = fields_get(f, 2) };
	int64_t id;

	return deal_find(store_of(s), fields_get(f, 0), &how.deal, err) || selection_add(store_of(s), &how, &id, err) ? -1 : 0;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	static const char *const told[] = { "begun", "kept", "taken into the sample", "", "kept", "", "out of the sample" };
	const struct plan *y = state_of(s);
	const char *words = fields_get(&y->strip.form, 0);
	struct store *st = store_of(s);
	struct selection x;
	int64_t member, made;

	buf_puts(said, told[y->kind]);
	switch (y->kind) {
	case PLAN_NEW:
	case PLAN_EDIT:
		return store_plan(s, err);
	case PLAN_TAKE:
		return take(s, err);
	case PLAN_INVITE:
		if (item_owner_parse(st, words, &member, err) || selection_invite(st, y->arg.selection, member, &made, err))
			return -1;
		buf_printf(said, "interview I-%" PRId64 " is planned", made);
		return 0;
	case PLAN_GIVE:
		return item_owner_parse(st, words, &member, err) || selection_give(st, y->arg.selection, member, err) ? -1 : 0;
	case PLAN_DROP:
		return selection_drop(st, y->arg.selection, words, err);
	case PLAN_REFUSE:
		break;
	}
	if (selection_refuse(st, y->arg.selection, words, &made, err))
		return -1;
	if (!made) {
		buf_puts(said, "noted; nobody else is eligible");
	} else if (selection_get(st, made, &x, err) == 1) {
		buf_puts(said, "noted; in its place ");
		deal_name(st, x.deal, said, err);
		selection_done(&x);
	}
	return 0;
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("plan", "set", "keep it", "Keep what is typed", "See"),
	{ .command = NULL },
};

#define STRIP(name_, title_, init_) STRIP_FORM_SCREEN(name_, title_, struct plan, init_, strip_form_done)
const struct screen_type programme_new_screen = STRIP("programme-new", "a new programme", open_new);
const struct screen_type programme_edit_screen = STRIP("programme-edit", "the plan of a programme", open_edit);
const struct screen_type programme_take_screen = STRIP("programme-take", "a deal taken by hand", open_take);
const struct screen_type programme_invite_screen = STRIP("programme-invite", "an invitation", open_invite);
const struct screen_type programme_give_screen = STRIP("programme-give", "who interviews", open_give);
const struct screen_type programme_refuse_screen = STRIP("programme-refuse", "a refusal", open_refuse);
const struct screen_type programme_drop_screen = STRIP("programme-drop", "a deal that leaves", open_drop);
