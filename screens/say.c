/* Short strips in which a few words are said about a deal: why an approval is asked for, why it is given or not, until when
 * a handoff is put off; and who stands in for who acts. What is typed is kept as everywhere (screens/typed.h). */
#include "screens/approvals.h"

#include "model/approval.h"
#include "model/away.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/item.h"
#include "model/member.h"
#include "model/snooze.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <string.h>

enum say_kind { SAY_ASK, SAY_APPROVE, SAY_REJECT, SAY_SNOOZE, SAY_AWAY };

struct say {
	struct strip_form strip;
	enum say_kind kind;
	int64_t deal, id; /* id: of the request */
};

static const struct fields_spec ask_fields[] = {
	{ "reason", "Why", "what the number is for; who decides reads it", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec approve_fields[] = {
	{ "comment", "Comment", "stays beside the approval; may be empty", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec reject_fields[] = {
	{ "comment", "Why not", "who asked reads it", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec snooze_fields[] = {
	{ "until", "Back on", "2026-12-22, friday, 2 weeks; before that when a clock is breached", FIELDS_LINE, true, NULL, 0 },
	{ "reason", "Why", "stays beside the handoff and in the history", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec away_fields[] = {
	{ "to", "Away until", "the last day: 2026-12-22, friday, 2 weeks", FIELDS_LINE, true, NULL, 0 },
	{ "deputy", "Deputy", "a login or its beginning: your clocks and approvals are theirs too", FIELDS_LINE, true, NULL, 0 },
};
static const struct strip_asks kinds[] = {
	[SAY_ASK] = { ask_fields, 1, "ask for the approval of", "Enter asks" },
	[SAY_APPROVE] = { approve_fields, 1, "approve", "Enter approves" },
	[SAY_REJECT] = { reject_fields, 1, "reject", "Enter rejects" },
	[SAY_SNOOZE] = { snooze_fields, 2, "put the handoff off", "Enter puts it off" },
	[SAY_AWAY] = { away_fields, 2, "is away from today", "Enter keeps it" },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct say *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- opening ---- */

static int name_deal(struct screen *s, int64_t deal, struct buf *out, struct err *err)
{
	struct deal d;

	if (deal_need(store_of(s), deal, &d, err))
		return -1;
	deal_label(&d, out);
	if (state_of(s)->kind == SAY_ASK && approval_rules_count(store_of(s)->approvals)) {
		const struct approval_matrix *m = approval_rule_at(store_of(s)->approvals, 0);
		struct approval_need n = { .value = 0 };

		approval_need(store_of(s), &d, m, &n, NULL);
		buf_printf(out, ": %s the %s of ", kinds[SAY_ASK].doing, m->title);
		approval_value(m, n.value, out);
	}
	deal_done(&d);
	return 0;
}

/* The request, whose deal the drafts belong to. */
static int read_request(struct screen *s, struct buf *value, struct err *err)
{
	struct say *y = state_of(s);
	struct approval a;
	const struct approval_matrix *m;
	int rc = approval_get(store_of(s), y->id, &a, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that request is not here any more");
	y->deal = a.deal;
	m = approval_rule_get(store_of(s)->approvals, a.matrix);
	buf_printf(value, ": %s the %s of ", kinds[y->kind].doing, m ? m->title : a.matrix);
	approval_value(m, a.value, value);
	approval_done(&a);
	return 0;
}

static int set_title(struct screen *s, struct err *err)
{
	struct say *y = state_of(s);
	struct buf title = { 0 }, value = { 0 };
	int rc = y->id ? read_request(s, &value, err) : 0;

	if (!rc && y->deal)
		rc = name_deal(s, y->deal, &title, err);
	if (!y->deal)
		buf_printf(&title, "%s %s", store_of(s)->actor.login, kinds[y->kind].doing);
	else if (y->kind == SAY_SNOOZE)
		buf_printf(&title, ": %s", kinds[y->kind].doing);
	buf_puts(&title, buf_str(&value));
	cut_printf(y->strip.title, sizeof y->strip.title, "%s", buf_str(&title));
	buf_done(&title);
	buf_done(&value);
	return rc;
}

static int open_kind(struct screen *s, enum say_kind kind, int64_t deal, int64_t id, struct err *err)
{
	struct say *y = state_of(s);
	const struct strip_asks *k = &kinds[kind];
	char name[24];

	y->kind = kind;
	y->deal = deal;
	y->id = id;
	if (set_title(s, err))
		return -1;
	strip_form_open(&y->strip, k->fields, k->n, k->enter, run);
	y->strip.stays = kind == SAY_AWAY; /* `u` of the screen below takes back deals */
	snprintf(name, sizeof name, "w%lld-%d", (long long)id, (int)kind);
	strip_form_drafts(&y->strip, store_of(s), y->deal, name, NULL, false);
	return 0;
}

static int no_arg(struct err *err)
{
	return err_set(err, ERR_REFUSED, "this is opened from a list, for the one under the cursor");
}

static int open_ask(struct screen *s, const void *arg, struct err *err)
{
	return arg ? open_kind(s, SAY_ASK, *(const int64_t *)arg, 0, err) : no_arg(err);
}

static int open_approve(struct screen *s, const void *arg, struct err *err)
{
	return arg ? open_kind(s, SAY_APPROVE, 0, *(const int64_t *)arg, err) : no_arg(err);
}

static int open_reject(struct screen *s, const void *arg, struct err *err)
{
	return arg ? open_kind(s, SAY_REJECT, 0, *(const int64_t *)arg, err) : no_arg(err);
}

static int open_snooze(struct screen *s, const void *arg, struct err *err)
{
	return arg ? open_kind(s, SAY_SNOOZE, *(const int64_t *)arg, 0, err) : no_arg(err);
}

static int open_away(struct screen *s, const void *arg, struct err *err)
{
	(void)arg;
	if (!store_of(s)->actor.member)
		return err_set(err, ERR_ROLE, "no member acts here, so that nobody can stand in");
	return open_kind(s, SAY_AWAY, 0, 0, err);
}

/* ---- doing it ---- */

static int read_day(struct screen *s, int64_t *day, struct err *err)
{
	enum due_unit unit;

	return item_due_parse(store_of(s), fields_get(&state_of(s)->strip.form, 0), day, &unit, err);
}

/* `said`: "max is no csm", of a deputy who may not all that is theirs then. */
static int put_away(struct screen *s, struct buf *said, struct err *err)
{
	struct store *st = store_of(s);
	struct away a = { .member = st->actor.member, .from_day = calendar_day(st->calendar, st->now(st)) };
	struct buf lacks = { 0 };

	if (read_day(s, &a.to_day, err) || item_owner_parse(st, fields_get(&state_of(s)->strip.form, 1), &a.deputy, err) ||
	    away_put(st, &a, err))
		return -1;
	away_put_lacks(st, &a, &lacks);
	if (strcspn(buf_str(&lacks), ":"))
		buf_printf(said, "; %.*s", (int)strcspn(buf_str(&lacks), ":"), buf_str(&lacks));
	buf_done(&lacks);
	return 0;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	static const char *const told[] = { "asked for", "approved", "rejected", "put off; z shows it", "your deputy stands in" };
	struct say *y = state_of(s);
	int64_t day;

	buf_puts(said, told[y->kind]);
	switch (y->kind) {
	case SAY_ASK:
		return approval_ask(store_of(s), y->deal, NULL, fields_get(&y->strip.form, 0), NULL, err);
	case SAY_APPROVE:
	case SAY_REJECT:
		return approval_decide(store_of(s), y->id, y->kind == SAY_APPROVE, fields_get(&y->strip.form, 0), err);
	case SAY_SNOOZE:
		return read_day(s, &day, err) || snooze_put(store_of(s), y->deal, day, fields_get(&y->strip.form, 1), err) ? -1 : 0;
	case SAY_AWAY:
		break;
	}
	return put_away(s, said, err);
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("say", "set", "keep it", "Keep what is typed", "See"),
	{ .command = NULL },
};

#define STRIP(name_, title_, init_) STRIP_FORM_SCREEN(name_, title_, struct say, init_, strip_form_done)
const struct screen_type approval_ask_screen = STRIP("approval-ask", "asking for an approval", open_ask);
const struct screen_type approval_approve_screen = STRIP("approval-approve", "an approval with words", open_approve);
const struct screen_type approval_reject_screen = STRIP("approval-reject", "a rejection", open_reject);
const struct screen_type snooze_screen = STRIP("snooze", "putting a handoff off", open_snooze);
const struct screen_type away_screen = STRIP("away", "who stands in for you", open_away);
