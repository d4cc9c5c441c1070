/* What opens over an interview: the six things that validation looks for, the words for an incomplete record, and the
 * escalation of what was said. */
#include "screens/interview.h"

#include "model/buf.h"
#include "model/concern.h"
#include "model/cut.h"
#include "model/interview_check.h"
#include "model/item.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/strip_form.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <string.h>

/* ---- the six ---- */

struct six_page {
	int64_t id;
	struct six_item item[SIX_COUNT];
	char title[200], who[320];
	int64_t state;
	bool complete;
};

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* Why it was flagged, where it is. */
static int load_flag(struct screen *s, const struct interview *i, struct err *err)
{
	struct six_page *x = s->state;
	struct captured_row *rows;
	size_t n;

	if (captured_list(store_of(s), i, &rows, &n, err))
		return -1;
	for (size_t k = 0; k < n; k++)
		if (rows[k].field == CAPTURED_FLAG)
			cut_printf(x->who, sizeof x->who, "flagged as incomplete: %.280s", rows[k].text);
	captured_done(rows, n);
	return 0;
}

static int six_load(struct screen *s, struct err *err)
{
	struct six_page *x = s->state;
	struct buf name = { 0 };
	struct interview i;
	struct err why = { 0 };
	int rc = interview_get(store_of(s), x->id, &i, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "that interview is not here any more");
	rc = interview_check(store_of(s), &i, x->item, err);
	x->state = i.state;
	x->complete = true;
	for (size_t k = 0; k < SIX_COUNT; k++)
		x->complete = x->complete && x->item[k].is_there;
	interview_note_title(store_of(s), &i, 0, "what its record must hold", &name);
	snprintf(x->title, sizeof x->title, "%s", buf_str(&name));
	buf_done(&name);
	x->who[0] = '\0';
	if (i.state == INTERVIEW_VALIDATED)
		snprintf(x->who, sizeof x->who, "validated by %s", member_login(store_of(s), i.validated_by));
	else if (interview_may_validate(store_of(s), &i, &why))
		cut_printf(x->who, sizeof x->who, "%.300s", why.text);
	if (!rc && i.state == INTERVIEW_INCOMPLETE)
		rc = load_flag(s, &i, err);
	interview_done(&i);
	return rc;
}

static int six_init(struct screen *s, const void *arg, struct err *err)
{
	struct six_page *x = s->state;

	if (!arg)
		return err_set(err, ERR_REFUSED, "this opens from an interview");
	x->id = *(const int64_t *)arg;
	return six_load(s, err);
}

static void six_draw(struct screen *s, struct draw *d)
{
	const struct six_page *x = s->state;
	struct area a = strip_draw(d, s->area, SIX_COUNT + 2);
	int title = a.cols > 90 ? 38 : 36;

	draw_text(d, a.y, a.x, a.cols, STYLE_SECTION, x->title);
	for (int k = 0; k < SIX_COUNT; k++) {
		strip_check(d, a.y + 1 + k, a.x, title + 2, x->item[k].is_there, false, x->item[k].title);
		if (!x->item[k].is_there)
			draw_text(d, a.y + 1 + k, a.x + title + 3, a.cols - title - 3, STYLE_SOON, x->item[k].missing);
	}
	draw_text(d, a.y + 1 + SIX_COUNT, a.x, a.cols, STYLE_MUTED, x->who);
}

static struct act six_validate(struct screen *s, int key)
{
	const struct six_page *x = s->state;
	struct err err = { 0 };

	(void)key;
	if (interview_validate(store_of(s), x->id, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_POP, TONE_DONE, "validated: its words are fixed, codes count from now on"), "u", "undo");
}

static struct act six_incomplete(struct screen *s, int key)
{
	(void)key;
	return act_push(&incomplete_screen, &((const struct six_page *)s->state)->id);
}

static const struct binding six_bindings[] = {
	{ .levels = AT_LIST, .key = 'v', .command = "six-validate", .label = "validate", .title = "Validate the interview",
	  .group = "Interview", .footer = 1, .run = six_validate },
	{ .levels = AT_LIST, .key = 'i', .command = "six-incomplete", .label = "incomplete",
	  .title = "Flag the interview as incomplete", .group = "Interview", .footer = 2, .run = six_incomplete },
	{ .command = NULL },
};

const struct screen_type six_screen = {
	.name = "six", .title = "what a record must hold", .kind = SCREEN_STRIP, .size = sizeof(struct six_page),
	.bindings = six_bindings, .init = six_init, .load = six_load, .draw = six_draw,
};

/* ---- words ---- */

enum { SAY_TRIGGER, SAY_OWNER, SAY_DUE, SAY_EXPECTED };
struct saying {
	struct strip_form strip;
	int64_t interview, note;
	struct triggers triggers;
	char known[300];
	struct fields_spec spec[4];
};

static const struct fields_spec incomplete_fields[] = {
	{ "why", "What is missing", "stays beside the record, which counts nowhere until it is validated", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec escalate_fields[] = {
	{ "trigger", "What it is", "", FIELDS_LINE, true, NULL, 0 },
	{ "owner", "Owner", "a login or its beginning: who answers it", FIELDS_LINE, true, NULL, 0 },
	{ "due", "By", "2026-12-22, friday, 2 weeks", FIELDS_LINE, true, NULL, 0 },
	{ "expected", "Expected", "which response is expected", FIELDS_LINE, true, NULL, 0 },
};

static struct saying *saying_of(const struct screen *s)
{
	return s->state;
}

static int open_words(struct screen *s, const struct fields_spec *fields, size_t n,
		      int (*run)(struct screen *s, struct buf *said, struct err *err), const char *enter, struct err *err)
{
	struct saying *y = saying_of(s);
	struct interview i;
	char name[48];
	int rc = interview_get(store_of(s), y->interview, &i, err);
	int64_t deal = rc == 1 ? i.deal : 0;

	interview_done(&i);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "that interview is not here any more");
	strip_form_open(&y->strip, fields, n, enter, run);
	snprintf(name, sizeof name, "i%lld-%lld", (long long)y->interview, (long long)y->note);
	strip_form_drafts(&y->strip, store_of(s), deal, name, NULL, false);
	return 0;
}

static int flag(struct screen *s, struct buf *said, struct err *err)
{
	const struct saying *y = saying_of(s);

	buf_puts(said, "flagged as incomplete: it counts nowhere until it is validated");
	return interview_flag(store_of(s), y->interview, fields_get(&y->strip.form, 0), err);
}

static int incomplete_init(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "this opens from an interview");
	saying_of(s)->interview = *(const int64_t *)arg;
	snprintf(saying_of(s)->strip.title, sizeof saying_of(s)->strip.title, "I-%lld is incomplete",
		 (long long)saying_of(s)->interview);
	return open_words(s, incomplete_fields, 1, flag, "Enter flags it", err);
}

/* ---- escalated ---- */

static int escalate(struct screen *s, struct buf *said, struct err *err)
{
	const struct saying *y = saying_of(s);
	struct concern c = { .interview = y->interview, .note = y->note,
			     .trigger = fields_get(&y->strip.form, SAY_TRIGGER),
			     .expected = fields_get(&y->strip.form, SAY_EXPECTED) };
	enum due_unit unit;
	int64_t action = 0;

	if (item_owner_parse(store_of(s), fields_get(&y->strip.form, SAY_OWNER), &c.owner, err) ||
	    item_due_parse(store_of(s), fields_get(&y->strip.form, SAY_DUE), &c.due_day, &unit, err) ||
	    concern_raise(store_of(s), &c, &action, err))
		return -1;
	buf_printf(said, "escalated to %s: action %lld", member_login(store_of(s), c.owner), (long long)action);
	return 0;
}

static int escalate_init(struct screen *s, const void *arg, struct err *err)
{
	struct saying *y = saying_of(s);
	const int64_t *of = arg;
	struct buf known = { 0 };

	if (!arg)
		return err_set(err, ERR_REFUSED, "this opens from an interview");
	y->interview = of[0];
	y->note = of[1];
	if (triggers_load(store_of(s), &y->triggers, err))
		return -1;
	for (size_t i = 0; i < y->triggers.n; i++)
		buf_printf(&known, "%s%s", i ? ", " : "", y->triggers.at[i].key);
	snprintf(y->known, sizeof y->known, "%s", buf_str(&known));
	buf_done(&known);
	memcpy(y->spec, escalate_fields, sizeof escalate_fields);
	y->spec[SAY_TRIGGER].help = y->known;
	cut_printf(y->strip.title, sizeof y->strip.title, "escalate what was said in I-%lld%s", (long long)y->interview,
		 y->note ? ", this note" : "");
	return open_words(s, y->spec, 4, escalate, "Enter escalates", err);
}

static const struct binding incomplete_bindings[] = {
	STRIP_FORM_ROWS("incomplete", "set", "flag it", "flag it", "Interview"),
	{ .command = NULL },
};
static const struct binding escalate_bindings[] = {
	STRIP_FORM_ROWS("escalate", "set", "escalate it", "escalate it", "Interview"),
	{ .command = NULL },
};

const struct screen_type incomplete_screen = {
	.name = "incomplete", .title = "an incomplete record", .size = sizeof(struct saying), .bindings = incomplete_bindings,
	.init = incomplete_init, .done = strip_form_done, STRIP_FORM_TYPE,
};
const struct screen_type escalate_screen = {
	.name = "escalate", .title = "escalating what was said", .size = sizeof(struct saying), .bindings = escalate_bindings,
	.init = escalate_init, .done = strip_form_done, STRIP_FORM_TYPE,
};
