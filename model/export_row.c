/* What was said beside the prose of debriefs and what became of it: promises, risks, actions; and one row a debrief. */
#include "model/export_private.h"

#include "model/action.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/evidence.h"
#include "model/import.h"
#include "model/interview.h"
#include "model/item.h"
#include "model/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPORT_ROWS, EXPORT_FORMS };

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

/* ---- promises, risks ---- */

/* A question, of what is asked or parked. */
static void put_attr(struct export *x, enum item_kind kind, int64_t attr)
{
	char number[24];
	bool asks = kind == ITEM_GAP || kind == ITEM_PARKED || kind == ITEM_FOLLOWUP;

	snprintf(number, sizeof number, "%lld", (long long)attr);
	sheet_word(x->sheet, asks ? (attr ? number : NULL) : none(item_attr_key(kind, attr)));
}

static const char *form_word(enum form_kind kind)
{
	switch (kind) {
	case FORM_DEBRIEF:
		return "debrief";
	case FORM_PACKET:
		return "packet";
	case FORM_CUSTOMER:
		return "customer";
	case FORM_EXCHANGE:
		return "exchange";
	case FORM_CHECKIN:
		return "checkin";
	case FORM_PLAYBOOK:
		return "playbook";
	case FORM_INTERVIEW:
		return "interview";
	}
	return "";
}

/* What only a file that is to come back needs: how it was settled, who noted it and when, and where. */
static void put_behind(struct export *x, struct stmt *st)
{
	sheet_text(x->sheet, none(db_col_text(st, 11)));
	sheet_text(x->sheet, none(member_login(x->s, db_col(st, 12))));
	sheet_moment(x->sheet, db_col(st, 13) ? db_col(st, 13) : NO_MOMENT);
	sheet_word(x->sheet, form_word((enum form_kind)db_col(st, 15)));
}

static void put_row(struct export *x, struct stmt *st, enum item_kind kind)
{
	struct item it = { .due_day = db_col_null(st, 8) ? NO_DAY : db_col(st, 8),
			   .due_unit = (enum due_unit)db_col(st, 9) };
	struct buf due = { 0 };

	item_due_format(&it, &due);
	export_put_deal(x, db_col(st, 0), db_col_text(st, 1));
	sheet_text(x->sheet, db_col_text(st, 4));
	put_attr(x, kind, db_col(st, 5));
	sheet_text(x->sheet, none(db_col_text(st, 6)));
	sheet_text(x->sheet, none(member_login(x->s, db_col(st, 7))));
	sheet_word(x->sheet, none(buf_str(&due)));
	sheet_word(x->sheet, item_state_key((enum item_state)db_col(st, 10)));
	put_behind(x, st);
	sheet_word(x->sheet, item_kind_key(kind));
	sheet_end_row(x->sheet);
	buf_done(&due);
}

/* Kind 0: those that have no export of their own. */
static int export_kind(struct export *x, enum item_kind only, struct err *err)
{
	bool hidden = only && !x->table;
	const struct sheet_column columns[] = { { "deal", false },	  { "text", false },   { "kind", false },  { "said_by", false },
						{ "owner", false },	  { "due", false },    { "state", false }, { "resolution", hidden },
						{ "by", hidden }, { "made", hidden }, { "of", hidden }, { "row", only } };
	struct stmt *st;
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);

	if (rc)
		return -1;
	st = db_stmt(x->s->db, &export_row_sql[EXPORT_ROWS], err);
	if (!st)
		return -1;
	export_bind(x, st);
	db_int(st, 5, only);
	while ((rc = db_step(st, err)) == 1)
		if (access_can_read(x->s, (enum field_class)db_col(st, 3), db_col(st, 2)))
			put_row(x, st, (enum item_kind)db_col(st, 14));
	return rc;
}

int export_rows(struct export *x, struct err *err)
{
	return export_kind(x, 0, err);
}

int export_promises(struct export *x, struct err *err)
{
	return export_kind(x, ITEM_PROMISE, err);
}

int export_risks(struct export *x, struct err *err)
{
	return export_kind(x, ITEM_RISK, err);
}

/* ---- actions ---- */

/* Of a deal that closed in the quarter and is in its stage since the day; those of the team are of no quarter. */
static bool is_wanted(const struct export *x, const struct deal *d)
{
	bool closed = stage_is_closed((int)d->stage) && d->closed_day != NO_DAY;

	if (!d->id)
		return !x->opt->quarter;
	if (x->opt->quarter && (!closed || d->closed_day < x->first_day || d->closed_day > x->last_day))
		return false;
	return d->stage_at >= x->since_ms;
}

struct naming {
	struct export *x;
	struct buf names;
};

/* "D:wl-…-D3", "X:wl-…-D3/post", "I:wl-…-I7", "N:wl-…-I7/4": numbers are of this file alone. */
static int put_name(void *arg, const struct evidence *e)
{
	struct naming *n = arg;
	const char *slash = strchr(e->name, '/');
	struct interview i = { 0 };
	struct deal d = { 0 };

	buf_printf(&n->names, "%s%c:", n->names.len ? "\n" : "", e->kind == SUBJECT_DEAL ? 'D' : e->kind == SUBJECT_FORM ? 'X'
				       : e->kind == SUBJECT_INTERVIEW ? 'I' : 'N');
	if (e->interview && interview_get(n->x->s, e->interview, &i, NULL) == 1 && none(i.ext))
		buf_puts(&n->names, i.ext);
	else if (e->interview)
		interview_global_name(n->x->s, e->interview, &n->names);
	else if (deal_get(n->x->s, e->deal, &d, NULL) == 1 && none(d.ext))
		buf_puts(&n->names, d.ext);
	else
		deal_global_name(n->x->s, e->deal, &n->names);
	buf_puts(&n->names, slash ? slash : "");
	interview_done(&i);
	deal_done(&d);
	return 0;
}

static void put_evidence(struct export *x, const struct action_row *row)
{
	struct buf kept = { 0 }, names = { 0 };

	if (row->evidence && !evidence_read(x->s, row->a.id, &kept, NULL)) {
		struct naming n = { .x = x };

		if (x->table)
			evidence_each(x->s, buf_str(&kept), put_name, &n, NULL, NULL);
		else
			evidence_format(x->s, buf_str(&kept), &names);
		buf_puts(&names, buf_str(&n.names));
		buf_done(&n.names);
	}
	sheet_text(x->sheet, none(buf_str(&names)));
	buf_done(&kept);
	buf_done(&names);
}

/* What only a file that is to come back needs: the row it was made of, when it was closed, what opened it. */
static void put_origin(struct export *x, const struct action_row *row, const struct item *it)
{
	bool of_row = row->a.subject_kind == SUBJECT_ITEM && it->id;
	struct form f;

	sheet_word(x->sheet, of_row ? item_kind_key(it->kind) : NULL);
	sheet_text(x->sheet, of_row ? it->text : NULL);
	sheet_word(x->sheet, of_row && x->table && form_read(x->s, it->form, &f, NULL) == 1 ? form_word((enum form_kind)f.kind) : NULL);
	sheet_moment(x->sheet, row->a.closed_at ? row->a.closed_at : NO_MOMENT);
	sheet_word(x->sheet, of_row ? NULL : none(row->a.trigger_key));
	sheet_word(x->sheet, class_key(row->a.class));
}

static int put_action(void *arg, const struct action_row *row)
{
	struct export *x = arg;
	struct deal d;
	struct item it;

	deal_init(&d);
	if (row->deal && deal_get(x->s, row->deal, &d, NULL) < 0)
		return -1;
	if (!is_wanted(x, &d)) {
		deal_done(&d);
		return 0;
	}
	item_init(&it, 0);
	if (row->a.subject_kind == SUBJECT_ITEM) {
		item_done(&it);
		item_get(x->s, row->a.subject, &it, NULL);
	}
	if (d.id)
		export_put_deal(x, d.id, d.ext);
	else
		sheet_text(x->sheet, NULL);
	sheet_text(x->sheet, row->a.text);
	sheet_word(x->sheet, action_kind_key(row->a.kind));
	sheet_text(x->sheet, none(it.said_by));
	sheet_text(x->sheet, none(member_login(x->s, row->a.owner)));
	sheet_day(x->sheet, row->a.due_day);
	sheet_word(x->sheet, action_state_key(row->a.state));
	sheet_word(x->sheet, none(change_kind_key(row->a.change_kind)));
	sheet_text(x->sheet, none(row->a.expected));
	put_evidence(x, row);
	sheet_text(x->sheet, none(row->a.reason));
	put_origin(x, row, &it);
	sheet_end_row(x->sheet);
	item_done(&it);
	deal_done(&d);
	return 0;
}

int export_actions(struct export *x, struct err *err)
{
	bool hidden = !x->table;
	const struct sheet_column columns[] = {
		{ "deal", false },     { "text", false },     { "kind", false },   { "said_by", false }, { "owner", false },
		{ "due", false },      { "state", false },    { "change", false }, { "expected", false }, { "evidence", false },
		{ "reason", false },   { "row", hidden },     { "row_text", hidden }, { "of", hidden },	 { "closed", hidden },
		{ "trigger", hidden }, { "class", hidden },
	};

	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	return action_each(x->s, false, 0, put_action, x, err);
}

/* ---- debriefs ---- */

struct form_row {
	int64_t form, deal, owner, csm, state, scheduled_at, live_at, live_ms, completed_at, held_at;
	char *ext, *company;
};

static int list_forms(struct export *x, struct form_row **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(x->s->db, &export_row_sql[EXPORT_FORMS], err);
	int rc;

	if (!st)
		return -1;
	export_bind(x, st);
	db_int(st, 5, FORM_DEBRIEF);
	while ((rc = db_step(st, err)) == 1) {
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		(*out)[(*n)++] = (struct form_row){
			.form = db_col(st, 0), .deal = db_col(st, 1), .ext = xstrdup(db_col_text(st, 2)),
			.owner = db_col(st, 3), .csm = db_col(st, 4), .company = xstrdup(db_col_text(st, 5)),
			.state = db_col(st, 6), .scheduled_at = db_col(st, 7), .live_at = db_col(st, 8),
			.live_ms = db_col(st, 9), .completed_at = db_col(st, 10), .held_at = db_col(st, 11),
		};
	}
	return rc;
}

struct counted {
	int answered;
	int64_t signal, doubt;
};

static int count_answers(struct store *s, int64_t form, struct counted *out, struct err *err)
{
	size_t n = questions_count(s->questions);
	struct debrief_answer *a = xcalloc(n, sizeof *a);
	int rc = debrief_answers(s, form, a, err);

	*out = (struct counted){ 0 };
	for (size_t i = 0; i < n; i++) {
		out->answered +=
			a[i].state == ANSWER_LIVE || a[i].state == ANSWER_TAKEN || a[i].state == ANSWER_UNKNOWN;
		out->signal = a[i].signal ? a[i].signal : out->signal;
		out->doubt = a[i].doubt ? a[i].doubt : out->doubt;
		answer_done(&a[i]);
	}
	free(a);
	return rc;
}

struct people {
	struct export *x;
	struct buf words;
};

/* "csm=dana", "ae=omar absent: on leave". */
static int put_attendee(void *arg, const struct form_attendee *a)
{
	static const char *const parts[] = { "", "ae", "csm", "further" };
	struct people *p = arg;

	if (a->part < PART_AE || a->part > PART_FURTHER)
		return 0;
	buf_printf(&p->words, "%s%s=%s", p->words.len ? "\n" : "", parts[a->part], member_login(p->x->s, a->member));
	if (a->absent)
		buf_printf(&p->words, " absent: %s", a->reason);
	return 0;
}

/* What only a file that is to come back needs. */
static int put_held(struct export *x, const struct form_row *f, struct err *err)
{
	struct people p = { .x = x };
	int rc = x->table ? form_attendees(x->s, f->form, put_attendee, &p, err) : 0;

	sheet_moment(x->sheet, f->held_at ? f->held_at : NO_MOMENT);
	sheet_text(x->sheet, none(buf_str(&p.words)));
	sheet_end_row(x->sheet);
	buf_done(&p.words);
	return rc;
}

static int put_form(struct export *x, const struct form_row *f, struct err *err)
{
	static const char *const states[] = { "open", "scheduled", "live", "complete", "void" };
	struct counted c;

	if (count_answers(x->s, f->form, &c, err))
		return -1;
	export_put_deal(x, f->deal, f->ext);
	sheet_text(x->sheet, none(f->company));
	sheet_text(x->sheet, none(member_login(x->s, f->owner)));
	sheet_text(x->sheet, none(member_login(x->s, f->csm)));
	sheet_word(x->sheet, f->state >= 0 && f->state < 5 ? states[f->state] : NULL);
	sheet_moment(x->sheet, f->scheduled_at ? f->scheduled_at : NO_MOMENT);
	sheet_moment(x->sheet, f->live_at ? f->live_at : NO_MOMENT);
	sheet_moment(x->sheet, f->completed_at ? f->completed_at : NO_MOMENT);
	sheet_int(x->sheet, f->live_ms / 1000, f->live_ms > 0);
	sheet_int(x->sheet, c.answered, true);
	sheet_word(x->sheet, none(signal_key(c.signal)));
	sheet_word(x->sheet, none(doubt_key(c.doubt)));
	return put_held(x, f, err);
}

int export_debriefs(struct export *x, struct err *err)
{
	bool no_health = access_read(x->s, CLASS_HEALTH) == ACCESS_NO;
	const struct sheet_column of_debriefs[] = {
		{ "deal", false },    { "company", false },   { "ae", false },	       { "csm", false },
		{ "state", false },   { "scheduled", false }, { "begun", false },      { "completed", false },
		{ "seconds", false }, { "answered", false },  { "signal", no_health }, { "doubt", no_health },
		{ "held", !x->table }, { "attended", !x->table }
	};
	struct form_row *forms = NULL;
	size_t n = 0;
	int rc = export_open(x, of_debriefs, sizeof of_debriefs / sizeof *of_debriefs, err);

	if (!rc)
		rc = list_forms(x, &forms, &n, err);
	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = put_form(x, &forms[i], err);
		free(forms[i].ext);
		free(forms[i].company);
	}
	free(forms);
	return rc;
}

#define OF_DEALS                                                                                                     \
	" and f.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d") " and ($1 = 0 or (d.stage in (6, 7)"                  \
	" and d.closed_day between $2 and $3)) and d.stage_at >= $4"

const struct sql export_row_sql[] = {
	[EXPORT_ROWS] = { "export_rows", "select d.id, d.ext, d.owner, i.class, t.body, i.attr, i.said_by, i.owner, i.due_day,"
					 " i.due_unit, i.state, i.mitigation, i.made_by, i.made_at, i.kind, f.kind from item i join form f on f.id = i.form"
					 " join deal d on d.id = i.deal left join text t on t.id = i.text"
					 " where (i.kind = $5 or ($5 = 0 and i.kind > 2)) and i.gone = 0" OF_DEALS " order by d.id, i.seq, i.id" },
	[EXPORT_FORMS] = { "export_debrief_rows", "select f.id, d.id, d.ext, d.owner, d.csm, c.name, f.state, f.scheduled_at,"
					   " f.live_at, f.live_ms, f.completed_at, f.held_at from form f join deal d on d.id = f.deal"
					   " join company c on c.id = d.company where f.kind = $5" OF_DEALS
					   " order by d.id, f.id" },
	{ NULL, NULL },
};
