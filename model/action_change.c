/* Whole acts on actions, each one edit(): who may, what somebody else did meanwhile, and the promise that goes along. */
#include "model/action_private.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/evidence.h"
#include "model/item_private.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int name_group(struct store *s, struct group *g, const struct action *a, const char *doing, struct err *err)
{
	struct buf title = { 0 };

	if (a->deal) {
		struct stmt *st = db_stmt(s->db, &action_sql[ACTION_DEAL_OWNER], err);

		if (!st)
			return -1;
		db_int(st, 1, a->deal);
		if (db_step(st, err) == 1) {
			buf_printf(&title, "%s: ", db_col_text(st, 1));
			db_reset(st);
		}
		group_scope(g, SUBJECT_DEAL, a->deal);
	} else {
		group_scope(g, SUBJECT_ACTION, a->id);
	}
	buf_printf(&title, "action %s", doing);
	group_title(g, buf_str(&title));
	buf_done(&title);
	return 0;
}

/* Who writes the class, or whose action it is. */
static int check_may(struct store *s, const struct action_found *f, struct err *err)
{
	if (access_act(s, "action", err))
		return -1;
	if (access_can_write(s, f->a.class, f->owner) || (f->a.owner && f->a.owner == s->actor.member))
		return 0;
	return err_set(err, ERR_ROLE, "this action is not yours to change");
}

/* S3-21: what one respondent said is no finding. */
static int check_finding(struct store *s, const struct action *a, const char *evidence, struct err *err)
{
	int64_t n = a->kind == ACTION_FINDING && evidence ? evidence_interviews(s, evidence, err) : 0;

	if (n < 0)
		return -1;
	if (a->kind != ACTION_FINDING || n >= FINDING_INTERVIEWS_MIN)
		return 0;
	return err_set(err, ERR_REFUSED, "a finding rests on at least %d different interviews; this one names %" PRId64,
		       FINDING_INTERVIEWS_MIN, n);
}

/* Of what was to change something is kept what came of it. */
static int check_closing(const struct action *a, const struct action_news *n, struct err *err)
{
	bool said = text_says(n->reason);

	if (n->state != ACTION_CLOSED || said || (!a->change_kind && a->kind != ACTION_FINDING))
		return 0;
	return err_set(err, ERR_INPUT, "not closed: say what came of it; it was to change %s",
		       a->change_kind ? change_kind_key(a->change_kind) : "something");
}

/* A finding, and what is written by who works with interviews and not with the crm, is read as interviews are. */
static bool is_of_interviews(const struct store *s, const struct action *a, int64_t owner)
{
	return a->kind == ACTION_FINDING ||
	       (!access_can_write(s, CLASS_CRM, owner) && access_can_write(s, CLASS_INTERVIEW, owner));
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct action *a = arg;
	struct action_found f = { 0 };

	if (action_follow_subject(s, a, err))
		return -1;
	f.owner = action_deal_owner(s, a, err);
	if (f.owner < 0)
		return -1;
	if (a->class == CLASS_CRM && is_of_interviews(s, a, f.owner))
		a->class = CLASS_INTERVIEW;
	f.a = *a;
	if (!action_is_seen(s, &f) && a->deal)
		return err_set(err, ERR_INPUT, "no deal D-%" PRId64, a->deal);
	if (check_may(s, &f, err) || check_finding(s, a, a->evidence, err) || action_put(s, g, a, err))
		return -1;
	return name_group(s, g, a, "added", err);
}

int action_make(struct store *s, struct group *g, struct action *a, struct err *err)
{
	return add(s, g, a, err);
}

int action_add(struct store *s, struct action *a, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_ACTION };

	return edit(s, &how, add, a, NULL, err);
}

/* Who wrote what stands in that field now, and when: the login, "somebody", and the moment. */
static void who_changed(struct store *s, int64_t id, const char *field, struct buf *who, struct buf *when)
{
	int64_t member = 0, at_ms = 0;

	if (history_writer(s, SUBJECT_ACTION, id, field, &member, &at_ms, NULL) == 1)
		calendar_format_moment(s->calendar, at_ms, s->now(s), when);
	buf_puts(who, *member_login(s, member) ? member_login(s, member) : "somebody");
}

static int refuse_state(struct store *s, const struct action *a, struct err *err)
{
	struct buf who = { 0 }, when = { 0 };

	who_changed(s, a->id, "state", &who, &when);
	if (a->state == ACTION_OPEN)
		err_set(err, ERR_REFUSED, "the action %" PRId64 " is open", a->id);
	else
		err_set(err, ERR_REFUSED, "the action %" PRId64 " is %s already (%s, %s)", a->id, action_state_key(a->state),
			buf_str(&who), buf_str(&when));
	buf_done(&who);
	buf_done(&when);
	return -1;
}

/* Both gave it another owner, or another day, since it was read. */
static int refuse_both(struct store *s, const struct action *a, const struct action_edit *e, bool owner, struct err *err)
{
	struct buf who = { 0 }, when = { 0 }, theirs = { 0 }, ours = { 0 };

	who_changed(s, a->id, owner ? "owner" : "due", &who, &when);
	if (owner) {
		buf_puts(&theirs, a->owner ? member_login(s, a->owner) : "nobody");
		buf_puts(&ours, e->nobody ? "nobody" : member_login(s, e->owner));
	} else {
		day_format(a->due_day, &theirs);
		if (!e->no_day)
			day_format(e->due_day, &ours);
	}
	err_set(err, ERR_REFUSED, "%s made the %s “%s” (%s); yours, “%s”, was not written", buf_str(&who),
		owner ? "owner" : "due day", theirs.len ? buf_str(&theirs) : "no day", buf_str(&when),
		ours.len ? buf_str(&ours) : "no day");
	buf_done(&who);
	buf_done(&when);
	buf_done(&theirs);
	buf_done(&ours);
	return -1;
}

/* The same of what it shall change or rests on. */
static int refuse_aim(struct store *s, const struct action *a, const char *field, const char *theirs, const char *ours,
		      struct err *err)
{
	struct buf who = { 0 }, when = { 0 };

	who_changed(s, a->id, field, &who, &when);
	err_set(err, ERR_REFUSED, "%s made the %s “%s” (%s); yours, “%s”, was not written", buf_str(&who), field,
		*theirs ? theirs : "nothing", buf_str(&when), *ours ? ours : "nothing");
	buf_done(&who);
	buf_done(&when);
	return -1;
}

static bool is_crossed(const char *base, const char *now, const char *ours)
{
	return ours && strcmp(base ? base : "", now ? now : "") && strcmp(now ? now : "", ours);
}

static int check_aim(struct store *s, const struct action *a, const struct action *base, const struct action_aim *aim,
		     struct err *err)
{
	struct buf theirs = { 0 }, ours = { 0 };
	int rc = 0;

	if (aim->change_kind >= 0 && a->change_kind != base->change_kind && a->change_kind != aim->change_kind)
		return refuse_aim(s, a, "change", change_kind_key(a->change_kind), change_kind_key(aim->change_kind), err);
	if (is_crossed(base->expected, a->expected, aim->expected))
		return refuse_aim(s, a, "expected", a->expected, aim->expected, err);
	if (is_crossed(base->evidence, a->evidence, aim->evidence)) {
		evidence_format(s, a->evidence, &theirs);
		evidence_format(s, aim->evidence, &ours);
		rc = refuse_aim(s, a, "evidence", buf_str(&theirs), buf_str(&ours), err);
	}
	buf_done(&theirs);
	buf_done(&ours);
	return rc;
}

static int check_both(struct store *s, const struct action *a, const struct action_edit *e, struct err *err)
{
	int64_t owner = e->nobody ? 0 : e->owner, day = e->no_day ? NO_DAY : e->due_day;

	if ((e->owner || e->nobody) && a->owner != e->base->owner && a->owner != owner)
		return refuse_both(s, a, e, true, err);
	if ((e->due_day != NO_DAY || e->no_day) && a->due_day != e->base->due_day && a->due_day != day)
		return refuse_both(s, a, e, false, err);
	return e->aim ? check_aim(s, a, e->base, e->aim, err) : 0;
}

struct changing {
	struct action_news news;
	const struct action_edit *edit; /* NULL: it was not read before */
	const char *doing; /* NULL: what it is given or moved to */
};

/* "given to max", "due 2026-12-22": what the history and undo call it. */
static const char *say_change(struct store *s, const struct changing *c, char *words, size_t size)
{
	const struct action_news *n = &c->news;
	struct buf day = { 0 };

	if (c->doing)
		return c->doing;
	if (n->aim || (n->owner && n->due_day != NO_DAY)) {
		snprintf(words, size, "changed");
	} else if (n->owner) {
		snprintf(words, size, "given to %s", n->owner == NEWS_NONE ? "nobody" : member_login(s, n->owner));
	} else if (n->due_day == NEWS_NONE) {
		snprintf(words, size, "without a day");
	} else {
		day_format(n->due_day, &day);
		snprintf(words, size, "due %s", buf_str(&day));
	}
	buf_done(&day);
	return words;
}

static int change_it(struct store *s, struct group *g, struct action_found *f, const struct changing *c, struct err *err)
{
	struct action was = f->a; /* its numbers: the words go */
	char words[96];
	const char *doing = say_change(s, c, words, sizeof words);

	if (action_row_change(s, g, f, &c->news, err) || item_of_action(s, g, &was, &f->a, &doing, err))
		return -1;
	return name_group(s, g, &f->a, doing, err);
}

static int change(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct changing *c = arg;
	struct action_found f;
	int rc = action_row_find(s, c->news.id, &f, err);

	if (rc < 0)
		return -1;
	if (!rc || !action_is_seen(s, &f))
		rc = err_set(err, ERR_INPUT, "no action %" PRId64, c->news.id);
	else if ((f.a.state == ACTION_OPEN) == c->news.reopens)
		rc = refuse_state(s, &f.a, err);
	else if (c->edit && check_both(s, &f.a, c->edit, err))
		rc = -1;
	else if (check_may(s, &f, err) || check_closing(&f.a, &c->news, err) ||
		 (c->news.aim && c->news.aim->evidence && check_finding(s, &f.a, c->news.aim->evidence, err)))
		rc = -1;
	else
		rc = action_is_news(&f.a, &c->news) ? change_it(s, g, &f, c, err) : 0;
	action_done(&f.a);
	return rc;
}

int action_take(struct store *s, struct group *g, const struct action_news *news, struct err *err)
{
	struct changing c = { *news, NULL, news->state == ACTION_CLOSED ? "closed" : news->state == ACTION_DROPPED ? "dropped"
									       : news->reopens ? "open again" : NULL };

	return change(s, g, &c, err);
}

static int run_change(struct store *s, struct changing *c, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_ACTION, .scope = c->news.id };

	return edit(s, &how, change, c, NULL, err);
}

int action_close(struct store *s, int64_t id, const char *reason, struct err *err)
{
	struct changing c = { { .id = id, .due_day = NO_DAY, .reason = reason, .state = ACTION_CLOSED }, NULL, "closed" };

	return run_change(s, &c, err);
}

int action_reopen(struct store *s, int64_t id, struct err *err)
{
	struct changing c = { { .id = id, .due_day = NO_DAY, .reopens = true }, NULL, "open again" };

	return run_change(s, &c, err);
}

int action_set(struct store *s, int64_t id, int64_t owner, int64_t due_day, struct err *err)
{
	struct changing c = { { .id = id, .owner = owner, .due_day = due_day }, NULL, NULL };

	return run_change(s, &c, err);
}

int action_change(struct store *s, const struct action_edit *e, struct err *err)
{
	struct changing c = { { .id = e->base->id, .owner = e->nobody ? NEWS_NONE : e->owner,
				.due_day = e->no_day ? NEWS_NONE : e->due_day, .aim = e->aim },
			      e, NULL };

	return run_change(s, &c, err);
}
