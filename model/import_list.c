/* Imports made, and taking one back. */
#include "model/import.h"

#include "model/company.h"
#include "model/deal_private.h"
#include "model/event.h"
#include "model/fact.h"
#include "model/history_private.h"
#include "model/interview_private.h"
#include "model/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	IMPORT_LIST,
	IMPORT_ONE,
	ADDED_DEALS,
	DEAL_TOUCHED,
	DEAL_GONE,
	ADDED_PEOPLE,
	LEFT_PEOPLE,
	PERSON_GONE,
	GROUPS,
	UNDO_EVENTS,
	SET_GROUPS,
	RECORD_TOUCHED,
	SET_IMPORT
};

int import_each(struct store *s, int (*fn)(void *arg, const struct import_row *row), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_list_sql[IMPORT_LIST], err);
	int rc;

	if (access_act(s, "import", err) || !st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct import_row row = {
			.id = db_col(st, 0),
			.kind = db_col_text(st, 1),
			.name = db_col_text(st, 2),
			.preset = db_col_text(st, 3),
			.counts = { db_col(st, 4), db_col(st, 5), db_col(st, 6), db_col(st, 7), db_col(st, 8) },
			.at_ms = db_col(st, 9),
			.member = db_col(st, 10),
			.reverted_by = db_col(st, 11),
		};

		if (fn(arg, &row)) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

struct revert {
	struct store *s;
	int64_t id;
	void (*kept)(void *arg, int64_t deal, const char *why);
	void *arg;
	struct import_reverted *out;
	struct load *load;
	int64_t *ids;
	size_t n;
	int64_t *back; /* what was put back, once a change: deals, and people below zero */
	size_t n_back, cap_back;
};

static void note_back(struct revert *r, int64_t id)
{
	if (r->n_back == r->cap_back) {
		r->cap_back = r->cap_back ? r->cap_back * 2 : 64;
		r->back = xrealloc(r->back, r->cap_back * sizeof *r->back);
	}
	r->back[r->n_back++] = id;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* A row that the import changed and moved was put back in two steps and is one. */
static void count_back(struct revert *r)
{
	if (r->n_back)
		qsort(r->back, r->n_back, sizeof *r->back, by_number);
	for (size_t i = 0; i < r->n_back; i++)
		r->out->restored += !i || r->back[i] != r->back[i - 1];
	free(r->back);
}

static void keep(struct revert *r, int64_t deal, const char *why)
{
	r->out->kept++;
	if (r->kept)
		r->kept(r->arg, deal, why);
}

/* The ids that a statement of one parameter lists: read whole, as what follows writes the same table. */
static int list_ids(struct revert *r, int sql, struct err *err)
{
	struct stmt *st = db_stmt(r->s->db, &import_list_sql[sql], err);
	size_t cap = 0;
	int rc;

	r->n = 0;
	free(r->ids);
	r->ids = NULL;
	if (!st)
		return -1;
	db_int(st, 1, r->id);
	while ((rc = db_step(st, err)) == 1) {
		if (r->n == cap) {
			cap = cap ? cap * 2 : 1024;
			r->ids = xrealloc(r->ids, cap * sizeof *r->ids);
		}
		r->ids[r->n++] = db_col(st, 0);
	}
	return rc;
}

static int run_ids(struct store *s, int sql, int64_t a, int64_t b, int64_t c, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_list_sql[sql], err);

	if (!st)
		return -1;
	db_int(st, 1, a);
	db_int(st, 2, b);
	db_int(st, 3, c);
	return db_run(st, err);
}

/* Whether anybody did something with the deal since: a field, a tick, a contact, an event, a form. 1, 0, -1. */
static int is_touched(struct revert *r, int64_t deal, struct err *err)
{
	struct stmt *st = db_stmt(r->s->db, &import_list_sql[DEAL_TOUCHED], err);
	int64_t n;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, r->id);
	if (db_step(st, err) != 1)
		return -1;
	n = db_col(st, 0);
	db_reset(st);
	return n > 0;
}

static int remove_deal(struct revert *r, struct group *g, int64_t id, struct err *err)
{
	struct deal d;
	int touched = is_touched(r, id, err), rc;

	if (touched < 0)
		return -1;
	if (touched) {
		keep(r, id, "it was edited since");
		return 0;
	}
	rc = deal_get(r->s, id, &d, err);
	if (rc != 1)
		return rc;
	load_count(r->load, &d, -1);
	r->out->removed++;
	/* The row gives its external id free: importing the file again adds it anew. */
	free(d.ext);
	d.ext = NULL;
	d.row_hash = 0;
	rc = run_ids(r->s, DEAL_GONE, id, g->id, deal_rowsum(&d), err);
	fact_touch(r->s, id);
	deal_done(&d);
	return rc;
}

static int remove_added(struct revert *r, struct group *g, struct err *err)
{
	int rc = list_ids(r, ADDED_DEALS, err);

	for (size_t i = 0; !rc && i < r->n; i++)
		rc = remove_deal(r, g, r->ids[i], err);
	if (!rc)
		rc = list_ids(r, ADDED_PEOPLE, err);
	for (size_t i = 0; !rc && i < r->n; i++) {
		r->out->removed++;
		rc = run_ids(r->s, PERSON_GONE, r->ids[i], g->id, 0, err);
	}
	if (!rc)
		rc = list_ids(r, LEFT_PEOPLE, err);
	for (size_t i = 0; !rc && i < r->n; i++)
		keep(r, 0, "the contact was edited since");
	return rc;
}

/* Held or refused was told of its deal by the import too. */
static int restore_interview(struct revert *r, struct group *g, int64_t id, struct err *err)
{
	int64_t deal = 0;
	struct interview i;
	int rc = interview_release(r->s, id, &deal, err);

	if (rc < 0)
		return -1;
	rc = interview_get(r->s, id, &i, err);
	r->out->removed += rc == 0;
	r->out->restored += rc == 1;
	interview_done(&i);
	return rc < 0 || run_ids(r->s, UNDO_EVENTS, r->id, deal, g->id, err) || clocks_refresh(r->s, deal, err) ? -1 : 0;
}

/* Whether a record that the import made was changed by anybody since. 1, 0, -1. */
static int is_changed(struct revert *r, const struct change *c, struct err *err)
{
	struct stmt *st = db_stmt(r->s->db, &import_list_sql[RECORD_TOUCHED], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, c->kind);
	db_int(st, 2, c->subject);
	db_text(st, 3, c->part);
	db_int(st, 4, r->id);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc;
}

/* What goes or is put back with its deal, and is counted there. */
static bool is_part(enum subject_kind kind)
{
	return kind == SUBJECT_DEAL_PERSON || kind == SUBJECT_DEAL_CHECK || kind == SUBJECT_DEAL_ICP || kind == SUBJECT_FORM ||
	       kind == SUBJECT_FORM_MEMBER || kind == SUBJECT_PASS_NOTE || kind == SUBJECT_COMPANY || kind == SUBJECT_REFINEMENT_DEAL;
}

/* Of records that are no deals, contacts or interviews; what else of them was changed goes back with their deal. */
static void count_record(struct revert *r, const struct past *p)
{
	if (!is_part(p->c[0].kind) && p->c[p->n - 1].op == OP_DELETE)
		r->out->removed++;
}

/* `p`: the changes of one record in one of the import's groups, newest first, turned round. */
static int restore(struct revert *r, struct group *g, const struct past *p, struct err *err)
{
	const struct record_ops *ops = record_ops(p->c[0].kind);
	struct err e = { 0 };
	int64_t id = p->c[0].subject;
	bool deal = p->c[0].kind == SUBJECT_DEAL;

	/* People that came with the import go with its other rows, unless they were edited since. */
	if (!ops || (p->c[0].kind == SUBJECT_PERSON && p->c[p->n - 1].op == OP_DELETE))
		return 0;
	if (p->c[p->n - 1].op == OP_DELETE && p->c[0].kind != SUBJECT_INTERVIEW && !deal) {
		int changed = is_changed(r, &p->c[0], err);

		if (changed < 0)
			return -1;
		if (changed) {
			struct buf why = { 0 };

			buf_printf(&why, "the %s was edited since", record_name(p->c[0].kind));
			keep(r, 0, buf_str(&why));
			buf_done(&why);
			return 0;
		}
	}
	if (!ops->apply(r->s, g, id, p->c[0].part, p->c, p->n, &e)) {
		if (p->c[0].kind == SUBJECT_INTERVIEW)
			return restore_interview(r, g, id, err);
		if (deal || p->c[0].kind == SUBJECT_PERSON)
			note_back(r, deal ? id : -id);
		if (!deal && p->c[0].kind != SUBJECT_PERSON)
			count_record(r, p);
		if (!deal)
			return 0;
		if (run_ids(r->s, UNDO_EVENTS, r->id, id, g->id, err))
			return -1;
		return clocks_refresh(r->s, id, err);
	}
	if (e.kind != ERR_REFUSED) {
		if (err)
			*err = e;
		return -1;
	}
	keep(r, deal ? id : 0, e.text);
	return 0;
}

static bool same_record(const struct change *a, const struct change *b)
{
	return a->kind == b->kind && a->subject == b->subject && !strcmp(a->part, b->part);
}

/* Reads one group's changes into memory (a group is small), then puts record after record back. */
static int restore_group(struct revert *r, struct group *g, int64_t grp, struct err *err)
{
	struct past all = { 0 }, one;
	int rc = past_read(r->s, grp, &all, err);

	for (size_t i = 0; !rc && i < all.n; i += one.n) {
		one = (struct past){ all.c + i, 1 };
		while (i + one.n < all.n && same_record(&one.c[0], &one.c[one.n]))
			one.n++;
		if (one.c[0].kind != SUBJECT_IMPORT)
			rc = restore(r, g, &one, err);
	}
	past_done(&all);
	return rc;
}

static int restore_changed(struct revert *r, struct group *g, struct err *err)
{
	int rc = list_ids(r, GROUPS, err);
	int64_t *grp = r->ids;
	size_t n = r->n;

	r->ids = NULL;
	for (size_t i = 0; !rc && i < n; i++)
		rc = restore_group(r, g, grp[i], err);
	free(grp);
	return rc;
}

static int revert(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct revert *r = arg;
	struct change c = { .op = OP_DELETE, .kind = SUBJECT_IMPORT, .subject = r->id, .class = CLASS_DEAL };
	int rc = load_new(&r->load, s, false, err);

	/* Changed rows first: an added row that the import itself changed further is then as it came. */
	if (!rc)
		rc = restore_changed(r, g, err);
	if (!rc)
		rc = remove_added(r, g, err);
	if (!rc)
		rc = load_finish(r->load, err);
	if (!rc)
		rc = run_ids(s, SET_GROUPS, r->id, g->id, 0, err) || run_ids(s, SET_IMPORT, r->id, g->id, 0, err);
	load_free(r->load);
	free(r->ids);
	count_back(r);
	return rc ? -1 : group_change(g, &c, err);
}

int import_revert(struct store *s, int64_t id, void (*kept)(void *arg, int64_t deal, const char *why), void *arg,
		  struct import_reverted *out, struct err *err)
{
	struct revert r = { .s = s, .id = id, .kept = kept, .arg = arg, .out = out };
	struct group_open how = { .kind = GROUP_REVERT, .scope_kind = SUBJECT_IMPORT, .scope = id };
	struct buf title = { 0 };
	struct stmt *st;
	int rc;

	*out = (struct import_reverted){ 0 };
	st = access_act(s, "import", err) ? NULL : db_stmt(s->db, &import_list_sql[IMPORT_ONE], err);
	if (!st)
		return -1;
	db_int(st, 1, id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc < 0 ? -1
			      : err_set(err, ERR_INPUT, "no import %lld; winloss import --list shows them",
					(long long)id);
	buf_printf(&title, "import %lld of %s taken back", (long long)id, db_col_text(st, 0));
	rc = db_col(st, 1) ? err_set(err, ERR_REFUSED, "import %lld was taken back already", (long long)id) : 0;
	how.undoes = db_col(st, 2);
	db_reset(st);
	how.title = buf_str(&title);
	if (!rc)
		rc = edit(s, &how, revert, &r, NULL, err);
	buf_done(&title);
	return rc;
}

static int undo_import(struct store *s, struct group *g, int64_t id, const char *part, const struct change *c,
		       size_t n, struct err *err)
{
	struct import_reverted out;

	(void)g, (void)part, (void)c, (void)n;
	return import_revert(s, id, NULL, NULL, &out, err);
}

/* `u` on an import of one's own. */
const struct record_ops import_ops = { SUBJECT_IMPORT, "import", undo_import };

const struct sql import_list_sql[] = {
	[IMPORT_LIST] = { "import_list", "select id, kind, name, preset, read, added, updated, unchanged, refused, "
					 "at_ms, member, reverted_by from import"
					 " order by id desc" },
	[IMPORT_ONE] = { "import_one", "select name, reverted_by, grp from import where id = $1" },
	[ADDED_DEALS] = { "import_added_deals",
			  "select id from deal where origin_import = $1 and gone = 0 order by id" },
	[DEAL_TOUCHED] = { "import_deal_touched",
			   "select (select count(*) from change c join grp g on g.id = c.grp where c.subject_kind in "
			   "(1, 4, 5, 6)"
			   " and c.subject = $1 and g.import <> $2 and g.undone_by = 0 and g.kind not in (1, 4))"
			   " + (select count(*) from event e join grp g on g.id = e.group_id where e.subject_kind = "
			   "1 and e.subject = $1"
			   " and g.import <> $2 and e.undone_by is null)"
			   " + (select count(*) from form f join form_value v on v.form = f.id where f.deal = $1 and v.gone = 0)"
			   " + (select count(*) from item where deal = $1 and gone = 0)"
			   " + (select count(*) from action where deal = $1 and gone = 0)"
			   " + (select count(*) from interview where deal = $1 and gone = 0)" },
	[DEAL_GONE] = { "import_deal_gone", "update deal set gone = $2, sum = $3, ext = null, row_hash = 0, rev = "
					    "rev + 1 where id = $1" },
	[ADDED_PEOPLE] = { "import_added_people",
			   "select p.id from person p where p.origin_import = $1 and p.gone = 0"
			   " and not exists (select 1 from change c join grp g on g.id = c.grp where c.subject_kind "
			   "= 3"
			   " and c.subject = p.id and g.import <> $1) order by p.id" },
	[LEFT_PEOPLE] = { "import_left_people",
			  "select id from person where origin_import = $1 and gone = 0 order by id" },
	[PERSON_GONE] = { "import_person_gone", "update person set gone = $2, rev = rev + 1 where id = $1" },
	[GROUPS] = { "import_groups", "select id from grp where import = $1 and kind = 3 order by id desc" },
	[UNDO_EVENTS] = { "import_undo_events",
			  "update event set undone_by = $3 where subject_kind = 1 and subject = $2 and undone_by is "
			  "null"
			  " and group_id in (select id from grp where import = $1 and kind = 3)" },
	[SET_GROUPS] = { "import_set_groups", "update grp set undone_by = $2 where import = $1 and kind = 3" },
	[RECORD_TOUCHED] = { "import_record_touched", "select 1 from change c join grp g on g.id = c.grp where c.subject_kind = $1"
							" and c.subject = $2 and c.part = $3 and g.import <> $4 and g.undone_by = 0"
							" and g.kind not in (1, 4) limit 1" },
	[SET_IMPORT] = { "import_set", "update import set reverted_by = $2 where id = $1" },
	{ NULL, NULL },
};
