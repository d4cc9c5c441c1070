#include "model/form.h"

#include "model/buf.h"
#include "model/fact.h"
#include "model/private.h"
#include "model/record.h"
#include "model/rowsum.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM_GET, FORM_OF_DEAL, FORM_RAW, FORM_INSERT, FORM_UPDATE, FORM_DEAL, FORM_GONE, ATTEND_LIST, ATTEND_GET,
       ATTEND_PUT, ATTEND_DROP };

/* What history keeps of a form. live_ms is a measure that grows by itself, not a change somebody made. */
static const struct {
	const char *key;
	size_t offset;
} form_fields[] = {
	{ "state", offsetof(struct form, state) },
	{ "live_at", offsetof(struct form, live_at) },
	{ "scheduled_at", offsetof(struct form, scheduled_at) },
	{ "completed_at", offsetof(struct form, completed_at) },
	{ "config", offsetof(struct form, config) },
	{ "held_at", offsetof(struct form, held_at) },
	{ "period", offsetof(struct form, period) },
};
#define FORM_FIELDS (sizeof form_fields / sizeof form_fields[0])

static int64_t *form_member_at(struct form *f, size_t i)
{
	return (int64_t *)(void *)((char *)f + form_fields[i].offset);
}

static int64_t form_value_of(const struct form *f, size_t i)
{
	return *(const int64_t *)(const void *)((const char *)f + form_fields[i].offset);
}

static void read_form(struct stmt *st, struct form *out)
{
	*out = (struct form){
		.id = db_col(st, 0), .kind = db_col(st, 1), .deal = db_col(st, 2), .state = db_col(st, 3),
		.live_at = db_col(st, 4), .live_ms = db_col(st, 5), .scheduled_at = db_col(st, 6),
		.completed_at = db_col(st, 7), .config = db_col(st, 8), .rev = db_col(st, 9),
		.held_at = db_col(st, 10), .period = db_col(st, 11),
	};
}

static int one_form(struct stmt *st, struct form *out, struct err *err)
{
	int rc = db_step(st, err);

	if (rc != 1)
		return rc;
	read_form(st, out);
	db_reset(st);
	return 1;
}

int form_read(struct store *s, int64_t id, struct form *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[FORM_GET], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	access_bind(st, s);
	return one_form(st, out, err);
}

int form_of_deal(struct store *s, int64_t deal, enum form_kind kind, struct form *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[FORM_OF_DEAL], err);

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, kind);
	access_bind(st, s);
	return one_form(st, out, err);
}

int form_deal(struct store *s, int64_t form, int64_t *deal, int64_t *owner, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[FORM_DEAL], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, form);
	rc = db_step(st, err);
	if (rc == 1) {
		*deal = db_col(st, 0);
		*owner = db_col(st, 1);
		db_reset(st);
	}
	return rc;
}

void form_field_place(const char *field, enum form_layer layer, enum form_kind kind, int64_t period, struct buf *out)
{
	size_t n = strspn(field, "0123456789");

	switch (kind) {
	case FORM_DEBRIEF:
		buf_printf(out, "Q%.*s%s%s, %s", (int)n, field, field[n] ? " " : "", field[n] ? field + n + (field[n] == '.') : "",
			   layer == LAYER_AHEAD ? "ahead" : "live");
		break;
	case FORM_CHECKIN:
		buf_printf(out, "check-in %" PRId64 " days, %s", period, field);
		break;
	case FORM_PACKET:
	case FORM_CUSTOMER:
		buf_printf(out, "%s %s%s", kind == FORM_PACKET ? "packet" : "customer handoff", field,
			   layer == LAYER_GAP ? ", returned" : "");
		break;
	case FORM_PLAYBOOK:
		buf_printf(out, "playbook %s", field);
		break;
	case FORM_INTERVIEW:
		buf_printf(out, "interview %s", field);
		break;
	case FORM_EXCHANGE:
		buf_printf(out, "exchange record %s-delivery, %s", period == 2 ? "post" : "pre", field);
		break;
	}
}

static int64_t form_sum(const struct form *f)
{
	struct rowsum r;

	rowsum_init(&r);
	rowsum_int(&r, f->id);
	rowsum_int(&r, f->kind);
	rowsum_int(&r, f->deal);
	rowsum_int(&r, f->state);
	rowsum_int(&r, f->live_at);
	rowsum_int(&r, f->live_ms);
	rowsum_int(&r, f->scheduled_at);
	rowsum_int(&r, f->completed_at);
	rowsum_int(&r, f->config);
	rowsum_int(&r, f->held_at);
	rowsum_int(&r, f->period);
	return rowsum_done(&r);
}

static void bind_form(struct stmt *st, const struct form *f)
{
	db_int(st, 1, f->id);
	db_int(st, 2, f->kind);
	db_int(st, 3, f->deal);
	db_int(st, 4, f->state);
	db_int(st, 5, f->live_at);
	db_int(st, 6, f->live_ms);
	db_int(st, 7, f->scheduled_at);
	db_int(st, 8, f->completed_at);
	db_int(st, 9, f->config);
	db_int(st, 10, form_sum(f));
	db_int(st, 11, f->rev);
	db_int(st, 12, f->held_at);
	db_int(st, 13, f->period);
}

/* A number as history writes it: zero is "none". */
static const char *number(char *buf, size_t size, int64_t v)
{
	if (!v)
		return NULL;
	snprintf(buf, size, "%" PRId64, v);
	return buf;
}

static int64_t numbered(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

static int note_form(struct group *g, const struct form *f, int64_t owner, enum change_op op, const char *field,
		     int64_t before, int64_t after, struct err *err)
{
	char was[24], is[24];
	struct change c = { .op = op, .kind = SUBJECT_FORM, .subject = f->id, .part = "", .field = field,
			    .class = CLASS_DEAL, .owner = owner, .before = number(was, sizeof was, before),
			    .after = number(is, sizeof is, after) };

	return group_change(g, &c, err);
}

static int note_differences(struct group *g, const struct form *old, const struct form *f, int64_t owner,
			    struct err *err)
{
	for (size_t i = 0; i < FORM_FIELDS; i++) {
		int64_t was = form_value_of(old, i), is = form_value_of(f, i);

		if (was != is && note_form(g, f, owner, OP_UPDATE, form_fields[i].key, was, is, err))
			return -1;
	}
	return 0;
}

static void touch(struct store *s, const struct form *f)
{
	if (f->kind == FORM_DEBRIEF || f->kind == FORM_EXCHANGE)
		fact_touch(s, f->deal);
}

int form_insert(struct store *s, struct group *g, struct form *f, struct err *err)
{
	struct stmt *st;
	int64_t deal = 0, owner = 0;

	f->id = db_next_id(s->db, "form", 1, err);
	f->rev = 1;
	if (f->id < 0)
		return -1;
	st = db_stmt(s->db, &form_sql[FORM_INSERT], err);
	if (!st)
		return -1;
	bind_form(st, f);
	touch(s, f);
	if (db_run(st, err) || form_deal(s, f->id, &deal, &owner, err) != 1)
		return -1;
	if (note_form(g, f, owner, OP_INSERT, "", 0, 0, err))
		return -1;
	return note_differences(g, &(struct form){ 0 }, f, owner, err);
}

static int update_form(struct store *s, struct form *f, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[FORM_UPDATE], err);

	if (!st)
		return -1;
	bind_form(st, f);
	touch(s, f);
	if (record_write(s, st, true, "form", err))
		return -1;
	f->rev++;
	return 0;
}

int form_save(struct store *s, struct group *g, const struct form *old, struct form *f, struct err *err)
{
	int64_t deal = 0, owner = 0;

	if (form_deal(s, f->id, &deal, &owner, err) != 1)
		return -1;
	f->rev = old->rev;
	return update_form(s, f, err) ? -1 : note_differences(g, old, f, owner, err);
}

static int set_gone(struct store *s, int64_t id, int64_t group, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[FORM_GONE], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	db_int(st, 2, group);
	return db_run(st, err);
}

/* One reversing change of a form onto `f`. */
static int reverse_field(struct form *f, const struct change *c, struct err *err)
{
	for (size_t i = 0; i < FORM_FIELDS; i++) {
		if (strcmp(form_fields[i].key, c->field))
			continue;
		if (form_value_of(f, i) != numbered(c->before))
			return err_set(err, ERR_REFUSED, "the %s of this form was changed since", c->field);
		*form_member_at(f, i) = numbered(c->after);
		return 0;
	}
	return err_set(err, ERR_BUG, "a form has no field %s", c->field);
}

static int apply_form(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		      size_t n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[FORM_RAW], err);
	struct form old, f;
	int64_t deal = 0, owner = 0;

	(void)part;
	if (!st)
		return -1;
	db_int(st, 1, subject);
	if (one_form(st, &old, err) != 1 || form_deal(s, subject, &deal, &owner, err) != 1)
		return err_set(err, ERR_REFUSED, "the form is no longer there");
	f = old;
	for (size_t i = 0; i < n; i++) {
		int rc = c[i].op == OP_UPDATE ? reverse_field(&f, &c[i], err)
					      : set_gone(s, subject, c[i].op == OP_DELETE ? g->id : 0, err);

		if (!rc && c[i].op != OP_UPDATE)
			rc = note_form(g, &f, owner, c[i].op, "", 0, 0, err);
		if (rc)
			return -1;
	}
	return update_form(s, &f, err) ? -1 : note_differences(g, &old, &f, owner, err);
}

/* ---- who was there ---- */

int form_attendees(struct store *s, int64_t form, int (*fn)(void *arg, const struct form_attendee *a), void *arg,
		   struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[ATTEND_LIST], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, form);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct form_attendee a = { .part = (enum form_part)db_col(st, 0), .member = db_col(st, 1),
					   .absent = db_col(st, 2), .reason = db_col_text(st, 3) };

		rc = fn(arg, &a);
		if (rc) {
			db_reset(st);
			break;
		}
	}
	return rc;
}

struct looking {
	enum form_part part;
	int64_t member;
	bool absent, found;
};

static int look(void *arg, const struct form_attendee *a)
{
	struct looking *l = arg;

	if (a->part == l->part && (!l->found || l->absent)) {
		l->member = a->member;
		l->absent = a->absent;
		l->found = true;
	}
	return 0;
}

int form_attendance(struct store *s, int64_t form, enum form_part part, int64_t *member, bool *absent,
		    struct err *err)
{
	struct looking l = { .part = part };

	if (form_attendees(s, form, look, &l, err))
		return -1;
	*member = l.member;
	*absent = l.absent;
	return l.found;
}

static int attend_write(struct store *s, int64_t form, int64_t part, int64_t member, bool absent, const char *reason,
			struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[ATTEND_PUT], err);

	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, part);
	db_int(st, 3, member);
	db_int(st, 4, absent);
	db_text(st, 5, reason ? reason : "");
	db_int(st, 6, rowsum_of(ROW(NUMBER(form), NUMBER(part), NUMBER(member), NUMBER(absent),
				    WORDS(reason ? reason : ""))));
	return db_run(st, err);
}

/* Reads one row: 1, 0, -1. The reason is the caller's to free. */
static int attend_read(struct store *s, int64_t form, int64_t part, int64_t member, bool *absent, char **reason,
		       struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[ATTEND_GET], err);
	int rc;

	*absent = false;
	*reason = NULL;
	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, part);
	db_int(st, 3, member);
	rc = db_step(st, err);
	if (rc == 1) {
		*absent = db_col(st, 0);
		*reason = xstrdup(db_col_text(st, 1));
		db_reset(st);
	}
	return rc;
}

static int note_attend(struct group *g, int64_t form, int64_t owner, const char *part, enum change_op op,
		       const char *field, const char *before, const char *after, struct err *err)
{
	struct change c = { .op = op, .kind = SUBJECT_FORM_MEMBER, .subject = form, .part = part, .field = field,
			    .class = CLASS_CRM, .owner = owner, .before = before, .after = after };

	return group_change(g, &c, err);
}

static int note_attendance(struct group *g, int64_t form, int64_t owner, const char *part, bool was_absent,
			   const char *was, bool absent, const char *reason, struct err *err)
{
	if (was_absent != absent && note_attend(g, form, owner, part, OP_UPDATE, "absent", was_absent ? "1" : NULL,
						absent ? "1" : NULL, err))
		return -1;
	if (strcmp(was, reason) && note_attend(g, form, owner, part, OP_UPDATE, "reason", *was ? was : NULL,
					       *reason ? reason : NULL, err))
		return -1;
	return 0;
}

int form_attend_put(struct store *s, struct group *g, int64_t form, enum form_part part, int64_t member, bool absent,
		    const char *reason, struct err *err)
{
	int64_t deal = 0, owner = 0;
	char key[48], *was = NULL;
	bool was_absent;
	int rc = attend_read(s, form, part, member, &was_absent, &was, err);

	reason = absent && reason ? reason : "";
	snprintf(key, sizeof key, "%d:%" PRId64, (int)part, member);
	if (rc < 0 || form_deal(s, form, &deal, &owner, err) != 1)
		rc = -1;
	else if (rc == 0)
		rc = note_attend(g, form, owner, key, OP_INSERT, "", NULL, NULL, err);
	else
		rc = 0;
	if (!rc)
		rc = note_attendance(g, form, owner, key, was_absent, was ? was : "", absent, reason, err);
	if (!rc)
		rc = attend_write(s, form, part, member, absent, reason, err);
	free(was);
	return rc;
}

struct attending {
	int64_t form, member;
	enum form_part part;
	bool absent;
	const char *reason;
};

static int attend(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct attending *a = arg;

	return form_attend_put(s, g, a->form, a->part, a->member, a->absent, a->reason, err);
}

int form_attend(struct store *s, int64_t form, enum form_part part, int64_t member, bool absent, const char *reason,
		struct err *err)
{
	struct attending a = { form, member, part, absent, reason };
	struct group_open how = { .kind = GROUP_EDIT, .title = "who was there", .scope_kind = SUBJECT_FORM,
				  .scope = form };

	return edit(s, &how, attend, &a, NULL, err);
}

static int attend_drop(struct store *s, int64_t form, int64_t part, int64_t member, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_sql[ATTEND_DROP], err);

	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, part);
	db_int(st, 3, member);
	return db_run(st, err);
}

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* One reversing change of an attendance; the row is written or dropped by the caller. */
static int reverse_attend(struct change const *c, bool *absent, char **reason, struct err *err)
{
	if (!strcmp(c->field, "absent")) {
		if (*absent != (numbered(c->before) != 0))
			return err_set(err, ERR_REFUSED, "who was there was changed since");
		*absent = numbered(c->after) != 0;
		return 0;
	}
	if (!same(*reason, c->before))
		return err_set(err, ERR_REFUSED, "the reason of an absence was changed since");
	free(*reason);
	*reason = xstrdup(c->after ? c->after : "");
	return 0;
}

static int apply_attendance(struct store *s, struct group *g, int64_t form, const char *part, const struct change *c,
			    size_t n, struct err *err)
{
	const char *colon = strchr(part, ':');
	int64_t which = numbered(part), member = colon ? numbered(colon + 1) : 0, deal = 0, owner = 0;
	bool absent, drop = false;
	char *reason = NULL;
	int rc = attend_read(s, form, which, member, &absent, &reason, err);

	rc = rc < 0 || form_deal(s, form, &deal, &owner, err) != 1 ? -1 : 0;
	for (size_t i = 0; !rc && i < n; i++) {
		if (c[i].op == OP_UPDATE)
			rc = reverse_attend(&c[i], &absent, &reason, err);
		drop = drop || c[i].op == OP_DELETE;
		if (!rc)
			rc = note_attend(g, form, owner, part, c[i].op, c[i].field, c[i].before, c[i].after, err);
	}
	if (!rc)
		rc = drop ? attend_drop(s, form, which, member, err)
			  : attend_write(s, form, which, member, absent, reason, err);
	free(reason);
	return rc;
}

const struct record_ops form_ops = { SUBJECT_FORM, "form", apply_form };
const struct record_ops form_member_ops = { SUBJECT_FORM_MEMBER, "attendance", apply_attendance };

#define FORM_COLUMNS "f.id, f.kind, f.deal, f.state, f.live_at, f.live_ms, f.scheduled_at, f.completed_at, f.config, f.rev," \
		     " f.held_at, f.period"
#define FORM_SEEN " from form f join deal d on d.id = f.deal where f.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d")

const struct sql form_sql[] = {
	[FORM_GET] = { "form_get", "select " FORM_COLUMNS FORM_SEEN " and f.id = $1" },
	[FORM_OF_DEAL] = { "form_of_deal", "select " FORM_COLUMNS FORM_SEEN
					   " and f.deal = $1 and f.kind = $2 order by f.id desc limit 1" },
	[FORM_RAW] = { "form_raw", "select " FORM_COLUMNS " from form f where f.id = $1" },
	[FORM_INSERT] = { "form_insert", "insert into form (id, kind, deal, state, live_at, live_ms, scheduled_at,"
					 " completed_at, config, sum, rev, held_at, period)"
					 " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" },
	[FORM_UPDATE] = { "form_update", "update form set kind = $2, deal = $3, state = $4, live_at = $5, live_ms = $6,"
					 " scheduled_at = $7, completed_at = $8, config = $9, sum = $10, rev = rev + 1,"
					 " held_at = $12, period = $13"
					 " where id = $1 and rev = $11" },
	[FORM_DEAL] = { "form_deal", "select f.deal, d.owner from form f join deal d on d.id = f.deal where f.id = $1" },
	[FORM_GONE] = { "form_gone", "update form set gone = $2 where id = $1" },
	[ATTEND_LIST] = { "attend_list", "select m.part, m.member, m.absent, m.reason from form_member m"
					 " join form f on f.id = m.form join deal d on d.id = f.deal"
					 " where m.form = $1 and " ACCESS_DEAL("d") " order by m.part, m.absent, m.member" },
	[ATTEND_GET] = { "attend_get", "select absent, reason from form_member"
				       " where form = $1 and part = $2 and member = $3" },
	[ATTEND_PUT] = { "attend_put", "insert into form_member (form, part, member, absent, reason, sum)"
				       " values ($1, $2, $3, $4, $5, $6) on conflict (form, part, member) do update"
				       " set absent = excluded.absent, reason = excluded.reason, sum = excluded.sum,"
				       " rev = form_member.rev + 1" },
	[ATTEND_DROP] = { "attend_drop", "delete from form_member where form = $1 and part = $2 and member = $3" },
	{ NULL, NULL },
};
