#include "model/merge.h"

#include "model/alias.h"
#include "model/company.h"
#include "model/cut.h"
#include "model/deal_private.h"
#include "model/dict.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COMPANY_DEALS, COMPETITOR_DEALS, COMPANY_PEOPLE, COMPANY_GONE, COMPANY_KEYED, COMPANY_NAMED, COMPANY_STATE, PERSON_TWIN };
#define FOUND_MAX 6

static const char *const words[] = { "company", "competitor" };

bool merge_kind_parse(const char *word, enum merge_kind *out)
{
	for (int i = 0; i < 2; i++)
		if (!strcasecmp(words[i], word)) {
			*out = (enum merge_kind)i;
			return true;
		}
	return false;
}

void merged_done(struct merged *m)
{
	buf_done(&m->doubles);
	*m = (struct merged){ 0 };
}

void merged_format(const struct merged *m, enum merge_kind kind, struct buf *out)
{
	buf_printf(out, "%s → %s: %lld deal%s", m->gone_name, m->kept_name, (long long)m->deals, m->deals == 1 ? "" : "s");
	if (kind == MERGE_COMPANY)
		buf_printf(out, ", %lld contact%s", (long long)m->contacts, m->contacts == 1 ? "" : "s");
	if (m->doubles.len)
		buf_printf(out, "; both had %s: both are kept", buf_str((struct buf *)(uintptr_t)&m->doubles));
}

/* ---- finding ---- */

static int several(struct store *s, const char *name, const int64_t *ids, size_t n, struct err *err)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < n && i < FOUND_MAX; i++) {
		char *is = company_name(s, ids[i]);

		buf_printf(&list, "%s“%s”", i ? ", " : "", is ? is : "");
		free(is);
	}
	err_set(err, ERR_INPUT, "“%s” may be any of %s%s: say one of them in full", name, buf_str(&list), n > FOUND_MAX ? " and more" : "");
	buf_done(&list);
	return -1;
}

static int ids_of(struct store *s, int sql, const char *text, int64_t *ids, size_t max, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &merge_sql[sql], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_text(st, 1, text);
	while ((rc = db_step(st, err)) == 1)
		if ((*n)++ < max)
			ids[*n - 1] = db_col(st, 0);
	return rc;
}

static int find_company(struct store *s, const char *name, int64_t *id, struct err *err)
{
	int64_t ids[FOUND_MAX];
	struct buf key = { 0 };
	size_t n = 0;
	int rc;

	text_fold(&key, name, strlen(name));
	rc = ids_of(s, COMPANY_NAMED, name, ids, FOUND_MAX, &n, err);
	if (!rc && !n)
		rc = ids_of(s, COMPANY_KEYED, buf_str(&key), ids, FOUND_MAX, &n, err);
	if (!rc && !n && key.len)
		rc = company_search(s, name, ids, FOUND_MAX, &n, err);
	buf_done(&key);
	if (rc)
		return -1;
	*id = n ? ids[0] : 0;
	return !n      ? err_set(err, ERR_INPUT, "there is no company “%s”", name)
	       : n > 1 ? several(s, name, ids, n, err)
		       : 0;
}

int merge_find(struct store *s, enum merge_kind kind, const char *name, int64_t *id, struct err *err)
{
	/* Which names are like it is told to who may merge them alone. */
	if (access_act(s, "import", err))
		return err_wrap(err, "merge");
	if (!*name)
		return err_set(err, ERR_USAGE, "found no name, expected that of a %s", words[kind]);
	if (kind == MERGE_COMPANY)
		return find_company(s, name, id, err);
	*id = dict_find(s, "competitor", name, err);
	return *id < 0 ? -1 : *id ? 0 : err_set(err, ERR_INPUT, "there is no competitor “%s”", name);
}

/* ---- merging ---- */

struct merging {
	enum merge_kind kind;
	struct merged *m;
};

static int list(struct store *s, int sql, int64_t of, int64_t **ids, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &merge_sql[sql], err);
	size_t cap = 0;
	int rc;

	*ids = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, of);
	while ((rc = db_step(st, err)) == 1) {
		if (*n == cap) {
			cap = cap ? cap * 2 : 64;
			*ids = xrealloc(*ids, cap * sizeof **ids);
		}
		(*ids)[(*n)++] = db_col(st, 0);
	}
	return rc;
}

static int move_deal(struct store *s, struct group *g, const struct merging *mg, int64_t id, struct err *err)
{
	struct deal old, d;
	int rc;

	if (deal_need(s, id, &old, err))
		return -1;
	deal_copy(&d, &old);
	if (mg->kind == MERGE_COMPANY)
		d.company = mg->m->kept;
	else
		d.competitor = mg->m->kept;
	rc = deal_save(s, g, &old, &d, err);
	deal_done(&old);
	deal_done(&d);
	return rc;
}

/* A contact of that name at the kept company: the two are named, and stay two. */
static int note_twin(struct store *s, struct merged *m, const struct person *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &merge_sql[PERSON_TWIN], err);
	struct buf key = { 0 };
	int rc;

	if (!st)
		return -1;
	text_fold(&key, p->name, strlen(p->name));
	db_int(st, 1, m->kept);
	db_text(st, 2, buf_str(&key));
	rc = db_step(st, err);
	if (rc == 1) {
		buf_printf(&m->doubles, "%s%s", m->doubles.len ? ", " : "", p->name);
		db_reset(st);
	}
	buf_done(&key);
	return rc < 0 ? -1 : 0;
}

static int move_person(struct store *s, struct group *g, struct merged *m, int64_t id, struct err *err)
{
	struct person p = { 0 };
	int rc = person_get(s, id, &p, err) == 1 ? note_twin(s, m, &p, err) : -1;

	if (!rc) {
		p.company = m->kept;
		rc = person_save(s, g, &p, err);
	}
	person_done(&p);
	return rc;
}

static int set_gone(struct store *s, struct group *g, int64_t id, enum change_op op, struct err *err)
{
	struct change c = { .op = op, .kind = SUBJECT_COMPANY, .subject = id, .class = CLASS_DEAL };
	struct stmt *st = db_stmt(s->db, &merge_sql[COMPANY_GONE], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	db_int(st, 2, op == OP_DELETE ? g->id : 0);
	return db_run(st, err) || group_change(g, &c, err) ? -1 : 0;
}

/* The spelling first: undone last, so that what is put back meets the records it names. */
static int run(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct merging *mg = arg;
	struct merged *m = mg->m;
	int64_t *ids;
	size_t n;
	int rc = alias_put(s, g, mg->kind == MERGE_COMPANY ? ALIAS_COMPANY : ALIAS_COMPETITOR, m->gone_name, m->kept, m->gone, err);

	if (rc || (mg->kind == MERGE_COMPANY && set_gone(s, g, m->gone, OP_DELETE, err)) ||
	    list(s, mg->kind == MERGE_COMPANY ? COMPANY_DEALS : COMPETITOR_DEALS, m->gone, &ids, &n, err))
		return -1;
	for (size_t i = 0; !rc && i < n; i++)
		rc = move_deal(s, g, mg, ids[i], err);
	m->deals = (int64_t)n;
	free(ids);
	if (rc || mg->kind != MERGE_COMPANY)
		return rc;
	if (list(s, COMPANY_PEOPLE, m->gone, &ids, &n, err))
		return -1;
	for (size_t i = 0; !rc && i < n; i++)
		rc = move_person(s, g, m, ids[i], err);
	m->contacts = (int64_t)n;
	free(ids);
	return rc;
}

static int read_names(struct store *s, enum merge_kind kind, struct merged *m, struct err *err)
{
	char *gone = kind == MERGE_COMPANY ? company_name(s, m->gone) : xstrdup(dict_title(s, m->gone));
	char *kept = kind == MERGE_COMPANY ? company_name(s, m->kept) : xstrdup(dict_title(s, m->kept));
	bool both = gone && kept && *gone && *kept;

	/* A deal whose company nobody knows stands at the company without a name. */
	if (!both)
		err_set(err, ERR_INPUT, "one of them is not there, or has no name; nothing was merged");
	else if (strlen(gone) >= sizeof m->gone_name || strlen(kept) >= sizeof m->kept_name)
		both = !err_set(err, ERR_INPUT, "a name of more than %zu bytes is not merged", sizeof m->gone_name - 1);
	if (both) {
		cut_printf(m->gone_name, sizeof m->gone_name, "%s", gone);
		cut_printf(m->kept_name, sizeof m->kept_name, "%s", kept);
	}
	free(gone);
	free(kept);
	return both ? 0 : -1;
}

int merge_run(struct store *s, enum merge_kind kind, int64_t gone, int64_t kept, int64_t deal, struct merged *out,
	      struct err *err)
{
	struct merging mg = { kind, out };
	struct group_open how = { .kind = GROUP_MERGE, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct buf title = { 0 };
	int rc;

	*out = (struct merged){ .gone = gone, .kept = kept };
	if (access_act(s, "import", err))
		return err_wrap(err, "merge");
	if (gone == kept)
		return err_set(err, ERR_REFUSED, "both names mean the same %s already; nothing was merged", words[kind]);
	if (read_names(s, kind, out, err))
		return -1;
	buf_printf(&title, "merge of %s into %s", out->gone_name, out->kept_name);
	how.title = buf_str(&title);
	rc = edit(s, &how, run, &mg, NULL, err);
	buf_done(&title);
	return rc;
}

static int company_apply(struct store *s, struct group *g, int64_t id, const char *part, const struct change *c, size_t n,
			 struct err *err)
{
	struct stmt *st = db_stmt(s->db, &merge_sql[COMPANY_STATE], err);
	int64_t gone = -1;

	(void)part;
	if (!st)
		return -1;
	db_int(st, 1, id);
	db_first(st, &gone, 1, err);
	for (size_t i = 0; i < n; i++) {
		if (gone < 0 || (c[i].op == OP_INSERT) != (gone != 0))
			return err_set(err, ERR_REFUSED, "the company was merged anew since; it stays as it is");
		if (set_gone(s, g, id, c[i].op, err))
			return -1;
		gone = c[i].op == OP_DELETE;
	}
	return 0;
}

const struct record_ops company_ops = { SUBJECT_COMPANY, "company", company_apply };

const struct sql merge_sql[] = {
	[COMPANY_DEALS] = { "merge_company_deals", "select id from deal where company = $1 and gone = 0 order by id" },
	[COMPETITOR_DEALS] = { "merge_competitor_deals", "select id from deal where competitor = $1 and gone = 0 order by id" },
	[COMPANY_PEOPLE] = { "merge_people", "select id from person where company = $1 and gone = 0 and erased = 0 order by id" },
	[COMPANY_GONE] = { "merge_gone", "update company set gone = $2, rev = rev + 1 where id = $1" },
	[COMPANY_KEYED] = { "merge_keyed", "select id from company where name_key = $1 and gone = 0 order by id" },
	[COMPANY_NAMED] = { "merge_named", "select id from company where name = $1 and gone = 0 order by id" },
	[COMPANY_STATE] = { "merge_state", "select gone from company where id = $1" },
	[PERSON_TWIN] = { "merge_twin", "select 1 from person where company = $1 and name_key = $2 and gone = 0 limit 1" },
	{ NULL, NULL },
};
