#include "model/company.h"

#include "model/alias.h"
#include "model/buf.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPANY_BY_KEY, COMPANY_INSERT, COMPANY_WORD, COMPANY_NAME, COMPANY_SEARCH, PERSON_GET, PERSON_BY_EMAIL,
       PERSON_BY_NAME, PERSON_INSERT, PERSON_UPDATE };

/* Two names with one key are two companies; `merge company` joins them, and the old spelling means the kept one. */
static int64_t by_name(struct store *s, const char *name, const char *key, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &company_sql[COMPANY_BY_KEY], err);
	int64_t id = 0;
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, key);
	while ((rc = db_step(st, err)) == 1)
		if (!id && !strcmp(db_col_text(st, 1), name))
			id = db_col(st, 0);
	return rc < 0 ? -1 : id ? id : alias_find(s, ALIAS_COMPANY, key, err);
}

int64_t company_by_name(struct store *s, const char *name, struct err *err)
{
	struct buf key = { 0 };
	int64_t id;

	text_fold(&key, name, strlen(name));
	id = by_name(s, name, buf_str(&key), err);
	buf_done(&key);
	return id;
}

int company_add_words(struct store *s, int64_t id, const char *key, struct err *err)
{
	for (const char *p = key; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		struct stmt *st = db_stmt(s->db, &company_sql[COMPANY_WORD], err);

		if (!st)
			return -1;
		db_textn(st, 1, p, n);
		db_int(st, 2, id);
		if (db_run(st, err))
			return -1;
		p += n;
	}
	return 0;
}

/* Canonical row of a company as made here; columns that are still at their defaults count as such. */
static int64_t rowsum(int64_t id, const char *name, const char *key)
{
	struct rowsum r;

	rowsum_init(&r);
	rowsum_int(&r, id);
	rowsum_text(&r, name);
	rowsum_text(&r, key);
	rowsum_text(&r, "");
	for (int i = 0; i < 4; i++)
		rowsum_int(&r, 0);
	return rowsum_done(&r);
}

int company_insert_row(struct store *s, int64_t id, const char *name, const char *key, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &company_sql[COMPANY_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	db_text(st, 2, name);
	db_text(st, 3, key);
	db_int(st, 4, rowsum(id, name, key));
	return db_run(st, err);
}

int64_t company_need(struct store *s, const char *name, struct err *err)
{
	struct buf key = { 0 };
	int64_t id;

	text_fold(&key, name, strlen(name));
	id = by_name(s, name, buf_str(&key), err);
	if (!id) {
		id = db_next_id(s->db, "company", 1, err);
		if (id > 0 && (company_insert_row(s, id, name, buf_str(&key), err) ||
			       company_add_words(s, id, buf_str(&key), err)))
			id = -1;
	}
	buf_done(&key);
	return id;
}

char *company_name(struct store *s, int64_t id)
{
	struct stmt *st = db_stmt(s->db, &company_sql[COMPANY_NAME], NULL);
	char *name = NULL;

	if (!st)
		return NULL;
	db_int(st, 1, id);
	if (db_step(st, NULL) == 1) {
		name = xstrdup(db_col_text(st, 0));
		db_reset(st);
	}
	return name;
}

bool company_has_words(const char *key, const char *want)
{
	for (const char *p = want; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		const char *at = key;

		while (*at && strncmp(at, p, n)) {
			at += strcspn(at, " ");
			at += strspn(at, " ");
		}
		if (!*at)
			return false;
		p += n;
	}
	return true;
}

int company_search(struct store *s, const char *text, int64_t *ids, size_t max, size_t *n, struct err *err)
{
	struct buf key = { 0 }, word = { 0 };
	struct stmt *st = db_stmt(s->db, &company_sql[COMPANY_SEARCH], err);
	int rc = st ? 0 : -1;

	*n = 0;
	text_fold(&key, text, strlen(text));
	/* The longest word has the fewest hits; the others are looked for in the names found. */
	for (const char *p = buf_str(&key); *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		if (len > word.len) {
			buf_clear(&word);
			buf_add(&word, p, len);
		}
		p += len;
	}
	if (!rc && word.len) {
		struct buf end = { 0 };

		buf_add(&end, word.data, word.len);
		buf_add(&end, "\xf4\x8f\xbf\xbf", 4); /* behind every word that begins so */
		db_text(st, 1, word.data);
		db_text(st, 2, end.data);
		while ((rc = db_step(st, err)) == 1) {
			bool seen = !company_has_words(db_col_text(st, 1), buf_str(&key));
			int64_t id = db_col_null(st, 2) ? db_col(st, 0) : db_col(st, 2); /* the one it was merged into */

			for (size_t i = 0; i < *n; i++)
				seen |= ids[i] == id;
			if (!seen)
				ids[(*n)++] = id;
			if (*n == max) {
				db_reset(st);
				rc = 0;
				break;
			}
		}
		buf_done(&end);
	}
	buf_done(&key);
	buf_done(&word);
	return rc;
}

void person_done(struct person *p)
{
	free(p->name);
	free(p->title);
	free(p->email);
	free(p->phone);
	*p = (struct person){ 0 };
}

int person_get(struct store *s, int64_t id, struct person *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &company_sql[PERSON_GET], id, &st, err);

	if (rc != 1)
		return rc;
	*out = (struct person){
		.id = id, .company = db_col(st, 0), .name = xstrdup(db_col_text(st, 1)),
		.title = xstrdup(db_col_text(st, 2)), .email = xstrdup(db_col_text(st, 3)),
		.phone = xstrdup(db_col_text(st, 4)), .origin_import = db_col(st, 5), .row_hash = db_col(st, 6),
		.rev = db_col(st, 7), .gone = db_col(st, 8), .erased = db_col(st, 9),
	};
	db_reset(st);
	return 1;
}

int64_t person_find(struct store *s, int64_t company, const char *name, const char *email, struct err *err)
{
	bool by_mail = email && *email;
	const char *word = by_mail ? email : name;
	struct stmt *st = db_stmt(s->db, &company_sql[by_mail ? PERSON_BY_EMAIL : PERSON_BY_NAME], err);
	struct buf key = { 0 };
	int64_t id;

	if (!st)
		return -1;
	text_fold(&key, word, strlen(word));
	db_text(st, 1, buf_str(&key));
	db_int(st, 2, company);
	id = db_first_id(st, err);
	buf_done(&key);
	return id;
}

static int64_t person_sum(const struct person *p, const char *name_key, const char *email_key)
{
	struct rowsum r;

	rowsum_init(&r);
	rowsum_int(&r, p->id);
	rowsum_int(&r, p->company);
	rowsum_text(&r, p->name);
	rowsum_text(&r, name_key);
	rowsum_text(&r, p->title ? p->title : "");
	rowsum_text(&r, p->email ? p->email : "");
	rowsum_text(&r, email_key);
	rowsum_text(&r, p->phone ? p->phone : "");
	rowsum_int(&r, CLASS_PERSONAL);
	for (int i = 0; i < 3; i++) /* consents */
		rowsum_int(&r, 0);
	rowsum_int(&r, p->erased);
	rowsum_int(&r, p->origin_import);
	rowsum_int(&r, p->row_hash);
	return rowsum_done(&r);
}

static int write_person(struct store *s, const struct person *p, bool fresh, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &company_sql[fresh ? PERSON_INSERT : PERSON_UPDATE], err);
	struct buf name = { 0 }, email = { 0 };
	int rc;

	if (!st)
		return -1;
	text_fold(&name, p->name, strlen(p->name));
	text_fold(&email, p->email ? p->email : "", p->email ? strlen(p->email) : 0);
	db_int(st, 1, p->id);
	db_int(st, 2, p->company);
	db_text(st, 3, p->name);
	db_text(st, 4, buf_str(&name));
	db_text(st, 5, p->title ? p->title : "");
	db_text(st, 6, p->email ? p->email : "");
	db_text(st, 7, buf_str(&email));
	db_text(st, 8, p->phone ? p->phone : "");
	db_int(st, 9, p->origin_import);
	db_int(st, 10, p->row_hash);
	db_int(st, 11, p->gone);
	db_int(st, 12, p->rev);
	db_int(st, 13, person_sum(p, buf_str(&name), buf_str(&email)));
	rc = db_run(st, err);
	buf_done(&name);
	buf_done(&email);
	if (!rc && !fresh && db_changes(s->db) != 1)
		rc = err_set(err, ERR_REFUSED, "somebody else changed %s at the same time; nothing was written", p->name);
	return rc;
}

static int note(struct group *g, int64_t id, const char *field, const char *was, const char *is, enum field_class class,
		struct err *err)
{
	struct change c = { .op = OP_UPDATE, .kind = SUBJECT_PERSON, .subject = id, .field = field, .class = class,
			    .before = was ? was : "", .after = is ? is : "" };

	return !strcmp(c.before, c.after) ? 0 : group_change(g, &c, err);
}

/* The company that a merge brought it to, by its number. */
static int note_company(struct group *g, const struct person *old, const struct person *p, struct err *err)
{
	char was[24], is[24];

	snprintf(was, sizeof was, "%lld", (long long)old->company);
	snprintf(is, sizeof is, "%lld", (long long)p->company);
	return note(g, p->id, "company", was, is, CLASS_DEAL, err);
}

static int check_texts(const struct person *p, struct err *err)
{
	const char *const text[] = { p->name, p->title, p->email, p->phone };

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		if (text[i] && text_valid(text[i], strlen(text[i])) < strlen(text[i]))
			return err_set(err, ERR_INPUT, "what was given of a contact is no UTF-8; nothing was changed");
	return 0;
}

int person_save(struct store *s, struct group *g, struct person *p, struct err *err)
{
	struct person old = { 0 };
	bool fresh = !p->id;
	int rc = fresh ? 0 : person_get(s, p->id, &old, err);

	if (rc < 0)
		return -1;
	rc = old.erased ? err_set(err, ERR_REFUSED, "contact %lld was erased; nothing comes back to it", (long long)p->id)
			: check_texts(p, err);
	if (!rc && fresh) {
		struct change c = { .op = OP_INSERT, .kind = SUBJECT_PERSON, .class = CLASS_PERSONAL };

		p->id = db_next_id(s->db, "person", 1, err);
		p->rev = 1;
		if (p->id < 0)
			return -1;
		c.subject = p->id;
		rc = group_change(g, &c, err);
	}
	/* What an import brings stands in its file. */
	if (!rc && !(fresh && p->origin_import)) {
		rc = note(g, p->id, "name", old.name, p->name, CLASS_DEAL, err) ||
		     note(g, p->id, "title", old.title, p->title, CLASS_DEAL, err) ||
		     note(g, p->id, "email", old.email, p->email, CLASS_PERSONAL, err) ||
		     note(g, p->id, "phone", old.phone, p->phone, CLASS_PERSONAL, err);
	}
	if (!rc && !fresh)
		rc = note_company(g, &old, p, err);
	person_done(&old);
	return rc ? -1 : write_person(s, p, fresh, err);
}

static char **person_slot(struct person *p, const char *field)
{
	return !strcmp(field, "name") ? &p->name : !strcmp(field, "title") ? &p->title :
	       !strcmp(field, "email") ? &p->email : !strcmp(field, "phone") ? &p->phone : NULL;
}

static int person_apply(struct store *s, struct group *g, int64_t id, const char *part, const struct change *c,
			size_t n, struct err *err)
{
	struct person p = { 0 };
	int rc = person_get(s, id, &p, err);
	bool removes = false;

	(void)part;
	for (size_t i = 0; i < n; i++)
		removes |= c[i].op == OP_DELETE;
	if (rc == 1 && p.erased)
		rc = err_set(err, ERR_REFUSED, "contact %lld was erased; nothing comes back to it", (long long)id);
	for (size_t i = 0; rc == 1 && i < n; i++) {
		char **slot = person_slot(&p, c[i].field);

		if (c[i].op != OP_UPDATE) {
			struct change turned = { .op = c[i].op, .kind = SUBJECT_PERSON, .subject = id,
						 .class = CLASS_PERSONAL };

			p.gone = c[i].op == OP_DELETE ? g->id : 0;
			group_change(g, &turned, err);
		} else if (removes) {
			continue; /* a row that goes keeps its values, for when it comes back */
		} else if (!strcmp(c[i].field, "company") && p.company == strtoll(c[i].before ? c[i].before : "0", NULL, 10)) {
			p.company = strtoll(c[i].after ? c[i].after : "0", NULL, 10);
		} else if (slot && !strcmp(*slot, c[i].before ? c[i].before : "")) {
			free(*slot);
			*slot = xstrdup(c[i].after ? c[i].after : "");
		} else {
			rc = err_set(err, ERR_REFUSED, "somebody changed %s since; it stays as it is", c[i].field);
		}
	}
	if (rc == 1)
		rc = person_save(s, g, &p, err);
	else if (rc == 0)
		rc = err_set(err, ERR_REFUSED, "the person is no longer there");
	person_done(&p);
	return rc;
}

const struct record_ops person_ops = { SUBJECT_PERSON, "contact", person_apply };

const struct sql company_sql[] = {
	[COMPANY_BY_KEY] = { "company_by_key", "select id, name from company where name_key = $1 and gone = 0 order by id" },
	[COMPANY_INSERT] = { "company_insert", "insert into company (id, name, name_key, sum) values ($1, $2, $3, $4)" },
	[COMPANY_WORD] = { "company_word", "insert into company_word (word_key, company) values ($1, $2)"
					   " on conflict (word_key, company) do nothing" },
	[COMPANY_NAME] = { "company_name", "select name from company where id = $1" },
	[COMPANY_SEARCH] = { "company_search",
		"select w.company, c.name_key, a.record from company_word w join company c on c.id = w.company"
		" left join alias a on c.gone <> 0 and a.kind = 0 and a.name_key = c.name_key and a.gone = 0"
		" where w.word_key >= $1 and w.word_key < $2 and (c.gone = 0 or a.record is not null)"
		" order by w.word_key, w.company" },
	[PERSON_GET] = { "person_get", "select company, name, title, email, phone, origin_import, row_hash, rev, gone,"
				       " erased from person where id = $1" },
	[PERSON_BY_EMAIL] = { "person_by_email",
		"select id from person where email_key = $1 and gone = 0 order by case when company = $2 then 0 else 1 end, id"
		" limit 1" },
	[PERSON_BY_NAME] = { "person_by_name",
		"select id from person where company = $2 and name_key = $1 and gone = 0 order by id limit 1" },
	[PERSON_INSERT] = { "person_insert",
		"insert into person (id, company, name, name_key, title, email, email_key, phone, origin_import, row_hash, gone,"
		" rev, sum) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" },
	[PERSON_UPDATE] = { "person_update",
		"update person set company = $2, name = $3, name_key = $4, title = $5, email = $6, email_key = $7, phone = $8,"
		" origin_import = $9, row_hash = $10, gone = $11, sum = $13, rev = rev + 1 where id = $1 and rev = $12" },
	{ NULL, NULL },
};
