#include "model/shortfall.h"

#include "model/access.h"
#include "model/calendar.h"

#include <stdio.h>

#define ANSWER_BUSINESS_DAYS 5 /* to find out why */

enum { SHORTFALL_OWNER };

/* 0: nobody has either role. */
static int64_t watcher(struct store *s, const struct shortfall *f)
{
	struct stmt *st = db_stmt(s->db, &shortfall_sql[SHORTFALL_OWNER], NULL);
	int64_t id = 0;

	if (!st)
		return 0;
	db_int(st, 1, f->owner);
	db_int(st, 2, f->else_owner);
	db_first(st, &id, 1, NULL);
	return id;
}

bool shortfall_may_open(const struct store *s)
{
	return s->actor.member && !db_readonly(s->db) && access_read(s, CLASS_DEAL) == ACCESS_ALL &&
	       access_write(s, CLASS_CRM) == ACCESS_ALL && !access_act(s, "action", NULL);
}

static int open_action(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct action *a = arg;
	int there = action_was_opened(s, a->trigger_key, err);

	return there ? (there < 0 ? -1 : 0) : action_put(s, g, a, err);
}

int shortfall_open(struct store *s, const struct shortfall *f, struct err *err)
{
	struct group_open how = { .kind = GROUP_RULE, .title = f->title, .scope_kind = SUBJECT_ACTION };
	int64_t today = calendar_day(s->calendar, s->now(s));
	struct action a = { .kind = ACTION_ACTION, .class = f->class };
	int rc = action_was_opened(s, f->trigger_key, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	a.text = xstrdup(f->text);
	a.expected = xstrdup(f->expected);
	a.owner = watcher(s, f);
	a.due_day = calendar_add_business(s->calendar, today, ANSWER_BUSINESS_DAYS);
	snprintf(a.trigger_key, sizeof a.trigger_key, "%s", f->trigger_key);
	rc = edit(s, &how, open_action, &a, NULL, err);
	action_done(&a);
	return rc < 0 ? -1 : 0;
}

int shortfall_of_target(struct store *s, struct shortfall *f, const char *said, const struct target *t, const char *action,
			struct err *err)
{
	struct buf text = { 0 }, expected = { 0 };
	int rc;

	buf_printf(&text, "%s: %s, target ", f->title, said);
	target_words(t, &text);
	buf_printf(&text, ". %s", action);
	target_words(t, &expected);
	buf_puts(&expected, " again");
	f->text = buf_str(&text);
	f->expected = buf_str(&expected);
	rc = shortfall_open(s, f, err);
	f->text = f->expected = NULL;
	buf_done(&text);
	buf_done(&expected);
	return rc;
}

const struct sql shortfall_sql[] = {
	[SHORTFALL_OWNER] = { "shortfall_owner", "select m.id from member m join member_role r on r.member = m.id"
						 " where r.role in ($1, $2) and m.active = 1"
						 " order by case when r.role = $1 then 0 else 1 end, m.id limit 1" },
	{ NULL, NULL },
};
