#include "model/erase.h"
#include "model/erase_private.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/company.h"
#include "model/contact.h"
#include "model/draft.h"
#include "model/history.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <nettle/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ERASE_KEY, ERASE_BURY, ERASE_FIND, ERASE_PERSON, ERASE_PERSON_ROW, ERASE_PERSON_SUM, ERASE_RESPONDENTS, ERASE_SPEAKERS,
       ERASE_NAMESAKES, ERASE_OWN, ERASE_BLANK, ERASE_CHANGES, ERASE_TITLES, ERASE_FILED, ERASE_ANY };
enum { BURIED_EMAIL = 1, BURIED_NAME };
#define PHONE_LEAST 6 /* shorter ones are parts of other numbers */
#define ERASED_NAME "(erased)"

struct erasing {
	struct store *s;
	struct person p;
	struct erased *out;
	const char *needle[3]; /* ended by NULL */
};

/* ---- masking ---- */

/* The length of a needle that stands at `at`, whatever the case of its ASCII letters; 0 none. */
static size_t needle_at(const struct erasing *e, const char *at)
{
	for (size_t i = 0; i < 3 && e->needle[i]; i++)
		if (!strncasecmp(at, e->needle[i], strlen(e->needle[i])))
			return strlen(e->needle[i]);
	return 0;
}

/* Each code point of what is found becomes a *. False: there is none of it. */
static bool mask(const struct erasing *e, const char *text, struct buf *out)
{
	bool found = false;

	buf_clear(out);
	if (teeth_off("P42"))
		return false;
	while (*text) {
		size_t n = needle_at(e, text);

		if (!n) {
			buf_putc(out, *text++);
			continue;
		}
		found = true;
		for (; n; n--, text++)
			if (((unsigned char)*text & 0xc0) != 0x80)
				buf_putc(out, *text == ' ' ? ' ' : '*');
	}
	return found;
}

/* ---- fields and texts ---- */

struct found {
	int64_t *id;
	char **text;
	size_t n;
};

static void keep(struct found *f, int64_t id, const char *text)
{
	f->id = xrealloc(f->id, (f->n + 1) * sizeof *f->id);
	f->text = xrealloc(f->text, (f->n + 1) * sizeof *f->text);
	f->id[f->n] = id;
	f->text[f->n++] = xstrdup(text);
}

static void found_done(struct found *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->text[i]);
	free(f->id);
	free(f->text);
}

static int look_through(struct erasing *e, const struct erase_place *p, struct found *f, struct err *err)
{
	struct stmt *st = db_stmt(e->s->db, &erase_place_sql[p->read], err);
	struct buf masked = { 0 };
	int rc = -1;

	while (st && (rc = db_step(st, err)) == 1)
		if (mask(e, db_col_text(st, 1), &masked))
			keep(f, db_col(st, 0), buf_str(&masked));
	buf_done(&masked);
	return rc;
}

static int sum_anew(struct store *s, const struct sql *row, const struct sql *sum, int64_t id, struct err *err)
{
	struct stmt *st = db_stmt(s->db, row, err), *set = db_stmt(s->db, sum, err);
	int64_t value;

	if (!st || !set)
		return -1;
	db_int(st, 1, id);
	if (db_step(st, err) != 1)
		return -1;
	value = rowsum_read(st, db_cols(st) - 3);
	db_reset(st);
	db_int(set, 1, id);
	db_int(set, 2, value);
	return db_run(set, err);
}

static int put_back(struct erasing *e, const struct erase_place *p, const struct found *f, struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		struct stmt *st = db_stmt(e->s->db, &erase_place_sql[p->write], err);

		if (!st)
			return -1;
		db_int(st, 1, f->id[i]);
		db_text(st, 2, f->text[i]);
		if (db_run(st, err))
			return -1;
		if (p->row >= 0 && sum_anew(e->s, &erase_place_sql[p->row], &erase_place_sql[p->sum], f->id[i], err))
			return -1;
	}
	if (p->row < 0)
		e->out->texts += (int64_t)f->n;
	else
		e->out->fields += (int64_t)f->n;
	return 0;
}

static int mask_places(struct erasing *e, struct err *err)
{
	for (const struct erase_place *p = erase_places; p->write; p++) {
		struct found f = { 0 };
		int rc = look_through(e, p, &f, err) || put_back(e, p, &f, err) ? -1 : 0;

		found_done(&f);
		if (rc)
			return -1;
	}
	return 0;
}

/* Of who is named exactly so where this person is meant: respondents and speakers of deals of the company. */
static int clear_named(struct erasing *e, int sql, int row, int sum, struct err *err)
{
	struct stmt *st = db_stmt(e->s->db, &erase_sql[sql], err);
	struct found f = { 0 };
	int rc = -1;

	if (st) {
		db_int(st, 1, e->p.id);
		db_int(st, 2, e->p.company);
		db_text(st, 3, e->p.name);
	}
	while (st && (rc = db_step(st, err)) == 1)
		keep(&f, db_col(st, 0), "");
	for (size_t i = 0; !rc && i < f.n; i++)
		rc = sum_anew(e->s, &erase_place_sql[row], &erase_place_sql[sum], f.id[i], err);
	e->out->fields += (int64_t)f.n;
	found_done(&f);
	return rc;
}

/* ---- history ---- */

/* Payloads go, digests stay. Of the person's own record all of them, of others those that hold any of it. */
static int blank_history(struct erasing *e, struct err *err)
{
	struct stmt *own = db_stmt(e->s->db, &erase_sql[ERASE_OWN], err), *st, *blank;
	struct found grp = { 0 };
	struct buf masked = { 0 };
	int64_t *n = NULL;
	int rc;

	if (!own)
		return -1;
	db_int(own, 1, e->p.id);
	if (db_run(own, err))
		return -1;
	e->out->history += db_changes(e->s->db);
	st = db_stmt(e->s->db, &erase_sql[ERASE_CHANGES], err);
	rc = st ? 0 : -1;
	while (st && (rc = db_step(st, err)) == 1)
		if (mask(e, db_col_text(st, 2), &masked) || mask(e, db_col_text(st, 3), &masked)) {
			n = xrealloc(n, (grp.n + 1) * sizeof *n);
			n[grp.n] = db_col(st, 1);
			keep(&grp, db_col(st, 0), "");
		}
	for (size_t i = 0; !rc && i < grp.n; i++) {
		blank = db_stmt(e->s->db, &erase_sql[ERASE_BLANK], err);
		rc = blank ? 0 : -1;
		if (!rc) {
			db_int(blank, 1, grp.id[i]);
			db_int(blank, 2, n[i]);
			rc = db_run(blank, err);
		}
	}
	e->out->history += (int64_t)grp.n;
	buf_done(&masked);
	found_done(&grp);
	free(n);
	return rc;
}

/* ---- tombstones ---- */

static int mac_of(struct store *s, int kind, const char *a, const char *b, unsigned char *mac, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &erase_sql[ERASE_KEY], err);
	struct hmac_sha256_ctx ctx;
	struct buf word = { 0 };
	const void *key;
	size_t n;

	if (!st || db_step(st, err) != 1)
		return -1;
	key = db_col_blob(st, 0, &n);
	hmac_sha256_set_key(&ctx, n, key);
	db_reset(st);
	buf_printf(&word, "%d", kind);
	buf_putc(&word, '\x1f');
	text_fold(&word, a, strlen(a));
	buf_putc(&word, '\x1f');
	text_fold(&word, b, strlen(b));
	hmac_sha256_update(&ctx, word.len, (const uint8_t *)word.data);
	hmac_sha256_digest(&ctx, SHA256_DIGEST_SIZE, mac);
	buf_done(&word);
	return 0;
}

static int bury(struct erasing *e, struct group *g, int kind, const char *a, const char *b, struct err *err)
{
	unsigned char mac[SHA256_DIGEST_SIZE];
	struct stmt *st;

	if (!*a)
		return 0;
	if (mac_of(e->s, kind, a, b, mac, err) || !(st = db_stmt(e->s->db, &erase_sql[ERASE_BURY], err)))
		return -1;
	db_int(st, 1, kind);
	db_blob(st, 2, mac, sizeof mac);
	db_int(st, 3, g->at_ms);
	db_int(st, 4, g->id);
	return db_run(st, err);
}

static int is_buried(struct store *s, int kind, const char *a, const char *b, int64_t *at_ms, struct err *err)
{
	unsigned char mac[SHA256_DIGEST_SIZE];
	struct stmt *st;

	if (!*a)
		return 0;
	if (mac_of(s, kind, a, b, mac, err) || !(st = db_stmt(s->db, &erase_sql[ERASE_FIND], err)))
		return -1;
	db_int(st, 1, kind);
	db_blob(st, 2, mac, sizeof mac);
	return db_first(st, at_ms, 1, err);
}

int erase_find(struct store *s, const char *email, const char *name, const char *company, int64_t *at_ms, struct err *err)
{
	int rc;

	/* Where nobody was erased, files of a million rows need not ask for each. */
	if (!db_scalar(s->db, &erase_sql[ERASE_ANY], 0))
		return 0;
	rc = is_buried(s, BURIED_EMAIL, email, "", at_ms, err);
	return rc ? rc : is_buried(s, BURIED_NAME, name, company, at_ms, err);
}

/* ---- the whole ---- */

static int clear_person(struct erasing *e, struct err *err)
{
	struct stmt *st = db_stmt(e->s->db, &erase_sql[ERASE_PERSON], err);
	struct buf key = { 0 };
	int rc;

	if (!st)
		return -1;
	text_fold(&key, ERASED_NAME, strlen(ERASED_NAME));
	db_int(st, 1, e->p.id);
	db_text(st, 2, ERASED_NAME);
	db_text(st, 3, buf_str(&key));
	rc = db_run(st, err);
	buf_done(&key);
	e->out->fields++;
	return rc || sum_anew(e->s, &erase_sql[ERASE_PERSON_ROW], &erase_sql[ERASE_PERSON_SUM], e->p.id, err) ? -1 : 0;
}

static int64_t count_words(struct db *db, const struct sql *sql, const struct erasing *e)
{
	struct stmt *st = db_stmt(db, sql, NULL);
	struct buf masked = { 0 };
	int64_t n = 0;

	while (st && db_step(st, NULL) == 1)
		n += mask(e, db_col_text(st, 0), &masked);
	buf_done(&masked);
	return n;
}

static int write_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct change c = { .op = OP_UPDATE, .kind = SUBJECT_PERSON, .field = "erased", .class = CLASS_DEAL, .before = "0", .after = "1" };
	struct erasing *e = arg;
	char *company = company_name(s, e->p.company);
	int rc = bury(e, g, BURIED_EMAIL, e->p.email, "", err) || bury(e, g, BURIED_NAME, e->p.name, company ? company : "", err) ? -1 : 0;

	free(company);
	c.subject = e->p.id;
	e->out->filed = count_words(s->db, &erase_sql[ERASE_FILED], e);
	if (rc || clear_person(e, err) || clear_named(e, ERASE_RESPONDENTS, PLACE_INTERVIEW_ROW, PLACE_INTERVIEW_SUM, err) ||
	    clear_named(e, ERASE_SPEAKERS, PLACE_ITEM_ROW, PLACE_ITEM_SUM, err) || mask_places(e, err) || blank_history(e, err) ||
	    search_rebuild(s, err) || search_optimize(s, err))
		return -1;
	e->out->titles = count_words(s->db, &erase_sql[ERASE_TITLES], e);
	return group_change(g, &c, err);
}

static bool has_two_words(const char *name)
{
	const char *blank = strchr(name, ' ');

	return blank && blank > name && blank[1];
}

/* What is looked for in texts: a name that is somebody else's too would take words from the wrong person. */
static int choose_needles(struct erasing *e, struct err *err)
{
	struct stmt *st = db_stmt(e->s->db, &erase_sql[ERASE_NAMESAKES], err);
	struct buf key = { 0 };
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	text_fold(&key, e->p.name, strlen(e->p.name));
	db_text(st, 1, buf_str(&key));
	db_int(st, 2, e->p.id);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	buf_done(&key);
	e->out->by_name = !rc && has_two_words(e->p.name);
	if (*e->p.email)
		e->needle[n++] = e->p.email;
	if (strlen(e->p.phone) >= PHONE_LEAST)
		e->needle[n++] = e->p.phone;
	if (e->out->by_name)
		e->needle[n++] = e->p.name;
	return rc < 0 ? -1 : 0;
}

int erase_contact(struct store *s, const char *words, struct erased *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_ERASE, .title = "a contact erased", .scope_kind = SUBJECT_PERSON };
	struct erasing e = { .s = s, .out = out };
	struct err none = { 0 };
	int rc;

	*out = (struct erased){ 0 };
	if (access_act(s, "erase", err) || contact_find(s, words, &out->contact, err) || person_get(s, out->contact, &e.p, err) != 1)
		return -1;
	how.scope = out->contact;
	rc = choose_needles(&e, err) || edit(s, &how, write_all, &e, &out->grp, err) ? -1 : 0;
	if (!rc && !drafts_open(s, &none))
		out->drafts = count_words(s->drafts, &erase_draft_sql[0], &e);
	person_done(&e.p);
	if (!rc)
		out->rewritten = !db_compact(s->db, &out->why);
	return rc;
}

int erase_rewrite(struct store *s, struct err *err)
{
	return access_act(s, "erase", err) || db_compact(s->db, err) ? -1 : 0;
}

const struct sql erase_sql[] = {
	[ERASE_KEY] = { "erase_key", "select erase_key from store" },
	[ERASE_BURY] = { "erase_bury", "insert into tombstone (kind, mac, at_ms, grp) values ($1, $2, $3, $4)"
				       " on conflict (kind, mac) do update set at_ms = $3, grp = $4" },
	[ERASE_FIND] = { "erase_find", "select at_ms from tombstone where kind = $1 and mac = $2" },
	[ERASE_PERSON] = { "erase_person", "update person set name = $2, name_key = $3, title = '', email = '', email_key = '',"
					   " phone = '', erased = 1, row_hash = 0, rev = rev + 1 where id = $1" },
	[ERASE_PERSON_ROW] = { "erase_person_row", "select * from person where id = $1" },
	[ERASE_PERSON_SUM] = { "erase_person_sum", "update person set sum = $2 where id = $1" },
	[ERASE_RESPONDENTS] = { "erase_respondents",
				"update interview set respondent = '' where respondent <> '' and (person = $1 or (respondent = $3 and"
				" exists (select 1 from deal d where d.id = interview.deal and d.company = $2))) returning id" },
	[ERASE_SPEAKERS] = { "erase_speakers",
			     "update item set said_by = '' where said_by <> '' and (person = $1 or (said_by = $3 and"
			     " exists (select 1 from deal d where d.id = item.deal and d.company = $2))) returning id" },
	[ERASE_NAMESAKES] = { "erase_namesakes", "select 1 from person where name_key = $1 and id <> $2 and gone = 0 and erased = 0 limit 1" },
	[ERASE_OWN] = { "erase_own", "update change set before = null, after = null, salt = null where subject_kind = 3 and subject = $1"
				     " and (before is not null or after is not null)" },
	[ERASE_BLANK] = { "erase_blank", "update change set before = null, after = null, salt = null where grp = $1 and n = $2" },
	[ERASE_CHANGES] = { "erase_changes", "select grp, n, coalesce(before, ''), coalesce(after, '') from change"
					     " where before is not null or after is not null" },
	[ERASE_TITLES] = { "erase_titles", "select title from grp where title <> ''" },
	[ERASE_FILED] = { "erase_filed", "select t.body from filed f join text t on t.id = f.text" },
	[ERASE_ANY] = { "erase_any", "select 1 from tombstone limit 1" },
	{ NULL, NULL },
};
