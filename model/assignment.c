#include "model/assignment.h"

#include "model/blind.h"
#include "model/calendar.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/rowsum.h"
#include "model/seeded.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASSIGNMENT_GET, ASSIGNMENT_ROWS, ASSIGNMENT_INSERT, ASSIGNMENT_UPDATE, ASSIGNMENT_SAW, ASSIGNMENT_NOBODY,
       ASSIGNMENT_OF };

static const char *const states[] = { "open", "begun", "closed", "released" };

const char *assignment_state_key(enum assignment_state state)
{
	return states[state];
}

static int64_t day_of(struct stmt *st, int i)
{
	return db_col_null(st, i) ? NO_DAY : db_col(st, i);
}

/* The row, gone or not. 1, 0, -1. */
static int read_one(struct store *s, int64_t interview, int64_t coder, struct assignment *a, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &assignment_sql[ASSIGNMENT_GET], err);
	int rc;

	*a = (struct assignment){ .interview = interview, .coder = coder, .due_day = NO_DAY };
	if (!st)
		return -1;
	db_int(st, 1, interview);
	db_int(st, 2, coder);
	rc = db_step(st, err);
	if (rc == 1) {
		a->made_by = db_col(st, 0);
		a->at_ms = db_col(st, 1);
		a->due_day = day_of(st, 2);
		a->rev = db_col(st, 3);
		a->gone = db_col(st, 4);
		db_reset(st);
	}
	return rc;
}

/* ---- writing ---- */

static int write_row(struct store *s, const struct assignment *a, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &assignment_sql[was_rev ? ASSIGNMENT_UPDATE : ASSIGNMENT_INSERT], err);
	bool dated = a->due_day != NO_DAY;
	int64_t sum = dated ? rowsum_of(ROW(NUMBER(a->interview), NUMBER(a->coder), NUMBER(a->made_by), NUMBER(a->at_ms),
					    NUMBER(a->due_day)))
			    : rowsum_of(ROW(NUMBER(a->interview), NUMBER(a->coder), NUMBER(a->made_by), NUMBER(a->at_ms), ID(0)));

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ a->interview, a->coder, a->made_by, a->at_ms }, 4);
	if (dated)
		db_int(st, 5, a->due_day);
	else
		db_null(st, 5);
	db_ints(st, 6, (const int64_t[]){ a->rev, sum, a->gone }, 3);
	if (was_rev)
		db_int(st, 9, was_rev);
	if (db_run(st, err))
		return -1;
	if (was_rev && db_changes(s->db) != 1)
		return err_set(err, ERR_REFUSED, "somebody else changed this assignment since it was read");
	return presence_write(s, a->interview, err);
}

static int note(struct group *g, const struct assignment *a, enum change_op op, int64_t was_day, struct err *err)
{
	char part[24], before[24], after[24];
	struct change c = { .op = op, .kind = SUBJECT_ASSIGNMENT, .subject = a->interview, .part = part, .field = "",
			    .class = CLASS_INTERVIEW, .owner = a->owner };

	snprintf(part, sizeof part, "%" PRId64, a->coder);
	if (op == OP_UPDATE) {
		c.field = "due_day";
		snprintf(before, sizeof before, "%" PRId64, was_day);
		snprintf(after, sizeof after, "%" PRId64, a->due_day);
		c.before = was_day == NO_DAY ? NULL : before;
		c.after = a->due_day == NO_DAY ? NULL : after;
	}
	return group_change(g, &c, err);
}

/* The interview and who codes it, in the title: both are known to everybody who reads interviews. */
static void name_group(struct store *s, struct group *g, int64_t interview, int64_t coder, const char *what)
{
	struct buf title = { 0 };

	buf_printf(&title, "I-%" PRId64 ": %s %s", interview, what, member_login(s, coder));
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_INTERVIEW, interview);
	buf_done(&title);
}

static int may(struct store *s, int64_t interview, int64_t *owner, struct err *err)
{
	struct interview i;
	int rc;

	if (access_act(s, "interview", err))
		return -1;
	rc = interview_get(s, interview, &i, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no interview I-%" PRId64, interview);
	*owner = i.owner;
	if (i.state == INTERVIEW_REFUSED)
		rc = err_set(err, ERR_REFUSED, "I-%" PRId64 " was refused by the respondent: there is nothing to code", interview);
	interview_done(&i);
	return rc < 0 ? -1 : 0;
}

static int check_coder(struct store *s, int64_t coder, struct err *err)
{
	struct member m;
	int rc = member_get(s, coder, &m, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such member");
	if (!m.active)
		rc = err_set(err, ERR_REFUSED, "%s is not active: somebody who can act codes", m.login);
	else /* his pass would keep everybody's codes shut for ever */
		rc = access_roles_may(s, m.roles, "code") ? 0 : access_refuse(s, "code", m.login, ERR_REFUSED, err);
	member_done(&m);
	return rc < 0 ? -1 : 0;
}

static int put_in(struct store *s, struct group *g, int64_t interview, int64_t coder, int64_t due_day, struct err *err)
{
	struct assignment a;
	int64_t owner = 0, was_day, was_rev;
	int rc;

	if (may(s, interview, &owner, err) || check_coder(s, coder, err))
		return -1;
	rc = read_one(s, interview, coder, &a, err);
	if (rc < 0)
		return -1;
	was_day = a.due_day;
	was_rev = a.rev;
	if (rc && !a.gone && a.due_day == due_day)
		return 0;
	a.owner = owner;
	a.due_day = due_day;
	a.rev++;
	if (!rc || a.gone) {
		a.made_by = s->actor.member;
		a.at_ms = g->at_ms;
		a.gone = 0;
		return write_row(s, &a, was_rev, err) || note(g, &a, OP_INSERT, NO_DAY, err) ? -1 : 0;
	}
	return write_row(s, &a, was_rev, err) || note(g, &a, OP_UPDATE, was_day, err) ? -1 : 0;
}

static int drop_in(struct store *s, struct group *g, struct assignment *a, struct err *err)
{
	a->gone = g->id;
	a->rev++;
	return write_row(s, a, a->rev - 1, err) || note(g, a, OP_DELETE, NO_DAY, err) ? -1 : 0;
}

struct putting {
	int64_t interview, coder, due_day;
	bool saw;
};

static bool has_seen(struct store *s, int64_t interview, int64_t coder)
{
	struct stmt *st = db_stmt(s->db, &assignment_sql[ASSIGNMENT_SAW], NULL);
	bool seen;

	if (!st)
		return false;
	db_int(st, 1, interview);
	db_int(st, 2, coder);
	seen = db_step(st, NULL) == 1;
	if (seen)
		db_reset(st);
	return seen;
}

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct putting *p = arg;

	p->saw = has_seen(s, p->interview, p->coder);
	if (put_in(s, g, p->interview, p->coder, p->due_day, err))
		return -1;
	name_group(s, g, p->interview, p->coder, "given to");
	return 0;
}

int assignment_put(struct store *s, int64_t interview, int64_t coder, int64_t due_day, bool *saw, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_INTERVIEW, .scope = interview };
	struct putting p = { interview, coder, due_day, false };
	int rc = edit(s, &how, put, &p, NULL, err);

	if (saw)
		*saw = p.saw;
	return rc;
}

static int drop(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct putting *p = arg;
	struct assignment a;
	int64_t owner = 0;
	int rc;

	if (may(s, p->interview, &owner, err))
		return -1;
	rc = read_one(s, p->interview, p->coder, &a, err);
	if (rc != 1 || a.gone)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "I-%" PRId64 " is not given to %s", p->interview,
					     member_login(s, p->coder));
	a.owner = owner;
	name_group(s, g, p->interview, p->coder, "taken from");
	return drop_in(s, g, &a, err);
}

int assignment_drop(struct store *s, int64_t interview, int64_t coder, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_INTERVIEW, .scope = interview };
	struct putting p = { .interview = interview, .coder = coder };

	return edit(s, &how, drop, &p, NULL, err);
}

struct setting {
	int64_t interview, due_day;
	const int64_t *coder;
	size_t n;
	bool saw;
};

static bool is_named(const struct setting *x, int64_t coder)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->coder[i] == coder)
			return true;
	return false;
}

static int drop_others(struct store *s, struct group *g, const struct setting *x, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &assignment_sql[ASSIGNMENT_OF], err);
	struct assignment *a = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, x->interview);
	while ((rc = db_step(st, err)) == 1) {
		a = xrealloc(a, (n + 1) * sizeof *a);
		a[n++] = (struct assignment){ .interview = x->interview, .coder = db_col(st, 0), .owner = db_col(st, 1) };
	}
	for (size_t i = 0; !rc && i < n; i++) {
		int64_t owner = a[i].owner;

		if (is_named(x, a[i].coder))
			continue;
		rc = read_one(s, x->interview, a[i].coder, &a[i], err) == 1 ? 0 : -1;
		a[i].owner = owner;
		if (!rc)
			rc = drop_in(s, g, &a[i], err);
	}
	free(a);
	return rc;
}

static int set(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct setting *x = arg;
	struct buf title = { 0 };
	int64_t owner;

	if (may(s, x->interview, &owner, err) || drop_others(s, g, x, err))
		return -1;
	buf_printf(&title, "I-%" PRId64 ": given to", x->interview);
	for (size_t i = 0; i < x->n; i++) {
		x->saw = x->saw || has_seen(s, x->interview, x->coder[i]);
		if (put_in(s, g, x->interview, x->coder[i], x->due_day, err)) {
			buf_done(&title);
			return -1;
		}
		buf_printf(&title, "%s %s", i ? "," : "", member_login(s, x->coder[i]));
	}
	if (!x->n)
		buf_puts(&title, " nobody");
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_INTERVIEW, x->interview);
	buf_done(&title);
	return 0;
}

int assignment_set(struct store *s, int64_t interview, const int64_t *coder, size_t n, int64_t due_day, bool *saw,
		   struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_INTERVIEW, .scope = interview };
	struct setting x = { interview, due_day, coder, n, false };
	int rc = edit(s, &how, set, &x, NULL, err);

	if (saw)
		*saw = x.saw;
	return rc;
}

int assignment_coders_parse(struct store *s, const char *words, int64_t *coder, size_t max, size_t *n, struct err *err)
{
	*n = 0;
	for (const char *at = words; *(at += strspn(at, ", "));) {
		size_t len = strcspn(at, ", ");
		char *name = xstrndup(at, len);
		int64_t id = member_find(s, name, err);

		if (!id)
			err_set(err, ERR_INPUT, "no member “%s”; winloss member list shows them", name);
		else if (id > 0 && *n == max)
			err_set(err, ERR_USAGE, "at most %zu coders at once", max);
		free(name);
		if (id <= 0 || *n == max)
			return -1;
		for (size_t i = 0; i < *n; i++)
			if (coder[i] == id)
				return err_set(err, ERR_USAGE, "%s is named twice", member_login(s, id));
		coder[(*n)++] = id;
		at += len;
	}
	return 0;
}

/* ---- reading ---- */

int assignment_each(struct store *s, const struct assignment_filter *f, int (*fn)(void *arg, const struct assignment *a),
		    void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &assignment_sql[ASSIGNMENT_ROWS], err);
	int rc;

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ f->interview, f->programme, f->coder }, 3);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct assignment a = { .interview = db_col(st, 0), .coder = db_col(st, 1), .made_by = db_col(st, 2),
					.at_ms = db_col(st, 3), .due_day = day_of(st, 4), .rev = db_col(st, 5), .owner = db_col(st, 6),
					.state = (enum assignment_state)db_col(st, 7), .company = db_col_text(st, 8) };

		if (!access_can_read(s, CLASS_INTERVIEW, a.owner) || (f->open_only && a.state == ASSIGNMENT_DONE))
			continue;
		rc = fn(arg, &a);
		if (rc) {
			db_reset(st);
			return rc < 0 ? -1 : 0;
		}
	}
	return rc;
}

struct wording {
	struct store *s;
	struct buf *out;
	size_t n;
};

static int put_one(void *arg, const struct assignment *a)
{
	struct wording *w = arg;

	buf_printf(w->out, "%s%s", w->n++ ? ", " : "", member_login(w->s, a->coder));
	if (a->state == ASSIGNMENT_DONE) {
		buf_puts(w->out, " ✓");
	} else if (a->due_day != NO_DAY) {
		buf_puts(w->out, a->due_day < calendar_day(w->s->calendar, w->s->now(w->s)) ? " late since " : " due ");
		day_format(a->due_day, w->out);
	}
	return 0;
}

void assignment_put_words(struct store *s, int64_t interview, struct buf *out)
{
	struct wording w = { s, out, 0 };

	assignment_each(s, &(struct assignment_filter){ .interview = interview }, put_one, &w, NULL);
}

/* ---- dealt out ---- */

static int find_free(struct store *s, int64_t programme, int64_t **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &assignment_sql[ASSIGNMENT_NOBODY], err);
	size_t cap = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, programme);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		if (!access_can_read(s, CLASS_INTERVIEW, db_col(st, 1)))
			continue;
		if (*n == cap)
			*out = xrealloc(*out, (cap = cap ? 2 * cap : 32) * sizeof **out);
		(*out)[(*n)++] = db_col(st, 0);
	}
	return rc;
}

/* Fisher and Yates: who codes what, and what two code, does not follow the order in which interviews were held. */
static void shuffle(int64_t *id, size_t n, uint64_t seed)
{
	uint64_t state = seed;

	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)(seeded_bits(&state) % i);
		int64_t was = id[i - 1];

		id[i - 1] = id[k];
		id[k] = was;
	}
}

static int deal_out(struct store *s, struct group *g, struct assignment_draw *d, const int64_t *id, size_t n, struct err *err)
{
	size_t twice = (n * (size_t)d->double_percent + 99) / 100, turn = 0;

	for (size_t i = 0; i < n; i++) {
		if (put_in(s, g, id[i], d->coder[turn++ % d->coders], d->due_day, err) ||
		    (i < twice && put_in(s, g, id[i], d->coder[turn++ % d->coders], d->due_day, err)))
			return -1;
	}
	d->interviews = (int64_t)n;
	d->doubled = (int64_t)twice;
	return 0;
}

static int draw(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct assignment_draw *d = arg;
	int64_t *id = NULL;
	size_t n = 0;
	int rc = access_act(s, "interview", err) || find_free(s, d->programme, &id, &n, err) ? -1 : 0;

	if (!rc && !n)
		rc = err_set(err, ERR_REFUSED, "every interview there is given to somebody, or coded already");
	if (!rc) {
		shuffle(id, n, d->seed);
		rc = deal_out(s, g, d, id, n, err);
	}
	if (!rc) {
		group_title(g, "interviews given to coders");
		group_scope(g, SUBJECT_INTERVIEW, id[0]);
	}
	free(id);
	return rc;
}

int assignment_draw(struct store *s, struct assignment_draw *d, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "interviews given to coders" };

	for (size_t i = 0; i < d->coders; i++)
		for (size_t k = 0; k < i; k++)
			if (d->coder[i] == d->coder[k])
				return err_set(err, ERR_USAGE, "%s is named twice", member_login(s, d->coder[i]));
	if (!d->coders || (d->double_percent && d->coders < 2))
		return err_set(err, ERR_USAGE, d->coders ? "two code a share of them: name two coders or more" : "name the coders");
	return edit(s, &how, draw, d, NULL, err);
}

/* ---- undo ---- */

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct assignment a;
	int64_t owner = 0, was_day;
	int rc;

	if (may(s, subject, &owner, err))
		return -1;
	rc = read_one(s, subject, strtoll(part, NULL, 10), &a, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the assignment is no longer there");
	a.owner = owner;
	was_day = a.due_day;
	if (c[n - 1].op == OP_DELETE)
		return a.gone ? err_set(err, ERR_REFUSED, "it was taken away since") : drop_in(s, g, &a, err);
	a.rev++;
	if (c[n - 1].op == OP_INSERT) {
		a.gone = 0;
		return write_row(s, &a, a.rev - 1, err) || note(g, &a, OP_INSERT, NO_DAY, err) ? -1 : 0;
	}
	if (a.gone || was_day != (c[0].before ? strtoll(c[0].before, NULL, 10) : NO_DAY))
		return err_set(err, ERR_REFUSED, "the day was changed since");
	a.due_day = c[0].after ? strtoll(c[0].after, NULL, 10) : NO_DAY;
	return write_row(s, &a, a.rev - 1, err) || note(g, &a, OP_UPDATE, was_day, err) ? -1 : 0;
}

const struct record_ops assignment_ops = { SUBJECT_ASSIGNMENT, "assignment", apply };

#define PASS_OF "from coding_pass p where p.interview = a.interview and p.coder = a.coder and p.layer = 0 and p.gone = 0"

const struct sql assignment_sql[] = {
	[ASSIGNMENT_GET] = { "assignment_get", "select made_by, at_ms, due_day, rev, gone from assignment where interview = $1"
					       " and coder = $2" },
	[ASSIGNMENT_ROWS] = { "assignment_rows",
			      "select a.interview, a.coder, a.made_by, a.at_ms, a.due_day, a.rev, d.owner,"
			      " case when not exists (select 1 " PASS_OF ") then 0 when exists (select 1 " PASS_OF
			      " and p.closed_at > 0 and p.released_at > 0) then 3 when exists (select 1 " PASS_OF
			      " and p.closed_at > 0) then 2 else 1 end, coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, '')"
			      " from assignment a join interview i on i.id = a.interview join deal d on d.id = i.deal"
			      " left join company c on c.id = d.company where a.gone = 0 and i.gone = 0 and d.gone = 0"
			      " and (cast($1 as bigint) = 0 or a.interview = $1) and (cast($2 as bigint) = 0 or i.programme = $2)"
			      " and (cast($3 as bigint) = 0 or a.coder = $3) and " ACCESS_DEAL("d")
			      " order by coalesce(a.due_day, 9999999), a.interview, a.coder" },
	[ASSIGNMENT_INSERT] = { "assignment_insert", "insert into assignment (interview, coder, made_by, at_ms, due_day, rev, sum,"
						     " gone) values ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[ASSIGNMENT_UPDATE] = { "assignment_update", "update assignment set made_by = $3, at_ms = $4, due_day = $5, rev = $6,"
						     " sum = $7, gone = $8 where interview = $1 and coder = $2 and rev = $9" },
	/* Somebody else's pass there was released and nobody kept it shut, while this coder had none. */
	[ASSIGNMENT_SAW] = { "assignment_saw", "select 1 from coding_pass p where p.interview = $1 and p.coder <> $2 and p.layer = 0"
					       " and p.gone = 0 and " BLIND_ALL("p.interview") " and not exists (select 1"
					       " from coding_pass m where m.interview = $1 and m.coder = $2 and m.layer = 0"
					       " and m.gone = 0) limit 1" },
	[ASSIGNMENT_NOBODY] = { "assignment_nobody",
				"select i.id, d.owner from interview i join deal d on d.id = i.deal where i.gone = 0 and d.gone = 0"
				" and i.state <> 5 and (cast($1 as bigint) = 0 or i.programme = $1) and " ACCESS_DEAL("d")
				" and not exists (select 1 from assignment a where a.interview = i.id and a.gone = 0)"
				" and not exists (select 1 from coding_pass p where p.interview = i.id and p.gone = 0)"
				" order by i.id" },
	[ASSIGNMENT_OF] = { "assignment_of", "select a.coder, d.owner from assignment a join interview i on i.id = a.interview"
					     " join deal d on d.id = i.deal where a.interview = $1 and a.gone = 0 order by a.coder" },
	{ NULL, NULL },
};
