#include "model/alias.h"

#include "model/buf.h"
#include "model/rowsum.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIAS_FIND, ALIAS_GET, ALIAS_PUT, ALIAS_OF };

struct alias {
	char *name;
	int64_t record, gone;
};

int64_t alias_find(struct store *s, enum alias_kind kind, const char *name_key, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &alias_sql[ALIAS_FIND], err);

	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_text(st, 2, name_key);
	return db_first_id(st, err);
}

static int get(struct store *s, int64_t kind, const char *key, struct alias *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &alias_sql[ALIAS_GET], err);
	int rc;

	*out = (struct alias){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_text(st, 2, key);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct alias){ xstrdup(db_col_text(st, 0)), db_col(st, 1), db_col(st, 2) };
		db_reset(st);
	}
	return rc;
}

static int put(struct store *s, int64_t kind, const char *key, const struct alias *a, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &alias_sql[ALIAS_PUT], err);

	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_text(st, 2, key);
	db_text(st, 3, a->name);
	db_int(st, 4, a->record);
	db_int(st, 5, a->gone);
	db_int(st, 6, rowsum_of(ROW(NUMBER(kind), WORDS(key), WORDS(a->name), NUMBER(a->record))));
	return db_run(st, err);
}

/* `subject` is the kind and one, as no record has the number 0; `part` the folded spelling. */
static int note(struct group *g, int64_t kind, const char *key, enum change_op op, int64_t before, int64_t after,
		struct err *err)
{
	char was[24], is[24];
	struct change c = { .op = op, .kind = SUBJECT_ALIAS, .subject = kind + 1, .part = key, .class = CLASS_DEAL,
			    .field = op == OP_UPDATE ? "record" : "" };

	snprintf(was, sizeof was, "%lld", (long long)before);
	snprintf(is, sizeof is, "%lld", (long long)after);
	c.before = op == OP_UPDATE ? was : NULL;
	c.after = op == OP_UPDATE ? is : NULL;
	return group_change(g, &c, err);
}

static int point(struct store *s, struct group *g, int64_t kind, const char *key, struct alias *a, int64_t record,
		 struct err *err)
{
	int64_t was = a->record;

	if (was == record)
		return 0;
	a->record = record;
	return note(g, kind, key, OP_UPDATE, was, record, err) || put(s, kind, key, a, err) ? -1 : 0;
}

/* Spellings of the record that is merged mean the kept one too. Read whole before any is written. */
static int follow(struct store *s, struct group *g, int64_t kind, int64_t was, int64_t record, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &alias_sql[ALIAS_OF], err);
	char **key = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_int(st, 2, was);
	while ((rc = db_step(st, err)) == 1) {
		key = xrealloc(key, (n + 1) * sizeof *key);
		key[n++] = xstrdup(db_col_text(st, 0));
	}
	for (size_t i = 0; i < n; i++) {
		struct alias a = { 0 };

		if (!rc)
			rc = get(s, kind, key[i], &a, err) == 1 ? point(s, g, kind, key[i], &a, record, err) : -1;
		free(a.name);
		free(key[i]);
	}
	free(key);
	return rc;
}

int alias_put(struct store *s, struct group *g, enum alias_kind kind, const char *name, int64_t record, int64_t was,
	      struct err *err)
{
	struct buf key = { 0 };
	struct alias a = { 0 };
	int rc;

	text_fold(&key, name, strlen(name));
	rc = follow(s, g, kind, was, record, err);
	if (!rc)
		rc = get(s, kind, buf_str(&key), &a, err);
	if (rc == 1 && !a.gone) {
		rc = point(s, g, kind, buf_str(&key), &a, record, err);
	} else if (rc >= 0) {
		struct alias fresh = { (char *)(uintptr_t)name, record, 0 };

		rc = note(g, kind, buf_str(&key), OP_INSERT, 0, 0, err) || put(s, kind, buf_str(&key), &fresh, err) ? -1 : 0;
	}
	free(a.name);
	buf_done(&key);
	return rc;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	int64_t kind = subject - 1;
	struct alias a;
	int rc = get(s, kind, part, &a, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the spelling “%s” is not known any more", part);
	rc = 0;
	for (size_t i = 0; !rc && i < n; i++) {
		if (c[i].op == OP_UPDATE) {
			if (a.gone || a.record != strtoll(c[i].before ? c[i].before : "0", NULL, 10))
				rc = err_set(err, ERR_REFUSED, "“%s” was merged anew since; it stays as it is", a.name);
			else
				rc = point(s, g, kind, part, &a, strtoll(c[i].after ? c[i].after : "0", NULL, 10), err);
		} else {
			a.gone = c[i].op == OP_DELETE ? g->id : 0;
			rc = note(g, kind, part, c[i].op, 0, 0, err) || put(s, kind, part, &a, err) ? -1 : 0;
		}
	}
	free(a.name);
	return rc;
}

const struct record_ops alias_ops = { SUBJECT_ALIAS, "other spelling", apply };

const struct sql alias_sql[] = {
	[ALIAS_FIND] = { "alias_find", "select record from alias where kind = $1 and name_key = $2 and gone = 0" },
	[ALIAS_GET] = { "alias_get", "select name, record, gone from alias where kind = $1 and name_key = $2" },
	[ALIAS_PUT] = { "alias_put",
			"insert into alias (kind, name_key, name, record, gone, sum) values ($1, $2, $3, $4, $5, $6)"
			" on conflict (kind, name_key) do update set name = excluded.name, record = excluded.record,"
			" gone = excluded.gone, sum = excluded.sum, rev = alias.rev + 1" },
	[ALIAS_OF] = { "alias_of", "select name_key from alias where kind = $1 and record = $2 and gone = 0 order by name_key" },
	{ NULL, NULL },
};
