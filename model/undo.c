/* Undo and redo: a new group that puts back what an own group changed, refused where somebody changed it since. */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/coding.h"
#include "model/event.h"
#include "model/history_private.h"
#include "model/history_value.h"
#include "model/import.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/packet.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void past_done(struct past *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free((char *)(uintptr_t)p->c[i].part);
		free((char *)(uintptr_t)p->c[i].field);
		free((char *)(uintptr_t)p->c[i].before);
		free((char *)(uintptr_t)p->c[i].after);
	}
	free(p->c);
	*p = (struct past){ 0 };
}

static enum change_op reversed(enum change_op op)
{
	switch (op) {
	case OP_INSERT:
		return OP_DELETE;
	case OP_DELETE:
		return OP_INSERT;
	case OP_UPDATE:
		break;
	}
	return OP_UPDATE;
}

int past_read(struct store *s, int64_t group, struct past *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_CHANGES_OF], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, group);
	while ((rc = db_step(st, err)) == 1) {
		p->c = xrealloc(p->c, (p->n + 1) * sizeof *p->c);
		p->c[p->n++] = (struct change){
			.op = reversed((enum change_op)db_col(st, 0)),
			.kind = (enum subject_kind)db_col(st, 1),
			.subject = db_col(st, 2),
			.part = xstrdup(db_col_text(st, 3)),
			.field = xstrdup(db_col_text(st, 4)),
			.class = (enum field_class)db_col(st, 5),
			.owner = db_col(st, 6),
			.before = xstrdup(db_col_text(st, 8)),
			.after = xstrdup(db_col_text(st, 7)),
		};
	}
	return rc;
}

/* What a filed packet says follows the version that is in force now; where its file cannot be written, the next look at the
 * packet says so and tries again. */
static int reversed_files(struct store *s, int64_t group, int rc)
{
	if (!rc && !db_in_tx(s->db))
		packet_settle_group(s, group, NULL, NULL);
	return rc;
}

struct reversing {
	int64_t group;	  /* what is taken back */
	int64_t original; /* redo: the group that is in force again; 0 for undo */
	struct undone *out;
};

static int refuse_for(struct store *s, const struct reversing *r, int64_t member, int64_t at_ms, const char *did,
		      const char *what, struct err *err)
{
	struct buf when = { 0 };
	const char *not = r->original ? "not done again" : "not taken back";

	calendar_format_moment(s->calendar, at_ms, s->now(s), &when);
	if (member == s->actor.member)
		err_set(err, ERR_REFUSED, "%s: you %s %s yourself since (%s); take that back first", not, did, what,
			buf_str(&when));
	else
		err_set(err, ERR_REFUSED, "%s: %s %s %s since (%s); it stays as it is", not, member_login(s, member),
			did, what, buf_str(&when));
	buf_done(&when);
	return -1;
}

/* A row of the statements that look for a later change: names who and what. 0 where there is none. */
static int refuse_row(struct store *s, const struct reversing *r, struct stmt *st, struct err *err)
{
	static const char *const did[] = { "added", "changed", "removed" };
	struct buf what = { 0 };
	struct history_row row;
	int64_t member, at_ms;
	char *part, *field;

	if (db_step(st, NULL) != 1)
		return 0;
	member = db_col(st, 0);
	at_ms = db_col(st, 1);
	part = xstrdup(db_col_text(st, 3));
	field = xstrdup(db_col_text(st, 4));
	row = (struct history_row){ .kind = (enum subject_kind)db_col(st, 2),
				    .part = part,
				    .field = field,
				    .op = (enum change_op)db_col(st, 5),
				    .subject = db_col(st, 6) };
	db_reset(st);
	history_what(s, &row, &what);
	refuse_for(s, r, member, at_ms, did[row.op], buf_str(&what), err);
	buf_done(&what);
	free(part);
	free(field);
	return -1;
}

static struct stmt *later(struct store *s, int sql, int64_t subject, int64_t but, const struct reversing *r)
{
	struct stmt *st = db_stmt(s->db, &history_sql[sql], NULL);

	if (st) {
		db_int(st, 1, subject);
		db_int(st, 2, but);
		db_int(st, 3, r->group);
	}
	return st;
}

/* A field no longer holds what this member left there: who changed it? Others come before the member's own later
 * changes; where nobody did (the file was written by other means), what the record said stays. */
static int name_culprit(struct store *s, const struct reversing *r, const struct change *c, size_t n, struct err *err)
{
	for (int own = 0; own < 2; own++)
		for (size_t i = 0; i < n; i++) {
			struct stmt *st = later(s, HISTORY_LAST_OTHER, c[i].kind, own ? 0 : s->actor.member, r);

			if (!st)
				return -1;
			db_int(st, 4, c[i].subject);
			db_text(st, 5, c[i].part);
			db_text(st, 6, c[i].field);
			if (refuse_row(s, r, st, err))
				return -1;
		}
	return err_wrap(err, "%s", r->original ? "not done again" : "not taken back");
}

/* Taking back a record that was made takes all that others wrote on it along: then it stays. */
static int refuse_others_work(struct store *s, const struct reversing *r, const struct change *c, struct err *err)
{
	struct stmt *st;
	bool row = c->kind == SUBJECT_ITEM || c->kind == SUBJECT_ACTION || c->kind == SUBJECT_REFINEMENT;

	if (c->op != OP_DELETE || (c->kind != SUBJECT_DEAL && c->kind != SUBJECT_FORM && !row))
		return 0;
	st = later(s, c->kind == SUBJECT_DEAL	? HISTORY_WHOLE_DEAL
		      : c->kind == SUBJECT_FORM ? HISTORY_WHOLE_FORM
						: HISTORY_WHOLE_ROW,
		   c->subject, s->actor.member, r);
	if (st && row)
		db_int(st, 4, c->kind);
	if (!st || refuse_row(s, r, st, err))
		return -1;
	if (c->kind != SUBJECT_DEAL)
		return 0;
	st = later(s, HISTORY_EVENT_OTHER, c->subject, s->actor.member, r);
	if (!st)
		return -1;
	if (db_step(st, NULL) == 1) {
		int64_t member = db_col(st, 0), at_ms = db_col(st, 1);
		enum event_kind kind = (enum event_kind)db_col(st, 2);

		db_reset(st);
		return refuse_for(s, r, member, at_ms, "marked", event_key(kind), err);
	}
	return 0;
}

static bool is_of_deal(enum subject_kind kind)
{
	return kind == SUBJECT_DEAL || kind == SUBJECT_DEAL_PERSON || kind == SUBJECT_DEAL_CHECK ||
	       kind == SUBJECT_DEAL_ICP || kind == SUBJECT_FORM || kind == SUBJECT_FORM_MEMBER ||
	       kind == SUBJECT_FORM_VALUE || kind == SUBJECT_ITEM || kind == SUBJECT_ACTION || kind == SUBJECT_OUTBOX ||
	       kind == SUBJECT_FILED || kind == SUBJECT_SNOOZE || kind == SUBJECT_SELECTION ||
	       kind == SUBJECT_INTERVIEW || kind == SUBJECT_INTERVIEW_NOTE || kind == SUBJECT_CODING_PASS ||
	       kind == SUBJECT_PASS_NOTE || kind == SUBJECT_CODE || kind == SUBJECT_ASSIGNMENT;
}

/* Also the form of an interview, which an analyst makes and fills who writes no deal. */
static bool is_of_interview(enum subject_kind kind)
{
	return kind == SUBJECT_FORM || kind == SUBJECT_FORM_VALUE || kind == SUBJECT_SELECTION || kind == SUBJECT_INTERVIEW ||
	       kind == SUBJECT_INTERVIEW_NOTE || kind == SUBJECT_CODING_PASS || kind == SUBJECT_PASS_NOTE || kind == SUBJECT_CODE;
}

/* Roles and owners change: what one could do then, one may take back as long as one could still do it. Telling what
 * happened and holding a debrief write fields that these roles do not write by hand. */
static int refuse_role(struct store *s, const struct reversing *r, const struct change *c, struct err *err)
{
	struct stmt *st = is_of_deal(c->kind) ? db_stmt(s->db, &history_sql[HISTORY_DEAL_OF], err) : NULL;
	int64_t deal = 0, owner = 0;
	bool may;

	if (!is_of_deal(c->kind))
		return 0;
	if (!st)
		return -1;
	db_int(st, 1, c->kind);
	db_int(st, 2, c->subject);
	if (db_step(st, NULL) == 1) {
		deal = db_col(st, 0);
		owner = db_col(st, 1);
		db_reset(st);
	}
	if (!deal && c->kind == SUBJECT_ACTION) /* of the team */
		return 0;
	may = access_can_read(s, CLASS_DEAL, owner) &&
	      (access_can_write(s, c->class, owner) || !access_act(s, "mark", NULL) ||
	       !access_act(s, "debrief", NULL) ||
	       (is_of_interview(c->kind) && !access_act(s, "interview", NULL)));
	return may ? 0
		   : err_set(err, ERR_ROLE, "%s: the deal D-%lld is not yours to change any more",
			     r->original ? "not done again" : "not taken back", (long long)deal);
}

/* A message that was sent stays sent; whoever takes back what made it is told. */
static void say_sent(struct store *s, const struct reversing *r, const struct change *c)
{
	struct outbox_message m = { 0 };
	size_t n = strlen(r->out->title);

	if (c->kind != SUBJECT_OUTBOX || r->original)
		return;
	if (outbox_get(s, c->subject, &m, NULL) == 1 && m.state == MESSAGE_SENT && m.rev > 1)
		snprintf(r->out->title + n, sizeof r->out->title - n, " (the message %lld was sent; that stays)",
			 (long long)m.id);
	outbox_message_done(&m);
}

/* Consecutive changes of one subject are put back together. */
static int put_back(struct store *s, struct group *g, const struct past *p, const struct reversing *r,
		    struct err *err)
{
	for (size_t i = 0, k; i < p->n; i = k) {
		const struct record_ops *ops = record_ops(p->c[i].kind);
		struct err why = { 0 };

		for (k = i + 1; k < p->n; k++)
			if (p->c[k].kind != p->c[i].kind || p->c[k].subject != p->c[i].subject ||
			    strcmp(p->c[k].part, p->c[i].part))
				break;
		if (!ops)
			return err_set(err, ERR_REFUSED, "a change of the %s cannot be taken back",
				       record_name(p->c[i].kind));
		for (size_t j = i; j < k; j++)
			if (refuse_role(s, r, &p->c[j], err) || refuse_others_work(s, r, &p->c[j], err))
				return -1;
		if (ops->apply(s, g, p->c[i].subject, p->c[i].part, p->c + i, k - i, &why)) {
			if (err)
				*err = why;
			if (p->c[i].kind == SUBJECT_APPROVAL) /* says itself what was built on it */
				return err_wrap(err, "%s", r->original ? "not done again" : "not taken back");
			return why.kind == ERR_REFUSED ? name_culprit(s, r, p->c + i, k - i, err) : -1;
		}
		say_sent(s, r, &p->c[k - 1]);
		if (p->c[i].kind == SUBJECT_DEAL || p->c[i].kind == SUBJECT_DEAL_CHECK ||
		    p->c[i].kind == SUBJECT_DEAL_PERSON || p->c[i].kind == SUBJECT_DEAL_ICP)
			r->out->deal = p->c[i].subject;
	}
	return 0;
}

/* A note has another text again: codes that were made on the one it had go with it. */
static int follow_texts(struct store *s, struct group *g, const struct past *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->c[i].kind == SUBJECT_INTERVIEW_NOTE && !strcmp(p->c[i].field, "text") &&
		    code_follow(s, g, p->c[i].subject, err))
			return -1;
	return 0;
}

static int mark(struct store *s, int64_t group, int64_t by, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[HISTORY_SET_UNDONE], err);

	if (!st)
		return -1;
	db_int(st, 1, group);
	db_int(st, 2, by);
	return db_run(st, err);
}

static int reverse(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct reversing *r = arg;
	struct past p = { 0 };
	int rc = past_read(s, r->group, &p, err);

	if (!rc)
		rc = put_back(s, g, &p, r, err) || follow_texts(s, g, &p, err) ? -1 : 0;
	if (!rc)
		rc = r->original ? event_redo(s, r->original, g->id, err) : event_undo(s, r->group, g->id, err);
	if (!rc)
		rc = mark(s, r->group, g->id, err);
	if (!rc && r->original)
		rc = mark(s, r->original, 0, err);
	g->events++; /* a group stands for itself, also where it only turned events round */
	past_done(&p);
	return rc;
}

static struct stmt *candidate(struct store *s, int sql, enum subject_kind scope_kind, int64_t scope, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &history_sql[sql], err);

	if (st) {
		db_int(st, 1, s->actor.member);
		db_int(st, 2, scope_kind);
		db_int(st, 3, scope);
	}
	return st;
}

int history_undo(struct store *s, enum subject_kind scope_kind, int64_t scope, struct undone *out, struct err *err)
{
	struct stmt *st = candidate(s, HISTORY_UNDO_NEXT, scope_kind, scope, err);
	struct reversing r = { .out = out };
	struct group_open how = { .kind = GROUP_UNDO, .title = out->title, .scope_kind = scope_kind, .scope = scope };
	int64_t import = 0;
	bool is_import = false;
	int rc;

	*out = (struct undone){ 0 };
	if (!st)
		return -1;
	rc = db_step(st, err);
	if (rc == 1) {
		r.group = db_col(st, 0);
		is_import = db_col(st, 1) == GROUP_IMPORT;
		snprintf(out->title, sizeof out->title, "%s", db_col_text(st, 2));
		import = db_col(st, 3);
		db_reset(st);
	}
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "nothing of yours to take back here");
	if (is_import) {
		struct import_reverted told = { 0 };
		size_t n = strlen(out->title);
		int failed = import_revert(s, import, NULL, NULL, &told, err);

		snprintf(out->title + n, sizeof out->title - n,
			 " (%lld rows gone, %lld put back, %lld edited since and kept)", (long long)told.removed,
			 (long long)told.restored, (long long)told.kept);
		return failed;
	}
	how.undoes = r.group;
	return reversed_files(s, out->group, edit(s, &how, reverse, &r, &out->group, err));
}

int history_redo(struct store *s, enum subject_kind scope_kind, int64_t scope, struct undone *out, struct err *err)
{
	struct stmt *st = candidate(s, HISTORY_REDO_NEXT, scope_kind, scope, err);
	struct reversing r = { .out = out };
	struct group_open how = { .kind = GROUP_REDO, .title = out->title, .scope_kind = scope_kind, .scope = scope };
	int64_t newer = 0;
	int rc;

	*out = (struct undone){ 0 };
	if (!st)
		return -1;
	rc = db_step(st, err);
	if (rc == 1) {
		r.group = db_col(st, 0);
		snprintf(out->title, sizeof out->title, "%s", db_col_text(st, 2));
		r.original = db_col(st, 3);
		db_reset(st);
		st = candidate(s, HISTORY_NEWER_EDIT, scope_kind, scope, err);
		if (!st)
			return -1;
		db_int(st, 4, r.group);
		if (db_step(st, err) == 1) {
			newer = db_col(st, 0);
			db_reset(st);
		}
	}
	if (rc != 1 || newer)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "nothing of yours to do again here");
	how.undoes = r.group;
	return reversed_files(s, out->group, edit(s, &how, reverse, &r, &out->group, err));
}
