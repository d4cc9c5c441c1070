/* Stage history: a row a stage that a deal entered, as `import stages` takes it back. A deal of which no move was told has
 * the stage it is in. */
#include "model/export_private.h"

#include "model/calendar.h"
#include "model/event.h"
#include "model/import.h"
#include "model/stage.h"

#include <stdlib.h>
#include <string.h>

enum { EXPORT_STAGES };

struct entered {
	int64_t deal, stage, at;
	bool day_only;
	struct buf name;
};

static void put_when(struct export *x, int64_t at, bool day_only)
{
	if (day_only)
		sheet_day(x->sheet, calendar_day(x->s->calendar, at));
	else
		sheet_moment(x->sheet, at);
}

/* `next`: what the deal entered after it, NULL nothing. */
static void put_row(struct export *x, const struct entered *e, const struct entered *next)
{
	const struct stage *st = stage_get(x->s->stages, (int)e->stage);

	sheet_text(x->sheet, buf_str((struct buf *)(uintptr_t)&e->name));
	sheet_word(x->sheet, st ? st->key : "");
	put_when(x, e->at, e->day_only);
	put_when(x, next ? next->at : NO_MOMENT, next && next->day_only);
	sheet_end_row(x->sheet);
}

static void name_deal(struct export *x, struct stmt *st, struct buf *out)
{
	const char *ext = db_col_text(st, 1);

	buf_clear(out);
	if (ext && *ext)
		buf_puts(out, ext);
	else
		deal_global_name(x->s, db_col(st, 0), out);
}

struct walk {
	struct entered last; /* not written yet; deal 0 none */
	int64_t stage, stage_at; /* of its deal, as it is now */
};

/* Behind the last row of a deal: the stage it is in, where that was told in no move. */
static void end_deal(struct export *x, struct walk *w)
{
	struct entered now = w->last;

	if (!w->last.deal)
		return;
	if (w->last.stage && w->last.stage != w->stage) {
		now.stage = w->stage;
		now.at = w->stage_at;
		now.day_only = false;
		put_row(x, &w->last, &now);
		put_row(x, &now, NULL);
	} else {
		put_row(x, &w->last, NULL);
	}
	w->last.deal = 0;
}

static void take_row(struct export *x, struct walk *w, struct stmt *st)
{
	bool told = !db_col_null(st, 4), same = w->last.deal == db_col(st, 0);
	struct entered next = { .deal = db_col(st, 0), .stage = told ? db_col(st, 4) : db_col(st, 2),
				.at = told ? db_col(st, 5) : db_col(st, 3), .day_only = told && db_col(st, 6),
				.name = w->last.name };

	if (same)
		put_row(x, &w->last, &next);
	else
		end_deal(x, w);
	w->last = next;
	w->stage = db_col(st, 2);
	w->stage_at = db_col(st, 3);
	name_deal(x, st, &w->last.name);
}

int export_stages(struct export *x, struct err *err)
{
	bool hidden = access_read(x->s, CLASS_DEAL) == ACCESS_NO;
	const struct sheet_column columns[] = { { "deal", hidden }, { "stage", hidden }, { "entered", hidden }, { "left", hidden } };
	struct walk w = { 0 };
	struct stmt *st;
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);

	st = rc ? NULL : db_stmt(x->s->db, &export_stage_sql[EXPORT_STAGES], err);
	if (!st)
		return -1;
	export_bind(x, st);
	while ((rc = db_step(st, err)) == 1)
		take_row(x, &w, st);
	end_deal(x, &w);
	buf_done(&w.last.name);
	return rc;
}

const struct sql export_stage_sql[] = {
	[EXPORT_STAGES] = { "export_stages",
			    "select d.id, d.ext, d.stage, d.stage_at, e.value, e.at_ms, e.day_only from deal d left join event e on"
			    " e.subject_kind = 1 and e.subject = d.id and e.kind in (2, 3, 4, 5) and e.undone_by is null"
			    " where d.gone = 0 and " ACCESS_DEAL("d") " and ($1 = 0 or (d.stage in (6, 7) and d.closed_day between $2"
			    " and $3)) and d.stage_at >= $4 order by d.id, e.at_ms, e.id" },
	{ NULL, NULL },
};
