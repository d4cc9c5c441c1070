/* Writing history: edit(), its groups, their digests and the seals over them. Undo and redo stand in undo.c. */
#include "model/history.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/dict.h"
#include "model/digest.h"
#include "model/fact.h"
#include "model/history_private.h"
#include "model/member.h"
#include "model/private.h"
#include "model/teeth.h"
#include "model/unsure.h"

#include <nettle/sha2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SALT_BYTES 8

struct kept {
	enum change_op op;
	enum subject_kind kind;
	int64_t subject, owner;
	enum field_class class;
	char *part, *field, *before, *after;
};

struct group_state {
	struct group_open how;
	char *title;
	struct kept *kept;
	size_t cap;
	unsigned char digest[DIGEST_BYTES]; /* once it is closed */
};

static void hash_text(struct sha256_ctx *ctx, const char *s)
{
	uint8_t has = s != NULL;

	sha256_update(ctx, 1, &has);
	if (s)
		sha256_update(ctx, strlen(s) + 1, (const uint8_t *)s);
}

static void hash_int(struct sha256_ctx *ctx, int64_t v)
{
	uint8_t b[8];

	for (int i = 0; i < 8; i++)
		b[i] = (uint8_t)((uint64_t)v >> (8 * i));
	sha256_update(ctx, sizeof b, b);
}

void history_digest_change(const void *salt, size_t salt_n, const struct change *c, unsigned char *out)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, salt_n, salt);
	hash_int(&ctx, c->op);
	hash_int(&ctx, c->kind);
	hash_int(&ctx, c->subject);
	hash_text(&ctx, c->part);
	hash_text(&ctx, c->field);
	hash_int(&ctx, c->class);
	hash_int(&ctx, c->owner);
	hash_text(&ctx, c->before);
	hash_text(&ctx, c->after);
	sha256_digest(&ctx, DIGEST_BYTES, out);
}

void history_digest_group(struct sha256_ctx *ctx, const struct group_head *g)
{
	const int64_t numbers[] = { g->id,	   g->at_ms, g->real_at, g->member, g->kind,
				    g->scope_kind, g->scope, g->undoes,	 g->import, (int64_t)g->request_n };

	sha256_init(ctx);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		hash_int(ctx, numbers[i]);
	hash_text(ctx, g->title);
	if (g->request_n)
		sha256_update(ctx, g->request_n, g->request);
}

int group_change(struct group *g, const struct change *c, struct err *err)
{
	struct group_state *st = g->state;
	struct kept *k;

	(void)err;
	if (teeth_off("P40") && g->n)
		return 0;
	if (g->n == st->cap) {
		st->cap = st->cap ? st->cap * 2 : 8;
		st->kept = xrealloc(st->kept, st->cap * sizeof *st->kept);
	}
	k = &st->kept[g->n++];
	*k = (struct kept){ c->op,
			    c->kind,
			    c->subject,
			    c->owner,
			    c->class,
			    xstrdup(c->part ? c->part : ""),
			    xstrdup(c->field ? c->field : ""),
			    xstrdup(c->before),
			    xstrdup(c->after) };
	return 0;
}

void group_title(struct group *g, const char *title)
{
	free(g->state->title);
	g->state->title = xstrdup(title);
}

bool group_is_revert(const struct group *g)
{
	return g->state->how.kind == GROUP_REVERT;
}

void group_scope(struct group *g, enum subject_kind kind, int64_t subject)
{
	g->state->how.scope_kind = kind;
	g->state->how.scope = subject;
}

static int write_change(struct group *g, size_t n, unsigned char *digest, struct err *err)
{
	const struct kept *k = &g->state->kept[n];
	struct stmt *st = db_stmt(g->s->db, &history_sql[HISTORY_CHANGE], err);
	unsigned char salt[SALT_BYTES];

	if (!st)
		return -1;
	g->s->random(g->s, salt, sizeof salt);
	history_digest_change(salt, sizeof salt,
			      &(struct change){ k->op, k->kind, k->subject, k->part, k->field, k->class, k->owner,
						k->before, k->after },
			      digest);
	db_int(st, 1, g->id);
	db_int(st, 2, (int64_t)n);
	db_int(st, 3, k->op);
	db_int(st, 4, k->kind);
	db_int(st, 5, k->subject);
	db_text(st, 6, k->part);
	db_text(st, 7, k->field);
	db_int(st, 8, k->class);
	db_int(st, 9, k->owner);
	db_text(st, 10, k->before);
	db_text(st, 11, k->after);
	db_blob(st, 12, salt, sizeof salt);
	db_blob(st, 13, digest, DIGEST_BYTES);
	return db_run(st, err);
}

static int write_group(struct group *g, const unsigned char *digest, int64_t real_at, struct err *err)
{
	const struct group_state *state = g->state;
	struct stmt *st = db_stmt(g->s->db, &history_sql[HISTORY_GROUP], err);

	if (!st)
		return -1;
	db_int(st, 1, g->id);
	db_int(st, 2, g->at_ms);
	db_int(st, 3, real_at);
	db_int(st, 4, g->s->actor.member);
	if (state->how.request)
		db_blob(st, 5, state->how.request, REQUEST_BYTES);
	db_int(st, 6, state->how.kind);
	db_text(st, 7, state->title);
	db_int(st, 8, state->how.scope_kind);
	db_int(st, 9, state->how.scope);
	db_id(st, 10, state->how.undoes);
	db_int(st, 11, state->how.import);
	db_blob(st, 12, digest, DIGEST_BYTES);
	return db_run(st, err);
}

int history_last_seal(struct store *s, unsigned char *hash, int64_t *id, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_LAST_SEAL], err);
	size_t n;
	const void *p;
	int rc;

	memset(hash, 0, DIGEST_BYTES);
	*id = 0;
	if (!st)
		return -1;
	rc = db_step(st, err);
	if (rc == 1) {
		*id = db_col(st, 0);
		p = db_col_blob(st, 1, &n);
		memcpy(hash, p, n < DIGEST_BYTES ? n : DIGEST_BYTES);
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

static int write_seal(struct group *g, const unsigned char *digest, struct err *err)
{
	unsigned char prev[DIGEST_BYTES], hash[DIGEST_BYTES];
	struct stmt *st;
	int64_t id;

	if (history_last_seal(g->s, prev, &id, err))
		return -1;
	digest_bytes(prev, DIGEST_BYTES, digest, DIGEST_BYTES, hash);
	st = db_stmt(g->s->db, &history_sql[HISTORY_SEAL], err);
	if (!st)
		return -1;
	db_int(st, 1, id + 1);
	db_int(st, 2, g->id);
	db_blob(st, 3, prev, DIGEST_BYTES);
	db_blob(st, 4, hash, DIGEST_BYTES);
	return db_run(st, err);
}

static void digest_head(const struct group *g, int64_t real_at, struct sha256_ctx *ctx)
{
	const struct group_open *how = &g->state->how;

	history_digest_group(ctx, &(struct group_head){ .id = g->id,
							.at_ms = g->at_ms,
							.real_at = real_at,
							.member = g->s->actor.member,
							.kind = how->kind,
							.scope_kind = how->scope_kind,
							.scope = how->scope,
							.undoes = how->undoes,
							.import = how->import,
							.title = g->state->title,
							.request = how->request,
							.request_n = how->request ? REQUEST_BYTES : 0 });
}

/* The changes' digests go into the group's, so the group is digested before any of them is written. */
static int close_group(struct group *g, struct err *err)
{
	struct sha256_ctx ctx;
	unsigned char digest[DIGEST_BYTES], *each = xmalloc(g->n * DIGEST_BYTES);
	int64_t real_at = g->s->real_now(g->s);
	int rc;

	/* The row of the group is written first (changes refer to it) with its digest set at the end. */
	memset(digest, 0, sizeof digest);
	rc = write_group(g, digest, real_at, err);
	digest_head(g, real_at, &ctx);
	for (size_t i = 0; !rc && i < g->n; i++) {
		rc = write_change(g, i, each + i * DIGEST_BYTES, err);
		sha256_update(&ctx, DIGEST_BYTES, each + i * DIGEST_BYTES);
	}
	free(each);
	sha256_digest(&ctx, DIGEST_BYTES, digest);
	if (!rc) {
		struct stmt *st = db_stmt(g->s->db, &history_sql[HISTORY_DIGEST], err);

		if (!st)
			return -1;
		db_int(st, 1, g->id);
		db_blob(st, 2, digest, DIGEST_BYTES);
		rc = db_run(st, err);
	}
	memcpy(g->state->digest, digest, DIGEST_BYTES);
	return rc ? rc : write_seal(g, digest, err);
}

struct editing {
	struct store *s;
	const struct group_open *how;
	int (*fn)(struct store *s, struct group *g, void *arg, struct err *err);
	void *arg;
	int64_t id;
	struct unsure unsure; /* the group, as it was to be stored */
};

static void keep_unsure(struct editing *e, const struct group *g)
{
	e->unsure.group = g->id;
	memcpy(e->unsure.digest, g->state->digest, UNSURE_DIGEST);
	snprintf(e->unsure.title, sizeof e->unsure.title, "%s", g->state->title);
}

static int64_t group_of_request(struct store *s, const unsigned char *request, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_REQUEST], err);

	if (!st)
		return -1;
	db_blob(st, 1, request, REQUEST_BYTES);
	return db_first_id(st, err);
}

static void state_done(struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		free(g->state->kept[i].part);
		free(g->state->kept[i].field);
		free(g->state->kept[i].before);
		free(g->state->kept[i].after);
	}
	free(g->state->kept);
	free(g->state->title);
}

/* What was asked before the transaction was asked of the roles of then. */
static int still_may(struct store *s, struct err *err)
{
	struct buf roles = { 0 };
	int rc = store_reload_actor(s, err);

	if (rc < 0)
		return -1;
	if (s->actor.gone)
		return access_stranger(s, err);
	if (!rc || teeth_off("P38-late"))
		return 0;
	actor_roles(&s->actor, &roles);
	err_set(err, ERR_ROLE, "the roles of %s were changed meanwhile, to %s; nothing was written", s->actor.login,
		roles.len ? buf_str(&roles) : "none");
	buf_done(&roles);
	return -1;
}

static int run_edit(void *arg, struct err *err)
{
	struct editing *e = arg;
	struct store *s = e->s;
	struct group_state state = { .how = *e->how, .title = xstrdup(e->how->title ? e->how->title : "") };
	struct group g = { .s = s, .at_ms = s->now(s), .state = &state };
	int rc = 0;

	if (still_may(s, err)) {
		free(state.title);
		return -1;
	}
	if (e->how->request) {
		e->id = group_of_request(s, e->how->request, err);
		if (e->id) { /* saved before: this is the same save told again */
			free(state.title);
			return e->id < 0 ? -1 : 0;
		}
	}
	g.id = db_next_id(s->db, "grp", 1, err);
	if (g.id < 0)
		rc = -1;
	if (!rc)
		rc = e->fn(s, &g, e->arg, err);
	if (!rc)
		rc = facts_write(s, err);
	if (!rc && (g.n || g.events)) {
		rc = close_group(&g, err);
		e->id = g.id;
		if (!rc)
			keep_unsure(e, &g);
	}
	state_done(&g);
	return rc;
}

int edit(struct store *s, const struct group_open *how,
	 int (*fn)(struct store *s, struct group *g, void *arg, struct err *err), void *arg, int64_t *id,
	 struct err *err)
{
	struct editing e = { s, how, fn, arg, 0, { 0 } };
	int64_t newest = dict_newest(s);
	size_t known = member_known(s);
	bool whole = !db_in_tx(s->db);

	if (!s->actor.member)
		return access_stranger(s, err);
	/* A save with an id of its own cannot be told twice. */
	if (whole && !how->request && unsure_ask(s, err))
		return -1;
	if (db_tx(s->db, run_edit, &e, err) && (!whole || !e.unsure.group || unsure_settle(s, &e.unsure, err))) {
		facts_forget(s);
		if (whole) { /* what it made has no row: the next one makes it again */
			dict_take_back(s, newest);
			member_take_back(s, known);
		}
		return -1;
	}
	if (id)
		*id = e.id;
	return 0;
}

#define ROW_COLUMNS                                                                                                  \
	"select g.id, g.at_ms, g.real_at, g.member, c.subject, c.owner, g.kind, c.subject_kind, c.op, g.title, "     \
	"c.part,"                                                                                                    \
	" c.field, c.before, c.after, c.class"

/* Whose deal a change belongs to now: who may read it follows the deal to its new owner. An action of the team is its
 * own owner's. */
#define OWNER_NOW                                                                                                      \
	" case when c.subject_kind in (1, 4, 5, 6) then (select d.owner from deal d where d.id = c.subject)"         \
	" when c.subject_kind in (7, 8) then (select d.owner from form f join deal d on d.id = f.deal where f.id = " \
	"c.subject)"                                                                                                 \
	" when c.subject_kind = 9 then (select d.owner from form_value v join form f on f.id = v.form"               \
	" join deal d on d.id = f.deal where v.id = c.subject)"                                                      \
	" when c.subject_kind = 10 then (select d.owner from item i join deal d on d.id = i.deal"                    \
	" where i.id = c.subject)"                                                                                   \
	" when c.subject_kind = 11 then (select case when a.deal = 0 then a.owner else d.owner end from action a"    \
	" left join deal d on d.id = a.deal where a.id = c.subject)"                                                 \
	" when c.subject_kind = 12 then (select d.owner from outbox o join deal d on d.id = o.subject"               \
	" where o.id = c.subject)"                                                                                   \
	" when c.subject_kind = 16 then (select d.owner from filed x join form f on f.id = x.form"                   \
	" join deal d on d.id = f.deal where x.id = c.subject)"                                                      \
	" when c.subject_kind = 17 then (select d.owner from approval p join deal d on d.id = p.subject"             \
	" where p.id = c.subject)"                                                                                   \
	" when c.subject_kind = 19 then (select d.owner from snooze z join deal d on d.id = z.deal"                  \
	" where z.id = c.subject)"                                                                                   \
	" when c.subject_kind = 21 then (select d.owner from selection z join deal d on d.id = z.deal"               \
	" where z.id = c.subject)"                                                                                   \
	" when c.subject_kind = 22 then (select d.owner from interview z join deal d on d.id = z.deal"               \
	" where z.id = c.subject)"                                                                                   \
	" when c.subject_kind = 23 then (select d.owner from interview_note x join interview z on z.id = x.interview" \
	" join deal d on d.id = z.deal where x.id = c.subject)"                                                      \
	" when c.subject_kind in (26, 27) then (select d.owner from coding_pass x join interview z"                  \
	" on z.id = x.interview join deal d on d.id = z.deal where x.id = c.subject)"                                \
	" when c.subject_kind = 28 then (select d.owner from code y join coding_pass x on x.id = y.pass"             \
	" join interview z on z.id = x.interview join deal d on d.id = z.deal where y.id = c.subject)"               \
	" when c.subject_kind = 29 then (select d.owner from interview z join deal d on d.id = z.deal"               \
	" where z.id = c.subject)"                                                                                   \
	" else c.owner end"

/* Every change of deal $1 and of what hangs on it. */
#define OF_DEAL                                                                                                        \
	"((c.subject_kind in (1, 4, 5, 6) and c.subject = $1)"                                                       \
	" or (c.subject_kind in (7, 8) and c.subject in (select f.id from form f where f.deal = $1))"                \
	" or (c.subject_kind = 9 and c.subject in (select v.id from form_value v join form f on f.id = v.form"       \
	" where f.deal = $1))"                                                                                       \
	" or (c.subject_kind = 10 and c.subject in (select i.id from item i where i.deal = $1))"                     \
	" or (c.subject_kind = 11 and c.subject in (select a.id from action a where a.deal = $1))"                   \
	" or (c.subject_kind = 12 and c.subject in (select o.id from outbox o where o.subject_kind = 1"              \
	" and o.subject = $1))"                                                                                      \
	" or (c.subject_kind = 16 and c.subject in (select x.id from filed x join form f on f.id = x.form"           \
	" where f.deal = $1))"                                                                                         \
	" or (c.subject_kind = 17 and c.subject in (select p.id from approval p where p.subject_kind = 1"            \
	" and p.subject = $1))"                                                                                      \
	" or (c.subject_kind = 19 and c.subject in (select z.id from snooze z where z.deal = $1))"                   \
	" or (c.subject_kind = 21 and c.subject in (select z.id from selection z where z.deal = $1))"                \
	" or (c.subject_kind = 22 and c.subject in (select z.id from interview z where z.deal = $1))"                \
	" or (c.subject_kind = 23 and c.subject in (select x.id from interview_note x join interview z"              \
	" on z.id = x.interview where z.deal = $1)))"

#define ROW_FROM " from change c join grp g on g.id = c.grp"

/* By anybody but member $2, later than group $3 and in force; the newest. */
#define OTHERS                                                                                                       \
	" and (cast($2 as bigint) = 0 or g.member <> $2) and g.id > $3 and g.undone_by = 0"                          \
	" and g.kind in (0, 2, 3) order by g.id desc limit 1"

/* The list of actions and messages, whose scope is any action, takes back what was done to those of a deal too. */
#define OF_WORK(g)                                                                                                   \
	" or ($2 = 11 and $3 = 0 and " g ".scope_kind = 1 and exists (select 1 from change w where w.grp = " g ".id"  \
	" and w.subject_kind in (11, 12)))"                                                                             \
	/* the queue of handoffs, whose scope is any filed packet: deals, and packets with the customer's form */      \
	" or ($2 = 16 and $3 = 0 and (" g ".scope_kind = 1 or (" g ".scope_kind = 7 and exists (select 1 from form o"   \
	" where o.id = " g ".scope and o.kind in (2, 3)))))"

/* What an import told of the deals that came with it is in the import, as its rows are. */
#define TOLD                                                                                                         \
	"select g.id, g.at_ms, g.real_at, g.member, e.subject, d.owner, g.kind, e.kind, e.at_ms, e.reason, g.title,"  \
	" case when exists (select 1 from change c where c.grp = g.id) then 0 else 1 end from event e"               \
	" join grp g on g.id = e.group_id join deal d on d.id = e.subject where e.subject_kind = 1"                   \
	" and (e.reason <> '' or not exists (select 1 from change c where c.grp = g.id)) and " ACCESS_DEAL("d")
#define TOLD_ORDER " order by g.id desc, e.id"

const struct sql history_sql[] = {
	[HISTORY_GROUP] = { "grp_insert", "insert into grp (id, at_ms, real_at, member, request, kind, title, "
					  "scope_kind, scope, undoes, import, digest)"
					  " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)" },
	[HISTORY_DIGEST] = { "grp_digest", "update grp set digest = $2 where id = $1" },
	[HISTORY_CHANGE] = { "change_insert",
			     "insert into change (grp, n, op, subject_kind, subject, part, field, class, owner, "
			     "before, after, salt,"
			     " digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" },
	[HISTORY_LAST_SEAL] = { "seal_last", "select id, hash from seal order by id desc limit 1" },
	[HISTORY_SEAL] = { "seal_insert", "insert into seal (id, to_grp, prev, hash) values ($1, $2, $3, $4)" },
	[HISTORY_REQUEST] = { "grp_request", "select id from grp where request = $1" },
	[HISTORY_UNDO_NEXT] = { "undo_next", "select id, kind, title, import from grp where member = $1 and kind in "
					     "(0, 3, 5) and undone_by = 0"
					     /* the board, whose scope is any deal, takes back an import too */
					     " and ($2 = 0 or scope_kind = $2 or ($2 = 1 and $3 = 0 and kind = 3)"
					     OF_WORK("grp") ") and ($3 = 0 or scope = $3)"
					     " order by id desc limit 1" },
	[HISTORY_REDO_NEXT] = { "redo_next", "select g.id, g.kind, g.title, g.undoes from grp g where g.member = $1 "
					     "and g.kind = 1 and g.undone_by = 0"
					     " and ($2 = 0 or g.scope_kind = $2" OF_WORK("g") ") and ($3 = 0 or g.scope = $3)"
					     " order by g.id desc limit 1" },
	[HISTORY_NEWER_EDIT] = { "newer_edit",
				 "select count(*) from grp where member = $1 and kind in (0, 3, 4, 5) and id > $4"
				 " and ($2 = 0 or scope_kind = $2" OF_WORK("grp") ") and ($3 = 0 or scope = $3)" },
	[HISTORY_CHANGES_OF] = { "changes_of", "select op, subject_kind, subject, part, field, class, owner, before, "
					       "after from change where grp = $1"
					       " order by n desc" },
	[HISTORY_SET_UNDONE] = { "grp_undone", "update grp set undone_by = $2 where id = $1" },
	[HISTORY_LAST_OTHER] = { "change_last_other", "select g.member, g.at_ms, c.subject_kind, c.part, c.field, "
						      "c.op, c.subject from change c join grp g on g.id = c.grp"
						      " where c.subject_kind = $1 and c.subject = $4 and c.part = $5 "
						      "and (c.field = $6 or c.op <> 1)" OTHERS },
	[HISTORY_WHOLE_DEAL] = { "change_whole_deal", "select g.member, g.at_ms, c.subject_kind, c.part, c.field, "
						      "c.op, c.subject from change c join grp g on g.id = c.grp"
						      " where " OF_DEAL OTHERS },
	[HISTORY_WHOLE_FORM] = { "change_whole_form", "select g.member, g.at_ms, c.subject_kind, c.part, c.field, "
						      "c.op, c.subject from change c join grp g on g.id = c.grp"
						      " where ((c.subject_kind in (7, 8) and c.subject = $1)"
						      " or (c.subject_kind = 9 and c.subject in (select v.id from "
						      "form_value v where v.form = $1))"
						      " or (c.subject_kind = 10 and c.subject in (select i.id from "
						      "form f join item i on i.deal = f.deal and i.form = f.id"
						      " where f.id = $1)))" OTHERS },
	[HISTORY_WHOLE_ROW] = { "change_whole_row", "select g.member, g.at_ms, c.subject_kind, c.part, c.field, "
						      "c.op, c.subject from change c join grp g on g.id = c.grp"
						      " where c.subject_kind = $4 and c.subject = $1" OTHERS },
	[HISTORY_EVENT_OTHER] = { "event_of_other",
				  "select member, told_ms, kind from event where subject_kind = 1 and subject = $1 "
				  "and member <> $2"
				  " and group_id > $3 and undone_by is null order by id desc limit 1" },
	[HISTORY_DEAL_OF] = { "change_deal_of", "select d.id, d.owner from deal d where d.id = case cast($1 as bigint)"
						" when 7 then (select f.deal from form f where f.id = $2)"
						" when 8 then (select f.deal from form f where f.id = $2)"
						" when 9 then (select f.deal from form_value v join form f on f.id = v.form"
						" where v.id = $2)"
						" when 10 then (select i.deal from item i where i.id = $2)"
						" when 11 then (select a.deal from action a where a.id = $2)"
						" when 12 then (select o.subject from outbox o where o.id = $2)"
						" when 16 then (select f.deal from filed x join form f on f.id = x.form"
						" where x.id = $2)"
						" when 19 then (select z.deal from snooze z where z.id = $2)"
						" when 21 then (select z.deal from selection z where z.id = $2)"
						" when 22 then (select z.deal from interview z where z.id = $2)"
						" when 23 then (select z.deal from interview_note x join interview z"
						" on z.id = x.interview where x.id = $2)"
						" when 26 then (select z.deal from coding_pass x join interview z"
						" on z.id = x.interview where x.id = $2)"
						" when 27 then (select z.deal from coding_pass x join interview z"
						" on z.id = x.interview where x.id = $2)"
						" when 28 then (select z.deal from code y join coding_pass x on x.id = y.pass"
						" join interview z on z.id = x.interview where y.id = $2)"
						" when 29 then (select z.deal from interview z where z.id = $2)"
						" else cast($2 as bigint) end" },
	[HISTORY_EACH] = { "history_each", ROW_COLUMNS "," OWNER_NOW ROW_FROM " order by c.grp desc, c.n" },
	[HISTORY_WRITER] = { "history_writer", "select g.member, g.at_ms from change c join grp g on g.id = c.grp"
					       " where c.subject_kind = $1 and c.subject = $2 and ($3 = '' or c.field = $3)"
					       " order by c.grp desc limit 1" },
	[HISTORY_OF_DEAL] = { "history_of_deal", ROW_COLUMNS
			      "," OWNER_NOW ROW_FROM " where " OF_DEAL " order by c.grp desc, c.n" },
	/* Also what only told an event (kickoff held, SOW sent): it changes no row. */
	[HISTORY_GROUPS] = { "history_groups_of", "select g.id, g.at_ms, g.member, g.title, g.kind from grp g join deal d on d.id = $1"
			     " where (g.id in (select c.grp from change c where " OF_DEAL ") or g.id in (select e.group_id from event e"
			     " where e.subject_kind = 1 and e.subject = $1)) and " ACCESS_DEAL("d") " order by g.id desc" },
	[HISTORY_OF_ONE] = { "history_of_one",
			     ROW_COLUMNS "," OWNER_NOW ROW_FROM
					 " where c.subject_kind = $2 and c.subject = $1 order by c.grp desc, c.n" },
	[HISTORY_ALL_GROUPS] = { "history_groups", "select g.id, g.at_ms, g.real_at, g.member, g.kind, g.title, "
						   "g.digest, s.prev, s.hash, g.scope_kind, g.scope,"
						   " g.undoes, g.import, g.request from grp g left join seal s on "
						   "s.to_grp = g.id order by g.id" },
	[HISTORY_ALL_CHANGES] = { "history_changes", "select salt, op, subject_kind, subject, part, field, class, "
						     "owner, before, after, digest from change"
						     " where grp = $1 order by n" },
	[HISTORY_STRAYS] = { "history_strays", "select (select count(*) from change c where not exists (select 1 "
					       "from grp g where g.id = c.grp))"
					       " + (select count(*) from seal s where not exists (select 1 from grp "
					       "g where g.id = s.to_grp))" },
	/* A group is undone by the newest group in force that takes it back, and by no other. */
	[HISTORY_MARKS] = { "history_marks", "select g.id from grp g where g.kind in (0, 1) and g.undone_by <>"
					     " coalesce((select max(x.id) from grp x where x.undoes = g.id and "
					     "x.undone_by = 0), 0) order by g.id limit 1" },
	[HISTORY_TOLD] = { "history_told", TOLD " and cast($1 as bigint) = 0" TOLD_ORDER },
	[HISTORY_TOLD_OF] = { "history_told_of", TOLD " and e.subject = $1" TOLD_ORDER },
	[HISTORY_ERASED] = { "history_erased", "select count(*) from grp where kind = 6" },
	{ NULL, NULL },
};
