#include "model/approval.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { APPROVAL_GET, APPROVAL_LIST, APPROVAL_LIST_OF, APPROVAL_INSERT, APPROVAL_UPDATE, APPROVAL_NEWEST, APPROVAL_STANDS };
#define WORDS_MAX 4000

static const struct record_type type;

struct found {
	struct approval a;
	int64_t owner, amount_minor, currency; /* of the deal */
	bool deal_gone;
	const char *company; /* borrowed until the statement goes on */
};

void approval_done(struct approval *a)
{
	free(a->reason);
	free(a->comment);
	a->reason = a->comment = NULL;
}

/* The texts are borrowed from the statement. */
static void read_row(struct stmt *st, struct found *f)
{
	*f = (struct found){
		.a = { .id = db_col(st, 0), .deal = db_col(st, 2), .value = db_col(st, 3), .duty = db_col(st, 4),
		       .asked_by = db_col(st, 5), .asked_at = db_col(st, 6),
		       .reason = (char *)(uintptr_t)db_col_text(st, 7), .state = db_col(st, 8), .decided_by = db_col(st, 9),
		       .decided_at = db_col(st, 10), .comment = (char *)(uintptr_t)db_col_text(st, 11),
		       .config = db_col(st, 12), .rev = db_col(st, 13), .gone = db_col(st, 14) },
		.owner = db_col(st, 15), .deal_gone = db_col(st, 16), .company = db_col_text(st, 17),
		.amount_minor = db_col_null(st, 18) ? NO_AMOUNT : db_col(st, 18), .currency = db_col(st, 19),
	};
	snprintf(f->a.matrix, sizeof f->a.matrix, "%s", db_col_text(st, 1));
}

static void copy_words(struct approval *a)
{
	a->reason = xstrdup(a->reason ? a->reason : "");
	a->comment = xstrdup(a->comment ? a->comment : "");
}

/* One row, whoever may see it; its words are the caller's. 1, 0, -1. */
static int find(struct store *s, int64_t id, struct found *f, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &approval_sql[APPROVAL_GET], id, &st, err);

	*f = (struct found){ 0 };
	if (rc != 1)
		return rc;
	read_row(st, f);
	copy_words(&f->a);
	f->company = NULL;
	db_reset(st);
	return 1;
}

static bool is_seen(const struct store *s, const struct found *f)
{
	return !f->a.gone && !f->deal_gone && access_can_read(s, CLASS_DEAL, f->owner);
}

int approval_get(struct store *s, int64_t id, struct approval *out, struct err *err)
{
	struct found f;
	int rc = find(s, id, &f, err);

	if (rc == 1 && !is_seen(s, &f)) {
		approval_done(&f.a);
		rc = 0;
	}
	*out = f.a;
	return rc;
}

/* ---- how a deal stands ---- */

static int64_t value_of(const struct deal *d, const struct approval_matrix *m)
{
	return *(const int64_t *)(const void *)((const char *)d + m->field->offset);
}

void approval_value(const struct approval_matrix *m, int64_t value, struct buf *out)
{
	if (m && m->field->kind == FIELD_INT) {
		buf_printf(out, "%" PRId64, value);
		return;
	}
	percent_format(value, out);
	buf_puts(out, " %");
}

int approval_need(struct store *s, const struct deal *d, const struct approval_matrix *m, struct approval_need *out,
		  struct err *err)
{
	static const enum approval_standing standings[] = { STANDING_ASKED, STANDING_APPROVED, STANDING_REJECTED };
	struct stmt *st;
	int rc;

	*out = (struct approval_need){ .value = value_of(d, m) };
	out->duty = approval_band_of(m, out->value)->duty;
	if (out->duty == APPROVAL_FREE)
		return 0;
	out->standing = STANDING_MISSING;
	st = db_stmt(s->db, &approval_sql[APPROVAL_NEWEST], err);
	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, d->id);
	db_text(st, 3, m->key);
	db_int(st, 4, out->value);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	out->id = db_col(st, 0);
	if (db_col(st, 1) >= 0 && db_col(st, 1) <= APPROVAL_REJECTED)
		out->standing = standings[db_col(st, 1)];
	db_reset(st);
	return 0;
}

/* "the discount of 25 % waits for vp_sales, asked for by mira" */
static void say_standing(struct store *s, const struct approval_matrix *m, const struct approval_need *n, struct buf *out)
{
	struct found f = { 0 };

	buf_printf(out, "the %s of ", m->title);
	approval_value(m, n->value, out);
	if (n->id && find(s, n->id, &f, NULL) != 1)
		f = (struct found){ 0 };
	if (n->standing == STANDING_ASKED)
		buf_printf(out, " waits for %s, asked for by %s", duty_key((enum duty)n->duty), member_login(s, f.a.asked_by));
	else if (n->standing == STANDING_REJECTED)
		buf_printf(out, " was rejected by %s: %.200s", member_login(s, f.a.decided_by), f.a.comment);
	else
		buf_printf(out, " is not approved (%s decides)", duty_key((enum duty)n->duty));
	approval_done(&f.a);
}

int approval_blocks(struct store *s, const struct deal *d, const char *item, struct buf *why, struct err *err)
{
	for (size_t i = 0; i < approval_rules_count(s->approvals); i++) {
		const struct approval_matrix *m = approval_rule_at(s->approvals, i);
		struct approval_need n;

		if (strcmp(m->blocks, item))
			continue;
		if (approval_need(s, d, m, &n, err))
			return -1;
		if (n.standing == STANDING_FREE || n.standing == STANDING_APPROVED)
			continue;
		if (why)
			say_standing(s, m, &n, why);
		return 1;
	}
	return 0;
}

/* ---- lists ---- */

/* A request waits for who decides by the matrix as it is now. */
static void follow_matrix(struct approval_row *row)
{
	int duty = row->matrix && row->a.state == APPROVAL_ASKED ? approval_band_of(row->matrix, row->a.value)->duty : APPROVAL_FREE;

	if (duty != APPROVAL_FREE)
		row->a.duty = duty;
}

int approval_each(struct store *s, const struct approval_filter *f, int (*fn)(void *arg, const struct approval_row *row),
		  void *arg, struct err *err)
{
	struct approval_row *all = NULL;
	struct stmt *st = db_stmt(s->db, &approval_sql[f->deal ? APPROVAL_LIST_OF : APPROVAL_LIST], err);
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, f->deal);
	db_int(st, 3, f->open_only || f->mine_only);
	access_bind(st, s);
	/* Kept before fn hears of them: who decides is read with statements of its own. */
	while ((rc = db_step(st, err)) == 1) {
		struct found found;

		read_row(st, &found);
		if (!is_seen(s, &found))
			continue;
		all = xrealloc(all, (n + 1) * sizeof *all);
		all[n] = (struct approval_row){ .a = found.a, .matrix = approval_rule_get(s->approvals, found.a.matrix),
						.owner = found.owner, .company = xstrdup(found.company),
						.amount_minor = found.amount_minor, .currency = found.currency };
		copy_words(&all[n++].a);
	}
	for (size_t i = 0; i < n; i++) {
		follow_matrix(&all[i]);
		all[i].mine = all[i].a.state == APPROVAL_ASKED && !approval_may(s, &all[i].a, NULL);
		if (!rc && (!f->mine_only || all[i].mine))
			rc = fn(arg, &all[i]);
		approval_done(&all[i].a);
		free((char *)(uintptr_t)all[i].company);
	}
	free(all);
	return rc;
}

static int count_one(void *arg, const struct approval_row *row)
{
	(void)row;
	++*(int64_t *)arg;
	return 0;
}

int approval_count(struct store *s, int64_t *n, struct err *err)
{
	*n = 0;
	return approval_each(s, &(struct approval_filter){ .mine_only = true }, count_one, n, err);
}

/* ---- writing ---- */

static int64_t row_sum(const struct approval *a)
{
	return rowsum_of(ROW(NUMBER(a->id), WORDS(a->matrix), NUMBER(SUBJECT_DEAL), NUMBER(a->deal), NUMBER(a->value),
			     NUMBER(a->duty), NUMBER(a->asked_by), NUMBER(a->asked_at), WORDS(a->reason ? a->reason : ""),
			     NUMBER(a->state), NUMBER(a->decided_by), NUMBER(a->decided_at),
			     WORDS(a->comment ? a->comment : ""), NUMBER(a->config)));
}

static int write_row(struct store *s, const struct approval *a, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &approval_sql[was_rev ? APPROVAL_UPDATE : APPROVAL_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, a->id);
	db_int(st, 2, a->state);
	db_int(st, 3, a->decided_by);
	db_int(st, 4, a->decided_at);
	db_text(st, 5, a->comment ? a->comment : "");
	db_int(st, 6, a->rev);
	db_int(st, 7, row_sum(a));
	db_int(st, 8, a->gone);
	if (was_rev) {
		db_int(st, 9, was_rev);
	} else {
		db_text(st, 9, a->matrix);
		db_int(st, 10, SUBJECT_DEAL);
		db_int(st, 11, a->deal);
		db_int(st, 12, a->value);
		db_int(st, 13, a->duty);
		db_int(st, 14, a->asked_by);
		db_int(st, 15, a->asked_at);
		db_text(st, 16, a->reason ? a->reason : "");
		db_int(st, 17, a->config);
	}
	return record_write(s, st, was_rev, type.name, err);
}

static struct record_who who_of(const struct found *f)
{
	return (struct record_who){ f->a.id, f->owner, CLASS_DEAL };
}

static int check_words(const char *what, const char *words, struct err *err)
{
	size_t n = strlen(words);

	if (n > WORDS_MAX)
		return err_set(err, ERR_INPUT, "%s is %zu bytes long, at most %d are kept", what, n, WORDS_MAX);
	return text_valid(words, n) == n ? 0 : err_set(err, ERR_INPUT, "%s: byte %zu is no UTF-8; expected text, nothing was"
						       " changed", what, text_valid(words, n) + 1);
}

/* "Kestrel Data: discount of 25 % approved" */
static void name_group(struct group *g, const struct approval_matrix *m, const struct approval *a, const char *label,
		       const char *doing)
{
	struct buf title = { 0 };

	buf_printf(&title, "%s: %s of ", label, m ? m->title : a->matrix);
	approval_value(m, a->value, &title);
	buf_printf(&title, " %s", doing);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_DEAL, a->deal);
	buf_done(&title);
}

struct asking {
	int64_t deal, id;
	const char *matrix, *reason;
};

static int check_need(struct store *s, const struct deal *d, const struct approval_matrix *m, struct approval *a, struct err *err)
{
	struct approval_need n;
	struct buf value = { 0 };

	if (approval_need(s, d, m, &n, err))
		return -1;
	a->value = n.value;
	a->duty = n.duty;
	approval_value(m, n.value, &value);
	if (n.standing == STANDING_FREE && n.value < 0)
		err_set(err, ERR_REFUSED, "this deal has no %s: nothing is to be approved", m->title);
	else if (n.standing == STANDING_FREE)
		err_set(err, ERR_REFUSED, "a %s of %s needs no approval", m->title, buf_str(&value));
	else if (n.standing == STANDING_ASKED)
		err_set(err, ERR_REFUSED, "the %s of %s was asked for already (number %" PRId64 ")", m->title, buf_str(&value), n.id);
	else if (n.standing == STANDING_APPROVED)
		err_set(err, ERR_REFUSED, "the %s of %s is approved already", m->title, buf_str(&value));
	buf_done(&value);
	return n.standing == STANDING_MISSING || n.standing == STANDING_REJECTED ? 0 : -1;
}

static int insert(struct store *s, struct group *g, const struct deal *d, const struct approval_matrix *m, struct found *f,
		  struct err *err)
{
	static const struct approval nothing = { .value = -1, .state = -1 };
	struct buf label = { 0 };

	snprintf(f->a.matrix, sizeof f->a.matrix, "%s", m->key);
	f->a.deal = d->id;
	f->owner = d->owner;
	f->a.asked_by = s->actor.member;
	f->a.asked_at = g->at_ms;
	f->a.config = s->config_version;
	f->a.rev = 1;
	f->a.id = db_next_id(s->db, "approval", 1, err);
	if (f->a.id < 0 || write_row(s, &f->a, 0, err) || record_note_made(g, &type, who_of(f), &nothing, &f->a, err))
		return -1;
	deal_label(d, &label);
	name_group(g, m, &f->a, buf_str(&label), "asked for");
	buf_done(&label);
	return 0;
}

static int ask(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct asking *k = arg;
	const struct approval_matrix *m = k->matrix ? approval_rule_get(s->approvals, k->matrix)
					  : approval_rules_count(s->approvals) ? approval_rule_at(s->approvals, 0) : NULL;
	struct found f = { .a = { .reason = (char *)(uintptr_t)(k->reason ? k->reason : "") } };
	struct deal d;
	int rc;

	if (!m)
		return err_set(err, ERR_INPUT, "there is no approval of “%.80s”", k->matrix ? k->matrix : "");
	rc = deal_get(s, k->deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, k->deal);
	rc = 0;
	if (!access_can_write(s, CLASS_DEAL, d.owner))
		rc = err_set(err, ERR_ROLE, "this deal is not yours to ask an approval for");
	else if (stage_is_closed((int)d.stage))
		rc = err_set(err, ERR_REFUSED, "the deal is closed: nothing is to be approved");
	if (!rc)
		rc = check_words("the reason", f.a.reason, err) || check_need(s, &d, m, &f.a, err) ||
		     insert(s, g, &d, m, &f, err) ? -1 : 0;
	k->id = f.a.id;
	deal_done(&d);
	return rc;
}

int approval_ask(struct store *s, int64_t deal, const char *matrix, const char *reason, int64_t *id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct asking k = { .deal = deal, .matrix = matrix, .reason = reason };
	int rc = edit(s, &how, ask, &k, NULL, err);

	if (!rc && id)
		*id = k.id;
	return rc;
}

/* Gives a row another state, with the words; f keeps its own texts. */
static int settle(struct store *s, struct group *g, struct found *f, enum approval_state state, const char *comment,
		  struct err *err)
{
	struct approval was = f->a;

	f->a.state = state;
	f->a.decided_by = s->actor.member;
	f->a.decided_at = g->at_ms;
	f->a.comment = (char *)(uintptr_t)(comment ? comment : was.comment);
	f->a.rev = was.rev + 1;
	if (write_row(s, &f->a, was.rev, err) || record_note_fields(g, &type, who_of(f), &was, &f->a, err)) {
		f->a.comment = was.comment;
		return -1;
	}
	f->a.comment = was.comment;
	return 0;
}

struct deciding {
	int64_t id;
	enum approval_state state;
	const char *comment;
};

static int check_decide(struct store *s, const struct found *f, const struct deciding *k, struct err *err)
{
	if (f->a.state != APPROVAL_ASKED) {
		struct buf when = { 0 };

		if (f->a.decided_at)
			calendar_format_moment(s->calendar, f->a.decided_at, s->now(s), &when);
		err_set(err, ERR_REFUSED, "number %" PRId64 " is %s already (%s, %s)", f->a.id, approval_state_key(f->a.state),
			member_login(s, f->a.decided_by), buf_str(&when));
		buf_done(&when);
		return -1;
	}
	if (k->state == APPROVAL_WITHDRAWN) {
		if (f->a.asked_by == s->actor.member || access_can_write(s, CLASS_DEAL, f->owner))
			return 0;
		return err_set(err, ERR_ROLE, "who asked, or who writes the deal, withdraws a request");
	}
	if (approval_may(s, &f->a, err))
		return -1;
	if (k->state == APPROVAL_REJECTED && !text_says(k->comment))
		return err_set(err, ERR_REFUSED, "not rejected: say why");
	return check_words("the comment", k->comment ? k->comment : "", err);
}

static int decide(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct deciding *k = arg;
	struct found f;
	struct deal d;
	int rc = find(s, k->id, &f, err);

	if (rc == 1 && !is_seen(s, &f)) {
		approval_done(&f.a);
		rc = 0;
	}
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no approval %" PRId64, k->id);
	rc = check_decide(s, &f, k, err) || settle(s, g, &f, k->state, k->comment, err) ? -1 : 0;
	if (!rc && deal_get(s, f.a.deal, &d, err) == 1) {
		struct buf label = { 0 };

		deal_label(&d, &label);
		name_group(g, approval_rule_get(s->approvals, f.a.matrix), &f.a, buf_str(&label), approval_state_key(k->state));
		buf_done(&label);
		deal_done(&d);
	}
	approval_done(&f.a);
	return rc;
}

static int run_decide(struct store *s, struct deciding *k, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_APPROVAL, .scope = k->id };

	return edit(s, &how, decide, k, NULL, err);
}

int approval_decide(struct store *s, int64_t id, bool approves, const char *comment, struct err *err)
{
	struct deciding k = { id, approves ? APPROVAL_APPROVED : APPROVAL_REJECTED, comment };

	return run_decide(s, &k, err);
}

int approval_withdraw(struct store *s, int64_t id, struct err *err)
{
	struct deciding k = { id, APPROVAL_WITHDRAWN, "" };

	return run_decide(s, &k, err);
}

/* ---- the number changes ---- */

static int withdraw_others(struct store *s, struct group *g, const struct deal *d, const struct approval_matrix *m, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &approval_sql[APPROVAL_STANDS], err);
	int64_t ids[64];
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, d->id);
	db_text(st, 3, m->key);
	db_int(st, 4, value_of(d, m));
	while ((rc = db_step(st, err)) == 1 && n < sizeof ids / sizeof *ids)
		ids[n++] = db_col(st, 0);
	if (rc == 1)
		db_reset(st);
	for (size_t i = 0; rc >= 0 && i < n; i++) {
		struct found f;

		rc = find(s, ids[i], &f, err) == 1 ? settle(s, g, &f, APPROVAL_WITHDRAWN, "", err) : -1;
		approval_done(&f.a);
	}
	return rc < 0 ? -1 : 0;
}

/* A criterion that was met for the number before is open again. */
static int open_again(struct store *s, struct group *g, const struct deal *d, const struct approval_matrix *m, struct err *err)
{
	int rc = *m->blocks && !stage_is_closed((int)d->stage) && deal_is_checked(s, d->id, m->blocks)
			 ? approval_blocks(s, d, m->blocks, NULL, err) : 0;

	return rc == 1 ? deal_check(s, g, d, m->blocks, false, err) : rc;
}

int approval_follow(struct store *s, struct group *g, const struct deal *old, const struct deal *now, struct err *err)
{
	for (size_t i = 0; i < approval_rules_count(s->approvals); i++) {
		const struct approval_matrix *m = approval_rule_at(s->approvals, i);

		if (value_of(old, m) == value_of(now, m))
			continue;
		if (withdraw_others(s, g, now, m, err) || open_again(s, g, now, m, err))
			return -1;
	}
	return 0;
}

/* ---- undo ---- */

/* Not what others built on since: a request that was decided, an approval on which its criterion was met. */
static int refuse_built_on(struct store *s, const struct found *f, const struct change *c, struct err *err)
{
	const struct approval_matrix *m = approval_rule_get(s->approvals, f->a.matrix);
	const struct stage_item *item = m && *m->blocks ? stage_item_find(s->stages, m->blocks) : NULL;

	if (c->op == OP_DELETE && f->a.decided_by && f->a.decided_by != s->actor.member)
		return err_set(err, ERR_REFUSED, "%s decided it since", member_login(s, f->a.decided_by));
	if (c->op != OP_UPDATE || strcmp(c->field, "state") || f->a.state != APPROVAL_APPROVED || !c->after ||
	    strtoll(c->after, NULL, 10) != APPROVAL_ASKED || !item || !deal_is_checked(s, f->a.deal, item->key))
		return 0;
	return err_set(err, ERR_REFUSED, "“%s” was met on it since", item->text);
}

/* The deal's number, put back in the same step, has withdrawn it already. */
static bool is_there(const struct approval *a, const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].op == OP_UPDATE && !strcmp(c[i].field, "state") && c[i].after)
			return strtoll(c[i].after, NULL, 10) == a->state && a->state == APPROVAL_WITHDRAWN;
	return false;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct approval was;
	struct found f;
	int rc = find(s, subject, &f, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the approval is no longer there");
	if (is_there(&f.a, c, n)) {
		approval_done(&f.a);
		return 0;
	}
	was = f.a;
	copy_words(&was);
	rc = 0;
	for (size_t i = 0; !rc && i < n; i++)
		rc = refuse_built_on(s, &f, &c[i], err);
	f.a.rev = was.rev + 1;
	if (!rc)
		rc = record_reverse_whole(g, &type, who_of(&f), &f.a, &f.a.gone, c, n, err) ||
		     write_row(s, &f.a, was.rev, err) || record_note_fields(g, &type, who_of(&f), &was, &f.a, err) ? -1 : 0;
	approval_done(&was);
	approval_done(&f.a);
	return rc;
}

const struct record_ops approval_ops = { SUBJECT_APPROVAL, "approval", apply };

const char *approval_state_key(int64_t state)
{
	static const char *const keys[] = { "asked", "approved", "rejected", "withdrawn" };

	return state >= 0 && state <= APPROVAL_WITHDRAWN ? keys[state] : "?";
}

/* Deal, matrix and who asked never change, and come and go with the row. */
static const struct record_field fields[] = {
	{ "value", offsetof(struct approval, value), false, -1 },
	{ "duty", offsetof(struct approval, duty), false, -1 },
	{ "reason", offsetof(struct approval, reason), true, 0 },
	{ "state", offsetof(struct approval, state), false, -1 },
	{ "decided_by", offsetof(struct approval, decided_by), false, 0 },
	{ "decided_at", offsetof(struct approval, decided_at), false, 0 },
	{ "comment", offsetof(struct approval, comment), true, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_APPROVAL, "approval", fields };

#define APPROVAL_ROW                                                                                                     \
	"select a.id, a.matrix, a.subject, a.value, a.duty, a.asked_by, a.asked_at, a.reason, a.state, a.decided_by,"    \
	" a.decided_at, a.comment, a.config, a.rev, a.gone, d.owner, d.gone,"                                            \
	" coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''), d.amount_minor, d.currency"                       \
	" from approval a join deal d on d.id = a.subject left join company c on c.id = d.company"

#define APPROVAL_SEEN \
	" where a.gone = 0 and d.gone = 0 and a.subject_kind = $1 and ($3 = 0 or a.state = 0) and " ACCESS_DEAL("d")
#define APPROVAL_ORDER \
	" order by case when a.state = 0 then 0 else 1 end, case when a.state = 0 then a.id else -a.id end"

const struct sql approval_sql[] = {
	[APPROVAL_GET] = { "approval_get", APPROVAL_ROW " where a.id = $1" },
	[APPROVAL_LIST] = { "approval_list", APPROVAL_ROW APPROVAL_SEEN " and $2 = 0" APPROVAL_ORDER },
	[APPROVAL_LIST_OF] = { "approval_list_of", APPROVAL_ROW APPROVAL_SEEN " and a.subject = $2" APPROVAL_ORDER },
	[APPROVAL_INSERT] = { "approval_insert", "insert into approval (id, state, decided_by, decided_at, comment, rev, sum,"
						 " gone, matrix, subject_kind, subject, value, duty, asked_by, asked_at, reason,"
						 " config) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
						 " $15, $16, $17)" },
	[APPROVAL_UPDATE] = { "approval_update", "update approval set state = $2, decided_by = $3, decided_at = $4,"
						 " comment = $5, rev = $6, sum = $7, gone = $8 where id = $1 and rev = $9" },
	[APPROVAL_NEWEST] = { "approval_newest", "select id, state from approval where subject_kind = $1 and subject = $2"
						 " and matrix = $3 and value = $4 and state <> 3 and gone = 0"
						 " order by id desc limit 1" },
	[APPROVAL_STANDS] = { "approval_stands", "select id from approval where subject_kind = $1 and subject = $2"
						 " and matrix = $3 and value <> $4 and state < 2 and gone = 0 order by id" },
	{ NULL, NULL },
};
