#include "model/recode.h"

#include "model/access.h"
#include "model/blind.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/fact.h"
#include "model/interview.h"
#include "model/quote.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/span.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECODE_COUNTS, RECODE_OF_THEME, RECODE_CODE, RECODE_GET, RECODE_INSERT, RECODE_UPDATE };

static const struct record_type type;

int64_t recode_counts_for(const struct taxonomy *t, int64_t theme, int64_t chosen)
{
	const struct theme *now = taxonomy_theme(t, taxonomy_counts_for(t, theme));

	/* A choice holds while the theme is split, and is heard no more once that is in use again. */
	if (chosen && (!now || now->retired))
		return taxonomy_counts_for(t, chosen);
	return taxonomy_counts_for(t, theme);
}

/* Retired, with parts that stand in its place. */
static bool is_split(const struct taxonomy *t, int64_t theme)
{
	const struct theme *at = taxonomy_theme(t, theme);

	if (!at || !at->retired)
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (t->theme[i].split_from == theme)
			return true;
	return false;
}

void recode_done(struct recode_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(items[i].company);
		free(items[i].words);
	}
	free(items);
}

static void bind_seen(struct store *s, struct stmt *st)
{
	access_bind(st, s);
	blind_bind(st, s);
}

/* ---- counts ---- */

static void count_row(const struct taxonomy *t, struct stmt *st, struct theme_count *out)
{
	int64_t now = recode_counts_for(t, db_col(st, 0), db_col(st, 1)), n = db_col(st, 3);
	const struct theme *at = taxonomy_theme(t, now);
	struct theme_count *c = at ? &out[at - t->theme] : NULL;

	if (!c)
		return;
	*(db_col(st, 2) == 1 ? &c->win : db_col(st, 2) == 2 ? &c->loss : &c->none) += n;
	if (at->retired && is_split(t, now))
		c->waiting += n;
}

int theme_counts(struct store *s, const struct taxonomy *t, struct theme_count *out, struct err *err)
{
	struct stmt *st;
	int rc;

	memset(out, 0, t->n * sizeof *out);
	if (access_read(s, CLASS_INTERVIEW) == ACCESS_NO)
		return 0;
	st = db_stmt(s->db, &recode_sql[RECODE_COUNTS], err);
	if (!st)
		return -1;
	bind_seen(s, st);
	while ((rc = db_step(st, err)) == 1)
		count_row(t, st, out);
	return rc;
}

/* ---- the list ---- */

struct listing {
	struct store *s;
	const struct taxonomy *t;
	bool all;
	struct recode_item *at;
	size_t n;
};

static char *words_of(const char *body, int64_t start, int64_t end)
{
	size_t from = end < 0 ? 0 : span_byte(body, start), to = end < 0 ? strlen(body) : span_byte(body, end);

	return xstrndup(body + from, to > from ? to - from : 0);
}

static bool may_leave(struct stmt *st)
{
	struct interview i = { .consent_notes = db_col(st, 15), .consent_quote = db_col(st, 8) };
	struct interview_note n = { .kind = db_col(st, 16) };

	return note_may_leave(&i, &n);
}

static void add_row(struct listing *l, int64_t split, int64_t theme, struct stmt *st)
{
	const char *body = db_col_text(st, 10);
	int64_t chosen = db_col(st, 13), now = chosen ? recode_counts_for(l->t, theme, chosen) : 0;
	struct recode_item *r;

	if (!access_can_read(l->s, CLASS_INTERVIEW, db_col(st, 14)))
		return;
	/* What was chosen may have been split again: then there is a choice once more. */
	if (now && is_split(l->t, now)) {
		split = now;
		chosen = 0;
	}
	if (chosen && !l->all)
		return;
	l->at = xrealloc(l->at, (l->n + 1) * sizeof *l->at);
	r = &l->at[l->n++];
	*r = (struct recode_item){ .code = db_col(st, 0), .pass = db_col(st, 1), .interview = db_col(st, 2),
				   .deal = db_col(st, 3), .note_seq = db_col(st, 4), .coder = db_col(st, 5),
				   .layer = db_col(st, 6), .driver = db_col(st, 7), .theme = theme, .split = split,
				   .chosen = chosen, .company = xstrdup(db_col_text(st, 9)),
				   .words = words_of(body ? body : "", db_col(st, 11), db_col(st, 12)),
				   .may_leave = may_leave(st) };
}

static int list_theme(struct listing *l, int64_t split, int64_t theme, struct err *err)
{
	struct stmt *st = db_stmt(l->s->db, &recode_sql[RECODE_OF_THEME], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, theme);
	bind_seen(l->s, st);
	while ((rc = db_step(st, err)) == 1)
		add_row(l, split, theme, st);
	return rc;
}

static int list(void *arg, struct err *err)
{
	struct listing *l = arg;

	for (size_t i = 0; i < l->t->n; i++) {
		int64_t id = l->t->theme[i].id, now = taxonomy_counts_for(l->t, id);

		if (l->t->theme[i].retired && is_split(l->t, now) && list_theme(l, now, id, err))
			return -1;
	}
	return 0;
}

int recode_list(struct store *s, const struct taxonomy *newest, bool all, struct recode_item **out, size_t *n,
		struct err *err)
{
	struct listing l = { s, newest, all, NULL, 0 };
	int rc = access_read(s, CLASS_INTERVIEW) == ACCESS_NO ? 0 : db_read(s->db, list, &l, err);

	*out = l.at;
	*n = l.n;
	return rc;
}

/* ---- choosing ---- */

struct recode {
	int64_t code, theme, member, at_ms, rev, gone;
	int64_t coded, owner; /* of the code, not stored here */
};

static int get_row(struct store *s, int64_t code, struct recode *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &recode_sql[RECODE_GET], code, &st, err);

	*out = (struct recode){ .code = code };
	if (rc != 1)
		return rc;
	*out = (struct recode){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4), db_col(st, 5), 0, 0 };
	db_reset(st);
	return 1;
}

/* The code with its theme, where the actor may see it. */
static int get_code(struct store *s, struct recode *r, struct err *err)
{
	struct stmt *st;
	int rc;

	if (access_act(s, "taxonomy", err))
		return -1;
	st = db_stmt(s->db, &recode_sql[RECODE_CODE], err);
	if (!st)
		return -1;
	db_int(st, 1, r->code);
	bind_seen(s, st);
	rc = db_step(st, err);
	if (rc == 1) {
		r->coded = db_col(st, 0);
		r->owner = db_col(st, 1);
		db_reset(st);
	}
	if (rc < 0 || (rc == 1 && access_can_read(s, CLASS_INTERVIEW, r->owner)))
		return rc < 0 ? -1 : 0;
	return err_set(err, ERR_INPUT, "there is no code number %" PRId64, r->code);
}

static int write_row(struct store *s, const struct recode *r, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &recode_sql[was_rev ? RECODE_UPDATE : RECODE_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1,
		(const int64_t[]){ r->code, r->theme, r->member, r->at_ms, r->rev,
				   rowsum_of(ROW(NUMBER(r->code), NUMBER(r->theme), NUMBER(r->member), NUMBER(r->at_ms))),
				   r->gone },
		7);
	if (was_rev)
		db_int(st, 8, was_rev);
	fact_touch_code(s, r->code);
	return record_write(s, st, was_rev, type.name, err);
}

static struct record_who who_of(const struct recode *r)
{
	return (struct record_who){ r->code, r->owner, CLASS_INTERVIEW };
}

static int check_choice(const struct taxonomy *t, const struct recode *was, int64_t theme, struct err *err)
{
	const struct theme *to = taxonomy_theme(t, theme);

	if (!is_split(t, taxonomy_counts_for(t, was->coded)))
		return err_set(err, ERR_REFUSED, "the theme of this code was not split: there is nothing to choose");
	if (theme && !to)
		return err_set(err, ERR_INPUT, "there is no such theme in the published taxonomy");
	if (to && to->retired)
		return err_set(err, ERR_REFUSED, "“%s” is retired; choose one that is in use", to->title);
	return 0;
}

static int put_row(struct group *g, struct recode *was, int64_t theme, struct err *err)
{
	struct recode is = *was;

	is.rev = was->rev + 1;
	is.gone = theme ? 0 : g->id;
	if (theme)
		is.theme = theme;
	is.member = g->s->actor.member;
	is.at_ms = g->at_ms;
	if (write_row(g->s, &is, was->rev, err))
		return -1;
	if (!was->rev)
		return record_note_made(g, &type, who_of(&is), was, &is, err);
	if ((was->gone != 0) != (is.gone != 0) && record_note(g, &type, who_of(&is), is.gone ? OP_DELETE : OP_INSERT, err))
		return -1;
	return record_note_fields(g, &type, who_of(&is), was, &is, err);
}

struct choosing {
	int64_t code, theme;
};

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct choosing *c = arg;
	struct recode was;
	struct taxonomy t;
	const struct theme *to;
	char title[300];
	int rc = get_row(s, c->code, &was, err) < 0 || get_code(s, &was, err) || taxonomy_get(s, 0, &t, err) != 1 ? -1 : 0;

	if (rc)
		return -1;
	group_scope(g, SUBJECT_TAXONOMY, TAXONOMY_SCOPE);
	to = taxonomy_theme(&t, c->theme);
	cut_printf(title, sizeof title, "a code given to “%.200s”", to ? to->title : "none");
	group_title(g, title);
	rc = check_choice(&t, &was, c->theme, err);
	/* The same choice, or none where there was none. */
	if (!rc && (c->theme ? was.gone || was.theme != c->theme : was.rev && !was.gone))
		rc = put_row(g, &was, c->theme, err);
	taxonomy_done(&t);
	return rc;
}

int recode_put(struct store *s, int64_t code, int64_t theme, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_TAXONOMY, .scope = TAXONOMY_SCOPE };
	struct choosing c = { code, theme };

	return edit(s, &how, put, &c, NULL, err);
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct recode was, r;
	int rc = get_row(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the choice is no longer there");
	if (get_code(s, &was, err))
		return -1;
	r = was;
	for (size_t i = 0; i < n; i++)
		if (c[i].op == OP_UPDATE ? record_reverse(&type, &r, &c[i], err)
					 : record_note(g, &type, who_of(&r), c[i].op, err))
			return -1;
		else if (c[i].op != OP_UPDATE)
			r.gone = c[i].op == OP_DELETE ? g->id : 0;
	/* One whose making is taken back keeps what it said for the day it is done again. */
	if (!r.theme)
		r.theme = was.theme;
	if (!r.member)
		r.member = was.member;
	r.rev = was.rev + 1;
	return write_row(s, &r, was.rev, err) || record_note_fields(g, &type, who_of(&r), &was, &r, err) ? -1 : 0;
}

const struct record_ops recode_ops = { SUBJECT_RECODE, "recoding", apply };

static const struct record_field fields[] = {
	{ "theme", offsetof(struct recode, theme), false, 0 },
	{ "member", offsetof(struct recode, member), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_RECODE, "choice", fields };

#define SEEN_PASSES                                                                                                    \
	"(select p.id from coding_pass p join interview i on i.id = p.interview join deal d on d.id = i.deal"          \
	" where p.gone = 0 and i.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d") " and " BLIND_PASS("p") ")"

const struct sql recode_sql[] = {
	[RECODE_COUNTS] = { "theme_counts", "select c.theme, coalesce(r.theme, 0), c.driver, count(*) from code c"
					    " join coding_pass q on q.id = c.pass left join recode r on r.code = c.id and r.gone = 0"
					    " where c.gone = 0 and q.layer = 0 and c.pass in " SEEN_PASSES
					    " group by c.theme, coalesce(r.theme, 0), c.driver" },
	[RECODE_OF_THEME] = { "recode_of_theme",
			      "select c.id, c.pass, q.interview, j.deal, n.seq, q.coder, q.layer, c.driver, j.consent_quote,"
			      " y.name, t.body, c.start_cp, c.end_cp, coalesce(r.theme, 0), e.owner, j.consent_notes, n.kind from code c"
			      " join coding_pass q on q.id = c.pass join interview j on j.id = q.interview"
			      " join deal e on e.id = j.deal join company y on y.id = e.company"
			      " join interview_note n on n.id = c.note join text t on t.id = c.text"
			      " left join recode r on r.code = c.id and r.gone = 0"
			      " where c.theme = $1 and c.gone = 0 and c.pass in " SEEN_PASSES
			      " order by q.interview, n.seq, n.id, c.start_cp, c.id" },
	[RECODE_CODE] = { "recode_code", "select c.theme, e.owner from code c join coding_pass q on q.id = c.pass"
					 " join interview j on j.id = q.interview join deal e on e.id = j.deal"
					 " where c.id = $1 and c.gone = 0 and c.pass in " SEEN_PASSES },
	[RECODE_GET] = { "recode_get", "select code, theme, member, at_ms, rev, gone from recode where code = $1" },
	[RECODE_INSERT] = { "recode_insert", "insert into recode (code, theme, member, at_ms, rev, sum, gone)"
					     " values ($1, $2, $3, $4, $5, $6, $7)" },
	[RECODE_UPDATE] = { "recode_update", "update recode set theme = $2, member = $3, at_ms = $4, rev = $5, sum = $6,"
					     " gone = $7 where code = $1 and rev = $8" },
	{ NULL, NULL },
};
