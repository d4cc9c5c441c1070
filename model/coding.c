#include "model/coding_private.h"

#include "model/blind.h"
#include "model/buf.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"

#include <inttypes.h>
#include <stdlib.h>

enum { PASS_GET, PASS_OF, PASS_OWN, PASS_OWN_WITH, PASS_INSERT, PASS_UPDATE, PASS_OTHERS, PASS_LEFT,
       PASS_INTERVIEW, PASS_NEWEST, PASS_SETTLED, PASS_CARRIES, PASS_NONE };

static const struct record_type type;

static void read_row(struct stmt *st, struct coding_pass *p)
{
	*p = (struct coding_pass){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4), db_col(st, 5),
				   db_col(st, 6), db_col(st, 7), db_col(st, 8), db_col(st, 9), db_col(st, 10) };
}

/* The row that the bound statement finds. */
static int take_row(struct stmt *st, struct coding_pass *out, struct err *err)
{
	int rc = db_step(st, err);

	if (rc == 1) {
		read_row(st, out);
		db_reset(st);
	}
	return rc;
}

int coding_pass_read(struct store *s, int64_t id, struct coding_pass *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[PASS_GET], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	return take_row(st, out, err);
}

bool coding_is_readable(const struct store *s, int64_t owner)
{
	return access_can_read(s, CLASS_DEAL, owner) && access_can_read(s, CLASS_INTERVIEW, owner);
}

int coding_pass_get(struct store *s, int64_t id, struct coding_pass *out, struct err *err)
{
	int rc = coding_pass_read(s, id, out, err);

	return rc == 1 && (out->gone || !coding_is_readable(s, out->owner)) ? 0 : rc;
}

int coding_passes(struct store *s, int64_t interview, struct coding_pass **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[PASS_OF], err);
	int rc;

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, interview);
	while ((rc = db_step(st, err)) == 1) {
		struct coding_pass p;

		read_row(st, &p);
		if (!coding_is_readable(s, p.owner))
			continue;
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		(*out)[(*n)++] = p;
	}
	return rc;
}

int coding_pass_own(struct store *s, int64_t interview, struct coding_pass *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[PASS_OWN], err);

	if (!st)
		return -1;
	db_int(st, 1, interview);
	db_int(st, 2, s->actor.member);
	return take_row(st, out, err);
}

/* ---- who sees what ---- */

/* Whether all who code it have released; else who has not, in words. */
static bool is_released(struct store *s, int64_t interview, struct buf *missing)
{
	blind_put_missing(s, interview, missing);
	return !missing->len;
}

static int may_settle(struct store *s, const struct coding_pass *p, struct err *err)
{
	struct buf missing = { 0 };
	int rc = 0;

	if (!is_released(s, p->interview, &missing))
		rc = err_set(err, ERR_REFUSED, "I-%" PRId64 " is not settled yet: %s", p->interview, buf_str(&missing));
	buf_done(&missing);
	return rc;
}

int coding_pass_may_write(struct store *s, const struct coding_pass *p, struct err *err)
{
	if (access_act(s, "code", err))
		return -1;
	if (p->gone)
		return err_set(err, ERR_REFUSED, "this pass was taken back");
	if (p->layer == LAYER_CODER && p->coder != s->actor.member)
		return err_set(err, ERR_ROLE, "this is the pass of %s; codes are written into one's own", member_login(s, p->coder));
	if (p->layer == LAYER_SETTLED)
		return may_settle(s, p, err);
	if (p->closed_at)
		return err_set(err, ERR_REFUSED, p->released_at ? "the pass is closed and released: it stays as it is"
							       : "the pass is closed; u opens it again");
	return 0;
}

/* ---- writing ---- */

static struct record_who who_of(const struct coding_pass *p)
{
	return (struct record_who){ p->id, p->owner, CLASS_INTERVIEW };
}

static int64_t row_sum(const struct coding_pass *p)
{
	return rowsum_of(ROW(NUMBER(p->id), NUMBER(p->interview), NUMBER(p->coder), NUMBER(p->taxonomy), NUMBER(p->layer),
			     NUMBER(p->opened_at), NUMBER(p->closed_at), NUMBER(p->released_at)));
}

static int write_row(struct store *s, const struct coding_pass *p, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[was_rev ? PASS_UPDATE : PASS_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ p->id, p->interview, p->coder, p->taxonomy, p->layer, p->opened_at, p->closed_at,
					  p->released_at, p->rev, row_sum(p), p->gone }, 11);
	if (was_rev)
		db_int(st, 12, was_rev);
	return record_write(s, st, was_rev, type.name, err);
}

void coding_name_group(struct group *g, const struct coding_pass *p, const char *what)
{
	struct buf title = { 0 };

	/* Everybody who reads history reads titles, so they name no theme. */
	buf_printf(&title, "I-%" PRId64 ": %s", p->interview, what);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_CODING_PASS, p->id);
	buf_done(&title);
}

/* Owner of the interview's deal; ERR_INPUT, ERR_REFUSED where it cannot be coded. */
static int find_interview(struct store *s, int64_t interview, int64_t *owner, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[PASS_INTERVIEW], err);
	int64_t state = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, interview);
	rc = db_step(st, err);
	if (rc == 1) {
		*owner = db_col(st, 0);
		state = db_col(st, 1);
		db_reset(st);
	}
	if (rc < 0)
		return -1;
	if (!rc || !coding_is_readable(s, *owner))
		return err_set(err, ERR_INPUT, "no interview I-%" PRId64, interview);
	if (state != INTERVIEW_VALIDATED)
		return err_set(err, ERR_REFUSED, "I-%" PRId64 " is not validated yet: its text is coded once it is frozen", interview);
	return 0;
}

static int insert_row(struct store *s, struct group *g, struct coding_pass *out, struct err *err)
{
	static const struct coding_pass nothing = { 0 };

	out->rev = 1;
	out->id = db_next_id(s->db, "coding_pass", 1, err);
	return out->id < 0 || write_row(s, out, 0, err) || record_note_made(g, &type, who_of(out), &nothing, out, err) ||
	       presence_write(s, out->interview, err) ? -1 : 0;
}

static int insert_pass(struct store *s, struct group *g, struct coding_pass *out, struct err *err)
{
	out->coder = s->actor.member;
	out->opened_at = g->at_ms;
	return insert_row(s, g, out, err);
}

int coding_pass_take(struct store *s, struct group *g, struct coding_pass *p, struct err *err)
{
	return find_interview(s, p->interview, &p->owner, err) ? -1 : insert_row(s, g, p, err);
}

static int make_pass(struct store *s, struct group *g, int64_t interview, int64_t owner, struct coding_pass *out,
		     struct err *err)
{
	int64_t taxonomy = db_scalar(s->db, &coding_sql[PASS_NEWEST], 0);

	if (!taxonomy)
		return err_set(err, ERR_REFUSED, "no taxonomy is published yet: there are no themes to code with");
	*out = (struct coding_pass){ .interview = interview, .taxonomy = taxonomy, .owner = owner };
	return insert_pass(s, g, out, err);
}

int coding_pass_settled_in(struct store *s, struct group *g, int64_t interview, int64_t taxonomy, struct coding_pass *out,
			   struct err *err)
{
	struct stmt *st;
	int64_t owner = 0;
	int rc;

	if (access_act(s, "code", err) || find_interview(s, interview, &owner, err))
		return -1;
	*out = (struct coding_pass){ .interview = interview, .taxonomy = taxonomy, .owner = owner, .layer = LAYER_SETTLED };
	if (may_settle(s, out, err))
		return -1;
	st = db_stmt(s->db, &coding_sql[PASS_SETTLED], err);
	if (!st)
		return -1;
	db_int(st, 1, interview);
	rc = take_row(st, out, err);
	return rc ? (rc < 0 ? -1 : 0) : insert_pass(s, g, out, err);
}

/* The own one that goes on: open, or of the newest taxonomy. 1, 0, -1. */
static int find_going(struct store *s, int64_t interview, struct coding_pass *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[PASS_OWN_WITH], err);

	if (!st)
		return -1;
	db_int(st, 1, interview);
	db_int(st, 2, s->actor.member);
	return take_row(st, out, err);
}

int coding_pass_need_in(struct store *s, struct group *g, int64_t interview, struct coding_pass *out, struct err *err)
{
	int64_t owner = 0;
	int rc = access_act(s, "code", err) || find_interview(s, interview, &owner, err) ? -1 : find_going(s, interview, out, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	return make_pass(s, g, interview, owner, out, err);
}

struct needing {
	int64_t interview;
	struct coding_pass *out;
};

static int need(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct needing *n = arg;

	if (coding_pass_need_in(s, g, n->interview, n->out, err))
		return -1;
	if (g->n) {
		coding_name_group(g, n->out, "a coder's pass begun");
		group_scope(g, SUBJECT_INTERVIEW, n->interview);
	}
	return 0;
}

int coding_pass_need(struct store *s, int64_t interview, struct coding_pass *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_INTERVIEW, .scope = interview };
	struct needing n = { interview, out };

	return edit(s, &how, need, &n, NULL, err);
}

/* ---- closing and releasing ---- */

int coding_pass_left(struct store *s, const struct coding_pass *p, struct coding_left *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &coding_sql[PASS_LEFT], err);
	int rc;

	*out = (struct coding_left){ 0 };
	if (!coding_pass_is_seen(s, p) || !coding_is_readable(s, p->owner))
		return err_set(err, ERR_ROLE, "what %s coded is not released yet", member_login(s, p->coder));
	if (!st)
		return -1;
	db_int(st, 1, p->interview);
	db_int(st, 2, p->id);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct coding_left){ db_col(st, 0), db_col(st, 1), db_col(st, 2), 0 };
		out->left = out->notes - out->coded - out->read;
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

/* Under its revision, with its change; then what the interview counts for. */
static int write_change(struct store *s, struct group *g, const struct coding_pass *was, struct coding_pass *p, struct err *err)
{
	p->rev = was->rev + 1;
	return write_row(s, p, was->rev, err) || record_note_fields(g, &type, who_of(p), was, p, err) ||
	       presence_write(s, p->interview, err) ? -1 : 0;
}

struct ending {
	int64_t pass;
	bool releases;
};

static int end_pass(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct ending *e = arg;
	struct coding_pass was, p;
	int rc = coding_pass_get(s, e->pass, &was, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such pass");
	if (access_act(s, "code", err))
		return -1;
	if (was.layer == LAYER_CODER && was.coder != s->actor.member)
		return err_set(err, ERR_ROLE, "this is the pass of %s, who closes and releases it", member_login(s, was.coder));
	if (e->releases && !was.closed_at)
		return err_set(err, ERR_REFUSED, "a pass is closed before it is released");
	if (e->releases ? was.released_at : was.closed_at)
		return 0;
	p = was;
	*(e->releases ? &p.released_at : &p.closed_at) = g->at_ms;
	coding_name_group(g, &p, e->releases ? "a coder's pass released" : "a coder's pass closed");
	return write_change(s, g, &was, &p, err);
}

int coding_pass_end_in(struct store *s, struct group *g, int64_t pass, bool releases, struct err *err)
{
	struct ending e = { pass, releases };

	return end_pass(s, g, &e, err);
}

int coding_pass_close(struct store *s, int64_t pass, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_CODING_PASS, .scope = pass };
	struct ending e = { pass, false };

	return edit(s, &how, end_pass, &e, NULL, err);
}

int coding_pass_release(struct store *s, int64_t pass, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_CODING_PASS, .scope = pass };
	struct ending e = { pass, true };

	return edit(s, &how, end_pass, &e, NULL, err);
}

/* ---- undo ---- */

/* Once others could compare, a pass that opens again would no longer be blind. */
static int refuse_reopening(struct store *s, const struct coding_pass *was, const struct coding_pass *p, struct err *err)
{
	struct buf missing = { 0 };
	bool all = is_released(s, p->interview, &missing);
	struct stmt *st;
	int rc;

	buf_done(&missing);
	if (was->layer == LAYER_SETTLED || !was->released_at || p->released_at || !all)
		return 0;
	st = db_stmt(s->db, &coding_sql[PASS_OTHERS], err);
	if (!st)
		return -1;
	db_int(st, 1, p->interview);
	db_int(st, 2, p->id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	db_reset(st);
	return err_set(err, ERR_REFUSED, "all who code I-%" PRId64 " have released and see each other's codes by now", p->interview);
}

/* What stands in it came later, from whoever: it is taken back first. */
static int refuse_carrying(struct store *s, const struct coding_pass *was, const struct coding_pass *p, struct err *err)
{
	struct stmt *st;
	int rc;

	if (was->gone || !p->gone)
		return 0;
	st = db_stmt(s->db, &coding_sql[PASS_CARRIES], err);
	if (!st)
		return -1;
	db_int(st, 1, p->id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	db_reset(st);
	return err_set(err, ERR_REFUSED, "there are codes in it by now; it stays as it is");
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct coding_pass was, p;
	int rc = coding_pass_read(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the pass is no longer there");
	p = was;
	if (record_reverse_whole(g, &type, who_of(&p), &p, &p.gone, c, n, err) || refuse_reopening(s, &was, &p, err) ||
	    refuse_carrying(s, &was, &p, err))
		return -1;
	return write_change(s, g, &was, &p, err);
}

const struct record_ops coding_pass_ops = { SUBJECT_CODING_PASS, "coding pass", apply };

static const struct record_field fields[] = {
	{ "coder", offsetof(struct coding_pass, coder), false, 0 },
	{ "taxonomy", offsetof(struct coding_pass, taxonomy), false, 0 },
	{ "closed_at", offsetof(struct coding_pass, closed_at), false, 0 },
	{ "released_at", offsetof(struct coding_pass, released_at), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_CODING_PASS, "coding pass", fields };

#define PASS_ROW                                                                                                       \
	"select p.id, p.interview, p.coder, p.taxonomy, p.layer, p.opened_at, p.closed_at, p.released_at, p.rev, p.gone,"  \
	" d.owner from coding_pass p join interview i on i.id = p.interview join deal d on d.id = i.deal"
#define NEWEST "select t.id from taxonomy t where t.state = 1 and t.gone = 0 order by t.major desc, t.minor desc limit 1"

const struct sql coding_sql[] = {
	[PASS_GET] = { "pass_get", PASS_ROW " where p.id = $1" },
	[PASS_OF] = { "pass_of", PASS_ROW " where p.interview = $1 and p.gone = 0 and i.gone = 0 and d.gone = 0"
				 " order by p.layer desc, p.opened_at, p.id" },
	[PASS_OWN] = { "pass_own", PASS_ROW " where p.interview = $1 and p.coder = $2 and p.layer = 0 and p.gone = 0"
				   " order by p.id desc limit 1" },
	[PASS_OWN_WITH] = { "pass_own_with", PASS_ROW " where p.interview = $1 and p.coder = $2 and p.layer = 0 and p.gone = 0"
						    " and (p.closed_at = 0 or p.taxonomy = (" NEWEST "))"
						    " order by case when p.closed_at = 0 then 0 else 1 end, p.id desc limit 1" },
	[PASS_INSERT] = { "pass_insert", "insert into coding_pass (id, interview, coder, taxonomy, layer, opened_at, closed_at,"
					 " released_at, rev, sum, gone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)" },
	[PASS_UPDATE] = { "pass_update", "update coding_pass set interview = $2, coder = $3, taxonomy = $4, layer = $5,"
					 " opened_at = $6, closed_at = $7, released_at = $8, rev = $9, sum = $10, gone = $11"
					 " where id = $1 and rev = $12" },
	[PASS_OTHERS] = { "pass_others", "select 1 from coding_pass p where p.interview = $1 and p.id <> $2 and p.gone = 0 limit 1" },
	[PASS_LEFT] = { "pass_left",
			"select count(*), coalesce(sum(x.coded), 0), coalesce(sum(case when x.coded = 0 then x.was_read else 0 end), 0)"
			" from (select case when exists (select 1 from code c where c.note = n.id and c.pass = $2 and c.gone = 0)"
			" then 1 else 0 end coded, case when exists (select 1 from pass_note r where r.pass = $2 and r.note = n.id"
			" and r.gone = 0) then 1 else 0 end was_read from interview_note n where n.interview = $1 and n.gone = 0) x" },
	[PASS_INTERVIEW] = { "pass_interview", "select d.owner, i.state from interview i join deal d on d.id = i.deal"
					       " where i.id = $1 and i.gone = 0 and d.gone = 0" },
	[PASS_NEWEST] = { "pass_newest", NEWEST },
	[PASS_SETTLED] = { "pass_settled", PASS_ROW " where p.interview = $1 and p.layer = 1 and p.gone = 0 order by p.id limit 1" },
	[PASS_CARRIES] = { "pass_carries", "select 1 from coding_pass p where p.id = $1 and (exists (select 1 from code c"
					   " where c.pass = p.id and c.gone = 0) or exists (select 1 from pass_note r"
					   " where r.pass = p.id and r.gone = 0))" },
	[PASS_NONE] = { NULL, NULL },
};
