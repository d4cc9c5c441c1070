/* Who decides a request: by duty, by the deputy of who has it, never who asked. */
#include "model/approval.h"

#include "model/away.h"
#include "model/buf.h"
#include "model/member.h"

#include <stdlib.h>

/* Who holds one of the duties, each once, by id. The caller frees. */
static int64_t *holders_of(struct store *s, unsigned duties, size_t *n)
{
	struct stmt *st = db_stmt(s->db, approval_duty_sql, NULL);
	int64_t *holder = NULL;

	*n = 0;
	while (st && db_step(st, NULL) == 1) {
		if (!(duties & 1u << db_col(st, 1)) || (*n && holder[*n - 1] == db_col(st, 0)))
			continue;
		holder = xrealloc(holder, (*n + 1) * sizeof *holder);
		holder[(*n)++] = db_col(st, 0);
	}
	return holder;
}

/* "dana, vera" */
static void put_holders(struct store *s, unsigned duties, struct buf *out)
{
	size_t n;
	int64_t *holder = holders_of(s, duties, &n);

	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", i ? ", " : "", member_login(s, holder[i]));
	free(holder);
}

/* Whether the actor stands in for one who holds such a duty. */
static bool stands_in(struct store *s, unsigned duties)
{
	size_t n;
	int64_t *holder = holders_of(s, duties, &n);
	bool does = false;

	for (size_t i = 0; i < n; i++)
		does |= away_is_mine(s, holder[i]);
	free(holder);
	return does;
}

static int refuse_duty(struct store *s, const struct approval_matrix *m, const struct approval *a, unsigned duties, struct err *err)
{
	struct buf who = { 0 }, value = { 0 };

	put_holders(s, duties, &who);
	approval_value(m, a->value, &value);
	err_set(err, ERR_ROLE, "the %s of %s is decided by %s%s%.200s%s", m->title, buf_str(&value),
		duty_key((enum duty)approval_band_of(m, a->value)->duty), who.len ? " or above (" : "; nobody has that duty yet",
		buf_str(&who), who.len ? "), or their deputy" : "");
	buf_done(&who);
	buf_done(&value);
	return -1;
}

int approval_may(struct store *s, const struct approval *a, struct err *err)
{
	const struct approval_matrix *m = approval_rule_get(s->approvals, a->matrix);
	unsigned duties = m ? approval_duties(m, a->value) : 0;

	if (!s->actor.member)
		return access_stranger(s, err);
	if (!m)
		return err_set(err, ERR_REFUSED, "the matrix “%s” is no longer in the configuration", a->matrix);
	if (a->asked_by == s->actor.member)
		return err_set(err, ERR_ROLE, "nobody decides what they asked for themselves");
	if (m->never & s->actor.roles) {
		struct buf roles = { 0 };

		actor_roles(&s->actor, &roles);
		err_set(err, ERR_ROLE, "%s (%s) does not decide the %s (approvals, never)", s->actor.login, buf_str(&roles), m->title);
		buf_done(&roles);
		return -1;
	}
	if (s->actor.duties & duties || stands_in(s, duties))
		return 0;
	return refuse_duty(s, m, a, duties, err);
}

const struct sql approval_duty_sql[] = {
	{ "approval_duty", "select t.member, t.duty from duty t join member m on m.id = t.member where m.active = 1"
			   " order by t.member, t.duty" },
	{ NULL, NULL },
};
