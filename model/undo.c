/* Undo and redo: a new group that puts back what an own group changed, refused where somebody changed it since. */
#include "model/buf.h"
#include "model/event.h"
#include "model/history_private.h"
#include "model/member.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct past {
	struct change *c; /* reversed, newest first; strings owned */
	size_t n;
};

static void past_done(struct past *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free((char *)(uintptr_t)p->c[i].part);
		free((char *)(uintptr_t)p->c[i].field);
		free((char *)(uintptr_t)p->c[i].before);
		free((char *)(uintptr_t)p->c[i].after);
	}
	free(p->c);
}

static enum change_op reversed(enum change_op op)
{
	switch (op) {
	case OP_INSERT:
		return OP_DELETE;
	case OP_DELETE:
		return OP_INSERT;
	case OP_UPDATE:
		break;
	}
	return OP_UPDATE;
}

/* The changes of a group, newest first, each turned round: before is what must be there now. */
static int read_past(struct store *s, int64_t group, struct past *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_CHANGES_OF], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, group);
	while ((rc = db_step(st, err)) == 1) {
		p->c = xrealloc(p->c, (p->n + 1) * sizeof *p->c);
		p->c[p->n++] = (struct change){
			.op = reversed((enum change_op)db_col(st, 0)),
			.kind = (enum subject_kind)db_col(st, 1),
			.subject = db_col(st, 2),
			.part = xstrdup(db_col_text(st, 3)),
			.field = xstrdup(db_col_text(st, 4)),
			.class = (enum field_class)db_col(st, 5),
			.owner = db_col(st, 6),
			.before = xstrdup(db_col_text(st, 8)),
			.after = xstrdup(db_col_text(st, 7)),
		};
	}
	return rc;
}

/* Consecutive changes of one subject are put back together. */
static int put_back(struct store *s, struct group *g, const struct past *p, int64_t *deal, struct err *err)
{
	for (size_t i = 0, k; i < p->n; i = k) {
		const struct record_ops *ops = record_ops(p->c[i].kind);

		for (k = i + 1; k < p->n; k++)
			if (p->c[k].kind != p->c[i].kind || p->c[k].subject != p->c[i].subject ||
			    strcmp(p->c[k].part, p->c[i].part))
				break;
		if (!ops)
			return err_set(err, ERR_REFUSED, "this cannot be taken back");
		if (ops->apply(s, g, p->c[i].subject, p->c[i].part, p->c + i, k - i, err))
			return -1;
		if (p->c[i].kind == SUBJECT_DEAL)
			*deal = p->c[i].subject;
	}
	return 0;
}

struct reversing {
	int64_t group;    /* what is taken back */
	int64_t original; /* redo: the group that is in force again; 0 for undo */
	struct undone *out;
};

static int mark(struct store *s, int64_t group, int64_t by, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_SET_UNDONE], err);

	if (!st)
		return -1;
	db_int(st, 1, group);
	db_int(st, 2, by);
	return db_run(st, err);
}

static int reverse(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct reversing *r = arg;
	struct past p = { 0 };
	int rc = read_past(s, r->group, &p, err);

	if (!rc)
		rc = put_back(s, g, &p, &r->out->deal, err);
	if (!rc)
		rc = r->original ? event_redo(s, r->original, g->id, err) : event_undo(s, r->group, g->id, err);
	if (!rc)
		rc = mark(s, r->group, g->id, err);
	if (!rc && r->original)
		rc = mark(s, r->original, 0, err);
	g->events++; /* a group stands for itself, also where it only turned events round */
	past_done(&p);
	return rc;
}

static struct stmt *candidate(struct store *s, int sql, enum subject_kind scope_kind, int64_t scope, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[sql], err);

	if (st) {
		db_int(st, 1, s->actor.member);
		db_int(st, 2, scope_kind);
		db_int(st, 3, scope);
	}
	return st;
}

int history_undo(struct store *s, enum subject_kind scope_kind, int64_t scope, struct undone *out, struct err *err)
{
	struct stmt *st = candidate(s, HISTORY_UNDO_NEXT, scope_kind, scope, err);
	struct reversing r = { .out = out };
	struct group_open how = { .kind = GROUP_UNDO, .title = out->title, .scope_kind = scope_kind, .scope = scope };
	int64_t import = 0;
	bool is_import = false;
	int rc;

	*out = (struct undone){ 0 };
	if (!st)
		return -1;
	rc = db_step(st, err);
	if (rc == 1) {
		r.group = db_col(st, 0);
		is_import = db_col(st, 1) == GROUP_IMPORT;
		snprintf(out->title, sizeof out->title, "%s", db_col_text(st, 2));
		import = db_col(st, 3);
		db_reset(st);
	}
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "nothing of yours to take back here");
	if (is_import) {
		const struct record_ops *ops = record_ops(SUBJECT_IMPORT);

		if (!ops)
			return err_set(err, ERR_REFUSED, "an import is taken back with: winloss import --revert %lld",
				       (long long)import);
		return ops->apply(s, NULL, import, "", NULL, 0, err);
	}
	how.undoes = r.group;
	return edit(s, &how, reverse, &r, &out->group, err);
}

int history_redo(struct store *s, enum subject_kind scope_kind, int64_t scope, struct undone *out, struct err *err)
{
	struct stmt *st = candidate(s, HISTORY_REDO_NEXT, scope_kind, scope, err);
	struct reversing r = { .out = out };
	struct group_open how = { .kind = GROUP_REDO, .title = out->title, .scope_kind = scope_kind, .scope = scope };
	int64_t newer = 0;
	int rc;

	*out = (struct undone){ 0 };
	if (!st)
		return -1;
	rc = db_step(st, err);
	if (rc == 1) {
		r.group = db_col(st, 0);
		snprintf(out->title, sizeof out->title, "%s", db_col_text(st, 2));
		r.original = db_col(st, 3);
		db_reset(st);
		st = candidate(s, HISTORY_NEWER_EDIT, scope_kind, scope, err);
		if (!st)
			return -1;
		db_int(st, 4, r.group);
		if (db_step(st, err) == 1) {
			newer = db_col(st, 0);
			db_reset(st);
		}
	}
	if (rc != 1 || newer)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "nothing of yours to do again here");
	how.undoes = r.group;
	return edit(s, &how, reverse, &r, &out->group, err);
}

int history_each(struct store *s, enum subject_kind kind, int64_t subject, int64_t limit,
		 int (*fn)(void *arg, const struct history_row *row), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[kind ? HISTORY_OF_DEAL : HISTORY_EACH], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_int(st, 2, subject);
	db_int(st, 3, limit > 0 ? limit : INT64_MAX);
	while ((rc = db_step(st, err)) == 1) {
		struct history_row row = {
			.group = db_col(st, 0), .at_ms = db_col(st, 1), .real_at = db_col(st, 2), .member = db_col(st, 3),
			.subject = db_col(st, 4), .owner = db_col(st, 5), .group_kind = (enum group_kind)db_col(st, 6),
			.kind = (enum subject_kind)db_col(st, 7), .op = (enum change_op)db_col(st, 8),
			.title = db_col_text(st, 9), .field = db_col_text(st, 10), .before = db_col_text(st, 11),
			.after = db_col_text(st, 12),
		};

		if (!access_can_read(s, (enum field_class)db_col(st, 13), row.owner) ||
		    !access_can_read(s, CLASS_DEAL, row.owner))
			continue;
		if (fn(arg, &row)) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

static int verify_group(struct store *s, int64_t id, struct sha256_ctx *ctx, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_ALL_CHANGES], err);
	unsigned char want[DIGEST_BYTES];
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, id);
	while ((rc = db_step(st, err)) == 1) {
		size_t n, salt_n;
		const void *salt = db_col_blob(st, 0, &salt_n);
		const void *have = db_col_blob(st, 7, &n);

		/* An erased payload has lost its salt and keeps its digest: the chain holds without the words. */
		if (salt_n) {
			history_digest_change(salt, salt_n, db_col(st, 1), db_col(st, 2), db_col_text(st, 3),
					      db_col_text(st, 4), db_col_text(st, 5), db_col_text(st, 6), want);
			if (n != DIGEST_BYTES || memcmp(have, want, n)) {
				db_reset(st);
				return err_set(err, ERR_DB, "history: a change of group %lld was altered", (long long)id);
			}
		}
		sha256_update(ctx, n, have);
	}
	return rc;
}

int history_verify(struct store *s, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_ALL_GROUPS], err);
	unsigned char chain[DIGEST_BYTES] = { 0 }, want[DIGEST_BYTES];
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		int64_t id = db_col(st, 0);
		struct sha256_ctx ctx;
		const void *have, *prev, *hash;
		size_t n, prev_n, hash_n;

		history_digest_group(&ctx, id, db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4),
				     db_col_text(st, 5));
		if (verify_group(s, id, &ctx, err)) {
			rc = -1;
			break;
		}
		sha256_digest(&ctx, sizeof want, want);
		have = db_col_blob(st, 6, &n);
		prev = db_col_blob(st, 7, &prev_n);
		hash = db_col_blob(st, 8, &hash_n);
		if (n != DIGEST_BYTES || memcmp(have, want, n) || prev_n != DIGEST_BYTES || memcmp(prev, chain, prev_n)) {
			rc = err_set(err, ERR_DB, "history: group %lld does not fit the chain", (long long)id);
			break;
		}
		sha256_init(&ctx);
		sha256_update(&ctx, DIGEST_BYTES, chain);
		sha256_update(&ctx, DIGEST_BYTES, want);
		sha256_digest(&ctx, sizeof chain, chain);
		if (hash_n != DIGEST_BYTES || memcmp(hash, chain, hash_n)) {
			rc = err_set(err, ERR_DB, "history: the seal over group %lld was altered", (long long)id);
			break;
		}
	}
	if (rc < 0)
		db_reset(st);
	return rc;
}
