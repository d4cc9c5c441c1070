/* Reading and writing deals. The row is described in deal_row.c, values in deal_value.c, moves in move.c. */
#include "model/deal.h"

#include "model/approval.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/deal_private.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/event.h"
#include "model/fact.h"
#include "model/icp.h"
#include "model/member.h"
#include "model/sum_deal.h"
#include "model/teeth.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEAL_GET, DEAL_GET_ANY, DEAL_GONE_BY, DEAL_UPDATE, EXT_TAKEN, CHECK_LIST, CHECK_WHO, CHECK_ADD,
       CHECK_DROP, PEOPLE_LIST, PEOPLE_BESIDE, PEOPLE_ADD, PEOPLE_DROP };

static int get(struct store *s, int sql, int64_t id, struct deal *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_sql[sql], err);
	int rc;

	*out = (struct deal){ 0 }; /* callers end what was not read too */
	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	deal_read(st, out);
	out->company_name = xstrdup(db_col_text(st, 40));
	db_reset(st);
	if (deal_icp_get(s, out->id, ICP_HANDOFF, out->icp, err)) {
		deal_done(out);
		return -1;
	}
	return 1;
}

int deal_get(struct store *s, int64_t id, struct deal *out, struct err *err)
{
	return get(s, DEAL_GET, id, out, err);
}

int deal_absent(struct store *s, int64_t id, enum err_kind kind, struct err *err)
{
	struct stmt *st;
	struct deal d;
	int64_t by = 0;

	if (get(s, DEAL_GET_ANY, id, &d, NULL) != 1)
		return err_set(err, kind, "no deal D-%lld", (long long)id);
	st = db_stmt(s->db, &deal_sql[DEAL_GONE_BY], NULL);
	if (st) {
		db_int(st, 1, d.gone);
		if (db_step(st, NULL) == 1)
			by = db_col(st, 0);
		db_reset(st);
	}
	deal_done(&d);
	return by ? err_set(err, kind, "D-%lld was deleted by %s, whose undo brings it back", (long long)id, member_login(s, by))
		  : err_set(err, kind, "D-%lld was deleted", (long long)id);
}

void deal_label(const struct deal *d, struct buf *out)
{
	bool company = d->company_name && *d->company_name, name = d->name && *d->name;

	if (!company && !name)
		buf_puts(out, d->ext && *d->ext ? d->ext : "—");
	if (company)
		buf_puts(out, d->company_name);
	if (name)
		buf_printf(out, "%s%s", company ? " · " : "", d->name);
}

/* Canonical text of a column for history; NULL when absent. */
static const char *canonical(const struct deal *d, const struct deal_col *c, char *number, size_t n)
{
	if (c->text)
		return *(char *const *)((const char *)d + c->offset);
	if (c->null && deal_col_int(d, c) == c->none)
		return NULL;
	snprintf(number, n, "%lld", (long long)deal_col_int(d, c));
	return number;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static enum field_class col_class(const struct deal_col *c)
{
	const struct field *f = deal_field(c->field);

	return f ? f->class : CLASS_DEAL;
}

static int note_changes(struct group *g, const struct deal *old, const struct deal *d, size_t *n, struct err *err)
{
	for (size_t i = 0; i < deal_cols_count; i++) {
		char was[32], is[32];
		struct change c = { .op = OP_UPDATE, .kind = SUBJECT_DEAL, .subject = d->id, .owner = d->owner,
				    .field = deal_cols[i].field, .class = col_class(&deal_cols[i]) };

		c.before = canonical(old, &deal_cols[i], was, sizeof was);
		c.after = canonical(d, &deal_cols[i], is, sizeof is);
		if (same(c.before, c.after))
			continue;
		(*n)++;
		if (group_change(g, &c, err))
			return -1;
	}
	return 0;
}

static int note_whole(struct group *g, const struct deal *d, enum change_op op, struct err *err)
{
	struct change c = { .op = op, .kind = SUBJECT_DEAL, .subject = d->id, .owner = d->owner, .class = CLASS_DEAL };

	return group_change(g, &c, err);
}

/* The values a deal begins with. */
static int note_first(struct group *g, const struct deal *d, struct err *err)
{
	struct deal none;
	size_t n = 0;
	int rc;

	deal_init(&none);
	none.stage = STAGE_NONE;
	none.name = xstrdup("");
	rc = note_changes(g, &none, d, &n, err);
	deal_done(&none);
	return rc;
}

static void settle(struct store *s, struct deal *d)
{
	if (!d->name)
		d->name = xstrdup("");
	if (d->amount_minor == NO_AMOUNT && d->arr_minor == NO_AMOUNT)
		; /* no money: no currency is needed */
	else if (!d->currency)
		d->currency = deal_default_currency(s);
	d->sort_at = deal_sort_at(s, d);
}

/* One name space of external ids a store; that of a deleted deal stays its own, for when it comes back. */
static int ext_is_free(struct store *s, const struct deal *d, struct err *err)
{
	struct stmt *st = d->ext && *d->ext ? db_stmt(s->db, &deal_sql[EXT_TAKEN], err) : NULL;
	int rc;

	if (!d->ext || !*d->ext)
		return 0;
	if (!st)
		return -1;
	db_text(st, 1, d->ext);
	db_int(st, 2, d->id);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc == 1 ? err_set(err, ERR_INPUT, "external id “%s” belongs to another deal; nothing was written", d->ext) : rc;
}

int deal_insert(struct store *s, struct group *g, struct deal *d, struct err *err)
{
	struct stmt *st;

	if (!d->company && (!d->name || !*d->name) && (!d->ext || !*d->ext))
		return err_set(err, ERR_INPUT, "a deal needs a company, a name or an external id; found none");
	if (!d->company) {
		d->company = company_need(s, "", err);
		if (d->company < 0)
			return -1;
	}
	d->id = db_next_id(s->db, "deal", 1, err);
	if (d->id < 0 || ext_is_free(s, d, err))
		return -1;
	if (!d->stage_at)
		d->stage_at = g->at_ms;
	if (d->created_day == NO_DAY && !d->origin_import)
		d->created_day = calendar_day(s->calendar, g->at_ms);
	d->rev = 1;
	settle(s, d);
	st = db_stmt(s->db, &deal_insert_sql, err);
	if (!st)
		return -1;
	deal_bind(st, d);
	if (db_run(st, err) || sum_deal_of(s, d, 1, err) || note_whole(g, d, OP_INSERT, err))
		return -1;
	/* What an import brings stands in its file; everything else is in history, field by field. */
	if (!d->origin_import && note_first(g, d, err))
		return -1;
	if (deal_close_month(d))
		fact_touch(s, d->id);
	return deal_icp_put(s, g, d->id, d->owner, ICP_HANDOFF, NULL, d->icp, err);
}

static int64_t any_rev(struct store *s, int64_t id)
{
	static const struct sql any = { "deal_rev", "select rev from deal where id = $1" };
	struct stmt *st = db_stmt(s->db, &any, NULL);
	int64_t rev = 0;

	if (st) {
		db_int(st, 1, id);
		if (db_step(st, NULL) == 1)
			rev = db_col(st, 0);
		db_reset(st);
	}
	return rev;
}

int deal_is_at(struct store *s, int64_t id, int64_t rev, struct err *err)
{
	if (!rev || teeth_off("P18") || any_rev(s, id) == rev)
		return 0;
	return err_set(err, ERR_REFUSED, "somebody else changed this deal at the same time; nothing was written");
}

static int update_row(struct store *s, const struct deal *d, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_sql[DEAL_UPDATE], err);

	if (!st)
		return -1;
	deal_bind(st, d);
	if (teeth_off("P18")) /* the twin: whatever rev stands in the file is taken for the one that was read */
		db_int(st, 39, any_rev(s, d->id));
	if (db_run(st, err))
		return -1;
	if (db_changes(s->db) != 1)
		return err_set(err, ERR_REFUSED, "somebody else changed this deal at the same time (its revision is no longer"
			       " %lld); nothing was written", (long long)d->rev);
	return 0;
}

/* Whether what a closed deal counts for may follow the difference. */
static bool touches_facts(const struct deal *a, const struct deal *b)
{
	return (deal_close_month(a) || deal_close_month(b)) &&
	       (deal_close_month(a) != deal_close_month(b) || a->gone != b->gone || a->outcome != b->outcome ||
		a->owner != b->owner || a->segment != b->segment || a->competitor != b->competitor || a->region != b->region ||
		a->product != b->product || a->reason != b->reason || a->amount_minor != b->amount_minor ||
		a->currency != b->currency);
}

int deal_save(struct store *s, struct group *g, const struct deal *old, struct deal *d, struct err *err)
{
	size_t n = 0;

	settle(s, d);
	if (old->gone != d->gone && note_whole(g, d, d->gone ? OP_DELETE : OP_INSERT, err))
		return -1;
	if (note_changes(g, old, d, &n, err) || deal_icp_put(s, g, d->id, d->owner, ICP_HANDOFF, old->icp, d->icp, err))
		return -1;
	if (!n && old->gone == d->gone)
		return 0;
	d->rev = old->rev;
	if (!same(old->ext, d->ext) && ext_is_free(s, d, err))
		return -1;
	if (update_row(s, d, err) || sum_deal_of(s, old, -1, err) || sum_deal_of(s, d, 1, err))
		return -1;
	d->rev++;
	if (touches_facts(old, d))
		fact_touch(s, d->id);
	if (old->owner != d->owner && search_set_owner(s, d->id, d->owner, err))
		return -1;
	if (approval_follow(s, g, old, d, err))
		return -1;
	/* The owner of a clock is the deal's. */
	return old->owner != d->owner || old->csm != d->csm ? clocks_refresh(s, d->id, err) : 0;
}

int deal_delete(struct store *s, struct group *g, int64_t id, struct err *err)
{
	struct deal old, d;
	int rc = deal_get(s, id, &old, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "no deal D-%lld", (long long)id);
	deal_copy(&d, &old);
	d.gone = g->id;
	rc = access_can_write(s, CLASS_DEAL, old.owner) ? deal_save(s, g, &old, &d, err)
		: err_set(err, ERR_ROLE, "this deal is not %s's to delete", s->actor.login);
	deal_done(&old);
	deal_done(&d);
	return rc;
}

/* Puts the fields of a reversing change back (undo, redo). */
static int put_field(struct deal *d, const struct change *c, struct err *err)
{
	for (size_t i = 0; i < deal_cols_count; i++) {
		const struct deal_col *col = &deal_cols[i];
		char number[32];

		if (strcmp(col->field, c->field))
			continue;
		if (!same(canonical(d, col, number, sizeof number), c->before))
			return err_set(err, ERR_REFUSED, "somebody changed %s of this deal since; it stays as it is", c->field);
		if (col->text) {
			char **at = (char **)((char *)d + col->offset);

			free(*at);
			*at = xstrdup(c->after);
		} else {
			*(int64_t *)((char *)d + col->offset) = c->after ? strtoll(c->after, NULL, 10) : col->none;
		}
		return 0;
	}
	return err_set(err, ERR_REFUSED, "%s is not a field of a deal any more", c->field);
}

/* Undo finds a deal that was deleted since as it would a changed field. */
static int is_there(const struct deal *d, const struct change *c, size_t n, struct err *err)
{
	bool revives = false;

	for (size_t i = 0; i < n; i++)
		revives |= c[i].op == OP_INSERT;
	if (d->gone && !revives)
		return err_set(err, ERR_REFUSED, "the deal D-%lld was deleted since", (long long)d->id);
	return 0;
}

static int apply_deal(struct store *s, struct group *g, int64_t id, const char *part, const struct change *c, size_t n,
		      struct err *err)
{
	struct deal old, d;
	int rc = get(s, DEAL_GET_ANY, id, &old, err);
	bool removes = false;

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_ROLE, "the deal D-%lld is not yours to change", (long long)id);
	deal_copy(&d, &old);
	rc = is_there(&old, c, n, err);
	for (size_t i = 0; i < n; i++)
		removes |= c[i].op == OP_DELETE;
	for (size_t i = 0; !rc && i < n; i++) {
		if (c[i].op == OP_INSERT)
			d.gone = 0;
		else if (c[i].op == OP_UPDATE && !removes) /* a row that goes keeps its values, for when it comes back */
			rc = put_field(&d, &c[i], err);
	}
	if (removes)
		d.gone = g->id;
	if (!rc)
		rc = deal_save(s, g, &old, &d, err);
	if (!rc && old.gone != d.gone)
		rc = clocks_refresh(s, id, err);
	deal_done(&old);
	deal_done(&d);
	return rc;
}

const struct record_ops deal_ops = { SUBJECT_DEAL, "deal", apply_deal };

/* Criteria. */

int deal_checks(struct store *s, int64_t deal, const char **keys, size_t max, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_sql[CHECK_LIST], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, deal);
	while ((rc = db_step(st, err)) == 1 && *n < max) {
		const struct stage_item *item = stage_item_find(s->stages, db_col_text(st, 0));

		if (item) /* the configuration's own string outlives the statement */
			keys[(*n)++] = item->key;
	}
	if (rc == 1)
		db_reset(st);
	return rc < 0 ? -1 : 0;
}

bool deal_is_checked(struct store *s, int64_t deal, const char *item)
{
	const char *keys[128];
	size_t n;

	if (deal_checks(s, deal, keys, 128, &n, NULL))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(keys[i], item))
			return true;
	return false;
}

static int write_check(struct store *s, struct group *g, int64_t deal, int64_t owner, const char *item, bool on,
		       struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_sql[on ? CHECK_ADD : CHECK_DROP], err);
	struct change c = { .op = on ? OP_INSERT : OP_DELETE, .kind = SUBJECT_DEAL_CHECK, .subject = deal, .part = item,
			    .class = CLASS_DEAL, .owner = owner };

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_text(st, 2, item);
	db_int(st, 3, g->at_ms);
	db_int(st, 4, s->actor.member);
	if (on)
		db_int(st, 5, rowsum_of(ROW(NUMBER(deal), WORDS(item), NUMBER(g->at_ms), NUMBER(s->actor.member))));
	if (db_run(st, err))
		return -1;
	return db_changes(s->db) ? group_change(g, &c, err) : 0;
}

/* Whatever the way to it: a number that nobody approved keeps its criterion open. */
static int refuse_unapproved(struct store *s, const struct deal *d, const char *item, struct err *err)
{
	struct buf why = { 0 };
	int rc = approval_blocks(s, d, item, &why, err);

	if (rc == 1)
		err_set(err, ERR_REFUSED, "“%s” is not met yet: %s", stage_item_find(s->stages, item)->text, buf_str(&why));
	buf_done(&why);
	return rc ? -1 : 0;
}

int deal_check(struct store *s, struct group *g, const struct deal *d, const char *item, bool on, struct err *err)
{
	if (!stage_item_find(s->stages, item))
		return err_set(err, ERR_INPUT, "no criterion “%s”", item);
	if (!access_can_write(s, CLASS_DEAL, d->owner))
		return err_set(err, ERR_ROLE, "this deal is not %s's to change", s->actor.login);
	if (on && refuse_unapproved(s, d, item, err))
		return -1;
	return write_check(s, g, d->id, d->owner, item, on, err);
}

/* Who ticked it last: another member's tick is not this one's to take back. */
static bool is_ticked_by_other(struct store *s, int64_t deal, const char *item)
{
	struct stmt *st = db_stmt(s->db, &deal_sql[CHECK_WHO], NULL);
	bool other = false;

	if (!st)
		return false;
	db_int(st, 1, deal);
	db_text(st, 2, item);
	if (db_step(st, NULL) == 1) {
		other = db_col(st, 0) != s->actor.member;
		db_reset(st);
	}
	return other;
}

static int apply_check(struct store *s, struct group *g, int64_t deal, const char *part, const struct change *c, size_t n,
		       struct err *err)
{
	bool on = n && c[n - 1].op == OP_INSERT;

	if (!n)
		return 0;
	if (!on && is_ticked_by_other(s, deal, part))
		return err_set(err, ERR_REFUSED, "somebody else ticked this criterion since; it stays as it is");
	return write_check(s, g, deal, c->owner, part, on, err);
}

const struct record_ops deal_check_ops = { SUBJECT_DEAL_CHECK, "criterion", apply_check };

/* People. */

static const char *const role_keys[PERSON_ROLE_COUNT] = { "", "primary", "champion", "executive", "technical", "economic",
							  "evaluator", "procurement" };

const char *person_role_key(int role)
{
	return role > 0 && role < PERSON_ROLE_COUNT ? role_keys[role] : "";
}

int person_role_find(const char *key)
{
	for (int i = 1; i < PERSON_ROLE_COUNT; i++)
		if (!strcasecmp(role_keys[i], key))
			return i;
	return 0;
}

static int list_people(struct store *s, const struct sql *sql, int64_t deal,
		       int (*fn)(void *arg, const struct deal_person *p), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, sql, err);
	int rc;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, deal);
	while ((rc = db_step(st, err)) == 1) {
		bool may = access_can_read(s, CLASS_PERSONAL, db_col(st, 6));
		struct deal_person p = { .person = db_col(st, 0), .role = (int)db_col(st, 1), .name = db_col_text(st, 2),
					 .title = db_col_text(st, 3), .email = may ? db_col_text(st, 4) : NULL,
					 .phone = may ? db_col_text(st, 5) : NULL };

		if (fn(arg, &p)) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

int deal_people(struct store *s, int64_t deal, int (*fn)(void *arg, const struct deal_person *p), void *arg,
		struct err *err)
{
	return list_people(s, &deal_sql[PEOPLE_LIST], deal, fn, arg, err);
}

int deal_contacts(struct store *s, int64_t deal, int (*fn)(void *arg, const struct deal_person *p), void *arg,
		  struct err *err)
{
	return list_people(s, &deal_sql[PEOPLE_BESIDE], deal, fn, arg, err);
}

static int link_person(struct store *s, struct group *g, int64_t deal, int64_t owner, int64_t person, int role, bool on,
		       struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_sql[on ? PEOPLE_ADD : PEOPLE_DROP], err);
	char part[48];
	struct change c = { .op = on ? OP_INSERT : OP_DELETE, .kind = SUBJECT_DEAL_PERSON, .subject = deal, .part = part,
			    .class = CLASS_DEAL, .owner = owner };

	snprintf(part, sizeof part, "%lld:%d", (long long)person, role);
	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, person);
	db_int(st, 3, role);
	if (on)
		db_int(st, 4, rowsum_of(ROW(NUMBER(deal), NUMBER(person), NUMBER(role))));
	if (db_run(st, err))
		return -1;
	return db_changes(s->db) ? group_change(g, &c, err) : 0;
}

int deal_link_person(struct store *s, struct group *g, const struct deal *d, int64_t person, int role, struct err *err)
{
	return link_person(s, g, d->id, d->owner, person, role, true, err);
}

int deal_unlink_person(struct store *s, struct group *g, const struct deal *d, int64_t person, int role, struct err *err)
{
	return link_person(s, g, d->id, d->owner, person, role, false, err);
}

int deal_add_person(struct store *s, struct group *g, const struct deal *d, const char *name, int role, struct err *err)
{
	int64_t id = person_find(s, d->company, name, NULL, err);

	if (id == 0) {
		struct person p = { .company = d->company, .name = xstrdup(name) };

		id = person_save(s, g, &p, err) ? -1 : p.id;
		person_done(&p);
	}
	return id < 0 ? -1 : link_person(s, g, d->id, d->owner, id, role, true, err);
}

static int apply_person(struct store *s, struct group *g, int64_t deal, const char *part, const struct change *c,
			size_t n, struct err *err)
{
	long long person = 0;
	int role = 0;

	if (!n || sscanf(part, "%lld:%d", &person, &role) != 2)
		return err_set(err, ERR_BUG, "history: “%s” names no person", part);
	return link_person(s, g, deal, c->owner, person, role, c[n - 1].op == OP_INSERT, err);
}

const struct record_ops deal_person_ops = { SUBJECT_DEAL_PERSON, "deal contact", apply_person };

const struct sql deal_sql[] = {
	[DEAL_GET] = { "deal_get", "select " DEAL_COLUMNS("d.") ", c.name from deal d join company c on c.id = d.company"
				   " where d.id = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	[DEAL_GET_ANY] = { "deal_get_any", "select " DEAL_COLUMNS("d.") ", c.name from deal d join company c on c.id ="
					   " d.company where d.id = $1 and " ACCESS_DEAL("d") },
	[DEAL_GONE_BY] = { "deal_gone_by", "select member from grp where id = $1" },
	[DEAL_UPDATE] = { "deal_update",
		"update deal set ext = $2, company = $3, name = $4, stage = $5, outcome = $6, stage_at = $7, sort_at = $8,"
		" owner = $9, csm = $10, amount_minor = $11, arr_minor = $12, currency = $13, product = $14, segment = $15,"
		" region = $16, industry = $17, tier = $18, competitor = $19, source = $20, reason = $21, discount_bp = $22,"
		" probability_bp = $23, term_months = $24, next_step = $25, follow_up_day = $26, kickoff_day = $27,"
		" expected_day = $28, created_day = $29, closed_day = $30, won_at = $31, commitment = $32, sow_status = $33,"
		" sow_day = $34, dispute = $35, row_hash = $36, origin_import = $37, changed_import = $38, rev = rev + 1,"
		" gone = $40, sum = $41 where id = $1 and rev = $39" },
	[EXT_TAKEN] = { "deal_ext_taken", "select id from deal where ext = $1 and id <> $2" },
	[CHECK_LIST] = { "check_list", "select item from deal_check where deal = $1 order by item" },
	[CHECK_WHO] = { "check_who", "select member from deal_check where deal = $1 and item = $2" },
	[CHECK_ADD] = { "check_add", "insert into deal_check (deal, item, ticked_at, member, sum)"
				     " values ($1, $2, $3, $4, $5)"
				     " on conflict (deal, item) do nothing" },
	[CHECK_DROP] = { "check_drop", "delete from deal_check where deal = $1 and item = $2" },
	[PEOPLE_LIST] = { "people_list",
		"select p.id, dp.role, p.name, p.title, p.email, p.phone, d.owner from deal_person dp"
		" join person p on p.id = dp.person join deal d on d.id = dp.deal"
		" where dp.deal = $1 and p.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d") " order by dp.role, p.name_key" },
	[PEOPLE_BESIDE] = { "people_beside",
		"select p.id, 0, p.name, p.title, p.email, p.phone, d.owner from deal d join person p on p.company = d.company"
		" where d.id = $1 and p.gone = 0 and p.erased = 0 and d.gone = 0 and " ACCESS_DEAL("d")
		" and not exists (select 1 from deal_person dp where dp.deal = d.id and dp.person = p.id)"
		" order by p.name_key, p.id limit 12" },
	[PEOPLE_ADD] = { "people_add", "insert into deal_person (deal, person, role, sum) values ($1, $2, $3, $4)"
				       " on conflict (deal, person, role) do nothing" },
	[PEOPLE_DROP] = { "people_drop", "delete from deal_person where deal = $1 and person = $2 and role = $3" },
	{ NULL, NULL },
};
