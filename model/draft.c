#include "model/draft.h"

#include "model/buf.h"
#include "model/draft_long.h"
#include "model/draft_writer.h"
#include "model/private.h"
#include "model/teeth.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { DRAFT_PUT, DRAFT_MOVE, DRAFT_CLEAR, DRAFT_GET, DRAFT_DROP_PIECES, DRAFT_DROP, DRAFT_MINE, DRAFT_OTHERS };
enum { SAVED_REQUEST };

void draft_done(struct draft *d)
{
	free(d->body);
	d->body = NULL;
}

int64_t draft_base(const char *text)
{
	return text ? (int64_t)(XXH3_64bits(text, strlen(text)) & INT64_MAX) : -1;
}

int drafts_open(struct store *s, struct err *err)
{
	struct buf path = { 0 };
	int rc;

	draft_writer_rest(s);
	if (s->drafts)
		return 0;
	if (s->path)
		buf_printf(&path, "%s-drafts", s->path);
	rc = db_open(&s->drafts, s->path ? buf_str(&path) : NULL,
		     DB_CREATE | DB_DRAFTS | DB_SCREEN | (s->path ? 0 : DB_MEMORY), err);
	buf_done(&path);
	return rc;
}

void draft_request(struct store *s, struct draft *d)
{
	s->random(s, d->request, sizeof d->request);
}

static void bind_key(struct store *s, struct stmt *st, enum subject_kind kind, int64_t subject, const char *field,
		     int64_t item, int64_t layer)
{
	db_int(st, 1, kind);
	db_int(st, 2, subject);
	db_text(st, 3, field);
	db_int(st, 4, item);
	db_int(st, 5, layer);
	db_int(st, 6, s->actor.member);
}

struct writing {
	struct store *s;
	const struct draft *d;
	size_t n;
};

static int put_row(struct writing *w, const struct sql *sql, int64_t session, struct err *err)
{
	const struct draft *d = w->d;
	struct stmt *st = db_stmt(w->s->drafts, sql, err);

	if (!st)
		return -1;
	bind_key(w->s, st, d->kind, d->subject, d->field, d->item, d->layer);
	db_int(st, 7, d->base_rev);
	db_textn(st, 8, d->body && !session ? d->body : "", session ? 0 : d->len);
	db_int(st, 9, d->cursor);
	db_int(st, 10, d->live_ms);
	db_blob(st, 11, d->request, sizeof d->request);
	db_int(st, 12, d->at_ms);
	db_int(st, 13, session);
	return db_run(st, err);
}

/* What changed in a long text since this store wrote it. 1; 0: it must be written whole; -1. */
static int change_row(struct writing *w, struct err *err)
{
	int64_t session = draft_long_session(w->s);

	if (!session)
		return 0;
	if (put_row(w, &draft_sql[DRAFT_MOVE], session, err))
		return -1;
	if (db_changes(w->s->drafts) != 1 && !teeth_off("draft-session"))
		return 0;
	return draft_long_change(w->s, w->d->body, w->d->len, err);
}

static int clear_pieces(struct writing *w, struct err *err)
{
	const struct draft *d = w->d;
	struct stmt *st = db_stmt(w->s->drafts, &draft_sql[DRAFT_CLEAR], err);

	if (!st)
		return -1;
	bind_key(w->s, st, d->kind, d->subject, d->field, d->item, d->layer);
	return db_run(st, err);
}

static int write_row(void *arg, struct err *err)
{
	struct writing *w = arg;
	const struct draft *d = w->d;
	int64_t session = 0;
	int rc = d->len > DRAFT_LONG ? change_row(w, err) : 0;

	if (rc)
		return rc < 0 ? -1 : 0;
	if (clear_pieces(w, err) || (d->len > DRAFT_LONG && draft_long_put(w->s, d->body, d->len, &session, err)))
		return -1;
	return put_row(w, &draft_sql[DRAFT_PUT], session, err);
}

int draft_write(struct store *s, const struct draft *d, struct err *err)
{
	return drafts_open(s, err) ? -1 : draft_write_alone(s, d, err);
}

int draft_write_alone(struct store *s, const struct draft *d, struct err *err)
{
	struct writing w = { s, d, 1 };
	int rc;

	/* The twin of P1: says it is kept and keeps nothing. */
	if (teeth_off("draft"))
		return 0;
	rc = db_tx(s->drafts, write_row, &w, err);
	if (rc)
		draft_long_forget(s);
	return rc;
}

static int read_body(struct store *s, struct stmt *st, struct draft *d, struct err *err)
{
	int64_t session = db_col(st, 12);
	struct buf text = { 0 };
	int rc = 0;

	if (session) {
		rc = draft_long_get(s, session, &text, err);
	} else {
		size_t len = 0;
		const char *body = db_col_blob(st, 7, &len);

		if (len)
			buf_add(&text, body, len);
	}
	d->len = text.len;
	d->body = buf_take(&text);
	return rc;
}

static int read_draft(struct store *s, struct stmt *st, struct draft *d, struct err *err)
{
	const char *field = db_col_text(st, 2);
	const unsigned char *request;
	size_t n = 0;

	*d = (struct draft){
		.kind = (enum subject_kind)db_col(st, 0), .subject = db_col(st, 1), .item = db_col(st, 3),
		.layer = db_col(st, 4), .member = db_col(st, 5), .base_rev = db_col(st, 6), .cursor = db_col(st, 8),
		.live_ms = db_col(st, 9), .at_ms = db_col(st, 11),
	};
	strncpy(d->field, field ? field : "", sizeof d->field - 1);
	request = db_col_blob(st, 10, &n);
	if (request)
		memcpy(d->request, request, n < sizeof d->request ? n : sizeof d->request);
	return read_body(s, st, d, err);
}

int draft_get(struct store *s, enum subject_kind kind, int64_t subject, const char *field, int64_t item,
	      int64_t layer, struct draft *out, struct err *err)
{
	struct stmt *st;
	int rc;

	*out = (struct draft){ 0 };
	if (drafts_open(s, err))
		return -1;
	st = db_stmt(s->drafts, &draft_sql[DRAFT_GET], err);
	if (!st)
		return -1;
	bind_key(s, st, kind, subject, field, item, layer);
	rc = db_step(st, err);
	if (rc == 1) {
		if (read_draft(s, st, out, err)) {
			draft_done(out);
			rc = -1;
		}
		db_reset(st);
	}
	return rc;
}

static int drop_row(struct writing *w, const struct draft *d, struct err *err)
{
	struct stmt *st;
	int rc = 0;

	for (int i = DRAFT_DROP_PIECES; !rc && i <= DRAFT_DROP; i++) {
		st = db_stmt(w->s->drafts, &draft_sql[i], err);
		if (!st)
			return -1;
		bind_key(w->s, st, d->kind, d->subject, d->field, d->item, d->layer);
		db_blob(st, 7, d->request, sizeof d->request);
		rc = db_run(st, err);
	}
	return rc;
}

static int drop_rows(void *arg, struct err *err)
{
	struct writing *w = arg;
	int rc = 0;

	for (size_t i = 0; !rc && i < w->n; i++)
		rc = drop_row(w, &w->d[i], err);
	return rc;
}

int drafts_drop(struct store *s, const struct draft *all, size_t n, struct err *err)
{
	struct writing w = { s, all, n };

	return drafts_open(s, err) ? -1 : db_tx(s->drafts, drop_rows, &w, err);
}

int draft_drop(struct store *s, const struct draft *d, struct err *err)
{
	return drafts_drop(s, d, 1, err);
}

/* 1: a group carries this request, so its text stands in the database; 0; -1. */
int draft_is_saved(struct store *s, const unsigned char *request, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &draft_saved_sql[SAVED_REQUEST], err);
	int rc;

	if (!st)
		return -1;
	db_blob(st, 1, request, 16);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc;
}

int draft_store(struct store *s, const struct draft *d,
		int (*save)(struct store *s, const struct draft *d, void *arg, struct err *err), void *arg,
		struct err *err)
{
	int rc;

	if (teeth_off("P8"))
		draft_drop(s, d, NULL);
	rc = save(s, d, arg, err);
	/* A COMMIT that was told failed may have been stored. */
	if (rc && draft_is_saved(s, d->request, NULL) != 1)
		return -1;
	if (rc)
		err_clear(err);
	/* One that stays is dropped at the next start: its request stands in the database. */
	draft_drop(s, d, NULL);
	return 0;
}

/* Drafts of the actor, newest first. The caller frees the bodies and the array. */
static int read_all(struct store *s, struct draft **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->drafts, &draft_sql[DRAFT_MINE], err);
	int rc;

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, s->actor.member);
	while ((rc = db_step(st, err)) == 1) {
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		if (read_draft(s, st, &(*out)[(*n)++], err)) {
			db_reset(st);
			return -1;
		}
	}
	return rc;
}

int drafts_recover(struct store *s, int (*fn)(void *arg, const struct draft *d), void *arg, struct err *err)
{
	struct draft *all = NULL;
	size_t n = 0;
	int rc;

	if (drafts_open(s, err))
		return -1;
	rc = read_all(s, &all, &n, err);
	for (size_t i = 0; i < n; i++) {
		int saved = rc ? -1 : teeth_off("P7-saved") ? 0 : draft_is_saved(s, all[i].request, err);

		if (!rc)
			rc = saved < 0 ? -1 : saved ? draft_drop(s, &all[i], err) : fn ? fn(arg, &all[i]) : 0;
		/* The twin of P7: gone before anybody chose. */
		if (teeth_off("P7"))
			draft_drop(s, &all[i], NULL);
		draft_done(&all[i]);
	}
	free(all);
	return rc;
}

int drafts_of_others(struct store *s, int64_t form, int64_t since_ms, int (*fn)(void *arg, const struct draft *d),
		     void *arg, struct err *err)
{
	struct stmt *st;
	int rc;

	if (drafts_open(s, err))
		return -1;
	st = db_stmt(s->drafts, &draft_sql[DRAFT_OTHERS], err);
	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, s->actor.member);
	db_int(st, 3, since_ms);
	db_int(st, 4, SUBJECT_FORM_VALUE);
	db_int(st, 5, SUBJECT_ITEM);
	while ((rc = db_step(st, err)) == 1) {
		struct draft d = { .kind = (enum subject_kind)db_col(st, 0), .subject = form, .layer = db_col(st, 2),
				   .member = db_col(st, 3), .at_ms = db_col(st, 4) };
		const char *field = db_col_text(st, 1);

		strncpy(d.field, field ? field : "", sizeof d.field - 1);
		if (fn(arg, &d)) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

#define DRAFT_KEY "subject_kind = $1 and subject = $2 and field = $3 and item = $4 and layer = $5 and member = $6"
#define DRAFT_COLUMNS "select subject_kind, subject, field, item, layer, member, base_rev, body, cursor, live_ms," \
		      " request, at_ms, session from draft "

/* Statements of the drafts file, which has a schema of its own. */
const struct sql draft_sql[] = {
	[DRAFT_PUT] = { "draft_put", "insert into draft (subject_kind, subject, field, item, layer, member, session,"
				     " base_rev, body, cursor, live_ms, request, at_ms)"
				     " values ($1, $2, $3, $4, $5, $6, $13, $7, $8, $9, $10, $11, $12)"
				     " on conflict (subject_kind, subject, field, item, layer, member) do update set"
				     " session = excluded.session, base_rev = excluded.base_rev, body = excluded.body, cursor = excluded.cursor,"
				     " live_ms = excluded.live_ms, request = excluded.request, at_ms = excluded.at_ms" },
	[DRAFT_MOVE] = { "draft_move", "update draft set base_rev = $7, cursor = $9, live_ms = $10, request = $11,"
				       " at_ms = $12 where " DRAFT_KEY " and session = $13" },
	[DRAFT_CLEAR] = { "draft_clear", "delete from draft_piece where session = (select session from draft where "
					 DRAFT_KEY ")" },
	[DRAFT_GET] = { "draft_get", DRAFT_COLUMNS "where " DRAFT_KEY },
	[DRAFT_DROP_PIECES] = { "draft_drop_pieces", "delete from draft_piece where session = (select session from draft"
						     " where " DRAFT_KEY " and request = $7)" },
	[DRAFT_DROP] = { "draft_drop", "delete from draft where " DRAFT_KEY " and request = $7" },
	[DRAFT_MINE] = { "draft_mine", DRAFT_COLUMNS "where member = $1 order by at_ms desc, field" },
	[DRAFT_OTHERS] = { "draft_others", "select subject_kind, field, layer, member, at_ms from draft where subject = $1"
					   " and member <> $2 and at_ms >= $3 and (subject_kind = $4 or subject_kind = $5)"
					   " order by at_ms" },
	{ NULL, NULL },
};
/* Of the database. */
const struct sql draft_saved_sql[] = {
	[SAVED_REQUEST] = { "draft_is_saved", "select 1 from grp where request = $1" },
	{ NULL, NULL },
};
