#include "model/blind.h"

#include "model/buf.h"
#include "model/member.h"
#include "model/teeth.h"

enum { BLIND_OF_PASS, BLIND_OF_CODE, BLIND_MISSING };

void blind_bind(struct stmt *st, const struct store *s)
{
	/* A member of -1 codes nothing: who is no member has no pass of his own. */
	db_int(st, 96, s->actor.member ? s->actor.member : -1);
	db_int(st, 97, teeth_off("P38-blind"));
}

bool blind_is_seen(struct store *s, enum subject_kind kind, int64_t subject)
{
	struct stmt *st;
	bool seen;

	if (kind != SUBJECT_CODING_PASS && kind != SUBJECT_PASS_NOTE && kind != SUBJECT_CODE &&
	    kind != SUBJECT_RECODE)
		return true;
	st = db_stmt(s->db, &blind_sql[kind == SUBJECT_CODE || kind == SUBJECT_RECODE ? BLIND_OF_CODE : BLIND_OF_PASS], NULL);
	if (!st)
		return false;
	db_int(st, 1, subject);
	blind_bind(st, s);
	seen = db_step(st, NULL) == 1;
	if (seen)
		db_reset(st);
	return seen;
}

bool coding_pass_is_seen(struct store *s, const struct coding_pass *p)
{
	return blind_is_seen(s, SUBJECT_CODING_PASS, p->id);
}

void blind_put_missing(struct store *s, int64_t interview, struct buf *out)
{
	static const char *const lacks[] = { "has not begun", "has not closed", "has not released" };
	struct stmt *st = db_stmt(s->db, &blind_sql[BLIND_MISSING], NULL);
	bool first = true;

	if (!st)
		return;
	db_int(st, 1, interview);
	while (db_step(st, NULL) == 1) {
		buf_printf(out, "%s%s %s", first ? "" : ", ", member_login(s, db_col(st, 0)), lacks[db_col(st, 1)]);
		first = false;
	}
}

/* A pass that was taken away again is its coder's alone. */
const struct sql blind_sql[] = {
	[BLIND_OF_PASS] = { "blind_of_pass", "select p.id from coding_pass p where p.id = $1 and " BLIND_PASS("p") },
	[BLIND_OF_CODE] = { "blind_of_code", "select p.id from code c join coding_pass p on p.id = c.pass where c.id = $1"
					     " and " BLIND_PASS("p") },
	[BLIND_MISSING] = { "blind_missing",
			    "select a.coder, 0 from assignment a where a.interview = $1 and a.gone = 0 and not exists (select 1"
			    " from coding_pass p where p.interview = a.interview and p.coder = a.coder and p.layer = 0"
			    " and p.gone = 0) union all select p.coder, case when p.closed_at = 0 then 1 else 2 end"
			    " from coding_pass p where p.interview = $1 and p.layer = 0 and p.gone = 0"
			    " and (p.closed_at = 0 or p.released_at = 0) order by 1" },
	{ NULL, NULL },
};
