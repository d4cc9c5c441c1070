/* Clocks and history. */
#include "model/export_private.h"

#include "model/deal_private.h"
#include "model/event.h"
#include "model/history_value.h"
#include "model/member.h"

#include <stdlib.h>
#include <string.h>

enum { EXPORT_CLOCKS };

static int64_t moment(struct stmt *st, int i)
{
	return db_col(st, i) ? db_col(st, i) : NO_MOMENT;
}

static void put_clock(struct export *x, struct stmt *st)
{
	struct clock c = { .kind = (int)db_col(st, 2),
			   .start_at = moment(st, 3),
			   .warn_at = moment(st, 4),
			   .due_at = moment(st, 5),
			   .met_at = moment(st, 6),
			   .void_reason = (int)db_col(st, 7),
			   .waiting_for = (int)db_col(st, 8),
			   .overridden = db_col(st, 9),
			   .provisional_due_at = NO_MOMENT };
	const struct clock_rule *rule = clock_rule_id(x->s->clocks, c.kind);
	const char *ext = db_col_text(st, 1);
	struct buf name = { 0 };

	/* The packet's, while the commitment is unknown; filed meanwhile it was due at no moment. */
	if (c.start_at == NO_MOMENT && c.due_at != NO_MOMENT) {
		c.provisional_due_at = c.met_at == NO_MOMENT ? c.due_at : NO_MOMENT;
		c.due_at = NO_MOMENT;
	}
	if (ext && *ext)
		buf_puts(&name, ext);
	else
		buf_printf(&name, "D-%lld", (long long)db_col(st, 0));
	sheet_text(x->sheet, buf_str(&name));
	sheet_word(x->sheet, rule ? rule->key : "");
	sheet_text(x->sheet, db_col(st, 11) ? member_login(x->s, db_col(st, 11)) : db_col_text(st, 10));
	sheet_moment(x->sheet, c.start_at);
	sheet_moment(x->sheet, c.due_at != NO_MOMENT ? c.due_at : c.provisional_due_at);
	sheet_moment(x->sheet, c.met_at);
	sheet_word(x->sheet, clock_state_key(clock_state(&c, x->s->now(x->s))));
	sheet_end_row(x->sheet);
	buf_done(&name);
}

int export_clocks(struct export *x, struct err *err)
{
	static const struct sheet_column columns[] = { { "deal", false },    { "clock", false }, { "owner", false },
						       { "started", false }, { "due", false },	 { "met", false },
						       { "state", false } };
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);
	struct stmt *st = rc ? NULL : db_stmt(x->s->db, &export_history_sql[EXPORT_CLOCKS], err);

	if (!st)
		return -1;
	export_bind(x, st);
	while ((rc = db_step(st, err)) == 1)
		put_clock(x, st);
	return rc;
}

/* ---- History ---- */

static void put_value(struct export *x, const struct history_row *row, enum history_side side)
{
	struct buf v = { 0 };
	const char *stored = side == HISTORY_BEFORE ? row->before : row->after;

	if (row->op != OP_UPDATE) { /* of a whole record */
		sheet_text(x->sheet, side == HISTORY_BEFORE ? NULL : row->op == OP_INSERT ? "made" : "removed");
		return;
	}
	history_value(x->s, row, side, &v);
	sheet_text(x->sheet, stored ? buf_str(&v) : NULL);
	buf_done(&v);
}

static int put_change(void *arg, const struct history_row *row)
{
	struct export *x = arg;
	struct buf record = { 0 }, field = { 0 }, title = { 0 };

	if (row->at_ms < x->since_ms)
		return 1; /* newest first: the others are older */
	history_field(x->s, row, &field);
	buf_printf(&title, "%s%s", history_turned(row->group_kind), row->title);
	buf_printf(&record, "%s%lld", row->kind == SUBJECT_DEAL || row->kind == SUBJECT_EVENT ? "D-" : "", (long long)row->subject);
	sheet_moment(x->sheet, row->at_ms);
	sheet_moment(x->sheet, row->real_at);
	sheet_text(x->sheet, member_login(x->s, row->member));
	sheet_word(x->sheet, record_name(row->kind));
	sheet_word(x->sheet, buf_str(&record));
	sheet_text(x->sheet, buf_str(&field));
	put_value(x, row, HISTORY_BEFORE);
	put_value(x, row, HISTORY_AFTER);
	sheet_text(x->sheet, buf_str(&title));
	sheet_end_row(x->sheet);
	buf_done(&record);
	buf_done(&field);
	buf_done(&title);
	return 0;
}

int export_history(struct export *x, struct err *err)
{
	static const struct sheet_column columns[] = {
		{ "at", false },    { "real_at", false }, { "member", false }, { "kind", false }, { "record", false },
		{ "field", false }, { "before", false },  { "after", false },  { "group", false }
	};

	if (access_act(x->s, "history", err) || export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	return history_each(x->s, SUBJECT_NONE, 0, 0, put_change, x, err);
}

const struct sql export_history_sql[] = {
	[EXPORT_CLOCKS] = { "export_clocks",
			    "select k.subject, d.ext, k.kind, k.start_at, k.warn_at, k.due_at, k.met_at, k.void, "
			    "k.waiting_for, k.overridden,"
			    " k.owner_role, k.owner from clock k join deal d on d.id = k.subject where "
			    "k.subject_kind = 1 and d.gone = 0 and " ACCESS_DEAL(
				    "d") " and ($1 = 0 or (d.stage in (6, 7) and d.closed_day between $2 and $3))"
					 " and ($4 <= 0 or k.met_at = 0 or k.met_at >= $4) order by k.subject, "
					 "k.kind" },
	{ NULL, NULL },
};
