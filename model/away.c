#include "model/away.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/value.h"

#include <inttypes.h>

enum { AWAY_GET, AWAY_ON, AWAY_LIST, AWAY_INSERT, AWAY_UPDATE, AWAY_CLASH, AWAY_NEXT };
enum { HOPS_MAX = 4 };

static const struct record_type type;

static void read_row(struct stmt *st, struct away *a)
{
	*a = (struct away){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4), db_col(st, 5),
			    db_col(st, 6) };
}

static int64_t today(const struct store *s)
{
	return calendar_day(s->calendar, s->now(s));
}

/* The deputy on that day, 0 none. */
static int64_t deputy_on(struct store *s, int64_t member, int64_t day)
{
	struct stmt *st = member ? db_stmt(s->db, &away_sql[AWAY_ON], NULL) : NULL;
	int64_t deputy = 0;

	if (!st)
		return 0;
	db_int(st, 1, member);
	db_int(st, 2, day);
	db_first(st, &deputy, 1, NULL);
	return deputy;
}

int64_t away_deputy(struct store *s, int64_t member, int64_t day)
{
	int64_t at = deputy_on(s, member, day), next;

	for (int i = 0; at && i < HOPS_MAX; i++) {
		next = deputy_on(s, at, day);
		if (!next)
			return at == member ? 0 : at;
		at = next;
	}
	return 0; /* they stand in for each other in a ring: nobody is there */
}

int64_t away_now(struct store *s, int64_t member)
{
	return away_deputy(s, member, today(s));
}

void away_put_name(struct store *s, int64_t member, struct buf *out)
{
	int64_t deputy = away_now(s, member);

	if (deputy)
		buf_printf(out, "%s for ", member_login(s, deputy));
	buf_puts(out, member_login(s, member));
	if (!deputy && deputy_on(s, member, today(s)))
		buf_puts(out, " (away)");
}

static unsigned roles_of(struct store *s, int64_t id)
{
	struct member m = { 0 };
	unsigned roles = member_get(s, id, &m, NULL) == 1 ? m.roles : 0;

	member_done(&m);
	return roles;
}

struct standing_in {
	struct store *s;
	unsigned roles;
};

static int add_roles(void *arg, const struct away *a)
{
	struct standing_in *in = arg;

	if (away_is_mine(in->s, a->member))
		in->roles |= roles_of(in->s, a->member);
	return 0;
}

unsigned away_roles(struct store *s)
{
	struct standing_in in = { .s = s };

	return away_each(s, false, add_roles, &in, NULL) < 0 ? 0 : in.roles;
}

void away_put_lacks(struct store *s, const struct away *a, struct buf *out)
{
	unsigned has = roles_of(s, a->deputy), lacks = roles_of(s, a->member) & ~has;

	if (has & 1u << ROLE_CSM_MANAGER)
		lacks &= ~(1u << ROLE_CSM); /* as csm for all */
	for (int role = 0; lacks; role++) {
		if (lacks & 1u << role) {
			buf_printf(out, "%s is no %s: what a %s alone may do stays with those who are", member_login(s, a->deputy),
				   role_key((enum role)role), role_key((enum role)role));
			return;
		}
	}
}

bool away_is_mine(struct store *s, int64_t member)
{
	return s->actor.member && away_now(s, member) == s->actor.member;
}

int away_each(struct store *s, bool all, int (*fn)(void *arg, const struct away *a), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &away_sql[AWAY_LIST], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, all ? 0 : today(s));
	while ((rc = db_step(st, err)) == 1) {
		struct away a;

		read_row(st, &a);
		rc = fn(arg, &a);
		if (rc) {
			db_reset(st);
			break;
		}
	}
	return rc;
}

/* ---- writing ---- */

static int64_t row_sum(const struct away *a)
{
	return rowsum_of(ROW(NUMBER(a->id), NUMBER(a->member), NUMBER(a->deputy), NUMBER(a->from_day), NUMBER(a->to_day)));
}

static int write_row(struct store *s, const struct away *a, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &away_sql[was_rev ? AWAY_UPDATE : AWAY_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, a->id);
	db_int(st, 2, a->member);
	db_int(st, 3, a->deputy);
	db_int(st, 4, a->from_day);
	db_int(st, 5, a->to_day);
	db_int(st, 6, a->rev);
	db_int(st, 7, row_sum(a));
	db_int(st, 8, a->gone);
	if (was_rev)
		db_int(st, 9, was_rev);
	return record_write(s, st, was_rev, type.name, err);
}

static struct record_who who_of(const struct away *a)
{
	return (struct record_who){ a->id, 0, CLASS_DEAL };
}

static void name_group(struct store *s, struct group *g, const struct away *a, const char *doing)
{
	struct buf title = { 0 };

	buf_printf(&title, "%s %s", member_login(s, a->member), doing);
	group_title(g, buf_str(&title));
	buf_done(&title);
}

static int may_say(const struct store *s, int64_t member, struct err *err)
{
	return member == s->actor.member ? 0 : access_act(s, "members", err);
}

static int check_member(struct store *s, int64_t id, const char *what, struct err *err)
{
	struct member m = { 0 };
	int rc = member_get(s, id, &m, err);

	if (rc == 1 && !m.active)
		err_set(err, ERR_INPUT, "%s cannot log in, expected %s who can", m.login, what);
	else if (!rc)
		err_set(err, ERR_INPUT, "there is no member number %" PRId64, id);
	rc = rc == 1 && m.active ? 0 : -1;
	member_done(&m);
	return rc;
}

static int check_days(struct store *s, const struct away *a, struct err *err)
{
	struct stmt *st;
	struct buf from = { 0 }, to = { 0 };
	int rc;

	if (a->to_day < a->from_day || a->to_day < today(s))
		return err_set(err, ERR_INPUT, "the last day away lies %s; nothing was written",
			       a->to_day < a->from_day ? "before the first" : "in the past");
	st = db_stmt(s->db, &away_sql[AWAY_CLASH], err);
	if (!st)
		return -1;
	db_int(st, 1, a->member);
	db_int(st, 2, a->from_day);
	db_int(st, 3, a->to_day);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	day_format(db_col(st, 0), &from);
	day_format(db_col(st, 1), &to);
	db_reset(st);
	err_set(err, ERR_REFUSED, "%s is away from %s to %s already; member away %s --back ends that",
		member_login(s, a->member), buf_str(&from), buf_str(&to), member_login(s, a->member));
	buf_done(&from);
	buf_done(&to);
	return -1;
}

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	static const struct away nothing = { 0 };
	struct away *a = arg;
	struct buf doing = { 0 };

	if (may_say(s, a->member, err) || check_member(s, a->member, "a member", err) ||
	    check_member(s, a->deputy, "a deputy", err))
		return -1;
	if (a->member == a->deputy)
		return err_set(err, ERR_INPUT, "nobody stands in for themselves: expected another member as deputy");
	if (check_days(s, a, err))
		return -1;
	a->id = db_next_id(s->db, "away", 1, err);
	a->rev = 1;
	a->gone = 0;
	if (a->id < 0 || write_row(s, a, 0, err) || record_note_made(g, &type, who_of(a), &nothing, a, err))
		return -1;
	buf_printf(&doing, "is away until ");
	day_format(a->to_day, &doing);
	buf_printf(&doing, ", %s stands in", member_login(s, a->deputy));
	group_scope(g, SUBJECT_AWAY, a->id);
	name_group(s, g, a, buf_str(&doing));
	buf_done(&doing);
	return 0;
}

int away_put(struct store *s, struct away *a, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_AWAY };

	return edit(s, &how, put, a, NULL, err);
}

static int find(struct store *s, int sql, int64_t key, struct away *a, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &away_sql[sql], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, key);
	if (sql == AWAY_NEXT)
		db_int(st, 2, today(s));
	rc = db_step(st, err);
	if (rc == 1) {
		read_row(st, a);
		db_reset(st);
	}
	return rc;
}

static int end(struct store *s, struct group *g, void *arg, struct err *err)
{
	const int64_t *member = arg;
	struct away was, a;
	int rc = may_say(s, *member, err) ? -1 : find(s, AWAY_NEXT, *member, &was, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_REFUSED, "%s is not away", member_login(s, *member));
	a = was;
	a.rev++;
	if (a.from_day < today(s))
		a.to_day = today(s) - 1;
	else
		a.gone = g->id;
	if (write_row(s, &a, was.rev, err) ||
	    (a.gone ? record_note(g, &type, who_of(&a), OP_DELETE, err) : record_note_fields(g, &type, who_of(&a), &was, &a, err)))
		return -1;
	group_scope(g, SUBJECT_AWAY, a.id);
	name_group(s, g, &a, "is back");
	return 0;
}

int away_end(struct store *s, int64_t member, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_AWAY };

	return edit(s, &how, end, &member, NULL, err);
}

/* ---- undo ---- */

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct away was, a;
	int rc = find(s, AWAY_GET, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the absence is no longer there");
	a = was;
	if (record_reverse_whole(g, &type, who_of(&a), &a, &a.gone, c, n, err))
		return -1;
	a.rev = was.rev + 1;
	return write_row(s, &a, was.rev, err) || record_note_fields(g, &type, who_of(&a), &was, &a, err) ? -1 : 0;
}

const struct record_ops away_ops = { SUBJECT_AWAY, "absence", apply };

static const struct record_field fields[] = {
	{ "member", offsetof(struct away, member), false, 0 },
	{ "deputy", offsetof(struct away, deputy), false, 0 },
	{ "from_day", offsetof(struct away, from_day), false, 0 },
	{ "to_day", offsetof(struct away, to_day), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_AWAY, "absence", fields };

#define AWAY_ROW "select a.id, a.member, a.deputy, a.from_day, a.to_day, a.rev, a.gone from away a"

const struct sql away_sql[] = {
	[AWAY_GET] = { "away_get", AWAY_ROW " where a.id = $1" },
	[AWAY_ON] = { "away_on", "select deputy from away where gone = 0 and to_day >= $2 and member = $1 and from_day <= $2"
				 " order by id desc limit 1" },
	[AWAY_LIST] = { "away_list", AWAY_ROW " where a.gone = 0 and a.to_day >= $1 order by a.from_day, a.id" },
	[AWAY_INSERT] = { "away_insert", "insert into away (id, member, deputy, from_day, to_day, rev, sum, gone)"
					 " values ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[AWAY_UPDATE] = { "away_update", "update away set member = $2, deputy = $3, from_day = $4, to_day = $5, rev = $6,"
					 " sum = $7, gone = $8 where id = $1 and rev = $9" },
	[AWAY_CLASH] = { "away_clash", "select from_day, to_day from away where gone = 0 and member = $1 and to_day >= $2"
				       " and from_day <= $3 order by from_day limit 1" },
	[AWAY_NEXT] = { "away_next", AWAY_ROW " where a.gone = 0 and a.member = $1 and a.to_day >= $2"
				     " order by a.from_day, a.id limit 1" },
	{ NULL, NULL },
};
