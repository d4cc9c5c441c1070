/* Reading history: the changes that the actor may see, and whether the chain of digests still fits. */
#include "model/blind.h"
#include "model/buf.h"
#include "model/digest.h"
#include "model/event.h"
#include "model/history_private.h"
#include "model/teeth.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the columns of a started statement say of one change; false where the actor may not read it. */
static bool read_row(struct store *s, struct stmt *st, struct history_row *row)
{
	*row = (struct history_row){
		.group = db_col(st, 0),
		.at_ms = db_col(st, 1),
		.real_at = db_col(st, 2),
		.member = db_col(st, 3),
		.subject = db_col(st, 4),
		.owner = db_col(st, 15),
		.group_kind = (enum group_kind)db_col(st, 6),
		.kind = (enum subject_kind)db_col(st, 7),
		.op = (enum change_op)db_col(st, 8),
		.title = db_col_text(st, 9),
		.part = db_col_text(st, 10),
		.field = db_col_text(st, 11),
		.before = db_col_text(st, 12),
		.after = db_col_text(st, 13),
		.class = (enum field_class)db_col(st, 14),
	};
	/* A title names the deal, so it needs what the deal's name needs; that of a code names its theme. */
	return access_can_read(s, row->class, row->owner) && access_can_read(s, CLASS_DEAL, row->owner) &&
	       blind_is_seen(s, row->kind, row->subject);
}

int history_writer(struct store *s, enum subject_kind kind, int64_t subject, const char *field, int64_t *member,
		   int64_t *at_ms, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_WRITER], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_int(st, 2, subject);
	db_text(st, 3, field ? field : "");
	rc = db_step(st, err);
	if (rc == 1) {
		*member = db_col(st, 0);
		*at_ms = db_col(st, 1);
		db_reset(st);
	}
	return rc;
}

/* ---- what was told, among the changes ---- */

struct told {
	int64_t group, at_ms, real_at, member, deal, owner, moment;
	enum group_kind group_kind;
	enum event_kind event;
	bool bare; /* its group changed no row */
	char *reason, *title;
};

struct telling {
	struct told *list;
	size_t n, cap, next;
};

static void telling_done(struct telling *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->list[i].reason);
		free(t->list[i].title);
	}
	free(t->list);
}

/* Of one deal, or of all (0), newest first. */
static int telling_load(struct store *s, int64_t deal, struct telling *t, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[deal ? HISTORY_TOLD_OF : HISTORY_TOLD], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		const char *reason = db_col_text(st, 9);

		if (t->n == t->cap)
			t->list = xrealloc(t->list, (t->cap = t->cap ? 2 * t->cap : 16) * sizeof *t->list);
		t->list[t->n++] = (struct told){
			.group = db_col(st, 0), .at_ms = db_col(st, 1), .real_at = db_col(st, 2), .member = db_col(st, 3),
			.deal = db_col(st, 4), .owner = db_col(st, 5), .group_kind = (enum group_kind)db_col(st, 6),
			.event = (enum event_kind)db_col(st, 7), .moment = db_col(st, 8), .bare = db_col(st, 11),
			.reason = xstrdup(reason ? reason : ""), .title = xstrdup(db_col_text(st, 10)) };
	}
	return rc;
}

static int tell_one(const struct told *e, const char *field, const char *after, enum field_class class, struct store *s,
		    int (*fn)(void *arg, const struct history_row *row), void *arg)
{
	const struct history_row row = { .group = e->group, .at_ms = e->at_ms, .real_at = e->real_at, .member = e->member,
					 .subject = e->deal, .owner = e->owner, .group_kind = e->group_kind,
					 .kind = SUBJECT_EVENT, .op = OP_UPDATE, .class = class, .title = e->title,
					 .part = "", .field = field, .after = after };

	return access_can_read(s, class, e->owner) ? fn(arg, &row) : 0;
}

/* Tells what is of group `until` or newer; nonzero where the caller has enough. */
static int tell_until(struct store *s, struct telling *t, int64_t until,
		      int (*fn)(void *arg, const struct history_row *row), void *arg)
{
	char moment[24];

	for (; t->next < t->n && t->list[t->next].group >= until; t->next++) {
		const struct told *e = &t->list[t->next];

		if (*e->reason && tell_one(e, "reason", e->reason, CLASS_CRM, s, fn, arg))
			return 1;
		snprintf(moment, sizeof moment, "%" PRId64, e->moment);
		if (e->bare && tell_one(e, event_key(e->event), moment, CLASS_DEAL, s, fn, arg))
			return 1;
	}
	return 0;
}

static struct stmt *begin_each(struct store *s, enum subject_kind kind, int64_t subject, struct err *err)
{
	struct stmt *st = db_stmt(s->db,
				  &history_sql[kind == SUBJECT_NONE	 ? HISTORY_EACH
					       : kind == SUBJECT_DEAL ? HISTORY_OF_DEAL
								      : HISTORY_OF_ONE],
				  err);

	if (st && kind != SUBJECT_NONE)
		db_int(st, 1, subject);
	if (st && kind != SUBJECT_NONE && kind != SUBJECT_DEAL)
		db_int(st, 2, kind);
	return st;
}

/* Changes and what was told count alike. */
struct handing {
	int (*fn)(void *arg, const struct history_row *row);
	void *arg;
	int64_t limit, n;
};

static int hand_on(void *arg, const struct history_row *row)
{
	struct handing *h = arg;

	return h->fn(h->arg, row) || ++h->n == h->limit;
}

int history_each(struct store *s, enum subject_kind kind, int64_t subject, int64_t limit,
		 int (*fn)(void *arg, const struct history_row *row), void *arg, struct err *err)
{
	struct handing h = { fn, arg, limit, 0 };
	bool tells = kind == SUBJECT_NONE || kind == SUBJECT_DEAL;
	struct telling t = { 0 };
	struct stmt *st = NULL;
	bool enough = false;
	int rc;

	if (access_act(s, "history", NULL))
		return 0;
	rc = tells ? telling_load(s, kind == SUBJECT_DEAL ? subject : 0, &t, err) : 0;
	if (!rc)
		rc = (st = begin_each(s, kind, subject, err)) ? 0 : -1;
	while (!rc && !enough && (rc = db_step(st, err)) == 1) {
		struct history_row row;

		rc = 0;
		if (read_row(s, st, &row))
			enough = tell_until(s, &t, row.group, hand_on, &h) || hand_on(&h, &row);
	}
	if (enough)
		db_reset(st);
	else if (!rc)
		tell_until(s, &t, 0, hand_on, &h);
	telling_done(&t);
	return rc;
}

/* An erased payload has lost its salt and its words and keeps its digest: the chain holds without them. */
static bool is_blank(struct store *s, size_t salt_n, const struct change *c)
{
	return !salt_n && !c->before && !c->after && db_scalar(s->db, &history_sql[HISTORY_ERASED], 0) > 0;
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
		const void *salt = db_col_blob(st, 0, &salt_n), *have = db_col_blob(st, 10, &n);
		struct change c = {
			.op = (enum change_op)db_col(st, 1),
			.kind = (enum subject_kind)db_col(st, 2),
			.subject = db_col(st, 3),
			.part = db_col_text(st, 4),
			.field = db_col_text(st, 5),
			.class = (enum field_class)db_col(st, 6),
			.owner = db_col(st, 7),
			.before = db_col_text(st, 8),
			.after = db_col_text(st, 9),
		};

		history_digest_change(salt, salt_n, &c, want);
		if (n != DIGEST_BYTES || (memcmp(have, want, n) && !is_blank(s, salt_n, &c))) {
			db_reset(st);
			return err_set(err, ERR_DB, "history: a change of group %lld was altered", (long long)id);
		}
		sha256_update(ctx, n, have);
	}
	return rc;
}

/* One group of the walk: its own digest, and the seal that ties it to the one before. */
static int verify_row(struct store *s, struct stmt *st, unsigned char *chain, struct err *err)
{
	struct group_head head = {
		.id = db_col(st, 0),
		.at_ms = db_col(st, 1),
		.real_at = db_col(st, 2),
		.member = db_col(st, 3),
		.kind = db_col(st, 4),
		.title = db_col_text(st, 5),
		.scope_kind = db_col(st, 9),
		.scope = db_col(st, 10),
		.undoes = db_col(st, 11),
		.import = db_col(st, 12),
	};
	unsigned char want[DIGEST_BYTES];
	struct sha256_ctx ctx;
	const void *have, *prev, *hash;
	size_t n, prev_n, hash_n;

	head.request = db_col_blob(st, 13, &head.request_n);
	history_digest_group(&ctx, &head);
	if (verify_group(s, head.id, &ctx, err))
		return -1;
	sha256_digest(&ctx, sizeof want, want);
	have = db_col_blob(st, 6, &n);
	prev = db_col_blob(st, 7, &prev_n);
	hash = db_col_blob(st, 8, &hash_n);
	if (n != DIGEST_BYTES || memcmp(have, want, n) || prev_n != DIGEST_BYTES || memcmp(prev, chain, prev_n))
		return err_set(err, ERR_DB, "history: group %lld does not fit the chain", (long long)head.id);
	digest_bytes(chain, DIGEST_BYTES, want, DIGEST_BYTES, chain);
	if (hash_n != DIGEST_BYTES || memcmp(hash, chain, hash_n))
		return err_set(err, ERR_DB, "history: the seal over group %lld was altered", (long long)head.id);
	return 0;
}

/* What hangs on no group, and groups marked as undone that are not, or the other way round. */
static int verify_rest(struct store *s, struct err *err)
{
	int64_t wrong = db_scalar(s->db, &history_sql[HISTORY_MARKS], 0);

	if (wrong)
		return err_set(err, ERR_DB, "history: what took group %lld back was altered", (long long)wrong);
	if (db_scalar(s->db, &history_sql[HISTORY_STRAYS], 0))
		return err_set(err, ERR_DB, "history: there are changes or seals of groups that are gone");
	return 0;
}

int history_verify(struct store *s, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_ALL_GROUPS], err);
	unsigned char chain[DIGEST_BYTES] = { 0 };
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1)
		if (!teeth_off("P41") && verify_row(s, st, chain, err)) {
			db_reset(st);
			return -1;
		}
	return rc ? -1 : verify_rest(s, err);
}

int history_happened(struct store *s, int64_t deal, int64_t limit, int (*fn)(void *arg, const struct happened *h), void *arg,
		     struct err *err)
{
	struct stmt *st;
	int rc = 0;

	if (access_act(s, "history", NULL))
		return 0;
	st = db_stmt(s->db, &history_sql[HISTORY_GROUPS], err);
	if (!st)
		return -1;
	db_int(st, 1, deal);
	access_bind(st, s);
	while (limit-- > 0 && (rc = db_step(st, err)) == 1) {
		struct happened h = { db_col(st, 0), db_col(st, 1), db_col(st, 2), (enum group_kind)db_col(st, 4),
				      db_col_text(st, 3) };

		if (fn(arg, &h))
			break;
	}
	if (rc == 1)
		db_reset(st);
	return rc < 0 ? -1 : 0;
}
