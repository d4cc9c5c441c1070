/* Lists of interviews: whose, how far, when. */
#include "model/interview.h"

#include "model/deal.h"
#include "model/import.h"
#include "model/interview_private.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_ROWS, LIST_COUNT };

void interview_global_name(const struct store *s, int64_t id, struct buf *out)
{
	global_name(s, 'I', id, out);
}

int64_t interview_from_global_name(const struct store *s, const char *name)
{
	return global_name_id(s, 'I', name);
}

int64_t interview_day_at(const struct interview *i)
{
	return i->held_at ? i->held_at : i->scheduled_at;
}

/* Behind the columns of the interview; of more coders than two the first and the last are named. */
static void read_row(struct store *s, struct stmt *st, struct interview_row *row, struct buf *coders)
{
	int n = INTERVIEW_COLUMNS_N;
	int64_t passes, closed;

	*row = (struct interview_row){ 0 };
	interview_read(st, &row->i);
	row->company = db_col_text(st, n);
	row->programme = db_col_text(st, n + 1);
	buf_clear(coders);
	buf_puts(coders, db_col_text(st, n + 2));
	if (strcmp(buf_str(coders), db_col_text(st, n + 3)))
		buf_printf(coders, " %s", db_col_text(st, n + 3));
	row->coders = buf_str(coders);
	n++;
	row->stage = db_col(st, n + 3);
	row->outcome = db_col(st, n + 4);
	row->amount_minor = db_col_null(st, n + 5) ? NO_AMOUNT : db_col(st, n + 5);
	row->currency = db_col(st, n + 6);
	row->closed_day = db_col_null(st, n + 7) ? NO_DAY : db_col(st, n + 7);
	row->notes = db_col(st, n + 8);
	row->coded = db_col(st, n + 9);
	row->to_code = db_col(st, n + 10);
	passes = db_col(st, n + 11);
	closed = db_col(st, n + 12);
	row->open = row->i.state != INTERVIEW_REFUSED &&
		    (row->i.state != INTERVIEW_VALIDATED || !passes || closed < passes || row->to_code);
	row->mine = row->open && s->actor.member &&
		    (row->to_code || (row->i.interviewer == s->actor.member && row->i.state != INTERVIEW_VALIDATED));
}

static bool is_wanted(const struct interview_filter *f, const struct interview_row *row)
{
	switch (f->which) {
	case INTERVIEWS_OPEN:
		return row->open;
	case INTERVIEWS_MINE:
		return row->mine;
	case INTERVIEWS_ALL:
		return true;
	}
	return true;
}

int interview_each(struct store *s, const struct interview_filter *f, int (*fn)(void *arg, const struct interview_row *row),
		   void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_list_sql[LIST_ROWS], err);
	struct buf coders = { 0 };
	int rc, stop = 0;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, s->actor.member);
	db_int(st, 2, f->deal);
	db_int(st, 3, f->programme);
	db_int(st, 4, f->by_id);
	while (!stop && (rc = db_step(st, err)) == 1) {
		struct interview_row row;

		read_row(s, st, &row, &coders);
		if (interview_is_seen(s, &row.i) && is_wanted(f, &row))
			stop = fn(arg, &row);
		interview_done(&row.i);
	}
	buf_done(&coders);
	if (!stop)
		return rc;
	db_reset(st);
	return stop < 0 ? -1 : 0;
}

int interview_count_open(struct store *s, int64_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_list_sql[LIST_COUNT], err);
	enum access_scope scope = access_read(s, CLASS_INTERVIEW);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, scope == ACCESS_ALL);
	db_int(st, 2, scope == ACCESS_OWN ? s->actor.member : -1);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*n = db_col(st, 0);
	db_reset(st);
	return 0;
}

void interview_marks(const struct interview *i, struct buf *out)
{
	static const struct {
		enum permission permission;
		char letter;
	} marks[] = { { PERMIT_NOTES, 'n' }, { PERMIT_QUOTE, 'q' }, { PERMIT_RECORD, 'r' } };

	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
		int64_t c = interview_permission(i, marks[k].permission);

		buf_printf(out, "%s%s%c", k ? " " : "", c == CONSENT_GIVEN ? "✓" : c == CONSENT_NOT_ASKED ? "·" : "✗",
			   marks[k].letter);
	}
}

#define OWN_PASS "select p.id from coding_pass p where p.interview = i.id and p.coder = $1 and p.layer = 0 and p.gone = 0"
/* Whose reading is counted: the actor's own where there is one, else those that are closed. */
#define READ_PASS                                                                                                        \
	"select p.id from coding_pass p where p.interview = i.id and p.layer = 0 and p.gone = 0"                         \
	" and (p.coder = $1 or (p.closed_at > 0 and not exists (" OWN_PASS ")))"
#define NOTES_READ                                                                                                       \
	"(select count(*) from interview_note m where m.interview = i.id and m.gone = 0 and"                             \
	" (exists (select 1 from code c where c.note = m.id and c.gone = 0 and c.pass in (" READ_PASS "))"               \
	" or exists (select 1 from pass_note z where z.note = m.id and z.gone = 0 and z.pass in (" READ_PASS "))))"
#define PASSES(more) \
	"(select count(*) from coding_pass p where p.interview = i.id and p.layer = 0 and p.gone = 0" more ")"
#define CODERS(what)                                                                                                     \
	" coalesce((select " what " from assignment a join member m on m.id = a.coder where a.interview = i.id"          \
	" and a.gone = 0), '')"
/* Validated ones wait for their coder, held ones for what is missing, planned ones for a day. */
#define MINE_FIRST                                                                                                       \
	"case when i.interviewer = $1 and i.state not in (4, 5) then 0 when exists (select 1 from assignment a"          \
	" where a.interview = i.id and a.coder = $1 and a.gone = 0) and i.state = 4 then 0 else 1 end"

const struct sql interview_list_sql[] = {
	[LIST_ROWS] = { "interview_list",
			"select " INTERVIEW_COLUMNS ", coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''),"
			" coalesce((select g.title from programme g where g.id = i.programme), ''),"
			CODERS("min(m.login)") "," CODERS("max(m.login)") ","
			" d.stage, d.outcome, d.amount_minor, d.currency, d.closed_day,"
			" (select count(*) from interview_note m where m.interview = i.id and m.gone = 0), " NOTES_READ ","
			" case when exists (select 1 from assignment a where a.interview = i.id and a.coder = $1 and a.gone = 0)"
			" and not exists (" OWN_PASS " and p.closed_at > 0) then 1 else 0 end, " PASSES("") ", " PASSES(
				" and p.closed_at > 0") " from interview i join deal d on d.id = i.deal left join company c on c.id"
							" = d.company where i.gone = 0 and d.gone = 0 and ($2 = 0 or i.deal = $2)"
							" and ($3 = 0 or i.programme = $3) and " ACCESS_DEAL("d")
							" order by case when $4 = 1 then i.id else 0 end, " MINE_FIRST ", case i.state when 3 then 0 when 2 then 1 when 4 then 2"
							" when 1 then 3 when 0 then 4 else 5 end,"
							" case when i.held_at > 0 then -i.held_at else i.scheduled_at end, i.id" },
	[LIST_COUNT] = { "interview_count", "select count(*) from interview i join deal d on d.id = i.deal where i.gone = 0"
					    " and d.gone = 0 and ($1 = 1 or d.owner = $2) and (i.state in (0, 1, 2, 3)"
					    " or (i.state = 4 and (not exists (select 1 from coding_pass p where p.interview = i.id"
					    " and p.layer = 0 and p.gone = 0) or exists (select 1 from coding_pass p"
					    " where p.interview = i.id and p.layer = 0 and p.gone = 0 and p.closed_at = 0))))"
					    " and " ACCESS_DEAL("d") },
	{ NULL, NULL },
};
