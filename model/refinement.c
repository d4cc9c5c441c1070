#include "model/refinement_private.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/form.h"
#include "model/rowsum.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct record_type type, deal_type;

void refinement_done(struct refinement *r)
{
	free(r->text);
	free(r->reason);
	free(r->comment);
	r->text = r->reason = r->comment = NULL;
}

void refinement_copy(struct refinement *to, const struct refinement *from)
{
	*to = *from;
	to->text = xstrdup(from->text ? from->text : "");
	to->reason = xstrdup(from->reason ? from->reason : "");
	to->comment = xstrdup(from->comment ? from->comment : "");
}

const char *refinement_state_key(int64_t state)
{
	static const char *const keys[] = { "", "flagged", "proposed", "approved", "rejected", "withdrawn", "applied" };

	return state > 0 && state <= REFINEMENT_APPLIED ? keys[state] : "?";
}

bool refinement_is_open(const struct refinement *r)
{
	return r->state == REFINEMENT_FLAGGED || r->state == REFINEMENT_PROPOSED || r->state == REFINEMENT_APPROVED;
}

/* ---- reading ---- */

static bool is_seen(const struct store *s)
{
	return access_read(s, CLASS_DEAL) == ACCESS_ALL;
}

static void read_row(struct stmt *st, struct refinement *r)
{
	*r = (struct refinement){
		.id = db_col(st, 0), .state = db_col(st, 1), .text_id = db_col(st, 3), .reason = xstrdup(db_col_text(st, 4)),
		.reclassifies = db_col(st, 5), .council_at = db_col(st, 6), .flagged_by = db_col(st, 7),
		.flagged_at = db_col(st, 8), .proposed_by = db_col(st, 9), .proposed_at = db_col(st, 10),
		.decided_by = db_col(st, 11), .decided_at = db_col(st, 12), .comment = xstrdup(db_col_text(st, 13)),
		.icp_config = db_col(st, 14), .applied_config = db_col(st, 15), .rev = db_col(st, 16), .gone = db_col(st, 17),
		.text = xstrdup(db_col_text(st, 18)), .deals = db_col(st, 19),
	};
	snprintf(r->dimension, sizeof r->dimension, "%s", db_col_text(st, 2));
}

/* Whoever may see it; a row that is gone too. 1, 0, -1. */
static int find_any(struct store *s, int64_t id, struct refinement *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &refinement_sql[REFINEMENT_GET], id, &st, err);

	*out = (struct refinement){ 0 };
	if (rc != 1)
		return rc;
	read_row(st, out);
	db_reset(st);
	return 1;
}

int refinement_get(struct store *s, int64_t id, struct refinement *out, struct err *err)
{
	int rc = is_seen(s) ? find_any(s, id, out, err) : 0;

	if (rc == 1 && out->gone) {
		refinement_done(out);
		rc = 0;
	}
	if (!rc)
		*out = (struct refinement){ 0 };
	return rc;
}

/* They are few: read whole, so that fn may ask the database. */
int refinement_each(struct store *s, bool all, int (*fn)(void *arg, const struct refinement *r), void *arg, struct err *err)
{
	struct refinement *row = NULL;
	struct stmt *st;
	size_t n = 0;
	int rc;

	if (!is_seen(s))
		return 0;
	st = db_stmt(s->db, &refinement_sql[REFINEMENT_LIST], err);
	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		row = xrealloc(row, (n + 1) * sizeof *row);
		read_row(st, &row[n++]);
	}
	for (size_t i = 0; i < n; i++) {
		if (!rc && (all || refinement_is_open(&row[i])))
			rc = fn(arg, &row[i]);
		refinement_done(&row[i]);
	}
	free(row);
	return rc;
}

int refinement_deals(struct store *s, int64_t id, int (*fn)(void *arg, const struct refinement_deal *d), void *arg,
		     struct err *err)
{
	struct stmt *st;
	int rc;

	if (!is_seen(s))
		return 0;
	st = db_stmt(s->db, &refinement_sql[REFINEMENT_DEALS], err);
	if (!st)
		return -1;
	db_int(st, 1, id);
	while ((rc = db_step(st, err)) == 1) {
		struct refinement_deal d = { db_col(st, 0), db_col(st, 1), db_col_text(st, 2), db_col(st, 3),
					     db_col_null(st, 4) ? NO_DAY : db_col(st, 4) };

		rc = fn(arg, &d);
		if (rc) {
			db_reset(st);
			return rc;
		}
	}
	return rc;
}

int64_t refinement_count(struct store *s, int64_t id, struct err *err)
{
	struct stmt *st;
	int64_t n;

	if (record_find(s, &refinement_sql[REFINEMENT_LINKED], id, &st, err) != 1)
		return -1;
	n = db_col(st, 0);
	db_reset(st);
	return n;
}

/* ---- writing ---- */

static int64_t row_sum(const struct refinement *r)
{
	return rowsum_of(ROW(NUMBER(r->id), NUMBER(r->state), WORDS(r->dimension), ID(r->text_id), WORDS(r->reason),
			     NUMBER(r->reclassifies), NUMBER(r->council_at), NUMBER(r->flagged_by), NUMBER(r->flagged_at),
			     NUMBER(r->proposed_by), NUMBER(r->proposed_at), NUMBER(r->decided_by), NUMBER(r->decided_at),
			     WORDS(r->comment), NUMBER(r->icp_config), NUMBER(r->applied_config)));
}

static int write_row(struct store *s, const struct refinement *r, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &refinement_sql[was_rev ? REFINEMENT_UPDATE : REFINEMENT_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ r->id, r->state }, 2);
	db_text(st, 3, r->dimension);
	db_id(st, 4, r->text_id);
	db_text(st, 5, r->reason);
	db_ints(st, 6, (const int64_t[]){ r->reclassifies, r->council_at, r->flagged_by, r->flagged_at, r->proposed_by,
					  r->proposed_at, r->decided_by, r->decided_at }, 8);
	db_text(st, 14, r->comment);
	db_ints(st, 15, (const int64_t[]){ r->icp_config, r->applied_config, r->rev, row_sum(r), r->gone }, 5);
	if (was_rev)
		db_int(st, 20, was_rev);
	return record_write(s, st, was_rev, type.name, err);
}

static struct record_who who_of(int64_t id)
{
	return (struct record_who){ id, 0, CLASS_DEAL };
}

/* The key of its dimension is a change of its own: the row keeps it in an array. */
static int note_dimension(struct group *g, const struct refinement *was, const struct refinement *r, struct err *err)
{
	struct change c = { .op = OP_UPDATE, .kind = SUBJECT_REFINEMENT, .subject = r->id, .part = "", .field = "dimension",
			    .class = CLASS_DEAL, .before = *was->dimension ? was->dimension : NULL,
			    .after = *r->dimension ? r->dimension : NULL };

	return strcmp(was->dimension, r->dimension) ? group_change(g, &c, err) : 0;
}

int refinement_put(struct store *s, struct group *g, const struct refinement *was, struct refinement *r, struct err *err)
{
	static const struct refinement nothing = { .id = 0 };
	const struct refinement *base = was ? was : &nothing;

	if (!was || strcmp(was->text, r->text))
		r->text_id = text_store(s, r->text, strlen(r->text), CLASS_DEAL, SUBJECT_REFINEMENT, r->id, err);
	if (r->text_id < 0)
		return -1;
	r->rev = was ? was->rev + 1 : 1;
	if (write_row(s, r, was ? was->rev : 0, err) || (!was && record_note(g, &type, who_of(r->id), OP_INSERT, err)))
		return -1;
	return record_note_fields(g, &type, who_of(r->id), base, r, err) || note_dimension(g, base, r, err) ? -1 : 0;
}

/* ---- its deals ---- */

struct linked {
	int64_t refinement, deal, form, rev, gone;
};

static int find_link(struct store *s, int64_t id, int64_t deal, struct linked *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &refinement_sql[REFINEMENT_LINK], err);
	int rc;

	*out = (struct linked){ id, deal, 0, 0, 0 };
	if (!st)
		return -1;
	db_int(st, 1, id);
	db_int(st, 2, deal);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct linked){ id, deal, db_col(st, 0), db_col(st, 1), db_col(st, 2) };
		db_reset(st);
	}
	return rc;
}

static int write_link(struct store *s, const struct linked *l, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &refinement_sql[was_rev ? REFINEMENT_LINK_UPDATE : REFINEMENT_LINK_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ l->refinement, l->deal, l->form, l->rev,
					  rowsum_of(ROW(NUMBER(l->refinement), NUMBER(l->deal), NUMBER(l->form))), l->gone }, 6);
	if (was_rev)
		db_int(st, 7, was_rev);
	return record_write(s, st, was_rev, deal_type.name, err);
}

int refinement_put_deal(struct store *s, struct group *g, int64_t id, int64_t deal, int64_t form, bool off, struct err *err)
{
	struct linked was, is;
	char part[24];
	int rc = find_link(s, id, deal, &was, err);

	if (rc < 0)
		return -1;
	if (off ? !rc || was.gone : rc && !was.gone)
		return 0;
	is = was;
	is.rev = was.rev + 1;
	is.gone = off ? g->id : 0;
	if (!off && form)
		is.form = form;
	snprintf(part, sizeof part, "%" PRId64, deal);
	if (write_link(s, &is, was.rev, err) ||
	    record_note_part(g, &deal_type, who_of(id), part, off ? OP_DELETE : OP_INSERT, err))
		return -1;
	return record_note_fields_part(g, &deal_type, who_of(id), part, &was, &is, err);
}

/* ---- undo ---- */

/* A version of the icp stays, and with it what made it. */
static int refuse_applied(const struct refinement *r, struct err *err)
{
	return r->state == REFINEMENT_APPLIED
		       ? err_set(err, ERR_REFUSED, "the refinement %" PRId64 " is applied: the qualification model has another version by"
				 " now, and a version is never taken away", r->id)
		       : 0;
}

static int reverse_dimension(struct refinement *r, const struct change *c, struct err *err)
{
	if (strcmp(r->dimension, c->before ? c->before : ""))
		return err_set(err, ERR_REFUSED, "the dimension of this refinement was changed since");
	snprintf(r->dimension, sizeof r->dimension, "%s", c->after ? c->after : "");
	return 0;
}

static int reverse(struct group *g, struct refinement *r, const struct change *c, size_t n, struct err *err)
{
	bool whole = false;

	for (size_t i = 0; i < n; i++)
		whole = whole || c[i].op != OP_UPDATE;
	if (whole)
		return record_reverse_whole(g, &type, who_of(r->id), r, &r->gone, c, n, err);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(c[i].field, "dimension") ? reverse_dimension(r, &c[i], err) : record_reverse(&type, r, &c[i], err))
			return -1;
	return 0;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct refinement was, is;
	int rc = find_any(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the refinement is no longer there");
	refinement_copy(&is, &was);
	rc = refuse_applied(&was, err) || reverse(g, &is, c, n, err) ? -1 : 0;
	is.rev = was.rev + 1;
	if (!rc)
		rc = write_row(s, &is, was.rev, err);
	if (!rc && is.gone == was.gone)
		rc = record_note_fields(g, &type, who_of(is.id), &was, &is, err) || note_dimension(g, &was, &is, err) ? -1 : 0;
	refinement_done(&was);
	refinement_done(&is);
	return rc;
}

static int apply_deal(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		      struct err *err)
{
	struct refinement r;
	struct linked was, is;
	int rc = find_any(s, subject, &r, err);

	if (rc == 1)
		rc = refuse_applied(&r, err) ? -1 : find_link(s, subject, strtoll(part, NULL, 10), &was, err);
	refinement_done(&r);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the deal of this refinement is no longer there");
	is = was;
	is.rev++;
	if (record_reverse_part(g, &deal_type, who_of(subject), part, &is, &is.gone, c, n, err))
		return -1;
	return write_link(s, &is, was.rev, err);
}

const struct record_ops refinement_ops = { SUBJECT_REFINEMENT, "refinement", apply };
const struct record_ops refinement_deal_ops = { SUBJECT_REFINEMENT_DEAL, "deal of a refinement", apply_deal };

static const struct record_field fields[] = {
	{ "state", offsetof(struct refinement, state), false, 0 },
	{ "text", offsetof(struct refinement, text_id), false, 0 },
	{ "reason", offsetof(struct refinement, reason), true, 0 },
	{ "reclassifies", offsetof(struct refinement, reclassifies), false, 0 },
	{ "council_at", offsetof(struct refinement, council_at), false, 0 },
	{ "flagged_by", offsetof(struct refinement, flagged_by), false, 0 },
	{ "flagged_at", offsetof(struct refinement, flagged_at), false, 0 },
	{ "proposed_by", offsetof(struct refinement, proposed_by), false, 0 },
	{ "proposed_at", offsetof(struct refinement, proposed_at), false, 0 },
	{ "decided_by", offsetof(struct refinement, decided_by), false, 0 },
	{ "decided_at", offsetof(struct refinement, decided_at), false, 0 },
	{ "comment", offsetof(struct refinement, comment), true, 0 },
	{ "icp_config", offsetof(struct refinement, icp_config), false, 0 },
	{ "applied_config", offsetof(struct refinement, applied_config), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_REFINEMENT, "refinement", fields };
static const struct record_field deal_fields[] = {
	{ "form", offsetof(struct linked, form), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type deal_type = { SUBJECT_REFINEMENT_DEAL, "deal of a refinement", deal_fields };

#define COUNTED                                                                                                      \
	"(select count(*) from refinement_deal l join deal d on d.id = l.deal where l.refinement = r.id and l.gone = 0" \
	" and d.gone = 0)"
#define REFINEMENT_ROW                                                                                               \
	"select r.id, r.state, r.dimension, r.text, r.reason, r.reclassifies, r.council_at, r.flagged_by, r.flagged_at," \
	" r.proposed_by, r.proposed_at, r.decided_by, r.decided_at, r.comment, r.icp_config, r.applied_config, r.rev,"  \
	" r.gone, coalesce(t.body, ''), " COUNTED " from refinement r left join text t on t.id = r.text"

const struct sql refinement_sql[] = {
	[REFINEMENT_GET] = { "refinement_get", REFINEMENT_ROW " where r.id = $1" },
	[REFINEMENT_LIST] = { "refinement_list", REFINEMENT_ROW " where r.gone = 0 order by r.id desc" },
	[REFINEMENT_INSERT] = { "refinement_insert", "insert into refinement (id, state, dimension, text, reason, reclassifies,"
						     " council_at, flagged_by, flagged_at, proposed_by, proposed_at, decided_by,"
						     " decided_at, comment, icp_config, applied_config, rev, sum, gone) values ($1, $2,"
						     " $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)" },
	[REFINEMENT_UPDATE] = { "refinement_update", "update refinement set state = $2, dimension = $3, text = $4, reason = $5,"
						     " reclassifies = $6, council_at = $7, flagged_by = $8, flagged_at = $9,"
						     " proposed_by = $10, proposed_at = $11, decided_by = $12, decided_at = $13,"
						     " comment = $14, icp_config = $15, applied_config = $16, rev = $17, sum = $18,"
						     " gone = $19 where id = $1 and rev = $20" },
	[REFINEMENT_DEALS] = { "refinement_deals", "select l.deal, l.form, coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''),"
						   " d.outcome, d.closed_day from refinement_deal l join deal d on d.id = l.deal"
						   " left join company c on c.id = d.company where l.refinement = $1 and l.gone = 0"
						   " and d.gone = 0 order by l.deal" },
	[REFINEMENT_LINK] = { "refinement_link", "select form, rev, gone from refinement_deal where refinement = $1 and deal = $2" },
	[REFINEMENT_LINK_INSERT] = { "refinement_link_insert", "insert into refinement_deal (refinement, deal, form, rev, sum, gone)"
							       " values ($1, $2, $3, $4, $5, $6)" },
	[REFINEMENT_LINK_UPDATE] = { "refinement_link_update", "update refinement_deal set form = $3, rev = $4, sum = $5, gone = $6"
							       " where refinement = $1 and deal = $2 and rev = $7" },
	[REFINEMENT_LINKED] = { "refinement_linked", "select " COUNTED " from (select cast($1 as bigint) as id) r" },
	{ NULL, NULL },
};
